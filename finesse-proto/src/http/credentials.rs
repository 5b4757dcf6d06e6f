//! Basic and Bearer credentials (RFC 7617, RFC 6750).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::error::UsageError;

/// Some clients leave the padding out.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A text that must not be seen: it is left out of `Debug` and cannot be displayed.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Wraps a password or token.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for the one place that needs it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// Compared without telling by its time where the texts differ.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        let (a, b) = (self.0.as_bytes(), other.0.as_bytes());
        a.len() == b.len() && a.iter().zip(b).fold(0, |seen, (x, y)| seen | (x ^ y)) == 0
    }
}

impl Eq for Secret {}

impl xml_cursor::Value for Secret {
    fn from_text(text: &str) -> Option<Self> {
        Some(Self::new(text))
    }

    fn write_text(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// Who sends a request, as the header `Authorization` says.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Credentials {
    /// User name and password.
    Basic {
        /// The login id.
        user: String,
        /// The password.
        password: Secret,
    },
    /// An access token of single sign-on.
    Bearer(Secret),
}

/// Why an `Authorization` header says nothing usable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CredentialsError {
    /// Neither Basic nor Bearer.
    Scheme,
    /// The Base64 text of Basic is broken or not UTF-8.
    Encoding,
    /// Basic without a colon between name and password.
    Colon,
    /// Nothing stands after the scheme, or the user name is empty.
    Empty,
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Scheme => "authorization scheme is neither basic nor bearer",
            Self::Encoding => "basic credentials are not base64 of utf-8",
            Self::Colon => "basic credentials have no colon",
            Self::Empty => "credentials are empty",
        })
    }
}

impl std::error::Error for CredentialsError {}

impl Credentials {
    /// Basic credentials.
    ///
    /// # Errors
    /// [`UsageError::UserName`] when the name is empty or holds a colon, which Basic cannot carry.
    pub fn basic(user: impl Into<String>, password: impl Into<String>) -> Result<Self, UsageError> {
        let user = user.into();
        if user.is_empty() || user.contains(':') {
            return Err(UsageError::UserName);
        }
        Ok(Self::Basic { user, password: Secret::new(password) })
    }

    /// Reads the value of `Authorization`. The name of the scheme is taken in any case.
    ///
    /// # Errors
    /// See [`CredentialsError`].
    pub fn parse(value: &str) -> Result<Self, CredentialsError> {
        let value = value.trim();
        let (scheme, rest) = value.split_once(' ').unwrap_or((value, ""));
        let rest = rest.trim();
        if scheme.eq_ignore_ascii_case("bearer") {
            return if rest.is_empty() {
                Err(CredentialsError::Empty)
            } else {
                Ok(Self::Bearer(Secret::new(rest)))
            };
        }
        if !scheme.eq_ignore_ascii_case("basic") {
            return Err(CredentialsError::Scheme);
        }
        let bytes = LENIENT.decode(rest).map_err(|_| CredentialsError::Encoding)?;
        let text = String::from_utf8(bytes).map_err(|_| CredentialsError::Encoding)?;
        let (user, password) = text.split_once(':').ok_or(CredentialsError::Colon)?;
        if user.is_empty() {
            return Err(CredentialsError::Empty);
        }
        Ok(Self::Basic { user: user.to_owned(), password: Secret::new(password) })
    }

    /// The value for the header `Authorization`.
    #[must_use]
    pub fn to_header(&self) -> String {
        match self {
            Self::Basic { user, password } => {
                format!("Basic {}", STANDARD.encode(format!("{user}:{}", password.expose())))
            }
            Self::Bearer(token) => format!("Bearer {}", token.expose()),
        }
    }

    /// The user name of Basic credentials.
    #[must_use]
    pub fn user(&self) -> Option<&str> {
        match self {
            Self::Basic { user, .. } => Some(user),
            Self::Bearer(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_7617() {
        let credentials = Credentials::parse("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==").unwrap();
        let Credentials::Basic { user, password } = &credentials else { panic!("not basic") };
        assert_eq!((user.as_str(), password.expose()), ("Aladdin", "open sesame"));
        assert_eq!(credentials.to_header(), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    }

    #[test]
    fn passwords_may_hold_colons_and_other_scripts() {
        let header = Credentials::basic("4711", "a:ü:").unwrap().to_header();
        let Credentials::Basic { user, password } = Credentials::parse(&header).unwrap() else {
            panic!("not basic")
        };
        assert_eq!((user.as_str(), password.expose()), ("4711", "a:ü:"));
    }

    #[test]
    fn padding_may_be_missing_and_the_scheme_in_any_case() {
        assert_eq!(Credentials::parse("bAsIc YTpi").unwrap().user(), Some("a"));
        assert_eq!(Credentials::parse("Basic YTpiYw").unwrap().user(), Some("a"));
    }

    #[test]
    fn unusable_headers_are_told_apart() {
        for (value, expected) in [
            ("", CredentialsError::Scheme),
            ("Digest x", CredentialsError::Scheme),
            ("Basic %%", CredentialsError::Encoding),
            ("Basic /w==", CredentialsError::Encoding),
            ("Basic YWI=", CredentialsError::Colon),
            ("Basic OmI=", CredentialsError::Empty),
            ("Bearer  ", CredentialsError::Empty),
        ] {
            assert_eq!(Credentials::parse(value).unwrap_err(), expected, "{value}");
        }
    }

    #[test]
    fn secrets_are_not_shown() {
        let shown = format!("{:?} {:?}", Credentials::basic("a", "hush").unwrap(), Secret::new("hush"));
        assert!(!shown.contains("hush"), "{shown}");
        assert!(Credentials::basic("a:b", "c").is_err());
    }
}
