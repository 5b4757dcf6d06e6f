//! The bridge before servers that nobody here wrote: a client logs in over BOSH, binds, asks, talks to another, and ends.
//!
//! Needs Debian's `prosody` and `ejabberd`; skipped with a note where one is missing, unless `INTEROP=1`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use bosh::client::{Client, Config as ClientConfig, Event, Why};
use bosh::tokio::{Driver, Target};
use bosh::{Condition, Payload};
use bridge::{Config, Running, start};
use tokio::net::TcpListener;

/// A server of the system's packages, stopped when dropped.
struct Peer {
    name: &'static str,
    dir: PathBuf,
    xmpp: std::net::SocketAddr,
}

fn script(name: &str, action: &str, dir: &Path) -> bool {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../load/peers/peer.sh");
    Command::new(script).args([name, action]).arg(dir).env("USERS", "4").status().unwrap().success()
}

impl Peer {
    fn start(name: &'static str, port: u16, program: &str) -> Option<Self> {
        let there =
            Path::new("/usr/bin").join(program).exists() || Path::new("/usr/sbin").join(program).exists();
        if !there {
            assert!(std::env::var("INTEROP").as_deref() != Ok("1"), "{name} is missing");
            eprintln!("SKIPPED: {name} is missing");
            return None;
        }
        let dir = std::env::temp_dir().join(format!("bridge-{name}-{}", std::process::id()));
        assert!(script(name, "start", &dir), "{name} does not start");
        Some(Self { name, dir, xmpp: ([127, 0, 0, 1], port).into() })
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        script(self.name, "stop", &self.dir);
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

async fn bridge(xmpp: std::net::SocketAddr) -> Running {
    let mut config = Config::new(xmpp, [9; 32]);
    config.core.domains = vec!["localhost".to_owned()];
    start(config, TcpListener::bind("127.0.0.1:0").await.unwrap()).unwrap()
}

struct Session {
    driver: Driver,
    text: String,
}

impl Session {
    fn open(bridge: &Running, domain: &str, seed: u8) -> Self {
        let mut config = ClientConfig::new(domain);
        config.wait = Duration::from_secs(10);
        let uri = format!("http://{}/http-bind", bridge.address());
        let client = Client::new(config, [seed; 32], Instant::now());
        Self { driver: Driver::new(client, Target::clear(uri.parse().unwrap())), text: String::new() }
    }

    async fn expect(&mut self, what: &str) -> String {
        let waiting = async {
            loop {
                match self.driver.next().await.expect("the session lives") {
                    Event::Received { payload } => {
                        let text: String =
                            payload.iter().map(|p| String::from_utf8(p.to_vec()).unwrap()).collect();
                        self.text = text.clone();
                        if text.contains(what) {
                            return text;
                        }
                    }
                    Event::Ended { why } => panic!("no {what}, but {why:?} after {}", self.text),
                    _ => {}
                }
            }
        };
        let waited = tokio::time::timeout(Duration::from_secs(20), waiting).await;
        waited.unwrap_or_else(|_| panic!("no {what} after {}", self.text))
    }

    fn send(&mut self, text: &str) {
        self.driver.client().send(Payload::from(text.to_owned())).unwrap();
    }

    async fn log_in(bridge: &Running, user: &str, seed: u8) -> Self {
        let mut session = Self::open(bridge, "localhost", seed);
        let features = session.expect("<mechanism").await;
        assert!(features.contains("PLAIN") && !features.contains("starttls"), "{features}");
        let plain = match user {
            "u0" => "AHUwAHNlY3JldA==",
            _ => "AHUxAHNlY3JldA==",
        };
        session.send(&format!(
            "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{plain}</auth>"
        ));
        session.expect("<success").await;
        session.driver.client().restart().unwrap();
        session.expect("urn:ietf:params:xml:ns:xmpp-bind").await;
        session.send(
            "<iq xmlns='jabber:client' type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>\
             <resource>here</resource></bind></iq>",
        );
        assert!(session.expect("</jid>").await.contains(&format!("{user}@localhost/here")));
        session
    }

    async fn end(mut self) -> Why {
        loop {
            if let Event::Ended { why } = self.driver.next().await.unwrap() {
                return why;
            }
        }
    }
}

async fn b5_through_the_bridge(peer: &Peer) {
    let bridge = bridge(peer.xmpp).await;
    let mut one = Session::log_in(&bridge, "u0", 1).await;
    let mut two = Session::log_in(&bridge, "u1", 2).await;
    one.send("<iq xmlns='jabber:client' type='get' id='p' to='localhost'><ping xmlns='urn:xmpp:ping'/></iq>");
    one.expect("type='result'").await;
    for number in 0..20 {
        two.send(&format!(
            "<message xmlns='jabber:client' to='u0@localhost/here' type='chat'><body>{number} &amp; &#xeb;</body></message>"
        ));
    }
    // Once this is answered, all before it has gone out.
    two.send("<iq xmlns='jabber:client' type='get' id='p' to='localhost'><ping xmlns='urn:xmpp:ping'/></iq>");
    two.expect("type='result'").await;
    let mut all = one.text.clone();
    while !all.contains("<body>19 ") {
        all += &one.expect("<message").await;
    }
    let at: Vec<usize> =
        (0..20).map(|n| all.find(&format!("<body>{n} &amp; \u{eb}</body>")).unwrap()).collect();
    assert!(at.is_sorted(), "{all}");
    // The server ends the older of two streams with one address.
    let newer = Session::log_in(&bridge, "u0", 3).await;
    assert_eq!(one.end().await, Why::Terminated(Some(Condition::RemoteStreamError)));
    two.driver.client().terminate(None).unwrap();
    assert_eq!(two.end().await, Why::Closed);
    let (end, ()) = tokio::join!(newer.end(), bridge.stop());
    assert_eq!(end, Why::Terminated(Some(Condition::SystemShutdown)));
}

#[tokio::test]
async fn b5_prosody_behind_the_bridge() {
    let Some(peer) = Peer::start("prosody", 15222, "prosody") else { return };
    b5_through_the_bridge(&peer).await;
}

#[tokio::test]
async fn b5_ejabberd_behind_the_bridge() {
    let Some(peer) = Peer::start("ejabberd", 25222, "ejabberdctl") else { return };
    b5_through_the_bridge(&peer).await;
}

#[tokio::test]
async fn a_server_that_is_not_there_and_a_domain_that_is_not_served_are_told_apart() {
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let bridge = bridge(nobody).await;
    let end = Session::open(&bridge, "localhost", 1).end().await;
    assert_eq!(end, Why::Terminated(Some(Condition::RemoteConnectionFailed)));
    let end = Session::open(&bridge, "elsewhere.example", 2).end().await;
    assert_eq!(end, Why::Terminated(Some(Condition::HostUnknown)));
    bridge.stop().await;
}
