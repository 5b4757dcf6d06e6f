//! A client's XMPP stream over BOSH, on tokio.

use std::sync::Arc;

use bosh::tokio::{Driver, Target};
use xmpp_pubsub::{ClientConfig, ClientEvent, ClientStream, Framing, Security};

use crate::agent::now;
use crate::glue;

/// A client's stream and the BOSH session that carries it. Call [`next`](Self::next) for events; between, use the
/// machine's methods.
pub struct BoshConnection {
    stream: ClientStream,
    driver: Driver,
}

impl BoshConnection {
    /// Asks for a session. `seed` must be random and used for nothing else.
    #[must_use]
    pub fn new(target: Target, config: Arc<ClientConfig>, security: Security, seed: [u8; 32]) -> Self {
        let session = bosh::client::Config::new(config.domain.as_str());
        // Two machines, two seeds; both hash what they are given.
        let other = seed.map(|byte| byte ^ 0x5a);
        let driver = Driver::new(bosh::client::Client::new(session, other, now()), target);
        Self { stream: ClientStream::new(config, Framing::Bosh, security, seed, now()), driver }
    }

    /// The machine, to ask or send something; [`next`](Self::next) puts it on the network.
    pub fn stream(&mut self) -> &mut ClientStream {
        &mut self.stream
    }

    /// Works until something happens; `None` after the end. May be cancelled without loss.
    pub async fn next(&mut self) -> Option<ClientEvent> {
        loop {
            if glue::send(&mut self.stream, self.driver.client()).is_err() {
                self.stream.handle_eof();
            }
            match self.stream.poll_event() {
                Some(ClientEvent::Restart) => {
                    if self.driver.client().restart().is_err() {
                        self.stream.handle_eof();
                    }
                    continue;
                }
                Some(event) => return Some(event),
                None if self.stream.is_closed() => {
                    let _ = self.driver.client().terminate(None);
                    while self.driver.next().await.is_some() {}
                    return None;
                }
                None => {}
            }
            let deadline = self.stream.poll_timeout();
            let due = async {
                match deadline {
                    Some(deadline) => tokio::time::sleep_until(deadline.at.into()).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                event = self.driver.next() => match event {
                    Some(event) => glue::receive(now(), &mut self.stream, event),
                    None => self.stream.handle_eof(),
                },
                () = due => self.stream.handle_timeout(now()),
            }
        }
    }
}
