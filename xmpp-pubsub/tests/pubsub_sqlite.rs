//! The SQLite storage of the example `pubsub-serve`: what is kept survives a restart.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

#[path = "../examples/pubsub-serve/sqlite.rs"]
mod sqlite;

use std::path::PathBuf;
use std::time::{Duration, Instant, UNIX_EPOCH};

use sqlite::Sqlite;
use xmpp_pubsub::pubsub::{
    AccessModel, Affiliation, Answer, Bound, Expire, NewItem, NodeConfig, Now, Reason, Request, Service,
    ServiceConfig, SubscribeOptions, SubscriptionInfo, SubscriptionState, Which, markup,
};
use xmpp_pubsub::{Condition, Jid};

/// A file of its own for each test, removed at its end.
struct File(PathBuf);

impl File {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("pubsub-{name}-{}.sqlite", std::process::id()));
        let file = Self(path);
        file.remove();
        file
    }

    fn remove(&self) {
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{end}", self.0.display()));
        }
    }

    /// The service, started once more.
    fn start(&self, seed: u8) -> Service<Sqlite> {
        let config = ServiceConfig::new(jid("pubsub.d"));
        Service::new(config, Sqlite::open(&self.0).unwrap(), [seed; 32], now()).unwrap()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        self.remove();
    }
}

fn jid(text: &str) -> Jid {
    Jid::new(text).unwrap()
}

fn now() -> Now {
    Now { at: Instant::now(), utc: UNIX_EPOCH + Duration::from_secs(1_800_000_000) }
}

fn publish(id: &str) -> Request {
    let item = NewItem { id: Some(id.into()), payload: Some(markup(b"<x xmlns='urn:x'>&lt;</x>").unwrap()) };
    Request::Publish { node: Some("n".into()), items: vec![item], options: None }
}

fn item_ids(service: &mut Service<Sqlite>) -> Vec<String> {
    let items =
        Request::Items { node: Some("n".into()), max: None, ids: Vec::new(), subid: None, page: None };
    let Answer::Items(_, items, _) = service.request(now(), &jid("owner@d/x"), items).unwrap() else {
        panic!()
    };
    items.iter().map(|item| item.id.as_ref().unwrap().to_string()).collect()
}

#[test]
fn explicit_subscriptions_and_items_survive_a_restart() {
    let file = File::new("restart");
    let (owner, bob) = (jid("owner@d/x"), jid("bob@d/phone"));
    let mut service = file.start(1);
    let mut config = NodeConfig::default();
    config.access_model = AccessModel::Authorize;
    config.title = "<News> & more".into();
    config.max_items = Bound::At(2);
    let create = Request::Create { node: Some("n".into()), config: Some(config.to_form()) };
    service.request(now(), &owner, create).unwrap();
    let member = Request::ChangeAffiliates(Some("n".into()), vec![(bob.clone(), Affiliation::Member)]);
    service.request(now(), &owner, member).unwrap();
    let mut options = SubscribeOptions::default();
    options.show_values = vec!["chat".into()];
    let subscribe = Request::Subscribe {
        node: Some("n".into()),
        jid: Some(bob.clone()),
        options: Some(options.to_form()),
    };
    service.request(now(), &bob, subscribe).unwrap();
    for id in ["1", "2", "1", "3"] {
        service.request(now(), &owner, publish(id)).unwrap();
    }
    drop(service);

    let mut service = file.start(2);
    assert_eq!(service.node_count(), 1);
    assert_eq!(item_ids(&mut service), ["1", "3"]);
    let asked = service.request(now(), &owner, Request::Configuration(Some("n".into()))).unwrap();
    let Answer::Configuration(_, form) = asked else { panic!() };
    assert_eq!(NodeConfig::from_form(&form), config);
    let which = Which { node: Some("n".into()), jid: Some(bob.clone()), subid: None };
    let asked = service.request(now(), &bob, Request::Options(which.clone())).unwrap();
    let Answer::Options(_, form) = asked else { panic!() };
    assert_eq!(SubscribeOptions::from_form(&form), options);
    let asked = service.request(now(), &bob, Request::Affiliations(None, None)).unwrap();
    assert_eq!(asked, Answer::Affiliations(None, vec![("n".into(), Affiliation::Member)], None));
    service.request(now(), &owner, publish("4")).unwrap();
    assert_eq!(service.poll_transmit().and_then(|stanza| stanza.to().cloned()), Some(bob.clone()));

    // What ends is gone for good.
    service.request(now(), &bob, Request::Unsubscribe(which)).unwrap();
    service.request(now(), &owner, Request::Purge(Some("n".into()))).unwrap();
    drop(service);
    let mut service = file.start(3);
    assert_eq!(item_ids(&mut service), Vec::<String>::new());
    let asked = service.request(now(), &bob, Request::Subscriptions(None, None)).unwrap();
    assert_eq!(asked, Answer::Subscriptions(None, Vec::new(), None));
    service.request(now(), &owner, Request::Delete { node: Some("n".into()), redirect: None }).unwrap();
    drop(service);
    assert_eq!(file.start(4).node_count(), 0);
}

