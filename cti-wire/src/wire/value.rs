//! The types of the guides: what a slot of the fixed part and what a floating field can hold.

use core::fmt;

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

    // Always: an option that is handed over in memory is written in halves and read as a whole, which waits for both.
    #[inline(always)]
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
pub(super) fn put_text(out: &mut [u8], text: &[u8]) {
    let (place, nul) = split(out, text.len());
    put_slice(place, text);
    put_array(nul, [0]);
}

/// As `split_at_mut`, empty where that would panic.
#[inline]
pub(super) fn split(out: &mut [u8], at: usize) -> (&mut [u8], &mut [u8]) {
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
            #[inline(always)]
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
