//! Writing messages: builders that refuse what the profile forbids.

use core::borrow::BorrowMut;
use core::marker::PhantomData;

use bytes::{Buf, BufMut, BytesMut};

use crate::spec::{Allows, Field, FloatSpec, List, Shape, SlotSpec};
use crate::wire::floating::Floating;
use crate::wire::frame::{HEADER, MAX_MESSAGE};
use crate::wire::value::{Slot, Value, reserved};
use crate::{Frame, Message, MessageType, Profile, RequestingDevice, UsageError, Width};

/// Named variables and arrays of one message together (status 73, E_CTI_… of the guides).
pub const MAX_NAMED: usize = 2000;

/// Writes one message: the fixed part first, then the floating fields in the order of the calls.
///
/// Made by [`Message::build`] and [`Message::build_into`]. Counters of groups are filled in by [`finish`], so leave
/// them 0. The first mistake is kept and told by [`finish`]; nothing stays written then.
///
/// [`finish`]: Builder::finish
#[derive(Debug)]
#[must_use = "nothing is written before `finish`"]
pub struct Builder<M, B: BorrowMut<BytesMut>> {
    out: B,
    start: usize,
    floating_at: usize,
    profile: Profile,
    state: State,
    error: Option<UsageError>,
    message: PhantomData<M>,
}

/// What is counted while fields are written.
#[derive(Debug)]
struct State {
    groups: [u16; List::COUNT],
    counter_at: [u16; List::COUNT],
    named: usize,
}

impl<'m, M: Message<'m>, B: BorrowMut<BytesMut>> Builder<M, B> {
    pub(crate) fn new(message: &M, profile: &Profile, mut out: B) -> Self {
        let spec = M::SPEC;
        let buffer = out.borrow_mut();
        let start = buffer.len();
        buffer.reserve(HEADER + 256);
        buffer.put_u32(0);
        buffer.put_u32(profile.wire_type(M::NUMBER));
        let mut state = State { groups: [0; List::COUNT], counter_at: [0; List::COUNT], named: 0 };
        let mut error = None;
        if !spec.when.holds(profile) || !spec.reads(profile) {
            error = Some(UsageError::MessageNotInProfile(spec.message_type));
        }
        let mut fixed = Fixed {
            out: buffer,
            start,
            profile,
            message: spec.message_type,
            counter_at: &mut state.counter_at,
        };
        if let Err(e) = message.put_fixed(&mut fixed) {
            error.get_or_insert(e);
        }
        let floating_at = buffer.len();
        let mut builder =
            Self { out, start, floating_at, profile: *profile, state, error, message: PhantomData };
        for raw in &message.floating() {
            builder = builder.with_raw(raw.tag, raw.data);
        }
        builder
    }

