//! One sign-in through all cores: virtual time, one thread, no sockets, one seed.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::time::Duration;

use finesse_proto::{AgentState, Event, Outcome, RequestId, StateRequest};
use lab::Config;
use lab::sim::{PersonId, Sim};

const SOON: Duration = Duration::from_secs(5);

fn settled(sim: &mut Sim, person: PersonId, wanted: RequestId) -> Outcome {
    let mut found = None;
    sim.run_until(Duration::from_secs(30), |sim| {
        found = sim.person(person).events().iter().find_map(|event| match event {
            agent::Event::Finesse(Event::Settled { id, outcome }) if *id == wanted => Some(outcome.clone()),
            _ => None,
        });
        found.is_some()
    });
    found.unwrap_or_else(|| panic!("no outcome: {sim:#?}"))
}

fn sign_in(seed: u64) -> Sim {
    let config = Config::generated(3, Some(seed));
    let agent = &config.agents[1];
    let mut sim = Sim::new(&config, seed).unwrap();
    assert!(sim.run_until(SOON, |sim| sim.world().in_service()), "{sim:#?}");
    let person = sim.join(agent, &agent.password).unwrap();
    assert!(sim.run_until(SOON, |sim| sim.person(person).is_online()), "{sim:#?}");

    let now = sim.world().now();
    let login = sim.person(person).core().sign_in(now, &agent.extension).unwrap();
    assert_eq!(settled(&mut sim, person, login), Outcome::Done);
    let seen = |sim: &mut Sim, state| sim.run_until(SOON, |sim| sim.person(person).state() == Some(state));
    assert!(seen(&mut sim, AgentState::NotReady));
    assert_eq!(sim.world().engine().agent(&agent.id).unwrap().state, engine::State::NotReady);

    for (wish, reason, state) in [
        (StateRequest::Ready, None, AgentState::Ready),
        (StateRequest::NotReady, Some(1), AgentState::NotReady),
        (StateRequest::Logout, None, AgentState::Logout),
    ] {
        let now = sim.world().now();
        let id = sim.person(person).core().set_state(now, wish, reason).unwrap();
        assert_eq!(settled(&mut sim, person, id), Outcome::Done, "{wish:?}");
        assert!(seen(&mut sim, state), "{state:?}");
    }
    sim
}

#[test]
fn a_sign_in_passes_every_link() {
    let sim = sign_in(1);
    for link in ["REST", "AXL", "CTI", "JTAPI", "XMPP", "BOSH"] {
        assert!(sim.world().hops().iter().any(|hop| hop.link == link), "{link}: {:#?}", sim.world().hops());
    }
}

#[test]
fn the_same_seed_gives_the_same_run() {
    let (first, second) = (sign_in(42), sign_in(42));
    assert_eq!(first.world().elapsed(), second.world().elapsed());
    assert_eq!(first.world().hops(), second.world().hops());
}

#[test]
fn many_seeds_many_delays() {
    for seed in 100..130 {
        sign_in(seed);
    }
}

#[test]
fn a_wrong_password_gets_in_nowhere() {
    let config = Config::generated(2, Some(3));
    let agent = &config.agents[0];
    let mut sim = Sim::new(&config, 3).unwrap();
    assert!(sim.run_until(SOON, |sim| sim.world().in_service()));
    let person = sim.join(agent, "not the password").unwrap();
    assert!(!sim.run_until(SOON, |sim| sim.person(person).is_online()));
    let now = sim.world().now();
    let login = sim.person(person).core().sign_in(now, &agent.extension).unwrap();
    let outcome = settled(&mut sim, person, login);
    assert!(matches!(outcome, Outcome::Refused { status: 401, .. }), "{outcome:?}");
    assert_eq!(sim.world().engine().agent(&agent.id).unwrap().state, engine::State::Logout);
}

#[test]
fn an_unknown_extension_is_accepted_and_then_fails() {
    let config = Config::generated(2, Some(4));
    let agent = &config.agents[0];
    let mut sim = Sim::new(&config, 4).unwrap();
    assert!(sim.run_until(SOON, |sim| sim.world().in_service()));
    let person = sim.join(agent, &agent.password).unwrap();
    assert!(sim.run_until(SOON, |sim| sim.person(person).is_online()));
    let now = sim.world().now();
    let login = sim.person(person).core().sign_in(now, "99999").unwrap();
    let Outcome::Failed(errors) = settled(&mut sim, person, login) else {
        panic!("not refused by an update")
    };
    assert!(format!("{errors:?}").contains("CF_INVALID_LOGON_DEVICE_SPECIFIED"), "{errors:?}");
}

/// Heartbeats and held requests of an idle hour.
#[test]
fn an_idle_hour_loses_nobody() {
    let mut sim = sign_in(5);
    sim.run_until(Duration::from_secs(3_600), |_| false);
    assert!(sim.world().in_service());
    let offline = |event: &agent::Event| matches!(event, agent::Event::Offline(_));
    let person = sim.first();
    assert!(!sim.person(person).events().iter().any(offline));
}

/// The notification service notices the silence, and the Finesse server waits a minute more.
#[test]
fn x9_an_agent_whose_browser_crashes_is_signed_out_with_255_within_three_minutes() {
    for seed in [6, 7, 8] {
        let mut sim = sign_in(seed);
        let (person, config) = (sim.first(), Config::generated(3, Some(seed)));
        let agent = &config.agents[1];
        let now = sim.world().now();
        let login = sim.person(person).core().sign_in(now, &agent.extension).unwrap();
        assert_eq!(settled(&mut sim, person, login), Outcome::Done);
        sim.crash(person);
        let crashed = sim.world().elapsed();
        let state = |sim: &mut Sim| sim.world().engine().agent(&agent.id).unwrap().state;
        assert!(!sim.run_until(Duration::from_secs(60), |sim| state(sim) == engine::State::Logout));
        assert!(sim.run_until(Duration::from_secs(120), |sim| state(sim) == engine::State::Logout));
        assert_eq!(sim.world().engine().agent(&agent.id).unwrap().reason, 255);
        assert!(sim.world().elapsed() - crashed <= Duration::from_secs(180));
    }
}
