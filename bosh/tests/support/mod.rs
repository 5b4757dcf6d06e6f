//! A manager on a table: requests in, answers and events out, time moved by hand.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic
)]

use std::time::{Duration, Instant};

use bosh::Payload;
use bosh::manager::{Accept, Config, Event, Manager, Request, RequestId, Security, SessionId, Transmit, Why};
use bytes::Bytes;

pub const NS: &str = "xmlns='http://jabber.org/protocol/httpbind'";
pub const EMPTY: &str = "<body xmlns='http://jabber.org/protocol/httpbind'/>";
/// The first request's id in all tests.
pub const FIRST: u64 = 1000;

pub fn secs(s: u64) -> Duration {
    Duration::from_secs(s)
}

/// What happened to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    Open,
    Answered(String),
    Status(u16),
    HungUp,
}

pub struct Table {
    pub manager: Manager,
    pub now: Instant,
    next: u64,
    fates: Vec<Fate>,
    pub content_types: Vec<String>,
    pub events: Vec<Event>,
    pub security: Security,
    /// Accept sessions as they come.
    pub accept: bool,
}

impl Table {
    pub fn new(change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::default();
        change(&mut config);
        let now = Instant::now();
        Self {
            manager: Manager::new(config, [42; 32], now),
            now,
            next: 0,
            fates: Vec::new(),
            content_types: Vec::new(),
            events: Vec::new(),
            security: Security::Tls,
            accept: true,
        }
    }

    /// Sends bytes; gives the number of the request.
    pub fn post(&mut self, entity: &str) -> usize {
        self.fates.push(Fate::Open);
        self.content_types.push(String::new());
        let id = RequestId(self.next);
        self.next += 1;
        let request = Request { id, entity: Bytes::from(entity.to_owned()), security: self.security };
        self.manager.handle_input(self.now, request);
        self.drain();
        id.0 as usize
    }

    pub fn drain(&mut self) {
        while let Some(event) = self.manager.poll_event() {
            if let (Event::Opened(opened), true) = (&event, self.accept) {
                self.manager.accept(self.now, opened.session, Accept::xmpp("example.com")).unwrap();
            }
            self.events.push(event);
        }
        while let Some(transmit) = self.manager.poll_transmit() {
            let at = transmit.to().0 as usize;
            assert_eq!(self.fates[at], Fate::Open, "request {at} answered twice");
            self.fates[at] = match transmit {
                Transmit::Answer { status: 200, content_type, entity, .. } => {
                    self.content_types[at] = String::from_utf8(content_type.to_vec()).unwrap();
                    Fate::Answered(String::from_utf8(entity.to_bytes().to_vec()).unwrap())
                }
                Transmit::Answer { status, entity, .. } => {
                    assert!(entity.is_empty());
                    Fate::Status(status)
                }
                _ => Fate::HungUp,
            };
        }
    }

    pub fn fate(&self, request: usize) -> Fate {
        self.fates[request].clone()
    }

    pub fn is_open(&self, request: usize) -> bool {
        self.fates[request] == Fate::Open
    }

    /// The answer of a request that has one.
    pub fn answer(&self, request: usize) -> &str {
        match &self.fates[request] {
            Fate::Answered(text) => text,
            other => panic!("request {request}: {other:?}"),
        }
    }

    pub fn close(&mut self, request: usize) {
        self.manager.handle_closed(self.now, RequestId(request as u64));
        self.drain();
    }

    /// Lets time pass, stopping at every deadline.
    pub fn pass(&mut self, time: Duration) {
        let end = self.now + time;
        while let Some(deadline) = self.manager.poll_timeout().filter(|d| d.at <= end) {
            assert!(deadline.at >= self.now, "a deadline in the past: {deadline:?}");
            self.now = deadline.at;
            self.manager.handle_timeout(self.now);
            self.drain();
        }
        self.now = end;
        self.manager.handle_timeout(self.now);
        self.drain();
    }

    /// Opens a session with these attributes in the creation request.
    pub fn open(&mut self, attributes: &str) -> Peer {
        let created = self.post(&format!("<body {NS} rid='{FIRST}' to='example.com' {attributes}/>"));
        let session = SessionId(self.manager.stats().opened);
        let answer = self.answer(created).to_owned();
        Peer { session, sid: attribute(&answer, "sid").expect("no sid").to_owned(), rid: FIRST, answer }
    }

    /// `ver='1.11' wait='60' hold='1'`.
    pub fn open_usual(&mut self) -> Peer {
        self.open("ver='1.11' wait='60' hold='1'")
    }

    pub fn send(&mut self, peer: &Peer, payload: &str) {
        self.manager.send(self.now, peer.session, Payload::from(payload.to_owned())).unwrap();
        self.drain();
    }

    /// Elements received from a session, in order.
    pub fn received(&self, peer: &Peer) -> Vec<String> {
        let of_session = self.events.iter().filter_map(|e| match e {
            Event::Received { session, payload } if *session == peer.session => Some(payload),
            _ => None,
        });
        of_session.flatten().map(|p| String::from_utf8(p.to_vec()).unwrap()).collect()
    }

    pub fn ended(&self, peer: &Peer) -> Option<Why> {
        let mut ends = self.events.iter().filter_map(|e| match e {
            Event::Ended { session, why } if *session == peer.session => Some(*why),
            _ => None,
        });
        let end = ends.next();
        assert_eq!(ends.next(), None, "ended twice");
        end
    }
}

/// The client's notes.
#[derive(Clone)]
pub struct Peer {
    pub session: SessionId,
    pub sid: String,
    pub rid: u64,
    /// The creation response.
    pub answer: String,
}

impl Peer {
    /// A body with this rid.
    pub fn body(&self, rid: u64, attributes: &str, payload: &str) -> String {
        format!("<body {NS} sid='{}' rid='{rid}' {attributes}>{payload}</body>", self.sid)
    }

    /// The next body in order.
    pub fn next(&mut self, payload: &str) -> String {
        self.next_with("", payload)
    }

    pub fn next_with(&mut self, attributes: &str, payload: &str) -> String {
        self.rid += 1;
        self.body(self.rid, attributes, payload)
    }
}

/// The value of an attribute written as `name='value'`.
pub fn attribute<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(&format!(" {name}='"))?;
    rest.split_once('\'').map(|(value, _)| value)
}

pub fn terminated(condition: &str) -> String {
    format!("<body {NS} type='terminate' condition='{condition}'/>")
}
