//! Errors that say whose fault it is.

use core::fmt;

use crate::MessageType;

/// The bytes are not what the profile says they must be.
///
/// Names the message, the field and the place. It is small and `Copy`: nothing of the input is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct DecodeError {
    /// The message that was read.
    pub message: MessageType,
    /// The field, as the guides name it; `floating part` when the tag itself could not be read.
    pub field: &'static str,
    /// Where the field starts, in bytes from the start of the body.
    pub offset: u32,
    /// What is wrong.
    pub kind: DecodeErrorKind,
}

/// What is wrong with the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The body ends inside the field.
    Truncated,
    /// A floating field has a length its type does not allow.
    Length {
        /// The length on the wire.
        found: u32,
    },
    /// A text that was asked for as UTF-8 is not.
    Utf8,
    /// A named variable or array without a name or without its NULs.
    Named,
    /// A counter says another number than there are groups.
    Count {
        /// What the counter says.
        said: u32,
        /// How many groups there are.
        found: u32,
    },
    /// The message is of another type than the one asked for.
    Type,
    /// A number of a message or a tag that the guides do not list. Strict reading only ([`FrameRef::check`]).
    ///
    /// [`FrameRef::check`]: crate::FrameRef::check
    Unknown,
    /// A message or a field that another version or dialect has. Strict reading only.
    NotInVersion,
    /// A field that this message cannot carry. Strict reading only.
    NotAllowed,
    /// A field that must be there is not. Strict reading only.
    Missing,
    /// A reserved slot holds something else than the guide's constant. Strict reading only.
    Reserved {
        /// What it holds.
        found: u32,
    },
    /// Named variables and arrays together are longer than 2000 bytes. Strict reading only.
    TooMuch,
}

impl DecodeError {
    pub(crate) const fn new(
        message: MessageType,
        field: &'static str,
        offset: usize,
        kind: DecodeErrorKind,
    ) -> Self {
        // A body is far shorter than 4 GiB; a longer slice only loses the exact place.
        let offset = if offset > u32::MAX as usize { u32::MAX } else { offset as u32 };
        Self { message, field, offset, kind }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {} of {}", self.field, self.offset, self.message)?;
        match self.kind {
            DecodeErrorKind::Truncated => write!(f, ": the body ends inside it"),
            DecodeErrorKind::Length { found } => write!(f, ": a length of {found} does not fit its type"),
            DecodeErrorKind::Utf8 => write!(f, ": not UTF-8"),
            DecodeErrorKind::Named => write!(f, ": not a name and a value, each closed by NUL"),
            DecodeErrorKind::Count { said, found } => write!(f, ": says {said}, found {found}"),
            DecodeErrorKind::Type => write!(f, ": another type of message was asked for"),
            DecodeErrorKind::Unknown => write!(f, ": not known"),
            DecodeErrorKind::NotInVersion => write!(f, ": not in this version"),
            DecodeErrorKind::NotAllowed => write!(f, ": not allowed in this message"),
            DecodeErrorKind::Missing => write!(f, ": missing"),
            DecodeErrorKind::Reserved { found } => write!(f, ": is reserved and holds {found}"),
            DecodeErrorKind::TooMuch => write!(f, ": more than 2000 bytes of named variables and arrays"),
        }
    }
}

impl std::error::Error for DecodeError {}

/// The stream cannot be cut into messages: the connection must end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FrameError {
    /// The header announces more than [`MAX_MESSAGE`](crate::MAX_MESSAGE).
    TooLong {
        /// `MessageLength` of the header.
        length: u32,
        /// `MessageType` of the header, when it has arrived.
        message: Option<MessageType>,
    },
}

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { length, message } => {
                write!(f, "a message of {length} bytes is longer than the protocol allows")?;
                message.map_or(Ok(()), |m| write!(f, " ({m})"))
            }
        }
    }
}

impl std::error::Error for FrameError {}

/// The caller asked for something the profile forbids. Nothing was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum UsageError {
    /// The message does not exist in this dialect and version.
    MessageNotInProfile(MessageType),
    /// The field does not exist in this message, dialect and version.
    FieldNotInProfile {
        /// The message.
        message: MessageType,
        /// The field.
        field: &'static str,
    },
    /// The value is longer than the guides or the width of lengths allow.
    FieldTooLong {
        /// The message.
        message: MessageType,
        /// The field.
        field: &'static str,
        /// Bytes of the value, with its NUL.
        len: usize,
        /// Bytes allowed, with the NUL.
        max: usize,
    },
    /// A text holds a NUL, which would end it on the wire.
    TextHoldsNul {
        /// The message.
        message: MessageType,
        /// The field.
        field: &'static str,
    },
    /// A field the guides require is missing.
    FieldMissing {
        /// The message.
        message: MessageType,
        /// The field.
        field: &'static str,
    },
    /// A member of a repeated group comes before the field that starts a group.
    GroupNotStarted {
        /// The message.
        message: MessageType,
        /// The member.
        field: &'static str,
    },
    /// A counter was set to another number than there are groups. Leave it 0: builders count.
    Count {
        /// The message.
        message: MessageType,
        /// The counter.
        field: &'static str,
        /// What the caller set.
        said: u32,
        /// How many groups there are.
        found: u32,
    },
    /// More groups than the guides allow.
    TooManyGroups {
        /// The message.
        message: MessageType,
        /// The list.
        list: &'static str,
        /// How many were given.
        found: usize,
        /// How many are allowed.
        max: usize,
    },
    /// Named variables and arrays together are longer than 2000 bytes (status 73).
    NamedTooLong {
        /// The message.
        message: MessageType,
        /// Their bytes.
        len: usize,
    },
    /// The message is longer than [`MAX_MESSAGE`](crate::MAX_MESSAGE).
    MessageTooLong {
        /// The message.
        message: MessageType,
        /// Bytes with the header.
        len: usize,
    },
}

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MessageNotInProfile(m) => write!(f, "{m} does not exist in this dialect and version"),
            Self::FieldNotInProfile { message, field } => {
                write!(f, "{message} has no {field} in this dialect and version")
            }
            Self::FieldTooLong { message, field, len, max } => {
                write!(f, "{field} of {message} takes {len} bytes, {max} are allowed")
            }
            Self::TextHoldsNul { message, field } => write!(f, "{field} of {message} holds a NUL"),
            Self::FieldMissing { message, field } => write!(f, "{message} needs {field}"),
            Self::GroupNotStarted { message, field } => {
                write!(f, "{field} of {message} comes before the first field of its group")
            }
            Self::Count { message, field, said, found } => {
                write!(f, "{field} of {message} is set to {said}, there are {found} groups")
            }
            Self::TooManyGroups { message, list, found, max } => {
                write!(f, "{message} has {found} {list}, {max} are allowed")
            }
            Self::NamedTooLong { message, len } => {
                write!(f, "named variables and arrays of {message} take {len} bytes, 2000 are allowed")
            }
            Self::MessageTooLong { message, len } => {
                write!(f, "{message} takes {len} bytes, 12500 are allowed")
            }
        }
    }
}

impl std::error::Error for UsageError {}
