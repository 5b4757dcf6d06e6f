//! The states of an agent, and who may change them when.

mod machine;
mod media;
mod state;
mod table;

pub use machine::{Agent, Surprise};
pub use media::{MediaAgent, MediaDecision, MediaState, TaskRefusal, decide_media};
pub use state::{AgentState, Product, StateRequest};
pub use table::{
    Actor, By, Decision, OnCall, Transition, WrapUp, after_call, after_wrap_up, decide, transitions,
};
