//! A client of one service: requests with their answers, events, and subscriptions that outlive a connection.

mod kept;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::time::{Duration, Instant};

use xml_cursor::{Namespace as _, Writer};

use super::event::{self, Event};
use super::forms::{self, Decision};
use super::ids::{self, Ids};
use super::name::{NodeId, SubId};
use super::refusal::Refusal;
use super::request::{Answer, Request};
use super::wire;
use super::words::SubscriptionState;
use crate::{
    DataForm, Delay, Field, FormType, IqType, Jid, MessageType, Ns, ShimHeaders, Stanza, StanzaError,
    StanzaType,
};
use kept::Keeping;

/// How long an answer may take. A Finesse client gives up its connection sooner.
const ANSWER_TIME: Duration = Duration::from_secs(60);

/// Requests without answer at most; a service that does not answer must not make a client grow.
const MAX_PENDING: usize = 10_000;

/// Names a request of this client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(u64);

/// Under which address to subscribe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SubscribeAs {
    /// The account: all of its connections get the event.
    BareJid,
    /// This connection alone.
    FullJid,
}

/// What a client has to tell.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ClientEvent {
    /// A request is answered.
    Answer(RequestId, Result<Answer, RequestError>),
    /// The service sent an event.
    Event(EventMessage),
    /// Somebody wants to subscribe to a node this client owns. Answer with [`Client::authorize`].
    Authorization(AuthorizationRequest),
    /// The subscription to a node that is to be kept is there, after [`Client::online`] or
    /// [`Client::keep_subscribed`]; or it could not be had.
    Kept(NodeId, Result<SubscriptionState, RequestError>),
}

/// An event with what came along.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct EventMessage {
    /// What happened.
    pub event: Event,
    /// Due to which subscriptions, where a service tells.
    pub subids: Vec<SubId>,
    /// By which collections, where a service tells (XEP-0248); an empty name is the service itself.
    pub collections: Vec<NodeId>,
    /// When it happened, if it is sent again.
    pub delay: Option<Delay>,
    /// To which of the own addresses it was sent.
    pub to: Option<Jid>,
}

/// Somebody wants to subscribe (XEP-0060, 8.6).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct AuthorizationRequest {
    /// To which node.
    pub node: NodeId,
    /// Who.
    pub subscriber: Jid,
    /// Which subscription.
    pub subid: Option<SubId>,
    /// The message's id, which the answer repeats.
    pub id: Option<String>,
}

/// Why a request has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RequestError {
    /// The service refused it.
    Refused(Box<Refusal>),
    /// The connection was lost; whether the request had an effect is not known.
    Disconnected,
    /// The service did not answer in time.
    TimedOut,
    /// Too many requests wait for answers.
    TooMany,
    /// The service answered with XML that is no answer.
    Malformed,
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Disconnected => f.write_str("the connection was lost"),
            Self::TimedOut => f.write_str("the service did not answer in time"),
            Self::TooMany => f.write_str("too many requests wait for answers"),
            Self::Malformed => f.write_str("the answer is malformed"),
        }
    }
}

impl std::error::Error for RequestError {}

/// When and why [`Client::handle_timeout`] is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientDeadline {
    /// When.
    pub at: Instant,
    /// Why.
    pub why: ClientTimer,
}

/// The timers of a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientTimer {
    /// An answer is late.
    Answer,
}

/// What a request is for.
#[derive(Debug, Clone, PartialEq)]
enum Purpose {
    /// The user asked.
    User(RequestId),
    /// Looks for the subscriptions that are still there.
    Look,
    /// Brings a subscription back.
    Keep(NodeId),
    /// Ends the subscription of a connection that is gone.
    CleanUp,
}

#[derive(Debug)]
struct Pending {
    request: Request,
    purpose: Purpose,
}

/// A client of one publish-subscribe service, above a connection that its host runs.
///
/// Give it the stanzas of the connection ([`handle_input`](Self::handle_input)), send what
/// [`poll_transmit`](Self::poll_transmit) yields, and look at [`poll_event`](Self::poll_event). Tell it when the
/// connection comes and goes: subscriptions made by [`keep_subscribed`](Self::keep_subscribed) are then made again where
/// they are missing.
#[derive(Debug)]
pub struct Client {
    service: Jid,
    jid: Option<Jid>,
    ids: Ids,
    next: u64,
    pending: BTreeMap<Box<str>, Pending>,
    /// In the order of time, since all wait equally long. The first is pending; others may have been answered.
    deadlines: VecDeque<(Instant, Box<str>)>,
    keeping: Keeping,
    out: VecDeque<Stanza>,
    events: VecDeque<ClientEvent>,
}

