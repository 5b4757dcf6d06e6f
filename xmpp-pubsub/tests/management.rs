//! Stream management (XEP-0198): both machines, a connection that breaks, and a host that keeps what is left.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::BytesMut;
use proptest::prelude::*;
use xmpp_pubsub::{
    ClientConfig, ClientEvent, ClientStream, ConnId, End, Framing, IqType, Jid, Management, MessageType,
    RequestError, Resumption, Security, ServerConfig, ServerEvent, ServerStream, Stanza, StreamCondition,
    Suspensions, Timer, UsageError,
};

const MINUTE: Duration = Duration::from_secs(60);

fn jid(text: &str) -> Jid {
    Jid::new(text).unwrap()
}

#[allow(clippy::disallowed_methods)]
fn start() -> Instant {
    Instant::now()
}

fn message(number: usize) -> Stanza {
    Stanza::message(MessageType::Chat).with_id(&number.to_string())
}

fn number(stanza: &Stanza) -> usize {
    stanza.id().unwrap().parse().unwrap()
}

/// A server's host with one stream at a time, and a client's.
struct World {
    now: Instant,
    server_config: Arc<ServerConfig>,
    client_config: Arc<ClientConfig>,
    server: ServerStream,
    client: ClientStream,
    conn: u64,
    kept: Suspensions,
    /// What arrived, in order.
    at_server: Vec<Stanza>,
    at_client: Vec<Stanza>,
    events: Vec<ClientEvent>,
    server_end: Option<End>,
    /// Everything the server said.
    said: String,
}

impl World {
    fn new(server: impl FnOnce(&mut ServerConfig), client: impl FnOnce(&mut ClientConfig)) -> Self {
        let mut server_config = ServerConfig::new(jid("s.example"), [9; 32]);
        server_config.management = Management::Resume(MINUTE);
        server(&mut server_config);
        let mut client_config = ClientConfig::new(&jid("me@s.example/desk"), "pencil");
        client_config.management = Management::Resume(MINUTE);
        client(&mut client_config);
        let (server_config, client_config, now) = (Arc::new(server_config), Arc::new(client_config), start());
        let (framing, security) = (Framing::Tcp, Security::Encrypted);
        let mut world = Self {
            now,
            server: ServerStream::new(server_config.clone(), framing, security, [1; 32], now),
            client: ClientStream::new(client_config.clone(), framing, security, [2; 32], now),
            server_config,
            client_config,
            conn: 1,
            kept: Suspensions::new(10),
            at_server: Vec::new(),
            at_client: Vec::new(),
            events: Vec::new(),
            server_end: None,
            said: String::new(),
        };
        world.settle();
        world
    }

    /// A new connection; the client brings the old stream, if it has one.
    fn reconnect(&mut self, old: Option<Resumption>) {
        self.conn += 1;
        let seed = [u8::try_from(self.conn).unwrap() + 10; 32];
        let (framing, security) = (Framing::Tcp, Security::Encrypted);
        self.server = ServerStream::new(self.server_config.clone(), framing, security, seed, self.now);
        let config = self.client_config.clone();
        let seed = [u8::try_from(self.conn).unwrap() + 100; 32];
        self.client = match old {
            Some(old) => ClientStream::resume(config, framing, security, seed, self.now, old),
            None => ClientStream::new(config, framing, security, seed, self.now),
        };
    }

    /// The connection breaks; both ends see it. What was under way is lost.
    fn break_connection(&mut self) -> Option<Resumption> {
        self.client.handle_eof();
        self.server.handle_eof();
        self.host();
        self.take_client_events();
        self.client.suspend()
    }

