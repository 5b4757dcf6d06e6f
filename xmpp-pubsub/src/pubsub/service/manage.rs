//! What owners do to people: approve, list, change (XEP-0060, 8.6–8.9).

use std::collections::BTreeSet;
use std::sync::Arc;

use super::super::event::{self, Event};
use super::super::forms;
use super::super::name::{NodeId, SubId};
use super::super::options::SubscribeOptions;
use super::super::refusal::{BAD_REQUEST, FORBIDDEN, NO_NODE, NOT_ACCEPTABLE, OUT_OF_RESOURCES, Refusal};
use super::super::request::{Answer, CommandState, Refused, SubscriptionInfo};
use super::super::storage::{Change, Storage};
use super::super::time::Now;
use super::super::words::{AccessModel, Affiliation, Feature, NotificationType, SendLast, SubscriptionState};
use super::lists::{self, Room};
use super::node::{Node, NodeKey};
use super::subscribe::Maker;
use super::subscribers::Subscription;
use super::{Service, record, subid};
use crate::{DataForm, Jid, Page};

impl<S: Storage> Service<S> {
    pub(super) fn subscribers(
        &self,
        from: &Jid,
        name: Option<NodeId>,
        page: Option<&Page>,
    ) -> Result<Answer, Refused> {
        self.offers(Feature::ManageSubscriptions)?;
        let node = self.nodes.get(self.find_owned(name.as_ref(), from)?).ok_or(NO_NODE)?;
        let all = node.subscribers.iter().flat_map(|entry| {
            let named = entry.named(self.multi_subscribe()).iter();
            let shown = named.filter(|one| one.state != SubscriptionState::Pending);
            shown.map(|one| self.info(&entry.peer.jid, one))
        });
        let name = |info: &SubscriptionInfo| match &info.subid {
            Some(subid) => format!("{} {}", subid, info.jid),
            None => info.jid.to_string(),
        };
        let octets = |info: &SubscriptionInfo| lists::entry(&[&name(info)]);
        let (part, set) = lists::cut(all, page, self.config.limits, name, octets)?;
        Ok(Answer::Subscribers(node.id.clone(), part, set))
    }

    fn info(&self, jid: &Jid, one: &Subscription) -> SubscriptionInfo {
        SubscriptionInfo { node: None, jid: jid.clone(), state: one.state, subid: self.shown_subid(one.id) }
    }

    pub(super) fn change_subscribers(
        &mut self,
        now: Now,
        from: &Jid,
        name: Option<NodeId>,
        changes: Vec<SubscriptionInfo>,
    ) -> Result<Answer, Refused> {
        self.offers(Feature::ManageSubscriptions)?;
        let key = self.find_owned(name.as_ref(), from)?;
        self.check_entries(changes.len())?;
        let mut bad = Vec::new();
        for change in changes {
            if self.change_subscriber(now, key, &change).is_err() {
                bad.push(self.as_it_is(key, change));
            }
        }
        if bad.is_empty() {
            return Ok(Answer::Done);
        }
        let node = self.nodes.get(key).ok_or(NO_NODE)?;
        Err(Refused {
            refusal: Box::new(NOT_ACCEPTABLE),
            entries: Some(Box::new(Answer::Subscribers(node.id.clone(), bad, None))),
        })
    }

    /// Each entry has consequences of its own for others.
    fn check_entries(&self, entries: usize) -> Result<(), Refusal> {
        if entries > self.config.limits.items_per_request { Err(OUT_OF_RESOURCES) } else { Ok(()) }
    }

    /// The old state of an entry that could not be changed.
    fn as_it_is(&self, key: NodeKey, change: SubscriptionInfo) -> SubscriptionInfo {
        let entry =
            self.accounts.peer(&change.jid).and_then(|peer| self.nodes.get(key)?.subscribers.get(peer));
        let mut all = entry.map_or(&[][..], |entry| entry.subscriptions()).iter();
        let state = match &change.subid {
            Some(wanted) => all.find(|one| subid(one.id) == *wanted),
            None => all.next(),
        };
        SubscriptionInfo { state: state.map_or(SubscriptionState::None, |one| one.state), ..change }
    }

