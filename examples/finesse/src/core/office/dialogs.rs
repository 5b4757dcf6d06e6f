//! Calls as dialogs: the records, and what may be asked of them.

use finesse_proto::{
    Accepted, Action, CallVariable, Context, Dialog, DialogIntent, DialogService, Dialogs, MediaProperties,
    Participant, Refusal, RequestedProperties, WrapUpItems, ccx_call_type, format_time,
};

use super::calls::CallRow;
use super::{CallAct, CallData, CallWish, Office, Wish};

/// Longest value of a call variable, and longest wrap-up reason, in bytes.
const MAX_VARIABLE: usize = 40;
const MAX_WRAP_UP: usize = 39;
/// Most variables in one request: ten, and as many of the centre's own as fit on the wire.
const MAX_VARIABLES: usize = 64;
/// Longest number, in bytes.
const MAX_NUMBER: usize = 39;

impl Office {
    /// A call that is in somebody's list.
    pub(super) fn dialog_row(&self, id: &str) -> Option<(u32, &CallRow)> {
        let id = id.parse().ok()?;
        let row = self.calls.get(&id)?;
        row.users().next().map(|_| (id, row))
    }

    /// A call as the interface shows it.
    pub(super) fn dialog_record<'s>(&'s self, id: u32, row: &'s CallRow) -> Dialog<'s> {
        let mut dialog = Dialog::default();
        dialog.from_address = row.from.as_str().into();
        dialog.id = id.to_string().into();
        dialog.media_properties = self.media_properties(row);
        dialog.media_type = "Voice".into();
        dialog.participants = row
            .parties
            .iter()
            .map(|party| {
                let is_agent = self.user_at(&party.address).is_some();
                let mut participant = Participant::default();
                if is_agent {
                    let actions = self.actions(id, &party.address);
                    participant.actions = actions.into_iter().map(|action| action.as_str().into()).collect();
                }
                participant.media_address = party.address.as_str().into();
                participant.media_address_type = Some(if is_agent { "AGENT_DEVICE" } else { "" }.into());
                participant.start_time = format_time(party.started).into();
                participant.state = party.state.as_str().into();
                participant.state_cause = party.cause.map_or("", |cause| cause.as_str()).into();
                participant.state_change_time = format_time(party.changed).into();
                participant
            })
            .collect();
        dialog.secondary_id = row.merged.map(|id| id.to_string().into());
        dialog.state = row.state().as_str().into();
        dialog.to_address = row.to.as_str().into();
        dialog.uri = format!("/finesse/api/Dialog/{id}").into();
        dialog
    }

    fn media_properties<'s>(&'s self, row: &'s CallRow) -> MediaProperties<'s> {
        let mut media = MediaProperties::default();
        media.dnis = row.dnis.as_str().into();
        media.call_type = Some(ccx_call_type(row.kind).unwrap_or_default().into());
        let variable = |name: String, value: &'s str| {
            let mut variable = CallVariable::default();
            (variable.name, variable.value) = (name.into(), value.into());
            variable
        };
        let numbered = row.variables.iter().map(|(n, value)| variable(format!("callVariable{n}"), value));
        let named = row.named.iter().map(|(name, value)| variable(name.clone(), value));
        media.call_variables = numbered.chain(named).collect();
        media.dialed_number = Some(row.to.as_str().into());
        media.media_id = Some("1".into());
        media.outbound_classification = Some("".into());
        if let Some(queue) = row.queue {
            media.queue_name = Some(self.queues.get(&queue).map_or("", String::as_str).into());
            media.queue_number = Some(queue.to_string().into());
        }
        media.wrap_up_reason = row.wrap_up.as_deref().map(Into::into);
        if !row.wrap_up_items.is_empty() {
            let mut items = WrapUpItems::default();
            items.items = row.wrap_up_items.iter().map(|item| item.as_str().into()).collect();
            media.wrap_up_items = Some(items);
        }
        media
    }

    /// Where a user sits; a call needs a phone.
    fn seat(&self, user: &str) -> Result<&str, Refusal> {
        let person = self.people.get(user).ok_or_else(|| Refusal::user_not_found(user))?;
        if person.seat.is_empty() {
            return Err(Refusal::invalid_state(person.state.as_str()));
        }
        Ok(&person.seat)
    }
}

