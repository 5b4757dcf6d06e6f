//! Requests that wait for their replies.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use crate::{IqType, Jid, Stanza, StanzaType};

use super::RequestId;

#[derive(Debug)]
struct Waiting {
    to: Option<Jid>,
    deadline: Instant,
}

/// Matches replies by id and sender (STZ-2), and knows which are late.
#[derive(Debug)]
pub(super) struct Requests {
    /// Begins every id, so that others cannot guess them.
    prefix: String,
    last: u64,
    waiting: BTreeMap<u64, Waiting>,
    deadlines: BTreeSet<(Instant, u64)>,
}

impl Requests {
    pub(super) fn new(prefix: String) -> Self {
        Self { prefix, last: 0, waiting: BTreeMap::new(), deadlines: BTreeSet::new() }
    }

    /// The same count goes on under another prefix.
    pub(super) fn renamed(self, prefix: String) -> Self {
        Self { prefix, ..self }
    }

    pub(super) fn len(&self) -> usize {
        self.waiting.len()
    }

    pub(super) fn add(&mut self, to: Option<Jid>, deadline: Instant) -> RequestId {
        self.last += 1;
        self.waiting.insert(self.last, Waiting { to, deadline });
        self.deadlines.insert((deadline, self.last));
        RequestId(self.last)
    }

    /// The `id` of a request's stanza.
    pub(super) fn id(&self, request: RequestId) -> String {
        format!("{}-{}", self.prefix, request.0)
    }

    /// The `id` of a ping, to which any answer is good enough.
    pub(super) fn ping_id(&self) -> String {
        format!("{}-ping", self.prefix)
    }

    /// Whether only we could have sent what this stanza answers.
    pub(super) fn is_own(&self, stanza: &Stanza) -> bool {
        stanza.id().is_some_and(|id| id.starts_with(&self.prefix))
    }

    /// The request that this stanza answers, which then no longer waits.
    pub(super) fn answered(&mut self, stanza: &Stanza, own: &Jid) -> Option<RequestId> {
        if !matches!(stanza.stanza_type(), StanzaType::Iq(IqType::Result | IqType::Error)) {
            return None;
        }
        let number = stanza.id()?.strip_prefix(&self.prefix)?.strip_prefix('-')?.parse().ok()?;
        let waiting = self.waiting.get(&number)?;
        if !is_from(stanza.from(), waiting.to.as_ref(), own) {
            return None;
        }
        let deadline = waiting.deadline;
        self.waiting.remove(&number);
        self.deadlines.remove(&(deadline, number));
        Some(RequestId(number))
    }

    pub(super) fn next_deadline(&self) -> Option<Instant> {
        self.deadlines.first().map(|(at, _)| *at)
    }

    /// A request whose time is over by now.
    pub(super) fn late(&mut self, now: Instant) -> Option<RequestId> {
        let first = *self.deadlines.first().filter(|(at, _)| *at <= now)?;
        self.deadlines.remove(&first);
        self.waiting.remove(&first.1);
        Some(RequestId(first.1))
    }

    /// All that wait, in order; none waits afterwards.
    pub(super) fn take_all(&mut self) -> Vec<RequestId> {
        self.deadlines.clear();
        std::mem::take(&mut self.waiting).into_keys().map(RequestId).collect()
    }
}

/// STZ-5: the server answers for the account and for itself with the account's address, its domain or without one.
fn is_from(from: Option<&Jid>, to: Option<&Jid>, own: &Jid) -> bool {
    let for_account =
        |jid: &Jid| jid == own || jid.as_str() == own.bare_str() || jid.as_str() == own.domain();
    match (from, to) {
        (Some(from), Some(to)) => from == to,
        (None, Some(to)) => for_account(to),
        (Some(from), None) => for_account(from),
        (None, None) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jid(text: &str) -> Jid {
        Jid::new(text).unwrap()
    }

    #[test]
    fn stz_5_who_may_answer() {
        let own = jid("me@s/r");
        let cases = [
            (Some("p.s"), Some("p.s"), true),
            (Some("evil@s"), Some("p.s"), false),
            (None, Some("p.s"), false),
            (None, None, true),
            (Some("me@s"), None, true),
            (Some("me@s/r"), None, true),
            (Some("s"), None, true),
            (Some("me@s/other"), None, false),
            (Some("evil@s"), None, false),
            (None, Some("s"), true),
            (None, Some("me@s"), true),
        ];
        for (from, to, expected) in cases {
            let (from_jid, to_jid) = (from.map(jid), to.map(jid));
            assert_eq!(is_from(from_jid.as_ref(), to_jid.as_ref(), &own), expected, "{from:?} {to:?}");
        }
    }
}
