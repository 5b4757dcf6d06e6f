//! External components (XEP-0114), both ends.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use bytes::BytesMut;
use std::time::{Duration, Instant};
use support::{jid, start};
use xmpp_pubsub::{
    ComponentConfig, ComponentEvent, ComponentStream, End, MessageType, Ns, Stanza, StreamCondition,
    UsageError,
};

struct Ends {
    now: Instant,
    component: ComponentStream,
    server: ComponentStream,
    sent: [String; 2],
}

impl Ends {
    fn new(secret: &str) -> Self {
        let now = start();
        let mut ends = Self {
            now,
            component: ComponentStream::connect(ComponentConfig::new(jid("pubsub.s"), secret), now),
            server: ComponentStream::accept(ComponentConfig::new(jid("pubsub.s"), "secret"), [1; 32], now),
            sent: [String::new(), String::new()],
        };
        ends.settle();
        ends
    }

    fn settle(&mut self) {
        loop {
            let (mut there, mut back) = (BytesMut::new(), BytesMut::new());
            self.component.poll_transmit(&mut there);
            self.server.poll_transmit(&mut back);
            if there.is_empty() && back.is_empty() {
                return;
            }
            self.sent[0].push_str(std::str::from_utf8(&there).unwrap());
            self.sent[1].push_str(std::str::from_utf8(&back).unwrap());
            there.iter().for_each(|byte| self.server.handle_input(self.now, &[*byte]));
            self.component.handle_input(self.now, &back);
        }
    }
}

fn events(stream: &mut ComponentStream) -> Vec<ComponentEvent> {
    std::iter::from_fn(|| stream.poll_event()).collect()
}

fn ended_with(stream: &mut ComponentStream) -> StreamCondition {
    match events(stream).pop() {
        Some(ComponentEvent::Closed(End::Sent(error) | End::Received(error))) => error.condition,
        other => panic!("{other:?}"),
    }
}

fn message(from: &str, to: &str) -> Stanza {
    Stanza::message(MessageType::Headline)
        .with_from(jid(from))
        .with_to(jid(to))
        .with_content("<body>b</body>")
}

#[test]
fn comp_1_and_2_handshake() {
    let mut ends = Ends::new("secret");
    assert_eq!(events(&mut ends.component), [ComponentEvent::Online]);
    assert_eq!(events(&mut ends.server), [ComponentEvent::Online]);
    assert!(
        ends.sent[0].contains("xmlns='jabber:component:accept'")
            && !ends.sent[0].contains(" version='1.0' xml:lang")
    );
    assert!(!ends.sent[1].contains("features"));
    assert!(ends.sent[1].ends_with("<handshake xmlns='jabber:component:accept'/>"));
    assert!(ends.server.poll_timeout().is_none());
}

#[test]
fn comp_2_wrong_secret() {
    let mut ends = Ends::new("guess");
    assert_eq!(ended_with(&mut ends.server), StreamCondition::NotAuthorized);
    assert_eq!(ended_with(&mut ends.component), StreamCondition::NotAuthorized);
}

#[test]
fn comp_1_faults_in_the_header() {
    let stream = "xmlns:stream='http://etherx.jabber.org/streams'";
    for (header, condition) in [
        (
            format!("<stream:stream xmlns='jabber:component:accept' {stream} to='other.s'>"),
            StreamCondition::HostUnknown,
        ),
        (format!("<stream:stream xmlns='jabber:component:accept' {stream}>"), StreamCondition::HostUnknown),
        (
            format!("<stream:stream xmlns='jabber:client' {stream} to='pubsub.s'>"),
            StreamCondition::InvalidNamespace,
        ),
        (
            format!("<stream:stream xmlns='jabber:component:accept' {stream} to='pubsub.s'><message/>"),
            StreamCondition::NotAuthorized,
        ),
    ] {
        let config = ComponentConfig::new(jid("pubsub.s"), "secret");
        let mut server = ComponentStream::accept(config, [1; 32], start());
        server.handle_input(start(), header.as_bytes());
        assert_eq!(ended_with(&mut server), condition, "{header}");
        let mut out = BytesMut::new();
        server.poll_transmit(&mut out);
        let sent = String::from_utf8(out.to_vec()).unwrap();
        assert!(sent.contains("<stream:stream ") && sent.ends_with("</stream:stream>"), "{sent}");
    }
}

