//! The floating part: checked once, kept in wire order, read on demand.

use core::fmt;

use super::value::Value;
use crate::fields::{AnyField, FIELDS};
use crate::spec::{Field, List, MessageSpec};
use crate::{DecodeError, DecodeErrorKind, Dialect, MessageType, Profile, Text, Width};

/// The floating part of a message: a sequence of tagged fields in the order of the wire.
///
/// Order, duplicates, groups and unknown tags are kept. That every field lies within the body was checked when the
/// message was decoded; a field's own type is checked when it is read.
#[derive(Clone, Copy)]
pub struct Floating<'a> {
    data: &'a [u8],
    offset: u32,
    message: MessageType,
    profile: Profile,
}

/// One field as it stands on the wire. `Debug` leaves out the data of passwords.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RawField<'a> {
    /// The tag.
    pub tag: u16,
    /// The data: as many bytes as the length says.
    pub data: &'a [u8],
    /// Where the data starts, in bytes from the start of the body.
    pub offset: u32,
    /// The message it belongs to.
    pub message: MessageType,
}

impl<'a> RawField<'a> {
    /// Reads the data as this field, which its tag should say it is.
    ///
    /// ```
    /// # use cti_wire::{Field, Floating, field};
    /// # fn agent(floating: &Floating<'_>) -> Result<(), cti_wire::DecodeError> {
    /// for raw in floating.iter() {
    ///     match raw.tag {
    ///         field::AgentExtension::TAG => println!("at {}", raw.read::<field::AgentExtension>()?),
    ///         field::NextAgentState::TAG => println!("then {}", raw.read::<field::NextAgentState>()?),
    ///         _ => {}
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The data does not fit the field's type.
    #[inline(always)]
    pub fn read<F: Field>(&self) -> Result<F::Value<'a>, DecodeError> {
        match F::Value::from_wire(self.data) {
            Ok(value) => Ok(value),
            Err(kind) => Err(self.error(F::NAME, kind)),
        }
    }

    // By value: a field whose address is taken would be stored for every round of a loop.
    #[inline(always)]
    const fn error(self, field: &'static str, kind: DecodeErrorKind) -> DecodeError {
        DecodeError { message: self.message, field, offset: self.offset, kind }
    }
}

impl fmt::Debug for RawField<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { tag, data, offset, message } = self;
        let secret = FIELDS.iter().any(|field| field.tag == *tag && field.kind.is_secret());
        let mut shown = f.debug_struct("RawField");
        shown.field("tag", tag);
        match secret {
            true => shown.field("data", &format_args!("(secret)")),
            false => shown.field("data", data),
        };
        shown.field("offset", offset).field("message", message).finish()
    }
}

impl<'a> Floating<'a> {
    /// Checks that fields fill `data` exactly.
    #[inline]
    pub(crate) fn parse(
        data: &'a [u8],
        offset: usize,
        message: MessageType,
        profile: &Profile,
    ) -> Result<Self, DecodeError> {
        match unread(data, profile) {
            0 => Ok(Self::checked(data, offset, message, profile)),
            left => Err(truncated(data, left, offset, message, profile)),
        }
    }

    /// What `parse` has checked before.
    #[inline]
    pub(crate) fn checked(data: &'a [u8], offset: usize, message: MessageType, profile: &Profile) -> Self {
        Self { data, offset: u32::try_from(offset).unwrap_or(u32::MAX), message, profile: *profile }
    }

    /// As `parse`, with every field given to `visit` on the way.
    #[inline(always)]
    pub(crate) fn visited(
        data: &'a [u8],
        offset: usize,
        message: MessageType,
        profile: &Profile,
        mut visit: impl FnMut(RawField<'a>) -> Result<(), DecodeError>,
    ) -> Result<Self, DecodeError> {
        let whole = Self::checked(data, offset, message, profile);
        let mut fields = whole.iter();
        for raw in &mut fields {
            visit(raw)?;
        }
        match fields.rest.len() {
            0 => Ok(whole),
            left => Err(truncated(data, left, offset, message, profile)),
        }
    }

    /// The fields before the one that does not fit, unchecked.
    pub(crate) fn prefix(data: &'a [u8], offset: usize, message: MessageType, profile: &Profile) -> Self {
        let whole = data.len() - unread(data, profile);
        Self::checked(data.get(..whole).unwrap_or_default(), offset, message, profile)
    }

    /// The bytes, as they arrived.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.data
    }

