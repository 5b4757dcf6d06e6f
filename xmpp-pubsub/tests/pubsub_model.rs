//! Random operations on the service and on a simple model of it: both must answer and notify alike.
//!
//! The model knows nodes as lists that are searched, decides each right from the tables of XEP-0060, and sends events by
//! looking at everybody. What it does not know (pages, leases, presence of subscribers) has tests of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant, UNIX_EPOCH};

use proptest::prelude::*;
use xmpp_pubsub::pubsub::{
    AccessModel, Affiliation, Answer, AuthorizationRequest, Bound, Client, ClientEvent, Contact, Depth,
    Event, Feature, ItemId, Memory, NewItem, NodeConfig, NodeFull, NodeId, NodeType, Now, PublishModel,
    Refused, Request, SendLast, Service, ServiceConfig, SubscribeOptions, SubscriptionInfo,
    SubscriptionState, SubscriptionType, Which, markup,
};
use xmpp_pubsub::{Condition, Jid, Ns, StanzaError};

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
    /// An owner's answer to a request to subscribe.
    Authorize(u8, u8, u8, bool),
    /// Whether to have events; and of a collection, of what and how far down.
    Options(u8, u8, u8, bool, Option<(SubscriptionType, Depth)>),
    Subscribers(u8, u8),
    Affiliates(u8, u8),
    /// What the first account's roster says about the second.
    Contact(u8, u8, Roster),
    /// The second node into the first, and out of it.
    Associate(u8, u8, u8),
    Dissociate(u8, u8, u8),
    Subscriptions(u8),
    Affiliations(u8),
}

#[derive(Debug, Clone, Copy)]
struct Roster {
    presence: bool,
    group: bool,
}

#[derive(Debug, Clone)]
struct Config {
    collection: bool,
    access: AccessModel,
    publish: PublishModel,
    max_items: u32,
    full: NodeFull,
    notify_retract: bool,
}

const NODES: [&str; 3] = ["a", "b", "c"];
/// Two connections of one account, the account, and two others.
const JIDS: [&str; 5] = ["u@d/1", "u@d/2", "v@d/1", "w@d", "w@d/1"];

fn config(collections: bool) -> impl Strategy<Value = Config> {
    let access = prop::sample::select(AccessModel::ALL);
    let collection = prop::bool::weighted(if collections { 0.5 } else { 0.0 });
    let publish = prop::sample::select(PublishModel::ALL);
    let full = prop::sample::select(NodeFull::ALL);
    (collection, access, publish, 1..4u32, full, any::<bool>()).prop_map(
        |(collection, access, publish, max_items, full, notify_retract)| Config {
            collection,
            access,
            publish,
            max_items,
            full,
            notify_retract,
        },
    )
}

fn reach() -> impl Strategy<Value = (SubscriptionType, Depth)> {
    let depth = prop_oneof![(0..4u32).prop_map(Depth::To), Just(Depth::All)];
    (prop::sample::select(SubscriptionType::ALL), depth)
}

