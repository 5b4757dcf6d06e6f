//! A lab on free ports with made-up people, and REST from outside.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub(crate) mod foreign;
pub(crate) mod webdriver;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use lab::{Agent, Config, Lab, Options, Port, Ports, Trace};

/// A running lab and the folder of its certificates.
pub(crate) struct TestLab {
    pub(crate) lab: Lab,
    folder: PathBuf,
}

impl TestLab {
    /// Ids and extensions are drawn from a number, so that nothing can depend on their names.
    pub(crate) async fn start(agents: usize) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("lab-test-{}-{count}", std::process::id()));
        let config = Config::generated(agents, Some(u64::from(count) + 7));
        let options = Options { ports: Ports::Ephemeral, config, data_dir: folder.clone() };
        let lab = Lab::start(options, Trace::new(Instant::now()), |_| {}).await.unwrap();
        Self { lab, folder }
    }

    pub(crate) fn agent(&self, n: usize) -> Agent {
        self.lab.inventory().agents[n].clone()
    }

    pub(crate) fn port(&self, port: Port) -> u16 {
        self.lab.inventory().address(port).unwrap().port()
    }

    pub(crate) fn ca_file(&self) -> PathBuf {
        self.lab.inventory().ca_file.clone()
    }

    pub(crate) fn rest(&self) -> Rest {
        Rest::new(&self.ca_file(), self.port(Port::Finesse))
    }

    pub(crate) fn customers(&self) -> Customers {
        let config = ureq::Agent::config_builder().http_status_as_error(false);
        let agent = config.timeout_global(Some(Duration::from_secs(30))).build().into();
        Customers { agent, base: format!("http://localhost:{}", self.port(Port::Control)) }
    }

    pub(crate) async fn stop(self) {
        self.lab.stop().await;
        let _ = std::fs::remove_dir_all(self.folder);
    }
}

/// People outside with telephones, by the lab's own port; blocking.
#[derive(Clone)]
pub(crate) struct Customers {
    agent: ureq::Agent,
    base: String,
}

impl Customers {
    /// Somebody calls; the number of the call.
    pub(crate) fn call(&self, call: &serde_json::Value) -> u64 {
        let (status, body) = self.post("/calls", "application/json", &call.to_string());
        assert_eq!(status, 200, "{body}");
        serde_json::from_str::<serde_json::Value>(&body).unwrap()["call"].as_u64().unwrap()
    }

    /// Status and body of a POST.
    pub(crate) fn post(&self, path: &str, kind: &str, body: &str) -> (u16, String) {
        let request = self.agent.post(format!("{}{path}", self.base)).header("Content-Type", kind);
        let mut response = request.send(body).unwrap();
        (response.status().as_u16(), response.body_mut().read_to_string().unwrap())
    }

    /// Every call that there is.
    pub(crate) fn calls(&self) -> serde_json::Value {
        let mut response = self.agent.get(format!("{}/calls", self.base)).call().unwrap();
        serde_json::from_str(&response.body_mut().read_to_string().unwrap()).unwrap()
    }

    /// The caller hangs up; the status.
    pub(crate) fn hang_up(&self, call: u64) -> u16 {
        self.agent.delete(format!("{}/calls/{call}", self.base)).call().unwrap().status().as_u16()
    }
}

/// The REST interface, blocking.
#[derive(Clone)]
pub(crate) struct Rest {
    agent: ureq::Agent,
    base: String,
}

impl Rest {
    fn new(ca_file: &std::path::Path, port: u16) -> Self {
        let ca = ureq::tls::Certificate::from_pem(&std::fs::read(ca_file).unwrap()).unwrap();
        let tls = ureq::tls::TlsConfig::builder()
            .root_certs(ureq::tls::RootCerts::Specific(Arc::new(vec![ca])))
            .build();
        let agent = ureq::Agent::config_builder()
            .tls_config(tls)
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(30)))
            .build()
            .into();
        Self { agent, base: format!("https://localhost:{port}/finesse/api") }
    }

    /// Status and body of a PUT.
    pub(crate) fn put(&self, credentials: (&str, &str), path: &str, body: &str) -> (u16, String) {
        let request = self.agent.put(format!("{}{path}", self.base));
        let request =
            request.header("Authorization", basic(credentials)).header("Content-Type", "application/xml");
        let mut response = request.send(body).unwrap();
        (response.status().as_u16(), response.body_mut().read_to_string().unwrap())
    }

    /// Status and body of a GET.
    pub(crate) fn get(&self, credentials: (&str, &str), path: &str) -> (u16, String) {
        let request =
            self.agent.get(format!("{}{path}", self.base)).header("Authorization", basic(credentials));
        let mut response = request.call().unwrap();
        (response.status().as_u16(), response.body_mut().read_to_string().unwrap())
    }

    /// Status, `Location` and body of a POST.
    pub(crate) fn post(&self, credentials: (&str, &str), path: &str, body: &str) -> (u16, String, String) {
        let request = self.agent.post(format!("{}{path}", self.base));
        let request =
            request.header("Authorization", basic(credentials)).header("Content-Type", "application/xml");
        let mut response = request.send(body).unwrap();
        let location = response.headers().get("Location").map(|value| value.to_str().unwrap().to_owned());
        let text = response.body_mut().read_to_string().unwrap();
        (response.status().as_u16(), location.unwrap_or_default(), text)
    }

    /// Signs an agent in and makes it ready.
    pub(crate) fn make_ready(&self, agent: &Agent) {
        let (user, credentials) = (format!("/User/{}", agent.id), (&*agent.id, &*agent.password));
        let login = format!("<User><state>LOGIN</state><extension>{}</extension></User>", agent.extension);
        assert_eq!(self.put(credentials, &user, &login).0, 202);
        self.wait_for_state(agent, "NOT_READY");
        assert_eq!(self.put(credentials, &user, "<User><state>READY</state></User>").0, 202);
        self.wait_for_state(agent, "READY");
    }

    /// Asks for an action on a call.
    pub(crate) fn act(&self, agent: &Agent, dialog: u64, action: &str) -> (u16, String) {
        let body = format!(
            "<Dialog><requestedAction>{action}</requestedAction>\
             <targetMediaAddress>{}</targetMediaAddress></Dialog>",
            agent.extension
        );
        self.put((&agent.id, &agent.password), &format!("/Dialog/{dialog}"), &body)
    }

    /// Asks until the user's state is `state`.
    pub(crate) fn wait_for_state(&self, agent: &Agent, state: &str) {
        let end = Instant::now() + Duration::from_secs(20);
        loop {
            let (_, body) = self.get((&agent.id, &agent.password), &format!("/User/{}", agent.id));
            if body.contains(&format!("<state>{state}</state>")) {
                return;
            }
            assert!(Instant::now() < end, "{body}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn basic((user, password): (&str, &str)) -> String {
    use base64::Engine as _;
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("{user}:{password}")))
}
