//! strophe.js, the desktop's own client, against this service: it logs in over BOSH, and over WebSocket, and gets an event.
//!
//! Needs node and the packages of `tests/interop/package.json` (`npm install` there). Skipped with a note where they are
//! missing, unless `INTEROP=1`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

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
const UPDATE: &str =
    "<Update><event>PUT</event><data><user><firstName>Zo\u{eb} &amp; Co</firstName></user></data></Update>";

/// The folder of the script, if it can run.
fn interop() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop");
    let node = std::process::Command::new("node").arg("--version").output().is_ok_and(|o| o.status.success());
    if node && folder.join("node_modules/strophe.js").exists() {
        return Some(folder);
    }
    let missing =
        "node, or the packages of examples/notification/tests/interop (npm install there), are missing";
    assert!(std::env::var("INTEROP").as_deref() != Ok("1"), "{missing}");
    eprintln!("SKIPPED: {missing}");
    None
}

async fn service() -> Running {
    let accounts = StaticAccounts::new([1; 32]).with("finesse", "publisher").with("agent1", "agent's &pass");
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

struct Strophe {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Strophe {
    fn start(folder: &Path, url: &str, password: &str, events: u32) -> Self {
        let mut child = Command::new("node")
            .args(["strophe.mjs", url, "agent1@uccx.example/desktop", password, &events.to_string()])
            .current_dir(folder)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
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
        found.unwrap_or_else(|| panic!("no {what} from strophe.js, only {seen:#?}"))
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

async fn gets_an_event(folder: &Path, service: &Running, url: &str) {
    let mut strophe = Strophe::start(folder, url, "agent's &pass", 2);
    strophe.until(r#""status":"CONNECTED""#).await;
    assert!(strophe.until(r#""ready""#).await.contains("true"));
    for _ in 0..2 {
        publish(service).await;
        let event = strophe.until(r#""event""#).await;
        assert!(event.contains(&format!(r#""event":"{NODE}""#)), "{event}");
        assert!(event.contains(r#""from":"pubsub.uccx.example""#), "{event}");
        assert!(event.contains(&UPDATE.replace('"', "\\\"")), "{event}");
    }
    strophe.until(r#""status":"DISCONNECTED""#).await;
    assert!(strophe.child.wait().await.unwrap().success());
}

#[tokio::test]
async fn b3_strophe_logs_in_over_bosh_and_gets_events() {
    let Some(folder) = interop() else { return };
    let service = service().await;
    let url = format!("http://{}/http-bind", service.addresses().bosh.unwrap());
    gets_an_event(&folder, &service, &url).await;
    service.stop().await;
}

#[tokio::test]
async fn strophe_logs_in_over_websocket_on_the_port_of_bosh_and_gets_events() {
    let Some(folder) = interop() else { return };
    let service = service().await;
    let url = format!("ws://{}/ws", service.addresses().bosh.unwrap());
    gets_an_event(&folder, &service, &url).await;
    service.stop().await;
}

#[tokio::test]
async fn strophe_understands_that_a_password_is_wrong() {
    let Some(folder) = interop() else { return };
    let service = service().await;
    let url = format!("http://{}/http-bind/", service.addresses().bosh.unwrap());
    let mut strophe = Strophe::start(&folder, &url, "wrong", 1);
    strophe.until(r#""status":"AUTHFAIL""#).await;
    service.stop().await;
}
