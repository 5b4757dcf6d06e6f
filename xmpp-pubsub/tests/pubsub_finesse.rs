//! What a Finesse server and its clients need of the service.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod pubsub_support;

use pubsub_support::{World, jid, publish};
use xmpp_pubsub::pubsub::{NodeId, NotificationNamespace, ServiceConfig, escaped_notification};

const FINESSE: &str = "finesse@d/server";

fn finesse() -> World {
    World::with(|config| *config = ServiceConfig::finesse(jid("pubsub.d"), jid("finesse@d")))
}

#[test]
fn fin_5_automatic_subscriptions_need_no_node_and_no_request() {
    let mut world = finesse();
    let node = NodeId::new("/finesse/api/User/1001");
    world.service.subscribe_automatically(world.now, &node, &jid("1001@d"));
    world.set(FINESSE, &publish("/finesse/api/User/1001", "a"));
    let event = world.event("1001@d");
    assert_eq!(
        event,
        "<event xmlns='http://jabber.org/protocol/pubsub#event'><items node='/finesse/api/User/1001'>\
         <item id='a'><x xmlns='urn:x'>a</x></item></items></event>"
    );
    // It outlives the node.
    world.owner_set(FINESSE, "<delete node='/finesse/api/User/1001'/>");
    world.set(FINESSE, &publish("/finesse/api/User/1001", "b"));
    assert_eq!(world.events("1001@d").len(), 1);
    world.service.unsubscribe_automatically(&node, &jid("1001@d"));
    world.set(FINESSE, &publish("/finesse/api/User/1001", "c"));
    assert_eq!(world.events("1001@d").len(), 0);
}

#[test]
fn fin_5_an_agent_cannot_end_an_automatic_subscription_nor_double_it() {
    let mut world = finesse();
    world.service.subscribe_automatically(world.now, &NodeId::new("n"), &jid("1001@d"));
    world.set(FINESSE, &publish("n", "a"));
    world.events("1001@d");
    let refusal = world.set_err("1001@d/desktop", "<unsubscribe node='n' jid='1001@d'/>");
    assert_eq!(refusal, "not-allowed/cancel");
    world.set("1001@d/desktop", "<subscribe node='n' jid='1001@d'/>");
    world.set(FINESSE, &publish("n", "b"));
    assert_eq!(world.events("1001@d").len(), 1);
}

#[test]
fn fin_5_explicit_subscriptions_of_a_full_jid() {
    let mut world = finesse();
    world.set(FINESSE, &publish("/finesse/api/Team/1/Users", "a"));
    world.set("sup@d/desktop", "<subscribe node='/finesse/api/Team/1/Users' jid='sup@d/desktop'/>");
    assert_eq!(world.events("sup@d/desktop").len(), 0, "nothing is sent again");
    world.set(FINESSE, &publish("/finesse/api/Team/1/Users", "b"));
    assert_eq!(world.events("sup@d/desktop").len(), 1);
}

#[test]
fn fin_7_the_document_is_escaped_text_and_shared_by_all() {
    let mut world = finesse();
    for agent in 0..10 {
        world.service.subscribe_automatically(world.now, &NodeId::new("n"), &jid(&format!("{agent}@d")));
    }
    let payload = escaped_notification(NotificationNamespace::Pubsub, "<Update><event>PUT</event></Update>");
    let payload = String::from_utf8(payload.as_bytes().to_vec()).unwrap();
    world.set(FINESSE, &format!("<publish node='n'><item id='1'>{payload}</item></publish>"));
    let shared: Vec<_> = world.sent.iter().map(|stanza| stanza.shared()).collect();
    assert_eq!(shared.len(), 10);
    assert!(shared.iter().all(|bytes| bytes.as_ptr() == shared[0].as_ptr()), "one copy for all");
    let text = String::from_utf8(shared[0].to_vec()).unwrap();
    assert!(text.contains(
        "<notification xmlns='http://jabber.org/protocol/pubsub'>&lt;Update>&lt;event>PUT&lt;/event>&lt;/Update>"
    ) || text.contains("&lt;Update&gt;"), "{text}");
}

#[test]
fn only_the_publisher_makes_nodes() {
    let mut world = finesse();
    assert_eq!(world.set_err("1001@d/desktop", &publish("n", "a")), "item-not-found/cancel");
    assert_eq!(world.set_err("1001@d/desktop", "<create node='n'/>"), "forbidden/auth");
    world.set(FINESSE, &publish("n", "a"));
    assert_eq!(world.set_err("1001@d/desktop", &publish("n", "a")), "forbidden/auth");
}

#[test]
fn events_have_ids_of_their_own_and_are_headlines_without_body() {
    let mut world = finesse();
    for agent in ["1@d", "2@d"] {
        world.service.subscribe_automatically(world.now, &NodeId::new("n"), &jid(agent));
    }
    world.set(FINESSE, &publish("n", "a"));
    let ids: Vec<_> = world.sent.iter().map(|stanza| stanza.id().unwrap().to_owned()).collect();
    assert_eq!(ids.len(), 2);
    assert_ne!(ids[0], ids[1]);
    for event in world.events("1@d") {
        assert!(event.contains("type='headline'") && !event.contains("<body"), "{event}");
    }
}
