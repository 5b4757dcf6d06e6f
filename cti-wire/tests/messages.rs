//! Writing and reading single messages, in both dialects.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use bytes::BytesMut;
use cti_wire::*;

const CCX: Profile = Profile::ccx(17);
const CCE: Profile = Profile::cce(24);

fn open_req() -> OpenReq<'static> {
    OpenReq {
        invoke_id: InvokeId(1),
        version_number: 17,
        idle_timeout: 120,
        services_requested: ServiceMask::ALL_EVENTS
            | ServiceMask::CLIENT_CONTROL
            | ServiceMask::CONFIG_EVENTS,
        config_msg_mask: CcxConfigMsgMask::AGENT.into(),
        ..OpenReq::default()
    }
}

#[test]
fn open_req_has_narrow_tags_in_ccx_17() {
    let frame = open_req()
        .build(&CCX)
        .with(field::ClientId, "finesse")
        .with(field::ClientPassword, "")
        .finish()
        .unwrap();
    assert_eq!(frame.message_type, MessageType::OPEN_REQ);
    assert_eq!(frame.body.len(), 11 * 4 + 2 + 8 + 2);
    assert_eq!(&frame.body[44..], b"\x01\x08finesse\0\x02\x00");
    let AnyMessage::OpenReq(m) = frame.message(&CCX).unwrap() else { panic!("{frame:?}") };
    assert_eq!(m.invoke_id, InvokeId(1));
    assert_eq!(m.get::<field::ClientId>().unwrap().unwrap(), "finesse");
    assert_eq!(m.floating.text::<field::ClientId>().unwrap(), Some("finesse"));
    assert_eq!(m.get::<field::AgentExtension>().unwrap(), None);
}

#[test]
fn the_version_decides_where_the_fixed_part_ends() {
    let conf = OpenConf {
        invoke_id: InvokeId(7),
        department_id: Some(3),
        session_type: Some(SessionType::STANDBY),
        ..OpenConf::default()
    };
    let new = conf.build(&CCE).with(field::AgentExtension, "1001").finish().unwrap();
    let m: OpenConf<'_> = new.decode(&CCE).unwrap();
    assert_eq!((m.department_id, m.session_type), (Some(3), Some(SessionType::STANDBY)));
    assert_eq!(m.get::<field::AgentExtension>().unwrap().unwrap(), "1001");

    let old = OpenConf { invoke_id: InvokeId(7), ..OpenConf::default() }.build(&CCX).finish().unwrap();
    assert_eq!(old.body.len() + 6, new.body.len() - 4 - 5);
    let m: OpenConf<'_> = old.decode(&CCX).unwrap();
    assert_eq!((m.department_id, m.session_type), (None, None));
    assert_eq!(
        conf.build(&CCX).finish(),
        Err(UsageError::FieldNotInProfile { message: MessageType::OPEN_CONF, field: "DepartmentID" })
    );
}

#[test]
fn reserved_slots_hold_the_constants_of_ccx() {
    let m = SetAgentStateReq {
        invoke_id: InvokeId(2),
        agent_state: AgentState::AVAILABLE,
        ..SetAgentStateReq::default()
    };
    let frame = m.build(&CCX).with(field::AgentInstrument, "1001").finish().unwrap();
    let m: SetAgentStateReq<'_> = frame.decode(&CCX).unwrap();
    assert_eq!(m.peripheral_id, PeripheralId(1));
    let event = AgentStateEvent { agent_state: AgentState::AVAILABLE, ..AgentStateEvent::default() };
    let frame = event.build(&CCX).with(field::AgentIdLong, "agent1").finish().unwrap();
    let m: AgentStateEvent<'_> = frame.decode(&CCX).unwrap();
    assert_eq!((m.peripheral_type.0, m.skill_group_id, m.mrd_id), (21, 0xFFFF_FFFF, 1));
    assert_eq!(m.department_id, None);
}

