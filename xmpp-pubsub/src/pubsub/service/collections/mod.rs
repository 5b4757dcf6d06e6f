//! Collections (XEP-0248): nodes within nodes, and who hears of what goes on below.
//!
//! Nodes form a graph without cycles. Each node's configuration names the collections it is in, and that is what is kept;
//! links are made of it. A node that is in no collection is in the root, which is the service itself: a node without a
//! name, that nobody owns.

mod news;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::super::name::NodeId;
use super::super::node_config::NodeConfig;
use super::super::refusal::{
    BAD_REQUEST, FORBIDDEN, NO_NODE, NOT_ALLOWED, OUT_OF_RESOURCES, Reason, Refusal, bad_request,
};
use super::super::request::{Answer, Refused};
use super::super::storage::{Change, NodeRecord, Storage, StorageError};
use super::super::time::Now;
use super::super::words::{AssociationPolicy, Feature, NodeType};
use super::Service;
use super::affiliations::Affiliations;
use super::node::{Node, NodeKey};
use crate::Jid;

/// What a node is in, and what is in it.
#[derive(Debug, Default)]
pub(super) struct Links {
    up: Vec<NodeKey>,
    down: BTreeSet<NodeKey>,
}

/// How a request changes the graph, found to be right.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// All collections the node is to be in.
    up: Vec<NodeKey>,
    /// Of these, the new ones of a node that was there before; and those it leaves.
    joined: Vec<NodeKey>,
    left: Vec<NodeKey>,
    /// Nodes that come into the collection, and those that go.
    added: Vec<NodeKey>,
    dropped: Vec<NodeKey>,
}

const fn invalid() -> Refusal {
    let mut refusal = NOT_ALLOWED;
    refusal.reason = Some(Reason::InvalidOptions);
    refusal
}

impl<S: Storage> Service<S> {
    /// Whether collections are offered.
    pub(super) fn collects(&self) -> bool {
        self.config.features.has(Feature::Collections)
    }

    // ---- the graph -------------------------------------------------------------------------------

    /// Makes the root, and links what the storage kept. A collection that is not there, is none, or would close a cycle
    /// is passed over.
    pub(super) fn open_collections(&mut self, now: Now) -> Result<(), StorageError> {
        if !self.collects() {
            return Ok(());
        }
        let root = match self.nodes.key("") {
            Some(root) => root,
            None => self.make_root(now)?,
        };
        self.root = Some(root);
        let all: Vec<NodeKey> = self.nodes.iter().map(|(key, _)| key).collect();
        for key in all {
            let Some(node) = self.nodes.get(key) else { continue };
            let named = Arc::clone(&node.config);
            let found = named.collection.iter().filter_map(|name| self.nodes.key(name));
            let found: Vec<NodeKey> = found.filter(|parent| self.is_collection(*parent)).collect();
            if !found.is_empty() && self.above(&found).iter().all(|(above, _)| *above != key) {
                self.set_up(key, found);
            }
        }
        Ok(())
    }

    fn make_root(&mut self, now: Now) -> Result<NodeKey, StorageError> {
        let config =
            NodeConfig { node_type: NodeType::Collection, persist_items: false, ..NodeConfig::default() };
        let record = NodeRecord {
            node: NodeId::new(""),
            creator: self.config.jid.to_bare(),
            created: now.utc,
            config,
            affiliations: Vec::new(),
            subscriptions: Vec::new(),
        };
        self.storage.save(Change::Created(&record))?;
        let NodeRecord { node, creator, created, config, .. } = record;
        Ok(self.enter_node(node, creator, created, config, Affiliations::default()))
    }

    /// Nodes that have names.
    pub(super) fn named_nodes(&self) -> usize {
        self.nodes.len() - usize::from(self.root.is_some())
    }

    /// The node a subscription is about: without a name, the root.
    pub(super) fn find_subscribable(&self, name: Option<&NodeId>) -> Result<NodeKey, Refusal> {
        match (name, self.root) {
            (None, Some(root)) => Ok(root),
            _ => self.find(name),
        }
    }

    fn is_collection(&self, key: NodeKey) -> bool {
        self.nodes.get(key).is_some_and(|node| node.config.node_type == NodeType::Collection)
    }

    /// The collections a node is in, by name.
    fn named_up(&self, key: NodeKey) -> &[NodeKey] {
        self.nodes.get(key).and_then(|node| node.links.as_ref()).map_or(&[], |links| &links.up)
    }

