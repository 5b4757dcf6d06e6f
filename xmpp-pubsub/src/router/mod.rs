//! Who is there, and who gets what: the routing of one domain's accounts (RFC 6120, 10; RFC 6121).

mod deliver;
mod local;
mod presence;
mod roster;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::chance::Chance;
use crate::{Condition, Jid, Kind, Stanza, StanzaError};

use roster::Interest;
pub use roster::{RosterItem, Subscription};

/// A connection; the host chooses the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnId(pub u64);

/// What happens to a resource that is bound already (BIND-4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConflictPolicy {
    /// The older stream ends with `conflict`; what Finesse's desktops rely on.
    Replace,
    /// The newer stream gets another resource.
    Rename,
    /// The newer stream is refused.
    Refuse,
}

/// What a router serves, and its limits.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RouterConfig {
    /// The domain of the accounts.
    pub domain: Jid,
    /// Domains whose stanzas are the host's: publish-subscribe and other services.
    pub services: Vec<Jid>,
    /// Default: the older stream ends.
    pub conflict: ConflictPolicy,
    /// Resources of one account at once (SEC-4). Default: 16.
    pub max_resources: usize,
    /// Addresses to which one resource has sent directed presence. Default: 256.
    pub max_directed: usize,
    /// Contacts of one account. Default: 1000.
    pub max_contacts: usize,
    /// Accounts that have never been here, and are known because somebody asks for their presence. Default: 10,000.
    pub max_strangers: usize,
}

impl RouterConfig {
    /// Defaults for one domain.
    #[must_use]
    pub fn new(domain: Jid) -> Self {
        Self {
            domain: domain.to_domain(),
            services: Vec::new(),
            conflict: ConflictPolicy::Replace,
            max_resources: 16,
            max_directed: 256,
            max_contacts: 1000,
            max_strangers: 10_000,
        }
    }
}

/// What the router asks of its host or tells it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum RouterEvent {
    /// Send this over that connection's stream.
    Deliver {
        /// The connection.
        to: ConnId,
        /// The stanza; its content is shared with all who get it.
        stanza: Stanza,
    },
    /// A newer stream took this address: end the older one with `conflict`. It is unbound already.
    Replaced {
        /// The older connection.
        conn: ConnId,
    },
    /// A stanza for one of the services; a get or set must be answered, by [`route`](Router::route).
    Service(Stanza),
    /// A resource became available, or unavailable by whatever means: its presence stanza, its stream's end, its
    /// silence.
    Availability {
        /// The full address.
        jid: Jid,
        /// Whether it is available now.
        available: bool,
    },
}

/// Routes stanzas between bound clients and local services.
///
/// It answers what an account's server answers: rosters, pings, discovery, errors. The caller's rule: change one thing,
/// then drain [`poll_event`](Self::poll_event). It needs no time of its own.
#[derive(Debug)]
pub struct Router {
    config: RouterConfig,
    chance: Chance,
    accounts: BTreeMap<Jid, Account>,
    conns: BTreeMap<ConnId, Jid>,
    /// Of the accounts those that have never been here.
    strangers: BTreeSet<Jid>,
    /// Begins the versions of rosters, which do not outlive the router.
    epoch: Box<str>,
    /// Grows with each change of presence or of a roster: which of two was there last.
    clock: u64,
    events: VecDeque<RouterEvent>,
}

#[derive(Debug, Default)]
struct Account {
    /// In the order of their names. Most accounts have one, for which a map would be large.
    resources: Vec<Resource>,
    contacts: BTreeMap<Jid, RosterItem>,
    /// The router's clock at its roster's last change.
    roster_version: u64,
}

#[derive(Debug)]
struct Resource {
    name: Box<str>,
    conn: ConnId,
    /// The last presence, while it is available.
    presence: Option<Box<Stanza>>,
    priority: i8,
    since: u64,
    /// Has asked for the roster, and hence gets its changes.
    interest: Interest,
    /// Who must hear that it is gone, beyond its contacts.
    directed: BTreeSet<Jid>,
}

impl Router {
    /// A router without clients. `seed` must be random and used for nothing else.
    #[must_use]
    pub fn new(config: RouterConfig, seed: [u8; 32]) -> Self {
        let mut chance = Chance::new(seed);
        Self {
            config,
            epoch: chance.token().into(),
            chance,
            strangers: BTreeSet::new(),
            accounts: BTreeMap::new(),
            conns: BTreeMap::new(),
            clock: 0,
            events: VecDeque::new(),
        }
    }

