//! Addresses, SCRAM, stanzas, and both ends of a stream.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::BytesMut;
use xmpp_pubsub::{
    ActAs, ChannelBinding, ClientConfig, ClientStream, Framing, IqType, Jid, Management, Mechanism, PlainOn,
    SaslCondition, ScramClient, ScramHash, ScramKeys, ScramServer, Security, ServerBinding, ServerConfig,
    ServerEvent, ServerStream, Stanza,
};

/// What is read prepares to itself, and its parts make it again.
pub fn xmpp_jid(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(jid) = Jid::new(text) else { return };
    assert_eq!(Jid::new(jid.as_str()).as_ref(), Ok(&jid), "{text:?}");
    let again = Jid::from_parts(jid.local(), jid.domain(), jid.resource());
    assert_eq!(again.as_ref(), Ok(&jid), "{text:?}");
    assert!(jid.same_bare(&jid.to_bare()));
    assert!(jid.as_str().len() <= 3071);
}

/// The little that is read of a certificate: addresses that are addresses, and the same each time.
pub fn xmpp_certificate(data: &[u8]) {
    let addresses = xmpp_pubsub::xmpp_addresses(data);
    assert!(addresses.len() <= 16);
    let binding = ChannelBinding::server_end_point(data);
    assert_eq!(binding, ChannelBinding::server_end_point(data));
}

/// The first byte chooses who reads the rest.
pub fn xmpp_scram(data: &[u8]) {
    let Some((choice, message)) = data.split_first() else { return };
    let hash = if choice & 4 == 0 { ScramHash::Sha1 } else { ScramHash::Sha256 };
    // With channel binding, in some of the choices.
    let there = [ChannelBinding::exporter([3; 32])];
    let binding = match choice & 24 {
        8 => ServerBinding::NotChosen,
        16 => ServerBinding::Required(&there),
        _ => ServerBinding::NotOffered,
    };
    let keys = || ScramKeys::from_stored(hash, 4096, b"salt", &[1; 20], &[2; 20]);
    match choice & 3 {
        0 => {
            if let Ok(server) = ScramServer::start_bound(message, hash, binding) {
                assert!(!server.user().is_empty());
                assert_eq!(message.starts_with(b"p="), matches!(binding, ServerBinding::Required(_)));
                let _ = server.challenge(keys(), "nonce");
            }
        }
        1 => {
            let (first, binding) = match binding {
                ServerBinding::Required(_) => (&b"p=tls-exporter,,n=user,r=abc"[..], binding),
                _ => (&b"n,,n=user,r=abc"[..], ServerBinding::NotOffered),
            };
            let server = ScramServer::start_bound(first, hash, binding);
            let (challenge, _) = server.expect("a good message").challenge(keys(), "def");
            // Nobody guesses the proof.
            assert!(challenge.finish(message).is_err());
        }
        2 => {
            let (client, _) =
                ScramClient::start(hash, None, "user", &"pencil".into(), "abc").expect("good credentials");
            // A server that asks for many rounds takes its time; that is the point of rounds, not a finding.
            let slow = message.windows(2).any(|pair| pair == b"i=") && message.len() > 9;
            if !slow {
                let _ = client.respond(message);
            }
        }
        _ => {
            let text = String::from_utf8_lossy(message);
            if let Ok((_, first)) = ScramClient::start(hash, Some(&text), &text, &"pencil".into(), "abc") {
                let server = ScramServer::start(&first, hash).expect("what we write can be read");
                assert!(!server.user().is_empty());
            }
        }
    }
}

/// What is read is written so that it reads the same, and so do its answers.
pub fn xmpp_stanza(data: &[u8]) {
    let Ok(stanza) = Stanza::parse(data) else { return };
    let written = stanza.to_bytes();
    // References for what needs them, and namespaces within bounds.
    assert!(written.len() <= 6 * data.len() + (64 << 10) + 1024, "{} of {}", written.len(), data.len());
    let again = Stanza::parse(&written).expect("what we write can be read");
    assert_eq!(again.to_bytes(), written);
    assert_eq!(again.stanza_type(), stanza.stanza_type());
    let _ = (stanza.as_iq().is_ok(), stanza.as_presence(), stanza.error());
    let error = xmpp_pubsub::Condition::Conflict.into();
    if let Some(reply) = stanza.error_reply(&error) {
        let reply = Stanza::parse(&reply.to_bytes()).expect("answers can be read");
        assert!(reply.is_error());
        assert!(reply.error_reply(&error).is_none());
    }
}

/// Bytes from a hostile server, with requests and time between.
pub fn xmpp_client(data: &[u8]) {
    let start = Instant::now();
    let mut config = ClientConfig::new(&Jid::new("me@s/desk").expect("an address"), "pencil");
    config.plain = PlainOn::Any;
    // SCRAM's rounds would slow the search down; they have a target of their own.
    config.mechanisms = vec![Mechanism::Plain];
    let Some((choice, mut rest)) = data.split_first() else { return };
    let framing = [Framing::Tcp, Framing::WebSocket, Framing::Bosh][usize::from(choice % 3)];
    // The upper half of the choices has stream management.
    if *choice >= 128 {
        config.management = Management::Resume(Duration::from_secs(60));
    }
    let config = Arc::new(config);
    let mut client = ClientStream::new(config.clone(), framing, Security::Encrypted, [1; 32], start);
    client.set_channel_bindings([ChannelBinding::exporter([3; 32])]);
    let mut now = start;
    while let Some((step, after)) = rest.split_first() {
        let (piece, after) = after.split_at(usize::from(*step).min(after.len()));
        rest = after;
        match step % 8 {
            0 => now += Duration::from_secs(u64::from(*step)),
            1 => drop(client.request(now, IqType::Get, None, "<q xmlns='u'/>")),
            2 => drop(client.tls_started(now)),
            3 if *step > 200 => client.close(now),
            3 if *choice >= 128 => {
                // The connection breaks, and there is another.
                client.handle_eof();
                if let Some(old) = client.suspend() {
                    client =
                        ClientStream::resume(config.clone(), framing, Security::Encrypted, [2; 32], now, old);
                }
            }
            _ => client.handle_input(now, piece),
        }
        client.handle_timeout(now);
        drain(framing, &mut client, ClientStream::poll_transmit, ClientStream::poll_element);
        while client.poll_event().is_some() {}
    }
    // Whoever says nothing more is given up.
    for _ in 0..20 {
        let Some(deadline) = client.poll_timeout() else { return };
        client.handle_timeout(deadline.at);
    }
    assert!(client.is_closed() || framing == Framing::Bosh);
}

