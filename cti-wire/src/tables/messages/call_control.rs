//! Call control and call data.

#[allow(unused_imports)]
use super::prelude::*;

messages! {
    /// Sets variables, wrap-up data and the like of a call.
    ///
    /// Evidence for CCX: fixed part seen whole, floating part partly seen; more floating fields may exist.
    26 SetCallDataReq "SET_CALL_DATA_REQ" Client {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        /// CCX: `ConnectionDeviceType`.
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        /// CCX: `CallID`.
        connection_call_id "ConnectionCallID": CallId;
        num_named_variables "NumNamedVariables": u16, counts(List::NamedVariables);
        num_named_arrays "NumNamedArrays": u16, counts(List::NamedArrays);
        call_type "CallType": CallType;
        called_party_disposition "CalledPartyDisposition": Disposition;
        campaign_id "CampaignID": u32, ccx_value(0);
        query_rule_id "QueryRuleID": u32, ccx_value(1);
    } [
        ConnectionDeviceId.required(), Ani, UserToUserInfo.cce(0), CallerEnteredDigits, CallVariable1,
        CallVariable2, CallVariable3, CallVariable4, CallVariable5, CallVariable6, CallVariable7,
        CallVariable8, CallVariable9, CallVariable10, CallWrapupData,
        NamedVariable.leads(List::NamedVariables), NamedArray.leads(List::NamedArrays),
        CustomerPhoneNumber.cce(0), CustomerAccountNumber.cce(0), RouterCallKeyDay.cce(14),
        RouterCallKeyCallId.cce(14), RouterCallKeySequenceNumber.cce(14), CallOriginatedFrom.cce(14),
    ]

    /// Confirms SET_CALL_DATA_REQ.
    27 SetCallDataConf "SET_CALL_DATA_CONF" Server {
        invoke_id "InvokeID": InvokeId;
    } []

    /// Request: release call.
    28 ReleaseCallReq "RELEASE_CALL_REQ" Client .cce(0) {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId;
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        connection_call_id "ConnectionCallID": CallId;
    } [
        ConnectionDeviceId.required(),
    ]

    /// Confirms RELEASE_CALL_REQ.
    29 ReleaseCallConf "RELEASE_CALL_CONF" Server .cce(0) {
        invoke_id "InvokeID": InvokeId;
    } []

    /// Holds the active call and takes back the held one.
    ///
    /// Evidence for CCX: fixed part seen whole, floating part partly seen; more floating fields may exist.
    40 AlternateCallReq "ALTERNATE_CALL_REQ" Client {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        /// CCX: `ActiveCallID`.
        active_connection_call_id "ActiveConnectionCallID": CallId;
        /// CCX: `OtherCallID`.
        other_connection_call_id "OtherConnectionCallID": CallId;
        /// CCX: `ActiveConnectionDeviceType`.
        active_connection_device_id_type "ActiveConnectionDeviceIDType": ConnectionDeviceIdType;
        /// CCX: `OtherConnectionDeviceType`.
        other_connection_device_id_type "OtherConnectionDeviceIDType": ConnectionDeviceIdType;
    } [
        ActiveConnectionDeviceId.required(), OtherConnectionDeviceId.required(), AgentInstrument,
    ]

    /// Confirms ALTERNATE_CALL_REQ.
    41 AlternateCallConf "ALTERNATE_CALL_CONF" Server {
        invoke_id "InvokeID": InvokeId;
    } []

    /// Answers a ringing call.
    ///
    /// Evidence for CCX: page not seen; taken from the CCE layout of the same message.
    42 AnswerCallReq "ANSWER_CALL_REQ" Client {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        /// CCX: `CallID`.
        connection_call_id "ConnectionCallID": CallId;
        /// CCX: `ConnectionDeviceType`.
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
    } [
        ConnectionDeviceId.required(), AgentInstrument,
    ]

    /// Confirms ANSWER_CALL_REQ.
    ///
    /// Evidence for CCX: page not seen; taken from the CCE layout of the same message.
    43 AnswerCallConf "ANSWER_CALL_CONF" Server {
        invoke_id "InvokeID": InvokeId;
    } []

    /// Ends a call for all its parties.
    44 ClearCallReq "CLEAR_CALL_REQ" Client {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        /// CCX: `CallID`.
        connection_call_id "ConnectionCallID": CallId;
        /// CCX: `ConnectionDeviceType`.
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
    } [
        ConnectionDeviceId.required(), AgentInstrument,
    ]

    /// Confirms CLEAR_CALL_REQ.
    45 ClearCallConf "CLEAR_CALL_CONF" Server {
        invoke_id "InvokeID": InvokeId;
    } []

    /// Takes one device out of a call.
    46 ClearConnectionReq "CLEAR_CONNECTION_REQ" Client {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        /// CCX: `CallID`.
        connection_call_id "ConnectionCallID": CallId;
        /// CCX: `ConnectionDeviceType`.
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        /// Disputed place ([`RequestingDevice`](crate::RequestingDevice)).
        requesting_device_id_type "RequestingDeviceIDType": Option<DeviceIdType>, cce(14), shape(Shape::ClearConnectionFixed);
    } [
        ConnectionDeviceId.required(), AgentInstrument, RequestingDeviceId.cce(14),
        RequestingDeviceIdType.cce(14),
    ]

    /// Confirms CLEAR_CONNECTION_REQ.
    ///
    /// Evidence for CCX: page not seen; taken from the CCE layout of the same message.
    47 ClearConnectionConf "CLEAR_CONNECTION_CONF" Server {
        invoke_id "InvokeID": InvokeId;
    } []

    /// Joins the held and the active call, or adds a party in one step.
    ///
    /// CCX: either HeldConnectionDeviceID or DialedNumber must be present.
    ///
    /// Evidence for CCX: fixed part seen whole, floating part partly seen; more floating fields may exist.
    48 ConferenceCallReq "CONFERENCE_CALL_REQ" Client {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        /// CCX: `HeldCallID`.
        held_connection_call_id "HeldConnectionCallID": CallId;
        /// CCX: `ActiveCallID`.
        active_connection_call_id "ActiveConnectionCallID": CallId;
        /// CCX: `HeldConnectionDeviceType`.
        held_connection_device_id_type "HeldConnectionDeviceIDType": ConnectionDeviceIdType;
        /// CCX: `ActiveConnectionDeviceType`.
        active_connection_device_id_type "ActiveConnectionDeviceIDType": ConnectionDeviceIdType;
        call_placement_type "CallPlacementType": CallPlacementType, ccx_value(0);
        call_manner_type "CallMannerType": CallMannerType, ccx_value(0);
        alert_rings "AlertRings": u16, ccx_value(0);
        call_option "CallOption": CallOption, ccx_value(0);
        facility_type "FacilityType": FacilityType, ccx_value(0);
        answering_machine "AnsweringMachine": AnsweringMachine, ccx_value(0);
        priority "Priority": bool, ccx_value(0);
        post_route "PostRoute": bool, ccx_value(0);
        num_named_variables "NumNamedVariables": u16, counts(List::NamedVariables);
        num_named_arrays "NumNamedArrays": u16, counts(List::NamedArrays);
    } [
        ActiveConnectionDeviceId.required(), HeldConnectionDeviceId, AgentInstrument.ccx_required(),
        DialedNumber, UserToUserInfo.cce(0), CallVariable1, CallVariable2, CallVariable3, CallVariable4,
        CallVariable5, CallVariable6, CallVariable7, CallVariable8, CallVariable9, CallVariable10,
        CallWrapupData, NamedVariable.leads(List::NamedVariables), NamedArray.leads(List::NamedArrays),
        FacilityCode.cce(0), AuthorizationCode.cce(0), AccountCode.cce(0),
    ]

    /// Confirms CONFERENCE_CALL_REQ.
    ///
    /// Evidence for CCX: page not seen; taken from the CCE layout of the same message; more floating fields
    /// may exist.
    49 ConferenceCallConf "CONFERENCE_CALL_CONF" Server {
        invoke_id "InvokeID": InvokeId;
        /// CCX: `NewCallID`.
        new_connection_call_id "NewConnectionCallID": CallId;
        /// CCX: `NewConnectionDeviceType`.
        new_connection_device_id_type "NewConnectionDeviceIDType": ConnectionDeviceIdType;
        num_parties "NumParties": u16, counts(List::Parties);
        line_handle "LineHandle": u16, ccx_value(0xFFFF);
        line_type "LineType": LineType, ccx_value(3);
    } [
        NewConnectionDeviceId.required(), ConnectedPartyCallId.leads(List::Parties),
        ConnectedPartyDeviceIdType.of(List::Parties), ConnectedPartyDeviceId.of(List::Parties),
    ]

    /// Holds the active call and makes another from the same device.
    ///
    /// Evidence for CCX: page seen in part; rest taken from the CCE layout of the same message; more
    /// floating fields may exist.
    50 ConsultationCallReq "CONSULTATION_CALL_REQ" Client {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        /// CCX: `ActiveCallID`.
        active_connection_call_id "ActiveConnectionCallID": CallId;
        /// CCX: `ActiveConnectionDeviceType`.
        active_connection_device_id_type "ActiveConnectionDeviceIDType": ConnectionDeviceIdType;
        call_placement_type "CallPlacementType": CallPlacementType, ccx_value(0);
        call_manner_type "CallMannerType": CallMannerType, ccx_value(0);
        consult_type "ConsultType": ConsultType;
        alert_rings "AlertRings": u16, ccx_value(0);
        call_option "CallOption": CallOption, ccx_value(0);
        facility_type "FacilityType": FacilityType, ccx_value(0);
        answering_machine "AnsweringMachine": AnsweringMachine, ccx_value(0);
        priority "Priority": bool, ccx_value(0);
        post_route "PostRoute": bool, ccx_value(0);
        num_named_variables "NumNamedVariables": u16, counts(List::NamedVariables);
        num_named_arrays "NumNamedArrays": u16, counts(List::NamedArrays);
    } [
        ActiveConnectionDeviceId.required(), DialedNumber.ccx_required(), AgentInstrument,
        UserToUserInfo.cce(0), CallVariable1, CallVariable2, CallVariable3, CallVariable4, CallVariable5,
        CallVariable6, CallVariable7, CallVariable8, CallVariable9, CallVariable10, CallWrapupData,
        NamedVariable.leads(List::NamedVariables), NamedArray.leads(List::NamedArrays),
        FacilityCode.cce(0), AuthorizationCode.cce(0), AccountCode.cce(0),
    ]

    /// Confirms CONSULTATION_CALL_REQ.
    51 ConsultationCallConf "CONSULTATION_CALL_CONF" Server {
        invoke_id "InvokeID": InvokeId;
        /// CCX: `NewCallID`.
        new_connection_call_id "NewConnectionCallID": CallId;
        /// CCX: `NewConnectionDeviceType`.
        new_connection_device_id_type "NewConnectionDeviceIDType": ConnectionDeviceIdType;
        line_handle "LineHandle": u16, ccx_value(0xFFFF);
        line_type "LineType": LineType, ccx_value(3);
    } [
        NewConnectionDeviceId.required(),
    ]

    /// Request: deflect call.
    52 DeflectCallReq "DEFLECT_CALL_REQ" Client .cce(0) {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId;
        connection_call_id "ConnectionCallID": CallId;
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        called_device_type "CalledDeviceType": DeviceIdType;
    } [
        ConnectionDeviceId.required(), CalledDeviceId, AgentInstrument,
    ]

    /// Confirms DEFLECT_CALL_REQ.
    53 DeflectCallConf "DEFLECT_CALL_CONF" Server .cce(0) {
        invoke_id "InvokeID": InvokeId;
    } []

    /// Puts a call on hold.
    54 HoldCallReq "HOLD_CALL_REQ" Client {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        /// CCX: `CallID`.
        connection_call_id "ConnectionCallID": CallId;
        /// CCX: `ConnectionDeviceType`.
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        reservation "Reservation": bool, ccx_value(0);
    } [
        ConnectionDeviceId.required(), AgentInstrument,
    ]

    /// Confirms HOLD_CALL_REQ.
    55 HoldCallConf "HOLD_CALL_CONF" Server {
        invoke_id "InvokeID": InvokeId;
    } []

    /// Makes a call between two devices.
    ///
    /// Evidence for CCX: full page (floating part cut after NamedVariable); more floating fields may exist.
    56 MakeCallReq "MAKE_CALL_REQ" Client {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        call_placement_type "CallPlacementType": CallPlacementType, ccx_value(0);
        call_manner_type "CallMannerType": CallMannerType, ccx_value(0);
        alert_rings "AlertRings": u16, ccx_value(0);
        call_option "CallOption": CallOption, ccx_value(0);
        facility_type "FacilityType": FacilityType, ccx_value(0);
        answering_machine "AnsweringMachine": AnsweringMachine, ccx_value(0);
        priority "Priority": bool, ccx_value(0);
        post_route "PostRoute": bool, ccx_value(0);
        num_named_variables "NumNamedVariables": u16, counts(List::NamedVariables);
        num_named_arrays "NumNamedArrays": u16, counts(List::NamedArrays);
        /// Appended to the fixed part at protocol 14.
        skill_group_number "SkillGroupNumber": Option<u32>, since(14), ccx_value(0xFFFFFFFF);
    } [
        AgentInstrument.ccx_required(), DialedNumber.ccx_required(), UserToUserInfo.cce(0), CallVariable1,
        CallVariable2, CallVariable3, CallVariable4, CallVariable5, CallVariable6, CallVariable7,
        CallVariable8, CallVariable9, CallVariable10, CallWrapupData,
        NamedVariable.leads(List::NamedVariables), NamedArray.leads(List::NamedArrays),
        FacilityCode.cce(0), AuthorizationCode.cce(0), AccountCode.cce(0), Cct.cce(0),
    ]

    /// Confirms MAKE_CALL_REQ.
    57 MakeCallConf "MAKE_CALL_CONF" Server {
        invoke_id "InvokeID": InvokeId;
        /// CCX: `NewCallID`.
        new_connection_call_id "NewConnectionCallID": CallId;
        /// CCX: `NewConnectionDeviceType`.
        new_connection_device_id_type "NewConnectionDeviceIDType": ConnectionDeviceIdType;
        line_handle "LineHandle": u16, ccx_value(0xFFFF);
        line_type "LineType": LineType, ccx_value(3);
    } [
        NewConnectionDeviceId.required(),
    ]

    /// Request: make predictive call.
    58 MakePredictiveCallReq "MAKE_PREDICTIVE_CALL_REQ" Client .cce(0) {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId;
        call_placement_type "CallPlacementType": CallPlacementType;
        call_manner_type "CallMannerType": CallMannerType;
        alert_rings "AlertRings": u16;
        call_option "CallOption": CallOption;
        facility_type "FacilityType": FacilityType;
        answering_machine "AnsweringMachine": AnsweringMachine;
        priority "Priority": bool;
        allocation_state "AllocationState": AllocationState;
        destination_country "DestinationCountry": DestinationCountry;
        answer_detect_mode "AnswerDetectMode": AnswerDetectMode;
        answer_detect_time "AnswerDetectTime": u16;
        answer_detect_control1 "AnswerDetectControl1": u32;
        answer_detect_control2 "AnswerDetectControl2": u32;
        num_named_variables "NumNamedVariables": u16, counts(List::NamedVariables);
        num_named_arrays "NumNamedArrays": u16, counts(List::NamedArrays);
    } [
        OriginatingDeviceId, DialedNumber, UserToUserInfo, CallVariable1, CallVariable2, CallVariable3,
        CallVariable4, CallVariable5, CallVariable6, CallVariable7, CallVariable8, CallVariable9,
        CallVariable10, CallWrapupData, NamedVariable.leads(List::NamedVariables),
        NamedArray.leads(List::NamedArrays), FacilityCode, AuthorizationCode, AccountCode,
        OriginatingLineId, Cct,
    ]

    /// Confirms MAKE_PREDICTIVE_CALL_REQ.
    59 MakePredictiveCallConf "MAKE_PREDICTIVE_CALL_CONF" Server .cce(0) {
        invoke_id "InvokeID": InvokeId;
        new_connection_call_id "NewConnectionCallID": CallId;
        new_connection_device_id_type "NewConnectionDeviceIDType": ConnectionDeviceIdType;
        line_handle "LineHandle": u16;
        line_type "LineType": LineType;
    } [
        NewConnectionDeviceId.required(),
    ]

    /// Ends the active call and takes back the held one.
    60 ReconnectCallReq "RECONNECT_CALL_REQ" Client {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        /// CCX: `ActiveCallID`.
        active_connection_call_id "ActiveConnectionCallID": CallId;
        /// CCX: `HeldCallID`.
        held_connection_call_id "HeldConnectionCallID": CallId;
        /// CCX: `ActiveConnectionDeviceType`.
        active_connection_device_id_type "ActiveConnectionDeviceIDType": ConnectionDeviceIdType;
        /// CCX: `HeldConnectionDeviceType`.
        held_connection_device_id_type "HeldConnectionDeviceIDType": ConnectionDeviceIdType;
    } [
        ActiveConnectionDeviceId.required(), HeldConnectionDeviceId.ccx_required(), AgentInstrument,
    ]

    /// Confirms RECONNECT_CALL_REQ.
    61 ReconnectCallConf "RECONNECT_CALL_CONF" Server {
        invoke_id "InvokeID": InvokeId;
    } []

    /// Takes a held call back.
    62 RetrieveCallReq "RETRIEVE_CALL_REQ" Client {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        /// CCX: `HeldCallID`.
        held_connection_call_id "HeldConnectionCallID": CallId;
        /// CCX: `HeldConnectionDeviceType`.
        held_connection_device_id_type "HeldConnectionDeviceIDType": ConnectionDeviceIdType;
    } [
        HeldConnectionDeviceId.required(), AgentInstrument,
    ]

    /// Confirms RETRIEVE_CALL_REQ.
    63 RetrieveCallConf "RETRIEVE_CALL_CONF" Server {
        invoke_id "InvokeID": InvokeId;
    } []

    /// Transfers the held call to the active one, or in one step.
    ///
    /// Evidence for CCX: page not seen; taken from the CCE layout of the same message; more floating fields
    /// may exist.
    64 TransferCallReq "TRANSFER_CALL_REQ" Client {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        /// CCX: `ActiveCallID`.
        active_connection_call_id "ActiveConnectionCallID": CallId;
        /// CCX: `HeldCallID`.
        held_connection_call_id "HeldConnectionCallID": CallId;
        /// CCX: `ActiveConnectionDeviceType`.
        active_connection_device_id_type "ActiveConnectionDeviceIDType": ConnectionDeviceIdType;
        /// CCX: `HeldConnectionDeviceType`.
        held_connection_device_id_type "HeldConnectionDeviceIDType": ConnectionDeviceIdType;
        call_placement_type "CallPlacementType": CallPlacementType, ccx_value(0);
        call_manner_type "CallMannerType": CallMannerType, ccx_value(0);
        alert_rings "AlertRings": u16, ccx_value(0);
        call_option "CallOption": CallOption, ccx_value(0);
        facility_type "FacilityType": FacilityType, ccx_value(0);
        answering_machine "AnsweringMachine": AnsweringMachine, ccx_value(0);
        priority "Priority": bool, ccx_value(0);
        post_route "PostRoute": bool, ccx_value(0);
        num_named_variables "NumNamedVariables": u16, counts(List::NamedVariables);
        num_named_arrays "NumNamedArrays": u16, counts(List::NamedArrays);
    } [
        ActiveConnectionDeviceId.required(), HeldConnectionDeviceId, AgentInstrument, DialedNumber,
        UserToUserInfo.cce(0), CallVariable1, CallVariable2, CallVariable3, CallVariable4, CallVariable5,
        CallVariable6, CallVariable7, CallVariable8, CallVariable9, CallVariable10, CallWrapupData,
        NamedVariable.leads(List::NamedVariables), NamedArray.leads(List::NamedArrays),
        FacilityCode.cce(0), AuthorizationCode.cce(0), AccountCode.cce(0),
    ]

    /// Confirms TRANSFER_CALL_REQ.
    ///
    /// Evidence for CCX: fixed part seen whole, floating part partly seen; more floating fields may exist.
    65 TransferCallConf "TRANSFER_CALL_CONF" Server {
        invoke_id "InvokeID": InvokeId;
        /// CCX: `NewCallID`.
        new_connection_call_id "NewConnectionCallID": CallId;
        /// CCX: `NewConnectionDeviceType`.
        new_connection_device_id_type "NewConnectionDeviceIDType": ConnectionDeviceIdType;
        num_parties "NumParties": u16, counts(List::Parties);
        line_handle "LineHandle": u16, ccx_value(0xFFFF);
        line_type "LineType": LineType, ccx_value(3);
    } [
        NewConnectionDeviceId.required(), ConnectedPartyCallId.leads(List::Parties),
        ConnectedPartyDeviceIdType.of(List::Parties), ConnectedPartyDeviceId.of(List::Parties),
    ]

    /// Request: send DTMF signal.
    ///
    /// Possibly served by CCX too: one implementation that follows the CCX message list names it; the CCX
    /// page was not seen.
    91 SendDtmfSignalReq "SEND_DTMF_SIGNAL_REQ" Client {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId;
        connection_call_id "ConnectionCallID": CallId;
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        tone_duration "ToneDuration": u16;
        /// UINT; once printed as USHORT by mistake.
        pause_duration "PauseDuration": u32;
    } [
        ConnectionDeviceId.required(), DtmfString, AgentInstrument,
    ]

    /// Confirms SEND_DTMF_SIGNAL_REQ.
    ///
    /// Possibly served by CCX too: one implementation that follows the CCX message list names it; the CCX
    /// page was not seen.
    92 SendDtmfSignalConf "SEND_DTMF_SIGNAL_CONF" Server {
        invoke_id "InvokeID": InvokeId;
    } []

    /// Request: set app data.
    129 SetAppDataReq "SET_APP_DATA_REQ" Client .cce(8) {
        invoke_id "InvokeID": InvokeId;
    } [
        ApplicationPathId, CallVariable1, CallVariable2, CallVariable3, CallVariable4, CallVariable5,
        CallVariable6, CallVariable7, CallVariable8, CallVariable9, CallVariable10,
        FltCallTypeId.since(14), PreCallInvokeId.since(14),
    ]

    /// Confirms SET_APP_DATA_REQ.
    130 SetAppDataConf "SET_APP_DATA_CONF" Server .cce(8) {
        invoke_id "InvokeID": InvokeId;
    } []

    /// Request: bad call.
    ///
    /// Possibly served by CCX too: one implementation that follows the CCX message list names it; the CCX
    /// page was not seen.
    139 BadCallReq "BAD_CALL_REQ" Client .since(8) {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId;
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        connection_call_id "ConnectionCallID": CallId;
    } [
        ConnectionDeviceId.required(), AgentId, AgentIdLong,
    ]

    /// Confirms BAD_CALL_REQ.
    ///
    /// Possibly served by CCX too: one implementation that follows the CCX message list names it; the CCX
    /// page was not seen.
    140 BadCallConf "BAD_CALL_CONF" Server .since(8) {
        invoke_id "InvokeID": InvokeId;
    } []
}
