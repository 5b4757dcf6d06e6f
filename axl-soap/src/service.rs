//! The server side: HTTP requests in, HTTP responses out, with a [`Dispatcher`] in between.

use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};

use crate::call::Call;
use crate::catalogue::{Answer, Verb};
use crate::credentials::{Credentials, SessionToken};
use crate::element::Element;
use crate::envelope::{self, Request};
use crate::error::DecodeError;
use crate::fault::{AxlCode, Fault, FaultCode, TooManyRows};
use crate::http::{AXL_PATH, Headers, HttpRequest, HttpResponse, Method, Status};
use crate::page;
use crate::sessions::Sessions;
use crate::soap_action::SoapAction;
use crate::uuid::Uuid;
use crate::version::{Release, Version};

/// What a server does with authenticated, decoded requests.
pub trait Dispatcher {
    /// Whether the credentials are good, and what the account may do. Called for each request that carries them.
    fn login(&mut self, now: Instant, credentials: &Credentials) -> Login;

    /// A new, unguessable token for a session; `None` to hand out no sessions.
    fn session_token(&mut self) -> Option<SessionToken>;

    /// Carries out a call. Its arguments are as they came: in any order, nothing checked but well-formedness.
    ///
    /// # Errors
    /// The fault to answer with; the service adds the operation's name.
    fn dispatch(&mut self, now: Instant, caller: &Caller, call: &Call) -> Result<Answered, Fault>;
}

/// The outcome of a log-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Login {
    /// No such account, a wrong password, or locked: 401.
    Refused,
    /// The account is good.
    Granted(Access),
}

/// What an account may do, by its roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// No AXL role: 403.
    None,
    /// `Standard AXL API Users` with `Standard AXL Read Only API Access`: a write is answered with 401.
    ReadOnly,
    /// `Standard AXL API Access`.
    ReadWrite,
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The account.
    pub user: String,
    /// What it may do.
    pub access: Access,
    /// The schema to answer in.
    pub version: Version,
}

/// What a call is answered with.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Answered {
    /// `<return>{UUID}</return>`: what add, update and remove answer.
    Uuid(Uuid),
    /// `<return>` with a text.
    Text(String),
    /// `<return>` with these children; with none, `<return/>`.
    Return(Vec<Element>),
    /// These children without a `<return>`.
    Bare(Vec<Element>),
}

/// How a service behaves.
#[derive(Debug, Clone)]
pub struct ServiceConfig {
    /// Which schemas there are.
    pub release: Release,
    /// The realm of the 401 challenge.
    pub realm: String,
    /// How long a session may be idle.
    pub session_idle: Duration,
    /// How many sessions are kept; the one idle longest makes room.
    pub sessions: usize,
    /// The largest answer to a read, in bytes. A larger one is refused as a whole.
    pub largest_answer: usize,
    /// The largest request, in bytes. Whoever reads the socket must not buffer more than this.
    pub largest_request: usize,
}

impl Default for ServiceConfig {
    fn default() -> Self {
        Self {
            release: Release::CUCM_15,
            realm: "Cisco VTG Realm".to_owned(),
            session_idle: Duration::from_secs(30 * 60),
            sessions: 1_000,
            // AXL's own limit (AXL guide, throttling).
            largest_answer: 8 << 20,
            // Nothing documented; the largest real requests carry whole lists of devices.
            largest_request: 4 << 20,
        }
    }
}

/// Whether writes are let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Throttle {
    /// They are.
    #[default]
    Open,
    /// They get 503, as when the queue of change notifications is long.
    Writes,
    /// Reads too get the memory fault.
    Everything,
}

/// The HTTP side of an AXL server, without sockets: authentication, sessions, versions, decoding, limits, faults.
#[derive(Debug)]
pub struct Service {
    config: ServiceConfig,
    throttle: Throttle,
    sessions: Sessions,
}

impl Service {
    /// A service with no sessions.
    #[must_use]
    pub const fn new(config: ServiceConfig) -> Self {
        Self { config, throttle: Throttle::Open, sessions: Sessions::new() }
    }

