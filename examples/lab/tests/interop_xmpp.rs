//! An agent's `Update` reaches clients nobody here wrote: strophe.js over BOSH, slixmpp over XMPP/TCP.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::io::{BufRead as _, BufReader, Lines};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use lab::{Agent, Port};
use support::{Rest, TestLab};

/// A foreign client that prints a line for each thing it sees.
struct Client {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Client {
    fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the client starts");
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    fn wait_for(&mut self, wanted: impl Fn(&str) -> bool) -> String {
        loop {
            let line = self.lines.next().expect("the client ended early").unwrap();
            if wanted(&line) {
                return line;
            }
            // Whatever else it prints is its own business.
            assert!(!line.starts_with("ENDED") && !line.starts_with("REFUSED"), "{line}");
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop")
}

/// Skips loudly without the program, fails under `INTEROP=1`.
fn ready(what: &str, check: &mut Command) -> bool {
    let found = check.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|s| s.success());
    if !found {
        assert!(std::env::var_os("INTEROP").is_none(), "INTEROP is set and {what} is not there");
        eprintln!("SKIPPED: {what} is not installed");
    }
    found
}

fn sees_every_state(mut client: Client, rest: &Rest, agent: &Agent) {
    client.wait_for(|line| line == "CONNECTED");
    let (user, credentials) = (format!("/User/{}", agent.id), (&*agent.id, &*agent.password));
    let login = format!("<User><state>LOGIN</state><extension>{}</extension></User>", agent.extension);
    let ready = "<User><state>READY</state></User>".to_owned();
    let logout = "<User><state>LOGOUT</state></User>".to_owned();
    for (body, state) in [(login, "NOT_READY"), (ready, "READY"), (logout, "LOGOUT")] {
        assert_eq!(rest.put(credentials, &user, &body).0, 202);
        let event = format!("EVENT /finesse/api/User/{} <Update>", agent.id);
        let state = format!("<state>{state}</state>");
        client.wait_for(|line| line.starts_with(&event) && line.contains(&state));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn strophe_receives_updates_over_bosh() {
    if !ready(
        "strophe.js under node",
        Command::new("node").arg("-e").arg("import('strophe.js')").current_dir(folder()),
    ) {
        return;
    }
    let lab = TestLab::start(2).await;
    for port in [Port::BoshTls, Port::Finesse] {
        let (agent, rest, ca_file) = (lab.agent(0), lab.rest(), lab.ca_file());
        let url = format!("https://localhost:{}/http-bind/", lab.port(port));
        let jid = format!("{}@{}/strophe", agent.id, lab.lab.inventory().xmpp_domain);
        tokio::task::spawn_blocking(move || {
            let mut command = Command::new("node");
            command.current_dir(folder()).env("NODE_EXTRA_CA_CERTS", ca_file);
            command.args(["strophe.js", &url, &jid, &agent.password]);
            sees_every_state(Client::start(&mut command), &rest, &agent);
        })
        .await
        .unwrap();
    }
    lab.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn slixmpp_receives_updates_over_tcp() {
    if !ready("slixmpp under python3", Command::new("python3").args(["-c", "import slixmpp"])) {
        return;
    }
    let lab = TestLab::start(2).await;
    let (agent, rest, ca_file, port) = (lab.agent(1), lab.rest(), lab.ca_file(), lab.port(Port::Xmpp));
    let jid = format!("{}@{}/slixmpp", agent.id, lab.lab.inventory().xmpp_domain);
    tokio::task::spawn_blocking(move || {
        let mut command = Command::new("python3");
        command.arg(folder().join("slixmpp_tail.py")).args([
            "localhost",
            &port.to_string(),
            &jid,
            &agent.password,
        ]);
        command.arg(ca_file);
        sees_every_state(Client::start(&mut command), &rest, &agent);
    })
    .await
    .unwrap();
    lab.stop().await;
}