impl DialogService for Office {
    fn dialog(&self, _: Context<'_>, id: &str) -> Result<Dialog<'_>, Refusal> {
        let (id, row) = self.dialog_row(id).ok_or_else(|| Refusal::dialog_not_found(id))?;
        Ok(self.dialog_record(id, row))
    }

    fn dialogs(&self, _: Context<'_>, user: &str) -> Result<Dialogs<'_>, Refusal> {
        let mut dialogs = Dialogs::default();
        let own = self.calls.iter().filter(|(_, row)| row.is_seen_by(user));
        dialogs.dialogs = own.map(|(id, row)| self.dialog_record(*id, row)).collect();
        Ok(dialogs)
    }

    fn begin_dialog(
        &mut self,
        cx: Context<'_>,
        user: &str,
        intent: DialogIntent<'_>,
    ) -> Result<Accepted, Refusal> {
        if cx.caller.user != user {
            return Err(Refusal::other_user(&cx.caller.user));
        }
        let DialogIntent::MakeCall { from, to, .. } = intent else { return Err(Refusal::not_implemented()) };
        let extension = self.seat(user)?.to_owned();
        if from != extension {
            return Err(Refusal::invalid_input("fromAddress"));
        }
        let act = CallAct::Make(number(to)?);
        let request_id = cx.request_id.cloned();
        self.wish(Wish::Call(CallWish { user: user.to_owned(), extension, call: None, act, request_id }))
    }

    /// Whether the action is possible now is decided when its turn comes, and told by an update; only what can never be is refused here.
    fn put_dialog(
        &mut self,
        cx: Context<'_>,
        id: &str,
        intent: DialogIntent<'_>,
    ) -> Result<Accepted, Refusal> {
        let user = cx.caller.user.as_str();
        let extension = self.seat(user)?.to_owned();
        let (call, row) = self.dialog_row(id).ok_or_else(|| Refusal::dialog_not_found(id))?;
        let party = row.party(&extension).ok_or_else(|| Refusal::other_user(user))?;
        let (target, act) = match intent {
            DialogIntent::Act { action, target } => (Some(target), plain(action)?),
            DialogIntent::ConsultCall { target, to } => (Some(target), CallAct::Consult(number(to)?)),
            DialogIntent::TransferSst { target, to } => (Some(target), CallAct::SingleStep(number(to)?)),
            DialogIntent::SendDtmf { target, digits } => {
                if party.state == finesse_proto::ParticipantState::Held {
                    return Err(Refusal::unauthorized_state(party.state.as_str()));
                }
                (Some(target), CallAct::Tones(digits.to_owned()))
            }
            DialogIntent::UpdateCallData { properties } => (None, CallAct::Data(data(properties)?)),
            _ => return Err(Refusal::not_implemented()),
        };
        if let Some(target) = target.filter(|target| *target != extension) {
            // The others of a call are other people's business.
            return Err(match row.party(target) {
                Some(_) => Refusal::other_user(user),
                None => Refusal::invalid_destination(target),
            });
        }
        if let CallAct::Consult(to) | CallAct::SingleStep(to) = &act
            && *to == extension
        {
            return Err(Refusal::invalid_destination(to));
        }
        let request_id = cx.request_id.cloned();
        self.wish(Wish::Call(CallWish {
            user: user.to_owned(),
            extension,
            call: Some(call),
            act,
            request_id,
        }))
    }
}

fn plain(action: Action) -> Result<CallAct, Refusal> {
    Ok(match action {
        Action::Answer => CallAct::Answer,
        Action::Hold => CallAct::Hold,
        Action::Retrieve => CallAct::Retrieve,
        Action::Drop => CallAct::Drop,
        Action::Transfer => CallAct::Transfer,
        Action::Conference => CallAct::Conference,
        // Recording and outbound campaigns are not part of this centre.
        _ => return Err(Refusal::not_implemented()),
    })
}

fn number(to: &str) -> Result<String, Refusal> {
    if to.len() > MAX_NUMBER || !to.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(Refusal::invalid_destination(to));
    }
    Ok(to.to_owned())
}

/// What is to be changed; a name or value that cannot be carried is refused.
fn data(properties: &RequestedProperties<'_>) -> Result<CallData, Refusal> {
    let mut data = CallData::default();
    if properties.call_variables.as_ref().is_some_and(|variables| variables.len() > MAX_VARIABLES) {
        return Err(Refusal::invalid_input("callvariables"));
    }
    for variable in properties.call_variables.as_deref().unwrap_or_default() {
        let (name, value) = (variable.name.trim(), variable.value.as_ref());
        let invalid = || Refusal::invalid_input(name);
        if let Some(n) = name.strip_prefix("callVariable") {
            let n = n.parse().ok().filter(|n| (1..=10).contains(n)).ok_or_else(invalid)?;
            if value.len() > MAX_VARIABLE || value.contains('\0') {
                return Err(invalid());
            }
            data.variables.push((n, value.to_owned()));
        } else if name.strip_prefix("user.").is_some_and(|rest| !rest.is_empty()) {
            // The wire has one byte for the length of a field, 32 bytes for a name.
            if name.len() > 32 || value.len() > 210 || value.contains('\0') {
                return Err(invalid());
            }
            match name.strip_suffix(']').and_then(|name| name.split_once('[')) {
                Some((name, index)) => {
                    data.arrays.push((
                        name.to_owned(),
                        index.parse().map_err(|_| invalid())?,
                        value.to_owned(),
                    ));
                }
                None => data.named.push((name.to_owned(), value.to_owned())),
            }
        } else {
            return Err(invalid());
        }
    }
    let short = |text: &str, name| {
        if text.len() > MAX_WRAP_UP || text.contains('\0') {
            Err(Refusal::invalid_input(name))
        } else {
            Ok(text.to_owned())
        }
    };
    if let Some(reason) = &properties.wrap_up_reason {
        data.wrap_up = Some(short(reason, "wrapUpReason")?);
    }
    if let Some(items) = &properties.wrap_up_items {
        let items = items.iter().map(|item| short(item, "wrapUpItem")).collect::<Result<Vec<_>, _>>()?;
        // A bound of ours; the product's is not known.
        if items.len() > 10 {
            return Err(Refusal::invalid_input("wrapUpItems"));
        }
        data.wrap_up_items = Some(items);
    }
    Ok(data)
}
