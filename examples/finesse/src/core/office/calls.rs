//! Calls, as CTI tells them, and whose list of dialogs each is in.
//!
//! ```text
//!   BEGIN_CALL    SERVICE_INITIATED   ORIGINATED                    ESTABLISHED      HELD
//!   ──────────▶ INITIATING ─────────▶ INITIATED ──────────────────▶ ACTIVE ◀──────────▶ HELD
//!                                        │ FAILED                     ▲     RETRIEVED    │
//!   DELIVERED                            ▼                            │                  │ CONNECTION_CLEARED
//!   ──────────▶ ALERTING               FAILED        ANSWER           │                  ▼
//!                  └──────────────────────────────────────────────────┘               DROPPED
//! ```
//!
//! A call enters an agent's list with the agent's participant (`POST`), is told with each change (`PUT`), and leaves the list when the
//! agent has left it (`DELETE`): at the end of the call, of the agent's wrap-up, or when it goes on without the agent.

use std::collections::BTreeMap;
use std::time::SystemTime;

use finesse_proto::{
    Action, AgentState, Data, DialogState, Dialogs, IntoOwned as _, ParticipantState, Product, RequestId,
    Situation, StateCause, Update, UpdateEvent, allowed,
};

use super::Office;

/// Calls that are followed; an engine has far fewer, so more are somebody's mistake.
const MAX_CALLS: usize = 50_000;
/// Participants of one call.
const MAX_PARTIES: usize = 64;
/// Variables of the centre's own, array elements counted one by one, of one call.
const MAX_NAMED: usize = 256;

/// One end of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::core) struct Party {
    pub(in crate::core) address: String,
    pub(in crate::core) state: ParticipantState,
    pub(in crate::core) cause: Option<StateCause>,
    pub(in crate::core) started: SystemTime,
    pub(in crate::core) changed: SystemTime,
}

/// A call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::core) struct CallRow {
    /// CTI call type.
    pub(in crate::core) kind: u16,
    pub(in crate::core) from: String,
    pub(in crate::core) to: String,
    pub(in crate::core) dnis: String,
    pub(in crate::core) queue: Option<u32>,
    pub(in crate::core) parties: Vec<Party>,
    /// Call variables 1 to 10.
    pub(in crate::core) variables: BTreeMap<u8, String>,
    /// ECC variables; arrays as `name[n]`.
    pub(in crate::core) named: BTreeMap<String, String>,
    pub(in crate::core) wrap_up: Option<String>,
    pub(in crate::core) wrap_up_items: Vec<String>,
    /// The call that was merged into this one.
    pub(in crate::core) merged: Option<u32>,
    /// The call is over, and somebody wraps it up.
    pub(in crate::core) over: bool,
    /// The request that ends it.
    pub(in crate::core) dropped_by: Option<RequestId>,
    /// In whose list of dialogs it is, and what each was last told that it may do.
    seen_by: BTreeMap<String, Vec<Action>>,
}

impl CallRow {
    pub(in crate::core) fn party(&self, address: &str) -> Option<&Party> {
        self.parties.iter().find(|party| party.address == address)
    }

    /// Whether it is in this user's list.
    pub(in crate::core) fn is_seen_by(&self, user: &str) -> bool {
        self.seen_by.contains_key(user)
    }

    /// In whose lists it is.
    pub(in crate::core) fn users(&self) -> impl Iterator<Item = &str> {
        self.seen_by.keys().map(String::as_str)
    }

    /// Takes over what a row of the same call knew that CTI does not tell again.
    pub(in crate::core) fn inherit(&mut self, old: Self) {
        self.queue = self.queue.or(old.queue);
        self.merged = self.merged.or(old.merged);
        self.wrap_up = self.wrap_up.take().or(old.wrap_up);
        self.wrap_up_items = old.wrap_up_items;
        self.seen_by = old.seen_by;
        for party in &mut self.parties {
            if let Some(known) = old.parties.iter().find(|known| known.address == party.address) {
                party.started = known.started;
                if known.state == party.state {
                    party.changed = known.changed;
                }
            }
        }
    }

    /// Sets a variable of the centre's own; those that are too many are dropped.
    pub(in crate::core) fn name(&mut self, name: String, value: String) {
        if self.named.len() < MAX_NAMED || self.named.contains_key(&name) {
            self.named.insert(name, value);
        }
    }

