//! Agents: states, desk settings, greetings.

#[allow(unused_imports)]
use super::prelude::*;

messages! {
    /// An agent has changed state. With 0 in the counter, the one skill group (CCX: contact service queue)
    /// is in the fixed part.
    ///
    /// CCX: up to 99 CSQ records per message, then another message; with 0 records the single record sits
    /// in the fixed part.
    ///
    /// Evidence for CCX: fixed part seen whole, floating part partly seen; more floating fields may exist.
    30 AgentStateEvent "AGENT_STATE_EVENT" Server {
        monitor_id "MonitorID": MonitorId, ccx_value(0);
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        session_id "SessionID": u32, ccx_value(0);
        peripheral_type "PeripheralType": PeripheralType, ccx_value(21);
        /// CCX: `CSQState`.
        skill_group_state "SkillGroupState": AgentState;
        state_duration "StateDuration": u32;
        /// CCX: `CSQID`.
        skill_group_number "SkillGroupNumber": u32;
        skill_group_id "SkillGroupID": u32, ccx_value(0xFFFFFFFF);
        skill_group_priority "SkillGroupPriority": u16, ccx_value(0);
        agent_state "AgentState": AgentState;
        event_reason_code "EventReasonCode": AgentReasonCode, names_only_ccx();
        mrd_id "MRDID": i32, ccx_value(1);
        num_tasks "NumTasks": u32, ccx_value(0);
        agent_mode "AgentMode": AgentMode, ccx_value(0);
        max_task_limit "MaxTaskLimit": u32, ccx_value(0);
        icm_agent_id "ICMAgentID": i32, ccx_value(0);
        agent_availability_status "AgentAvailabilityStatus": AgentAvailabilityStatus, ccx_value(1);
        /// CCX: `numCSQs`.
        num_flt_skill_groups "NumFltSkillGroups": u16, cce_since(10), counts(List::FltSkillGroups);
        department_id "DepartmentID": Option<i32>, cce(19);
    } [
        ClientSignature, AgentId.cce(0), AgentIdLong, AgentExtension, ActiveTerminal.cce(24),
        AgentInstrument, Duration, NextAgentState, Direction.cce(16),
        SkillGroupNumber.leads(List::FltSkillGroups), SkillGroupId.of(List::FltSkillGroups),
        SkillGroupPriority.of(List::FltSkillGroups), SkillGroupState.of(List::FltSkillGroups),
        MaxBeyondTaskLimit.cce(22),
    ]

    /// Refuses a request of agent state or call control.
    35 ControlFailureConf "CONTROL_FAILURE_CONF" Server {
        invoke_id "InvokeID": InvokeId;
        failure_code "FailureCode": ControlFailureCode;
        /// CCX: `CCXErrorCode`.
        peripheral_error_code "PeripheralErrorCode": CcxErrorCode, names_only_ccx();
    } [
        Text.ccx(0),
    ]

    /// Asks for the state of an agent.
    36 QueryAgentStateReq "QUERY_AGENT_STATE_REQ" Client {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        mrd_id "MRDID": i32, ccx_value(1);
        icm_agent_id "ICMAgentID": i32, ccx_value(0);
    } [
        AgentExtension, AgentId.cce(0), AgentIdLong, AgentInstrument,
    ]

    /// The state of an agent.
    ///
    /// Evidence for CCX: fixed part seen whole, floating part partly seen; more floating fields may exist.
    37 QueryAgentStateConf "QUERY_AGENT_STATE_CONF" Server {
        invoke_id "InvokeID": InvokeId;
        agent_state "AgentState": AgentState;
        /// CCX: `numCSQs`.
        num_skill_groups "NumSkillGroups": u16, counts(List::SkillGroups);
        mrd_id "MRDID": i32, ccx_value(1);
        num_tasks "NumTasks": u32, ccx_value(0);
        agent_mode "AgentMode": AgentMode, ccx_value(0);
        max_task_limit "MaxTaskLimit": u32, ccx_value(0);
        icm_agent_id "ICMAgentID": i32, ccx_value(0);
        agent_availability_status "AgentAvailabilityStatus": AgentAvailabilityStatus, ccx_value(1);
        department_id "DepartmentID": Option<i32>, cce(19);
    } [
        AgentId, AgentIdLong, AgentExtension, AgentInstrument, SkillGroupNumber.leads(List::SkillGroups),
        SkillGroupId.of(List::SkillGroups), SkillGroupPriority.of(List::SkillGroups),
        SkillGroupState.of(List::SkillGroups), InternalAgentState.cce_since(19),
        MaxBeyondTaskLimit.cce(22),
    ]

    /// Logs an agent in or out, or sets the state.
    ///
    /// CCX: AgentPassword is needed when AgentState is login; ForcedFlag 2 with AgentState login
    /// authenticates without changing state.
    ///
    /// Evidence for CCX: fixed part seen whole, floating part partly seen; more floating fields may exist.
    38 SetAgentStateReq "SET_AGENT_STATE_REQ" Client {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        agent_state "AgentState": AgentState;
        agent_work_mode "AgentWorkMode": AgentWorkMode, ccx_value(0);
        num_skill_groups "NumSkillGroups": u16, ccx_value(0), counts(List::SkillGroups);
        event_reason_code "EventReasonCode": AgentReasonCode, names_only_ccx();
        /// A single byte: everything after it is unaligned.
        forced_flag "ForcedFlag": ForcedFlag, cce_since(10);
        /// CCX: `AgentCapacity`.
        agent_service_req "AgentServiceReq": AgentServiceMask, since(12);
    } [
        AgentInstrument.ccx_required(), ActiveTerminal.cce(24), AgentId.cce(0), AgentIdLong, AgentPassword,
        PositionId.cce(0), SupervisorId.cce(0), SsoEnabled.cce(20),
        SkillGroupNumber.cce(0).leads(List::SkillGroups), SkillGroupPriority.cce(0).of(List::SkillGroups),
    ]

    /// Confirms SET_AGENT_STATE_REQ.
    39 SetAgentStateConf "SET_AGENT_STATE_CONF" Server {
        invoke_id "InvokeID": InvokeId;
    } []

    /// Request: agent desk settings.
    131 AgentDeskSettingsReq "AGENT_DESK_SETTINGS_REQ" Client .cce(8) {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId;
    } [
        AgentId, AgentIdLong,
    ]

    /// Confirms AGENT_DESK_SETTINGS_REQ.
    132 AgentDeskSettingsConf "AGENT_DESK_SETTINGS_CONF" Server .cce(8) {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId;
        desk_settings_mask "DeskSettingsMask": DeskSettingsMask;
        wrapup_data_incoming_mode "WrapupDataIncomingMode": WrapupDataMode;
        wrapup_data_outgoing_mode "WrapupDataOutgoingMode": WrapupDataMode;
        logout_non_activity_time "LogoutNonActivityTime": u32;
        quality_recording_rate "QualityRecordingRate": u32;
        ring_no_answer_time "RingNoAnswerTime": u32;
        silent_monitor_warning_message "SilentMonitorWarningMessage": u32;
        silent_monitor_audible_indication "SilentMonitorAudibleIndication": u32;
        supervisor_assist_call_method "SupervisorAssistCallMethod": u32;
        emergency_call_method "EmergencyCallMethod": u32;
        auto_record_on_emergency "AutoRecordOnEmergency": u32;
        recording_mode "RecordingMode": u32;
        work_mode_timer "WorkModeTimer": u32;
        ring_no_answer_dn "RingNoAnswerDN": u32;
    } [
        DefaultDevicePortAddress, PlayZipTone.since(24), AcdSharedLineUsage.since(24),
    ]

    /// Request: set device attributes.
    141 SetDeviceAttributesReq "SET_DEVICE_ATTRIBUTES_REQ" Client .cce(8) {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId;
        service_number "ServiceNumber": u32;
        service_id "ServiceID": u32;
        skill_group_number "SkillGroupNumber": u32;
        skill_group_id "SkillGroupID": u32;
        skill_group_priority "SkillGroupPriority": u16;
        call_type "CallType": CallType;
        calling_device_type "CallingDeviceType": DeviceIdType;
    } [
        CallingDeviceId.required(),
    ]

    /// Confirms SET_DEVICE_ATTRIBUTES_REQ.
    142 SetDeviceAttributesConf "SET_DEVICE_ATTRIBUTES_CONF" Server .cce(8) {
        invoke_id "InvokeID": InvokeId;
    } []

    /// Request: agent greeting control.
    249 AgentGreetingControlReq "AGENT_GREETING_CONTROL_REQ" Client .cce(15) {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId;
        agent_action "AgentAction": AgentGreetingAction;
    } [
        AgentId.required(), AgentIdLong,
    ]

    /// Confirms AGENT_GREETING_CONTROL_REQ.
    250 AgentGreetingControlConf "AGENT_GREETING_CONTROL_CONF" Server .cce(15) {
        invoke_id "InvokeID": InvokeId;
    } []

    /// Event: config agent service.
    282 ConfigAgentServiceEvent "CONFIG_AGENT_SERVICE_EVENT" Server .cce(24) {
        num_records "NumRecords": u16, counts(List::Records);
    } [
        AgentSkillTargetId.leads(List::Records), NumOfEnabledServices.of(List::Records),
        FltEnabledServices.leads(List::RecordServices), RecordType.of(List::Records),
    ]

    /// Request: set agent service data.
    283 SetAgentServiceDataReq "SET_AGENT_SERVICE_DATA_REQ" Client .cce(24) {
        invoke_id "InvokeID": InvokeId;
        router_call_key_day "RouterCallKeyDay": u32;
        router_call_key_call_id "RouterCallKeyCallID": u32;
        router_call_key_sequence_number "RouterCallKeySequenceNumber": u32;
        agent_skill_target_id "AgentSkillTargetID": u32;
    } [
        NumOfEnabledServices, FltEnabledServices.leads(List::EnabledServices),
        NumPositiveAnswersSuggestions.until(24), NumNegativeAnswersSuggestions.until(24),
    ]

    /// Confirms SET_AGENT_SERVICE_DATA_REQ.
    284 SetAgentServiceDataConf "SET_AGENT_SERVICE_DATA_CONF" Server .cce(24) {
        invoke_id "InvokeID": InvokeId;
        status "Status": u32;
    } []
}
