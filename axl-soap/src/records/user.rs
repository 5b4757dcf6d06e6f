//! End users, application users and access control groups.

use super::*;

records! {
    /// An end user.
    User ("User") {
        one first_name: String, "firstName" "aurl";
        one display_name: String, "displayName" "aur";
        one middle_name: String, "middleName" "aurl";
        one last_name: String, "lastName" "aurl!";
        one em_max_login_time: i64, "emMaxLoginTime" "aurl~";
        one userid: String, "userid" "arln!";
        one password: String, "password" "aur";
        one pin: String, "pin" "aur";
        one mailid: String, "mailid" "aurl";
        one department: String, "department" "aurl";
        one manager: String, "manager" "aurl";
        one user_locale: String, "userLocale" "aurl~";
        one associated_devices: UserAssociatedDevices, "associatedDevices" "aur";
        one primary_extension: UserPrimaryExtension, "primaryExtension" "aurl";
        one associated_pc: String, "associatedPc" "aurl";
        one associated_groups: UserAssociatedGroups, "associatedGroups" "aur";
        one enable_cti: bool, "enableCti" "aurl" = "true";
        one digest_credentials: String, "digestCredentials" "aur~";
        one phone_profiles: UserPhoneProfiles, "phoneProfiles" "aur";
        one default_profile: Reference, "defaultProfile" "aur";
        one presence_group_name: Reference, "presenceGroupName" "aur!";
        one subscribe_calling_search_space_name: Reference, "subscribeCallingSearchSpaceName" "aurl~";
        one enable_mobility: bool, "enableMobility" "aurl" = "false";
        one enable_mobile_voice_access: bool, "enableMobileVoiceAccess" "aurl" = "false";
        one max_desk_pickup_wait_time: i64, "maxDeskPickupWaitTime" "aurl" = "10000";
        one remote_destination_limit: i64, "remoteDestinationLimit" "aurl" = "4";
        one associated_remote_destination_profiles: UserAssociatedRemoteDestinationProfiles, "associatedRemoteDestinationProfiles" "r";
        one password_credentials: UserPasswordCredentials, "passwordCredentials" "aur";
        one pin_credentials: UserPinCredentials, "pinCredentials" "aur";
        one associated_tod_access: UserAssociatedTodAccess, "associatedTodAccess" "r";
        one status: i64, "status" "rl";
        one enable_emcc: bool, "enableEmcc" "aurl";
        one associated_capf_profiles: UserAssociatedCapfProfiles, "associatedCapfProfiles" "r";
        one cti_controlled_device_profiles: UserCtiControlledDeviceProfiles, "ctiControlledDeviceProfiles" "aur";
        one pattern_precedence: String, "patternPrecedence" "aurl" = "Default";
        one numeric_user_id: String, "numericUserId" "aurl";
        one mlpp_password: String, "mlppPassword" "aurl~";
        one custom_user_fields: UserCustomUserFields, "customUserFields" "aur";
        one home_cluster: bool, "homeCluster" "aurl" = "true";
        one im_and_presence_enable: bool, "imAndPresenceEnable" "aurl";
        one service_profile: Reference, "serviceProfile" "aurl~";
        one line_appearance_association_for_presences: UserLineAppearanceAssociationForPresences, "lineAppearanceAssociationForPresences" "aur";
        one directory_uri: String, "directoryUri" "aurl~";
        one telephone_number: String, "telephoneNumber" "aurl";
        one title: String, "title" "aurl";
        one mobile_number: String, "mobileNumber" "aurl";
        one home_number: String, "homeNumber" "aurl";
        one pager_number: String, "pagerNumber" "aurl";
        one extensions_info: UserExtensionsInfo, "extensionsInfo" "aure";
        one self_service: String, "selfService" "aur~50";
        one user_profile: Reference, "userProfile" "aur~";
        one calendar_presence: bool, "calendarPresence" "aurl" = "false";
        one ldap_directory_name: Reference, "ldapDirectoryName" "aur~";
        one user_identity: String, "userIdentity" "aurl";
        one name_dialing: String, "nameDialing" "aur";
        one ipcc_extension: Reference, "ipccExtension" "aur~";
        one ipcc_route_partition: Reference, "ipccRoutePartition" "aur~";
        one convert_user_account: Reference, "convertUserAccount" "aur~";
        one enable_user_to_host_conference_now: bool, "enableUserToHostConferenceNow" "aur" = "false";
        one attendees_access_code: String, "attendeesAccessCode" "aur";
        one zero_hop: bool, "zeroHop" "aur" = "false";
        one customer_name: Reference, "customerName" "aurl~";
        one associated_headsets: UserAssociatedHeadsets, "associatedHeadsets" "aure";
    }
    /// `associatedDevices` of [`User`].
    UserAssociatedDevices {
        many device: String, "device" "aur50";
    }
    /// `primaryExtension` of [`User`].
    UserPrimaryExtension {
        one pattern: String, "pattern" "aurl!255";
        one route_partition_name: String, "routePartitionName" "aurl50";
    }
    /// `associatedGroups` of [`User`].
    UserAssociatedGroups {
        many user_group: UserAssociatedGroupsUserGroup, "userGroup" "aur";
    }
    /// `userGroup` of [`UserAssociatedGroups`].
    UserAssociatedGroupsUserGroup {
        one name: String, "name" "aur!100";
        one user_roles: UserAssociatedGroupsUserGroupUserRoles, "userRoles" "aur";
    }
    /// `userRoles` of [`UserAssociatedGroupsUserGroup`].
    UserAssociatedGroupsUserGroupUserRoles {
        many user_role: String, "userRole" "aur100";
    }
    /// `phoneProfiles` of [`User`].
    UserPhoneProfiles {
        many profile_name: Reference, "profileName" "aur!";
    }
    /// `associatedRemoteDestinationProfiles` of [`User`].
    UserAssociatedRemoteDestinationProfiles {
        many remote_destination_profile: String, "remoteDestinationProfile" "r";
    }
    /// `passwordCredentials` of [`User`].
    UserPasswordCredentials {
        one pwd_cred_policy_name: Reference, "pwdCredPolicyName" "aur";
        one pwd_cred_user_cant_change: bool, "pwdCredUserCantChange" "aur";
        one pwd_cred_user_must_change: bool, "pwdCredUserMustChange" "aur";
        one pwd_cred_does_not_expire: bool, "pwdCredDoesNotExpire" "aur";
        one pwd_cred_time_changed: String, "pwdCredTimeChanged" "aur";
        one pwd_cred_time_admin_lockout: String, "pwdCredTimeAdminLockout" "aur~";
        one pwd_cred_locked_by_administrator: bool, "pwdCredLockedByAdministrator" "aur";
        one pwd_reset_hack_count: bool, "pwdResetHackCount" "aur";
    }
    /// `pinCredentials` of [`User`].
    UserPinCredentials {
        one pin_cred_policy_name: Reference, "pinCredPolicyName" "aur";
        one pin_cred_user_cant_change: bool, "pinCredUserCantChange" "aur";
        one pin_cred_user_must_change: bool, "pinCredUserMustChange" "aur";
        one pin_cred_does_not_expire: bool, "pinCredDoesNotExpire" "aur";
        one pin_cred_time_changed: bool, "pinCredTimeChanged" "aur";
        one pin_cred_time_admin_lockout: String, "pinCredTimeAdminLockout" "aur~";
        one pin_cred_locked_by_administrator: bool, "pinCredLockedByAdministrator" "aur";
        one pin_reset_hack_count: bool, "pinResetHackCount" "aur";
    }
    /// `associatedTodAccess` of [`User`].
    UserAssociatedTodAccess {
        many tod_access: String, "todAccess" "r";
    }
    /// `associatedCapfProfiles` of [`User`].
    UserAssociatedCapfProfiles {
        many capf_profile_instance_id: String, "capfProfileInstanceId" "r";
    }
    /// `ctiControlledDeviceProfiles` of [`User`].
    UserCtiControlledDeviceProfiles {
        many profile_name: Reference, "profileName" "aur!";
    }
    /// `customUserFields` of [`User`].
    UserCustomUserFields {
        many custom_user_field: UserCustomUserField, "customUserField" "aur";
    }
    /// `customUserField` of [`UserCustomUserFields`].
    UserCustomUserField {
        one name: String, "name" "aur";
        one value: String, "value" "aur";
    }
    /// `lineAppearanceAssociationForPresences` of [`User`].
    UserLineAppearanceAssociationForPresences {
        many line_appearance_association_for_presence: LineAppearanceAssociationForPresence, "lineAppearanceAssociationForPresence" "aur";
    }
    /// `lineAppearanceAssociationForPresence` of [`UserLineAppearanceAssociationForPresences`].
    LineAppearanceAssociationForPresence {
        one laap_associate: Reference, "laapAssociate" "aur";
        one laap_product_type: String, "laapProductType" "aur128";
        one laap_device_name: String, "laapDeviceName" "aur128";
        one laap_directory: String, "laapDirectory" "aur128";
        one laap_partition: String, "laapPartition" "aur128";
        one laap_description: String, "laapDescription" "aur128";
    }
    /// `extensionsInfo` of [`User`].
    UserExtensionsInfo {
        many extension: Extension, "extension" "aur";
    }
    /// `extension` of [`UserExtensionsInfo`].
    Extension {
        one sort_order: i64, "sortOrder" "aur~";
        one pattern: Reference, "pattern" "aur!";
        one route_partition: String, "routePartition" "aur";
        one line_primary_uri: String, "linePrimaryUri" "aur~";
        one partition: Reference, "partition" "aur~";
    }
    /// `associatedHeadsets` of [`User`].
    UserAssociatedHeadsets {
        many headset: String, "headset" "aur50";
    }
    /// An application user.
    AppUser ("AppUser") {
        one userid: String, "userid" "arln!";
        one password: String, "password" "aur";
        one password_credentials: AppUserPasswordCredentials, "passwordCredentials" "aur";
        one digest_credentials: String, "digestCredentials" "aur";
        one presence_group_name: Reference, "presenceGroupName" "aurl";
        one accept_presence_subscription: bool, "acceptPresenceSubscription" "aurl" = "false";
        one accept_out_of_dialog_refer: bool, "acceptOutOfDialogRefer" "aurl" = "false";
        one accept_unsolicited_notification: bool, "acceptUnsolicitedNotification" "aurl" = "false";
        one allow_replace_header: bool, "allowReplaceHeader" "aurl" = "false";
        one is_standard: bool, "isStandard" "rl";
        one associated_devices: AppUserAssociatedDevices, "associatedDevices" "aur";
        one associated_groups: AppUserAssociatedGroups, "associatedGroups" "aur";
        one associated_capf_profiles: AppUserAssociatedCapfProfiles, "associatedCapfProfiles" "r";
        one cti_controlled_device_profiles: AppUserCtiControlledDeviceProfiles, "ctiControlledDeviceProfiles" "aur";
    }
    /// `passwordCredentials` of [`AppUser`].
    AppUserPasswordCredentials {
        one pwd_cred_policy_name: Reference, "pwdCredPolicyName" "aur";
        one pwd_cred_user_cant_change: bool, "pwdCredUserCantChange" "aur";
        one pwd_cred_user_must_change: bool, "pwdCredUserMustChange" "aur";
        one pwd_cred_does_not_expire: bool, "pwdCredDoesNotExpire" "aur";
        one pwd_cred_time_changed: String, "pwdCredTimeChanged" "aur";
        one pwd_cred_time_admin_lockout: String, "pwdCredTimeAdminLockout" "aur~";
        one pwd_cred_locked_by_administrator: bool, "pwdCredLockedByAdministrator" "aur";
        one pwd_reset_hack_count: bool, "pwdResetHackCount" "aur";
    }
    /// `associatedDevices` of [`AppUser`].
    AppUserAssociatedDevices {
        many device: String, "device" "aur50";
    }
    /// `associatedGroups` of [`AppUser`].
    AppUserAssociatedGroups {
        many user_group: AppUserAssociatedGroupsUserGroup, "userGroup" "aur";
    }
    /// `userGroup` of [`AppUserAssociatedGroups`].
    AppUserAssociatedGroupsUserGroup {
        one name: String, "name" "aur!100";
        one user_roles: AppUserAssociatedGroupsUserGroupUserRoles, "userRoles" "aur";
    }
    /// `userRoles` of [`AppUserAssociatedGroupsUserGroup`].
    AppUserAssociatedGroupsUserGroupUserRoles {
        many user_role: String, "userRole" "aur100";
    }
    /// `associatedCapfProfiles` of [`AppUser`].
    AppUserAssociatedCapfProfiles {
        many capf_profile_instance_id: String, "capfProfileInstanceId" "r";
    }
    /// `ctiControlledDeviceProfiles` of [`AppUser`].
    AppUserCtiControlledDeviceProfiles {
        many device_profile: String, "deviceProfile" "aur50";
    }
    /// An access control group: who is in it, and which roles it gives.
    UserGroup ("UserGroup") {
        one members: UserGroupMembers, "members" "aure";
        one user_roles: UserGroupUserRoles, "userRoles" "aure";
        one name: String, "name" "arln!128";
    }
    /// `members` of [`UserGroup`].
    UserGroupMembers {
        many member: UserGroupMember, "member" "aur";
    }
    /// `member` of [`UserGroupMembers`].
    UserGroupMember {
        one user_id: String, "userId" "aur!";
    }
    /// `userRoles` of [`UserGroup`].
    UserGroupUserRoles {
        many user_role: UserGroupRoles, "userRole" "aur";
    }
    /// `userRole` of [`UserGroupUserRoles`].
    UserGroupRoles {
        one role_name: Reference, "roleName" "aur!";
    }
}
