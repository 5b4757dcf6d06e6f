//! Frames on any byte stream.

use std::io;

use bytes::BytesMut;
use tokio_util::codec::{Decoder, Encoder};

use crate::Frame;

/// Cuts a stream into [`Frame`]s and writes them; for `tokio_util::codec::Framed`.
///
/// An announced length over the limit is an error before anything is buffered for it; the stream is useless then. A
/// frame over the limit is not written.
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
        self.encode(&frame, out)
    }
}

impl Encoder<&Frame> for Codec {
    type Error = io::Error;

    fn encode(&mut self, frame: &Frame, out: &mut BytesMut) -> io::Result<()> {
        frame.fits().map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        frame.write_to(out);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{HEADER, MAX_MESSAGE, MessageType};

    #[test]
    fn a_frame_over_the_limit_is_not_written() {
        let frame = |len: usize| Frame { message_type: MessageType(36), body: vec![0; len].into() };
        let mut out = BytesMut::new();
        let error = Codec.encode(frame(MAX_MESSAGE - HEADER + 1), &mut out).unwrap_err();
        assert_eq!((error.kind(), out.len()), (io::ErrorKind::InvalidInput, 0));
        Codec.encode(frame(MAX_MESSAGE - HEADER), &mut out).unwrap();
        assert!(Codec.decode(&mut out).unwrap().is_some() && out.is_empty());
    }
}
