//! Two servers of which one is the master: who is found, when, and what the caller sees of it. In virtual time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::{Duration, Instant};

use bytes::Bytes;
use cti_wire::client::{CloseReason, Config, Event, Failover, FailoverConfig, FailoverEvent, Side};
use cti_wire::server::{self, Role, Server};
use cti_wire::{
    AgentState, ConnId, Frame, InvokeId, MaintenanceAnswer, MaintenanceDecision, Message, MessageType,
    Profile, QueryAgentStateConf, QueryAgentStateReq, ServiceMask, SessionError, StatusCode,
};
use proptest::prelude::*;
use support::{Clock, frame, welcome};

const SECOND: Duration = Duration::from_secs(1);

/// A server and the network in front of it.
struct Node {
    server: Server,
    /// Whether the process runs: if not, connecting is refused.
    up: bool,
    /// Whether bytes and connection attempts get through; if not, they vanish.
    reachable: bool,
}

/// A client and its servers.
struct Cluster {
    client: Failover,
    nodes: Vec<Node>,
    clock: Clock,
    links: BTreeMap<ConnId, usize>,
    wire: VecDeque<(Instant, Packet)>,
    seen: Vec<FailoverEvent>,
    connects: Vec<(Duration, Side)>,
    pending: BTreeSet<InvokeId>,
    requests: usize,
    ended: usize,
    server_ended: Vec<server::EndReason>,
    broken: BTreeSet<ConnId>,
}

enum Packet {
    Connect(ConnId, usize),
    Up(ConnId, Bytes),
    Down(ConnId, Bytes),
    Gone(ConnId),
}

impl Cluster {
    fn new(roles: [Role; 2]) -> Self {
        Self::with(roles, FailoverConfig::default(), 7)
    }

    fn with(roles: [Role; 2], config: FailoverConfig, seed: u8) -> Self {
        let clock = Clock::new();
        let dialect = config.session.profile.dialect;
        let node = |role| Node {
            server: Server::new(server::Config { role, dialect, versions: 9..=25, ..Default::default() }),
            up: true,
            reachable: true,
        };
        let client = Failover::new(config, [seed; 32], clock.now().at).unwrap();
        let mut cluster = Self {
            client,
            nodes: roles.map(node).into(),
            clock,
            links: BTreeMap::new(),
            wire: VecDeque::new(),
            seen: Vec::new(),
            connects: Vec::new(),
            pending: BTreeSet::new(),
            requests: 0,
            ended: 0,
            server_ended: Vec::new(),
            broken: BTreeSet::new(),
        };
        cluster.drain();
        cluster
    }

    fn post(&mut self, packet: Packet) {
        self.wire.push_back((self.clock.now().at + Duration::from_millis(2), packet));
    }

    fn drain(&mut self) {
        loop {
            let mut quiet = true;
            while let Some(event) = self.client.poll_event() {
                quiet = false;
                self.learn(&event);
                self.seen.push(event);
            }
            while let Some(transmit) = self.client.poll_transmit() {
                quiet = false;
                self.post(Packet::Up(transmit.to, transmit.head));
            }
            for node in 0..self.nodes.len() {
                quiet &= !self.drain_node(node);
            }
            if quiet {
                return;
            }
        }
    }

