//! The body codec beside a scan and a copy of the same bytes, and a whole round through the manager.
#![allow(missing_docs, clippy::unwrap_used, clippy::disallowed_methods)]

use std::hint::black_box;
use std::time::Instant;

use bosh::manager::{Accept, Config, Event, Manager, Request, RequestId, Security};
use bosh::{Attributes, Body, Entity, Payload, Rid};
use bytes::Bytes;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const NS: &str = "xmlns='http://jabber.org/protocol/httpbind'";

/// An event of 2 kB as a Finesse server publishes it: an escaped document.
fn event() -> String {
    let update =
        "&lt;dialog&gt;&lt;id&gt;16804377&lt;/id&gt;&lt;state&gt;ACTIVE&lt;/state&gt;&lt;/dialog&gt;"
            .repeat(20);
    format!(
        "<message xmlns='jabber:client' from='pubsub.uccx.example' to='agent1@uccx.example' id='1' type='headline'>\
         <event xmlns='http://jabber.org/protocol/pubsub#event'><items node='/finesse/api/User/agent1/Dialogs'>\
         <item id='1'><notification xmlns='http://jabber.org/protocol/pubsub'>{update}</notification></item></items>\
         </event></message>"
    )
}

fn read(c: &mut Criterion) {
    let empty =
        Bytes::from(format!("<body {NS} rid='1573741822' sid='{}' ack='1573741821'/>", "a".repeat(48)));
    let full = Bytes::from(format!("<body {NS}>{}</body>", event()));
    for (name, entity) in [("read_poll", empty), ("read_event", full)] {
        let mut group = c.benchmark_group(format!("bosh_body/{name}"));
        group.throughput(Throughput::Bytes(entity.len() as u64));
        group.bench_function("ours", |b| {
            b.iter(|| Body::read(black_box(&entity), 100).unwrap().payload.len())
        });
        group.bench_function("floor_scan", |b| {
            b.iter(|| memchr::memchr3_iter(b'<', b'&', b'>', black_box(&entity)).count());
        });
        group.bench_function("peer_roxmltree", |b| {
            b.iter(|| {
                let text = std::str::from_utf8(black_box(&entity)).unwrap();
                roxmltree::Document::parse(text).unwrap().root_element().children().count()
            });
        });
        group.finish();
    }
}

fn write(c: &mut Criterion) {
    let event = event();
    let (head, shared) = event.split_once('>').unwrap();
    let payload = Payload {
        head: Bytes::from(format!("{head}>")),
        shared: Some(Bytes::from(shared.to_owned())),
        ..Payload::default()
    };
    let attributes = Attributes::default();
    let mut group = c.benchmark_group("bosh_body/write_event");
    group.throughput(Throughput::Bytes(event.len() as u64));
    group.bench_function("ours", |b| {
        b.iter(|| Entity::write(black_box(&attributes), [black_box(&payload)]).len())
    });
    group.bench_function("floor_copy", |b| {
        b.iter(|| Bytes::copy_from_slice(black_box(event.as_bytes())).len())
    });
    group.finish();
}

/// One request of each of a thousand sessions, and one event for each, that answers it.
fn rounds(c: &mut Criterion) {
    let now = Instant::now();
    let mut manager = Manager::new(Config::default(), [1; 32], now);
    let mut next = 0;
    let mut sessions = Vec::new();
    for _ in 0..1000 {
        let body = format!("<body {NS} rid='1000' ver='1.11' wait='60' hold='1'/>");
        post(&mut manager, now, &mut next, body.into());
        let Some(Event::Opened(opened)) = manager.poll_event() else { return };
        manager.accept(now, opened.session, Accept::default()).unwrap();
        let answer = manager.poll_transmit().unwrap();
        let bosh::manager::Transmit::Answer { entity, .. } = answer else { return };
        let bytes = entity.to_bytes();
        let sid = Body::read(&bytes, 0).unwrap().attributes.sid.unwrap().into_owned();
        sessions.push((opened.session, sid, Rid::new(1000).unwrap()));
    }
    let shared = Bytes::from(event());
    let mut group = c.benchmark_group("bosh_manager");
    group.throughput(Throughput::Elements(sessions.len() as u64));
    group.bench_function("poll_and_event_of_1000", |b| {
        b.iter(|| {
            for (_, sid, rid) in &mut sessions {
                *rid = rid.next().unwrap();
                let body = format!("<body {NS} rid='{}' sid='{sid}'/>", rid.get());
                post(&mut manager, now, &mut next, body.into());
            }
            for (session, ..) in &sessions {
                let payload =
                    Payload { head: Bytes::new(), shared: Some(shared.clone()), ..Payload::default() };
                manager.send(now, *session, payload).unwrap();
            }
            let mut bytes = 0;
            while let Some(bosh::manager::Transmit::Answer { entity, .. }) = manager.poll_transmit() {
                bytes += entity.len();
            }
            bytes
        });
    });
    group.bench_function("floor_bodies_of_1000", |b| {
        b.iter(|| {
            let attributes = Attributes::default();
            let payload = Payload { head: Bytes::new(), shared: Some(shared.clone()), ..Payload::default() };
            let mut bytes = 0;
            for (_, sid, rid) in &sessions {
                let body = format!("<body {NS} rid='{}' sid='{sid}'/>", rid.get());
                bytes += Body::read(body.as_bytes(), 10).unwrap().payload.len();
                bytes += Entity::write(&attributes, [&payload]).len();
            }
            bytes
        });
    });
    group.finish();
}

fn post(manager: &mut Manager, now: Instant, next: &mut u64, entity: Bytes) {
    *next += 1;
    manager.handle_input(now, Request { id: RequestId(*next), entity, security: Security::Tls });
}

criterion_group!(benches, read, write, rounds);
criterion_main!(benches);
