//! CUCM, engine, notification service and Finesse server as separate processes: an agent signs in, each of them goes and comes back, and
//! what is configured outlives the Finesse server.
//!
//! The programs are those beside this test, which `cargo test --workspace` builds. Skipped with a note where they are missing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use agent::{Agent, Config, Xmpp};
use finesse_proto::tokio::HttpTransport;
use finesse_proto::{AgentState, Credentials, Method, Request, Response};

/// Longest time for all of them to find each other.
const PATIENCE: Duration = Duration::from_secs(30);

/// A process that ends with the test, and what it says.
struct Process(Child);

impl Process {
    fn start(program: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut command = Command::new(program);
        command.args(arguments).envs(environment.iter().copied()).env("RUST_LOG", "info");
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let (name, said) = (program.display().to_string(), child.stdout.take().unwrap());
        std::thread::spawn(move || {
            for line in BufReader::new(said).lines().map_while(Result::ok) {
                println!("{name}: {line}");
            }
        });
        Self(child)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The program of this name, if it is built.
fn program(name: &str) -> Option<PathBuf> {
    let here = std::env::current_exe().unwrap();
    let path = here.parent()?.parent()?.join(name).with_extension(std::env::consts::EXE_EXTENSION);
    path.is_file().then_some(path)
}

/// A port that is free now.
fn port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

struct Finesse {
    rest: HttpTransport,
    process: Process,
    base: String,
}

impl Finesse {
    async fn start(program: &Path, arguments: &[&str]) -> Self {
        let listen = format!("127.0.0.1:{}", port());
        let arguments = [&["--listen", &listen, "--administrator", "agent2"], arguments].concat();
        let process =
            Process::start(program, &arguments, &[("AXL_PASSWORD", "cisco"), ("XMPP_PASSWORD", "pw")]);
        let base = format!("http://{listen}");
        let this = Self { rest: HttpTransport::plain(&base).unwrap(), process, base };
        this.wait_for("IN_SERVICE").await;
        this
    }

    /// Asks for SystemInfo until it has this status.
    async fn wait_for(&self, status: &str) {
        let (end, wanted) = (Instant::now() + PATIENCE, format!("<status>{status}<"));
        loop {
            let info = self.rest.send(&Request::new(Method::Get, "/finesse/api/SystemInfo")).await;
            if info.is_ok_and(|info| String::from_utf8_lossy(&info.body).contains(&wanted)) {
                return;
            }
            assert!(Instant::now() < end, "the Finesse server is not {status}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Everything but SystemInfo is answered 503.
    async fn is_out_of_service(&self) {
        self.wait_for("OUT_OF_SERVICE").await;
        let refused = self.send(Method::Get, "/finesse/api/Users", "").await;
        assert_eq!(refused.status, 503);
        assert!(String::from_utf8_lossy(&refused.body).contains("SERVER_OUT_OF_SERVICE"), "{refused:?}");
    }

    async fn send(&self, method: Method, path: &str, body: &str) -> Response {
        let account = Credentials::basic("agent2", "cisco").unwrap();
        let mut request = Request::new(method, path.to_owned()).header("Authorization", &account.to_header());
        if !body.is_empty() {
            request = request.xml(body.to_owned());
        }
        self.rest.send(&request).await.unwrap()
    }
}

#[tokio::test]
async fn separate_processes_find_each_other_and_an_agent_signs_in() {
    let [Some(cucm), Some(engine), Some(notification), Some(finesse)] =
        ["cucm", "engine", "notification", "finesse"].map(program)
    else {
        assert!(std::env::var("INTEROP").as_deref() != Ok("1"), "the programs are not built");
        eprintln!("SKIPPED: the programs are not built; `cargo test --workspace` builds them");
        return;
    };
    let folder = std::env::temp_dir().join(format!("lab-processes-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (accounts, data) = (folder.join("accounts"), folder.join("finesse.db"));
    std::fs::write(&accounts, "finesse:pw\nagent1:cisco\n").unwrap();
    let [axl, cti, xmpp] = [port(), port(), port()].map(|port| port.to_string());
    let axl_at = format!("127.0.0.1:{axl}");
    let start_cucm = || Process::start(&cucm, &["--listen", &axl_at, "--agents", "3"], &[]);
    let start_engine = || Process::start(&engine, &["--cti-port", &cti, "--agents", "3"], &[]);
    let accounts = accounts.to_str().unwrap();
    let service = ["--static-accounts", accounts, "--allow-plain-on-loopback", "--xmpp", &xmpp];
    let start_notification = || Process::start(&notification, &service, &[]);
    let (first_cucm, first_engine, first_notification) = (start_cucm(), start_engine(), start_notification());
    let (cti_at, xmpp_at, axl) =
        (format!("127.0.0.1:{cti}"), format!("127.0.0.1:{xmpp}"), format!("http://{axl_at}"));
    let arguments = ["--cti", &cti_at, "--xmpp", &xmpp_at, "--axl", &axl, "--data", data.to_str().unwrap()];
    let server = Finesse::start(&finesse, &arguments).await;

    let events = Xmpp::Tcp { address: xmpp_at.clone() };
    let config = Config::new("agent1", "cisco", &server.base, "localhost", events);
    let mut client = Agent::connect(config, host::random_seed().unwrap()).await.unwrap();
    client.sign_in("1001").await.unwrap();
    client.ready().await.unwrap();
    assert_eq!(client.state(), Some(AgentState::Ready));
    client.logout().await.unwrap();
    client.close().await;

    let new = "<WrapUpReason><label>Outlives</label><forAll>true</forAll></WrapUpReason>";
    let made = server.send(Method::Post, "/finesse/api/WrapUpReason", new).await;
    let location = made.headers.get("Location").unwrap_or_default().to_owned();
    assert_eq!(made.status, 200, "{made:?}");
    assert!(location.starts_with("http://localhost:"), "{location}");

    // Each of the others goes and comes back.
    drop(first_engine);
    server.is_out_of_service().await;
    let _engine = start_engine();
    server.wait_for("IN_SERVICE").await;
    drop(first_notification);
    server.is_out_of_service().await;
    let _notification = start_notification();
    server.wait_for("IN_SERVICE").await;
    drop(first_cucm);
    let known = server.send(Method::Get, "/finesse/api/Users", "").await;
    assert_eq!(known.status, 200, "a password that was good lately is not asked about");
    let _cucm = start_cucm();

    drop(server.process);
    let server = Finesse::start(&finesse, &arguments).await;
    let path = location.split_once("/finesse").map(|(_, path)| format!("/finesse{path}")).unwrap();
    let kept = server.send(Method::Get, &path, "").await;
    assert!(String::from_utf8_lossy(&kept.body).contains("Outlives"), "{kept:?}");
    drop(server);
    std::fs::remove_dir_all(&folder).unwrap();
}