    fn host(&mut self) {
        while let Some(event) = self.server.poll_event() {
            match event {
                ServerEvent::Authenticate { .. } => self.server.authenticated(self.now, Ok(())).unwrap(),
                ServerEvent::Bind { account, resource } => {
                    let address = account.with_resource(&resource.unwrap()).unwrap();
                    self.server.bound(self.now, Ok(address)).unwrap();
                }
                ServerEvent::Resume { account, id } => {
                    let old = self.kept.take(&id, &account).map(|(_, old)| old);
                    self.server.resumed(self.now, old).unwrap();
                }
                ServerEvent::Stanza(stanza) => self.at_server.push(stanza),
                ServerEvent::Closed(end) => {
                    self.server_end = Some(end);
                    if let Some(old) = self.server.suspend(self.now) {
                        self.kept.add(ConnId(self.conn), old);
                    }
                }
                other => panic!("{other:?}"),
            }
        }
    }

    fn take_client_events(&mut self) {
        while let Some(event) = self.client.poll_event() {
            match event {
                ClientEvent::Stanza(stanza) => self.at_client.push(stanza),
                event => self.events.push(event),
            }
        }
    }

    fn send_up(&mut self) -> bool {
        let mut bytes = BytesMut::new();
        self.client.poll_transmit(&mut bytes);
        self.server.handle_input(self.now, &bytes);
        self.host();
        !bytes.is_empty()
    }

    fn send_down(&mut self) -> bool {
        let mut bytes = BytesMut::new();
        self.server.poll_transmit(&mut bytes);
        self.said.push_str(std::str::from_utf8(&bytes).unwrap());
        self.client.handle_input(self.now, &bytes);
        self.take_client_events();
        !bytes.is_empty()
    }

    /// Until nothing is under way.
    fn settle(&mut self) {
        while self.send_up() | self.send_down() {}
    }

    /// Past the machine of the client.
    fn writes(&mut self, bytes: &str) -> String {
        if !bytes.is_empty() {
            self.server.handle_input(self.now, bytes.as_bytes());
        }
        self.host();
        let mut out = BytesMut::new();
        self.server.poll_transmit(&mut out);
        String::from_utf8(out.to_vec()).unwrap()
    }
}

/// A server to which bytes are written by hand, up to a step of the login.
fn by_hand(framing: Framing, management: Management, bound: bool) -> World {
    let mut world = World::new(|config| config.management = management, |_| {});
    world.conn += 1;
    let config = world.server_config.clone();
    world.server = ServerStream::new(config, framing, Security::Encrypted, [7; 32], world.now);
    if framing == Framing::Bosh {
        world.server.handle_open(world.now, Some("s.example"), None).unwrap();
    } else {
        world.writes(HEADER);
    }
    world.writes("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AG1lAHBlbmNpbA==</auth>");
    world.said.clear();
    let features = if framing == Framing::Bosh {
        world.server.handle_restart(world.now).unwrap();
        world.writes("")
    } else {
        world.writes(HEADER)
    };
    world.said.push_str(&features);
    if bound {
        let answer = world.writes(BIND);
        assert!(answer.contains("me@s.example/x"), "{answer}");
    }
    world
}

const HEADER: &str = "<?xml version='1.0'?><stream:stream to='s.example' version='1.0' xmlns='jabber:client' \
    xmlns:stream='http://etherx.jabber.org/streams'>";
const BIND: &str =
    "<iq id='b' type='set'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>x</resource></bind></iq>";
const ENABLE: &str = "<enable xmlns='urn:xmpp:sm:3' resume='true' max='5'/>";

#[test]
fn sm_1_enabled_once_and_only_when_bound() {
    let mut world = by_hand(Framing::Tcp, Management::Resume(MINUTE), false);
    assert!(world.said.contains("<sm xmlns='urn:xmpp:sm:3'/>"), "{}", world.said);
    let answer = world.writes(ENABLE);
    assert!(answer.contains("<failed") && answer.contains("<unexpected-request"), "{answer}");
    world.writes(BIND);
    let answer = world.writes(ENABLE);
    assert!(answer.contains("<enabled") && answer.contains("resume='true'"), "{answer}");
    // The client asked for less than the server allows.
    assert!(answer.contains("max='5'"), "{answer}");
    let answer = world.writes(ENABLE);
    assert!(answer.contains("<stream:error"), "{answer}");
    assert!(matches!(world.server_end, Some(End::Sent(_))));
}

