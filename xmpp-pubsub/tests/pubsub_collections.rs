//! Collections (XEP-0248): nodes within nodes (COL-*).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod pubsub_support;

use pubsub_support::{BOB, EVE, OWNER, World, form, publish, subscribe, unsubscribe};
use xmpp_pubsub::pubsub::{Feature, Features};

const INVALID: &str = "not-allowed/cancel/invalid-options";

fn with(features: Features) -> World {
    World::with(|config| {
        config.features = features.with(Feature::Collections).with(Feature::MultiCollections)
    })
}

/// A service with the collections `top` and, in it, `mid`; and the leaf `leaf` in `mid`.
fn tree() -> World {
    let mut world = with(Features::default());
    world.create("top", &[("node_type", "collection")]);
    world.create("mid", &[("node_type", "collection"), ("collection", "top")]);
    world.create("leaf", &[("collection", "mid")]);
    world
}

/// A submitted configuration in which one field has several values.
fn many(var: &str, values: &[&str]) -> String {
    let values: String = values.iter().map(|value| format!("<value>{value}</value>")).collect();
    form("node_config", &[]).replace("</x>", &format!("<field var='pubsub#{var}'>{values}</field></x>"))
}

fn configure(node: &str, var: &str, values: &[&str]) -> String {
    format!("<configure node='{node}'>{}</configure>", many(var, values))
}

fn listen(world: &mut World, node: &str, who: &str, ty: &str, depth: &str) {
    let options = form("subscribe_options", &[("subscription_type", ty), ("subscription_depth", depth)]);
    let node = if node.is_empty() { String::new() } else { format!(" node='{node}'") };
    world.set(who, &format!("<subscribe{node} jid='{who}'/><options>{options}</options>"));
}

fn associate(collection: &str, node: &str) -> String {
    format!("<collection node='{collection}'><associate node='{node}'/></collection>")
}

fn dissociate(collection: &str, node: &str) -> String {
    format!("<collection node='{collection}'><dissociate node='{node}'/></collection>")
}

/// The values of a field of a node's configuration.
fn shown(world: &mut World, node: &str, var: &str) -> Vec<String> {
    let form = world.owner_get(OWNER, &format!("<configure node='{node}'/>"));
    let Some(field) = form.split("<field ").find(|field| field.contains(&format!("var='pubsub#{var}'")))
    else {
        return vec!["no field".to_owned()];
    };
    let field = field.split("</field>").next().unwrap().split("<option").next().unwrap();
    let field = field.replace("<value/>", "<value></value>");
    field.split("<value>").skip(1).map(|value| value.split('<').next().unwrap().to_owned()).collect()
}

fn nodes_in(world: &mut World, who: &str, node: &str) -> Vec<String> {
    let node = if node.is_empty() { String::new() } else { format!(" node='{node}'") };
    let query = format!("<query xmlns='http://jabber.org/protocol/disco#items'{node}/>");
    let list = world.done(who, "get", &query);
    let items = list.split("<item ").skip(1);
    items.map(|item| item.split("node='").nth(1).unwrap().split('\'').next().unwrap().to_owned()).collect()
}

fn header(collection: &str) -> String {
    format!(
        "<headers xmlns='http://jabber.org/protocol/shim'><header name='Collection'>{collection}</header></headers>"
    )
}

// ---- the graph -----------------------------------------------------------------------------------

#[test]
fn col_1_there_are_no_cycles() {
    let mut world = tree();
    world.create("side", &[("node_type", "collection"), ("collection", "mid")]);
    for (node, var, value) in [
        ("top", "collection", "mid"),
        ("top", "collection", "side"),
        ("top", "collection", "top"),
        ("mid", "children", "top"),
        ("side", "children", "top"),
        ("side", "children", "side"),
    ] {
        assert_eq!(
            world.owner_set_err(OWNER, &configure(node, var, &[value])),
            INVALID,
            "{node} {var} {value}"
        );
    }
    assert_eq!(world.owner_set_err(OWNER, &associate("side", "top")), INVALID);
    assert_eq!(shown(&mut world, "top", "collection"), [""]);
    assert_eq!(shown(&mut world, "side", "children"), [""; 0]);
}

