//! A request of a session that exists: new, early, or repeated.

use std::time::Duration;

use super::Cx;
use super::answer::{recoverable, terminate};
use super::api::{Event, Request, Why};
use super::session::{Held, Kind, New, Parked, Phase, Session};
use crate::body::{Attributes, Body};
use crate::types::{BodyType, Condition, Rid};

impl Session {
    /// Takes a request that names this session.
    pub(super) fn receive(&mut self, cx: &mut Cx<'_>, request: &Request, body: &Body<'_>) {
        if !self.security.admits(request.security) {
            return cx.out.hang_up(request.id);
        }
        let rid = match (body.attributes.rid, body.attributes.invalid) {
            (Some(rid), None) => rid,
            _ if self.is_ended() => {
                return self.answer(cx, request.id, terminate(Some(Condition::BadRequest)));
            }
            _ => return self.end_by_error(cx, Condition::BadRequest, request.id),
        };
        if rid <= self.last_in {
            return self.receive_repeat(cx, rid, request, body);
        }
        match self.phase {
            Phase::Open => self.receive_new(cx, rid, request, body),
            Phase::Closing { condition, .. } => {
                let ahead = rid.get() - self.last_in.get();
                let in_window = ahead <= self.terms.requests + u64::from(body.attributes.is_last_word());
                if in_window && self.turns(rid, &body.attributes) {
                    self.end_late(cx, rid, request.id, condition);
                } else {
                    // Who has no key for it, or does not know where the session is, is told nothing of what is left to say.
                    self.refuse(cx, request);
                }
            }
            // Nobody can know the id of a session that is not open yet, and an ended one is not there any more.
            Phase::Opening { .. } | Phase::Over { .. } | Phase::Gone => self.refuse(cx, request),
        }
    }

    pub(super) fn is_ended(&self) -> bool {
        matches!(self.phase, Phase::Over { .. } | Phase::Closing { .. } | Phase::Gone)
    }

    fn refuse(&self, cx: &mut Cx<'_>, request: &Request) {
        match Condition::ItemNotFound.legacy_status() {
            Some(status) if self.terms.version.is_none() => cx.out.status(request.id, status),
            _ => self.answer(cx, request.id, terminate(Some(Condition::ItemNotFound))),
        }
    }

    fn receive_new(&mut self, cx: &mut Cx<'_>, rid: Rid, request: &Request, body: &Body<'_>) {
        let extra = u64::from(body.attributes.is_last_word());
        let ahead = rid.get() - self.last_in.get();
        if ahead > self.terms.requests + extra {
            return self.end_by_error(cx, Condition::ItemNotFound, request.id);
        }
        if self.parked.contains_key(&rid) {
            return self.repeat_parked(cx, rid, request);
        }
        if let Some(condition) = self.overactive(cx, rid, extra, body) {
            return self.end_by_error(cx, condition, request.id);
        }
        if ahead > 1 {
            cx.stats.parked += 1;
            // Who sends something does not pause any more, although something before it is missing.
            self.pause = None;
            let parked = Parked {
                request: Some(request.id),
                entity: request.entity.clone(),
                arrived: cx.now,
                repeats: 0,
            };
            self.parked.insert(rid, parked);
            if self.parked_bytes() > cx.config.limits.parked {
                self.parked.remove(&rid);
                return self.end_by_error(cx, Condition::PolicyViolation, request.id);
            }
            cx.out.open.insert(request.id, self.id);
            return;
        }
        cx.out.open.insert(request.id, self.id);
        let held = Held { rid, request: Some(request.id), arrived: cx.now, repeats: 0 };
        self.process(cx, held, body, &request.entity);
        self.unpark(cx);
    }

    /// Processes what was parked, as far as there is no gap (§14.2).
    fn unpark(&mut self, cx: &mut Cx<'_>) {
        while self.phase == Phase::Open {
            let Some(next) = self.last_in.next() else { return };
            let Some(parked) = self.parked.remove(&next) else { return };
            let held =
                Held { rid: next, request: parked.request, arrived: parked.arrived, repeats: parked.repeats };
            // It could be read when it came.
            if let Ok(body) = Body::read(&parked.entity, cx.config.limits.elements) {
                self.process(cx, held, &body, &parked.entity);
            }
        }
    }

