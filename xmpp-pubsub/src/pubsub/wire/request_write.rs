//! Writing requests.

use xml_cursor::{Namespace as _, Sink, Writer};

use super::super::name::{ItemId, NodeId, SubId};
use super::super::request::{NewItem, Request, SubscriptionInfo, Which};
use super::super::words::Affiliation;
use super::GET_PENDING;
use crate::{DataForm, Field, FormType, IqType, Jid, Ns, Page};

/// Writes the payload of a request; gives the type of its iq.
pub(in super::super) fn write_request<O: Sink>(writer: &mut Writer<'_, O>, request: &Request) -> IqType {
    match request {
        Request::DiscoInfo(node) => {
            writer.start_in("query", Ns::DiscoInfo.uri()).attr_opt("node", name(node.as_ref())).end("query");
            IqType::Get
        }
        Request::DiscoItems(node, page) => {
            writer.start_in("query", Ns::DiscoItems.uri()).attr_opt("node", name(node.as_ref()));
            write_page(writer, page.as_ref());
            writer.end("query");
            IqType::Get
        }
        Request::Pending(node) => {
            writer.start("command").ns(Ns::Commands.uri()).attr("node", GET_PENDING);
            if let Some(node) = node {
                let form = DataForm::new(FormType::Submit);
                form.with_field(Field::submitted("pubsub#node", [node.as_str()])).write(writer);
            } else {
                writer.attr("action", "execute");
            }
            writer.end("command");
            IqType::Set
        }
        Request::CancelPending => {
            writer.start("command").ns(Ns::Commands.uri()).attr("node", GET_PENDING);
            writer.attr("action", "cancel").end("command");
            IqType::Set
        }
        _ => {
            let (ty, ns) = address(request);
            writer.start("pubsub").ns(ns.uri());
            operation(writer, request);
            writer.end("pubsub");
            ty
        }
    }
}

/// In which iq and which namespace an operation goes.
const fn address(request: &Request) -> (IqType, Ns) {
    match request {
        Request::Subscriptions(..)
        | Request::Affiliations(..)
        | Request::Options(_)
        | Request::DefaultOptions(_)
        | Request::Items { .. } => (IqType::Get, Ns::Pubsub),
        Request::Configuration(_)
        | Request::DefaultConfiguration
        | Request::Subscribers(..)
        | Request::Affiliates(..) => (IqType::Get, Ns::PubsubOwner),
        Request::Configure(..)
        | Request::Delete { .. }
        | Request::Purge(_)
        | Request::Associate { .. }
        | Request::Dissociate { .. }
        | Request::ChangeSubscribers(..)
        | Request::ChangeAffiliates(..) => (IqType::Set, Ns::PubsubOwner),
        _ => (IqType::Set, Ns::Pubsub),
    }
}