    /// Parties that have not left.
    fn live(&self) -> impl Iterator<Item = &Party> {
        self.parties.iter().filter(|party| !is_gone(party.state))
    }

    /// Changes a participant, or adds it.
    pub(in crate::core) fn set(&mut self, address: &str, state: ParticipantState, now: SystemTime) {
        let room = self.parties.len() < MAX_PARTIES && !address.is_empty();
        match self.parties.iter_mut().find(|party| party.address == address) {
            Some(party) if party.state == state => {}
            Some(party) => {
                if is_gone(party.state) {
                    party.started = now;
                }
                (party.state, party.cause, party.changed) = (state, None, now);
            }
            None if room => self.parties.push(Party {
                address: address.to_owned(),
                state,
                cause: None,
                started: now,
                changed: now,
            }),
            None => {}
        }
    }

    /// The call did not come about for this participant.
    pub(in crate::core) fn fail(&mut self, address: &str, cause: StateCause, now: SystemTime) {
        self.set(address, ParticipantState::Failed, now);
        if let Some(party) = self.parties.iter_mut().find(|party| party.address == address) {
            party.cause = Some(cause);
        }
    }

    /// Somebody has answered: who dialled talks.
    pub(in crate::core) fn established(&mut self, address: &str, now: SystemTime) {
        self.set(address, ParticipantState::Active, now);
        let dialling = |party: &&mut Party| {
            matches!(party.state, ParticipantState::Initiating | ParticipantState::Initiated)
        };
        for party in self.parties.iter_mut().filter(dialling) {
            (party.state, party.changed) = (ParticipantState::Active, now);
        }
    }

    /// Those who have left are shown as such once, with the news of it.
    pub(in crate::core) fn forget_dropped(&mut self) {
        self.parties.retain(|party| party.state != ParticipantState::Dropped);
    }

    /// The state of the whole call.
    pub(in crate::core) fn state(&self) -> DialogState {
        let count = |wanted: &[ParticipantState]| {
            self.parties.iter().filter(|party| wanted.contains(&party.state)).count()
        };
        let talking = count(&[ParticipantState::Active, ParticipantState::Held]);
        if count(&[ParticipantState::Failed]) > 0 {
            DialogState::Failed
        } else if count(&[ParticipantState::Alerting]) > 0 && talking < 2 {
            DialogState::Alerting
        } else if talking > 0 {
            DialogState::Active
        } else if count(&[ParticipantState::Initiated]) > 0 {
            DialogState::Initiated
        } else if count(&[ParticipantState::Initiating]) > 0 {
            DialogState::Initiating
        } else {
            DialogState::Dropped
        }
    }
}

/// Whether a participant takes no part any more.
const fn is_gone(state: ParticipantState) -> bool {
    matches!(state, ParticipantState::Dropped | ParticipantState::WrapUp)
}

/// Something to publish on the node of a user's dialogs.
#[derive(Debug)]
pub(in crate::core) struct Notice {
    pub(in crate::core) user: String,
    pub(in crate::core) update: Update<'static>,
}

impl Office {
    /// The row of a call, a new one if need be; `None` if there are too many.
    pub(in crate::core) fn call(&mut self, id: u32) -> Option<&mut CallRow> {
        if !self.calls.contains_key(&id) && self.calls.len() >= MAX_CALLS {
            return None;
        }
        Some(self.calls.entry(id).or_default())
    }

    /// Who sits at an extension.
    pub(in crate::core) fn user_at(&self, extension: &str) -> Option<&str> {
        self.seats.get(extension).map(String::as_str)
    }

    /// Notes where a user sits; empty is nowhere.
    pub(in crate::core) fn sit(&mut self, user: &str, extension: &str) {
        self.seats.retain(|_, sitting| sitting != user);
        if !extension.is_empty() {
            self.seats.insert(extension.to_owned(), user.to_owned());
        }
    }

    /// Everybody sits where the configuration says.
    pub(in crate::core) fn seat_everybody(&mut self) {
        let seated = self.people.iter().filter(|(_, person)| !person.seat.is_empty());
        self.seats = seated.map(|(id, person)| (person.seat.clone(), id.clone())).collect();
    }

