//! Publish-subscribe (XEP-0060): requests, answers and events, a service and a client.
//!
//! A *service* has *nodes*. Who may *publish* puts *items* there, and who is *subscribed* gets an *event* for each. An item
//! holds one XML element, its payload.
//!
//! [`Service`] and [`Client`] are pure machines over [`Stanza`](crate::Stanza)s. The rule is the same for both: change one
//! thing, drain `poll_transmit` (and the client's `poll_event`), then wait for the next stanza or for `poll_timeout`.
//!
//! ```
//! # use std::time::{Instant, SystemTime};
//! use xmpp_pubsub::Jid;
//! use xmpp_pubsub::pubsub::{
//!     Client, ClientEvent, Event, Memory, NewItem, Now, Request, Service, ServiceConfig, SubscribeAs, markup,
//! };
//!
//! # #[allow(clippy::disallowed_methods)]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let (at, utc) = (Instant::now(), SystemTime::now());
//! // The host has a clock.
//! let now = Now { at, utc };
//! let (service_jid, publisher) = (Jid::new("pubsub.d")?, Jid::new("finesse@d/server")?);
//! // Seeds are random in real life.
//! let mut service = Service::new(ServiceConfig::new(service_jid.clone()), Memory::new(), [1; 32], now)?;
//!
//! // The first publish makes the node.
//! let item = NewItem { id: None, payload: Some(markup(b"<Update xmlns=''/>")?) };
//! let publish = Request::Publish { node: Some("/news".into()), items: vec![item], options: None };
//! service.request(now, &publisher, publish.clone()).map_err(|refused| refused.refusal)?;
//!
//! // Somebody subscribes. In between is a network.
//! let own = Jid::new("bob@d/phone")?;
//! let mut client = Client::new(service_jid, [2; 32]);
//! client.online(now.at, own.clone());
//! client.keep_subscribed(now.at, "/news".into(), SubscribeAs::FullJid);
//! while let Some(stanza) = client.poll_transmit() {
//!     service.handle_input(now, &stanza.with_from(own.clone()));
//! }
//!
//! // The next publish comes to them.
//! service.request(now, &publisher, publish).map_err(|refused| refused.refusal)?;
//! while let Some(stanza) = service.poll_transmit() {
//!     client.handle_input(now.at, &stanza);
//! }
//! let mut nodes = Vec::new();
//! while let Some(event) = client.poll_event() {
//!     if let ClientEvent::Event(message) = event
//!         && let Event::Items { node, .. } = message.event
//!     {
//!         nodes.push(node);
//!     }
//! }
//! // The item that was there already, and the new one.
//! assert_eq!(nodes, ["/news", "/news"]);
//! # Ok(())
//! # }
//! ```
//!
//! # What a publish costs
//!
//! The event is serialised once and waits once. Each recipient's [`Stanza`](crate::Stanza) is made when it is drained, and
//! shares the content: nothing is allocated for it. A publish looks at nothing but its node and its
//! recipients, however many nodes and accounts there are. With subids (`multi-subscribe`) each recipient has headers of its
//! own behind the content that is shared.
//! With collections, a publish also looks at the collections above its node and at their subscribers.
//!
//! # Finesse
//!
//! [`ServiceConfig::finesse`] lets one account make nodes by publishing to them, and keeps no items. The host subscribes
//! agents with [`Service::subscribe_automatically`]. Payloads are made by [`escaped_notification`] and read by
//! [`notification`], whatever their namespace and form.
//!
//! # Collections
//!
//! Built with its feature `collections` and given [`Feature::Collections`], the service lets nodes hold nodes. A node's
//! [`NodeConfig::collection`] names those it is in, several with [`Feature::MultiCollections`]; a node that is in none is
//! in the service itself, to which one subscribes without naming a node. Which subscribers of a collection hear of what
//! goes on below is for [`SubscribeOptions::subscription_type`] and [`SubscribeOptions::subscription_depth`] to say.
//!
//! An event comes once to each JID: from the node itself if it is subscribed there, or else by the nearest of the
//! collections it listens to, which the header `Collection` names. The access model that counts is that of the
//! collection, so an open collection shows what is in a closed node; only outcasts of the node hear nothing. That is why
//! only an owner of a node can put it into a collection, and only who the collection's policy allows.
//!
//! # Storage
//!
//! [`Storage`] is told of every change before it takes effect, and read once at the start. [`Memory`] forgets; the example
//! `pubsub-serve` has a storage in SQLite; [`Watched`] lets a host see, or refuse, what any of them is told.
//!
//! # Chapters of XEP-0060
//!
//! - [x] Entity: discovery, own subscriptions and affiliations (5)
//! - [x] Subscriber: subscribe, unsubscribe, options, default options, items (6)
//! - [x] Publisher: publish with options, several items, retract (7)
//! - [x] Owner: create, configure, delete, purge, approve, pending, subscriptions, affiliations (8)
//! - [x] Node configuration (16.4.4), replies by XEP-0033 (`itemreply`)
//! - [ ] Transformations (`body_xslt`, `dataform_xslt`): refused as `not-acceptable`
//! - [x] Leases, delivery by presence, bounced events (12)
//! - [x] Result sets (XEP-0059) for nodes, items, subscriptions, affiliations
//! - [x] Collections (XEP-0248), with the feature `collections` of this crate and [`Feature::Collections`]; without them
//!   answered with `feature-not-implemented`
//! - [ ] Options `digest`, `digest_frequency` and `include_body`: refused as `invalid-options`
//! - [ ] Payment (6.1.3.5)
//! - [ ] Items of a whole collection at once (XEP-0248, 6.2): refused as `unsupported: retrieve-items`
//! - [ ] Personal eventing (XEP-0163): auto-subscribe, filtered notifications
//!
//! `RULES.md` of this crate lists every rule with its tests.
//!
//! # Other servers
//!
//! The client's requests have been made to Prosody 0.12.3 and ejabberd 23.01 (`tests/interop_servers.rs` starts both and asks
//! 53 cases of each). Both
//! understand all of them, and differ from the rules here:
//!
//! | case | rule | Prosody | ejabberd |
//! |---|---|---|---|
//! | own affiliations | a list | `service-unavailable` | |
//! | set options | done | no answer at all | `unsupported: subscription-options` |
//! | get options | a form | | `unsupported: subscription-options` |
//! | subscribe somebody else | `bad-request`, `invalid-jid` | `forbidden` | |
//! | publish to a missing node | `item-not-found`, or made | `forbidden` | made |
//! | item published again | becomes the newest | | does not |
//! | retract without item id | `item-required` | `item-not-found` | |
//! | an owner ends a subscription | done | `not-subscribed` | |
//! | the last owner resigns | `not-acceptable` | done | done |
//! | event when a node is deleted | always | | only with `notify_delete` |
//!
//! Act on the stanza condition of a refusal, and do not rely even on that. slixmpp's XEP-0060 plugin runs against this
//! service in `tests/interop_slixmpp.rs`.
//!
//! # Leniencies
//!
//! - A form without `FORM_TYPE`, or with an unknown `type`, is taken as the one that is expected; not so publish-options.
//! - Empty attributes (`node=''`, `subid=''`) are as good as none.
//! - A subid is ignored where there are no subids.
//! - The client reads refusals whose conditions come in any order, and answers that leave out what the request said.

