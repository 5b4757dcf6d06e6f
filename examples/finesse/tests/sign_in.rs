//! Sign-in, states and sign-out through the cores of Finesse, engine and CUCM.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

mod support;

use std::time::Duration;

use finesse_proto::{Method, SystemInfo, User, from_document};
use support::{House, error, request};

const NODE: &str = "/finesse/api/User/agent1";

fn user(house: &mut House, who: &str, id: &str) -> User<'static> {
    let response = house.get(who, &format!("/finesse/api/User/{id}"));
    assert_eq!(response.status, 200);
    let user: User<'_> = from_document(&response.body, "User").unwrap();
    finesse_proto::IntoOwned::into_owned(user)
}

fn one(what: &str) -> Vec<(String, String)> {
    vec![(what.to_owned(), "r1".to_owned())]
}

#[test]
fn an_agent_signs_in_works_and_signs_out() {
    let mut house = House::new();
    house.told(NODE);
    let response = house.sign_in("agent1", "1001");
    assert_eq!((response.status, response.body.len()), (202, 0));
    assert_eq!(response.request_id().unwrap().as_str(), "r1");
    assert_eq!(house.told(NODE), one("NOT_READY"));
    let agent = user(&mut house, "agent1", "agent1");
    assert_eq!(
        (&*agent.extension, agent.team_name.as_deref(), &*agent.last_name),
        ("1001", Some("Team 1"), "agent1")
    );
    assert_eq!(agent.reason().unwrap().code, "32760");

    assert_eq!(house.put("agent1", "<User><state>READY</state></User>").status, 202);
    assert_eq!(house.told(NODE), one("READY"));
    let agent = user(&mut house, "agent1", "agent1");
    assert_eq!((agent.reason_code_id.clone(), agent.reason().cloned()), (None, None));

    let body = "<User><state>NOT_READY</state><reasonCodeId>2</reasonCodeId></User>";
    assert_eq!(house.put("agent1", body).status, 202);
    assert_eq!(house.told(NODE), one("NOT_READY"));
    let agent = user(&mut house, "agent1", "agent1");
    assert_eq!((agent.reason_id(), &*agent.reason().unwrap().label), (Some("2"), "Paperwork"));
    assert_eq!(agent.state_change_time, "1970-01-01T00:00:30.000Z");

    assert_eq!(house.put("agent1", "<User><state>LOGOUT</state></User>").status, 202);
    assert_eq!(house.told(NODE), one("LOGOUT"));
    let agent = user(&mut house, "agent1", "agent1");
    assert_eq!((&*agent.extension, agent.reason_code_id.as_deref()), ("", Some("-1")));
}

#[test]
fn the_same_put_twice_is_told_twice() {
    let mut house = House::new();
    house.sign_in("agent1", "1001");
    house.put("agent1", "<User><state>READY</state></User>");
    house.told(NODE);
    assert_eq!(house.put("agent1", "<User><state>READY</state></User>").status, 202);
    house.pass(Duration::from_secs(2));
    assert_eq!(house.told(NODE), one("READY"));
    // A second sign-in keeps the state.
    assert_eq!(house.sign_in("agent1", "1001").status, 202);
    assert_eq!(house.told(NODE), one("READY"));
}

#[test]
fn an_unknown_extension_is_accepted_and_then_an_error_is_told() {
    let mut house = House::new();
    house.told(NODE);
    assert_eq!(house.sign_in("agent1", "4444").status, 202);
    assert_eq!(house.told(NODE), one("Invalid Device: CF_INVALID_LOGON_DEVICE_SPECIFIED"));
    assert_eq!(&*user(&mut house, "agent1", "agent1").state, "LOGOUT");
}

#[test]
fn a_state_without_sign_in_is_refused_by_the_engine_with_1010() {
    let mut house = House::new();
    house.told(NODE);
    assert_eq!(house.put("agent1", "<User><state>NOT_READY</state></User>").status, 202);
    assert_eq!(house.told(NODE), one("Invalid State: CF_INVALID_PARAMETER"));
}

#[test]
fn a_second_agent_at_an_extension_is_not_the_first_ones_answer() {
    let mut house = House::new();
    house.sign_in("agent1", "1001");
    house.published.clear();
    // The engine only lets agents sit at their own extension.
    house.sign_in("agent2", "1001");
    assert_eq!(house.told(NODE), []);
    let told = house.told("/finesse/api/User/agent2");
    assert_eq!(told, one("Invalid Device: CF_INVALID_LOGON_DEVICE_SPECIFIED"));
}

