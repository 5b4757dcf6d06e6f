//! The client: one session over as many HTTP exchanges as it takes.

mod answers;
mod api;
mod requests;

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use bytes::Bytes;

pub use api::{Answer, Config, Event, Exchange, Granted, PeerError, Ticket, Transmit, Why};

use crate::chance::Chance;
use crate::entity::{Entity, Payload};
use crate::error::UsageError;
use crate::keys::Chain;
use crate::time::{Deadline, Timer};
use crate::types::Rid;

/// A BOSH session from the client's side (XEP-0124).
///
/// It wants an HTTP transport that can have several requests under way: each [`Transmit::Send`] is one POST, whose answer
/// goes to [`handle_input`](Self::handle_input) and whose failure to [`handle_failure`](Self::handle_failure). The
/// caller's rule: change one thing, drain [`poll_event`](Self::poll_event) and
/// [`poll_transmit`](Self::poll_transmit), then wait for an answer or [`poll_timeout`](Self::poll_timeout).
///
/// What is sent, paused or ended counts from the time it was told last; where that is long ago, tell it first by
/// [`handle_timeout`](Self::handle_timeout), which may be called at any time.
///
/// What is lost on the way is sent again, byte for byte, and what comes twice or in another order is delivered once and in
/// order, as long as the session lives.
pub struct Client {
    config: Config,
    chance: Chance,
    now: Instant,
    /// Something was asked for since the time was told: when what is sent for it is sent, is known at the next call that tells.
    stale: bool,
    /// A pause ended by that, which would have lasted until then.
    resumed: Option<Instant>,
    phase: Phase,
    /// The end was our wish.
    asked: bool,
    /// Set by the creation response.
    granted: Option<Granted>,
    /// Keys to be spent, if the server shall see some (§15).
    chain: Option<Chain>,
    next_rid: Rid,
    next_exchange: u64,
    /// Requests whose answer has not been delivered, oldest first.
    open: VecDeque<Open>,
    queue: VecDeque<Item>,
    queue_bytes: usize,
    /// When the last answer but the creation response came.
    last_answer: Option<Instant>,
    /// When the server was last known to have the session; after a pause, when that ended.
    contact: Instant,
    /// No empty requests until then.
    paused_until: Option<Instant>,
    /// The end was asked for before the session was granted: how long its creation is still waited for.
    leaving: Option<Instant>,
    transmits: VecDeque<Transmit>,
    events: VecDeque<Event>,
}

/// However long a server says that it keeps a silent session, nobody wants to wait for it longer than this.
const LONGEST_PATIENCE: Duration = Duration::from_secs(3600);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// The creation request is under way.
    Creating,
    Open,
    /// No new request may be made: the end was said by either side, and earlier answers are still missing.
    Closing,
    Over,
}

/// What is to be sent, in order.
enum Item {
    Payload(Payload),
    Restart,
    Pause(Duration),
    Terminate,
}

struct Open {
    rid: Rid,
    entity: Entity,
    state: State,
    since: Instant,
    attempts: u32,
    /// It asked for a pause of this length.
    pause: Option<Duration>,
}

enum State {
    Flying {
        exchange: Exchange,
        /// `None`: sent, and the time was not told yet.
        until: Option<Instant>,
    },
    /// Will be sent again.
    Waiting { at: Instant },
    /// Its answer is here, and waits for those before it.
    Answered(Bytes),
}

impl Client {
    /// A client that asks for a new session. `seed` must be unpredictable: the first request id follows from it (§14.1).
    #[must_use]
    pub fn new(config: Config, seed: [u8; 32], now: Instant) -> Self {
        let mut chance = Chance::new(seed);
        // Large, and with room above for more requests than a session can make.
        let number = (chance.number() >> 13) | (1 << 40);
        let first = Rid::new(number).unwrap_or(Rid::MAX);
        let mut client = Self::with(config, chance, now, Phase::Creating, first);
        client.chain = (client.config.keys > 0).then(|| Chain::new(client.config.keys, &mut client.chance));
        client.create();
        client
    }

    /// A client that carries on a session (XB-13 of our rules).
    #[must_use]
    pub fn resume(config: Config, ticket: Ticket, seed: [u8; 32], now: Instant) -> Self {
        let mut client = Self::with(config, Chance::new(seed), now, Phase::Open, ticket.rid);
        client.granted = Some(Granted { sid: ticket.sid, ..ticket.granted });
        client
    }

    fn with(config: Config, chance: Chance, now: Instant, phase: Phase, next_rid: Rid) -> Self {
        Self {
            config,
            chance,
            now,
            stale: false,
            resumed: None,
            phase,
            asked: false,
            granted: None,
            chain: None,
            next_rid,
            next_exchange: 0,
            open: VecDeque::new(),
            queue: VecDeque::new(),
            queue_bytes: 0,
            last_answer: None,
            contact: now,
            paused_until: None,
            leaving: None,
            transmits: VecDeque::new(),
            events: VecDeque::new(),
        }
    }

