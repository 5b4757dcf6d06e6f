//! Reading answers.

use xml_cursor::{Cursor, Tag, XmlError};

use super::super::event::{read_item, read_subscription};
use super::super::name::{ItemId, NodeId, SubId};
use super::super::request::{Answer, CommandState, Request, SubscriptionInfo, Which};
use super::super::words::Affiliation;
use crate::{DataForm, DiscoInfo, DiscoItems, FormType, Iq, Jid, Ns, ResultPage};

/// Reads the answer to `request` in an iq of type result. What a service leaves out is taken from the request; an answer
/// that says nothing, or something else, is [`Answer::Done`].
pub(in super::super) fn read_answer(request: &Request, iq: &Iq<'_>) -> Result<Answer, XmlError> {
    let Some(tag) = &iq.payload else { return Ok(silent(request)) };
    let mut cursor = iq.cursor();
    match (tag.ns(), tag.name()) {
        (Ns::DiscoInfo, "query") => DiscoInfo::read(tag, &mut cursor).map(Answer::Info),
        (Ns::DiscoItems, "query") => {
            let set = find_set(cursor.clone())?;
            Ok(Answer::Entries(DiscoItems::read(tag, &mut cursor)?, set))
        }
        (Ns::Commands, "command") => {
            let state = tag.attr("status").and_then(|status| CommandState::parse(&status));
            Ok(Answer::Command(state.unwrap_or(CommandState::Completed), read_form(&mut cursor)?))
        }
        (ns @ (Ns::Pubsub | Ns::PubsubOwner), "pubsub") => {
            let set = find_set(cursor.clone())?;
            while let Some(tag) = cursor.child()? {
                if tag.ns() == ns
                    && let Some(answer) = read_operation(request, &tag, &mut cursor, set.clone())?
                {
                    return Ok(answer);
                }
                if tag.ns() != ns {
                    cursor.skip()?;
                }
            }
            Ok(silent(request))
        }
        _ => Ok(silent(request)),
    }
}

/// What an empty answer says.
fn silent(request: &Request) -> Answer {
    match request {
        Request::Publish { node: Some(node), items, .. } => {
            Answer::Published(node.clone(), items.iter().filter_map(|item| item.id.clone()).collect())
        }
        Request::Create { node: Some(node), .. } => Answer::Created(node.clone()),
        _ => Answer::Done,
    }
}

fn find_set(mut cursor: Cursor<'_, Ns>) -> Result<Option<ResultPage>, XmlError> {
    while let Some(tag) = cursor.child()? {
        if tag.is(Ns::Rsm, "set") {
            return ResultPage::read(&mut cursor).map(Some);
        }
        cursor.skip()?;
    }
    Ok(None)
}

fn read_form(cursor: &mut Cursor<'_, Ns>) -> Result<Option<DataForm>, XmlError> {
    let mut form = None;
    while let Some(tag) = cursor.child()? {
        match (tag.ns(), tag.name()) {
            (Ns::DataForms, "x") => form = Some(DataForm::read(&tag, cursor)?),
            _ => cursor.skip()?,
        }
    }
    Ok(form)
}

