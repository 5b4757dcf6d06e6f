//! Subscriptions: how they begin, what they bring, how they end.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod pubsub_support;

use pubsub_support::{
    BOB, EVE, OWNER, World, form, multi, node, node_with, pubsub, subscribe, unsubscribe, values,
};
use xmpp_pubsub::pubsub::{Bounces, OptionsNeeded};

#[test]
fn ps_sub_3_the_answer_says_what_was_made() {
    let mut world = node();
    let answer = world.set(BOB, &subscribe("n", BOB));
    assert_eq!(answer, pubsub(&format!("<subscription node='n' jid='{BOB}' subscription='subscribed'/>")));
    let mut world = World::with(|config| config.options_needed = OptionsNeeded::Later);
    world.create("n", &[("send_last_published_item", "never")]);
    let answer = world.set(BOB, &subscribe("n", BOB));
    assert!(
        answer.contains("subscription='unconfigured'><subscribe-options><required/></subscribe-options>"),
        "{answer}"
    );
    world.publish("n", "1");
    assert_eq!(world.events(BOB).len(), 0);
    let options = form("subscribe_options", &[]);
    world.set(BOB, &format!("<options node='n' jid='{BOB}'>{options}</options>"));
    world.publish("n", "2");
    assert_eq!(world.events(BOB).len(), 1);
}

#[test]
fn ps_sub_4_a_second_subscribe_is_the_first() {
    let mut world = node();
    world.subscribe("n", BOB);
    let again = world.set(BOB, &subscribe("n", BOB));
    assert!(again.contains("subscription='subscribed'") && !again.contains("subid"), "{again}");
    world.publish("n", "1");
    assert_eq!(world.events(BOB).len(), 1);
    world.set(BOB, &unsubscribe("n", BOB));
    world.publish("n", "2");
    assert_eq!(world.events(BOB).len(), 0);
}

#[test]
fn ps_sub_4_a_second_subscribe_keeps_what_it_does_not_name() {
    let mut world = node();
    let options = |fields: &[(&str, &str)]| {
        format!("{}<options>{}</options>", subscribe("n", BOB), form("subscribe_options", fields))
    };
    world.set(BOB, &options(&[("expire", "2027-01-15T08:10:00Z")]));
    world.set(BOB, &options(&[("deliver", "1")]));
    world.pass(601);
    assert!(world.event(BOB).contains("subscription='none'"));
}

#[test]
fn ps_sub_5_several_subscriptions_are_one_event_with_subids() {
    let mut world = multi();
    let first = world.set(BOB, &subscribe("n", BOB));
    let second = world.set(BOB, &subscribe("n", BOB));
    world.set(BOB, &subscribe("n", "bob@d"));
    let (first, second) = (values(&first, "subid")[0].to_owned(), values(&second, "subid")[0].to_owned());
    assert_ne!(first, second);
    world.publish("n", "1");
    let event = world.event(BOB);
    let headers = format!(
        "</event><headers xmlns='http://jabber.org/protocol/shim'><header name='SubID'>{first}</header>\
         <header name='SubID'>{second}</header></headers>"
    );
    assert!(event.ends_with(&headers), "{event}");
    assert_eq!(world.events("bob@d").len(), 1, "another JID is another entity");
    world.set(BOB, &format!("<unsubscribe node='n' jid='{BOB}' subid='{first}'/>"));
    world.publish("n", "2");
    let event = world.event(BOB);
    assert!(event.contains(&second) && !event.contains(&first), "{event}");
    let list = world.get(BOB, "<subscriptions/>");
    assert_eq!(values(&list, "subid").len(), 2, "{list}");
}

