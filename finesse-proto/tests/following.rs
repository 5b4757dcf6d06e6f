//! Calls, teams and queues as a client follows them: snapshots and events put together, whatever their order.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use finesse_proto::{AgentState, Client, DialogState, Event, Node, Response, Ticket, UpdateEvent};
use support::bench::{Bench, dialog, queue, team, user};

fn followed() -> (Bench, Ticket) {
    let mut bench = Bench::new();
    let node = Node::TeamUsers("7".into());
    bench.client.follow(node.clone());
    assert_eq!(bench.events(), [Event::Subscribe(node.clone())]);
    assert!(
        bench.requests().is_empty(),
        "the snapshot is asked for when the subscription stands, not before"
    );
    bench.client.subscribed(&node);
    let ticket = bench.request("/finesse/api/Team/7");
    (bench, ticket)
}

#[test]
fn a_team_is_a_snapshot_and_then_events() {
    let (mut bench, ticket) = followed();
    bench.answer(ticket, &team(&[user("anna", "READY", 1), user("ben", "LOGOUT", 1)]));
    assert_eq!(bench.members().len(), 2);
    bench.update(&user("anna", "TALKING", 2), "PUT", "/finesse/api/User/anna");
    assert_eq!(bench.members(), [(UpdateEvent::Put, "anna".into(), "TALKING".into())]);
    bench.update(&user("carl", "READY", 3), "POST", "/finesse/api/Team/7");
    bench.update(&user("ben", "LOGOUT", 3), "DELETE", "/finesse/api/Team/7");
    let changes = bench.members();
    assert_eq!(changes[0], (UpdateEvent::Post, "carl".into(), "READY".into()));
    assert_eq!(changes[1].0, UpdateEvent::Delete);
    let names: Vec<_> = bench.client.team("7").unwrap().keys().cloned().collect();
    assert_eq!(names, ["anna", "carl"]);
    // Somebody of another team is none of its members.
    bench.update(&user("zoe", "READY", 3), "PUT", "/finesse/api/User/zoe");
    assert!(matches!(bench.events()[..], [Event::Update(_)]));
}

#[test]
fn an_event_that_overtakes_the_snapshot_stands() {
    let (mut bench, ticket) = followed();
    bench.update(&user("anna", "TALKING", 5), "PUT", "/finesse/api/User/anna");
    bench.answer(ticket, &team(&[user("anna", "READY", 1), user("ben", "READY", 1)]));
    let state = |bench: &Bench, who: &str| bench.client.team("7").unwrap()[who].agent_state();
    assert_eq!(state(&bench, "anna"), Some(AgentState::Talking), "she was no known member when it came");
    // A second snapshot, overtaken by two events; of one of them it knows something newer.
    bench.client.subscribed(&Node::TeamUsers("7".into()));
    let ticket = bench.request("/finesse/api/Team/7");
    bench.update(&user("anna", "WORK", 7), "PUT", "/finesse/api/User/anna");
    bench.update(&user("ben", "WORK", 7), "PUT", "/finesse/api/User/ben");
    bench.answer(ticket, &team(&[user("anna", "TALKING", 5), user("ben", "READY", 9)]));
    assert_eq!(
        (state(&bench, "anna"), state(&bench, "ben")),
        (Some(AgentState::Work), Some(AgentState::Ready))
    );
}

#[test]
fn a_snapshot_after_a_gap_tells_who_came_changed_and_left() {
    let (mut bench, ticket) = followed();
    bench.answer(ticket, &team(&[user("anna", "READY", 1), user("ben", "READY", 1)]));
    bench.members();
    bench.client.notifications_connected();
    assert!(bench.events().contains(&Event::Subscribe(Node::TeamUsers("7".into()))), "asked for again");
    bench.client.subscribed(&Node::TeamUsers("7".into()));
    let ticket = bench.request("/finesse/api/Team/7");
    bench.answer(ticket, &team(&[user("anna", "TALKING", 3), user("carl", "READY", 3)]));
    let mut changes: Vec<_> = bench.members().into_iter().map(|(event, login, _)| (login, event)).collect();
    changes.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(
        changes,
        [
            ("anna".into(), UpdateEvent::Put),
            ("ben".into(), UpdateEvent::Delete),
            ("carl".into(), UpdateEvent::Post)
        ]
    );
}

#[test]
fn a_team_that_is_left_is_forgotten() {
    let (mut bench, ticket) = followed();
    let node = Node::TeamUsers("7".into());
    bench.client.unfollow(&node);
    bench.answer(ticket, &team(&[user("anna", "READY", 1)]));
    assert_eq!(bench.client.team("7"), None);
    assert_eq!(bench.events()[0], Event::Unsubscribe(node.clone()));
    bench.client.subscribed(&node);
    assert!(bench.requests().is_empty());
}

