//! Random operations on the service and on a simple model of it: both must answer and notify alike.
//!
//! The model knows nodes as lists that are searched, decides each right from the tables of XEP-0060, and sends events by
//! looking at everybody. What it does not know (options, pages, forms) has tests of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant, UNIX_EPOCH};

use proptest::prelude::*;
use xmpp_pubsub::pubsub::{
    AccessModel, Affiliation, Answer, Bound, Event, ItemId, Memory, NewItem, NodeConfig, NodeFull, NodeId,
    Now, PublishModel, Refused, Request, SendLast, Service, ServiceConfig, SubscriptionInfo,
    SubscriptionState, Which, markup,
};
use xmpp_pubsub::{Condition, Jid};

// ---- operations ----------------------------------------------------------------------------------------------

#[derive(Debug, Clone)]
enum Op {
    Create(u8, u8, Config),
    Configure(u8, u8, Config),
    Delete(u8, u8),
    Purge(u8, u8),
    Subscribe(u8, u8, u8),
    Unsubscribe(u8, u8, u8),
    Publish(u8, u8, u8),
    Retract(u8, u8, u8),
    Items(u8, u8),
    Affiliate(u8, u8, u8, Affiliation),
    Manage(u8, u8, u8, SubscriptionState),
    Subscriptions(u8),
    Affiliations(u8),
}

#[derive(Debug, Clone)]
struct Config {
    access: AccessModel,
    publish: PublishModel,
    max_items: u32,
    full: NodeFull,
    notify_retract: bool,
}

const NODES: [&str; 3] = ["a", "b", "c"];
/// Two connections of one account, the account, and two others.
const JIDS: [&str; 5] = ["u@d/1", "u@d/2", "v@d/1", "w@d", "w@d/1"];

fn config() -> impl Strategy<Value = Config> {
    let access =
        prop::sample::select(vec![AccessModel::Open, AccessModel::Authorize, AccessModel::Whitelist]);
    let publish = prop::sample::select(PublishModel::ALL);
    let full = prop::sample::select(NodeFull::ALL);
    (access, publish, 1..4u32, full, any::<bool>()).prop_map(
        |(access, publish, max_items, full, notify_retract)| Config {
            access,
            publish,
            max_items,
            full,
            notify_retract,
        },
    )
}

fn op() -> impl Strategy<Value = Op> {
    let (who, node, item) = (|| 0..JIDS.len() as u8, || 0..NODES.len() as u8, || 0..4u8);
    prop_oneof![
        2 => (who(), node(), config()).prop_map(|(w, n, c)| Op::Create(w, n, c)),
        1 => (who(), node(), config()).prop_map(|(w, n, c)| Op::Configure(w, n, c)),
        1 => (who(), node()).prop_map(|(w, n)| Op::Delete(w, n)),
        1 => (who(), node()).prop_map(|(w, n)| Op::Purge(w, n)),
        4 => (who(), node(), who()).prop_map(|(w, n, j)| Op::Subscribe(w, n, j)),
        2 => (who(), node(), who()).prop_map(|(w, n, j)| Op::Unsubscribe(w, n, j)),
        6 => (who(), node(), item()).prop_map(|(w, n, i)| Op::Publish(w, n, i)),
        2 => (who(), node(), item()).prop_map(|(w, n, i)| Op::Retract(w, n, i)),
        2 => (who(), node()).prop_map(|(w, n)| Op::Items(w, n)),
        3 => (who(), node(), who(), prop::sample::select(Affiliation::ALL))
            .prop_map(|(w, n, j, a)| Op::Affiliate(w, n, j, a)),
        2 => (who(), node(), who(), prop::sample::select(
            vec![SubscriptionState::None, SubscriptionState::Pending, SubscriptionState::Subscribed]))
            .prop_map(|(w, n, j, s)| Op::Manage(w, n, j, s)),
        1 => who().prop_map(Op::Subscriptions),
        1 => who().prop_map(Op::Affiliations),
    ]
}

// ---- model ----------------------------------------------------------------------------------------------------

#[derive(Debug)]
struct ModelNode {
    config: Config,
    affiliations: BTreeMap<String, Affiliation>,
    subscriptions: BTreeMap<String, SubscriptionState>,
    /// Oldest first: name, publisher.
    items: Vec<(String, String)>,
}

#[derive(Debug, Default)]
struct Model {
    nodes: BTreeMap<String, ModelNode>,
    /// Who is to get what.
    events: Vec<(String, String)>,
}

