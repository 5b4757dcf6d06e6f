//! The service: a machine over a storage.

mod access;
mod affiliations;
#[cfg(feature = "collections")]
mod collections;
#[cfg(not(feature = "collections"))]
#[path = "no_collections.rs"]
mod collections;
mod config;
mod disco;
mod input;
mod items;
mod lists;
mod manage;
mod node;
mod nodes;
mod outbox;
mod presence;
mod publish;
mod redirects;
mod subscribe;
mod subscribers;
mod timers;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use super::ids::{self, Ids, Keyed};
use super::name::{NodeId, SubId};
use super::node_config::NodeConfig;
use super::options::{Expire, SubscribeOptions};
use super::refusal::{INTERNAL, OUT_OF_RESOURCES, Refusal};
use super::request::{Answer, Refused, Request};
use super::storage::{Change, NodeRecord, Records, Storage, StorageError, SubscriptionRecord};
use super::time::Now;
use super::words::{Feature, SubscriptionState};
use crate::{Jid, Stanza};

pub use access::Contact;
use affiliations::Affiliations;
pub use config::{AutoCreate, Bounces, Creators, Limits, OptionsNeeded, ServiceConfig};
use node::{Accounts, Held, Node, NodeKey, Nodes};
use outbox::Outbox;
use redirects::Redirects;
use subscribers::{Peer, Subscribers, Subscription};
use timers::{Due, Timers};

/// Items that are read at once, where there may be many and each of them large.
const STEP: usize = 16;

/// A publish-subscribe service (XEP-0060) as a pure machine.
///
/// It is given stanzas addressed to its JID ([`handle_input`](Self::handle_input)) or requests that are already typed
/// ([`request`](Self::request)), and yields stanzas ([`poll_transmit`](Self::poll_transmit)). After each change drain
/// `poll_transmit`, then wait for the next input or for [`poll_timeout`](Self::poll_timeout).
///
/// A publish costs no more than its recipients: the event is serialised once, waits once, and is shared by all; only
/// the head with `to` and `id` is written for each, when it is drained.
#[derive(Debug)]
pub struct Service<S> {
    config: ServiceConfig,
    /// Shared by all nodes that have it.
    defaults: Arc<NodeConfig>,
    storage: S,
    ids: Ids,
    keyed: Keyed,
    nodes: Nodes,
    accounts: Accounts,
    /// Owner → contact → what the owner's roster says.
    contacts: BTreeMap<Jid, BTreeMap<Jid, Contact>>,
    /// Automatic subscriptions to nodes that are not there yet.
    awaiting: BTreeMap<NodeId, BTreeSet<Jid>>,
    moved: Redirects,
    out: Outbox,
    /// The newest item of the node for which one was written last: others who get it share it.
    last: Option<(NodeId, Stanza)>,
    timers: Timers,
    /// The service as a collection, if it is one.
    #[cfg(feature = "collections")]
    root: Option<NodeKey>,
}

/// When and why [`Service::handle_timeout`] is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServiceDeadline {
    /// When.
    pub at: Instant,
    /// Why.
    pub why: ServiceTimer,
}

/// The timers of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ServiceTimer {
    /// A subscription comes to its end.
    Lease,
    /// An item expires.
    ItemExpiry,
}

impl<S: Storage> Service<S> {
    /// A service with what the storage holds. Events and identifiers depend on the seed, so each start needs another.
    ///
    /// # Errors
    /// The storage cannot be read.
    pub fn new(
        mut config: ServiceConfig,
        mut storage: S,
        seed: [u8; 32],
        now: Now,
    ) -> Result<Self, StorageError> {
        if cfg!(not(feature = "collections")) {
            config.features = config.features.without_collections();
        }
        let Records { nodes: records, redirects } = storage.load()?;
        let keyed = Keyed::new(&seed);
        let mut service = Self {
            defaults: Arc::new(config.node_defaults.clone()),
            storage,
            ids: Ids::new(&seed),
            nodes: Nodes::new(&keyed),
            accounts: Accounts::new(&keyed),
            contacts: BTreeMap::new(),
            awaiting: BTreeMap::new(),
            moved: Redirects::default(),
            out: Outbox::new(&config.jid),
            last: None,
            timers: Timers::default(),
            #[cfg(feature = "collections")]
            root: None,
            keyed,
            config,
        };
        for record in records {
            service.restore(now, record);
        }
        for redirect in redirects {
            service.moved.insert(redirect);
        }
        service.open_collections(now)?;
        Ok(service)
    }

