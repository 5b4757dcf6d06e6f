//! What a service holds at most, and what one request may cost it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod pubsub_support;

use pubsub_support::{BOB, EVE, OWNER, World, form, given, node, publish, subscribe, unsubscribe};
use xmpp_pubsub::pubsub::Feature;

#[test]
fn ps_del_2_new_addresses_are_short_and_few() {
    let mut world = World::with(|config| {
        config.limits.name = 8;
        config.limits.redirects = 1;
    });
    world.create("n", &[]);
    world.create("m", &[]);
    let delete = |node: &str, uri: &str| format!("<delete node='{node}'><redirect uri='{uri}'/></delete>");
    assert_eq!(world.owner_set_err(OWNER, &delete("n", "xmpp:1234")), "not-acceptable/modify");
    world.owner_set(OWNER, &delete("n", "xmpp:123"));
    assert_eq!(world.owner_set_err(OWNER, &delete("m", "xmpp:123")), "resource-constraint/wait");
    world.publish("m", "1");
    world.owner_set(OWNER, "<delete node='m'/>");
    assert_eq!(world.set_err(BOB, &subscribe("n", BOB)), "gone/modify");
}

#[test]
fn floods_meet_limits() {
    let mut world = World::with(|config| {
        config.limits.nodes = 1;
        config.limits.affiliations_per_node = 2;
        config.limits.name = 8;
    });
    world.create("n", &[]);
    assert_eq!(world.set_err(OWNER, "<create node='m'/>"), "resource-constraint/wait");
    assert_eq!(world.set_err(OWNER, &publish("m", "1")), "resource-constraint/wait");
    world.affiliate("n", "bob@d", "member");
    let more = "<affiliations node='n'><affiliation jid='eve@d' affiliation='member'/></affiliations>";
    assert_eq!(world.owner_set_err(OWNER, more), "not-acceptable/modify");
    assert_eq!(world.set_err(OWNER, &publish("n", "123456789")), "not-acceptable/modify");
    world.owner_set(OWNER, "<delete node='n'/>");
    assert_eq!(world.set_err(OWNER, "<create node='123456789'/>"), "not-acceptable/modify");
}

#[test]
fn one_list_of_changes_has_an_end() {
    let mut world = World::with(|config| config.limits.items_per_request = 3);
    world.create("n", &[]);
    assert_eq!(world.owner_set_err(OWNER, &given(4)), "resource-constraint/wait");
    let many: String = (0..4).map(|n| format!("<affiliation jid='{n}@e' affiliation='member'/>")).collect();
    let many = format!("<affiliations node='n'>{many}</affiliations>");
    assert_eq!(world.owner_set_err(OWNER, &many), "resource-constraint/wait");
    let list = world.owner_get(OWNER, "<subscriptions node='n'/>");
    assert!(!list.contains("<subscription "), "nothing was done: {list}");
    world.owner_set(OWNER, &given(3));
}

#[test]
fn the_newest_item_is_one_text_for_all() {
    let mut world = node();
    world.publish("n", "1");
    world.owner_set(OWNER, &given(50));
    let items = world.sent.iter().filter(|stanza| pubsub_support::text(stanza).contains("<item id='1'>"));
    let shared: Vec<bytes::Bytes> = items.map(xmpp_pubsub::Stanza::shared).collect();
    assert_eq!(shared.len(), 50);
    assert!(shared.iter().all(|one| one.as_ptr() == shared[0].as_ptr()), "copied");
    // But not longer than it is the newest.
    world.publish("n", "2");
    world.subscribe("n", BOB);
    assert!(world.event(BOB).contains("<item id='2'>"));
}

#[test]
fn newest_items_wait_no_longer_than_the_queue() {
    let mut world = World::with(|config| config.limits.queue = 3);
    for n in 0..9 {
        let node = format!("n{n}");
        world.create(&node, &[("send_last_published_item", "on_sub_and_presence")]);
        world.publish(&node, "1");
        world.subscribe(&node, BOB);
    }
    world.sent.clear();
    world.input(&format!("<presence xmlns='jabber:client' from='{BOB}' to='pubsub.d'/>"));
    assert_eq!(world.events(BOB).len(), 3);
}

