//! The server's end of a stream.

mod bound;
mod config;
mod login;
mod management;
mod negotiate;
mod suspended;

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use bytes::{Bytes, BytesMut};
use xml_cursor::Cursor;

use crate::chance::Chance;
use crate::limits::Level;
use crate::stream::management::Counters;
use crate::stream::wire::{Signal, Wire, may_follow};
use crate::stream::{Deadline, End, Framing, Security, StreamError, Timer, UsageError, earliest, later};
use crate::{ChannelBinding, Jid, Ns, Stanza, StreamCondition};

pub use config::{ActAs, Credentials, Management, PlainOn, ServerConfig, ServerEvent, StartTls};
pub use suspended::{Suspended, Suspensions};

/// The server's end of one client's stream: negotiates, checks stanzas, answers faults, keeps time.
///
/// ```text
///            ┌───────── TLS ◄─┐
///            ▼                │ starttls
///  ───► header ──features──► login ──success──┐        (each arrow back to "header" is a stream restart)
///            ▲                │ ▲ failure     │
///            └────────────────┼─┘◄────────────┘
///                             ▼
///            header ──features──► unbound ──bind──► bound ──► closing ──► closed
/// ```
///
/// The caller's rule: change one thing (input, time, an answer), then drain [`poll_event`](Self::poll_event) and
/// [`poll_transmit`](Self::poll_transmit) (or [`poll_element`](Self::poll_element)), then wait until
/// [`poll_timeout`](Self::poll_timeout). Faults of the peer need no handling: the machine answers them with a stream
/// error and reports [`ServerEvent::Closed`].
pub struct ServerStream {
    config: Arc<ServerConfig>,
    wire: Wire,
    state: State,
    security: Security,
    /// What matters for the login alone; until an address is bound.
    credentials: Option<Box<Known>>,
    /// What came in of late, if there are rates.
    bytes_in: Level,
    stanzas_in: Level,
    /// The domain that the client addressed.
    domain: Jid,
    /// The language of the client's stream, if it is another than ours.
    lang: Option<Box<str>>,
    /// Who logged in, until an address is bound.
    account: Option<Jid>,
    failures: u32,
    /// Our header has been sent on this stream.
    opened: bool,
    chance: Chance,
    events: VecDeque<ServerEvent>,
    timer: Option<Deadline>,
    heard: Instant,
    /// A ping waits for a sign of life.
    pinged: bool,
    /// Once it is enabled.
    management: Option<Box<Counters>>,
    /// What is left of a stream that broke and can be taken up again.
    suspended: Option<Box<Suspended>>,
}

/// What is known of a client that is to log in.
#[derive(Default)]
struct Known {
    /// Addresses of its certificate, once that has been checked.
    certificate: Option<Box<[Jid]>>,
    /// Of its TLS connection.
    bindings: Box<[ChannelBinding]>,
    /// Whom it wants to be, if not itself.
    act_as: Option<Jid>,
}

/// What is awaited.
enum State {
    /// The peer's header.
    Header,
    /// STARTTLS or a login.
    Login,
    /// The end of the TLS handshake, from the host.
    Handshake,
    /// The first response of a mechanism that came without one.
    FirstResponse(crate::Mechanism),
    /// The host's verdict.
    Verdict { account: Jid },
    /// The host's keys.
    #[cfg(feature = "scram")]
    Keys { server: Box<crate::ScramServer>, account: Jid },
    /// The client's proof.
    #[cfg(feature = "scram")]
    Proof { challenge: Box<crate::ScramChallenge>, account: Jid },
    /// The host's decision on whether the account may act as another.
    Permission { authzid: Box<Jid>, data: Option<Vec<u8>> },
    /// The request for a resource.
    Unbound,
    /// The host's address.
    Address { request: Box<Stanza> },
    /// The host's decision on a stream to take up again.
    Resuming { id: String, h: u32 },
    /// Stanzas.
    Bound { jid: Jid },
    /// The peer's end of the stream; ours is sent. What arrives until then counts (STR-9).
    Closing { jid: Option<Jid> },
    /// Nothing.
    Closed,
}

