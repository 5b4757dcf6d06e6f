use std::borrow::Cow;
use std::iter::FusedIterator;

use memchr::memchr;

use crate::chars::is_space;
use crate::few::Few;
use crate::scope::{Namespace, XML_NS};
use crate::text;

/// A start tag: who the element is, and its attributes.
///
/// It borrows from the document alone, so that it can be kept while the cursor moves on.
#[derive(Debug, Clone)]
pub struct Tag<'x, N> {
    pub(crate) ns: N,
    pub(crate) prefix: &'x str,
    pub(crate) name: &'x str,
    /// As written, already checked.
    pub(crate) attrs: &'x str,
    pub(crate) offset: usize,
    /// What the prefixes of the attributes stand for.
    pub(crate) prefixes: Few<(&'x str, N), 2>,
}

impl<'x, N: Namespace> Tag<'x, N> {
    /// The element's namespace.
    #[inline]
    #[must_use]
    pub fn ns(&self) -> N {
        self.ns
    }

    /// The element's name, without a prefix.
    #[inline]
    #[must_use]
    pub fn name(&self) -> &'x str {
        self.name
    }

    /// The prefix as written; empty without one. For reports: it means nothing (XML-9).
    #[must_use]
    pub fn prefix(&self) -> &'x str {
        self.prefix
    }

    /// Whether this is the element of that namespace and name.
    #[inline]
    #[must_use]
    pub fn is(&self, ns: N, name: &str) -> bool {
        self.ns == ns && self.name == name
    }

    /// Bytes of the document before the tag.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// The value of an attribute in no namespace, normalised: references replaced, white space made spaces.
    #[must_use]
    pub fn attr(&self, name: &str) -> Option<Cow<'x, str>> {
        let mut attrs = RawAttrs { rest: self.attrs };
        attrs.find(|a| a.prefix.is_empty() && a.name == name).map(|a| text::attribute(a.value))
    }

    /// The value of an attribute in a namespace of the table, as `xsi:nil`.
    #[must_use]
    pub fn attr_ns(&self, ns: N, name: &str) -> Option<Cow<'x, str>> {
        let mut attrs = RawAttrs { rest: self.attrs };
        attrs
            .find(|a| {
                a.name == name && !a.prefix.is_empty() && a.prefix != "xmlns" && self.lookup(a.prefix) == ns
            })
            .map(|a| text::attribute(a.value))
    }

    /// The value of `xml:lang`, whether the table knows that namespace or not.
    #[must_use]
    pub fn lang(&self) -> Option<Cow<'x, str>> {
        let mut attrs = RawAttrs { rest: self.attrs };
        attrs.find(|a| a.prefix == "xml" && a.name == "lang").map(|a| text::attribute(a.value))
    }

    /// All attributes in the order written, declarations of namespaces left out.
    pub fn attrs(&self) -> Attrs<'_, 'x, N> {
        Attrs { tag: self, raw: RawAttrs { rest: self.attrs } }
    }

    fn lookup(&self, prefix: &str) -> N {
        let known = self.prefixes.iter().find(|(p, _)| *p == prefix).map(|(_, ns)| *ns);
        known.unwrap_or_else(|| if prefix == "xml" { N::from_uri(XML_NS) } else { N::default() })
    }
}

/// One attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attr<'x, N> {
    /// Its namespace: none, unless it is written with a prefix.
    pub ns: N,
    /// Its name, without a prefix.
    pub name: &'x str,
    /// Its value, normalised.
    pub value: Cow<'x, str>,
}

/// The attributes of a [`Tag`].
#[derive(Debug, Clone)]
pub struct Attrs<'t, 'x, N> {
    tag: &'t Tag<'x, N>,
    raw: RawAttrs<'x>,
}

impl<'x, N: Namespace> Iterator for Attrs<'_, 'x, N> {
    type Item = Attr<'x, N>;

    fn next(&mut self) -> Option<Attr<'x, N>> {
        let raw = self.raw.find(|a| !a.is_declaration())?;
        let ns = if raw.prefix.is_empty() { N::default() } else { self.tag.lookup(raw.prefix) };
        Some(Attr { ns, name: raw.name, value: text::attribute(raw.value) })
    }
}

impl<N: Namespace> FusedIterator for Attrs<'_, '_, N> {}

/// An attribute as written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RawAttr<'x> {
    pub(crate) prefix: &'x str,
    pub(crate) name: &'x str,
    pub(crate) value: &'x str,
}

impl RawAttr<'_> {
    fn is_declaration(&self) -> bool {
        self.prefix == "xmlns" || (self.prefix.is_empty() && self.name == "xmlns")
    }
}

/// Attributes that are known to be well-formed.
#[derive(Debug, Clone)]
struct RawAttrs<'x> {
    rest: &'x str,
}

impl<'x> Iterator for RawAttrs<'x> {
    type Item = RawAttr<'x>;

    #[inline]
    fn next(&mut self) -> Option<RawAttr<'x>> {
        let bytes = self.rest.as_bytes();
        let start = bytes.iter().position(|&b| !is_space(b))?;
        let (mut colon, mut p) = (None, start);
        let end = loop {
            match *bytes.get(p)? {
                b':' => colon = Some(p),
                b'=' => break p,
                b if is_space(b) => break p,
                _ => {}
            }
            p += 1;
        };
        let quote = end + bytes.get(end..)?.iter().position(|&b| b == b'"' || b == b'\'')?;
        let value = quote + 1;
        let close = value + memchr(*bytes.get(quote)?, bytes.get(value..)?)?;
        let attr = RawAttr {
            prefix: colon.and_then(|colon| self.rest.get(start..colon)).unwrap_or(""),
            name: self.rest.get(colon.map_or(start, |colon| colon + 1)..end)?,
            value: self.rest.get(value..close)?,
        };
        self.rest = self.rest.get(close + 1..).unwrap_or("");
        Some(attr)
    }
}
