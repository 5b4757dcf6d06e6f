//! Bodies on their way out.

use std::fmt;
use std::sync::Arc;

use bytes::{BufMut, Bytes, BytesMut};

use crate::body::Attributes;

/// The body that says nothing at all: most answers of an idle session.
const EMPTY: &[u8] = b"<body xmlns='http://jabber.org/protocol/httpbind'/>";
const TAIL: &[u8] = b"</body>";
/// A chunk below this size is copied together with its neighbours: cheaper than another element of a vectored write.
const COPY_BELOW: usize = 512;

/// One HTTP entity: a `body` element in chunks that are not copied together.
///
/// A clone is cheap, and shares its bytes. `Debug` shows the length only, because the session id is within.
#[derive(Clone)]
pub struct Entity {
    head: Bytes,
    rest: Option<Arc<[Bytes]>>,
    len: usize,
}

impl Entity {
    /// An entity without a byte, for answers that are a status code only.
    #[must_use]
    pub const fn none() -> Self {
        Self { head: Bytes::new(), rest: None, len: 0 }
    }

    /// An entity of one chunk.
    #[must_use]
    pub const fn from_bytes(bytes: Bytes) -> Self {
        let len = bytes.len();
        Self { head: bytes, rest: None, len }
    }

    /// Writes a body with these attributes around these payloads.
    #[must_use]
    pub fn write<'p>(attributes: &Attributes<'_>, payloads: impl IntoIterator<Item = &'p Payload>) -> Self {
        let mut payloads = payloads.into_iter().peekable();
        if payloads.peek().is_none() && *attributes == Attributes::default() {
            return Self::from_bytes(Bytes::from_static(EMPTY));
        }
        let payloads: Vec<&Payload> = payloads.collect();
        let declare = payloads.iter().any(|p| p.stream_prefix == StreamPrefix::Used);
        let mut chunks = Chunks { open: BytesMut::with_capacity(256), done: Vec::new() };
        attributes.write_start(&mut chunks.open, declare);
        if payloads.is_empty() {
            chunks.open.put_slice(b"/>");
            return Self::from_bytes(chunks.open.freeze());
        }
        chunks.open.put_u8(b'>');
        for payload in payloads {
            chunks.push(&payload.head);
            if let Some(shared) = &payload.shared {
                chunks.push(shared);
            }
        }
        chunks.finish()
    }

    /// How many bytes it has.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Has it no bytes?
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Its chunks, in order.
    pub fn chunks(&self) -> impl Iterator<Item = &Bytes> {
        std::iter::once(&self.head).chain(self.rest.iter().flat_map(|rest| rest.iter()))
    }

    /// All of it in one piece; copies if there is more than one chunk.
    #[must_use]
    pub fn to_bytes(&self) -> Bytes {
        if self.rest.is_none() {
            return self.head.clone();
        }
        let mut out = BytesMut::with_capacity(self.len);
        for chunk in self.chunks() {
            out.put_slice(chunk);
        }
        out.freeze()
    }
}

impl fmt::Debug for Entity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entity").field("len", &self.len).finish_non_exhaustive()
    }
}

struct Chunks {
    open: BytesMut,
    done: Vec<Bytes>,
}

impl Chunks {
    fn push(&mut self, bytes: &Bytes) {
        if bytes.len() < COPY_BELOW {
            self.open.put_slice(bytes);
            return;
        }
        if !self.open.is_empty() {
            self.done.push(self.open.split().freeze());
        }
        self.done.push(bytes.clone());
    }

    fn finish(mut self) -> Entity {
        if self.open.is_empty() {
            self.done.push(Bytes::from_static(TAIL));
        } else {
            self.open.put_slice(TAIL);
            self.done.push(self.open.freeze());
        }
        let len = self.done.iter().map(Bytes::len).sum();
        let mut chunks = self.done.into_iter();
        let head = chunks.next().unwrap_or_default();
        let rest: Vec<Bytes> = chunks.collect();
        Entity { head, rest: if rest.is_empty() { None } else { Some(rest.into()) }, len }
    }
}

/// Does a payload use the prefix `stream` without declaring it?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StreamPrefix {
    /// No: it stands alone.
    #[default]
    Unused,
    /// Yes: the body declares it as `http://etherx.jabber.org/streams` (XEP-0206 §2, features and errors).
    Used,
}

/// One or more complete elements to be carried, as bytes nobody looks into.
///
/// `shared` follows `head` directly: an event for a thousand sessions is serialised once, and only what differs (say,
/// a start tag with an address) is made anew for each. Shared bytes are never copied.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Payload {
    /// The bytes that are this session's own.
    pub head: Bytes,
    /// The bytes it has in common with others.
    pub shared: Option<Bytes>,
    /// Must the body declare the prefix `stream`?
    pub stream_prefix: StreamPrefix,
}

impl Payload {
    /// Start tags, at any depth: it holds no more elements than that.
    pub(crate) fn start_tags(&self) -> usize {
        let bytes = self.head.iter().chain(self.shared.iter().flatten());
        let (mut count, mut open) = (0, false);
        for byte in bytes {
            count += usize::from(open && *byte != b'/');
            open = *byte == b'<';
        }
        count
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.head.len() + self.shared.as_ref().map_or(0, Bytes::len)
    }

    /// Has it no bytes?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The same, in a body that declares the prefix `stream`.
    #[must_use]
    pub fn with_stream_prefix(mut self) -> Self {
        self.stream_prefix = StreamPrefix::Used;
        self
    }
}

impl From<Bytes> for Payload {
    fn from(head: Bytes) -> Self {
        Self { head, ..Self::default() }
    }
}

impl From<&'static str> for Payload {
    fn from(text: &'static str) -> Self {
        Bytes::from_static(text.as_bytes()).into()
    }
}

impl From<String> for Payload {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

impl From<Vec<u8>> for Payload {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bosh_21_an_answer_with_nothing_to_say_is_an_empty_body() {
        let entity = Entity::write(&Attributes::default(), []);
        assert_eq!(entity.to_bytes(), "<body xmlns='http://jabber.org/protocol/httpbind'/>");
    }

    #[test]
    fn shared_bytes_are_not_copied() {
        let shared = Bytes::from(vec![b'x'; 4096]);
        let payload = Payload { head: "<m>".into(), shared: Some(shared.clone()), ..Payload::default() };
        let entity = Entity::write(&Attributes::default(), [&payload]);
        assert!(entity.chunks().any(|c| c.as_ptr() == shared.as_ptr()));
        assert_eq!(entity.len(), entity.to_bytes().len());
        assert_eq!(entity.chunks().count(), 3);
        assert!(entity.to_bytes().starts_with(b"<body xmlns='http://jabber.org/protocol/httpbind'><m>xxx"));
        assert!(entity.to_bytes().ends_with(b"xxx</body>"));
    }

    #[test]
    fn xb_2_the_stream_prefix_is_declared_on_the_body() {
        let payload = Payload::from("<stream:features/>").with_stream_prefix();
        let entity = Entity::write(&Attributes::default(), [&payload]);
        let text = "<body xmlns='http://jabber.org/protocol/httpbind' xmlns:stream='http://etherx.jabber.org/streams'>\
                    <stream:features/></body>";
        assert_eq!(entity.to_bytes(), text);
    }
}
