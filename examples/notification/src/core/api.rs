//! What goes into the core and what comes out.

use bosh::manager;
use bytes::Bytes;
use xmpp_pubsub::{Jid, Password};

pub use xmpp_pubsub::ConnId;

/// A password that waits for a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CheckId(pub u64);

/// What the host asks the core to take.
#[derive(Debug)]
pub enum Input {
    /// A connection was made.
    Connected {
        /// Its number.
        conn: ConnId,
        /// TCP or WebSocket.
        framing: xmpp_pubsub::Framing,
        /// Is it encrypted already?
        security: xmpp_pubsub::Security,
    },
    /// Bytes came: any piece of a TCP stream, or one whole WebSocket message.
    Bytes {
        /// Where.
        conn: ConnId,
        /// What.
        bytes: Bytes,
    },
    /// The TLS handshake asked for by [`Then::StartTls`] is done.
    TlsStarted {
        /// Where.
        conn: ConnId,
    },
    /// What was to be sent on a connection has been: it takes more.
    Writable {
        /// Where.
        conn: ConnId,
    },
    /// The connection ended.
    Ended {
        /// Which.
        conn: ConnId,
    },
    /// An HTTP request for the BOSH service came.
    Http(manager::Request),
    /// The connection of an HTTP request without an answer broke.
    HttpClosed(manager::RequestId),
    /// The host knows about a password.
    Verdict {
        /// Which one.
        check: CheckId,
        /// What it knows.
        verdict: Verdict,
    },
}

/// Is a password right?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is.
    Right,
    /// It is not, or there is no such user.
    Wrong,
    /// Nobody who knows can be asked now.
    Unavailable,
}

/// What to do on the network.
#[derive(Debug, Clone)]
pub enum Transmit {
    /// Write bytes to a connection (to a WebSocket: as one message), say [`Input::Writable`], and then do what comes then.
    Stream {
        /// Where.
        to: ConnId,
        /// What; may be empty.
        bytes: Bytes,
        /// And then.
        then: Then,
    },
    /// Answer an HTTP request.
    Http(manager::Transmit),
}

/// What to do after writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// Go on.
    GoOn,
    /// Start TLS as the server, drop what was read before, and say [`Input::TlsStarted`].
    StartTls,
    /// Close the connection; [`Input::Ended`] need not be said.
    Close,
}

/// What happened, or is wanted.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event {
    /// Is this password right? Answer with [`Input::Verdict`].
    CheckPassword {
        /// The number of the question.
        id: CheckId,
        /// The account, a bare address.
        account: Jid,
        /// The password.
        password: Password,
    },
    /// Somebody has an address now.
    Bound {
        /// It.
        jid: Jid,
        /// Over what.
        link: Link,
    },
    /// An address is free again.
    Unbound {
        /// It.
        jid: Jid,
        /// Over what.
        link: Link,
    },
    /// Something passed through, for a trace.
    Hop {
        /// Over what.
        link: Link,
        /// The user at the other end.
        who: String,
        /// The id of the request it belongs to, if it names one.
        request: String,
        /// What it was.
        what: String,
    },
}

/// Over what a client is connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// XMPP over TCP or WebSocket.
    Xmpp,
    /// BOSH.
    Bosh,
}

impl Link {
    /// As traces call it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Xmpp => "XMPP",
            Self::Bosh => "BOSH",
        }
    }
}

/// What the core has done and what it keeps.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// The BOSH side.
    pub bosh: manager::Stats,
    /// Streams now, over TCP, WebSocket and BOSH.
    pub streams: usize,
    /// Addresses bound now.
    pub bound: usize,
    /// Nodes now.
    pub nodes: usize,
    /// Logins that were right, ever.
    pub logins: u64,
    /// Logins that were not, ever.
    pub refused: u64,
    /// Stanzas taken from clients, ever.
    pub received: u64,
    /// Notifications given to clients, ever.
    pub notified: u64,
}
