//! What goes into a manager and what comes out.

use std::fmt;

use bytes::Bytes;

use crate::entity::Entity;
use crate::types::{Condition, Version};

/// A session, as the host knows it: a number that tells an outsider nothing, fit for logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub u64);

/// An HTTP request. The host chooses the number and uses it once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// How a request came (§19.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// In clear text.
    Clear,
    /// Over TLS.
    Tls,
    /// Over TLS, with a client certificate of this digest.
    Certificate([u8; 32]),
}

impl Security {
    /// May a request that came so continue a session that began `self`?
    pub(super) fn admits(self, request: Self) -> bool {
        match self {
            Self::Clear => true,
            Self::Tls => request != Self::Clear,
            Self::Certificate(_) => request == self,
        }
    }
}

/// One HTTP request with its entity.
#[derive(Clone)]
pub struct Request {
    /// Its number.
    pub id: RequestId,
    /// Its entity. Payloads handed out share it.
    pub entity: Bytes,
    /// How it came.
    pub security: Security,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("id", &self.id)
            .field("len", &self.entity.len())
            .field("security", &self.security)
            .finish()
    }
}

/// What to do with an HTTP request.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Transmit {
    /// Answer it.
    Answer {
        /// The request.
        to: RequestId,
        /// HTTP status.
        status: u16,
        /// `Content-Type`, checked to be fit for a header.
        content_type: Bytes,
        /// The entity.
        entity: Entity,
    },
    /// Close its connection without an answer (§19.1).
    HangUp {
        /// The request.
        to: RequestId,
    },
}

impl Transmit {
    /// The request it belongs to.
    #[must_use]
    pub const fn to(&self) -> RequestId {
        match self {
            Self::Answer { to, .. } | Self::HangUp { to } => *to,
        }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A client asks for a session. Answer with `accept` or `terminate`.
    Opened(Opened),
    /// Elements from a client, each standing alone, in the order they were sent, once.
    Received {
        /// From whom.
        session: SessionId,
        /// The elements; they share the bytes of the request.
        payload: Vec<Bytes>,
    },
    /// The client starts its XMPP stream anew (XEP-0206 §5).
    Restart {
        /// Which client.
        session: SessionId,
        /// The domain wanted, if said again.
        to: Option<String>,
        /// The language, if said again.
        lang: Option<String>,
    },
    /// The session is over; the host hears no more of it.
    Ended {
        /// Which one.
        session: SessionId,
        /// Why.
        why: Why,
    },
}

/// A wish for a session: the creation request, as far as it is the host's business (§7.1).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Opened {
    /// The session's number.
    pub session: SessionId,
    /// The domain wanted.
    pub to: Option<String>,
    /// Who the client says it is: a hint.
    pub from: Option<String>,
    /// Where the client wants to be connected. Never obey without a list of what is allowed.
    pub route: Option<String>,
    /// The client's language.
    pub lang: Option<String>,
    /// The client's XMPP version, if it said one (XEP-0206 §3).
    pub xmpp_version: Option<Version>,
    /// How the request came.
    pub security: Security,
}

/// What the host adds to the creation response.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Accept {
    /// The domain served.
    pub from: Option<String>,
    /// A stream id for clients that use the old authentication.
    pub authid: Option<String>,
    /// The version of XMPP carried, if XMPP is carried; the answer then says that streams can be restarted (XEP-0206 §4).
    pub xmpp_version: Option<Version>,
}

impl Accept {
    /// For a session that carries XMPP 1.0 for this domain.
    #[must_use]
    pub fn xmpp(from: impl Into<String>) -> Self {
        let xmpp_version = Some(Version { major: 1, minor: 0 });
        Self { from: Some(from.into()), authid: None, xmpp_version }
    }
}

/// Why a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// The client said so (§13).
    Client,
    /// The host said so.
    Host(Option<Condition>),
    /// The client was silent for too long (§10).
    Inactivity,
    /// The client broke the protocol and was told this condition (§17.2).
    Peer(Condition),
    /// More bytes than the limits allow waited for the client, or the manager was full.
    Overflow,
    /// The host did not accept the session in time.
    NotAccepted,
    /// The connection broke before the client could learn its session id.
    Abandoned,
}

/// What the manager has done and what it keeps.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Sessions now, lingering ones included.
    pub sessions: usize,
    /// Requests held or parked now.
    pub open_requests: usize,
    /// Bytes queued, parked and kept for repeats now. Bytes shared by several sessions count in each.
    pub bytes: usize,
    /// Sessions ever opened.
    pub opened: u64,
    /// Sessions ever ended.
    pub ended: u64,
    /// Requests ever received.
    pub requests: u64,
    /// Requests that were repeats.
    pub repeats: u64,
    /// Requests that came too early and were parked.
    pub parked: u64,
    /// Requests refused because no session matched or the body was broken.
    pub refused: u64,
}
