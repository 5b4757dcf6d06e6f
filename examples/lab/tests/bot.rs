//! The bot of `examples/agent` against the whole system, over each way that events can come in the lab.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::sync::Arc;

use agent::{Agent, Config, Event, Xmpp, bot};
use lab::Port;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use support::TestLab;
use tokio::sync::{mpsc, oneshot};

fn trust(lab: &TestLab) -> Arc<rustls::ClientConfig> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(lab.ca_file()).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider);
    let config = config.with_safe_default_protocol_versions().unwrap();
    Arc::new(config.with_root_certificates(roots).with_no_client_auth())
}

fn address(lab: &TestLab, scheme: &str, port: Port, path: &str) -> Xmpp {
    Xmpp::parse(&format!("{scheme}://localhost:{}{path}", lab.port(port))).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bot_answers_a_customer_over_bosh_websocket_tls_and_starttls() {
    let lab = TestLab::start(4).await;
    let ways = [
        address(&lab, "https", Port::BoshTls, "/http-bind"),
        address(&lab, "wss", Port::BoshTls, "/ws"),
        address(&lab, "xmpps", Port::XmppTls, ""),
        address(&lab, "xmpp", Port::Xmpp, ""),
    ];
    for (number, way) in ways.into_iter().enumerate() {
        let (me, rest, customers) = (lab.agent(number), lab.rest(), lab.customers());
        let base = format!("https://localhost:{}", lab.port(Port::Finesse));
        let domain = lab.lab.inventory().xmpp_domain.clone();
        let mut config = Config::new(&me.id, &me.password, &base, &domain, way.clone());
        config.tls = Some(trust(&lab));
        let client = Agent::connect(config, agent::chance().unwrap()).await.unwrap();

        let (events, mut told) = mpsc::unbounded_channel::<String>();
        let (stop, stopped) = oneshot::channel::<()>();
        let extension = me.extension.clone();
        let bot = tokio::spawn(async move {
            let show = |event: &Event| drop(events.send(event.to_string()));
            bot(client, &extension, show, async { drop(stopped.await) }).await
        });
        let mut seen = async |wanted: &str| {
            loop {
                let line = told.recv().await.unwrap_or_else(|| panic!("{way:?}: no {wanted:?}"));
                if line.contains(wanted) {
                    return line;
                }
            }
        };
        seen("state READY").await;
        let call = tokio::task::spawn_blocking({
            let customers = customers.clone();
            move || customers.call(&serde_json::json!({ "from": "+15555550123" }))
        });
        let call = call.await.unwrap();
        seen("state RESERVED").await;
        let line = seen(&format!("{} ACTIVE", me.extension)).await;
        assert!(line.starts_with(&format!("call {call} ")), "{line}");
        tokio::task::spawn_blocking(move || customers.hang_up(call)).await.unwrap();
        seen(&format!("call {call} DELETE")).await;
        stop.send(()).unwrap();
        bot.await.unwrap().unwrap();
        let check = me.clone();
        tokio::task::spawn_blocking(move || rest.wait_for_state(&check, "LOGOUT")).await.unwrap();
    }
    lab.stop().await;
}