#[test]
fn col_1_a_collection_holds_no_items() {
    let mut world = tree();
    let unsupported = |feature: &str| format!("feature-not-implemented/cancel/unsupported:{feature}");
    assert_eq!(world.set_err(OWNER, &publish("top", "1")), unsupported("publish"));
    assert_eq!(world.get_err(OWNER, "<items node='top'/>"), unsupported("retrieve-items"));
    assert_eq!(world.owner_set_err(OWNER, "<purge node='top'/>"), unsupported("persistent-items"));
    let retract = "<retract node='top'><item id='1'/></retract>";
    assert_eq!(world.set_err(OWNER, retract), unsupported("persistent-items"));
    let options = form("publish-options", &[("node_type", "collection")]);
    let made = format!("{}<publish-options>{options}</publish-options>", publish("new", "1"));
    assert_eq!(world.set_err(OWNER, &made), unsupported("publish"));
    assert_eq!(world.service.node_count(), 3);
}

#[test]
fn col_2_collections_are_offered() {
    let mut world = tree();
    let info = world.done(BOB, "get", "<query xmlns='http://jabber.org/protocol/disco#info'/>");
    for feature in ["collections'", "multi-collections'"] {
        assert!(info.contains(&format!("http://jabber.org/protocol/pubsub#{feature}")), "{info}");
    }
    let info = world.done(BOB, "get", "<query xmlns='http://jabber.org/protocol/disco#info' node='top'/>");
    assert!(info.contains("<identity category='pubsub' type='collection'"), "{info}");
    assert_eq!(nodes_in(&mut world, BOB, ""), ["top"]);
    assert_eq!(nodes_in(&mut world, BOB, "top"), ["mid"]);
    assert_eq!(nodes_in(&mut world, BOB, "mid"), ["leaf"]);
}

#[test]
fn col_5_children_and_collections_mirror_each_other() {
    let mut world = tree();
    assert_eq!(shown(&mut world, "top", "children"), ["mid"]);
    assert_eq!(shown(&mut world, "leaf", "collection"), ["mid"]);
    assert_eq!(shown(&mut world, "leaf", "children"), ["no field"]);
    world.create("other", &[]);
    world.owner_set(OWNER, &configure("top", "children", &["leaf", "other"]));
    assert_eq!(shown(&mut world, "top", "children"), ["leaf", "other"]);
    assert_eq!(shown(&mut world, "mid", "collection"), [""]);
    assert_eq!(shown(&mut world, "leaf", "collection"), ["mid", "top"]);
    assert_eq!(shown(&mut world, "other", "collection"), ["top"]);
    // FORM-5: what is not named stays.
    world.configure("top", &[("title", "T")]);
    assert_eq!(shown(&mut world, "top", "children"), ["leaf", "other"]);
    world.owner_set(OWNER, &configure("leaf", "collection", &[]));
    assert_eq!(shown(&mut world, "leaf", "collection"), [""]);
    assert_eq!(shown(&mut world, "top", "children"), ["other"]);
    assert_eq!(nodes_in(&mut world, BOB, ""), ["top", "mid", "leaf"]);
}

