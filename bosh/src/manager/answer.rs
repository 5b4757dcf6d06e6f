//! Answering: which request, with what, and what is kept for repeats; and the end of a session.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;

use super::Cx;
use super::api::{Event, RequestId, Transmit, Why};
use super::session::{Held, Phase, Sent, Session};
use crate::body::Attributes;
use crate::entity::{Entity, Payload};
use crate::types::{BodyType, Condition, Rid};

/// Payloads in one answer; more go in the next one, because clients limit the elements of a body.
const MOST_PAYLOADS: usize = 1_000;

/// How much of the queue goes into an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Load {
    /// As much as the limit for one answer allows.
    Some,
    /// All of it: nothing can follow.
    All,
    None,
}

impl Session {
    /// Answers what need not or must not wait any longer (§8): the oldest first, always.
    pub(super) fn settle(&mut self, cx: &mut Cx<'_>) {
        if self.phase != Phase::Open {
            return;
        }
        while let Some(oldest) = self.held.front() {
            let due = oldest.arrived + self.terms.wait <= cx.now;
            let crowded = self.held.len() > self.terms.hold;
            let news = !self.queue.is_empty() || self.report.is_some() || self.creation.is_some();
            // With nobody there to read it, an answer can wait for the repeat and take later payloads along.
            let reader = self.held.iter().any(|h| h.request.is_some());
            if !(due || crowded || (news && reader)) {
                break;
            }
            self.answer_oldest(cx, Load::Some, Attributes::default());
        }
    }

    /// Answers all open requests because of a pause: the last one, which asked for it, without payload (§10).
    pub(super) fn settle_for_pause(&mut self, cx: &mut Cx<'_>) {
        while self.held.len() > 1 {
            self.answer_oldest(cx, Load::Some, Attributes::default());
        }
        self.answer_oldest(cx, Load::None, Attributes::default());
        if let Some(sent) = self.sent.back_mut() {
            sent.paused = true;
        }
    }

    fn answer_oldest(&mut self, cx: &mut Cx<'_>, load: Load, mut attributes: Attributes<'static>) {
        let Some(held) = self.held.pop_front() else { return };
        if let Some(creation) = self.creation.take() {
            let kind = (attributes.kind, attributes.condition);
            attributes = *creation;
            (attributes.kind, attributes.condition) = kind;
        }
        if cx.config.acks == super::Acks::On && self.last_in != held.rid {
            attributes.ack = Some(self.last_in);
        }
        if let Some((rid, age)) = self.report.take() {
            attributes.report = Some(rid);
            attributes.time = Some(u64::try_from(age.as_millis()).unwrap_or(u64::MAX));
        }
        let payloads = self.take_queue(load, cx.config.limits.answer);
        if let Some(new) = self.last_new.as_mut().filter(|_| !payloads.is_empty()) {
            new.answered_with_payload = true;
        }
        let entity = Entity::write(&attributes, &payloads);
        self.deliver(cx, &held, entity);
    }

    /// Keeps the entity for repeats, whether or not somebody is there to take it (§14.3).
    fn deliver(&mut self, cx: &mut Cx<'_>, held: &Held, entity: Entity) {
        if let Some(request) = held.request {
            self.answer(cx, request, entity.clone());
            self.idle_since = cx.now;
        }
        self.sent.push_back(Sent { rid: held.rid, entity, at: cx.now, repeats: held.repeats, paused: false });
        self.forget_answers(cx);
    }

    /// Forgets answers the client has, but for some that delayed repeats may still ask for (§14.3).
    pub(super) fn forget_answers(&mut self, cx: &Cx<'_>) {
        let mut spare = self.spare_answers();
        let limits = &cx.config.limits;
        while spare > limits.spare_answers || (spare > 0 && self.sent_bytes() > limits.spare_bytes) {
            self.sent.pop_front();
            spare -= 1;
        }
    }

    /// How many of the answers kept the client cannot lack any more.
    pub(super) fn spare_answers(&self) -> usize {
        if self.terms.client_acks {
            return self.sent.iter().take_while(|s| Some(s.rid) <= self.acked).count();
        }
        // It may not have more than this number open, so it has the others.
        let open = usize::try_from(self.terms.requests).unwrap_or(usize::MAX);
        let counted = self.sent.iter().enumerate().rev().filter(|(_, s)| !s.paused);
        counted.take(open).last().map_or(0, |(first, _)| first)
    }

