//! XMPP streams, SASL, JIDs and stanzas, and publish-subscribe (XEP-0060), sans-IO.
//!
//! XMPP is two streams of XML elements, one each way. Both ends first agree on who they are ([`ServerStream`],
//! [`ClientStream`]); then *stanzas* travel: messages, presence, and questions with answers ([`Stanza`]). A server takes
//! them to their addressees ([`Router`]), or to a service such as publish-subscribe ([`pubsub`]).
//!
//! Nothing here knows sockets, a clock or chance: bytes go in and out of machines, `now` and a seed are arguments. One core
//! serves three framings ([`Framing`]): TCP, WebSocket and BOSH. Adapters are in `tokio`, behind the features `tokio`,
//! `tls` and `websocket`.
//!
//! # The rule
//!
//! *Change one thing, drain, wait.* One thing is input, time, or a call of yours. Draining is `poll_event` until it gives
//! nothing, then `poll_transmit` (bytes) or `poll_element` (elements, for framings that have messages). `poll_timeout` says
//! how long to wait. A peer's fault needs no handling: the machine answers it as RFC 6120 says, and reports the end.
//!
//! # A login
//!
//! ```
//! use std::{sync::Arc, time::Instant};
//! use bytes::BytesMut;
//! use xmpp_pubsub::*;
//!
//! let now = Instant::now();
//! let mut config = ServerConfig::new(Jid::new("uccx.example")?, [1; 32]); // a secret of the server
//! config.mechanisms = vec![Mechanism::Plain];
//! let mut router = Router::new(RouterConfig::new(Jid::new("uccx.example")?), [2; 32]); // seeds: 32 random bytes each
//! let mut server = ServerStream::new(Arc::new(config), Framing::Tcp, Security::Encrypted, [3; 32], now);
//!
//! let config = ClientConfig::new(&Jid::new("agent1@uccx.example/desktop")?, "secret");
//! let mut client = ClientStream::new(Arc::new(config), Framing::Tcp, Security::Encrypted, [4; 32], now);
//!
//! let online = 'online: loop {
//!     let (mut there, mut back) = (BytesMut::new(), BytesMut::new());
//!     client.poll_transmit(&mut there);
//!     server.handle_input(now, &there); // here a network would be
//!     while let Some(event) = server.poll_event() {
//!         match event {
//!             // Take your time: the stream waits for the verdict.
//!             ServerEvent::Authenticate { credentials: Credentials::Password(password), .. } => {
//!                 let good = password.matches("secret");
//!                 server.authenticated(now, if good { Ok(()) } else { Err(SaslCondition::NotAuthorized) })?;
//!             }
//!             ServerEvent::Bind { account, resource } => {
//!                 let address = router.bind(ConnId(1), &account, resource.as_deref());
//!                 server.bound(now, address)?;
//!             }
//!             ServerEvent::Stanza(stanza) => router.handle_stanza(ConnId(1), stanza),
//!             other => panic!("{other:?}"),
//!         }
//!     }
//!     server.poll_transmit(&mut back);
//!     client.handle_input(now, &back);
//!     while let Some(event) = client.poll_event() {
//!         if let ClientEvent::Online(jid) = event {
//!             break 'online jid;
//!         }
//!     }
//! };
//! assert_eq!(online.as_str(), "agent1@uccx.example/desktop");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Two levels of reading
//!
//! A [`Stanza`] is a frame: addresses and attributes are read, the content stays as it was written and is shared by clones,
//! so that an event for a thousand subscribers is one content and a thousand heads. [`Stanza::as_iq`],
//! [`Stanza::as_presence`] and [`Stanza::child`] borrow from it. What is unknown is carried.
//!
//! # What is read leniently
//!
//! Stanzas in the namespaces of servers, components and BOSH bodies become the client's; any prefix; unknown message types
//! are `normal`, unknown error types `cancel`, unknown conditions `undefined-condition`; a priority that is no number is 0; a
//! PLAIN user may be given as a whole address; a reply for the own account may come from the account, the domain, or
//! nobody; a form of an unknown type is a submitted one; a bare `<success/>` may follow SCRAM's signature sent as a
//! challenge.
//!
//! # Chapters
//!
//! RFC 6120, 6121, 7622, 7395 and the XEPs around them:
//!
//! - [x] Addresses (RFC 7622), with PRECIS and IDNA
//! - [x] Streams: header, features, restart, errors, closing, pings, limits, timeouts (RFC 6120, 4)
//! - [x] STARTTLS hand-over (5); SASL PLAIN, SCRAM-SHA-1, SCRAM-SHA-256, EXTERNAL (6); binding (7), legacy session
//! - [x] Channel binding: SCRAM-…-PLUS with `tls-exporter` and `tls-server-end-point` (RFC 5802, 5929, 9266; XEP-0440)
//! - [x] Stanzas and their errors (8), routing within one domain (10)
//! - [x] Presence, rosters and subscriptions within one domain (RFC 6121)
//! - [x] WebSocket (RFC 7395); what BOSH carries (XEP-0206)
//! - [x] External components (XEP-0114)
//! - [x] Discovery (XEP-0030), data forms (XEP-0004), headers (XEP-0131), result sets (XEP-0059), delay (XEP-0203), ping
//!   (XEP-0199)
//! - [x] Publish-subscribe (XEP-0060): see [`pubsub`]
//! - [x] Stream management (XEP-0198), with resumption
//! - [ ] Carbons (XEP-0280), offline messages, federation with other servers
//! - [x] Looking up servers by SRV records (RFC 2782, XEP-0368): `tokio::lookup`, behind the feature `srv`

mod certificate;
mod chance;
mod client;
mod component;
mod date;
mod error;
mod jid;
mod limits;
mod ns;
pub mod pubsub;
mod router;
mod sasl;
mod server;
mod srv;
mod stanza;
mod stream;
#[cfg(feature = "tokio")]
pub mod tokio;
mod xep;

pub use certificate::xmpp_addresses;
pub use client::{
    BindOn, ClientConfig, ClientEvent, ClientStream, ClientTls, RequestError, RequestId, Resumption,
};
pub use component::{ComponentConfig, ComponentEvent, ComponentStream};
pub use error::{Condition, ErrorType, SaslCondition, StreamCondition};
pub use jid::{Jid, JidError, MAX_PART};
pub use limits::{DoorLimits, Doorkeeper, Rate, TurnedAway};
pub use ns::Ns;
pub use router::{ConflictPolicy, ConnId, RosterItem, Router, RouterConfig, RouterEvent, Subscription};
#[cfg(feature = "scram")]
pub use sasl::scram::{
    ClientBinding, MAX_ITERATIONS, MIN_ITERATIONS, ScramChallenge, ScramClient, ScramError, ScramHash,
    ScramKeys, ScramServer, ScramVerify, ServerBinding,
};
pub use sasl::{BindingType, ChannelBinding, Mechanism, Password, Plain};
pub use server::{
    ActAs, Credentials, Management, PlainOn, ServerConfig, ServerEvent, ServerStream, StartTls, Suspended,
    Suspensions,
};
pub use srv::{NotOffered, SrvRecord, SrvRecords, SrvTarget};
pub use stanza::{
    BadStanza, Iq, IqType, Kind, MessageType, Presence, PresenceType, Show, Stanza, StanzaError, StanzaType,
};
pub use stream::{Deadline, End, Framing, Security, StreamError, Timer, UsageError};
pub use xep::{
    DataForm, Delay, DiscoInfo, DiscoItem, DiscoItems, Field, FieldType, FormOption, FormType, Identity,
    Page, ResultPage, ShimHeader, ShimHeaders,
};