#[test]
fn ps_ntf_3_what_ends_with_presence_does_not_survive_a_restart() {
    let file = File::new("presence");
    let (owner, bob) = (jid("owner@d/x"), jid("bob@d/phone"));
    let mut service = file.start(1);
    for (node, tempsub) in [("n", false), ("t", true)] {
        let mut config = NodeConfig::default();
        config.tempsub = tempsub;
        let create = Request::Create { node: Some(node.into()), config: Some(config.to_form()) };
        service.request(now(), &owner, create).unwrap();
        let mut options = SubscribeOptions::default();
        options.expire = if tempsub { Expire::Never } else { Expire::Presence };
        let (node, jid) = (Some(node.into()), Some(bob.clone()));
        let subscribe = Request::Subscribe { node, jid, options: Some(options.to_form()) };
        service.request(now(), &bob, subscribe).unwrap();
    }
    drop(service);
    for seed in [2, 3] {
        let asked = file.start(seed).request(now(), &bob, Request::Subscriptions(None, None)).unwrap();
        assert_eq!(asked, Answer::Subscriptions(None, Vec::new(), None));
    }
}

#[test]
fn ps_acc_3_an_approval_survives_a_restart() {
    let file = File::new("approval");
    let (owner, bob) = (jid("owner@d/x"), jid("bob@d/phone"));
    let mut service = file.start(1);
    let mut config = NodeConfig::default();
    config.access_model = AccessModel::Authorize;
    let create = Request::Create { node: Some("n".into()), config: Some(config.to_form()) };
    service.request(now(), &owner, create).unwrap();
    let subscribe = Request::Subscribe { node: Some("n".into()), jid: Some(bob.clone()), options: None };
    service.request(now(), &bob, subscribe).unwrap();
    let approve =
        SubscriptionInfo { node: None, jid: bob.clone(), state: SubscriptionState::Subscribed, subid: None };
    service.request(now(), &owner, Request::ChangeSubscribers(Some("n".into()), vec![approve])).unwrap();
    drop(service);
    let mut service = file.start(2);
    for affiliation in [Affiliation::Member, Affiliation::None] {
        let change = Request::ChangeAffiliates(Some("n".into()), vec![(bob.clone(), affiliation)]);
        service.request(now(), &owner, change).unwrap();
    }
    service.request(now(), &owner, publish("1")).unwrap();
    assert_eq!(service.poll_transmit().and_then(|stanza| stanza.to().cloned()), Some(bob));
}

