//! What waits to be sent: bounded, and sharing content between streams.

use std::collections::VecDeque;

use bytes::{Bytes, BytesMut};

use crate::{Ns, Stanza};

#[derive(Debug)]
struct Chunk {
    head: Bytes,
    /// Content that other streams send as well.
    shared: Bytes,
    /// What follows it and is this stream's own.
    rest: Bytes,
}

impl Chunk {
    fn len(&self) -> usize {
        self.head.len() + self.shared.len() + self.rest.len()
    }

    fn write(&self, out: &mut BytesMut) {
        for part in [&self.head, &self.shared, &self.rest] {
            out.extend_from_slice(part);
        }
    }
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
        self.push_chunk(Chunk { head: element.into(), shared: Bytes::new(), rest: Bytes::new() });
    }

    pub(crate) fn push_stanza(&mut self, ns: Ns, stanza: &Stanza) {
        let mut head = Vec::with_capacity(160);
        stanza.write_head_in(ns, &mut head);
        let (shared, rest) = stanza.parts();
        self.push_chunk(Chunk { head: head.into(), shared, rest });
    }

    fn push_chunk(&mut self, chunk: Chunk) {
        self.bytes += chunk.len();
        self.chunks.push_back(chunk);
    }

    pub(crate) fn pop(&mut self) -> Option<Bytes> {
        let chunk = self.pop_chunk()?;
        if chunk.shared.is_empty() {
            return Some(chunk.head);
        }
        let mut whole = BytesMut::with_capacity(chunk.len());
        chunk.write(&mut whole);
        Some(whole.freeze())
    }

    pub(crate) fn drain_to(&mut self, out: &mut BytesMut) {
        out.reserve(self.bytes);
        while let Some(chunk) = self.pop_chunk() {
            chunk.write(out);
        }
    }

    fn pop_chunk(&mut self) -> Option<Chunk> {
        let chunk = self.chunks.pop_front()?;
        self.bytes -= chunk.len();
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