mod client;
mod event;
mod forms;
mod ids;
mod name;
mod node_config;
mod options;
mod payload;
mod refusal;
mod request;
mod service;
mod storage;
mod time;
mod wire;
mod words;

pub use client::{
    AuthorizationRequest, Client, ClientDeadline, ClientEvent, ClientTimer, EventMessage, RequestError,
    RequestId, SubscribeAs,
};
pub use event::Event;
pub use name::{ItemId, NodeId, SubId};
pub use node_config::{Bound, NodeConfig};
pub use options::{Depth, Expire, SubscribeOptions};
pub use payload::{NotificationNamespace, escaped_notification, markup, notification};
pub use refusal::{Reason, Refusal};
pub use request::{Answer, CommandState, NewItem, ReadItem, Refused, Request, SubscriptionInfo, Which};
pub use service::{
    AutoCreate, Bounces, Contact, Creators, Limits, OptionsNeeded, Service, ServiceConfig, ServiceDeadline,
    ServiceTimer,
};
pub use storage::{
    Change, Item, Memory, NodeRecord, Records, Redirect, Storage, StorageError, SubscriptionRecord, Watched,
    Write,
};
pub use time::Now;
pub use words::{
    AccessModel, Affiliation, AssociationPolicy, Feature, Features, ItemReply, NodeFull, NodeType,
    NotificationType, PublishModel, SendLast, SubscriptionState, SubscriptionType,
};
