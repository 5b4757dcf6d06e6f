//! The server: many sessions, masks, timers; the host answers what only it can know.
//!
//! [`Server`] reads OPEN_REQ, keeps idle timers, answers heartbeats and CLOSE_REQ, refuses what is out of order with the
//! documented status, and hands every other message to its host as an [`Event`].

mod config;
mod event;
mod machine;
mod open;
mod session;

pub use config::{Config, Reading, Role};
pub use event::{Audience, Device, EndReason, Event, Grant, OpenRequest};
pub use machine::Server;
