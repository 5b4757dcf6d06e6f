//! Who logs in where.

use std::fmt;
use std::sync::Arc;

use http::Uri;
use xmpp_pubsub::{ClientConfig, ClientTls, Jid, JidError, PlainOn};

/// How events come.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Xmpp {
    /// Over BOSH, as Finesse's own desktop does it: `https://host:7443/http-bind`.
    Bosh {
        /// Where.
        url: Uri,
    },
    /// Over a WebSocket: `host:7443` and `/ws`. Encrypted where a TLS configuration is given.
    WebSocket {
        /// Where.
        address: String,
        /// The path.
        path: String,
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

impl Xmpp {
    /// Reads how events come from an address: `https://host:7443/http-bind` (BOSH), `wss://host:7443/ws`, `xmpps://host:5223` (TLS
    /// from the first byte), `xmpp://host:5222` (STARTTLS); `http` and `ws` are those without TLS.
    ///
    /// # Errors
    /// It is none of these.
    pub fn parse(address: &str) -> Result<Self, String> {
        let url: Uri = address.parse().map_err(|error| format!("{address}: {error}"))?;
        let host = || url.authority().map(ToString::to_string).ok_or_else(|| format!("{address}: no host"));
        Ok(match url.scheme_str() {
            Some("http" | "https") => Self::Bosh { url },
            Some("ws" | "wss") => Self::WebSocket { address: host()?, path: url.path().to_owned() },
            Some("xmpp") => Self::Tcp { address: host()? },
            Some("xmpps") => Self::Tls { address: host()? },
            _ => return Err(format!("{address} begins with none of https, wss, xmpp, xmpps")),
        })
    }
}

/// 32 bytes from the system's generator, by way of a TLS library that is there anyway. `None`: it has none.
#[must_use]
pub fn chance() -> Option<[u8; 32]> {
    let mut seed = [0; 32];
    rustls::crypto::ring::default_provider().secure_random.fill(&mut seed).ok()?;
    Some(seed)
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut f = f.debug_struct("Config");
        f.field("login", &self.login).field("rest", &self.rest).field("domain", &self.domain);
        f.field("xmpp", &self.xmpp).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_say_how_events_come() {
        let shown = |address: &str| format!("{:?}", Xmpp::parse(address).unwrap());
        assert_eq!(shown("https://h:7443/http-bind"), "Bosh { url: https://h:7443/http-bind }");
        assert_eq!(shown("wss://h:7443/ws"), "WebSocket { address: \"h:7443\", path: \"/ws\" }");
        assert_eq!(shown("xmpps://h:5223"), "Tls { address: \"h:5223\" }");
        assert_eq!(shown("xmpp://h:5222"), "Tcp { address: \"h:5222\" }");
        for wrong in ["", "h:5222", "ftp://h", "/ws", "://"] {
            assert!(Xmpp::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn passwords_are_not_shown() {
        let xmpp = Xmpp::Tcp { address: String::new() };
        assert!(!format!("{:?}", Config::new("a", "secret", "", "d", xmpp)).contains("secret"));
    }
}
