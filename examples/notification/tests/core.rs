//! The pure core: sign-in over TCP and BOSH, publish, notification, presence, the end.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::time::Duration;

use notification::core::Then;
use support::{NS, Table, auth, publish};
use xmpp_pubsub::Security;

const UPDATE: &str =
    "<Update><data><user><state>READY</state></user></data><requestId>r-1</requestId></Update>";

#[test]
fn a_publish_answers_the_held_request_of_the_agent_it_concerns() {
    let mut table = Table::new(|_| {});
    let finesse = table.tcp("finesse", "server");
    let mut agent = table.bosh("agent1", "desktop");
    let mut other = table.bosh("agent2", "desktop");
    let held = table.post(&agent.body("", ""));
    let idle = table.post(&other.body("", ""));
    let reply = table.write(finesse, &publish("/finesse/api/User/agent1", UPDATE));
    assert!(reply.contains("type='result'"), "{reply}");
    let event = table.answer(held);
    assert!(event.starts_with(&format!("<body {NS}>")), "{event}");
    assert!(event.contains("to='agent1@uccx.example"), "{event}");
    assert!(event.contains("<items node='/finesse/api/User/agent1'>"), "{event}");
    assert!(event.contains("&lt;state>READY&lt;/state>"), "{event}");
    assert!(!table.answers.contains_key(&idle));
    let hops: Vec<_> = table.events.iter().filter(|e| e.contains(" r-1 ")).collect();
    assert_eq!(
        hops,
        [
            "XMPP finesse r-1 publish /finesse/api/User/agent1",
            "BOSH agent1 r-1 event /finesse/api/User/agent1"
        ]
    );
}

#[test]
fn fin_5_nodes_of_an_agent_may_come_before_or_after_it() {
    let mut table = Table::new(|_| {});
    let finesse = table.tcp("finesse", "server");
    for node in ["/finesse/api/User/agent1/Dialogs", "/finesse/api/SystemInfo", "/finesse/api/User/agent2"] {
        table.write(finesse, &publish(node, UPDATE));
    }
    let mut agent = table.bosh("agent1", "desktop");
    for (node, mine) in [
        ("/finesse/api/User/agent1/Dialogs", true),
        ("/finesse/api/User/agent2", false),
        ("/finesse/api/SystemInfo", true),
        ("/finesse/api/User/agent1/Media", true),
    ] {
        let held = table.post(&agent.body("", ""));
        table.write(finesse, &publish(node, UPDATE));
        assert_eq!(table.answers.contains_key(&held), mine, "{node}");
        table.pass(Duration::from_secs(6));
    }
}

#[test]
fn only_the_publisher_may_publish() {
    let mut table = Table::new(|_| {});
    let agent = table.tcp("agent1", "x");
    let reply = table.write(agent, &publish("/finesse/api/User/agent1", UPDATE));
    assert!(reply.contains("type='error'"), "{reply}");
}

#[test]
fn events_follow_what_a_client_shows() {
    let form = |ty: &str, var: &str, value: &str| {
        format!(
            "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'>\
             <value>http://jabber.org/protocol/pubsub#{ty}</value></field>\
             <field var='pubsub#{var}'><value>{value}</value></field></x>"
        )
    };
    let pubsub = |operation: &str| {
        format!(
            "<iq type='set' id='q' to='pubsub.uccx.example'>\
             <pubsub xmlns='http://jabber.org/protocol/pubsub'>{operation}</pubsub></iq>"
        )
    };
    let mut table = Table::new(|_| {});
    let finesse = table.tcp("finesse", "server");
    let config = form("node_config", "presence_based_delivery", "1");
    let reply = table.write(finesse, &pubsub(&format!("<create node='n'/><configure>{config}</configure>")));
    assert!(reply.contains("type='result'"), "{reply}");
    let agent = table.tcp("agent1", "x");
    let options = form("subscribe_options", "show-values", "dnd");
    let jid = "agent1@uccx.example/x";
    let subscribe = pubsub(&format!("<subscribe node='n' jid='{jid}'/><options>{options}</options>"));
    let reply = table.write(agent, &subscribe);
    assert!(reply.contains("subscription='subscribed'"), "{reply}");
    for (show, told) in [("away", false), ("dnd", true), ("chat", false)] {
        table.write(agent, &format!("<presence><show>{show}</show></presence>"));
        let reply = table.write(finesse, &publish("n", UPDATE));
        assert!(reply.contains("type='result'"), "{reply}");
        assert_eq!(table.read(agent).contains("<items node='n'>"), told, "{show}");
    }
}

#[test]
fn sasl_7_a_wrong_password_is_refused_over_both() {
    let mut table = Table::new(|_| {});
    let wrong = auth("agent1")
        .replace(&support::base64(b"\0agent1\0agent1-pw"), &support::base64(b"\0agent1\0agent2-pw"));
    let created = table.post(&format!("<body {NS} rid='5' to='uccx.example' ver='1.6' wait='60' hold='1'/>"));
    let sid = table.answer(created).split_once(" sid='").unwrap().1[..48].to_owned();
    let request = table.post(&format!("<body {NS} rid='6' sid='{sid}'>{wrong}</body>"));
    assert!(table.answer(request).contains("<not-authorized/>"), "{}", table.answer(request));
    assert_eq!(table.core.stats().refused, 1);
}

