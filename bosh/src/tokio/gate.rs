//! From HTTP requests to whoever answers them.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::future::{Future as _, poll_fn};
use std::hash::BuildHasherDefault;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::Body;
use hyper::header::{self, HeaderValue};
use hyper::{Method, Request as HttpRequest, Response, StatusCode};
use tokio::sync::{Semaphore, mpsc, oneshot};

use super::{EntityBody, HttpConfig};
use crate::entity::Entity;
use crate::manager::{Request, RequestId, Security, Spread, Transmit};

/// Takes HTTP requests, anywhere, in any number of tasks; cheap to clone.
#[derive(Clone)]
pub struct Gate {
    requests: mpsc::Sender<(Request, oneshot::Sender<Transmit>)>,
    /// A request holds a place here until it is answered, so that a drop can always say so.
    closed: mpsc::Sender<RequestId>,
    next: Arc<AtomicU64>,
    /// KiB of large entities that may be read now.
    pub(super) reading: Arc<Semaphore>,
    pub(super) config: Arc<HttpConfig>,
}

/// Where the requests of all clones of a [`Gate`] come out, for the one task that owns the manager.
pub struct Inbox {
    requests: mpsc::Receiver<(Request, oneshot::Sender<Transmit>)>,
    closed: mpsc::Receiver<RequestId>,
    waiting: HashMap<RequestId, oneshot::Sender<Transmit>, BuildHasherDefault<Spread>>,
    /// Closed before they were taken out.
    stillborn: VecDeque<RequestId>,
}

/// What came through a gate.
#[derive(Debug)]
pub enum Arrival {
    /// A request: to `Manager::handle_input`.
    Request(Request),
    /// The connection of a request without an answer broke: to `Manager::handle_closed`.
    Closed(RequestId),
}

/// The connection must be closed without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HangUp;

impl fmt::Display for HangUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no answer to this request")
    }
}

impl std::error::Error for HangUp {}

/// A gate, and the inbox behind it. `backlog` requests may wait to be taken out; more wait on their connections.
#[must_use]
pub fn channel(config: HttpConfig, backlog: usize) -> (Gate, Inbox) {
    let (requests, taken) = mpsc::channel(backlog.max(1));
    let (closed, known) = mpsc::channel(config.requests.max(1));
    let reading = Arc::new(Semaphore::new((config.reading / 1024).min(Semaphore::MAX_PERMITS)));
    let gate = Gate { requests, closed, next: Arc::default(), reading, config: Arc::new(config) };
    let inbox =
        Inbox { requests: taken, closed: known, waiting: HashMap::default(), stillborn: VecDeque::new() };
    (gate, inbox)
}

impl Inbox {
    /// The next arrival; `None` once all gates are gone. May be cancelled without loss.
    pub async fn recv(&mut self) -> Option<Arrival> {
        loop {
            if let Some(id) = self.stillborn.pop_front() {
                return Some(Arrival::Closed(id));
            }
            tokio::select! {
                Some(id) = self.closed.recv() => {
                    if self.waiting.remove(&id).is_some() {
                        return Some(Arrival::Closed(id));
                    }
                }
                request = self.requests.recv() => return request.map(|(request, reply)| self.take(request, reply)),
            }
        }
    }

    /// The next arrival if one is there now: taking several before answering saves work under load.
    pub fn try_recv(&mut self) -> Option<Arrival> {
        if let Some(id) = self.stillborn.pop_front() {
            return Some(Arrival::Closed(id));
        }
        self.requests.try_recv().ok().map(|(request, reply)| self.take(request, reply))
    }

    fn take(&mut self, request: Request, reply: oneshot::Sender<Transmit>) -> Arrival {
        if reply.is_closed() {
            self.stillborn.push_back(request.id);
        } else {
            self.waiting.insert(request.id, reply);
        }
        Arrival::Request(request)
    }

    /// Gives an answer to the connection that waits for it.
    pub fn answer(&mut self, transmit: Transmit) {
        if let Some(reply) = self.waiting.remove(&transmit.to()) {
            // If it has gone meanwhile, the answer is in the manager's buffer.
            let _ = reply.send(transmit);
        }
    }
}

/// A request that waits for its answer. Dropped before, it says that its connection is gone.
pub(super) struct Pending {
    id: RequestId,
    answer: oneshot::Receiver<Transmit>,
    /// Its place in the channel of those that are gone.
    place: Option<mpsc::OwnedPermit<RequestId>>,
}

impl Pending {
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Transmit, HangUp>> {
        Pin::new(&mut self.answer).poll(cx).map(|answer| {
            self.place = None;
            answer.map_err(|_| HangUp)
        })
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if let Some(place) = self.place.take() {
            place.send(self.id);
        }
    }
}

