//! The connections the core asks for: one task each, bytes both ways.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use rustls_pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_rustls::TlsConnector;

use super::driver::Input;
use crate::Link;

/// Longest time for a connection and its TLS handshake.
const CONNECT: Duration = Duration::from_secs(10);
/// Pieces of output that may wait for a connection; one that takes no more is ended.
const WAITING: usize = 1024;

/// Where a link goes to.
#[derive(Clone)]
pub(super) struct Target {
    pub(super) address: String,
    pub(super) tls: Option<(Arc<rustls::ClientConfig>, ServerName<'static>)>,
}

/// The driver's end of a connection. When it is dropped the connection ends.
pub(super) struct Wire {
    pub(super) out: mpsc::Sender<Bytes>,
    pub(super) number: u64,
}

/// Connects, tells the driver, and moves bytes until either end is gone.
pub(super) fn connect(link: Link, number: u64, target: Target, inbox: mpsc::Sender<Input>) -> Wire {
    let (out, output) = mpsc::channel(WAITING);
    tokio::spawn(async move {
        let ended = run(link, number, &target, &inbox, output).await;
        if let Err(error) = &ended {
            tracing::debug!(?link, address = %target.address, %error, "connection ended");
        }
        // A driver that has ended needs no news.
        let _ = inbox.send(Input::Disconnected { link, number }).await;
    });
    Wire { out, number }
}

async fn run(
    link: Link,
    number: u64,
    target: &Target,
    inbox: &mpsc::Sender<Input>,
    output: mpsc::Receiver<Bytes>,
) -> std::io::Result<()> {
    let connect = async {
        let tcp = TcpStream::connect(&target.address).await?;
        tcp.set_nodelay(true)?;
        match &target.tls {
            None => Ok(Socket::Plain(tcp)),
            Some((config, name)) => {
                let connector = TlsConnector::from(Arc::clone(config));
                connector.connect(name.clone(), tcp).await.map(|tls| Socket::Tls(Box::new(tls)))
            }
        }
    };
    let socket = tokio::time::timeout(CONNECT, connect).await.map_err(|_| std::io::ErrorKind::TimedOut)??;
    if inbox.send(Input::Connected { link, number }).await.is_err() {
        return Ok(());
    }
    match socket {
        Socket::Plain(socket) => pump(link, number, socket, inbox, output).await,
        Socket::Tls(socket) => pump(link, number, socket, inbox, output).await,
    }
}

enum Socket {
    Plain(TcpStream),
    Tls(Box<tokio_rustls::client::TlsStream<TcpStream>>),
}

async fn pump(
    link: Link,
    number: u64,
    socket: impl AsyncRead + AsyncWrite,
    inbox: &mpsc::Sender<Input>,
    mut output: mpsc::Receiver<Bytes>,
) -> std::io::Result<()> {
    let (mut reader, mut writer) = tokio::io::split(socket);
    let read = async {
        let mut buffer = BytesMut::with_capacity(16 << 10);
        while reader.read_buf(&mut buffer).await? > 0 {
            let bytes = buffer.split().freeze();
            if inbox.send(Input::Bytes { link, number, bytes }).await.is_err() {
                break;
            }
            buffer.reserve(16 << 10);
        }
        Ok(())
    };
    let write = async {
        while let Some(bytes) = output.recv().await {
            writer.write_all(&bytes).await?;
            writer.flush().await?;
        }
        writer.shutdown().await
    };
    tokio::select! {
        ended = read => ended,
        ended = write => ended,
    }
}