    fn drain_node(&mut self, node: usize) -> bool {
        let now = self.clock.now();
        let mut out = Vec::new();
        let server = &mut self.nodes[node].server;
        while let Some(event) = server.poll_event() {
            match event {
                server::Event::OpenRequested { conn, request } => {
                    server.grant(now, conn, welcome(&request).unwrap()).unwrap();
                }
                server::Event::Request { conn, invoke_id, frame } => {
                    assert_eq!(frame.message_type, MessageType(36));
                    let profile = *server.profile(conn).unwrap();
                    let conf =
                        QueryAgentStateConf { agent_state: AgentState::NOT_READY, ..Default::default() };
                    server.confirm(conn, invoke_id, &conf.build(&profile).finish().unwrap()).unwrap();
                }
                server::Event::Close(conn) => out.push(Packet::Gone(conn)),
                server::Event::MaintenanceAnswered(answers) => {
                    let agreed = answers.refused.is_empty();
                    let decision =
                        if agreed { MaintenanceDecision::Begin } else { MaintenanceDecision::Cancel };
                    server.decide_maintenance(now, decision).unwrap();
                }
                server::Event::Ended { why, .. } => self.server_ended.push(why),
                _ => {}
            }
        }
        while let Some(transmit) = server.poll_transmit() {
            server.sent(transmit.to, transmit.len());
            let bytes = [transmit.head, transmit.shared.unwrap_or_default()].concat();
            // What was said before the connection ended arrives before the end.
            let at = out.iter().position(|p| matches!(p, Packet::Gone(conn) if *conn == transmit.to));
            out.insert(at.unwrap_or(out.len()), Packet::Down(transmit.to, bytes.into()));
        }
        let any = !out.is_empty();
        for packet in out {
            self.post(packet);
        }
        any
    }

    /// What must hold at every event.
    fn learn(&mut self, event: &FailoverEvent) {
        match event {
            FailoverEvent::Connect { conn, side } => {
                self.connects.push((self.clock.elapsed(), *side));
                self.post(Packet::Connect(*conn, side.0));
            }
            FailoverEvent::Disconnect(conn) => {
                if let Some(node) = self.links.remove(conn)
                    && self.nodes[node].reachable
                {
                    self.nodes[node].server.handle_disconnect(*conn);
                }
            }
            FailoverEvent::InService(_) => {
                assert!(!self.serves_before(), "a second master without losing the first")
            }
            FailoverEvent::OutOfService(_) => {
                assert!(self.serves_before(), "lost a master that was not there");
                assert!(self.pending.is_empty(), "requests were left behind: {:?}", self.pending);
            }
            FailoverEvent::Session(event) => {
                assert!(self.serves_before(), "{event:?} without a master");
                let id = match event {
                    Event::Confirmed { invoke_id, .. } | Event::Failed { invoke_id, .. } => *invoke_id,
                    _ => return,
                };
                assert!(self.pending.remove(&id), "{id} ended twice");
                self.ended += 1;
            }
            _ => {}
        }
    }

    fn serves_before(&self) -> bool {
        let last = self.seen.iter().rev().find_map(|event| match event {
            FailoverEvent::InService(_) => Some(true),
            FailoverEvent::OutOfService(_) => Some(false),
            _ => None,
        });
        last == Some(true)
    }

    fn deliver(&mut self, packet: Packet) {
        let now = self.clock.now();
        match packet {
            Packet::Connect(conn, node) => match &mut self.nodes[node] {
                Node { reachable: false, .. } => {}
                Node { up: false, .. } => self.client.handle_disconnect(now.at, conn),
                Node { server, .. } => {
                    if server.handle_connect(now, conn).is_ok() {
                        self.links.insert(conn, node);
                        self.client.handle_connected(now.at, conn);
                    }
                }
            },
            Packet::Up(conn, bytes) => {
                if let Some(node) = self.passes(conn) {
                    self.nodes[node].server.handle_input(now, conn, &bytes).unwrap();
                }
            }
            Packet::Down(conn, bytes) => {
                if self.passes(conn).is_some() {
                    self.client.handle_input(now.at, conn, &bytes).unwrap();
                }
            }
            Packet::Gone(conn) => {
                if self.links.get(&conn).is_some_and(|node| self.nodes[*node].reachable) {
                    self.links.remove(&conn);
                    self.client.handle_disconnect(now.at, conn);
                }
            }
        }
    }

    /// The node behind a connection, if bytes get there. Where bytes were lost nothing follows: a stream has no holes.
    fn passes(&mut self, conn: ConnId) -> Option<usize> {
        let node = *self.links.get(&conn)?;
        if !self.nodes[node].reachable {
            self.broken.insert(conn);
        }
        (!self.broken.contains(&conn)).then_some(node)
    }

