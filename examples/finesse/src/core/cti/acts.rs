//! Requests about calls: one at a time for each call, and their outcome.

use std::collections::VecDeque;
use std::time::Instant;

use cti_wire::client::RequestError;
use cti_wire::{ConsultationCallConf, Frame, InvokeId, MakeCallConf};
use finesse_proto::{
    ApiError, CtiFailure, Data, ErrorType, RequestId, Update, UpdateEvent, encode_component,
};

use super::events::{Happened, is_call};
use super::requests::{named, request};
use super::{CtiLink, MAX_QUEUE, News, Now, SETTLE, peripheral};
use crate::core::office::{CallAct, CallData, CallWish, Notice, Office};

/// What requests are queued for: a call, or the calls to come of a user.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Object {
    Call(u32),
    Maker(String),
}

impl Object {
    fn of(wish: &CallWish) -> Self {
        wish.call.map_or_else(|| Self::Maker(wish.user.clone()), Self::Call)
    }
}

/// A request about a call that is under way.
#[derive(Debug)]
pub(super) struct CallFlight {
    invoke: InvokeId,
    wish: CallWish,
    /// The call that the confirmation named.
    made: Option<u32>,
    /// Confirmed: until when the event that shows it may take.
    pub(super) settle: Option<Instant>,
    shown: bool,
}

impl CallFlight {
    /// Whether an event is an outcome of this request.
    fn is_shown_by(&self, happened: Happened, id: u32, at: &str) -> bool {
        let own = self.wish.call == Some(id);
        let here = at == self.wish.extension;
        match (&self.wish.act, happened) {
            (CallAct::Make(_) | CallAct::Consult(_), Happened::Began) => here && self.made == Some(id),
            (CallAct::Answer, Happened::Established)
            | (CallAct::Hold | CallAct::Consult(_), Happened::Held)
            | (CallAct::Retrieve, Happened::Retrieved)
            | (CallAct::Drop, Happened::Left)
            | (CallAct::SingleStep(_), Happened::Diverted)
            | (CallAct::Transfer | CallAct::Conference, Happened::Joined) => own && here,
            (CallAct::Data(_), Happened::Data) => own,
            _ => false,
        }
    }
}

impl CtiLink {
    /// Asks the engine for what a request wants of a call.
    pub(super) fn call_wish(&mut self, now: Now, office: &mut Office, wish: CallWish) {
        let object = Object::of(&wish);
        let queue = self.call_queue.entry(object.clone()).or_default();
        if queue.len() >= MAX_QUEUE {
            let failure = CtiFailure::CF_OUTSTANDING_REQUEST_LIMIT_EXCEEDED;
            return self.call_failed(&wish, ApiError::cti(ErrorType::GENERIC_ERROR, failure));
        }
        queue.push_back(wish);
        self.next_call_wish(now, office, &object);
    }

    fn next_call_wish(&mut self, now: Now, office: &mut Office, object: &Object) {
        while !self.call_flights.contains_key(object) {
            let Some(wish) = self.call_queue.get_mut(object).and_then(VecDeque::pop_front) else {
                self.call_queue.remove(object);
                return;
            };
            self.begin(now, office, object, wish);
        }
    }

    fn begin(&mut self, now: Now, office: &mut Office, object: &Object, wish: CallWish) {
        let (action, name) = named(&wish.act);
        if let Some(id) = wish.call {
            if let CallAct::Data(data) = &wish.act
                && office.calls.get(&id).is_some_and(|row| row.over)
            {
                // The engine has forgotten the call; what is written in wrap-up is kept here.
                return self.wrap_up_data(office, id, &data.clone(), wish.request_id.as_ref());
            }
            // The server is the judge of what is possible now.
            if !office.actions(id, &wish.extension).contains(&action) {
                let error = ApiError::cti(ErrorType::GENERIC_ERROR, CtiFailure::CF_INVALID_OBJECT_STATE);
                return self.call_failed(&wish, error);
            }
        }
        let frame = request(office, &wish, self.client.profile());
        let sent = frame.and_then(|frame| frame.map_err(|error| error.to_string()));
        match sent.and_then(|frame| self.client.request(now.at, &frame).map_err(|error| error.to_string())) {
            Ok(invoke) => {
                self.news.push_back(News::Hop(wish.user.clone(), wish.request_id.clone(), name.to_owned()));
                let flight = CallFlight { invoke, wish, made: None, settle: None, shown: false };
                self.call_flights.insert(object.clone(), flight);
            }
            Err(what) => {
                let hop = format!("{name}: {what}");
                self.news.push_back(News::Hop(wish.user.clone(), wish.request_id.clone(), hop));
                self.call_failed(&wish, ApiError::new(ErrorType::INTERNAL, "RUNTIME_EXCEPTION", ""));
            }
        }
    }

    fn call_failed(&mut self, wish: &CallWish, error: ApiError) {
        let source = match wish.call {
            Some(id) => format!("/finesse/api/Dialog/{id}"),
            None => format!("/finesse/api/User/{}/Dialogs", encode_component(&wish.user)),
        };
        let update = Update::new(UpdateEvent::Put, source, Data::Errors(error.into()));
        let notice = Notice { user: wish.user.clone(), update };
        self.news.push_back(News::Dialogs(Box::new(notice), wish.request_id.clone()));
    }

