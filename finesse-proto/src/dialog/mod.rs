//! The states of a call, of its participants, and what each may do.

mod actions;
mod state;

pub use actions::{Situation, allowed, task_allowed};
pub use state::{Action, DialogState, ParticipantState, StateCause};
