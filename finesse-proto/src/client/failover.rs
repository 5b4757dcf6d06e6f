//! Which server of a pair a desktop works with (facts, section 7).
//!
//! ```text
//!             trouble                    other is good                 present is bad            connected
//!  Settled ───────────▶ Looking (20 s) ───────────────▶ Confirming ───────────────────▶ Trying ───────────▶ Settled (moved)
//!     ▲                   │    ▲                            │ present is good             │ refused
//!     └── present is good ┘    └────────────────────────────┼─────────────────────────────┘
//!                                                 Trying (present)
//! ```

use std::time::{Duration, Instant};

use crate::resource::SystemInfo;

/// A server of the pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// The one the client began with.
    A,
    /// The other.
    B,
}

impl Side {
    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }
}

/// What the client has to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// Ask this server for SystemInfo; then [`Failover::handle_system_info`].
    Ask(Side),
    /// Connect to the notification service of this server; then [`Failover::handle_connected`] or [`Failover::handle_refused`].
    Connect(Side),
    /// Work with this server: refresh the data, and subscribe again, as explicit subscriptions do not follow.
    Use(Side),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Settled,
    /// Both are asked every so often.
    Looking {
        next: Instant,
    },
    /// The other one is good; the present one is asked once more before moving.
    Confirming {
        until: Instant,
    },
    /// The notification service of this one is being tried.
    Trying {
        side: Side,
        until: Instant,
    },
}

/// The decision, as a machine.
#[derive(Debug)]
pub struct Failover {
    present: Side,
    state: State,
    every: Duration,
    steps: std::collections::VecDeque<Step>,
}

impl Failover {
    /// How often servers are asked while a client looks for one.
    pub const EVERY: Duration = Duration::from_secs(20);

    /// A client that works with this server.
    #[must_use]
    pub fn new(present: Side) -> Self {
        Self { present, state: State::Settled, every: Self::EVERY, steps: std::collections::VecDeque::new() }
    }

    /// The server the client works with, or did before the trouble.
    #[must_use]
    pub const fn present(&self) -> Side {
        self.present
    }

    /// Whether the client works with a server.
    #[must_use]
    pub const fn is_settled(&self) -> bool {
        matches!(self.state, State::Settled)
    }

    /// One of the three triggers: SystemInfo says out of service, the notification connection is lost, user `finesse` is unavailable.
    /// While looking, further ones change nothing.
    pub fn handle_trouble(&mut self, now: Instant) {
        if self.is_settled() {
            self.look(now);
        }
    }

    fn look(&mut self, now: Instant) {
        self.state = State::Looking { next: now + self.every };
        // The present one first: if it is good again, nobody moves.
        self.steps.extend([Step::Ask(self.present), Step::Ask(self.present.other())]);
    }

    /// The answer to [`Step::Ask`]; `None` when there was none.
    pub fn handle_system_info(&mut self, now: Instant, side: Side, info: Option<&SystemInfo<'_>>) {
        let good = info.is_some_and(|info| info.is_in_service() && info.heartbeat_succeeds());
        match self.state {
            State::Looking { .. } if good && side == self.present => self.attempt(now, side),
            State::Looking { .. } if good => {
                self.state = State::Confirming { until: now + self.every };
                self.steps.push_back(Step::Ask(self.present));
            }
            State::Confirming { .. } if side == self.present => {
                self.attempt(now, if good { side } else { side.other() });
            }
            // The other one went away while the present one was asked again.
            State::Confirming { .. } if !good => self.state = State::Looking { next: now + self.every },
            _ => {}
        }
    }

    fn attempt(&mut self, now: Instant, side: Side) {
        self.state = State::Trying { side, until: now + self.every };
        self.steps.push_back(Step::Connect(side));
    }

    /// The notification service of this server is connected.
    pub fn handle_connected(&mut self, side: Side) {
        if self.tries(side) {
            self.state = State::Settled;
            self.present = side;
            self.steps.push_back(Step::Use(side));
        }
    }

    /// The notification service of this server cannot be had.
    pub fn handle_refused(&mut self, now: Instant, side: Side) {
        if self.tries(side) {
            self.state = State::Looking { next: now + self.every };
        }
    }

    fn tries(&self, wanted: Side) -> bool {
        matches!(self.state, State::Trying { side, .. } if side == wanted)
    }

    /// What is to be done next. May have something after any other method.
    #[must_use]
    pub fn poll_step(&mut self) -> Option<Step> {
        self.steps.pop_front()
    }

    /// When both are to be asked again, or when a server that does not answer has had its time. May change after any other method.
    #[must_use]
    pub const fn poll_timeout(&self) -> Option<Instant> {
        match self.state {
            State::Settled => None,
            State::Looking { next: at }
            | State::Confirming { until: at }
            | State::Trying { until: at, .. } => Some(at),
        }
    }

    /// Does what is due.
    pub fn handle_timeout(&mut self, now: Instant) {
        match self.state {
            State::Looking { next } if next <= now => self.look(now),
            // The present one does not answer: that settles it.
            State::Confirming { until } if until <= now => self.attempt(now, self.present.other()),
            State::Trying { until, .. } if until <= now => self.look(now),
            _ => {}
        }
    }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "a test needs some instant to count from")]
mod tests {
    use super::*;

