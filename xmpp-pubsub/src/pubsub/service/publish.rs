//! Publishing (XEP-0060, 7.1).

use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};
use xml_cursor::{Cursor, Namespace, Profile, RawBytes};

use super::super::event::{self, Event};
use super::super::forms;
use super::super::ids;
use super::super::name::{ItemId, NodeId};
use super::super::node_config::NodeConfig;
use super::super::refusal::{
    BAD_REQUEST, NO_NODE, NOT_ACCEPTABLE, NOT_ALLOWED, OUT_OF_RESOURCES, Reason, Refusal, bad_request,
};
use super::super::request::{Answer, NewItem, ReadItem, Refused};
use super::super::storage::{Change, Item, Storage};
use super::super::time::Now;
use super::super::words::{Feature, ItemReply, NodeFull, NodeType, SendLast};
use super::collections::Plan;
use super::config::AutoCreate;
use super::lists::{self, Room};
use super::node::{Node, NodeKey};
use super::outbox::Audience;
use super::{STEP, Service};
use crate::{Condition, DataForm, Jid};

impl<S: Storage> Service<S> {
    pub(super) fn publish(
        &mut self,
        now: Now,
        from: &Jid,
        name: Option<NodeId>,
        items: Vec<NewItem>,
        options: Option<&DataForm>,
    ) -> Result<Answer, Refused> {
        self.offers(Feature::Publish)?;
        if options.is_some() {
            self.offers(Feature::PublishOptions)?;
        }
        let name = name.ok_or_else(|| bad_request(Reason::NodeIdRequired))?;
        let (key, created) = match self.nodes.key(name.as_str()) {
            Some(key) => (Some(key), None),
            None => (None, Some(self.config_to_create(from, &name, options)?)),
        };
        let (created, plan) = created.unzip();
        // Everything is checked before a node is made, so that a refusal leaves none behind.
        let config = match (key.and_then(|key| self.nodes.get(key)), &created) {
            (Some(node), _) => {
                self.may_publish(node, from)?;
                if let Some(options) = options {
                    forms::check_preconditions(options, &node.config)?;
                }
                node.config.clone()
            }
            (None, Some(config)) => self.shared_config(config.clone()),
            (None, None) => return Err(NO_NODE.into()),
        };
        if config.node_type == NodeType::Collection {
            return Err(Refusal::unsupported(Feature::Publish).into());
        }
        self.check_items(&config, &items)?;
        let kept =
            if config.persist_items { config.max_items.or_limit(self.config.limits.max_items) } else { 0 };
        if config.publish_node_full == NodeFull::Reject && config.persist_items {
            self.check_room(&name, &items, kept)?;
        }
        // A node of that name takes it from one that went elsewhere.
        let moved = self.moved.get(name.as_str()).cloned();
        let (key, made) = match (key, created, plan) {
            (Some(key), ..) => (key, false),
            (None, Some(config), Some(plan)) => {
                (self.make_node(now, from, name.clone(), config, &plan)?, true)
            }
            _ => return Err(NO_NODE.into()),
        };
        let items = self.stamp(now, from, items);
        if let Err(refusal) = self.keep(now, key, &config, &items, kept as usize) {
            if made {
                // The storage already fails; if it keeps the node, the node is back after a restart.
                let _ = self.storage.save(Change::Deleted(&name, moved.as_ref()));
                self.forget_node(key);
                if let Some(moved) = moved {
                    self.moved.insert(moved);
                }
            }
            return Err(refusal.into());
        }
        if made {
            self.tell_created(key);
        }
        self.announce(key, &config, &items);
        self.drop_excess(key, &config, kept as usize);
        Ok(Answer::Published(name, items.into_iter().map(|item| item.id).collect()))
    }

    /// The configuration of a node that a publish is about to make (PS-PUB-7, PS-PUB-20).
    fn config_to_create(
        &self,
        from: &Jid,
        name: &NodeId,
        options: Option<&DataForm>,
    ) -> Result<(NodeConfig, Plan), Refusal> {
        if self.config.auto_create == AutoCreate::Never
            || !self.config.features.has(Feature::AutoCreate)
            || self.may_create(from).is_err()
        {
            return Err(NO_NODE);
        }
        self.check_room_for_node(from, name)?;
        let mut config = match options {
            Some(options) => forms::read_publish_options(options, &self.defaults, self.form_context())?,
            None => (*self.defaults).clone(),
        };
        let children = forms::take_children(options, &mut config);
        let plan = self.plan(from, None, &mut config, children)?;
        Ok((config, plan))
    }