fn bare(jid: &str) -> String {
    jid.split('/').next().unwrap().to_owned()
}

impl ModelNode {
    fn affiliation(&self, jid: &str) -> Affiliation {
        self.affiliations.get(&bare(jid)).copied().unwrap_or(Affiliation::None)
    }

    /// States of all subscriptions of an account.
    fn states(&self, jid: &str) -> Vec<SubscriptionState> {
        let of = self.subscriptions.iter().filter(|(other, _)| bare(other) == bare(jid));
        of.map(|(_, state)| *state).collect()
    }

    fn gets_events(&self, jid: &str) -> bool {
        match self.affiliation(jid) {
            Affiliation::Owner | Affiliation::Publisher | Affiliation::Member => true,
            Affiliation::None => self.config.access != AccessModel::Whitelist,
            _ => false,
        }
    }

    fn audience(&self) -> Vec<String> {
        let subscribed =
            self.subscriptions.iter().filter(|(_, state)| **state == SubscriptionState::Subscribed);
        subscribed.map(|(jid, _)| jid.clone()).filter(|jid| self.gets_events(jid)).collect()
    }
}

impl Model {
    fn tell(&mut self, node: &str, what: &str) {
        for jid in self.nodes[node].audience() {
            self.events.push((jid, what.to_owned()));
        }
    }

    fn owned(&mut self, who: &str, node: &str) -> Result<&mut ModelNode, Condition> {
        let node = self.nodes.get_mut(node).ok_or(Condition::ItemNotFound)?;
        if node.affiliation(who) == Affiliation::Owner { Ok(node) } else { Err(Condition::Forbidden) }
    }

    fn apply(&mut self, op: &Op) -> Result<String, Condition> {
        let (who, node) = match op {
            Op::Create(w, n, _)
            | Op::Configure(w, n, _)
            | Op::Delete(w, n)
            | Op::Purge(w, n)
            | Op::Subscribe(w, n, _)
            | Op::Unsubscribe(w, n, _)
            | Op::Publish(w, n, _)
            | Op::Retract(w, n, _)
            | Op::Items(w, n)
            | Op::Affiliate(w, n, ..)
            | Op::Manage(w, n, ..) => (JIDS[*w as usize], NODES[*n as usize]),
            Op::Subscriptions(w) | Op::Affiliations(w) => (JIDS[*w as usize], ""),
        };
        match op {
            Op::Create(_, _, config) => {
                if self.nodes.contains_key(node) {
                    return Err(Condition::Conflict);
                }
                let made = ModelNode {
                    config: config.clone(),
                    affiliations: [(bare(who), Affiliation::Owner)].into(),
                    subscriptions: BTreeMap::new(),
                    items: Vec::new(),
                };
                self.nodes.insert(node.to_owned(), made);
                Ok(String::new())
            }
            Op::Configure(_, _, config) => {
                self.owned(who, node)?.config = config.clone();
                self.trim(node);
                Ok(String::new())
            }
            Op::Delete(..) => {
                self.owned(who, node)?;
                let gone = self.nodes.remove(node).unwrap();
                self.events
                    .extend(gone.subscriptions.into_keys().map(|jid| (jid, format!("deleted {node}"))));
                Ok(String::new())
            }
            Op::Purge(..) => {
                self.owned(who, node)?.items.clear();
                self.tell(node, &format!("purged {node}"));
                Ok(String::new())
            }
            Op::Subscribe(_, _, j) => self.subscribe(who, node, JIDS[*j as usize]),
            Op::Unsubscribe(_, _, j) => {
                let jid = JIDS[*j as usize];
                let node = self.nodes.get_mut(node).ok_or(Condition::ItemNotFound)?;
                if bare(jid) != bare(who) {
                    return Err(Condition::Forbidden);
                }
                node.subscriptions.remove(jid).map(|_| String::new()).ok_or(Condition::UnexpectedRequest)
            }
            Op::Publish(_, _, i) => self.publish(who, node, &format!("i{i}")),
            Op::Retract(_, _, i) => self.retract(who, node, &format!("i{i}")),
            Op::Items(..) => self.items(who, node),
            Op::Affiliate(_, _, j, affiliation) => {
                let node = self.owned(who, node)?;
                let jid = bare(JIDS[*j as usize]);
                let owners = node.affiliations.values().filter(|a| **a == Affiliation::Owner).count();
                if node.affiliation(&jid) == Affiliation::Owner
                    && *affiliation != Affiliation::Owner
                    && owners == 1
                {
                    return Err(Condition::NotAcceptable);
                }
                node.affiliations.insert(jid, *affiliation);
                node.affiliations.retain(|_, affiliation| *affiliation != Affiliation::None);
                Ok(String::new())
            }
            Op::Manage(_, _, j, state) => self.manage(who, node, JIDS[*j as usize], *state),
            Op::Subscriptions(_) => {
                let mut all = Vec::new();
                for (name, node) in &self.nodes {
                    for (jid, state) in node.subscriptions.iter().filter(|(jid, _)| bare(jid) == bare(who)) {
                        all.push(format!("{name} {jid} {state}"));
                    }
                }
                all.sort();
                Ok(all.join(","))
            }
            Op::Affiliations(_) => {
                let mine = self.nodes.iter().map(|(name, node)| (name, node.affiliation(who)));
                let mine = mine.filter(|(_, affiliation)| *affiliation != Affiliation::None);
                let mut all: Vec<String> =
                    mine.map(|(name, affiliation)| format!("{name} {affiliation}")).collect();
                all.sort();
                Ok(all.join(","))
            }
        }
    }