#[test]
fn col_5_what_cannot_be() {
    let mut world = tree();
    world.create("l2", &[]);
    assert_eq!(world.owner_set_err(OWNER, &configure("leaf", "children", &["l2"])), INVALID);
    assert_eq!(world.owner_set_err(OWNER, &configure("l2", "collection", &["leaf"])), INVALID);
    assert_eq!(world.owner_set_err(OWNER, &associate("leaf", "l2")), INVALID);
    assert_eq!(world.owner_set_err(OWNER, &configure("top", "node_type", &["leaf"])), INVALID);
    assert_eq!(
        world.owner_set_err(OWNER, &configure("l2", "collection", &["none"])),
        "item-not-found/cancel"
    );
    assert_eq!(world.owner_set_err(OWNER, &configure("top", "children", &["none"])), "item-not-found/cancel");
    let full = "not-allowed/cancel/max-nodes-exceeded";
    world.configure("mid", &[("children_max", "1")]);
    assert_eq!(world.owner_set_err(OWNER, &configure("l2", "collection", &["mid"])), full);
    assert_eq!(world.owner_set_err(OWNER, &configure("mid", "children", &["leaf", "l2"])), full);
    assert_eq!(world.owner_set_err(OWNER, &configure("mid", "children_max", &["0"])), full);
    assert_eq!(world.owner_set_err(OWNER, &associate("mid", "l2")), full);
    let create = format!("<create node='x'/><configure>{}</configure>", many("collection", &["mid"]));
    assert_eq!(world.set_err(OWNER, &create), full);
    assert_eq!(shown(&mut world, "mid", "children"), ["leaf"]);
    assert_eq!(world.service.node_count(), 4);

    let mut world = World::with(|config| config.features = config.features.with(Feature::Collections));
    world.create("a", &[("node_type", "collection")]);
    world.create("b", &[("node_type", "collection")]);
    world.create("l", &[("collection", "a")]);
    let refused = "feature-not-implemented/cancel/unsupported:multi-collections";
    assert_eq!(world.owner_set_err(OWNER, &configure("l", "collection", &["a", "b"])), refused);
    assert_eq!(world.owner_set_err(OWNER, &configure("b", "children", &["l"])), refused);
    assert_eq!(world.owner_set_err(OWNER, &associate("b", "l")), refused);
    world.owner_set(OWNER, &configure("l", "collection", &["b"]));
}

#[test]
fn col_5_a_leaf_that_becomes_a_collection_loses_its_items() {
    let mut world = tree();
    world.publish("leaf", "1");
    world.configure("leaf", &[("node_type", "collection")]);
    world.create("below", &[("collection", "leaf")]);
    assert_eq!(nodes_in(&mut world, BOB, "leaf"), ["below"]);
    assert_eq!(shown(&mut world, "leaf", "persist_items"), ["0"]);
}

#[test]
fn col_5_who_may_put_nodes_into_a_collection() {
    let mut world = tree();
    let create = |node: &str| {
        format!("<create node='{node}'/><configure>{}</configure>", many("collection", &["top"]))
    };
    assert_eq!(world.set_err(BOB, &create("b")), "forbidden/auth");
    assert_eq!(world.service.node_count(), 3);
    world.configure("top", &[("children_association_policy", "whitelist")]);
    assert_eq!(world.set_err(BOB, &create("b")), "forbidden/auth");
    world.configure("top", &[("children_association_whitelist", "bob@d")]);
    world.set(BOB, &create("b"));
    assert_eq!(world.set_err(EVE, &create("e")), "forbidden/auth");
    world.configure("top", &[("children_association_policy", "all")]);
    world.set(EVE, &create("e"));
    assert_eq!(nodes_in(&mut world, BOB, "top"), ["mid", "b", "e"]);
    // A collection's owner may not bring the nodes of others, but may put them out.
    world.set(BOB, "<create node='own'/>");
    assert_eq!(world.owner_set_err(OWNER, &configure("top", "children", &["mid", "own"])), "forbidden/auth");
    assert_eq!(world.owner_set_err(OWNER, &associate("top", "own")), "forbidden/auth");
    world.owner_set(OWNER, &configure("top", "children", &["mid", "b"]));
    assert_eq!(nodes_in(&mut world, BOB, "top"), ["mid", "b"]);
    // The owners' word is `owners`; the text of the specification has another.
    world.configure("top", &[("children_association_policy", "owner")]);
    assert_eq!(shown(&mut world, "top", "children_association_policy"), ["owners"]);
}

