//! A storage that fails: a request that is refused for it changes nothing, neither in the service nor in the storage.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::{Duration, Instant, UNIX_EPOCH};

use xmpp_pubsub::pubsub::{
    Affiliation, Answer, Change, Expire, Features, Memory, NewItem, NodeConfig, NodeId, NodeRecord, NodeType,
    Now, Records, Request, Service, ServiceConfig, StorageError, SubscribeOptions, SubscriptionInfo,
    SubscriptionRecord, SubscriptionState, Watched, Which, Write, markup,
};
use xmpp_pubsub::{Condition, Jid};

/// What a storage has been told.
#[derive(Default)]
struct Seen {
    /// Of nodes.
    kept: BTreeMap<NodeId, String>,
    /// Subscriptions that have been ended, by subid.
    ended: Vec<String>,
    /// How many changes still succeed before one fails.
    left: u32,
}

impl Seen {
    fn sees(&mut self, write: &Write<'_>) -> Result<(), StorageError> {
        let left = self.left;
        self.left = left.wrapping_sub(1);
        if left == 0 {
            return Err(StorageError("no".into()));
        }
        match write {
            Write::Save(Change::Created(record)) => {
                self.kept.insert(record.node.clone(), format!("{:?}", record.config));
            }
            Write::Save(Change::Configured(node, config)) => {
                self.kept.insert((*node).clone(), format!("{config:?}"));
            }
            Write::Save(Change::Deleted(node, redirect)) => {
                self.kept.remove(*node);
                self.kept.extend(redirect.map(|redirect| (redirect.node.clone(), format!("{redirect:?}"))));
            }
            Write::Save(Change::Unsubscribed(_, _, subid)) => self.ended.push(subid.to_string()),
            _ => {}
        }
        Ok(())
    }
}

