//! A cursor over a body that cannot leave it.

use crate::{DecodeError, DecodeErrorKind, MessageType, Profile};

/// Reads the fixed part of one body.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    rest: &'a [u8],
    len: usize,
    message: MessageType,
    profile: Profile,
}

impl<'a> Reader<'a> {
    pub(crate) const fn new(body: &'a [u8], message: MessageType, profile: &Profile) -> Self {
        Self { rest: body, len: body.len(), message, profile: *profile }
    }

    /// The next `N` bytes.
    #[inline(always)]
    pub(crate) fn array<const N: usize>(&mut self, field: &'static str) -> Result<[u8; N], DecodeError> {
        match self.rest.split_first_chunk() {
            Some((head, rest)) => {
                self.rest = rest;
                Ok(*head)
            }
            None => Err(self.truncated(field)),
        }
    }

    #[cold]
    #[inline(never)]
    fn truncated(&self, field: &'static str) -> DecodeError {
        DecodeError::new(self.message, field, self.offset(), DecodeErrorKind::Truncated)
    }

    /// The next `len` bytes.
    pub(crate) fn slice(&mut self, len: usize, field: &'static str) -> Result<&'a [u8], DecodeError> {
        match self.rest.split_at_checked(len) {
            Some((head, rest)) => {
                self.rest = rest;
                Ok(head)
            }
            None => Err(self.truncated(field)),
        }
    }

    /// What is left: the floating part, once the fixed part has been read.
    pub(crate) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Bytes read so far.
    pub(crate) const fn offset(&self) -> usize {
        self.len - self.rest.len()
    }

    /// Bytes of the whole body.
    pub(crate) const fn body_len(&self) -> usize {
        self.len
    }

    pub(crate) const fn message(&self) -> MessageType {
        self.message
    }

    pub(crate) const fn profile(&self) -> &Profile {
        &self.profile
    }
}
