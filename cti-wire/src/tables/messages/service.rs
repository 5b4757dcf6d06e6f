//! User messages, registered variables and services.

#[allow(unused_imports)]
use super::prelude::*;

messages! {
    /// Request: user message.
    107 UserMessageReq "USER_MESSAGE_REQ" Client .cce(6) {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId;
        distribution "Distribution": Distribution;
    } [
        ClientId, AgentExtension, AgentId, AgentIdLong, AgentInstrument, Text,
    ]

    /// Confirms USER_MESSAGE_REQ.
    108 UserMessageConf "USER_MESSAGE_CONF" Server .cce(6) {
        invoke_id "InvokeID": InvokeId;
    } []

    /// Event: user message.
    109 UserMessageEvent "USER_MESSAGE_EVENT" Server .cce(6) {
        icm_central_controller_time "ICMCentralControllerTime": Time;
        distribution "Distribution": Distribution;
    } [
        ClientId, Text,
    ]

    /// Request: register variables.
    110 RegisterVariablesReq "REGISTER_VARIABLES_REQ" Client .cce(6) {
        invoke_id "InvokeID": InvokeId;
        call_variable_mask "CallVariableMask": CallVariableMask;
        num_named_variables "NumNamedVariables": u16, counts(List::NamedVariables);
        num_named_arrays "NumNamedArrays": u16, counts(List::NamedArrays);
    } [
        NamedVariable.leads(List::NamedVariables), NamedArray.leads(List::NamedArrays),
    ]

    /// Confirms REGISTER_VARIABLES_REQ.
    ///
    /// The layout table misprints the type as 118.
    111 RegisterVariablesConf "REGISTER_VARIABLES_CONF" Server .cce(6) {
        invoke_id "InvokeID": InvokeId;
    } []

    /// Request: register service.
    143 RegisterServiceReq "REGISTER_SERVICE_REQ" Client .cce(8) {
        invoke_id "InvokeID": InvokeId;
        server_mode "ServerMode": ServerMode;
    } [
        ServiceName,
    ]

    /// Confirms REGISTER_SERVICE_REQ.
    144 RegisterServiceConf "REGISTER_SERVICE_CONF" Server .cce(8) {
        invoke_id "InvokeID": InvokeId;
        registered_service_id "RegisteredServiceID": u32;
    } []

    /// Request: unregister service.
    145 UnregisterServiceReq "UNREGISTER_SERVICE_REQ" Client .cce(8) {
        invoke_id "InvokeID": InvokeId;
        registered_service_id "RegisteredServiceID": u32;
    } []

    /// Confirms UNREGISTER_SERVICE_REQ.
    146 UnregisterServiceConf "UNREGISTER_SERVICE_CONF" Server .cce(8) {
        invoke_id "InvokeID": InvokeId;
    } []
}
