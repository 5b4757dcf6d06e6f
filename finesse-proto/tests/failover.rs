//! A client on a pair of servers, in virtual time: triggers, moves, what is subscribed and asked for again (T5, X5).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use finesse_proto::{
    AgentState, ClientConfig, Credentials, Data, Event, Form, InService, Node, Notification, NotificationNs,
    PairClient, PairEvent, Product, Response, Side, StateRequest, SystemInfo, Ticket, Trouble, Update,
    UpdateEvent,
};
use proptest::prelude::*;
use support::{Centre, start};

const SECOND: Duration = Duration::from_secs(1);
const DELAY: Duration = Duration::from_millis(20);
/// How long a request to a dead machine takes to fail.
const HOPELESS: Duration = Duration::from_secs(3);

enum Arrival {
    Answer(Ticket, Response),
    Failure(Ticket),
    Update(Side, String),
    Connected(Side),
    Refused(Side),
}

/// Two servers and a client. A server publishes to the client if it is connected there; to nodes that are not automatic only if they were
/// subscribed there.
struct World {
    now: Instant,
    client: PairClient,
    centres: [Centre; 2],
    alive: [bool; 2],
    connected: Option<Side>,
    subscribed: [BTreeSet<String>; 2],
    wire: Vec<(Instant, u64, Arrival)>,
    sent: u64,
    events: Vec<Event>,
    uses: Vec<Side>,
}

fn at(side: Side) -> usize {
    usize::from(side == Side::B)
}

impl World {
    fn new() -> Self {
        let config = ClientConfig::new("sue", Credentials::basic("sue", "pw").unwrap());
        let mut world = Self {
            now: start(),
            client: PairClient::new(config, [5; 32], Side::A),
            centres: [Centre::new(Product::Ccx), Centre::new(Product::Ccx)],
            alive: [true; 2],
            connected: Some(Side::A),
            subscribed: [BTreeSet::new(), BTreeSet::new()],
            wire: Vec::new(),
            sent: 0,
            events: Vec::new(),
            uses: Vec::new(),
        };
        world.client.client().follow(Node::TeamUsers("7".into()));
        world.client.connected(world.now, Side::A);
        world.run(SECOND);
        world
    }

    fn put(&mut self, delay: Duration, arrival: Arrival) {
        self.sent += 1;
        self.wire.push((self.now + delay, self.sent, arrival));
    }

    fn flush(&mut self) {
        while let Some((side, transmit)) = self.client.poll_transmit() {
            if self.alive[at(side)] {
                let response = self.centres[at(side)].handle(self.now, transmit.request);
                self.put(DELAY, Arrival::Answer(transmit.ticket, response));
            } else {
                self.put(HOPELESS, Arrival::Failure(transmit.ticket));
            }
        }
        for side in [Side::A, Side::B] {
            while let Some(payload) = self.centres[at(side)].published.pop_front() {
                self.put(DELAY, Arrival::Update(side, payload));
            }
        }
        while let Some(event) = self.client.poll_event() {
            match event {
                PairEvent::Client(Event::Subscribe(node)) => {
                    if let Some(side) = self.connected {
                        self.subscribed[at(side)].insert(node.to_string());
                        self.client.client().subscribed(&node);
                    }
                }
                PairEvent::Client(event) => self.events.push(event),
                PairEvent::Connect(side) if self.alive[at(side)] => self.put(DELAY, Arrival::Connected(side)),
                PairEvent::Connect(side) => self.put(HOPELESS, Arrival::Refused(side)),
                PairEvent::Use(side) => self.uses.push(side),
                other => panic!("{other:?}"),
            }
        }
    }

    fn run(&mut self, limit: Duration) {
        let end = self.now + limit;
        loop {
            // A subscription may ask for something.
            self.flush();
            self.flush();
            let arrival = self.wire.iter().map(|(at, n, _)| (*at, *n)).min();
            let timer = self.client.poll_timeout().map(|deadline| deadline.at);
            match (arrival, timer) {
                (Some((at, n)), timer) if at <= end && timer.is_none_or(|t| at <= t) => {
                    self.now = at;
                    let place = self.wire.iter().position(|(_, number, _)| *number == n).unwrap();
                    let arrival = self.wire.remove(place).2;
                    self.arrive(arrival);
                }
                (_, Some(at)) if at <= end => {
                    self.now = at;
                    self.client.handle_timeout(at);
                }
                _ => {
                    self.now = end;
                    return;
                }
            }
        }
    }

    fn arrive(&mut self, arrival: Arrival) {
        let now = self.now;
        match arrival {
            Arrival::Answer(ticket, response) => self.client.handle_response(now, ticket, &response).unwrap(),
            Arrival::Failure(ticket) => self.client.handle_failure(now, ticket).unwrap(),
            Arrival::Update(side, payload) if self.connected == Some(side) => {
                self.client.handle_notification(now, payload.as_bytes()).unwrap();
            }
            Arrival::Update(..) => {}
            Arrival::Connected(side) if self.alive[at(side)] => {
                self.connected = Some(side);
                self.client.connected(now, side);
            }
            Arrival::Connected(side) | Arrival::Refused(side) => self.client.refused(now, side),
        }
    }

