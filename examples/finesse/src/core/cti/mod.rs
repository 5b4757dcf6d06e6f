//! The link to the engine: session, configuration, requests about agents and their outcome.

mod acts;
mod events;
mod survey;

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use bytes::BytesMut;
use cti_wire::client::{Client, Config, ConfigRequest, Event as CtiEvent, RequestError};
use cti_wire::{
    AgentState as CtiState, AgentStateEvent, AgentType, CcxErrorCode, ConfigAgentEvent,
    ConfigSkillGroupEvent, DecodeError, ForcedFlag, Frame, InvokeId, Message, RecordType, SetAgentStateReq,
    TeamConfigConf, TeamConfigEvent, TeamConfigParam, TeamConfigReq, TeamConfigStatus, TeamOperation, Text,
    field,
};
use finesse_proto::{
    AgentState, ApiError, CtiFailure, ErrorType, IntoOwned as _, Peripheral, RequestId, StateRequest, User,
};

use super::Now;
use super::office::{Notice, Office, Person, StateWish, TeamRow, Wish};
use acts::{CallFlight, Object};
use survey::Survey;

/// How long after its confirmation a request waits for the event that shows it. The event follows at once, so this is only for requests
/// that change nothing and are not told again.
const SETTLE: Duration = Duration::from_secs(1);
/// How long the engine may take over a request; call control takes up to ten seconds. Who asked is told of the failure after it, so
/// desktops should wait longer than this.
const REQUEST_PATIENCE: Duration = Duration::from_secs(12);
/// Requests about one agent that may wait for the one under way.
const MAX_QUEUE: usize = 16;

/// What the rest of the server has to do about the engine's news.
#[derive(Debug)]
pub(super) enum News {
    /// Configuration and states are here.
    Ready,
    /// The session has ended: its connection is of no more use.
    Ended(String),
    /// Publish this user as it was then, caused by that request.
    User(Box<Told>, Option<RequestId>),
    /// A request about this user failed.
    Failed(String, Option<RequestId>, Box<ApiError>),
    /// Publish this about a user's calls, caused by that request.
    Dialogs(Box<Notice>, Option<RequestId>),
    /// For the trace: about whom, which request, what.
    Hop(String, Option<RequestId>, String),
}

/// A user at one moment: events may come so close that the next has changed it before it is published.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) user: String,
    pub(super) state: AgentState,
    pub(super) whole: User<'static>,
    /// As the nodes of teams show it.
    pub(super) short: User<'static>,
}

impl Told {
    pub(super) fn now(office: &Office, user: &str) -> Option<Self> {
        let (user, person) = office.people.get_key_value(user)?;
        Some(Self {
            user: user.clone(),
            state: person.state,
            whole: office.user(user, person).into_owned(),
            short: office.summary(user, person).into_owned(),
        })
    }
}

/// Where the session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Opening,
    Configuration,
    Teams(InvokeId),
    Ready,
}

/// A request about an agent that is under way.
#[derive(Debug)]
struct Flight {
    invoke: InvokeId,
    wish: StateWish,
    /// Confirmed: until when the event that shows it may take.
    settle: Option<Instant>,
    /// The event has been seen.
    shown: bool,
}

/// One session and what depends on it.
#[derive(Debug)]
pub(super) struct CtiLink {
    client: Client,
    stage: Stage,
    flights: BTreeMap<String, Flight>,
    queue: BTreeMap<String, VecDeque<StateWish>>,
    call_flights: BTreeMap<Object, CallFlight>,
    call_queue: BTreeMap<Object, VecDeque<super::office::CallWish>>,
    /// The calls that are being asked for.
    survey: Option<Survey>,
    /// What the running download has brought.
    people: BTreeMap<String, Person>,
    teams: BTreeMap<u32, TeamRow>,
    queues: BTreeMap<u32, String>,
    pub(super) news: VecDeque<News>,
}

