//! Random operations on the service and on a simple model of it: both must answer and notify alike.
//!
//! The model knows nodes as lists that are searched, decides each right from the tables of XEP-0060, and sends events by
//! looking at everybody. What it does not know (pages, leases, presence of subscribers) has tests of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

mod model;
mod ops;
mod people;
mod service;

use std::time::{Duration, Instant, UNIX_EPOCH};

use model::Model;
#[cfg(feature = "collections")]
use ops::Config;
use ops::{JIDS, Op, op};
use proptest::prelude::*;
use service::{drain, perform};
use xmpp_pubsub::Jid;
#[cfg(feature = "collections")]
use xmpp_pubsub::pubsub::{AccessModel, Depth, NodeFull, PublishModel, SubscriptionType};
use xmpp_pubsub::pubsub::{Bound, Feature, Memory, Now, SendLast, Service, ServiceConfig};

fn sorted(mut events: Vec<(String, String)>) -> Vec<(String, String)> {
    events.sort();
    events
}

fn compare(ops: &[Op], collections: bool) -> Result<(), TestCaseError> {
    let mut config = ServiceConfig::new(Jid::new("pubsub.d").unwrap());
    config.node_defaults.max_items = Bound::At(2);
    config.node_defaults.send_last_published_item = SendLast::Never;
    if collections {
        config.features = config.features.with(Feature::Collections).with(Feature::MultiCollections);
    }
    let now = Now { at: Instant::now(), utc: UNIX_EPOCH + Duration::from_secs(1_800_000_000) };
    let mut service = Service::new(config, Memory::new(), [4; 32], now).unwrap();
    let mut model = Model { collections, ..Model::default() };
    for op in ops {
        let answer = perform(&mut service, now, op);
        prop_assert_eq!(answer, model.apply(op), "{:?} {:#?}", op, model.nodes);
        // Recipients of one event come in any order; the events of one recipient in theirs.
        let (theirs, ours) = (drain(&mut service), std::mem::take(&mut model.events));
        for jid in JIDS {
            let of = |all: &[(String, String)]| -> Vec<String> {
                let mut all: Vec<String> =
                    all.iter().filter(|(to, _)| to == jid).map(|(_, what)| what.clone()).collect();
                if let Op::Contact(..) = op {
                    // A roster means something to several nodes, in any order.
                    all.sort();
                }
                all
            };
            prop_assert_eq!(of(&theirs), of(&ours), "{:?} to {} {:#?}", op, jid, model.nodes);
        }
        prop_assert_eq!(sorted(theirs), sorted(ours), "{:?}", op);
        prop_assert_eq!(service.node_count(), model.nodes.len());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_service_does_as_the_model(ops in prop::collection::vec(op(false), 1..60)) {
        compare(&ops, false)?;
    }
}

#[cfg(feature = "collections")]
proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_service_does_as_the_model_with_collections(ops in prop::collection::vec(op(true), 1..100)) {
        // Chance alone seldom subscribes somebody to a collection and to a node within.
        let node = |collection| Config {
            collection,
            access: AccessModel::Open,
            publish: PublishModel::Open,
            max_items: 2,
            full: NodeFull::RetractOldest,
            notify_retract: true,
        };
        let reach = Some((SubscriptionType::All, Depth::All));
        let mut all = vec![
            Op::Create(0, 0, node(true)),
            Op::Create(0, 1, node(false)),
            Op::Associate(0, 0, 1),
            Op::Subscribe(2, 0, 2),
            Op::Options(2, 0, 2, true, reach),
            Op::Subscribe(2, 1, 2),
        ];
        all.extend(ops);
        compare(&all, true)?;
    }
}
