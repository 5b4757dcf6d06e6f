//! Making and sending stanzas.

use bytes::{BufMut as _, Bytes, BytesMut};
use xml_cursor::{Namespace as _, Sink, Writer};

use crate::{Jid, Ns};

use super::{Id, IqType, MessageType, Own, PresenceType, Stanza, StanzaError, StanzaType};

/// Most content that an error stanza repeats to its sender; the rest of the line is better used.
const MAX_ECHO: usize = 4096;

impl Stanza {
    /// A stanza without addresses, id and content.
    #[must_use]
    pub fn new(ty: StanzaType) -> Self {
        Self {
            ty,
            to: None,
            from: None,
            id: None,
            lang: None,
            extra: Bytes::new(),
            whole: Bytes::new(),
            content: 0..0,
            own: None,
        }
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
        self.from = from.into();
        self
    }

    /// The same stanza with this id.
    #[must_use]
    pub fn with_id(mut self, id: &str) -> Self {
        self.id = Some(id.into());
        self
    }

    /// A clone with this address and id, without detours: the way of an event to each of its recipients.
    pub(crate) fn addressed(&self, to: Jid, id: Id) -> Self {
        Self {
            ty: self.ty,
            to: Some(to),
            from: self.from.clone(),
            id: Some(id),
            lang: self.lang.clone(),
            extra: self.extra.clone(),
            whole: self.whole.clone(),
            content: self.content.clone(),
            own: None,
        }
    }

    /// The same stanza with more children, behind the content that it still shares. There is content.
    pub(crate) fn with_own(mut self, children: Vec<u8>) -> Self {
        self.own = Some(Box::new(Own { children: children.into(), ..Own::default() }));
        self
    }

    /// The same stanza with this `xml:lang`.
    #[must_use]
    pub fn with_lang(mut self, lang: &str) -> Self {
        self.lang = Some(lang.into());
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
        (reply.to, reply.from, reply.id) = (self.from.clone(), self.to.clone(), self.id.clone());
        reply
    }

    /// The error that answers this stanza, with the addresses swapped. `None`: errors and results are not answered
    /// (STZ-4, STZ-9).
    #[must_use]
    pub fn error_reply(&self, error: &StanzaError) -> Option<Self> {
        let ty = match self.ty {
            _ if self.is_error() => return None,
            StanzaType::Iq(IqType::Result | IqType::Error) => return None,
            StanzaType::Iq(_) => StanzaType::Iq(IqType::Error),
            StanzaType::Message(_) => StanzaType::Message(MessageType::Error),
            StanzaType::Presence(_) => StanzaType::Presence(PresenceType::Error),
        };
        let mut reply = Self::new(ty);
        (reply.to, reply.from, reply.id) = (self.from.clone(), self.to.clone(), self.id.clone());
        let mut text = Vec::new();
        error.write(&mut Writer::under(&mut text, Ns::Client.uri()));
        let content = self.content();
        if content.len() <= MAX_ECHO {
            // Content may use prefixes declared in the head.
            reply.extra = self.extra.clone();
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
        let (to, from) = (self.to.as_ref().map(Jid::as_str), self.from.as_ref().map(Jid::as_str));
        let ty = Some(self.ty.name()).filter(|name| !name.is_empty());
        let mut writer = Writer::new(out);
        writer.start(self.kind().name()).ns(ns.uri());
        writer.attr_opt("from", from).attr_opt("to", to).attr_opt("id", self.id()).attr_opt("type", ty);
        writer.attr_opt("xml:lang", self.lang());
        out.push_utf8(&self.extra);
        out.push_str(if self.content.is_empty() { "/>" } else { ">" });
    }

    /// Not less than it takes to wait for a peer, without writing it.
    pub(crate) fn size(&self) -> usize {
        let address = |jid: &Option<Jid>| jid.as_ref().map_or(0, |jid| jid.as_str().len());
        let head = address(&self.to) + address(&self.from) + self.extra.len();
        let words = self.id().map_or(0, str::len) + self.lang().map_or(0, str::len);
        let own = self.own.as_ref().map_or(0, |own| own.children.len());
        // The rest of the head, and what keeping it takes.
        192 + head + words + self.whole.len().saturating_sub(self.content.start) + own
    }

    /// Content and end tag, shared with every clone; empty if there is no content.
    ///
    /// An event with subids has children of its own besides, for which this is a copy; [`parts`](Self::parts) is none.
    #[must_use]
    pub fn shared(&self) -> Bytes {
        if self.has_content() { self.whole().slice(self.content.start..) } else { Bytes::new() }
    }

    /// What follows the start tag, in two parts: content that is shared with others, and what is this stanza's own. The end
    /// tag is in the last part that is not empty.
    #[must_use]
    pub fn parts(&self) -> (Bytes, Bytes) {
        let Some(own) = &self.own else { return (self.shared(), Bytes::new()) };
        let end_tag = self.whole.get(self.content.end..).unwrap_or_default();
        (self.whole.slice(self.content.clone()), [&own.children[..], end_tag].concat().into())
    }

    /// Writes the stanza.
    pub fn write_to(&self, out: &mut impl Sink) {
        self.write_head(out);
        match &self.own {
            None if self.content.is_empty() => {}
            None => out.push_utf8(self.whole.get(self.content.start..).unwrap_or_default()),
            Some(own) => {
                out.push_utf8(self.whole.get(self.content.clone()).unwrap_or_default());
                out.push_utf8(&own.children);
                out.push_utf8(self.whole.get(self.content.end..).unwrap_or_default());
            }
        }
    }

    /// The stanza as bytes that stand alone.
    #[must_use]
    pub fn to_bytes(&self) -> Bytes {
        let mut out = BytesMut::with_capacity(128 + self.extra.len() + self.whole.len());
        self.write_to(&mut out);
        out.freeze()
    }

    pub(super) fn set_content(&mut self, pieces: &[&[u8]]) {
        let len: usize = pieces.iter().map(|piece| piece.len()).sum();
        self.own = None;
        if len == 0 {
            (self.whole, self.content) = (Bytes::new(), 0..0);
            return;
        }
        let mut out = BytesMut::with_capacity(len + self.extra.len() + 64);
        // The declarations of the head come along, so that prefixes in the content stay bound.
        for piece in ["<", self.kind().name(), " xmlns='", Ns::Client.uri(), "'"] {
            out.put_slice(piece.as_bytes());
        }
        out.put_slice(&self.extra);
        out.put_slice(b">");
        let start = out.len();
        for piece in pieces {
            out.put_slice(piece);
        }
        self.content = start..out.len();
        out.put_slice(self.kind().end_tag().as_bytes());
        self.whole = out.freeze();
    }
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
