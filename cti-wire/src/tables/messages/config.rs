//! Configuration: download and updates.

#[allow(unused_imports)]
use super::prelude::*;

messages! {
    /// Asks for the keys of the configuration, to compare with those of an earlier download.
    230 ConfigRequestKeyEvent "CONFIG_REQUEST_KEY_EVENT" Client .since(11) {
        peripheral_id "PeripheralID": PeripheralId, ccx_since(11), ccx_value(0);
    } [
        CustomerId,
    ]

    /// The keys of the configuration, one for each class of items; all zero: a download is needed.
    ///
    /// CCX: keys are 8-byte integers; all-zero means an upload is needed.
    231 ConfigKeyEvent "CONFIG_KEY_EVENT" Server .since(11) {
        /// CCX: `Status`.
        config_key_status "ConfigKeyStatus": ConfigKeyStatus;
    } [
        ServiceConfigKey, SkillGroupConfigKey, AgentConfigKey, DeviceConfigKey, CallTypeConfigKey.cce(0),
        PeripheralConfigKey.cce(22), AgentDeskSettingsConfigKey.cce(22),
    ]

    /// Asks for a download of the configuration; mask 0: only updates. Must be sent in any case.
    232 ConfigRequestEvent "CONFIG_REQUEST_EVENT" Client .since(11) {
        /// CCX: `ConfigurationMask`.
        config_information "ConfigInformation": ConfigMask, ccx_names(&CcxConfigurationMask::NAMES);
        /// Present in the protocol 24 and 25 tables, absent from the protocol 23 table; CCX has one
        /// reserved UINT after ConfigInformation.
        config_msg_mask "ConfigMsgMask": Option<ConfigMask>, cce(24);
        peripheral_id "PeripheralID": PeripheralId, ccx_since(11), ccx_value(0);
    } [
        CustomerId,
    ]

    /// Starts the records of one class of items.
    233 ConfigBeginEvent "CONFIG_BEGIN_EVENT" Server .since(11) {
        config_type "ConfigType": ConfigType;
        /// CCX: `ConfigurationMask`.
        config_information "ConfigInformation": ConfigMask, ccx_names(&CcxConfigurationMask::NAMES);
    } [
        ServiceConfigKey, SkillGroupConfigKey, AgentConfigKey, DeviceConfigKey, CallTypeConfigKey.cce(0),
        PeripheralConfigKey.cce(22), AgentDeskSettingsConfigKey.cce(22),
    ]

    /// Ends the records of one class of items.
    234 ConfigEndEvent "CONFIG_END_EVENT" Server .since(11) {
        /// CCX: `Status`.
        config_end_status "ConfigEndStatus": ConfigEndStatus;
    } [
        Text,
    ]

    /// Records of services (CCX: CONFIG_APPLICATION_EVENT, records of applications).
    ///
    /// CCX: CCX name CONFIG_APPLICATION_EVENT.
    ///
    /// Evidence for CCX: page not seen; taken from the CCE layout of the same message; more floating fields
    /// may exist.
    235 ConfigServiceEvent "CONFIG_SERVICE_EVENT" Server .since(11) {
        num_records "NumRecords": u16, counts(List::Records);
    } [
        RecordType.leads(List::Records), FltPeripheralId.of(List::Records),
        PeripheralNumber.of(List::Records), OldPeripheralNumber.of(List::Records),
        MaxQueued.of(List::Records), Extension.of(List::Records), ServiceSkillTargetId.of(List::Records),
        PeripheralName.of(List::Records), Description.of(List::Records),
        ServiceLevelThreshold.cce(0).of(List::Records), ServiceLevelType.cce(0).of(List::Records),
        ConfigParam.cce(0).of(List::Records), FltMrDomainId.cce(0).of(List::Records),
        NumServiceMembers.cce(0).of(List::Records), ServiceMember.cce(0).leads(List::ServiceMembers),
        ServicePriority.cce(0).of(List::ServiceMembers),
    ]

    /// Records of skill groups (CCX: CONFIG_CSQ_EVENT, records of contact service queues).
    ///
    /// CCX: CCX name CONFIG_CSQ_EVENT; at most 10 records. The page prints tag 184 twice, the first time
    /// for a reserved V11 field that is 208 in the sister messages; AutoWork is BOOL with size printed as
    /// 4. MR domain 0 voice, 1 e-mail.
    236 ConfigSkillGroupEvent "CONFIG_SKILL_GROUP_EVENT" Server .since(11) {
        num_records "NumRecords": u16, counts(List::Records);
    } [
        RecordType.leads(List::Records), FltPeripheralId.ccx_since(11).of(List::Records),
        PeripheralNumber.of(List::Records), OldPeripheralNumber.ccx_since(11).of(List::Records),
        SkillGroupPriority.of(List::Records), SkillGroupSkillTargetId.of(List::Records),
        AutoWork.of(List::Records), Extension.of(List::Records), PeripheralName.of(List::Records),
        Description.of(List::Records), FltMrDomainId.ccx_since(11).of(List::Records),
        FltPrecisionQueueId.cce(22).of(List::Records), FltPrecisionQueueName.cce(22).of(List::Records),
        ConfigParam.of(List::Records),
    ]

    /// Records of agents.
    ///
    /// CCX: at most 10 records; NumCSQ at most 25, followed by that many (62,64) pairs; LoginID identifies
    /// the record.
    ///
    /// Evidence for CCX: fixed part seen whole, floating part partly seen; more floating fields may exist.
    237 ConfigAgentEvent "CONFIG_AGENT_EVENT" Server .since(11) {
        num_records "NumRecords": u16, counts(List::Records);
    } [
        RecordType.leads(List::Records), FltPeripheralId.ccx_since(11).of(List::Records),
        ActiveTerminal.cce(24).of(List::Records), AgentType.of(List::Records),
        AgentDeskSettingsId.cce(22).of(List::Records), LoginId.of(List::Records),
        OldLoginId.ccx_since(11).of(List::Records), LoginName.ccx_since(11).of(List::Records),
        LastName.of(List::Records), FirstName.of(List::Records), Extension.of(List::Records),
        Description.of(List::Records), AgentSkillTargetId.of(List::Records), NumSkills.of(List::Records),
        SsoEnabled.cce(20).of(List::Records), NumMrDs.cce(21).of(List::Records),
        SkillGroupNumber.leads(List::Skills), SkillGroupPriority.of(List::Skills),
        FltAgentMrdId.cce(21).leads(List::Mrds), FltAgentMrdState.cce(21).of(List::Mrds),
        AgentState.ccx(0).of(List::Records), MrdId.ccx(17).of(List::Records),
    ]

    /// Records of devices.
    ///
    /// CCX: at most 10 records; sent for route points, agents and CTI ports. DeviceType 3 = agent:
    /// DeviceField0 agent id, DeviceField2 login id; DeviceType 5 = route point: DeviceField1 call control
    /// group id.
    238 ConfigDeviceEvent "CONFIG_DEVICE_EVENT" Server .since(11) {
        num_records "NumRecords": u16, counts(List::Records);
    } [
        RecordType.leads(List::Records), FltPeripheralId.ccx_since(11).of(List::Records),
        PeripheralNumber.of(List::Records), DeviceType.of(List::Records), MaxQueued.of(List::Records),
        FltServiceId.of(List::Records), DialedNumber.ccx_max(129).of(List::Records),
        Dnis.of(List::Records), Extension.of(List::Records), Description.of(List::Records),
    ]

    /// Event: config call type.
    245 ConfigCallTypeEvent "CONFIG_CALL_TYPE_EVENT" Server .cce(11) {
        num_records "NumRecords": u16, counts(List::Records);
    } [
        RecordType.leads(List::Records), FltCallTypeId.of(List::Records),
        CustomerDefinitionId.of(List::Records), EnterpriseName.of(List::Records),
        Description.of(List::Records), ServiceLevelThreshold.of(List::Records),
        ServiceLevelType.of(List::Records),
    ]

    /// Event: config MRD.
    ///
    /// The layout table misprints the type as 245.
    254 ConfigMrdEvent "CONFIG_MRD_EVENT" Server .cce(20) {
        num_records "NumRecords": u16, counts(List::Records);
    } [
        RecordType.leads(List::Records), FltMrDomainId.of(List::Records), EnterpriseName.of(List::Records),
        Description.of(List::Records), FltMaxTaskDuration.of(List::Records),
        FltInterruptible.of(List::Records),
    ]

    /// Event: config peripheral.
    260 ConfigPeripheralEvent "CONFIG_PERIPHERAL_EVENT" Server .cce(22) {
        num_records "NumRecords": u16, counts(List::Records);
    } [
        RecordType.leads(List::Records), ConfigPeripheralId.of(List::Records),
        DefaultAgentDeskSettingsId.of(List::Records),
    ]

    /// Event: config agent desk settings.
    261 ConfigAgentDeskSettingsEvent "CONFIG_AGENT_DESK_SETTINGS_EVENT" Server .cce(22) {
        num_records "NumRecords": u16, counts(List::Records);
    } [
        RecordType.leads(List::Records), AgentDeskSettingsId.of(List::Records),
        FltDeskSettingsMask.of(List::Records), FltWrapUpDataIncomingMode.of(List::Records),
        FltWrapUpDataOutgoingMode.of(List::Records), FltLogoutNonActivityTime.of(List::Records),
        FltQualityRecordingRate.of(List::Records), FltRingNoAnswerTime.of(List::Records),
        FltSilentMonitorWarningMessage.of(List::Records),
        FltSilentMonitorAudibleIndication.of(List::Records),
        FltSupervisorAssistCallMethod.of(List::Records), FltEmergencyCallMethod.of(List::Records),
        FltAutoRecordOnEmergency.of(List::Records), FltRecordingMode.of(List::Records),
        FltWorkModeTimer.of(List::Records), FltRingNoAnswerDnId.of(List::Records),
        FltDefaultDevicePortAddress.of(List::Records), PlayZipTone.since(24).of(List::Records),
        AcdSharedLineUsage.since(24).of(List::Records),
    ]

    /// Event: config terminal.
    ///
    /// Number from its layout table; absent from the message list.
    ///
    /// CCX: needs protocol 18 (tags above 255 need the two-byte tag); at most 10 records and 10
    /// instruments; RecordType 0 or 2 only. The number 276 comes from the CCE guide, the CCX number was not
    /// seen.
    276 ConfigTerminalEvent "CONFIG_TERMINAL_EVENT" Server {
        num_records "NumRecords": u16, counts(List::Records);
    } [
        RecordType.leads(List::Records), TerminalType.of(List::Records), ActiveTerminal.of(List::Records),
        TerminalTypeName.of(List::Records), NumInstruments.of(List::Records),
        AgentInstrument.leads(List::Instruments),
    ]
}
