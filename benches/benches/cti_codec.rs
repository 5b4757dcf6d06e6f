//! CTI codec: decoding, reading, encoding and framing, each beside a copy of the same bytes and, for reading, beside
//! a generic decode into owned pairs of tag and value.

use std::hint::black_box;

use bytes::{Buf as _, BytesMut};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use cti_wire::{
    AgentState, AgentStateEvent, AnyField, CallDirection, DecodeError, Field as _, Frame, FrameRef,
    Message as _, Profile, field, frames,
};

const PROFILE: Profile = Profile::cce(24);
const GROUPS: [u32; 3] = [1, 20, 99];

/// The fixed part of the event.
fn event() -> AgentStateEvent<'static> {
    AgentStateEvent {
        agent_state: AgentState::TALKING,
        department_id: Some(7),
        state_duration: 30,
        ..AgentStateEvent::default()
    }
}

/// An AGENT_STATE_EVENT of protocol 24 with every field.
fn write(event: &AgentStateEvent<'_>, groups: u32, out: &mut BytesMut) -> usize {
    let mut builder = event
        .build_into(&PROFILE, out)
        .with(field::ClientSignature, "signature")
        .with(field::AgentId, "1001001")
        .with(field::AgentIdLong, "agent.one@example.com")
        .with(field::AgentExtension, "1001")
        .with(field::ActiveTerminal, "SEP001122334455")
        .with(field::AgentInstrument, "1001")
        .with(field::Duration, 30u32)
        .with(field::NextAgentState, AgentState::AVAILABLE)
        .with(field::Direction, CallDirection::IN)
        .with(field::MaxBeyondTaskLimit, 1u32);
    for n in 0..groups {
        builder = builder
            .with(field::SkillGroupNumber, n)
            .with(field::SkillGroupId, 5000 + n)
            .with(field::SkillGroupPriority, 0u16)
            .with(field::SkillGroupState, AgentState::TALKING);
    }
    builder.finish().expect("the table allows all of it")
}

fn frame(groups: u32) -> Frame {
    let mut out = BytesMut::new();
    write(&event(), groups, &mut out);
    Frame::take(&mut out).expect("short enough").expect("whole")
}

/// What a decoder without tables does: fixed part as one piece, then owned pairs.
fn generic(body: &[u8]) -> (Vec<u8>, Vec<(u16, Vec<u8>)>) {
    let (fixed, mut rest) = body.split_at(62);
    let mut fields = Vec::new();
    while let [t0, t1, l0, l1, after @ ..] = rest {
        let (data, after) = after.split_at(usize::from(u16::from_be_bytes([*l0, *l1])));
        fields.push((u16::from_be_bytes([*t0, *t1]), data.to_vec()));
        rest = after;
    }
    (fixed.to_vec(), fields)
}

/// Takes a value of every field while the message is decoded.
fn decode_all(frame: &Frame) -> Result<u64, DecodeError> {
    let mut sum = 0;
    let m: AgentStateEvent<'_> = frame.decode_with(&PROFILE, |raw| {
        sum += match raw.tag {
            field::ClientSignature::TAG => raw.read::<field::ClientSignature>()?.as_bytes().len() as u64,
            field::AgentId::TAG => raw.read::<field::AgentId>()?.as_bytes().len() as u64,
            field::AgentIdLong::TAG => raw.read::<field::AgentIdLong>()?.as_bytes().len() as u64,
            field::AgentExtension::TAG => raw.read::<field::AgentExtension>()?.as_bytes().len() as u64,
            field::ActiveTerminal::TAG => raw.read::<field::ActiveTerminal>()?.as_bytes().len() as u64,
            field::AgentInstrument::TAG => raw.read::<field::AgentInstrument>()?.as_bytes().len() as u64,
            field::Duration::TAG => raw.read::<field::Duration>()?.into(),
            field::SkillGroupNumber::TAG => raw.read::<field::SkillGroupNumber>()?.into(),
            field::SkillGroupId::TAG => raw.read::<field::SkillGroupId>()?.into(),
            field::MaxBeyondTaskLimit::TAG => raw.read::<field::MaxBeyondTaskLimit>()?.into(),
            field::SkillGroupPriority::TAG => raw.read::<field::SkillGroupPriority>()?.into(),
            field::NextAgentState::TAG => raw.read::<field::NextAgentState>()?.0.into(),
            field::SkillGroupState::TAG => raw.read::<field::SkillGroupState>()?.0.into(),
            field::Direction::TAG => raw.read::<field::Direction>()?.0.into(),
            _ => 0,
        };
        Ok(())
    })?;
    Ok(sum + fixed_sum(&m))
}

