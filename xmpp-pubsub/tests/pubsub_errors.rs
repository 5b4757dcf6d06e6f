//! The error table of publish-subscribe, row by row (PS-ERR-*): what subscribers and publishers meet.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod pubsub_support;

use pubsub_support::{
    BOB, EVE, OWNER, World, form, jid, node, node_with, publish, subscribe, twice, unsubscribe, unsupported,
    without,
};
use xmpp_pubsub::pubsub::{AutoCreate, Contact, Feature, OptionsNeeded};

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
fn ps_pub_6_no_other_namespace_passes_for_the_node_s() {
    // Two names that FNV-1a, a hash anybody can find such names for, does not tell apart.
    let mut world = node_with(&[("type", "8yn0iYCKYHlIj4-BwPqk")]);
    let publish = |ns: &str| format!("<publish node='n'><item><x xmlns='{ns}'/></item></publish>");
    assert_eq!(world.set_err(OWNER, &publish("GReLUrM4wMqfg9yzV3KQ")), "bad-request/modify/invalid-payload");
    assert_eq!(world.set_err(OWNER, &publish("")), "bad-request/modify/invalid-payload");
    world.set(OWNER, &publish("8yn0iYCKYHlIj4-BwPqk"));
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

#[test]
fn what_is_not_known_is_not_offered() {
    let mut world = node();
    assert_eq!(world.set_err(OWNER, "<transmogrify node='n'/>"), "feature-not-implemented/cancel");
    assert_eq!(world.set_err(OWNER, "<items node='n'/>"), "bad-request/modify");
    assert_eq!(world.refused(OWNER, "get", "<query xmlns='urn:odd'/>"), "service-unavailable/cancel");
    assert_eq!(world.refused(OWNER, "get", ""), "bad-request/modify");
}

#[test]
fn ps_err_23_only_who_subscribes_is_told_where_a_node_went() {
    let mut world = node();
    world.owner_set(OWNER, "<delete node='n'><redirect uri='xmpp:e'/></delete>");
    assert_eq!(world.set_err(BOB, &unsubscribe("n", BOB)), "item-not-found/cancel");
    assert_eq!(world.get_err(BOB, &format!("<options node='n' jid='{BOB}'/>")), "item-not-found/cancel");
}
