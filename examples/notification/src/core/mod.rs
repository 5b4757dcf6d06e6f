//! The notification service without sockets, clock and chance: streams, sessions, routing, publish-subscribe.

mod api;
mod config;
mod deliver;
mod xep_0206;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Instant;

use bosh::manager::{self, Manager, SessionId};
use bytes::BytesMut;
use xmpp_pubsub::pubsub::{Memory, NodeId, Now, Service, StorageError};
use xmpp_pubsub::{
    Credentials, End, Framing, Jid, PlainOn, Router, RouterConfig, SaslCondition, Security, ServerConfig,
    ServerEvent, ServerStream, StartTls, StreamCondition, StreamError,
};

pub use api::{CheckId, ConnId, Event, Input, Link, Stats, Then, Transmit, Verdict};
pub use config::{CoreConfig, PlainText};

use crate::chance::Chance;

/// The service: one machine for all its connections.
///
/// The caller's rule: [`handle_input`](Self::handle_input) or [`handle_timeout`](Self::handle_timeout), then drain
/// [`poll_event`](Self::poll_event) and [`poll_transmit`](Self::poll_transmit), then wait until
/// [`poll_timeout`](Self::poll_timeout).
pub struct Core {
    config: CoreConfig,
    stream_config: Arc<ServerConfig>,
    chance: Chance,
    manager: Manager,
    streams: BTreeMap<Peer, Client>,
    router: Router,
    service: Service<Memory>,
    checks: BTreeMap<CheckId, Peer>,
    last_check: u64,
    timers: BTreeSet<(Instant, Peer)>,
    /// Connections that may have something to write.
    writers: BTreeSet<ConnId>,
    transmits: VecDeque<Transmit>,
    events: VecDeque<Event>,
    stats: Stats,
    /// It goes down: nobody new is let in.
    down: bool,
}

/// The other end of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Peer {
    Conn(ConnId),
    Session(SessionId),
}

impl Peer {
    /// Its number for the router: connections are even, sessions odd.
    const fn number(self) -> ConnId {
        ConnId(match self {
            Self::Conn(conn) => conn.0 << 1,
            Self::Session(session) => session.0 << 1 | 1,
        })
    }

    const fn of(number: ConnId) -> Self {
        match number.0 & 1 {
            0 => Self::Conn(ConnId(number.0 >> 1)),
            _ => Self::Session(SessionId(number.0 >> 1)),
        }
    }

    const fn link(self) -> Link {
        match self {
            Self::Conn(_) => Link::Xmpp,
            Self::Session(_) => Link::Bosh,
        }
    }
}

struct Client {
    stream: ServerStream,
    framing: Framing,
    armed: Option<Instant>,
    jid: Option<Jid>,
    /// The connection takes bytes.
    writable: bool,
    /// What follows the bytes that wait.
    then: Then,
}

impl Core {
    /// A service without connections. `seed` must be unpredictable.
    ///
    /// # Errors
    ///
    /// None with nodes kept in memory.
    pub fn new(config: CoreConfig, seed: [u8; 32], now: Now) -> Result<Self, StorageError> {
        let mut chance = Chance::new(seed);
        let mut stream_config = ServerConfig::new(config.domain.clone(), chance.block());
        stream_config.plain = match config.plain {
            PlainText::Allowed => PlainOn::Any,
            PlainText::Refused => PlainOn::Encrypted,
        };
        stream_config.starttls = match (config.starttls, config.plain) {
            (false, _) => StartTls::Off,
            (true, PlainText::Allowed) => StartTls::Offered,
            (true, PlainText::Refused) => StartTls::Required,
        };
        stream_config.negotiation = config.negotiation;
        let manager = Manager::new(config.bosh.clone(), chance.block(), now.at);
        let mut router = RouterConfig::new(config.domain.clone());
        router.services = vec![config.pubsub.jid.clone()];
        let service = Service::new(config.pubsub.clone(), Memory::new(), chance.block(), now)?;
        Ok(Self {
            stream_config: Arc::new(stream_config),
            manager,
            streams: BTreeMap::new(),
            router: Router::new(router, chance.block()),
            chance,
            service,
            checks: BTreeMap::new(),
            last_check: 0,
            timers: BTreeSet::new(),
            writers: BTreeSet::new(),
            transmits: VecDeque::new(),
            events: VecDeque::new(),
            stats: Stats::default(),
            down: false,
            config,
        })
    }

