//! Namespaces: a user's table of them, and the declarations in scope.

use std::fmt::Debug;

use crate::error::ErrorKind;
use crate::few::Few;
use crate::limits::Limits;
use crate::text;

/// The namespace of the prefix `xml`, as in `xml:lang`.
pub const XML_NS: &str = "http://www.w3.org/XML/1998/namespace";
/// The namespace of declarations themselves.
pub(crate) const XMLNS_NS: &str = "http://www.w3.org/2000/xmlns/";
/// The namespace of `xsi:nil` and `xsi:type`.
pub const XSI_NS: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// A table of the namespaces a crate speaks: usually an enum made by [`namespaces!`](crate::namespaces).
///
/// The default is "no namespace". A name that is not in the table must give a value of its own, so that it is told from
/// "no namespace". Names with one value are one namespace to the reader: all that are in no table of [`namespaces!`](crate::namespaces)
/// are `Other`; and a table of one's own may take two versions of an interface for one. (Whether an attribute is given twice is
/// decided by the names.)
pub trait Namespace: Copy + Eq + Default + Debug + 'static {
    /// The entry of a namespace's name. Called once for each declaration.
    fn from_uri(uri: &str) -> Self;

    /// The name of this namespace; empty for "no namespace" and where it is not known. A record that is bound to an entry (`in Ns::Variant`)
    /// is written in that name: a table made by hand that leaves this default writes its records in no namespace, where they are not
    /// read again.
    fn uri(self) -> &'static str {
        ""
    }
}

/// For readers who do not care about namespaces. They are still checked.
impl Namespace for () {
    fn from_uri(_: &str) -> Self {}
}

/// Makes an enum of namespaces: `None` (no namespace, the default), the rows, and `Other`.
///
/// ```
/// xml_cursor::namespaces! {
///     /// What this crate speaks.
///     pub enum Ns {
///         /// Stanzas.
///         Client = "jabber:client",
///     }
/// }
/// use xml_cursor::Namespace;
/// assert_eq!(Ns::from_uri("jabber:client"), Ns::Client);
/// assert_eq!(Ns::from_uri("urn:unknown"), Ns::Other);
/// assert_eq!((Ns::default(), Ns::Client.uri()), (Ns::None, "jabber:client"));
/// ```
#[macro_export]
macro_rules! namespaces {
    ($(#[$doc:meta])* $vis:vis enum $name:ident { $( $(#[$vdoc:meta])* $variant:ident = $uri:literal ),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        $vis enum $name {
            /// No namespace.
            #[default]
            None,
            $( $(#[$vdoc])* $variant, )*
            /// A namespace that is not in this table.
            Other,
        }

        impl $crate::Namespace for $name {
            fn from_uri(uri: &str) -> Self {
                match uri {
                    "" => Self::None,
                    $( $uri => Self::$variant, )*
                    _ => Self::Other,
                }
            }

            fn uri(self) -> &'static str {
                match self {
                    $( Self::$variant => $uri, )*
                    Self::None | Self::Other => "",
                }
            }
        }
    };
}

/// One declaration.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Decl<'x, N> {
    /// Empty for the default namespace.
    pub(crate) prefix: &'x str,
    /// As written between the quotes.
    pub(crate) uri: &'x str,
    pub(crate) ns: N,
    pub(crate) known: Known,
}

/// What is found out about a declaration once, when it is checked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Known {
    /// The place of the first prefix declared for that name: names are compared when they are declared, not whenever they are used.
    id: u8,
    /// Length of the name, references replaced.
    len: u16,
    /// Bytes of this declaration and those before it.
    bytes: u16,
}

/// The identity of the namespace of `xml`, which may be declared or not.
const XML_ID: u8 = u8::MAX;

/// What a prefix stands for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resolved<N> {
    pub(crate) ns: N,
    /// Equal for prefixes (not for the default) that stand for one name, also where the table does not know it.
    pub(crate) id: u8,
}

/// The declarations in scope, innermost last.
#[derive(Debug, Clone)]
pub(crate) struct Scope<'x, N> {
    decls: Few<Decl<'x, N>, 6>,
    /// Declarations before this one are outside of the slice being taken.
    outer: usize,
    /// Which of them the slice uses, one bit each.
    used: u64,
    /// The slice holds a name without a prefix where no default namespace is declared.
    bare: bool,
}

impl<'x, N: Namespace> Scope<'x, N> {
    pub(crate) fn new() -> Self {
        Self { decls: Few::new(), outer: 0, used: 0, bare: false }
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.decls.len()
    }

