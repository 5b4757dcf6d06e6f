//! Two ends of a stream in virtual time: what one sends, the other hears after a while, in pieces of any size.

#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use xmpp_pubsub::{
    ClientConfig, ClientEvent, ClientStream, Credentials, End, Framing, Jid, Mechanism, Ns, PlainOn,
    SaslCondition, ScramKeys, Security, ServerConfig, ServerEvent, ServerStream, Stanza, StanzaError,
};

pub fn jid(text: &str) -> Jid {
    Jid::new(text).unwrap()
}

/// A test's clock starts anywhere; only differences count.
#[allow(clippy::disallowed_methods)]
pub fn start() -> Instant {
    Instant::now()
}

pub fn server_config() -> ServerConfig {
    let mut config = ServerConfig::new(jid("s.example"), [9; 32]);
    config.mechanisms = vec![Mechanism::Plain, Mechanism::ScramSha1, Mechanism::ScramSha256];
    config
}

pub fn client_config() -> ClientConfig {
    ClientConfig::new(&jid("me@s.example/desk"), "pencil")
}

/// How bytes travel.
#[derive(Debug, Clone, Copy)]
pub struct Link {
    pub latency: Duration,
    /// Bytes that arrive at once; 0: all.
    pub piece: usize,
}

pub struct Pair {
    pub now: Instant,
    pub client: ClientStream,
    pub server: ServerStream,
    pub framing: Framing,
    pub link: Link,
    pub password: &'static str,
    /// How long the host takes to judge a login or to bind.
    pub thinking: Duration,
    pub bind: Result<Option<&'static str>, StanzaError>,
    pub client_events: Vec<ClientEvent>,
    pub stanzas: Vec<Stanza>,
    pub server_end: Option<End>,
    pub client_end: Option<End>,
    /// Everything that the client (true) or the server (false) sent.
    pub trace: Vec<(bool, Bytes)>,
    to_server: VecDeque<(Instant, Bytes)>,
    to_client: VecDeque<(Instant, Bytes)>,
    answers: VecDeque<(Instant, Answer)>,
    pub muted: bool,
    /// Whether the host lets one account act as another.
    pub may_act: bool,
}

enum Answer {
    Verdict(Result<(), SaslCondition>),
    Permission(Result<(), SaslCondition>),
    Keys(Option<ScramKeys>),
    Bound(Result<Jid, StanzaError>),
    TlsServer,
    TlsClient,
    Restart,
}

impl Pair {
    pub fn new(framing: Framing, security: Security, client: ClientConfig, server: ServerConfig) -> Self {
        let now = start();
        let mut pair = Self {
            now,
            client: ClientStream::new(Arc::new(client), framing, security, [1; 32], now),
            server: ServerStream::new(Arc::new(server), framing, security, [2; 32], now),
            framing,
            link: Link { latency: Duration::from_millis(10), piece: 0 },
            password: "pencil",
            thinking: Duration::from_millis(5),
            bind: Ok(None),
            client_events: Vec::new(),
            stanzas: Vec::new(),
            server_end: None,
            client_end: None,
            trace: Vec::new(),
            to_server: VecDeque::new(),
            to_client: VecDeque::new(),
            answers: VecDeque::new(),
            muted: false,
            may_act: false,
        };
        if framing == Framing::Bosh {
            pair.server.handle_open(now, Some("s.example"), None).unwrap();
        }
        pair
    }

    /// A pair that is bound, over an encrypted transport.
    pub fn online(framing: Framing) -> Self {
        let mut pair = Self::new(framing, Security::Encrypted, client_config(), server_config());
        pair.run_until(|pair| pair.is_online());
        pair
    }

    pub fn is_online(&self) -> bool {
        self.client_events.iter().any(|event| matches!(event, ClientEvent::Online(_)))
    }

    /// Runs until it is so; fails if nothing happens any more, or after a day.
    pub fn run_until(&mut self, done: impl Fn(&Self) -> bool) {
        let end = self.now + Duration::from_secs(86_400);
        self.drain();
        while !done(self) {
            assert!(self.step(end), "nothing more happens: {:#?}", self.trace);
        }
    }

    pub fn run_for(&mut self, time: Duration) {
        let end = self.now + time;
        self.drain();
        while self.step(end) {}
        self.now = end;
    }

    /// The next thing that happens before `end`.
    fn step(&mut self, end: Instant) -> bool {
        let next = [
            self.to_server.front().map(|(at, _)| *at),
            self.to_client.front().map(|(at, _)| *at),
            self.answers.front().map(|(at, _)| *at),
            self.client.poll_timeout().map(|deadline| deadline.at),
            self.server.poll_timeout().map(|deadline| deadline.at),
        ];
        let Some(at) = next.into_iter().flatten().min().filter(|at| *at <= end) else { return false };
        self.now = self.now.max(at);
        let now = self.now;
        if let Some((_, piece)) = self.to_server.pop_front_if(|(at, _)| *at <= now) {
            match self.framing {
                Framing::Tcp => self.server.handle_input(now, &piece),
                _ => self.server.handle_element(now, piece),
            }
        } else if let Some((_, piece)) = self.to_client.pop_front_if(|(at, _)| *at <= now) {
            match self.framing {
                Framing::Tcp => self.client.handle_input(now, &piece),
                _ => self.client.handle_element(now, piece),
            }
        } else if let Some((_, answer)) = self.answers.pop_front_if(|(at, _)| *at <= now) {
            match answer {
                Answer::Verdict(verdict) => self.server.authenticated(now, verdict).unwrap(),
                Answer::Permission(verdict) => self.server.authorized(now, verdict).unwrap(),
                Answer::Keys(keys) => self.server.scram_keys(now, keys).unwrap(),
                Answer::Bound(address) => self.server.bound(now, address).unwrap(),
                Answer::TlsServer => self.server.tls_started(now).unwrap(),
                Answer::TlsClient => self.client.tls_started(now).unwrap(),
                Answer::Restart => self.server.handle_restart(now).unwrap(),
            }
        } else if self.client.poll_timeout().is_some_and(|deadline| deadline.at <= now) {
            self.client.handle_timeout(now);
        } else {
            self.server.handle_timeout(now);
        }
        self.drain();
        true
    }

