//! The core on a table: bytes in, bytes out, time moved by hand, passwords known by heart.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods
)]

use std::collections::BTreeMap;
use std::time::{Duration, Instant, SystemTime};

use bosh::manager::{Request, RequestId, Security, Transmit as Http};
use bytes::Bytes;
use notification::core::{ConnId, Core, CoreConfig, Event, Input, PlainText, Then, Transmit, Verdict};
use xmpp_pubsub::Framing;
use xmpp_pubsub::pubsub::Now;

pub const NS: &str = "xmlns='http://jabber.org/protocol/httpbind'";

pub struct Table {
    pub core: Core,
    pub now: Now,
    next: u64,
    /// What was written to each connection, and not read by the test.
    pub written: BTreeMap<u64, String>,
    pub then: BTreeMap<u64, Then>,
    pub answers: BTreeMap<u64, String>,
    pub events: Vec<String>,
}

impl Table {
    pub fn new(change: impl FnOnce(&mut CoreConfig)) -> Self {
        let now =
            Now { at: Instant::now(), utc: SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000) };
        let mut config = CoreConfig::finesse("uccx.example", "finesse").unwrap();
        config.plain = PlainText::Allowed;
        config.hops = true;
        change(&mut config);
        Self {
            core: Core::new(config, [5; 32], now).unwrap(),
            now,
            next: 0,
            written: BTreeMap::new(),
            then: BTreeMap::new(),
            answers: BTreeMap::new(),
            events: Vec::new(),
        }
    }

    pub fn drain(&mut self) {
        loop {
            if let Some(event) = self.core.poll_event() {
                if let Event::CheckPassword { id, account, password } = &event {
                    let right = password.matches(&format!("{}-pw", account.local().unwrap()));
                    let verdict = if right { Verdict::Right } else { Verdict::Wrong };
                    self.core.handle_input(self.now, Input::Verdict { check: *id, verdict });
                }
                self.events.push(match event {
                    Event::Hop { link, who, request, what } => {
                        format!("{} {who} {request} {what}", link.as_str())
                    }
                    Event::Bound { jid, .. } => format!("bound {jid}"),
                    Event::Unbound { jid, .. } => format!("unbound {jid}"),
                    other => format!("{other:?}"),
                });
            } else if let Some(transmit) = self.core.poll_transmit() {
                match transmit {
                    Transmit::Stream { to, bytes, then } => {
                        let text = String::from_utf8(bytes.to_vec()).unwrap();
                        self.written.entry(to.0).or_default().push_str(&text);
                        self.then.insert(to.0, then);
                        self.core.handle_input(self.now, Input::Writable { conn: to });
                    }
                    Transmit::Http(Http::Answer { to, entity, .. }) => {
                        let text = String::from_utf8(entity.to_bytes().to_vec()).unwrap();
                        assert!(self.answers.insert(to.0, text).is_none());
                    }
                    Transmit::Http(_) => {}
                }
            } else {
                return;
            }
        }
    }

    pub fn pass(&mut self, time: Duration) {
        let end = self.now.at + time;
        while let Some(at) = self.core.poll_timeout().filter(|at| *at <= end) {
            self.now.at = self.now.at.max(at);
            self.core.handle_timeout(self.now);
            self.drain();
        }
        self.now.at = end;
    }

    pub fn connect(&mut self, security: xmpp_pubsub::Security) -> u64 {
        self.next += 1;
        let input = Input::Connected { conn: ConnId(self.next), framing: Framing::Tcp, security };
        self.core.handle_input(self.now, input);
        self.drain();
        self.next
    }

    /// Writes to a connection; gives what comes back.
    pub fn write(&mut self, conn: u64, text: &str) -> String {
        self.written.remove(&conn);
        let input = Input::Bytes { conn: ConnId(conn), bytes: Bytes::from(text.to_owned()) };
        self.core.handle_input(self.now, input);
        self.drain();
        self.read(conn)
    }

    pub fn read(&mut self, conn: u64) -> String {
        self.written.remove(&conn).unwrap_or_default()
    }

    /// Logs in over TCP.
    pub fn tcp(&mut self, user: &str, resource: &str) -> u64 {
        let conn = self.connect(xmpp_pubsub::Security::Encrypted);
        let header = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' \
                      to='uccx.example' version='1.0'>";
        assert!(self.write(conn, header).contains("<mechanism>PLAIN</mechanism>"));
        let success = self.write(conn, &auth(user));
        assert!(success.contains("<success"), "{success}");
        assert!(self.write(conn, header).contains("<bind"));
        let bound = self.write(conn, &bind(resource));
        assert!(bound.contains(&format!("{user}@uccx.example/{resource}")), "{bound}");
        self.write(conn, "<presence/>");
        conn
    }

    pub fn post(&mut self, body: &str) -> u64 {
        self.next += 1;
        let request = Request {
            id: RequestId(self.next),
            entity: Bytes::from(body.to_owned()),
            security: Security::Tls,
        };
        self.core.handle_input(self.now, Input::Http(request));
        self.drain();
        self.next
    }

    pub fn answer(&self, request: u64) -> &str {
        self.answers.get(&request).unwrap_or_else(|| panic!("request {request} is open"))
    }

    /// Logs in over BOSH.
    pub fn bosh(&mut self, user: &str, resource: &str) -> Agent {
        let created = self.post(&format!(
            "<body {NS} rid='100' to='uccx.example' ver='1.6' wait='60' hold='1' xml:lang='en' \
             xmlns:xmpp='urn:xmpp:xbosh' xmpp:version='1.0'/>"
        ));
        let answer = self.answer(created).to_owned();
        assert!(answer.contains("<mechanism>PLAIN</mechanism>"), "{answer}");
        let sid = answer.split_once(" sid='").unwrap().1.split_once('\'').unwrap().0.to_owned();
        let mut agent = Agent { sid, rid: 100 };
        let success = self.post(&agent.body("", &auth(user)));
        assert!(self.answer(success).contains("<success"), "{}", self.answer(success));
        let restart = "xmlns:xmpp='urn:xmpp:xbosh' xmpp:restart='true' to='uccx.example'";
        let features = self.post(&agent.body(restart, ""));
        assert!(self.answer(features).contains("<bind"), "{}", self.answer(features));
        let bound = self.post(&agent.body("", &bind(resource)));
        assert!(self.answer(bound).contains(&format!("{user}@uccx.example/{resource}")));
        let presence = self.post(&agent.body("", "<presence xmlns='jabber:client'/>"));
        assert!(self.answer(presence).contains("<presence"), "{}", self.answer(presence));
        agent
    }
}

