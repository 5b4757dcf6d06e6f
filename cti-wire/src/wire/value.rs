//! The types of the guides: what a slot of the fixed part and what a floating field can hold.

use core::{fmt, str};

use super::reader::Reader;
use crate::spec::{Kind, List, Names, SlotSpec};
use crate::{DecodeError, DecodeErrorKind, Dialect};

/// A type that a slot of the fixed part can have.
///
/// `Option<T>` is a slot that some versions do not have: `None` when the opened version has none.
pub trait Slot: Copy + Default {
    /// Type on the wire.
    const KIND: Kind;
    /// Names of values, for enumerations and masks.
    const NAMES: Option<&'static Names>;

    #[doc(hidden)]
    fn read(r: &mut Reader<'_>, spec: &SlotSpec) -> Result<Self, DecodeError>;
    /// Writes the slot into as many bytes as it takes.
    #[doc(hidden)]
    fn put(self, out: &mut [u8]);
    #[doc(hidden)]
    fn from_raw(raw: u32) -> Self;
    #[doc(hidden)]
    fn raw(self) -> u32;
    /// `false` for an `Option` that is `None`.
    #[doc(hidden)]
    #[inline]
    fn is_given(self) -> bool {
        true
    }
    /// Whether this is an `Option`.
    #[doc(hidden)]
    const OPTIONAL: bool = false;
}

impl<T: Slot> Slot for Option<T> {
    const KIND: Kind = T::KIND;
    const NAMES: Option<&'static Names> = T::NAMES;
    const OPTIONAL: bool = true;

    #[inline]
    fn read(r: &mut Reader<'_>, spec: &SlotSpec) -> Result<Self, DecodeError> {
        T::read(r, spec).map(Some)
    }
    #[inline]
    fn put(self, out: &mut [u8]) {
        self.unwrap_or_default().put(out);
    }
    fn from_raw(_: u32) -> Self {
        None
    }
    #[inline]
    fn raw(self) -> u32 {
        self.map_or(0, T::raw)
    }
    #[inline]
    fn is_given(self) -> bool {
        self.is_some()
    }
}

/// A value that a floating field can hold.
pub trait Value<'a>: Copy {
    /// Type on the wire.
    const KIND: Kind;
    /// Names of values, for enumerations and masks.
    const NAMES: Option<&'static Names>;

    /// Reads the data of one field.
    ///
    /// # Errors
    /// The data is not of this type.
    fn from_wire(data: &'a [u8]) -> Result<Self, DecodeErrorKind>;
    /// Bytes [`Value::put`] will write.
    fn wire_len(&self) -> usize;
    /// Writes the data of one field into the [`Value::wire_len`] bytes it takes.
    fn put(&self, out: &mut [u8]);
    /// Whether a text would be cut short by a NUL inside it.
    fn holds_nul(&self) -> bool {
        false
    }
}

macro_rules! integers {
    ($($t:ty, $kind:ident;)*) => { $(
        impl Slot for $t {
            const KIND: Kind = Kind::$kind;
            const NAMES: Option<&'static Names> = None;
            #[inline(always)]
            fn read(r: &mut Reader<'_>, spec: &SlotSpec) -> Result<Self, DecodeError> {
                r.array(spec.name).map(<$t>::from_be_bytes)
            }
            #[inline]
            fn put(self, out: &mut [u8]) {
                put_array(out, self.to_be_bytes());
            }
            fn from_raw(raw: u32) -> Self {
                raw as $t
            }
            #[inline]
            fn raw(self) -> u32 {
                self as u32
            }
        }
        impl Value<'_> for $t {
            const KIND: Kind = Kind::$kind;
            const NAMES: Option<&'static Names> = None;
            #[inline]
            fn from_wire(data: &[u8]) -> Result<Self, DecodeErrorKind> {
                data.try_into().map(<$t>::from_be_bytes).map_err(|_| bad_length(data))
            }
            #[inline]
            fn wire_len(&self) -> usize {
                size_of::<$t>()
            }
            #[inline]
            fn put(&self, out: &mut [u8]) {
                put_array(out, self.to_be_bytes());
            }
        }
    )* };
}
integers! {
    u8, Uchar;
    u16, Ushort;
    u32, Uint;
    i32, Int;
}

#[inline(always)]
pub(crate) fn put_array<const N: usize>(out: &mut [u8], bytes: [u8; N]) {
    if let Some(place) = out.first_chunk_mut() {
        *place = bytes;
    }
}

#[inline]
pub(crate) fn put_slice(out: &mut [u8], bytes: &[u8]) {
    if let Some(place) = out.get_mut(..bytes.len()) {
        place.copy_from_slice(bytes);
    }
}

/// Text and its NUL.
#[inline]
fn put_text(out: &mut [u8], text: &[u8]) {
    let (place, nul) = split(out, text.len());
    put_slice(place, text);
    put_array(nul, [0]);
}

