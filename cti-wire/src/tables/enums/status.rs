//! Status codes, and what a server says of itself.

use crate::macros::enums;

enums! {
    /// Why a request or a session failed (FAILURE_CONF, FAILURE_EVENT, CLOSE_REQ).
    StatusCode "StatusCode": u32 {
        /// Success.
        NO_ERROR = 0 "E_CTI_NO_ERROR";
        /// Requested protocol version not supported.
        INVALID_VERSION = 1 "E_CTI_INVALID_VERSION";
        /// Bad message type (older name) or bad length (current guide). CCX: `E_CTI_INVALID_MESSAGE_TYPE`. The protocol 24/25 guide speaks of the length field; the CCX guide and two older code bases name the message type.
        INVALID_MESSAGE_LENGTH = 2 "E_CTI_INVALID_MESSAGE_LENGTH";
        /// Unknown floating tag. CCX: `E_CTI_INVALID_FIELD`.
        INVALID_FIELD_TAG = 3 "E_CTI_INVALID_FIELD_TAG";
        /// No session on this connection yet.
        SESSION_NOT_OPEN = 4 "E_CTI_SESSION_NOT_OPEN";
        /// Second OPEN_REQ on one connection.
        SESSION_ALREADY_OPEN = 5 "E_CTI_SESSION_ALREADY_OPEN";
        /// A mandatory floating field is absent.
        REQUIRED_DATA_MISSING = 6 "E_CTI_REQUIRED_DATA_MISSING";
        /// Peripheral id not valid (CCX: a reserved fixed field is wrong).
        INVALID_PERIPHERAL_ID = 7 "E_CTI_INVALID_PERIPHERAL_ID";
        /// Agent items not valid.
        INVALID_AGENT_DATA = 8 "E_CTI_INVALID_AGENT_DATA";
        /// Agent is logged out.
        AGENT_NOT_LOGGED_ON = 9 "E_CTI_AGENT_NOT_LOGGED_ON";
        /// Phone belongs to another client session.
        DEVICE_IN_USE = 10 "E_CTI_DEVICE_IN_USE";
        /// Session closed because the same client opened a newer one.
        NEW_SESSION_OPENED = 11 "E_CTI_NEW_SESSION_OPENED";
        /// Service was not granted.
        FUNCTION_NOT_AVAILABLE = 12 "E_CTI_FUNCTION_NOT_AVAILABLE";
        /// Call id not valid.
        INVALID_CALLID = 13 "E_CTI_INVALID_CALLID";
        /// Client may not write this variable.
        PROTECTED_VARIABLE = 14 "E_CTI_PROTECTED_VARIABLE";
        /// Server cannot work; client must close.
        CTI_SERVER_OFFLINE = 15 "E_CTI_CTI_SERVER_OFFLINE";
        /// No answer in time, or idle timer ran out.
        TIMEOUT = 16 "E_CTI_TIMEOUT";
        /// Other error.
        UNSPECIFIED_FAILURE = 17 "E_CTI_UNSPECIFIED_FAILURE";
        /// IdleTimeout below 20 seconds.
        INVALID_TIMEOUT = 18 "E_CTI_INVALID_TIMEOUT";
        /// Unused service bits set.
        INVALID_SERVICE_MASK = 19 "E_CTI_INVALID_SERVICE_MASK";
        /// Unused call mask bits set.
        INVALID_CALL_MSG_MASK = 20 "E_CTI_INVALID_CALL_MSG_MASK";
        /// Unused agent mask bits set.
        INVALID_AGENT_STATE_MASK = 21 "E_CTI_INVALID_AGENT_STATE_MASK";
        /// Reserved field not zero.
        INVALID_RESERVED_FIELD = 22 "E_CTI_INVALID_RESERVED_FIELD";
        /// Floating field longer than allowed.
        INVALID_FIELD_LENGTH = 23 "E_CTI_INVALID_FIELD_LENGTH";
        /// Non-digit in a digit string.
        INVALID_DIGITS = 24 "E_CTI_INVALID_DIGITS";
        /// Fixed part missing or wrongly sized.
        BAD_MESSAGE_FORMAT = 25 "E_CTI_BAD_MESSAGE_FORMAT";
        /// Tag does not belong in this message.
        INVALID_TAG_FOR_MSG_TYPE = 26 "E_CTI_INVALID_TAG_FOR_MSG_TYPE";
        /// Invalid device id type.
        INVALID_DEVICE_ID_TYPE = 27 "E_CTI_INVALID_DEVICE_ID_TYPE";
        /// Invalid local connection state.
        INVALID_LCL_CONN_STATE = 28 "E_CTI_INVALID_LCL_CONN_STATE";
        /// Invalid event cause.
        INVALID_EVENT_CAUSE = 29 "E_CTI_INVALID_EVENT_CAUSE";
        /// More than 16 parties.
        INVALID_NUM_PARTIES = 30 "E_CTI_INVALID_NUM_PARTIES";
        /// Invalid system event id.
        INVALID_SYS_EVENT_ID = 31 "E_CTI_INVALID_SYS_EVENT_ID";
        /// Extension, id and instrument disagree.
        INCONSISTENT_AGENT_DATA = 32 "E_CTI_INCONSISTENT_AGENT_DATA";
        /// Invalid connection id type.
        INVALID_CONNECTION_ID_TYPE = 33 "E_CTI_INVALID_CONNECTION_ID_TYPE";
        /// Invalid call type.
        INVALID_CALL_TYPE = 34 "E_CTI_INVALID_CALL_TYPE";
        /// Client is not a party of the call.
        NOT_CALL_PARTY = 35 "E_CTI_NOT_CALL_PARTY";
        /// ClientID or password wrong.
        INVALID_PASSWORD = 36 "E_CTI_INVALID_PASSWORD";
        /// TCP closed without CLOSE_REQ.
        CLIENT_DISCONNECTED = 37 "E_CTI_CLIENT_DISCONNECTED";
        /// Invalid object state.
        INVALID_OBJECT_STATE = 38 "E_CTI_INVALID_OBJECT_STATE";
        /// Invalid count of skill groups.
        INVALID_NUM_SKILL_GROUPS = 39 "E_CTI_INVALID_NUM_SKILL_GROUPS";
        /// Invalid count of lines.
        INVALID_NUM_LINES = 40 "E_CTI_INVALID_NUM_LINES";
        /// Invalid line type.
        INVALID_LINE_TYPE = 41 "E_CTI_INVALID_LINE_TYPE";
        /// Invalid allocation state.
        INVALID_ALLOCATION_STATE = 42 "E_CTI_INVALID_ALLOCATION_STATE";
        /// Invalid answering machine.
        INVALID_ANSWERING_MACHINE = 43 "E_CTI_INVALID_ANSWERING_MACHINE";
        /// Invalid call manner type.
        INVALID_CALL_MANNER_TYPE = 44 "E_CTI_INVALID_CALL_MANNER_TYPE";
        /// Invalid call placement type.
        INVALID_CALL_PLACEMENT_TYPE = 45 "E_CTI_INVALID_CALL_PLACEMENT_TYPE";
        /// Invalid consult type.
        INVALID_CONSULT_TYPE = 46 "E_CTI_INVALID_CONSULT_TYPE";
        /// Invalid facility type.
        INVALID_FACILITY_TYPE = 47 "E_CTI_INVALID_FACILITY_TYPE";
        /// Message unknown to the opened version.
        INVALID_MSG_TYPE_FOR_VERSION = 48 "E_CTI_INVALID_MSG_TYPE_FOR_VERSION";
        /// Tag unknown to the opened version.
        INVALID_TAG_FOR_VERSION = 49 "E_CTI_INVALID_TAG_FOR_VERSION";
        /// Invalid agent work mode.
        INVALID_AGENT_WORK_MODE = 50 "E_CTI_INVALID_AGENT_WORK_MODE";
        /// Invalid call option.
        INVALID_CALL_OPTION = 51 "E_CTI_INVALID_CALL_OPTION";
        /// Invalid destination country.
        INVALID_DESTINATION_COUNTRY = 52 "E_CTI_INVALID_DESTINATION_COUNTRY";
        /// Invalid answer detect mode.
        INVALID_ANSWER_DETECT_MODE = 53 "E_CTI_INVALID_ANSWER_DETECT_MODE";
        /// Monitor request names both a call and a device.
        MUTUALLY_EXCLUS_DEVICEID_TYPES = 54 "E_CTI_MUTUALLY_EXCLUS_DEVICEID_TYPES";
        /// Invalid monitorid.
        INVALID_MONITORID = 55 "E_CTI_INVALID_MONITORID";
        /// Session monitor already exists.
        SESSION_MONITOR_ALREADY_EXISTS = 56 "E_CTI_SESSION_MONITOR_ALREADY_EXISTS";
        /// Session monitor is clients.
        SESSION_MONITOR_IS_CLIENTS = 57 "E_CTI_SESSION_MONITOR_IS_CLIENTS";
        /// Invalid call control mask.
        INVALID_CALL_CONTROL_MASK = 58 "E_CTI_INVALID_CALL_CONTROL_MASK";
        /// Invalid feature mask.
        INVALID_FEATURE_MASK = 59 "E_CTI_INVALID_FEATURE_MASK";
        /// Invalid transfer conference setup mask.
        INVALID_TRANSFER_CONFERENCE_SETUP_MASK = 60 "E_CTI_INVALID_TRANSFER_CONFERENCE_SETUP_MASK";
        /// Invalid array index.
        INVALID_ARRAY_INDEX = 61 "E_CTI_INVALID_ARRAY_INDEX";
        /// Invalid character.
        INVALID_CHARACTER = 62 "E_CTI_INVALID_CHARACTER";
        /// Client not found.
        CLIENT_NOT_FOUND = 63 "E_CTI_CLIENT_NOT_FOUND";
        /// Supervisor not found.
        SUPERVISOR_NOT_FOUND = 64 "E_CTI_SUPERVISOR_NOT_FOUND";
        /// Team not found.
        TEAM_NOT_FOUND = 65 "E_CTI_TEAM_NOT_FOUND";
        /// No call active.
        NO_CALL_ACTIVE = 66 "E_CTI_NO_CALL_ACTIVE";
        /// Named variable not configured.
        NAMED_VARIABLE_NOT_CONFIGURED = 67 "E_CTI_NAMED_VARIABLE_NOT_CONFIGURED";
        /// Named array not configured.
        NAMED_ARRAY_NOT_CONFIGURED = 68 "E_CTI_NAMED_ARRAY_NOT_CONFIGURED";
        /// Invalid call variable mask.
        INVALID_CALL_VARIABLE_MASK = 69 "E_CTI_INVALID_CALL_VARIABLE_MASK";
        /// Element not found.
        ELEMENT_NOT_FOUND = 70 "E_CTI_ELEMENT_NOT_FOUND";
        /// Invalid distribution type.
        INVALID_DISTRIBUTION_TYPE = 71 "E_CTI_INVALID_DISTRIBUTION_TYPE";
        /// Invalid skill group.
        INVALID_SKILL_GROUP = 72 "E_CTI_INVALID_SKILL_GROUP";
        /// Named variables and arrays exceed 2000 bytes together.
        TOO_MUCH_DATA = 73 "E_CTI_TOO_MUCH_DATA";
        /// Named value too long.
        VALUE_TOO_LONG = 74 "E_CTI_VALUE_TOO_LONG";
        /// Array sent with the variable tag.
        SCALAR_FUNCTION_ON_ARRAY = 75 "E_CTI_SCALAR_FUNCTION_ON_ARRAY";
        /// Scalar sent with the array tag.
        ARRAY_FUNCTION_ON_SCALAR = 76 "E_CTI_ARRAY_FUNCTION_ON_SCALAR";
        /// Counter disagrees with the NamedVariable fields present.
        INVALID_NUM_NAMED_VARIABLES = 77 "E_CTI_INVALID_NUM_NAMED_VARIABLES";
        /// Counter disagrees with the NamedArray fields present.
        INVALID_NUM_NAMED_ARRAYS = 78 "E_CTI_INVALID_NUM_NAMED_ARRAYS";
        /// Invalid rtp direction.
        INVALID_RTP_DIRECTION = 79 "E_CTI_INVALID_RTP_DIRECTION";
        /// Invalid rtp type.
        INVALID_RTP_TYPE = 80 "E_CTI_INVALID_RTP_TYPE";
        /// Called party disposition.
        CALLED_PARTY_DISPOSITION = 81 "E_CTI_CALLED_PARTY_DISPOSITION";
        /// Invalid supervisory action.
        INVALID_SUPERVISORY_ACTION = 82 "E_CTI_INVALID_SUPERVISORY_ACTION";
        /// Agent team monitor already exists.
        AGENT_TEAM_MONITOR_ALREADY_EXISTS = 83 "E_CTI_AGENT_TEAM_MONITOR_ALREADY_EXISTS";
        /// Invalid service.
        INVALID_SERVICE = 84 "E_CTI_INVALID_SERVICE";
        /// Service conflict.
        SERVICE_CONFLICT = 85 "E_CTI_SERVICE_CONFLICT";
        /// Skill group conflict.
        SKILL_GROUP_CONFLICT = 86 "E_CTI_SKILL_GROUP_CONFLICT";
        /// Invalid device.
        INVALID_DEVICE = 87 "E_CTI_INVALID_DEVICE";
        /// Invalid mr domain.
        INVALID_MR_DOMAIN = 88 "E_CTI_INVALID_MR_DOMAIN";
        /// Monitor already exists.
        MONITOR_ALREADY_EXISTS = 89 "E_CTI_MONITOR_ALREADY_EXISTS";
        /// Monitor terminated.
        MONITOR_TERMINATED = 90 "E_CTI_MONITOR_TERMINATED";
        /// Invalid task message mask.
        INVALID_TASK_MSG_MASK = 91 "E_CTI_INVALID_TASK_MSG_MASK";
        /// Standby server; connect elsewhere.
        SERVER_NOT_MASTER = 92 "E_CTI_SERVER_NOT_MASTER";
        /// Contact service queue not valid (CCX only). CCX: `E_CTI_INVALID_CSQ`.
        INVALID_CSD = 93 "E_CTI_INVALID_CSD";
        /// JTAPI or call manager trouble.
        JTAPI_CCM_PROBLEM = 94 "E_CTI_JTAPI_CCM_PROBLEM";
        /// Config mask in OPEN_REQ not valid.
        INVALID_CONFIG_MSG_MASK = 95 "E_INVALID_CONFIG_MSG_MASK";
        /// Configuration changed; ask for keys and configuration again (CCX).
        AUTO_CONFIG_RESET = 96 "E_CTI_AUTO_CONFIG_RESET";
        /// Invalid monitor status.
        INVALID_MONITOR_STATUS = 97 "E_CTI_INVALID_MONITOR_STATUS";
        /// Request id type not valid.
        INVALID_REQUEST_TYPE = 98 "E_CTI_INVALID_REQUEST_TYPE";
        /// Client without the active/standby service bit on a standby server.
        INVALID_CLIENT_FOR_STANDBY = 107 "E_CTI_INVALID_CLIENT_FOR_STANDBY";
        /// UniqueInstanceID present but empty.
        INVALID_UNIQUE_INSTANCE_ID = 108 "E_CTI_INVALID_UNIQUE_INSTANCE_ID";
        /// UniqueInstanceID already in use.
        DUPLICATE_UNIQUE_INSTANCE_ID = 109 "E_CTI_DUPLICATE_UNIQUE_INSTANCE_ID";
        /// Maintenance mode in progress.
        SERVER_IN_MAINTENANCE_MODE = 110 "E_CTI_SERVER_IN_MAINTENANCE_MODE";
    }

    /// What a SYSTEM_EVENT says.
    SystemEventId "SystemEventID": u32 {
        /// Central controller online.
        CENTRAL_CONTROLLER_ONLINE = 1 "SYS_CENTRAL_CONTROLLER_ONLINE";
        /// Central controller offline.
        CENTRAL_CONTROLLER_OFFLINE = 2 "SYS_CENTRAL_CONTROLLER_OFFLINE";
        /// Peripheral up; Arg1 is its id (CCX: engine online). CCX: `SYS_CCX_ONLINE`.
        PERIPHERAL_ONLINE = 3 "SYS_PERIPHERAL_ONLINE";
        /// Peripheral down; Arg1 is its id (CCX: engine offline). CCX: `SYS_CCX_OFFLINE`.
        PERIPHERAL_OFFLINE = 4 "SYS_PERIPHERAL_OFFLINE";
        /// Information text.
        TEXT_FYI = 5 "SYS_TEXT_FYI";
        /// Peripheral gateway offline.
        PERIPHERAL_GATEWAY_OFFLINE = 6 "SYS_PERIPHERAL_GATEWAY_OFFLINE";
        /// CTI server offline.
        CTI_SERVER_OFFLINE = 7 "SYS_CTI_SERVER_OFFLINE";
        /// CTI server online.
        CTI_SERVER_ONLINE = 8 "SYS_CTI_SERVER_ONLINE";
        /// Central time entered a new half hour.
        HALF_HOUR_CHANGE = 9 "SYS_HALF_HOUR_CHANGE";
        /// Device left service; EventDeviceID/Text names it.
        INSTRUMENT_OUT_OF_SERVICE = 10 "SYS_INSTRUMENT_OUT_OF_SERVICE";
        /// Device returned to service.
        INSTRUMENT_BACK_IN_SERVICE = 11 "SYS_INSTRUMENT_BACK_IN_SERVICE";
    }

    /// Limits and "none" values of the guides.
    SpecialValues "SpecialValues": u32 {
        /// Entries in a client list.
        MAX_NUM_CTI_CLIENTS = 16 "MAX_NUM_CTI_CLIENTS";
        /// Entries in a party list.
        MAX_NUM_PARTIES = 16 "MAX_NUM_PARTIES";
        /// Entries in a device list.
        MAX_NUM_DEVICES = 16 "MAX_NUM_DEVICES";
        /// Entries in a call list.
        MAX_NUM_CALLS = 16 "MAX_NUM_CALLS";
        /// Entries in a skill group list.
        MAX_NUM_SKILL_GROUPS = 20 "MAX_NUM_SKILL_GROUPS";
        /// Entries in a line list.
        MAX_NUM_LINES = 10 "MAX_NUM_LINES";
        /// No call.
        NULL_CALL_ID = 0xFFFFFFFF "NULL_CALL_ID";
        /// No peripheral.
        NULL_PERIPHERAL_ID = 0xFFFFFFFF "NULL_PERIPHERAL_ID";
        /// None (CCX: NULL_APPLICATION).
        NULL_SERVICE = 0xFFFFFFFF "NULL_SERVICE";
        /// None (CCX: NULL_CSQ).
        NULL_SKILL_GROUP = 0xFFFFFFFF "NULL_SKILL_GROUP";
        /// No call type.
        NULL_CALLTYPE = 0xFFFF "NULL_CALLTYPE";
        /// CCX: CSQ records in one AGENT_STATE_EVENT.
        MAX_CSQ_COUNT = 99 "MAX_CSQ_COUNT";
        /// CCX: members in one team message.
        MAX_AGENTS = 64 "MAX_AGENTS";
        /// CCX: no line handle.
        NULL_LINEHANDLE = 0xFFFF "NULL_LINEHANDLE";
    }

    /// CCX: state of the engine, in the slot where CCE has PGStatus.
    CcxStatus "CCXStatus": u32 {
        /// Starting.
        INITIALIZING = 256 "CCX_INITIALIZING";
        /// Stopping.
        SHUTTING_DOWN = 512 "CCX_SHUTTING_DOWN";
        /// Stopped.
        SHUTDOWN = 768 "CCX_SHUTDOWN";
        /// Working.
        IN_SERVICE = 1024 "CCX_IN_SERVICE";
        /// Working in part.
        PARTIAL_SERVICE = 1280 "CCX_PARTIAL_SERVICE";
        /// Failed to start.
        OUT_OF_SERVICE = 1536 "CCX_OUT_OF_SERVICE";
    }

    /// Peripheral type.
    PeripheralType "PeripheralType": u16 {
        /// Aspect. Up to protocol 24.
        ASPECT = 1 "PT_ASPECT";
        /// Meridian.
        MERIDIAN = 2 "PT_MERIDIAN";
        /// G2.
        G2 = 3 "PT_G2";
        /// Definity ecs non eas.
        DEFINITY_ECS_NON_EAS = 4 "PT_DEFINITY_ECS_NON_EAS";
        /// Definity ecs eas.
        DEFINITY_ECS_EAS = 5 "PT_DEFINITY_ECS_EAS";
        /// Galaxy.
        GALAXY = 6 "PT_GALAXY";
        /// Spectrum.
        SPECTRUM = 7 "PT_SPECTRUM";
        /// Vru.
        VRU = 8 "PT_VRU";
        /// Vru polled.
        VRU_POLLED = 9 "PT_VRU_POLLED";
        /// Dms100.
        DMS100 = 10 "PT_DMS100";
        /// Siemens 9006.
        SIEMENS_9006 = 11 "PT_SIEMENS_9006";
        /// Siemens 9005.
        SIEMENS_9005 = 12 "PT_SIEMENS_9005";
        /// Alcatel.
        ALCATEL = 13 "PT_ALCATEL";
        /// Nec neax 2x00.
        NEC_NEAX_2X00 = 14 "PT_NEC_NEAX_2x00";
        /// Acp 1000.
        ACP_1000 = 15 "PT_ACP_1000";
        /// Symposium. Up to protocol 24.
        SYMPOSIUM = 16 "PT_SYMPOSIUM";
        /// Unified CCE agent peripheral.
        ENTERPRISE_AGENT = 17 "PT_ENTERPRISE_AGENT";
        /// Md110.
        MD110 = 18 "PT_MD110";
        /// Media routing.
        MEDIA_ROUTING = 19 "PT_MEDIA_ROUTING";
        /// Generic.
        GENERIC = 20 "PT_GENERIC";
        /// Unified CCX behind a gateway; the value CCX puts in its events.
        ACMI_CRS = 21 "PT_ACMI_CRS";
        /// Gateway over Unified CCE or CCX.
        ACMI_IPCC = 22 "PT_ACMI_IPCC";
        /// Simplified ipcc. Up to protocol 24.
        SIMPLIFIED_IPCC = 23 "PT_SIMPLIFIED_IPCC";
        /// Ars.
        ARS = 24 "PT_ARS";
        /// System using the ERS PG.
        ACMI_ERS = 25 "PT_ACMI_ERS";
        /// Acmi expert advisor.
        ACMI_EXPERT_ADVISOR = 26 "PT_ACMI_EXPERT_ADVISOR";
        /// Reserved.
        RESERVED = 27 "PT_RESERVED";
        /// Not applicable.
        NONE = 0xFFFF "PT_NONE";
    }

    /// Which side of a pair of servers this is.
    SessionType "SessionType": u16 {
        /// Not known.
        UNKNOWN = 0 "UNKNOWN";
        /// Active server.
        ACTIVE = 1 "ACTIVE";
        /// Standby server.
        STANDBY = 2 "STANDBY";
    }

    /// Server mode.
    ServerMode "ServerMode": u16 {
        /// One server.
        EXCLUSIVE = 0 "EXCLUSIVE";
        /// In turn.
        ROUND_ROBIN = 1 "ROUND_ROBIN";
        /// All at once.
        PARALLEL = 2 "PARALLEL";
    }

    /// Client event state.
    ClientEventState "ClientEventState": u16 {
        /// Green.
        NORMAL = 0 "NORMAL";
        /// Yellow.
        WARNING = 1 "WARNING";
        /// Red.
        ERROR = 2 "ERROR";
    }
}