#[test]
fn an_unknown_host_is_refused_in_the_terms_of_bosh() {
    let mut table = Table::new(|_| {});
    let request = table.post(&format!("<body {NS} rid='5' to='elsewhere.example' ver='1.6'/>"));
    assert!(table.answer(request).contains("type='terminate' condition='host-unknown'"));
    let request = table.post(&format!("<body {NS} rid='5' ver='1.6'/>"));
    assert!(table.answer(request).contains("condition='improper-addressing'"), "{}", table.answer(request));
    assert_eq!(table.core.stats().streams, 0);
}

#[test]
fn xb_9_a_stream_error_ends_the_session_with_its_element() {
    let mut table = Table::new(|_| {});
    let mut agent = table.bosh("agent1", "desktop");
    let request = table.post(&agent.body("", "<nonsense xmlns='urn:x'/>"));
    let answer = table.answer(request);
    assert!(answer.contains("type='terminate' condition='remote-stream-error'"), "{answer}");
    assert!(answer.contains("<stream:error xmlns:stream="), "{answer}");
    assert_eq!(table.core.stats().streams, 0);
    assert_eq!(table.core.stats().bound, 0);
}

#[test]
fn fin_4_a_second_desktop_replaces_the_first() {
    let mut table = Table::new(|_| {});
    let mut first = table.bosh("agent1", "desktop");
    let held = table.post(&first.body("", ""));
    table.bosh("agent1", "desktop");
    let answer = table.answer(held);
    assert!(answer.contains("condition='remote-stream-error'") && answer.contains("<conflict "), "{answer}");
    assert_eq!(table.core.stats().bound, 1);
}

#[test]
fn b10_an_agent_that_stops_asking_becomes_unavailable() {
    let mut table = Table::new(|_| {});
    let finesse = table.tcp("finesse", "server");
    let mut agent = table.bosh("agent1", "desktop");
    let held = table.post(&agent.body("", ""));
    let text = table.read(finesse);
    assert!(text.contains("from='agent1@uccx.example/desktop'"), "{text}");
    table.pass(Duration::from_secs(30));
    assert_eq!(table.answer(held), format!("<body {NS}/>"));
    table.write(finesse, " ");
    table.pass(Duration::from_secs(59));
    table.write(finesse, " ");
    table.pass(Duration::from_secs(1));
    let text = table.read(finesse);
    assert!(
        text.contains("type='unavailable'") && text.contains("from='agent1@uccx.example/desktop'"),
        "{text}"
    );
    assert!(table.events.iter().any(|e| e == "unbound agent1@uccx.example/desktop"));
}

#[test]
fn bosh_47_unavailable_presence_in_the_last_request_is_heard() {
    let mut table = Table::new(|_| {});
    let finesse = table.tcp("finesse", "server");
    let mut agent = table.bosh("agent1", "desktop");
    table.post(&agent.body("type='terminate'", "<presence xmlns='jabber:client' type='unavailable'/>"));
    assert!(table.read(finesse).contains("type='unavailable'"));
    assert_eq!(table.core.stats().bound, 1);
}

#[test]
fn tls_6_a_password_is_not_asked_for_in_clear_unless_that_is_allowed() {
    let header = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' \
                  to='uccx.example' version='1.0'>";
    let mut table = Table::new(|c| {
        c.plain = notification::core::PlainText::Refused;
        c.starttls = true;
    });
    let conn = table.connect(Security::Clear);
    let features = table.write(conn, header);
    assert!(features.contains("<required/>") && !features.contains("PLAIN"), "{features}");
    let proceed = table.write(conn, "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
    assert!(proceed.contains("<proceed"), "{proceed}");
    assert_eq!(table.then[&conn], Then::StartTls);
    table.core.handle_input(
        table.now,
        notification::core::Input::TlsStarted { conn: notification::core::ConnId(conn) },
    );
    table.drain();
    assert!(table.write(conn, header).contains("<mechanism>PLAIN</mechanism>"));
}

#[test]
fn sec_5_who_says_nothing_is_dropped() {
    let mut table = Table::new(|_| {});
    let conn = table.connect(Security::Clear);
    table.pass(Duration::from_secs(60));
    assert!(table.read(conn).contains("<connection-timeout"));
    assert_eq!(table.then[&conn], Then::Close);
    assert_eq!(table.core.stats().streams, 0);
}

#[test]
fn shutting_down_tells_everybody() {
    let mut table = Table::new(|_| {});
    let finesse = table.tcp("finesse", "server");
    let mut agent = table.bosh("agent1", "desktop");
    let held = table.post(&agent.body("", ""));
    table.core.shutdown(table.now);
    table.drain();
    assert!(table.read(finesse).contains("<system-shutdown"));
    assert_eq!(table.then[&finesse], Then::Close);
    let answer = table.answer(held);
    assert!(answer.contains("type='terminate' condition='system-shutdown'"), "{answer}");
    assert_eq!(table.core.stats().streams, 0);
}
