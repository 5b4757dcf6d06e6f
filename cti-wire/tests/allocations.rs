//! Decoding allocates nothing; encoding allocates nothing beyond its output.
//!
//! One test in a file of its own: the profiler counts the whole process.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use bytes::BytesMut;
use cti_wire::*;

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

fn blocks() -> u64 {
    dhat::HeapStats::get().total_blocks
}

/// Reads one field of every message, in one pass; how many there were.
fn read(frame: &Frame, profile: &Profile) -> usize {
    let message = frame.message(profile).unwrap();
    let mut read = 0;
    for field in message.floating().fields() {
        field.unwrap();
        read += 1;
    }
    for group in message.floating().groups::<field::SkillGroupNumber>() {
        read += usize::from(group.get::<field::SkillGroupId>().unwrap().is_some());
    }
    read + usize::from(message.call().unwrap().is_some())
}

#[test]
fn reading_allocates_nothing_and_writing_nothing_beyond_the_output() {
    let frames: Vec<_> = [Profile::cce(24), Profile::ccx(17)]
        .into_iter()
        .flat_map(|profile| {
            SPECS.iter().enumerate().filter(move |(_, spec)| spec.when.holds(&profile)).map(
                move |(n, spec)| {
                    (profile, generate::frame(spec, &profile, 3, &mut generate::numbers(n as u64)))
                },
            )
        })
        .collect();
    let stream: Vec<u8> = frames.iter().flat_map(|(_, frame)| frame.to_bytes()).collect();
    let mut input = BytesMut::from(&stream[..]);
    let mut out = BytesMut::with_capacity(stream.len() + MAX_MESSAGE);

    let profiler = dhat::Profiler::builder().testing().build();
    let mut total = 0;
    for (profile, frame) in &frames {
        total += read(frame, profile);
    }
    for (profile, frame) in frames.iter().filter(|(_, frame)| frame.message_type.0 == AgentStateEvent::NUMBER)
    {
        let visit = |raw: RawField<'_>| raw.read::<field::AgentId>().map(|_| total += 1).or(Ok(()));
        frame.decode_with::<AgentStateEvent<'_>>(profile, visit).unwrap();
    }
    assert_eq!(blocks(), 0, "reading {total} fields");

    for (profile, frame) in &frames {
        frame.message(profile).unwrap().encode(profile, &mut out).unwrap();
    }
    assert_eq!(blocks(), 0, "writing into a buffer that is large enough");

    let event = AgentStateEvent { department_id: Some(1), ..AgentStateEvent::default() };
    let mut builder = event.build_into(&Profile::cce(24), &mut out).with(field::AgentId, "1001");
    for n in 1..=20u32 {
        builder = builder.with(field::SkillGroupNumber, n).with(field::SkillGroupState, AgentState::TALKING);
    }
    builder.finish().unwrap();
    assert_eq!(blocks(), 0, "building into a buffer that is large enough");

    // The buffer turns into a shared one once, whatever the number of messages.
    let mut taken = 0;
    while let Some(frame) = Frame::take(&mut input).unwrap() {
        taken += frame.body.len();
    }
    assert!(blocks() <= 1, "framing {taken} bytes took {} blocks", blocks());
    drop(profiler);
}