    /// Takes the next request in order.
    fn process(&mut self, cx: &mut Cx<'_>, held: Held, body: &Body<'_>, entity: &bytes::Bytes) {
        let said = &body.attributes;
        let keyless = (!self.turns(held.rid, said)).then_some(Condition::ItemNotFound);
        let offence = keyless.or_else(|| self.take_ack(cx, held.rid, said));
        let offence = offence.or_else(|| Self::check_pause(cx, said));
        if let Some(condition) = offence {
            return match held.request {
                Some(request) => self.end_by_error(cx, condition, request),
                None => {
                    self.held.push_back(held);
                    self.end_by_us(cx, Some(condition), Why::Peer(condition), None);
                }
            };
        }
        self.last_in = held.rid;
        self.pause = None;
        let session = self.id;
        if said.restart == Some(true) {
            let text = |t: &Option<std::borrow::Cow<'_, str>>| t.as_deref().map(str::to_owned);
            cx.out.events.push_back(Event::Restart { session, to: text(&said.to), lang: text(&said.lang) });
        } else if !body.payload.is_empty() {
            let payload = body.payload.iter().map(|element| element.to_bytes(entity)).collect();
            cx.out.events.push_back(Event::Received { session, payload });
        }
        self.held.push_back(held);
        if said.kind == Some(BodyType::Terminate) {
            self.end_by_client(cx);
        } else if let Some(seconds) = said.pause.filter(|s| *s > 0) {
            self.pause = Some(Duration::from_secs(u64::from(seconds))).filter(|_| self.parked.is_empty());
            self.settle_for_pause(cx);
        }
    }

    /// Has the next request in order the key it must have, if it must have one (§15.4)?
    fn turns(&mut self, rid: Rid, said: &Attributes<'_>) -> bool {
        let oldest = self.sent.front().map_or(rid, |sent| sent.rid);
        let Some(lock) = &mut self.lock else { return true };
        lock.forget_before(oldest.min(self.held.front().map_or(rid, |held| held.rid)));
        lock.turn(rid, said.key.as_deref(), said.newkey.as_deref())
    }

    fn check_pause(cx: &Cx<'_>, said: &Attributes<'_>) -> Option<Condition> {
        let asked = Duration::from_secs(u64::from(said.pause?));
        match cx.config.max_pause {
            Some(max) if asked <= max => None,
            _ => Some(Condition::PolicyViolation),
        }
    }

    /// Frees what the client has, and notices what it lacks (§9.2).
    fn take_ack(&mut self, cx: &Cx<'_>, rid: Rid, said: &Attributes<'_>) -> Option<Condition> {
        if !self.terms.client_acks {
            return None;
        }
        let answered = self.last_answered()?;
        let acked = match said.ack {
            Some(ack) if ack > answered => return Some(Condition::BadRequest),
            Some(ack) => Some(ack),
            // Left out: all earlier requests were answered. Where that cannot be, nothing is acknowledged.
            None if rid.back(1) == Some(answered) => Some(answered),
            None => None,
        };
        self.acked = self.acked.max(acked);
        self.forget_answers(cx);
        let spare = self.spare_answers();
        let needed = || self.sent.iter().skip(spare);
        // A client that promised acknowledgements and gives none must not make us keep answers for ever.
        let many = needed().count() as u64 > self.terms.requests.saturating_mul(16);
        let bytes: usize = needed().map(|s| s.entity.len()).sum();
        if many || bytes > cx.config.limits.unacknowledged {
            return Some(Condition::PolicyViolation);
        }
        if let Some(missing) = needed().next() {
            let age = cx.now.saturating_duration_since(missing.at);
            if age >= cx.config.report_after {
                self.report = Some((missing.rid, age));
            }
        }
        None
    }

