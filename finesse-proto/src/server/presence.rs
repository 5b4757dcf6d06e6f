//! Who is still there: from a lost client to the forced sign-out (facts, section 7; system inventory, X9).
//!
//! ```text
//!               unavailable                 60 s
//!  Present ───────────────────▶ Leaving ───────────▶ forced sign-out, reason 255 ──▶ (forgotten)
//!     ▲  │ no ping for 120 s ──────▲  │                    │ a call is active (CCE): after the call
//!     │  ▼                            │ available          ▼
//!   available ◀───────────────────────┘                  Owed ── call ended ──▶ forced sign-out
//! ```
//!
//! A browser that is refreshed is back within the 60 s and nothing happens. One that crashed is noticed by its missing pings in up to 120 s,
//! so that its agent is signed out after 180 s at the latest.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::{Duration, Instant};

use crate::agent::{AgentState, Product};
use crate::code::CONNECTION_FAILURE;

/// What a client that went away leaves its agent in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum OnLoss {
    /// Signed out: CCX always, CCE when it is set so.
    #[default]
    Logout,
    /// Not ready: CCE, when it is set so.
    NotReady,
}

/// How lost clients are dealt with.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct PresenceConfig {
    /// The product. On CCE the setting LOAD decides about the state, and an active call is waited for.
    pub product: Product,
    /// What LOAD says (CCE); CCX signs out whatever it is.
    pub on_loss: OnLoss,
    /// From unavailable presence to the forced sign-out. A page that is loaded again has to fit in.
    pub grace: Duration,
    /// How long a client may be silent before it counts as gone. Clients ping every 10 to 20 s.
    pub silence: Duration,
}

impl PresenceConfig {
    /// 60 s of grace, 120 s of silence, signed out afterwards.
    #[must_use]
    pub const fn new(product: Product) -> Self {
        Self {
            product,
            on_loss: OnLoss::Logout,
            grace: Duration::from_secs(60),
            silence: Duration::from_secs(120),
        }
    }
}

/// Whether the agent is on a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OnLine {
    /// On no call.
    Idle,
    /// On a call.
    Call,
}

/// An agent is to be forced into a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forced {
    /// The login id.
    pub user: String,
    /// `Logout` or `NotReady`.
    pub to: AgentState,
    /// Reason code: always 255, connection failure.
    pub reason: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// There; gone for good when nothing is heard until then.
    Present { silent_at: Instant },
    /// Gone; forced out then.
    Leaving { end: Instant },
    /// To be forced out when the call is over.
    Owed,
}

/// The clients of signed-in agents.
///
/// Change one thing, then drain [`poll_forced`](Self::poll_forced), then wait until [`poll_timeout`](Self::poll_timeout). Only users that the
/// host has told about are kept, so their number is the host's.
#[derive(Debug)]
pub struct Presence {
    config: PresenceConfig,
    users: BTreeMap<String, (State, OnLine)>,
    /// Deadlines in order, so that clients who are there cost nothing when time passes.
    due: BTreeSet<(Instant, String)>,
    forced: VecDeque<Forced>,
}

impl Presence {
    /// Nobody is there yet.
    #[must_use]
    pub const fn new(config: PresenceConfig) -> Self {
        Self { config, users: BTreeMap::new(), due: BTreeSet::new(), forced: VecDeque::new() }
    }

    /// A client is there, or is heard (a ping, a request, presence). What was going to happen to its agent does not.
    pub fn available(&mut self, now: Instant, user: &str) {
        self.set(user, State::Present { silent_at: now + self.config.silence });
    }

    /// The last client of a user went away: unavailable presence, or its connection broke. Unknown users are ignored: they signed out.
    pub fn unavailable(&mut self, now: Instant, user: &str) {
        if let Some((State::Present { .. }, _)) = self.users.get(user) {
            self.set(user, State::Leaving { end: now + self.config.grace });
        }
    }

    /// The user signed out, or is gone from the configuration: nothing is to be done about it any more.
    pub fn forget(&mut self, user: &str) {
        if let Some((state, _)) = self.users.remove(user) {
            self.unschedule(user, state);
        }
    }

    /// Tells whether the user is on a call. The end of a call may be what a forced state has waited for.
    pub fn set_line(&mut self, user: &str, line: OnLine) {
        let Some((state, own)) = self.users.get_mut(user) else { return };
        *own = line;
        if *state == State::Owed && line == OnLine::Idle {
            self.force(user);
        }
    }

    /// Whether a client of the user is there.
    #[must_use]
    pub fn is_present(&self, user: &str) -> bool {
        matches!(self.users.get(user), Some((State::Present { .. }, _)))
    }

    /// Who is to be forced into which state. May have one after any other method.
    #[must_use]
    pub fn poll_forced(&mut self) -> Option<Forced> {
        self.forced.pop_front()
    }

    /// When [`handle_timeout`](Self::handle_timeout) is to be called. May change after any other method.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.due.first().map(|(at, _)| *at)
    }

    /// Does what is due.
    pub fn handle_timeout(&mut self, now: Instant) {
        while let Some((at, user)) = self.due.first().cloned().filter(|(at, _)| *at <= now) {
            match self.users.get(&user).copied() {
                // The silence ended at `at`, however late the host calls.
                Some((State::Present { .. }, _)) => {
                    self.set(&user, State::Leaving { end: at + self.config.grace });
                }
                Some((State::Leaving { .. }, OnLine::Call)) if self.config.product == Product::Cce => {
                    self.set(&user, State::Owed);
                }
                Some((State::Leaving { .. }, _)) => self.force(&user),
                Some((State::Owed, _)) | None => {
                    self.due.remove(&(at, user));
                }
            }
        }
    }

    fn force(&mut self, user: &str) {
        self.forget(user);
        let to = match (self.config.product, self.config.on_loss) {
            (Product::Cce, OnLoss::NotReady) => AgentState::NotReady,
            _ => AgentState::Logout,
        };
        self.forced.push_back(Forced { user: user.to_owned(), to, reason: CONNECTION_FAILURE });
    }

    fn set(&mut self, user: &str, to: State) {
        let line = match self.users.get(user).copied() {
            Some((old, line)) => {
                self.unschedule(user, old);
                line
            }
            None => OnLine::Idle,
        };
        self.users.insert(user.to_owned(), (to, line));
        if let Some(at) = deadline(to) {
            self.due.insert((at, user.to_owned()));
        }
    }

    fn unschedule(&mut self, user: &str, state: State) {
        if let Some(at) = deadline(state) {
            self.due.remove(&(at, user.to_owned()));
        }
    }
}

const fn deadline(state: State) -> Option<Instant> {
    match state {
        State::Present { silent_at: at } | State::Leaving { end: at } => Some(at),
        State::Owed => None,
    }
}
