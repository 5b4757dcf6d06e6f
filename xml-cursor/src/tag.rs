use std::borrow::Cow;
use std::fmt;
use std::iter::FusedIterator;

use crate::chars::Flags;
use crate::few::Few;
use crate::scope::Namespace;
use crate::text;

/// Where an attribute stands in the document.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Span<N> {
    pub(crate) at: u32,
    pub(crate) value: u32,
    pub(crate) len: u32,
    /// Without the colon; 0 without a prefix.
    pub(crate) prefix_len: u16,
    pub(crate) qname_len: u16,
    pub(crate) ns: N,
}

/// Few elements have more attributes than five: then they take an allocation.
pub(crate) type Spans<N> = Few<Span<N>, 5>;

impl<N> Span<N> {
    #[inline]
    pub(crate) fn qname<'x>(&self, text: &'x str) -> &'x str {
        text.get(self.at as usize..self.at as usize + usize::from(self.qname_len)).unwrap_or("")
    }

    #[inline]
    pub(crate) fn prefix<'x>(&self, text: &'x str) -> &'x str {
        self.qname(text).get(..usize::from(self.prefix_len)).unwrap_or("")
    }

    #[inline]
    pub(crate) fn name<'x>(&self, text: &'x str) -> &'x str {
        local(self.qname(text), usize::from(self.prefix_len))
    }

    #[inline]
    fn value<'x>(&self, text: &'x str, flags: Flags) -> Cow<'x, str> {
        let start = self.value as usize;
        text::value(text.get(start..start + self.len as usize).unwrap_or(""), flags)
    }
}

#[inline]
fn local(qname: &str, prefix_len: usize) -> &str {
    if prefix_len == 0 { qname } else { qname.get(prefix_len + 1..).unwrap_or("") }
}

/// A start tag: who the element is, and its attributes.
///
/// It borrows from the document alone, so that it can be kept while the cursor moves on.
#[derive(Clone)]
pub struct Tag<'x, N> {
    pub(crate) ns: N,
    pub(crate) prefix_len: usize,
    pub(crate) qname: &'x str,
    /// The document.
    pub(crate) text: &'x str,
    pub(crate) flags: Flags,
    pub(crate) offset: usize,
    pub(crate) attrs: Spans<N>,
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
        local(self.qname, self.prefix_len)
    }

    /// The prefix as written; empty without one. For reports: it means nothing (XML-9).
    #[must_use]
    pub fn prefix(&self) -> &'x str {
        self.qname.get(..self.prefix_len).unwrap_or("")
    }

    /// Whether this is the element of that namespace and name.
    #[inline]
    #[must_use]
    pub fn is(&self, ns: N, name: &str) -> bool {
        self.ns == ns && self.name() == name
    }

    /// Bytes of the document before the tag.
    #[inline]
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// The value of an attribute in no namespace, normalised: references replaced, white space made spaces.
    #[inline]
    #[must_use]
    pub fn attr(&self, name: &str) -> Option<Cow<'x, str>> {
        let mut at = 0;
        while let Some(a) = self.attrs.get(at) {
            if usize::from(a.qname_len) == name.len() && a.prefix_len == 0 && a.qname(self.text) == name {
                return Some(a.value(self.text, self.flags));
            }
            at += 1;
        }
        None
    }

    /// The value of an attribute in a namespace of the table, as `xsi:nil`.
    #[must_use]
    pub fn attr_ns(&self, ns: N, name: &str) -> Option<Cow<'x, str>> {
        let named = |a: &&Span<N>| a.prefix_len > 0 && a.ns == ns && a.name(self.text) == name;
        self.attrs.iter().find(named).map(|a| a.value(self.text, self.flags))
    }

    /// The value of `xml:lang`, whether the table knows that namespace or not.
    #[must_use]
    pub fn lang(&self) -> Option<Cow<'x, str>> {
        // No other prefix can stand for that namespace.
        let named = |a: &&Span<N>| a.qname(self.text) == "xml:lang";
        self.attrs.iter().find(named).map(|a| a.value(self.text, self.flags))
    }

    /// All attributes in the order written, declarations of namespaces left out.
    #[must_use]
    pub fn attrs(&self) -> Attrs<'_, 'x, N> {
        Attrs { tag: self, next: 0 }
    }
}

/// A tag without a name, to be filled by [`Cursor::child_into`](crate::Cursor::child_into).
impl<N: Namespace> Default for Tag<'_, N> {
    fn default() -> Self {
        Self {
            ns: N::default(),
            prefix_len: 0,
            qname: "",
            text: "",
            flags: Flags::default(),
            offset: 0,
            attrs: Few::new(),
        }
    }
}

impl<N: Namespace> fmt::Debug for Tag<'_, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut tag = f.debug_struct("Tag");
        tag.field("ns", &self.ns).field("name", &self.name());
        for attr in self.attrs() {
            tag.field(attr.name, &attr.value);
        }
        tag.finish()
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
pub struct Attrs<'t, 'x, N: Namespace> {
    tag: &'t Tag<'x, N>,
    next: usize,
}

impl<'x, N: Namespace> Iterator for Attrs<'_, 'x, N> {
    type Item = Attr<'x, N>;

    fn next(&mut self) -> Option<Attr<'x, N>> {
        let span = self.tag.attrs.get(self.next)?;
        self.next += 1;
        Some(Attr {
            ns: span.ns,
            name: span.name(self.tag.text),
            value: span.value(self.tag.text, self.tag.flags),
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.tag.attrs.len() - self.next;
        (left, Some(left))
    }
}

impl<N: Namespace> ExactSizeIterator for Attrs<'_, '_, N> {}
impl<N: Namespace> FusedIterator for Attrs<'_, '_, N> {}
