//! What subscribers, publishers and owners do, and what follows from it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod pubsub_support;

use pubsub_support::{BOB, EVE, OWNER, World, form, jid, owner, publish, pubsub, subscribe, unsubscribe};
use xmpp_pubsub::pubsub::{Bounces, Contact, Feature, Features, OptionsNeeded};

fn node_with(fields: &[(&str, &str)]) -> World {
    let mut world = World::new();
    world.create("n", fields);
    world
}

fn node() -> World {
    node_with(&[])
}

fn multi() -> World {
    let mut world = World::with(|config| config.features = Features::all());
    world.create("n", &[("send_last_published_item", "never")]);
    world
}

/// The values of an attribute, in order.
fn values<'t>(text: &'t str, attr: &str) -> Vec<&'t str> {
    let start = format!(" {attr}='");
    text.split(&start[..]).skip(1).map(|rest| rest.split('\'').next().unwrap()).collect()
}

// ---- discovery, lists ---------------------------------------------------------------------------------

#[test]
fn ps_d_1_the_service_tells_what_it_offers() {
    let mut world = World::new();
    let info = world.done(BOB, "get", "<query xmlns='http://jabber.org/protocol/disco#info'/>");
    assert!(info.contains("<identity category='pubsub' type='service'"), "{info}");
    let offered = values(&info, "var");
    for feature in Features::default().iter() {
        assert!(
            offered.contains(&format!("http://jabber.org/protocol/pubsub#{feature}").as_str()),
            "{feature}"
        );
    }
    assert!(offered.contains(&"http://jabber.org/protocol/pubsub"));
    assert!(offered.contains(&"http://jabber.org/protocol/disco#info"));
    assert!(!info.contains("multi-subscribe") && !info.contains("collections"));
}

#[test]
fn ps_d_2_a_node_tells_what_it_is() {
    let mut world = node_with(&[("title", "News")]);
    world.subscribe("n", BOB);
    world.affiliate("n", "eve@d", "publisher");
    let info = world.done(BOB, "get", "<query xmlns='http://jabber.org/protocol/disco#info' node='n'/>");
    assert!(info.contains("node='n'") && info.contains("type='leaf' name='News'"), "{info}");
    for (var, value) in [
        ("FORM_TYPE", "http://jabber.org/protocol/pubsub#meta-data"),
        ("pubsub#title", "News"),
        ("pubsub#creator", "owner@d"),
        ("pubsub#num_subscribers", "1"),
        ("pubsub#access_model", "open"),
        ("pubsub#owner", "owner@d"),
        ("pubsub#publisher", "eve@d"),
        ("pubsub#creation_date", "2027-01-15T08:00:00Z"),
    ] {
        let field = info.split("<field ").find(|field| field.contains(&format!("var='{var}'"))).unwrap();
        assert!(field.contains(&format!("<value>{value}</value>")), "{field}");
    }
    let missing =
        world.refused(BOB, "get", "<query xmlns='http://jabber.org/protocol/disco#info' node='m'/>");
    assert_eq!(missing, "item-not-found/cancel");
}

#[test]
fn ps_d_2_who_may_not_read_does_not_learn_who_does() {
    let mut world = node_with(&[("access_model", "authorize")]);
    world.affiliate("n", "bob@d", "publisher");
    let info = "<query xmlns='http://jabber.org/protocol/disco#info' node='n'/>";
    assert!(world.done(BOB, "get", info).contains("<value>bob@d</value>"));
    let shown = world.done(EVE, "get", info);
    assert!(!shown.contains("bob@d") && !shown.contains("num_subscribers"), "{shown}");
}

#[test]
fn ps_d_3_nodes_and_items_are_listed() {
    let items = |node: &str| format!("<query xmlns='http://jabber.org/protocol/disco#items'{node}/>");
    let mut world = node();
    world.create("secret", &[("access_model", "whitelist")]);
    let list = world.done(BOB, "get", &items(""));
    assert_eq!(values(&list, "node"), ["n"]);
    assert_eq!(values(&world.done(OWNER, "get", &items("")), "node"), ["n", "secret"]);
    world.publish("n", "1");
    let list = world.done(BOB, "get", &items(" node='n'"));
    assert!(list.contains("<item jid='pubsub.d' name='1'/>"), "{list}");
    assert_eq!(world.refused(BOB, "get", &items(" node='secret'")), "item-not-found/cancel");
    assert_eq!(world.refused(BOB, "get", &items(" node='m'")), "item-not-found/cancel");
}

#[test]
fn rsm_1_nodes_come_in_pages() {
    let mut world = World::with(|config| config.limits.page = 10);
    for n in 0..25 {
        world.create(&format!("n{n}"), &[]);
    }
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let query = format!(
            "<query xmlns='http://jabber.org/protocol/disco#items'>\
             <set xmlns='http://jabber.org/protocol/rsm'><max>7</max>{after}</set></query>"
        );
        let list = world.done(BOB, "get", &query);
        let page: Vec<String> = values(&list, "node").iter().map(|node| (*node).to_owned()).collect();
        let Some(last) = page.last() else { break };
        after = format!("<after>{last}</after>");
        seen.extend(page);
    }
    assert_eq!(seen, (0..25).map(|n| format!("n{n}")).collect::<Vec<_>>());
    let all = world.done(BOB, "get", "<query xmlns='http://jabber.org/protocol/disco#items'/>");
    assert_eq!(values(&all, "node").len(), 10);
    assert!(all.contains("<count>25</count>"), "{all}");
}

#[test]
fn ps_d_4_own_subscriptions() {
    let mut world = node();
    world.create("m", &[]);
    assert_eq!(world.get(BOB, "<subscriptions/>"), pubsub("<subscriptions/>"));
    world.subscribe("n", BOB);
    world.subscribe("n", "bob@d");
    world.subscribe("m", "bob@d/other");
    world.subscribe("m", EVE);
    let all = world.get(BOB, "<subscriptions/>");
    assert_eq!(values(&all, "jid").len(), 3, "{all}");
    assert!(!all.contains("eve"));
    let of_m = world.get(BOB, "<subscriptions node='m'/>");
    assert_eq!(values(&of_m, "jid"), ["bob@d/other"]);
}

#[test]
fn ps_d_5_own_affiliations() {
    let mut world = node();
    world.create("m", &[]);
    world.affiliate("n", "bob@d", "publisher");
    let all = world.get(BOB, "<affiliations/>");
    assert_eq!(all, pubsub("<affiliations><affiliation node='n' affiliation='publisher'/></affiliations>"));
    assert_eq!(world.get(EVE, "<affiliations/>"), pubsub("<affiliations/>"));
    assert_eq!(values(&world.get(OWNER, "<affiliations/>"), "affiliation"), ["owner", "owner"]);
    assert_eq!(values(&world.get(OWNER, "<affiliations node='m'/>"), "affiliation"), ["owner"]);
    world.affiliate("n", "bob@d", "none");
    assert_eq!(world.get(BOB, "<affiliations/>"), pubsub("<affiliations/>"));
}

// ---- subscribing -----------------------------------------------------------------------------------------

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

// ---- items -----------------------------------------------------------------------------------------------

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

// ---- publishing --------------------------------------------------------------------------------------------

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

// ---- owners --------------------------------------------------------------------------------------------------

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
fn ps_acc_1_an_outcast_does_not_hear_of_the_end() {
    let mut world = node();
    world.subscribe("n", BOB);
    world.affiliate("n", "bob@d", "outcast");
    world.owner_set(OWNER, "<delete node='n'><redirect uri='xmpp:x'/></delete>");
    assert_eq!(world.events(BOB), [""; 0]);
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
