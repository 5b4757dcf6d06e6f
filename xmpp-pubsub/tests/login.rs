//! From the first byte to a bound address, over every framing, and all the ways it can fail.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::time::Duration;

use support::{Pair, client_config, encrypted_plain_only, jid, loopback, server_config};
use xmpp_pubsub::{
    ActAs, BindOn, ChannelBinding, ClientConfig, ClientEvent, ClientTls, Condition, End, Framing, IqType,
    Jid, Mechanism, PlainOn, SaslCondition, Security, ServerConfig, StanzaError, StartTls, StreamCondition,
    UsageError,
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
        // Only those of this domain count.
        (vec!["me@elsewhere", "me@s.example"], None, None),
        (vec!["me@elsewhere"], None, Some(SaslCondition::NotAuthorized)),
        (vec!["me@elsewhere"], Some("me@elsewhere"), Some(SaslCondition::NotAuthorized)),
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
        for (user, password) in [("me", "wrong"), ("no", "pencil")] {
            let mut client = client_config();
            client.user = user.into();
            client.password = Some(password.into());
            client.mechanisms = vec![mechanism];
            let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client, server_config());
            let began = pair.now;
            pair.run_until(|pair| pair.client_end.is_some());
            assert_eq!(pair.client_end, Some(End::Refused(SaslCondition::NotAuthorized)));
            // Salt and nonce differ from name to name; the shape must not, for names of one length.
            let said = pair.trace.iter().filter(|(by_client, _)| !by_client);
            let shape = said.map(|(_, bytes)| bytes.len()).collect::<Vec<_>>();
            answers.push((pair.now - began, shape));
        }
        assert_eq!(answers[0], answers[1]);
    }
}

/// The challenge that a server gives to this name.
fn challenge(name: &str) -> String {
    let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client_config(), server_config());
    pair.muted = true;
    pair.client_writes(HEADER);
    let first = base64(format!("n,,n={name},r=abc").as_bytes());
    pair.client_writes(
        format!("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='SCRAM-SHA-256'>{first}</auth>")
            .as_bytes(),
    );
    pair.run_for(Duration::from_secs(1));
    let sent = pair.sent_by(false);
    let challenge = sent.rsplit_once("xmpp-sasl'>").unwrap().1.split('<').next().unwrap().to_owned();
    String::from_utf8(unbase64(&challenge)).unwrap()
}

#[test]
fn sasl_14_spellings_of_a_name_do_not_tell_whether_it_exists() {
    for name in ["me", "nobody"] {
        let salts = [name.to_owned(), name.to_uppercase(), format!("{name}@s.example")]
            .map(|spelling| challenge(&spelling).split(',').nth(1).unwrap().to_owned());
        assert!(salts[0].starts_with("s="), "{salts:?}");
        assert!(salts.iter().all(|salt| *salt == salts[0]), "{salts:?}");
    }
}

fn base64(octets: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(octets)
}

fn unbase64(text: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.decode(text).unwrap()
}

fn plus() -> (ClientConfig, ServerConfig) {
    let mut server = server_config();
    server.mechanisms.extend([Mechanism::ScramSha1Plus, Mechanism::ScramSha256Plus]);
    (client_config(), server)
}

fn end_point() -> ChannelBinding {
    let signed = rcgen::generate_simple_self_signed(["s.example".to_owned()]).unwrap();
    ChannelBinding::server_end_point(signed.cert.der()).unwrap()
}

#[test]
fn sasl_1_bound_to_the_connection_where_it_can_be() {
    let (exporter, end_point) = (ChannelBinding::exporter([7; 32]), end_point());
    let none: &[ChannelBinding] = &[];
    for (at_client, at_server, mechanism, flag) in [
        // Neither end has one: nothing is offered.
        (none, none, "SCRAM-SHA-256", "n"),
        (&[exporter.clone()][..], &[exporter.clone()][..], "SCRAM-SHA-256-PLUS", "p=tls-exporter"),
        // The server says which ones it has (XEP-0440).
        (
            &[exporter.clone(), end_point.clone()][..],
            &[end_point.clone()][..],
            "SCRAM-SHA-256-PLUS",
            "p=tls-server-end-point",
        ),
        (&[exporter.clone()][..], &[end_point.clone()][..], "SCRAM-SHA-256", "n"),
        // SASL-13: the client could, and is offered nothing.
        (&[exporter.clone()][..], none, "SCRAM-SHA-256", "y"),
        (none, &[exporter.clone()][..], "SCRAM-SHA-256", "n"),
    ] {
        let (client, server) = plus();
        let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client, server);
        pair.client.set_channel_bindings(at_client);
        pair.server.set_channel_bindings(at_server);
        pair.run_until(Pair::is_online);
        let sent = pair.sent_by(true);
        let auth = sent.split("<auth ").nth(1).unwrap();
        assert!(auth.contains(&format!("mechanism='{mechanism}'>")), "{auth}");
        let first = auth.split('>').nth(1).unwrap().split('<').next().unwrap();
        let first = String::from_utf8(unbase64(first)).unwrap();
        assert_eq!(first.split(',').next(), Some(flag));
        let offers = pair.sent_by(false).contains("PLUS");
        assert_eq!(offers, !at_server.is_empty());
        assert_eq!(pair.sent_by(false).contains("urn:xmpp:sasl-cb:0"), offers);
    }
}

