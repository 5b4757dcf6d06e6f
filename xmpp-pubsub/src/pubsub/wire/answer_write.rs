//! Writing answers.

use xml_cursor::{Namespace as _, Sink, Writer};

use super::super::event::{write_item, write_subscription};
use super::super::name::{ItemId, NodeId, SubId};
use super::super::request::{Answer, CommandState, ReadItem, SubscriptionInfo};
use super::super::words::Affiliation;
use super::GET_PENDING;
use crate::{DataForm, Jid, Ns, ResultPage};

/// Writes the payload of an answer; nothing for [`Answer::Done`].
pub(in super::super) fn write_answer<O: Sink>(writer: &mut Writer<'_, O>, answer: &Answer) {
    match answer {
        Answer::Done => {}
        Answer::Info(info) => info.write(writer),
        Answer::Entries(entries, None) => entries.write(writer),
        Answer::Entries(entries, Some(set)) => {
            writer.start_in("query", Ns::DiscoItems.uri()).attr_opt("node", entries.node.as_deref());
            for item in &entries.items {
                writer.start("item").attr("jid", item.jid.as_str());
                writer
                    .attr_opt("node", item.node.as_deref())
                    .attr_opt("name", item.name.as_deref())
                    .end("item");
            }
            set.write(writer);
            writer.end("query");
        }
        Answer::Subscription(info) => {
            pubsub(writer, Ns::Pubsub, None, |writer| write_subscription(writer, info))
        }
        Answer::Subscriptions(node, all, set) => {
            pubsub(writer, Ns::Pubsub, set.as_ref(), |writer| subscriptions(writer, node.as_ref(), all));
        }
        Answer::Affiliations(node, all, set) => pubsub(writer, Ns::Pubsub, set.as_ref(), |writer| {
            writer.start("affiliations").attr_opt("node", node.as_ref().map(NodeId::as_str));
            for (node, affiliation) in all {
                let entry = writer.start("affiliation").attr("node", node.as_str());
                entry.attr("affiliation", affiliation.as_str()).end("affiliation");
            }
            writer.end("affiliations");
        }),
        Answer::Options(which, form) => pubsub(writer, Ns::Pubsub, None, |writer| {
            writer.start("options").attr_opt("node", which.node.as_ref().map(NodeId::as_str));
            writer.attr_opt("jid", which.jid.as_ref().map(Jid::as_str));
            writer.attr_opt("subid", which.subid.as_ref().map(SubId::as_str));
            form.write(writer);
            writer.end("options");
        }),
        Answer::DefaultOptions(node, form) => pubsub(writer, Ns::Pubsub, None, |writer| {
            writer.start("default").attr_opt("node", node.as_ref().map(NodeId::as_str));
            form.write(writer);
            writer.end("default");
        }),
        Answer::Items(node, all, set) => {
            pubsub(writer, Ns::Pubsub, set.as_ref(), |writer| items(writer, node, all));
        }
        Answer::Published(node, ids) => {
            pubsub(writer, Ns::Pubsub, None, |writer| published(writer, node, ids))
        }
        Answer::Created(node) => pubsub(writer, Ns::Pubsub, None, |writer| {
            writer.start("create").attr("node", node.as_str()).end("create");
        }),
        Answer::Configuration(node, form) => pubsub(writer, Ns::PubsubOwner, None, |writer| {
            writer.start("configure").attr("node", node.as_str());
            form.write(writer);
            writer.end("configure");
        }),
        Answer::DefaultConfiguration(form) => pubsub(writer, Ns::PubsubOwner, None, |writer| {
            writer.start("default");
            form.write(writer);
            writer.end("default");
        }),
        Answer::Command(state, form) => command(writer, *state, form.as_ref()),
        Answer::Subscribers(node, all, set) => {
            pubsub(writer, Ns::PubsubOwner, set.as_ref(), |writer| subscriptions(writer, Some(node), all));
        }
        Answer::Affiliates(node, all, set) => {
            pubsub(writer, Ns::PubsubOwner, set.as_ref(), |writer| affiliates(writer, node, all));
        }
    }
}

fn pubsub<O: Sink>(
    writer: &mut Writer<'_, O>,
    ns: Ns,
    set: Option<&ResultPage>,
    content: impl FnOnce(&mut Writer<'_, O>),
) {
    writer.start("pubsub").ns(ns.uri());
    content(writer);
    if let Some(set) = set {
        set.write(writer);
    }
    writer.end("pubsub");
}

fn subscriptions<O: Sink>(writer: &mut Writer<'_, O>, node: Option<&NodeId>, all: &[SubscriptionInfo]) {
    writer.start("subscriptions").attr_opt("node", node.map(NodeId::as_str));
    for info in all {
        write_subscription(writer, info);
    }
    writer.end("subscriptions");
}

fn affiliates<O: Sink>(writer: &mut Writer<'_, O>, node: &NodeId, all: &[(Jid, Affiliation)]) {
    writer.start("affiliations").attr("node", node.as_str());
    for (jid, affiliation) in all {
        let entry = writer.start("affiliation").attr("jid", jid.as_str());
        entry.attr("affiliation", affiliation.as_str()).end("affiliation");
    }
    writer.end("affiliations");
}

fn items<O: Sink>(writer: &mut Writer<'_, O>, node: &NodeId, all: &[ReadItem]) {
    writer.start("items").attr("node", node.as_str());
    for item in all {
        write_item(writer, item);
    }
    writer.end("items");
}

fn published<O: Sink>(writer: &mut Writer<'_, O>, node: &NodeId, ids: &[ItemId]) {
    writer.start("publish").attr("node", node.as_str());
    for id in ids {
        writer.start("item").attr("id", id.as_str()).end("item");
    }
    writer.end("publish");
}

fn command<O: Sink>(writer: &mut Writer<'_, O>, state: CommandState, form: Option<&DataForm>) {
    writer.start("command").ns(Ns::Commands.uri()).attr("node", GET_PENDING);
    writer.attr("sessionid", "get-pending").attr("status", state.as_str());
    if state == CommandState::Executing {
        writer.start("actions").attr("execute", "complete").empty("complete").end("actions");
    }
    if let Some(form) = form {
        form.write(writer);
    }
    writer.end("command");
}
