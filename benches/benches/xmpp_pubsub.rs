//! What a publish costs, beside writing the heads of its messages.
//!
//! - `publish to 1000`: a parsed publish in, 1,000 addressed stanzas out, and their heads written; beside the heads alone.
//! - `subscribers`: time per recipient with 10, 1,000 and 100,000 subscribers of the node.
//! - `nodes`: a publish to one of 1, 1,000 and 100,000 nodes with ten subscribers each.
//! - `collection`: time per recipient with 10, 1,000 and 100,000 subscribers of a collection that the node is in.
//! - `subids`: time per recipient where each has a header of its own (`multi-subscribe`).
#![allow(clippy::unwrap_used)]

use std::hint::black_box;
use std::time::{Duration, Instant, UNIX_EPOCH};

use bytes::BytesMut;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use xml_cursor::Writer;
use xmpp_pubsub::Jid;
use xmpp_pubsub::pubsub::{
    Depth, Feature, Memory, NewItem, NodeConfig, NodeId, NodeType, NotificationNamespace, Now, Request,
    Service, ServiceConfig, SubscribeOptions, SubscriptionType, escaped_notification,
};

/// About the size of a Finesse event: 1.9 kB, once escaped.
fn document() -> String {
    let field = "<field>value</field>";
    format!("<Update><data><user>{}</user></data><event>PUT</event></Update>", field.repeat(60))
}

struct World {
    service: Service<Memory>,
    publisher: Jid,
    now: Now,
    request: Request,
}

impl World {
    /// `nodes` nodes with `subscribers` subscribers each.
    fn new(nodes: usize, subscribers: usize) -> Self {
        let publisher = Jid::new("finesse@d/server").unwrap();
        let config = ServiceConfig::finesse(Jid::new("pubsub.d").unwrap(), publisher.to_bare());
        let now = Now { at: Instant::now(), utc: UNIX_EPOCH + Duration::from_secs(1_800_000_000) };
        let mut service = Service::new(config, Memory::new(), [3; 32], now).unwrap();
        let name = |node: usize| NodeId::from(format!("/finesse/api/User/{node}"));
        let item = NewItem {
            id: Some("1".into()),
            payload: Some(escaped_notification(NotificationNamespace::Pubsub, &document())),
        };
        let publish = |node: usize| Request::Publish {
            node: Some(name(node)),
            items: vec![item.clone()],
            options: None,
        };
        for node in 0..nodes {
            service.request(now, &publisher, publish(node)).unwrap();
            for n in 0..subscribers {
                let jid = Jid::new(&format!("agent{}@d", (node * 7 + n) % 100_000)).unwrap();
                service.subscribe_automatically(now, &name(node), &jid);
            }
        }
        Self { service, publisher, now, request: publish(nodes / 2) }
    }

    /// One node, whose only listeners are `subscribers` of the collection it is in; or its own, each with a subid.
    fn with(feature: Feature, subscribers: usize) -> Self {
        let publisher = Jid::new("finesse@d/server").unwrap();
        let mut config = ServiceConfig::finesse(Jid::new("pubsub.d").unwrap(), publisher.to_bare());
        config.features = config.features.with(feature);
        let now = Now { at: Instant::now(), utc: UNIX_EPOCH + Duration::from_secs(1_800_000_000) };
        let mut service = Service::new(config, Memory::new(), [3; 32], now).unwrap();
        let name = |node: &str| Some(NodeId::new(node));
        let (mut listened, mut options) = ("leaf", None);
        if feature == Feature::Collections {
            let mut config = NodeConfig::default();
            config.node_type = NodeType::Collection;
            let create = Request::Create { node: name("all"), config: Some(config.to_form()) };
            service.request(now, &publisher, create).unwrap();
            let mut wanted = SubscribeOptions::default();
            wanted.subscription_type = Some(SubscriptionType::Items);
            wanted.subscription_depth = Some(Depth::All);
            (listened, options) = ("all", Some(wanted.to_form()));
        }
        service.request(now, &publisher, Request::Create { node: name("leaf"), config: None }).unwrap();
        if feature == Feature::Collections {
            let associate = Request::Associate { collection: name("all"), node: name("leaf") };
            service.request(now, &publisher, associate).unwrap();
        }
        for n in 0..subscribers {
            let jid = Jid::new(&format!("agent{n}@d")).unwrap();
            let options = options.clone();
            let subscribe = Request::Subscribe { node: name(listened), jid: Some(jid.clone()), options };
            service.request(now, &jid, subscribe).unwrap();
            while service.poll_transmit().is_some() {}
        }
        let payload = Some(escaped_notification(NotificationNamespace::Pubsub, &document()));
        let items = vec![NewItem { id: Some("1".into()), payload }];
        Self {
            service,
            publisher,
            now,
            request: Request::Publish { node: name("leaf"), items, options: None },
        }
    }