#[test]
fn sasl_1_a_server_that_names_no_type_is_not_guessed_at() {
    for (binding, mechanism, flag) in
        [(BindOn::Named, "SCRAM-SHA-256", "n"), (BindOn::Offered, "SCRAM-SHA-256-PLUS", "p=tls-exporter")]
    {
        let (mut client, server) = plus();
        client.binding = binding;
        let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client, server);
        pair.muted = true;
        pair.client.set_channel_bindings([ChannelBinding::exporter([7; 32])]);
        pair.drain();
        pair.server_writes(
            b"<stream:stream from='s.example' id='1' version='1.0' xmlns='jabber:client' \
              xmlns:stream='http://etherx.jabber.org/streams'><stream:features>\
              <mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>SCRAM-SHA-256</mechanism>\
              <mechanism>SCRAM-SHA-256-PLUS</mechanism></mechanisms></stream:features>",
        );
        let sent = pair.sent_by(true);
        let auth = sent.split("<auth ").nth(1).unwrap();
        assert!(auth.contains(&format!("mechanism='{mechanism}'>")), "{auth}");
        let first = auth.split('>').nth(1).unwrap().split('<').next().unwrap();
        // One was offered: that none was would be a lie, and the server would take it for an attack.
        assert!(unbase64(first).starts_with(format!("{flag},").as_bytes()));
    }
}

#[test]
fn sasl_12_a_login_does_not_pass_through_another_connection() {
    let (mut client, server) = plus();
    client.mechanisms = vec![Mechanism::ScramSha1Plus];
    let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client, server);
    // Somebody ends TLS in between.
    pair.client.set_channel_bindings([ChannelBinding::exporter([1; 32])]);
    pair.server.set_channel_bindings([ChannelBinding::exporter([2; 32])]);
    pair.run_until(|pair| pair.client_end.is_some());
    assert_eq!(pair.client_end, Some(End::Refused(SaslCondition::NotAuthorized)));
}

#[test]
fn sasl_13_a_server_finds_out_that_its_offer_was_taken_out() {
    let (client, server) = plus();
    let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client, server);
    pair.muted = true;
    let binding = ChannelBinding::exporter([7; 32]);
    pair.client.set_channel_bindings([binding.clone()]);
    pair.server.set_channel_bindings([binding]);
    pair.drain();
    pair.client_writes(HEADER);
    let header = pair.sent_by(false);
    // What arrives at the client lacks the better mechanisms.
    let weaker = header
        .replace("<mechanism>SCRAM-SHA-256-PLUS</mechanism>", "")
        .replace("<mechanism>SCRAM-SHA-1-PLUS</mechanism>", "");
    assert!(header.contains("PLUS") && !weaker.contains("PLUS"));
    pair.server_writes(weaker.as_bytes());
    let sent = pair.sent_by(true);
    let auth = &sent[sent.find("<auth ").unwrap()..];
    assert!(auth.contains("mechanism='SCRAM-SHA-256'"), "{auth}");
    pair.client_writes(auth.as_bytes());
    assert!(pair.sent_by(false).ends_with("<not-authorized/></failure>"), "{}", pair.sent_by(false));
}

