//! An agent's `Update` reaches clients nobody here wrote: strophe.js over BOSH, slixmpp over XMPP/TCP.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use lab::{Agent, Port};
use support::foreign::{Client, available};
use support::{Customers, Rest, TestLab};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop")
}

fn sees_every_state_and_a_call(mut client: Client, rest: &Rest, customers: &Customers, agent: &Agent) {
    client.wait_for(|line| line == "CONNECTED");
    let (user, credentials) = (format!("/User/{}", agent.id), (&*agent.id, &*agent.password));
    let login = format!("<User><state>LOGIN</state><extension>{}</extension></User>", agent.extension);
    let ready = "<User><state>READY</state></User>".to_owned();
    let logout = "<User><state>LOGOUT</state></User>".to_owned();
    let mut become_ = |body: &str, state: &str| {
        assert_eq!(rest.put(credentials, &user, body).0, 202);
        let event = format!("EVENT /finesse/api/User/{} <Update>", agent.id);
        let state = format!("<state>{state}</state>");
        client.wait_for(|line| line.starts_with(&event) && line.contains(&state));
    };
    become_(&login, "NOT_READY");
    become_(&ready, "READY");

    let call = customers.call(&serde_json::json!({ "variables": { "1": "K-20417" } }));
    let mut told = |event: &str, state: &str| {
        let node = format!("EVENT /finesse/api/User/{}/Dialogs <Update>", agent.id);
        let event = format!("<event>{event}</event>");
        let (id, state) = (format!("<id>{call}</id>"), format!("<state>{state}</state>"));
        let wanted = [node, event, id, state];
        client.wait_for(|line| wanted.iter().all(|part| line.contains(part)))
    };
    let rings = told("POST", "ALERTING");
    assert!(rings.contains("<action>ANSWER</action>") && rings.contains("K-20417"), "{rings}");
    assert_eq!(rest.act(agent, call, "ANSWER").0, 202);
    told("PUT", "ACTIVE");
    assert_eq!(customers.hang_up(call), 204);
    told("DELETE", "DROPPED");

    rest.wait_for_state(agent, "READY");
    assert_eq!(rest.put(credentials, &user, &logout).0, 202);
    let event = format!("EVENT /finesse/api/User/{} <Update>", agent.id);
    client.wait_for(|line| line.starts_with(&event) && line.contains("<state>LOGOUT</state>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn strophe_receives_updates_over_bosh() {
    if !available(
        "strophe.js under node",
        Command::new("node").arg("-e").arg("import('strophe.js')").current_dir(folder()),
    ) {
        return;
    }
    let lab = TestLab::start(2).await;
    for port in [Port::BoshTls, Port::Finesse] {
        let (agent, rest, customers, ca_file) = (lab.agent(0), lab.rest(), lab.customers(), lab.ca_file());
        let url = format!("https://localhost:{}/http-bind/", lab.port(port));
        let jid = format!("{}@{}/strophe", agent.id, lab.lab.inventory().xmpp_domain);
        tokio::task::spawn_blocking(move || {
            let mut command = Command::new("node");
            command.current_dir(folder()).env("NODE_EXTRA_CA_CERTS", ca_file);
            command.args(["strophe.js", &url, &jid, &agent.password]);
            sees_every_state_and_a_call(Client::start(&mut command), &rest, &customers, &agent);
        })
        .await
        .unwrap();
    }
    lab.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn slixmpp_receives_updates_over_tcp() {
    if !available("slixmpp under python3", Command::new("python3").args(["-c", "import slixmpp"])) {
        return;
    }
    let lab = TestLab::start(2).await;
    let (agent, rest, customers) = (lab.agent(1), lab.rest(), lab.customers());
    let (ca_file, port) = (lab.ca_file(), lab.port(Port::Xmpp));
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
        sees_every_state_and_a_call(Client::start(&mut command), &rest, &customers, &agent);
    })
    .await
    .unwrap();
    lab.stop().await;
}
