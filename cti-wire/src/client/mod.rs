//! A client session: open, heartbeats, requests and their answers, configuration, close.
//!
//! [`Client`] drives one connection and lives as long as it. Make it when the connection stands, move bytes both ways,
//! and drop it after [`Event::Closed`].
//!
//! ```
//! use std::time::Instant;
//! use bytes::BytesMut;
//! use cti_wire::client::{Client, Config, Event};
//! use cti_wire::{Message, OpenConf, ServiceMask};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let now = Instant::now();
//! let mut client = Client::new(Config::default(), now)?;
//! let mut out = BytesMut::new();
//! client.poll_transmit(&mut out); // OPEN_REQ: write this to the connection
//! assert_eq!(out[..8], [0, 0, 0, out.len() as u8 - 8, 0, 0, 0, 3]);
//!
//! // What the server answers, read from the connection in pieces of any size.
//! let granted = OpenConf { services_granted: ServiceMask::ALL_EVENTS, peripheral_online: true, ..OpenConf::default() };
//! # let granted = OpenConf { invoke_id: cti_wire::InvokeId(1), ..granted };
//! let bytes = granted.build(client.profile()).finish()?.to_bytes();
//! client.handle_input(now, &bytes)?;
//! assert!(matches!(client.poll_event(), Some(Event::Opened(opened)) if opened.online));
//!
//! // Heartbeats go out by themselves, as long as somebody calls at the deadline.
//! let deadline = client.poll_timeout().ok_or("an open session has a deadline")?;
//! client.handle_timeout(deadline.at);
//! # Ok(())
//! # }
//! ```
//!
//! - [x] Open, refusals, heartbeats (three missed), close, FAILURE_EVENT, SYSTEM_EVENT
//! - [x] Requests by invoke id, each with an answer or an error that says why; limits
//! - [x] Configuration download; snapshots after a reconnect ([`state`](crate::state))
//! - [x] Several servers: probe, alternate, pauses, the last good one first
//! - [x] Active and standby sessions and maintenance of protocol 24
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
