//! What waits to be sent: bounded, and sharing content between streams.

use std::collections::VecDeque;

use bytes::{Bytes, BytesMut};

use crate::{Ns, Stanza};

#[derive(Debug)]
struct Chunk {
    head: Bytes,
    /// Content that other streams send as well.
    shared: Bytes,
}

/// Complete elements in order.
#[derive(Debug)]
pub(crate) struct Outbox {
    chunks: VecDeque<Chunk>,
    bytes: usize,
}

impl Outbox {
    pub(crate) fn new() -> Self {
        Self { chunks: VecDeque::new(), bytes: 0 }
    }

    /// Bytes that wait.
    pub(crate) fn len(&self) -> usize {
        self.bytes
    }

    /// What they cost: many short elements take more than their octets.
    pub(crate) fn cost(&self) -> usize {
        self.bytes + self.chunks.len() * size_of::<Chunk>()
    }

    pub(crate) fn push(&mut self, element: impl Into<Bytes>) {
        self.push_chunk(Chunk { head: element.into(), shared: Bytes::new() });
    }

    pub(crate) fn push_stanza(&mut self, ns: Ns, stanza: &Stanza) {
        let mut head = Vec::with_capacity(160);
        stanza.write_head_in(ns, &mut head);
        self.push_chunk(Chunk { head: head.into(), shared: stanza.shared() });
    }

    fn push_chunk(&mut self, chunk: Chunk) {
        self.bytes += chunk.head.len() + chunk.shared.len();
        self.chunks.push_back(chunk);
    }

    pub(crate) fn pop(&mut self) -> Option<Bytes> {
        let chunk = self.pop_chunk()?;
        if chunk.shared.is_empty() {
            return Some(chunk.head);
        }
        let mut whole = BytesMut::with_capacity(chunk.head.len() + chunk.shared.len());
        whole.extend_from_slice(&chunk.head);
        whole.extend_from_slice(&chunk.shared);
        Some(whole.freeze())
    }

    pub(crate) fn drain_to(&mut self, out: &mut BytesMut) {
        out.reserve(self.bytes);
        while let Some(chunk) = self.pop_chunk() {
            out.extend_from_slice(&chunk.head);
            out.extend_from_slice(&chunk.shared);
        }
    }

    fn pop_chunk(&mut self) -> Option<Chunk> {
        let chunk = self.chunks.pop_front()?;
        self.bytes -= chunk.head.len() + chunk.shared.len();
        if self.chunks.is_empty() {
            // Idle streams keep no buffer.
            self.chunks = VecDeque::new();
        }
        Some(chunk)
    }

    /// Gives up what waits, for a peer that does not read.
    pub(crate) fn clear(&mut self) {
        *self = Self::new();
    }
}
