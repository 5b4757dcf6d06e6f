//! The tables: this is all that grows when the protocol does.

pub(crate) mod enums;
pub(crate) mod fields;
pub(crate) mod messages;
pub(crate) mod tags;
pub(crate) mod types;
