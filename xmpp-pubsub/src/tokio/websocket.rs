//! WebSocket (RFC 7395): a message an element.

use std::future::poll_fn;
use std::io;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::ToSocketAddrs;
use tokio::time::{Instant, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::http::{HeaderValue, StatusCode, header::SEC_WEBSOCKET_PROTOCOL};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, accept_hdr_async_with_config, client_async_with_config};

use crate::{ClientConfig, ClientEvent, ClientStream, ConnId, Framing};

use super::client::{ClientTransport, PATIENCE, dial, name_bindings};
use super::gate::{Arrival, Gate, HANDSHAKE};
use super::line::{Output, Told};
use super::socket::Socket;
use super::tcp::{Ended, wait};
use super::{due, now};

const PROTOCOL: &str = "xmpp";

fn limits(max_message: usize) -> WebSocketConfig {
    WebSocketConfig::default().max_message_size(Some(max_message)).max_frame_size(Some(max_message))
}

/// WS-1: whoever does not name the protocol is refused.
pub(super) async fn accept(socket: Socket, max_message: usize) -> Option<WebSocketStream<Socket>> {
    // The error type is the library's.
    #[allow(clippy::result_large_err)]
    let check = |request: &Request, mut response: Response| {
        let offered = request.headers().get_all(SEC_WEBSOCKET_PROTOCOL);
        let offers = |value: &HeaderValue| {
            value
                .to_str()
                .is_ok_and(|list| list.split(',').any(|name| name.trim().eq_ignore_ascii_case(PROTOCOL)))
        };
        if offered.iter().any(offers) {
            response.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(PROTOCOL));
            Ok(response)
        } else {
            let mut refusal = ErrorResponse::new(Some("the subprotocol must be xmpp".to_owned()));
            *refusal.status_mut() = StatusCode::BAD_REQUEST;
            Err(refusal)
        }
    };
    let accepting = accept_hdr_async_with_config(socket, check, Some(limits(max_message)));
    timeout(HANDSHAKE, accepting).await.ok()?.ok()
}

pub(super) async fn move_messages(
    gate: &Gate,
    conn: ConnId,
    socket: WebSocketStream<Socket>,
    mut told: Told,
) -> Result<(), Ended> {
    gate.tell_tls(conn, socket.get_ref()).await?;
    let mut messages = Messages { socket, outgoing: None, unflushed: false, unanswered: 0 };
    let mut until = None;
    loop {
        tokio::select! {
            // Too much was told, or this is the end: a peer that does not read cannot hold the task.
            last = &mut told.ending, if until.is_none() => match last {
                Ok(()) => until = Some(Instant::now() + HANDSHAKE),
                Err(_) => return Ok(()),
            },
            () = wait(until) => return Ok(()),
            output = told.outputs.recv(), if messages.takes_more() => {
                output.iter().for_each(|output| told.taken(output));
                match output {
                    Some(Output::Bytes(bytes)) => messages.outgoing = Some(text(bytes)?),
                    Some(Output::StartTls) => return Err(Ended),
                    Some(Output::Close) | None => {
                        let _ = timeout(HANDSHAKE, messages.socket.close(None)).await;
                        return Ok(());
                    }
                }
            },
            done = messages.exchange() => match done? {
                Done::Written => gate.send(Arrival::Ready { conn }).await?,
                Done::Arrived(bytes) => gate.send(Arrival::Input { conn, bytes }).await?,
                Done::Ended => return Ok(()),
            },
        }
    }
}

/// A WebSocket that is written and read at once, so that neither side waits for the other to read.
struct Messages {
    socket: WebSocketStream<Socket>,
    outgoing: Option<Message>,
    /// The library holds something that is not on the network yet.
    unflushed: bool,
    /// Pings since all that the library holds was on the network: it keeps an answer to each.
    unanswered: usize,
}

/// Pings of a peer that does not read; more end the connection (SEC-6).
const MAX_UNANSWERED: usize = 1024;

enum Done {
    /// What was given is on the network.
    Written,
    /// A message of text.
    Arrived(Bytes),
    /// The peer has closed, or does not keep to WS-2: text only.
    Ended,
}

impl Messages {
    fn takes_more(&self) -> bool {
        self.outgoing.is_none() && !self.unflushed
    }

    /// May be cancelled without loss.
    async fn exchange(&mut self) -> Result<Done, Ended> {
        poll_fn(|cx| self.poll_exchange(cx)).await
    }

