//! REST exchanges under way.

use finesse_proto::tokio::{HttpTransport, TransportError};
use finesse_proto::{Response, Ticket, Transmit};
use tokio::task::JoinSet;

use crate::Config;

pub(crate) struct Rest {
    transport: HttpTransport,
    who: String,
    exchanges: JoinSet<(Ticket, Result<Response, TransportError>)>,
}

impl Rest {
    pub(crate) fn new(config: &Config) -> Result<Self, TransportError> {
        let transport = match &config.tls {
            Some(tls) if config.rest.starts_with("https:") => {
                HttpTransport::tls(&config.rest, tls.as_ref().clone())?
            }
            _ => HttpTransport::plain(&config.rest)?,
        };
        Ok(Self { transport, who: config.login.clone(), exchanges: JoinSet::new() })
    }

    pub(crate) fn send(&mut self, transmit: Transmit) {
        let request = &transmit.request;
        let id = request.headers.get("requestId").unwrap_or("");
        tracing::info!(target: "hop", link = "REST", who = %self.who, request = %id, "{} {}", request.method.as_str(), request.target);
        let transport = self.transport.clone();
        self.exchanges.spawn(async move { (transmit.ticket, transport.send(&transmit.request).await) });
    }

    /// The next answer; waits for ever if none is under way.
    pub(crate) async fn next(&mut self) -> (Ticket, Result<Response, TransportError>) {
        loop {
            match self.exchanges.join_next().await {
                Some(Ok(done)) => return done,
                // An exchange cannot be cancelled from here, and does not panic.
                Some(Err(_)) => {}
                None => std::future::pending::<()>().await,
            }
        }
    }
}
