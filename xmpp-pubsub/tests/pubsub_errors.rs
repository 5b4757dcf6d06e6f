//! The error table of publish-subscribe, row by row (PS-ERR-*).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod pubsub_support;

use pubsub_support::{BOB, EVE, OWNER, World, form, jid, publish, subscribe, unsubscribe};
use xmpp_pubsub::pubsub::{AutoCreate, Contact, Creators, Feature, Features, OptionsNeeded};

/// A service without one feature, and with a node `n`.
fn without(feature: Feature) -> World {
    World::with(|config| config.features = config.features.without(feature))
}

fn unsupported(feature: &str) -> String {
    format!("feature-not-implemented/cancel/unsupported:{feature}")
}

fn node() -> World {
    let mut world = World::new();
    world.create("n", &[]);
    world
}

fn node_with(fields: &[(&str, &str)]) -> World {
    let mut world = World::new();
    world.create("n", fields);
    world
}

/// A service where a JID may have several subscriptions, of which BOB has two.
fn twice() -> World {
    let mut world = World::with(|config| config.features = Features::all());
    world.create("n", &[]);
    world.subscribe("n", BOB);
    world.subscribe("n", BOB);
    world
}

// ---- subscribe -----------------------------------------------------------------------------------

#[test]
fn ps_err_1_subscribe_somebody_else() {
    let mut world = node();
    assert_eq!(world.set_err(BOB, &subscribe("n", EVE)), "bad-request/modify/invalid-jid");
    assert_eq!(world.set_err(BOB, &subscribe("n", "@")), "bad-request/modify/invalid-jid");
    assert_eq!(world.get(EVE, "<subscriptions/>"), pubsub_support::pubsub("<subscriptions/>"));
}

#[test]
fn ps_sub_2_an_admin_may_subscribe_others() {
    let mut world = World::with(|config| config.admins = vec![jid("admin@d")]);
    world.create("n", &[]);
    world.set("admin@d/x", &subscribe("n", BOB));
    world.publish("n", "1");
    assert_eq!(world.events(BOB).len(), 1);
}

#[test]
fn ps_err_2_subscribe_without_presence() {
    let mut world = node_with(&[("access_model", "presence")]);
    let refused = "not-authorized/auth/presence-subscription-required";
    assert_eq!(world.set_err(BOB, &subscribe("n", BOB)), refused);
    let contact = Contact { sees_presence: true, groups: Vec::new() };
    world.service.set_contact(&jid("owner@d"), &jid("bob@d"), Some(contact));
    world.subscribe("n", BOB);
}

#[test]
fn ps_err_3_subscribe_outside_of_the_group() {
    let mut world = node_with(&[("access_model", "roster"), ("roster_groups_allowed", "team")]);
    let groups = |group: &str| Some(Contact { sees_presence: true, groups: vec![group.into()] });
    world.service.set_contact(&jid("owner@d"), &jid("bob@d"), groups("family"));
    assert_eq!(world.set_err(BOB, &subscribe("n", BOB)), "not-authorized/auth/not-in-roster-group");
    world.service.set_contact(&jid("owner@d"), &jid("bob@d"), groups("team"));
    world.subscribe("n", BOB);
}

#[test]
fn ps_err_4_subscribe_outside_of_the_whitelist() {
    let mut world = node_with(&[("access_model", "whitelist")]);
    assert_eq!(world.set_err(BOB, &subscribe("n", BOB)), "not-allowed/cancel/closed-node");
    world.affiliate("n", "bob@d", "member");
    world.subscribe("n", BOB);
}

#[test]
fn ps_err_6_subscribe_anonymously() {
    let mut world = World::with(|config| config.anonymous = Some("anon.d".into()));
    world.create("n", &[]);
    assert_eq!(world.set_err("x1@anon.d/y", &subscribe("n", "x1@anon.d/y")), "forbidden/cancel");
}

#[test]
fn ps_err_7_subscribe_while_pending() {
    let mut world = node_with(&[("access_model", "authorize")]);
    assert!(world.set(BOB, &subscribe("n", BOB)).contains("subscription='pending'"));
    assert_eq!(world.set_err(BOB, &subscribe("n", BOB)), "not-authorized/auth/pending-subscription");
}

#[test]
fn ps_err_8_subscribe_as_outcast() {
    for model in ["open", "presence", "roster", "authorize", "whitelist"] {
        let mut world = node_with(&[("access_model", model)]);
        world.affiliate("n", "bob@d", "outcast");
        assert_eq!(world.set_err(BOB, &subscribe("n", BOB)), "forbidden/auth", "{model}");
    }
}

