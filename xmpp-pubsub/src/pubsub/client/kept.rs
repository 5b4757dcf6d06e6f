//! Subscriptions that a client keeps, whatever becomes of its connection.

use std::collections::BTreeMap;
use std::time::Instant;

use super::super::name::{NodeId, SubId};
use super::super::request::{Answer, Request, SubscriptionInfo, Which};
use super::super::words::SubscriptionState;
use super::{Client, ClientEvent, Purpose, RequestError, RequestId, SubscribeAs};
use crate::{Jid, Page};

/// Subscriptions that are looked at when the connection is there again, at most; a service that finds no end must not
/// make a client grow.
const MAX_FOUND: usize = 10_000;

/// What is kept, and how far the search for it is.
#[derive(Debug, Default)]
pub(super) struct Keeping {
    nodes: BTreeMap<NodeId, Kept>,
    /// The service has been asked what is still there.
    looking: bool,
    found: Vec<SubscriptionInfo>,
    /// The end of the last page of that.
    seen: Option<String>,
}

#[derive(Debug)]
struct Kept {
    how: SubscribeAs,
    /// Under which address the service may have it: it was asked for, whether that was answered or not.
    jid: Option<Jid>,
    subid: Option<SubId>,
    /// What the service said of it on this connection.
    state: Option<SubscriptionState>,
    /// A request for it waits for its answer.
    asked: bool,
}

impl Keeping {
    /// The connection is gone. What the service has is not known any more.
    pub(super) fn disconnected(&mut self) {
        self.looking = false;
        for kept in self.nodes.values_mut() {
            (kept.state, kept.asked) = (None, false);
        }
    }

    /// The service tells of a subscription.
    pub(super) fn told(&mut self, info: &SubscriptionInfo) {
        let Some(kept) = info.node.as_ref().and_then(|node| self.nodes.get_mut(node)) else { return };
        if kept.jid.as_ref() == Some(&info.jid) && kept.state.is_some() {
            kept.state = Some(info.state);
        }
    }
}

impl Client {
    /// Subscribes to a node, and again whenever the connection comes back. Comes to [`ClientEvent::Kept`]. A node that is
    /// kept already, in the same way, is not subscribed to a second time.
    pub fn keep_subscribed(&mut self, now: Instant, node: NodeId, how: SubscribeAs) {
        match self.keeping.nodes.get(&node) {
            Some(kept) if kept.how == how => {
                if let Some(state) = kept.state.filter(|state| *state != SubscriptionState::None) {
                    return self.events.push_back(ClientEvent::Kept(node, Ok(state)));
                }
                if kept.asked {
                    return;
                }
            }
            Some(_) => {
                // Nobody waits for the answer.
                self.end(now, &node, Purpose::CleanUp);
            }
            None => {}
        }
        let fresh = Kept { how, jid: None, subid: None, state: None, asked: false };
        self.keeping.nodes.entry(node.clone()).or_insert(fresh);
        // What the service has is about to be known.
        if self.jid.is_some() && !self.keeping.looking {
            self.subscribe(now, node);
        }
    }

    /// Ends what [`keep_subscribed`](Self::keep_subscribed) began. `None`: the service has nothing to end; what it was
    /// asked for and has not answered is ended when it does.
    pub fn end_subscription(&mut self, now: Instant, node: &NodeId) -> Option<RequestId> {
        let id = RequestId(self.next);
        if !self.end(now, node, Purpose::User(id)) {
            return None;
        }
        self.next += 1;
        Some(id)
    }

    /// Whether there was something to end.
    fn end(&mut self, now: Instant, node: &NodeId, purpose: Purpose) -> bool {
        let Some(Kept { jid: Some(jid), subid, asked: false, .. }) = self.keeping.nodes.remove(node) else {
            return false;
        };
        let which = Which { node: Some(node.clone()), jid: Some(jid), subid };
        self.ask(now, Request::Unsubscribe(which), purpose);
        true
    }

    /// Asks what is still there, if anything should be.
    pub(super) fn look(&mut self, now: Instant) {
        if self.keeping.nodes.is_empty() {
            return;
        }
        self.keeping.found.clear();
        (self.keeping.looking, self.keeping.seen) = (true, None);
        self.ask(now, Request::Subscriptions(None, None), Purpose::Look);
    }

    /// The address to subscribe under.
    fn address(&self, how: SubscribeAs) -> Option<Jid> {
        let jid = self.jid.as_ref()?;
        Some(if how == SubscribeAs::BareJid { jid.to_bare() } else { jid.clone() })
    }

