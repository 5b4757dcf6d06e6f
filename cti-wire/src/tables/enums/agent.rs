//! What agents do, and what supervisors do to them.

use crate::macros::enums;

enums! {
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

    /// Agent type.
    AgentType "AgentType": u16 {
        /// Agent.
        AGENT = 1 "AGENT";
        /// Supervisor.
        SUPERVISOR = 2 "SUPERVISOR";
    }

    /// Agent service.
    AgentService "AgentService": u16 {
        /// Suggested answers.
        ANSWERS = 1 "AGENT_ANSWERS";
        /// Call transcription.
        CALL_TRANSCRIPTION = 2 "AGENT_CALL_TRANSCRIPTION";
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

    /// Silent monitor status.
    SilentMonitorStatus "SilentMonitorStatus": u16 {
        /// None.
        NONE = 0 "SILENT_MONITOR_NONE";
        /// Initiator.
        INITIATOR = 1 "SILENT_MONITOR_INITIATOR";
        /// Target.
        TARGET = 2 "SILENT_MONITOR_TARGET";
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

    /// Multiline agent control.
    MultilineAgentControl "MultilineAgentControl": u16 {
        /// Single line only.
        SINGLE_LINE = 0 "SINGLE_LINE";
        /// Multi-line on.
        MULTI_LINE = 1 "MULTI_LINE";
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
}

/// The names CCX gives to two states.
impl AgentState {
    /// Ready for a call: CCX name of [`AgentState::AVAILABLE`].
    pub const READY: Self = Self::AVAILABLE;
    /// After-call work: CCX name of [`AgentState::WORK_NOT_READY`].
    pub const WORK: Self = Self::WORK_NOT_READY;
}
