//! The server's side: who may do what, and how a request becomes a method call and its result an answer.
//!
//! ```text
//! Request ─▶ Server::admit ─┬─▶ Answer(Response)         404, 405, 413, 501, 503, 401 without credentials, OPTIONS
//!                           ├─▶ Open(Inbound) ───────────────────────────────┐
//!                           └─▶ Authenticate(Inbound, Credentials) ─ host ─▶ Server::dispatch ─▶ Service method ─▶ Response
//!                                                            └─ refused ─▶ Refusal::unauthorized
//! ```
//!
//! Whether credentials are good is the host's business (CCX asks CUCM, CCE its database), so it lies between the two steps.

mod access;
mod config;
mod dispatch;
mod lockout;
mod presence;
mod service;

use crate::agent::Product;
use crate::error::Refusal;
use crate::http::{Credentials, Method, Request, RequestId, Response};
use crate::operation::{Access, Operation, Release};

pub use access::{Caller, Directory, Role, authorize};
pub use config::ConfigService;
pub use lockout::{Gate, Lockout, Realm};
pub use presence::{Forced, OnLine, OnLoss, Presence, PresenceConfig};
pub use service::{
    Accepted, Context, DialogService, MediaService, QueueService, Service, SystemService, TeamService,
    UserService,
};

/// Largest request body in bytes: a client log is about 1 MB at most, everything else far smaller.
pub const MAX_BODY: usize = 1 << 20;

/// What kind of server this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Server {
    /// The product; operations of the other one answer 501.
    pub product: Product,
    /// The release; operations that came later answer 404.
    pub release: Release,
    /// Which node of the pair; configuration is written on the first only.
    pub node: NodeRole,
    /// Largest request body in bytes.
    pub max_body: usize,
}

/// Which node of a pair a server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum NodeRole {
    /// Takes configuration.
    #[default]
    Primary,
    /// Answers 403 to configuration that is written.
    Secondary,
}

/// Whether the server can serve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InService {
    /// All links are up.
    Yes,
    /// A link is missing: every operation but SystemInfo answers 503.
    No,
}

/// A request that found its operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inbound {
    pub(crate) request: Request,
    pub(crate) operation: Operation,
}

impl Inbound {
    /// The operation.
    #[must_use]
    pub const fn operation(&self) -> &Operation {
        &self.operation
    }

    /// The client's id for the request.
    #[must_use]
    pub fn request_id(&self) -> Option<RequestId> {
        self.request.request_id()
    }

    /// A refusal as an answer to this request.
    #[must_use]
    pub fn refuse(&self, refusal: &Refusal) -> Response {
        echo(refusal.to_response(), self.request_id())
    }
}

/// The first step of a request.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Admission {
    /// It is answered already.
    Answer(Response),
    /// It needs no credentials.
    Open(Inbound),
    /// These credentials have to be checked.
    Authenticate(Inbound, Credentials),
}

impl Server {
    /// A server of this product, release 12.5, first node.
    #[must_use]
    pub const fn new(product: Product) -> Self {
        Self { product, release: Release::V12_5, node: NodeRole::Primary, max_body: MAX_BODY }
    }

    /// Takes a request as far as it goes without knowing who sent it.
    #[must_use]
    pub fn admit(&self, request: Request, in_service: InService) -> Admission {
        let id = request.request_id();
        if request.method == Method::Options
            && let Some(allow) = Operation::allow(request.target())
        {
            return Admission::Answer(Response::empty(200).header("Allow", &allow));
        }
        let operation = match self.operation(&request) {
            Ok(operation) => operation,
            Err(refusal) => return Admission::Answer(echo(refusal.to_response(), id)),
        };
        if in_service == InService::No && operation != (Operation::GetSystemInfo {}) {
            return Admission::Answer(echo(Refusal::out_of_service().to_response(), id));
        }
        let credentials = request.credentials();
        let open = operation.row().access == Access::Open;
        let inbound = Inbound { request, operation };
        match credentials {
            _ if open => Admission::Open(inbound),
            Some(credentials) => Admission::Authenticate(inbound, credentials),
            None => Admission::Answer(inbound.refuse(&Refusal::unauthorized(""))),
        }
    }

    fn operation(&self, request: &Request) -> Result<Operation, Refusal> {
        let operation = Operation::route(request.method, request.target())?;
        let row = operation.row();
        if row.since > self.release {
            return Err(Refusal::not_found(request.target().path));
        }
        if !row.products.has(self.product) {
            return Err(Refusal::not_implemented());
        }
        if request.body.len() > self.max_body {
            return Err(Refusal::too_large());
        }
        Ok(operation)
    }
}

/// The client's id goes back in the header of the same name.
fn echo(mut response: Response, id: Option<RequestId>) -> Response {
    if let Some(id) = id {
        response.headers.push("requestId", id.as_str());
    }
    response
}
