//! The engine's machine: verbs outside, provider and CTI server inside.

use std::collections::{BTreeMap, VecDeque};
use std::time::Instant;

use cti_wire::server::{self, Device, Grant, Role, Server};
use cti_wire::{ConnId, Deadline, Now, PeerError, ServiceMask, SessionError, StatusCode, Timer, Transmit};
use telephony::{CallId, DeviceName, Number, Provider, SetupError, TelephonyError};

use crate::agent::State;
use crate::config::{Agent, Config, Queue, Team};

/// Which link of the system a hop took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Link {
    /// Between the engine and its CTI clients.
    Cti,
    /// Between the engine and the telephony provider.
    Jtapi,
}

impl Link {
    /// Its name in traces.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cti => "CTI",
            Self::Jtapi => "JTAPI",
        }
    }
}

/// One step of an action, for the trace. Holds no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// The link.
    pub link: Link,
    /// The agent it is about; empty if none.
    pub who: String,
    /// What happened.
    pub text: String,
}

/// What the outside may know about an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgentView<'a> {
    /// Present state.
    pub state: State,
    /// Reason code of that state.
    pub reason: u16,
    /// The state that follows the present call.
    pub pending: Option<State>,
    /// Where the agent is signed in.
    pub extension: Option<&'a str>,
}

/// The engine. The rule of use is that of every machine here: change one thing, then drain
/// [`poll_transmit`](Self::poll_transmit), [`poll_close`](Self::poll_close) and [`poll_hop`](Self::poll_hop), then wait
/// for input or [`poll_timeout`](Self::poll_timeout).
#[derive(Debug)]
pub struct Core {
    pub(crate) server: Server,
    pub(crate) provider: Provider,
    pub(crate) agents: BTreeMap<String, Seat>,
    /// Who sits at an extension.
    pub(crate) seats: BTreeMap<Number, String>,
    pub(crate) teams: Vec<Team>,
    pub(crate) queues: Vec<Queue>,
    pub(crate) rmcm_user: String,
    pub(crate) contacts: BTreeMap<CallId, crate::calls::Contact>,
    /// The call that CONSULTATION_CALL_REQ has just made.
    pub(crate) consulting: Option<CallId>,
    /// What a script gives a call that begins.
    pub(crate) scripted: Option<(CallId, crate::call_data::CallData)>,
    /// Calls whose data has changed, to be told after the confirmation.
    pub(crate) told_data: Vec<CallId>,
    pub(crate) ring_timeout: std::time::Duration,
    pub(crate) outside_answers: Option<std::time::Duration>,
    /// States to tell after the present step.
    pub(crate) notices: VecDeque<crate::rmcm::Notice>,
    hops: VecDeque<Hop>,
    closes: VecDeque<ConnId>,
}

/// An agent and where it sits.
#[derive(Debug)]
pub(crate) struct Seat {
    pub(crate) agent: Agent,
    pub(crate) state: State,
    pub(crate) pending: Option<State>,
    pub(crate) reason: u16,
    pub(crate) since: Instant,
    pub(crate) place: Option<Place>,
    /// When the wrap-up ends, and the state after it.
    pub(crate) wrap_up: Option<(Instant, State)>,
}

/// An extension and its device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) extension: Number,
    pub(crate) device: DeviceName,
}

impl Core {
    /// An engine in which nobody is signed in.
    ///
    /// # Errors
    /// A device of the configuration is not possible.
    pub fn new(config: Config, now: Now) -> Result<Self, SetupError> {
        let mut provider = Provider::default();
        for device in config.devices {
            provider.add_device(device)?;
        }
        for device in &config.rmcm_devices {
            provider.associate(&config.rmcm_user, device)?;
        }
        for prefix in &config.outside {
            provider.add_outside(prefix);
        }
        let seat = |agent: Agent| Seat {
            agent,
            state: State::Logout,
            pending: None,
            reason: 0,
            since: now.at,
            place: None,
            wrap_up: None,
        };
        Ok(Self {
            server: Server::new(config.server),
            provider,
            agents: config.agents.into_iter().map(|agent| (agent.id.clone(), seat(agent))).collect(),
            seats: BTreeMap::new(),
            teams: config.teams,
            queues: config.queues,
            rmcm_user: config.rmcm_user,
            contacts: BTreeMap::new(),
            consulting: None,
            scripted: None,
            told_data: Vec::new(),
            ring_timeout: config.ring_timeout,
            outside_answers: config.outside_answers,
            notices: VecDeque::new(),
            hops: VecDeque::new(),
            closes: VecDeque::new(),
        })
    }

