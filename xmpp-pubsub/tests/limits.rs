//! What a peer can cost: size, depth, time, rates, and queues to who does not read.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::time::Duration;

use support::{Pair, client_config, server_config};
use xmpp_pubsub::{
    End, Framing, IqType, Management, MessageType, Rate, Security, Stanza, StreamCondition, Timer, UsageError,
};

const NS: &str = "xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'";

/// A server whose client is hostile, over TCP.
fn hostile() -> Pair {
    let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client_config(), server_config());
    pair.muted = true;
    pair.drain();
    pair
}

fn server_sent_error(pair: &Pair) -> StreamCondition {
    match &pair.server_end {
        Some(End::Sent(error)) => error.condition,
        other => panic!("{other:?}: {}", pair.sent_by(false)),
    }
}

#[test]
fn sec_1_and_2_too_large_or_too_deep() {
    let mut server = server_config();
    server.limits = server.limits.with_bytes(10_000);
    for too_much in [
        format!("<message><body>{}</body></message>", "x".repeat(10_000)),
        format!("<message>{}", "<a>".repeat(70)),
        format!("<message {}/>", (0..70).map(|n| format!("a{n}='' ")).collect::<String>()),
    ] {
        let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client_config(), server.clone());
        pair.run_until(Pair::is_online);
        pair.muted = true;
        pair.client_writes(too_much.as_bytes());
        assert_eq!(server_sent_error(&pair), StreamCondition::PolicyViolation);
    }
}

#[test]
fn sec_3_a_stanza_that_never_ends_is_refused_before_it_is_kept() {
    let mut pair = Pair::online(Framing::Tcp);
    pair.muted = true;
    pair.client_writes(b"<message><body>");
    let piece = [b'x'; 1000];
    let mut sent = 0;
    while pair.server_end.is_none() {
        pair.client_writes(&piece);
        sent += piece.len();
        assert!(sent <= 300_000);
    }
    assert_eq!(server_sent_error(&pair), StreamCondition::PolicyViolation);
}

#[test]
fn sec_5_a_client_that_says_nothing_is_dropped() {
    let mut pair = hostile();
    let deadline = pair.server.poll_timeout().unwrap();
    assert_eq!((deadline.why, deadline.at - pair.now), (Timer::Negotiation, Duration::from_secs(60)));
    pair.run_for(Duration::from_secs(61));
    assert_eq!(server_sent_error(&pair), StreamCondition::ConnectionTimeout);
    assert!(pair.server.poll_timeout().is_none());
}

#[test]
fn sec_5_a_client_that_trickles_is_dropped_as_well() {
    let mut pair = hostile();
    for byte in format!("<stream:stream {NS} to='s.example' version='1.0'>").bytes() {
        pair.client_writes(&[byte]);
        pair.run_for(Duration::from_secs(1));
    }
    assert_eq!(server_sent_error(&pair), StreamCondition::PolicyViolation);
}

#[test]
fn sec_6_a_slow_reader_ends_alone() {
    let mut server = server_config();
    server.max_queue = 50_000;
    let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client_config(), server);
    pair.run_until(Pair::is_online);
    let stanza = Stanza::message(MessageType::Headline).with_content("x".repeat(1000));
    let mut taken = 0;
    // Nobody drains: the peer does not read.
    while pair.server.send(&stanza).is_ok() {
        taken += 1;
        assert!(pair.server.queued() <= 50_000);
        assert!(taken < 60);
    }
    assert_eq!(pair.server.send(&stanza), Err(UsageError::Closed));
    pair.drain();
    assert_eq!(server_sent_error(&pair), StreamCondition::ResourceConstraint);
}

