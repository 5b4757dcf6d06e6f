use std::error::Error;
use std::fmt;

/// What is wrong with a document, where, and which rule of [`RULES.md`] it breaks.
///
/// [`RULES.md`]: https://docs.rs/crate/xml-cursor/latest/source/RULES.md
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct XmlError {
    offset: usize,
    kind: ErrorKind,
}

impl XmlError {
    /// An error of the caller's own, so that a typed reader can report what it misses in the same terms.
    #[must_use]
    pub const fn new(offset: usize, kind: ErrorKind) -> Self {
        Self { offset, kind }
    }

    /// Bytes before the place of the error: from the start of the document, or of the stream for a
    /// [`Framer`](crate::Framer).
    #[must_use]
    pub const fn offset(self) -> usize {
        self.offset
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(self) -> ErrorKind {
        self.kind
    }

    /// The number of the rule `XML-n` that is broken; `None` if the document is fine as XML and a record or the
    /// caller is at odds with it.
    #[must_use]
    pub const fn rule(self) -> Option<u8> {
        self.kind.rule()
    }

    /// The family of the error.
    #[must_use]
    pub const fn class(self) -> ErrorClass {
        self.kind.class()
    }

    pub(crate) const fn shifted(self, by: usize) -> Self {
        Self { offset: self.offset.saturating_add(by), kind: self.kind }
    }
}

impl fmt::Display for XmlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.kind, self.offset)?;
        match self.rule() {
            Some(rule) => write!(f, " (XML-{rule})"),
            None => Ok(()),
        }
    }
}

impl Error for XmlError {}

/// Families of errors, as a protocol answers them. The names of the first five are those of the stream errors of
/// RFC 6120, section 4.9.3, but for [`Limit`](Self::Limit), which is `policy-violation` there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorClass {
    /// XML a stream may not contain: comment, processing instruction, document type, foreign entity.
    RestrictedXml,
    /// An encoding other than UTF-8 is declared.
    UnsupportedEncoding,
    /// Not XML, or not namespace-true XML.
    NotWellFormed,
    /// Text where only elements may be.
    BadFormat,
    /// Larger, deeper or more numerous than allowed.
    Limit,
    /// Good XML that does not hold the value a record asks for.
    Value,
    /// The caller asked for something at the wrong moment.
    Usage,
}

macro_rules! kinds {
    ($( $(#[$doc:meta])* $name:ident $({ $field:ident: $ty:ty })? = $rule:expr, $class:ident, $text:literal; )*) => {
        /// What can be wrong.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum ErrorKind { $(
            $(#[$doc])*
            $name $({
                /// Name of the field, as in the document.
                $field: $ty
            })?,
        )* }

        impl ErrorKind {
            /// The number of the rule `XML-n` that is broken, if one is.
            #[must_use]
            pub const fn rule(self) -> Option<u8> {
                match self { $( Self::$name $({ $field: _ })? => $rule, )* }
            }

            /// The family of the error.
            #[must_use]
            pub const fn class(self) -> ErrorClass {
                match self { $( Self::$name $({ $field: _ })? => ErrorClass::$class, )* }
            }
        }

        impl fmt::Display for ErrorKind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self { $( Self::$name $({ $field })? => write!(f, $text), )* }
            }
        }
    };
}

kinds! {
    /// `<!-- … -->` in a stream.
    Comment = Some(1), RestrictedXml, "comment in a stream";
    /// `<?target … ?>` in a stream.
    ProcessingInstruction = Some(1), RestrictedXml, "processing instruction in a stream";
    /// `<!DOCTYPE …>`, in any profile.
    DocType = Some(1), RestrictedXml, "document type declaration";
    /// `&name;` other than the five that XML predefines.
    Entity = Some(1), RestrictedXml, "reference to an undeclared entity";
    /// The bytes are not UTF-8.
    Utf8 = Some(2), NotWellFormed, "bytes that are not UTF-8";
    /// The declaration names another encoding.
    Encoding = Some(2), UnsupportedEncoding, "declared encoding is not UTF-8";
    /// The declaration names a version other than 1.0.
    Version = Some(3), NotWellFormed, "declared version is not 1.0";
    /// Something that no rule of XML's grammar allows here.
    Syntax = Some(3), NotWellFormed, "malformed markup";
    /// `<` in an attribute's value.
    LessThanInAttribute = Some(3), NotWellFormed, "'<' in an attribute value";
    /// An end tag that does not close the open element.
    EndTag = Some(3), NotWellFormed, "end tag does not match the open element";
    /// A prefix with no declaration in scope.
    UndeclaredPrefix = Some(3), NotWellFormed, "undeclared namespace prefix";
    /// Two attributes of one name, once prefixes are resolved.
    DuplicateAttribute = Some(3), NotWellFormed, "attribute given twice";
    /// `xmlns:p=''`: a prefix cannot be undeclared.
    EmptyNamespace = Some(3), NotWellFormed, "prefix bound to no namespace";
    /// `xml` or `xmlns`, or one of their namespaces, bound as no document may.
    ReservedNamespace = Some(3), NotWellFormed, "binding of a reserved prefix or namespace";
    /// A character that XML forbids.
    Char = Some(4), NotWellFormed, "character that xml forbids";
    /// A character reference to a character that XML forbids.
    CharRef = Some(4), NotWellFormed, "reference to a character that xml forbids";
    /// An XML declaration anywhere but at the very start.
    LateDeclaration = Some(5), NotWellFormed, "xml declaration after the start";
    /// Text outside the root element, or between the first-level elements of a stream.
    StrayText = Some(6), BadFormat, "text between elements";
    /// The input ends before the root element does.
    Truncated = Some(7), NotWellFormed, "input ends inside an element";
    /// `]]>` in text.
    CdataEnd = Some(8), NotWellFormed, "']]>' in text";
    /// More bytes than [`Limits::bytes`](crate::Limits::bytes).
    TooLong = Some(12), Limit, "more bytes than allowed";
    /// Elements nested deeper than [`Limits::depth`](crate::Limits::depth).
    TooDeep = Some(12), Limit, "nested deeper than allowed";
    /// More attributes than [`Limits::attributes`](crate::Limits::attributes) on one element.
    TooManyAttributes = Some(12), Limit, "more attributes than allowed";
    /// More declarations in scope than [`Limits::namespaces`](crate::Limits::namespaces).
    TooManyNamespaces = Some(12), Limit, "more namespace declarations than allowed";
    /// Longer declarations in scope than [`Limits::namespace_bytes`](crate::Limits::namespace_bytes).
    NamespacesTooLong = Some(12), Limit, "longer namespace declarations than allowed";
    /// A name longer than [`Limits::name`](crate::Limits::name).
    NameTooLong = Some(12), Limit, "name longer than allowed";
    /// A record lacks a field it cannot be without.
    Missing { field: &'static str } = None, Value, "missing {field}";
    /// A field's text is no value of its type.
    Invalid { field: &'static str } = None, Value, "invalid value of {field}";
    /// The document is about something else than the caller expected.
    Unexpected = None, Value, "unexpected element";
    /// Children, text or end were asked for while no element was open, or `finish` while one was.
    Usage = None, Usage, "cursor used out of order";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_name_place_and_rule() {
        assert_eq!(XmlError::new(7, ErrorKind::Comment).to_string(), "comment in a stream at byte 7 (XML-1)");
        let missing = XmlError::new(3, ErrorKind::Missing { field: "state" });
        assert_eq!((missing.to_string().as_str(), missing.rule()), ("missing state at byte 3", None));
        assert_eq!(missing.class(), ErrorClass::Value);
    }
}
