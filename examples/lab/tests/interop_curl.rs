//! curl, as the start-up table suggests it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::process::Command;

use lab::Port;
use support::foreign::have;

#[tokio::test(flavor = "multi_thread")]
async fn curl_signs_in() {
    if !have("curl") {
        return;
    }
    let lab = support::TestLab::start(2).await;
    let (agent, rest, ca_file, port) = (lab.agent(1), lab.rest(), lab.ca_file(), lab.port(Port::Finesse));
    tokio::task::spawn_blocking(move || {
        let curl = |password: &str| {
            let output = Command::new("curl")
                .args([
                    "-sS",
                    "-X",
                    "PUT",
                    "-w",
                    "%{http_code}",
                    "-H",
                    "Content-Type: application/xml",
                    "--cacert",
                ])
                .arg(&ca_file)
                .args(["-u", &format!("{}:{password}", agent.id)])
                .args([
                    "-d",
                    &format!("<User><state>LOGIN</state><extension>{}</extension></User>", agent.extension),
                ])
                .arg(format!("https://localhost:{port}/finesse/api/User/{}", agent.id))
                .output()
                .unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).unwrap()
        };
        let refused = curl("wrong");
        assert!(refused.ends_with("401") && refused.contains("<ErrorMessage>UNAUTHORIZED"), "{refused}");
        assert_eq!(curl(&agent.password), "202");
        rest.wait_for_state(&agent, "NOT_READY");
    })
    .await
    .unwrap();
    lab.stop().await;
}

/// What a gadget developer does first: let a customer call, look at the dialog, answer it, hang up.
#[tokio::test(flavor = "multi_thread")]
async fn curl_answers_a_call() {
    if !have("curl") {
        return;
    }
    let lab = support::TestLab::start(2).await;
    let (agent, rest, ca_file) = (lab.agent(1), lab.rest(), lab.ca_file());
    let (port, control) = (lab.port(Port::Finesse), lab.port(Port::Control));
    tokio::task::spawn_blocking(move || {
        rest.make_ready(&agent);
        let curl = |arguments: &[&str]| {
            let output =
                Command::new("curl").args(["-sS", "--cacert"]).arg(&ca_file).args(arguments).output();
            let output = output.unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).unwrap()
        };
        let calls = format!("http://localhost:{control}/calls");
        let json = "Content-Type: application/json";
        let placed = curl(&["-H", json, "-d", r#"{"from":"+15555550123","to":"Support"}"#, &calls]);
        let call = placed.trim_start_matches(r#"{"call":"#).trim_end_matches('}');
        call.parse::<u32>().unwrap_or_else(|_| panic!("{placed}"));

        rest.wait_for_state(&agent, "RESERVED");
        let account = format!("{}:{}", agent.id, agent.password);
        let api = format!("https://localhost:{port}/finesse/api");
        let dialogs = curl(&["-u", &account, &format!("{api}/User/{}/Dialogs", agent.id)]);
        for part in [
            &format!("<id>{call}</id>"),
            "<state>ALERTING</state>",
            "<action>ANSWER</action>",
            "+15555550123",
        ] {
            assert!(dialogs.contains(part), "{part}: {dialogs}");
        }
        let act = |action: &str| {
            let body = format!(
                "<Dialog><requestedAction>{action}</requestedAction>\
                 <targetMediaAddress>{}</targetMediaAddress></Dialog>",
                agent.extension
            );
            let kind = "Content-Type: application/xml";
            curl(&[
                "-u",
                &account,
                "-X",
                "PUT",
                "-H",
                kind,
                "-w",
                "%{http_code}",
                "-d",
                &body,
                &format!("{api}/Dialog/{call}"),
            ])
        };
        assert_eq!(act("ANSWER"), "202");
        rest.wait_for_state(&agent, "TALKING");
        assert_eq!(act("DROP"), "202");
        rest.wait_for_state(&agent, "READY");
        assert!(act("ANSWER").ends_with("404"));
        assert_eq!(curl(&[&calls]), "[]");
    })
    .await
    .unwrap();
    lab.stop().await;
}
