//! Discovery of the service, its nodes and their items (XEP-0060, 5.1–5.5).

use xml_cursor::Namespace as _;

use super::super::forms;
use super::super::name::NodeId;
use super::super::refusal::{NO_NODE, Refusal};
use super::super::request::{Answer, Refused};
use super::super::storage::{Item, Storage};
use super::super::wire::GET_PENDING;
use super::super::words::{AccessModel, Affiliation, Feature, NodeType};
use super::Service;
use super::lists::{self, Part, Room};
use super::node::{Node, NodeKey};
use crate::{DiscoInfo, DiscoItem, DiscoItems, Jid, Ns, Page};

/// The ad-hoc command for pending subscriptions, for people (XEP-0050, 2).
const PENDING: &str = "Subscriptions that wait for an owner";

impl<S: Storage> Service<S> {
    pub(super) fn disco_info(&self, from: &Jid, name: Option<NodeId>) -> Result<Answer, Refused> {
        let Some(name) = name else {
            let mut info = DiscoInfo::new("pubsub", "service", &self.config.name)
                .with_feature(Ns::DiscoItems.uri())
                .with_feature(Ns::Pubsub.uri());
            if self.config.features.has(Feature::GetPending) {
                info = info.with_feature(Ns::Commands.uri());
            }
            if self.multi_subscribe() || self.collects() {
                info = info.with_feature(Ns::Shim.uri());
            }
            if self.config.features.has(Feature::Rsm) {
                info = info.with_feature(Ns::Rsm.uri());
            }
            for feature in self.config.features.iter() {
                info = info.with_feature(&format!("{}#{feature}", Ns::Pubsub.uri()));
            }
            return Ok(Answer::Info(info));
        };
        if name == GET_PENDING && self.config.features.has(Feature::GetPending) {
            let mut info = DiscoInfo::new("automation", "command-node", PENDING)
                .with_feature(Ns::Commands.uri())
                .with_feature(Ns::DataForms.uri());
            info.node = Some(name.to_string());
            return Ok(Answer::Info(info));
        }
        let node =
            self.nodes.get(self.find(Some(&name))?).filter(|node| self.sees(node, from)).ok_or(NO_NODE)?;
        let mut info = DiscoInfo::new("pubsub", node.config.node_type.as_str(), &node.config.title)
            .with_feature(Ns::DiscoItems.uri())
            .with_feature(Ns::Pubsub.uri());
        if node.config.title.is_empty() {
            info.identities.iter_mut().for_each(|identity| identity.name = None);
        }
        if self.config.features.has(Feature::MetaData) {
            // Who may not read it does not learn who else does, and who writes it.
            let reads = self.may_read(node, from).is_ok();
            let quarter = self.config.limits.answer / 4;
            let (mut owners, mut publishers) = (Room::new(quarter), Room::new(quarter));
            info.forms.push(forms::metadata(&forms::Metadata {
                config: &node.config,
                creator: &node.creator,
                created: node.created,
                subscribers: reads.then(|| node.subscribers.complete()),
                owners: node
                    .owners()
                    .iter()
                    .take_while(|jid| owners.takes(lists::entry(&[jid.as_str()])))
                    .collect(),
                publishers: node
                    .affiliations
                    .iter()
                    .filter(|(_, affiliation)| reads && *affiliation == Affiliation::Publisher)
                    .map(|(jid, _)| jid)
                    .take_while(|jid| publishers.takes(lists::entry(&[jid.as_str()])))
                    .collect(),
            }));
        }
        info.node = Some(name.to_string());
        Ok(Answer::Info(info))
    }

    pub(super) fn disco_items(
        &self,
        from: &Jid,
        name: Option<NodeId>,
        page: Option<&Page>,
    ) -> Result<Answer, Refused> {
        match name {
            None => self.list_nodes(from, page),
            Some(name) if name == Ns::Commands.uri() && self.config.features.has(Feature::GetPending) => {
                let (jid, node, title) =
                    (self.config.jid.clone(), GET_PENDING.to_owned(), PENDING.to_owned());
                let items = vec![DiscoItem { jid, node: Some(node), name: Some(title) }];
                Ok(Answer::Entries(DiscoItems { node: Some(name.to_string()), items }, None))
            }
            Some(name) => self.list_items(from, &name, page),
        }
    }