impl Gate {
    /// Does this path belong to the service?
    #[must_use]
    pub fn serves(&self, path: &str) -> bool {
        path.strip_suffix('/').unwrap_or(path) == self.config.path
    }

    /// Answers one HTTP request: POST carries BOSH, OPTIONS is asked by browsers, GET shows a page.
    ///
    /// # Errors
    ///
    /// [`HangUp`] if the connection must be closed.
    pub async fn exchange<B>(
        &self,
        request: HttpRequest<B>,
        security: Security,
    ) -> Result<Response<EntityBody>, HangUp>
    where
        B: Body<Data = Bytes>,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        if !self.serves(request.uri().path()) {
            return Ok(self.status(StatusCode::NOT_FOUND));
        }
        match *request.method() {
            Method::POST if request.body().size_hint().lower() > self.config.entity as u64 => {
                Ok(self.refused(StatusCode::PAYLOAD_TOO_LARGE))
            }
            Method::POST => {
                let whole = Limited::new(request.into_body(), self.config.entity).collect();
                let refused = match tokio::time::timeout(self.config.entity_time, whole).await {
                    Ok(Ok(entity)) => return self.post(entity.to_bytes(), security).await,
                    Ok(Err(error)) if error.is::<LengthLimitError>() => StatusCode::PAYLOAD_TOO_LARGE,
                    Ok(Err(_)) => return Err(HangUp),
                    Err(_) => StatusCode::REQUEST_TIMEOUT,
                };
                Ok(self.refused(refused))
            }
            _ => Ok(self.other(request.method().as_str(), request.uri().path())),
        }
    }

    /// Answers what is no POST to the service.
    pub(super) fn other(&self, method: &str, path: &str) -> Response<EntityBody> {
        match method {
            _ if !self.serves(path) => self.status(StatusCode::NOT_FOUND),
            "OPTIONS" => self.preflight(),
            "GET" | "HEAD" => self.page(),
            _ => {
                let mut response = self.status(StatusCode::METHOD_NOT_ALLOWED);
                let allow = HeaderValue::from_static("POST, GET, OPTIONS");
                response.headers_mut().insert(header::ALLOW, allow);
                response
            }
        }
    }

    /// Answers the entity of one POST.
    ///
    /// # Errors
    ///
    /// [`HangUp`] if the connection must be closed.
    pub async fn post(&self, entity: Bytes, security: Security) -> Result<Response<EntityBody>, HangUp> {
        let mut pending = self.submit(entity, security).await?;
        let answer = poll_fn(|cx| pending.poll(cx)).await?;
        let Transmit::Answer { status, content_type, entity, .. } = answer else { return Err(HangUp) };
        let mut response = Response::new(EntityBody::from(entity));
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        if let Ok(value) = HeaderValue::from_maybe_shared(content_type) {
            headers.insert(header::CONTENT_TYPE, value);
        }
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, self.config.allow_origin.clone());
        Ok(response)
    }

    /// Hands in a request; its answer comes later.
    pub(super) async fn submit(&self, entity: Bytes, security: Security) -> Result<Pending, HangUp> {
        let place = self.closed.clone().reserve_owned().await.map_err(|_| HangUp)?;
        let id = RequestId(self.next.fetch_add(1, Ordering::Relaxed));
        let (reply, answer) = oneshot::channel();
        let request = Request { id, entity, security };
        self.requests.send((request, reply)).await.map_err(|_| HangUp)?;
        Ok(Pending { id, answer, place: Some(place) })
    }

    /// A refusal; the rest of the entity is not read.
    fn refused(&self, status: StatusCode) -> Response<EntityBody> {
        let mut response = self.status(status);
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        response
    }

    pub(super) fn status(&self, status: StatusCode) -> Response<EntityBody> {
        let mut response = Response::new(EntityBody::from(Entity::none()));
        *response.status_mut() = status;
        let origin = self.config.allow_origin.clone();
        response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        response
    }

    fn preflight(&self) -> Response<EntityBody> {
        let mut response = self.status(StatusCode::OK);
        for (name, value) in [
            (header::ACCESS_CONTROL_ALLOW_METHODS, "POST, GET, OPTIONS"),
            (header::ACCESS_CONTROL_ALLOW_HEADERS, "Content-Type"),
            (header::ACCESS_CONTROL_MAX_AGE, "86400"),
        ] {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        response
    }

    fn page(&self) -> Response<EntityBody> {
        const PAGE: &str = "<!DOCTYPE html><title>BOSH</title><p>This is a BOSH service (XEP-0124). \
                            Programs use it by POST.</p>\n";
        let mut response = self.status(StatusCode::OK);
        let html = HeaderValue::from_static("text/html; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, html);
        *response.body_mut() = Entity::from_bytes(Bytes::from_static(PAGE.as_bytes())).into();
        response
    }
}
