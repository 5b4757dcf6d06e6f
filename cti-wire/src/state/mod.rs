//! What a client knows: agents, calls, queues, teams, devices, fed with the messages of a session.
//!
//! ```text
//!   InService ─▶ download ─▶ apply each message ─▶ resync ─▶ queries and their answers ─▶ the server's state
//!      ▲                                                                                       │
//!      └── OutOfService: lose_sight ◀──────────────────────────────────────────── apply each event
//! ```
//!
//! After a failover nothing is replayed. [`State::lose_sight`] keeps the configuration and forgets what may have changed;
//! a new download replaces each class of items as a whole; [`State::resync`] and [`State::poll_query`] say what to ask
//! (QUERY_AGENT_STATE_REQ, SNAPSHOT_DEVICE_REQ, SNAPSHOT_CALL_REQ), and [`State::answer`] takes the answers. An event may
//! bring a question too: ask for the next one after each. Events may come in between: answers and events of one session are in order, so the last one is right.

mod calls;
mod config;
mod query;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

pub use calls::{CallInfo, ConnectionKey};
pub use query::Query;

use crate::{
    AgentReasonCode, AgentState, AgentStateEvent, AgentType, AnyMessage, CallId, ConfigDeviceType,
    DecodeError, Dialect, Frame, LocalConnectionState, Profile, QueryAgentStateConf, Text, field,
};

/// What a client knows of a contact centre. See the module's page for its course.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct State {
    agents: BTreeMap<String, Agent>,
    queues: BTreeMap<u32, Queue>,
    teams: BTreeMap<u32, Team>,
    devices: BTreeMap<String, Device>,
    calls: BTreeMap<CallId, CallInfo>,
    connections: BTreeMap<ConnectionKey, LocalConnectionState>,
    download: config::Download,
    queries: VecDeque<Query>,
}

/// What a message changed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Change {
    /// This agent, by id.
    Agent(String),
    /// This call.
    Call(CallId),
    /// The configuration.
    Configuration,
}

/// An agent: who it is, and what it does now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    /// First name.
    pub first: String,
    /// Last name.
    pub last: String,
    /// The configured extension.
    pub extension: String,
    /// Agent or supervisor.
    pub rank: AgentType,
    /// Queues and competence.
    pub queues: Vec<(u32, u16)>,
    /// The state; `UNKNOWN` until the server has told.
    pub state: AgentState,
    /// Reason of that state.
    pub reason: AgentReasonCode,
    /// The state after the present call, if one was asked for.
    pub next: Option<AgentState>,
    /// Where the agent is signed in; empty if nowhere.
    pub signed_in_at: String,
}

impl Default for Agent {
    fn default() -> Self {
        Self {
            first: String::new(),
            last: String::new(),
            extension: String::new(),
            rank: AgentType::AGENT,
            queues: Vec::new(),
            state: AgentState::UNKNOWN,
            reason: AgentReasonCode(0),
            next: None,
            signed_in_at: String::new(),
        }
    }
}

/// A contact service queue or skill group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Queue {
    /// Its name.
    pub name: String,
    /// Whether agents wrap up after each call.
    pub auto_work: bool,
}

/// A team.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Team {
    /// Its name.
    pub name: String,
    /// Members, with their rights.
    pub members: BTreeMap<String, crate::AgentFlags>,
    /// Queues of the team.
    pub queues: BTreeSet<String>,
}

/// A configured number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// What it is.
    pub kind: ConfigDeviceType,
    /// What the administrator wrote.
    pub description: String,
}

impl State {
    /// Nothing is known.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Agents by id.
    pub fn agents(&self) -> impl Iterator<Item = (&str, &Agent)> {
        self.agents.iter().map(|(id, agent)| (id.as_str(), agent))
    }

    /// One agent.
    #[must_use]
    pub fn agent(&self, id: &str) -> Option<&Agent> {
        self.agents.get(id)
    }

    /// Queues by number.
    pub fn queues(&self) -> impl Iterator<Item = (u32, &Queue)> {
        self.queues.iter().map(|(id, queue)| (*id, queue))
    }

    /// Teams by number.
    pub fn teams(&self) -> impl Iterator<Item = (u32, &Team)> {
        self.teams.iter().map(|(id, team)| (*id, team))
    }

    /// Devices by extension.
    pub fn devices(&self) -> impl Iterator<Item = (&str, &Device)> {
        self.devices.iter().map(|(extension, device)| (extension.as_str(), device))
    }

    /// Calls by number.
    pub fn calls(&self) -> impl Iterator<Item = (CallId, &CallInfo)> {
        self.calls.iter().map(|(id, call)| (*id, call))
    }

    /// The connections of calls, each with its state. A connection is named by number, type and device together.
    pub fn connections(&self) -> impl Iterator<Item = (&ConnectionKey, LocalConnectionState)> {
        self.connections.iter().map(|(key, state)| (key, *state))
    }

    /// The session has ended: agents' states are unknown, calls are forgotten, the configuration stays until the next
    /// download.
    pub fn lose_sight(&mut self) {
        for agent in self.agents.values_mut() {
            agent.state = AgentState::UNKNOWN;
            agent.reason = AgentReasonCode(0);
            agent.next = None;
            agent.signed_in_at.clear();
        }
        self.calls.clear();
        self.connections.clear();
        self.queries.clear();
        self.download = config::Download::default();
    }

    /// Takes a message that is no answer: an event or a configuration record. Others change nothing.
    ///
    /// # Errors
    /// The message cannot be read; what of it was read is kept.
    pub fn apply(&mut self, frame: &Frame, profile: &Profile) -> Result<Option<Change>, DecodeError> {
        match frame.message(profile)? {
            AnyMessage::AgentStateEvent(event) => self.agent_state(&event, profile).map(Some),
            message => match self.apply_config(&message)? {
                Some(change) => Ok(Some(change)),
                None => self.apply_call(&message, profile),
            },
        }
    }

    fn agent_state(&mut self, event: &AgentStateEvent<'_>, profile: &Profile) -> Result<Change, DecodeError> {
        let id = match profile.dialect {
            Dialect::Ccx => event.get::<field::AgentIdLong>()?,
            Dialect::Cce => event.get::<field::AgentId>()?.or(event.get::<field::AgentIdLong>()?),
        };
        let id = text(id);
        let agent = self.agents.entry(id.clone()).or_default();
        agent.state = event.agent_state;
        agent.reason = event.event_reason_code;
        agent.next = event.get::<field::NextAgentState>()?;
        let place = if event.agent_state == AgentState::LOGOUT {
            String::new()
        } else {
            text(event.get::<field::AgentExtension>()?)
        };
        // Calls that were there before the agent came have been told to nobody who has just connected.
        if !place.is_empty() && place != agent.signed_in_at {
            self.queries.push_back(Query::Device(place.clone()));
        }
        agent.signed_in_at = place;
        Ok(Change::Agent(id))
    }

    fn agent_answer(&mut self, id: &str, conf: &QueryAgentStateConf<'_>) -> Result<(), DecodeError> {
        let extension = text(conf.get::<field::AgentExtension>()?);
        let agent = self.agents.entry(id.to_owned()).or_default();
        agent.state = conf.agent_state;
        agent.signed_in_at = if conf.agent_state == AgentState::LOGOUT { String::new() } else { extension };
        Ok(())
    }
}

fn text(value: Option<Text<'_>>) -> String {
    value.map(|text| text.to_string_lossy().into_owned()).unwrap_or_default()
}
