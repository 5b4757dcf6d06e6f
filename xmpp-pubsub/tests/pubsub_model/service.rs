//! The same operations on the service, and its answers and events in the words of the model.

use std::collections::BTreeSet;
use std::time::Instant;

use xmpp_pubsub::pubsub::{
    Answer, AuthorizationRequest, Bound, Client, ClientEvent, Contact, Event, ItemId, Memory, NewItem,
    NodeConfig, NodeId, NodeType, Now, Refused, Request, SendLast, Service, SubscribeOptions,
    SubscriptionInfo, Which, markup,
};
use xmpp_pubsub::{Condition, Jid, Ns, StanzaError};

use crate::ops::{Config, JIDS, NODES, Op};

pub(crate) fn jid(index: u8) -> Jid {
    Jid::new(JIDS[index as usize]).unwrap()
}

pub(crate) fn node(index: u8) -> Option<NodeId> {
    Some(NODES[index as usize].into())
}

pub(crate) fn form(config: &Config) -> xmpp_pubsub::DataForm {
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
pub(crate) fn perform(service: &mut Service<Memory>, now: Now, op: &Op) -> Result<String, Condition> {
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
pub(crate) fn asked(n: u8, j: u8) -> AuthorizationRequest {
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

pub(crate) fn request(op: &Op) -> (Jid, Request) {
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
pub(crate) fn summary(answer: Result<Answer, Refused>) -> Result<String, Condition> {
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
pub(crate) fn drain(service: &mut Service<Memory>) -> Vec<(String, String)> {
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
