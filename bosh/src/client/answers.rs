//! Taking answers: in the order of the requests, whatever order they come in.

use std::time::{Duration, Instant};

use bytes::Bytes;

use super::{Answer, Client, Event, Exchange, Granted, Open, PeerError, Phase, State, Why};
use crate::body::{Attributes, Body};
use crate::types::{BodyType, Condition, Rid};

impl Client {
    pub(super) fn take_answer(&mut self, exchange: Exchange, answer: Answer) {
        let Some(at) = self.find(exchange) else { return };
        if answer.status != 200 {
            return self.take_status(at, answer.status);
        }
        // A page of a proxy's, say: nothing the session could know of (§17.1).
        let Ok(body) = Body::read(&answer.entity, self.config.elements) else { return self.repeat_up_to(at) };
        let kind = body.attributes.kind;
        if kind == Some(BodyType::Error) {
            return self.repeat_up_to(at);
        }
        if let Some(open) = self.open.get_mut(at) {
            // What was asked for repeatedly may be an answer kept of a session that has ended since: it was alive when first
            // asked.
            let alive = if open.attempts == 0 { self.now } else { open.since };
            if kind.is_none() {
                self.contact = self.contact.max(alive);
            }
            open.state = State::Answered(answer.entity.clone());
        }
        if kind == Some(BodyType::Terminate) {
            // Nothing new may be asked. What was answered before may still be on its way, or lost: fetch it.
            self.phase = Phase::Closing;
            if at > 0 {
                self.repeat_up_to(at - 1);
            }
        }
        // Now, not when it is this answer's turn: what is reported is what it waits for. One reported soon after it was sent
        // only crossed our request.
        let said = &body.attributes;
        if let Some(rid) = said.report.filter(|_| said.time.is_some_and(|ms| ms >= 1000)) {
            self.take_report(rid);
        }
        self.deliver();
    }

    fn take_status(&mut self, at: usize, status: u16) {
        if self.phase == Phase::Creating && (400..500).contains(&status) {
            return self.end(Why::Refused(status));
        }
        let legacy = self.granted.as_ref().is_some_and(|g| g.version.is_none());
        match Condition::from_legacy_status(status) {
            Some(condition) if legacy => self.end(Why::Terminated(Some(condition))),
            _ => self.repeat_up_to(at),
        }
    }

    /// Hands out answers as far as there is no gap.
    fn deliver(&mut self) {
        while let Some(Open { state: State::Answered(_), .. }) = self.open.front() {
            let Some(Open { state: State::Answered(entity), pause, since, .. }) = self.open.pop_front()
            else {
                return;
            };
            // The server's patience began when it read the request, which may be long ago.
            let pause = pause.map(|time| since + time * 3 / 4);
            // It could be read when it came.
            let Ok(body) = Body::read(&entity, self.config.elements) else { continue };
            self.take_body(&entity, &body, pause);
            if self.is_over() {
                return;
            }
        }
        if self.phase == Phase::Closing && self.open.is_empty() {
            self.end(Why::Closed);
        }
    }

    fn take_body(&mut self, entity: &Bytes, body: &Body<'_>, pause: Option<Instant>) {
        let said = &body.attributes;
        let terminated = said.kind == Some(BodyType::Terminate);
        if self.granted.is_some() {
            self.last_answer = Some(self.now);
        } else if !terminated {
            match grant(said, &self.config) {
                Ok(granted) => {
                    self.events.push_back(Event::Opened(granted.clone()));
                    self.granted = Some(granted);
                    self.leaving = None;
                    if self.phase == Phase::Creating {
                        self.phase = Phase::Open;
                    }
                }
                Err(error) => return self.end(Why::Peer(error)),
            }
        }
        if !body.payload.is_empty() {
            let payload = body.payload.iter().map(|element| element.to_bytes(entity)).collect();
            self.events.push_back(Event::Received { payload });
        }
        if terminated {
            let asked = self.asked && said.condition.is_none();
            return self.end(if asked { Why::Closed } else { Why::Terminated(said.condition) });
        }
        let quiet = self.open.is_empty() && self.queue.is_empty();
        if let Some(until) = pause.filter(|until| quiet && *until > self.now) {
            self.paused_until = Some(until);
            self.events.push_back(Event::Paused);
        }
    }

    /// The server gave an answer that has not come (§9.2): ask for it again.
    fn take_report(&mut self, rid: Rid) {
        let missing = self.open.iter().position(|o| o.rid == rid && matches!(o.state, State::Flying { .. }));
        if let Some(at) = missing {
            self.repeat_up_to(at);
        }
    }
}

fn grant(said: &Attributes<'_>, config: &super::Config) -> Result<Granted, PeerError> {
    let seconds = |s: u32| Duration::from_secs(u64::from(s));
    if let Some(name) = said.invalid.filter(|name| matches!(*name, "wait" | "hold" | "requests" | "polling"))
    {
        return Err(PeerError::Attribute(name));
    }
    let text = |t: &Option<std::borrow::Cow<'_, str>>| t.as_deref().map(str::to_owned);
    Ok(Granted {
        sid: text(&said.sid).filter(|sid| !sid.is_empty()).ok_or(PeerError::NoSid)?,
        from: text(&said.from),
        authid: text(&said.authid),
        version: said.ver,
        xmpp_version: said.xmpp_version,
        restart_logic: said.restart_logic == Some(true),
        // More than was asked for is not the server's to give (§7.2); a client that believed it could be held up.
        wait: said.wait.map_or(config.wait, seconds).min(config.wait),
        hold: said.hold.unwrap_or(config.hold).min(config.hold),
        requests: said.requests,
        polling: said.polling.map(seconds),
        inactivity: said.inactivity.map(seconds),
        max_pause: said.maxpause.map(seconds),
    })
}