impl CtiLink {
    /// A session on a connection that has just been made.
    pub(super) fn new(now: Now) -> Result<Self, cti_wire::UsageError> {
        let config = Config {
            client_id: "finesse".to_owned(),
            signature: "finesse".to_owned(),
            request_timeout: REQUEST_PATIENCE,
            ..Config::default()
        };
        Ok(Self {
            client: Client::new(config, now.at)?,
            stage: Stage::Opening,
            flights: BTreeMap::new(),
            queue: BTreeMap::new(),
            call_flights: BTreeMap::new(),
            call_queue: BTreeMap::new(),
            survey: None,
            people: BTreeMap::new(),
            teams: BTreeMap::new(),
            queues: BTreeMap::new(),
            news: VecDeque::new(),
        })
    }

    pub(super) fn is_ready(&self) -> bool {
        self.stage == Stage::Ready && self.survey.is_none() && self.client.is_online()
    }

    pub(super) fn handle_input(&mut self, now: Now, office: &mut Office, bytes: &[u8]) {
        office.cti_heard = Some(now.utc);
        // What broke the protocol comes as an event too.
        let _ = self.client.handle_input(now.at, bytes);
        self.drain(now, office);
    }

    pub(super) fn handle_disconnect(&mut self, now: Now, office: &mut Office) {
        self.client.handle_disconnect();
        self.drain(now, office);
    }

    pub(super) fn handle_timeout(&mut self, now: Now, office: &mut Office) {
        self.client.handle_timeout(now.at);
        let due = |flight: &Flight| flight.settle.is_some_and(|at| at <= now.at);
        let settled: Vec<String> =
            self.flights.iter().filter(|(_, flight)| due(flight)).map(|(user, _)| user.clone()).collect();
        for user in settled {
            if let Some(flight) = self.flights.remove(&user) {
                self.tell_user(office, &user, flight.wish.request_id);
            }
            self.next_wish(now, office, &user);
        }
        self.settle_calls(now, office);
        self.drain(now, office);
    }

    pub(super) fn poll_transmit(&mut self, out: &mut BytesMut) {
        self.client.poll_transmit(out);
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        let settle = self.flights.values().filter_map(|flight| flight.settle).min();
        let calls = self.call_flights.values().filter_map(|flight| flight.settle).min();
        self.client.poll_timeout().map(|deadline| deadline.at).into_iter().chain(settle).chain(calls).min()
    }

    /// Asks the engine for what a request wants.
    pub(super) fn wish(&mut self, now: Now, office: &mut Office, wish: Wish) {
        match wish {
            Wish::State(wish) => self.state_wish(now, office, wish),
            Wish::Call(wish) => self.call_wish(now, office, wish),
        }
    }

    /// Requests about one agent go one after the other.
    fn state_wish(&mut self, now: Now, office: &Office, wish: StateWish) {
        let queue = self.queue.entry(wish.user.clone()).or_default();
        if queue.len() >= MAX_QUEUE {
            let error =
                ApiError::cti(ErrorType::GENERIC_ERROR, CtiFailure::CF_OUTSTANDING_REQUEST_LIMIT_EXCEEDED);
            self.news.push_back(News::Failed(wish.user, wish.request_id, Box::new(error)));
            return;
        }
        let user = wish.user.clone();
        queue.push_back(wish);
        self.next_wish(now, office, &user);
    }

    fn next_wish(&mut self, now: Now, office: &Office, user: &str) {
        if self.flights.contains_key(user) {
            return;
        }
        let Some(wish) = self.queue.get_mut(user).and_then(VecDeque::pop_front) else {
            self.queue.remove(user);
            return;
        };
        let seat = office.people.get(user).map_or("", |person| person.seat.as_str());
        let name = wish.to.state().as_str();
        let hop = format!("SET_AGENT_STATE_REQ {name}");
        match self.send(now, &wish, seat) {
            Ok(invoke) => {
                self.news.push_back(News::Hop(user.to_owned(), wish.request_id.clone(), hop));
                self.flights.insert(user.to_owned(), Flight { invoke, wish, settle: None, shown: false });
            }
            Err(what) => {
                self.news.push_back(News::Hop(
                    user.to_owned(),
                    wish.request_id.clone(),
                    format!("{hop}: {what}"),
                ));
                let error = ApiError::new(ErrorType::INTERNAL, "RUNTIME_EXCEPTION", "");
                self.news.push_back(News::Failed(user.to_owned(), wish.request_id, Box::new(error)));
            }
        }
    }