    /// Too many or too frequent requests (§11, §12). Repeats never come here.
    fn overactive(&mut self, cx: &Cx<'_>, rid: Rid, extra: u64, body: &Body<'_>) -> Option<Condition> {
        let said = &body.attributes;
        let open = (self.held.len() + self.parked.len() + 1) as u64;
        let kind = if body.payload.is_empty() && extra == 0 && said.restart != Some(true) {
            Kind::Empty
        } else {
            Kind::Meaningful
        };
        // One that fills a gap was made before those that came already, and delayed or repeated by the network.
        if self.parked.last_key_value().is_some_and(|(last, _)| *last > rid) {
            return None;
        }
        let last = self.last_new.replace(New { at: cx.now, kind, answered_with_payload: false });
        if open > self.terms.requests + extra {
            return Some(Condition::PolicyViolation);
        }
        let last = last?;
        let gap = cx.now.saturating_duration_since(last.at) + cx.config.polling_tolerance;
        if kind == Kind::Meaningful || gap >= cx.config.polling {
            return None;
        }
        let too_often = if self.terms.is_polling() {
            last.kind == Kind::Empty && !last.answered_with_payload
        } else {
            open == self.terms.requests
        };
        too_often.then_some(Condition::PolicyViolation)
    }

    fn receive_repeat(&mut self, cx: &mut Cx<'_>, rid: Rid, request: &Request, body: &Body<'_>) {
        cx.stats.repeats += 1;
        if self.lock.as_ref().is_some_and(|lock| !lock.had(rid, body.attributes.key.as_deref())) {
            // It does not come from who sent the first (§15.5).
            if self.is_ended() {
                return self.refuse(cx, request);
            }
            return self.end_by_error(cx, Condition::ItemNotFound, request.id);
        }
        if let Phase::Closing { condition, until } = self.phase
            && until < cx.now
        {
            return self.end_later(cx, request.id, condition);
        }
        let most = cx.config.max_repeats;
        let (repeats, kept) = if let Some(held) = self.held.iter_mut().find(|h| h.rid == rid) {
            held.repeats += 1;
            (held.repeats, None)
        } else if let Some(sent) = self.sent.iter_mut().find(|s| s.rid == rid) {
            sent.repeats += 1;
            (sent.repeats, Some(sent.entity.clone()))
        } else if self.is_ended() {
            return self.refuse(cx, request);
        } else {
            return self.end_by_error(cx, Condition::ItemNotFound, request.id);
        };
        if repeats > most {
            if self.is_ended() {
                return self.refuse(cx, request);
            }
            return self.end_by_error(cx, Condition::PolicyViolation, request.id);
        }
        if let Some(entity) = kept {
            self.idle_since = cx.now;
            return self.answer(cx, request.id, entity);
        }
        // Still held: the new connection takes the place of the old one (§14.3).
        cx.out.open.insert(request.id, self.id);
        let old = self.held.iter_mut().find(|h| h.rid == rid).and_then(|h| h.request.replace(request.id));
        if let Some(old) = old {
            self.answer(cx, old, recoverable());
        }
    }

    fn repeat_parked(&mut self, cx: &mut Cx<'_>, rid: Rid, request: &Request) {
        cx.stats.repeats += 1;
        let Some(parked) = self.parked.get_mut(&rid) else { return };
        if self.lock.is_some() && parked.entity != request.entity {
            // Its key cannot be checked yet, but a repeat is the same to the last byte (§15.5).
            return self.end_by_error(cx, Condition::ItemNotFound, request.id);
        }
        parked.repeats += 1;
        if parked.repeats > cx.config.max_repeats {
            return self.end_by_error(cx, Condition::PolicyViolation, request.id);
        }
        parked.arrived = cx.now;
        cx.out.open.insert(request.id, self.id);
        if let Some(old) = parked.request.replace(request.id) {
            self.answer(cx, old, recoverable());
        }
    }
}