    fn step(&mut self, limit: Instant) -> bool {
        self.drain();
        let timers =
            self.nodes.iter().filter_map(|n| n.server.poll_timeout()).chain(self.client.poll_timeout());
        let next = timers.map(|d| d.at).chain(self.wire.front().map(|(at, _)| *at)).min();
        let Some(at) = next.filter(|at| *at <= limit) else {
            self.clock.to(limit);
            return false;
        };
        self.clock.to(at);
        let now = self.clock.now();
        while self.wire.front().is_some_and(|(at, _)| *at <= now.at) {
            let (_, packet) = self.wire.pop_front().unwrap();
            self.deliver(packet);
            self.drain();
        }
        self.client.handle_timeout(now.at);
        for node in &mut self.nodes {
            node.server.handle_timeout(now);
        }
        self.drain();
        true
    }

    fn run_for(&mut self, time: Duration) {
        let limit = self.clock.now().at + time;
        while self.step(limit) {}
    }

    fn run_until_master(&mut self, side: Side) {
        let limit = self.clock.now().at + Duration::from_secs(3600);
        while self.client.master() != Some(side) {
            assert!(self.step(limit), "{side:?} never becomes our master: {:?}", self.seen);
        }
    }

    /// The process dies: its connections are reset.
    fn kill(&mut self, node: usize) {
        let now = self.clock.now();
        self.nodes[node].up = false;
        for conn in self.links.iter().filter(|(_, n)| **n == node).map(|(c, _)| *c).collect::<Vec<_>>() {
            self.nodes[node].server.handle_disconnect(conn);
            if self.nodes[node].reachable {
                self.links.remove(&conn);
                self.client.handle_disconnect(now.at, conn);
            }
        }
        self.drain();
    }

    fn set_role(&mut self, node: usize, role: Role) {
        let now = self.clock.now();
        self.nodes[node].server.set_role(now, role);
        self.drain();
    }

    fn request(&mut self) {
        let request: Frame = frame(&QueryAgentStateReq::default(), self.client.profile());
        match self.client.request(self.clock.now().at, &request) {
            Ok(id) => {
                assert!(self.pending.insert(id));
                self.requests += 1;
            }
            Err(error) => {
                assert_eq!(error, SessionError::NotOpen);
                assert_eq!(self.client.master(), None);
            }
        }
        self.drain();
    }

    fn outcome(&self, side: Side) -> Option<CloseReason> {
        self.seen.iter().find_map(|event| match event {
            FailoverEvent::Tried { side: s, outcome } if *s == side => Some(*outcome),
            _ => None,
        })
    }
}

use Role::{Master, Offline, Standby};

#[test]
fn t3_a_standby_refuses_with_92_and_the_next_server_is_tried_at_once() {
    let mut cluster = Cluster::new([Standby, Master]);
    cluster.run_until_master(Side(1));
    assert_eq!(cluster.outcome(Side(0)), Some(CloseReason::Refused(StatusCode::SERVER_NOT_MASTER)));
    assert!(cluster.clock.elapsed() < SECOND, "{:?}", cluster.clock.elapsed());
}

#[test]
fn t4_when_the_master_dies_the_new_one_is_found() {
    let mut cluster = Cluster::new([Master, Standby]);
    cluster.run_until_master(Side(0));
    cluster.run_for(60 * SECOND);
    cluster.set_role(1, Master);
    cluster.kill(0);
    let from = cluster.clock.elapsed();
    cluster.run_until_master(Side(1));
    assert!(cluster.clock.elapsed() - from < SECOND);
}

#[test]
fn t4_a_master_that_falls_silent_is_left_after_three_heartbeats() {
    let mut cluster = Cluster::new([Master, Standby]);
    cluster.run_until_master(Side(0));
    cluster.nodes[0].reachable = false;
    cluster.set_role(1, Master);
    let from = cluster.clock.elapsed();
    cluster.run_until_master(Side(1));
    assert!(cluster.clock.elapsed() - from <= 21 * SECOND);
    assert!(cluster.seen.contains(&FailoverEvent::OutOfService(CloseReason::HeartbeatsLost)));
}

