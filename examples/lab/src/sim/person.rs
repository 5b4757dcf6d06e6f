//! An agent at a desktop: REST and BOSH, as `agent` does it, without sockets.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use agent::glue;
use bosh::client::{Answer, Client as Bosh, Config as BoshConfig, Exchange, Transmit};
use finesse_proto::AgentState;
use xmpp_pubsub::{ClientEvent, ClientStream, Framing, Security};

use super::world::{Arrival, DOMAIN, Ticket, World};
use crate::config::Agent;

/// Somebody who signs in from outside.
pub struct Person {
    core: agent::Core,
    stream: ClientStream,
    bosh: Bosh,
    number: usize,
    requests: u32,
    rest: BTreeMap<Ticket, finesse_proto::Ticket>,
    exchanges: BTreeMap<Ticket, Exchange>,
    events: Vec<agent::Event>,
}

impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Person")
            .field("number", &self.number)
            .field("events", &self.events)
            .finish_non_exhaustive()
    }
}

impl Person {
    pub(super) fn new(
        agent: &Agent,
        password: &str,
        number: usize,
        seed: [u8; 32],
        now: Instant,
    ) -> Result<Self, Box<dyn std::error::Error>> {
        // The addresses are not used: requests go to the simulated wires.
        let xmpp = agent::Xmpp::Tcp { address: String::new() };
        let config = agent::Config::new(&agent.id, password, "", DOMAIN, xmpp);
        let mut stream = config.stream()?;
        stream.ping = None;
        let derived = |n: u8| seed.map(|byte| byte.wrapping_add(n));
        Ok(Self {
            core: agent::Core::new(&config, derived(1))?,
            stream: ClientStream::new(Arc::new(stream), Framing::Bosh, Security::Encrypted, derived(2), now),
            bosh: Bosh::new(BoshConfig::new(DOMAIN), derived(3), now),
            number,
            requests: 0,
            rest: BTreeMap::new(),
            exchanges: BTreeMap::new(),
            events: Vec::new(),
        })
    }

    /// The machine, to wish something.
    pub fn core(&mut self) -> &mut agent::Core {
        &mut self.core
    }

    /// Everything heard so far.
    pub fn events(&self) -> &[agent::Event] {
        &self.events
    }

    /// Whether events can come.
    pub fn is_online(&self) -> bool {
        self.events.iter().any(|event| matches!(event, agent::Event::Online(_)))
    }

    /// The own state, as the desktop would show it.
    pub fn state(&mut self) -> Option<AgentState> {
        self.core.rest().state()
    }

    /// Which person a ticket belongs to.
    pub(super) fn owner(ticket: Ticket) -> usize {
        usize::try_from(ticket.0 >> 32).unwrap_or(usize::MAX)
    }

    fn ticket(&mut self) -> Ticket {
        self.requests += 1;
        Ticket((self.number as u64) << 32 | u64::from(self.requests))
    }

    pub(super) fn take(&mut self, now: Instant, arrival: Arrival) {
        match arrival {
            Arrival::Rest(ticket, response) => {
                if let Some(ticket) = self.rest.remove(&ticket) {
                    // A server that breaks the protocol is found by what does not happen then.
                    let _ = self.core.handle_response(now, ticket, &response);
                }
            }
            Arrival::Bosh(ticket, entity) => {
                if let Some(exchange) = self.exchanges.remove(&ticket) {
                    self.bosh.handle_input(now, exchange, Answer { status: 200, entity });
                }
            }
        }
    }

    pub(super) fn handle_timeout(&mut self, now: Instant) {
        self.bosh.handle_timeout(now);
        self.stream.handle_timeout(now);
        self.core.handle_timeout(now);
    }

    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        let machines = [
            self.bosh.poll_timeout().map(|d| d.at),
            self.stream.poll_timeout().map(|d| d.at),
            self.core.poll_timeout(),
        ];
        machines.into_iter().flatten().min()
    }

    /// Moves what the machines have for each other and for the wires.
    pub(super) fn drain(&mut self, world: &mut World) {
        let now = world.now();
        let mut moved = true;
        while moved {
            moved = false;
            while let Some(event) = self.bosh.poll_event() {
                glue::receive(now, &mut self.stream, event);
                moved = true;
            }
            while let Some(event) = self.stream.poll_event() {
                match event {
                    // Over and done with is a session that refuses: the stream hears of it by its end.
                    ClientEvent::Restart => drop(self.bosh.restart()),
                    event => self.core.handle_xmpp(now, event),
                }
                moved = true;
            }
            while let Some(stanza) = self.core.poll_stanza() {
                let _ = self.stream.send(&stanza);
                moved = true;
            }
            if glue::send(&mut self.stream, &mut self.bosh).is_err() {
                self.stream.handle_eof();
            }
            while let Some(event) = self.core.poll_event() {
                self.events.push(event);
            }
            while let Some(transmit) = self.core.poll_request() {
                let ticket = self.ticket();
                self.rest.insert(ticket, transmit.ticket);
                world.send_rest(ticket, transmit.request);
            }
            while let Some(transmit) = self.bosh.poll_transmit() {
                match transmit {
                    Transmit::Send { exchange, entity } => {
                        let ticket = self.ticket();
                        self.exchanges.insert(ticket, exchange);
                        world.send_bosh(ticket, entity.to_bytes());
                    }
                    Transmit::Cancel { exchange } => self.exchanges.retain(|_, e| *e != exchange),
                    _ => {}
                }
            }
        }
    }
}