fn op(collections: bool) -> impl Strategy<Value = Op> {
    // Without collections these are refused, whatever they name.
    let graph = if collections { 8 } else { 1 };
    let (subscribing, opting) = if collections { (10, 10) } else { (4, 2) };
    let config = move || config(collections);
    let (who, node, item) = (|| 0..JIDS.len() as u8, || 0..NODES.len() as u8, || 0..4u8);
    prop_oneof![
        2 => (who(), node(), config()).prop_map(|(w, n, c)| Op::Create(w, n, c)),
        1 => (who(), node(), config()).prop_map(|(w, n, c)| Op::Configure(w, n, c)),
        1 => (who(), node()).prop_map(|(w, n)| Op::Delete(w, n)),
        1 => (who(), node()).prop_map(|(w, n)| Op::Purge(w, n)),
        subscribing => (who(), node(), who()).prop_map(|(w, n, j)| Op::Subscribe(w, n, j)),
        2 => (who(), node(), who()).prop_map(|(w, n, j)| Op::Unsubscribe(w, n, j)),
        6 => (who(), node(), item()).prop_map(|(w, n, i)| Op::Publish(w, n, i)),
        2 => (who(), node(), item()).prop_map(|(w, n, i)| Op::Retract(w, n, i)),
        2 => (who(), node()).prop_map(|(w, n)| Op::Items(w, n)),
        3 => (who(), node(), who(), prop::sample::select(Affiliation::ALL))
            .prop_map(|(w, n, j, a)| Op::Affiliate(w, n, j, a)),
        2 => (who(), node(), who(), prop::sample::select(
            vec![SubscriptionState::None, SubscriptionState::Pending, SubscriptionState::Subscribed]))
            .prop_map(|(w, n, j, s)| Op::Manage(w, n, j, s)),
        2 => (who(), node(), who(), any::<bool>()).prop_map(|(w, n, j, a)| Op::Authorize(w, n, j, a)),
        opting => (who(), node(), who(), prop::bool::weighted(0.8), prop::option::weighted(0.5, reach()))
            .prop_map(|(w, n, j, d, r)| Op::Options(w, n, j, d, r)),
        1 => (who(), node()).prop_map(|(w, n)| Op::Subscribers(w, n)),
        1 => (who(), node()).prop_map(|(w, n)| Op::Affiliates(w, n)),
        2 => (who(), who(), any::<bool>(), any::<bool>())
            .prop_map(|(o, c, presence, group)| Op::Contact(o, c, Roster { presence, group })),
        graph => (who(), node(), node()).prop_map(|(w, c, n)| Op::Associate(w, c, n)),
        1 => (who(), node(), node()).prop_map(|(w, c, n)| Op::Dissociate(w, c, n)),
        1 => who().prop_map(Op::Subscriptions),
        1 => who().prop_map(Op::Affiliations),
    ]
}

// ---- model ----------------------------------------------------------------------------------------------------

#[derive(Debug)]
struct ModelNode {
    config: Config,
    affiliations: BTreeMap<String, Affiliation>,
    subscriptions: BTreeMap<String, Subscription>,
    /// Oldest first: name, publisher.
    items: Vec<(String, String)>,
    /// Collections it is in.
    up: BTreeSet<String>,
}

#[derive(Debug, Clone, Copy)]
struct Subscription {
    state: SubscriptionState,
    deliver: bool,
    reach: Option<(SubscriptionType, Depth)>,
    /// By an owner, and the right has not been lost since.
    approved: bool,
}

impl Subscription {
    fn new(state: SubscriptionState) -> Self {
        Self { state, deliver: true, reach: None, approved: false }
    }

    fn delivers(&self) -> bool {
        self.state == SubscriptionState::Subscribed && self.deliver
    }
}

#[derive(Debug, Default)]
struct Model {
    collections: bool,
    nodes: BTreeMap<String, ModelNode>,
    /// Owner, contact.
    contacts: BTreeMap<(String, String), Roster>,
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
        of.map(|(_, subscription)| subscription.state).collect()
    }
}

impl Model {
    /// Whether an owner's roster lets somebody in who has no affiliation.
    fn roster_lets(&self, node: &ModelNode, jid: &str) -> bool {
        let owners = node.affiliations.iter().filter(|(_, a)| **a == Affiliation::Owner);
        let mut said = owners.filter_map(|(owner, _)| self.contacts.get(&(owner.clone(), bare(jid))));
        match node.config.access {
            AccessModel::Presence => said.any(|roster| roster.presence),
            AccessModel::Roster => said.any(|roster| roster.group),
            _ => true,
        }
    }

    fn gets_events(&self, node: &ModelNode, jid: &str) -> bool {
        match node.affiliation(jid) {
            Affiliation::Owner | Affiliation::Publisher | Affiliation::Member => true,
            Affiliation::None => node.config.access != AccessModel::Whitelist && self.roster_lets(node, jid),
            _ => false,
        }
    }

    /// Whether somebody may know that a node is there.
    fn sees(&self, node: &str, jid: &str) -> bool {
        let node = &self.nodes[node];
        match node.affiliation(jid) {
            Affiliation::Outcast => false,
            Affiliation::None => node.config.access != AccessModel::Whitelist,
            _ => true,
        }
    }