    /// Whether there is no field.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    /// Every field, known or not, untyped.
    #[inline]
    #[must_use]
    pub fn iter(&self) -> RawFields<'a> {
        let Profile { tag_width: tag, length_width: len, .. } = self.profile;
        RawFields { rest: self.data, offset: self.offset, message: self.message, tag, len }
    }

    /// Every field with its type, in one pass.
    ///
    /// A field whose data does not fit its type is an error, and the next one follows all the same.
    #[inline]
    pub fn fields(&self) -> impl Iterator<Item = Result<AnyField<'a>, DecodeError>> + use<'a> {
        let Self { message, profile, .. } = *self;
        self.iter().map(move |raw| {
            AnyField::from_wire(raw, &profile).map_err(|(field, kind)| DecodeError {
                message,
                field,
                offset: raw.offset,
                kind,
            })
        })
    }

    /// The first field of this tag, whatever message this is.
    ///
    /// # Errors
    /// The data does not fit the field's type.
    #[inline]
    pub fn get<F: Field>(&self) -> Result<Option<F::Value<'a>>, DecodeError> {
        match self.iter().find(|raw| raw.tag == F::TAG) {
            Some(raw) => raw.read::<F>().map(Some),
            None => Ok(None),
        }
    }

    /// Every field of this tag: lists whose groups have one member.
    pub fn all<F: Field>(&self) -> impl Iterator<Item = Result<F::Value<'a>, DecodeError>> + use<'a, F> {
        self.iter().filter(|raw| raw.tag == F::TAG).map(|raw| raw.read::<F>())
    }

    /// Every value of this tag, also where a server packs the values of several groups into one field, one behind the
    /// other: the guides print the lists inside of configuration records so that they can be read either way.
    pub fn elements<F: Field>(&self) -> impl Iterator<Item = Result<F::Value<'a>, DecodeError>> + use<'a, F> {
        let size = <F::Value<'a> as Value<'a>>::KIND.size();
        self.iter().filter(|raw| raw.tag == F::TAG).flat_map(move |raw| {
            let size = size.filter(|size| packed(raw.data, *size) > 1).unwrap_or(raw.data.len());
            let mut rest = Some(raw);
            core::iter::from_fn(move || {
                let raw = rest.take()?;
                let (data, after) = raw.data.split_at_checked(size)?;
                if !after.is_empty() {
                    let step = u32::try_from(size).unwrap_or(u32::MAX);
                    rest = Some(RawField { data: after, offset: raw.offset.saturating_add(step), ..raw });
                }
                Some(RawField { data, ..raw }.read::<F>())
            })
        })
    }

    /// The first field of this tag as UTF-8; an absent field is `None`.
    ///
    /// # Errors
    /// It is not UTF-8.
    pub fn text<F>(&self) -> Result<Option<&'a str>, DecodeError>
    where
        F: Field<Value<'a> = Text<'a>>,
    {
        let Some(raw) = self.iter().find(|raw| raw.tag == F::TAG) else { return Ok(None) };
        raw.read::<F>()?.to_str().map(Some).map_err(|_| raw.error(F::NAME, DecodeErrorKind::Utf8))
    }

    /// Groups that start with `First`: a new one begins whenever that tag comes back, and lasts up to the next one
    /// or the end.
    pub fn groups<First: Field>(&self) -> Groups<'a> {
        Groups { rest: *self, first: First::TAG, spec: None, list: List::None }
    }

    /// As [`Floating::groups`]; a group also ends before a field that the table does not count among its members.
    pub(crate) fn groups_of(&self, first: u16, list: List, spec: &'static MessageSpec) -> Groups<'a> {
        Groups { rest: *self, first, spec: Some(spec), list }
    }

    /// The part between two offsets of this part.
    fn between(&self, from: usize, to: usize) -> Self {
        let data = self.data.get(from..to).unwrap_or_default();
        let from = u32::try_from(from).unwrap_or(u32::MAX);
        Self { data, offset: self.offset.saturating_add(from), ..*self }
    }

    /// Where the part ends, in bytes from the start of the body.
    pub(crate) fn end(&self) -> u32 {
        self.offset.saturating_add(u32::try_from(self.data.len()).unwrap_or(u32::MAX))
    }

    /// The message this belongs to.
    #[must_use]
    pub const fn message_type(&self) -> MessageType {
        self.message
    }

    /// The profile it was read with.
    #[must_use]
    pub const fn profile(&self) -> &Profile {
        &self.profile
    }
}

