//! The service on sockets: one task owns the core, the others move bytes.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use bosh::tokio::{
    Arrival as BoshArrival, Gate as BoshGate, HttpConfig, Inbox as BoshInbox, Tls, Upgrade, serve_with,
};
use bytes::Bytes;
use host::{Stop, random_seed};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, mpsc, oneshot, watch};
use tokio::task::JoinSet;
use xmpp_pubsub::ConnId;
use xmpp_pubsub::JidError;
use xmpp_pubsub::pubsub::{Now, StorageError};
use xmpp_pubsub::tokio::{Arrival, Gate, Inbox, Listen, Output};

use crate::core::{CheckId, Core, CoreConfig, Event, Input, Stats, Then, Transmit, Verdict};
use crate::metrics;
use crate::passwords::PasswordCheck;
use crate::websocket::{self, WebSockets};

/// What the service is told before it starts.
#[derive(Clone)]
#[non_exhaustive]
pub struct Config {
    /// The core.
    pub core: CoreConfig,
    /// Who knows passwords.
    pub passwords: Arc<dyn PasswordCheck>,
    /// The certificate; needed by the listeners that speak TLS, and offered by STARTTLS.
    pub tls: Option<Arc<rustls::ServerConfig>>,
    /// The HTTP side of BOSH.
    pub http: HttpConfig,
    /// From what all chance comes; `None`: from the system.
    pub seed: Option<[u8; 32]>,
    /// Connections of one XMPP port at once. Default 20,000.
    pub connections: usize,
}

impl Config {
    /// The Finesse profile for a domain and its publisher (an account's name without the domain).
    ///
    /// # Errors
    ///
    /// The names do not make addresses.
    pub fn new(domain: &str, publisher: &str, passwords: Arc<dyn PasswordCheck>) -> Result<Self, JidError> {
        let core = CoreConfig::finesse(domain, publisher)?;
        Ok(Self { core, passwords, tls: None, http: HttpConfig::default(), seed: None, connections: 20_000 })
    }
}

/// Ports, bound already. What is `None` is not served.
#[derive(Debug, Default)]
pub struct Listeners {
    /// XMPP, in clear or with STARTTLS: 5222.
    pub xmpp: Option<TcpListener>,
    /// XMPP over TLS: 5223.
    pub xmpp_tls: Option<TcpListener>,
    /// BOSH in clear, and WebSocket at `/ws`: 7071.
    pub bosh: Option<TcpListener>,
    /// BOSH over TLS, and WebSocket at `/ws`: 7443.
    pub bosh_tls: Option<TcpListener>,
    /// WebSocket in clear, at any path, on a port of its own.
    pub websocket: Option<TcpListener>,
    /// The same over TLS.
    pub websocket_tls: Option<TcpListener>,
    /// Numbers for monitoring, as text at `/metrics`, in clear and to anybody: keep it on loopback.
    pub metrics: Option<TcpListener>,
}

/// Where the service listens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Addresses {
    /// XMPP, in clear or with STARTTLS.
    pub xmpp: Option<SocketAddr>,
    /// XMPP over TLS.
    pub xmpp_tls: Option<SocketAddr>,
    /// BOSH in clear.
    pub bosh: Option<SocketAddr>,
    /// BOSH over TLS.
    pub bosh_tls: Option<SocketAddr>,
    /// WebSocket in clear.
    pub websocket: Option<SocketAddr>,
    /// WebSocket over TLS.
    pub websocket_tls: Option<SocketAddr>,
    /// Numbers for monitoring.
    pub metrics: Option<SocketAddr>,
}

/// Why the service does not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// A listener that speaks TLS has no certificate.
    NoCertificate,
    /// A listener does not know its address.
    Io(std::io::Error),
    /// The nodes cannot be read.
    Storage(StorageError),
    /// The system gives no random bytes.
    NoChance,
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCertificate => f.write_str("a TLS port needs a certificate"),
            Self::Io(error) => write!(f, "listener: {error}"),
            Self::Storage(error) => write!(f, "nodes: {error}"),
            Self::NoChance => f.write_str("the system gives no random bytes"),
        }
    }
}

