//! One user on a pair of servers: a [`Client`], and the decision which server it works with.

use std::collections::{BTreeMap, VecDeque};
use std::time::Instant;

use super::{
    Client, ClientConfig, Deadline, Event, Failover, PeerError, Side, Step, Ticket, Timer, Transmit,
};
use crate::call::{Call, read_answer};
use crate::http::Response;
use crate::operation::Operation;
use crate::payload::Answer;
use crate::update::Update;

/// What happened to a client of a pair.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum PairEvent {
    /// The client tells something.
    Client(Event),
    /// The host is to connect to the notification service of this server, and to say how that went:
    /// [`connected`](PairClient::connected) or [`refused`](PairClient::refused).
    Connect(Side),
    /// The client works with this server now, the one before or the other. Everything is asked for, and what was subscribed is to be
    /// subscribed again (an [`Event::Subscribe`] each). On another server a desktop signs its user in again ([`Client::sign_in`]): that is
    /// always forced, and keeps the state.
    Use(Side),
}

/// A client that moves to the other server when its own cannot serve.
///
/// ```text
///  OUT_OF_SERVICE, 503 ─┐
///  notifications lost ──┼─▶ ask both for SystemInfo, every 20 s ─▶ Connect(side) ─▶ Use(side) ─▶ refresh, subscribe again
///  `finesse` gone ──────┘        (the present one once more before moving)
/// ```
///
/// Change one thing, then drain [`poll_transmit`](Self::poll_transmit) and [`poll_event`](Self::poll_event), then wait until
/// [`poll_timeout`](Self::poll_timeout). Requests for the client go through [`client`](Self::client).
#[derive(Debug)]
pub struct PairClient {
    client: Client,
    failover: Failover,
    /// SystemInfo that was asked of a server to decide about it.
    asks: BTreeMap<Ticket, Side>,
    out: VecDeque<(Side, Transmit)>,
    events: VecDeque<PairEvent>,
}

impl PairClient {
    /// A client that works with server `present`. Its connection to the notification service is the host's to make; then
    /// [`connected`](Self::connected).
    #[must_use]
    pub fn new(config: ClientConfig, seed: [u8; 32], present: Side) -> Self {
        let mut client = Client::new(config, seed);
        client.leave_polling();
        Self {
            client,
            failover: Failover::new(present),
            asks: BTreeMap::new(),
            out: VecDeque::new(),
            events: VecDeque::new(),
        }
    }

    /// The client, to ask for something.
    pub const fn client(&mut self) -> &mut Client {
        &mut self.client
    }

    /// The server the client works with, or did before the trouble.
    #[must_use]
    pub const fn side(&self) -> Side {
        self.failover.present()
    }

    /// Whether the client works with a server.
    #[must_use]
    pub const fn is_settled(&self) -> bool {
        self.failover.is_settled()
    }

    /// The notification service of this server is connected, for the first time or as [`PairEvent::Connect`] asked.
    pub fn connected(&mut self, now: Instant, side: Side) {
        if self.failover.is_settled() && side == self.side() {
            self.client.notifications_connected();
        }
        self.failover.handle_connected(side);
        self.settle(now);
    }

    /// The notification service of this server cannot be had.
    pub fn refused(&mut self, now: Instant, side: Side) {
        self.failover.handle_refused(now, side);
        self.settle(now);
    }

    /// The connection to the notification service is lost, and three tries to have it back have failed.
    pub fn notifications_lost(&mut self, now: Instant) {
        self.client.notifications_lost(now);
        self.failover.handle_trouble(now);
        self.settle(now);
    }

    /// User `finesse` became unavailable.
    pub fn publisher_unavailable(&mut self, now: Instant) {
        self.client.publisher_unavailable(now);
        self.failover.handle_trouble(now);
        self.settle(now);
    }