#[test]
fn a_master_that_steps_down_is_left_at_once_and_found_again_when_it_is_back() {
    let mut cluster = Cluster::new([Master, Standby]);
    cluster.run_until_master(Side(0));
    cluster.run_for(30 * SECOND);
    cluster.set_role(0, Standby);
    cluster.run_for(20 * SECOND);
    assert_eq!(cluster.client.master(), None);
    cluster.set_role(0, Master);
    cluster.run_until_master(Side(0));
}

#[test]
fn a_server_that_goes_out_of_service_is_left_for_the_other() {
    let mut cluster = Cluster::new([Master, Master]);
    cluster.run_until_master(Side(0));
    cluster.run_for(30 * SECOND);
    let now = cluster.clock.now();
    cluster.nodes[0].server.set_online(now, false);
    cluster.run_until_master(Side(1));
}

#[test]
fn pauses_grow_from_a_random_one_to_two_minutes() {
    let mut cluster = Cluster::new([Offline, Offline]);
    cluster.run_for(Duration::from_secs(900));
    let rounds: Vec<_> = cluster.connects.chunks(2).map(|round| round[0].0.as_secs_f64()).collect();
    let pauses: Vec<_> = rounds.windows(2).map(|w| w[1] - w[0]).collect();
    for (pause, base) in pauses.iter().zip([7.5, 15.0, 30.0, 60.0, 120.0, 120.0]) {
        let (low, high) = if base == 7.5 { (0.0, 15.0) } else { (base, base * 1.1) };
        assert!((low..=high + 0.1).contains(pause), "{pauses:?}");
    }
    assert!(pauses.len() >= 6);
}

#[test]
fn pauses_differ_by_seed_and_repeat_with_it() {
    let connects = |seed| {
        let mut cluster = Cluster::with([Offline, Offline], FailoverConfig::default(), seed);
        cluster.run_for(Duration::from_secs(300));
        cluster.connects
    };
    assert_eq!(connects(1), connects(1));
    assert_ne!(connects(1), connects(2));
}

#[test]
fn a_round_starts_with_the_last_good_server() {
    let mut cluster = Cluster::new([Standby, Master]);
    cluster.run_until_master(Side(1));
    cluster.run_for(60 * SECOND);
    cluster.set_role(1, Offline);
    cluster.run_for(10 * 60 * SECOND);
    // Both are tried at once, the other first; every later round starts with the last good one.
    let after: Vec<_> = cluster.connects.iter().skip(2).map(|(_, side)| side.0).collect();
    assert_eq!(after[..2], [0, 1]);
    assert!(after[2..].chunks(2).all(|round| round[0] == 1), "{after:?}");
}

#[test]
fn a_server_that_takes_us_and_drops_us_is_not_stormed() {
    let mut cluster = Cluster::new([Master, Offline]);
    for _ in 0..60 {
        cluster.run_for(SECOND);
        let now = cluster.clock.now();
        for conn in cluster.links.keys().copied().collect::<Vec<_>>() {
            cluster.nodes[0].server.end(now, conn, StatusCode::UNSPECIFIED_FAILURE);
        }
    }
    assert!(cluster.connects.len() < 16, "{} connections in a minute", cluster.connects.len());
}

#[test]
fn a_server_that_is_not_in_service_is_left_after_a_minute() {
    let mut cluster = Cluster::new([Master, Master]);
    let now = cluster.clock.now();
    cluster.nodes[0].server.set_online(now, false);
    cluster.run_for(59 * SECOND);
    assert_eq!(cluster.client.master(), None);
    cluster.run_until_master(Side(1));
}

