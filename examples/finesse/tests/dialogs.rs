//! Calls as dialogs: through telephony, engine and CTI to REST and the updates.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

mod support;

use std::time::Duration;

use finesse_proto::{Dialog, Dialogs, IntoOwned as _, from_document};
use support::{CALLER, House, error};

fn dialogs(house: &mut House, user: &str) -> Vec<Dialog<'static>> {
    let response = house.get(user, &format!("/finesse/api/User/{user}/Dialogs"));
    assert_eq!(response.status, 200);
    let dialogs: Dialogs<'_> = from_document(&response.body, "Dialogs").unwrap();
    dialogs.into_owned().dialogs
}

fn actions(house: &mut House, user: &str, dialog: u32, extension: &str) -> String {
    let dialogs = dialogs(house, user);
    let dialog = dialogs.iter().find(|d| d.id == dialog.to_string()).unwrap();
    dialog.participant(extension).unwrap().actions.join(" ")
}

fn state(house: &mut House, user: &str) -> String {
    let response = house.get(user, &format!("/finesse/api/User/{user}"));
    let user: finesse_proto::User<'_> = from_document(&response.body, "User").unwrap();
    user.state.into_owned()
}

#[test]
fn x7_an_inbound_call_rings_is_answered_and_ends() {
    let mut house = House::new();
    house.ready("agent1", "1001");
    let id = house.call_in();
    assert_eq!(house.calls_told("agent1"), [format!("POST {id} ALERTING {CALLER}=ACTIVE 1001=ALERTING")]);
    assert_eq!(state(&mut house, "agent1"), "RESERVED");
    assert_eq!(actions(&mut house, "agent1", id, "1001"), "ANSWER");

    let dialog = dialogs(&mut house, "agent1").remove(0);
    assert_eq!((&*dialog.from_address, &*dialog.to_address, &*dialog.media_type), (CALLER, "6000", "Voice"));
    let media = &dialog.media_properties;
    assert_eq!(
        (media.call_type.as_deref(), media.queue_name.as_deref(), media.queue_number.as_deref()),
        (Some("ACD_IN"), Some("Support"), Some("1"))
    );
    let (agent, caller) = (dialog.participant("1001").unwrap(), dialog.participant(CALLER).unwrap());
    assert!(agent.is_agent() && !caller.is_agent() && caller.actions.is_empty());

    let response = house.act("agent1", id, "ANSWER", "1001");
    assert_eq!((response.status, response.body.len()), (202, 0));
    assert_eq!(house.calls_told("agent1"), [format!("PUT {id} ACTIVE {CALLER}=ACTIVE 1001=ACTIVE d1")]);
    assert_eq!(state(&mut house, "agent1"), "TALKING");
    let allowed = actions(&mut house, "agent1", id, "1001");
    assert_eq!(allowed, "HOLD DROP UPDATE_CALL_DATA CONSULT_CALL TRANSFER_SST SEND_DTMF");

    assert_eq!(house.act("agent1", id, "HOLD", "1001").status, 202);
    assert_eq!(house.calls_told("agent1"), [format!("PUT {id} ACTIVE {CALLER}=ACTIVE 1001=HELD d1")]);
    assert_eq!(state(&mut house, "agent1"), "TALKING", "CCX has no hold state");
    assert_eq!(house.act("agent1", id, "RETRIEVE", "1001").status, 202);
    assert_eq!(house.calls_told("agent1"), [format!("PUT {id} ACTIVE {CALLER}=ACTIVE 1001=ACTIVE d1")]);

    assert_eq!(house.act("agent1", id, "DROP", "1001").status, 202);
    assert_eq!(
        house.calls_told("agent1"),
        [
            format!("PUT {id} ACTIVE {CALLER}=ACTIVE 1001=DROPPED d1"),
            format!("PUT {id} DROPPED {CALLER}=DROPPED 1001=DROPPED"),
            format!("DELETE {id} DROPPED {CALLER}=DROPPED 1001=DROPPED d1"),
        ]
    );
    assert_eq!(state(&mut house, "agent1"), "READY");
    assert_eq!(dialogs(&mut house, "agent1"), []);
    let gone = error(&house.get("agent1", &format!("/finesse/api/Dialog/{id}")));
    assert_eq!((gone.0, &*gone.1), (404, "Dialog Not Found"));
}

