//! Whatever events a client missed, after a reconnect it believes what the server knows, and goes on doing so.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;

use cti_wire::state::{Query, State};
use cti_wire::*;
use proptest::prelude::*;

const AGENTS: [(&str, &str); 4] = [("ann", "1001"), ("bob", "1002"), ("cy", "1003"), ("di", "1004")];
const STATES: [AgentState; 3] = [AgentState::NOT_READY, AgentState::AVAILABLE, AgentState::WORK_READY];
const ALERTING: LocalConnectionState = LocalConnectionState::ALERTING;
const CONNECT: LocalConnectionState = LocalConnectionState::CONNECT;
const HOLD: LocalConnectionState = LocalConnectionState::HOLD;

/// What the server knows.
struct Truth {
    profile: Profile,
    agents: BTreeMap<&'static str, (AgentState, &'static str)>,
    calls: BTreeMap<u32, BTreeMap<&'static str, LocalConnectionState>>,
    last: u32,
}

type Built = Result<Frame, UsageError>;

impl Truth {
    fn new(profile: Profile) -> Self {
        let agents = AGENTS.map(|(id, _)| (id, (AgentState::LOGOUT, ""))).into();
        Self { profile, agents, calls: BTreeMap::new(), last: 0 }
    }

    fn busy(&self, device: &str) -> Option<u32> {
        self.calls.iter().find(|(_, parties)| parties.contains_key(device)).map(|(call, _)| *call)
    }

    /// Does one thing, if it is possible now; the events of it.
    fn act(&mut self, what: u8, who: usize, other: usize) -> Vec<Frame> {
        let (id, device) = AGENTS[who % AGENTS.len()];
        let (_, callee) = AGENTS[other % AGENTS.len()];
        let signed_in = self.agents[id].0 != AgentState::LOGOUT;
        let call = self.busy(device);
        let p = self.profile;
        let events: Vec<Built> = match (what % 8, call) {
            (0 | 1, _) if !signed_in => vec![self.agent(id, AgentState::NOT_READY, device)],
            (0, None) => vec![self.agent(id, AgentState::LOGOUT, "")],
            (1 | 2, _) if signed_in => vec![self.agent(id, STATES[other % STATES.len()], device)],
            (3 | 4, None) if device != callee && self.busy(callee).is_none() => {
                self.last += 1;
                let c = CallId(self.last);
                self.calls.insert(self.last, [(device, CONNECT), (callee, ALERTING)].into());
                let begin = BeginCallEvent { connection_call_id: c, ..Default::default() };
                let originated = CallOriginatedEvent { connection_call_id: c, ..Default::default() };
                let delivered = CallDeliveredEvent { connection_call_id: c, ..Default::default() };
                vec![
                    begin.build(&p).with(field::ConnectionDeviceId, device).finish(),
                    originated
                        .build(&p)
                        .with(field::ConnectionDeviceId, device)
                        .with(field::CallingDeviceId, device)
                        .finish(),
                    delivered.build(&p).with(field::ConnectionDeviceId, callee).finish(),
                ]
            }
            (5 | 6, Some(call)) => self.change(call, device),
            (7, Some(call)) => self.hang_up(call, device),
            _ => vec![],
        };
        events.into_iter().map(Result::unwrap).collect()
    }

    fn agent(&mut self, id: &'static str, agent_state: AgentState, at: &'static str) -> Built {
        self.agents.insert(id, (agent_state, at));
        let event = AgentStateEvent {
            agent_state,
            department_id: (self.profile.dialect == Dialect::Cce).then_some(0),
            ..Default::default()
        };
        let built = event.build(&self.profile).with(field::AgentExtension, at);
        match self.profile.dialect {
            Dialect::Ccx => built.with(field::AgentIdLong, id).finish(),
            Dialect::Cce => built.with(field::AgentId, id).finish(),
        }
    }

    /// Answers, holds or retrieves.
    fn change(&mut self, call: u32, device: &'static str) -> Vec<Built> {
        let state = self.calls.get_mut(&call).unwrap().get_mut(device).unwrap();
        let (p, c) = (self.profile, CallId(call));
        let built = match *state {
            CONNECT => {
                *state = HOLD;
                let event = CallHeldEvent { connection_call_id: c, ..Default::default() };
                let built = event.build(&p).with(field::ConnectionDeviceId, device);
                built.with(field::HoldingDeviceId, device).finish()
            }
            HOLD => {
                *state = CONNECT;
                let event = CallRetrievedEvent { connection_call_id: c, ..Default::default() };
                event.build(&p).with(field::ConnectionDeviceId, device).finish()
            }
            _ => {
                *state = CONNECT;
                let event = CallEstablishedEvent { connection_call_id: c, ..Default::default() };
                event.build(&p).with(field::ConnectionDeviceId, device).finish()
            }
        };
        vec![built]
    }

    fn hang_up(&mut self, call: u32, device: &'static str) -> Vec<Built> {
        let (p, c) = (self.profile, CallId(call));
        let parties = self.calls.remove(&call).unwrap();
        let cleared = CallConnectionClearedEvent { connection_call_id: c, ..Default::default() };
        let mut events: Vec<Built> = parties
            .keys()
            .map(|party| {
                let built = cleared.build(&p).with(field::ConnectionDeviceId, *party);
                built.with(field::ReleasingDeviceId, *party).finish()
            })
            .collect();
        let end = EndCallEvent { connection_call_id: c, ..Default::default() };
        events.push(end.build(&p).with(field::ConnectionDeviceId, device).finish());
        events
    }