    /// Takes what came.
    pub fn handle_input(&mut self, now: Now, input: Input) {
        match input {
            Input::Connected { conn, framing, security } => {
                self.add_stream(now, Peer::Conn(conn), framing, security);
                let error = self.down.then(|| StreamError::new(StreamCondition::SystemShutdown));
                self.with_stream(now, Peer::Conn(conn), |stream| {
                    if error.is_some() {
                        stream.close(now.at, error);
                    }
                });
            }
            Input::Bytes { conn, bytes } => {
                self.with_stream(now, Peer::Conn(conn), |stream| stream.handle_input(now.at, &bytes));
            }
            Input::TlsStarted { conn } => self.with_stream(now, Peer::Conn(conn), |stream| {
                // Said without being asked, it means nothing.
                let _ = stream.tls_started(now.at);
            }),
            Input::Writable { conn } => {
                if let Some(client) = self.streams.get_mut(&Peer::Conn(conn)) {
                    client.writable = true;
                    self.writers.insert(conn);
                }
            }
            Input::Ended { conn } => {
                self.with_stream(now, Peer::Conn(conn), |stream| stream.handle_eof());
                self.drop_conn(conn);
            }
            Input::Http(request) => self.manager.handle_input(now.at, request),
            Input::HttpClosed(request) => self.manager.handle_closed(now.at, request),
            Input::Verdict { check, verdict } => self.take_verdict(now, check, verdict),
        }
        self.work(now);
    }

    /// Does what is due.
    pub fn handle_timeout(&mut self, now: Now) {
        self.manager.handle_timeout(now.at);
        self.service.handle_timeout(now);
        while let Some(&(at, peer)) = self.timers.first() {
            if at > now.at {
                break;
            }
            self.timers.remove(&(at, peer));
            if let Some(client) = self.streams.get_mut(&peer) {
                client.armed = None;
            }
            self.with_stream(now, peer, |stream| stream.handle_timeout(now.at));
        }
        self.work(now);
    }

    /// Ends all streams and sessions, because the service goes down.
    pub fn shutdown(&mut self, now: Now) {
        self.down = true;
        let peers: Vec<Peer> = self.streams.keys().copied().collect();
        for peer in peers {
            let error = StreamError::new(StreamCondition::SystemShutdown);
            self.with_stream(now, peer, |stream| stream.close(now.at, Some(error)));
        }
        self.manager.shutdown(now.at);
        self.work(now);
    }

    /// After [`shutdown`](Self::shutdown): how many BOSH clients have not been told yet, because they have no request open.
    #[must_use]
    pub fn untold(&self) -> usize {
        self.manager.untold()
    }

    /// The next thing to send.
    #[must_use]
    pub fn poll_transmit(&mut self) -> Option<Transmit> {
        if let Some(transmit) = self.transmits.pop_front() {
            return Some(transmit);
        }
        while let Some(conn) = self.writers.pop_first() {
            if let Some(transmit) = self.write(conn) {
                return Some(transmit);
            }
        }
        self.manager.poll_transmit().map(Transmit::Http)
    }

