//! Making and sending stanzas.

use std::sync::Arc;

use bytes::{BufMut as _, Bytes, BytesMut};
use xml_cursor::{Namespace as _, Sink, Writer};

use crate::{Jid, Ns};

use super::{HeadText, Id, IqType, MessageType, Own, PresenceType, Rest, Stanza, StanzaError, StanzaType};

/// Most content that an error stanza repeats to its sender; the rest of the line is better used.
const MAX_ECHO: usize = 4096;

impl Stanza {
    /// A stanza without addresses, id and content.
    #[must_use]
    pub fn new(ty: StanzaType) -> Self {
        let rest = Rest {
            ty,
            from: None,
            lang: None,
            extra: Bytes::new(),
            whole: Bytes::new(),
            content: 0..0,
            head: None,
        };
        Self { to: None, id: None, rest: Arc::new(rest), own: None }
    }

    /// What clones have in common, to be changed in this one.
    pub(super) fn rest_mut(&mut self) -> &mut Rest {
        let rest = Arc::make_mut(&mut self.rest);
        rest.head = None;
        rest
    }

    /// A message.
    #[must_use]
    pub fn message(ty: MessageType) -> Self {
        Self::new(StanzaType::Message(ty))
    }

    /// A presence.
    #[must_use]
    pub fn presence(ty: PresenceType) -> Self {
        Self::new(StanzaType::Presence(ty))
    }

    /// An iq.
    #[must_use]
    pub fn iq(ty: IqType, id: &str) -> Self {
        Self::new(StanzaType::Iq(ty)).with_id(id)
    }

    /// The same stanza to this address.
    #[must_use]
    pub fn with_to(mut self, to: impl Into<Option<Jid>>) -> Self {
        self.to = to.into();
        self
    }

    /// The same stanza from this address.
    #[must_use]
    pub fn with_from(mut self, from: impl Into<Option<Jid>>) -> Self {
        self.rest_mut().from = from.into();
        self
    }

    /// The same stanza with this id.
    #[must_use]
    pub fn with_id(mut self, id: &str) -> Self {
        self.id = Some(id.into());
        self
    }

    /// The same stanza, ready to be [`addressed`](Self::addressed) to many: what their heads have in common is written once.
    pub(crate) fn for_many(mut self) -> Self {
        let (mut before, mut after) = (Vec::new(), Vec::new());
        let mut writer = Writer::new(&mut before);
        writer.start(self.kind().name()).ns(Ns::Client.uri()).attr_opt("from", self.from().map(Jid::as_str));
        // The writer wants an element; its attributes are wanted here.
        let mut writer = Writer::new(&mut after);
        writer.start("x").attr_opt("type", self.type_name()).attr_opt("xml:lang", self.lang());
        after.drain(.."<x".len());
        after.extend_from_slice(&self.rest.extra);
        after.extend_from_slice(self.head_end().as_bytes());
        self.rest_mut().head = Some(Box::new(HeadText { before: before.into(), after: after.into() }));
        self
    }

    /// A clone with this address and id: the way of an event to each of its recipients.
    pub(crate) fn addressed(&self, to: Jid, id: Id) -> Self {
        Self { to: Some(to), id: Some(id), rest: Arc::clone(&self.rest), own: None }
    }

    /// The same stanza with more children, behind the content that it still shares. There is content.
    pub(crate) fn with_own(mut self, children: Vec<u8>) -> Self {
        self.own = Some(Box::new(Own { children: children.into(), ..Own::default() }));
        self
    }

    /// The same stanza with this `xml:lang`.
    #[must_use]
    pub fn with_lang(mut self, lang: &str) -> Self {
        self.rest_mut().lang = Some(lang.into());
        self
    }

    /// The same stanza with this content: complete elements, each of which declares its namespace unless that is
    /// `jabber:client`. The caller answers for its being well-formed.
    #[must_use]
    pub fn with_content(mut self, content: impl AsRef<[u8]>) -> Self {
        self.set_content(&[content.as_ref()]);
        self
    }

    /// As [`with_content`](Self::with_content), of pieces that follow each other.
    pub(crate) fn with_pieces(mut self, pieces: &[&[u8]]) -> Self {
        self.set_content(pieces);
        self
    }

