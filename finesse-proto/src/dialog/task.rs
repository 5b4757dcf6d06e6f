//! What an action does to a non-voice task (facts, section 6).

use super::{Action, ParticipantState};
use ParticipantState::{Accepted, Active, Closed, Offered, Paused, Unknown, WrappingUp};

/// The state of a task after an action of its agent. `None`: the action is not allowed in that state, or does nothing to tasks. A task
/// that is transferred or closed leaves the agent.
///
/// Some tasks on offer can be transferred as well; which, the facts do not settle, so the table does not hold it.
#[must_use]
pub const fn task_after(state: ParticipantState, action: Action) -> Option<ParticipantState> {
    Some(match (state, action) {
        (Offered, Action::Accept) => Accepted,
        (Accepted, Action::Start) | (Paused, Action::Resume) => Active,
        (Active, Action::Pause) => Paused,
        (Active | Paused, Action::WrapUp) => WrappingUp,
        (Accepted | Active | Paused, Action::Transfer | Action::Close)
        | (WrappingUp | Unknown, Action::Close) => Closed,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialog::task_allowed;

    #[test]
    fn an_action_does_something_exactly_where_it_is_allowed() {
        for &state in ParticipantState::ALL {
            for &action in Action::ALL {
                let allowed = task_allowed(state).contains(&action);
                assert_eq!(task_after(state, action).is_some(), allowed, "{state} {action}");
            }
        }
    }
}
