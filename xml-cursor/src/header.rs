use std::fmt;
use std::sync::Arc;

use bytes::Bytes;

use crate::cursor::Cursor;
use crate::error::XmlError;
use crate::lex::tag_name;
use crate::limits::{Limits, Profile};
use crate::scope::{Decl, Known, Namespace};
use crate::tag::Tag;

/// The start tag of a stream. Clones share it.
#[derive(Clone, PartialEq, Eq)]
pub struct Header(Arc<Inner>);

/// Apart, so that frames stay small.
#[derive(PartialEq, Eq)]
struct Inner {
    bytes: Bytes,
    limits: Limits,
    decls: Vec<(String, String, Known)>,
}

impl Header {
    pub(crate) fn parse(bytes: Bytes, limits: Limits) -> Result<Self, XmlError> {
        let mut cursor = Cursor::<()>::with_limits(&bytes, Profile::Stream, limits)?;
        cursor.root()?;
        let decls = cursor.declarations().map(|d| (d.prefix.to_owned(), d.uri.to_owned(), d.known)).collect();
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
        self.0.decls.iter().map(|(prefix, uri, _)| (prefix.as_str(), uri.as_str()))
    }

    pub(crate) fn decls(&self) -> impl Iterator<Item = Decl<'_, ()>> {
        self.0.decls.iter().map(|(prefix, uri, known)| Decl { prefix, uri, ns: (), known: *known })
    }

    pub(crate) fn name(&self) -> &[u8] {
        tag_name(&self.0.bytes, 1)
    }
}

/// Its name and how long it is: attributes may be secret.
impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = String::from_utf8_lossy(self.name());
        f.debug_struct("Header").field("name", &name).field("len", &self.0.bytes.len()).finish()
    }
}

impl fmt::Display for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.0.bytes))
    }
}
