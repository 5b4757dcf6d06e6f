//! The text of SASL elements: strict base64, with `=` for an empty message (RFC 6120, 6.4.2 and 13.9.1).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::SaslCondition;

/// The octets of an element's text; `None`: the element has none, which is not the same as an empty message.
pub(crate) fn decode(text: &str) -> Result<Option<Vec<u8>>, SaslCondition> {
    match text {
        "" => Ok(None),
        "=" => Ok(Some(Vec::new())),
        text => STANDARD.decode(text).map(Some).map_err(|_| SaslCondition::IncorrectEncoding),
    }
}

/// The text of a message, `=` if it is empty.
pub(crate) fn encode(message: &[u8]) -> String {
    if message.is_empty() { "=".to_owned() } else { STANDARD.encode(message) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sasl_2_strict_base64() {
        assert_eq!(decode(""), Ok(None));
        assert_eq!(decode("="), Ok(Some(vec![])));
        assert_eq!(decode("AGEAYg=="), Ok(Some(b"\0a\0b".to_vec())));
        for bad in ["AGEAYg=", "AGEAYg", "AGEA\nYg==", " AGEAYg==", "AGEAYh==", "AGEAYg===", "AGE*", "=="] {
            assert_eq!(decode(bad), Err(SaslCondition::IncorrectEncoding), "{bad}");
        }
        assert_eq!(encode(b""), "=");
        assert_eq!(encode(b"\0a\0b"), "AGEAYg==");
    }
}
