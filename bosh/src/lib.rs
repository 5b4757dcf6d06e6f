//! BOSH.
mod body;
mod chance;
pub mod client;
mod entity;
mod error;
pub mod manager;
mod time;
mod types;

pub use body::{Attributes, Body, Element};
pub use entity::{Entity, Payload, StreamPrefix};
pub use error::{DecodeError, UsageError};
pub use time::{Deadline, Timer};
pub use types::{BodyType, Condition, Rid, Version};