    fn change_subscriber(
        &mut self,
        now: Now,
        key: NodeKey,
        change: &SubscriptionInfo,
    ) -> Result<(), Refusal> {
        let node = self.nodes.get(key).ok_or(NO_NODE)?;
        let peer = self.accounts.peer(&change.jid).cloned();
        let entry = peer.as_ref().and_then(|peer| Some((peer, node.subscribers.get(peer)?)));
        let Some((peer, entry)) = entry else {
            // An owner may also subscribe others, who may not be shut out.
            if change.state != SubscriptionState::Subscribed || change.subid.is_some() {
                return Err(NOT_ACCEPTABLE);
            }
            if !self.may_have_events(node, &change.jid) {
                return Err(FORBIDDEN);
            }
            let made = self.new_subscription(
                now,
                key,
                &change.jid,
                change.state,
                SubscribeOptions::default(),
                Maker::Owner,
            )?;
            self.tell_subscriber(key, &change.jid, made.state, made.id);
            self.send_last(now, key, &change.jid, Some(made.id), SendLast::OnSub);
            return Ok(());
        };
        let id = self.pick(entry.subscriptions(), change.subid.as_ref())?;
        let mut all = entry.subscriptions().iter();
        let one = all.find(|one| one.id == id).ok_or(NO_NODE)?.clone();
        let peer = Arc::clone(peer);
        if one.automatic {
            return Err(FORBIDDEN);
        }
        self.set_state(now, key, &peer.jid, &one, change.state)
    }

    /// An owner's decision about a subscription; the subscriber is told (PS-NTF-1).
    fn set_state(
        &mut self,
        now: Now,
        key: NodeKey,
        jid: &Jid,
        one: &Subscription,
        state: SubscriptionState,
    ) -> Result<(), Refusal> {
        let node = self.nodes.get(key).ok_or(NO_NODE)?;
        let peer = Arc::clone(self.accounts.peer(jid).ok_or(NO_NODE)?);
        if state == SubscriptionState::None {
            self.storage.save(Change::Unsubscribed(&node.id, jid, &subid(one.id)))?;
            self.tell_subscriber(key, jid, state, one.id);
            self.drop_subscription(key, &peer, one.id);
            return Ok(());
        }
        if state == one.state {
            return Ok(());
        }
        let changed = Subscription { state, approved: state != SubscriptionState::Pending, ..one.clone() };
        self.keep_state(key, jid, &changed)?;
        if let Some(node) = self.nodes.get_mut(key) {
            node.subscribers.change(&peer, one.id, |one| *one = changed.clone());
        }
        self.tell_subscriber(key, jid, state, one.id);
        if state == SubscriptionState::Subscribed {
            self.send_last(now, key, jid, Some(changed.id), SendLast::OnSub);
        }
        Ok(())
    }

    /// Keeps a subscription whose state has changed.
    pub(super) fn keep_state(&mut self, key: NodeKey, jid: &Jid, one: &Subscription) -> Result<(), Refusal> {
        let node = self.nodes.get(key).ok_or(NO_NODE)?;
        self.storage.save(Change::Subscribed(&node.id, &record(jid, one)))?;
        Ok(())
    }

    pub(super) fn affiliates(
        &self,
        from: &Jid,
        name: Option<NodeId>,
        page: Option<&Page>,
    ) -> Result<Answer, Refused> {
        self.offers(Feature::ModifyAffiliations)?;
        let node = self.nodes.get(self.find_owned(name.as_ref(), from)?).ok_or(NO_NODE)?;
        let all = node.affiliations.iter().map(|(jid, affiliation)| (jid.clone(), affiliation));
        let octets = |(jid, _): &(Jid, Affiliation)| lists::entry(&[jid.as_str()]);
        let (part, set) = lists::cut(all, page, self.config.limits, |(jid, _)| jid.to_string(), octets)?;
        Ok(Answer::Affiliates(node.id.clone(), part, set))
    }

