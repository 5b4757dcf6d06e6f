//! Framing: an 8-byte header, length first, then the body.

use core::fmt;

use bytes::{Buf, BufMut, Bytes, BytesMut};

use crate::{
    AnyMessage, DecodeError, DecodeErrorKind, FrameError, Message, MessageType, Profile, RawField, SPECS,
    UsageError,
};

/// Bytes of a header: `MessageLength` (of the body alone), then `MessageType`.
pub const HEADER: usize = 8;

/// Largest message with its header (guides 23 to 25, "MHDR"). A longer one is an error of framing, not of one
/// message: nothing says where the next one would start.
pub const MAX_MESSAGE: usize = 12_500;

/// One message as it arrived: cheap to clone, to send elsewhere, to forward untouched.
///
/// The type is the number on the wire. [`Frame::message`] reads the body. `Debug` shows the body as hexadecimal digits,
/// and leaves it out for types that can carry a password.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Frame {
    /// `MessageType` of the header.
    pub message_type: MessageType,
    /// Everything after the header.
    pub body: Bytes,
}

impl Frame {
    /// Takes the next whole message off the front of `input`.
    ///
    /// `None`: more bytes are needed; `input` is untouched. The body shares the memory of `input`.
    ///
    /// # Errors
    /// The length is over the limit, told as soon as the header's first four bytes are there. `input` stays as it
    /// is, and the connection must end.
    pub fn take(input: &mut BytesMut) -> Result<Option<Self>, FrameError> {
        let Some((message_type, len)) = header(input)? else { return Ok(None) };
        if input.len() < HEADER + len {
            return Ok(None);
        }
        let mut body = input.split_to(HEADER + len).freeze();
        body.advance(HEADER);
        Ok(Some(Self { message_type, body }))
    }

    /// Writes header and body, byte for byte as they arrived. A body over the limit is written as it is: sessions and the
    /// `Codec` of feature `tokio` refuse it.
    pub fn write_to(&self, out: &mut BytesMut) {
        out.reserve(self.encoded_len());
        // 4 GiB are far above every limit.
        out.put_u32(u32::try_from(self.body.len()).unwrap_or(u32::MAX));
        out.put_u32(self.message_type.0);
        out.extend_from_slice(&self.body);
    }

    /// Whether it can be framed at all.
    pub(crate) fn fits(&self) -> Result<(), UsageError> {
        match self.encoded_len() {
            ..=MAX_MESSAGE => Ok(()),
            len => Err(UsageError::MessageTooLong { message: self.message_type, len }),
        }
    }

    /// Header and body as one buffer.
    #[must_use]
    pub fn to_bytes(&self) -> Bytes {
        let mut out = BytesMut::with_capacity(self.encoded_len());
        self.write_to(&mut out);
        out.freeze()
    }

    /// Bytes of header and body.
    #[must_use]
    pub fn encoded_len(&self) -> usize {
        HEADER + self.body.len()
    }

    /// A view that borrows.
    #[must_use]
    pub fn as_ref(&self) -> FrameRef<'_> {
        FrameRef { message_type: self.message_type, body: &self.body }
    }

    /// Reads the body. Unknown types are [`AnyMessage::Unknown`], not errors.
    ///
    /// # Errors
    /// The fixed part is too short, or a floating field runs over the end.
    pub fn message(&self, profile: &Profile) -> Result<AnyMessage<'_>, DecodeError> {
        AnyMessage::decode(self.message_type, &self.body, profile)
    }

    /// Reads the body as the one message that is expected here.
    ///
    /// # Errors
    /// As [`Frame::message`], and [`DecodeErrorKind::Type`] when it is another message.
    pub fn decode<'a, M: Message<'a>>(&'a self, profile: &Profile) -> Result<M, DecodeError> {
        self.as_ref().decode(profile)
    }

    /// As [`Frame::decode`], with every floating field given to `visit` in the same pass.
    ///
    /// ```
    /// # use cti_wire::{AgentStateEvent, DecodeError, Field, Frame, Profile, field};
    /// # fn agent(frame: &Frame, profile: &Profile) -> Result<(), DecodeError> {
    /// let mut extension = None;
    /// let event: AgentStateEvent<'_> = frame.decode_with(profile, |raw| {
    ///     match raw.tag {
    ///         field::AgentExtension::TAG => extension = Some(raw.read::<field::AgentExtension>()?),
    ///         field::SkillGroupNumber::TAG => println!("of {}", raw.read::<field::SkillGroupNumber>()?),
    ///         _ => {}
    ///     }
    ///     Ok(())
    /// })?;
    /// println!("{extension:?} is {}", event.agent_state);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`Message::decode_with`].
    #[inline]
    pub fn decode_with<'a, M: Message<'a>>(
        &'a self,
        profile: &Profile,
        visit: impl FnMut(RawField<'a>) -> Result<(), DecodeError>,
    ) -> Result<M, DecodeError> {
        self.as_ref().decode_with(profile, visit)
    }
}

/// A message that borrows from the stream it arrived in; see [`frames`]. `Debug` is that of [`Frame`].
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct FrameRef<'a> {
    /// `MessageType` of the header.
    pub message_type: MessageType,
    /// Everything after the header.
    pub body: &'a [u8],
}

impl<'a> FrameRef<'a> {
    /// Takes the next whole message off the front of `input`; `None`: more bytes are needed.
    ///
    /// # Errors
    /// The length is over the limit.
    pub fn take(input: &mut &'a [u8]) -> Result<Option<Self>, FrameError> {
        let Some((message_type, len)) = header(input)? else { return Ok(None) };
        let Some((message, rest)) = input.split_at_checked(HEADER + len) else { return Ok(None) };
        *input = rest;
        let (_, body) = message.split_at(HEADER);
        Ok(Some(Self { message_type, body }))
    }

