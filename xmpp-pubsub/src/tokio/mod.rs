//! Adapters on tokio. They move bytes between sockets and machines and sleep until a deadline; they decide nothing.
//!
//! A client is a [`Connection`] (or a [`WebSocketConnection`]) around its [`ClientStream`](crate::ClientStream): call
//! `next` for events, and the machine's methods between.
//!
//! A server is one task that owns all machines, and a [`Gate`] whose connections live in tasks of their own: what
//! arrives comes out of the [`Inbox`], what is to be sent goes in there. A connection says when it takes more
//! ([`Arrival::Ready`]), so that what a slow reader leaves waits in its machine, which bounds it.

mod client;
mod gate;
mod line;
mod socket;
#[cfg(feature = "srv")]
mod srv;
mod tcp;
#[cfg(feature = "websocket")]
mod websocket;

use std::time::Instant;

use crate::Deadline;

pub use client::{ClientTransport, Connection};
pub use gate::{Arrival, Gate, Inbox, Listen, channel};
pub use line::Output;
pub use socket::Socket;
#[cfg(feature = "srv")]
pub use srv::{lookup, lookup_with};
#[cfg(feature = "websocket")]
pub use websocket::WebSocketConnection;

#[expect(clippy::disallowed_methods, reason = "the thin shell is where the clock is read")]
fn now() -> Instant {
    Instant::now()
}

/// Until then; forever, if there is nothing to wait for.
async fn due(deadline: Option<Deadline>) {
    match deadline {
        Some(deadline) => tokio::time::sleep_until(deadline.at.into()).await,
        None => std::future::pending().await,
    }
}
