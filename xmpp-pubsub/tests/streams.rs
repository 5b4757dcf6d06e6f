//! Headers, errors, pings, replies and the end of streams, with peers that misbehave.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::time::Duration;

use proptest::prelude::*;
use support::{Pair, client_config, jid, loopback, server_config};
use xmpp_pubsub::{
    ClientEvent, Condition, End, Framing, IqType, MessageType, Ns, PresenceType, RequestError, Security,
    Stanza, StanzaType, StreamCondition, StreamError, UsageError,
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
fn str_2_the_server_s_header() {
    let mut pair = hostile();
    pair.client_writes(
        format!("<?xml version='1.0'?><stream:stream {NS} from='me@s.example' to='S.example' version='1.0'>")
            .as_bytes(),
    );
    let sent = pair.sent_by(false);
    let header = sent.split_inclusive('>').nth(1).unwrap();
    assert!(header.contains("from='s.example'") && header.contains("to='me@s.example'"), "{header}");
    assert!(header.contains("version='1.0'") && header.contains("xml:lang='en'"));
    let mut ids = Vec::new();
    for seed in [1, 2] {
        let mut server = xmpp_pubsub::ServerStream::new(
            std::sync::Arc::new(server_config()),
            Framing::WebSocket,
            Security::Encrypted,
            [seed; 32],
            support::start(),
        );
        let open = "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='s.example' version='1.0'/>";
        server.handle_element(support::start(), open.into());
        let answer = String::from_utf8(server.poll_element().unwrap().to_vec()).unwrap();
        ids.push(answer.split("id='").nth(1).unwrap().split('\'').next().unwrap().to_owned());
    }
    assert!(ids[0].len() >= 32 && ids[0] != ids[1], "{ids:?}");
}

#[test]
fn str_3_and_4_an_error_in_the_header_comes_within_a_stream() {
    for (header, condition) in [
        (format!("<stream:stream {NS} to='other.example' version='1.0'>"), StreamCondition::HostUnknown),
        (format!("<stream:stream {NS} to='@' version='1.0'>"), StreamCondition::HostUnknown),
        (format!("<stream:stream {NS} version='1.0'>"), StreamCondition::ImproperAddressing),
        (format!("<stream:stream {NS} to='s.example'>"), StreamCondition::UnsupportedVersion),
        (format!("<stream:stream {NS} to='s.example' version='0.9'>"), StreamCondition::UnsupportedVersion),
        (format!("<stream:stream {NS} to='s.example' version='x'>"), StreamCondition::UnsupportedVersion),
        (
            "<stream:stream xmlns='jabber:client' xmlns:stream='urn:wrong' to='s.example' version='1.0'>".to_owned(),
            StreamCondition::InvalidNamespace,
        ),
        (
            "<stream:stream xmlns='jabber:wrong' xmlns:stream='http://etherx.jabber.org/streams' to='s.example' version='1.0'>"
                .to_owned(),
            StreamCondition::InvalidNamespace,
        ),
        (format!("<stream:flow {NS} to='s.example' version='1.0'>"), StreamCondition::BadFormat),
        ("GET / HTTP/1.1\r\n\r\n".to_owned(), StreamCondition::BadFormat),
        ("<stream:stream <>".to_owned(), StreamCondition::NotWellFormed),
        ("<!DOCTYPE x>".to_owned(), StreamCondition::RestrictedXml),
        ("<?xml version='1.0' encoding='latin1'?><a>".to_owned(), StreamCondition::UnsupportedEncoding),
    ] {
        let mut pair = hostile();
        pair.client_writes(header.as_bytes());
        assert_eq!(server_sent_error(&pair), condition, "{header}");
        let sent = pair.sent_by(false);
        assert!(sent.starts_with("<?xml version='1.0'?><stream:stream "), "{sent}");
        assert!(sent.ends_with("</stream:error></stream:stream>"), "{sent}");
        assert_eq!(sent.matches("<stream:stream ").count(), 1);
    }
}

#[test]
fn str_5_a_later_version_gets_ours() {
    let mut pair = hostile();
    pair.client_writes(format!("<stream:stream {NS} to='s.example' version='2.7'>").as_bytes());
    assert!(pair.sent_by(false).contains("version='1.0'") && pair.server_end.is_none());
}

#[test]
fn str_8_nothing_before_the_login() {
    for sent in ["<presence/>", "<iq id='1' type='get'><ping xmlns='urn:xmpp:ping'/></iq>", "<message/>"] {
        let mut pair = hostile();
        pair.client_writes(format!("<stream:stream {NS} to='s.example' version='1.0'>{sent}").as_bytes());
        assert_eq!(server_sent_error(&pair), StreamCondition::NotAuthorized);
    }
}

#[test]
fn bad_input_on_a_bound_stream() {
    for (sent, condition) in [
        ("<!-- c -->", StreamCondition::RestrictedXml),
        ("<?pi x?>", StreamCondition::RestrictedXml),
        ("<message>&x;</message>", StreamCondition::RestrictedXml),
        ("<message></presence>", StreamCondition::NotWellFormed),
        ("<message><a:b/></message>", StreamCondition::NotWellFormed),
        ("text", StreamCondition::BadFormat),
        ("<unknown xmlns='urn:x'/>", StreamCondition::UnsupportedStanzaType),
        ("<message xmlns='urn:x'/>", StreamCondition::UnsupportedStanzaType),
        ("<message from='other@s.example'/>", StreamCondition::InvalidFrom),
        ("<message from='me@s.example/other'/>", StreamCondition::InvalidFrom),
    ] {
        let mut pair = Pair::online(Framing::Tcp);
        pair.muted = true;
        pair.client_writes(sent.as_bytes());
        assert_eq!(server_sent_error(&pair), condition, "{sent}");
        assert!(pair.sent_by(false).ends_with("</stream:stream>"));
    }
}

#[test]
fn str_9_who_closes_first_still_hears() {
    let mut pair = Pair::online(Framing::Tcp);
    let now = pair.now;
    pair.server.close(now, None);
    pair.muted = true;
    pair.drain();
    let before = pair.sent_by(false);
    pair.client_writes(b"<message to='a@s.example'><body>last</body></message><message to='@'/>");
    assert_eq!(pair.stanzas.len(), 1);
    assert_eq!(pair.stanzas[0].from(), Some(&jid("me@s.example/desk")));
    assert_eq!(pair.sent_by(false), before, "nothing may follow the closing");
    pair.client_writes(b"</stream:stream>");
    assert_eq!(pair.server_end, Some(End::Closed));
}

#[test]
fn str_9_an_answered_ping_does_not_stop_the_clock_of_a_closing() {
    let mut pair = Pair::online(Framing::Tcp);
    pair.muted = true;
    pair.run_for(Duration::from_secs(61));
    assert!(pair.sent_by(false).contains("urn:xmpp:ping") && pair.sent_by(true).contains("urn:xmpp:ping"));
    let now = pair.now;
    pair.server.close(now, None);
    pair.client.close(now);
    pair.client_writes(b" ");
    pair.server_writes(b" ");
    pair.run_for(Duration::from_secs(6));
    assert_eq!((&pair.client_end, &pair.server_end), (&Some(End::Broken), &Some(End::Broken)));
}

#[test]
fn str_14_a_client_s_error_is_reported() {
    let error = "<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>";
    for bound in [true, false] {
        let mut pair = if bound { Pair::online(Framing::Tcp) } else { hostile() };
        pair.muted = true;
        if !bound {
            pair.client_writes(format!("<stream:stream {NS} to='s.example' version='1.0'>").as_bytes());
        }
        let before = pair.sent_by(false);
        pair.client_writes(error.as_bytes());
        match &pair.server_end {
            Some(End::Received(error)) => assert_eq!(error.condition, StreamCondition::Conflict),
            other => panic!("{other:?}"),
        }
        assert_eq!(pair.sent_by(false), format!("{before}</stream:stream>"));
    }
}

#[test]
fn ws_7_the_stream_goes_on_elsewhere() {
    for (security, uri, follows) in [
        (Security::Encrypted, "wss://b.example/ws", true),
        (Security::Encrypted, "ws://b.example/ws", false),
        (Security::Encrypted, "https://b.example/", false),
        (Security::Clear, "ws://b.example/ws", true),
        (Security::Clear, "WSS://b.example/ws", true),
    ] {
        let (client, server) = loopback();
        let mut pair = Pair::new(Framing::WebSocket, security, client, server);
        pair.run_until(Pair::is_online);
        let now = pair.now;
        let told = pair.server.close_elsewhere(now, uri);
        if follows {
            told.unwrap();
            pair.run_until(|pair| pair.client_end.is_some() && pair.server_end.is_some());
            assert_eq!(pair.client_end, Some(End::Elsewhere(uri.into())));
            assert_eq!(pair.server_end, Some(End::Closed));
        } else {
            // Neither said nor believed.
            assert_eq!(told, Err(UsageError::Framing));
            pair.server_writes(
                format!("<close xmlns='urn:ietf:params:xml:ns:xmpp-framing' see-other-uri='{uri}'/>")
                    .as_bytes(),
            );
            assert_eq!(pair.client_end, Some(End::Closed));
        }
    }
    let mut pair = Pair::online(Framing::Tcp);
    let now = pair.now;
    assert_eq!(pair.server.close_elsewhere(now, "wss://b.example/ws"), Err(UsageError::Framing));
}

#[test]
fn stz_4_a_malformed_request_is_answered_by_the_client() {
    let mut pair = Pair::online(Framing::Tcp);
    pair.server_writes(b"<iq id='9' type='put' from='x@s.example/y'><q xmlns='urn:q'/></iq>");
    pair.run_for(Duration::from_secs(1));
    let answer = pair.stanzas.last().expect("an answer");
    assert_eq!((answer.id(), answer.to()), (Some("9"), Some(&jid("x@s.example/y"))));
    assert_eq!(answer.error().unwrap().condition, Condition::BadRequest);
    // One that cannot be told, and an answer that is malformed.
    pair.server_writes(b"<iq id='9' type='put'/><iq type='result' from='x@s.example/y'/>");
    pair.run_for(Duration::from_secs(1));
    assert_eq!(pair.stanzas.len(), 1);
}

#[test]
fn str_9_closing() {
    for framing in [Framing::Tcp, Framing::WebSocket] {
        let mut pair = Pair::online(framing);
        let now = pair.now;
        // What the server sent before it heard of the closing still arrives.
        pair.server.send(&Stanza::message(MessageType::Chat).with_content("<body>last</body>")).unwrap();
        pair.client.close(now);
        pair.run_until(|pair| pair.client_end.is_some() && pair.server_end.is_some());
        assert_eq!((&pair.client_end, &pair.server_end), (&Some(End::Closed), &Some(End::Closed)));
        assert!(pair.client_events.iter().any(|event| matches!(event, ClientEvent::Stanza(_))));
    }
}

#[test]
fn str_9_a_peer_that_does_not_answer_the_closing() {
    let mut pair = Pair::online(Framing::Tcp);
    pair.muted = true;
    let now = pair.now;
    pair.client.close(now);
    pair.server.close(now, None);
    pair.run_for(Duration::from_secs(6));
    assert_eq!((&pair.client_end, &pair.server_end), (&Some(End::Broken), &Some(End::Broken)));
}

#[test]
fn str_10_a_transport_that_ends_is_broken() {
    let mut pair = Pair::online(Framing::Tcp);
    pair.server.handle_eof();
    pair.client.handle_eof();
    pair.drain();
    assert_eq!((&pair.client_end, &pair.server_end), (&Some(End::Broken), &Some(End::Broken)));
    pair.server.handle_eof();
    assert!(pair.server.poll_event().is_none());
}

#[test]
fn str_11_live_peers_stay_for_hours() {
    let mut pair = Pair::online(Framing::Tcp);
    pair.run_for(Duration::from_secs(4 * 3600));
    assert!(pair.server_end.is_none() && pair.client_end.is_none());
    let pings = pair.sent_by(false).matches("urn:xmpp:ping").count()
        + pair.sent_by(true).matches("urn:xmpp:ping").count();
    assert!((200..800).contains(&pings), "{pings}");
    assert!(pair.stanzas.is_empty(), "answers to pings are the streams' own");
}

#[test]
fn str_11_dead_peers_are_found() {
    let mut pair = Pair::online(Framing::Tcp);
    pair.muted = true;
    pair.run_for(Duration::from_secs(60 + 20 + 1));
    assert_eq!(server_sent_error(&pair), StreamCondition::ConnectionTimeout);
    assert!(
        matches!(&pair.client_end, Some(End::Sent(error)) if error.condition == StreamCondition::ConnectionTimeout)
    );
}

#[test]
fn fin_3_ten_seconds_and_two_retries() {
    let mut config = client_config();
    config.ping = Some(Duration::from_secs(10));
    config.ping_wait = Duration::from_secs(10);
    let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, config, server_config());
    pair.run_until(Pair::is_online);
    pair.muted = true;
    pair.run_for(Duration::from_secs(29));
    assert!(pair.client_end.is_none());
    pair.run_for(Duration::from_secs(2));
    assert!(pair.client_end.is_some());
}

