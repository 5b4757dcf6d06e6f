//! From the first byte to a bound address, over every framing, and all the ways it can fail.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::time::Duration;

use support::{Pair, client_config, encrypted_plain_only, jid, loopback, server_config};
use xmpp_pubsub::{
    ClientEvent, ClientTls, Condition, End, Framing, IqType, Jid, Mechanism, PlainOn, SaslCondition,
    Security, StanzaError, StartTls, StreamCondition,
};

fn address(pair: &Pair) -> Jid {
    let online = pair.client_events.iter().find_map(|event| match event {
        ClientEvent::Online(jid) => Some(jid.clone()),
        _ => None,
    });
    online.expect("online")
}

#[test]
fn bind_2_over_every_framing() {
    for framing in [Framing::Tcp, Framing::WebSocket, Framing::Bosh] {
        let pair = Pair::online(framing);
        assert_eq!(address(&pair), jid("me@s.example/desk"));
        assert_eq!(pair.server.jid(), Some(&jid("me@s.example/desk")));
    }
}

#[test]
fn ws_2_each_message_is_an_element_of_its_own() {
    let pair = Pair::online(Framing::WebSocket);
    assert!(pair.trace.iter().all(|(_, message)| message.starts_with(b"<") && !message.starts_with(b"<?")));
    assert!(!pair.sent_by(true).contains("stream:stream"));
    assert_eq!(pair.sent_by(true).matches("<open ").count(), 2);
    assert!(!pair.sent_by(true).contains("<close"));
}

#[test]
fn xb_2_no_stream_tags_cross_bosh() {
    let pair = Pair::online(Framing::Bosh);
    for by_client in [true, false] {
        let sent = pair.sent_by(by_client);
        assert!(!sent.contains("<stream:stream") && !sent.contains("<open"), "{sent}");
    }
    assert!(pair.sent_by(false).contains("xmlns:stream='http://etherx.jabber.org/streams'"));
    assert!(!pair.sent_by(false).contains("starttls"));
}

#[test]
fn ws_5_and_xb_7_starttls_is_for_tcp_alone() {
    for framing in [Framing::WebSocket, Framing::Bosh] {
        let (client, mut server) = loopback();
        server.starttls = StartTls::Offered;
        let mut pair = Pair::new(framing, Security::Clear, client, server);
        pair.run_until(Pair::is_online);
        assert!(!pair.sent_by(false).contains("starttls"));
    }
}

#[test]
fn sec_3_one_byte_at_a_time() {
    let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client_config(), server_config());
    pair.link.piece = 1;
    pair.run_until(Pair::is_online);
    assert_eq!(address(&pair), jid("me@s.example/desk"));
}

#[test]
fn sasl_1_every_mechanism_and_the_strongest_first() {
    for mechanism in [Mechanism::Plain, Mechanism::ScramSha1, Mechanism::ScramSha256] {
        let mut client = client_config();
        client.mechanisms = vec![mechanism];
        let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client, server_config());
        pair.run_until(Pair::is_online);
        assert!(pair.sent_by(true).contains(&format!("mechanism='{mechanism}'")));
    }
    assert!(Pair::online(Framing::Tcp).sent_by(true).contains("mechanism='SCRAM-SHA-256'"));
    let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client_config(), encrypted_plain_only());
    pair.run_until(Pair::is_online);
    assert!(pair.sent_by(true).contains("mechanism='PLAIN'"));
}

#[test]
fn sasl_16_external() {
    let mut client = client_config();
    client.mechanisms.push(Mechanism::External);
    let mut server = server_config();
    server.mechanisms.push(Mechanism::External);
    for (addresses, authzid, outcome) in [
        (vec!["me@s.example"], None, None),
        (vec!["me@s.example", "other@s.example"], None, Some(SaslCondition::InvalidAuthzid)),
        (vec!["me@s.example", "other@s.example"], Some("me@s.example"), None),
        (vec!["me@s.example"], Some("other@s.example"), Some(SaslCondition::InvalidAuthzid)),
        (vec![], None, Some(SaslCondition::NotAuthorized)),
    ] {
        client.authzid = authzid.map(jid);
        let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client.clone(), server.clone());
        pair.server.set_certificate(addresses.iter().map(|text| jid(text)).collect::<Vec<_>>());
        pair.run_until(|pair| pair.is_online() || pair.client_end.is_some());
        assert_eq!(pair.client_end, outcome.map(End::Refused), "{addresses:?} {authzid:?}");
        assert!(pair.sent_by(true).contains("mechanism='EXTERNAL'"));
    }
}

#[test]
fn sasl_16_external_is_not_offered_without_a_certificate() {
    let mut server = server_config();
    server.mechanisms.push(Mechanism::External);
    let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client_config(), server);
    pair.run_until(Pair::is_online);
    assert!(!pair.sent_by(false).contains("EXTERNAL"));
}

