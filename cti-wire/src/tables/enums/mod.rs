//! Enumerations and masks, by what they are about.

mod agent;
mod call;
mod cause;
mod config;
mod failure;
mod masks;
mod media;
mod status;

pub use agent::*;
pub use call::*;
pub use cause::*;
pub use config::*;
pub use failure::*;
pub use masks::*;
pub use media::*;
pub use status::*;

/// The names of every enumeration and mask.
#[must_use]
pub fn enumerations() -> Vec<&'static crate::Names> {
    let of = [
        status::ENUMS,
        failure::ENUMS,
        cause::ENUMS,
        agent::ENUMS,
        call::ENUMS,
        config::ENUMS,
        media::ENUMS,
        masks::MASKS,
    ];
    of.into_iter().flatten().collect()
}
