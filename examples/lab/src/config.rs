//! Who works in the contact centre: generated, or read from a file.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The people and teams the lab starts with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Everybody who can sign in.
    #[serde(rename = "agent", default)]
    pub agents: Vec<Agent>,
    /// Queues that everybody serves.
    #[serde(rename = "queue", default = "default_queues")]
    pub queues: Vec<Queue>,
}

/// A queue that callers reach by a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Queue {
    /// What supervisors and agents see.
    pub name: String,
    /// What callers dial; no agent can have a number with a star, because extensions are digits.
    pub number: String,
    /// How long agents wrap up after a call of this queue; without, not at all.
    #[serde(default)]
    pub wrap_up_seconds: Option<u32>,
}

/// One queue, as a first contact centre has it.
fn default_queues() -> Vec<Queue> {
    vec![Queue { name: "Support".to_owned(), number: "*6000".to_owned(), wrap_up_seconds: None }]
}

impl Default for Config {
    fn default() -> Self {
        Self::generated(5, None)
    }
}

/// A person with a phone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agent {
    /// CUCM user id: login name in REST, local part of the JID.
    pub id: String,
    /// Password in CUCM; never printed by `Debug`.
    pub password: String,
    /// IPCC extension: digits, or E.164 with `+` and up to 14 digits.
    pub extension: String,
    /// First name.
    #[serde(default)]
    pub first_name: String,
    /// Last name.
    #[serde(default)]
    pub last_name: String,
    /// Name of the team.
    #[serde(default = "default_team")]
    pub team: String,
    /// Leads the team.
    #[serde(default)]
    pub supervisor: bool,
}

fn default_team() -> String {
    TEAMS[0].to_owned()
}

impl fmt::Debug for Agent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Agent")
            .field("id", &self.id)
            .field("extension", &self.extension)
            .finish_non_exhaustive()
    }
}

/// What is wrong with a configuration.
#[derive(Debug)]
#[non_exhaustive]
pub enum ConfigError {
    /// The file could not be read.
    File(PathBuf, std::io::Error),
    /// The file is not what it should be; the message has line and column.
    Syntax(PathBuf, String),
    /// Two agents share an id or an extension, or a value is empty or not allowed.
    Value(String),
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path, error) => write!(f, "configuration {}: {error}", path.display()),
            Self::Syntax(path, why) => write!(f, "configuration {}: {why}", path.display()),
            Self::Value(why) => write!(f, "configuration: {why}"),
        }
    }
}

impl std::error::Error for ConfigError {}

const FIRST_NAMES: [&str; 10] =
    ["Ada", "Bela", "Chidi", "Dana", "Emre", "Freya", "Goran", "Hana", "Ines", "Jun"];
const LAST_NAMES: [&str; 7] = ["Okafor", "Lindqvist", "Moreau", "Petrov", "Tanaka", "Silva", "Haddad"];
const TEAMS: [&str; 2] = ["Sales", "Care"];
/// What CTI carries of a login, first or last name (fields of 32 bytes with their NUL).
const MAX_NAME: usize = 31;
/// What CTI carries of a team's name.
const MAX_TEAM: usize = 49;
/// What CTI carries of a password.
const MAX_PASSWORD: usize = 63;
/// Application users of the lab.
const RESERVED: [&str; 4] = [
    crate::people::AXL_USER,
    crate::people::RMCM_USER,
    crate::people::FINESSE_USER,
    crate::people::ADMINISTRATOR.0,
];
/// An agent's record on the wire holds no more.
const MAX_QUEUES: usize = 25;
/// More would leave the numbering plan of the generated extensions.
pub const MAX_AGENTS: usize = 5_000;

impl Config {
    /// `count` agents: 1001 … with extensions 2001 …, or, with a seed, ids and extensions drawn from it.
    pub fn generated(count: usize, seed: Option<u64>) -> Self {
        let mut chance = seed.map(Draw);
        let (mut ids, mut extensions) = (BTreeSet::new(), BTreeSet::new());
        let agents = (0..count.min(MAX_AGENTS)).map(|n| {
            let (id, extension) = match &mut chance {
                None => ((1001 + n).to_string(), (2001 + n).to_string()),
                Some(draw) => (
                    draw.unused(&mut ids, |d| format!("u{:x}", d.next() % 0xFFF_FFFF)),
                    draw.unused(&mut extensions, |d| (30_000 + d.next() % 60_000).to_string()),
                ),
            };
            Agent {
                id,
                password: "secret".to_owned(),
                extension,
                first_name: FIRST_NAMES[n % FIRST_NAMES.len()].to_owned(),
                last_name: LAST_NAMES[n % LAST_NAMES.len()].to_owned(),
                team: TEAMS[n % TEAMS.len()].to_owned(),
                supervisor: n < TEAMS.len() && count > TEAMS.len(),
            }
        });
        Self { agents: agents.collect(), queues: default_queues() }
    }