    /// An agent, if there is one of this id.
    #[must_use]
    pub fn agent(&self, id: &str) -> Option<AgentView<'_>> {
        let seat = self.agents.get(id)?;
        Some(AgentView {
            state: seat.state,
            reason: seat.reason,
            pending: seat.pending,
            extension: seat.place.as_ref().map(|place| place.extension.as_str()),
        })
    }

    /// The telephony provider, to look at.
    #[must_use]
    pub const fn provider(&self) -> &Provider {
        &self.provider
    }

    /// The CTI server, to look at.
    #[must_use]
    pub const fn server(&self) -> &Server {
        &self.server
    }

    // ---- verbs ----

    /// A CTI client has connected.
    ///
    /// # Errors
    /// It is one too many.
    pub fn handle_connect(&mut self, now: Now, conn: ConnId) -> Result<(), SessionError> {
        self.server.handle_connect(now, conn)
    }

    /// Bytes of a CTI client.
    ///
    /// # Errors
    /// It broke the protocol; its connection ends.
    pub fn handle_input(&mut self, now: Now, conn: ConnId, bytes: &[u8]) -> Result<(), PeerError> {
        let result = self.server.handle_input(now, conn, bytes);
        self.work(now);
        result
    }

    /// A CTI client's connection has ended.
    pub fn handle_disconnect(&mut self, now: Now, conn: ConnId) {
        self.server.handle_disconnect(conn);
        self.work(now);
    }

    /// Time has passed.
    pub fn handle_timeout(&mut self, now: Now) {
        self.server.handle_timeout(now);
        self.timers(now);
        self.work(now);
    }

    /// Bytes for a CTI client.
    #[must_use]
    pub fn poll_transmit(&mut self) -> Option<Transmit> {
        self.server.poll_transmit()
    }

    /// A connection to close once everything for it is written.
    #[must_use]
    pub fn poll_close(&mut self) -> Option<ConnId> {
        self.closes.pop_front()
    }

    /// The next step for the trace.
    #[must_use]
    pub fn poll_hop(&mut self) -> Option<Hop> {
        self.hops.pop_front()
    }

    /// When to call [`handle_timeout`](Self::handle_timeout).
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Deadline> {
        let own = self.next_timer().map(|at| Deadline { at, why: Timer::Reply });
        self.server.poll_timeout().into_iter().chain(own).min()
    }

    /// Bytes that a client's connection has taken.
    pub fn sent(&mut self, conn: ConnId, bytes: usize) {
        self.server.sent(conn, bytes);
    }

    /// Becomes master, standby or offline. Agents are signed out when mastership goes: they live at the master.
    pub fn set_role(&mut self, now: Now, role: Role) {
        self.server.set_role(now, role);
        if role != Role::Master {
            for id in self.agents.keys().cloned().collect::<Vec<_>>() {
                self.leave_seat(now, &id, cti_wire::AgentReasonCode::CCX_FAILURE.0);
            }
        }
        self.work(now);
    }

    /// A phone, port or route point registers or goes away.
    ///
    /// # Errors
    /// No such device.
    pub fn set_device_service(
        &mut self,
        now: Now,
        device: &str,
        service: telephony::Service,
    ) -> Result<(), TelephonyError> {
        self.phones(now, |provider| provider.set_service(device, service))
    }

    /// Somebody outside dials a number of ours, for example a queue's route point.
    ///
    /// # Errors
    /// The telephony provider refuses.
    pub fn call_from_outside(&mut self, now: Now, caller: &str, to: &str) -> Result<CallId, TelephonyError> {
        self.phones(now, |provider| provider.call_from_outside(caller, to))
    }

    /// The same with call variables (1 to 10) that the script sets before it does anything else. What cannot be one is left out.
    ///
    /// # Errors
    /// The telephony provider refuses.
    pub fn call_from_outside_with<'v>(
        &mut self,
        now: Now,
        caller: &str,
        to: &str,
        variables: impl IntoIterator<Item = (&'v u8, &'v String)>,
    ) -> Result<CallId, TelephonyError> {
        let id = self.provider.call_from_outside(caller, to)?;
        let data =
            variables.into_iter().filter_map(|(number, value)| crate::call_data::variable(*number, value));
        self.scripted = Some((id, data.collect()));
        self.work(now);
        Ok(id)
    }

    /// Lets somebody use a phone by hand: answer, hold, hang up, dial.
    pub fn phones<T>(&mut self, now: Now, act: impl FnOnce(&mut Provider) -> T) -> T {
        let result = act(&mut self.provider);
        self.work(now);
        result
    }

    // ---- details ----

    pub(crate) fn hop(&mut self, link: Link, who: &str, text: impl Into<String>) {
        self.hops.push_back(Hop { link, who: who.to_owned(), text: text.into() });
    }

    /// Works off what the two machines inside have to say.
    pub(crate) fn work(&mut self, now: Now) {
        loop {
            self.publish_notices();
            for call in std::mem::take(&mut self.told_data) {
                self.tell_data(call);
            }
            if let Some(event) = self.server.poll_event() {
                self.server_event(now, event);
            } else if let Some(event) = self.provider.poll_event() {
                self.telephony_event(now, &event);
            } else if !self.route(now) {
                break;
            }
        }
    }

    fn server_event(&mut self, now: Now, event: server::Event) {
        match event {
            server::Event::OpenRequested { conn, request } => {
                let answer = match self.welcome(&request) {
                    Ok(grant) => self.server.grant(now, conn, grant),
                    Err(status) => self.server.refuse(now, conn, status),
                };
                // Only possible if the connection ended meanwhile.
                let _ = answer;
            }
            server::Event::Request { conn, invoke_id, frame } => self.request(now, conn, invoke_id, &frame),
            server::Event::Message { conn, frame } => self.message(conn, &frame),
            server::Event::Close(conn) => self.closes.push_back(conn),
            _ => {}
        }
    }

    /// CCX does not check ClientID and ClientPassword; an agent session must name an agent of ours.
    fn welcome(&self, request: &server::OpenRequest) -> Result<Grant, StatusCode> {
        const OURS: ServiceMask = ServiceMask::CLIENT_EVENTS
            .union(ServiceMask::CALL_DATA_UPDATE)
            .union(ServiceMask::CLIENT_CONTROL)
            .union(ServiceMask::ALL_EVENTS)
            .union(ServiceMask::SUPERVISOR)
            .union(ServiceMask::CONFIG_EVENTS);
        if request.is_bridge() || !request.services.contains(ServiceMask::CLIENT_EVENTS) {
            return Ok(Grant { services: OURS, agent: None });
        }
        let named = &request.device;
        let given = |text: &'_ str| if text.is_empty() { None } else { Some(text.to_owned()) };
        let extension = given(&named.extension).or_else(|| given(&named.instrument));
        let found = match (given(&named.id), &extension) {
            (Some(id), _) => self.agents.get(&id),
            (None, Some(extension)) => self.agents.values().find(|seat| seat.agent.extension == *extension),
            (None, None) => None,
        };
        let seat = found.ok_or(StatusCode::INVALID_AGENT_DATA)?;
        if extension.is_some_and(|extension| extension != seat.agent.extension) {
            return Err(StatusCode::INCONSISTENT_AGENT_DATA);
        }
        let device = Device {
            extension: seat.agent.extension.clone(),
            id: seat.agent.id.clone(),
            instrument: seat.agent.extension.clone(),
        };
        Ok(Grant { services: OURS, agent: Some((device, seat.state.wire())) })
    }
}

impl cti_wire::tokio::Machine for Core {
    fn handle_connect(&mut self, now: Now, conn: ConnId) -> Result<(), SessionError> {
        Self::handle_connect(self, now, conn)
    }

    fn handle_input(&mut self, now: Now, conn: ConnId, bytes: &[u8]) -> Result<(), PeerError> {
        Self::handle_input(self, now, conn, bytes)
    }

    fn handle_disconnect(&mut self, now: Now, conn: ConnId) {
        Self::handle_disconnect(self, now, conn);
    }

    fn handle_timeout(&mut self, now: Now) {
        Self::handle_timeout(self, now);
    }

    fn poll_transmit(&mut self) -> Option<Transmit> {
        // The shell drains this after everything it does: the moment to write the trace.
        while let Some(hop) = self.poll_hop() {
            crate::start::trace(&hop);
        }
        Self::poll_transmit(self)
    }

    fn poll_close(&mut self) -> Option<ConnId> {
        Self::poll_close(self)
    }

    fn poll_timeout(&self) -> Option<Deadline> {
        Self::poll_timeout(self)
    }

    fn sent(&mut self, conn: ConnId, bytes: usize) {
        Self::sent(self, conn, bytes);
    }
}