    #[inline]
    pub(crate) fn truncate(&mut self, len: usize) {
        self.decls.truncate(len);
    }

    /// Takes up a declaration of the element whose own ones start at `mark`.
    pub(crate) fn declare(
        &mut self,
        prefix: &'x str,
        uri: &'x str,
        mark: usize,
        limits: &Limits,
    ) -> Result<(), ErrorKind> {
        if self.own(mark).any(|d| d.prefix == prefix) {
            return Err(ErrorKind::DuplicateAttribute);
        }
        if self.len() >= limits.namespaces.min(Limits::MAX_NAMESPACES) {
            return Err(ErrorKind::TooManyNamespaces);
        }
        let most = limits.namespace_bytes.min(Limits::MAX_NAMESPACE_BYTES);
        let bytes = self.decls.last().map_or(0, |d| usize::from(d.known.bytes)) + prefix.len() + uri.len();
        if bytes > most {
            return Err(ErrorKind::NamespacesTooLong);
        }
        let name = text::attribute(uri);
        if (prefix == "xml") != (name == XML_NS) || prefix == "xmlns" || name == XMLNS_NS {
            return Err(ErrorKind::ReservedNamespace);
        }
        if name.is_empty() && !prefix.is_empty() {
            return Err(ErrorKind::EmptyNamespace);
        }
        let (ns, len) = (N::from_uri(&name), name.len() as u16);
        let id = if prefix.is_empty() { 0 } else { self.id(prefix, uri, &name) };
        self.decls.push(Decl { prefix, uri, ns, known: Known { id, len, bytes: bytes as u16 } });
        Ok(())
    }

    /// The identity of a name that a prefix is about to be declared for. The default namespace is none of attributes: it is left out.
    fn id(&self, prefix: &str, uri: &str, name: &str) -> u8 {
        if prefix == "xml" {
            return XML_ID;
        }
        let alike = |d: &&Decl<'x, N>| usize::from(d.known.len) == name.len() && !d.prefix.is_empty();
        let same = |d: &Decl<'x, N>| d.uri == uri || text::attribute(d.uri) == name;
        self.decls.iter().filter(alike).find(|d| same(d)).map_or(self.len() as u8, |d| d.known.id)
    }

    /// Takes up a declaration that has been checked elsewhere, after the same ones.
    pub(crate) fn inherit(&mut self, decl: Decl<'x, N>) {
        self.decls.push(decl);
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Decl<'x, N>> {
        self.decls.iter().copied()
    }

    fn own(&self, mark: usize) -> impl Iterator<Item = &Decl<'x, N>> {
        (mark..self.len()).filter_map(|at| self.decls.get(at))
    }

    /// What a prefix (empty: the default) stands for. `None`: it is not declared.
    #[inline]
    pub(crate) fn resolve(&mut self, prefix: &str) -> Option<Resolved<N>> {
        let mut at = self.decls.len();
        while at > 0 {
            at -= 1;
            if let Some(decl) = self
                .decls
                .get(at)
                .filter(|d| d.prefix.len() == prefix.len() && (prefix.is_empty() || d.prefix == prefix))
            {
                let found = Resolved { ns: decl.ns, id: decl.known.id };
                if at < self.outer {
                    self.used |= 1_u64.checked_shl(at as u32).unwrap_or(0);
                    self.bare |= decl.uri.is_empty();
                }
                return Some(found);
            }
        }
        match prefix {
            "" => {
                self.bare = true;
                Some(Resolved { ns: N::default(), id: 0 })
            }
            "xml" => Some(Resolved { ns: N::from_uri(XML_NS), id: XML_ID }),
            _ => None,
        }
    }

    /// From here on, notes which declarations of before are used.
    pub(crate) fn watch(&mut self) {
        (self.outer, self.used, self.bare) = (self.len(), 0, false);
    }

    /// Those declarations, and whether a bare name in no namespace was seen.
    pub(crate) fn watched(&mut self) -> (impl Iterator<Item = &Decl<'x, N>>, bool) {
        let (outer, used) = (std::mem::take(&mut self.outer), self.used);
        // An outer `xmlns=''` says what holds anyway in a document of its own.
        let decls = self.decls.iter().take(outer).enumerate();
        let decls = decls.filter(move |(at, d)| used >> (at & 63) & 1 == 1 && !d.uri.is_empty());
        (decls.map(|(_, d)| d), self.bare)
    }
}