#[test]
fn str_11_white_space_is_a_sign_of_life() {
    let mut pair = Pair::online(Framing::Tcp);
    pair.muted = true;
    for _ in 0..20 {
        pair.run_for(Duration::from_secs(30));
        pair.client_writes(b" ");
        pair.server_writes(b"\n");
    }
    assert!(pair.server_end.is_none() && pair.client_end.is_none());
}

#[test]
fn xb_bosh_needs_no_pings() {
    let pair = Pair::online(Framing::Bosh);
    assert!(pair.server.poll_timeout().is_none() && pair.client.poll_timeout().is_none());
}

#[test]
fn str_14_the_peer_s_error_is_reported() {
    let mut pair = Pair::online(Framing::Tcp);
    let error = StreamError::new(StreamCondition::Conflict).with_text("a newer desktop");
    let now = pair.now;
    pair.server.close(now, Some(error.clone()));
    pair.run_until(|pair| pair.client_end.is_some());
    assert_eq!(pair.client_end, Some(End::Received(error)));
}

#[test]
fn xb_9_bosh_hands_the_error_to_the_connection_manager() {
    let mut pair = Pair::online(Framing::Bosh);
    let now = pair.now;
    pair.server.close(now, Some(StreamCondition::Conflict.into()));
    pair.drain();
    assert_eq!(server_sent_error(&pair), StreamCondition::Conflict);
    assert!(!pair.sent_by(false).contains("stream:error"));
}

