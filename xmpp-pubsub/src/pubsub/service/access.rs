//! Who may do what: affiliations, access models, publish models.

use std::sync::Arc;

use super::super::name::NodeId;
use super::super::refusal::{FORBIDDEN, NO_NODE, NOT_ALLOWED, Reason, Refusal, bad_request};
use super::super::storage::Storage;
use super::super::time::Now;
use super::super::words::{AccessModel, Affiliation, Feature, PublishModel, SubscriptionState};
use super::Service;
use super::config::OptionsNeeded;
use super::node::{Node, NodeKey};
use super::subscribers::{Entry, Peer, Subscription};
use crate::{Condition, Jid};

/// What an owner's roster says about somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    /// The contact gets the owner's presence: subscription `from` or `both`.
    pub sees_presence: bool,
    /// Groups in which the owner keeps the contact.
    pub groups: Vec<String>,
}

/// Outcome of asking to subscribe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    Granted,
    /// An owner has to say so.
    ToBeApproved,
}

/// What a change of rights means for a subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    State(SubscriptionState),
    NoLongerApproved,
}

impl<S: Storage> Service<S> {
    pub(super) fn offers(&self, feature: Feature) -> Result<(), Refusal> {
        if self.config.features.has(feature) { Ok(()) } else { Err(Refusal::unsupported(feature)) }
    }

    pub(super) fn is_admin(&self, bare: &str) -> bool {
        self.config.admins.iter().any(|admin| admin.as_str() == bare)
    }

    /// The node of a request that needs one.
    pub(super) fn find(&self, node: Option<&NodeId>) -> Result<NodeKey, Refusal> {
        let node = node.filter(|node| !node.as_str().is_empty());
        let node = node.ok_or_else(|| bad_request(Reason::NodeIdRequired))?;
        self.nodes.key(node.as_str()).ok_or(NO_NODE)
    }

    /// Tells those who want to subscribe where a node went that is not found.
    pub(super) fn where_to(&self, node: Option<&NodeId>, refusal: Refusal) -> Refusal {
        match node.and_then(|node| self.moved.get(node.as_str())) {
            Some(moved) => Refusal::moved(Condition::Gone, &moved.uri),
            None => refusal,
        }
    }

    /// The node of a request that only an owner may make.
    pub(super) fn find_owned(&self, node: Option<&NodeId>, from: &Jid) -> Result<NodeKey, Refusal> {
        let key = self.find(node)?;
        let node = self.nodes.get(key).ok_or(NO_NODE)?;
        if self.owns(node, from) { Ok(key) } else { Err(FORBIDDEN) }
    }

    pub(super) fn owns(&self, node: &Node, from: &Jid) -> bool {
        self.affiliation(node, from) == Affiliation::Owner
    }

    /// Affiliation of the account behind a JID; an admin owns everything.
    pub(super) fn affiliation(&self, node: &Node, jid: &Jid) -> Affiliation {
        let bare = jid.bare_str();
        if self.is_admin(bare) { Affiliation::Owner } else { node.affiliation(bare) }
    }

    fn contact_of_an_owner(&self, node: &Node, bare: &str, test: impl Fn(&Contact) -> bool) -> bool {
        let contact = |owner: &Jid| self.contacts.get(owner)?.get(bare);
        node.owners().iter().filter_map(contact).any(test)
    }

    /// What presence- and roster-based access models say.
    fn roster_lets(&self, node: &Node, bare: &str) -> Result<(), Refusal> {
        let refused = Refusal::new(Condition::NotAuthorized);
        match node.config.access_model {
            AccessModel::Presence
                if !self.contact_of_an_owner(node, bare, |contact| contact.sees_presence) =>
            {
                Err(refused.because(Reason::PresenceSubscriptionRequired))
            }
            AccessModel::Roster => {
                let allowed = &node.config.roster_groups_allowed;
                let lets = |contact: &Contact| contact.groups.iter().any(|group| allowed.contains(group));
                if self.contact_of_an_owner(node, bare, lets) {
                    Ok(())
                } else {
                    Err(refused.because(Reason::NotInRosterGroup))
                }
            }
            _ => Ok(()),
        }
    }

    /// Whether the account may subscribe (4.1, 4.5).
    pub(super) fn may_subscribe(&self, node: &Node, jid: &Jid) -> Result<Access, Refusal> {
        match self.affiliation(node, jid) {
            Affiliation::Owner | Affiliation::Publisher | Affiliation::Member => return Ok(Access::Granted),
            Affiliation::Outcast | Affiliation::PublishOnly => return Err(FORBIDDEN),
            Affiliation::None => {}
        }
        match node.config.access_model {
            AccessModel::Open => Ok(Access::Granted),
            AccessModel::Authorize => Ok(Access::ToBeApproved),
            AccessModel::Whitelist => Err(NOT_ALLOWED.because(Reason::ClosedNode)),
            AccessModel::Presence | AccessModel::Roster => {
                self.roster_lets(node, jid.bare_str()).map(|()| Access::Granted)
            }
        }
    }

