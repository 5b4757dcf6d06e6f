//! What owners do: nodes, approvals, lists of subscriptions and affiliations.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod pubsub_support;

use pubsub_support::{BOB, EVE, OWNER, World, form, node, node_with, owner, pubsub, unsubscribe, values};
use xmpp_pubsub::pubsub::Feature;

#[test]
fn ps_cre_1_creating_makes_an_owner_and_no_subscriber() {
    let mut world = World::new();
    let made = world.set(OWNER, "<create/>");
    let name = values(&made, "node")[0].to_owned();
    assert_eq!(name.len(), 13);
    assert_eq!(values(&world.get(OWNER, "<affiliations/>"), "node"), [name.as_str()]);
    assert_eq!(world.get(OWNER, "<subscriptions/>"), pubsub("<subscriptions/>"));
}

#[test]
fn ps_cre_2_where_forms_are_not_offered_the_node_is_made_without() {
    let mut world =
        World::with(|config| config.features = config.features.without(Feature::CreateAndConfigure));
    world.create("n", &[("title", "ignored")]);
    assert!(!world.owner_get(OWNER, "<configure node='n'/>").contains("ignored"));
}

#[test]
fn ps_cfg_1_configuring_changes_what_is_named() {
    let mut world = node_with(&[("title", "one"), ("max_items", "5")]);
    world.configure("n", &[("title", "two")]);
    let config = world.owner_get(OWNER, "<configure node='n'/>");
    assert!(config.contains("<value>two</value>") && config.contains("<value>5</value>"), "{config}");
    let cancel = "<configure node='n'><x xmlns='jabber:x:data' type='cancel'/></configure>";
    world.owner_set(OWNER, cancel);
    assert_eq!(world.owner_get(OWNER, "<configure node='n'/>"), config);
    assert!(world.owner_get(BOB, "<default/>").contains("pubsub#node_config"));
}

#[test]
fn ps_cfg_2_subscribers_hear_of_a_new_configuration() {
    let mut world = node_with(&[("notify_config", "1")]);
    world.subscribe("n", BOB);
    world.configure("n", &[("title", "two")]);
    let event = world.event(BOB);
    assert!(event.contains("<configuration node='n'><x xmlns='jabber:x:data' type='result'>"), "{event}");
    world.configure("n", &[("deliver_payloads", "0")]);
    assert!(world.event(BOB).contains("<configuration node='n'/>"));
}

#[test]
fn a_smaller_max_items_applies_at_once() {
    let mut world = node();
    for id in ["1", "2", "3"] {
        world.publish("n", id);
    }
    world.configure("n", &[("max_items", "1")]);
    assert_eq!(values(&world.get(BOB, "<items node='n'/>"), "id"), ["3"]);
    world.configure("n", &[("persist_items", "0")]);
    world.configure("n", &[("persist_items", "1")]);
    assert_eq!(values(&world.get(BOB, "<items node='n'/>"), "id").len(), 0);
}

#[test]
fn ps_del_1_everybody_hears_of_the_end() {
    let mut world = node_with(&[("access_model", "authorize")]);
    world.subscribe("n", BOB);
    world.affiliate("n", "eve@d", "member");
    world.subscribe("n", EVE);
    world.sent.clear();
    world.publish("n", "1");
    assert_eq!((world.events(BOB).len(), world.events(EVE).len()), (0, 1));
    world.owner_set(OWNER, "<delete node='n'><redirect uri='xmpp:x'/></delete>");
    for who in [BOB, EVE] {
        assert!(world.event(who).contains("<delete node='n'><redirect uri='xmpp:x'/></delete>"));
    }
    assert_eq!(world.get(EVE, "<subscriptions/>"), pubsub("<subscriptions/>"));
    assert_eq!(world.get(OWNER, "<affiliations/>"), pubsub("<affiliations/>"));
    world.create("n", &[]);
    assert_eq!(
        world.get(OWNER, "<items node='n'/>"),
        pubsub("<items node='n'/>"),
        "items went with the node"
    );
}

#[test]
fn ps_prg_1_a_purge_is_one_event() {
    let mut world = node();
    world.subscribe("n", BOB);
    world.publish("n", "1");
    world.publish("n", "2");
    world.events(BOB);
    world.owner_set(OWNER, "<purge node='n'/>");
    assert!(world.event(BOB).contains("<purge node='n'/>"));
    assert_eq!(world.get(BOB, "<items node='n'/>"), pubsub("<items node='n'/>"));
}

