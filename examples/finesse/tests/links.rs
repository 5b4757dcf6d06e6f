//! Links that are not there, break and come back.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

mod support;

use std::time::Duration;

use finesse::Link;
use finesse_proto::{Method, Request};
use support::{House, error};

const SYSTEM: &str = "/finesse/api/SystemInfo";
const NODE: &str = "/finesse/api/User/agent1";

fn status(house: &mut House) -> String {
    let response = house.ask(Request::new(Method::Get, SYSTEM));
    assert_eq!(response.status, 200);
    let text = String::from_utf8(response.body.to_vec()).unwrap();
    let (_, rest) = text.split_once("<status>").unwrap();
    rest.split_once('<').unwrap().0.to_owned()
}

#[test]
fn t5_without_its_links_everything_but_system_info_is_503() {
    let mut house = House::down();
    house.pass(Duration::from_secs(1));
    assert_eq!(status(&mut house), "OUT_OF_SERVICE");
    let (code, kind, message, data) = error(&house.get("agent1", NODE));
    assert_eq!((code, &*kind), (503, "Service Unavailable"));
    assert_eq!((&*message, &*data), ("SERVER_OUT_OF_SERVICE", ""));
    house.notification_up = true;
    house.pass(Duration::from_secs(30));
    assert_eq!(status(&mut house), "OUT_OF_SERVICE", "one link is not enough");
    (house.engine_up, house.cucm_up) = (true, true);
    house.pass(Duration::from_secs(30));
    assert_eq!(status(&mut house), "IN_SERVICE");
    assert_eq!(house.get("agent1", NODE).status, 200);
}

#[test]
fn links_are_tried_again_after_one_second_and_at_most_twenty() {
    let mut house = House::down();
    house.pass(Duration::from_secs(100));
    let tries = house.connects.iter().filter(|(link, _)| *link == Link::Cti).count();
    // After 0, 1, 3, 7, 15, 31, 51, 71, 91 seconds.
    assert_eq!(tries, 9);
}

#[test]
fn t5_a_lost_engine_is_told_and_its_return_too_with_everybodys_state() {
    let mut house = House::new();
    house.sign_in("agent1", "1001");
    house.put("agent1", "<User><state>READY</state></User>");
    house.published.clear();
    house.engine_up = false;
    house.cut(Link::Cti);
    assert_eq!(house.told(SYSTEM), [("OUT_OF_SERVICE".to_owned(), String::new())]);
    assert_eq!(house.get("agent1", NODE).status, 503);
    house.engine_up = true;
    house.pass(Duration::from_secs(5));
    assert_eq!(house.told(SYSTEM), [("IN_SERVICE".to_owned(), String::new())]);
    assert_eq!(house.told(NODE), [("READY".to_owned(), String::new())], "the engine kept the state");
    assert_eq!(house.get("agent1", NODE).status, 200);
}

#[test]
fn a_lost_notification_service_takes_the_server_out_of_service_until_it_is_back() {
    let mut house = House::new();
    house.notification_up = false;
    house.cut(Link::Xmpp);
    assert_eq!(status(&mut house), "OUT_OF_SERVICE");
    house.published.clear();
    house.notification_up = true;
    house.pass(Duration::from_secs(5));
    assert_eq!(status(&mut house), "IN_SERVICE");
    assert_eq!(house.told(NODE), [("LOGOUT".to_owned(), String::new())]);
}

#[test]
fn a_standby_engine_is_asked_again_until_it_is_master() {
    let mut house = House::down();
    (house.cucm_up, house.engine_up, house.notification_up) = (true, true, true);
    let now = cti_wire::Now { at: house.now().at, utc: house.now().utc };
    house.engine.set_role(now, cti_wire::server::Role::Standby);
    house.pass(Duration::from_secs(30));
    assert_eq!(status(&mut house), "OUT_OF_SERVICE");
    assert!(house.hops.iter().any(|hop| hop.link == "CTI" && hop.what.contains("link lost")));
    let now = cti_wire::Now { at: house.now().at, utc: house.now().utc };
    house.engine.set_role(now, cti_wire::server::Role::Master);
    house.pass(Duration::from_secs(30));
    assert_eq!(status(&mut house), "IN_SERVICE");
}