    /// Whether somebody may have the items of a node without being subscribed to it.
    fn may_hear(&self, node: &str, jid: &str) -> bool {
        let node = &self.nodes[node];
        let complete =
            node.subscriptions.get(jid).is_some_and(|one| one.state == SubscriptionState::Subscribed);
        let waits = node.config.access == AccessModel::Authorize
            && node.affiliation(jid) == Affiliation::None
            && !complete;
        self.gets_events(node, jid) && !waits
    }

    /// Who lacks an approval waits for it, and who waits for one that is not needed is subscribed.
    fn review(&mut self, name: &str) {
        let node = &self.nodes[name];
        let rights: Vec<(String, bool, bool)> = node
            .subscriptions
            .keys()
            .map(|jid| {
                let none = node.affiliation(jid) == Affiliation::None;
                let asks = none && node.config.access == AccessModel::Authorize;
                (jid.clone(), self.gets_events(node, jid), asks)
            })
            .collect();
        let node = self.nodes.get_mut(name).unwrap();
        for (jid, right, asks) in rights {
            let one = node.subscriptions.get_mut(&jid).unwrap();
            one.approved &= right;
            let pending = one.state == SubscriptionState::Pending;
            let state = match (right, asks) {
                (true, true) if !pending && !one.approved => SubscriptionState::Pending,
                (true, false) if pending => SubscriptionState::Subscribed,
                _ => continue,
            };
            one.state = state;
            self.events.push((jid, format!("state {name} {state}")));
        }
    }

    fn audience(&self, node: &str) -> Vec<String> {
        let node = &self.nodes[node];
        let all = node.subscriptions.iter().filter(|(_, subscription)| subscription.delivers());
        all.map(|(jid, _)| jid.clone()).filter(|jid| self.gets_events(node, jid)).collect()
    }

    /// An event about the items of a node.
    fn tell(&mut self, node: &str, what: &str) {
        let told = self.audience(node);
        self.events.extend(told.iter().map(|jid| (jid.clone(), what.to_owned())));
        let above = self.above(self.nodes[node].up.clone());
        self.tell_above((node, node), &above, SubscriptionType::Items, what, &told);
    }

    /// All collections above, with the shortest way to each.
    fn above(&self, start: BTreeSet<String>) -> BTreeMap<String, u32> {
        let mut found: BTreeMap<String, u32> = start.into_iter().map(|node| (node, 1)).collect();
        loop {
            let mut longer = found.clone();
            for (node, distance) in &found {
                for up in &self.nodes[node].up {
                    let known = longer.entry(up.clone()).or_insert(u32::MAX);
                    *known = (*known).min(distance + 1);
                }
            }
            if longer == found {
                return found;
            }
            found = longer;
        }
    }

