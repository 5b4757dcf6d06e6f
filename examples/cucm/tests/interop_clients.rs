//! Clients that nobody here wrote, against the emulator: zeep (strict), cisco-axl, node-soap, curl.
//!
//! `python3` must have the packages of `tests/interop/requirements.txt`, and `npm install` must have run in that folder, as it
//! also brings the schema. `PYTHON`, `NODE` and `CURL` name other programs than those of the path. What is missing is
//! skipped loudly; with `INTEROP=1` it fails.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use cucm::{Listeners, Running, start};
use support::config;

const WSDL: &str = "node_modules/cisco-axl/schema/15.0/AXLAPI.wsdl";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop")
}

/// The program, unless it cannot do what `probe` asks of it.
fn program(variable: &str, name: &str, probe: &[&str]) -> Option<String> {
    let program = std::env::var(variable).unwrap_or_else(|_| name.to_owned());
    let ready =
        Command::new(&program).args(probe).current_dir(folder()).output().is_ok_and(|o| o.status.success());
    if ready {
        return Some(program);
    }
    assert!(std::env::var("INTEROP").is_err(), "{program} {probe:?} fails, and INTEROP asks for it");
    eprintln!("SKIPPED: {program} {probe:?} fails; see the head of {}", file!());
    None
}

async fn emulator() -> Running {
    let axl = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    start(config(), Listeners { axl }).await.unwrap()
}

async fn run(mut command: Command) -> Output {
    tokio::task::spawn_blocking(move || command.current_dir(folder()).output().unwrap()).await.unwrap()
}

fn expect_success(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn zeep_reads_every_answer_strictly() {
    let Some(python) = program("PYTHON", "python3", &["-c", "import zeep"]) else { return };
    if program("NODE", "node", &["-e", &format!("require('fs').accessSync('{WSDL}')")]).is_none() {
        return;
    }
    let running = emulator().await;
    let mut command = Command::new(python);
    command.args(["zeep_client.py", WSDL, &format!("http://{}/axl/", running.axl)]);
    let text = expect_success(&run(command).await);
    assert!(text.ends_with("11 steps\n"), "{text}");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cisco_axl_does_its_daily_work() {
    let Some(node) = program("NODE", "node", &["-e", "require('cisco-axl')"]) else { return };
    let running = emulator().await;
    let mut command = Command::new(node);
    command.args(["cisco_axl.js", &format!("http://{}/axl/", running.axl)]);
    let text = expect_success(&run(command).await);
    assert!(text.contains("cisco-axl is content"), "{text}");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn node_soap_does_what_the_wsdl_says() {
    let Some(node) = program("NODE", "node", &["-e", "require('soap'); require('cisco-axl')"]) else {
        return;
    };
    let running = emulator().await;
    let mut command = Command::new(node);
    command.args(["node_soap.js", WSDL, &format!("http://{}/axl/", running.axl)]);
    let text = expect_success(&run(command).await);
    assert!(text.contains("node-soap is content"), "{text}");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn curl_meets_the_pages() {
    let Some(curl) = program("CURL", "curl", &["--version"]) else { return };
    let running = emulator().await;
    let base = format!("http://{}/axl/", running.axl);
    let ask = async |arguments: &[&str]| {
        let mut command = Command::new(&curl);
        command.args(["-s", "-i", "-m", "10", &base]).args(arguments);
        expect_success(&run(command).await)
    };
    let good = ask(&["-u", "axl:axlpass"]).await;
    assert!(good.starts_with("HTTP/1.1 200"), "{good}");
    assert!(good.contains("<title>Cisco CallManager: AXL Web Service</title>"), "{good}");
    let challenge = ask(&[]).await;
    assert!(challenge.starts_with("HTTP/1.1 401") && challenge.contains("Basic realm="), "{challenge}");
    assert!(ask(&["-u", "nobody:axlpass"]).await.starts_with("HTTP/1.1 403"));
    assert!(ask(&["-b", "JSESSIONIDSSO=EXPIRED"]).await.starts_with("HTTP/1.1 404"));

    // An unquoted action of a version that is not there: the page names those that are.
    let body = "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body>\
                <getCCMVersion xmlns='http://www.cisco.com/AXL/API/10.5'/></e:Body></e:Envelope>";
    let headers = ["-H", "SOAPAction: CUCM:DB ver=10.5", "-H", "Content-Type: text/xml"];
    let page = ask(&[&["-u", "axl:axlpass", "-d", body][..], &headers].concat()).await;
    assert!(page.starts_with("HTTP/1.1 599"), "{page}");
    assert!(page.contains("Supported axl versions are 12.x, 14.0 and 15.0"), "{page}");
    let malformed = ask(&["-u", "axl:axlpass", "-d", "<e"]).await;
    assert!(malformed.starts_with("HTTP/1.1 500") && malformed.contains("soapenv:Client"), "{malformed}");
    running.stop().await;
}
