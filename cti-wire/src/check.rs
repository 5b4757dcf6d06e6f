//! Reading strictly: what a server must refuse, and with which status.

use crate::fields::tag_name;
use crate::spec::{FloatSpec, Kind, List, MessageSpec, SlotSpec};
use crate::wire::floating::{Floating, RawField, packed};
use crate::wire::named::{NamedArray, NamedVariable};
use crate::wire::reader::Reader;
use crate::wire::value::{Value as _, reserved};
use crate::{
    AnyMessage, DecodeError, DecodeErrorKind, Frame, FrameRef, MAX_NAMED, Profile, StatusCode, spec_of,
};

impl Frame {
    /// As [`FrameRef::check`].
    ///
    /// # Errors
    /// As [`FrameRef::check`].
    pub fn check(&self, profile: &Profile) -> Result<AnyMessage<'_>, DecodeError> {
        self.as_ref().check(profile)
    }
}

impl<'a> FrameRef<'a> {
    /// Reads the body and holds it against its row of the table: reserved slots, types and lengths of all floating
    /// fields, tags this message may carry in this version, fields that must be there, counters of groups.
    ///
    /// [`FrameRef::message`] carries all that silently, because newer servers add fields freely. Use this where the
    /// guides let a peer be strict: a server towards its clients. [`DecodeError::status`] is the code to answer.
    ///
    /// # Errors
    /// The first thing that is not as the table says.
    pub fn check(&self, profile: &Profile) -> Result<AnyMessage<'a>, DecodeError> {
        let message = self.message(profile)?;
        let Some(spec) = spec_of(self.message_type, profile) else {
            return Err(DecodeError::new(self.message_type, "MessageType", 0, DecodeErrorKind::Unknown));
        };
        if !spec.when.holds(profile) {
            return Err(DecodeError::new(self.message_type, "MessageType", 0, DecodeErrorKind::NotInVersion));
        }
        let mut groups = [0u32; List::COUNT];
        fields(spec, &message.floating(), profile, &mut groups)?;
        slots(*self, spec, profile, &groups)?;
        Ok(message)
    }
}

impl DecodeError {
    /// The status code of the guides for this error.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self.kind {
            DecodeErrorKind::Unknown if self.field == "MessageType" => StatusCode::INVALID_MESSAGE_LENGTH,
            DecodeErrorKind::Unknown => StatusCode::INVALID_FIELD_TAG,
            DecodeErrorKind::NotInVersion if self.field == "MessageType" => {
                StatusCode::INVALID_MSG_TYPE_FOR_VERSION
            }
            DecodeErrorKind::NotInVersion => StatusCode::INVALID_TAG_FOR_VERSION,
            DecodeErrorKind::NotAllowed => StatusCode::INVALID_TAG_FOR_MSG_TYPE,
            DecodeErrorKind::Missing => StatusCode::REQUIRED_DATA_MISSING,
            DecodeErrorKind::Length { .. } | DecodeErrorKind::Named => StatusCode::INVALID_FIELD_LENGTH,
            DecodeErrorKind::TooMuch => StatusCode::TOO_MUCH_DATA,
            DecodeErrorKind::Count { .. } => match self.field {
                "NumNamedVariables" => StatusCode::INVALID_NUM_NAMED_VARIABLES,
                "NumNamedArrays" => StatusCode::INVALID_NUM_NAMED_ARRAYS,
                "NumParties" => StatusCode::INVALID_NUM_PARTIES,
                "NumSkillGroups" => StatusCode::INVALID_NUM_SKILL_GROUPS,
                "NumLines" => StatusCode::INVALID_NUM_LINES,
                _ => StatusCode::BAD_MESSAGE_FORMAT,
            },
            // CCX numbers the one reserved slot of requests as a peripheral id.
            DecodeErrorKind::Reserved { .. } if self.field == "PeripheralID" => {
                StatusCode::INVALID_PERIPHERAL_ID
            }
            DecodeErrorKind::Reserved { .. } => StatusCode::INVALID_RESERVED_FIELD,
            DecodeErrorKind::Utf8 => StatusCode::INVALID_CHARACTER,
            DecodeErrorKind::Truncated | DecodeErrorKind::Type => StatusCode::BAD_MESSAGE_FORMAT,
        }
    }
}