/// Bytes from a hostile client, with a host that answers, and time between.
pub fn xmpp_server(data: &[u8]) {
    let start = Instant::now();
    let mut config = ServerConfig::new(Jid::new("s").expect("an address"), [9; 32]);
    config.mechanisms = vec![Mechanism::Plain, Mechanism::ScramSha1];
    config.plain = PlainOn::Any;
    config.starttls = xmpp_pubsub::StartTls::Offered;
    let Some((choice, mut rest)) = data.split_first() else { return };
    let framing = [Framing::Tcp, Framing::WebSocket, Framing::Bosh][usize::from(choice % 3)];
    // The upper half of the choices has stream management.
    if *choice >= 128 {
        config.management = Management::Resume(Duration::from_secs(60));
        config.starttls = xmpp_pubsub::StartTls::Off;
    }
    // A quarter acts as others, over TLS; another never reads.
    let (bound, reads) = (choice & 96 == 64, choice & 96 != 32);
    if bound {
        config.act_as = ActAs::Ask;
        config.mechanisms.push(Mechanism::ScramSha1Plus);
    }
    if !reads {
        config.max_queue = 4096;
    }
    let (config, mut kept) = (Arc::new(config), None);
    let mut server = ServerStream::new(config.clone(), framing, Security::Clear, [1; 32], start);
    if bound {
        server.set_channel_bindings([ChannelBinding::exporter([3; 32])]);
    }
    let mut now = start;
    let (mut approved, mut ends) = (false, 0);
    while let Some((step, after)) = rest.split_first() {
        let (piece, after) = after.split_at(usize::from(*step).min(after.len()));
        rest = after;
        match step % 8 {
            0 => now += Duration::from_secs(u64::from(*step)),
            1 => drop(server.handle_open(now, Some("s"), None)),
            2 => drop(server.handle_restart(now)),
            3 if *choice >= 128 && *step > 200 => {
                // The connection breaks, and there is another.
                kept = server.suspend(now).or(kept);
                server = ServerStream::new(config.clone(), framing, Security::Clear, [1; 32], now);
                (approved, ends) = (false, 0);
            }
            3 => drop(server.send(&Stanza::iq(IqType::Result, "x"))),
            _ => server.handle_input(now, piece),
        }
        server.handle_timeout(now);
        while let Some(event) = server.poll_event() {
            match event {
                ServerEvent::StartTls => server.tls_started(now).expect("asked"),
                ServerEvent::Authenticate { .. } => {
                    approved = step & 16 == 0;
                    let verdict = if approved { Ok(()) } else { Err(SaslCondition::NotAuthorized) };
                    server.authenticated(now, verdict).expect("asked");
                }
                ServerEvent::Authorize { account, authzid } => {
                    assert!(approved && bound && account != authzid);
                    approved = step & 32 == 0;
                    let verdict = if approved { Ok(()) } else { Err(SaslCondition::InvalidAuthzid) };
                    server.authorized(now, verdict).expect("asked");
                }
                ServerEvent::ScramKeys { .. } => server.scram_keys(now, None).expect("asked"),
                ServerEvent::Bind { account, resource } => {
                    assert!(approved, "nobody binds without a login");
                    let jid = account.with_resource(resource.as_deref().unwrap_or("r")).expect("prepared");
                    server.bound(now, Ok(jid)).expect("asked");
                }
                ServerEvent::Stanza(stanza) => {
                    assert!(approved && server.jid().is_some());
                    assert!(stanza.from().is_some(), "stamped");
                }
                ServerEvent::Resume { account, .. } => {
                    assert!(approved, "nobody resumes without a login");
                    server.resumed(now, kept.take()).expect("asked");
                    assert!(server.jid().is_none_or(|jid| jid.to_bare() == account));
                }
                ServerEvent::Closed(_) => ends += 1,
                _ => {}
            }
        }
        if reads {
            drain(framing, &mut server, ServerStream::poll_transmit, ServerStream::poll_element);
        } else {
            // SEC-6, but for the words that end it.
            assert!(server.queued() <= 4096 + 512, "{}", server.queued());
        }
    }
    assert!(ends <= 1, "a stream ends once");
    assert_eq!(server.is_closed(), ends == 1);
}

fn drain<M>(
    framing: Framing,
    machine: &mut M,
    transmit: impl FnOnce(&mut M, &mut BytesMut),
    element: impl Fn(&mut M) -> Option<bytes::Bytes>,
) {
    if framing == Framing::Tcp {
        transmit(machine, &mut BytesMut::new());
        return;
    }
    while let Some(element) = element(machine) {
        // Each stands alone.
        xml_cursor::RawBytes::parse(&element, xml_cursor::Profile::Stream, xml_cursor::Limits::stream())
            .expect("whole");
    }
}