#[test]
fn a_loss_is_told_once_with_its_reason() {
    for link in [Link::Cti, Link::Xmpp] {
        let mut house = House::new();
        assert_eq!(house.losses, []);
        house.engine_up = link != Link::Cti;
        house.notification_up = link != Link::Xmpp;
        house.cut(link);
        // Tries that do not even connect are no losses.
        house.pass(Duration::from_secs(100));
        assert_eq!(house.losses.len(), 1, "{:?}", house.losses);
        assert!(house.losses[0].0 == link && !house.losses[0].1.is_empty(), "{:?}", house.losses);
    }
}

#[test]
fn bytes_that_are_not_the_protocol_end_that_link_alone() {
    for (link, bytes) in [(Link::Cti, &b"\xff\xff\xff\xff\xff\xff\xff\xff"[..]), (Link::Xmpp, b"<a></b>")] {
        let mut house = House::new();
        house.connects.clear();
        let now = house.now();
        house.core.handle_input(now, link, bytes);
        house.settle();
        house.pass(Duration::from_secs(30));
        assert_eq!(status(&mut house), "IN_SERVICE", "{link:?} came back");
        assert_eq!(house.connects, [(link, 1)]);
    }
}

/// Desktops wait 15 s for an outcome: they are told of the time-out before they give up.
#[test]
fn without_an_answer_of_the_engine_an_error_is_told_within_twelve_seconds() {
    let mut house = House::new();
    house.ready("agent1", "1001");
    let id = house.call_in();
    house.act("agent1", id, "ANSWER", "1001");
    house.published.clear();
    house.engine_deaf = true;
    assert_eq!(house.put("agent1", "<User><state>NOT_READY</state></User>").status, 202);
    assert_eq!(house.act("agent1", id, "HOLD", "1001").status, 202);
    house.pass(Duration::from_millis(11_999));
    assert_eq!((house.told("/finesse/api/User/agent1"), house.calls_told("agent1")), (vec![], vec![]));
    house.pass(Duration::from_millis(1));
    let told = house.told("/finesse/api/User/agent1");
    assert_eq!(told, [("Internal Server Error: CF_REQUEST_TIMEOUT_REJECTION".to_owned(), "r1".to_owned())]);
    assert_eq!(house.calls_told("agent1"), ["Call Operation Failure: CF_REQUEST_TIMEOUT_REJECTION d1"]);
}

#[test]
fn a_request_under_way_when_the_session_ends_fails_and_is_told() {
    let mut house = House::new();
    house.ready("agent1", "1001");
    let id = house.call_in();
    house.published.clear();
    house.engine_deaf = true;
    house.act("agent1", id, "ANSWER", "1001");
    house.act("agent1", id, "ANSWER", "1001");
    house.cut(Link::Cti);
    let told = house.calls_told("agent1");
    assert_eq!(told, ["Internal Server Error: CF_GENERIC_OPERATION_REJECTION d1"; 2]);
}

/// A thousand agents are told at once: nothing gets lost, and the service is not flooded.
#[test]
fn everybody_is_told_however_many_there_are() {
    let mut house = House::with_agents(3_000);
    house.published.clear();
    house.notification_up = false;
    house.cut(Link::Xmpp);
    house.notification_up = true;
    house.pass(Duration::from_secs(5));
    let users = house.published.iter().filter(|(node, _)| node.starts_with("/finesse/api/User/")).count();
    let team = house.published.iter().filter(|(node, _)| node == "/finesse/api/Team/1/Users").count();
    // The supervisor is one more, and leads the team.
    assert_eq!((users, team), (3_001, 3_001));
    assert_eq!((house.warnings.len(), house.most_unanswered), (0, 256));
}
