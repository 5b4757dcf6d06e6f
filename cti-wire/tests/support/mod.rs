//! A client and a server in one process, in virtual time.
#![allow(dead_code)]

use std::collections::VecDeque;
use std::time::{Duration, Instant, SystemTime};

use bytes::{Bytes, BytesMut};
use cti_wire::client::{self, Client};
use cti_wire::server::{self, Grant, OpenRequest, Server};
use cti_wire::{
    AgentState, CcxErrorCode, ConnId, ControlFailureCode, Frame, InvokeId, Message, MessageType, Now,
    Profile, QueryAgentStateConf, StatusCode,
};

pub(crate) const CONN: ConnId = ConnId(1);

/// A clock that only tests move.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    start: Instant,
    at: Duration,
}

impl Clock {
    #[allow(clippy::disallowed_methods)]
    pub(crate) fn new() -> Self {
        Self { start: Instant::now(), at: Duration::ZERO }
    }

    pub(crate) fn now(&self) -> Now {
        Now {
            at: self.start + self.at,
            utc: SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000) + self.at,
        }
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.at
    }

    pub(crate) fn to(&mut self, at: Instant) {
        self.at = self.at.max(at.saturating_duration_since(self.start));
    }

    pub(crate) fn pass(&mut self, time: Duration) {
        self.at += time;
    }
}

/// What the network does with bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Net {
    Fine,
    /// Bytes vanish in both directions and nobody is told.
    BlackHole,
}

/// One client, one server, one connection.
pub(crate) struct Pair {
    pub(crate) client: Client,
    pub(crate) server: Server,
    pub(crate) clock: Clock,
    pub(crate) latency: Duration,
    pub(crate) net: Net,
    /// Bytes are delivered in pieces of this many.
    pub(crate) chunk: usize,
    pub(crate) seen: Vec<client::Event>,
    pub(crate) server_seen: Vec<server::Event>,
    /// How the host answers OPEN_REQ.
    pub(crate) gate: fn(&OpenRequest) -> Result<Grant, StatusCode>,
    /// Whether the host answers requests by itself.
    pub(crate) answers: bool,
    up: VecDeque<(Instant, Bytes)>,
    down: VecDeque<(Instant, Bytes)>,
    connected: bool,
}

pub(crate) fn welcome(request: &OpenRequest) -> Result<Grant, StatusCode> {
    let agent = (!request.is_bridge()).then(|| (request.device.clone(), AgentState::NOT_READY));
    Ok(Grant { services: request.services, agent })
}

impl Pair {
    pub(crate) fn new() -> Self {
        Self::with(client::Config::default(), server::Config::default())
    }

    pub(crate) fn with(client: client::Config, server: server::Config) -> Self {
        let clock = Clock::new();
        let mut server = Server::new(server);
        server.handle_connect(clock.now(), CONN).unwrap();
        Self {
            client: Client::new(client, clock.now().at).unwrap(),
            server,
            clock,
            latency: Duration::from_millis(1),
            net: Net::Fine,
            chunk: usize::MAX,
            seen: Vec::new(),
            server_seen: Vec::new(),
            gate: welcome,
            answers: true,
            up: VecDeque::new(),
            down: VecDeque::new(),
            connected: true,
        }
    }

    pub(crate) fn open() -> Self {
        let mut pair = Self::new();
        pair.run_until(|p| p.client.is_open());
        pair
    }

    pub(crate) fn profile(&self) -> Profile {
        *self.client.profile()
    }

    /// Cuts the connection; both sides are told.
    pub(crate) fn cut(&mut self) {
        self.connected = false;
        self.up.clear();
        self.down.clear();
        self.client.handle_disconnect();
        self.server.handle_disconnect(CONN);
        self.drain();
    }

    /// Puts bytes on the wire as if the client had sent them.
    pub(crate) fn client_says(&mut self, bytes: impl Into<Bytes>) {
        self.up.push_back((self.clock.now().at + self.latency, bytes.into()));
    }

    /// Puts bytes on the wire as if the server had sent them.
    pub(crate) fn server_says(&mut self, bytes: impl Into<Bytes>) {
        self.down.push_back((self.clock.now().at + self.latency, bytes.into()));
    }

    pub(crate) fn drain(&mut self) {
        let arrive = self.clock.now().at + self.latency;
        let mut out = BytesMut::new();
        self.client.poll_transmit(&mut out);
        if !out.is_empty() && self.net == Net::Fine && self.connected {
            self.up.push_back((arrive, out.freeze()));
        }
        while let Some(event) = self.client.poll_event() {
            self.seen.push(event);
        }
        while let Some(event) = self.server.poll_event() {
            self.host(&event);
            self.server_seen.push(event);
        }
        while let Some(transmit) = self.server.poll_transmit() {
            self.server.sent(transmit.to, transmit.len());
            if self.net == Net::Fine && self.connected {
                let shared = transmit.shared.unwrap_or_default();
                self.down.push_back((arrive, [transmit.head, shared].concat().into()));
            }
        }
    }

