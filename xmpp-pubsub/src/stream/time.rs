//! Deadlines that say what they are for.

use std::time::{Duration, Instant};

/// What a machine waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Timer {
    /// The negotiation must be over (SEC-5).
    Negotiation,
    /// The peer has been silent: ask whether it is there (STR-11).
    Idle,
    /// The peer must have given a sign of life (STR-11).
    Ping,
    /// The peer must have answered the closing (STR-9).
    Close,
    /// A suspended stream must have been taken up again (SM-5).
    Resume,
    /// A request must have been answered.
    Request,
}

/// When the machine wants to be called again, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    /// Call `handle_timeout` then.
    pub at: Instant,
    /// What for.
    pub why: Timer,
}

/// That much later; a time without end is a century.
pub(crate) fn later(now: Instant, time: Duration) -> Instant {
    const CENTURY: Duration = Duration::from_secs(100 * 365 * 86_400);
    now.checked_add(time).or_else(|| now.checked_add(CENTURY)).unwrap_or(now)
}

/// The earlier of two deadlines.
pub(crate) fn earliest(one: Option<Deadline>, two: Option<Deadline>) -> Option<Deadline> {
    match (one, two) {
        (Some(one), Some(two)) => Some(if two.at < one.at { two } else { one }),
        (one, two) => one.or(two),
    }
}
