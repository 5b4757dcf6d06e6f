//! What is done to both, by chance.

use proptest::prelude::*;
use xmpp_pubsub::pubsub::{
    AccessModel, Affiliation, Depth, NodeFull, PublishModel, SubscriptionState, SubscriptionType,
};

#[derive(Debug, Clone)]
pub(crate) enum Op {
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
pub(crate) struct Roster {
    pub(crate) presence: bool,
    pub(crate) group: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Config {
    pub(crate) collection: bool,
    pub(crate) access: AccessModel,
    pub(crate) publish: PublishModel,
    pub(crate) max_items: u32,
    pub(crate) full: NodeFull,
    pub(crate) notify_retract: bool,
}

pub(crate) const NODES: [&str; 3] = ["a", "b", "c"];
/// Two connections of one account, the account, and two others.
pub(crate) const JIDS: [&str; 5] = ["u@d/1", "u@d/2", "v@d/1", "w@d", "w@d/1"];

pub(crate) fn config(collections: bool) -> impl Strategy<Value = Config> {
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

pub(crate) fn reach() -> impl Strategy<Value = (SubscriptionType, Depth)> {
    let depth = prop_oneof![(0..4u32).prop_map(Depth::To), Just(Depth::All)];
    (prop::sample::select(SubscriptionType::ALL), depth)
}

pub(crate) fn op(collections: bool) -> impl Strategy<Value = Op> {
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