#[test]
fn sm_1_not_before_the_login() {
    let mut world = World::new(|_| {}, |_| {});
    world.reconnect(None);
    let features = world.writes(HEADER);
    assert!(!features.contains("urn:xmpp:sm:3"), "{features}");
    let answer = world.writes(ENABLE);
    assert!(answer.contains("<failed") && answer.contains("<unexpected-request"), "{answer}");
}

#[test]
fn sm_2_and_3_only_stanzas_count() {
    let mut world = by_hand(Framing::Tcp, Management::Resume(MINUTE), true);
    // Before: counts for nothing.
    world.writes("<message to='a@s.example'/>");
    world.writes(ENABLE);
    assert!(world.writes("<r xmlns='urn:xmpp:sm:3'/>").contains("<a xmlns='urn:xmpp:sm:3' h='0'/>"));
    world.writes("<message to='a@s.example'/> <presence/><iq type='get' id='1'><q xmlns='u'/></iq>");
    // One that is refused has been taken in all the same.
    world.writes("<message to='@'/>");
    let answer = world.writes("<r xmlns='urn:xmpp:sm:3'/>");
    assert!(answer.contains("h='4'"), "{answer}");
    // The refusal is the first of ours.
    world.writes("<a xmlns='urn:xmpp:sm:3' h='1'/>");
    let answer = world.writes("<a xmlns='urn:xmpp:sm:3' h='3'/>");
    assert!(answer.contains("<undefined-condition"), "{answer}");
    assert!(
        answer.contains("<handled-count-too-high xmlns='urn:xmpp:sm:3' h='3' send-count='1'/>"),
        "{answer}"
    );
    let Some(End::Sent(error)) = &world.server_end else { panic!() };
    assert_eq!(error.condition, StreamCondition::UndefinedCondition);
}

#[test]
fn sm_3_what_is_no_number_is_an_error() {
    for bad in [
        "<a xmlns='urn:xmpp:sm:3'/>",
        "<a xmlns='urn:xmpp:sm:3' h='-1'/>",
        "<a xmlns='urn:xmpp:sm:3' h='4294967296'/>",
    ] {
        let mut world = by_hand(Framing::Tcp, Management::Confirm, true);
        world.writes(ENABLE);
        assert!(world.writes(bad).contains("<bad-format"), "{bad}");
    }
    // Never enabled.
    let mut world = by_hand(Framing::Tcp, Management::Confirm, true);
    assert!(world.writes("<r xmlns='urn:xmpp:sm:3'/>").contains("<stream:error"));
}

#[test]
fn sm_3_the_server_asks_and_forgets_what_is_confirmed() {
    let mut world = World::new(|config| config.max_queue = 20_000, |_| {});
    // More than the queue may hold in all: what is confirmed is forgotten.
    for count in 0..1000 {
        world.server.send(&message(count)).unwrap();
        world.client.send(&message(count)).unwrap();
        world.settle();
    }
    assert_eq!((world.at_client.len(), world.at_server.len()), (1000, 1000));
    assert!(world.said.contains("<r xmlns='urn:xmpp:sm:3'/>"));
}