type Flaky = Watched<Memory, Box<dyn FnMut(&Write<'_>) -> Result<(), StorageError>>>;

/// A service whose storage fails when it is told to.
fn start(config: ServiceConfig, records: Records) -> (Service<Flaky>, Rc<RefCell<Seen>>) {
    let seen = Rc::new(RefCell::new(Seen { left: NEVER, ..Seen::default() }));
    let watch = Rc::clone(&seen);
    let watch: Box<dyn FnMut(&Write<'_>) -> _> = Box::new(move |write| watch.borrow_mut().sees(write));
    let storage = Watched::new(Memory::with_records(records), watch);
    (Service::new(config, storage, [1; 32], now()).unwrap(), seen)
}

const NEVER: u32 = u32::MAX;

fn now() -> Now {
    Now { at: Instant::now(), utc: UNIX_EPOCH + Duration::from_secs(1_800_000_000) }
}

fn jid(text: &str) -> Jid {
    Jid::new(text).unwrap()
}

fn name(node: &str) -> Option<NodeId> {
    Some(node.into())
}

fn create(node: &str, change: impl FnOnce(&mut NodeConfig)) -> Request {
    let mut config = NodeConfig::default();
    change(&mut config);
    Request::Create { node: name(node), config: Some(config.to_form()) }
}

fn publish(node: &str, ids: &[&str]) -> Request {
    let item =
        |id: &&str| NewItem { id: Some((*id).into()), payload: Some(markup(b"<x xmlns='urn:x'/>").unwrap()) };
    Request::Publish { node: name(node), items: ids.iter().map(item).collect(), options: None }
}

/// A service with a node `n` that has two items and a subscriber; and, with collections, `c` with `n` and `m` in it.
fn world() -> (Service<Flaky>, Rc<RefCell<Seen>>) {
    let mut config = ServiceConfig::new(jid("pubsub.d"));
    config.features = Features::all();
    let (mut service, seen) = start(config, Records::default());
    let (owner, bob) = (jid("owner@d/x"), jid("bob@d/y"));
    let mut parents = Vec::new();
    if cfg!(feature = "collections") {
        service
            .request(now(), &owner, create("c", |config| config.node_type = NodeType::Collection))
            .unwrap();
        service
            .request(now(), &owner, create("d", |config| config.node_type = NodeType::Collection))
            .unwrap();
        parents.push("c".to_owned());
    }
    service.request(now(), &owner, create("n", |config| config.collection = parents.clone())).unwrap();
    service.request(now(), &owner, create("m", |config| config.collection = parents)).unwrap();
    service.request(now(), &owner, publish("n", &["1", "2"])).unwrap();
    service.request(now(), &owner, create("gone", |_| {})).unwrap();
    let delete = Request::Delete { node: name("gone"), redirect: Some("xmpp:e".into()) };
    service.request(now(), &owner, delete).unwrap();
    let subscribe = Request::Subscribe { node: name("n"), jid: Some(bob.clone()), options: None };
    service.request(now(), &bob, subscribe).unwrap();
    while service.poll_transmit().is_some() {}
    (service, seen)
}

/// All that can be seen of the service, and all that its storage keeps of nodes.
fn state(service: &mut Service<Flaky>, seen: &RefCell<Seen>) -> String {
    let owner = jid("owner@d/x");
    let mut out = format!("{:?}\n", seen.borrow().kept);
    let moved = Request::Subscribe { node: name("gone"), jid: Some(jid("bob@d/y")), options: None };
    out += &format!(
        "{:?}\n",
        service.request(now(), &jid("bob@d/y"), moved).is_err_and(|r| r.refusal.uri.is_some())
    );
    for node in ["c", "d", "n", "m", "new"] {
        for request in [
            Request::Configuration(name(node)),
            Request::Items { node: name(node), max: None, ids: Vec::new(), subid: None, page: None },
            Request::Subscribers(name(node), None),
            Request::Affiliates(name(node), None),
            Request::DiscoItems(name(node), None),
        ] {
            let answer = service.request(now(), &owner, request).map_err(|refused| refused.refusal);
            out += &format!("{answer:?}\n");
        }
    }
    for request in [Request::DiscoItems(None, None), Request::Subscriptions(None, None)] {
        out += &format!("{:?}\n", service.request(now(), &jid("bob@d/y"), request));
    }
    out
}

fn subid(service: &mut Service<Flaky>) -> Which {
    let Ok(Answer::Subscriptions(_, all, _)) =
        service.request(now(), &jid("bob@d/y"), Request::Subscriptions(name("n"), None))
    else {
        panic!()
    };
    Which { node: name("n"), jid: Some(jid("bob@d/y")), subid: all[0].subid.clone() }
}

/// Makes the request fail at its first change, its second, and so on, until it succeeds; gives how often it failed.
fn failures(what: &str, from: &str, request: impl Fn(&Which) -> Request) -> u32 {
    for place in 0.. {
        let (mut service, seen) = world();
        let which = subid(&mut service);
        let before = state(&mut service, &seen);
        seen.borrow_mut().left = place;
        let answer = service.request(now(), &jid(from), request(&which));
        seen.borrow_mut().left = NEVER;
        let Err(refused) = answer else {
            return place;
        };
        let condition = match &refused.entries {
            // Entries that could not be changed.
            Some(_) => Condition::NotAcceptable,
            None => Condition::InternalServerError,
        };
        assert_eq!(refused.refusal.condition, condition, "{what}");
        assert_eq!(state(&mut service, &seen), before, "{what}, failing at change {place}");
        assert!(service.poll_transmit().is_none(), "{what} was told");
    }
    unreachable!()
}

#[test]
fn a_request_that_fails_changes_nothing() {
    let owner = "owner@d/x";
    assert_eq!(failures("publish that makes a node", owner, |_| publish("new", &["1"])), 2);
    assert_eq!(
        failures("publish that makes a node in place of one that moved", owner, |_| publish("gone", &["1"])),
        2
    );
    let moves = |_: &Which| Request::Delete { node: name("n"), redirect: Some("xmpp:e".into()) };
    assert_eq!(failures("delete with a new address", owner, moves), 1);
    assert_eq!(failures("publish of several items", owner, |_| publish("n", &["1", "3", "4"])), 1);
    let retract = |_: &Which| Request::Retract {
        node: name("n"),
        items: vec![Some("1".into()), Some("2".into())],
        notify: None,
    };
    assert_eq!(failures("retract several items", owner, retract), 1);
    assert_eq!(failures("create", owner, |_| create("new", |_| {})), 1);
    let transient = |_: &Which| {
        let mut config = NodeConfig::default();
        config.persist_items = false;
        Request::Configure(name("n"), config.difference(&NodeConfig::default()))
    };
    assert_eq!(failures("configure", owner, transient), 2);
    assert_eq!(failures("delete", owner, |_| Request::Delete { node: name("n"), redirect: None }), 1);
    assert_eq!(failures("purge", owner, |_| Request::Purge(name("n"))), 1);
    let affiliate =
        |_: &Which| Request::ChangeAffiliates(name("n"), vec![(jid("bob@d"), Affiliation::Member)]);
    assert_eq!(failures("affiliate", owner, affiliate), 1);
    let end = |which: &Which| {
        let (state, subid) = (SubscriptionState::None, which.subid.clone());
        Request::ChangeSubscribers(
            name("n"),
            vec![SubscriptionInfo { node: None, jid: jid("bob@d/y"), state, subid }],
        )
    };
    assert_eq!(failures("end a subscription", owner, end), 1);
    let subscribe =
        |_: &Which| Request::Subscribe { node: name("m"), jid: Some(jid("bob@d")), options: None };
    assert_eq!(failures("subscribe", "bob@d/y", subscribe), 1);
    assert_eq!(failures("unsubscribe", "bob@d/y", |which| Request::Unsubscribe(which.clone())), 1);
    let options = |which: &Which| {
        let mut options = SubscribeOptions::default();
        options.deliver = false;
        Request::SetOptions(which.clone(), options.to_form())
    };
    assert_eq!(failures("options", "bob@d/y", options), 1);
}

#[test]
fn ps_ntf_3_a_lease_that_cannot_be_ended_is_not_told_to_have_ended() {
    let (mut service, seen) = world();
    let which = subid(&mut service);
    let (mut options, start) = (SubscribeOptions::default(), now());
    options.expire = Expire::At(start.utc + Duration::from_secs(600));
    service.request(start, &jid("bob@d/y"), Request::SetOptions(which, options.to_form())).unwrap();
    let later = |seconds| {
        let wait = Duration::from_secs(seconds);
        Now { at: start.at + wait, utc: start.utc + wait }
    };
    seen.borrow_mut().left = 0;
    service.handle_timeout(later(600));
    seen.borrow_mut().left = NEVER;
    assert!(service.poll_transmit().is_none());
    assert!(service.poll_timeout().unwrap().at > later(600).at);
    service.handle_timeout(later(900));
    assert!(service.poll_transmit().is_some());
    assert!(service.poll_transmit().is_none());
}

#[cfg(feature = "collections")]
#[test]
fn a_change_of_the_graph_that_fails_changes_nothing() {
    let owner = "owner@d/x";
    let children = |names: &[&str]| {
        let mut config = NodeConfig::default();
        config.children = names.iter().map(|name| (*name).to_owned()).collect();
        config.difference(&NodeConfig::default())
    };
    assert_eq!(failures("children", owner, |_| Request::Configure(name("d"), children(&["n", "m"]))), 3);
    let collection = |_: &Which| {
        let mut config = NodeConfig::default();
        config.node_type = NodeType::Collection;
        config.children = vec!["n".into(), "m".into()];
        Request::Create { node: name("new"), config: Some(config.to_form()) }
    };
    assert_eq!(failures("create with children", owner, collection), 3);
    assert_eq!(
        failures("delete a collection", owner, |_| Request::Delete { node: name("c"), redirect: None }),
        3
    );
    let both = |_: &Which| Request::Associate { collection: name("d"), node: name("n") };
    assert_eq!(failures("associate", owner, both), 1);
    let leaf_with_items = |_: &Which| {
        let mut config = NodeConfig::default();
        config.node_type = NodeType::Collection;
        config.children = vec!["m".into()];
        Request::Configure(name("n"), config.difference(&NodeConfig::default()))
    };
    assert_eq!(failures("a leaf becomes a collection", owner, leaf_with_items), 3);
}

#[test]
fn a_subscription_with_a_name_of_another_service_can_be_ended() {
    let (owner, bob) = (jid("owner@d"), jid("bob@d/y"));
    let subscription = SubscriptionRecord {
        jid: bob.clone(),
        subid: "by another".into(),
        state: SubscriptionState::Subscribed,
        options: SubscribeOptions::default(),
        given: false,
        approved: false,
    };
    let node = NodeRecord {
        node: "n".into(),
        creator: owner.clone(),
        created: now().utc,
        config: NodeConfig::default(),
        affiliations: vec![(owner, Affiliation::Owner)],
        subscriptions: vec![subscription],
    };
    let before = Records { nodes: vec![node], redirects: Vec::new() };
    let (mut service, seen) = start(ServiceConfig::new(jid("pubsub.d")), before);
    assert_eq!(seen.borrow().ended, ["by another"]);
    let which = Which { node: name("n"), jid: Some(bob.clone()), subid: None };
    service.request(now(), &bob, Request::Unsubscribe(which)).unwrap();
    assert_eq!(seen.borrow().ended.len(), 2);
}
