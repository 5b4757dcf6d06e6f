//! What the server knows: people, teams, reasons, the state of its links.

mod calls;
mod configuration;
mod dialogs;
mod messages;
mod records;
mod service;
mod store;

pub(super) use calls::{CallRow, Notice};
pub use store::Object;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::SystemTime;

use cti_wire::ForcedFlag;
use finesse_proto::{AgentState, Node, RequestId, Secret, StateRequest, Update};
use sha2::{Digest as _, Sha256};

use super::Now;
use super::config::CoreConfig;

/// An agent or supervisor, as CTI's configuration and events tell.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) first: String,
    pub(super) last: String,
    /// Where the agent sits; empty when signed out.
    pub(super) seat: String,
    pub(super) is_supervisor: bool,
    pub(super) state: AgentState,
    pub(super) pending: Option<StateRequest>,
    /// CTI reason code of the state; 0 is none.
    pub(super) reason: u16,
    pub(super) since: Option<SystemTime>,
}

/// A team, as CTI's configuration tells.
#[derive(Debug, Clone, Default)]
pub(super) struct TeamRow {
    pub(super) name: String,
    pub(super) members: BTreeSet<String>,
    pub(super) supervisors: BTreeSet<String>,
}

/// What a request wants of CTI.
#[derive(Debug, Clone)]
pub(super) enum Wish {
    /// About an agent's state.
    State(StateWish),
    /// About a call.
    Call(CallWish),
}

/// What a request wants done with a call.
#[derive(Debug, Clone)]
pub(super) struct CallWish {
    pub(super) user: String,
    /// Where the user sits.
    pub(super) extension: String,
    /// The call; none yet if one is to be made.
    pub(super) call: Option<u32>,
    pub(super) act: CallAct,
    pub(super) request_id: Option<RequestId>,
}

/// What is to be done with a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CallAct {
    /// Call this number.
    Make(String),
    Answer,
    Hold,
    Retrieve,
    Drop,
    /// Hold, and call this number.
    Consult(String),
    /// Hand the held call to the party of the active one.
    Transfer,
    /// Bring both together.
    Conference,
    /// Hand the call to this number.
    SingleStep(String),
    /// Send these tones.
    Tones(String),
    /// Change what goes with the call.
    Data(CallData),
}

/// What is to be changed of what goes with a call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct CallData {
    pub(super) variables: Vec<(u8, String)>,
    pub(super) named: Vec<(String, String)>,
    /// Array, index, value.
    pub(super) arrays: Vec<(String, u8, String)>,
    pub(super) wrap_up: Option<String>,
    pub(super) wrap_up_items: Option<Vec<String>>,
}

/// What a request wants of an agent's state.
#[derive(Debug, Clone)]
pub(super) struct StateWish {
    pub(super) user: String,
    pub(super) to: StateRequest,
    /// For a sign-in.
    pub(super) extension: Option<String>,
    pub(super) password: Option<Secret>,
    pub(super) reason: u16,
    /// Whether it is to be done whatever the state is, as supervisors and the loss of a client do.
    pub(super) forced: ForcedFlag,
    pub(super) request_id: Option<RequestId>,
}

/// Something to publish that is neither about a user nor about a call.
#[derive(Debug)]
pub(super) struct NodeNotice {
    pub(super) node: Node,
    pub(super) update: Update<'static>,
}

/// Client logs kept for whoever looks, their number and their bytes together; the oldest go first.
const MAX_LOGS: usize = 100;
const MAX_LOGGED: usize = 4 << 20;

