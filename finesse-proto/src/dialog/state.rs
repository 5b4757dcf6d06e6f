//! Names of states and actions.

use crate::names::names;

names! {
    /// The state of a dialog. The last six are of non-voice tasks.
    #[non_exhaustive]
    DialogState {
        /// Off hook.
        Initiating = "INITIATING";
        /// Dialling.
        Initiated = "INITIATED";
        /// Rings.
        Alerting = "ALERTING";
        /// At least one participant is active. Hold does not change it.
        Active = "ACTIVE";
        /// Did not come about.
        Failed = "FAILED";
        /// Over.
        Dropped = "DROPPED";
        /// A preview that was accepted; a task that was accepted.
        Accepted = "ACCEPTED";
        /// A task on offer.
        Offered = "OFFERED";
        /// A task put aside.
        Paused = "PAUSED";
        /// A task in wrap-up.
        WrappingUp = "WRAPPING_UP";
        /// A task of another domain came in between.
        Interrupted = "INTERRUPTED";
        /// A task that is over.
        Closed = "CLOSED";
        /// The server does not know.
        Unknown = "UNKNOWN";
    }

    /// The state of one participant. From `Offered` on the values are of non-voice tasks.
    #[non_exhaustive]
    ParticipantState {
        /// Off hook.
        Initiating = "INITIATING";
        /// Dialling.
        Initiated = "INITIATED";
        /// The phone rings.
        Alerting = "ALERTING";
        /// Talks.
        Active = "ACTIVE";
        /// The call did not come about; the cause tells why.
        Failed = "FAILED";
        /// Has the call on hold.
        Held = "HELD";
        /// Left.
        Dropped = "DROPPED";
        /// The call is over, the agent wraps up.
        WrapUp = "WRAP_UP";
        /// Accepted a preview or a task.
        Accepted = "ACCEPTED";
        /// Was offered a task.
        Offered = "OFFERED";
        /// Put the task aside.
        Paused = "PAUSED";
        /// Wraps the task up.
        WrappingUp = "WRAPPING_UP";
        /// A task of another domain came in between.
        Interrupted = "INTERRUPTED";
        /// The task is over.
        Closed = "CLOSED";
        /// The server does not know.
        Unknown = "UNKNOWN";
    }

    /// Why a participant's call failed.
    #[non_exhaustive]
    StateCause {
        /// The other side talks.
        Busy = "BUSY";
        /// There is no such number.
        BadDestination = "BAD_DESTINATION";
        /// Anything else.
        Other = "OTHER";
        /// The device has no line left.
        NoResource = "DEVICE_RESOURCE_NOT_AVAILABLE";
    }

    /// What a client can ask to be done with a dialog: `requestedAction`, and `actions` of a participant.
    #[non_exhaustive]
    Action {
        /// Place a call.
        MakeCall = "MAKE_CALL";
        /// Listen to an agent.
        SilentMonitor = "SILENT_MONITOR";
        /// Join the call one listens to.
        BargeCall = "BARGE_CALL";
        /// Answer.
        Answer = "ANSWER";
        /// Put on hold.
        Hold = "HOLD";
        /// Take back from hold.
        Retrieve = "RETRIEVE";
        /// Leave.
        Drop = "DROP";
        /// Call a second party, to consult.
        ConsultCall = "CONSULT_CALL";
        /// Connect the party on hold with the consulted one, and leave.
        Transfer = "TRANSFER";
        /// Put all three together.
        Conference = "CONFERENCE";
        /// Transfer without consulting.
        TransferSst = "TRANSFER_SST";
        /// Send tones.
        SendDtmf = "SEND_DTMF";
        /// Change call variables or the wrap-up reason.
        UpdateCallData = "UPDATE_CALL_DATA";
        /// Record (CCX).
        StartRecording = "START_RECORDING";
        /// Drop somebody else from a conference (CCE).
        ParticipantDrop = "PARTICIPANT_DROP";
        /// Take a preview or a task.
        Accept = "ACCEPT";
        /// Refuse a preview.
        Reject = "REJECT";
        /// End a preview or a task.
        Close = "CLOSE";
        /// Say what a direct-preview call turned out to be.
        Reclassify = "RECLASSIFY";
        /// Set time or number of a callback.
        UpdateScheduledCallback = "UPDATE_SCHEDULED_CALLBACK";
        /// Cancel a callback.
        CancelScheduledCallback = "CANCEL_SCHEDULED_CALLBACK";
        /// Begin to work on a task.
        Start = "START";
        /// Put a task aside.
        Pause = "PAUSE";
        /// Take a task up again.
        Resume = "RESUME";
        /// Wrap a task up.
        WrapUp = "WRAP_UP";
    }
}

impl Action {
    /// Whether the action begins a dialog (`POST /User/{id}/Dialogs`) or acts on one (`PUT /Dialog/{id}`).
    #[must_use]
    pub const fn begins(self) -> bool {
        matches!(self, Self::MakeCall | Self::SilentMonitor | Self::BargeCall)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_as_they_are_written() {
        for &action in Action::ALL {
            assert_eq!(Action::parse(&format!("\n  {action} ")), Some(action));
        }
        for &state in DialogState::ALL {
            assert_eq!(DialogState::parse(state.as_str()), Some(state));
        }
        for &state in ParticipantState::ALL {
            assert_eq!(ParticipantState::parse(state.as_str()), Some(state));
        }
        assert_eq!(Action::parse("BARGE_IN"), None);
    }
}