#[test]
fn ws_3_wrong_openings() {
    for (open, condition) in [
        ("<open xmlns='urn:wrong' to='s.example' version='1.0'/>", StreamCondition::InvalidNamespace),
        (
            "<stream:stream xmlns:stream='http://etherx.jabber.org/streams' to='s.example'/>",
            StreamCondition::BadFormat,
        ),
        (
            "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='s.example' version='1.0'>",
            StreamCondition::NotWellFormed,
        ),
        ("<presence xmlns='jabber:client'/>", StreamCondition::NotAuthorized),
    ] {
        let mut pair = Pair::new(Framing::WebSocket, Security::Encrypted, client_config(), server_config());
        pair.muted = true;
        pair.client_writes(open.as_bytes());
        assert_eq!(server_sent_error(&pair), condition, "{open}");
        let sent = pair.sent_by(false);
        assert!(
            sent.starts_with("<open ")
                && sent.ends_with("<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>"),
            "{sent}"
        );
    }
}

#[test]
fn stz_1_the_server_stamps_the_sender() {
    let mut pair = Pair::online(Framing::Tcp);
    pair.client_writes(
        b"<message to='a@b'/><presence from='me@s.example'/><presence type='subscribe' to='x@s.example'/>",
    );
    let senders: Vec<_> = pair.stanzas.iter().map(|stanza| stanza.from().unwrap().to_string()).collect();
    assert_eq!(senders, ["me@s.example/desk", "me@s.example/desk", "me@s.example"]);
}