#[test]
fn ps_err_9_subscribe_too_often() {
    let mut world = World::with(|config| config.limits.subscriptions_per_account = 2);
    for node in ["a", "b", "c"] {
        world.create(node, &[]);
    }
    world.subscribe("a", BOB);
    world.subscribe("b", "bob@d");
    let refused = "policy-violation/wait/too-many-subscriptions";
    assert_eq!(world.set_err(BOB, &subscribe("c", BOB)), refused);
    world.set(BOB, &unsubscribe("a", BOB));
    world.subscribe("c", BOB);

    let mut world = World::with(|config| config.limits.subscribers_per_node = 1);
    world.create("n", &[]);
    world.subscribe("n", BOB);
    assert_eq!(world.set_err(EVE, &subscribe("n", EVE)), refused);
}

#[test]
fn ps_err_10_subscribe_where_that_is_not_offered() {
    let mut world = node_with(&[("subscribe", "0")]);
    assert_eq!(world.set_err(BOB, &subscribe("n", BOB)), unsupported("subscribe"));
    let mut world = without(Feature::Subscribe);
    world.create("n", &[]);
    assert_eq!(world.set_err(BOB, &subscribe("n", BOB)), unsupported("subscribe"));
}

#[test]
fn ps_err_11_subscribe_to_a_node_that_moved() {
    let mut world = node();
    world.owner_set(OWNER, "<delete node='n'><redirect uri='xmpp:pubsub.e?;node=m'/></delete>");
    let reply = world.iq(BOB, "set", &pubsub_support::pubsub(&subscribe("n", BOB)));
    assert_eq!(pubsub_support::condition(&reply), "gone/modify");
    let text = pubsub_support::text(&reply);
    assert!(
        text.contains("<gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>xmpp:pubsub.e?;node=m</gone>"),
        "{text}"
    );
    world.create("n", &[]);
    world.subscribe("n", BOB);
}

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
fn ps_err_12_subscribe_to_no_node() {
    let mut world = World::new();
    assert_eq!(world.set_err(BOB, &subscribe("n", BOB)), "item-not-found/cancel");
    assert_eq!(
        world.set_err(BOB, &format!("<subscribe jid='{BOB}'/>")),
        "bad-request/modify/nodeid-required"
    );
}

#[test]
fn ps_err_13_subscribe_without_options_where_they_are_needed() {
    let mut world = World::with(|config| config.options_needed = OptionsNeeded::AtOnce);
    world.create("n", &[]);
    assert_eq!(world.set_err(BOB, &subscribe("n", BOB)), "not-acceptable/modify/configuration-required");
    let options = form("subscribe_options", &[("deliver", "1")]);
    world.set(BOB, &format!("{}<options>{options}</options>", subscribe("n", BOB)));
}

// ---- unsubscribe, options, items ------------------------------------------------------------------

#[test]
fn ps_err_20_which_of_several_subscriptions() {
    let mut world = twice();
    let required = "bad-request/modify/subid-required";
    assert_eq!(world.set_err(BOB, &unsubscribe("n", BOB)), required);
    assert_eq!(world.get_err(BOB, &format!("<options node='n' jid='{BOB}'/>")), required);
    assert_eq!(world.get_err(BOB, "<items node='n'/>"), required);
}

#[test]
fn ps_err_21_unsubscribe_who_is_not_subscribed() {
    let mut world = node();
    assert_eq!(world.set_err(BOB, &unsubscribe("n", BOB)), "unexpected-request/cancel/not-subscribed");
    world.subscribe("n", BOB);
    assert_eq!(world.set_err(BOB, &unsubscribe("n", "bob@d")), "unexpected-request/cancel/not-subscribed");
}

#[test]
fn ps_err_22_unsubscribe_somebody_else() {
    let mut world = node();
    world.subscribe("n", BOB);
    assert_eq!(world.set_err(EVE, &unsubscribe("n", BOB)), "forbidden/auth");
    world.publish("n", "1");
    assert_eq!(world.events(BOB).len(), 1);
}

#[test]
fn ps_err_23_unsubscribe_from_no_node() {
    let mut world = World::new();
    assert_eq!(world.set_err(BOB, &unsubscribe("n", BOB)), "item-not-found/cancel");
}

#[test]
fn ps_err_24_a_wrong_subid() {
    let mut world = twice();
    let invalid = "not-acceptable/modify/invalid-subid";
    assert_eq!(world.set_err(BOB, &format!("<unsubscribe node='n' jid='{BOB}' subid='x'/>")), invalid);
    assert_eq!(world.get_err(BOB, &format!("<options node='n' jid='{BOB}' subid='x'/>")), invalid);
    assert_eq!(world.get_err(BOB, "<items node='n' subid='x'/>"), invalid);
    // Where there are no subids one that is given is ignored.
    let mut world = node();
    world.subscribe("n", BOB);
    world.set(BOB, &format!("<unsubscribe node='n' jid='{BOB}' subid='x'/>"));
}

