use std::fmt;

use bytes::{Buf, Bytes, BytesMut};
use memchr::memchr;

use crate::chars::is_space;
use crate::cursor::Cursor;
use crate::error::{ErrorKind, XmlError};
use crate::header::Header;
use crate::lex::{Lex, Looked};
use crate::limits::{Limits, Profile};
use crate::prolog;

/// Cuts a stream, fed in any pieces, into its header, its first-level elements and its end.
///
/// [`push`](Self::push) what arrives, then call [`next`](Self::next) until it returns `Ok(None)`. Each byte is looked at once,
/// however small the pieces, plus once when its element is complete: then the whole element is checked, so that
/// what comes out can be read by a [`Cursor`] without an error. What can be no tag is an error at once; other errors may wait for the
/// end of their element, and no longer than its limit of bytes. After an error the stream is over; `next` repeats it.
///
/// White space between elements is passed over (keep-alive, XML-6).
pub struct Framer {
    pub(crate) limits: Limits,
    pub(crate) buf: BytesMut,
    /// Bytes of the stream before `buf`.
    pub(crate) base: usize,
    /// Bytes of `buf` already looked at.
    pub(crate) seen: usize,
    pub(crate) stage: Stage,
    pub(crate) lex: Lex,
    /// With less bytes in the buffer there is nothing to look for: an element is open, and since the last look no byte has come
    /// that can end it or be an error.
    pub(crate) quiet: usize,
    /// Names of the open elements of the unfinished first-level one, as places in `buf`.
    pub(crate) open: Vec<(usize, usize)>,
    pub(crate) header: Option<Header>,
    pub(crate) looked: Looked,
    failed: Option<XmlError>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Nothing, or only the XML declaration, has been read.
    Start,
    /// Between the declaration and the header.
    Declared,
    /// Between first-level elements.
    Between,
    /// In the header or a first-level element, which starts at the start of the buffer.
    Inside,
    /// After the empty tag of a stream without content, whose end is not yet out.
    Empty,
    /// After the end tag of the stream.
    Ended,
}

/// A piece of a stream.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Frame {
    /// The start tag of the stream.
    Header(Header),
    /// A first-level element, a document of its own: declarations of the header that it uses have been added. Without any
    /// it shares the bytes that arrived: kept for long, it keeps all that arrived with it. Copy what is small and kept.
    Element(Bytes),
    /// The end tag of the stream, or what follows the header `<like/>` this one. Nothing comes after it.
    End,
}