    /// The next event.
    #[must_use]
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// When [`handle_timeout`](Self::handle_timeout) is due.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        let streams = self.timers.first().map(|(at, _)| *at);
        let manager = self.manager.poll_timeout().map(|d| d.at);
        let service = self.service.poll_timeout().map(|d| d.at);
        [streams, manager, service].into_iter().flatten().min()
    }

    /// What it has done and what it keeps.
    #[must_use]
    pub fn stats(&self) -> Stats {
        Stats {
            bosh: self.manager.stats(),
            streams: self.streams.len(),
            nodes: self.service.node_count(),
            ..self.stats
        }
    }

    fn add_stream(&mut self, now: Now, peer: Peer, framing: Framing, security: Security) {
        let config = Arc::clone(&self.stream_config);
        let stream = ServerStream::new(config, framing, security, self.chance.block(), now.at);
        let client = Client { stream, framing, armed: None, jid: None, writable: true, then: Then::GoOn };
        self.streams.insert(peer, client);
    }

    /// Lets a stream do something, then does what it wants.
    fn with_stream(&mut self, now: Now, peer: Peer, act: impl FnOnce(&mut ServerStream)) {
        let Some(client) = self.streams.get_mut(&peer) else { return };
        act(&mut client.stream);
        while let Some(event) = self.streams.get_mut(&peer).and_then(|client| client.stream.poll_event()) {
            self.take_stream_event(now, peer, event);
        }
        match peer {
            Peer::Conn(conn) => drop(self.writers.insert(conn)),
            Peer::Session(session) => self.flush_session(now, session),
        }
        self.rearm(peer);
    }

    fn take_stream_event(&mut self, now: Now, peer: Peer, event: ServerEvent) {
        match event {
            ServerEvent::StartTls => {
                if let Some(client) = self.streams.get_mut(&peer) {
                    client.then = Then::StartTls;
                }
            }
            ServerEvent::Authenticate { account, credentials: Credentials::Password(password) } => {
                self.last_check += 1;
                let id = CheckId(self.last_check);
                self.checks.insert(id, peer);
                self.events.push_back(Event::CheckPassword { id, account, password });
            }
            ServerEvent::Bind { account, resource } => self.bind(now, peer, &account, resource.as_deref()),
            ServerEvent::Stanza(stanza) => {
                self.stats.received += 1;
                self.note_publish(peer, &stanza);
                // What is said to everybody: nodes may deliver by presence, in all its shades.
                let presence = stanza.as_presence().filter(|_| stanza.to().is_none());
                let show = presence.and_then(|presence| presence.availability());
                self.router.handle_stanza(peer.number(), stanza);
                if let Some((jid, show)) = self.router.jid(peer.number()).zip(show) {
                    self.service.set_available(now, jid, show);
                }
            }
            ServerEvent::Closed(end) => self.close(now, peer, &end),
            // Mechanisms that are not offered.
            _ => {}
        }
    }

    fn take_verdict(&mut self, now: Now, check: CheckId, verdict: Verdict) {
        let Some(peer) = self.checks.remove(&check) else { return };
        match verdict {
            Verdict::Right => self.stats.logins += 1,
            _ => self.stats.refused += 1,
        }
        self.with_stream(now, peer, |stream| {
            // A stream that has ended meanwhile asks for nothing any more.
            let _ = stream.authenticated(
                now.at,
                match verdict {
                    Verdict::Right => Ok(()),
                    Verdict::Wrong => Err(SaslCondition::NotAuthorized),
                    Verdict::Unavailable => Err(SaslCondition::TemporaryAuthFailure),
                },
            );
        });
    }

    /// Gives an address. Who has it already loses it: a page that is loaded again asks for the one it had (BIND-4).
    fn bind(&mut self, now: Now, peer: Peer, account: &Jid, resource: Option<&str>) {
        let address = self.router.bind(peer.number(), account, resource);
        if let Ok(jid) = &address {
            self.acquaint(account);
            self.subscribe_automatically(now, account);
            self.stats.bound += 1;
            self.events.push_back(Event::Bound { jid: jid.clone(), link: peer.link() });
            if let Some(client) = self.streams.get_mut(&peer) {
                client.jid = Some(jid.clone());
            }
        }
        self.with_stream(now, peer, |stream| {
            let _ = stream.bound(now.at, address);
        });
    }

    /// Every agent gets what concerns it (FIN-5), as its server's nodes come and go.
    fn subscribe_automatically(&mut self, now: Now, account: &Jid) {
        let Some(user) = account.local().filter(|_| *account != self.config.publisher) else { return };
        let own = ["", "/Dialogs", "/Media"].map(|part| format!("/finesse/api/User/{user}{part}"));
        for node in own.iter().map(String::as_str).chain(["/finesse/api/SystemInfo"]) {
            self.service.subscribe_automatically(now, &NodeId::new(node), account);
        }
    }

    /// A stream is over: its address is free, its connection or session ends with it.
    fn close(&mut self, now: Now, peer: Peer, end: &End) {
        let Some(client) = self.streams.get_mut(&peer) else { return };
        client.then = Then::Close;
        if let Some(jid) = client.jid.take() {
            self.router.unbind(peer.number());
            self.stats.bound -= 1;
            self.events.push_back(Event::Unbound { jid, link: peer.link() });
        }
        match peer {
            Peer::Conn(conn) => drop(self.writers.insert(conn)),
            Peer::Session(session) => {
                self.flush_session(now, session);
                self.end_session(now, session, end);
                self.drop_stream(peer);
            }
        }
    }

    fn drop_stream(&mut self, peer: Peer) {
        if let Some(armed) = self.streams.remove(&peer).and_then(|client| client.armed) {
            self.timers.remove(&(armed, peer));
        }
    }

    fn drop_conn(&mut self, conn: ConnId) {
        self.writers.remove(&conn);
        self.drop_stream(Peer::Conn(conn));
    }

    fn rearm(&mut self, peer: Peer) {
        let Some(client) = self.streams.get_mut(&peer) else { return };
        let at = client.stream.poll_timeout().map(|d| d.at);
        if at != client.armed {
            if let Some(old) = client.armed {
                self.timers.remove(&(old, peer));
            }
            if let Some(new) = at {
                self.timers.insert((new, peer));
            }
            client.armed = at;
        }
    }

    /// What a connection has to write now.
    fn write(&mut self, conn: ConnId) -> Option<Transmit> {
        let client = self.streams.get_mut(&Peer::Conn(conn)).filter(|c| c.writable)?;
        let mut out = BytesMut::new();
        let mut then = client.then;
        if client.framing == Framing::WebSocket {
            if let Some(element) = client.stream.poll_element() {
                out.extend_from_slice(&element);
                // What comes then comes after the last message.
                if client.stream.queued() > 0 {
                    then = Then::GoOn;
                }
            }
        } else {
            client.stream.poll_transmit(&mut out);
        }
        if out.is_empty() && then == Then::GoOn {
            return None;
        }
        client.writable = out.is_empty();
        if then == client.then {
            client.then = Then::GoOn;
        }
        if then == Then::Close {
            self.drop_conn(conn);
        }
        Some(Transmit::Stream { to: conn, bytes: out.freeze(), then })
    }
}

/// As streams call it.
pub(crate) fn security_of(security: manager::Security) -> Security {
    if security == manager::Security::Clear { Security::Clear } else { Security::Encrypted }
}
