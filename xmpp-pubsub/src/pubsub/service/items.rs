//! Reading, retracting and purging items (XEP-0060, 6.5, 7.2, 8.5), and the newest item for those who come later.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use super::super::event::{self, Event};
use super::super::name::{ItemId, NodeId, SubId};
use super::super::node_config::Bound;
use super::super::refusal::{BAD_REQUEST, FORBIDDEN, NO_NODE, NOT_ALLOWED, Reason, Refusal, bad_request};
use super::super::request::{Answer, ReadItem, Refused};
use super::super::storage::{Item, Storage, StorageError};
use super::super::time::Now;
use super::super::words::{Affiliation, Feature, NodeType, SendLast};
use super::lists::{self, Part, Room};
use super::node::{Node, NodeKey};
use super::outbox::{Audience, LastItem};
use super::publish::{push_reply_to, stored};
use super::subscribers::Subscription;
use super::timers::Due;
use super::{STEP, Service, instant};
use crate::{Jid, Page, ResultPage, Stanza};

/// What an item takes in an answer.
fn octets(item: &Item) -> usize {
    let payload = item.payload.as_ref().map_or(0, |payload| payload.as_bytes().len());
    64 + lists::written(item.id.as_str()) + lists::written(item.publisher.as_str()) + payload
}

/// The names of the first and the last item.
fn ends(items: &[Item]) -> (Option<String>, Option<String>) {
    let name = |item: Option<&Item>| item.map(|item| item.id.to_string());
    (name(items.first()), name(items.last()))
}

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
            let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
            let mut room = Room::new(self.config.limits.answer);
            for id in ids.iter().filter(|id| seen.insert(*id)) {
                if let Some(item) = self.storage.item(&node.id, id)? {
                    if !room.takes(octets(&item)) {
                        break;
                    }
                    found.push(item);
                }
            }
            let set =
                room.is_full().then(|| ResultPage { count: None, ..lists::result_page(ends(&found), 0, 0) });
            let set = set.map(|set| ResultPage { first_index: None, ..set });
            return Ok(Answer::Items(node.id.clone(), show(found), set));
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
        let part = match page {
            Some(page) => lists::part(page, newest, limit, position)?,
            None => Part { skip: newest.saturating_sub(limit), take: newest.min(limit) },
        };
        let Part { skip, take } = Part { skip: first + part.skip, take: part.take };
        let backwards = page.is_none_or(Page::is_backwards);
        let (skip, items) = self.fitting(&node.id, Part { skip, take }, backwards, octets)?;
        let set = (page.is_some() || items.len() < newest)
            .then(|| lists::result_page(ends(&items), skip - first, newest));
        Ok(Answer::Items(node.id.clone(), show(items), set))
    }

    /// The items of a part that an answer has room for, from its start or, `backwards`, from its end; and where they
    /// begin. They are read a few at a time, because all of them may be many times as much.
    pub(super) fn fitting(
        &self,
        node: &NodeId,
        part: Part,
        backwards: bool,
        octets: impl Fn(&Item) -> usize,
    ) -> Result<(usize, Vec<Item>), StorageError> {
        let (mut start, mut end) = (part.skip, part.skip + part.take);
        let (mut items, mut room) = (Vec::new(), Room::new(self.config.limits.answer));
        'full: while start < end {
            let step = STEP.min(end - start);
            let mut some = self.storage.items(node, if backwards { end - step } else { start }, step)?;
            if backwards {
                some.reverse();
                end -= step;
            } else {
                start += step;
            }
            for item in some {
                if !room.takes(octets(&item)) {
                    break 'full;
                }
                items.push(item);
            }
        }
        if backwards {
            items.reverse();
            return Ok((part.skip + part.take.saturating_sub(items.len()), items));
        }
        Ok((part.skip, items))
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
        if named.iter().collect::<BTreeSet<_>>().len() < named.len() {
            return Err(BAD_REQUEST.into());
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
            self.tell_retracted(key, &named);
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
        let audience =
            if node.config.presence_based_delivery { Audience::Available } else { Audience::Subscribed };
        self.out.event(body, node.subscribers.snapshot(), node.config.notification_type, audience, false);
    }

    /// Sends the newest item to a JID that is new (PS-SUB-6), stamped with its date: for one of its subscriptions, or
    /// for all.
    pub(super) fn send_last(&mut self, now: Now, key: NodeKey, jid: &Jid, id: Option<u64>, on: SendLast) {
        if !self.config.features.has(Feature::LastPublished)
            || self.out.len() >= self.config.limits.queue
            || self.expire_items(now, key).is_err()
        {
            return;
        }
        let (Some(node), Some(peer)) = (self.nodes.get(key), self.accounts.peer(jid)) else { return };
        let wanted = match node.config.send_last_published_item {
            SendLast::Never => false,
            SendLast::OnSub => on == SendLast::OnSub,
            SendLast::OnSubAndPresence => true,
        };
        if wanted && node.config.deliver_notifications {
            self.out.last(LastItem { node: node.id.clone(), peer: Arc::clone(peer), id });
        }
    }

    /// Writes a newest item whose turn it is, if it still is to be sent.
    pub(super) fn write_last(&mut self, last: &LastItem) {
        let Some(node) = self.nodes.key(last.node.as_str()).and_then(|key| self.nodes.get(key)) else {
            return;
        };
        let Some(entry) = node.subscribers.get(&last.peer) else { return };
        let Some(entry) = last.id.map_or_else(|| Some(entry.clone()), |id| entry.only(id)) else { return };
        let audience =
            if node.config.presence_based_delivery { Audience::Available } else { Audience::Subscribed };
        let written = self.last.take().filter(|(of, _)| *of == last.node).map(|(_, stanza)| stanza);
        let Some(stanza) = written.or_else(|| self.last_stanza(node)) else { return };
        self.last = Some((last.node.clone(), stanza.clone()));
        let subids = self.multi_subscribe();
        self.out.event_now(stanza, entry, audience, subids);
    }

    /// The newest item of a node, for everybody.
    fn last_stanza(&self, node: &Node) -> Option<Stanza> {
        let item = self.newest(node)?;
        let mut shown = stored(node, item.clone());
        if !node.config.deliver_payloads {
            shown.payload = None;
        }
        let mut body = event::items(&node.id, &[shown]);
        push_reply_to(&mut body, node, Some(&item.publisher));
        event::push_delay(&mut body, item.published);
        Some(self.out.stanza(node.config.notification_type, &[&body]))
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
