//! What an emulator is made of.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axl_soap::{Release, Secret};

/// What an emulator is made of. The default has the system objects of a fresh CUCM and no accounts.
#[derive(Clone)]
pub struct Config {
    /// Which schemas there are.
    pub release: Release,
    /// What `getCCMVersion` answers.
    pub version: String,
    /// Where the directory lies.
    pub store: StorePlace,
    /// End users, each with a phone and a line if there is an extension.
    pub users: Vec<UserSeed>,
    /// Application users.
    pub app_users: Vec<AppUserSeed>,
    /// User ranks from 1, which may change everybody, to 10; who is not named has 1. The API has no field for it.
    pub ranks: BTreeMap<String, u8>,
    /// The partition of the users' lines.
    pub partition: String,
    /// When an account is locked.
    pub lockout: Lockout,
    /// What a query may cost.
    pub sql: SqlLimits,
    /// Where uuids, salts and session tokens come from: whoever knows it can guess the tokens. [`start`](crate::start) replaces
    /// zeros by a random one.
    pub seed: [u8; 32],
    /// The server's certificate; without one, clear text is spoken.
    pub tls: Option<Arc<rustls::ServerConfig>>,
}

impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Config")
            .field("release", &self.release)
            .field("version", &self.version)
            .field("store", &self.store)
            .field("users", &self.users.len())
            .field("app_users", &self.app_users.len())
            .field("partition", &self.partition)
            .field("lockout", &self.lockout)
            .field("sql", &self.sql)
            .field("tls", &self.tls.is_some())
            .finish_non_exhaustive()
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            release: Release::CUCM_15,
            version: "15.0.1.10000(42)".to_owned(),
            store: StorePlace::Memory,
            users: Vec::new(),
            app_users: Vec::new(),
            ranks: BTreeMap::new(),
            partition: "Agents_PT".to_owned(),
            lockout: Lockout::default(),
            sql: SqlLimits::default(),
            seed: [0; 32],
            tls: None,
        }
    }
}

/// Where the directory lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StorePlace {
    /// In memory: gone at the end.
    Memory,
    /// In this SQLite file, kept. Seeds are added only where they are missing.
    File(PathBuf),
}

/// An end user to begin with.
#[derive(Debug, Clone)]
pub struct UserSeed {
    /// `userid`.
    pub userid: String,
    /// The password.
    pub password: Secret,
    /// The PIN, if there is one.
    pub pin: Option<Secret>,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// The extension, also the IPCC extension that makes the user an agent. Its phone is named by [`phone_name`].
    pub extension: Option<String>,
    /// Access control groups.
    pub groups: Vec<String>,
}

/// The name of the phone that a seeded user gets.
#[must_use]
pub fn phone_name(extension: &str) -> String {
    format!("SEP{:0>12}", extension.chars().filter(char::is_ascii_alphanumeric).collect::<String>())
}

/// An application user to begin with.
#[derive(Debug, Clone)]
pub struct AppUserSeed {
    /// `userid`.
    pub userid: String,
    /// The password.
    pub password: Secret,
    /// Access control groups, such as [`AXL_GROUP`].
    pub groups: Vec<String>,
    /// Phones and route points it controls.
    pub devices: Vec<String>,
}

/// The seeded group that gives the role `Standard AXL API Access`.
pub const AXL_GROUP: &str = "Standard AXL API Access Group";
/// The seeded group that gives the two roles of a read-only AXL account.
pub const AXL_READ_GROUP: &str = "Standard AXL Read Only Group";
/// The group whose members may do everything.
pub const SUPER_GROUP: &str = "Standard CCM Super Users";

/// When an account is locked, for AXL and for `doAuthenticateUser` alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lockout {
    /// This many wrong passwords …
    pub attempts: u32,
    /// … within this time …
    pub window: Duration,
    /// … lock the account for this long. The right password is refused as well then.
    pub lock: Duration,
}

impl Default for Lockout {
    fn default() -> Self {
        Self { attempts: 5, window: Duration::from_secs(30 * 60), lock: Duration::from_secs(30 * 60) }
    }
}

/// What a query may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SqlLimits {
    /// Instructions of SQLite's machine; a sort of 10,000 rows takes under a million.
    pub steps: u64,
    /// Rows of an answer.
    pub rows: usize,
    /// Time, where the host has given a [clock](crate::Core::set_clock): steps differ in what they cost.
    pub time: Duration,
    /// Bytes of an answer's names and texts, and 32 for each cell; AXL refuses more than 8 MB anyway.
    pub bytes: usize,
    /// Bytes of a statement.
    pub statement: usize,
}

impl Default for SqlLimits {
    fn default() -> Self {
        Self {
            steps: 20_000_000,
            rows: 100_000,
            time: Duration::from_secs(5),
            bytes: 16 << 20,
            statement: 64 << 10,
        }
    }
}
