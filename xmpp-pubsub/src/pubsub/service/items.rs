//! Reading, retracting and purging items (XEP-0060, 6.5, 7.2, 8.5), and the newest item for those who come later.

use std::time::Duration;

use super::super::event::{self, Event};
use super::super::name::{ItemId, NodeId, SubId};
use super::super::node_config::Bound;
use super::super::refusal::{FORBIDDEN, NO_NODE, NOT_ALLOWED, Reason, Refusal, bad_request};
use super::super::request::{Answer, ReadItem, Refused};
use super::super::storage::{Item, Storage};
use super::super::time::Now;
use super::super::words::{Affiliation, Feature, NodeType, SendLast};
use super::lists::{self, Part};
use super::node::{Node, NodeKey};
use super::publish::{push_reply_to, stored};
use super::subscribers::Subscription;
use super::timers::Due;
use super::{Service, instant};
use crate::{Jid, Page};

impl<S: Storage> Service<S> {
    #[expect(clippy::too_many_arguments, reason = "a request has that many parts")]
    pub(super) fn items(
        &mut self,
        now: Now,
        from: &Jid,
        name: Option<NodeId>,
        max: Option<u32>,
        ids: &[ItemId],
        subid: Option<SubId>,
        page: Option<&Page>,
    ) -> Result<Answer, Refused> {
        self.offers(Feature::RetrieveItems)?;
        let key = self.find(name.as_ref())?;
        self.expire_items(now, key)?;
        let node = self.nodes.get(key).ok_or(NO_NODE)?;
        self.may_read(node, from)?;
        if node.config.node_type == NodeType::Collection {
            return Err(Refusal::unsupported(Feature::RetrieveItems).into());
        }
        if self.multi_subscribe() {
            let entries = self.account_entries(node, from.bare_str());
            let all: Vec<Subscription> =
                entries.iter().flat_map(|entry| entry.subscriptions().iter().cloned()).collect();
            if all.len() > 1 || subid.is_some() && !all.is_empty() {
                self.pick(&all, subid.as_ref())?;
            }
        }
        if ids.len() > self.config.limits.items_per_request {
            return Err(NOT_ALLOWED.because(Reason::MaxItemsExceeded).into());
        }
        let show = |items: Vec<Item>| -> Vec<ReadItem> {
            items.into_iter().map(|item| stored(node, item)).collect()
        };
        if !node.config.persist_items {
            if node.config.send_last_published_item == SendLast::Never {
                return Err(Refusal::unsupported(Feature::PersistentItems).into());
            }
            let last = node.last.as_deref().filter(|item| ids.is_empty() || ids.contains(&item.id));
            let items = last.filter(|_| max != Some(0)).cloned().into_iter().collect();
            return Ok(Answer::Items(node.id.clone(), show(items), None));
        }
        if !ids.is_empty() {
            let mut found = Vec::with_capacity(ids.len());
            for id in ids {
                found.extend(self.storage.item(&node.id, id)?);
            }
            return Ok(Answer::Items(node.id.clone(), show(found), None));
        }
        let count = self.storage.count(&node.id)?;
        let newest = max.map_or(count, |max| count.min(max as usize));
        let first = count - newest;
        let position = |id: &str| -> Result<Option<usize>, Refusal> {
            let position = self.storage.position(&node.id, &ItemId::new(id))?;
            Ok(position.and_then(|place| place.checked_sub(first)))
        };
        let limit = self.config.limits.page;
        // Without a request for pages the newest that fit are given (PS-ITM-1).
        let Part { skip, take } = match page {
            Some(page) => lists::part(page, newest, limit, position)?,
            None => Part { skip: newest.saturating_sub(limit), take: newest.min(limit) },
        };
        let items = self.storage.items(&node.id, first + skip, take)?;
        let ends =
            (items.first().map(|item| item.id.to_string()), items.last().map(|item| item.id.to_string()));
        let set = page.map(|_| lists::result_page(ends, skip, newest));
        Ok(Answer::Items(node.id.clone(), show(items), set))
    }

    pub(super) fn retract(
        &mut self,
        from: &Jid,
        name: Option<NodeId>,
        items: &[Option<ItemId>],
        notify: Option<bool>,
    ) -> Result<Answer, Refused> {
        self.offers(Feature::DeleteItems)?;
        self.offers(Feature::RetractItems)?;
        let key = self.find(name.as_ref())?;
        let node = self.nodes.get(key).ok_or(NO_NODE)?;
        let affiliation = self.affiliation(node, from);
        if matches!(affiliation, Affiliation::Outcast | Affiliation::None | Affiliation::Member) {
            return Err(FORBIDDEN.into());
        }
        let named: Vec<ItemId> = items.iter().flatten().cloned().collect();
        if named.is_empty() || named.len() < items.len() {
            return Err(bad_request(Reason::ItemRequired).into());
        }
        let several = named.len() > 1;
        if several && !self.config.features.has(Feature::MultiItems)
            || named.len() > self.config.limits.items_per_request
        {
            return Err(NOT_ALLOWED.because(Reason::MaxItemsExceeded).into());
        }
        if !node.config.persist_items {
            return Err(Refusal::unsupported(Feature::PersistentItems).into());
        }
        // All of them can be retracted, or none is.
        for id in &named {
            let item = self.storage.item(&node.id, id)?.ok_or(NO_NODE)?;
            if affiliation != Affiliation::Owner && item.publisher.as_str() != from.bare_str() {
                return Err(FORBIDDEN.into());
            }
        }
        self.storage.remove(&node.id, &named)?;
        if notify.unwrap_or(node.config.notify_retract) {
            let event = Event::Items { node: node.id.clone(), items: Vec::new(), retracted: named };
            let body = event::write(&event);
            self.notify(key, &body);
        }
        Ok(Answer::Done)
    }

