//! Clients nobody here wrote against this service, each with the same errand: log in over BOSH, or over WebSocket, and get
//! two events. strophe.js is the desktop's own client; stanza is another for browsers; gloox is one in C++.
//!
//! Needs node and the packages of `tests/interop/package.json` (`npm install` there), a C++ compiler and Debian's
//! `libgloox-dev`. Skipped with a note where they are missing, unless `INTEROP=1`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use notification::core::PlainText;
use notification::{Config, Listeners, Running, StaticAccounts, start};
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::net::TcpListener;
use tokio::process::{Child, ChildStdout, Command};
use xmpp_pubsub::pubsub::{
    Client, ClientEvent as PubsubEvent, NewItem, NodeId, NotificationNamespace, Request, escaped_notification,
};
use xmpp_pubsub::tokio::{ClientTransport, Connection};
use xmpp_pubsub::{ClientConfig, ClientEvent, ClientTls, Jid};

const NODE: &str = "/finesse/api/User/agent1";
const PASSWORD: &str = "agent's &pass";
const UPDATE: &str =
    "<Update><event>PUT</event><data><user><firstName>Zo\u{eb} &amp; Co</firstName></user></data></Update>";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop")
}

fn skip(missing: &str) {
    assert!(std::env::var("INTEROP").as_deref() != Ok("1"), "{missing}");
    eprintln!("SKIPPED: {missing}");
}

/// Can this script run under node?
fn node_has(package: &str) -> bool {
    let node = std::process::Command::new("node").arg("--version").output().is_ok_and(|o| o.status.success());
    let there = node && folder().join("node_modules").join(package).exists();
    if !there {
        skip("node, or the packages of examples/notification/tests/interop (npm install there), are missing");
    }
    there
}

/// Builds the program around gloox.
fn gloox() -> Option<PathBuf> {
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("gloox-{}", std::process::id()));
    let mut compiler = std::process::Command::new("c++");
    let built = compiler.arg("-o").arg(&program).arg(folder().join("gloox.cpp")).arg("-lgloox").output();
    if built.is_ok_and(|o| o.status.success()) {
        return Some(program);
    }
    skip("a C++ compiler, or libgloox-dev, is missing");
    None
}

async fn service() -> Running {
    let accounts = StaticAccounts::new([1; 32]).with("finesse", "publisher").with("agent1", PASSWORD);
    let mut config = Config::new("uccx.example", "finesse", Arc::new(accounts)).unwrap();
    config.core.plain = PlainText::Allowed;
    let bind = || TcpListener::bind("127.0.0.1:0");
    let listeners = Listeners {
        xmpp: Some(bind().await.unwrap()),
        bosh: Some(bind().await.unwrap()),
        ..Listeners::default()
    };
    start(config, listeners).await.unwrap()
}

const JID: &str = "agent1@uccx.example/desktop";

/// A client that tells what happens to it, an object of JSON a line.
struct Foreign {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Foreign {
    fn script(name: &str, url: &str, password: &str) -> Self {
        Self::start(Command::new("node").args([name, url, JID, password, "2"]))
    }

    fn gloox(program: &Path, address: SocketAddr, password: &str) -> Self {
        let (ip, port) = (address.ip().to_string(), address.port().to_string());
        Self::start(Command::new(program).args([&ip, &port, JID, password, "2"]))
    }

