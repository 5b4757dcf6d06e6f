//! A simple model: nodes as lists that are searched.

use std::collections::{BTreeMap, BTreeSet};

use xmpp_pubsub::Condition;
use xmpp_pubsub::pubsub::{AccessModel, Affiliation, Depth, SubscriptionState, SubscriptionType};

use crate::ops::{Config, JIDS, NODES, Op, Roster};

#[derive(Debug)]
pub(crate) struct ModelNode {
    pub(crate) config: Config,
    pub(crate) affiliations: BTreeMap<String, Affiliation>,
    pub(crate) subscriptions: BTreeMap<String, Subscription>,
    /// Oldest first: name, publisher.
    pub(crate) items: Vec<(String, String)>,
    /// Collections it is in.
    pub(crate) up: BTreeSet<String>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Subscription {
    pub(crate) state: SubscriptionState,
    pub(crate) deliver: bool,
    pub(crate) reach: Option<(SubscriptionType, Depth)>,
    /// By an owner, and the right has not been lost since.
    pub(crate) approved: bool,
}

impl Subscription {
    pub(crate) fn new(state: SubscriptionState) -> Self {
        Self { state, deliver: true, reach: None, approved: false }
    }

    pub(crate) fn delivers(&self) -> bool {
        self.state == SubscriptionState::Subscribed && self.deliver
    }
}

#[derive(Debug, Default)]
pub(crate) struct Model {
    pub(crate) collections: bool,
    pub(crate) nodes: BTreeMap<String, ModelNode>,
    /// Owner, contact.
    pub(crate) contacts: BTreeMap<(String, String), Roster>,
    /// Who is to get what.
    pub(crate) events: Vec<(String, String)>,
}

pub(crate) fn bare(jid: &str) -> String {
    jid.split('/').next().unwrap().to_owned()
}

impl ModelNode {
    pub(crate) fn affiliation(&self, jid: &str) -> Affiliation {
        self.affiliations.get(&bare(jid)).copied().unwrap_or(Affiliation::None)
    }

    /// States of all subscriptions of an account.
    pub(crate) fn states(&self, jid: &str) -> Vec<SubscriptionState> {
        let of = self.subscriptions.iter().filter(|(other, _)| bare(other) == bare(jid));
        of.map(|(_, subscription)| subscription.state).collect()
    }
}

impl Model {
    /// Whether an owner's roster lets somebody in who has no affiliation.
    pub(crate) fn roster_lets(&self, node: &ModelNode, jid: &str) -> bool {
        let owners = node.affiliations.iter().filter(|(_, a)| **a == Affiliation::Owner);
        let mut said = owners.filter_map(|(owner, _)| self.contacts.get(&(owner.clone(), bare(jid))));
        match node.config.access {
            AccessModel::Presence => said.any(|roster| roster.presence),
            AccessModel::Roster => said.any(|roster| roster.group),
            _ => true,
        }
    }

    pub(crate) fn gets_events(&self, node: &ModelNode, jid: &str) -> bool {
        match node.affiliation(jid) {
            Affiliation::Owner | Affiliation::Publisher | Affiliation::Member => true,
            Affiliation::None => node.config.access != AccessModel::Whitelist && self.roster_lets(node, jid),
            _ => false,
        }
    }

    /// Whether somebody may know that a node is there.
    pub(crate) fn sees(&self, node: &str, jid: &str) -> bool {
        let node = &self.nodes[node];
        match node.affiliation(jid) {
            Affiliation::Outcast => false,
            Affiliation::None => node.config.access != AccessModel::Whitelist,
            _ => true,
        }
    }

    /// Whether somebody may have the items of a node without being subscribed to it.
    pub(crate) fn may_hear(&self, node: &str, jid: &str) -> bool {
        let node = &self.nodes[node];
        let complete =
            node.subscriptions.get(jid).is_some_and(|one| one.state == SubscriptionState::Subscribed);
        let waits = node.config.access == AccessModel::Authorize
            && node.affiliation(jid) == Affiliation::None
            && !complete;
        self.gets_events(node, jid) && !waits
    }

    /// Who lacks an approval waits for it, and who waits for one that is not needed is subscribed. Of one account, or of
    /// all: a change of one's rights does not undo what an owner has decided about others.
    pub(crate) fn review(&mut self, name: &str, account: Option<&str>) {
        let node = &self.nodes[name];
        let rights: Vec<(String, bool, bool)> = node
            .subscriptions
            .keys()
            .filter(|jid| account.is_none_or(|account| bare(jid) == account))
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

    pub(crate) fn audience(&self, node: &str) -> Vec<String> {
        let node = &self.nodes[node];
        let all = node.subscriptions.iter().filter(|(_, subscription)| subscription.delivers());
        all.map(|(jid, _)| jid.clone()).filter(|jid| self.gets_events(node, jid)).collect()
    }

    /// An event about the items of a node.
    pub(crate) fn tell(&mut self, node: &str, what: &str) {
        let told = self.audience(node);
        self.events.extend(told.iter().map(|jid| (jid.clone(), what.to_owned())));
        let above = self.above(self.nodes[node].up.clone());
        self.tell_above((node, node), &above, SubscriptionType::Items, what, &told);
    }

    /// All collections above, with the shortest way to each.
    pub(crate) fn above(&self, start: BTreeSet<String>) -> BTreeMap<String, u32> {
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

    pub(crate) fn tell_above(
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

    pub(crate) fn owned(&mut self, who: &str, node: &str) -> Result<&mut ModelNode, Condition> {
        let node = self.nodes.get_mut(node).ok_or(Condition::ItemNotFound)?;
        if node.affiliation(who) == Affiliation::Owner { Ok(node) } else { Err(Condition::Forbidden) }
    }

    pub(crate) fn apply(&mut self, op: &Op) -> Result<String, Condition> {
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
                self.review(node, None);
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
                let old = node.affiliation(&jid);
                if old == Affiliation::Owner && *affiliation != Affiliation::Owner && owners == 1 {
                    return Err(Condition::NotAcceptable);
                }
                node.affiliations.insert(jid.clone(), *affiliation);
                node.affiliations.retain(|_, affiliation| *affiliation != Affiliation::None);
                // The rosters of owners may decide about everybody.
                let by_roster = matches!(node.config.access, AccessModel::Presence | AccessModel::Roster);
                let another_owner = old != *affiliation && [old, *affiliation].contains(&Affiliation::Owner);
                self.review(name, Some(&jid).filter(|_| !by_roster || !another_owner).map(String::as_str));
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
                        self.review(name, Some(&bare(JIDS[*j as usize])));
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
}

pub(crate) fn place(all: &[&str], one: &str) -> u8 {
    all.iter().position(|other| *other == one).unwrap() as u8
}