/// Reads one child of `<pubsub/>`, and closes it.
fn read_operation(
    request: &Request,
    tag: &Tag<'_, Ns>,
    cursor: &mut Cursor<'_, Ns>,
    set: Option<ResultPage>,
) -> Result<Option<Answer>, XmlError> {
    let named = tag.attr("node").map(|node| NodeId::new(&node));
    // Some services leave the name out where the request had it.
    let node = || named.clone().or_else(|| asked(request).cloned()).unwrap_or_else(|| NodeId::new(""));
    let owner = tag.ns() == Ns::PubsubOwner;
    let answer = match tag.name() {
        "subscription" => {
            cursor.skip()?;
            return Ok(read_subscription(tag).map(Answer::Subscription));
        }
        "subscriptions" => {
            let mut all: Vec<SubscriptionInfo> = Vec::new();
            while let Some(tag) = cursor.child()? {
                if tag.name() == "subscription" && tag.ns() != Ns::Other {
                    all.extend(read_subscription(&tag));
                }
                cursor.skip()?;
            }
            if owner {
                return Ok(Some(Answer::Subscribers(node(), all, set)));
            }
            for info in &mut all {
                info.node = info.node.take().or_else(|| named.clone());
            }
            Answer::Subscriptions(named, all, set)
        }
        "affiliations" if owner => {
            let mut all = Vec::new();
            while let Some(tag) = cursor.child()? {
                let jid = tag.attr("jid").and_then(|jid| Jid::new(&jid).ok());
                let word = tag.attr("affiliation").and_then(|word| Affiliation::parse(&word));
                all.extend(jid.zip(word));
                cursor.skip()?;
            }
            Answer::Affiliates(node(), all, set)
        }
        "affiliations" => {
            let mut all = Vec::new();
            while let Some(tag) = cursor.child()? {
                let node = tag.attr("node").map(|node| NodeId::new(&node)).or_else(|| named.clone());
                let word = tag.attr("affiliation").and_then(|word| Affiliation::parse(&word));
                all.extend(node.zip(word));
                cursor.skip()?;
            }
            Answer::Affiliations(named, all, set)
        }
        "options" => {
            let which = Which {
                node: named,
                jid: tag.attr("jid").and_then(|jid| Jid::new(&jid).ok()),
                subid: tag.attr("subid").map(|subid| SubId::new(&subid)),
            };
            Answer::Options(which, read_form(cursor)?.unwrap_or_else(no_form))
        }
        "default" if owner => Answer::DefaultConfiguration(read_form(cursor)?.unwrap_or_else(no_form)),
        "default" => Answer::DefaultOptions(named, read_form(cursor)?.unwrap_or_else(no_form)),
        "configure" => {
            let form = read_form(cursor)?.unwrap_or_else(no_form);
            // Prosody answers a request for the defaults so.
            if matches!(request, Request::DefaultConfiguration) {
                Answer::DefaultConfiguration(form)
            } else {
                Answer::Configuration(node(), form)
            }
        }
        "items" => {
            let mut items = Vec::new();
            while let Some(tag) = cursor.child()? {
                match (tag.ns(), tag.name()) {
                    (Ns::Pubsub, "item") => items.push(read_item(&tag, cursor)?),
                    _ => cursor.skip()?,
                }
            }
            Answer::Items(node(), items, set)
        }
        "publish" => {
            let mut ids = Vec::new();
            while let Some(tag) = cursor.child()? {
                ids.extend(tag.attr("id").map(|id| ItemId::new(&id)));
                cursor.skip()?;
            }
            Answer::Published(node(), ids)
        }
        "create" => {
            cursor.skip()?;
            Answer::Created(node())
        }
        _ => {
            cursor.skip()?;
            return Ok(None);
        }
    };
    Ok(Some(answer))
}

/// A form that was left out.
fn no_form() -> DataForm {
    DataForm::new(FormType::Form)
}

/// The node a request names.
pub(in super::super) fn asked(request: &Request) -> Option<&NodeId> {
    match request {
        Request::DiscoInfo(node)
        | Request::DiscoItems(node, _)
        | Request::Subscriptions(node, _)
        | Request::Affiliations(node, _)
        | Request::DefaultOptions(node)
        | Request::Configuration(node)
        | Request::Configure(node, _)
        | Request::Purge(node)
        | Request::Associate { collection: node, .. }
        | Request::Dissociate { collection: node, .. }
        | Request::Pending(node)
        | Request::Subscribers(node, _)
        | Request::ChangeSubscribers(node, _)
        | Request::Affiliates(node, _)
        | Request::ChangeAffiliates(node, _)
        | Request::Subscribe { node, .. }
        | Request::Items { node, .. }
        | Request::Publish { node, .. }
        | Request::Retract { node, .. }
        | Request::Create { node, .. }
        | Request::Delete { node, .. } => node.as_ref(),
        Request::Unsubscribe(which) | Request::Options(which) | Request::SetOptions(which, _) => {
            which.node.as_ref()
        }
        Request::DefaultConfiguration | Request::CancelPending => None,
    }
}
