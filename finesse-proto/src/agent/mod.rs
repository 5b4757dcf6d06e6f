//! The states of an agent, and who may change them when.

mod machine;
mod state;
mod table;

pub use machine::{Agent, Surprise};
pub use state::{AgentState, Product, StateRequest};
pub use table::{Actor, By, Decision, OnCall, Transition, decide, transitions};