#[test]
fn ps_err_30_options_of_somebody_else() {
    let mut world = node();
    world.subscribe("n", BOB);
    assert_eq!(world.get_err(EVE, &format!("<options node='n' jid='{BOB}'/>")), "forbidden/auth");
    let options = form("subscribe_options", &[("deliver", "0")]);
    let set = format!("<options node='n' jid='{BOB}'>{options}</options>");
    assert_eq!(world.set_err(EVE, &set), "forbidden/auth");
}

#[test]
fn ps_err_31_options_of_who_is_not_subscribed() {
    let mut world = node();
    let refused = "unexpected-request/cancel/not-subscribed";
    assert_eq!(world.get_err(BOB, &format!("<options node='n' jid='{BOB}'/>")), refused);
}

#[test]
fn ps_err_32_options_of_nobody() {
    let mut world = node();
    assert_eq!(world.get_err(BOB, "<options node='n'/>"), "bad-request/modify/jid-required");
}

#[test]
fn ps_err_33_options_are_not_offered() {
    let mut world = without(Feature::SubscriptionOptions);
    world.create("n", &[]);
    world.subscribe("n", BOB);
    let options = format!("<options node='n' jid='{BOB}'/>");
    assert_eq!(world.get_err(BOB, &options), unsupported("subscription-options"));
}

#[test]
fn ps_err_34_options_that_cannot_be() {
    let mut world = node();
    world.subscribe("n", BOB);
    for fields in [
        [("deliver", "maybe")],
        [("expire", "tomorrow")],
        [("expire", "2001-01-01T00:00:00Z")],
        [("show-values", "asleep")],
        [("digest", "1")],
        [("digest_frequency", "86400000")],
        [("include_body", "1")],
        [("subscription_depth", "all")],
    ] {
        let form = form("subscribe_options", &fields);
        let set = format!("<options node='n' jid='{BOB}'>{form}</options>");
        assert_eq!(world.set_err(BOB, &set), "bad-request/modify/invalid-options", "{fields:?}");
    }
    let wrong = form("node_config", &[]);
    let set = format!("<options node='n' jid='{BOB}'>{wrong}</options>");
    assert_eq!(world.set_err(BOB, &set), "bad-request/modify/invalid-options");
    let mut world = without(Feature::LeasedSubscription);
    world.create("n", &[]);
    let lease = form("subscribe_options", &[("expire", "presence")]);
    let leased = format!("{}<options>{lease}</options>", subscribe("n", BOB));
    assert_eq!(world.set_err(BOB, &leased), "bad-request/modify/invalid-options");
}

#[test]
fn ps_err_35_default_options_are_not_offered() {
    let mut world = without(Feature::RetrieveDefaultSub);
    assert_eq!(world.get_err(BOB, "<default/>"), unsupported("retrieve-default-sub"));
}

#[test]
fn ps_err_40_items_for_subscribers_only() {
    let refused = "not-authorized/auth/not-subscribed";
    let mut world = node_with(&[("access_model", "authorize")]);
    assert_eq!(world.get_err(BOB, "<items node='n'/>"), refused);
    world.subscribe("n", BOB);
    assert_eq!(world.get_err(BOB, "<items node='n'/>"), "not-authorized/auth/pending-subscription");
    let mut world = node_with(&[("access_model", "whitelist")]);
    world.affiliate("n", "bob@d", "member");
    assert_eq!(world.get_err(BOB, "<items node='n'/>"), refused);
    world.subscribe("n", BOB);
    world.get(BOB, "<items node='n'/>");
    // The owner always may (PS-ACC-2).
    world.get(OWNER, "<items node='n'/>");
}

#[test]
fn ps_err_41_items_of_a_node_that_keeps_none() {
    let mut world = node_with(&[("persist_items", "0"), ("send_last_published_item", "never")]);
    assert_eq!(world.get_err(OWNER, "<items node='n'/>"), unsupported("persistent-items"));
}

#[test]
fn ps_err_42_items_are_not_offered() {
    let mut world = without(Feature::RetrieveItems);
    world.create("n", &[]);
    assert_eq!(world.get_err(OWNER, "<items node='n'/>"), unsupported("retrieve-items"));
}