#[test]
fn what_an_owner_gives_takes_nothing_away() {
    let mut world = World::with(|config| config.limits.subscriptions_per_account = 1);
    for node in ["n", "m", "o"] {
        world.create(node, &[]);
    }
    let give = format!(
        "<subscriptions node='n'><subscription jid='{BOB}' subscription='subscribed'/></subscriptions>"
    );
    world.owner_set(OWNER, &give);
    world.subscribe("m", BOB);
    assert_eq!(world.set_err(BOB, &subscribe("o", BOB)), "policy-violation/wait/too-many-subscriptions");
    // And gives nothing when it ends.
    world.set(BOB, &unsubscribe("n", BOB));
    assert_eq!(world.set_err(BOB, &subscribe("o", BOB)), "policy-violation/wait/too-many-subscriptions");
    world.owner_set(OWNER, "<delete node='m'/>");
    world.subscribe("o", BOB);
}

#[test]
fn an_answer_fits_into_a_stanza() {
    let mut world = node();
    let big = "y".repeat(60_000);
    for id in ["1", "2", "3", "4", "5"] {
        let item = format!("<item id='{id}'><x xmlns='urn:x'>{big}</x></item>");
        world.set(OWNER, &format!("<publish node='n'>{item}</publish>"));
    }
    let ids = |text: &str| -> Vec<String> {
        text.split("<item id='").skip(1).map(|item| item.split('\'').next().unwrap().to_owned()).collect()
    };
    let page = |which: &str| {
        format!("<items node='n'/><set xmlns='http://jabber.org/protocol/rsm'><max>9</max>{which}</set>")
    };
    for (request, expected) in [
        ("<items node='n'/>".to_owned(), "345"),
        (page(""), "123"),
        (page("<after>3</after>"), "45"),
        (page("<before/>"), "345"),
        (page("<before>3</before>"), "12"),
        (format!("<items node='n'>{}</items>", "<item id='1'/>".repeat(100)), "1"),
        ("<items node='n'><item id='1'/><item id='2'/><item id='3'/><item id='5'/></items>".into(), "123"),
    ] {
        let answer = world.get(BOB, &request);
        assert_eq!(ids(&answer).concat(), expected, "{request}");
        let whole = !request.contains("<set") && expected == "1";
        assert_eq!(answer.contains("<set xmlns='http://jabber.org/protocol/rsm'>"), !whole, "{request}");
    }
    // One item at least, and names without items.
    world = World::with(|config| config.limits.answer = 1_000);
    world.create("n", &[]);
    for id in ["1", "2"] {
        let item = format!("<item id='{id}'><x xmlns='urn:x'>{big}</x></item>");
        world.set(OWNER, &format!("<publish node='n'>{item}</publish>"));
    }
    assert_eq!(ids(&world.get(BOB, "<items node='n'/>")), ["2"]);
}

#[test]
fn lists_fit_into_a_stanza() {
    let mut world = World::with(|config| config.limits.answer = 4_000);
    let name = |n: u32| format!("{n}{}", "&amp;".repeat(300));
    for n in 0..8 {
        world.create(&name(n), &[]);
        world.subscribe(&name(n), BOB);
    }
    world.sent.clear();
    let nodes = world.done(BOB, "get", "<query xmlns='http://jabber.org/protocol/disco#items'/>");
    let subscriptions = world.get(BOB, "<subscriptions/>");
    let affiliations = world.get(OWNER, "<affiliations/>");
    for answer in [nodes, subscriptions, affiliations] {
        assert!(answer.len() < 8_000, "{}", answer.len());
        assert!(answer.contains("<set xmlns='http://jabber.org/protocol/rsm'>"), "{answer}");
    }
    world.create("n", &[]);
    for n in 0..50 {
        world.affiliate("n", &format!("{n}{}@d", "p".repeat(200)), "publisher");
    }
    let info = world.done(OWNER, "get", "<query xmlns='http://jabber.org/protocol/disco#info' node='n'/>");
    assert!(info.len() < 5_000, "{}", info.len());
}

const FULL: &str = "resource-constraint/wait";

#[test]
fn nodes_of_one_account_have_a_limit_that_others_do_not_share() {
    let mut world = World::with(|config| {
        config.limits.nodes_per_account = 2;
        config.admins.push(pubsub_support::jid("owner@d"));
    });
    world.set(BOB, "<create node='1'/>");
    world.set("bob@d/other", &publish("2", "1"));
    assert_eq!(world.set_err(BOB, "<create node='3'/>"), FULL);
    assert_eq!(world.set_err(BOB, &publish("3", "1")), FULL);
    // Given away it still is one that BOB has made; deleted it is not.
    let hand_over = "<affiliations node='1'><affiliation jid='eve@d' affiliation='owner'/>\
                     <affiliation jid='bob@d' affiliation='none'/></affiliations>";
    world.owner_set(BOB, hand_over);
    assert_eq!(world.set_err(BOB, "<create node='3'/>"), FULL);
    world.set(EVE, "<create node='e1'/>");
    world.set(EVE, "<create node='e2'/>");
    world.owner_set(EVE, "<delete node='1'/>");
    world.set(BOB, "<create node='3'/>");
    for n in 0..5 {
        world.set(OWNER, &format!("<create node='o{n}'/>"));
    }
}

