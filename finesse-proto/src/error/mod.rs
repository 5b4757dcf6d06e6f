//! Errors of this crate, by whose fault they are, and the errors the interface itself speaks of.

mod api;
mod xml;

use std::fmt;

pub use api::{ApiError, ApiErrors, ErrorType, Peripheral, Refusal};

/// The caller of this crate asked for something that cannot be said on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum UsageError {
    /// A request id is 1 to 256 visible ASCII characters.
    RequestId,
    /// A user name for Basic credentials is not empty and holds no colon (RFC 7617, 2).
    UserName,
    /// A request with this id is still waiting for its outcome.
    RequestIdInUse,
    /// As many requests wait for their outcome as the configuration allows.
    TooManyPending,
}

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::RequestId => "request id is not 1 to 256 visible ascii characters",
            Self::UserName => "user name is empty or holds a colon",
            Self::RequestIdInUse => "request id is in use",
            Self::TooManyPending => "too many requests wait for their outcome",
        })
    }
}

impl std::error::Error for UsageError {}

/// Bytes that are not what they should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeError {
    /// Not well-formed XML, or XML that is refused (a document type, a foreign entity, too deep, too large).
    Xml(xml_cursor::XmlError),
    /// The document element is another one than this.
    Root(&'static str),
    /// There is no body.
    Empty,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Xml(error) => write!(f, "malformed xml: {error}"),
            Self::Root(name) => write!(f, "document element is not {name}"),
            Self::Empty => f.write_str("body is missing"),
        }
    }
}

impl std::error::Error for DecodeError {}

impl From<xml_cursor::XmlError> for DecodeError {
    fn from(error: xml_cursor::XmlError) -> Self {
        Self::Xml(error)
    }
}
