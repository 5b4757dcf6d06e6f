//! What subscribers do: subscribe, unsubscribe, options (XEP-0060, 6.1–6.4).

use std::sync::Arc;

use super::super::forms;
use super::super::name::{NodeId, SubId};
use super::super::options::{Expire, SubscribeOptions};
use super::super::refusal::{
    FORBIDDEN, NO_NODE, NOT_ACCEPTABLE, NOT_ALLOWED, Reason, Refusal, bad_request, not_subscribed,
};
use super::super::request::{Answer, Refused, SubscriptionInfo, Which};
use super::super::storage::{Change, Storage};
use super::super::time::Now;
use super::super::words::{Feature, NodeType, SendLast, SubscriptionState, SubscriptionType};
use super::access::Access;
use super::config::OptionsNeeded;
use super::node::NodeKey;
use super::subscribers::{Entry, Peer, Subscription};
use super::{Service, is_active, record, shared_options, subid};
use crate::{Condition, DataForm, ErrorType, Jid};

/// Who wants a subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Maker {
    Subscriber,
    Owner,
}

impl<S: Storage> Service<S> {
    pub(super) fn subscribe(
        &mut self,
        now: Now,
        from: &Jid,
        name: Option<NodeId>,
        jid: Option<Jid>,
        form: Option<&DataForm>,
    ) -> Result<Answer, Refused> {
        self.offers(Feature::Subscribe)?;
        let jid = jid.ok_or_else(|| bad_request(Reason::JidRequired))?;
        if !jid.same_bare(from) && !self.is_admin(from.bare_str()) {
            return Err(bad_request(Reason::InvalidJid).into());
        }
        if self.config.anonymous.as_deref() == Some(jid.domain()) {
            return Err(FORBIDDEN.of_type(ErrorType::Cancel).into());
        }
        let key =
            self.find_subscribable(name.as_ref()).map_err(|refusal| self.where_to(name.as_ref(), refusal))?;
        let node = self.nodes.get(key).ok_or(NO_NODE)?;
        if !node.config.subscribe {
            return Err(Refusal::unsupported(Feature::Subscribe).into());
        }
        let access = self.may_subscribe(node, &jid)?;
        let existing = self.accounts.peer(&jid).and_then(|peer| node.subscribers.get(peer));
        if existing.is_some_and(|entry| entry.is(SubscriptionState::Pending))
            && access == Access::ToBeApproved
        {
            let refusal = Refusal::new(Condition::NotAuthorized).because(Reason::PendingSubscription);
            return Err(refusal.into());
        }
        let options = match form {
            Some(form) => {
                self.offers(Feature::SubscriptionOptions)?;
                // What a form leaves out stays as it is.
                let held = existing.and_then(own);
                let held = held.filter(|_| !self.multi_subscribe()).and_then(|one| one.options.as_deref());
                let held = held.cloned().unwrap_or_default();
                let options = forms::read_options(form, &held, node.config.node_type)?;
                Some(self.check_options(now, options)?)
            }
            None => None,
        };
        if node.config.node_type == NodeType::Collection && self.multi_subscribe() {
            let wanted = options.as_ref().and_then(|options| options.subscription_type);
            if existing.is_some_and(|entry| entry.subscriptions().iter().any(|one| overlaps(one, wanted))) {
                return Err(Refusal::new(Condition::Conflict).into());
            }
        }
        let existing = existing.and_then(own).filter(|_| !self.multi_subscribe());
        if let Some(subscription) = existing {
            // PS-SUB-4: not a second one. Options that came along are set.
            let (id, mut state) = (subscription.id, subscription.state);
            if let Some(options) = options {
                self.store_options(now, key, &jid, id, options)?;
            }
            if state == SubscriptionState::Pending && access == Access::Granted {
                state = self.complete(now, key, &jid, id)?;
            }
            return Ok(self.told(name, jid, state, id));
        }
        let state = match (access, self.config.options_needed, &options) {
            (Access::ToBeApproved, ..) => SubscriptionState::Pending,
            (_, OptionsNeeded::AtOnce, None) => {
                return Err(NOT_ACCEPTABLE.because(Reason::ConfigurationRequired).into());
            }
            (_, OptionsNeeded::Later, None) => SubscriptionState::Unconfigured,
            _ => SubscriptionState::Subscribed,
        };
        let subscription =
            self.new_subscription(now, key, &jid, state, options.unwrap_or_default(), Maker::Subscriber)?;
        let id = subscription.id;
        self.after_subscribe(now, key, &jid, &subscription);
        Ok(self.told(name, jid, state, id))
    }