    /// The same stanza with the content that is written here, where `jabber:client` is the default namespace.
    ///
    /// ```
    /// use xmpp_pubsub::{MessageType, Stanza};
    ///
    /// let stanza = Stanza::message(MessageType::Chat).with_written(|w| {
    ///     w.leaf("body", "1 < 2");
    /// });
    /// assert_eq!(stanza.content(), "<body>1 &lt; 2</body>");
    /// ```
    #[must_use]
    pub fn with_written(mut self, write: impl FnOnce(&mut Writer<'_, Vec<u8>>)) -> Self {
        let mut content = Vec::new();
        write(&mut Writer::under(&mut content, Ns::Client.uri()));
        self.set_content(&[&content]);
        self
    }

    /// The answer to a request, with the addresses swapped; `payload` is one complete element or nothing.
    #[must_use]
    pub fn result_reply(&self, payload: impl AsRef<[u8]>) -> Self {
        let mut reply = Self::new(StanzaType::Iq(IqType::Result)).with_content(payload);
        (reply.to, reply.id) = (self.rest.from.clone(), self.id.clone());
        reply.rest_mut().from = self.to.clone();
        reply
    }

    /// The error that answers this stanza, with the addresses swapped. `None`: errors and results are not answered
    /// (STZ-4, STZ-9).
    #[must_use]
    pub fn error_reply(&self, error: &StanzaError) -> Option<Self> {
        let ty = match self.rest.ty {
            _ if self.is_error() => return None,
            StanzaType::Iq(IqType::Result | IqType::Error) => return None,
            StanzaType::Iq(_) => StanzaType::Iq(IqType::Error),
            StanzaType::Message(_) => StanzaType::Message(MessageType::Error),
            StanzaType::Presence(_) => StanzaType::Presence(PresenceType::Error),
        };
        let mut reply = Self::new(ty);
        (reply.to, reply.id) = (self.rest.from.clone(), self.id.clone());
        reply.rest_mut().from = self.to.clone();
        let mut text = Vec::new();
        error.write(&mut Writer::under(&mut text, Ns::Client.uri()));
        let content = self.content();
        if content.len() <= MAX_ECHO {
            // Content may use prefixes declared in the head.
            reply.rest_mut().extra = self.rest.extra.clone();
            reply.set_content(&[&content, &text]);
        } else {
            reply.set_content(&[&text]);
        }
        Some(reply)
    }

    /// Writes the start tag; if there is content, [`shared`](Self::shared) follows.
    pub fn write_head(&self, out: &mut impl Sink) {
        self.write_head_in(Ns::Client, out);
    }

    /// The same in the namespace of another stream's stanzas, which the content inherits.
    pub(crate) fn write_head_in(&self, ns: Ns, out: &mut impl Sink) {
        let (to, from) = (self.to.as_ref().map(Jid::as_str), self.from().map(Jid::as_str));
        if let (Some(head), Ns::Client, Some(to), Some(id)) = (&self.rest.head, ns, to, self.id())
            && is_plain(to)
            && is_plain(id)
        {
            out.push_utf8(&head.before);
            for piece in [" to='", to, "' id='", id, "'"] {
                out.push_str(piece);
            }
            return out.push_utf8(&head.after);
        }
        let mut writer = Writer::new(out);
        writer.start(self.kind().name()).ns(ns.uri());
        writer.attr_opt("from", from).attr_opt("to", to).attr_opt("id", self.id());
        writer.attr_opt("type", self.type_name()).attr_opt("xml:lang", self.lang());
        out.push_utf8(&self.rest.extra);
        out.push_str(self.head_end());
    }

    fn type_name(&self) -> Option<&'static str> {
        Some(self.rest.ty.name()).filter(|name| !name.is_empty())
    }