/// Sends `piece` until the stream ends; what waits must stay within the bound on the way.
fn never_reads(pair: &mut Pair, piece: &[u8], max: usize) {
    let mut fed = 0;
    while !pair.server.is_closed() {
        pair.server.handle_input(pair.now, piece);
        while pair.server.poll_event().is_some() {}
        assert!(pair.server.queued() <= max);
        fed += 1;
        assert!(fed < 10_000, "never ends: {}", pair.server.queued());
    }
    let mut out = bytes::BytesMut::new();
    pair.server.poll_transmit(&mut out);
    assert!(out.len() < 1000 && out.ends_with(b"</stream:stream>"));
    let out = String::from_utf8(out.to_vec()).unwrap();
    assert!(out.contains("<resource-constraint"), "{out}");
}

#[test]
fn sec_6_answers_to_a_client_that_does_not_read_are_bounded_as_well() {
    let session = "<iq id='s' type='set'><session xmlns='urn:ietf:params:xml:ns:xmpp-session'/></iq>";
    for piece in ["<message to='@'/>", session, "<iq id='1' type='put'/>"] {
        let mut server = server_config();
        server.max_queue = 50_000;
        let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client_config(), server);
        pair.run_until(Pair::is_online);
        never_reads(&mut pair, piece.as_bytes(), 50_000);
    }
    // Confirmed by nobody: what is kept for a resumption counts.
    let mut server = server_config();
    (server.max_queue, server.management) = (50_000, Management::Confirm);
    let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client_config(), server.clone());
    pair.run_until(Pair::is_online);
    pair.client_writes(b"<enable xmlns='urn:xmpp:sm:3'/>");
    pair.muted = true;
    let mut fed = 0;
    while pair.server_end.is_none() {
        pair.client_writes(b"<message to='@'/>");
        fed += 1;
        assert!(fed < 10_000);
    }
    assert_eq!(server_sent_error(&pair), StreamCondition::ResourceConstraint);
    // Nor does it take a login.
    let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client_config(), server);
    pair.muted = true;
    pair.client_writes(format!("<stream:stream {NS} to='s.example' version='1.0'>").as_bytes());
    never_reads(&mut pair, b"<enable xmlns='urn:xmpp:sm:3'/>", 50_000);
}

#[test]
fn sec_6_a_server_that_does_not_read_cannot_fill_the_client() {
    let mut client = client_config();
    client.max_queue = 50_000;
    let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client, server_config());
    pair.run_until(Pair::is_online);
    let stanza = Stanza::message(MessageType::Chat).with_content("x".repeat(1000));
    let mut taken = 0;
    while pair.client.send(&stanza).is_ok() {
        taken += 1;
        assert!(taken < 60);
    }
    assert_eq!(pair.client.send(&stanza), Err(UsageError::Full));
    assert!(!pair.client.is_closed(), "the host may wait");
    let ping = b"<iq id='p' type='get' from='x@s.example'><ping xmlns='urn:xmpp:ping'/></iq>";
    for _ in 0..10_000 {
        pair.client.handle_input(pair.now, ping);
    }
    pair.drain();
    assert!(
        matches!(&pair.client_end, Some(End::Sent(error)) if error.condition == StreamCondition::ResourceConstraint)
    );
}

#[test]
fn sec_6_empty_messages_do_not_pile_up_while_the_host_thinks() {
    let mut pair = Pair::new(Framing::WebSocket, Security::Encrypted, client_config(), server_config());
    pair.muted = true;
    pair.client_writes(b"<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='s.example' version='1.0'/>");
    pair.client_writes(
        b"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AG1lAHBlbmNpbA==</auth>",
    );
    let mut fed = 0;
    while pair.server_end.is_none() {
        pair.client_writes(b"");
        fed += 1;
        assert!(fed < 100_000);
    }
    assert_eq!(server_sent_error(&pair), StreamCondition::PolicyViolation);
}

#[test]
fn sec_1_less_is_kept_of_who_has_not_logged_in() {
    let mut pair = hostile();
    pair.client_writes(format!("<stream:stream {NS} to='s.example' version='1.0'><auth x='").as_bytes());
    let mut sent = 0;
    while pair.server_end.is_none() {
        pair.client_writes(&[b'x'; 1000]);
        sent += 1000;
        assert!(sent <= 20_000);
    }
    assert!(sent > 10_000, "{sent}");
    assert_eq!(server_sent_error(&pair), StreamCondition::PolicyViolation);
}

