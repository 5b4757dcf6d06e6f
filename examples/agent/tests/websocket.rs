//! The agent's connection over WebSocket, which the lab has no port for, against the notification service itself.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::Arc;

use agent::{Agent, Config, ConnectError, Xmpp};
use notification::{Listeners, StaticAccounts, start};
use tokio::net::TcpListener;

#[tokio::test(flavor = "multi_thread")]
async fn events_come_over_a_websocket_and_a_wrong_password_is_refused() {
    let accounts = StaticAccounts::new([7; 32]).with("finesse", "secret").with("agent1", "secret");
    let mut config = notification::Config::new("localhost", "finesse", Arc::new(accounts)).unwrap();
    // Nothing here is encrypted, and loopback forgives it.
    config.core.plain = notification::core::PlainText::Allowed;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let running =
        start(config, Listeners { websocket: Some(listener), ..Listeners::default() }).await.unwrap();

    let way = || Xmpp::parse(&format!("ws://127.0.0.1:{port}/ws")).unwrap();
    // There is no Finesse server: what is asked for fails, and the agent goes on.
    let config = |password| Config::new("agent1", password, "http://127.0.0.1:1", "localhost", way());
    let agent = Agent::connect(config("secret"), [1; 32]).await.unwrap();
    assert_eq!(agent.jid().unwrap().as_str(), "agent1@localhost/agent");
    agent.close().await;
    let refused = Agent::connect(config("wrong"), [2; 32]).await.err();
    assert!(matches!(refused, Some(ConnectError::Refused(_))), "{refused:?}");
    running.stop().await;
}
