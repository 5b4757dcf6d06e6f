//! Masks. Where the dialects name bits differently, the slot has the CCE type, and the CCX type converts into it.

use super::CcxStatus;
use crate::macros::masks;

masks! {
    /// What is out of order in a peripheral gateway; 0 means all is well.
    PgStatus "PGStatus": u32 {
        /// CTI server lost the PG controller process.
        OPC_DOWN = 0x1 "PGS_OPC_DOWN";
        /// PG lost the central controller.
        CC_DOWN = 0x2 "PGS_CC_DOWN";
        /// At least one peripheral offline.
        PERIPHERAL_OFFLINE = 0x4 "PGS_PERIPHERAL_OFFLINE";
        /// Client side lost the CTI server; set by client software only.
        CTI_SERVER_OFFLINE = 0x8 "PGS_CTI_SERVER_OFFLINE";
        /// Client side layer reports reduced function.
        LIMITED_FUNCTION = 0x10 "PGS_LIMITED_FUNCTION";
    }

    /// Services a client asks for and a server grants.
    ServiceMask "ServiceMask": u32 {
        /// Events of one phone (agent mode).
        CLIENT_EVENTS = 0x1 "CTI_SERVICE_CLIENT_EVENTS";
        /// May change call data.
        CALL_DATA_UPDATE = 0x2 "CTI_SERVICE_CALL_DATA_UPDATE";
        /// May control calls and agent state.
        CLIENT_CONTROL = 0x4 "CTI_SERVICE_CLIENT_CONTROL";
        /// Session open/close raises alarms.
        CONNECTION_MONITOR = 0x8 "CTI_SERVICE_CONNECTION_MONITOR";
        /// Events of every phone (bridge mode).
        ALL_EVENTS = 0x10 "CTI_SERVICE_ALL_EVENTS";
        /// May start call and device monitors.
        PERIPHERAL_MONITOR = 0x20 "CTI_SERVICE_PERIPHERAL_MONITOR";
        /// May watch other sessions.
        CLIENT_MONITOR = 0x40 "CTI_SERVICE_CLIENT_MONITOR";
        /// Supervisor functions.
        SUPERVISOR = 0x80 "CTI_SERVICE_SUPERVISOR";
        /// Server application.
        SERVER = 0x100 "CTI_SERVICE_SERVER";
        /// Agent reporting and routing messages.
        AGENT_REPORTING = 0x400 "CTI_SERVICE_AGENT_REPORTING";
        /// All task events.
        ALL_TASK_EVENTS = 0x800 "CTI_SERVICE_ALL_TASK_EVENTS";
        /// Monitored task events.
        TASK_MONITOR = 0x1000 "CTI_SERVICE_TASK_MONITOR";
        /// Agent state changes but no call control.
        CTI_AGENT_STATE_CONTROL_ONLY = 0x2000 "CTI_AGENT_STATE_CONTROL_ONLY";
        /// Registers for resource state change requests.
        CTI_DEVICE_STATE_CONTROL = 0x8000 "CTI_DEVICE_STATE_CONTROL";
        /// Configuration events. Value from the CCX guide; the CCE tables omit it, the CCE change list names it.
        CONFIG_EVENTS = 0x40000 "CTI_SERVICE_CONFIG_EVENTS";
        /// Update notices without data.
        UPDATE_EVENTS = 0x80000 "CTI_SERVICE_UPDATE_EVENTS";
        /// Suppress repeated agent events.
        IGNORE_DUPLICATE_AGENT_EVENTS = 0x100000 "CTI_SERVICE_IGNORE_DUPLICATE_AGENT_EVENTS";
        /// No confirmations for third-party requests.
        IGNORE_CONF = 0x200000 "CTI_SERVICE_IGNORE_CONF";
        /// No events of non-ACD lines.
        ACD_LINE_ONLY = 0x400000 "CTI_SERVICE_ACD_LINE_ONLY";
        /// Client understands active and standby servers. From protocol 24.
        ACTIVE_STANDBY = 0x2000000 "CTI_SERVICE_ACTIVE_STANDBY";
        /// Server logs the session.
        DEBUG = 0x80000000 "CTI_SERVICE_DEBUG";
    }

    /// Agent service mask.
    AgentServiceMask "AgentServiceMask": u32 {
        /// Login takes outbound calls (CCX AgentCapacity).
        OUTBOUND_SUPPORT = 0x1 "OUTBOUND_SUPPORT";
    }

    /// Call events a client wants.
    CallMsgMask "CallMsgMask": u32 {
        /// Deliver CALL_DELIVERED events.
        CALL_DELIVERED = 0x1 "CALL_DELIVERED_MASK";
        /// Deliver CALL_QUEUED events.
        CALL_QUEUED = 0x2 "CALL_QUEUED_MASK";
        /// Deliver CALL_ESTABLISHED events.
        CALL_ESTABLISHED = 0x4 "CALL_ESTABLISHED_MASK";
        /// Deliver CALL_HELD events.
        CALL_HELD = 0x8 "CALL_HELD_MASK";
        /// Deliver CALL_RETRIEVED events.
        CALL_RETRIEVED = 0x10 "CALL_RETRIEVED_MASK";
        /// Deliver CALL_CLEARED events.
        CALL_CLEARED = 0x20 "CALL_CLEARED_MASK";
        /// Deliver CALL_CONNECTION_CLEARED events.
        CALL_CONNECTION_CLEARED = 0x40 "CALL_CONNECTION_CLEARED_MASK";
        /// Deliver CALL_ORIGINATED events.
        CALL_ORIGINATED = 0x80 "CALL_ORIGINATED_MASK";
        /// Deliver CALL_CONFERENCED events.
        CALL_CONFERENCED = 0x100 "CALL_CONFERENCED_MASK";
        /// Deliver CALL_TRANSFERRED events.
        CALL_TRANSFERRED = 0x200 "CALL_TRANSFERRED_MASK";
        /// Deliver CALL_DIVERTED events.
        CALL_DIVERTED = 0x400 "CALL_DIVERTED_MASK";
        /// Deliver CALL_SERVICE_INITIATED events.
        CALL_SERVICE_INITIATED = 0x800 "CALL_SERVICE_INITIATED_MASK";
        /// Deliver CALL_TRANSLATION_ROUTE events.
        CALL_TRANSLATION_ROUTE = 0x1000 "CALL_TRANSLATION_ROUTE_MASK";
        /// Deliver BEGIN_CALL events.
        BEGIN_CALL = 0x2000 "BEGIN_CALL_MASK";
        /// Deliver END_CALL events.
        END_CALL = 0x4000 "END_CALL_MASK";
        /// Deliver CALL_DATA_UPDATE events.
        CALL_DATA_UPDATE = 0x8000 "CALL_DATA_UPDATE_MASK";
        /// Deliver CALL_FAILED events.
        CALL_FAILED = 0x10000 "CALL_FAILED_MASK";
        /// Deliver CALL_REACHED_NETWORK events.
        CALL_REACHED_NETWORK = 0x20000 "CALL_REACHED_NETWORK_MASK";
        /// Deliver CALL_DEQUEUED events.
        CALL_DEQUEUED = 0x40000 "CALL_DEQUEUED_MASK";
        /// Deliver AGENT_PRE_CALL events.
        AGENT_PRE_CALL = 0x80000 "AGENT_PRE_CALL_MASK";
        /// Deliver AGENT_PRE_CALL_ABORT events.
        AGENT_PRE_CALL_ABORT = 0x100000 "AGENT_PRE_CALL_ABORT_MASK";
        /// Deliver RTP_STARTED events.
        RTP_STARTED = 0x200000 "RTP_STARTED_MASK";
        /// Deliver RTP_STOPPED events.
        RTP_STOPPED = 0x400000 "RTP_STOPPED_MASK";
        /// Deliver AGENT_TEAM_CONFIG events.
        AGENT_TEAM_CONFIG = 0x800000 "AGENT_TEAM_CONFIG_MASK";
        /// Deliver AGENT_LEGACY_PRE_CALL events.
        AGENT_LEGACY_PRE_CALL = 0x1000000 "AGENT_LEGACY_PRE_CALL_MASK";
        /// Deliver CALL_ATTRIBUTE_CHANGE events.
        CALL_ATTRIBUTE_CHANGE = 0x2000000 "CALL_ATTRIBUTE_CHANGE_MASK";
        /// Deliver CALL_TERMINATION events.
        CALL_TERMINATION = 0x4000000 "CALL_TERMINATION_MASK";
        /// Deliver CALL_AGENT_GREETING events.
        CALL_AGENT_GREETING = 0x8000000 "CALL_AGENT_GREETING_MASK";
        /// Deliver NETWORK_RECORDING_STARTED events.
        NETWORK_RECORDING_STARTED = 0x10000000 "NETWORK_RECORDING_STARTED_MASK";
        /// Deliver NETWORK_RECORDING_ENDED events.
        NETWORK_RECORDING_ENDED = 0x20000000 "NETWORK_RECORDING_ENDED_MASK";
        /// Deliver NETWORK_RECORDING_FAILED events.
        NETWORK_RECORDING_FAILED = 0x40000000 "NETWORK_RECORDING_FAILED_MASK";
        /// Deliver NETWORK_RECORDING_TARGET_INFO events.
        NETWORK_RECORDING_TARGET_INFO = 0x80000000 "NETWORK_RECORDING_TARGET_INFO_MASK";
    }

    /// Agent states a client wants to hear of (CCE).
    AgentStateMask "AgentStateMask": u32 {
        /// Deliver login state events.
        LOGIN = 0x1 "AGENT_LOGIN_MASK";
        /// Deliver logout state events.
        LOGOUT = 0x2 "AGENT_LOGOUT_MASK";
        /// Deliver not ready state events.
        NOT_READY = 0x4 "AGENT_NOT_READY_MASK";
        /// Deliver available state events.
        AVAILABLE = 0x8 "AGENT_AVAILABLE_MASK";
        /// Deliver talking state events.
        TALKING = 0x10 "AGENT_TALKING_MASK";
        /// Deliver work not ready state events.
        WORK_NOT_READY = 0x20 "AGENT_WORK_NOT_READY_MASK";
        /// Deliver work ready state events.
        WORK_READY = 0x40 "AGENT_WORK_READY_MASK";
        /// Deliver busy other state events.
        BUSY_OTHER = 0x80 "AGENT_BUSY_OTHER_MASK";
        /// Deliver reserved state events.
        RESERVED = 0x100 "AGENT_RESERVED_MASK";
        /// Deliver hold state events.
        HOLD = 0x200 "AGENT_HOLD_MASK";
        /// Deliver active state events.
        ACTIVE = 0x400 "AGENT_ACTIVE_MASK";
        /// Deliver paused state events.
        PAUSED = 0x800 "AGENT_PAUSED_MASK";
        /// Deliver interrupted state events.
        INTERRUPTED = 0x1000 "AGENT_INTERRUPTED_MASK";
        /// Deliver not active state events.
        NOT_ACTIVE = 0x2000 "AGENT_NOT_ACTIVE_MASK";
    }

    /// Agent states a client wants to hear of (CCX: other names for three bits).
    CcxAgentStateMask "AgentStateMaskCCX": u32 {
        /// Deliver login state events.
        LOGIN = 0x1 "AGENT_LOGIN_MASK";
        /// Deliver logout state events.
        LOGOUT = 0x2 "AGENT_LOGOUT_MASK";
        /// Deliver not ready state events.
        NOT_READY = 0x4 "AGENT_NOT_READY_MASK";
        /// Deliver ready state events.
        AVAILABLE = 0x8 "AGENT_AVAILABLE_MASK";
        /// Deliver talking state events.
        TALKING = 0x10 "AGENT_TALKING_MASK";
        /// Deliver work state events.
        WORK = 0x20 "AGENT_WORK_MASK";
        /// Deliver talking with work pending state events.
        TALKING_PENDING_WORK = 0x40 "AGENT_TALKING_PENDING_WORK_MASK";
        /// Deliver talking with not-ready pending state events.
        TALKING_PENDING_NOT_READY = 0x80 "AGENT_TALKING_PENDING_NOT_READY_MASK";
        /// Deliver reserved state events.
        RESERVED = 0x100 "AGENT_RESERVED_MASK";
    }

    /// CCX: configuration updates a client wants, as in OPEN_REQ. CONFIG_REQUEST_EVENT has another order of bits.
    CcxConfigMsgMask "ConfigMsgMaskCCX": u32 {
        /// Agent updates.
        AGENT = 0x1 "CONFIG_AGENT_MASK";
        /// CSQ updates.
        CSQ = 0x2 "CONFIG_CSQ_MASK";
        /// Application updates.
        APPLICATION = 0x4 "CONFIG_APPLICATION_MASK";
        /// Device updates.
        DEVICE = 0x8 "CONFIG_DEVICE_MASK";
        /// Terminal updates (protocol 18).
        TERMINAL = 0x10 "CONFIG_TERMINAL_MASK";
    }

    /// CCX: configuration items, as in CONFIG_REQUEST_EVENT. OPEN_REQ has another order of bits.
    CcxConfigurationMask "ConfigurationMaskCCX": u32 {
        /// Applications.
        APPLICATION_INFORMATION = 0x1 "APPLICATION_INFORMATION";
        /// CSQs.
        CSQ_INFORMATION = 0x2 "CSQ_INFORMATION";
        /// Agents.
        AGENT_INFORMATION = 0x4 "AGENT_INFORMATION";
        /// Devices.
        DEVICE_INFORMATION = 0x8 "DEVICE_INFORMATION";
        /// Terminals (protocol 18).
        TERMINAL_INFORMATION = 0x10 "TERMINAL_INFORMATION";
    }

    /// CCE: configuration items, in OPEN_REQ and in CONFIG_REQUEST_EVENT.
    ConfigMask "ConfigInformation": u32 {
        /// Services.
        SERVICE = 0x1 "SERVICE";
        /// Skill groups.
        SKILL_GROUP = 0x2 "SKILL_GROUP";
        /// Agents.
        AGENT = 0x4 "AGENT";
        /// Devices.
        DEVICE = 0x8 "DEVICE";
        /// Call types.
        CALL_TYPE = 0x10 "CALL_TYPE";
        /// Media routing domains.
        MEDIA_ROUTING_DOMAIN = 0x20 "MEDIA_ROUTING_DOMAIN";
        /// Peripherals.
        PERIPHERAL = 0x40 "PERIPHERAL";
        /// Desk settings.
        AGENT_DESK_SETTINGS = 0x80 "AGENT_DESK_SETTINGS";
        /// Terminals (printed for OPEN_REQ ConfigMsgMask only).
        TERMINAL = 0x100 "TERMINAL";
        /// Agent services.
        AGENT_SERVICE = 0x200 "AGENT_SERVICE";
    }

    /// Call variable mask.
    CallVariableMask "CallVariableMask": u16 {
        /// Call variable 1.
        CALL_VAR_1_MASK = 0x1 "CALL_VAR_1_MASK";
        /// Call variable 2.
        CALL_VAR_2_MASK = 0x2 "CALL_VAR_2_MASK";
        /// Call variable 3.
        CALL_VAR_3_MASK = 0x4 "CALL_VAR_3_MASK";
        /// Call variable 4.
        CALL_VAR_4_MASK = 0x8 "CALL_VAR_4_MASK";
        /// Call variable 5.
        CALL_VAR_5_MASK = 0x10 "CALL_VAR_5_MASK";
        /// Call variable 6.
        CALL_VAR_6_MASK = 0x20 "CALL_VAR_6_MASK";
        /// Call variable 7.
        CALL_VAR_7_MASK = 0x40 "CALL_VAR_7_MASK";
        /// Call variable 8.
        CALL_VAR_8_MASK = 0x80 "CALL_VAR_8_MASK";
        /// Call variable 9.
        CALL_VAR_9_MASK = 0x100 "CALL_VAR_9_MASK";
        /// Call variable 10.
        CALL_VAR_10_MASK = 0x200 "CALL_VAR_10_MASK";
    }

    /// Desk settings mask.
    DeskSettingsMask "DeskSettingsMask": u32 {
        /// Avail after incoming mask.
        AVAIL_AFTER_INCOMING = 0x1 "DESK_AVAIL_AFTER_INCOMING_MASK";
        /// Avail after outgoing mask.
        AVAIL_AFTER_OUTGOING = 0x2 "DESK_AVAIL_AFTER_OUTGOING_MASK";
        /// Auto answer enabled mask.
        AUTO_ANSWER_ENABLED = 0x4 "DESK_AUTO_ANSWER_ENABLED_MASK";
        /// Idle reason required mask.
        IDLE_REASON_REQUIRED = 0x8 "DESK_IDLE_REASON_REQUIRED_MASK";
        /// Logout reason required mask.
        LOGOUT_REASON_REQUIRED = 0x10 "DESK_LOGOUT_REASON_REQUIRED_MASK";
        /// Supervisor calls allowed mask.
        SUPERVISOR_CALLS_ALLOWED = 0x20 "DESK_SUPERVISOR_CALLS_ALLOWED_MASK";
        /// Agent to agent calls allowed.
        AGENT_TO_AGENT_CALLS_ALLOWED = 0x40 "DESK_AGENT_TO_AGENT_CALLS_ALLOWED";
        /// Outbound access international mask.
        OUTBOUND_ACCESS_INTERNATIONAL = 0x80 "DESK_OUTBOUND_ACCESS_INTERNATIONAL_MASK";
        /// Outbound access public net mask.
        OUTBOUND_ACCESS_PUBLIC_NET = 0x100 "DESK_OUTBOUND_ACCESS_PUBLIC_NET_MASK";
        /// Outbound access private net mask.
        OUTBOUND_ACCESS_PRIVATE_NET = 0x200 "DESK_OUTBOUND_ACCESS_PRIVATE_NET_MASK";
        /// Outbound access operator assisted mask.
        OUTBOUND_ACCESS_OPERATOR_ASSISTED = 0x400 "DESK_OUTBOUND_ACCESS_OPERATOR_ASSISTED_MASK";
        /// Outbound access pbx mask.
        OUTBOUND_ACCESS_PBX = 0x800 "DESK_OUTBOUND_ACCESS_PBX_MASK";
        /// Non ACD calls allowed mask.
        NON_ACD_CALLS_ALLOWED = 0x1000 "DESK_NON_ACD_CALLS_ALLOWED_MASK";
        /// Agent can select group mask.
        AGENT_CAN_SELECT_GROUP = 0x2000 "DESK_AGENT_CAN_SELECT_GROUP_MASK";
    }

    /// Transfer conference setup mask.
    TransferConferenceSetupMask "TransferConferenceSetupMask": u32 {
        /// Conf setup consult specific.
        CONF_SETUP_CONSULT_SPECIFIC = 0x1 "CONF_SETUP_CONSULT_SPECIFIC";
        /// Conf setup consult any.
        CONF_SETUP_CONSULT_ANY = 0x2 "CONF_SETUP_CONSULT_ANY";
        /// Conf setup connection held.
        CONF_SETUP_CONN_HELD = 0x4 "CONF_SETUP_CONN_HELD";
        /// Conf setup any two calls.
        CONF_SETUP_ANY_TWO_CALLS = 0x8 "CONF_SETUP_ANY_TWO_CALLS";
        /// Conf setup single ACD call.
        CONF_SETUP_SINGLE_ACD_CALL = 0x10 "CONF_SETUP_SINGLE_ACD_CALL";
        /// Trans setup single ACD call.
        TRANS_SETUP_SINGLE_ACD_CALL = 0x20 "TRANS_SETUP_SINGLE_ACD_CALL";
        /// Conf setup any single call.
        CONF_SETUP_ANY_SINGLE_CALL = 0x40 "CONF_SETUP_ANY_SINGLE_CALL";
        /// Trans setup any single call.
        TRANS_SETUP_ANY_SINGLE_CALL = 0x80 "TRANS_SETUP_ANY_SINGLE_CALL";
    }

    /// Call control mask.
    CallControlMask "CallControlMask": u32 {
        /// Query agent state.
        QUERY_AGENT_STATE = 0x1 "CONTROL_QUERY_AGENT_STATE";
        /// Set agent state.
        SET_AGENT_STATE = 0x2 "CONTROL_SET_AGENT_STATE";
        /// Alternate call.
        ALTERNATE_CALL = 0x4 "CONTROL_ALTERNATE_CALL";
        /// Answer call.
        ANSWER_CALL = 0x8 "CONTROL_ANSWER_CALL";
        /// Clear call.
        CLEAR_CALL = 0x10 "CONTROL_CLEAR_CALL";
        /// Clear connection.
        CLEAR_CONNECTION = 0x20 "CONTROL_CLEAR_CONNECTION";
        /// Conference call.
        CONFERENCE_CALL = 0x40 "CONTROL_CONFERENCE_CALL";
        /// Consultation call.
        CONSULTATION_CALL = 0x80 "CONTROL_CONSULTATION_CALL";
        /// Deflect call.
        DEFLECT_CALL = 0x100 "CONTROL_DEFLECT_CALL";
        /// Hold call.
        HOLD_CALL = 0x200 "CONTROL_HOLD_CALL";
        /// Make call.
        MAKE_CALL = 0x400 "CONTROL_MAKE_CALL";
        /// Make predictive call.
        MAKE_PREDICTIVE_CALL = 0x800 "CONTROL_MAKE_PREDICTIVE_CALL";
        /// Reconnect call.
        RECONNECT_CALL = 0x1000 "CONTROL_RECONNECT_CALL";
        /// Retrieve call.
        RETRIEVE_CALL = 0x2000 "CONTROL_RETRIEVE_CALL";
        /// Transfer call.
        TRANSFER_CALL = 0x4000 "CONTROL_TRANSFER_CALL";
        /// Query device info.
        QUERY_DEVICE_INFO = 0x8000 "CONTROL_QUERY_DEVICE_INFO";
        /// Snapshot call.
        SNAPSHOT_CALL = 0x10000 "CONTROL_SNAPSHOT_CALL";
        /// Snapshot device.
        SNAPSHOT_DEVICE = 0x20000 "CONTROL_SNAPSHOT_DEVICE";
        /// Send dtmf signal.
        SEND_DTMF_SIGNAL = 0x40000 "CONTROL_SEND_DTMF_SIGNAL";
    }

    /// Other feature mask.
    OtherFeatureMask "OtherFeatureMask": u32 {
        /// Post route.
        POST_ROUTE = 0x1 "FEATURE_POST_ROUTE";
        /// Unique consult callid.
        UNIQUE_CONSULT_CALLID = 0x2 "FEATURE_UNIQUE_CONSULT_CALLID";
    }

    /// Agent flags.
    AgentFlags "AgentFlags": u16 {
        /// Primary supervisor.
        PRIMARY_SUPERVISOR = 0x1 "PRIMARY_SUPERVISOR";
        /// Temporary team member.
        TEMPORARY_AGENT = 0x2 "TEMPORARY_AGENT";
        /// Supervisor.
        SUPERVISOR = 0x4 "SUPERVISOR";
    }
}

impl From<CcxAgentStateMask> for AgentStateMask {
    fn from(other: CcxAgentStateMask) -> Self {
        Self(other.0)
    }
}

impl From<CcxConfigMsgMask> for ConfigMask {
    fn from(other: CcxConfigMsgMask) -> Self {
        Self(other.0)
    }
}

impl From<CcxConfigurationMask> for ConfigMask {
    fn from(other: CcxConfigurationMask) -> Self {
        Self(other.0)
    }
}

impl From<CcxStatus> for PgStatus {
    fn from(other: CcxStatus) -> Self {
        Self(other.0)
    }
}
