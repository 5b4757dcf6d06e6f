//! Routing: from whom to whom (RFC 6120 §10, RFC 6121 §8).

use memchr::memmem;
use xml_cursor::Namespace as _;
use xmpp_pubsub::pubsub::Now;
use xmpp_pubsub::{
    Condition, DiscoInfo, DiscoItem, DiscoItems, Iq, IqType, Jid, Kind, MessageType, Ns, PresenceType,
    Stanza, StanzaError, StanzaType,
};

use super::{Core, Event, Peer};

impl Core {
    /// Takes a stanza of a bound client, whose `from` is its own address.
    pub(super) fn route(&mut self, now: Now, stanza: Stanza) {
        let Some(to) = stanza.to().cloned() else { return self.for_account(now, &stanza) };
        if to.domain() == self.service.config().jid.domain() {
            return self.service.handle_input(now, &stanza);
        }
        if to.domain() != self.config.domain.domain() {
            return self.bounce(now, &stanza, Condition::RemoteServerNotFound);
        }
        match (to.local(), to.resource()) {
            (None, None) => self.for_server(now, &stanza),
            (None, Some(_)) => self.bounce(now, &stanza, Condition::ServiceUnavailable),
            (Some(_), Some(_)) => self.for_resource(now, &stanza, &to),
            (Some(_), None) if stanza.from().is_some_and(|from| from.same_bare(&to)) => {
                self.for_account(now, &stanza);
            }
            (Some(_), None) => self.for_bare(now, &stanza, &to),
        }
    }

    /// A stanza of publish-subscribe's: an answer, or one of many notifications.
    pub(super) fn route_notification(&mut self, now: Now, stanza: &Stanza) {
        let Some(to) = stanza.to() else { return };
        if stanza.kind() == Kind::Message {
            self.stats.notified += 1;
        }
        if to.is_full() {
            if let Some(peer) = self.directory.find(to).map(|r| r.peer) {
                self.hop_out(peer, stanza);
                self.deliver_to(now, peer, stanza);
            }
            return;
        }
        let peers: Vec<Peer> = self.directory.listeners(to.bare_str()).map(|r| r.peer).collect();
        for peer in peers {
            self.hop_out(peer, stanza);
            self.deliver_to(now, peer, stanza);
        }
    }

    /// Gives a stanza to a stream.
    pub(super) fn deliver_to(&mut self, now: Now, peer: Peer, stanza: &Stanza) {
        match peer {
            Peer::Session(session) => self.send_to_session(now, session, stanza),
            Peer::Conn(_) => self.with_stream(now, peer, |stream| {
                // One that has ended meanwhile is gone from the directory soon.
                let _ = stream.send(stanza);
            }),
        }
    }

    /// Without an address, or to the own account.
    fn for_account(&mut self, now: Now, stanza: &Stanza) {
        match stanza.stanza_type() {
            StanzaType::Presence(_) if stanza.to().is_none() => self.broadcast(now, stanza),
            StanzaType::Presence(_) => {}
            StanzaType::Message(_) => {
                let Some(own) = stanza.from().map(Jid::to_bare) else { return };
                self.for_bare(now, stanza, &own);
            }
            StanzaType::Iq(_) => self.for_server(now, stanza),
        }
    }

    /// To an account.
    fn for_bare(&mut self, now: Now, stanza: &Stanza, to: &Jid) {
        match stanza.stanza_type() {
            StanzaType::Iq(IqType::Get | IqType::Set) => {
                self.bounce(now, stanza, Condition::ServiceUnavailable);
            }
            StanzaType::Iq(_) | StanzaType::Message(MessageType::Error) => {}
            StanzaType::Message(ty) => {
                let peers: Vec<Peer> = self.directory.listeners(to.bare_str()).map(|r| r.peer).collect();
                if (peers.is_empty() && ty != MessageType::Headline) || ty == MessageType::Groupchat {
                    return self.bounce(now, stanza, Condition::ServiceUnavailable);
                }
                for peer in peers {
                    self.deliver_to(now, peer, stanza);
                }
            }
            StanzaType::Presence(ty) => {
                // Everybody who may see somebody does so already: there is nothing to ask for.
                if matches!(ty, PresenceType::Available | PresenceType::Unavailable) {
                    let peers: Vec<Peer> = self.directory.listeners(to.bare_str()).map(|r| r.peer).collect();
                    for peer in peers {
                        self.deliver_to(now, peer, stanza);
                    }
                }
            }
        }
    }

