//! Messages of supervisors to their teams.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

mod support;

use std::time::Duration;

use finesse_proto::{Data, Method, Response, TeamMessage, TeamMessages, from_document};
use support::{House, error, request};

const PATH: &str = "/finesse/api/TeamMessage";
const NODE: &str = "/finesse/api/Team/1/TeamMessages";

fn body(seconds: &str, team: &str) -> String {
    format!(
        "<TeamMessage><duration>{seconds}</duration><content>Fire drill</content>\
         <teams><team>{team}</team></teams></TeamMessage>"
    )
}

fn post(house: &mut House, by: &str, body: &str) -> Response {
    house.ask(request(Method::Post, by, "pw", PATH).header("requestId", "m1").xml(body.to_owned()))
}

fn delete(house: &mut House, by: &str, id: &str) -> u16 {
    house.ask(request(Method::Delete, by, "pw", &format!("{PATH}/{id}"))).status
}

/// What was told on the team's node since last asked: event, id, request id.
fn told(house: &mut House) -> Vec<(String, String, String)> {
    let (here, rest) = std::mem::take(&mut house.published).into_iter().partition(|(node, _)| node == NODE);
    house.published = rest;
    let here: Vec<(String, finesse_proto::Update<'static>)> = here;
    let line = |(_, update): (String, finesse_proto::Update<'static>)| {
        let Data::TeamMessage(message) = &update.data else { panic!("{update:?}") };
        let id = message.id.as_deref().unwrap().to_owned();
        assert_eq!(update.source, format!("{PATH}/{id}"));
        (update.event.unwrap().as_str().to_owned(), id, update.request_id.into_owned())
    };
    here.into_iter().map(line).collect()
}

#[test]
fn a_message_is_kept_told_and_gone_when_its_time_is_over() {
    let mut house = House::new();
    let response = post(&mut house, "super1", &body("600", "1"));
    assert_eq!(response.status, 200);
    let message: TeamMessage<'_> = from_document(&response.body, "TeamMessage").unwrap();
    let id = message.id.as_deref().unwrap().to_owned();
    assert_eq!((&*message.content, &*message.duration, &*message.teams[0]), ("Fire drill", "600", "1"));
    assert_eq!(message.created_by.as_ref().unwrap().id, "super1");
    assert_eq!((id.len(), &id[14..15]), (36, "4"), "a UUID");
    assert_eq!(told(&mut house), [("POST".to_owned(), id.clone(), "m1".to_owned())]);

    let list = house.get("super1", "/finesse/api/TeamMessages");
    let list: TeamMessages<'_> = from_document(&list.body, "TeamMessages").unwrap();
    assert_eq!(list.messages.len(), 1);
    house.pass(Duration::from_secs(599));
    assert_eq!(house.get("super1", &format!("{PATH}/{id}")).status, 200);
    house.pass(Duration::from_secs(1));
    assert_eq!(told(&mut house), [("DELETE".to_owned(), id.clone(), String::new())]);
    assert_eq!(house.get("super1", &format!("{PATH}/{id}")).status, 404);
    assert!(house.kept.keys().all(|(kind, _)| *kind != "team-message"));
}

#[test]
fn messages_are_for_supervisors_of_the_team_and_withdrawn_by_who_wrote_them() {
    let mut house = House::new();
    assert_eq!(error(&post(&mut house, "agent1", &body("60", "1"))).1, "Authorization Failure");
    assert_eq!(error(&post(&mut house, "super1", &body("60", "4711"))).0, 404);
    let by_admin = post(&mut house, "admin", &body("60", "1"));
    let message: TeamMessage<'_> = from_document(&by_admin.body, "TeamMessage").unwrap();
    let id = message.id.unwrap().into_owned();
    assert_eq!(house.get("agent1", &format!("{PATH}/{id}")).status, 401);
    assert_eq!(house.get("super1", &format!("{PATH}/{id}")).status, 200, "it is for the supervisor's team");
    assert_eq!(&house.get("super1", "/finesse/api/TeamMessages").body[..], b"<TeamMessages/>");
    assert_eq!(delete(&mut house, "super1", &id), 401);
    assert_eq!((delete(&mut house, "admin", &id), delete(&mut house, "admin", &id)), (200, 404));
}

#[test]
fn what_is_incomplete_or_too_much_is_refused_and_not_told() {
    let mut house = House::new();
    for bad in [
        "<TeamMessage/>".to_owned(),
        body("", "1"),
        body("0", "1"),
        body("x", "1"),
        body("60", "1").replace("Fire drill", ""),
        body("60", "1").replace("Fire drill", &"x".repeat(256)),
        body("60", "1").replace("<team>1</team>", ""),
    ] {
        let (status, kind, ..) = error(&post(&mut house, "super1", &bad));
        assert_eq!((status, &*kind), (400, "Bad Request"), "{bad}");
    }
    assert_eq!(told(&mut house), []);
    for _ in 0..100 {
        assert_eq!(post(&mut house, "super1", &body("60", "1")).status, 200);
    }
    let (status, kind, message, data) = error(&post(&mut house, "super1", &body("60", "1")));
    assert_eq!((status, &*kind), (400, "System Resource Limit Exceeded"));
    assert_eq!((&*message, &*data), ("MAX_ACTIVE_MESSAGE_LIMIT_EXCEEDED", "teammessage.max.limit.exceeded"));
}

#[test]
fn a_message_outlives_the_server_for_what_is_left_of_its_time() {
    let mut house = House::new();
    post(&mut house, "super1", &body("600", "1"));
    let mut again = House::with(house.kept_objects());
    (again.cucm_up, again.engine_up, again.notification_up) = (true, true, true);
    again.pass(Duration::from_secs(300));
    let list = again.get("super1", "/finesse/api/TeamMessages");
    assert!(String::from_utf8_lossy(&list.body).contains("Fire drill"));
    again.pass(Duration::from_secs(330));
    assert_eq!(&again.get("super1", "/finesse/api/TeamMessages").body[..], b"<TeamMessages/>");
}

#[test]
fn a_message_that_cannot_be_kept_is_taken_back() {
    let mut house = House::new();
    house.store_up = false;
    assert_eq!(error(&post(&mut house, "super1", &body("60", "1"))).2, "DB_RUNTIME_EXCEPTION");
    let told: Vec<_> = told(&mut house).into_iter().map(|(event, ..)| event).collect();
    assert_eq!(told, ["POST", "DELETE"]);
    assert_eq!(&house.get("super1", "/finesse/api/TeamMessages").body[..], b"<TeamMessages/>");
}
