use std::fmt;
use std::sync::Arc;

use bytes::{Buf, Bytes, BytesMut};
use memchr::{memchr, memchr2};

use crate::chars::{is_space, may_start_name};
use crate::cursor::Cursor;
use crate::error::{ErrorKind, XmlError};
use crate::limits::{Limits, Profile};
use crate::prolog;
use crate::scope::Namespace;
use crate::tag::Tag;

/// Cuts a stream, fed in any pieces, into its header, its first-level elements and its end.
///
/// [`push`](Self::push) what arrives, then call [`next`](Self::next) until it returns `Ok(None)`. Each byte is looked at once,
/// however small the pieces, plus once when its element is complete: then the whole element is checked, so that
/// what comes out can be read by a [`Cursor`] without an error. What can be no tag is an error at once; other errors may wait for the
/// end of their element, and no longer than its limit of bytes. After an error the stream is over; `next` repeats it.
///
/// White space between elements is passed over (keep-alive, XML-6).
#[derive(Debug)]
pub struct Framer {
    limits: Limits,
    buf: BytesMut,
    /// Bytes of the stream before `buf`.
    base: usize,
    /// Bytes of `buf` already looked at.
    seen: usize,
    stage: Stage,
    lex: Lex,
    /// With less bytes in the buffer there is nothing to look for: an element is open, and since the last look no byte has come
    /// that can end it or be an error.
    quiet: usize,
    /// Names of the open elements of the unfinished first-level one, as places in `buf`.
    open: Vec<(usize, usize)>,
    header: Option<Header>,
    failed: Option<XmlError>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
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

/// Where in an element the next byte stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lex {
    Text,
    /// In a tag that starts there, outside of values.
    Tag {
        start: usize,
    },
    /// In a value of that tag.
    Value {
        start: usize,
        quote: u8,
    },
    /// In a CDATA section, so many bytes of its `]]>` seen.
    Cdata {
        ending: u8,
    },
}

/// A piece of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Frame {
    /// The start tag of the stream.
    Header(Header),
    /// A first-level element, a document of its own: declarations of the header that it uses have been added. Without any
    /// it shares the bytes that arrived.
    Element(Bytes),
    /// The end tag of the stream, or what follows the header `<like/>` this one. Nothing comes after it.
    End,
}

/// The start tag of a stream. Clones share it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header(Arc<Inner>);

/// Apart, so that frames stay small.
#[derive(Debug, PartialEq, Eq)]
struct Inner {
    bytes: Bytes,
    limits: Limits,
    decls: Vec<(String, String)>,
}

impl Header {
    fn parse(bytes: Bytes, limits: Limits) -> Result<Self, XmlError> {
        let mut cursor = Cursor::<()>::with_limits(&bytes, Profile::Stream, limits)?;
        cursor.root()?;
        let decls = cursor.declarations().map(|(prefix, uri)| (prefix.to_owned(), uri.to_owned())).collect();
        Ok(Self(Arc::new(Inner { bytes, limits, decls })))
    }

    /// The tag as written.
    #[must_use]
    pub fn as_bytes(&self) -> &Bytes {
        &self.0.bytes
    }

