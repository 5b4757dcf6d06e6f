//! Recording.

#[allow(unused_imports)]
use super::prelude::*;

messages! {
    /// Request: start recording.
    147 StartRecordingReq "START_RECORDING_REQ" Both .cce(8) {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId;
        connection_call_id "ConnectionCallID": CallId;
        client_port "ClientPort": u32;
        bit_rate "BitRate": u32;
        packet_size "PacketSize": u32;
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        direction "Direction": RtpDirection;
        rtp_type "RTPType": RtpType;
        echo_cancellation "EchoCancellation": u16;
        payload_type "PayloadType": u16;
    } [
        ConnectionDeviceId.required(), ClientId, ClientAddress, AgentExtension, AgentId, AgentIdLong,
        AgentInstrument, ClientAddressIpv6.since(14).until(18),
    ]

    /// Confirms START_RECORDING_REQ.
    ///
    /// Server-application and client variants share the number.
    148 StartRecordingConf "START_RECORDING_CONF" Both .cce(8) {
        invoke_id "InvokeID": InvokeId;
        session_id "SessionID": u32;
        server_data "ServerData": u32;
    } [
        ClientId, ClientAddress, ClientAddressIpv6.since(14).until(18),
    ]

    /// Request: stop recording.
    149 StopRecordingReq "STOP_RECORDING_REQ" Both .cce(8) {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId;
        connection_call_id "ConnectionCallID": CallId;
        client_port "ClientPort": u32;
        session_id "SessionID": u32;
        server_data "ServerData": u32;
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        direction "Direction": RtpDirection;
    } [
        ConnectionDeviceId.required(), ClientId, ClientAddress, AgentExtension, AgentId, AgentIdLong,
        AgentInstrument, ClientAddressIpv6.since(14).until(18),
    ]

    /// Confirms STOP_RECORDING_REQ.
    150 StopRecordingConf "STOP_RECORDING_CONF" Both .cce(8) {
        invoke_id "InvokeID": InvokeId;
    } [
        ClientId, ClientAddress, ClientAddressIpv6.since(14).until(18),
    ]

    /// Request: start network recording.
    ///
    /// The layout tables number the eight recording messages 268..275; the message list of the same guide
    /// numbers them 267..274. 268..275 keeps the sequence gapless before 276.
    268 StartNetworkRecordingReq "START_NETWORK_RECORDING_REQ" Client .cce(23) {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId;
        connection_call_id "ConnectionCallID": CallId;
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
    } [
        PlayToneDirection, InvocationType, ConnectionDeviceId.required(), AgentInstrument,
    ]

    /// Confirms START_NETWORK_RECORDING_REQ.
    ///
    /// The layout tables number the eight recording messages 268..275; the message list of the same guide
    /// numbers them 267..274. 268..275 keeps the sequence gapless before 276.
    269 StartNetworkRecordingConf "START_NETWORK_RECORDING_CONF" Server .cce(23) {
        invoke_id "InvokeID": InvokeId;
    } []

    /// Request: stop network recording.
    ///
    /// The layout tables number the eight recording messages 268..275; the message list of the same guide
    /// numbers them 267..274. 268..275 keeps the sequence gapless before 276.
    270 StopNetworkRecordingReq "STOP_NETWORK_RECORDING_REQ" Client .cce(23) {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId;
        connection_call_id "ConnectionCallID": CallId;
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
    } [
        InvocationType, ConnectionDeviceId.required(), AgentInstrument,
    ]

    /// Confirms STOP_NETWORK_RECORDING_REQ.
    ///
    /// The layout tables number the eight recording messages 268..275; the message list of the same guide
    /// numbers them 267..274. 268..275 keeps the sequence gapless before 276.
    271 StopNetworkRecordingConf "STOP_NETWORK_RECORDING_CONF" Server .cce(23) {
        invoke_id "InvokeID": InvokeId;
    } []

    /// Event: network recording started.
    ///
    /// The layout tables number the eight recording messages 268..275; the message list of the same guide
    /// numbers them 267..274. 268..275 keeps the sequence gapless before 276.
    272 NetworkRecordingStartedEvent "NETWORK_RECORDING_STARTED_EVENT" Server .cce(23) {
        monitor_id "MonitorID": MonitorId;
        peripheral_id "PeripheralID": PeripheralId;
        connection_call_id "ConnectionCallID": CallId;
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        recording_device_type "RecordingDeviceType": DeviceIdType;
    } [
        ConnectionDeviceId.required(), RecordingDeviceId,
    ]

    /// Event: network recording ended.
    ///
    /// The layout tables number the eight recording messages 268..275; the message list of the same guide
    /// numbers them 267..274. 268..275 keeps the sequence gapless before 276.
    273 NetworkRecordingEndedEvent "NETWORK_RECORDING_ENDED_EVENT" Server .cce(23) {
        monitor_id "MonitorID": MonitorId;
        peripheral_id "PeripheralID": PeripheralId;
        connection_call_id "ConnectionCallID": CallId;
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        recording_device_type "RecordingDeviceType": DeviceIdType;
    } [
        ConnectionDeviceId.required(), RecordingDeviceId,
    ]

    /// Event: network recording failed.
    ///
    /// The layout tables number the eight recording messages 268..275; the message list of the same guide
    /// numbers them 267..274. 268..275 keeps the sequence gapless before 276.
    274 NetworkRecordingFailedEvent "NETWORK_RECORDING_FAILED_EVENT" Server .cce(23) {
        monitor_id "MonitorID": MonitorId;
        peripheral_id "PeripheralID": PeripheralId;
        connection_call_id "ConnectionCallID": CallId;
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        recording_device_type "RecordingDeviceType": DeviceIdType;
        record_failure_cause "RecordFailureCause": u16;
    } [
        ConnectionDeviceId.required(), RecordingDeviceId,
    ]

    /// Event: network recording target info.
    ///
    /// The layout tables number the eight recording messages 268..275; the message list of the same guide
    /// numbers them 267..274. 268..275 keeps the sequence gapless before 276.
    275 NetworkRecordingTargetInfoEvent "NETWORK_RECORDING_TARGET_INFO_EVENT" Server .cce(23) {
        monitor_id "MonitorID": MonitorId;
        peripheral_id "PeripheralID": PeripheralId;
        connection_call_id "ConnectionCallID": CallId;
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        recording_device_type "RecordingDeviceType": DeviceIdType;
        recording_type "RecordingType": RecordingType;
        media_forking_device_type "MediaForkingDeviceType": DeviceIdType;
    } [
        ConnectionDeviceId.required(), RecordingDeviceId, RecorderAddress, TerminalName,
        MediaForkingDeviceName, ProtocolReferenceGuid.max(64), MediaForkingClusterId, RecorderUri,
        RecorderErrorMsg, RecorderType, RecorderStatus,
    ]
}
