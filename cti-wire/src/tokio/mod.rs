//! Sessions on tokio: a [`Codec`] for framed streams, a client [`Connection`], a [`FailoverConnection`] for several
//! servers, and [`serve()`] for servers; with feature `tls` also `Connection::connect_tls` and `serve_tls`.
//!
//! This folder moves bytes and sleeps; what happens is decided by the machines.

// The only place that reads a clock.
#![allow(clippy::disallowed_methods)]

mod codec;
mod connection;
mod failover;
mod link;
mod serve;
#[cfg(feature = "tls")]
mod tls;

pub use codec::Codec;
pub use connection::{ConnectError, Connection};
pub use failover::FailoverConnection;
pub use serve::{Control, Machine, serve};
#[cfg(feature = "tls")]
pub use tls::serve_tls;

use std::time::{Instant, SystemTime};

use crate::session::Now;

/// The moment, on both clocks.
fn now() -> Now {
    Now { at: Instant::now(), utc: SystemTime::now() }
}

/// Sleeps until then; for ever without a deadline.
async fn sleep_until(deadline: Option<Instant>) {
    match deadline {
        Some(at) => ::tokio::time::sleep_until(at.into()).await,
        None => std::future::pending().await,
    }
}