#[test]
fn a_supervisor_follows_the_team_and_forces_states_with_the_systems_reasons() {
    let mut house = House::new();
    house.sign_in("agent1", "1001");
    house.put("agent1", "<User><state>READY</state></User>");
    house.published.clear();
    let response = house.put_as("super1", "agent1", "<User><state>NOT_READY</state></User>");
    assert_eq!(response.status, 202);
    assert_eq!(house.told("/finesse/api/Team/1/Users"), one("NOT_READY"));
    assert_eq!(user(&mut house, "super1", "agent1").reason().unwrap().code, "33");
    house.put_as("super1", "agent1", "<User><state>LOGOUT</state></User>");
    assert_eq!(user(&mut house, "super1", "agent1").reason().unwrap().code, "22");
    let team = house.get("super1", "/finesse/api/Team/1?includeLoggedOutAgents=true");
    assert!(std::str::from_utf8(&team.body).unwrap().contains("<loginId>agent1</loginId>"));
    let mine = user(&mut house, "super1", "super1");
    assert!(mine.has_role("Supervisor") && mine.teams.unwrap()[0].name == "Team 1");
}

#[test]
fn passwords_are_asked_once_in_thirty_minutes() {
    let mut house = House::new();
    for _ in 0..5 {
        assert_eq!(house.get("agent1", NODE).status, 200);
    }
    assert_eq!(house.asked, 1);
    house.cucm_up = false;
    house.pass(Duration::from_secs(29 * 60));
    assert_eq!(house.get("agent1", NODE).status, 200, "agents go on working while CUCM is away");
    house.pass(Duration::from_secs(60));
    let key = house.send(request(Method::Get, "agent1", "pw", NODE));
    house.pass(Duration::from_secs(60));
    assert_eq!(error(&house.answers[&key]).0, 500);
}

#[test]
fn five_wrong_passwords_lock_for_five_minutes_with_an_ordinary_401() {
    let mut house = House::new();
    for _ in 0..5 {
        let response = house.ask(request(Method::Get, "agent1", "wrong", NODE));
        let expected = (401, "Authorization Failure".into(), "UNAUTHORIZED".into(), "agent1".into());
        assert_eq!(error(&response), expected);
    }
    let asked = house.asked;
    assert_eq!(house.get("agent1", NODE).status, 401);
    assert_eq!(house.asked, asked, "a locked name is not asked about");
    house.pass(Duration::from_secs(5 * 60));
    assert_eq!(house.get("agent1", NODE).status, 200);
}

#[test]
fn a_name_longer_than_cti_carries_is_refused_and_neither_asked_about_nor_traced() {
    let mut house = House::new();
    let (longest, longer) = ("n".repeat(128), "n".repeat(129));
    let asked = house.asked;
    let refused = |data: &str| (401, "Authorization Failure".into(), "UNAUTHORIZED".into(), data.to_owned());
    assert_eq!(error(&house.get(&longest, NODE)), refused(&longest));
    assert_eq!(house.asked, asked + 1);
    assert_eq!(error(&house.get(&longer, NODE)), refused(""));
    assert_eq!(house.get(&longer, "/finesse/api/SystemInfo").status, 200, "which asks for no name");
    assert_eq!(house.asked, asked + 1);
    assert!(house.hops.iter().all(|hop| hop.who.len() <= 128));
}

#[test]
fn people_cucm_knows_and_cti_does_not_are_refused() {
    let mut house = House::new();
    assert_eq!(error(&house.get("clerk", "/finesse/api/User/clerk")).0, 401);
    assert_eq!(house.get("admin", "/finesse/api/Users").status, 200);
    assert_eq!(error(&house.get("admin", "/finesse/api/User/9001")).1, "User Not Found");
    assert_eq!(
        error(&house.get("agent1", "/finesse/api/User/agent2")).1,
        "Invalid Authorization User Specified"
    );
}

#[test]
fn bodies_that_cannot_be_meant_change_nothing() {
    let mut house = House::new();
    house.told(NODE);
    for (body, kind, data) in [
        ("<User><state>READY", "Bad Request", ""),
        ("", "Bad Request", ""),
        ("<User><state>LUNCH</state></User>", "Invalid Input", "state"),
        ("<User><state>LOGIN</state></User>", "Parameter Missing", "extension"),
        (
            "<User><state>NOT_READY</state><reasonCodeId>99</reasonCodeId></User>",
            "Invalid Input",
            "reasonCodeId",
        ),
    ] {
        let (status, got, _, got_data) = error(&house.put("agent1", body));
        assert_eq!((status, &*got, &*got_data), (400, kind, data), "{body}");
    }
    assert_eq!(house.told(NODE), []);
    let post = house.ask(request(Method::Post, "agent1", "pw", NODE));
    assert_eq!((post.status, post.headers.get("Allow")), (405, Some("GET,OPTIONS,HEAD,PUT")));
    assert_eq!(house.get("agent1", "/finesse/api/User/agent1/Queues").status, 501);
}

