//! Writing messages: builders that refuse what the profile forbids.

use core::borrow::BorrowMut;
use core::fmt;
use core::marker::PhantomData;

use bytes::{Buf, BytesMut};

use crate::spec::{Allows, Field, FloatSpec, List, Shape, SlotSpec};
use crate::wire::floating::Floating;
use crate::wire::frame::{HEADER, MAX_MESSAGE};
use crate::wire::value::{Slot, Value, put_array, put_slice, reserved};
use crate::{Frame, Message, MessageType, Profile, RequestingDevice, UsageError, Width};

/// Named variables and arrays of one message together (status 73, TOO_MUCH_DATA).
pub const MAX_NAMED: usize = 2000;

/// Lists of one message: the most that any row of the table has.
const LISTS: usize = 6;

/// Bytes made ready at once for floating fields.
const AHEAD: usize = 192;

/// Writes one message: the fixed part first, then the floating fields in the order of the calls.
///
/// Made by [`Message::build`] and [`Message::build_into`]. Counters of groups are filled in by [`finish`], so leave
/// them 0. The first mistake is kept and told by [`finish`]; nothing stays written then.
///
/// [`finish`]: Builder::finish
#[must_use = "nothing is written before `finish`"]
pub struct Builder<M, B: BorrowMut<BytesMut>> {
    /// Longer than what is written: bytes up to `end` are the message, the rest is ready to be written.
    out: B,
    start: usize,
    floating_at: usize,
    end: usize,
    profile: Profile,
    /// Groups of each list of the message, in the order of the table.
    groups: [u16; LISTS],
    named: usize,
    error: Option<UsageError>,
    message: PhantomData<M>,
}

/// Shows how much is written, not what: it may be a password.
impl<M, B: BorrowMut<BytesMut>> fmt::Debug for Builder<M, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let written = self.end - self.start;
        f.debug_struct("Builder")
            .field("written", &written)
            .field("error", &self.error)
            .finish_non_exhaustive()
    }
}

impl<'m, M: Message<'m>, B: BorrowMut<BytesMut>> Builder<M, B> {
    pub(crate) fn new(message: &M, profile: &Profile, mut out: B) -> Self {
        let spec = M::SPEC;
        let buffer = out.borrow_mut();
        let start = buffer.len();
        buffer.reserve(const { HEADER + M::SPEC.fixed_len() + AHEAD });
        let mut error = None;
        if !spec.when.holds(profile) || !spec.reads(profile) {
            error = Some(UsageError::MessageNotInProfile(spec.message_type));
        }
        if let Err(e) = message.put_fixed(profile, buffer) {
            error.get_or_insert(e);
        }
        let end = buffer.len();
        buffer.resize(end + AHEAD, 0);
        let mut builder = Self {
            out,
            start,
            floating_at: end,
            end,
            profile: *profile,
            groups: [0; LISTS],
            named: 0,
            error,
            message: PhantomData,
        };
        for raw in &message.floating() {
            builder = builder.with_raw(raw.tag, raw.data);
        }
        builder
    }

