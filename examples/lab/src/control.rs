//! The lab's own small interface on loopback: which services run where, and the trace.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use host::{HttpServer, Stop};
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::config::Agent;
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

/// Serves the inventory at `/lab` and hops at `/trace?after=N` until `stop` asks for the end.
pub(crate) fn serve(listener: TcpListener, inventory: Inventory, trace: Trace, stop: &Stop) {
    let shared = Arc::new((inventory, trace));
    HttpServer::new(move |request| {
        let shared = Arc::clone(&shared);
        async move { answer(&request, &shared.0, &shared.1) }
    })
    .spawn(listener, stop);
}

fn answer(request: &Request<Bytes>, inventory: &Inventory, trace: &Trace) -> Response<Bytes> {
    let body = match request.uri().path() {
        _ if request.method() != Method::GET => return status(StatusCode::METHOD_NOT_ALLOWED),
        "/lab" => serde_json::to_vec(inventory),
        "/trace" => {
            let after = request.uri().query().and_then(|q| q.strip_prefix("after=")).unwrap_or("0");
            let Ok(after) = after.parse() else { return status(StatusCode::BAD_REQUEST) };
            serde_json::to_vec(&trace.after(after))
        }
        _ => return status(StatusCode::NOT_FOUND),
    };
    match body {
        Ok(body) => {
            let mut response = Response::new(Bytes::from(body));
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            response
        }
        Err(_) => status(StatusCode::INTERNAL_SERVER_ERROR),
    }
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

/// One small GET to our own server; HTTP/1.0, so that the end of the connection ends the body.
async fn fetch<T: DeserializeOwned>(address: SocketAddr, path: &str) -> io::Result<T> {
    let exchange = async {
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(format!("GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n").as_bytes()).await?;
        let mut answer = Vec::new();
        stream.take(MAX_ANSWER).read_to_end(&mut answer).await?;
        Ok::<_, io::Error>(answer)
    };
    let answer = tokio::time::timeout(PATIENCE, exchange).await??;
    let end_of_head = answer.windows(4).position(|w| w == b"\r\n\r\n").ok_or(io::ErrorKind::InvalidData)?;
    Ok(serde_json::from_slice(answer.get(end_of_head + 4..).unwrap_or_default())?)
}
