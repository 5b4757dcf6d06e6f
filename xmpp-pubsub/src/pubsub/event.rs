//! Events: what a service tells subscribers (XEP-0060, `…#event`), written and read.

use std::time::SystemTime;

use xml_cursor::{Cursor, Namespace as _, Sink, Tag, Writer, XmlError};

use super::name::{ItemId, NodeId, SubId};
use super::payload::read_payload;
use super::request::{ReadItem, SubscriptionInfo};
use super::words::SubscriptionState;
use crate::{DataForm, Delay, Jid, Ns, ShimHeaders};

/// One event.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// Items were published, or retracted.
    Items {
        /// Of which node.
        node: NodeId,
        /// What was published. Empty for a node that only notifies.
        items: Vec<ReadItem>,
        /// What was retracted.
        retracted: Vec<ItemId>,
    },
    /// All items are gone.
    Purged {
        /// Of which node.
        node: NodeId,
    },
    /// The node is gone.
    Deleted {
        /// Which node.
        node: NodeId,
        /// Where it went.
        redirect: Option<String>,
    },
    /// A node was made, somewhere in a collection (XEP-0248, 5.3.1.2).
    Created {
        /// Which node.
        node: NodeId,
    },
    /// A node is in a collection now (XEP-0248, 5.3.2).
    Associated {
        /// In which; `None`: in the service itself.
        collection: Option<NodeId>,
        /// Which node.
        node: NodeId,
    },
    /// A node is no longer in a collection.
    Dissociated {
        /// In which; `None`: in the service itself.
        collection: Option<NodeId>,
        /// Which node.
        node: NodeId,
    },
    /// The node has a new configuration.
    Configured {
        /// Which node.
        node: NodeId,
        /// The configuration, if the node sends payloads.
        form: Option<DataForm>,
    },
    /// A subscription is in another state, and not because its holder asked for it; or, for an owner, somebody
    /// subscribed.
    Subscription(SubscriptionInfo),
}

/// Writes an event.
pub(super) fn write(event: &Event) -> Vec<u8> {
    let mut out = Vec::with_capacity(256);
    let mut writer = Writer::under(&mut out, Ns::Client.uri());
    writer.start("event").ns(Ns::PubsubEvent.uri());
    match event {
        Event::Items { node, items, retracted } => {
            writer.start("items").attr("node", node.as_str());
            for item in items {
                write_item(&mut writer, item);
            }
            for id in retracted {
                writer.start("retract").attr("id", id.as_str()).end("retract");
            }
            writer.end("items");
        }
        Event::Purged { node } => {
            writer.start("purge").attr("node", node.as_str()).end("purge");
        }
        Event::Deleted { node, redirect } => {
            writer.start("delete").attr("node", node.as_str());
            if let Some(uri) = redirect {
                writer.start("redirect").attr("uri", uri).end("redirect");
            }
            writer.end("delete");
        }
        Event::Created { node } => {
            writer.start("create").attr("node", node.as_str()).end("create");
        }
        Event::Associated { collection, node } => {
            write_association(&mut writer, collection.as_ref(), "associate", node);
        }
        // So the schema of XEP-0060; the text of XEP-0248 calls it `dissociate`.
        Event::Dissociated { collection, node } => {
            write_association(&mut writer, collection.as_ref(), "disassociate", node);
        }
        Event::Configured { node, form } => {
            writer.start("configuration").attr("node", node.as_str());
            if let Some(form) = form {
                form.write(&mut writer);
            }
            writer.end("configuration");
        }
        Event::Subscription(info) => write_subscription(&mut writer, info),
    }
    writer.end("event");
    out
}

fn write_association<O: Sink>(
    writer: &mut Writer<'_, O>,
    collection: Option<&NodeId>,
    what: &str,
    node: &NodeId,
) {
    writer.start("collection").attr_opt("node", collection.map(NodeId::as_str));
    writer.start(what).attr("node", node.as_str()).end(what).end("collection");
}

/// The event of a publish: as [`write()`], without a list of owned items.
pub(super) fn items(node: &NodeId, items: &[ReadItem]) -> Vec<u8> {
    let payloads =
        items.iter().filter_map(|item| item.payload.as_ref()).map(|payload| payload.as_bytes().len());
    // One allocation: heads, ends and the room for `delay` or subids.
    let mut out =
        Vec::with_capacity(256 + node.as_str().len() + payloads.map(|length| length + 64).sum::<usize>());
    let mut writer = Writer::under(&mut out, Ns::Client.uri());
    writer.start("event").ns(Ns::PubsubEvent.uri()).start("items").attr("node", node.as_str());
    for item in items {
        write_item(&mut writer, item);
    }
    writer.end("items").end("event");
    out
}

pub(super) fn write_item<O: Sink>(writer: &mut Writer<'_, O>, item: &ReadItem) {
    writer.start("item").attr_opt("id", item.id.as_ref().map(ItemId::as_str));
    writer.attr_opt("publisher", item.publisher.as_ref().map(Jid::as_str));
    if let Some(payload) = &item.payload {
        writer.raw_bytes(payload);
    }
    writer.end("item");
}

pub(super) fn write_subscription<O: Sink>(writer: &mut Writer<'_, O>, info: &SubscriptionInfo) {
    writer.start("subscription").attr_opt("node", info.node.as_ref().map(NodeId::as_str));
    writer.attr("jid", info.jid.as_str()).attr_opt("subid", info.subid.as_ref().map(SubId::as_str));
    writer.attr("subscription", info.state.as_str());
    if info.state == SubscriptionState::Unconfigured {
        writer.start("subscribe-options").empty("required").end("subscribe-options");
    }
    writer.end("subscription");
}