    /// Completes a subscription that waits for an approval it no longer needs.
    fn complete(&mut self, now: Now, key: NodeKey, jid: &Jid, id: u64) -> Result<SubscriptionState, Refusal> {
        let peer = Arc::clone(self.accounts.peer(jid).ok_or_else(not_subscribed)?);
        let entry = self.nodes.get(key).and_then(|node| node.subscribers.get(&peer));
        let mut all = entry.map_or(&[][..], |entry| entry.subscriptions()).iter();
        let one = all.find(|one| one.id == id).ok_or_else(not_subscribed)?;
        let state = self.state_when_granted(one);
        let changed = Subscription { state, ..one.clone() };
        self.keep_state(key, jid, &changed)?;
        if let Some(node) = self.nodes.get_mut(key) {
            node.subscribers.change(&peer, id, |one| one.state = state);
        }
        self.after_subscribe(now, key, jid, &changed);
        Ok(state)
    }

    /// Makes a subscription within the limits, keeps and enters it.
    pub(super) fn new_subscription(
        &mut self,
        now: Now,
        key: NodeKey,
        jid: &Jid,
        state: SubscriptionState,
        options: SubscribeOptions,
        maker: Maker,
    ) -> Result<Subscription, Refusal> {
        let limits = self.config.limits;
        let node = self.nodes.get(key).ok_or(NO_NODE)?;
        let held = self.accounts.get(jid.bare_str()).map(|account| account.held).unwrap_or_default();
        // What an owner gives somebody takes nothing from what they may have.
        let held = if maker == Maker::Owner { held.given } else { held.own };
        let entry = self.accounts.peer(jid).and_then(|peer| node.subscribers.get(peer));
        let here = entry.map_or(0, |entry| entry.subscriptions().iter().filter(|one| !one.automatic).count());
        if held as usize >= limits.subscriptions_per_account
            || here >= limits.subscriptions_per_jid
            || entry.is_none() && node.subscribers.len() >= limits.subscribers_per_node
        {
            let refusal = Refusal::new(Condition::PolicyViolation).of_type(ErrorType::Wait);
            return Err(refusal.because(Reason::TooManySubscriptions));
        }
        let id = self.ids.number();
        let (given, options) = (maker == Maker::Owner, shared_options(options));
        let approved = given;
        let subscription = Subscription { id, state, automatic: false, given, approved, options };
        self.storage.save(Change::Subscribed(&node.id, &record(jid, &subscription)))?;
        self.add_subscription(now, key, jid, subscription.clone());
        Ok(subscription)
    }

    /// What follows from a new subscription: owners hear of it, the subscriber gets the newest item.
    pub(super) fn after_subscribe(&mut self, now: Now, key: NodeKey, jid: &Jid, subscription: &Subscription) {
        if subscription.state == SubscriptionState::Pending {
            self.ask_owners(key, jid, subscription.id);
            return;
        }
        self.tell_owners(key, jid, subscription.state, subscription.id);
        if is_active(subscription.state) {
            self.send_last(now, key, jid, Some(subscription.id), SendLast::OnSub);
        }
    }

    fn told(&self, node: Option<NodeId>, jid: Jid, state: SubscriptionState, id: u64) -> Answer {
        Answer::Subscription(SubscriptionInfo { node, jid, state, subid: self.shown_subid(id) })
    }

    pub(super) fn unsubscribe(&mut self, from: &Jid, which: &Which) -> Result<Answer, Refused> {
        self.offers(Feature::Subscribe)?;
        let (key, peer, id) = self.find_subscription(from, which, not_subscribed())?;
        let node = self.nodes.get(key).ok_or(NO_NODE)?;
        let subscriptions = node.subscribers.get(&peer).map_or(&[][..], |entry| entry.subscriptions());
        if subscriptions.iter().any(|subscription| subscription.id == id && subscription.automatic) {
            return Err(NOT_ALLOWED.into());
        }
        self.storage.save(Change::Unsubscribed(&node.id, &peer.jid, &subid(id)))?;
        self.drop_subscription(key, &peer, id);
        self.tell_owners(key, &peer.jid, SubscriptionState::None, id);
        Ok(Answer::Done)
    }

