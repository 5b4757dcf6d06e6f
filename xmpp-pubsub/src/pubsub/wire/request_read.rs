//! Reading requests.

use xml_cursor::{Cursor, Tag, XmlError};

use super::super::name::{ItemId, NodeId, SubId};
use super::super::payload::read_payload;
use super::super::refusal::{BAD_REQUEST, Reason, Refusal, bad_request};
use super::super::request::{NewItem, Request, SubscriptionInfo, Which};
use super::super::words::{Affiliation, SubscriptionState};
use super::GET_PENDING;
use crate::{Condition, DataForm, FormType, Iq, IqType, Jid, Ns, Page};

impl From<XmlError> for Refusal {
    fn from(_: XmlError) -> Self {
        BAD_REQUEST
    }
}

/// Reads the request of an iq of type get or set.
pub(in super::super) fn read_request(iq: &Iq<'_>) -> Result<Request, Refusal> {
    let tag = iq.payload.as_ref().ok_or(BAD_REQUEST)?;
    let mut cursor = iq.cursor();
    let node = || tag.attr("node").filter(|node| !node.is_empty()).map(|node| NodeId::new(&node));
    match (tag.ns(), tag.name(), iq.ty) {
        (Ns::DiscoInfo, "query", IqType::Get) => Ok(Request::DiscoInfo(node())),
        (Ns::DiscoItems, "query", IqType::Get) => Ok(Request::DiscoItems(node(), read_page(&mut cursor)?)),
        (Ns::Pubsub, "pubsub", ty) => Reader::new(ty, Ns::Pubsub).read(&mut cursor),
        (Ns::PubsubOwner, "pubsub", ty) => Reader::new(ty, Ns::PubsubOwner).read(&mut cursor),
        (Ns::Commands, "command", IqType::Set) if node().is_some_and(|node| node == GET_PENDING) => {
            read_pending(tag, &mut cursor)
        }
        (Ns::Commands, "command", IqType::Set) => Err(Refusal::new(Condition::ItemNotFound)),
        _ => Err(Refusal::new(Condition::ServiceUnavailable)),
    }
}

fn read_page(cursor: &mut Cursor<'_, Ns>) -> Result<Option<Page>, Refusal> {
    let mut page = None;
    while let Some(tag) = cursor.child()? {
        match (tag.ns(), tag.name()) {
            (Ns::Rsm, "set") => page = Some(Page::read(cursor)?),
            _ => cursor.skip()?,
        }
    }
    Ok(page)
}

fn read_pending(tag: &Tag<'_, Ns>, cursor: &mut Cursor<'_, Ns>) -> Result<Request, Refusal> {
    if tag.attr("action").is_some_and(|action| action == "cancel") {
        return Ok(Request::CancelPending);
    }
    let mut node = None;
    while let Some(tag) = cursor.child()? {
        match (tag.ns(), tag.name()) {
            (Ns::DataForms, "x") => {
                let form = DataForm::read(&tag, cursor)?;
                if form.ty == FormType::Cancel {
                    return Ok(Request::CancelPending);
                }
                node = form.value("pubsub#node").map(NodeId::new);
            }
            _ => cursor.skip()?,
        }
    }
    Ok(Request::Pending(node))
}

/// What a `<pubsub/>` element may hold: one operation, a form that belongs to it, a request for a page.
struct Reader {
    ty: IqType,
    ns: Ns,
    operation: Option<Request>,
    page: Option<Page>,
}

impl Reader {
    fn new(ty: IqType, ns: Ns) -> Self {
        Self { ty, ns, operation: None, page: None }
    }

    fn read(mut self, cursor: &mut Cursor<'_, Ns>) -> Result<Request, Refusal> {
        while let Some(tag) = cursor.child()? {
            match tag.ns() {
                Ns::Rsm => self.page = Some(Page::read(cursor)?),
                ns if ns == self.ns => self.element(&tag, cursor)?,
                // Extensions are passed over (XML-11).
                _ => cursor.skip()?,
            }
        }
        let mut request = self.operation.ok_or(BAD_REQUEST)?;
        match &mut request {
            Request::Items { page, .. }
            | Request::Subscriptions(_, page)
            | Request::Affiliations(_, page)
            | Request::Subscribers(_, page)
            | Request::Affiliates(_, page) => *page = self.page,
            _ => {}
        }
        Ok(request)
    }

    fn element(&mut self, tag: &Tag<'_, Ns>, cursor: &mut Cursor<'_, Ns>) -> Result<(), Refusal> {
        let second = match &mut self.operation {
            // A form that belongs to the operation comes after it (PS-SUB-8, PS-CRE-2).
            Some(Request::Subscribe { options, .. }) if tag.name() == "options" => {
                if tag.attr("node").is_some() || tag.attr("jid").is_some() {
                    return Err(BAD_REQUEST);
                }
                options
            }
            Some(Request::Create { config, .. }) if tag.name() == "configure" => {
                if tag.attr("node").is_some() {
                    return Err(BAD_REQUEST);
                }
                config
            }
            Some(Request::Publish { options, .. }) if tag.name() == "publish-options" => options,
            Some(_) => return Err(BAD_REQUEST),
            None => {
                self.operation = Some(self.operation(tag, cursor)?);
                return Ok(());
            }
        };
        if second.is_some() {
            return Err(BAD_REQUEST);
        }
        *second = read_form(cursor)?;
        Ok(())
    }