    fn subscribe(&mut self, who: &str, name: &str, jid: &str) -> Result<String, Condition> {
        if bare(jid) != bare(who) {
            return Err(Condition::BadRequest);
        }
        let node = self.nodes.get_mut(name).ok_or(Condition::ItemNotFound)?;
        let state = match (node.affiliation(jid), node.config.access) {
            (Affiliation::Outcast | Affiliation::PublishOnly, _) => return Err(Condition::Forbidden),
            (Affiliation::None, AccessModel::Whitelist) => return Err(Condition::NotAllowed),
            (Affiliation::None, AccessModel::Authorize) => SubscriptionState::Pending,
            _ => SubscriptionState::Subscribed,
        };
        match node.subscriptions.get(jid) {
            Some(SubscriptionState::Pending) if state == SubscriptionState::Pending => {
                Err(Condition::NotAuthorized)
            }
            Some(old) => Ok(old.to_string()),
            None => {
                node.subscriptions.insert(jid.to_owned(), state);
                if state == SubscriptionState::Pending {
                    let owners = node.affiliations.iter().filter(|(_, a)| **a == Affiliation::Owner);
                    let owners: Vec<String> = owners.map(|(jid, _)| jid.clone()).collect();
                    self.events.extend(owners.into_iter().map(|owner| (owner, format!("ask {name}"))));
                }
                Ok(state.to_string())
            }
        }
    }

    fn publish(&mut self, who: &str, name: &str, item: &str) -> Result<String, Condition> {
        // A missing node is made, open to all as by default.
        let made = !self.nodes.contains_key(name);
        if made {
            let config = Config {
                access: AccessModel::Open,
                publish: PublishModel::Publishers,
                max_items: 2,
                full: NodeFull::RetractOldest,
                notify_retract: true,
            };
            self.apply(&Op::Create(place(&JIDS, who), place(&NODES, name), config))?;
        }
        let node = self.nodes.get_mut(name).unwrap();
        let may = match node.affiliation(who) {
            Affiliation::Owner | Affiliation::Publisher | Affiliation::PublishOnly => true,
            Affiliation::Outcast => false,
            _ => match node.config.publish {
                PublishModel::Open => true,
                PublishModel::Subscribers => {
                    node.gets_events(who) && node.states(who).contains(&SubscriptionState::Subscribed)
                }
                _ => false,
            },
        };
        if !may {
            return Err(Condition::Forbidden);
        }
        let full = node.items.len() >= node.config.max_items as usize;
        if node.config.full == NodeFull::Reject && full && !node.items.iter().any(|(id, _)| id == item) {
            return Err(Condition::Conflict);
        }
        node.items.retain(|(id, _)| id != item);
        node.items.push((item.to_owned(), bare(who)));
        self.tell(name, &format!("item {name} {item}"));
        self.trim(name);
        Ok(item.to_owned())
    }

    fn trim(&mut self, name: &str) {
        let node = self.nodes.get_mut(name).unwrap();
        let excess = node.items.len().saturating_sub(node.config.max_items as usize);
        let gone: Vec<String> = node.items.drain(..excess).map(|(id, _)| id).collect();
        if !gone.is_empty() && node.config.full == NodeFull::RetractOldest && node.config.notify_retract {
            self.tell(name, &format!("retract {name} {}", gone.join(",")));
        }
    }

