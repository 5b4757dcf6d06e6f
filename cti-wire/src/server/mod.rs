//! The server: many sessions, masks, timers; the host answers what only it can know.
//!
//! [`Server`] reads OPEN_REQ, keeps idle timers, answers heartbeats and CLOSE_REQ, refuses what is out of order with the
//! documented status, and hands every other message to its host as an [`Event`].
//!
//! ```
//! use std::time::{Instant, SystemTime};
//! use cti_wire::server::{Config, Event, Grant, Server};
//! use cti_wire::{ConnId, Now, StatusCode};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let now = Now { at: Instant::now(), utc: SystemTime::UNIX_EPOCH };
//! # let mut client = cti_wire::client::Client::new(cti_wire::client::Config::default(), now.at)?;
//! # let mut open_req = bytes::BytesMut::new();
//! # client.poll_transmit(&mut open_req);
//! let mut server = Server::new(Config::default());
//! server.handle_connect(now, ConnId(1))?;
//! server.handle_input(now, ConnId(1), &open_req)?;
//! while let Some(event) = server.poll_event() {
//!     match event {
//!         Event::OpenRequested { conn, request } => {
//!             server.grant(now, conn, Grant { services: request.services, agent: None })?;
//!         }
//!         // What this host cannot do is refused; a request is never left without an answer.
//!         Event::Request { conn, invoke_id, .. } => server.fail(conn, invoke_id, StatusCode::FUNCTION_NOT_AVAILABLE)?,
//!         _ => {}
//!     }
//! }
//! let mut sent = 0;
//! while let Some(transmit) = server.poll_transmit() {
//!     // Write `head`, then `shared`, to the connection `to`; then say so, or the client counts as a slow reader.
//!     server.sent(transmit.to, transmit.len());
//!     sent += 1;
//! }
//! assert_eq!(sent, 2, "OPEN_CONF and SYSTEM_EVENT");
//! # Ok(())
//! # }
//! ```
//!
//! What is refused, and how:
//!
//! | what | answer | the session |
//! |---|---|---|
//! | a message before OPEN_REQ | 4 | waits on |
//! | a second OPEN_REQ | 5 | goes on |
//! | version, `IdleTimeout`, services | 1, 18, 19 | ends |
//! | undefined bits in the masks for calls, agent states, configuration | 20, 21, 95; with [`Masks::Carry`] taken, 19 too | ends |
//! | agent mode without a device | 6 | ends |
//! | a device of another client | 10; the same client takes over, the old session gets 11 | ends |
//! | not the master, offline | 92, 15 | ends |
//! | a standby of CCE 24: an older version, a client without ACTIVE_STANDBY | 15, 107 | ends |
//! | a standby session: anything but heartbeats and CLOSE_REQ | 92 | goes on |
//! | a body that cannot be read | 25, 23; more with [`Reading::Strict`] | goes on |
//! | an unknown type, a server's message | 2 | goes on |
//! | a length over the limit, silence, slow reading | the connection is closed | ends |

mod config;
mod event;
mod machine;
mod masks;
mod open;
mod session;

pub use config::{Config, Masks, Reading, Role};
pub use event::{Audience, Device, EndReason, Event, Grant, MaintenanceAnswers, OpenRequest};
pub use machine::Server;
