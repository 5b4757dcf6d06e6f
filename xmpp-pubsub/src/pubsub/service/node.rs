//! Nodes, and the accounts that have to do with them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::SystemTime;

use super::super::ids::Keyed;
use super::super::name::NodeId;
use super::super::node_config::NodeConfig;
use super::super::storage::Item;
use super::super::words::{AccessModel, Affiliation};
use super::affiliations::Affiliations;
#[cfg(feature = "collections")]
use super::collections::Links;
use super::subscribers::{Peer, Subscribers, Subscription};
use crate::Jid;

/// Place of a node. Used again after the node is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct NodeKey(pub(super) u32);

#[derive(Debug)]
pub(super) struct Node {
    pub(super) id: NodeId,
    pub(super) creator: Jid,
    pub(super) created: SystemTime,
    /// Shared by all nodes that have the defaults.
    pub(super) config: Arc<NodeConfig>,
    pub(super) affiliations: Affiliations,
    pub(super) subscribers: Subscribers,
    /// The newest item of a node that keeps none but sends it to new subscribers.
    pub(super) last: Option<Box<Item>>,
    /// Of nodes that are in collections or have nodes.
    #[cfg(feature = "collections")]
    pub(super) links: Option<Box<Links>>,
}

impl Node {
    pub(super) fn affiliation(&self, bare: &str) -> Affiliation {
        self.affiliations.get(bare)
    }

    /// Its name; the root has none.
    pub(super) fn shown_id(&self) -> Option<NodeId> {
        Some(self.id.clone()).filter(|id| !id.as_str().is_empty())
    }

    pub(super) fn owners(&self) -> &[Jid] {
        self.affiliations.owners()
    }

    /// Whether a list says who may know of it.
    fn is_hidden(&self) -> bool {
        self.config.access_model == AccessModel::Whitelist
    }
}

/// All nodes: by name, and in an order that stays while one pages through them.
#[derive(Debug)]
pub(super) struct Nodes {
    slots: Vec<Option<Box<Node>>>,
    free: Vec<u32>,
    names: HashMap<NodeId, NodeKey, Keyed>,
    /// How many of them not everybody may know of.
    hidden: usize,
}

impl Nodes {
    pub(super) fn new(keyed: &Keyed) -> Self {
        Self { slots: Vec::new(), free: Vec::new(), names: HashMap::with_hasher(keyed.clone()), hidden: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    pub(super) fn key(&self, name: &str) -> Option<NodeKey> {
        self.names.get(name).copied()
    }

    pub(super) fn get(&self, key: NodeKey) -> Option<&Node> {
        self.slots.get(key.0 as usize)?.as_deref()
    }

    pub(super) fn get_mut(&mut self, key: NodeKey) -> Option<&mut Node> {
        self.slots.get_mut(key.0 as usize)?.as_deref_mut()
    }

    /// How many nodes have a list of those who may know of them.
    pub(super) fn hidden(&self) -> usize {
        self.hidden
    }

    pub(super) fn set_config(&mut self, key: NodeKey, config: Arc<NodeConfig>) {
        let Some(node) = self.get_mut(key) else { return };
        let was = node.is_hidden();
        node.config = config;
        let is = node.is_hidden();
        self.hidden = self.hidden + usize::from(is) - usize::from(was);
    }

    pub(super) fn insert(&mut self, node: Node) -> NodeKey {
        self.hidden += usize::from(node.is_hidden());
        let key = NodeKey(self.free.pop().unwrap_or(self.slots.len() as u32));
        self.names.insert(node.id.clone(), key);
        let node = Some(Box::new(node));
        match self.slots.get_mut(key.0 as usize) {
            Some(slot) => *slot = node,
            None => self.slots.push(node),
        }
        key
    }

    pub(super) fn remove(&mut self, key: NodeKey) -> Option<Box<Node>> {
        let node = self.slots.get_mut(key.0 as usize)?.take()?;
        self.hidden -= usize::from(node.is_hidden());
        self.names.remove(&node.id);
        self.free.push(key.0);
        Some(node)
    }

    /// The nodes of a range of places, in their order.
    pub(super) fn range(
        &self,
        start: usize,
        end: usize,
    ) -> impl DoubleEndedIterator<Item = (NodeKey, &Node)> {
        let slots = self.slots.get(start..end.min(self.slots.len())).unwrap_or_default();
        slots
            .iter()
            .enumerate()
            .filter_map(move |(n, slot)| Some((NodeKey((start + n) as u32), slot.as_deref()?)))
    }

    /// All nodes in the order of their places.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = (NodeKey, &Node)> {
        self.range(0, usize::MAX)
    }
}

/// How many subscriptions somebody holds, by who made them. Those the host gave do not count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) own: u32,
    /// Made by owners of the nodes.
    pub(super) given: u32,
}

impl Held {
    pub(super) fn of<'s>(subscriptions: impl IntoIterator<Item = &'s Subscription>) -> Self {
        let mut held = Self::default();
        for one in subscriptions {
            match one {
                Subscription { automatic: true, .. } => {}
                Subscription { given: true, .. } => held.given += 1,
                Subscription { .. } => held.own += 1,
            }
        }
        held
    }

    fn plus(self, more: Self) -> Self {
        Self { own: self.own.saturating_add(more.own), given: self.given.saturating_add(more.given) }
    }

    fn minus(self, less: Self) -> Self {
        Self { own: self.own.saturating_sub(less.own), given: self.given.saturating_sub(less.given) }
    }
}