    fn host(&mut self, event: &server::Event) {
        match event {
            server::Event::OpenRequested { conn, request } => match (self.gate)(request) {
                Ok(grant) => self.server.grant(self.clock.now(), *conn, grant).unwrap(),
                Err(status) => self.server.refuse(self.clock.now(), *conn, status).unwrap(),
            },
            server::Event::Request { conn, invoke_id, frame } if self.answers => {
                let profile = *self.server.profile(*conn).unwrap();
                if frame.message_type == MessageType(36) {
                    let conf =
                        QueryAgentStateConf { agent_state: AgentState::NOT_READY, ..Default::default() };
                    self.server.confirm(*conn, *invoke_id, &conf.build(&profile).finish().unwrap()).unwrap();
                } else {
                    let code = ControlFailureCode::INVALID_OBJECT_STATE;
                    self.server.fail_control(*conn, *invoke_id, code, CcxErrorCode(0), "busy").unwrap();
                }
            }
            _ => {}
        }
    }

    /// Does the next thing that is due, if it is due before `limit`.
    fn step(&mut self, limit: Instant) -> bool {
        self.drain();
        let timers = [self.client.poll_timeout(), self.server.poll_timeout()];
        let mut next = timers.into_iter().flatten().map(|d| d.at).min();
        for queue in [&self.up, &self.down] {
            if let Some((at, _)) = queue.front() {
                next = Some(next.map_or(*at, |n| n.min(*at)));
            }
        }
        let Some(at) = next.filter(|at| *at <= limit) else {
            self.clock.to(limit);
            return false;
        };
        self.clock.to(at);
        let now = self.clock.now();
        while self.up.front().is_some_and(|(at, _)| *at <= now.at) {
            let (_, bytes) = self.up.pop_front().unwrap();
            for piece in bytes.chunks(self.chunk) {
                let _ = self.server.handle_input(now, CONN, piece);
                self.drain();
            }
        }
        while self.down.front().is_some_and(|(at, _)| *at <= now.at) {
            let (_, bytes) = self.down.pop_front().unwrap();
            for piece in bytes.chunks(self.chunk) {
                let _ = self.client.handle_input(now.at, piece);
                self.drain();
            }
        }
        self.client.handle_timeout(now.at);
        self.server.handle_timeout(now);
        self.drain();
        true
    }

    pub(crate) fn run_for(&mut self, time: Duration) {
        let limit = self.clock.now().at + time;
        while self.step(limit) {}
    }

    /// Runs until the condition holds; an hour of virtual time at most.
    pub(crate) fn run_until(&mut self, mut done: impl FnMut(&Self) -> bool) {
        let limit = self.clock.now().at + Duration::from_secs(3600);
        while !done(self) {
            assert!(self.step(limit), "it never happens; seen: {:?}", self.seen);
        }
    }

    pub(crate) fn closed(&self) -> Option<client::CloseReason> {
        self.seen.iter().find_map(|event| match event {
            client::Event::Closed(reason) => Some(*reason),
            _ => None,
        })
    }

    pub(crate) fn ended(&self) -> Option<server::EndReason> {
        self.server_seen.iter().find_map(|event| match event {
            server::Event::Ended { why, .. } => Some(*why),
            _ => None,
        })
    }

    pub(crate) fn failure(&self, id: InvokeId) -> Option<client::RequestError> {
        self.seen.iter().find_map(|event| match event {
            client::Event::Failed { invoke_id, why, .. } if *invoke_id == id => Some(*why),
            _ => None,
        })
    }

    pub(crate) fn confirmed(&self, id: InvokeId) -> bool {
        self.seen.iter().any(|e| matches!(e, client::Event::Confirmed { invoke_id, .. } if *invoke_id == id))
    }

    pub(crate) fn server_close(&self) -> bool {
        self.server_seen.contains(&server::Event::Close(CONN))
    }
}

/// A frame of the message with nothing but its fixed part.
pub(crate) fn frame<'a, M: Message<'a>>(message: &M, profile: &Profile) -> Frame {
    message.build(profile).finish().unwrap()
}

/// A client's OPEN_REQ.
pub(crate) fn open_bytes(version: u32) -> Vec<u8> {
    let profile = Profile::ccx(version);
    let clock = Clock::new();
    let mut client = Client::new(client::Config { profile, ..Default::default() }, clock.now().at).unwrap();
    let mut out = BytesMut::new();
    client.poll_transmit(&mut out);
    out.to_vec()
}