    /// The configuration, as a download brings it.
    fn download(&self) -> Vec<Frame> {
        let begin = ConfigBeginEvent {
            config_type: ConfigType::SOLICITED,
            config_information: ConfigMask::AGENT,
            ..Default::default()
        };
        let mut records = ConfigAgentEvent::default().build(&self.profile);
        for (id, extension) in AGENTS {
            records = records.with(field::RecordType, RecordType::ADD).with(field::LoginId, id);
            records = records.with(field::Extension, extension);
        }
        let end = ConfigEndEvent::default().build(&self.profile).finish();
        [begin.build(&self.profile).finish(), records.finish(), end].map(Result::unwrap).into()
    }

    /// `None`: refused, there is no such thing any more.
    fn answer(&self, query: &Query) -> Option<Frame> {
        let p = self.profile;
        let built = match query {
            Query::Agent(id) => {
                let (agent_state, at) = self.agents[id.as_str()];
                let conf = QueryAgentStateConf {
                    agent_state,
                    department_id: (p.dialect == Dialect::Cce).then_some(0),
                    ..Default::default()
                };
                conf.build(&p).with(field::AgentExtension, at).finish()
            }
            Query::Device(device) => {
                let mut conf = SnapshotDeviceConf::default().build(&p);
                for (call, parties) in &self.calls {
                    let Some((device, state)) = parties.get_key_value(device.as_str()) else { continue };
                    conf = conf
                        .with(field::CallConnectionCallId, CallId(*call))
                        .with(field::CallConnectionDeviceIdType, ConnectionDeviceIdType::STATIC)
                        .with(field::CallConnectionDeviceId, *device)
                        .with(field::CallState, *state);
                }
                conf.finish()
            }
            Query::Call(key) => {
                let mut conf = SnapshotCallConf::default().build(&p);
                for (device, state) in self.calls.get(&key.call.0)? {
                    conf = conf
                        .with(field::CallConnectionCallId, key.call)
                        .with(field::CallConnectionDeviceIdType, ConnectionDeviceIdType::STATIC)
                        .with(field::CallConnectionDeviceId, *device)
                        .with(field::CallDeviceConnectionState, *state);
                }
                conf.finish()
            }
            other => panic!("{other:?}"),
        };
        Some(built.unwrap())
    }

    fn agrees(&self, state: &State) -> Result<(), TestCaseError> {
        for (id, (agent_state, at)) in &self.agents {
            let known = state.agent(id).unwrap();
            prop_assert_eq!((known.state, known.signed_in_at.as_str()), (*agent_state, *at), "{}", id);
        }
        // A call is found by the agent at one of its ends; between two who are signed out nobody asks for it.
        let watched = |parties: &BTreeMap<&str, LocalConnectionState>| {
            self.agents.values().any(|(_, at)| parties.contains_key(at))
        };
        let mut known: BTreeMap<u32, BTreeMap<&str, LocalConnectionState>> = BTreeMap::new();
        for (key, state) in state.connections() {
            known.entry(key.call.0).or_default().insert(&key.device, state);
        }
        for (call, parties) in self.calls.iter().filter(|(_, parties)| watched(parties)) {
            prop_assert_eq!(known.get(call), Some(parties), "call {}", call);
        }
        prop_assert!(
            known.keys().all(|call| self.calls.contains_key(call)),
            "a call that has ended: {known:?}"
        );
        Ok(())
    }
}

fn happens(state: &mut State, frames: &[Frame], profile: &Profile) {
    for frame in frames {
        state.apply(frame, profile).unwrap();
    }
}

/// Asks one question.
fn ask(state: &mut State, truth: &Truth) -> bool {
    let Some(query) = state.poll_query() else { return false };
    assert!(query.request(&truth.profile).is_ok());
    if let Some(answer) = truth.answer(&query) {
        state.answer(&query, &answer, &truth.profile).unwrap();
    }
    true
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn after_any_loss_a_reconnect_brings_the_truth_back(
        cce: bool,
        before in prop::collection::vec((any::<u8>(), 0..4usize, 0..4usize, any::<bool>()), 0..60),
        during in prop::collection::vec((any::<u8>(), 0..4usize, 0..4usize), 0..12),
        after in prop::collection::vec((any::<u8>(), 0..4usize, 0..4usize), 0..30),
    ) {
        let profile = if cce { Profile::cce(24) } else { Profile::ccx(17) };
        let (mut truth, mut state) = (Truth::new(profile), State::new());
        happens(&mut state, &truth.download(), &profile);
        for (what, who, other, lost) in before {
            let events = truth.act(what, who, other);
            if !lost {
                happens(&mut state, &events, &profile);
            }
        }
        state.lose_sight();
        happens(&mut state, &truth.download(), &profile);
        state.resync();
        // Events of the new session come between its answers.
        for (what, who, other) in during {
            let events = truth.act(what, who, other);
            happens(&mut state, &events, &profile);
            ask(&mut state, &truth);
        }
        while ask(&mut state, &truth) {}
        truth.agrees(&state)?;
        for (what, who, other) in after {
            let events = truth.act(what, who, other);
            happens(&mut state, &events, &profile);
            while ask(&mut state, &truth) {}
            truth.agrees(&state)?;
        }
    }
}
