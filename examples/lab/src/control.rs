//! The lab's own small interface on loopback: which services run where, and the trace.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use host::{HttpServer, Stop};
use http::header::{CONTENT_TYPE, HOST, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::calls::{CallError, CallView, Hand, NewCall, Telephones};
use crate::config::{Agent, Queue};
use crate::ports::{Port, Ports};
use crate::trace::{Hop, Trace};

/// Ten thousand hops and five thousand agents fit.
const MAX_ANSWER: u64 = 16 << 20;
/// Something else may listen there and say nothing.
const PATIENCE: Duration = Duration::from_secs(2);

/// What a client needs to know to use a running lab.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Inventory {
    /// Address of each service.
    pub services: Vec<Service>,
    /// The authority to trust.
    pub ca_file: PathBuf,
    /// Domain of the agents' JIDs.
    pub xmpp_domain: String,
    /// Queues that callers can dial.
    #[serde(default)]
    pub queues: Vec<Queue>,
    /// Accounts; the lab is a toy on loopback, so their passwords are no secret.
    pub agents: Vec<Agent>,
}

impl Inventory {
    /// Where the service of a well-known port listens.
    ///
    /// # Errors
    /// It is not in the list.
    pub fn address(&self, port: Port) -> io::Result<SocketAddr> {
        let found = self.services.iter().find(|service| service.what == port.what());
        found.map(|service| service.address).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

/// One listening service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// What it is.
    pub what: String,
    /// Where it listens.
    pub address: SocketAddr,
}

/// What the interface shows and does.
struct Shown {
    inventory: Inventory,
    trace: Trace,
    telephones: Telephones,
}

/// Serves the inventory at `/lab`, hops at `/trace?after=N`, and the telephones at `/calls` and `/phones/…`, until `stop` asks for the end.
pub(crate) fn serve(
    listener: TcpListener,
    inventory: Inventory,
    trace: Trace,
    telephones: Telephones,
    stop: &Stop,
) {
    let shared = Arc::new(Shown { inventory, trace, telephones });
    HttpServer::new(move |request| {
        let shared = Arc::clone(&shared);
        async move { answer(&request, &shared).await }
    })
    .spawn(listener, stop);
}

/// Whether the request is meant for this machine. A page of a stranger whose name suddenly means 127.0.0.1 says its own name here, and
/// must not learn the accounts.
fn is_for_us(request: &Request<Bytes>) -> bool {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

async fn answer(request: &Request<Bytes>, shown: &Shown) -> Response<Bytes> {
    if !is_for_us(request) {
        return status(StatusCode::FORBIDDEN);
    }
    let path: Vec<&str> = request.uri().path().split('/').skip(1).collect();
    // A page in a browser cannot send this type to another server without asking first, and is not allowed to.
    let json = request
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    match (request.method(), path.as_slice()) {
        (&Method::GET, ["lab"]) => body(&shown.inventory),
        (&Method::GET, ["trace"]) => {
            let after = request.uri().query().and_then(|q| q.strip_prefix("after=")).unwrap_or("0");
            match after.parse() {
                Ok(after) => body(&shown.trace.after(after)),
                Err(_) => status(StatusCode::BAD_REQUEST),
            }
        }
        (&Method::GET, ["calls"]) => match shown.telephones.calls().await {
            Ok(calls) => body(&calls),
            Err(error) => refuse(error),
        },
        (&Method::POST, ["calls" | "phones", ..]) if !json => status(StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (&Method::POST, ["calls"]) => {
            let asked = if request.body().is_empty() { Ok(NewCall::default()) } else { read(request.body()) };
            let placed = match asked {
                Ok(call) => shown.telephones.call(call).await,
                Err(error) => Err(error),
            };
            match placed {
                Ok(id) => body(&serde_json::json!({ "call": id })),
                Err(error) => refuse(error),
            }
        }
        (&Method::DELETE, ["calls", id]) => {
            let done = match id.parse() {
                Ok(id) => shown.telephones.hang_up(id).await,
                Err(_) => Err(CallError::NotFound),
            };
            done.map_or_else(refuse, |()| status(StatusCode::NO_CONTENT))
        }
        (&Method::POST, ["phones", extension, hand]) => {
            let done = match Hand::parse(hand) {
                Some(hand) => shown.telephones.phone((*extension).to_owned(), hand).await,
                None => Err(CallError::NotFound),
            };
            done.map_or_else(refuse, |()| status(StatusCode::NO_CONTENT))
        }
        (_, ["lab" | "trace" | "calls"] | ["calls", _] | ["phones", _, _]) => {
            status(StatusCode::METHOD_NOT_ALLOWED)
        }
        _ => status(StatusCode::NOT_FOUND),
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, CallError> {
    serde_json::from_slice(body).map_err(|error| CallError::Request(error.to_string()))
}

fn body<T: Serialize>(value: &T) -> Response<Bytes> {
    match serde_json::to_vec(value) {
        Ok(body) => {
            let mut response = Response::new(Bytes::from(body));
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            response
        }
        Err(_) => status(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

fn refuse(error: CallError) -> Response<Bytes> {
    let (code, why) = match error {
        CallError::Request(why) => (StatusCode::BAD_REQUEST, why),
        CallError::NotFound => (StatusCode::NOT_FOUND, "no such call or phone".to_owned()),
        CallError::Refused(why) => (StatusCode::CONFLICT, why),
        CallError::Gone => (StatusCode::SERVICE_UNAVAILABLE, "the engine has ended".to_owned()),
    };
    let mut response = body(&serde_json::json!({ "error": why }));
    *response.status_mut() = code;
    response
}

fn status(status: StatusCode) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = status;
    response
}

/// The lab that runs at these ports already, if any.
pub async fn find_running(ports: Ports) -> Option<Inventory> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, ports.number(Port::Control)));
    fetch(address, "/lab").await.ok()
}

/// The hops after number `seq` of the lab whose control port is `address`.
pub(crate) async fn hops_after(address: SocketAddr, seq: u64) -> io::Result<Vec<Hop>> {
    fetch(address, &format!("/trace?after={seq}")).await
}

/// Lets somebody outside call, at the lab whose control port is `address`. Gives the number of the call.
///
/// # Errors
/// The lab refuses, with its words, or cannot be reached.
pub async fn place_call(address: SocketAddr, call: &NewCall) -> io::Result<u32> {
    #[derive(Deserialize)]
    struct Placed {
        call: u32,
    }
    let body = serde_json::to_vec(call)?;
    let answer = exchange(address, "POST", "/calls", &body).await?;
    Ok(serde_json::from_slice::<Placed>(&answer)?.call)
}

/// The calls at the lab whose control port is `address`.
///
/// # Errors
/// The lab cannot be reached.
pub async fn calls(address: SocketAddr) -> io::Result<Vec<CallView>> {
    fetch(address, "/calls").await
}

/// The caller of a call hangs up.
///
/// # Errors
/// There is no such call, or the lab cannot be reached.
pub async fn hang_up(address: SocketAddr, call: u32) -> io::Result<()> {
    exchange(address, "DELETE", &format!("/calls/{call}"), b"").await.map(drop)
}

async fn fetch<T: DeserializeOwned>(address: SocketAddr, path: &str) -> io::Result<T> {
    Ok(serde_json::from_slice(&exchange(address, "GET", path, b"").await?)?)
}

/// One small request to our own server; HTTP/1.0, so that the end of the connection ends the body.
async fn exchange(address: SocketAddr, method: &str, path: &str, body: &[u8]) -> io::Result<Vec<u8>> {
    #[derive(Deserialize)]
    struct Refused {
        error: String,
    }
    let exchange = async {
        let mut stream = TcpStream::connect(address).await?;
        let head = format!(
            "{method} {path} HTTP/1.0\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(&[head.as_bytes(), body].concat()).await?;
        let mut answer = Vec::new();
        stream.take(MAX_ANSWER).read_to_end(&mut answer).await?;
        Ok::<_, io::Error>(answer)
    };
    let mut answer = tokio::time::timeout(PATIENCE, exchange).await??;
    let end_of_head = answer.windows(4).position(|w| w == b"\r\n\r\n").ok_or(io::ErrorKind::InvalidData)?;
    let body = answer.split_off(end_of_head + 4);
    if answer.get(9) == Some(&b'2') {
        return Ok(body);
    }
    let why = serde_json::from_slice::<Refused>(&body).map(|refused| refused.error);
    let line = answer.split(|b| *b == b'\r').next().unwrap_or_default();
    Err(io::Error::other(why.unwrap_or_else(|_| String::from_utf8_lossy(line).into_owned())))
}
