//! Creating sessions: what is asked, what is granted (XEP-0124 §7).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use bosh::Payload;
use bosh::manager::{Event, Security, SessionId, Why};
use support::{Fate, NS, Table, attribute, secs, terminated};

#[test]
fn bosh_8_a_request_without_sid_that_carries_payload_starts_nothing() {
    let mut table = Table::new(|_| {});
    let request = table.post(&format!("<body {NS} rid='5' ver='1.11' to='example.com'><presence/></body>"));
    assert_eq!(table.answer(request), terminated("bad-request"));
    assert_eq!(table.events, []);
}

#[test]
fn bosh_4_the_content_type_asked_for_is_used_in_the_whole_session_if_it_is_fit_for_a_header() {
    let mut table = Table::new(|_| {});
    let mut peer = table.open("ver='1.11' hold='1' content='text/plain; charset=utf-8'");
    assert_eq!(table.content_types[0], "text/plain; charset=utf-8");
    let request = table.post(&peer.next(""));
    table.send(&peer, "<a/>");
    assert_eq!(table.content_types[request], "text/plain; charset=utf-8");
    for bad in ["a&#13;&#10;Set-Cookie: x", "ä", ""] {
        let request = table.post(&format!("<body {NS} rid='5' ver='1.11' content='{bad}'/>"));
        assert_eq!(table.answer(request), terminated("bad-request"));
    }
    table.open("ver='1.11'");
    assert_eq!(table.content_types.last().unwrap(), "text/xml; charset=utf-8");
}

#[test]
fn the_terms_are_no_more_than_asked_and_no_more_than_allowed() {
    let mut table = Table::new(|c| c.max_wait = secs(30));
    let granted = table.open("ver='1.6' wait='60' hold='1' xml:lang='en'").answer;
    for (name, value) in [
        ("wait", "30"),
        ("hold", "1"),
        ("requests", "2"),
        ("ver", "1.6"),
        ("inactivity", "60"),
        ("polling", "5"),
        ("maxpause", "120"),
        ("from", "example.com"),
        ("ack", "1000"),
        ("charsets", "UTF-8"),
    ] {
        assert_eq!(attribute(&granted, name), Some(value), "{name}");
    }
    let granted = table.open("ver='2.0' wait='2147483647' hold='200'").answer;
    assert_eq!(attribute(&granted, "wait"), Some("30"));
    assert_eq!(attribute(&granted, "hold"), Some("2"));
    assert_eq!(attribute(&granted, "requests"), Some("3"));
    assert_eq!(attribute(&granted, "ver"), Some("1.11"));
    let granted = table.open("ver='1.11' wait='5'").answer;
    assert_eq!((attribute(&granted, "wait"), attribute(&granted, "hold")), (Some("5"), Some("1")));
}

#[test]
fn bosh_16_a_creation_request_with_a_bad_number_is_refused() {
    let mut table = Table::new(|_| {});
    for bad in ["", "rid='0'", "rid='-3'", "rid='x'", "rid='9007199254740992'", "rid='9007199254740991'"] {
        let request = table.post(&format!("<body {NS} ver='1.11' {bad}/>"));
        assert_eq!(table.answer(request), terminated("bad-request"), "{bad}");
    }
    for bad in ["wait='-1'", "hold='x'", "wait=''"] {
        let request = table.post(&format!("<body {NS} ver='1.11' rid='1' {bad}/>"));
        assert_eq!(table.answer(request), terminated("bad-request"), "{bad}");
    }
    assert_eq!(table.manager.stats().sessions, 0);
}

#[test]
fn bosh_15_features_go_into_the_creation_response_when_they_are_there_in_time() {
    let mut table = Table::new(|_| {});
    table.accept = false;
    let request = table.post(&format!("<body {NS} rid='7' ver='1.11' to='example.com' wait='60'/>"));
    assert!(table.is_open(request));
    let id = SessionId(1);
    table.manager.accept(table.now, id, bosh::manager::Accept::xmpp("example.com")).unwrap();
    table.manager.send(table.now, id, Payload::from("<stream:features/>").with_stream_prefix()).unwrap();
    table.drain();
    let answer = table.answer(request);
    assert!(answer.contains(" xmlns:stream='http://etherx.jabber.org/streams'"), "{answer}");
    assert!(answer.contains(" xmlns:xmpp='urn:xmpp:xbosh'"), "{answer}");
    assert!(
        answer.contains(" xmpp:version='1.0' xmpp:restartlogic='true'><stream:features/></body>"),
        "{answer}"
    );
}

