//! The program `cucm` itself: TLS, older releases and troubles from its options.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};

use axl_soap::records::User;
use axl_soap::tokio::{AxlClient, Trust};
use axl_soap::{Call, CallError, ClientConfig, Credentials, Key, Secret, Version};
use support::Authority;

struct Program {
    child: Child,
    address: SocketAddr,
    first_line: String,
    /// Kept open: a program whose output nobody takes ends.
    _output: BufReader<ChildStdout>,
}

impl Program {
    fn start(options: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cucm"));
        command.args(["--listen", "127.0.0.1:0", "--agents", "2"]).args(options).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut first_line = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut first_line).unwrap();
        let address =
            first_line.split("//").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default();
        let address = address.parse().unwrap_or_else(|_| panic!("no address in {first_line:?}"));
        Self { child, address, first_line, _output: output }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn config() -> ClientConfig {
    ClientConfig { retries: 0, ..ClientConfig::new(Credentials::new("axl", "cisco")) }
}

#[tokio::test]
async fn a_certificate_makes_it_speak_tls() {
    let authority = Authority::new("ours");
    let (certificate, key) = authority.certificate(&["127.0.0.1"]);
    let file = |name: &str, text: String| {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::write(&path, text).unwrap();
        path.into_os_string().into_string().unwrap()
    };
    let certificate = file("program.pem", certificate.pem());
    let key = file("program.key", key.serialize_pem());
    let program = Program::start(&["--certificate", &certificate, "--key", &key]);
    assert!(program.first_line.contains("https://"), "{}", program.first_line);
    let trust = Trust::Config(authority.client());
    let axl = AxlClient::new("127.0.0.1", program.address.port(), config(), trust).unwrap();
    assert!(axl.authenticate("agent2", Secret::new("cisco")).await.unwrap().authenticated);
}

#[tokio::test]
async fn an_older_release_and_a_trouble_can_be_asked_for() {
    let program = Program::start(&["--release", "12.5", "--trouble", "writes-throttled"]);
    let axl = AxlClient::clear_text("127.0.0.1", program.address.port(), config()).unwrap();
    // The client falls back by itself; with no repetition left, it still may change the schema once.
    let reply = axl.call(Call::ccm_version()).await.unwrap();
    assert_eq!(reply.version(), Some(Version::V12_0), "its page offers 12.x");
    let write = Call::remove::<User>(&Key::name("agent1")).unwrap();
    assert_eq!(axl.call(write).await, Err(CallError::Throttled));
}

#[test]
fn half_a_certificate_is_no_certificate() {
    let output = Command::new(env!("CARGO_BIN_EXE_cucm")).args(["--certificate", "x.pem"]).output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && error.contains("--key"), "{error}");
}
