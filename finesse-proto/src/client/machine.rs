//! The client machine.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use super::calls::{Calls, Others};
use super::config::Trouble;
use super::follow::Follow;
use super::ids::Ids;
use super::own::Own;
use super::{ClientConfig, Correlator, Deadline, Event, Outcome, PeerError, Ticket, Timer, Transmit};
use crate::agent::{AgentState, StateRequest};
use crate::call::{Call, read_answer};
use crate::dialog::DialogState;
use crate::error::{ApiErrors, UsageError};
use crate::http::{ItemRange, RequestId, Response};
use crate::node::Node;
use crate::operation::Operation;
use crate::payload::Answer;
use crate::resource::{DialogRequest, Dialogs, Queue, SystemInfo, User, UserRequest};
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
    /// Requests that are on their way.
    flying: BTreeMap<Ticket, Flight>,
    events: VecDeque<Event>,
    own: Own,
    calls: Calls,
    follow: Follow,
    in_service: bool,
    polls: Polls,
    poll_at: Option<Instant>,
    /// Snapshots that failed and are to be asked for again, with the number of tries so far.
    retries: Vec<(Instant, u32, Operation)>,
}

/// A request on its way.
#[derive(Debug)]
struct Flight {
    operation: Operation,
    /// Its outcome is told by this id.
    id: Option<RequestId>,
    /// It is a snapshot that the client needs; how often it was asked for before.
    snapshot: Option<u32>,
}

/// Who asks for SystemInfo while the server is out of service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Polls {
    Itself,
    /// Somebody who knows both servers of a pair.
    Another,
}