    fn poll_exchange(&mut self, cx: &mut Context<'_>) -> Poll<Result<Done, Ended>> {
        if self.outgoing.is_some() && self.socket.poll_ready_unpin(cx).map_err(|_| Ended)?.is_ready() {
            if let Some(message) = self.outgoing.take() {
                self.socket.start_send_unpin(message).map_err(|_| Ended)?;
            }
            self.unflushed = true;
        }
        if self.unflushed && self.socket.poll_flush_unpin(cx).map_err(|_| Ended)?.is_ready() {
            self.unflushed = false;
            return Poll::Ready(Ok(Done::Written));
        }
        loop {
            return Poll::Ready(Ok(match ready!(self.socket.poll_next_unpin(cx)) {
                Some(Ok(Message::Text(text))) => Done::Arrived(text.into()),
                Some(Ok(Message::Ping(_))) => {
                    // The library answers as it is driven, and keeps what the peer does not take.
                    if self.socket.poll_flush_unpin(cx).map_err(|_| Ended)?.is_ready() {
                        self.unanswered = 0;
                        if !std::mem::take(&mut self.unflushed) {
                            continue;
                        }
                        Done::Written
                    } else {
                        self.unanswered += 1;
                        if self.unanswered <= MAX_UNANSWERED {
                            continue;
                        }
                        Done::Ended
                    }
                }
                Some(Ok(Message::Pong(_))) => continue,
                _ => Done::Ended,
            }));
        }
    }
}

fn text(bytes: Bytes) -> Result<Message, Ended> {
    bytes.try_into().map(Message::Text).map_err(|_| Ended)
}

/// A client's stream over a WebSocket. Call [`next`](Self::next) for events; between, use the machine's methods.
pub struct WebSocketConnection {
    stream: ClientStream,
    messages: Messages,
}

impl WebSocketConnection {
    /// Connects to an address and asks for `path`, such as `/ws`. `seed` must be random and used for nothing else.
    ///
    /// # Errors
    /// There is nobody at the address, TLS fails, or the server does not speak XMPP over WebSocket.
    pub async fn connect(
        address: impl ToSocketAddrs,
        path: &str,
        config: Arc<ClientConfig>,
        transport: ClientTransport,
        seed: [u8; 32],
    ) -> io::Result<Self> {
        let socket = dial(address).await?;
        let (socket, scheme) = match transport {
            ClientTransport::Clear => (Socket::Clear(socket), "ws"),
            #[cfg(feature = "tls")]
            ClientTransport::Direct(tls) | ClientTransport::StartTls(tls) => {
                (super::client::handshake(tls, &config, socket)?.await?, "wss")
            }
        };
        let security = socket.security();
        let uri = format!("{scheme}://{}{path}", config.domain.domain());
        let mut request = uri.into_client_request().map_err(io::Error::other)?;
        request.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(PROTOCOL));
        let limits = limits(config.limits.bytes);
        let connecting = client_async_with_config(request, socket, Some(limits));
        let (socket, response) = timeout(PATIENCE, connecting).await?.map_err(io::Error::other)?;
        if response.headers().get(SEC_WEBSOCKET_PROTOCOL).is_none_or(|name| name != PROTOCOL) {
            return Err(io::Error::other("the server does not speak xmpp here"));
        }
        let mut stream = ClientStream::new(config, Framing::WebSocket, security, seed, now());
        name_bindings(&mut stream, socket.get_ref());
        Ok(Self { stream, messages: Messages { socket, outgoing: None, unflushed: false, unanswered: 0 } })
    }

    /// The machine, to ask or send something; [`next`](Self::next) puts it on the network.
    pub fn stream(&mut self) -> &mut ClientStream {
        &mut self.stream
    }

    /// Works until something happens; `None` after the end. May be cancelled without loss.
    pub async fn next(&mut self) -> Option<ClientEvent> {
        loop {
            if self.give_next().is_err() {
                self.stream.handle_eof();
            }
            if let Some(event) = self.stream.poll_event() {
                return Some(event);
            }
            if self.stream.is_closed() {
                // A server that does not read cannot hold us.
                let _ = timeout(PATIENCE, self.finish()).await;
                return None;
            }
            tokio::select! {
                done = self.messages.exchange() => match done {
                    Ok(Done::Written) => {}
                    Ok(Done::Arrived(text)) => self.stream.handle_element(now(), text),
                    Ok(Done::Ended) | Err(Ended) => self.stream.handle_eof(),
                },
                () = due(self.stream.poll_timeout()) => self.stream.handle_timeout(now()),
            }
        }
    }

    /// One message at a time: the next one is taken from the machine when this one is on the network.
    fn give_next(&mut self) -> Result<(), Ended> {
        if self.messages.takes_more()
            && let Some(element) = self.stream.poll_element()
        {
            self.messages.outgoing = Some(text(element)?);
        }
        Ok(())
    }

    /// The last words.
    async fn finish(&mut self) -> Result<(), Ended> {
        while !self.messages.takes_more() {
            if let Done::Ended = self.messages.exchange().await? {
                break;
            }
            self.give_next()?;
        }
        self.messages.socket.close(None).await.map_err(|_| Ended)
    }
}