#[test]
fn ps_err_43_items_by_access_model() {
    for (model, refused) in [
        ("presence", "not-authorized/auth/presence-subscription-required"),
        ("roster", "not-authorized/auth/not-in-roster-group"),
        ("whitelist", "not-allowed/cancel/closed-node"),
    ] {
        let mut world = node_with(&[("access_model", model)]);
        assert_eq!(world.get_err(BOB, "<items node='n'/>"), refused);
    }
    let mut world = node();
    world.affiliate("n", "bob@d", "outcast");
    assert_eq!(world.get_err(BOB, "<items node='n'/>"), "forbidden/auth");
    world.affiliate("n", "bob@d", "publish-only");
    assert_eq!(world.get_err(BOB, "<items node='n'/>"), "forbidden/auth");
    assert_eq!(world.get_err(BOB, "<items node='m'/>"), "item-not-found/cancel");
    assert_eq!(world.get_err(BOB, "<items/>"), "bad-request/modify/nodeid-required");
}

// ---- publish ---------------------------------------------------------------------------------------

#[test]
fn ps_err_50_publish_without_the_right() {
    let mut world = node();
    assert_eq!(world.set_err(BOB, &publish("n", "1")), "forbidden/auth");
    world.affiliate("n", "bob@d", "member");
    assert_eq!(world.set_err(BOB, &publish("n", "1")), "forbidden/auth");
    assert!(!world.get(OWNER, "<items node='n'/>").contains("<item "));
    world.affiliate("n", "bob@d", "publish-only");
    world.set(BOB, &publish("n", "1"));
    world.configure("n", &[("publish_model", "open")]);
    world.affiliate("n", "bob@d", "outcast");
    assert_eq!(world.set_err(BOB, &publish("n", "2")), "forbidden/auth");
}

#[test]
fn ps_err_51_publish_is_not_offered() {
    let mut world = without(Feature::Publish);
    world.create("n", &[]);
    assert_eq!(world.set_err(OWNER, &publish("n", "1")), unsupported("publish"));
    let mut world = without(Feature::PublishOptions);
    world.create("n", &[]);
    let options = form("publish-options", &[("persist_items", "1")]);
    let set = format!("{}<publish-options>{options}</publish-options>", publish("n", "1"));
    assert_eq!(world.set_err(OWNER, &set), unsupported("publish-options"));
}

#[test]
fn ps_err_52_publish_to_no_node() {
    let mut world = World::with(|config| config.auto_create = AutoCreate::Never);
    assert_eq!(world.set_err(OWNER, &publish("n", "1")), "item-not-found/cancel");
    let mut world = without(Feature::AutoCreate);
    assert_eq!(world.set_err(OWNER, &publish("n", "1")), "item-not-found/cancel");
    assert_eq!(world.service.node_count(), 0);
    let mut world = World::new();
    assert_eq!(world.set_err(OWNER, "<publish><item/></publish>"), "bad-request/modify/nodeid-required");
}

#[test]
fn ps_err_53_publish_to_a_full_node() {
    let mut world = node_with(&[("max_items", "2"), ("publish_node_full", "reject")]);
    world.publish("n", "1");
    world.publish("n", "2");
    assert_eq!(world.set_err(OWNER, &publish("n", "3")), "conflict/cancel/node-full");
    world.publish("n", "1");
}

#[test]
fn ps_err_54_publish_too_much() {
    let mut world = node_with(&[("max_payload_size", "40")]);
    world.publish("n", "1");
    let refused = world.set_err(OWNER, &publish("n", &"long".repeat(10)));
    assert_eq!(refused, "not-acceptable/modify/payload-too-big");
}

#[test]
fn ps_err_55_publish_what_is_no_payload() {
    let mut world = node_with(&[("type", "urn:x")]);
    world.publish("n", "1");
    let invalid = "bad-request/modify/invalid-payload";
    assert_eq!(world.set_err(OWNER, "<publish node='n'><item><a xmlns='urn:y'/></item></publish>"), invalid);
    assert_eq!(
        world.set_err(OWNER, "<publish node='n'><item><a xmlns='urn:x'/><b xmlns='urn:x'/></item></publish>"),
        invalid
    );
}

#[test]
fn ps_err_56_publish_no_item() {
    let mut world = node();
    assert_eq!(world.set_err(OWNER, "<publish node='n'/>"), "bad-request/modify/item-required");
    world.configure("n", &[("deliver_payloads", "0")]);
    assert_eq!(world.set_err(OWNER, "<publish node='n'/>"), "bad-request/modify/item-required");
    world.configure("n", &[("deliver_payloads", "1"), ("persist_items", "0")]);
    assert_eq!(world.set_err(OWNER, "<publish node='n'/>"), "bad-request/modify/item-required");
}

