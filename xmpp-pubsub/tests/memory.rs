//! What an idle stream costs, and what a fan-out shares.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

use std::sync::Arc;
use std::time::Instant;

use bytes::BytesMut;
use xmpp_pubsub::{
    ConnId, Framing, Jid, MessageType, Router, RouterConfig, RouterEvent, Security, ServerConfig,
    ServerEvent, ServerStream, Stanza,
};

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

const HEADER: &str = "<?xml version='1.0'?><stream:stream to='uccx.example' version='1.0' xmlns='jabber:client' \
    xmlns:stream='http://etherx.jabber.org/streams'>";
const AUTH: &str = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AG1lAHBlbmNpbA==</auth>";
const BIND: &str = "<iq id='b' type='set'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>";

fn bound(config: &Arc<ServerConfig>, router: &mut Router, number: u64, now: Instant) -> ServerStream {
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&number.to_le_bytes());
    let mut stream = ServerStream::new(config.clone(), Framing::Tcp, Security::Encrypted, seed, now);
    let mut out = BytesMut::new();
    for input in [HEADER, AUTH, HEADER, BIND, "<presence/>"] {
        stream.handle_input(now, input.as_bytes());
        while let Some(event) = stream.poll_event() {
            match event {
                ServerEvent::Authenticate { .. } => stream.authenticated(now, Ok(())).unwrap(),
                ServerEvent::Bind { .. } => {
                    let account = Jid::new(&format!("agent{number}@uccx.example")).unwrap();
                    let address = router.bind(ConnId(number), &account, Some("desktop"));
                    stream.bound(now, address).unwrap();
                }
                ServerEvent::Stanza(_) => {}
                other => panic!("{other:?}"),
            }
        }
        stream.poll_transmit(&mut out);
        out.clear();
    }
    assert!(stream.jid().is_some());
    stream
}

/// One test, because the profiler counts the whole process.
#[test]
fn idle_streams_are_small_and_a_fan_out_shares_its_content() {
    let _profiler = dhat::Profiler::builder().testing().build();
    const STREAMS: usize = 10_000;
    let now = Instant::now();
    let config = Arc::new(ServerConfig::new(Jid::new("uccx.example").unwrap(), [1; 32]));
    let mut router = Router::new(RouterConfig::new(Jid::new("uccx.example").unwrap()), [2; 32]);
    let mut streams = Vec::with_capacity(STREAMS);
    streams.extend((0..8).map(|number| bound(&config, &mut router, number, now)));
    let before = dhat::HeapStats::get().curr_bytes;
    streams.extend((8..STREAMS as u64).map(|number| bound(&config, &mut router, number, now)));
    let heap = (dhat::HeapStats::get().curr_bytes - before) / (STREAMS - 8);
    let each = heap + size_of::<ServerStream>();
    println!(
        "{each} bytes: {heap} of heap (with the router's share), {} of struct",
        size_of::<ServerStream>()
    );
    assert!(each <= 1536, "{each}");

    // 4 KiB for everybody: one content, and a head for each.
    let stanza = Stanza::message(MessageType::Headline).with_from(Jid::new("pubsub.uccx.example").unwrap());
    let stanza = stanza.with_content(format!("<x xmlns='urn:x'>{}</x>", "y".repeat(4096)));
    let before = dhat::HeapStats::get().curr_bytes;
    for (number, stream) in streams.iter_mut().enumerate() {
        let to = Jid::new(&format!("agent{number}@uccx.example/desktop")).unwrap();
        router.route(stanza.clone().with_to(to));
        while let Some(event) = router.poll_event() {
            let RouterEvent::Deliver { to, stanza } = event else { panic!("{event:?}") };
            assert_eq!(to, ConnId(number as u64));
            stream.send(&stanza).unwrap();
        }
    }
    let waiting = (dhat::HeapStats::get().curr_bytes - before) / STREAMS;
    assert!(waiting < 1024, "{waiting} bytes wait for each");
    assert!(streams.iter().all(|stream| stream.queued() > 4096));
}
