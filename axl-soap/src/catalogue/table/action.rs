//! Operations with verbs of their own, and those that push configuration to devices. The columns are explained in the module above.

use super::super::Tags::None as N;
use super::super::Verb::*;
use super::super::{Operation, op};

#[rustfmt::skip]
pub(super) const APPLY: &[Operation] = &[
    op("applyCallManager", Apply, "name|uuid", N, "=", ""),
    op("applyCallManagerGroup", Apply, "name|uuid", N, "=", ""),
    op("applyCiscoCatalyst600024PortFXSGateway", Apply, "name|uuid", N, "=", ""),
    op("applyCiscoCatalyst6000E1VoIPGateway", Apply, "name|uuid", N, "=", ""),
    op("applyCiscoCatalyst6000T1VoIPGatewayPri", Apply, "name|uuid", N, "=", ""),
    op("applyCiscoCatalyst6000T1VoIPGatewayT1", Apply, "name|uuid", N, "=", ""),
    op("applyCommonDeviceConfig", Apply, "name|uuid", N, "=", ""),
    op("applyCommonPhoneConfig", Apply, "name|uuid", N, "=", ""),
    op("applyConferenceBridge", Apply, "name|uuid", N, "=", ""),
    op("applyConfigEnterpriseParameters", Apply, "", N, "=", ""),
    op("applyCtiRoutePoint", Apply, "name|uuid", N, "=", ""),
    op("applyDateTimeGroup", Apply, "name|uuid", N, "=", ""),
    op("applyDevicePool", Apply, "name|uuid", N, "=", ""),
    op("applyDirectedCallPark", Apply, "uuid|pattern routePartitionName?", N, "=", ""),
    op("applyGatekeeper", Apply, "name|uuid", N, "=", ""),
    op("applyGateway", Apply, "domainName|uuid", N, "=", ""),
    op("applyH323Gateway", Apply, "name|uuid", N, "=", ""),
    op("applyH323Phone", Apply, "name|uuid", N, "=", ""),
    op("applyHuntList", Apply, "name|uuid", N, "=", ""),
    op("applyLine", Apply, "uuid|pattern routePartitionName?", N, "=", ""),
    op("applyMtp", Apply, "name|uuid", N, "=", ""),
    op("applyPhone", Apply, "name|uuid", N, "=", ""),
    op("applyPhoneButtonTemplate", Apply, "name|uuid", N, "=", ""),
    op("applyPhoneSecurityProfile", Apply, "name|uuid", N, "=", ""),
    op("applyRegion", Apply, "name|uuid", N, "=", ""),
    op("applyResourcePriorityNamespace", Apply, "namespace|uuid", N, "=", ""),
    op("applyResourcePriorityNamespaceList", Apply, "name|uuid", N, "=", ""),
    op("applyRouteList", Apply, "name|uuid", N, "=", ""),
    op("applyRoutePartition", Apply, "name|uuid", N, "=", ""),
    op("applySipProfile", Apply, "name|uuid", N, "=", ""),
    op("applySipTrunkSecurityProfile", Apply, "name|uuid", N, "=", ""),
    op("applySoftKeyTemplate", Apply, "name|uuid", N, "=", ""),
    op("applySrst", Apply, "name|uuid", N, "=", ""),
    op("applyTranscoder", Apply, "name|uuid", N, "=", ""),
    op("applyUcService", Apply, "name|uuid", N, "=", ""),
    op("applyVoiceMailPort", Apply, "name|uuid", N, "=", ""),
    op("applyVoiceMailProfile", Apply, "name|uuid", N, "=", ""),
];

#[rustfmt::skip]
pub(super) const ASSIGN: &[Operation] = &[
    op("assignPresenceUser", Assign, "userid server", N, "=", ""),
];

