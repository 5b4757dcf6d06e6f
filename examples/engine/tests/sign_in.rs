//! Signing in, changing state, signing out: every documented answer, over CTI, in virtual time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::time::Duration;

use cti_wire::client::{self, CloseReason, Event, RequestError};
use cti_wire::server::Role;
use cti_wire::{
    AgentState, AgentStateMask, CallMsgMask, CcxErrorCode, ConfigMask, ForcedFlag, Message, SetAgentStateReq,
    StatusCode, field,
};
use engine::{Config, Link, State};
use proptest::prelude::*;
use support::{House, code};
use telephony::Service;

const LOGOUT: AgentState = AgentState::LOGOUT;
const NOT_READY: AgentState = AgentState::NOT_READY;
const READY: AgentState = AgentState::AVAILABLE;

fn told(agent: &str, state: AgentState, reason: u16) -> support::Told {
    (agent.to_owned(), state, reason)
}

#[test]
fn sign_in_ends_in_not_ready_with_reason_32760() {
    let mut house = House::with_bridge();
    house.login("agent1", "1001").unwrap();
    // The confirmation comes before the event.
    let order: Vec<_> = house.seen[0]
        .iter()
        .filter_map(|event| match event {
            Event::Confirmed { frame, .. } | Event::Message(frame) => Some(frame.message_type.0),
            _ => None,
        })
        .collect();
    assert_eq!(order, [31, 39, 30]);
    assert_eq!(house.told(0), [told("agent1", NOT_READY, 32760)]);
    assert_eq!(house.query("agent1").unwrap(), NOT_READY);
}

#[test]
fn a_client_that_asks_for_every_bit_of_the_masks_is_served() {
    let mut house = House::new(Config::example(3));
    let client = house.join(client::Config {
        call_mask: CallMsgMask(u32::MAX),
        agent_state_mask: AgentStateMask(u32::MAX),
        config_mask: ConfigMask(u32::MAX),
        ..client::Config::default()
    });
    house.login("agent1", "1001").unwrap();
    assert_eq!(house.told(client), [told("agent1", NOT_READY, 32760)]);
}

#[test]
fn the_trace_shows_every_hop() {
    let mut house = House::with_bridge();
    house.login("agent1", "1001").unwrap();
    let hops: Vec<_> =
        house.hops.iter().filter(|hop| hop.who == "agent1").map(|h| (h.link, h.text.as_str())).collect();
    let links: Vec<_> = hops.iter().map(|(link, _)| *link).collect();
    assert_eq!(links, [Link::Cti, Link::Jtapi, Link::Cti, Link::Cti], "{hops:?}");
    assert!(hops[0].1.starts_with("SET_AGENT_STATE_REQ"));
    assert!(hops[3].1.starts_with("AGENT_STATE_EVENT"));
}

#[test]
fn j4_an_extension_that_rmcm_does_not_control_is_refused_with_260() {
    let mut config = Config::example(3);
    config.rmcm_devices.retain(|device| !device.ends_with("1001"));
    let mut house = House::new(config);
    house.join(client::Config::default());
    let Err(RequestError::Control { code, peripheral }) = house.login("agent1", "1001") else { panic!() };
    assert_eq!((code.0, peripheral), (260, CcxErrorCode::JTAPI_CCM_PROBLEM));
    assert_eq!(house.told(0), []);
    assert_eq!(house.query("agent1").unwrap(), LOGOUT);
}

#[test]
fn an_unknown_extension_is_refused_with_260() {
    let mut house = House::with_bridge();
    assert_eq!(code(house.login("agent1", "9999")), 260);
}

#[test]
fn another_agents_extension_is_refused_with_260() {
    let mut house = House::with_bridge();
    let Err(RequestError::Control { code, peripheral }) = house.login("agent1", "1002") else { panic!() };
    assert_eq!((code.0, peripheral), (260, CcxErrorCode::AGENT_DN_NOT_ASSIGNED));
}

#[test]
fn a_phone_out_of_service_is_refused_with_260() {
    let mut house = House::with_bridge();
    let now = house.now();
    house.core.set_device_service(now, "SEP000000001001", Service::Out).unwrap();
    let Err(RequestError::Control { code, peripheral }) = house.login("agent1", "1001") else { panic!() };
    assert_eq!((code.0, peripheral), (260, CcxErrorCode::AGENT_DEVICE_OFF));
}

#[test]
fn an_unknown_agent_is_refused_with_256() {
    let mut house = House::with_bridge();
    assert_eq!(code(house.login("nobody", "1001")), 256);
    assert_eq!(code(house.query("nobody")), 256);
    assert_eq!(code(house.set_state("nobody", READY, 0, None)), 256);
}

