//! Framings: how elements and the stream's begin and end travel.

use std::collections::VecDeque;

use bytes::{Bytes, BytesMut};
use xml_cursor::{Cursor, Frame, Framer, Limits, Namespace as _, Profile, Writer};

use crate::{Ns, Stanza, StreamCondition, StreamError};

use super::Security;
use super::header::Opening;
use super::outbox::Outbox;

/// How a stream travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// One XML document each way (RFC 6120): bytes go in and out.
    Tcp,
    /// A message an element (RFC 7395): elements go in and out, `<open/>` and `<close/>` among them.
    WebSocket,
    /// Elements within bodies (XEP-0206): elements go in and out; the connection manager's calls stand for header,
    /// restart and end.
    Bosh,
}

/// What an element in the inbox weighs beyond its octets: even an empty message takes a place.
const PLACE: usize = size_of::<Bytes>();

/// What comes in, whatever the framing.
#[derive(Debug)]
pub(crate) enum Signal {
    Open(Opening),
    Element(Bytes),
    /// With a URI to go on at, which only WebSocket has.
    Close(Option<Box<str>>),
}

/// One end's half of a framing: elements in, elements out.
#[derive(Debug)]
pub(crate) struct Wire {
    framing: Framing,
    content: Ns,
    limits: Limits,
    /// TCP only.
    framer: Option<Framer>,
    /// Elements that arrived but were not taken; not for TCP, where they stay bytes.
    inbox: VecDeque<Bytes>,
    inbox_bytes: usize,
    pub(crate) out: Outbox,
}

impl Wire {
    pub(crate) fn new(framing: Framing, content: Ns, limits: Limits) -> Self {
        let framer = (framing == Framing::Tcp).then(|| Framer::new(limits));
        Self { framing, content, limits, framer, inbox: VecDeque::new(), inbox_bytes: 0, out: Outbox::new() }
    }

    pub(crate) fn framing(&self) -> Framing {
        self.framing
    }

    pub(crate) fn push_bytes(&mut self, bytes: &[u8]) {
        match &mut self.framer {
            Some(framer) => framer.push(bytes),
            None => self.push_element(Bytes::copy_from_slice(bytes)),
        }
    }

    pub(crate) fn push_element(&mut self, element: Bytes) {
        match &mut self.framer {
            Some(framer) => framer.push(&element),
            None => {
                self.inbox_bytes += element.len() + PLACE;
                // A message may be a slice of all that arrived with it.
                self.inbox.push_back(Bytes::copy_from_slice(&element));
            }
        }
    }

    /// Bytes that arrived and were not taken.
    pub(crate) fn pending(&self) -> usize {
        self.framer.as_ref().map_or(self.inbox_bytes, Framer::pending)
    }

    pub(crate) fn next(&mut self) -> Result<Option<Signal>, StreamError> {
        if let Some(framer) = &mut self.framer {
            return match framer.next()? {
                None => Ok(None),
                Some(Frame::Header(header)) => {
                    let tag = header.tag::<Ns>()?;
                    if tag.ns() != Ns::Stream || header.default_ns() != self.content.uri() {
                        return Err(StreamCondition::InvalidNamespace.into());
                    }
                    if tag.name() != "stream" {
                        return Err(StreamCondition::BadFormat.into());
                    }
                    Opening::read(&tag).map(Signal::Open).map(Some)
                }
                // The framer's slice keeps all that arrived with it; an element may be kept for long, and counts as its
                // own length then.
                Some(Frame::Element(element)) => Ok(Some(Signal::Element(Bytes::copy_from_slice(&element)))),
                Some(Frame::End) => Ok(Some(Signal::Close(None))),
                Some(_) => Err(StreamCondition::BadFormat.into()),
            };
        }
        let Some(element) = self.inbox.pop_front() else { return Ok(None) };
        self.inbox_bytes -= element.len() + PLACE;
        if self.inbox.is_empty() {
            self.inbox = VecDeque::new();
        }
        // A message of its own is checked here; the stream's framer has checked its elements already.
        let mut cursor = Cursor::<Ns>::with_limits(&element, Profile::Stream, self.limits)?;
        let tag = cursor.root()?;
        cursor.skip()?;
        cursor.finish()?;
        if self.framing == Framing::WebSocket {
            match (tag.ns(), tag.name()) {
                (Ns::Framing, "open") => return Opening::read(&tag).map(Signal::Open).map(Some),
                (Ns::Framing, "close") => {
                    return Ok(Some(Signal::Close(tag.attr("see-other-uri").map(Into::into))));
                }
                (_, "open" | "close") => return Err(StreamCondition::InvalidNamespace.into()),
                (Ns::Stream, "stream") => return Err(StreamCondition::BadFormat.into()),
                _ => {}
            }
        }
        Ok(Some(Signal::Element(element)))
    }

    pub(crate) fn send_open(&mut self, opening: &Opening) {
        match self.framing {
            Framing::Tcp => self.out.push(opening.write_stream(self.content.uri())),
            Framing::WebSocket => self.out.push(opening.write_open()),
            Framing::Bosh => {}
        }
    }

    /// The error leaves as an element, but for BOSH, where the connection manager wraps it (XB-9).
    pub(crate) fn send_error(&mut self, error: &StreamError) {
        if self.framing != Framing::Bosh {
            self.out.push(error.to_bytes());
        }
    }

    pub(crate) fn send_close(&mut self) {
        match self.framing {
            Framing::Tcp => self.out.push(Bytes::from_static(b"</stream:stream>")),
            Framing::WebSocket => {
                self.out.push(Bytes::from_static(b"<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>"));
            }
            Framing::Bosh => {}
        }
    }

    /// The end of a WebSocket's stream, which goes on elsewhere (WS-7).
    pub(crate) fn send_close_elsewhere(&mut self, uri: &str) {
        let mut out = Vec::new();
        Writer::new(&mut out).start("close").ns(Ns::Framing.uri()).attr("see-other-uri", uri).end("close");
        self.out.push(out);
    }

    pub(crate) fn send_stanza(&mut self, stanza: &Stanza) {
        self.out.push_stanza(self.content, stanza);
    }

    pub(crate) fn drain_to(&mut self, out: &mut BytesMut) {
        self.out.drain_to(out);
    }

    /// A new header is to come (STR-6). What the peer sent behind the old stream's last element belongs to the new one.
    pub(crate) fn restart(&mut self) {
        if let Some(framer) = &mut self.framer {
            framer.reset();
        }
    }

    /// What was sent in clear behind `<starttls/>` must never be read (TLS-3).
    pub(crate) fn discard(&mut self) {
        if let Some(framer) = &mut self.framer {
            framer.clear();
        }
        (self.inbox, self.inbox_bytes) = (VecDeque::new(), 0);
    }
}

/// Whether a stream may go on at a URI: of WebSocket, and never without TLS where it had TLS (WS-7).
pub(crate) fn may_follow(uri: &str, security: Security) -> bool {
    let scheme = uri.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    match scheme.as_deref() {
        Some("wss") => true,
        Some("ws") => security == Security::Clear,
        _ => false,
    }
}

/// A signal as an error would name it.
pub(crate) fn unexpected() -> StreamError {
    StreamError::new(StreamCondition::UnsupportedStanzaType)
}
