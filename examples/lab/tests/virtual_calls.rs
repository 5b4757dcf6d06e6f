//! Calls through all cores in virtual time: one by the book, and many at random, with the same view at the engine, over REST and in the
//! events when all is quiet.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::time::Duration;

use finesse_proto::{
    Action, AgentState, Answer, DialogRequest, DialogState, Event, Operation, Outcome, RequestId,
    StateRequest,
};
use lab::Config;
use lab::sim::{PersonId, Sim};

const SOON: Duration = Duration::from_secs(5);
const CUSTOMER: &str = "+15555550177";

/// Everybody of a configuration at a desktop, signed in.
struct Centre {
    config: Config,
    sim: Sim,
    people: Vec<PersonId>,
}

impl Centre {
    fn open(seed: u64, wrap_up_seconds: Option<u32>) -> Self {
        let mut config = Config::generated(3, Some(seed));
        config.queues[0].wrap_up_seconds = wrap_up_seconds;
        let mut sim = Sim::new(&config, seed).unwrap();
        assert!(sim.run_until(SOON, |sim| sim.world().in_service()), "{sim:#?}");
        let people: Vec<PersonId> =
            config.agents.iter().map(|agent| sim.join(agent, &agent.password).unwrap()).collect();
        let mut centre = Self { config, sim, people };
        for n in 0..3 {
            let person = centre.people[n];
            assert!(centre.sim.run_until(SOON, |sim| sim.person(person).is_online()));
            let extension = centre.config.agents[n].extension.clone();
            let now = centre.sim.world().now();
            let id = centre.sim.person(person).core().sign_in(now, &extension).unwrap();
            assert_eq!(centre.settled(n, &id), Outcome::Done);
        }
        centre
    }

    fn settled(&mut self, n: usize, wanted: &RequestId) -> Outcome {
        let (mut found, person) = (None, self.people[n]);
        self.sim.run_until(Duration::from_secs(60), |sim| {
            found = sim.person(person).events().iter().find_map(|event| match event {
                agent::Event::Finesse(Event::Settled { id, outcome }) if id == wanted => {
                    Some(outcome.clone())
                }
                _ => None,
            });
            found.is_some()
        });
        found.unwrap_or_else(|| panic!("no outcome: {:#?}", self.sim))
    }

    fn set(&mut self, n: usize, state: StateRequest) -> RequestId {
        let (now, person) = (self.sim.world().now(), self.people[n]);
        self.sim.person(person).core().set_state(now, state, None).unwrap()
    }

    fn act(&mut self, n: usize, dialog: &str, action: Action, to: Option<usize>) -> RequestId {
        let mut request = DialogRequest::act(action, self.config.agents[n].extension.clone());
        request.to_address = to.map(|to| self.config.agents[to].extension.clone().into());
        let (now, person) = (self.sim.world().now(), self.people[n]);
        self.sim.person(person).core().rest().act(now, dialog, request).unwrap()
    }

    /// A customer calls the queue; the id of the dialog to come.
    fn call_in(&mut self) -> Option<String> {
        let number = self.config.queues[0].number.clone();
        let call =
            self.sim.world_mut().with_engine(|core, now| core.call_from_outside(now, CUSTOMER, &number));
        call.ok().map(|id| id.0.to_string())
    }

    fn pass(&mut self, time: Duration) {
        self.sim.run_until(time, |_| false);
    }

    fn state(&mut self, n: usize) -> Option<AgentState> {
        let person = self.people[n];
        self.sim.person(person).state()
    }

    /// What the events have told of a person's calls.
    fn told(&mut self, n: usize) -> BTreeSet<String> {
        let person = self.people[n];
        self.sim.person(person).core().rest().calls().keys().cloned().collect()
    }

    /// What REST says of them.
    fn listed(&mut self, n: usize) -> BTreeSet<String> {
        let (person, id) = (self.people[n], self.config.agents[n].id.clone());
        let get = Operation::GetUserDialogs { id, include_non_voice: None };
        let ticket = self.sim.person(person).core().rest().get(get);
        let mut list = None;
        self.sim.run_until(SOON, |sim| {
            list = sim.person(person).events().iter().find_map(|event| match event {
                agent::Event::Finesse(Event::Answer { ticket: t, answer: Answer::Dialogs(dialogs) })
                    if *t == ticket =>
                {
                    Some(dialogs.dialogs.iter().map(|dialog| dialog.id.to_string()).collect())
                }
                _ => None,
            });
            list.is_some()
        });
        list.unwrap_or_else(|| panic!("no answer: {:#?}", self.sim))
    }