    /// Takes the answer of an exchange. One of an exchange that was given up is ignored.
    pub fn handle_input(&mut self, now: Instant, exchange: Exchange, answer: Answer) {
        self.at(now);
        self.take_answer(exchange, answer);
    }

    /// Takes the news that an exchange failed: no connection, or none any more, or an answer cut short.
    pub fn handle_failure(&mut self, now: Instant, exchange: Exchange) {
        self.at(now);
        if let Some(at) = self.find(exchange) {
            self.repeat_up_to(at);
        }
    }

    /// Does what is due.
    pub fn handle_timeout(&mut self, now: Instant) {
        self.at(now);
        if self.leaving.is_some_and(|at| at <= now) {
            return self.end(Why::Closed);
        }
        if self.give_up_at().is_some_and(|at| at <= now) {
            return self.end(Why::Lost);
        }
        let late = self
            .open
            .iter()
            .rposition(|o| matches!(o.state, State::Flying { until: Some(until), .. } if until <= now));
        if let Some(at) = late {
            self.repeat_up_to(at);
        }
        if self.paused_until.is_some_and(|until| until <= now) {
            self.end_pause();
        }
    }

    /// Sends elements, before all that is sent later.
    ///
    /// # Errors
    ///
    /// [`UsageError::Over`] after the end, [`UsageError::QueueFull`] if too much waits already.
    pub fn send(&mut self, payload: Payload) -> Result<(), UsageError> {
        let bytes = self.queue_bytes + payload.len();
        if bytes > self.config.queue && !self.is_over() {
            return Err(UsageError::QueueFull);
        }
        self.push(Item::Payload(payload))?;
        self.queue_bytes = bytes;
        Ok(())
    }

    /// Starts the XMPP stream anew, after all that was sent before (XEP-0206 §5).
    ///
    /// # Errors
    ///
    /// [`UsageError::Over`] after the end.
    pub fn restart(&mut self) -> Result<(), UsageError> {
        self.push(Item::Restart)
    }

    /// Asks to be silent for so long, in whole seconds (§10). The pause ends with the next thing sent, with
    /// [`resume_now`](Self::resume_now), or by itself when three quarters of it are over, counted from when it was asked for.
    ///
    /// # Errors
    ///
    /// [`UsageError::NotOpen`], [`UsageError::NoPause`] and [`UsageError::PauseTooLong`] where the server would not allow
    /// it; [`UsageError::PauseTooShort`] below a second, which cannot be said; [`UsageError::Over`] after the end.
    pub fn pause(&mut self, time: Duration) -> Result<(), UsageError> {
        let granted = self.granted.as_ref().ok_or(UsageError::NotOpen)?;
        let most = granted.max_pause.ok_or(UsageError::NoPause)?;
        if time > most {
            return Err(UsageError::PauseTooLong {
                seconds: u32::try_from(most.as_secs()).unwrap_or(u32::MAX),
            });
        }
        // A server that hears of fewer seconds than we mean would end the session in the difference.
        match time.as_secs() {
            0 => Err(UsageError::PauseTooShort),
            whole => self.push(Item::Pause(Duration::from_secs(whole))),
        }
    }

    /// Ends a pause.
    pub fn resume_now(&mut self, now: Instant) {
        self.at(now);
        self.end_pause();
    }

    /// Ends the session, after all that was sent before, with a last payload (say, unavailable presence; §13). A session that is
    /// being created is waited for, to be ended properly, for as long as [`Config::network`] if there is nothing to be said.
    ///
    /// # Errors
    ///
    /// [`UsageError::Over`] after the end.
    pub fn terminate(&mut self, last: Option<Payload>) -> Result<(), UsageError> {
        if self.phase == Phase::Creating && self.queue.is_empty() && last.is_none() {
            if self.transmits.iter().any(|t| matches!(t, Transmit::Send { .. })) {
                // The server has not heard of it.
                self.end(Why::Closed);
                return Ok(());
            }
            self.leaving = Some(self.now + self.config.network);
        }
        if let Some(payload) = last {
            self.push(Item::Payload(payload))?;
        }
        self.push(Item::Terminate)
    }

    /// What another client needs to carry this session on, once all requests are answered. Do not use both. Not for a
    /// session with keys.
    #[must_use]
    pub fn ticket(&self) -> Option<Ticket> {
        let granted = self.granted.clone().filter(|_| self.phase == Phase::Open && self.chain.is_none())?;
        let rid = self.open.front().map_or(self.next_rid, |o| o.rid);
        Some(Ticket { sid: granted.sid.clone(), rid, granted })
    }

    /// What to do on the network next.
    #[must_use]
    pub fn poll_transmit(&mut self) -> Option<Transmit> {
        if self.transmits.is_empty() {
            self.send_due();
        }
        self.transmits.pop_front()
    }