    fn take_queue(&mut self, load: Load, limit: usize) -> VecDeque<Payload> {
        let (mut taken, mut bytes, mut counted) = (0, 0, 0);
        for payload in &self.queue {
            let fits = match load {
                Load::All => true,
                Load::None => false,
                Load::Some => taken == 0 || (taken < MOST_PAYLOADS && bytes + payload.len() <= limit),
            };
            if !fits {
                break;
            }
            taken += 1;
            bytes += payload.len();
            counted += super::cost(payload);
        }
        self.queue_bytes -= counted;
        if taken == self.queue.len() {
            return std::mem::take(&mut self.queue);
        }
        self.queue.drain(..taken).collect()
    }

    pub(super) fn answer(&self, cx: &mut Cx<'_>, request: RequestId, entity: Entity) {
        cx.out.answer(request, 200, self.terms.content_type.clone(), entity);
    }

    /// The client ends the session: the oldest open request is answered with `terminate`, the others empty (§13).
    pub(super) fn end_by_client(&mut self, cx: &mut Cx<'_>) {
        let told = Attributes { kind: Some(BodyType::Terminate), ..Attributes::default() };
        self.answer_oldest(cx, Load::All, told);
        while !self.held.is_empty() {
            self.answer_oldest(cx, Load::None, Attributes::default());
        }
        self.refuse_parked(cx, None);
        self.over(cx, Why::Client);
    }

    /// The host, or a limit, ends the session: what is queued and `last` goes out with the word.
    pub(super) fn end_by_us(
        &mut self,
        cx: &mut Cx<'_>,
        condition: Option<Condition>,
        why: Why,
        last: Option<Payload>,
    ) {
        if let Some(payload) = last {
            self.queue_bytes += super::cost(&payload);
            self.queue.push_back(payload);
        }
        if self.held.is_empty() {
            self.refuse_parked(cx, None);
            self.phase = Phase::Closing { condition, until: cx.now + cx.config.linger };
            cx.out.events.push_back(Event::Ended { session: self.id, why });
            return;
        }
        self.say_end(cx, condition);
        self.over(cx, why);
    }

    /// The client is told of an end that came while none of its requests was open.
    pub(super) fn end_late(
        &mut self,
        cx: &mut Cx<'_>,
        rid: Rid,
        request: RequestId,
        condition: Option<Condition>,
    ) {
        // Earlier ones that were lost on their way are answered with nothing: what is left to say goes with the word.
        let mut earlier = self.last_in;
        while let Some(lost) = earlier.next().filter(|next| *next < rid) {
            let entity = Entity::write(&Attributes::default(), []);
            self.sent.push_back(Sent { rid: lost, entity, at: cx.now, repeats: 0, paused: false });
            earlier = lost;
        }
        self.held.push_back(Held { rid, request: Some(request), arrived: cx.now, repeats: 0 });
        self.last_in = rid;
        self.say_end(cx, condition);
        self.phase = Phase::Over { until: cx.now + cx.config.linger };
    }

    /// A client that asks for an answer of long ago is told of the end instead: it could not know of it in time otherwise.
    pub(super) fn end_later(&mut self, cx: &mut Cx<'_>, request: RequestId, condition: Option<Condition>) {
        self.answer(cx, request, terminate(condition));
        self.queue.clear();
        self.queue_bytes = 0;
        self.sent.clear();
        self.phase = Phase::Over { until: cx.now + cx.config.linger };
    }

    fn say_end(&mut self, cx: &mut Cx<'_>, condition: Option<Condition>) {
        let told = Attributes { kind: Some(BodyType::Terminate), condition, ..Attributes::default() };
        if matches!(self.phase, Phase::Opening { .. }) {
            self.refuse_creation(cx, condition);
        } else {
            self.answer_oldest(cx, Load::All, told);
        }
        let others = Attributes {
            kind: Some(BodyType::Terminate),
            condition: Some(Condition::OtherRequest),
            ..Attributes::default()
        };
        while !self.held.is_empty() {
            self.answer_oldest(cx, Load::None, others.clone());
        }
        self.refuse_parked(cx, Some(Condition::OtherRequest));
    }

    /// A session that was not accepted has no id to speak of.
    fn refuse_creation(&mut self, cx: &mut Cx<'_>, condition: Option<Condition>) {
        let Some(held) = self.held.pop_front() else { return };
        let payloads = self.take_queue(Load::All, 0);
        let told = Attributes { kind: Some(BodyType::Terminate), condition, ..Attributes::default() };
        if let Some(request) = held.request {
            match condition.and_then(Condition::legacy_status) {
                Some(status) if self.terms.version.is_none() => cx.out.status(request, status),
                _ => self.answer(cx, request, Entity::write(&told, &payloads)),
            }
        }
    }