#[test]
fn a_caller_who_hangs_up_ends_the_dialog() {
    let mut house = House::new();
    house.ready("agent1", "1001");
    let id = house.call_in();
    house.act("agent1", id, "ANSWER", "1001");
    house.calls_told("agent1");
    house.phone(|p| p.disconnect(telephony::CallId(id), CALLER)).unwrap();
    let told = house.calls_told("agent1");
    assert_eq!(told.first().unwrap(), &format!("PUT {id} ACTIVE {CALLER}=DROPPED 1001=ACTIVE"));
    assert_eq!(told.last().unwrap(), &format!("DELETE {id} DROPPED {CALLER}=DROPPED 1001=DROPPED"));
}

#[test]
fn a_call_that_is_not_answered_leaves_the_list_and_rings_at_the_next_agent() {
    let mut house = House::new();
    house.ready("agent1", "1001");
    house.pass(Duration::from_secs(1));
    house.ready("agent2", "1002");
    let id = house.call_in();
    house.pass(Duration::from_secs(12));
    assert_eq!(
        house.calls_told("agent1"),
        [
            format!("POST {id} ALERTING {CALLER}=ACTIVE 1001=ALERTING"),
            format!("DELETE {id} DROPPED {CALLER}=ACTIVE"),
        ]
    );
    assert_eq!(state(&mut house, "agent1"), "NOT_READY");
    assert_eq!(house.calls_told("agent2"), [format!("POST {id} ALERTING {CALLER}=ACTIVE 1002=ALERTING")]);
}

#[test]
fn a_queued_call_goes_to_the_next_agent_who_becomes_ready() {
    let mut house = House::new();
    house.sign_in("agent1", "1001");
    let id = house.call_in();
    house.pass(Duration::from_secs(60));
    assert_eq!(house.calls_told("agent1"), [""; 0]);
    assert_eq!(error(&house.get("agent1", &format!("/finesse/api/Dialog/{id}"))).0, 404);
    house.published.clear();
    house.put("agent1", "<User><state>READY</state></User>");
    assert_eq!(house.calls_told("agent1"), [format!("POST {id} ALERTING {CALLER}=ACTIVE 1001=ALERTING")]);
    // Ready and reserved at once: both are told, each as it was.
    let told = house.told("/finesse/api/User/agent1");
    assert_eq!(told, [("READY".to_owned(), "r1".to_owned()), ("RESERVED".to_owned(), String::new())]);
}

#[test]
fn an_agent_calls_another_and_both_follow_it() {
    let mut house = House::new();
    house.sign_in("agent1", "1001");
    house.sign_in("agent2", "1002");
    assert_eq!(house.make_call("agent1", "1001", "1002").status, 202);
    let told = house.calls_told("agent1");
    let id: u32 = told[0].split(' ').nth(1).unwrap().parse().unwrap();
    assert_eq!(
        told,
        [
            format!("POST {id} INITIATING 1001=INITIATING d1"),
            format!("PUT {id} INITIATED 1001=INITIATED"),
            format!("PUT {id} ALERTING 1001=INITIATED 1002=ALERTING"),
        ]
    );
    assert_eq!(house.calls_told("agent2"), [format!("POST {id} ALERTING 1001=INITIATED 1002=ALERTING")]);
    house.act("agent2", id, "ANSWER", "1002");
    // Every participant sees the request's id; it is for others to ignore.
    assert_eq!(house.calls_told("agent1"), [format!("PUT {id} ACTIVE 1001=ACTIVE 1002=ACTIVE d1")]);
    assert_eq!(house.calls_told("agent2"), [format!("PUT {id} ACTIVE 1001=ACTIVE 1002=ACTIVE d1")]);
    assert_eq!(state(&mut house, "agent1"), "NOT_READY", "a call of the agent's own changes no state");
    house.act("agent2", id, "DROP", "1002");
    assert_eq!((dialogs(&mut house, "agent1"), dialogs(&mut house, "agent2")), (vec![], vec![]));
}

