//! The bridge on sockets: one task owns the core, the others move bytes.

use std::collections::BTreeMap;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bosh::manager::SessionId;
use bosh::tokio::{Arrival, Gate, HttpConfig, Inbox, Tls, channel, serve};
use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinSet;

use crate::core::{Core, CoreConfig, Input, Transmit};

/// What the bridge is told before it starts.
#[derive(Clone)]
#[non_exhaustive]
pub struct Config {
    /// The core.
    pub core: CoreConfig,
    /// The HTTP side.
    pub http: HttpConfig,
    /// Whether clients come over TLS.
    pub tls: Tls,
    /// The server.
    pub server: SocketAddr,
    /// How it is spoken to.
    pub upstream: Upstream,
    /// From what all chance comes.
    pub seed: [u8; 32],
}

/// How the server is spoken to.
#[derive(Clone)]
pub enum Upstream {
    /// In clear: on the same host, or behind a tunnel.
    Clear,
    /// TLS from the first byte (usually port 5223), to a server whose certificate has this name.
    Tls(Arc<rustls::ClientConfig>, rustls::pki_types::ServerName<'static>),
}

impl Config {
    /// Clear text on both sides, to this server. `seed` must be random.
    #[must_use]
    pub fn new(server: SocketAddr, seed: [u8; 32]) -> Self {
        let (core, http) = (CoreConfig::default(), HttpConfig::default());
        Self { core, http, tls: Tls::Off, server, upstream: Upstream::Clear, seed }
    }
}

/// A bridge that runs. Dropped, it ends at once.
pub struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    stop_http: watch::Sender<bool>,
    owner: JoinSet<()>,
    listener: JoinSet<()>,
}

impl Running {
    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Ends it: clients are told `system-shutdown`, servers that their streams end.
    pub async fn stop(mut self) {
        let _ = self.stop.send(());
        let _ = tokio::time::timeout(Duration::from_secs(3), self.owner.join_next()).await;
        let _ = self.stop_http.send(true);
        let _ = tokio::time::timeout(Duration::from_millis(500), self.listener.join_next()).await;
    }
}

/// Starts the bridge.
///
/// # Errors
///
/// The listener does not know its address.
pub fn start(config: Config, listener: TcpListener) -> io::Result<Running> {
    let address = listener.local_addr()?;
    let (gate, inbox) = channel(config.http.clone(), 1024);
    let (stop_http, mut stopping) = watch::channel(false);
    let stop = async move { drop(stopping.wait_for(|stop| *stop).await) };
    let mut listeners = JoinSet::new();
    listeners.spawn(serve(listener, gate.clone(), config.tls.clone(), stop));
    let (stop, stopped) = oneshot::channel();
    let core = Core::new(config.core.clone(), config.seed, now());
    let (report, reports) = mpsc::channel(1024);
    let links = Links { outputs: BTreeMap::new(), tasks: JoinSet::new(), report, config };
    let mut owner = JoinSet::new();
    owner.spawn(Owner { core, inbox, _gate: gate, links }.run(reports, stopped));
    Ok(Running { address, stop, stop_http, owner, listener: listeners })
}

struct Owner {
    core: Core,
    inbox: Inbox,
    /// Held so that the inbox never ends before the owner does.
    _gate: Gate,
    links: Links,
}

/// The connections to the server.
struct Links {
    outputs: BTreeMap<SessionId, mpsc::Sender<Output>>,
    tasks: JoinSet<()>,
    report: mpsc::Sender<Input>,
    config: Config,
}

/// What a connection is told. The core has one write under way at most, so this is bounded.
enum Output {
    Write(Bytes),
    Close,
}

/// How long a connection may take to be made or to end.
const PATIENCE: Duration = Duration::from_secs(15);

