//! An engine and its CTI clients in one process, in virtual time.
#![allow(dead_code)]

use std::time::{Duration, Instant, SystemTime};

use bytes::BytesMut;
use cti_wire::client::{self, Client, Event, Mode, RequestError};
use cti_wire::{
    AgentReasonCode, AgentState, AgentStateEvent, ConnId, ForcedFlag, Frame, InvokeId, Message, Now, Profile,
    QueryAgentStateConf, QueryAgentStateReq, SetAgentStateReq, field,
};
use engine::{Config, Core, Hop};

pub(crate) struct House {
    pub(crate) core: Core,
    pub(crate) clients: Vec<Client>,
    pub(crate) seen: Vec<Vec<Event>>,
    pub(crate) hops: Vec<Hop>,
    /// What requests carry.
    pub(crate) forced: ForcedFlag,
    start: Instant,
    at: Duration,
}

/// AGENT_STATE_EVENT as tests read it: agent, state, reason.
pub(crate) type Told = (String, AgentState, u16);

impl House {
    pub(crate) fn new(config: Config) -> Self {
        let start = Instant::now();
        let now = Now { at: start, utc: SystemTime::UNIX_EPOCH };
        let core = Core::new(config, now).unwrap();
        Self {
            core,
            clients: Vec::new(),
            seen: Vec::new(),
            hops: Vec::new(),
            forced: ForcedFlag::FALSE,
            start,
            at: Duration::ZERO,
        }
    }

    /// Three agents, one supervisor, one bridge session (client 0).
    pub(crate) fn with_bridge() -> Self {
        let mut house = Self::new(Config::example(3));
        house.join(client::Config::default());
        house
    }

    pub(crate) fn now(&self) -> Now {
        Now { at: self.start + self.at, utc: SystemTime::UNIX_EPOCH + self.at }
    }

    pub(crate) fn profile(&self) -> Profile {
        *self.clients[0].profile()
    }

    pub(crate) fn join(&mut self, config: client::Config) -> usize {
        let index = self.clients.len();
        self.core.handle_connect(self.now(), ConnId(index as u64)).unwrap();
        self.clients.push(Client::new(config, self.now().at).unwrap());
        self.seen.push(Vec::new());
        self.settle();
        index
    }

    pub(crate) fn join_agent(&mut self, extension: &str) -> usize {
        let mode = Mode::Agent { extension: Some(extension.to_owned()), id: None, instrument: None };
        self.join(client::Config { mode, ..client::Config::default() })
    }

    /// Moves bytes until nobody has anything to say.
    pub(crate) fn settle(&mut self) {
        let now = self.now();
        loop {
            let mut quiet = true;
            for (i, client) in self.clients.iter_mut().enumerate() {
                let mut out = BytesMut::new();
                client.poll_transmit(&mut out);
                if !out.is_empty() {
                    quiet = false;
                    self.core.handle_input(now, ConnId(i as u64), &out).unwrap();
                }
                self.seen[i].extend(std::iter::from_fn(|| client.poll_event()));
            }
            while let Some(transmit) = self.core.poll_transmit() {
                quiet = false;
                self.core.sent(transmit.to, transmit.len());
                let client = &mut self.clients[usize::try_from(transmit.to.0).unwrap()];
                client.handle_input(now.at, &transmit.head).unwrap();
                client.handle_input(now.at, &transmit.shared.unwrap_or_default()).unwrap();
            }
            while self.core.poll_close().is_some() {}
            self.hops.extend(std::iter::from_fn(|| self.core.poll_hop()));
            if quiet {
                return;
            }
        }
    }

    /// Lets time pass, with every timer at its time.
    pub(crate) fn pass(&mut self, time: Duration) {
        let end = self.at + time;
        loop {
            self.settle();
            let timers = self.clients.iter().filter_map(Client::poll_timeout).chain(self.core.poll_timeout());
            let next = timers.map(|d| d.at.saturating_duration_since(self.start)).min();
            match next.filter(|next| *next <= end) {
                Some(next) => self.at = self.at.max(next),
                None => break,
            }
            let now = self.now();
            self.core.handle_timeout(now);
            for client in &mut self.clients {
                client.handle_timeout(now.at);
            }
        }
        self.at = end;
    }

    /// Sends a request and gives its end.
    pub(crate) fn ask(&mut self, client: usize, frame: &Frame) -> Result<Frame, RequestError> {
        let now = self.now();
        let id = self.clients[client].request(now.at, frame).unwrap();
        self.settle();
        self.outcome(client, id).expect("an answer")
    }

    fn outcome(&self, client: usize, id: InvokeId) -> Option<Result<Frame, RequestError>> {
        self.seen[client].iter().find_map(|event| match event {
            Event::Confirmed { invoke_id, frame } if *invoke_id == id => Some(Ok(frame.clone())),
            Event::Failed { invoke_id, why, .. } if *invoke_id == id => Some(Err(*why)),
            _ => None,
        })
    }

