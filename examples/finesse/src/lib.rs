//! The Finesse server of the lab.
mod core;
pub use core::{Core, CoreConfig, Event, Hop, Link, Now, Reason, RequestKey, XmppSecurity};
