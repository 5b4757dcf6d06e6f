//! Call events.

#[allow(unused_imports)]
use super::prelude::*;

messages! {
    /// A call has arrived at a device and rings.
    ///
    /// Evidence for CCX: page seen in part; rest taken from the CCE layout of the same message; more
    /// floating fields may exist.
    9 CallDeliveredEvent "CALL_DELIVERED_EVENT" Server {
        monitor_id "MonitorID": MonitorId, ccx_value(0);
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        peripheral_type "PeripheralType": PeripheralType, ccx_value(21);
        /// CCX: `ConnectionDeviceType`.
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        /// CCX: `CallID`.
        connection_call_id "ConnectionCallID": CallId;
        line_handle "LineHandle": u16, ccx_value(0xFFFF);
        /// CCX: `lineType`.
        line_type "LineType": LineType;
        /// CCX: `ApplicationID`.
        service_number "ServiceNumber": u32;
        service_id "ServiceID": u32, ccx_value(0xFFFFFFFF);
        /// CCX: `CSQID`.
        skill_group_number "SkillGroupNumber": u32;
        skill_group_id "SkillGroupID": u32, ccx_value(0xFFFFFFFF);
        skill_group_priority "SkillGroupPriority": u16, ccx_value(0);
        alerting_device_type "AlertingDeviceType": DeviceIdType;
        calling_device_type "CallingDeviceType": DeviceIdType;
        called_device_type "CalledDeviceType": DeviceIdType;
        last_redirect_device_type "LastRedirectDeviceType": DeviceIdType;
        local_connection_state "LocalConnectionState": LocalConnectionState;
        event_cause "EventCause": EventCause;
        num_named_variables "NumNamedVariables": u16, counts(List::NamedVariables);
        num_named_arrays "NumNamedArrays": u16, counts(List::NamedArrays);
    } [
        ConnectionDeviceId.required(), AlertingDeviceId, CallingDeviceId, CalledDeviceId,
        LastRedirectDeviceId, TrunkNumber.cce(0), TrunkGroupNumber.cce(0), SecondaryConnectionCallId, Ani,
        AniIi.cce(11), UserToUserInfo.cce(0), Dnis, DialedNumber, CallerEnteredDigits, CallVariable1,
        CallVariable2, CallVariable3, CallVariable4, CallVariable5, CallVariable6, CallVariable7,
        CallVariable8, CallVariable9, CallVariable10, CallWrapupData,
        NamedVariable.leads(List::NamedVariables), NamedArray.leads(List::NamedArrays),
    ]

    /// A call has been answered.
    ///
    /// Evidence for CCX: page seen in part; rest taken from the CCE layout of the same message; more
    /// floating fields may exist.
    10 CallEstablishedEvent "CALL_ESTABLISHED_EVENT" Server {
        monitor_id "MonitorID": MonitorId, ccx_value(0);
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        peripheral_type "PeripheralType": PeripheralType, ccx_value(21);
        /// CCX: `ConnectionDeviceType`.
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        /// CCX: `CallID`.
        connection_call_id "ConnectionCallID": CallId;
        line_handle "LineHandle": u16, ccx_value(0xFFFF);
        /// CCX: `lineType`.
        line_type "LineType": LineType;
        /// CCX: `ApplicationID`.
        service_number "ServiceNumber": u32;
        service_id "ServiceID": u32, ccx_value(0xFFFFFFFF);
        /// CCX: `CSQID`.
        skill_group_number "SkillGroupNumber": u32;
        skill_group_id "SkillGroupID": u32, ccx_value(0xFFFFFFFF);
        skill_group_priority "SkillGroupPriority": u16, ccx_value(0);
        answering_device_type "AnsweringDeviceType": DeviceIdType;
        calling_device_type "CallingDeviceType": DeviceIdType;
        called_device_type "CalledDeviceType": DeviceIdType;
        last_redirect_device_type "LastRedirectDeviceType": DeviceIdType;
        local_connection_state "LocalConnectionState": LocalConnectionState;
        event_cause "EventCause": EventCause;
    } [
        ConnectionDeviceId.required(), AnsweringDeviceId, CallingDeviceId, CalledDeviceId,
        LastRedirectDeviceId, TrunkNumber.cce(0), TrunkGroupNumber.cce(0),
    ]

    /// A call has been put on hold.
    11 CallHeldEvent "CALL_HELD_EVENT" Server {
        monitor_id "MonitorID": MonitorId, ccx_value(0);
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        peripheral_type "PeripheralType": PeripheralType, ccx_value(21);
        /// CCX: `ConnectionDeviceType`.
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        /// CCX: `CallID`.
        connection_call_id "ConnectionCallID": CallId;
        holding_device_type "HoldingDeviceType": DeviceIdType;
        local_connection_state "LocalConnectionState": LocalConnectionState;
        event_cause "EventCause": EventCause;
    } [
        ConnectionDeviceId.required(), HoldingDeviceId.ccx_required(),
    ]

    /// A held call has been taken back.
    12 CallRetrievedEvent "CALL_RETRIEVED_EVENT" Server {
        monitor_id "MonitorID": MonitorId, ccx_value(0);
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        peripheral_type "PeripheralType": PeripheralType, ccx_value(21);
        /// CCX: `ConnectionDeviceType`.
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        /// CCX: `CallID`.
        connection_call_id "ConnectionCallID": CallId;
        retrieving_device_type "RetrievingDeviceType": DeviceIdType;
        local_connection_state "LocalConnectionState": LocalConnectionState;
        event_cause "EventCause": EventCause;
    } [
        ConnectionDeviceId.required(), RetrievingDeviceId,
    ]

    /// A call is over for all its parties.
    13 CallClearedEvent "CALL_CLEARED_EVENT" Server {
        monitor_id "MonitorID": MonitorId, ccx_value(0);
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        peripheral_type "PeripheralType": PeripheralType, ccx_value(21);
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType, ccx_value(0);
        /// CCX: `CallID`.
        connection_call_id "ConnectionCallID": CallId;
        local_connection_state "LocalConnectionState": LocalConnectionState;
        event_cause "EventCause": EventCause;
    } [
        ConnectionDeviceId.cce_required(),
    ]

    /// One party has left a call.
    14 CallConnectionClearedEvent "CALL_CONNECTION_CLEARED_EVENT" Server {
        monitor_id "MonitorID": MonitorId, ccx_value(0);
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        peripheral_type "PeripheralType": PeripheralType, ccx_value(21);
        /// CCX: `ConnectionDeviceType`.
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        /// CCX: `CallID`.
        connection_call_id "ConnectionCallID": CallId;
        releasing_device_type "ReleasingDeviceType": DeviceIdType;
        local_connection_state "LocalConnectionState": LocalConnectionState;
        event_cause "EventCause": EventCause;
    } [
        ConnectionDeviceId.required(), ReleasingDeviceId.ccx_required(),
    ]

    /// A device has dialled.
    ///
    /// Evidence for CCX: fixed part seen whole, floating part partly seen; more floating fields may exist.
    15 CallOriginatedEvent "CALL_ORIGINATED_EVENT" Server {
        monitor_id "MonitorID": MonitorId, ccx_value(0);
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        peripheral_type "PeripheralType": PeripheralType, ccx_value(21);
        /// CCX: `ConnectionDeviceType`.
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        /// CCX: `CallID`.
        connection_call_id "ConnectionCallID": CallId;
        line_handle "LineHandle": u16, ccx_value(0xFFFF);
        line_type "LineType": LineType;
        /// CCX: `ApplicationID`.
        service_number "ServiceNumber": u32;
        service_id "ServiceID": u32, ccx_value(0xFFFFFFFF);
        /// CCX: `CSQID`.
        skill_group_number "SkillGroupNumber": u32;
        skill_group_id "SkillGroupID": u32, ccx_value(0xFFFFFFFF);
        skill_group_priority "SkillGroupPriority": u16, ccx_value(0);
        calling_device_type "CallingDeviceType": DeviceIdType;
        called_device_type "CalledDeviceType": DeviceIdType;
        local_connection_state "LocalConnectionState": LocalConnectionState;
        event_cause "EventCause": EventCause;
    } [
        ConnectionDeviceId.required(), CallingDeviceId.ccx_required(), CalledDeviceId,
    ]

    /// A call could not be completed.
    ///
    /// Evidence for CCX: fixed part seen whole, floating part partly seen; more floating fields may exist.
    16 CallFailedEvent "CALL_FAILED_EVENT" Server {
        monitor_id "MonitorID": MonitorId, ccx_value(0);
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        peripheral_type "PeripheralType": PeripheralType, ccx_value(21);
        /// CCX: `ConnectionDeviceType`.
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        /// CCX: `CallID`.
        connection_call_id "ConnectionCallID": CallId;
        failing_device_type "FailingDeviceType": DeviceIdType;
        called_device_type "CalledDeviceType": DeviceIdType;
        local_connection_state "LocalConnectionState": LocalConnectionState;
        event_cause "EventCause": EventCause;
    } [
        ConnectionDeviceId.required(), FailingDeviceId, CalledDeviceId,
    ]

    /// Two calls have been joined, or a party added.
    ///
    /// Evidence for CCX: field order confirmed by a published message trace; page not seen; more floating
    /// fields may exist.
    17 CallConferencedEvent "CALL_CONFERENCED_EVENT" Server {
        monitor_id "MonitorID": MonitorId, ccx_value(0);
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        peripheral_type "PeripheralType": PeripheralType, ccx_value(21);
        /// CCX: `PrimaryDeviceType`.
        primary_device_id_type "PrimaryDeviceIDType": ConnectionDeviceIdType;
        primary_call_id "PrimaryCallID": CallId;
        line_handle "LineHandle": u16, ccx_value(0xFFFF);
        /// CCX: `lineType`.
        line_type "LineType": LineType;
        skill_group_number "SkillGroupNumber": u32, ccx_value(0xFFFFFFFF);
        skill_group_id "SkillGroupID": u32, ccx_value(0xFFFFFFFF);
        skill_group_priority "SkillGroupPriority": u16, ccx_value(0);
        num_parties "NumParties": u16, counts(List::Parties);
        /// CCX: `SecondaryDeviceType`.
        secondary_device_id_type "SecondaryDeviceIDType": ConnectionDeviceIdType;
        secondary_call_id "SecondaryCallID": CallId;
        controller_device_type "ControllerDeviceType": DeviceIdType;
        added_party_device_type "AddedPartyDeviceType": DeviceIdType;
        local_connection_state "LocalConnectionState": LocalConnectionState;
        event_cause "EventCause": EventCause;
    } [
        PrimaryDeviceId.required(), SecondaryDeviceId.required(), ControllerDeviceId, AddedPartyDeviceId,
        ConnectedPartyCallId.leads(List::Parties), ConnectedPartyDeviceIdType.of(List::Parties),
        ConnectedPartyDeviceId.of(List::Parties),
    ]

    /// A call has been transferred.
    ///
    /// Evidence for CCX: page seen in part; rest taken from the CCE layout of the same message; more
    /// floating fields may exist.
    18 CallTransferredEvent "CALL_TRANSFERRED_EVENT" Server {
        monitor_id "MonitorID": MonitorId, ccx_value(0);
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        peripheral_type "PeripheralType": PeripheralType, ccx_value(21);
        /// CCX: `PrimaryDeviceType`.
        primary_device_id_type "PrimaryDeviceIDType": ConnectionDeviceIdType;
        primary_call_id "PrimaryCallID": CallId;
        line_handle "LineHandle": u16, ccx_value(0xFFFF);
        /// CCX: `lineType`.
        line_type "LineType": LineType;
        skill_group_number "SkillGroupNumber": u32, ccx_value(0xFFFFFFFF);
        skill_group_id "SkillGroupID": u32, ccx_value(0xFFFFFFFF);
        skill_group_priority "SkillGroupPriority": u16, ccx_value(0);
        num_parties "NumParties": u16, counts(List::Parties);
        /// CCX: `SecondaryDeviceType`.
        secondary_device_id_type "SecondaryDeviceIDType": ConnectionDeviceIdType;
        secondary_call_id "SecondaryCallID": CallId;
        transferring_device_type "TransferringDeviceType": DeviceIdType;
        transferred_device_type "TransferredDeviceType": DeviceIdType;
        local_connection_state "LocalConnectionState": LocalConnectionState;
        event_cause "EventCause": EventCause;
    } [
        PrimaryDeviceId.required(), SecondaryDeviceId.required(), TransferringDeviceId,
        TransferredDeviceId, ConnectedPartyCallId.leads(List::Parties),
        ConnectedPartyDeviceIdType.of(List::Parties), ConnectedPartyDeviceId.of(List::Parties),
    ]

    /// A call has left a device for another one. CCX: this is how a call leaves a queue.
    ///
    /// Evidence for CCX: fixed part seen whole, floating part partly seen; more floating fields may exist.
    19 CallDivertedEvent "CALL_DIVERTED_EVENT" Server {
        monitor_id "MonitorID": MonitorId, ccx_value(0);
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        peripheral_type "PeripheralType": PeripheralType, ccx_value(21);
        /// CCX: `ConnectionDeviceType`.
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        /// CCX: `CallID`.
        connection_call_id "ConnectionCallID": CallId;
        /// CCX: `ApplicationID`.
        service_number "ServiceNumber": u32;
        service_id "ServiceID": u32, ccx_value(0xFFFFFFFF);
        diverting_device_type "DivertingDeviceType": DeviceIdType;
        called_device_type "CalledDeviceType": DeviceIdType;
        local_connection_state "LocalConnectionState": LocalConnectionState;
        event_cause "EventCause": EventCause;
    } [
        ConnectionDeviceId.required(), DivertingDeviceId, CalledDeviceId,
    ]

    /// A device has gone off hook to make a call.
    ///
    /// CCX: the page labels the slot where CCE has SkillGroupPriority as lineType and fixes the LineType
    /// slot to 3; sizes are the same either way.
    ///
    /// Evidence for CCX: fixed part seen whole, floating part partly seen; more floating fields may exist.
    20 CallServiceInitiatedEvent "CALL_SERVICE_INITIATED_EVENT" Server {
        monitor_id "MonitorID": MonitorId, ccx_value(0);
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        peripheral_type "PeripheralType": PeripheralType, ccx_value(21);
        /// CCX: `ConnectionDeviceType`.
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        /// CCX: `CallID`.
        connection_call_id "ConnectionCallID": CallId;
        line_handle "LineHandle": u16, ccx_value(0xFFFF);
        line_type "LineType": LineType, ccx_value(3);
        /// CCX: `ApplicationID`.
        service_number "ServiceNumber": u32;
        service_id "ServiceID": u32, ccx_value(0xFFFFFFFF);
        /// CCX: `CSQID`.
        skill_group_number "SkillGroupNumber": u32;
        skill_group_id "SkillGroupID": u32, ccx_value(0xFFFFFFFF);
        /// CCX: `lineType`.
        skill_group_priority "SkillGroupPriority": u16;
        calling_device_type "CallingDeviceType": DeviceIdType;
        local_connection_state "LocalConnectionState": LocalConnectionState;
        event_cause "EventCause": EventCause;
    } [
        ConnectionDeviceId.required(), CallingDeviceId.ccx_required(), CallReferenceId.cce(14),
        CocConnectionCallId.cce(14), CocCallConnectionDeviceIdType.cce(14),
    ]

    /// A call waits for an agent.
    ///
    /// CCX: at most 20 CSQs.
    ///
    /// Evidence for CCX: fixed part seen whole, floating part partly seen; more floating fields may exist.
    21 CallQueuedEvent "CALL_QUEUED_EVENT" Server {
        monitor_id "MonitorID": MonitorId, ccx_value(0);
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        peripheral_type "PeripheralType": PeripheralType, ccx_value(21);
        /// CCX: `ConnectionDeviceType`.
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        /// CCX: `CallID`.
        connection_call_id "ConnectionCallID": CallId;
        /// CCX: `ApplicationID`.
        service_number "ServiceNumber": u32;
        service_id "ServiceID": u32, ccx_value(0xFFFFFFFF);
        queue_device_type "QueueDeviceType": DeviceIdType;
        calling_device_type "CallingDeviceType": DeviceIdType;
        called_device_type "CalledDeviceType": DeviceIdType;
        last_redirect_device_type "LastRedirectDeviceType": DeviceIdType;
        num_queued "NumQueued": u16, ccx_value(0);
        /// CCX: `NumCSQs`.
        num_skill_groups "NumSkillGroups": u16, counts(List::SkillGroups);
        local_connection_state "LocalConnectionState": LocalConnectionState;
        event_cause "EventCause": EventCause;
    } [
        ConnectionDeviceId.required(), QueueDeviceId, CallingDeviceId, CalledDeviceId,
        LastRedirectDeviceId, SkillGroupNumber.leads(List::SkillGroups),
        SkillGroupId.of(List::SkillGroups), SkillGroupPriority.of(List::SkillGroups),
    ]

    /// Event: call translation route.
    22 CallTranslationRouteEvent "CALL_TRANSLATION_ROUTE_EVENT" Server .cce(0) {
        num_named_variables "NumNamedVariables": u16, counts(List::NamedVariables);
        num_named_arrays "NumNamedArrays": u16, counts(List::NamedArrays);
    } [
        Ani, UserToUserInfo, Dnis, DialedNumber, CallerEnteredDigits, RouterCallKeyDay,
        RouterCallKeyCallId, RouterCallKeySequenceNumber, CallVariable1, CallVariable2, CallVariable3,
        CallVariable4, CallVariable5, CallVariable6, CallVariable7, CallVariable8, CallVariable9,
        CallVariable10, NamedVariable.leads(List::NamedVariables), NamedArray.leads(List::NamedArrays),
    ]

    /// The first event of every call: its data and its clients.
    ///
    /// Evidence for CCX: page seen in part; rest taken from the CCE layout of the same message; order
    /// confirmed by a published trace; more floating fields may exist.
    23 BeginCallEvent "BEGIN_CALL_EVENT" Server {
        monitor_id "MonitorID": MonitorId, ccx_value(0);
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        peripheral_type "PeripheralType": PeripheralType, ccx_value(21);
        num_cti_clients "NumCTIClients": u16, counts(List::CtiClients);
        num_named_variables "NumNamedVariables": u16, counts(List::NamedVariables);
        num_named_arrays "NumNamedArrays": u16, counts(List::NamedArrays);
        call_type "CallType": CallType;
        /// CCX: `ConnectionDeviceType`.
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        /// CCX: `CallID`.
        connection_call_id "ConnectionCallID": CallId;
        called_party_disposition "CalledPartyDisposition": Disposition;
    } [
        ConnectionDeviceId.required(), Ani, UserToUserInfo.cce(0), Dnis, DialedNumber, CallerEnteredDigits,
        RouterCallKeyDay.cce(0), RouterCallKeyCallId.cce(0), RouterCallKeySequenceNumber.cce(0),
        CallVariable1, CallVariable2, CallVariable3, CallVariable4, CallVariable5, CallVariable6,
        CallVariable7, CallVariable8, CallVariable9, CallVariable10, CallWrapupData,
        NamedVariable.leads(List::NamedVariables), NamedArray.leads(List::NamedArrays),
        CtiClientSignature.leads(List::CtiClients), CtiClientTimestamp.of(List::CtiClients),
        CallReferenceId.cce(14),
    ]

    /// The last event of every call.
    24 EndCallEvent "END_CALL_EVENT" Server {
        monitor_id "MonitorID": MonitorId, ccx_value(0);
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        peripheral_type "PeripheralType": PeripheralType, ccx_value(21);
        /// CCX: `ConnectionDeviceType`.
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        /// CCX: `CallID`.
        connection_call_id "ConnectionCallID": CallId;
    } [
        ConnectionDeviceId.required(),
    ]

    /// Call data or the identity of a call has changed. The only event that tells of a new call id without
    /// transfer or conference.
    ///
    /// Evidence for CCX: page seen in part; rest taken from the CCE layout of the same message; order
    /// confirmed by a published trace; more floating fields may exist.
    25 CallDataUpdateEvent "CALL_DATA_UPDATE_EVENT" Server {
        monitor_id "MonitorID": MonitorId, ccx_value(0);
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        peripheral_type "PeripheralType": PeripheralType, ccx_value(21);
        num_cti_clients "NumCTIClients": u16, ccx_value(0), counts(List::CtiClients);
        num_named_variables "NumNamedVariables": u16, ccx_value(0), counts(List::NamedVariables);
        num_named_arrays "NumNamedArrays": u16, ccx_value(0), counts(List::NamedArrays);
        call_type "CallType": CallType;
        /// CCX: `ConnectionDeviceType`.
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        /// CCX: `CallID`.
        connection_call_id "ConnectionCallID": CallId;
        /// CCX: `NewConnectionDeviceType`.
        new_connection_device_id_type "NewConnectionDeviceIDType": ConnectionDeviceIdType;
        /// CCX: `NewCallID`.
        new_connection_call_id "NewConnectionCallID": CallId;
        called_party_disposition "CalledPartyDisposition": Disposition;
        campaign_id "CampaignID": u32;
        query_rule_id "QueryRuleID": u32;
    } [
        ConnectionDeviceId.required(), NewConnectionDeviceId.required(), Ani, UserToUserInfo.cce(0), Dnis,
        DialedNumber, CallerEnteredDigits, RouterCallKeyDay.cce(0), RouterCallKeyCallId.cce(0),
        RouterCallKeySequenceNumber.cce(0), CallVariable1, CallVariable2, CallVariable3, CallVariable4,
        CallVariable5, CallVariable6, CallVariable7, CallVariable8, CallVariable9, CallVariable10,
        CallWrapupData, NamedVariable.leads(List::NamedVariables), NamedArray.leads(List::NamedArrays),
        CustomerPhoneNumber, CustomerAccountNumber, CtiClientSignature.cce(0).leads(List::CtiClients),
        CtiClientTimestamp.cce(0).of(List::CtiClients), CallReferenceId.cce(14),
    ]

    /// Event: call reached network.
    34 CallReachedNetworkEvent "CALL_REACHED_NETWORK_EVENT" Server .cce(0) {
        monitor_id "MonitorID": MonitorId;
        peripheral_id "PeripheralID": PeripheralId;
        peripheral_type "PeripheralType": PeripheralType;
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        connection_call_id "ConnectionCallID": CallId;
        line_handle "LineHandle": u16;
        line_type "LineType": LineType;
        trunk_used_device_type "TrunkUsedDeviceType": DeviceIdType;
        called_device_type "CalledDeviceType": DeviceIdType;
        local_connection_state "LocalConnectionState": LocalConnectionState;
        event_cause "EventCause": EventCause;
    } [
        ConnectionDeviceId.required(), TrunkUsedDeviceId, CalledDeviceId, TrunkNumber, TrunkGroupNumber,
    ]

    /// A call has been removed from a queue explicitly.
    ///
    /// CCX: the CCX page puts QueueDeviceType after ServiceID; the CCE guide and an open codec put it
    /// before ServiceNumber.
    ///
    /// Evidence for CCX: page seen in part; rest taken from the CCE layout of the same message; more
    /// floating fields may exist.
    86 CallDequeuedEvent "CALL_DEQUEUED_EVENT" Server {
        monitor_id "MonitorID": MonitorId, ccx_value(0);
        peripheral_id "PeripheralID": PeripheralId, ccx_value(1);
        peripheral_type "PeripheralType": PeripheralType, ccx_value(21);
        /// CCX: `ConnectionDeviceType`.
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        /// CCX: `CallID`.
        connection_call_id "ConnectionCallID": CallId;
        queue_device_type "QueueDeviceType": DeviceIdType, shape(Shape::DequeuedFirst);
        /// CCX: `ApplicationID`.
        service_number "ServiceNumber": u32;
        service_id "ServiceID": u32, ccx_value(0xFFFFFFFF);
        @ queue_device_type "QueueDeviceType": DeviceIdType, shape(Shape::DequeuedLast);
        num_queued "NumQueued": u16;
        /// CCX: `NumCSQs`.
        num_skill_groups "NumSkillGroups": u16, counts(List::SkillGroups);
        local_connection_state "LocalConnectionState": LocalConnectionState;
        event_cause "EventCause": EventCause;
    } [
        ConnectionDeviceId.required(), SkillGroupNumber.leads(List::SkillGroups),
        SkillGroupId.of(List::SkillGroups), SkillGroupPriority.of(List::SkillGroups), QueueDeviceId.ccx(0),
    ]

    /// Event: agent pre call.
    105 AgentPreCallEvent "AGENT_PRE_CALL_EVENT" Server .cce(6) {
        monitor_id "MonitorID": MonitorId;
        num_named_variables "NumNamedVariables": u16, counts(List::NamedVariables);
        num_named_arrays "NumNamedArrays": u16, counts(List::NamedArrays);
        service_number "ServiceNumber": u32;
        service_id "ServiceID": u32;
        skill_group_number "SkillGroupNumber": u32;
        skill_group_id "SkillGroupID": u32;
        skill_group_priority "SkillGroupPriority": u16;
        mrd_id "MRDID": i32;
        agent_skill_target_id "AgentSkillTargetID": Option<u32>, since(20);
    } [
        AgentInstrument, RouterCallKeyDay, RouterCallKeyCallId, RouterCallKeySequenceNumber, Ani,
        UserToUserInfo, DialedNumber, CallerEnteredDigits, FltCallTypeId.since(14),
        PreCallInvokeId.since(14), CallVariable1, CallVariable2, CallVariable3, CallVariable4,
        CallVariable5, CallVariable6, CallVariable7, CallVariable8, CallVariable9, CallVariable10,
        NamedVariable.leads(List::NamedVariables), NamedArray.leads(List::NamedArrays), AgentId.since(20),
        AgentIdLong, ProtocolReferenceGuid.since(24), NumOfEnabledServices.since(24),
        FltEnabledServices.since(24).leads(List::EnabledServices), CcaiConfigId.since(24),
    ]

    /// Event: agent pre call abort.
    106 AgentPreCallAbortEvent "AGENT_PRE_CALL_ABORT_EVENT" Server .cce(6) {
        monitor_id "MonitorID": MonitorId;
        mrd_id "MRDID": i32;
    } [
        AgentInstrument, RouterCallKeyDay, RouterCallKeyCallId, RouterCallKeySequenceNumber,
    ]

    /// Event: RTP started.
    ///
    /// Possibly served by CCX too: one implementation that follows the CCX message list names it; the CCX
    /// page was not seen.
    116 RtpStartedEvent "RTP_STARTED_EVENT" Server .since(7) {
        monitor_id "MonitorID": MonitorId;
        peripheral_id "PeripheralID": PeripheralId;
        client_port "ClientPort": u32;
        direction "Direction": RtpDirection;
        rtp_type "RTPType": RtpType;
        bit_rate "BitRate": u32;
        echo_cancellation "EchoCancellation": u16;
        packet_size "PacketSize": u32;
        payload_type "PayloadType": u16;
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        connection_call_id "ConnectionCallID": CallId;
    } [
        ConnectionDeviceId.required(), ClientAddress.ccx_max(64), AgentId, AgentIdLong, AgentExtension,
        AgentInstrument, SendingAddress, SendingPort, ClientAddressIpv6.since(14).until(18),
        SendingAddressIpv6.since(14).until(18),
    ]

    /// Event: RTP stopped.
    ///
    /// Possibly served by CCX too: one implementation that follows the CCX message list names it; the CCX
    /// page was not seen.
    117 RtpStoppedEvent "RTP_STOPPED_EVENT" Server .since(7) {
        monitor_id "MonitorID": MonitorId;
        peripheral_id "PeripheralID": PeripheralId;
        client_port "ClientPort": u32;
        direction "Direction": RtpDirection;
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        connection_call_id "ConnectionCallID": CallId;
    } [
        ConnectionDeviceId.required(), ClientAddress.ccx_max(64), AgentId, AgentIdLong, AgentExtension,
        AgentInstrument, SendingAddress, SendingPort, ClientAddressIpv6.since(14).until(18),
        SendingAddressIpv6.since(14).until(18),
    ]

    /// Event: call attribute change.
    ///
    /// CALL_ATTRIBUTE_CHANGE_EVENT in CCE (number from two independent code bases; the guide prints the
    /// layout without a number). The same number is QUERY_AGENT_QUEUE_STATISTICS_CONF in CCX.
    240 CallAttributeChangeEvent "CALL_ATTRIBUTE_CHANGE_EVENT" Server .cce(0).only(Dialect::Cce) {
        monitor_id "MonitorID": MonitorId;
        peripheral_id "PeripheralID": PeripheralId;
        peripheral_type "PeripheralType": PeripheralType;
        /// The CCE table prints size 4 for this USHORT; an open codec uses 2.
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        call_type_id "CallTypeID": u32;
        service_number "ServiceNumber": u32;
    } [
        ConnectionDeviceId,
    ]

    /// Confirms QUERY_AGENT_QUEUE_STATISTICS_REQ.
    ///
    /// Number from one implementation only; 240 is CALL_ATTRIBUTE_CHANGE_EVENT in CCE.
    240 QueryAgentQueueStatisticsConf "QUERY_AGENT_QUEUE_STATISTICS_CONF" Server .ccx(0).only(Dialect::Ccx) {
        invoke_id "InvokeID": InvokeId;
        calls_in_queue "CallsInQueue": u32;
        oldest_call_in_queue "OldestCallInQueue": u32;
    } [
        AgentIdLong.required(),
    ]

    /// Event: call agent greeting.
    248 CallAgentGreetingEvent "CALL_AGENT_GREETING_EVENT" Server .cce(15) {
        monitor_id "MonitorID": MonitorId;
        peripheral_id "PeripheralID": PeripheralId;
        connection_device_id_type "ConnectionDeviceIDType": ConnectionDeviceIdType;
        connection_call_id "ConnectionCallID": CallId;
        event_code "EventCode": GreetingEventCode;
        peripheral_error_code "PeripheralErrorCode": u32;
    } [
        ConnectionDeviceId.required(), AgentId.required(), AgentIdLong,
    ]
}