    fn start(command: &mut Command) -> Self {
        let command = command.current_dir(folder()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    /// The next line with this in it.
    async fn until(&mut self, what: &str) -> String {
        let mut seen = Vec::new();
        let found = async {
            while let Some(line) = self.lines.next_line().await.unwrap() {
                if line.contains(what) {
                    return Some(line);
                }
                seen.push(line);
            }
            None
        };
        let found = tokio::time::timeout(Duration::from_secs(30), found).await.ok().flatten();
        found.unwrap_or_else(|| panic!("no {what} from the client, only {seen:#?}"))
    }
}

/// Publishes as the Finesse server does: as the user `finesse`, over TCP, to a node that publishing makes.
async fn publish(service: &Running) {
    let jid = Jid::new("finesse@uccx.example/server").unwrap();
    let mut config = ClientConfig::new(&jid, "publisher");
    config.tls = ClientTls::Never;
    config.plain = xmpp_pubsub::PlainOn::Any;
    let address = service.addresses().xmpp.unwrap();
    let connecting = Connection::connect(address, Arc::new(config), ClientTransport::Clear, [4; 32]);
    let mut connection = connecting.await.unwrap();
    loop {
        match connection.next().await.unwrap() {
            ClientEvent::Online(_) => break,
            ClientEvent::Closed(end) => panic!("{end}"),
            _ => {}
        }
    }
    let mut pubsub = Client::new(Jid::new("pubsub.uccx.example").unwrap(), [5; 32]);
    let now = std::time::Instant::now;
    pubsub.online(now(), jid);
    let payload = Some(escaped_notification(NotificationNamespace::Pubsub, UPDATE));
    let items = vec![NewItem { id: None, payload }];
    pubsub.request(now(), Request::Publish { node: Some(NodeId::new(NODE)), items, options: None });
    loop {
        while let Some(stanza) = pubsub.poll_transmit() {
            connection.stream().send(&stanza).unwrap();
        }
        match connection.next().await.unwrap() {
            ClientEvent::Stanza(stanza) | ClientEvent::Reply { reply: Ok(stanza), .. } => {
                pubsub.handle_input(now(), &stanza);
            }
            ClientEvent::Closed(end) => panic!("{end}"),
            _ => {}
        }
        if let Some(PubsubEvent::Answer(_, answer)) = pubsub.poll_event() {
            answer.unwrap();
            return;
        }
    }
}

async fn gets_two_events(mut client: Foreign, service: &Running) {
    client.until(r#""status":"CONNECTED""#).await;
    assert!(client.until(r#""ready""#).await.contains("true"));
    for _ in 0..2 {
        publish(service).await;
        let event = client.until(r#""event""#).await;
        assert!(event.contains(&format!(r#""event":"{NODE}""#)), "{event}");
        assert!(event.contains(r#""from":"pubsub.uccx.example""#), "{event}");
        assert!(event.contains(&UPDATE.replace('"', "\\\"")), "{event}");
    }
    client.until(r#""status":"DISCONNECTED""#).await;
    assert!(client.child.wait().await.unwrap().success());
}

fn http(service: &Running) -> String {
    format!("http://{}/http-bind", service.addresses().bosh.unwrap())
}

#[tokio::test]
async fn b3_strophe_logs_in_over_bosh_and_gets_events() {
    if !node_has("strophe.js") {
        return;
    }
    let service = service().await;
    gets_two_events(Foreign::script("strophe.mjs", &http(&service), PASSWORD), &service).await;
    let mut wrong = Foreign::script("strophe.mjs", &format!("{}/", http(&service)), "wrong");
    wrong.until(r#""status":"AUTHFAIL""#).await;
    service.stop().await;
}

#[tokio::test]
async fn strophe_logs_in_over_websocket_on_the_port_of_bosh_and_gets_events() {
    if !node_has("strophe.js") {
        return;
    }
    let service = service().await;
    let url = format!("ws://{}/ws", service.addresses().bosh.unwrap());
    gets_two_events(Foreign::script("strophe.mjs", &url, PASSWORD), &service).await;
    service.stop().await;
}

#[tokio::test]
async fn stanza_logs_in_over_bosh_and_gets_events() {
    if !node_has("stanza") {
        return;
    }
    let service = service().await;
    gets_two_events(Foreign::script("stanza.mjs", &http(&service), PASSWORD), &service).await;
    let mut wrong = Foreign::script("stanza.mjs", &http(&service), "wrong");
    wrong.until(r#""status":"AUTHFAIL""#).await;
    service.stop().await;
}

#[tokio::test]
async fn gloox_logs_in_over_bosh_and_gets_events() {
    let Some(program) = gloox() else { return };
    let service = service().await;
    let address = service.addresses().bosh.unwrap();
    gets_two_events(Foreign::gloox(&program, address, PASSWORD), &service).await;
    let mut wrong = Foreign::gloox(&program, address, "wrong");
    wrong.until(r#""status":"AUTHFAIL""#).await;
    service.stop().await;
    let _ = std::fs::remove_file(program);
}