    /// Reads a file of `[[agent]]` tables.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|e| ConfigError::File(path.into(), e))?;
        let config: Self =
            toml::from_str(&text).map_err(|e| ConfigError::Syntax(path.into(), e.to_string()))?;
        config.check()?;
        Ok(config)
    }

    /// Ids and extensions must be there, be usable and be different.
    pub fn check(&self) -> Result<(), ConfigError> {
        let (mut ids, mut extensions) = (BTreeSet::new(), BTreeSet::new());
        let bad = |why: String| Err(ConfigError::Value(why));
        if self.agents.is_empty() || self.agents.len() > MAX_AGENTS {
            return bad(format!("1 to {MAX_AGENTS} agents, not {}", self.agents.len()));
        }
        for agent in &self.agents {
            let Agent { id, extension, password, first_name, last_name, team, .. } = agent;
            if id.is_empty()
                || id.len() > MAX_NAME
                || !id.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
            {
                return bad(format!("agent id {id:?}: 1 to {MAX_NAME} letters, digits, '.', '_' and '-'"));
            }
            if RESERVED.iter().any(|name| id.eq_ignore_ascii_case(name)) {
                return bad(format!("agent id {id:?} is the name of an application user"));
            }
            for (what, text, most) in [
                ("first_name", first_name, MAX_NAME),
                ("last_name", last_name, MAX_NAME),
                ("team", team, MAX_TEAM),
                ("password", password, MAX_PASSWORD),
            ] {
                if text.len() > most || text.chars().any(char::is_control) {
                    return bad(format!(
                        "{what} of agent {id:?}: at most {most} bytes, and no control characters"
                    ));
                }
            }
            let digits = extension.strip_prefix('+').unwrap_or(extension);
            if digits.is_empty() || digits.len() > 14 || !digits.bytes().all(|b| b.is_ascii_digit()) {
                return bad(format!(
                    "extension {extension:?} of agent {id:?}: up to 14 digits, perhaps with '+'"
                ));
            }
            if password.is_empty() {
                return bad(format!("agent {id:?} has no password"));
            }
            if !ids.insert(id.to_ascii_lowercase()) {
                return bad(format!("two agents have the id {id:?}"));
            }
            if !extensions.insert(digits) {
                return bad(format!("two agents have the extension {extension:?}"));
            }
        }
        self.check_queues()
    }

    fn check_queues(&self) -> Result<(), ConfigError> {
        let bad = |why: String| Err(ConfigError::Value(why));
        if self.queues.len() > MAX_QUEUES {
            return bad(format!("at most {MAX_QUEUES} queues"));
        }
        let mut seen = BTreeSet::new();
        for Queue { name, number, wrap_up_seconds } in &self.queues {
            if name.is_empty() || name.len() > MAX_TEAM || name.chars().any(char::is_control) {
                return bad(format!(
                    "queue {name:?}: a name of 1 to {MAX_TEAM} bytes without control characters"
                ));
            }
            let digits = number.strip_prefix('*').unwrap_or_default();
            if digits.len() < 2 || digits.len() > 14 || !digits.bytes().all(|b| b.is_ascii_digit()) {
                return bad(format!("number {number:?} of queue {name:?}: '*' and 2 to 14 digits"));
            }
            if wrap_up_seconds.is_some_and(|seconds| !(1..=7200).contains(&seconds)) {
                return bad(format!("wrap_up_seconds of queue {name:?}: 1 to 7200"));
            }
            if !seen.insert(name.to_lowercase()) || !seen.insert(number.clone()) {
                return bad(format!("two queues have the name {name:?} or the number {number:?}"));
            }
        }
        Ok(())
    }

    /// The names of all teams, in the order of their first member.
    pub fn teams(&self) -> Vec<&str> {
        let mut teams: Vec<&str> = Vec::new();
        for agent in &self.agents {
            if !teams.contains(&&*agent.team) {
                teams.push(&agent.team);
            }
        }
        teams
    }
}

/// SplitMix64: enough to make up names; nothing secret comes from it.
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn unused(&mut self, used: &mut BTreeSet<String>, make: impl Fn(&mut Self) -> String) -> String {
        loop {
            let name = make(self);
            if used.insert(name.clone()) {
                return name;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_agents_are_valid_and_different() {
        for seed in [None, Some(1), Some(u64::MAX)] {
            for count in [1, 5, 50, MAX_AGENTS] {
                let config = Config::generated(count, seed);
                assert_eq!(config.agents.len(), count);
                config.check().unwrap();
            }
        }
        assert_ne!(Config::generated(3, Some(1)), Config::generated(3, Some(2)));
    }

    #[test]
    fn a_file_round_trips() {
        let config = Config::generated(3, None);
        let text = toml::to_string(&config).unwrap();
        assert_eq!(toml::from_str::<Config>(&text).unwrap(), config);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let mut config = Config::generated(2, None);
        config.agents[1].extension = config.agents[0].extension.clone();
        assert!(config.check().unwrap_err().to_string().contains("2001"));
        let misspelt = toml::from_str::<Config>("[[agent]]\nid = '1'\npassword = 'x'\nextensoin = '1'\n");
        assert!(misspelt.unwrap_err().to_string().contains("extensoin"));
        config.agents[1].extension = format!("+{}", config.agents[0].extension);
        assert!(config.check().is_err());
        for (number, wrap_up) in
            [("6000", None), ("*", None), ("*1", None), ("*60x0", None), ("*6000", Some(0))]
        {
            let mut config = Config::generated(1, None);
            (config.queues[0].number, config.queues[0].wrap_up_seconds) = (number.to_owned(), wrap_up);
            assert!(config.check().is_err(), "{number} {wrap_up:?}");
        }
        for (id, team) in [
            ("axl", "Sales"),
            ("Finesse", "Sales"),
            ("Admin", "Sales"),
            ("", "Sales"),
            ("a b", "Sales"),
            ("ok", "x\ty"),
        ] {
            let mut config = Config::generated(1, None);
            (config.agents[0].id, config.agents[0].team) = (id.to_owned(), team.to_owned());
            assert!(config.check().is_err(), "{id} {team}");
        }
        assert!(toml::from_str::<Config>("").unwrap().check().is_err());
        config.agents.clear();
        assert!(config.check().is_err());
    }

    #[test]
    fn debug_does_not_show_passwords() {
        let mut config = Config::generated(1, None);
        config.agents[0].password = "hunter2".to_owned();
        assert!(!format!("{config:?}").contains("hunter2"));
    }
}
