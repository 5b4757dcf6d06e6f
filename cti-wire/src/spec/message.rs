//! A message: its fixed part, and what its floating part may hold.

use super::{FloatSpec, List, SlotSpec, Versions, When, when_methods};
use crate::{Dialect, MessageType, Profile};

/// Who sends a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sender {
    /// The client.
    Client,
    /// The server.
    Server,
    /// Either.
    Both,
}

/// A message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct MessageSpec {
    /// Number on the wire (of the current list).
    pub message_type: MessageType,
    /// Name in the guides.
    pub name: &'static str,
    /// Who sends it.
    pub sender: Sender,
    /// Where it exists.
    pub when: When,
    /// The dialect that owns the number, where the other dialect uses it for another message.
    pub only: Option<Dialect>,
    /// The fixed part, in order.
    pub fixed: &'static [SlotSpec],
    /// What the floating part may hold, in the order of the guides.
    pub floating: &'static [FloatSpec],
}

impl MessageSpec {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(
        number: u32,
        name: &'static str,
        sender: Sender,
        fixed: &'static [SlotSpec],
        floating: &'static [FloatSpec],
    ) -> Self {
        Self {
            message_type: MessageType(number),
            name,
            sender,
            when: When::ALWAYS,
            only: None,
            fixed,
            floating,
        }
    }

    when_methods!();

    /// The number belongs to this dialect; the other one uses it for another message.
    #[must_use]
    pub const fn only(mut self, dialect: Dialect) -> Self {
        self.only = Some(dialect);
        self
    }

    /// The most bytes the fixed part can take.
    pub(crate) const fn fixed_len(&self) -> usize {
        let (mut len, mut n) = (0, 0);
        while let (true, Some(slots)) = (n < self.fixed.len(), self.fixed.split_at_checked(n)) {
            if let Some(slot) = slots.1.first()
                && let Some(size) = slot.kind.size()
            {
                len += size;
            }
            n += 1;
        }
        len
    }

    /// Where a list stands among the counted lists of this message.
    pub(crate) const fn counter(&self, list: List) -> Option<usize> {
        if matches!(list, List::None) {
            return None;
        }
        let (mut at, mut n) = (0, 0);
        while let (true, Some(rows)) = (n < self.floating.len(), self.floating.split_at_checked(n)) {
            if let Some(row) = rows.1.first()
                && row.leads
            {
                if row.list as u8 == list as u8 {
                    return Some(at);
                }
                at += 1;
            }
            n += 1;
        }
        None
    }

    /// Whether slots of the fixed part count groups.
    pub(crate) const fn counts_groups(&self) -> bool {
        let mut n = 0;
        while let (true, Some(slots)) = (n < self.fixed.len(), self.fixed.split_at_checked(n)) {
            if let Some(slot) = slots.1.first()
                && !matches!(slot.counts, List::None)
            {
                return true;
            }
            n += 1;
        }
        false
    }

    /// Whether a message of this row can carry a password.
    pub(crate) fn holds_secret(&self) -> bool {
        self.floating.iter().any(|row| row.kind.is_secret())
    }

    /// Whether fields must be there.
    pub(crate) const fn has_required(&self) -> bool {
        let mut n = 0;
        while let (true, Some(rows)) = (n < self.floating.len(), self.floating.split_at_checked(n)) {
            if let Some(row) = rows.1.first()
                && (row.required || row.ccx_required)
            {
                return true;
            }
            n += 1;
        }
        false
    }

    /// Whether a message of this number in this dialect is this message.
    #[inline]
    #[must_use]
    pub(crate) const fn reads(&self, profile: &Profile) -> bool {
        match self.only {
            None => true,
            Some(dialect) => dialect as u8 == profile.dialect as u8,
        }
    }
}
