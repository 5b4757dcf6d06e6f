//! What a client takes for its own and what not, what it makes of old news, and that nothing is lost without a word.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use finesse_proto::{
    AgentState, Answer, Body, Call, Client, Event, ItemRange, Node, Operation, Outcome, ReasonCode,
    RequestId, Response, StateRequest, TeamMessage, Trouble, UpdateEvent,
};
use support::bench::{Bench, dialog, queue, team, user};

const OWN: &str = "/finesse/api/User/sue/Dialogs";

fn dialogs(inner: &str) -> String {
    format!("<dialogs>{inner}</dialogs>")
}

fn call(id: u32, party: &str) -> String {
    format!(
        "<dialog><id>{id}</id><mediaProperties/><mediaType>Voice</mediaType><participants><Participant>\
         <mediaAddress>{party}</mediaAddress></Participant></participants><state>ACTIVE</state></dialog>"
    )
}

fn task(id: u32) -> String {
    format!(
        "<Dialog><id>{id}</id><mediaProperties><mediaId>5001</mediaId></mediaProperties><mediaType>Chat</mediaType>\
         <state>OFFERED</state></Dialog>"
    )
}

#[test]
fn calls_of_a_user_who_is_watched_are_not_the_own() {
    let mut bench = Bench::new();
    bench.update(
        &user("sue", "READY", 1).replace("<state>", "<extension>2801</extension><state>"),
        "PUT",
        "/finesse/api/User/sue",
    );
    bench.client.follow(Node::UserDialogs("ben".into()));
    bench.events();
    bench.update(&dialogs(&dialog(1, "ALERTING")), "POST", "/finesse/api/User/ben/Dialogs");
    assert!(matches!(bench.events()[..], [Event::Update(_)]));
    // The update of one call has the same source, whoever's it is: the parties say.
    bench.update(&call(1, "2802"), "PUT", "/finesse/api/Dialog/1");
    assert!(matches!(bench.events()[..], [Event::Update(_)]));
    assert!(bench.client.calls().is_empty());
    bench.update(&call(2, "2801"), "PUT", "/finesse/api/Dialog/2");
    bench.update(&dialogs(&dialog(3, "ALERTING")), "POST", OWN);
    bench.update(&dialog(3, "ACTIVE").replace("Dialog>", "dialog>"), "PUT", "/finesse/api/Dialog/3");
    assert_eq!(bench.events().iter().filter(|event| matches!(event, Event::Dialog { .. })).count(), 3);
    assert_eq!(bench.client.calls().keys().collect::<Vec<_>>(), ["2", "3"]);
    // Nobody else is followed any more: whatever comes is the own.
    bench.client.unfollow(&Node::UserDialogs("ben".into()));
    bench.update(&call(4, "2802"), "PUT", "/finesse/api/Dialog/4");
    assert!(bench.client.calls().contains_key("4"));
}

#[test]
fn tasks_are_not_calls_and_do_not_go_because_a_list_of_calls_lacks_them() {
    let mut bench = Bench::new();
    bench.update(&dialogs(&task(7)), "POST", "/finesse/api/User/sue/Media/5001/Dialogs");
    bench.update(&task(7).replace("Dialog>", "dialog>"), "PUT", "/finesse/api/Dialog/7");
    let events = bench.events();
    assert!(matches!(events[..], [Event::Update(_), Event::Update(_)]), "{events:?}");
    bench.client.refresh();
    let ticket = bench.request(OWN);
    bench.answer(ticket, "<Dialogs/>");
    assert!(!bench.events().iter().any(|event| matches!(event, Event::CallGone { .. })));
    // A list with both fills the calls with calls.
    let both = Operation::GetUserDialogs { id: "sue".into(), include_non_voice: Some("true".into()) };
    let ticket = bench.client.get(both);
    bench.answer(ticket, &format!("<Dialogs>{}{}</Dialogs>", task(7), dialog(8, "ACTIVE")));
    assert_eq!(bench.client.calls().keys().collect::<Vec<_>>(), ["8"]);
}