    fn tell_above(
        &mut self,
        (source, subject): (&str, &str),
        above: &BTreeMap<String, u32>,
        kind: SubscriptionType,
        what: &str,
        told: &[String],
    ) {
        let mut hear = BTreeSet::new();
        for (name, distance) in above {
            let node = &self.nodes[name];
            for (jid, subscription) in &node.subscriptions {
                let (ty, depth) = subscription.reach.unwrap_or((SubscriptionType::Nodes, Depth::To(1)));
                let reaches = (ty == kind || ty == SubscriptionType::All) && depth >= Depth::To(*distance);
                // What a node does not give by itself it does not give by a collection either.
                let knows = self.sees(source, jid) && self.sees(subject, jid);
                if reaches
                    && knows
                    && (kind != SubscriptionType::Items || self.may_hear(source, jid))
                    && subscription.delivers()
                    && self.gets_events(node, jid)
                    && !told.contains(jid)
                {
                    hear.insert(jid.clone());
                }
            }
        }
        self.events.extend(hear.into_iter().map(|jid| (jid, what.to_owned())));
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
            | Op::Authorize(w, n, ..)
            | Op::Options(w, n, ..)
            | Op::Subscribers(w, n)
            | Op::Affiliates(w, n)
            | Op::Associate(w, _, n)
            | Op::Dissociate(w, _, n)
            | Op::Manage(w, n, ..) => (JIDS[*w as usize], NODES[*n as usize]),
            Op::Subscriptions(w) | Op::Affiliations(w) | Op::Contact(w, ..) => (JIDS[*w as usize], ""),
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
                    up: BTreeSet::new(),
                };
                self.nodes.insert(node.to_owned(), made);
                Ok(String::new())
            }
            Op::Configure(_, _, config) => {
                let changed = self.owned(who, node)?;
                if changed.config.collection && !config.collection {
                    return Err(Condition::NotAllowed);
                }
                changed.config = config.clone();
                if config.collection {
                    changed.items.clear();
                }
                self.review(node);
                self.trim(node);
                Ok(String::new())
            }
            Op::Delete(..) => {
                self.owned(who, node)?;
                let what = format!("deleted {node}");
                let ended = &self.nodes[node];
                let told = ended.subscriptions.keys().filter(|jid| self.gets_events(ended, jid));
                let told: Vec<String> = told.cloned().collect();
                let above = self.above(self.nodes[node].up.clone());
                self.events.extend(told.iter().map(|jid| (jid.clone(), what.clone())));
                self.tell_above((node, node), &above, SubscriptionType::Nodes, &what, &told);
                self.nodes.remove(node);
                for other in self.nodes.values_mut() {
                    other.up.remove(node);
                }
                Ok(String::new())
            }
            Op::Purge(..) => {
                let purged = self.owned(who, node)?;
                if purged.config.collection {
                    return Err(Condition::FeatureNotImplemented);
                }
                purged.items.clear();
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
                let name = node;
                let node = self.owned(who, node)?;
                let jid = bare(JIDS[*j as usize]);
                let owners = node.affiliations.values().filter(|a| **a == Affiliation::Owner).count();
                if node.affiliation(&jid) == Affiliation::Owner
                    && *affiliation != Affiliation::Owner
                    && owners == 1
                {
                    self.review(name);
                    return Err(Condition::NotAcceptable);
                }
                node.affiliations.insert(jid, *affiliation);
                node.affiliations.retain(|_, affiliation| *affiliation != Affiliation::None);
                self.review(name);
                Ok(String::new())
            }
            Op::Manage(_, _, j, state) => self.manage(who, node, JIDS[*j as usize], *state),
            Op::Authorize(_, _, j, allow) => {
                let jid = JIDS[*j as usize];
                let refused = match self.owned(who, node) {
                    Err(condition) => Some(condition),
                    Ok(node) => match node.subscriptions.get(jid) {
                        Some(one) if one.state == SubscriptionState::Pending => None,
                        _ => Some(Condition::ItemNotFound),
                    },
                };
                if let Some(condition) = refused {
                    self.events.push((who.to_owned(), format!("error {condition}")));
                } else {
                    let state = if *allow { SubscriptionState::Subscribed } else { SubscriptionState::None };
                    self.manage(who, node, jid, state)?;
                }
                Ok(String::new())
            }
            Op::Options(_, _, j, deliver, reach) => {
                let jid = JIDS[*j as usize];
                let node = self.nodes.get_mut(node).ok_or(Condition::ItemNotFound)?;
                if bare(jid) != bare(who) {
                    return Err(Condition::Forbidden);
                }
                let one = node.subscriptions.get_mut(jid).ok_or(Condition::UnexpectedRequest)?;
                if !node.config.collection
                    && reach.is_some_and(|reach| reach != (SubscriptionType::Items, Depth::To(1)))
                {
                    return Err(Condition::BadRequest);
                }
                one.deliver = *deliver;
                // What a form leaves out stays.
                one.reach = reach.filter(|_| node.config.collection).or(one.reach);
                Ok(String::new())
            }
            Op::Subscribers(..) => {
                let all = self.owned(who, node)?.subscriptions.iter();
                let shown = all.filter(|(_, one)| one.state != SubscriptionState::Pending);
                Ok(shown.map(|(jid, one)| format!("{jid} {}", one.state)).collect::<Vec<_>>().join(","))
            }
            Op::Affiliates(..) => {
                let all = self.owned(who, node)?.affiliations.iter();
                Ok(all.map(|(jid, affiliation)| format!("{jid} {affiliation}")).collect::<Vec<_>>().join(","))
            }
            Op::Contact(_, j, roster) => {
                self.contacts.insert((bare(who), bare(JIDS[*j as usize])), *roster);
                for name in NODES {
                    let by_roster = |node: &&ModelNode| {
                        matches!(node.config.access, AccessModel::Presence | AccessModel::Roster)
                            && node.affiliation(who) != Affiliation::None
                    };
                    if self.nodes.get(name).filter(by_roster).is_some() {
                        self.review(name);
                    }
                }
                Ok(String::new())
            }
            Op::Associate(_, c, _) => {
                let name = NODES[*c as usize];
                if !self.collections {
                    return Err(Condition::FeatureNotImplemented);
                }
                let collection = self.nodes.get(name).ok_or(Condition::ItemNotFound)?;
                let child = self.nodes.get(node).ok_or(Condition::ItemNotFound)?;
                if child.affiliation(who) != Affiliation::Owner {
                    return Err(Condition::Forbidden);
                }
                if child.up.contains(name) {
                    return Ok(String::new());
                }
                if !collection.config.collection {
                    return Err(Condition::NotAllowed);
                }
                if collection.affiliation(who) != Affiliation::Owner {
                    return Err(Condition::Forbidden);
                }
                if name == node || self.above(collection.up.clone()).contains_key(node) {
                    return Err(Condition::NotAllowed);
                }
                self.nodes.get_mut(node).unwrap().up.insert(name.to_owned());
                self.tell_link(name, node, &format!("associated {name} {node}"));
                Ok(String::new())
            }
            Op::Dissociate(_, c, _) => {
                let name = NODES[*c as usize];
                if !self.collections {
                    return Err(Condition::FeatureNotImplemented);
                }
                let collection = self.nodes.get(name).ok_or(Condition::ItemNotFound)?;
                let child = self.nodes.get(node).ok_or(Condition::ItemNotFound)?;
                if [collection, child].iter().all(|node| node.affiliation(who) != Affiliation::Owner) {
                    return Err(Condition::Forbidden);
                }
                if !self.nodes.get_mut(node).unwrap().up.remove(name) {
                    return Err(Condition::BadRequest);
                }
                self.tell_link(name, node, &format!("dissociated {name} {node}"));
                Ok(String::new())
            }
            Op::Subscriptions(_) => {
                let mut all = Vec::new();
                for (name, node) in &self.nodes {
                    for (jid, one) in node.subscriptions.iter().filter(|(jid, _)| bare(jid) == bare(who)) {
                        all.push(format!("{name} {jid} {}", one.state));
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
        let node = self.nodes.get(name).ok_or(Condition::ItemNotFound)?;
        let lets = self.roster_lets(node, jid);
        let node = self.nodes.get_mut(name).unwrap();
        let state = match (node.affiliation(jid), node.config.access) {
            (Affiliation::Outcast | Affiliation::PublishOnly, _) => return Err(Condition::Forbidden),
            (Affiliation::None, AccessModel::Whitelist) => return Err(Condition::NotAllowed),
            (Affiliation::None, _) if !lets => return Err(Condition::NotAuthorized),
            (Affiliation::None, AccessModel::Authorize) => SubscriptionState::Pending,
            _ => SubscriptionState::Subscribed,
        };
        match node.subscriptions.get(jid).map(|one| one.state) {
            Some(SubscriptionState::Pending) if state == SubscriptionState::Pending => {
                Err(Condition::NotAuthorized)
            }
            Some(SubscriptionState::Pending) => {
                node.subscriptions.get_mut(jid).unwrap().state = state;
                Ok(state.to_string())
            }
            Some(old) => Ok(old.to_string()),
            None => {
                node.subscriptions.insert(jid.to_owned(), Subscription::new(state));
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
                collection: false,
                access: AccessModel::Open,
                publish: PublishModel::Publishers,
                max_items: 2,
                full: NodeFull::RetractOldest,
                notify_retract: true,
            };
            self.apply(&Op::Create(place(&JIDS, who), place(&NODES, name), config))?;
        }
        let gets_events = self.gets_events(&self.nodes[name], who);
        let node = self.nodes.get_mut(name).unwrap();
        let may = match node.affiliation(who) {
            Affiliation::Owner | Affiliation::Publisher | Affiliation::PublishOnly => true,
            Affiliation::Outcast => false,
            _ => match node.config.publish {
                PublishModel::Open => true,
                PublishModel::Subscribers => {
                    gets_events && node.states(who).contains(&SubscriptionState::Subscribed)
                }
                _ => false,
            },
        };
        if !may {
            return Err(Condition::Forbidden);
        }
        if node.config.collection {
            return Err(Condition::FeatureNotImplemented);
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
        if node.config.collection {
            return Err(Condition::FeatureNotImplemented);
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
            (Affiliation::None, _) if !self.roster_lets(node, who) => return Err(Condition::NotAuthorized),
            _ => {}
        }
        if node.config.collection {
            return Err(Condition::FeatureNotImplemented);
        }
        Ok(node.items.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>().join(","))
    }

    /// A node came into a collection or left it.
    fn tell_link(&mut self, collection: &str, node: &str, what: &str) {
        let above = self.above([collection.to_owned()].into());
        self.tell_above((collection, node), &above, SubscriptionType::Nodes, what, &[]);
    }

    fn manage(
        &mut self,
        who: &str,
        name: &str,
        jid: &str,
        state: SubscriptionState,
    ) -> Result<String, Condition> {
        self.owned(who, name)?;
        let gets_events = self.gets_events(&self.nodes[name], jid);
        let node = self.owned(who, name)?;
        let old = node.subscriptions.get(jid).copied();
        match old {
            None if state != SubscriptionState::Subscribed || !gets_events => {
                return Err(Condition::NotAcceptable);
            }
            Some(old) if old.state == state => return Ok(String::new()),
            _ => {}
        }
        if state == SubscriptionState::None {
            node.subscriptions.remove(jid);
        } else {
            let approved = state != SubscriptionState::Pending;
            let one = Subscription { state, approved, ..old.unwrap_or(Subscription::new(state)) };
            node.subscriptions.insert(jid.to_owned(), one);
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
    out.node_type = if config.collection { NodeType::Collection } else { NodeType::Leaf };
    out.roster_groups_allowed = vec!["g".into()];
    out.access_model = config.access;
    out.publish_model = config.publish;
    out.max_items = Bound::At(config.max_items);
    out.publish_node_full = config.full;
    out.notify_retract = config.notify_retract;
    out.send_last_published_item = SendLast::Never;
    out.to_form()
}

/// Does what the operation says; an operation without an answer has an empty one.
fn perform(service: &mut Service<Memory>, now: Now, op: &Op) -> Result<String, Condition> {
    match op {
        Op::Contact(o, c, roster) => {
            let groups = if roster.group { vec!["g".to_owned()] } else { Vec::new() };
            let contact = Contact { sees_presence: roster.presence, groups };
            service.set_contact(&jid(*o), &jid(*c), Some(contact));
            Ok(String::new())
        }
        Op::Authorize(w, n, j, allow) => {
            // As a client does it.
            let mut client = Client::new(Jid::new("pubsub.d").unwrap(), [0; 32]);
            client.online(now.at, jid(*w));
            while client.poll_transmit().is_some() {}
            client.authorize(&asked(*n, *j), *allow);
            let answer = client.poll_transmit().unwrap().with_from(jid(*w)).with_id("answer");
            service.handle_input(now, &answer);
            Ok(String::new())
        }
        _ => {
            let (from, request) = request(op);
            summary(service.request(now, &from, request))
        }
    }
}

/// A request to subscribe, as an owner gets it.
fn asked(n: u8, j: u8) -> AuthorizationRequest {
    let form = format!(
        "<message xmlns='jabber:client' from='pubsub.d' id='answer'><x xmlns='jabber:x:data' type='form'>\
         <field var='FORM_TYPE' type='hidden'>\
         <value>http://jabber.org/protocol/pubsub#subscribe_authorization</value></field>\
         <field var='pubsub#node'><value>{}</value></field>\
         <field var='pubsub#subscriber_jid'><value>{}</value></field>\
         <field var='pubsub#allow'><value>0</value></field></x></message>",
        NODES[n as usize], JIDS[j as usize]
    );
    let mut client = Client::new(Jid::new("pubsub.d").unwrap(), [0; 32]);
    assert!(client.handle_input(Instant::now(), &xmpp_pubsub::Stanza::parse(form.as_bytes()).unwrap()));
    let Some(ClientEvent::Authorization(request)) = client.poll_event() else { panic!() };
    request
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
        Op::Options(w, n, j, deliver, reach) => {
            let mut options = SubscribeOptions::default();
            options.deliver = *deliver;
            options.subscription_type = reach.map(|(ty, _)| ty);
            options.subscription_depth = reach.map(|(_, depth)| depth);
            (jid(*w), Request::SetOptions(which(*n, *j), options.to_form()))
        }
        Op::Subscribers(w, n) => (jid(*w), Request::Subscribers(node(*n), None)),
        Op::Affiliates(w, n) => (jid(*w), Request::Affiliates(node(*n), None)),
        Op::Associate(w, c, n) => (jid(*w), Request::Associate { collection: node(*c), node: node(*n) }),
        Op::Dissociate(w, c, n) => (jid(*w), Request::Dissociate { collection: node(*c), node: node(*n) }),
        Op::Contact(..) | Op::Authorize(..) => unreachable!(),
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
        Answer::Subscribers(_, all, _) => {
            sorted(all.iter().map(|info| format!("{} {}", info.jid, info.state)).collect())
        }
        Answer::Affiliates(_, all, _) => sorted(all.iter().map(|(jid, a)| format!("{jid} {a}")).collect()),
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
        if stanza.is_error() {
            let (tag, mut cursor) = stanza.child(Ns::Client, "error").unwrap();
            let error = StanzaError::read(&tag, &mut cursor).unwrap();
            out.push((to, format!("error {}", error.condition)));
            continue;
        }
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
                Event::Associated { collection, node } => {
                    format!("associated {} {node}", collection.unwrap())
                }
                Event::Dissociated { collection, node } => {
                    format!("dissociated {} {node}", collection.unwrap())
                }
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

fn compare(ops: &[Op], collections: bool) -> Result<(), TestCaseError> {
    let mut config = ServiceConfig::new(Jid::new("pubsub.d").unwrap());
    config.node_defaults.max_items = Bound::At(2);
    config.node_defaults.send_last_published_item = SendLast::Never;
    if collections {
        config.features = config.features.with(Feature::Collections).with(Feature::MultiCollections);
    }
    let now = Now { at: Instant::now(), utc: UNIX_EPOCH + Duration::from_secs(1_800_000_000) };
    let mut service = Service::new(config, Memory::new(), [4; 32], now).unwrap();
    let mut model = Model { collections, ..Model::default() };
    for op in ops {
        let answer = perform(&mut service, now, op);
        prop_assert_eq!(answer, model.apply(op), "{:?} {:#?}", op, model.nodes);
        // Recipients of one event come in any order; the events of one recipient in theirs.
        let (theirs, ours) = (drain(&mut service), std::mem::take(&mut model.events));
        for jid in JIDS {
            let of = |all: &[(String, String)]| -> Vec<String> {
                let mut all: Vec<String> =
                    all.iter().filter(|(to, _)| to == jid).map(|(_, what)| what.clone()).collect();
                if let Op::Contact(..) = op {
                    // A roster means something to several nodes, in any order.
                    all.sort();
                }
                all
            };
            prop_assert_eq!(of(&theirs), of(&ours), "{:?} to {} {:#?}", op, jid, model.nodes);
        }
        prop_assert_eq!(sorted(theirs), sorted(ours), "{:?}", op);
        prop_assert_eq!(service.node_count(), model.nodes.len());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_service_does_as_the_model(ops in prop::collection::vec(op(false), 1..60)) {
        compare(&ops, false)?;
    }
}

#[cfg(feature = "collections")]
proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_service_does_as_the_model_with_collections(ops in prop::collection::vec(op(true), 1..100)) {
        // Chance alone seldom subscribes somebody to a collection and to a node within.
        let node = |collection| Config {
            collection,
            access: AccessModel::Open,
            publish: PublishModel::Open,
            max_items: 2,
            full: NodeFull::RetractOldest,
            notify_retract: true,
        };
        let reach = Some((SubscriptionType::All, Depth::All));
        let mut all = vec![
            Op::Create(0, 0, node(true)),
            Op::Create(0, 1, node(false)),
            Op::Associate(0, 0, 1),
            Op::Subscribe(2, 0, 2),
            Op::Options(2, 0, 2, true, reach),
            Op::Subscribe(2, 1, 2),
        ];
        all.extend(ops);
        compare(&all, true)?;
    }
}
