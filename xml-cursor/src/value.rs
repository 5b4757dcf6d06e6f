use std::fmt;

use crate::record::rows::trim;

/// A typed value of a field or attribute: what `FromStr` and `Display` are, with XML's spellings.
///
/// Types that have those two become values by [`text_values!`](crate::text_values).
pub trait Value: Sized {
    /// Reads the text; `None` if it is no value of this type.
    fn from_text(text: &str) -> Option<Self>;

    /// Writes the text, not escaped.
    fn write_text(&self, out: &mut dyn fmt::Write) -> fmt::Result;
}

/// Makes values of types that have `FromStr` and `Display`. XML's white space (space, tab, CR, LF) around the text is ignored in reading.
///
/// ```
/// # use std::net::Ipv4Addr;
/// struct Address(Ipv4Addr);
/// # impl std::str::FromStr for Address { type Err = std::net::AddrParseError; fn from_str(s: &str) -> Result<Self, Self::Err> { s.parse().map(Self) } }
/// # impl std::fmt::Display for Address { fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) } }
/// xml_cursor::text_values! { Address }
/// # use xml_cursor::Value;
/// assert!(Address::from_text(" 10.0.0.1\n").is_some() && Address::from_text("ten").is_none());
/// ```
#[macro_export]
macro_rules! text_values {
    ($($ty:ty),* $(,)?) => { $(
        impl $crate::Value for $ty {
            fn from_text(text: &str) -> ::core::option::Option<Self> {
                $crate::__rows::trim(text).parse().ok()
            }

            fn write_text(&self, out: &mut dyn ::std::fmt::Write) -> ::std::fmt::Result {
                ::std::write!(out, "{self}")
            }
        }
    )* };
}

text_values!(i8, i16, i32, i64, isize, u8, u16, u32, u64, usize);

macro_rules! floats {
    ($($ty:ident)*) => { $(
        /// As `xs:float` and `xs:double` (XML Schema, part 2, section 3.2.4): `INF`, `-INF` and `NaN` in these spellings alone.
        impl Value for $ty {
            fn from_text(text: &str) -> Option<Self> {
                match trim(text) {
                    "INF" => Some($ty::INFINITY),
                    "-INF" => Some($ty::NEG_INFINITY),
                    "NaN" => Some($ty::NAN),
                    // Rust's own words for them are none of XML's.
                    number if number.bytes().any(|b| b.is_ascii_alphabetic() && !matches!(b, b'e' | b'E')) => None,
                    number => number.parse().ok(),
                }
            }

            fn write_text(&self, out: &mut dyn fmt::Write) -> fmt::Result {
                match *self {
                    $ty::INFINITY => out.write_str("INF"),
                    $ty::NEG_INFINITY => out.write_str("-INF"),
                    number => write!(out, "{number}"),
                }
            }
        }
    )* };
}

floats!(f32 f64);

/// `true` and `1`, `false` and `0`; the words are written.
impl Value for bool {
    fn from_text(text: &str) -> Option<Self> {
        match trim(text) {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        }
    }

    fn write_text(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        out.write_str(if *self { "true" } else { "false" })
    }
}

/// The text as it is.
impl Value for String {
    fn from_text(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }

    fn write_text(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        out.write_str(self)
    }
}

/// What an update says of a field, where the wire tells the three apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Change<T> {
    /// The element is not there: leave the field alone.
    #[default]
    Absent,
    /// The element is empty or `xsi:nil`: clear the field.
    Clear,
    /// The element holds a value. An empty text, or a record of nothing, has no form of its own: it is written as an empty
    /// element, which is read as [`Clear`](Self::Clear).
    Set(T),
}

impl<T> Change<T> {
    /// The value, if one is set.
    pub fn set(self) -> Option<T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Absent | Self::Clear => None,
        }
    }

    /// A view of the value.
    pub fn as_ref(&self) -> Change<&T> {
        match self {
            Self::Absent => Change::Absent,
            Self::Clear => Change::Clear,
            Self::Set(value) => Change::Set(value),
        }
    }

    /// The same change of another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Change<U> {
        match self {
            Self::Absent => Change::Absent,
            Self::Clear => Change::Clear,
            Self::Set(value) => Change::Set(f(value)),
        }
    }

    /// Whether the element is not there.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

/// `Some`: set; `None`: cleared.
impl<T> From<Option<T>> for Change<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Clear, Self::Set)
    }
}