impl ServerStream {
    /// A stream on a connection that has just been accepted. `seed` must be random and used for nothing else.
    #[must_use]
    pub fn new(
        config: Arc<ServerConfig>,
        framing: Framing,
        security: Security,
        seed: [u8; 32],
        now: Instant,
    ) -> Self {
        Self {
            wire: Wire::new(framing, Ns::Client, config.limits),
            state: State::Header,
            security,
            credentials: None,
            bytes_in: Level::default(),
            stanzas_in: Level::default(),
            domain: config.domain.clone(),
            lang: None,
            account: None,
            failures: 0,
            opened: false,
            chance: Chance::new(seed),
            events: VecDeque::new(),
            timer: Some(Deadline { at: later(now, config.negotiation), why: Timer::Negotiation }),
            heard: now,
            pinged: false,
            management: None,
            suspended: None,
            config,
        }
    }

    /// Names the addresses (xmppAddr) of a client certificate that has been checked: EXTERNAL is offered (SASL-16).
    pub fn set_certificate(&mut self, addresses: impl Into<Box<[Jid]>>) {
        self.credentials.get_or_insert_default().certificate = Some(addresses.into());
    }

    /// Names the channel bindings of the TLS connection: mechanisms that need one are offered (`SCRAM-…-PLUS`, where
    /// [`mechanisms`](ServerConfig::mechanisms) has them). Before the client's first byte over TLS.
    pub fn set_channel_bindings(&mut self, bindings: impl Into<Box<[ChannelBinding]>>) {
        self.credentials.get_or_insert_default().bindings = bindings.into();
    }

    /// Bytes that arrived over TCP, in any pieces; or one message of a WebSocket.
    pub fn handle_input(&mut self, now: Instant, bytes: &[u8]) {
        self.heard(now);
        self.meter(bytes.len());
        self.wire.push_bytes(bytes);
        self.pump();
    }

    /// A complete element that arrived: a message of a WebSocket, or a child of a BOSH body.
    pub fn handle_element(&mut self, now: Instant, element: Bytes) {
        self.heard(now);
        self.meter(element.len());
        self.wire.push_element(element);
        self.pump();
    }

    /// BOSH: a session has been created for this domain (`to`), in this language.
    ///
    /// # Errors
    /// [`UsageError::Framing`]: not BOSH.
    pub fn handle_open(
        &mut self,
        now: Instant,
        to: Option<&str>,
        lang: Option<&str>,
    ) -> Result<(), UsageError> {
        if self.wire.framing() != Framing::Bosh {
            return Err(UsageError::Framing);
        }
        self.heard(now);
        let opening = crate::stream::header::Opening {
            to: to.map(str::to_owned),
            lang: lang.map(str::to_owned),
            version: Some((1, 0)),
            ..Default::default()
        };
        if let Err(error) = self.signal(Signal::Open(opening)) {
            self.fail(error);
        }
        self.pump();
        Ok(())
    }

    /// BOSH: the client asks for the restart after its login (`xmpp:restart='true'`, XB-6).
    ///
    /// # Errors
    /// [`UsageError::Framing`]: not BOSH.
    pub fn handle_restart(&mut self, now: Instant) -> Result<(), UsageError> {
        let (to, lang) = (self.domain.to_string(), self.lang.clone());
        self.handle_open(now, Some(&to), lang.as_deref())
    }

    /// The peer ended the stream properly by means of the transport: `terminate` of BOSH.
    pub fn handle_close(&mut self, now: Instant) {
        self.heard(now);
        if let Err(error) = self.signal(Signal::Close(None)) {
            self.fail(error);
        }
    }

    /// The transport ended: end of file, reset, or a BOSH session that was inactive for too long (STR-10).
    pub fn handle_eof(&mut self) {
        let end = if self.is_closing() { End::Closed } else { End::Broken };
        self.finish(end);
    }

    /// Time has passed: does what was due.
    pub fn handle_timeout(&mut self, now: Instant) {
        let Some(deadline) = self.poll_timeout().filter(|deadline| deadline.at <= now) else { return };
        match deadline.why {
            Timer::Idle => self.send_ping(now),
            Timer::Close => self.finish(End::Broken),
            // Who is heard has not lost the connection, but is slower than the limit.
            Timer::Negotiation if now.saturating_duration_since(self.heard) < self.config.ping => {
                self.fail(StreamError::new(StreamCondition::PolicyViolation).with_text("too slow a login"));
            }
            _ => self.fail(StreamError::new(StreamCondition::ConnectionTimeout)),
        }
        self.check_queue();
    }