    fn wrap_up_data(&mut self, office: &mut Office, id: u32, data: &CallData, cause: Option<&RequestId>) {
        if let Some(row) = office.call(id) {
            row.variables.extend(data.variables.iter().cloned());
            for (name, value) in &data.named {
                row.name(name.clone(), value.clone());
            }
            for (name, n, value) in &data.arrays {
                row.name(format!("{name}[{n}]"), value.clone());
            }
            if data.wrap_up.is_some() {
                row.wrap_up.clone_from(&data.wrap_up);
            }
            if let Some(items) = &data.wrap_up_items {
                row.wrap_up_items.clone_from(items);
            }
        }
        let notices = office.call_changed(id);
        self.notify(notices, cause);
    }

    fn object_of(&self, invoke: InvokeId) -> Option<Object> {
        self.call_flights.iter().find(|(_, flight)| flight.invoke == invoke).map(|(object, _)| object.clone())
    }

    /// A confirmation; `false` if it is none of a call's.
    pub(super) fn call_confirmed(
        &mut self,
        now: Now,
        office: &mut Office,
        invoke: InvokeId,
        frame: &Frame,
    ) -> bool {
        let Some(object) = self.object_of(invoke) else { return false };
        let profile = *self.client.profile();
        let Some(flight) = self.call_flights.get_mut(&object) else { return true };
        let made = match &flight.wish.act {
            CallAct::Make(_) => {
                frame.decode::<MakeCallConf<'_>>(&profile).ok().map(|c| c.new_connection_call_id)
            }
            CallAct::Consult(_) => {
                frame.decode::<ConsultationCallConf<'_>>(&profile).ok().map(|c| c.new_connection_call_id)
            }
            _ => None,
        };
        flight.made = made.filter(|id| is_call(*id)).map(|id| id.0);
        flight.settle = Some(now.at + SETTLE);
        let (user, hop) = (flight.wish.user.clone(), frame.message_type.to_string());
        let items = match &flight.wish.act {
            CallAct::Data(data) => data.wrap_up_items.clone(),
            _ => None,
        };
        let tones = matches!(flight.wish.act, CallAct::Tones(_));
        let shown = flight.shown;
        if let (Some(items), Some(row)) = (items, flight.wish.call.and_then(|id| office.calls.get_mut(&id))) {
            row.wrap_up_items = items;
        }
        self.news.push_back(News::Hop(user, None, hop));
        if tones {
            // Tones change nothing that could be told: the call is told as it is.
            self.call_settled(now, office, &object);
        } else if shown {
            self.call_flights.remove(&object);
            self.next_call_wish(now, office, &object);
        }
        true
    }

    /// Confirmed long enough ago: whoever asked is told how the call is.
    fn call_settled(&mut self, now: Now, office: &mut Office, object: &Object) {
        if let Some(flight) = self.call_flights.remove(object)
            && let Some(id) = flight.wish.call.or(flight.made)
        {
            let notices = office.call_changed(id);
            self.notify(notices, flight.wish.request_id.as_ref());
        }
        self.next_call_wish(now, office, object);
    }

    pub(super) fn settle_calls(&mut self, now: Now, office: &mut Office) {
        let due = |flight: &CallFlight| flight.settle.is_some_and(|at| at <= now.at);
        let settled: Vec<Object> =
            self.call_flights.iter().filter(|(_, flight)| due(flight)).map(|(o, _)| o.clone()).collect();
        for object in settled {
            self.call_settled(now, office, &object);
        }
    }

    /// A failure; `false` if it is none of a call's.
    pub(super) fn call_refused(
        &mut self,
        now: Now,
        office: &mut Office,
        invoke: InvokeId,
        why: RequestError,
    ) -> bool {
        let Some(object) = self.object_of(invoke) else { return false };
        let Some(flight) = self.call_flights.remove(&object) else { return true };
        let wish = flight.wish;
        self.news.push_back(News::Hop(wish.user.clone(), wish.request_id.clone(), why.to_string()));
        self.call_failed(&wish, call_error(why));
        if matches!(why, RequestError::SessionEnded(_)) {
            for wish in self.call_queue.remove(&object).unwrap_or_default() {
                self.call_failed(&wish, call_error(why));
            }
        }
        self.next_call_wish(now, office, &object);
        true
    }

    /// The request whose outcome an event is, if any.
    pub(super) fn outcome(
        &mut self,
        now: Now,
        office: &mut Office,
        happened: Happened,
        id: u32,
        at: &str,
    ) -> Option<RequestId> {
        let found = self.call_flights.iter_mut().find(|(_, flight)| flight.is_shown_by(happened, id, at));
        let (object, flight) = found.map(|(object, flight)| (object.clone(), flight))?;
        let cause = flight.wish.request_id.clone();
        // A consultation begins with the hold of the first call, and is not over with it.
        if !(matches!(flight.wish.act, CallAct::Consult(_)) && happened == Happened::Held) {
            flight.shown = true;
            if flight.settle.is_some() {
                self.call_flights.remove(&object);
                self.next_call_wish(now, office, &object);
            }
        }
        cause
    }
}

/// A refusal by CTI as the error of an event.
fn call_error(why: RequestError) -> ApiError {
    match why {
        RequestError::Control { code, peripheral: detail } => {
            let failure = CtiFailure(code.0.into());
            let mut error = ApiError::cti(ErrorType::CALL_OPERATION_FAILURE, failure);
            error.peripheral = peripheral(detail);
            error
        }
        RequestError::Timeout => {
            ApiError::cti(ErrorType::CALL_OPERATION_FAILURE, CtiFailure::CF_REQUEST_TIMEOUT_REJECTION)
        }
        RequestError::Status(_) => {
            ApiError::cti(ErrorType::CALL_OPERATION_FAILURE, CtiFailure::CF_GENERIC_OPERATION_REJECTION)
        }
        _ => ApiError::cti(ErrorType::INTERNAL, CtiFailure::CF_GENERIC_OPERATION_REJECTION),
    }
}