#[test]
fn sasl_7_wrong_password_and_unknown_user_look_alike() {
    for mechanism in [Mechanism::Plain, Mechanism::ScramSha256] {
        let mut answers = Vec::new();
        for (user, password) in [("me", "wrong"), ("nobody", "pencil")] {
            let mut client = client_config();
            client.user = user.into();
            client.password = Some(password.into());
            client.mechanisms = vec![mechanism];
            let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client, server_config());
            let began = pair.now;
            pair.run_until(|pair| pair.client_end.is_some());
            assert_eq!(pair.client_end, Some(End::Refused(SaslCondition::NotAuthorized)));
            // Salt and nonce differ from name to name; the shape must not.
            let shape = pair.trace.iter().map(|(by, bytes)| (*by, bytes.len())).collect::<Vec<_>>();
            answers.push((pair.now - began, shape.len()));
        }
        assert_eq!(answers[0], answers[1]);
    }
}

#[test]
fn sasl_5_three_tries_then_policy_violation() {
    let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client_config(), server_config());
    pair.muted = true;
    pair.client_writes(HEADER);
    for _ in 0..3 {
        pair.client_writes(
            b"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AG1lAHdyb25n</auth>",
        );
        pair.run_for(Duration::from_secs(1));
    }
    assert_eq!(pair.sent_by(false).matches("<not-authorized/>").count(), 3);
    assert!(
        matches!(&pair.server_end, Some(End::Sent(error)) if error.condition == StreamCondition::PolicyViolation)
    );
}

const HEADER: &[u8] = b"<stream:stream to='s.example' version='1.0' xmlns='jabber:client' \
    xmlns:stream='http://etherx.jabber.org/streams'>";

#[test]
fn sasl_faults_are_answered_and_may_be_corrected() {
    let auth = |mechanism: &str, text: &str| {
        format!("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='{mechanism}'>{text}</auth>")
    };
    for (sent, condition) in [
        (auth("PLAIN", "A"), "incorrect-encoding"),
        (auth("PLAIN", "AA=="), "malformed-request"),
        (auth("PLAIN", "="), "malformed-request"),
        (auth("DIGEST-MD5", "="), "invalid-mechanism"),
        (auth("EXTERNAL", "="), "invalid-mechanism"),
        (auth("PLAIN", "b3RoZXJAcy5leGFtcGxlAG1lAHBlbmNpbA=="), "invalid-authzid"),
        ("<abort xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>".to_owned(), "aborted"),
        ("<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>".to_owned(), "malformed-request"),
    ] {
        let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client_config(), server_config());
        pair.muted = true;
        pair.client_writes(HEADER);
        pair.client_writes(sent.as_bytes());
        let expected = format!("<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><{condition}/></failure>");
        assert!(pair.sent_by(false).ends_with(&expected), "{sent}: {}", pair.sent_by(false));
        pair.client_writes(auth("PLAIN", "AG1lAHBlbmNpbA==").as_bytes());
        pair.run_for(Duration::from_secs(1));
        assert!(pair.sent_by(false).ends_with("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>"));
    }
}

#[test]
fn sasl_3_a_mechanism_without_initial_response() {
    let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client_config(), server_config());
    pair.muted = true;
    pair.client_writes(HEADER);
    pair.client_writes(b"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'/>");
    assert!(pair.sent_by(false).ends_with("<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>"));
    pair.client_writes(b"<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>AG1lAHBlbmNpbA==</response>");
    pair.run_for(Duration::from_secs(1));
    assert!(pair.sent_by(false).ends_with("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>"));
}

#[test]
fn tls_1_starttls_then_login() {
    let mut server = server_config();
    server.starttls = StartTls::Required;
    let mut pair = Pair::new(Framing::Tcp, Security::Clear, client_config(), server);
    pair.run_until(Pair::is_online);
    let sent = pair.sent_by(false);
    assert_eq!(sent.matches("<starttls").count(), 1, "not offered again: {sent}");
    let first_features = sent.split("</stream:features>").next().unwrap();
    assert!(first_features.contains("<required/>") && !first_features.contains("mechanisms"), "{sent}");
    assert_eq!(pair.sent_by(true).matches("<stream:stream").count(), 3);
}

#[test]
fn tls_3_what_was_sent_in_clear_is_thrown_away() {
    let mut server = server_config();
    server.starttls = StartTls::Required;
    let mut pair = Pair::new(Framing::Tcp, Security::Clear, client_config(), server);
    pair.muted = true;
    pair.client_writes(HEADER);
    let mut injected = b"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>".to_vec();
    injected.extend_from_slice(HEADER);
    injected.extend_from_slice(
        b"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AG1lAHBlbmNpbA==</auth>",
    );
    pair.client_writes(&injected);
    pair.run_for(Duration::from_secs(1));
    let sent = pair.sent_by(false);
    assert!(sent.ends_with("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"), "{sent}");
}