#[test]
fn a_wrong_password_is_refused_with_258() {
    let mut config = Config::example(1);
    config.agents[0].password = Some("right".to_owned());
    let mut house = House::new(config);
    house.join(client::Config::default());
    let login = |password: &'static str| {
        SetAgentStateReq::default()
            .build(&cti_wire::Profile::ccx(17))
            .with(field::AgentInstrument, "1001")
            .with(field::AgentPassword, password)
            .with(field::AgentIdLong, "agent1")
            .finish()
            .unwrap()
    };
    assert_eq!(code(house.ask(0, &login("wrong"))), 258);
    assert_eq!(house.query("agent1").unwrap(), LOGOUT);
    house.ask(0, &login("right")).unwrap();
    assert_eq!(house.query("agent1").unwrap(), NOT_READY);
    assert!(!house.hops.iter().any(|hop| hop.text.contains("right")));
}

#[test]
fn authenticate_only_checks_and_changes_nothing() {
    let mut house = House::with_bridge();
    let only = SetAgentStateReq { forced_flag: ForcedFlag::AUTHENTICATE_ONLY, ..Default::default() };
    let ask = |agent: &str| {
        let built = only.build(&cti_wire::Profile::ccx(17)).with(field::AgentInstrument, "unknown");
        built.with(field::AgentIdLong, agent).finish().unwrap()
    };
    house.ask(0, &ask("agent1")).unwrap();
    assert_eq!(code(house.ask(0, &ask("nobody"))), 256);
    assert_eq!(house.query("agent1").unwrap(), LOGOUT);
}

#[test]
fn ready_not_ready_with_a_reason_and_logout() {
    let mut house = House::with_bridge();
    house.login("agent1", "1001").unwrap();
    house.told(0);
    house.set_state("agent1", READY, 0, None).unwrap();
    house.set_state("agent1", NOT_READY, 7, None).unwrap();
    house.set_state("agent1", NOT_READY, 8, None).unwrap();
    house.set_state("agent1", READY, 0, None).unwrap();
    house.set_state("agent1", LOGOUT, 9, None).unwrap();
    let wanted = [(READY, 0), (NOT_READY, 7), (NOT_READY, 8), (READY, 0), (LOGOUT, 9)];
    assert_eq!(house.told(0), wanted.map(|(state, reason)| told("agent1", state, reason)));
    assert_eq!(house.core.agent("agent1").unwrap().extension, None);
}

#[test]
fn not_ready_before_sign_in_is_refused_with_1010() {
    let mut house = House::with_bridge();
    assert_eq!(code(house.set_state("agent1", NOT_READY, 1, None)), 1010);
    assert_eq!(code(house.set_state("agent1", READY, 0, None)), 1010);
    assert_eq!(code(house.set_state("agent1", LOGOUT, 0, None)), 1010);
}

#[test]
fn states_that_only_the_system_gives_are_refused() {
    let mut house = House::with_bridge();
    house.login("agent1", "1001").unwrap();
    for state in [AgentState::TALKING, AgentState::RESERVED, AgentState(77)] {
        assert_eq!(code(house.set_state("agent1", state, 0, None)), 1010);
    }
    assert_eq!(code(house.set_state("agent1", AgentState::WORK_NOT_READY, 0, None)), 265);
}

#[test]
fn a_system_reason_code_from_a_client_is_refused_with_266() {
    let mut house = House::with_bridge();
    house.login("agent1", "1001").unwrap();
    assert_eq!(code(house.set_state("agent1", NOT_READY, 32760, None)), 266);
}

#[test]
fn a_second_agent_at_the_extension_throws_the_first_out_with_32741() {
    let mut config = Config::example(2);
    config.agents[1].extension = "1001".to_owned();
    let mut house = House::new(config);
    house.join(client::Config::default());
    house.login("agent1", "1001").unwrap();
    house.login("agent2", "1001").unwrap();
    let wanted =
        [told("agent1", NOT_READY, 32760), told("agent1", LOGOUT, 32741), told("agent2", NOT_READY, 32760)];
    assert_eq!(house.told(0), wanted);
    assert_eq!(house.core.agent("agent1").unwrap().state, State::Logout);
}

#[test]
fn a_second_sign_in_at_the_same_phone_keeps_the_state() {
    let mut house = House::with_bridge();
    house.login("agent1", "1001").unwrap();
    house.set_state("agent1", READY, 0, None).unwrap();
    house.told(0);
    house.login("agent1", "1001").unwrap();
    assert_eq!(house.told(0), [told("agent1", READY, 0)]);
}

#[test]
fn the_same_agent_at_another_phone_ends_the_first_session_with_32740() {
    let mut house = House::new({
        let mut config = Config::example(1);
        // The extension is a shared line; the agent signs in at the device RmCm finds first.
        config.devices.push(telephony::Device::new("SEP2", telephony::DeviceKind::Phone, ["1001"]));
        config.rmcm_devices.push("SEP2".to_owned());
        config
    });
    house.join(client::Config::default());
    house.login("agent1", "1001").unwrap();
    let now = house.now();
    house.core.set_device_service(now, "SEP000000001001", Service::Out).unwrap();
    house.settle();
    house.told(0);
    house.login("agent1", "1001").unwrap();
    assert_eq!(house.told(0), [told("agent1", LOGOUT, 32740), told("agent1", NOT_READY, 32760)]);
}