/// As `split_at_mut`, empty where that would panic.
#[inline]
fn split(out: &mut [u8], at: usize) -> (&mut [u8], &mut [u8]) {
    out.split_at_mut_checked(at).unwrap_or_default()
}

const fn bad_length(data: &[u8]) -> DecodeErrorKind {
    let found = if data.len() > u32::MAX as usize { u32::MAX } else { data.len() as u32 };
    DecodeErrorKind::Length { found }
}

/// Makes a newtype over an integer a slot and a value.
macro_rules! wire_newtype {
    ($name:ty, $inner:ty, $kind:ident, $names:expr) => {
        impl $crate::wire::value::Slot for $name {
            const KIND: $crate::spec::Kind = $crate::spec::Kind::$kind;
            const NAMES: Option<&'static $crate::spec::Names> = $names;
            #[inline]
            fn read(
                r: &mut $crate::wire::reader::Reader<'_>,
                spec: &$crate::spec::SlotSpec,
            ) -> Result<Self, $crate::DecodeError> {
                <$inner as $crate::wire::value::Slot>::read(r, spec).map(Self)
            }
            #[inline]
            fn put(self, out: &mut [u8]) {
                $crate::wire::value::Slot::put(self.0, out);
            }
            fn from_raw(raw: u32) -> Self {
                Self(raw as $inner)
            }
            #[inline]
            fn raw(self) -> u32 {
                self.0 as u32
            }
        }
        impl $crate::wire::value::Value<'_> for $name {
            const KIND: $crate::spec::Kind = $crate::spec::Kind::$kind;
            const NAMES: Option<&'static $crate::spec::Names> = $names;
            #[inline]
            fn from_wire(data: &[u8]) -> Result<Self, $crate::DecodeErrorKind> {
                <$inner as $crate::wire::value::Value<'_>>::from_wire(data).map(Self)
            }
            #[inline]
            fn wire_len(&self) -> usize {
                size_of::<$inner>()
            }
            #[inline]
            fn put(&self, out: &mut [u8]) {
                $crate::wire::value::Value::put(&self.0, out);
            }
        }
        impl From<$inner> for $name {
            fn from(value: $inner) -> Self {
                Self(value)
            }
        }
    };
}
pub(crate) use wire_newtype;

/// A number whose values are not named.
macro_rules! number {
    ($( $(#[$doc:meta])* $name:ident: $inner:ty, $kind:ident; )*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
        pub struct $name(pub $inner);
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }
        wire_newtype!($name, $inner, $kind, None);
    )* };
}

number! {
    /// Chosen by the client, echoed by the answer: ties a confirmation or failure to its request.
    InvokeId: u32, Uint;
    /// Names the monitor that caused an event. CCX sends 0.
    MonitorId: u32, Uint;
    /// A peripheral (an automatic call distributor). CCX has one, number 1.
    PeripheralId: u32, Uint;
    /// The number of a call. Two calls may share it: a call is a number, a connection device type and a connection
    /// device ([`CallKey`](crate::CallKey)).
    CallId: u32, Uint;
    /// Seconds since 1970-01-01 UTC.
    Time: u32, Time;
}

impl CallId {
    /// No call.
    pub const NONE: Self = Self(0xFFFF_FFFF);
}

/// BOOL: two bytes; anything but 0 is true.
impl Slot for bool {
    const KIND: Kind = Kind::Bool;
    const NAMES: Option<&'static Names> = None;
    #[inline]
    fn read(r: &mut Reader<'_>, spec: &SlotSpec) -> Result<Self, DecodeError> {
        u16::read(r, spec).map(|b| b != 0)
    }
    #[inline]
    fn put(self, out: &mut [u8]) {
        put_array(out, u16::from(self).to_be_bytes());
    }
    fn from_raw(raw: u32) -> Self {
        raw != 0
    }
    #[inline]
    fn raw(self) -> u32 {
        self.into()
    }
}

impl Value<'_> for bool {
    const KIND: Kind = Kind::Bool;
    const NAMES: Option<&'static Names> = None;
    /// Two bytes; four as well, because the CCX guide prints that size for one BOOL (`AutoWork`).
    #[inline]
    fn from_wire(data: &[u8]) -> Result<Self, DecodeErrorKind> {
        match data {
            [a, b] => Ok(a | b != 0),
            [a, b, c, d] => Ok(a | b | c | d != 0),
            _ => Err(bad_length(data)),
        }
    }
    fn wire_len(&self) -> usize {
        2
    }
    fn put(&self, out: &mut [u8]) {
        put_array(out, u16::from(*self).to_be_bytes());
    }
}

