//! XMPP streams, SASL, JIDs and stanzas, and publish-subscribe (XEP-0060), sans-IO.

mod chance;
mod client;
mod component;
mod error;
mod jid;
mod ns;
pub mod pubsub;
mod router;
mod sasl;
mod server;
mod stanza;
mod stream;
#[cfg(feature = "tokio")]
pub mod tokio;
mod xep;

pub use client::{ClientConfig, ClientEvent, ClientStream, ClientTls, RequestError, RequestId};
pub use component::{ComponentConfig, ComponentEvent, ComponentStream};
pub use error::{Condition, ErrorType, SaslCondition, StreamCondition};
pub use jid::{Jid, JidError, MAX_PART};
pub use ns::Ns;
pub use router::{ConflictPolicy, ConnId, RosterItem, Router, RouterConfig, RouterEvent, Subscription};
#[cfg(feature = "scram")]
pub use sasl::scram::{
    MAX_ITERATIONS, MIN_ITERATIONS, ScramChallenge, ScramClient, ScramError, ScramHash, ScramKeys,
    ScramServer, ScramVerify,
};
pub use sasl::{Mechanism, Password, Plain};
pub use server::{Credentials, PlainOn, ServerConfig, ServerEvent, ServerStream, StartTls};
pub use stanza::{
    BadStanza, Iq, IqType, Kind, MessageType, Presence, PresenceType, Show, Stanza, StanzaError, StanzaType,
};
pub use stream::{Deadline, End, Framing, Security, StreamError, Timer, UsageError};
pub use xep::{
    DataForm, Delay, DiscoInfo, DiscoItem, DiscoItems, Field, FieldType, FormOption, FormType, Identity,
    Page, ResultPage, ShimHeader, ShimHeaders,
};