    fn send(&mut self, now: Now, wish: &StateWish, seat: &str) -> Result<InvokeId, String> {
        let message = SetAgentStateReq {
            agent_state: wire_state(wish.to),
            event_reason_code: cti_wire::AgentReasonCode(wish.reason),
            forced_flag: ForcedFlag::FALSE,
            ..Default::default()
        };
        let extension = wish.extension.as_deref().unwrap_or(seat);
        let mut builder = message.build(self.client.profile()).with(field::AgentInstrument, extension);
        builder = builder.with(field::AgentIdLong, wish.user.as_str());
        if let Some(password) = &wish.password {
            builder = builder.with(field::AgentPassword, password.expose());
        }
        let frame = builder.finish().map_err(|error| error.to_string())?;
        self.client.request(now.at, &frame).map_err(|error| error.to_string())
    }

    fn drain(&mut self, now: Now, office: &mut Office) {
        while let Some(event) = self.client.poll_event() {
            match event {
                CtiEvent::Opened(opened) => {
                    self.hop("", "OPEN_CONF");
                    if opened.online {
                        self.download(now);
                    }
                }
                CtiEvent::Online(true) if self.stage == Stage::Opening => self.download(now),
                CtiEvent::Online(online) => {
                    self.hop("", if online { "SYSTEM_EVENT online" } else { "SYSTEM_EVENT offline" })
                }
                CtiEvent::ConfigurationReset => self.download(now),
                CtiEvent::ConfigurationEnd(Ok(())) => self.ask_for_teams(now),
                CtiEvent::ConfigurationEnd(Err(error)) => {
                    self.give_up(now, format!("configuration: {error}"))
                }
                CtiEvent::Confirmed { invoke_id, frame } => self.confirmed(now, office, invoke_id, &frame),
                CtiEvent::Failed { invoke_id, why, .. } => self.failed(now, office, invoke_id, why),
                CtiEvent::Message(frame) => {
                    if let Err(error) = self.message(now, office, &frame) {
                        self.hop("", format!("{} cannot be read: {error}", frame.message_type));
                    }
                }
                CtiEvent::Closed(reason) => {
                    self.stage = Stage::Opening;
                    self.news.push_back(News::Ended(reason.to_string()));
                }
                _ => {}
            }
        }
    }

    fn tell_user(&mut self, office: &Office, user: &str, cause: Option<RequestId>) {
        if let Some(told) = Told::now(office, user) {
            self.news.push_back(News::User(Box::new(told), cause));
        }
    }

    fn hop(&mut self, who: &str, what: impl Into<String>) {
        self.news.push_back(News::Hop(who.to_owned(), None, what.into()));
    }

    fn download(&mut self, now: Now) {
        // A new download replaces what one before it may have left.
        self.people.clear();
        self.teams.clear();
        self.queues.clear();
        match self.client.download_configuration(now.at, ConfigRequest::CCX) {
            Ok(()) => {
                self.stage = Stage::Configuration;
                self.hop("", "CONFIG_REQUEST_EVENT");
            }
            Err(error) => self.give_up(now, format!("configuration: {error}")),
        }
    }

    fn ask_for_teams(&mut self, now: Now) {
        let message = TeamConfigReq { config_param: TeamConfigParam::INITIAL, ..Default::default() };
        let frame = message.build(self.client.profile()).finish();
        let sent = frame.map_err(|e| e.to_string());
        match sent.and_then(|frame| self.client.request(now.at, &frame).map_err(|e| e.to_string())) {
            Ok(invoke) => {
                self.stage = Stage::Teams(invoke);
                self.hop("", "TEAM_CONFIG_REQ");
            }
            Err(error) => self.give_up(now, format!("teams: {error}")),
        }
    }