    fn for_resource(&mut self, now: Now, stanza: &Stanza, to: &Jid) {
        if let Some(peer) = self.directory.find(to).map(|r| r.peer) {
            return self.deliver_to(now, peer, stanza);
        }
        match stanza.stanza_type() {
            StanzaType::Message(MessageType::Normal | MessageType::Chat) => {
                self.for_bare(now, stanza, &to.to_bare());
            }
            StanzaType::Iq(IqType::Get | IqType::Set) => {
                self.bounce(now, stanza, Condition::ServiceUnavailable);
            }
            _ => {}
        }
    }

    /// To the server itself.
    fn for_server(&mut self, now: Now, stanza: &Stanza) {
        let StanzaType::Iq(IqType::Get | IqType::Set) = stanza.stanza_type() else { return };
        let reply = match stanza.as_iq() {
            Ok(iq) => self.answer(stanza, &iq),
            Err(error) => stanza.error_reply(&error),
        };
        let reply = reply.or_else(|| stanza.error_reply(&StanzaError::new(Condition::ServiceUnavailable)));
        self.reply(now, stanza, reply);
    }

    fn answer(&self, stanza: &Stanza, iq: &Iq<'_>) -> Option<Stanza> {
        if iq.ty != IqType::Get {
            // A roster that is the same for all cannot be changed.
            return None;
        }
        if iq.is(Ns::Ping, "ping") {
            return Some(stanza.result_reply(""));
        }
        let reply = stanza.result_reply("");
        if iq.is(Ns::Roster, "query") {
            let publisher = self.config.publisher.as_str();
            let own = stanza.from().is_some_and(|from| from.bare_str() == publisher);
            return Some(reply.with_written(|w| {
                w.start("query").ns(Ns::Roster.uri());
                if !own {
                    w.start("item").attr("jid", publisher).attr("subscription", "both").end("item");
                }
                w.end("query");
            }));
        }
        if iq.is(Ns::DiscoInfo, "query") {
            let info = DiscoInfo::new("server", "im", "notification");
            let features = [Ns::DiscoInfo, Ns::DiscoItems, Ns::Ping, Ns::Roster];
            let info = features.iter().fold(info, |info, ns| info.with_feature(ns.uri()));
            return Some(reply.with_written(|w| info.write(w)));
        }
        if iq.is(Ns::DiscoItems, "query") {
            let item = DiscoItem { jid: self.service.config().jid.clone(), node: None, name: None };
            let items = DiscoItems { items: vec![item], ..DiscoItems::default() };
            return Some(reply.with_written(|w| items.write(w)));
        }
        None
    }

    fn bounce(&mut self, now: Now, stanza: &Stanza, condition: Condition) {
        let reply = stanza.error_reply(&StanzaError::new(condition));
        self.reply(now, stanza, reply);
    }

    fn reply(&mut self, now: Now, stanza: &Stanza, reply: Option<Stanza>) {
        let peer = stanza.from().and_then(|from| self.directory.find(from)).map(|r| r.peer);
        if let (Some(peer), Some(reply)) = (peer, reply) {
            self.deliver_to(now, peer, &reply);
        }
    }

    /// What came, if it is a publish: the rest would tell nothing.
    pub(super) fn hop_in(&mut self, peer: Peer, stanza: &Stanza) {
        if !self.config.hops {
            return;
        }
        let content = stanza.content();
        if let Some(node) = between(&content, b"<publish node='", b"'").or(between(&content, b"<publish node=\"", b"\""))
        {
            let who = stanza.from().and_then(Jid::local).unwrap_or_default().to_owned();
            let (request, what) = (request_id(&content), format!("publish {node}"));
            self.events.push_back(Event::Hop { link: peer.link(), who, request, what });
        }
    }

    fn hop_out(&mut self, peer: Peer, stanza: &Stanza) {
        if !self.config.hops || stanza.kind() != Kind::Message {
            return;
        }
        let content = stanza.content();
        let node = between(&content, b"<items node='", b"'").or(between(&content, b"<items node=\"", b"\""));
        let who = stanza.to().and_then(Jid::local).unwrap_or_default().to_owned();
        let (request, what) = (request_id(&content), format!("event {}", node.unwrap_or_default()));
        self.events.push_back(Event::Hop { link: peer.link(), who, request, what });
    }
}

/// The request an `Update` belongs to, as it stands in the escaped document.
fn request_id(content: &[u8]) -> String {
    between(content, b"&lt;requestId&gt;", b"&lt;")
        .or(between(content, b"<requestId>", b"<"))
        .unwrap_or_default()
}

fn between(text: &[u8], before: &[u8], after: &[u8]) -> Option<String> {
    let start = memmem::find(text, before)? + before.len();
    let rest = text.get(start..)?;
    let end = memmem::find(rest, after)?;
    Some(String::from_utf8_lossy(rest.get(..end)?).into_owned())
}
