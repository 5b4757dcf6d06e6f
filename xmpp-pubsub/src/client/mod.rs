//! The client's end of a stream.

mod config;
mod login;
mod management;
mod online;
mod requests;

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use bytes::{Bytes, BytesMut};

use crate::chance::Chance;
use crate::stream::header::Opening;
use crate::stream::management::Counters;
use crate::stream::wire::{Signal, Wire, may_follow};
use crate::stream::{Deadline, End, Framing, Security, StreamError, Timer, UsageError, earliest, later};
use crate::{ChannelBinding, IqType, Jid, Ns, Stanza, StreamCondition};

pub use config::{BindOn, ClientConfig, ClientEvent, ClientTls, RequestError, RequestId};
pub use management::Resumption;
use requests::Requests;

/// The client's end of a stream: logs in, binds an address, matches replies, keeps the stream alive.
///
/// The caller's rule: change one thing (input, time, a request), then drain [`poll_event`](Self::poll_event) and
/// [`poll_transmit`](Self::poll_transmit) (or [`poll_element`](Self::poll_element)), then wait until
/// [`poll_timeout`](Self::poll_timeout).
pub struct ClientStream {
    config: Arc<ClientConfig>,
    wire: Wire,
    state: State,
    security: Security,
    /// Of the TLS connection; until the login is done.
    bindings: Box<[ChannelBinding]>,
    authenticated: bool,
    /// Our address, once bound.
    jid: Option<Jid>,
    /// The server wants the legacy session.
    session: bool,
    requests: Requests,
    chance: Chance,
    events: VecDeque<ClientEvent>,
    timer: Option<Deadline>,
    heard: Instant,
    pings: u32,
    /// The server offers stream management.
    manageable: bool,
    /// Once it has been asked for.
    management: Option<Box<Counters>>,
    /// A stream to take up again; or, at the end, this one.
    old: Option<Box<Resumption>>,
}

/// What is awaited.
enum State {
    /// The server's header; ours is sent.
    Header,
    /// What the server offers.
    Features,
    /// Leave to start TLS.
    Proceed,
    /// The end of the TLS handshake, from the host.
    Handshake,
    /// The verdict on PLAIN or EXTERNAL, or on a proof that both sides have checked.
    Success,
    /// SCRAM's challenge.
    #[cfg(feature = "scram")]
    Challenge(Box<crate::ScramClient>),
    /// SCRAM's signature.
    #[cfg(feature = "scram")]
    Signature(crate::ScramVerify),
    /// Whether the old stream goes on.
    Resume,
    /// The reply to the request for an address.
    Bind { id: String },
    /// The reply to the request for a session.
    Session { id: String },
    /// Stanzas.
    Online,
    /// The peer's end of the stream; ours is sent.
    Closing,
    /// Nothing.
    Closed,
}

impl ClientStream {
    /// A stream on a connection that has just been made. `seed` must be random and used for nothing else.
    #[must_use]
    pub fn new(
        config: Arc<ClientConfig>,
        framing: Framing,
        security: Security,
        seed: [u8; 32],
        now: Instant,
    ) -> Self {
        let mut chance = Chance::new(seed);
        let mut stream = Self {
            wire: Wire::new(framing, Ns::Client, config.limits),
            state: State::Header,
            security,
            bindings: Box::default(),
            authenticated: false,
            jid: None,
            session: false,
            requests: Requests::new(chance.token()),
            chance,
            events: VecDeque::new(),
            timer: Some(Deadline { at: later(now, config.negotiation), why: Timer::Negotiation }),
            heard: now,
            pings: 0,
            manageable: false,
            management: None,
            old: None,
            config,
        };
        stream.begin();
        stream
    }

    /// Names the channel bindings of the TLS connection, the best one first: mechanisms that need one may be used
    /// (`SCRAM-…-PLUS`). Before the server's first byte over TLS.
    pub fn set_channel_bindings(&mut self, bindings: impl Into<Box<[ChannelBinding]>>) {
        self.bindings = bindings.into();
    }

    /// Bytes that arrived over TCP, in any pieces; or one message of a WebSocket.
    pub fn handle_input(&mut self, now: Instant, bytes: &[u8]) {
        self.heard(now);
        self.wire.push_bytes(bytes);
        self.pump();
    }

    /// A complete element that arrived: a message of a WebSocket, or a child of a BOSH body.
    pub fn handle_element(&mut self, now: Instant, element: Bytes) {
        self.heard(now);
        self.wire.push_element(element);
        self.pump();
    }

