//! Many sessions on one server: agent mode and bridge mode, masks, whose device it is, what is shared.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use cti_wire::client::{self, Client, CloseReason, Mode};
use cti_wire::server::{self, Audience, EndReason, Grant, Server};
use cti_wire::{
    AgentState, AgentStateEvent, AgentStateMask, CallMsgMask, ConnId, Message, MessageType, Profile,
    SessionError, StatusCode, field,
};
use support::{CONN, Clock, open_bytes};

fn agent_session(extension: &str, client_id: &str) -> client::Config {
    let mode = Mode::Agent { extension: Some(extension.to_owned()), id: None, instrument: None };
    client::Config { mode, client_id: client_id.to_owned(), ..Default::default() }
}

/// Sessions on one server, without a network: bytes arrive at once.
struct Hub {
    clock: Clock,
    server: Server,
    clients: Vec<Client>,
    events: Vec<Vec<client::Event>>,
    /// What the host grants to the next agent session; `None`: what it asks for.
    device: Option<server::Device>,
}

impl Hub {
    fn new(configs: Vec<client::Config>) -> Self {
        let clock = Clock::new();
        let mut hub = Self {
            clock,
            server: Server::new(server::Config::default()),
            clients: Vec::new(),
            events: Vec::new(),
            device: None,
        };
        for config in configs {
            hub.join(config);
        }
        hub
    }

    fn join(&mut self, config: client::Config) {
        self.join_as(config, None);
    }

    /// Joins as the device that the host makes of it.
    fn join_as(&mut self, config: client::Config, device: Option<server::Device>) {
        self.device = device;
        let conn = ConnId(self.clients.len() as u64);
        self.server.handle_connect(self.clock.now(), conn).unwrap();
        self.clients.push(Client::new(config, self.clock.now().at).unwrap());
        self.events.push(Vec::new());
        self.settle();
    }

    fn settle(&mut self) {
        let now = self.clock.now();
        for _ in 0..4 {
            for (i, client) in self.clients.iter_mut().enumerate() {
                let mut out = bytes::BytesMut::new();
                client.poll_transmit(&mut out);
                self.server.handle_input(now, ConnId(i as u64), &out).unwrap();
                self.events[i].extend(std::iter::from_fn(|| client.poll_event()));
            }
            while let Some(event) = self.server.poll_event() {
                if let server::Event::OpenRequested { conn, request } = event {
                    let mut grant = support::welcome(&request).unwrap();
                    if let (Some((place, _)), Some(device)) = (&mut grant.agent, self.device.take()) {
                        *place = device;
                    }
                    self.server.grant(now, conn, grant).unwrap();
                }
            }
            while let Some(transmit) = self.server.poll_transmit() {
                self.server.sent(transmit.to, transmit.len());
                let client = &mut self.clients[usize::try_from(transmit.to.0).unwrap()];
                client.handle_input(now.at, &transmit.head).unwrap();
                client.handle_input(now.at, &transmit.shared.unwrap_or_default()).unwrap();
            }
        }
    }

    fn agent_event(&mut self, state: AgentState, bit: AgentStateMask, extension: &str) {
        let event = AgentStateEvent { agent_state: state, ..Default::default() };
        self.server
            .publish(Audience::AgentState(bit, &[extension]), |profile| {
                event.build(profile).with(field::AgentExtension, extension).finish()
            })
            .unwrap();
    }

    fn agent_events_of(&self, client: usize) -> usize {
        let is_agent =
            |e: &&client::Event| matches!(e, client::Event::Message(f) if f.message_type == MessageType(30));
        self.events[client].iter().filter(is_agent).count()
    }
}

#[test]
fn an_agent_session_sees_its_own_device_only_and_a_bridge_session_all() {
    let mut hub = Hub::new(vec![Default::default(), agent_session("1001", "a"), agent_session("1002", "b")]);
    assert!(hub.clients.iter().all(Client::is_open));
    hub.agent_event(AgentState::NOT_READY, AgentStateMask::NOT_READY, "1001");
    hub.settle();
    assert_eq!([hub.agent_events_of(0), hub.agent_events_of(1), hub.agent_events_of(2)], [1, 1, 0]);
}

#[test]
fn masks_decide_what_a_session_sees() {
    let deaf = client::Config { agent_state_mask: AgentStateMask::TALKING, ..Default::default() };
    let mut hub = Hub::new(vec![Default::default(), deaf]);
    hub.agent_event(AgentState::NOT_READY, AgentStateMask::NOT_READY, "1001");
    hub.settle();
    assert_eq!([hub.agent_events_of(0), hub.agent_events_of(1)], [1, 0]);
    let wants = Audience::Call(CallMsgMask(1 << 30), &["1001"]);
    hub.server.publish(wants, |_| panic!("nobody wants it, so it is not made")).unwrap();
}

#[test]
fn an_event_is_serialised_once_for_all_sessions_of_a_profile() {
    let mut hub = Hub::new((0..10).map(|_| client::Config::default()).collect());
    let older = client::Config { profile: Profile::ccx(14), ..Default::default() };
    hub.join(older);
    let mut made = 0;
    let event = AgentStateEvent { agent_state: AgentState(3), ..Default::default() };
    hub.server
        .publish(Audience::AgentState(AgentStateMask(8), &["1001"]), |profile| {
            made += 1;
            event.build(profile).finish()
        })
        .unwrap();
    assert_eq!(made, 2);
    let shared: Vec<_> =
        std::iter::from_fn(|| hub.server.poll_transmit()).map(|t| t.shared.unwrap()).collect();
    assert_eq!(shared.len(), 11);
    assert!(shared[..10].iter().all(|bytes| bytes.as_ptr() == shared[0].as_ptr()));
}

