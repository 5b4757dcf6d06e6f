//! What each fuzz target checks.

pub mod xml;
