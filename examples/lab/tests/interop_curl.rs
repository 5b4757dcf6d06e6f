//! curl, as the start-up table suggests it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::process::Command;

use lab::Port;
use support::webdriver::have;

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