impl Default for Floating<'_> {
    fn default() -> Self {
        Self { data: &[], offset: 0, message: MessageType(0), profile: Profile::default() }
    }
}

/// Equal bytes.
impl PartialEq for Floating<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.data == other.data
    }
}

impl Eq for Floating<'_> {}

impl fmt::Debug for Floating<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut list = f.debug_list();
        for field in self.fields() {
            match field {
                Ok(field) => list.entry(&field),
                Err(e) => list.entry(&e),
            };
        }
        list.finish()
    }
}

impl<'a> IntoIterator for &Floating<'a> {
    type Item = RawField<'a>;
    type IntoIter = RawFields<'a>;

    fn into_iter(self) -> RawFields<'a> {
        self.iter()
    }
}

/// Iterator of [`Floating::iter`].
#[derive(Clone)]
pub struct RawFields<'a> {
    rest: &'a [u8],
    offset: u32,
    message: MessageType,
    tag: Width,
    len: Width,
}

impl<'a> Iterator for RawFields<'a> {
    type Item = RawField<'a>;

    #[inline(always)]
    fn next(&mut self) -> Option<RawField<'a>> {
        let rest = self.rest;
        // Arms for two and four bytes: as in `walk`.
        let (tag, data, after, head) = match (self.tag, self.len, rest) {
            (Width::Two, Width::Two, [t1, t2, 0, 4, _, _, _, _, after @ ..]) => {
                (u16::from_be_bytes([*t1, *t2]), rest.get(4..8)?, after, 4)
            }
            (Width::Two, Width::Two, [t1, t2, 0, 2, _, _, after @ ..]) => {
                (u16::from_be_bytes([*t1, *t2]), rest.get(4..6)?, after, 4)
            }
            (Width::Two, Width::Two, [t1, t2, l1, l2, after @ ..]) => {
                let (data, after) = after.split_at_checked(u16::from_be_bytes([*l1, *l2]).into())?;
                (u16::from_be_bytes([*t1, *t2]), data, after, 4)
            }
            (Width::One, Width::One, [tag, 4, _, _, _, _, after @ ..]) => {
                (u16::from(*tag), rest.get(2..6)?, after, 2)
            }
            (Width::One, Width::One, [tag, 2, _, _, after @ ..]) => {
                (u16::from(*tag), rest.get(2..4)?, after, 2)
            }
            (Width::One, Width::One, [tag, len, after @ ..]) => {
                let (data, after) = after.split_at_checked(usize::from(*len))?;
                (u16::from(*tag), data, after, 2)
            }
            (Width::Two, Width::One, [t1, t2, len, after @ ..]) => {
                let (data, after) = after.split_at_checked(usize::from(*len))?;
                (u16::from_be_bytes([*t1, *t2]), data, after, 3)
            }
            (Width::One, Width::Two, [tag, l1, l2, after @ ..]) => {
                let (data, after) = after.split_at_checked(u16::from_be_bytes([*l1, *l2]).into())?;
                (u16::from(*tag), data, after, 3)
            }
            _ => return None,
        };
        let offset = self.offset + head;
        self.offset = offset + data.len() as u32;
        self.rest = after;
        Some(RawField { tag, data, offset, message: self.message })
    }
}

impl fmt::Debug for RawFields<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

