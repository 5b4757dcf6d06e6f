//! Queues (CCE only).

xml_cursor::records! {
    /// A queue with its figures.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    Queue<'x> {
        "name" text name;
        "statistics" one statistics: QueueStatistics<'x>;
        /// `/finesse/api/Queue/{id}`.
        "uri" text uri;
        /// What later releases add.
        #[cfg_attr(feature = "serde", serde(skip))]
        "*" rest other;
    }
    /// The figures of a queue. `-1` means that the server does not know.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    QueueStatistics<'x> {
        /// From 12.x on.
        "agentsBusyOther" maybe agents_busy_other;
        /// From 12.x on.
        "agentsLoggedOn" maybe agents_logged_on;
        "agentsNotReady" text agents_not_ready;
        "agentsReady" text agents_ready;
        "agentsTalkingInbound" text agents_talking_inbound;
        "agentsTalkingInternal" text agents_talking_internal;
        "agentsTalkingOutbound" text agents_talking_outbound;
        "agentsWrapUpNotReady" text agents_wrap_up_not_ready;
        "agentsWrapUpReady" text agents_wrap_up_ready;
        "callsInQueue" text calls_in_queue;
        /// With seconds and Z but without milliseconds; empty when nobody waits.
        "startTimeOfLongestCallInQueue" text start_time_of_longest_call;
        /// What later releases add.
        #[cfg_attr(feature = "serde", serde(skip))]
        "*" rest other;
    }
    /// A list of queues.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    Queues<'x> { "Queue" many queues: Queue<'x>; }
}

impl QueueStatistics<'_> {
    /// Calls that wait; `None` when the server does not know.
    #[must_use]
    pub fn waiting(&self) -> Option<u32> {
        self.calls_in_queue.trim().parse().ok()
    }
}