#[test]
fn ps_sub_5_subids_leave_the_event_shared() {
    let mut world = multi();
    for who in [BOB, "bob@d/other", "eve@d/car"] {
        world.subscribe("n", who);
        world.subscribe("n", who);
    }
    world.sent.clear();
    world.publish("n", "1");
    assert_eq!(world.sent.len(), 3);
    let parts: Vec<_> = world.sent.iter().map(xmpp_pubsub::Stanza::parts).collect();
    for (shared, own) in &parts {
        assert_eq!(shared.as_ptr(), parts[0].0.as_ptr(), "copied");
        assert!(shared.ends_with(b"</event>") && own.starts_with(b"<headers"));
        assert_eq!(own.windows(5).filter(|text| text == b"SubID").count(), 2);
    }
    assert_ne!(parts[0].1, parts[1].1);
}

#[test]
fn ps_sub_6_the_newest_item_comes_first_and_is_stamped() {
    let mut world = node();
    world.publish("n", "1");
    world.publish("n", "2");
    world.pass(60);
    world.subscribe("n", BOB);
    let event = world.event(BOB);
    assert!(event.contains("<item id='2'>") && !event.contains("<item id='1'>"), "{event}");
    assert!(
        event.contains("</event><delay xmlns='urn:xmpp:delay' stamp='2027-01-15T08:00:00Z'/>"),
        "{event}"
    );
    let mut world = node_with(&[("send_last_published_item", "never")]);
    world.publish("n", "1");
    world.subscribe("n", BOB);
    assert_eq!(world.events(BOB).len(), 0);
    // A node that keeps nothing remembers the newest item for this.
    let mut world = node_with(&[("persist_items", "0")]);
    world.publish("n", "1");
    world.subscribe("n", BOB);
    assert!(world.event(BOB).contains("<item id='1'>"));
}

#[test]
fn ps_sub_6_the_newest_item_outlives_a_new_title() {
    let mut world = node_with(&[("persist_items", "0")]);
    world.publish("n", "1");
    world.configure("n", &[("title", "x")]);
    world.subscribe("n", BOB);
    assert!(world.event(BOB).contains("<item id='1'>"));
    world.configure("n", &[("send_last_published_item", "never")]);
    world.configure("n", &[("send_last_published_item", "on_sub")]);
    world.subscribe("n", EVE);
    assert_eq!(world.events(EVE).len(), 0);
}

#[test]
fn ps_sub_7_unsubscribing_ends_one_subscription() {
    let mut world = node();
    world.subscribe("n", BOB);
    world.subscribe("n", "bob@d");
    assert_eq!(world.set(BOB, &unsubscribe("n", BOB)), "");
    world.publish("n", "1");
    assert_eq!((world.events(BOB).len(), world.events("bob@d").len()), (0, 1));
}

#[test]
fn ps_sub_9_options_are_kept_and_shown() {
    let mut world = node();
    let options = form("subscribe_options", &[("deliver", "0")]);
    world.set(BOB, &format!("{}<options>{options}</options>", subscribe("n", BOB)));
    world.publish("n", "1");
    assert_eq!(world.events(BOB).len(), 0);
    let shown = world.get(BOB, &format!("<options node='n' jid='{BOB}'/>"));
    assert!(shown.contains("var='pubsub#deliver' type='boolean'"), "{shown}");
    assert!(shown.contains("<value>0</value>"), "{shown}");
    let options = form("subscribe_options", &[("deliver", "true")]);
    world.set(BOB, &format!("<options node='n' jid='{BOB}'>{options}</options>"));
    world.publish("n", "2");
    assert_eq!(world.events(BOB).len(), 1);
    let cancel = "<x xmlns='jabber:x:data' type='cancel'/>";
    world.set(BOB, &format!("<options node='n' jid='{BOB}'>{cancel}</options>"));
    assert!(world.get(BOB, "<default/>").contains("pubsub#deliver"));
}