#[test]
fn col_7_nodes_come_and_go_by_themselves() {
    let mut world = tree();
    listen(&mut world, "top", BOB, "nodes", "1");
    listen(&mut world, "", EVE, "nodes", "all");
    world.owner_set(OWNER, &associate("top", "leaf"));
    let joined = "<event xmlns='http://jabber.org/protocol/pubsub#event'><collection node='top'>\
                  <associate node='leaf'/></collection></event>";
    assert_eq!(world.event(BOB), joined);
    assert_eq!(world.event(EVE), format!("{joined}{}", header("")));
    assert_eq!(shown(&mut world, "leaf", "collection"), ["mid", "top"]);
    // Once more: it is there.
    world.owner_set(OWNER, &associate("top", "leaf"));
    assert_eq!(world.events(BOB), [""; 0]);
    assert_eq!(world.owner_set_err(BOB, &dissociate("top", "leaf")), "forbidden/auth");
    assert_eq!(world.owner_set_err(BOB, &associate("top", "leaf")), "forbidden/auth");
    world.events(EVE);
    world.owner_set(OWNER, &dissociate("top", "leaf"));
    let left = joined.replace("associate", "disassociate");
    assert_eq!(world.event(BOB), left);
    assert_eq!(world.owner_set_err(OWNER, &dissociate("top", "leaf")), "bad-request/modify");
    assert_eq!(world.owner_set_err(OWNER, &dissociate("top", "none")), "item-not-found/cancel");
    assert_eq!(world.owner_set_err(OWNER, "<collection node='top'/>"), "bad-request/modify");
    // In no collection: it is in the service.
    world.events(EVE);
    world.owner_set(OWNER, &dissociate("mid", "leaf"));
    let events = world.events(EVE);
    assert_eq!(events.len(), 2, "{events:#?}");
    assert!(events[0].contains("<collection node='mid'><disassociate node='leaf'/>"), "{events:#?}");
    assert!(events[1].contains("<collection><associate node='leaf'/>") && !events[1].contains("headers"));
}

#[test]
fn col_8_nodes_of_a_deleted_collection_stay() {
    let mut world = tree();
    world.create("two", &[("collection", "mid")]);
    world.owner_set(OWNER, &associate("top", "two"));
    world.publish("leaf", "1");
    world.owner_set(OWNER, "<delete node='mid'/>");
    assert_eq!(shown(&mut world, "leaf", "collection"), [""]);
    assert_eq!(shown(&mut world, "two", "collection"), ["top"]);
    assert_eq!(nodes_in(&mut world, BOB, ""), ["top", "leaf"]);
    assert_eq!(nodes_in(&mut world, BOB, "top"), ["two"]);
    assert!(world.get(BOB, "<items node='leaf'/>").contains("id='1'"));
    // Another of that name is another.
    world.create("mid", &[("node_type", "collection")]);
    assert_eq!(shown(&mut world, "mid", "children"), [""; 0]);
}

// ---- the root ------------------------------------------------------------------------------------

#[test]
fn col_6_the_root_is_the_service() {
    let mut world = tree();
    for bad in ["<configure/>", "<configure node=''/>"] {
        assert_eq!(world.owner_get_err(OWNER, bad), "not-allowed/cancel");
    }
    assert_eq!(world.owner_set_err(OWNER, "<delete/>"), "not-allowed/cancel");
    assert_eq!(
        world.owner_set_err(OWNER, "<collection><associate node='leaf'/></collection>"),
        "not-allowed/cancel"
    );
    let answer = world.set(BOB, &format!("<subscribe jid='{BOB}'/>"));
    assert!(answer.contains(&format!("<subscription jid='{BOB}' subscription='subscribed'/>")), "{answer}");
    assert!(world.get(BOB, "<subscriptions/>").contains(&format!("<subscription jid='{BOB}'")));
    assert!(world.get(BOB, &format!("<options jid='{BOB}'/>")).contains("<value>nodes</value>"));
    world.create("new", &[]);
    let made = "<event xmlns='http://jabber.org/protocol/pubsub#event'><create node='new'/></event>";
    assert_eq!(world.event(BOB), format!("{made}{}", header("")));
    // Two steps down: not with the usual depth.
    world.create("deep", &[("collection", "top")]);
    assert_eq!(world.events(BOB), [""; 0]);
    world.set(BOB, &format!("<unsubscribe jid='{BOB}'/>"));
    world.create("newer", &[]);
    assert_eq!(world.events(BOB), [""; 0]);
    assert_eq!(world.service.node_count(), 6);
    assert_eq!(
        world.set_err(BOB, &format!("<unsubscribe jid='{BOB}'/>")),
        "unexpected-request/cancel/not-subscribed"
    );
}

// ---- subscriptions and events --------------------------------------------------------------------