#[test]
fn an_agent_calls_a_customer_who_answers() {
    let mut house = House::new();
    house.sign_in("agent1", "1001");
    assert_eq!(house.make_call("agent1", "1001", CALLER).status, 202);
    let told = house.calls_told("agent1");
    let id: u32 = told[0].split(' ').nth(1).unwrap().parse().unwrap();
    assert_eq!(told.last().unwrap(), &format!("PUT {id} ALERTING 1001=INITIATED {CALLER}=ALERTING"));
    house.pass(Duration::from_secs(3));
    assert_eq!(house.calls_told("agent1"), [format!("PUT {id} ACTIVE 1001=ACTIVE {CALLER}=ACTIVE")]);
    let dialog = dialogs(&mut house, "agent1").remove(0);
    assert_eq!(dialog.media_properties.call_type.as_deref(), Some("OUT"));
    house.act("agent1", id, "DROP", "1001");
    assert_eq!(dialogs(&mut house, "agent1"), []);
}

#[test]
fn a_call_to_nobody_fails_and_is_dropped() {
    let mut house = House::new();
    house.sign_in("agent1", "1001");
    house.make_call("agent1", "1001", "4711");
    let told = house.calls_told("agent1");
    assert!(told.last().unwrap().contains(" FAILED 1001=FAILED"), "{told:?}");
    let dialog = dialogs(&mut house, "agent1").remove(0);
    assert_eq!(dialog.participant("1001").unwrap().state_cause, "BAD_DESTINATION");
    let id = dialog.id.parse().unwrap();
    assert_eq!(actions(&mut house, "agent1", id, "1001"), "DROP");
    house.act("agent1", id, "DROP", "1001");
    assert_eq!(dialogs(&mut house, "agent1"), []);
}

/// agent1 talks with a caller of the queue, and consults agent2.
fn consult(house: &mut House) -> (u32, u32) {
    house.ready("agent1", "1001");
    house.sign_in("agent2", "1002");
    let first = house.call_in();
    house.act("agent1", first, "ANSWER", "1001");
    house.published.clear();
    let body = "<Dialog><requestedAction>CONSULT_CALL</requestedAction><toAddress>1002</toAddress>\
                <targetMediaAddress>1001</targetMediaAddress></Dialog>";
    assert_eq!(house.put_dialog("agent1", first, body).status, 202);
    let told = house.calls_told("agent1");
    assert_eq!(told[0], format!("PUT {first} ACTIVE {CALLER}=ACTIVE 1001=HELD d1"));
    let second = told[1].split(' ').nth(1).unwrap().parse().unwrap();
    assert_eq!(told[1], format!("POST {second} INITIATING 1001=INITIATING d1"));
    assert_eq!(actions(house, "agent1", first, "1001"), "RETRIEVE DROP UPDATE_CALL_DATA");
    house.act("agent2", second, "ANSWER", "1002");
    // That there is an active call now gives the held one two more actions, which is told.
    let told = house.calls_told("agent1");
    assert_eq!(told.last().unwrap(), &format!("PUT {first} ACTIVE {CALLER}=ACTIVE 1001=HELD d1"));
    assert_eq!(actions(house, "agent1", first, "1001"), "RETRIEVE DROP UPDATE_CALL_DATA TRANSFER CONFERENCE");
    assert_eq!(actions(house, "agent1", second, "1001"), "HOLD DROP UPDATE_CALL_DATA SEND_DTMF");
    house.published.clear();
    (first, second)
}

