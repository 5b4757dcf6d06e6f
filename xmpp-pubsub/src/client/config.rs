//! What a client wants, and what it tells its host.

use std::fmt;
use std::time::Duration;

use xml_cursor::Limits;

use crate::{End, Jid, Management, Mechanism, Password, PlainOn, Stanza, StanzaError};

/// Whether a stream over plain TCP must become an encrypted one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientTls {
    /// No login without TLS; the default.
    Required,
    /// TLS if the server offers it. Somebody on the way can take the offer out.
    IfOffered,
    /// Not even if it is offered; for loopback.
    Never,
}

/// When a login is bound to its TLS connection, if it can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BindOn {
    /// Where the server names a type of channel binding that we have (XEP-0440); the default. Older servers offer
    /// mechanisms for it, and have only `tls-unique`, which TLS 1.3 has not: ejabberd 23.01 is one.
    Named,
    /// Also where it offers such a mechanism and names no type: then our best is tried. Nobody on the way can prevent it by
    /// taking the names out; but with a server that has another type the login fails.
    Offered,
}

/// Who logs in where, and how.
#[derive(Clone)]
#[non_exhaustive]
pub struct ClientConfig {
    /// The server's domain.
    pub domain: Jid,
    /// The user's name there.
    pub user: String,
    /// The user's password; `None`: only EXTERNAL will do.
    pub password: Option<Password>,
    /// The identity to act as, if it is not the user's own.
    pub authzid: Option<Jid>,
    /// The resource asked for; `None`: the server chooses.
    pub resource: Option<String>,
    /// STARTTLS. Of no meaning where the transport is encrypted, or has no STARTTLS. Default: required.
    pub tls: ClientTls,
    /// Where the password may travel as it is. Default: over TLS only.
    pub plain: PlainOn,
    /// Mechanisms that may be used. Of those offered the strongest is taken; those that [bind](Mechanism::binds) only where
    /// there is a channel binding. Default: all but EXTERNAL, which needs a client certificate.
    pub mechanisms: Vec<Mechanism>,
    /// When those that bind are used. Default: where the server names the type.
    pub binding: BindOn,
    /// From the start until an address is bound. Default: 60 s.
    pub negotiation: Duration,
    /// How long a reply may take. Default: 30 s.
    pub reply: Duration,
    /// Silence after which the server is asked for a sign of life; `None`: never, as for BOSH. Default: 60 s; Finesse
    /// clients are advised to use 10 s.
    pub ping: Option<Duration>,
    /// How long each sign may take. Default: 10 s.
    pub ping_wait: Duration,
    /// Pings without an answer before the stream is given up. Default: 2.
    pub ping_attempts: u32,
    /// How long the server may take to answer our closing. Default: 5 s.
    pub close: Duration,
    /// What one header or element may cost.
    pub limits: Limits,
    /// Requests that may wait for replies at once. Default: 1024.
    pub max_requests: usize,
    /// Stream management, where the server offers it. With resumption, a stream that broke can be taken up again: see
    /// [`suspend`](super::ClientStream::suspend); the time is what the server is asked for. Default: off.
    pub management: Management,
    /// Bytes that may wait for a server that reads slowly. Default: 16 MiB, a publisher's burst.
    pub max_queue: usize,
    /// Bytes of stanzas that the server may leave unconfirmed, if there is stream management. Default: 1 MiB.
    pub max_unconfirmed: usize,
    /// `xml:lang` of the stream. Default: `en`.
    pub lang: String,
}

impl ClientConfig {
    /// Defaults for an account; the resource of `jid`, if it has one, is asked for.
    #[must_use]
    pub fn new(jid: &Jid, password: impl Into<Password>) -> Self {
        let mechanisms = Mechanism::ALL.iter().copied().filter(|mechanism| *mechanism != Mechanism::External);
        Self {
            domain: jid.to_domain(),
            user: jid.local().unwrap_or("").to_owned(),
            password: Some(password.into()),
            authzid: None,
            resource: jid.resource().map(str::to_owned),
            tls: ClientTls::Required,
            plain: PlainOn::Encrypted,
            mechanisms: mechanisms.collect(),
            binding: BindOn::Named,
            negotiation: Duration::from_secs(60),
            reply: Duration::from_secs(30),
            ping: Some(Duration::from_secs(60)),
            ping_wait: Duration::from_secs(10),
            ping_attempts: 2,
            close: Duration::from_secs(5),
            limits: Limits::stream(),
            max_requests: 1024,
            management: Management::Off,
            max_queue: 16 << 20,
            max_unconfirmed: 1 << 20,
            lang: "en".to_owned(),
        }
    }
}

impl fmt::Debug for ClientConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut f = f.debug_struct("ClientConfig");
        f.field("domain", &self.domain).field("user", &self.user).field("resource", &self.resource);
        f.finish_non_exhaustive()
    }
}

/// A request of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub(super) u64);

/// Why a request has no result.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RequestError {
    /// The answer is an error.
    Refused(StanzaError),
    /// No answer came in time.
    Timeout,
    /// The stream ended before an answer came.
    Closed,
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(error) => write!(f, "refused: {error}"),
            Self::Timeout => f.write_str("no answer came in time"),
            Self::Closed => f.write_str("the stream ended before an answer came"),
        }
    }
}

impl std::error::Error for RequestError {}

/// What the machine asks of its host or tells it.
#[derive(Debug)]
#[non_exhaustive]
pub enum ClientEvent {
    /// Send what there is, start TLS for the configured domain, then call
    /// [`tls_started`](super::ClientStream::tls_started).
    StartTls,
    /// BOSH: send the body that asks for a restart (XB-6).
    Restart,
    /// The login is done: this is our address now, which may differ from what was asked for (BIND-2).
    Online(Jid),
    /// The old stream goes on with its address: what was sent and not confirmed has been sent again.
    Resumed(Jid),
    /// The old stream is lost; a new one is to come ([`Online`](Self::Online)). Its requests have been answered with
    /// [`RequestError::Closed`].
    NotResumed {
        /// What the server has not confirmed of it, oldest first.
        unconfirmed: Vec<Stanza>,
    },
    /// The one answer to a request.
    Reply {
        /// To this request.
        request: RequestId,
        /// The result stanza, or why there is none.
        reply: Result<Stanza, RequestError>,
    },
    /// A stanza that is no reply to a [`request`](super::ClientStream::request); replies to iqs that were sent as stanzas
    /// are among these. A get or set must be answered with
    /// [`result_reply`](Stanza::result_reply) or [`error_reply`](Stanza::error_reply); pings have been already.
    Stanza(Stanza),
    /// The stream is over. Send what there is, then end the connection.
    Closed(End),
}
