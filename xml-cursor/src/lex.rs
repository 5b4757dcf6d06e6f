//! The looking for the end of a first-level element: each byte once, however small the pieces are.

use memchr::{memchr, memchr2};

use crate::chars::{is_space, may_start_name};
use crate::error::{ErrorKind, XmlError};
use crate::framer::{Frame, Framer, Stage};

/// Where in an element the next byte stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lex {
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

impl Framer {
    /// Looks through the element at the start of the buffer for its end.
    pub(crate) fn inside(&mut self) -> Result<Option<Frame>, XmlError> {
        loop {
            let rest = window(&self.buf, self.limits.bytes).get(self.seen..).unwrap_or(&[]);
            match self.lex {
                Lex::Text => {
                    let found = memchr(b'<', rest);
                    self.looked.at(found, rest);
                    match found {
                        Some(at) => {
                            let start = self.seen + at;
                            self.lex = Lex::Tag { start };
                            self.seen = start + 1;
                        }
                        None => return self.wait(),
                    }
                }
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
                    self.looked.at(found, rest);
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
                Lex::Value { start, quote } => {
                    let found = memchr2(quote, b'<', rest);
                    self.looked.at(found, rest);
                    match found {
                        Some(at) => {
                            if rest.get(at) == Some(&b'<') {
                                let at = self.base + self.seen + at;
                                return Err(XmlError::new(at, ErrorKind::LessThanInAttribute));
                            }
                            self.lex = Lex::Tag { start };
                            self.seen += at + 1;
                        }
                        None => return self.wait(),
                    }
                }
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
                        let found = memchr(b']', rest);
                        self.looked.at(found, rest);
                        self.lex = Lex::Cdata { ending: 0 };
                        self.seen += found.unwrap_or(rest.len());
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
}

/// How many bytes have been looked at in all: counted in tests alone, for SEC-3.
#[derive(Debug, Default)]
pub(crate) struct Looked(#[cfg(test)] pub(crate) usize);

impl Looked {
    /// What was looked for is there, or nowhere in these bytes.
    #[inline]
    pub(crate) fn at(&mut self, found: Option<usize>, bytes: &[u8]) {
        #[cfg(test)]
        {
            self.0 += found.map_or(bytes.len(), |at| at + 1);
        }
        let _ = (self, found, bytes);
    }
}

/// What of the buffer may be looked at: with one byte more than the limit the element is too long, whatever follows, so that
/// pieces of any size end alike.
fn window(buf: &[u8], limit: usize) -> &[u8] {
    buf.get(..=limit).unwrap_or(buf)
}

/// The name in a tag, from `at` on.
pub(crate) fn tag_name(tag: &[u8], at: usize) -> &[u8] {
    let rest = tag.get(at..).unwrap_or(&[]);
    let len = rest.iter().position(|&b| is_space(b) || b == b'>' || b == b'/').unwrap_or(rest.len());
    rest.get(..len).unwrap_or(&[])
}