#[test]
fn builders_count_groups_and_readers_find_them() {
    let event = AgentStateEvent { department_id: Some(0), ..AgentStateEvent::default() };
    let mut builder = event.build(&CCE).with(field::AgentId, "1");
    for n in 1..=20u32 {
        builder = builder
            .with(field::SkillGroupNumber, n)
            .with(field::SkillGroupId, n + 100)
            .with(field::SkillGroupState, AgentState::TALKING);
    }
    let frame = builder.with(field::MaxBeyondTaskLimit, 5u32).finish().unwrap();
    let m: AgentStateEvent<'_> = frame.decode(&CCE).unwrap();
    assert_eq!(m.num_flt_skill_groups, 20);
    let groups: Vec<_> = m.groups::<field::SkillGroupNumber>().collect();
    assert_eq!(groups.len(), 20);
    let last = groups[19];
    assert_eq!(last.iter().count(), 3, "the field after the list is not a member of the last group");
    assert_eq!(last.get::<field::SkillGroupId>().unwrap(), Some(120));
}

#[test]
fn builders_refuse_what_the_profile_forbids() {
    let mut out = BytesMut::from(&b"before"[..]);
    let event = AgentStateEvent::default();
    let refused = event.build_into(&CCX, &mut out).with(field::AgentId, "1").finish();
    assert_eq!(
        refused,
        Err(UsageError::FieldNotInProfile { message: MessageType::AGENT_STATE_EVENT, field: "AgentID" })
    );
    assert_eq!(&out[..], b"before", "nothing stays written");
    let refused = event.build_into(&CCX, &mut out).with(field::AgentExtension, "12345678901234567").finish();
    assert!(matches!(refused, Err(UsageError::FieldTooLong { len: 18, max: 16, .. })), "{refused:?}");
    let refused = OpenReq::default().build(&CCX).finish();
    assert!(matches!(refused, Err(UsageError::FieldMissing { field: "ClientID", .. })), "{refused:?}");
    let refused = MonitorStartReq::default().build(&CCX).finish();
    assert_eq!(refused, Err(UsageError::MessageNotInProfile(MessageType::MONITOR_START_REQ)));
    let refused = event.build(&CCX).with(field::SkillGroupId, 1u32).finish();
    assert!(matches!(refused, Err(UsageError::GroupNotStarted { .. })), "{refused:?}");
    let refused = AgentStateEvent { num_flt_skill_groups: 2, ..event }
        .build(&CCX)
        .with(field::SkillGroupNumber, 1u32)
        .finish();
    assert!(matches!(refused, Err(UsageError::Count { said: 2, found: 1, .. })), "{refused:?}");
}

#[test]
fn errors_name_message_field_and_offset() {
    let short = Frame { message_type: MessageType::OPEN_REQ, body: vec![0; 9].into() };
    let e = short.message(&CCX).unwrap_err();
    assert_eq!((e.message, e.field, e.offset), (MessageType::OPEN_REQ, "IdleTimeout", 8));
    let mut body = vec![0; 44];
    body.extend_from_slice(&[1, 9, b'x']);
    let over = Frame { message_type: MessageType::OPEN_REQ, body: body.into() };
    let e = over.message(&CCX).unwrap_err();
    assert_eq!((e.field, e.offset, e.kind), ("ClientID", 44, DecodeErrorKind::Truncated));
    assert_eq!(e.to_string(), "ClientID at byte 44 of OPEN_REQ: the body ends inside it");
    let mut body = vec![0; 62];
    body.extend_from_slice(&[123, 1, 9]);
    let frame = Frame { message_type: MessageType::AGENT_STATE_EVENT, body: body.into() };
    let m: AgentStateEvent<'_> = frame.decode(&CCX).unwrap();
    let e = m.get::<field::NextAgentState>().unwrap_err();
    assert_eq!((e.field, e.offset, e.kind), ("NextAgentState", 64, DecodeErrorKind::Length { found: 1 }));
}

