//! Configuration: downloads, updates, records, teams.

use crate::macros::enums;

enums! {
    /// Config key status.
    ConfigKeyStatus "ConfigKeyStatus": u32 {
        /// Keys returned.
        SUCCESS = 0 "CONFIG_SUCCESS";
        /// Configuration service was not requested.
        SERVICE_PROVIDER = 1 "CONFIG_SERVICE_PROVIDER";
        /// No key support.
        NO_KEY_SUPPORT = 2 "CONFIG_NO_KEY_SUPPORT";
        /// Unknown customer.
        UNKNOWN_CUSTOMER = 3 "CONFIG_UNKNOWN_CUSTOMER";
    }

    /// Config end status.
    ConfigEndStatus "ConfigEndStatus": u32 {
        /// Complete.
        SUCCESS = 0 "CONFIGEND_SUCCESS";
        /// Configuration service was not requested.
        NO_SERVICE_PROVIDER = 1 "CONFIGEND_NO_SERVICE_PROVIDER";
        /// Unknown customer (CCX: bad reserved field 131).
        UNKNOWN_CUSTOMER = 2 "CONFIGEND_UNKNOWN_CUSTOMER";
        /// Error, data invalid or partial.
        INVALID = 3 "CONFIGEND_INVALID";
        /// Nothing configured.
        EMPTY = 4 "CONFIGEND_EMPTY";
        /// Partial data.
        PARTIAL = 5 "CONFIGEND_PARTIAL";
    }

    /// Config type.
    ConfigType "ConfigType": u16 {
        /// Not used.
        UNUSED = 0 "UNUSED";
        /// Initial upload.
        SOLICITED = 1 "SOLICITED";
        /// Unsolicited update.
        UPDATE = 2 "UPDATE";
    }

    /// Record type.
    RecordType "RecordType": u16 {
        /// New record.
        ADD = 0 "ADD";
        /// Changed record.
        CHANGE = 1 "CHANGE";
        /// Removed record.
        DELETE = 2 "DELETE";
    }

    /// Member type.
    MemberType "MemberType": u16 {
        /// Person.
        AGENT_OR_SUPERVISOR = 1 "AGENT_OR_SUPERVISOR";
        /// Queue.
        CSQ = 2 "CSQ";
    }

    /// Team operation ccx.
    TeamOperation "TeamOperationCCX": u16 {
        /// Team created.
        ADD_TEAM = 1 "ADD_TEAM";
        /// Team removed; no members follow.
        REMOVE_TEAM = 2 "REMOVE_TEAM";
        /// Team changed.
        CHANGE_TEAM = 3 "CHANGE_TEAM";
    }

    /// Team config operation.
    TeamConfigOperation "TeamConfigOperation": u16 {
        /// Back to the stored team.
        RESTORE_PERMANENT = 0 "RESTORE_PERMANENT";
        /// Agent added.
        ADD_AGENT = 1 "ADD_AGENT";
        /// Agent removed.
        REMOVE_AGENT = 2 "REMOVE_AGENT";
    }

    /// Team config param ccx.
    TeamConfigParam "TeamConfigParamCCX": u16 {
        /// Full upload first.
        INITIAL = 1 "INITIAL";
        /// Updates only.
        UPDATES_ONLY = 2 "UPDATES_ONLY";
    }

    /// Team config status ccx.
    TeamConfigStatus "TeamConfigStatusCCX": u32 {
        /// Done.
        SUCCESS = 0 "SUCCESS";
        /// Failed.
        INTERNAL_ERROR = 1 "INTERNAL_ERROR";
    }

    /// Config device type.
    ConfigDeviceType "ConfigDeviceType": u16 {
        /// Not known.
        UNKNOWN = 0 "UNKNOWN";
        /// Service.
        SERVICE = 1 "SERVICE";
        /// Skill group.
        SKILL_GROUP = 2 "SKILL_GROUP";
        /// Agent.
        AGENT_ID = 3 "AGENT_ID";
        /// Agent extension.
        AGENT_DEVICE_EXTENSION = 4 "AGENT_DEVICE_EXTENSION";
        /// Route point.
        ROUTE_POINT = 5 "ROUTE_POINT";
        /// CTI port.
        CTI_PORT = 6 "CTI_PORT";
        /// Call control group.
        CALL_CONTROL_GROUP = 7 "CALL_CONTROL_GROUP";
    }
}
