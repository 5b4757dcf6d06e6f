//! The agent on tokio.

use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::pin::Pin;
use std::time::Instant;

use finesse_proto::tokio::TransportError;
use finesse_proto::{Action, AgentState, DialogRequest, Node, Outcome, RequestId, StateRequest, UsageError};
use xmpp_pubsub::{ClientConfig, ClientEvent, End, Jid, JidError};

use crate::config::{Config, chance};
use crate::core::{Core, Event};
use crate::link::Link;
use crate::rest::Rest;

/// Why there is no connection.
#[derive(Debug)]
#[non_exhaustive]
pub enum ConnectError {
    /// Login, domain or resource make no address.
    Address(JidError),
    /// The REST address is none.
    Rest(TransportError),
    /// Nobody is there, or TLS fails.
    Io(io::Error),
    /// The XMPP login failed.
    Refused(End),
    /// The notification service let the agent in and then did not answer.
    Unanswered,
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(error) => write!(f, "login and domain make no address: {error}"),
            Self::Rest(error) => write!(f, "the Finesse server: {error}"),
            Self::Io(error) => write!(f, "the notification service: {error}"),
            Self::Refused(end) => write!(f, "the notification service: {end}"),
            Self::Unanswered => f.write_str("the notification service does not answer"),
        }
    }
}

impl std::error::Error for ConnectError {}

/// Why a wish was not fulfilled.
#[derive(Debug)]
#[non_exhaustive]
pub enum Failed {
    /// The server refused it, or did not answer.
    Outcome(Outcome),
    /// Too many requests wait.
    Usage(UsageError),
    /// The connection ended before the outcome was known.
    Offline,
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outcome(outcome) => write!(f, "{outcome:?}"),
            Self::Usage(error) => error.fmt(f),
            Self::Offline => f.write_str("the connection ended before the outcome was known"),
        }
    }
}

impl std::error::Error for Failed {}

/// An agent: wishes over REST, events over XMPP.
pub struct Agent {
    core: Core,
    /// None while there is no connection.
    link: Option<Link>,
    /// A connection that is being made again.
    dial: Option<Dial>,
    rest: Rest,
    config: Config,
    stream: ClientConfig,
    /// Where the agent signed in: who it is in its calls.
    extension: String,
    jid: Option<Jid>,
    /// Events that came while an outcome was awaited.
    backlog: VecDeque<Event>,
    online: bool,
}

type Dial = Pin<Box<dyn Future<Output = io::Result<Link>> + Send>>;

impl Agent {
    /// Connects to the notification service and waits until events can come. `seed` must be random and used for nothing
    /// else.
    ///
    /// A connection that is lost later is made again, three times at the most ([`Event::Reconnecting`]).
    ///
    /// # Errors
    /// [`ConnectError`].
    pub async fn connect(config: Config, seed: [u8; 32]) -> Result<Self, ConnectError> {
        let stream = config.stream().map_err(ConnectError::Address)?;
        let core = Core::new(&config, seed.map(|byte| byte ^ 0xa5)).map_err(ConnectError::Address)?;
        let rest = Rest::new(&config).map_err(ConnectError::Rest)?;
        let link = Link::connect(&config, stream.clone(), seed).await.map_err(ConnectError::Io)?;
        let mut agent = Self {
            core: core.reconnects(),
            link: Some(link),
            dial: None,
            rest,
            config,
            stream,
            extension: String::new(),
            jid: None,
            backlog: VecDeque::new(),
            online: true,
        };
        loop {
            match agent.work().await {
                Some(Event::Online(jid)) => {
                    agent.jid = Some(jid);
                    return Ok(agent);
                }
                Some(Event::Offline(end)) => return Err(ConnectError::Refused(end)),
                Some(Event::Unanswered) => return Err(ConnectError::Unanswered),
                Some(event) => agent.backlog.push_back(event),
                None => return Err(ConnectError::Refused(End::Broken)),
            }
        }
    }

    /// The address under which events come.
    #[must_use]
    pub fn jid(&self) -> Option<&Jid> {
        self.jid.as_ref()
    }

    /// The machine, for requests that have no method here.
    pub fn core(&mut self) -> &mut Core {
        &mut self.core
    }

    /// Signs in at a phone, and waits for the outcome.
    ///
    /// # Errors
    /// [`Failed`].
    pub async fn sign_in(&mut self, extension: &str) -> Result<(), Failed> {
        extension.clone_into(&mut self.extension);
        let id = self.core.sign_in(now(), extension);
        self.outcome(id).await
    }

    /// Becomes ready.
    ///
    /// # Errors
    /// [`Failed`].
    pub async fn ready(&mut self) -> Result<(), Failed> {
        let id = self.core.set_state(now(), StateRequest::Ready, None);
        self.outcome(id).await
    }

    /// Becomes not ready, for a reason of that id if one is given.
    ///
    /// # Errors
    /// [`Failed`].
    pub async fn not_ready(&mut self, reason: Option<u32>) -> Result<(), Failed> {
        let id = self.core.set_state(now(), StateRequest::NotReady, reason);
        self.outcome(id).await
    }

    /// Acts on a call at the extension where the agent signed in: answers, holds, leaves it.
    ///
    /// # Errors
    /// [`Failed`].
    pub async fn act(&mut self, dialog: &str, action: Action) -> Result<(), Failed> {
        let request = DialogRequest::act(action, self.extension.as_str());
        let id = self.core.rest().act(now(), dialog, request);
        self.outcome(id).await
    }

