//! Items: publishing, reading, retracting.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod pubsub_support;

use pubsub_support::{BOB, EVE, OWNER, World, form, node, node_with, publish, pubsub, values};

#[test]
fn ps_itm_1_all_some_or_the_newest_items() {
    let mut world = node();
    for id in ["a", "b", "c", "a"] {
        world.publish("n", id);
    }
    assert_eq!(values(&world.get(BOB, "<items node='n'/>"), "id"), ["b", "c", "a"]);
    assert_eq!(values(&world.get(BOB, "<items node='n' max_items='2'/>"), "id"), ["c", "a"]);
    assert_eq!(values(&world.get(BOB, "<items node='n' max_items='9'/>"), "id"), ["b", "c", "a"]);
    let some = world.get(BOB, "<items node='n'><item id='c'/><item id='x'/></items>");
    assert_eq!(values(&some, "id"), ["c"]);
}

#[test]
fn ps_itm_2_no_items_are_no_error() {
    let mut world = node();
    assert_eq!(world.get(BOB, "<items node='n'/>"), pubsub("<items node='n'/>"));
    assert_eq!(world.get(BOB, "<items node='n'><item id='x'/></items>"), pubsub("<items node='n'/>"));
}

#[test]
fn ps_itm_3_the_publisher_is_what_the_service_says() {
    let mut world = node_with(&[("itemreply", "publisher")]);
    world.subscribe("n", BOB);
    world.set(OWNER, "<publish node='n'><item id='1' publisher='eve@d'><x xmlns='urn:x'/></item></publish>");
    assert!(world.event(BOB).contains("<item id='1' publisher='owner@d'>"));
    assert!(world.get(BOB, "<items node='n'/>").contains("publisher='owner@d'"));
    world.configure("n", &[("itemreply", "none")]);
    assert!(!world.get(BOB, "<items node='n'/>").contains("publisher"));
}

#[test]
fn itemreply_names_who_gets_replies() {
    let address = |jid: &str| {
        format!(
            "</event><addresses xmlns='http://jabber.org/protocol/address'>\
             <address type='replyto' jid='{jid}'/></addresses>"
        )
    };
    let mut world = node_with(&[("itemreply", "owner"), ("publish_model", "open")]);
    world.subscribe("n", BOB);
    world.set(EVE, &publish("n", "1"));
    assert!(world.event(BOB).ends_with(&address("owner@d")));
    world.configure("n", &[("itemreply", "publisher")]);
    world.set(EVE, &publish("n", "2"));
    assert!(world.event(BOB).ends_with(&address("eve@d")));
    // The newest item as well.
    world.subscribe("n", "bob@d");
    assert!(world.event("bob@d").contains(&address("eve@d")));
    world.configure("n", &[("itemreply", "none")]);
    world.set(EVE, &publish("n", "3"));
    assert!(world.event(BOB).ends_with("</event>"));
}

#[test]
fn rsm_1_more_items_than_a_page_are_not_cut_silently() {
    let mut world = World::with(|config| config.limits.page = 3);
    world.create("n", &[]);
    for id in ["1", "2", "3", "4", "5"] {
        world.publish("n", id);
    }
    let answer = world.get(BOB, "<items node='n'/>");
    assert_eq!(answer.matches("<item ").count(), 3);
    assert!(answer.contains("<first index='2'>3</first><last>5</last><count>5</count>"), "{answer}");
}

#[test]
fn rsm_1_items_come_in_pages() {
    let mut world = node();
    for id in 0..9 {
        world.publish("n", &id.to_string());
    }
    let page =
        |rest: &str| format!("<items node='n'/><set xmlns='http://jabber.org/protocol/rsm'>{rest}</set>");
    let first = world.get(BOB, &page("<max>4</max>"));
    assert_eq!(values(&first, "id"), ["0", "1", "2", "3"]);
    assert!(first.contains("<first index='0'>0</first><last>3</last><count>9</count>"), "{first}");
    assert_eq!(values(&world.get(BOB, &page("<max>4</max><after>6</after>")), "id"), ["7", "8"]);
    assert_eq!(values(&world.get(BOB, &page("<max>4</max><before/>")), "id"), ["5", "6", "7", "8"]);
    assert_eq!(world.get_err(BOB, &page("<after>x</after>")), "item-not-found/cancel");
}

