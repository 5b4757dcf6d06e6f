//! Payloads: one element of an item, and the forms in which a Finesse server sends its documents.

use std::borrow::Cow;

use bytes::Bytes;
use xml_cursor::{Cursor, Limits, Profile, RawBytes, Writer, XmlError};

use crate::Ns;

/// Reads the children of the open item, and closes it: the first, and whether there are more.
pub(super) fn read_payload(cursor: &mut Cursor<'_, Ns>) -> Result<(Option<RawBytes>, bool), XmlError> {
    let (mut first, mut more) = (None, false);
    while cursor.child()?.is_some() {
        if first.is_none() {
            first = Some(cursor.raw()?.to_bytes());
        } else {
            more = true;
            cursor.skip()?;
        }
    }
    Ok((first, more))
}

/// The namespace of the `<notification/>` element around a Finesse document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum NotificationNamespace {
    /// `http://jabber.org/protocol/pubsub`: servers up to 12.0.
    #[default]
    Pubsub,
    /// `urn:xmpp:push:0`: servers from 12.5 on.
    Push,
}

impl NotificationNamespace {
    const fn uri(self) -> &'static str {
        match self {
            Self::Pubsub => "http://jabber.org/protocol/pubsub",
            Self::Push => "urn:xmpp:push:0",
        }
    }
}

/// Wraps a document as a Finesse server does: as escaped text in `<notification/>` (FIN-7).
///
/// ```
/// use xmpp_pubsub::pubsub::{NotificationNamespace, escaped_notification, notification};
///
/// let payload = escaped_notification(NotificationNamespace::Pubsub, "<Update><event>PUT</event></Update>");
/// assert!(payload.as_bytes().starts_with(b"<notification xmlns='http://jabber.org/protocol/pubsub'>&lt;Update"));
/// assert_eq!(notification(&payload).as_deref(), Some("<Update><event>PUT</event></Update>"));
/// ```
pub fn escaped_notification(ns: NotificationNamespace, document: &str) -> RawBytes {
    let mut out = Vec::with_capacity(document.len() + document.len() / 2 + 96);
    Writer::new(&mut out).start("notification").ns(ns.uri()).text(document).end("notification");
    own(out)
}

/// Takes a document that is already markup as a payload.
///
/// # Errors
/// It is not one well-formed element within the limits of a stanza.
pub fn markup(document: &[u8]) -> Result<RawBytes, XmlError> {
    RawBytes::parse(&Bytes::copy_from_slice(document), Profile::Stream, Limits::stream())
}

/// The document a Finesse server has published: the text of `<notification/>` in either namespace, unescaped; or, when it
/// holds markup, that markup. Any other payload is its own document.
///
/// `None` for a `<notification/>` with nothing in it.
pub fn notification(payload: &RawBytes) -> Option<Cow<'_, str>> {
    let whole = || std::str::from_utf8(payload.as_bytes()).ok().map(Cow::Borrowed);
    let mut cursor = Cursor::<Ns>::new(payload.as_bytes(), Profile::Stream).ok()?;
    let tag = cursor.root().ok()?;
    if tag.name() != "notification" {
        return whole();
    }
    let mut text = Cursor::clone(&cursor);
    if cursor.child().ok()?.is_some() {
        let raw = cursor.raw().ok()?.to_bytes();
        return String::from_utf8(raw.as_bytes().to_vec()).ok().map(Cow::Owned);
    }
    Some(text.text().ok()?).filter(|text| !text.trim().is_empty())
}

/// What a writer made is well-formed.
fn own(element: Vec<u8>) -> RawBytes {
    RawBytes::parse(&element.into(), Profile::Stream, Limits::stream().with_bytes(usize::MAX))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const UPDATE: &str = "<Update><data><user><firstName>A &amp; B</firstName></user></data></Update>";

    #[test]
    fn fin_7_both_namespaces_and_both_forms_are_read() {
        for ns in [NotificationNamespace::Pubsub, NotificationNamespace::Push] {
            assert_eq!(notification(&escaped_notification(ns, UPDATE)).as_deref(), Some(UPDATE));
        }
        let wrapped = format!("<notification xmlns='urn:xmpp:push:0'>{UPDATE}</notification>");
        let read = notification(&markup(wrapped.as_bytes()).unwrap()).unwrap().into_owned();
        assert!(read.starts_with("<Update") && read.contains("A &amp; B"), "{read}");
        assert_eq!(notification(&markup(UPDATE.as_bytes()).unwrap()).as_deref(), Some(UPDATE));
    }

    #[test]
    fn an_empty_notification_has_no_document() {
        let empty = markup(b"<notification xmlns='urn:xmpp:push:0'/>").unwrap();
        assert_eq!(notification(&empty), None);
    }

    #[test]
    fn two_elements_are_no_payload() {
        assert!(markup(b"<a/><b/>").is_err());
        assert!(markup(b"<a>").is_err());
    }
}
