//! Who is connected, and how available they are.

use std::collections::BTreeMap;

use xmpp_pubsub::{Jid, PresenceType, Stanza};

use super::Peer;

/// One bound address.
#[derive(Debug)]
pub(super) struct Resource {
    pub(super) jid: Jid,
    pub(super) peer: Peer,
    /// The last presence for everybody; `None`: unavailable.
    pub(super) presence: Option<Available>,
}

#[derive(Debug)]
pub(super) struct Available {
    pub(super) stanza: Stanza,
    pub(super) priority: i8,
}

/// All bound addresses.
#[derive(Debug, Default)]
pub(super) struct Directory {
    /// By bare address.
    accounts: BTreeMap<String, Vec<Resource>>,
    count: usize,
}

impl Directory {
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// All resources of an account.
    pub(super) fn resources(&self, bare: &str) -> &[Resource] {
        self.accounts.get(bare).map_or(&[], Vec::as_slice)
    }

    pub(super) fn find(&self, full: &Jid) -> Option<&Resource> {
        self.resources(full.bare_str()).iter().find(|r| r.jid == *full)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Resource> {
        self.accounts.values().flatten()
    }

    /// Adds an address that is not there.
    pub(super) fn add(&mut self, jid: Jid, peer: Peer) {
        self.count += 1;
        let resources = self.accounts.entry(jid.bare_str().to_owned()).or_default();
        resources.push(Resource { jid, peer, presence: None });
    }

    pub(super) fn remove(&mut self, jid: &Jid) -> Option<Resource> {
        let resources = self.accounts.get_mut(jid.bare_str())?;
        let at = resources.iter().position(|r| r.jid == *jid)?;
        let resource = resources.swap_remove(at);
        if resources.is_empty() {
            self.accounts.remove(jid.bare_str());
        }
        self.count -= 1;
        Some(resource)
    }

    /// Notes a presence for everybody; gives whether the address was available before.
    pub(super) fn note(&mut self, jid: &Jid, stanza: &Stanza) -> bool {
        let resources = self.accounts.get_mut(jid.bare_str());
        let Some(resource) = resources.into_iter().flatten().find(|r| r.jid == *jid) else { return false };
        let available = stanza.as_presence().filter(|p| p.ty == PresenceType::Available);
        let presence = available.map(|p| Available { stanza: stanza.clone(), priority: p.priority });
        std::mem::replace(&mut resource.presence, presence).is_some()
    }

    /// Who gets what is sent to the bare address (PRS-9): everybody who wants to.
    pub(super) fn listeners(&self, bare: &str) -> impl Iterator<Item = &Resource> {
        self.resources(bare).iter().filter(|r| r.presence.as_ref().is_some_and(|p| p.priority >= 0))
    }
}
