//! Starting and stopping.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use finesse_proto::tokio::HttpTransport;
use finesse_proto::{MAX_BODY, Method, Refusal, Request};
use host::{HttpLimits, HttpServer, Stop};
use http::{HeaderValue, StatusCode};
use rustls_pki_types::ServerName;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};

use super::cors;
use super::driver::{self, Input, Targets};
use super::keep::Keep;
use super::links::Target;
use super::pages::Pages;
use crate::{Core, CoreConfig, XmppSecurity};

/// Requests and pieces of input that may wait for the core; more wait in the sockets.
const INBOX: usize = 1024;

/// Answers the requests for `/http-bind`, which the page sends to the server it came from. A closure over whatever speaks BOSH.
pub type BoshService = Arc<
    dyn Fn(http::Request<Bytes>) -> Pin<Box<dyn Future<Output = http::Response<Bytes>> + Send>> + Send + Sync,
>;

/// Which pages of other servers may use the interface from a browser.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Cors {
    /// None.
    #[default]
    Off,
    /// Those from these origins, as `https://host:port`.
    Origins(Vec<String>),
    /// All.
    All,
}

/// TLS towards the notification service.
#[derive(Clone)]
pub struct XmppTls {
    /// What is trusted.
    pub config: Arc<rustls::ClientConfig>,
    /// The name its certificate must have.
    pub name: ServerName<'static>,
}

impl fmt::Debug for XmppTls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("XmppTls").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What a server is started with.
#[derive(Clone)]
#[non_exhaustive]
pub struct Config {
    /// The machine's configuration.
    pub core: CoreConfig,
    /// Secret and random; used for nothing else.
    pub seed: [u8; 32],
    /// Certificate and key of REST and pages; clear text without.
    pub tls: Option<Arc<rustls::ServerConfig>>,
    /// CTI servers as `host:port`, to be tried in turn.
    pub cti: Vec<String>,
    /// The notification service as `host:port`.
    pub xmpp: String,
    /// TLS from the first byte towards it; clear text without.
    pub xmpp_tls: Option<XmppTls>,
    /// CUCM as `https://host:port`, or `http://` on loopback.
    pub axl: String,
    /// What is trusted at CUCM.
    pub axl_tls: Option<rustls::ClientConfig>,
    /// Who answers `/http-bind`; without, it is 404.
    pub bosh: Option<BoshService>,
    /// Which pages of other servers may use the interface.
    pub cors: Cors,
    /// The file in which the configuration is kept; without one it is forgotten at the end.
    pub data: Option<PathBuf>,
}

impl Config {
    /// Clear text everywhere, with this seed.
    #[must_use]
    pub fn new(
        core: CoreConfig,
        seed: [u8; 32],
        cti: impl Into<String>,
        xmpp: impl Into<String>,
        axl: impl Into<String>,
    ) -> Self {
        Self {
            core,
            seed,
            tls: None,
            cti: vec![cti.into()],
            xmpp: xmpp.into(),
            xmpp_tls: None,
            axl: axl.into(),
            axl_tls: None,
            bosh: None,
            cors: Cors::Off,
            data: None,
        }
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut f = f.debug_struct("Config");
        f.field("core", &self.core).field("cti", &self.cti).field("xmpp", &self.xmpp).field("axl", &self.axl);
        f.finish_non_exhaustive()
    }
}

/// Ports that the caller has bound.
#[derive(Debug)]
pub struct Listeners {
    /// REST and pages; 8445 in a real system.
    pub https: TcpListener,
}

/// Why the server does not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// There is no CTI server to connect to.
    NoCti,
    /// The address of CUCM is none, or is `https` without [`Config::axl_tls`].
    Axl(finesse_proto::tokio::TransportError),
    /// The listener is of no use.
    Io(std::io::Error),
    /// The file of [`Config::data`] is of no use, for this reason.
    Data(PathBuf, String),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCti => f.write_str("no CTI server is configured"),
            Self::Axl(error) => write!(f, "address of CUCM: {error}"),
            Self::Io(error) => error.fmt(f),
            Self::Data(path, why) => write!(f, "{}: {why}", path.display()),
        }
    }
}

impl std::error::Error for StartError {}

/// A running server.
#[derive(Debug)]
pub struct Running {
    /// Where it listens.
    pub https: SocketAddr,
    inbox: mpsc::Sender<Input>,
    stop: Stop,
}

impl Running {
    /// Looks at the machine between two events. `None` if the server has ended.
    pub async fn look<T: Send + 'static>(&self, look: impl FnOnce(&Core) -> T + Send + 'static) -> Option<T> {
        let (answer, result) = oneshot::channel();
        let look = Box::new(move |core: &Core| {
            // Whoever asked may have gone.
            let _ = answer.send(look(core));
        });
        self.inbox.send(Input::Look(look)).await.ok()?;
        result.await.ok()
    }

    /// Whether REST answers anything but SystemInfo: both links are up.
    pub async fn is_in_service(&self) -> bool {
        self.look(Core::is_in_service).await.unwrap_or(false)
    }

    /// Answers what is under way, then ends.
    pub async fn stop(self) {
        self.stop.stop().await;
    }
}

