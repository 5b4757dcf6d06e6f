//! BOSH: a two-way stream over HTTP (XEP-0124), as XMPP uses it (XEP-0206) or anything else.
//!
//! A browser cannot be called. So it asks, and the server holds the question back until there is something to say: an
//! event then arrives at once, and without events there is one small request every `wait` seconds. Each request has a
//! number, so that neither side loses, repeats or reorders a payload when connections break.
//!
//! ```text
//! client                                   connection manager            host
//!   │ POST <body rid='1000' to='…' wait='60' hold='1'/>  │                 │
//!   │ ──────────────────────────────────────────────────▶│ Opened          │
//!   │ 200 <body sid='…' wait='60' requests='2' …/>       │ ───────────────▶│
//!   │ ◀──────────────────────────────────────────────────│ accept          │
//!   │ POST <body rid='1001' sid='…'/>                    │ ◀───────────────│
//!   │ ──────────────────────────────────────────────────▶│ held            │
//!   │                                                    │ send            │
//!   │ 200 <body><message/></body>                        │ ◀───────────────│
//!   │ ◀──────────────────────────────────────────────────│                 │
//! ```
//!
//! Both sides are machines without sockets, clock or chance: [`manager::Manager`] is any number of sessions on a server,
//! [`client::Client`] is one session of a client, [`Body`] and [`Entity`] read and write what goes between them. What is
//! carried is bytes nobody looks into: nothing here knows XMPP but the four attributes XEP-0206 adds.
//!
//! # The run loop
//!
//! *Change one thing, drain, wait.* One thing is a request or answer that arrived, a connection that broke, the time, or a
//! call of yours. Draining is [`poll_event`](manager::Manager::poll_event) until it gives nothing, then
//! [`poll_transmit`](manager::Manager::poll_transmit) until it gives nothing.
//! [`poll_timeout`](manager::Manager::poll_timeout) says how long to wait.
//!
//! ```
//! use bosh::manager::{Accept, Config, Event, Manager, Request, RequestId, Security, Transmit};
//! use bosh::Payload;
//!
//! # let now = std::time::Instant::now();
//! let mut manager = Manager::new(Config::default(), [7; 32], now); // the seed: 32 bytes from the system
//!
//! // One thing changes: an HTTP request arrives.
//! let body = "<body rid='1000' to='example.com' ver='1.11' wait='60' hold='1' \
//!             xmlns='http://jabber.org/protocol/httpbind'/>";
//! let request = Request { id: RequestId(1), entity: body.into(), security: Security::Tls };
//! manager.handle_input(now, request);
//!
//! // Drain.
//! while let Some(event) = manager.poll_event() {
//!     match event {
//!         Event::Opened(opened) => {
//!             manager.accept(now, opened.session, Accept::default())?;
//!             manager.send(now, opened.session, Payload::from("<hello xmlns='urn:example'/>"))?;
//!         }
//!         Event::Received { session, payload } => println!("{session:?} sent {payload:?}"),
//!         other => println!("{other:?}"),
//!     }
//! }
//! while let Some(transmit) = manager.poll_transmit() {
//!     let Transmit::Answer { to, status, entity, .. } = transmit else { continue };
//!     assert_eq!((to, status), (RequestId(1), 200));
//!     assert!(entity.to_bytes().ends_with(b"><hello xmlns='urn:example'/></body>"));
//! }
//!
//! // Wait, at most until then.
//! assert!(manager.poll_timeout().is_some());
//! # Ok::<_, bosh::UsageError>(())
//! ```
//!
//! With feature `http`, `tokio::Gate` takes the requests of an HTTP server and hands them to the task that
//! owns the manager, and `tokio::Driver` does the exchanges of a client; `examples/echo.rs` is a whole
//! service that has nothing to do with XMPP.
//!
//! # What is read leniently
//!
//! White space between payloads; numbers with white space around them or beyond 32 bits (lowered); unknown and obsolete
//! attributes; `ack='0'` for no acknowledgements, as gloox has it; a body without `ver`, whose client then gets HTTP codes for errors (§17.1); unknown conditions, which mean
//! `undefined-condition`. A client takes an answer to either of two attempts of a request, once.
//!
//! # Chapters of XEP-0124 1.11
//!
//! - [x] Wrapper and syntax (§5, §6), session creation (§7), sending and receiving (§8)
//! - [x] Acknowledgements both ways, with reports (§9)
//! - [x] Inactivity and pause (§10), overactivity (§11), polling sessions (§12), termination (§13)
//! - [x] Request ids: order, window, repeats, broken connections (§14)
//! - [x] Conditions, recoverable errors, HTTP codes of old clients (§17), security (§19)
//! - [x] XEP-0206: version, restart, restart logic as attributes; features and errors are payload
//! - [x] Key sequences (§15): checked if a client begins one; made by a client that is told to
//! - [ ] Several streams in a session (§16): a request for another is an empty request, as the chapter says
//! - [ ] Content codings (`accept`): both sides may do without
//!
//! Each rule, in words, with the test that proves it: `RULES.md`.

mod body;
mod chance;
pub mod client;
mod entity;
mod error;
mod keys;
pub mod manager;
mod time;
#[cfg(feature = "http")]
pub mod tokio;
mod types;

pub use body::{Attributes, Body, Element};
pub use entity::{Entity, Payload, StreamPrefix};
pub use error::{DecodeError, UsageError};
pub use time::{Deadline, Timer};
pub use types::{BodyType, Condition, Rid, Version};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
