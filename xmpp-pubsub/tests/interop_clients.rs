//! Clients nobody here wrote against a server made of these parts: slixmpp, @xmpp/client (TCP and WebSocket) and gloox
//! log in with the mechanisms both sides speak, and exchange message, presence and iq with a client of ours.
//!
//! Where a program is missing its test says that it is skipped, and fails under `INTEROP=1`. slixmpp's interpreter is
//! `SLIXMPP_PYTHON` or `python3`; @xmpp/client is wanted in `tests/interop` (`npm install`); gloox needs a C++ compiler and
//! its headers.

#![cfg(all(feature = "tls", feature = "websocket", feature = "scram"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

#[path = "support/host.rs"]
mod host;
#[path = "support/peers.rs"]
mod peers;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use host::Host;
use peers::{Certificates, Folder, missing, works};
use tokio::net::TcpListener;
use tokio::time::timeout;
use xmpp_pubsub::tokio::{ClientTransport, Connection, Listen, channel};
use xmpp_pubsub::{
    ClientConfig, ClientEvent, ClientTls, IqType, Jid, Mechanism, MessageType, Ns, PlainOn, PresenceType,
    ServerConfig, Stanza, StanzaType, StartTls,
};

/// Starts a server and a client of ours that answers; where to connect to.
async fn serve(listen: Listen, mechanisms: &[Mechanism]) -> u16 {
    let mut config = ServerConfig::new(Jid::new("localhost").unwrap(), [1; 32]);
    config.mechanisms = mechanisms.to_vec();
    config.plain = PlainOn::Any;
    config.starttls = if matches!(listen, Listen::StartTls(_)) { StartTls::Offered } else { StartTls::Off };
    let (gate, inbox) = channel(16, 256 << 10, 100);
    let [inside, outside] = [TcpListener::bind("127.0.0.1:0").await, TcpListener::bind("127.0.0.1:0").await];
    let (inside, outside) = (inside.unwrap(), outside.unwrap());
    let (address, port) = (inside.local_addr().unwrap(), outside.local_addr().unwrap().port());
    tokio::spawn(gate.clone().serve(inside, Listen::Clear));
    tokio::spawn(gate.serve(outside, listen));
    tokio::spawn(Host::new(inbox, config).run());
    let mut bot = Bot::login(address).await;
    tokio::spawn(async move { while bot.answer().await.is_some() {} });
    port
}

/// Answers messages and presence with what they hold, and queries with `!`; asks whoever it sees for a sign of life.
struct Bot(Connection);

impl Bot {
    async fn login(address: SocketAddr) -> Self {
        let mut config = ClientConfig::new(&host::account("bot", "bot"), "pencil");
        (config.tls, config.plain) = (ClientTls::Never, PlainOn::Any);
        let connection =
            Connection::connect(address, Arc::new(config), ClientTransport::Clear, [7; 32]).await;
        let mut bot = Self(connection.unwrap());
        let Some(ClientEvent::Online(_)) = bot.0.next().await else { panic!("no login") };
        bot.0.stream().send(&Stanza::presence(PresenceType::Available)).unwrap();
        bot
    }