    pub(super) fn change_affiliates(
        &mut self,
        now: Now,
        from: &Jid,
        name: Option<NodeId>,
        changes: Vec<(Jid, Affiliation)>,
    ) -> Result<Answer, Refused> {
        self.offers(Feature::ModifyAffiliations)?;
        let key = self.find_owned(name.as_ref(), from)?;
        self.check_entries(changes.len())?;
        let mut seen = BTreeSet::new();
        for (jid, affiliation) in &changes {
            if !seen.insert(jid.to_bare()) {
                return Err(BAD_REQUEST.into());
            }
            let needed = match affiliation {
                Affiliation::Publisher => Feature::PublisherAffiliation,
                Affiliation::PublishOnly => Feature::PublishOnlyAffiliation,
                Affiliation::Member => Feature::MemberAffiliation,
                Affiliation::Outcast => Feature::OutcastAffiliation,
                Affiliation::Owner | Affiliation::None => continue,
            };
            self.offers(needed)?;
        }
        let owners_now = |service: &Self| service.nodes.get(key).map_or(Vec::new(), |n| n.owners().to_vec());
        let (before, mut bad, mut changed) = (owners_now(self), Vec::new(), Vec::new());
        // New owners first: a node is handed over by one request, in whatever order it says so.
        let (owners, others): (Vec<_>, Vec<_>) =
            changes.into_iter().partition(|(_, affiliation)| *affiliation == Affiliation::Owner);
        for (jid, affiliation) in owners.into_iter().chain(others) {
            // PS-AFF-1: whatever JID was given, the account is affiliated.
            let bare = jid.to_bare();
            if self.affiliate(key, &bare, affiliation).is_ok() {
                changed.push(bare);
            } else {
                let old =
                    self.nodes.get(key).map_or(Affiliation::None, |node| node.affiliation(bare.as_str()));
                bad.push((bare, old));
            }
        }
        let by_roster = self.nodes.get(key).is_some_and(|node| {
            matches!(node.config.access_model, AccessModel::Presence | AccessModel::Roster)
        });
        if by_roster && owners_now(self) != before {
            // Their rosters decide about everybody.
            self.review(Some(now), key);
        } else {
            changed.iter().for_each(|bare: &Jid| self.review_account(Some(now), key, bare.as_str()));
        }
        if bad.is_empty() {
            return Ok(Answer::Done);
        }
        let node = self.nodes.get(key).ok_or(NO_NODE)?;
        Err(Refused {
            refusal: Box::new(NOT_ACCEPTABLE),
            entries: Some(Box::new(Answer::Affiliates(node.id.clone(), bad, None))),
        })
    }

    fn affiliate(&mut self, key: NodeKey, bare: &Jid, affiliation: Affiliation) -> Result<(), Refusal> {
        let node = self.nodes.get_mut(key).ok_or(NO_NODE)?;
        let old = node.affiliation(bare.as_str());
        if old == affiliation {
            return Ok(());
        }
        // PS-AFF-2: somebody has to stay.
        if old == Affiliation::Owner && node.owners().len() == 1 {
            return Err(NOT_ACCEPTABLE);
        }
        let limits = &self.config.limits;
        if old == Affiliation::None && node.affiliations.len() >= limits.affiliations_per_node
            || affiliation == Affiliation::Owner && node.owners().len() >= limits.owners_per_node
        {
            return Err(OUT_OF_RESOURCES);
        }
        self.storage.save(Change::Affiliated(&node.id, bare, affiliation))?;
        node.affiliations.set(bare, affiliation);
        self.accounts.affiliated(bare, key, affiliation);
        Ok(())
    }

    /// Asks the owners to approve a subscription (PS-AUTH-1).
    pub(super) fn ask_owners(&mut self, key: NodeKey, jid: &Jid, id: u64) {
        let Some(node) = self.nodes.get(key) else { return };
        let form = forms::authorization_form(&node.id, jid, &subid(id));
        let mut body = Vec::new();
        event::push_form(&mut body, &form);
        self.out.messages(&mut self.ids, NotificationType::Normal, node.owners(), &body);
    }

