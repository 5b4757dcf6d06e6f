//! The connection manager: many sessions, one machine.

mod answer;
mod api;
mod config;
mod open;
mod receive;
mod session;
mod sid;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::BuildHasherDefault;
use std::time::Instant;

use bytes::Bytes;

pub use api::{Accept, Event, Opened, Request, RequestId, Security, SessionId, Stats, Transmit, Why};
pub use config::{Acks, Config, Limits};

use crate::body::Body;
use crate::chance::Chance;
use crate::entity::Payload;
use crate::error::{DecodeError, UsageError};
use crate::time::{Deadline, Timer};
use crate::types::Condition;
use answer::{Out, terminate};
use session::{Phase, Session};
use sid::Sids;
pub(crate) use sid::Spread;

/// A map whose keys we number ourselves.
type Numbered<K, V> = HashMap<K, V, BuildHasherDefault<Spread>>;

/// The connection manager (XEP-0124): takes HTTP requests, gives answers and events.
///
/// The caller's rule: change one thing (a request, a lost connection, the time, a call), then drain
/// [`poll_event`](Self::poll_event), then [`poll_transmit`](Self::poll_transmit), then wait until the next request or
/// [`poll_timeout`](Self::poll_timeout). What is sent while events are drained goes out in as few answers as the
/// protocol allows, because answers are made when `poll_transmit` is called.
pub struct Manager {
    config: Config,
    chance: Chance,
    sids: Sids,
    sessions: Numbered<SessionId, Box<Session>>,
    last_session: u64,
    timers: BTreeMap<(Instant, SessionId), Timer>,
    /// Sessions that have ended and whose client knows, by when they are forgotten.
    lingering: BTreeSet<(Instant, SessionId)>,
    /// Sessions that have ended and whose client does not know.
    untold: usize,
    /// Sessions that may have something to answer.
    dirty: Vec<SessionId>,
    out: Out,
    stats: Stats,
    now: Instant,
}

/// What a session needs of its manager.
struct Cx<'m> {
    config: &'m Config,
    out: &'m mut Out,
    stats: &'m mut Stats,
    now: Instant,
}

impl Manager {
    /// A manager without sessions. `seed` must be unpredictable: session ids follow from it (§19.3).
    #[must_use]
    pub fn new(config: Config, seed: [u8; 32], now: Instant) -> Self {
        Self {
            config,
            chance: Chance::new(seed),
            sids: Sids::default(),
            sessions: HashMap::default(),
            last_session: 0,
            timers: BTreeMap::new(),
            lingering: BTreeSet::new(),
            untold: 0,
            dirty: Vec::new(),
            out: Out::default(),
            stats: Stats::default(),
            now,
        }
    }

    /// Takes an HTTP request. It will be answered by a [`Transmit`] with its number, now or later.
    pub fn handle_input(&mut self, now: Instant, request: Request) {
        self.at(now);
        self.stats.requests += 1;
        let body = match Body::read(&request.entity, self.config.limits.elements) {
            Ok(body) => body,
            Err(error) => return self.handle_broken(&request, error),
        };
        let Some(sid) = &body.attributes.sid else { return self.open(&request, &body) };
        match self.sids.find(sid) {
            Some(id) => self.with(id, |session, cx| session.receive(cx, &request, &body)),
            None => self.refuse(&request, Condition::ItemNotFound),
        }
        self.keep_to_total(0);
    }

    /// Takes the news that the connection of a request without an answer broke. The request stays open until its
    /// answer is due, and the client can fetch the answer by repeating it (§14.3).
    pub fn handle_closed(&mut self, now: Instant, request: RequestId) {
        self.at(now);
        let Some(id) = self.out.open.remove(&request) else { return };
        self.with(id, |session, cx| {
            let (was_open, silent_since) = (session.has_open_request(cx.now), session.silent_since(cx.now));
            let held = session.held.iter_mut().map(|h| &mut h.request);
            let parked = session.parked.values_mut().map(|p| &mut p.request);
            if let Some(place) = held.chain(parked).find(|place| **place == Some(request)) {
                *place = None;
            }
            let unknown_to_client =
                session.creation.is_some() || matches!(session.phase, Phase::Opening { .. });
            if unknown_to_client {
                cx.out.events.push_back(Event::Ended { session: session.id, why: Why::Abandoned });
                session.phase = Phase::Gone;
            } else if !session.has_open_request(cx.now) {
                // One that came too early, and had waited for as long as it may, was no sign of life any more.
                session.idle_since = if was_open { cx.now } else { silent_since };
            }
        });
    }

