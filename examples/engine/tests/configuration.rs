//! A client that starts empty ends with the engine's configuration.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use cti_wire::client::{ConfigRequest, Event};
use cti_wire::{
    AgentFlags, ConfigAgentEvent, ConfigSkillGroupEvent, Frame, Message, TeamConfigEvent, TeamConfigReq,
    field,
};
use engine::Config;
use support::House;

fn messages(house: &House) -> Vec<Frame> {
    let of = |event: &Event| match event {
        Event::Message(frame) => Some(frame.clone()),
        _ => None,
    };
    house.seen[0].iter().filter_map(of).collect()
}

fn house(agents: u32) -> House {
    let mut house = House::new(Config::example(agents));
    house.join(Default::default());
    house.seen[0].clear();
    house
}

#[test]
fn c4_the_download_brings_queues_agents_and_devices_in_order() {
    let mut house = house(25);
    let now = house.now();
    house.clients[0].download_configuration(now.at, ConfigRequest::CCX).unwrap();
    house.settle();
    assert_eq!(house.seen[0].last(), Some(&Event::ConfigurationEnd(Ok(()))));
    let kinds: Vec<_> = messages(&house).iter().map(|frame| frame.message_type.0).collect();
    let agents = [233, 237, 237, 237, 234];
    let devices = [233, 238, 238, 238, 238, 234];
    assert_eq!(kinds, [&[231, 233, 234, 233, 236, 234][..], &agents, &devices].concat());
}

#[test]
fn c4_every_agent_arrives_with_name_extension_and_queues() {
    let mut house = house(25);
    let now = house.now();
    house.clients[0].download_configuration(now.at, ConfigRequest::CCX).unwrap();
    house.settle();
    let profile = house.profile();
    let mut found = Vec::new();
    for frame in messages(&house) {
        let Ok(event) = frame.decode::<ConfigAgentEvent<'_>>(&profile) else { continue };
        assert!(event.num_records <= 10);
        for record in event.groups::<field::RecordType>() {
            let id = record.text::<field::LoginId>().unwrap().unwrap().to_owned();
            let extension = record.text::<field::Extension>().unwrap().unwrap().to_owned();
            assert_eq!(record.text::<field::LastName>().unwrap(), Some(id.as_str()));
            assert_eq!(record.get::<field::SkillGroupNumber>().unwrap(), Some(1));
            found.push((id, extension));
        }
    }
    let mut wanted: Vec<_> = (1..=25).map(|n| (format!("agent{n}"), (1000 + n).to_string())).collect();
    wanted.push(("super1".to_owned(), "1026".to_owned()));
    wanted.sort();
    assert_eq!(found, wanted);
}

#[test]
fn c4_queues_arrive_with_number_and_name() {
    let mut house = house(1);
    let now = house.now();
    house.clients[0].download_configuration(now.at, ConfigRequest::CCX).unwrap();
    house.settle();
    let profile = house.profile();
    let all = messages(&house);
    let event = all.iter().find_map(|f| f.decode::<ConfigSkillGroupEvent<'_>>(&profile).ok()).unwrap();
    let record = event.groups::<field::RecordType>().next().unwrap();
    assert_eq!(record.get::<field::PeripheralNumber>().unwrap(), Some(1));
    assert_eq!(record.text::<field::PeripheralName>().unwrap(), Some("Support"));
}

#[test]
fn teams_come_with_supervisors_and_members_before_the_confirmation() {
    let mut house = house(100);
    let profile = house.profile();
    let request = TeamConfigReq { config_param: cti_wire::TeamConfigParam::INITIAL, ..Default::default() };
    house.ask(0, &request.build(&profile).finish().unwrap()).unwrap();
    let mut members = Vec::new();
    for frame in messages(&house) {
        let Ok(event) = frame.decode::<TeamConfigEvent<'_>>(&profile) else { continue };
        assert_eq!(event.floating.text::<field::TeamName>().unwrap(), Some("Team 1"));
        for member in event.groups::<field::AgentIdLong>() {
            let id = member.text::<field::AgentIdLong>().unwrap().unwrap().to_owned();
            members.push((id, member.get::<field::AgentFlags>().unwrap().unwrap()));
        }
    }
    assert_eq!(members.len(), 101, "in two messages");
    assert_eq!(members[0].0, "super1");
    assert!(members[0].1.contains(AgentFlags::SUPERVISOR | AgentFlags::PRIMARY_SUPERVISOR));
    assert!(matches!(house.seen[0].last(), Some(Event::Confirmed { .. })));
}
