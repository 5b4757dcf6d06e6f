//! The notification service.

mod chance;
pub mod core;