impl Client {
    /// A client of the service at that address, without a connection. The seed makes identifiers; it must be another one
    /// each time.
    pub fn new(service: Jid, seed: [u8; 32]) -> Self {
        Self {
            service,
            jid: None,
            ids: Ids::new(&seed),
            next: 0,
            pending: BTreeMap::new(),
            deadlines: VecDeque::new(),
            keeping: Keeping::default(),
            out: VecDeque::new(),
            events: VecDeque::new(),
        }
    }

    /// The connection is there, under this full JID. Kept subscriptions are looked up, and made where they are missing:
    /// a service keeps them for a JID that comes back, and one with several subscriptions per JID would make a second.
    pub fn online(&mut self, now: Instant, jid: Jid) {
        self.jid = Some(jid);
        self.look(now);
    }

    /// The connection is gone. Requests without answer fail.
    pub fn offline(&mut self) {
        self.jid = None;
        self.out.clear();
        self.deadlines.clear();
        for (_, pending) in std::mem::take(&mut self.pending) {
            match pending.purpose {
                Purpose::User(id) => {
                    self.events.push_back(ClientEvent::Answer(id, Err(RequestError::Disconnected)));
                }
                Purpose::Keep(node) => {
                    self.events.push_back(ClientEvent::Kept(node, Err(RequestError::Disconnected)));
                }
                Purpose::Look | Purpose::CleanUp => {}
            }
        }
        self.keeping.disconnected();
    }

    /// Makes a request. Its answer comes as [`ClientEvent::Answer`].
    pub fn request(&mut self, now: Instant, request: Request) -> RequestId {
        let id = RequestId(self.next);
        self.next += 1;
        self.ask(now, request, Purpose::User(id));
        id
    }

    /// Answers somebody's wish to subscribe.
    pub fn authorize(&mut self, request: &AuthorizationRequest, allow: bool) {
        let allow = if allow { "1" } else { "0" };
        let mut form = DataForm::new(FormType::Submit)
            .with_form_type(forms::AUTHORIZATION)
            .with_field(Field::submitted("pubsub#node", [request.node.as_str()]))
            .with_field(Field::submitted("pubsub#subscriber_jid", [request.subscriber.as_str()]))
            .with_field(Field::submitted("pubsub#allow", [allow]));
        if let Some(subid) = &request.subid {
            form = form.with_field(Field::submitted("pubsub#subid", [subid.as_str()]));
        }
        let id = request.id.clone().unwrap_or_else(|| ids::as_str(&self.ids.text()).to_owned());
        let message = Stanza::message(MessageType::Normal).with_to(self.service.clone()).with_id(&id);
        self.out.push_back(message.with_written(|writer| form.write(writer)));
    }

    /// Takes a stanza of the connection. `false`: it is not from the service, and somebody else's.
    pub fn handle_input(&mut self, now: Instant, stanza: &Stanza) -> bool {
        if stanza.from() != Some(&self.service) {
            return false;
        }
        match stanza.stanza_type() {
            StanzaType::Iq(IqType::Result | IqType::Error) => self.answered(now, stanza),
            StanzaType::Message(MessageType::Error) => true,
            StanzaType::Message(_) => self.message(stanza),
            _ => false,
        }
    }

    /// Lets requests fail that have waited too long.
    pub fn handle_timeout(&mut self, now: Instant) {
        while let Some((_, id)) = self.deadlines.front().filter(|(at, _)| *at <= now) {
            let id = id.clone();
            let Some(pending) = self.forget(&id) else { return };
            self.settle(now, pending, Err(RequestError::TimedOut));
        }
    }

    /// The next stanza to be sent. May have something after every other method.
    #[must_use]
    pub fn poll_transmit(&mut self) -> Option<Stanza> {
        self.out.pop_front()
    }

    /// What happened. May have something after every other method.
    #[must_use]
    pub fn poll_event(&mut self) -> Option<ClientEvent> {
        self.events.pop_front()
    }

