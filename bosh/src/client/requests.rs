//! Making requests: which, when, and again.

use std::time::{Duration, Instant};

use super::{Client, Exchange, Item, Open, Phase, State, Transmit, Why};
use crate::body::Attributes;
use crate::entity::{Entity, Payload};
use crate::manager::Acks;
use crate::types::{BodyType, Rid, Version};

/// Requests open at once, whatever the server allows: they share few connections anyway.
const MOST_REQUESTS: u32 = 16;
/// Time between empty requests, whatever the server allows: a polling session must not become a storm.
const SHORTEST_POLL: Duration = Duration::from_millis(100);

impl Client {
    /// The creation request (§7.1).
    pub(super) fn create(&mut self) {
        let seconds = |d: Duration| u32::try_from(d.as_secs()).unwrap_or(u32::MAX);
        let attributes = Attributes {
            to: Some(self.config.to.clone().into()),
            from: self.config.from.clone().map(Into::into),
            lang: self.config.lang.clone().map(Into::into),
            ver: Some(Version::CURRENT),
            wait: Some(seconds(self.config.wait)),
            hold: Some(self.config.hold),
            ack: if self.config.acks == Acks::On { Rid::new(1) } else { None },
            xmpp_version: self.config.xmpp_version,
            ..Attributes::default()
        };
        self.request(attributes, &[], None);
    }

    /// Repeats what is due to be repeated, then sends what is to be sent.
    pub(super) fn send_due(&mut self) {
        if self.is_late() {
            return;
        }
        self.repeat_due();
        while self.phase == Phase::Open && self.send_one() {}
    }

    fn send_one(&mut self) -> bool {
        // While an older request does not get through, a newer one would only be parked.
        if self.open.iter().any(|o| matches!(o.state, State::Waiting { .. })) {
            return false;
        }
        let Some(granted) = &self.granted else { return false };
        let room = granted.requests.unwrap_or(granted.hold + 1).clamp(1, MOST_REQUESTS) as usize;
        let (open, hold, polling) = (self.open.len(), granted.hold as usize, granted.is_polling());
        match self.queue.front() {
            Some(Item::Payload(_) | Item::Restart) if open < room => self.send_queue(),
            // One more than the window has room for may say the last word (§11).
            Some(Item::Pause(_) | Item::Terminate) if open <= room => self.send_queue(),
            Some(_) => return false,
            None if self.paused_until.is_some() => return false,
            None if polling => match self.next_poll() {
                Some(at) if at <= self.now => self.request(Attributes::default(), &[], None),
                _ => return false,
            },
            None if open < hold.min(room) => self.request(Attributes::default(), &[], None),
            None => return false,
        }
        true
    }

    /// When the next empty request of a polling session may be made (§12).
    pub(super) fn next_poll(&self) -> Option<Instant> {
        let granted = self.granted.as_ref()?;
        let idle = self.phase == Phase::Open && self.open.is_empty() && self.queue.is_empty();
        let interval = self.poll_interval();
        // The first one after the creation comes at once. Counted from an answer, because how long its request was under way,
        // or how often it was repeated, only the server knows.
        (idle && granted.is_polling()).then(|| self.last_answer.map_or(self.now, |last| last + interval))
    }

    /// Time between empty requests of a polling session.
    pub(super) fn poll_interval(&self) -> Duration {
        let said = self.granted.as_ref().and_then(|granted| granted.polling);
        said.unwrap_or(self.config.poll).max(SHORTEST_POLL)
    }

