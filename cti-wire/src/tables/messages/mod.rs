//! Messages, one file a family.

mod agent;
mod call_control;
mod call_events;
mod config;
mod monitor;
mod recording;
mod service;
mod session;
mod snapshot;
mod statistics;
mod supervisor;

/// What the tables use.
mod prelude {
    pub(super) use crate::macros::messages;
    pub(super) use crate::tables::enums::*;
    pub(super) use crate::{CallId, Dialect, InvokeId, List, MonitorId, PeripheralId, Shape, Time};
}

pub use agent::*;
pub use call_control::*;
pub use call_events::*;
pub use config::*;
pub use monitor::*;
pub use recording::*;
pub use service::*;
pub use session::*;
pub use snapshot::*;
pub use statistics::*;
pub use supervisor::*;