    fn subscribe(&mut self, now: Instant, node: NodeId) {
        let Some(jid) = self.keeping.nodes.get(&node).and_then(|kept| self.address(kept.how)) else { return };
        if let Some(kept) = self.keeping.nodes.get_mut(&node) {
            (kept.jid, kept.subid, kept.state, kept.asked) = (Some(jid.clone()), None, None, true);
        }
        let request = Request::Subscribe { node: Some(node.clone()), jid: Some(jid), options: None };
        self.ask(now, request, Purpose::Keep(node));
    }

    /// A request to subscribe has come to its end.
    pub(super) fn subscribed(
        &mut self,
        now: Instant,
        node: NodeId,
        request: &Request,
        answer: Result<Answer, RequestError>,
    ) {
        let Request::Subscribe { jid: Some(asked), .. } = request else { return };
        // RFC 6120 lets a service say nothing but "done".
        let made = answer.map(|answer| match answer {
            Answer::Subscription(info) => (info.jid, info.subid, info.state),
            _ => (asked.clone(), None, SubscriptionState::Subscribed),
        });
        let wanted = self.keeping.nodes.get_mut(&node).filter(|kept| kept.jid.as_ref() == Some(asked));
        match (wanted, made) {
            (Some(kept), made) if kept.asked => {
                kept.asked = false;
                let told = match made {
                    Ok((jid, subid, state)) => {
                        (kept.jid, kept.subid, kept.state) = (Some(jid), subid, Some(state));
                        Ok(state)
                    }
                    Err(error) => {
                        if matches!(error, RequestError::Refused(_)) {
                            kept.jid = None;
                        }
                        Err(error)
                    }
                };
                self.events.push_back(ClientEvent::Kept(node, told));
            }
            // A second subscription beside the one that is kept; or, without a subid, that one.
            (Some(kept), Ok((jid, Some(subid), _))) if kept.subid.as_ref() != Some(&subid) => {
                self.clean_up(now, node, jid, Some(subid));
            }
            (Some(_), _) | (None, Err(_)) => {}
            // It has been ended meanwhile, or is kept under another address.
            (None, Ok((jid, subid, _))) => self.clean_up(now, node, jid, subid),
        }
    }

    fn clean_up(&mut self, now: Instant, node: NodeId, jid: Jid, subid: Option<SubId>) {
        let which = Which { node: Some(node), jid: Some(jid), subid };
        self.ask(now, Request::Unsubscribe(which), Purpose::CleanUp);
    }

    /// Subscribes where that is missing, and ends what a former connection left behind. A service that does not tell
    /// what is there is asked for everything.
    pub(super) fn looked(&mut self, now: Instant, answer: Result<Answer, RequestError>) {
        if let Ok(Answer::Subscriptions(_, found, set)) = answer {
            let (more, set) = (!found.is_empty(), set.unwrap_or_default());
            self.keeping.found.extend(found);
            let all = set.count.map_or(MAX_FOUND, |count| MAX_FOUND.min(count as usize));
            // A service that does not count gives an empty page at the end; one that knows no pages gives the same again.
            let further = more && self.keeping.found.len() < all && self.keeping.seen != set.last;
            if let Some(last) = set.last.filter(|_| further) {
                self.keeping.seen = Some(last.clone());
                let page = Page { after: Some(last), ..Page::default() };
                return self.ask(now, Request::Subscriptions(None, Some(page)), Purpose::Look);
            }
        }
        self.keeping.looking = false;
        let found = std::mem::take(&mut self.keeping.found);
        let nodes: Vec<NodeId> = self.keeping.nodes.keys().cloned().collect();
        for node in nodes {
            let Some(kept) = self.keeping.nodes.get(&node) else { continue };
            let (wanted, former) = (self.address(kept.how), kept.jid.clone());
            let of_node = || found.iter().filter(|info| info.node.as_ref() == Some(&node));
            let former = former.filter(|former| Some(former) != wanted.as_ref());
            for left in of_node().filter(|info| Some(&info.jid) == former.as_ref()) {
                self.clean_up(now, node.clone(), left.jid.clone(), left.subid.clone());
            }
            let mut there = of_node().filter(|info| info.state != SubscriptionState::None);
            match there.find(|info| Some(&info.jid) == wanted.as_ref()) {
                Some(SubscriptionInfo { state, subid, .. }) => {
                    if let Some(kept) = self.keeping.nodes.get_mut(&node) {
                        (kept.jid, kept.subid, kept.state) = (wanted, subid.clone(), Some(*state));
                    }
                    self.events.push_back(ClientEvent::Kept(node, Ok(*state)));
                }
                None => self.subscribe(now, node),
            }
        }
    }
}
