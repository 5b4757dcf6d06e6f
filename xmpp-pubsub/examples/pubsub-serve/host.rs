//! The server around the machines: streams, router and publish-subscribe in one task.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use bytes::BytesMut;
use xmpp_pubsub::pubsub::{Contact, Now, Service, Storage};
use xmpp_pubsub::tokio::{Arrival, Inbox, Output};
use xmpp_pubsub::{
    ConnId, Credentials, Framing, IqType, Jid, Ns, Password, PresenceType, Router, RouterConfig, RouterEvent,
    SaslCondition, ServerConfig, ServerEvent, ServerStream, Stanza, StanzaType, StreamCondition,
};

/// Names and passwords that never change. The name `*` is every account that has no row of its own.
#[derive(Clone, Default)]
pub(crate) struct Accounts(BTreeMap<String, String>);

impl Accounts {
    /// Reads `NAME:PASSWORD`.
    pub(crate) fn add(&mut self, account: &str) -> Result<(), String> {
        let (name, password) = account.split_once(':').ok_or("an account is NAME:PASSWORD")?;
        self.0.insert(name.to_owned(), password.to_owned());
        Ok(())
    }

    fn check(&self, account: &Jid, password: &Password) -> bool {
        let expected = account.local().and_then(|name| self.0.get(name)).or_else(|| self.0.get("*"));
        // Compared in any case: how long it takes does not tell whether the account exists.
        password.matches(expected.map_or("", String::as_str)) && expected.is_some()
    }
}

/// What one server holds.
pub(crate) struct Host<S> {
    pub(crate) inbox: Inbox,
    pub(crate) config: Arc<ServerConfig>,
    pub(crate) accounts: Accounts,
    pub(crate) service: Service<S>,
    router: Router,
    /// What the service has been told of rosters.
    contacts: BTreeMap<Jid, BTreeMap<Jid, Contact>>,
    streams: BTreeMap<ConnId, (Framing, ServerStream)>,
    /// Connections that still write what they were told.
    busy: BTreeSet<ConnId>,
    /// Connections that may have something to say.
    touched: BTreeSet<ConnId>,
    seeds: fn() -> [u8; 32],
}

#[expect(clippy::disallowed_methods, reason = "a program reads the clock")]
pub(crate) fn now() -> Now {
    Now { at: Instant::now(), utc: SystemTime::now() }
}

impl<S: Storage> Host<S> {
    pub(crate) fn new(
        inbox: Inbox,
        config: ServerConfig,
        accounts: Accounts,
        service: Service<S>,
        seeds: fn() -> [u8; 32],
    ) -> Self {
        let mut routes = RouterConfig::new(config.domain.clone());
        routes.services = vec![service.config().jid.clone()];
        Self {
            inbox,
            config: Arc::new(config),
            accounts,
            service,
            router: Router::new(routes, seeds()),
            contacts: BTreeMap::new(),
            streams: BTreeMap::new(),
            busy: BTreeSet::new(),
            touched: BTreeSet::new(),
            seeds,
        }
    }