#[test]
fn col_3_type_and_depth_decide() {
    let mut world = tree();
    // Who listens where to what: gets the item, gets the new node in `mid`.
    for (node, ty, depth, item, created) in [
        ("mid", "items", "1", true, false),
        ("mid", "items", "0", false, false),
        ("mid", "nodes", "1", false, true),
        ("mid", "all", "1", true, true),
        ("top", "items", "1", false, false),
        ("top", "items", "2", true, false),
        ("top", "nodes", "2", false, true),
        ("top", "all", "all", true, true),
        ("top", "nodes", "1", false, false),
        ("", "items", "2", false, false),
        ("", "all", "3", true, true),
    ] {
        listen(&mut world, node, BOB, ty, depth);
        world.publish("leaf", "1");
        let case = format!("{node} {ty} {depth}");
        assert_eq!(world.events(BOB).len(), usize::from(item), "{case}");
        world.create("x", &[("collection", "mid")]);
        assert_eq!(world.events(BOB).len(), usize::from(created), "{case}");
        world.owner_set(OWNER, "<delete node='x'/>");
        assert_eq!(world.events(BOB).len(), usize::from(created), "{case}");
        let name = if node.is_empty() { String::new() } else { format!(" node='{node}'") };
        world.set(BOB, &format!("<unsubscribe{name} jid='{BOB}'/>"));
    }
    let bad = |fields: &[(&str, &str)], node: &str| {
        format!("{}<options>{}</options>", subscribe(node, BOB), form("subscribe_options", fields))
    };
    for (node, field) in [
        ("top", ("subscription_type", "leaves")),
        ("top", ("subscription_depth", "-1")),
        ("leaf", ("subscription_type", "nodes")),
        ("leaf", ("subscription_depth", "all")),
    ] {
        assert_eq!(
            world.set_err(BOB, &bad(&[field], node)),
            "bad-request/modify/invalid-options",
            "{field:?}"
        );
    }
    world.set(BOB, &bad(&[("subscription_type", "items"), ("subscription_depth", "1")], "leaf"));
    assert!(!world.get(BOB, &format!("<options node='leaf' jid='{BOB}'/>")).contains("subscription_type"));
}

#[test]
fn col_3_the_usual_subscription_hears_of_new_nodes() {
    let mut world = tree();
    world.subscribe("top", BOB);
    world.publish("leaf", "1");
    assert_eq!(world.events(BOB), [""; 0]);
    world.create("new", &[("collection", "top")]);
    assert!(world.event(BOB).contains("<create node='new'/>"));
    let options = world.get(BOB, &format!("<options node='top' jid='{BOB}'/>"));
    assert!(options.contains("<value>nodes</value>") && options.contains("<value>1</value>"), "{options}");
    assert!(world.get(BOB, "<default node='top'/>").contains("subscription_depth"));
    world.configure("mid", &[("notify_config", "1")]);
    assert!(world.event(BOB).contains("<configuration node='mid'"));
}

#[test]
fn col_4_an_event_names_its_node_and_its_collection() {
    let mut world = tree();
    listen(&mut world, "top", BOB, "items", "all");
    world.publish("leaf", "1");
    let items = "<event xmlns='http://jabber.org/protocol/pubsub#event'><items node='leaf'><item id='1'>\
                 <x xmlns='urn:x'>1</x></item></items></event>";
    assert_eq!(world.event(BOB), format!("{items}{}", header("top")));
    // The settings are the leaf's.
    world.configure("top", &[("deliver_payloads", "0"), ("notification_type", "normal")]);
    world.publish("leaf", "1");
    let event = world.events(BOB).remove(0);
    assert!(event.contains("type='headline'") && event.contains("urn:x"), "{event}");
    world.configure("leaf", &[("deliver_payloads", "0")]);
    world.publish("leaf", "1");
    assert!(world.event(BOB).contains("<item id='1'/>"));
    world.set(OWNER, "<retract node='leaf' notify='1'><item id='1'/></retract>");
    assert!(world.event(BOB).contains("<retract id='1'/>"));
    world.owner_set(OWNER, "<purge node='leaf'/>");
    assert_eq!(world.events(BOB).len(), 1);
    world.configure("leaf", &[("deliver_notifications", "0")]);
    world.publish("leaf", "1");
    assert_eq!(world.events(BOB), [""; 0]);
}

