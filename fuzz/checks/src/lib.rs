//! What each fuzz target checks.

pub mod axl_soap;
pub mod axl_sql;
pub mod bosh;
pub mod cti_codec;
pub mod cti_failover;
pub mod cti_sessions;
pub mod finesse;
pub mod pubsub;
pub mod xml;
pub mod xmpp;