#[test]
fn unknown_types_tags_and_values_are_carried() {
    let frame = Frame { message_type: MessageType(999), body: vec![1, 2].into() };
    assert!(matches!(frame.message(&CCX).unwrap(), AnyMessage::Unknown(f) if f.body == [1, 2]));
    let event = AgentStateEvent { agent_state: AgentState(77), ..AgentStateEvent::default() };
    let frame = event.build(&CCX).with_raw(250, b"?").finish().unwrap();
    let m: AgentStateEvent<'_> = frame.decode(&CCX).unwrap();
    assert_eq!(format!("{:?}", m.agent_state), "AgentState(77)");
    assert!(matches!(m.floating.iter().next(), Some(RawField { tag: 250, data: b"?", .. })));
}

#[test]
fn one_number_means_two_messages() {
    let body = vec![0; 20];
    let frame = Frame { message_type: MessageType(240), body: body.into() };
    assert!(matches!(frame.message(&CCE), Ok(AnyMessage::CallAttributeChangeEvent(_)) | Err(_)));
    assert_eq!(MessageType(240).name_in(&CCE), Some("CALL_ATTRIBUTE_CHANGE_EVENT"));
    assert_eq!(MessageType(240).name_in(&CCX), Some("QUERY_AGENT_QUEUE_STATISTICS_CONF"));
}

#[test]
fn passwords_are_not_shown() {
    let frame = open_req()
        .build(&CCX)
        .with(field::ClientId, "c")
        .with(field::ClientPassword, "hunter2")
        .finish()
        .unwrap();
    let shown = format!("{:?}", frame.message(&CCX).unwrap());
    assert!(shown.contains("ClientPassword") && !shown.contains("hunter2"), "{shown}");
}

#[test]
fn decode_with_visits_what_decode_and_iter_give() {
    for profile in [CCX, CCE, Profile::ccx(18)] {
        let mut event = AgentStateEvent { department_id: None, ..AgentStateEvent::default() };
        if profile.dialect == Dialect::Cce {
            event.department_id = Some(7);
        }
        let mut builder = event.build(&profile).with(field::AgentExtension, "1001");
        for n in 0..3u32 {
            builder =
                builder.with(field::SkillGroupNumber, n).with(field::SkillGroupState, AgentState::TALKING);
        }
        let frame = builder.finish().unwrap();
        let mut visited = Vec::new();
        let with: AgentStateEvent<'_> = frame
            .decode_with(&profile, |raw| {
                visited.push(raw);
                Ok(())
            })
            .unwrap();
        let plain: AgentStateEvent<'_> = frame.decode(&profile).unwrap();
        assert_eq!(with, plain);
        assert_eq!(visited, plain.floating.iter().collect::<Vec<_>>());
        assert_eq!(visited.len(), 7);
    }
}

#[test]
fn decode_with_ends_at_the_first_error() {
    let frame = AgentStateEvent::default()
        .build(&CCX)
        .with(field::AgentExtension, "1001")
        .with(field::SkillGroupNumber, 7u32)
        .finish()
        .unwrap();
    // The last field is cut: those before it have been seen, and the error is the one of `decode`.
    let cut = Frame { body: frame.body.slice(..frame.body.len() - 1), ..frame.clone() };
    let mut seen = Vec::new();
    let visited = cut.decode_with::<AgentStateEvent<'_>>(&CCX, |raw| {
        seen.push(raw.tag);
        Ok(())
    });
    assert_eq!(seen, [field::AgentExtension::TAG]);
    assert_eq!(visited.unwrap_err(), cut.decode::<AgentStateEvent<'_>>(&CCX).unwrap_err());
    // What the visitor says ends the reading.
    let wrong =
        frame.decode_with::<AgentStateEvent<'_>>(&CCX, |raw| raw.read::<field::Duration>().map(|_| ()));
    let e = wrong.unwrap_err();
    assert_eq!((e.field, e.kind), ("Duration", DecodeErrorKind::Length { found: 5 }));
    assert!(frame.decode_with::<OpenReq<'_>>(&CCX, |_| Ok(())).is_err(), "another message");
}
