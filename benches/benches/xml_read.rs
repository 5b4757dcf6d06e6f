//! Reading one stanza: `xml-cursor` beside the scan for markup (the floor), quick-xml, roxmltree and rxml.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use std::borrow::Cow;
use std::hint::black_box;

use benches::xml::{EVENTS, STANZA, event};
use criterion::{
    BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main, measurement::WallTime,
};
use quick_xml::events::Event;
use xml_cursor::{Cursor, Frame, Framer, Limits, Profile, Raw};

xml_cursor::namespaces! {
    enum Ns {
        Client = "jabber:client",
        Pubsub = "http://jabber.org/protocol/pubsub",
        Event = "http://jabber.org/protocol/pubsub#event",
        Info = "http://jabber.org/protocol/disco#info",
        Delay = "urn:xmpp:delay",
    }
}

xml_cursor::records! {
    Message<'x> in Ns::Client {
        "from" attr from;
        "to" attr to;
        "id" attr id;
        "event" (in Ns::Event) one event: PubsubEvent<'x>;
    }
    PubsubEvent<'x> in Ns::Event { "items" one items: Items<'x>; }
    Items<'x> in Ns::Event { "node" attr node; "item" one item: Item<'x>; }
    Item<'x> in Ns::Event { "id" attr id; "notification" (in Ns::Pubsub) text payload; }

    Iq<'x> in Ns::Client {
        "type" attr kind;
        "id" attr id;
        "from" attr from;
        "to" attr to;
        "query" (in Ns::Info) one query: Query<'x>;
        "delay" (in Ns::Delay) one delay: Delay<'x>;
    }
    Query<'x> in Ns::Info { "node" attr node; "identity" many identities: Identity<'x>; "feature" many features: Feature<'x>; }
    Identity<'x> in Ns::Info { "category" attr category; "type" attr kind; "name" attr name; }
    Feature<'x> in Ns::Info { "var" attr var; }
    Delay<'x> in Ns::Delay { "stamp" attr stamp; "." content reason; }
}

/// The event as a subscriber reads it.
fn typed(text: &[u8]) -> (Option<Cow<'_, str>>, Cow<'_, str>) {
    let mut cursor = Cursor::<Ns>::new(text, Profile::Stream).unwrap();
    let message = cursor.root().unwrap();
    let mut found = (None, Cow::Borrowed(""));
    black_box((message.attr("from"), message.attr("to"), message.attr("id")));
    while let Some(event) = cursor.child().unwrap() {
        if !event.is(Ns::Event, "event") {
            cursor.skip().unwrap();
            continue;
        }
        while let Some(items) = cursor.child().unwrap() {
            found.0 = items.attr("node");
            while let Some(item) = cursor.child().unwrap() {
                black_box(item.attr("id"));
                while let Some(payload) = cursor.child().unwrap() {
                    match (payload.ns(), payload.name()) {
                        (Ns::Pubsub, "notification") => found.1 = cursor.text().unwrap(),
                        _ => cursor.skip().unwrap(),
                    }
                }
            }
        }
    }
    cursor.finish().unwrap();
    found
}

fn record<'x, T: xml_cursor::FromXml<'x, Ns>>(text: &'x [u8]) -> T {
    let mut cursor = Cursor::<Ns>::new(text, Profile::Stream).unwrap();
    let root = cursor.root().unwrap();
    let value = T::from_xml(&root, &mut cursor).unwrap();
    cursor.finish().unwrap();
    value
}

fn ns_reader(text: &str) -> usize {
    let mut reader = quick_xml::NsReader::from_str(text);
    let (mut out, mut count) = (String::with_capacity(text.len()), 0);
    loop {
        match reader.read_resolved_event().unwrap().1 {
            Event::Eof => return count + out.len(),
            Event::Start(e) | Event::Empty(e) => {
                count += e.attributes().map(|a| a.unwrap().value.len()).sum::<usize>();
            }
            Event::Text(t) => out.push_str(&t),
            Event::GeneralRef(r) => match &*r {
                "lt" => out.push('<'),
                "gt" => out.push('>'),
                "amp" => out.push('&'),
                "quot" => out.push('"'),
                "apos" => out.push('\''),
                _ => {}
            },
            _ => {}
        }
    }
}

fn peers(group: &mut BenchmarkGroup<'_, WallTime>, text: &str) {
    let bytes = text.as_bytes();
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function("floor: memchr2 for < and &", |b| {
        b.iter(|| memchr::memchr2_iter(b'<', b'&', black_box(bytes)).count());
    });
    group.bench_function("xml-cursor, all skipped", |b| {
        b.iter(|| {
            let mut cursor = Cursor::<()>::new(black_box(bytes), Profile::Stream).unwrap();
            cursor.root().unwrap();
            cursor.skip().unwrap();
            cursor.finish().unwrap();
        });
    });
    group.bench_function("xml-cursor, raw slice", |b| {
        b.iter(|| Raw::parse(black_box(bytes), Profile::Stream, Limits::default()).unwrap().is_standalone());
    });
    group.bench_function("quick-xml Reader, events", |b| {
        b.iter(|| {
            let mut reader = quick_xml::Reader::from_str(black_box(text));
            let mut count = 0;
            while !matches!(reader.read_event().unwrap(), Event::Eof) {
                count += 1;
            }
            count
        });
    });
    group.bench_function("quick-xml NsReader, attributes, text unescaped", |b| {
        b.iter(|| ns_reader(black_box(text)))
    });
    group.bench_function("roxmltree", |b| {
        b.iter(|| roxmltree::Document::parse(black_box(text)).unwrap().descendants().count());
    });
    group.bench_function("rxml, events", |b| {
        b.iter(|| {
            use rxml::Parse;
            let (mut parser, mut rest, mut count) = (rxml::Parser::new(), black_box(bytes), 0);
            while let Some(event) = parser.parse(&mut rest, true).unwrap() {
                black_box(&event);
                count += 1;
            }
            count
        });
    });
}

fn framer(group: &mut BenchmarkGroup<'_, WallTime>, text: &str) {
    const HEADER: &str =
        "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";
    let bytes = text.as_bytes();
    for (name, piece) in [("framer, whole", bytes.len()), ("framer, byte by byte", 1)] {
        let mut framer = Framer::new(Limits::default());
        framer.push(HEADER.as_bytes());
        framer.next().unwrap().unwrap();
        group.bench_function(name, |b| {
            b.iter(|| {
                let mut last = None;
                for piece in black_box(bytes).chunks(piece) {
                    framer.push(piece);
                    if let Some(frame) = framer.next().unwrap() {
                        last = Some(frame);
                    }
                }
                let Some(Frame::Element(element)) = last else { panic!("no element") };
                element
            });
        });
    }
}

fn read(c: &mut Criterion) {
    for (name, size) in EVENTS {
        let text = event(size);
        let mut group = c.benchmark_group(name);
        group.bench_function("xml-cursor, typed read by hand", |b| {
            b.iter(|| typed(black_box(text.as_bytes())))
        });
        group.bench_function("xml-cursor, typed read by records", |b| {
            b.iter(|| record::<Message<'_>>(black_box(text.as_bytes())));
        });
        peers(&mut group, &text);
        framer(&mut group, &text);
    }
    let mut group = c.benchmark_group("545-byte stanza");
    group.bench_function("xml-cursor, typed read by records", |b| {
        b.iter(|| record::<Iq<'_>>(black_box(STANZA.as_bytes())));
    });
    peers(&mut group, STANZA);
    framer(&mut group, STANZA);
}

criterion_group!(benches, read);
criterion_main!(benches);