/// Every field against its row; counts groups.
fn fields(
    spec: &MessageSpec,
    floating: &Floating<'_>,
    profile: &Profile,
    groups: &mut [u32; List::COUNT],
) -> Result<(), DecodeError> {
    let error = |name, raw: &RawField<'_>, kind| DecodeError {
        message: floating.message_type(),
        field: name,
        offset: raw.offset,
        kind,
    };
    let mut named = 0;
    // Counters that float count the groups that follow them, in the group of the outer list they stand in.
    let mut promised: [Option<(u32, u32, RawField<'_>)>; List::COUNT] = [None; List::COUNT];
    for raw in floating {
        let Some(row) = spec.floating.iter().find(|row| row.tag == raw.tag) else {
            return Err(match tag_name(raw.tag, profile) {
                Some(name) => error(name, &raw, DecodeErrorKind::NotAllowed),
                None => error("floating part", &raw, DecodeErrorKind::Unknown),
            });
        };
        if !row.when.holds(profile) {
            return Err(error(row.name, &raw, DecodeErrorKind::NotInVersion));
        }
        data(row, &raw, profile).map_err(|kind| error(row.name, &raw, kind))?;
        if matches!(row.list, List::NamedVariables | List::NamedArrays) {
            named += raw.data.len();
            if named > MAX_NAMED {
                return Err(error(row.name, &raw, DecodeErrorKind::TooMuch));
            }
        }
        if row.leads {
            let more =
                row.packs().map_or(1, |size| u32::try_from(packed(raw.data, size)).unwrap_or(u32::MAX));
            if let Some(count) = groups.get_mut(row.list as usize) {
                *count += more;
            }
            if let Some(Some((_, found, _))) = promised.get_mut(row.list as usize) {
                *found += more;
            }
            // A new group of an outer list: the inner lists of the one before are complete.
            kept(spec, &mut promised, row.list).map_err(|(name, raw, kind)| error(name, &raw, kind))?;
        }
        if let Some(inner) = counted(spec, row)
            && let Some(promise) = promised.get_mut(inner as usize)
        {
            let said = raw.data.iter().fold(0, |n, b| n << 8 | u32::from(*b));
            *promise = Some((said, 0, raw));
        }
    }
    for list in spec.floating.iter().filter(|row| row.leads).map(|row| row.list) {
        kept(spec, &mut promised, list.parent()).map_err(|(name, raw, kind)| error(name, &raw, kind))?;
    }
    for row in spec.floating.iter().filter(|row| row.list == List::None) {
        let needed = row.required_in(profile.dialect) && row.when.holds(profile);
        if needed && !floating.iter().any(|raw| raw.tag == row.tag) {
            let end = RawField {
                tag: row.tag,
                data: &[],
                offset: floating.end(),
                message: floating.message_type(),
            };
            return Err(error(row.name, &end, DecodeErrorKind::Missing));
        }
    }
    Ok(())
}

/// The list that a floating field counts.
fn counted(spec: &MessageSpec, counter: &FloatSpec) -> Option<List> {
    spec.floating.iter().find(|row| row.leads && row.list.counter() == counter.name).map(|row| row.list)
}

type Broken<'a> = (&'static str, RawField<'a>, DecodeErrorKind);

/// Whether the floating counters of lists inside `outer` have been kept; forgets them.
fn kept<'a>(
    spec: &MessageSpec,
    promised: &mut [Option<(u32, u32, RawField<'a>)>; List::COUNT],
    outer: List,
) -> Result<(), Broken<'a>> {
    for row in spec.floating.iter().filter(|row| row.leads && row.list.parent() == outer) {
        let promise = promised.get_mut(row.list as usize).and_then(Option::take);
        if let Some((said, found, raw)) = promise
            && said != found
        {
            return Err((row.list.counter(), raw, DecodeErrorKind::Count { said, found }));
        }
    }
    Ok(())
}

/// The data of one field against its type and the limits of the guides.
fn data(row: &FloatSpec, raw: &RawField<'_>, profile: &Profile) -> Result<(), DecodeErrorKind> {
    let len = raw.data.len();
    let length = DecodeErrorKind::Length { found: u32::try_from(len).unwrap_or(u32::MAX) };
    match row.kind.size() {
        Some(size) if len == size || (row.kind == Kind::Bool && len == 4) => Ok(()),
        Some(_) if row.packs().is_some_and(|size| packed(raw.data, size) > 0) => Ok(()),
        Some(_) => Err(length),
        // A text may come without its NUL, which the limit counts.
        None if len > row.max_in(profile.dialect).into() => Err(length),
        None => match row.kind {
            Kind::NamedVar => NamedVariable::from_wire(raw.data).map(drop),
            Kind::NamedArray => NamedArray::from_wire(raw.data).map(drop),
            _ => Ok(()),
        },
    }
}

/// Reserved slots and the counters of the fixed part.
fn slots(
    frame: FrameRef<'_>,
    spec: &MessageSpec,
    profile: &Profile,
    groups: &[u32; List::COUNT],
) -> Result<(), DecodeError> {
    let mut r = Reader::new(frame.body, frame.message_type, profile);
    for slot in spec.fixed {
        if !slot.is_read(&r) {
            continue;
        }
        let at = r.offset();
        let data = r.slice(slot.kind.size().unwrap_or(0), slot.name)?;
        let value = data.iter().fold(0u32, |n, b| n << 8 | u32::from(*b));
        let found = groups.get(slot.counts as usize).copied().unwrap_or(0);
        let kind = match (slot.counts, is_reserved(slot, profile)) {
            // One group may stand in the fixed part itself.
            (List::None, Some(expected)) if value != expected => DecodeErrorKind::Reserved { found: value },
            (List::None, _) => continue,
            (_, _) if value != found => DecodeErrorKind::Count { said: value, found },
            (_, _) => continue,
        };
        return Err(DecodeError::new(frame.message_type, slot.name, at, kind));
    }
    Ok(())
}

fn is_reserved(slot: &SlotSpec, profile: &Profile) -> Option<u32> {
    match slot.kind.size() {
        Some(2) => reserved(slot, profile.dialect).map(|value| value & 0xFFFF),
        _ => reserved(slot, profile.dialect),
    }
}