#[test]
fn comp_3_stanzas_change_their_namespace_on_the_way() {
    let mut ends = Ends::new("secret");
    ends.component.send(&message("node@pubsub.s/x", "a@s")).unwrap();
    ends.server.send(&message("a@s/r", "pubsub.s")).unwrap();
    ends.settle();
    assert!(ends.sent[0].contains("<message xmlns='jabber:component:accept' from='node@pubsub.s/x'"));
    for stream in [&mut ends.server, &mut ends.component] {
        let Some(ComponentEvent::Stanza(stanza)) = events(stream).pop() else { panic!() };
        assert!(stanza.child(Ns::Client, "body").is_some());
        assert!(stanza.to_bytes().starts_with(b"<message xmlns='jabber:client'"));
    }
}

#[test]
fn comp_3_addresses() {
    for (stanza, condition) in [
        ("<message to='a@s'/>", StreamCondition::ImproperAddressing),
        ("<message from='pubsub.s'/>", StreamCondition::ImproperAddressing),
        ("<message from='other.s' to='a@s'/>", StreamCondition::InvalidFrom),
    ] {
        let mut ends = Ends::new("secret");
        events(&mut ends.server);
        ends.server.handle_input(ends.now, stanza.as_bytes());
        assert_eq!(ended_with(&mut ends.server), condition, "{stanza}");
    }
    let mut ends = Ends::new("secret");
    assert_eq!(ends.component.send(&message("other.s", "a@s")), Err(UsageError::Addresses));
    assert_eq!(ends.component.send(&Stanza::message(MessageType::Chat)), Err(UsageError::Addresses));
}

#[test]
fn comp_1_the_second_connection_is_a_conflict() {
    let mut ends = Ends::new("secret");
    let now = ends.now;
    ends.server.close(now, Some(StreamCondition::Conflict.into()));
    ends.settle();
    assert_eq!(ended_with(&mut ends.component), StreamCondition::Conflict);
}

#[test]
fn sec_5_and_str_9_time() {
    let config = ComponentConfig::new(jid("pubsub.s"), "secret");
    let mut server = ComponentStream::accept(config, [1; 32], start());
    let deadline = server.poll_timeout().unwrap();
    server.handle_timeout(deadline.at);
    assert_eq!(ended_with(&mut server), StreamCondition::ConnectionTimeout);

    let mut ends = Ends::new("secret");
    let now = ends.now;
    ends.component.close(now, None);
    ends.component.handle_timeout(now + Duration::from_secs(6));
    assert_eq!(events(&mut ends.component).pop(), Some(ComponentEvent::Closed(End::Broken)));
    let mut ends = Ends::new("secret");
    ends.component.close(now, None);
    ends.settle();
    assert_eq!(events(&mut ends.component).pop(), Some(ComponentEvent::Closed(End::Closed)));
    assert_eq!(events(&mut ends.server).pop(), Some(ComponentEvent::Closed(End::Closed)));
}

#[test]
fn sec_6_answers_to_a_component_that_does_not_read_are_bounded() {
    let mut config = ComponentConfig::new(jid("pubsub.s"), "secret");
    config.max_queue = 50_000;
    let mut ends = Ends::new("secret");
    // The same handshake with a smaller queue.
    ends.server = ComponentStream::accept(config, [1; 32], ends.now);
    ends.component = ComponentStream::connect(ComponentConfig::new(jid("pubsub.s"), "secret"), ends.now);
    ends.settle();
    events(&mut ends.server);
    let mut fed = 0;
    while !ends.server.is_closed() {
        ends.server.handle_input(ends.now, b"<message from='pubsub.s' to='@'/>");
        fed += 1;
        assert!(fed < 10_000);
    }
    assert_eq!(ended_with(&mut ends.server), StreamCondition::ResourceConstraint);
}