    /// Answers a request of `from`, whose identity the caller vouches for. Events wait for
    /// [`poll_transmit`](Self::poll_transmit).
    ///
    /// # Errors
    /// The request is refused and has had no effect, but for the entries that a list of changes names as good.
    pub fn request(&mut self, now: Now, from: &Jid, request: Request) -> Result<Answer, Refused> {
        if self.out.len() >= self.config.limits.queue {
            return Err(OUT_OF_RESOURCES.into());
        }
        self.last = None;
        match request {
            Request::DiscoInfo(node) => self.disco_info(from, node),
            Request::DiscoItems(node, page) => self.disco_items(from, node, page.as_ref()),
            Request::Subscriptions(node, page) => self.own_subscriptions(from, node, page.as_ref()),
            Request::Affiliations(node, page) => self.own_affiliations(from, node, page.as_ref()),
            Request::Subscribe { node, jid, options } => {
                self.subscribe(now, from, node, jid, options.as_ref())
            }
            Request::Unsubscribe(which) => self.unsubscribe(from, &which),
            Request::Options(which) => self.options(from, which),
            Request::SetOptions(which, form) => self.set_options(now, from, &which, &form),
            Request::Associate { collection, node } => {
                self.associate(from, collection.as_ref(), node.as_ref())
            }
            Request::Dissociate { collection, node } => {
                self.dissociate(from, collection.as_ref(), node.as_ref())
            }
            Request::DefaultOptions(node) => self.default_options(node),
            Request::Items { node, max, ids, subid, page } => {
                self.items(now, from, node, max, &ids, subid, page.as_ref())
            }
            Request::Publish { node, items, options } => {
                self.publish(now, from, node, items, options.as_ref())
            }
            Request::Retract { node, items, notify } => self.retract(from, node, &items, notify),
            Request::Create { node, config } => self.create(now, from, node, config.as_ref()),
            Request::Configuration(node) => self.configuration(from, node),
            Request::Configure(node, form) => self.configure(now, from, node, &form),
            Request::DefaultConfiguration => self.default_configuration(),
            Request::Delete { node, redirect } => self.delete(from, node, redirect),
            Request::Purge(node) => self.purge(from, node),
            Request::Pending(node) => self.pending(from, node),
            Request::CancelPending => self.cancel_pending(),
            Request::Subscribers(node, page) => self.subscribers(from, node, page.as_ref()),
            Request::ChangeSubscribers(node, changes) => self.change_subscribers(now, from, node, changes),
            Request::Affiliates(node, page) => self.affiliates(from, node, page.as_ref()),
            Request::ChangeAffiliates(node, changes) => self.change_affiliates(now, from, node, changes),
        }
    }

    /// The next stanza to be sent. May have something after every other method.
    #[must_use]
    pub fn poll_transmit(&mut self) -> Option<Stanza> {
        loop {
            if let Some(stanza) = self.out.poll(&mut self.ids, &self.accounts) {
                return Some(stanza);
            }
            match self.out.pop_last() {
                Some(last) => self.write_last(&last),
                None => {
                    self.last = None;
                    return None;
                }
            }
        }
    }

