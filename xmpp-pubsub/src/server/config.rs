//! What a server offers, and what it tells its host.

use std::fmt;
use std::time::Duration;

use xml_cursor::Limits;

use crate::{End, Jid, Mechanism, Password, Rate, Stanza};

/// Whether a stream over plain TCP may, or must, become an encrypted one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartTls {
    /// Not offered: direct TLS, BOSH, WebSocket, or no certificate.
    Off,
    /// Offered.
    Offered,
    /// Nothing else is offered before it is done.
    Required,
}

/// Where passwords may travel as they are (TLS-6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlainOn {
    /// Over TLS only.
    Encrypted,
    /// Also in clear: for loopback and for connections that a trusted proxy decrypts.
    Any,
}

/// Whether somebody may log in as themselves and act as another (SASL-8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActAs {
    /// Nobody.
    OneselfOnly,
    /// The host decides: [`ServerEvent::Authorize`].
    Ask,
}

/// Stream management (XEP-0198).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Management {
    /// Not offered, as a Finesse server does not (SM-6).
    Off,
    /// Stanzas are confirmed; a stream that breaks is over.
    Confirm,
    /// A stream that breaks may be taken up again within this time.
    Resume(Duration),
}

/// What a server offers to every stream. One value serves them all, behind an `Arc`.
#[derive(Clone)]
#[non_exhaustive]
pub struct ServerConfig {
    /// The domain served here.
    pub domain: Jid,
    /// Other domains served here. A [`Router`](crate::Router) has the accounts of one.
    pub aliases: Vec<Jid>,
    /// SASL mechanisms; of them, those are offered that the stream is fit for: EXTERNAL where there is a certificate,
    /// those that [bind](Mechanism::binds) where there is a channel binding. Default: PLAIN.
    pub mechanisms: Vec<Mechanism>,
    /// Default: off, because it takes a certificate.
    pub starttls: StartTls,
    /// Default: over TLS only.
    pub plain: PlainOn,
    /// Whether one account may act as another. Default: no.
    pub act_as: ActAs,
    /// Says that rosters have versions (RFC 6121, 2.6). Default: no, because it takes a host that knows them, such as one
    /// with a [`Router`](crate::Router).
    pub roster_versions: bool,
    /// Offers the legacy session, as optional (BIND-6). Default: yes, because old clients insist on it.
    pub session: bool,
    /// Failed logins before the stream ends (SASL-5: 2 to 5). Default: 3.
    pub attempts: u32,
    /// From the start until a resource is bound (SEC-5). Default: 60 s.
    pub negotiation: Duration,
    /// Silence after which a bound peer is asked for a sign of life; `None`: never, as for BOSH, whose connection
    /// manager knows better. Default: 60 s.
    pub idle: Option<Duration>,
    /// How long the peer may take for that sign. Default: 20 s.
    pub ping: Duration,
    /// How long the peer may take to answer our closing. Default: 5 s.
    pub close: Duration,
    /// What one header or element may cost.
    pub limits: Limits,
    /// Octets that one stream may send; more ends it (SEC-4). Default: no limit, because the host may as well read slower.
    pub bytes: Option<Rate>,
    /// Stanzas that one stream may send; more ends it. Each may reach many: presence goes to every contact. Default: no
    /// limit.
    pub stanzas: Option<Rate>,
    /// Bytes that may wait to be taken, of who has not logged in (SEC-1: not less than 10,000). Default: 16 KiB.
    pub max_before_login: usize,
    /// Bytes that may wait for a peer that reads slowly, or, with stream management, for one that does not confirm; more
    /// ends its stream (SEC-6). Default: 1 MiB.
    pub max_queue: usize,
    /// Stream management, but never over BOSH, which confirms by itself (XB-12). Default: off. With resumption the host
    /// keeps broken streams: see [`Suspensions`](super::Suspensions).
    pub management: Management,
    /// `xml:lang` of the stream. Default: `en`.
    pub lang: String,
    /// Rounds shown for users that do not exist: those of the keys that are stored, or they could be told apart
    /// (SASL-14). Default: 4096.
    pub scram_iterations: u32,
    /// Octets of the salts shown for users that do not exist: as many as those that are stored have. Default: 16.
    pub scram_salt: usize,
    #[cfg_attr(not(feature = "scram"), allow(dead_code))]
    secret: [u8; 32],
}