    /// The transport ended: end of file, reset, or the end of a BOSH session.
    pub fn handle_eof(&mut self) {
        let end = if matches!(self.state, State::Closing) { End::Closed } else { End::Broken };
        self.finish(end);
    }

    /// Time has passed: does what was due.
    pub fn handle_timeout(&mut self, now: Instant) {
        let Some(deadline) = self.poll_timeout().filter(|deadline| deadline.at <= now) else { return };
        match deadline.why {
            Timer::Request => {
                while let Some(request) = self.requests.late(now) {
                    self.events.push_back(ClientEvent::Reply { request, reply: Err(RequestError::Timeout) });
                }
            }
            Timer::Idle => self.send_ping(now),
            Timer::Ping if self.pings < self.config.ping_attempts => self.send_ping(now),
            Timer::Close => self.finish(End::Broken),
            _ => self.fail(StreamError::new(StreamCondition::ConnectionTimeout)),
        }
        self.check_queue();
    }

    /// What is to be sent, appended to `out`. May change after every other call.
    pub fn poll_transmit(&mut self, out: &mut BytesMut) {
        self.wire.drain_to(out);
    }

    /// The next complete element to be sent: a message of a WebSocket, a child of a BOSH body. Stands alone.
    #[must_use]
    pub fn poll_element(&mut self) -> Option<Bytes> {
        self.wire.out.pop()
    }

    /// What happened. May change after every call of a `handle_` method.
    #[must_use]
    pub fn poll_event(&mut self) -> Option<ClientEvent> {
        let event = self.events.pop_front();
        if self.events.is_empty() {
            self.events = VecDeque::new();
        }
        event
    }