    /// When [`handle_timeout`](Self::handle_timeout) is wanted. May change after every other method.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<ClientDeadline> {
        let at = self.deadlines.front()?.0;
        Some(ClientDeadline { at, why: ClientTimer::Answer })
    }

    fn ask(&mut self, now: Instant, request: Request, purpose: Purpose) {
        if self.jid.is_none() {
            return self.settle(now, Pending { request, purpose }, Err(RequestError::Disconnected));
        }
        if self.pending.len() >= MAX_PENDING {
            return self.settle(now, Pending { request, purpose }, Err(RequestError::TooMany));
        }
        let id: Box<str> = ids::as_str(&self.ids.text()).into();
        let mut payload = Vec::new();
        let ty = wire::write_request(&mut Writer::under(&mut payload, Ns::Client.uri()), &request);
        self.out.push_back(Stanza::iq(ty, &id).with_to(self.service.clone()).with_content(payload));
        self.deadlines.push_back((now + ANSWER_TIME, id.clone()));
        self.pending.insert(id, Pending { request, purpose });
    }

    /// A request is no longer pending.
    fn forget(&mut self, id: &str) -> Option<Pending> {
        let pending = self.pending.remove(id);
        while self.deadlines.front().is_some_and(|(_, id)| !self.pending.contains_key(id)) {
            self.deadlines.pop_front();
        }
        pending
    }

    /// A request has come to its end.
    fn settle(&mut self, now: Instant, pending: Pending, answer: Result<Answer, RequestError>) {
        match pending.purpose {
            Purpose::User(id) => self.events.push_back(ClientEvent::Answer(id, answer)),
            Purpose::Look => self.looked(now, answer),
            Purpose::Keep(node) => self.subscribed(now, node, &pending.request, answer),
            Purpose::CleanUp => {}
        }
    }

    fn answered(&mut self, now: Instant, stanza: &Stanza) -> bool {
        let Some(pending) = stanza.id().and_then(|id| self.forget(id)) else { return false };
        let answer = match stanza.as_iq() {
            Ok(iq) if iq.ty == IqType::Result => {
                wire::read_answer(&pending.request, &iq).map_err(|_| RequestError::Malformed)
            }
            Ok(_) => {
                let error = stanza.child(Ns::Client, "error");
                let error = error.and_then(|(tag, mut cursor)| StanzaError::read(&tag, &mut cursor).ok());
                let refusal = error.as_ref().map(Refusal::from);
                Err(refusal
                    .map_or(RequestError::Malformed, |refusal| RequestError::Refused(Box::new(refusal))))
            }
            Err(_) => Err(RequestError::Malformed),
        };
        self.settle(now, pending, answer);
        true
    }

    fn message(&mut self, stanza: &Stanza) -> bool {
        if let Some((_, mut cursor)) = stanza.child(Ns::PubsubEvent, "event") {
            let Ok(Some(event)) = event::read(&mut cursor) else { return true };
            if let Event::Subscription(info) = &event {
                self.keeping.told(info);
            }
            let headers = stanza.child(Ns::Shim, "headers");
            let headers =
                headers.and_then(|(_, mut cursor)| ShimHeaders::read(&mut cursor).ok()).unwrap_or_default();
            let subids: BTreeSet<&str> = headers.values("SubID").collect();
            let delay = stanza.child(Ns::Delay, "delay");
            let delay = delay.and_then(|(tag, mut cursor)| Delay::read(&tag, &mut cursor).ok().flatten());
            self.events.push_back(ClientEvent::Event(EventMessage {
                event,
                subids: subids.into_iter().map(SubId::new).collect(),
                collections: headers.values("Collection").map(NodeId::new).collect(),
                delay,
                to: stanza.to().cloned(),
            }));
            return true;
        }
        let Some((tag, mut cursor)) = stanza.child(Ns::DataForms, "x") else { return false };
        let Ok(mut form) = DataForm::read(&tag, &mut cursor) else { return true };
        if form.ty != FormType::Form || !forms::is_authorization(&form) {
            return false;
        }
        form.ty = FormType::Submit;
        if let Some(Decision { node, subscriber, subid, .. }) = forms::read_authorization(&form) {
            let id = stanza.id().map(Into::into);
            let request = AuthorizationRequest { node, subscriber, subid, id };
            self.events.push_back(ClientEvent::Authorization(request));
        }
        true
    }
}