    /// Adds a floating field. A field that the table does not list for this message does not compile.
    #[inline(always)]
    pub fn with<'v, F>(mut self, _field: F, value: impl Into<F::Value<'v>>) -> Self
    where
        F: Field,
        M: Allows<F>,
    {
        let value = value.into();
        if self.error.is_none() {
            let list = const { M::SPEC.counter(<M as Allows<F>>::ROW.list) };
            self.error = self.field(const { &<M as Allows<F>>::ROW }, list, &value).err();
        }
        self
    }

    /// Adds a floating field when there is a value.
    pub fn with_opt<'v, F>(self, field: F, value: Option<impl Into<F::Value<'v>>>) -> Self
    where
        F: Field,
        M: Allows<F>,
    {
        match value {
            Some(value) => self.with(field, value),
            None => self,
        }
    }

    /// Adds a floating field as raw bytes, whether the table lists it or not: for what this crate does not know.
    pub fn with_raw(mut self, tag: u16, data: &[u8]) -> Self {
        if self.error.is_none() {
            let row = M::SPEC.floating.iter().find(|row| row.tag == tag && row.when.holds(&self.profile));
            let name = row.map_or("unknown field", |row| row.name);
            let counted = match row {
                Some(row) => self.count(row, M::SPEC.counter(row.list)),
                None => Ok(()),
            };
            self.error = counted
                .and_then(|()| self.room(name, tag, data.len()))
                .map(|place| put_slice(place, data))
                .err();
        }
        self
    }

    /// Bytes written so far, with the header.
    #[must_use]
    pub const fn encoded_len(&self) -> usize {
        self.end - self.start
    }

    #[inline(always)]
    fn field<'v, V: Value<'v>>(
        &mut self,
        row: &'static FloatSpec,
        list: Option<usize>,
        value: &V,
    ) -> Result<(), UsageError> {
        let message = M::SPEC.message_type;
        let field = row.name;
        let moved = M::NUMBER == 46 && row.tag == 220;
        let fixed = moved && matches!(self.profile.requesting_device, RequestingDevice::Fixed);
        if !row.when.holds(&self.profile) || fixed {
            return Err(UsageError::FieldNotInProfile { message, field });
        }
        let len = value.wire_len();
        let max = row.max_in(self.profile.dialect).into();
        if len > max {
            return Err(UsageError::FieldTooLong { message, field, len, max });
        }
        if value.holds_nul() {
            return Err(UsageError::TextHoldsNul { message, field });
        }
        if !matches!(row.list, List::None) {
            self.count(row, list)?;
        }
        if matches!(row.list, List::NamedVariables | List::NamedArrays) {
            self.named += len;
            if self.named > MAX_NAMED {
                return Err(UsageError::NamedTooLong { message, len: self.named });
            }
        }
        value.put(self.room(field, row.tag, len)?);
        Ok(())
    }

    /// Writes tag and length; the place for `len` bytes of data.
    #[inline(always)]
    fn room(&mut self, field: &'static str, tag: u16, len: usize) -> Result<&mut [u8], UsageError> {
        let message = M::SPEC.message_type;
        let Profile { tag_width, length_width, .. } = self.profile;
        if len > length_width.max() {
            return Err(UsageError::FieldTooLong { message, field, len, max: length_width.max() });
        }
        if usize::from(tag) > tag_width.max() {
            return Err(UsageError::FieldNotInProfile { message, field });
        }
        let (head, head_len) = field_head(&self.profile, tag, len);
        // The head is written as four bytes, whatever its width.
        let most = self.end + head.len() + len;
        let out = self.out.borrow_mut();
        if out.len() < most {
            make_room(out, most, most - self.start);
        }
        let place = out.get_mut(self.end..).unwrap_or_default();
        put_array(place, head);
        self.end += head_len + len;
        Ok(place.get_mut(head_len..head_len + len).unwrap_or_default())
    }

    #[inline(always)]
    fn count(&mut self, row: &FloatSpec, list: Option<usize>) -> Result<(), UsageError> {
        let Some(groups) = list.and_then(|list| self.groups.get_mut(list)) else { return Ok(()) };
        if row.leads {
            *groups = groups.saturating_add(1);
        } else if *groups == 0 {
            return Err(UsageError::GroupNotStarted { message: M::SPEC.message_type, field: row.name });
        }
        Ok(())
    }

    /// Checks the whole and fills in lengths and counters.
    fn seal(&mut self) -> Result<(), UsageError> {
        let end = self.end;
        self.out.borrow_mut().truncate(end);
        if let Some(e) = self.error.take() {
            return Err(e);
        }
        let spec = M::SPEC;
        let message = spec.message_type;
        let len = self.encoded_len();
        if len > MAX_MESSAGE {
            return Err(UsageError::MessageTooLong { message, len });
        }
        if const { M::SPEC.counts_groups() } {
            self.counters()?;
        }
        if const { M::SPEC.has_required() } {
            self.required()?;
        }
        let start = self.start;
        let head = self.out.borrow_mut().get_mut(start..).unwrap_or_default();
        put_header(head, self.profile.wire_type(M::NUMBER), len - HEADER);
        Ok(())
    }

    /// Fills in the counters of the fixed part.
    fn counters(&mut self) -> Result<(), UsageError> {
        let message = M::SPEC.message_type;
        let mut at = self.start + HEADER;
        for slot in M::SPEC.fixed.iter().filter(|slot| slot.is_written(&self.profile)) {
            let place = at;
            at += slot.kind.size().unwrap_or(0);
            if slot.counts == List::None {
                continue;
            }
            let list = M::SPEC.counter(slot.counts);
            let found = list.and_then(|list| self.groups.get(list)).copied().unwrap_or(0);
            let max = slot.counts.max();
            if usize::from(found) > max {
                let list = slot.counts.name();
                return Err(UsageError::TooManyGroups { message, list, found: found.into(), max });
            }
            let Some([high, low]) = self.out.borrow_mut().get_mut(place..place + 2) else { continue };
            let said = u16::from_be_bytes([*high, *low]);
            if said != 0 && said != found {
                let (said, found) = (said.into(), found.into());
                return Err(UsageError::Count { message, field: slot.name, said, found });
            }
            [*high, *low] = found.to_be_bytes();
        }
        Ok(())
    }

    fn required(&self) -> Result<(), UsageError> {
        let message = M::SPEC.message_type;
        let data = self.out.borrow().get(self.floating_at..).unwrap_or_default();
        let written = Floating::prefix(data, 0, message, &self.profile);
        let needed =
            |row: &&FloatSpec| row.required_in(self.profile.dialect) && row.when.holds(&self.profile);
        for row in M::SPEC.floating.iter().filter(needed) {
            if row.list == List::None && !written.iter().any(|raw| raw.tag == row.tag) {
                return Err(UsageError::FieldMissing { message, field: row.name });
            }
        }
        Ok(())
    }
}