    /// The subscription of which a request speaks, if the sender may speak of it.
    fn find_subscription(
        &self,
        from: &Jid,
        which: &Which,
        not_subscribed: Refusal,
    ) -> Result<(NodeKey, Arc<Peer>, u64), Refusal> {
        let key = self.find_subscribable(which.node.as_ref())?;
        let jid = which.jid.as_ref().ok_or_else(|| bad_request(Reason::JidRequired))?;
        if !jid.same_bare(from) && !self.is_admin(from.bare_str()) {
            return Err(FORBIDDEN);
        }
        let node = self.nodes.get(key).ok_or(NO_NODE)?;
        let peer = self.accounts.peer(jid).ok_or_else(|| not_subscribed.clone())?;
        let entry = node.subscribers.get(peer).ok_or(not_subscribed)?;
        let id = self.pick(entry.subscriptions(), which.subid.as_ref())?;
        Ok((key, Arc::clone(peer), id))
    }

    /// One of several subscriptions, by subid (PS-ERR-20, PS-ERR-24). Where there are no subids one that is given is
    /// ignored.
    pub(super) fn pick(
        &self,
        subscriptions: &[Subscription],
        wanted: Option<&SubId>,
    ) -> Result<u64, Refusal> {
        match (subscriptions, wanted) {
            ([one], None) => Ok(one.id),
            ([one, ..], _) if !self.multi_subscribe() => {
                Ok(subscriptions.iter().find(|one| !one.automatic).unwrap_or(one).id)
            }
            (_, None) => Err(bad_request(Reason::SubidRequired)),
            (several, Some(wanted)) => {
                let found = several.iter().find(|subscription| subid(subscription.id) == *wanted);
                found
                    .map(|subscription| subscription.id)
                    .ok_or_else(|| NOT_ACCEPTABLE.because(Reason::InvalidSubid))
            }
        }
    }

    pub(super) fn options(&self, from: &Jid, which: Which) -> Result<Answer, Refused> {
        self.offers(Feature::SubscriptionOptions)?;
        let (key, peer, id) = self.find_subscription(from, &which, not_subscribed())?;
        let options = self.options_of(key, &peer, id);
        Ok(Answer::Options(which, forms::options_form(options, self.type_of(key))))
    }

    fn type_of(&self, key: NodeKey) -> NodeType {
        self.nodes.get(key).map_or(NodeType::Leaf, |node| node.config.node_type)
    }

    fn options_of(&self, key: NodeKey, peer: &Peer, id: u64) -> SubscribeOptions {
        let entry = self.nodes.get(key).and_then(|node| node.subscribers.get(peer));
        let found =
            entry.and_then(|entry| entry.subscriptions().iter().find(|subscription| subscription.id == id));
        found.and_then(|subscription| subscription.options.as_deref().cloned()).unwrap_or_default()
    }

    pub(super) fn set_options(
        &mut self,
        now: Now,
        from: &Jid,
        which: &Which,
        form: &DataForm,
    ) -> Result<Answer, Refused> {
        self.offers(Feature::SubscriptionOptions)?;
        let (key, peer, id) = self.find_subscription(from, which, not_subscribed())?;
        if forms::is_cancel(form) {
            return Ok(Answer::Done);
        }
        let options = forms::read_options(form, &self.options_of(key, &peer, id), self.type_of(key))?;
        let options = self.check_options(now, options)?;
        self.store_options(now, key, &peer.jid, id, options)?;
        Ok(Answer::Done)
    }

    /// Leases must be offered, and end in the future.
    fn check_options(&self, now: Now, options: SubscribeOptions) -> Result<SubscribeOptions, Refusal> {
        let leased = self.config.features.has(Feature::LeasedSubscription);
        match options.expire {
            Expire::Never => Ok(options),
            Expire::At(end) if leased && end > now.utc => Ok(options),
            Expire::Presence if leased => Ok(options),
            _ => Err(bad_request(Reason::InvalidOptions)),
        }
    }

