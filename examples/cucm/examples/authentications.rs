//! How many authentications the emulator answers over kept TLS connections, beside a canned answer of the same bytes on the
//! same HTTP server.
//!
//! ```console
//! cargo run --release -p cucm --example authentications -- --connections 16 --seconds 2 --rounds 3 --at-least 0.3
//! ```
//!
//! Client and server share the machine, and the rounds alternate, so that the ratio says more than the rates.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axl_soap::{Call, Credentials, Proof, Secret, Version};
use bytes::Bytes;
use clap::Parser;
use cucm::{AXL_GROUP, AppUserSeed, Config, Listeners, UserSeed, start};
use host::{HttpServer, Stop};
use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, HOST, SET_COOKIE};
use http::{HeaderValue, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use rustls::pki_types::{PrivatePkcs8KeyDer, ServerName};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsConnector;

/// Authentications a second over kept TLS connections.
#[derive(Debug, Parser)]
struct Options {
    /// Connections, each with one request at a time.
    #[arg(long, default_value_t = 16)]
    connections: usize,
    /// How long each round lasts.
    #[arg(long, default_value_t = 2)]
    seconds: u64,
    /// How many rounds; the best of each kind counts.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// How many users there are to ask for.
    #[arg(long, default_value_t = 1_000)]
    users: u32,
    /// Fail if the emulator answers less than this share of what the canned answer reaches.
    #[arg(long)]
    at_least: Option<f64>,
}

type Failure = Box<dyn Error + Send + Sync>;
type Connection = SendRequest<Full<Bytes>>;

/// How a request says who sends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Proven {
    /// With the password, each time.
    Password,
    /// With the cookie of the first answer.
    Session,
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let options = Options::parse();
    let (server, client) = certificate()?;
    let config = Config {
        users: (1..=options.users).map(user).collect(),
        app_users: vec![AppUserSeed {
            userid: "axl".to_owned(),
            password: Secret::new("cisco"),
            groups: vec![AXL_GROUP.to_owned()],
            devices: Vec::new(),
        }],
        tls: Some(Arc::clone(&server)),
        ..Config::default()
    };
    let running = start(config, Listeners { axl: TcpListener::bind("127.0.0.1:0").await? }).await?;

    let mut first = connect(&client, running.axl).await?;
    let (status, answer) = ask(&mut first, request(1, Proven::Password, None)?).await?;
    if status != StatusCode::OK || !contains(answer.body(), "<userAuthenticated>true<") {
        return Err(format!("the emulator answered {status}").into());
    }
    let stop = Stop::new();
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let canned = listener.local_addr()?;
    HttpServer::new(move |_: Request<Bytes>| std::future::ready(answer.clone()))
        .tls(server)
        .spawn(listener, &stop);

    let mut best = [0.0_f64; 3];
    let kinds = [
        ("canned answer", canned, Proven::Password),
        ("password each time", running.axl, Proven::Password),
        ("session cookie", running.axl, Proven::Session),
    ];
    for _ in 0..options.rounds.max(1) {
        for (best, (_, to, proven)) in best.iter_mut().zip(kinds) {
            *best = best.max(round(&options, &client, to, proven).await?);
        }
    }
    let [floor, ..] = best;
    println!("{} connections over TLS, best of {} rounds:", options.connections, options.rounds.max(1));
    for (rate, (name, ..)) in best.iter().zip(kinds) {
        println!("{name:>20}: {rate:>8.0} a second, {:.2} of the canned answer", rate / floor);
    }
    stop.stop().await;
    running.stop().await;
    match options.at_least {
        Some(share) if best.iter().any(|rate| rate / floor < share) => {
            Err(format!("less than {share} of the canned answer").into())
        }
        _ => Ok(()),
    }
}

fn user(n: u32) -> UserSeed {
    UserSeed {
        userid: format!("agent{n}"),
        password: Secret::new("cisco"),
        pin: None,
        first_name: "Agent".to_owned(),
        last_name: n.to_string(),
        extension: None,
        groups: Vec::new(),
    }
}