    /// The nodes the asker may see, in pages that follow the places of the nodes: a page costs no more than itself,
    /// whatever the number of nodes.
    fn list_nodes(&self, from: &Jid, page: Option<&Page>) -> Result<Answer, Refused> {
        let limit = self.config.limits.page;
        let asked = page.cloned().unwrap_or_default();
        let max = asked.max.map_or(limit, |max| limit.min(max as usize));
        // What is in collections is listed there.
        let shown = |(key, node): &(NodeKey, &Node)| self.is_at_top(*key) && self.sees(node, from);
        // A page is next to a node that the asker sees; of another it tells as little as of none.
        let place = |name: &str| {
            let key = self.nodes.key(name).ok_or(NO_NODE)?;
            let node = self.nodes.get(key).filter(|node| shown(&(key, node))).ok_or(NO_NODE)?;
            Ok::<_, Refusal>((key.0 as usize, node))
        };
        let item = |node: &Node| self.disco_item(node);
        let mut items: Vec<DiscoItem> = Vec::new();
        let mut room = Room::new(self.config.limits.answer);
        let mut fits = |item: &DiscoItem| room.takes(octets(item));
        let mut more = false;
        if let Some(before) = &asked.before {
            let end = if before.is_empty() { usize::MAX } else { place(before)?.0 };
            let mut seen = self.nodes.range(0, end).rev().filter(shown);
            items.extend(seen.by_ref().take(max).map(|(_, node)| item(node)).take_while(&mut fits));
            items.reverse();
        } else {
            let (start, skip) = match (&asked.after, asked.index) {
                (Some(after), _) => (place(after)?.0 + 1, 0),
                (None, index) => (0, index.unwrap_or(0) as usize),
            };
            let mut seen = self.nodes.range(start, usize::MAX).filter(shown).skip(skip);
            items.extend(seen.by_ref().take(max).map(|(_, node)| item(node)).take_while(&mut fits));
            more = page.is_none() && (room.is_full() || seen.next().is_some());
        }
        let set = (page.is_some() || more).then(|| {
            let end = |item: Option<&DiscoItem>| item.and_then(|item| item.node.clone());
            let ends = (end(items.first()), end(items.last()));
            let mut set = lists::result_page(ends, 0, 0);
            set.count = self.count_nodes(from, max).and_then(|count| u32::try_from(count).ok());
            // The number of a node would have to be counted; it is optional.
            set.first_index = None;
            set
        });
        Ok(Answer::Entries(DiscoItems { node: None, items }, set))
    }

    /// How many nodes the asker sees at the top: those that everybody sees, and what is different for this one. With
    /// collections they have to be looked at, which is only done for who asks for nothing else.
    fn count_nodes(&self, from: &Jid, max: usize) -> Option<usize> {
        if self.collects() {
            let shown = |(key, node): &(NodeKey, &Node)| self.is_at_top(*key) && self.sees(node, from);
            return (max == 0).then(|| self.nodes.iter().filter(shown).count());
        }
        if self.is_admin(from.bare_str()) {
            return Some(self.named_nodes());
        }
        let public = self.named_nodes() - self.nodes.hidden();
        let own = self.accounts.get(from.bare_str()).into_iter().flat_map(|account| &account.affiliated);
        let own = own.filter_map(|key| self.nodes.get(*key));
        Some(own.fold(public, |count, node| {
            let everybody = node.config.access_model != AccessModel::Whitelist;
            count + usize::from(self.sees(node, from)) - usize::from(everybody)
        }))
    }

    fn disco_item(&self, node: &Node) -> DiscoItem {
        let title = Some(node.config.title.clone()).filter(|title| !title.is_empty());
        DiscoItem { jid: self.config.jid.clone(), node: Some(node.id.to_string()), name: title }
    }

    /// What is in a node: nodes of a collection, items of a leaf by name, without `node` (PS-D-3).
    fn list_items(&self, from: &Jid, name: &NodeId, page: Option<&Page>) -> Result<Answer, Refused> {
        let key = self.find(Some(name))?;
        let node = self.nodes.get(key).filter(|node| self.sees(node, from)).ok_or(NO_NODE)?;
        if node.config.node_type == NodeType::Collection {
            let children = self.down(key).filter_map(|child| self.nodes.get(child));
            let seen = children.filter(|child| self.sees(child, from)).map(|child| self.disco_item(child));
            let name_of = |item: &DiscoItem| item.node.clone().unwrap_or_default();
            let (items, set) = lists::cut(seen, page, self.config.limits, name_of, octets)?;
            return Ok(Answer::Entries(DiscoItems { node: Some(name.to_string()), items }, set));
        }
        let mut list = DiscoItems { node: Some(name.to_string()), items: Vec::new() };
        // Who may not read the items does not learn their names.
        if self.may_read(node, from).is_err() || !node.config.persist_items {
            return Ok(Answer::Entries(list, None));
        }
        let (count, limit) = (self.storage.count(&node.id)?, self.config.limits.page);
        let position = |id: &str| Ok(self.storage.position(&node.id, &id.into())?);
        let first_page = Page::default();
        let Part { skip, take } = lists::part(page.unwrap_or(&first_page), count, limit, position)?;
        let backwards = page.is_some_and(Page::is_backwards);
        let size = |item: &Item| lists::entry(&[self.config.jid.as_str(), item.id.as_str()]);
        let (skip, items) = self.fitting(&node.id, Part { skip, take }, backwards, size)?;
        for item in items {
            let (jid, name) = (self.config.jid.clone(), Some(item.id.to_string()));
            list.items.push(DiscoItem { jid, node: None, name });
        }
        let end = |item: Option<&DiscoItem>| item.and_then(|item| item.name.clone());
        let ends = (end(list.items.first()), end(list.items.last()));
        let set = (page.is_some() || list.items.len() < count).then(|| lists::result_page(ends, skip, count));
        Ok(Answer::Entries(list, set))
    }

    /// Whether somebody may know that the node exists: a whitelist hides it from those who are not on it, as being shut
    /// out does.
    pub(super) fn sees(&self, node: &Node, from: &Jid) -> bool {
        match self.affiliation(node, from) {
            // The root is seen as the service.
            _ if node.id.as_str().is_empty() => false,
            Affiliation::Outcast => false,
            Affiliation::None => node.config.access_model != AccessModel::Whitelist,
            _ => true,
        }
    }
}

/// What an entry takes in an answer.
fn octets(item: &DiscoItem) -> usize {
    let texts = [Some(item.jid.as_str()), item.node.as_deref(), item.name.as_deref()];
    lists::entry(&texts.map(Option::unwrap_or_default))
}