#[test]
fn ps_err_57_publish_no_payload() {
    let mut world = node();
    let bare = "<publish node='n'><item id='1'/></publish>";
    assert_eq!(world.set_err(OWNER, bare), "bad-request/modify/payload-required");
    world.configure("n", &[("deliver_payloads", "0")]);
    world.set(OWNER, bare);
}

#[test]
fn ps_err_58_publish_an_item_where_none_may_be() {
    let mut world = node_with(&[("persist_items", "0"), ("deliver_payloads", "0")]);
    assert_eq!(world.set_err(OWNER, &publish("n", "1")), "bad-request/modify/item-forbidden");
    world.subscribe("n", BOB);
    world.set(OWNER, "<publish node='n'/>");
    assert!(world.event(BOB).contains("<items node='n'/>"));
}

#[test]
fn ps_err_59_publish_under_conditions() {
    let mut world = node();
    let with = |fields: &[(&str, &str)]| {
        format!("{}<publish-options>{}</publish-options>", publish("n", "1"), form("publish-options", fields))
    };
    let refused = "conflict/cancel/precondition-not-met";
    assert_eq!(world.set_err(OWNER, &with(&[("access_model", "whitelist")])), refused);
    assert_eq!(world.set_err(OWNER, &with(&[("access_model", "odd")])), refused);
    assert_eq!(world.set_err(OWNER, &with(&[("made_up", "1")])), refused);
    assert!(!world.get(OWNER, "<items node='n'/>").contains("<item "));
    world.set(OWNER, &with(&[("access_model", "open"), ("persist_items", "true")]));
    let wrong =
        format!("{}<publish-options>{}</publish-options>", publish("n", "1"), form("node_config", &[]));
    assert_eq!(world.set_err(OWNER, &wrong), "bad-request/modify");
}

#[test]
fn ps_pub_21_too_many_items_at_once() {
    let mut world = without(Feature::MultiItems);
    world.create("n", &[]);
    let item = "<item><x xmlns='urn:x'/></item>";
    let two = format!("<publish node='n'>{item}{item}</publish>");
    assert_eq!(world.set_err(OWNER, &two), "not-allowed/cancel/max-items-exceeded");
    let mut world = World::with(|config| config.limits.items_per_request = 1);
    world.create("n", &[]);
    assert_eq!(world.set_err(OWNER, &two), "not-allowed/cancel/max-items-exceeded");
}

// ---- retract ---------------------------------------------------------------------------------------

#[test]
fn ps_err_60_retract_without_the_right_or_what_is_not_there() {
    let mut world = node();
    world.publish("n", "1");
    let one = "<retract node='n'><item id='1'/></retract>";
    assert_eq!(world.set_err(BOB, one), "forbidden/auth");
    world.affiliate("n", "bob@d", "publisher");
    assert_eq!(world.set_err(BOB, one), "forbidden/auth", "not its own");
    assert_eq!(world.set_err(OWNER, "<retract node='n'><item id='2'/></retract>"), "item-not-found/cancel");
    assert_eq!(world.set_err(OWNER, "<retract node='m'><item id='1'/></retract>"), "item-not-found/cancel");
    assert!(world.get(OWNER, "<items node='n'/>").contains("id='1'"));
    let both = "<retract node='n'><item id='1'/><item id='2'/></retract>";
    assert_eq!(world.set_err(OWNER, both), "item-not-found/cancel");
    assert!(world.get(OWNER, "<items node='n'/>").contains("id='1'"), "all or nothing");
}

#[test]
fn ps_err_61_retract_nothing_from_nowhere() {
    let mut world = node();
    assert_eq!(
        world.set_err(OWNER, "<retract><item id='1'/></retract>"),
        "bad-request/modify/nodeid-required"
    );
    assert_eq!(world.set_err(OWNER, "<retract node='n'/>"), "bad-request/modify/item-required");
    assert_eq!(
        world.set_err(OWNER, "<retract node='n'><item/></retract>"),
        "bad-request/modify/item-required"
    );
}

#[test]
fn ps_err_62_retract_where_nothing_is_kept() {
    let mut world = node_with(&[("persist_items", "0")]);
    let one = "<retract node='n'><item id='1'/></retract>";
    assert_eq!(world.set_err(OWNER, one), unsupported("persistent-items"));
    let mut world = without(Feature::DeleteItems);
    world.create("n", &[]);
    assert_eq!(world.set_err(OWNER, one), unsupported("delete-items"));
}

// ---- create, configure -------------------------------------------------------------------------------