/// Iterator of [`Floating::groups`].
#[derive(Debug, Clone)]
pub struct Groups<'a> {
    rest: Floating<'a>,
    first: u16,
    spec: Option<&'static MessageSpec>,
    list: List,
}

impl<'a> Iterator for Groups<'a> {
    type Item = Floating<'a>;

    fn next(&mut self) -> Option<Floating<'a>> {
        let base = self.rest.offset;
        let head = self.rest.profile.tag_width.bytes() + self.rest.profile.length_width.bytes();
        let mut start = None;
        let mut end = self.rest.data.len();
        for raw in self.rest.iter() {
            let at = (raw.offset - base) as usize - head;
            match start {
                None if raw.tag == self.first => start = Some(at),
                None => {}
                Some(_) if raw.tag == self.first || self.ends_before(raw.tag) => {
                    end = at;
                    break;
                }
                Some(_) => {}
            }
        }
        let group = self.rest.between(start?, end);
        self.rest = self.rest.between(end, self.rest.data.len());
        Some(group)
    }
}

impl Groups<'_> {
    fn ends_before(&self, tag: u16) -> bool {
        let Some(spec) = self.spec else { return false };
        spec.floating.iter().any(|row| row.tag == tag && !row.list.is_within(self.list))
    }
}

/// How many values of this size lie one behind the other in a field; 0 if it is no whole number.
pub(crate) const fn packed(data: &[u8], size: usize) -> usize {
    if size > 0 && data.len().is_multiple_of(size) { data.len() / size } else { 0 }
}

#[inline]
fn width(rest: &[u8], width: Width) -> Option<(u16, &[u8])> {
    match width {
        Width::One => rest.split_first().map(|(b, rest)| (u16::from(*b), rest)),
        Width::Two => rest.split_first_chunk().map(|(b, rest)| (u16::from_be_bytes(*b), rest)),
    }
}

/// Walks over whole fields as long as there are any.
///
/// Fields of two and four bytes have arms of their own, which a processor foresees: then the place of the next field
/// does not wait for the length of this one to be loaded. Half the time, for lists of numbers.
macro_rules! walk {
    ($rest:ident, [$($tag:pat),*] [$($zero:pat),*] [$($len:ident),*]) => {
        loop {
            $rest = match $rest {
                [$($tag,)* $($zero,)* 4, _, _, _, _, after @ ..] => after,
                [$($tag,)* $($zero,)* 2, _, _, after @ ..] => after,
                [$($tag,)* $($len,)* after @ ..] => {
                    let len = [$(*$len),*].iter().fold(0, |len, b| len << 8 | usize::from(*b));
                    let Some(next) = after.get(len..) else { break };
                    next
                }
                _ => break,
            };
        }
    };
}

/// How many bytes follow the last whole field.
#[inline]
pub(crate) fn unread(data: &[u8], profile: &Profile) -> usize {
    let mut rest = data;
    match (profile.tag_width, profile.length_width) {
        (Width::One, Width::One) => walk!(rest, [_] [] [len]),
        (Width::Two, Width::One) => walk!(rest, [_, _] [] [len]),
        (Width::Two, Width::Two) => walk!(rest, [_, _] [0] [high, low]),
        (Width::One, Width::Two) => walk!(rest, [_] [0] [high, low]),
    }
    rest.len()
}

/// The error for the field at which the walk stopped. Not on the fast path.
#[cold]
fn truncated(
    data: &[u8],
    left: usize,
    offset: usize,
    message: MessageType,
    profile: &Profile,
) -> DecodeError {
    let at = data.len() - left;
    let field = data
        .get(at..)
        .and_then(|rest| width(rest, profile.tag_width))
        .and_then(|(tag, _)| crate::fields::tag_name(tag, profile))
        .unwrap_or("floating part");
    DecodeError::new(message, field, offset + at, DecodeErrorKind::Truncated)
}

/// For names of tags that differ by product.
pub(crate) const fn is_ccx(profile: &Profile) -> bool {
    matches!(profile.dialect, Dialect::Ccx)
}
