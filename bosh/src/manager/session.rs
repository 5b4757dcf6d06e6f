//! One session: what it has, and what is due when.
//!
//! ```text
//!           accept                     terminate, error,
//! Opening ──────────▶ Open ─────────── limit ──────────────▶ Over ── linger ──▶ gone
//!    │                 │  │                                    ▲
//!    │ connection lost,│  └─ the host ends it, no request ──▶ Closing
//!    ▼ open_timeout    ▼      open to say so                     │ inactivity
//!   gone              gone (inactivity)                         ▼
//!                                                              gone
//! ```

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use bytes::Bytes;

use super::Cx;
use super::api::{RequestId, Security, SessionId, Why};
use super::sid::Sid;
use crate::body::Attributes;
use crate::entity::{Entity, Payload};
use crate::keys::Lock;
use crate::time::{Deadline, Timer};
use crate::types::{Condition, Rid, Version};

pub(super) struct Session {
    pub(super) id: SessionId,
    pub(super) sid: Sid,
    pub(super) security: Security,
    pub(super) terms: Terms,
    pub(super) phase: Phase,
    /// What the answer to the creation request still has to say.
    pub(super) creation: Option<Box<Attributes<'static>>>,
    /// The last request processed; all before it were.
    pub(super) last_in: Rid,
    /// Processed, unanswered, oldest first.
    pub(super) held: VecDeque<Held>,
    /// Come too early (§14.2).
    pub(super) parked: BTreeMap<Rid, Parked>,
    /// Answered, kept for repeats, oldest first (§14.3).
    pub(super) sent: VecDeque<Sent>,
    /// The highest request up to which the client has said to have all answers.
    pub(super) acked: Option<Rid>,
    /// Payloads to be sent.
    pub(super) queue: VecDeque<Payload>,
    pub(super) queue_bytes: usize,
    /// Since when no request is open.
    pub(super) idle_since: Instant,
    /// The pause asked for by the last request.
    pub(super) pause: Option<Duration>,
    /// The last new request, to recognise those that come too often.
    pub(super) last_new: Option<New>,
    /// What requests must prove, if the client wants that (§15).
    pub(super) lock: Option<Box<Lock>>,
    /// An answer to be reported as not acknowledged (§9.2).
    pub(super) report: Option<(Rid, Duration)>,
    /// The entry in the table of timers.
    pub(super) armed: Option<Deadline>,
    /// Is it on the list of sessions that may have something to answer?
    pub(super) dirty: bool,
    /// Bytes counted into the total.
    pub(super) counted: usize,
}

/// What was negotiated.
pub(super) struct Terms {
    pub(super) wait: Duration,
    pub(super) hold: usize,
    pub(super) requests: u64,
    pub(super) inactivity: Duration,
    /// `None`: a client of the time before versions, which gets HTTP codes for errors (§17.1).
    pub(super) version: Option<Version>,
    pub(super) client_acks: bool,
    pub(super) content_type: Bytes,
}

impl Terms {
    /// Is no request ever held (§12)?
    pub(super) fn is_polling(&self) -> bool {
        self.wait.is_zero() || self.hold == 0
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Waits for the host's word.
    Opening {
        until: Instant,
    },
    Open,
    /// Ended by the host; the client is told at its next request.
    Closing {
        condition: Option<Condition>,
        /// Until then answers that it lacks are given again first.
        until: Instant,
    },
    /// Ended, and the client was told; the answers are kept for repeats.
    Over {
        until: Instant,
    },
    /// Nothing is left to do.
    Gone,
}

pub(super) struct Held {
    pub(super) rid: Rid,
    /// `None`: its connection broke (§14.3).
    pub(super) request: Option<RequestId>,
    pub(super) arrived: Instant,
    pub(super) repeats: u32,
}

pub(super) struct Parked {
    pub(super) request: Option<RequestId>,
    pub(super) entity: Bytes,
    pub(super) arrived: Instant,
    pub(super) repeats: u32,
}

pub(super) struct Sent {
    pub(super) rid: Rid,
    pub(super) entity: Entity,
    pub(super) at: Instant,
    pub(super) repeats: u32,
    /// An answer to a pause does not count against the number kept (§14.3).
    pub(super) paused: bool,
}

#[derive(Clone, Copy)]
pub(super) struct New {
    pub(super) at: Instant,
    pub(super) kind: Kind,
    /// Was an answer with payload given since?
    pub(super) answered_with_payload: bool,
}

/// What a new request is, to the rules about requests that come too often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Empty,
    /// It has a payload, or a purpose of its own.
    Meaningful,
}

