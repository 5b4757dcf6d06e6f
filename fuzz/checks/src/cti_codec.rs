//! The CTI codec: framing of any stream, and reading of any body.

use bytes::BytesMut;
use cti_wire::{Dialect, Frame, MessageType, Profile, SPECS, Width, frames, generate};

/// A profile from two bytes.
fn profile(dialect: u8, version: u8) -> Profile {
    let dialect_of = if dialect & 1 == 0 { Dialect::Ccx } else { Dialect::Cce };
    let profile = Profile::new(dialect_of, 9 + u32::from(version % 17));
    match dialect >> 1 & 7 {
        1 => profile.with_widths(Width::Two, Width::Two),
        2 => profile.with_widths(Width::Two, Width::One),
        3 => profile.with_widths(Width::One, Width::Two),
        _ => profile,
    }
}

/// A stream cut at a place: the same messages as in one piece, and byte for byte the same when forwarded.
///
/// The first two bytes choose where to cut.
pub fn cti_frame(data: &[u8]) {
    let Some((cut, stream)) = data.split_first_chunk::<2>() else { return };
    let whole: Vec<_> = frames(stream).map_while(Result::ok).map(|frame| frame.to_frame()).collect();
    let cut = usize::from(u16::from_be_bytes(*cut)) % (stream.len() + 1);
    let (first, second) = stream.split_at(cut);
    let mut input = BytesMut::new();
    let (mut taken, mut forwarded) = (Vec::new(), BytesMut::new());
    for piece in [first, second] {
        input.extend_from_slice(piece);
        while let Ok(Some(frame)) = Frame::take(&mut input) {
            frame.write_to(&mut forwarded);
            taken.push(frame);
        }
    }
    assert_eq!(taken, whole);
    assert!(stream.starts_with(&forwarded), "forwarding changes bytes");
}

/// A body in a profile: nothing panics, and what can be read can be written and read again.
///
/// Profile (two bytes), then whether the body follows or is made from the table, number of the type (two bytes), body.
pub fn cti_message(data: &[u8]) {
    let [dialect, version, made, t1, t2, body @ ..] = data else { return };
    let profile = profile(*dialect, *version);
    let number = u16::from_be_bytes([*t1, *t2]);
    let frame = match made & 1 {
        0 => Frame { message_type: MessageType(number.into()), body: body.to_vec().into() },
        _ => {
            // A valid message from the table, made from these bytes, then broken by them.
            let Some(spec) = SPECS.get(usize::from(number) % SPECS.len()) else { return };
            let mut bytes = body.iter().copied().chain(std::iter::repeat(1));
            let mut next = || u64::from_be_bytes(std::array::from_fn(|_| bytes.next().unwrap_or(1)));
            let frame = generate::frame(spec, &profile, 3, &mut next);
            if made & 2 == 0 { frame } else { generate::mutate(&frame, &mut next) }
        }
    };
    let _ = (frame.describe(&profile).to_string(), format!("{:#}", frame.describe(&profile)));
    let _ = frame.check(&profile).map_err(|e| (e.status(), e.to_string()));
    let _ = Profile::guess(frame.as_ref());
    let Ok(message) = frame.message(&profile) else { return };
    let _ = (format!("{message:?}"), message.call().is_ok());
    for field in message.floating().fields() {
        let _ = field.map_err(|e| e.to_string());
    }
    let mut out = BytesMut::new();
    if message.encode(&profile, &mut out).is_err() {
        assert!(out.is_empty(), "a refused message leaves bytes behind");
        return;
    }
    assert_eq!(out.len(), message.encoded_len(&profile));
    let again = Frame::take(&mut out).expect("within the limit").expect("whole");
    let read = again.message(&profile).expect("readable as it was");
    assert_eq!(read.floating().as_bytes(), message.floating().as_bytes());
}