    /// Takes the answer to a request.
    ///
    /// # Errors
    /// As [`Client::handle_response`].
    pub fn handle_response(
        &mut self,
        now: Instant,
        ticket: Ticket,
        response: &Response,
    ) -> Result<(), PeerError> {
        let result = match self.asks.remove(&ticket) {
            Some(side) => self.judge(now, side, response),
            None => self.client.handle_response(now, ticket, response),
        };
        self.settle(now);
        result
    }

    fn judge(&mut self, now: Instant, side: Side, response: &Response) -> Result<(), PeerError> {
        let answer = match response.status {
            200 => read_answer(&Operation::GetSystemInfo {}, response),
            _ => Ok(Answer::Nothing),
        };
        let info = if let Ok(Answer::SystemInfo(info)) = &answer { Some(info.as_ref()) } else { None };
        self.failover.handle_system_info(now, side, info);
        answer.map(drop).map_err(PeerError::from)
    }

    /// Takes the news that a request got no answer.
    ///
    /// # Errors
    /// As [`Client::handle_failure`].
    pub fn handle_failure(&mut self, now: Instant, ticket: Ticket) -> Result<(), PeerError> {
        let result = match self.asks.remove(&ticket) {
            Some(side) => {
                self.failover.handle_system_info(now, side, None);
                Ok(())
            }
            None => self.client.handle_failure(now, ticket),
        };
        self.settle(now);
        result
    }

    /// Takes the payload of a pubsub item of the server that the client works with.
    ///
    /// # Errors
    /// As [`Client::handle_notification`].
    pub fn handle_notification(&mut self, now: Instant, payload: &[u8]) -> Result<(), PeerError> {
        let result = self.client.handle_notification(now, payload);
        self.settle(now);
        result
    }

    /// Takes an update of the server that the client works with.
    pub fn handle_update(&mut self, now: Instant, update: Update<'static>) {
        self.client.handle_update(now, update);
        self.settle(now);
    }

    /// Moves what the client and the decision have to say.
    fn settle(&mut self, now: Instant) {
        loop {
            self.drain(now);
            let Some(step) = self.failover.poll_step() else { return };
            match step {
                Step::Ask(side) => {
                    let ticket = self.client.ticket();
                    self.asks.insert(ticket, side);
                    let request = Call::new(Operation::GetSystemInfo {}).to_request(None);
                    self.out.push_back((side, Transmit { ticket, request }));
                }
                Step::Connect(side) => self.events.push_back(PairEvent::Connect(side)),
                Step::Use(side) => {
                    self.events.push_back(PairEvent::Use(side));
                    self.client.served();
                }
            }
        }
    }

    fn drain(&mut self, now: Instant) {
        while let Some(event) = self.client.poll_event() {
            if matches!(event, Event::OutOfService(_)) {
                self.failover.handle_trouble(now);
            }
            self.events.push_back(PairEvent::Client(event));
        }
        let side = self.side();
        while let Some(transmit) = self.client.poll_transmit() {
            self.out.push_back((side, transmit));
        }
    }

    /// The next request, and the server it goes to. May have one after any other method.
    #[must_use]
    pub fn poll_transmit(&mut self) -> Option<(Side, Transmit)> {
        let side = self.side();
        self.out.pop_front().or_else(|| self.client.poll_transmit().map(|transmit| (side, transmit)))
    }

    /// What happened. May have something after any other method.
    #[must_use]
    pub fn poll_event(&mut self) -> Option<PairEvent> {
        self.events.pop_front().or_else(|| self.client.poll_event().map(PairEvent::Client))
    }

    /// When something will have to be done without input. May change after any other method.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Deadline> {
        let failover = self.failover.poll_timeout().map(|at| Deadline { at, why: Timer::Failover });
        self.client.poll_timeout().into_iter().chain(failover).min()
    }

    /// Does what is due.
    pub fn handle_timeout(&mut self, now: Instant) {
        self.client.handle_timeout(now);
        self.failover.handle_timeout(now);
        self.settle(now);
    }
}