#[test]
fn col_4_one_event_for_each_jid_by_whatever_ways() {
    let mut world = tree();
    // A diamond: the leaf is in `mid` and in `side`, and both are in `top`.
    world.create("side", &[("node_type", "collection"), ("collection", "top")]);
    world.owner_set(OWNER, &associate("side", "leaf"));
    for node in ["top", "mid", "side"] {
        listen(&mut world, node, BOB, "items", "all");
    }
    world.publish("leaf", "1");
    assert!(world.event(BOB).contains("<header name='Collection'>mid</header>"));
    world.set(BOB, &unsubscribe("mid", BOB));
    world.publish("leaf", "1");
    assert!(world.event(BOB).contains("<header name='Collection'>side</header>"));
    world.set(BOB, &unsubscribe("side", BOB));
    world.publish("leaf", "1");
    assert!(world.event(BOB).contains("<header name='Collection'>top</header>"));
    // Who is subscribed to the leaf itself has it from there.
    world.subscribe("leaf", BOB);
    world.events(BOB);
    world.publish("leaf", "1");
    assert!(!world.event(BOB).contains("headers"));
    world.owner_set(OWNER, "<delete node='leaf'/>");
    assert_eq!(world.events(BOB).len(), 1);
}

#[test]
fn ps_acc_1_an_outcast_hears_nothing_from_above() {
    let mut world = tree();
    listen(&mut world, "top", BOB, "items", "all");
    world.affiliate("leaf", "bob@d", "outcast");
    world.publish("leaf", "1");
    assert_eq!(world.events(BOB), [""; 0]);
    world.affiliate("leaf", "bob@d", "none");
    world.affiliate("top", "bob@d", "outcast");
    world.publish("leaf", "1");
    assert_eq!(world.events(BOB), [""; 0]);
}

#[test]
fn ps_sub_5_subids_and_the_collection_are_headers_of_one_list() {
    let mut world = with(Features::all());
    world.create("top", &[("node_type", "collection")]);
    world.create("leaf", &[("collection", "top")]);
    listen(&mut world, "top", BOB, "items", "1");
    listen(&mut world, "top", BOB, "nodes", "1");
    for ty in ["items", "nodes", "all"] {
        let options = form("subscribe_options", &[("subscription_type", ty), ("subscription_depth", "all")]);
        let again = format!("{}<options>{options}</options>", subscribe("top", BOB));
        assert_eq!(world.set_err(BOB, &again), "conflict/cancel", "{ty}");
    }
    world.publish("leaf", "1");
    let event = world.event(BOB);
    assert_eq!(event.matches("<headers").count(), 1, "{event}");
    assert_eq!(event.matches("name='SubID'").count(), 1, "{event}");
    assert!(event.ends_with("<header name='Collection'>top</header></headers>"), "{event}");
}

#[test]
fn ps_acc_3_a_collection_gives_nothing_that_a_node_does_not_give() {
    let mut world = with(Features::default());
    listen(&mut world, "", EVE, "all", "all");
    listen(&mut world, "", BOB, "all", "all");
    world.create("secret", &[("access_model", "whitelist"), ("notify_config", "1")]);
    world.affiliate("secret", "bob@d", "member");
    world.publish("secret", "1");
    world.configure("secret", &[("title", "t")]);
    assert_eq!(world.events(EVE), [""; 0], "neither that it is there nor what is in it");
    assert_eq!(world.events(BOB).len(), 2);
    world.owner_set(OWNER, "<delete node='secret'/>");
    assert_eq!((world.events(EVE).len(), world.events(BOB).len()), (0, 1));

    // Of a node that asks for approval everybody may know, but not have its items.
    world.create("asks", &[("access_model", "authorize")]);
    assert_eq!(world.events(EVE).len(), 1);
    world.publish("asks", "1");
    assert_eq!(world.events(EVE), [""; 0]);
    world.set(EVE, &subscribe("asks", EVE));
    world.publish("asks", "2");
    assert_eq!(world.events(EVE), [""; 0]);
}

#[test]
fn ps_acc_3_links_of_a_hidden_node_are_hidden() {
    let mut world = tree();
    world.create("secret", &[("access_model", "whitelist")]);
    listen(&mut world, "top", EVE, "nodes", "all");
    world.sent.clear();
    world.owner_set(OWNER, &associate("top", "secret"));
    world.owner_set(OWNER, &dissociate("top", "secret"));
    assert_eq!(world.events(EVE), [""; 0]);
}

