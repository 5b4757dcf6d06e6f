//! The client as a machine: calls in, HTTP requests out; HTTP responses in, results out.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};

use crate::call::Call;
use crate::credentials::{Credentials, SessionToken};
use crate::envelope::{self, Received};
use crate::error::{CallError, DecodeError, Sent, TransportError, UsageError};
use crate::http::{AXL_PATH, Headers, HttpRequest, HttpResponse, Method, Status};
use crate::page;
use crate::reply::Reply;
use crate::soap_action::SoapAction;
use crate::version::{Version, agree, versions_in_page};

/// How a client behaves; the default only lacks the credentials.
#[derive(Debug, Clone)]
pub struct ClientConfig {
    /// The account: an application user, or an end user with an AXL role.
    pub credentials: Credentials,
    /// The schema tried first.
    pub version: Version,
    /// Schemas to fall back to when the server has not that one.
    pub spoken: Vec<Version>,
    /// Whether to continue sessions by cookie instead of sending the password each time.
    pub session: Session,
    /// How often a call that the server refused for lack of resources is repeated.
    pub retries: u32,
    /// The wait before the first repetition; each further one waits twice as long. Of each wait, the second half is left to
    /// chance, so that clients that were refused together do not come back together.
    pub first_wait: Duration,
    /// The longest wait between repetitions.
    pub longest_wait: Duration,
    /// Where that chance comes from. Give each client its own; the tokio adapter replaces zeros by a random one.
    pub seed: [u8; 32],
    /// How long one exchange may take. Long queries take minutes on a busy publisher.
    pub timeout: Duration,
    /// How many exchanges may be open at once; further calls wait. AXL shares 16 MB of answers among all its clients.
    pub parallel: usize,
}

impl ClientConfig {
    /// Schema 15.0; 14.0 and 12.5, which have the same shape; and 12.0 and 11.5, which lack some operations and fields, for
    /// servers that have no newer one. Five repetitions, one minute a call.
    #[must_use]
    pub fn new(credentials: Credentials) -> Self {
        Self {
            credentials,
            version: Version::V15_0,
            spoken: vec![Version::V15_0, Version::V14_0, Version::V12_5, Version::V12_0, Version::V11_5],
            session: Session::Cookie,
            retries: 5,
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(30),
            seed: [0; 32],
            timeout: Duration::from_secs(60),
            parallel: 16,
        }
    }
}

/// How a client proves who it is after the first answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Session {
    /// By the cookie the server gave; by password again when that has idled out.
    Cookie,
    /// By password in every request.
    Basic,
}

/// A call that was handed to the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(pub u64);

/// One HTTP request and its response. A call takes several when it is repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExchangeId(pub u64);

/// A request to send; give the response to [`Client::handle_response`], or the failure to [`Client::handle_failure`].
#[derive(Debug, Clone)]
pub struct Transmit {
    /// To be given back with the response.
    pub id: ExchangeId,
    /// What to send, on any connection.
    pub request: HttpRequest,
}

/// What happened.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event {
    /// A call has ended.
    Done {
        /// Which one.
        id: CallId,
        /// How.
        result: Result<Reply, CallError>,
    },
    /// The server has not the schema that was tried; calls continue with this one.
    VersionAgreed(Version),
    /// An exchange took too long: its response will be ignored, so its connection may be closed.
    GaveUp(ExchangeId),
}

/// When to call [`Client::handle_timeout`], and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deadline {
    /// The moment.
    pub at: Instant,
    /// The reason.
    pub why: Timer,
}

/// The reasons for a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Timer {
    /// A refused call is repeated.
    Repeat,
    /// An answer is overdue.
    Answer,
}