#[rustfmt::skip]
pub(super) const DO: &[Operation] = &[
    op("doAuthenticateUser", Do, "userid password|userid pin", N, "userAuthenticated code daysToExpiry isWarningNeeded", ""),
    op("doChangeDNDStatus", Do, "userID dndStatus|uuid dndStatus", N, "=", ""),
    op("doDeviceLogin", Do, "deviceName loginDuration profileName userId", N, "=", ""),
    op("doDeviceLogout", Do, "deviceName", N, "=", ""),
    op("doDeviceReset", Do, "deviceName isHardReset|deviceName deviceResetType", N, "=", ""),
    op("doEnterpriseParametersReset", Do, "", N, "=", ""),
    op("doLdapSync", Do, "name sync|uuid sync", N, "=", ""),
    op("doServiceParametersReset", Do, "processNodeName service", N, "=", ""),
    op("doSmartEntitlementRequest", Do, "", N, "=", ""),
    op("doSmartLicenseDeRegister", Do, "", N, "=", ""),
    op("doSmartLicenseReRegister", Do, "token", N, "=", ""),
    op("doSmartLicenseRegister", Do, "token force", N, "=", ""),
    op("doSmartLicenseRenewAuthorization", Do, "", N, "=", ""),
    op("doSmartLicenseRenewRegistration", Do, "", N, "=", ""),
    op("doUpdateLicenseUsage", Do, "", N, "=", ""),
    op("doUpdateRemoteCluster", Do, "server clusterId", N, "!value", ""),
    op("doUpdateTransportSettings", Do, "transportMode url httpHost httpPort enableProxyAuthentication? proxyUserName? proxyPassword?", N, "=", ""),
];

#[rustfmt::skip]
pub(super) const EXECUTE_SQL: &[Operation] = &[
    op("executeSQLQuery", ExecuteSql, "sql", N, "row*", ""),
    op("executeSQLQueryInactive", ExecuteSql, "sql", N, "row*", ""),
    op("executeSQLUpdate", ExecuteSql, "sql", N, "rowsUpdated", ""),
];

#[rustfmt::skip]
pub(super) const LOCK: &[Operation] = &[
    op("lockPhone", Lock, "name|uuid", N, "=", ""),
];

#[rustfmt::skip]
pub(super) const RESET: &[Operation] = &[
    op("resetCallManager", Reset, "name|uuid", N, "=", ""),
    op("resetCallManagerGroup", Reset, "name|uuid", N, "=", ""),
    op("resetCiscoCatalyst600024PortFXSGateway", Reset, "name|uuid", N, "=", ""),
    op("resetCiscoCatalyst6000E1VoIPGateway", Reset, "name|uuid", N, "=", ""),
    op("resetCiscoCatalyst6000T1VoIPGatewayPri", Reset, "name|uuid", N, "=", ""),
    op("resetCiscoCatalyst6000T1VoIPGatewayT1", Reset, "name|uuid", N, "=", ""),
    op("resetCommonDeviceConfig", Reset, "name|uuid", N, "=", ""),
    op("resetCommonPhoneConfig", Reset, "name|uuid", N, "=", ""),
    op("resetConferenceBridge", Reset, "name|uuid", N, "=", ""),
    op("resetCtiRoutePoint", Reset, "name|uuid", N, "=", ""),
    op("resetDateTimeGroup", Reset, "name|uuid", N, "=", ""),
    op("resetDevicePool", Reset, "name|uuid", N, "=", ""),
    op("resetDirectedCallPark", Reset, "uuid|pattern routePartitionName?", N, "=", ""),
    op("resetEnterpriseParameters", Reset, "", N, "=", ""),
    op("resetGatekeeper", Reset, "name|uuid", N, "=", ""),
    op("resetGateway", Reset, "domainName|uuid", N, "=", ""),
    op("resetH323Gateway", Reset, "name|uuid", N, "=", ""),
    op("resetH323Phone", Reset, "name|uuid", N, "=", ""),
    op("resetH323Trunk", Reset, "name|uuid", N, "=", ""),
    op("resetHuntList", Reset, "name|uuid", N, "=", ""),
    op("resetLine", Reset, "uuid|pattern routePartitionName?", N, "=", ""),
    op("resetMtp", Reset, "name|uuid", N, "=", ""),
    op("resetPhone", Reset, "name|uuid", N, "=", ""),
    op("resetPhoneSecurityProfile", Reset, "name|uuid", N, "=", ""),
    op("resetResourcePriorityNamespace", Reset, "namespace|uuid", N, "=", ""),
    op("resetResourcePriorityNamespaceList", Reset, "name|uuid", N, "=", ""),
    op("resetRouteList", Reset, "name|uuid", N, "=", ""),
    op("resetSipTrunk", Reset, "name|uuid", N, "=", ""),
    op("resetSipTrunkSecurityProfile", Reset, "name|uuid", N, "=", ""),
    op("resetSrst", Reset, "name|uuid", N, "=", ""),
    op("resetTranscoder", Reset, "name|uuid", N, "=", ""),
    op("resetUcService", Reset, "name|uuid", N, "=", ""),
    op("resetVg224", Reset, "domainName|uuid", N, "=", ""),
    op("resetVoiceMailPort", Reset, "name|uuid", N, "=", ""),
    op("resetVoiceMailProfile", Reset, "name|uuid", N, "=", ""),
];