    fn retract(&mut self, who: &str, name: &str, item: &str) -> Result<String, Condition> {
        let node = self.nodes.get_mut(name).ok_or(Condition::ItemNotFound)?;
        let affiliation = node.affiliation(who);
        if matches!(affiliation, Affiliation::None | Affiliation::Member | Affiliation::Outcast) {
            return Err(Condition::Forbidden);
        }
        let publisher =
            node.items.iter().find(|(id, _)| id == item).ok_or(Condition::ItemNotFound)?.1.clone();
        if affiliation != Affiliation::Owner && publisher != bare(who) {
            return Err(Condition::Forbidden);
        }
        node.items.retain(|(id, _)| id != item);
        if node.config.notify_retract {
            self.tell(name, &format!("retract {name} {item}"));
        }
        Ok(String::new())
    }

    fn items(&self, who: &str, name: &str) -> Result<String, Condition> {
        let node = self.nodes.get(name).ok_or(Condition::ItemNotFound)?;
        let subscribed = node.states(who).contains(&SubscriptionState::Subscribed);
        match (node.affiliation(who), node.config.access) {
            (Affiliation::Owner | Affiliation::Publisher, _) => {}
            (Affiliation::Outcast | Affiliation::PublishOnly, _) => return Err(Condition::Forbidden),
            (Affiliation::None, AccessModel::Whitelist) => return Err(Condition::NotAllowed),
            (_, AccessModel::Whitelist | AccessModel::Authorize) if !subscribed => {
                return Err(Condition::NotAuthorized);
            }
            _ => {}
        }
        Ok(node.items.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>().join(","))
    }

    fn manage(
        &mut self,
        who: &str,
        name: &str,
        jid: &str,
        state: SubscriptionState,
    ) -> Result<String, Condition> {
        let node = self.owned(who, name)?;
        match node.subscriptions.get(jid) {
            None if state != SubscriptionState::Subscribed || !node.gets_events(jid) => {
                return Err(Condition::NotAcceptable);
            }
            Some(old) if *old == state => return Ok(String::new()),
            _ => {}
        }
        if state == SubscriptionState::None {
            node.subscriptions.remove(jid);
        } else {
            node.subscriptions.insert(jid.to_owned(), state);
        }
        self.events.push((jid.to_owned(), format!("state {name} {state}")));
        Ok(String::new())
    }
}

fn place(all: &[&str], one: &str) -> u8 {
    all.iter().position(|other| *other == one).unwrap() as u8
}

// ---- the service ------------------------------------------------------------------------------------------------

fn jid(index: u8) -> Jid {
    Jid::new(JIDS[index as usize]).unwrap()
}

fn node(index: u8) -> Option<NodeId> {
    Some(NODES[index as usize].into())
}

fn form(config: &Config) -> xmpp_pubsub::DataForm {
    let mut out = NodeConfig::default();
    out.access_model = config.access;
    out.publish_model = config.publish;
    out.max_items = Bound::At(config.max_items);
    out.publish_node_full = config.full;
    out.notify_retract = config.notify_retract;
    out.send_last_published_item = SendLast::Never;
    out.to_form()
}

fn request(op: &Op) -> (Jid, Request) {
    let which = |n: u8, j: u8| Which { node: node(n), jid: Some(jid(j)), subid: None };
    let item = |i: u8| ItemId::from(format!("i{i}"));
    match op {
        Op::Create(w, n, config) => (jid(*w), Request::Create { node: node(*n), config: Some(form(config)) }),
        Op::Configure(w, n, config) => (jid(*w), Request::Configure(node(*n), form(config))),
        Op::Delete(w, n) => (jid(*w), Request::Delete { node: node(*n), redirect: None }),
        Op::Purge(w, n) => (jid(*w), Request::Purge(node(*n))),
        Op::Subscribe(w, n, j) => {
            (jid(*w), Request::Subscribe { node: node(*n), jid: Some(jid(*j)), options: None })
        }
        Op::Unsubscribe(w, n, j) => (jid(*w), Request::Unsubscribe(which(*n, *j))),
        Op::Publish(w, n, i) => {
            let payload = Some(markup(b"<x xmlns='urn:x'/>").unwrap());
            let items = vec![NewItem { id: Some(item(*i)), payload }];
            (jid(*w), Request::Publish { node: node(*n), items, options: None })
        }
        Op::Retract(w, n, i) => {
            (jid(*w), Request::Retract { node: node(*n), items: vec![Some(item(*i))], notify: None })
        }
        Op::Items(w, n) => {
            (jid(*w), Request::Items { node: node(*n), max: None, ids: Vec::new(), subid: None, page: None })
        }
        Op::Affiliate(w, n, j, affiliation) => {
            (jid(*w), Request::ChangeAffiliates(node(*n), vec![(jid(*j), *affiliation)]))
        }
        Op::Manage(w, n, j, state) => {
            let change = SubscriptionInfo { node: None, jid: jid(*j), state: *state, subid: None };
            (jid(*w), Request::ChangeSubscribers(node(*n), vec![change]))
        }
        Op::Subscriptions(w) => (jid(*w), Request::Subscriptions(None, None)),
        Op::Affiliations(w) => (jid(*w), Request::Affiliations(None, None)),
    }
}

