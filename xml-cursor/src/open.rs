//! Start tags: names, attributes, declarations.

use memchr::{memchr2, memchr3};

use crate::chars::{is_space, qname};
use crate::cursor::{Cursor, Open};
use crate::error::{ErrorKind, XmlError};
use crate::few::Few;
use crate::scope::{Namespace, Resolved, same_uri};
use crate::tag::{Span, Spans, Tag};
use crate::text;

/// From so many attributes on, doubles are looked for by sorting, so that hostile input costs no square of its length.
const MANY: usize = 16;

impl<'x, N: Namespace> Cursor<'x, N> {
    /// The start tag at this place.
    #[inline]
    pub(crate) fn start(&mut self) -> Result<Tag<'x, N>, XmlError> {
        let start = self.pos;
        if self.open.len() >= self.limits.depth {
            return Err(self.fail(ErrorKind::TooDeep));
        }
        let (prefix_len, end) = self.name(start + 1)?;
        let name = self.text.get(start + 1..end).unwrap_or("");
        let mark = self.scope.len();
        let mut attrs = Few::new();
        if self.text.as_bytes().get(end) == Some(&b'>') {
            self.pos = end + 1;
        } else {
            self.attributes(end, mark, &mut attrs)?;
        }
        let prefix = name.get(..prefix_len).unwrap_or("");
        let Some(Resolved { ns, .. }) = self.scope.resolve(prefix) else {
            return Err(XmlError::new(start, ErrorKind::UndeclaredPrefix));
        };
        self.open.push(Open { name, start, mark });
        Ok(Tag { ns, prefix_len, qname: name, text: self.text, flags: self.flags, attrs, offset: start })
    }

    /// The length of the prefix and the end of the name at a place.
    #[inline]
    fn name(&mut self, at: usize) -> Result<(usize, usize), XmlError> {
        match qname(self.text, at) {
            Ok((prefix, end)) if end - at <= self.limits.name.min(MAX_NAME) => Ok((prefix, end)),
            Ok(_) => Err(XmlError::new(at, ErrorKind::NameTooLong)),
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
                taken.map_err(|kind| XmlError::new(at, kind))?;
                continue;
            }
            if attrs.len() >= self.limits.attributes {
                return Err(XmlError::new(at, ErrorKind::TooManyAttributes));
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
            self.resolve(from, attrs)?;
        } else if double && self.doubled(attrs) {
            return Err(XmlError::new(from, ErrorKind::DuplicateAttribute));
        }
        Ok(())
    }

    /// The end of a value, whose references are checked.
    #[inline]
    fn value(&self, start: usize, quote: u8) -> Result<usize, XmlError> {
        let bytes = self.text.as_bytes();
        if !self.flags.ampersand() {
            return match bytes.get(start..).and_then(|rest| memchr2(quote, b'<', rest)).map(|at| start + at) {
                Some(at) if bytes.get(at) == Some(&quote) => Ok(at),
                Some(at) => Err(XmlError::new(at, ErrorKind::LessThanInAttribute)),
                None => Err(self.truncated()),
            };
        }
        let mut from = start;
        loop {
            let found = bytes.get(from..).and_then(|rest| memchr3(quote, b'<', b'&', rest));
            let Some(at) = found.map(|at| from + at) else { return Err(self.truncated()) };
            match bytes.get(at) {
                Some(b'<') => return Err(XmlError::new(at, ErrorKind::LessThanInAttribute)),
                Some(b'&') => {
                    let (_, used) = text::reference(self.text.get(at + 1..).unwrap_or(""))
                        .map_err(|kind| XmlError::new(at, kind))?;
                    from = at + 1 + used;
                }
                _ => return Ok(at),
            }
        }
    }

    /// Whether two attributes have one name as written.
    #[inline]
    fn doubled(&self, attrs: &Spans<N>) -> bool {
        let name = |span: &Span<N>| span.qname(self.text);
        if attrs.len() > MANY {
            let mut all: Vec<_> = attrs.iter().map(name).collect();
            all.sort_unstable();
            return all.windows(2).any(|pair| pair.first() == pair.get(1));
        }
        let mut i = 1;
        while let Some(span) = attrs.get(i) {
            if attrs.iter().take(i).any(|b| b.qname_len == span.qname_len && name(span) == name(b)) {
                return true;
            }
            i += 1;
        }
        false
    }

    /// Resolves the prefixes of attributes, and looks for doubles.
    fn resolve(&mut self, from: usize, attrs: &mut Spans<N>) -> Result<(), XmlError> {
        let fail = |kind| Err(XmlError::new(from, kind));
        let text = self.text;
        // Namespaces as written, of those with a prefix.
        let mut expanded = Vec::new();
        let several = attrs.iter().filter(|span| span.prefix_len > 0).count() > 1;
        for i in 0..attrs.len() {
            let Some(span) = attrs.get_mut(i).filter(|span| span.prefix_len > 0) else { continue };
            let Some(Resolved { ns, uri }) = self.scope.resolve(span.prefix(text)) else {
                return fail(ErrorKind::UndeclaredPrefix);
            };
            span.ns = ns;
            if several {
                expanded.push((span.name(text), uri));
            }
        }
        expanded.sort_unstable_by_key(|(name, _)| *name);
        let mut groups = expanded.chunk_by(|a, b| a.0 == b.0);
        // In a group there are as many prefixes as namespaces in scope at most, or two are found alike early.
        let same = groups.any(|group| {
            let mut rest = group.iter();
            std::iter::from_fn(|| rest.next().map(|one| (one, rest.clone())))
                .any(|((_, uri), mut rest)| rest.any(|(_, other)| same_uri(uri, other)))
        });
        if same || self.doubled(attrs) { fail(ErrorKind::DuplicateAttribute) } else { Ok(()) }
    }

    #[cold]
    fn malformed<T>(&mut self, at: usize) -> Result<T, XmlError> {
        self.pos = at;
        Err(self.syntax())
    }
}

/// Lengths of names are kept in 16 bits.
const MAX_NAME: usize = u16::MAX as usize;

#[inline]
fn spaces(text: &str, mut at: usize) -> usize {
    while text.as_bytes().get(at).is_some_and(|&b| is_space(b)) {
        at += 1;
    }
    at
}