impl Client {
    /// How often a snapshot that failed is asked for again.
    pub const RETRIES: u32 = 10;
    /// The time between two tries.
    pub const RETRY: Duration = Duration::from_secs(10);

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
            own: Own::default(),
            calls: Calls::new(),
            follow: Follow::default(),
            in_service: true,
            polls: Polls::Itself,
            poll_at: None,
            retries: Vec::new(),
            config,
        }
    }

    /// The own state, as far as it is known.
    #[must_use]
    pub const fn state(&self) -> Option<AgentState> {
        self.own.state()
    }

    /// The voice calls the user takes part in, with their states, by dialog id. Updates of tasks, and of other users' calls, come as
    /// [`Event::Update`].
    #[must_use]
    pub const fn calls(&self) -> &BTreeMap<String, DialogState> {
        self.calls.items()
    }

    /// The members of a team that is followed, by login id.
    #[must_use]
    pub fn team(&self, id: &str) -> Option<&BTreeMap<String, User<'static>>> {
        self.follow.team(id)
    }

    /// The queues that are followed, by id, as far as their figures are known.
    #[must_use]
    pub const fn queues(&self) -> &BTreeMap<String, Queue<'static>> {
        self.follow.queues()
    }

    /// Follows a node that is not subscribed automatically: [`Node::TeamUsers`], [`Node::Queue`] or [`Node::UserQueues`]; others give their
    /// updates as [`Event::Update`]. Asks for the subscription by [`Event::Subscribe`], now and after every reconnection.
    pub fn follow(&mut self, node: Node) {
        if self.follow.add(&node) {
            self.events.push_back(Event::Subscribe(node));
        }
    }

    /// Ends it. Subscriptions outlive connections, so they should be ended before leaving.
    pub fn unfollow(&mut self, node: &Node) {
        if self.follow.remove(node) {
            self.events.push_back(Event::Unsubscribe(node.clone()));
        }
    }

    /// A subscription stands: what was there before is asked for now, so that nothing falls between the two.
    pub fn subscribed(&mut self, node: &Node) {
        if let Some(operation) = self.follow.snapshot_of(node) {
            self.snapshot(operation, 0);
        }
    }

    /// Signs in with a phone. The state comes as an event.
    ///
    /// # Errors
    /// [`UsageError::TooManyPending`].
    pub fn sign_in(&mut self, now: Instant, extension: &str) -> Result<RequestId, UsageError> {
        self.calls.signed_in_at(extension);
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
        // Up to 12.6(1) this list is not given out without a range.
        let whole = matches!(operation, Operation::GetTeamResourcePhoneBooks { .. });
        self.read(operation, whole.then_some(ItemRange::ALL))
    }

    /// Asks for a part of a team's phone books, counted in contacts.
    pub fn get_phone_books(&mut self, team: &str, part: ItemRange) -> Ticket {
        self.read(Operation::GetTeamResourcePhoneBooks { team_id: team.to_owned() }, Some(part))
    }

    fn read(&mut self, operation: Operation, range: Option<ItemRange>) -> Ticket {
        if own_dialogs(&operation, &self.config.user) {
            self.calls.ask();
        }
        if own_user(&operation, &self.config.user) {
            self.own.ask();
        }
        self.follow.ask(&operation);
        self.send(&Call { range, ..Call::new(operation) }, None)
    }

    /// Asks for SystemInfo, the own user and its calls: at the start, and after every gap in the updates.
    pub fn refresh(&mut self) {
        let id = || self.config.user.clone();
        let all = [
            Operation::GetSystemInfo {},
            Operation::GetUser { id: id() },
            Operation::GetUserDialogs { id: id(), include_non_voice: None },
        ];
        // Those of teams and queues are not asked for here, and stay.
        self.retries.retain(|(_, _, operation)| !all.contains(operation));
        for operation in all {
            self.snapshot(operation, 0);
        }
    }

    fn snapshot(&mut self, operation: Operation, tries: u32) {
        let ticket = self.get(operation);
        if let Some(flight) = self.flying.get_mut(&ticket) {
            flight.snapshot = Some(tries);
        }
    }

    /// A snapshot was refused or lost: tried again, as the product's library does it, ten times and ten seconds apart.
    fn failed(&mut self, now: Instant, flight: &Flight, status: u16) {
        if own_dialogs(&flight.operation, &self.config.user) {
            self.calls.give_up();
        }
        if own_user(&flight.operation, &self.config.user) {
            self.own.give_up();
        }
        self.follow.give_up(&flight.operation, status, &mut self.events);
        let Some(tries) = flight.snapshot else { return };
        // What is the client's fault does not get better by itself.
        let hopeless = (400..500).contains(&status) || status == 501;
        if !hopeless && tries < Self::RETRIES && self.in_service {
            self.retries.push((now + Self::RETRY, tries + 1, flight.operation.clone()));
        }
    }

    fn send(&mut self, call: &Call<'_>, id: Option<RequestId>) -> Ticket {
        let ticket = self.ticket();
        let request = call.to_request(Some(&self.config.credentials));
        self.flying.insert(ticket, Flight { operation: call.operation.clone(), id, snapshot: None });
        self.out.push_back(Transmit { ticket, request });
        ticket
    }

    /// A ticket that no request has.
    pub(super) const fn ticket(&mut self) -> Ticket {
        self.next += 1;
        Ticket(self.next)
    }

    /// Leaves it to somebody else to find a server that works.
    pub(super) const fn leave_polling(&mut self) {
        self.polls = Polls::Another;
    }

    /// Works with a server from now on: tells so, and asks for everything.
    pub(super) fn served(&mut self) {
        self.poll_at = None;
        if !std::mem::replace(&mut self.in_service, true) {
            self.events.push_back(Event::InService);
        }
        self.notifications_connected();
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
        let flight = self.flying.remove(&ticket).ok_or(PeerError::UnknownTicket(ticket))?;
        let success = (200..300).contains(&response.status);
        let errors = if success { ApiErrors::default() } else { ApiErrors::of_body(&response.body) };
        if response.status == 503 {
            self.trouble(now, Trouble::Status);
        }
        if let Some(id) = flight.id {
            self.created(&id, &flight.operation, response);
            if let Some(outcome) = self.outcomes.answered(&id, response.status, errors) {
                self.events.push_back(Event::Settled { id, outcome });
            }
            return Ok(());
        }
        if !success {
            self.failed(now, &flight, response.status);
            self.events.push_back(Event::Refused { ticket, status: response.status, errors });
            return Ok(());
        }
        let answer = match read_answer(&flight.operation, response) {
            Ok(answer) => answer.into_owned(),
            Err(error) => {
                self.failed(now, &flight, 0);
                return Err(error.into());
            }
        };
        self.take_answer(now, &flight, &answer);
        self.events.push_back(Event::Answer { ticket, answer });
        Ok(())
    }

    /// What a request that was carried out at once has to show.
    fn created(&mut self, id: &RequestId, operation: &Operation, response: &Response) {
        if !(200..300).contains(&response.status) || response.status == 202 {
            return;
        }
        let location = response.headers.get("Location").map(str::to_owned);
        // The request is done, whatever the body is.
        let answer = read_answer(operation, response).map_or(Answer::Nothing, Answer::into_owned);
        if location.is_some() || answer != Answer::Nothing {
            self.events.push_back(Event::Created { id: id.clone(), location, answer: Box::new(answer) });
        }
    }

    fn take_answer(&mut self, now: Instant, flight: &Flight, answer: &Answer<'static>) {
        match answer {
            Answer::User(user) if own_user(&flight.operation, &self.config.user) => {
                self.calls.signed_in_at(&user.extension);
                self.own.answer(user.as_ref().clone(), &mut self.events);
            }
            Answer::Dialogs(list) if own_dialogs(&flight.operation, &self.config.user) => {
                self.calls.answer(&list.dialogs, &mut self.events);
            }
            Answer::SystemInfo(info) => self.system(now, info.as_ref().clone()),
            Answer::Team(team) => self.follow.take_team(&flight.operation, team, &mut self.events),
            Answer::Queue(queue) => self.follow.take_queue(&flight.operation, queue, &mut self.events),
            Answer::Queues(queues) => self.follow.take_queues(queues, &mut self.events),
            _ => {}
        }
    }

    /// Takes the news that a request got no answer.
    ///
    /// # Errors
    /// [`PeerError::UnknownTicket`].
    pub fn handle_failure(&mut self, now: Instant, ticket: Ticket) -> Result<(), PeerError> {
        let mut flight = self.flying.remove(&ticket).ok_or(PeerError::UnknownTicket(ticket))?;
        match flight.id.take() {
            Some(id) => {
                if let Some(outcome) = self.outcomes.lost(&id) {
                    self.events.push_back(Event::Settled { id, outcome });
                }
            }
            None => {
                self.failed(now, &flight, 0);
                let errors = ApiErrors::default();
                self.events.push_back(Event::Refused { ticket, status: 0, errors });
            }
        }
        // While out of service the poll goes on whether it is answered or not.
        if flight.operation == (Operation::GetSystemInfo {}) && !self.in_service {
            self.schedule_poll(now);
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
        let mut settled = false;
        if let Ok(id) = RequestId::new(update.request_id.as_ref())
            && let Some(outcome) = self.outcomes.updated(&id, update.errors().cloned())
        {
            settled = true;
            self.events.push_back(Event::Settled { id, outcome });
        }
        let event = update.event.unwrap_or_default();
        match update.data {
            // It was told with the request. One of no request, or of one whose time was over, is news.
            Data::Errors(_) if settled => {}
            Data::User(user) => {
                let own = user.login_id.trim() == self.config.user && event == UpdateEvent::Put;
                let member = self.follow.tell_user(event, &update.source, &user, &mut self.events);
                if own {
                    self.calls.signed_in_at(&user.extension);
                    self.own.tell(*user, &mut self.events);
                } else if !member {
                    let update = Update { data: Data::User(user), ..update };
                    self.events.push_back(Event::Update(Box::new(update)));
                }
            }
            Data::Queue(queue) if self.follow.tell_queue(event, &update.source, &queue, &mut self.events) => {
            }
            Data::Queues(queues) if self.follow.follows_lists() => {
                self.follow.tell_queues(event, &queues, &mut self.events);
            }
            Data::Dialog(dialog) => {
                if self.calls.is_own(&self.config.user, &update.source, &dialog, self.others()) {
                    self.calls.tell(event, *dialog, &mut self.events);
                } else {
                    let update = Update { data: Data::Dialog(dialog), ..update };
                    self.events.push_back(Event::Update(Box::new(update)));
                }
            }
            Data::Dialogs(list) => {
                let others = self.others();
                let (own, rest): (Vec<_>, Vec<_>) = list
                    .dialogs
                    .into_iter()
                    .partition(|dialog| self.calls.is_own(&self.config.user, &update.source, dialog, others));
                own.into_iter().for_each(|dialog| self.calls.tell(event, dialog, &mut self.events));
                if !rest.is_empty() {
                    let data = Data::Dialogs(Box::new(Dialogs { dialogs: rest }));
                    self.events.push_back(Event::Update(Box::new(Update { data, ..update })));
                }
            }
            Data::SystemInfo(info) => self.system(now, *info),
            _ => self.events.push_back(Event::Update(Box::new(update))),
        }
    }

    fn others(&self) -> Others {
        let foreign = |node: &Node| matches!(node, Node::UserDialogs(whose) if !whose.eq_ignore_ascii_case(&self.config.user));
        if self.follow.nodes().any(foreign) { Others::Followed } else { Others::No }
    }

    /// The connection to the notification service is there (again): what happened meanwhile was not delivered, so everything is asked
    /// for.
    ///
    /// Explicit subscriptions are asked for again: they do not follow the client to another server, and asking twice does no harm.
    pub fn notifications_connected(&mut self) {
        self.refresh();
        self.events.extend(self.follow.nodes().cloned().map(Event::Subscribe));
    }

    /// The connection to the notification service is lost for good: its owner has tried to reconnect and given up.
    pub fn notifications_lost(&mut self, now: Instant) {
        self.trouble(now, Trouble::Notifications);
    }

    /// User `finesse`, who publishes the updates, became unavailable.
    pub fn publisher_unavailable(&mut self, now: Instant) {
        self.trouble(now, Trouble::Presence);
    }

    fn system(&mut self, now: Instant, info: SystemInfo<'static>) {
        let (serves, lost) = (info.is_in_service(), info.is_out_of_service());
        self.events.push_back(Event::SystemInfo(Box::new(info)));
        if lost {
            self.trouble(now, Trouble::Status);
        }
        if !serves && !self.in_service {
            self.schedule_poll(now);
        } else if !self.in_service && self.polls == Polls::Itself {
            self.in_service = true;
            self.poll_at = None;
            self.events.push_back(Event::InService);
            self.refresh();
            // What teams and queues did meanwhile was not told, but their subscriptions stand.
            let nodes: Vec<Node> = self.follow.nodes().cloned().collect();
            nodes.iter().for_each(|node| self.subscribed(node));
        }
    }

    fn schedule_poll(&mut self, now: Instant) {
        if self.polls == Polls::Itself {
            self.poll_at = Some(now + self.config.poll);
        }
    }

    fn trouble(&mut self, now: Instant, why: Trouble) {
        if std::mem::replace(&mut self.in_service, false) {
            self.events.push_back(Event::OutOfService(why));
            self.retries.clear();
            self.schedule_poll(now);
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
        let retry =
            self.retries.iter().map(|(at, ..)| *at).min().map(|at| Deadline { at, why: Timer::Retry });
        outcome.into_iter().chain(poll).chain(retry).min()
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
        let (due, rest) = std::mem::take(&mut self.retries).into_iter().partition(|(at, ..)| *at <= now);
        self.retries = rest;
        let due: Vec<(Instant, u32, Operation)> = due;
        for (_, tries, operation) in due {
            self.snapshot(operation, tries);
        }
    }
}

fn own_user(operation: &Operation, user: &str) -> bool {
    matches!(operation, Operation::GetUser { id } if id == user)
}

fn own_dialogs(operation: &Operation, user: &str) -> bool {
    matches!(operation, Operation::GetUserDialogs { id, .. } if id == user)
}
