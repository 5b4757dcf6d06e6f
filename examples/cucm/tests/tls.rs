//! The emulator over TLS: its own authority is believed, others are not, and believing anybody must be asked for.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use axl_soap::tokio::{AxlClient, Trust};
use axl_soap::{CallError, ClientConfig, Credentials, Secret, Sent};
use cucm::{Config, Listeners, Running, start};
use support::Authority;

async fn serve(authority: &Authority, names: &[&str]) -> Running {
    let axl = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let config = Config { tls: Some(authority.server(names)), ..support::config() };
    start(config, Listeners { axl }).await.unwrap()
}

fn client(running: &Running, host: &str, trust: Trust) -> AxlClient {
    let config = ClientConfig::new(Credentials::new("axl", "axlpass"));
    AxlClient::new(host, running.axl.port(), config, trust).unwrap()
}

fn refused(result: Result<String, CallError>) -> String {
    match result {
        // The password has not left, and it is not tried again.
        Err(CallError::Transport(error)) if error.sent == Sent::Refused => error.text,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_client_believes_the_authority_it_was_given() {
    let authority = Authority::new("ours");
    let running = serve(&authority, &["localhost", "127.0.0.1"]).await;
    for host in ["127.0.0.1", "localhost"] {
        let axl = client(&running, host, Trust::Config(authority.client()));
        assert_eq!(axl.ccm_version().await.unwrap(), "15.0.1.10000(42)");
        assert!(axl.authenticate("agent1", Secret::new("ciscopsdt")).await.unwrap().authenticated);
    }
    running.stop().await;
}

#[tokio::test]
async fn another_authority_or_another_name_is_refused_before_the_password_leaves() {
    let (ours, other) = (Authority::new("ours"), Authority::new("other"));
    let running = serve(&ours, &["localhost"]).await;
    let text = refused(client(&running, "localhost", Trust::Config(other.client())).ccm_version().await);
    assert!(text.contains("UnknownIssuer"), "{text}");
    let text = refused(client(&running, "127.0.0.1", Trust::Config(ours.client())).ccm_version().await);
    assert!(text.contains("not valid for name"), "{text}");
    running.stop().await;
}

#[tokio::test]
async fn believing_anybody_is_a_choice_of_its_own() {
    let running = serve(&Authority::new("unknown"), &["elsewhere.example"]).await;
    let axl = client(&running, "127.0.0.1", Trust::Insecure);
    assert_eq!(axl.ccm_version().await.unwrap(), "15.0.1.10000(42)");
    running.stop().await;
}

#[tokio::test]
async fn clear_text_gets_nothing_from_a_tls_server_nor_tls_from_a_clear_one() {
    let authority = Authority::new("ours");
    let running = serve(&authority, &["127.0.0.1"]).await;
    let config = ClientConfig { retries: 0, ..ClientConfig::new(Credentials::new("axl", "axlpass")) };
    let axl = AxlClient::clear_text("127.0.0.1", running.axl.port(), config).unwrap();
    assert!(matches!(axl.ccm_version().await, Err(CallError::Transport(_))));
    running.stop().await;

    let axl = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let running = start(support::config(), Listeners { axl }).await.unwrap();
    let config = ClientConfig { retries: 0, ..ClientConfig::new(Credentials::new("axl", "axlpass")) };
    let axl = AxlClient::new("127.0.0.1", running.axl.port(), config, Trust::Config(authority.client()));
    let Err(CallError::Transport(error)) = axl.unwrap().ccm_version().await else { panic!("an answer") };
    assert_eq!(error.sent, Sent::No, "{error}");
    running.stop().await;
}
