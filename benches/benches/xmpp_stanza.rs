//! Reading and writing a notification, beside copying its bytes (the floor) and xmpp-parsers; and a whole login, both
//! machines in one thread.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use bytes::{Bytes, BytesMut};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use xmpp_pubsub::{
    ClientConfig, ClientEvent, ClientStream, Credentials, Framing, Jid, Mechanism, Security, ServerConfig,
    ServerEvent, ServerStream, Stanza,
};

/// A notification as a Finesse server's subscriber gets it.
const STANZA: &str = "<message xmlns='jabber:client' type='headline' id='e-4711' from='pubsub.uccx.example.com' \
to='agent1001@uccx.example.com/desktop'><event xmlns='http://jabber.org/protocol/pubsub#event'>\
<items node='/finesse/api/User/1001'><item id='7c1f0b2e'><notification xmlns='http://jabber.org/protocol/pubsub'>\
&lt;Update&gt;&lt;event&gt;PUT&lt;/event&gt;&lt;source&gt;/finesse/api/User/1001&lt;/source&gt;&lt;/Update&gt;\
</notification></item></items></event></message>";

fn stanza(c: &mut Criterion) {
    let bytes = Bytes::from_static(STANZA.as_bytes());
    let mut group = c.benchmark_group("stanza/read");
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function("floor: copy", |b| b.iter(|| black_box(&bytes).to_vec()));
    group.bench_function("xmpp-pubsub, head of a checked element", |b| {
        b.iter(|| Stanza::read(black_box(&bytes)).unwrap())
    });
    group.bench_function("xmpp-pubsub, all of it checked", |b| {
        b.iter(|| Stanza::parse(black_box(&bytes)).unwrap())
    });
    group.bench_function("xmpp-parsers", |b| {
        b.iter(|| {
            let element: xmpp_parsers::minidom::Element = black_box(STANZA).parse().unwrap();
            xmpp_parsers::message::Message::try_from(element).unwrap()
        });
    });
    group.finish();

    let ours = Stanza::read(&bytes).unwrap();
    let element: xmpp_parsers::minidom::Element = STANZA.parse().unwrap();
    let theirs = xmpp_parsers::message::Message::try_from(element).unwrap();
    let to = Jid::new("agent1001@uccx.example.com/desktop").unwrap();
    let mut group = c.benchmark_group("stanza/write");
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    let mut out = BytesMut::with_capacity(2 * bytes.len());
    group.bench_function("floor: copy", |b| {
        b.iter(|| {
            out.clear();
            out.extend_from_slice(black_box(&bytes));
        });
    });
    group.bench_function("xmpp-pubsub", |b| {
        b.iter(|| {
            out.clear();
            black_box(&ours).write_to(&mut out);
        });
    });
    group.bench_function("xmpp-pubsub, to another address, content shared", |b| {
        b.iter(|| {
            out.clear();
            let stanza = black_box(&ours).clone().with_to(to.clone());
            stanza.write_head(&mut out);
            stanza.shared()
        });
    });
    group.bench_function("xmpp-parsers", |b| {
        b.iter(|| {
            let element: xmpp_parsers::minidom::Element = black_box(&theirs).clone().into();
            let mut out = Vec::with_capacity(2 * bytes.len());
            element.write_to(&mut out).unwrap();
            out
        });
    });
    group.finish();
}

/// From the first byte to a bound address, PLAIN, on one thread.
fn login(c: &mut Criterion) {
    let now = Instant::now();
    let mut server = ServerConfig::new(Jid::new("s").unwrap(), [1; 32]);
    server.mechanisms = vec![Mechanism::Plain];
    let server = Arc::new(server);
    let client = Arc::new(ClientConfig::new(&Jid::new("me@s/desk").unwrap(), "pencil"));
    let mut group = c.benchmark_group("login");
    for framing in [Framing::Tcp, Framing::Bosh] {
        group.bench_function(format!("{framing:?}, both ends"), |b| {
            b.iter(|| {
                let mut server =
                    ServerStream::new(server.clone(), framing, Security::Encrypted, [2; 32], now);
                let mut client =
                    ClientStream::new(client.clone(), framing, Security::Encrypted, [3; 32], now);
                if framing == Framing::Bosh {
                    server.handle_open(now, Some("s"), None).unwrap();
                }
                while !exchange(framing, &mut client, &mut server, now) {}
            });
        });
    }
    group.finish();
}

fn exchange(framing: Framing, client: &mut ClientStream, server: &mut ServerStream, now: Instant) -> bool {
    if framing == Framing::Tcp {
        let mut bytes = BytesMut::new();
        client.poll_transmit(&mut bytes);
        server.handle_input(now, &bytes);
    }
    while let Some(element) = client.poll_element() {
        server.handle_element(now, element);
    }
    while let Some(event) = server.poll_event() {
        match event {
            ServerEvent::Authenticate { credentials: Credentials::Password(password), .. } => {
                assert!(password.matches("pencil"));
                server.authenticated(now, Ok(())).unwrap();
            }
            ServerEvent::Bind { account, resource } => {
                let jid = account.with_resource(resource.as_deref().unwrap_or("r")).unwrap();
                server.bound(now, Ok(jid)).unwrap();
            }
            other => panic!("{other:?}"),
        }
    }
    if framing == Framing::Tcp {
        let mut bytes = BytesMut::new();
        server.poll_transmit(&mut bytes);
        client.handle_input(now, &bytes);
    }
    while let Some(element) = server.poll_element() {
        client.handle_element(now, element);
    }
    while let Some(event) = client.poll_event() {
        match event {
            ClientEvent::Online(_) => return true,
            ClientEvent::Restart => server.handle_restart(now).unwrap(),
            other => panic!("{other:?}"),
        }
    }
    false
}

criterion_group!(benches, stanza, login);
criterion_main!(benches);
