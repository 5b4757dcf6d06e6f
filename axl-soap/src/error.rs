//! Errors, by whose fault they are.

use std::fmt;

use xml_cursor::XmlError;

use crate::catalogue::Operation;
use crate::fault::{Fault, TooManyRows};
use crate::http::Status;
use crate::version::Version;

/// The bytes are not what they should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeError {
    /// Not XML, or XML that is refused (a DTD, too deep, too large).
    Xml(XmlError),
    /// XML, but no SOAP envelope.
    NotEnvelope,
    /// An envelope of SOAP 1.2; AXL speaks 1.1.
    Soap12,
    /// An envelope without a body.
    NoBody,
    /// A body without an operation.
    EmptyBody,
    /// A body whose children are all in namespaces other than AXL's.
    NotAxl,
    /// A body with more than one operation.
    SeveralOperations,
    /// An operation that the schema does not have.
    UnknownOperation,
    /// A header element that must be understood, and is not.
    MustUnderstand,
    /// More elements and attributes than are kept in memory at once.
    TooManyElements,
    /// An element that should be there.
    Missing(&'static str),
    /// An element whose text is not what its type allows.
    Value(&'static str),
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Xml(error) => write!(f, "{error}"),
            Self::NotEnvelope => f.write_str("not a soap envelope"),
            Self::Soap12 => f.write_str("an envelope of soap 1.2, not 1.1"),
            Self::NoBody => f.write_str("an envelope without a body"),
            Self::EmptyBody => f.write_str("a body without an operation"),
            Self::NotAxl => f.write_str("an operation in no axl namespace"),
            Self::UnknownOperation => f.write_str("an operation that the schema does not have"),
            Self::SeveralOperations => f.write_str("a body with several operations"),
            Self::MustUnderstand => f.write_str("a header that must be understood is not"),
            Self::TooManyElements => f.write_str("more elements than are read at once"),
            Self::Missing(name) => write!(f, "<{name}> is missing"),
            Self::Value(name) => write!(f, "the text of <{name}> is not of its type"),
        }
    }
}

impl std::error::Error for DecodeError {}

impl From<XmlError> for DecodeError {
    fn from(error: XmlError) -> Self {
        Self::Xml(error)
    }
}

/// The caller asked for what cannot be: nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum UsageError {
    /// The schema has no such operation.
    UnknownOperation {
        /// What was asked for.
        name: String,
        /// Names that resemble it.
        similar: Vec<&'static str>,
    },
    /// No key of the operation is complete.
    Key {
        /// The operation.
        operation: &'static str,
        /// Its keys, as text: alternatives divided by `or`.
        keys: String,
    },
    /// Elements of more than one key, where the schema wants one.
    SeveralKeys {
        /// The operation.
        operation: &'static str,
        /// Its keys, as text.
        keys: String,
    },
    /// A list without any search criterion; `%` as the value of one finds everything.
    NoCriterion {
        /// The operation.
        operation: &'static str,
        /// Those it has.
        known: String,
    },
    /// A list has no such search criterion.
    Criterion {
        /// The operation.
        operation: &'static str,
        /// What was asked for.
        criterion: String,
        /// Those it has.
        known: String,
    },
    /// A request of this type has no such element.
    UnknownElement {
        /// Where it stands.
        path: String,
    },
    /// An element that may stand once stands twice.
    Repeated {
        /// Where it stands.
        path: String,
    },
    /// A list to replace the old one, and an edit of the old one.
    Both {
        /// The list.
        one: String,
        /// The edit.
        other: String,
    },
    /// A mandatory element is missing and has no default.
    Missing {
        /// Where it should stand.
        path: String,
    },
    /// A text is longer than the schema allows, or not the flag or number it should be.
    Value {
        /// Where it stands.
        path: String,
        /// What it should be.
        wanted: String,
    },
    /// The list can only be replaced whole.
    NotEditable {
        /// The operation.
        operation: &'static str,
        /// The list.
        list: String,
    },
    /// The operation has no `returnedTags`.
    NoTags {
        /// The operation.
        operation: &'static str,
    },
    /// The operation has no `skip` and `first`.
    NoPages {
        /// The operation.
        operation: &'static str,
    },
    /// An answer to a request that is not open.
    UnknownExchange,
}

impl UsageError {
    pub(crate) fn unknown_operation(name: &str) -> Self {
        Self::UnknownOperation { name: name.to_owned(), similar: Operation::similar(name, 4) }
    }

    pub(crate) fn key(operation: &'static Operation) -> Self {
        Self::Key { operation: operation.name(), keys: keys(operation) }
    }

    pub(crate) fn several_keys(operation: &'static Operation) -> Self {
        Self::SeveralKeys { operation: operation.name(), keys: keys(operation) }
    }
}