#[test]
fn sm_4_nothing_is_lost_and_nothing_comes_twice() {
    let mut world = World::new(|_| {}, |_| {});
    for count in 0..3 {
        world.server.send(&message(count)).unwrap();
        world.client.send(&message(count)).unwrap();
    }
    world.settle();
    // Arrive, but are not confirmed.
    world.server.send(&message(3)).unwrap();
    world.client.send(&message(3)).unwrap();
    world.send_up();
    world.send_down();
    // Do not arrive.
    world.server.send(&message(4)).unwrap();
    world.client.send(&message(4)).unwrap();
    let old = world.break_connection().unwrap();
    assert_eq!(old.jid().as_str(), "me@s.example/desk");
    assert_eq!(world.server_end, Some(End::Broken));
    // For a client that is away.
    assert!(world.kept.send(ConnId(1), &message(5)));
    world.now += MINUTE - Duration::from_secs(1);
    world.kept.handle_timeout(world.now);
    world.events.clear();
    world.reconnect(Some(old));
    world.settle();
    assert!(matches!(&world.events[..], [ClientEvent::Resumed(jid)] if jid.as_str() == "me@s.example/desk"));
    assert_eq!(world.server.jid().unwrap().as_str(), "me@s.example/desk");
    assert_eq!(world.at_client.iter().map(number).collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5]);
    assert_eq!(world.at_server.iter().map(number).collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
    // It goes on as before, and may break again.
    let old = world.break_connection().unwrap();
    world.reconnect(Some(old));
    world.settle();
    world.server.send(&message(6)).unwrap();
    world.client.send(&message(5)).unwrap();
    world.settle();
    assert_eq!((world.at_client.len(), world.at_server.len()), (7, 6));
}

#[test]
fn sm_4_requests_wait_on() {
    let mut world = World::new(|_| {}, |_| {});
    let request = world.client.request(world.now, IqType::Get, None, "<q xmlns='u'/>").unwrap();
    let old = world.break_connection().unwrap();
    assert!(!world.events.iter().any(|event| matches!(event, ClientEvent::Reply { .. })));
    world.reconnect(Some(old));
    world.settle();
    let asked = world.at_server.pop().unwrap();
    world.server.send(&asked.result_reply("")).unwrap();
    world.settle();
    let Some(ClientEvent::Reply { request: answered, reply: Ok(_) }) = world.events.pop() else { panic!() };
    assert_eq!(answered, request);
}

#[test]
fn sm_4_an_unknown_stream_is_not_found_and_a_new_one_is_bound() {
    let mut world = World::new(|_| {}, |_| {});
    world.client.send(&message(0)).unwrap();
    let request = world.client.request(world.now, IqType::Get, None, "<q xmlns='u'/>").unwrap();
    let old = world.break_connection().unwrap();
    world.now += MINUTE;
    world.kept.handle_timeout(world.now);
    world.events.clear();
    world.reconnect(Some(old));
    world.settle();
    assert!(world.said.contains("<item-not-found"), "{}", world.said);
    match &world.events[..] {
        [
            ClientEvent::Reply { request: lost, reply: Err(RequestError::Closed) },
            ClientEvent::NotResumed { unconfirmed },
            ClientEvent::Online(_),
        ] => {
            assert_eq!(*lost, request);
            assert_eq!(unconfirmed.len(), 2);
        }
        other => panic!("{other:?}"),
    }
    // The new stream has requests of its own, with other numbers.
    let next = world.client.request(world.now, IqType::Get, None, "<q xmlns='u'/>").unwrap();
    assert_ne!(next, request);
    world.settle();
    assert_eq!(world.at_server.len(), 1);
}

#[test]
fn sm_4_only_the_own_account_s_stream() {
    let mut world = World::new(|_| {}, |_| {});
    world.break_connection().unwrap();
    let id = world.said.split("id='").last().unwrap().split('\'').next().unwrap().to_owned();
    let mut config = ClientConfig::new(&jid("other@s.example/desk"), "pencil");
    config.management = Management::Off;
    world.client_config = Arc::new(config);
    world.reconnect(None);
    world.writes(HEADER);
    // other, pencil
    world.writes(
        "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AG90aGVyAHBlbmNpbA==</auth>",
    );
    world.writes(HEADER);
    let answer = world.writes(&format!("<resume xmlns='urn:xmpp:sm:3' previd='{id}' h='0'/>"));
    assert!(answer.contains("<failed") && answer.contains("<item-not-found"), "{answer}");
    // Not even where the host hands it over.
    assert!(world.kept.take(&id, &jid("me@s.example")).is_some());
}