    /// Makes a request of what is at the front of the queue: payloads, and what ends them.
    fn send_queue(&mut self) {
        let mut attributes = Attributes::default();
        let mut payloads: Vec<Payload> = Vec::new();
        let (mut bytes, mut elements, mut pause) = (0, 0, None);
        loop {
            match self.queue.front() {
                Some(Item::Payload(p)) if payloads.is_empty() || bytes + p.len() <= self.config.request => {
                    elements += p.start_tags().max(1);
                    if elements > self.config.payloads && !payloads.is_empty() {
                        break;
                    }
                }
                // It is alone in its request.
                Some(Item::Restart) if payloads.is_empty() => {}
                Some(Item::Pause(_) | Item::Terminate) => {}
                _ => break,
            }
            match self.queue.pop_front() {
                Some(Item::Payload(p)) => {
                    bytes += p.len();
                    payloads.push(p);
                    continue;
                }
                Some(Item::Restart) => {
                    attributes.restart = Some(true);
                    attributes.to = Some(self.config.to.clone().into());
                    attributes.lang = self.config.lang.clone().map(Into::into);
                }
                Some(Item::Pause(time)) => {
                    attributes.pause = Some(u32::try_from(time.as_secs()).unwrap_or(u32::MAX));
                    pause = Some(time);
                }
                Some(Item::Terminate) => {
                    attributes.kind = Some(BodyType::Terminate);
                    self.phase = Phase::Closing;
                    self.asked = true;
                }
                None => {}
            }
            break;
        }
        self.queue_bytes = self.queue_bytes.saturating_sub(bytes);
        self.request(attributes, &payloads, pause);
    }

    fn request(&mut self, mut attributes: Attributes<'_>, payloads: &[Payload], pause: Option<Duration>) {
        let rid = self.next_rid;
        let Some(next) = rid.next() else { return self.end(Why::Exhausted) };
        self.next_rid = next;
        attributes.rid = Some(rid);
        if let Some(granted) = &self.granted {
            attributes.sid = Some(granted.sid.clone().into());
            if self.config.acks == Acks::On {
                // Left out when it would say that all before this request were answered (§9.2).
                attributes.ack =
                    self.open.front().and_then(|o| o.rid.back(1)).filter(|ack| ack.next() != Some(rid));
            }
        }
        if let Some(chain) = &mut self.chain {
            if self.granted.is_some() {
                let (key, new) = chain.next(&mut self.chance);
                (attributes.key, attributes.newkey) = (Some(key.into()), new.map(Into::into));
            } else {
                attributes.newkey = Some(chain.first().into());
            }
        }
        let entity = Entity::write(&attributes, payloads);
        let state = self.fly(&entity);
        self.open.push_back(Open { rid, entity, state, since: self.now, attempts: 0, pause });
        if rid.get() + 16 > Rid::MAX.get() && self.phase == Phase::Open {
            self.queue.push_back(Item::Terminate);
        }
    }

    fn fly(&mut self, entity: &Entity) -> State {
        let exchange = Exchange(self.next_exchange);
        self.next_exchange += 1;
        self.transmits.push_back(Transmit::Send { exchange, entity: entity.clone() });
        State::Flying { exchange, until: (!self.stale).then(|| self.now + self.longest_answer()) }
    }

    /// Something went wrong with this request: it and all before it without an answer will be sent again (§14.2).
    pub(super) fn repeat_up_to(&mut self, at: usize) {
        if self.leaving.is_some() {
            return self.end(Why::Closed);
        }
        let attempts = self.open.get(at).map_or(0, |o| o.attempts);
        let pause = self.retry_pause(attempts);
        for open in self.open.iter_mut().take(at + 1) {
            if let State::Flying { exchange, .. } = open.state {
                self.transmits.push_back(Transmit::Cancel { exchange });
                open.state = State::Waiting { at: self.now + pause };
                open.attempts += 1;
            }
        }
    }

    fn retry_pause(&mut self, attempts: u32) -> Duration {
        if attempts == 0 {
            return Duration::ZERO;
        }
        let doubled = self.config.retry_first.saturating_mul(1 << (attempts - 1).min(16));
        let pause = doubled.min(self.config.retry_most);
        // Up to a quarter more, so that clients cut off together do not come back together.
        let spread = u32::try_from(self.chance.number() & 0xff).unwrap_or(0);
        pause + pause * spread / 1024
    }

    /// Lowest first (§14.2).
    fn repeat_due(&mut self) {
        for at in 0..self.open.len() {
            let due =
                self.open.get(at).filter(|o| matches!(o.state, State::Waiting { at } if at <= self.now));
            let Some(entity) = due.map(|o| o.entity.clone()) else { continue };
            let state = self.fly(&entity);
            if let Some(open) = self.open.get_mut(at) {
                open.state = state;
            }
        }
    }
}
