//! To be written.
mod agent;
mod code;
mod error;
mod http;
mod node;
mod operation;

pub use agent::{Actor, Agent, AgentState, By, Decision, OnCall, Product, StateRequest, Surprise, Transition, decide, transitions};
pub use error::*;
pub use code::*;
pub use http::*;
pub use node::Node;
pub use operation::*;
