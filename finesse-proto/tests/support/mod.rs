//! A small contact centre in memory, and a client joined to it in virtual time.
#![allow(dead_code, unreachable_pub)]

pub(crate) mod bench;

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use finesse_proto::{
    Accepted, Actor, Admission, Agent, AgentState, ApiError, Caller, Client, ClientConfig, ConfigService,
    Context, Credentials, Data, Deadline, Decision, DialogService, Dialogs, Directory, ErrorType, Event,
    Form, InService, IntoOwned as _, MediaService, Notification, NotificationNs, Product, QueueService,
    ReasonCategory, ReasonCode, ReasonCodes, Refusal, Request, Response, Role, Server, StateRequest,
    SystemInfo, SystemService, Team, TeamService, Ticket, Update, UpdateEvent, User, UserIntent, UserService,
    Users,
};

/// Agents `anna` and `ben` of team 7, supervisor `sue` who leads it, supervisor `tom` who does not, administrator `admin`; every
/// password is `pw`. Extension 9999 is unknown to the engine.
pub struct Centre {
    pub server: Server,
    pub in_service: InService,
    agents: BTreeMap<&'static str, (Agent, String, Option<u32>)>,
    pub published: VecDeque<String>,
    pub logs: Vec<String>,
    pub codes: Vec<ReasonCode<'static>>,
}

impl Centre {
    pub fn new(product: Product) -> Self {
        let agent = || (Agent::new(product), String::new(), None);
        Self {
            server: Server::new(product),
            in_service: InService::Yes,
            agents: ["anna", "ben", "sue", "tom"].into_iter().map(|name| (name, agent())).collect(),
            published: VecDeque::new(),
            logs: Vec::new(),
            codes: Vec::new(),
        }
    }

    pub fn handle(&mut self, now: Instant, request: Request) -> Response {
        let server = self.server;
        match server.admit(request, self.in_service) {
            Admission::Answer(response) => response,
            Admission::Open(inbound) => server.dispatch(self, &Caller::nobody(), now, &inbound),
            Admission::Authenticate(inbound, credentials) => {
                let Credentials::Basic { user, password } = credentials else {
                    panic!("no basic credentials")
                };
                match self.role(&user) {
                    Some(role) if password.expose() == "pw" => {
                        server.dispatch(self, &Caller::new(user, role), now, &inbound)
                    }
                    _ => inbound.refuse(&Refusal::unauthorized(&user)),
                }
            }
            _ => panic!("unknown admission"),
        }
    }

    pub fn state(&self, user: &str) -> AgentState {
        self.agents[user].0.state()
    }

    /// The engine changes a state, and everybody who has to know is told: the user's own node and the team's are one here.
    pub fn report(&mut self, id: &'static str, state: AgentState) {
        if let Some((agent, ..)) = self.agents.get_mut(id) {
            let _ = agent.observe(state);
        }
        self.publish(id, None, None);
    }

    fn record(&self, id: &str) -> User<'_> {
        let (agent, extension, reason) = &self.agents[id];
        let mut user = User::default();
        user.login_id = id.to_owned().into();
        user.extension = extension.as_str().into();
        user.state = agent.state().as_str().into();
        user.uri = format!("/finesse/api/User/{id}").into();
        if matches!(agent.state(), AgentState::NotReady | AgentState::Logout) {
            user.reason_code_id = Some(reason.map_or("-1".into(), |id| id.to_string().into()));
        }
        user
    }

    fn publish(&mut self, id: &str, request_id: Option<&str>, error: Option<ApiError>) {
        let data = match error {
            Some(error) => Data::Errors(error.into()),
            None => Data::User(Box::new(self.record(id))),
        };
        let source = format!("/finesse/api/User/{id}");
        let update = Update::new(UpdateEvent::Put, source, data).caused_by(request_id.unwrap_or_default());
        let payload = Notification::write(&update, NotificationNs::Push, Form::Text);
        self.published.push_back(payload);
    }
}

impl Directory for Centre {
    fn role(&self, user: &str) -> Option<Role> {
        match user {
            "anna" | "ben" => Some(Role::Agent),
            "sue" | "tom" => Some(Role::Supervisor),
            "admin" => Some(Role::Administrator),
            _ => None,
        }
    }