/// The keys of an operation as text.
fn keys(operation: &'static Operation) -> String {
    let one = |parts: Vec<&str>| parts.join(" and ");
    let keys: Vec<_> = operation.keys().map(|parts| one(parts.map(|part| part.name).collect())).collect();
    keys.join(" or ")
}

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownOperation { name, similar } if similar.is_empty() => {
                write!(f, "axl has no operation {name}")
            }
            Self::UnknownOperation { name, similar } => {
                write!(f, "axl has no operation {name}; there is {}", similar.join(", "))
            }
            Self::Key { operation, keys } => write!(f, "{operation} needs {keys}"),
            Self::SeveralKeys { operation, keys } => write!(f, "{operation} takes only one of {keys}"),
            Self::NoCriterion { operation, known } => {
                write!(f, "{operation} needs a search criterion: one or more of {known}")
            }
            Self::Repeated { path } => write!(f, "{path} may stand only once"),
            Self::Both { one, other } => write!(f, "{one} replaces the list and {other} edits it: give one"),
            Self::Criterion { operation, criterion, known } => {
                write!(f, "{operation} cannot search by {criterion}, only by {known}")
            }
            Self::UnknownElement { path } => write!(f, "the schema has no element {path} here"),
            Self::Missing { path } => write!(f, "{path} is mandatory and has no default"),
            Self::Value { path, wanted } => write!(f, "{path} must be {wanted}"),
            Self::NotEditable { operation, list } => {
                write!(f, "{operation} replaces {list}, it cannot edit it")
            }
            Self::NoTags { operation } => write!(f, "{operation} takes no returnedTags"),
            Self::NoPages { operation } => write!(f, "{operation} takes no skip and first"),
            Self::UnknownExchange => f.write_str("an answer to a request that is not open"),
        }
    }
}

impl std::error::Error for UsageError {}

/// Why a call did not succeed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallError {
    /// The server answered with a fault.
    Fault(Fault),
    /// The answer would have been too large; ask for pages.
    TooManyRows(TooManyRows),
    /// 401: the credentials are wrong. To a write also: the account may only read.
    Unauthorized,
    /// 403: the account has no AXL role.
    Forbidden,
    /// 404: no AXL at that address (the service may be deactivated).
    NotFound,
    /// 503 on every attempt: writes are throttled.
    Throttled,
    /// 599: no schema that both sides have.
    WrongVersion {
        /// What the server says it has.
        offered: Vec<Version>,
    },
    /// The server ignores `skip`, so that only the first rows can be had: ask for larger pages.
    SkipIgnored {
        /// How many rows came.
        rows: u64,
    },
    /// Another page instead of SOAP.
    Page {
        /// The status.
        status: Status,
        /// The page's title.
        title: String,
    },
    /// The answer is not what was asked for.
    Decode(DecodeError),
    /// The connection failed. A write may have happened all the same, so it was not repeated.
    Transport(TransportError),
    /// No answer in time. A write may have happened all the same.
    TimedOut,
    /// The request cannot be.
    Usage(UsageError),
    /// The client was stopped.
    Stopped,
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fault(fault) => write!(f, "{fault}"),
            Self::TooManyRows(rows) => write!(f, "{rows}"),
            Self::Unauthorized => f.write_str("401: the credentials are wrong, or the account may only read"),
            Self::Forbidden => f.write_str("403: the account has no axl role"),
            Self::NotFound => f.write_str("404: no axl service at this address"),
            Self::Throttled => f.write_str("503: the server throttles writes"),
            Self::WrongVersion { offered } => write!(f, "599: no common schema; the server has {offered:?}"),
            Self::SkipIgnored { rows } => {
                write!(f, "the server ignores skip: only the first {rows} rows came; ask for larger pages")
            }
            Self::Page { status, title } => write!(f, "{}: a page instead of soap: {title}", status.0),
            Self::Decode(error) => write!(f, "{error}"),
            Self::Transport(error) => write!(f, "{error}"),
            Self::TimedOut => f.write_str("no answer in time"),
            Self::Usage(error) => write!(f, "{error}"),
            Self::Stopped => f.write_str("the client was stopped"),
        }
    }
}

impl std::error::Error for CallError {}

impl From<DecodeError> for CallError {
    fn from(error: DecodeError) -> Self {
        Self::Decode(error)
    }
}

impl From<UsageError> for CallError {
    fn from(error: UsageError) -> Self {
        Self::Usage(error)
    }
}

/// The connection could not be made, or broke: reported by whoever owns the sockets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransportError {
    /// Whether the request may have reached the server.
    pub sent: Sent,
    /// What went wrong, in words.
    pub text: String,
}

/// Whether a request may have reached the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// Certainly not: there was no connection.
    No,
    /// Certainly not, and trying again does not help: the server's certificate is not believed.
    Refused,
    /// Certainly, and trying again does not help: the answer is larger than what is read.
    Answered,
    /// Perhaps.
    Maybe,
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for TransportError {}
