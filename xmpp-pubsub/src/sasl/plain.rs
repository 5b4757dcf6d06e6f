//! PLAIN (RFC 4616).

use crate::SaslCondition;

use super::{Password, prepare};

/// Longest message read: three fields of 255 octets (RFC 4616, 2, names 255 characters) in UTF-8.
const MAX_MESSAGE: usize = 3 * 4 * 255 + 2;

/// The message of PLAIN: `[authzid] NUL authcid NUL password`.
#[derive(Debug, Clone)]
pub struct Plain {
    /// The identity to act as, if the client names one.
    pub authzid: Option<String>,
    /// The user whose password it is, after SASLprep.
    pub authcid: String,
    /// The password, after SASLprep.
    pub password: Password,
}

impl Plain {
    /// Reads the message.
    ///
    /// # Errors
    /// [`SaslCondition::MalformedRequest`]: not exactly two NULs, not UTF-8, an empty user or password;
    /// [`SaslCondition::NotAuthorized`]: characters that SASLprep does not allow.
    pub fn decode(message: &[u8]) -> Result<Self, SaslCondition> {
        if message.len() > MAX_MESSAGE {
            return Err(SaslCondition::MalformedRequest);
        }
        let text = std::str::from_utf8(message).map_err(|_| SaslCondition::MalformedRequest)?;
        let mut fields = text.split('\0');
        let (Some(authzid), Some(authcid), Some(password), None) =
            (fields.next(), fields.next(), fields.next(), fields.next())
        else {
            return Err(SaslCondition::MalformedRequest);
        };
        if authcid.is_empty() || password.is_empty() {
            return Err(SaslCondition::MalformedRequest);
        }
        Ok(Self {
            authzid: (!authzid.is_empty()).then(|| authzid.to_owned()),
            authcid: prepare(authcid).ok_or(SaslCondition::NotAuthorized)?,
            password: prepare(password).ok_or(SaslCondition::NotAuthorized)?.into(),
        })
    }

    /// Writes the message; `None`: a field holds NUL or characters that SASLprep does not allow, or user or password
    /// are empty.
    #[must_use]
    pub fn encode(authzid: Option<&str>, authcid: &str, password: &Password) -> Option<Vec<u8>> {
        let authzid = authzid.unwrap_or("");
        let (authcid, password) = (prepare(authcid)?, prepare(password.expose())?);
        if authzid.contains('\0') {
            return None;
        }
        Some([authzid, &authcid, &password].join("\0").into_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sasl_9_fields() {
        let plain = Plain::decode(b"\0tim\0tanstaaftanstaaf").unwrap();
        assert_eq!((plain.authzid, &*plain.authcid), (None, "tim"));
        assert!(plain.password.matches("tanstaaftanstaaf"));
        assert_eq!(Plain::decode(b"u@x\0tim\0p").unwrap().authzid.as_deref(), Some("u@x"));
        assert!(Plain::decode("\0tim\0I\u{ad}X".as_bytes()).unwrap().password.matches("IX"));
    }

    #[test]
    fn sasl_9_malformed() {
        for bad in [&b"tim\0p"[..], b"", b"\0\0", b"\0tim\0", b"\0\0p", b"\0tim\0p\0", b"\0t\xff\0p"] {
            assert_eq!(Plain::decode(bad).unwrap_err(), SaslCondition::MalformedRequest, "{bad:?}");
        }
        let long = format!("\0tim\0{}", "p".repeat(MAX_MESSAGE));
        assert_eq!(Plain::decode(long.as_bytes()).unwrap_err(), SaslCondition::MalformedRequest);
    }

    #[test]
    fn sasl_9_reads_what_it_writes() {
        let message = Plain::encode(Some("a@b"), "ü", &Password::new("\u{aa} \u{a0}")).unwrap();
        let plain = Plain::decode(&message).unwrap();
        assert_eq!((plain.authzid.as_deref(), &*plain.authcid), (Some("a@b"), "ü"));
        assert!(plain.password.matches("a  "));
        assert!(Plain::encode(None, "", &Password::new("p")).is_none());
        assert!(Plain::encode(Some("\0"), "u", &Password::new("p")).is_none());
    }
}