    /// What there is at the person's phone.
    fn there(&self, n: usize) -> BTreeSet<String> {
        let extension = self.config.agents[n].extension.as_str();
        let calls = self.sim.world().engine().provider().calls();
        calls
            .filter(|(_, call)| call.connection(extension).is_some())
            .map(|(id, _)| id.0.to_string())
            .collect()
    }

    /// Engine, REST and events agree about everybody, but for calls that are being wrapped up.
    fn agrees(&mut self, seed: u64) {
        for n in 0..3 {
            let id = self.config.agents[n].id.clone();
            let engine = self.sim.world().engine().agent(&id).unwrap().state;
            let shown = self.state(n).unwrap();
            let same = match engine {
                engine::State::Logout => shown == AgentState::Logout,
                engine::State::NotReady => shown == AgentState::NotReady,
                engine::State::Ready => shown == AgentState::Ready,
                engine::State::Reserved => shown == AgentState::Reserved,
                engine::State::Talking => shown == AgentState::Talking,
                engine::State::Work => shown == AgentState::Work,
            };
            assert!(same, "seed {seed}: agent {n} is {engine:?} and shown as {shown}");
            let (there, told, listed) = (self.there(n), self.told(n), self.listed(n));
            assert_eq!(told, listed, "seed {seed}: events and REST about agent {n}");
            if shown == AgentState::Work {
                assert!(told.is_superset(&there) && told.len() <= there.len() + 1, "seed {seed}: agent {n}");
            } else {
                assert_eq!(told, there, "seed {seed}: calls of agent {n}");
            }
        }
    }
}

#[test]
fn an_inbound_call_passes_every_link_and_leaves_nothing_behind() {
    let mut centre = Centre::open(1, Some(5));
    let call = centre.call_in().unwrap();
    centre.pass(SOON);
    let ready = centre.set(0, StateRequest::Ready);
    assert_eq!(centre.settled(0, &ready), Outcome::Done);
    centre.pass(SOON);
    assert_eq!((centre.state(0), centre.told(0).contains(&call)), (Some(AgentState::Reserved), true));
    let answer = centre.act(0, &call, Action::Answer, None);
    assert_eq!(centre.settled(0, &answer), Outcome::Done);
    centre.pass(Duration::from_secs(1));
    assert_eq!(centre.state(0), Some(AgentState::Talking));
    centre.agrees(1);
    let drop = centre.act(0, &call, Action::Drop, None);
    assert_eq!(centre.settled(0, &drop), Outcome::Done);
    centre.pass(Duration::from_secs(1));
    // The call stays in the list while it is wrapped up.
    assert_eq!((centre.state(0), centre.told(0).contains(&call)), (Some(AgentState::Work), true));
    centre.agrees(1);
    centre.pass(SOON);
    assert_eq!((centre.state(0), centre.told(0).is_empty()), (Some(AgentState::Ready), true));
    for what in ["ANSWER_CALL_REQ", "CALL_DELIVERED_EVENT", "END_CALL_EVENT"] {
        assert!(centre.sim.world().hops().iter().any(|hop| hop.what.contains(what)), "{what}");
    }
    centre.agrees(1);
}

/// SplitMix64.
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % n as u64).unwrap()
    }
}

/// What a person's desktop last showed as possible with a call.
fn possible(centre: &mut Centre, n: usize, wanted: &str) -> Vec<Action> {
    let (person, extension) = (centre.people[n], centre.config.agents[n].extension.clone());
    let events = centre.sim.person(person).events().iter().rev();
    let last = events.filter_map(|event| match event {
        agent::Event::Finesse(Event::Dialog { dialog, .. }) if dialog.id == wanted => Some(dialog),
        _ => None,
    });
    let actions = last.take(1).filter_map(|dialog| dialog.participant(&extension)).flat_map(|p| &p.actions);
    actions.filter_map(|action| Action::parse(action)).collect()
}