#[test]
fn sm_4_a_stream_that_is_still_open_ends_with_conflict() {
    let mut world = World::new(|_| {}, |_| {});
    world.server.send(&message(0)).unwrap();
    // The client has gone; the server does not know.
    world.client.handle_eof();
    world.take_client_events();
    let old = world.client.suspend().unwrap();
    let mut stale = std::mem::replace(
        &mut world.server,
        ServerStream::new(world.server_config.clone(), Framing::Tcp, Security::Encrypted, [5; 32], world.now),
    );
    let kept = stale.suspend(world.now).unwrap();
    let mut said = BytesMut::new();
    stale.poll_transmit(&mut said);
    assert!(String::from_utf8(said.to_vec()).unwrap().contains("<conflict"));
    assert!(stale.is_closed() && stale.suspend(world.now).is_none());
    world.kept.add(ConnId(1), kept);
    world.reconnect(Some(old));
    world.settle();
    assert_eq!(world.at_client.iter().map(number).collect::<Vec<_>>(), [0]);
}

#[test]
fn sm_4_a_wrong_count_of_the_client_is_a_stream_error() {
    let mut world = World::new(|_| {}, |_| {});
    world.break_connection().unwrap();
    let id = world.said.split("id='").last().unwrap().split('\'').next().unwrap().to_owned();
    world.reconnect(None);
    world.writes(HEADER);
    world.writes("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AG1lAHBlbmNpbA==</auth>");
    world.writes(HEADER);
    let answer = world.writes(&format!("<resume xmlns='urn:xmpp:sm:3' previd='{id}' h='9'/>"));
    assert!(answer.contains("<handled-count-too-high"), "{answer}");
}

#[test]
fn sm_5_after_the_closing_nothing_is_kept() {
    let mut world = World::new(|_| {}, |_| {});
    world.client.close(world.now);
    world.settle();
    assert_eq!(world.server_end, Some(End::Closed));
    assert!(world.client.suspend().is_none());
    assert_eq!(world.kept.poll_timeout(), None);
}

#[test]
fn sm_5_a_stream_is_kept_for_its_time_and_then_given_up() {
    let mut world = World::new(|_| {}, |_| {});
    world.server.send(&message(0)).unwrap();
    let broken = world.now;
    world.break_connection().unwrap();
    let deadline = world.kept.poll_timeout().unwrap();
    assert_eq!((deadline.at, deadline.why), (broken + MINUTE, Timer::Resume));
    world.kept.handle_timeout(broken + MINUTE - Duration::from_millis(1));
    assert!(world.kept.poll_event().is_none());
    world.kept.handle_timeout(broken + MINUTE);
    let (conn, old) = world.kept.poll_event().unwrap();
    assert_eq!((conn, old.jid().as_str()), (ConnId(1), "me@s.example/desk"));
    assert_eq!(old.into_unconfirmed().map(|stanza| number(&stanza)).collect::<Vec<_>>(), [0]);
    assert!(!world.kept.send(ConnId(1), &message(1)));
}

#[test]
fn sm_5_silence_is_a_break() {
    let mut world = World::new(|_| {}, |_| {});
    for _ in 0..2 {
        world.now = world.server.poll_timeout().unwrap().at;
        world.server.handle_timeout(world.now);
        world.host();
    }
    let Some(End::Sent(error)) = &world.server_end else { panic!() };
    assert_eq!(error.condition, StreamCondition::ConnectionTimeout);
    assert!(world.kept.poll_timeout().is_some());
}

#[test]
fn sm_6_off_unless_asked_for_and_never_over_bosh() {
    assert_eq!(ServerConfig::new(jid("s.example"), [9; 32]).management, Management::Off);
    let mut world = by_hand(Framing::Tcp, Management::Off, true);
    assert!(!world.said.contains("urn:xmpp:sm:3"));
    assert!(world.writes(ENABLE).contains("<unsupported-stanza-type"));
    let world = by_hand(Framing::Bosh, Management::Confirm, true);
    assert!(world.said.contains("xmpp-bind") && !world.said.contains("urn:xmpp:sm:3"), "{}", world.said);
    // Not offered: the client does without.
    let mut world = World::new(|config| config.management = Management::Off, |_| {});
    world.client.send(&message(0)).unwrap();
    world.settle();
    assert_eq!(world.at_server.len(), 1);
    assert!(world.break_connection().is_none());
}

