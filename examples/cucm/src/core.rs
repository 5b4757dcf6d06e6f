//! The emulator without sockets: HTTP requests in, HTTP responses out.

use std::collections::BTreeMap;
use std::time::{Duration, Instant, SystemTime};

use axl_soap::{
    Answer, Answered, AxlCode, Call, Caller, Credentials, Dispatcher, Element, Fault, HttpRequest,
    HttpResponse, Login, Release, Service, ServiceConfig, SessionToken, Throttle, Verb,
};

use crate::changes::Changes;
use crate::config::{Config, SqlLimits};
use crate::directory::{Changed, Directory, Proven, Verdict};
use crate::objects::{internal, needs_key};
use crate::seed;
use crate::sql;
use crate::store::Store;

/// A moment, as machines and as people count.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    /// For what lasts.
    pub at: Instant,
    /// For what is stamped.
    pub utc: SystemTime,
}

/// What is made to go wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trouble {
    /// Everything works.
    None,
    /// Writes get 503, as under a long queue of change notifications.
    WritesThrottled,
    /// Writes get 503, reads the fault about memory.
    EverythingThrottled,
    /// Each answer takes this much longer. The thin server waits; [`Core::delay`] tells.
    Slow(Duration),
    /// Only these schemas are there.
    OnlySchemas(Release),
    /// Answers to lists and queries over so many bytes are refused.
    SmallAnswers(usize),
}

/// The emulator: a directory behind AXL.
///
/// Synchronous and without clock or chance of its own: the same requests at the same times get the same answers.
#[derive(Debug)]
pub struct Core {
    service: Service,
    inner: Inner,
    release: Release,
    delay: Duration,
}

#[derive(Debug)]
struct Inner {
    directory: Directory,
    version: String,
    sql: SqlLimits,
    /// By lower-case name.
    ranks: BTreeMap<String, u8>,
    clock: Option<fn() -> Instant>,
    asked: Option<Asked>,
}

/// What a request asked for, for a line in a log. No secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The operation.
    pub operation: &'static str,
    /// The user it names by `userid`, at most 64 characters of it; empty if it names none.
    pub who: String,
    /// Its `sequence`, cut in the same way.
    pub sequence: String,
}

/// The directory could not be opened or filled.
#[derive(Debug)]
#[non_exhaustive]
pub enum CoreError {
    /// SQLite refused.
    Store(rusqlite::Error),
    /// A seed broke a rule of the directory.
    Seed(String),
}

impl std::fmt::Display for CoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Store(error) => write!(f, "the directory cannot be opened: {error}"),
            Self::Seed(text) => write!(f, "the directory cannot be filled: {text}"),
        }
    }
}

impl std::error::Error for CoreError {}

impl From<rusqlite::Error> for CoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error)
    }
}

impl Core {
    /// Opens the directory and adds what the configuration names and it has not.
    ///
    /// # Errors
    /// The file is no directory of ours, or a seed is impossible.
    pub fn new(config: &Config) -> Result<Self, CoreError> {
        let store = Store::open(&config.store, config.seed)?;
        let queue = store.fresh_uuid().to_sql();
        let mut directory = Directory::new(store, Changes::new(queue), config.lockout);
        seed::fill(&mut directory, config).map_err(|fault| CoreError::Seed(fault.to_string()))?;
        let service = ServiceConfig { release: config.release, ..ServiceConfig::default() };
        Ok(Self {
            service: Service::new(service),
            inner: Inner {
                directory,
                version: config.version.clone(),
                sql: config.sql,
                ranks: config.ranks.iter().map(|(name, rank)| (name.to_ascii_lowercase(), *rank)).collect(),
                clock: None,
                asked: None,
            },
            release: config.release,
            delay: Duration::ZERO,
        })
    }

    /// Answers a request.
    pub fn handle(&mut self, now: Now, request: &HttpRequest) -> HttpResponse {
        let response = self.service.handle(now.at, request, &mut self.inner);
        let Changed { accounts, all } = self.inner.directory.take_changed();
        if all {
            self.service.end_all_sessions();
        }
        accounts.iter().for_each(|name| self.service.end_sessions(name));
        response
    }

    /// What the last request asked for, if it came as far as that: it had a good account and was an operation.
    pub const fn take_asked(&mut self) -> Option<Asked> {
        self.inner.asked.take()
    }

    /// Gives the clock that ends queries which take longer than [`SqlLimits::time`]. Without one, only their steps are
    /// counted, and the same requests get the same answers on any machine.
    pub const fn set_clock(&mut self, clock: fn() -> Instant) {
        self.inner.clock = Some(clock);
    }

    /// Makes something go wrong from now on.
    pub fn set_trouble(&mut self, trouble: &Trouble) {
        let throttle = match trouble {
            Trouble::WritesThrottled => Throttle::Writes,
            Trouble::EverythingThrottled => Throttle::Everything,
            _ => Throttle::Open,
        };
        self.service.set_throttle(throttle);
        self.service.set_release(match trouble {
            Trouble::OnlySchemas(release) => *release,
            _ => self.release,
        });
        self.service.set_largest_answer(match trouble {
            Trouble::SmallAnswers(bytes) => *bytes,
            _ => ServiceConfig::default().largest_answer,
        });
        self.delay = match trouble {
            Trouble::Slow(delay) => *delay,
            _ => Duration::ZERO,
        };
    }

    /// How long the host should hold back answers.
    #[must_use]
    pub const fn delay(&self) -> Duration {
        self.delay
    }

    /// The largest request body that is taken.
    #[must_use]
    pub const fn largest_request(&self) -> usize {
        self.service.config().largest_request
    }
}

