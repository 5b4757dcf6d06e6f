//! Who hears of what goes on below a collection (XEP-0248, 5.3).

use std::collections::BTreeSet;
use std::sync::Arc;

use super::super::super::event::{self, Event};
use super::super::super::name::NodeId;
use super::super::super::storage::Storage;
use super::super::super::words::{AccessModel, SubscriptionType};
use super::super::Service;
use super::super::node::{Node, NodeKey};
use super::super::outbox::Audience;
use super::super::subscribers::{Peer, Subscription};
use super::Plan;

impl<S: Storage> Service<S> {
    /// Whether anybody above a node could hear of it.
    pub(in super::super) fn is_heard_above(&self, key: NodeKey) -> bool {
        let above = self.above(self.up(key));
        above.iter().any(|(above, _)| self.nodes.get(*above).is_some_and(|node| node.subscribers.len() > 0))
    }

    /// Sends an event about a node's items to those who listen above it and have not had it below (COL-4).
    pub(in super::super) fn tell_items_above(&mut self, key: NodeKey, body: &[u8]) {
        let above = self.above(self.up(key));
        let news = News { source: key, subject: key, kind: SubscriptionType::Items, named: None };
        self.tell(&news, &above, body, Some(Audience::Subscribed));
    }

    /// Sends an event about a node itself; `told` is who of its own subscribers has had it.
    pub(in super::super) fn tell_node_above(&mut self, key: NodeKey, body: &[u8], told: Option<Audience>) {
        let above = self.above(self.up(key));
        let news = News { source: key, subject: key, kind: SubscriptionType::Nodes, named: None };
        self.tell(&news, &above, body, told);
    }

    pub(in super::super) fn tell_created(&mut self, key: NodeKey) {
        let Some(node) = self.nodes.get(key).filter(|_| self.collects()) else { return };
        let body = event::write(&Event::Created { node: node.id.clone() });
        self.tell_node_above(key, &body, None);
    }

    /// Tells of the links that a plan has changed.
    pub(in super::super) fn tell_links(&mut self, key: NodeKey, plan: &Plan) {
        for parent in &plan.left {
            self.tell_link(*parent, key, |collection, node| Event::Dissociated { collection, node });
        }
        for parent in &plan.joined {
            self.tell_link(*parent, key, |collection, node| Event::Associated { collection, node });
        }
        for child in &plan.dropped {
            self.tell_link(key, *child, |collection, node| Event::Dissociated { collection, node });
        }
        for child in &plan.added {
            self.tell_link(key, *child, |collection, node| Event::Associated { collection, node });
        }
    }

    fn tell_link(&mut self, parent: NodeKey, child: NodeKey, event: fn(Option<NodeId>, NodeId) -> Event) {
        let (Some(collection), Some(node)) = (self.nodes.get(parent), self.nodes.get(child)) else { return };
        let name = Some(collection.id.clone()).filter(|id| !id.as_str().is_empty());
        let body = event::write(&event(name, node.id.clone()));
        let above = self.above(&[parent]);
        let news =
            News { source: parent, subject: child, kind: SubscriptionType::Nodes, named: Some(parent) };
        self.tell(&news, &above, &body, None);
    }

    /// Sends an event to subscribers of the collections in `above`: once to each JID, by the nearest. The settings are
    /// those of its source (COL-4). `told` is who of the source's own subscribers has had it.
    fn tell(&mut self, news: &News, above: &[(NodeKey, u32)], body: &[u8], told: Option<Audience>) {
        let subids = self.multi_subscribe();
        let (Some(node), Some(subject)) = (self.nodes.get(news.source), self.nodes.get(news.subject)) else {
            return;
        };
        let config = &node.config;
        let audience =
            if config.presence_based_delivery { Audience::Available } else { Audience::Subscribed };
        // A configuration is told to who may have events, as items are; what else happens, to who sees the node.
        let as_items = news.kind == SubscriptionType::Items || told == Some(Audience::Subscribed);
        let open = [node, subject].into_iter().all(is_open);
        let may_hear = |peer: &Peer| {
            let knows = |node: &Node| node.id.as_str().is_empty() || self.sees(node, &peer.jid);
            open || knows(node) && knows(subject) && (!as_items || self.may_hear(node, peer))
        };
        let has_had_it = |peer: u64| match told {
            None => false,
            Some(Audience::All) => node.subscribers.by_number(peer).is_some_and(|entry| entry.may_read),
            Some(_) => node.subscribers.by_number(peer).is_some_and(|entry| {
                entry.may_read && entry.subscriptions().iter().any(Subscription::delivers)
            }),
        };
        let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
        for (key, distance) in above {
            let Some(collection) = self.nodes.get(*key) else { continue };
            let mut recipients = Vec::new();
            for entry in collection.subscribers.iter() {
                let number = entry.peer.number;
                // What a node does not give by itself it does not give by its collections either.
                if !entry.may_read || seen.contains(&number) || has_had_it(number) || !may_hear(&entry.peer) {
                    continue;
                }
                if let Some(entry) = entry.reaching(news.kind, *distance) {
                    seen.insert(number);
                    recipients.push(entry);
                }
            }
            if !recipients.is_empty() {
                let header = Some(&collection.id).filter(|_| news.named != Some(*key));
                found.push((header, Arc::new(recipients)));
            }
        }
        for (header, recipients) in found {
            self.out.event_by(body, recipients, config.notification_type, audience, subids, header);
        }
    }
}

/// What an event that goes to collections is about.
#[derive(Debug, Clone, Copy)]
struct News {
    /// Whose event it is.
    source: NodeKey,
    /// The node it speaks of, which is not to be known by everybody.
    subject: NodeKey,
    kind: SubscriptionType,
    /// A collection that the event names itself: it needs no header.
    named: Option<NodeKey>,
}

/// Whether everybody may know all of a node: the usual case, found without a look at each recipient.
fn is_open(node: &Node) -> bool {
    node.config.access_model == AccessModel::Open && !node.affiliations.shut_out()
}