    /// The collections a node is in: the root, if there is no other.
    fn up(&self, key: NodeKey) -> &[NodeKey] {
        match self.named_up(key) {
            [] if self.root != Some(key) => self.root.as_slice(),
            up => up,
        }
    }

    /// The nodes of a collection, in the order of their places.
    pub(super) fn down(&self, key: NodeKey) -> impl Iterator<Item = NodeKey> + Clone {
        let links = self.nodes.get(key).and_then(|node| node.links.as_ref());
        links.into_iter().flat_map(|links| links.down.iter().copied())
    }

    /// Whether a node is in no collection but the root.
    pub(super) fn is_at_top(&self, key: NodeKey) -> bool {
        self.named_up(key).is_empty()
    }

    /// These collections and all above them, each once with its distance, nearest first.
    fn above(&self, start: &[NodeKey]) -> Vec<(NodeKey, u32)> {
        let mut seen = BTreeSet::new();
        let mut all: Vec<(NodeKey, u32)> =
            start.iter().filter(|key| seen.insert(**key)).map(|key| (*key, 1)).collect();
        let mut place = 0;
        while let Some((key, distance)) = all.get(place).copied() {
            let next = self.up(key).iter().filter(|key| seen.insert(**key));
            all.extend(next.map(|key| (*key, distance + 1)));
            place += 1;
        }
        all
    }

    fn set_up(&mut self, key: NodeKey, up: Vec<NodeKey>) {
        let old = self.named_up(key).to_vec();
        for parent in old.iter().filter(|parent| !up.contains(parent)) {
            if let Some(links) = self.nodes.get_mut(*parent).and_then(|node| node.links.as_mut()) {
                links.down.remove(&key);
            }
        }
        for parent in &up {
            if let Some(parent) = self.nodes.get_mut(*parent) {
                parent.links.get_or_insert_default().down.insert(key);
            }
        }
        if let Some(node) = self.nodes.get_mut(key)
            && (node.links.is_some() || !up.is_empty())
        {
            node.links.get_or_insert_default().up = up;
        }
    }

    /// Takes a node that is about to go out of the graph.
    pub(super) fn unlink(&mut self, key: NodeKey) {
        let down: Vec<NodeKey> = self.down(key).collect();
        for child in down {
            let up = self.named_up(child).iter().copied().filter(|parent| *parent != key).collect();
            self.set_up(child, up);
            if let Some(config) = self.config_of(child) {
                self.enter_config(child, config);
            }
        }
        self.set_up(key, Vec::new());
    }

    /// A node's configuration with the collections it is in now.
    fn config_of(&self, key: NodeKey) -> Option<NodeConfig> {
        let collection = self.names(self.named_up(key).iter().copied());
        Some(NodeConfig { collection, ..(*self.nodes.get(key)?.config).clone() })
    }

    fn enter_config(&mut self, key: NodeKey, config: NodeConfig) {
        let config = self.shared_config(config);
        self.nodes.set_config(key, config);
    }

    fn names(&self, keys: impl Iterator<Item = NodeKey>) -> Vec<String> {
        keys.filter_map(|key| self.nodes.get(key)).map(|node| node.id.to_string()).collect()
    }

    // ---- changes ---------------------------------------------------------------------------------