    /// Whether a subscribed account may have events now (PS-ACC-3). Approval is in the state of the subscription.
    pub(super) fn may_have_events(&self, node: &Node, jid: &Jid) -> bool {
        match self.affiliation(node, jid) {
            Affiliation::Owner | Affiliation::Publisher | Affiliation::Member => true,
            Affiliation::Outcast | Affiliation::PublishOnly => false,
            Affiliation::None => match node.config.access_model {
                AccessModel::Open | AccessModel::Authorize => true,
                AccessModel::Whitelist => false,
                AccessModel::Presence | AccessModel::Roster => self.roster_lets(node, jid.bare_str()).is_ok(),
            },
        }
    }

    /// Whether the account may read items (6.5.9).
    pub(super) fn may_read(&self, node: &Node, from: &Jid) -> Result<(), Refusal> {
        let affiliation = self.affiliation(node, from);
        match affiliation {
            Affiliation::Owner | Affiliation::Publisher => return Ok(()),
            Affiliation::Outcast | Affiliation::PublishOnly => return Err(FORBIDDEN),
            Affiliation::Member | Affiliation::None => {}
        }
        let member = affiliation == Affiliation::Member;
        match node.config.access_model {
            AccessModel::Open => Ok(()),
            AccessModel::Presence | AccessModel::Roster if member => Ok(()),
            AccessModel::Presence | AccessModel::Roster => self.roster_lets(node, from.bare_str()),
            AccessModel::Whitelist if !member => Err(NOT_ALLOWED.because(Reason::ClosedNode)),
            AccessModel::Whitelist | AccessModel::Authorize => {
                let reason = match self.account_entries(node, from.bare_str()) {
                    entries if entries.iter().any(|entry| entry.is(SubscriptionState::Subscribed)) => {
                        return Ok(());
                    }
                    entries if entries.iter().any(|entry| entry.is(SubscriptionState::Pending)) => {
                        Reason::PendingSubscription
                    }
                    _ => Reason::NotSubscribed,
                };
                Err(Refusal::new(Condition::NotAuthorized).because(reason))
            }
        }
    }

    /// Whether the account may publish (PS-ACC-4).
    pub(super) fn may_publish(&self, node: &Node, from: &Jid) -> Result<(), Refusal> {
        let allowed = match self.affiliation(node, from) {
            Affiliation::Owner | Affiliation::Publisher | Affiliation::PublishOnly => true,
            Affiliation::Outcast => false,
            Affiliation::Member | Affiliation::None => match node.config.publish_model {
                PublishModel::Open => true,
                PublishModel::Publishers => false,
                PublishModel::Subscribers => {
                    let entries = self.account_entries(node, from.bare_str());
                    entries.iter().any(|entry| entry.may_read && entry.is(SubscriptionState::Subscribed))
                }
            },
        };
        if allowed { Ok(()) } else { Err(FORBIDDEN) }
    }

