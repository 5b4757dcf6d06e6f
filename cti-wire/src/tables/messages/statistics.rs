//! Statistics.

#[allow(unused_imports)]
use super::prelude::*;

messages! {
    /// Request: query agent statistics.
    112 QueryAgentStatisticsReq "QUERY_AGENT_STATISTICS_REQ" Client .cce(6) {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId;
    } [
        AgentExtension, AgentId, AgentIdLong, AgentInstrument,
    ]

    /// Confirms QUERY_AGENT_STATISTICS_REQ.
    113 QueryAgentStatisticsConf "QUERY_AGENT_STATISTICS_CONF" Server .cce(6) {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId;
        avail_time_session "AvailTimeSession": u32;
        logged_on_time_session "LoggedOnTimeSession": u32;
        not_ready_time_session "NotReadyTimeSession": u32;
        icm_available_time_session "ICMAvailableTimeSession": u32;
        routable_time_session "RoutableTimeSession": u32;
        agent_out_calls_session "AgentOutCallsSession": u32;
        agent_out_calls_talk_time_session "AgentOutCallsTalkTimeSession": u32;
        agent_out_calls_time_session "AgentOutCallsTimeSession": u32;
        agent_out_calls_held_session "AgentOutCallsHeldSession": u32;
        agent_out_calls_held_time_session "AgentOutCallsHeldTimeSession": u32;
        handled_calls_session "HandledCallsSession": u32;
        handled_calls_talk_time_session "HandledCallsTalkTimeSession": u32;
        handled_calls_after_call_time_session "HandledCallsAfterCallTimeSession": u32;
        handled_calls_time_session "HandledCallsTimeSession": u32;
        incoming_calls_held_session "IncomingCallsHeldSession": u32;
        incoming_calls_held_time_session "IncomingCallsHeldTimeSession": u32;
        internal_calls_session "InternalCallsSession": u32;
        internal_calls_time_session "InternalCallsTimeSession": u32;
        internal_calls_rcvd_session "InternalCallsRcvdSession": u32;
        internal_calls_rcvd_time_session "InternalCallsRcvdTimeSession": u32;
        internal_calls_held_session "InternalCallsHeldSession": u32;
        internal_calls_held_time_session "InternalCallsHeldTimeSession": u32;
        auto_out_calls_session "AutoOutCallsSession": u32;
        auto_out_calls_talk_time_session "AutoOutCallsTalkTimeSession": u32;
        auto_out_calls_time_session "AutoOutCallsTimeSession": u32;
        auto_out_calls_held_session "AutoOutCallsHeldSession": u32;
        auto_out_calls_held_time_session "AutoOutCallsHeldTimeSession": u32;
        preview_calls_session "PreviewCallsSession": u32;
        preview_calls_talk_time_session "PreviewCallsTalkTimeSession": u32;
        preview_calls_time_session "PreviewCallsTimeSession": u32;
        preview_calls_held_session "PreviewCallsHeldSession": u32;
        preview_calls_held_time_session "PreviewCallsHeldTimeSession": u32;
        reservation_calls_session "ReservationCallsSession": u32;
        reservation_calls_talk_time_session "ReservationCallsTalkTimeSession": u32;
        reservation_calls_time_session "ReservationCallsTimeSession": u32;
        reservation_calls_held_session "ReservationCallsHeldSession": u32;
        reservation_calls_held_time_session "ReservationCallsHeldTimeSession": u32;
        barge_in_calls_session "BargeInCallsSession": u32;
        intercept_calls_session "InterceptCallsSession": u32;
        monitor_calls_session "MonitorCallsSession": u32;
        whisper_calls_session "WhisperCallsSession": u32;
        emergency_calls_session "EmergencyCallsSession": u32;
        avail_time_today "AvailTimeToday": u32;
        logged_on_time_today "LoggedOnTimeToday": u32;
        not_ready_time_today "NotReadyTimeToday": u32;
        icm_available_time_today "ICMAvailableTimeToday": u32;
        routable_time_today "RoutableTimeToday": u32;
        agent_out_calls_today "AgentOutCallsToday": u32;
        agent_out_calls_talk_time_today "AgentOutCallsTalkTimeToday": u32;
        agent_out_calls_time_today "AgentOutCallsTimeToday": u32;
        agent_out_calls_held_today "AgentOutCallsHeldToday": u32;
        agent_out_calls_held_time_today "AgentOutCallsHeldTimeToday": u32;
        handled_calls_today "HandledCallsToday": u32;
        handled_calls_talk_time_today "HandledCallsTalkTimeToday": u32;
        handled_calls_after_call_time_today "HandledCallsAfterCallTimeToday": u32;
        handled_calls_time_today "HandledCallsTimeToday": u32;
        incoming_calls_held_today "IncomingCallsHeldToday": u32;
        incoming_calls_held_time_today "IncomingCallsHeldTimeToday": u32;
        internal_calls_today "InternalCallsToday": u32;
        internal_calls_time_today "InternalCallsTimeToday": u32;
        internal_calls_rcvd_today "InternalCallsRcvdToday": u32;
        internal_calls_rcvd_time_today "InternalCallsRcvdTimeToday": u32;
        internal_calls_held_today "InternalCallsHeldToday": u32;
        internal_calls_held_time_today "InternalCallsHeldTimeToday": u32;
        auto_out_calls_today "AutoOutCallsToday": u32;
        auto_out_calls_talk_time_today "AutoOutCallsTalkTimeToday": u32;
        auto_out_calls_time_today "AutoOutCallsTimeToday": u32;
        auto_out_calls_held_today "AutoOutCallsHeldToday": u32;
        auto_out_calls_held_time_today "AutoOutCallsHeldTimeToday": u32;
        preview_calls_today "PreviewCallsToday": u32;
        preview_calls_talk_time_today "PreviewCallsTalkTimeToday": u32;
        preview_calls_time_today "PreviewCallsTimeToday": u32;
        preview_calls_held_today "PreviewCallsHeldToday": u32;
        preview_calls_held_time_today "PreviewCallsHeldTimeToday": u32;
        reservation_calls_today "ReservationCallsToday": u32;
        reservation_calls_talk_time_today "ReservationCallsTalkTimeToday": u32;
        reservation_calls_time_today "ReservationCallsTimeToday": u32;
        reservation_calls_held_today "ReservationCallsHeldToday": u32;
        reservation_calls_held_time_today "ReservationCallsHeldTimeToday": u32;
        barge_in_calls_today "BargeInCallsToday": u32;
        intercept_calls_today "InterceptCallsToday": u32;
        monitor_calls_today "MonitorCallsToday": u32;
        whisper_calls_today "WhisperCallsToday": u32;
        emergency_calls_today "EmergencyCallsToday": u32;
    } [
        AgentExtension, AgentId, AgentIdLong, AgentInstrument,
    ]

    /// Request: query skill group statistics.
    114 QuerySkillGroupStatisticsReq "QUERY_SKILL_GROUP_STATISTICS_REQ" Client .cce(6) {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId;
        skill_group_number "SkillGroupNumber": u32;
        skill_group_id "SkillGroupID": u32;
    } []

    /// Confirms QUERY_SKILL_GROUP_STATISTICS_REQ.
    115 QuerySkillGroupStatisticsConf "QUERY_SKILL_GROUP_STATISTICS_CONF" Server .cce(6) {
        invoke_id "InvokeID": InvokeId;
        peripheral_id "PeripheralID": PeripheralId;
        skill_group_number "SkillGroupNumber": u32;
        skill_group_id "SkillGroupID": u32;
        agents_logged_on "AgentsLoggedOn": u32;
        agents_avail "AgentsAvail": u32;
        agents_not_ready "AgentsNotReady": u32;
        agents_ready "AgentsReady": u32;
        agents_talking_in "AgentsTalkingIn": u32;
        agents_talking_out "AgentsTalkingOut": u32;
        agents_talking_other "AgentsTalkingOther": u32;
        agents_work_not_ready "AgentsWorkNotReady": u32;
        agents_work_ready "AgentsWorkReady": u32;
        agents_busy_other "AgentsBusyOther": u32;
        agents_reserved "AgentsReserved": u32;
        agents_hold "AgentsHold": u32;
        agents_icm_available "AgentsICMAvailable": u32;
        agents_application_available "AgentsApplicationAvailable": u32;
        agents_talking_auto_out "AgentsTalkingAutoOut": u32;
        agents_talking_preview "AgentsTalkingPreview": u32;
        agents_talking_reservation "AgentsTalkingReservation": u32;
        router_calls_q_now "RouterCallsQNow": u32;
        longest_router_call_q_now "LongestRouterCallQNow": u32;
        calls_q_now "CallsQNow": u32;
        calls_q_time_now "CallsQTimeNow": u32;
        longest_call_q_now "LongestCallQNow": u32;
        avail_time_to5 "AvailTimeTo5": u32;
        logged_on_time_to5 "LoggedOnTimeTo5": u32;
        not_ready_time_to5 "NotReadyTimeTo5": u32;
        agent_out_calls_to5 "AgentOutCallsTo5": u32;
        agent_out_calls_talk_time_to5 "AgentOutCallsTalkTimeTo5": u32;
        agent_out_calls_time_to5 "AgentOutCallsTimeTo5": u32;
        agent_out_calls_held_to5 "AgentOutCallsHeldTo5": u32;
        agent_out_calls_held_time_to5 "AgentOutCallsHeldTimeTo5": u32;
        handled_calls_to5 "HandledCallsTo5": u32;
        handled_calls_talk_time_to5 "HandledCallsTalkTimeTo5": u32;
        handled_calls_after_call_time_to5 "HandledCallsAfterCallTimeTo5": u32;
        handled_calls_time_to5 "HandledCallsTimeTo5": u32;
        incoming_calls_held_to5 "IncomingCallsHeldTo5": u32;
        incoming_calls_held_time_to5 "IncomingCallsHeldTimeTo5": u32;
        internal_calls_rcvd_to5 "InternalCallsRcvdTo5": u32;
        internal_calls_rcvd_time_to5 "InternalCallsRcvdTimeTo5": u32;
        internal_calls_held_to5 "InternalCallsHeldTo5": u32;
        internal_calls_held_time_to5 "InternalCallsHeldTimeTo5": u32;
        auto_out_calls_to5 "AutoOutCallsTo5": u32;
        auto_out_calls_talk_time_to5 "AutoOutCallsTalkTimeTo5": u32;
        auto_out_calls_time_to5 "AutoOutCallsTimeTo5": u32;
        auto_out_calls_held_to5 "AutoOutCallsHeldTo5": u32;
        auto_out_calls_held_time_to5 "AutoOutCallsHeldTimeTo5": u32;
        preview_calls_to5 "PreviewCallsTo5": u32;
        preview_calls_talk_time_to5 "PreviewCallsTalkTimeTo5": u32;
        preview_calls_time_to5 "PreviewCallsTimeTo5": u32;
        preview_calls_held_to5 "PreviewCallsHeldTo5": u32;
        preview_calls_held_time_to5 "PreviewCallsHeldTimeTo5": u32;
        reservation_calls_to5 "ReservationCallsTo5": u32;
        reservation_calls_talk_time_to5 "ReservationCallsTalkTimeTo5": u32;
        reservation_calls_time_to5 "ReservationCallsTimeTo5": u32;
        reservation_calls_held_to5 "ReservationCallsHeldTo5": u32;
        reservation_calls_held_time_to5 "ReservationCallsHeldTimeTo5": u32;
        barge_in_calls_to5 "BargeInCallsTo5": u32;
        intercept_calls_to5 "InterceptCallsTo5": u32;
        monitor_calls_to5 "MonitorCallsTo5": u32;
        whisper_calls_to5 "WhisperCallsTo5": u32;
        emergency_calls_to5 "EmergencyCallsTo5": u32;
        calls_q5 "CallsQ5": u32;
        calls_q_time5 "CallsQTime5": u32;
        longest_call_q5 "LongestCallQ5": u32;
        avail_time_to_half "AvailTimeToHalf": u32;
        logged_on_time_to_half "LoggedOnTimeToHalf": u32;
        not_ready_time_to_half "NotReadyTimeToHalf": u32;
        agent_out_calls_to_half "AgentOutCallsToHalf": u32;
        agent_out_calls_talk_time_to_half "AgentOutCallsTalkTimeToHalf": u32;
        agent_out_calls_time_to_half "AgentOutCallsTimeToHalf": u32;
        agent_out_calls_held_to_half "AgentOutCallsHeldToHalf": u32;
        agent_out_calls_held_time_to_half "AgentOutCallsHeldTimeToHalf": u32;
        handled_calls_to_half "HandledCallsToHalf": u32;
        handled_calls_talk_time_to_half "HandledCallsTalkTimeToHalf": u32;
        handled_calls_after_call_time_to_half "HandledCallsAfterCallTimeToHalf": u32;
        handled_calls_time_to_half "HandledCallsTimeToHalf": u32;
        incoming_calls_held_to_half "IncomingCallsHeldToHalf": u32;
        incoming_calls_held_time_to_half "IncomingCallsHeldTimeToHalf": u32;
        internal_calls_rcvd_to_half "InternalCallsRcvdToHalf": u32;
        internal_calls_rcvd_time_to_half "InternalCallsRcvdTimeToHalf": u32;
        internal_calls_held_to_half "InternalCallsHeldToHalf": u32;
        internal_calls_held_time_to_half "InternalCallsHeldTimeToHalf": u32;
        auto_out_calls_to_half "AutoOutCallsToHalf": u32;
        auto_out_calls_talk_time_to_half "AutoOutCallsTalkTimeToHalf": u32;
        auto_out_calls_time_to_half "AutoOutCallsTimeToHalf": u32;
        auto_out_calls_held_to_half "AutoOutCallsHeldToHalf": u32;
        auto_out_calls_held_time_to_half "AutoOutCallsHeldTimeToHalf": u32;
        preview_calls_to_half "PreviewCallsToHalf": u32;
        preview_calls_talk_time_to_half "PreviewCallsTalkTimeToHalf": u32;
        preview_calls_time_to_half "PreviewCallsTimeToHalf": u32;
        preview_calls_held_to_half "PreviewCallsHeldToHalf": u32;
        preview_calls_held_time_to_half "PreviewCallsHeldTimeToHalf": u32;
        reservation_calls_to_half "ReservationCallsToHalf": u32;
        reservation_calls_talk_time_to_half "ReservationCallsTalkTimeToHalf": u32;
        reservation_calls_time_to_half "ReservationCallsTimeToHalf": u32;
        reservation_calls_held_to_half "ReservationCallsHeldToHalf": u32;
        reservation_calls_held_time_to_half "ReservationCallsHeldTimeToHalf": u32;
        barge_in_calls_to_half "BargeInCallsToHalf": u32;
        intercept_calls_to_half "InterceptCallsToHalf": u32;
        monitor_calls_to_half "MonitorCallsToHalf": u32;
        whisper_calls_to_half "WhisperCallsToHalf": u32;
        emergency_calls_to_half "EmergencyCallsToHalf": u32;
        calls_q_half "CallsQHalf": u32;
        calls_q_time_half "CallsQTimeHalf": u32;
        longest_call_q_half "LongestCallQHalf": u32;
        avail_time_today "AvailTimeToday": u32;
        logged_on_time_today "LoggedOnTimeToday": u32;
        not_ready_time_today "NotReadyTimeToday": u32;
        agent_out_calls_today "AgentOutCallsToday": u32;
        agent_out_calls_talk_time_today "AgentOutCallsTalkTimeToday": u32;
        agent_out_calls_time_today "AgentOutCallsTimeToday": u32;
        agent_out_calls_held_today "AgentOutCallsHeldToday": u32;
        agent_out_calls_held_time_today "AgentOutCallsHeldTimeToday": u32;
        handled_calls_today "HandledCallsToday": u32;
        handled_calls_talk_time_today "HandledCallsTalkTimeToday": u32;
        handled_calls_after_call_time_today "HandledCallsAfterCallTimeToday": u32;
        handled_calls_time_today "HandledCallsTimeToday": u32;
        incoming_calls_held_today "IncomingCallsHeldToday": u32;
        incoming_calls_held_time_today "IncomingCallsHeldTimeToday": u32;
        internal_calls_rcvd_today "InternalCallsRcvdToday": u32;
        internal_calls_rcvd_time_today "InternalCallsRcvdTimeToday": u32;
        internal_calls_held_today "InternalCallsHeldToday": u32;
        internal_calls_held_time_today "InternalCallsHeldTimeToday": u32;
        auto_out_calls_today "AutoOutCallsToday": u32;
        auto_out_calls_talk_time_today "AutoOutCallsTalkTimeToday": u32;
        auto_out_calls_time_today "AutoOutCallsTimeToday": u32;
        auto_out_calls_held_today "AutoOutCallsHeldToday": u32;
        auto_out_calls_held_time_today "AutoOutCallsHeldTimeToday": u32;
        preview_calls_today "PreviewCallsToday": u32;
        preview_calls_talk_time_today "PreviewCallsTalkTimeToday": u32;
        preview_calls_time_today "PreviewCallsTimeToday": u32;
        preview_calls_held_today "PreviewCallsHeldToday": u32;
        preview_calls_held_time_today "PreviewCallsHeldTimeToday": u32;
        reservation_calls_today "ReservationCallsToday": u32;
        reservation_calls_talk_time_today "ReservationCallsTalkTimeToday": u32;
        reservation_calls_time_today "ReservationCallsTimeToday": u32;
        reservation_calls_held_today "ReservationCallsHeldToday": u32;
        reservation_calls_held_time_today "ReservationCallsHeldTimeToday": u32;
        barge_in_calls_today "BargeInCallsToday": u32;
        intercept_calls_today "InterceptCallsToday": u32;
        monitor_calls_today "MonitorCallsToday": u32;
        whisper_calls_today "WhisperCallsToday": u32;
        emergency_calls_today "EmergencyCallsToday": u32;
        calls_q_today "CallsQToday": u32;
        calls_q_time_today "CallsQTimeToday": u32;
        longest_call_q_today "LongestCallQToday": u32;
    } []

    /// Request: query queue statistics.
    ///
    /// Number from one implementation only.
    223 QueryQueueStatisticsReq "QUERY_QUEUE_STATISTICS_REQ" Client .ccx(0) {
        invoke_id "InvokeID": InvokeId;
    } [
        SkillGroupNumber,
    ]

    /// Request: query summary statistics.
    ///
    /// Number from one implementation only.
    225 QuerySummaryStatisticsReq "QUERY_SUMMARY_STATISTICS_REQ" Client .ccx(0) {
        invoke_id "InvokeID": InvokeId;
    } []

    /// Request: query agent queue statistics.
    ///
    /// Number from one implementation only.
    239 QueryAgentQueueStatisticsReq "QUERY_AGENT_QUEUE_STATISTICS_REQ" Client .ccx(0) {
        invoke_id "InvokeID": InvokeId;
    } [
        AgentIdLong.required(),
    ]
}
