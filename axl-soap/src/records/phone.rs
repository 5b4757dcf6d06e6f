//! Phones and what resembles them: device profiles, CTI route points, remote destination profiles.

use super::*;

records! {
    /// A phone, CTI port or other endpoint.
    Phone ("Phone") {
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
        one common_phone_config_name: Reference, "commonPhoneConfigName" "aurl!";
        one network_location: String, "networkLocation" "aurl" = "Use System Default";
        one location_name: Reference, "locationName" "aurl!";
        one media_resource_list_name: Reference, "mediaResourceListName" "aurl~";
        one network_hold_moh_audio_source_id: String, "networkHoldMohAudioSourceId" "aurl~";
        one user_hold_moh_audio_source_id: String, "userHoldMohAudioSourceId" "aurl~";
        one automated_alternate_routing_css_name: Reference, "automatedAlternateRoutingCssName" "aurl~";
        one aar_neighborhood_name: Reference, "aarNeighborhoodName" "aurl~";
        one load_information: Element, "loadInformation" "aurl~";
        one vendor_config: Element, "vendorConfig" "aur";
        one version_stamp: String, "versionStamp" "aur~128";
        one trace_flag: bool, "traceFlag" "aurl";
        one mlpp_domain_id: String, "mlppDomainId" "aur~128";
        one mlpp_indication_status: String, "mlppIndicationStatus" "aurl" = "Off";
        one preemption: String, "preemption" "aurl" = "Default";
        one use_trusted_relay_point: String, "useTrustedRelayPoint" "aurl!" = "Default";
        one retry_video_call_as_audio: bool, "retryVideoCallAsAudio" "aurl" = "true";
        one security_profile_name: Reference, "securityProfileName" "aurl~";
        one sip_profile_name: Reference, "sipProfileName" "aurl~";
        one cgpn_transformation_css_name: Reference, "cgpnTransformationCssName" "aurl~";
        one use_device_pool_cgpn_transform_css: bool, "useDevicePoolCgpnTransformCss" "aurl" = "true";
        one geo_location_name: Reference, "geoLocationName" "aurl~";
        one geo_location_filter_name: Reference, "geoLocationFilterName" "aurl~";
        one send_geo_location: bool, "sendGeoLocation" "aurl";
        one lines: PhoneLines, "lines" "aure";
        one number_of_buttons: i64, "numberOfButtons" "rl";
        one phone_template_name: Reference, "phoneTemplateName" "aurl!~";
        one speeddials: PhoneSpeeddials, "speeddials" "aur";
        one busy_lamp_fields: PhoneBusyLampFields, "busyLampFields" "aur";
        one primary_phone_name: Reference, "primaryPhoneName" "aurl!~";
        one ring_setting_idle_blf_audible_alert: String, "ringSettingIdleBlfAudibleAlert" "aurl" = "Default";
        one ring_setting_busy_blf_audible_alert: String, "ringSettingBusyBlfAudibleAlert" "aurl" = "Default";
        one blf_directed_call_parks: PhoneBlfDirectedCallParks, "blfDirectedCallParks" "aur";
        one add_on_modules: PhoneAddOnModules, "addOnModules" "aur";
        one user_locale: String, "userLocale" "aurl~";
        one network_locale: String, "networkLocale" "aurl~";
        one idle_timeout: i64, "idleTimeout" "aurl~";
        one authentication_url: String, "authenticationUrl" "aurl";
        one directory_url: String, "directoryUrl" "aurl";
        one idle_url: String, "idleUrl" "aurl";
        one information_url: String, "informationUrl" "aurl";
        one messages_url: String, "messagesUrl" "aurl";
        one proxy_server_url: String, "proxyServerUrl" "aurl";
        one services_url: String, "servicesUrl" "aurl";
        one services: PhoneServices, "services" "aur";
        one softkey_template_name: Reference, "softkeyTemplateName" "aurl~";
        one login_user_id: String, "loginUserId" "rl";
        one default_profile_name: Reference, "defaultProfileName" "aurl~";
        one enable_extension_mobility: bool, "enableExtensionMobility" "aurl";
        one current_profile_name: Reference, "currentProfileName" "rl";
        one login_time: i64, "loginTime" "rl";
        one login_duration: i64, "loginDuration" "rl";
        one current_config: PhoneCurrentConfig, "currentConfig" "rl";
        one single_button_barge: String, "singleButtonBarge" "aurl" = "Default";
        one join_across_lines: String, "joinAcrossLines" "aurl" = "Default";
        one built_in_bridge_status: String, "builtInBridgeStatus" "aurl!" = "Default";
        one call_info_privacy_status: String, "callInfoPrivacyStatus" "aurl" = "Default";
        one hlog_status: String, "hlogStatus" "aurl";
        one owner_user_name: Reference, "ownerUserName" "aurl~";
        one ignore_presentation_indicators: bool, "ignorePresentationIndicators" "aurl" = "false";
        one packet_capture_mode: String, "packetCaptureMode" "aurl!" = "None";
        one packet_capture_duration: i64, "packetCaptureDuration" "aurl~" = "0";
        one subscribe_calling_search_space_name: Reference, "subscribeCallingSearchSpaceName" "aurl~";
        one reroute_calling_search_space_name: Reference, "rerouteCallingSearchSpaceName" "aurl~";
        one allow_cti_control_flag: bool, "allowCtiControlFlag" "aurl";
        one presence_group_name: Reference, "presenceGroupName" "aurl";
        one unattended_port: bool, "unattendedPort" "aurl" = "false";
        one require_dtmf_reception: bool, "requireDtmfReception" "aurl" = "false";
        one rfc2833_disabled: bool, "rfc2833Disabled" "aurl" = "false";
        one certificate_operation: String, "certificateOperation" "aurl!" = "No Pending Operation";
        one authentication_mode: String, "authenticationMode" "aurl" = "By Null String";
        one key_size: String, "keySize" "aurl" = "2048";
        one key_order: String, "keyOrder" "aurl" = "RSA Only";
        one ec_key_size: String, "ecKeySize" "aurl";
        one authentication_string: String, "authenticationString" "aurl128";
        one certificate_status: String, "certificateStatus" "rl";
        one upgrade_finish_time: String, "upgradeFinishTime" "aurl";
        one device_mobility_mode: String, "deviceMobilityMode" "aurl!" = "Default";
        one roaming_device_pool_name: Reference, "roamingDevicePoolName" "rl";
        one remote_device: bool, "remoteDevice" "aurl" = "false";
        one dnd_option: String, "dndOption" "aurl" = "Ringer Off";
        one dnd_ring_setting: String, "dndRingSetting" "aurl~";
        one dnd_status: bool, "dndStatus" "aurl";
        one is_active: bool, "isActive" "aurl" = "true";
        one is_dual_mode: bool, "isDualMode" "arl";
        one mobility_user_id_name: Reference, "mobilityUserIdName" "aurl~";
        one phone_suite: String, "phoneSuite" "aurl" = "Default";
        one phone_service_display: String, "phoneServiceDisplay" "aurl" = "Default";
        one is_protected: bool, "isProtected" "aurl" = "false";
        one mtp_required: bool, "mtpRequired" "aurl";
        one mtp_prefered_codec: String, "mtpPreferedCodec" "aurl" = "711ulaw";
        one dial_rules_name: Reference, "dialRulesName" "aurl~";
        one ssh_user_id: String, "sshUserId" "aurl50";
        one ssh_pwd: String, "sshPwd" "aur255";
        one digest_user: String, "digestUser" "aurl255";
        one outbound_call_rollover: String, "outboundCallRollover" "aurl" = "No Rollover";
        one hotline_device: bool, "hotlineDevice" "aurl" = "false";
        one secure_information_url: String, "secureInformationUrl" "aurl255";
        one secure_directory_url: String, "secureDirectoryUrl" "aurl255";
        one secure_message_url: String, "secureMessageUrl" "aurl255";
        one secure_services_url: String, "secureServicesUrl" "aurl255";
        one secure_authentication_url: String, "secureAuthenticationUrl" "aurl255";
        one secure_idle_url: String, "secureIdleUrl" "aurl255";
        one always_use_prime_line: String, "alwaysUsePrimeLine" "aurl" = "Default";
        one always_use_prime_line_for_voice_message: String, "alwaysUsePrimeLineForVoiceMessage" "aurl" = "Default";
        one feature_control_policy: Reference, "featureControlPolicy" "aurl~";
        one device_trust_mode: String, "deviceTrustMode" "aurl" = "Not Trusted";
        one early_offer_support_for_voice_call: bool, "earlyOfferSupportForVoiceCall" "aurl" = "false";
        one require_third_party_registration: bool, "requireThirdPartyRegistration" "aurl";
        one block_incoming_calls_when_roaming: bool, "blockIncomingCallsWhenRoaming" "aurl";
        one home_network_id: String, "homeNetworkId" "aurl";
        one allow_presentation_sharing_using_bfcp: bool, "AllowPresentationSharingUsingBfcp" "aurl" = "false";
        one confidential_access: PhoneConfidentialAccess, "confidentialAccess" "aurl";
        one require_off_premise_location: bool, "requireOffPremiseLocation" "aurl" = "false";
        one allowi_x_applicable_media: bool, "allowiXApplicableMedia" "aurl" = "false";
        one cgpn_ingress_dn: Reference, "cgpnIngressDN" "aur~";
        one use_device_pool_cgpn_ingress_dn: bool, "useDevicePoolCgpnIngressDN" "aur" = "true";
        one msisdn: String, "msisdn" "aur~128";
        one enable_call_routing_to_rd_when_none_is_active: bool, "enableCallRoutingToRdWhenNoneIsActive" "aurl" = "false";
        one wifi_hotspot_profile: Reference, "wifiHotspotProfile" "aur~";
        one wireless_lan_profile_group: Reference, "wirelessLanProfileGroup" "aur~";
        one elin_group: Reference, "elinGroup" "aur~";
        one enable_activation_id: bool, "enableActivationID" "aurl";
        one activation_id_status: String, "activationIDStatus" "r";
        one mra_service_domain: Reference, "mraServiceDomain" "aurl~";
        one allow_mra_mode: bool, "allowMraMode" "aurl" = "false";
    }
    /// `lines` of [`Phone`].
    PhoneLines {
        many line: PhoneLine, "line" "aur";
        many line_identifier: NumplanIdentifier, "lineIdentifier" "aur";
    }
    /// A line on a device: the number, and how it shows and rings there.
    PhoneLine {
        one index: i64, "index" "aur!";
        one label: String, "label" "aur50";
        one display: String, "display" "aur50";
        one dirn: Dirn, "dirn" "aur!";
        one ring_setting: String, "ringSetting" "aur" = "Ring";
        one consecutive_ring_setting: String, "consecutiveRingSetting" "aur~" = "Use System Default";
        one ring_setting_idle_pickup_alert: String, "ringSettingIdlePickupAlert" "aur~" = "Use System Default";
        one ring_setting_active_pickup_alert: String, "ringSettingActivePickupAlert" "aur~" = "Use System Default";
        one display_ascii: String, "displayAscii" "aur50";
        one e164_mask: String, "e164Mask" "aur~255";
        one dial_plan_wizard_id: i64, "dialPlanWizardId" "r";
        one mwl_policy: String, "mwlPolicy" "aur" = "Use System Policy";
        one max_num_calls: i64, "maxNumCalls" "aur" = "2";
        one busy_trigger: i64, "busyTrigger" "aur" = "1";
        one call_info_display: PhoneLineCallInfoDisplay, "callInfoDisplay" "aur";
        one recording_profile_name: Reference, "recordingProfileName" "aur~";
        one monitoring_css_name: Reference, "monitoringCssName" "aur~";
        one recording_flag: String, "recordingFlag" "aur" = "Call Recording Disabled";
        one audible_mwi: String, "audibleMwi" "aur" = "Default";
        one speed_dial: String, "speedDial" "aur~";
        one partition_usage: String, "partitionUsage" "aur" = "General";
        one associated_endusers: PhoneLineAssociatedEndusers, "associatedEndusers" "aur";
        one missed_call_logging: bool, "missedCallLogging" "aur" = "true";
        one recording_media_source: String, "recordingMediaSource" "aur" = "Gateway Preferred";
    }
    /// A directory number as devices refer to it.
    Dirn {
        one pattern: String, "pattern" "aur!";
        one route_partition_name: Reference, "routePartitionName" "aur!~";
    }
    /// `callInfoDisplay` of [`PhoneLine`].
    PhoneLineCallInfoDisplay {
        one caller_name: bool, "callerName" "aur" = "true";
        one caller_number: bool, "callerNumber" "aur" = "false";
        one redirected_number: bool, "redirectedNumber" "aur" = "false";
        one dialed_number: bool, "dialedNumber" "aur" = "true";
    }
    /// `associatedEndusers` of [`PhoneLine`].
    PhoneLineAssociatedEndusers {
        many enduser: EnduserMember, "enduser" "aur";
    }
    /// `enduser` of [`PhoneLineAssociatedEndusers`].
    EnduserMember {
        one user_id: String, "userId" "aur!";
    }
    /// `lineIdentifier` of [`PhoneLines`].
    NumplanIdentifier {
        one directory_number: String, "directoryNumber" "aur!255";
        one route_partition_name: String, "routePartitionName" "aur!~50";
    }
    /// `speeddials` of [`Phone`].
    PhoneSpeeddials {
        many speeddial: Speeddial, "speeddial" "aur";
    }
    /// `speeddial` of [`PhoneSpeeddials`].
    Speeddial {
        one dirn: String, "dirn" "aur!255";
        one label: String, "label" "aur!";
        one index: i64, "index" "aur!";
    }
    /// `busyLampFields` of [`Phone`].
    PhoneBusyLampFields {
        many busy_lamp_field: BusyLampField, "busyLampField" "aur";
    }
    /// `busyLampField` of [`PhoneBusyLampFields`].
    BusyLampField {
        one blf_dest: String, "blfDest" "aur!";
        one blf_dirn: String, "blfDirn" "aur255";
        one route_partition: String, "routePartition" "aur";
        one label: String, "label" "aur";
        one associated_blf_sd_features: BusyLampFieldAssociatedBlfSdFeatures, "associatedBlfSdFeatures" "aur";
        one index: i64, "index" "aur!";
    }
    /// `associatedBlfSdFeatures` of [`BusyLampField`].
    BusyLampFieldAssociatedBlfSdFeatures {
        many feature: String, "feature" "aur";
    }
    /// `blfDirectedCallParks` of [`Phone`].
    PhoneBlfDirectedCallParks {
        many blf_directed_call_park: BLFDirectedCallPark, "blfDirectedCallPark" "aur";
    }
    /// `blfDirectedCallPark` of [`PhoneBlfDirectedCallParks`].
    BLFDirectedCallPark {
        one label: String, "label" "aur50";
        one directed_call_park_id: String, "directedCallParkId" "aur@";
        one directed_call_park_dn_and_partition: BLFDirectedCallParkDirectedCallParkDnAndPartition, "directedCallParkDnAndPartition" "aur";
        one index: i64, "index" "aur!";
    }
    /// `directedCallParkDnAndPartition` of [`BLFDirectedCallPark`].
    BLFDirectedCallParkDirectedCallParkDnAndPartition {
        one dn_pattern: String, "dnPattern" "aur!255";
        one route_partition_name: Reference, "routePartitionName" "aur";
    }
    /// `addOnModules` of [`Phone`].
    PhoneAddOnModules {
        many add_on_module: AddOnModule, "addOnModule" "aur";
    }
    /// `addOnModule` of [`PhoneAddOnModules`].
    AddOnModule {
        one load_information: Element, "loadInformation" "aur!~";
        one model: String, "model" "aur!" = "7914 14-Button Line Expansion Module";
        one index: i64, "index" "aur!";
    }
    /// `services` of [`Phone`].
    PhoneServices {
        many service: SubscribedService, "service" "aur";
    }
    /// `service` of [`PhoneServices`].
    SubscribedService {
        one telecaster_service_name: Reference, "telecasterServiceName" "aur!";
        one name: String, "name" "aur!100";
        one url: String, "url" "aur~";
        one url_button_index: i64, "urlButtonIndex" "aur" = "0";
        one url_label: String, "urlLabel" "aur50";
        one service_name_ascii: String, "serviceNameAscii" "aur50";
        one phone_service: String, "phoneService" "r";
        one phone_service_category: String, "phoneServiceCategory" "r";
        one vendor: String, "vendor" "r";
        one version: String, "version" "r";
        one priority: i64, "priority" "r";
    }
    /// `currentConfig` of [`Phone`].
    PhoneCurrentConfig {
        one user_hold_moh_audio_source_id: String, "userHoldMohAudioSourceId" "rl";
        one phone_template_name: Reference, "phoneTemplateName" "rl";
        one mlpp_domain_id: String, "mlppDomainId" "rl";
        one mlpp_indication_status: String, "mlppIndicationStatus" "rl";
        one preemption: String, "preemption" "rl";
        one softkey_template_name: Reference, "softkeyTemplateName" "rl";
        one ignore_presentation_indicators: bool, "ignorePresentationIndicators" "rl";
        one single_button_barge: String, "singleButtonBarge" "rl";
        one join_across_lines: String, "joinAcrossLines" "rl";
        one call_info_privacy_status: String, "callInfoPrivacyStatus" "rl";
        one dnd_status: bool, "dndStatus" "rl";
        one dnd_ring_setting: String, "dndRingSetting" "rl";
        one dnd_option: String, "dndOption" "rl";
        one always_use_prime_line: String, "alwaysUsePrimeLine" "rl";
        one always_use_prime_line_for_voice_message: String, "alwaysUsePrimeLineForVoiceMessage" "rl";
        one emcc_calling_search_space_name: Reference, "emccCallingSearchSpaceName" "rl";
        one device_name: String, "deviceName" "rl";
        one model: String, "model" "rl";
        one product: String, "product" "rl";
        one device_protocol: String, "deviceProtocol" "rl";
        one class: String, "class" "rl";
        one address_mode: String, "addressMode" "rl";
        one allow_auto_config: String, "allowAutoConfig" "rl";
        one remote_srst_option: String, "remoteSrstOption" "rl";
        one remote_srst_ip: String, "remoteSrstIp" "rl";
        one remote_srst_port: i64, "remoteSrstPort" "rl";
        one remote_sip_srst_ip: String, "remoteSipSrstIp" "rl";
        one remote_sip_srst_port: i64, "remoteSipSrstPort" "rl";
        one geolocation_info: String, "geolocationInfo" "rl";
        one remote_location_name: String, "remoteLocationName" "rl";
    }
    /// `confidentialAccess` of [`Phone`].
    PhoneConfidentialAccess {
        one confidential_access_mode: String, "confidentialAccessMode" "aurl!~";
        one confidential_access_level: i64, "confidentialAccessLevel" "aurl!~";
    }
    /// A device profile for extension mobility.
    DeviceProfile ("DeviceProfile") {
        one name: String, "name" "arln!128";
        one description: String, "description" "aurl128";
        one product: String, "product" "arl!";
        one model: String, "model" "rl";
        one class: String, "class" "arl!";
        one protocol: String, "protocol" "arl!";
        one protocol_side: String, "protocolSide" "arl!" = "User";
        one r#type: String, "type" "r";
        one user_hold_moh_audio_source_id: String, "userHoldMohAudioSourceId" "aurl~";
        one vendor_config: Element, "vendorConfig" "aur";
        one version_stamp: String, "versionStamp" "r";
        one trace_flag: bool, "traceFlag" "arl";
        one mlpp_domain_id: String, "mlppDomainId" "aur~128";
        one mlpp_indication_status: String, "mlppIndicationStatus" "aurl" = "Off";
        one preemption: String, "preemption" "aurl" = "Default";
        one lines: DeviceProfileLines, "lines" "aur";
        one number_of_buttons: i64, "numberOfButtons" "r";
        one phone_template_name: Reference, "phoneTemplateName" "aurl!";
        one speeddials: DeviceProfileSpeeddials, "speeddials" "aur";
        one busy_lamp_fields: DeviceProfileBusyLampFields, "busyLampFields" "aur";
        one blf_directed_call_parks: DeviceProfileBlfDirectedCallParks, "blfDirectedCallParks" "aur";
        one add_on_modules: DeviceProfileAddOnModules, "addOnModules" "aur";
        one user_locale: String, "userLocale" "aurl~";
        one default_profile_name: String, "defaultProfileName" "rl";
        one current_profile_name: Reference, "currentProfileName" "rl";
        one login_time: i64, "loginTime" "rl";
        one login_duration: i64, "loginDuration" "rl";
        one single_button_barge: String, "singleButtonBarge" "aurl" = "Default";
        one join_across_lines: String, "joinAcrossLines" "aurl" = "Default";
        one login_user_id: Reference, "loginUserId" "aurl~";
        one ignore_presentation_indicators: bool, "ignorePresentationIndicators" "aurl" = "false";
        one dnd_option: String, "dndOption" "aurl" = "Ringer Off";
        one dnd_ring_setting: String, "dndRingSetting" "aurl~";
        one dnd_status: bool, "dndStatus" "aurl";
        one emcc_calling_search_space: Reference, "emccCallingSearchSpace" "aurl~";
        one always_use_prime_line: String, "alwaysUsePrimeLine" "aurl" = "Default";
        one always_use_prime_line_for_voice_message: String, "alwaysUsePrimeLineForVoiceMessage" "aurl" = "Default";
        one softkey_template_name: Reference, "softkeyTemplateName" "aurl~";
        one call_info_privacy_status: String, "callInfoPrivacyStatus" "aurl" = "Default";
        one current_config: DeviceProfileCurrentConfig, "currentConfig" "rl";
        one services: DeviceProfileServices, "services" "aur";
        one feature_control_policy: Reference, "featureControlPolicy" "aurl~";
    }
    /// `lines` of [`DeviceProfile`].
    DeviceProfileLines {
        many line: PhoneLine, "line" "aur";
        many line_identifier: NumplanIdentifier, "lineIdentifier" "aur";
    }
    /// `speeddials` of [`DeviceProfile`].
    DeviceProfileSpeeddials {
        many speeddial: Speeddial, "speeddial" "aur";
    }
    /// `busyLampFields` of [`DeviceProfile`].
    DeviceProfileBusyLampFields {
        many busy_lamp_field: BusyLampField, "busyLampField" "aur";
    }
    /// `blfDirectedCallParks` of [`DeviceProfile`].
    DeviceProfileBlfDirectedCallParks {
        many blf_directed_call_park: BLFDirectedCallPark, "blfDirectedCallPark" "aur";
    }
    /// `addOnModules` of [`DeviceProfile`].
    DeviceProfileAddOnModules {
        many add_on_module: AddOnModule, "addOnModule" "aur";
    }
    /// `currentConfig` of [`DeviceProfile`].
    DeviceProfileCurrentConfig {
        one user_hold_moh_audio_source_id: String, "userHoldMohAudioSourceId" "rl";
        one phone_template_name: Reference, "phoneTemplateName" "rl";
        one mlpp_domain_id: String, "mlppDomainId" "rl";
        one mlpp_indication_status: String, "mlppIndicationStatus" "rl";
        one preemption: String, "preemption" "rl";
        one softkey_template_name: Reference, "softkeyTemplateName" "rl";
        one ignore_presentation_indicators: bool, "ignorePresentationIndicators" "rl";
        one single_button_barge: String, "singleButtonBarge" "rl";
        one join_across_lines: String, "joinAcrossLines" "rl";
        one call_info_privacy_status: String, "callInfoPrivacyStatus" "rl";
        one dnd_status: bool, "dndStatus" "rl";
        one dnd_ring_setting: String, "dndRingSetting" "rl";
        one dnd_option: String, "dndOption" "rl";
        one always_use_prime_line: String, "alwaysUsePrimeLine" "rl";
        one always_use_prime_line_for_voice_message: String, "alwaysUsePrimeLineForVoiceMessage" "rl";
        one emcc_calling_search_space_name: Reference, "emccCallingSearchSpaceName" "rl";
        one device_name: String, "deviceName" "rl";
        one model: String, "model" "rl";
        one product: String, "product" "rl";
        one device_protocol: String, "deviceProtocol" "rl";
        one class: String, "class" "rl";
        one address_mode: String, "addressMode" "rl";
        one allow_auto_config: String, "allowAutoConfig" "rl";
        one remote_srst_option: String, "remoteSrstOption" "rl";
        one remote_srst_ip: String, "remoteSrstIp" "rl";
        one remote_srst_port: i64, "remoteSrstPort" "rl";
        one remote_sip_srst_ip: String, "remoteSipSrstIp" "rl";
        one remote_sip_srst_port: i64, "remoteSipSrstPort" "rl";
        one geolocation_info: String, "geolocationInfo" "rl";
        one remote_location_name: String, "remoteLocationName" "rl";
    }
    /// `services` of [`DeviceProfile`].
    DeviceProfileServices {
        many service: SubscribedService, "service" "aur";
    }
    /// A CTI route point.
    CtiRoutePoint ("CtiRoutePoint") {
        one name: String, "name" "arln!128";
        one description: String, "description" "aurl128";
        one product: String, "product" "arl!";
        one model: String, "model" "rl";
        one class: String, "class" "arl!";
        one protocol: String, "protocol" "aurl!";
        one protocol_side: String, "protocolSide" "aurl!" = "User";
        one calling_search_space_name: Reference, "callingSearchSpaceName" "aurl~";
        one device_pool_name: Reference, "devicePoolName" "aurl!~";
        one common_device_config_name: Reference, "commonDeviceConfigName" "aurl~";
        one location_name: Reference, "locationName" "aurl!";
        one media_resource_list_name: Reference, "mediaResourceListName" "aurl~";
        one network_hold_moh_audio_source_id: String, "networkHoldMohAudioSourceId" "aurl~";
        one user_hold_moh_audio_source_id: String, "userHoldMohAudioSourceId" "aurl~";
        one use_trusted_relay_point: String, "useTrustedRelayPoint" "aurl!" = "Default";
        one cgpn_transformation_css_name: Reference, "cgpnTransformationCssName" "aurl~";
        one use_device_pool_cgpn_transform_css: bool, "useDevicePoolCgpnTransformCss" "aurl" = "true";
        one geo_location_name: Reference, "geoLocationName" "aurl~";
        one user_locale: String, "userLocale" "aurl~";
        one lines: CtiRoutePointLines, "lines" "aur";
    }
    /// `lines` of [`CtiRoutePoint`].
    CtiRoutePointLines {
        many line: PhoneLine, "line" "aur";
        many line_identifier: NumplanIdentifier, "lineIdentifier" "aur";
    }
    /// A remote destination profile.
    RemoteDestinationProfile ("RemoteDestinationProfile") {
        one name: String, "name" "arln!";
        one description: String, "description" "aurl";
        one product: String, "product" "arl!";
        one model: String, "model" "rl";
        one class: String, "class" "arl!";
        one protocol: String, "protocol" "arl!";
        one protocol_side: String, "protocolSide" "arl!" = "User";
        one calling_search_space_name: Reference, "callingSearchSpaceName" "aurl~";
        one device_pool_name: Reference, "devicePoolName" "aurl!~";
        one network_hold_moh_audio_source_id: String, "networkHoldMohAudioSourceId" "aurl~";
        one user_hold_moh_audio_source_id: String, "userHoldMohAudioSourceId" "aurl~";
        one lines: RemoteDestinationProfileLines, "lines" "aur";
        one call_info_privacy_status: String, "callInfoPrivacyStatus" "aurl!" = "Default";
        one user_id: String, "userId" "aurl!~";
        one ignore_presentation_indicators: bool, "ignorePresentationIndicators" "aurl" = "false";
        one reroute_calling_search_space_name: Reference, "rerouteCallingSearchSpaceName" "aurl~";
        one cgpn_transformation_css_name: Reference, "cgpnTransformationCssName" "aurl~";
        one automated_alternate_routing_css_name: Reference, "automatedAlternateRoutingCssName" "aurl~";
        one use_device_pool_cgpn_transform_css: bool, "useDevicePoolCgpnTransformCss" "aurl" = "true";
        one user_locale: String, "userLocale" "aurl~";
        one network_locale: String, "networkLocale" "aurl~";
        one primary_phone_name: Reference, "primaryPhoneName" "aurl~";
        one dnd_option: String, "dndOption" "aurl" = "Ringer Off";
        one dnd_status: bool, "dndStatus" "aurl";
        one mobile_smart_client_profile_name: Reference, "mobileSmartClientProfileName" "aurl~";
    }
    /// `lines` of [`RemoteDestinationProfile`].
    RemoteDestinationProfileLines {
        many line: PhoneLine, "line" "aur";
        many line_identifier: NumplanIdentifier, "lineIdentifier" "aur";
    }
}