#[test]
fn ps_auth_1_an_owner_decides() {
    let mut world = node_with(&[("access_model", "authorize")]);
    world.subscribe("n", BOB);
    let request = world.events("owner@d");
    assert!(
        request[0].contains("pubsub#subscribe_authorization") && request[0].contains(BOB),
        "{request:#?}"
    );
    let answer = |from: &str, allow: &str| {
        let form =
            form("subscribe_authorization", &[("node", "n"), ("subscriber_jid", BOB), ("allow", allow)]);
        format!("<message xmlns='jabber:client' from='{from}' to='pubsub.d' id='a'>{form}</message>")
    };
    world.input(&answer(EVE, "1"));
    assert!(world.events(EVE)[0].contains("<forbidden"));
    world.publish("n", "1");
    assert_eq!(world.events(BOB).len(), 0);
    world.input(&answer(OWNER, "1"));
    let told = world.events(BOB);
    assert!(told[0].contains("subscription='subscribed'"), "{told:#?}");
    assert!(told[1].contains("<item id='1'>"), "and gets the newest item: {told:#?}");
    world.publish("n", "2");
    assert_eq!(world.events(BOB).len(), 1);
    // Refused.
    let mut world = node_with(&[("access_model", "authorize")]);
    world.subscribe("n", BOB);
    world.input(&answer(OWNER, "0"));
    assert!(world.event(BOB).contains("subscription='none'"));
    assert_eq!(world.get(BOB, "<subscriptions/>"), pubsub("<subscriptions/>"));
    // Given up: still pending.
    world.subscribe("n", BOB);
    world.input(&answer(OWNER, "1").replace("type='submit'", "type='cancel'"));
    assert!(world.get(BOB, "<subscriptions/>").contains("pending"));
}

#[test]
fn pending_subscriptions_are_asked_for_by_command() {
    let mut world = node_with(&[("access_model", "authorize")]);
    world.create("other", &[]);
    world.subscribe("n", BOB);
    world.subscribe("n", EVE);
    world.sent.clear();
    let node = "http://jabber.org/protocol/pubsub#get-pending";
    let start =
        format!("<command xmlns='http://jabber.org/protocol/commands' node='{node}' action='execute'/>");
    let form = world.done(OWNER, "set", &start);
    assert!(
        form.contains("status='executing'") && form.contains("<option><value>n</value></option>"),
        "{form}"
    );
    assert!(!form.contains("other"));
    let choose = format!(
        "<command xmlns='http://jabber.org/protocol/commands' node='{node}'><x xmlns='jabber:x:data' type='submit'>\
         <field var='pubsub#node'><value>n</value></field></x></command>"
    );
    assert!(world.done(OWNER, "set", &choose).contains("status='completed'"));
    assert_eq!(world.events(OWNER).len(), 2);
    let cancel = start.replace("execute", "cancel");
    assert!(world.done(OWNER, "set", &cancel).contains("status='canceled'"));
}

#[test]
fn ps_man_1_owners_manage_subscriptions() {
    let mut world = node_with(&[("access_model", "authorize"), ("send_last_published_item", "never")]);
    world.subscribe("n", BOB);
    world.sent.clear();
    assert_eq!(world.owner_get(OWNER, "<subscriptions node='n'/>"), owner("<subscriptions node='n'/>"));
    let set = |who: &str, state: &str| {
        format!("<subscriptions node='n'><subscription jid='{who}' subscription='{state}'/></subscriptions>")
    };
    world.owner_set(OWNER, &set(BOB, "subscribed"));
    assert!(
        world.event(BOB).contains(&format!("<subscription node='n' jid='{BOB}' subscription='subscribed'/>"))
    );
    world.owner_set(OWNER, &set(EVE, "subscribed"));
    assert_eq!(world.events(EVE).len(), 1);
    assert_eq!(values(&world.owner_get(OWNER, "<subscriptions node='n'/>"), "jid"), [BOB, EVE]);
    world.owner_set(OWNER, &set(BOB, "none"));
    assert!(world.event(BOB).contains("subscription='none'"));
    world.publish("n", "1");
    assert_eq!((world.events(BOB).len(), world.events(EVE).len()), (0, 1));
}

#[test]
fn ps_man_2_owners_manage_affiliations() {
    let mut world = node();
    world.affiliate("n", "bob@d/phone", "owner");
    let list = world.owner_get("bob@d/x", "<affiliations node='n'/>");
    assert_eq!(values(&list, "jid"), ["bob@d", "owner@d"], "PS-AFF-1: bare JIDs");
    let leave = "<affiliations node='n'><affiliation jid='owner@d' affiliation='none'/></affiliations>";
    world.owner_set(OWNER, leave);
    assert_eq!(world.owner_get_err(OWNER, "<affiliations node='n'/>"), "forbidden/auth");
}

#[test]
fn owners_hear_of_subscriptions_if_they_want() {
    let mut world = node_with(&[("notify_sub", "1")]);
    world.subscribe("n", BOB);
    assert!(world.event("owner@d").contains(&format!("jid='{BOB}' subscription='subscribed'")));
    world.set(BOB, &unsubscribe("n", BOB));
    assert!(world.event("owner@d").contains("subscription='none'"));
}
