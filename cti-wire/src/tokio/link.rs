//! One connection of many: a task that reads, a task that writes, and bounded queues to and from the loop.

use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadHalf, WriteHalf};
use tokio::sync::mpsc::{self, error::TrySendError};
use tokio::task::JoinHandle;

use crate::session::{ConnId, Transmit};

/// What connections report to the loop. Few at a time: whoever sends more than is worked off waits, and so does the
/// other side behind it.
pub(super) const REPORTS: usize = 256;
/// Chunks that may wait for one connection. Machines count bytes and give up a slow reader; this bounds the many small
/// chunks that their limit would allow.
const CHUNKS: usize = 1 << 16;
/// How long last words may take.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// News of a connection.
#[derive(Debug)]
pub(super) enum Report {
    /// Bytes have come.
    Input(ConnId, Bytes),
    /// So many bytes have been written.
    Sent(ConnId, usize),
    /// It has ended.
    Gone(ConnId),
}

/// The loop's end of a connection.
#[derive(Debug)]
pub(super) struct Link {
    chunks: mpsc::Sender<Bytes>,
    reader: JoinHandle<()>,
    writer: JoinHandle<()>,
    unsent: usize,
}

/// A connection that takes no more: nothing may be left out of a stream, so it must end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stuck;

impl Link {
    /// Starts both tasks.
    pub(super) fn start<S>(stream: S, conn: ConnId, reports: &mpsc::Sender<Report>) -> Self
    where
        S: AsyncRead + AsyncWrite + Send + 'static,
    {
        let (reader, writer) = tokio::io::split(stream);
        let (chunks, queue) = mpsc::channel(CHUNKS);
        let reader = tokio::spawn(read(reader, conn, reports.clone()));
        let writer = tokio::spawn(write(writer, conn, queue, reports.clone()));
        Self { chunks, reader, writer, unsent: 0 }
    }

    /// Hands bytes to the writer.
    pub(super) fn send(&mut self, transmit: Transmit) -> Result<(), Stuck> {
        for chunk in [Some(transmit.head), transmit.shared].into_iter().flatten().filter(|c| !c.is_empty()) {
            self.unsent += chunk.len();
            // Closed: the writer has reported why.
            if let Err(TrySendError::Full(_)) = self.chunks.try_send(chunk) {
                return Err(Stuck);
            }
        }
        Ok(())
    }

    /// The writer has reported so many bytes.
    pub(super) fn sent(&mut self, bytes: usize) {
        self.unsent = self.unsent.saturating_sub(bytes);
    }

    /// Bytes that wait for the other side.
    pub(super) const fn unsent(&self) -> usize {
        self.unsent
    }

    /// Writes what is queued, if the other side takes it, and closes.
    pub(super) async fn finish(mut self) {
        self.reader.abort();
        drop(self.chunks);
        if tokio::time::timeout(LAST_WORDS, &mut self.writer).await.is_err() {
            self.writer.abort();
        }
    }
}

async fn read<S: AsyncRead>(mut stream: ReadHalf<S>, conn: ConnId, reports: mpsc::Sender<Report>) {
    // Idle connections hold no growing buffer, only this one in the task.
    let mut buffer = [0; 4096];
    loop {
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

async fn write<S: AsyncWrite>(
    mut stream: WriteHalf<S>,
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
        let written = async {
            stream.write_all(&bytes).await?;
            // A stream inside TLS may keep something back.
            stream.flush().await
        };
        if written.await.is_err() {
            let _ = reports.send(Report::Gone(conn)).await;
            return;
        }
        if reports.send(Report::Sent(conn, bytes.len())).await.is_err() {
            return;
        }
    }
}
