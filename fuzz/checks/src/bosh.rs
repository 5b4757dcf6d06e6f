//! BOSH: the body codec, and both machines against hostile peers.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, clippy::disallowed_methods)]

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use bosh::client::{self, Answer, Client, Exchange};
use bosh::manager::{self, Accept, Acks, Event, Manager, Request, RequestId, Security, SessionId, Transmit};
use bosh::{Body, Condition, Entity, Payload};
use bytes::Bytes;
use sha1::{Digest as _, Sha1};

/// What is read can be written, and is read again as it was.
pub fn bosh_body(data: &[u8]) {
    let entity = Bytes::copy_from_slice(data);
    let start = Body::read_start(&entity);
    let Ok(body) = Body::read(&entity, 100) else { return };
    assert_eq!(start.expect("the whole could be read"), body.attributes);
    let elements: Vec<Bytes> = body.payload.iter().map(|element| element.to_bytes(&entity)).collect();
    let payloads: Vec<Payload> = elements.iter().cloned().map(Payload::from).collect();
    let written = Entity::write(&body.attributes, &payloads);
    let bytes = written.to_bytes();
    assert_eq!(bytes.len(), written.len());
    let again = Body::read(&bytes, 100).expect("what was written is a body");
    let mut attributes = body.attributes.clone();
    attributes.invalid = None;
    assert_eq!(again.attributes, attributes);
    let carried: Vec<Bytes> = again.payload.iter().map(|element| element.to_bytes(&bytes)).collect();
    assert_eq!(carried, elements, "an element that stands alone is carried as it is");
}

/// Takes the input apart.
struct Input<'d>(&'d [u8]);

impl Input<'_> {
    fn byte(&mut self) -> u8 {
        let (first, rest) = self.0.split_first().unwrap_or((&0, &[]));
        self.0 = rest;
        *first
    }

    fn done(&self) -> bool {
        self.0.is_empty()
    }
}

const NS: &str = "xmlns='http://jabber.org/protocol/httpbind'";

struct World {
    manager: Manager,
    now: Instant,
    next: u64,
    /// Requests without an answer whose connection is there.
    open: BTreeSet<RequestId>,
    closed: BTreeSet<RequestId>,
    sessions: BTreeMap<SessionId, String>,
    sids: Vec<Known>,
    ended: BTreeSet<SessionId>,
}

/// What a client knows of its session.
struct Known {
    sid: String,
    rid: u64,
    /// The session has keys; how many were used.
    keys: Option<usize>,
}

/// Keys of a sequence; the next one begins when it is used up (XEP-0124 §15.5).
const KEYS: usize = 4;

/// The key at this place, the last of its sequence first used.
fn key(used: usize) -> String {
    let mut text = format!("seed {}", used / KEYS);
    for _ in 0..KEYS - used % KEYS {
        text = Sha1::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    }
    text
}

/// Whatever clients do: each request is answered once at most, memory stays within its limits, and in the end nothing is
/// left.
pub fn bosh_manager(data: &[u8]) {
    let mut input = Input(data);
    let mut config = manager::Config::default();
    config.limits.sessions = 5;
    config.limits.queue = 2_000;
    config.limits.parked = 2_000;
    config.limits.total = 20_000;
    config.max_repeats = 5;
    config.acks = if input.byte() & 1 == 0 { Acks::On } else { Acks::Off };
    let most = 5 * (config.limits.queue + config.limits.parked + config.limits.unacknowledged);
    let now = Instant::now();
    let mut world = World {
        manager: Manager::new(config, [1; 32], now),
        now,
        next: 0,
        open: BTreeSet::new(),
        closed: BTreeSet::new(),
        sessions: BTreeMap::new(),
        sids: Vec::new(),
        ended: BTreeSet::new(),
    };
    while !input.done() {
        world.step(&mut input);
        world.drain();
        assert!(world.manager.stats().bytes <= most);
        assert!(world.manager.stats().open_requests <= world.open.len());
        if let Some(deadline) = world.manager.poll_timeout() {
            assert!(deadline.at > world.now - Duration::from_secs(1), "{deadline:?} was missed");
        }
    }
    for _ in 0..200 {
        let Some(deadline) = world.manager.poll_timeout() else { break };
        world.now = world.now.max(deadline.at);
        world.manager.handle_timeout(world.now);
        world.drain();
    }
    let stats = world.manager.stats();
    assert_eq!((stats.sessions, stats.bytes, stats.open_requests), (0, 0, 0));
    assert!(world.open.is_empty(), "requests without an answer");
    assert_eq!(world.ended.len(), world.sessions.len(), "an end for each session");
    assert_eq!(stats.opened, stats.ended);
}