#[test]
fn t3_a_look_at_the_standby_leaves_the_master_alone() {
    let config = FailoverConfig { probe: Some(30 * SECOND), ..Default::default() };
    let mut cluster = Cluster::with([Master, Standby], config, 1);
    cluster.run_until_master(Side(0));
    cluster.run_for(100 * SECOND);
    let looks = cluster.seen.iter().filter(|event| {
        let refused = CloseReason::Refused(StatusCode::SERVER_NOT_MASTER);
        **event == FailoverEvent::Tried { side: Side(1), outcome: refused }
    });
    assert_eq!(looks.count(), 3);
    // Even if the other one would take us.
    cluster.set_role(1, Master);
    cluster.run_for(100 * SECOND);
    assert_eq!(cluster.client.master(), Some(Side(0)));
    assert_eq!(cluster.nodes[1].server.connections(), 0);
}

#[test]
fn a_request_without_a_master_is_refused_and_one_in_flight_ends_with_the_reason() {
    let mut cluster = Cluster::new([Master, Offline]);
    let request = frame(&QueryAgentStateReq::default(), cluster.client.profile());
    assert_eq!(cluster.client.request(cluster.clock.now().at, &request), Err(SessionError::NotOpen));
    cluster.run_until_master(Side(0));
    cluster.request();
    cluster.kill(0);
    assert_eq!((cluster.requests, cluster.ended), (1, 1));
}

#[test]
fn stopping_closes_the_session_and_looks_for_no_other() {
    let mut cluster = Cluster::new([Master, Master]);
    cluster.run_until_master(Side(0));
    let connects = cluster.connects.len();
    cluster.client.stop(cluster.clock.now().at);
    cluster.run_for(600 * SECOND);
    assert_eq!(cluster.client.master(), None);
    assert_eq!(cluster.connects.len(), connects);
    assert_eq!(cluster.client.poll_timeout(), None);
    assert_eq!(cluster.seen.last(), Some(&FailoverEvent::OutOfService(CloseReason::Requested)));
}

#[derive(Debug, Clone)]
enum Trouble {
    Pass(u64),
    Kill(usize),
    Start(usize),
    Cut(usize),
    Heal(usize),
    /// The other one becomes master.
    Switch,
    /// Nobody is, for a while.
    Vacant,
    Online(usize, bool),
    Request,
}

