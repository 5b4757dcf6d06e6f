//! The task that owns the core.

use std::collections::BTreeMap;
use std::time::{Instant, SystemTime};

use bytes::Bytes;
use finesse_proto::tokio::{HttpTransport, TransportError as HttpError};
use finesse_proto::{Request, Response};
use tokio::sync::{mpsc, oneshot};

use super::keep::Keep;
use super::links::{Target, Wire, connect};
use crate::{Core, CoreConfig, Event, Link, Now, Object, RequestKey};

/// What the driver is told.
pub(super) enum Input {
    Request { request: Request, answer: oneshot::Sender<Response> },
    Connected { link: Link, number: u64 },
    Disconnected { link: Link, number: u64 },
    Bytes { link: Link, number: u64, bytes: Bytes },
    Axl { id: axl_soap::ExchangeId, result: Result<axl_soap::HttpResponse, axl_soap::TransportError> },
    Look(Box<dyn FnOnce(&Core) + Send>),
}

/// Where the links go to.
pub(super) struct Targets {
    /// CTI servers, to be tried in turn.
    pub(super) cti: Vec<Target>,
    pub(super) xmpp: Target,
    pub(super) axl: HttpTransport,
}

struct Driver {
    core: Core,
    targets: Targets,
    /// Where the configuration is kept, if it is.
    keep: Option<Keep>,
    inbox: mpsc::Sender<Input>,
    wires: BTreeMap<Link, Wire>,
    connections: u64,
    requests: BTreeMap<RequestKey, oneshot::Sender<Response>>,
    next: u64,
}

#[allow(clippy::disallowed_methods, reason = "this is where the clock is read")]
fn now() -> Now {
    Now { at: Instant::now(), utc: SystemTime::now() }
}

/// Runs a core until `stop` resolves.
pub(super) async fn run(
    config: CoreConfig,
    seed: [u8; 32],
    targets: Targets,
    keep: Option<Keep>,
    inbox: mpsc::Sender<Input>,
    mut inputs: mpsc::Receiver<Input>,
    stop: impl Future<Output = ()>,
) {
    let begins = config.kept.is_empty();
    let core = Core::new(config, seed, now());
    let (wires, requests) = (BTreeMap::new(), BTreeMap::new());
    let mut driver = Driver { core, targets, keep, inbox, wires, connections: 0, requests, next: 0 };
    if begins {
        driver.keep(&driver.core.configuration(), None);
    }
    tokio::pin!(stop);
    loop {
        driver.drain();
        let deadline = driver.core.poll_timeout();
        tokio::select! {
            input = inputs.recv() => match input {
                Some(input) => driver.handle(input),
                None => return,
            },
            () = sleep_until(deadline) => driver.core.handle_timeout(now()),
            () = &mut stop => return,
        }
    }
}

async fn sleep_until(deadline: Option<Instant>) {
    match deadline {
        Some(at) => tokio::time::sleep_until(at.into()).await,
        None => std::future::pending().await,
    }
}

impl Driver {
    fn handle(&mut self, input: Input) {
        let now = now();
        match input {
            Input::Request { request, answer } => {
                self.next += 1;
                let key = RequestKey(self.next);
                self.requests.insert(key, answer);
                self.core.handle_request(now, key, request);
            }
            // News of a connection that was given up is of no interest.
            Input::Connected { link, number } if self.is_current(link, number) => {
                self.core.handle_connected(now, link);
            }
            Input::Disconnected { link, number } if self.is_current(link, number) => {
                self.wires.remove(&link);
                self.core.handle_disconnected(now, link);
            }
            Input::Bytes { link, number, bytes } if self.is_current(link, number) => {
                self.core.handle_input(now, link, &bytes);
            }
            Input::Connected { .. } | Input::Disconnected { .. } | Input::Bytes { .. } => {}
            Input::Axl { id, result: Ok(response) } => self.core.handle_axl_response(now, id, response),
            Input::Axl { id, result: Err(error) } => self.core.handle_axl_failure(now, id, error),
            Input::Look(look) => look(&self.core),
        }
    }

