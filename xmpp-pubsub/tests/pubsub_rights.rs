//! Who may have events, and what becomes of subscriptions when that changes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod pubsub_support;

use pubsub_support::{BOB, EVE, OWNER, jid, node, node_with, publish, subscribe};
use xmpp_pubsub::pubsub::Contact;

#[test]
fn ps_acc_3_who_loses_the_right_loses_the_events() {
    let mut world = node_with(&[("send_last_published_item", "never")]);
    world.subscribe("n", BOB);
    world.subscribe("n", EVE);
    world.affiliate("n", "bob@d", "outcast");
    world.publish("n", "1");
    assert_eq!((world.events(BOB).len(), world.events(EVE).len()), (0, 1));
    world.configure("n", &[("access_model", "whitelist")]);
    world.publish("n", "2");
    assert_eq!(world.events(EVE).len(), 0);
    world.affiliate("n", "eve@d", "member");
    world.publish("n", "3");
    assert_eq!(world.events(EVE).len(), 1);
    world.configure("n", &[("access_model", "presence")]);
    world.affiliate("n", "eve@d", "none");
    world.publish("n", "4");
    assert_eq!(world.events(EVE).len(), 0);
    let contact = Contact { sees_presence: true, groups: Vec::new() };
    world.service.set_contact(&jid("owner@d"), &jid("eve@d"), Some(contact));
    world.publish("n", "5");
    assert_eq!(world.events(EVE).len(), 1);
    world.service.set_contact(&jid("owner@d"), &jid("eve@d"), None);
    world.publish("n", "6");
    assert_eq!(world.events(EVE).len(), 0);
}

#[test]
fn ps_acc_3_who_is_no_longer_a_member_waits_for_approval() {
    let mut world = node_with(&[("access_model", "authorize"), ("send_last_published_item", "never")]);
    world.affiliate("n", "bob@d", "member");
    world.subscribe("n", BOB);
    world.affiliate("n", "bob@d", "none");
    assert!(world.event(BOB).contains("subscription='pending'"));
    world.publish("n", "1");
    assert_eq!(world.events(BOB).len(), 0);
    assert_eq!(world.get_err(BOB, "<items node='n'/>"), "not-authorized/auth/pending-subscription");
    // Once approved it needs no affiliation.
    let approve = format!(
        "<subscriptions node='n'><subscription jid='{BOB}' subscription='subscribed'/></subscriptions>"
    );
    world.owner_set(OWNER, &approve);
    world.affiliate("n", "bob@d", "member");
    world.affiliate("n", "bob@d", "none");
    world.sent.clear();
    world.publish("n", "2");
    assert_eq!(world.events(BOB).len(), 1);
    // But the approval ends with the right.
    world.affiliate("n", "bob@d", "outcast");
    world.affiliate("n", "bob@d", "none");
    assert!(world.event(BOB).contains("subscription='pending'"));
}

#[test]
fn ps_acc_3_a_node_that_begins_to_ask_asks_for_all() {
    for before in ["open", "whitelist"] {
        let mut world = node_with(&[("access_model", before), ("send_last_published_item", "never")]);
        world.affiliate("n", "bob@d", "member");
        world.affiliate("n", "eve@d", "member");
        world.subscribe("n", BOB);
        world.subscribe("n", EVE);
        world.affiliate("n", "bob@d", "none");
        world.configure("n", &[("access_model", "authorize")]);
        assert!(world.event(BOB).contains("subscription='pending'"), "{before}");
        world.publish("n", "1");
        assert_eq!((world.events(BOB).len(), world.events(EVE).len()), (0, 1), "{before}");
    }
}

#[test]
fn ps_auth_1_who_needs_no_approval_any_more_is_subscribed() {
    let mut world = node_with(&[("access_model", "authorize")]);
    world.publish("n", "1");
    for who in [BOB, EVE] {
        world.set(who, &subscribe("n", who));
    }
    world.affiliate("n", "bob@d", "member");
    let events = world.events(BOB);
    assert_eq!(events.len(), 2, "{events:?}");
    assert!(events[0].contains("subscription='subscribed'"), "{events:?}");
    assert!(events[1].contains("<item id='1'>"), "{events:?}");
    world.configure("n", &[("access_model", "open")]);
    assert!(world.events(EVE)[0].contains("subscription='subscribed'"));
    world.publish("n", "2");
    assert_eq!((world.events(BOB).len(), world.events(EVE).len()), (1, 1));
    // And by asking again, whatever made it wait.
    let wait =
        format!("<subscriptions node='n'><subscription jid='{EVE}' subscription='pending'/></subscriptions>");
    world.owner_set(OWNER, &wait);
    world.sent.clear();
    assert!(world.set(EVE, &subscribe("n", EVE)).contains("subscription='subscribed'"));
    assert!(world.event(EVE).contains("<item id='2'>"));
}

#[test]
fn ps_acc_4_who_may_publish() {
    let mut world = node_with(&[("publish_model", "subscribers")]);
    assert_eq!(world.set_err(BOB, &publish("n", "1")), "forbidden/auth");
    world.subscribe("n", BOB);
    world.set(BOB, &publish("n", "1"));
    world.configure("n", &[("publish_model", "open")]);
    world.set(EVE, &publish("n", "2"));
}

#[test]
fn ps_acc_1_an_outcast_does_not_hear_of_the_end() {
    let mut world = node();
    world.subscribe("n", BOB);
    world.affiliate("n", "bob@d", "outcast");
    world.owner_set(OWNER, "<delete node='n'><redirect uri='xmpp:x'/></delete>");
    assert_eq!(world.events(BOB), [""; 0]);
}