fn trouble() -> impl Strategy<Value = Trouble> {
    let node = 0..2usize;
    prop_oneof![
        6 => (0..40_000u64).prop_map(Trouble::Pass),
        2 => node.clone().prop_map(Trouble::Kill),
        2 => node.clone().prop_map(Trouble::Start),
        2 => node.clone().prop_map(Trouble::Cut),
        2 => node.clone().prop_map(Trouble::Heal),
        2 => Just(Trouble::Switch),
        1 => Just(Trouble::Vacant),
        1 => (node, any::<bool>()).prop_map(|(n, on)| Trouble::Online(n, on)),
        5 => Just(Trouble::Request),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Under any schedule of deaths, cuts and switches: masters come strictly in turn, every request ends once, and when
    /// the trouble is over the client is at the one master.
    #[test]
    fn t4_random_kill_and_loss_schedules(
        troubles in prop::collection::vec(trouble(), 0..60),
        seed in any::<u8>(),
        probe in any::<bool>(),
    ) {
        suffer(&troubles, seed, FailoverConfig { probe: probe.then_some(20 * SECOND), ..Default::default() });
    }

    /// The same with a session on each side.
    #[test]
    fn t4_random_kill_and_loss_schedules_with_standby_sessions(
        troubles in prop::collection::vec(trouble(), 0..60),
        seed in any::<u8>(),
    ) {
        suffer(&troubles, seed, standby_sessions());
    }
}

/// The same for every schedule of three troubles, one by one.
#[test]
fn t4_every_short_schedule() {
    let all = [
        Trouble::Pass(1_000),
        Trouble::Pass(17_000),
        Trouble::Kill(0),
        Trouble::Start(0),
        Trouble::Cut(0),
        Trouble::Heal(0),
        Trouble::Switch,
        Trouble::Vacant,
        Trouble::Request,
    ];
    for n in 0..all.len().pow(3) {
        let pick = |place: u32| all[n / all.len().pow(place) % all.len()].clone();
        suffer(&[pick(2), pick(1), pick(0)], 1, FailoverConfig::default());
        suffer(&[pick(2), pick(1), pick(0)], 1, standby_sessions());
    }
}

fn suffer(troubles: &[Trouble], seed: u8, config: FailoverConfig) {
    let mut cluster = Cluster::with([Master, Standby], config, seed);
    let mut master = 0;
    for trouble in troubles {
        match *trouble {
            Trouble::Pass(ms) => cluster.run_for(Duration::from_millis(ms)),
            Trouble::Kill(node) => cluster.kill(node),
            Trouble::Start(node) => cluster.nodes[node].up = true,
            Trouble::Cut(node) => cluster.nodes[node].reachable = false,
            Trouble::Heal(node) => cluster.nodes[node].reachable = true,
            Trouble::Switch => {
                cluster.set_role(master, Standby);
                master = 1 - master;
                cluster.set_role(master, Master);
            }
            Trouble::Vacant => cluster.set_role(master, Standby),
            Trouble::Online(node, online) => {
                let now = cluster.clock.now();
                cluster.nodes[node].server.set_online(now, online);
            }
            Trouble::Request => cluster.request(),
        }
        cluster.drain();
    }
    let now = cluster.clock.now();
    for node in &mut cluster.nodes {
        (node.up, node.reachable) = (true, true);
        node.server.set_online(now, true);
    }
    cluster.set_role(1 - master, Standby);
    cluster.set_role(master, Master);
    // The longest pause, plus the time a dead connection takes to be noticed.
    cluster.run_for(Duration::from_secs(240));
    assert_eq!(cluster.client.master(), Some(Side(master)), "after {troubles:?}");
    assert!(cluster.pending.is_empty(), "after {troubles:?}");
    assert_eq!(cluster.requests, cluster.ended, "after {troubles:?}");
}

#[test]
fn one_server_alone_works_too() {
    let config = FailoverConfig { sides: 1, session: Config::default(), ..Default::default() };
    let mut cluster = Cluster::with([Standby, Offline], config, 3);
    cluster.run_for(20 * SECOND);
    cluster.set_role(0, Master);
    cluster.run_until_master(Side(0));
    assert!(cluster.connects.iter().all(|(_, side)| *side == Side(0)));
}

// ---- active and standby sessions (CCE from 24) ----

fn standby_sessions() -> FailoverConfig {
    let services = Config::default().services | ServiceMask::ACTIVE_STANDBY;
    let session = Config { profile: Profile::cce(24), services, ..Default::default() };
    FailoverConfig { session, ..Default::default() }
}

#[test]
fn a_standby_session_is_held_beside_the_masters() {
    for roles in [[Master, Standby], [Standby, Master]] {
        let master = roles.iter().position(|role| *role == Master).unwrap();
        let mut cluster = Cluster::with(roles, standby_sessions(), 5);
        cluster.run_until_master(Side(master));
        cluster.run_for(600 * SECOND);
        assert_eq!(cluster.connects.len(), 2, "{:?}", cluster.seen);
        assert_eq!(cluster.nodes[0].server.connections() + cluster.nodes[1].server.connections(), 2);
        assert_eq!(cluster.seen.iter().filter(|e| matches!(e, FailoverEvent::InService(_))).count(), 1);
    }
}

#[test]
fn a_standby_that_becomes_active_is_the_master_without_a_new_connection() {
    let mut cluster = Cluster::with([Master, Standby], standby_sessions(), 5);
    cluster.run_until_master(Side(0));
    cluster.run_for(60 * SECOND);
    cluster.kill(0);
    cluster.run_for(SECOND);
    assert_eq!(cluster.client.master(), None, "the other one has not said that it is active");
    let connects = cluster.connects.iter().filter(|(_, side)| *side == Side(1)).count();
    cluster.set_role(1, Master);
    let from = cluster.clock.elapsed();
    cluster.run_until_master(Side(1));
    assert!(cluster.clock.elapsed() - from < SECOND);
    assert_eq!(cluster.connects.iter().filter(|(_, side)| *side == Side(1)).count(), connects);
    // The old one is held as the standby when it is back.
    cluster.nodes[0].up = true;
    cluster.set_role(0, Standby);
    cluster.run_for(20 * SECOND);
    assert_eq!((cluster.client.master(), cluster.nodes[0].server.connections()), (Some(Side(1)), 1));
}

#[test]
fn the_old_master_is_left_before_the_new_one_is_told() {
    let mut cluster = Cluster::with([Master, Standby], standby_sessions(), 5);
    cluster.run_until_master(Side(0));
    cluster.run_for(60 * SECOND);
    // The old one hangs; the other takes over before our heartbeats notice.
    cluster.nodes[0].reachable = false;
    cluster.request();
    let from = cluster.seen.len();
    cluster.set_role(1, Master);
    cluster.run_until_master(Side(1));
    assert_eq!((cluster.requests, cluster.ended), (1, 1));
    let service = |e: &&FailoverEvent| {
        matches!(e, FailoverEvent::InService(_) | FailoverEvent::OutOfService(_) | FailoverEvent::Session(_))
    };
    let told: Vec<_> = cluster.seen[from..].iter().filter(service).collect();
    let [FailoverEvent::Session(Event::Failed { .. }), out, new] = told[..] else { panic!("{told:?}") };
    assert_eq!(*out, FailoverEvent::OutOfService(CloseReason::StandbyActive));
    assert_eq!(*new, FailoverEvent::InService(Side(1)));
}

#[test]
fn with_two_standbys_nobody_is_the_master_until_one_announces_itself() {
    let mut cluster = Cluster::with([Standby, Standby], standby_sessions(), 5);
    cluster.run_for(600 * SECOND);
    assert_eq!((cluster.client.master(), cluster.connects.len()), (None, 2), "{:?}", cluster.seen);
    cluster.set_role(0, Master);
    cluster.run_for(SECOND);
    assert_eq!((cluster.client.master(), cluster.connects.len()), (Some(Side(0)), 2));
}

#[test]
fn a_maintenance_moves_the_client_to_the_other_side() {
    let mut cluster = Cluster::with([Master, Standby], standby_sessions(), 5);
    cluster.run_until_master(Side(0));
    cluster.run_for(60 * SECOND);
    let now = cluster.clock.now();
    assert_eq!(cluster.nodes[0].server.ask_maintenance(now), Ok(1));
    cluster.run_for(SECOND);
    assert!(cluster.seen.contains(&FailoverEvent::Session(Event::MaintenanceAsked)));
    let at = cluster.clock.now().at;
    cluster.client.answer_maintenance(at, MaintenanceAnswer::Accepted).unwrap();
    cluster.run_for(SECOND);
    let begin = Event::MaintenanceDecided(MaintenanceDecision::Begin);
    assert_eq!(cluster.seen.last(), Some(&FailoverEvent::Session(begin)));
    // The sides change over.
    let from = cluster.seen.len();
    cluster.set_role(0, Standby);
    cluster.set_role(1, Master);
    cluster.run_for(SECOND);
    let [out, new, ..] = &cluster.seen[from..] else { panic!("{:?}", &cluster.seen[from..]) };
    assert_eq!(*out, FailoverEvent::OutOfService(CloseReason::Maintenance));
    assert_eq!(*new, FailoverEvent::InService(Side(1)));
    assert_eq!(cluster.server_ended, [server::EndReason::Maintenance], "the old side was told");
    // When it is over, the old side is held as the standby.
    cluster.run_for(30 * SECOND);
    assert_eq!((cluster.client.master(), cluster.nodes[0].server.connections()), (Some(Side(1)), 1));
}