fn error(id: &str) -> String {
    format!(
        "<Update><data><apiErrors><apiError><errorData>22</errorData><errorMessage>CF_INVALID_OBJECT_STATE</errorMessage>\
         <errorType>Invalid State</errorType></apiError></apiErrors></data><event>put</event><requestId>{id}</requestId>\
         <source>/finesse/api/User/sue</source></Update>"
    )
}

#[test]
fn an_error_that_belongs_to_no_request_is_told() {
    let mut bench = Bench::new();
    let id = bench.client.set_state(bench.now, StateRequest::Ready, None).unwrap();
    // Request ids are best effort: this one has lost its own.
    bench.client.handle_notification(bench.now, error("").as_bytes()).unwrap();
    assert!(matches!(&bench.events()[..], [Event::Update(update)] if update.errors().is_some()));
    // With its id it ends the request, and is told once.
    bench.client.handle_notification(bench.now, error(id.as_str()).as_bytes()).unwrap();
    let events = bench.events();
    assert!(matches!(&events[..], [Event::Settled { outcome: Outcome::Failed(_), .. }]), "{events:?}");
    // After its end it is news again.
    bench.client.handle_notification(bench.now, error(id.as_str()).as_bytes()).unwrap();
    assert!(matches!(bench.events()[..], [Event::Update(_)]));
}

/// The other node's clock is behind, or the engine was restarted and has an older state: what is asked for now is what counts.
#[test]
fn an_answer_with_an_older_time_is_taken_when_no_event_overtook_it() {
    let mut bench = Bench::new();
    bench.update(&user("sue", "READY", 9), "PUT", "/finesse/api/User/sue");
    bench.client.notifications_connected();
    let ticket = bench.request("/finesse/api/User/sue");
    bench.answer(ticket, &user("sue", "NOT_READY", 3).replace("user>", "User>"));
    assert_eq!(bench.client.state(), Some(AgentState::NotReady));
    // And an event that came before the asking does not count as one that overtook the answer.
    let ticket = bench.client.get(Operation::GetUser { id: "sue".into() });
    bench.client.handle_failure(bench.now, ticket).unwrap();
    bench.update(&user("sue", "TALKING", 8), "PUT", "/finesse/api/User/sue");
    let ticket = bench.client.get(Operation::GetUser { id: "sue".into() });
    bench.answer(ticket, &user("sue", "WORK", 2).replace("user>", "User>"));
    assert_eq!(bench.client.state(), Some(AgentState::Work));
}

#[test]
fn to_refresh_does_not_forget_what_else_is_to_be_asked_for_again() {
    let mut bench = Bench::new();
    let node = Node::TeamUsers("7".into());
    bench.client.follow(node.clone());
    bench.client.subscribed(&node);
    let ticket = bench.request("/finesse/api/Team/7");
    bench.client.handle_response(bench.now, ticket, &Response::empty(500)).unwrap();
    bench.client.refresh();
    bench.requests();
    bench.now = bench.client.poll_timeout().expect("the team is still wanted").at;
    bench.client.handle_timeout(bench.now);
    let ticket = bench.request("/finesse/api/Team/7");
    bench.answer(ticket, &team(&[user("ann", "READY", 1)]));
    assert!(bench.client.team("7").unwrap().contains_key("ann"));
}

#[test]
fn figures_from_before_a_gap_give_way_to_those_asked_for_after_it() {
    let mut bench = Bench::new();
    let node = Node::Queue("1".into());
    bench.client.follow(node.clone());
    bench.update(&queue(1, 4), "PUT", "/finesse/api/Queue/1");
    bench.events();
    bench.client.subscribed(&node);
    let ticket = bench.request("/finesse/api/Queue/1");
    bench.answer(ticket, &queue(1, 0));
    let waiting = |client: &Client| client.queues()["1"].statistics.as_ref().unwrap().waiting();
    assert_eq!(waiting(&bench.client), Some(0));
    let events = bench.events();
    assert!(matches!(&events[0], Event::Queue { event: UpdateEvent::Put, .. }), "{events:?}");
    // What an event told since the asking stands.
    bench.client.subscribed(&node);
    let ticket = bench.request("/finesse/api/Queue/1");
    bench.update(&queue(1, 9), "PUT", "/finesse/api/Queue/1");
    bench.answer(ticket, &queue(1, 2));
    assert_eq!(waiting(&bench.client), Some(9));
    // It was removed while nobody could tell.
    bench.events();
    bench.client.subscribed(&node);
    let ticket = bench.request("/finesse/api/Queue/1");
    bench.client.handle_response(bench.now, ticket, &Response::empty(404)).unwrap();
    assert!(bench.client.queues().is_empty());
    assert!(matches!(&bench.events()[0], Event::Queue { event: UpdateEvent::Delete, .. }));
}

