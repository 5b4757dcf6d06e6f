//! Subscriptions that a client keeps: what it asks for, and what becomes of it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

use std::time::{Duration, Instant};

use xmpp_pubsub::pubsub::{Client, ClientEvent, NodeId, RequestError, SubscribeAs, SubscriptionState};
use xmpp_pubsub::{IqType, Jid, Stanza, StanzaType};

const BOB: &str = "bob@d/phone";

struct Alone {
    client: Client,
    now: Instant,
}

impl Alone {
    fn new() -> Self {
        let mut alone = Self { client: Client::new(jid("pubsub.d"), [9; 32]), now: Instant::now() };
        alone.client.online(alone.now, jid(BOB));
        alone
    }

    fn keep(&mut self, how: SubscribeAs) {
        self.client.keep_subscribed(self.now, "n".into(), how);
    }

    /// What is asked, by name of the operation and its attributes, and the id.
    fn asked(&mut self) -> Vec<(String, String)> {
        let all = std::iter::from_fn(|| self.client.poll_transmit());
        all.map(|stanza| {
            assert!(matches!(stanza.stanza_type(), StanzaType::Iq(IqType::Get | IqType::Set)));
            let content = String::from_utf8(stanza.content().to_vec()).unwrap();
            let operation = content.split_once('>').unwrap().1.split("/>").next().unwrap().to_owned();
            (operation, stanza.id().unwrap().to_owned())
        })
        .collect()
    }

    fn only(&mut self, operation: &str) -> String {
        let asked = self.asked();
        assert_eq!(asked.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>(), [operation]);
        asked[0].1.clone()
    }

    fn answer(&mut self, id: &str, payload: &str) {
        let iq = format!(
            "<iq xmlns='jabber:client' type='result' id='{id}' from='pubsub.d'>\
             <pubsub xmlns='http://jabber.org/protocol/pubsub'>{payload}</pubsub></iq>"
        );
        assert!(self.client.handle_input(self.now, &Stanza::parse(iq.as_bytes()).unwrap()));
    }

    fn subscribed(&mut self, id: &str, jid: &str, subid: &str) {
        self.answer(id, &entry(jid, subid));
    }

    fn events(&mut self) -> Vec<ClientEvent> {
        std::iter::from_fn(|| self.client.poll_event()).collect()
    }
}

fn jid(text: &str) -> Jid {
    Jid::new(text).unwrap()
}

fn node() -> NodeId {
    "n".into()
}

fn entry(jid: &str, subid: &str) -> String {
    format!("<subscription node='n' jid='{jid}' subid='{subid}' subscription='subscribed'/>")
}

fn kept() -> ClientEvent {
    ClientEvent::Kept(node(), Ok(SubscriptionState::Subscribed))
}

const SUBSCRIBE: &str = "<subscribe node='n' jid='bob@d/phone'";
const LOOK: &str = "<subscriptions";

#[test]
fn a_node_that_is_kept_is_subscribed_to_once() {
    let mut alone = Alone::new();
    alone.keep(SubscribeAs::FullJid);
    alone.keep(SubscribeAs::FullJid);
    let id = alone.only(SUBSCRIBE);
    alone.subscribed(&id, BOB, "s1");
    alone.keep(SubscribeAs::FullJid);
    assert_eq!(alone.events(), [kept(), kept()]);
    assert_eq!(alone.asked(), []);
    // Under another address it is another subscription, and the first is over.
    alone.keep(SubscribeAs::BareJid);
    let asked: Vec<String> = alone.asked().into_iter().map(|(text, _)| text).collect();
    assert_eq!(
        asked,
        ["<unsubscribe node='n' jid='bob@d/phone' subid='s1'", "<subscribe node='n' jid='bob@d'"]
    );
}

#[test]
fn a_subscription_is_ended_by_its_subid() {
    let mut alone = Alone::new();
    alone.keep(SubscribeAs::FullJid);
    let id = alone.only(SUBSCRIBE);
    alone.subscribed(&id, BOB, "s1");
    alone.events();
    assert!(alone.client.end_subscription(alone.now, &node()).is_some());
    alone.only("<unsubscribe node='n' jid='bob@d/phone' subid='s1'");
    assert!(alone.client.end_subscription(alone.now, &node()).is_none());
    // So is one that was found.
    let mut alone = Alone::new();
    alone.client.offline();
    alone.keep(SubscribeAs::FullJid);
    alone.client.online(alone.now, jid(BOB));
    let id = alone.only(LOOK);
    alone.answer(&id, &format!("<subscriptions>{}</subscriptions>", entry(BOB, "s7")));
    assert_eq!(alone.events(), [kept()]);
    assert!(alone.client.end_subscription(alone.now, &node()).is_some());
    alone.only("<unsubscribe node='n' jid='bob@d/phone' subid='s7'");
}

