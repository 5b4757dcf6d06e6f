//! Numbers of messages.

use core::fmt;

use crate::tables::types::TYPE_NAMES;
use crate::{Dialect, Profile};

/// `MessageType` of the header: an open number with the names of all 250 known types.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
pub struct MessageType(pub u32);

impl MessageType {
    /// The name in the guides. Where the dialects use a number for two messages, CCE's.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        find(self.0, Dialect::Cce).or_else(|| find(self.0, Dialect::Ccx))
    }

    /// The name in the guides, in this profile.
    #[must_use]
    pub fn name_in(self, profile: &Profile) -> Option<&'static str> {
        let listed = profile.listed_type(self.0);
        find(listed, profile.dialect).or_else(|| Self(listed).name())
    }
}

fn find(number: u32, dialect: Dialect) -> Option<&'static str> {
    let first = TYPE_NAMES.partition_point(|row| row.0 < number);
    let mut same = TYPE_NAMES.get(first..)?.iter().take_while(|row| row.0 == number);
    same.find(|row| row.1.is_none_or(|only| only == dialect)).map(|row| row.2)
}

impl fmt::Debug for MessageType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "message type {}", self.0),
        }
    }
}

impl fmt::Display for MessageType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}