    pub(crate) fn set_state(
        &mut self,
        agent: &str,
        state: AgentState,
        reason: u16,
        instrument: Option<&str>,
    ) -> Result<(), RequestError> {
        let request = SetAgentStateReq {
            agent_state: state,
            event_reason_code: AgentReasonCode(reason),
            forced_flag: self.forced,
            ..Default::default()
        };
        // The instrument is required, whatever the state asked for.
        let seat = self.core.agent(agent).and_then(|view| view.extension).unwrap_or("unknown").to_owned();
        let frame = request
            .build(&self.profile())
            .with(field::AgentInstrument, instrument.unwrap_or(&seat))
            .with(field::AgentIdLong, agent)
            .finish()
            .unwrap();
        self.ask(0, &frame).map(drop)
    }

    pub(crate) fn login(&mut self, agent: &str, extension: &str) -> Result<(), RequestError> {
        self.set_state(agent, AgentState::LOGIN, 0, Some(extension))
    }

    pub(crate) fn query(&mut self, agent: &str) -> Result<AgentState, RequestError> {
        let profile = self.profile();
        let request = QueryAgentStateReq::default().build(&profile).with(field::AgentIdLong, agent).finish();
        let conf = self.ask(0, &request.unwrap())?;
        Ok(conf.decode::<QueryAgentStateConf<'_>>(&profile).unwrap().agent_state)
    }

    /// What a client was told about agents since the last time.
    pub(crate) fn told(&mut self, client: usize) -> Vec<Told> {
        let profile = self.profile();
        let seen = std::mem::take(&mut self.seen[client]);
        let read = |event: Event| {
            let Event::Message(frame) = event else { return None };
            let event: AgentStateEvent<'_> = frame.decode(&profile).ok()?;
            let id = event.get::<field::AgentIdLong>().unwrap().unwrap().to_str().unwrap().to_owned();
            Some((id, event.agent_state, event.event_reason_code.0))
        };
        seen.into_iter().filter_map(read).collect()
    }
}

/// The failure code of a refused request.
pub(crate) fn code<T: std::fmt::Debug>(result: Result<T, RequestError>) -> u16 {
    match result {
        Err(RequestError::Control { code, .. }) => code.0,
        other => panic!("{other:?}"),
    }
}

/// A client that keeps a [`State`](cti_wire::state::State) from what it is told.
pub(crate) struct Mirror {
    client: usize,
    state: cti_wire::state::State,
}

impl Mirror {
    pub(crate) fn start(house: &mut House) -> Self {
        let client = house.join(client::Config::default());
        let mut mirror = Self { client, state: cti_wire::state::State::new() };
        mirror.load(house);
        mirror
    }

    /// A new session, as after a failover: nothing is replayed.
    pub(crate) fn reconnect(&mut self, house: &mut House) {
        self.state.lose_sight();
        self.client = house.join(client::Config::default());
        self.load(house);
    }

    fn load(&mut self, house: &mut House) {
        let now = house.now();
        house.clients[self.client].download_configuration(now.at, client::ConfigRequest::CCX).unwrap();
        house.settle();
        self.learn(house);
        self.state.resync();
        self.learn(house);
    }

    pub(crate) fn learn(&mut self, house: &mut House) {
        let profile = *house.clients[self.client].profile();
        self.take(house);
        while let Some(query) = self.state.poll_query() {
            // A question may be refused: the call has ended meanwhile.
            if let Ok(answer) = house.ask(self.client, &query.request(&profile).unwrap()) {
                self.take(house);
                self.state.answer(&query, &answer, &profile).unwrap();
            }
        }
        self.take(house);
    }

    fn take(&mut self, house: &mut House) {
        let profile = *house.clients[self.client].profile();
        for event in std::mem::take(&mut house.seen[self.client]) {
            if let Event::Message(frame) = event {
                self.state.apply(&frame, &profile).unwrap();
            }
        }
    }

    /// Agents agree in state and place; the connections of agents agree.
    pub(crate) fn check(&self, house: &House) -> Result<(), proptest::test_runner::TestCaseError> {
        for id in ["agent1", "agent2", "agent3", "super1"] {
            let known = self.state.agent(id).unwrap();
            let view = house.core.agent(id).unwrap();
            if known.state != AgentState::UNKNOWN {
                proptest::prop_assert_eq!(known.state, view.state.wire(), "{}", id);
            }
            let place = view.extension.unwrap_or_default();
            proptest::prop_assert_eq!(known.signed_in_at.as_str(), place, "{}", id);
            let Some(place) = view.extension else { continue };
            let here: Vec<u32> = house
                .core
                .provider()
                .calls()
                .filter(|(_, call)| call.connection(place).is_some())
                .map(|(id, _)| id.0)
                .collect();
            let told: Vec<u32> = self
                .state
                .connections()
                .filter(|(key, _)| key.device == place)
                .map(|(key, _)| key.call.0)
                .collect();
            proptest::prop_assert_eq!(told, here, "calls at {}", place);
        }
        Ok(())
    }
}
