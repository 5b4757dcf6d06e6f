//! The model, continued: what subscribers, publishers and owners do to items and subscriptions.

use xmpp_pubsub::Condition;
use xmpp_pubsub::pubsub::{
    AccessModel, Affiliation, NodeFull, PublishModel, SubscriptionState, SubscriptionType,
};

use crate::model::{Model, Subscription, bare, place};
use crate::ops::{Config, JIDS, NODES, Op};

impl Model {
    pub(crate) fn subscribe(&mut self, who: &str, name: &str, jid: &str) -> Result<String, Condition> {
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

    pub(crate) fn publish(&mut self, who: &str, name: &str, item: &str) -> Result<String, Condition> {
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

    pub(crate) fn trim(&mut self, name: &str) {
        let node = self.nodes.get_mut(name).unwrap();
        let excess = node.items.len().saturating_sub(node.config.max_items as usize);
        let gone: Vec<String> = node.items.drain(..excess).map(|(id, _)| id).collect();
        if !gone.is_empty() && node.config.full == NodeFull::RetractOldest && node.config.notify_retract {
            self.tell(name, &format!("retract {name} {}", gone.join(",")));
        }
    }

    pub(crate) fn retract(&mut self, who: &str, name: &str, item: &str) -> Result<String, Condition> {
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

    pub(crate) fn items(&self, who: &str, name: &str) -> Result<String, Condition> {
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
    pub(crate) fn tell_link(&mut self, collection: &str, node: &str, what: &str) {
        let above = self.above([collection.to_owned()].into());
        self.tell_above((collection, node), &above, SubscriptionType::Nodes, what, &[]);
    }

    pub(crate) fn manage(
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