    fn operation(&self, tag: &Tag<'_, Ns>, cursor: &mut Cursor<'_, Ns>) -> Result<Request, Refusal> {
        let node = tag.attr("node").filter(|node| !node.is_empty()).map(|node| NodeId::new(&node));
        let request = match (self.ns, self.ty, tag.name()) {
            (Ns::Pubsub, IqType::Get, "subscriptions") => Request::Subscriptions(node, None),
            (Ns::Pubsub, IqType::Get, "affiliations") => Request::Affiliations(node, None),
            (Ns::Pubsub, IqType::Get, "options") => Request::Options(which(tag, node)?),
            (Ns::Pubsub, IqType::Get, "default") => Request::DefaultOptions(node),
            (Ns::Pubsub, IqType::Get, "items") => return read_items(tag, cursor, node),
            (Ns::Pubsub, IqType::Set, "subscribe") => {
                Request::Subscribe { node, jid: jid(tag)?, options: None }
            }
            (Ns::Pubsub, IqType::Set, "unsubscribe") => Request::Unsubscribe(which(tag, node)?),
            (Ns::Pubsub, IqType::Set, "options") => {
                let which = which(tag, node)?;
                let form = read_form(cursor)?.ok_or_else(|| bad_request(Reason::InvalidOptions))?;
                return Ok(Request::SetOptions(which, form));
            }
            (Ns::Pubsub, IqType::Set, "publish") => {
                let items = read_new_items(cursor)?;
                return Ok(Request::Publish { node, items, options: None });
            }
            (Ns::Pubsub, IqType::Set, "retract") => return read_retract(tag, cursor, node),
            (Ns::Pubsub, IqType::Set, "create") => Request::Create { node, config: None },
            (Ns::PubsubOwner, IqType::Get, "configure") => Request::Configuration(node),
            (Ns::PubsubOwner, IqType::Get, "default") => Request::DefaultConfiguration,
            (Ns::PubsubOwner, IqType::Get, "subscriptions") => Request::Subscribers(node, None),
            (Ns::PubsubOwner, IqType::Get, "affiliations") => Request::Affiliates(node, None),
            (Ns::PubsubOwner, IqType::Set, "configure") => {
                let form = read_form(cursor)?.ok_or(BAD_REQUEST)?;
                return Ok(Request::Configure(node, form));
            }
            (Ns::PubsubOwner, IqType::Set, "delete") => {
                let mut redirect = None;
                while let Some(tag) = cursor.child()? {
                    if tag.is(Ns::PubsubOwner, "redirect") {
                        redirect = tag.attr("uri").map(Into::into);
                    }
                    cursor.skip()?;
                }
                return Ok(Request::Delete { node, redirect });
            }
            (Ns::PubsubOwner, IqType::Set, "collection") => return read_association(cursor, node),
            (Ns::PubsubOwner, IqType::Set, "purge") => Request::Purge(node),
            (Ns::PubsubOwner, IqType::Set, "subscriptions") => {
                return Ok(Request::ChangeSubscribers(node, read_subscribers(cursor)?));
            }
            (Ns::PubsubOwner, IqType::Set, "affiliations") => {
                return Ok(Request::ChangeAffiliates(node, read_affiliates(cursor)?));
            }
            (_, _, known) if KNOWN.contains(&known) => return Err(BAD_REQUEST),
            _ => return Err(Refusal::new(Condition::FeatureNotImplemented)),
        };
        cursor.skip()?;
        Ok(request)
    }
}

/// Operations that exist, if not with this type or in this namespace.
const KNOWN: &[&str] = &[
    "affiliations",
    "collection",
    "configure",
    "create",
    "default",
    "delete",
    "items",
    "options",
    "publish",
    "publish-options",
    "purge",
    "retract",
    "subscribe",
    "subscriptions",
    "unsubscribe",
];

fn jid(tag: &Tag<'_, Ns>) -> Result<Option<Jid>, Refusal> {
    let jid = tag.attr("jid").filter(|jid| !jid.is_empty()).map(|jid| Jid::new(&jid)).transpose();
    jid.map_err(|_| bad_request(Reason::InvalidJid))
}

fn which(tag: &Tag<'_, Ns>, node: Option<NodeId>) -> Result<Which, Refusal> {
    let subid = tag.attr("subid").filter(|subid| !subid.is_empty()).map(|subid| SubId::new(&subid));
    Ok(Which { node, jid: jid(tag)?, subid })
}