#[test]
fn str_13_the_language_of_a_stream_is_its_stanzas_default() {
    let langs = |lang: &str| {
        let mut client = client_config();
        client.lang = lang.to_owned();
        let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client, server_config());
        pair.run_until(|pair| pair.is_online());
        pair.client_writes(b"<message to='a@b'/><message to='a@b' xml:lang='fr'/>");
        let langs = pair.stanzas.iter().map(|stanza| stanza.lang().map(str::to_owned));
        langs.collect::<Vec<_>>()
    };
    assert_eq!(langs("de"), [Some("de".to_owned()), Some("fr".to_owned())]);
    // The server's own language needs no mention.
    assert_eq!(langs("EN"), [None, Some("fr".to_owned())]);
    // What is no language tag is not passed on.
    assert_eq!(langs(&"x".repeat(65)), [None, Some("fr".to_owned())]);
}

#[test]
fn jid_8_a_malformed_address_is_a_stanza_error() {
    let mut pair = Pair::online(Framing::Tcp);
    pair.client_writes(
        b"<iq id='7' type='get' to='a@b@c'><x xmlns='urn:x'/></iq><message to='fine@s.example'/>",
    );
    assert!(pair.sent_by(false).contains("<jid-malformed "));
    assert_eq!((pair.stanzas.len(), &pair.server_end), (1, &None));
}

