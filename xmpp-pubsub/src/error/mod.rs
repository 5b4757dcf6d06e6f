//! Errors of stanzas and streams.

mod condition;

pub use condition::{Condition, ErrorType, SaslCondition, StreamCondition};
