use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;

use crate::cursor::Cursor;
use crate::error::XmlError;
use crate::limits::{Limits, Profile};
use crate::scope::Namespace;
use crate::sink::Sink;

/// A whole element as written, and the declarations of its surroundings that it needs elsewhere (XML-10).
///
/// The declarations are those of the names of its elements and attributes. Prefixes in values, as in `xsi:type='xs:string'`, are not
/// looked at: where a protocol has such values, its declarations must be written by hand.
///
/// `xml:lang` of an outer element is not among them: XML-10 speaks of declarations alone. A server that passes a stanza on gives it
/// the language of its stream itself (RFC 6120, section 4.7.4), which [`Tag::lang`](crate::Tag::lang) of the header tells.
///
/// Taken from a [`Profile::Document`], it keeps comments and processing instructions, which no stream may carry: what goes into a stream
/// is checked in [`Profile::Stream`] first ([`Raw::parse`]).
///
/// It is never interpreted: whatever it holds, known or not, is carried (XML-11). It has been checked when it was taken.
#[derive(Clone, Default)]
pub struct Raw<'x> {
    text: Cow<'x, str>,
    name_end: usize,
    decls: Decls<'x>,
    bare: bool,
}

/// Most slices need none or one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
enum Decls<'x> {
    #[default]
    None,
    One((&'x str, &'x str)),
    Many(Vec<(&'x str, &'x str)>),
}

impl<'x> Decls<'x> {
    fn as_slice(&self) -> &[(&'x str, &'x str)] {
        match self {
            Self::None => &[],
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

impl<'x> Raw<'x> {
    pub(crate) fn new(
        text: &'x str,
        name_end: usize,
        mut decls: impl Iterator<Item = (&'x str, &'x str)>,
        bare: bool,
    ) -> Self {
        let decls = match (decls.next(), decls.next()) {
            (None, _) => Decls::None,
            (Some(one), None) => Decls::One(one),
            (Some(one), Some(two)) => Decls::Many([one, two].into_iter().chain(decls).collect()),
        };
        Self { text: Cow::Borrowed(text), name_end, decls, bare }
    }

    /// Takes a document's root element.
    pub fn parse(text: &'x [u8], profile: Profile, limits: Limits) -> Result<Self, XmlError> {
        let mut cursor = Cursor::<()>::with_limits(text, profile, limits)?;
        cursor.root()?;
        let raw = cursor.raw()?;
        cursor.finish()?;
        Ok(raw)
    }

    /// The element as written. Alone it is a document only if [`is_standalone`](Self::is_standalone).
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it needs no declaration of its surroundings.
    #[must_use]
    pub fn is_standalone(&self) -> bool {
        self.decls.as_slice().is_empty()
    }

    /// The declarations it needs: prefix (empty for the default namespace) and name of the namespace as written.
    pub fn declarations(&self) -> impl Iterator<Item = (&'x str, &'x str)> {
        self.decls.as_slice().iter().copied()
    }

    /// Whether it holds an element in no namespace that a default namespace around it would capture. Then
    /// [`Writer::raw`](crate::Writer::raw) says `xmlns=''` where there is one.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        self.bare
    }

    /// Writes the element with the declarations it needs, so that it is a document of its own.
    pub fn write_to(&self, out: &mut impl Sink) {
        self.write_with(out, |_| true, false);
    }

    /// Bytes that [`write_to`](Self::write_to) writes.
    #[must_use]
    pub fn standalone_len(&self) -> usize {
        let decls = self.decls.as_slice().iter();
        let colon = |prefix: &str| usize::from(!prefix.is_empty());
        self.text.len()
            + decls.map(|(p, uri)| " xmlns=''".len() + colon(p) + p.len() + uri.len()).sum::<usize>()
    }

    /// Writes the element with the declarations that `wanted` picks.
    pub(crate) fn write_with(
        &self,
        out: &mut impl Sink,
        wanted: impl Fn(&(&str, &str)) -> bool,
        undeclare: bool,
    ) {
        let (head, tail) = self.text.split_at_checked(self.name_end).unwrap_or((&self.text, ""));
        out.push_str(head);
        for decl in self.decls.as_slice().iter().filter(|decl| wanted(decl)) {
            let &(prefix, uri) = decl;
            let quote = if uri.contains('\'') { "\"" } else { "'" };
            out.push_str(if prefix.is_empty() { " xmlns" } else { " xmlns:" });
            for piece in [prefix, "=", quote, uri, quote] {
                out.push_str(piece);
            }
        }
        // A root with a default declaration of its own is not bare.
        if undeclare {
            out.push_str(" xmlns=''");
        }
        out.push_str(tail);
    }

    /// A cursor before this element, with the namespaces of its surroundings.
    pub fn cursor<N: Namespace>(&self, profile: Profile, limits: Limits) -> Result<Cursor<'_, N>, XmlError> {
        let mut cursor = Cursor::with_limits(self.text.as_bytes(), profile, limits)?;
        for (prefix, uri) in self.declarations() {
            cursor.inherit(prefix, uri)?;
        }
        Ok(cursor)
    }

    /// The same element, of no document's lifetime.
    #[must_use]
    pub fn into_owned(self) -> Raw<'static> {
        let (name_end, bare) = (self.name_end, self.is_bare());
        let text = if self.is_standalone() {
            self.text.into_owned()
        } else {
            let mut out = String::with_capacity(self.standalone_len());
            self.write_to(&mut out);
            out
        };
        Raw { text: Cow::Owned(text), name_end, decls: Decls::None, bare }
    }