    /// Publishes, and writes the head of every stanza.
    fn publish(&mut self, out: &mut BytesMut) -> usize {
        let answer = self.service.request(self.now, &self.publisher, self.request.clone());
        black_box(answer.unwrap());
        let mut count = 0;
        while let Some(stanza) = self.service.poll_transmit() {
            out.clear();
            stanza.write_head(out);
            black_box((&out, stanza.shared()));
            count += 1;
        }
        count
    }
}

fn publish_to_1000(c: &mut Criterion) {
    let mut group = c.benchmark_group("xmpp_pubsub publish to 1000");
    let mut out = BytesMut::with_capacity(4096);
    let jids: Vec<String> = (0..1000).map(|n| format!("agent{n}@d")).collect();
    group.bench_function("heads alone", |b| {
        let mut id = 0u64;
        b.iter(|| {
            for jid in &jids {
                out.clear();
                id += 1;
                let mut writer = Writer::new(&mut out);
                writer.start("message").ns("jabber:client").attr("from", "pubsub.d").attr("to", jid);
                writer.attr_value("id", &id).attr("type", "headline");
                black_box(&out);
            }
        });
    });
    let mut world = World::new(1, 1000);
    group.bench_function("publish and drain", |b| {
        b.iter(|| {
            let answer = world.service.request(world.now, &world.publisher, world.request.clone());
            black_box(answer.unwrap());
            while let Some(stanza) = world.service.poll_transmit() {
                black_box(stanza);
            }
        });
    });
    group.bench_function("publish, drain and write heads", |b| {
        b.iter(|| assert_eq!(world.publish(&mut out), 1000))
    });
    group.finish();
}

fn subscribers(c: &mut Criterion) {
    let mut group = c.benchmark_group("xmpp_pubsub subscribers");
    let mut out = BytesMut::with_capacity(4096);
    for count in [10, 1_000, 100_000] {
        let mut world = World::new(1, count);
        group.throughput(Throughput::Elements(count as u64));
        if count == 100_000 {
            group.sample_size(10);
        }
        group.bench_function(BenchmarkId::from_parameter(count), |b| b.iter(|| world.publish(&mut out)));
    }
    group.finish();
}

fn nodes(c: &mut Criterion) {
    let mut group = c.benchmark_group("xmpp_pubsub nodes");
    let mut out = BytesMut::with_capacity(4096);
    group.throughput(Throughput::Elements(10));
    for count in [1, 1_000, 100_000] {
        let mut world = World::new(count, 10);
        group.bench_function(BenchmarkId::from_parameter(count), |b| b.iter(|| world.publish(&mut out)));
    }
    group.finish();
}

fn with(c: &mut Criterion, title: &str, feature: Feature) {
    let mut group = c.benchmark_group(format!("xmpp_pubsub {title}"));
    let mut out = BytesMut::with_capacity(4096);
    for count in [10, 1_000, 100_000] {
        let mut world = World::with(feature, count);
        group.throughput(Throughput::Elements(count as u64));
        if count == 100_000 {
            group.sample_size(10);
        }
        let id = BenchmarkId::from_parameter(count);
        group.bench_function(id, |b| b.iter(|| assert_eq!(world.publish(&mut out), count)));
    }
    group.finish();
}

fn collection(c: &mut Criterion) {
    with(c, "collection", Feature::Collections);
}

fn subids(c: &mut Criterion) {
    with(c, "subids", Feature::MultiSubscribe);
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1));
    targets = publish_to_1000, subscribers, nodes, collection, subids
}
criterion_main!(benches);