impl Framer {
    /// A framer before the start of a stream. The limits hold for the header and for each element as it comes out: declarations that
    /// were added count in its bytes, the stream counts in its depth.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            buf: BytesMut::new(),
            base: 0,
            seen: 0,
            stage: Stage::Start,
            lex: Lex::Text,
            quiet: 0,
            open: Vec::new(),
            header: None,
            looked: Looked::default(),
            failed: None,
        }
    }

    /// Takes bytes that arrived. They are kept until [`next`](Self::next) has taken them; to bound memory, drain it before
    /// more is pushed.
    #[inline]
    pub fn push(&mut self, bytes: &[u8]) {
        if self.failed.is_some() {
            return;
        }
        match *bytes {
            [one] => {
                let news = matches!(one, b'!' | b'<'..=b'?');
                if news {
                    self.quiet = 0;
                }
                // A constant length spares a call for each byte.
                self.buf.extend_from_slice(&[one]);
            }
            _ => {
                self.quiet = 0;
                self.buf.extend_from_slice(bytes);
            }
        }
    }

    /// The next whole piece of the stream. `None`: more bytes are needed.
    // Not an iterator: `None` is no end.
    #[allow(clippy::should_implement_trait)]
    #[inline]
    pub fn next(&mut self) -> Result<Option<Frame>, XmlError> {
        if self.buf.len() < self.quiet {
            return Ok(None);
        }
        self.look()
    }

    /// Bytes pushed but not taken.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.buf.len()
    }

    /// The header of the stream, once it has been seen.
    #[must_use]
    pub fn header(&self) -> Option<&Header> {
        self.header.as_ref()
    }

    /// A new stream begins on the same connection, as after SASL. Bytes pushed but not taken belong to it. After STARTTLS
    /// there must be none: see [`clear`](Self::clear).
    pub fn reset(&mut self) {
        self.base = 0;
        self.seen = 0;
        self.stage = Stage::Start;
        self.lex = Lex::Text;
        self.quiet = 0;
        self.open.clear();
        self.header = None;
        self.failed = None;
    }

    /// The same, and throws away what has not been taken: it was sent before encryption. How many bytes that were.
    pub fn clear(&mut self) -> usize {
        let thrown = self.buf.len();
        self.buf = BytesMut::new();
        self.reset();
        thrown
    }

    fn look(&mut self) -> Result<Option<Frame>, XmlError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let found = self.step();
        if let Err(error) = found {
            // Nothing is looked at any more: nothing is kept.
            self.failed = Some(error);
            self.quiet = 0;
            self.buf = BytesMut::new();
            self.open = Vec::new();
        }
        if self.buf.is_empty() {
            // Idle streams keep no buffer.
            self.buf = BytesMut::new();
        }
        found
    }

    fn step(&mut self) -> Result<Option<Frame>, XmlError> {
        loop {
            match self.stage {
                Stage::Start => {
                    if !self.declaration()? {
                        return Ok(None);
                    }
                    self.stage = Stage::Declared;
                }
                Stage::Declared | Stage::Between | Stage::Ended => {
                    if !self.between()? {
                        return Ok(None);
                    }
                }
                Stage::Empty => {
                    self.stage = Stage::Ended;
                    return Ok(Some(Frame::End));
                }
                Stage::Inside => {
                    let found = self.inside()?;
                    if found.is_none() && self.buf.len() > self.limits.bytes {
                        return Err(XmlError::new(self.base + self.limits.bytes, ErrorKind::TooLong));
                    }
                    return Ok(found);
                }
            }
        }
    }

    /// The byte order mark and the declaration, if there are any. `false`: more bytes are needed to know.
    fn declaration(&mut self) -> Result<bool, XmlError> {
        const BOM: &[u8] = "\u{feff}".as_bytes();
        let bytes = &self.buf[..];
        let (bom, rest) = match bytes.strip_prefix(BOM) {
            Some(rest) => (BOM.len(), rest),
            None if BOM.starts_with(bytes) => return Ok(false),
            None => (0, bytes),
        };
        let after = match rest.strip_prefix(b"<?xml") {
            Some([]) => return Ok(false),
            Some([b, after @ ..]) if is_space(*b) => after,
            Some([b'?', ..]) => return Err(XmlError::new(self.base + bom, ErrorKind::Syntax)),
            None if b"<?xml".starts_with(rest) => return Ok(false),
            _ => {
                self.advance(bom);
                return Ok(true);
            }
        };
        // No value of a declaration holds a `>`.
        let before = bytes.len() - after.len();
        match memchr(b'>', after).map(|at| before + at + 1) {
            None if bytes.len() <= MAX_DECLARATION => Ok(false),
            Some(len) if len <= MAX_DECLARATION => {
                let whole = self.buf.get(..len).unwrap_or(&[]);
                let text = std::str::from_utf8(whole)
                    .map_err(|e| XmlError::new(self.base + e.valid_up_to(), ErrorKind::Utf8))?;
                let end = prolog::skip(text).map_err(|(at, kind)| {
                    let kind = if kind == ErrorKind::Truncated { ErrorKind::Syntax } else { kind };
                    XmlError::new(self.base + at, kind)
                })?;
                self.advance(end);
                Ok(true)
            }
            _ => Err(XmlError::new(self.base + MAX_DECLARATION, ErrorKind::TooLong)),
        }
    }

    /// White space up to the next tag. `false`: more bytes are needed.
    fn between(&mut self) -> Result<bool, XmlError> {
        let space = self.buf.iter().take_while(|&&b| is_space(b)).count();
        self.looked.at(None, self.buf.get(..space).unwrap_or(&[]));
        self.advance(space);
        let fail = |kind| Err(XmlError::new(self.base, kind));
        match (self.buf.first(), self.stage) {
            (None, _) => return Ok(false),
            (Some(_), Stage::Ended) => return fail(ErrorKind::StrayText),
            (Some(b'<'), _) => {}
            (Some(_), _) => return fail(ErrorKind::StrayText),
        }
        self.lex = Lex::Text;
        self.seen = 0;
        self.stage = Stage::Inside;
        Ok(true)
    }

    pub(crate) fn stream_header(&mut self, end: usize, empty: bool) -> Result<Frame, XmlError> {
        let base = self.base;
        let header =
            Header::parse(self.take(end).freeze(), self.limits).map_err(|error| error.shifted(base))?;
        self.header = Some(header.clone());
        self.stage = if empty { Stage::Empty } else { Stage::Between };
        Ok(Frame::Header(header))
    }

    pub(crate) fn element(&mut self, end: usize) -> Result<Frame, XmlError> {
        let base = self.base;
        let element = self.buf.get(..end).unwrap_or(&[]);
        self.looked.at(None, element);
        let shifted = |error: XmlError| error.shifted(base);
        let mut cursor = Cursor::<()>::with_limits(element, Profile::Stream, self.limits).map_err(shifted)?;
        if let Some(header) = &self.header {
            cursor.within(header);
        }
        let raw = cursor.whole().map_err(shifted)?;
        if raw.standalone_len() > self.limits.bytes {
            return Err(XmlError::new(self.base + end, ErrorKind::TooLong));
        }
        let moved = (!raw.is_standalone()).then(|| {
            let mut out = Vec::with_capacity(raw.standalone_len());
            raw.write_to(&mut out);
            Bytes::from(out)
        });
        self.stage = Stage::Between;
        Ok(Frame::Element(match moved {
            Some(bytes) => {
                self.advance(end);
                bytes
            }
            None => self.take(end).freeze(),
        }))
    }

    fn take(&mut self, len: usize) -> BytesMut {
        self.base += len;
        self.seen = 0;
        self.buf.split_to(len.min(self.buf.len()))
    }

    pub(crate) fn advance(&mut self, len: usize) {
        self.base += len;
        self.seen = 0;
        self.buf.advance(len.min(self.buf.len()));
    }
}