#[rustfmt::skip]
pub(super) const RESTART: &[Operation] = &[
    op("restartCallManager", Restart, "name|uuid", N, "=", ""),
    op("restartCiscoCatalyst600024PortFXSGateway", Restart, "name|uuid", N, "=", ""),
    op("restartCiscoCatalyst6000E1VoIPGateway", Restart, "name|uuid", N, "=", ""),
    op("restartCiscoCatalyst6000T1VoIPGatewayPri", Restart, "name|uuid", N, "=", ""),
    op("restartCiscoCatalyst6000T1VoIPGatewayT1", Restart, "name|uuid", N, "=", ""),
    op("restartConferenceBridge", Restart, "name|uuid", N, "=", ""),
    op("restartCtiRoutePoint", Restart, "name|uuid", N, "=", ""),
    op("restartDevicePool", Restart, "name|uuid", N, "=", ""),
    op("restartEnterpriseParameters", Restart, "", N, "=", ""),
    op("restartGatekeeper", Restart, "name|uuid", N, "=", ""),
    op("restartGateway", Restart, "domainName|uuid", N, "=", ""),
    op("restartH323Gateway", Restart, "name|uuid", N, "=", ""),
    op("restartH323Phone", Restart, "name|uuid", N, "=", ""),
    op("restartH323Trunk", Restart, "name|uuid", N, "=", ""),
    op("restartLine", Restart, "uuid|pattern routePartitionName?", N, "=", ""),
    op("restartMtp", Restart, "name|uuid", N, "=", ""),
    op("restartPhone", Restart, "name|uuid", N, "=", ""),
    op("restartPhoneButtonTemplate", Restart, "name|uuid", N, "=", ""),
    op("restartRegion", Restart, "name|uuid", N, "=", ""),
    op("restartResourcePriorityNamespace", Restart, "namespace|uuid", N, "=", ""),
    op("restartResourcePriorityNamespaceList", Restart, "name|uuid", N, "=", ""),
    op("restartRoutePartition", Restart, "name|uuid", N, "=", ""),
    op("restartSipProfile", Restart, "name|uuid", N, "=", ""),
    op("restartSipTrunk", Restart, "name|uuid", N, "=", ""),
    op("restartSoftKeyTemplate", Restart, "name|uuid", N, "=", ""),
    op("restartSrst", Restart, "name|uuid", N, "=", ""),
    op("restartUcService", Restart, "name|uuid", N, "=", ""),
    op("restartVg224", Restart, "domainName|uuid", N, "=", ""),
    op("restartVoiceMailPort", Restart, "name|uuid", N, "=", ""),
    op("restartVoiceMailProfile", Restart, "name|uuid", N, "=", ""),
];

#[rustfmt::skip]
pub(super) const UNASSIGN: &[Operation] = &[
    op("unassignPresenceUser", Unassign, "userid", N, "=", ""),
];

#[rustfmt::skip]
pub(super) const WIPE: &[Operation] = &[
    op("wipePhone", Wipe, "name|uuid", N, "=", ""),
];
