//! The task that owns a [`Client`] and its connections.

use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, Hasher as _};
use std::time::Instant;

use bytes::Bytes;
use http_body_util::Full;
use hyper_util::client::legacy::Client as Pool;
use hyper_util::client::legacy::connect::{Connect, HttpConnector};
use hyper_util::rt::TokioExecutor;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

use super::exchange::{Exchanged, exchange};
use crate::call::{Call, Page, Proof};
use crate::client::{CallId, Client, ClientConfig, Event};
use crate::credentials::Secret;
use crate::error::{CallError, DecodeError, Sent, TransportError};
use crate::pager::{Pager, Step};
use crate::reply::{Authentication, Reply};
use crate::rows::OwnedRow;

/// Calls that wait for the task; more wait for a place.
const QUEUE: usize = 64;
/// Calls under way or waiting to be repeated. More wait for a place, so that each event finds its call among few.
const UNDER_WAY: usize = 1_024;

type CallResult = Result<Reply, CallError>;

/// A client of one server. Cheap to clone; connections are shared and kept. The last clone's end stops it.
#[derive(Debug, Clone)]
pub struct AxlClient {
    calls: mpsc::Sender<(Call, oneshot::Sender<CallResult>)>,
}

impl AxlClient {
    /// A client that reaches `https://host:port/axl/` as `trust` says. Needs a tokio runtime.
    ///
    /// # Errors
    /// The host is no name or address.
    #[cfg(feature = "tls")]
    pub fn new(
        host: &str,
        port: u16,
        config: ClientConfig,
        trust: super::Trust,
    ) -> Result<Self, super::TrustError> {
        let connector = trust.connector()?;
        Self::with_connector(format!("https://{host}:{port}"), config, connector)
            .map_err(|_| super::TrustError::Host)
    }

    /// A client without TLS, for an emulator on loopback: the password is sent in the clear.
    ///
    /// # Errors
    /// The host is no name or address.
    pub fn clear_text(host: &str, port: u16, config: ClientConfig) -> Result<Self, TransportError> {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        Self::with_connector(format!("http://{host}:{port}"), config, connector)
    }

    /// A client over a connector of one's own: `base` is scheme, host and port.
    ///
    /// # Errors
    /// The base is no address.
    pub fn with_connector<C>(base: String, config: ClientConfig, connector: C) -> Result<Self, TransportError>
    where
        C: Connect + Clone + Send + Sync + 'static,
    {
        let bad = |_| TransportError { sent: Sent::No, text: "the base is no address".to_owned() };
        base.parse::<hyper::Uri>().map_err(bad)?;
        let (calls, queue) = mpsc::channel(QUEUE);
        let seed = if config.seed == [0; 32] { random_seed() } else { config.seed };
        let config = ClientConfig { seed, ..config };
        let pool = Pool::builder(TokioExecutor::new()).build(connector);
        tokio::spawn(Driver { base, pool, client: Client::new(config), waiting: BTreeMap::new() }.run(queue));
        Ok(Self { calls })
    }

    /// Makes a call and waits for its end. Dropping the future abandons the call; the server may carry it out.
    ///
    /// # Errors
    /// What kept the call from success.
    pub async fn call(&self, call: Call) -> Result<Reply, CallError> {
        let (done, result) = oneshot::channel();
        self.calls.send((call, done)).await.map_err(|_| CallError::Stopped)?;
        result.await.map_err(|_| CallError::Stopped)?
    }

    /// Whether a password is right.
    ///
    /// # Errors
    /// As [`call`](Self::call). A wrong password is not an error.
    pub async fn authenticate(&self, userid: &str, password: Secret) -> Result<Authentication, CallError> {
        let reply = self.call(Call::authenticate(userid, &Proof::Password(password))).await?;
        Ok(reply.authentication()?)
    }