impl Owner {
    async fn run(mut self, mut reports: mpsc::Receiver<Input>, stopped: impl Future) {
        let mut stopped = pin!(stopped);
        loop {
            let due = self.core.poll_timeout();
            let due = async {
                match due {
                    Some(at) => tokio::time::sleep_until(at.into()).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                Some(arrival) = self.inbox.recv() => self.take(arrival),
                Some(report) = reports.recv() => self.core.handle_input(now(), report),
                Some(_) = self.links.tasks.join_next() => {}
                () = due => self.core.handle_timeout(now()),
                _ = &mut stopped => break,
            }
            self.drain();
        }
        self.core.shutdown(now());
        self.drain();
        let farewell = async {
            while self.core.untold() > 0 {
                let Some(arrival) = self.inbox.recv().await else { return };
                self.take(arrival);
                self.drain();
            }
        };
        let _ = tokio::time::timeout(Duration::from_secs(1), farewell).await;
        let closing = async { while self.links.tasks.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(Duration::from_secs(1), closing).await;
    }

    fn take(&mut self, arrival: Arrival) {
        let input = match arrival {
            Arrival::Request(request) => Input::Http(request),
            Arrival::Closed(request) => Input::HttpClosed(request),
        };
        self.core.handle_input(now(), input);
    }

    fn drain(&mut self) {
        while let Some(transmit) = self.core.poll_transmit() {
            match transmit {
                Transmit::Http(answer) => self.inbox.answer(answer),
                Transmit::Connect(session) => self.links.connect(session),
                Transmit::Write(session, bytes) => self.links.tell(session, Output::Write(bytes)),
                Transmit::Close(session) => {
                    self.links.tell(session, Output::Close);
                    self.links.outputs.remove(&session);
                }
            }
        }
    }
}

impl Links {
    fn connect(&mut self, session: SessionId) {
        // The core waits for `Written` before it gives more: two pieces, the last words and the end at the most.
        let (output, outputs) = mpsc::channel(4);
        self.outputs.insert(session, output);
        let (report, config) = (self.report.clone(), self.config.clone());
        self.tasks.spawn(async move {
            if let Err(error) = link(session, config, &report, outputs).await {
                tracing::info!(%error, "connection to the server");
            }
            let _ = report.send(Input::Gone(session)).await;
        });
    }

    fn tell(&self, session: SessionId, output: Output) {
        if let Some(sender) = self.outputs.get(&session) {
            // The connection may be gone; its report says so.
            let _ = sender.try_send(output);
        }
    }
}

async fn link(
    session: SessionId,
    config: Config,
    report: &mpsc::Sender<Input>,
    outputs: mpsc::Receiver<Output>,
) -> io::Result<()> {
    let stream = tokio::time::timeout(PATIENCE, TcpStream::connect(config.server)).await??;
    stream.set_nodelay(true)?;
    match config.upstream {
        Upstream::Clear => exchange(session, stream, report, outputs).await,
        Upstream::Tls(tls, name) => {
            let connecting = tokio_rustls::TlsConnector::from(tls).connect(name, stream);
            let stream = tokio::time::timeout(PATIENCE, connecting).await??;
            exchange(session, stream, report, outputs).await
        }
    }
}

async fn exchange(
    session: SessionId,
    stream: impl AsyncRead + AsyncWrite,
    report: &mpsc::Sender<Input>,
    mut outputs: mpsc::Receiver<Output>,
) -> io::Result<()> {
    let gone = |_| io::Error::from(io::ErrorKind::BrokenPipe);
    report.send(Input::Connected(session)).await.map_err(gone)?;
    let (mut reader, mut writer) = tokio::io::split(stream);
    let reading = async {
        let mut input = BytesMut::new();
        loop {
            input.reserve(4096);
            if reader.read_buf(&mut input).await? == 0 {
                return Ok(());
            }
            report.send(Input::Bytes(session, input.split().freeze())).await.map_err(gone)?;
        }
    };
    let writing = async {
        while let Some(Output::Write(bytes)) = outputs.recv().await {
            writer.write_all(&bytes).await?;
            report.send(Input::Written(session)).await.map_err(gone)?;
        }
        // A server that does not read cannot hold the task.
        tokio::time::timeout(PATIENCE, writer.shutdown()).await?
    };
    tokio::select! {
        done = reading => done,
        done = writing => done,
    }
}

fn now() -> Instant {
    Instant::now()
}