impl std::error::Error for StartError {}

impl From<std::io::Error> for StartError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

/// A service that runs. Dropped, it ends at once.
pub struct Running {
    addresses: Addresses,
    bosh: BoshGate,
    stats: watch::Receiver<Stats>,
    stop: oneshot::Sender<()>,
    stop_http: watch::Sender<bool>,
    stop_metrics: Stop,
    owner: JoinSet<()>,
    listeners: JoinSet<()>,
}

impl Running {
    /// Where it listens.
    #[must_use]
    pub fn addresses(&self) -> Addresses {
        self.addresses
    }

    /// The BOSH endpoint, for other HTTP servers to serve as their own: its
    /// [`exchange`](bosh::tokio::Gate::exchange) answers whole requests, [`post`](bosh::tokio::Gate::post) entities.
    #[must_use]
    pub fn bosh_service(&self) -> BoshGate {
        self.bosh.clone()
    }

    /// What it has done and what it keeps, as of the last second.
    #[must_use]
    pub fn stats(&self) -> Stats {
        *self.stats.borrow()
    }

    /// Ends it: clients are told `system-shutdown`.
    pub async fn stop(mut self) {
        let _ = self.stop.send(());
        let told = async { while self.owner.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(Duration::from_secs(3), told).await;
        let _ = self.stop_http.send(true);
        let answered = async { while self.listeners.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(Duration::from_millis(500), answered).await;
        self.stop_metrics.stop().await;
    }
}

/// Starts the service.
///
/// # Errors
///
/// [`StartError`]: what is missing.
pub async fn start(mut config: Config, listeners: Listeners) -> Result<Running, StartError> {
    let needs = [&listeners.xmpp_tls, &listeners.bosh_tls, &listeners.websocket_tls];
    if config.tls.is_none() && needs.iter().any(|l| l.is_some()) {
        return Err(StartError::NoCertificate);
    }
    config.core.starttls = config.tls.is_some();
    config.core.hops |= tracing::enabled!(target: "hop", tracing::Level::INFO);
    let seed = config.seed.or_else(random_seed).ok_or(StartError::NoChance)?;
    let core = Core::new(config.core, seed, now()).map_err(StartError::Storage)?;
    let (bosh, bosh_inbox) = bosh::tokio::channel(config.http, 1024);
    let (gate, inbox) = xmpp_pubsub::tokio::channel(1024, LARGEST_MESSAGE, config.connections);
    let (websockets, from_websockets) = WebSockets::new(config.connections, LARGEST_MESSAGE);
    let (stop_http, stopping) = watch::channel(false);
    let mut tasks = JoinSet::new();
    let mut addresses = Addresses::default();
    let https = config.tls.clone().map(Tls::On);
    for (listener, tls, address) in [
        (listeners.bosh, Some(Tls::Off), &mut addresses.bosh),
        (listeners.bosh_tls, https, &mut addresses.bosh_tls),
    ] {
        let (Some(listener), Some(tls)) = (listener, tls) else { continue };
        *address = Some(listener.local_addr()?);
        let mut stopping = stopping.clone();
        let stop = async move { drop(stopping.wait_for(|stop| *stop).await) };
        let websockets: Arc<dyn Upgrade> = websockets.clone();
        tasks.spawn(serve_with(listener, bosh.clone(), tls, Some(websockets), stop));
    }
    let starttls = config.tls.clone().map_or(Listen::Clear, Listen::StartTls);
    for (listener, listen, address) in [
        (listeners.xmpp, Some(starttls), &mut addresses.xmpp),
        (listeners.xmpp_tls, config.tls.clone().map(Listen::Direct), &mut addresses.xmpp_tls),
        (listeners.websocket, Some(Listen::WebSocket), &mut addresses.websocket),
        (listeners.websocket_tls, config.tls.clone().map(Listen::WebSocketTls), &mut addresses.websocket_tls),
    ] {
        let (Some(listener), Some(listen)) = (listener, listen) else { continue };
        *address = Some(listener.local_addr()?);
        let (gate, mut stopping) = (gate.clone(), stopping.clone());
        tasks.spawn(async move {
            tokio::select! {
                () = gate.serve(listener, listen) => {}
                _ = stopping.wait_for(|stop| *stop) => {}
            }
        });
    }
    let (publish_stats, stats) = watch::channel(Stats::default());
    let stop_metrics = Stop::new();
    if let Some(listener) = listeners.metrics {
        addresses.metrics = Some(listener.local_addr()?);
        metrics::serve(listener, stats.clone(), &stop_metrics);
    }
    let (stop, stopped) = oneshot::channel();
    let (verdicts, verdict) = mpsc::channel(1024);
    let owner = Owner {
        core,
        bosh: bosh_inbox,
        xmpp: inbox,
        // Held so that the inboxes never end before the owner does.
        _gates: (bosh.clone(), gate, websockets),
        from_websockets,
        websockets: BTreeMap::new(),
        verdicts,
        passwords: config.passwords,
        // More at once would only wait at the directory.
        checks: Arc::new(Semaphore::new(64)),
        conns: 0,
        stats: publish_stats,
    };
    let mut owners = JoinSet::new();
    owners.spawn(owner.run(verdict, stopped));
    Ok(Running { addresses, bosh, stats, stop, stop_http, stop_metrics, owner: owners, listeners: tasks })
}

/// The largest message taken from a WebSocket, in bytes: as large as a stanza may be.
const LARGEST_MESSAGE: usize = 256 << 10;

/// The task that owns the core.
struct Owner {
    core: Core,
    bosh: BoshInbox,
    xmpp: Inbox,
    _gates: (BoshGate, Gate, Arc<WebSockets>),
    from_websockets: mpsc::Receiver<websocket::Arrival>,
    websockets: BTreeMap<ConnId, mpsc::Sender<websocket::Output>>,
    verdicts: mpsc::Sender<(CheckId, Verdict)>,
    passwords: Arc<dyn PasswordCheck>,
    checks: Arc<Semaphore>,
    /// Connections that have not ended.
    conns: usize,
    stats: watch::Sender<Stats>,
}

/// How many arrivals are taken before answers are made: under load one drain serves them all.
const BATCH: usize = 64;

impl Owner {
    async fn run(mut self, mut verdict: mpsc::Receiver<(CheckId, Verdict)>, stopped: impl Future) {
        let mut stopped = pin!(stopped);
        let mut second = tokio::time::interval(Duration::from_secs(1));
        loop {
            let due = due(self.core.poll_timeout());
            tokio::select! {
                Some(arrival) = self.bosh.recv() => self.take_bosh(arrival),
                Some(arrival) = self.xmpp.recv() => self.take(arrival),
                Some(arrival) = self.from_websockets.recv() => self.take_websocket(arrival),
                Some((check, verdict)) = verdict.recv() => {
                    self.core.handle_input(now(), Input::Verdict { check, verdict });
                }
                () = due => self.core.handle_timeout(now()),
                _ = second.tick() => {
                    let stats = self.core.stats();
                    self.stats.send_if_modified(|old| std::mem::replace(old, stats) != stats);
                }
                _ = &mut stopped => break,
            }
            for _ in 0..BATCH {
                let Some(arrival) = self.bosh.try_recv() else { break };
                self.take_bosh(arrival);
            }
            for _ in 0..BATCH {
                let Some(arrival) = self.xmpp.try_recv() else { break };
                self.take(arrival);
            }
            self.drain();
        }
        self.core.shutdown(now());
        self.drain();
        let farewell = async {
            while self.conns > 0 || self.core.untold() > 0 {
                tokio::select! {
                    Some(arrival) = self.bosh.recv() => self.take_bosh(arrival),
                    Some(arrival) = self.xmpp.recv() => self.take(arrival),
                    Some(arrival) = self.from_websockets.recv() => self.take_websocket(arrival),
                }
                self.drain();
            }
        };
        let _ = tokio::time::timeout(Duration::from_secs(1), farewell).await;
    }

    fn take_bosh(&mut self, arrival: BoshArrival) {
        let input = match arrival {
            BoshArrival::Request(request) => Input::Http(request),
            BoshArrival::Closed(request) => Input::HttpClosed(request),
        };
        self.core.handle_input(now(), input);
    }

    fn take(&mut self, arrival: Arrival) {
        let input = match arrival {
            Arrival::Opened { conn, framing, security, .. } => {
                self.conns += 1;
                Input::Connected { conn, framing, security }
            }
            Arrival::Input { conn, bytes } => Input::Bytes { conn, bytes },
            Arrival::Secured { conn } => Input::TlsStarted { conn },
            Arrival::Ready { conn } => Input::Writable { conn },
            Arrival::Gone { conn } => {
                self.conns = self.conns.saturating_sub(1);
                Input::Ended { conn }
            }
            _ => return,
        };
        self.core.handle_input(now(), input);
    }

    fn take_websocket(&mut self, (input, output): websocket::Arrival) {
        match (&input, output) {
            (Input::Connected { conn, .. }, Some(output)) => {
                self.conns += 1;
                self.websockets.insert(*conn, output);
            }
            (Input::Ended { conn }, _) => {
                self.conns = self.conns.saturating_sub(1);
                self.websockets.remove(conn);
            }
            _ => {}
        }
        self.core.handle_input(now(), input);
    }

    /// The core waits until one message is written before it gives the next, so there is room for it and the end.
    fn tell_websocket(&mut self, conn: ConnId, bytes: Bytes, then: Then) {
        let Some(output) = self.websockets.get(&conn) else { return };
        if !bytes.is_empty() {
            let _ = output.try_send(websocket::Output::Message(bytes));
        }
        if then == Then::Close {
            let _ = output.try_send(websocket::Output::Close);
            self.websockets.remove(&conn);
        }
    }

    fn drain(&mut self) {
        while let Some(event) = self.core.poll_event() {
            self.tell(event);
        }
        while let Some(transmit) = self.core.poll_transmit() {
            match transmit {
                Transmit::Http(answer) => self.bosh.answer(answer),
                Transmit::Stream { to, bytes, then } if self.websockets.contains_key(&to) => {
                    self.tell_websocket(to, bytes, then);
                }
                Transmit::Stream { to, bytes, then } => {
                    if !bytes.is_empty() {
                        self.xmpp.send(to, Output::Bytes(bytes));
                    }
                    match then {
                        Then::GoOn => {}
                        Then::StartTls => self.xmpp.send(to, Output::StartTls),
                        Then::Close => self.xmpp.send(to, Output::Close),
                    }
                }
            }
        }
    }

    fn tell(&mut self, event: Event) {
        match event {
            Event::CheckPassword { id, account, password } => {
                let (passwords, verdicts) = (Arc::clone(&self.passwords), self.verdicts.clone());
                let checks = Arc::clone(&self.checks);
                tokio::spawn(async move {
                    let Ok(_turn) = checks.acquire().await else { return };
                    let verdict = passwords.check(account.local().unwrap_or_default(), &password).await;
                    if verdict != Verdict::Right {
                        tracing::info!(%account, ?verdict, "login refused");
                    }
                    // If the owner has gone, nobody waits for it.
                    let _ = verdicts.send((id, verdict)).await;
                });
            }
            Event::Bound { jid, link } => tracing::info!(%jid, link = link.as_str(), "signed in"),
            Event::Unbound { jid, link } => tracing::info!(%jid, link = link.as_str(), "signed out"),
            Event::Hop { link, who, request, what } => {
                tracing::info!(target: "hop", link = link.as_str(), who = %who, request = %request, "{what}");
            }
        }
    }
}

async fn due(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at.into()).await,
        None => std::future::pending().await,
    }
}

fn now() -> Now {
    Now { at: Instant::now(), utc: SystemTime::now() }
}