    fn head_end(&self) -> &'static str {
        if self.has_content() { ">" } else { "/>" }
    }

    /// Not less than it takes to wait for a peer, without writing it.
    pub(crate) fn size(&self) -> usize {
        let address = |jid: &Option<Jid>| jid.as_ref().map_or(0, |jid| jid.as_str().len());
        let head = address(&self.to) + address(&self.rest.from) + self.rest.extra.len();
        let words = self.id().map_or(0, str::len) + self.lang().map_or(0, str::len);
        let own = self.own.as_ref().map_or(0, |own| own.children.len());
        // The rest of the head, and what keeping it takes.
        192 + head + words + self.rest.whole.len().saturating_sub(self.rest.content.start) + own
    }

    /// Content and end tag, shared with every clone; empty if there is no content.
    ///
    /// An event with subids has children of its own besides, for which this is a copy; [`parts`](Self::parts) is none.
    #[must_use]
    pub fn shared(&self) -> Bytes {
        if self.has_content() { self.whole().slice(self.rest.content.start..) } else { Bytes::new() }
    }

    /// What follows the start tag, in two parts: content that is shared with others, and what is this stanza's own. The end
    /// tag is in the last part that is not empty.
    #[must_use]
    pub fn parts(&self) -> (Bytes, Bytes) {
        let Some(own) = &self.own else { return (self.shared(), Bytes::new()) };
        let end_tag = self.rest.whole.get(self.rest.content.end..).unwrap_or_default();
        (self.rest.whole.slice(self.rest.content.clone()), [&own.children[..], end_tag].concat().into())
    }

    /// Writes the stanza.
    pub fn write_to(&self, out: &mut impl Sink) {
        self.write_head(out);
        match &self.own {
            None if self.rest.content.is_empty() => {}
            None => out.push_utf8(self.rest.whole.get(self.rest.content.start..).unwrap_or_default()),
            Some(own) => {
                out.push_utf8(self.rest.whole.get(self.rest.content.clone()).unwrap_or_default());
                out.push_utf8(&own.children);
                out.push_utf8(self.rest.whole.get(self.rest.content.end..).unwrap_or_default());
            }
        }
    }

    /// The stanza as bytes that stand alone.
    #[must_use]
    pub fn to_bytes(&self) -> Bytes {
        let mut out = BytesMut::with_capacity(128 + self.rest.extra.len() + self.rest.whole.len());
        self.write_to(&mut out);
        out.freeze()
    }

    pub(super) fn set_content(&mut self, pieces: &[&[u8]]) {
        let len: usize = pieces.iter().map(|piece| piece.len()).sum();
        self.own = None;
        if len == 0 {
            let rest = self.rest_mut();
            (rest.whole, rest.content) = (Bytes::new(), 0..0);
            return;
        }
        let mut out = BytesMut::with_capacity(len + self.rest.extra.len() + 64);
        // The declarations of the head come along, so that prefixes in the content stay bound.
        for piece in ["<", self.kind().name(), " xmlns='", Ns::Client.uri(), "'"] {
            out.put_slice(piece.as_bytes());
        }
        out.put_slice(&self.rest.extra);
        out.put_slice(b">");
        let start = out.len();
        for piece in pieces {
            out.put_slice(piece);
        }
        let end = out.len();
        out.put_slice(self.kind().end_tag().as_bytes());
        let rest = self.rest_mut();
        (rest.whole, rest.content) = (out.freeze(), start..end);
    }
}

