//! The error table of publish-subscribe, row by row (PS-ERR-*): what owners meet.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod pubsub_support;

use pubsub_support::{BOB, EVE, OWNER, World, form, node, unsupported, without};
use xmpp_pubsub::pubsub::{Creators, Feature};

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
fn ps_aff_2_a_node_is_handed_over_in_one_request() {
    let mut world = node();
    let entries =
        "<affiliation jid='owner@d' affiliation='none'/><affiliation jid='bob@d' affiliation='owner'/>";
    world.owner_set(OWNER, &format!("<affiliations node='n'>{entries}</affiliations>"));
    assert_eq!(world.owner_get_err(OWNER, "<affiliations node='n'/>"), "forbidden/auth");
    world.owner_get(BOB, "<affiliations node='n'/>");
}
