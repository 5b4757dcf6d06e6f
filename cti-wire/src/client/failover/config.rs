//! What a client of several servers is told, and what it tells.

use std::time::Duration;

use crate::ConnId;
use crate::client::{CloseReason, Config, Event};

/// A server, by its place in the caller's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Side(pub usize);

/// How servers are tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailoverConfig {
    /// The session to open on each of them.
    pub session: Config,
    /// How many servers there are; two in a real system.
    pub sides: usize,
    /// Pauses after rounds in which no server took us (guide: a random time, then 15, 30, 60, 120 s). The last one
    /// repeats. Each gets up to a tenth more by chance, so that clients do not come in step.
    pub pauses: Vec<Duration>,
    /// Upper end of the random first pause.
    pub first_pause: Duration,
    /// Longest wait for a connection.
    pub connect_timeout: Duration,
    /// Longest stay with a server that granted the session and is not in service.
    pub online_timeout: Duration,
    /// A session that ends sooner than this counts as a failed attempt: the next one is made after a pause.
    pub stable_after: Duration,
    /// While in service, look every so often whether another server would take us; `None`: never. A standby refuses with
    /// 92, and one that accepts is left again at once.
    ///
    /// With `ServiceMask::ACTIVE_STANDBY` among the session's services, the first look comes at once, and a session on a
    /// standby is kept: when it becomes the active server, it is our master without a new connection. `None` means then
    /// that a lost standby is looked for every 15 s.
    pub probe: Option<Duration>,
}

impl Default for FailoverConfig {
    fn default() -> Self {
        Self {
            session: Config::default(),
            sides: 2,
            pauses: [15, 30, 60, 120].map(Duration::from_secs).to_vec(),
            first_pause: Duration::from_secs(15),
            connect_timeout: Duration::from_secs(10),
            online_timeout: Duration::from_secs(60),
            stable_after: Duration::from_secs(10),
            probe: None,
        }
    }
}

/// What the caller must do or know.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FailoverEvent {
    /// Open a connection to this server; answer with `handle_connected` or `handle_disconnect`.
    Connect {
        /// Names the connection from now on. Each attempt has its own.
        conn: ConnId,
        /// To which server.
        side: Side,
    },
    /// Reset this connection, or give up opening it. Nothing more is heard of it.
    Disconnect(ConnId),
    /// This server is our master: requests go there until `OutOfService`. These two come strictly in turn.
    InService(Side),
    /// There is no master for us now. Pending requests have ended, and nothing that was known is certain any more.
    OutOfService(CloseReason),
    /// An event of the session; only between `InService` and `OutOfService`.
    Session(Event),
    /// An attempt has failed, or a look at another server is over.
    Tried {
        /// The server.
        side: Side,
        /// How it went; a standby refuses with 92.
        outcome: CloseReason,
    },
}
