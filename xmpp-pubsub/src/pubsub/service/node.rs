//! Nodes, and the accounts that have to do with them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::SystemTime;

use super::super::ids::Keyed;
use super::super::name::NodeId;
use super::super::node_config::NodeConfig;
use super::super::storage::Item;
use super::super::words::Affiliation;
#[cfg(feature = "collections")]
use super::collections::Links;
use super::subscribers::{Peer, Subscribers};
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
    /// By bare JID; never `none`.
    pub(super) affiliations: BTreeMap<Jid, Affiliation>,
    pub(super) subscribers: Subscribers,
    /// The newest item of a node that keeps none but sends it to new subscribers.
    pub(super) last: Option<Box<Item>>,
    /// Of nodes that are in collections or have nodes.
    #[cfg(feature = "collections")]
    pub(super) links: Option<Box<Links>>,
}

impl Node {
    pub(super) fn affiliation(&self, bare: &str) -> Affiliation {
        self.affiliations.get(bare).copied().unwrap_or(Affiliation::None)
    }

    /// Its name; the root has none.
    pub(super) fn shown_id(&self) -> Option<NodeId> {
        Some(self.id.clone()).filter(|id| !id.as_str().is_empty())
    }

    pub(super) fn owners(&self) -> impl Iterator<Item = &Jid> {
        self.affiliations
            .iter()
            .filter(|(_, affiliation)| **affiliation == Affiliation::Owner)
            .map(|(jid, _)| jid)
    }
}

/// All nodes: by name, and in an order that stays while one pages through them.
#[derive(Debug)]
pub(super) struct Nodes {
    slots: Vec<Option<Box<Node>>>,
    free: Vec<u32>,
    names: HashMap<NodeId, NodeKey, Keyed>,
}

impl Nodes {
    pub(super) fn new(keyed: &Keyed) -> Self {
        Self { slots: Vec::new(), free: Vec::new(), names: HashMap::with_hasher(keyed.clone()) }
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

    pub(super) fn insert(&mut self, node: Node) -> NodeKey {
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
        self.names.remove(&node.id);
        self.free.push(key.0);
        Some(node)
    }

    /// The nodes in the order of their places, from a place on.
    pub(super) fn iter_from(&self, start: usize) -> impl DoubleEndedIterator<Item = (NodeKey, &Node)> {
        let slots = self.slots.get(start..).unwrap_or_default();
        slots
            .iter()
            .enumerate()
            .filter_map(move |(n, slot)| Some((NodeKey((start + n) as u32), slot.as_deref()?)))
    }
}

/// What the service knows of a bare JID. Exists as long as there is something to know.
#[derive(Debug, Default)]
pub(super) struct Account {
    /// The JIDs of this account that are subscribed somewhere, with the nodes.
    pub(super) peers: Vec<(Arc<Peer>, BTreeSet<NodeKey>)>,
    /// Nodes to which it is affiliated.
    pub(super) affiliated: BTreeSet<NodeKey>,
    /// Subscriptions of all its JIDs that count against its limit.
    pub(super) subscriptions: usize,
    /// Its available resources, with the word of `show`; the bare JID's is the empty resource.
    pub(super) resources: BTreeMap<Box<str>, Box<str>>,
}

impl Account {
    pub(super) fn is_idle(&self) -> bool {
        self.peers.is_empty() && self.affiliated.is_empty() && self.resources.is_empty()
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
    pub(super) fn subscribed(&mut self, jid: &Jid, node: NodeKey, counts: bool) -> Arc<Peer> {
        let account = self.map.entry(jid.to_bare()).or_default();
        account.subscriptions += usize::from(counts);
        if let Some((peer, nodes)) = account.peers.iter_mut().find(|(peer, _)| peer.jid == *jid) {
            nodes.insert(node);
            return Arc::clone(peer);
        }
        let peer = Arc::new(Peer { jid: jid.clone(), number: self.next_peer });
        self.next_peer += 1;
        account.peers.push((Arc::clone(&peer), BTreeSet::from([node])));
        peer
    }

    /// Forgets subscriptions of a peer to a node, of which `count` counted; the last ones there if `last`.
    pub(super) fn unsubscribed(&mut self, peer: &Peer, node: NodeKey, count: usize, last: bool) {
        self.change(peer.jid.bare_str(), |account| {
            account.subscriptions = account.subscriptions.saturating_sub(count);
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