#[test]
fn a_snapshot_that_fails_is_asked_for_ten_times_ten_seconds_apart() {
    let (mut bench, mut ticket) = followed();
    for _ in 0..Client::RETRIES {
        bench.client.handle_failure(bench.now, ticket).unwrap();
        let deadline = bench.client.poll_timeout().unwrap();
        assert_eq!(deadline.at - bench.now, Client::RETRY);
        bench.now = deadline.at;
        bench.client.handle_timeout(bench.now);
        ticket = bench.request("/finesse/api/Team/7");
    }
    bench.client.handle_failure(bench.now, ticket).unwrap();
    assert_eq!(bench.client.poll_timeout(), None);
}

#[test]
fn a_refusal_is_not_asked_for_again() {
    let (mut bench, ticket) = followed();
    bench.client.handle_response(bench.now, ticket, &Response::empty(401)).unwrap();
    assert_eq!(bench.client.poll_timeout(), None);
}

#[test]
fn calls_that_ended_unnoticed_are_told() {
    let mut bench = Bench::new();
    let source = "/finesse/api/User/sue/Dialogs";
    for id in [1, 2] {
        bench.update(&format!("<dialogs>{}</dialogs>", dialog(id, "ACTIVE")), "POST", source);
    }
    bench.events();
    bench.client.notifications_connected();
    let ticket = bench.request(source);
    // One that comes while the answer is under way is newer than it.
    bench.update(&format!("<dialogs>{}</dialogs>", dialog(3, "ALERTING")), "POST", source);
    bench.answer(ticket, &format!("<Dialogs>{}</Dialogs>", dialog(2, "ACTIVE")));
    let events = bench.events();
    assert!(events.contains(&Event::CallGone { id: "1".into() }), "{events:?}");
    let calls: Vec<_> = bench.client.calls().iter().map(|(id, state)| (id.as_str(), *state)).collect();
    assert_eq!(calls, [("2", DialogState::Active), ("3", DialogState::Alerting)]);
}

#[test]
fn a_call_that_ends_while_the_answer_is_under_way_does_not_come_back() {
    let mut bench = Bench::new();
    let source = "/finesse/api/User/sue/Dialogs";
    bench.client.refresh();
    let ticket = bench.request(source);
    bench.update(&format!("<dialogs>{}</dialogs>", dialog(1, "DROPPED")), "DELETE", source);
    bench.answer(ticket, &format!("<Dialogs>{}</Dialogs>", dialog(1, "ACTIVE")));
    assert!(bench.client.calls().is_empty());
}

#[test]
fn an_answer_about_oneself_that_was_overtaken_changes_nothing() {
    let mut bench = Bench::new();
    bench.client.refresh();
    let ticket = bench.request("/finesse/api/User/sue");
    bench.update(&user("sue", "READY", 9), "PUT", "/finesse/api/User/sue");
    let old = user("sue", "NOT_READY", 3).replace("user>", "User>");
    bench.answer(ticket, &old);
    assert_eq!(bench.client.state(), Some(AgentState::Ready));
}

#[test]
fn the_queues_of_a_users_list_are_followed_as_they_come_and_go() {
    let mut bench = Bench::new();
    let list = Node::UserQueues("sue".into());
    bench.client.follow(list.clone());
    bench.client.subscribed(&list);
    bench.events();
    let ticket = bench.request("/finesse/api/User/sue/Queues");
    bench.answer(ticket, &format!("<Queues>{}{}</Queues>", queue(1, 0), queue(2, 0)));
    let wanted: Vec<_> = ["1", "2"].map(|id| Event::Subscribe(Node::Queue(id.into()))).into();
    assert_eq!(bench.events()[..2], wanted);
    bench.client.subscribed(&Node::Queue("1".into()));
    let ticket = bench.request("/finesse/api/Queue/1");
    bench.answer(ticket, &queue(1, 4));
    assert_eq!(bench.client.queues()["1"].statistics.as_ref().unwrap().waiting(), Some(4));
    bench.update(&queue(1, 5), "PUT", "/finesse/api/Queue/1");
    assert_eq!(bench.client.queues()["1"].statistics.as_ref().unwrap().waiting(), Some(5));
    bench.events();
    bench.update(&format!("<Queues>{}</Queues>", queue(1, 0)), "DELETE", "/finesse/api/User/sue/Queues");
    let events = bench.events();
    assert_eq!(events[0], Event::Unsubscribe(Node::Queue("1".into())));
    assert!(matches!(&events[1], Event::Queue { event: UpdateEvent::Delete, .. }), "{events:?}");
    bench.update(&format!("<Queues>{}</Queues>", queue(3, 0)), "POST", "/finesse/api/User/sue/Queues");
    assert_eq!(bench.events(), [Event::Subscribe(Node::Queue("3".into()))]);
    // One that nobody follows is an ordinary update.
    bench.update(&queue(9, 1), "PUT", "/finesse/api/Queue/9");
    assert!(matches!(bench.events()[..], [Event::Update(_)]));
    assert_eq!(bench.client.poll_timeout(), None);
}
