//! Configuration, inputs and outputs of the client.

use std::fmt;
use std::time::{Duration, Instant};

use super::Outcome;
use crate::agent::AgentState;
use crate::error::{ApiErrors, DecodeError};
use crate::http::{Credentials, Request, RequestId};
use crate::node::Node;
use crate::payload::Answer;
use crate::resource::{Dialog, Queue, SystemInfo, User};
use crate::update::{Update, UpdateEvent};

/// How a client behaves; the constructor sets what works.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ClientConfig {
    /// The login id: what paths and nodes are named after.
    pub user: String,
    /// How the user proves who it is.
    pub credentials: Credentials,
    /// How long a request may take until its outcome is there. Real servers answer in well under a second; CTI itself waits 10 s.
    pub patience: Duration,
    /// Requests that may wait for their outcome at a time.
    pub max_pending: usize,
    /// How often SystemInfo is asked for while the server is out of service. The product's desktop asks every 20 s.
    pub poll: Duration,
}

impl ClientConfig {
    /// A client of this user.
    #[must_use]
    pub fn new(user: impl Into<String>, credentials: Credentials) -> Self {
        Self {
            user: user.into(),
            credentials,
            patience: Duration::from_secs(30),
            max_pending: 64,
            poll: Duration::from_secs(20),
        }
    }
}

/// Stands for a request that was handed out, until its answer is handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// A request to send, on any connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transmit {
    /// To be given back with the answer.
    pub ticket: Ticket,
    /// What to send.
    pub request: Request,
}

/// Why the client wants to be woken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Timer {
    /// A request has had its time.
    Outcome,
    /// SystemInfo is to be asked for again.
    Poll,
    /// What could not be had is to be asked for again.
    Retry,
    /// A server of a pair does not answer, or both are to be asked again.
    Failover,
}

/// When to call [`Client::handle_timeout`](super::Client::handle_timeout), and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deadline {
    /// The moment.
    pub at: Instant,
    /// The reason.
    pub why: Timer,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// The own user changed, or was asked for.
    User(Box<User<'static>>),
    /// The own state changed.
    State {
        /// Before; `None` when it was not known.
        from: Option<AgentState>,
        /// Now.
        to: AgentState,
    },
    /// A call of the own user came, changed or went.
    Dialog {
        /// Which of the three.
        event: UpdateEvent,
        /// The call.
        dialog: Box<Dialog<'static>>,
    },
    /// A call ended while nobody told: it was known, and the server does not list it any more.
    CallGone {
        /// The dialog.
        id: String,
    },
    /// A member of a team that is followed came, changed or left.
    Member {
        /// The team.
        team: String,
        /// Which of the three.
        event: UpdateEvent,
        /// The member, in short form.
        user: Box<User<'static>>,
    },
    /// A queue that is followed came, changed or went.
    Queue {
        /// Which of the three.
        event: UpdateEvent,
        /// The queue with its figures.
        queue: Box<Queue<'static>>,
    },
    /// The host is to subscribe to this node, with its full address, and to call [`Client::subscribed`](super::Client::subscribed) then.
    Subscribe(Node),
    /// The host is to end the subscription to this node.
    Unsubscribe(Node),
    /// A request came to its end.
    Settled {
        /// Which one.
        id: RequestId,
        /// How.
        outcome: Outcome,
    },
    /// What a request that was carried out at once has to show, as those do that create something. Before its
    /// [`Settled`](Self::Settled).
    Created {
        /// Which one.
        id: RequestId,
        /// The address of what was created, as the header `Location` has it.
        location: Option<String>,
        /// The body of the answer.
        answer: Box<Answer<'static>>,
    },
    /// The answer to a request that reads.
    Answer {
        /// Which one.
        ticket: Ticket,
        /// What it holds.
        answer: Answer<'static>,
    },
    /// A request that reads was refused; 0 stands for a broken connection.
    Refused {
        /// Which one.
        ticket: Ticket,
        /// HTTP status.
        status: u16,
        /// What the body says.
        errors: ApiErrors,
    },
    /// The server said how it is.
    SystemInfo(Box<SystemInfo<'static>>),
    /// The server cannot serve, and why that is known. The client polls until it can.
    OutOfService(Trouble),
    /// The server can serve again; everything is asked for anew.
    InService,
    /// Any other update: of a node that the client does not follow, a message, a task, another user's call, an error that belongs to no
    /// request that waits.
    Update(Box<Update<'static>>),
}

/// How a client learns that its server is lost (facts, section 7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Trouble {
    /// SystemInfo says so, or the server answered 503.
    Status,
    /// The connection to the notification service is gone and did not come back.
    Notifications,
    /// User `finesse` went unavailable.
    Presence,
}

/// The server broke the protocol.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PeerError {
    /// A body or payload that cannot be read.
    Decode(DecodeError),
    /// An answer to a request that was not handed out, or was answered before.
    UnknownTicket(Ticket),
}

impl fmt::Display for PeerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Decode(error) => write!(f, "server sent something unreadable: {error}"),
            Self::UnknownTicket(ticket) => write!(f, "answer to request {} which does not wait", ticket.0),
        }
    }
}

impl std::error::Error for PeerError {}

impl From<DecodeError> for PeerError {
    fn from(error: DecodeError) -> Self {
        Self::Decode(error)
    }
}
