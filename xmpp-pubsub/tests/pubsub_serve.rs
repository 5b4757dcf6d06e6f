//! The host of the example `pubsub-serve`: what follows from presence and rosters follows from those of its clients.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

#[path = "../examples/pubsub-serve/host.rs"]
mod host;

use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use base64::Engine as _;
use host::{Accounts, Host};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use xmpp_pubsub::pubsub::{Memory, Service, ServiceConfig};
use xmpp_pubsub::tokio::{Listen, channel};
use xmpp_pubsub::{Jid, PlainOn, ServerConfig};

fn seed() -> [u8; 32] {
    static NEXT: AtomicU8 = AtomicU8::new(1);
    [NEXT.fetch_add(1, Ordering::Relaxed); 32]
}

async fn serve(listener: TcpListener) {
    let config = ServiceConfig::new(Jid::new("pubsub.localhost").unwrap());
    let service = Service::new(config, Memory::new(), seed(), host::now()).unwrap();
    let mut accounts = Accounts::default();
    accounts.add("*:secret").unwrap();
    let mut server = ServerConfig::new(Jid::new("localhost").unwrap(), seed());
    server.plain = PlainOn::Any;
    let (gate, inbox) = channel(64, server.limits.bytes, 16);
    let host = Host::new(inbox, server, accounts, service, seed);
    tokio::select! {
        () = gate.serve(listener, Listen::Clear) => panic!("the gate ended"),
        () = host.run() => panic!("the host ended"),
    }
}

/// A client that speaks XML.
struct Raw {
    stream: TcpStream,
    seen: String,
    ids: u32,
}

impl Raw {
    async fn login(port: u16, name: &str) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let mut raw = Self { stream, seen: String::new(), ids: 0 };
        let open = "<stream:stream to='localhost' version='1.0' xmlns='jabber:client' \
                    xmlns:stream='http://etherx.jabber.org/streams'>";
        raw.say(open).await;
        raw.until("</stream:features>").await;
        let plain = base64::engine::general_purpose::STANDARD.encode(format!("\0{name}\0secret"));
        raw.say(&format!("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{plain}</auth>"))
            .await;
        raw.until("<success").await;
        raw.say(open).await;
        raw.until("</stream:features>").await;
        raw.ask("set", "", "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>x</resource></bind>")
            .await;
        raw
    }

    async fn say(&mut self, text: &str) {
        self.stream.write_all(text.as_bytes()).await.unwrap();
    }

    /// Reads until a text has come, and takes it and all before it away.
    async fn until(&mut self, text: &str) -> String {
        loop {
            if let Some(at) = self.seen.find(text) {
                let rest = self.seen.split_off(at + text.len());
                return std::mem::replace(&mut self.seen, rest);
            }
            let mut bytes = [0; 4096];
            let read = tokio::time::timeout(Duration::from_secs(30), self.stream.read(&mut bytes)).await;
            let read = read.unwrap_or_else(|_| panic!("{text} does not come after {}", self.seen)).unwrap();
            assert!(read > 0, "the server closes: {}", self.seen);
            self.seen.push_str(std::str::from_utf8(&bytes[..read]).unwrap());
        }
    }

    /// Makes a request; gives its answer and all that came before.
    async fn ask(&mut self, ty: &str, to: &str, payload: &str) -> String {
        self.ids += 1;
        let id = format!("q{}", self.ids);
        let to = if to.is_empty() { String::new() } else { format!(" to='{to}'") };
        self.say(&format!("<iq type='{ty}' id='{id}'{to}>{payload}</iq>")).await;
        let before = self.until(&format!(" id='{id}'")).await;
        let after = if self.seen.starts_with(" type='result'/>") { "/>" } else { "</iq>" };
        before + &self.until(after).await
    }

    async fn pubsub(&mut self, operation: &str) -> String {
        let payload = format!("<pubsub xmlns='http://jabber.org/protocol/pubsub'>{operation}</pubsub>");
        self.ask("set", "pubsub.localhost", &payload).await
    }

    /// Everything that was said before has been taken when this is answered.
    async fn settle(&mut self) -> String {
        self.ask("get", "pubsub.localhost", "<ping xmlns='urn:xmpp:ping'/>").await
    }
}

fn form(ty: &str, var: &str, value: &str) -> String {
    format!(
        "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'>\
         <value>http://jabber.org/protocol/pubsub#{ty}</value></field>\
         <field var='pubsub#{var}'><value>{value}</value></field></x>"
    )
}

fn publish(id: &str) -> String {
    format!("<publish node='n'><item id='{id}'><x xmlns='urn:x'/></item></publish>")
}

/// Runs a scenario with the two clients.
async fn with_two(scenario: impl AsyncFnOnce(Raw, Raw)) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::select! {
        () = serve(listener) => {}
        () = async {
            let (owner, bob) = (Raw::login(port, "owner").await, Raw::login(port, "bob").await);
            scenario(owner, bob).await;
        } => {}
    }
}

#[tokio::test]
async fn show_values_follow_what_a_client_shows() {
    with_two(async |mut owner, mut bob| {
        let config = form("node_config", "presence_based_delivery", "1");
        owner.pubsub(&format!("<create node='n'/><configure>{config}</configure>")).await;
        let options = form("subscribe_options", "show-values", "dnd");
        bob.pubsub(&format!("<subscribe node='n' jid='bob@localhost/x'/><options>{options}</options>")).await;
        for (id, presence) in [
            ("offline", ""),
            ("online", "<presence/>"),
            ("away", "<presence><show>away</show></presence>"),
            ("dnd", "<presence><show>dnd</show></presence>"),
            ("online-again", "<presence/>"),
            ("dnd-again", "<presence><show>dnd</show></presence>"),
            ("gone", "<presence type='unavailable'/>"),
        ] {
            bob.say(presence).await;
            bob.settle().await;
            owner.pubsub(&publish(id)).await;
            let told = bob.settle().await;
            assert_eq!(told.contains("<item id="), id.starts_with("dnd"), "{id}: {told}");
        }
    })
    .await;
}

#[tokio::test]
async fn access_models_follow_the_rosters_of_clients() {
    with_two(async |mut owner, mut bob| {
        let config = form("node_config", "access_model", "presence");
        owner.pubsub(&format!("<create node='n'/><configure>{config}</configure>")).await;
        let subscribe = "<subscribe node='n' jid='bob@localhost/x'/>";
        let refused = bob.pubsub(subscribe).await;
        assert!(refused.contains("presence-subscription-required"), "{refused}");
        owner.say("<presence/>").await;
        bob.say("<presence/><presence type='subscribe' to='owner@localhost'/>").await;
        owner.until("type='subscribe'").await;
        owner.say("<presence type='subscribed' to='bob@localhost'/>").await;
        owner.settle().await;
        let done = bob.pubsub(subscribe).await;
        assert!(done.contains("subscription='subscribed'"), "{done}");
        owner.pubsub(&publish("1")).await;
        assert!(bob.settle().await.contains("<item id='1'>"));
        // The owner ends it, and the node keeps to itself.
        owner.say("<presence type='unsubscribed' to='bob@localhost'/>").await;
        owner.settle().await;
        owner.pubsub(&publish("2")).await;
        assert!(!bob.settle().await.contains("<item id='2'>"));
    })
    .await;
}