    pub fn drain(&mut self) {
        while let Some(event) = self.server.poll_event() {
            let answer = match event {
                ServerEvent::StartTls => Answer::TlsServer,
                ServerEvent::Authenticate { account, credentials } => {
                    let good = match credentials {
                        Credentials::Password(password) => password.matches(self.password),
                        Credentials::Certificate => true,
                    };
                    let known = account == jid("me@s.example");
                    Answer::Verdict(if good && known { Ok(()) } else { Err(SaslCondition::NotAuthorized) })
                }
                ServerEvent::Authorize { account, authzid } => {
                    assert!(account != authzid);
                    Answer::Permission(if self.may_act { Ok(()) } else { Err(SaslCondition::InvalidAuthzid) })
                }
                ServerEvent::ScramKeys { account, hash } => Answer::Keys(
                    (account == jid("me@s.example"))
                        .then(|| ScramKeys::derive(hash, &self.password.into(), &[7; 16], 4096).unwrap()),
                ),
                ServerEvent::Bind { account, resource } => Answer::Bound(match &self.bind {
                    Ok(forced) => {
                        let resource = forced.map(str::to_owned).or(resource).unwrap_or("made-up".into());
                        Ok(account.with_resource(&resource).unwrap())
                    }
                    Err(error) => Err(error.clone()),
                }),
                ServerEvent::Stanza(stanza) => {
                    if stanza.child(Ns::Ping, "ping").is_some() {
                        let _ = self.server.send(&stanza.result_reply(""));
                    } else {
                        self.stanzas.push(stanza);
                    }
                    continue;
                }
                ServerEvent::Closed(end) => {
                    self.server_end = Some(end);
                    continue;
                }
                other => panic!("{other:?}"),
            };
            self.answers.push_back((self.now + self.thinking, answer));
        }
        while let Some(event) = self.client.poll_event() {
            match event {
                ClientEvent::StartTls => {
                    self.answers.push_back((self.now + self.link.latency, Answer::TlsClient))
                }
                ClientEvent::Restart => {
                    self.answers.push_back((self.now + self.link.latency, Answer::Restart))
                }
                ClientEvent::Closed(end) => self.client_end = Some(end),
                event => self.client_events.push(event),
            }
        }
        let (client, server) = (&mut self.client, &mut self.server);
        let sent = poll(self.framing, client, ClientStream::poll_transmit, ClientStream::poll_element);
        let answered = poll(self.framing, server, ServerStream::poll_transmit, ServerStream::poll_element);
        self.post(true, sent);
        self.post(false, answered);
    }

    fn post(&mut self, from_client: bool, sent: Vec<Bytes>) {
        for bytes in sent {
            self.trace.push((from_client, bytes.clone()));
            if self.muted {
                continue;
            }
            let queue = if from_client { &mut self.to_server } else { &mut self.to_client };
            let at = self.now + self.link.latency;
            match self.link.piece {
                piece if piece > 0 && self.framing == Framing::Tcp => {
                    queue.extend(bytes.chunks(piece).map(|piece| (at, Bytes::copy_from_slice(piece))));
                }
                _ => queue.push_back((at, bytes)),
            }
        }
    }

    /// Bytes that a hostile client sends past its machine.
    pub fn client_writes(&mut self, bytes: &[u8]) {
        self.server.handle_input(self.now, bytes);
        self.drain();
    }

    pub fn server_writes(&mut self, bytes: &[u8]) {
        self.client.handle_input(self.now, bytes);
        self.drain();
    }

    /// All that one side sent, as text.
    pub fn sent_by(&self, client: bool) -> String {
        let sent = self.trace.iter().filter(|(by, _)| *by == client);
        sent.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).collect()
    }
}

/// What an end has to send: bytes at once, or elements one by one.
fn poll<M>(
    framing: Framing,
    machine: &mut M,
    transmit: impl FnOnce(&mut M, &mut BytesMut),
    mut element: impl FnMut(&mut M) -> Option<Bytes>,
) -> Vec<Bytes> {
    if framing == Framing::Tcp {
        let mut out = BytesMut::new();
        transmit(machine, &mut out);
        return if out.is_empty() { Vec::new() } else { vec![out.freeze()] };
    }
    std::iter::from_fn(|| element(machine)).collect()
}

pub fn encrypted_plain_only() -> ServerConfig {
    let mut config = server_config();
    config.mechanisms = vec![Mechanism::Plain];
    config
}

pub fn loopback() -> (ClientConfig, ServerConfig) {
    let (mut client, mut server) = (client_config(), server_config());
    client.tls = xmpp_pubsub::ClientTls::Never;
    client.plain = PlainOn::Any;
    server.plain = PlainOn::Any;
    (client, server)
}