#[test]
fn tls_2_failure_where_it_is_not_offered() {
    let mut pair = Pair::new(Framing::Tcp, Security::Clear, client_config(), server_config());
    pair.muted = true;
    pair.client_writes(HEADER);
    pair.client_writes(b"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
    assert!(pair.sent_by(false).contains("<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"));
    assert!(pair.server.is_closed());
}

#[test]
fn tls_4_a_client_that_wants_tls_does_not_go_on_without() {
    let mut pair = Pair::new(Framing::Tcp, Security::Clear, client_config(), loopback().1);
    pair.run_until(|pair| pair.client_end.is_some());
    assert!(matches!(pair.client_end, Some(End::Insecure(_))));
    assert!(!pair.sent_by(true).contains("<auth"));
}

#[test]
fn tls_6_plain_in_clear_only_when_allowed() {
    let (client, server) = loopback();
    let mut pair = Pair::new(Framing::Tcp, Security::Clear, client.clone(), server);
    pair.run_until(Pair::is_online);

    let mut pair = Pair::new(Framing::Tcp, Security::Clear, client.clone(), server_config());
    pair.run_until(Pair::is_online);
    assert!(!pair.sent_by(false).contains("PLAIN"), "SCRAM is fit for clear streams, PLAIN is not");

    let mut careful = client;
    careful.plain = PlainOn::Encrypted;
    careful.mechanisms = vec![Mechanism::Plain];
    let mut pair = Pair::new(Framing::Tcp, Security::Clear, careful, loopback().1);
    pair.run_until(|pair| pair.client_end.is_some());
    assert!(matches!(pair.client_end, Some(End::Insecure(_))));

    let mut pair = Pair::new(Framing::Tcp, Security::Clear, client_config(), server_config());
    pair.muted = true;
    pair.client_writes(HEADER);
    pair.client_writes(
        b"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AG1lAHBlbmNpbA==</auth>",
    );
    assert!(pair.sent_by(false).ends_with("<encryption-required/></failure>"));
}

#[test]
fn bind_2_the_client_adopts_what_it_is_told() {
    let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client_config(), server_config());
    pair.bind = Ok(Some("other"));
    pair.run_until(Pair::is_online);
    assert_eq!(address(&pair), jid("me@s.example/other"));

    let mut client = client_config();
    client.resource = None;
    let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client, server_config());
    pair.run_until(Pair::is_online);
    assert_eq!(address(&pair), jid("me@s.example/made-up"));
}

#[test]
fn bind_3_refusals() {
    for condition in [Condition::Conflict, Condition::NotAllowed, Condition::ResourceConstraint] {
        let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client_config(), server_config());
        pair.bind = Err(StanzaError::new(condition));
        pair.run_until(|pair| pair.client_end.is_some());
        assert!(matches!(&pair.client_end, Some(End::NotBound(error)) if error.condition == condition));
    }
    let mut client = client_config();
    client.resource = Some("\u{7f}".into());
    let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client, server_config());
    pair.run_until(|pair| pair.client_end.is_some());
    assert!(
        matches!(&pair.client_end, Some(End::NotBound(error)) if error.condition == Condition::BadRequest)
    );
}

#[test]
fn bind_5_stanzas_before_binding() {
    let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client_config(), encrypted_plain_only());
    pair.muted = true;
    pair.client_writes(HEADER);
    pair.client_writes(
        b"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AG1lAHBlbmNpbA==</auth>",
    );
    pair.run_for(Duration::from_secs(1));
    pair.client_writes(HEADER);
    pair.client_writes(b"<presence/>");
    assert!(
        matches!(&pair.server_end, Some(End::Sent(error)) if error.condition == StreamCondition::NotAuthorized)
    );
}

#[test]
fn bind_6_legacy_session() {
    let mut pair = Pair::online(Framing::Tcp);
    assert!(
        pair.sent_by(false)
            .contains("<session xmlns='urn:ietf:params:xml:ns:xmpp-session'><optional/></session>")
    );
    assert!(!pair.sent_by(true).contains("<session"));
    let now = pair.now;
    let session = "<session xmlns='urn:ietf:params:xml:ns:xmpp-session'/>";
    let request = pair.client.request(now, IqType::Set, None, session).unwrap();
    pair.run_until(|pair| !pair.client_events.is_empty() && pair.client_events.len() > 1);
    assert!(matches!(
        pair.client_events.last(),
        Some(ClientEvent::Reply { request: answered, reply: Ok(_) }) if *answered == request
    ));
    assert!(pair.stanzas.is_empty());
}

#[test]
fn a_host_that_thinks_for_long_loses_nothing() {
    // The client pipelines: what follows the login is taken up when the host has answered.
    let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client_config(), encrypted_plain_only());
    pair.muted = true;
    pair.thinking = Duration::from_secs(20);
    let mut all = HEADER.to_vec();
    all.extend_from_slice(
        b"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AG1lAHBlbmNpbA==</auth>",
    );
    all.extend_from_slice(HEADER);
    all.extend_from_slice(
        b"<iq id='b' type='set'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq><presence/>",
    );
    pair.client_writes(&all);
    pair.run_for(Duration::from_secs(50));
    assert_eq!(pair.stanzas.len(), 1, "{}", pair.sent_by(false));
}

#[test]
fn the_configured_tls_policy_never_uses_what_is_not_there() {
    // IfOffered goes on without.
    let (mut client, server) = loopback();
    client.tls = ClientTls::IfOffered;
    let mut pair = Pair::new(Framing::Tcp, Security::Clear, client, server);
    pair.run_until(Pair::is_online);
}
