//! Enumerations and masks.

mod masks;
mod values;

pub use masks::*;
pub use values::*;

/// The names of every enumeration and mask.
#[must_use]
pub fn enumerations() -> Vec<&'static crate::Names> {
    values::ENUMS.iter().chain(masks::MASKS).collect()
}
