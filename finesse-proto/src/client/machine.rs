//! The client machine.

use std::collections::{BTreeMap, VecDeque};
use std::time::Instant;

use super::config::Trouble;
use super::ids::Ids;
use super::{ClientConfig, Correlator, Deadline, Event, Outcome, PeerError, Ticket, Timer, Transmit};
use crate::agent::{AgentState, StateRequest};
use crate::call::{Call, read_answer};
use crate::dialog::DialogState;
use crate::error::{ApiErrors, UsageError};
use crate::http::{RequestId, Response};
use crate::operation::Operation;
use crate::payload::Answer;
use crate::resource::{Dialog, DialogRequest, SystemInfo, User, UserRequest};
use crate::update::{Data, Notification, Update, UpdateEvent};

/// A client of one user on one server.
///
/// It makes requests, takes their answers and the updates of the notification service, and tells what happened. It opens no
/// connection: the host sends what [`poll_transmit`](Self::poll_transmit) gives out over HTTPS, and hands in what comes over XMPP.
///
/// Change one thing (a method, an input, a timeout), then drain `poll_transmit` and `poll_event`, then wait until `poll_timeout`.
#[derive(Debug)]
pub struct Client {
    config: ClientConfig,
    ids: Ids,
    next: u64,
    outcomes: Correlator,
    out: VecDeque<Transmit>,
    /// Requests that are on their way, and whether their outcome is told by a request id.
    flying: BTreeMap<Ticket, (Operation, Option<RequestId>)>,
    events: VecDeque<Event>,
    state: Option<AgentState>,
    calls: BTreeMap<String, DialogState>,
    in_service: bool,
    poll_at: Option<Instant>,
}

impl Client {
    /// A client that has asked for nothing yet. `seed` decides about the request ids; take another one for every client.
    #[must_use]
    pub fn new(config: ClientConfig, seed: [u8; 32]) -> Self {
        Self {
            ids: Ids::new(seed),
            next: 0,
            outcomes: Correlator::new(config.patience, config.max_pending),
            out: VecDeque::new(),
            flying: BTreeMap::new(),
            events: VecDeque::new(),
            state: None,
            calls: BTreeMap::new(),
            in_service: true,
            poll_at: None,
            config,
        }
    }

    /// The own state, as far as it is known.
    #[must_use]
    pub const fn state(&self) -> Option<AgentState> {
        self.state
    }

    /// The calls the user takes part in, with their states, by dialog id.
    #[must_use]
    pub const fn calls(&self) -> &BTreeMap<String, DialogState> {
        &self.calls
    }

    /// Signs in with a phone. The state comes as an event.
    ///
    /// # Errors
    /// [`UsageError::TooManyPending`].
    pub fn sign_in(&mut self, now: Instant, extension: &str) -> Result<RequestId, UsageError> {
        self.put_user(now, UserRequest::sign_in(extension))
    }

    /// Asks for a state, with the database id of a reason if there is one.
    ///
    /// # Errors
    /// [`UsageError::TooManyPending`].
    pub fn set_state(
        &mut self,
        now: Instant,
        wish: StateRequest,
        reason_id: Option<u32>,
    ) -> Result<RequestId, UsageError> {
        self.put_user(now, UserRequest::change(wish, reason_id))
    }

    /// Signs out.
    ///
    /// # Errors
    /// [`UsageError::TooManyPending`].
    pub fn sign_out(&mut self, now: Instant, reason_id: Option<u32>) -> Result<RequestId, UsageError> {
        self.set_state(now, StateRequest::Logout, reason_id)
    }

    fn put_user(&mut self, now: Instant, body: UserRequest<'_>) -> Result<RequestId, UsageError> {
        self.ask(now, Call::with(Operation::PutUser { id: self.config.user.clone() }, body))
    }

    /// Begins a dialog: places a call, listens to one, joins one.
    ///
    /// # Errors
    /// [`UsageError::TooManyPending`].
    pub fn begin_dialog(
        &mut self,
        now: Instant,
        request: DialogRequest<'_>,
    ) -> Result<RequestId, UsageError> {
        self.ask(now, Call::with(Operation::PostUserDialogs { id: self.config.user.clone() }, request))
    }

    /// Acts on a dialog.
    ///
    /// # Errors
    /// [`UsageError::TooManyPending`].
    pub fn act(
        &mut self,
        now: Instant,
        dialog: &str,
        request: DialogRequest<'_>,
    ) -> Result<RequestId, UsageError> {
        self.ask(now, Call::with(Operation::PutDialog { dialog_id: dialog.to_owned() }, request))
    }

