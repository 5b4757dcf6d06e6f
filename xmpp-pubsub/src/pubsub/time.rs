//! Moments: what a service is given as "now", and dates on the wire.

use std::time::{Instant, SystemTime};

pub(super) use crate::date::{format, parse};

/// The time, given by the caller: a monotonic clock for timers and the date for stamps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// For timers.
    pub at: Instant,
    /// For stamps.
    pub utc: SystemTime,
}
