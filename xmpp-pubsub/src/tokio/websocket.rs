//! WebSocket (RFC 7395): a message an element.

use std::io;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::{TcpStream, ToSocketAddrs};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::http::{HeaderValue, StatusCode, header::SEC_WEBSOCKET_PROTOCOL};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, accept_hdr_async_with_config, client_async_with_config};

use crate::{ClientConfig, ClientEvent, ClientStream, ConnId, Framing};

use super::client::ClientTransport;
use super::gate::{Arrival, Gate, HANDSHAKE, Output};
use super::socket::Socket;
use super::tcp::Ended;
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
    mut socket: WebSocketStream<Socket>,
    mut outputs: mpsc::UnboundedReceiver<Output>,
) -> Result<(), Ended> {
    loop {
        tokio::select! {
            output = outputs.recv() => match output {
                Some(Output::Bytes(bytes)) => {
                    socket.send(text(bytes)?).await.map_err(|_| Ended)?;
                    gate.send(Arrival::Ready { conn }).await?;
                }
                Some(Output::StartTls) => return Err(Ended),
                Some(Output::Close) | None => {
                    let _ = timeout(HANDSHAKE, socket.close(None)).await;
                    return Ok(());
                }
            },
            message = socket.next() => match message {
                Some(Ok(Message::Text(text))) => {
                    gate.send(Arrival::Input { conn, bytes: text.into() }).await?;
                }
                // Pings are answered by the library as it is driven.
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                // WS-2: text only.
                _ => return Ok(()),
            },
        }
    }
}

fn text(bytes: Bytes) -> Result<Message, Ended> {
    bytes.try_into().map(Message::Text).map_err(|_| Ended)
}

/// A client's stream over a WebSocket. Call [`next`](Self::next) for events; between, use the machine's methods.
pub struct WebSocketConnection {
    stream: ClientStream,
    socket: WebSocketStream<Socket>,
    outgoing: Option<Message>,
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
        let socket = TcpStream::connect(address).await?;
        socket.set_nodelay(true)?;
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
        let (socket, response) =
            client_async_with_config(request, socket, Some(limits)).await.map_err(io::Error::other)?;
        if response.headers().get(SEC_WEBSOCKET_PROTOCOL).is_none_or(|name| name != PROTOCOL) {
            return Err(io::Error::other("the server does not speak xmpp here"));
        }
        let stream = ClientStream::new(config, Framing::WebSocket, security, seed, now());
        Ok(Self { stream, socket, outgoing: None })
    }

    /// The machine, to ask or send something; [`next`](Self::next) puts it on the network.
    pub fn stream(&mut self) -> &mut ClientStream {
        &mut self.stream
    }

    /// Works until something happens; `None` after the end. May be cancelled without loss.
    pub async fn next(&mut self) -> Option<ClientEvent> {
        loop {
            if self.transmit().await.is_err() {
                self.stream.handle_eof();
            }
            if let Some(event) = self.stream.poll_event() {
                return Some(event);
            }
            if self.stream.is_closed() {
                let _ = self.socket.close(None).await;
                return None;
            }
            tokio::select! {
                message = self.socket.next() => match message {
                    Some(Ok(Message::Text(text))) => self.stream.handle_element(now(), text.into()),
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    _ => self.stream.handle_eof(),
                },
                () = due(self.stream.poll_timeout()) => self.stream.handle_timeout(now()),
            }
        }
    }

    /// A message in hand is kept until the socket takes it.
    async fn transmit(&mut self) -> Result<(), Ended> {
        loop {
            if self.outgoing.is_some() {
                std::future::poll_fn(|cx| self.socket.poll_ready_unpin(cx)).await.map_err(|_| Ended)?;
                if let Some(message) = self.outgoing.take() {
                    self.socket.start_send_unpin(message).map_err(|_| Ended)?;
                }
            }
            match self.stream.poll_element() {
                Some(element) => self.outgoing = Some(text(element)?),
                None => break,
            }
        }
        self.socket.flush().await.map_err(|_| Ended)
    }
}