#[test]
fn ps_pub_1_the_answer_names_the_item() {
    let mut world = node();
    assert_eq!(world.publish("n", "1"), pubsub("<publish node='n'><item id='1'/></publish>"));
    let made = world.set(OWNER, "<publish node='n'><item><x xmlns='urn:x'/></item></publish>");
    let id = values(&made, "id")[0].to_owned();
    assert_eq!(values(&world.get(BOB, "<items node='n'/>"), "id"), ["1", &id]);
}

#[test]
fn ps_pub_2_an_item_of_the_same_name_is_overwritten() {
    let mut world = node_with(&[("max_items", "2")]);
    world.subscribe("n", BOB);
    for id in ["a", "b", "a", "a"] {
        world.publish("n", id);
    }
    assert_eq!(world.events(BOB).len(), 4, "an event each, and no retract");
    assert_eq!(values(&world.get(BOB, "<items node='n'/>"), "id"), ["b", "a"]);
}

#[test]
fn ps_pub_3_one_event_for_each_subscribed_jid_and_exactly_to_it() {
    let mut world = node();
    for who in [BOB, "bob@d", EVE] {
        world.subscribe("n", who);
    }
    world.publish("n", "1");
    let to: Vec<_> = world.sent.iter().map(|stanza| stanza.to().unwrap().to_string()).collect();
    assert_eq!(to, [BOB, "bob@d", EVE]);
}

#[test]
fn ps_pub_4_payloads_are_kept_even_where_they_are_not_sent() {
    let mut world = node_with(&[("deliver_payloads", "0")]);
    world.subscribe("n", BOB);
    world.publish("n", "1");
    assert!(world.event(BOB).contains("<items node='n'><item id='1'/></items>"));
    assert!(world.get(BOB, "<items node='n'/>").contains("<x xmlns='urn:x'>1</x>"));
}

#[test]
fn ps_pub_5_the_oldest_item_goes() {
    let mut world = node_with(&[("max_items", "1")]);
    world.subscribe("n", BOB);
    world.publish("n", "1");
    world.publish("n", "2");
    let events = world.events(BOB);
    assert_eq!(events.len(), 3);
    assert!(events[2].contains("<items node='n'><retract id='1'/></items>"), "{events:#?}");
    world.configure("n", &[("publish_node_full", "discard-oldest")]);
    world.publish("n", "3");
    assert_eq!(world.events(BOB).len(), 1);
    assert_eq!(values(&world.get(BOB, "<items node='n'/>"), "id"), ["3"]);
}

#[test]
fn ps_pub_7_and_20_a_publish_makes_the_node_as_demanded() {
    let mut world = World::new();
    let options = form("publish-options", &[("access_model", "whitelist"), ("max_items", "3")]);
    world.set(OWNER, &format!("{}<publish-options>{options}</publish-options>", publish("n", "1")));
    let config = world.owner_get(OWNER, "<configure node='n'/>");
    assert!(config.contains("<value>whitelist</value>") && config.contains("<value>3</value>"), "{config}");
    assert_eq!(values(&world.get(OWNER, "<affiliations/>"), "affiliation"), ["owner"]);
    // A refused publish makes no node.
    assert_eq!(
        world.set_err(OWNER, "<publish node='m'><item/></publish>"),
        "bad-request/modify/payload-required"
    );
    assert_eq!(world.service.node_count(), 1);
}

#[test]
fn ps_pub_8_the_type_of_messages() {
    let mut world = node();
    world.subscribe("n", BOB);
    world.publish("n", "1");
    assert!(world.events(BOB)[0].contains("type='headline'"));
    world.configure("n", &[("notification_type", "normal")]);
    world.publish("n", "2");
    assert!(!world.events(BOB)[0].contains("type="));
}

