//! What client and server sessions share: time, chance, deadlines, errors.

mod requests;

use std::fmt;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use bytes::Bytes;

use crate::{DecodeError, FrameError, MessageType, Time, UsageError};

pub(crate) use requests::{confirmation_of, has_invoke_id, is_confirmation, write_with_id};

/// A moment, on the clock that timers use and on the wall.
///
/// A server stamps messages with the wall clock; everything else counts on the steady one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// The steady clock.
    pub at: Instant,
    /// The wall clock.
    pub utc: SystemTime,
}

impl Now {
    /// The wall clock as the protocol writes it: seconds since 1970, stopped at the end of what fits.
    #[must_use]
    pub fn time(&self) -> Time {
        let seconds = self.utc.duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
        Time(u32::try_from(seconds).unwrap_or(u32::MAX))
    }
}

/// Names a connection of a [`Server`](crate::server::Server). The host chooses it and does not use it twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnId(pub u64);

/// Bytes for one connection: `head`, then `shared`, which is one buffer for everybody who gets the same event.
///
/// `Debug` shows how many, because OPEN_REQ carries a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Transmit {
    /// Whose they are.
    pub to: ConnId,
    /// What only this connection gets. May be empty.
    pub head: Bytes,
    /// What was serialised once for many.
    pub shared: Option<Bytes>,
}

impl fmt::Debug for Transmit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shared = self.shared.as_ref().map(|bytes| Unshown(bytes));
        f.debug_struct("Transmit")
            .field("to", &self.to)
            .field("head", &Unshown(&self.head))
            .field("shared", &shared)
            .finish()
    }
}

/// Bytes of which `Debug` shows how many there are: they may hold passwords.
pub(crate) struct Unshown<'a>(pub(crate) &'a [u8]);

impl fmt::Debug for Unshown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

impl Transmit {
    /// Bytes in all: what [`Server::sent`](crate::server::Server::sent) wants to hear.
    #[must_use]
    pub fn len(&self) -> usize {
        self.head.len() + self.shared.as_ref().map_or(0, Bytes::len)
    }

    /// Whether there is nothing to write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// When a machine wants `handle_timeout`, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deadline {
    /// When.
    pub at: Instant,
    /// For a readable trace.
    pub why: Timer,
}

/// What a machine waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Timer {
    /// The answer to OPEN_REQ; on a server: the OPEN_REQ itself.
    Open,
    /// The next heartbeat is due.
    Heartbeat,
    /// The answer to a request.
    Reply,
    /// The next message of a configuration download.
    Configuration,
    /// The answer to CLOSE_REQ; on a server: that the client closes the connection.
    Close,
    /// Anything at all from a client.
    Idle,
    /// The next attempt to connect.
    Reconnect,
    /// Answers to ACTIVE_MAINTENANCE_REQ; on a client: when it stops its requests to the old side.
    Maintenance,
}

/// What a client says to ACTIVE_MAINTENANCE_REQ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MaintenanceAnswer {
    /// The server may go into maintenance: this client can go on at the other side.
    Accepted,
    /// It may not.
    Refused,
}

/// What a server says in ACTIVE_MAINTENANCE_EVENT.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MaintenanceDecision {
    /// `MaintenanceModeStatus` is true: clients go to the other side.
    Begin,
    /// It is false: everything stays as it is.
    Cancel,
}

/// The other side broke the protocol. The session has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PeerError {
    /// The stream cannot be cut into messages.
    Frame(FrameError),
    /// A message that the session itself must understand cannot be read.
    Decode(DecodeError),
    /// Another message was due.
    Unexpected {
        /// What came.
        message: MessageType,
        /// What was due.
        expected: &'static str,
    },
    /// OPEN_CONF or FAILURE_CONF answers a request that was never made.
    WrongInvokeId {
        /// What came.
        message: MessageType,
    },
}

impl From<FrameError> for PeerError {
    fn from(error: FrameError) -> Self {
        Self::Frame(error)
    }
}

impl From<DecodeError> for PeerError {
    fn from(error: DecodeError) -> Self {
        Self::Decode(error)
    }
}

impl fmt::Display for PeerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Frame(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
            Self::Unexpected { message, expected } => write!(f, "{message} came where {expected} was due"),
            Self::WrongInvokeId { message } => write!(f, "{message} answers a request that was never made"),
        }
    }
}

impl std::error::Error for PeerError {}

/// The caller asked a session for something that is not possible now. Nothing was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SessionError {
    /// The message itself is not possible.
    Message(UsageError),
    /// The session is not open (yet, or any more).
    NotOpen,
    /// The message has no confirmation; use `send`.
    NotARequest(MessageType),
    /// The session sends this message by itself.
    Reserved(MessageType),
    /// As many unanswered requests as the configuration allows.
    TooManyPending,
    /// The connection takes no bytes and the buffer is full.
    OutputFull,
    /// This is a session on a standby, which takes nothing yet.
    Standby,
    /// The clients have been asked already, and nothing is decided yet.
    MaintenanceRunning,
    /// Nobody asks for this (any more).
    NotAsked,
    /// The server did not grant the service this needs.
    NotGranted,
    /// The server is not online yet: configuration must wait for it (Unified CCX, "clustered systems").
    NotOnline,
    /// A configuration download is running: its messages carry no invoke id, so there is one at a time.
    DownloadRunning,
    /// No such connection, or it is not in the state for this.
    UnknownConnection,
    /// A server refuses more connections than its configuration allows.
    TooManyConnections,
}

impl From<UsageError> for SessionError {
    fn from(error: UsageError) -> Self {
        Self::Message(error)
    }
}

impl fmt::Display for SessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message(error) => error.fmt(f),
            Self::NotOpen => f.write_str("the session is not open"),
            Self::NotARequest(message) => write!(f, "{message} has no confirmation"),
            Self::Reserved(message) => write!(f, "{message} is sent by the session itself"),
            Self::TooManyPending => f.write_str("too many unanswered requests"),
            Self::OutputFull => f.write_str("the connection takes no more bytes"),
            Self::Standby => f.write_str("the server is a standby"),
            Self::MaintenanceRunning => f.write_str("a maintenance is being asked for"),
            Self::NotAsked => f.write_str("nobody asks for this"),
            Self::NotGranted => f.write_str("the server did not grant the service"),
            Self::NotOnline => f.write_str("the server is not online"),
            Self::DownloadRunning => f.write_str("a configuration download is running"),
            Self::UnknownConnection => f.write_str("no such connection in this state"),
            Self::TooManyConnections => f.write_str("too many connections"),
        }
    }
}

impl std::error::Error for SessionError {}
