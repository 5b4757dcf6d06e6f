//! What a client is told, and what it tells.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;

use crate::entity::Entity;
use crate::manager::Acks;
use crate::types::{Condition, Rid, Version};

/// What a client asks for, and how patient it is.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Config {
    /// The domain wanted (§7.1).
    pub to: String,
    /// Who the client is; say so only where that is no secret.
    pub from: Option<String>,
    /// Language of the session.
    pub lang: Option<String>,
    /// The version of XMPP carried, if XMPP is carried (XEP-0206 §3). Default 1.0.
    pub xmpp_version: Option<Version>,
    /// The longest time an answer may take. Default 60 s; 0 asks for a polling session.
    pub wait: Duration,
    /// How many requests the server may hold. Default 1; 0 asks for a polling session.
    pub hold: u32,
    /// Does the client acknowledge answers (§9.2)? Default [`Acks::On`].
    pub acks: Acks,
    /// How many keys a sequence has, for services in clear text (§15); 0, the default: no keys.
    pub keys: u32,
    /// How much longer than `wait` and a tenth a request may take before its connection counts as lost; but not longer than half
    /// of the server's `inactivity`. As much sooner than `wait` and `inactivity` after the last contact a session counts as
    /// lost: where a way takes less than half of this, both sides know of an end within `wait` and `inactivity`. Default 5 s.
    pub network: Duration,
    /// Time between repeats, doubled each time up to `retry_most`; the first repeat is made at once. Default 250 ms.
    pub retry_first: Duration,
    /// Default 10 s.
    pub retry_most: Duration,
    /// How long to try to reach a server that named no `inactivity`. Default 60 s.
    pub give_up: Duration,
    /// Time between empty requests of a polling session if the server named none. Default 5 s.
    pub poll: Duration,
    /// Bytes that may wait to be sent. Default 1 MiB.
    pub queue: usize,
    /// Bytes of payload in one request; a single larger payload still goes alone. Default 128 KiB.
    pub request: usize,
    /// Elements in the payloads of one request, counted by their start tags; more go in the next one, and one payload is
    /// never split. Default 500, because servers limit the elements of a body.
    pub payloads: usize,
    /// Elements in one answer. Default 10,000.
    pub elements: usize,
}

impl Config {
    /// A client of this domain.
    #[must_use]
    pub fn new(to: impl Into<String>) -> Self {
        Self {
            to: to.into(),
            from: None,
            lang: None,
            xmpp_version: Some(Version { major: 1, minor: 0 }),
            wait: Duration::from_secs(60),
            hold: 1,
            acks: Acks::On,
            keys: 0,
            network: Duration::from_secs(5),
            retry_first: Duration::from_millis(250),
            retry_most: Duration::from_secs(10),
            give_up: Duration::from_secs(60),
            poll: Duration::from_secs(5),
            queue: 1 << 20,
            request: 128 << 10,
            payloads: 500,
            elements: 10_000,
        }
    }
}

/// One attempt to have a request answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exchange(pub u64);

/// What to do on the network.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Transmit {
    /// POST this entity, and report the answer or the failure under this number.
    Send {
        /// The number.
        exchange: Exchange,
        /// What to send, as `text/xml; charset=utf-8`.
        entity: Entity,
    },
    /// Give an attempt up; its answer, should it come, means nothing any more.
    Cancel {
        /// Its number.
        exchange: Exchange,
    },
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// The server granted a session.
    Opened(Granted),
    /// Elements from the server, each standing alone, in order, once.
    Received {
        /// The elements; they share the bytes of the answer.
        payload: Vec<Bytes>,
    },
    /// The server knows of the pause; no request is open.
    Paused,
    /// The session is over. Nothing follows.
    Ended {
        /// Why.
        why: Why,
    },
}

/// What the server granted (§7.2).
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Granted {
    /// The session id: half of what authenticates a request.
    pub(super) sid: String,
    /// The domain that answers.
    pub from: Option<String>,
    /// The stream id for the old authentication.
    pub authid: Option<String>,
    /// The protocol version used; `None`: a server of the time before versions.
    pub version: Option<Version>,
    /// The server's version of XMPP.
    pub xmpp_version: Option<Version>,
    /// Does the server say that it can restart streams? Some that can do not say so.
    pub restart_logic: bool,
    /// The longest time an answer takes.
    pub wait: Duration,
    /// How many requests are held.
    pub hold: u32,
    /// How many requests may be open.
    pub requests: Option<u32>,
    /// The shortest time between empty requests.
    pub polling: Option<Duration>,
    /// The longest silence allowed.
    pub inactivity: Option<Duration>,
    /// The longest pause.
    pub max_pause: Option<Duration>,
}

impl Granted {
    /// Must the client poll, because no request is held (§12)?
    #[must_use]
    pub fn is_polling(&self) -> bool {
        self.wait.is_zero() || self.hold == 0 || self.requests == Some(1)
    }
}

impl fmt::Debug for Granted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Granted")
            .field("from", &self.from)
            .field("version", &self.version)
            .field("wait", &self.wait)
            .field("hold", &self.hold)
            .field("requests", &self.requests)
            .field("polling", &self.polling)
            .field("inactivity", &self.inactivity)
            .field("max_pause", &self.max_pause)
            .finish_non_exhaustive()
    }
}

/// All that is needed to carry a session on elsewhere, as a page does that is loaded again. A secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Ticket {
    /// The session id.
    pub sid: String,
    /// The next request's id.
    pub rid: Rid,
    /// What was granted.
    pub granted: Granted,
}

impl Ticket {
    /// For a session that somebody else opened and of which only its id and the next request's are known
    /// (prebinding): the terms are assumed to be the usual ones.
    #[must_use]
    pub fn new(sid: impl Into<String>, rid: Rid) -> Self {
        let sid = sid.into();
        let granted = Granted {
            sid: sid.clone(),
            from: None,
            authid: None,
            version: Some(Version::CURRENT),
            xmpp_version: Some(Version { major: 1, minor: 0 }),
            restart_logic: true,
            wait: Duration::from_secs(60),
            hold: 1,
            requests: Some(2),
            polling: None,
            inactivity: None,
            max_pause: None,
        };
        Self { sid, rid, granted }
    }
}

impl fmt::Debug for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ticket").field("granted", &self.granted).finish_non_exhaustive()
    }
}

/// Why a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// The client asked for it.
    Closed,
    /// The server said so, with a condition unless it was a normal end.
    Terminated(Option<Condition>),
    /// The server could not be reached for longer than it keeps a session.
    Lost,
    /// The server answered the creation request with this HTTP status.
    Refused(u16),
    /// The server broke the protocol.
    Peer(PeerError),
    /// The request ids are used up (§14.1).
    Exhausted,
}

/// The server broke the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PeerError {
    /// The creation response has no `sid`.
    NoSid,
    /// An attribute of the creation response is not of its type.
    Attribute(&'static str),
}

impl fmt::Display for PeerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSid => f.write_str("creation response without sid"),
            Self::Attribute(name) => {
                write!(f, "attribute {name} of the creation response has an invalid value")
            }
        }
    }
}

impl std::error::Error for PeerError {}

/// An HTTP answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The entity. Payloads handed out share it.
    pub entity: Bytes,
}
