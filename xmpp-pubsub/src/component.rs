//! Streams of external components (XEP-0114), both ends.

use std::collections::VecDeque;
use std::fmt;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use sha1::{Digest, Sha1};
use subtle::ConstantTimeEq;
use xml_cursor::{Cursor, Limits, Namespace as _, Profile, Writer};

use crate::chance::Chance;
use crate::stream::header::Opening;
use crate::stream::later;
use crate::stream::wire::{Signal, Wire, unexpected};
use crate::{
    BadStanza, Deadline, End, Framing, Jid, Ns, Password, Stanza, StreamCondition, StreamError, Timer,
    UsageError,
};

/// What both ends of a component's stream share.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ComponentConfig {
    /// The component's domain. At the server's end: the one component that may connect here, which is why several of
    /// them need a port each.
    pub domain: Jid,
    /// What both know.
    pub secret: Password,
    /// From the start until the handshake is done. Default: 60 s.
    pub negotiation: Duration,
    /// How long the peer may take to answer our closing. Default: 5 s.
    pub close: Duration,
    /// What one header or element may cost.
    pub limits: Limits,
    /// Bytes that may wait for a peer that reads slowly; more ends its stream. Default: 4 MiB, because a component speaks
    /// for many.
    pub max_queue: usize,
}

impl ComponentConfig {
    /// Defaults for one component.
    #[must_use]
    pub fn new(domain: Jid, secret: impl Into<Password>) -> Self {
        Self {
            domain: domain.to_domain(),
            secret: secret.into(),
            negotiation: Duration::from_secs(60),
            close: Duration::from_secs(5),
            limits: Limits::stream(),
            max_queue: 4 << 20,
        }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ComponentEvent {
    /// The handshake is done. A server that has a stream for this domain already closes one of them with `conflict`.
    Online,
    /// A stanza, in `jabber:client` like any other. At the server's end its sender is of the component's domain.
    Stanza(Stanza),
    /// The stream is over. Send what there is, then end the connection.
    Closed(End),
}

/// One end of a component's stream, over TCP: opened by the component, checked by the server.
///
/// The caller's rule: change one thing, then drain [`poll_event`](Self::poll_event) and
/// [`poll_transmit`](Self::poll_transmit), then wait until [`poll_timeout`](Self::poll_timeout).
pub struct ComponentStream {
    config: ComponentConfig,
    side: Side,
    wire: Wire,
    state: State,
    opened: bool,
    chance: Chance,
    events: VecDeque<ComponentEvent>,
    timer: Option<Deadline>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Component,
    Server,
}

enum State {
    Header,
    /// The handshake, or its acceptance. A server keeps the stream id it gave.
    Handshake {
        id: String,
    },
    Online,
    Closing,
    Closed,
}

impl ComponentStream {
    /// The component's end, on a connection that has just been made.
    #[must_use]
    pub fn connect(config: ComponentConfig, now: Instant) -> Self {
        let mut stream = Self::new(config, Side::Component, [0; 32], now);
        let to = Some(stream.config.domain.to_string());
        stream.open(Opening { to, ..Opening::default() });
        stream
    }

    /// The server's end, on a connection that has just been accepted. `seed` must be random and used for nothing else.
    #[must_use]
    pub fn accept(config: ComponentConfig, seed: [u8; 32], now: Instant) -> Self {
        Self::new(config, Side::Server, seed, now)
    }

    fn new(config: ComponentConfig, side: Side, seed: [u8; 32], now: Instant) -> Self {
        Self {
            wire: Wire::new(Framing::Tcp, Ns::Component, config.limits),
            state: State::Header,
            opened: false,
            chance: Chance::new(seed),
            events: VecDeque::new(),
            timer: Some(Deadline { at: later(now, config.negotiation), why: Timer::Negotiation }),
            config,
            side,
        }
    }

    /// Bytes that arrived, in any pieces.
    pub fn handle_input(&mut self, _now: Instant, bytes: &[u8]) {
        self.wire.push_bytes(bytes);
        while !self.is_closed() {
            let step = match self.wire.next() {
                Ok(Some(Signal::Open(opening))) => self.header(opening),
                Ok(Some(Signal::Element(element))) => self.element(&element),
                Ok(Some(Signal::Close(_))) => {
                    if !matches!(self.state, State::Closing) {
                        self.wire.send_close();
                    }
                    self.finish(End::Closed);
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
    }

    /// Whatever made it grow, also answers to the peer's faults.
    fn check_queue(&mut self) {
        if !self.is_closed() && self.wire.out.cost() > self.config.max_queue {
            self.wire.out.clear();
            self.fail(StreamCondition::ResourceConstraint.into());
        }
    }

    /// The transport ended.
    pub fn handle_eof(&mut self) {
        self.finish(if matches!(self.state, State::Closing) { End::Closed } else { End::Broken });
    }

    /// Time has passed: does what was due.
    pub fn handle_timeout(&mut self, now: Instant) {
        match self.timer.filter(|deadline| deadline.at <= now) {
            Some(Deadline { why: Timer::Close, .. }) => self.finish(End::Broken),
            Some(_) => self.fail(StreamCondition::ConnectionTimeout.into()),
            None => {}
        }
    }

    /// What is to be sent, appended to `out`. May change after every other call.
    pub fn poll_transmit(&mut self, out: &mut BytesMut) {
        self.wire.drain_to(out);
    }

    /// What happened. May change after every call of a `handle_` method.
    #[must_use]
    pub fn poll_event(&mut self) -> Option<ComponentEvent> {
        self.events.pop_front()
    }

    /// When [`handle_timeout`](Self::handle_timeout) is to be called.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Deadline> {
        self.timer
    }

    /// Sends a stanza. A component's needs both addresses (COMP-3).
    ///
    /// # Errors
    /// [`UsageError::NotBound`], [`UsageError::Closed`]; [`UsageError::Addresses`] for a component's stanza without one,
    /// or from another domain.
    pub fn send(&mut self, stanza: &Stanza) -> Result<(), UsageError> {
        match self.state {
            State::Online => {}
            State::Closing | State::Closed => return Err(UsageError::Closed),
            _ => return Err(UsageError::NotBound),
        }
        if self.side == Side::Component && self.check(stanza).is_err() {
            return Err(UsageError::Addresses);
        }
        self.wire.send_stanza(stanza);
        self.check_queue();
        Ok(())
    }

    /// Ends the stream: because of an error at once, else as soon as the peer has answered.
    pub fn close(&mut self, now: Instant, error: Option<StreamError>) {
        match (error, &self.state) {
            (_, State::Closed) | (None, State::Closing) => {}
            (Some(error), _) => self.fail(error),
            (None, _) => {
                self.wire.send_close();
                self.state = State::Closing;
                self.timer = Some(Deadline { at: later(now, self.config.close), why: Timer::Close });
            }
        }
    }

    /// The stream is over.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        matches!(self.state, State::Closed)
    }

    fn open(&mut self, opening: Opening) {
        self.wire.send_open(&opening);
        self.opened = true;
    }

    fn header(&mut self, opening: Opening) -> Result<(), StreamError> {
        if !matches!(self.state, State::Header) {
            return Err(StreamCondition::BadFormat.into());
        }
        let id = match self.side {
            Side::Component => {
                let id = opening.id.ok_or(StreamCondition::BadFormat)?;
                let digest = digest(&id, &self.config.secret);
                let mut element = Vec::new();
                Writer::new(&mut element)
                    .start("handshake")
                    .ns(Ns::Component.uri())
                    .text(&digest)
                    .end("handshake");
                self.wire.out.push(element);
                id
            }
            Side::Server => {
                let to = opening.to.as_deref().and_then(|to| Jid::new(to).ok());
                if to.as_ref() != Some(&self.config.domain) {
                    return Err(StreamCondition::HostUnknown.into());
                }
                let id = self.chance.token();
                let from = Some(self.config.domain.to_string());
                self.open(Opening { from, id: Some(id.clone()), ..Opening::default() });
                id
            }
        };
        self.state = State::Handshake { id };
        Ok(())
    }

    fn element(&mut self, element: &Bytes) -> Result<(), StreamError> {
        let mut cursor = Cursor::<Ns>::with_limits(element, Profile::Stream, self.config.limits)?;
        let tag = cursor.root()?;
        if tag.is(Ns::Stream, "error") {
            let error = StreamError::read(&mut cursor)?;
            self.wire.send_close();
            self.finish(End::Received(error));
            return Ok(());
        }
        match &self.state {
            State::Handshake { id } => {
                if !tag.is(Ns::Component, "handshake") {
                    return Err(StreamCondition::NotAuthorized.into());
                }
                if self.side == Side::Server {
                    let expected = digest(id, &self.config.secret);
                    if !bool::from(expected.as_bytes().ct_eq(cursor.text()?.trim().as_bytes())) {
                        return Err(StreamCondition::NotAuthorized.into());
                    }
                    self.wire.out.push(&b"<handshake xmlns='jabber:component:accept'/>"[..]);
                }
                self.state = State::Online;
                self.timer = None;
                self.events.push_back(ComponentEvent::Online);
                Ok(())
            }
            State::Online => self.stanza(element),
            State::Closing => Ok(()),
            State::Header | State::Closed => Err(unexpected()),
        }
    }

    fn stanza(&mut self, element: &Bytes) -> Result<(), StreamError> {
        match Stanza::read(element) {
            Ok(stanza) => {
                if self.side == Side::Server {
                    self.check(&stanza)?;
                }
                self.events.push_back(ComponentEvent::Stanza(stanza));
                Ok(())
            }
            Err(BadStanza::Refused { reply, .. }) => {
                if let Some(reply) = reply {
                    self.wire.send_stanza(&reply);
                }
                Ok(())
            }
            Err(BadStanza::Xml(error)) => Err(error.into()),
            Err(BadStanza::Other) => Err(unexpected()),
        }
    }

    /// A component speaks for all of its domain, and for nobody else (COMP-3).
    fn check(&self, stanza: &Stanza) -> Result<(), StreamError> {
        let (Some(from), Some(_)) = (stanza.from(), stanza.to()) else {
            return Err(StreamCondition::ImproperAddressing.into());
        };
        if from.domain() == self.config.domain.domain() {
            Ok(())
        } else {
            Err(StreamCondition::InvalidFrom.into())
        }
    }

    fn fail(&mut self, error: StreamError) {
        if self.is_closed() {
            return;
        }
        if !matches!(self.state, State::Closing) {
            if !self.opened {
                let id = Some(self.chance.token());
                self.open(Opening { from: Some(self.config.domain.to_string()), id, ..Opening::default() });
            }
            self.wire.send_error(&error);
            self.wire.send_close();
        }
        self.finish(End::Sent(error));
    }

    fn finish(&mut self, end: End) {
        if !self.is_closed() {
            self.state = State::Closed;
            self.timer = None;
            self.wire.discard();
            self.events.push_back(ComponentEvent::Closed(end));
        }
    }
}

impl fmt::Debug for ComponentStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ComponentStream").field("domain", &self.config.domain).finish_non_exhaustive()
    }
}

/// Lower-case digits of the hash of id and secret (COMP-2).
fn digest(id: &str, secret: &Password) -> String {
    let hash = Sha1::new().chain_update(id).chain_update(secret.expose()).finalize();
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
