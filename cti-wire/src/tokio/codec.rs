//! Frames on any byte stream.

use std::io;

use bytes::BytesMut;
use tokio_util::codec::{Decoder, Encoder};

use crate::Frame;

/// Cuts a stream into [`Frame`]s and writes them; for `tokio_util::codec::Framed`.
///
/// An announced length over the limit is an error before anything is buffered for it; the stream is useless then.
#[derive(Debug, Clone, Copy, Default)]
pub struct Codec;

impl Decoder for Codec {
    type Item = Frame;
    type Error = io::Error;

    fn decode(&mut self, src: &mut BytesMut) -> io::Result<Option<Frame>> {
        Frame::take(src).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }
}

impl Encoder<Frame> for Codec {
    type Error = io::Error;

    fn encode(&mut self, frame: Frame, out: &mut BytesMut) -> io::Result<()> {
        frame.write_to(out);
        Ok(())
    }
}

impl Encoder<&Frame> for Codec {
    type Error = io::Error;

    fn encode(&mut self, frame: &Frame, out: &mut BytesMut) -> io::Result<()> {
        frame.write_to(out);
        Ok(())
    }
}