/// Where it stands: what is in the stream may be secret.
impl fmt::Debug for Framer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut framer = f.debug_struct("Framer");
        framer.field("stage", &self.stage).field("offset", &self.base).field("pending", &self.buf.len());
        framer.field("failed", &self.failed).finish_non_exhaustive()
    }
}

/// What it is, and how long.
impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header(header) => f.debug_tuple("Header").field(header).finish(),
            Self::Element(element) => f.debug_struct("Element").field("len", &element.len()).finish(),
            Self::End => f.write_str("End"),
        }
    }
}

impl Default for Framer {
    fn default() -> Self {
        Self::new(Limits::default())
    }
}

/// The longest XML declaration that is waited for: it has three attributes of few letters.
const MAX_DECLARATION: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sec_3_a_byte_is_looked_at_twice_however_small_the_pieces_are() {
        let x = "x".repeat(2000);
        let stream = format!(
            "<s a='{x}'>{}<a b='{x}' {}c='\"'><b{}>{x}<![CDATA[{x}]{x}]]>&lt;</b></a><c/></s>",
            " ".repeat(500),
            " ".repeat(500),
            "\n".repeat(500)
        );
        for size in [1, 2, 7, stream.len()] {
            let mut framer = Framer::default();
            let mut frames = 0;
            for piece in stream.as_bytes().chunks(size) {
                framer.push(piece);
                while framer.next().unwrap().is_some() {
                    frames += 1;
                }
            }
            assert_eq!(frames, 4);
            let looked = framer.looked.0;
            assert!(
                looked > stream.len() && looked <= 2 * stream.len(),
                "{looked} of {} by {size}",
                stream.len()
            );
        }
    }

    #[test]
    fn an_idle_stream_and_a_broken_one_keep_no_memory() {
        let mut framer = Framer::default();
        for piece in [&b"<s>"[..], b"<a><b></b>", b"</a>", b"\n", b"<a/> "] {
            framer.push(piece);
            while framer.next().unwrap().is_some() {}
            assert_eq!(framer.buf.capacity() == 0, framer.open.is_empty(), "{piece:?}");
        }
        assert_eq!((framer.buf.capacity(), framer.pending()), (0, 0));
        framer.push(b"<a><b><c>");
        assert_eq!(framer.next(), Ok(None));
        assert!(framer.buf.capacity() > 0 && framer.open.len() == 3);
        framer.push(b"</a>");
        assert_eq!(framer.next().map_err(XmlError::kind), Err(ErrorKind::EndTag));
        assert_eq!((framer.buf.capacity(), framer.open.capacity()), (0, 0));
        framer.push(b"<more/>");
        assert_eq!((framer.buf.capacity(), framer.pending()), (0, 0));
        // The same before and after the stream.
        let mut framer = Framer::default();
        framer.push(b"  x");
        assert!(framer.next().is_err());
        assert_eq!(framer.buf.capacity(), 0);
    }
}
