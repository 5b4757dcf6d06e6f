//! Configuration of the server.

use crate::http::Secret;

xml_cursor::records! {
    /// Where the CTI servers are (CCE).
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    SystemConfig<'x> {
        "cti" one cti: CtiConfig<'x>;
        "uri" text uri;
        /// What later releases add.
        #[cfg_attr(feature = "serde", serde(skip))]
        "*" rest other;
    }
    /// The CTI servers of both sides.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    CtiConfig<'x> {
        "backupHost" maybe backup_host;
        "backupPort" maybe backup_port;
        "host" text host;
        "peripheralId" text peripheral_id;
        /// 42027 by default.
        "port" text port;
        /// `true` or `false` (12.5).
        "secure" maybe secure;
    }
    /// The other node (CCE).
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    ClusterConfig<'x> {
        "secondaryNode" one secondary_node: HostName<'x>;
        "uri" text uri;
        /// What later releases add.
        #[cfg_attr(feature = "serde", serde(skip))]
        "*" rest other;
    }
    /// A host.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    HostName<'x> { "host" text host; }
    /// Where the administration's database is (CCE).
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    EnterpriseDatabaseConfig<'x> {
        "backupHost" maybe backup_host;
        "databaseName" text database_name;
        "domain" maybe domain;
        "host" text host;
        /// Never echoed in clear, and not shown by `Debug`.
        #[cfg_attr(feature = "serde", serde(skip))]
        "password" value password: Secret;
        "port" text port;
        "uri" text uri;
        "username" text username;
        /// What later releases add.
        #[cfg_attr(feature = "serde", serde(skip))]
        "*" rest other;
    }
    /// How much is configured (12.6).
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    ConfigInfo<'x> {
        "totalSkillGroups" text total_skill_groups;
        "totalSupervisors" text total_supervisors;
        "totalTeams" text total_teams;
        "totalUsers" text total_users;
        "uri" text uri;
        "versionInfo" text version_info;
        /// What later releases add.
        #[cfg_attr(feature = "serde", serde(skip))]
        "*" rest other;
    }
    /// Who is connected (12.6).
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    ConnectedUsersInfo<'x> {
        "uri" text uri;
        "userSummary" one summary: UserSummary<'x>;
        /// What later releases add.
        #[cfg_attr(feature = "serde", serde(skip))]
        "*" rest other;
    }
    /// Numbers of connected users.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    UserSummary<'x> {
        "desktopUsers" text desktop_users;
        "fippaUsers" text fippa_users;
        "thirdPartyUsers" text third_party_users;
        "totalConnectedUsers" text total;
        "totalConnectedUsersViaProxy" text total_via_proxy;
    }
    /// How a user proves who it is.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    UserAuthMode<'x> {
        /// `SSO` or `NON_SSO`.
        "authMode" text auth_mode;
        /// What later releases add.
        #[cfg_attr(feature = "serde", serde(skip))]
        "*" rest other;
    }
}
