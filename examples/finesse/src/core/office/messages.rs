//! Messages of supervisors to their teams: kept until their time is over, and told to whoever has subscribed to the team's node.
//!
//! The name of that node, `/finesse/api/Team/{id}/TeamMessages`, is not confirmed by the guide.

use std::time::{Duration, Instant, UNIX_EPOCH};

use finesse_proto::{
    Context, Creator, Data, Node, Refusal, Role, TeamMessage, TeamMessages, Update, UpdateEvent,
};

use super::store::Message;
use super::{NodeNotice, Office};
use crate::core::Now;

/// Longest message, in characters.
const MAX_CONTENT: usize = 255;
/// Longest time a message may stay, in seconds, and most messages at a time; both are ours, the product's are not known.
const MAX_DURATION: u64 = 7 * 24 * 60 * 60;
const MAX_MESSAGES: usize = 100;
/// Teams of one message.
const MAX_TEAMS: usize = 50;

impl Office {
    pub(super) fn write_message(
        &mut self,
        cx: Context<'_>,
        body: &TeamMessage<'_>,
    ) -> Result<TeamMessage<'_>, Refusal> {
        let content = body.content.trim();
        let incomplete = |name: &str| Refusal::bad_request(format!("required parameter {name} is missing"));
        if content.is_empty() {
            return Err(incomplete("content"));
        }
        if body.duration.trim().is_empty() {
            return Err(incomplete("duration"));
        }
        if body.teams.is_empty() {
            return Err(incomplete("teams"));
        }
        if content.chars().count() > MAX_CONTENT || content.chars().any(|c| c.is_control() && c != '\n') {
            return Err(Refusal::bad_request(
                "content is longer than 255 characters, or holds control characters",
            ));
        }
        let seconds =
            body.duration.trim().parse().ok().filter(|seconds| (1..=MAX_DURATION).contains(seconds));
        let seconds: u64 = seconds.ok_or_else(|| Refusal::bad_request("duration is no number of seconds"))?;
        if body.teams.len() > MAX_TEAMS {
            return Err(Refusal::bad_request("too many teams"));
        }
        let mut teams: Vec<u32> = Vec::new();
        for team in &body.teams {
            let id = team.trim().parse().ok().filter(|id| self.teams.contains_key(id));
            let id = id.ok_or_else(|| Refusal::not_found(team.trim()))?;
            self.may_write_to(cx, id)?;
            if !teams.contains(&id) {
                teams.push(id);
            }
        }
        if self.store.messages.len() >= MAX_MESSAGES {
            return Err(Refusal::too_many_messages());
        }
        let person = self.people.get(&cx.caller.user);
        let mut creator = Creator::default();
        creator.first_name = person.map(|person| person.first.clone()).unwrap_or_default().into();
        creator.id = cx.caller.user.clone().into();
        creator.last_name = person.map(|person| person.last.clone()).unwrap_or_default().into();
        let mut record = TeamMessage::default();
        let uuid = self.uuid();
        let made = self.clock.duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
        record.content = content.to_owned().into();
        record.created_at = Some(made.to_string().into());
        record.created_by = Some(creator);
        record.duration = seconds.to_string().into();
        record.teams = teams.iter().map(|team| team.to_string().into()).collect();
        record.uri = Some(format!("/finesse/api/TeamMessage/{uuid}").into());
        record.id = Some(uuid.into());
        let until = cx.now + Duration::from_secs(seconds);
        let id = self.store.add_message(Message { record: record.clone(), teams: teams.clone(), until });
        self.tell_message(UpdateEvent::Post, &record, &teams);
        // It was put there a moment ago.
        self.store.messages.get(&id).map(|message| message.record.clone()).ok_or_else(Refusal::internal)
    }

    pub(super) fn one_message(&self, cx: Context<'_>, id: &str) -> Result<TeamMessage<'_>, Refusal> {
        let (_, message) = self.message_row(id)?;
        let leads = |team: &u32| self.may_write_to(cx, *team).is_ok();
        if !wrote(cx, message) && !message.teams.iter().any(leads) {
            return Err(Refusal::other_user(&cx.caller.user));
        }
        Ok(message.record.clone())
    }

    /// Those the caller wrote.
    pub(super) fn own_messages(&self, cx: Context<'_>) -> TeamMessages<'_> {
        let mut messages = TeamMessages::default();
        let own = self.store.messages.values().filter(|message| wrote(cx, message));
        messages.messages = own.map(|message| message.record.clone()).collect();
        messages
    }

    pub(super) fn withdraw_message(&mut self, cx: Context<'_>, id: &str) -> Result<(), Refusal> {
        let (number, message) = self.message_row(id)?;
        if !wrote(cx, message) && cx.caller.role != Role::Administrator {
            return Err(Refusal::other_user(&cx.caller.user));
        }
        self.remove_message(number);
        Ok(())
    }

    /// Takes away what has been there long enough.
    pub(in crate::core) fn expire(&mut self, now: Now) {
        let over = self.store.messages.iter().filter(|(_, message)| message.until <= now.at);
        let over: Vec<u32> = over.map(|(id, _)| *id).collect();
        for id in over {
            self.remove_message(id);
        }
    }

    /// When the next message goes.
    pub(in crate::core) fn deadline(&self) -> Option<Instant> {
        self.store.messages.values().map(|message| message.until).min()
    }

    /// Messages of a configuration that does not count any more may have been told.
    pub(super) fn take_back(&mut self, old: super::store::Store) {
        for (id, message) in old.messages {
            if !self.store.messages.contains_key(&id) {
                self.tell_message(UpdateEvent::Delete, &message.record, &message.teams);
            }
        }
    }

    fn remove_message(&mut self, id: u32) {
        if let Some(message) = self.store.take_message(id) {
            self.tell_message(UpdateEvent::Delete, &message.record, &message.teams);
        }
    }

    fn message_row(&self, id: &str) -> Result<(u32, &Message), Refusal> {
        let found = self.store.messages.iter().find(|(_, message)| message.record.id.as_deref() == Some(id));
        found.map(|(number, message)| (*number, message)).ok_or_else(|| Refusal::not_found(id))
    }

    /// Supervisors write to the teams they lead.
    fn may_write_to(&self, cx: Context<'_>, team: u32) -> Result<(), Refusal> {
        let leads = self.teams.get(&team).is_some_and(|row| row.supervisors.contains(&cx.caller.user));
        if leads || cx.caller.role == Role::Administrator {
            return Ok(());
        }
        Err(Refusal::other_user(&cx.caller.user))
    }

    fn tell_message(&mut self, event: UpdateEvent, record: &TeamMessage<'static>, teams: &[u32]) {
        let source = record.uri.clone().unwrap_or_default();
        for team in teams {
            let data = Data::TeamMessage(Box::new(record.clone()));
            let update = Update::new(event, source.clone(), data);
            self.notices.push_back(NodeNotice { node: Node::TeamMessages(team.to_string()), update });
        }
    }
}

fn wrote(cx: Context<'_>, message: &Message) -> bool {
    message.record.created_by.as_ref().is_some_and(|creator| creator.id == cx.caller.user)
}
