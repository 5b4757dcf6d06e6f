//! Addresses (RFC 7622).

mod prepare;
mod ready;

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::sync::Arc;

/// Longest local part, domain or resource, in octets after preparation (RFC 7622, 3.1).
pub const MAX_PART: usize = 1023;

/// An XMPP address, prepared: `[local@]domain[/resource]`.
///
/// Local part and domain are case-folded and normalised when the address is read, so that comparing two addresses is
/// comparing their octets (RFC 7622, 3 and 4). Clones share the text.
///
/// ```
/// use xmpp_pubsub::Jid;
///
/// let jid = Jid::new("Agent1001@UCCX.example/Desktop")?;
/// assert_eq!(jid.as_str(), "agent1001@uccx.example/Desktop");
/// assert_eq!((jid.local(), jid.domain(), jid.resource()), (Some("agent1001"), "uccx.example", Some("Desktop")));
/// assert_eq!(jid.to_bare(), Jid::new("agent1001@uccx.example")?);
/// # Ok::<(), xmpp_pubsub::JidError>(())
/// ```
#[derive(Clone)]
pub struct Jid {
    text: Arc<str>,
    /// Octets of the local part; 0: there is none.
    local: u16,
    /// Octets of everything before the `/`, or of the whole text.
    bare: u16,
}

/// Why a text is no address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum JidError {
    /// An `@` with nothing before it.
    EmptyLocal,
    /// No domain.
    EmptyDomain,
    /// A `/` with nothing behind it.
    EmptyResource,
    /// A local part with characters that the profile `UsernameCaseMapped` or RFC 7622, 3.3.1, does not allow.
    Local,
    /// A domain that is neither a name nor an address of version 4 or 6.
    Domain,
    /// A resource with characters that the profile `OpaqueString` does not allow.
    Resource,
    /// A part of more than [`MAX_PART`] octets.
    TooLong,
}

impl fmt::Display for JidError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::EmptyLocal => "the local part is empty",
            Self::EmptyDomain => "the domain is empty",
            Self::EmptyResource => "the resource is empty",
            Self::Local => "the local part has a character that is not allowed",
            Self::Domain => "the domain is not valid",
            Self::Resource => "the resource has a character that is not allowed",
            Self::TooLong => "a part has more than 1023 octets",
        })
    }
}

impl std::error::Error for JidError {}

impl Jid {
    /// Reads and prepares an address.
    ///
    /// # Errors
    /// [`JidError`] names the part that is not valid.
    pub fn new(text: &str) -> Result<Self, JidError> {
        match ready::lengths(text) {
            // At most MAX_PART each.
            Some((local, bare)) => Ok(Self { text: text.into(), local: local as u16, bare: bare as u16 }),
            None => Self::prepare(text),
        }
    }

    /// The way that every text can take.
    fn prepare(text: &str) -> Result<Self, JidError> {
        let (bare, resource) = match text.split_once('/') {
            Some((bare, resource)) => (bare, Some(resource)),
            None => (text, None),
        };
        let (local, domain) = match bare.split_once('@') {
            Some((local, domain)) => (Some(local), domain),
            None => (None, bare),
        };
        Self::from_parts(local, domain, resource)
    }

    /// An address of its parts, which are prepared here.
    ///
    /// # Errors
    /// [`JidError`] names the part that is not valid.
    pub fn from_parts(local: Option<&str>, domain: &str, resource: Option<&str>) -> Result<Self, JidError> {
        let local = local.map(prepare::local).transpose()?;
        let domain = prepare::domain(domain)?;
        let resource = resource.map(prepare::resource).transpose()?;
        Ok(Self::join(local, &domain, resource))
    }

    /// The parts are prepared already: at most [`MAX_PART`] octets each, which is why the lengths fit.
    fn join(local: Option<Cow<'_, str>>, domain: &str, resource: Option<Cow<'_, str>>) -> Self {
        let local = local.as_deref().unwrap_or("");
        let extra = resource.as_ref().map_or(0, |resource| resource.len() + 1);
        let mut text = String::with_capacity(local.len() + 1 + domain.len() + extra);
        if !local.is_empty() {
            text.push_str(local);
            text.push('@');
        }
        text.push_str(domain);
        let bare = text.len() as u16;
        if let Some(resource) = resource {
            text.push('/');
            text.push_str(&resource);
        }
        Self { text: text.into(), local: local.len() as u16, bare }
    }

    /// The whole address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The part before `@`: an account's name.
    #[must_use]
    pub fn local(&self) -> Option<&str> {
        if self.local == 0 { None } else { self.text.get(..usize::from(self.local)) }
    }

    /// The domain; an IPv6 address keeps its brackets.
    #[must_use]
    pub fn domain(&self) -> &str {
        let start = if self.local == 0 { 0 } else { usize::from(self.local) + 1 };
        self.text.get(start..usize::from(self.bare)).unwrap_or("")
    }

