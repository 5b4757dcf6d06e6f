//! Session: opening, heartbeats, closing, failures, system events, two servers.

#[allow(unused_imports)]
use super::prelude::*;

messages! {
    /// Refuses a request: sent in place of its positive answer. To OPEN_REQ it also ends the session.
    ///
    /// Protocol 23 guide, CCX guide and two open codecs: Status is one UINT. The protocol 24 and 25 guides
    /// print FailureCode USHORT plus PeripheralErrorCode UINT (10 bytes), the shape of
    /// CONTROL_FAILURE_CONF; accept both lengths when reading (8 or 10), write 8.
    1 FailureConf "FAILURE_CONF" Server {
        invoke_id "InvokeID": InvokeId;
        /// Why the request failed; `UNSPECIFIED_FAILURE` when read from the other layout.
        status "Status": StatusCode, shape(Shape::FailureStatus), absent(17);
        /// In the other layout only ([`FailureConfShape`](crate::FailureConfShape)).
        failure_code "FailureCode": Option<ControlFailureCode>, shape(Shape::FailureCode);
        /// In the other layout only.
        peripheral_error_code "PeripheralErrorCode": Option<CcxErrorCode>, names_only_ccx(), shape(Shape::FailureCode);
    } [
        Text.ccx(0),
    ]

    /// The server ends the session: 15 (offline), or 11 when the same client has opened a newer one.
    2 FailureEvent "FAILURE_EVENT" Server {
        status "Status": StatusCode;
    } [
        Text.ccx(0),
    ]

    /// Asks for a session: the first message of a client, and legal only once. It names protocol version,
    /// services, masks and, in agent mode, the agent.
    ///
    /// CCX: agent mode needs at least one of AgentExtension, AgentInstrument, AgentID; ClientID and
    /// ClientPassword must be present but are not checked and may be empty.
    3 OpenReq "OPEN_REQ" Client {
        invoke_id "InvokeID": InvokeId;
        version_number "VersionNumber": u32;
        idle_timeout "IdleTimeout": u32;
        peripheral_id "PeripheralID": PeripheralId, ccx_value(0);
        services_requested "ServicesRequested": ServiceMask;
        call_msg_mask "CallMsgMask": CallMsgMask;
        agent_state_mask "AgentStateMask": AgentStateMask, ccx_names(&CcxAgentStateMask::NAMES);
        config_msg_mask "ConfigMsgMask": ConfigMask, ccx_names(&CcxConfigMsgMask::NAMES);
        reserved1 "Reserved1": u32, ccx_value(0);
        reserved2 "Reserved2": u32, ccx_value(0);
        reserved3 "Reserved3": u32, ccx_value(0);
    } [
        ClientId.required(), ClientPassword.required(), ClientSignature, AgentExtension, AgentId.cce(0),
        AgentIdLong, AgentInstrument, ApplicationPathId.cce(9),
    ]

    /// Grants a session with the services it may use, which may be fewer than were asked for.
    ///
    /// CCX: no DepartmentID and no SessionType in any CCX version; NumPeripherals and MultilineAgentControl
    /// are always 1.
    4 OpenConf "OPEN_CONF" Server {
        invoke_id "InvokeID": InvokeId;
        services_granted "ServicesGranted": ServiceMask;
        monitor_id "MonitorID": MonitorId, ccx_value(0);
        pg_status "PGStatus": PgStatus, ccx_value(0);
        icm_central_controller_time "ICMCentralControllerTime": Time, ccx_value(0);
        /// CCX: `UnifiedCCXOnline`.
        peripheral_online "PeripheralOnline": bool;
        peripheral_type "PeripheralType": PeripheralType, ccx_value(0);
        agent_state "AgentState": AgentState;
        department_id "DepartmentID": Option<i32>, cce(19);
        /// Printed in the 12.5(1) guide (protocol 23) as well; the change list names protocol 24.
        session_type "SessionType": Option<SessionType>, cce(0), shape(Shape::SessionType);
    } [
        AgentExtension, AgentId, AgentIdLong, AgentInstrument, NumPeripherals.since(14),
        FltPeripheralId.since(14).leads(List::Peripherals),
        MultilineAgentControl.since(14).of(List::Peripherals), ConfigMsgMaskGranted.ccx(18),
    ]

    /// Asks the server whether it is there. Only clients ask; three unanswered ones end the session.
    5 HeartbeatReq "HEARTBEAT_REQ" Client {
        invoke_id "InvokeID": InvokeId;
    } []

    /// Answers a heartbeat at once.
    6 HeartbeatConf "HEARTBEAT_CONF" Server {
        invoke_id "InvokeID": InvokeId;
    } []

    /// Says that the client will end the session, and why.
    ///
    /// Evidence for CCX: page not seen; taken from the CCE layout of the same message.
    7 CloseReq "CLOSE_REQ" Client {
        invoke_id "InvokeID": InvokeId;
        status "Status": StatusCode;
    } []

    /// Answers CLOSE_REQ; the client then resets the connection.
    ///
    /// Evidence for CCX: page not seen; taken from the CCE layout of the same message.
    8 CloseConf "CLOSE_CONF" Server {
        invoke_id "InvokeID": InvokeId;
    } []

    /// The state of the system has changed; also sent right after OPEN_CONF. Masks do not apply.
    31 SystemEvent "SYSTEM_EVENT" Server {
        /// CCX: `CCXStatus`.
        pg_status "PGStatus": PgStatus, ccx_names(&CcxStatus::NAMES);
        /// CCX: `CCXTime`.
        icm_central_controller_time "ICMCentralControllerTime": Time;
        system_event_id "SystemEventID": SystemEventId;
        system_event_arg1 "SystemEventArg1": u32;
        system_event_arg2 "SystemEventArg2": u32;
        system_event_arg3 "SystemEventArg3": u32;
        event_device_type "EventDeviceType": DeviceIdType, cce_since(10);
    } [
        Text, EventDeviceId.cce_since(10),
    ]

    /// Request: client event report.
    32 ClientEventReportReq "CLIENT_EVENT_REPORT_REQ" Client .cce(0) {
        invoke_id "InvokeID": InvokeId;
        state "State": ClientEventState;
    } [
        ObjectName, Text,
    ]

    /// Confirms CLIENT_EVENT_REPORT_REQ.
    33 ClientEventReportConf "CLIENT_EVENT_REPORT_CONF" Server .cce(0) {
        invoke_id "InvokeID": InvokeId;
    } []

    /// The standby server has become the active one (protocol 24). Without a body.
    277 StandbyActiveEvent "STANDBY_ACTIVE_EVENT" Server .cce(24) {
    } []

    /// Request: active maintenance.
    278 ActiveMaintenanceReq "ACTIVE_MAINTENANCE_REQ" Server .cce(24) {
        invoke_id "InvokeID": InvokeId;
    } []

    /// Confirms ACTIVE_MAINTENANCE_REQ.
    279 ActiveMaintenanceResp "ACTIVE_MAINTENANCE_RESP" Client .cce(24) {
        invoke_id "InvokeID": InvokeId;
        maintenance_mode_accepted "MaintenanceModeAccepted": bool;
    } []

    /// Event: active maintenance.
    280 ActiveMaintenanceEvent "ACTIVE_MAINTENANCE_EVENT" Server .cce(24) {
        maintenance_mode_status "MaintenanceModeStatus": bool;
    } []

    /// Indication: stopping requests to this side.
    281 StoppingRequestsToThisSideInd "STOPPING_REQUESTS_TO_THIS_SIDE_IND" Client .cce(24) {
    } []
}
