//! What came, and whether it is what was to come.

use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use tokio::sync::Notify;

/// A subscriber's account of its node: every event once, in order.
#[derive(Debug, Default)]
pub struct Ledger {
    next: u64,
}

/// Sums of all subscribers.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Sums {
    /// Events that came in their turn, or after a gap.
    pub delivered: u64,
    /// Events that were passed over.
    pub skipped: u64,
    /// Events that came again, or too late.
    pub repeated: u64,
    /// Answers to polls.
    pub answers: u64,
    /// Their bytes, without HTTP heads.
    pub bytes: u64,
    /// Connections that had to be made anew.
    pub reconnects: u64,
}

/// What all tasks count into.
pub struct Tally {
    start: Instant,
    sums: Cell<Sums>,
    latency: RefCell<Histogram<u64>>,
    lost: RefCell<Vec<String>>,
    stop: Cell<bool>,
    /// Something came.
    pub more: Notify,
    /// The end was asked for.
    pub over: Notify,
}

/// The longest latency told apart: a minute, in microseconds.
const LONGEST: u64 = 60_000_000;

impl Tally {
    /// An empty one.
    ///
    /// # Panics
    ///
    /// Never: the bounds of the histogram are fixed.
    #[must_use]
    pub fn new() -> Self {
        #[expect(clippy::expect_used, reason = "constants that the library accepts")]
        let latency = Histogram::new_with_bounds(1, LONGEST, 3).expect("1 µs to a minute, three digits");
        Self {
            start: Instant::now(),
            sums: Cell::default(),
            latency: RefCell::new(latency),
            lost: RefCell::default(),
            stop: Cell::new(false),
            more: Notify::new(),
            over: Notify::new(),
        }
    }

    /// Nanoseconds since the start.
    #[must_use]
    pub fn clock(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }

    /// This moment on that clock.
    #[must_use]
    pub fn clock_at(&self, at: Instant) -> u64 {
        u64::try_from(at.saturating_duration_since(self.start).as_nanos()).unwrap_or(u64::MAX)
    }

    /// The sums as they are.
    #[must_use]
    pub fn sums(&self) -> Sums {
        self.sums.get()
    }

    /// Counts from zero again, but for sessions lost.
    pub fn restart(&self) {
        self.sums.set(Sums::default());
        self.latency.borrow_mut().reset();
    }

    /// Takes what an answer to a poll carried.
    pub fn take(&self, ledger: &mut Ledger, answer: &[u8]) {
        let mut sums = self.sums.get();
        sums.answers += 1;
        sums.bytes += answer.len() as u64;
        let now = self.clock();
        let mut came = false;
        for mark in marks(answer) {
            came = true;
            if mark.number < ledger.next {
                sums.repeated += 1;
                continue;
            }
            sums.skipped += mark.number - ledger.next;
            sums.delivered += 1;
            ledger.next = mark.number + 1;
            let micros = now.saturating_sub(mark.at) / 1000;
            self.latency.borrow_mut().saturating_record(micros);
        }
        self.sums.set(sums);
        if came {
            self.more.notify_one();
        }
    }

    /// A connection was made anew.
    pub fn reconnected(&self, times: u64) {
        let mut sums = self.sums.get();
        sums.reconnects += times;
        self.sums.set(sums);
    }

    /// A session ended that should not have, or never began.
    pub fn lose(&self, why: impl Into<String>) {
        self.lost.borrow_mut().push(why.into());
        self.more.notify_one();
    }

    /// How many sessions were lost, and what the first said.
    #[must_use]
    pub fn lost(&self) -> (usize, Option<String>) {
        let lost = self.lost.borrow();
        (lost.len(), lost.first().cloned())
    }

    /// The latency below which this part of the events stayed.
    #[must_use]
    pub fn latency(&self, part: f64) -> Duration {
        Duration::from_micros(self.latency.borrow().value_at_quantile(part))
    }

    /// Tells all sessions to end.
    pub fn stop(&self) {
        self.stop.set(true);
        self.over.notify_waiters();
    }

    /// Was the end asked for?
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.stop.get()
    }
}

impl Default for Tally {
    fn default() -> Self {
        Self::new()
    }
}

/// When an event was published, and the how many-th of its node it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// On the clock of the tally.
    pub at: u64,
    /// From 0.
    pub number: u64,
}

impl Mark {
    /// As it stands in an event.
    #[must_use]
    pub fn to_text(self) -> String {
        format!("@{}.{}@", self.at, self.number)
    }
}

/// The marks in an answer, in order.
fn marks(answer: &[u8]) -> impl Iterator<Item = Mark> + '_ {
    let mut rest = answer;
    std::iter::from_fn(move || {
        loop {
            let start = memchr::memchr(b'@', rest)? + 1;
            rest = rest.get(start..)?;
            let end = rest.iter().take(48).position(|b| *b == b'@');
            let Some(text) = end.and_then(|end| std::str::from_utf8(rest.get(..end)?).ok()) else { continue };
            let Some((at, number)) = text.split_once('.') else { continue };
            let (Ok(at), Ok(number)) = (at.parse(), number.parse()) else { continue };
            rest = rest.get(text.len() + 1..)?;
            return Some(Mark { at, number });
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_among_addresses() {
        let text = b"<message to='a@b.example/c'>@12.0@ x@y <i>@13.1@</i>";
        let found: Vec<Mark> = marks(text).collect();
        assert_eq!(found, [Mark { at: 12, number: 0 }, Mark { at: 13, number: 1 }]);
    }

    #[test]
    fn a_ledger_tells_gaps_and_repeats() {
        let tally = Tally::new();
        let mut ledger = Ledger::default();
        for number in [0, 1, 1, 4, 2] {
            tally.take(&mut ledger, Mark { at: 0, number }.to_text().as_bytes());
        }
        let Sums { delivered, skipped, repeated, answers, .. } = tally.sums();
        assert_eq!((delivered, skipped, repeated, answers), (3, 2, 2, 5));
    }

    #[test]
    fn latencies_are_told_by_their_part() {
        let tally = Tally::new();
        tally.latency.borrow_mut().record_n(1000, 99).unwrap();
        tally.latency.borrow_mut().record_n(50_000, 1).unwrap();
        assert_eq!(tally.latency(0.5).as_millis(), 1);
        assert_eq!(tally.latency(1.0).as_millis(), 50);
    }
}