#[test]
fn ps_del_2_one_account_cannot_leave_all_redirects() {
    let mut world = World::with(|config| config.limits.redirects_per_account = 1);
    let delete = |node: &str| format!("<delete node='{node}'><redirect uri='xmpp:e'/></delete>");
    for (who, node) in [(BOB, "b1"), (BOB, "b2"), (EVE, "e1")] {
        world.set(who, &format!("<create node='{node}'/>"));
    }
    world.owner_set(BOB, &delete("b1"));
    assert_eq!(world.owner_set_err(BOB, &delete("b2")), FULL);
    world.owner_set(EVE, &delete("e1"));
    // A node of that name takes its place.
    world.set(EVE, "<create node='b1'/>");
    world.owner_set(BOB, &delete("b2"));
    assert_eq!(world.set_err(BOB, &subscribe("b2", BOB)), "gone/modify");
}

#[test]
fn ps_sub_5_subscriptions_of_one_jid_to_one_node_have_a_limit() {
    let mut world = World::with(|config| {
        config.features = config.features.with(Feature::MultiSubscribe);
        config.limits.subscriptions_per_jid = 2;
    });
    world.create("n", &[]);
    world.subscribe("n", BOB);
    world.subscribe("n", BOB);
    let refused = "policy-violation/wait/too-many-subscriptions";
    assert_eq!(world.set_err(BOB, &subscribe("n", BOB)), refused);
    world.subscribe("n", "bob@d/other");
}

#[test]
fn owners_cannot_give_one_account_subscriptions_without_end() {
    let mut world = World::with(|config| config.limits.subscriptions_per_account = 2);
    world.create("n", &[]);
    let give = |resource: u8| {
        format!(
            "<subscriptions node='n'><subscription jid='bob@d/{resource}' subscription='subscribed'/></subscriptions>"
        )
    };
    world.owner_set(OWNER, &give(1));
    world.owner_set(OWNER, &give(2));
    assert_eq!(world.owner_set_err(OWNER, &give(3)), "not-acceptable/modify");
    // None of which BOB has asked for.
    world.subscribe("n", BOB);
}

#[test]
fn owners_of_one_node_have_a_limit() {
    let mut world = World::with(|config| config.limits.owners_per_node = 2);
    world.create("n", &[("access_model", "authorize")]);
    world.affiliate("n", "bob@d", "owner");
    let third = "<affiliations node='n'><affiliation jid='eve@d' affiliation='owner'/></affiliations>";
    assert_eq!(world.owner_set_err(OWNER, third), "not-acceptable/modify");
    // They share the text of what they are asked.
    world.set("carl@d/x", &subscribe("n", "carl@d/x"));
    let asked: Vec<_> = world.sent.iter().map(|stanza| stanza.shared().as_ptr()).collect();
    assert!(matches!(asked[..], [one, other] if one == other), "{asked:?}");
    assert!(world.event("owner@d").contains("subscriber_jid"));
}

#[test]
fn a_configuration_is_limited_as_a_whole() {
    let mut world = World::with(|config| config.limits.config = 1_000);
    world.create("n", &[("description", &"d".repeat(600))]);
    // Piece by piece it is no longer.
    let more =
        format!("<configure node='n'>{}</configure>", form("node_config", &[("title", &"t".repeat(500))]));
    assert_eq!(world.owner_set_err(OWNER, &more), "not-acceptable/modify");
    world.configure("n", &[("title", &"t".repeat(300))]);
}

#[test]
fn show_values_are_kept_once() {
    let mut world = World::new();
    world.create("n", &[]);
    let form = form("subscribe_options", &[("show-values", "away"); 1])
        .replace("<value>away</value>", &format!("<value>xa</value>{}", "<value>away</value>".repeat(2_000)));
    world.set(BOB, &format!("{}<options>{form}</options>", subscribe("n", BOB)));
    let options = world.get(BOB, &format!("<options node='n' jid='{BOB}'/>"));
    let (_, field) = options.split_once("var='pubsub#show-values'").unwrap();
    let (field, _) = field.split_once("</field>").unwrap();
    assert!(field.contains("<value>away</value><value>xa</value>"), "{field}");
}

