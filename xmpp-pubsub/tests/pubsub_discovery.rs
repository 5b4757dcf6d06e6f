//! What a service, its nodes and its lists tell, and to whom.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod pubsub_support;

use pubsub_support::{BOB, EVE, OWNER, World, jid, node, node_with, pubsub, values};
use xmpp_pubsub::pubsub::Features;

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

#[test]
fn rsm_1_an_own_subscription_beside_an_automatic_one_has_one_name() {
    let node_id = || xmpp_pubsub::pubsub::NodeId::new("n");
    for automatic_first in [false, true] {
        let mut world = node();
        if !automatic_first {
            world.subscribe("n", "bob@d");
        }
        world.service.subscribe_automatically(world.now, &node_id(), &jid("bob@d"));
        if automatic_first {
            world.subscribe("n", "bob@d");
        }
        let page = |after: &str| {
            format!("<subscriptions/><set xmlns='http://jabber.org/protocol/rsm'><max>1</max>{after}</set>")
        };
        let first = world.get("bob@d/x", &page(""));
        assert!(first.contains("<count>1</count>"), "{first}");
        let last = first.split("<last>").nth(1).unwrap().split('<').next().unwrap().to_owned();
        let next = world.get("bob@d/x", &page(&format!("<after>{last}</after>")));
        assert!(!next.contains("<subscription "), "{next}");
        assert_eq!(world.owner_get(OWNER, "<subscriptions node='n'/>").matches("<subscription ").count(), 1);
        // The own one stays when the other goes.
        world.service.unsubscribe_automatically(&node_id(), &jid("bob@d"));
        world.publish("n", "1");
        assert_eq!(world.events("bob@d").len(), 1, "{automatic_first}");
    }
}

#[test]
fn ps_d_3_what_one_may_not_see_is_not_counted_and_no_place_to_go_on_from() {
    let mut world = World::with(|config| config.admins.push(jid("root@d")));
    for n in 0..3 {
        world.create(&format!("open{n}"), &[]);
        world.create(&format!("secret{n}"), &[("access_model", "whitelist")]);
    }
    world.affiliate("secret1", "eve@d", "member");
    world.affiliate("open1", "eve@d", "outcast");
    world.affiliate("open2", "eve@d", "member");
    let page = |place: &str| {
        format!(
            "<query xmlns='http://jabber.org/protocol/disco#items'>\
             <set xmlns='http://jabber.org/protocol/rsm'><max>9</max>{place}</set></query>"
        )
    };
    for (who, nodes) in [
        (BOB, "open0,open1,open2"),
        (EVE, "open0,secret1,open2"),
        (OWNER, "open0,secret0,open1,secret1,open2,secret2"),
        ("root@d/x", "open0,secret0,open1,secret1,open2,secret2"),
    ] {
        let all = world.done(who, "get", &page(""));
        assert_eq!(values(&all, "node").join(","), nodes, "{who}");
        assert!(all.contains(&format!("<count>{}</count>", nodes.split(',').count())), "{who}: {all}");
        let none = world.done(who, "get", &page("").replace("<max>9", "<max>0"));
        assert!(none.contains(&format!("<count>{}</count>", nodes.split(',').count())), "{who}: {none}");
    }
    // A node that is hidden is no place, as one that is not there is none.
    for place in ["<after>secret0</after>", "<before>secret0</before>", "<after>nothing</after>"] {
        assert_eq!(world.refused(BOB, "get", &page(place)), "item-not-found/cancel", "{place}");
    }
    let before = world.done(EVE, "get", &page("<before>open2</before>"));
    assert_eq!(values(&before, "node"), ["open0", "secret1"]);
    // A configuration that hides a node takes it out of the count.
    world.configure("open0", &[("access_model", "whitelist")]);
    world.owner_set(OWNER, "<delete node='secret0'/>");
    assert!(world.done(BOB, "get", &page("")).contains("<count>2</count>"));
    assert!(world.done(OWNER, "get", &page("")).contains("<count>5</count>"));
}

#[test]
fn rsm_1_hidden_nodes_do_not_make_a_list_long() {
    let mut world = World::with(|config| config.limits.page = 2);
    let list = "<query xmlns='http://jabber.org/protocol/disco#items'/>";
    for n in 0..3 {
        world.create(&format!("secret{n}"), &[("access_model", "whitelist")]);
    }
    world.create("a", &[]);
    world.create("b", &[]);
    assert!(!world.done(BOB, "get", list).contains("<set"), "all of it");
    assert!(world.done(OWNER, "get", list).contains("<count>5</count>"), "a part");
    world.create("c", &[]);
    assert!(world.done(BOB, "get", list).contains("<count>3</count>"), "a part");
}

#[test]
fn ps_d_2_contacts_are_values_of_one_field() {
    let mut world = node_with(&[]);
    let form = "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'>\
                <value>http://jabber.org/protocol/pubsub#node_config</value></field>\
                <field var='pubsub#contact'><value>a@d</value><value>b@d</value></field></x>";
    world.owner_set(OWNER, &format!("<configure node='n'>{form}</configure>"));
    let info = world.done(BOB, "get", "<query xmlns='http://jabber.org/protocol/disco#info' node='n'/>");
    let contacts = "var='pubsub#contact' type='jid-multi'><value>a@d</value><value>b@d</value></field>";
    assert_eq!(info.matches("pubsub#contact").count(), 1, "{info}");
    let (_, field) = info.split_once("pubsub#contact'").unwrap();
    assert!(
        contacts.ends_with(field.split_once('>').unwrap().1.split_inclusive("</field>").next().unwrap()),
        "{field}"
    );
}

#[test]
fn commands_are_found_where_they_are_announced() {
    let mut world = World::new();
    let info = world.done(BOB, "get", "<query xmlns='http://jabber.org/protocol/disco#info'/>");
    assert!(info.contains("http://jabber.org/protocol/commands"));
    let commands = "http://jabber.org/protocol/commands";
    let items = format!("<query xmlns='http://jabber.org/protocol/disco#items' node='{commands}'/>");
    let list = world.done(BOB, "get", &items);
    let pending = "http://jabber.org/protocol/pubsub#get-pending";
    assert_eq!(values(&list, "node"), [commands, pending], "{list}");
    let info = format!("<query xmlns='http://jabber.org/protocol/disco#info' node='{pending}'/>");
    let command = world.done(BOB, "get", &info);
    assert!(
        command.contains("category='automation'") && command.contains("type='command-node'"),
        "{command}"
    );
    let mut world = pubsub_support::without(xmpp_pubsub::pubsub::Feature::GetPending);
    assert_eq!(world.refused(BOB, "get", &items), "item-not-found/cancel");
}