    /// Its configuration.
    #[must_use]
    pub const fn config(&self) -> &ServiceConfig {
        &self.config
    }

    /// Opens or closes the throttle.
    pub const fn set_throttle(&mut self, throttle: Throttle) {
        self.throttle = throttle;
    }

    /// Changes which schemas the service has.
    pub const fn set_release(&mut self, release: Release) {
        self.config.release = release;
    }

    /// Changes how large an answer to a read may be.
    pub const fn set_largest_answer(&mut self, bytes: usize) {
        self.config.largest_answer = bytes;
    }

    /// Forgets the sessions of an account: after its password or roles changed.
    pub fn end_sessions(&mut self, user: &str) {
        self.sessions.end(user);
    }

    /// Forgets all sessions: after what a group or role gives has changed.
    pub fn end_all_sessions(&mut self) {
        self.sessions.clear();
    }

    /// Answers a request. Write the response's head and body to the socket in one piece.
    pub fn handle(
        &mut self,
        now: Instant,
        request: &HttpRequest,
        dispatcher: &mut impl Dispatcher,
    ) -> HttpResponse {
        if request.path != AXL_PATH {
            return page::refusal(Status::NOT_FOUND, "The requested resource is not available.");
        }
        if request.body.len() > self.config.largest_request {
            return page::refusal(Status::TOO_LARGE, "The request is too large.");
        }
        let (user, access, token) = match self.identify(now, &request.headers, dispatcher) {
            Ok(identity) => identity,
            Err(refusal) => return refusal,
        };
        if access == Access::None {
            return page::refusal(Status::FORBIDDEN, "Access to the requested resource has been denied.");
        }
        let mut response = match request.method {
            Method::Get => page::welcome(),
            Method::Post => self.post(now, request, user, access, dispatcher),
            Method::Other => page::refusal(Status::METHOD_NOT_ALLOWED, "Use HTTP POST to send a request."),
        };
        if let Some(token) = token {
            response.headers.push("Set-Cookie", token.to_set_cookie());
        }
        response
    }

    fn identify(
        &mut self,
        now: Instant,
        headers: &Headers,
        dispatcher: &mut impl Dispatcher,
    ) -> Result<(String, Access, Option<SessionToken>), HttpResponse> {
        let cookie = headers.get_all("cookie").find_map(SessionToken::from_cookie);
        let idle = self.config.session_idle;
        let Some(authorization) = headers.get("authorization") else {
            let Some(token) = cookie else {
                return Err(self.challenge("This request requires HTTP authentication."));
            };
            let Some((user, access)) = self.sessions.resume(now, idle, &token) else {
                return Err(page::refusal(Status::NOT_FOUND, "The session has expired."));
            };
            return Ok((user.to_owned(), access, None));
        };
        let Some(credentials) = Credentials::from_authorization(authorization) else {
            return Err(self.challenge("The credentials cannot be read."));
        };
        let Login::Granted(access) = dispatcher.login(now, &credentials) else {
            return Err(self.challenge("The credentials were refused."));
        };
        // Many clients send both: the password opens no second session beside a good one.
        let resumed = cookie.and_then(|token| self.sessions.resume(now, idle, &token));
        let goes_on = resumed == Some((&*credentials.user, access));
        let token = if goes_on || access == Access::None { None } else { dispatcher.session_token() };
        if let Some(token) = &token {
            self.sessions.begin(now, self.config.sessions, token, &credentials.user, access);
        }
        Ok((credentials.user, access, token))
    }

    fn challenge(&self, text: &str) -> HttpResponse {
        let mut response = page::refusal(Status::UNAUTHORIZED, text);
        response.headers.push("WWW-Authenticate", format!("Basic realm=\"{}\"", self.config.realm));
        response
    }