    /// Checks what a configuration says of collections, and puts it into one form. `key` is the node if it is there
    /// already, `children` what the request says of them.
    pub(super) fn plan(
        &self,
        from: &Jid,
        key: Option<NodeKey>,
        config: &mut NodeConfig,
        children: Option<Vec<String>>,
    ) -> Result<Plan, Refusal> {
        if !self.collects() {
            return Ok(Plan::default());
        }
        // COL-1: a collection holds no items.
        config.persist_items &= config.node_type == NodeType::Leaf;
        let old_up = key.map_or(&[][..], |key| self.named_up(key));
        let old_down: BTreeSet<NodeKey> = key.into_iter().flat_map(|key| self.down(key)).collect();
        let mut plan = Plan::default();
        for name in &config.collection {
            let parent = self.find(Some(&NodeId::new(name)))?;
            if !plan.up.contains(&parent) {
                plan.up.push(parent);
            }
        }
        if plan.up.len() > 1 {
            self.offers(Feature::MultiCollections)?;
        }
        for parent in &plan.up {
            let node = self.nodes.get(*parent).ok_or(NO_NODE)?;
            if node.config.node_type != NodeType::Collection {
                return Err(invalid());
            }
            if !old_up.contains(parent) {
                self.may_associate(node, from)?;
                let held = node.links.as_ref().map_or(0, |links| links.down.len());
                self.check_room_in(&node.config, held + 1)?;
            }
        }
        let above: BTreeSet<NodeKey> = self.above(&plan.up).into_iter().map(|(key, _)| key).collect();
        if key.is_some_and(|key| above.contains(&key)) {
            return Err(invalid());
        }
        if let Some(children) = children {
            if config.node_type == NodeType::Leaf && !children.is_empty() {
                return Err(invalid());
            }
            let mut down = BTreeSet::new();
            for name in &children {
                let child = self.find(Some(&NodeId::new(name)))?;
                if Some(child) == key || above.contains(&child) {
                    return Err(invalid());
                }
                if !old_down.contains(&child) && !down.contains(&child) {
                    self.may_bring(child, from)?;
                    plan.added.push(child);
                }
                down.insert(child);
            }
            self.check_room_in(config, down.len())?;
            plan.dropped = old_down.difference(&down).copied().collect();
            // Each is kept, and all who listen above are told of each.
            if plan.added.len() + plan.dropped.len() > self.config.limits.items_per_request {
                return Err(OUT_OF_RESOURCES);
            }
        } else {
            self.check_room_in(config, old_down.len())?;
        }
        if key.is_some() {
            let (up, old_up) = (&plan.up, old_up.iter());
            plan.left = old_up.clone().filter(|parent| !up.contains(parent)).copied().collect();
            plan.joined = up.iter().filter(|parent| !old_up.as_slice().contains(parent)).copied().collect();
            match (old_up.as_slice(), &up[..]) {
                ([], [_, ..]) => plan.left.extend(self.root),
                ([_, ..], []) => plan.joined.extend(self.root),
                _ => {}
            }
        }
        config.collection = self.names(plan.up.iter().copied());
        Ok(plan)
    }

    /// Whether somebody may put nodes into a collection.
    fn may_associate(&self, collection: &Node, from: &Jid) -> Result<(), Refusal> {
        let config = &collection.config;
        let is_from = |jid: &String| Jid::new(jid).is_ok_and(|jid| jid.same_bare(from));
        let listed = || config.children_association_whitelist.iter().any(is_from);
        let may = match config.children_association_policy {
            AssociationPolicy::All => true,
            AssociationPolicy::Owners => false,
            AssociationPolicy::Whitelist => listed(),
        };
        if may || self.owns(collection, from) { Ok(()) } else { Err(FORBIDDEN) }
    }

    /// Whether somebody may put this node into a collection of theirs, whose subscribers then get its events.
    fn may_bring(&self, child: NodeKey, from: &Jid) -> Result<(), Refusal> {
        if !self.owns(self.nodes.get(child).ok_or(NO_NODE)?, from) {
            return Err(FORBIDDEN);
        }
        if self.is_at_top(child) { Ok(()) } else { self.offers(Feature::MultiCollections) }
    }

    fn check_room_in(&self, config: &NodeConfig, children: usize) -> Result<(), Refusal> {
        let limit = u32::try_from(self.config.limits.children).unwrap_or(u32::MAX);
        if children > config.children_max.or_limit(limit) as usize {
            return Err(NOT_ALLOWED.because(Reason::MaxNodesExceeded));
        }
        Ok(())
    }

    /// Keeps what a plan changes of other nodes than the one it is about; all of it or nothing.
    pub(super) fn keep_plan(&mut self, name: &NodeId, plan: &Plan) -> Result<(), Refusal> {
        let mut changes = Vec::new();
        for child in plan.added.iter().chain(&plan.dropped) {
            let node = self.nodes.get(*child).ok_or(NO_NODE)?;
            let mut config = (*node.config).clone();
            config.collection.retain(|parent| name != parent.as_str());
            if plan.added.contains(child) {
                config.collection.push(name.to_string());
            }
            changes.push((node.id.clone(), config, Arc::clone(&node.config)));
        }
        self.keep_configs(&changes)
    }