    /// A session without configuration is of no use: it is closed, and made again later.
    fn give_up(&mut self, now: Now, why: String) {
        self.hop("", why.clone());
        if self.client.close(now.at).is_err() {
            self.news.push_back(News::Ended(why));
        }
    }

    fn confirmed(&mut self, now: Now, office: &mut Office, invoke: InvokeId, frame: &Frame) {
        if self.stage == Stage::Teams(invoke) {
            let status = frame.decode::<TeamConfigConf<'_>>(self.client.profile()).map(|conf| conf.status);
            if status == Ok(TeamConfigStatus::SUCCESS) {
                self.take_configuration(now, office);
            } else {
                self.give_up(now, "teams: the server has failed".to_owned());
            }
            return;
        }
        if self.survey_answer(now, office, invoke, Some(frame))
            || self.call_confirmed(now, office, invoke, frame)
        {
            return;
        }
        let Some(user) = self.flying(invoke) else { return };
        self.hop(&user, "SET_AGENT_STATE_CONF");
        let Some(flight) = self.flights.get_mut(&user) else { return };
        if flight.shown {
            self.flights.remove(&user);
            self.next_wish(now, office, &user);
        } else {
            flight.settle = Some(now.at + SETTLE);
        }
    }

    fn failed(&mut self, now: Now, office: &mut Office, invoke: InvokeId, why: RequestError) {
        if self.stage == Stage::Teams(invoke) {
            self.give_up(now, format!("teams: {why}"));
            return;
        }
        if self.survey_answer(now, office, invoke, None) || self.call_refused(now, office, invoke, why) {
            return;
        }
        let Some(user) = self.flying(invoke) else { return };
        let Some(flight) = self.flights.remove(&user) else { return };
        let id = flight.wish.request_id;
        self.news.push_back(News::Hop(user.clone(), id.clone(), why.to_string()));
        self.news.push_back(News::Failed(user.clone(), id, Box::new(api_error(flight.wish.to, why))));
        self.next_wish(now, office, &user);
    }

    fn flying(&self, invoke: InvokeId) -> Option<String> {
        self.flights.iter().find(|(_, flight)| flight.invoke == invoke).map(|(user, _)| user.clone())
    }