#[test]
fn reasons_dialogs_and_logs_are_there() {
    let mut house = House::new();
    let codes = house.get("agent1", "/finesse/api/User/agent1/ReasonCodes?category=NOT_READY&nocache=1");
    let text = std::str::from_utf8(&codes.body).unwrap().to_owned();
    assert!(
        text.starts_with("<ReasonCodes category='NOT_READY'><ReasonCode>") && text.contains("Lunch"),
        "{text}"
    );
    assert!(!text.contains("End of shift"));
    assert_eq!(&house.get("agent1", "/finesse/api/User/agent1/Dialogs").body[..], b"<Dialogs/>");
    let log = request(Method::Post, "agent1", "pw", "/finesse/api/User/agent1/ClientLog");
    assert_eq!(house.ask(log.xml("<ClientLog><logData>hello</logData></ClientLog>")).status, 202);
    assert_eq!(house.core.client_logs().collect::<Vec<_>>(), [("agent1", "hello")]);
}

#[test]
fn h1_nothing_is_asked_of_who_only_wants_to_know_the_state_of_the_server() {
    let mut house = House::new();
    let response = house.ask(finesse_proto::Request::new(Method::Get, "/finesse/api/SystemInfo"));
    let info: SystemInfo<'_> = from_document(&response.body, "SystemInfo").unwrap();
    assert!(info.is_in_service() && info.heartbeat_succeeds());
    assert_eq!((&*info.xmpp_domain, &*info.xmpp_pubsub_domain), ("fin1.test", "pubsub.fin1.test"));
    assert_eq!(house.asked, 0);
}

#[test]
fn no_secret_is_in_the_trace() {
    let mut house = House::new();
    house.sign_in("agent1", "1001");
    house.ask(request(Method::Get, "agent1", "mistyped-secret", NODE));
    for hop in &house.hops {
        let line = format!("{hop:?}");
        assert!(
            !line.contains("mistyped-secret") && !line.contains("\"pw\"") && !line.contains("axlpw"),
            "{line}"
        );
    }
    let links: std::collections::BTreeSet<_> = house.hops.iter().map(|hop| hop.link).collect();
    assert_eq!(links.into_iter().collect::<Vec<_>>(), ["AXL", "CTI", "REST", "XMPP"]);
}

#[test]
fn h5_many_guesses_at_once_try_no_more_passwords_than_the_lock_allows() {
    let mut house = House::new();
    house.get("agent1", NODE);
    house.hops.clear();
    // Exchanges may be repeated; this counts the questions.
    let asked = |house: &House| house.hops.iter().filter(|hop| hop.what == "doAuthenticateUser").count();
    house.cucm_slow = true;
    let keys: Vec<u64> =
        (0..50).map(|n| house.send(request(Method::Get, "agent2", &format!("guess {n}"), NODE))).collect();
    assert_eq!(asked(&house), 1, "about one name one question at a time");
    while house.answer_cucm() {}
    assert_eq!(asked(&house), 5);
    assert!(keys.iter().all(|key| house.answers[key].status == 401));
}

#[test]
fn h5_an_administrator_is_locked_for_half_an_hour() {
    let mut house = House::new();
    for _ in 0..5 {
        assert_eq!(house.ask(request(Method::Get, "admin", "wrong", "/finesse/api/Teams")).status, 401);
    }
    house.pass(Duration::from_secs(29 * 60));
    assert_eq!(house.get("admin", "/finesse/api/Teams").status, 401);
    house.pass(Duration::from_secs(60));
    assert_eq!(house.get("admin", "/finesse/api/Teams").status, 200);
}

/// A complaint heard often: somebody asks REST for what only comes over XMPP.
#[test]
fn who_asks_rest_for_a_node_is_told_where_it_is() {
    let mut house = House::new();
    for node in ["/finesse/api/Team/1/Users", "/finesse/api/Team/1/TeamMessages"] {
        let (status, kind, message, data) = error(&house.get("super1", node));
        assert_eq!((status, &*kind, &*data), (404, "Not Found", node));
        assert!(message.contains("subscribe") && message.contains("XMPP"), "{message}");
    }
    let (status, _, message, _) = error(&house.get("super1", "/finesse/api/Nothing"));
    assert_eq!((status, &*message), (404, "NOT_FOUND"));
    // What is both an object and a node is an object here.
    assert_eq!(house.get("agent1", NODE).status, 200);
}
