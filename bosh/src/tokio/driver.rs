//! The exchanges of a client, over HTTP.

use std::collections::BTreeMap;
use std::time::Instant;

use http_body_util::{BodyExt as _, Limited};
use hyper::header::{self, HeaderValue};
use hyper::{Method, Request, Uri};
use hyper_util::client::legacy::Client as HttpClient;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::task::{AbortHandle, JoinSet};

use super::EntityBody;
use crate::client::{Answer, Client, Event, Exchange, Transmit};
use crate::entity::Entity;

/// The largest answer taken.
const LARGEST_ANSWER: usize = 16 << 20;

#[cfg(feature = "tls")]
type Connector = hyper_rustls::HttpsConnector<HttpConnector>;
#[cfg(not(feature = "tls"))]
type Connector = HttpConnector;

/// Where a client posts to; cheap to clone. Clones share their connections.
#[derive(Clone)]
pub struct Target {
    uri: Uri,
    http: HttpClient<Connector, EntityBody>,
}

impl Target {
    /// A service at an `http` address.
    #[must_use]
    pub fn clear(uri: Uri) -> Self {
        #[cfg(feature = "tls")]
        {
            Self::tls(uri, no_tls())
        }
        #[cfg(not(feature = "tls"))]
        {
            Self { uri, http: HttpClient::builder(TokioExecutor::new()).build(connector()) }
        }
    }

    /// A service at an `https` address.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn tls(uri: Uri, config: rustls::ClientConfig) -> Self {
        let builder = hyper_rustls::HttpsConnectorBuilder::new().with_tls_config(config).https_or_http();
        let connector = builder.enable_http1().wrap_connector(connector());
        Self { uri, http: HttpClient::builder(TokioExecutor::new()).build(connector) }
    }

    async fn post(self, entity: Entity) -> Option<Answer> {
        let mut request = Request::new(EntityBody::from(entity));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.uri;
        let xml = HeaderValue::from_static("text/xml; charset=utf-8");
        request.headers_mut().insert(header::CONTENT_TYPE, xml);
        let (head, body) = self.http.request(request).await.ok()?.into_parts();
        let entity = Limited::new(body, LARGEST_ANSWER).collect().await.ok()?.to_bytes();
        Some(Answer { status: head.status.as_u16(), entity })
    }
}

/// Trusts nobody: for addresses that need no TLS.
#[cfg(feature = "tls")]
fn no_tls() -> rustls::ClientConfig {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider);
    let versions = rustls::ALL_VERSIONS;
    match builder.with_protocol_versions(versions) {
        Ok(builder) => builder.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth(),
        Err(_) => unreachable!("ring speaks all versions"),
    }
}

fn connector() -> HttpConnector {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    connector.enforce_http(false);
    connector
}

/// A client and its exchanges: call [`next`](Self::next) for events, and the client's methods between.
pub struct Driver {
    client: Client,
    target: Target,
    exchanges: JoinSet<(Exchange, Option<Answer>)>,
    aborts: BTreeMap<Exchange, AbortHandle>,
}

impl Driver {
    /// Drives a client against a service.
    #[must_use]
    pub fn new(client: Client, target: Target) -> Self {
        Self { client, target, exchanges: JoinSet::new(), aborts: BTreeMap::new() }
    }

    /// The client, to send something with; [`next`](Self::next) puts it on the network.
    pub fn client(&mut self) -> &mut Client {
        // What is asked for next is asked for now.
        self.client.handle_timeout(now());
        &mut self.client
    }

    /// Works until something happens; `None` after the end. May be cancelled without loss.
    ///
    /// What happened is told before anything is sent, so what the caller answers to it rides on the next request
    /// instead of following an empty one on the other connection. Call it again soon: nothing is sent between the calls.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.client.poll_event() {
                return Some(event);
            }
            self.transmit();
            if let Some(event) = self.client.poll_event() {
                return Some(event);
            }
            if self.client.is_over() {
                return None;
            }
            let deadline = self.client.poll_timeout();
            let due = async {
                match deadline {
                    Some(deadline) => tokio::time::sleep_until(deadline.at.into()).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                Some(done) = self.exchanges.join_next() => {
                    // A cancelled one is none of ours any more.
                    if let Ok((exchange, answer)) = done {
                        self.aborts.remove(&exchange);
                        match answer {
                            Some(answer) => self.client.handle_input(now(), exchange, answer),
                            None => self.client.handle_failure(now(), exchange),
                        }
                    }
                }
                () = due => self.client.handle_timeout(now()),
            }
        }
    }

    fn transmit(&mut self) {
        while let Some(transmit) = self.client.poll_transmit() {
            match transmit {
                Transmit::Send { exchange, entity } => {
                    let post = self.target.clone().post(entity);
                    let abort = self.exchanges.spawn(async move { (exchange, post.await) });
                    self.aborts.insert(exchange, abort);
                }
                Transmit::Cancel { exchange } => {
                    if let Some(abort) = self.aborts.remove(&exchange) {
                        abort.abort();
                    }
                }
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the thin shell is where the clock is read")]
fn now() -> Instant {
    Instant::now()
}