#[test]
fn a_consult_transfer_hands_the_caller_over() {
    let mut house = House::new();
    let (first, second) = consult(&mut house);
    assert_eq!(house.act("agent1", first, "TRANSFER", "1001").status, 202);
    let told = house.calls_told("agent1");
    let deleted: Vec<&String> = told.iter().filter(|line| line.starts_with("DELETE")).collect();
    assert_eq!(deleted.len(), 2, "{told:?}");
    assert!(told[0].ends_with("d1"), "{told:?}");
    let told = house.calls_told("agent2");
    assert_eq!(told[0], format!("POST {first} ACTIVE {CALLER}=ACTIVE 1001=HELD 1002=ACTIVE d1"));
    assert!(told.iter().any(|line| line.starts_with(&format!("DELETE {second} "))), "{told:?}");
    assert_eq!(dialogs(&mut house, "agent1"), []);
    let left = dialogs(&mut house, "agent2");
    assert_eq!((left.len(), &*left[0].id), (1, &*first.to_string()));
    assert_eq!(left[0].secondary_id.as_deref(), Some(&*second.to_string()));
    assert!(left[0].participant(CALLER).is_some() && left[0].participant("1002").is_some());
    assert_eq!(state(&mut house, "agent1"), "READY");
    house.act("agent2", first, "DROP", "1002");
    assert_eq!(dialogs(&mut house, "agent2"), []);
}

#[test]
fn a_conference_brings_three_together_and_goes_on_without_one() {
    let mut house = House::new();
    let (first, _) = consult(&mut house);
    assert_eq!(house.act("agent1", first, "CONFERENCE", "1001").status, 202);
    let dialog = dialogs(&mut house, "agent1").remove(0);
    let talking = dialog.participants.iter().filter(|p| p.state == "ACTIVE").count();
    assert_eq!((talking, dialog.media_properties.call_type.as_deref()), (3, Some("CONFERENCE")));
    assert!(!actions(&mut house, "agent1", first, "1001").contains("TRANSFER_SST"));
    house.published.clear();
    house.act("agent1", first, "DROP", "1001");
    let told = house.calls_told("agent1");
    assert!(told.last().unwrap().starts_with(&format!("DELETE {first} DROPPED")), "{told:?}");
    assert_eq!(dialogs(&mut house, "agent1"), []);
    assert_eq!(dialogs(&mut house, "agent2").len(), 1);
}

#[test]
fn a_call_is_handed_on_in_one_step() {
    let mut house = House::new();
    house.ready("agent1", "1001");
    house.sign_in("agent2", "1002");
    let id = house.call_in();
    house.act("agent1", id, "ANSWER", "1001");
    house.published.clear();
    let body = "<Dialog><requestedAction>TRANSFER_SST</requestedAction><toAddress>1002</toAddress>\
                <targetMediaAddress>1001</targetMediaAddress></Dialog>";
    assert_eq!(house.put_dialog("agent1", id, body).status, 202);
    assert_eq!(house.calls_told("agent1"), [format!("DELETE {id} DROPPED {CALLER}=ACTIVE d1")]);
    assert_eq!(house.calls_told("agent2"), [format!("POST {id} ALERTING {CALLER}=ACTIVE 1002=ALERTING")]);
}