impl World {
    fn step(&mut self, input: &mut Input<'_>) {
        let pick = input.byte();
        match pick % 8 {
            0 => {
                let bits = input.byte();
                let attributes = [
                    if bits & 1 == 0 { "ver='1.11'" } else { "" },
                    ["wait='60'", "wait='0'", "wait='5'", ""][usize::from(bits >> 1 & 3)],
                    ["hold='1'", "hold='0'", "hold='2'", ""][usize::from(bits >> 3 & 3)],
                    if bits & 32 == 0 { "ack='1'" } else { "" },
                    if bits & 64 == 0 { "" } else { "pause='1' key='x'" },
                ];
                let rid = if bits & 128 == 0 { 1000 } else { (1 << 53) - 3 };
                let keys = (pick >= 128).then_some(1);
                let newkey = keys.map(|_| format!(" newkey='{}'", key(0))).unwrap_or_default();
                let body = format!("<body {NS} rid='{rid}' to='a' {}{newkey}/>", attributes.join(" "));
                self.post(body, Some((rid, keys)));
            }
            1..=4 => {
                let (which, offset, bits) = (input.byte(), input.byte() as i8, input.byte());
                let count = self.sids.len();
                let Some(known) = self.sids.get_mut(usize::from(which) % count.max(1)) else { return };
                // Mostly the next request, often a repeat, sometimes far off.
                let number = match offset {
                    -64..=63 => {
                        known.rid += 1;
                        known.rid
                    }
                    _ => known.rid.saturating_add_signed(i64::from(offset % 8)),
                };
                // Mostly the right key, and the first of another sequence with the last.
                let mut keys = String::new();
                if let Some(used) = &mut known.keys {
                    let at = match offset {
                        -64..=63 => {
                            *used += 1;
                            *used - 1
                        }
                        _ => used.saturating_add_signed(isize::from(offset % 8)).saturating_sub(1),
                    };
                    keys = format!("key='{}'", key(at));
                    if at % KEYS == KEYS - 1 {
                        // The first of the next is announced, not used.
                        keys += &format!(" newkey='{}'", key(at + 1));
                        *used += usize::from((-64..=63).contains(&offset));
                    }
                    if pick >= 240 {
                        keys = ["", "key='nonsense'"][usize::from(pick & 1)].to_owned();
                    }
                }
                let sid = &known.sid;
                let attributes = match bits & 15 {
                    0 => "type='terminate'".to_owned(),
                    1 => "pause='60'".to_owned(),
                    2 => "pause='9999'".to_owned(),
                    3 => format!("ack='{}'", number.saturating_sub(u64::from(bits >> 4))),
                    4 => "xmlns:x='urn:xmpp:xbosh' x:restart='true'".to_owned(),
                    5 => "ack='x'".to_owned(),
                    _ => String::new(),
                };
                let payload = match bits >> 4 {
                    0..=7 => String::new(),
                    8..=13 => "<p/>".repeat(usize::from(bits >> 4)),
                    14 => format!("<p>{}</p>", "x".repeat(900)),
                    _ => "<broken>".to_owned(),
                };
                let body =
                    format!("<body {NS} sid='{sid}' rid='{number}' {attributes} {keys}>{payload}</body>");
                self.post(body, None);
            }
            5 => {
                let at = usize::from(input.byte());
                let Some(id) = self.open.iter().nth(at % self.open.len().max(1)).copied() else { return };
                self.open.remove(&id);
                self.closed.insert(id);
                self.manager.handle_closed(self.now, id);
            }
            6 => {
                self.now += Duration::from_secs(u64::from(input.byte() / 4));
                self.manager.handle_timeout(self.now);
            }
            _ => {
                let bits = input.byte();
                let count = self.sessions.len();
                let nth = self.sessions.keys().nth(usize::from(bits >> 3) % count.max(1));
                let Some(session) = nth.copied() else { return };
                let payload = Payload::from(format!("<s>{}</s>", "y".repeat(usize::from(bits) * 4)));
                // Each may find the session ended.
                let _ = match bits & 7 {
                    0 => self.manager.terminate(
                        self.now,
                        session,
                        Some(Condition::UndefinedCondition),
                        Some(payload),
                    ),
                    1 => self.manager.accept(self.now, session, Accept::default()),
                    2 => {
                        self.manager.shutdown(self.now);
                        Ok(())
                    }
                    _ => self.manager.send(self.now, session, payload),
                };
            }
        }
    }