    fn check_items(&self, config: &NodeConfig, items: &[NewItem]) -> Result<(), Refusal> {
        let notification_only = !config.persist_items && !config.deliver_payloads;
        match items {
            [] if notification_only => return Ok(()),
            [] => return Err(bad_request(Reason::ItemRequired)),
            _ if notification_only => return Err(bad_request(Reason::ItemForbidden)),
            [_] => {}
            many => {
                let names: BTreeSet<_> = many.iter().filter_map(|item| item.id.as_ref()).collect();
                let named = many.iter().filter(|item| item.id.is_some()).count();
                if !self.config.features.has(Feature::MultiItems)
                    || many.len() > self.config.limits.items_per_request
                {
                    return Err(NOT_ALLOWED.because(Reason::MaxItemsExceeded));
                }
                if names.len() < named {
                    return Err(BAD_REQUEST);
                }
            }
        }
        let mut room = Room::new(self.config.limits.answer);
        let mut names = items.iter().filter_map(|item| item.id.as_ref());
        if !names.all(|id| room.takes(lists::entry(&[id.as_str()]))) {
            // The event names them all.
            return Err(NOT_ACCEPTABLE);
        }
        let longest = config.max_payload_size.min(self.config.limits.max_payload) as usize;
        for item in items {
            if item.id.as_ref().is_some_and(|id| id.as_str().len() > self.config.limits.name) {
                return Err(NOT_ACCEPTABLE);
            }
            match &item.payload {
                None if config.deliver_payloads => return Err(bad_request(Reason::PayloadRequired)),
                None => {}
                Some(payload) => {
                    if payload.as_bytes().len() > longest {
                        return Err(NOT_ACCEPTABLE.because(Reason::PayloadTooBig));
                    }
                    if !config.payload_type.is_empty() && !is_in(payload, &config.payload_type) {
                        return Err(bad_request(Reason::InvalidPayload));
                    }
                }
            }
        }
        Ok(())
    }

    /// Whether all items fit where the oldest may not go (PS-PUB-5, PS-ERR-53).
    fn check_room(&self, name: &NodeId, items: &[NewItem], kept: u32) -> Result<(), Refusal> {
        let mut new = 0;
        for item in items {
            let replaces = match &item.id {
                Some(id) => self.storage.position(name, id)?.is_some(),
                None => false,
            };
            new += usize::from(!replaces);
        }
        if self.storage.count(name)? + new > kept as usize {
            return Err(Refusal::new(Condition::Conflict).because(Reason::NodeFull));
        }
        Ok(())
    }

    /// Gives items their names, their publisher and their date.
    fn stamp(&mut self, now: Now, from: &Jid, items: Vec<NewItem>) -> Vec<Item> {
        let publisher = from.to_bare();
        let stamped = items.into_iter().map(|NewItem { id, payload }| Item {
            id: id.unwrap_or_else(|| ItemId::new(ids::as_str(&self.ids.text()))),
            publisher: publisher.clone(),
            published: now.utc,
            payload,
        });
        stamped.collect()
    }

    /// Puts items where they are kept: in the storage, or the newest in the node. All or nothing (PS-PUB-21).
    fn keep(
        &mut self,
        now: Now,
        key: NodeKey,
        config: &NodeConfig,
        items: &[Item],
        kept: usize,
    ) -> Result<(), Refusal> {
        let Some(node) = self.nodes.get_mut(key) else { return Err(NO_NODE) };
        if !config.persist_items {
            if config.send_last_published_item != SendLast::Never {
                node.last = items.last().cloned().map(Box::new);
            }
            return Ok(());
        }
        if kept == 0 {
            return Ok(());
        }
        self.storage.put(&node.id, items)?;
        self.watch_items(now, key);
        Ok(())
    }

    /// The event of a publish.
    fn announce(&mut self, key: NodeKey, config: &NodeConfig, items: &[Item]) {
        let Some(node) = self.nodes.get(key) else { return };
        if !config.deliver_notifications || node.subscribers.len() == 0 && !self.is_heard_above(key) {
            return;
        }
        let shown: Vec<ReadItem> = items.iter().map(|item| shown(config, item)).collect();
        let mut body = event::items(&node.id, &shown);
        push_reply_to(&mut body, node, items.first().map(|item| &item.publisher));
        self.notify(key, &body);
    }

    /// Sends an event to those of a node's subscribers who want events.
    pub(super) fn notify(&mut self, key: NodeKey, body: &[u8]) {
        let Some(node) = self.nodes.get(key) else { return };
        let audience =
            if node.config.presence_based_delivery { Audience::Available } else { Audience::Subscribed };
        let subids = self.multi_subscribe();
        self.out.event(body, node.subscribers.snapshot(), node.config.notification_type, audience, subids);
        self.tell_items_above(key, body);
    }