    /// What is to be sent, appended to `out`. May change after every other call. Call it when the connection takes
    /// more, so that the bound of [`max_queue`](ServerConfig::max_queue) holds for a slow receiver.
    pub fn poll_transmit(&mut self, out: &mut BytesMut) {
        self.wire.drain_to(out);
    }

    /// The next complete element to be sent: a message of a WebSocket, a child of a BOSH body. Stands alone.
    #[must_use]
    pub fn poll_element(&mut self) -> Option<Bytes> {
        self.wire.out.pop()
    }

    /// What happened. May change after every call of a `handle_` method and after every answer.
    #[must_use]
    pub fn poll_event(&mut self) -> Option<ServerEvent> {
        let event = self.events.pop_front();
        if self.events.is_empty() {
            self.events = VecDeque::new();
        }
        event
    }

    /// When [`handle_timeout`](Self::handle_timeout) is to be called. May change after every other call.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Deadline> {
        let idle = match (&self.state, self.config.idle) {
            (State::Bound { .. }, Some(idle)) if !self.pinged && self.wire.framing() != Framing::Bosh => {
                Some(Deadline { at: later(self.heard, idle), why: Timer::Idle })
            }
            _ => None,
        };
        earliest(self.timer, idle)
    }

    /// Sends a stanza to the client. A client that does not read fast enough loses its stream (SEC-6).
    ///
    /// # Errors
    /// [`UsageError::NotBound`], [`UsageError::Closed`]: the stanza is not sent; XB-10 says what becomes of it.
    pub fn send(&mut self, stanza: &Stanza) -> Result<(), UsageError> {
        match self.state {
            State::Bound { .. } => {}
            State::Closing { .. } | State::Closed => return Err(UsageError::Closed),
            _ => return Err(UsageError::NotBound),
        }
        self.send_stanza(stanza);
        self.check_queue();
        Ok(())
    }

    /// Ends the stream: because of an error at once, else as soon as the peer has answered (STR-9).
    pub fn close(&mut self, now: Instant, error: Option<StreamError>) {
        match (error, &self.state) {
            (_, State::Closed) | (None, State::Closing { .. }) => {}
            (Some(error), _) => self.fail(error),
            (None, State::Handshake) => self.finish(End::Closed),
            (None, _) => {
                self.open_if_needed();
                self.wire.send_close();
                if self.wire.framing() == Framing::Bosh {
                    return self.finish(End::Closed);
                }
                self.wait_for_the_end(now);
            }
        }
    }

    /// Our half is closed; the peer's is to come.
    fn wait_for_the_end(&mut self, now: Instant) {
        self.state = State::Closing { jid: self.jid().cloned() };
        self.pinged = false;
        self.timer = Some(Deadline { at: later(now, self.config.close), why: Timer::Close });
    }

    /// Ends a WebSocket's stream, and tells the client where to go on: a `wss` URI, or `ws` if this one has no TLS either
    /// (WS-7).
    ///
    /// # Errors
    /// [`UsageError::Framing`]: not a WebSocket, or no such URI; [`UsageError::Closed`].
    pub fn close_elsewhere(&mut self, now: Instant, uri: &str) -> Result<(), UsageError> {
        if self.wire.framing() != Framing::WebSocket || !may_follow(uri, self.security) {
            return Err(UsageError::Framing);
        }
        if self.is_closing() || self.is_closed() {
            return Err(UsageError::Closed);
        }
        self.open_if_needed();
        self.wire.send_close_elsewhere(uri);
        self.wait_for_the_end(now);
        Ok(())
    }

    /// The client's full address, once it is bound.
    #[must_use]
    pub fn jid(&self) -> Option<&Jid> {
        match &self.state {
            State::Bound { jid } => Some(jid),
            _ => None,
        }
    }

    /// The stream is over.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        matches!(self.state, State::Closed)
    }

    /// Logins that failed on this stream, for who counts them by address ([`Doorkeeper`](crate::Doorkeeper)).
    #[must_use]
    pub fn failed_logins(&self) -> u32 {
        self.failures
    }

    /// Bytes that wait to be sent.
    #[must_use]
    pub fn queued(&self) -> usize {
        self.wire.out.len()
    }

    fn heard(&mut self, now: Instant) {
        let time = now.saturating_duration_since(self.heard);
        for (level, rate) in
            [(&mut self.bytes_in, self.config.bytes), (&mut self.stanzas_in, self.config.stanzas)]
        {
            rate.into_iter().for_each(|rate| level.rest(rate, time));
        }
        self.heard = now;
        if std::mem::take(&mut self.pinged) {
            // Only then is the timer that of the ping.
            self.timer = None;
        }
    }

    /// SEC-4: octets of a stream, whatever they say.
    fn meter(&mut self, bytes: usize) {
        if self.config.bytes.is_some_and(|rate| !self.bytes_in.add(rate, bytes)) {
            self.fail(too_fast());
        }
    }

    /// Takes what has arrived, until something must be answered by the host.
    fn pump(&mut self) {
        while self.listens() {
            let step = match self.wire.next() {
                Ok(Some(signal)) => self.signal(signal),
                Ok(None) => break,
                Err(error) => Err(error),
            };
            if let Err(error) = step {
                self.fail(error);
            }
            self.check_queue();
        }
        if self.is_closed() {
            self.wire.discard();
        } else if self.wire.pending() > self.room() {
            self.fail(
                StreamError::new(StreamCondition::PolicyViolation).with_text("too much before an answer"),
            );
        }
    }

    /// Octets that may wait to be taken: an unfinished element, or what follows a question to the host.
    fn room(&self) -> usize {
        let whole = self.config.limits.bytes;
        match self.state {
            State::Bound { .. } | State::Closing { .. } => whole,
            _ if self.account.is_some() => whole,
            _ => whole.min(self.config.max_before_login),
        }
    }

    /// SEC-6: whatever made it grow, also answers to the client's own faults.
    fn check_queue(&mut self) {
        let unconfirmed = self.management.as_ref().map_or(0, |management| management.bytes());
        if !self.is_closed() && self.wire.out.cost().max(unconfirmed) > self.config.max_queue {
            self.wire.out.clear();
            self.fail(StreamError::new(StreamCondition::ResourceConstraint).with_text("too slow a reader"));
        }
    }

    fn listens(&self) -> bool {
        match self.state {
            State::Handshake
            | State::Verdict { .. }
            | State::Permission { .. }
            | State::Address { .. }
            | State::Resuming { .. }
            | State::Closed => false,
            #[cfg(feature = "scram")]
            State::Keys { .. } => false,
            _ => true,
        }
    }

    fn signal(&mut self, signal: Signal) -> Result<(), StreamError> {
        match signal {
            Signal::Open(opening) => self.open(opening),
            Signal::Element(element) => self.element(element),
            Signal::Close(_) => {
                self.close_our_half();
                self.finish(End::Closed);
                Ok(())
            }
        }
    }

    /// Tells the peer what it did wrong, and ends the stream (STR-14).
    fn fail(&mut self, error: StreamError) {
        if self.is_closed() {
            return;
        }
        // Behind `<proceed/>` there is nothing but TLS, even if it fails (RFC 6120, 5.4.3.2).
        if !matches!(self.state, State::Closing { .. } | State::Handshake) {
            self.open_if_needed();
            self.wire.send_error(&error);
            self.wire.send_close();
        }
        self.finish(End::Sent(error));
    }

    /// The peer tells what we did wrong (STR-14).
    fn received_error(&mut self, cursor: &mut Cursor<'_, Ns>) -> Result<(), StreamError> {
        let error = StreamError::read(cursor)?;
        self.close_our_half();
        self.finish(End::Received(error));
        Ok(())
    }

    fn close_our_half(&mut self) {
        if !matches!(self.state, State::Closing { .. } | State::Closed) {
            self.open_if_needed();
            self.wire.send_close();
        }
    }

    fn is_closing(&self) -> bool {
        matches!(self.state, State::Closing { .. })
    }

    fn finish(&mut self, end: End) {
        if !self.is_closed() {
            self.leave_behind(&end);
            self.state = State::Closed;
            self.timer = None;
            self.wire.discard();
            self.events.push_back(ServerEvent::Closed(end));
        }
    }
}

/// Why a stream ends that is faster than its rates.
fn too_fast() -> StreamError {
    StreamError::new(StreamCondition::PolicyViolation).with_text("too much in a short time")
}

impl fmt::Debug for ServerStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerStream")
            .field("account", &self.account)
            .field("jid", &self.jid())
            .finish_non_exhaustive()
    }
}