    fn knows(&self, user: &str) -> bool {
        self.agents.contains_key(user)
    }

    fn supervises(&self, supervisor: &str, agent: &str) -> bool {
        supervisor == "sue" && matches!(agent, "anna" | "ben" | "sue")
    }

    fn leads(&self, supervisor: &str, team: &str) -> Option<bool> {
        (team == "7").then_some(supervisor == "sue")
    }

    fn belongs(&self, user: &str, team: &str) -> Option<bool> {
        (team == "7").then_some(matches!(user, "anna" | "ben" | "sue"))
    }

    fn takes_part(&self, user: &str, dialog: &str) -> Option<bool> {
        (dialog == "100").then_some(user == "anna")
    }
}

impl UserService for Centre {
    fn user(&self, _: Context<'_>, id: &str) -> Result<User<'_>, Refusal> {
        Ok(self.record(id))
    }

    fn users(&self, _: Context<'_>) -> Result<Users<'_>, Refusal> {
        let mut users = Users::default();
        users.users = self.agents.keys().map(|id| self.record(id)).collect();
        Ok(users)
    }

    fn put_user(&mut self, cx: Context<'_>, id: &str, intent: UserIntent<'_>) -> Result<Accepted, Refusal> {
        let actor = if cx.caller.user == id { Actor::Agent } else { Actor::Supervisor };
        let Some((agent, own_extension, own_reason)) = self.agents.get_mut(id) else {
            panic!("unknown {id}")
        };
        let (wish, extension, reason) = match intent {
            UserIntent::SignIn { extension, .. } => (StateRequest::Login, Some(extension), None),
            UserIntent::Change { to, reason_id, .. } => (to, None, reason_id),
            _ => panic!("unknown intent"),
        };
        if actor == Actor::Supervisor && reason.is_some() {
            return Err(Refusal::invalid_input("reasonCodeId"));
        }
        let error = match agent.ask(actor, wish) {
            _ if extension == Some("9999") => {
                Some(ApiError::cti(ErrorType::INVALID_DEVICE, finesse_proto::CtiFailure(260)))
            }
            Decision::Before => return Err(Refusal::invalid_state(agent.state().as_str())),
            Decision::Cti(failure) => Some(ApiError::cti(ErrorType::INVALID_STATE, failure)),
            Decision::Now(to) => {
                *own_extension = extension.unwrap_or(own_extension).to_owned();
                *own_reason = reason;
                agent.observe(to).ok();
                None
            }
            _ => None,
        };
        self.publish(id, cx.request_id.map(|id| id.as_str()), error);
        Ok(Accepted)
    }

    fn user_reason_codes(
        &self,
        _: Context<'_>,
        _: &str,
        category: Option<ReasonCategory>,
    ) -> Result<ReasonCodes<'_>, Refusal> {
        let mut code = ReasonCode::default();
        code.category = category.map(|c| c.as_str().into());
        code.label = "Lunch".into();
        let mut codes = ReasonCodes::default();
        codes.category = Some(category.map_or("ALL", ReasonCategory::as_str).into());
        codes.codes = vec![code];
        Ok(codes)
    }

    fn client_log(
        &mut self,
        _: Context<'_>,
        _: &str,
        log: &finesse_proto::ClientLog<'_>,
    ) -> Result<Accepted, Refusal> {
        self.logs.push(log.log_data.as_deref().unwrap_or_default().to_owned());
        Ok(Accepted)
    }
}

impl DialogService for Centre {
    fn dialogs(&self, _: Context<'_>, _: &str) -> Result<Dialogs<'_>, Refusal> {
        Ok(Dialogs::default())
    }
}

impl TeamService for Centre {
    fn team(&self, _: Context<'_>, id: &str, _: bool) -> Result<Team<'_>, Refusal> {
        let mut team = Team::default();
        team.id = id.to_owned().into();
        team.users = Some(["anna", "ben"].into_iter().map(|user| self.record(user)).collect());
        Ok(team)
    }
}

impl QueueService for Centre {}
impl MediaService for Centre {}
impl ConfigService for Centre {
    fn reason_codes(&self, _: Context<'_>, _: Option<ReasonCategory>) -> Result<ReasonCodes<'_>, Refusal> {
        let mut codes = ReasonCodes::default();
        codes.codes.clone_from(&self.codes);
        Ok(codes)
    }

    fn create_reason_code(&mut self, _: Context<'_>, new: &ReasonCode<'_>) -> Result<String, Refusal> {
        self.codes.push(new.clone().into_owned());
        Ok(format!("/finesse/api/ReasonCode/{}", self.codes.len()))
    }

    fn delete_reason_code(&mut self, _: Context<'_>, _: &str) -> Result<(), Refusal> {
        self.codes.clear();
        Ok(())
    }

    fn import_contacts(&mut self, _: Context<'_>, book: &str, csv: &[u8]) -> Result<Accepted, Refusal> {
        let lines = csv.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count();
        self.logs.push(format!("imported {lines} into {book}"));
        Ok(Accepted)
    }
}

impl SystemService for Centre {
    fn system_info(&self, _: Context<'_>) -> Result<SystemInfo<'_>, Refusal> {
        let mut info = SystemInfo::default();
        info.status = if self.in_service == InService::Yes { "IN_SERVICE" } else { "OUT_OF_SERVICE" }.into();
        info.deployment_type = self.server.product.deployment_type().into();
        Ok(info)
    }
}

/// How long the two ways take. The race between an answer and its update is decided by them.
#[derive(Clone, Copy)]
pub struct Latency {
    pub answer: Duration,
    pub update: Duration,
}

enum Arrival {
    Answer(Ticket, Response),
    Update(String),
}

/// A client and a centre in virtual time.
pub struct Pair {
    pub client: Client,
    pub centre: Centre,
    pub now: Instant,
    latency: Latency,
    wire: Vec<(Instant, u64, Arrival)>,
    sent: u64,
    pub events: Vec<Event>,
}

impl Pair {
    pub fn new(user: &str, password: &str, latency: Latency) -> Self {
        let credentials = Credentials::basic(user, password).unwrap();
        Self {
            client: Client::new(ClientConfig::new(user, credentials), [3; 32]),
            centre: Centre::new(Product::Ccx),
            now: start(),
            latency,
            wire: Vec::new(),
            sent: 0,
            events: Vec::new(),
        }
    }

