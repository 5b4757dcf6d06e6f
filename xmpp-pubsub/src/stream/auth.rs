//! The elements of SASL (RFC 6120, 6.4) and STARTTLS (5.4).

use bytes::Bytes;
use xml_cursor::{Cursor, Namespace as _, Writer, XmlError};

use crate::sasl::base64;
use crate::{Mechanism, Ns, SaslCondition};

/// Data of an element: none, or octets that may be empty.
pub(crate) fn element(name: &str, data: Option<&[u8]>) -> Bytes {
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out);
    writer.start(name).ns(Ns::Sasl.uri());
    if let Some(data) = data {
        writer.text(&base64::encode(data));
    }
    writer.end(name);
    out.into()
}

/// A challenge or response: empty ones have no text (SASL-3).
pub(crate) fn exchange(name: &str, data: &[u8]) -> Bytes {
    element(name, Some(data).filter(|data| !data.is_empty()))
}

/// `<auth/>` with an initial response, if there is one.
pub(crate) fn auth(mechanism: Mechanism, initial: Option<&[u8]>) -> Bytes {
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out);
    writer.start("auth").ns(Ns::Sasl.uri()).attr("mechanism", mechanism.name());
    if let Some(initial) = initial {
        writer.text(&base64::encode(initial));
    }
    writer.end("auth");
    out.into()
}

pub(crate) fn failure(condition: SaslCondition) -> Bytes {
    let mut out = Vec::new();
    Writer::new(&mut out).start("failure").ns(Ns::Sasl.uri()).empty(condition.name()).end("failure");
    out.into()
}

/// Reads the open `<failure/>`.
pub(crate) fn read_failure(cursor: &mut Cursor<'_, Ns>) -> Result<SaslCondition, XmlError> {
    let mut condition = SaslCondition::NotAuthorized;
    while let Some(tag) = cursor.child()? {
        if tag.ns() == Ns::Sasl && tag.name() != "text" {
            condition = SaslCondition::from_name(tag.name());
        }
        cursor.skip()?;
    }
    Ok(condition)
}

/// An empty element of STARTTLS.
pub(crate) fn tls(name: &str) -> Bytes {
    let mut out = Vec::new();
    Writer::new(&mut out).start(name).ns(Ns::Tls.uri()).end(name);
    out.into()
}
