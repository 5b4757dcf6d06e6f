//! Names on the wire as serde strings, and what has no other place for its derive.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::agent::{AgentState, MediaState};
use crate::code::ReasonCategory;
use crate::dialog::{Action, DialogState, ParticipantState, StateCause};
use crate::update::UpdateEvent;

macro_rules! names {
    ($($name:ident)*) => { $(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Self::parse(&text).ok_or_else(|| D::Error::custom(concat!("no ", stringify!($name))))
            }
        }
    )* };
}

names! { AgentState MediaState ReasonCategory Action DialogState ParticipantState StateCause UpdateEvent }

/// An element this crate does not know, as its text.
pub(crate) fn raw<S: Serializer>(raw: &xml_cursor::Raw<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    let mut text = String::with_capacity(raw.standalone_len());
    raw.write_to(&mut text);
    serializer.serialize_str(&text)
}
