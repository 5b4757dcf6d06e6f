//! Waits before a lost link is tried again.

use std::time::{Duration, Instant};

/// Doubles its wait with every failure; a link that worked for a while begins anew.
#[derive(Debug)]
pub(super) struct Backoff {
    first: Duration,
    longest: Duration,
    tries: u32,
    at: Option<Instant>,
}

impl Backoff {
    /// The first try is due at once.
    pub(super) const fn new((first, longest): (Duration, Duration), now: Instant) -> Self {
        Self { first, longest, tries: 0, at: Some(now) }
    }

    /// The link failed or was lost.
    pub(super) fn failed(&mut self, now: Instant) {
        let wait = self.first.saturating_mul(1 << self.tries.saturating_sub(1).min(16)).min(self.longest);
        self.at = Some(now + wait);
    }

    /// The link works.
    pub(super) const fn works(&mut self) {
        self.tries = 0;
    }

    /// Whether a try is due; it counts as made then, and its number is returned.
    pub(super) fn due(&mut self, now: Instant) -> Option<u32> {
        if self.at? > now {
            return None;
        }
        self.at = None;
        self.tries = self.tries.saturating_add(1);
        Some(self.tries)
    }

    pub(super) const fn deadline(&self) -> Option<Instant> {
        self.at
    }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "a test needs some instant to count from")]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest_and_begin_anew() {
        let mut now = Instant::now();
        let second = Duration::from_secs(1);
        let mut backoff = Backoff::new((second, 5 * second), now);
        for (n, wait) in [1, 2, 4, 5, 5].into_iter().enumerate() {
            assert_eq!(backoff.due(now), Some(u32::try_from(n).unwrap() + 1));
            assert_eq!((backoff.due(now), backoff.deadline()), (None, None));
            backoff.failed(now);
            assert_eq!(backoff.deadline(), Some(now + wait * second));
            now += wait * second;
        }
        assert!(backoff.due(now).is_some());
        backoff.works();
        backoff.failed(now);
        assert_eq!(backoff.deadline(), Some(now + second));
    }
}