#[test]
fn sasl_8_the_host_decides_who_may_act_as_another() {
    for mechanism in [Mechanism::Plain, Mechanism::ScramSha256] {
        for (authzid, allowed, outcome) in [
            ("other@s.example", true, Ok("other@s.example/desk")),
            ("other@s.example", false, Err(SaslCondition::InvalidAuthzid)),
            // Oneself needs no permission.
            ("me@s.example", false, Ok("me@s.example/desk")),
            // Not of this domain, not bare, no account: nobody is asked.
            ("other@elsewhere", true, Err(SaslCondition::InvalidAuthzid)),
            ("other@s.example/x", true, Err(SaslCondition::InvalidAuthzid)),
            ("s.example", true, Err(SaslCondition::InvalidAuthzid)),
        ] {
            let mut client = client_config();
            client.authzid = Some(jid(authzid));
            client.mechanisms = vec![mechanism];
            let mut server = server_config();
            server.act_as = ActAs::Ask;
            let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client, server);
            pair.may_act = allowed;
            pair.run_until(|pair| pair.is_online() || pair.client_end.is_some());
            match outcome {
                Ok(full) => assert_eq!(address(&pair), jid(full)),
                Err(condition) => assert_eq!(pair.client_end, Some(End::Refused(condition))),
            }
        }
    }
    // The wrong password is told before the permission.
    let mut client = client_config();
    client.authzid = Some(jid("other@s.example"));
    client.password = Some("wrong".into());
    let mut server = server_config();
    server.act_as = ActAs::Ask;
    let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client, server);
    pair.run_until(|pair| pair.client_end.is_some());
    assert_eq!(pair.client_end, Some(End::Refused(SaslCondition::NotAuthorized)));
    assert_eq!(pair.server.authorized(pair.now, Ok(())), Err(UsageError::NothingAsked));
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
fn tls_3_what_a_server_sent_in_clear_is_thrown_away() {
    let mut server = server_config();
    server.starttls = StartTls::Required;
    let mut pair = Pair::new(Framing::Tcp, Security::Clear, client_config(), server);
    pair.muted = true;
    pair.drain();
    pair.client_writes(HEADER);
    let header = pair.sent_by(false);
    pair.server_writes(header.as_bytes());
    assert!(pair.sent_by(true).ends_with("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"));
    let injected = format!("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>{header}");
    pair.server_writes(injected.as_bytes());
    pair.run_for(Duration::from_secs(1));
    let sent = pair.sent_by(true);
    // After TLS it begins anew, and has heard nothing of what came before.
    assert_eq!(sent.matches("<stream:stream").count(), 2, "{sent}");
    assert!(sent.ends_with('>') && !sent.contains("<auth"), "{sent}");
}

#[test]
fn tls_3_nothing_in_clear_follows_proceed() {
    for close in [false, true] {
        let mut server = server_config();
        server.starttls = StartTls::Required;
        let mut pair = Pair::new(Framing::Tcp, Security::Clear, client_config(), server);
        pair.thinking = Duration::from_secs(1000);
        pair.link.latency = Duration::from_secs(1);
        pair.run_until(|pair| pair.sent_by(false).contains("<proceed"));
        pair.muted = true;
        let now = pair.now;
        if close {
            pair.server.close(now, None);
        } else {
            // The handshake never ends.
            pair.run_for(Duration::from_secs(61));
        }
        pair.drain();
        assert!(pair.server_end.is_some());
        assert!(pair.sent_by(false).ends_with("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"));
    }
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

/// A server with a hostile client that has logged in, and whose second header has been answered.
fn logged_in_by_hand() -> Pair {
    let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client_config(), encrypted_plain_only());
    pair.muted = true;
    pair.client_writes(HEADER);
    pair.client_writes(
        b"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AG1lAHBlbmNpbA==</auth>",
    );
    pair.run_for(Duration::from_secs(1));
    pair.client_writes(HEADER);
    pair
}

#[test]
fn bind_5_stanzas_before_binding() {
    let mut pair = logged_in_by_hand();
    pair.client_writes(b"<presence/>");
    assert!(
        matches!(&pair.server_end, Some(End::Sent(error)) if error.condition == StreamCondition::NotAuthorized)
    );
}

#[test]
fn bind_5_not_even_malformed_ones() {
    for (stanza, ends) in [("<message to='@'/>", true), ("<iq id='1' type='put'/>", false)] {
        let mut pair = logged_in_by_hand();
        pair.client_writes(stanza.as_bytes());
        assert_eq!(pair.server_end.is_some(), ends, "{stanza}: {}", pair.sent_by(false));
        assert_eq!(pair.sent_by(false).contains("<not-authorized"), ends);
    }
}

#[test]
fn str_2_only_an_address_is_repeated_in_the_header() {
    for (from, to) in [("Me@S.example/x", Some("to='me@s.example'")), ("a@b@c", None)] {
        let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client_config(), server_config());
        pair.muted = true;
        let header = String::from_utf8(HEADER.to_vec()).unwrap();
        pair.client_writes(
            header.replacen("<stream:stream ", &format!("<stream:stream from='{from}' "), 1).as_bytes(),
        );
        let sent = pair.sent_by(false);
        let header = sent.split("<stream:features").next().unwrap();
        match to {
            Some(to) => assert!(header.contains(to), "{header}"),
            None => assert!(!header.contains(" to="), "{header}"),
        }
    }
}

#[test]
fn prs_7_roster_versions_are_offered_if_asked_for() {
    for versions in [true, false] {
        let mut server = server_config();
        server.roster_versions = versions;
        let mut pair = Pair::new(Framing::Tcp, Security::Encrypted, client_config(), server);
        pair.run_until(Pair::is_online);
        assert_eq!(pair.sent_by(false).contains("<ver xmlns='urn:xmpp:features:rosterver'/>"), versions);
    }
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