/// An AXL client without sockets and clock.
///
/// Change one thing (a new call, a response, a failure, a timeout), then drain [`poll_transmit`](Self::poll_transmit) and
/// [`poll_event`](Self::poll_event), then wait until [`poll_timeout`](Self::poll_timeout).
#[derive(Debug)]
pub struct Client {
    config: ClientConfig,
    version: Version,
    cookie: Option<SessionToken>,
    calls: BTreeMap<CallId, Pending>,
    /// Calls that wait to be repeated, the next one first.
    repeats: BTreeSet<(Instant, CallId)>,
    ready: VecDeque<CallId>,
    exchanges: BTreeMap<ExchangeId, Exchange>,
    events: VecDeque<Event>,
    next: u64,
    chance: Chance,
}

#[derive(Debug)]
struct Pending {
    call: Call,
    attempts: u32,
    /// Set once the cookie was refused for this call.
    by_password: bool,
    not_before: Option<Instant>,
}

#[derive(Debug)]
struct Exchange {
    call: CallId,
    version: Version,
    /// The session it went on with.
    cookie: Option<SessionToken>,
    overdue: Instant,
}

impl Client {
    /// A client that has sent nothing yet.
    #[must_use]
    pub fn new(config: ClientConfig) -> Self {
        Self {
            version: config.version,
            cookie: None,
            calls: BTreeMap::new(),
            repeats: BTreeSet::new(),
            ready: VecDeque::new(),
            exchanges: BTreeMap::new(),
            events: VecDeque::new(),
            next: 0,
            chance: Chance::new(&config.seed),
            config,
        }
    }