#[test]
fn call_data_is_changed_and_told_and_tones_are_sent() {
    let mut house = House::new();
    house.ready("agent1", "1001");
    let id = house.call_in();
    house.act("agent1", id, "ANSWER", "1001");
    house.published.clear();
    let body = "<Dialog><requestedAction>UPDATE_CALL_DATA</requestedAction><mediaProperties><callvariables>\
                <CallVariable><name>callVariable3</name><value>gold</value></CallVariable>\
                <CallVariable><name>user.vip</name><value>yes</value></CallVariable>\
                <CallVariable><name>user.basket[1]</name><value>lamp</value></CallVariable></callvariables>\
                <wrapUpReason>sold</wrapUpReason></mediaProperties></Dialog>";
    assert_eq!(house.put_dialog("agent1", id, body).status, 202);
    assert_eq!(house.calls_told("agent1"), [format!("PUT {id} ACTIVE {CALLER}=ACTIVE 1001=ACTIVE d1")]);
    let media = dialogs(&mut house, "agent1").remove(0).media_properties;
    assert_eq!(media.variable("callVariable3"), Some("gold"));
    assert_eq!(media.variable("user.vip"), Some("yes"));
    assert_eq!(media.variable("user.basket[1]"), Some("lamp"));
    assert_eq!(media.wrap_up_reason.as_deref(), Some("sold"));
    for name in ["callVariable11", "shoe", "user.", "BAStatus"] {
        let body = format!(
            "<Dialog><requestedAction>UPDATE_CALL_DATA</requestedAction><mediaProperties><callvariables>\
             <CallVariable><name>{name}</name><value>x</value></CallVariable></callvariables>\
             </mediaProperties></Dialog>"
        );
        let refused = error(&house.put_dialog("agent1", id, &body));
        assert_eq!((refused.0, &*refused.1, &*refused.3), (400, "Invalid Input", name));
    }
    let tones = "<Dialog><requestedAction>SEND_DTMF</requestedAction><targetMediaAddress>1001</targetMediaAddress>\
                 <actionParams><ActionParam><name>dtmfString</name><value>12#</value></ActionParam></actionParams></Dialog>";
    assert_eq!(house.put_dialog("agent1", id, tones).status, 202);
    assert_eq!(house.calls_told("agent1"), [format!("PUT {id} ACTIVE {CALLER}=ACTIVE 1001=ACTIVE d1")]);
    house.act("agent1", id, "HOLD", "1001");
    // The guide's oddity: a wrong state with the status of missing rights.
    let refused = error(&house.put_dialog("agent1", id, tones));
    assert_eq!((refused.0, &*refused.1), (401, "Invalid State"));
}

#[test]
fn what_is_not_in_the_list_of_actions_is_accepted_and_then_fails() {
    let mut house = House::new();
    house.ready("agent1", "1001");
    let id = house.call_in();
    house.published.clear();
    for action in ["HOLD", "DROP", "RETRIEVE", "TRANSFER", "CONFERENCE"] {
        assert_eq!(house.act("agent1", id, action, "1001").status, 202);
        assert_eq!(house.calls_told("agent1"), ["Generic Error: CF_INVALID_OBJECT_STATE d1"], "{action}");
    }
    // A destination that the engine does not know.
    house.act("agent1", id, "ANSWER", "1001");
    house.published.clear();
    let body = "<Dialog><requestedAction>TRANSFER_SST</requestedAction><toAddress>4711</toAddress>\
                <targetMediaAddress>1001</targetMediaAddress></Dialog>";
    assert_eq!(house.put_dialog("agent1", id, body).status, 202);
    assert_eq!(house.calls_told("agent1"), ["Call Operation Failure: CF_INVALID_DESTINATION d1"]);
}