    /// What a node holds for the JIDs of an account.
    pub(super) fn account_entries<'n>(&self, node: &'n Node, bare: &str) -> Vec<&'n Entry> {
        let Some(account) = self.accounts.get(bare) else { return Vec::new() };
        account.peers.iter().filter_map(|(peer, _)| node.subscribers.get(peer)).collect()
    }

    /// Whether somebody who listens above a node may have its items: who could have them of the node itself.
    #[cfg(feature = "collections")]
    pub(super) fn may_hear(&self, node: &Node, peer: &Peer) -> bool {
        self.may_have_events(node, &peer.jid)
            && (node.config.access_model != AccessModel::Authorize
                || self.affiliation(node, &peer.jid) != Affiliation::None
                || node
                    .subscribers
                    .by_number(peer.number)
                    .is_some_and(|e| e.is(SubscriptionState::Subscribed)))
    }

    /// Decides again who of a node's subscribers may have events. A subscription that lacks an approval waits for it,
    /// and one that waits for an approval it no longer needs is complete.
    pub(super) fn review(&mut self, now: Option<Now>, key: NodeKey) {
        // The list is taken out so that the rest of the service can be asked about it.
        let Some(node) = self.nodes.get_mut(key) else { return };
        let mut subscribers = std::mem::take(&mut node.subscribers);
        if let Some(node) = self.nodes.get(key) {
            subscribers.review(|entry| self.may_have_events(node, &entry.peer.jid));
        }
        let Some(node) = self.nodes.get_mut(key) else { return };
        node.subscribers = subscribers;
        let mut verdicts = Vec::new();
        if let Some(node) = self.nodes.get(key) {
            node.subscribers.iter().for_each(|entry| self.judge(node, entry, &mut verdicts));
        }
        self.carry_out(now, key, verdicts);
    }

    /// The same for one account alone: what others may does not change.
    pub(super) fn review_account(&mut self, now: Option<Now>, key: NodeKey, bare: &str) {
        let Some(account) = self.accounts.get(bare) else { return };
        let peers: Vec<Arc<Peer>> = account.peers.iter().map(|(peer, _)| Arc::clone(peer)).collect();
        let mut verdicts = Vec::new();
        for peer in &peers {
            let Some(node) = self.nodes.get(key) else { return };
            let may_read = self.may_have_events(node, &peer.jid);
            let Some(node) = self.nodes.get_mut(key) else { return };
            node.subscribers.set_may_read(peer, may_read);
            if let Some(node) = self.nodes.get(key)
                && let Some(entry) = node.subscribers.get(peer)
            {
                self.judge(node, entry, &mut verdicts);
            }
        }
        self.carry_out(now, key, verdicts);
    }

    /// What a change of rights means for the subscriptions of a JID.
    fn judge(&self, node: &Node, entry: &Entry, verdicts: &mut Vec<(Arc<Peer>, u64, Verdict)>) {
        let access = self.may_subscribe(node, &entry.peer.jid);
        for one in entry.subscriptions().iter().filter(|one| !one.automatic) {
            let pending = one.state == SubscriptionState::Pending;
            let verdict = match access {
                Ok(Access::Granted) if pending => Verdict::State(self.state_when_granted(one)),
                Ok(Access::ToBeApproved) if !pending && !one.approved => {
                    Verdict::State(SubscriptionState::Pending)
                }
                Err(_) if one.approved => Verdict::NoLongerApproved,
                _ => continue,
            };
            verdicts.push((Arc::clone(&entry.peer), one.id, verdict));
        }
    }

    /// The state of a subscription that needs no approval any more.
    pub(super) fn state_when_granted(&self, one: &Subscription) -> SubscriptionState {
        if self.config.options_needed == OptionsNeeded::No || one.options.is_some() {
            SubscriptionState::Subscribed
        } else {
            SubscriptionState::Unconfigured
        }
    }

    fn carry_out(&mut self, now: Option<Now>, key: NodeKey, verdicts: Vec<(Arc<Peer>, u64, Verdict)>) {
        for (peer, id, verdict) in verdicts {
            let entry = self.nodes.get(key).and_then(|node| node.subscribers.get(&peer));
            let mut all = entry.map_or(&[][..], |entry| entry.subscriptions()).iter();
            let Some(one) = all.find(|one| one.id == id).cloned() else { continue };
            let changed = match verdict {
                Verdict::State(state) => Subscription { state, ..one },
                Verdict::NoLongerApproved => Subscription { approved: false, ..one },
            };
            let state = changed.state;
            let lost = verdict == Verdict::NoLongerApproved || state == SubscriptionState::Pending;
            // A right that is lost is lost, even if the storage does not take it.
            if self.keep_state(key, &peer.jid, &changed).is_err() && !lost {
                continue;
            }
            if let Some(node) = self.nodes.get_mut(key) {
                node.subscribers.change(&peer, id, |one| *one = changed.clone());
            }
            if verdict == Verdict::NoLongerApproved {
                continue;
            }
            // One change of rights may concern very many, each with owners to be told.
            if self.out.len() >= self.config.limits.queue {
                continue;
            }
            self.tell_subscriber(key, &peer.jid, state, id);
            if state != SubscriptionState::Pending
                && let Some(now) = now
            {
                self.after_subscribe(now, key, &peer.jid, &changed);
            }
        }
    }

    /// Tells the service what an owner's roster says about a contact; `None` when the contact is not in it.
    ///
    /// Nodes with the access models `presence` and `roster` go by it.
    pub fn set_contact(&mut self, owner: &Jid, contact: &Jid, what: Option<Contact>) {
        let (owner, contact) = (owner.to_bare(), contact.to_bare());
        match what {
            Some(what) => {
                self.contacts.entry(owner.clone()).or_default().insert(contact.clone(), what);
            }
            None => {
                if let Some(contacts) = self.contacts.get_mut(&owner) {
                    contacts.remove(&contact);
                    if contacts.is_empty() {
                        self.contacts.remove(&owner);
                    }
                }
            }
        }
        let Some(account) = self.accounts.get(owner.as_str()) else { return };
        let by_roster = |key: &NodeKey| {
            self.nodes.get(*key).is_some_and(|node| {
                matches!(node.config.access_model, AccessModel::Presence | AccessModel::Roster)
            })
        };
        let affected: Vec<NodeKey> = account.affiliated.iter().copied().filter(by_roster).collect();
        for key in affected {
            self.review_account(None, key, contact.as_str());
        }
    }
}
