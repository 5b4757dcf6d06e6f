//! From a request to who sent it: credentials, CUCM's verdict on them, and what the server answers.

use axl_soap::{Call, CallId, Proof};
use finesse_proto::{
    Admission, Caller, Credentials, Directory as _, ErrorType, InService, Inbound, Node, Realm as Kind,
    Refusal, Request, RequestId, Response, Role, Secret,
};

use super::realm::Entry;
use super::{Core, Event, Now, RequestKey};

/// Longest user name that is looked at: CTI carries no longer one (129 bytes with its NUL). Names are remembered and traced before
/// their passwords are known to be good, so their length is bounded as their number is.
const MAX_USER: usize = 128;

/// A request that waits for a verdict.
pub(super) type Waiting = (RequestKey, Inbound);

/// Events are not found where objects are, though their names look alike: who looks here is told where.
fn not_here(node: &str, id: Option<&RequestId>) -> Response {
    let why = "this is a node of the notification service: subscribe to it over XMPP (XEP-0060)";
    let mut response = Refusal::new(404, ErrorType::NOT_FOUND, why, node).to_response();
    if let Some(id) = id {
        response.headers.push("requestId", id.as_str());
    }
    response
}

impl Core {
    /// Takes a REST request. Its answer comes as [`Event::Respond`] or [`Event::Store`], at once or when CUCM has spoken.
    pub fn handle_request(&mut self, now: Now, key: RequestKey, request: Request) {
        self.office.clock = now.utc;
        let line = format!("{} {}", request.method, request.target().path);
        let id = request.request_id();
        let who = request.credentials().and_then(|c| c.user().map(str::to_owned));
        let who = who.filter(|who| who.len() <= MAX_USER).unwrap_or_default();
        self.hop("REST", &who, id.as_ref(), line);
        let node = Node::parse(request.target().path).map(|node| node.to_string());
        let in_service = if self.office.in_service { InService::Yes } else { InService::No };
        match self.server.admit(request, in_service) {
            Admission::Answer(response) => {
                let response = match node {
                    Some(node) if response.status == 404 => not_here(&node, id.as_ref()),
                    _ => response,
                };
                self.respond(key, &who, response);
            }
            Admission::Open(inbound) => self.dispatch(now, key, &Caller::nobody(), None, &inbound),
            Admission::Authenticate(inbound, Credentials::Basic { user, password })
                if user.len() <= MAX_USER =>
            {
                self.authenticate(now, &user, &password, (key, inbound));
            }
            // Nobody has so long a name, and single sign-on is not offered here.
            Admission::Authenticate(inbound, _) => {
                let response = inbound.refuse(&Refusal::unauthorized(""));
                self.respond(key, &who, response);
            }
            _ => self.respond(key, &who, Refusal::internal().to_response()),
        }
        self.after(now);
    }

    fn authenticate(&mut self, now: Now, user: &str, password: &Secret, request: Waiting) {
        let kind = match self.office.role(user) {
            Some(Role::Administrator) => Kind::Administration,
            _ => Kind::Agent,
        };
        let id = request.1.request_id();
        match self.realm.enter(now.at, kind, user, password, request) {
            Entry::Good((key, inbound)) => self.admitted(now, key, user, password.clone(), &inbound),
            Entry::Locked(request) => self.turn_away(user, request, &Refusal::unauthorized(user)),
            Entry::Full(request) => self.turn_away(user, request, &Refusal::internal()),
            Entry::Waits => {}
            Entry::Ask => {
                let secret = axl_soap::Secret::new(password.expose());
                let call = self.axl.call(Call::authenticate(user, &Proof::Password(secret)));
                self.questions.insert(call, user.to_owned());
                self.hop("AXL", user, id.as_ref(), "doAuthenticateUser".to_owned());
            }
        }
    }

    fn turn_away(&mut self, user: &str, (key, inbound): Waiting, refusal: &Refusal) {
        let response = inbound.refuse(refusal);
        self.respond(key, user, response);
    }

    pub(super) fn axl_events(&mut self, now: Now) {
        loop {
            while let Some(transmit) = self.axl.poll_transmit(now.at) {
                self.events.push_back(Event::Axl(transmit));
            }
            let Some(event) = self.axl.poll_event() else { return };
            let axl_soap::Event::Done { id, result } = event else { continue };
            let good = result.and_then(|reply| Ok(reply.authentication()?.authenticated));
            self.verdict(now, id, good.map_err(|error| error.to_string()));
        }
    }

    fn verdict(&mut self, now: Now, id: CallId, good: Result<bool, String>) {
        let Some(user) = self.questions.remove(&id) else { return };
        let what = match &good {
            Ok(true) => "password is good".to_owned(),
            Ok(false) => "password is wrong".to_owned(),
            Err(error) => format!("doAuthenticateUser failed: {error}"),
        };
        self.hop("AXL", &user, None, what);
        let good = good.ok();
        let Some(settled) = self.realm.settle(now.at, &user, good) else { return };
        for request in settled.same {
            match good {
                Some(true) => self.admitted(now, request.0, &user, settled.password.clone(), &request.1),
                Some(false) => self.turn_away(&user, request, &Refusal::unauthorized(&user)),
                None => self.turn_away(&user, request, &Refusal::internal()),
            }
        }
        for (password, request) in settled.others {
            match good {
                Some(_) => self.authenticate(now, &user, &password, request),
                // CUCM is away: asking it once more for each would only take as long each time.
                None => self.turn_away(&user, request, &Refusal::internal()),
            }
        }
    }

    /// The password is good: is it somebody this server serves?
    fn admitted(&mut self, now: Now, key: RequestKey, user: &str, password: Secret, inbound: &Inbound) {
        // Links may have been lost while CUCM was asked.
        if !self.office.in_service {
            let response = inbound.refuse(&Refusal::out_of_service());
            return self.respond(key, user, response);
        }
        match self.office.role(user) {
            Some(role) => self.dispatch(now, key, &Caller::new(user, role), Some(password), inbound),
            None => {
                let response = inbound.refuse(&Refusal::unauthorized(user));
                self.respond(key, user, response);
            }
        }
    }

    fn dispatch(
        &mut self,
        now: Now,
        key: RequestKey,
        caller: &Caller,
        password: Option<Secret>,
        inbound: &Inbound,
    ) {
        self.office.password = password;
        let response = self.server.dispatch(&mut self.office, caller, now.at, inbound);
        self.office.password = None;
        let changes = self.office.store.take_changes();
        if changes.is_empty() {
            self.respond(key, &caller.user, response);
        } else {
            self.hop("REST", &caller.user, inbound.request_id().as_ref(), response.status.to_string());
            self.events.push_back(Event::Store { changes, answer: Some((key, response)) });
        }
        while let Some(wish) = self.office.wishes.pop_front() {
            self.wish(now, wish);
        }
        while let Some(notice) = self.office.notices.pop_front() {
            let id = inbound.request_id();
            self.publish(now, &notice.node, notice.update, &caller.user, id.as_ref());
        }
    }

    pub(super) fn respond(&mut self, key: RequestKey, who: &str, response: Response) {
        let id = response.request_id();
        self.hop("REST", who, id.as_ref(), response.status.to_string());
        self.events.push_back(Event::Respond(key, response));
    }
}