    /// The tag, with its attributes.
    pub fn tag<N: Namespace>(&self) -> Result<Tag<'_, N>, XmlError> {
        Cursor::with_limits(&self.0.bytes, Profile::Stream, self.0.limits)?.root()
    }

    /// The name of the default namespace, as written; empty if there is none.
    #[must_use]
    pub fn default_ns(&self) -> &str {
        self.declarations().find(|(prefix, _)| prefix.is_empty()).map_or("", |(_, uri)| uri)
    }

    /// The declarations: prefix (empty for the default) and name of the namespace, as written.
    pub fn declarations(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.decls.iter().map(|(prefix, uri)| (prefix.as_str(), uri.as_str()))
    }

    fn name(&self) -> &[u8] {
        tag_name(&self.0.bytes, 1)
    }
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
        self.advance(space);
        let fail = |kind| Err(XmlError::new(self.base, kind));
        match (self.buf.first(), self.stage) {
            (None, _) => return Ok(false),
            (Some(b'<'), Stage::Ended) | (Some(_), Stage::Ended) => return fail(ErrorKind::StrayText),
            (Some(b'<'), _) => {}
            (Some(_), _) => return fail(ErrorKind::StrayText),
        }
        self.lex = Lex::Text;
        self.seen = 0;
        self.stage = Stage::Inside;
        Ok(true)
    }

    /// Looks through the element at the start of the buffer for its end.
    fn inside(&mut self) -> Result<Option<Frame>, XmlError> {
        loop {
            let rest = window(&self.buf, self.limits.bytes).get(self.seen..).unwrap_or(&[]);
            match self.lex {
                Lex::Text => match memchr(b'<', rest) {
                    Some(at) => {
                        let start = self.seen + at;
                        self.lex = Lex::Tag { start };
                        self.seen = start + 1;
                    }
                    None => return self.wait(),
                },
                Lex::Tag { start } => {
                    if self.seen == start + 1 {
                        match rest.first() {
                            // Whatever comes next may be an error: `wait` would not look for it.
                            None => return Ok(None),
                            Some(b'!' | b'?') => {
                                match self.restricted(start)? {
                                    Some(end) => (self.lex, self.seen) = (Lex::Cdata { ending: 0 }, end),
                                    None => return Ok(None),
                                }
                                continue;
                            }
                            Some(&b) if b == b'/' || may_start_name(b) => {}
                            Some(_) => return Err(XmlError::new(self.base + self.seen, ErrorKind::Syntax)),
                        }
                    }
                    // Most are near: a loop finds them sooner than a call would. Outside of a value no tag holds another: what
                    // follows would be waited for in vain.
                    let found = rest.iter().position(|b| matches!(b, b'>' | b'"' | b'\'' | b'<'));
                    match found {
                        Some(at) => {
                            let byte = rest.get(at).copied().unwrap_or(0);
                            if byte == b'<' {
                                return Err(XmlError::new(self.base + self.seen + at, ErrorKind::Syntax));
                            }
                            self.seen += at + 1;
                            if byte == b'>' {
                                self.lex = Lex::Text;
                                if let Some(frame) = self.tag(start)? {
                                    return Ok(Some(frame));
                                }
                            } else {
                                self.lex = Lex::Value { start, quote: byte };
                            }
                        }
                        None => return self.wait(),
                    }
                }
                Lex::Value { start, quote } => match memchr2(quote, b'<', rest) {
                    Some(at) => {
                        if rest.get(at) == Some(&b'<') {
                            let at = self.base + self.seen + at;
                            return Err(XmlError::new(at, ErrorKind::LessThanInAttribute));
                        }
                        self.lex = Lex::Tag { start };
                        self.seen += at + 1;
                    }
                    None => return self.wait(),
                },
                Lex::Cdata { ending } => match (rest.first(), ending) {
                    (None, _) => return self.wait(),
                    (Some(b'>'), 2) => {
                        self.lex = Lex::Text;
                        self.seen += 1;
                    }
                    (Some(b']'), _) => {
                        self.lex = Lex::Cdata { ending: (ending + 1).min(2) };
                        self.seen += 1;
                    }
                    (Some(_), _) => {
                        self.lex = Lex::Cdata { ending: 0 };
                        self.seen += memchr(b']', rest).unwrap_or(rest.len());
                    }
                },
            }
        }
    }

    fn wait(&mut self) -> Result<Option<Frame>, XmlError> {
        self.seen = self.buf.len();
        self.quiet = self.limits.bytes.saturating_add(1);
        Ok(None)
    }

    /// `<!…` or `<?…`: only CDATA may be, and only in an element. Its start's end, or `None`: more bytes are needed.
    fn restricted(&self, start: usize) -> Result<Option<usize>, XmlError> {
        let at = self.base + start;
        let rest = window(&self.buf, self.limits.bytes).get(start..).unwrap_or(&[]);
        const CDATA: &[u8] = b"<![CDATA[";
        if rest.starts_with(CDATA) && !self.open.is_empty() {
            return Ok(Some(start + CDATA.len()));
        }
        for (open, kind) in [(&b"<!--"[..], ErrorKind::Comment), (b"<!DOCTYPE", ErrorKind::DocType)] {
            if rest.starts_with(open) {
                return Err(XmlError::new(at, kind));
            }
            if open.starts_with(rest) {
                return Ok(None);
            }
        }
        if let Some(target) = rest.strip_prefix(b"<?") {
            // As the cursor has it: the name alone, in any case.
            let (name, after) = target.split_at(target.len().min("xml".len()));
            if !b"xml".get(..name.len()).is_some_and(|xml| xml.eq_ignore_ascii_case(name)) {
                return Err(XmlError::new(at, ErrorKind::ProcessingInstruction));
            }
            let Some(&after) = after.first() else { return Ok(None) };
            let late = after == b'?' || is_space(after);
            let kind = if late { ErrorKind::LateDeclaration } else { ErrorKind::ProcessingInstruction };
            return Err(XmlError::new(at, kind));
        }
        if CDATA.starts_with(rest) && rest.len() < CDATA.len() {
            return Ok(None);
        }
        Err(XmlError::new(at, ErrorKind::Syntax))
    }

    /// The tag from `start` to what has been seen is complete.
    fn tag(&mut self, start: usize) -> Result<Option<Frame>, XmlError> {
        let end = self.seen;
        let tag = self.buf.get(start..end).unwrap_or(&[]);
        let fail = |kind| Err(XmlError::new(self.base + start, kind));
        if end > self.limits.bytes {
            return Err(XmlError::new(self.base + self.limits.bytes, ErrorKind::TooLong));
        }
        let empty = tag.ends_with(b"/>");
        if tag.get(1) == Some(&b'/') {
            let name = tag_name(tag, 2);
            let rest = tag.get(2 + name.len()..tag.len().saturating_sub(1)).unwrap_or(&[]);
            let expected = match (self.open.last(), &self.header) {
                (Some(&(from, to)), _) => self.buf.get(from..to).unwrap_or(&[]),
                (None, Some(header)) => header.name(),
                (None, None) => return fail(ErrorKind::EndTag),
            };
            if name != expected || !rest.iter().all(|&b| is_space(b)) {
                return fail(ErrorKind::EndTag);
            }
            if self.open.pop().is_none() {
                self.advance(end);
                self.stage = Stage::Ended;
                return Ok(Some(Frame::End));
            }
        } else if self.header.is_none() {
            return self.stream_header(end, empty).map(Some);
        } else {
            // The stream itself is open as well.
            if self.open.len() + 1 >= self.limits.depth {
                return fail(ErrorKind::TooDeep);
            }
            if !empty {
                let name = tag_name(tag, 1).len();
                self.open.push((start + 1, start + 1 + name));
            }
        }
        if self.open.is_empty() { self.element(end).map(Some) } else { Ok(None) }
    }

    fn stream_header(&mut self, end: usize, empty: bool) -> Result<Frame, XmlError> {
        let base = self.base;
        let header =
            Header::parse(self.take(end).freeze(), self.limits).map_err(|error| error.shifted(base))?;
        self.header = Some(header.clone());
        self.stage = if empty { Stage::Empty } else { Stage::Between };
        Ok(Frame::Header(header))
    }

    fn element(&mut self, end: usize) -> Result<Frame, XmlError> {
        let base = self.base;
        let element = self.buf.get(..end).unwrap_or(&[]);
        let shifted = |error: XmlError| error.shifted(base);
        let mut cursor = Cursor::<()>::with_limits(element, Profile::Stream, self.limits).map_err(shifted)?;
        for (prefix, uri) in self.header.iter().flat_map(Header::declarations) {
            cursor.inherit(prefix, uri).map_err(shifted)?;
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

    fn advance(&mut self, len: usize) {
        self.base += len;
        self.seen = 0;
        self.buf.advance(len.min(self.buf.len()));
    }
}

impl Default for Framer {
    fn default() -> Self {
        Self::new(Limits::default())
    }
}

/// The longest XML declaration that is waited for: it has three attributes of few letters.
const MAX_DECLARATION: usize = 256;

/// What of the buffer may be looked at: with one byte more than the limit the element is too long, whatever follows, so that
/// pieces of any size end alike.
fn window(buf: &[u8], limit: usize) -> &[u8] {
    buf.get(..=limit).unwrap_or(buf)
}

/// The name in a tag, from `at` on.
fn tag_name(tag: &[u8], at: usize) -> &[u8] {
    let rest = tag.get(at..).unwrap_or(&[]);
    let len = rest.iter().position(|&b| is_space(b) || b == b'>' || b == b'/').unwrap_or(rest.len());
    rest.get(..len).unwrap_or(&[])
}

impl fmt::Display for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.0.bytes))
    }
}