#[test]
fn ps_pub_5_many_items_that_go_at_once_are_told_in_stanzas_that_fit() {
    let mut world = World::with(|config| {
        config.limits.answer = 4_000;
        config.limits.items_per_request = 50;
    });
    world.create("n", &[("max_items", "120"), ("send_last_published_item", "never")]);
    world.subscribe("n", BOB);
    let id = |n: usize| format!("{n:0>100}");
    for n in 0..120 {
        world.publish("n", &id(n));
    }
    world.sent.clear();
    world.configure("n", &[("max_items", "1")]);
    let events = world.events(BOB);
    assert!(events.iter().all(|event| event.len() < 4_500), "{:?}", events.iter().map(String::len).max());
    let all = events.concat();
    let retracted: Vec<&str> =
        all.split("<retract id='").skip(1).map(|rest| rest.split('\'').next().unwrap()).collect();
    assert_eq!(retracted, (0..119).map(id).collect::<Vec<_>>());
    assert_eq!(world.get(OWNER, "<items node='n'/>").matches("<item ").count(), 1);
    // So are those of one request.
    let ids: Vec<String> = (200..230).map(id).collect();
    world.configure("n", &[("max_items", "120")]);
    for id in &ids {
        world.publish("n", id);
    }
    world.sent.clear();
    let items: String = ids.iter().map(|id| format!("<item id='{id}'/>")).collect();
    world.set(OWNER, &format!("<retract node='n'>{items}</retract>"));
    let events = world.events(BOB);
    assert!(events.len() > 1 && events.iter().all(|event| event.len() < 4_500));
    assert_eq!(events.concat().matches("<retract ").count(), 30);
}

#[test]
fn ps_ret_1_an_item_is_retracted_once() {
    let mut world = World::new();
    world.create("n", &[]);
    world.publish("n", "1");
    let twice = "<retract node='n'><item id='1'/><item id='1'/></retract>";
    assert_eq!(world.set_err(OWNER, twice), "bad-request/modify");
    assert!(world.get(OWNER, "<items node='n'/>").contains("<item id='1'>"));
}

#[test]
fn pending_subscriptions_are_asked_for_within_limits() {
    let mut world = World::with(|config| {
        config.limits.page = 2;
        config.limits.answer = 1_000;
    });
    let names: Vec<String> = (0..9).map(|n| format!("{n:0>60}")).collect();
    for name in &names {
        world.create(name, &[("access_model", "authorize")]);
        world.subscribe(name, BOB);
    }
    let command = |form: &str| {
        format!(
            "<command xmlns='http://jabber.org/protocol/commands' node='http://jabber.org/protocol/pubsub#get-pending'>\
             {form}</command>"
        )
    };
    let form = world.done(OWNER, "set", &command(""));
    assert_eq!(form.matches("<option").count(), 2, "{form}");
    for resource in ["1", "2", "3"] {
        world.subscribe(&names[0], &format!("bob@d/{resource}"));
    }
    world.sent.clear();
    let of = format!(
        "<x xmlns='jabber:x:data' type='submit'><field var='pubsub#node'><value>{}</value></field></x>",
        names[0]
    );
    world.done(OWNER, "set", &command(&of));
    assert_eq!(world.events(OWNER).len(), 2);
}

#[test]
fn messages_wait_no_longer_than_the_queue() {
    use xmpp_pubsub::Stanza;
    let mut world = World::with(|config| config.limits.queue = 2);
    world.create("n", &[("access_model", "authorize")]);
    for who in ["a@d/1", "b@d/1", "c@d/1"] {
        world.set(who, &subscribe("n", who));
    }
    world.sent.clear();
    for who in ["a@d/1", "b@d/1", "c@d/1"] {
        let form = form("subscribe_authorization", &[("node", "n"), ("subscriber_jid", who), ("allow", "1")]);
        let message = format!(
            "<message xmlns='jabber:client' from='{OWNER}' to='pubsub.d' id='{who}'>{form}</message>"
        );
        // Nobody drains meanwhile.
        world.service.handle_input(world.now, &Stanza::parse(message.as_bytes()).unwrap());
    }
    world.drain();
    assert_eq!(world.events("a@d/1").len(), 1);
    assert_eq!(world.events("c@d/1"), Vec::<String>::new());
    assert!(world.events(OWNER).iter().any(|error| error.contains("resource-constraint")));
}
