//! What both ends of a stream share: framing, header, features, SASL elements, errors, timers.

pub(crate) mod auth;
mod error;
pub(crate) mod features;
pub(crate) mod header;
pub(crate) mod management;
mod outbox;
mod time;
pub(crate) mod wire;

use std::fmt;

pub use error::{End, StreamError};
pub use time::{Deadline, Timer};
pub(crate) use time::{earliest, later};
pub use wire::Framing;

/// Whether others on the way can read what is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Plain TCP, or HTTP without TLS.
    Clear,
    /// TLS, of whatever layer: direct, after STARTTLS, or that of HTTPS.
    Encrypted,
}

/// The host of a machine asked for something at the wrong moment. Nothing has been changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum UsageError {
    /// The stream has no address yet: stanzas can be sent once it is bound.
    NotBound,
    /// The stream is over.
    Closed,
    /// Nothing was asked that this would answer.
    NothingAsked,
    /// Too many requests wait for their replies.
    TooManyRequests,
    /// The call is for another framing.
    Framing,
    /// Too much waits for the peer already.
    Full,
    /// The stanza lacks an address, or is from somebody for whom this stream may not speak.
    Addresses,
}

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotBound => "the stream is not bound yet",
            Self::Closed => "the stream is closed",
            Self::NothingAsked => "nothing was asked that this would answer",
            Self::TooManyRequests => "too many requests wait for their replies",
            Self::Full => "too much waits for the peer",
            Self::Framing => "the call is for another framing",
            Self::Addresses => "the stanza lacks an address or is from another domain",
        })
    }
}

impl std::error::Error for UsageError {}