    fn post(&mut self, body: String, creates: Option<(u64, Option<usize>)>) {
        self.next += 1;
        let id = RequestId(self.next);
        self.open.insert(id);
        self.manager.handle_input(self.now, Request { id, entity: body.into(), security: Security::Tls });
        if let Some((rid, keys)) = creates {
            self.drain();
            if let Some(sid) = self.sessions.values().next_back().filter(|sid| !sid.is_empty()) {
                self.sids.push(Known { sid: sid.clone(), rid, keys });
            }
        }
    }

    fn drain(&mut self) {
        while let Some(event) = self.manager.poll_event() {
            match event {
                Event::Opened(opened) => {
                    self.sessions.insert(opened.session, String::new());
                    if !self.next.is_multiple_of(7) {
                        self.manager.accept(self.now, opened.session, Accept::xmpp("a")).expect("it is new");
                    }
                }
                Event::Received { session, payload } => {
                    assert!(!self.ended.contains(&session) && !payload.is_empty());
                }
                Event::Restart { session, .. } => assert!(!self.ended.contains(&session)),
                Event::Ended { session, .. } => assert!(self.ended.insert(session), "ended twice"),
                _ => {}
            }
        }
        while let Some(transmit) = self.manager.poll_transmit() {
            let to = transmit.to();
            assert!(
                self.open.remove(&to),
                "{to:?} was answered twice, or has gone: {}",
                self.closed.contains(&to)
            );
            if let Transmit::Answer { entity, .. } = transmit
                && !entity.is_empty()
            {
                let bytes = entity.to_bytes();
                let body = Body::read(&bytes, 100_000).expect("an answer is a body");
                if let (Some(sid), Some(place)) =
                    (body.attributes.sid, self.sessions.values_mut().next_back())
                {
                    *place = sid.into_owned();
                }
            }
        }
        assert!(self.manager.poll_event().is_none(), "answering causes no events");
    }
}