    /// A request broke the protocol: it is told so, the others that another one ended the session (§17.2).
    pub(super) fn end_by_error(&mut self, cx: &mut Cx<'_>, condition: Condition, offender: RequestId) {
        match condition.legacy_status() {
            Some(status) if self.terms.version.is_none() => cx.out.status(offender, status),
            _ => self.answer(cx, offender, terminate(Some(condition))),
        }
        for held in std::mem::take(&mut self.held) {
            if let Some(request) = held.request {
                self.answer(cx, request, terminate(Some(Condition::OtherRequest)));
            }
        }
        self.refuse_parked(cx, Some(Condition::OtherRequest));
        self.sent.clear();
        self.over(cx, Why::Peer(condition));
        // What the client was told just now is what anyone would be told of a session that is not there.
        self.phase = Phase::Gone;
    }

    /// The client has been silent for too long: nobody is told but the host (§10).
    pub(super) fn end_by_silence(&mut self, cx: &mut Cx<'_>) {
        if !matches!(self.phase, Phase::Closing { .. }) {
            cx.out.events.push_back(Event::Ended { session: self.id, why: Why::Inactivity });
        }
        self.refuse_parked(cx, Some(Condition::ItemNotFound));
        self.phase = Phase::Gone;
    }

    fn refuse_parked(&mut self, cx: &mut Cx<'_>, condition: Option<Condition>) {
        let kind = condition.map(|_| BodyType::Terminate);
        for parked in std::mem::take(&mut self.parked).into_values() {
            if let Some(request) = parked.request {
                let told = Attributes { kind, condition, ..Attributes::default() };
                self.answer(cx, request, Entity::write(&told, []));
                self.idle_since = cx.now;
            }
        }
    }

    /// All sessions together keep too much, and this one keeps the most: nothing of it is left but the word that it is over.
    pub(super) fn drop_all(&mut self, cx: &mut Cx<'_>) {
        self.queue.clear();
        self.queue_bytes = 0;
        self.sent.clear();
        match self.phase {
            Phase::Closing { .. } | Phase::Gone => {}
            Phase::Over { .. } => self.phase = Phase::Gone,
            Phase::Opening { .. } | Phase::Open => {
                self.end_by_us(cx, Some(Condition::PolicyViolation), Why::Overflow, None);
            }
        }
    }

    fn over(&mut self, cx: &mut Cx<'_>, why: Why) {
        cx.out.events.push_back(Event::Ended { session: self.id, why });
        self.queue.clear();
        self.queue_bytes = 0;
        self.phase = match self.phase {
            Phase::Opening { .. } => Phase::Gone,
            // The answer may be on its way to a connection that is gone: the client has this long to ask again.
            _ => Phase::Over { until: cx.now + cx.config.linger.max(Duration::from_secs(1)) },
        };
    }
}

/// `<body type='terminate' condition='…'/>`.
pub(super) fn terminate(condition: Option<Condition>) -> Entity {
    let kind = Some(BodyType::Terminate);
    Entity::write(&Attributes { kind, condition, ..Attributes::default() }, [])
}

/// `<body type='error'/>`: try again (§17.3).
pub(super) fn recoverable() -> Entity {
    Entity::write(&Attributes { kind: Some(BodyType::Error), ..Attributes::default() }, [])
}

/// What the manager has to hand out.
#[derive(Default)]
pub(super) struct Out {
    pub(super) transmits: VecDeque<Transmit>,
    pub(super) events: VecDeque<Event>,
    /// Requests without an answer.
    pub(super) open: super::Numbered<RequestId, super::SessionId>,
    /// Bytes kept by all sessions.
    pub(super) bytes: usize,
}

impl Out {
    pub(super) fn answer(&mut self, to: RequestId, status: u16, content_type: Bytes, entity: Entity) {
        self.open.remove(&to);
        self.transmits.push_back(Transmit::Answer { to, status, content_type, entity });
    }

    pub(super) fn hang_up(&mut self, to: RequestId) {
        self.transmits.push_back(Transmit::HangUp { to });
    }

    pub(super) fn status(&mut self, to: RequestId, status: u16) {
        self.answer(to, status, super::content_type(), Entity::none());
    }
}