    /// The call that an event tells of, if it rings at this agent: [`Action::Answer`] takes it.
    #[must_use]
    pub fn rings(&self, event: &Event) -> Option<String> {
        let Event::Finesse(finesse_proto::Event::Dialog { dialog, .. }) = event else { return None };
        let own = dialog.participant(&self.extension)?;
        own.may(Action::Answer).then(|| dialog.id.trim().to_owned())
    }

    /// Places a call.
    ///
    /// # Errors
    /// [`Failed`].
    pub async fn call(&mut self, number: &str) -> Result<(), Failed> {
        let request = DialogRequest::make_call(self.extension.as_str(), number);
        let id = self.core.rest().begin_dialog(now(), request);
        self.outcome(id).await
    }

    /// Follows a team's users, a queue, a user's queues: their events come from now on, beginning with what is there.
    pub fn follow(&mut self, node: Node) {
        self.core.follow(now(), node);
    }

    /// Signs out.
    ///
    /// # Errors
    /// [`Failed`].
    pub async fn logout(&mut self) -> Result<(), Failed> {
        let id = self.core.set_state(now(), StateRequest::Logout, None);
        self.outcome(id).await
    }

    /// The agent's state, as far as it is known.
    pub fn state(&mut self) -> Option<AgentState> {
        self.core.rest().state()
    }

    /// The next event; `None` once the connection is over and its end has been told. May be cancelled without loss.
    pub async fn next_event(&mut self) -> Option<Event> {
        match self.backlog.pop_front() {
            Some(event) => Some(event),
            None => self.work().await,
        }
    }

    /// Ends the connection in an orderly way. The agent stays signed in.
    pub async fn close(mut self) {
        self.core.leave();
        match &mut self.link {
            Some(link) => link.stream().close(now()),
            None => return,
        }
        while self.work().await.is_some() {}
    }

    async fn outcome(&mut self, id: Result<RequestId, UsageError>) -> Result<(), Failed> {
        let wanted = id.map_err(Failed::Usage)?;
        loop {
            match self.work().await {
                Some(Event::Finesse(finesse_proto::Event::Settled { id, outcome })) if id == wanted => {
                    return match outcome {
                        Outcome::Done => Ok(()),
                        outcome => Err(Failed::Outcome(outcome)),
                    };
                }
                Some(event) => self.backlog.push_back(event),
                None => return Err(Failed::Offline),
            }
        }
    }

    /// Moves bytes until something happens.
    async fn work(&mut self) -> Option<Event> {
        loop {
            if self.core.poll_connect() {
                self.dial = Some(dial(&self.config, &self.stream));
            }
            while let Some(stanza) = self.core.poll_stanza() {
                if let Some(link) = &mut self.link {
                    // Not bound any more: its end is on its way.
                    let _ = link.stream().send(&stanza);
                }
            }
            while let Some(transmit) = self.core.poll_request() {
                self.rest.send(transmit);
            }
            if let Some(event) = self.core.poll_event() {
                self.online &= !matches!(event, Event::Offline(_));
                return Some(event);
            }
            if !self.online && self.link.is_none() {
                return None;
            }
            let deadline = self.core.poll_timeout();
            let due = async {
                match deadline {
                    Some(at) => tokio::time::sleep_until(at.into()).await,
                    None => std::future::pending().await,
                }
            };
            let heard = async {
                match &mut self.link {
                    Some(link) => link.next().await,
                    None => std::future::pending().await,
                }
            };
            let made = async {
                match &mut self.dial {
                    Some(dial) => dial.await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                event = heard => self.heard(event),
                link = made => {
                    self.dial = None;
                    match link {
                        Ok(link) => self.link = Some(link),
                        Err(error) => {
                            tracing::warn!(who = %self.config.login, %error, "no connection to the notification service");
                            self.core.handle_xmpp(now(), ClientEvent::Closed(End::Broken));
                        }
                    }
                }
                (ticket, answer) = self.rest.next() => {
                    let taken = match answer {
                        Ok(response) => self.core.handle_response(now(), ticket, &response),
                        Err(error) => {
                            tracing::warn!(who = %self.config.login, %error, "a request got no answer");
                            self.core.handle_failure(now(), ticket)
                        }
                    };
                    if let Err(error) = taken {
                        tracing::warn!(who = %self.config.login, %error, "an answer that cannot be used");
                    }
                }
                () = due => self.core.handle_timeout(now()),
            }
        }
    }

    fn heard(&mut self, event: Option<ClientEvent>) {
        // Its end has been told, and what was left to send is out.
        let Some(event) = event else { return self.link = None };
        if let (ClientEvent::Stanza(stanza), Some(link)) = (&event, &self.link) {
            let kind = stanza.kind().name();
            tracing::info!(target: "hop", link = link.name(), who = %self.config.login, request = "", "{kind} received");
        }
        self.core.handle_xmpp(now(), event);
    }
}

fn dial(config: &Config, stream: &ClientConfig) -> Dial {
    let (config, stream) = (config.clone(), stream.clone());
    Box::pin(async move {
        let seed = chance().ok_or_else(|| io::Error::other("no randomness"))?;
        Link::connect(&config, stream, seed).await
    })
}

pub(crate) fn now() -> Instant {
    Instant::now()
}