#[test]
fn ps_pub_9_notifications_can_be_turned_off_or_follow_presence() {
    let mut world = node_with(&[("deliver_notifications", "0"), ("send_last_published_item", "never")]);
    world.subscribe("n", BOB);
    world.publish("n", "1");
    assert_eq!(world.events(BOB).len(), 0);
    world.configure("n", &[("deliver_notifications", "1"), ("presence_based_delivery", "1")]);
    world.subscribe("n", "bob@d");
    world.publish("n", "2");
    assert_eq!(world.sent.len(), 0);
    world.input(&format!("<presence xmlns='jabber:client' from='{BOB}' to='pubsub.d'/>"));
    world.publish("n", "3");
    assert_eq!((world.events(BOB).len(), world.events("bob@d").len()), (1, 1));
    world.input(&format!("<presence xmlns='jabber:client' from='{BOB}' to='pubsub.d' type='unavailable'/>"));
    world.publish("n", "4");
    assert_eq!(world.sent.len(), 0);
}

#[test]
fn ps_ret_1_retracting() {
    let mut world = node();
    world.subscribe("n", BOB);
    world.affiliate("n", "eve@d", "publish-only");
    world.set(EVE, &publish("n", "1"));
    world.publish("n", "2");
    world.publish("n", "3");
    world.events(BOB);
    world.set(EVE, "<retract node='n' notify='false'><item id='1'/></retract>");
    assert_eq!(world.events(BOB).len(), 0);
    world.set(OWNER, "<retract node='n'><item id='2'/></retract>");
    assert!(world.event(BOB).contains("<items node='n'><retract id='2'/></items>"));
    world.configure("n", &[("notify_retract", "0")]);
    world.set(OWNER, "<retract node='n' notify='1'><item id='3'/></retract>");
    assert_eq!(world.events(BOB).len(), 1);
    assert_eq!(world.get(BOB, "<items node='n'/>"), pubsub("<items node='n'/>"));
}

#[test]
fn item_expire_and_purge_offline() {
    let mut world = node_with(&[("item_expire", "60"), ("send_last_published_item", "never")]);
    world.publish("n", "1");
    world.pass(30);
    world.publish("n", "2");
    assert!(world.service.poll_timeout().is_some());
    world.pass(30);
    assert_eq!(values(&world.get(BOB, "<items node='n'/>"), "id"), ["2"]);
    world.configure("n", &[("item_expire", "max"), ("purge_offline", "1")]);
    assert!(world.service.poll_timeout().is_none());
    world.input(&format!("<presence xmlns='jabber:client' from='{OWNER}' to='pubsub.d'/>"));
    world
        .input(&format!("<presence xmlns='jabber:client' from='{OWNER}' to='pubsub.d' type='unavailable'/>"));
    assert_eq!(values(&world.get(BOB, "<items node='n'/>"), "id").len(), 0);
}

#[test]
fn the_answer_comes_before_the_events() {
    let mut world = node();
    world.subscribe("n", OWNER);
    let iq = format!(
        "<iq xmlns='jabber:client' type='set' id='x' from='{OWNER}' to='pubsub.d'>{}</iq>",
        pubsub(&publish("n", "1"))
    );
    world.input(&iq);
    let kinds: Vec<_> = world.sent.iter().map(|stanza| stanza.kind()).collect();
    assert_eq!(kinds, [xmpp_pubsub::Kind::Iq, xmpp_pubsub::Kind::Message]);
}

#[test]
fn errors_and_results_are_never_answered() {
    let mut world = node();
    for stanza in [
        format!("<iq xmlns='jabber:client' type='result' id='1' from='{BOB}' to='pubsub.d'/>"),
        format!("<iq xmlns='jabber:client' type='error' id='1' from='{BOB}' to='pubsub.d'><error/></iq>"),
        format!("<message xmlns='jabber:client' type='error' from='{BOB}' to='pubsub.d'><error/></message>"),
        format!("<message xmlns='jabber:client' from='{BOB}' to='pubsub.d'><body>hi</body></message>"),
        format!("<presence xmlns='jabber:client' type='subscribe' from='{BOB}' to='pubsub.d'/>"),
    ] {
        world.input(&stanza);
        assert_eq!(world.sent.len(), 0, "{stanza}");
    }
    assert_eq!(world.done(BOB, "get", "<ping xmlns='urn:xmpp:ping'/>"), "");
}
