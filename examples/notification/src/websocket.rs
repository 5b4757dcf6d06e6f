//! WebSocket on the ports of BOSH (RFC 7395): a message an element.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bosh::manager::Security;
use bosh::tokio::{Stream, Upgrade};
use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite};
use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::http::{HeaderValue, StatusCode, header::SEC_WEBSOCKET_PROTOCOL};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, accept_hdr_async_with_config};
use xmpp_pubsub::{ConnId, Framing};

use crate::core::Input;

/// Where it is served, with and without a slash at the end.
const PATH: &str = "/ws";
/// How long the handshake, or the end, may take.
const PATIENCE: Duration = Duration::from_secs(15);
/// The connections of XMPP's own ports are numbered from 0.
const FIRST: u64 = 1 << 48;

/// What a connection is told.
pub(crate) enum Output {
    Message(Bytes),
    Close,
}

/// What came: for the core, and at the start where to put what goes out.
pub(crate) type Arrival = (Input, Option<mpsc::Sender<Output>>);

/// Takes connections over.
pub(crate) struct WebSockets {
    arrivals: mpsc::Sender<Arrival>,
    next: AtomicU64,
    room: Arc<Semaphore>,
    max_message: usize,
}

impl WebSockets {
    /// `connections` at once at most; more are refused. A message may have `max_message` bytes.
    pub(crate) fn new(connections: usize, max_message: usize) -> (Arc<Self>, mpsc::Receiver<Arrival>) {
        let (arrivals, taken) = mpsc::channel(1024);
        let room = Arc::new(Semaphore::new(connections));
        (Arc::new(Self { arrivals, next: AtomicU64::new(FIRST), room, max_message }), taken)
    }
}

impl Upgrade for WebSockets {
    fn serves(&self, path: &str) -> bool {
        path.strip_suffix('/').unwrap_or(path) == PATH
    }

    fn upgrade(
        &self,
        stream: Box<dyn Stream>,
        read: Bytes,
        security: Security,
    ) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        let conn = ConnId(self.next.fetch_add(1, Ordering::Relaxed));
        let (arrivals, max_message) = (self.arrivals.clone(), self.max_message);
        let room = Arc::clone(&self.room).try_acquire_owned();
        Box::pin(async move {
            let Ok(_place) = room else { return };
            let (reader, writer) = tokio::io::split(stream);
            let stream = tokio::io::join(std::io::Cursor::new(read).chain(reader), writer);
            let Ok(Some(socket)) = timeout(PATIENCE, accept(stream, max_message)).await else { return };
            let (output, outputs) = mpsc::channel(4);
            let security = crate::core::security_of(security);
            let opened = Input::Connected { conn, framing: Framing::WebSocket, security };
            if arrivals.send((opened, Some(output))).await.is_ok() {
                let _ = move_messages(&arrivals, conn, socket, outputs).await;
                let _ = arrivals.send((Input::Ended { conn }, None)).await;
            }
        })
    }
}

/// WS-1 of our rules: whoever does not name the protocol is refused.
async fn accept<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    max_message: usize,
) -> Option<WebSocketStream<S>> {
    // The error type is the library's.
    #[allow(clippy::result_large_err)]
    let check = |request: &Request, mut response: Response| {
        let offers = |value: &HeaderValue| {
            let list = value.to_str().unwrap_or_default();
            list.split(',').any(|name| name.trim().eq_ignore_ascii_case("xmpp"))
        };
        if request.headers().get_all(SEC_WEBSOCKET_PROTOCOL).iter().any(offers) {
            response.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static("xmpp"));
            return Ok(response);
        }
        let mut refusal = ErrorResponse::new(Some("the subprotocol must be xmpp".to_owned()));
        *refusal.status_mut() = StatusCode::BAD_REQUEST;
        Err(refusal)
    };
    let limits =
        WebSocketConfig::default().max_message_size(Some(max_message)).max_frame_size(Some(max_message));
    accept_hdr_async_with_config(stream, check, Some(limits)).await.ok()
}

/// The connection, or the service, is gone.
struct Gone;

/// A peer that does not read is gone too.
async fn in_time<T, E>(writing: impl Future<Output = Result<T, E>>) -> Result<T, Gone> {
    timeout(PATIENCE, writing).await.map_err(|_| Gone)?.map_err(|_| Gone)
}

async fn move_messages<S: AsyncRead + AsyncWrite + Unpin>(
    arrivals: &mpsc::Sender<Arrival>,
    conn: ConnId,
    mut socket: WebSocketStream<S>,
    mut outputs: mpsc::Receiver<Output>,
) -> Result<(), Gone> {
    loop {
        tokio::select! {
            output = outputs.recv() => match output {
                Some(Output::Message(bytes)) => {
                    let text = bytes.try_into().map_err(|_| Gone)?;
                    in_time(socket.send(Message::Text(text))).await?;
                    arrivals.send((Input::Writable { conn }, None)).await.map_err(|_| Gone)?;
                }
                Some(Output::Close) | None => {
                    let _ = timeout(PATIENCE, socket.close(None)).await;
                    return Ok(());
                }
            },
            message = socket.next() => match message {
                Some(Ok(Message::Text(text))) => {
                    let input = Input::Bytes { conn, bytes: text.into() };
                    arrivals.send((input, None)).await.map_err(|_| Gone)?;
                }
                // The library answers as it is driven, and keeps what the peer does not take: nothing more is read before.
                Some(Ok(Message::Ping(_))) => in_time(socket.flush()).await?,
                Some(Ok(Message::Pong(_))) => {}
                // WS-2: text only.
                _ => return Ok(()),
            },
        }
    }
}