/// Adds the date of an item that is sent again.
pub(super) fn push_delay(content: &mut Vec<u8>, stamp: SystemTime) {
    Delay { stamp, from: None }.write(&mut Writer::under(content, Ns::Client.uri()));
}

/// Adds headers: subids, and the collection an event came by.
pub(super) fn push_headers(content: &mut Vec<u8>, subids: &[SubId], collection: Option<&NodeId>) {
    let mut headers = ShimHeaders::default();
    for subid in subids {
        headers = headers.with("SubID", subid.as_str());
    }
    if let Some(collection) = collection {
        headers = headers.with("Collection", collection.as_str());
    }
    if !headers.0.is_empty() {
        headers.write(&mut Writer::under(content, Ns::Client.uri()));
    }
}

/// Adds who is to have replies (XEP-0033).
pub(super) fn push_reply_to<'j>(content: &mut Vec<u8>, jids: impl Iterator<Item = &'j Jid>) {
    let mut writer = Writer::under(content, Ns::Client.uri());
    writer.start_in("addresses", "http://jabber.org/protocol/address");
    for jid in jids {
        writer.start("address").attr("type", "replyto").attr("jid", jid.as_str()).end("address");
    }
    writer.end("addresses");
}

/// Adds a form.
pub(super) fn push_form(content: &mut Vec<u8>, form: &DataForm) {
    form.write(&mut Writer::under(content, Ns::Client.uri()));
}

/// Reads the open `<event/>`, and closes it. `None`: nothing in it is known here.
pub(super) fn read(cursor: &mut Cursor<'_, Ns>) -> Result<Option<Event>, XmlError> {
    let mut event = None;
    while let Some(tag) = cursor.child()? {
        let node = || tag.attr("node").map(|node| NodeId::new(&node));
        let read = match (tag.ns(), tag.name(), node()) {
            (Ns::PubsubEvent, "items", Some(node)) => Some(read_items(cursor, node)?),
            (Ns::PubsubEvent, "purge", Some(node)) => {
                cursor.skip()?;
                Some(Event::Purged { node })
            }
            (Ns::PubsubEvent, "delete", Some(node)) => {
                let mut redirect = None;
                while let Some(tag) = cursor.child()? {
                    if tag.is(Ns::PubsubEvent, "redirect") {
                        redirect = tag.attr("uri").map(Into::into);
                    }
                    cursor.skip()?;
                }
                Some(Event::Deleted { node, redirect })
            }
            (Ns::PubsubEvent, "configuration", Some(node)) => {
                let mut form = None;
                while let Some(tag) = cursor.child()? {
                    match (tag.ns(), tag.name()) {
                        (Ns::DataForms, "x") => form = Some(DataForm::read(&tag, cursor)?),
                        _ => cursor.skip()?,
                    }
                }
                Some(Event::Configured { node, form })
            }
            (Ns::PubsubEvent, "create", Some(node)) => {
                cursor.skip()?;
                Some(Event::Created { node })
            }
            (Ns::PubsubEvent, "collection", collection) => read_association(cursor, collection)?,
            (Ns::PubsubEvent, "subscription", _) => {
                cursor.skip()?;
                read_subscription(&tag).map(Event::Subscription)
            }
            _ => {
                cursor.skip()?;
                None
            }
        };
        event = event.or(read);
    }
    Ok(event)
}

fn read_association(
    cursor: &mut Cursor<'_, Ns>,
    collection: Option<NodeId>,
) -> Result<Option<Event>, XmlError> {
    let collection = collection.filter(|node| !node.as_str().is_empty());
    let mut event = None;
    while let Some(tag) = cursor.child()? {
        cursor.skip()?;
        let Some(node) = tag.attr("node").filter(|_| tag.ns() == Ns::PubsubEvent) else { continue };
        let (collection, node) = (collection.clone(), NodeId::new(&node));
        match tag.name() {
            "associate" => event = Some(Event::Associated { collection, node }),
            "disassociate" | "dissociate" => event = Some(Event::Dissociated { collection, node }),
            _ => {}
        }
    }
    Ok(event)
}

fn read_items(cursor: &mut Cursor<'_, Ns>, node: NodeId) -> Result<Event, XmlError> {
    let (mut items, mut retracted) = (Vec::new(), Vec::new());
    while let Some(tag) = cursor.child()? {
        match (tag.ns(), tag.name()) {
            (Ns::PubsubEvent, "item") => items.push(read_item(&tag, cursor)?),
            (Ns::PubsubEvent, "retract") => {
                retracted.extend(tag.attr("id").map(|id| ItemId::new(&id)));
                cursor.skip()?;
            }
            _ => cursor.skip()?,
        }
    }
    Ok(Event::Items { node, items, retracted })
}

/// Reads the open `<item/>`, and closes it. Its first child is the payload.
pub(super) fn read_item(tag: &Tag<'_, Ns>, cursor: &mut Cursor<'_, Ns>) -> Result<ReadItem, XmlError> {
    Ok(ReadItem {
        id: tag.attr("id").map(|id| ItemId::new(&id)),
        publisher: tag.attr("publisher").and_then(|jid| Jid::new(&jid).ok()),
        payload: read_payload(cursor)?.0,
    })
}

/// What the attributes of `<subscription/>` say; `None` without a JID. A state that is not known is none.
pub(super) fn read_subscription(tag: &Tag<'_, Ns>) -> Option<SubscriptionInfo> {
    let state = tag.attr("subscription").and_then(|state| SubscriptionState::parse(&state));
    Some(SubscriptionInfo {
        node: tag.attr("node").map(|node| NodeId::new(&node)),
        jid: Jid::new(&tag.attr("jid")?).ok()?,
        state: state.unwrap_or(SubscriptionState::None),
        subid: tag.attr("subid").map(|subid| SubId::new(&subid)),
    })
}
