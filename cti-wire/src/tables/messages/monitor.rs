//! Monitors of calls, devices and sessions.

#[allow(unused_imports)]
use super::prelude::*;

messages! {
    /// Request: monitor start.
    93 MonitorStartReq "MONITOR_START_REQ" Client .cce(5) {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId;
        connection_call_id "ConnectionCallID": CallId;
        call_msg_mask "CallMsgMask": CallMsgMask;
        agent_state_mask "AgentStateMask": AgentStateMask;
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        monitored_device_type "MonitoredDeviceType": DeviceIdType;
    } [
        ConnectionDeviceId, MonitoredDeviceId,
    ]

    /// Confirms MONITOR_START_REQ.
    94 MonitorStartConf "MONITOR_START_CONF" Server .cce(5) {
        invoke_id "InvokeID": InvokeId;
        monitor_id "MonitorID": MonitorId;
    } []

    /// Request: monitor stop.
    95 MonitorStopReq "MONITOR_STOP_REQ" Client .cce(5) {
        invoke_id "InvokeID": InvokeId;
        monitor_id "MonitorID": MonitorId;
    } []

    /// Confirms MONITOR_STOP_REQ.
    96 MonitorStopConf "MONITOR_STOP_CONF" Server .cce(5) {
        invoke_id "InvokeID": InvokeId;
    } []

    /// Request: change monitor mask.
    97 ChangeMonitorMaskReq "CHANGE_MONITOR_MASK_REQ" Client .cce(5) {
        invoke_id "InvokeID": InvokeId;
        monitor_id "MonitorID": MonitorId;
        call_msg_mask "CallMsgMask": CallMsgMask;
        agent_state_mask "AgentStateMask": AgentStateMask;
    } []

    /// Confirms CHANGE_MONITOR_MASK_REQ.
    98 ChangeMonitorMaskConf "CHANGE_MONITOR_MASK_CONF" Server .cce(5) {
        invoke_id "InvokeID": InvokeId;
    } []

    /// Event: client session opened.
    99 ClientSessionOpenedEvent "CLIENT_SESSION_OPENED_EVENT" Server .cce(5) {
        session_id "SessionID": u32;
        peripheral_id "PeripheralID": PeripheralId;
        services_granted "ServicesGranted": ServiceMask;
        call_msg_mask "CallMsgMask": CallMsgMask;
        agent_state_mask "AgentStateMask": AgentStateMask;
        client_port "ClientPort": u32;
    } [
        ClientAddress, ClientId, ClientSignature, AgentExtension, AgentId, AgentIdLong, AgentInstrument,
        ClientAddressIpv6.since(14).until(18),
    ]

    /// Event: client session closed.
    100 ClientSessionClosedEvent "CLIENT_SESSION_CLOSED_EVENT" Server .cce(5) {
        session_id "SessionID": u32;
        peripheral_id "PeripheralID": PeripheralId;
        status "Status": StatusCode;
        client_port "ClientPort": u32;
    } [
        ClientAddress, ClientId, ClientSignature, AgentExtension, AgentId, AgentIdLong, AgentInstrument,
        ClientAddressIpv6.since(14).until(18),
    ]

    /// Request: session monitor start.
    101 SessionMonitorStartReq "SESSION_MONITOR_START_REQ" Client .cce(5) {
        invoke_id "InvokeID": InvokeId;
        session_id "SessionID": u32;
    } []

    /// Confirms SESSION_MONITOR_START_REQ.
    102 SessionMonitorStartConf "SESSION_MONITOR_START_CONF" Server .cce(5) {
        invoke_id "InvokeID": InvokeId;
        monitor_id "MonitorID": MonitorId;
    } []

    /// Request: session monitor stop.
    103 SessionMonitorStopReq "SESSION_MONITOR_STOP_REQ" Client .cce(5) {
        invoke_id "InvokeID": InvokeId;
        monitor_id "MonitorID": MonitorId;
    } []

    /// Confirms SESSION_MONITOR_STOP_REQ.
    104 SessionMonitorStopConf "SESSION_MONITOR_STOP_CONF" Server .cce(5) {
        invoke_id "InvokeID": InvokeId;
    } []
}