#[test]
fn sec_6_what_is_not_confirmed_is_bounded() {
    // A client that reads and never confirms.
    let mut world = by_hand(Framing::Tcp, Management::Confirm, true);
    world.writes(ENABLE);
    let mut sent = 0;
    while world.server.send(&message(0)).is_ok() {
        world.writes("");
        sent += 1;
        assert!(sent < 100_000);
    }
    world.host();
    let Some(End::Sent(error)) = &world.server_end else { panic!() };
    assert_eq!(error.condition, StreamCondition::ResourceConstraint);
    // A server that never does.
    let mut world = World::new(|_| {}, |config| config.max_unconfirmed = 2000);
    while world.client.send(&message(0)).is_ok() {
        sent += 1;
        assert!(sent < 100_000);
    }
    assert_eq!(world.client.send(&message(0)), Err(UsageError::Full));
    // It goes on once the server has confirmed.
    world.settle();
    world.client.send(&message(0)).unwrap();
    // A client that is away, and too many of them.
    let mut world = World::new(|config| config.max_queue = 2000, |_| {});
    world.break_connection().unwrap();
    while world.kept.send(ConnId(1), &message(0)) {
        sent += 1;
        assert!(sent < 100_000);
    }
    assert!(world.kept.poll_event().is_some());
    let mut few = Suspensions::new(1);
    for conn in [1, 2] {
        let mut world = World::new(|_| {}, |_| {});
        world.server.handle_eof();
        let old = world.server.suspend(world.now).unwrap();
        few.add(ConnId(conn), old);
    }
    assert!(matches!(few.poll_event(), Some((ConnId(1), _))));
}

#[test]
fn sm_hostile_servers_are_told() {
    for (bad, condition) in [
        ("<a xmlns='urn:xmpp:sm:3' h='7'/>", StreamCondition::UndefinedCondition),
        ("<a xmlns='urn:xmpp:sm:3'/>", StreamCondition::BadFormat),
        ("<enabled xmlns='urn:xmpp:sm:3'/>", StreamCondition::UnsupportedStanzaType),
        ("<resumed xmlns='urn:xmpp:sm:3' h='0'/>", StreamCondition::UnsupportedStanzaType),
    ] {
        let mut world = World::new(|_| {}, |_| {});
        world.client.handle_input(world.now, bad.as_bytes());
        world.take_client_events();
        let Some(ClientEvent::Closed(End::Sent(error))) = world.events.pop() else { panic!("{bad}") };
        assert_eq!(error.condition, condition, "{bad}");
        assert!(world.client.suspend().is_none());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    /// Whatever is under way when a connection breaks, and however often it does.
    #[test]
    fn sm_4_every_stanza_arrives_once_and_in_order(steps in prop::collection::vec(0u8..6, 1..120)) {
        let mut world = World::new(|_| {}, |_| {});
        let (mut from_server, mut from_client) = (0, 0);
        for step in steps {
            match step {
                0 | 1 if world.server.jid().is_some() => {
                    world.server.send(&message(from_server)).unwrap();
                    from_server += 1;
                }
                2 if world.client.send(&message(from_client)).is_ok() => from_client += 1,
                3 => { world.send_up(); }
                4 => { world.send_down(); }
                5 => {
                    let old = world.break_connection();
                    prop_assert!(old.is_some());
                    world.reconnect(old);
                    world.now += Duration::from_secs(1);
                }
                _ => {}
            }
        }
        world.settle();
        let lost = world.events.iter().any(|event| matches!(event, ClientEvent::NotResumed { .. }));
        prop_assert!(!lost);
        prop_assert_eq!(world.at_client.iter().map(number).collect::<Vec<_>>(), (0..from_server).collect::<Vec<_>>());
        prop_assert_eq!(world.at_server.iter().map(number).collect::<Vec<_>>(), (0..from_client).collect::<Vec<_>>());
    }
}
