//! Requests that wait for their answer.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use crate::{InvokeId, MessageType};

/// Requests by invoke id, and by the moment at which waiting ends.
#[derive(Debug, Default)]
pub(super) struct Pending {
    requests: BTreeMap<InvokeId, Request>,
    deadlines: BTreeSet<(Instant, InvokeId)>,
    last: u32,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Request {
    pub(super) message: MessageType,
    pub(super) confirmation: MessageType,
    deadline: Instant,
}

impl Pending {
    pub(super) fn len(&self) -> usize {
        self.requests.len()
    }

    /// An id that no unanswered request has. Ids count up, so that a late answer does not meet a new request soon.
    pub(super) fn next_id(&mut self) -> InvokeId {
        loop {
            self.last = self.last.wrapping_add(1);
            // The guides use 0 where there is no request and all ones for "none".
            if self.last != 0 && self.last != u32::MAX && !self.requests.contains_key(&InvokeId(self.last)) {
                return InvokeId(self.last);
            }
        }
    }

    pub(super) fn insert(
        &mut self,
        id: InvokeId,
        message: MessageType,
        confirmation: MessageType,
        deadline: Instant,
    ) {
        self.requests.insert(id, Request { message, confirmation, deadline });
        self.deadlines.insert((deadline, id));
    }

    pub(super) fn take(&mut self, id: InvokeId) -> Option<Request> {
        let request = self.requests.remove(&id)?;
        self.deadlines.remove(&(request.deadline, id));
        Some(request)
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.deadlines.first().map(|(at, _)| *at)
    }

    /// The next request whose time is over.
    pub(super) fn take_late(&mut self, now: Instant) -> Option<(InvokeId, Request)> {
        let (at, id) = *self.deadlines.first()?;
        if at > now {
            return None;
        }
        self.take(id).map(|request| (id, request))
    }

    /// Any request, until none is left.
    pub(super) fn take_any(&mut self) -> Option<(InvokeId, Request)> {
        let id = *self.requests.keys().next()?;
        self.take(id).map(|request| (id, request))
    }
}
