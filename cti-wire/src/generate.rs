//! Valid messages from the tables alone: for tests, fuzzing and benchmarks.
//!
//! Written without the builders, so that the two check each other.

use bytes::{BufMut, Bytes, BytesMut};

use crate::spec::{FloatSpec, Kind, List, MessageSpec, Names, SlotSpec};
use crate::wire::value::reserved;
use crate::{Frame, MessageType, Profile};

/// Makes a message of this row.
///
/// `next` gives numbers: random ones, or those of a fuzzer. Lists get up to `groups` groups.
pub fn frame(spec: &MessageSpec, profile: &Profile, groups: u32, next: &mut dyn FnMut() -> u64) -> Frame {
    let mut g = Generator { profile, next, out: BytesMut::new(), spec };
    let counts = g.choose_counts(groups);
    for slot in spec.fixed.iter().filter(|slot| slot.is_written(profile)) {
        g.slot(slot, &counts);
    }
    g.level(List::None, groups, &counts);
    let message_type = MessageType(profile.wire_type(spec.message_type.0));
    Frame { message_type, body: g.out.freeze() }
}

/// Numbers from a seed (SplitMix64).
pub fn numbers(mut seed: u64) -> impl FnMut() -> u64 {
    move || {
        seed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = seed;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

type Counts = [u32; List::COUNT];

struct Generator<'g> {
    profile: &'g Profile,
    next: &'g mut dyn FnMut() -> u64,
    out: BytesMut,
    spec: &'g MessageSpec,
}

impl Generator<'_> {
    fn below(&mut self, n: u64) -> u64 {
        (self.next)() % n.max(1)
    }

    fn choose_counts(&mut self, groups: u32) -> Counts {
        let mut counts = [0; List::COUNT];
        for count in &mut counts {
            *count = self.below(u64::from(groups) + 1) as u32;
        }
        // A list whose members do not exist here has no group, and its counter may be missing.
        for row in self.spec.floating.iter().filter(|row| row.leads) {
            let there = row.when.holds(self.profile) && usize::from(row.tag) <= self.profile.tag_width.max();
            let max = u32::try_from(row.list.max()).unwrap_or(u32::MAX);
            if let Some(count) = counts.get_mut(row.list as usize) {
                *count = if there { (*count).min(max) } else { 0 };
            }
        }
        let leads = |list: List| self.spec.floating.iter().any(|row| row.leads && row.list == list);
        for slot in self.spec.fixed.iter().filter(|slot| slot.counts != List::None) {
            if !(leads(slot.counts) && slot.is_written(self.profile))
                && let Some(count) = counts.get_mut(slot.counts as usize)
            {
                *count = 0;
            }
        }
        counts
    }

    fn slot(&mut self, slot: &SlotSpec, counts: &Counts) {
        let value = match (reserved(slot, self.profile.dialect), slot.counts) {
            (Some(value), List::None) => value,
            (_, List::None) => self.number(slot.kind, slot.names_in(self.profile.dialect)),
            (_, list) => counts.get(list as usize).copied().unwrap_or(0),
        };
        self.put(slot.kind.size().unwrap_or(0), value);
    }

    /// The fields of one level: those outside of lists, or one group.
    fn level(&mut self, list: List, groups: u32, counts: &Counts) {
        let spec = self.spec;
        let mut own = *counts;
        for row in spec.floating {
            if row.list == list {
                let inner = spec.floating.iter().find(|r| r.leads && r.list.counter() == row.name);
                let must = row.leads || row.required_in(self.profile.dialect) || inner.is_some();
                if !self.exists(row) || (!must && self.below(4) == 0) {
                    continue;
                }
                match inner {
                    Some(inner) => {
                        let there = self.exists(inner);
                        let count = if there { self.below(u64::from(groups) + 1) as u32 } else { 0 };
                        if let Some(own) = own.get_mut(inner.list as usize) {
                            *own = count;
                        }
                        self.field_number(row, count);
                    }
                    None => self.field(row),
                }
            } else if row.leads && row.list.parent() == list && self.exists(row) {
                let counter_floats = spec.floating.iter().any(|r| r.name == row.list.counter());
                let counter_there = !counter_floats
                    || spec.floating.iter().any(|r| r.name == row.list.counter() && self.exists(r));
                let count = if counter_there { own.get(row.list as usize).copied().unwrap_or(0) } else { 0 };
                for _ in 0..count {
                    self.level(row.list, groups, &own);
                }
            }
        }
    }

    fn exists(&self, row: &FloatSpec) -> bool {
        row.when.holds(self.profile) && usize::from(row.tag) <= self.profile.tag_width.max()
    }

    fn field_number(&mut self, row: &FloatSpec, value: u32) {
        let size = row.kind.size().unwrap_or(4);
        self.head(row.tag, size);
        self.put(size, value);
    }

    fn field(&mut self, row: &FloatSpec) {
        if let Some(size) = row.kind.size() {
            self.head(row.tag, size);
            match size {
                8 | 12 => (0..size).for_each(|_| self.put(1, 7)),
                _ => {
                    let value = self.number(row.kind, row.names);
                    self.put(size, value);
                }
            }
            return;
        }
        let max = u64::from(row.max_in(self.profile.dialect));
        let data: Vec<u8> = match row.kind {
            Kind::Unspec | Kind::Secret => {
                (0..self.below(max.min(32) + 1)).map(|_| (self.next)() as u8).collect()
            }
            Kind::NamedVar => [self.text(33), self.text(60)].concat(),
            Kind::NamedArray => [vec![self.below(10) as u8], self.text(33), self.text(60)].concat(),
            _ => match self.below(16) {
                0 => self.text_of(max),
                _ => self.text(max.min(24)),
            },
        };
        self.head(row.tag, data.len());
        self.out.put_slice(&data);
    }

    /// Text with its NUL, at most `max` bytes.
    fn text(&mut self, max: u64) -> Vec<u8> {
        let len = self.below(max) + 1;
        self.text_of(len)
    }

    fn text_of(&mut self, len: u64) -> Vec<u8> {
        (1..len).map(|_| b' ' + self.below(95) as u8).chain([0]).collect()
    }

    fn number(&mut self, kind: Kind, names: Option<&Names>) -> u32 {
        let any = (self.next)() as u32;
        let value = match (names, self.below(4)) {
            (Some(names), 1..) => {
                let n = self.below(names.values.len() as u64) as usize;
                names.values.get(n).map_or(any, |(value, _)| *value)
            }
            _ => any,
        };
        match kind {
            Kind::Bool => value & 1,
            _ => value,
        }
    }

    fn head(&mut self, tag: u16, len: usize) {
        self.put(self.profile.tag_width.bytes(), tag.into());
        self.put(self.profile.length_width.bytes(), len as u32);
    }

    fn put(&mut self, size: usize, value: u32) {
        match size {
            1 => self.out.put_u8(value as u8),
            2 => self.out.put_u16(value as u16),
            4 => self.out.put_u32(value),
            n => self.out.put_bytes(0, n),
        }
    }
}

/// A body with one mistake: a flipped byte, a cut, a repeated or an inserted piece.
pub fn mutate(frame: &Frame, next: &mut dyn FnMut() -> u64) -> Frame {
    let mut body = frame.body.to_vec();
    let len = body.len().max(1) as u64;
    let at = (next() % len) as usize;
    match next() % 5 {
        0 => body.truncate(at),
        1 => {
            if let Some(byte) = body.get_mut(at) {
                *byte ^= 1 << (next() % 8);
            }
        }
        2 => {
            let piece = body.get(at..).unwrap_or_default().to_vec();
            body.extend_from_slice(&piece);
        }
        3 => body.insert(at.min(body.len()), next() as u8),
        _ => {
            if at < body.len() {
                body.remove(at);
            }
        }
    }
    Frame { message_type: frame.message_type, body: Bytes::from(body) }
}