fn operation<O: Sink>(writer: &mut Writer<'_, O>, request: &Request) {
    match request {
        Request::Subscriptions(node, page) | Request::Subscribers(node, page) => {
            writer.start("subscriptions").attr_opt("node", name(node.as_ref())).end("subscriptions");
            write_page(writer, page.as_ref());
        }
        Request::Affiliations(node, page) | Request::Affiliates(node, page) => {
            writer.start("affiliations").attr_opt("node", name(node.as_ref())).end("affiliations");
            write_page(writer, page.as_ref());
        }
        Request::Subscribe { node, jid, options } => {
            writer.start("subscribe").attr_opt("node", name(node.as_ref()));
            writer.attr_opt("jid", jid.as_ref().map(Jid::as_str)).end("subscribe");
            if let Some(form) = options {
                around(writer, "options", form);
            }
        }
        Request::Unsubscribe(which) => {
            start_which(writer, "unsubscribe", which);
            writer.end("unsubscribe");
        }
        Request::Options(which) => {
            start_which(writer, "options", which);
            writer.end("options");
        }
        Request::SetOptions(which, form) => {
            start_which(writer, "options", which);
            form.write(writer);
            writer.end("options");
        }
        Request::DefaultOptions(node) => {
            writer.start("default").attr_opt("node", name(node.as_ref())).end("default");
        }
        Request::Items { node, max, ids, subid, page } => {
            writer.start("items").attr_opt("node", name(node.as_ref()));
            if let Some(max) = max {
                writer.attr_value("max_items", max);
            }
            writer.attr_opt("subid", subid.as_ref().map(SubId::as_str));
            for id in ids {
                writer.start("item").attr("id", id.as_str()).end("item");
            }
            writer.end("items");
            write_page(writer, page.as_ref());
        }
        Request::Publish { node, items, options } => {
            writer.start("publish").attr_opt("node", name(node.as_ref()));
            for item in items {
                write_new_item(writer, item);
            }
            writer.end("publish");
            if let Some(form) = options {
                around(writer, "publish-options", form);
            }
        }
        Request::Retract { node, items, notify } => {
            writer.start("retract").attr_opt("node", name(node.as_ref()));
            writer.attr_opt("notify", notify.map(|notify| if notify { "true" } else { "false" }));
            for id in items {
                writer.start("item").attr_opt("id", id.as_ref().map(ItemId::as_str)).end("item");
            }
            writer.end("retract");
        }
        Request::Create { node, config } => {
            writer.start("create").attr_opt("node", name(node.as_ref())).end("create");
            if let Some(form) = config {
                around(writer, "configure", form);
            }
        }
        Request::Configuration(node) => {
            writer.start("configure").attr_opt("node", name(node.as_ref())).end("configure");
        }
        Request::Configure(node, form) => {
            writer.start("configure").attr_opt("node", name(node.as_ref()));
            form.write(writer);
            writer.end("configure");
        }
        Request::Delete { node, redirect } => {
            writer.start("delete").attr_opt("node", name(node.as_ref()));
            if let Some(uri) = redirect {
                writer.start("redirect").attr("uri", uri).end("redirect");
            }
            writer.end("delete");
        }
        Request::Associate { collection, node } => {
            write_association(writer, collection.as_ref(), "associate", node.as_ref());
        }
        Request::Dissociate { collection, node } => {
            write_association(writer, collection.as_ref(), "dissociate", node.as_ref());
        }
        Request::Purge(node) => {
            writer.start("purge").attr_opt("node", name(node.as_ref())).end("purge");
        }
        Request::ChangeSubscribers(node, changes) => write_changes(writer, node.as_ref(), changes),
        Request::ChangeAffiliates(node, changes) => write_affiliates(writer, node.as_ref(), changes),
        Request::DefaultConfiguration => {
            writer.empty("default");
        }
        // Not in a `<pubsub/>` element.
        Request::DiscoInfo(_) | Request::DiscoItems(..) | Request::Pending(_) | Request::CancelPending => {}
    }
}

fn write_association<O: Sink>(
    writer: &mut Writer<'_, O>,
    collection: Option<&NodeId>,
    what: &str,
    node: Option<&NodeId>,
) {
    writer.start("collection").attr_opt("node", name(collection));
    writer.start(what).attr_opt("node", name(node)).end(what).end("collection");
}

fn name(node: Option<&NodeId>) -> Option<&str> {
    node.map(NodeId::as_str)
}

fn write_page<O: Sink>(writer: &mut Writer<'_, O>, page: Option<&Page>) {
    if let Some(page) = page {
        page.write(writer);
    }
}

fn around<O: Sink>(writer: &mut Writer<'_, O>, element: &str, form: &DataForm) {
    writer.start(element);
    form.write(writer);
    writer.end(element);
}

fn start_which<O: Sink>(writer: &mut Writer<'_, O>, element: &str, which: &Which) {
    writer.start(element).attr_opt("node", name(which.node.as_ref()));
    writer.attr_opt("jid", which.jid.as_ref().map(Jid::as_str));
    writer.attr_opt("subid", which.subid.as_ref().map(SubId::as_str));
}

fn write_new_item<O: Sink>(writer: &mut Writer<'_, O>, item: &NewItem) {
    writer.start("item").attr_opt("id", item.id.as_ref().map(ItemId::as_str));
    if let Some(payload) = &item.payload {
        writer.raw_bytes(payload);
    }
    writer.end("item");
}

fn write_changes<O: Sink>(writer: &mut Writer<'_, O>, node: Option<&NodeId>, changes: &[SubscriptionInfo]) {
    writer.start("subscriptions").attr_opt("node", name(node));
    for change in changes {
        writer
            .start("subscription")
            .attr("jid", change.jid.as_str())
            .attr("subscription", change.state.as_str());
        writer.attr_opt("subid", change.subid.as_ref().map(SubId::as_str)).end("subscription");
    }
    writer.end("subscriptions");
}

fn write_affiliates<O: Sink>(
    writer: &mut Writer<'_, O>,
    node: Option<&NodeId>,
    changes: &[(Jid, Affiliation)],
) {
    writer.start("affiliations").attr_opt("node", name(node));
    for (jid, affiliation) in changes {
        let entry = writer.start("affiliation").attr("jid", jid.as_str());
        entry.attr("affiliation", affiliation.as_str()).end("affiliation");
    }
    writer.end("affiliations");
}