    /// The element alone, in bytes that are cheap to share.
    #[must_use]
    pub fn to_bytes(&self) -> RawBytes {
        let mut out = Vec::with_capacity(self.standalone_len());
        self.write_to(&mut out);
        RawBytes { bytes: out.into(), name_end: self.name_end, bare: self.is_bare() }
    }

    /// The element alone, sharing the bytes it was read from if it needs nothing added.
    #[must_use]
    pub fn to_bytes_of(&self, source: &Bytes) -> RawBytes {
        let (start, own) = (source.as_ptr() as usize, self.text.as_ptr() as usize);
        let from = own.wrapping_sub(start);
        let shared = from.checked_add(self.text.len()).filter(|&end| own >= start && end <= source.len());
        match shared {
            Some(end) if self.is_standalone() => {
                RawBytes { bytes: source.slice(from..end), name_end: self.name_end, bare: self.is_bare() }
            }
            _ => self.to_bytes(),
        }
    }
}

/// Its name and how long it is: what it holds may be secret. [`as_str`](Self::as_str) shows it.
impl fmt::Debug for Raw<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        shape(f, "Raw", &self.text, self.name_end)
    }
}

/// Equal if written alike and in need of the same declarations. (Two spellings of one infoset are not told to be equal.)
impl PartialEq for Raw<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text && self.decls == other.decls
    }
}

impl Eq for Raw<'_> {}

/// A whole element that stands alone, in shared bytes: the owned form of [`Raw`].
#[derive(Clone, PartialEq, Eq, Default)]
pub struct RawBytes {
    bytes: Bytes,
    name_end: usize,
    bare: bool,
}

impl RawBytes {
    /// Checks a document and takes its root element, sharing the bytes.
    pub fn parse(bytes: &Bytes, profile: Profile, limits: Limits) -> Result<Self, XmlError> {
        Ok(Raw::parse(bytes, profile, limits)?.to_bytes_of(bytes))
    }

    /// The element: a document of its own.
    #[must_use]
    pub fn as_bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The element: a document of its own.
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        self.bytes
    }

    /// Whether it holds an element in no namespace that a default namespace around it would capture.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        self.bare
    }

    /// The element as borrowed text.
    #[must_use]
    pub fn as_raw(&self) -> Raw<'_> {
        // Taken from a text, so that this never fails.
        let text = std::str::from_utf8(&self.bytes).unwrap_or("");
        Raw { text: Cow::Borrowed(text), name_end: self.name_end, decls: Decls::None, bare: self.bare }
    }

    /// A cursor before this element.
    pub fn cursor<N: Namespace>(&self, profile: Profile, limits: Limits) -> Result<Cursor<'_, N>, XmlError> {
        Cursor::with_limits(&self.bytes, profile, limits)
    }
}

