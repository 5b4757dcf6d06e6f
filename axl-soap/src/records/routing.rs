//! Dial plan: partitions, search spaces, patterns, route lists, trunks.

use super::*;

records! {
    /// A route pattern.
    RoutePattern ("RoutePattern") {
        one pattern: String, "pattern" "arln!";
        one description: String, "description" "aurl";
        one usage: String, "usage" "rl";
        one route_partition_name: Reference, "routePartitionName" "arln!~";
        one block_enable: bool, "blockEnable" "aurl!";
        one called_party_transformation_mask: String, "calledPartyTransformationMask" "aurl~";
        one calling_party_transformation_mask: String, "callingPartyTransformationMask" "aurl~";
        one use_calling_party_phone_mask: String, "useCallingPartyPhoneMask" "aurl!" = "Default";
        one calling_party_prefix_digits: String, "callingPartyPrefixDigits" "aurl~50";
        one dial_plan_name: Reference, "dialPlanName" "arln!~";
        one dial_plan_wizard_gen_id: i64, "dialPlanWizardGenId" "rl";
        one digit_discard_instruction_name: Reference, "digitDiscardInstructionName" "aurl!~";
        one network_location: String, "networkLocation" "aurl!" = "OnNet";
        one pattern_urgency: bool, "patternUrgency" "aurl";
        one prefix_digits_out: String, "prefixDigitsOut" "aurl!~";
        one route_filter_name: Reference, "routeFilterName" "arln!~";
        one calling_line_presentation_bit: String, "callingLinePresentationBit" "aurl" = "Default";
        one calling_name_presentation_bit: String, "callingNamePresentationBit" "aurl" = "Default";
        one connected_line_presentation_bit: String, "connectedLinePresentationBit" "aurl" = "Default";
        one connected_name_presentation_bit: String, "connectedNamePresentationBit" "aurl" = "Default";
        one support_overlap_sending: bool, "supportOverlapSending" "aurl";
        one pattern_precedence: String, "patternPrecedence" "aurl" = "Default";
        one release_clause: String, "releaseClause" "aurl" = "No Error";
        one allow_device_override: bool, "allowDeviceOverride" "aurl" = "false";
        one provide_outside_dialtone: bool, "provideOutsideDialtone" "aurl" = "true";
        one calling_party_numbering_plan: String, "callingPartyNumberingPlan" "aurl" = "Cisco CallManager";
        one calling_party_number_type: String, "callingPartyNumberType" "aurl" = "Cisco CallManager";
        one called_party_numbering_plan: String, "calledPartyNumberingPlan" "aurl" = "Cisco CallManager";
        one called_party_number_type: String, "calledPartyNumberType" "aurl" = "Cisco CallManager";
        one destination: RoutePatternDestination, "destination" "aur!";
        one authorization_code_required: bool, "authorizationCodeRequired" "aurl";
        one authorization_level_required: i64, "authorizationLevelRequired" "aurl" = "0";
        one client_code_required: bool, "clientCodeRequired" "aurl";
        one with_tag: String, "withTag" "rl";
        one with_value_clause: String, "withValueClause" "rl";
        one isdn_nsf_info_element: RoutePatternIsdnNsfInfoElement, "isdnNsfInfoElement" "aur";
        one resource_priority_namespace_name: Reference, "resourcePriorityNamespaceName" "aurl~";
        one route_class: String, "routeClass" "aurl" = "Default";
        one enable_dcc_enforcement: bool, "enableDccEnforcement" "aur";
        one blocked_call_percentage: String, "blockedCallPercentage" "aur~";
        one external_call_control: Reference, "externalCallControl" "aurl~";
        one is_emergency_service_number: bool, "isEmergencyServiceNumber" "aurl" = "false";
    }
    /// `destination` of [`RoutePattern`].
    RoutePatternDestination {
        one gateway_name: Reference, "gatewayName" "aur";
        one route_list_name: Reference, "routeListName" "aur";
    }
    /// `isdnNsfInfoElement` of [`RoutePattern`].
    RoutePatternIsdnNsfInfoElement {
        one cic: String, "cic" "aur";
        one network_service_protocol: String, "networkServiceProtocol" "aur!";
        one network_service: String, "networkService" "aur";
        one param_value: String, "paramValue" "aur";
    }
    /// A translation pattern.
    TransPattern ("TransPattern") {
        one pattern: String, "pattern" "arln!";
        one description: String, "description" "aurl";
        one usage: String, "usage" "arl!";
        one route_partition_name: Reference, "routePartitionName" "arln!~";
        one block_enable: bool, "blockEnable" "aurl";
        one called_party_transformation_mask: String, "calledPartyTransformationMask" "aurl~";
        one calling_party_transformation_mask: String, "callingPartyTransformationMask" "aurl~";
        one use_calling_party_phone_mask: String, "useCallingPartyPhoneMask" "aurl" = "Default";
        one calling_party_prefix_digits: String, "callingPartyPrefixDigits" "aurl~50";
        one dial_plan_name: Reference, "dialPlanName" "arln~";
        one digit_discard_instruction_name: Reference, "digitDiscardInstructionName" "aurl~";
        one pattern_urgency: bool, "patternUrgency" "aurl";
        one prefix_digits_out: String, "prefixDigitsOut" "aurl~";
        one route_filter_name: Reference, "routeFilterName" "arln~";
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
        one calling_search_space_name: Reference, "callingSearchSpaceName" "aurl~";
        one resource_priority_namespace_name: Reference, "resourcePriorityNamespaceName" "aurl~";
        one route_next_hop_by_cgpn: bool, "routeNextHopByCgpn" "aurl" = "false";
        one route_class: String, "routeClass" "aurl" = "Default";
        one call_intercept_profile_name: Reference, "callInterceptProfileName" "aurl~";
        one release_clause: String, "releaseClause" "aurl" = "No Error";
        one use_originator_css: bool, "useOriginatorCss" "aurl" = "false";
        one dont_wait_for_idt_on_subsequent_hops: bool, "dontWaitForIDTOnSubsequentHops" "aurl" = "false";
        one is_emergency_service_number: bool, "isEmergencyServiceNumber" "aurl" = "false";
    }
    /// A partition of the dial plan.
    RoutePartition ("RoutePartition") {
        one name: String, "name" "arln!";
        one description: String, "description" "aurl";
        one dial_plan_wizard_gen_id: i64, "dialPlanWizardGenId" "rl";
        one time_schedule_id_name: Reference, "timeScheduleIdName" "aurl~";
        one use_originating_device_time_zone: bool, "useOriginatingDeviceTimeZone" "aurl" = "true";
        one time_zone: String, "timeZone" "aurl" = "Etc/GMT";
        one partition_usage: String, "partitionUsage" "arl" = "General";
    }
    /// A calling search space.
    Css ("Css") {
        one description: String, "description" "aurl50";
        one clause: String, "clause" "rl";
        one dial_plan_wizard_gen_id: i64, "dialPlanWizardGenId" "rl";
        one members: CssMembers, "members" "aure";
        one partition_usage: String, "partitionUsage" "arl" = "General";
        one name: String, "name" "arln!50";
    }
    /// `members` of [`Css`].
    CssMembers {
        many member: CallingSearchSpaceMember, "member" "aur";
    }
    /// `member` of [`CssMembers`].
    CallingSearchSpaceMember {
        one route_partition_name: Reference, "routePartitionName" "aur!";
        one index: i64, "index" "aur!";
    }
    /// A route list.
    RouteList ("RouteList") {
        one name: String, "name" "arln!";
        one description: String, "description" "aurl";
        one call_manager_group_name: Reference, "callManagerGroupName" "aurl!~";
        one route_list_enabled: bool, "routeListEnabled" "aurl" = "false";
        one members: RouteListMembers, "members" "aure";
        one run_on_every_node: bool, "runOnEveryNode" "aurl" = "false";
    }
    /// `members` of [`RouteList`].
    RouteListMembers {
        many member: RouteListMember, "member" "aur";
    }
    /// `member` of [`RouteListMembers`].
    RouteListMember {
        one route_group_name: Reference, "routeGroupName" "aur!~";
        one selection_order: i64, "selectionOrder" "aur!";
        one called_party_transformation_mask: String, "calledPartyTransformationMask" "aur~50";
        one calling_party_transformation_mask: String, "callingPartyTransformationMask" "aur~50";
        one dial_plan_wizard_gen_id: i64, "dialPlanWizardGenId" "r";
        one digit_discard_instruction_name: Reference, "digitDiscardInstructionName" "aur~";
        one calling_party_prefix_digits: String, "callingPartyPrefixDigits" "aur~50";
        one prefix_digits_out: String, "prefixDigitsOut" "aur~50";
        one use_fully_qualified_calling_party_number: String, "useFullyQualifiedCallingPartyNumber" "aur!" = "Default";
        one calling_party_numbering_plan: String, "callingPartyNumberingPlan" "aur" = "Cisco CallManager";
        one calling_party_number_type: String, "callingPartyNumberType" "aur" = "Cisco CallManager";
        one called_party_numbering_plan: String, "calledPartyNumberingPlan" "aur" = "Cisco CallManager";
        one called_party_number_type: String, "calledPartyNumberType" "aur" = "Cisco CallManager";
    }
    /// A route group.
    RouteGroup ("RouteGroup") {
        one dial_plan_wizard_genld: i64, "dialPlanWizardGenld" "rl";
        one distribution_algorithm: String, "distributionAlgorithm" "aurl!" = "Circular";
        one members: RouteGroupMembers, "members" "aure!";
        one name: String, "name" "arln!";
    }
    /// `members` of [`RouteGroup`].
    RouteGroupMembers {
        many member: RouteGroupMember, "member" "aur!";
    }
    /// `member` of [`RouteGroupMembers`].
    RouteGroupMember {
        one device_selection_order: i64, "deviceSelectionOrder" "aur!";
        one dial_plan_wizard_gen_id: i64, "dialPlanWizardGenId" "r";
        one device_name: Reference, "deviceName" "aur!";
        one port: i64, "port" "aur!";
    }
    /// A SIP trunk.
    SipTrunk ("SipTrunk") {
        one name: String, "name" "arln!128";
        one description: String, "description" "aurl128";
        one product: String, "product" "arl!";
        one model: String, "model" "rl";
        one class: String, "class" "arl!";
        one protocol: String, "protocol" "arl!";
        one protocol_side: String, "protocolSide" "arl!" = "User";
        one calling_search_space_name: Reference, "callingSearchSpaceName" "aurl~";
        one device_pool_name: Reference, "devicePoolName" "aurl!~";
        one common_device_config_name: Reference, "commonDeviceConfigName" "aurl~";
        one network_location: String, "networkLocation" "aurl" = "Use System Default";
        one location_name: Reference, "locationName" "aurl!";
        one media_resource_list_name: Reference, "mediaResourceListName" "aurl~";
        one network_hold_moh_audio_source_id: String, "networkHoldMohAudioSourceId" "aurl~";
        one user_hold_moh_audio_source_id: String, "userHoldMohAudioSourceId" "aurl~";
        one automated_alternate_routing_css_name: Reference, "automatedAlternateRoutingCssName" "aurl~";
        one aar_neighborhood_name: Reference, "aarNeighborhoodName" "aurl~";
        one packet_capture_mode: String, "packetCaptureMode" "aurl" = "None";
        one packet_capture_duration: i64, "packetCaptureDuration" "aurl~" = "0";
        one load_information: Element, "loadInformation" "arl~";
        one version_stamp: String, "versionStamp" "r";
        one trace_flag: bool, "traceFlag" "arl";
        one mlpp_domain_id: String, "mlppDomainId" "aur~128";
        one mlpp_indication_status: String, "mlppIndicationStatus" "aurl" = "Off";
        one preemption: String, "preemption" "aurl" = "Default";
        one use_trusted_relay_point: String, "useTrustedRelayPoint" "aurl" = "Default";
        one retry_video_call_as_audio: bool, "retryVideoCallAsAudio" "aurl" = "true";
        one security_profile_name: Reference, "securityProfileName" "aurl!~";
        one sip_profile_name: Reference, "sipProfileName" "aurl!~";
        one cgpn_transformation_css_name: Reference, "cgpnTransformationCssName" "aurl~";
        one use_device_pool_cgpn_transform_css: bool, "useDevicePoolCgpnTransformCss" "aurl" = "true";
        one geo_location_name: Reference, "geoLocationName" "aurl~";
        one geo_location_filter_name: Reference, "geoLocationFilterName" "aurl~";
        one send_geo_location: bool, "sendGeoLocation" "aurl";
        one cdpn_transformation_css_name: Reference, "cdpnTransformationCssName" "aurl~";
        one use_device_pool_cdpn_transform_css: bool, "useDevicePoolCdpnTransformCss" "aurl" = "true";
        one unattended_port: bool, "unattendedPort" "aurl" = "false";
        one transmit_utf8: bool, "transmitUtf8" "aurl" = "false";
        one subscribe_calling_search_space_name: Reference, "subscribeCallingSearchSpaceName" "aurl~";
        one reroute_calling_search_space_name: Reference, "rerouteCallingSearchSpaceName" "aurl~";
        one refer_calling_search_space_name: Reference, "referCallingSearchSpaceName" "aurl~";
        one mtp_required: bool, "mtpRequired" "aurl";
        one presence_group_name: Reference, "presenceGroupName" "aurl!";
        one unknown_prefix: String, "unknownPrefix" "aurl16";
        one dest_addr_is_srv: bool, "destAddrIsSrv" "aurl";
        one tk_sip_codec: String, "tkSipCodec" "aurl" = "711ulaw";
        one sig_digits: SipTrunkSigDigits, "sigDigits" "aurl~" = "99";
        one connected_name_presentation: String, "connectedNamePresentation" "aurl" = "Default";
        one connected_party_id_presentation: String, "connectedPartyIdPresentation" "aurl" = "Default";
        one calling_party_selection: String, "callingPartySelection" "aurl" = "Originator";
        one callingname: String, "callingname" "aurl" = "Default";
        one calling_line_id_presentation: String, "callingLineIdPresentation" "aurl" = "Default";
        one prefix_dn: String, "prefixDn" "aurl~50";
        one external_presentation_info: SipTrunkExternalPresentationInfo, "externalPresentationInfo" "aur";
        one accept_inbound_rdnis: bool, "acceptInboundRdnis" "aurl";
        one accept_outbound_rdnis: bool, "acceptOutboundRdnis" "aurl";
        one srtp_allowed: bool, "srtpAllowed" "aurl" = "false";
        one srtp_fallback_allowed: bool, "srtpFallbackAllowed" "aurl" = "false";
        one is_pai_enabled: bool, "isPaiEnabled" "aurl" = "true";
        one sip_privacy: String, "sipPrivacy" "aurl" = "Default";
        one is_rpid_enabled: bool, "isRpidEnabled" "aurl" = "true";
        one sip_asserted_type: String, "sipAssertedType" "aurl" = "Default";
        one trust_received_identity: String, "trustReceivedIdentity" "aurl~" = "Trust All (Default)";
        one dtmf_signaling_method: String, "dtmfSignalingMethod" "aurl" = "No Preference";
        one route_class_signalling: String, "routeClassSignalling" "aurl" = "Default";
        one sip_trunk_type: String, "sipTrunkType" "aurl" = "None(Default)";
        one pstn_access: bool, "pstnAccess" "aurl" = "true";
        one ime_e164_transformation_name: Reference, "imeE164TransformationName" "aurl~";
        one use_ime_public_ip_port: bool, "useImePublicIpPort" "aurl" = "false";
        one use_device_pool_cntd_pn_transformation_css: bool, "useDevicePoolCntdPnTransformationCss" "aurl" = "true";
        one cntd_pn_transformation_css_name: Reference, "cntdPnTransformationCssName" "aur~";
        one use_device_pool_cgpn_transform_css_unkn: bool, "useDevicePoolCgpnTransformCssUnkn" "aurl" = "true";
        one rdn_transformation_css_name: Reference, "rdnTransformationCssName" "aurl~";
        one use_device_pool_rdn_transform_css: bool, "useDevicePoolRdnTransformCss" "aurl" = "true";
        one use_orig_calling_party_pres_on_divert: bool, "useOrigCallingPartyPresOnDivert" "aurl" = "false";
        one sip_normalization_script_name: Reference, "sipNormalizationScriptName" "aurl~";
        one run_on_every_node: bool, "runOnEveryNode" "aurl" = "false";
        one destinations: SipTrunkDestinations, "destinations" "aure";
        one unknown_strip_digits: i64, "unknownStripDigits" "aurl~";
        one cgpn_transformation_unknown_css_name: Reference, "cgpnTransformationUnknownCssName" "aurl~";
        one tunneled_protocol: String, "tunneledProtocol" "aurl" = "None";
        one asn1_rose_oid_encoding: String, "asn1RoseOidEncoding" "aurl" = "No Changes";
        one qsig_variant: String, "qsigVariant" "aurl" = "No Changes";
        one path_replacement_support: bool, "pathReplacementSupport" "aurl" = "false";
        one enable_qsig_utf8: bool, "enableQsigUtf8" "aurl" = "false";
        one script_parameters: String, "scriptParameters" "aurl";
        one script_trace_enabled: bool, "scriptTraceEnabled" "aurl" = "false";
        one trunk_traffic_secure: String, "trunkTrafficSecure" "aurl" = "When using both sRTP and TLS";
        one calling_and_called_party_info_format: String, "callingAndCalledPartyInfoFormat" "aurl!" = "Deliver DN only in connected party";
        one use_caller_id_caller_namein_uri_outgoing_request: bool, "useCallerIdCallerNameinUriOutgoingRequest" "aurl";
        one service: String, "service" "aur";
        one parameter_label: String, "parameterLabel" "aur";
        one originating_parameter_value: String, "originatingParameterValue" "aur";
        one terminating_parameter_value: String, "terminatingParameterValue" "aur";
        one outbound_uri_routing_instructions: String, "outboundUriRoutingInstructions" "aur";
        one request_uri_domain_name: String, "requestUriDomainName" "aurl";
        one enable_cisco_recording_qsig_tunneling: bool, "enableCiscoRecordingQsigTunneling" "aurl" = "false";
        one recording_information: String, "recordingInformation" "aur" = "0";
        one called_party_unknown_transformation_css_name: Reference, "calledPartyUnknownTransformationCssName" "aurl~";
        one called_party_unknown_prefix: String, "calledPartyUnknownPrefix" "aurl16";
        one called_party_unknown_strip_digits: i64, "calledPartyUnknownStripDigits" "aurl~";
        one use_device_pool_called_css_unkn: bool, "useDevicePoolCalledCssUnkn" "aurl" = "true";
        one confidential_access: SipTrunkConfidentialAccess, "confidentialAccess" "aurl";
    }
    /// `sigDigits` of [`SipTrunk`].
    SipTrunkSigDigits {
    }
    /// `externalPresentationInfo` of [`SipTrunk`].
    SipTrunkExternalPresentationInfo {
        one is_anonymous: bool, "isAnonymous" "aur";
        one presentation_info: SipTrunkExternalPresentationInfoPresentationInfo, "presentationInfo" "aur";
    }
    /// `presentationInfo` of [`SipTrunkExternalPresentationInfo`].
    SipTrunkExternalPresentationInfoPresentationInfo {
        one external_presentation_number: String, "externalPresentationNumber" "aur~";
        one external_presentation_name: String, "externalPresentationName" "aur~50";
    }
    /// `destinations` of [`SipTrunk`].
    SipTrunkDestinations {
        many destination: SipTrunkDestination, "destination" "aur";
    }
    /// `destination` of [`SipTrunkDestinations`].
    SipTrunkDestination {
        one address_ipv4: String, "addressIpv4" "aur255";
        one address_ipv6: String, "addressIpv6" "aur255";
        one port: i64, "port" "aur" = "5060";
        one sort_order: i64, "sortOrder" "aur!";
    }
    /// `confidentialAccess` of [`SipTrunk`].
    SipTrunkConfidentialAccess {
        one confidential_access_mode: String, "confidentialAccessMode" "aurl!~";
        one confidential_access_level: i64, "confidentialAccessLevel" "aurl!~";
    }
}
