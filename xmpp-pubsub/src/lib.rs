//! XMPP streams, SASL, JIDs and stanzas, and publish-subscribe (XEP-0060), sans-IO.

mod jid;

pub use jid::{Jid, JidError, MAX_PART};
