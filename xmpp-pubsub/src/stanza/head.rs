//! Reading a stanza's start tag.

use std::fmt;
use std::ops::Range;

use bytes::Bytes;
use xml_cursor::{Content, Cursor, Limits, Namespace as _, Profile, Tag, Writer, XmlError};

use crate::{Condition, Jid, JidError, Ns};

use super::{Id, IqType, Kind, MessageType, PresenceType, Stanza, StanzaError, StanzaType};

/// A stanza in hand was bounded when it came in; what is built here is bounded by its builder.
pub(super) const UNLIMITED: Limits = Limits::stream().with_bytes(usize::MAX);

/// Why an element is no stanza that can be passed on.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum BadStanza {
    /// The element is not well-formed, or goes beyond a limit.
    Xml(XmlError),
    /// The element is no message, presence or iq of a stanza's namespace.
    Other,
    /// It is a stanza, but an address, type or id in its head is wrong. The sender is to be told (JID-8, STZ-3).
    Refused {
        /// What the sender is told.
        error: StanzaError,
        /// The error stanza for the sender, without addresses; none if the stanza must not be answered.
        reply: Option<Box<Stanza>>,
    },
}

impl fmt::Display for BadStanza {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Xml(error) => write!(f, "not a well-formed element: {error}"),
            Self::Other => f.write_str("not a message, presence or iq"),
            Self::Refused { error, .. } => write!(f, "refused: {error}"),
        }
    }
}

impl std::error::Error for BadStanza {}

impl From<XmlError> for BadStanza {
    fn from(error: XmlError) -> Self {
        Self::Xml(error)
    }
}

impl Stanza {
    /// Reads a stanza and checks all of it, content included.
    ///
    /// # Errors
    /// [`BadStanza`].
    pub fn parse(element: &[u8]) -> Result<Self, BadStanza> {
        let mut cursor = Cursor::<()>::new(element, Profile::Stream)?;
        cursor.root()?;
        cursor.skip()?;
        cursor.finish()?;
        Self::read(&Bytes::copy_from_slice(element))
    }

    /// Reads the head of an element that has been found well-formed, sharing its bytes.
    ///
    /// # Errors
    /// [`BadStanza`].
    pub fn read(element: &Bytes) -> Result<Self, BadStanza> {
        let mut cursor = Cursor::<Ns>::with_limits(element, Profile::Stream, UNLIMITED)?;
        let tag = cursor.root()?;
        // Old BOSH peers leave stanzas in the namespace of the body, or in none (XB-3).
        let of_stanzas =
            matches!(tag.ns(), Ns::Client | Ns::Server | Ns::Component | Ns::HttpBind | Ns::None);
        let kind = Kind::from_name(tag.name()).filter(|_| of_stanzas).ok_or(BadStanza::Other)?;
        let ty = read_type(kind, tag.attr("type").as_deref());
        let (to, from) = (address(&tag, "to"), address(&tag, "from"));
        let id = tag.attr("id").map(|id| Id::from(&*id));
        let fault = match (&ty, &to, &from) {
            (None, ..) => Some(Condition::BadRequest),
            (_, Err(_), _) | (_, _, Err(_)) => Some(Condition::JidMalformed),
            (Some(StanzaType::Iq(_)), ..) if id.is_none() => Some(Condition::BadRequest),
            _ => None,
        };
        let mut stanza = Self {
            ty: ty.unwrap_or(StanzaType::Iq(IqType::Get)),
            to: to.unwrap_or_default(),
            from: from.unwrap_or_default(),
            id,
            lang: tag.lang().map(Into::into),
            extra: Bytes::new(),
            whole: Bytes::new(),
            content: 0..0,
        };
        if let Some(condition) = fault {
            let error = StanzaError::new(condition);
            // Without a sender to swap, the reply has no addresses; the stream it goes to is its address.
            (stanza.to, stanza.from) = (None, None);
            let reply = stanza.error_reply(&error).map(Box::new);
            return Err(BadStanza::Refused { error, reply });
        }
        let start = element.iter().position(|byte| *byte == b'<').unwrap_or(0);
        let Some(split) = split(element.slice(start..)) else { return Ok(stanza) };
        stanza.extra = extra_attributes(&split.attributes);
        if split.content.is_empty() {
            return Ok(stanza);
        }
        if tag.prefix().is_empty() {
            if tag.ns() == Ns::Client {
                (stanza.whole, stanza.content) = (split.element, split.content);
            } else {
                let content = split.element.slice(split.content);
                stanza.set_content(&[&content]);
            }
        } else {
            // Taken out of this element, children may lack its declarations or meet another default namespace.
            let mut content = Vec::with_capacity(element.len());
            copy_content(&mut cursor, &mut content)?;
            stanza.set_content(&[&content]);
        }
        Ok(stanza)
    }
}