/// Whatever a server answers, or does not: the client ends soon after the server has gone, and asks for nothing after.
pub fn bosh_client(data: &[u8]) {
    let mut input = Input(data);
    let mut config = client::Config::new("a");
    config.queue = 5_000;
    let bits = input.byte();
    config.hold = u32::from(bits % 3);
    config.keys = u32::from(bits / 64);
    config.wait = Duration::from_secs(u64::from(input.byte() % 61));
    let keyed = config.keys > 0;
    let mut now = Instant::now();
    let mut client = Client::new(config, [2; 32], now);
    let mut flying: BTreeMap<Exchange, Bytes> = BTreeMap::new();
    let mut ended = false;
    while !input.done() {
        let pick = input.byte();
        let exchange = flying.keys().nth(usize::from(pick >> 4) % flying.len().max(1)).copied();
        match (pick % 8, exchange) {
            (0..=3, Some(exchange)) => {
                let entity = answer(&mut input);
                let status = [200, 200, 200, 200, 404, 502, 400, 200][usize::from(input.byte() % 8)];
                flying.remove(&exchange);
                client.handle_input(now, exchange, Answer { status, entity });
            }
            (4, Some(exchange)) => {
                flying.remove(&exchange);
                client.handle_failure(now, exchange);
            }
            (5, _) => {
                now += Duration::from_millis(u64::from(input.byte()) * 100);
                client.handle_timeout(now);
            }
            // Each may come too early, too late, or find the queue full.
            (6, _) => drop(client.send(Payload::from("<p/>".repeat(usize::from(input.byte()))))),
            _ => match input.byte() % 8 {
                0 => drop(client.terminate(None)),
                1 => drop(client.pause(Duration::from_secs(20))),
                2 => drop(client.restart()),
                3 => client.resume_now(now),
                _ => {}
            },
        }
        drain(&mut client, &mut flying, keyed, &mut ended);
    }
    // The server is gone: every attempt fails.
    for _ in 0..20_000 {
        if ended {
            break;
        }
        if let Some((exchange, _)) = flying.pop_first() {
            client.handle_failure(now, exchange);
        } else {
            let deadline = client.poll_timeout().expect("a client that lives waits for something");
            now = now.max(deadline.at);
            client.handle_timeout(now);
        }
        drain(&mut client, &mut flying, keyed, &mut ended);
    }
    assert!(ended, "the client never ends");
    assert!(client.is_over() && client.poll_timeout().is_none());
}

fn drain(client: &mut Client, flying: &mut BTreeMap<Exchange, Bytes>, keyed: bool, ended: &mut bool) {
    while let Some(event) = client.poll_event() {
        assert!(!*ended, "{event:?} after the end");
        *ended = matches!(event, client::Event::Ended { .. });
    }
    let mut sent = 0;
    while let Some(transmit) = client.poll_transmit() {
        match transmit {
            client::Transmit::Send { exchange, entity } => {
                assert!(!*ended, "a request after the end");
                let bytes = entity.to_bytes();
                let body = Body::read(&bytes, 100_000).expect("a request is a body");
                assert!(body.attributes.rid.is_some());
                assert!(body.payload.len() <= 1000, "more than servers take");
                let (key, newkey) = (body.attributes.key.is_some(), body.attributes.newkey.is_some());
                assert_eq!(key || newkey, keyed, "keys with each request, or with none");
                assert_eq!(key, keyed && body.attributes.sid.is_some());
                assert!(flying.insert(exchange, bytes).is_none(), "an exchange has a number of its own");
            }
            client::Transmit::Cancel { exchange } => drop(flying.remove(&exchange)),
            _ => {}
        }
        sent += 1;
        assert!(sent < 2000, "requests without end");
    }
    assert!(flying.len() < 300, "too many requests at once");
}

fn answer(input: &mut Input<'_>) -> Bytes {
    let bits = input.byte();
    let sid = if bits & 1 == 0 { "sid='s'" } else { "" };
    let terms = match bits >> 1 & 7 {
        0 => "wait='30' hold='1' requests='2' inactivity='30' polling='5' maxpause='60' ver='1.11'",
        1 => "wait='0' hold='0' requests='1' polling='0'",
        2 => "requests='4294967295' hold='200' wait='4294967295' inactivity='4294967295'",
        3 => "type='terminate'",
        4 => "type='error'",
        5 => "report='1' time='99999' ack='7'",
        6 => "type='terminate' condition='item-not-found'",
        _ => "",
    };
    let payload = match bits >> 4 {
        0..=7 => "",
        8..=11 => "<p/>",
        12 => "<p>",
        13 => return Bytes::from_static(b"<html><body>Bad gateway"),
        _ => "<p/><p/><p/>",
    };
    format!("<body {NS} {sid} {terms}>{payload}</body>").into()
}