/// What the service knows of a bare JID. Exists as long as there is something to know.
#[derive(Debug, Default)]
pub(super) struct Account {
    /// The JIDs of this account that are subscribed somewhere, with the nodes.
    pub(super) peers: Vec<(Arc<Peer>, BTreeSet<NodeKey>)>,
    /// Nodes to which it is affiliated.
    pub(super) affiliated: BTreeSet<NodeKey>,
    /// Subscriptions of all its JIDs that count against its limits.
    pub(super) held: Held,
    /// Nodes it has made.
    pub(super) made: u32,
    /// Its available resources, with the word of `show`; the bare JID's is the empty resource.
    pub(super) resources: BTreeMap<Box<str>, Box<str>>,
}

impl Account {
    pub(super) fn is_idle(&self) -> bool {
        self.peers.is_empty() && self.affiliated.is_empty() && self.resources.is_empty() && self.made == 0
    }

    pub(super) fn peer(&self, jid: &Jid) -> Option<&Arc<Peer>> {
        self.peers.iter().map(|(peer, _)| peer).find(|peer| peer.jid == *jid)
    }
}

/// What a resource that is available was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Noted {
    /// Available already.
    Before,
    /// Not available, as the whole account was.
    First,
    /// Not available, but another of the account was.
    Another,
    /// Not known, and it is not remembered now either.
    NoRoom,
}

/// All accounts, by bare JID.
#[derive(Debug)]
pub(super) struct Accounts {
    map: HashMap<Jid, Account, Keyed>,
    next_peer: u64,
    /// Accounts of which a resource is available.
    present: usize,
}

impl Accounts {
    pub(super) fn new(keyed: &Keyed) -> Self {
        Self { map: HashMap::with_hasher(keyed.clone()), next_peer: 0, present: 0 }
    }

    pub(super) fn get(&self, bare: &str) -> Option<&Account> {
        self.map.get(bare)
    }

    pub(super) fn peer(&self, jid: &Jid) -> Option<&Arc<Peer>> {
        self.get(jid.bare_str())?.peer(jid)
    }

    /// Notes a new subscription of a JID to a node, and gives its peer.
    pub(super) fn subscribed(&mut self, jid: &Jid, node: NodeKey, held: Held) -> Arc<Peer> {
        let account = self.map.entry(jid.to_bare()).or_default();
        account.held = account.held.plus(held);
        if let Some((peer, nodes)) = account.peers.iter_mut().find(|(peer, _)| peer.jid == *jid) {
            nodes.insert(node);
            return Arc::clone(peer);
        }
        let peer = Arc::new(Peer { jid: jid.clone(), number: self.next_peer });
        self.next_peer += 1;
        account.peers.push((Arc::clone(&peer), BTreeSet::from([node])));
        peer
    }

    /// Forgets subscriptions of a peer to a node; the last ones there if `last`.
    pub(super) fn unsubscribed(&mut self, peer: &Peer, node: NodeKey, held: Held, last: bool) {
        self.change(peer.jid.bare_str(), |account| {
            account.held = account.held.minus(held);
            if last {
                for (known, nodes) in &mut account.peers {
                    if known.number == peer.number {
                        nodes.remove(&node);
                    }
                }
                account.peers.retain(|(_, nodes)| !nodes.is_empty());
            }
        });
    }

    pub(super) fn affiliated(&mut self, bare: &Jid, node: NodeKey, affiliation: Affiliation) {
        if affiliation == Affiliation::None {
            self.change(bare.as_str(), |account| {
                account.affiliated.remove(&node);
            });
        } else {
            self.map.entry(bare.clone()).or_default().affiliated.insert(node);
        }
    }

    /// Notes that an account has made a node.
    pub(super) fn made(&mut self, bare: &Jid) {
        let account = self.map.entry(bare.clone()).or_default();
        account.made = account.made.saturating_add(1);
    }

    /// Notes that a node an account has made is gone.
    pub(super) fn unmade(&mut self, bare: &Jid) {
        self.change(bare.as_str(), |account| account.made = account.made.saturating_sub(1));
    }

    fn change(&mut self, bare: &str, change: impl FnOnce(&mut Account)) {
        let Some(account) = self.map.get_mut(bare) else { return };
        change(account);
        if account.is_idle() {
            self.map.remove(bare);
        }
    }

    /// Notes that a resource is available.
    pub(super) fn available(&mut self, jid: &Jid, show: &str, limit: usize, per_account: usize) -> Noted {
        let resource = jid.resource().unwrap_or("");
        let known = self.map.get(jid.bare_str()).map_or(0, |account| account.resources.len());
        if known == 0 && self.present >= limit {
            return Noted::NoRoom;
        }
        let account = self.map.entry(jid.to_bare()).or_default();
        if account.resources.len() >= per_account && !account.resources.contains_key(resource) {
            return Noted::NoRoom;
        }
        self.present += usize::from(known == 0);
        match account.resources.insert(resource.into(), show.into()) {
            Some(_) => Noted::Before,
            None if known == 0 => Noted::First,
            None => Noted::Another,
        }
    }

    /// Notes that a resource is not available any more.
    pub(super) fn unavailable(&mut self, jid: &Jid) {
        let mut gone = false;
        self.change(jid.bare_str(), |account| {
            gone = account.resources.remove(jid.resource().unwrap_or("")).is_some()
                && account.resources.is_empty();
        });
        self.present -= usize::from(gone);
    }

    /// In which presence states a JID is available: of one resource, or of all resources of a bare JID.
    pub(super) fn shows(&self, jid: &Jid) -> Vec<&str> {
        let Some(account) = self.get(jid.bare_str()) else { return Vec::new() };
        match jid.resource() {
            Some(resource) => account.resources.get(resource).map(|show| &**show).into_iter().collect(),
            None => account.resources.values().map(|show| &**show).collect(),
        }
    }
}
