//! The states of a call, of its participants, and what each may do.

mod actions;
mod machine;
mod state;
mod task;

pub use actions::{Situation, allowed, task_allowed};
pub use machine::{
    CallMachine, Device as PartyDevice, Notice, PartyEvent, PartySurprise, derive as dialog_state,
};
pub use state::{Action, DialogState, ParticipantState, StateCause};
pub use task::task_after;