#[test]
fn ps_ntf_3_a_lease_ends() {
    let mut world = node_with(&[("send_last_published_item", "never")]);
    let options = form("subscribe_options", &[("expire", "2027-01-15T08:10:00Z")]);
    world.set(BOB, &format!("{}<options>{options}</options>", subscribe("n", BOB)));
    assert!(world.service.poll_timeout().is_some());
    world.pass(599);
    world.publish("n", "1");
    assert_eq!(world.events(BOB).len(), 1);
    world.pass(1);
    assert!(world.event(BOB).contains("subscription='none'"), "the subscriber is told");
    assert!(world.service.poll_timeout().is_none());
    world.publish("n", "2");
    assert_eq!(world.events(BOB).len(), 0);
    // Renewed in time it goes on.
    let options = form("subscribe_options", &[("expire", "2027-01-15T08:20:00Z")]);
    world.set(BOB, &format!("{}<options>{options}</options>", subscribe("n", BOB)));
    let options = form("subscribe_options", &[("expire", "2027-01-15T09:20:00Z")]);
    world.set(BOB, &format!("<options node='n' jid='{BOB}'>{options}</options>"));
    world.pass(1200);
    world.publish("n", "3");
    assert_eq!(world.events(BOB).len(), 1);
}

#[test]
fn ps_ntf_3_a_subscription_ends_with_presence() {
    let presence = |ty: &str| format!("<presence xmlns='jabber:client' from='{BOB}' to='pubsub.d'{ty}/>");
    let mut world = node();
    let options = form("subscribe_options", &[("expire", "presence")]);
    world.input(&presence(""));
    world.set(BOB, &format!("{}<options>{options}</options>", subscribe("n", BOB)));
    world.subscribe("n", "bob@d");
    world.input(&presence(" type='unavailable'"));
    world.publish("n", "1");
    assert_eq!((world.events(BOB).len(), world.events("bob@d").len()), (0, 1));
    let mut world = node_with(&[("tempsub", "1")]);
    world.input(&presence(""));
    world.subscribe("n", "bob@d");
    world.input(&presence(" type='unavailable'"));
    world.publish("n", "1");
    assert_eq!(world.events("bob@d").len(), 0);
}

#[test]
fn ps_ntf_3_a_subscription_ends_with_presence_that_was_never_told() {
    let gone = format!("<presence xmlns='jabber:client' from='{BOB}' to='pubsub.d' type='unavailable'/>");
    let mut world = node_with(&[("tempsub", "1")]);
    world.subscribe("n", BOB);
    world.subscribe("n", "bob@d");
    world.input(&gone);
    world.publish("n", "1");
    assert_eq!((world.events(BOB).len(), world.events("bob@d").len()), (0, 0));
}

#[test]
fn ps_ntf_4_names_are_told_apart_by_every_letter() {
    let mut world = World::new();
    let names = ["n", "N", "n ", "/n", "\u{e9}", "e\u{301}"];
    for name in names {
        world.create(name, &[]);
    }
    for id in names {
        world.publish("n", id);
    }
    let items = world.get(BOB, "<items node='n'/>");
    assert_eq!(values(&items, "id"), names);
    assert!(!world.get(BOB, "<items node='N'/>").contains("<item "));
}

#[test]
fn ps_ntf_2_every_event_that_comes_back_counts() {
    let mut world = pubsub_support::node_with(&[("notify_config", "1")]);
    type Cause = fn(&mut World);
    let causes: [Cause; 3] = [
        |world| drop(world.owner_set(OWNER, "<purge node='n'/>")),
        |world| world.configure("n", &[("title", "t")]),
        |world| drop(world.set(OWNER, "<retract node='n'><item id='1'/></retract>")),
    ];
    for cause in causes {
        world.subscribe("n", BOB);
        world.publish("n", "1");
        world.sent.clear();
        cause(&mut world);
        let content = world.event(BOB);
        world.input(&format!(
            "<message xmlns='jabber:client' type='error' from='{BOB}' to='pubsub.d'>{content}<error type='cancel'>\
             <gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>"
        ));
        assert!(!world.get(BOB, "<subscriptions/>").contains("<subscription "), "{content}");
    }
}