    /// Gives a connection an address of the account: the answer to
    /// [`ServerEvent::Bind`](crate::ServerEvent::Bind).
    ///
    /// # Errors
    /// `resource-constraint`: too many resources; `conflict`: the policy is to refuse; `bad-request`: not a resource;
    /// `not-allowed`: the connection has an address, or the account is of another domain.
    pub fn bind(&mut self, conn: ConnId, account: &Jid, resource: Option<&str>) -> Result<Jid, StanzaError> {
        if self.conns.contains_key(&conn)
            || account.domain() != self.config.domain.domain()
            || account.local().is_none()
        {
            return Err(Condition::NotAllowed.into());
        }
        let bare = account.to_bare();
        let made_up = self.chance.token();
        let wanted = bare.with_resource(resource.unwrap_or(&made_up)).map_err(|_| Condition::BadRequest)?;
        let max = self.config.max_resources;
        let taken = self.conn(&wanted);
        let full = self.accounts.get(&bare).is_some_and(|account| account.resources.len() >= max);
        let jid = match (taken, self.config.conflict) {
            (Some(older), ConflictPolicy::Replace) => {
                self.unbind(older);
                self.events.push_back(RouterEvent::Replaced { conn: older });
                wanted
            }
            (Some(_), ConflictPolicy::Refuse) => return Err(Condition::Conflict.into()),
            _ if full => return Err(Condition::ResourceConstraint.into()),
            (Some(_), ConflictPolicy::Rename) => {
                bare.with_resource(&made_up).map_err(|_| Condition::BadRequest)?
            }
            (None, _) => wanted,
        };
        let name = jid.resource().unwrap_or("");
        let fresh = Resource {
            name: name.into(),
            conn,
            presence: None,
            priority: 0,
            since: 0,
            interest: Interest::None,
            directed: BTreeSet::new(),
        };
        self.strangers.remove(&bare);
        let resources = &mut self.accounts.entry(bare).or_default().resources;
        let at = resources.partition_point(|resource| *resource.name < *name);
        resources.reserve_exact(1);
        resources.insert(at, fresh);
        self.conns.insert(conn, jid.clone());
        Ok(jid)
    }

    /// The connection's stream is over: its resource becomes unavailable to all who saw it (PRS-4). An unknown
    /// connection is none of our concern.
    pub fn unbind(&mut self, conn: ConnId) {
        let Some(jid) = self.conns.get(&conn).cloned() else { return };
        self.become_unavailable(
            &jid,
            Stanza::presence(crate::PresenceType::Unavailable).with_from(jid.clone()),
        );
        self.conns.remove(&conn);
        let bare = jid.to_bare();
        if let Some(account) = self.accounts.get_mut(&bare) {
            account.resources.retain(|resource| resource.conn != conn);
            if account.resources.is_empty() && account.contacts.is_empty() {
                self.accounts.remove(&bare);
            }
        }
    }

    /// A stanza from a bound client, with the sender that its stream has stamped.
    pub fn handle_stanza(&mut self, conn: ConnId, stanza: Stanza) {
        let Some(jid) = self.conns.get(&conn).cloned() else { return };
        match stanza.kind() {
            Kind::Presence => self.presence_from(&jid, stanza),
            Kind::Message if stanza.to().is_none() => self.route(stanza.with_to(jid.to_bare())),
            Kind::Iq if stanza.to().is_none_or(|to| *to == jid.to_bare()) => {
                self.answer_account(&jid, &stanza)
            }
            _ => self.route(stanza),
        }
    }

    /// A stanza from a local service, or one that its sender may send: takes it to its addressee.
    pub fn route(&mut self, stanza: Stanza) {
        let Some(to) = stanza.to().cloned() else { return };
        if self.is_service(&to) {
            self.events.push_back(RouterEvent::Service(stanza));
        } else if to.domain() != self.config.domain.domain() {
            self.bounce(&stanza, Condition::RemoteServerNotFound);
        } else if to.local().is_none() {
            self.answer_domain(&stanza);
        } else {
            self.deliver(&to, stanza);
        }
    }

    /// What happened. May change after every other call.
    #[must_use]
    pub fn poll_event(&mut self) -> Option<RouterEvent> {
        self.events.pop_front()
    }

    /// The address of a connection.
    #[must_use]
    pub fn jid(&self, conn: ConnId) -> Option<&Jid> {
        self.conns.get(&conn)
    }

    /// The connection of a full address.
    #[must_use]
    pub fn conn(&self, jid: &Jid) -> Option<ConnId> {
        self.resource(jid).map(|resource| resource.conn)
    }

    /// Whether a full address is available, or a bare one has an available resource.
    #[must_use]
    pub fn is_available(&self, jid: &Jid) -> bool {
        match jid.resource() {
            Some(_) => self.resource(jid).is_some_and(|resource| resource.presence.is_some()),
            None => self.available(jid).next().is_some(),
        }
    }

    /// The full addresses of an account that are available, in the order of their names.
    pub fn available(&self, account: &Jid) -> impl Iterator<Item = Jid> + use<'_> {
        let bare = account.to_bare();
        let resources =
            self.accounts.get(&bare).map(|account| account.resources.iter()).into_iter().flatten();
        resources
            .filter(|resource| resource.presence.is_some())
            .filter_map(move |resource| bare.with_resource(&resource.name).ok())
    }

    fn is_service(&self, jid: &Jid) -> bool {
        self.config.services.iter().any(|service| service.domain() == jid.domain())
    }

    fn resource(&self, jid: &Jid) -> Option<&Resource> {
        let (resources, name) = (&self.accounts.get(jid.bare_str())?.resources, jid.resource()?);
        resources.iter().find(|resource| *resource.name == *name)
    }

    fn resource_mut(&mut self, jid: &Jid) -> Option<&mut Resource> {
        let (resources, name) = (&mut self.accounts.get_mut(jid.bare_str())?.resources, jid.resource()?);
        resources.iter_mut().find(|resource| *resource.name == *name)
    }

    fn send(&mut self, to: ConnId, stanza: Stanza) {
        self.events.push_back(RouterEvent::Deliver { to, stanza });
    }
}