    fn message(&mut self, now: Now, office: &mut Office, frame: &Frame) -> Result<(), DecodeError> {
        let profile = *self.client.profile();
        match frame.message_type.0 {
            AgentStateEvent::NUMBER => {
                let event: AgentStateEvent<'_> = frame.decode(&profile)?;
                let user = text(event.get::<field::AgentIdLong>()?);
                let extension = text(event.get::<field::AgentExtension>()?);
                let next = event.get::<field::NextAgentState>()?;
                self.agent_state(now, office, &user, &extension, &event, next);
            }
            ConfigAgentEvent::NUMBER => {
                let event: ConfigAgentEvent<'_> = frame.decode(&profile)?;
                for group in event.groups::<field::RecordType>() {
                    let id = text(group.get::<field::LoginId>()?);
                    let record = group.get::<field::RecordType>()?.unwrap_or_default();
                    let state = group.get::<field::AgentState>()?.unwrap_or(CtiState::LOGOUT);
                    let state = rest_state(state);
                    let extension = text(group.get::<field::Extension>()?);
                    let person = Person {
                        first: text(group.get::<field::FirstName>()?),
                        last: text(group.get::<field::LastName>()?),
                        seat: if state.is_signed_in() { extension } else { String::new() },
                        is_supervisor: group.get::<field::AgentType>()? == Some(AgentType::SUPERVISOR),
                        state,
                        pending: None,
                        reason: 0,
                        since: None,
                    };
                    self.agent_record(office, id, record, person);
                }
            }
            TeamConfigEvent::NUMBER => {
                let event: TeamConfigEvent<'_> = frame.decode(&profile)?;
                let teams = if self.stage == Stage::Ready { &mut office.teams } else { &mut self.teams };
                if event.operation == TeamOperation::REMOVE_TEAM {
                    teams.remove(&event.team_id);
                    return Ok(());
                }
                let team = teams.entry(event.team_id).or_default();
                team.name = text(event.get::<field::TeamName>()?);
                for group in event.groups::<field::AgentIdLong>() {
                    if group.get::<field::MemberType>()? == Some(cti_wire::MemberType::CSQ) {
                        continue;
                    }
                    let id = text(group.get::<field::AgentIdLong>()?);
                    let flags = group.get::<field::AgentFlags>()?.unwrap_or_default();
                    let leads = flags.contains(cti_wire::AgentFlags::SUPERVISOR)
                        || flags.contains(cti_wire::AgentFlags::PRIMARY_SUPERVISOR);
                    let list = if leads { &mut team.supervisors } else { &mut team.members };
                    if group.get::<field::RecordType>()? == Some(RecordType::DELETE) {
                        list.remove(&id);
                    } else {
                        list.insert(id);
                    }
                }
            }
            ConfigSkillGroupEvent::NUMBER => {
                let event: ConfigSkillGroupEvent<'_> = frame.decode(&profile)?;
                let queues = if self.stage == Stage::Ready { &mut office.queues } else { &mut self.queues };
                for group in event.groups::<field::RecordType>() {
                    let number = group.get::<field::PeripheralNumber>()?.unwrap_or_default();
                    if group.get::<field::RecordType>()? == Some(RecordType::DELETE) {
                        queues.remove(&number);
                    } else {
                        queues.insert(number, text(group.get::<field::PeripheralName>()?));
                    }
                }
            }
            _ if self.stage == Stage::Ready => self.call_event(now, office, frame)?,
            _ => {}
        }
        Ok(())
    }

    fn agent_record(&mut self, office: &mut Office, id: String, record: RecordType, mut person: Person) {
        if id.is_empty() {
            return;
        }
        if self.stage != Stage::Ready {
            self.people.insert(id, person);
            return;
        }
        if record == RecordType::DELETE {
            office.people.remove(&id);
            return;
        }
        // A change of the configuration is none of the state.
        if let Some(old) = office.people.get(&id) {
            person = Person {
                first: person.first,
                last: person.last,
                is_supervisor: person.is_supervisor,
                ..old.clone()
            };
        }
        office.people.insert(id.clone(), person);
        self.tell_user(office, &id, None);
    }

    /// The download is complete: it replaces what was known, but for the moments of states that have not changed.
    fn take_configuration(&mut self, now: Now, office: &mut Office) {
        let mut people = std::mem::take(&mut self.people);
        for (id, person) in &mut people {
            if let Some(old) = office.people.get(id).filter(|old| old.state == person.state) {
                (person.since, person.reason) = (old.since, old.reason);
                if person.state.is_signed_in() {
                    person.seat.clone_from(&old.seat);
                }
            }
        }
        office.people = people;
        office.teams = std::mem::take(&mut self.teams);
        office.queues = std::mem::take(&mut self.queues);
        office.seat_everybody();
        self.stage = Stage::Ready;
        self.hop("", format!("configuration: {} agents, {} teams", office.people.len(), office.teams.len()));
        self.survey(now, office);
    }