    /// Any request that changes something. Its end comes as [`Event::Settled`] under the id that is returned.
    ///
    /// # Errors
    /// [`UsageError::TooManyPending`]; [`UsageError::RequestIdInUse`] if the call has an id already and that one waits.
    pub fn ask(&mut self, now: Instant, mut call: Call<'_>) -> Result<RequestId, UsageError> {
        let id = call.request_id.take().or_else(|| self.ids.next()).ok_or(UsageError::RequestId)?;
        // Registered before it is sent: the update may be here before the answer.
        self.outcomes.register(now, id.clone())?;
        call.request_id = Some(id.clone());
        self.send(&call, Some(id.clone()));
        Ok(id)
    }

    /// Asks for something. The answer comes as [`Event::Answer`] under the ticket that is returned; of the own user, its calls and
    /// SystemInfo also as the events of their changes.
    pub fn get(&mut self, operation: Operation) -> Ticket {
        self.send(&Call::new(operation), None)
    }

    /// Asks for SystemInfo, the own user and its calls: at the start, and after every gap in the updates.
    pub fn refresh(&mut self) {
        let id = || self.config.user.clone();
        let all = [
            Operation::GetSystemInfo {},
            Operation::GetUser { id: id() },
            Operation::GetUserDialogs { id: id(), include_non_voice: None },
        ];
        for operation in all {
            self.get(operation);
        }
    }

    fn send(&mut self, call: &Call<'_>, id: Option<RequestId>) -> Ticket {
        self.next += 1;
        let ticket = Ticket(self.next);
        let request = call.to_request(Some(&self.config.credentials));
        self.flying.insert(ticket, (call.operation.clone(), id));
        self.out.push_back(Transmit { ticket, request });
        ticket
    }

    /// Takes the answer to a request.
    ///
    /// # Errors
    /// [`PeerError::UnknownTicket`]; [`PeerError::Decode`] for a success whose body cannot be read.
    pub fn handle_response(
        &mut self,
        now: Instant,
        ticket: Ticket,
        response: &Response,
    ) -> Result<(), PeerError> {
        let (operation, id) = self.flying.remove(&ticket).ok_or(PeerError::UnknownTicket(ticket))?;
        let success = (200..300).contains(&response.status);
        let errors = if success { ApiErrors::default() } else { ApiErrors::of_body(&response.body) };
        if response.status == 503 {
            self.trouble(now, Trouble::Status);
        }
        if let Some(id) = id {
            if let Some(outcome) = self.outcomes.answered(&id, response.status, errors) {
                self.events.push_back(Event::Settled { id, outcome });
            }
            return Ok(());
        }
        if !success {
            self.events.push_back(Event::Refused { ticket, status: response.status, errors });
            return Ok(());
        }
        let answer = read_answer(&operation, response)?.into_owned();
        match &answer {
            Answer::User(user) if user.login_id.trim() == self.config.user => {
                self.follow(user.as_ref().clone())
            }
            Answer::Dialogs(list) if own_dialogs(&operation, &self.config.user) => {
                self.calls.clear();
                for dialog in list.dialogs.clone() {
                    self.note_call(UpdateEvent::Put, dialog);
                }
            }
            Answer::SystemInfo(info) => self.system(now, info.as_ref().clone()),
            _ => {}
        }
        self.events.push_back(Event::Answer { ticket, answer });
        Ok(())
    }

    /// Takes the news that a request got no answer.
    ///
    /// # Errors
    /// [`PeerError::UnknownTicket`].
    pub fn handle_failure(&mut self, now: Instant, ticket: Ticket) -> Result<(), PeerError> {
        let (operation, id) = self.flying.remove(&ticket).ok_or(PeerError::UnknownTicket(ticket))?;
        match id {
            Some(id) => {
                if let Some(outcome) = self.outcomes.lost(&id) {
                    self.events.push_back(Event::Settled { id, outcome });
                }
            }
            None => {
                let errors = ApiErrors::default();
                self.events.push_back(Event::Refused { ticket, status: 0, errors });
            }
        }
        // While out of service the poll goes on whether it is answered or not.
        if operation == (Operation::GetSystemInfo {}) && !self.in_service {
            self.poll_at = Some(now + self.config.poll);
        }
        Ok(())
    }

