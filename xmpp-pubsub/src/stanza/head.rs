//! Reading a stanza's start tag.

use std::fmt;
use std::ops::Range;

use bytes::Bytes;
use xml_cursor::{Content, Cursor, Limits, Namespace as _, Profile, Raw, Tag, Writer, XmlError};

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
        /// The error stanza for the sender, with the addresses swapped as far as they can be read; none if the stanza
        /// must not be answered.
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
        let mut stanza = Self::new(ty.unwrap_or(StanzaType::Iq(IqType::Get)));
        (stanza.to, stanza.id) = (to.unwrap_or_default(), id);
        let rest = stanza.rest_mut();
        (rest.from, rest.lang) = (from.unwrap_or_default(), tag.lang().map(Into::into));
        if let Some(condition) = fault {
            return Err(stanza.refused(condition));
        }
        let start = element.iter().position(|byte| *byte == b'<').unwrap_or(0);
        let Some(split) = split(element.slice(start..)) else { return Ok(stanza) };
        let rest = stanza.rest_mut();
        rest.extra = extra_attributes(&split.attributes);
        if split.content.is_empty() {
            return Ok(stanza);
        }
        if tag.prefix().is_empty() {
            if tag.ns() == Ns::Client {
                (rest.whole, rest.content) = (split.element, split.content);
            } else {
                let content = split.element.slice(split.content);
                stanza.set_content(&[&content]);
            }
        } else {
            // Taken out of this element, children meet another default namespace.
            let mut content = Vec::with_capacity(element.len());
            if !copy_content(&mut cursor, element.len().saturating_add(MAX_GROWTH), &mut content)? {
                return Err(stanza.refused(Condition::PolicyViolation));
            }
            stanza.set_content(&[&content]);
        }
        Ok(stanza)
    }

    fn refused(&self, condition: Condition) -> BadStanza {
        let error = StanzaError::new(condition);
        let reply = self.error_reply(&error).map(Box::new);
        BadStanza::Refused { error, reply }
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

/// What a stanza may grow by when its children must each name their namespace: a long one, and many children without
/// content, would else make hundreds of megabytes of one stanza.
const MAX_GROWTH: usize = 64 << 10;

/// The children of an element that gives up its own default namespace. Its other declarations stay in the head, so that
/// prefixes need none. `false`: more than `limit` octets.
fn copy_content(cursor: &mut Cursor<'_, Ns>, limit: usize, out: &mut Vec<u8>) -> Result<bool, XmlError> {
    while let Some(content) = cursor.content()? {
        match content {
            Content::Child(_) => push_child(&cursor.raw()?, out),
            Content::Text(text) => drop(Writer::new(out).text(&text)),
        }
        if out.len() > limit {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A child as it was written, with the default namespace that it relied on, unless that is the client's.
fn push_child(raw: &Raw<'_>, out: &mut Vec<u8>) {
    let text = raw.as_str().as_bytes();
    let relied_on = raw.declarations().find(|(prefix, _)| prefix.is_empty()).map(|(_, uri)| uri);
    let default = relied_on.or(raw.is_bare().then_some("")).filter(|uri| *uri != Ns::Client.uri());
    let name_end =
        text.iter().position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/')).unwrap_or(0);
    let (name, rest) = text.split_at_checked(name_end).unwrap_or((text, b""));
    out.extend_from_slice(name);
    if let Some(uri) = default {
        // As it was written: only its quotes can be in the way.
        let quote = if uri.contains('\'') { "\"" } else { "'" };
        for piece in [" xmlns=", quote, uri, quote] {
            out.extend_from_slice(piece.as_bytes());
        }
    }
    out.extend_from_slice(rest);
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
    fn xml_10_children_of_a_prefixed_stanza_keep_their_namespaces() {
        let text = "<c:iq id='1' type='set' xmlns:c='jabber:client' xmlns:p='urn:p'>\
            <p:a p:x='1'><b/></p:a><q xmlns='urn:q'><p:z/></q><bare/>t&lt;</c:iq>";
        let stanza = Stanza::parse(text.as_bytes()).unwrap();
        let sent = String::from_utf8(stanza.to_bytes().to_vec()).unwrap();
        let mut cursor = Cursor::<()>::new(sent.as_bytes(), Profile::Stream).unwrap();
        cursor.root().unwrap();
        let again = std::iter::from_fn(|| match cursor.content().unwrap()? {
            Content::Child(_) => Some(cursor.raw().unwrap().to_bytes().into_bytes()),
            Content::Text(text) => Some(text.into_owned().into()),
        });
        let again: Vec<_> = again.map(|piece| String::from_utf8(piece.to_vec()).unwrap()).collect();
        assert_eq!(
            again,
            [
                "<p:a xmlns:p='urn:p' xmlns='' p:x='1'><b/></p:a>",
                "<q xmlns:p='urn:p' xmlns='urn:q'><p:z/></q>",
                "<bare xmlns=''/>",
                "t<"
            ],
            "{sent}"
        );
    }

    #[test]
    fn sec_1_a_stanza_does_not_grow_by_its_namespaces() {
        let uri = "u".repeat(4000);
        // A prefix is declared once, however many use it.
        let many = "<p:a/>".repeat(30_000);
        let text = format!("<c:message xmlns:c='jabber:client' xmlns:p='{uri}'>{many}</c:message>");
        let stanza = Stanza::parse(text.as_bytes()).unwrap();
        assert!(stanza.to_bytes().len() < text.len() + 100, "{}", stanza.to_bytes().len());
        // A default namespace must be said by each: some is fine, much is not.
        let with = |count: usize| {
            let many = "<a/>".repeat(count);
            format!("<c:message id='1' xmlns:c='jabber:client' xmlns='{uri}'>{many}</c:message>")
        };
        assert!(Stanza::parse(with(10).as_bytes()).is_ok());
        let (condition, reply) = refused(&with(40_000));
        assert_eq!(condition, Condition::PolicyViolation);
        assert!(reply.unwrap().len() < 1 << 16);
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
    fn stz_8_a_refusal_goes_back_where_it_can() {
        let (_, reply) = refused("<iq xmlns='jabber:client' id='7' type='put' to='p.s' from='a@s/r'/>");
        let reply = reply.unwrap();
        assert!(reply.contains("from='p.s' to='a@s/r'"), "{reply}");
        let (_, reply) = refused("<message xmlns='jabber:client' to='@' from='a@s/r'/>");
        assert!(reply.unwrap().starts_with("<message xmlns='jabber:client' to='a@s/r' type='error'>"));
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