    /// Serves until all gates are gone.
    pub(crate) async fn run(mut self) {
        loop {
            let streams = self.streams.values().filter_map(|(_, stream)| Some(stream.poll_timeout()?.at));
            let deadline = streams.chain(self.service.poll_timeout().map(|due| due.at)).min();
            let due = async {
                match deadline {
                    Some(at) => tokio::time::sleep_until(at.into()).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                arrival = self.inbox.recv() => match arrival {
                    Some(arrival) => self.take(arrival),
                    None => return,
                },
                () = due => self.handle_timeout(),
            }
            // What else has arrived meanwhile is answered together.
            while let Some(arrival) = self.inbox.try_recv() {
                self.take(arrival);
                self.drain();
            }
            self.drain();
        }
    }

    fn handle_timeout(&mut self) {
        let now = now();
        self.service.handle_timeout(now);
        for (conn, (_, stream)) in &mut self.streams {
            if stream.poll_timeout().is_some_and(|due| due.at <= now.at) {
                stream.handle_timeout(now.at);
                self.touched.insert(*conn);
            }
        }
    }

    fn take(&mut self, arrival: Arrival) {
        let at = now().at;
        let conn = match arrival {
            Arrival::Opened { conn, framing, security, .. } => {
                let stream =
                    ServerStream::new(Arc::clone(&self.config), framing, security, (self.seeds)(), at);
                self.streams.insert(conn, (framing, stream));
                conn
            }
            Arrival::Input { conn, bytes } => {
                if let Some((_, stream)) = self.streams.get_mut(&conn) {
                    stream.handle_input(at, &bytes);
                }
                conn
            }
            Arrival::Ready { conn } => {
                self.busy.remove(&conn);
                conn
            }
            Arrival::Gone { conn } => {
                if let Some((_, stream)) = self.streams.get_mut(&conn) {
                    stream.handle_eof();
                }
                conn
            }
            _ => return,
        };
        self.touched.insert(conn);
    }

    /// Carries what one machine says to the next until none has anything to say.
    fn drain(&mut self) {
        loop {
            while let Some(conn) = self.touched.pop_first() {
                self.drain_stream(conn);
            }
            while let Some(event) = self.router.poll_event() {
                self.routed(event);
            }
            while let Some(stanza) = self.service.poll_transmit() {
                self.router.route(stanza);
                while let Some(event) = self.router.poll_event() {
                    self.routed(event);
                }
            }
            if self.touched.is_empty() {
                return;
            }
        }
    }

    fn drain_stream(&mut self, conn: ConnId) {
        let at = now().at;
        let Some((framing, stream)) = self.streams.get_mut(&conn) else { return };
        let (mut closed, mut rosters) = (false, BTreeSet::new());
        while let Some(event) = stream.poll_event() {
            match event {
                ServerEvent::Authenticate { account, credentials } => {
                    let good = match &credentials {
                        Credentials::Password(password) => self.accounts.check(&account, password),
                        Credentials::Certificate => false,
                    };
                    let verdict = if good { Ok(()) } else { Err(SaslCondition::NotAuthorized) };
                    // The machine asked, so it takes the answer.
                    let _ = stream.authenticated(at, verdict);
                }
                ServerEvent::Bind { account, resource } => {
                    let address = self.router.bind(conn, &account, resource.as_deref());
                    let _ = stream.bound(at, address);
                }
                ServerEvent::Stanza(stanza) => {
                    let show = show(&stanza);
                    rosters.extend(roster_accounts(&stanza));
                    self.router.handle_stanza(conn, stanza);
                    if let Some((jid, show)) = self.router.jid(conn).zip(show) {
                        // Nodes may deliver by presence, in all its shades.
                        self.service.set_available(now(), jid, show);
                    }
                }
                ServerEvent::Closed(_) => {
                    self.router.unbind(conn);
                    closed = true;
                }
                _ => {}
            }
        }
        if *framing == Framing::Tcp && (closed || !self.busy.contains(&conn)) {
            let mut out = BytesMut::new();
            stream.poll_transmit(&mut out);
            if !out.is_empty() {
                self.inbox.send(conn, Output::Bytes(out.freeze()));
                self.busy.insert(conn);
            }
        }
        if closed {
            self.inbox.send(conn, Output::Close);
            self.busy.remove(&conn);
            self.streams.remove(&conn);
        }
        for account in rosters {
            self.tell_contacts(&account);
        }
    }

    fn routed(&mut self, event: RouterEvent) {
        match event {
            RouterEvent::Deliver { to, stanza } => {
                if let Some((_, stream)) = self.streams.get_mut(&to) {
                    // A stream that ends takes nothing more.
                    let _ = stream.send(&stanza);
                    self.touched.insert(to);
                }
            }
            RouterEvent::Replaced { conn } => {
                if let Some((_, stream)) = self.streams.get_mut(&conn) {
                    stream.close(now().at, Some(StreamCondition::Conflict.into()));
                    self.touched.insert(conn);
                }
            }
            RouterEvent::Service(stanza) => self.service.handle_input(now(), &stanza),
            // That it is available, and how, its stanza has said.
            RouterEvent::Availability { jid, available: false } => self.service.set_unavailable(&jid),
            _ => {}
        }
    }

    /// Tells the service what has changed in a roster: the access models `presence` and `roster` go by it.
    fn tell_contacts(&mut self, account: &Jid) {
        let contact = |item: &xmpp_pubsub::RosterItem| Contact {
            sees_presence: item.subscription.is_from(),
            groups: item.groups.clone(),
        };
        let now: BTreeMap<Jid, Contact> =
            self.router.contacts(account).map(|item| (item.jid.clone(), contact(item))).collect();
        let before = self.contacts.remove(account).unwrap_or_default();
        for (jid, contact) in &now {
            if before.get(jid) != Some(contact) {
                self.service.set_contact(account, jid, Some(contact.clone()));
            }
        }
        for jid in before.keys().filter(|jid| !now.contains_key(*jid)) {
            self.service.set_contact(account, jid, None);
        }
        if !now.is_empty() {
            self.contacts.insert(account.clone(), now);
        }
    }
}

/// How available who sends this to everybody is.
fn show(stanza: &Stanza) -> Option<&'static str> {
    stanza.as_presence().filter(|_| stanza.to().is_none())?.availability()
}

/// Whose roster a stanza may change: the sender's, and that of the contact it is about.
fn roster_accounts(stanza: &Stanza) -> Vec<Jid> {
    let contact = match stanza.stanza_type() {
        StanzaType::Presence(
            PresenceType::Subscribe
            | PresenceType::Subscribed
            | PresenceType::Unsubscribe
            | PresenceType::Unsubscribed,
        ) => stanza.to().cloned(),
        StanzaType::Iq(IqType::Set) => roster_item(stanza),
        _ => return Vec::new(),
    };
    let Some(contact) = contact else { return Vec::new() };
    stanza.from().into_iter().chain([&contact]).map(Jid::to_bare).collect()
}

fn roster_item(stanza: &Stanza) -> Option<Jid> {
    let (_, mut cursor) = stanza.child(Ns::Roster, "query")?;
    Jid::new(&cursor.child().ok()??.attr("jid")?).ok()
}