/// Its name and how long it is, as of [`Raw`].
impl fmt::Debug for RawBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let raw = self.as_raw();
        shape(f, "RawBytes", &raw.text, self.name_end)
    }
}

fn shape(f: &mut fmt::Formatter<'_>, what: &str, text: &str, name_end: usize) -> fmt::Result {
    let name = text.get(1..name_end).unwrap_or("");
    f.debug_struct(what).field("name", &name).field("len", &text.len()).finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first child of the root.
    fn child(text: &str) -> Raw<'_> {
        let mut cursor = Cursor::<()>::new(text.as_bytes(), Profile::Stream).unwrap();
        cursor.root().unwrap();
        cursor.child().unwrap().unwrap();
        cursor.raw().unwrap()
    }

    #[test]
    fn equal_are_slices_written_alike_that_need_the_same() {
        let one = child("<s xmlns='urn:a' xmlns:p='urn:p'><a><p:b/></a></s>");
        assert_eq!(one, child("<t xmlns='urn:a' xmlns:p='urn:p' xmlns:q='urn:q'> <a><p:b/></a></t>"));
        assert_ne!(one, child("<s xmlns='urn:b' xmlns:p='urn:p'><a><p:b/></a></s>"), "another default");
        assert_ne!(one, child("<s xmlns='urn:a' xmlns:p='urn:q'><a><p:b/></a></s>"), "another prefix");
        assert_ne!(one, child("<s xmlns:p='urn:p'><a><p:b/></a></s>"), "no default");
        assert_ne!(one, child("<s xmlns='urn:a' xmlns:p='urn:p'><a><p:b /></a></s>"), "another spelling");
    }

    #[test]
    fn a_slice_is_as_small_as_the_readme_says() {
        assert!(size_of::<Raw<'_>>() <= 10 * size_of::<usize>());
    }

    #[test]
    fn xml_10_an_outer_default_undeclared_is_none_needed() {
        let raw = child("<s><a/></s>");
        assert!(raw.is_standalone() && raw.is_bare());
        let text = "<s xmlns='urn:a'><t xmlns=''><a b=''/></t></s>";
        let mut cursor = Cursor::<()>::new(text.as_bytes(), Profile::Stream).unwrap();
        for _ in 0..3 {
            let _ = cursor.root().or_else(|_| cursor.child().map(Option::unwrap)).unwrap();
        }
        let raw = cursor.raw().unwrap();
        assert_eq!((raw.as_str(), raw.declarations().count()), ("<a b=''/>", 0));
        assert!(raw.is_standalone() && raw.is_bare());
        assert_eq!(raw.standalone_len(), raw.as_str().len());
    }

    #[test]
    fn bytes_are_shared_where_nothing_must_be_added() {
        let bytes = Bytes::from_static(b"<?xml version='1.0'?>\n<s xmlns:p='urn:p'><a/><p:b/></s> ");
        let raw = RawBytes::parse(&bytes, Profile::Stream, Limits::default()).unwrap();
        assert_eq!(raw.as_bytes().as_ptr(), bytes[22..].as_ptr(), "no copy");
        assert_eq!(raw.as_bytes(), &bytes[22..bytes.len() - 1]);
        let mut cursor = Cursor::<()>::new(&bytes, Profile::Stream).unwrap();
        cursor.root().unwrap();
        cursor.child().unwrap();
        let a = cursor.raw().unwrap();
        assert_eq!(a.to_bytes_of(&bytes).as_bytes().as_ptr(), a.as_str().as_ptr(), "no copy");
        assert_ne!(a.to_bytes().as_bytes().as_ptr(), a.as_str().as_ptr());
        // Of other bytes, or of a part of them, nothing can be shared.
        for other in [Bytes::from_static(b"<a/>"), bytes.slice(..44), bytes.slice(42..), Bytes::new()] {
            let copied = a.to_bytes_of(&other);
            assert_eq!(&copied.as_bytes()[..], b"<a/>");
            assert_ne!(copied.as_bytes().as_ptr(), a.as_str().as_ptr());
        }
        cursor.child().unwrap();
        let b = cursor.raw().unwrap().to_bytes_of(&bytes);
        assert_eq!(&b.as_bytes()[..], b"<p:b xmlns:p='urn:p'/>");
    }
}
