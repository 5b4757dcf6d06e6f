//! slixmpp's XEP-0060 plugin, in its whole breadth, against `pubsub-serve`.
//!
//! Skipped, and says so, where Python or slixmpp is missing; with `INTEROP=1` that is a failure. The interpreter is
//! `SLIXMPP_PYTHON` or `python3`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

#[path = "../examples/pubsub-serve/host.rs"]
mod host;

use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU8, Ordering};

use host::{Accounts, Host};
use tokio::net::TcpListener;
use xmpp_pubsub::pubsub::{Features, Memory, Service, ServiceConfig};
use xmpp_pubsub::tokio::{Listen, channel};
use xmpp_pubsub::{Jid, PlainOn, ServerConfig};

/// Whether the interpreter has slixmpp.
fn python() -> Option<String> {
    let python = std::env::var("SLIXMPP_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let import = Command::new(&python).args(["-c", "import slixmpp"]).stderr(Stdio::null()).status();
    if import.is_ok_and(|status| status.success()) {
        return Some(python);
    }
    assert!(std::env::var("INTEROP").as_deref() != Ok("1"), "{python} has no slixmpp (pip install slixmpp)");
    eprintln!("SKIPPED: {python} has no slixmpp (pip install slixmpp, or name a Python in SLIXMPP_PYTHON)");
    None
}

fn seed() -> [u8; 32] {
    static NEXT: AtomicU8 = AtomicU8::new(1);
    [NEXT.fetch_add(1, Ordering::Relaxed); 32]
}

/// Runs one part of the script against a server of its own.
async fn run(part: &str, features: Features) {
    let Some(python) = python() else { return };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let mut config = ServiceConfig::new(Jid::new("pubsub.localhost").unwrap());
    config.features = features;
    let service = Service::new(config, Memory::new(), seed(), host::now()).unwrap();
    let mut accounts = Accounts::default();
    accounts.add("*:secret").unwrap();
    let mut server = ServerConfig::new(Jid::new("localhost").unwrap(), seed());
    server.plain = PlainOn::Any;
    let (gate, inbox) = channel(64, server.limits.bytes, 16);
    let host = Host::new(inbox, server, accounts, service, seed);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/interop/slixmpp_pubsub.py");
    let mut command = Command::new(python);
    // The script gives up by itself when an answer does not come.
    command.args([script, "--port", &port.to_string(), part]);
    let script = tokio::task::spawn_blocking(move || command.output());
    let output = tokio::select! {
        () = gate.serve(listener, Listen::Clear) => panic!("the gate ended"),
        () = host.run() => panic!("the host ended"),
        output = script => output.unwrap(),
    };
    let output = output.unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{part}\n{out}\n{err}");
    // The script counts its checks: that it ran through is not enough.
    assert!(out.trim_end().ends_with("checks passed"), "{out}\n{err}");
    println!("{part}: {}", out.trim_end());
}

#[tokio::test]
async fn slixmpp_subscribes_publishes_and_owns() {
    run("single", Features::default()).await;
}

#[cfg(feature = "collections")]
#[tokio::test]
async fn slixmpp_sees_collections() {
    use xmpp_pubsub::pubsub::Feature;
    run("collections", Features::default().with(Feature::Collections)).await;
}

#[tokio::test]
async fn slixmpp_subscribes_several_times() {
    run("multi", Features::all()).await;
}