    /// The server's version.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn ccm_version(&self) -> Result<String, CallError> {
        Ok(self.call(Call::ccm_version()).await?.ccm_version()?)
    }

    /// The rows of a query that fits one answer; for long ones see [`all_pages`](Self::all_pages).
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn sql(&self, sql: &str) -> Result<Vec<OwnedRow>, CallError> {
        Ok(self.call(Call::sql_query(sql)).await?.owned_rows()?)
    }

    /// Makes a list call or query page by page and hands each answer to `each`, with the number of rows so far.
    ///
    /// # Errors
    /// As [`call`](Self::call), or what `each` says about a page.
    pub async fn all_pages(
        &self,
        call: Call,
        size: u64,
        mut each: impl FnMut(&Reply, u64) -> Result<(), DecodeError>,
    ) -> Result<(), CallError> {
        let mut pager = Pager::new(call, Page { skip: 0, first: size })?;
        while let Some(call) = pager.next_call() {
            let result = self.call(call).await;
            match pager.handle(result)? {
                Step::Page(reply) => each(&reply, pager.rows())?,
                Step::Smaller | Step::Doubt => {}
                Step::End => break,
            }
        }
        Ok(())
    }
}

struct Driver<C> {
    base: String,
    pool: Pool<C, Full<Bytes>>,
    client: Client,
    waiting: BTreeMap<CallId, oneshot::Sender<CallResult>>,
}

impl<C: Connect + Clone + Send + Sync + 'static> Driver<C> {
    async fn run(mut self, mut queue: mpsc::Receiver<(Call, oneshot::Sender<CallResult>)>) {
        let mut exchanges: JoinSet<Exchanged> = JoinSet::new();
        let mut open = true;
        while open || !self.waiting.is_empty() {
            self.drain(&mut exchanges);
            let deadline = self.client.poll_timeout().map(|deadline| deadline.at);
            let (idle, room) = (self.waiting.is_empty(), self.waiting.len() < UNDER_WAY);
            tokio::select! {
                call = queue.recv(), if open && room => match call {
                    Some((call, done)) => {
                        let id = self.client.call(call);
                        self.waiting.insert(id, done);
                    }
                    None => open = false,
                },
                Some(ended) = exchanges.join_next() => {
                    // An exchange that was aborted has nothing to tell.
                    let Ok((id, result)) = ended else { continue };
                    // An answer to an exchange that was given up is nobody's fault.
                    let _ = match result {
                        Ok(response) => self.client.handle_response(now(), id, response),
                        Err(error) => self.client.handle_failure(now(), id, error),
                    };
                }
                () = sleep_until(deadline), if deadline.is_some() => self.client.handle_timeout(now()),
                () = abandoned(&mut self.waiting), if !idle => self.forget_abandoned(),
            }
        }
    }

    fn drain(&mut self, exchanges: &mut JoinSet<Exchanged>) {
        while let Some(transmit) = self.client.poll_transmit(now()) {
            exchanges.spawn(exchange(self.pool.clone(), self.base.clone(), transmit));
        }
        while let Some(event) = self.client.poll_event() {
            if let Event::Done { id, result } = event
                && let Some(done) = self.waiting.remove(&id)
            {
                // Whoever asked may have stopped waiting.
                let _ = done.send(result);
            }
        }
    }

    fn forget_abandoned(&mut self) {
        let client = &mut self.client;
        self.waiting.retain(|id, done| {
            let abandoned = done.is_closed();
            if abandoned {
                client.cancel(*id);
            }
            !abandoned
        });
    }
}

/// Resolves when somebody has stopped waiting for a call.
async fn abandoned(waiting: &mut BTreeMap<CallId, oneshot::Sender<CallResult>>) {
    std::future::poll_fn(|context| {
        if waiting.values_mut().any(|done| done.poll_closed(context).is_ready()) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
}

/// The keys that the standard library draws for its hash maps: enough to spread waits.
#[allow(clippy::disallowed_types, reason = "the adapter is where chance comes from")]
fn random_seed() -> [u8; 32] {
    let mut seed = [0; 32];
    for chunk in seed.chunks_mut(8) {
        chunk.copy_from_slice(&std::hash::RandomState::new().build_hasher().finish().to_le_bytes());
    }
    seed
}

#[allow(clippy::disallowed_methods, reason = "the adapter is where time comes from")]
fn now() -> Instant {
    Instant::now()
}

async fn sleep_until(deadline: Option<Instant>) {
    match deadline {
        Some(at) => tokio::time::sleep_until(at.into()).await,
        None => std::future::pending().await,
    }
}