#[test]
fn a_phone_that_fails_makes_its_agent_not_ready_with_32759_and_32756_when_it_is_back() {
    let mut house = House::with_bridge();
    house.login("agent1", "1001").unwrap();
    house.set_state("agent1", READY, 0, None).unwrap();
    house.told(0);
    for service in [Service::Out, Service::In] {
        let now = house.now();
        house.core.set_device_service(now, "SEP000000001001", service).unwrap();
        house.settle();
    }
    assert_eq!(house.told(0), [told("agent1", NOT_READY, 32759), told("agent1", NOT_READY, 32756)]);
}

#[test]
fn an_agent_session_sees_itself_and_controls_nobody_else() {
    let mut house = House::with_bridge();
    let desk = house.join_agent("1001");
    assert!(house.clients[desk].is_open());
    house.login("agent1", "1001").unwrap();
    house.login("agent2", "1002").unwrap();
    assert_eq!(house.told(desk), [told("agent1", NOT_READY, 32760)]);
    let other = SetAgentStateReq { agent_state: READY, ..Default::default() }
        .build(&house.profile())
        .with(field::AgentInstrument, "1002")
        .with(field::AgentIdLong, "agent2")
        .finish()
        .unwrap();
    assert_eq!(code(house.ask(desk, &other)), 8);
    let own = SetAgentStateReq { agent_state: READY, ..Default::default() }
        .build(&house.profile())
        .with(field::AgentInstrument, "1001")
        .finish()
        .unwrap();
    house.ask(desk, &own).unwrap();
    assert_eq!(house.core.agent("agent1").unwrap().state, State::Ready);
}

#[test]
fn an_agent_session_must_name_an_agent_of_ours() {
    let mut house = House::with_bridge();
    let stranger = house.join_agent("4711");
    let refused = Event::Closed(CloseReason::Refused(StatusCode::INVALID_AGENT_DATA));
    assert_eq!(house.seen[stranger].last(), Some(&refused));
}

#[test]
fn without_the_control_service_nobody_is_signed_in() {
    let mut house = House::new(Config::example(1));
    let services = cti_wire::ServiceMask::CONFIG_EVENTS;
    house.join(client::Config { services, ..client::Config::default() });
    assert_eq!(house.login("agent1", "1001"), Err(RequestError::Status(StatusCode::FUNCTION_NOT_AVAILABLE)));
}

#[test]
fn t4_a_standby_refuses_with_92_and_losing_mastership_ends_sessions_and_sign_ins() {
    let mut house = House::with_bridge();
    house.login("agent1", "1001").unwrap();
    let now = house.now();
    house.core.set_role(now, Role::Standby);
    house.settle();
    let ended = Event::Closed(CloseReason::Server(StatusCode::CTI_SERVER_OFFLINE));
    assert_eq!(house.seen[0].last(), Some(&ended));
    assert_eq!(house.core.agent("agent1").unwrap().state, State::Logout);
    let late = house.join(client::Config::default());
    let refused = Event::Closed(CloseReason::Refused(StatusCode::SERVER_NOT_MASTER));
    assert_eq!(house.seen[late].last(), Some(&refused));
}

#[test]
fn an_idle_house_stays_up() {
    let mut house = House::with_bridge();
    house.login("agent1", "1001").unwrap();
    house.pass(Duration::from_secs(3600));
    assert!(house.clients[0].is_open());
    assert_eq!(house.query("agent1").unwrap(), NOT_READY);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    /// C5: whoever has seen all events knows as much as whoever asks.
    #[test]
    fn c5_events_and_queries_agree(
        ops in prop::collection::vec((0..4usize, 0..6u16, 0..4usize, 0..3u16), 0..60),
    ) {
        let mut config = Config::example(3);
        config.agents[1].extension = "1001".to_owned();
        let mut house = House::new(config);
        house.join(client::Config::default());
        let agents = ["agent1", "agent2", "agent3", "nobody"];
        let extensions = ["1001", "1002", "1003", "9999"];
        let mut known = std::collections::BTreeMap::new();
        for (agent, state, extension, reason) in ops {
            let instrument = (state == 0).then_some(extensions[extension]);
            let _ = house.set_state(agents[agent], AgentState(state), reason, instrument);
            for (id, state, _) in house.told(0) {
                known.insert(id, state);
            }
            for agent in &agents[..3] {
                let believed = known.get(*agent).copied().unwrap_or(LOGOUT);
                prop_assert_eq!(house.query(agent).unwrap(), believed);
            }
            let mut taken: Vec<_> = agents.iter().filter_map(|a| house.core.agent(a)?.extension).collect();
            let seats = taken.len();
            taken.dedup();
            prop_assert_eq!(taken.len(), seats, "two agents at one extension");
        }
    }
}
