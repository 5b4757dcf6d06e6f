//! The floating part: checked once, kept in wire order, read on demand.

use core::fmt;

use super::value::Value;
use crate::fields::AnyField;
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

/// One field as it stands on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawField<'a> {
    /// The tag.
    pub tag: u16,
    /// The data: as many bytes as the length says.
    pub data: &'a [u8],
    /// Where the data starts, in bytes from the start of the body.
    pub offset: u32,
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
            0 => {
                let offset = u32::try_from(offset).unwrap_or(u32::MAX);
                Ok(Self { data, offset, message, profile: *profile })
            }
            left => Err(truncated(data, left, offset, message, profile)),
        }
    }

    /// The fields before the one that does not fit, unchecked.
    pub(crate) fn prefix(data: &'a [u8], offset: usize, message: MessageType, profile: &Profile) -> Self {
        let whole = data.len() - unread(data, profile);
        let offset = u32::try_from(offset).unwrap_or(u32::MAX);
        Self { data: data.get(..whole).unwrap_or_default(), offset, message, profile: *profile }
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
        RawFields {
            rest: self.data,
            offset: self.offset,
            tag: self.profile.tag_width,
            len: self.profile.length_width,
        }
    }

    /// Every field with its type, in one pass: the fast way to read many.
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
            Some(raw) => self.read::<F>(raw).map(Some),
            None => Ok(None),
        }
    }

    /// Every field of this tag: lists whose groups have one member.
    pub fn all<F: Field>(&self) -> impl Iterator<Item = Result<F::Value<'a>, DecodeError>> + use<'a, F> {
        let this = *self;
        self.iter().filter(|raw| raw.tag == F::TAG).map(move |raw| this.read::<F>(raw))
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
        self.read::<F>(raw)?.to_str().map(Some).map_err(|_| DecodeError {
            message: self.message,
            field: F::NAME,
            offset: raw.offset,
            kind: DecodeErrorKind::Utf8,
        })
    }

    #[inline]
    fn read<F: Field>(&self, raw: RawField<'a>) -> Result<F::Value<'a>, DecodeError> {
        F::Value::from_wire(raw.data).map_err(|kind| DecodeError {
            message: self.message,
            field: F::NAME,
            offset: raw.offset,
            kind,
        })
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
#[derive(Debug, Clone)]
pub struct RawFields<'a> {
    rest: &'a [u8],
    offset: u32,
    tag: Width,
    len: Width,
}

impl<'a> Iterator for RawFields<'a> {
    type Item = RawField<'a>;

    #[inline]
    fn next(&mut self) -> Option<RawField<'a>> {
        let (tag, rest) = width(self.rest, self.tag)?;
        let (len, rest) = width(rest, self.len)?;
        let (data, after) = rest.split_at_checked(len.into())?;
        let head = (self.rest.len() - rest.len()) as u32;
        let offset = self.offset + head;
        self.offset = offset + u32::from(len);
        self.rest = after;
        Some(RawField { tag, data, offset })
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

#[inline]
fn width(rest: &[u8], width: Width) -> Option<(u16, &[u8])> {
    match width {
        Width::One => rest.split_first().map(|(b, rest)| (u16::from(*b), rest)),
        Width::Two => rest.split_first_chunk().map(|(b, rest)| (u16::from_be_bytes(*b), rest)),
    }
}

/// How many bytes follow the last whole field.
#[inline]
pub(crate) fn unread(data: &[u8], profile: &Profile) -> usize {
    match (profile.tag_width, profile.length_width) {
        (Width::One, Width::One) => check::<1, 1>(data),
        (Width::Two, Width::Two) => check::<2, 2>(data),
        (Width::Two, Width::One) => check::<2, 1>(data),
        (Width::One, Width::Two) => check::<1, 2>(data),
    }
}

/// Walks the fields; how many bytes are left where the walk had to stop.
#[inline]
fn check<const TAG: usize, const LEN: usize>(mut rest: &[u8]) -> usize {
    loop {
        let Some((_, data)) = rest.split_first_chunk::<TAG>() else { return rest.len() };
        let Some((len, data)) = data.split_first_chunk::<LEN>() else { return rest.len() };
        let len = len.iter().fold(0, |len, b| len << 8 | usize::from(*b));
        match data.get(len..) {
            Some(after) => rest = after,
            None => return rest.len(),
        }
    }
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