fn address(tag: &Tag<'_, Ns>, name: &str) -> Result<Option<Jid>, JidError> {
    tag.attr(name).map(|text| Jid::new(&text)).transpose()
}

/// `None`: not defined, for kinds where that is an error.
fn read_type(kind: Kind, name: Option<&str>) -> Option<StanzaType> {
    let name = name.unwrap_or("");
    match kind {
        Kind::Message => {
            Some(StanzaType::Message(MessageType::from_name(name).unwrap_or(MessageType::Normal)))
        }
        Kind::Presence => PresenceType::from_name(name).map(StanzaType::Presence),
        Kind::Iq => IqType::from_name(name).map(StanzaType::Iq),
    }
}

/// A well-formed element, taken apart.
struct Split {
    element: Bytes,
    attributes: Bytes,
    /// Empty: the element is empty.
    content: Range<usize>,
}

fn split(element: Bytes) -> Option<Split> {
    let mut quote = None;
    let name_end =
        element.iter().position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'))?;
    let close = element.iter().enumerate().skip(name_end).find_map(|(at, byte)| match (quote, *byte) {
        (None, b'>') => Some(at),
        (None, b'"' | b'\'') => {
            quote = Some(*byte);
            None
        }
        (Some(open), byte) if open == byte => {
            quote = None;
            None
        }
        _ => None,
    })?;
    let empty = element.get(close.checked_sub(1)?) == Some(&b'/');
    let end = if empty { close + 1 } else { element.iter().rposition(|byte| *byte == b'<')? };
    let attributes = element.slice(name_end..if empty { close - 1 } else { close });
    Some(Split { attributes, content: close + 1..end, element })
}

/// What the head holds beyond the attributes known here and the default namespace.
fn extra_attributes(attributes: &Bytes) -> Bytes {
    let mut extra = Vec::new();
    let mut rest: &[u8] = attributes;
    loop {
        rest = rest.trim_ascii_start();
        let Some(quote_at) = rest.iter().position(|byte| matches!(byte, b'"' | b'\'')) else { break };
        let Some((name, value)) = rest.split_at_checked(quote_at) else { break };
        let Some((quote, value)) = value.split_first() else { break };
        let Some(len) = value.iter().position(|byte| byte == quote) else { break };
        let name = name.trim_ascii_end().strip_suffix(b"=").unwrap_or(name).trim_ascii_end();
        if !matches!(name, b"to" | b"from" | b"id" | b"type" | b"xml:lang" | b"xmlns") {
            extra.push(b' ');
            extra.extend_from_slice(rest.get(..quote_at + len + 2).unwrap_or(b""));
        }
        rest = value.get(len + 1..).unwrap_or(b"");
    }
    extra.into()
}

