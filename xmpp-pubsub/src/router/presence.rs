//! Presence of bound clients (RFC 6121, 4).

use crate::{Condition, Jid, PresenceType, Stanza, StanzaType};

use super::{Router, RouterEvent, Subscription};

impl Router {
    pub(super) fn presence_from(&mut self, jid: &Jid, stanza: Stanza) {
        let StanzaType::Presence(ty) = stanza.stanza_type() else { return };
        match (stanza.to().cloned(), ty) {
            (None, PresenceType::Available) => self.become_available(jid, stanza),
            (None, PresenceType::Unavailable) => self.become_unavailable(jid, stanza),
            // Without an addressee these say nothing.
            (None, _) | (_, PresenceType::Probe) => {}
            (Some(to), PresenceType::Available | PresenceType::Unavailable) => {
                self.directed(jid, to, ty, stanza)
            }
            (
                Some(to),
                PresenceType::Subscribe
                | PresenceType::Subscribed
                | PresenceType::Unsubscribe
                | PresenceType::Unsubscribed,
            ) => self.subscription_from(&jid.to_bare(), &to.to_bare(), ty, stanza),
            (Some(_), PresenceType::Error) => self.route(stanza),
        }
    }

    fn become_available(&mut self, jid: &Jid, stanza: Stanza) {
        self.clock += 1;
        let since = self.clock;
        let priority = stanza.as_presence().map_or(0, |presence| presence.priority);
        let Some(resource) = self.resource_mut(jid) else { return };
        let initial = resource.presence.is_none();
        (resource.presence, resource.priority, resource.since) =
            (Some(Box::new(stanza.clone())), priority, since);
        if initial {
            self.events.push_back(RouterEvent::Availability { jid: jid.clone(), available: true });
        }
        self.broadcast(jid, &stanza);
        if initial {
            self.send_presence_of_others(jid);
            self.send_wishes(jid);
        }
    }

    /// Also for a stream that ended without a word (PRS-4).
    pub(super) fn become_unavailable(&mut self, jid: &Jid, stanza: Stanza) {
        let Some(resource) = self.resource_mut(jid) else { return };
        let was = resource.presence.take().is_some();
        let directed = std::mem::take(&mut resource.directed);
        if was {
            self.broadcast(jid, &stanza);
            self.events.push_back(RouterEvent::Availability { jid: jid.clone(), available: false });
        }
        for to in directed {
            let knows = was && self.is_subscriber(jid, &to);
            if !knows {
                self.route(stanza.clone().with_to(to));
            }
        }
    }

    /// PRS-5: to subscribers and to the account's own available resources, this one included while it is one.
    fn broadcast(&mut self, jid: &Jid, stanza: &Stanza) {
        self.send_to_available(jid, stanza);
        for contact in self.subscribers(jid) {
            self.route_presence(&contact, stanza);
        }
    }

    /// PRS-5: a new resource learns who is there already.
    fn send_presence_of_others(&mut self, jid: &Jid) {
        let Some(conn) = self.conn(jid) else { return };
        let mut seen = vec![jid.to_bare()];
        // Both must agree (PRS-11): the contact's roster says who may see it.
        seen.extend(self.subscriptions(jid).into_iter().filter(|contact| self.is_subscriber(contact, jid)));
        for account in seen {
            for other in self.available(&account).collect::<Vec<_>>() {
                let presence = self.resource(&other).and_then(|resource| resource.presence.clone());
                if let Some(presence) = presence.filter(|_| other != *jid) {
                    self.send(conn, presence.with_to(jid.clone()));
                }
            }
        }
    }

    /// Presence for one addressee, who must also hear of the end (PRS-4).
    fn directed(&mut self, jid: &Jid, to: Jid, ty: PresenceType, stanza: Stanza) {
        let max = self.config.max_directed;
        let Some(resource) = self.resource_mut(jid) else { return };
        if ty == PresenceType::Unavailable {
            resource.directed.remove(&to);
        } else if resource.directed.len() >= max && !resource.directed.contains(&to) {
            return self.bounce(&stanza, Condition::ResourceConstraint);
        } else {
            resource.directed.insert(to);
        }
        self.route(stanza);
    }

    pub(super) fn route_presence(&mut self, contact: &Jid, stanza: &Stanza) {
        self.route(stanza.clone().with_to(contact.clone()));
    }

    pub(super) fn is_subscriber(&self, jid: &Jid, other: &Jid) -> bool {
        let contacts = self.accounts.get(jid.bare_str()).map(|account| &account.contacts);
        contacts
            .and_then(|contacts| contacts.get(other.bare_str()))
            .is_some_and(|item| item.subscription.is_from())
    }

    /// Contacts that see the account's presence.
    fn subscribers(&self, jid: &Jid) -> Vec<Jid> {
        self.contacts_that(jid, Subscription::is_from)
    }

    /// Contacts whose presence the account sees.
    fn subscriptions(&self, jid: &Jid) -> Vec<Jid> {
        self.contacts_that(jid, Subscription::is_to)
    }

    fn contacts_that(&self, jid: &Jid, has: impl Fn(Subscription) -> bool) -> Vec<Jid> {
        self.contacts(jid).filter(|item| has(item.subscription)).map(|item| item.jid.clone()).collect()
    }
}