impl<'m, M: Message<'m>> Builder<M, BytesMut> {
    /// The message as a frame.
    ///
    /// # Errors
    /// The first thing the profile forbids, a counter that does not fit, a missing field, or too long a message.
    pub fn finish(mut self) -> Result<Frame, UsageError> {
        self.seal()?;
        let mut out = self.out;
        out.advance(self.start + HEADER);
        let message_type = MessageType(self.profile.wire_type(M::NUMBER));
        Ok(Frame { message_type, body: out.freeze() })
    }
}

impl<'m, M: Message<'m>> Builder<M, &mut BytesMut> {
    /// Leaves the message in the buffer; gives its bytes with the header.
    ///
    /// # Errors
    /// As the other `finish`; the buffer is then as it was before.
    pub fn finish(mut self) -> Result<usize, UsageError> {
        match self.seal() {
            Ok(()) => Ok(self.encoded_len()),
            Err(e) => {
                self.out.truncate(self.start);
                Err(e)
            }
        }
    }
}

/// Doubles the part of the buffer that is ready to be written.
#[cold]
#[inline(never)]
fn make_room(out: &mut BytesMut, most: usize, written: usize) {
    out.resize(most + written.max(AHEAD), 0);
}

/// Writes a fixed part.
#[derive(Debug)]
pub struct Fixed<'o> {
    rest: &'o mut [u8],
    len: usize,
    profile: &'o Profile,
    message: MessageType,
}

impl<'o> Fixed<'o> {
    /// Writes into `out`, behind the place of the header, which must be long enough for all slots.
    #[inline(always)]
    pub(crate) fn new(out: &'o mut [u8], profile: &'o Profile, message: MessageType) -> Self {
        Self { len: out.len(), rest: out.get_mut(HEADER..).unwrap_or_default(), profile, message }
    }

    /// Bytes with the place of the header.
    #[inline(always)]
    pub(crate) const fn written(&self) -> usize {
        self.len - self.rest.len()
    }

    #[inline(always)]
    pub(crate) fn slot<T: Slot>(&mut self, value: T, spec: &'static SlotSpec) -> Result<(), UsageError> {
        if !spec.is_written(self.profile) {
            // A slot that moves is written at its other place; one that is an option must not be given.
            let asked = T::OPTIONAL && value.is_given();
            let kept = matches!(spec.shape, Shape::Plain | Shape::FailureCode | Shape::SessionType);
            return match asked && kept {
                true => Err(UsageError::FieldNotInProfile { message: self.message, field: spec.name }),
                false => Ok(()),
            };
        }
        let size = const { size_of_slot::<T>() };
        let Some((place, rest)) = core::mem::take(&mut self.rest).split_at_mut_checked(size) else {
            return Ok(());
        };
        self.rest = rest;
        match reserved(spec, self.profile.dialect) {
            None => value.put(place),
            Some(raw) => put_raw(place, raw),
        }
        Ok(())
    }
}

const fn size_of_slot<T: Slot>() -> usize {
    match T::KIND.size() {
        Some(size) => size,
        None => 0,
    }
}

/// A constant of the guide in the size of its slot.
#[inline(always)]
fn put_raw(out: &mut [u8], raw: u32) {
    match out.len() {
        1 => put_array(out, [raw as u8]),
        2 => put_array(out, (raw as u16).to_be_bytes()),
        _ => put_array(out, raw.to_be_bytes()),
    }
}

/// Tag and length in the widths of the profile; how many of the four bytes they are.
#[inline]
pub(crate) const fn field_head(profile: &Profile, tag: u16, len: usize) -> ([u8; 4], usize) {
    let [t1, t2] = tag.to_be_bytes();
    let [l1, l2] = (len as u16).to_be_bytes();
    match (profile.tag_width, profile.length_width) {
        (Width::One, Width::One) => ([t2, l2, 0, 0], 2),
        (Width::Two, Width::One) => ([t1, t2, l2, 0], 3),
        (Width::One, Width::Two) => ([t2, l1, l2, 0], 3),
        (Width::Two, Width::Two) => ([t1, t2, l1, l2], 4),
    }
}

/// The header of a message whose body takes `len` bytes, which is below [`MAX_MESSAGE`].
pub(crate) fn put_header(out: &mut [u8], message_type: u32, len: usize) {
    let [l1, l2, l3, l4] = (len as u32).to_be_bytes();
    let [t1, t2, t3, t4] = message_type.to_be_bytes();
    put_array(out, [l1, l2, l3, l4, t1, t2, t3, t4]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_room_for_the_lists_of_every_message() {
        let lists = |spec: &crate::MessageSpec| spec.floating.iter().filter(|row| row.leads).count();
        assert!(crate::SPECS.iter().all(|spec| lists(spec) <= LISTS));
        assert!(size_of::<crate::AnyMessage<'_>>() <= 192, "{}", size_of::<crate::AnyMessage<'_>>());
    }
}