    fn info(status: &'static str, heartbeat: &'static str) -> SystemInfo<'static> {
        SystemInfo {
            status: status.into(),
            last_cti_heartbeat_status: Some(heartbeat.into()),
            ..SystemInfo::default()
        }
    }

    fn steps(failover: &mut Failover) -> Vec<Step> {
        std::iter::from_fn(|| failover.poll_step()).collect()
    }

    fn troubled() -> (Failover, Instant) {
        let now = Instant::now();
        let mut failover = Failover::new(Side::A);
        failover.handle_trouble(now);
        failover.handle_trouble(now);
        assert_eq!(steps(&mut failover), [Step::Ask(Side::A), Step::Ask(Side::B)]);
        (failover, now)
    }

    #[test]
    fn the_present_server_is_kept_when_it_is_good_again() {
        let (mut f, now) = troubled();
        f.handle_system_info(now, Side::A, Some(&info("IN_SERVICE", "success")));
        assert_eq!(steps(&mut f), [Step::Connect(Side::A)]);
        f.handle_connected(Side::A);
        assert_eq!((steps(&mut f), f.present(), f.is_settled()), (vec![Step::Use(Side::A)], Side::A, true));
    }

    #[test]
    fn the_present_server_is_asked_once_more_before_moving() {
        let (mut f, now) = troubled();
        f.handle_system_info(now, Side::A, None);
        f.handle_system_info(now, Side::B, Some(&info("IN_SERVICE", "success")));
        assert_eq!(steps(&mut f), [Step::Ask(Side::A)]);
        f.handle_system_info(now, Side::A, Some(&info("OUT_OF_SERVICE", "failure")));
        assert_eq!(steps(&mut f), [Step::Connect(Side::B)]);
        f.handle_connected(Side::B);
        assert_eq!((steps(&mut f), f.present()), (vec![Step::Use(Side::B)], Side::B));
        // After moving the desktop stays.
        f.handle_system_info(now, Side::A, Some(&info("IN_SERVICE", "success")));
        assert_eq!((steps(&mut f), f.is_settled()), (vec![], true));
    }

    #[test]
    fn a_candidate_needs_service_and_heartbeat() {
        for bad in [
            info("OUT_OF_SERVICE", "success"),
            info("IN_SERVICE", "failure"),
            info("PARTIAL_SERVICE", "success"),
        ] {
            let (mut f, now) = troubled();
            f.handle_system_info(now, Side::B, Some(&bad));
            assert_eq!(steps(&mut f), []);
        }
    }

    #[test]
    fn both_are_asked_every_twenty_seconds_until_one_is_good() {
        let (mut f, mut now) = troubled();
        for _ in 0..3 {
            let next = f.poll_timeout().unwrap();
            assert_eq!(next - now, Failover::EVERY);
            now = next;
            f.handle_timeout(now);
            assert_eq!(steps(&mut f), [Step::Ask(Side::A), Step::Ask(Side::B)]);
        }
        f.handle_system_info(now, Side::A, Some(&info("IN_SERVICE", "success")));
        f.handle_connected(Side::A);
        assert_eq!(f.poll_timeout(), None);
    }

    #[test]
    fn a_server_that_does_not_answer_has_twenty_seconds() {
        let (mut f, now) = troubled();
        f.handle_system_info(now, Side::B, Some(&info("IN_SERVICE", "success")));
        assert_eq!(steps(&mut f), [Step::Ask(Side::A)]);
        let end = f.poll_timeout().unwrap();
        f.handle_timeout(end);
        assert_eq!(steps(&mut f), [Step::Connect(Side::B)]);
        let end = f.poll_timeout().unwrap();
        f.handle_timeout(end);
        assert_eq!(steps(&mut f), [Step::Ask(Side::A), Step::Ask(Side::B)]);
    }

    #[test]
    fn a_notification_service_that_cannot_be_had_means_looking_on() {
        let (mut f, now) = troubled();
        f.handle_system_info(now, Side::A, Some(&info("IN_SERVICE", "success")));
        let _ = steps(&mut f);
        f.handle_refused(now, Side::A);
        assert_eq!((f.is_settled(), f.poll_timeout()), (false, Some(now + Failover::EVERY)));
    }

    proptest::proptest! {
        /// Whatever comes in whatever order: a settled client has been connected to the server it uses, and an unsettled one always
        /// waits for something.
        #[test]
        fn no_order_of_events_leaves_a_client_stuck(events in proptest::collection::vec((0_u8..6, proptest::bool::ANY), 0..60)) {
            let mut now = Instant::now();
            let mut f = Failover::new(Side::A);
            let mut owed = Vec::new();
            for (event, flag) in events {
                let side = if flag { Side::A } else { Side::B };
                match event {
                    0 => f.handle_trouble(now),
                    1 => f.handle_system_info(now, side, Some(&info("IN_SERVICE", "success"))),
                    2 => f.handle_system_info(now, side, None),
                    3 => f.handle_connected(side),
                    4 => f.handle_refused(now, side),
                    _ => {
                        now = f.poll_timeout().unwrap_or(now);
                        f.handle_timeout(now);
                    }
                }
                owed.extend(steps(&mut f));
                if let Some(Step::Use(used)) = owed.last() {
                    proptest::prop_assert_eq!(*used, f.present());
                }
                proptest::prop_assert!(f.is_settled() || f.poll_timeout().is_some());
            }
        }
    }
}