#[test]
fn what_is_ended_before_it_is_there_does_not_stay() {
    let mut alone = Alone::new();
    alone.keep(SubscribeAs::FullJid);
    let id = alone.only(SUBSCRIBE);
    assert!(alone.client.end_subscription(alone.now, &node()).is_none());
    alone.subscribed(&id, BOB, "s1");
    alone.only("<unsubscribe node='n' jid='bob@d/phone' subid='s1'");
    assert_eq!(alone.events(), []);
    // Wanted again meanwhile, one of the two stays.
    alone.keep(SubscribeAs::FullJid);
    let first = alone.only(SUBSCRIBE);
    alone.client.end_subscription(alone.now, &node());
    alone.keep(SubscribeAs::FullJid);
    let second = alone.only(SUBSCRIBE);
    alone.subscribed(&first, BOB, "s2");
    alone.subscribed(&second, BOB, "s3");
    alone.only("<unsubscribe node='n' jid='bob@d/phone' subid='s3'");
    assert_eq!(alone.events(), [kept()]);
}

#[test]
fn a_node_is_not_subscribed_to_while_it_is_looked_for() {
    let mut alone = Alone::new();
    alone.keep(SubscribeAs::FullJid);
    alone.client.offline();
    alone.client.online(alone.now, jid(BOB));
    let id = alone.only(LOOK);
    alone.client.keep_subscribed(alone.now, "m".into(), SubscribeAs::FullJid);
    assert_eq!(alone.asked(), []);
    alone.answer(&id, "<subscriptions/>");
    assert_eq!(alone.asked().len(), 2);
}

#[test]
fn a_service_that_does_not_tell_what_is_there_is_asked_for_all() {
    let mut alone = Alone::new();
    alone.keep(SubscribeAs::FullJid);
    alone.client.offline();
    assert_eq!(alone.events(), [ClientEvent::Kept(node(), Err(RequestError::Disconnected))]);
    alone.client.online(alone.now, jid(BOB));
    alone.only(LOOK);
    alone.now = alone.client.poll_timeout().unwrap().at;
    alone.client.handle_timeout(alone.now);
    let id = alone.only(SUBSCRIBE);
    alone.subscribed(&id, BOB, "s1");
    assert_eq!(alone.events(), [kept()]);
    assert_eq!(alone.client.poll_timeout(), None);
}

#[test]
fn what_was_asked_for_before_the_connection_was_lost_is_ended() {
    let mut alone = Alone::new();
    alone.keep(SubscribeAs::FullJid);
    alone.only(SUBSCRIBE);
    alone.client.offline();
    alone.client.online(alone.now, jid("bob@d/other"));
    let id = alone.only(LOOK);
    alone.answer(&id, &format!("<subscriptions>{}</subscriptions>", entry(BOB, "s1")));
    let asked: Vec<String> = alone.asked().into_iter().map(|(text, _)| text).collect();
    assert_eq!(
        asked,
        ["<unsubscribe node='n' jid='bob@d/phone' subid='s1'", "<subscribe node='n' jid='bob@d/other'"]
    );
}

#[test]
fn pages_that_are_not_counted_are_read_to_their_end() {
    let page = |nodes: &[&str], last: &str| {
        let entries: String =
            nodes.iter().map(|node| entry(BOB, "s").replace("node='n'", &format!("node='{node}'"))).collect();
        format!(
            "<subscriptions>{entries}</subscriptions><set xmlns='http://jabber.org/protocol/rsm'>{last}</set>"
        )
    };
    for end in [page(&[], ""), page(&["x"], "<last>2</last>")] {
        let mut alone = Alone::new();
        alone.client.offline();
        alone.keep(SubscribeAs::FullJid);
        alone.client.online(alone.now, jid(BOB));
        for answer in [page(&["x", "y"], "<last>1</last>"), page(&["n"], "<last>2</last>"), end] {
            let id = alone.only(LOOK);
            alone.answer(&id, &answer);
        }
        assert_eq!(alone.asked(), []);
        assert_eq!(alone.events(), [kept()]);
    }
}

#[test]
fn answers_are_waited_for_in_the_order_of_the_requests() {
    let mut alone = Alone::new();
    let step = Duration::from_secs(1);
    let request = || xmpp_pubsub::pubsub::Request::DiscoInfo(None);
    let start = alone.now;
    let first = alone.client.request(start, request());
    let second = alone.client.request(start + step, request());
    let third = alone.client.request(start + 2 * step, request());
    let ids: Vec<String> = alone.asked().into_iter().map(|(_, id)| id).collect();
    let due = alone.client.poll_timeout().unwrap().at;
    alone.answer(&ids[1], "");
    assert_eq!(alone.client.poll_timeout().unwrap().at, due);
    alone.answer(&ids[0], "");
    assert_eq!(alone.client.poll_timeout().unwrap().at, due + 2 * step);
    alone.client.handle_timeout(due + 2 * step);
    assert_eq!(alone.client.poll_timeout(), None);
    let answered: Vec<_> = alone
        .events()
        .into_iter()
        .map(|event| match event {
            ClientEvent::Answer(id, answer) => (id, answer.is_ok()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(answered, [(second, true), (first, true), (third, false)]);
}
