//! Listening.

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

use super::Gate;
use crate::manager::Security;

/// How connections are secured.
#[derive(Clone)]
#[non_exhaustive]
pub enum Tls {
    /// Not at all.
    Off,
    /// TLS from the first byte.
    #[cfg(feature = "tls")]
    On(Arc<rustls::ServerConfig>),
}

/// Accepts connections until `stop` resolves; then answers the requests under way, and returns when all connections
/// have ended.
pub async fn serve(listener: TcpListener, gate: Gate, tls: Tls, stop: impl Future<Output = ()>) {
    let room = Arc::new(Semaphore::new(gate.config.connections));
    let (stopping, stopped) = watch::channel(false);
    let mut stop = std::pin::pin!(stop);
    loop {
        let next = async {
            let place = Arc::clone(&room).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            next = next => next,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, _)) => {
                let (gate, tls, mut stopped) = (gate.clone(), tls.clone(), stopped.clone());
                tokio::spawn(async move {
                    // An error means that the listener is gone, which is an end as well.
                    let stop = async move { drop(stopped.wait_for(|s| *s).await) };
                    let _ = accept(stream, gate, tls, stop).await;
                    drop(place);
                });
            }
            // Out of descriptors: accepting again at once would spin.
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
    drop(listener);
    drop(stopped);
    let _ = stopping.send(true);
    stopping.closed().await;
}

async fn accept(stream: TcpStream, gate: Gate, tls: Tls, stop: impl Future<Output = ()>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    match tls {
        Tls::Off => serve_connection(stream, gate, Security::Clear, stop).await,
        #[cfg(feature = "tls")]
        Tls::On(config) => {
            let handshake = tokio_rustls::TlsAcceptor::from(config).accept(stream);
            let stream = tokio::time::timeout(gate.config.head_time, handshake).await??;
            let security = certificate(&stream).map_or(Security::Tls, Security::Certificate);
            serve_connection(stream, gate, security, stop).await
        }
    }
}

#[cfg(feature = "tls")]
fn certificate(stream: &tokio_rustls::server::TlsStream<TcpStream>) -> Option<[u8; 32]> {
    use sha2::Digest as _;
    let (_, connection) = stream.get_ref();
    let leaf = connection.peer_certificates()?.first()?;
    Some(sha2::Sha256::digest(leaf).into())
}

/// Serves one connection until it ends, or until `stop` resolves and the request under way is answered.
///
/// # Errors
///
/// What hyper reports of the connection: broken HTTP, a slow head, a request without an answer.
pub async fn serve_connection(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    gate: Gate,
    security: Security,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let head_time = gate.config.head_time;
    let gate = &gate;
    let service = service_fn(move |request| gate.exchange(request, security));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head_time)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    ended.map_err(io::Error::other)
}
