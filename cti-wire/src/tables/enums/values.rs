//! Enumerations, in the order of the guides.

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

    /// What an agent is doing.
    AgentState "AgentState": u16 {
        /// Logged on; says nothing about readiness (CCX: only a request value).
        LOGIN = 0 "AGENT_STATE_LOGIN";
        /// Logged off.
        LOGOUT = 1 "AGENT_STATE_LOGOUT";
        /// Not accepting calls.
        NOT_READY = 2 "AGENT_STATE_NOT_READY";
        /// Ready for a call (CCX name AGENT_STATE_READY).
        AVAILABLE = 3 "AGENT_STATE_AVAILABLE";
        /// On a call.
        TALKING = 4 "AGENT_STATE_TALKING";
        /// After-call work, then not ready (CCX name AGENT_STATE_WORK).
        WORK_NOT_READY = 5 "AGENT_STATE_WORK_NOT_READY";
        /// After-call work, then ready.
        WORK_READY = 6 "AGENT_STATE_WORK_READY";
        /// Busy for another group; in CCX only as a per-CSQ state in QUERY_AGENT_STATE_CONF.
        BUSY_OTHER = 7 "AGENT_STATE_BUSY_OTHER";
        /// Held for a call about to arrive.
        RESERVED = 8 "AGENT_STATE_RESERVED";
        /// Not known.
        UNKNOWN = 9 "AGENT_STATE_UNKNOWN";
        /// All calls on hold.
        HOLD = 10 "AGENT_STATE_HOLD";
        /// Working on a task.
        ACTIVE = 11 "AGENT_STATE_ACTIVE";
        /// Task paused.
        PAUSED = 12 "AGENT_STATE_PAUSED";
        /// Task interrupted.
        INTERRUPTED = 13 "AGENT_STATE_INTERRUPTED";
        /// Not working on a task.
        NOT_ACTIVE = 14 "AGENT_STATE_NOT_ACTIVE";
    }

    /// Internal agent state.
    InternalAgentState "InternalAgentState": u16 {
        /// Logged on; says nothing about readiness.
        LOGIN = 0 "AGENT_STATE_LOGIN";
        /// Logged off.
        LOGOUT = 1 "AGENT_STATE_LOGOUT";
        /// Not accepting calls.
        NOT_READY = 2 "AGENT_STATE_NOT_READY";
        /// Ready for a call.
        AVAILABLE = 3 "AGENT_STATE_AVAILABLE";
        /// On a call.
        TALKING = 4 "AGENT_STATE_TALKING";
        /// After-call work, then not ready.
        WORK_NOT_READY = 5 "AGENT_STATE_WORK_NOT_READY";
        /// After-call work, then ready.
        WORK_READY = 6 "AGENT_STATE_WORK_READY";
        /// Busy for another group; in CCX only as a per-CSQ state in QUERY_AGENT_STATE_CONF.
        BUSY_OTHER = 7 "AGENT_STATE_BUSY_OTHER";
        /// Working on a task.
        ACTIVE = 11 "AGENT_STATE_ACTIVE";
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

    /// State of the end of the call the event is about.
    LocalConnectionState "LocalConnectionState": u16 {
        /// Not applicable.
        NONE = 0xFFFF "LCS_NONE";
        /// No relation between call and device.
        NULL = 0 "LCS_NULL";
        /// Dialling.
        INITIATE = 1 "LCS_INITIATE";
        /// Ringing.
        ALERTING = 2 "LCS_ALERTING";
        /// Talking.
        CONNECT = 3 "LCS_CONNECT";
        /// On hold.
        HOLD = 4 "LCS_HOLD";
        /// Waiting to be connected.
        QUEUED = 5 "LCS_QUEUED";
        /// Attempt aborted.
        FAIL = 6 "LCS_FAIL";
    }

    /// Why a call event happened.
    EventCause "EventCause": u16 {
        /// No cause given.
        NONE = 0xFFFF "CEC_NONE";
        /// Active monitor.
        ACTIVE_MONITOR = 1 "CEC_ACTIVE_MONITOR";
        /// Alternate.
        ALTERNATE = 2 "CEC_ALTERNATE";
        /// Busy.
        BUSY = 3 "CEC_BUSY";
        /// Call back.
        CALL_BACK = 4 "CEC_CALL_BACK";
        /// Call cancelled.
        CALL_CANCELLED = 5 "CEC_CALL_CANCELLED";
        /// Call forward always.
        CALL_FORWARD_ALWAYS = 6 "CEC_CALL_FORWARD_ALWAYS";
        /// Call forward busy.
        CALL_FORWARD_BUSY = 7 "CEC_CALL_FORWARD_BUSY";
        /// Call forward no answer.
        CALL_FORWARD_NO_ANSWER = 8 "CEC_CALL_FORWARD_NO_ANSWER";
        /// Call forward.
        CALL_FORWARD = 9 "CEC_CALL_FORWARD";
        /// Call not answered.
        CALL_NOT_ANSWERED = 10 "CEC_CALL_NOT_ANSWERED";
        /// Call pickup.
        CALL_PICKUP = 11 "CEC_CALL_PICKUP";
        /// Camp on.
        CAMP_ON = 12 "CEC_CAMP_ON";
        /// Dest not obtainable.
        DEST_NOT_OBTAINABLE = 13 "CEC_DEST_NOT_OBTAINABLE";
        /// Do not disturb.
        DO_NOT_DISTURB = 14 "CEC_DO_NOT_DISTURB";
        /// Incompatible destination.
        INCOMPATIBLE_DESTINATION = 15 "CEC_INCOMPATIBLE_DESTINATION";
        /// Invalid account code.
        INVALID_ACCOUNT_CODE = 16 "CEC_INVALID_ACCOUNT_CODE";
        /// Key conference.
        KEY_CONFERENCE = 17 "CEC_KEY_CONFERENCE";
        /// Lockout.
        LOCKOUT = 18 "CEC_LOCKOUT";
        /// Maintenance.
        MAINTENANCE = 19 "CEC_MAINTENANCE";
        /// Network congestion.
        NETWORK_CONGESTION = 20 "CEC_NETWORK_CONGESTION";
        /// Network not obtainable.
        NETWORK_NOT_OBTAINABLE = 21 "CEC_NETWORK_NOT_OBTAINABLE";
        /// New call.
        NEW_CALL = 22 "CEC_NEW_CALL";
        /// No available agents.
        NO_AVAILABLE_AGENTS = 23 "CEC_NO_AVAILABLE_AGENTS";
        /// Override.
        OVERRIDE = 24 "CEC_OVERRIDE";
        /// Park.
        PARK = 25 "CEC_PARK";
        /// Overflow.
        OVERFLOW = 26 "CEC_OVERFLOW";
        /// Recall.
        RECALL = 27 "CEC_RECALL";
        /// Redirected.
        REDIRECTED = 28 "CEC_REDIRECTED";
        /// Reorder tone.
        REORDER_TONE = 29 "CEC_REORDER_TONE";
        /// Resources not available.
        RESOURCES_NOT_AVAILABLE = 30 "CEC_RESOURCES_NOT_AVAILABLE";
        /// Silent monitor.
        SILENT_MONITOR = 31 "CEC_SILENT_MONITOR";
        /// Transfer.
        TRANSFER = 32 "CEC_TRANSFER";
        /// Trunks busy.
        TRUNKS_BUSY = 33 "CEC_TRUNKS_BUSY";
        /// Voice unit initiator.
        VOICE_UNIT_INITIATOR = 34 "CEC_VOICE_UNIT_INITIATOR";
        /// Time out.
        TIME_OUT = 35 "CEC_TIME_OUT";
        /// New call interflow.
        NEW_CALL_INTERFLOW = 36 "CEC_NEW_CALL_INTERFLOW";
        /// Simulation init request.
        SIMULATION_INIT_REQUEST = 37 "CEC_SIMULATION_INIT_REQUEST";
        /// Simulation reset request.
        SIMULATION_RESET_REQUEST = 38 "CEC_SIMULATION_RESET_REQUEST";
        /// CTI link down.
        CTI_LINK_DOWN = 39 "CEC_CTI_LINK_DOWN";
        /// Peripheral reset request.
        PERIPHERAL_RESET_REQUEST = 40 "CEC_PERIPHERAL_RESET_REQUEST";
        /// Md110 conference transfer.
        MD110_CONFERENCE_TRANSFER = 41 "CEC_MD110_CONFERENCE_TRANSFER";
        /// Remains in q.
        REMAINS_IN_Q = 42 "CEC_REMAINS_IN_Q";
        /// Supervisor assist.
        SUPERVISOR_ASSIST = 43 "CEC_SUPERVISOR_ASSIST";
        /// Emergency call.
        EMERGENCY_CALL = 44 "CEC_EMERGENCY_CALL";
        /// Supervisor clear.
        SUPERVISOR_CLEAR = 45 "CEC_SUPERVISOR_CLEAR";
        /// Supervisor monitor.
        SUPERVISOR_MONITOR = 46 "CEC_SUPERVISOR_MONITOR";
        /// Supervisor whisper.
        SUPERVISOR_WHISPER = 47 "CEC_SUPERVISOR_WHISPER";
        /// Supervisor barge in.
        SUPERVISOR_BARGE_IN = 48 "CEC_SUPERVISOR_BARGE_IN";
        /// Supervisor intercept.
        SUPERVISOR_INTERCEPT = 49 "CEC_SUPERVISOR_INTERCEPT";
        /// Party data refreshed; also marks the rebuild events after a graceful switch-over.
        CALL_PARTY_UPDATE_IND = 50 "CEC_CALL_PARTY_UPDATE_IND";
        /// Consult.
        CONSULT = 51 "CEC_CONSULT";
        /// Nic call clear.
        NIC_CALL_CLEAR = 52 "CEC_NIC_CALL_CLEAR";
        /// Dnp.
        DNP = 53 "CEC_DNP";
        /// Router requery before answer.
        ROUTER_REQUERY_BEFORE_ANSWER = 54 "CEC_ROUTER_REQUERY_BEFORE_ANSWER";
        /// Router requery after answer.
        ROUTER_REQUERY_AFTER_ANSWER = 55 "CEC_ROUTER_REQUERY_AFTER_ANSWER";
        /// Network error.
        NETWORK_ERROR = 56 "CEC_NETWORK_ERROR";
        /// Network error before answer.
        NETWORK_ERROR_BEFORE_ANSWER = 57 "CEC_NETWORK_ERROR_BEFORE_ANSWER";
        /// Network error after answer.
        NETWORK_ERROR_AFTER_ANSWER = 58 "CEC_NETWORK_ERROR_AFTER_ANSWER";
        /// Greeting.
        GREETING = 59 "CEC_GREETING";
        /// Record agent greeting.
        RECORD_AGENT_GREETING = 60 "CEC_RECORD_AGENT_GREETING";
        /// Snapshot.
        SNAPSHOT = 61 "CEC_SNAPSHOT";
        /// Max queue exceeded.
        MAX_QUEUE_EXCEEDED = 62 "CEC_MAX_QUEUE_EXCEEDED";
        /// Aband network.
        ABAND_NETWORK = 1001 "CECX_ABAND_NETWORK";
        /// Aband local queue.
        ABAND_LOCAL_QUEUE = 1002 "CECX_ABAND_LOCAL_QUEUE";
        /// Aband ring.
        ABAND_RING = 1003 "CECX_ABAND_RING";
        /// Aband delay.
        ABAND_DELAY = 1004 "CECX_ABAND_DELAY";
        /// Aband interflow.
        ABAND_INTERFLOW = 1005 "CECX_ABAND_INTERFLOW";
        /// Aband agent terminal.
        ABAND_AGENT_TERMINAL = 1006 "CECX_ABAND_AGENT_TERMINAL";
        /// Short.
        SHORT = 1007 "CECX_SHORT";
        /// Busy.
        CECX_BUSY = 1008 "CECX_BUSY";
        /// Forced busy.
        FORCED_BUSY = 1009 "CECX_FORCED_BUSY";
        /// Drop no answer.
        DROP_NO_ANSWER = 1010 "CECX_DROP_NO_ANSWER";
        /// Drop busy.
        DROP_BUSY = 1011 "CECX_DROP_BUSY";
        /// Drop reorder.
        DROP_REORDER = 1012 "CECX_DROP_REORDER";
        /// Drop handled primary route.
        DROP_HANDLED_PRIMARY_ROUTE = 1013 "CECX_DROP_HANDLED_PRIMARY_ROUTE";
        /// Drop handled other.
        DROP_HANDLED_OTHER = 1014 "CECX_DROP_HANDLED_OTHER";
        /// Redirected.
        CECX_REDIRECTED = 1015 "CECX_REDIRECTED";
        /// Cut through.
        CUT_THROUGH = 1016 "CECX_CUT_THROUGH";
        /// Intraflow.
        INTRAFLOW = 1017 "CECX_INTRAFLOW";
        /// Interflow.
        INTERFLOW = 1018 "CECX_INTERFLOW";
        /// Ring no answer.
        RING_NO_ANSWER = 1019 "CECX_RING_NO_ANSWER";
        /// Intercept reorder.
        INTERCEPT_REORDER = 1020 "CECX_INTERCEPT_REORDER";
        /// Intercept denial.
        INTERCEPT_DENIAL = 1021 "CECX_INTERCEPT_DENIAL";
        /// Time out.
        CECX_TIME_OUT = 1022 "CECX_TIME_OUT";
        /// Voice energy.
        VOICE_ENERGY = 1023 "CECX_VOICE_ENERGY";
        /// Nonclassified energy detect.
        NONCLASSIFIED_ENERGY_DETECT = 1024 "CECX_NONCLASSIFIED_ENERGY_DETECT";
        /// No cut through.
        NO_CUT_THROUGH = 1025 "CECX_NO_CUT_THROUGH";
        /// Uabort.
        UABORT = 1026 "CECX_UABORT";
        /// Failed software.
        FAILED_SOFTWARE = 1027 "CECX_FAILED_SOFTWARE";
        /// Blind transfer.
        BLIND_TRANSFER = 1028 "CECX_BLIND_TRANSFER";
        /// Announced transfer.
        ANNOUNCED_TRANSFER = 1029 "CECX_ANNOUNCED_TRANSFER";
        /// Conferenced.
        CONFERENCED = 1030 "CECX_CONFERENCED";
        /// Duplicate transfer.
        DUPLICATE_TRANSFER = 1031 "CECX_DUPLICATE_TRANSFER";
        /// Unmonitored device.
        UNMONITORED_DEVICE = 1032 "CECX_UNMONITORED_DEVICE";
        /// Answering machine.
        ANSWERING_MACHINE = 1033 "CECX_ANSWERING_MACHINE";
        /// Network blind transfer.
        NETWORK_BLIND_TRANSFER = 1034 "CECX_NETWORK_BLIND_TRANSFER";
        /// Task abandoned in router.
        TASK_ABANDONED_IN_ROUTER = 1035 "CECX_TASK_ABANDONED_IN_ROUTER";
        /// Task abandoned before offered.
        TASK_ABANDONED_BEFORE_OFFERED = 1036 "CECX_TASK_ABANDONED_BEFORE_OFFERED";
        /// Task abandoned while offered.
        TASK_ABANDONED_WHILE_OFFERED = 1037 "CECX_TASK_ABANDONED_WHILE_OFFERED";
        /// Normal end task.
        NORMAL_END_TASK = 1038 "CECX_NORMAL_END_TASK";
        /// Cant obtain task id.
        CANT_OBTAIN_TASK_ID = 1039 "CECX_CANT_OBTAIN_TASK_ID";
        /// Agent logged out during task.
        AGENT_LOGGED_OUT_DURING_TASK = 1040 "CECX_AGENT_LOGGED_OUT_DURING_TASK";
        /// Max task lifetime exceeded.
        MAX_TASK_LIFETIME_EXCEEDED = 1041 "CECX_MAX_TASK_LIFETIME_EXCEEDED";
        /// Application path went down.
        APPLICATION_PATH_WENT_DOWN = 1042 "CECX_APPLICATION_PATH_WENT_DOWN";
        /// Icm routing complete.
        ICM_ROUTING_COMPLETE = 1043 "CECX_ICM_ROUTING_COMPLETE";
        /// Icm routing disabled.
        ICM_ROUTING_DISABLED = 1044 "CECX_ICM_ROUTING_DISABLED";
        /// Appl invalid mrd id.
        APPL_INVALID_MRD_ID = 1045 "CECX_APPL_INVALID_MRD_ID";
        /// Appl invalid dialogue id. The guide prints 1056, which collides with CECX_NETWORK_CONFERENCE; sequence and an open codec give 1046.
        APPL_INVALID_DIALOGUE_ID = 1046 "CECX_APPL_INVALID_DIALOGUE_ID";
        /// Appl duplicate dialogue id.
        APPL_DUPLICATE_DIALOGUE_ID = 1047 "CECX_APPL_DUPLICATE_DIALOGUE_ID";
        /// Appl invalid invoke id.
        APPL_INVALID_INVOKE_ID = 1048 "CECX_APPL_INVALID_INVOKE_ID";
        /// Appl invalid script selector.
        APPL_INVALID_SCRIPT_SELECTOR = 1049 "CECX_APPL_INVALID_SCRIPT_SELECTOR";
        /// Appl terminate dialogue.
        APPL_TERMINATE_DIALOGUE = 1050 "CECX_APPL_TERMINATE_DIALOGUE";
        /// Task ended during app init.
        TASK_ENDED_DURING_APP_INIT = 1051 "CECX_TASK_ENDED_DURING_APP_INIT";
        /// Called party disconnected.
        CALLED_PARTY_DISCONNECTED = 1052 "CECX_CALLED_PARTY_DISCONNECTED";
        /// Partial call.
        PARTIAL_CALL = 1053 "CECX_PARTIAL_CALL";
        /// Drop network consult.
        DROP_NETWORK_CONSULT = 1054 "CECX_DROP_NETWORK_CONSULT";
        /// Network consult transfer.
        NETWORK_CONSULT_TRANSFER = 1055 "CECX_NETWORK_CONSULT_TRANSFER";
        /// Network conference.
        NETWORK_CONFERENCE = 1056 "CECX_NETWORK_CONFERENCE";
        /// Aband network consult.
        ABAND_NETWORK_CONSULT = 1057 "CECX_ABAND_NETWORK_CONSULT";
    }

    /// What kind of name a device id is.
    DeviceIdType "DeviceIDType": u16 {
        /// No device id given.
        NONE = 0xFFFF "DEVID_NONE";
        /// Phone extension.
        DEVICE_IDENTIFIER = 0 "DEVID_DEVICE_IDENTIFIER";
        /// Trunk identifier.
        TRUNK_IDENTIFIER = 70 "DEVID_TRUNK_IDENTIFIER";
        /// Trunk group identifier.
        TRUNK_GROUP_IDENTIFIER = 71 "DEVID_TRUNK_GROUP_IDENTIFIER";
        /// Ip phone mac identifier.
        IP_PHONE_MAC_IDENTIFIER = 72 "DEVID_IP_PHONE_MAC_IDENTIFIER";
        /// CTI port.
        CTI_PORT = 73 "DEVID_CTI_PORT";
        /// Route point.
        ROUTE_POINT = 74 "DEVID_ROUTE_POINT";
        /// Caller number or other outside id.
        EXTERNAL = 75 "DEVID_EXTERNAL";
        /// Agent phone.
        AGENT_DEVICE = 76 "DEVID_AGENT_DEVICE";
        /// Queue.
        QUEUE = 77 "DEVID_QUEUE";
        /// Agent's secondary (non-ACD) line; CCX uses it for primary.actual ids.
        NON_ACD_DEVICE_IDENTIFIER = 78 "DEVID_NON_ACD_DEVICE_IDENTIFIER";
        /// Shared device identifier.
        SHARED_DEVICE_IDENTIFIER = 79 "DEVID_SHARED_DEVICE_IDENTIFIER";
    }

    /// What kind of call it is.
    CallType "CallType": u16 {
        /// Inbound ACD call (CCX: every queued inbound call).
        ACD_IN = 1 "CALLTYPE_ACD_IN";
        /// Preroute ACD in.
        PREROUTE_ACD_IN = 2 "CALLTYPE_PREROUTE_ACD_IN";
        /// Preroute direct agent.
        PREROUTE_DIRECT_AGENT = 3 "CALLTYPE_PREROUTE_DIRECT_AGENT";
        /// Inbound by transfer.
        TRANSFER_IN = 4 "CALLTYPE_TRANSFER_IN";
        /// Overflow in.
        OVERFLOW_IN = 5 "CALLTYPE_OVERFLOW_IN";
        /// Inbound, not ACD.
        OTHER_IN = 6 "CALLTYPE_OTHER_IN";
        /// Auto out.
        AUTO_OUT = 7 "CALLTYPE_AUTO_OUT";
        /// Agent out.
        AGENT_OUT = 8 "CALLTYPE_AGENT_OUT";
        /// Outbound.
        OUT = 9 "CALLTYPE_OUT";
        /// Inside call started by an agent.
        AGENT_INSIDE = 10 "CALLTYPE_AGENT_INSIDE";
        /// Blind transferred.
        OFFERED = 11 "CALLTYPE_OFFERED";
        /// Consult call.
        CONSULT = 12 "CALLTYPE_CONSULT";
        /// Announced transfer.
        CONSULT_OFFERRED = 13 "CALLTYPE_CONSULT_OFFERRED";
        /// Consult conference.
        CONSULT_CONFERENCE = 14 "CALLTYPE_CONSULT_CONFERENCE";
        /// Conference.
        CONFERENCE = 15 "CALLTYPE_CONFERENCE";
        /// Unmonitored.
        UNMONITORED = 16 "CALLTYPE_UNMONITORED";
        /// Preview.
        PREVIEW = 17 "CALLTYPE_PREVIEW";
        /// Reservation.
        RESERVATION = 18 "CALLTYPE_RESERVATION";
        /// Help call to the supervisor.
        ASSIST = 19 "CALLTYPE_ASSIST";
        /// Emergency.
        EMERGENCY = 20 "CALLTYPE_EMERGENCY";
        /// Supervisor monitor.
        SUPERVISOR_MONITOR = 21 "CALLTYPE_SUPERVISOR_MONITOR";
        /// Supervisor whisper.
        SUPERVISOR_WHISPER = 22 "CALLTYPE_SUPERVISOR_WHISPER";
        /// Supervisor bargein.
        SUPERVISOR_BARGEIN = 23 "CALLTYPE_SUPERVISOR_BARGEIN";
        /// Supervisor intercept.
        SUPERVISOR_INTERCEPT = 24 "CALLTYPE_SUPERVISOR_INTERCEPT";
        /// Task routed by icm.
        TASK_ROUTED_BY_ICM = 25 "CALLTYPE_TASK_ROUTED_BY_ICM";
        /// Task routed by application.
        TASK_ROUTED_BY_APPLICATION = 26 "CALLTYPE_TASK_ROUTED_BY_APPLICATION";
        /// Reservation preview. 27 was CALLTYPE_NON_ACD at protocol 14; from protocol 19 values 27..37 are the outbound types.
        RESERVATION_PREVIEW = 27 "CALLTYPE_RESERVATION_PREVIEW";
        /// Reservation preview direct.
        RESERVATION_PREVIEW_DIRECT = 28 "CALLTYPE_RESERVATION_PREVIEW_DIRECT";
        /// Reservation predictive.
        RESERVATION_PREDICTIVE = 29 "CALLTYPE_RESERVATION_PREDICTIVE";
        /// Reservation callback.
        RESERVATION_CALLBACK = 30 "CALLTYPE_RESERVATION_CALLBACK";
        /// Reservation personal callback.
        RESERVATION_PERSONAL_CALLBACK = 31 "CALLTYPE_RESERVATION_PERSONAL_CALLBACK";
        /// Customer preview.
        CUSTOMER_PREVIEW = 32 "CALLTYPE_CUSTOMER_PREVIEW";
        /// Customer preview direct.
        CUSTOMER_PREVIEW_DIRECT = 33 "CALLTYPE_CUSTOMER_PREVIEW_DIRECT";
        /// Customer predictive.
        CUSTOMER_PREDICTIVE = 34 "CALLTYPE_CUSTOMER_PREDICTIVE";
        /// Customer callback.
        CUSTOMER_CALLBACK = 35 "CALLTYPE_CUSTOMER_CALLBACK";
        /// Customer personal.
        CUSTOMER_PERSONAL = 36 "CALLTYPE_CUSTOMER_PERSONAL";
        /// Customer ivr.
        CUSTOMER_IVR = 37 "CALLTYPE_CUSTOMER_IVR";
        /// Call outside the ACD. The same table also lists this name with value 27 (protocol 14).
        NON_ACD = 38 "CALLTYPE_NON_ACD";
        /// Play agent greeting.
        PLAY_AGENT_GREETING = 39 "CALLTYPE_PLAY_AGENT_GREETING";
        /// Record agent greeting.
        RECORD_AGENT_GREETING = 40 "CALLTYPE_RECORD_AGENT_GREETING";
        /// Voice call back.
        VOICE_CALL_BACK = 41 "CALLTYPE_VOICE_CALL_BACK";
    }

    /// Whether a connection device id stays the same between calls. Not DeviceIDType.
    ConnectionDeviceIdType "ConnectionDeviceIDType": u16 {
        /// No ConnectionDeviceID.
        NONE = 0xFFFF "CONNECTION_ID_NONE";
        /// Id stays the same between calls (the value CCX sends).
        STATIC = 0 "CONNECTION_ID_STATIC";
        /// Id may change between calls.
        DYNAMIC = 1 "CONNECTION_ID_DYNAMIC";
    }

    /// Line type.
    LineType "LineType": u16 {
        /// Inbound ACD.
        INBOUND_ACD = 0 "LINETYPE_INBOUND_ACD";
        /// Outbound ACD.
        OUTBOUND_ACD = 1 "LINETYPE_OUTBOUND_ACD";
        /// Inside.
        INSIDE = 2 "LINETYPE_INSIDE";
        /// Any purpose; CCX: business line.
        UNKNOWN = 3 "LINETYPE_UNKNOWN";
        /// Supervisor.
        SUPERVISOR = 4 "LINETYPE_SUPERVISOR";
        /// Message.
        MESSAGE = 5 "LINETYPE_MESSAGE";
        /// Help.
        HELP = 6 "LINETYPE_HELP";
        /// Outbound.
        OUTBOUND = 7 "LINETYPE_OUTBOUND";
        /// Direct inward dial.
        DID = 8 "LINETYPE_DID";
        /// Silent monitor.
        SILENT_MONITOR = 9 "LINETYPE_SILENT_MONITOR";
        /// Non-ACD inbound; CCX: any non-business line.
        NON_ACD_IN = 10 "LINETYPE_NON_ACD_IN";
        /// Non ACD out.
        NON_ACD_OUT = 11 "LINETYPE_NON_ACD_OUT";
    }

    /// Why a control request failed.
    ControlFailureCode "ControlFailureCode": u16 {
        /// Other error.
        GENERIC_UNSPECIFIED = 0 "CF_GENERIC_UNSPECIFIED";
        /// Generic operation.
        GENERIC_OPERATION = 1 "CF_GENERIC_OPERATION";
        /// Request incompatible with object.
        REQUEST_INCOMPATIBLE_WITH_OBJECT = 2 "CF_REQUEST_INCOMPATIBLE_WITH_OBJECT";
        /// Value out of range.
        VALUE_OUT_OF_RANGE = 3 "CF_VALUE_OUT_OF_RANGE";
        /// Object not known.
        OBJECT_NOT_KNOWN = 4 "CF_OBJECT_NOT_KNOWN";
        /// Invalid calling device.
        INVALID_CALLING_DEVICE = 5 "CF_INVALID_CALLING_DEVICE";
        /// Invalid called device.
        INVALID_CALLED_DEVICE = 6 "CF_INVALID_CALLED_DEVICE";
        /// Invalid forwarding destination.
        INVALID_FORWARDING_DESTINATION = 7 "CF_INVALID_FORWARDING_DESTINATION";
        /// Privilege violation on specified device.
        PRIVILEGE_VIOLATION_ON_SPECIFIED_DEVICE = 8 "CF_PRIVILEGE_VIOLATION_ON_SPECIFIED_DEVICE";
        /// Privilege violation on called device.
        PRIVILEGE_VIOLATION_ON_CALLED_DEVICE = 9 "CF_PRIVILEGE_VIOLATION_ON_CALLED_DEVICE";
        /// Privilege violation on calling device.
        PRIVILEGE_VIOLATION_ON_CALLING_DEVICE = 10 "CF_PRIVILEGE_VIOLATION_ON_CALLING_DEVICE";
        /// Invalid csta call identifier.
        INVALID_CSTA_CALL_IDENTIFIER = 11 "CF_INVALID_CSTA_CALL_IDENTIFIER";
        /// Invalid csta device identifier.
        INVALID_CSTA_DEVICE_IDENTIFIER = 12 "CF_INVALID_CSTA_DEVICE_IDENTIFIER";
        /// Invalid csta connection identifier.
        INVALID_CSTA_CONNECTION_IDENTIFIER = 13 "CF_INVALID_CSTA_CONNECTION_IDENTIFIER";
        /// Invalid destination.
        INVALID_DESTINATION = 14 "CF_INVALID_DESTINATION";
        /// Invalid feature.
        INVALID_FEATURE = 15 "CF_INVALID_FEATURE";
        /// Invalid allocation state.
        INVALID_ALLOCATION_STATE = 16 "CF_INVALID_ALLOCATION_STATE";
        /// Invalid cross ref id.
        INVALID_CROSS_REF_ID = 17 "CF_INVALID_CROSS_REF_ID";
        /// Invalid object type.
        INVALID_OBJECT_TYPE = 18 "CF_INVALID_OBJECT_TYPE";
        /// Security violation.
        SECURITY_VIOLATION = 19 "CF_SECURITY_VIOLATION";
        /// Generic state incompatibility.
        GENERIC_STATE_INCOMPATIBILITY = 21 "CF_GENERIC_STATE_INCOMPATIBILITY";
        /// Invalid object state.
        INVALID_OBJECT_STATE = 22 "CF_INVALID_OBJECT_STATE";
        /// Invalid connection id for active call.
        INVALID_CONNECTION_ID_FOR_ACTIVE_CALL = 23 "CF_INVALID_CONNECTION_ID_FOR_ACTIVE_CALL";
        /// No active call.
        NO_ACTIVE_CALL = 24 "CF_NO_ACTIVE_CALL";
        /// No held call.
        NO_HELD_CALL = 25 "CF_NO_HELD_CALL";
        /// No call to clear.
        NO_CALL_TO_CLEAR = 26 "CF_NO_CALL_TO_CLEAR";
        /// No connection to clear.
        NO_CONNECTION_TO_CLEAR = 27 "CF_NO_CONNECTION_TO_CLEAR";
        /// No call to answer.
        NO_CALL_TO_ANSWER = 28 "CF_NO_CALL_TO_ANSWER";
        /// No call to complete.
        NO_CALL_TO_COMPLETE = 29 "CF_NO_CALL_TO_COMPLETE";
        /// Generic system resource availability.
        GENERIC_SYSTEM_RESOURCE_AVAILABILITY = 31 "CF_GENERIC_SYSTEM_RESOURCE_AVAILABILITY";
        /// Service busy.
        SERVICE_BUSY = 32 "CF_SERVICE_BUSY";
        /// Resource busy.
        RESOURCE_BUSY = 33 "CF_RESOURCE_BUSY";
        /// Resource out of service.
        RESOURCE_OUT_OF_SERVICE = 34 "CF_RESOURCE_OUT_OF_SERVICE";
        /// Network busy.
        NETWORK_BUSY = 35 "CF_NETWORK_BUSY";
        /// Network out of service.
        NETWORK_OUT_OF_SERVICE = 36 "CF_NETWORK_OUT_OF_SERVICE";
        /// Overall monitor limit exceeded.
        OVERALL_MONITOR_LIMIT_EXCEEDED = 37 "CF_OVERALL_MONITOR_LIMIT_EXCEEDED";
        /// Conference member limit exceeded.
        CONFERENCE_MEMBER_LIMIT_EXCEEDED = 38 "CF_CONFERENCE_MEMBER_LIMIT_EXCEEDED";
        /// Generic subscribed resource availability.
        GENERIC_SUBSCRIBED_RESOURCE_AVAILABILITY = 41 "CF_GENERIC_SUBSCRIBED_RESOURCE_AVAILABILITY";
        /// Object monitor limit exceeded.
        OBJECT_MONITOR_LIMIT_EXCEEDED = 42 "CF_OBJECT_MONITOR_LIMIT_EXCEEDED";
        /// External trunk limit exceeded.
        EXTERNAL_TRUNK_LIMIT_EXCEEDED = 43 "CF_EXTERNAL_TRUNK_LIMIT_EXCEEDED";
        /// Outstanding request limit exceeded.
        OUTSTANDING_REQUEST_LIMIT_EXCEEDED = 44 "CF_OUTSTANDING_REQUEST_LIMIT_EXCEEDED";
        /// Generic performance management.
        GENERIC_PERFORMANCE_MANAGEMENT = 51 "CF_GENERIC_PERFORMANCE_MANAGEMENT";
        /// Performance limit exceeded.
        PERFORMANCE_LIMIT_EXCEEDED = 52 "CF_PERFORMANCE_LIMIT_EXCEEDED";
        /// Sequence number violated.
        SEQUENCE_NUMBER_VIOLATED = 61 "CF_SEQUENCE_NUMBER_VIOLATED";
        /// Time stamp violated.
        TIME_STAMP_VIOLATED = 62 "CF_TIME_STAMP_VIOLATED";
        /// Pac violated.
        PAC_VIOLATED = 63 "CF_PAC_VIOLATED";
        /// Seal violated.
        SEAL_VIOLATED = 64 "CF_SEAL_VIOLATED";
        /// Generic unspecified rejection.
        GENERIC_UNSPECIFIED_REJECTION = 70 "CF_GENERIC_UNSPECIFIED_REJECTION";
        /// Generic operation rejection.
        GENERIC_OPERATION_REJECTION = 71 "CF_GENERIC_OPERATION_REJECTION";
        /// Duplicate invocation rejection.
        DUPLICATE_INVOCATION_REJECTION = 72 "CF_DUPLICATE_INVOCATION_REJECTION";
        /// Unrecognized operation rejection.
        UNRECOGNIZED_OPERATION_REJECTION = 73 "CF_UNRECOGNIZED_OPERATION_REJECTION";
        /// Mistyped argument rejection.
        MISTYPED_ARGUMENT_REJECTION = 74 "CF_MISTYPED_ARGUMENT_REJECTION";
        /// Resource limitation rejection.
        RESOURCE_LIMITATION_REJECTION = 75 "CF_RESOURCE_LIMITATION_REJECTION";
        /// Acs handle termination rejection.
        ACS_HANDLE_TERMINATION_REJECTION = 76 "CF_ACS_HANDLE_TERMINATION_REJECTION";
        /// Service termination rejection.
        SERVICE_TERMINATION_REJECTION = 77 "CF_SERVICE_TERMINATION_REJECTION";
        /// Request timeout rejection.
        REQUEST_TIMEOUT_REJECTION = 78 "CF_REQUEST_TIMEOUT_REJECTION";
        /// Requests on device exceeded rejection.
        REQUESTS_ON_DEVICE_EXCEEDED_REJECTION = 79 "CF_REQUESTS_ON_DEVICE_EXCEEDED_REJECTION";
        /// Invalid agent id specified.
        INVALID_AGENT_ID_SPECIFIED = 256 "CF_INVALID_AGENT_ID_SPECIFIED";
        /// Invalid password specified.
        INVALID_PASSWORD_SPECIFIED = 257 "CF_INVALID_PASSWORD_SPECIFIED";
        /// Invalid agent id or password specified.
        INVALID_AGENT_ID_OR_PASSWORD_SPECIFIED = 258 "CF_INVALID_AGENT_ID_OR_PASSWORD_SPECIFIED";
        /// Specified agent already signed on.
        SPECIFIED_AGENT_ALREADY_SIGNED_ON = 259 "CF_SPECIFIED_AGENT_ALREADY_SIGNED_ON";
        /// Invalid logon device specified.
        INVALID_LOGON_DEVICE_SPECIFIED = 260 "CF_INVALID_LOGON_DEVICE_SPECIFIED";
        /// Invalid answering device specified.
        INVALID_ANSWERING_DEVICE_SPECIFIED = 261 "CF_INVALID_ANSWERING_DEVICE_SPECIFIED";
        /// Invalid skill group specified.
        INVALID_SKILL_GROUP_SPECIFIED = 262 "CF_INVALID_SKILL_GROUP_SPECIFIED";
        /// Invalid class of service specified.
        INVALID_CLASS_OF_SERVICE_SPECIFIED = 263 "CF_INVALID_CLASS_OF_SERVICE_SPECIFIED";
        /// Invalid team specified.
        INVALID_TEAM_SPECIFIED = 264 "CF_INVALID_TEAM_SPECIFIED";
        /// Invalid agent workmode.
        INVALID_AGENT_WORKMODE = 265 "CF_INVALID_AGENT_WORKMODE";
        /// Invalid agent reason code.
        INVALID_AGENT_REASON_CODE = 266 "CF_INVALID_AGENT_REASON_CODE";
        /// Link between the contact centre and the switch failed.
        ADJUNCT_SWITCH_COMM_ERROR = 267 "CF_ADJUNCT_SWITCH_COMM_ERROR";
        /// Agent not party on call.
        AGENT_NOT_PARTY_ON_CALL = 268 "CF_AGENT_NOT_PARTY_ON_CALL";
        /// Internal processing error.
        INTERNAL_PROCESSING_ERROR = 269 "CF_INTERNAL_PROCESSING_ERROR";
        /// Take call control rejection.
        TAKE_CALL_CONTROL_REJECTION = 270 "CF_TAKE_CALL_CONTROL_REJECTION";
        /// Take domain control rejection.
        TAKE_DOMAIN_CONTROL_REJECTION = 271 "CF_TAKE_DOMAIN_CONTROL_REJECTION";
        /// Requested service not registered.
        REQUESTED_SERVICE_NOT_REGISTERED = 272 "CF_REQUESTED_SERVICE_NOT_REGISTERED";
        /// Invalid consult type.
        INVALID_CONSULT_TYPE = 273 "CF_INVALID_CONSULT_TYPE";
        /// Ansmap or adparam field not valid.
        ANSMAP_OR_ADPARAM_FIELD_NOT_VALID = 274 "CF_ANSMAP_OR_ADPARAM_FIELD_NOT_VALID";
        /// Invalid call control table specified.
        INVALID_CALL_CONTROL_TABLE_SPECIFIED = 275 "CF_INVALID_CALL_CONTROL_TABLE_SPECIFIED";
        /// Invalid digits rnatimeout amsdelay or country.
        INVALID_DIGITS_RNATIMEOUT_AMSDELAY_OR_COUNTRY = 276 "CF_INVALID_DIGITS_RNATIMEOUT_AMSDELAY_OR_COUNTRY";
        /// Answer detect port unavailable.
        ANSWER_DETECT_PORT_UNAVAILABLE = 277 "CF_ANSWER_DETECT_PORT_UNAVAILABLE";
        /// Virtual agent unavailable.
        VIRTUAL_AGENT_UNAVAILABLE = 278 "CF_VIRTUAL_AGENT_UNAVAILABLE";
        /// Takeback n xfer route end.
        TAKEBACK_N_XFER_ROUTE_END = 279 "CF_TAKEBACK_N_XFER_ROUTE_END";
        /// Wrapup data required.
        WRAPUP_DATA_REQUIRED = 280 "CF_WRAPUP_DATA_REQUIRED";
        /// Reason code required.
        REASON_CODE_REQUIRED = 281 "CF_REASON_CODE_REQUIRED";
        /// Invalid trunk id specified.
        INVALID_TRUNK_ID_SPECIFIED = 282 "CF_INVALID_TRUNK_ID_SPECIFIED";
        /// Specified extension already in use.
        SPECIFIED_EXTENSION_ALREADY_IN_USE = 283 "CF_SPECIFIED_EXTENSION_ALREADY_IN_USE";
        /// Arbitrary conf or xfer not supported.
        ARBITRARY_CONF_OR_XFER_NOT_SUPPORTED = 284 "CF_ARBITRARY_CONF_OR_XFER_NOT_SUPPORTED";
        /// Network transfer or consult.
        NETWORK_TRANSFER_OR_CONSULT = 285 "CF_NETWORK_TRANSFER_OR_CONSULT";
        /// Network transfer or consult failed.
        NETWORK_TRANSFER_OR_CONSULT_FAILED = 286 "CF_NETWORK_TRANSFER_OR_CONSULT_FAILED";
        /// Device restricted.
        DEVICE_RESTRICTED = 287 "CF_DEVICE_RESTRICTED";
        /// Line restricted.
        LINE_RESTRICTED = 288 "CF_LINE_RESTRICTED";
        /// Agent account locked out.
        AGENT_ACCOUNT_LOCKED_OUT = 289 "CF_AGENT_ACCOUNT_LOCKED_OUT";
        /// Drop any party not enabled CTI.
        DROP_ANY_PARTY_NOT_ENABLED_CTI = 290 "CF_DROP_ANY_PARTY_NOT_ENABLED_CTI";
        /// Maximum line limit exceeded.
        MAXIMUM_LINE_LIMIT_EXCEEDED = 291 "CF_MAXIMUM_LINE_LIMIT_EXCEEDED";
        /// Shared lines not supported.
        SHARED_LINES_NOT_SUPPORTED = 292 "CF_SHARED_LINES_NOT_SUPPORTED";
        /// Extension not unique.
        EXTENSION_NOT_UNIQUE = 293 "CF_EXTENSION_NOT_UNIQUE";
        /// Unknown interface ctrlr id.
        UNKNOWN_INTERFACE_CTRLR_ID = 1001 "CF_UNKNOWN_INTERFACE_CTRLR_ID";
        /// Invalid interface ctrlr type.
        INVALID_INTERFACE_CTRLR_TYPE = 1002 "CF_INVALID_INTERFACE_CTRLR_TYPE";
        /// Software rev no supported.
        SOFTWARE_REV_NO_SUPPORTED = 1003 "CF_SOFTWARE_REV_NO_SUPPORTED";
        /// Unknown pid.
        UNKNOWN_PID = 1004 "CF_UNKNOWN_PID";
        /// Invalid table specified.
        INVALID_TABLE_SPECIFIED = 1005 "CF_INVALID_TABLE_SPECIFIED";
        /// Pd service inactive.
        PD_SERVICE_INACTIVE = 1006 "CF_PD_SERVICE_INACTIVE";
        /// Unknown routing client id.
        UNKNOWN_ROUTING_CLIENT_ID = 1007 "CF_UNKNOWN_ROUTING_CLIENT_ID";
        /// Rc service inactivate.
        RC_SERVICE_INACTIVATE = 1008 "CF_RC_SERVICE_INACTIVATE";
        /// Invalid dialed number.
        INVALID_DIALED_NUMBER = 1009 "CF_INVALID_DIALED_NUMBER";
        /// Invalid parameter.
        INVALID_PARAMETER = 1010 "CF_INVALID_PARAMETER";
        /// Unknown routing problem.
        UNKNOWN_ROUTING_PROBLEM = 1011 "CF_UNKNOWN_ROUTING_PROBLEM";
        /// Unsupported pd message revision.
        UNSUPPORTED_PD_MESSAGE_REVISION = 1012 "CF_UNSUPPORTED_PD_MESSAGE_REVISION";
        /// Unsupported rc message revision.
        UNSUPPORTED_RC_MESSAGE_REVISION = 1013 "CF_UNSUPPORTED_RC_MESSAGE_REVISION";
        /// Unsupported ic message revision.
        UNSUPPORTED_IC_MESSAGE_REVISION = 1014 "CF_UNSUPPORTED_IC_MESSAGE_REVISION";
        /// Rc service inactivate pim.
        RC_SERVICE_INACTIVATE_PIM = 1015 "CF_RC_SERVICE_INACTIVATE_PIM";
        /// Greeting control failed; detail in the peripheral error.
        AGENT_GREETING_CONTROL_OPERATION_FAILURE = 1016 "CF_AGENT_GREETING_CONTROL_OPERATION_FAILURE";
    }

    /// CCX: what went wrong in the engine. The guide lists more.
    CcxErrorCode "CCXErrorCode": u32 {
        /// Other.
        DEFAULT_ERROR_CODE = 0 "CCX_DEFAULT_ERROR_CODE";
        /// JTAPI or call manager trouble.
        JTAPI_CCM_PROBLEM = 0x157C1 "CCX_JTAPI_CCM_PROBLEM";
        /// Lookup failed.
        LOOKUP_FAILURE = 0x157C2 "CCX_LOOKUP_FAILURE";
        /// Agent has no dialled number.
        AGENT_DN_NOT_ASSIGNED = 0x157C3 "CCX_AGENT_DN_NOT_ASSIGNED";
        /// Agent device out of service or unregistered.
        AGENT_DEVICE_OFF = 0x157C4 "CCX_AGENT_DEVICE_OFF";
        /// Agent device busy.
        AGENT_DEVICE_BUSY = 0x157C5 "CCX_AGENT_DEVICE_BUSY";
        /// No contact object.
        RMCM_CONTACT_NULL = 0x157C6 "CCX_RMCM_CONTACT_NULL";
        /// Contact object not valid.
        RMCM_CONTACT_INVALID = 0x157C7 "CCX_RMCM_CONTACT_INVALID";
        /// No agent.
        AGENT_NULL = 0x157C8 "CCX_AGENT_NULL";
        /// Agent not valid.
        AGENT_INVALID = 0x157C9 "CCX_AGENT_INVALID";
        /// Bad argument.
        INVALID_ARGUMENT = 0x157CA "CCX_INVALID_ARGUMENT";
        /// No callback from the agent.
        NO_CALLBACK_FROM_AGENT = 0x157CB "CCX_NO_CALLBACK_FROM_AGENT";
        /// No call id.
        CALL_ID_NULL = 0x157CC "CCX_CALL_ID_NULL";
        /// No call object.
        CALL_OBJECT_NULL = 0x157CD "CCX_CALL_OBJECT_NULL";
        /// No JTAPI provider.
        JTAPI_PROVIDER_NULL = 0x157CE "CCX_JTAPI_PROVIDER_NULL";
        /// No dialled number.
        DIALED_NUMBER_NULL = 0x157CF "CCX_DIALED_NUMBER_NULL";
        /// No device id.
        DEVICE_ID_NULL = 0x157D0 "CCX_DEVICE_ID_NULL";
        /// No terminal connection.
        TERMINAL_CONNECTION_NULL = 0x157D1 "CCX_TERMINAL_CONNECTION_NULL";
    }

    /// Allocation state.
    AllocationState "AllocationState": u16 {
        /// Call delivered.
        DELIVERED = 0 "ALLOC_CALL_DELIVERED";
        /// Call established.
        ESTABLISHED = 1 "ALLOC_CALL_ESTABLISHED";
    }

    /// Forward type.
    ForwardType "ForwardType": u16 {
        /// Immediate.
        IMMEDIATE = 0 "FWT_IMMEDIATE";
        /// Busy.
        BUSY = 1 "FWT_BUSY";
        /// No ans.
        NO_ANS = 2 "FWT_NO_ANS";
        /// Busy int.
        BUSY_INT = 3 "FWT_BUSY_INT";
        /// Busy ext.
        BUSY_EXT = 4 "FWT_BUSY_EXT";
        /// No ans int.
        NO_ANS_INT = 5 "FWT_NO_ANS_INT";
        /// No ans ext.
        NO_ANS_EXT = 6 "FWT_NO_ANS_EXT";
    }

    /// Type of device.
    TypeOfDevice "TypeOfDevice": u16 {
        /// Station.
        STATION = 0 "DEVT_STATION";
        /// Line.
        LINE = 1 "DEVT_LINE";
        /// Button.
        BUTTON = 2 "DEVT_BUTTON";
        /// ACD.
        ACD = 3 "DEVT_ACD";
        /// Trunk.
        TRUNK = 4 "DEVT_TRUNK";
        /// Operator.
        OPERATOR = 5 "DEVT_OPERATOR";
        /// Station group.
        STATION_GROUP = 16 "DEVT_STATION_GROUP";
        /// Line group.
        LINE_GROUP = 17 "DEVT_LINE_GROUP";
        /// Button group.
        BUTTON_GROUP = 18 "DEVT_BUTTON_GROUP";
        /// ACD group.
        ACD_GROUP = 19 "DEVT_ACD_GROUP";
        /// Trunk group.
        TRUNK_GROUP = 20 "DEVT_TRUNK_GROUP";
        /// Operator group.
        OPERATOR_GROUP = 21 "DEVT_OPERATOR_GROUP";
        /// CTI port sccp.
        CTI_PORT_SCCP = 22 "DEVT_CTI_PORT_SCCP";
        /// CTI port sip.
        CTI_PORT_SIP = 23 "DEVT_CTI_PORT_SIP";
        /// Other.
        OTHER = 255 "DEVT_OTHER";
    }

    /// Class of device.
    ClassOfDevice "ClassOfDevice": u16 {
        /// Other. Printed as 10x; read as hexadecimal.
        OTHER = 16 "DEVC_OTHER";
        /// Image. Printed as 20x; read as hexadecimal.
        IMAGE = 32 "DEVC_IMAGE";
        /// Data. Printed as 40x; read as hexadecimal.
        DATA = 64 "DEVC_DATA";
        /// Voice. Printed as 80x; read as hexadecimal.
        VOICE = 128 "DEVC_VOICE";
    }

    /// Call placement type.
    CallPlacementType "CallPlacementType": u16 {
        /// Unspecified.
        UNSPECIFIED = 0 "CPT_UNSPECIFIED";
        /// Line call.
        LINE_CALL = 1 "CPT_LINE_CALL";
        /// Outbound.
        OUTBOUND = 2 "CPT_OUTBOUND";
        /// Outbound no access code.
        OUTBOUND_NO_ACCESS_CODE = 3 "CPT_OUTBOUND_NO_ACCESS_CODE";
        /// Direct position.
        DIRECT_POSITION = 4 "CPT_DIRECT_POSITION";
        /// Direct agent.
        DIRECT_AGENT = 5 "CPT_DIRECT_AGENT";
        /// Supervisor assist.
        SUPERVISOR_ASSIST = 6 "CPT_SUPERVISOR_ASSIST";
    }

    /// Call manner type.
    CallMannerType "CallMannerType": u16 {
        /// Unspecified.
        UNSPECIFIED = 0 "CMT_UNSPECIFIED";
        /// Polite.
        POLITE = 1 "CMT_POLITE";
        /// Belligerent.
        BELLIGERENT = 2 "CMT_BELLIGERENT";
        /// Semi polite.
        SEMI_POLITE = 3 "CMT_SEMI_POLITE";
        /// Reserved.
        RESERVED = 4 "CMT_RESERVED";
    }

    /// Call option.
    CallOption "CallOption": u16 {
        /// Unspecified.
        UNSPECIFIED = 0 "COPT_UNSPECIFIED";
        /// Calling agent online.
        CALLING_AGENT_ONLINE = 1 "COPT_CALLING_AGENT_ONLINE";
        /// Calling agent reserved.
        CALLING_AGENT_RESERVED = 2 "COPT_CALLING_AGENT_RESERVED";
        /// Calling agent not reserved.
        CALLING_AGENT_NOT_RESERVED = 3 "COPT_CALLING_AGENT_NOT_RESERVED";
        /// Calling agent buzz base.
        CALLING_AGENT_BUZZ_BASE = 4 "COPT_CALLING_AGENT_BUZZ_BASE";
        /// Calling agent beep hset.
        CALLING_AGENT_BEEP_HSET = 5 "COPT_CALLING_AGENT_BEEP_HSET";
        /// Service circuit on.
        SERVICE_CIRCUIT_ON = 6 "COPT_SERVICE_CIRCUIT_ON";
    }

    /// Consult type.
    ConsultType "ConsultType": u16 {
        /// Unspecified.
        UNSPECIFIED = 0 "CT_UNSPECIFIED";
        /// Transfer.
        TRANSFER = 1 "CT_TRANSFER";
        /// Conference.
        CONFERENCE = 2 "CT_CONFERENCE";
    }

    /// Facility type.
    FacilityType "FacilityType": u16 {
        /// Unspecified.
        UNSPECIFIED = 0 "FT_UNSPECIFIED";
        /// Trunk group.
        TRUNK_GROUP = 1 "FT_TRUNK_GROUP";
        /// Skill group.
        SKILL_GROUP = 2 "FT_SKILL_GROUP";
    }

    /// Answering machine.
    AnsweringMachine "AnsweringMachine": u16 {
        /// Unspecified.
        UNSPECIFIED = 0 "AM_UNSPECIFIED";
        /// Connect.
        CONNECT = 1 "AM_CONNECT";
        /// Disconnect.
        DISCONNECT = 2 "AM_DISCONNECT";
        /// None.
        NONE = 3 "AM_NONE";
        /// None no modem.
        NONE_NO_MODEM = 4 "AM_NONE_NO_MODEM";
        /// Connect no modem.
        CONNECT_NO_MODEM = 5 "AM_CONNECT_NO_MODEM";
    }

    /// Answer detect mode.
    AnswerDetectMode "AnswerDetectMode": u16 {
        /// Unspecified.
        UNSPECIFIED = 0 "ADM_UNSPECIFIED";
        /// Voice threshold.
        VOICE_THRESHOLD = 1 "ADM_VOICE_THRESHOLD";
        /// Voice end.
        VOICE_END = 2 "ADM_VOICE_END";
        /// Voice end delay.
        VOICE_END_DELAY = 3 "ADM_VOICE_END_DELAY";
        /// Voice and beep.
        VOICE_AND_BEEP = 4 "ADM_VOICE_AND_BEEP";
        /// Beep.
        BEEP = 5 "ADM_BEEP";
    }

    /// Agent work mode.
    AgentWorkMode "AgentWorkMode": u16 {
        /// Unspecified.
        AWM_UNSPECIFIED = 0 "AWM_UNSPECIFIED";
        /// Auto in.
        AWM_AUTO_IN = 1 "AWM_AUTO_IN";
        /// Manual in.
        AWM_MANUAL_IN = 2 "AWM_MANUAL_IN";
        /// Call by call.
        RA_CALL_BY_CALL = 3 "RA_CALL_BY_CALL";
        /// Nailed connection.
        RA_NAILED_CONNECTION = 4 "RA_NAILED_CONNECTION";
    }

    /// Destination country.
    DestinationCountry "DestinationCountry": u16 {
        /// Unspecified.
        UNSPECIFIED = 0 "DEST_UNSPECIFIED";
        /// Us and canada.
        US_AND_CANADA = 1 "DEST_US_AND_CANADA";
    }

    /// How a call ended.
    Disposition "Disposition": u16 {
        /// Abandoned in network.
        ABANDONED_IN_NETWORK = 1 "ABANDONED_IN_NETWORK";
        /// Abandoned in local queue.
        ABANDONED_IN_LOCAL_QUEUE = 2 "ABANDONED_IN_LOCAL_QUEUE";
        /// Abandoned ring.
        ABANDONED_RING = 3 "ABANDONED_RING";
        /// Abandoned delay.
        ABANDONED_DELAY = 4 "ABANDONED_DELAY";
        /// Abandoned interflow.
        ABANDONED_INTERFLOW = 5 "ABANDONED_INTERFLOW";
        /// Abandoned agent terminal.
        ABANDONED_AGENT_TERMINAL = 6 "ABANDONED_AGENT_TERMINAL";
        /// Short.
        SHORT = 7 "SHORT";
        /// Busy.
        BUSY = 8 "BUSY";
        /// Forced busy.
        FORCED_BUSY = 9 "FORCED_BUSY";
        /// Disconnect/drop no answer.
        DISCONNECT_DROP_NO_ANSWER = 10 "DISCONNECT_DROP_NO_ANSWER";
        /// Disconnect/drop busy.
        DISCONNECT_DROP_BUSY = 11 "DISCONNECT_DROP_BUSY";
        /// Disconnect/drop reorder.
        DISCONNECT_DROP_REORDER = 12 "DISCONNECT_DROP_REORDER";
        /// Disconnect/drop handled primary route.
        DISCONNECT_DROP_HANDLED_PRIMARY_ROUTE = 13 "DISCONNECT_DROP_HANDLED_PRIMARY_ROUTE";
        /// Disconnect/drop handled other.
        DISCONNECT_DROP_HANDLED_OTHER = 14 "DISCONNECT_DROP_HANDLED_OTHER";
        /// Redirected.
        REDIRECTED = 15 "REDIRECTED";
        /// Cut through.
        CUT_THROUGH = 16 "CUT_THROUGH";
        /// Intraflow.
        INTRAFLOW = 17 "INTRAFLOW";
        /// Interflow.
        INTERFLOW = 18 "INTERFLOW";
        /// Ring no answer.
        RING_NO_ANSWER = 19 "RING_NO_ANSWER";
        /// Intercept reorder.
        INTERCEPT_REORDER = 20 "INTERCEPT_REORDER";
        /// Intercept denial.
        INTERCEPT_DENIAL = 21 "INTERCEPT_DENIAL";
        /// Time out.
        TIME_OUT = 22 "TIME_OUT";
        /// Voice energy.
        VOICE_ENERGY = 23 "VOICE_ENERGY";
        /// Non-classified energy detected.
        NON_CLASSIFIED_ENERGY_DETECTED = 24 "NON_CLASSIFIED_ENERGY_DETECTED";
        /// No cut through.
        NO_CUT_THROUGH = 25 "NO_CUT_THROUGH";
        /// U-abort.
        U_ABORT = 26 "U_ABORT";
        /// Failed software.
        FAILED_SOFTWARE = 27 "FAILED_SOFTWARE";
        /// Blind transfer.
        BLIND_TRANSFER = 28 "BLIND_TRANSFER";
        /// Announced transfer.
        ANNOUNCED_TRANSFER = 29 "ANNOUNCED_TRANSFER";
        /// Conferenced.
        CONFERENCED = 30 "CONFERENCED";
        /// Duplicate transfer.
        DUPLICATE_TRANSFER = 31 "DUPLICATE_TRANSFER";
        /// Unmonitored device.
        UNMONITORED_DEVICE = 32 "UNMONITORED_DEVICE";
        /// Answering machine.
        ANSWERING_MACHINE = 33 "ANSWERING_MACHINE";
        /// Network blind transfer.
        NETWORK_BLIND_TRANSFER = 34 "NETWORK_BLIND_TRANSFER";
        /// Task abandoned in router.
        TASK_ABANDONED_IN_ROUTER = 35 "TASK_ABANDONED_IN_ROUTER";
        /// Task abandoned before offered.
        TASK_ABANDONED_BEFORE_OFFERED = 36 "TASK_ABANDONED_BEFORE_OFFERED";
        /// Task abandoned while offered.
        TASK_ABANDONED_WHILE_OFFERED = 37 "TASK_ABANDONED_WHILE_OFFERED";
        /// Normal end task.
        NORMAL_END_TASK = 38 "NORMAL_END_TASK";
        /// Can't obtain task id.
        CANT_OBTAIN_TASK_ID = 39 "CANT_OBTAIN_TASK_ID";
        /// Agent logged out during task.
        AGENT_LOGGED_OUT_DURING_TASK = 40 "AGENT_LOGGED_OUT_DURING_TASK";
        /// Maximum task lifetime exceeded.
        MAXIMUM_TASK_LIFETIME_EXCEEDED = 41 "MAXIMUM_TASK_LIFETIME_EXCEEDED";
        /// Application path went down.
        APPLICATION_PATH_WENT_DOWN = 42 "APPLICATION_PATH_WENT_DOWN";
        /// Unified cce routing complete.
        UNIFIED_CCE_ROUTING_COMPLETE = 43 "UNIFIED_CCE_ROUTING_COMPLETE";
        /// Unified cce routing disabled.
        UNIFIED_CCE_ROUTING_DISABLED = 44 "UNIFIED_CCE_ROUTING_DISABLED";
        /// Application invalid mrd id.
        APPLICATION_INVALID_MRD_ID = 45 "APPLICATION_INVALID_MRD_ID";
        /// Application invalid dialogue id.
        APPLICATION_INVALID_DIALOGUE_ID = 46 "APPLICATION_INVALID_DIALOGUE_ID";
        /// Application duplicate dialogue id.
        APPLICATION_DUPLICATE_DIALOGUE_ID = 47 "APPLICATION_DUPLICATE_DIALOGUE_ID";
        /// Application invalid invoke id.
        APPLICATION_INVALID_INVOKE_ID = 48 "APPLICATION_INVALID_INVOKE_ID";
        /// Application invalid script selector.
        APPLICATION_INVALID_SCRIPT_SELECTOR = 49 "APPLICATION_INVALID_SCRIPT_SELECTOR";
        /// Application terminate dialogue.
        APPLICATION_TERMINATE_DIALOGUE = 50 "APPLICATION_TERMINATE_DIALOGUE";
        /// Task ended during application init.
        TASK_ENDED_DURING_APPLICATION_INIT = 51 "TASK_ENDED_DURING_APPLICATION_INIT";
        /// Called party disconnected.
        CALLED_PARTY_DISCONNECTED = 52 "CALLED_PARTY_DISCONNECTED";
        /// Partial call.
        PARTIAL_CALL = 53 "PARTIAL_CALL";
        /// Drop network consult.
        DROP_NETWORK_CONSULT = 54 "DROP_NETWORK_CONSULT";
        /// Network consult transfer.
        NETWORK_CONSULT_TRANSFER = 55 "NETWORK_CONSULT_TRANSFER";
        /// Network conference. Missing from the table; implied by CECX_NETWORK_CONFERENCE 1056 and an open codec.
        NETWORK_CONFERENCE = 56 "NETWORK_CONFERENCE";
        /// Abandon network consult.
        ABANDON_NETWORK_CONSULT = 57 "ABANDON_NETWORK_CONSULT";
        /// Router requery before answer.
        ROUTER_REQUERY_BEFORE_ANSWER = 58 "ROUTER_REQUERY_BEFORE_ANSWER";
        /// Router requery after answer.
        ROUTER_REQUERY_AFTER_ANSWER = 59 "ROUTER_REQUERY_AFTER_ANSWER";
        /// Network error.
        NETWORK_ERROR = 60 "NETWORK_ERROR";
        /// Network error before answer.
        NETWORK_ERROR_BEFORE_ANSWER = 61 "NETWORK_ERROR_BEFORE_ANSWER";
        /// Network error after answer.
        NETWORK_ERROR_AFTER_ANSWER = 62 "NETWORK_ERROR_AFTER_ANSWER";
        /// Task transfer.
        TASK_TRANSFER = 63 "TASK_TRANSFER";
        /// Application disconnected.
        APPLICATION_DISCONNECTED = 64 "APPLICATION_DISCONNECTED";
        /// Task transferred on agent logout.
        TASK_TRANSFERRED_ON_AGENT_LOGOUT = 65 "TASK_TRANSFERRED_ON_AGENT_LOGOUT";
    }

    /// Silent monitor status.
    SilentMonitorStatus "SilentMonitorStatus": u16 {
        /// None.
        NONE = 0 "SILENT_MONITOR_NONE";
        /// Initiator.
        INITIATOR = 1 "SILENT_MONITOR_INITIATOR";
        /// Target.
        TARGET = 2 "SILENT_MONITOR_TARGET";
    }

    /// Task state.
    TaskState "TaskState": u16 {
        /// Pre call.
        PRE_CALL = 0 "TASK_STATE_PRE_CALL";
        /// Active.
        ACTIVE = 1 "TASK_STATE_ACTIVE";
        /// Wrapup.
        WRAPUP = 2 "TASK_STATE_WRAPUP";
        /// Paused.
        PAUSED = 3 "TASK_STATE_PAUSED";
        /// Offered.
        OFFERED = 4 "TASK_STATE_OFFERED";
        /// Interrupted.
        INTERRUPTED = 5 "TASK_STATE_INTERRUPTED";
        /// Not ready.
        NOT_READY = 6 "TASK_STATE_NOT_READY";
        /// Logged out.
        LOGGED_OUT = 7 "TASK_STATE_LOGGED_OUT";
    }

    /// Supervisory action.
    SupervisoryAction "SupervisoryAction": u16 {
        /// Drop the supervisor device.
        CLEAR = 0 "SUPERVISOR_CLEAR";
        /// Listen silently.
        MONITOR = 1 "SUPERVISOR_MONITOR";
        /// Talk to the agent only.
        WHISPER = 2 "SUPERVISOR_WHISPER";
        /// Join the call.
        BARGE_IN = 3 "SUPERVISOR_BARGE_IN";
        /// Join and drop the agent.
        INTERCEPT = 4 "SUPERVISOR_INTERCEPT";
    }

    /// Distribution.
    Distribution "Distribution": u16 {
        /// The client named by ClientID.
        CLIENT = 0 "DISTRIBUTE_TO_CLIENT";
        /// Supervisor of the team.
        SUPERVISOR = 1 "DISTRIBUTE_TO_SUPERVISOR";
        /// Clients of the same team.
        TEAM = 2 "DISTRIBUTE_TO_TEAM";
        /// Every client.
        ALL = 3 "DISTRIBUTE_TO_ALL";
    }

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

    /// Record type.
    RecordType "RecordType": u16 {
        /// New record.
        ADD = 0 "ADD";
        /// Changed record.
        CHANGE = 1 "CHANGE";
        /// Removed record.
        DELETE = 2 "DELETE";
    }

    /// Agent type.
    AgentType "AgentType": u16 {
        /// Agent.
        AGENT = 1 "AGENT";
        /// Supervisor.
        SUPERVISOR = 2 "SUPERVISOR";
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

    /// Config type.
    ConfigType "ConfigType": u16 {
        /// Not used.
        UNUSED = 0 "UNUSED";
        /// Initial upload.
        SOLICITED = 1 "SOLICITED";
        /// Unsolicited update.
        UPDATE = 2 "UPDATE";
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

    /// Whether a state change is forced.
    ForcedFlag "ForcedFlag": u8 {
        /// Normal.
        FALSE = 0 "FALSE";
        /// Force the change.
        TRUE = 1 "TRUE";
        /// Check credentials, keep the state; with login only.
        AUTHENTICATE_ONLY = 2 "AUTHENTICATE_ONLY";
    }

    /// Agent mode.
    AgentMode "AgentMode": u16 {
        /// Not routable.
        NOT_ROUTABLE = 0 "NOT_ROUTABLE";
        /// Routable.
        ROUTABLE = 1 "ROUTABLE";
    }

    /// Agent availability status.
    AgentAvailabilityStatus "AgentAvailabilityStatus": u32 {
        /// Not available.
        NOT_AVAILABLE = 0 "NOT_AVAILABLE";
        /// Router may assign work (the value CCX sends).
        ICM_AVAILABLE = 1 "ICM_AVAILABLE";
        /// Only the application may assign work.
        APPLICATION_AVAILABLE = 2 "APPLICATION_AVAILABLE";
    }

    /// Rtp direction.
    RtpDirection "RTPDirection": u16 {
        /// Towards the phone.
        INPUT = 0 "INPUT";
        /// From the phone.
        OUTPUT = 1 "OUTPUT";
        /// Both.
        BIDIRECTIONAL = 2 "BIDIRECTIONAL";
    }

    /// Rtp type.
    RtpType "RTPType": u16 {
        /// Audio.
        AUDIO = 0 "AUDIO";
        /// Video.
        VIDEO = 1 "VIDEO";
        /// Data.
        DATA = 2 "DATA";
    }

    /// Call direction.
    CallDirection "CallDirection": u32 {
        /// None.
        NONE = 0 "NONE";
        /// Inbound.
        IN = 1 "IN";
        /// Outbound.
        OUT = 2 "OUT";
        /// Other inbound.
        OTHER_IN = 3 "OTHER_IN";
        /// Other outbound.
        OTHER_OUT = 4 "OTHER_OUT";
        /// Outbound reservation.
        OUTBOUND_RESERVE = 5 "OUTBOUND_RESERVE";
        /// Outbound preview.
        OUTBOUND_PREVIEW = 6 "OUTBOUND_PREVIEW";
        /// Outbound predictive.
        OUTBOUND_PREDICTIVE = 7 "OUTBOUND_PREDICTIVE";
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

    /// Greeting event code.
    GreetingEventCode "GreetingEventCode": u16 {
        /// Greeting started.
        STARTED = 0 "STARTED";
        /// Greeting ended well.
        ENDED = 1 "ENDED";
        /// Greeting failed.
        FAILED = 2 "FAILED";
    }

    /// Agent greeting action.
    AgentGreetingAction "AgentGreetingAction": u16 {
        /// Stop the running greeting.
        STOP = 0 "STOP";
        /// Off for this login.
        DISABLE = 1 "DISABLE";
        /// On for this login.
        ENABLE = 2 "ENABLE";
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

    /// Multiline agent control.
    MultilineAgentControl "MultilineAgentControl": u16 {
        /// Single line only.
        SINGLE_LINE = 0 "SINGLE_LINE";
        /// Multi-line on.
        MULTI_LINE = 1 "MULTI_LINE";
    }

    /// Agent service.
    AgentService "AgentService": u16 {
        /// Suggested answers.
        ANSWERS = 1 "AGENT_ANSWERS";
        /// Call transcription.
        CALL_TRANSCRIPTION = 2 "AGENT_CALL_TRANSCRIPTION";
    }

    /// Play tone direction.
    PlayToneDirection "PlayToneDirection": u16 {
        /// Local side.
        LOCAL = 0 "LOCAL";
        /// Remote side.
        REMOTE = 1 "REMOTE";
        /// Both.
        BOTH = 2 "BOTH";
        /// No tone (default).
        NONE = 3 "NONE";
    }

    /// Recording type.
    RecordingType "RecordingType": u16 {
        /// None.
        NONE = 0 "NONE";
        /// Automatic.
        AUTOMATIC = 1 "AUTOMATIC";
        /// Application, silent.
        APPLICATION_SILENT = 2 "APPLICATION_SILENT";
        /// User, from the phone.
        USER_FROM_DEVICE = 3 "USER_FROM_DEVICE";
        /// User, from the application.
        USER_FROM_APPLICATION = 4 "USER_FROM_APPLICATION";
    }

    /// Recorder type.
    RecorderType "RecorderType": u16 {
        /// Not known.
        UNKNOWN = 0 "UNKNOWN";
        /// Optional recorder.
        OPTIONAL = 1 "OPTIONAL";
        /// Mandatory recorder.
        MANDATORY = 2 "MANDATORY";
    }

    /// Recorder status.
    RecorderStatus "RecorderStatus": u16 {
        /// Not known.
        UNKNOWN = 0 "UNKNOWN";
        /// Ok.
        SUCCESS = 1 "SUCCESS";
        /// Failed.
        FAILURE = 2 "FAILURE";
    }

    /// Wrapup data mode.
    WrapupDataMode "WrapupDataMode": u32 {
        /// Must be entered.
        REQUIRED = 0 "REQUIRED";
        /// May be entered.
        OPTIONAL = 1 "OPTIONAL";
        /// Not allowed.
        NOT_ALLOWED = 2 "NOT_ALLOWED";
        /// Must be entered with data.
        REQUIRED_WITH_DATA = 3 "REQUIRED_WITH_DATA";
    }

    /// CCX: why the engine changed an agent's state. The guide lists more; smaller codes are the customer's own.
    AgentReasonCode "AgentReasonCodeCCX": u16 {
        /// Logged in again elsewhere.
        AGT_RELOGON = 32767 "AGT_RELOGON";
        /// Desktop or phone agent connection lost.
        AGT_CONN_DOWN = 32765 "AGT_CONN_DOWN";
        /// Engine failure.
        CCX_FAILURE = 32764 "CCX_FAILURE";
        /// Ring no answer.
        AGT_RNA = 32763 "AGT_RNA";
        /// Went off hook.
        AGT_OFFHOOK = 32762 "AGT_OFFHOOK";
        /// Took a non-business call.
        AGT_NON_ICD = 32761 "AGT_NON_ICD";
        /// Login.
        AGT_LOGON = 32760 "AGT_LOGON";
        /// Phone down.
        AGT_PHONE_DOWN = 32759 "AGT_PHONE_DOWN";
        /// Work timer ran out.
        AGT_WORK_TIMER_EXP = 32758 "AGT_WORK_TIMER_EXP";
        /// Call manager switched over.
        CM_FAILOVER = 32757 "CM_FAILOVER";
        /// Phone up again.
        AGT_PHONE_UP = 32756 "AGT_PHONE_UP";
        /// Call ended.
        AGT_CALL_ENDED = 32755 "AGT_CALL_ENDED";
        /// Device restricted.
        AGT_DEVICE_RESTRICTED = 32754 "AGT_DEVICE_RESTRICTED";
        /// Line restricted.
        AGT_LINE_RESTRICTED = 32753 "AGT_LINE_RESTRICTED";
        /// Preview reservation cancelled.
        AGT_CANCEL_RESERVATION = 32752 "AGT_CANCEL_RESERVATION";
        /// Preview call skipped.
        AGT_SKIPS = 32751 "AGT_SKIPS";
        /// Extension changed.
        AGT_ICD_EXTENSION_CHANGED = 32750 "AGT_ICD_EXTENSION_CHANGED";
        /// Consulting agent went not ready.
        AGT_CANCEL_CONSULT = 32749 "AGT_CANCEL_CONSULT";
    }
}

/// The names CCX gives to two states.
impl AgentState {
    /// Ready for a call: CCX name of [`AgentState::AVAILABLE`].
    pub const READY: Self = Self::AVAILABLE;
    /// After-call work: CCX name of [`AgentState::WORK_NOT_READY`].
    pub const WORK: Self = Self::WORK_NOT_READY;
}