    pub(super) fn purge(&mut self, from: &Jid, name: Option<NodeId>) -> Result<Answer, Refused> {
        self.offers(Feature::PurgeNodes)?;
        let key = self.find_owned(name.as_ref(), from)?;
        let node = self.nodes.get(key).ok_or(NO_NODE)?;
        if !node.config.persist_items {
            return Err(Refusal::unsupported(Feature::PersistentItems).into());
        }
        self.storage.purge(&node.id)?;
        self.timers.clear(Due::Item(key));
        let event = event::write(&Event::Purged { node: node.id.clone() });
        self.notify_plain(key, &event);
        self.tell_items_above(key, &event);
        Ok(Answer::Done)
    }

    /// As [`notify`](Self::notify), for events that have no subids (SHIM-1).
    pub(super) fn notify_plain(&mut self, key: NodeKey, body: &[u8]) {
        let Some(node) = self.nodes.get(key) else { return };
        let audience = if node.config.presence_based_delivery {
            super::outbox::Audience::Available
        } else {
            super::outbox::Audience::Subscribed
        };
        self.out.event(body, node.subscribers.snapshot(), node.config.notification_type, audience, false);
    }

    /// Sends the newest item to a JID that is new (PS-SUB-6), stamped with its date.
    pub(super) fn send_last(
        &mut self,
        now: Now,
        key: NodeKey,
        jid: &Jid,
        subscription: &Subscription,
        on: SendLast,
    ) {
        if !self.config.features.has(Feature::LastPublished) || self.expire_items(now, key).is_err() {
            return;
        }
        let Some(node) = self.nodes.get(key) else { return };
        let wanted = match node.config.send_last_published_item {
            SendLast::Never => false,
            SendLast::OnSub => on == SendLast::OnSub,
            SendLast::OnSubAndPresence => true,
        };
        if !wanted || !node.config.deliver_notifications || !subscription.delivers() {
            return;
        }
        if !self.may_have_events(node, jid) {
            return;
        }
        let Some(item) = self.newest(node) else { return };
        let mut shown = stored(node, item.clone());
        if !node.config.deliver_payloads {
            shown.payload = None;
        }
        let mut body = event::items(&node.id, &[shown]);
        push_reply_to(&mut body, node, Some(&item.publisher));
        event::push_delay(&mut body, item.published);
        if let Some(subid) = self.shown_subid(subscription.id) {
            event::push_headers(&mut body, &[subid], None);
        }
        let kind = node.config.notification_type;
        self.out.message(&mut self.ids, kind, jid, &body);
    }

    fn newest(&self, node: &Node) -> Option<Item> {
        if !node.config.persist_items {
            return node.last.as_deref().cloned();
        }
        let count = self.storage.count(&node.id).ok()?;
        self.storage.items(&node.id, count.checked_sub(1)?, 1).ok()?.pop()
    }

    /// Removes what has expired. Subscribers are not told: an item without them says the same.
    pub(super) fn expire_items(&mut self, now: Now, key: NodeKey) -> Result<(), Refusal> {
        let Some(node) = self.nodes.get_mut(key) else { return Ok(()) };
        let Bound::At(seconds) = node.config.item_expire else { return Ok(()) };
        let Some(limit) = now.utc.checked_sub(Duration::from_secs(seconds.into())) else { return Ok(()) };
        if node.last.as_ref().is_some_and(|item| item.published <= limit) {
            node.last = None;
        }
        while let Some(oldest) =
            self.storage.items(&node.id, 0, 1)?.pop().filter(|item| item.published <= limit)
        {
            self.storage.remove(&node.id, &[oldest.id])?;
        }
        self.watch_items(now, key);
        Ok(())
    }

    /// Sets the timer for the oldest item of a node whose items expire.
    pub(super) fn watch_items(&mut self, now: Now, key: NodeKey) {
        let Some(node) = self.nodes.get(key) else { return };
        let Bound::At(seconds) = node.config.item_expire else {
            self.timers.clear(Due::Item(key));
            return;
        };
        let oldest = self.storage.items(&node.id, 0, 1).ok().and_then(|mut items| items.pop());
        let end = oldest.and_then(|item| item.published.checked_add(Duration::from_secs(seconds.into())));
        match end.and_then(|end| instant(now, end)) {
            Some(at) => self.timers.set(Due::Item(key), at),
            None => self.timers.clear(Due::Item(key)),
        }
    }
}