    fn agent_state(
        &mut self,
        now: Now,
        office: &mut Office,
        user: &str,
        extension: &str,
        event: &AgentStateEvent<'_>,
        next: Option<CtiState>,
    ) {
        let state = rest_state(event.agent_state);
        let people = if self.stage == Stage::Ready { &mut office.people } else { &mut self.people };
        let Some(person) = people.get_mut(user) else { return };
        let hop = format!("AGENT_STATE_EVENT {}", event.agent_state);
        if person.state != state || person.since.is_none() {
            let ago = Duration::from_secs(event.state_duration.into());
            person.since = now.utc.checked_sub(ago).or(Some(now.utc));
        }
        person.state = state;
        person.reason = event.event_reason_code.0;
        person.pending =
            next.map(rest_state).and_then(StateRequest::from_state).filter(|next| next.state() != state);
        let seat = if state.is_signed_in() { extension } else { "" };
        let moved = person.seat != seat;
        seat.clone_into(&mut person.seat);
        let pending = person.pending;
        if self.stage != Stage::Ready {
            return;
        }
        let mut id = None;
        if let Some(flight) = self.flights.get_mut(user)
            && !flight.shown
            && shows(flight.wish.to, state, pending)
        {
            id = flight.wish.request_id.clone();
            flight.shown = true;
            if flight.settle.is_some() {
                self.flights.remove(user);
            }
        }
        self.news.push_back(News::Hop(user.to_owned(), id.clone(), hop));
        self.tell_user(office, user, id);
        if state != AgentState::Work {
            let notices = office.wrap_up_ended(user);
            self.notify(notices, None);
        }
        if moved {
            office.sit(user, seat);
            let notices = office.user_moved(user);
            self.notify(notices, None);
        }
        self.next_wish(now, office, user);
    }
}

/// Whether a state is what a request asked for.
fn shows(wish: StateRequest, state: AgentState, pending: Option<StateRequest>) -> bool {
    match wish {
        StateRequest::Login => state.is_signed_in(),
        wish => wish.state() == state || pending == Some(wish),
    }
}

/// A refusal by CTI as the error of an event.
fn api_error(wish: StateRequest, why: RequestError) -> ApiError {
    let RequestError::Control { code, peripheral } = why else {
        let failure = match why {
            RequestError::Timeout => CtiFailure::CF_REQUEST_TIMEOUT_REJECTION,
            _ => CtiFailure::CF_GENERIC_OPERATION_REJECTION,
        };
        return ApiError::cti(ErrorType::INTERNAL, failure);
    };
    let failure = CtiFailure(code.0.into());
    let kind = match failure {
        CtiFailure::CF_INVALID_LOGON_DEVICE_SPECIFIED if wish == StateRequest::Login => {
            ErrorType::INVALID_DEVICE
        }
        CtiFailure::CF_SPECIFIED_EXTENSION_ALREADY_IN_USE => ErrorType::DEVICE_BUSY,
        _ if wish == StateRequest::Login => ErrorType::GENERIC_ERROR,
        _ => ErrorType::INVALID_STATE,
    };
    let mut error = ApiError::cti(kind, failure);
    error.peripheral = self::peripheral(peripheral);
    error
}

/// What the engine adds to a refusal.
fn peripheral(code: CcxErrorCode) -> Option<Box<Peripheral>> {
    let name = code.name().unwrap_or_default().to_owned();
    (code.0 != 0).then(|| Box::new(Peripheral { code: code.0.to_string(), text: String::new(), name }))
}

const fn wire_state(wish: StateRequest) -> CtiState {
    match wish {
        StateRequest::Login => CtiState::LOGIN,
        StateRequest::Logout => CtiState::LOGOUT,
        StateRequest::NotReady => CtiState::NOT_READY,
        StateRequest::Ready => CtiState::AVAILABLE,
    }
}

/// The state of an agent as the interface names it.
const fn rest_state(state: CtiState) -> AgentState {
    match state {
        // Signed in, and nothing more is said: such an agent takes no calls.
        CtiState::LOGIN | CtiState::NOT_READY => AgentState::NotReady,
        CtiState::LOGOUT => AgentState::Logout,
        CtiState::AVAILABLE => AgentState::Ready,
        CtiState::TALKING => AgentState::Talking,
        CtiState::WORK_NOT_READY => AgentState::Work,
        CtiState::WORK_READY => AgentState::WorkReady,
        CtiState::RESERVED => AgentState::Reserved,
        CtiState::HOLD => AgentState::Hold,
        _ => AgentState::Unknown,
    }
}

fn text(value: Option<Text<'_>>) -> String {
    value.map(|text| text.to_string_lossy().into_owned()).unwrap_or_default()
}