    /// An owner's answer to [`ask_owners`](Self::ask_owners), or to the form of [`Request::Pending`].
    ///
    /// [`Request::Pending`]: super::super::Request::Pending
    pub(super) fn authorize(&mut self, now: Now, from: &Jid, form: &DataForm) -> Result<(), Refusal> {
        if forms::is_cancel(form) {
            return Ok(());
        }
        let decision = forms::read_authorization(form).ok_or(BAD_REQUEST)?;
        let key = self.find_owned(Some(&decision.node), from)?;
        let node = self.nodes.get(key).ok_or(NO_NODE)?;
        let peer = self.accounts.peer(&decision.subscriber).ok_or(NO_NODE)?;
        let entry = node.subscribers.get(peer).ok_or(NO_NODE)?;
        let mut pending = entry.subscriptions().iter().filter(|one| one.state == SubscriptionState::Pending);
        let right = |one: &Subscription| {
            decision.subid.as_ref().is_none_or(|wanted: &SubId| subid(one.id) == *wanted)
        };
        let one = pending.find(|one| right(one)).ok_or(NO_NODE)?.clone();
        let state = if decision.allow { SubscriptionState::Subscribed } else { SubscriptionState::None };
        self.set_state(now, key, &decision.subscriber, &one, state)
    }

    pub(super) fn pending(&mut self, from: &Jid, name: Option<NodeId>) -> Result<Answer, Refused> {
        self.offers(Feature::GetPending)?;
        if name.is_none() {
            let mut room = Room::new(self.config.limits.answer / 2);
            let mine = self.owned_nodes(from).filter(|node| node.subscribers.has_pending());
            // When these are decided, there is room for the others.
            let mine = mine.take_while(|node| room.takes(lists::entry(&[node.id.as_str()])));
            let form = forms::pending_form(&mine.map(|node| node.id.clone()).collect::<Vec<_>>());
            return Ok(Answer::Command(CommandState::Executing, Some(form)));
        }
        let key = self.find_owned(name.as_ref(), from)?;
        let node = self.nodes.get(key).ok_or(NO_NODE)?;
        let entries = node.subscribers.iter().filter(|_| node.subscribers.has_pending());
        let all = entries.flat_map(|entry| entry.subscriptions().iter().map(move |one| (entry, one)));
        let waiting = all.filter(|(_, one)| one.state == SubscriptionState::Pending);
        for (entry, one) in waiting.take(self.config.limits.page) {
            if self.out.len() >= self.config.limits.queue {
                break;
            }
            let form = forms::authorization_form(&node.id, &entry.peer.jid, &subid(one.id));
            let mut body = Vec::new();
            event::push_form(&mut body, &form);
            self.out.messages(&mut self.ids, NotificationType::Normal, std::slice::from_ref(from), &body);
        }
        Ok(Answer::Command(CommandState::Completed, None))
    }

    pub(super) fn cancel_pending(&self) -> Result<Answer, Refused> {
        self.offers(Feature::GetPending)?;
        Ok(Answer::Command(CommandState::Canceled, None))
    }

    fn owned_nodes(&self, from: &Jid) -> impl Iterator<Item = &Node> {
        let account = self.accounts.get(from.bare_str());
        let keys = account.into_iter().flat_map(|account| account.affiliated.iter());
        keys.filter_map(|key| self.nodes.get(*key)).filter(|node| self.owns(node, from))
    }

    /// Tells a subscriber of a change it has not asked for (PS-NTF-1).
    pub(super) fn tell_subscriber(&mut self, key: NodeKey, jid: &Jid, state: SubscriptionState, id: u64) {
        let Some(body) = self.subscription_event(key, jid, state, id) else { return };
        self.out.messages(&mut self.ids, NotificationType::Headline, std::slice::from_ref(jid), &body);
    }

    /// Tells owners of a new or ended subscription, if the node is so configured.
    pub(super) fn tell_owners(&mut self, key: NodeKey, jid: &Jid, state: SubscriptionState, id: u64) {
        if !self.config.features.has(Feature::SubscriptionNotifications) {
            return;
        }
        if !self.nodes.get(key).is_some_and(|node| node.config.notify_sub) {
            return;
        }
        let Some(body) = self.subscription_event(key, jid, state, id) else { return };
        let Some(node) = self.nodes.get(key) else { return };
        self.out.messages(&mut self.ids, NotificationType::Headline, node.owners(), &body);
    }

    fn subscription_event(
        &self,
        key: NodeKey,
        jid: &Jid,
        state: SubscriptionState,
        id: u64,
    ) -> Option<Vec<u8>> {
        let node = self.nodes.get(key)?.shown_id();
        let subid = self.shown_subid(id);
        Some(event::write(&Event::Subscription(SubscriptionInfo { node, jid: jid.clone(), state, subid })))
    }
}
