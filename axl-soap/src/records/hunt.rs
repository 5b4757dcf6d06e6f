//! Hunting and pickup.

use super::*;

records! {
    /// A hunt pilot.
    HuntPilot ("HuntPilot") {
        one pattern: String, "pattern" "arln!";
        one description: String, "description" "aurl";
        one usage: String, "usage" "rl";
        one route_partition_name: Reference, "routePartitionName" "arln~";
        one block_enable: bool, "blockEnable" "aurl!";
        one called_party_transformation_mask: String, "calledPartyTransformationMask" "aurl~";
        one calling_party_transformation_mask: String, "callingPartyTransformationMask" "aurl~";
        one use_calling_party_phone_mask: String, "useCallingPartyPhoneMask" "aurl!" = "Default";
        one calling_party_prefix_digits: String, "callingPartyPrefixDigits" "aurl~50";
        one dial_plan_name: Reference, "dialPlanName" "aurl~";
        one digit_discard_instruction_name: Reference, "digitDiscardInstructionName" "aurl~";
        one pattern_urgency: bool, "patternUrgency" "aurl";
        one prefix_digits_out: String, "prefixDigitsOut" "aurl~";
        one route_filter_name: Reference, "routeFilterName" "aurl~";
        one calling_line_presentation_bit: String, "callingLinePresentationBit" "aurl" = "Default";
        one calling_name_presentation_bit: String, "callingNamePresentationBit" "aurl" = "Default";
        one connected_line_presentation_bit: String, "connectedLinePresentationBit" "aurl" = "Default";
        one connected_name_presentation_bit: String, "connectedNamePresentationBit" "aurl" = "Default";
        one pattern_precedence: String, "patternPrecedence" "aurl" = "Default";
        one provide_outside_dialtone: bool, "provideOutsideDialtone" "aurl" = "true";
        one calling_party_numbering_plan: String, "callingPartyNumberingPlan" "aurl" = "Cisco CallManager";
        one calling_party_number_type: String, "callingPartyNumberType" "aurl" = "Cisco CallManager";
        one called_party_numbering_plan: String, "calledPartyNumberingPlan" "aurl" = "Cisco CallManager";
        one called_party_number_type: String, "calledPartyNumberType" "aurl" = "Cisco CallManager";
        one hunt_list_name: Reference, "huntListName" "aurl!";
        one park_mon_forward_no_retrieve: HuntPilotParkMonForwardNoRetrieve, "parkMonForwardNoRetrieve" "aurl";
        one alerting_name: String, "alertingName" "aurl50";
        one ascii_alerting_name: String, "asciiAlertingName" "aurl32";
        one e164_mask: String, "e164Mask" "aur~";
        one aar_neighborhood_name: Reference, "aarNeighborhoodName" "aurl~";
        one forward_hunt_no_answer: HuntPilotForwardHuntNoAnswer, "forwardHuntNoAnswer" "aurl";
        one forward_hunt_busy: HuntPilotForwardHuntBusy, "forwardHuntBusy" "aurl";
        one call_pickup_group_name: Reference, "callPickupGroupName" "aurl";
        one max_huntduration: i64, "maxHuntduration" "aurl~";
        one release_clause: String, "releaseClause" "aurl" = "No Error";
        one display_connected_number: bool, "displayConnectedNumber" "aurl" = "false";
        one queue_calls: CallsQueue, "queueCalls" "aurl";
    }
    /// `parkMonForwardNoRetrieve` of [`HuntPilot`].
    HuntPilotParkMonForwardNoRetrieve {
        one use_personal_preferences: bool, "usePersonalPreferences" "aurl" = "false";
        one destination: String, "destination" "aurl~50";
        one calling_search_space_name: Reference, "callingSearchSpaceName" "aurl~";
    }
    /// `forwardHuntNoAnswer` of [`HuntPilot`].
    HuntPilotForwardHuntNoAnswer {
        one use_personal_preferences: bool, "usePersonalPreferences" "aurl" = "false";
        one destination: String, "destination" "aurl~";
        one calling_search_space_name: Reference, "callingSearchSpaceName" "aurl~";
    }
    /// `forwardHuntBusy` of [`HuntPilot`].
    HuntPilotForwardHuntBusy {
        one use_personal_preferences: bool, "usePersonalPreferences" "aurl" = "false";
        one destination: String, "destination" "aurl~";
        one calling_search_space_name: Reference, "callingSearchSpaceName" "aurl~";
    }
    /// `queueCalls` of [`HuntPilot`].
    CallsQueue {
        one max_callers_in_queue: i64, "maxCallersInQueue" "aurl!" = "32";
        one queue_full_destination: String, "queueFullDestination" "aurl~50";
        one calling_search_space_pilot_queue_full: Reference, "callingSearchSpacePilotQueueFull" "aurl~";
        one max_wait_time_in_queue: i64, "maxWaitTimeInQueue" "aurl!" = "900";
        one max_wait_time_destination: String, "maxWaitTimeDestination" "aurl~50";
        one calling_search_space_max_wait_time: Reference, "callingSearchSpaceMaxWaitTime" "aurl~";
        one no_agent_destination: String, "noAgentDestination" "aurl~50";
        one calling_search_space_no_agent: Reference, "callingSearchSpaceNoAgent" "aurl~";
        one network_hold_moh_audio_source_id: i64, "networkHoldMohAudioSourceID" "aurl~";
    }
    /// A hunt list.
    HuntList ("HuntList") {
        one description: String, "description" "aurl";
        one call_manager_group_name: Reference, "callManagerGroupName" "aurl!~";
        one route_list_enabled: bool, "routeListEnabled" "aurl" = "false";
        one voice_mail_usage: bool, "voiceMailUsage" "aurl" = "false";
        one members: HuntListMembers, "members" "aure";
        one name: String, "name" "arln!";
    }
    /// `members` of [`HuntList`].
    HuntListMembers {
        many member: HuntListMember, "member" "aur";
    }
    /// `member` of [`HuntListMembers`].
    HuntListMember {
        one line_group_name: Reference, "lineGroupName" "aur!~";
        one selection_order: i64, "selectionOrder" "aur!";
    }
    /// A line group.
    LineGroup ("LineGroup") {
        one distribution_algorithm: String, "distributionAlgorithm" "aurl!" = "Longest Idle Time";
        one rna_reversion_time_out: i64, "rnaReversionTimeOut" "aurl!" = "10";
        one hunt_algorithm_no_answer: String, "huntAlgorithmNoAnswer" "aurl!" = "Try next member; then, try next group in Hunt List";
        one hunt_algorithm_busy: String, "huntAlgorithmBusy" "aurl!" = "Try next member; then, try next group in Hunt List";
        one hunt_algorithm_not_available: String, "huntAlgorithmNotAvailable" "aurl!" = "Try next member; then, try next group in Hunt List";
        one members: LineGroupMembers, "members" "aure";
        one name: String, "name" "arln!";
        one auto_log_off_hunt: bool, "autoLogOffHunt" "aurl" = "false";
    }
    /// `members` of [`LineGroup`].
    LineGroupMembers {
        many member: LineGroupMember, "member" "aur";
    }
    /// `member` of [`LineGroupMembers`].
    LineGroupMember {
        one line_selection_order: i64, "lineSelectionOrder" "aur!";
        one directory_number: Dirn, "directoryNumber" "aur!";
    }
    /// A call pickup group.
    CallPickupGroup ("CallPickupGroup") {
        one pattern: String, "pattern" "arln!";
        one description: String, "description" "aurl";
        one usage: String, "usage" "rl";
        one route_partition_name: Reference, "routePartitionName" "arln~";
        one members: CallPickupGroupMembers, "members" "aure";
        one pickup_notification: String, "pickupNotification" "aurl" = "No Alert";
        one pickup_notification_timer: i64, "pickupNotificationTimer" "aurl" = "6";
        one call_info_for_pickup_notification: CallPickupGroupCallInfoForPickupNotification, "callInfoForPickupNotification" "aurl";
        one name: String, "name" "arln!";
    }
    /// `members` of [`CallPickupGroup`].
    CallPickupGroupMembers {
        many member: PickupGroupMember, "member" "aur";
    }
    /// `member` of [`CallPickupGroupMembers`].
    PickupGroupMember {
        one priority: i64, "priority" "aur!";
        one pickup_group_name: Reference, "pickupGroupName" "aur";
        one pickup_dn_and_partition: PickupGroupMemberPickupDnAndPartition, "pickupDnAndPartition" "aur";
    }
    /// `pickupDnAndPartition` of [`PickupGroupMember`].
    PickupGroupMemberPickupDnAndPartition {
        one dn_pattern: String, "dnPattern" "aur!255";
        one route_partition_name: Reference, "routePartitionName" "aur";
    }
    /// `callInfoForPickupNotification` of [`CallPickupGroup`].
    CallPickupGroupCallInfoForPickupNotification {
        one calling_party_info: bool, "callingPartyInfo" "aurl" = "false";
        one called_party_info: bool, "calledPartyInfo" "aurl" = "false";
    }
}
