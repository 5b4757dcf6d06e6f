//! Directory numbers.

use super::*;

records! {
    /// A directory number; identified by pattern and partition.
    Line ("Line") {
        one pattern: String, "pattern" "arln!";
        one description: String, "description" "aurl";
        one usage: String, "usage" "arl!";
        one route_partition_name: Reference, "routePartitionName" "arln~";
        one aar_neighborhood_name: Reference, "aarNeighborhoodName" "aurl~";
        one aar_destination_mask: String, "aarDestinationMask" "aurl~128";
        one aar_keep_call_history: bool, "aarKeepCallHistory" "aurl";
        one aar_voice_mail_enabled: bool, "aarVoiceMailEnabled" "aurl";
        one call_forward_all: CallForwardAll, "callForwardAll" "aur";
        one call_forward_busy: CallForwardBusy, "callForwardBusy" "aur";
        one call_forward_busy_int: CallForwardBusyInt, "callForwardBusyInt" "aur";
        one call_forward_no_answer: CallForwardNoAnswer, "callForwardNoAnswer" "aur";
        one call_forward_no_answer_int: CallForwardNoAnswerInt, "callForwardNoAnswerInt" "aur";
        one call_forward_no_coverage: CallForwardNoCoverage, "callForwardNoCoverage" "aur";
        one call_forward_no_coverage_int: CallForwardNoCoverageInt, "callForwardNoCoverageInt" "aur";
        one call_forward_on_failure: CallForwardOnFailure, "callForwardOnFailure" "aur";
        one call_forward_alternate_party: CallForwardAlternateParty, "callForwardAlternateParty" "aur";
        one call_forward_not_registered: CallForwardNotRegistered, "callForwardNotRegistered" "aur";
        one call_forward_not_registered_int: CallForwardNotRegisteredInt, "callForwardNotRegisteredInt" "aur";
        one call_pickup_group_name: Reference, "callPickupGroupName" "aurl";
        one auto_answer: String, "autoAnswer" "aurl" = "Auto Answer Off";
        one network_hold_moh_audio_source_id: String, "networkHoldMohAudioSourceId" "aurl~";
        one user_hold_moh_audio_source_id: String, "userHoldMohAudioSourceId" "aurl~";
        one calling_id_presentation_when_diverted: String, "callingIdPresentationWhenDiverted" "aurl" = "Default";
        one alerting_name: String, "alertingName" "aurl50";
        one ascii_alerting_name: String, "asciiAlertingName" "aurl32";
        one presence_group_name: Reference, "presenceGroupName" "aurl";
        one share_line_appearance_css_name: Reference, "shareLineAppearanceCssName" "aurl~";
        one voice_mail_profile_name: Reference, "voiceMailProfileName" "aurl~";
        one pattern_precedence: String, "patternPrecedence" "aurl" = "Default";
        one release_clause: String, "releaseClause" "aurl" = "No Error";
        one hr_duration: i64, "hrDuration" "aurl~";
        one hr_interval: i64, "hrInterval" "aurl~";
        one cfa_css_policy: String, "cfaCssPolicy" "aurl" = "Use System Default";
        one default_activated_device_name: Reference, "defaultActivatedDeviceName" "aurl~";
        one park_mon_forward_no_retrieve_dn: String, "parkMonForwardNoRetrieveDn" "aurl~50";
        one park_mon_forward_no_retrieve_int_dn: String, "parkMonForwardNoRetrieveIntDn" "aurl~50";
        one park_mon_forward_no_retrieve_vm_enabled: bool, "parkMonForwardNoRetrieveVmEnabled" "aurl";
        one park_mon_forward_no_retrieve_int_vm_enabled: bool, "parkMonForwardNoRetrieveIntVmEnabled" "aurl";
        one park_mon_forward_no_retrieve_css_name: Reference, "parkMonForwardNoRetrieveCssName" "aurl~";
        one park_mon_forward_no_retrieve_int_css_name: Reference, "parkMonForwardNoRetrieveIntCssName" "aurl~";
        one park_mon_reversion_timer: i64, "parkMonReversionTimer" "aurl~";
        one party_entrance_tone: String, "partyEntranceTone" "aurl" = "Default";
        one directory_ur_is: LineDirectoryURIs, "directoryURIs" "aur";
        one allow_cti_control_flag: bool, "allowCtiControlFlag" "aurl" = "true";
        one reject_anonymous_call: bool, "rejectAnonymousCall" "aurl";
        one pattern_urgency: bool, "patternUrgency" "aur" = "false";
        one confidential_access: LineConfidentialAccess, "confidentialAccess" "aurl";
        one external_call_control_profile: Reference, "externalCallControlProfile" "aurl~";
        one enterprise_alt_num: LineEnterpriseAltNum, "enterpriseAltNum" "aurl";
        one e164_alt_num: LineE164AltNum, "e164AltNum" "aurl";
        one pstn_failover: String, "pstnFailover" "aurl";
        one call_control_agent_profile: String, "callControlAgentProfile" "aur";
        one associated_devices: LineAssociatedDevices, "associatedDevices" "r";
        one use_enterprise_alt_num: bool, "useEnterpriseAltNum" "aur";
        one use_e164_alt_num: bool, "useE164AltNum" "aur";
        one active: bool, "active" "aur" = "true";
        one external_presentation_info: LineExternalPresentationInfo, "externalPresentationInfo" "aur";
    }
    /// `callForwardAll` of [`Line`].
    CallForwardAll {
        one forward_to_voice_mail: bool, "forwardToVoiceMail" "aur";
        one calling_search_space_name: Reference, "callingSearchSpaceName" "aur!~";
        one secondary_calling_search_space_name: Reference, "secondaryCallingSearchSpaceName" "aur!~";
        one destination: String, "destination" "aur~50";
    }
    /// `callForwardBusy` of [`Line`].
    CallForwardBusy {
        one forward_to_voice_mail: bool, "forwardToVoiceMail" "aur";
        one calling_search_space_name: Reference, "callingSearchSpaceName" "aur!~";
        one destination: String, "destination" "aur~50";
    }
    /// `callForwardBusyInt` of [`Line`].
    CallForwardBusyInt {
        one forward_to_voice_mail: bool, "forwardToVoiceMail" "aur";
        one calling_search_space_name: Reference, "callingSearchSpaceName" "aur!~";
        one destination: String, "destination" "aur~50";
    }
    /// `callForwardNoAnswer` of [`Line`].
    CallForwardNoAnswer {
        one forward_to_voice_mail: bool, "forwardToVoiceMail" "aur";
        one calling_search_space_name: Reference, "callingSearchSpaceName" "aur!~";
        one destination: String, "destination" "aur~50";
        one duration: i64, "duration" "aur~";
    }
    /// `callForwardNoAnswerInt` of [`Line`].
    CallForwardNoAnswerInt {
        one forward_to_voice_mail: bool, "forwardToVoiceMail" "aur";
        one calling_search_space_name: Reference, "callingSearchSpaceName" "aur!~";
        one destination: String, "destination" "aur~50";
        one duration: i64, "duration" "aur~";
    }
    /// `callForwardNoCoverage` of [`Line`].
    CallForwardNoCoverage {
        one forward_to_voice_mail: bool, "forwardToVoiceMail" "aur";
        one calling_search_space_name: Reference, "callingSearchSpaceName" "aur!~";
        one destination: String, "destination" "aur~50";
    }
    /// `callForwardNoCoverageInt` of [`Line`].
    CallForwardNoCoverageInt {
        one forward_to_voice_mail: bool, "forwardToVoiceMail" "aur";
        one calling_search_space_name: Reference, "callingSearchSpaceName" "aur!~";
        one destination: String, "destination" "aur~50";
    }
    /// `callForwardOnFailure` of [`Line`].
    CallForwardOnFailure {
        one forward_to_voice_mail: bool, "forwardToVoiceMail" "aur";
        one calling_search_space_name: Reference, "callingSearchSpaceName" "aur!~";
        one destination: String, "destination" "aur~50";
    }
    /// `callForwardAlternateParty` of [`Line`].
    CallForwardAlternateParty {
        one forward_to_voice_mail: bool, "forwardToVoiceMail" "r";
        one calling_search_space_name: Reference, "callingSearchSpaceName" "aur!~";
        one destination: String, "destination" "aur~50";
        one duration: i64, "duration" "aur";
    }
    /// `callForwardNotRegistered` of [`Line`].
    CallForwardNotRegistered {
        one forward_to_voice_mail: bool, "forwardToVoiceMail" "aur";
        one calling_search_space_name: Reference, "callingSearchSpaceName" "aur!~";
        one destination: String, "destination" "aur~50";
    }
    /// `callForwardNotRegisteredInt` of [`Line`].
    CallForwardNotRegisteredInt {
        one forward_to_voice_mail: bool, "forwardToVoiceMail" "aur";
        one calling_search_space_name: Reference, "callingSearchSpaceName" "aur!~";
        one destination: String, "destination" "aur~50";
    }
    /// `directoryURIs` of [`Line`].
    LineDirectoryURIs {
        many directory_uri: DirectoryUri, "directoryUri" "aur";
    }
    /// `directoryUri` of [`LineDirectoryURIs`].
    DirectoryUri {
        one is_primary: bool, "isPrimary" "aur!";
        one uri: String, "uri" "aur!~128";
        one partition: Reference, "partition" "aur!~";
        one advertise_globally_via_ils: bool, "advertiseGloballyViaIls" "aur" = "true";
    }
    /// `confidentialAccess` of [`Line`].
    LineConfidentialAccess {
        one confidential_access_mode: String, "confidentialAccessMode" "aurl!~";
        one confidential_access_level: i64, "confidentialAccessLevel" "aurl!~";
    }
    /// `enterpriseAltNum` of [`Line`].
    LineEnterpriseAltNum {
        one num_mask: String, "numMask" "aurl~";
        one is_urgent: bool, "isUrgent" "aurl" = "false";
        one add_local_route_partition: bool, "addLocalRoutePartition" "aurl" = "true";
        one route_partition: Reference, "routePartition" "aurl~";
        one advertise_globally_ils: bool, "advertiseGloballyIls" "aurl" = "true";
    }
    /// `e164AltNum` of [`Line`].
    LineE164AltNum {
        one num_mask: String, "numMask" "aurl~";
        one is_urgent: bool, "isUrgent" "aurl" = "false";
        one add_local_route_partition: bool, "addLocalRoutePartition" "aurl" = "true";
        one route_partition: Reference, "routePartition" "aurl~";
        one advertise_globally_ils: bool, "advertiseGloballyIls" "aurl" = "true";
    }
    /// `associatedDevices` of [`Line`].
    LineAssociatedDevices {
        many device: String, "device" "r";
    }
    /// `externalPresentationInfo` of [`Line`].
    LineExternalPresentationInfo {
        one is_anonymous: bool, "isAnonymous" "aur";
        one presentation_info: LineExternalPresentationInfoPresentationInfo, "presentationInfo" "aur";
    }
    /// `presentationInfo` of [`LineExternalPresentationInfo`].
    LineExternalPresentationInfoPresentationInfo {
        one external_presentation_number: String, "externalPresentationNumber" "aur~";
        one external_presentation_name: String, "externalPresentationName" "aur~50";
    }
}
