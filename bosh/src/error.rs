//! Errors, by whose fault they are.

use std::fmt;

use xml_cursor::XmlError;

/// The bytes are not a BOSH body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeError {
    /// Not XML, or not the subset of it that a body may use (§6).
    Xml(XmlError),
    /// The document element is not `body` in the BOSH namespace.
    NotABody,
    /// The body has text of its own (§6).
    Text,
    /// The body has more child elements than the limit given.
    TooManyElements {
        /// The limit.
        limit: usize,
    },
    /// Its elements need declarations of the body's that are many times as long as the body when each has them.
    Declarations,
    /// The attribute of this name is not of its type (§7, §17.2).
    Attribute(&'static str),
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Xml(e) => write!(f, "body is not well-formed: {e}"),
            Self::NotABody => f.write_str("document element is not a body in the BOSH namespace"),
            Self::Text => f.write_str("body has text of its own"),
            Self::TooManyElements { limit } => write!(f, "body has more than {limit} elements"),
            Self::Declarations => f.write_str("elements need too many long declarations of the body"),
            Self::Attribute(name) => write!(f, "attribute {name} has an invalid value"),
        }
    }
}

impl std::error::Error for DecodeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Xml(e) => Some(e),
            _ => None,
        }
    }
}

impl From<XmlError> for DecodeError {
    fn from(error: XmlError) -> Self {
        Self::Xml(error)
    }
}

/// The program called a method that makes no sense now; nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum UsageError {
    /// There is no such session (any more).
    NoSession,
    /// The session was already accepted.
    Accepted,
    /// The session is not open yet.
    NotOpen,
    /// The server did not say that sessions can pause (§10).
    NoPause,
    /// The pause is longer than the server allows (§10).
    PauseTooLong {
        /// What the server allows, in seconds.
        seconds: u32,
    },
    /// The pause is shorter than a second, the least that can be said (§10).
    PauseTooShort,
    /// The queue is full: the other side does not read, or the network is down.
    QueueFull,
    /// The session is over.
    Over,
}

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSession => f.write_str("no such session"),
            Self::Accepted => f.write_str("the session was already accepted"),
            Self::NotOpen => f.write_str("the session is not open yet"),
            Self::NoPause => f.write_str("the server does not support pauses"),
            Self::PauseTooLong { seconds } => write!(f, "the server allows pauses up to {seconds} s"),
            Self::PauseTooShort => f.write_str("a pause lasts a second at least"),
            Self::QueueFull => f.write_str("the queue is full"),
            Self::Over => f.write_str("the session is over"),
        }
    }
}

impl std::error::Error for UsageError {}
