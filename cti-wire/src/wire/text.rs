//! Texts, raw bytes, passwords.

use core::{fmt, str};

use super::value::{Value, put_slice, put_text};
use crate::DecodeErrorKind;
use crate::spec::{Kind, Names};

/// STRING: text without its closing NUL. Bytes first, UTF-8 on request.
///
/// Reading accepts a missing NUL and both forms of an empty text (length 0, or one NUL). Writing adds the NUL.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Text<'a>(&'a [u8]);

impl<'a> Text<'a> {
    /// Text from bytes without NUL.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The bytes, without the NUL.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0
    }

    /// The text, when it is UTF-8.
    ///
    /// # Errors
    /// It is not. CCE says ASCII, CCX says UTF-8; what agents type may be neither.
    pub const fn to_str(&self) -> Result<&'a str, str::Utf8Error> {
        str::from_utf8(self.0)
    }

    /// The text, with U+FFFD for what is not UTF-8.
    #[must_use]
    pub fn to_string_lossy(&self) -> std::borrow::Cow<'a, str> {
        String::from_utf8_lossy(self.0)
    }

    /// Whether there is no text.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_string_lossy(), f)
    }
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.to_string_lossy(), f)
    }
}

impl<'a> From<&'a str> for Text<'a> {
    fn from(text: &'a str) -> Self {
        Self(text.as_bytes())
    }
}

impl<'a> From<&'a String> for Text<'a> {
    fn from(text: &'a String) -> Self {
        Self(text.as_bytes())
    }
}

impl<'a> From<&'a [u8]> for Text<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }
}

impl PartialEq<str> for Text<'_> {
    fn eq(&self, other: &str) -> bool {
        self.0 == other.as_bytes()
    }
}

impl PartialEq<&str> for Text<'_> {
    fn eq(&self, other: &&str) -> bool {
        self.0 == other.as_bytes()
    }
}

impl<'a> Value<'a> for Text<'a> {
    const KIND: Kind = Kind::String;
    const NAMES: Option<&'static Names> = None;
    #[inline]
    fn from_wire(data: &'a [u8]) -> Result<Self, DecodeErrorKind> {
        Ok(Self(data.strip_suffix(&[0]).unwrap_or(data)))
    }
    #[inline]
    fn wire_len(&self) -> usize {
        self.0.len() + 1
    }
    #[inline]
    fn put(&self, out: &mut [u8]) {
        put_text(out, self.0);
    }
    #[inline]
    fn holds_nul(&self) -> bool {
        self.0.contains(&0)
    }
}

/// UNSPEC: raw bytes, no NUL.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Octets<'a>(pub &'a [u8]);

impl fmt::Debug for Octets<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

impl<'a> From<&'a [u8]> for Octets<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Octets<'a> {
    fn from(bytes: &'a [u8; N]) -> Self {
        Self(bytes)
    }
}

impl<'a> Value<'a> for Octets<'a> {
    const KIND: Kind = Kind::Unspec;
    const NAMES: Option<&'static Names> = None;
    #[inline]
    fn from_wire(data: &'a [u8]) -> Result<Self, DecodeErrorKind> {
        Ok(Self(data))
    }
    #[inline]
    fn wire_len(&self) -> usize {
        self.0.len()
    }
    #[inline]
    fn put(&self, out: &mut [u8]) {
        put_slice(out, self.0);
    }
}

/// A password: never in `Debug`, never in the printer. Raw bytes, as they stand on the wire.
///
/// `==` takes a time that depends on the lengths only.
#[derive(Clone, Copy, Default)]
pub struct Secret<'a>(&'a [u8]);

impl<'a> Secret<'a> {
    /// The bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0
    }
}

impl fmt::Debug for Secret<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

impl<'a> From<&'a str> for Secret<'a> {
    fn from(text: &'a str) -> Self {
        Self(text.as_bytes())
    }
}

impl<'a> From<&'a [u8]> for Secret<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }
}

impl<'a> Value<'a> for Secret<'a> {
    const KIND: Kind = Kind::Secret;
    const NAMES: Option<&'static Names> = None;
    #[inline]
    fn from_wire(data: &'a [u8]) -> Result<Self, DecodeErrorKind> {
        Ok(Self(data))
    }
    fn wire_len(&self) -> usize {
        self.0.len()
    }
    fn put(&self, out: &mut [u8]) {
        put_slice(out, self.0);
    }
}

/// A password that is a STRING: as [`Secret`], with a closing NUL on the wire.
#[derive(Clone, Copy, Default)]
pub struct SecretText<'a>(&'a [u8]);

impl<'a> SecretText<'a> {
    /// The bytes, without the NUL.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0
    }
}

impl fmt::Debug for SecretText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

impl<'a> From<&'a str> for SecretText<'a> {
    fn from(text: &'a str) -> Self {
        Self(text.as_bytes())
    }
}

impl<'a> Value<'a> for SecretText<'a> {
    const KIND: Kind = Kind::SecretString;
    const NAMES: Option<&'static Names> = None;
    #[inline]
    fn from_wire(data: &'a [u8]) -> Result<Self, DecodeErrorKind> {
        Ok(Self(data.strip_suffix(&[0]).unwrap_or(data)))
    }
    fn wire_len(&self) -> usize {
        self.0.len() + 1
    }
    fn put(&self, out: &mut [u8]) {
        put_text(out, self.0);
    }
    fn holds_nul(&self) -> bool {
        self.0.contains(&0)
    }
}

/// Compares without stopping at the first difference.
fn same_secret(a: &[u8], b: &[u8]) -> bool {
    let differences = a.iter().zip(b).fold(0, |d, (a, b)| d | (a ^ b));
    core::hint::black_box(differences) == 0 && a.len() == b.len()
}

/// In time that depends on the lengths only.
impl PartialEq for Secret<'_> {
    fn eq(&self, other: &Self) -> bool {
        same_secret(self.0, other.0)
    }
}

impl Eq for Secret<'_> {}

/// In time that depends on the lengths only.
impl PartialEq for SecretText<'_> {
    fn eq(&self, other: &Self) -> bool {
        same_secret(self.0, other.0)
    }
}

impl Eq for SecretText<'_> {}
