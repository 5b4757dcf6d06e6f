//! A service without a network: requests as XML go in, answers and events as XML come out.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

use std::time::{Duration, Instant, UNIX_EPOCH};

use xmpp_pubsub::pubsub::{Feature, Features, Memory, Now, Service, ServiceConfig};
use xmpp_pubsub::{IqType, Jid, Ns, Stanza, StanzaError, StanzaType};

pub(crate) const OWNER: &str = "owner@d/desk";
pub(crate) const BOB: &str = "bob@d/phone";
pub(crate) const EVE: &str = "eve@d/car";

pub(crate) fn jid(text: &str) -> Jid {
    Jid::new(text).unwrap()
}

pub(crate) struct World {
    pub(crate) service: Service<Memory>,
    pub(crate) now: Now,
    /// Stanzas that nobody has looked at.
    pub(crate) sent: Vec<Stanza>,
    count: u32,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    /// A service that differs from the usual one.
    pub(crate) fn with(change: impl FnOnce(&mut ServiceConfig)) -> Self {
        let mut config = ServiceConfig::new(jid("pubsub.d"));
        change(&mut config);
        let now = Now { at: Instant::now(), utc: UNIX_EPOCH + Duration::from_secs(1_800_000_000) };
        let service = Service::new(config, Memory::new(), [7; 32], now).unwrap();
        Self { service, now, sent: Vec::new(), count: 0 }
    }

    /// Hands a stanza in and keeps what comes out.
    pub(crate) fn input(&mut self, stanza: &str) {
        let stanza = Stanza::parse(stanza.as_bytes()).unwrap_or_else(|e| panic!("{stanza}: {e}"));
        self.service.handle_input(self.now, &stanza);
        self.drain();
    }

    pub(crate) fn drain(&mut self) {
        while let Some(stanza) = self.service.poll_transmit() {
            // What is sent is XML, and from the service.
            let again = Stanza::parse(&stanza.to_bytes()).expect("a stanza");
            assert_eq!(again, stanza);
            assert_eq!(stanza.from().unwrap().as_str(), "pubsub.d");
            self.sent.push(stanza);
        }
    }

    pub(crate) fn pass(&mut self, seconds: u64) {
        let step = Duration::from_secs(seconds);
        self.now = Now { at: self.now.at + step, utc: self.now.utc + step };
        self.service.handle_timeout(self.now);
        self.drain();
    }

    /// Makes a request and gives the reply.
    pub(crate) fn iq(&mut self, from: &str, ty: &str, payload: &str) -> Stanza {
        self.count += 1;
        let id = format!("q{}", self.count);
        self.input(&format!(
            "<iq xmlns='jabber:client' type='{ty}' id='{id}' from='{from}' to='pubsub.d'>{payload}</iq>"
        ));
        let is_reply =
            |stanza: &Stanza| matches!(stanza.stanza_type(), StanzaType::Iq(_)) && stanza.id() == Some(&id);
        let place = self.sent.iter().position(is_reply).expect("a reply");
        let reply = self.sent.remove(place);
        assert!(!self.sent.iter().any(is_reply), "answered twice");
        assert_eq!(reply.to().unwrap().as_str(), from);
        reply
    }

    /// Makes a request in `…/pubsub` that succeeds; gives the payload of the answer.
    pub(crate) fn get(&mut self, from: &str, operation: &str) -> String {
        self.done(from, "get", &pubsub(operation))
    }

    pub(crate) fn set(&mut self, from: &str, operation: &str) -> String {
        self.done(from, "set", &pubsub(operation))
    }

    pub(crate) fn owner_get(&mut self, from: &str, operation: &str) -> String {
        self.done(from, "get", &owner(operation))
    }

    pub(crate) fn owner_set(&mut self, from: &str, operation: &str) -> String {
        self.done(from, "set", &owner(operation))
    }

    pub(crate) fn done(&mut self, from: &str, ty: &str, payload: &str) -> String {
        let reply = self.iq(from, ty, payload);
        let text = text(&reply);
        assert_eq!(reply.stanza_type(), StanzaType::Iq(IqType::Result), "{payload}\n{text}");
        String::from_utf8(reply.content().to_vec()).unwrap()
    }

    /// Makes a request in `…/pubsub` that fails; gives condition/type/pubsub condition.
    pub(crate) fn get_err(&mut self, from: &str, operation: &str) -> String {
        self.refused(from, "get", &pubsub(operation))
    }

    pub(crate) fn set_err(&mut self, from: &str, operation: &str) -> String {
        self.refused(from, "set", &pubsub(operation))
    }

    pub(crate) fn owner_get_err(&mut self, from: &str, operation: &str) -> String {
        self.refused(from, "get", &owner(operation))
    }

    pub(crate) fn owner_set_err(&mut self, from: &str, operation: &str) -> String {
        self.refused(from, "set", &owner(operation))
    }

    pub(crate) fn refused(&mut self, from: &str, ty: &str, payload: &str) -> String {
        let reply = self.iq(from, ty, payload);
        condition(&reply)
    }