#[test]
fn ps_err_70_create_without_the_right() {
    let mut world = without(Feature::CreateNodes);
    assert_eq!(world.set_err(OWNER, "<create node='n'/>"), unsupported("create-nodes"));
    let mut world = World::with(|config| config.creators = Creators::Domain("e".into()));
    assert_eq!(world.set_err(OWNER, "<create node='n'/>"), "registration-required/auth");
    let mut world = World::with(|config| config.creators = Creators::Admins);
    assert_eq!(world.set_err(OWNER, "<create node='n'/>"), "forbidden/auth");
    assert_eq!(world.service.node_count(), 0);
}

#[test]
fn ps_err_71_create_what_is_there_or_has_no_name() {
    let mut world = node();
    assert_eq!(world.set_err(BOB, "<create node='n'/>"), "conflict/cancel");
    let mut world = without(Feature::InstantNodes);
    assert_eq!(world.set_err(OWNER, "<create/>"), "not-acceptable/modify/nodeid-required");
}

#[test]
fn ps_err_72_create_with_an_unknown_access_model() {
    let mut world = World::new();
    let create = |model: &str| {
        format!(
            "<create node='n'/><configure>{}</configure>",
            form("node_config", &[("access_model", model)])
        )
    };
    let refused = "not-acceptable/modify/unsupported-access-model";
    assert_eq!(world.set_err(OWNER, &create("odd")), refused);
    assert_eq!(world.service.node_count(), 0);
    let mut world = without(Feature::AccessRoster);
    assert_eq!(world.set_err(OWNER, &create("roster")), refused);
}

#[test]
fn ps_err_73_configure_without_the_right() {
    let set = format!("<configure node='n'>{}</configure>", form("node_config", &[("title", "t")]));
    let mut world = without(Feature::ConfigNode);
    world.create("n", &[]);
    assert_eq!(world.owner_get_err(OWNER, "<configure node='n'/>"), unsupported("config-node"));
    assert_eq!(world.owner_set_err(OWNER, &set), unsupported("config-node"));
    let mut world = node();
    assert_eq!(world.owner_get_err(BOB, "<configure node='n'/>"), "forbidden/auth");
    assert_eq!(world.owner_set_err(BOB, &set), "forbidden/auth");
    assert_eq!(world.owner_get_err(OWNER, "<configure/>"), "bad-request/modify/nodeid-required");
    assert_eq!(world.owner_get_err(OWNER, "<configure node='m'/>"), "item-not-found/cancel");
}

#[test]
fn ps_err_74_configure_with_a_bad_form() {
    let mut world = node();
    let before = world.owner_get(OWNER, "<configure node='n'/>");
    for fields in [
        [("max_items", "many")],
        [("max_items", "99999999")],
        [("max_payload_size", "999999999")],
        [("persist_items", "perhaps")],
        [("publish_model", "nobody")],
    ] {
        let set = format!("<configure node='n'>{}</configure>", form("node_config", &fields));
        assert_eq!(world.owner_set_err(OWNER, &set), "not-acceptable/modify", "{fields:?}");
    }
    let wrong = format!("<configure node='n'>{}</configure>", form("subscribe_options", &[]));
    assert_eq!(world.owner_set_err(OWNER, &wrong), "not-acceptable/modify");
    assert_eq!(world.owner_get(OWNER, "<configure node='n'/>"), before);
}

#[test]
fn ps_err_75_defaults_are_not_offered() {
    let mut world = without(Feature::RetrieveDefault);
    assert_eq!(world.owner_get_err(OWNER, "<default/>"), unsupported("retrieve-default"));
    let mut world = without(Feature::ConfigNode);
    assert_eq!(world.owner_get_err(OWNER, "<default/>"), unsupported("config-node"));
}

#[test]
fn ps_err_76_delete_without_the_right() {
    let mut world = node();
    assert_eq!(world.owner_set_err(BOB, "<delete node='n'/>"), "forbidden/auth");
    assert_eq!(world.owner_set_err(OWNER, "<delete node='m'/>"), "item-not-found/cancel");
    assert_eq!(world.owner_set_err(OWNER, "<delete/>"), "not-allowed/cancel");
    assert_eq!(world.service.node_count(), 1);
    let mut world = without(Feature::DeleteNodes);
    world.create("n", &[]);
    assert_eq!(world.owner_set_err(OWNER, "<delete node='n'/>"), unsupported("delete-nodes"));
}

