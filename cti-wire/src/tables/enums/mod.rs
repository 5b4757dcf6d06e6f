//! Enumerations and masks.

mod masks;
mod values;

pub use masks::*;
pub use values::*;