/// The form among the children of the open element, which is closed.
fn read_form(cursor: &mut Cursor<'_, Ns>) -> Result<Option<DataForm>, Refusal> {
    let mut form = None;
    while let Some(tag) = cursor.child()? {
        match (tag.ns(), tag.name()) {
            (Ns::DataForms, "x") if form.is_none() => form = Some(DataForm::read(&tag, cursor)?),
            _ => cursor.skip()?,
        }
    }
    Ok(form)
}

fn read_items(
    tag: &Tag<'_, Ns>,
    cursor: &mut Cursor<'_, Ns>,
    node: Option<NodeId>,
) -> Result<Request, Refusal> {
    let max = tag.attr("max_items").map(|max| max.trim().parse()).transpose().map_err(|_| BAD_REQUEST)?;
    let subid = tag.attr("subid").filter(|subid| !subid.is_empty()).map(|subid| SubId::new(&subid));
    let mut ids = Vec::new();
    while let Some(tag) = cursor.child()? {
        if tag.is(Ns::Pubsub, "item") {
            ids.push(item_id(&tag).ok_or_else(|| bad_request(Reason::ItemRequired))?);
        }
        cursor.skip()?;
    }
    Ok(Request::Items { node, max, ids, subid, page: None })
}

fn item_id(tag: &Tag<'_, Ns>) -> Option<ItemId> {
    tag.attr("id").filter(|id| !id.is_empty()).map(|id| ItemId::new(&id))
}

fn read_new_items(cursor: &mut Cursor<'_, Ns>) -> Result<Vec<NewItem>, Refusal> {
    let mut items = Vec::new();
    while let Some(tag) = cursor.child()? {
        if !tag.is(Ns::Pubsub, "item") {
            cursor.skip()?;
            continue;
        }
        let id = item_id(&tag);
        let (payload, more) = read_payload(cursor)?;
        if more {
            return Err(bad_request(Reason::InvalidPayload));
        }
        items.push(NewItem { id, payload });
    }
    Ok(items)
}

fn read_retract(
    tag: &Tag<'_, Ns>,
    cursor: &mut Cursor<'_, Ns>,
    node: Option<NodeId>,
) -> Result<Request, Refusal> {
    let notify = match tag.attr("notify").as_deref().map(str::trim) {
        None => None,
        Some("1" | "true") => Some(true),
        Some("0" | "false") => Some(false),
        Some(_) => return Err(BAD_REQUEST),
    };
    let mut items = Vec::new();
    while let Some(tag) = cursor.child()? {
        if tag.is(Ns::Pubsub, "item") {
            items.push(item_id(&tag));
        }
        cursor.skip()?;
    }
    Ok(Request::Retract { node, items, notify })
}

fn read_association(cursor: &mut Cursor<'_, Ns>, collection: Option<NodeId>) -> Result<Request, Refusal> {
    let mut request = None;
    while let Some(tag) = cursor.child()? {
        cursor.skip()?;
        if tag.ns() != Ns::PubsubOwner {
            continue;
        }
        let node = tag.attr("node").filter(|node| !node.is_empty()).map(|node| NodeId::new(&node));
        let collection = collection.clone();
        let one = match tag.name() {
            "associate" => Request::Associate { collection, node },
            "dissociate" | "disassociate" => Request::Dissociate { collection, node },
            _ => continue,
        };
        if request.replace(one).is_some() {
            return Err(BAD_REQUEST);
        }
    }
    request.ok_or(BAD_REQUEST)
}

fn read_subscribers(cursor: &mut Cursor<'_, Ns>) -> Result<Vec<SubscriptionInfo>, Refusal> {
    let mut changes = Vec::new();
    while let Some(tag) = cursor.child()? {
        if tag.is(Ns::PubsubOwner, "subscription") {
            let Which { jid, subid, .. } = which(&tag, None)?;
            let jid = jid.ok_or_else(|| bad_request(Reason::JidRequired))?;
            let state = tag.attr("subscription").and_then(|state| SubscriptionState::parse(&state));
            changes.push(SubscriptionInfo { node: None, jid, state: state.ok_or(BAD_REQUEST)?, subid });
        }
        cursor.skip()?;
    }
    Ok(changes)
}

fn read_affiliates(cursor: &mut Cursor<'_, Ns>) -> Result<Vec<(Jid, Affiliation)>, Refusal> {
    let mut changes = Vec::new();
    while let Some(tag) = cursor.child()? {
        if tag.is(Ns::PubsubOwner, "affiliation") {
            let jid = jid(&tag)?.ok_or_else(|| bad_request(Reason::JidRequired))?;
            let affiliation = tag.attr("affiliation").and_then(|word| Affiliation::parse(&word));
            changes.push((jid, affiliation.ok_or(BAD_REQUEST)?));
        }
        cursor.skip()?;
    }
    Ok(changes)
}