    /// What an agent at this extension may do with a call.
    pub(in crate::core) fn actions(&self, id: u32, extension: &str) -> Vec<Action> {
        let Some(row) = self.calls.get(&id) else { return Vec::new() };
        let Some(party) = row.party(extension) else { return Vec::new() };
        let mut situation = Situation::ordinary(Product::Ccx);
        for (_, other) in self.calls.iter().filter(|(other, _)| **other != id) {
            match other.party(extension).map(|party| party.state) {
                Some(ParticipantState::Active) => situation.other_call_active = true,
                Some(ParticipantState::Held) => situation.consulting = true,
                _ => {}
            }
        }
        let mut actions = allowed(party.state, situation);
        // No recorder is here; and a conference cannot be handed on in one step.
        let conference = row.live().count() > 2;
        actions.retain(|action| match action {
            Action::StartRecording => false,
            Action::TransferSst => !conference,
            _ => true,
        });
        actions
    }

    /// The call of this extension that is talked on, other than `id`.
    pub(in crate::core) fn active_call(&self, id: u32, extension: &str) -> Option<u32> {
        let active =
            |row: &CallRow| row.party(extension).is_some_and(|p| p.state == ParticipantState::Active);
        self.calls.iter().find(|(other, row)| **other != id && active(row)).map(|(other, _)| *other)
    }

