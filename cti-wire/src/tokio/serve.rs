//! Many sessions on a listener.

use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::{now, sleep_until};
use crate::session::{ConnId, Deadline, Now, PeerError, SessionError, Transmit};

/// What [`serve`] drives: a [`Server`](crate::server::Server) with the host that answers it.
pub trait Machine {
    /// A connection has been accepted.
    ///
    /// # Errors
    /// It is not wanted, and closed at once.
    fn handle_connect(&mut self, now: Now, conn: ConnId) -> Result<(), SessionError>;
    /// Bytes have come.
    ///
    /// # Errors
    /// The client broke the protocol. For the log: `poll_close` tells what to do.
    fn handle_input(&mut self, now: Now, conn: ConnId, bytes: &[u8]) -> Result<(), PeerError>;
    /// A connection has ended.
    fn handle_disconnect(&mut self, now: Now, conn: ConnId);
    /// Time has passed.
    fn handle_timeout(&mut self, now: Now);
    /// Bytes to send.
    #[must_use]
    fn poll_transmit(&mut self) -> Option<Transmit>;
    /// A connection to close once everything for it is written.
    #[must_use]
    fn poll_close(&mut self) -> Option<ConnId>;
    /// When to call `handle_timeout`.
    #[must_use]
    fn poll_timeout(&self) -> Option<Deadline>;
    /// Bytes have been written.
    fn sent(&mut self, conn: ConnId, bytes: usize);
}

/// Something to do with the machine between two events.
pub type Control<M> = Box<dyn FnOnce(&mut M, Now) + Send>;

/// What connections report to the loop. Few at a time: whoever sends more than is worked off waits, and so does the
/// client behind it.
const REPORTS: usize = 256;
/// Chunks that may wait for one connection. The machine counts bytes and drops a slow reader long before.
const CHUNKS: usize = 1 << 20;
/// How long last words may take.
const LAST_WORDS: Duration = Duration::from_secs(2);

enum Report {
    Input(ConnId, Bytes),
    Sent(ConnId, usize),
    Gone(ConnId),
}

/// Serves until `controls` is closed, then gives the machine back. Connections end with it.
///
/// # Errors
/// The listener failed for good.
pub async fn serve<M: Machine>(
    listener: TcpListener,
    mut machine: M,
    mut controls: mpsc::Receiver<Control<M>>,
) -> io::Result<M> {
    let (reports, mut inbox) = mpsc::channel(REPORTS);
    let mut writers: BTreeMap<ConnId, Writer> = BTreeMap::new();
    let mut last = 0;
    loop {
        drain(&mut machine, &mut writers);
        let deadline = machine.poll_timeout().map(|deadline| deadline.at);
        tokio::select! {
            control = controls.recv() => match control {
                Some(control) => control(&mut machine, now()),
                None => break,
            },
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else {
                    // Out of descriptors, or a connection that died at once: go on a little later.
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                };
                last += 1;
                let conn = ConnId(last);
                if machine.handle_connect(now(), conn).is_ok() {
                    writers.insert(conn, start(stream, conn, reports.clone()));
                }
            }
            Some(report) = inbox.recv() => match report {
                Report::Input(conn, bytes) => {
                    // What follows from an error is told by `poll_close`.
                    let _ = machine.handle_input(now(), conn, &bytes);
                }
                Report::Sent(conn, bytes) => machine.sent(conn, bytes),
                Report::Gone(conn) => {
                    machine.handle_disconnect(now(), conn);
                    if let Some(writer) = writers.remove(&conn) {
                        tokio::spawn(writer.finish());
                    }
                }
            },
            () = sleep_until(deadline) => machine.handle_timeout(now()),
        }
    }
    drain(&mut machine, &mut writers);
    for writer in writers.into_values() {
        writer.finish().await;
    }
    Ok(machine)
}

fn drain<M: Machine>(machine: &mut M, writers: &mut BTreeMap<ConnId, Writer>) {
    while let Some(Transmit { to, head, shared }) = machine.poll_transmit() {
        if let Some(writer) = writers.get(&to) {
            for chunk in [Some(head), shared].into_iter().flatten().filter(|chunk| !chunk.is_empty()) {
                // A full or closed queue belongs to a connection that is ending.
                let _ = writer.chunks.try_send(chunk);
            }
        }
    }
    while let Some(conn) = machine.poll_close() {
        if let Some(writer) = writers.remove(&conn) {
            tokio::spawn(writer.finish());
        }
    }
}

struct Writer {
    chunks: mpsc::Sender<Bytes>,
    reader: JoinHandle<()>,
    writer: JoinHandle<()>,
}

impl Writer {
    /// Writes what is queued, if the other side takes it, and closes.
    async fn finish(mut self) {
        self.reader.abort();
        drop(self.chunks);
        if tokio::time::timeout(LAST_WORDS, &mut self.writer).await.is_err() {
            self.writer.abort();
        }
    }
}

fn start(stream: TcpStream, conn: ConnId, reports: mpsc::Sender<Report>) -> Writer {
    // Small messages that each wait for an answer: the delay would double their time.
    let _ = stream.set_nodelay(true);
    let (reader, writer) = stream.into_split();
    let (chunks, queue) = mpsc::channel(CHUNKS);
    let reader = tokio::spawn(read(reader, conn, reports.clone()));
    let writer = tokio::spawn(write(writer, conn, queue, reports));
    Writer { chunks, reader, writer }
}

async fn read(mut stream: OwnedReadHalf, conn: ConnId, reports: mpsc::Sender<Report>) {
    let mut buffer = [0; 4096];
    loop {
        // Idle connections hold no buffer on the heap, only this one in the task.
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => break,
            Ok(n) => {
                let bytes = Bytes::copy_from_slice(buffer.get(..n).unwrap_or_default());
                if reports.send(Report::Input(conn, bytes)).await.is_err() {
                    return;
                }
            }
        }
    }
    let _ = reports.send(Report::Gone(conn)).await;
}

async fn write(
    mut stream: OwnedWriteHalf,
    conn: ConnId,
    mut queue: mpsc::Receiver<Bytes>,
    reports: mpsc::Sender<Report>,
) {
    let mut batch = Vec::new();
    loop {
        batch.clear();
        if queue.recv_many(&mut batch, 64).await == 0 {
            let _ = tokio::time::timeout(LAST_WORDS, stream.shutdown()).await;
            return;
        }
        // One write for what is there: fewer packets without the delay.
        let bytes = match batch.as_slice() {
            [one] => one.clone(),
            many => many.concat().into(),
        };
        if stream.write_all(&bytes).await.is_err() {
            let _ = reports.send(Report::Gone(conn)).await;
            return;
        }
        if reports.send(Report::Sent(conn, bytes.len())).await.is_err() {
            return;
        }
    }
}