fn system(status: &str) -> String {
    format!("<systemInfo><primaryNode/><status>{status}</status></systemInfo>")
}

#[test]
fn t5_partial_service_is_neither_a_trigger_nor_good_enough_to_come_back() {
    let mut bench = Bench::new();
    let source = "/finesse/api/SystemInfo";
    bench.update(&system("PARTIAL_SERVICE"), "PUT", source);
    assert!(matches!(bench.events()[..], [Event::SystemInfo(_)]));
    bench.update(&system("OUT_OF_SERVICE"), "PUT", source);
    assert!(bench.events().contains(&Event::OutOfService(Trouble::Status)));
    bench.update(&system("PARTIAL_SERVICE"), "PUT", source);
    assert!(!bench.events().contains(&Event::InService));
    assert!(bench.client.poll_timeout().is_some(), "it is asked on");
    bench.update(&system("IN_SERVICE"), "PUT", source);
    assert!(bench.events().contains(&Event::InService));
}

#[test]
fn what_was_created_is_told_with_its_address_or_its_body() {
    let mut bench = Bench::new();
    let call = Call::with(Operation::PostReasonCode {}, ReasonCode::default());
    let id = bench.client.ask(bench.now, call).unwrap();
    let ticket = bench.requests()[0].ticket;
    let address = "/finesse/api/ReasonCode/17";
    let response = Response::empty(200).header("Location", address);
    bench.client.handle_response(bench.now, ticket, &response).unwrap();
    let created =
        Event::Created { id: id.clone(), location: Some(address.into()), answer: Box::new(Answer::Nothing) };
    assert_eq!(bench.events(), [created, Event::Settled { id, outcome: Outcome::Done }]);

    let call = Call::with(Operation::PostTeamMessage {}, Body::TeamMessage(Box::new(TeamMessage::default())));
    bench.client.ask(bench.now, call).unwrap();
    let ticket = bench.requests()[0].ticket;
    // 207: stored, and the other node was not told.
    let response = Response::xml(207, "<TeamMessage><content>c</content><id>9</id></TeamMessage>");
    bench.client.handle_response(bench.now, ticket, &response).unwrap();
    let events = bench.events();
    let [Event::Created { location: None, answer, .. }, Event::Settled { outcome: Outcome::Done, .. }] =
        &events[..]
    else {
        panic!("{events:?}")
    };
    assert!(matches!(&**answer, Answer::TeamMessage(message) if message.id.as_deref() == Some("9")));
    // An accepted request has created nothing yet.
    let id = RequestId::new("mine").unwrap();
    let call = Call { request_id: Some(id), ..Call::new(Operation::PostUserClientLog { id: "sue".into() }) };
    bench.client.ask(bench.now, call).unwrap();
    let ticket = bench.requests()[0].ticket;
    bench.client.handle_response(bench.now, ticket, &response_202()).unwrap();
    assert_eq!(bench.events(), []);
}

fn response_202() -> Response {
    Response::empty(202).header("Location", "/somewhere")
}

#[test]
fn phone_books_of_a_team_are_asked_for_by_range() {
    let mut bench = Bench::new();
    bench.client.get(Operation::GetTeamResourcePhoneBooks { team_id: "7".into() });
    let ticket = bench.client.get_phone_books("7", ItemRange { first: 101, last: 200 });
    let sent = bench.requests();
    let ranges: Vec<_> = sent.iter().map(|t| t.request.headers.get("Range").unwrap()).collect();
    assert_eq!(ranges, ["objects=1-6000", "objects=101-200"]);
    let part = Response::xml(206, "<PhoneBooks/>");
    bench.client.handle_response(bench.now, ticket, &part).unwrap();
    assert!(matches!(bench.events()[..], [Event::Answer { .. }]));
}
