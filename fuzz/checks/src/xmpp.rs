//! Addresses, SCRAM, stanzas, and both ends of a stream.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::BytesMut;
use xmpp_pubsub::{
    ClientConfig, ClientStream, Framing, IqType, Jid, Management, Mechanism, PlainOn, SaslCondition,
    ScramClient, ScramHash, ScramKeys, ScramServer, Security, ServerConfig, ServerEvent, ServerStream,
    Stanza,
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

/// The first byte chooses who reads the rest.
pub fn xmpp_scram(data: &[u8]) {
    let Some((choice, message)) = data.split_first() else { return };
    let hash = if choice & 4 == 0 { ScramHash::Sha1 } else { ScramHash::Sha256 };
    let keys = || ScramKeys::from_stored(hash, 4096, b"salt", &[1; 20], &[2; 20]);
    match choice & 3 {
        0 => {
            if let Ok(server) = ScramServer::start(message, hash) {
                assert!(!server.user().is_empty());
                let _ = server.challenge(keys(), "nonce");
            }
        }
        1 => {
            let server = ScramServer::start(b"n,,n=user,r=abc", hash);
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
    let (config, mut kept) = (Arc::new(config), None);
    let mut server = ServerStream::new(config.clone(), framing, Security::Clear, [1; 32], start);
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
        drain(framing, &mut server, ServerStream::poll_transmit, ServerStream::poll_element);
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
