//! Delivery to accounts (RFC 6121, 8.5).

use crate::{Condition, IqType, Jid, MessageType, PresenceType, Stanza, StanzaError, StanzaType};

use super::{ConnId, Router, RouterEvent};

impl Router {
    /// Takes a stanza to a local account.
    pub(super) fn deliver(&mut self, to: &Jid, stanza: Stanza) {
        let online = self.resource(to).map(|resource| resource.conn);
        match (stanza.stanza_type(), online) {
            (StanzaType::Presence(ty), _) => self.deliver_presence(to, ty, stanza),
            // PRS-8: a full address is taken by its word.
            (_, Some(conn)) => self.send(conn, stanza),
            (StanzaType::Message(ty), None) => self.deliver_message(to, ty, stanza),
            // PRS-10: nobody there, or the account's server itself is asked.
            (StanzaType::Iq(IqType::Get | IqType::Set), None) => self.answer_stranger(to, &stanza),
            (StanzaType::Iq(_), None) => {}
        }
    }

    /// A message to a bare address, or to a resource that is gone.
    fn deliver_message(&mut self, to: &Jid, ty: MessageType, stanza: Stanza) {
        match ty {
            MessageType::Error => {}
            MessageType::Headline if to.is_full() => {}
            MessageType::Headline => {
                for conn in self.willing(to).collect::<Vec<_>>() {
                    self.send(conn, stanza.clone());
                }
            }
            MessageType::Groupchat => self.bounce(&stanza, Condition::ServiceUnavailable),
            MessageType::Normal if to.is_full() => self.bounce(&stanza, Condition::ServiceUnavailable),
            MessageType::Normal | MessageType::Chat => match self.most_available(to) {
                Some(conn) => self.send(conn, stanza),
                None => self.bounce(&stanza, Condition::ServiceUnavailable),
            },
        }
    }

    fn deliver_presence(&mut self, to: &Jid, ty: PresenceType, stanza: Stanza) {
        match ty {
            PresenceType::Subscribe
            | PresenceType::Subscribed
            | PresenceType::Unsubscribe
            | PresenceType::Unsubscribed => self.subscription_to(to, ty, stanza),
            // Only servers probe, and there is no other server.
            PresenceType::Probe => {}
            _ if to.is_full() => {
                if let Some(conn) = self.resource(to).map(|resource| resource.conn) {
                    self.send(conn, stanza);
                }
            }
            _ => self.send_to_available(to, &stanza),
        }
    }

    /// To every available resource of the account, each by its full address.
    pub(super) fn send_to_available(&mut self, account: &Jid, stanza: &Stanza) {
        for jid in self.available(account).collect::<Vec<_>>() {
            if let Some(conn) = self.conn(&jid) {
                self.send(conn, stanza.clone().with_to(jid));
            }
        }
    }

    /// Available resources with a priority that is not negative (PRS-2).
    fn willing(&self, to: &Jid) -> impl Iterator<Item = ConnId> + use<'_> {
        let resources = self.accounts.get(to.bare_str()).map(|account| account.resources.iter());
        let willing = |resource: &&super::Resource| resource.presence.is_some() && resource.priority >= 0;
        resources.into_iter().flatten().filter(willing).map(|resource| resource.conn)
    }

    /// The highest priority, and of these the one that spoke last.
    fn most_available(&self, to: &Jid) -> Option<ConnId> {
        let resources = self.accounts.get(to.bare_str())?.resources.iter();
        let willing = resources.filter(|resource| resource.presence.is_some() && resource.priority >= 0);
        willing.max_by_key(|resource| (resource.priority, resource.since)).map(|resource| resource.conn)
    }

    /// Tells the sender, wherever it is; an error or result is not answered.
    pub(super) fn bounce(&mut self, stanza: &Stanza, condition: Condition) {
        self.bounce_with(stanza, &StanzaError::new(condition));
    }

    pub(super) fn bounce_with(&mut self, stanza: &Stanza, error: &StanzaError) {
        let Some(reply) = stanza.error_reply(error) else { return };
        let Some(to) = reply.to().cloned() else { return };
        if self.is_service(&to) {
            self.events.push_back(RouterEvent::Service(reply));
        } else if let Some(conn) = self.conn(&to) {
            self.send(conn, reply);
        }
    }
}
