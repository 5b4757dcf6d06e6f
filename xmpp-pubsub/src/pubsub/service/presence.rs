//! Presence, and what ends by itself: leases and items (XEP-0060, 12.5, 12.6).

use std::sync::Arc;
use std::time::Duration;

use super::super::name::ItemId;
use super::super::options::Expire;
use super::super::storage::{Change, Storage};
use super::super::time::Now;
use super::super::words::{SendLast, SubscriptionState};
use super::node::{NodeKey, Noted};
use super::subscribers::Peer;
use super::timers::Due;
use super::{STEP, Service, subid};
use crate::Jid;

/// When a storage that failed is asked again.
const AGAIN: Duration = Duration::from_secs(60);

impl<S: Storage> Service<S> {
    /// Tells the service that a resource is available, with its `show` (`online` when it has none).
    ///
    /// Needed by nodes that deliver by presence, send the newest item to who comes online, or end subscriptions with
    /// presence. Presence stanzas sent to the service do the same.
    pub fn set_available(&mut self, now: Now, jid: &Jid, show: &str) {
        let limits = self.config.limits;
        let noted = self.accounts.available(jid, show, limits.presences, limits.resources_per_account);
        // The bare JID comes with the first resource.
        let first = match noted {
            Noted::Before | Noted::NoRoom => return,
            Noted::First => true,
            Noted::Another => false,
        };
        for (key, peer) in self.subscriptions_of(jid, first) {
            self.send_last(now, key, &peer.jid, None, SendLast::OnSubAndPresence);
        }
    }

    /// Tells the service that a resource is gone.
    pub fn set_unavailable(&mut self, jid: &Jid) {
        // Whether it was known or not: the service may have started after it came, or had no room for it.
        self.accounts.unavailable(jid);
        self.last = None;
        let last_resource = self.accounts.shows(&jid.to_bare()).is_empty();
        // PS-NTF-3: with the last resource the bare JID is gone as well.
        for (key, peer) in self.subscriptions_of(jid, last_resource) {
            self.end_with_presence(key, &peer);
        }
        if last_resource {
            self.purge_offline(jid);
        }
    }

    /// Nodes to which a JID is subscribed, and its bare JID if that is wanted.
    fn subscriptions_of(&self, jid: &Jid, bare_too: bool) -> Vec<(NodeKey, Arc<Peer>)> {
        let Some(account) = self.accounts.get(jid.bare_str()) else { return Vec::new() };
        let peers = account.peers.iter();
        let meant = peers.filter(|(peer, _)| peer.jid == *jid || bare_too && peer.jid.is_bare());
        meant.flat_map(|(peer, keys)| keys.iter().map(|key| (*key, Arc::clone(peer)))).collect()
    }

    fn end_with_presence(&mut self, key: NodeKey, peer: &Peer) {
        let Some(node) = self.nodes.get(key) else { return };
        let temporary = node.config.tempsub;
        let Some(entry) = node.subscribers.get(peer) else { return };
        let ends = entry.subscriptions().iter().filter(|one| {
            let expire = one.options.as_ref().map_or(Expire::Never, |options| options.expire);
            !one.automatic && (temporary || expire == Expire::Presence)
        });
        let ends: Vec<u64> = ends.map(|one| one.id).collect();
        for id in ends {
            // Nobody is there to be told.
            self.end(key, peer, id);
        }
    }

    /// Ends a subscription; one the storage does not let go stays.
    pub(super) fn end(&mut self, key: NodeKey, peer: &Peer, id: u64) -> bool {
        let Some(node) = self.nodes.get(key) else { return false };
        if self.storage.save(Change::Unsubscribed(&node.id, &peer.jid, &subid(id))).is_err() {
            return false;
        }
        self.drop_subscription(key, peer, id);
        true
    }

    /// `purge_offline`: the items of a publisher go with its presence.
    fn purge_offline(&mut self, jid: &Jid) {
        let Some(account) = self.accounts.get(jid.bare_str()) else { return };
        let keys: Vec<NodeKey> = account.affiliated.iter().copied().collect();
        for key in keys {
            // A few at a time: they may be many, and large.
            let mut passed = 0;
            while let Some(node) = self.nodes.get(key).filter(|node| node.config.purge_offline) {
                let some = self.storage.items(&node.id, passed, STEP).unwrap_or_default();
                let of_publisher = some.iter().filter(|item| item.publisher.as_str() == jid.bare_str());
                let gone: Vec<ItemId> = of_publisher.map(|item| item.id.clone()).collect();
                // What cannot be removed now goes with the next.
                if some.is_empty() || !gone.is_empty() && self.storage.remove(&node.id, &gone).is_err() {
                    break;
                }
                passed += some.len() - gone.len();
            }
        }
    }

    /// Ends what has come to its end.
    pub fn handle_timeout(&mut self, now: Now) {
        self.last = None;
        while let Some(due) = self.timers.pop(now.at) {
            match due {
                Due::Lease(key, peer, id) => self.end_lease(now, key, peer, id),
                Due::Item(key) => {
                    // A failing storage keeps its items until the next publish or request.
                    let _ = self.expire_items(now, key);
                }
            }
        }
    }

    fn end_lease(&mut self, now: Now, key: NodeKey, number: u64, id: u64) {
        let Some(node) = self.nodes.get(key) else { return };
        let Some(peer) = node.subscribers.by_number(number).map(|entry| Arc::clone(&entry.peer)) else {
            return;
        };
        if self.end(key, &peer, id) {
            self.tell_subscriber(key, &peer.jid, SubscriptionState::None, id);
        } else if let Some(at) = now.at.checked_add(AGAIN) {
            self.timers.set(Due::Lease(key, number, id), at);
        }
    }
}