    /// Tells everybody concerned of a call that has changed.
    pub(in crate::core) fn call_changed(&mut self, id: u32) -> Vec<Notice> {
        let Some(row) = self.calls.get(&id) else { return Vec::new() };
        let goes_on = row.live().count() > 1;
        let mut wanted: Vec<(String, &'static [UpdateEvent])> = Vec::new();
        for party in &row.parties {
            let Some(user) = self.user_at(&party.address) else { continue };
            match (row.seen_by.contains_key(user), party.state) {
                (false, ParticipantState::Dropped | ParticipantState::WrapUp) => {}
                (false, _) => wanted.push((user.to_owned(), &[UpdateEvent::Post])),
                (true, ParticipantState::Dropped) if goes_on => {
                    wanted.push((user.to_owned(), &[UpdateEvent::Put, UpdateEvent::Delete]));
                }
                (true, _) => wanted.push((user.to_owned(), &[UpdateEvent::Put])),
            }
        }
        // Sent on to somebody else, merged into another call, or signed out.
        for user in row.seen_by.keys() {
            if !wanted.iter().any(|(known, _)| known == user) {
                wanted.push((user.clone(), &[UpdateEvent::Delete]));
            }
        }
        self.notices(id, wanted)
    }

    /// Tells users of their other calls, where the change of this one has changed what they may do.
    pub(in crate::core) fn others_changed(&mut self, id: u32) -> Vec<Notice> {
        let Some(row) = self.calls.get(&id) else { return Vec::new() };
        let addresses = row.parties.iter().map(|party| party.address.as_str());
        let mut changed = Vec::new();
        for (address, user) in addresses.filter_map(|a| Some((a, self.user_at(a)?))) {
            for (other, row) in self.calls.iter().filter(|(other, row)| **other != id && !row.over) {
                if row.seen_by.get(user).is_some_and(|told| *told != self.actions(*other, address)) {
                    changed.push((*other, user.to_owned()));
                }
            }
        }
        changed
            .into_iter()
            .flat_map(|(other, user)| self.notices(other, vec![(user, &[UpdateEvent::Put])]))
            .collect()
    }

    /// The call is over: it leaves all lists but those of agents who wrap it up.
    pub(in crate::core) fn call_ended(&mut self, id: u32, now: SystemTime) -> Vec<Notice> {
        let Some(mut row) = self.calls.remove(&id) else { return Vec::new() };
        row.over = true;
        let mut wanted: Vec<(String, &'static [UpdateEvent])> = Vec::new();
        for user in row.seen_by.keys() {
            let person = self.people.get(user);
            // Only calls of a queue are wrapped up, one at a time.
            let works = row.queue.is_some()
                && person.is_some_and(|person| person.state == AgentState::Work)
                && !self.wraps_up(user);
            let seat = person.map(|person| person.seat.clone()).unwrap_or_default();
            let party = row.parties.iter_mut().find(|party| works && party.address == seat);
            if let Some(party) = party {
                (party.state, party.changed) = (ParticipantState::WrapUp, now);
                wanted.push((user.clone(), &[UpdateEvent::Put]));
            } else {
                wanted.push((user.clone(), &[UpdateEvent::Delete]));
            }
        }
        for party in row.parties.iter_mut().filter(|party| party.state != ParticipantState::WrapUp) {
            party.state = ParticipantState::Dropped;
        }
        self.calls.insert(id, row);
        let notices = self.notices(id, wanted);
        self.tidy(id);
        notices
    }

    /// This user's wrap-up is over.
    pub(in crate::core) fn wrap_up_ended(&mut self, user: &str) -> Vec<Notice> {
        let over = self.calls.iter().filter(|(_, row)| row.over && row.seen_by.contains_key(user));
        let over: Vec<u32> = over.map(|(id, _)| *id).collect();
        let mut notices = Vec::new();
        for id in over {
            notices.extend(self.notices(id, vec![(user.to_owned(), &[UpdateEvent::Delete])]));
            self.tidy(id);
        }
        notices
    }

    /// Every call in every list, as it is.
    pub(in crate::core) fn calls_as_they_are(&mut self) -> Vec<Notice> {
        let rows = self.calls.iter();
        let seen: Vec<(u32, Vec<String>)> =
            rows.map(|(id, row)| (*id, row.users().map(str::to_owned).collect())).collect();
        let put = |user| (user, &[UpdateEvent::Put][..]);
        seen.into_iter()
            .flat_map(|(id, users)| self.notices(id, users.into_iter().map(put).collect()))
            .collect()
    }

    /// A user is not in the configuration any more.
    pub(in crate::core) fn forget_user(&mut self, user: &str) -> Vec<Notice> {
        let calls = self.calls.iter().filter(|(_, row)| row.is_seen_by(user)).map(|(id, _)| *id);
        let calls: Vec<u32> = calls.collect();
        let mut notices = Vec::new();
        for id in calls {
            notices.extend(self.notices(id, vec![(user.to_owned(), &[UpdateEvent::Delete])]));
            self.tidy(id);
        }
        self.sit(user, "");
        self.people.remove(user);
        notices
    }

    /// A user has come to a phone, or has left it.
    pub(in crate::core) fn user_moved(&mut self, user: &str) -> Vec<Notice> {
        let seat = self.people.get(user).map_or("", |person| person.seat.as_str());
        let concerns = |row: &CallRow| !row.over && (row.is_seen_by(user) || row.party(seat).is_some());
        let calls: Vec<u32> = self.calls.iter().filter(|(_, row)| concerns(row)).map(|(id, _)| *id).collect();
        calls.into_iter().flat_map(|id| self.call_changed(id)).filter(|notice| notice.user == user).collect()
    }

    fn wraps_up(&self, user: &str) -> bool {
        self.calls.values().any(|row| row.over && row.seen_by.contains_key(user))
    }

    fn tidy(&mut self, id: u32) {
        if self.calls.get(&id).is_some_and(|row| row.over && row.seen_by.is_empty()) {
            self.calls.remove(&id);
        }
    }

    fn notices(&mut self, id: u32, wanted: Vec<(String, &[UpdateEvent])>) -> Vec<Notice> {
        let mut notices = Vec::new();
        for (user, events) in wanted {
            for event in events {
                let Some(row) = self.calls.get(&id) else { continue };
                let mut dialog = self.dialog_record(id, row).into_owned();
                let list = format!("/finesse/api/User/{}/Dialogs", finesse_proto::encode_component(&user));
                let update = match event {
                    UpdateEvent::Put => {
                        Update::new(*event, dialog.uri.to_string(), Data::Dialog(Box::new(dialog)))
                    }
                    _ => {
                        if *event == UpdateEvent::Delete {
                            dialog.state = DialogState::Dropped.as_str().into();
                        }
                        let mut dialogs = Dialogs::default();
                        dialogs.dialogs = vec![dialog];
                        Update::new(*event, list, Data::Dialogs(Box::new(dialogs)))
                    }
                };
                let seat = self.people.get(&user).map_or("", |person| person.seat.as_str());
                let actions = self.actions(id, seat);
                if let Some(row) = self.calls.get_mut(&id) {
                    if *event == UpdateEvent::Delete {
                        row.seen_by.remove(&user);
                    } else {
                        row.seen_by.insert(user.clone(), actions);
                    }
                }
                notices.push(Notice { user: user.clone(), update });
            }
        }
        notices
    }
}