/// A certificate that signs itself, and a client that believes nothing else.
fn certificate() -> Result<(Arc<rustls::ServerConfig>, Arc<rustls::ClientConfig>), Failure> {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()])?;
    let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let server = rustls::ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key.into())?;
    let mut roots = rustls::RootCertStore::empty();
    roots.add(made.cert.der().clone())?;
    let client = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok((Arc::new(server), Arc::new(client)))
}

async fn connect(client: &Arc<rustls::ClientConfig>, to: SocketAddr) -> Result<Connection, Failure> {
    let stream = TcpStream::connect(to).await?;
    stream.set_nodelay(true)?;
    let name = ServerName::try_from("localhost")?;
    let stream = TlsConnector::from(Arc::clone(client)).connect(name, stream).await?;
    let (connection, driver) = handshake(TokioIo::new(stream)).await?;
    tokio::spawn(driver);
    Ok(connection)
}

fn request(n: u32, proven: Proven, cookie: Option<&HeaderValue>) -> Result<Request<Full<Bytes>>, Failure> {
    let call =
        Call::authenticate(&format!("agent{n}"), &Proof::Password(Secret::new("cisco"))).sequence(n.into());
    let builder = Request::post("/axl/")
        .header(HOST, "localhost")
        .header(CONTENT_TYPE, "text/xml; charset=utf-8")
        .header("SOAPAction", "\"CUCM:DB ver=15.0 doAuthenticateUser\"");
    let builder = match (proven, cookie) {
        (Proven::Session, Some(cookie)) => builder.header(COOKIE, cookie),
        _ => builder.header(AUTHORIZATION, Credentials::new("axl", "cisco").to_authorization()),
    };
    Ok(builder.body(Full::new(call.to_bytes(Version::V15_0)))?)
}

async fn ask(
    connection: &mut Connection,
    request: Request<Full<Bytes>>,
) -> Result<(StatusCode, Response<Bytes>), Failure> {
    // The task that drives the connection may not have seen the end of the answer before.
    connection.ready().await?;
    let (head, body) = connection.send_request(request).await?.into_parts();
    let mut response = Response::new(body.collect().await?.to_bytes());
    response.headers_mut().extend(head.headers);
    Ok((head.status, response))
}

/// Answers a second while all connections are busy.
async fn round(
    options: &Options,
    client: &Arc<rustls::ClientConfig>,
    to: SocketAddr,
    proven: Proven,
) -> Result<f64, Failure> {
    let mut connections = Vec::new();
    for _ in 0..options.connections.max(1) {
        let mut connection = connect(client, to).await?;
        let (_, first) = ask(&mut connection, request(1, proven, None)?).await?;
        let cookie = first.headers().get(SET_COOKIE).cloned();
        connections.push((connection, cookie));
    }
    let begin = Instant::now();
    let end = begin + Duration::from_secs(options.seconds.max(1));
    let users = options.users.max(1);
    let tasks = connections.into_iter().enumerate().map(|(at, (mut connection, cookie))| {
        tokio::spawn(async move {
            let mut answered = 0_u32;
            while Instant::now() < end {
                let user = (answered.wrapping_mul(31) + at as u32) % users + 1;
                let (status, answer) = ask(&mut connection, request(user, proven, cookie.as_ref())?).await?;
                if status != StatusCode::OK || !contains(answer.body(), "<userAuthenticated>true<") {
                    return Err(Failure::from(format!("an answer with {status}")));
                }
                answered += 1;
            }
            Ok::<_, Failure>(answered)
        })
    });
    let mut answered = 0;
    for task in tasks.collect::<Vec<_>>() {
        answered += task.await??;
    }
    Ok(f64::from(answered) / begin.elapsed().as_secs_f64())
}

fn contains(body: &[u8], text: &str) -> bool {
    body.windows(text.len()).any(|window| window == text.as_bytes())
}
