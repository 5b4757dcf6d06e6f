//! XMPP streams, SASL, JIDs and stanzas, and publish-subscribe (XEP-0060), sans-IO.

mod chance;
mod error;
mod jid;
mod sasl;

pub use error::{Condition, ErrorType, SaslCondition, StreamCondition};
pub use jid::{Jid, JidError, MAX_PART};
#[cfg(feature = "scram")]
pub use sasl::scram::{
    MAX_ITERATIONS, MIN_ITERATIONS, ScramChallenge, ScramClient, ScramError, ScramHash, ScramKeys,
    ScramServer, ScramVerify,
};
pub use sasl::{Mechanism, Password, Plain};
