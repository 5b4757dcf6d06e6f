//! What the engine knows at its start: agents, teams, queues, phones.

use std::fmt;
use std::time::Duration;

use cti_wire::server::Masks;
use telephony::{Device, DeviceKind};

/// One agent or supervisor.
#[derive(Clone, PartialEq, Eq)]
pub struct Agent {
    /// The CUCM user id: what REST calls `loginId` and CTI `AgentID`.
    pub id: String,
    /// First name.
    pub first: String,
    /// Last name.
    pub last: String,
    /// If set, a sign-in over CTI must carry it. Without, whoever holds a session with control may sign agents in: the
    /// desktop server has checked the password already.
    pub password: Option<String>,
    /// The only extension this agent may sign in with.
    pub extension: String,
    /// The team, by id.
    pub team: u32,
    /// Queues this agent serves, with the competence (1 to 10).
    pub queues: Vec<(u32, u16)>,
    /// Whether this is a supervisor.
    pub rank: Rank,
}

impl fmt::Debug for Agent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Agent")
            .field("id", &self.id)
            .field("extension", &self.extension)
            .field("team", &self.team)
            .field("rank", &self.rank)
            .finish_non_exhaustive()
    }
}

/// Agent or supervisor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Rank {
    /// Takes calls.
    #[default]
    Agent,
    /// Takes calls and looks after teams.
    Supervisor,
}

/// A team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Its number.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// Ids of its supervisors; the first is the primary one.
    pub supervisors: Vec<String>,
}

/// A contact service queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queue {
    /// Its number.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// The number that callers dial: a route point.
    pub route_point: String,
    /// Whether agents wrap up after each call, and for how long.
    pub wrap_up: Option<Duration>,
}

/// The whole configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Agents and supervisors.
    pub agents: Vec<Agent>,
    /// Teams.
    pub teams: Vec<Team>,
    /// Queues.
    pub queues: Vec<Queue>,
    /// Phones, CTI ports and route points of the telephony system.
    pub devices: Vec<Device>,
    /// The application user as which RmCm controls devices.
    pub rmcm_user: String,
    /// Devices on that user's list; a phone that is missing here cannot be signed in with.
    pub rmcm_devices: Vec<String>,
    /// Beginnings of numbers outside that agents can call.
    pub outside: Vec<String>,
    /// How long a phone outside rings until somebody answers; without, until
    /// [`Provider::answer_outside`](telephony::Provider::answer_outside).
    pub outside_answers: Option<Duration>,
    /// How long a reserved agent's phone rings before the next agent is tried.
    pub ring_timeout: Duration,
    /// Limits and habits of the CTI server.
    pub server: cti_wire::server::Config,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            agents: Vec::new(),
            teams: Vec::new(),
            queues: Vec::new(),
            devices: Vec::new(),
            rmcm_user: "rmcm".to_owned(),
            rmcm_devices: Vec::new(),
            outside: Vec::new(),
            outside_answers: None,
            ring_timeout: Duration::from_secs(12),
            // Clients written for CCE too ask for every bit of the masks; the CCX guide has no code to refuse that with.
            server: cti_wire::server::Config { masks: Masks::Carry, ..Default::default() },
        }
    }
}

impl Config {
    /// A contact centre to play with: agents `agent1` and so on with extensions from 1001, one team with a supervisor,
    /// one queue behind 6000 with five ports.
    #[must_use]
    pub fn example(agents: u32) -> Self {
        let mut config = Self::default();
        config.teams.push(Team { id: 1, name: "Team 1".to_owned(), supervisors: vec!["super1".to_owned()] });
        config.queues.push(Queue {
            id: 1,
            name: "Support".to_owned(),
            route_point: "6000".to_owned(),
            wrap_up: None,
        });
        for n in 1..=agents {
            config.add_agent(&format!("agent{n}"), &(1000 + n).to_string(), Rank::Agent);
        }
        config.add_agent("super1", &(1001 + agents).to_string(), Rank::Supervisor);
        config.add_device("RP6000", DeviceKind::RoutePoint, "6000");
        for n in 1..=5 {
            config.add_device(&format!("CTIP{n}"), DeviceKind::CtiPort, &(6100 + n).to_string());
        }
        config
    }

    /// Adds an agent of team 1 and queue 1 with a phone that RmCm controls.
    pub fn add_agent(&mut self, id: &str, extension: &str, rank: Rank) {
        self.agents.push(Agent {
            id: id.to_owned(),
            first: "Agent".to_owned(),
            last: id.to_owned(),
            password: None,
            extension: extension.to_owned(),
            team: 1,
            queues: vec![(1, 5)],
            rank,
        });
        self.add_device(&format!("SEP{extension:0>12}"), DeviceKind::Phone, extension);
    }

    /// Adds a device that RmCm controls.
    pub fn add_device(&mut self, name: &str, kind: DeviceKind, number: &str) {
        self.devices.push(Device::new(name, kind, [number]));
        self.rmcm_devices.push(name.to_owned());
    }
}