    async fn answer(&mut self) -> Option<()> {
        let stanza = match self.0.next().await? {
            ClientEvent::Stanza(stanza) => stanza,
            // The other end answers, be it with an error.
            ClientEvent::Reply { .. } => return Some(()),
            _ => return None,
        };
        let from = stanza.from()?.clone();
        if from.local() == Some("bot") {
            return Some(());
        }
        let text =
            |name| stanza.child(Ns::Client, name).map(|(_, mut cursor)| cursor.text().unwrap().into_owned());
        let answer = match stanza.stanza_type() {
            StanzaType::Message(_) => {
                let body = text("body")?;
                Stanza::message(MessageType::Chat).with_to(from).with_written(|writer| {
                    writer.leaf("body", &body);
                })
            }
            StanzaType::Presence(PresenceType::Available) => {
                let ping = "<ping xmlns='urn:xmpp:ping'/>";
                self.0.stream().request(Instant::now(), IqType::Get, Some(from.clone()), ping).unwrap();
                let show = text("show")?;
                Stanza::presence(PresenceType::Available).with_to(from).with_written(|writer| {
                    writer.leaf("show", &show);
                })
            }
            StanzaType::Iq(IqType::Get) => stanza.result_reply("<q xmlns='urn:x'>!</q>"),
            _ => return Some(()),
        };
        self.0.stream().send(&answer).unwrap();
        Some(())
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop")
}

/// Runs a foreign client to its end: what it printed.
async fn run(mut command: Command) -> String {
    // The programs give up by themselves when an answer does not come.
    let running = tokio::task::spawn_blocking(move || command.output());
    let output = timeout(Duration::from_secs(60), running).await.expect("an end").unwrap().unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    format!("{out}{}", if out.contains("CLOSED") || out.contains("REFUSED") { "" } else { &err })
}

/// Everything must have happened, in order.
async fn exchanges(what: &str, command: Command) {
    let out = run(command).await;
    let mut lines = out.lines();
    let online = lines.next().unwrap_or_default();
    assert!(online.starts_with("ONLINE u0@localhost/"), "{what}: {out}");
    let rest: Vec<_> = lines.collect();
    let body = "MESSAGE 1 < 2 & \u{e4}\u{1f600}";
    assert_eq!(rest, ["PONG", body, "PRESENCE dnd", "IQ !", "CLOSED"], "{what}: {out}");
    println!("{what}: done");
}

async fn is_refused(what: &str, command: Command) {
    assert_eq!(run(command).await.trim(), "REFUSED", "{what}");
}

/// With the mechanism our own client needs.
fn offering(mechanism: Mechanism) -> Vec<Mechanism> {
    let mut mechanisms = vec![mechanism, Mechanism::ScramSha256];
    mechanisms.dedup();
    mechanisms
}

fn ca_file(certificates: &Certificates) -> (Folder, PathBuf) {
    let folder = Folder::new("clients");
    let file = folder.write("ca.pem", &certificates.ca);
    (folder, file)
}

#[tokio::test(flavor = "multi_thread")]
async fn slixmpp_logs_in_and_talks() {
    let python = std::env::var("SLIXMPP_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    if !works(Command::new(&python).args(["-c", "import slixmpp"])) {
        return missing("slixmpp");
    }
    let certificates = Certificates::new("u0@localhost");
    let (_folder, ca) = ca_file(&certificates);
    for mechanism in [Mechanism::Plain, Mechanism::ScramSha1, Mechanism::ScramSha256] {
        for (way, listen) in [
            ("clear", Listen::Clear),
            ("starttls", Listen::StartTls(certificates.server.clone())),
            ("direct", Listen::Direct(certificates.server.clone())),
        ] {
            let port = serve(listen, &offering(mechanism)).await;
            let command = |password: &str| {
                let mut command = Command::new(&python);
                command.arg(folder().join("exchange.py")).args([&port.to_string(), way, mechanism.name()]);
                command.args(["u0@localhost/py", password]).arg(&ca);
                command
            };
            exchanges(&format!("slixmpp, {way}, {mechanism}"), command("pencil")).await;
            if way == "clear" {
                is_refused("slixmpp", command("wrong")).await;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn xmpp_client_of_node_logs_in_and_talks() {
    let mut found = Command::new("node");
    found.args(["-e", "import('@xmpp/client').catch(() => process.exit(1))"]).current_dir(folder());
    if !works(&mut found) {
        return missing("@xmpp/client (npm install in tests/interop)");
    }
    let certificates = Certificates::new("u0@localhost");
    let (_folder, ca) = ca_file(&certificates);
    let tls = || certificates.server.clone();
    for mechanism in [Mechanism::Plain, Mechanism::ScramSha1] {
        for (scheme, listen) in [
            ("xmpp", Listen::Clear),
            ("xmpp", Listen::StartTls(tls())),
            ("xmpps", Listen::Direct(tls())),
            ("ws", Listen::WebSocket),
            ("wss", Listen::WebSocketTls(tls())),
        ] {
            let port = serve(listen, &offering(mechanism)).await;
            let path = if scheme.starts_with("ws") { "/ws" } else { "" };
            let service = format!("{scheme}://localhost:{port}{path}");
            let command = |password: &str| {
                let mut command = Command::new("node");
                command.current_dir(folder()).env("NODE_EXTRA_CA_CERTS", &ca);
                command.args(["exchange.js", &service, "u0", password, mechanism.name()]);
                command
            };
            exchanges(&format!("@xmpp/client, {service}, {mechanism}"), command("pencil")).await;
            if scheme == "ws" {
                is_refused("@xmpp/client", command("wrong")).await;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn gloox_logs_in_and_talks() {
    let certificates = Certificates::new("u0@localhost");
    let build = Folder::new("gloox");
    let probe = build.write("probe.cpp", "#include <gloox/client.h>\nint main() {}\n");
    if !works(Command::new("c++").arg("-fsyntax-only").arg(probe)) {
        return missing("gloox with a C++ compiler");
    }
    let program = build.0.join("exchange");
    let mut compile = Command::new("c++");
    compile.args(["-std=c++14", "-o"]).arg(&program).arg(folder().join("exchange.cpp")).arg("-lgloox");
    assert!(compile.status().unwrap().success());
    // PLAIN alone: in SCRAM, gloox 1.0.24 opens with `y,,` and then confirms `n,,` (`c=biws`), which servers must refuse
    // (SASL-12); Prosody does as well.
    {
        let mechanism = Mechanism::Plain;
        for (way, listen) in
            [("clear", Listen::Clear), ("starttls", Listen::StartTls(certificates.server.clone()))]
        {
            let port = serve(listen, &offering(mechanism)).await;
            let command = |password: &str| {
                let mut command = Command::new(&program);
                command.args([&port.to_string(), way, mechanism.name(), "u0@localhost/gloox", password]);
                command
            };
            exchanges(&format!("gloox, {way}, {mechanism}"), command("pencil")).await;
            is_refused("gloox", command("wrong")).await;
        }
    }
}
