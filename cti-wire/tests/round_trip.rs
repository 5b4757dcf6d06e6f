//! Every message in every profile, from the tables: written, read, written again, broken.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use bytes::BytesMut;
use cti_wire::*;
use proptest::prelude::*;

/// All profiles: every version of both dialects, and every disputed reading.
fn profiles() -> Vec<Profile> {
    let mut all: Vec<_> = (9..=25).map(Profile::cce).chain((10..=18).map(Profile::ccx)).collect();
    all.push(Profile::ccx(18).with_widths(Width::Two, Width::Two));
    for base in [Profile::cce(24), Profile::ccx(17)] {
        let mut p = base;
        p.failure_conf = FailureConfShape::FailureCode;
        p.emergency_shape = EmergencyShape::InvokeFirst;
        p.requesting_device = RequestingDevice::Fixed;
        p.dequeued_order = match p.dequeued_order {
            DequeuedOrder::DeviceFirst => DequeuedOrder::DeviceLast,
            _ => DequeuedOrder::DeviceFirst,
        };
        all.push(p);
        p.recording_numbers = RecordingNumbers::From267;
        p.team_numbers = TeamNumbers::From236;
        p.session_type_since = 23;
        all.push(p);
    }
    all
}

/// Whether a message has this number in this profile, and no other message hides it.
fn is_there(spec: &'static MessageSpec, profile: &Profile) -> bool {
    let wire = generate::frame(spec, profile, 0, &mut || 0).message_type;
    spec.when.holds(profile) && spec_of(wire, profile) == Some(spec)
}

fn round_trip(spec: &'static MessageSpec, profile: &Profile, seed: u64) {
    let frame = generate::frame(spec, profile, 3, &mut generate::numbers(seed));
    let at = || format!("{} in {profile:?}: {:02x?}", spec.name, &frame.body[..]);

    let message = frame.message(profile).unwrap_or_else(|e| panic!("{e}: {}", at()));
    assert_eq!(message.spec(), Some(spec));
    let mut out = BytesMut::new();
    message.encode(profile, &mut out).unwrap_or_else(|e| panic!("{e}: {}", at()));
    assert_eq!(out, frame.to_bytes(), "{}", at());
    assert_eq!(out.len(), message.encoded_len(profile), "{}", at());
    let built = message.to_frame(profile).unwrap_or_else(|e| panic!("{e}: {}", at()));
    assert_eq!(built, frame, "{}", at());
    frame.check(profile).unwrap_or_else(|e| panic!("{e}: {}", at()));

    for field in message.floating().fields() {
        let field = field.unwrap_or_else(|e| panic!("{e}: {}", at()));
        assert!(!matches!(field, AnyField::Unknown(_)), "{field:?} of {}", at());
    }
    let (line, lines) = (frame.describe(profile).to_string(), format!("{:#}", frame.describe(profile)));
    assert!(line.starts_with(spec.name) && !line.contains('\n') && !lines.contains("error"), "{lines}");
    assert_eq!(
        lines.lines().count() - 1,
        message.floating().iter().count() + written(spec, profile),
        "{lines}"
    );

    for cut in 0..frame.body.len() {
        // Eight bytes are the other layout of FAILURE_CONF.
        if spec.message_type == MessageType::FAILURE_CONF && cut >= 8 {
            continue;
        }
        let short = FrameRef { message_type: frame.message_type, body: &frame.body[..cut] };
        match short.message(profile) {
            // A cut between two floating fields leaves a whole message.
            Ok(_) => assert!(
                cut >= frame.body.len() - message.floating().as_bytes().len(),
                "cut at {cut}: {}",
                at()
            ),
            Err(e) => {
                assert!(e.offset as usize <= cut && e.kind == DecodeErrorKind::Truncated, "{e}: {}", at())
            }
        }
    }
}

fn written(spec: &MessageSpec, profile: &Profile) -> usize {
    spec.fixed.iter().filter(|slot| slot.is_written(profile)).count()
}

#[test]
fn every_message_round_trips_in_every_profile() {
    for profile in profiles() {
        for spec in SPECS.iter().filter(|spec| is_there(spec, &profile)) {
            for seed in 0..4 {
                round_trip(spec, &profile, seed);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_messages_round_trip(spec in 0..SPECS.len(), profile in 0..profiles().len(), seed: u64) {
        let (spec, profile) = (SPECS[spec], profiles()[profile]);
        if is_there(spec, &profile) {
            round_trip(spec, &profile, seed);
        }
    }

    #[test]
    fn broken_messages_never_panic(spec in 0..SPECS.len(), profile in 0..profiles().len(), seed: u64) {
        let (spec, profile) = (SPECS[spec], profiles()[profile]);
        let mut numbers = generate::numbers(seed);
        let mut frame = generate::frame(spec, &profile, 3, &mut numbers);
        for _ in 0..8 {
            frame = generate::mutate(&frame, &mut numbers);
            read_everything(&frame, &profile);
        }
    }

    #[test]
    fn any_bytes_never_panic(number in 0u32..300, body in prop::collection::vec(any::<u8>(), 0..200), p in 0..profiles().len()) {
        read_everything(&Frame { message_type: MessageType(number), body: body.into() }, &profiles()[p]);
    }
}

/// Everything that reads; what was read can be written and read again.
fn read_everything(frame: &Frame, profile: &Profile) {
    let _ = (frame.describe(profile).to_string(), format!("{:#}", frame.describe(profile)));
    let _ = frame.check(profile).map_err(|e| (e.status(), e.to_string()));
    let _ = Profile::guess(frame.as_ref());
    let Ok(message) = frame.message(profile) else { return };
    let _ = (format!("{message:?}"), message.call());
    for field in message.floating().fields() {
        let _ = field.map_err(|e| e.to_string());
    }
    let mut out = BytesMut::new();
    if message.encode(profile, &mut out).is_ok() {
        let again = Frame::take(&mut out).unwrap().unwrap();
        assert!(out.is_empty());
        assert_eq!(again.message_type, frame.message_type);
        let floating = |f: &Frame| f.message(profile).unwrap().floating().as_bytes().to_vec();
        assert_eq!(floating(&again), floating(frame));
    }
}