    /// When [`handle_timeout`](Self::handle_timeout) is to be called. May change after every other call.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Deadline> {
        let idle = match (&self.state, self.config.ping) {
            (State::Online, Some(idle)) if self.pings == 0 && self.wire.framing() != Framing::Bosh => {
                Some(Deadline { at: later(self.heard, idle), why: Timer::Idle })
            }
            _ => None,
        };
        let request = self.requests.next_deadline().map(|at| Deadline { at, why: Timer::Request });
        earliest(earliest(self.timer, idle), request)
    }

    /// Sends a stanza. For requests of our own there is [`request`](Self::request).
    ///
    /// # Errors
    /// [`UsageError::NotBound`], [`UsageError::Closed`]; [`UsageError::Full`]: the server does not read, or does not
    /// confirm.
    pub fn send(&mut self, stanza: &Stanza) -> Result<(), UsageError> {
        self.check_online()?;
        self.check_room(stanza.size())?;
        self.send_stanza(stanza);
        Ok(())
    }

    /// Asks `to` (`None`: our own account's server) a get or set with one payload: a complete element. The answer comes
    /// as one [`ClientEvent::Reply`], whatever happens.
    ///
    /// # Errors
    /// [`UsageError::NotBound`], [`UsageError::Closed`], [`UsageError::TooManyRequests`], [`UsageError::Full`].
    pub fn request(
        &mut self,
        now: Instant,
        ty: IqType,
        to: Option<Jid>,
        payload: impl AsRef<[u8]>,
    ) -> Result<RequestId, UsageError> {
        self.check_online()?;
        if self.requests.len() >= self.config.max_requests {
            return Err(UsageError::TooManyRequests);
        }
        self.check_room(payload.as_ref().len())?;
        let request = self.requests.add(to.clone(), later(now, self.config.reply));
        let stanza = Stanza::iq(ty, &self.requests.id(request)).with_to(to).with_content(payload);
        self.send_stanza(&stanza);
        Ok(request)
    }

    /// Ends the stream: [`ClientEvent::Closed`] comes when the server has answered (STR-9).
    pub fn close(&mut self, now: Instant) {
        if matches!(self.state, State::Closing | State::Closed) {
            return;
        }
        if matches!(self.state, State::Handshake) {
            return self.finish(End::Closed);
        }
        self.wire.send_close();
        if self.wire.framing() == Framing::Bosh {
            return self.finish(End::Closed);
        }
        self.state = State::Closing;
        self.pings = 0;
        self.timer = Some(Deadline { at: later(now, self.config.close), why: Timer::Close });
    }

    /// Our full address, once it is bound.
    #[must_use]
    pub fn jid(&self) -> Option<&Jid> {
        self.jid.as_ref()
    }

    /// The stream is over.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        matches!(self.state, State::Closed)
    }

    fn check_online(&self) -> Result<(), UsageError> {
        match self.state {
            State::Online => Ok(()),
            State::Closing | State::Closed => Err(UsageError::Closed),
            _ => Err(UsageError::NotBound),
        }
    }

    /// Begins a stream, at the start and after TLS and login.
    fn begin(&mut self) {
        self.state = if self.wire.framing() == Framing::Bosh { State::Features } else { State::Header };
        let from = (self.security == Security::Encrypted && !self.config.user.is_empty())
            .then(|| Jid::from_parts(Some(&self.config.user), self.config.domain.as_str(), None).ok())
            .flatten();
        self.wire.send_open(&Opening {
            to: Some(self.config.domain.to_string()),
            from: from.map(|from| from.to_string()),
            id: None,
            lang: Some(self.config.lang.clone()),
            version: Some((1, 0)),
        });
    }

    fn heard(&mut self, now: Instant) {
        self.heard = now;
        if std::mem::take(&mut self.pings) > 0 {
            // Only then is the timer that of the ping.
            self.timer = None;
        }
    }

    fn pump(&mut self) {
        while !matches!(self.state, State::Handshake | State::Closed) {
            let step = match self.wire.next() {
                Ok(Some(Signal::Open(opening))) => self.opened(&opening),
                Ok(Some(Signal::Element(element))) => self.element(&element),
                Ok(Some(Signal::Close(elsewhere))) => {
                    self.end(self.closed_by_peer(elsewhere));
                    Ok(())
                }
                Ok(None) => return,
                Err(error) => Err(error),
            };
            if let Err(error) = step {
                self.fail(error);
            }
            self.check_queue();
        }
        if self.is_closed() {
            self.wire.discard();
        } else if self.wire.pending() > self.config.limits.bytes {
            self.fail(StreamCondition::PolicyViolation.into());
        }
    }

    /// A server that says where to go on is believed where it does not lead out of TLS (WS-7).
    fn closed_by_peer(&self, elsewhere: Option<Box<str>>) -> End {
        match elsewhere.filter(|uri| may_follow(uri, self.security)) {
            Some(uri) if !matches!(self.state, State::Closing) => End::Elsewhere(uri),
            _ => End::Closed,
        }
    }

    /// Whatever made it grow, also answers to the server's pings.
    fn check_queue(&mut self) {
        let unconfirmed = self.management.as_ref().map_or(0, |management| management.bytes());
        // Our own answers have as much room again as what is sent by the host.
        let (queue, kept) = (self.config.max_queue, self.config.max_unconfirmed);
        let full = self.wire.out.cost() > queue.saturating_mul(2) || unconfirmed > kept.saturating_mul(2);
        if full && !self.is_closed() {
            self.wire.out.clear();
            self.fail(StreamError::new(StreamCondition::ResourceConstraint).with_text("too slow a reader"));
        }
    }

    fn opened(&mut self, opening: &Opening) -> Result<(), StreamError> {
        if !matches!(self.state, State::Header) {
            return Err(StreamCondition::BadFormat.into());
        }
        if opening.version.is_none_or(|(major, _)| major < 1) {
            return Err(StreamCondition::UnsupportedVersion.into());
        }
        self.state = State::Features;
        Ok(())
    }

    fn fail(&mut self, error: StreamError) {
        if self.is_closed() {
            return;
        }
        // Behind `<proceed/>` there is nothing but TLS, even if it fails (RFC 6120, 5.4.3.2).
        if !matches!(self.state, State::Closing | State::Handshake) {
            self.wire.send_error(&error);
        }
        self.end(End::Sent(error));
    }

    /// Closes our half and reports why.
    fn end(&mut self, end: End) {
        if !matches!(self.state, State::Closing | State::Closed | State::Handshake) {
            self.wire.send_close();
        }
        self.finish(end);
    }

    fn finish(&mut self, end: End) {
        if self.is_closed() {
            return;
        }
        self.leave_behind(&end);
        self.state = State::Closed;
        self.timer = None;
        self.wire.discard();
        for request in self.requests.take_all() {
            self.events.push_back(ClientEvent::Reply { request, reply: Err(RequestError::Closed) });
        }
        self.events.push_back(ClientEvent::Closed(end));
    }
}

impl fmt::Debug for ClientStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientStream").field("jid", &self.jid).finish_non_exhaustive()
    }
}