    /// The messages that have been sent to a JID, as they are, which are taken away.
    pub(crate) fn events(&mut self, to: &str) -> Vec<String> {
        let (mine, rest) = self.sent.drain(..).partition(|stanza| stanza.to().unwrap().as_str() == to);
        self.sent = rest;
        let mine: Vec<Stanza> = mine;
        mine.iter().map(text).collect()
    }

    /// The content of the only message to a JID.
    pub(crate) fn event(&mut self, to: &str) -> String {
        let events = self.events(to);
        assert_eq!(events.len(), 1, "{events:#?}");
        let stanza = Stanza::parse(events[0].as_bytes()).unwrap();
        String::from_utf8(stanza.content().to_vec()).unwrap()
    }

    // The usual beginnings.

    pub(crate) fn create(&mut self, node: &str, fields: &[(&str, &str)]) {
        let form = form("node_config", fields);
        self.set(OWNER, &format!("<create node='{node}'/><configure>{form}</configure>"));
    }

    pub(crate) fn configure(&mut self, node: &str, fields: &[(&str, &str)]) {
        let form = form("node_config", fields);
        self.owner_set(OWNER, &format!("<configure node='{node}'>{form}</configure>"));
    }

    pub(crate) fn subscribe(&mut self, node: &str, who: &str) {
        self.set(who, &subscribe(node, who));
    }

    pub(crate) fn affiliate(&mut self, node: &str, who: &str, affiliation: &str) {
        self.owner_set(
            OWNER,
            &format!("<affiliations node='{node}'><affiliation jid='{who}' affiliation='{affiliation}'/></affiliations>"),
        );
    }

    pub(crate) fn publish(&mut self, node: &str, id: &str) -> String {
        self.set(OWNER, &publish(node, id))
    }
}

pub(crate) fn text(stanza: &Stanza) -> String {
    String::from_utf8(stanza.to_bytes().to_vec()).unwrap()
}

/// condition/type/pubsub condition, with `:feature` when that is named.
pub(crate) fn condition(reply: &Stanza) -> String {
    assert!(reply.is_error(), "{reply:?}");
    let (tag, mut cursor) = reply.child(Ns::Client, "error").expect("an error");
    let error = StanzaError::read(&tag, &mut cursor).unwrap();
    let mut out = format!("{}/{}", error.condition, error.ty.name());
    if let Some((tag, _)) = error.application() {
        assert_eq!(tag.ns(), Ns::PubsubErrors);
        out += &format!("/{}", tag.name());
        if let Some(feature) = tag.attr("feature") {
            out += &format!(":{feature}");
        }
    }
    out
}

pub(crate) fn pubsub(operation: &str) -> String {
    format!("<pubsub xmlns='http://jabber.org/protocol/pubsub'>{operation}</pubsub>")
}

pub(crate) fn owner(operation: &str) -> String {
    format!("<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'>{operation}</pubsub>")
}

pub(crate) fn subscribe(node: &str, who: &str) -> String {
    format!("<subscribe node='{node}' jid='{who}'/>")
}

pub(crate) fn unsubscribe(node: &str, who: &str) -> String {
    format!("<unsubscribe node='{node}' jid='{who}'/>")
}

pub(crate) fn publish(node: &str, id: &str) -> String {
    format!("<publish node='{node}'><item id='{id}'><x xmlns='urn:x'>{id}</x></item></publish>")
}

/// A submitted form; several fields of one name are its values.
pub(crate) fn form(form_type: &str, fields: &[(&str, &str)]) -> String {
    let mut out = format!(
        "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'>\
         <value>http://jabber.org/protocol/pubsub#{form_type}</value></field>"
    );
    for (var, value) in fields {
        out += &format!("<field var='pubsub#{var}'><value>{value}</value></field>");
    }
    out + "</x>"
}

// The usual services.

pub(crate) fn node_with(fields: &[(&str, &str)]) -> World {
    let mut world = World::new();
    world.create("n", fields);
    world
}

pub(crate) fn node() -> World {
    node_with(&[])
}

pub(crate) fn multi() -> World {
    let mut world = World::with(|config| config.features = Features::all());
    world.create("n", &[("send_last_published_item", "never")]);
    world
}

/// A service where a JID may have several subscriptions, of which BOB has two.
pub(crate) fn twice() -> World {
    let mut world = World::with(|config| config.features = Features::all());
    world.create("n", &[]);
    world.subscribe("n", BOB);
    world.subscribe("n", BOB);
    world
}

/// A service without one feature, and with a node `n`.
pub(crate) fn without(feature: Feature) -> World {
    World::with(|config| config.features = config.features.without(feature))
}

pub(crate) fn unsupported(feature: &str) -> String {
    format!("feature-not-implemented/cancel/unsupported:{feature}")
}

/// So many entries for an owner's list.
pub(crate) fn given(count: usize) -> String {
    let entry = |n| format!("<subscription jid='{n}@e' subscription='subscribed'/>");
    let entries: String = (0..count).map(entry).collect();
    format!("<subscriptions node='n'>{entries}</subscriptions>")
}

/// The values of an attribute, in order.
pub(crate) fn values<'t>(text: &'t str, attr: &str) -> Vec<&'t str> {
    let start = format!(" {attr}='");
    text.split(&start[..]).skip(1).map(|rest| rest.split('\'').next().unwrap()).collect()
}