#[cfg(feature = "collections")]
#[test]
fn collections_survive_a_restart() {
    use xmpp_pubsub::pubsub::{Depth, Feature, NodeType, SubscriptionType};

    let file = File::new("collections");
    let start = |seed: u8| {
        let mut config = ServiceConfig::new(jid("pubsub.d"));
        config.features = config.features.with(Feature::Collections);
        Service::new(config, Sqlite::open(&file.0).unwrap(), [seed; 32], now()).unwrap()
    };
    let (owner, bob) = (jid("owner@d/x"), jid("bob@d/phone"));
    let mut service = start(1);
    let mut config = NodeConfig::default();
    config.node_type = NodeType::Collection;
    let create = Request::Create { node: Some("a".into()), config: Some(config.to_form()) };
    service.request(now(), &owner, create).unwrap();
    service.request(now(), &owner, publish("1")).unwrap();
    let associate = Request::Associate { collection: Some("a".into()), node: Some("n".into()) };
    service.request(now(), &owner, associate).unwrap();
    let mut options = SubscribeOptions::default();
    options.subscription_type = Some(SubscriptionType::Items);
    options.subscription_depth = Some(Depth::All);
    // To the service itself.
    let subscribe =
        Request::Subscribe { node: None, jid: Some(bob.clone()), options: Some(options.to_form()) };
    service.request(now(), &bob, subscribe).unwrap();
    drop(service);

    let mut service = start(2);
    assert_eq!(service.node_count(), 2);
    service.request(now(), &owner, publish("2")).unwrap();
    assert_eq!(service.poll_transmit().and_then(|stanza| stanza.to().cloned()), Some(bob.clone()));
    let nodes = Request::DiscoItems(Some("a".into()), None);
    let Answer::Entries(list, _) = service.request(now(), &bob, nodes).unwrap() else { panic!() };
    assert_eq!(list.items.iter().map(|item| item.node.as_deref()).collect::<Vec<_>>(), [Some("n")]);
    drop(service);

    // A service that does not offer them has the nodes, and no root.
    let mut service = file.start(3);
    assert_eq!((service.node_count(), item_ids(&mut service).len()), (2, 2));
    service.request(now(), &owner, publish("3")).unwrap();
    assert!(service.poll_transmit().is_none());
}

#[test]
fn pages_of_items_follow_the_order_of_publication() {
    let file = File::new("pages");
    let mut service = file.start(1);
    for id in ["a", "b", "c", "d", "a"] {
        service.request(now(), &jid("owner@d/x"), publish(id)).unwrap();
    }
    let page = xmpp_pubsub::Page { max: Some(2), after: Some("b".into()), before: None, index: None };
    let items =
        Request::Items { node: Some("n".into()), max: None, ids: Vec::new(), subid: None, page: Some(page) };
    let asked = service.request(now(), &jid("owner@d/x"), items).unwrap();
    let Answer::Items(_, items, Some(set)) = asked else { panic!() };
    let ids: Vec<_> = items.iter().map(|item| item.id.as_ref().unwrap().as_str()).collect();
    assert_eq!((ids, set.first_index, set.count), (vec!["c", "d"], Some(1), Some(4)));
}

#[test]
fn ps_del_2_where_a_node_went_survives_a_restart() {
    let file = File::new("redirect");
    let (owner, bob) = (jid("owner@d/x"), jid("bob@d/phone"));
    let mut service = file.start(1);
    let delete = |uri: &str| Request::Delete { node: Some("n".into()), redirect: Some(uri.into()) };
    service.request(now(), &owner, publish("1")).unwrap();
    service.request(now(), &owner, delete("xmpp:e?;node=<&>")).unwrap();
    drop(service);

    let mut service = file.start(2);
    let subscribe = || Request::Subscribe { node: Some("n".into()), jid: Some(bob.clone()), options: None };
    let refused = service.request(now(), &bob, subscribe()).unwrap_err().refusal;
    assert_eq!((refused.condition, refused.uri.as_deref()), (Condition::Gone, Some("xmpp:e?;node=<&>")));
    // A node of that name takes its place for good.
    service.request(now(), &owner, publish("1")).unwrap();
    service.request(now(), &owner, Request::Delete { node: Some("n".into()), redirect: None }).unwrap();
    drop(service);
    let mut service = file.start(3);
    let refused = service.request(now(), &bob, subscribe()).unwrap_err().refusal;
    assert_eq!(refused.condition, Condition::ItemNotFound);
}