/// A slot of raw bytes.
impl Slot for [u8; 8] {
    const KIND: Kind = Kind::Bytes8;
    const NAMES: Option<&'static Names> = None;
    #[inline]
    fn read(r: &mut Reader<'_>, spec: &SlotSpec) -> Result<Self, DecodeError> {
        r.array(spec.name)
    }
    #[inline]
    fn put(self, out: &mut [u8]) {
        put_array(out, self);
    }
    fn from_raw(_: u32) -> Self {
        [0; 8]
    }
    fn raw(self) -> u32 {
        0
    }
}

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

/// A password: never in `Debug`, never in the printer. Without a closing NUL, if there was one.
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

/// NAMEDVAR (tag 82): a call variable with a name. Name at most 33 bytes, value at most 211, both with NUL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct NamedVariable<'a> {
    /// The name, such as `user.account`.
    pub name: Text<'a>,
    /// The value.
    pub value: Text<'a>,
}

impl<'a> NamedVariable<'a> {
    /// A variable.
    #[must_use]
    pub fn new(name: impl Into<Text<'a>>, value: impl Into<Text<'a>>) -> Self {
        Self { name: name.into(), value: value.into() }
    }
}

impl<'a> Value<'a> for NamedVariable<'a> {
    const KIND: Kind = Kind::NamedVar;
    const NAMES: Option<&'static Names> = None;
    #[inline]
    fn from_wire(data: &'a [u8]) -> Result<Self, DecodeErrorKind> {
        let nul = data.iter().position(|b| *b == 0).ok_or(DecodeErrorKind::Named)?;
        let (name, value) = data.split_at_checked(nul).ok_or(DecodeErrorKind::Named)?;
        let value = value.strip_prefix(&[0]).unwrap_or(value);
        Ok(Self { name: Text(name), value: Text(value.strip_suffix(&[0]).unwrap_or(value)) })
    }
    fn wire_len(&self) -> usize {
        self.name.wire_len() + self.value.wire_len()
    }
    fn put(&self, out: &mut [u8]) {
        let (name, value) = split(out, self.name.wire_len());
        self.name.put(name);
        self.value.put(value);
    }
    fn holds_nul(&self) -> bool {
        self.name.holds_nul() || self.value.holds_nul()
    }
}

/// NAMEDARRAY (tag 83): one element of an array with a name. Elements that are not sent are unchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct NamedArray<'a> {
    /// Which element, from 0.
    pub index: u8,
    /// The name.
    pub name: Text<'a>,
    /// The value.
    pub value: Text<'a>,
}

impl<'a> NamedArray<'a> {
    /// An element.
    #[must_use]
    pub fn new(index: u8, name: impl Into<Text<'a>>, value: impl Into<Text<'a>>) -> Self {
        Self { index, name: name.into(), value: value.into() }
    }
}

impl<'a> Value<'a> for NamedArray<'a> {
    const KIND: Kind = Kind::NamedArray;
    const NAMES: Option<&'static Names> = None;
    #[inline]
    fn from_wire(data: &'a [u8]) -> Result<Self, DecodeErrorKind> {
        let (index, rest) = data.split_first().ok_or(DecodeErrorKind::Named)?;
        let NamedVariable { name, value } = NamedVariable::from_wire(rest)?;
        Ok(Self { index: *index, name, value })
    }
    fn wire_len(&self) -> usize {
        1 + self.name.wire_len() + self.value.wire_len()
    }
    fn put(&self, out: &mut [u8]) {
        let (index, out) = split(out, 1);
        put_array(index, [self.index]);
        let (name, value) = split(out, self.name.wire_len());
        self.name.put(name);
        self.value.put(value);
    }
    fn holds_nul(&self) -> bool {
        self.name.holds_nul() || self.value.holds_nul()
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

/// TASKID (tag 258): three numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct TaskId(pub u32, pub u32, pub u32);

impl Value<'_> for TaskId {
    const KIND: Kind = Kind::TaskId;
    const NAMES: Option<&'static Names> = None;
    fn from_wire(data: &[u8]) -> Result<Self, DecodeErrorKind> {
        let [a, b, c, d, e, f, g, h, i, j, k, l] = data else { return Err(bad_length(data)) };
        Ok(Self(
            u32::from_be_bytes([*a, *b, *c, *d]),
            u32::from_be_bytes([*e, *f, *g, *h]),
            u32::from_be_bytes([*i, *j, *k, *l]),
        ))
    }
    fn wire_len(&self) -> usize {
        12
    }
    fn put(&self, out: &mut [u8]) {
        for (part, number) in out.chunks_exact_mut(4).zip([self.0, self.1, self.2]) {
            put_array(part, number.to_be_bytes());
        }
    }
}

/// What the CCX guide puts into a reserved slot. Counters count, even where the guide prints a 0.
pub(crate) const fn reserved(spec: &SlotSpec, dialect: Dialect) -> Option<u32> {
    match (dialect, spec.counts) {
        (Dialect::Ccx, List::None) => spec.ccx_value,
        _ => None,
    }
}