fn anything(centre: &mut Centre, draw: &mut Draw) {
    let n = draw.below(3);
    let dialogs: Vec<String> = centre.told(n).into_iter().collect();
    if let Some(dialog) = dialogs.get(draw.below(dialogs.len().max(1)))
        && draw.below(4) > 0
    {
        // Mostly what is possible, sometimes anything.
        let mut actions = possible(centre, n, dialog);
        actions.retain(|action| !matches!(action, Action::UpdateCallData | Action::SendDtmf));
        if actions.is_empty() || draw.below(6) == 0 {
            actions =
                vec![Action::Answer, Action::Hold, Action::Retrieve, Action::Transfer, Action::Conference];
        }
        // Calls that end at once lead nowhere.
        if actions.len() > 1 && draw.below(3) > 0 {
            actions.retain(|action| *action != Action::Drop);
        }
        let action = actions[draw.below(actions.len())];
        let to =
            matches!(action, Action::ConsultCall | Action::TransferSst).then(|| (n + 1 + draw.below(2)) % 3);
        centre.act(n, dialog, action, to);
        return;
    }
    match draw.below(10) {
        0..=2 => drop(centre.call_in()),
        3..=5 => drop(centre.set(n, StateRequest::Ready)),
        6..=7 => drop(centre.set(n, StateRequest::NotReady)),
        8 => {
            // A customer hangs up, or a call is cut.
            let calls: Vec<_> = centre.sim.world().engine().provider().calls().map(|(id, _)| id).collect();
            if let Some(id) = calls.get(draw.below(calls.len() + 1)).copied() {
                let _ = centre.sim.world_mut().with_engine(|core, now| core.phones(now, |p| p.end(id)));
            }
        }
        _ => {
            let from = centre.config.agents[n].extension.clone();
            let to = [centre.config.agents[(n + 1) % 3].extension.clone(), CUSTOMER.to_owned()];
            let request = DialogRequest::make_call(from, to[draw.below(2)].clone());
            let (now, person) = (centre.sim.world().now(), centre.people[n]);
            centre.sim.person(person).core().rest().begin_dialog(now, request).unwrap();
        }
    }
}

#[test]
fn c6_whatever_people_do_engine_rest_and_events_agree_when_all_is_quiet() {
    let mut seen = BTreeSet::new();
    for seed in 200..224 {
        let mut draw = Draw(seed);
        let mut centre = Centre::open(seed, (seed % 2 == 0).then_some(5));
        for _ in 0..12 {
            for _ in 0..draw.below(6) {
                anything(&mut centre, &mut draw);
                let pause = Duration::from_millis(draw.below(30) as u64);
                centre.pass(pause);
            }
            // Shorter than a phone rings, longer than any request waits for its event.
            centre.pass(Duration::from_secs(3));
            centre.agrees(seed);
        }
        // Everybody hangs up: no dialog is left over.
        let calls: Vec<_> = centre.sim.world().engine().provider().calls().map(|(id, _)| id).collect();
        for id in calls {
            let _ = centre.sim.world_mut().with_engine(|core, now| core.phones(now, |p| p.end(id)));
        }
        for n in 0..3 {
            centre.set(n, StateRequest::NotReady);
        }
        centre.pass(Duration::from_secs(60));
        centre.agrees(seed);
        for n in 0..3 {
            assert_eq!(centre.told(n), BTreeSet::new(), "seed {seed}");
        }
        let hops = centre.sim.world().hops().iter().filter(|hop| hop.link == "CTI");
        seen.extend(hops.filter_map(|hop| hop.what.split(' ').next()).map(str::to_owned));
    }
    // Enough has happened for this to mean something.
    for what in [
        "CALL_ESTABLISHED",
        "CALL_HELD",
        "CALL_RETRIEVED",
        "CALL_TRANSFERRED",
        "CALL_CONFERENCED",
        "CALL_DIVERTED",
    ] {
        assert!(seen.contains(&format!("{what}_EVENT")), "{what}: {seen:?}");
    }
}

#[test]
fn the_state_of_a_dialog_is_one_that_the_interface_has() {
    let mut centre = Centre::open(7, None);
    let mut draw = Draw(7);
    for _ in 0..60 {
        anything(&mut centre, &mut draw);
        centre.pass(Duration::from_millis(200));
    }
    for n in 0..3 {
        let person = centre.people[n];
        let unknown = |event: &agent::Event| {
            let agent::Event::Finesse(Event::Dialog { dialog, .. }) = event else { return false };
            let parties = dialog.participants.iter().any(|p| p.participant_state().is_none());
            parties || dialog.dialog_state().is_none_or(|state| state == DialogState::Unknown)
        };
        let events = centre.sim.person(person).events();
        assert!(!events.iter().any(unknown));
    }
}