fn copy_content(cursor: &mut Cursor<'_, Ns>, out: &mut Vec<u8>) -> Result<(), XmlError> {
    let mut writer = Writer::under(out, Ns::Client.uri());
    while let Some(content) = cursor.content()? {
        match content {
            Content::Child(_) => writer.raw(&cursor.raw()?),
            Content::Text(text) => writer.text(&text),
        };
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(element: &str) -> (Condition, Option<String>) {
        match Stanza::parse(element.as_bytes()) {
            Err(BadStanza::Refused { error, reply }) => {
                (error.condition, reply.map(|reply| String::from_utf8(reply.to_bytes().to_vec()).unwrap()))
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn xml_11_unknown_parts_are_carried() {
        let text = "<message xmlns='jabber:client' id='1' xmlns:x='urn:x' x:y=\"a>'b\" z = 'w'> <x:p/>t<q xmlns='urn:q'/></message>";
        let stanza = Stanza::parse(text.as_bytes()).unwrap();
        assert_eq!(
            stanza.to_bytes(),
            "<message xmlns='jabber:client' id='1' xmlns:x='urn:x' x:y=\"a>'b\" z = 'w'> <x:p/>t<q xmlns='urn:q'/></message>"
        );
        assert_eq!(Stanza::parse(&stanza.to_bytes()).unwrap(), stanza);
    }

    #[test]
    fn xml_9_prefixes_do_not_matter() {
        let text = "<c:message xmlns:c='jabber:client' xmlns='urn:q' c:x='1'><c:body>a&amp;b</c:body><q/></c:message>";
        let stanza = Stanza::parse(text.as_bytes()).unwrap();
        assert_eq!(stanza.child(Ns::Client, "body").unwrap().1.text().unwrap(), "a&b");
        let sent = String::from_utf8(stanza.to_bytes().to_vec()).unwrap();
        let again = Stanza::parse(sent.as_bytes()).unwrap();
        assert_eq!(again.child(Ns::Client, "body").unwrap().1.text().unwrap(), "a&b");
        assert!(sent.contains("<q xmlns='urn:q'/>"), "{sent}");
    }

    #[test]
    fn xb_3_other_namespaces_become_the_client_s() {
        for ns in [" xmlns='http://jabber.org/protocol/httpbind'", " xmlns='jabber:component:accept'", ""] {
            let stanza = Stanza::parse(format!("<message{ns}><body>x</body></message>").as_bytes()).unwrap();
            assert!(stanza.child(Ns::Client, "body").is_some());
            assert_eq!(stanza.to_bytes(), "<message xmlns='jabber:client'><body>x</body></message>");
        }
        let other = Stanza::parse(b"<message xmlns='urn:other'/>");
        assert!(matches!(other, Err(BadStanza::Other)));
    }

    #[test]
    fn jid_8_malformed_addresses_are_told() {
        let (condition, reply) = refused("<message xmlns='jabber:client' id='7' to='@'/>");
        assert_eq!(condition, Condition::JidMalformed);
        let reply = reply.unwrap();
        assert!(reply.contains("id='7'") && reply.contains("<jid-malformed"), "{reply}");
        assert_eq!(refused("<message xmlns='jabber:client' type='error' to='@'/>").1, None);
    }

    #[test]
    fn stz_3_types_and_ids_of_iqs() {
        assert_eq!(refused("<iq xmlns='jabber:client' id='1' type='put'/>").0, Condition::BadRequest);
        assert_eq!(refused("<iq xmlns='jabber:client' id='1'/>").0, Condition::BadRequest);
        assert_eq!(refused("<iq xmlns='jabber:client' type='get'/>").0, Condition::BadRequest);
        assert_eq!(refused("<iq xmlns='jabber:client' type='result'/>").1, None);
        assert_eq!(refused("<presence xmlns='jabber:client' type='on'/>").0, Condition::BadRequest);
    }

    #[test]
    fn stz_7_unknown_message_types_are_normal() {
        let stanza = Stanza::parse(b"<message xmlns='jabber:client' type='memo'/>").unwrap();
        assert_eq!(stanza.stanza_type(), StanzaType::Message(MessageType::Normal));
    }
}
