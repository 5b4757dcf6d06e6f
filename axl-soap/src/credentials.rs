//! Basic credentials and the session cookie.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use subtle::ConstantTimeEq as _;

/// A user name and password for HTTP Basic, UTF-8. The password appears in no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The account: an application user or an end user.
    pub user: String,
    /// Its password.
    pub password: Secret,
}

impl Credentials {
    /// Of these two.
    #[must_use]
    pub fn new(user: impl Into<String>, password: impl Into<String>) -> Self {
        Self { user: user.into(), password: Secret::new(password) }
    }

    /// Reads the value of an `Authorization` field; `None` for another scheme or what is not Basic's form.
    ///
    /// The scheme has no case; the password may hold colons; the name may not.
    #[must_use]
    pub fn from_authorization(value: &str) -> Option<Self> {
        let (scheme, token) = value.trim().split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let text = String::from_utf8(STANDARD.decode(token.trim()).ok()?).ok()?;
        let (user, password) = text.split_once(':')?;
        Some(Self::new(user, password))
    }

    /// The value of an `Authorization` field.
    #[must_use]
    pub fn to_authorization(&self) -> String {
        format!("Basic {}", STANDARD.encode(format!("{}:{}", self.user, self.password.reveal())))
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("user", &self.user).finish_non_exhaustive()
    }
}

/// Whether elements of that name hold a password, a PIN or the like. Their texts are not printed.
pub(crate) fn names_secret(name: &str) -> bool {
    matches!(name, "password" | "pin" | "digestCredentials" | "sharedSecret" | "wepKey" | "token")
        || ["Password", "PassPhrase", "Passphrase"].iter().any(|end| name.ends_with(end))
}

/// Text that must not be printed; equality takes the same time wherever the texts differ.
#[derive(Clone, Default)]
pub struct Secret(String);

impl Secret {
    /// Wraps a text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the one place that needs it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl Eq for Secret {}

/// The name of the cookie that continues a session.
const SESSION_COOKIE: &str = "JSESSIONIDSSO";

/// The token of a `JSESSIONIDSSO` cookie: good without `Authorization` until it idles out after 30 minutes.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(Secret);

impl SessionToken {
    /// Of this text.
    #[must_use]
    pub fn new(token: impl Into<String>) -> Self {
        Self(Secret::new(token))
    }

    /// Finds it in the value of a `Set-Cookie` or `Cookie` field. Some clients send back the whole `Set-Cookie` text,
    /// attributes and all; that is understood.
    #[must_use]
    pub fn from_cookie(value: &str) -> Option<Self> {
        value.split(';').find_map(|part| {
            let (name, token) = part.trim().split_once('=')?;
            (name == SESSION_COOKIE && !token.is_empty()).then(|| Self::new(token))
        })
    }

    /// The value of a `Cookie` field.
    #[must_use]
    pub fn to_cookie(&self) -> String {
        format!("{SESSION_COOKIE}={}", self.0.reveal())
    }

    /// The value of a `Set-Cookie` field.
    #[must_use]
    pub fn to_set_cookie(&self) -> String {
        format!("{SESSION_COOKIE}={}; Path=/; Secure; HttpOnly", self.0.reveal())
    }

    /// The token, to look a session up.
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_credentials_round_trip() {
        let axl = Credentials::new("axl", "pass:wörd");
        assert_eq!(Credentials::from_authorization(&axl.to_authorization()), Some(axl.clone()));
        assert!(!format!("{axl:?}").contains("pass"));
        // RFC 7617, section 2.
        let known = Credentials::from_authorization("basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==").unwrap();
        assert_eq!((&*known.user, known.password.reveal()), ("Aladdin", "open sesame"));
        for bad in ["", "Basic", "Bearer x", "Basic !", "Basic QWxhZGRpbg==", "Basic /////w=="] {
            assert_eq!(Credentials::from_authorization(bad), None, "{bad}");
        }
    }

    #[test]
    fn cookies_are_found_among_attributes() {
        let token = SessionToken::new("AB12");
        for text in ["JSESSIONIDSSO=AB12", "a=b; JSESSIONIDSSO=AB12", &token.to_set_cookie()] {
            assert_eq!(SessionToken::from_cookie(text), Some(token.clone()), "{text}");
        }
        assert_eq!(SessionToken::from_cookie("JSESSIONID=AB12"), None);
    }
}