impl Session {
    /// Does a connection wait for an answer, so that the client is not silent?
    pub(super) fn has_open_request(&self, now: Instant) -> bool {
        self.held.iter().any(|h| h.request.is_some())
            || self.parked.values().any(|p| p.request.is_some() && p.arrived + self.terms.wait > now)
    }

    /// Since when the client is silent, if it is. A request that came too early counts as long as it may wait.
    pub(super) fn silent_since(&self, now: Instant) -> Instant {
        let parked =
            self.parked.values().filter(|p| p.request.is_some()).map(|p| p.arrived + self.terms.wait);
        parked.filter(|at| *at <= now).fold(self.idle_since, Instant::max)
    }

    pub(super) fn handle_timeout(&mut self, cx: &mut Cx<'_>) {
        match self.phase {
            Phase::Opening { until } if until <= cx.now => {
                self.end_by_us(cx, Some(Condition::RemoteConnectionFailed), Why::NotAccepted, None);
            }
            Phase::Over { until } if until <= cx.now => self.phase = Phase::Gone,
            Phase::Open | Phase::Closing { .. } => {
                self.settle(cx);
                let silent = self.silent_since(cx.now) + self.silence_allowed();
                if !self.has_open_request(cx.now)
                    && silent <= cx.now
                    && !matches!(self.phase, Phase::Over { .. })
                {
                    self.end_by_silence(cx);
                }
            }
            Phase::Opening { .. } | Phase::Over { .. } | Phase::Gone => {}
        }
    }

    pub(super) fn silence_allowed(&self) -> Duration {
        self.pause.unwrap_or(self.terms.inactivity)
    }

    /// The highest request answered.
    pub(super) fn last_answered(&self) -> Option<Rid> {
        match self.held.front() {
            Some(held) => held.rid.back(1),
            None => Some(self.last_in),
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.queue_bytes + self.parked_bytes() + self.sent_bytes()
    }

    pub(super) fn parked_bytes(&self) -> usize {
        self.parked.values().map(|p| p.entity.len()).sum()
    }

    pub(super) fn sent_bytes(&self) -> usize {
        self.sent.iter().map(|s| s.entity.len()).sum()
    }

    /// When something is due next.
    pub(super) fn deadline(&self, now: Instant) -> Option<Deadline> {
        let at = |at, why| Some(Deadline { at, why });
        match self.phase {
            Phase::Opening { until } => at(until, Timer::Open),
            Phase::Over { until } => at(until, Timer::Linger),
            Phase::Closing { .. } => at(self.silent_since(now) + self.silence_allowed(), Timer::Inactivity),
            Phase::Gone => None,
            Phase::Open => {
                let held = self.held.front().map(|h| h.arrived + self.terms.wait);
                let parked = self.parked.values().map(|p| p.arrived + self.terms.wait).filter(|at| *at > now);
                let wait = held.into_iter().chain(parked).min().map(|at| Deadline { at, why: Timer::Wait });
                let silence = (!self.has_open_request(now)).then(|| Deadline {
                    at: self.silent_since(now) + self.silence_allowed(),
                    why: Timer::Inactivity,
                });
                [wait, silence].into_iter().flatten().min_by_key(|d| d.at)
            }
        }
    }
}