    fn post(
        &self,
        now: Instant,
        request: &HttpRequest,
        user: String,
        access: Access,
        dispatcher: &mut impl Dispatcher,
    ) -> HttpResponse {
        let action = request.headers.get("soapaction").map(SoapAction::parse).unwrap_or_default();
        let received = match envelope::read_request(&request.body) {
            Ok(received) => received,
            Err(error) => return fault_response(&refused(error)),
        };
        // A body in no AXL namespace carries no version; the header alone may do.
        let asked = received.version.or(action.version).unwrap_or(Version::OLDEST);
        // The header and the body must name the same version. Which of the two decides is not documented; refusing the
        // one that does not exist is safe either way.
        let header = action.version.filter(|version| *version != asked);
        let known = |version| self.config.release.resolve(version);
        let (Some(version), None) = (known(asked), header.filter(|version| known(*version).is_none())) else {
            return page::refusal(Status::WRONG_VERSION, &self.config.release.refusal());
        };
        let Request { call, name, .. } = received;
        let Some(call) = call else {
            let text = format!("Unknown request: {name}");
            return fault_response(&Fault::new(AxlCode::UNKNOWN_REQUEST, text).in_request(&name));
        };
        let operation = call.operation();
        if operation.writes() {
            if access != Access::ReadWrite {
                return self.challenge("The account may only read.");
            }
            if self.throttle != Throttle::Open {
                return page::refusal(Status::UNAVAILABLE, "The service is busy; try again later.");
            }
        } else if self.throttle == Throttle::Everything {
            let text = "Maximum AXL Memory Allocation Consumed. \
                        Please retry once requests in progress have completed";
            return fault_response(&Fault::new(AxlCode::THROTTLED, text).in_request(operation.name()));
        }
        let caller = Caller { user, access, version };
        match dispatcher.dispatch(now, &caller, &call) {
            Ok(answered) => self.answer(&call, version, &answered),
            Err(fault) => fault_response(&fault.in_request(operation.name())),
        }
    }

    fn answer(&self, call: &Call, version: Version, answered: &Answered) -> HttpResponse {
        let operation = call.operation();
        let mut body = BytesMut::new();
        envelope::write_reply(call, version, answered, &mut body);
        let throttled = matches!(operation.verb(), Verb::List | Verb::ExecuteSql);
        // No text weighs more than half as much again as it has bytes.
        let light = body.len() <= self.config.largest_answer / 3 * 2;
        if throttled && !light && weight(&body) > self.config.largest_answer {
            let rows = match (answered, operation.answer()) {
                (Answered::Return(rows), Answer::Many(_)) => rows.len() as u64,
                _ => 1,
            };
            let share = u128::from(rows) * self.config.largest_answer as u128 / weight(&body).max(1) as u128;
            let suggested = u64::try_from(share).unwrap_or(u64::MAX).max(2);
            let rows = TooManyRows { matched: Some(rows), suggested };
            let fault = Fault::new(AxlCode::THROTTLED, rows.to_string());
            return fault_response(&fault.in_request(operation.name()));
        }
        soap(Status::OK, body.freeze())
    }
}

/// The size of an answer as AXL counts it: a character of ASCII is one, any other three.
fn weight(body: &[u8]) -> usize {
    let weight = |byte: &u8| match byte {
        ..0x80 => 1,
        // The bytes of a character after its first.
        0x80..0xc0 => 0,
        0xc0.. => 3,
    };
    body.iter().map(weight).sum()
}

fn refused(error: DecodeError) -> Fault {
    match error {
        DecodeError::Soap12 => Fault::envelope(FaultCode::VersionMismatch, "The envelope is not of SOAP 1.1"),
        DecodeError::MustUnderstand => {
            Fault::envelope(FaultCode::MustUnderstand, "A header that must be understood is unknown")
        }
        error => Fault::envelope(FaultCode::Client, format!("The request cannot be read: {error}")),
    }
}

fn fault_response(fault: &Fault) -> HttpResponse {
    let mut body = BytesMut::new();
    envelope::write_fault(fault, &mut body);
    soap(Status::FAULT, body.freeze())
}

fn soap(status: Status, body: Bytes) -> HttpResponse {
    let headers: Headers = [("Content-Type", "text/xml;charset=UTF-8")].into_iter().collect();
    HttpResponse { status, headers, body }
}