    /// Takes the payload of a pubsub item, as it stands in the item: a `notification` or an `Update`.
    ///
    /// # Errors
    /// [`PeerError::Decode`] when there is no update in it. Nothing has changed then, and the client goes on.
    pub fn handle_notification(&mut self, now: Instant, payload: &[u8]) -> Result<(), PeerError> {
        let notification = Notification::read(payload)?;
        let update = notification.update()?.into_owned();
        self.handle_update(now, update);
        Ok(())
    }

    /// Takes an update.
    pub fn handle_update(&mut self, now: Instant, update: Update<'static>) {
        if let Ok(id) = RequestId::new(update.request_id.as_ref())
            && let Some(outcome) = self.outcomes.updated(&id, update.errors().cloned())
        {
            self.events.push_back(Event::Settled { id, outcome });
        }
        let event = update.event.unwrap_or_default();
        match update.data {
            Data::Errors(_) => {}
            Data::User(user) if user.login_id.trim() == self.config.user && event == UpdateEvent::Put => {
                self.follow(*user);
            }
            Data::Dialog(dialog) => self.note_call(event, *dialog),
            Data::Dialogs(list) => {
                for dialog in list.dialogs {
                    self.note_call(event, dialog);
                }
            }
            Data::SystemInfo(info) => self.system(now, *info),
            _ => self.events.push_back(Event::Update(Box::new(update))),
        }
    }

    /// The connection to the notification service is there (again): what happened meanwhile was not delivered, so everything is asked
    /// for.
    pub fn notifications_connected(&mut self) {
        self.refresh();
    }

    /// The connection to the notification service is lost for good: its owner has tried to reconnect and given up.
    pub fn notifications_lost(&mut self, now: Instant) {
        self.trouble(now, Trouble::Notifications);
    }

    /// User `finesse`, who publishes the updates, became unavailable.
    pub fn publisher_unavailable(&mut self, now: Instant) {
        self.trouble(now, Trouble::Presence);
    }

    fn follow(&mut self, user: User<'static>) {
        if let Some(to) = user.agent_state() {
            let from = self.state.replace(to);
            if from != Some(to) {
                self.events.push_back(Event::State { from, to });
            }
        }
        self.events.push_back(Event::User(Box::new(user)));
    }

    fn note_call(&mut self, event: UpdateEvent, dialog: Dialog<'static>) {
        let id = dialog.id.trim().to_owned();
        if event == UpdateEvent::Delete {
            self.calls.remove(&id);
        } else {
            let state = dialog.dialog_state().unwrap_or(DialogState::Unknown);
            self.calls.insert(id, state);
        }
        self.events.push_back(Event::Dialog { event, dialog: Box::new(dialog) });
    }

    fn system(&mut self, now: Instant, info: SystemInfo<'static>) {
        let serves = info.is_in_service();
        self.events.push_back(Event::SystemInfo(Box::new(info)));
        if !serves {
            self.trouble(now, Trouble::Status);
            self.poll_at = Some(now + self.config.poll);
        } else if !self.in_service {
            self.in_service = true;
            self.poll_at = None;
            self.events.push_back(Event::InService);
            self.refresh();
        }
    }

    fn trouble(&mut self, now: Instant, why: Trouble) {
        if std::mem::replace(&mut self.in_service, false) {
            self.events.push_back(Event::OutOfService(why));
            self.poll_at = Some(now + self.config.poll);
        }
    }

    /// The next request to send. May have one after any other method.
    #[must_use]
    pub fn poll_transmit(&mut self) -> Option<Transmit> {
        self.out.pop_front()
    }

    /// What happened. May have something after any other method.
    #[must_use]
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// When something will have to be done without input. May change after any other method.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Deadline> {
        let outcome = self.outcomes.deadline().map(|at| Deadline { at, why: Timer::Outcome });
        let poll = self.poll_at.map(|at| Deadline { at, why: Timer::Poll });
        outcome.into_iter().chain(poll).min()
    }

    /// Does what is due.
    pub fn handle_timeout(&mut self, now: Instant) {
        while let Some(id) = self.outcomes.expired(now) {
            self.events.push_back(Event::Settled { id, outcome: Outcome::TimedOut });
        }
        if self.poll_at.is_some_and(|at| at <= now) {
            self.poll_at = Some(now + self.config.poll);
            self.get(Operation::GetSystemInfo {});
        }
    }
}

fn own_dialogs(operation: &Operation, user: &str) -> bool {
    matches!(operation, Operation::GetUserDialogs { id, .. } if id == user)
}
