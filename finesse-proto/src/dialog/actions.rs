//! Which actions a participant has, by its state (facts, section 6).
//!
//! The server is the judge: a client shows what the participant's `actions` list says, and an action that is not in it fails.

use super::{Action, ParticipantState};
use crate::agent::Product;
use Action::{
    Accept, Answer, CancelScheduledCallback, Close, Conference, ConsultCall, Drop, Hold, Pause, Reclassify,
    Reject, Resume, Retrieve, SendDtmf, Start, StartRecording, Transfer, TransferSst, UpdateCallData,
    UpdateScheduledCallback, WrapUp,
};

/// What else decides about the actions of a voice participant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Situation {
    /// The product.
    pub product: Product,
    /// The agent is active on another call; then a held one can be transferred to it or conferenced with it.
    pub other_call_active: bool,
    /// The agent already consults, so no second consultation is possible.
    pub consulting: bool,
    /// The reservation of a preview call.
    pub preview: bool,
    /// A call of a direct-preview campaign.
    pub direct_preview: bool,
}

impl Situation {
    /// An ordinary call, and no other one.
    #[must_use]
    pub const fn ordinary(product: Product) -> Self {
        Self { product, other_call_active: false, consulting: false, preview: false, direct_preview: false }
    }
}

/// The actions of a voice participant who is an agent, in the order of the facts. A state of non-voice tasks has none.
#[must_use]
pub fn allowed(state: ParticipantState, situation: Situation) -> Vec<Action> {
    let mut actions = match state {
        ParticipantState::Initiating | ParticipantState::Initiated => vec![Drop, UpdateCallData],
        ParticipantState::Alerting if situation.preview => vec![Accept, Reject, Close],
        ParticipantState::Alerting => vec![Answer],
        ParticipantState::Active => {
            let mut actions = vec![Hold, Drop, UpdateCallData];
            if !situation.consulting {
                actions.extend([ConsultCall, TransferSst]);
            }
            actions.push(SendDtmf);
            if situation.product == Product::Ccx {
                actions.push(StartRecording);
            }
            actions
        }
        ParticipantState::Held => {
            let mut actions = vec![Retrieve, Drop, UpdateCallData];
            if situation.other_call_active {
                actions.extend([Transfer, Conference]);
            }
            actions
        }
        ParticipantState::Failed => vec![Drop],
        ParticipantState::WrapUp => vec![UpdateCallData],
        _ => return Vec::new(),
    };
    let on_call =
        matches!(state, ParticipantState::Active | ParticipantState::Held | ParticipantState::WrapUp);
    if situation.direct_preview && on_call {
        actions.extend([Reclassify, UpdateScheduledCallback, CancelScheduledCallback]);
    }
    actions
}

/// The actions on a non-voice task. Some tasks on offer can be transferred too; that the facts do not settle.
#[must_use]
pub const fn task_allowed(state: ParticipantState) -> &'static [Action] {
    match state {
        ParticipantState::Offered => &[Accept],
        ParticipantState::Accepted => &[Start, Transfer, Close],
        ParticipantState::Active => &[Pause, WrapUp, Transfer, Close],
        ParticipantState::Paused => &[Resume, WrapUp, Transfer, Close],
        ParticipantState::WrappingUp | ParticipantState::Unknown => &[Close],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(actions: &[Action]) -> String {
        actions.iter().map(|a| a.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The table of the facts for an ordinary call, one row per state.
    const VOICE: &[(ParticipantState, &str)] = &[
        (ParticipantState::Initiating, "DROP UPDATE_CALL_DATA"),
        (ParticipantState::Initiated, "DROP UPDATE_CALL_DATA"),
        (ParticipantState::Alerting, "ANSWER"),
        (ParticipantState::Active, "HOLD DROP UPDATE_CALL_DATA CONSULT_CALL TRANSFER_SST SEND_DTMF"),
        (ParticipantState::Held, "RETRIEVE DROP UPDATE_CALL_DATA"),
        (ParticipantState::Failed, "DROP"),
        (ParticipantState::WrapUp, "UPDATE_CALL_DATA"),
        (ParticipantState::Dropped, ""),
        (ParticipantState::Accepted, ""),
    ];

    #[test]
    fn voice_actions_of_every_state() {
        for &state in ParticipantState::ALL {
            let row = VOICE.iter().find(|(s, _)| *s == state).map_or("", |(_, actions)| actions);
            assert_eq!(words(&allowed(state, Situation::ordinary(Product::Cce))), row, "{state}");
        }
    }

    #[test]
    fn transfer_and_conference_need_a_held_call_and_an_active_one() {
        let mut situation = Situation::ordinary(Product::Ccx);
        situation.other_call_active = true;
        for &state in ParticipantState::ALL {
            let has = allowed(state, situation).contains(&Transfer);
            assert_eq!(has, state == ParticipantState::Held, "{state}");
        }
    }

    #[test]
    fn recording_is_for_ccx_and_previews_are_accepted_or_not() {
        let active = |product| words(&allowed(ParticipantState::Active, Situation::ordinary(product)));
        assert!(active(Product::Ccx).ends_with("START_RECORDING"));
        assert!(!active(Product::Cce).contains("START_RECORDING"));
        let preview = Situation { preview: true, ..Situation::ordinary(Product::Cce) };
        assert_eq!(words(&allowed(ParticipantState::Alerting, preview)), "ACCEPT REJECT CLOSE");
        let direct = Situation { direct_preview: true, ..Situation::ordinary(Product::Ccx) };
        assert!(allowed(ParticipantState::Held, direct).contains(&Reclassify));
    }

    #[test]
    fn task_actions_of_every_state() {
        let table = [
            (ParticipantState::Offered, "ACCEPT"),
            (ParticipantState::Accepted, "START TRANSFER CLOSE"),
            (ParticipantState::Active, "PAUSE WRAP_UP TRANSFER CLOSE"),
            (ParticipantState::Paused, "RESUME WRAP_UP TRANSFER CLOSE"),
            (ParticipantState::WrappingUp, "CLOSE"),
            (ParticipantState::Unknown, "CLOSE"),
        ];
        for &state in ParticipantState::ALL {
            let row = table.iter().find(|(s, _)| *s == state).map_or("", |(_, actions)| actions);
            assert_eq!(words(task_allowed(state)), row, "{state}");
        }
    }
}