#[test]
fn other_peoples_calls_are_refused_at_once() {
    let mut house = House::new();
    house.ready("agent1", "1001");
    house.sign_in("agent2", "1002");
    house.sign_in("super1", "1004");
    let id = house.call_in();
    house.published.clear();
    let what = |response: finesse_proto::Response| {
        let error = error(&response);
        (error.0, error.1)
    };
    let other = (401, "Invalid Authorization User Specified".to_owned());
    assert_eq!(what(house.act("agent2", id, "ANSWER", "1002")), other);
    assert_eq!(what(house.get("agent2", &format!("/finesse/api/Dialog/{id}"))), other);
    assert_eq!(what(house.get("agent2", "/finesse/api/User/agent1/Dialogs")), other);
    // A supervisor may look, not act.
    assert_eq!(house.get("super1", &format!("/finesse/api/Dialog/{id}")).status, 200);
    assert_eq!(house.get("super1", "/finesse/api/User/agent1/Dialogs").status, 200);
    assert_eq!(what(house.act("super1", id, "ANSWER", "1001")), other);
    assert_eq!(what(house.act("agent1", id, "ANSWER", "4711")), (400, "Invalid Destination".to_owned()));
    assert_eq!(what(house.act("agent1", 99, "ANSWER", "1001")), (404, "Dialog Not Found".to_owned()));
    assert_eq!(what(house.act("agent1", id, "DANCE", "1001")), (400, "Invalid Input".to_owned()));
    assert_eq!(what(house.act("agent1", id, "START_RECORDING", "1001")), (501, "Not Implemented".to_owned()));
    assert_eq!(what(house.make_call("agent1", "1001", "1001")), (400, "Invalid Destination".to_owned()));
    assert_eq!(what(house.make_call("agent1", "1002", "1003")), (400, "Invalid Input".to_owned()));
    assert_eq!(what(house.make_call("agent3", "1003", "1001")), (400, "Invalid State".to_owned()));
    assert_eq!(house.calls_told("agent1"), [""; 0], "nothing has changed");
}

#[test]
fn after_a_lost_session_calls_are_asked_for() {
    let mut house = House::new();
    house.ready("agent1", "1001");
    house.ready("agent2", "1002");
    let (first, second) = (house.call_in(), house.call_in());
    house.act("agent1", first, "ANSWER", "1001");
    house.act("agent2", second, "ANSWER", "1002");
    house.engine_up = false;
    house.cut(finesse::Link::Cti);
    house.published.clear();
    // What happens meanwhile is not told.
    house.phone(|p| p.disconnect(telephony::CallId(second), CALLER)).unwrap();
    let body = "<Dialog><requestedAction>HOLD</requestedAction><targetMediaAddress>1001</targetMediaAddress></Dialog>";
    assert_eq!(error(&house.put_dialog("agent1", first, body)).0, 503);
    house.engine_up = true;
    house.pass(Duration::from_secs(60));
    let told = house.calls_told("agent1");
    assert_eq!(told, [format!("PUT {first} ACTIVE {CALLER}=ACTIVE 1001=ACTIVE")]);
    let told = house.calls_told("agent2");
    assert_eq!(told, [format!("DELETE {second} DROPPED {CALLER}=DROPPED 1002=DROPPED")]);
    assert_eq!(house.act("agent1", first, "HOLD", "1001").status, 202);
    assert_eq!(house.calls_told("agent1"), [format!("PUT {first} ACTIVE {CALLER}=ACTIVE 1001=HELD d1")]);
}

/// Each name is kept with the call, so their number is bounded.
#[test]
fn in_wrap_up_no_number_of_variables_can_be_piled_up() {
    let mut house = House::with_wrap_up();
    house.ready("agent1", "1001");
    let id = house.call_in();
    house.act("agent1", id, "ANSWER", "1001");
    house.act("agent1", id, "DROP", "1001");
    assert_eq!(state(&mut house, "agent1"), "WORK");
    let update = |from: usize, to: usize| {
        let variables: String = (from..to)
            .map(|n| format!("<CallVariable><name>user.v{n}</name><value>x</value></CallVariable>"))
            .collect();
        format!(
            "<Dialog><requestedAction>UPDATE_CALL_DATA</requestedAction><mediaProperties><callvariables>{variables}\
             </callvariables></mediaProperties></Dialog>"
        )
    };
    let (status, kind, _, data) = error(&house.put_dialog("agent1", id, &update(0, 65)));
    assert_eq!((status, &*kind, &*data), (400, "Invalid Input", "callvariables"));
    for from in (0..1000).step_by(50) {
        assert_eq!(house.put_dialog("agent1", id, &update(from, from + 50)).status, 202);
    }
    let kept = dialogs(&mut house, "agent1").remove(0).media_properties.call_variables.len();
    assert_eq!(kept, 256);
}