#[test]
fn what_an_owner_gave_takes_nothing_away_after_a_restart() {
    let file = File::new("given");
    let (owner, bob) = (jid("owner@d/x"), jid("bob@d/phone"));
    let start = |seed: u8| {
        let mut config = ServiceConfig::new(jid("pubsub.d"));
        config.limits.subscriptions_per_account = 1;
        Service::new(config, Sqlite::open(&file.0).unwrap(), [seed; 32], now()).unwrap()
    };
    let mut service = start(1);
    for node in ["n", "m", "o"] {
        service.request(now(), &owner, Request::Create { node: Some(node.into()), config: None }).unwrap();
    }
    let state = SubscriptionState::Subscribed;
    let give = vec![SubscriptionInfo { node: None, jid: bob.clone(), state, subid: None }];
    service.request(now(), &owner, Request::ChangeSubscribers(Some("n".into()), give)).unwrap();
    drop(service);

    let mut service = start(2);
    let mut subscribe = |node: &str| {
        let request = Request::Subscribe { node: Some(node.into()), jid: Some(bob.clone()), options: None };
        service.request(now(), &bob, request).map_err(|refused| refused.refusal.reason)
    };
    assert!(subscribe("m").is_ok());
    assert_eq!(subscribe("o"), Err(Some(Reason::TooManySubscriptions)));
}

#[test]
fn ps_acc_3_what_an_owner_approved_of_is_remembered_where_nobody_asked() {
    let file = File::new("approved");
    let (owner, bob) = (jid("owner@d/x"), jid("bob@d/phone"));
    let mut service = file.start(1);
    service.request(now(), &owner, publish("1")).unwrap();
    let state = SubscriptionState::Subscribed;
    let give = vec![SubscriptionInfo { node: None, jid: bob.clone(), state, subid: None }];
    service.request(now(), &owner, Request::ChangeSubscribers(Some("n".into()), give)).unwrap();
    drop(service);

    // The node begins to ask only now.
    let mut service = file.start(2);
    let mut config = NodeConfig::default();
    config.access_model = AccessModel::Authorize;
    let configure = Request::Configure(Some("n".into()), config.difference(&NodeConfig::default()));
    service.request(now(), &owner, configure).unwrap();
    let mine = service.request(now(), &bob, Request::Subscriptions(None, None)).unwrap();
    let Answer::Subscriptions(_, all, _) = mine else { panic!() };
    assert_eq!(all.iter().map(|info| info.state).collect::<Vec<_>>(), [state]);
}

#[test]
fn the_largest_configuration_is_read_again() {
    let file = File::new("large");
    let owner = jid("owner@d/x");
    let mut service = file.start(1);
    service.request(now(), &owner, publish("1")).unwrap();
    // As large as it may become, piece by piece, and six times that in XML.
    let piece = |of: fn(&mut NodeConfig) -> &mut Vec<String>| {
        let mut config = NodeConfig::default();
        *of(&mut config) = vec!["'".repeat(1_000); 100];
        Request::Configure(Some("n".into()), config.difference(&NodeConfig::default()))
    };
    let mut limits = service.config().limits;
    assert!(service.request(now(), &owner, piece(|config| &mut config.contact)).is_err());
    drop(service);
    limits.config = 1 << 20;
    let start = |seed: u8| {
        let mut config = ServiceConfig::new(jid("pubsub.d"));
        config.limits = limits;
        Service::new(config, Sqlite::open(&file.0).unwrap(), [seed; 32], now())
    };
    let mut service = start(2).unwrap();
    service.request(now(), &owner, piece(|config| &mut config.contact)).unwrap();
    service.request(now(), &owner, piece(|config| &mut config.roster_groups_allowed)).unwrap();
    drop(service);
    assert_eq!(start(3).map(|service| service.node_count()), Ok(1));
}

#[test]
fn a_file_of_an_earlier_version_is_read() {
    let file = File::new("earlier");
    let mut service = file.start(1);
    let (owner, bob) = (jid("owner@d/x"), jid("bob@d/phone"));
    service.request(now(), &owner, publish("1")).unwrap();
    let subscribe = Request::Subscribe { node: Some("n".into()), jid: Some(bob.clone()), options: None };
    service.request(now(), &bob, subscribe).unwrap();
    drop(service);
    let before = rusqlite::Connection::open(&file.0).unwrap();
    before
        .execute_batch(
            "ALTER TABLE subscription DROP COLUMN given; ALTER TABLE subscription DROP COLUMN approved;
             DROP TABLE redirect;",
        )
        .unwrap();
    drop(before);
    let mut service = file.start(2);
    let mine = service.request(now(), &bob, Request::Subscriptions(None, None)).unwrap();
    assert!(matches!(mine, Answer::Subscriptions(_, all, _) if all.len() == 1));
    assert_eq!(item_ids(&mut service), ["1"]);
}
