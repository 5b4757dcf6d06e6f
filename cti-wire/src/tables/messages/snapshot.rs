//! Snapshots of calls and devices.

#[allow(unused_imports)]
use super::prelude::*;

messages! {
    /// Request: query device info.
    ///
    /// Evidence for CCX: page not seen; taken from the CCE layout of the same message.
    78 QueryDeviceInfoReq "QUERY_DEVICE_INFO_REQ" Client {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        reserved "Reserved": u16, ccx_value(0);
    } [
        AgentInstrument.required(),
    ]

    /// Confirms QUERY_DEVICE_INFO_REQ.
    ///
    /// CCX: MaxHeldCalls and MaxDevicesInConference are 0xFFFF when unknown.
    79 QueryDeviceInfoConf "QUERY_DEVICE_INFO_CONF" Server {
        invoke_id "InvokeID": InvokeId;
        peripheral_type "PeripheralType": PeripheralType, ccx_value(0xFFFF);
        type_of_device "TypeOfDevice": TypeOfDevice, ccx_value(0xFFFF);
        class_of_device "ClassOfDevice": ClassOfDevice, ccx_value(0xFFFF);
        num_lines "NumLines": u16, ccx_value(0), counts(List::Lines);
        reserved "Reserved": u16, ccx_value(0);
        max_active_calls "MaxActiveCalls": u16;
        max_held_calls "MaxHeldCalls": u16;
        max_devices_in_conference "MaxDevicesInConference": u16;
        make_call_setup "MakeCallSetup": AgentStateMask;
        transfer_conference_setup "TransferConferenceSetup": TransferConferenceSetupMask, ccx_value(0);
        call_events_supported "CallEventsSupported": CallMsgMask, ccx_value(0);
        call_control_supported "CallControlSupported": CallControlMask, ccx_value(0);
        other_features_supported "OtherFeaturesSupported": OtherFeatureMask, ccx_value(0);
    } [
        LineHandle.leads(List::Lines), LineType.of(List::Lines),
    ]

    /// Asks for all that is known about a call.
    82 SnapshotCallReq "SNAPSHOT_CALL_REQ" Client {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        /// CCX: `CallID`.
        connection_call_id "ConnectionCallID": CallId;
        /// CCX: `ConnectionDeviceType`.
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
    } [
        ConnectionDeviceId.required(),
    ]

    /// All that is known about a call.
    ///
    /// CCX: CCX appends one reserved INT to the fixed part from protocol 11; the CCE layout does not have
    /// it.
    ///
    /// Evidence for CCX: fixed part seen whole, floating part partly seen; more floating fields may exist.
    83 SnapshotCallConf "SNAPSHOT_CALL_CONF" Server {
        invoke_id "InvokeID": InvokeId;
        call_type "CallType": CallType, ccx_value(0);
        num_cti_clients "NumCTIClients": u16, ccx_value(0), counts(List::CtiClients);
        num_call_devices "NumCallDevices": u16, counts(List::CallDevices);
        num_named_variables "NumNamedVariables": u16, counts(List::NamedVariables);
        num_named_arrays "NumNamedArrays": u16, counts(List::NamedArrays);
        called_party_disposition "CalledPartyDisposition": Disposition, ccx_value(0);
        ccx_reserved "CCXReserved": i32, ccx(11), ccx_value(0);
    } [
        Ani, UserToUserInfo.cce(0), Dnis, DialedNumber, CallerEnteredDigits, RouterCallKeyDay.cce(0),
        RouterCallKeyCallId.cce(0), CallVariable1, CallVariable2, CallVariable3, CallVariable4,
        CallVariable5, CallVariable6, CallVariable7, CallVariable8, CallVariable9, CallVariable10,
        CallWrapupData, NamedVariable.leads(List::NamedVariables), NamedArray.leads(List::NamedArrays),
        CtiClientSignature.cce(0).leads(List::CtiClients), CtiClientTimestamp.cce(0).of(List::CtiClients),
        CallConnectionCallId.leads(List::CallDevices), CallConnectionDeviceIdType.of(List::CallDevices),
        CallConnectionDeviceId.of(List::CallDevices), CallDeviceType.of(List::CallDevices),
        CallDeviceId.of(List::CallDevices), CallDeviceConnectionState.of(List::CallDevices),
        CallReferenceId.cce(14), CocConnectionCallId.cce(14), CocCallConnectionDeviceIdType.cce(14),
        CocCallConnectionDeviceId.cce(14), ProtocolReferenceGuid.cce(24), CcaiConfigId.cce(24),
        NumOfEnabledServices.cce(24), FltEnabledServices.cce(24).leads(List::EnabledServices),
    ]

    /// Asks for the calls of a device.
    84 SnapshotDeviceReq "SNAPSHOT_DEVICE_REQ" Client {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        snapshot_device_type "SnapshotDeviceType": DeviceIdType;
    } [
        AgentInstrument.required(),
    ]

    /// The calls of a device.
    ///
    /// CCX: the page text speaks of CallState; a field whose name starts CallDeviceCo follows
    /// ConnectionDeviceID, so tag 61 instead of 75 cannot be excluded: accept both.
    ///
    /// Evidence for CCX: fixed part seen whole, floating part partly seen; more floating fields may exist.
    85 SnapshotDeviceConf "SNAPSHOT_DEVICE_CONF" Server {
        invoke_id "InvokeID": InvokeId;
        num_calls "NumCalls": u16, counts(List::Calls);
    } [
        CallConnectionCallId.leads(List::Calls), CallConnectionDeviceIdType.of(List::Calls),
        CallConnectionDeviceId.of(List::Calls), CallState.of(List::Calls),
        SilentMonitorStatus.cce(0).of(List::Calls),
    ]
}
