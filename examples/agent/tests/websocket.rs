//! The agent's connection against the notification service itself: over a WebSocket without TLS, which the lab has no port for, and over
//! a service that is started again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::Arc;

use agent::{Agent, Config, ConnectError, Event, Xmpp};
use notification::{Listeners, Running, StaticAccounts, start};
use tokio::net::TcpListener;

async fn service(listeners: Listeners) -> Running {
    let accounts = StaticAccounts::new([7; 32]).with("finesse", "secret").with("agent1", "secret");
    let mut config = notification::Config::new("localhost", "finesse", Arc::new(accounts)).unwrap();
    // Nothing here is encrypted, and loopback forgives it.
    config.core.plain = notification::core::PlainText::Allowed;
    start(config, listeners).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn events_come_over_a_websocket_and_a_wrong_password_is_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let running = service(Listeners { websocket: Some(listener), ..Listeners::default() }).await;

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

#[tokio::test(flavor = "multi_thread")]
async fn f_1_the_agent_is_back_when_the_service_is_started_again_whatever_carries_the_stream() {
    type Bind = fn(TcpListener) -> Listeners;
    let ways: [(&str, Bind); 3] = [
        ("http://127.0.0.1:PORT/http-bind", |l| Listeners { bosh: Some(l), ..Listeners::default() }),
        ("ws://127.0.0.1:PORT/ws", |l| Listeners { websocket: Some(l), ..Listeners::default() }),
        ("xmpp://127.0.0.1:PORT", |l| Listeners { xmpp: Some(l), ..Listeners::default() }),
    ];
    for (way, listeners) in ways {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let first = service(listeners(listener)).await;
        let xmpp = Xmpp::parse(&way.replace("PORT", &address.port().to_string())).unwrap();
        let config = Config::new("agent1", "secret", "http://127.0.0.1:1", "localhost", xmpp);
        let mut agent = Agent::connect(config, [1; 32]).await.unwrap();
        let lost = async {
            while let Some(event) = agent.next_event().await {
                if matches!(event, Event::Reconnecting(_)) {
                    return;
                }
            }
            panic!("{way}: given up");
        };
        // Together: the service ends its streams in an orderly way, which takes both sides.
        tokio::join!(first.stop(), lost);
        let second = service(listeners(TcpListener::bind(address).await.unwrap())).await;
        loop {
            let event = agent.next_event().await.unwrap_or_else(|| panic!("{way}: given up"));
            if let Event::Online(jid) = event {
                assert_eq!(jid.as_str(), "agent1@localhost/agent");
                break;
            }
        }
        agent.close().await;
        second.stop().await;
    }
}
