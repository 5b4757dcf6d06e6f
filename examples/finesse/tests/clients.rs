//! Agents whose clients go away, and what is told after the notification service was away.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

mod support;

use std::time::Duration;

use finesse::Link;
use support::{CALLER, House};
use xmpp_pubsub::PresenceType::{Available, Unavailable};

const NODE: &str = "/finesse/api/User/agent1";
const DESKTOP: &str = "agent1@fin1.test/desktop";

fn one(state: &str) -> Vec<(String, String)> {
    vec![(state.to_owned(), String::new())]
}

fn reason(house: &mut House) -> String {
    let response = house.get("super1", NODE);
    let user: finesse_proto::User<'_> = finesse_proto::from_document(&response.body, "User").unwrap();
    format!("{} {}", user.state, user.reason().map(|reason| reason.code.to_string()).unwrap_or_default())
}

#[test]
fn x9_a_client_that_goes_away_is_waited_for_a_minute_then_its_agent_is_signed_out_with_255() {
    let mut house = House::new();
    house.presence(DESKTOP, Available);
    house.ready("agent1", "1001");
    house.presence(DESKTOP, Unavailable);
    house.pass(Duration::from_millis(59_999));
    assert_eq!(house.told(NODE), []);
    house.pass(Duration::from_millis(1));
    assert_eq!(house.told(NODE), one("LOGOUT"));
    assert_eq!(reason(&mut house), "LOGOUT 255");
}

#[test]
fn x9_a_page_that_is_loaded_again_within_the_minute_changes_nothing() {
    let mut house = House::new();
    house.presence(DESKTOP, Available);
    house.ready("agent1", "1001");
    house.presence(DESKTOP, Unavailable);
    house.pass(Duration::from_secs(59));
    house.presence(DESKTOP, Available);
    // A second client that goes leaves one behind.
    house.presence("agent1@fin1.test/bot", Available);
    house.presence("agent1@fin1.test/bot", Unavailable);
    house.pass(Duration::from_secs(3600));
    assert_eq!(house.told(NODE), []);
}

#[test]
fn who_works_over_rest_alone_is_not_signed_out_and_strangers_mean_nothing() {
    let mut house = House::new();
    house.ready("agent1", "1001");
    for stranger in ["agent1@elsewhere.test/x", "nobody@fin1.test/x"] {
        house.presence(stranger, Available);
        house.presence(stranger, Unavailable);
    }
    house.pass(Duration::from_secs(3600));
    assert_eq!(house.told(NODE), []);
}

#[test]
fn x9_an_agent_who_talks_is_signed_out_too() {
    let mut house = House::new();
    house.presence(DESKTOP, Available);
    house.ready("agent1", "1001");
    let id = house.call_in();
    house.act("agent1", id, "ANSWER", "1001");
    house.published.clear();
    house.presence(DESKTOP, Unavailable);
    house.pass(Duration::from_secs(60));
    assert_eq!(house.told(NODE), one("LOGOUT"));
}

#[test]
fn an_agent_whose_client_goes_while_the_engine_is_away_is_signed_out_when_it_is_back() {
    let mut house = House::new();
    house.presence(DESKTOP, Available);
    house.ready("agent1", "1001");
    house.engine_up = false;
    house.cut(Link::Cti);
    house.presence(DESKTOP, Unavailable);
    house.pass(Duration::from_secs(120));
    house.engine_up = true;
    house.pass(Duration::from_secs(30));
    assert_eq!(reason(&mut house), "LOGOUT 255");
}

#[test]
fn clients_that_do_not_come_back_with_the_notification_service_are_gone() {
    let mut house = House::new();
    house.presence(DESKTOP, Available);
    house.ready("agent1", "1001");
    house.notification_up = false;
    house.cut(Link::Xmpp);
    house.pass(Duration::from_secs(600));
    house.notification_up = true;
    house.pass(Duration::from_secs(21));
    assert_eq!(reason(&mut house), "READY ", "there is a minute to come back");
    house.pass(Duration::from_secs(61));
    assert_eq!(reason(&mut house), "LOGOUT 255");
}

#[test]
fn calls_are_told_again_when_the_notification_service_is_back_and_those_that_ended_meanwhile_are_deleted() {
    let mut house = House::new();
    house.ready("agent1", "1001");
    let ended = house.call_in();
    house.act("agent1", ended, "ANSWER", "1001");
    house.ready("agent2", "1002");
    let goes_on = house.call_in();
    house.act("agent2", goes_on, "ANSWER", "1002");
    house.published.clear();
    house.notification_up = false;
    house.cut(Link::Xmpp);
    house.phone(|p| p.disconnect(telephony::CallId(ended), CALLER)).unwrap();
    house.notification_up = true;
    house.pass(Duration::from_secs(5));
    let told = house.calls_told("agent1");
    assert_eq!(told, [format!("DELETE {ended} DROPPED {CALLER}=DROPPED 1001=DROPPED")]);
    let told = house.calls_told("agent2");
    assert_eq!(told, [format!("PUT {goes_on} ACTIVE {CALLER}=ACTIVE 1002=ACTIVE")]);
}

#[test]
fn a_supervisor_signs_an_agent_out_in_the_middle_of_a_call() {
    let mut house = House::new();
    house.ready("agent1", "1001");
    let id = house.call_in();
    house.act("agent1", id, "ANSWER", "1001");
    house.published.clear();
    assert_eq!(house.put_as("super1", "agent1", "<User><state>LOGOUT</state></User>").status, 202);
    assert_eq!(house.told(NODE), [("LOGOUT".to_owned(), "r1".to_owned())]);
    assert_eq!(reason(&mut house), "LOGOUT 22");
}
