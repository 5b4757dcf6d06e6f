//! Creation requests, and what is granted (§7).

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use bytes::Bytes;

use super::answer::terminate;
use super::api::{Event, Opened, Request, SessionId};
use super::session::{Held, Phase, Session, Terms};
use super::{Acks, Config, Manager, content_type};
use crate::body::{Attributes, Body};
use crate::keys::Lock;
use crate::types::{Condition, Rid, Version};

impl Manager {
    /// Takes a request without a session id: it must be a wish for a new session.
    pub(super) fn open(&mut self, request: &Request, body: &Body<'_>) {
        let said = &body.attributes;
        let (terms, rid) = match negotiate(&self.config, body) {
            Ok(granted) => granted,
            Err(condition) => return self.refuse_creation(request, said, condition),
        };
        if !self.make_room() {
            return self.refuse_creation(request, said, Condition::InternalServerError);
        }
        self.stats.opened += 1;
        self.last_session += 1;
        let id = SessionId(self.last_session);
        let sid = self.sids.create(&mut self.chance, id);
        let creation = grant(&self.config, &terms, rid, sid.as_str());
        let held = Held { rid, request: Some(request.id), arrived: self.now, repeats: 0 };
        let session = Session {
            id,
            sid,
            security: request.security,
            terms,
            phase: Phase::Opening { until: self.now + self.config.open_timeout },
            creation: Some(Box::new(creation)),
            last_in: rid,
            held: VecDeque::from([held]),
            parked: BTreeMap::new(),
            sent: VecDeque::new(),
            acked: None,
            queue: VecDeque::new(),
            queue_bytes: 0,
            idle_since: self.now,
            pause: None,
            last_new: None,
            lock: said.newkey.as_deref().map(|newkey| Box::new(Lock::new(newkey))),
            report: None,
            armed: None,
            dirty: false,
            counted: 0,
        };
        self.sessions.insert(id, Box::new(session));
        self.out.open.insert(request.id, id);
        self.touch(id, |_, _| {});
        let text = |t: &Option<std::borrow::Cow<'_, str>>| t.as_deref().map(str::to_owned);
        self.out.events.push_back(Event::Opened(Opened {
            session: id,
            to: text(&said.to),
            from: text(&said.from),
            route: text(&said.route),
            lang: text(&said.lang),
            xmpp_version: said.xmpp_version,
            security: request.security,
        }));
    }

    /// Is there room for one more session, if need be in place of one that has ended?
    fn make_room(&mut self) -> bool {
        if self.out.bytes >= self.config.limits.total {
            return false;
        }
        if self.sessions.len() < self.config.limits.sessions {
            return true;
        }
        let Some(&(_, id)) = self.lingering.first() else { return false };
        self.touch(id, |session, _| session.phase = Phase::Gone);
        true
    }

    fn refuse_creation(&mut self, request: &Request, said: &Attributes<'_>, condition: Condition) {
        self.stats.refused += 1;
        match condition.legacy_status() {
            Some(status) if said.ver.is_none() => self.out.status(request.id, status),
            _ => self.out.answer(request.id, 200, content_type(), terminate(Some(condition))),
        }
    }
}

fn negotiate(config: &Config, body: &Body<'_>) -> Result<(Terms, Rid), Condition> {
    let said = &body.attributes;
    let (Some(rid), None) = (said.rid, said.invalid) else { return Err(Condition::BadRequest) };
    // What has payload or an end is a request of a session whose id was lost on the way, not a wish for a new one.
    if !body.payload.is_empty() || said.kind.is_some() || rid.next().is_none() {
        return Err(Condition::BadRequest);
    }
    let asked = said.wait.map_or(config.max_wait, |s| Duration::from_secs(u64::from(s)));
    let wait = asked.min(config.max_wait);
    let hold = said.hold.unwrap_or(1).min(config.max_hold);
    let polling = wait.is_zero() || hold == 0;
    // A client that keeps to `polling` must not lose its session for it (§12).
    let least = if polling { config.polling * 2 } else { Duration::ZERO };
    let terms = Terms {
        wait,
        hold: hold as usize,
        requests: u64::from(hold) + 1,
        inactivity: config.inactivity.max(least),
        version: said.ver,
        client_acks: said.ack.is_some(),
        content_type: said.content.as_deref().map_or(Ok(content_type()), header_value)?,
    };
    Ok((terms, rid))
}

fn header_value(text: &str) -> Result<Bytes, Condition> {
    let fit = !text.is_empty() && text.len() <= 256 && text.bytes().all(|b| matches!(b, b' '..=b'~'));
    if fit { Ok(Bytes::copy_from_slice(text.as_bytes())) } else { Err(Condition::BadRequest) }
}

fn grant(config: &Config, terms: &Terms, rid: Rid, sid: &str) -> Attributes<'static> {
    let seconds = |d: Duration| u32::try_from(d.as_secs()).unwrap_or(u32::MAX);
    Attributes {
        sid: Some(sid.to_owned().into()),
        wait: Some(seconds(terms.wait)),
        hold: u32::try_from(terms.hold).ok(),
        requests: u32::try_from(terms.requests).ok(),
        inactivity: Some(seconds(terms.inactivity)),
        polling: (!config.polling.is_zero()).then(|| seconds(config.polling)),
        maxpause: config.max_pause.map(seconds),
        ver: terms.version.map(|theirs| theirs.min(Version::CURRENT)),
        ack: (config.acks == Acks::On).then_some(rid),
        charsets: Some("UTF-8".into()),
        ..Attributes::default()
    }
}