    /// Does what is due.
    pub fn handle_timeout(&mut self, now: Instant) {
        self.at(now);
        while let Some((&(at, id), _)) = self.timers.first_key_value() {
            if at > now {
                break;
            }
            self.timers.remove(&(at, id));
            self.lingering.remove(&(at, id));
            self.with(id, |session, cx| {
                session.armed = None;
                session.handle_timeout(cx);
            });
        }
    }

    /// Grants a session that asked to be opened; payloads sent before the next `poll_transmit` go into the creation
    /// response (§7.2).
    ///
    /// # Errors
    ///
    /// [`UsageError::NoSession`] if it is gone, [`UsageError::Accepted`] if it was accepted before.
    pub fn accept(&mut self, now: Instant, session: SessionId, accept: Accept) -> Result<(), UsageError> {
        self.at(now);
        let found = self.sessions.get_mut(&session).ok_or(UsageError::NoSession)?;
        if !matches!(found.phase, Phase::Opening { .. }) {
            return Err(UsageError::Accepted);
        }
        found.phase = Phase::Open;
        let creation = found.creation.get_or_insert_default();
        creation.from = accept.from.map(Into::into);
        creation.authid = accept.authid.map(Into::into);
        creation.restart_logic = accept.xmpp_version.map(|_| true);
        creation.xmpp_version = accept.xmpp_version;
        self.soil(session);
        Ok(())
    }

    /// Sends elements to a client.
    ///
    /// # Errors
    ///
    /// [`UsageError::NoSession`] or [`UsageError::Over`] if nobody is there to read them;
    /// [`UsageError::QueueFull`] if the client does not read: its session ends with that.
    pub fn send(&mut self, now: Instant, session: SessionId, payload: Payload) -> Result<(), UsageError> {
        self.at(now);
        let found = self.sessions.get_mut(&session).ok_or(UsageError::NoSession)?;
        if found.is_ended() {
            return Err(UsageError::Over);
        }
        let bytes = cost(&payload);
        let limits = &self.config.limits;
        if found.queue_bytes + bytes > limits.queue || bytes > limits.total {
            self.touch(session, |s, cx| {
                s.end_by_us(cx, Some(Condition::PolicyViolation), Why::Overflow, None)
            });
            return Err(UsageError::QueueFull);
        }
        self.keep_to_total(bytes);
        let found = self.sessions.get_mut(&session).ok_or(UsageError::NoSession)?;
        if found.is_ended() {
            // It kept the most of all.
            return Err(UsageError::QueueFull);
        }
        found.queue_bytes += bytes;
        found.counted += bytes;
        self.out.bytes += bytes;
        found.queue.push_back(payload);
        self.soil(session);
        Ok(())
    }

    /// Ends a session. What is queued, and `last`, goes out with the word (XEP-0206 §6 puts a stream error there). A client
    /// that has no request open is told at its next.
    ///
    /// # Errors
    ///
    /// [`UsageError::NoSession`] or [`UsageError::Over`] if it has ended before.
    pub fn terminate(
        &mut self,
        now: Instant,
        session: SessionId,
        condition: Option<Condition>,
        last: Option<Payload>,
    ) -> Result<(), UsageError> {
        self.at(now);
        let found = self.sessions.get(&session).ok_or(UsageError::NoSession)?;
        if found.is_ended() {
            return Err(UsageError::Over);
        }
        // Nothing is settled before: what was sent last goes into the same answer.
        self.touch(session, |s, cx| s.end_by_us(cx, condition, Why::Host(condition), last));
        Ok(())
    }

    /// Ends all sessions with `system-shutdown`.
    pub fn shutdown(&mut self, now: Instant) {
        let mut open: Vec<SessionId> = self.sessions.keys().copied().collect();
        open.sort_unstable();
        for session in open {
            // Those that have ended already are as they should be.
            let _ = self.terminate(now, session, Some(Condition::SystemShutdown), None);
        }
    }

    /// How many sessions have ended of which the client has not been told yet. For the end of a program, which may want to
    /// wait for this to become 0.
    #[must_use]
    pub const fn untold(&self) -> usize {
        self.untold
    }

    /// The next answer, if there is one.
    #[must_use]
    pub fn poll_transmit(&mut self) -> Option<Transmit> {
        if self.out.transmits.is_empty() {
            for id in std::mem::take(&mut self.dirty) {
                self.settle(id);
            }
        }
        self.out.transmits.pop_front()
    }

    /// The next event, if there is one.
    #[must_use]
    pub fn poll_event(&mut self) -> Option<Event> {
        self.out.events.pop_front()
    }

