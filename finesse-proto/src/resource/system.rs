//! `SystemInfo`: whether the server works, and where its services are.

use super::filled;
use crate::agent::Product;

xml_cursor::records! {
    /// The state of the server. It is the only operation that is answered while out of service, and needs no credentials.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    SystemInfo<'x> {
        /// Seconds (12.0).
        "ctiHeartbeatInterval" maybe cti_heartbeat_interval;
        /// `INITIATING`, `IN_PROGRESS` or empty: maintenance (CCE, 12.6).
        "ctiMMode" maybe cti_maintenance_mode;
        /// CTI servers and since when each is connected (12.6).
        "ctiServers" maybe_list("ctiServer") cti_servers: CtiServer<'x>;
        /// Seconds, negative when not in maintenance (CCE, 12.6).
        "ctiTimeInMMode" maybe cti_time_in_maintenance_mode;
        /// Version of the CTI protocol (12.0).
        "ctiVersion" maybe cti_version;
        /// The server's clock, UTC with milliseconds.
        "currentTimestamp" text current_timestamp;
        /// `UCCX` or `UCCE`.
        "deploymentType" text deployment_type;
        /// 12.6.
        "finesseMMode" maybe finesse_maintenance_mode;
        /// 12.6.
        "finesseTimeInMMode" maybe finesse_time_in_maintenance_mode;
        /// `success` or `failure`: a desktop that looks for a server wants success (10.5).
        "lastCTIHeartbeatStatus" maybe last_cti_heartbeat_status;
        /// Milliseconds since 1970.
        "lastSuccessCTIHeartbeatTime" maybe last_success_cti_heartbeat_time;
        /// `STANDARD`, `ENHANCED`, `PREMIUM`; CCX only.
        "license" maybe license;
        "peripheralId" maybe peripheral_id;
        "primaryNode" required_one primary_node: NodeInfo<'x>;
        /// Absent, or with an empty host, on a single node.
        "secondaryNode" one secondary_node: NodeInfo<'x>;
        /// `IN_SERVICE`, `OUT_OF_SERVICE` or, rarely, `PARTIAL_SERVICE`.
        "status" text status;
        "statusReason" maybe status_reason;
        /// `NON_SSO`, `SSO` or `HYBRID`.
        "systemAuthMode" maybe system_auth_mode;
        /// Minutes east of UTC.
        "timezoneOffset" maybe timezone_offset;
        /// `/finesse/api/SystemInfo`.
        "uri" text uri;
        /// Domain of JIDs.
        "xmppDomain" text xmpp_domain;
        /// Address of the pubsub service, normally `pubsub.` and the domain.
        "xmppPubSubDomain" text xmpp_pubsub_domain;
        /// What later releases add.
        #[cfg_attr(feature = "serde", serde(skip))]
        "*" rest other;
    }
    /// A node of the pair.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    NodeInfo<'x> {
        "host" text host;
        /// 12.6.
        "httpsPort" maybe https_port;
        /// 12.6.
        "xmppPort" maybe xmpp_port;
        /// 12.6.
        "xmppSecurePort" maybe xmpp_secure_port;
    }
    /// A CTI server of the list (12.6).
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    CtiServer<'x> {
        /// `true` or `false`.
        "active" text active;
        "connectedDuration" text connected_duration;
        "host" text host;
    }
}

impl SystemInfo<'_> {
    /// Whether the server works.
    #[must_use]
    pub fn is_in_service(&self) -> bool {
        self.status.trim() == "IN_SERVICE"
    }

    /// Whether the server says that it does not work. `PARTIAL_SERVICE` is neither: who works with the server stays, nobody moves to it.
    #[must_use]
    pub fn is_out_of_service(&self) -> bool {
        self.status.trim() == "OUT_OF_SERVICE"
    }

    /// Whether the last CTI heartbeat succeeded. A server that does not say counts as one whose heartbeat does.
    #[must_use]
    pub fn heartbeat_succeeds(&self) -> bool {
        filled(self.last_cti_heartbeat_status.as_ref()).is_none_or(|status| status == "success")
    }

    /// The product, if it is one this crate knows.
    #[must_use]
    pub fn product(&self) -> Option<Product> {
        Product::from_deployment_type(&self.deployment_type)
    }

    /// The other node's host.
    #[must_use]
    pub fn secondary_host(&self) -> Option<&str> {
        filled(self.secondary_node.as_ref().map(|node| &node.host))
    }
}