    /// The next event, if there is one.
    #[must_use]
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// When [`handle_timeout`](Self::handle_timeout) is due. May change after any other call.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Deadline> {
        if self.is_over() {
            return None;
        }
        let requests = self.open.iter().filter_map(|o| match o.state {
            State::Flying { until, .. } => {
                Some(Deadline { at: until.unwrap_or(self.now), why: Timer::Answer })
            }
            State::Waiting { at } if !self.is_late() => Some(Deadline { at, why: Timer::Retry }),
            State::Waiting { .. } | State::Answered(_) => None,
        });
        let patience = self.give_up_at().into_iter().chain(self.leaving).min();
        let patience = patience.map(|at| Deadline { at, why: Timer::Inactivity });
        let pause = self.paused_until.map(|at| Deadline { at, why: Timer::Pause });
        let poll = self.next_poll().filter(|_| pause.is_none()).map(|at| Deadline { at, why: Timer::Poll });
        requests.chain(patience).chain(pause).chain(poll).min_by_key(|d| d.at)
    }

    /// Is the session over?
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.phase == Phase::Over
    }

    fn at(&mut self, now: Instant) {
        self.now = self.now.max(now);
        if !std::mem::take(&mut self.stale) {
            return;
        }
        let until = Some(self.now + self.longest_answer());
        for open in &mut self.open {
            if let State::Flying { until: unknown @ None, .. } = &mut open.state {
                *unknown = until;
                if open.attempts == 0 {
                    open.since = self.now;
                }
            }
        }
        if let Some(until) = self.resumed.take() {
            self.contact = self.contact.max(self.now.min(until));
        }
    }

    fn push(&mut self, item: Item) -> Result<(), UsageError> {
        let last = self.queue.back();
        if matches!(self.phase, Phase::Closing | Phase::Over) || matches!(last, Some(Item::Terminate)) {
            return Err(UsageError::Over);
        }
        self.queue.push_back(item);
        self.stale = true;
        self.resumed = self.paused_until.take().or(self.resumed);
        Ok(())
    }

    fn end_pause(&mut self) {
        if let Some(until) = self.paused_until.take() {
            // The silence was allowed: the server's patience begins anew. In a polling session the next poll is due now.
            self.contact = self.contact.max(self.now.min(until));
            self.last_answer = None;
        }
    }

    fn find(&self, exchange: Exchange) -> Option<usize> {
        self.open.iter().position(|o| matches!(o.state, State::Flying { exchange: e, .. } if e == exchange))
    }

    /// When a server that has not been heard of has surely forgotten the session, or is about to: it may hold a request
    /// for `wait`, and is patient for `inactivity`. A margin sooner than that, so that both sides know of an end within
    /// this time although what they hear last was under way for a while.
    fn give_up_at(&self) -> Option<Instant> {
        self.last_chance().map(|(at, margin)| at - margin)
    }

    /// No request is made, or made again, this close to giving up: its answer would come too late, but the server's patience
    /// would begin anew with it.
    fn is_late(&self) -> bool {
        self.last_chance().is_some_and(|(at, margin)| at - 2 * margin < self.now)
    }

    /// When `wait` and `inactivity` have passed since the last contact, while a request is open; and the margin.
    fn last_chance(&self) -> Option<(Instant, Duration)> {
        let oldest = self.open.front()?;
        let granted = self.granted.as_ref();
        let (wait, said) = granted.map_or((self.config.wait, None), |g| (g.wait, g.inactivity));
        let patience = self.patience();
        let poll = granted.filter(|g| g.is_polling()).map_or(Duration::ZERO, |_| self.poll_interval());
        let since = match said {
            // A request is made because one before was answered, at the latest by a server that has just ended the session and
            // still gives the answers it has kept.
            Some(_) => self.contact.max(oldest.since - (self.config.network * 2 + poll).min(patience / 2)),
            // A server that said nothing may keep a session for ever, though not us waiting.
            None => self.contact.max(oldest.since),
        };
        let margin = self.config.network.min(patience.saturating_sub(poll) / 4);
        Some((since + wait + patience, margin))
    }

    /// How long a request may be under way (BOSH-33 of our rules); never so long that it could not be repeated in time.
    fn longest_answer(&self) -> Duration {
        let wait = self.granted.as_ref().map_or(self.config.wait, |g| g.wait);
        wait + (wait / 10 + self.config.network).min(self.patience() / 2)
    }

    /// How long the server keeps a session it hears nothing of. One that says that it is hardly patient at all is tried all the
    /// same for as long as the network may need.
    fn patience(&self) -> Duration {
        let said = self.granted.as_ref().and_then(|g| g.inactivity);
        said.unwrap_or(self.config.give_up).min(LONGEST_PATIENCE).max(self.config.network * 2)
    }

    fn end(&mut self, why: Why) {
        if self.is_over() {
            return;
        }
        self.phase = Phase::Over;
        // What was not taken yet need not be sent, nor given up.
        let mut unsent = Vec::new();
        self.transmits.retain(|t| match t {
            Transmit::Send { exchange, .. } => {
                unsent.push(*exchange);
                false
            }
            Transmit::Cancel { .. } => true,
        });
        for open in std::mem::take(&mut self.open) {
            if let State::Flying { exchange, .. } = open.state
                && !unsent.contains(&exchange)
            {
                self.transmits.push_back(Transmit::Cancel { exchange });
            }
        }
        self.queue.clear();
        self.events.push_back(Event::Ended { why });
    }
}
