//! Writing: `xml-cursor` beside a plain copy (the floor) and quick-xml's escaping of the same text.
#![allow(missing_docs, clippy::unwrap_used)]

use std::hint::black_box;

use benches::xml::{EVENTS, update};
use bytes::BytesMut;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use xml_cursor::Writer;

fn write(c: &mut Criterion) {
    for (name, size) in EVENTS {
        let text = update(size);
        let mut group = c.benchmark_group(name);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function("floor: copy", |b| b.iter(|| black_box(text.as_str()).to_owned()));
        group.bench_function("quick_xml::escape", |b| {
            b.iter(|| quick_xml::escape::escape(black_box(text.as_str())))
        });
        group.bench_function("quick_xml::partial_escape", |b| {
            b.iter(|| quick_xml::escape::partial_escape(black_box(text.as_str())));
        });
        group.bench_function("xml-cursor, text into a new String", |b| {
            b.iter(|| {
                let mut out = String::new();
                Writer::new(&mut out).text(black_box(&text));
                out
            });
        });
        let mut out = BytesMut::with_capacity(4 * text.len());
        group.bench_function("xml-cursor, the whole event into a kept BytesMut", |b| {
            b.iter(|| {
                out.clear();
                let mut w = Writer::new(&mut out);
                w.start_in("message", "jabber:client").attr("from", "pubsub.finesse.example.com");
                w.attr("to", "1001@finesse.example.com").attr("id", "/finesse/api/User/1001__x3fK9");
                w.start_in("event", "http://jabber.org/protocol/pubsub#event");
                w.start("items").attr("node", "/finesse/api/User/1001");
                w.start("item").attr("id", "7c1f0b2e-1f7d-4a8a-9d3e-0f9c2b1a5e77");
                w.start_in("notification", "http://jabber.org/protocol/pubsub").text(black_box(&text));
                w.end("notification").end("item").end("items").end("event").end("message");
                out.len()
            });
        });
    }
    let plain = "0123456789 abcdef".repeat(120);
    let mut group = c.benchmark_group("2 kB of plain text");
    group.throughput(Throughput::Bytes(plain.len() as u64));
    group.bench_function("floor: copy", |b| b.iter(|| black_box(plain.as_str()).to_owned()));
    group.bench_function("quick_xml::escape", |b| {
        b.iter(|| quick_xml::escape::escape(black_box(plain.as_str())).into_owned());
    });
    group.bench_function("xml-cursor, text into a new String", |b| {
        b.iter(|| {
            let mut out = String::new();
            Writer::new(&mut out).text(black_box(&plain));
            out
        });
    });
}

criterion_group!(benches, write);
criterion_main!(benches);
