//! Floating fields, in the order of their tags.

use core::primitive::{bool, i32, u8, u16, u32};

use super::enums::*;
use crate::fields::FieldSpec;
use crate::macros::floating_fields;
use crate::spec::{Field, When, field_when};
use crate::wire::floating::RawField;
use crate::{
    CallId, DecodeErrorKind, NamedArray, NamedVariable, Octets, PeripheralId, Profile, Secret, SecretText,
    TaskId, Text, Time, Value,
};

floating_fields! {
    1 ClientId "ClientID": Text<'a>, max 64;
    2 ClientPassword "ClientPassword": Secret<'a>, max 64;
    /// Also called `CTIClientSignature`.
    3 ClientSignature "ClientSignature": Text<'a>, max 64;
    4 AgentExtension "AgentExtension": Text<'a>, max 16;
    /// Also called `AgentIDShort`. Short agent id; CCX labels it reserved and carries the login in tag 194.
    5 AgentId "AgentID": Text<'a>, max 12;
    /// Also called `Instrument`. 12 bytes before protocol 6.
    6 AgentInstrument "AgentInstrument": Text<'a>, max 64;
    7 Text "Text": Text<'a>, max 255;
    8 Ani "ANI": Text<'a>, max 40;
    9 UserToUserInfo "UserToUserInfo": Octets<'a>, max 131;
    10 Dnis "DNIS": Text<'a>, max 32;
    /// CCX: `DeviceField2`. CCX reuses this tag as DeviceField2 (max 129) in CONFIG_DEVICE_EVENT.
    11 DialedNumber "DialedNumber": Text<'a>, max 40;
    12 CallerEnteredDigits "CallerEnteredDigits": Text<'a>, max 40;
    /// CCX guide gives 40.
    13 CallVariable1 "CallVariable1": Text<'a>, max 41 ccx 40;
    /// CCX guide gives 40.
    14 CallVariable2 "CallVariable2": Text<'a>, max 41 ccx 40;
    /// CCX guide gives 40.
    15 CallVariable3 "CallVariable3": Text<'a>, max 41 ccx 40;
    /// CCX guide gives 40.
    16 CallVariable4 "CallVariable4": Text<'a>, max 41 ccx 40;
    /// CCX guide gives 40.
    17 CallVariable5 "CallVariable5": Text<'a>, max 41 ccx 40;
    /// CCX guide gives 40.
    18 CallVariable6 "CallVariable6": Text<'a>, max 41 ccx 40;
    /// CCX guide gives 40.
    19 CallVariable7 "CallVariable7": Text<'a>, max 41 ccx 40;
    /// CCX guide gives 40.
    20 CallVariable8 "CallVariable8": Text<'a>, max 41 ccx 40;
    /// CCX guide gives 40.
    21 CallVariable9 "CallVariable9": Text<'a>, max 41 ccx 40;
    /// CCX guide gives 40.
    22 CallVariable10 "CallVariable10": Text<'a>, max 41 ccx 40;
    23 CtiClientSignature "CTIClientSignature": Text<'a>, max 64;
    24 CtiClientTimestamp "CTIClientTimestamp": Time, max 4;
    25 ConnectionDeviceId "ConnectionDeviceID": Text<'a>, max 64;
    26 AlertingDeviceId "AlertingDeviceID": Text<'a>, max 64;
    27 CallingDeviceId "CallingDeviceID": Text<'a>, max 64;
    28 CalledDeviceId "CalledDeviceID": Text<'a>, max 64;
    29 LastRedirectDeviceId "LastRedirectDeviceID": Text<'a>, max 64;
    30 AnsweringDeviceId "AnsweringDeviceID": Text<'a>, max 64;
    31 HoldingDeviceId "HoldingDeviceID": Text<'a>, max 64;
    32 RetrievingDeviceId "RetrievingDeviceID": Text<'a>, max 64;
    33 ReleasingDeviceId "ReleasingDeviceID": Text<'a>, max 64;
    34 FailingDeviceId "FailingDeviceID": Text<'a>, max 64;
    35 PrimaryDeviceId "PrimaryDeviceID": Text<'a>, max 64;
    36 SecondaryDeviceId "SecondaryDeviceID": Text<'a>, max 64;
    37 ControllerDeviceId "ControllerDeviceID": Text<'a>, max 64;
    38 AddedPartyDeviceId "AddedPartyDeviceID": Text<'a>, max 64;
    39 ConnectedPartyCallId "ConnectedPartyCallID": u32, max 4;
    40 ConnectedPartyDeviceIdType "ConnectedPartyDeviceIDType": ConnectionDeviceIdType, max 2;
    41 ConnectedPartyDeviceId "ConnectedPartyDeviceID": Text<'a>, max 64;
    42 TransferringDeviceId "TransferringDeviceID": Text<'a>, max 64;
    43 TransferredDeviceId "TransferredDeviceID": Text<'a>, max 64;
    44 DivertingDeviceId "DivertingDeviceID": Text<'a>, max 64;
    45 QueueDeviceId "QueueDeviceID": Text<'a>, max 64;
    /// CCX: not used for clients at protocol 17 and later; wrap-up travels as a named array.
    46 CallWrapupData "CallWrapupData": Text<'a>, max 40;
    47 NewConnectionDeviceId "NewConnectionDeviceID": Text<'a>, max 64;
    48 TrunkUsedDeviceId "TrunkUsedDeviceID": Text<'a>, max 64;
    49 AgentPassword "AgentPassword": SecretText<'a>, max 64;
    50 ActiveConnectionDeviceId "ActiveConnectionDeviceID": Text<'a>, max 64;
    51 FacilityCode "FacilityCode": Text<'a>, max 40;
    52 OtherConnectionDeviceId "OtherConnectionDeviceID": Text<'a>, max 64;
    53 HeldConnectionDeviceId "HeldConnectionDeviceID": Text<'a>, max 64;
    56 CallConnectionCallId "CallConnectionCallID": CallId, max 4;
    57 CallConnectionDeviceIdType "CallConnectionDeviceIDType": ConnectionDeviceIdType, max 2;
    58 CallConnectionDeviceId "CallConnectionDeviceID": Text<'a>, max 64;
    59 CallDeviceType "CallDeviceType": DeviceIdType, max 2;
    60 CallDeviceId "CallDeviceID": Text<'a>, max 64;
    61 CallDeviceConnectionState "CallDeviceConnectionState": LocalConnectionState, max 2;
    /// Also called `FltSkillGroupNumber`. CCX: `CSQID`. INT in some tables; CCX carries the CSQ id here.
    62 SkillGroupNumber "SkillGroupNumber": u32, max 4;
    /// Also called `FltSkillGroupID`.
    63 SkillGroupId "SkillGroupID": u32, max 4;
    /// Also called `FltSkillGroupPriority`.
    64 SkillGroupPriority "SkillGroupPriority": u16, max 2;
    /// Also called `FltSkillGroupState`. CCX: `CSQState`. CCX: CSQState.
    65 SkillGroupState "SkillGroupState": AgentState, max 2;
    66 ObjectName "ObjectName": Text<'a>, max 128;
    67 DtmfString "DTMFString": Text<'a>, max 32;
    68 PositionId "PositionID": Text<'a>, max 12;
    69 SupervisorId "SupervisorID": Text<'a>, max 12;
    70 LineHandle "LineHandle": u16, max 2;
    71 LineType "LineType": LineType, max 2;
    72 RouterCallKeyDay "RouterCallKeyDay": u32, max 4;
    73 RouterCallKeyCallId "RouterCallKeyCallID": u32, max 4;
    75 CallState "CallState": LocalConnectionState, max 2;
    76 MonitoredDeviceId "MonitoredDeviceID": Text<'a>, max 64;
    77 AuthorizationCode "AuthorizationCode": Text<'a>, max 40;
    78 AccountCode "AccountCode": Text<'a>, max 40;
    79 OriginatingDeviceId "OriginatingDeviceID": Text<'a>, max 64;
    80 OriginatingLineId "OriginatingLineID": Text<'a>, max 40;
    /// 16 before protocol 19.
    81 ClientAddress "ClientAddress": Text<'a>, max 64 ccx 16;
    82 NamedVariable "NamedVariable": NamedVariable<'a>, max 251;
    83 NamedArray "NamedArray": NamedArray<'a>, max 252;
    84 Cct "CCT": Text<'a>, max 4;
    85 SupervisorInstrument "SupervisorInstrument": Text<'a>, max 64;
    86 AtcAgentId "AtcAgentID": Text<'a>, max 12;
    87 AgentFlags "AgentFlags": AgentFlags, max 2;
    88 AtcAgentState "AtcAgentState": AgentState, max 2;
    89 AtcStateDuration "AtcStateDuration": u32, max 4;
    90 AgentConnectionDeviceId "AgentConnectionDeviceID": Text<'a>, max 64;
    91 SupervisorConnectionDeviceId "SupervisorConnectionDeviceID": Text<'a>, max 64;
    92 TeamId "TeamID": u32, max 4;
    93 DefaultDevicePortAddress "DefaultDevicePortAddress": Text<'a>, max 32;
    94 ServiceName "ServiceName": Text<'a>, max 64;
    95 CustomerPhoneNumber "CustomerPhoneNumber": Text<'a>, max 20;
    96 CustomerAccountNumber "CustomerAccountNumber": Text<'a>, max 32;
    97 ApplicationPathId "ApplicationPathID": i32, max 4;
    110 RouterCallKeySequenceNumber "RouterCallKeySequenceNumber": u32, max 4;
    121 TrunkNumber "TrunkNumber": u32, max 4;
    122 TrunkGroupNumber "TrunkGroupNumber": u32, max 4;
    123 NextAgentState "NextAgentState": AgentState, max 2;
    /// 16 before protocol 19.
    125 SendingAddress "SendingAddress": Text<'a>, max 64;
    126 SendingPort "SendingPort": u32, max 4;
    129 MaxQueued "MaxQueued": u32, max 4;
    131 CustomerId "CustomerID": u32, max 4;
    132 ServiceSkillTargetId "ServiceSkillTargetID": u32, max 4;
    /// CCX: `ApplicationName`, `CSQName`. CCX: CSQName / application name.
    133 PeripheralName "PeripheralName": Text<'a>, max 64;
    /// Also called `FltDescription`.
    134 Description "Description": Text<'a>, max 128;
    137 FirstName "FirstName": Text<'a>, max 32;
    138 LastName "LastName": Text<'a>, max 32;
    141 AgentSkillTargetId "AgentSkillTargetID": u32, max 4;
    150 Duration "Duration": u32, max 4;
    /// CCX: `DeviceField4`.
    173 Extension "Extension": Text<'a>, max 16;
    174 ServiceLevelThreshold "ServiceLevelThreshold": u32, max 4;
    175 ServiceLevelType "ServiceLevelType": u32, max 4;
    176 ConfigParam "ConfigParam": Text<'a>, max 255;
    /// CCX: `ApplicationConfigKey`.
    177 ServiceConfigKey "ServiceConfigKey": Octets<'a>, max 8;
    /// CCX: `CSQConfigKey`.
    178 SkillGroupConfigKey "SkillGroupConfigKey": Octets<'a>, max 8;
    179 AgentConfigKey "AgentConfigKey": Octets<'a>, max 8;
    180 DeviceConfigKey "DeviceConfigKey": Octets<'a>, max 8;
    183 RecordType "RecordType": RecordType, max 2;
    /// CCX: `ApplicationID`, `CSQID`, `DeviceField0`. CCX: CSQID in CONFIG_CSQ_EVENT, DeviceField0 in CONFIG_DEVICE_EVENT.
    184 PeripheralNumber "PeripheralNumber": u32, max 4;
    /// CCX guide: BOOL with a printed size of 4. CCE tag table repeats the name it also gives to 141.
    185 AutoWork "AutoWork": bool, max 2;
    186 NumServiceMembers "NumServiceMembers": u16, max 2;
    187 ServiceMember "ServiceMember": u32, max 4;
    188 ServicePriority "ServicePriority": u16, max 2;
    189 AgentType "AgentType": AgentType, max 2;
    /// CCX: 129.
    190 LoginId "LoginID": Text<'a>, max 64 ccx 129;
    /// CCX: `NumCSQ`. CCX: NumCSQ, at most 25.
    191 NumSkills "NumSkills": u16, max 2;
    192 SkillGroupSkillTargetId "SkillGroupSkillTargetID": u32, max 4;
    /// CCX: `DeviceField1`.
    193 FltServiceId "FltServiceID": u32, max 4;
    /// Also called `AgentID`. 129 is the CCX figure; the CCE guide prints no size; one open client uses 32.
    194 AgentIdLong "AgentIDLong": Text<'a>, max 129;
    195 DeviceType "DeviceType": ConfigDeviceType, max 2;
    202 SecondaryConnectionCallId "SecondaryConnectionCallID": CallId, max 4;
    204 TeamName "TeamName": Text<'a>, max 50;
    205 MemberType "MemberType": MemberType, max 2;
    206 EventDeviceId "EventDeviceID": Text<'a>, max 64;
    /// 32 in CCX and before protocol 20.
    207 LoginName "LoginName": Text<'a>, max 255 ccx 32;
    208 FltPeripheralId "FltPeripheralID": PeripheralId, max 4;
    209 CallTypeConfigKey "CallTypeConfigKey": Octets<'a>, max 8;
    210 FltCallTypeId "FltCallTypeID": u32, max 4;
    211 CustomerDefinitionId "CustomerDefinitionID": u32, max 4;
    /// Also called `FltEnterpriseName`.
    212 EnterpriseName "EnterpriseName": Text<'a>, max 32;
    213 OldPeripheralNumber "OldPeripheralNumber": u32, max 4;
    214 OldLoginId "OldLoginID": Text<'a>, max 64;
    215 AniIi "ANI_II": Text<'a>, max 2;
    /// CCX: `MRDomainID`.
    216 FltMrDomainId "FltMRDomainID": u32, max 4;
    /// No known message carries it.
    217 CtiosCilClientId "CtiosCilClientID": Text<'a>, max 64;
    218 SilentMonitorStatus "SilentMonitorStatus": SilentMonitorStatus, max 2;
    219 RequestingDeviceId "RequestingDeviceID": Text<'a>, max 64;
    220 RequestingDeviceIdType "RequestingDeviceIDType": DeviceIdType, max 2;
    221 PreCallInvokeId "PreCallInvokeID": u32, max 4;
    223 CallReferenceId "CallReferenceID": Octets<'a>, max 32;
    224 MultilineAgentControl "MultilineAgentControl": MultilineAgentControl, max 2;
    /// Type and size not confirmed. From protocol 14.
    226 ClientAddressIpv6 "ClientAddressIPV6": Text<'a>, max 64;
    /// Type and size not confirmed. From protocol 14.
    227 SendingAddressIpv6 "SendingAddressIPV6": Text<'a>, max 64;
    228 NumPeripherals "NumPeripherals": u16, max 2;
    229 CocConnectionCallId "COCConnectionCallID": CallId, max 4;
    230 CocCallConnectionDeviceIdType "COCCallConnectionDeviceIDType": ConnectionDeviceIdType, max 2;
    231 CocCallConnectionDeviceId "COCCallConnectionDeviceID": Text<'a>, max 64;
    232 CallOriginatedFrom "CallOriginatedFrom": u8, max 1;
    243 AgentTeamName "AgentTeamName": Text<'a>, max 32;
    244 Direction "Direction": CallDirection, max 4;
    /// CCX: `MRD_ID`. CCX CONFIG_AGENT_EVENT; type inferred, the page was seen only up to the name. Internal.
    246 MrdId "MRDID": u32, max 4, ccx(0, 255);
    /// CCX: `agentState`. CCX CONFIG_AGENT_EVENT agentState. Internal.
    247 AgentState "AgentState": AgentState, max 2, ccx(0, 255);
    /// CCX OPEN_CONF. Internal.
    248 ConfigMsgMaskGranted "ConfigMsgMaskGranted": u16, max 2, ccx(0, 255);
    250 FltMaxTaskDuration "FltMaxTaskDuration": u32, max 4;
    251 FltInterruptible "FltInterruptible": bool, max 2;
    /// Documented as used for CCX only.
    255 InternalAgentState "InternalAgentState": InternalAgentState, max 2;
    /// From protocol 20.
    257 SsoEnabled "SSOEnabled": u16, max 2;
    /// No message with a known layout carries it.
    258 FltTaskId "FltTaskID": TaskId, max 12;
    /// From protocol 21.
    261 NumMrDs "NumMRDs": u16, max 2;
    /// From protocol 21.
    262 FltAgentMrdId "FltAgentMRDID": u32, max 4;
    /// From protocol 21.
    263 FltAgentMrdState "FltAgentMRDState": AgentState, max 2;
    /// From protocol 22.
    264 FltPrecisionQueueId "FltPrecisionQueueID": u32, max 4;
    /// From protocol 22.
    265 FltPrecisionQueueName "FltPrecisionQueueName": Text<'a>, max 32;
    /// From protocol 22.
    266 MaxBeyondTaskLimit "MaxBeyondTaskLimit": u32, max 4;
    /// From protocol 22.
    267 AgentDeskSettingsId "AgentDeskSettingsID": u32, max 4;
    /// From protocol 22.
    269 PeripheralConfigKey "PeripheralConfigKey": Octets<'a>, max 8;
    /// From protocol 22.
    270 AgentDeskSettingsConfigKey "AgentDeskSettingsConfigKey": Octets<'a>, max 8;
    /// From protocol 22.
    271 ConfigPeripheralId "ConfigPeripheralID": PeripheralId, max 4;
    /// From protocol 22.
    272 DefaultAgentDeskSettingsId "DefaultAgentDeskSettingsID": u32, max 4;
    /// From protocol 22.
    273 FltDeskSettingsMask "FltDeskSettingsMask": DeskSettingsMask, max 4;
    /// From protocol 22.
    274 FltWrapUpDataIncomingMode "FltWrapUpDataIncomingMode": WrapupDataMode, max 4;
    /// From protocol 22.
    275 FltWrapUpDataOutgoingMode "FltWrapUpDataOutgoingMode": WrapupDataMode, max 4;
    /// From protocol 22.
    276 FltLogoutNonActivityTime "FltLogoutNonActivityTime": u32, max 4;
    /// From protocol 22.
    277 FltQualityRecordingRate "FltQualityRecordingRate": u32, max 4;
    /// From protocol 22.
    278 FltRingNoAnswerTime "FltRingNoAnswerTime": u32, max 4;
    /// From protocol 22.
    279 FltSilentMonitorWarningMessage "FltSilentMonitorWarningMessage": u32, max 4;
    /// From protocol 22.
    280 FltSilentMonitorAudibleIndication "FltSilentMonitorAudibleIndication": u32, max 4;
    /// From protocol 22.
    281 FltSupervisorAssistCallMethod "FltSupervisorAssistCallMethod": u32, max 4;
    /// From protocol 22.
    282 FltEmergencyCallMethod "FltEmergencyCallMethod": u32, max 4;
    /// From protocol 22.
    283 FltAutoRecordOnEmergency "FltAutoRecordOnEmergency": u32, max 4;
    /// From protocol 22.
    284 FltRecordingMode "FltRecordingMode": u32, max 4;
    /// From protocol 22.
    285 FltWorkModeTimer "FltWorkModeTimer": u32, max 4;
    /// From protocol 22.
    286 FltRingNoAnswerDnId "FltRingNoAnswerDnId": u32, max 4;
    /// Message table prints 4 as the size; 32 is the size of the same item in AGENT_DESK_SETTINGS_CONF. From protocol 22.
    287 FltDefaultDevicePortAddress "FltDefaultDevicePortAddress": Text<'a>, max 32;
    /// From protocol 23.
    289 PlayToneDirection "PlayToneDirection": PlayToneDirection, max 2;
    /// From protocol 23.
    290 InvocationType "InvocationType": u16, max 2;
    /// From protocol 23.
    291 RecorderAddress "RecorderAddress": Text<'a>, max 64;
    /// From protocol 23.
    292 TerminalName "TerminalName": Text<'a>, max 64;
    /// From protocol 23.
    293 MediaForkingDeviceName "MediaForkingDeviceName": Text<'a>, max 64;
    /// 40 in AGENT_PRE_CALL_EVENT and SNAPSHOT_CALL_CONF. From protocol 23.
    294 ProtocolReferenceGuid "ProtocolReferenceGUID": Text<'a>, max 40;
    /// From protocol 23.
    295 MediaForkingClusterId "MediaForkingClusterID": Text<'a>, max 64;
    /// From protocol 23.
    296 RecorderUri "RecorderURI": Text<'a>, max 64;
    /// From protocol 23.
    297 RecorderErrorMsg "RecorderErrorMsg": Text<'a>, max 64;
    /// From protocol 23.
    298 RecorderType "RecorderType": RecorderType, max 2;
    /// From protocol 23.
    299 RecorderStatus "RecorderStatus": RecorderStatus, max 2;
    /// From protocol 23.
    300 RecordingDeviceId "RecordingDeviceID": Text<'a>, max 64;
    302 TerminalType "TerminalType": u16, max 2;
    /// Also called `TerminalDeviceName`.
    303 ActiveTerminal "ActiveTerminal": Text<'a>, max 64;
    304 TerminalTypeName "TerminalTypeName": Text<'a>, max 100;
    305 NumInstruments "NumInstruments": u16, max 2;
    306 AcdSharedLineUsage "ACDSharedLineUsage": u32, max 4;
    307 PlayZipTone "PlayZipTone": u32, max 4;
    /// From protocol 24.
    309 FltEnabledServices "FltEnabledServices": AgentService, max 2;
    /// From protocol 24.
    310 NumOfEnabledServices "NumOfEnabledServices": u16, max 2;
    /// From protocol 24.
    311 CcaiConfigId "CcaiConfigId": Text<'a>, max 40;
    312 NumPositiveAnswersSuggestions "NumPositiveAnswersSuggestions": u16, max 2, cce(24, 24);
    313 NumNegativeAnswersSuggestions "NumNegativeAnswersSuggestions": u16, max 2, cce(24, 24);
}
