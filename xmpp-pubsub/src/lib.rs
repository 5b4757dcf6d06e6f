//! XMPP streams, SASL, JIDs and stanzas, and publish-subscribe (XEP-0060), sans-IO.

#[allow(dead_code)] // until the streams use it
mod chance;
mod error;
mod jid;
mod ns;
pub mod pubsub;
mod sasl;
mod stanza;
mod xep;

pub use error::{Condition, ErrorType, SaslCondition, StreamCondition};
pub use jid::{Jid, JidError, MAX_PART};
pub use ns::Ns;
#[cfg(feature = "scram")]
pub use sasl::scram::{
    MAX_ITERATIONS, MIN_ITERATIONS, ScramChallenge, ScramClient, ScramError, ScramHash, ScramKeys,
    ScramServer, ScramVerify,
};
pub use sasl::{Mechanism, Password, Plain};
pub use stanza::{
    BadStanza, Iq, IqType, Kind, MessageType, Presence, PresenceType, Show, Stanza, StanzaError, StanzaType,
};
pub use xep::{
    DataForm, Delay, DiscoInfo, DiscoItem, DiscoItems, Field, FieldType, FormOption, FormType, Identity,
    Page, ResultPage, ShimHeader, ShimHeaders,
};
