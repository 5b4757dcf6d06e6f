//! Programs that nobody here wrote see what the bot of `examples/agent` does: slixmpp gets each of its updates, a browser shows them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use agent::{Agent, Config, Failed, Xmpp, bot};
use lab::Port;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use support::TestLab;
use support::foreign::{Client, available, have};
use support::webdriver::Browser;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A bot at work for the lab's agent of that number.
struct Bot {
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<(), Failed>>,
}

impl Bot {
    async fn start(lab: &TestLab, number: usize, events: &str) -> Self {
        let mut roots = rustls::RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(lab.ca_file()).unwrap()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider);
        let tls = tls.with_safe_default_protocol_versions().unwrap();
        let (me, domain) = (lab.agent(number), &lab.lab.inventory().xmpp_domain);
        let base = format!("https://localhost:{}", lab.port(Port::Finesse));
        let mut config = Config::new(&me.id, &me.password, &base, domain, Xmpp::parse(events).unwrap());
        config.tls = Some(Arc::new(tls.with_root_certificates(roots).with_no_client_auth()));
        let client = Agent::connect(config, agent::chance().unwrap()).await.unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let task =
            tokio::spawn(
                async move { bot(client, &me.extension, |_| (), async { drop(stopped.await) }).await },
            );
        Self { stop, task }
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        self.task.await.unwrap().unwrap();
    }
}

/// Waits in a thread of its own, as the bot needs this one.
async fn blocking<T: Send + 'static>(wait: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(wait).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn slixmpp_sees_what_the_bot_does() {
    if !available("slixmpp under python3", Command::new("python3").args(["-c", "import slixmpp"])) {
        return;
    }
    let lab = TestLab::start(2).await;
    let (me, customers) = (lab.agent(0), lab.customers());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/slixmpp_tail.py");
    let mut command = Command::new("python3");
    let jid = format!("{}@{}/slixmpp", me.id, lab.lab.inventory().xmpp_domain);
    command.arg(script).args(["localhost", &lab.port(Port::Xmpp).to_string(), &jid, &me.password]);
    command.arg(lab.ca_file());
    let mut watcher = blocking(move || {
        let mut watcher = Client::start(&mut command);
        watcher.wait_for(|line| line == "CONNECTED");
        watcher
    })
    .await;

    let bot = Bot::start(&lab, 0, &format!("https://localhost:{}/http-bind", lab.port(Port::BoshTls))).await;
    let user = format!("EVENT /finesse/api/User/{} <Update>", me.id);
    let state = |name: &str| {
        let (user, state) = (user.clone(), format!("<state>{name}</state>"));
        move |line: &str| line.starts_with(&user) && line.contains(&state)
    };
    let (not_ready, ready, signed_out) = (state("NOT_READY"), state("READY"), state("LOGOUT"));
    let dialogs = format!("EVENT /finesse/api/User/{}/Dialogs <Update>", me.id);
    let own = format!("<mediaAddress>{}</mediaAddress>", me.extension);
    let watcher = blocking(move || {
        // The id is the bot's own: what caused the update is told to everybody.
        let update = watcher.wait_for(not_ready);
        assert!(!update.contains("<requestId></requestId>") && !update.contains("<requestId/>"), "{update}");
        watcher.wait_for(ready);
        let call = customers.call(&serde_json::json!({ "from": "+15555550123" }));
        let told = |event: &str, state: &str| {
            let wanted = [
                dialogs.clone(),
                format!("<event>{event}</event>"),
                format!("<id>{call}</id>"),
                own.clone(),
                format!("<state>{state}</state>"),
            ];
            move |line: &str| wanted.iter().all(|part| line.contains(part))
        };
        watcher.wait_for(told("POST", "ALERTING"));
        watcher.wait_for(told("PUT", "ACTIVE"));
        assert_eq!(customers.hang_up(call), 204);
        watcher.wait_for(told("DELETE", "DROPPED"));
        watcher
    })
    .await;
    bot.stop().await;
    blocking(move || {
        let mut watcher = watcher;
        watcher.wait_for(signed_out);
    })
    .await;
    lab.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_shows_what_the_bot_does() {
    if !(have("chromium") && have("chromedriver")) {
        return;
    }
    let lab = TestLab::start(3).await;
    let (me, customers, port) = (lab.agent(1), lab.customers(), lab.port(Port::Finesse));
    let browser = blocking(move || {
        let browser = Browser::start();
        browser.open(&format!("https://localhost:{port}/desktop/"));
        // Survives only as long as the page is not loaded again.
        browser.script("window.sameDocument = true");
        browser.type_into("#agent-id", &me.id);
        browser.type_into("#password", &me.password);
        browser.type_into("#extension", &me.extension);
        browser.click("#sign-in");
        browser.wait_for_text("#state", |text| text.to_lowercase().contains("not ready"));
        browser
    })
    .await;

    // The same agent, from another program: nobody touches the page from here on.
    let bot = Bot::start(&lab, 1, &format!("wss://localhost:{}/ws", lab.port(Port::BoshTls))).await;
    let browser = blocking(move || {
        browser.wait_for_text("#state", |text| text.eq_ignore_ascii_case("ready"));
        let call = customers.call(&serde_json::json!({ "from": "+15555550123" }));
        let card = format!("li[data-dialog='{call}'][data-state='ACTIVE']");
        browser.wait_for_text(&card, |text| text.contains("+15555550123") && text.contains("Talking"));
        browser.wait_for_text("#state", |text| text == "Talking");
        assert_eq!(customers.hang_up(call), 204);
        browser.wait_for_text("#calls", str::is_empty);
        browser.wait_for_text("#state", |text| text.eq_ignore_ascii_case("ready"));
        browser
    })
    .await;
    bot.stop().await;
    blocking(move || {
        browser.wait_for_text("#message", |text| text.contains("signed out"));
        assert_eq!(browser.script("return window.sameDocument"), true);
    })
    .await;
    lab.stop().await;
}