    /// The schema that requests are written in now.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.version
    }

    /// Takes a call; its end comes as [`Event::Done`]. Calls beyond [`ClientConfig::parallel`] wait, as many as the caller
    /// hands over.
    pub fn call(&mut self, call: Call) -> CallId {
        let id = CallId(self.number());
        self.calls.insert(id, Pending { call, attempts: 0, by_password: false, not_before: None });
        self.ready.push_back(id);
        id
    }

    /// Forgets a call. If it was sent, the server may carry it out all the same.
    pub fn cancel(&mut self, id: CallId) {
        self.forget(id);
        self.ready.retain(|ready| *ready != id);
        self.exchanges.retain(|_, exchange| exchange.call != id);
    }

    /// The next request to send. May have one after any other method.
    #[must_use]
    pub fn poll_transmit(&mut self, now: Instant) -> Option<Transmit> {
        if self.exchanges.len() >= self.config.parallel.max(1) {
            return None;
        }
        let call = self.ready.pop_front()?;
        let id = ExchangeId(self.number());
        let pending = self.calls.get(&call)?;
        let cookie = self.cookie.clone().filter(|_| !pending.by_password);
        let mut body = BytesMut::new();
        envelope::write_call(&pending.call, self.version, &mut body);
        let mut headers = Headers::new();
        headers.push("Content-Type", "text/xml; charset=utf-8");
        headers.push("Accept", "text/xml");
        headers.push("SOAPAction", SoapAction::for_operation(self.version, pending.call.operation().name()));
        match &cookie {
            Some(token) => headers.push("Cookie", token.to_cookie()),
            None => headers.push("Authorization", self.config.credentials.to_authorization()),
        }
        let exchange =
            Exchange { call, version: self.version, cookie, overdue: later(now, self.config.timeout) };
        self.exchanges.insert(id, exchange);
        let request =
            HttpRequest { method: Method::Post, path: AXL_PATH.to_owned(), headers, body: body.freeze() };
        Some(Transmit { id, request })
    }

    /// What has happened. May have something after any `handle_` method.
    #[must_use]
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// When something will have to be done without input. May change after any other method.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Deadline> {
        let answers = self.exchanges.values().map(|exchange| exchange.overdue);
        let repeats = self.repeats.first().map(|(at, _)| Deadline { at: *at, why: Timer::Repeat });
        repeats.into_iter().chain(answers.map(|at| Deadline { at, why: Timer::Answer })).min()
    }

    /// Does what is due.
    pub fn handle_timeout(&mut self, now: Instant) {
        while let Some((_, id)) = self.repeats.first().copied().filter(|(at, _)| *at <= now) {
            self.repeats.pop_first();
            if let Some(pending) = self.calls.get_mut(&id) {
                pending.not_before = None;
                self.ready.push_back(id);
            }
        }
        let overdue: Vec<_> = self
            .exchanges
            .iter()
            .filter(|(_, exchange)| exchange.overdue <= now)
            .map(|(id, _)| *id)
            .collect();
        for id in overdue {
            if let Some(exchange) = self.exchanges.remove(&id) {
                self.events.push_back(Event::GaveUp(id));
                self.finish(exchange.call, Err(CallError::TimedOut));
            }
        }
    }

    /// Takes the response to a request.
    ///
    /// # Errors
    /// The exchange is not open: it was given up, cancelled or answered before. Nothing changes then.
    pub fn handle_response(
        &mut self,
        now: Instant,
        id: ExchangeId,
        response: HttpResponse,
    ) -> Result<(), UsageError> {
        let exchange = self.exchanges.remove(&id).ok_or(UsageError::UnknownExchange)?;
        let Some(pending) = self.calls.get(&exchange.call) else { return Ok(()) };
        let operation = pending.call.operation();
        if self.config.session == Session::Cookie
            && let Some(token) = response.headers.get_all("set-cookie").find_map(SessionToken::from_cookie)
        {
            self.cookie = Some(token);
        }
        // The body decides: a fault may come with any status.
        match envelope::read_reply(&response.body, operation) {
            Ok(Received::Fault(fault)) => {
                if fault.is_memory_shortage() {
                    self.repeat_later(now, exchange.call, CallError::Fault(fault));
                } else if let Some(rows) = fault.too_many_rows() {
                    self.finish(exchange.call, Err(CallError::TooManyRows(rows)));
                } else if let Some(version) = self.other_version(&exchange, &versions_in_page(&fault.text)) {
                    self.change_version(exchange.call, version);
                } else {
                    self.finish(exchange.call, Err(CallError::Fault(fault)));
                }
            }
            Ok(Received::Reply { version, sequence }) if response.status == Status::OK => {
                let reply = Reply::new(operation, version, sequence, response.body);
                self.finish(exchange.call, Ok(reply));
            }
            Ok(Received::Reply { .. }) => self.handle_page(now, &exchange, &response.body, response.status),
            // A page that is well-formed XML, or not XML at all, or nothing.
            Err(error) if response.status == Status::OK => {
                self.finish(exchange.call, Err(not_soap(error, &response.body)));
            }
            Err(_) => self.handle_page(now, &exchange, &response.body, response.status),
        }
        Ok(())
    }

    fn handle_page(&mut self, now: Instant, exchange: &Exchange, body: &Bytes, status: Status) {
        let call = exchange.call;
        match status {
            // An idle session answers 404; its cookie may also be one that another node does not know.
            Status::NOT_FOUND | Status::UNAUTHORIZED if exchange.cookie.is_some() => {
                // Another exchange may have brought a new one in the meantime.
                if self.cookie == exchange.cookie {
                    self.cookie = None;
                }
                if let Some(pending) = self.calls.get_mut(&call) {
                    pending.by_password = true;
                }
                self.ready.push_back(call);
            }
            Status::UNAUTHORIZED => self.finish(call, Err(CallError::Unauthorized)),
            Status::FORBIDDEN => self.finish(call, Err(CallError::Forbidden)),
            Status::NOT_FOUND => self.finish(call, Err(CallError::NotFound)),
            Status::UNAVAILABLE => self.repeat_later(now, call, CallError::Throttled),
            Status::WRONG_VERSION => {
                let offered = versions_in_page(&String::from_utf8_lossy(body));
                match self.other_version(exchange, &offered) {
                    Some(version) => self.change_version(call, version),
                    None => self.finish(call, Err(CallError::WrongVersion { offered })),
                }
            }
            _ => self.finish(call, Err(CallError::Page { status, title: page::title(body) })),
        }
    }

    /// Takes the news that an exchange failed. Reads are repeated, writes only if the request certainly never left.
    ///
    /// # Errors
    /// The exchange is not open.
    pub fn handle_failure(
        &mut self,
        now: Instant,
        id: ExchangeId,
        error: TransportError,
    ) -> Result<(), UsageError> {
        let exchange = self.exchanges.remove(&id).ok_or(UsageError::UnknownExchange)?;
        let Some(pending) = self.calls.get(&exchange.call) else { return Ok(()) };
        let again = match error.sent {
            Sent::No => true,
            Sent::Maybe => !pending.call.operation().writes(),
            Sent::Refused | Sent::Answered => false,
        };
        if again {
            self.repeat_later(now, exchange.call, CallError::Transport(error));
        } else {
            self.finish(exchange.call, Err(CallError::Transport(error)));
        }
        Ok(())
    }

    /// The schema to change to, unless there is none or the answer tells nothing new.
    fn other_version(&self, exchange: &Exchange, offered: &[Version]) -> Option<Version> {
        agree(offered, &self.config.spoken).filter(|agreed| *agreed != exchange.version)
    }

    fn change_version(&mut self, call: CallId, version: Version) {
        let attempts = self.calls.get_mut(&call).map(|pending| {
            pending.attempts += 1;
            pending.attempts
        });
        // A server that contradicts itself must not keep us busy for ever.
        if attempts.is_none_or(|attempts| attempts > self.config.retries.max(1)) {
            self.finish(call, Err(CallError::WrongVersion { offered: vec![version] }));
            return;
        }
        if self.version != version {
            self.version = version;
            self.events.push_back(Event::VersionAgreed(version));
        }
        self.ready.push_back(call);
    }

    fn repeat_later(&mut self, now: Instant, call: CallId, error: CallError) {
        let Some(pending) = self.calls.get_mut(&call) else { return };
        if pending.attempts >= self.config.retries {
            self.finish(call, Err(error));
            return;
        }
        let wait = self.config.first_wait.saturating_mul(1 << pending.attempts.min(16));
        let half = wait.min(self.config.longest_wait) / 2;
        pending.attempts += 1;
        let at = later(later(now, half), self.chance.up_to(half));
        pending.not_before = Some(at);
        self.repeats.insert((at, call));
    }

    fn finish(&mut self, id: CallId, result: Result<Reply, CallError>) {
        if self.forget(id) {
            self.events.push_back(Event::Done { id, result });
        }
    }

    /// Whether there was such a call.
    fn forget(&mut self, id: CallId) -> bool {
        let Some(pending) = self.calls.remove(&id) else { return false };
        if let Some(at) = pending.not_before {
            self.repeats.remove(&(at, id));
        }
        true
    }

    const fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }
}

/// A moment that long after another, or a year after it if there is none: a configuration may say "for ever".
pub(crate) fn later(now: Instant, wait: Duration) -> Instant {
    const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);
    now.checked_add(wait).or_else(|| now.checked_add(YEAR)).unwrap_or(now)
}

/// Chance enough to spread waits: the steps of SplitMix64 (Steele, Lea, Flood 2014).
#[derive(Debug)]
struct Chance(u64);

impl Chance {
    fn new(seed: &[u8; 32]) -> Self {
        let (words, _) = seed.as_chunks::<8>();
        Self(words.iter().fold(0, |state, word| Self(state ^ u64::from_le_bytes(*word)).next()))
    }

    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A part of that time.
    fn up_to(&mut self, most: Duration) -> Duration {
        most.mul_f64((self.next() >> 11) as f64 / (1_u64 << 53) as f64)
    }
}

fn not_soap(error: DecodeError, body: &Bytes) -> CallError {
    let title = page::title(body);
    if title.is_empty() { CallError::Decode(error) } else { CallError::Page { status: Status::OK, title } }
}