    /// When [`handle_timeout`](Self::handle_timeout) is due. May change after any other call.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Deadline> {
        self.timers.first_key_value().map(|(&(at, _), &why)| Deadline { at, why })
    }

    /// What it has done and what it keeps.
    #[must_use]
    pub fn stats(&self) -> Stats {
        Stats {
            sessions: self.sessions.len(),
            open_requests: self.out.open.len(),
            bytes: self.out.bytes,
            ..self.stats
        }
    }

    /// When more is kept than all sessions may, ends those that keep most, so that nobody loses a session by what others do.
    fn keep_to_total(&mut self, more: usize) {
        let total = self.config.limits.total;
        if self.out.bytes + more <= total {
            return;
        }
        // A good part at once: who fills it again must send as much again, so looking at all sessions is seldom.
        let enough = total - total / 8;
        let mut keep: Vec<_> = self.sessions.iter().map(|(id, s)| (s.counted, *id)).collect();
        keep.sort_unstable_by_key(|(bytes, id)| (std::cmp::Reverse(*bytes), *id));
        for (_, id) in keep {
            if self.out.bytes + more <= enough {
                return;
            }
            self.touch(id, |session, cx| session.drop_all(cx));
        }
    }

    fn at(&mut self, now: Instant) {
        self.now = self.now.max(now);
    }

    /// Puts a session on the list of those `poll_transmit` looks at.
    fn soil(&mut self, id: SessionId) {
        if let Some(session) = self.sessions.get_mut(&id).filter(|s| !s.dirty) {
            session.dirty = true;
            self.dirty.push(id);
        }
    }

    /// Lets a session do something. What came before is settled first; what this brings, at the next `poll_transmit`.
    fn with(&mut self, id: SessionId, act: impl FnOnce(&mut Session, &mut Cx<'_>)) {
        self.touch(id, |session, cx| {
            if session.dirty {
                session.settle(cx);
            }
            act(session, cx);
        });
        self.soil(id);
    }

    fn settle(&mut self, id: SessionId) {
        self.touch(id, |session, cx| {
            session.dirty = false;
            session.settle(cx);
        });
    }

    /// Lets a session act, then brings the account of bytes, the table of timers and the list of the living up to date.
    fn touch(&mut self, id: SessionId, act: impl FnOnce(&mut Session, &mut Cx<'_>)) {
        let Some(session) = self.sessions.get_mut(&id) else { return };
        let (was_ended, was_untold) = (session.is_ended(), matches!(session.phase, Phase::Closing { .. }));
        let mut cx = Cx { config: &self.config, out: &mut self.out, stats: &mut self.stats, now: self.now };
        act(session, &mut cx);
        if !was_ended && session.is_ended() {
            self.stats.ended += 1;
        }
        self.untold -= usize::from(was_untold);
        self.untold += usize::from(matches!(session.phase, Phase::Closing { .. }));
        let bytes = session.bytes();
        self.out.bytes = (self.out.bytes + bytes).saturating_sub(session.counted);
        session.counted = bytes;
        let deadline = session.deadline(self.now);
        if deadline != session.armed {
            if let Some(old) = session.armed {
                self.timers.remove(&(old.at, id));
                if old.why == Timer::Linger {
                    self.lingering.remove(&(old.at, id));
                }
            }
            if let Some(new) = deadline {
                self.timers.insert((new.at, id), new.why);
                if new.why == Timer::Linger {
                    self.lingering.insert((new.at, id));
                }
            }
            session.armed = deadline;
        }
        if session.phase == Phase::Gone {
            self.out.bytes = self.out.bytes.saturating_sub(session.counted);
            self.sids.remove(&session.sid);
            self.sessions.remove(&id);
        }
    }

    /// A body that cannot be read. If it names a session, that ends; the client would take it as ended anyway.
    fn handle_broken(&mut self, request: &Request, error: DecodeError) {
        let condition = match error {
            DecodeError::TooManyElements { .. } | DecodeError::Declarations => Condition::PolicyViolation,
            _ => Condition::BadRequest,
        };
        let named = Body::read_start(&request.entity).ok().and_then(|start| self.sids.find(&start.sid?));
        let Some(id) = named else { return self.refuse(request, condition) };
        self.with(id, |session, cx| {
            if !session.security.admits(request.security) {
                cx.out.hang_up(request.id);
            } else if session.is_ended() {
                session.answer(cx, request.id, terminate(Some(condition)));
            } else {
                session.end_by_error(cx, condition, request.id);
            }
        });
    }

    /// Answers a request that belongs to no session. Which kind of client sent it is not known: it gets a body, which all
    /// understand.
    fn refuse(&mut self, request: &Request, condition: Condition) {
        self.stats.refused += 1;
        self.out.answer(request.id, 200, content_type(), terminate(Some(condition)));
    }
}

/// What a queued payload counts: its bytes, and what it takes to keep them, so that many small ones are no way around the limit.
fn cost(payload: &Payload) -> usize {
    const KEEPING: usize = 128;
    payload.len() + KEEPING
}

fn content_type() -> Bytes {
    Bytes::from_static(b"text/xml; charset=utf-8")
}
