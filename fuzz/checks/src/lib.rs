//! What each fuzz target checks.

pub mod pubsub;
pub mod xml;