impl ServerConfig {
    /// Defaults for one domain. `secret` is the server's own and always the same: from it come the salts shown to users
    /// that do not exist (SASL-14).
    #[must_use]
    pub fn new(domain: Jid, secret: [u8; 32]) -> Self {
        Self {
            domain: domain.to_domain(),
            aliases: Vec::new(),
            mechanisms: vec![Mechanism::Plain],
            starttls: StartTls::Off,
            plain: PlainOn::Encrypted,
            act_as: ActAs::OneselfOnly,
            roster_versions: false,
            session: true,
            attempts: 3,
            negotiation: Duration::from_secs(60),
            idle: Some(Duration::from_secs(60)),
            ping: Duration::from_secs(20),
            close: Duration::from_secs(5),
            limits: Limits::stream(),
            bytes: None,
            stanzas: None,
            max_before_login: 16 << 10,
            max_queue: 1 << 20,
            management: Management::Off,
            lang: "en".to_owned(),
            scram_iterations: 4096,
            scram_salt: 16,
            secret,
        }
    }

    #[cfg(feature = "scram")]
    pub(super) fn secret(&self) -> &[u8; 32] {
        &self.secret
    }
}

impl fmt::Debug for ServerConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut f = f.debug_struct("ServerConfig");
        f.field("domain", &self.domain)
            .field("mechanisms", &self.mechanisms)
            .field("starttls", &self.starttls);
        f.finish_non_exhaustive()
    }
}

/// How somebody says who they are.
#[derive(Debug, Clone)]
pub enum Credentials {
    /// By a password, after SASLprep. Compare it with [`Password::matches`], or better a slow hash of it; take as long
    /// for a user that does not exist (SEC-7).
    Password(Password),
    /// By the certificate that the host named: the machine has found the account among its addresses.
    Certificate,
}

/// What the machine asks of its host or tells it.
#[derive(Debug)]
#[non_exhaustive]
pub enum ServerEvent {
    /// Send what there is, start TLS as its server, then call [`tls_started`](super::ServerStream::tls_started). Bytes
    /// that arrived before the handshake must not be read.
    StartTls,
    /// Is it them? Answer with [`authenticated`](super::ServerStream::authenticated), in your own time.
    Authenticate {
        /// The account, a bare address.
        account: Jid,
        /// What they offer as proof.
        credentials: Credentials,
    },
    /// They have proved to be `account`: may they act as the other? Answer with
    /// [`authorized`](super::ServerStream::authorized), in your own time. Only if [`ServerConfig::act_as`] says so.
    Authorize {
        /// Who they are, a bare address.
        account: Jid,
        /// Whom they want to be, a bare address of the same domain.
        authzid: Jid,
    },
    /// Answer with [`scram_keys`](super::ServerStream::scram_keys), in your own time.
    #[cfg(feature = "scram")]
    ScramKeys {
        /// The account, a bare address.
        account: Jid,
        /// For this hash.
        hash: crate::ScramHash,
    },
    /// Which address do they get? Answer with [`bound`](super::ServerStream::bound), in your own time.
    Bind {
        /// The account, a bare address.
        account: Jid,
        /// The resource asked for, prepared. `None`: choose one that nobody can guess.
        resource: Option<String>,
    },
    /// The client asks for a stream that broke. Answer with [`resumed`](super::ServerStream::resumed), in your own time. If
    /// the old stream is still open, [`suspend`](super::ServerStream::suspend) it.
    Resume {
        /// The account, a bare address: it must be that of the old stream.
        account: Jid,
        /// The old stream's name.
        id: String,
    },
    /// A stanza for somebody. Its sender is the stream's own address (STZ-1).
    Stanza(Stanza),
    /// The stream is over. Send what there is, then end the connection.
    Closed(End),
}