    /// Keeps new options. A subscription that only waited for them is complete.
    fn store_options(
        &mut self,
        now: Now,
        key: NodeKey,
        jid: &Jid,
        id: u64,
        options: SubscribeOptions,
    ) -> Result<(), Refusal> {
        let node = self.nodes.get(key).ok_or(NO_NODE)?;
        let peer = Arc::clone(self.accounts.peer(jid).ok_or_else(not_subscribed)?);
        let entry = node.subscribers.get(&peer).ok_or_else(not_subscribed)?;
        let mut all = entry.subscriptions().iter();
        let mut changed = all.find(|subscription| subscription.id == id).ok_or_else(not_subscribed)?.clone();
        let completed = changed.state == SubscriptionState::Unconfigured;
        if completed {
            changed.state = SubscriptionState::Subscribed;
        }
        changed.options = shared_options(options);
        if !changed.automatic {
            self.storage.save(Change::Subscribed(&node.id, &record(jid, &changed)))?;
        }
        if let Some(node) = self.nodes.get_mut(key) {
            node.subscribers.change(&peer, id, |subscription| *subscription = changed.clone());
        }
        self.watch_lease(now, key, &peer, &changed);
        if completed {
            self.after_subscribe(now, key, jid, &changed);
        }
        Ok(())
    }

    pub(super) fn default_options(&self, node: Option<NodeId>) -> Result<Answer, Refused> {
        self.offers(Feature::RetrieveDefaultSub)?;
        self.offers(Feature::SubscriptionOptions)?;
        let of = match &node {
            Some(_) => self.type_of(self.find(node.as_ref())?),
            None => NodeType::Leaf,
        };
        Ok(Answer::DefaultOptions(node, forms::options_form(SubscribeOptions::default(), of)))
    }

    /// Subscribes a JID to a node for good, as its host decides: the node may come and go, and who is subscribed
    /// cannot end it. Not kept in the storage: the host gives it again when it starts.
    ///
    /// A Finesse server's agents get `/finesse/api/User/{id}` and the nodes below it that way, under their bare JID.
    pub fn subscribe_automatically(&mut self, now: Now, node: &NodeId, jid: &Jid) {
        let Some(key) = self.nodes.key(node.as_str()) else {
            self.awaiting.entry(node.clone()).or_default().insert(jid.clone());
            return;
        };
        self.enter_automatic(now, key, jid);
    }

    /// Ends what [`subscribe_automatically`](Self::subscribe_automatically) began.
    pub fn unsubscribe_automatically(&mut self, node: &NodeId, jid: &Jid) {
        if let Some(awaiting) = self.awaiting.get_mut(node) {
            awaiting.remove(jid);
            if awaiting.is_empty() {
                self.awaiting.remove(node);
            }
        }
        let Some(key) = self.nodes.key(node.as_str()) else { return };
        let Some(peer) = self.accounts.peer(jid).cloned() else { return };
        let Some(entry) = self.nodes.get(key).and_then(|node| node.subscribers.get(&peer)) else { return };
        let mut all = entry.subscriptions().iter();
        let Some(id) = all.find(|subscription| subscription.automatic).map(|subscription| subscription.id)
        else {
            return;
        };
        self.drop_subscription(key, &peer, id);
    }

    fn enter_automatic(&mut self, now: Now, key: NodeKey, jid: &Jid) {
        let Some(node) = self.nodes.get(key) else { return };
        let entry = self.accounts.peer(jid).and_then(|peer| node.subscribers.get(peer));
        if entry.is_some_and(|entry| entry.subscriptions().iter().any(|subscription| subscription.automatic))
        {
            return;
        }
        let id = self.ids.number();
        let state = SubscriptionState::Subscribed;
        self.add_subscription(
            now,
            key,
            jid,
            Subscription { id, state, automatic: true, given: false, approved: true, options: None },
        );
    }

    /// Enters the automatic subscriptions that waited for a node.
    pub(super) fn enter_awaiting(&mut self, now: Now, key: NodeKey) {
        let Some(node) = self.nodes.get(key) else { return };
        for jid in self.awaiting.remove(&node.id).unwrap_or_default() {
            self.enter_automatic(now, key, &jid);
        }
    }
}

/// The subscription a subscriber has made; what the host gave may end without it.
fn own(entry: &Entry) -> Option<&Subscription> {
    entry.subscriptions().iter().find(|one| !one.automatic)
}

/// Whether two subscriptions to a collection would bring the same events (XEP-0248, 6.1.3).
fn overlaps(one: &Subscription, wanted: Option<SubscriptionType>) -> bool {
    let held = one.options.as_ref().and_then(|options| options.subscription_type);
    let [held, wanted] = [held, wanted].map(|ty| ty.unwrap_or(SubscriptionType::Nodes));
    held == wanted || [held, wanted].contains(&SubscriptionType::All)
}
