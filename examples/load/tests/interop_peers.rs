//! The suite's own BOSH client, and the plain sessions of the load, against servers that nobody here wrote.
//!
//! Needs Debian's `prosody` and `ejabberd`; skipped with a note where one is missing, unless `INTEROP=1`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Parser as _;
use load::{Options, run};
use tokio::task::LocalSet;

/// A server of the system's packages, stopped when dropped.
struct Peer {
    name: &'static str,
    dir: PathBuf,
}

fn script(name: &str, action: &str, dir: &Path) -> bool {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/peer.sh");
    Command::new(script).args([name, action]).arg(dir).env("USERS", "5").status().unwrap().success()
}

impl Peer {
    fn start(name: &'static str, program: &str) -> Option<Self> {
        let there = ["/usr/bin", "/usr/sbin"].iter().any(|dir| Path::new(dir).join(program).exists());
        if !there {
            assert!(std::env::var("INTEROP").as_deref() != Ok("1"), "{name} is missing");
            eprintln!("SKIPPED: {name} is missing");
            return None;
        }
        let dir = std::env::temp_dir().join(format!("load-{name}-{}", std::process::id()));
        assert!(script(name, "start", &dir), "{name} does not start");
        Some(Self { name, dir })
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        script(self.name, "stop", &self.dir);
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

/// A network bad enough for the client's machine to be used, and no worse.
const MACHINE: &str = "--loss 0.000001";

async fn every_event_once_and_in_order(port: u16, network: &str) {
    let (bosh, xmpp) = (format!("127.0.0.1:{port}"), format!("127.0.0.1:{}", port - 58));
    let line = format!(
        "load fanout --sessions 5 --rate 20 --seconds 2 --settle 200 --wait 10 --bosh {bosh} --xmpp {xmpp} {network}"
    );
    let options = Options::parse_from(line.split_whitespace());
    let report = LocalSet::new().run_until(run(&options)).await.unwrap();
    assert_eq!(report.broken(&options), [""; 0], "{report}");
    assert!(report.published.unwrap().sums.delivered >= 5 * 30);
}

#[tokio::test]
async fn our_client_listens_to_prosody() {
    let Some(_peer) = Peer::start("prosody", "prosody") else { return };
    for network in ["", MACHINE, "--delay 5"] {
        every_event_once_and_in_order(15280, network).await;
    }
}

#[tokio::test]
async fn our_client_listens_to_ejabberd() {
    let Some(_peer) = Peer::start("ejabberd", "ejabberdctl") else { return };
    for network in ["", MACHINE, "--delay 5"] {
        every_event_once_and_in_order(25280, network).await;
    }
}