#[test]
fn sec_4_a_stream_has_its_rates() {
    let message = b"<message to='a@s.example'/>";
    for stanzas in [true, false] {
        let mut server = server_config();
        if stanzas {
            server.stanzas = Some(Rate::new(10, 50));
        } else {
            server.bytes = Some(Rate::new(10 * message.len() as u32, 50 * message.len() as u32));
        }
        let online = || {
            let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client_config(), server.clone());
            pair.run_until(Pair::is_online);
            pair.run_for(Duration::from_secs(59));
            pair.muted = true;
            pair
        };
        // As fast as allowed, for long.
        let mut pair = online();
        for _ in 0..1000 {
            pair.run_for(Duration::from_millis(100));
            pair.client_writes(message);
        }
        assert_eq!((pair.stanzas.len(), &pair.server_end), (1000, &None));
        // At once, after a rest; but no more.
        let mut pair = online();
        (0..50).for_each(|_| pair.client_writes(message));
        assert_eq!((pair.stanzas.len(), &pair.server_end), (50, &None));
        pair.client_writes(message);
        assert_eq!(server_sent_error(&pair), StreamCondition::PolicyViolation);
    }
}

#[test]
fn sec_4_failed_logins_are_counted() {
    let mut pair = hostile();
    pair.client_writes(format!("<stream:stream {NS} to='s.example' version='1.0'>").as_bytes());
    assert_eq!(pair.server.failed_logins(), 0);
    pair.client_writes(
        b"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AG1lAHdyb25n</auth>",
    );
    pair.run_for(Duration::from_secs(1));
    assert_eq!(pair.server.failed_logins(), 1);
}

#[test]
fn times_without_end_are_no_panic() {
    let (mut client, mut server) = (client_config(), server_config());
    for time in [&mut client.negotiation, &mut client.reply, &mut client.close, &mut client.ping_wait] {
        *time = Duration::MAX;
    }
    for time in [&mut server.negotiation, &mut server.close, &mut server.ping] {
        *time = Duration::MAX;
    }
    (client.ping, server.idle) = (Some(Duration::MAX), Some(Duration::MAX));
    let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client, server);
    pair.run_until(Pair::is_online);
    let now = pair.now;
    pair.client.request(now, IqType::Get, None, "<q xmlns='u'/>").unwrap();
    pair.client.close(now);
    pair.server.close(now, None);
    assert!(pair.client.poll_timeout().is_some() && pair.server.poll_timeout().is_some());
}

#[test]
fn a_kept_stanza_keeps_nothing_that_came_with_it() {
    let mut pair = Pair::online(Framing::Tcp);
    let large = format!("<message to='a@s.example'><body>{}</body></message>", "x".repeat(100_000));
    let small = "<presence><status>here</status></presence>";
    pair.client_writes(format!("{large}{small}").as_bytes());
    let [large, small] = &pair.stanzas[..] else { panic!() };
    let (large, small) = (large.content().as_ptr_range(), small.content().as_ptr_range());
    let apart = if small.start > large.end {
        small.start as usize - large.end as usize
    } else {
        large.start as usize - small.end as usize
    };
    // In one buffer only tags are between them: "</message><presence>".
    assert_ne!(apart, "</message><presence>".len());
}

#[test]
fn sec_4_requests_are_bounded() {
    let mut config = client_config();
    config.max_requests = 2;
    let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, config, server_config());
    assert_eq!(pair.client.request(pair.now, IqType::Get, None, "<q xmlns='u'/>"), Err(UsageError::NotBound));
    pair.run_until(Pair::is_online);
    for _ in 0..2 {
        pair.client.request(pair.now, IqType::Get, None, "<q xmlns='u'/>").unwrap();
    }
    assert_eq!(
        pair.client.request(pair.now, IqType::Get, None, "<q xmlns='u'/>"),
        Err(UsageError::TooManyRequests)
    );
}
