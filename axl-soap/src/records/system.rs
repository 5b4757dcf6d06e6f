//! Where devices belong: pools, regions, locations, groups, nodes.

use super::*;

records! {
    /// A device pool.
    DevicePool ("DevicePool") {
        one name: String, "name" "arln!50";
        one auto_search_space_name: Reference, "autoSearchSpaceName" "aurl~";
        one date_time_setting_name: Reference, "dateTimeSettingName" "aurl!";
        one call_manager_group_name: Reference, "callManagerGroupName" "aurl!";
        one media_resource_list_name: Reference, "mediaResourceListName" "aurl~";
        one region_name: Reference, "regionName" "aurl!";
        one network_locale: String, "networkLocale" "aurl~";
        one srst_name: Reference, "srstName" "aurl!";
        one connection_monitor_duration: i64, "connectionMonitorDuration" "aurl" = "-1";
        one automated_alternate_routing_css_name: Reference, "automatedAlternateRoutingCssName" "aurl~";
        one aar_neighborhood_name: Reference, "aarNeighborhoodName" "aurl!~";
        one location_name: Reference, "locationName" "aurl~";
        one mobility_css_name: Reference, "mobilityCssName" "aurl~";
        one physical_location_name: Reference, "physicalLocationName" "aurl~";
        one device_mobility_group_name: Reference, "deviceMobilityGroupName" "aurl~";
        one revert_priority: String, "revertPriority" "aurl" = "Default";
        one single_button_barge: String, "singleButtonBarge" "aurl" = "Default";
        one join_across_lines: String, "joinAcrossLines" "aurl" = "Default";
        one cgpn_transformation_css_name: Reference, "cgpnTransformationCssName" "aurl~";
        one cdpn_transformation_css_name: Reference, "cdpnTransformationCssName" "aurl~";
        one local_route_group_name: Reference, "localRouteGroupName" "aurl";
        one geo_location_name: Reference, "geoLocationName" "aurl~";
        one geo_location_filter_name: Reference, "geoLocationFilterName" "aurl~";
        one calling_party_national_prefix: String, "callingPartyNationalPrefix" "aurl16";
        one calling_party_international_prefix: String, "callingPartyInternationalPrefix" "aurl16";
        one calling_party_unknown_prefix: String, "callingPartyUnknownPrefix" "aurl16";
        one calling_party_subscriber_prefix: String, "callingPartySubscriberPrefix" "aurl16";
        one adjunct_calling_search_space: Reference, "adjunctCallingSearchSpace" "aurl~";
        one calling_party_national_strip_digits: i64, "callingPartyNationalStripDigits" "aurl~";
        one calling_party_international_strip_digits: i64, "callingPartyInternationalStripDigits" "aurl~";
        one calling_party_unknown_strip_digits: i64, "callingPartyUnknownStripDigits" "aurl~";
        one calling_party_subscriber_strip_digits: i64, "callingPartySubscriberStripDigits" "aurl~";
        one calling_party_national_transformation_css_name: Reference, "callingPartyNationalTransformationCssName" "aurl~";
        one calling_party_international_transformation_css_name: Reference, "callingPartyInternationalTransformationCssName" "aurl~";
        one calling_party_unknown_transformation_css_name: Reference, "callingPartyUnknownTransformationCssName" "aurl~";
        one calling_party_subscriber_transformation_css_name: Reference, "callingPartySubscriberTransformationCssName" "aurl~";
        one called_party_national_prefix: String, "calledPartyNationalPrefix" "aurl16";
        one called_party_international_prefix: String, "calledPartyInternationalPrefix" "aurl16";
        one called_party_unknown_prefix: String, "calledPartyUnknownPrefix" "aurl16";
        one called_party_subscriber_prefix: String, "calledPartySubscriberPrefix" "aurl16";
        one called_party_national_strip_digits: i64, "calledPartyNationalStripDigits" "aurl~";
        one called_party_international_strip_digits: i64, "calledPartyInternationalStripDigits" "aurl~";
        one called_party_unknown_strip_digits: i64, "calledPartyUnknownStripDigits" "aurl~";
        one called_party_subscriber_strip_digits: i64, "calledPartySubscriberStripDigits" "aurl~";
        one called_party_national_transformation_css_name: Reference, "calledPartyNationalTransformationCssName" "aurl~";
        one called_party_international_transformation_css_name: Reference, "calledPartyInternationalTransformationCssName" "aurl~";
        one called_party_unknown_transformation_css_name: Reference, "calledPartyUnknownTransformationCssName" "aurl~";
        one called_party_subscriber_transformation_css_name: Reference, "calledPartySubscriberTransformationCssName" "aurl~";
        one ime_enrolled_pattern_group_name: Reference, "imeEnrolledPatternGroupName" "aurl~";
        one cntd_pn_transformation_css_name: Reference, "cntdPnTransformationCssName" "aur~";
        many local_route_group: DevicePoolLocalRouteGroup, "localRouteGroup" "aurl";
        one redirecting_party_transformation_css: Reference, "redirectingPartyTransformationCSS" "aur~";
        one calling_party_transformation_css: Reference, "callingPartyTransformationCSS" "aur~";
        one wireless_lan_profile_group: Reference, "wirelessLanProfileGroup" "aur~";
        one elin_group: Reference, "elinGroup" "aur~";
        one mra_service_domain: Reference, "mraServiceDomain" "aurl~";
    }
    /// `localRouteGroup` of [`DevicePool`].
    DevicePoolLocalRouteGroup {
        one name: String, "name" "aurl~";
        one value: String, "value" "aurl";
    }
    /// A region.
    Region ("Region") {
        one name: String, "name" "arln!50";
        one related_regions: RegionRelatedRegions, "relatedRegions" "aur";
        one default_codec: String, "defaultCodec" "arl" = "G.711";
    }
    /// `relatedRegions` of [`Region`].
    RegionRelatedRegions {
        many related_region: RegionRelationship, "relatedRegion" "aur!";
    }
    /// `relatedRegion` of [`RegionRelatedRegions`].
    RegionRelationship {
        one region_name: Reference, "regionName" "aur!";
        one bandwidth: String, "bandwidth" "aur!" = "G.711";
        one video_bandwidth: i64, "videoBandwidth" "aur!" = "384";
        one lossy_network: String, "lossyNetwork" "aur";
        one codec_preference: Reference, "codecPreference" "aur~";
        one immersive_video_bandwidth: i64, "immersiveVideoBandwidth" "aur!" = "2147483647";
    }
    /// A location.
    Location ("Location") {
        one name: String, "name" "arln!50";
        one id: i64, "id" "rl";
        one related_locations: LocationRelatedLocations, "relatedLocations" "aur";
        one within_audio_bandwidth: i64, "withinAudioBandwidth" "aurl!" = "0";
        one within_video_bandwidth: i64, "withinVideoBandwidth" "aurl!" = "0";
        one within_immersive_kbits: i64, "withinImmersiveKbits" "aurl!" = "0";
        one between_locations: LocationBetweenLocations, "betweenLocations" "aur!";
    }
    /// `relatedLocations` of [`Location`].
    LocationRelatedLocations {
        many related_location: LocationRelationship, "relatedLocation" "aur!";
    }
    /// `relatedLocation` of [`LocationRelatedLocations`].
    LocationRelationship {
        one location_name: Reference, "locationName" "aur!";
        one rsvp_setting: String, "rsvpSetting" "aur!";
    }
    /// `betweenLocations` of [`Location`].
    LocationBetweenLocations {
        many between_location: LocationBetween, "betweenLocation" "aur!";
    }
    /// `betweenLocation` of [`LocationBetweenLocations`].
    LocationBetween {
        one location_name: Reference, "locationName" "aur!";
        one weight: i64, "weight" "aur!" = "50";
        one audio_bandwidth: i64, "audioBandwidth" "aur!";
        one video_bandwidth: i64, "videoBandwidth" "aur!" = "384";
        one immersive_bandwidth: i64, "immersiveBandwidth" "aur!" = "384";
    }
    /// A CallManager group.
    CallManagerGroup ("CallManagerGroup") {
        one name: String, "name" "arln!50";
        one tftp_default: bool, "tftpDefault" "aurl";
        one members: CallManagerGroupMembers, "members" "aure!";
    }
    /// `members` of [`CallManagerGroup`].
    CallManagerGroupMembers {
        many member: CallManagerMember, "member" "aur!";
    }
    /// `member` of [`CallManagerGroupMembers`].
    CallManagerMember {
        one call_manager_name: Reference, "callManagerName" "aur!";
        one priority: i64, "priority" "aur!";
    }
    /// A CallManager.
    CallManager ("CallManager") {
        one name: String, "name" "arln!50";
        one description: String, "description" "aurl50";
        one auto_registration: CallManagerAutoRegistration, "autoRegistration" "aurl";
        one ports: CallManagerPorts, "ports" "aur!";
        one process_node_name: Reference, "processNodeName" "arl";
        one lbm_group: Reference, "lbmGroup" "aurl~";
    }
    /// `autoRegistration` of [`CallManager`].
    CallManagerAutoRegistration {
        one start_dn: String, "startDn" "aurl255" = "1000";
        one end_dn: String, "endDn" "aurl255" = "1000";
        one next_dn: String, "nextDn" "aurl255" = "1000";
        one route_partition_name: Reference, "routePartitionName" "aurl~";
        one e164_mask: String, "e164Mask" "aurl~50";
        one auto_registration_enabled: bool, "autoRegistrationEnabled" "aurl";
        one universal_device_template: Reference, "universalDeviceTemplate" "aurl";
        one line_template: Reference, "lineTemplate" "aurl";
    }
    /// `ports` of [`CallManager`].
    CallManagerPorts {
        one ethernet_phone_port: i64, "ethernetPhonePort" "aur!" = "2000";
        one mgcp_ports: CallManagerPortsMgcpPorts, "mgcpPorts" "aur!";
        one sip_ports: CallManagerPortsSipPorts, "sipPorts" "aur!";
    }
    /// `mgcpPorts` of [`CallManagerPorts`].
    CallManagerPortsMgcpPorts {
        one listen: i64, "listen" "aur!" = "2427";
        one keep_alive: i64, "keepAlive" "aur!" = "2428";
    }
    /// `sipPorts` of [`CallManagerPorts`].
    CallManagerPortsSipPorts {
        one sip_phone_port: i64, "sipPhonePort" "aur!" = "5060";
        one sip_phone_secure_port: i64, "sipPhoneSecurePort" "aur!" = "5061";
        one sip_o_auth_port: i64, "sipOAuthPort" "aur!" = "5090";
        one sip_o_auth_mra_port: i64, "sipOAuthMRAPort" "aur!" = "5091";
    }
    /// A server of the cluster.
    ProcessNode ("ProcessNode") {
        one name: String, "name" "arln!255";
        one description: String, "description" "aurl50";
        one mac: String, "mac" "aurl#";
        one ipv6_name: String, "ipv6Name" "aurl";
        one node_usage: String, "nodeUsage" "rl";
        one lbm_hub_group: Reference, "lbmHubGroup" "aurl~";
        one process_node_role: String, "processNodeRole" "arl!" = "CUCM Voice/Video";
        one cup_domain: String, "cupDomain" "aur";
    }
    /// A presence group.
    PresenceGroup ("PresenceGroup") {
        one name: String, "name" "arln!";
        one description: String, "description" "aurl~";
        one presence_groups: PresenceGroupPresenceGroups, "presenceGroups" "aur";
    }
    /// `presenceGroups` of [`PresenceGroup`].
    PresenceGroupPresenceGroups {
        many presence_group: PresenceGroupMember, "presenceGroup" "aur";
    }
    /// `presenceGroup` of [`PresenceGroupPresenceGroups`].
    PresenceGroupMember {
        one presence_group_name: Reference, "presenceGroupName" "aur!";
        one subscription_permission: String, "subscriptionPermission" "aur!";
    }
    /// A common phone profile.
    CommonPhoneConfig ("CommonPhoneConfig") {
        one name: String, "name" "arln!50";
        one description: String, "description" "aurl128";
        one unlock_pwd: String, "unlockPwd" "aur50";
        one dnd_option: String, "dndOption" "aurl" = "Ringer Off";
        one dnd_alerting_type: String, "dndAlertingType" "aurl" = "Beep Only";
        one background_image: bool, "backgroundImage" "aurl" = "true";
        one phone_personalization: String, "phonePersonalization" "aurl" = "Default";
        one phone_service_display: String, "phoneServiceDisplay" "aurl" = "Default";
        one ssh_user_id: String, "sshUserId" "aurl50";
        one ssh_pwd: String, "sshPwd" "aur255";
        one vendor_config: Element, "vendorConfig" "aur~";
        one always_use_prime_line: String, "alwaysUsePrimeLine" "aurl" = "Default";
        one always_use_prime_line_for_voice_message: String, "alwaysUsePrimeLineForVoiceMessage" "aurl" = "Default";
        one vpn_group_name: Reference, "vpnGroupName" "aurl~";
        one vpn_profile_name: Reference, "vpnProfileName" "aurl~";
        one feature_control_policy: Reference, "featureControlPolicy" "aurl~";
        one wifi_hotspot_profile: Reference, "wifiHotspotProfile" "aur~";
    }
}
