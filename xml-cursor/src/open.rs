//! Start tags: names, attributes, declarations.

use memchr::memchr3;

use crate::chars::{is_space, qname};
use crate::cursor::{Cursor, Open};
use crate::error::{ErrorKind, XmlError};
use crate::scope::{Namespace, Resolved};
use crate::swar;
use crate::tag::{Span, Spans, Tag};
use crate::text;

/// From so many attributes on, doubles are looked for by sorting, so that hostile input costs no square of its length.
const MANY: usize = 16;

impl<'x, N: Namespace> Cursor<'x, N> {
    /// The start tag at this place.
    #[inline]
    pub(crate) fn start(&mut self) -> Result<Tag<'x, N>, XmlError> {
        let mut tag = Tag::default();
        self.start_into(&mut tag)?;
        Ok(tag)
    }

    /// The start tag at this place, in the place of another one: a tag is large, and moving it costs as much as reading it.
    pub(crate) fn start_into(&mut self, tag: &mut Tag<'x, N>) -> Result<(), XmlError> {
        let start = self.pos;
        if self.open.len() >= self.limits.depth {
            return Err(self.fail(ErrorKind::TooDeep));
        }
        let (prefix_len, end) = self.name(start + 1)?;
        let name = self.text.get(start + 1..end).unwrap_or("");
        let mark = self.scope.len();
        tag.attrs.truncate(0);
        if self.text.as_bytes().get(end) == Some(&b'>') {
            self.pos = end + 1;
        } else {
            self.attributes(end, mark, &mut tag.attrs)?;
        }
        let prefix = name.get(..prefix_len).unwrap_or("");
        let Some(Resolved { ns, .. }) = self.scope.resolve(prefix) else {
            return Err(self.fail_at(start, ErrorKind::UndeclaredPrefix));
        };
        self.open.push(Open { name, start, mark });
        (tag.ns, tag.prefix_len, tag.qname, tag.offset) = (ns, prefix_len, name, start);
        (tag.text, tag.flags) = (self.text, self.flags);
        Ok(())
    }

    /// The length of the prefix and the end of the name at a place.
    #[inline]
    fn name(&mut self, at: usize) -> Result<(usize, usize), XmlError> {
        match qname(self.text, at) {
            Ok((prefix, end)) if end - at <= self.limits.name.min(MAX_NAME) => Ok((prefix, end)),
            Ok(_) => Err(self.fail_at(at, ErrorKind::NameTooLong)),
            Err(bad) => {
                self.pos = bad;
                Err(self.syntax())
            }
        }
    }

    /// All attributes and the end of the tag. Declarations are taken up, the places of the others noted.
    fn attributes(&mut self, from: usize, mark: usize, attrs: &mut Spans<N>) -> Result<(), XmlError> {
        let text = self.text;
        let byte = |at: usize| text.as_bytes().get(at).copied().unwrap_or(0);
        let mut p = from;
        let (mut prefixed, mut seen, mut double) = (false, 0_u64, false);
        loop {
            let gap = p;
            p = spaces(text, p);
            match byte(p) {
                b'>' => {
                    self.pos = p + 1;
                    break;
                }
                b'/' if byte(p + 1) == b'>' => {
                    self.pos = p + 2;
                    self.empty = true;
                    break;
                }
                b'/' => return self.malformed(p + 1),
                _ if gap == p => return self.malformed(p),
                _ => {}
            }
            let at = p;
            let (prefix_len, end) = self.name(at)?;
            p = spaces(text, end);
            if byte(p) != b'=' {
                return self.malformed(p);
            }
            p = spaces(text, p + 1);
            let quote = byte(p);
            if quote != b'"' && quote != b'\'' {
                return self.malformed(p);
            }
            let value = p + 1;
            let close = self.value(value, quote)?;
            p = close + 1;
            let name = text.get(at..end).unwrap_or("");
            if name.starts_with("xmlns") && (name.len() == 5 || prefix_len == 5) {
                let uri = text.get(value..close).unwrap_or("");
                let prefix = name.get(6..).unwrap_or("");
                let taken = self.scope.declare(prefix, uri, mark, &self.limits);
                taken.map_err(|kind| self.fail_at(at, kind))?;
                continue;
            }
            if attrs.len() >= self.limits.attributes {
                return Err(self.fail_at(at, ErrorKind::TooManyAttributes));
            }
            prefixed |= prefix_len > 0;
            // Names that differ in length, first and last byte need no comparison.
            let ends = usize::from(byte(at)) ^ (usize::from(byte(end - 1)) << 1);
            let sketch = 1_u64 << (((end - at) ^ ends) & 63);
            double |= seen & sketch != 0;
            seen |= sketch;
            attrs.push(Span {
                at: at as u32,
                value: value as u32,
                len: (close - value) as u32,
                prefix_len: prefix_len as u16,
                qname_len: (end - at) as u16,
                ns: N::default(),
            });
        }
        if prefixed {
            self.resolve(attrs)
        } else if double {
            let doubled = self.doubled(attrs);
            self.distinct(doubled)
        } else {
            Ok(())
        }
    }

    /// The end of a value, whose references are checked.
    #[inline]
    fn value(&mut self, start: usize, quote: u8) -> Result<usize, XmlError> {
        let bytes = self.text.as_bytes();
        let mut from = start;
        loop {
            let Some(at) = value_end(bytes, from, quote) else { return Err(self.truncated()) };
            match bytes.get(at) {
                Some(b'<') => return Err(self.fail_at(at, ErrorKind::LessThanInAttribute)),
                Some(b'&') => {
                    let rest = self.text.get(at + 1..).unwrap_or("");
                    let (_, used) = text::reference(rest).map_err(|kind| {
                        // Where the text ends inside of the value, that is what is wrong.
                        let cut = kind == ErrorKind::Syntax && !rest.as_bytes().contains(&quote);
                        if cut { self.truncated() } else { self.fail_at(at, kind) }
                    })?;
                    from = at + 1 + used;
                }
                _ => return Ok(at),
            }
        }
    }

    fn distinct(&mut self, doubled: Option<usize>) -> Result<(), XmlError> {
        match doubled {
            Some(at) => Err(self.fail_at(at, ErrorKind::DuplicateAttribute)),
            None => Ok(()),
        }
    }

    /// The place of the first attribute whose name as written another before it has.
    #[inline]
    fn doubled(&self, attrs: &Spans<N>) -> Option<usize> {
        let name = |span: &Span<N>| span.qname(self.text);
        if attrs.len() > MANY {
            let mut all: Vec<_> = attrs.iter().map(|span| (name(span), span.at)).collect();
            all.sort_unstable();
            let pairs = all.iter().zip(all.iter().skip(1));
            return pairs.filter(|(a, b)| a.0 == b.0).map(|(_, b)| b.1 as usize).min();
        }
        let mut i = 1;
        while let Some(span) = attrs.get(i) {
            if attrs.iter().take(i).any(|b| b.qname_len == span.qname_len && name(span) == name(b)) {
                return Some(span.at as usize);
            }
            i += 1;
        }
        None
    }

    /// Resolves the prefixes of attributes, and looks for doubles.
    fn resolve(&mut self, attrs: &mut Spans<N>) -> Result<(), XmlError> {
        let text = self.text;
        // Name, namespace and place of those with a prefix.
        let mut expanded = Vec::new();
        let several = attrs.iter().filter(|span| span.prefix_len > 0).count() > 1;
        for i in 0..attrs.len() {
            let Some(span) = attrs.get_mut(i).filter(|span| span.prefix_len > 0) else { continue };
            let Some(Resolved { ns, id }) = self.scope.resolve(span.prefix(text)) else {
                return Err(self.fail_at(span.at as usize, ErrorKind::UndeclaredPrefix));
            };
            span.ns = ns;
            if several {
                expanded.push((span.name(text), id, span.at));
            }
        }
        expanded.sort_unstable();
        let pairs = expanded.iter().zip(expanded.iter().skip(1));
        let same = pairs.filter(|(a, b)| (a.0, a.1) == (b.0, b.1)).map(|(_, b)| b.2 as usize).min();
        let doubled = self.doubled(attrs);
        self.distinct(same.into_iter().chain(doubled).min())
    }

    #[cold]
    fn malformed<T>(&mut self, at: usize) -> Result<T, XmlError> {
        self.pos = at;
        Err(self.syntax())
    }
}

/// Lengths of names are kept in 16 bits.
const MAX_NAME: usize = u16::MAX as usize;

/// The first quote, `<` or `&` from there on. Most values are too short for a call of `memchr` to pay.
#[inline]
fn value_end(bytes: &[u8], from: usize, quote: u8) -> Option<usize> {
    let mut at = from;
    for _ in 0..6 {
        let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk()) else { break };
        let word = swar::word(chunk);
        let marks = swar::is(word, quote) | swar::is(word, b'<') | swar::is(word, b'&');
        if marks != 0 {
            return Some(at + swar::before(marks));
        }
        at += swar::WORD;
    }
    bytes.get(at..).and_then(|rest| memchr3(quote, b'<', b'&', rest)).map(|found| at + found)
}

#[inline]
fn spaces(text: &str, mut at: usize) -> usize {
    while text.as_bytes().get(at).is_some_and(|&b| is_space(b)) {
        at += 1;
    }
    at
}
