//! Who logs in where.

use std::fmt;
use std::sync::Arc;

use http::Uri;
use xmpp_pubsub::{ClientConfig, ClientTls, Jid, JidError, PlainOn};

/// How events come.
#[derive(Debug, Clone)]
pub enum Xmpp {
    /// Over BOSH, as Finesse's own desktop does it: `https://host:7443/http-bind`.
    Bosh {
        /// Where.
        url: Uri,
    },
    /// Over TCP, with STARTTLS where a TLS configuration is given: `host:5222`.
    Tcp {
        /// Where.
        address: String,
    },
    /// Over TCP, encrypted from the first byte: `host:5223`.
    Tls {
        /// Where.
        address: String,
    },
}

/// An agent's access to a system.
#[derive(Clone)]
#[non_exhaustive]
pub struct Config {
    /// The login id, in REST and XMPP alike.
    pub login: String,
    /// The password.
    pub password: String,
    /// The Finesse server: `https://host:8445`.
    pub rest: String,
    /// The XMPP domain; SystemInfo calls it `xmppDomain`.
    pub domain: String,
    /// How events come.
    pub xmpp: Xmpp,
    /// The XMPP resource. `desktop` is the desktop's own, and would end its connection. Default: `agent`.
    pub resource: String,
    /// Whom to trust, for both. `None`: nothing is encrypted, which is for loopback.
    pub tls: Option<Arc<rustls::ClientConfig>>,
}

impl Config {
    /// An access without TLS.
    #[must_use]
    pub fn new(login: &str, password: &str, rest: &str, domain: &str, xmpp: Xmpp) -> Self {
        Self {
            login: login.to_owned(),
            password: password.to_owned(),
            rest: rest.to_owned(),
            domain: domain.to_owned(),
            xmpp,
            resource: "agent".to_owned(),
            tls: None,
        }
    }

    /// The XMPP side. Without TLS the password travels in clear, which only loopback forgives.
    ///
    /// # Errors
    /// Login, domain and resource make no address.
    pub fn stream(&self) -> Result<ClientConfig, JidError> {
        let jid = Jid::from_parts(Some(&self.login), &self.domain, Some(&self.resource))?;
        let mut config = ClientConfig::new(&jid, self.password.as_str());
        if self.tls.is_none() {
            config.tls = ClientTls::Never;
            config.plain = PlainOn::Any;
        }
        // What the guide advises: an agent whose events stop coming must learn of it soon.
        config.ping = Some(std::time::Duration::from_secs(10));
        Ok(config)
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut f = f.debug_struct("Config");
        f.field("login", &self.login).field("rest", &self.rest).field("domain", &self.domain);
        f.field("xmpp", &self.xmpp).finish_non_exhaustive()
    }
}