#[test]
fn ps_ntf_2_a_bounced_event_ends_the_subscription() {
    let bounce = |ty: &str| {
        format!(
            "<message xmlns='jabber:client' type='error' from='{BOB}' to='pubsub.d' id='1'>\
             <event xmlns='http://jabber.org/protocol/pubsub#event'><items node='n'/></event>\
             <error type='{ty}'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>"
        )
    };
    let mut world = node();
    world.subscribe("n", BOB);
    world.subscribe("n", EVE);
    world.input(&bounce("wait"));
    world.publish("n", "1");
    assert_eq!(world.events(BOB).len(), 1);
    world.input(&bounce("cancel"));
    world.publish("n", "2");
    assert_eq!((world.events(BOB).len(), world.events(EVE).len()), (0, 2));
    let mut world = World::with(|config| config.bounces = Bounces::Ignore);
    world.create("n", &[]);
    world.subscribe("n", BOB);
    world.input(&bounce("cancel"));
    world.publish("n", "1");
    assert_eq!(world.events(BOB).len(), 1);
}

#[test]
fn show_values_choose_by_presence() {
    let mut world = node_with(&[("send_last_published_item", "never")]);
    let options = form("subscribe_options", &[("show-values", "chat")]);
    world.set(BOB, &format!("{}<options>{options}</options>", subscribe("n", BOB)));
    let show =
        |show: &str| format!("<presence xmlns='jabber:client' from='{BOB}' to='pubsub.d'>{show}</presence>");
    for (presence, expected) in [("<show>dnd</show>", 0), ("<show>chat</show>", 1), ("", 0)] {
        world.input(&show(presence));
        world.publish("n", "1");
        assert_eq!(world.events(BOB).len(), expected, "{presence}");
    }
}

#[test]
fn the_newest_item_comes_with_presence() {
    let mut world = node_with(&[("send_last_published_item", "on_sub_and_presence")]);
    world.subscribe("n", "bob@d");
    world.publish("n", "1");
    world.events("bob@d");
    world.input(&format!("<presence xmlns='jabber:client' from='{BOB}' to='pubsub.d'/>"));
    assert!(world.event("bob@d").contains("<item id='1'>"));
    world.input(&format!(
        "<presence xmlns='jabber:client' from='{BOB}' to='pubsub.d'><show>away</show></presence>"
    ));
    assert_eq!(world.events("bob@d").len(), 0, "only who comes online");
}

#[test]
fn the_newest_item_comes_as_events_do() {
    // Not to who is away from a node that delivers by presence.
    let mut world = node_with(&[("presence_based_delivery", "1")]);
    world.publish("n", "1");
    world.subscribe("n", BOB);
    assert_eq!(world.events(BOB).len(), 0);
    // To a bare JID once, not with every resource.
    let mut world = node_with(&[("send_last_published_item", "on_sub_and_presence")]);
    world.subscribe("n", "bob@d");
    world.publish("n", "1");
    world.sent.clear();
    for resource in ["a", "b", "c"] {
        world.input(&format!("<presence xmlns='jabber:client' from='bob@d/{resource}' to='pubsub.d'/>"));
    }
    assert_eq!(world.events("bob@d").len(), 1);
    // Nor with every presence of who is not remembered.
    let mut world = World::with(|config| config.limits.presences = 0);
    world.create("n", &[("send_last_published_item", "on_sub_and_presence")]);
    world.subscribe("n", BOB);
    world.publish("n", "1");
    world.sent.clear();
    world.input(&format!("<presence xmlns='jabber:client' from='{BOB}' to='pubsub.d'/>"));
    assert_eq!(world.events(BOB).len(), 0);
}

#[test]
fn ps_sub_5_the_newest_item_names_all_subscriptions_it_is_for() {
    let mut world = multi();
    world.create("m", &[("send_last_published_item", "on_sub_and_presence")]);
    for _ in 0..2 {
        world.subscribe("m", BOB);
    }
    world.publish("m", "1");
    world.sent.clear();
    world.input(&format!("<presence xmlns='jabber:client' from='{BOB}' to='pubsub.d'/>"));
    assert_eq!(world.event(BOB).matches("<header name='SubID'>").count(), 2);
    world.subscribe("m", BOB);
    assert_eq!(world.event(BOB).matches("<header name='SubID'>").count(), 1, "only the new one");
}