#[test]
fn ps_err_77_purge_without_the_right() {
    let mut world = node();
    world.publish("n", "1");
    assert_eq!(world.owner_set_err(BOB, "<purge node='n'/>"), "forbidden/auth");
    assert_eq!(world.owner_set_err(OWNER, "<purge node='m'/>"), "item-not-found/cancel");
    assert!(world.get(OWNER, "<items node='n'/>").contains("id='1'"));
    world.configure("n", &[("persist_items", "0")]);
    assert_eq!(world.owner_set_err(OWNER, "<purge node='n'/>"), unsupported("persistent-items"));
    let mut world = without(Feature::PurgeNodes);
    world.create("n", &[]);
    assert_eq!(world.owner_set_err(OWNER, "<purge node='n'/>"), unsupported("purge-nodes"));
}

// ---- management --------------------------------------------------------------------------------------

const GET_PENDING: &str = "http://jabber.org/protocol/pubsub#get-pending";

fn pending(node: &str) -> String {
    format!(
        "<command xmlns='http://jabber.org/protocol/commands' node='{GET_PENDING}'>\
         <x xmlns='jabber:x:data' type='submit'><field var='pubsub#node'><value>{node}</value></field></x></command>"
    )
}

#[test]
fn ps_err_78_pending_subscriptions_without_the_right() {
    let mut world = node();
    assert_eq!(world.refused(BOB, "set", &pending("n")), "forbidden/auth");
    assert_eq!(world.refused(OWNER, "set", &pending("m")), "item-not-found/cancel");
    let mut world = without(Feature::GetPending);
    world.create("n", &[]);
    assert_eq!(world.refused(OWNER, "set", &pending("n")), unsupported("get-pending"));
}

#[test]
fn ps_err_79_change_subscriptions_without_the_right() {
    let mut world = node();
    world.subscribe("n", EVE);
    let set = "<subscriptions node='n'><subscription jid='bob@d' subscription='subscribed'/></subscriptions>";
    assert_eq!(world.owner_get_err(BOB, "<subscriptions node='n'/>"), "forbidden/auth");
    assert_eq!(world.owner_set_err(BOB, set), "forbidden/auth");
    assert_eq!(world.owner_get_err(OWNER, "<subscriptions node='m'/>"), "item-not-found/cancel");
    // A bad entry comes back as it is; the others took effect.
    let mixed = format!(
        "<subscriptions node='n'><subscription jid='nobody@d' subscription='none'/>\
         <subscription jid='{EVE}' subscription='none'/></subscriptions>"
    );
    let reply = world.iq(OWNER, "set", &pubsub_support::owner(&mixed));
    assert_eq!(pubsub_support::condition(&reply), "not-acceptable/modify");
    let text = pubsub_support::text(&reply);
    assert!(text.contains("jid='nobody@d'") && !text.contains("eve@d"), "{text}");
    assert!(!world.owner_get(OWNER, "<subscriptions node='n'/>").contains("eve@d"));
    let mut world = without(Feature::ManageSubscriptions);
    world.create("n", &[]);
    assert_eq!(world.owner_get_err(OWNER, "<subscriptions node='n'/>"), unsupported("manage-subscriptions"));
}

#[test]
fn ps_err_80_change_affiliations_without_the_right() {
    let set = |entries: &str| format!("<affiliations node='n'>{entries}</affiliations>");
    let entry =
        |jid: &str, affiliation: &str| format!("<affiliation jid='{jid}' affiliation='{affiliation}'/>");
    let mut world = node();
    assert_eq!(world.owner_get_err(BOB, "<affiliations node='n'/>"), "forbidden/auth");
    assert_eq!(world.owner_set_err(BOB, &set(&entry("bob@d", "owner"))), "forbidden/auth");
    assert_eq!(world.owner_get_err(OWNER, "<affiliations node='m'/>"), "item-not-found/cancel");
    // Somebody has to stay (PS-AFF-2); the other entries take effect.
    let both = entry("owner@d", "none") + &entry("bob@d", "member");
    let reply = world.iq(OWNER, "set", &pubsub_support::owner(&set(&both)));
    assert_eq!(pubsub_support::condition(&reply), "not-acceptable/modify");
    assert!(pubsub_support::text(&reply).contains("jid='owner@d' affiliation='owner'"));
    assert!(world.owner_get(OWNER, "<affiliations node='n'/>").contains("jid='bob@d' affiliation='member'"));
    // One JID twice changes nothing.
    let twice = entry("bob@d", "owner") + &entry("bob@d/x", "outcast");
    assert_eq!(world.owner_set_err(OWNER, &set(&twice)), "bad-request/modify");
    assert!(world.owner_get(OWNER, "<affiliations node='n'/>").contains("jid='bob@d' affiliation='member'"));
    for (feature, word) in [
        (Feature::OutcastAffiliation, "outcast"),
        (Feature::MemberAffiliation, "member"),
        (Feature::PublisherAffiliation, "publisher"),
        (Feature::PublishOnlyAffiliation, "publish-only"),
    ] {
        let mut world = without(feature);
        world.create("n", &[]);
        assert_eq!(
            world.owner_set_err(OWNER, &set(&entry("bob@d", word))),
            unsupported(&format!("{word}-affiliation"))
        );
    }
    let mut world = without(Feature::ModifyAffiliations);
    world.create("n", &[]);
    assert_eq!(world.owner_get_err(OWNER, "<affiliations node='n'/>"), unsupported("modify-affiliations"));
}

