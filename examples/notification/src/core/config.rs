//! What a notification service is told before it starts.

use std::time::Duration;

use bosh::manager;
use xmpp_pubsub::pubsub::ServiceConfig;
use xmpp_pubsub::{Jid, JidError};

/// Configuration of a [`Core`](super::Core).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct CoreConfig {
    /// The domain of the accounts, called `xmppDomain` by a Finesse server.
    pub domain: Jid,
    /// The account that publishes: a Finesse server's. Its nodes are made by publishing.
    pub publisher: Jid,
    /// Publish-subscribe at `pubsub.` and the domain.
    pub pubsub: ServiceConfig,
    /// The BOSH side.
    pub bosh: manager::Config,
    /// May a password come in clear over TCP or HTTP? For loopback and for what a trusted proxy decrypts.
    pub plain: PlainText,
    /// Is STARTTLS offered on TCP? Needs a certificate.
    pub starttls: bool,
    /// From the start of a stream until it has an address. Default 60 s.
    pub negotiation: Duration,
    /// Is every notification told as a [`Hop`](super::Event::Hop)? Costs a search of each payload.
    pub hops: bool,
}

/// May a password come in clear?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlainText {
    /// Never.
    Refused,
    /// Yes.
    Allowed,
}

impl CoreConfig {
    /// The Finesse profile for this domain, published to by the account `publisher` (its name without the domain).
    ///
    /// # Errors
    ///
    /// The names do not make addresses.
    pub fn finesse(domain: &str, publisher: &str) -> Result<Self, JidError> {
        let account = Jid::from_parts(Some(publisher), domain, None)?;
        let mut bosh = manager::Config::default();
        // The desktop's rhythm: a request every 30 s when nothing happens.
        bosh.max_wait = Duration::from_secs(30);
        Ok(Self {
            domain: Jid::from_parts(None, domain, None)?,
            pubsub: ServiceConfig::finesse(
                Jid::from_parts(None, &format!("pubsub.{domain}"), None)?,
                account.clone(),
            ),
            publisher: account,
            bosh,
            plain: PlainText::Refused,
            starttls: false,
            negotiation: Duration::from_secs(60),
            hops: false,
        })
    }
}
