//! The way to one connection: what it is told, and how much of it may wait.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use tokio::sync::{mpsc, oneshot};

/// What a connection is told.
#[derive(Debug)]
#[non_exhaustive]
pub enum Output {
    /// Write this; for a WebSocket it is one message.
    Bytes(Bytes),
    /// Start TLS as its server.
    StartTls,
    /// Close, after what was told before. A peer that does not read has 15 seconds for it.
    Close,
}

/// The way to one connection. Dropped, it ends the connection at once.
pub(super) struct Line {
    outputs: mpsc::Sender<Output>,
    /// Says that the output told last is the last.
    pub(super) ending: oneshot::Sender<()>,
    /// Bytes told and not yet taken.
    waiting: Arc<AtomicUsize>,
    max: usize,
}

/// The connection's end of a [`Line`].
pub(super) struct Told {
    pub(super) outputs: mpsc::Receiver<Output>,
    pub(super) ending: oneshot::Receiver<()>,
    waiting: Arc<AtomicUsize>,
}

/// Outputs that may wait for one connection, whatever their size.
const MAX_OUTPUTS: usize = 4096;

impl Line {
    pub(super) fn new(max: usize) -> (Self, Told) {
        let (sender, outputs) = mpsc::channel(MAX_OUTPUTS);
        let (ending, ended) = oneshot::channel();
        let waiting = Arc::new(AtomicUsize::new(0));
        let told = Told { outputs, ending: ended, waiting: Arc::clone(&waiting) };
        (Self { outputs: sender, ending, waiting, max }, told)
    }

    /// `false`: too much waits, or the connection is gone.
    pub(super) fn tell(&self, output: Output) -> bool {
        let len = output.len();
        let waiting = self.waiting.fetch_add(len, Ordering::Relaxed);
        // One alone is as large as its machine's queue was.
        let room = waiting == 0 || waiting.saturating_add(len) <= self.max;
        room && self.outputs.try_send(output).is_ok()
    }
}

impl Told {
    /// The output is taken: no longer in the way of others.
    pub(super) fn taken(&self, output: &Output) {
        self.waiting.fetch_sub(output.len(), Ordering::Relaxed);
    }
}

impl Output {
    fn len(&self) -> usize {
        match self {
            Self::Bytes(bytes) => bytes.len(),
            Self::StartTls | Self::Close => 0,
        }
    }
}