fn reply(pair: &Pair) -> Option<&Result<Stanza, RequestError>> {
    pair.client_events.iter().find_map(|event| match event {
        ClientEvent::Reply { reply, .. } => Some(reply),
        _ => None,
    })
}

#[test]
fn stz_2_replies_match_by_id_and_sender() {
    let mut pair = Pair::online(Framing::Tcp);
    let now = pair.now;
    pair.client.request(now, IqType::Get, Some(jid("p.s.example")), "<q xmlns='urn:q'/>").unwrap();
    pair.run_until(|pair| !pair.stanzas.is_empty());
    let request = pair.stanzas[0].clone();
    // Others know the id, and still cannot answer.
    for from in [Some("evil@s.example/x"), Some("me@s.example"), None] {
        let forged = request.result_reply("").with_from(from.map(jid));
        pair.server_writes(&forged.to_bytes());
    }
    let wrong_id = request.result_reply("").with_id("guess");
    pair.server_writes(&wrong_id.to_bytes());
    assert!(reply(&pair).is_none());
    // What answers none of the machine's requests may answer one that was sent as a stanza.
    let others = pair.client_events.iter().filter(|event| matches!(event, ClientEvent::Stanza(_)));
    assert_eq!(others.count(), 1);
    pair.server_writes(&request.result_reply("<a xmlns='urn:q'/>").to_bytes());
    let result = reply(&pair).unwrap().as_ref().unwrap();
    assert_eq!(result.content(), "<a xmlns='urn:q'/>");
    // A second answer is none.
    pair.server_writes(&request.result_reply("").to_bytes());
    assert_eq!(
        pair.client_events.iter().filter(|event| matches!(event, ClientEvent::Reply { .. })).count(),
        1
    );
}

#[test]
fn stz_2_every_request_is_answered_once() {
    let mut pair = Pair::online(Framing::Tcp);
    let now = pair.now;
    let late = pair.client.request(now, IqType::Get, None, "<q xmlns='urn:q'/>").unwrap();
    pair.run_for(Duration::from_secs(31));
    let refused = pair.client.request(pair.now, IqType::Set, None, "<q xmlns='urn:q'/>").unwrap();
    pair.run_for(Duration::from_secs(1));
    let error = pair.stanzas.last().unwrap().error_reply(&Condition::Forbidden.into()).unwrap();
    pair.server_writes(&error.to_bytes());
    let lost = pair.client.request(pair.now, IqType::Set, None, "<q xmlns='urn:q'/>").unwrap();
    pair.client.handle_eof();
    pair.drain();
    let replies = pair.client_events.iter().filter_map(|event| match event {
        ClientEvent::Reply { request, reply: Err(error) } => Some((*request, error.clone())),
        _ => None,
    });
    let replies: Vec<_> = replies.collect();
    assert_eq!(replies.len(), 3);
    assert_eq!(replies[0], (late, RequestError::Timeout));
    assert!(
        matches!(&replies[1], (request, RequestError::Refused(error)) if *request == refused && error.condition == Condition::Forbidden)
    );
    assert_eq!(replies[2], (lost, RequestError::Closed));
    assert_eq!(pair.client.request(pair.now, IqType::Get, None, ""), Err(UsageError::Closed));
}

#[test]
fn ping_1_the_client_answers() {
    let mut pair = Pair::online(Framing::Tcp);
    pair.server_writes(b"<iq id='p' type='get' from='x@s.example'><ping xmlns='urn:xmpp:ping'/></iq>");
    pair.run_for(Duration::from_secs(1));
    let pong = pair.stanzas.last().unwrap();
    assert_eq!((pong.id(), pong.stanza_type()), (Some("p"), StanzaType::Iq(IqType::Result)));
    assert_eq!(pong.to(), Some(&jid("x@s.example")));
}