fn fixed_sum(m: &AgentStateEvent<'_>) -> u64 {
    u64::from(m.agent_state.0) + u64::from(m.state_duration) + u64::from(m.num_flt_skill_groups)
}

/// Takes a value of every field of a decoded message, so that none can be left out.
fn read_all(m: &AgentStateEvent<'_>) -> u64 {
    let mut sum = fixed_sum(m);
    for value in m.floating.fields() {
        sum += match value.expect("well formed") {
            AnyField::ClientSignature(t)
            | AnyField::AgentId(t)
            | AnyField::AgentIdLong(t)
            | AnyField::AgentExtension(t)
            | AnyField::ActiveTerminal(t)
            | AnyField::AgentInstrument(t) => t.as_bytes().len() as u64,
            AnyField::Duration(n)
            | AnyField::SkillGroupNumber(n)
            | AnyField::SkillGroupId(n)
            | AnyField::MaxBeyondTaskLimit(n) => n.into(),
            AnyField::SkillGroupPriority(n) => n.into(),
            AnyField::NextAgentState(s) | AnyField::SkillGroupState(s) => s.0.into(),
            AnyField::Direction(d) => d.0.into(),
            _ => 0,
        };
    }
    sum
}

fn decode(c: &mut Criterion) {
    let mut group = c.benchmark_group("cti_decode");
    for groups in GROUPS {
        let frame = frame(groups);
        assert_eq!(generic(&frame.body).1.len(), 10 + 4 * groups as usize);
        group.throughput(Throughput::Bytes(frame.body.len() as u64));
        let mut copy = vec![0; frame.body.len()];
        group.bench_function(BenchmarkId::new("copy", groups), |b| {
            b.iter(|| black_box(&mut copy[..]).copy_from_slice(black_box(&frame.body)));
        });
        group.bench_function(BenchmarkId::new("generic", groups), |b| {
            b.iter(|| generic(black_box(&frame.body)))
        });
        group.bench_function(BenchmarkId::new("message", groups), |b| {
            b.iter(|| black_box(&frame).message(&PROFILE).expect("well formed").floating().is_empty());
        });
        group.bench_function(BenchmarkId::new("typed", groups), |b| {
            b.iter(|| {
                black_box(&frame).decode::<AgentStateEvent<'_>>(&PROFILE).expect("well formed").agent_state
            });
        });
        assert_eq!(
            decode_all(&frame).expect("well formed"),
            read_all(&frame.decode(&PROFILE).expect("well formed"))
        );
        group.bench_function(BenchmarkId::new("decode_with_every_field", groups), |b| {
            b.iter(|| decode_all(black_box(&frame)).expect("well formed"));
        });
        group.bench_function(BenchmarkId::new("decode_then_fields", groups), |b| {
            b.iter(|| read_all(&black_box(&frame).decode(&PROFILE).expect("well formed")));
        });
    }
    group.finish();
}