#[test]
fn col_5_a_whitelist_names_accounts_however_they_are_written() {
    let mut world = tree();
    world.configure("top", &[("children_association_policy", "whitelist")]);
    world.owner_set(OWNER, &configure("top", "children_association_whitelist", &["Bob@D/phone"]));
    world.set(BOB, "<create node='b'/>");
    world.owner_set(BOB, &associate("top", "b"));
    world.set(EVE, "<create node='e'/>");
    assert_eq!(world.owner_set_err(EVE, &associate("top", "e")), "forbidden/auth");
    let odd = configure("top", "children_association_whitelist", &["@"]);
    assert_eq!(world.owner_set_err(OWNER, &odd), "not-acceptable/modify");
}

#[test]
fn col_5_children_that_are_too_many_for_a_form_are_left_out_and_stay() {
    let mut world = World::with(|config| {
        config.features = config.features.with(Feature::Collections);
        config.limits.answer = 4_000;
    });
    world.create("top", &[("node_type", "collection"), ("notify_config", "1")]);
    world.subscribe("top", BOB);
    let children: Vec<String> = (0..20).map(|n| format!("{n:0>90}")).collect();
    for (n, child) in children.iter().enumerate() {
        world.create(child, &[("collection", "top")]);
        let expected = if n < 9 { n + 1 } else { 1 };
        assert_eq!(shown(&mut world, "top", "children").len(), expected, "{n}");
    }
    assert_eq!(shown(&mut world, "top", "children"), ["no field"]);
    // The form comes back with a new title: nothing else has changed.
    world.sent.clear();
    let form = world.owner_get(OWNER, "<configure node='top'/>");
    let (_, form) = form.split_once("<x ").unwrap();
    let (form, _) = form.split_once("</x>").unwrap();
    let form = form.replace("type='form'", "type='submit'");
    world.owner_set(OWNER, &format!("<configure node='top'><x {form}</x></configure>"));
    assert!(!world.event(BOB).contains("pubsub#children'"));
    let list = "<query xmlns='http://jabber.org/protocol/disco#items' node='top'>\
                <set xmlns='http://jabber.org/protocol/rsm'><max>0</max></set></query>";
    assert!(world.done(OWNER, "get", list).contains("<count>20</count>"));
}

#[test]
fn col_5_nodes_that_one_configuration_moves_have_a_limit() {
    let mut world = World::with(|config| {
        config.features = config.features.with(Feature::Collections);
        config.limits.items_per_request = 2;
    });
    world.create("top", &[("node_type", "collection")]);
    for child in ["a", "b", "c"] {
        world.create(child, &[("collection", "top")]);
    }
    assert_eq!(world.owner_set_err(OWNER, &configure("top", "children", &[])), "resource-constraint/wait");
    world.owner_set(OWNER, &configure("top", "children", &["a"]));
    assert_eq!(shown(&mut world, "top", "children"), ["a"]);
}

#[test]
fn ps_ntf_2_an_event_that_came_by_a_collection_ends_the_subscription_there() {
    let mut world = tree();
    listen(&mut world, "top", BOB, "items", "all");
    listen(&mut world, "", EVE, "items", "all");
    world.set(OWNER, &publish("leaf", "1"));
    for who in [BOB, EVE] {
        let content = world.event(who);
        world.input(&format!(
            "<message xmlns='jabber:client' type='error' from='{who}' to='pubsub.d'>{content}<error type='cancel'>\
             <service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>"
        ));
        assert!(!world.get(who, "<subscriptions/>").contains("<subscription "), "{who}");
    }
}

#[test]
fn rsm_1_the_nodes_at_the_top_are_counted_for_who_asks_how_many() {
    let mut world = tree();
    world.create("secret", &[("access_model", "whitelist")]);
    let list = |max: u8| {
        format!(
            "<query xmlns='http://jabber.org/protocol/disco#items'>\
             <set xmlns='http://jabber.org/protocol/rsm'><max>{max}</max></set></query>"
        )
    };
    assert!(world.done(BOB, "get", &list(0)).contains("<count>1</count>"));
    assert!(world.done(OWNER, "get", &list(0)).contains("<count>2</count>"));
    assert!(!world.done(BOB, "get", &list(9)).contains("<count>"));
}
