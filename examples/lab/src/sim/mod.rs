//! The whole system in virtual time: every core in one thread, every message on a simulated wire, everything from one seed.
//!
//! Bytes travel with a delay drawn from the seed, in order on each wire. Nothing happens but the next delivery or the next
//! timer, so an hour of heartbeats passes in moments, and the same seed gives the same run.
//!
//! ```
//! use std::time::Duration;
//! use lab::sim::Sim;
//!
//! let config = lab::Config::generated(2, Some(7));
//! let mut sim = Sim::new(&config, 7)?;
//! assert!(sim.run_until(Duration::from_secs(10), |sim| sim.world().in_service()));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod person;
mod world;

use std::collections::BTreeSet;
use std::time::Duration;

pub use person::Person;
pub use world::{Arrival, DOMAIN, Ticket, World};

use crate::config::{Agent, Config};

/// Somebody in a simulation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(usize);

/// The services and the people who use them.
#[derive(Debug)]
pub struct Sim {
    world: World,
    people: Vec<Person>,
    /// Whose desktops have crashed: nothing comes from them any more.
    crashed: BTreeSet<usize>,
    seed: u64,
}

impl Sim {
    /// The services are started; nobody is there yet.
    ///
    /// # Errors
    /// The configuration does not fit the services.
    pub fn new(config: &Config, seed: u64) -> Result<Self, Box<dyn std::error::Error>> {
        Ok(Self { world: World::new(config, seed)?, people: Vec::new(), crashed: BTreeSet::new(), seed })
    }

    /// Somebody opens a desktop as this agent: over REST and BOSH, with this password.
    ///
    /// # Errors
    /// The id makes no address.
    pub fn join(&mut self, agent: &Agent, password: &str) -> Result<PersonId, Box<dyn std::error::Error>> {
        let number = self.people.len();
        let mut seed = [0xA6; 32];
        seed[..8].copy_from_slice(&self.seed.to_be_bytes());
        seed[8..16].copy_from_slice(&(number as u64).to_be_bytes());
        self.people.push(Person::new(agent, password, number, seed, self.world.now())?);
        Ok(PersonId(number))
    }

    /// The services, to look at.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Changes the services: their wires, for example.
    pub fn world_mut(&mut self) -> &mut World {
        &mut self.world
    }

    /// Who came first.
    pub fn first(&self) -> PersonId {
        PersonId(0)
    }

    /// Does something as a person; what follows from it happens in [`run_until`](Self::run_until).
    ///
    /// # Panics
    /// Never with an id of this simulation.
    #[expect(clippy::indexing_slicing, reason = "ids are given out by `join` alone")]
    pub fn person(&mut self, id: PersonId) -> &mut Person {
        &mut self.people[id.0]
    }

    /// A desktop is gone without a word: its browser has crashed, its computer sleeps.
    pub fn crash(&mut self, id: PersonId) {
        self.crashed.insert(id.0);
    }

    /// Lets things happen until `done`, at most for `limit`. Whether it was done.
    pub fn run_until(&mut self, limit: Duration, mut done: impl FnMut(&mut Self) -> bool) -> bool {
        let end = self.world.now() + limit;
        loop {
            for (_, person) in there(&mut self.people, &self.crashed) {
                person.drain(&mut self.world);
            }
            if done(self) {
                return true;
            }
            let due = there(&mut self.people, &self.crashed).filter_map(|(_, p)| p.poll_timeout()).min();
            let went_on = self.world.step(due.map_or(end, |due| due.min(end)));
            let now = self.world.now();
            for arrival in self.world.arrivals() {
                let owner = Person::owner(arrival.ticket());
                if let Some((_, person)) = there(&mut self.people, &self.crashed).find(|(n, _)| *n == owner) {
                    person.take(now, arrival);
                }
            }
            for (_, person) in there(&mut self.people, &self.crashed) {
                if person.poll_timeout().is_some_and(|due| due <= now) {
                    person.handle_timeout(now);
                }
            }
            if !went_on && now >= end {
                return false;
            }
        }
    }
}

/// Those whose desktops run, with their numbers.
fn there<'s>(
    people: &'s mut [Person],
    crashed: &'s BTreeSet<usize>,
) -> impl Iterator<Item = (usize, &'s mut Person)> {
    people.iter_mut().enumerate().filter(|(number, _)| !crashed.contains(number))
}
