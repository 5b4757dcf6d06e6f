//! Which outcome belongs to which request.
//!
//! An accepted request is answered 202 at once, and its result comes as an [`Update`](crate::Update) with the same `requestId`. The two
//! race: the update may be here before the 202 (facts, section 3.6). So a request is registered before it is sent, and whichever comes
//! first decides:
//!
//! ```text
//!                 ┌────────── status ≠ 202 ───────────▶ refused (or done, for a synchronous 200)
//! register ──▶ waiting ── 202 ──▶ accepted ── update ──▶ done, or failed if the update holds apiErrors
//!                 ├── update ─────────────────────────▶ the same; the late 202 changes nothing
//!                 └── nothing in time ────────────────▶ timed out
//! ```

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::error::{ApiErrors, UsageError};
use crate::http::RequestId;

/// What became of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// It took effect: the update with its id came, or the answer was a success without event.
    Done,
    /// The server refused it at once.
    Refused {
        /// HTTP status.
        status: u16,
        /// What the body says; empty when it says nothing.
        errors: ApiErrors,
    },
    /// It was accepted and then failed: an error update came.
    Failed(ApiErrors),
    /// Neither answer nor update came in time. The request id is best effort, so the request may have taken effect.
    TimedOut,
    /// The connection broke before the answer; the request may have taken effect.
    Lost,
}

/// Requests that wait for their outcome.
#[derive(Debug)]
pub struct Correlator {
    waiting: BTreeMap<RequestId, Waiting>,
    patience: Duration,
    limit: usize,
}

#[derive(Debug)]
struct Waiting {
    deadline: Instant,
    accepted: bool,
}

impl Correlator {
    /// Every request gets `patience` for its outcome; at most `limit` may wait at a time.
    #[must_use]
    pub const fn new(patience: Duration, limit: usize) -> Self {
        Self { waiting: BTreeMap::new(), patience, limit }
    }

    /// Registers a request. To be called before it is sent.
    ///
    /// # Errors
    /// [`UsageError::RequestIdInUse`], [`UsageError::TooManyPending`].
    pub fn register(&mut self, now: Instant, id: RequestId) -> Result<(), UsageError> {
        if self.waiting.contains_key(&id) {
            return Err(UsageError::RequestIdInUse);
        }
        if self.waiting.len() >= self.limit {
            return Err(UsageError::TooManyPending);
        }
        self.waiting.insert(id, Waiting { deadline: now + self.patience, accepted: false });
        Ok(())
    }

    /// Takes the answer to a request. `None`: nothing is decided yet, or it was decided before.
    pub fn answered(&mut self, id: &RequestId, status: u16, errors: ApiErrors) -> Option<Outcome> {
        let waiting = self.waiting.get_mut(id)?;
        if status == 202 {
            waiting.accepted = true;
            return None;
        }
        self.waiting.remove(id);
        Some(if (200..300).contains(&status) { Outcome::Done } else { Outcome::Refused { status, errors } })
    }

    /// Takes an update that carries this id; `errors` if it holds `apiErrors`. `None`: not one of ours, or decided before.
    pub fn updated(&mut self, id: &RequestId, errors: Option<ApiErrors>) -> Option<Outcome> {
        self.waiting.remove(id)?;
        Some(errors.map_or(Outcome::Done, Outcome::Failed))
    }

    /// The connection that carried the request broke. A request already accepted goes on waiting for its update.
    pub fn lost(&mut self, id: &RequestId) -> Option<Outcome> {
        if self.waiting.get(id)?.accepted {
            return None;
        }
        self.waiting.remove(id);
        Some(Outcome::Lost)
    }

    /// One request whose time is over; to be asked until it says `None`.
    pub fn expired(&mut self, now: Instant) -> Option<RequestId> {
        let id = self.waiting.iter().find(|(_, w)| w.deadline <= now).map(|(id, _)| id.clone())?;
        self.waiting.remove(&id);
        Some(id)
    }

    /// When the next request runs out of time.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.waiting.values().map(|w| w.deadline).min()
    }

    /// How many requests wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Whether none waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "a test needs some instant to count from")]
mod tests {
    use super::*;
    use crate::error::{ApiError, ErrorType};

    fn id(text: &str) -> RequestId {
        RequestId::new(text).unwrap()
    }

    fn error() -> ApiErrors {
        ApiError::new(ErrorType::INVALID_STATE, "", "").into()
    }

    fn one() -> (Correlator, Instant) {
        let now = Instant::now();
        let mut correlator = Correlator::new(Duration::from_secs(30), 2);
        correlator.register(now, id("a")).unwrap();
        (correlator, now)
    }

    #[test]
    fn answer_then_update() {
        let (mut c, _) = one();
        assert_eq!(c.answered(&id("a"), 202, ApiErrors::default()), None);
        assert_eq!(c.updated(&id("a"), None), Some(Outcome::Done));
        assert_eq!(c.updated(&id("a"), None), None);
    }

    #[test]
    fn update_before_its_answer() {
        let (mut c, _) = one();
        assert_eq!(c.updated(&id("a"), Some(error())), Some(Outcome::Failed(error())));
        assert_eq!(c.answered(&id("a"), 202, ApiErrors::default()), None);
        assert!(c.is_empty());
    }

    #[test]
    fn a_refusal_is_final_and_a_synchronous_success_is_done() {
        let (mut c, now) = one();
        c.register(now, id("b")).unwrap();
        assert_eq!(
            c.answered(&id("a"), 401, error()),
            Some(Outcome::Refused { status: 401, errors: error() })
        );
        assert_eq!(c.answered(&id("b"), 200, ApiErrors::default()), Some(Outcome::Done));
    }

    #[test]
    fn a_broken_connection_leaves_accepted_requests_waiting() {
        let (mut c, now) = one();
        c.register(now, id("b")).unwrap();
        c.answered(&id("a"), 202, ApiErrors::default());
        assert_eq!(c.lost(&id("a")), None);
        assert_eq!(c.lost(&id("b")), Some(Outcome::Lost));
        assert_eq!(c.updated(&id("a"), None), Some(Outcome::Done));
    }

    #[test]
    fn time_and_number_are_bounded() {
        let (mut c, now) = one();
        assert_eq!(c.register(now, id("a")), Err(UsageError::RequestIdInUse));
        c.register(now, id("b")).unwrap();
        assert_eq!(c.register(now, id("c")), Err(UsageError::TooManyPending));
        assert_eq!(c.expired(now + Duration::from_secs(29)), None);
        let end = c.deadline().unwrap();
        assert_eq!(end, now + Duration::from_secs(30));
        assert_eq!(c.expired(end), Some(id("a")));
        assert_eq!(c.expired(end), Some(id("b")));
        assert_eq!(c.expired(end), None);
    }
}
