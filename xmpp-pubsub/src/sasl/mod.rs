//! SASL mechanisms (RFC 4422), both sides.

pub(crate) mod base64;
mod binding;
mod plain;
#[cfg(feature = "scram")]
pub(crate) mod scram;

use std::fmt;

use stringprep::saslprep;
use subtle::ConstantTimeEq;

pub use binding::{BindingType, ChannelBinding};
pub use plain::Plain;

/// A mechanism that this crate speaks, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Mechanism {
    /// User and password as they are (RFC 4616); over TLS only.
    Plain,
    /// RFC 5802.
    #[cfg(feature = "scram")]
    ScramSha1,
    /// RFC 7677.
    #[cfg(feature = "scram")]
    ScramSha256,
    /// RFC 5802, tied to the TLS connection.
    #[cfg(feature = "scram")]
    ScramSha1Plus,
    /// RFC 7677, tied to the TLS connection.
    #[cfg(feature = "scram")]
    ScramSha256Plus,
    /// The identity of the TLS client certificate (RFC 4422, appendix A; XEP-0178).
    External,
}

impl Mechanism {
    /// Every mechanism, weakest first.
    pub const ALL: &'static [Self] = &[
        Self::Plain,
        #[cfg(feature = "scram")]
        Self::ScramSha1,
        #[cfg(feature = "scram")]
        Self::ScramSha256,
        #[cfg(feature = "scram")]
        Self::ScramSha1Plus,
        #[cfg(feature = "scram")]
        Self::ScramSha256Plus,
        Self::External,
    ];

    /// The registered name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "PLAIN",
            #[cfg(feature = "scram")]
            Self::ScramSha1 => "SCRAM-SHA-1",
            #[cfg(feature = "scram")]
            Self::ScramSha256 => "SCRAM-SHA-256",
            #[cfg(feature = "scram")]
            Self::ScramSha1Plus => "SCRAM-SHA-1-PLUS",
            #[cfg(feature = "scram")]
            Self::ScramSha256Plus => "SCRAM-SHA-256-PLUS",
            Self::External => "EXTERNAL",
        }
    }

    /// Ties the login to the TLS connection: needs a [`ChannelBinding`].
    #[must_use]
    pub const fn binds(self) -> bool {
        match self {
            Self::Plain | Self::External => false,
            #[cfg(feature = "scram")]
            Self::ScramSha1 | Self::ScramSha256 => false,
            #[cfg(feature = "scram")]
            Self::ScramSha1Plus | Self::ScramSha256Plus => true,
        }
    }

    /// The hash of a SCRAM mechanism.
    #[cfg(feature = "scram")]
    pub(crate) const fn scram_hash(self) -> Option<scram::ScramHash> {
        match self {
            Self::ScramSha1 | Self::ScramSha1Plus => Some(scram::ScramHash::Sha1),
            Self::ScramSha256 | Self::ScramSha256Plus => Some(scram::ScramHash::Sha256),
            Self::Plain | Self::External => None,
        }
    }

    /// The mechanism of a registered name, if it is one of these.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|mechanism| mechanism.name() == name)
    }
}

impl fmt::Display for Mechanism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A password. It is never printed, and compared in a time that does not tell where it differs.
#[derive(Clone)]
pub struct Password(Box<str>);

impl Password {
    /// A password as its owner knows it.
    #[must_use]
    pub fn new(password: impl Into<Box<str>>) -> Self {
        Self(password.into())
    }

    /// The secret itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Equal, in constant time for texts of one length.
    #[must_use]
    pub fn matches(&self, other: &str) -> bool {
        self.0.as_bytes().ct_eq(other.as_bytes()).into()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

impl From<&str> for Password {
    fn from(password: &str) -> Self {
        Self::new(password)
    }
}

impl From<String> for Password {
    fn from(password: String) -> Self {
        Self::new(password)
    }
}

/// SASLprep (RFC 4013), which PLAIN and SCRAM ask for; `None`: the text has characters that are not allowed, or nothing
/// is left of it.
pub(crate) fn prepare(text: &str) -> Option<String> {
    saslprep(text).ok().filter(|prepared| !prepared.is_empty()).map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sec_10_passwords_are_not_printed() {
        let password = Password::new("pencil");
        assert!(!format!("{password:?}").contains("pencil"));
        assert!(password.matches("pencil") && !password.matches("pencils"));
    }

    #[test]
    fn sasl_1_strongest_is_greatest() {
        assert_eq!(Mechanism::ALL.iter().max(), Some(&Mechanism::External));
        for mechanism in Mechanism::ALL {
            assert_eq!(Mechanism::from_name(mechanism.name()), Some(*mechanism));
        }
        assert_eq!(Mechanism::from_name("DIGEST-MD5"), None);
    }

    #[test]
    fn saslprep_maps_and_refuses() {
        assert_eq!(prepare("I\u{ad}X").as_deref(), Some("IX"));
        assert_eq!(prepare("\u{aa}").as_deref(), Some("a"));
        assert_eq!(prepare("\u{7}"), None);
        assert_eq!(prepare("\u{ad}"), None);
    }
}
