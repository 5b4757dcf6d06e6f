//! Supervisors and teams.

#[allow(unused_imports)]
use super::prelude::*;

messages! {
    /// Request: supervisor assist.
    ///
    /// CCX: ConnectionCallID may be 0xffffffff; FAILURE_CONF when no supervisor is available.
    ///
    /// Evidence for CCX: fixed part seen whole, floating part partly seen; more floating fields may exist.
    118 SupervisorAssistReq "SUPERVISOR_ASSIST_REQ" Client .since(8) {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        /// CCX: `CallID`.
        connection_call_id "ConnectionCallID": CallId;
        /// CCX: `ConnectionDeviceType`.
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
    } [
        ConnectionDeviceId.required(), AgentExtension, AgentId.cce(0), AgentIdLong, AgentInstrument,
        Text.ccx(0),
    ]

    /// Confirms SUPERVISOR_ASSIST_REQ.
    119 SupervisorAssistConf "SUPERVISOR_ASSIST_CONF" Server .since(8) {
        invoke_id "InvokeID": InvokeId;
        /// CCX: `CallID`.
        connection_call_id "ConnectionCallID": CallId;
        /// CCX: `ConnectionDeviceType`.
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        line_handle "LineHandle": u16, ccx_value(0xFFFF);
        line_type "LineType": LineType, ccx_value(0);
    } [
        ConnectionDeviceId.required(),
    ]

    /// Event: supervisor assist.
    ///
    /// Layout from the CCX page; the CCE guide prints none.
    120 SupervisorAssistEvent "SUPERVISOR_ASSIST_EVENT" Server .since(8) {
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        /// CCX: `CallID`.
        connection_call_id "ConnectionCallID": CallId;
        /// CCX: `ConnectionDeviceType`.
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        session_id "SessionID": u32, ccx_value(0);
    } [
        ConnectionDeviceId.required(), ClientId.required(), Text,
    ]

    /// Request: emergency call.
    ///
    /// Evidence for CCX: fixed part seen whole, floating part partly seen; more floating fields may exist.
    121 EmergencyCallReq "EMERGENCY_CALL_REQ" Client .since(8) {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId;
        connection_call_id "ConnectionCallID": CallId;
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
    } [
        ConnectionDeviceId.required(), AgentExtension, AgentId.cce(0), AgentIdLong, AgentInstrument,
    ]

    /// Confirms EMERGENCY_CALL_REQ.
    122 EmergencyCallConf "EMERGENCY_CALL_CONF" Server .since(8) {
        invoke_id "InvokeID": InvokeId;
        connection_call_id "ConnectionCallID": CallId;
        /// CCX: `ConnectionDeviceType`.
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        /// CCX: `lineHandle`.
        line_handle "LineHandle": u16;
        /// CCX: `lineType`.
        line_type "LineType": LineType;
    } [
        ConnectionDeviceId.required(),
    ]

    /// Event: emergency call.
    ///
    /// CCX: the CCX page prints an InvokeID UINT in front of PeripheralID; the CCE guide and an open codec
    /// do not. Unresolved: tell the two apart by length.
    123 EmergencyCallEvent "EMERGENCY_CALL_EVENT" Server .since(8) {
        /// As the CCX page prints it ([`EmergencyShape`](crate::EmergencyShape)).
        invoke_id "InvokeID": Option<InvokeId>, shape(Shape::EmergencyInvoke);
        peripheral_id "PeripheralID": PeripheralId;
        connection_call_id "ConnectionCallID": CallId;
        /// CCX: `ConnectionDeviceType`.
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        session_id "SessionID": u32;
    } [
        ConnectionDeviceId.required(), ClientId, ClientAddress, AgentExtension.ccx_max(64), AgentId.cce(0),
        AgentIdLong, AgentInstrument, ClientAddressIpv6.cce(14).until(18),
    ]

    /// Request: supervise call.
    ///
    /// CCX: CCX supports barge-in and intercept; SupervisorCallID is 0xffffffff when the supervisor has no
    /// call; finish with the clear action.
    ///
    /// Evidence for CCX: fixed part seen whole, floating part partly seen; more floating fields may exist.
    124 SuperviseCallReq "SUPERVISE_CALL_REQ" Client .since(8) {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        /// CCX: `AgentCallID`.
        agent_connection_call_id "AgentConnectionCallID": CallId;
        /// CCX: `SupervisorCallID`.
        supervisor_connection_call_id "SupervisorConnectionCallID": CallId;
        /// CCX: `AgentConnectionDeviceType`.
        agent_connection_device_id_type "AgentConnectionDeviceIDType": ConnectionDeviceIdType;
        /// CCX: `SupervisorConnectionDeviceType`.
        supervisor_connection_device_id_type "SupervisorConnectionDeviceIDType": ConnectionDeviceIdType;
        supervisory_action "SupervisoryAction": SupervisoryAction;
    } [
        AgentConnectionDeviceId, SupervisorConnectionDeviceId, AgentExtension, AgentId.cce(0), AgentIdLong,
        AgentInstrument, SupervisorInstrument,
    ]

    /// Confirms SUPERVISE_CALL_REQ.
    125 SuperviseCallConf "SUPERVISE_CALL_CONF" Server .since(8) {
        invoke_id "InvokeID": InvokeId;
        /// CCX: `CallID`.
        connection_call_id "ConnectionCallID": CallId;
        /// CCX: `ConnectionDeviceType`.
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
    } [
        ConnectionDeviceId.required(),
    ]

    /// Event: agent team config.
    128 AgentTeamConfigEvent "AGENT_TEAM_CONFIG_EVENT" Server .cce(8) {
        peripheral_id "PeripheralID": PeripheralId;
        team_id "TeamID": u32;
        number_of_agents "NumberOfAgents": u16, counts(List::Agents);
        config_operation "ConfigOperation": TeamConfigOperation;
        department_id "DepartmentID": Option<i32>, since(19);
    } [
        AgentTeamName.since(16), AtcAgentId.leads(List::Agents), AgentFlags.of(List::Agents),
        AtcAgentState.of(List::Agents), AtcStateDuration.of(List::Agents),
    ]

    /// Request: list agent team.
    133 ListAgentTeamReq "LIST_AGENT_TEAM_REQ" Client .cce(8) {
        invoke_id "InvokeID": InvokeId;
        supervisor_id "SupervisorID": u32;
    } []

    /// Confirms LIST_AGENT_TEAM_REQ.
    134 ListAgentTeamConf "LIST_AGENT_TEAM_CONF" Server .cce(8) {
        invoke_id "InvokeID": InvokeId;
        number_of_agent_teams "NumberOfAgentTeams": u16, counts(List::Teams);
        segment_number "SegmentNumber": u16;
        more "More": u16;
    } [
        TeamId.leads(List::Teams),
    ]

    /// Request: monitor agent team start.
    135 MonitorAgentTeamStartReq "MONITOR_AGENT_TEAM_START_REQ" Client .cce(8) {
        invoke_id "InvokeID": InvokeId;
        team_id "TeamID": u32;
    } []

    /// Confirms MONITOR_AGENT_TEAM_START_REQ.
    136 MonitorAgentTeamStartConf "MONITOR_AGENT_TEAM_START_CONF" Server .cce(8) {
        invoke_id "InvokeID": InvokeId;
        monitor_id "MonitorID": MonitorId;
    } []

    /// Request: monitor agent team stop.
    137 MonitorAgentTeamStopReq "MONITOR_AGENT_TEAM_STOP_REQ" Client .cce(8) {
        invoke_id "InvokeID": InvokeId;
        monitor_id "MonitorID": MonitorId;
    } []

    /// Confirms MONITOR_AGENT_TEAM_STOP_REQ.
    138 MonitorAgentTeamStopConf "MONITOR_AGENT_TEAM_STOP_CONF" Server .cce(8) {
        invoke_id "InvokeID": InvokeId;
    } []

    /// Asks for the teams of a supervisor. CCX; needs the supervisor service.
    ///
    /// Numbers 242..244 from the current CCE message list and one implementation; two older code bases
    /// (protocol 14/15 era) have 236..238, which now belong to the configuration events. Layout from the
    /// CCX guide.
    ///
    /// CCX: ConfigParam 1 initial upload then updates, 2 updates only.
    242 TeamConfigReq "TEAM_CONFIG_REQ" Client .ccx(0) {
        invoke_id "InvokeID": InvokeId;
        config_param "ConfigParam": TeamConfigParam;
        reserved "Reserved": [u8; 8];
    } []

    /// One team.
    ///
    /// Numbers 242..244 from the current CCE message list and one implementation; two older code bases
    /// (protocol 14/15 era) have 236..238, which now belong to the configuration events. Layout from the
    /// CCX guide.
    ///
    /// CCX: at most 64 members; TeamName must come first; Operation 1 add team, 2 remove team (no members
    /// follow), 3 change team; for MemberType 2 the AgentID field holds a CSQ id.
    243 TeamConfigEvent "TEAM_CONFIG_EVENT" Server .ccx(0) {
        team_id "TeamID": u32;
        num_records "NumRecords": u16, counts(List::Members);
        operation "Operation": TeamOperation;
        reserved "Reserved": [u8; 8];
    } [
        TeamName.required(), AgentIdLong.leads(List::Members), AgentFlags.of(List::Members),
        RecordType.of(List::Members), MemberType.of(List::Members),
    ]

    /// Ends the download of teams.
    ///
    /// Numbers 242..244 from the current CCE message list and one implementation; two older code bases
    /// (protocol 14/15 era) have 236..238, which now belong to the configuration events. Layout from the
    /// CCX guide.
    ///
    /// CCX: Status 0 success, 1 internal error; marks the end of the initial upload.
    244 TeamConfigConf "TEAM_CONFIG_CONF" Server .ccx(0) {
        invoke_id "InvokeID": InvokeId;
        status "Status": TeamConfigStatus;
    } [
        Text.ccx_max(128),
    ]
}
