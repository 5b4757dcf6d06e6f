//! What a server is told at its start.

use std::fmt;
use std::time::Duration;

use finesse_proto::{ReasonCategory, Secret};

use super::office::Object;

/// Configuration of a [`Core`](super::Core).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct CoreConfig {
    /// Host name of this node, as clients know it.
    pub host: String,
    /// Where clients reach the interface, as `https://host:port`: addresses of new objects begin so.
    pub address: String,
    /// Host name of the other node of the pair, if there is one.
    pub other_host: Option<String>,
    /// Domain of the notification service.
    pub xmpp_domain: String,
    /// User who publishes updates. Desktops know this one as `finesse`.
    pub xmpp_user: String,
    /// Password of that user.
    pub xmpp_password: Secret,
    /// Whether the link to the notification service is encrypted from the first byte. In clear only for loopback.
    pub xmpp_security: XmppSecurity,
    /// Account for AXL.
    pub axl_user: String,
    /// Password of that account.
    pub axl_password: Secret,
    /// Application users: they own the configuration, and cannot take calls.
    pub administrators: Vec<String>,
    /// Reason codes that agents choose from.
    pub reasons: Vec<Reason>,
    /// What agents note about a call at first; administrators change it. At most 39 bytes each.
    pub wrap_up_reasons: Vec<String>,
    /// A configuration that was kept, in place of the reasons above; empty if there is none.
    pub kept: Vec<Object>,
    /// First and longest wait before a lost link is tried again.
    pub retry: (Duration, Duration),
}

/// How the link to the notification service is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum XmppSecurity {
    /// TLS from the first byte (port 5223).
    Tls,
    /// None (port 5222): on loopback only, as the password travels readable.
    Clear,
}

impl CoreConfig {
    /// A server without the other node, with three reason codes, retrying after one second and at most twenty.
    #[must_use]
    pub fn new(host: impl Into<String>, xmpp_domain: impl Into<String>) -> Self {
        let host = host.into();
        Self {
            address: format!("https://{host}:8445"),
            host,
            other_host: None,
            xmpp_domain: xmpp_domain.into(),
            xmpp_user: "finesse".to_owned(),
            xmpp_password: Secret::new(""),
            xmpp_security: XmppSecurity::Tls,
            axl_user: String::new(),
            axl_password: Secret::new(""),
            administrators: Vec::new(),
            reasons: vec![
                Reason::new(1, ReasonCategory::NotReady, 1, "Lunch"),
                Reason::new(2, ReasonCategory::NotReady, 2, "Paperwork"),
                Reason::new(3, ReasonCategory::NotReady, 3, "Meeting"),
                Reason::new(4, ReasonCategory::Logout, 10, "End of shift"),
            ],
            wrap_up_reasons: ["Sold", "Call back", "Complaint"].map(str::to_owned).into(),
            kept: Vec::new(),
            retry: (Duration::from_secs(1), Duration::from_secs(20)),
        }
    }
}

/// A reason code that agents choose.
#[derive(Clone, PartialEq, Eq)]
pub struct Reason {
    /// Database id: what a request names.
    pub id: u32,
    /// For being not ready, or for signing out.
    pub category: ReasonCategory,
    /// What CTI and reports see, 1 to 999.
    pub code: u16,
    /// What agents read, at most 40 characters.
    pub label: String,
}

impl Reason {
    /// A reason code.
    #[must_use]
    pub fn new(id: u32, category: ReasonCategory, code: u16, label: impl Into<String>) -> Self {
        Self { id, category, code, label: label.into() }
    }
}

impl fmt::Debug for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {} {}", self.id, self.category.as_str(), self.code, self.label)
    }
}