/// Whether a text is the same in an attribute.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'<' | b'>' | b'&' | b'\'' | b'"'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Condition, Kind};

    #[test]
    fn stz_8_error_replies() {
        let stanza = Stanza::parse(
            b"<iq xmlns='jabber:client' id='a' type='get' from='x@y/z' to='s'><q xmlns='u'/></iq>",
        )
        .unwrap();
        let reply = stanza.error_reply(&StanzaError::new(Condition::ItemNotFound)).unwrap();
        assert_eq!(
            reply.to_bytes(),
            "<iq xmlns='jabber:client' from='s' to='x@y/z' id='a' type='error'><q xmlns='u'/><error type='cancel'>\
             <item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"
        );
        assert_eq!(reply.error_reply(&StanzaError::new(Condition::Conflict)), None);
        assert_eq!(Stanza::iq(IqType::Result, "1").error_reply(&StanzaError::new(Condition::Conflict)), None);
    }

    #[test]
    fn stz_2_results_keep_the_id() {
        let stanza = Stanza::iq(IqType::Get, "<'>").with_to(Jid::new("a@b/c").unwrap());
        let reply = stanza.result_reply("");
        assert_eq!(
            reply.to_bytes(),
            "<iq xmlns='jabber:client' from='a@b/c' id='&lt;&apos;&gt;' type='result'/>"
        );
        assert_eq!(Stanza::parse(&reply.to_bytes()).unwrap().id(), Some("<'>"));
    }

    #[test]
    fn clones_share_the_content() {
        let one = Stanza::message(MessageType::Headline).with_content("<x xmlns='urn:x'/>");
        let two = one.clone().with_to(Jid::new("a@b").unwrap());
        assert_eq!(one.shared().as_ptr(), two.shared().as_ptr());
        let mut sent = Vec::new();
        two.write_head(&mut sent);
        sent.extend_from_slice(&two.shared());
        assert_eq!(sent, two.to_bytes());
        assert_eq!(two.kind(), Kind::Message);
    }

    #[test]
    fn a_head_for_many_is_the_same_text() {
        let jid = |text: &str| Jid::new(text).unwrap();
        let lang = Stanza::message(MessageType::Normal).with_lang("de-<").with_content("<x xmlns='urn:x'/>");
        let extra =
            Stanza::parse(b"<message xmlns='jabber:client' xmlns:y='urn:y' y:z='1' from='a@b'/>").unwrap();
        for one in [Stanza::message(MessageType::Headline).with_from(jid("p.d/'&")), lang, extra] {
            let many = one.clone().for_many();
            for (to, id) in [("a@b/c", "1"), ("a@b/<'&>", "1"), ("a@b/\u{e9}", "1"), ("a@b/c", "\"'\t")] {
                let written = many.addressed(jid(to), id.into());
                assert_eq!(written.to_bytes(), one.clone().with_to(jid(to)).with_id(id).to_bytes());
                let mut other = Vec::new();
                written.write_head_in(Ns::Server, &mut other);
                assert!(other.starts_with(b"<message xmlns='jabber:server'"));
            }
            // What is changed afterwards is what is written.
            let changed = many.with_from(jid("other")).addressed(jid("a@b"), "1".into());
            assert!(changed.to_bytes().starts_with(b"<message xmlns='jabber:client' from='other'"));
        }
    }

    #[test]
    fn children_of_one_s_own_follow_what_is_shared() {
        let one = Stanza::message(MessageType::Headline).with_content("<x xmlns='urn:x'/>");
        let two = one.clone().with_own(b"<y xmlns='urn:y'/>".to_vec());
        let text =
            "<message xmlns='jabber:client' type='headline'><x xmlns='urn:x'/><y xmlns='urn:y'/></message>";
        assert_eq!(two.to_bytes(), text);
        assert_eq!(Stanza::parse(text.as_bytes()).unwrap(), two);
        let (shared, own) = two.parts();
        assert_eq!(shared.as_ptr(), one.shared().as_ptr());
        assert_eq!(
            (&shared[..], &own[..]),
            (&b"<x xmlns='urn:x'/>"[..], &b"<y xmlns='urn:y'/></message>"[..])
        );
        assert_eq!(two.shared(), [shared, own].concat());
        assert_eq!(two.content(), "<x xmlns='urn:x'/><y xmlns='urn:y'/>");
        assert!(two.child(Ns::Other, "y").is_some() && one.child(Ns::Other, "y").is_none());
        let reply = two.error_reply(&StanzaError::new(Condition::Forbidden)).unwrap();
        assert!(
            reply.to_bytes().starts_with(
                text.strip_suffix("</message>").unwrap().replace("headline", "error").as_bytes()
            )
        );
        assert_eq!(two.with_content("").to_bytes(), "<message xmlns='jabber:client' type='headline'/>");
    }

    #[test]
    fn large_content_is_not_echoed() {
        let stanza = Stanza::message(MessageType::Chat).with_content("x".repeat(MAX_ECHO + 1));
        assert!(stanza.error_reply(&StanzaError::new(Condition::Forbidden)).unwrap().to_bytes().len() < 300);
    }
}