fn encode(c: &mut Criterion) {
    let mut group = c.benchmark_group("cti_encode");
    for groups in GROUPS {
        let bytes = frame(groups).to_bytes();
        let mut out = BytesMut::with_capacity(16 * 1024);
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function(BenchmarkId::new("copy", groups), |b| {
            b.iter(|| {
                out.clear();
                out.extend_from_slice(black_box(&bytes));
            });
        });
        group.bench_function(BenchmarkId::new("copy_new", groups), |b| b.iter(|| black_box(&bytes).to_vec()));
        group.bench_function(BenchmarkId::new("build_new", groups), |b| {
            b.iter(|| {
                let mut out = BytesMut::new();
                write(black_box(&event()), groups, &mut out);
                out
            });
        });
        group.bench_function(BenchmarkId::new("build", groups), |b| {
            b.iter(|| {
                out.clear();
                write(black_box(&event()), groups, &mut out)
            });
        });
        let frame = frame(groups);
        let message = frame.message(&PROFILE).expect("well formed");
        group.bench_function(BenchmarkId::new("encode_again", groups), |b| {
            b.iter(|| {
                out.clear();
                black_box(&message).encode(&PROFILE, &mut out).expect("as it came");
            });
        });
        let event = frame.decode::<AgentStateEvent<'_>>(&PROFILE).expect("well formed");
        group.bench_function(BenchmarkId::new("encode_typed", groups), |b| {
            b.iter(|| {
                out.clear();
                black_box(&event).encode(&PROFILE, &mut out).expect("as it came");
            });
        });
        group.bench_function(BenchmarkId::new("encode_new", groups), |b| {
            b.iter(|| {
                let mut out = BytesMut::new();
                black_box(&message).encode(&PROFILE, &mut out).expect("as it came");
                out
            });
        });
        group.bench_function(BenchmarkId::new("forward", groups), |b| {
            b.iter(|| {
                out.clear();
                black_box(&frame).write_to(&mut out);
            });
        });
    }
    group.finish();
}

fn framing(c: &mut Criterion) {
    let mut stream = BytesMut::new();
    while stream.len() < 1 << 20 {
        for groups in [1, 2, 5, 20] {
            write(&event(), groups, &mut stream);
        }
    }
    let stream = stream.freeze();
    let mut group = c.benchmark_group("cti_framing");
    group.throughput(Throughput::Bytes(stream.len() as u64));
    let mut copy = vec![0; stream.len()];
    group.bench_function("copy", |b| b.iter(|| black_box(&mut copy[..]).copy_from_slice(black_box(&stream))));
    // As it arrives: pieces of 8 KiB are copied into the buffer, whole messages are taken out.
    group.bench_function("take", |b| {
        let mut input = BytesMut::with_capacity(64 * 1024);
        b.iter(|| {
            let mut taken = 0;
            for piece in stream.chunks(8192) {
                input.extend_from_slice(piece);
                while let Some(frame) = Frame::take(&mut input).expect("short enough") {
                    taken += frame.body.len();
                }
            }
            taken
        });
    });
    // The same arrival, with messages that borrow from the buffer.
    group.bench_function("take_borrowed", |b| {
        let mut input = BytesMut::with_capacity(64 * 1024);
        b.iter(|| {
            let mut taken = 0;
            for piece in stream.chunks(8192) {
                input.extend_from_slice(piece);
                let mut rest = &input[..];
                while let Some(frame) = FrameRef::take(&mut rest).expect("short enough") {
                    taken += frame.body.len();
                }
                let used = input.len() - rest.len();
                input.advance(used);
            }
            taken
        });
    });
    // What owning each message costs with `bytes` alone: a piece split off and dropped, no header looked at.
    group.bench_function("split_only", |b| {
        let lengths: Vec<usize> = frames(&stream).map(|f| f.expect("short enough").body.len() + 8).collect();
        let mut input = BytesMut::with_capacity(64 * 1024);
        b.iter(|| {
            let (mut taken, mut next) = (0, lengths.iter().peekable());
            for piece in stream.chunks(8192) {
                input.extend_from_slice(piece);
                while let Some(len) = next.next_if(|len| **len <= input.len()) {
                    taken += input.split_to(*len).freeze().len();
                }
            }
            taken
        });
    });
    group.bench_function("borrow", |b| {
        b.iter(|| {
            let body = |f: Result<FrameRef<'_>, _>| f.expect("short enough").body.len();
            frames(black_box(&stream)).map(body).sum::<usize>()
        });
    });
    group.finish();
}

criterion_group!(benches, decode, encode, framing);
criterion_main!(benches);