    /// Removes what exceeds `max_items`, oldest first (PS-PUB-5). What a failing storage does not let go goes with the
    /// next publish.
    pub(super) fn drop_excess(&mut self, key: NodeKey, config: &NodeConfig, kept: usize) {
        if !config.persist_items {
            return;
        }
        // They may be many, and large: a few are read at a time, and only their names are kept.
        loop {
            let Some(node) = self.nodes.get(key) else { return };
            let count = self.storage.count(&node.id).unwrap_or(0);
            let mut ids: Vec<ItemId> = Vec::new();
            let excess = count.saturating_sub(kept).min(self.config.limits.items_per_request.max(1));
            while ids.len() < excess {
                let some = self.storage.items(&node.id, ids.len(), STEP.min(excess - ids.len()));
                let some = some.unwrap_or_default();
                if some.is_empty() {
                    break;
                }
                ids.extend(some.into_iter().map(|item| item.id));
            }
            if ids.is_empty() || self.storage.remove(&node.id, &ids).is_err() {
                return;
            }
            if config.publish_node_full == NodeFull::RetractOldest && config.notify_retract {
                self.tell_retracted(key, &ids);
            }
        }
    }

    /// Tells of retracted items, in as many events as it takes for each to fit into a stanza.
    pub(super) fn tell_retracted(&mut self, key: NodeKey, mut ids: &[ItemId]) {
        while !ids.is_empty() {
            let mut room = Room::new(self.config.limits.answer);
            let fit = ids.iter().take_while(|id| room.takes(lists::entry(&[id.as_str()]))).count();
            let (now, rest) = ids.split_at(fit);
            ids = rest;
            let Some(node) = self.nodes.get(key) else { return };
            let (node, retracted) = (node.id.clone(), now.to_vec());
            let body = event::write(&Event::Items { node, items: Vec::new(), retracted });
            self.notify(key, &body);
        }
    }

    /// Whether one more node fits.
    pub(super) fn check_room_for_node(&self, from: &Jid, name: &NodeId) -> Result<(), Refusal> {
        let (limits, bare) = (&self.config.limits, from.bare_str());
        if name.as_str().is_empty() || name.as_str().len() > limits.name {
            return Err(NOT_ACCEPTABLE);
        }
        let made = self.accounts.get(bare).map_or(0, |account| account.made as usize);
        let own = made < limits.nodes_per_account || self.is_admin(bare);
        if own && self.named_nodes() < limits.nodes { Ok(()) } else { Err(OUT_OF_RESOURCES) }
    }
}

/// A namespace by a hash of its name for which nobody finds a second name: enough to compare the root of a payload with
/// any namespace.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Hashed([u8; 32]);

impl Namespace for Hashed {
    fn from_uri(uri: &str) -> Self {
        if uri.is_empty() { Self::default() } else { Self(Sha256::digest(uri).into()) }
    }
}

/// Whether a payload's root is in a namespace.
fn is_in(payload: &RawBytes, uri: &str) -> bool {
    let root =
        Cursor::<Hashed>::new(payload.as_bytes(), Profile::Stream).and_then(|mut cursor| cursor.root());
    root.is_ok_and(|tag| tag.ns() == Hashed::from_uri(uri))
}

/// An item as subscribers see it (PS-PUB-4, PS-ITM-3).
fn shown(config: &NodeConfig, item: &Item) -> ReadItem {
    ReadItem {
        id: Some(item.id.clone()),
        publisher: (config.itemreply == ItemReply::Publisher).then(|| item.publisher.clone()),
        payload: item.payload.clone().filter(|_| config.deliver_payloads),
    }
}

/// Who is to have replies to an item, as the node is configured (16.4.4).
pub(super) fn push_reply_to(body: &mut Vec<u8>, node: &Node, publisher: Option<&Jid>) {
    match node.config.itemreply {
        ItemReply::None => {}
        ItemReply::Owner => event::push_reply_to(body, node.owners().iter()),
        ItemReply::Publisher => event::push_reply_to(body, publisher.into_iter()),
    }
}

/// An item as those who ask for it see it: with its payload in any case.
pub(super) fn stored(node: &Node, item: Item) -> ReadItem {
    ReadItem {
        publisher: (node.config.itemreply == ItemReply::Publisher).then_some(item.publisher),
        id: Some(item.id),
        payload: item.payload,
    }
}