/// Starts a server on a bound listener. It comes into service by itself once its links are up.
///
/// # Errors
/// See [`StartError`].
pub async fn start(config: Config, listeners: Listeners) -> Result<Running, StartError> {
    let https = listeners.https.local_addr().map_err(StartError::Io)?;
    if config.cti.is_empty() {
        return Err(StartError::NoCti);
    }
    let axl = match config.axl_tls {
        Some(tls) => HttpTransport::tls(&config.axl, tls),
        None => HttpTransport::plain(&config.axl),
    };
    let mut core = config.core;
    let scheme = if config.tls.is_some() { "https" } else { "http" };
    core.address = format!("{scheme}://{}:{}", core.host, https.port());
    let mut keep = None;
    if let Some(path) = config.data {
        let broken = |why| StartError::Data(path.clone(), why);
        let file = Keep::open(&path).map_err(broken)?;
        core.kept = file.read().map_err(broken)?;
        keep = Some(file);
    }
    core.xmpp_security = if config.xmpp_tls.is_some() { XmppSecurity::Tls } else { XmppSecurity::Clear };
    let targets = Targets {
        cti: config.cti.into_iter().map(|address| Target { address, tls: None }).collect(),
        xmpp: Target { address: config.xmpp, tls: config.xmpp_tls.map(|tls| (tls.config, tls.name)) },
        axl: axl.map_err(StartError::Axl)?,
    };
    let stop = Stop::new();
    let (inbox, inputs) = mpsc::channel(INBOX);
    stop.spawn(driver::run(core, config.seed, targets, keep, inbox.clone(), inputs, stop.requested()));
    let site =
        Arc::new(Site { inbox: inbox.clone(), bosh: config.bosh, cors: config.cors, pages: Pages::new() });
    let handler = move |request| {
        let site = Arc::clone(&site);
        async move { site.handle(request).await }
    };
    let mut limits = HttpLimits::default();
    // Somewhat more than the interface takes, so that a body that is too large is answered in its own words.
    limits.body = MAX_BODY + (64 << 10);
    let mut server = HttpServer::new(handler).limits(limits);
    if let Some(tls) = config.tls {
        server = server.tls(tls);
    }
    server.spawn(listeners.https, &stop);
    tracing::info!(%https, "Finesse listens");
    Ok(Running { https, inbox, stop })
}

/// What is served at one address.
struct Site {
    inbox: mpsc::Sender<Input>,
    bosh: Option<BoshService>,
    cors: Cors,
    pages: Pages,
}

impl Site {
    async fn handle(&self, request: http::Request<Bytes>) -> http::Response<Bytes> {
        let origin = cors::origin(&self.cors, &request);
        if let Some(origin) = origin.as_ref().filter(|_| cors::is_question(&request)) {
            return cors::allow(origin, status(StatusCode::NO_CONTENT));
        }
        let response = self.answer(request).await;
        match origin {
            Some(origin) => cors::allow(&origin, response),
            None => response,
        }
    }

    async fn answer(&self, request: http::Request<Bytes>) -> http::Response<Bytes> {
        let path = request.uri().path();
        if matches!(path, "/http-bind" | "/http-bind/") {
            return match &self.bosh {
                Some(bosh) => bosh(request).await,
                None => status(StatusCode::NOT_FOUND),
            };
        }
        if let Some(page) = self.pages.answer(request.method(), path, request.headers()) {
            return page;
        }
        let (answer, response) = oneshot::channel();
        if self.inbox.send(Input::Request { request: read(request), answer }).await.is_err() {
            return status(StatusCode::SERVICE_UNAVAILABLE);
        }
        let response = response.await.unwrap_or_else(|_| Refusal::out_of_service().to_response());
        write(response)
    }
}

fn read(request: http::Request<Bytes>) -> Request {
    let (head, body) = request.into_parts();
    let target = head.uri.path_and_query().map_or("/", |target| target.as_str());
    let mut out = Request::new(Method::from_token(head.method.as_str()), target);
    for (name, value) in &head.headers {
        // A value that is not text means nothing to this interface.
        if let Ok(value) = value.to_str() {
            out.headers.push(name.as_str(), value);
        }
    }
    out.body = body;
    out
}

fn write(response: finesse_proto::Response) -> http::Response<Bytes> {
    let mut out = status(StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
    for (name, value) in response.headers.iter() {
        let name = http::HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) {
            out.headers_mut().append(name, value);
        }
    }
    // States change by themselves: an answer is only good for the moment.
    out.headers_mut().insert(http::header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    *out.body_mut() = response.body;
    out
}

fn status(status: StatusCode) -> http::Response<Bytes> {
    let mut response = http::Response::new(Bytes::new());
    *response.status_mut() = status;
    response
}