#[test]
fn answers_out_of_order_are_usage_errors() {
    let mut pair = Pair::online(Framing::Tcp);
    let now = pair.now;
    assert_eq!(pair.server.authenticated(now, Ok(())), Err(UsageError::NothingAsked));
    assert_eq!(pair.server.bound(now, Ok(jid("a@b/c"))), Err(UsageError::NothingAsked));
    assert_eq!(pair.server.scram_keys(now, None), Err(UsageError::NothingAsked));
    assert_eq!(pair.server.tls_started(now), Err(UsageError::NothingAsked));
    assert_eq!(pair.client.tls_started(now), Err(UsageError::NothingAsked));
    assert_eq!(pair.server.handle_restart(now), Err(UsageError::Framing));
    assert_eq!(pair.server.jid(), Some(&jid("me@s.example/desk")), "nothing has changed");
}

#[test]
fn hostile_servers_do_not_get_the_password() {
    for (sent, secure) in [
        ("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>", true),
        ("<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>cj14LHM9eCxpPTE=</challenge>", true),
        ("<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>*</challenge>", false),
        ("<message/>", false),
    ] {
        let mut config = client_config();
        config.mechanisms = vec![xmpp_pubsub::Mechanism::ScramSha1];
        let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, config, server_config());
        pair.muted = true;
        pair.server_writes(format!("<stream:stream {NS} from='s.example' id='1' version='1.0'>").as_bytes());
        pair.server_writes(
            b"<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism>\
              <mechanism>SCRAM-SHA-1</mechanism></mechanisms></stream:features>",
        );
        pair.server_writes(sent.as_bytes());
        match &pair.client_end {
            Some(End::Insecure(_)) if secure => {}
            Some(End::Sent(_)) if !secure => {}
            other => panic!("{sent}: {other:?}"),
        }
        assert!(!pair.is_online());
    }
}

#[test]
fn presence_passes_through_unchanged() {
    let mut pair = Pair::online(Framing::Tcp);
    let presence = Stanza::presence(PresenceType::Available)
        .with_content("<priority>0</priority><c xmlns='urn:c' v='1'/>");
    pair.client.send(&presence).unwrap();
    pair.run_until(|pair| !pair.stanzas.is_empty());
    assert!(pair.stanzas[0].child(Ns::Other, "c").is_some());
    assert_eq!(pair.stanzas[0].content(), presence.content());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// However the bytes are cut and however slow the line and the host, the login ends well.
    #[test]
    fn split_and_delayed_input(piece in 1usize..40, latency in 0u64..2000, thinking in 0u64..3000) {
        let mut server = server_config();
        server.mechanisms = vec![xmpp_pubsub::Mechanism::Plain];
        let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client_config(), server);
        pair.link.piece = piece;
        pair.link.latency = Duration::from_millis(latency);
        pair.thinking = Duration::from_millis(thinking);
        pair.run_until(Pair::is_online);
    }

    /// Whatever arrives, nothing panics, and a stream that ends says so once.
    #[test]
    fn any_input(input in prop::collection::vec(any::<u8>(), 0..200), bound in any::<bool>()) {
        let mut pair = if bound { Pair::online(Framing::Tcp) } else { hostile() };
        pair.muted = true;
        pair.client_writes(&input);
        pair.server_writes(&input);
        pair.run_for(Duration::from_secs(200));
        prop_assert!(pair.server_end.is_some() && pair.client_end.is_some());
    }

    /// Pieces of the protocol in any order.
    #[test]
    fn any_order(order in prop::collection::vec(0usize..12, 0..12)) {
        let pieces = [
            "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='s.example' version='1.0'>",
            "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AG1lAHBlbmNpbA==</auth>",
            "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='SCRAM-SHA-1'>biwsbj1tZSxyPWFiYw==</auth>",
            "<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>AG1lAHBlbmNpbA==</response>",
            "<abort xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>",
            "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
            "<iq id='b' type='set'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>",
            "<iq id='s' type='set'><session xmlns='urn:ietf:params:xml:ns:xmpp-session'/></iq>",
            "<presence/>",
            "<stream:features/>",
            "</stream:stream>",
            "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>",
        ];
        let mut pair = hostile();
        for piece in order {
            pair.client_writes(pieces[piece].as_bytes());
            pair.server_writes(pieces[piece].as_bytes());
            pair.run_for(Duration::from_millis(100));
        }
        // Nobody gets through without a login.
        prop_assert!(pair.stanzas.is_empty() || pair.sent_by(false).contains("<success"));
    }
}

#[test]
fn loopback_needs_no_tls() {
    let (client, server) = loopback();
    let mut pair = Pair::new(Framing::Tcp, Security::Clear, client, server);
    pair.run_until(Pair::is_online);
}
