//! Deadlines.

use std::time::Instant;

/// When a machine wants to be called next, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    /// Call `handle_timeout` then.
    pub at: Instant,
    /// What runs out.
    pub why: Timer,
}

/// What runs out at a [`Deadline`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Timer {
    /// Server: the host has not accepted a new session.
    Open,
    /// Server: a held request must be answered, empty if need be.
    Wait,
    /// Server: the client has been silent for too long. Client: the server has.
    Inactivity,
    /// Server: what was kept of an ended session is forgotten.
    Linger,
    /// Client: a request has gone unanswered for too long.
    Answer,
    /// Client: a request is sent again.
    Retry,
    /// Client: the next request of a polling session.
    Poll,
    /// Client: a pause must end.
    Pause,
}
