//! Events in words, a line each.

use std::fmt;

use finesse_proto::Event as Told;

use crate::Event;

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Online(jid) => write!(f, "events come to {jid}"),
            Self::Reconnecting(end) => write!(f, "no events for now: {end}; connecting again"),
            Self::Offline(end) => write!(f, "no more events: {end}"),
            Self::Unanswered => f.write_str("the notification service does not answer"),
            Self::Finesse(told) => show(told, f),
        }
    }
}

fn show(told: &Told, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match told {
        Told::State { from: Some(from), to } => write!(f, "state {to} (was {from})"),
        Told::State { from: None, to } => write!(f, "state {to}"),
        Told::User(user) => write!(f, "user {} is {}", user.display_name(), user.state.trim()),
        Told::Dialog { event, dialog } => {
            write!(f, "call {} {}: {}", dialog.id.trim(), event.as_str(), dialog.state.trim())?;
            for party in &dialog.participants {
                write!(f, ", {} {}", party.media_address.trim(), party.state.trim())?;
            }
            Ok(())
        }
        Told::CallGone { id } => write!(f, "call {id} is gone"),
        Told::Member { team, event, user } => {
            write!(f, "team {team} {}: {} is {}", event.as_str(), user.display_name(), user.state.trim())
        }
        Told::Queue { event, queue } => write!(f, "queue {} {}", queue.name.trim(), event.as_str()),
        Told::Settled { id, outcome } => write!(f, "request {}: {outcome:?}", id.as_str()),
        Told::Refused { status, .. } => write!(f, "a request was refused with {status}"),
        Told::SystemInfo(info) => write!(f, "the server is {}", info.status.trim()),
        Told::OutOfService(trouble) => write!(f, "the server is lost: {trouble:?}"),
        Told::InService => f.write_str("the server is back"),
        Told::Update(update) => write!(f, "update of {}", update.source),
        Told::Answer { ticket, .. } => write!(f, "answer {}", ticket.0),
        other => write!(f, "{other:?}"),
    }
}
