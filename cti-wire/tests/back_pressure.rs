//! What happens when the other side does not read: the caller is told, and nothing piles up.
#![cfg(feature = "tokio")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use cti_wire::client::{Config, FailoverConfig, FailoverEvent};
use cti_wire::tokio::{Connection, FailoverConnection};
use cti_wire::{Frame, InvokeId, MAX_MESSAGE, Message, MessageType, OpenConf, ServiceMask, SessionError};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

const LIMIT: usize = 64 * 1024;

fn config() -> Config {
    Config { max_output: LIMIT, max_pending: usize::MAX, ..Config::default() }
}

/// Takes one message and grants the session; after that it reads nothing more.
async fn grant(stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) {
    let length = stream.read_u32().await.unwrap();
    let mut rest = vec![0; length as usize + 4];
    stream.read_exact(&mut rest).await.unwrap();
    let conf = OpenConf {
        invoke_id: InvokeId(1),
        services_granted: ServiceMask::ALL_EVENTS,
        peripheral_online: true,
        ..OpenConf::default()
    };
    let frame = conf.build(&Config::default().profile).finish().unwrap();
    stream.write_all(&frame.to_bytes()).await.unwrap();
}

/// A large request.
fn request() -> Frame {
    Frame { message_type: MessageType::QUERY_AGENT_STATE_REQ, body: vec![0; MAX_MESSAGE - 100].into() }
}

#[tokio::test]
async fn a_connection_that_takes_no_bytes_refuses_requests() {
    let (ours, mut theirs) = tokio::io::duplex(1024);
    let (opened, ()) = tokio::join!(Connection::open(ours, config()), grant(&mut theirs));
    let (mut connection, _) = opened.unwrap();
    let mut taken = 0;
    let refused = loop {
        match connection.request(&request()) {
            Ok(_) => taken += request().encoded_len(),
            Err(error) => break error,
        }
        // Drives the connection as far as it goes.
        assert_eq!(poll(connection.next()).await, None);
        assert!(taken < 10 * LIMIT, "{taken} bytes pile up");
    };
    assert_eq!(refused, SessionError::OutputFull);
    // It takes requests again when the other side reads.
    let mut sink = vec![0; LIMIT];
    let mut read = 0;
    while connection.request(&request()).is_err() {
        tokio::select! {
            biased;
            n = theirs.read(&mut sink) => read += n.unwrap(),
            event = connection.next() => panic!("{event:?}"),
        }
        assert!(read <= taken, "{read} bytes were read, and nothing is taken");
    }
}

#[tokio::test]
async fn a_master_that_takes_no_bytes_refuses_requests() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        grant(&mut stream).await;
        // Held, and never read.
        std::future::pending::<()>().await;
        drop(stream);
    });
    let config = FailoverConfig { session: config(), ..FailoverConfig::default() };
    let mut client = FailoverConnection::new([address], config, [1; 32]).unwrap();
    while !matches!(client.next().await, Some(FailoverEvent::InService(_))) {}
    // What the kernel holds for both ends is some megabytes; far more than that would have piled up here.
    let mut taken = 0;
    let refused = loop {
        match client.request(&request()) {
            Ok(_) => taken += request().encoded_len(),
            Err(error) => break error,
        }
        assert!(taken < 64 << 20, "{taken} bytes pile up");
        let _ = poll(client.next()).await;
    };
    assert_eq!(refused, SessionError::OutputFull);
    server.abort();
}

/// Polls a future a few times and drops it: `None` if it is not ready.
async fn poll<T>(future: impl Future<Output = Option<T>>) -> Option<T> {
    tokio::select! {
        biased;
        value = future => value,
        () = async { for _ in 0..8 { tokio::task::yield_now().await } } => None,
    }
}