/// State and directory of the server.
#[derive(Debug)]
pub(super) struct Office {
    pub(super) people: BTreeMap<String, Person>,
    pub(super) teams: BTreeMap<u32, TeamRow>,
    /// Names of queues.
    pub(super) queues: BTreeMap<u32, String>,
    /// Who sits at an extension.
    seats: BTreeMap<String, String>,
    pub(super) calls: BTreeMap<u32, CallRow>,
    /// What administrators configure.
    pub(super) store: store::Store,
    administrators: BTreeSet<String>,
    host: String,
    /// Where clients reach the interface: scheme, host and port.
    address: String,
    other_host: Option<String>,
    xmpp_domain: String,
    /// What numbers of messages come from.
    chance: [u8; 32],
    pub(super) in_service: bool,
    pub(super) cti_up: bool,
    /// When CTI was last heard.
    pub(super) cti_heard: Option<SystemTime>,
    pub(super) clock: SystemTime,
    /// What the present request wants done; taken by the core after it.
    pub(super) wishes: VecDeque<Wish>,
    /// What is to be published besides.
    pub(super) notices: VecDeque<NodeNotice>,
    /// Password of the present request, which a sign-in passes on.
    pub(super) password: Option<Secret>,
    logs: VecDeque<(String, String)>,
}

impl Office {
    pub(super) fn new(config: &CoreConfig, chance: [u8; 32], now: Now) -> Self {
        Self {
            people: BTreeMap::new(),
            teams: BTreeMap::new(),
            queues: BTreeMap::new(),
            seats: BTreeMap::new(),
            calls: BTreeMap::new(),
            store: store::Store::new(config),
            address: config.address.clone(),
            chance,
            administrators: config.administrators.iter().cloned().collect(),
            host: config.host.clone(),
            other_host: config.other_host.clone(),
            xmpp_domain: config.xmpp_domain.clone(),
            in_service: false,
            cti_up: false,
            cti_heard: None,
            clock: now.utc,
            wishes: VecDeque::new(),
            notices: VecDeque::new(),
            password: None,
            logs: VecDeque::new(),
        }
    }

    /// Teams a user belongs to or leads.
    pub(super) fn teams_of(&self, user: &str) -> impl Iterator<Item = u32> {
        let teams = self.teams.iter();
        teams
            .filter(move |(_, t)| t.members.contains(user) || t.supervisors.contains(user))
            .map(|(id, _)| *id)
    }

    /// Takes over a configuration that was kept. What of it cannot be read is left out, and named.
    pub(super) fn restore(&mut self, now: Now, kept: &[Object]) -> Vec<String> {
        let (store, unread) = store::Store::load(kept, now.at, now.utc);
        let old = std::mem::replace(&mut self.store, store);
        self.take_back(old);
        unread
    }

    /// The id of a user by the name in an address of the notification service, which has small letters only.
    pub(super) fn id_of(&self, name: &str) -> Option<String> {
        if self.people.contains_key(name) {
            return Some(name.to_owned());
        }
        self.people.keys().find(|id| id.to_lowercase() == name).cloned()
    }

    /// A random UUID (RFC 9562, version 4).
    fn uuid(&mut self) -> String {
        let hash: [u8; 32] = Sha256::digest(self.chance).into();
        let next = Sha256::new().chain_update(hash).chain_update(b"next");
        self.chance = next.finalize().into();
        let mut number =
            u128::from_be_bytes(std::array::from_fn(|n| hash.get(n).copied().unwrap_or_default()));
        number = number & !(0xF << 76) | (4 << 76);
        number = number & !(0x3 << 62) | (2 << 62);
        let text = format!("{number:032x}");
        let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
        format!("{}-{}-{}-{}-{}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32))
    }

    /// Keeps what a desktop logged.
    fn log(&mut self, user: &str, text: &str) {
        self.logs.push_back((user.to_owned(), text.to_owned()));
        let bytes =
            |logs: &VecDeque<(String, String)>| logs.iter().map(|(_, text)| text.len()).sum::<usize>();
        while self.logs.len() > MAX_LOGS || (self.logs.len() > 1 && bytes(&self.logs) > MAX_LOGGED) {
            self.logs.pop_front();
        }
    }

    /// What desktops logged, oldest first: user and text.
    pub(super) fn logs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.logs.iter().map(|(user, text)| (user.as_str(), text.as_str()))
    }
}