    /// The part behind the first `/`: one connection of the account.
    #[must_use]
    pub fn resource(&self) -> Option<&str> {
        self.text.get(usize::from(self.bare) + 1..)
    }

    /// The text without the resource.
    #[must_use]
    pub fn bare_str(&self) -> &str {
        self.text.get(..usize::from(self.bare)).unwrap_or("")
    }

    /// The address without the resource. A bare address is returned as a clone.
    #[must_use]
    pub fn to_bare(&self) -> Self {
        if self.is_bare() {
            self.clone()
        } else {
            Self { text: self.bare_str().into(), local: self.local, bare: self.bare }
        }
    }

    /// The address of the domain alone.
    #[must_use]
    pub fn to_domain(&self) -> Self {
        let domain = self.domain();
        Self { text: domain.into(), local: 0, bare: domain.len() as u16 }
    }

    /// The same account with this resource.
    ///
    /// # Errors
    /// The resource is empty, too long or has characters that are not allowed.
    pub fn with_resource(&self, resource: &str) -> Result<Self, JidError> {
        let resource = prepare::resource(resource)?;
        let local = self.local().map(Cow::Borrowed);
        Ok(Self::join(local, self.domain(), Some(resource)))
    }

    /// Without a resource.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        self.text.len() == usize::from(self.bare)
    }

    /// With a resource.
    #[must_use]
    pub fn is_full(&self) -> bool {
        !self.is_bare()
    }

    /// Both belong to one account (or are one domain): equal without their resources.
    #[must_use]
    pub fn same_bare(&self, other: &Self) -> bool {
        self.bare_str() == other.bare_str()
    }
}

impl PartialEq for Jid {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Jid {}

impl PartialOrd for Jid {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// The order of the texts, so that a map keyed by addresses can be searched with a `&str` that is already prepared.
impl Ord for Jid {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.text.cmp(&other.text)
    }
}

impl Hash for Jid {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl Borrow<str> for Jid {
    fn borrow(&self) -> &str {
        &self.text
    }
}

impl AsRef<str> for Jid {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Jid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl fmt::Debug for Jid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.text, f)
    }
}

impl FromStr for Jid {
    type Err = JidError;

    fn from_str(text: &str) -> Result<Self, JidError> {
        Self::new(text)
    }
}

impl TryFrom<&str> for Jid {
    type Error = JidError;

    fn try_from(text: &str) -> Result<Self, JidError> {
        Self::new(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jid(text: &str) -> Jid {
        Jid::new(text).unwrap()
    }

    #[test]
    fn jid_1_first_slash_then_first_at() {
        let jid = jid("a@b/c@d/e");
        assert_eq!((jid.local(), jid.domain(), jid.resource()), (Some("a"), "b", Some("c@d/e")));
        assert_eq!(Jid::new("b/c@d").unwrap().local(), None);
        assert_eq!(Jid::new("a@b@c"), Err(JidError::Domain));
    }

    #[test]
    fn jid_2_empty_parts() {
        assert_eq!(Jid::new("@d"), Err(JidError::EmptyLocal));
        assert_eq!(Jid::new("d/"), Err(JidError::EmptyResource));
        assert_eq!(Jid::new(""), Err(JidError::EmptyDomain));
        assert_eq!(Jid::new("a@"), Err(JidError::EmptyDomain));
        assert_eq!(Jid::new("a@/r"), Err(JidError::EmptyDomain));
        assert_eq!(Jid::new("."), Err(JidError::EmptyDomain));
    }

    #[test]
    fn jid_3_part_lengths() {
        let long = "a".repeat(MAX_PART);
        assert_eq!(jid(&format!("{long}@d/{long}")).as_str().len(), 2 * MAX_PART + 3);
        assert_eq!(Jid::new(&format!("{long}a@d")), Err(JidError::TooLong));
        assert_eq!(Jid::new(&format!("d/{long}a")), Err(JidError::TooLong));
        // Octets count, not characters.
        assert_eq!(Jid::new(&format!("d/{}", "ä".repeat(512))), Err(JidError::TooLong));
    }

    #[test]
    fn jid_7_compare_after_preparation() {
        assert_eq!(jid("Juliet@Example.com"), jid("juliet@example.com"));
        assert_ne!(jid("juliet@example.com/Balcony"), jid("juliet@example.com/balcony"));
    }

    #[test]
    fn jid_10_escapes_stay() {
        assert_eq!(jid(r"d\40artagnan@x").local(), Some(r"d\40artagnan"));
    }

    #[test]
    fn parts_join_again() {
        let full = jid("a@b/c");
        assert_eq!(full.to_bare().as_str(), "a@b");
        assert_eq!(full.to_domain().as_str(), "b");
        assert_eq!(full.to_bare().with_resource("x").unwrap(), jid("a@b/x"));
        assert_eq!(jid("b").with_resource("x").unwrap(), jid("b/x"));
        assert!(full.same_bare(&jid("a@b")));
    }
}
