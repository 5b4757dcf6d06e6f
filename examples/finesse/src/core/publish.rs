//! What is told, to whom, and what has to be told again.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use finesse_proto::{Data, Node, RequestId, Update, UpdateEvent};

use super::cti::{CtiLink, Told};
use super::xmpp::XmppLink;
use super::{Core, Now};

/// How long before a loss updates may have been on their way into nowhere: the stream notices a silent peer within it.
const DOUBT: Duration = Duration::from_secs(120);
/// Ends of calls that are kept for that.
const MAX_ENDS: usize = 10_000;

/// Calls that have left lists lately. Users and calls can be told as they are when the notification service is back; that a call is there
/// no longer has to be told as it was told before.
#[derive(Debug, Default)]
pub(super) struct Ends(VecDeque<(Instant, Node, Update<'static>)>);

impl Ends {
    /// Keeps one; while updates arrive only as long as that may be in doubt.
    fn note(&mut self, now: Instant, arrives: bool, node: &Node, update: Update<'static>) {
        while self.0.front().is_some_and(|(at, ..)| arrives && now.duration_since(*at) > DOUBT)
            || self.0.len() >= MAX_ENDS
        {
            self.0.pop_front();
        }
        self.0.push_back((now, node.clone(), update));
    }
}

impl Core {
    /// Publishes a user to its own node and to those of its teams.
    pub(super) fn publish_user(&mut self, now: Now, told: Told, id: Option<&RequestId>) {
        let node = Node::User(told.user.clone());
        let source = node.to_string();
        let request = id.map(RequestId::as_str).unwrap_or_default();
        let whole = Update::new(UpdateEvent::Put, &source, Data::User(Box::new(told.whole)));
        let short = Update::new(UpdateEvent::Put, &source, Data::User(Box::new(told.short)));
        let mut what = format!("publish {node} {}", told.state);
        if let Some(xmpp) = &mut self.xmpp {
            xmpp.publish(now.at, &node, &whole.caused_by(request));
            let short = short.caused_by(request);
            for team in self.office.teams_of(&told.user) {
                xmpp.publish(now.at, &Node::TeamUsers(team.to_string()), &short);
            }
        } else {
            what.push_str(": not connected");
        }
        self.hop("XMPP", &told.user, id, what);
    }

    pub(super) fn publish(
        &mut self,
        now: Now,
        node: &Node,
        update: Update<'static>,
        who: &str,
        id: Option<&RequestId>,
    ) {
        if matches!((&update.data, update.event), (Data::Dialogs(_), Some(UpdateEvent::Delete))) {
            let arrives = self.xmpp.as_ref().is_some_and(XmppLink::is_ready);
            self.ends.note(now.at, arrives, node, update.clone());
        }
        let update = update.caused_by(id.map(RequestId::as_str).unwrap_or_default());
        if let Some(xmpp) = &mut self.xmpp {
            xmpp.publish(now.at, node, &update);
        }
        let event = update.event.unwrap_or_default().as_str();
        let what = match &update.data {
            Data::Errors(errors) => {
                errors.first().map_or_else(String::new, |e| format!(" {}: {}", e.kind, e.message))
            }
            Data::Dialog(dialog) => format!(" PUT {} {}", dialog.id, dialog.state),
            Data::Dialogs(dialogs) => {
                dialogs.dialogs.first().map_or_else(String::new, |d| format!(" {event} {} {}", d.id, d.state))
            }
            _ => format!(" {event}"),
        };
        self.hop("XMPP", who, id, format!("publish {node}{what}"));
    }

    /// In service is who has both links. A change is told, and on return the last state of everybody and of every call.
    pub(super) fn service_changed(&mut self, now: Now) {
        let cti = self.cti.as_ref().is_some_and(CtiLink::is_ready);
        let xmpp = self.xmpp.as_ref().is_some_and(XmppLink::is_ready);
        self.office.cti_up = cti;
        let was = std::mem::replace(&mut self.office.in_service, cti && xmpp);
        if was == self.office.in_service {
            return;
        }
        self.hop("REST", "", None, if was { "OUT_OF_SERVICE" } else { "IN_SERVICE" }.to_owned());
        let system = self.office.system();
        let update =
            Update::new(UpdateEvent::Put, "/finesse/api/SystemInfo", Data::SystemInfo(Box::new(system)));
        if let Some(xmpp) = &mut self.xmpp {
            xmpp.publish(now.at, &Node::SystemInfo, &update);
        }
        if self.office.in_service {
            let users: Vec<String> = self.office.people.keys().cloned().collect();
            for user in users {
                if let Some(told) = Told::now(&self.office, &user) {
                    self.publish_user(now, told, None);
                }
            }
            self.tell_calls_again(now);
        }
    }

    /// What was told of calls may not have arrived. (An engine that comes back is asked about calls anyway.)
    fn tell_calls_again(&mut self, now: Now) {
        let Some(lost) = self.xmpp_lost.take() else { return };
        for (at, node, update) in std::mem::take(&mut self.ends.0) {
            if at + DOUBT >= lost {
                let who = if let Node::UserDialogs(user) = &node { user.clone() } else { String::new() };
                self.publish(now, &node, update, &who, None);
            }
        }
        for notice in self.office.calls_as_they_are() {
            self.publish(now, &Node::UserDialogs(notice.user.clone()), notice.update, &notice.user, None);
        }
    }
}