    /// Lets time pass until nothing is under way and no deadline lies before `limit` from now.
    pub fn run(&mut self, limit: Duration) {
        let end = self.now + limit;
        loop {
            while let Some(transmit) = self.client.poll_transmit() {
                let response = self.centre.handle(self.now, transmit.request);
                self.put(self.latency.answer, Arrival::Answer(transmit.ticket, response));
                while let Some(payload) = self.centre.published.pop_front() {
                    self.put(self.latency.update, Arrival::Update(payload));
                }
            }
            while let Some(event) = self.client.poll_event() {
                self.events.push(event);
            }
            let arrival = self.wire.iter().map(|(at, n, _)| (*at, *n)).min();
            let timer = self.client.poll_timeout().map(|Deadline { at, .. }| at);
            match (arrival, timer) {
                (Some((at, n)), timer) if at <= end && timer.is_none_or(|t| at <= t) => {
                    self.now = at;
                    let place = self.wire.iter().position(|(_, number, _)| *number == n).unwrap();
                    match self.wire.remove(place).2 {
                        Arrival::Answer(ticket, response) => {
                            self.client.handle_response(at, ticket, &response).unwrap();
                        }
                        Arrival::Update(payload) => {
                            self.client.handle_notification(at, payload.as_bytes()).unwrap();
                        }
                    }
                }
                (_, Some(at)) if at <= end => {
                    self.now = at;
                    self.client.handle_timeout(at);
                }
                _ => {
                    self.now = end;
                    return;
                }
            }
        }
    }

    fn put(&mut self, delay: Duration, arrival: Arrival) {
        self.sent += 1;
        self.wire.push((self.now + delay, self.sent, arrival));
    }
}

#[allow(clippy::disallowed_methods, reason = "a test needs some instant to count from")]
pub fn start() -> Instant {
    Instant::now()
}
