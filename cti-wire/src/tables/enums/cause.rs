//! Why something happened to a call.

use crate::macros::enums;

enums! {
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
}