#[test]
fn the_same_client_takes_its_device_over_and_another_is_refused() {
    let mut hub = Hub::new(vec![agent_session("1001", "desk"), agent_session("1001", "other")]);
    assert!(hub.clients[0].is_open());
    assert_eq!(
        hub.events[1].last(),
        Some(&client::Event::Closed(CloseReason::Refused(StatusCode::DEVICE_IN_USE)))
    );
    hub.join(agent_session("1001", "desk"));
    assert!(hub.clients[2].is_open());
    assert_eq!(
        hub.events[0].last(),
        Some(&client::Event::Closed(CloseReason::Server(StatusCode::NEW_SESSION_OPENED)))
    );
}

#[test]
fn a_slow_reader_is_dropped_and_its_bytes_are_freed() {
    let clock = Clock::new();
    let mut server = Server::new(server::Config { max_output: 1000, ..Default::default() });
    server.handle_connect(clock.now(), CONN).unwrap();
    let open = open_bytes(17);
    server.handle_input(clock.now(), CONN, &open).unwrap();
    let Some(server::Event::OpenRequested { request, .. }) = server.poll_event() else { panic!() };
    server.grant(clock.now(), CONN, Grant { services: request.services, agent: None }).unwrap();
    // Nobody reports that anything was written.
    for _ in 0..20 {
        let event = AgentStateEvent::default();
        let audience = Audience::AgentState(AgentStateMask(4), &[]);
        server.publish(audience, |profile| event.build(profile).finish()).unwrap();
    }
    assert_eq!(server.poll_event(), Some(server::Event::Ended { conn: CONN, why: EndReason::TooSlow }));
    assert_eq!(server.poll_event(), Some(server::Event::Close(CONN)));
    assert_eq!(server.poll_transmit(), None);
}

#[test]
fn connections_are_bounded() {
    let clock = Clock::new();
    let mut server = Server::new(server::Config { max_connections: 1, ..Default::default() });
    server.handle_connect(clock.now(), CONN).unwrap();
    assert_eq!(server.handle_connect(clock.now(), ConnId(2)), Err(SessionError::TooManyConnections));
}

#[test]
fn an_agent_id_is_no_device() {
    let device = |extension: &str, id: &str| server::Device {
        extension: extension.to_owned(),
        id: id.to_owned(),
        instrument: extension.to_owned(),
    };
    let mut hub = Hub::new(vec![]);
    // The second agent's id is the first one's extension.
    for (n, device) in [device("1001", "ann"), device("1002", "1001")].into_iter().enumerate() {
        hub.join_as(agent_session(&device.extension.clone(), &n.to_string()), Some(device));
    }
    hub.agent_event(AgentState::NOT_READY, AgentStateMask::NOT_READY, "1001");
    hub.settle();
    assert_eq!([hub.agent_events_of(0), hub.agent_events_of(1)], [1, 0]);
}

#[test]
fn a_session_is_rivalled_by_extension_instrument_or_id() {
    let named = |extension: &str, id: &str, instrument: &str| server::Device {
        extension: extension.to_owned(),
        id: id.to_owned(),
        instrument: instrument.to_owned(),
    };
    let cases = [
        (named("", "ann", ""), named("", "ann", ""), true),
        (named("", "", "SEP1"), named("1001", "ann", "SEP1"), true),
        (named("1001", "", ""), named("1001", "ann", "SEP1"), true),
        (named("", "ann", ""), named("1001", "", "SEP1"), false),
        (named("1001", "ann", "SEP1"), named("1002", "bob", "SEP2"), false),
    ];
    for (first, second, rivals) in cases {
        let mut hub = Hub::new(vec![]);
        hub.join_as(agent_session("1001", "desk"), Some(first.clone()));
        hub.join_as(agent_session("1001", "other"), Some(second.clone()));
        let refused = client::Event::Closed(CloseReason::Refused(StatusCode::DEVICE_IN_USE));
        assert_eq!(hub.events[1].contains(&refused), rivals, "{first:?} {second:?}");
        hub.join_as(agent_session("1001", "desk"), Some(second.clone()));
        let taken = client::Event::Closed(CloseReason::Server(StatusCode::NEW_SESSION_OPENED));
        assert_eq!(hub.events[0].contains(&taken), rivals, "{first:?} {second:?}");
    }
}

#[test]
fn passwords_are_compared_whole() {
    let clock = Clock::new();
    let password = client::ClientPassword("secret".into());
    let mut client = Client::new(client::Config { password, ..Default::default() }, clock.now().at).unwrap();
    let mut out = bytes::BytesMut::new();
    client.poll_transmit(&mut out);
    let mut server = Server::new(server::Config::default());
    server.handle_connect(clock.now(), CONN).unwrap();
    server.handle_input(clock.now(), CONN, &out).unwrap();
    let Some(server::Event::OpenRequested { request, .. }) = server.poll_event() else { panic!() };
    assert!(request.password_is(b"secret"));
    assert!(!request.password_is(b"secre") && !request.password_is(b"secrets") && !request.password_is(b""));
}
