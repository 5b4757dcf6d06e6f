//! The link to the engine: session, configuration, requests about agents and their outcome.

mod acts;
mod download;
mod events;
mod requests;
mod states;
mod survey;

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use bytes::BytesMut;
use cti_wire::client::{Client, Config, Event as CtiEvent, RequestError};
use cti_wire::{CcxErrorCode, Frame, InvokeId, TeamConfigConf, TeamConfigStatus, Text};
use finesse_proto::{AgentState, ApiError, IntoOwned as _, Peripheral, RequestId, User};

use super::Now;
use super::office::{Notice, Office, Person, StateWish, TeamRow, Wish};
use acts::{CallFlight, Object};
use states::api_error;
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
    /// This user is not in the configuration any more.
    Removed(String),
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
}

/// What the engine adds to a refusal.
fn peripheral(code: CcxErrorCode) -> Option<Box<Peripheral>> {
    let name = code.name().unwrap_or_default().to_owned();
    (code.0 != 0).then(|| Box::new(Peripheral { code: code.0.to_string(), text: String::new(), name }))
}

fn text(value: Option<Text<'_>>) -> String {
    value.map(|text| text.to_string_lossy().into_owned()).unwrap_or_default()
}