impl Dispatcher for Inner {
    fn login(&mut self, now: Instant, credentials: &Credentials) -> Login {
        self.directory.login(now, credentials).unwrap_or_else(|error| {
            tracing::error!(%error, "the directory failed");
            Login::Refused
        })
    }

    fn session_token(&mut self) -> Option<SessionToken> {
        let bytes = self.directory.store.fresh("session");
        Some(SessionToken::new(bytes.iter().take(16).map(|byte| format!("{byte:02X}")).collect::<String>()))
    }

    fn dispatch(&mut self, now: Instant, caller: &Caller, call: &Call) -> Result<Answered, Fault> {
        let operation = call.operation();
        let short = |text: &str| text.chars().take(64).filter(|c| !c.is_control()).collect::<String>();
        self.asked = Some(Asked {
            operation: operation.name(),
            who: short(call.text("userid")),
            sequence: short(call.sequence_text().unwrap_or_default()),
        });
        self.check_rank(&caller.user, call)?;
        match operation.name() {
            "doAuthenticateUser" => return self.authenticate(now, call),
            "getCCMVersion" => {
                let version = Element::with_text("version", self.version.clone());
                return Ok(Answered::Return(vec![Element::with_children("componentVersion", vec![version])]));
            }
            "getOSVersion" => {
                let children = vec![
                    Element::with_text("osName", "VOS"),
                    Element::with_text("osVersion", self.version.clone()),
                ];
                return Ok(Answered::Return(vec![Element::with_children("os", children)]));
            }
            "getNumDevices" => {
                needs_key(call)?;
                return self.count_devices(call.text("class"));
            }
            "executeSQLQuery" | "executeSQLQueryInactive" => {
                return sql::query(&mut self.directory.store, call.text("sql"), self.sql, self.clock)
                    .map(Answered::Return);
            }
            "executeSQLUpdate" => {
                return Err(sql::update(&mut self.directory.store, call.text("sql"), self.sql));
            }
            "listChange" => return self.directory.changes.answer(call),
            "doDeviceLogin" | "doDeviceLogout" | "doDeviceReset" => return self.device_action(call),
            "doLdapSync" => {
                let directory = self.directory.find_as("LdapDirectory", call);
                return directory.map(|_| Answered::Text("true".to_owned()));
            }
            _ => {}
        }
        let plain = !matches!(operation.answer(), Answer::Bare(_));
        // Whatever there is only one of is not kept.
        let keyed = operation.keys().any(|mut parts| parts.any(|part| !part.optional));
        match operation.verb() {
            Verb::Add if plain => self.directory.add(call),
            Verb::Update if plain && keyed => self.directory.update(call),
            Verb::Remove if plain => self.directory.remove(call),
            Verb::Get if plain && keyed => self.directory.get(call),
            Verb::List if plain => self.directory.list(call),
            // There are no devices that would notice.
            Verb::Apply | Verb::Reset | Verb::Restart | Verb::Wipe | Verb::Lock => {
                self.directory.find(call).map(|stored| Answered::Uuid(stored.uuid))
            }
            _ => Err(Fault::new(AxlCode::UNKNOWN_ERROR, format!("{} is not emulated", operation.name()))),
        }
    }
}

impl Inner {
    fn rank(&self, user: &str) -> u8 {
        self.ranks.get(&user.to_ascii_lowercase()).copied().unwrap_or(1)
    }

    /// Nobody changes or removes an account of a higher rank, which is the smaller number.
    fn check_rank(&self, caller: &str, call: &Call) -> Result<(), Fault> {
        let (verb, object) = (call.operation().verb(), call.operation().object());
        let kind = match object {
            "User" => "End User",
            "AppUser" => "Application User",
            _ => return Ok(()),
        };
        if self.ranks.is_empty() || !matches!(verb, Verb::Update | Verb::Remove) {
            return Ok(());
        }
        let account = self.directory.find(call)?;
        if self.rank(caller) <= self.rank(&account.key) {
            return Ok(());
        }
        let verb = verb.as_str();
        let text = format!("You do not have the privilege to {verb} this {kind} as you have lower User Rank");
        Err(Fault::new(AxlCode::INVALID_VALUE, text))
    }

    fn authenticate(&mut self, now: Instant, call: &Call) -> Result<Answered, Fault> {
        needs_key(call)?;
        let user = call.text("userid");
        let (proven, text) = match call.argument("pin") {
            Some(pin) => (Proven::Pin, pin.text()),
            None => (Proven::Password, call.text("password")),
        };
        let (verdict, _) = self.directory.check(now, user, proven, text).map_err(internal)?;
        // What a CUCM says about a user it does not know is not documented; the same answer as to a wrong password tells
        // nobody who exists.
        // The values of `code` are not documented; 0 and 1 are the emulator's own.
        let right = verdict == Verdict::Right;
        Ok(Answered::Return(vec![
            Element::with_text("userAuthenticated", if right { "true" } else { "false" }),
            Element::with_text("code", if right { "0" } else { "1" }),
            Element::with_text("daysToExpiry", "0"),
            Element::with_text("isWarningNeeded", "false"),
        ]))
    }

    fn count_devices(&self, class: &str) -> Result<Answered, Fault> {
        let sql = "select count(*) from device d join typeclass c on c.enum = d.tkclass where c.name = ?";
        let count: i64 =
            self.directory.store.db.query_row(sql, [class], |row| row.get(0)).map_err(internal)?;
        Ok(Answered::Text(count.to_string()))
    }

    fn device_action(&self, call: &Call) -> Result<Answered, Fault> {
        needs_key(call)?;
        let device = call.text("deviceName");
        match self.directory.store.by_key("Phone", device, "").map_err(internal)? {
            Some(_) => Ok(Answered::Text("true".to_owned())),
            None => Err(Fault::not_found(device)),
        }
    }
}