#[test]
fn a_host_that_refuses_says_why_and_one_that_says_nothing_is_not_waited_for() {
    let mut table = Table::new(|_| {});
    table.accept = false;
    let one = table.post(&format!("<body {NS} rid='7' ver='1.11' to='example.org'/>"));
    table.manager.terminate(table.now, SessionId(1), Some(bosh::Condition::HostUnknown), None).unwrap();
    table.drain();
    assert_eq!(table.answer(one), terminated("host-unknown"));
    let two = table.post(&format!("<body {NS} rid='7' ver='1.11' to='example.com'/>"));
    table.pass(secs(30));
    assert_eq!(table.answer(two), terminated("remote-connection-failed"));
    assert_eq!(table.events.last(), Some(&Event::Ended { session: SessionId(2), why: Why::NotAccepted }));
    assert_eq!(table.manager.stats().sessions, 0);
}

#[test]
fn a_session_whose_creation_response_cannot_be_delivered_is_dropped() {
    let mut table = Table::new(|_| {});
    table.accept = false;
    let request = table.post(&format!("<body {NS} rid='7' ver='1.11'/>"));
    table.close(request);
    assert_eq!(table.events.last(), Some(&Event::Ended { session: SessionId(1), why: Why::Abandoned }));
    assert_eq!(table.manager.stats().sessions, 0);
}

#[test]
fn the_host_learns_what_concerns_it() {
    let mut table = Table::new(|_| {});
    table
        .open("from='u@example.com' route='xmpp:a:1' xml:lang='de' xmlns:x='urn:xmpp:xbosh' x:version='1.0'");
    let Some(Event::Opened(opened)) = table.events.first() else { panic!() };
    assert_eq!(opened.to.as_deref(), Some("example.com"));
    assert_eq!(opened.from.as_deref(), Some("u@example.com"));
    assert_eq!(opened.route.as_deref(), Some("xmpp:a:1"));
    assert_eq!(opened.lang.as_deref(), Some("de"));
    assert_eq!(opened.xmpp_version.map(|v| v.to_string()).as_deref(), Some("1.0"));
    assert_eq!(opened.security, Security::Tls);
}

#[test]
fn bosh_70_a_client_without_ver_gets_http_codes_and_no_other_does() {
    let mut table = Table::new(|_| {});
    let broken = table.post(&format!("<body {NS} rid='x'/>"));
    assert_eq!(table.fate(broken), Fate::Status(400));
    let peer = table.open("wait='60' hold='1'");
    let far = table.post(&peer.body(9999, "", ""));
    assert_eq!(table.fate(far), Fate::Status(404));
    let peer = table.open("wait='60' hold='1'");
    let long = table.post(&peer.body(peer.rid + 1, "pause='9999'", ""));
    assert_eq!(table.fate(long), Fate::Status(403));
    let peer = table.open_usual();
    let far = table.post(&peer.body(9999, "", ""));
    assert_eq!(table.answer(far), terminated("item-not-found"));
}

#[test]
fn bosh_80_a_session_begun_over_tls_is_not_reachable_in_clear_text_and_survives_the_try() {
    let mut table = Table::new(|_| {});
    let mut peer = table.open_usual();
    table.security = Security::Clear;
    let stolen = table.post(&peer.body(peer.rid + 1, "type='terminate'", ""));
    assert_eq!(table.fate(stolen), Fate::HungUp);
    table.security = Security::Certificate([1; 32]);
    let request = table.post(&peer.next("<a/>"));
    assert!(table.is_open(request));
    let mut peer = table.open_usual();
    table.security = Security::Certificate([2; 32]);
    let other = table.post(&peer.next(""));
    assert_eq!(table.fate(other), Fate::HungUp);
    assert_eq!(table.ended(&peer), None);
}

#[test]
fn sessions_are_limited_and_ended_ones_make_room() {
    let mut table = Table::new(|c| c.limits.sessions = 2);
    let mut one = table.open_usual();
    table.open_usual();
    let refused = table.post(&format!("<body {NS} rid='7' ver='1.11'/>"));
    assert_eq!(table.answer(refused), terminated("internal-server-error"));
    table.post(&one.next_with("type='terminate'", ""));
    table.open_usual();
    assert_eq!(table.manager.stats().sessions, 2);
}

#[test]
fn a_body_that_cannot_be_read_ends_the_session_it_names_and_no_other() {
    let mut table = Table::new(|c| c.limits.elements = 2);
    let (one, two) = (table.open_usual(), table.open_usual());
    let nameless = table.post("GET / HTTP/1.1");
    assert_eq!(table.answer(nameless), terminated("bad-request"));
    let broken = table.post(&one.body(one.rid + 1, "", "<!-- hello -->"));
    assert_eq!(table.answer(broken), terminated("bad-request"));
    assert_eq!(table.ended(&one), Some(Why::Peer(bosh::Condition::BadRequest)));
    assert_eq!(table.ended(&two), None);
    let many = table.post(&two.body(two.rid + 1, "", "<a/><b/><c/>"));
    assert_eq!(table.answer(many), terminated("policy-violation"));
}