    fn is_current(&self, link: Link, number: u64) -> bool {
        self.wires.get(&link).is_some_and(|wire| wire.number == number)
    }

    fn drain(&mut self) {
        loop {
            while let Some((link, bytes)) = self.core.poll_transmit() {
                let full = self.wires.get(&link).is_some_and(|wire| wire.out.try_send(bytes).is_err());
                if full {
                    self.wires.remove(&link);
                    self.core.handle_disconnected(now(), link);
                }
            }
            let Some(event) = self.core.poll_event() else { return };
            self.event(event);
        }
    }

    fn respond(&mut self, key: RequestKey, response: Response) {
        if let Some(answer) = self.requests.remove(&key) {
            // Who asked may have gone.
            let _ = answer.send(response);
        }
    }

    /// A change that is answered is in the file.
    fn keep(&mut self, changes: &[Object], answer: Option<(RequestKey, Response)>) {
        let Some(keep) = &mut self.keep else {
            return if let Some((key, response)) = answer {
                self.respond(key, response)
            };
        };
        match (keep.write(changes), answer) {
            (Ok(()), Some((key, response))) => self.respond(key, response),
            (Ok(()), None) => {}
            (Err(error), answer) => {
                tracing::error!(%error, "the configuration cannot be kept");
                // What is in the file counts; if even that cannot be read, what is here.
                let kept = keep.read().unwrap_or_else(|_| self.core.configuration());
                self.core.handle_store_failure(now(), &kept, answer);
            }
        }
    }

    fn event(&mut self, event: Event) {
        match event {
            Event::Respond(key, response) => self.respond(key, response),
            Event::Store { changes, answer } => self.keep(&changes, answer),
            Event::Warning(what) => tracing::warn!("{what}"),
            Event::Connect { link, attempt } => {
                let target = match link {
                    Link::Xmpp => Some(self.targets.xmpp.clone()),
                    Link::Cti => {
                        let turn = usize::try_from(attempt.saturating_sub(1)).unwrap_or(0);
                        self.targets.cti.get(turn % self.targets.cti.len().max(1)).cloned()
                    }
                };
                let Some(target) = target else { return };
                self.connections += 1;
                self.wires.insert(link, connect(link, self.connections, target, self.inbox.clone()));
            }
            Event::Disconnect(link) => {
                self.wires.remove(&link);
            }
            // Whoever runs the server has to know, also where the trace is not looked at.
            Event::Lost { link, why } => tracing::warn!(?link, %why, "link lost"),
            Event::Axl(transmit) => {
                let (server, inbox) = (self.targets.axl.clone(), self.inbox.clone());
                tokio::spawn(async move {
                    let result = exchange(&server, transmit.request).await;
                    let _ = inbox.send(Input::Axl { id: transmit.id, result }).await;
                });
            }
            Event::Hop(hop) => {
                tracing::info!(target: "hop", link = hop.link, who = %hop.who, request = %hop.request, "{}", hop.what);
            }
        }
    }
}

/// AXL over the transport that this crate has anyway.
async fn exchange(
    server: &HttpTransport,
    request: axl_soap::HttpRequest,
) -> Result<axl_soap::HttpResponse, axl_soap::TransportError> {
    let method = match request.method {
        axl_soap::Method::Get => finesse_proto::Method::Get,
        _ => finesse_proto::Method::Post,
    };
    let mut message = Request::new(method, request.path);
    for (name, value) in request.headers.iter() {
        message.headers.push(name, value);
    }
    message.body = request.body;
    let response = server.send(&message).await.map_err(|error| {
        // Only a request that could not even be written certainly never left.
        let sent = match error {
            HttpError::Address | HttpError::Request => axl_soap::Sent::No,
            _ => axl_soap::Sent::Maybe,
        };
        axl_soap::TransportError { sent, text: error.to_string() }
    })?;
    let mut headers = axl_soap::Headers::new();
    for (name, value) in response.headers.iter() {
        headers.push(name, value);
    }
    Ok(axl_soap::HttpResponse { status: axl_soap::Status(response.status), headers, body: response.body })
}
