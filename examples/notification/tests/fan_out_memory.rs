//! What an event for a thousand agents takes while nobody has read it yet, by the allocator's count.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

mod support;

use std::alloc::System;
use std::time::{Duration, Instant, SystemTime};

use bosh::manager::{Request, RequestId, Security as HttpSecurity};
use bytes::Bytes;
use notification::core::{ConnId, Core, CoreConfig, Event, Input, PlainText, Transmit, Verdict};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use support::{NS, auth, publish};
use xmpp_pubsub::pubsub::Now;
use xmpp_pubsub::{Framing, Security};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const AGENTS: usize = 1_000;
const NODE: &str = "/finesse/api/SystemInfo";

struct World {
    core: Core,
    now: Now,
    next: u64,
}

impl World {
    fn new() -> Self {
        let now =
            Now { at: Instant::now(), utc: SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000) };
        let mut config = CoreConfig::finesse("uccx.example", "finesse").unwrap();
        config.plain = PlainText::Allowed;
        Self { core: Core::new(config, [5; 32], now).unwrap(), now, next: 0 }
    }

    /// Gives all that is to be sent; every password is right.
    fn input(&mut self, input: Input) -> Vec<Transmit> {
        self.core.handle_input(self.now, input);
        let mut all = Vec::new();
        loop {
            if let Some(event) = self.core.poll_event() {
                if let Event::CheckPassword { id, .. } = event {
                    self.core.handle_input(self.now, Input::Verdict { check: id, verdict: Verdict::Right });
                }
            } else if let Some(transmit) = self.core.poll_transmit() {
                if let Transmit::Stream { to, .. } = &transmit {
                    self.core.handle_input(self.now, Input::Writable { conn: *to });
                }
                all.push(transmit);
            } else {
                return all;
            }
        }
    }

    fn post(&mut self, body: String) -> Vec<Transmit> {
        self.next += 1;
        let id = RequestId(self.next);
        self.input(Input::Http(Request { id, entity: body.into(), security: HttpSecurity::Tls }))
    }

    /// An agent that has signed in and has a request held.
    fn agent(&mut self, number: usize) {
        let created = format!("<body {NS} rid='100' to='uccx.example' ver='1.6' wait='60' hold='1'/>");
        let answers = self.post(created);
        let Some(Transmit::Http(bosh::manager::Transmit::Answer { entity, .. })) = answers.first() else {
            panic!()
        };
        let bytes = entity.to_bytes();
        let sid = bosh::Body::read(&bytes, 10).unwrap().attributes.sid.unwrap().into_owned();
        let bind = "<iq xmlns='jabber:client' type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>";
        let steps = [
            ("", auth(&format!("agent{number}"))),
            ("xmlns:xmpp='urn:xmpp:xbosh' xmpp:restart='true'", String::new()),
            ("", bind.to_owned()),
            ("", "<presence xmlns='jabber:client'/>".to_owned()),
            ("", String::new()),
        ];
        for (step, (attributes, payload)) in steps.into_iter().enumerate() {
            self.post(format!("<body {NS} rid='{}' sid='{sid}' {attributes}>{payload}</body>", 101 + step));
        }
    }

    fn publisher(&mut self) -> ConnId {
        let conn = ConnId(1);
        self.input(Input::Connected { conn, framing: Framing::Tcp, security: Security::Encrypted });
        let header = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' \
                      to='uccx.example' version='1.0'>";
        let bind = "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>";
        for text in [header, &auth("finesse"), header, bind] {
            self.input(Input::Bytes { conn, bytes: Bytes::from(text.to_owned()) });
        }
        conn
    }
}

/// How many bytes are allocated more when an event of this size waits in all answers than before it was published.
fn growth(payload: usize) -> isize {
    let mut world = World::new();
    let conn = world.publisher();
    // The node, and all tables at the size they need.
    world.input(Input::Bytes { conn, bytes: publish(NODE, "<first/>").into() });
    for number in 0..AGENTS {
        world.agent(number);
    }
    let region = Region::new(ALLOCATOR);
    let document = publish(NODE, &format!("<Update>{}</Update>", "x".repeat(payload)));
    let answers = world.input(Input::Bytes { conn, bytes: document.into() });
    let change = region.change();
    let events = answers.iter().filter(|transmit| match transmit {
        Transmit::Http(bosh::manager::Transmit::Answer { entity, .. }) => entity.len() > payload,
        _ => false,
    });
    assert_eq!(events.count(), AGENTS);
    change.bytes_allocated as isize - change.bytes_deallocated as isize
}

#[test]
fn an_event_takes_the_heads_and_one_payload() {
    let agents = AGENTS as isize;
    // While answers are small enough to be kept beside older ones: the heads, and their books.
    let heads = growth(1_000);
    println!("{heads} bytes for {AGENTS} agents");
    assert!(heads <= agents * 768, "{heads}");
    // What a payload of 200 kB more takes more: once its bytes, for all answers and for the node, which keeps its last item.
    let (some, more) = (growth(20_000), growth(220_000));
    println!("{} bytes for 200,000 bytes more", more - some);
    assert!((200_000..=201_000).contains(&(more - some)), "{}", more - some);
}