    /// When [`handle_timeout`](Self::handle_timeout) is wanted. May change after every other method.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<ServiceDeadline> {
        self.timers.first().map(|(at, due)| ServiceDeadline {
            at,
            why: match due {
                Due::Lease(..) => ServiceTimer::Lease,
                Due::Item(_) => ServiceTimer::ItemExpiry,
            },
        })
    }

    /// The configuration the service was made with.
    pub fn config(&self) -> &ServiceConfig {
        &self.config
    }

    /// How many nodes there are.
    pub fn node_count(&self) -> usize {
        self.named_nodes()
    }

    /// The storage.
    pub fn storage(&self) -> &S {
        &self.storage
    }

    /// Takes back what the storage kept.
    fn restore(&mut self, now: Now, kept: NodeRecord) {
        let NodeRecord { node, creator, created, config, affiliations, subscriptions } = kept;
        if node.as_str().is_empty() && !self.collects() {
            // The root of a service that has offered collections before.
            return;
        }
        let mut known = Affiliations::default();
        for (jid, affiliation) in affiliations {
            known.set(&jid.to_bare(), affiliation);
        }
        let key = self.enter_node(node, creator, created, config, known);
        for SubscriptionRecord { jid, subid, state, options, given, approved } in subscriptions {
            let Some(node) = self.nodes.get(key) else { return };
            if node.config.tempsub || options.expire == Expire::Presence {
                // Nobody is available to a service that starts. What the storage does not let go, goes at the next
                // start.
                let _ = self.storage.save(Change::Unsubscribed(&node.id, &jid, &subid));
                continue;
            }
            // Who is complete where an approval is needed has had it.
            let approved = approved
                || state != SubscriptionState::Pending
                    && matches!(self.may_subscribe(node, &jid), Ok(access::Access::ToBeApproved));
            let options = shared_options(options);
            let (id, known) = match ids::parse(subid.as_str()) {
                Some(id) => (id, true),
                None => (self.ids.number(), false),
            };
            let subscription = Subscription { id, state, automatic: false, given, approved, options };
            if !known {
                // A name that was not made here: it gets one, so that it can be found again to be ended.
                let _ = self.storage.save(Change::Unsubscribed(&node.id, &jid, &subid));
                let _ = self.storage.save(Change::Subscribed(&node.id, &record(&jid, &subscription)));
            }
            self.add_subscription(now, key, &jid, subscription);
        }
        self.watch_items(now, key);
    }

    /// Enters a node that is already kept, without subscriptions.
    fn enter_node(
        &mut self,
        id: NodeId,
        creator: Jid,
        created: SystemTime,
        config: NodeConfig,
        affiliations: Affiliations,
    ) -> NodeKey {
        let key = self.nodes.insert(Node {
            id,
            creator: creator.clone(),
            created,
            config: self.shared_config(config),
            affiliations,
            subscribers: Subscribers::default(),
            last: None,
            #[cfg(feature = "collections")]
            links: None,
        });
        self.accounts.made(&creator);
        if let Some(node) = self.nodes.get(key) {
            for (jid, affiliation) in node.affiliations.iter() {
                self.accounts.affiliated(jid, key, affiliation);
            }
        }
        key
    }

    /// The configuration, in the one copy that nodes with the defaults share.
    fn shared_config(&self, config: NodeConfig) -> Arc<NodeConfig> {
        if config == *self.defaults { Arc::clone(&self.defaults) } else { Arc::new(config) }
    }

    /// Enters a subscription that is already kept.
    fn add_subscription(&mut self, now: Now, key: NodeKey, jid: &Jid, subscription: Subscription) {
        let Some(may_read) = self.nodes.get(key).map(|node| self.may_have_events(node, jid)) else { return };
        let peer = self.accounts.subscribed(jid, key, Held::of([&subscription]));
        self.watch_lease(now, key, &peer, &subscription);
        if let Some(node) = self.nodes.get_mut(key) {
            node.subscribers.add(&peer, may_read, subscription, &self.keyed);
        }
    }

    /// Takes out a subscription that is no longer kept.
    fn drop_subscription(&mut self, key: NodeKey, peer: &Peer, id: u64) {
        self.timers.clear(Due::Lease(key, peer.number, id));
        let Some(node) = self.nodes.get_mut(key) else { return };
        let entry = node.subscribers.get(peer);
        let all = entry.map_or(&[][..], |entry| entry.subscriptions()).iter();
        let held = Held::of(all.filter(|one| one.id == id));
        let last = node.subscribers.remove(peer, id);
        self.accounts.unsubscribed(peer, key, held, last);
    }

    fn watch_lease(&mut self, now: Now, key: NodeKey, peer: &Peer, subscription: &Subscription) {
        let due = Due::Lease(key, peer.number, subscription.id);
        self.timers.clear(due);
        if let Some(Expire::At(end)) = subscription.options.as_ref().map(|options| options.expire)
            && let Some(at) = instant(now, end)
        {
            self.timers.set(due, at);
        }
    }

    fn multi_subscribe(&self) -> bool {
        self.config.features.has(Feature::MultiSubscribe)
    }

    /// The subid to be shown, if subids are shown at all (PS-SUB-5).
    fn shown_subid(&self, id: u64) -> Option<SubId> {
        self.multi_subscribe().then(|| subid(id))
    }
}

/// A subid as it is kept and shown.
fn subid(id: u64) -> SubId {
    SubId::new(ids::as_str(&ids::text(id)))
}

/// A subscription as it is kept.
fn record(jid: &Jid, one: &Subscription) -> SubscriptionRecord {
    let options = one.options.as_deref().cloned().unwrap_or_default();
    let (state, given, approved) = (one.state, one.given, one.approved);
    SubscriptionRecord { jid: jid.clone(), subid: subid(one.id), state, options, given, approved }
}

/// `None` for the defaults, which most subscriptions have.
fn shared_options(options: SubscribeOptions) -> Option<Arc<SubscribeOptions>> {
    if options == SubscribeOptions::default() { None } else { Some(Arc::new(options)) }
}

/// When a date is reached; `None` when that is beyond what the clock can say.
fn instant(now: Now, date: SystemTime) -> Option<Instant> {
    match date.duration_since(now.utc) {
        Ok(wait) => now.at.checked_add(wait),
        Err(_) => Some(now.at),
    }
}

impl From<StorageError> for Refusal {
    fn from(_: StorageError) -> Self {
        INTERNAL
    }
}

impl From<StorageError> for Refused {
    fn from(_: StorageError) -> Self {
        INTERNAL.into()
    }
}

/// Whether events go with this state.
fn is_active(state: SubscriptionState) -> bool {
    state == SubscriptionState::Subscribed
}