    /// The machine of a side dies: its notification connection breaks too.
    fn kill(&mut self, side: Side) {
        self.alive[at(side)] = false;
        if self.connected == Some(side) {
            self.connected = None;
            self.client.notifications_lost(self.now);
        }
    }

    fn say_out_of_service(&mut self, side: Side) {
        let mut info = SystemInfo::default();
        info.status = "OUT_OF_SERVICE".into();
        let update =
            Update::new(UpdateEvent::Put, "/finesse/api/SystemInfo", Data::SystemInfo(Box::new(info)));
        let payload = Notification::write(&update, NotificationNs::Push, Form::Text);
        self.put(DELAY, Arrival::Update(side, payload));
    }

    fn member(&mut self, login: &str) -> Option<AgentState> {
        self.client.client().team("7")?.get(login)?.agent_state()
    }
}

#[test]
fn t5_each_trigger_alone_moves_the_client() {
    for trigger in [Trouble::Status, Trouble::Notifications, Trouble::Presence] {
        let mut world = World::new();
        world.centres[0].in_service = InService::No;
        match trigger {
            Trouble::Status => world.say_out_of_service(Side::A),
            Trouble::Notifications => world.client.notifications_lost(world.now),
            _ => world.client.publisher_unavailable(world.now),
        }
        world.run(30 * SECOND);
        assert_eq!(world.uses, [Side::B], "{trigger:?}");
        assert!(world.events.contains(&Event::OutOfService(trigger)), "{trigger:?}");
        assert!(world.events.contains(&Event::InService));
        assert_eq!((world.client.side(), world.client.is_settled()), (Side::B, true));
        // After moving the client stays.
        world.centres[0].in_service = InService::Yes;
        world.run(300 * SECOND);
        assert_eq!(world.uses, [Side::B]);
        assert_eq!(world.client.poll_timeout(), None, "nothing is left to be done");
    }
}

#[test]
fn t5_a_503_is_a_trigger_too() {
    let mut world = World::new();
    world.centres[0].in_service = InService::No;
    world.client.client().set_state(world.now, StateRequest::Ready, None).unwrap();
    world.run(30 * SECOND);
    assert_eq!(world.uses, [Side::B]);
}

#[test]
fn the_present_server_is_kept_when_it_is_good() {
    let mut world = World::new();
    world.client.publisher_unavailable(world.now);
    world.run(30 * SECOND);
    assert_eq!((world.uses.clone(), world.client.side()), (vec![Side::A], Side::A));
}

#[test]
fn x5_explicit_subscriptions_and_data_are_had_again_on_the_other_server() {
    let mut world = World::new();
    assert!(world.subscribed[0].contains("/finesse/api/Team/7/Users"));
    assert_eq!(world.member("anna"), Some(AgentState::Logout));
    world.centres[1].report("anna", AgentState::Ready);
    world.centres[1].report("sue", AgentState::NotReady);
    world.centres[1].published.clear();
    world.kill(Side::A);
    world.run(60 * SECOND);
    assert_eq!(world.client.side(), Side::B);
    assert!(world.subscribed[1].contains("/finesse/api/Team/7/Users"));
    assert_eq!(world.member("anna"), Some(AgentState::Ready), "what happened meanwhile is in the snapshot");
    assert_eq!(world.client.client().state(), Some(AgentState::NotReady));
    let changed = world.events.iter().any(|event| {
        matches!(event, Event::Member { team, event: UpdateEvent::Put, user } if team == "7" && user.login_id == "anna")
    });
    assert!(changed, "{:?}", world.events);
    world.centres[1].report("ben", AgentState::Talking);
    world.run(SECOND);
    assert_eq!(world.member("ben"), Some(AgentState::Talking));
}

#[test]
fn while_neither_serves_both_are_asked_every_twenty_seconds() {
    let mut world = World::new();
    world.kill(Side::A);
    world.alive[1] = false;
    world.run(200 * SECOND);
    assert_eq!((world.uses.len(), world.client.is_settled()), (0, false));
    world.alive[0] = true;
    world.run(45 * SECOND);
    assert_eq!(world.uses, [Side::A]);
    world.run(100 * SECOND);
    assert_eq!(world.client.poll_timeout(), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Machines die and come back at any moment. Once both are well for a while, the client works with one of them, is connected and
    /// subscribed there, and knows what that server knows.
    #[test]
    fn after_any_schedule_of_deaths_the_client_works_again(
        steps in proptest::collection::vec((0_u8..4, 0_usize..2, 1_u64..50), 0..12),
    ) {
        let mut world = World::new();
        for (what, which, pause) in steps {
            let side = if which == 0 { Side::A } else { Side::B };
            match what {
                0 => world.kill(side),
                1 => world.alive[which] = true,
                2 => world.centres[which].report("anna", AgentState::Ready),
                _ => world.centres[which].report("anna", AgentState::NotReady),
            }
            world.run(Duration::from_secs(pause));
        }
        world.alive = [true; 2];
        world.run(120 * SECOND);
        let side = world.client.side();
        prop_assert!(world.client.is_settled());
        prop_assert_eq!(world.connected, Some(side));
        prop_assert!(world.subscribed[at(side)].contains("/finesse/api/Team/7/Users"));
        let known = world.member("anna");
        prop_assert_eq!(known, Some(world.centres[at(side)].state("anna")));
    }
}
