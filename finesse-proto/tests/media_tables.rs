//! Agents in non-voice domains: the machine against the state table of the facts, exhaustively, and against a simple model.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use finesse_proto::{
    Action, MediaAgent, MediaDecision, MediaFailure, MediaState, ParticipantState, StateRequest, TaskRefusal,
    decide_media,
};
use proptest::prelude::*;

const TABLE: &str = include_str!("data/media_states.txt");

fn ready(limit: usize) -> MediaAgent {
    let mut agent = MediaAgent::new(limit);
    agent.ask(StateRequest::Login);
    agent.ask(StateRequest::Ready);
    agent
}

#[test]
fn every_state_and_wish_is_as_the_table_says() {
    let lines: Vec<Vec<&str>> =
        TABLE.lines().filter(|line| !line.starts_with('#')).map(|line| line.split(' ').collect()).collect();
    for &state in MediaState::ALL {
        for &wish in StateRequest::ALL {
            let row = lines.iter().find(|row| row[0] == state.as_str() && row[1] == wish.state().as_str());
            let row = row.unwrap_or_else(|| panic!("no row for {state} {wish:?}"));
            let expected = match row[2] {
                "refused" => MediaDecision::Before,
                word => match word.parse() {
                    Ok(number) => MediaDecision::Refused(MediaFailure(number)),
                    Err(_) => MediaDecision::Now(MediaState::parse(word).unwrap()),
                },
            };
            assert_eq!(decide_media(state, wish), expected, "{row:?}");
        }
    }
    assert_eq!(lines.len(), MediaState::ALL.len() * StateRequest::ALL.len());
}

#[test]
fn names_read_as_they_are_written() {
    for &state in MediaState::ALL {
        assert_eq!(MediaState::parse(&format!(" {state}\n")), Some(state));
    }
    assert_eq!(MediaState::parse("TALKING"), None);
}

#[test]
fn of_several_tasks_the_first_that_applies_is_shown() {
    let mut agent = ready(10);
    assert_eq!(agent.state(), MediaState::Ready);
    agent.offer("a").unwrap();
    assert_eq!(agent.state(), MediaState::Reserved);
    agent.act("a", Action::Accept).unwrap();
    assert_eq!(agent.state(), MediaState::Active, "accepted is enough");
    agent.act("a", Action::Start).unwrap();
    agent.act("a", Action::Pause).unwrap();
    assert_eq!(agent.state(), MediaState::Paused);
    agent.offer("b").unwrap();
    assert_eq!(agent.state(), MediaState::Paused, "paused stands above reserved");
    agent.act("b", Action::Accept).unwrap();
    agent.act("b", Action::Start).unwrap();
    agent.act("b", Action::WrapUp).unwrap();
    assert_eq!(agent.state(), MediaState::WorkReady, "wrap-up beside paused tasks");
    agent.set_interrupted(true);
    assert_eq!(agent.state(), MediaState::Interrupted);
    assert_eq!(agent.actions("a"), [], "all actions are off");
    assert_eq!(agent.act("a", Action::Resume), Err(TaskRefusal::State(MediaState::Interrupted)));
    agent.set_interrupted(false);
    agent.ask(StateRequest::NotReady);
    assert_eq!(agent.state(), MediaState::NotReady, "what the agent asked for stands above its tasks");
    assert_eq!(agent.act("b", Action::Close), Ok(ParticipantState::Closed));
    agent.ask(StateRequest::Ready);
    assert_eq!(agent.state(), MediaState::Paused);
    agent.ask(StateRequest::Logout);
    assert_eq!((agent.state(), agent.tasks().len()), (MediaState::Logout, 0));
}

#[test]
fn tasks_are_offered_to_who_can_take_them_only() {
    assert_eq!(MediaAgent::new(3).offer("a"), Err(TaskRefusal::State(MediaState::Logout)));
    let mut agent = ready(1);
    agent.set_routable(false);
    assert_eq!(agent.offer("a"), Err(TaskRefusal::State(MediaState::Ready)), "the state does not change");
    agent.set_routable(true);
    agent.offer("a").unwrap();
    assert_eq!(agent.offer("a"), Err(TaskRefusal::Id));
    assert_eq!(agent.offer("b"), Err(TaskRefusal::Full));
    assert_eq!(agent.act("a", Action::Pause), Err(TaskRefusal::Action(ParticipantState::Offered)));
    assert_eq!(agent.act("b", Action::Accept), Err(TaskRefusal::Id));
    agent.withdraw("a");
    assert_eq!(agent.state(), MediaState::Ready);
}

#[test]
fn a_node_that_goes_away_leaves_work_until_the_client_is_back() {
    for lost in [MediaState::Work, MediaState::WorkNotReady] {
        let mut agent = ready(2);
        agent.node_lost(lost);
        assert_eq!(agent.state(), lost);
        assert_eq!(agent.offer("a"), Err(TaskRefusal::State(lost)));
        let already = MediaFailure::E_ARM_STAT_AGENT_ALREADY_LOGGED_IN;
        assert_eq!(agent.ask(StateRequest::Login), MediaDecision::Refused(already));
        agent.media_connected();
        assert_eq!(agent.state(), MediaState::Ready);
    }
    let mut out = MediaAgent::new(1);
    out.node_lost(MediaState::Work);
    assert_eq!(out.state(), MediaState::Logout);
}

proptest! {
    /// Whatever is asked for in whatever order: tasks stay within the limit and in the table, and the state follows from wish and tasks.
    #[test]
    fn any_order_of_operations_keeps_the_rules(
        limit in 0_usize..12,
        ops in proptest::collection::vec((0_u8..9, 0_usize..4, 0_usize..Action::ALL.len()), 0..80),
    ) {
        let mut agent = MediaAgent::new(limit);
        let names = ["a", "b", "c", "d"];
        for (op, task, action) in ops {
            let before = agent.state();
            match op {
                0..=3 => {
                    let wish = StateRequest::ALL[usize::from(op)];
                    if let MediaDecision::Now(to) = agent.ask(wish) {
                        let shown = agent.state();
                        prop_assert!(shown == to || to == MediaState::Ready, "{} {:?} {}", before, wish, shown);
                    } else {
                        prop_assert_eq!(agent.state(), before);
                    }
                }
                4 => drop(agent.offer(names[task])),
                5 => agent.withdraw(names[task]),
                6 => agent.set_interrupted(action % 2 == 0),
                _ => {
                    let could = agent.actions(names[task]).contains(&Action::ALL[action]);
                    prop_assert_eq!(agent.act(names[task], Action::ALL[action]).is_ok(), could);
                }
            }
            prop_assert!(agent.tasks().len() <= limit.clamp(1, MediaAgent::MAX_TASKS));
            prop_assert!(!agent.tasks().values().any(|state| *state == ParticipantState::Closed));
            if !agent.state().is_signed_in() {
                prop_assert!(agent.tasks().is_empty());
            }
            prop_assert_eq!(agent.state() == MediaState::Ready && !agent.tasks().is_empty(), false);
        }
    }
}