// ---- everything else -----------------------------------------------------------------------------------

#[test]
fn col_2_collections_are_not_offered() {
    let mut world = World::new();
    for field in [("node_type", "collection"), ("collection", "c"), ("children", "c")] {
        let form = form("node_config", &[field]);
        let create = format!("<create node='n'/><configure>{form}</configure>");
        assert_eq!(world.set_err(OWNER, &create), unsupported("collections"), "{field:?}");
    }
    for operation in ["associate", "dissociate"] {
        let set = format!("<collection node='c'><{operation} node='n'/></collection>");
        assert_eq!(world.owner_set_err(OWNER, &set), unsupported("collections"));
    }
    let refused = "bad-request/modify/nodeid-required";
    assert_eq!(world.set_err(BOB, &format!("<subscribe jid='{BOB}'/>")), refused);
    assert!(!world.owner_get(OWNER, "<default/>").contains("pubsub#collection"));
}

#[test]
fn ps_err_74_transformations_are_not_offered() {
    let mut world = node();
    for field in ["body_xslt", "dataform_xslt"] {
        let set = |value: &str| {
            format!("<configure node='n'>{}</configure>", form("node_config", &[(field, value)]))
        };
        assert_eq!(world.owner_set_err(OWNER, &set("http://d/x.xsl")), "not-acceptable/modify");
        world.owner_set(OWNER, &set(""));
    }
}

#[test]
fn ps_sub_8_and_ps_cre_2_forms_follow_what_they_belong_to() {
    let mut world = node();
    let options = form("subscribe_options", &[]);
    let config = form("node_config", &[]);
    for bad in [
        format!("<subscribe node='n' jid='{BOB}'/><options node='n'>{options}</options>"),
        format!("<subscribe node='n' jid='{BOB}'/><options jid='{BOB}'>{options}</options>"),
        format!("<create node='m'/><configure node='m'>{config}</configure>"),
        format!("<configure>{config}</configure><create node='m'/>"),
        "<create node='m'/><create node='o'/>".to_owned(),
        String::new(),
    ] {
        assert_eq!(world.set_err(BOB, &bad), "bad-request/modify", "{bad}");
    }
    assert_eq!(world.service.node_count(), 1);
}

#[test]
fn what_is_not_known_is_not_offered() {
    let mut world = node();
    assert_eq!(world.set_err(OWNER, "<transmogrify node='n'/>"), "feature-not-implemented/cancel");
    assert_eq!(world.set_err(OWNER, "<items node='n'/>"), "bad-request/modify");
    assert_eq!(world.refused(OWNER, "get", "<query xmlns='urn:odd'/>"), "service-unavailable/cancel");
    assert_eq!(world.refused(OWNER, "get", ""), "bad-request/modify");
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

/// So many entries for an owner's list.
fn given(count: usize) -> String {
    let entry = |n| format!("<subscription jid='{n}@e' subscription='subscribed'/>");
    let entries: String = (0..count).map(entry).collect();
    format!("<subscriptions node='n'>{entries}</subscriptions>")
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
fn ps_err_23_only_who_subscribes_is_told_where_a_node_went() {
    let mut world = node();
    world.owner_set(OWNER, "<delete node='n'><redirect uri='xmpp:e'/></delete>");
    assert_eq!(world.set_err(BOB, &unsubscribe("n", BOB)), "item-not-found/cancel");
    assert_eq!(world.get_err(BOB, &format!("<options node='n' jid='{BOB}'/>")), "item-not-found/cancel");
}

#[test]
fn ps_aff_2_a_node_is_handed_over_in_one_request() {
    let mut world = node();
    let entries =
        "<affiliation jid='owner@d' affiliation='none'/><affiliation jid='bob@d' affiliation='owner'/>";
    world.owner_set(OWNER, &format!("<affiliations node='n'>{entries}</affiliations>"));
    assert_eq!(world.owner_get_err(OWNER, "<affiliations node='n'/>"), "forbidden/auth");
    world.owner_get(BOB, "<affiliations node='n'/>");
}
