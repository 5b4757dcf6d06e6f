//! Reading an address: `xmpp-pubsub` beside a scan for the separators (the floor) and crate `jid`.
#![allow(missing_docs, clippy::unwrap_used)]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const ADDRESSES: [(&str, &str); 4] = [
    ("ascii", "agent1001@uccx.example.com/desktop"),
    ("upper", "Agent1001@UCCX.Example.com/Desktop"),
    ("domain", "pubsub.uccx.example.com"),
    ("unicode", "fußball@bücher.example/♚"),
];

fn read(c: &mut Criterion) {
    for (name, text) in ADDRESSES {
        let mut group = c.benchmark_group(format!("jid/{name}"));
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function("floor: scan", |b| {
            b.iter(|| memchr::memchr2(b'@', b'/', black_box(text).as_bytes()));
        });
        group.bench_function("xmpp-pubsub", |b| b.iter(|| xmpp_pubsub::Jid::new(black_box(text)).unwrap()));
        group.bench_function("jid", |b| b.iter(|| jid::Jid::new(black_box(text)).unwrap()));
        group.finish();
    }
}

criterion_group!(benches, read);
criterion_main!(benches);
