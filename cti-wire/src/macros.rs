//! The macros of the tables: one row per message, field, value.

/// Enumerations and masks of the wire, as open newtypes.
///
/// `Name "guide name": u16 { /// meaning  CONSTANT = 1 "GUIDE_NAME"; … }`
macro_rules! enums {
    ($(
        $(#[$doc:meta])*
        $name:ident $guide:literal: $inner:ident {
            $( $(#[$vdoc:meta])* $value:ident = $number:literal $vguide:literal; )*
        }
    )*) => {
    $(
        $(#[$doc])*
        ///
        /// An open type: values that are not listed are carried.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
        pub struct $name(pub $inner);

        impl $name {
            $( $(#[$vdoc])* #[doc = concat!("\n\n`", $vguide, "` = ", stringify!($number))] pub const $value: Self = Self($number); )*

            /// All names.
            pub const NAMES: $crate::Names =
                $crate::Names { name: $guide, mask: false, values: &[$( ($number, $vguide) ),*] };

            /// The name in the guides.
            #[must_use]
            pub fn name(self) -> Option<&'static str> {
                Self::NAMES.of(self.0.into())
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self.name() {
                    Some(name) => f.write_str(name),
                    None => write!(f, concat!($guide, "({})"), self.0),
                }
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::Debug::fmt(self, f)
            }
        }

        $crate::macros::enum_wire!($name, $inner);
    )*
        /// Names of every type of this file.
        pub(crate) const ENUMS: &[$crate::Names] = &[$( $name::NAMES ),*];
    };
}

/// Masks of the wire: as [`enums`], with bits.
macro_rules! masks {
    ($(
        $(#[$doc:meta])*
        $name:ident $guide:literal: $inner:ident {
            $( $(#[$vdoc:meta])* $value:ident = $number:literal $vguide:literal; )*
        }
    )*) => {
    $(
        $(#[$doc])*
        ///
        /// A set of bits; bits that are not listed are carried.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
        pub struct $name(pub $inner);

        impl $name {
            $( $(#[$vdoc])* #[doc = concat!("\n\n`", $vguide, "` = ", stringify!($number))] pub const $value: Self = Self($number); )*

            /// No bit.
            pub const EMPTY: Self = Self(0);

            /// All names.
            pub const NAMES: $crate::Names =
                $crate::Names { name: $guide, mask: true, values: &[$( ($number, $vguide) ),*] };

            /// Whether all bits of `other` are set.
            #[must_use]
            pub const fn contains(self, other: Self) -> bool {
                self.0 & other.0 == other.0
            }

            /// Whether a bit of `other` is set.
            #[must_use]
            pub const fn intersects(self, other: Self) -> bool {
                self.0 & other.0 != 0
            }

            /// The bits of both; usable in constants.
            #[must_use]
            pub const fn union(self, other: Self) -> Self {
                Self(self.0 | other.0)
            }

            /// These bits without those of `other`.
            #[must_use]
            pub const fn without(self, other: Self) -> Self {
                Self(self.0 & !other.0)
            }

            /// Whether no bit is set.
            #[must_use]
            pub const fn is_empty(self) -> bool {
                self.0 == 0
            }

            /// Bits without a name.
            #[must_use]
            pub const fn unknown(self) -> Self {
                Self(self.0 & !(0 $( | $number )*))
            }
        }

        impl core::ops::BitOr for $name {
            type Output = Self;
            fn bitor(self, other: Self) -> Self {
                Self(self.0 | other.0)
            }
        }

        impl core::ops::BitOrAssign for $name {
            fn bitor_assign(&mut self, other: Self) {
                self.0 |= other.0;
            }
        }

        impl core::ops::BitAnd for $name {
            type Output = Self;
            fn bitand(self, other: Self) -> Self {
                Self(self.0 & other.0)
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                $crate::macros::fmt_mask(&Self::NAMES, self.0.into(), f)
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::Debug::fmt(self, f)
            }
        }

        $crate::macros::enum_wire!($name, $inner);
    )*
        /// Names of every type of this file.
        pub(crate) const MASKS: &[$crate::Names] = &[$( $name::NAMES ),*];
    };
}

macro_rules! enum_wire {
    ($name:ident, u8) => {
        $crate::wire::value::wire_newtype!($name, u8, Uchar, Some(&$name::NAMES));
    };
    ($name:ident, u16) => {
        $crate::wire::value::wire_newtype!($name, u16, Ushort, Some(&$name::NAMES));
    };
    ($name:ident, u32) => {
        $crate::wire::value::wire_newtype!($name, u32, Uint, Some(&$name::NAMES));
    };
}

/// Writes the names of set bits with `|` between, the rest in hexadecimal.
pub(crate) fn fmt_mask(names: &crate::Names, value: u32, f: &mut dyn core::fmt::Write) -> core::fmt::Result {
    let mut left = value;
    let mut bar = "";
    for (bit, name) in names.values {
        if *bit != 0 && value & bit == *bit && left & bit != 0 {
            write!(f, "{bar}{name}")?;
            bar = "|";
            left &= !bit;
        }
    }
    match (value, left) {
        (0, _) => f.write_str("0"),
        (_, 0) => Ok(()),
        (_, left) => write!(f, "{bar}{left:#x}"),
    }
}

/// Fields of floating parts.
///
/// `tag Name "GuideName": Type, max N ccx M, when(from, to);`
macro_rules! floating_fields {
    ($(
        $(#[$doc:meta])*
        $tag:literal $name:ident $guide:literal: $ty:ident $(<$lt:lifetime>)?, max $max:literal $(ccx $ccx_max:literal)? $(, $when:ident($from:literal, $to:literal))?;
    )*) => {
        /// The floating fields: one unit type for each tag.
        ///
        /// `message.get::<field::AgentExtension>()` reads one, `builder.with(field::AgentExtension, "1001")` writes
        /// one. Where a product uses a tag in another sense, each sense has its own type.
        pub mod field {
            use super::Field;
            $(
                $(#[$doc])*
                #[doc = concat!("\n\n`", $guide, "`: tag ", $tag, ", ", stringify!($ty), ", at most ", $max, " bytes.")]
                #[derive(Debug, Clone, Copy)]
                pub struct $name;
                impl Field for $name {
                    const TAG: u16 = $tag;
                    const NAME: &'static str = $guide;
                    const MAX: u16 = $max;
                    #[allow(unused_assignments)]
                    const CCX_MAX: u16 = { let max = $max; $( let _ = max; let max = $ccx_max; )? max };
                    type Value<'a> = super::$ty $(<$lt>)?;
                }
            )*
        }

        /// A floating field with its value, for reading many in one pass.
        ///
        /// ```
        /// # use cti_wire::{AnyField, Floating};
        /// # fn agent(floating: &Floating<'_>) -> Result<(), cti_wire::DecodeError> {
        /// for field in floating.fields() {
        ///     match field? {
        ///         AnyField::AgentExtension(extension) => println!("at {extension}"),
        ///         AnyField::NextAgentState(state) => println!("then {state}"),
        ///         _ => {}
        ///     }
        /// }
        /// # Ok(())
        /// # }
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum AnyField<'a> {
            $( #[doc = concat!("Tag ", $tag, ".")] $name($ty $(<$lt>)?), )*
            /// A tag this crate has no type for.
            Unknown(RawField<'a>),
        }

        impl<'a> AnyField<'a> {
            /// Reads the value of a field; the error names the field.
            #[inline]
            pub(crate) fn from_wire(
                raw: RawField<'a>,
                profile: &Profile,
            ) -> Result<Self, (&'static str, DecodeErrorKind)> {
                match raw.tag {
                    $( $tag $( if field_when::$when(profile, $from, $to) )? => {
                        <$ty $(<$lt>)? as Value<'_>>::from_wire(raw.data).map(Self::$name).map_err(|kind| ($guide, kind))
                    } )*
                    _ => Ok(Self::Unknown(raw)),
                }
            }
        }

        /// The fields as data, in the order of their tags.
        pub static FIELDS: &[FieldSpec] = &[$(
            FieldSpec {
                tag: $tag,
                name: $guide,
                kind: <<field::$name as Field>::Value<'static> as Value<'static>>::KIND,
                names: <<field::$name as Field>::Value<'static> as Value<'static>>::NAMES,
                max: $max,
                when: { #[allow(unused_mut, unused_assignments)] let mut w = When::ALWAYS; $( w = field_when::$when::when($from, $to); )? w },
            },
        )*];
    };
}

/// Messages.
///
/// ```text
/// /// What it does.
/// 3 OpenReq "OPEN_REQ" Client [.attribute(…)] {
///     invoke_id "InvokeID": InvokeId;
///     department_id "DepartmentID": Option<i32>, cce(19);
/// } [ClientId.required(), AgentId.cce(0)]
/// ```
///
/// A row that starts with `@` puts a slot that was already named in a second place.
macro_rules! messages {
    ($(
        $(#[$doc:meta])*
        $type:literal $name:ident $guide:literal $sender:ident $(. $mattr:ident ( $($marg:expr),* ))* {
            $(
                $(#[$fdoc:meta])*
                $f:ident $fguide:literal : $t:ty $(, $sattr:ident ( $($sarg:expr),* ))*;
                $( @ $af:ident $afguide:literal : $at:ty $(, $asattr:ident ( $($asarg:expr),* ))*; )*
            )*
        } [ $( $field:ident $(. $lattr:ident ( $($larg:expr),* ))* ),* $(,)? ]
    )*) => { $(
        $(#[$doc])*
        #[doc = concat!("\n\n`", $guide, "` (", $type, "), sent by: ", stringify!($sender), ".")]
        $( #[doc = concat!("\n\nExists: ", stringify!($mattr($($marg),*)), ".")] )*
        #[doc = concat!("\n\nFloating fields:", $( "\n* [`", stringify!($field), "`](crate::field::", stringify!($field), ")", $( " ", stringify!($lattr($($larg),*)), )* )*)]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        pub struct $name<'a> {
            $(
                $(#[$fdoc])*
                #[doc = concat!("\n\n`", $fguide, "`" $(, ", ", stringify!($sattr($($sarg),*)))*, ".")]
                pub $f: $t,
            )*
            /// The floating part.
            pub floating: $crate::Floating<'a>,
        }

        impl<'a> $crate::Message<'a> for $name<'a> {
            const NUMBER: u32 = $type;
            const SPEC: &'static $crate::MessageSpec = &$crate::MessageSpec::new(
                $type,
                $guide,
                $crate::Sender::$sender,
                &[$(
                    $crate::macros::slot!($fguide, $t $(, $sattr($($sarg),*))*),
                    $( $crate::macros::slot!($afguide, $at $(, $asattr($($asarg),*))*), )*
                )*],
                &[$( <$name<'static> as $crate::Allows<$crate::field::$field>>::ROW ),*],
            ) $(. $mattr($($marg),*))*;

            #[inline(always)]
            #[allow(unused_mut, unused_assignments, unused_variables)]
            fn read_fixed(r: &mut $crate::wire::reader::Reader<'a>) -> Result<Self, $crate::DecodeError> {
                $(
                    let mut $f = $crate::message::read_slot::<$t>(
                        r,
                        const { &$crate::macros::slot!($fguide, $t $(, $sattr($($sarg),*))*) },
                    )?;
                    $(
                        $crate::message::read_again::<$at>(
                            r,
                            &mut $af,
                            const { &$crate::macros::slot!($afguide, $at $(, $asattr($($asarg),*))*) },
                        )?;
                    )*
                )*
                Ok(Self { $( $f, )* floating: $crate::Floating::default() })
            }

            #[allow(unused_mut, unused_variables)]
            fn put_fixed(
                &self,
                profile: &$crate::Profile,
                out: &mut bytes::BytesMut,
            ) -> Result<(), $crate::UsageError> {
                const LEN: usize = $crate::HEADER + <$name<'static> as $crate::Message<'static>>::SPEC.fixed_len();
                let start = out.len();
                out.resize(start + LEN, 0);
                // An array: its length is known, so most slots cost no check of bounds.
                let Some(bytes) = out.get_mut(start..).and_then(<[u8]>::first_chunk_mut::<LEN>) else {
                    return Ok(());
                };
                let mut w = $crate::builder::Fixed::new(bytes, profile, $crate::MessageType($type));
                $(
                    w.slot(self.$f, const { &$crate::macros::slot!($fguide, $t $(, $sattr($($sarg),*))*) })?;
                    $( w.slot(self.$af, const { &$crate::macros::slot!($afguide, $at $(, $asattr($($asarg),*))*) })?; )*
                )*
                let written = w.written();
                out.truncate(start + written);
                Ok(())
            }

            #[inline]
            fn with_floating(mut self, floating: $crate::Floating<'a>) -> Self {
                self.floating = floating;
                self
            }

            #[inline]
            fn floating(&self) -> $crate::Floating<'a> {
                self.floating
            }
        }

        impl<'a> $name<'a> {
            /// The first field of this tag. A field that the table does not list for this message does not compile.
            ///
            /// # Errors
            /// The data does not fit the field's type.
            #[inline]
            pub fn get<F: $crate::Field>(&self) -> Result<Option<F::Value<'a>>, $crate::DecodeError>
            where
                Self: $crate::Allows<F>,
            {
                self.floating.get::<F>()
            }

            /// The groups that start with this field. A group ends before the next one, and before a field that is
            /// not a member of the list.
            pub fn groups<F: $crate::Field>(&self) -> $crate::Groups<'a>
            where
                Self: $crate::Allows<F>,
            {
                let row = <Self as $crate::Allows<F>>::ROW;
                self.floating.groups_of(F::TAG, row.list, <Self as $crate::Message<'_>>::SPEC)
            }
        }

        $( impl $crate::Allows<$crate::field::$field> for $name<'_> {
            const ROW: $crate::FloatSpec = $crate::FloatSpec::new::<$crate::field::$field>() $(. $lattr($($larg),*))*;
        } )*
    )* };
}

/// A row of a fixed part as a constant.
macro_rules! slot {
    ($guide:literal, $t:ty $(, $sattr:ident ( $($sarg:expr),* ))*) => {
        $crate::SlotSpec::new(
            $guide,
            <$t as $crate::wire::value::Slot>::KIND,
            <$t as $crate::wire::value::Slot>::NAMES,
        ) $(. $sattr($($sarg),*))*
    };
}

/// The enum of all messages. Large ones are read when asked for.
macro_rules! dispatch {
    ($( $name:ident )* ; large $( $large:ident )*) => {
        /// A message of any type, its fixed part read.
        ///
        /// The two long statistics are kept as bytes and read by [`Deferred::read`], so that the others stay small.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum AnyMessage<'a> {
            $( #[doc = concat!("[`", stringify!($name), "`]")] $name($name<'a>), )*
            $( #[doc = concat!("[`", stringify!($large), "`]")] $large(Deferred<'a, $large<'a>>), )*
            /// A type whose layout is not known. The body is kept.
            Unknown(FrameRef<'a>),
        }

        impl<'a> AnyMessage<'a> {
            /// Reads the body of a message.
            ///
            /// # Errors
            /// The fixed part is too short, or a floating field runs over the end.
            #[inline]
            pub fn decode(wire: MessageType, body: &'a [u8], profile: &Profile) -> Result<Self, DecodeError> {
                match profile.listed_type(wire.0) {
                    $( $name::NUMBER if $name::SPEC.reads(profile) => read_as::<$name<'a>>(body, profile), )*
                    $( $large::NUMBER => Deferred::new(body, profile).map(Self::$large), )*
                    _ => Ok(Self::Unknown(FrameRef { message_type: wire, body })),
                }
            }

            /// The floating part; empty for unknown types.
            #[inline]
            #[must_use]
            pub fn floating(&self) -> Floating<'a> {
                match self {
                    $( Self::$name(m) => m.floating, )*
                    $( Self::$large(m) => m.floating(), )*
                    Self::Unknown(_) => Floating::default(),
                }
            }

            /// Bytes of the message with its header, as [`AnyMessage::encode`] writes it.
            #[must_use]
            pub fn encoded_len(&self, profile: &Profile) -> usize {
                match self {
                    $( Self::$name(m) => m.encoded_len(profile), )*
                    $( Self::$large(m) => m.read().map_or(0, |m| m.encoded_len(profile)), )*
                    Self::Unknown(frame) => HEADER + frame.body.len(),
                }
            }

            /// The row of the table; `None` for unknown types.
            #[must_use]
            pub fn spec(&self) -> Option<&'static MessageSpec> {
                match self {
                    $( Self::$name(_) => Some($name::SPEC), )*
                    $( Self::$large(_) => Some($large::SPEC), )*
                    Self::Unknown(_) => None,
                }
            }

            /// The message as a frame, written by its builder: held against the table field by field.
            ///
            /// # Errors
            /// The profile does not allow it.
            pub fn to_frame(&self, profile: &Profile) -> Result<Frame, UsageError> {
                match self {
                    $( Self::$name(m) => m.build(profile).finish(), )*
                    $( Self::$large(m) => m.read().unwrap_or_default().build(profile).finish(), )*
                    Self::Unknown(frame) => Ok(frame.to_frame()),
                }
            }

            /// Writes the message in the canonical form of the profile, or an unknown one as it came.
            ///
            /// # Errors
            /// The profile does not allow it.
            pub fn encode(&self, profile: &Profile, out: &mut BytesMut) -> Result<(), UsageError> {
                match self {
                    $( Self::$name(m) => m.encode(profile, out), )*
                    $( Self::$large(m) => m.read().unwrap_or_default().encode(profile, out), )*
                    Self::Unknown(frame) => {
                        frame.to_frame().write_to(out);
                        Ok(())
                    }
                }
            }
        }

        $( impl<'a> From<$name<'a>> for AnyMessage<'a> {
            #[inline(always)]
            fn from(m: $name<'a>) -> Self {
                Self::$name(m)
            }
        } )*

        /// Every message with a known layout, for tools, tests and generators.
        pub static SPECS: &[&MessageSpec] = &[$( $name::SPEC, )* $( $large::SPEC ),*];
    };
}

pub(crate) use {dispatch, enum_wire, enums, floating_fields, masks, messages, slot};