/// An answer in the model's words.
fn summary(answer: Result<Answer, Refused>) -> Result<String, Condition> {
    let answer = answer.map_err(|refused| refused.refusal.condition)?;
    let sorted = |mut all: Vec<String>| {
        all.sort();
        all.join(",")
    };
    Ok(match answer {
        Answer::Done | Answer::Created(_) => String::new(),
        Answer::Subscription(info) => info.state.to_string(),
        Answer::Published(_, ids) => ids[0].to_string(),
        Answer::Items(_, items, _) => {
            items.iter().map(|item| item.id.as_ref().unwrap().as_str()).collect::<Vec<_>>().join(",")
        }
        Answer::Subscriptions(_, all, _) => sorted(
            all.iter()
                .map(|info| format!("{} {} {}", info.node.as_ref().unwrap(), info.jid, info.state))
                .collect(),
        ),
        Answer::Affiliations(_, all, _) => {
            sorted(all.iter().map(|(node, a)| format!("{node} {a}")).collect())
        }
        other => panic!("{other:?}"),
    })
}

/// Events in the model's words. What an own client reads is what the service meant.
fn drain(service: &mut Service<Memory>) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut ids = BTreeSet::new();
    while let Some(stanza) = service.poll_transmit() {
        assert!(ids.insert(stanza.id().unwrap().to_owned()), "an id twice");
        let to = stanza.to().unwrap().to_string();
        let mut client = xmpp_pubsub::pubsub::Client::new(Jid::new("pubsub.d").unwrap(), [0; 32]);
        assert!(client.handle_input(Instant::now(), &stanza));
        let what = match client.poll_event().expect("an event") {
            xmpp_pubsub::pubsub::ClientEvent::Authorization(request) => format!("ask {}", request.node),
            xmpp_pubsub::pubsub::ClientEvent::Event(message) => match message.event {
                Event::Items { node, items, retracted } if retracted.is_empty() => {
                    format!("item {node} {}", items[0].id.as_ref().unwrap())
                }
                Event::Items { node, retracted, .. } => {
                    let ids: Vec<&str> = retracted.iter().map(ItemId::as_str).collect();
                    format!("retract {node} {}", ids.join(","))
                }
                Event::Purged { node } => format!("purged {node}"),
                Event::Deleted { node, .. } => format!("deleted {node}"),
                Event::Subscription(info) => format!("state {} {}", info.node.unwrap(), info.state),
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        };
        out.push((to, what));
    }
    out
}

fn sorted(mut events: Vec<(String, String)>) -> Vec<(String, String)> {
    events.sort();
    events
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_service_does_as_the_model(ops in prop::collection::vec(op(), 1..60)) {
        let mut config = ServiceConfig::new(Jid::new("pubsub.d").unwrap());
        config.node_defaults.max_items = Bound::At(2);
        config.node_defaults.send_last_published_item = SendLast::Never;
        let now = Now { at: Instant::now(), utc: UNIX_EPOCH + Duration::from_secs(1_800_000_000) };
        let mut service = Service::new(config, Memory::new(), [4; 32], now).unwrap();
        let mut model = Model::default();
        for op in &ops {
            let (from, request) = request(op);
            let answer = summary(service.request(now, &from, request));
            prop_assert_eq!(answer, model.apply(op), "{:?} {:#?}", op, model.nodes);
            // Recipients of one event come in any order; the events of one recipient in theirs.
            let (theirs, ours) = (drain(&mut service), std::mem::take(&mut model.events));
            for jid in JIDS {
                let of = |all: &[(String, String)]| -> Vec<String> {
                    all.iter().filter(|(to, _)| to == jid).map(|(_, what)| what.clone()).collect()
                };
                prop_assert_eq!(of(&theirs), of(&ours), "{:?} to {}", op, jid);
            }
            prop_assert_eq!(sorted(theirs), sorted(ours), "{:?}", op);
            prop_assert_eq!(service.node_count(), model.nodes.len());
        }
    }
}