    /// Reads the body.
    ///
    /// # Errors
    /// As [`Frame::message`].
    pub fn message(&self, profile: &Profile) -> Result<AnyMessage<'a>, DecodeError> {
        AnyMessage::decode(self.message_type, self.body, profile)
    }

    /// Reads the body as the one message that is expected here.
    ///
    /// # Errors
    /// As [`Frame::decode`].
    pub fn decode<M: Message<'a>>(&self, profile: &Profile) -> Result<M, DecodeError> {
        self.expect::<M>(profile)?;
        M::decode(self.body, profile)
    }

    /// As [`Frame::decode_with`].
    ///
    /// # Errors
    /// As [`Message::decode_with`].
    #[inline]
    pub fn decode_with<M: Message<'a>>(
        &self,
        profile: &Profile,
        visit: impl FnMut(RawField<'a>) -> Result<(), DecodeError>,
    ) -> Result<M, DecodeError> {
        self.expect::<M>(profile)?;
        M::decode_with(self.body, profile, visit)
    }

    #[inline]
    fn expect<M: Message<'a>>(&self, profile: &Profile) -> Result<(), DecodeError> {
        match profile.listed_type(self.message_type.0) == M::NUMBER {
            true => Ok(()),
            false => Err(DecodeError::new(self.message_type, M::SPEC.name, 0, DecodeErrorKind::Type)),
        }
    }

    /// A copy that owns its body.
    #[must_use]
    pub fn to_frame(&self) -> Frame {
        Frame { message_type: self.message_type, body: Bytes::copy_from_slice(self.body) }
    }
}

/// The messages of a stream that lies in memory. Ends after an error; bytes of an unfinished message are left out.
pub fn frames(mut input: &[u8]) -> impl Iterator<Item = Result<FrameRef<'_>, FrameError>> {
    let mut broken = false;
    core::iter::from_fn(move || {
        if broken {
            return None;
        }
        let next = FrameRef::take(&mut input).transpose();
        broken = matches!(next, Some(Err(_)));
        next
    })
}

impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_ref().fmt(f)
    }
}

impl fmt::Debug for FrameRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { message_type, body } = self;
        write!(f, "Frame({message_type}, {} bytes", body.len())?;
        let secret = SPECS.iter().any(|spec| spec.message_type == *message_type && spec.holds_secret());
        if !secret && !body.is_empty() {
            f.write_str(" ")?;
            body.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
        }
        f.write_str(")")
    }
}

/// Type and body length, once eight bytes are there.
#[inline]
fn header(input: &[u8]) -> Result<Option<(MessageType, usize)>, FrameError> {
    let Some((length, rest)) = input.split_first_chunk() else { return Ok(None) };
    let length = u32::from_be_bytes(*length);
    let message = rest.first_chunk().map(|t| MessageType(u32::from_be_bytes(*t)));
    match usize::try_from(length) {
        Ok(len) if len <= MAX_MESSAGE - HEADER => Ok(message.map(|m| (m, len))),
        _ => Err(FrameError::TooLong { length, message }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_comes_first_and_leaves_the_header_out() {
        let mut input = BytesMut::from(&[0, 0, 0, 4, 0, 0, 0, 5, 1, 2, 3, 4, 0][..]);
        let frame = Frame::take(&mut input).unwrap().unwrap();
        assert_eq!(frame.message_type, MessageType(5));
        assert_eq!(&frame.body[..], [1, 2, 3, 4]);
        assert_eq!(&input[..], [0]);
        assert_eq!(&frame.to_bytes()[..], [0, 0, 0, 4, 0, 0, 0, 5, 1, 2, 3, 4]);
    }

    #[test]
    fn a_message_over_the_limit_is_refused_before_its_body() {
        let over = u32::try_from(MAX_MESSAGE - HEADER + 1).unwrap();
        let mut input = BytesMut::from(&over.to_be_bytes()[..]);
        assert_eq!(Frame::take(&mut input), Err(FrameError::TooLong { length: over, message: None }));
        let mut input = BytesMut::from(&(over - 1).to_be_bytes()[..]);
        assert_eq!(Frame::take(&mut input), Ok(None));
    }

    #[test]
    fn debug_shows_no_body_that_can_hold_a_password() {
        let frame =
            |number| Frame { message_type: MessageType(number), body: Bytes::from_static(b"\x31\x02") };
        assert_eq!(format!("{:?}", frame(5)), "Frame(HEARTBEAT_REQ, 2 bytes 3102)");
        assert_eq!(format!("{:?}", frame(3)), "Frame(OPEN_REQ, 2 bytes)");
        assert_eq!(format!("{:?}", frame(38).as_ref()), "Frame(SET_AGENT_STATE_REQ, 2 bytes)");
    }

    #[test]
    fn the_stream_may_be_cut_anywhere() {
        let stream = [&[0, 0, 0, 2, 0, 0, 0, 9, 7, 8][..], &[0, 0, 0, 0, 0, 0, 1, 21]].concat();
        let whole: Vec<_> = frames(&stream).map(|f| f.unwrap().to_frame()).collect();
        assert_eq!(whole.len(), 2);
        for cut in 0..=stream.len() {
            let (a, b) = stream.split_at(cut);
            let mut input = BytesMut::from(a);
            let mut got = Vec::new();
            while let Some(f) = Frame::take(&mut input).unwrap() {
                got.push(f);
            }
            input.extend_from_slice(b);
            while let Some(f) = Frame::take(&mut input).unwrap() {
                got.push(f);
            }
            assert_eq!(got, whole, "cut at {cut}");
        }
    }
}
