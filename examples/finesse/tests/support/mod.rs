//! The Finesse core with the cores of an engine and of a CUCM, and a notification service that notes what is published, all in virtual
//! time in one thread.
#![allow(dead_code, unreachable_pub)]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use bytes::BytesMut;
use cti_wire::ConnId;
use finesse::{Core, CoreConfig, Event, Hop, Link, Now, Object, RequestKey, XmppSecurity};
use finesse_proto::{ApiErrors, Credentials, Data, Method, Notification, Request, Response, Secret, Update};
use xml_cursor::{Cursor, Profile};
use xmpp_pubsub::{
    Framing, Jid, PlainOn, Security, ServerConfig, ServerEvent, ServerStream, Stanza, StanzaType,
};

/// Who calls from outside.
pub const CALLER: &str = "+15550100";
pub const START: SystemTime = SystemTime::UNIX_EPOCH;

pub struct House {
    pub core: Core,
    pub engine: engine::Core,
    pub cucm: cucm::Core,
    pub cucm_up: bool,
    /// Questions to CUCM wait for [`House::answer_cucm`].
    pub cucm_slow: bool,
    questions: std::collections::VecDeque<axl_soap::Transmit>,
    pub engine_up: bool,
    /// What is sent to the engine gets lost.
    pub engine_deaf: bool,
    pub notification_up: bool,
    /// How often CUCM was asked.
    pub asked: usize,
    engine_conn: Option<ConnId>,
    stream: Option<ServerStream>,
    pub published: Vec<(String, Update<'static>)>,
    pub answers: BTreeMap<u64, Response>,
    pub hops: Vec<Hop>,
    pub connects: Vec<(Link, u32)>,
    pub losses: Vec<(Link, String)>,
    pub warnings: Vec<String>,
    /// Most publishes that came before one of them was answered.
    pub most_unanswered: usize,
    /// What the host keeps of the configuration.
    pub kept: BTreeMap<(&'static str, u32), String>,
    /// Whether it can.
    pub store_up: bool,
    start: Instant,
    at: Duration,
    next: u64,
}

impl House {
    /// Agents `agent1` to `agent3` and supervisor `super1`, password `pw`; all links can be had.
    pub fn new() -> Self {
        let mut house = Self::down();
        (house.cucm_up, house.engine_up, house.notification_up) = (true, true, true);
        house.pass(Duration::from_secs(30));
        house
    }

    /// The same with nothing to connect to yet.
    pub fn down() -> Self {
        Self::with(Vec::new())
    }

    /// The same with a configuration that was kept.
    pub fn with(kept: Vec<Object>) -> Self {
        Self::made(kept, |_| {})
    }

    /// As [`House::new`] with so many agents in the engine.
    pub fn with_agents(agents: u32) -> Self {
        let mut house = Self::made(Vec::new(), |centre| *centre = engine::Config::example(agents));
        (house.cucm_up, house.engine_up, house.notification_up) = (true, true, true);
        house.pass(Duration::from_secs(30));
        house
    }

    /// As [`House::new`], and calls of the queue are wrapped up for a minute.
    pub fn with_wrap_up() -> Self {
        let mut house =
            Self::made(Vec::new(), |centre| centre.queues[0].wrap_up = Some(Duration::from_secs(60)));
        (house.cucm_up, house.engine_up, house.notification_up) = (true, true, true);
        house.pass(Duration::from_secs(30));
        house
    }

    fn made(kept: Vec<Object>, change: impl FnOnce(&mut engine::Config)) -> Self {
        let start = Instant::now();
        let mut config = CoreConfig::new("fin1.test", "fin1.test");
        config.xmpp_password = Secret::new("service");
        config.xmpp_security = XmppSecurity::Clear;
        config.axl_user = "axl".to_owned();
        config.axl_password = Secret::new("axlpw");
        config.kept = kept;
        config.administrators = vec!["admin".to_owned()];
        let user = |id: &str| cucm::UserSeed { userid: id.into(), password: pw("pw"), ..user_seed() };
        let axl = cucm::AppUserSeed {
            userid: "axl".into(),
            password: pw("axlpw"),
            groups: vec![cucm::AXL_GROUP.into()],
            devices: vec![],
        };
        let directory = cucm::Config {
            users: ["agent1", "agent2", "agent3", "super1", "admin", "clerk"].map(user).into(),
            app_users: vec![axl],
            // The lock under test is the one of Finesse.
            lockout: cucm::Lockout { attempts: 1000, ..cucm::Lockout::default() },
            ..cucm::Config::default()
        };
        let now = Now { at: start, utc: START };
        let mut centre = engine::Config::example(3);
        centre.outside = vec!["+".to_owned()];
        centre.outside_answers = Some(Duration::from_secs(3));
        change(&mut centre);
        Self {
            core: Core::new(config, [5; 32], now),
            engine: engine::Core::new(centre, cti(now)).unwrap(),
            cucm: cucm::Core::new(&directory).unwrap(),
            cucm_up: false,
            cucm_slow: false,
            questions: Default::default(),
            engine_up: false,
            engine_deaf: false,
            notification_up: false,
            asked: 0,
            engine_conn: None,
            stream: None,
            published: Vec::new(),
            answers: BTreeMap::new(),
            hops: Vec::new(),
            connects: Vec::new(),
            losses: Vec::new(),
            warnings: Vec::new(),
            most_unanswered: 0,
            kept: BTreeMap::new(),
            store_up: true,
            start,
            at: Duration::ZERO,
            next: 0,
        }
    }

    pub fn now(&self) -> Now {
        Now { at: self.start + self.at, utc: START + self.at }
    }

    /// Lets time pass, doing what is due on the way.
    pub fn pass(&mut self, time: Duration) {
        let end = self.at + time;
        self.settle();
        loop {
            let finesse = self.core.poll_timeout();
            let engine = self.engine.poll_timeout().map(|deadline| deadline.at);
            let stream =
                self.stream.as_ref().and_then(|stream| stream.poll_timeout()).map(|deadline| deadline.at);
            let next = [finesse, engine, stream].into_iter().flatten().min();
            let Some(next) = next.filter(|at| *at <= self.start + end) else { break };
            self.at = self.at.max(next.saturating_duration_since(self.start));
            let now = self.now();
            self.core.handle_timeout(now);
            self.engine.handle_timeout(cti(now));
            if let Some(stream) = &mut self.stream {
                stream.handle_timeout(now.at);
            }
            self.settle();
        }
        self.at = end;
    }

    /// Moves everything that is under way, in no time.
    pub fn settle(&mut self) {
        let now = self.now();
        for _ in 0..10_000 {
            let mut quiet = true;
            while let Some(event) = self.core.poll_event() {
                quiet = false;
                self.event(now, event);
            }
            while let Some((link, bytes)) = self.core.poll_transmit() {
                quiet = false;
                match (link, self.engine_conn, &mut self.stream) {
                    (Link::Cti, Some(_), _) if self.engine_deaf => {}
                    (Link::Cti, Some(conn), _) => {
                        let _ = self.engine.handle_input(cti(now), conn, &bytes);
                    }
                    (Link::Xmpp, _, Some(stream)) => stream.handle_input(now.at, &bytes),
                    _ => {}
                }
            }
            while let Some(transmit) = self.engine.poll_transmit() {
                quiet = false;
                self.engine.sent(transmit.to, transmit.len());
                if self.engine_conn == Some(transmit.to) {
                    self.core.handle_input(now, Link::Cti, &transmit.head);
                    if let Some(shared) = &transmit.shared {
                        self.core.handle_input(now, Link::Cti, shared);
                    }
                }
            }
            while let Some(conn) = self.engine.poll_close() {
                quiet = false;
                if self.engine_conn == Some(conn) {
                    self.cut(Link::Cti);
                }
            }
            while self.engine.poll_hop().is_some() {}
            quiet &= !self.notification(now);
            if quiet {
                return;
            }
        }
        panic!("the house does not come to rest");
    }

    fn event(&mut self, now: Now, event: Event) {
        match event {
            Event::Respond(key, response) => {
                assert!(self.answers.insert(key.0, response).is_none(), "answered twice");
            }
            Event::Connect { link, attempt } => {
                self.connects.push((link, attempt));
                let up = match link {
                    Link::Cti => self.engine_up,
                    Link::Xmpp => self.notification_up,
                };
                if !up {
                    return self.core.handle_disconnected(now, link);
                }
                self.next += 1;
                match link {
                    Link::Cti => {
                        self.engine_conn = Some(ConnId(self.next));
                        self.engine.handle_connect(cti(now), ConnId(self.next)).unwrap();
                    }
                    Link::Xmpp => {
                        let mut config = ServerConfig::new(Jid::new("fin1.test").unwrap(), [1; 32]);
                        config.plain = PlainOn::Any;
                        let seed = [u8::try_from(self.next).unwrap(); 32];
                        let (framing, security) = (Framing::Tcp, Security::Clear);
                        self.stream =
                            Some(ServerStream::new(Arc::new(config), framing, security, seed, now.at));
                    }
                }
                self.core.handle_connected(now, link);
            }
            Event::Disconnect(Link::Cti) => {
                if let Some(conn) = self.engine_conn.take() {
                    self.engine.handle_disconnect(cti(now), conn);
                }
            }
            Event::Disconnect(Link::Xmpp) => self.stream = None,
            Event::Axl(transmit) => {
                self.asked += 1;
                if self.cucm_slow {
                    self.questions.push_back(transmit);
                } else if self.cucm_up {
                    let now_cucm = cucm::Now { at: now.at, utc: now.utc };
                    let response = self.cucm.handle(now_cucm, &transmit.request);
                    self.core.handle_axl_response(now, transmit.id, response);
                } else {
                    let error = axl_soap::TransportError { sent: axl_soap::Sent::No, text: "refused".into() };
                    self.core.handle_axl_failure(now, transmit.id, error);
                }
            }
            Event::Store { changes, answer } if self.store_up => {
                for Object { kind, id, value } in changes {
                    match value {
                        Some(value) => self.kept.insert((kind, id), value),
                        None => self.kept.remove(&(kind, id)),
                    };
                }
                if let Some((key, response)) = answer {
                    assert!(self.answers.insert(key.0, response).is_none(), "answered twice");
                }
            }
            Event::Store { answer, .. } => {
                let kept = self.kept_objects();
                self.core.handle_store_failure(now, &kept, answer);
            }
            Event::Warning(what) => self.warnings.push(what),
            Event::Hop(hop) => self.hops.push(hop),
            Event::Lost { link, why } => self.losses.push((link, why)),
            _ => panic!("unknown event"),
        }
    }

    /// Answers the question that CUCM has had longest; whether there was one.
    pub fn answer_cucm(&mut self) -> bool {
        let Some(transmit) = self.questions.pop_front() else { return false };
        let now = self.now();
        let response = self.cucm.handle(cucm::Now { at: now.at, utc: now.utc }, &transmit.request);
        self.core.handle_axl_response(now, transmit.id, response);
        self.settle();
        true
    }

    pub fn kept_objects(&self) -> Vec<Object> {
        let kept = self.kept.iter();
        kept.map(|((kind, id), value)| Object::new(kind, *id, value.clone()).unwrap()).collect()
    }

    /// A client of the domain comes or goes, as the notification service tells it.
    pub fn presence(&mut self, from: &str, kind: xmpp_pubsub::PresenceType) {
        let from = Jid::new(from).unwrap();
        let stanza = Stanza::presence(kind).with_from(Some(from));
        self.stream.as_mut().expect("no stream").send(&stanza).unwrap();
        self.settle();
    }

    /// The notification service, as much of it as a publisher sees. Whether there was anything to do.
    fn notification(&mut self, now: Now) -> bool {
        let Some(stream) = &mut self.stream else { return false };
        let (mut busy, mut came) = (false, 0);
        while let Some(event) = stream.poll_event() {
            busy = true;
            match event {
                ServerEvent::Authenticate { credentials, account } => {
                    let good = account.local() == Some("finesse")
                        && matches!(&credentials, xmpp_pubsub::Credentials::Password(p) if p.matches("service"));
                    assert!(good, "wrong service account");
                    stream.authenticated(now.at, Ok(())).unwrap();
                }
                ServerEvent::Bind { account, resource } => {
                    let jid = account.with_resource(resource.as_deref().unwrap_or("x")).unwrap();
                    stream.bound(now.at, Ok(jid)).unwrap();
                }
                ServerEvent::Stanza(stanza) => {
                    if let Some(published) = published(&stanza) {
                        self.published.push(published);
                        came += 1;
                        self.most_unanswered = self.most_unanswered.max(came);
                    }
                    if matches!(stanza.stanza_type(), StanzaType::Iq(_)) {
                        let to = stanza.to().cloned();
                        stream.send(&stanza.result_reply("").with_from(to)).unwrap();
                    }
                }
                _ => {}
            }
        }
        let mut out = BytesMut::new();
        stream.poll_transmit(&mut out);
        if !out.is_empty() {
            busy = true;
            self.core.handle_input(now, Link::Xmpp, &out);
        }
        busy
    }

    /// Breaks a connection.
    pub fn cut(&mut self, link: Link) {
        let now = self.now();
        match link {
            Link::Cti => {
                if let Some(conn) = self.engine_conn.take() {
                    self.engine.handle_disconnect(cti(now), conn);
                }
            }
            Link::Xmpp => self.stream = None,
        }
        self.core.handle_disconnected(now, link);
        self.settle();
    }

    /// Sends a request; its answer may take.
    pub fn send(&mut self, request: Request) -> u64 {
        self.next += 1;
        self.core.handle_request(self.now(), RequestKey(self.next), request);
        self.settle();
        self.next
    }

    /// Sends a request, and gives the answer.
    pub fn ask(&mut self, request: Request) -> Response {
        let key = self.send(request);
        self.answers.remove(&key).expect("no answer")
    }

    pub fn get(&mut self, user: &str, target: &str) -> Response {
        self.ask(request(Method::Get, user, "pw", target))
    }

    /// `PUT /User/{id}` by the user itself, with request id `r1`.
    pub fn put(&mut self, user: &str, body: &str) -> Response {
        self.put_as(user, user, body)
    }

    pub fn put_as(&mut self, by: &str, user: &str, body: &str) -> Response {
        let target = format!("/finesse/api/User/{user}");
        let put = request(Method::Put, by, "pw", &target).header("requestId", "r1");
        self.ask(put.xml(body.to_owned()))
    }

    pub fn sign_in(&mut self, user: &str, extension: &str) -> Response {
        self.put(user, &format!("<User><state>LOGIN</state><extension>{extension}</extension></User>"))
    }

    /// Signs an agent in and makes it ready; nothing of it is left to be told.
    pub fn ready(&mut self, user: &str, extension: &str) {
        assert_eq!(self.sign_in(user, extension).status, 202);
        assert_eq!(self.put(user, "<User><state>READY</state></User>").status, 202);
        self.published.clear();
    }

    /// Somebody outside calls the queue. Gives the dialog id.
    pub fn call_in(&mut self) -> u32 {
        let now = cti(self.now());
        let id = self.engine.call_from_outside(now, CALLER, "6000").unwrap();
        self.settle();
        id.0
    }

    /// Somebody uses a phone by hand.
    pub fn phone<T>(&mut self, act: impl FnOnce(&mut telephony::Provider) -> T) -> T {
        let now = cti(self.now());
        let result = self.engine.phones(now, act);
        self.settle();
        result
    }

    /// `PUT /Dialog/{id}` with request id `d1`: an action for the own extension.
    pub fn act(&mut self, user: &str, dialog: u32, action: &str, extension: &str) -> Response {
        let body = format!(
            "<Dialog><requestedAction>{action}</requestedAction>\
             <targetMediaAddress>{extension}</targetMediaAddress></Dialog>"
        );
        self.put_dialog(user, dialog, &body)
    }

    pub fn put_dialog(&mut self, user: &str, dialog: u32, body: &str) -> Response {
        let target = format!("/finesse/api/Dialog/{dialog}");
        let put = request(Method::Put, user, "pw", &target).header("requestId", "d1");
        self.ask(put.xml(body.to_owned()))
    }

    /// `POST /User/{id}/Dialogs` with request id `d1`.
    pub fn make_call(&mut self, user: &str, from: &str, to: &str) -> Response {
        let body = format!(
            "<Dialog><requestedAction>MAKE_CALL</requestedAction><fromAddress>{from}</fromAddress>\
             <toAddress>{to}</toAddress></Dialog>"
        );
        let target = format!("/finesse/api/User/{user}/Dialogs");
        let post = request(Method::Post, user, "pw", &target).header("requestId", "d1");
        self.ask(post.xml(body))
    }

    /// What was published about a user's calls since last asked: event, dialog id and state, each participant's state, and the
    /// request's id; of errors, type and message.
    pub fn calls_told(&mut self, user: &str) -> Vec<String> {
        let node = format!("/finesse/api/User/{user}/Dialogs");
        let (here, rest) = std::mem::take(&mut self.published).into_iter().partition(|(n, _)| *n == node);
        self.published = rest;
        let here: Vec<(String, Update<'static>)> = here;
        let line = |(_, update): (String, Update<'static>)| {
            let event = update.event.unwrap();
            let dialog = match &update.data {
                Data::Dialog(dialog) => {
                    assert_eq!(update.source, dialog.uri);
                    dialog.as_ref()
                }
                Data::Dialogs(dialogs) => {
                    assert_eq!(update.source, node);
                    &dialogs.dialogs[0]
                }
                Data::Errors(errors) => {
                    let error = errors.first().unwrap();
                    return format!("{}: {} {}", error.kind, error.message, update.request_id)
                        .trim()
                        .to_owned();
                }
                other => panic!("{other:?}"),
            };
            let parties = dialog.participants.iter().map(|p| format!("{}={}", p.media_address, p.state));
            let parties = parties.collect::<Vec<_>>().join(" ");
            let (event, id) = (event.as_str(), &update.request_id);
            format!("{event} {} {} {parties} {id}", dialog.id, dialog.state).trim().to_owned()
        };
        here.into_iter().map(line).collect()
    }

    /// What was published to a node since last asked: state (or the error's type and message) and request id.
    pub fn told(&mut self, node: &str) -> Vec<(String, String)> {
        let (here, rest) = std::mem::take(&mut self.published).into_iter().partition(|(n, _)| n == node);
        self.published = rest;
        let here: Vec<(String, Update<'static>)> = here;
        here.into_iter()
            .map(|(_, update)| {
                let what = match &update.data {
                    Data::User(user) => user.state.to_string(),
                    Data::SystemInfo(info) => info.status.to_string(),
                    Data::Errors(errors) => {
                        let error = errors.first().unwrap();
                        format!("{}: {}", error.kind, error.message)
                    }
                    other => panic!("{other:?}"),
                };
                (what, update.request_id.to_string())
            })
            .collect()
    }
}

fn published(stanza: &Stanza) -> Option<(String, Update<'static>)> {
    let content = stanza.content();
    let mut cursor = Cursor::<()>::new(&content, Profile::Stream).ok()?;
    let root = cursor.root().ok()?;
    if root.name() != "pubsub" {
        return None;
    }
    let publish = cursor.child().ok()??;
    let node = publish.attr("node")?.into_owned();
    cursor.child().ok()??;
    cursor.child().ok()??;
    let payload = cursor.raw().ok()?;
    let mut bytes = Vec::new();
    payload.write_to(&mut bytes);
    let notification = Notification::read(&bytes).unwrap();
    let update = notification.update().unwrap().into_owned();
    Some((node, update))
}

pub fn request(method: Method, user: &str, password: &str, target: &str) -> Request {
    let credentials = Credentials::basic(user, password).unwrap();
    Request::new(method, target).header("Authorization", &credentials.to_header())
}

/// Type, message and data of an error answer.
pub fn error(response: &Response) -> (u16, String, String, String) {
    let errors = ApiErrors::of_body(&response.body);
    let error = errors.first().expect("no ApiErrors");
    (response.status, error.kind.to_string(), error.message.to_string(), error.data.clone())
}

fn cti(now: Now) -> cti_wire::Now {
    cti_wire::Now { at: now.at, utc: now.utc }
}

fn pw(text: &str) -> axl_soap::Secret {
    axl_soap::Secret::new(text)
}

fn user_seed() -> cucm::UserSeed {
    cucm::UserSeed {
        userid: String::new(),
        password: pw(""),
        pin: None,
        first_name: "A".into(),
        last_name: "B".into(),
        extension: None,
        groups: vec![],
    }
}