pub struct Agent {
    pub sid: String,
    pub rid: u64,
}

impl Agent {
    pub fn body(&mut self, attributes: &str, payload: &str) -> String {
        self.rid += 1;
        format!("<body {NS} rid='{}' sid='{}' {attributes}>{payload}</body>", self.rid, self.sid)
    }
}

/// `NUL user NUL user-pw` in base64.
pub fn auth(user: &str) -> String {
    let plain = format!("\0{user}\0{user}-pw");
    let text = base64(plain.as_bytes());
    format!("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{text}</auth>")
}

pub fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for group in bytes.chunks(3) {
        let all = group.iter().fold(0u32, |all, byte| all << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        for n in 0..4 {
            let digit = DIGITS[(all >> (18 - 6 * n) & 63) as usize];
            out.push(if n <= group.len() { char::from(digit) } else { '=' });
        }
    }
    out
}

fn bind(resource: &str) -> String {
    format!(
        "<iq xmlns='jabber:client' type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>\
         <resource>{resource}</resource></bind></iq>"
    )
}

pub fn publish(node: &str, document: &str) -> String {
    let escaped = document.replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "<iq type='set' id='p1' to='pubsub.uccx.example'><pubsub xmlns='http://jabber.org/protocol/pubsub'>\
         <publish node='{node}'><item><notification xmlns='http://jabber.org/protocol/pubsub'>{escaped}</notification>\
         </item></publish></pubsub></iq>"
    )
}