    /// Takes back what [`keep_plan`](Self::keep_plan) kept, before anything of it has been entered.
    pub(super) fn take_back(&mut self, plan: &Plan) {
        for child in plan.added.iter().chain(&plan.dropped) {
            if let Some(node) = self.nodes.get(*child) {
                // The storage already fails; what it does not take back is its loss.
                let _ = self.storage.save(Change::Configured(&node.id, &node.config));
            }
        }
    }

    fn keep_configs(&mut self, changes: &[(NodeId, NodeConfig, Arc<NodeConfig>)]) -> Result<(), Refusal> {
        for (place, (node, config, _)) in changes.iter().enumerate() {
            if let Err(failure) = self.storage.save(Change::Configured(node, config)) {
                for (node, _, old) in changes.iter().take(place) {
                    // The storage already fails; what it does not take back is its loss.
                    let _ = self.storage.save(Change::Configured(node, old));
                }
                return Err(failure.into());
            }
        }
        Ok(())
    }

    /// Keeps that a collection is going to be gone: its nodes stay in their other collections, or go to the root (COL-8).
    pub(super) fn keep_orphans(&mut self, key: NodeKey) -> Result<Plan, Refusal> {
        let name = self.nodes.get(key).ok_or(NO_NODE)?.id.clone();
        let plan = Plan { dropped: self.down(key).collect(), ..Plan::default() };
        self.keep_plan(&name, &plan)?;
        Ok(plan)
    }

    /// Links as planned. The node's own configuration is entered by the caller.
    pub(super) fn link(&mut self, key: NodeKey, plan: &Plan) {
        if !self.collects() {
            return;
        }
        self.set_up(key, plan.up.clone());
        for child in plan.added.iter().chain(&plan.dropped) {
            let mut up: Vec<NodeKey> =
                self.named_up(*child).iter().copied().filter(|up| *up != key).collect();
            if plan.added.contains(child) {
                up.push(key);
            }
            self.set_up(*child, up);
            if let Some(config) = self.config_of(*child) {
                self.enter_config(*child, config);
            }
        }
    }

    pub(super) fn associate(
        &mut self,
        from: &Jid,
        collection: Option<&NodeId>,
        name: Option<&NodeId>,
    ) -> Result<Answer, Refused> {
        let (parent, child) = self.find_pair(collection, name)?;
        if !self.owns(self.nodes.get(child).ok_or(NO_NODE)?, from) {
            return Err(FORBIDDEN.into());
        }
        if self.named_up(child).contains(&parent) {
            return Ok(Answer::Done);
        }
        self.change_links(from, child, |names| names.extend(collection.map(NodeId::to_string)))
    }

    pub(super) fn dissociate(
        &mut self,
        from: &Jid,
        collection: Option<&NodeId>,
        name: Option<&NodeId>,
    ) -> Result<Answer, Refused> {
        let (parent, child) = self.find_pair(collection, name)?;
        let owned = |key| self.nodes.get(key).is_some_and(|node| self.owns(node, from));
        if !owned(parent) && !owned(child) {
            return Err(FORBIDDEN.into());
        }
        if !self.named_up(child).contains(&parent) {
            return Err(BAD_REQUEST.into());
        }
        self.change_links(from, child, |names| {
            names.retain(|name| collection.is_none_or(|collection| collection != name.as_str()));
        })
    }

    /// The collection and the node of a request; the root cannot be changed (COL-6).
    fn find_pair(
        &self,
        collection: Option<&NodeId>,
        name: Option<&NodeId>,
    ) -> Result<(NodeKey, NodeKey), Refusal> {
        self.offers(Feature::Collections)?;
        if collection.is_none() {
            return Err(NOT_ALLOWED);
        }
        if name.is_none() {
            return Err(bad_request(Reason::NodeIdRequired));
        }
        Ok((self.find(collection)?, self.find(name)?))
    }

    /// Changes the names of the collections that a node is in.
    fn change_links(
        &mut self,
        from: &Jid,
        key: NodeKey,
        change: impl FnOnce(&mut Vec<String>),
    ) -> Result<Answer, Refused> {
        let mut config = self.config_of(key).ok_or(NO_NODE)?;
        change(&mut config.collection);
        let plan = self.plan(from, Some(key), &mut config, None)?;
        let node = self.nodes.get(key).ok_or(NO_NODE)?;
        self.storage.save(Change::Configured(&node.id, &config))?;
        self.enter_config(key, config);
        self.link(key, &plan);
        self.tell_links(key, &plan);
        Ok(Answer::Done)
    }
}
