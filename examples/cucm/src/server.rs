//! The emulator on a socket: bytes between `host::HttpServer` and [`Core`].

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use axl_soap::{HttpRequest, HttpResponse, Method, SoapAction};
use bytes::Bytes;
use host::{HttpLimits, HttpServer, Stop};
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use tokio::net::TcpListener;

use crate::config::Config;
use crate::core::{Asked, Core, CoreError, Now, Trouble};

/// Sockets to serve.
#[derive(Debug)]
pub struct Listeners {
    /// AXL: TLS if the configuration has a certificate, else clear text.
    pub axl: TcpListener,
}

/// A running emulator.
#[derive(Debug)]
pub struct Running {
    /// Where AXL is served.
    pub axl: SocketAddr,
    core: Arc<Mutex<Core>>,
    stop: Stop,
}

/// The emulator could not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The directory is at fault.
    Core(CoreError),
    /// A listener is.
    Socket(std::io::Error),
    /// The system gave no random seed.
    Chance,
}

impl std::fmt::Display for StartError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Core(error) => write!(f, "{error}"),
            Self::Socket(error) => write!(f, "the listener failed: {error}"),
            Self::Chance => f.write_str("the system has no random numbers"),
        }
    }
}

impl std::error::Error for StartError {}

/// Starts an emulator on sockets that are bound already.
///
/// A seed of zeros is replaced by a random one, so that nobody can guess the tokens of sessions.
///
/// # Errors
/// The directory cannot be opened or filled.
pub async fn start(mut config: Config, listeners: Listeners) -> Result<Running, StartError> {
    let axl = listeners.axl.local_addr().map_err(StartError::Socket)?;
    let tls = config.tls.clone();
    if config.seed == [0; 32] {
        let random = rustls::crypto::ring::default_provider().secure_random;
        random.fill(&mut config.seed).map_err(|_| StartError::Chance)?;
    }
    // Filling a directory with thousands of users takes a while.
    let core = tokio::task::spawn_blocking(move || Core::new(&config)).await;
    let core = core.map_err(|error| StartError::Socket(std::io::Error::other(error)))?;
    let mut core = core.map_err(StartError::Core)?;
    core.set_clock(Instant::now);
    let core = Arc::new(Mutex::new(core));
    let stop = Stop::new();
    let mut limits = HttpLimits::default();
    limits.body = lock(&core).largest_request();
    let handler = {
        let core = Arc::clone(&core);
        move |request| answer(Arc::clone(&core), request)
    };
    let mut server = HttpServer::new(handler).limits(limits);
    if let Some(tls) = tls {
        server = server.tls(tls);
    }
    server.spawn(listeners.axl, &stop);
    Ok(Running { axl, core, stop })
}

impl Running {
    /// Makes something go wrong from now on.
    pub fn set_trouble(&self, trouble: &Trouble) {
        lock(&self.core).set_trouble(trouble);
    }

    /// Ends it: requests under way are answered first.
    pub async fn stop(self) {
        self.stop.stop().await;
    }
}

/// A panic in one request must not end the others; the directory itself is transactional.
fn lock(core: &Mutex<Core>) -> std::sync::MutexGuard<'_, Core> {
    core.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn answer(core: Arc<Mutex<Core>>, request: Request<Bytes>) -> Response<Bytes> {
    let (head, body) = request.into_parts();
    let request = HttpRequest {
        method: match head.method {
            http::Method::GET => Method::Get,
            http::Method::POST => Method::Post,
            _ => Method::Other,
        },
        path: head.uri.path().to_owned(),
        headers: head
            .headers
            .iter()
            .filter_map(|(name, value)| value.to_str().ok().map(|value| (name.as_str(), value)))
            .collect(),
        body,
    };
    // A query may compute for a while: not on a thread that serves connections.
    let work = tokio::task::spawn_blocking(move || {
        let mut core = lock(&core);
        let response = core.handle(now(), &request);
        let asked = core.take_asked();
        let delay = core.delay();
        drop(core);
        trace(&request, asked, &response);
        (response, delay)
    });
    let Ok((response, delay)) = work.await else {
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        return response;
    };
    if delay > Duration::ZERO {
        tokio::time::sleep(delay).await;
    }
    into_http(response)
}

fn now() -> Now {
    Now { at: Instant::now(), utc: SystemTime::now() }
}

fn into_http(response: HttpResponse) -> Response<Bytes> {
    let mut out = Response::new(response.body);
    // 599 is no code of the table, but it is a valid one.
    *out.status_mut() = StatusCode::from_u16(response.status.0).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in response.headers.iter() {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            out.headers_mut().append(name, value);
        }
    }
    out
}

/// One line for each hop, without secrets.
fn trace(request: &HttpRequest, asked: Option<Asked>, response: &HttpResponse) {
    if !tracing::enabled!(target: "hop", tracing::Level::INFO) {
        return;
    }
    // Whoever was refused is not listened to: of such a request only the header is looked at.
    let action = request.headers.get("soapaction").map(SoapAction::parse).and_then(|action| action.operation);
    let operation = asked.as_ref().map(|asked| asked.operation).or(action).unwrap_or(request.method.as_str());
    let (who, sequence) = asked.as_ref().map_or(("", ""), |asked| (&*asked.who, &*asked.sequence));
    tracing::info!(target: "hop", link = "AXL", who = %who, request = %sequence, "{operation} {}", response.status.0);
}
