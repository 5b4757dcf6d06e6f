//! A client session: open, heartbeats, requests and their answers, configuration, close.
//!
//! [`Client`] drives one connection and lives as long as it. Make it when the connection stands, move bytes both ways,
//! and drop it after [`Event::Closed`].
//!
//! [`Failover`] finds the master among several servers, stays with it and finds the next one.

mod config;
mod download;
mod event;
mod failover;
mod machine;
mod pending;

pub use config::{ClientPassword, Config, Mode};
pub use download::{ConfigRequest, Keys};
pub use event::{CloseReason, ConfigurationError, Event, Opened, RequestError};
pub use failover::{Failover, FailoverConfig, FailoverEvent, Side};
pub use machine::Client;