    /// Adds a floating field. A field that the table does not list for this message does not compile.
    #[inline]
    pub fn with<'v, F>(mut self, _field: F, value: impl Into<F::Value<'v>>) -> Self
    where
        F: Field,
        M: Allows<F>,
    {
        let value = value.into();
        if self.error.is_none() {
            let row = const { &<M as Allows<F>>::ROW };
            self.error = self.field(row, &value).err();
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
            let (name, list, leads) =
                row.map_or(("unknown field", List::None, false), |r| (r.name, r.list, r.leads));
            self.error = self.count(name, list, leads).and_then(|()| self.head(name, tag, data.len())).err();
            if self.error.is_none() {
                self.out.borrow_mut().put_slice(data);
            }
        }
        self
    }

    /// Bytes written so far, with the header.
    #[must_use]
    pub fn encoded_len(&self) -> usize {
        self.out.borrow().len() - self.start
    }

    fn field<'v, V: Value<'v>>(&mut self, row: &'static FloatSpec, value: &V) -> Result<(), UsageError> {
        let message = M::SPEC.message_type;
        let field = row.name;
        let fixed = row.tag == 220 && matches!(self.profile.requesting_device, RequestingDevice::Fixed);
        if !row.when.holds(&self.profile) || (fixed && M::NUMBER == 46) {
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
        self.count(field, row.list, row.leads)?;
        if matches!(row.list, List::NamedVariables | List::NamedArrays) {
            self.state.named += len;
            if self.state.named > MAX_NAMED {
                return Err(UsageError::NamedTooLong { message, len: self.state.named });
            }
        }
        self.head(field, row.tag, len)?;
        value.put(self.out.borrow_mut());
        Ok(())
    }

    #[inline]
    fn head(&mut self, field: &'static str, tag: u16, len: usize) -> Result<(), UsageError> {
        let message = M::SPEC.message_type;
        let Profile { tag_width, length_width, .. } = self.profile;
        if len > length_width.max() {
            return Err(UsageError::FieldTooLong { message, field, len, max: length_width.max() });
        }
        if usize::from(tag) > tag_width.max() {
            return Err(UsageError::FieldNotInProfile { message, field });
        }
        let out = self.out.borrow_mut();
        put_width(out, tag_width, tag as usize);
        put_width(out, length_width, len);
        Ok(())
    }

    #[inline]
    fn count(&mut self, field: &'static str, list: List, leads: bool) -> Result<(), UsageError> {
        if list == List::None {
            return Ok(());
        }
        let Some(groups) = self.state.groups.get_mut(list as usize) else { return Ok(()) };
        if leads {
            *groups = groups.saturating_add(1);
        } else if *groups == 0 {
            return Err(UsageError::GroupNotStarted { message: M::SPEC.message_type, field });
        }
        Ok(())
    }

    /// Checks the whole and fills in lengths and counters.
    fn seal(&mut self) -> Result<(), UsageError> {
        if let Some(e) = self.error.take() {
            return Err(e);
        }
        let spec = M::SPEC;
        let message = spec.message_type;
        let len = self.encoded_len();
        if len > MAX_MESSAGE {
            return Err(UsageError::MessageTooLong { message, len });
        }
        for slot in spec.fixed.iter().filter(|slot| slot.counts != List::None) {
            let list = slot.counts;
            let found = self.state.groups.get(list as usize).copied().unwrap_or(0);
            let at = self.state.counter_at.get(list as usize).copied().unwrap_or(0);
            let max = list.max();
            if usize::from(found) > max {
                return Err(UsageError::TooManyGroups {
                    message,
                    list: list.name(),
                    found: found.into(),
                    max,
                });
            }
            if at == 0 {
                continue;
            }
            let at = self.start + usize::from(at);
            let Some([high, low]) = self.out.borrow_mut().get_mut(at..at + 2) else { continue };
            let said = u16::from_be_bytes([*high, *low]);
            if said != 0 && said != found {
                let (said, found) = (said.into(), found.into());
                return Err(UsageError::Count { message, field: slot.name, said, found });
            }
            [*high, *low] = found.to_be_bytes();
        }
        for row in spec.floating.iter().filter(|row| row.list == List::None) {
            if row.required_in(self.profile.dialect) && row.when.holds(&self.profile) && !self.holds(row.tag)
            {
                return Err(UsageError::FieldMissing { message, field: row.name });
            }
        }
        let length = u32::try_from(len - HEADER).unwrap_or(u32::MAX).to_be_bytes();
        let start = self.start;
        if let Some(head) = self.out.borrow_mut().get_mut(start..start + 4) {
            head.copy_from_slice(&length);
        }
        Ok(())
    }

    /// Whether a floating field of this tag has been written.
    fn holds(&self, tag: u16) -> bool {
        let data = self.out.borrow().get(self.floating_at..).unwrap_or_default();
        Floating::parse(data, 0, M::SPEC.message_type, &self.profile)
            .is_ok_and(|floating| floating.iter().any(|raw| raw.tag == tag))
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

/// Writes a fixed part.
#[derive(Debug)]
pub struct Fixed<'o> {
    out: &'o mut BytesMut,
    start: usize,
    profile: &'o Profile,
    message: MessageType,
    counter_at: &'o mut [u16; List::COUNT],
}

impl<'o> Fixed<'o> {
    /// For encoding without a builder.
    pub(crate) fn plain(
        out: &'o mut BytesMut,
        profile: &'o Profile,
        message: MessageType,
        counter_at: &'o mut [u16; List::COUNT],
    ) -> Self {
        let start = out.len();
        Self { out, start, profile, message, counter_at }
    }

    #[inline]
    pub(crate) fn slot<T: Slot>(&mut self, value: T, spec: &'static SlotSpec) -> Result<(), UsageError> {
        if !spec.is_written(self.profile) {
            // A slot that moves is written at its other place; one that is an option must not be given.
            let asked = T::OPTIONAL && value.is_given();
            let kept = matches!(spec.shape, Shape::FailureCode | Shape::SessionType);
            return match asked && (spec.shape == Shape::Plain || kept) {
                true => Err(UsageError::FieldNotInProfile { message: self.message, field: spec.name }),
                false => Ok(()),
            };
        }
        if spec.counts != List::None {
            let at = u16::try_from(self.out.len() - self.start).unwrap_or(0);
            if let Some(place) = self.counter_at.get_mut(spec.counts as usize) {
                *place = at;
            }
        }
        match reserved(spec, self.profile.dialect) {
            None => value.put(self.out),
            Some(raw) => put_raw(self.out, T::KIND.size().unwrap_or(0), raw),
        }
        Ok(())
    }
}

/// A constant of the guide in the size of its slot.
fn put_raw(out: &mut BytesMut, size: usize, raw: u32) {
    match size {
        1 => out.put_u8(raw as u8),
        2 => out.put_u16(raw as u16),
        4 => out.put_u32(raw),
        n => out.put_bytes(0, n),
    }
}

#[inline]
pub(crate) fn put_width(out: &mut BytesMut, width: Width, value: usize) {
    match width {
        Width::One => out.put_u8(value as u8),
        Width::Two => out.put_u16(value as u16),
    }
}
