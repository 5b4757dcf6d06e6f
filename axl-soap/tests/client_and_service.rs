//! The client machine and the service against each other, in virtual time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::time::Duration;

use axl_soap::records::{Phone, User};
use axl_soap::*;
use support::{Fixed, Pair};

fn get(userid: &str) -> Call {
    Call::get::<User>(&Key::name(userid)).unwrap()
}

#[test]
fn a_user_is_fetched_with_text_and_uuid_intact() {
    let mut pair = Pair::new("axl");
    let user: User = pair.run(get("jdoe")).unwrap().object().unwrap();
    assert_eq!(user.last_name.text(), "D<o>e & sons");
    assert_eq!(user.extra.uuid.unwrap().to_sql(), "5d0c8a17-3e62-4b9f-a1d4-7f20c6e83b95");
    assert_eq!(user.first_name, Field::Absent);
    assert_eq!(pair.sent[0].headers.get("soapaction"), Some("\"CUCM:DB ver=15.0 getUser\""));
}

#[test]
fn something_missing_is_fault_5007() {
    let mut pair = Pair::new("axl");
    let Err(CallError::Fault(fault)) = pair.run(get("nobody")) else { panic!("no fault") };
    assert_eq!(fault.axl_code(), Some(AxlCode::NOT_FOUND));
    assert_eq!(fault.text, "Item not valid: The specified User was not found");
    assert_eq!(fault.axl.unwrap().request, "getUser");
    assert_eq!(pair.received[0].status, Status::FAULT);
}

#[test]
fn a_wrong_password_of_a_user_is_an_answer_and_of_the_account_a_401() {
    let mut pair = Pair::new("axl");
    let ask = |password: &str| Call::authenticate("jdoe", &Proof::Password(Secret::new(password)));
    assert!(pair.run(ask("secret")).unwrap().authentication().unwrap().authenticated);
    assert!(!pair.run(ask("guess")).unwrap().authentication().unwrap().authenticated);

    let mut stranger = Pair::new("stranger");
    assert_eq!(stranger.run(ask("secret")), Err(CallError::Unauthorized));
    assert!(stranger.received[0].headers.get("www-authenticate").unwrap().starts_with("Basic realm="));
}

#[test]
fn a_6_roles_decide() {
    assert_eq!(Pair::new("nobody").run(get("jdoe")), Err(CallError::Forbidden));
    let mut reader = Pair::new("reader");
    reader.run(get("jdoe")).unwrap();
    let user = User {
        userid: "new".into(),
        last_name: "New".into(),
        presence_group_name: "Standard Presence group".into(),
        ..User::default()
    };
    // A read-only account that writes gets 401, not 403 and not a fault.
    assert_eq!(reader.run(Call::add(&user).unwrap()), Err(CallError::Unauthorized));
    assert_eq!(reader.directory.calls, ["getUser"]);
    let mut writer = Pair::new("axl");
    assert_eq!(writer.run(Call::add(&user).unwrap()).unwrap().uuid(), Ok(Some(Uuid([7; 16]))));
}

#[test]
fn the_version_is_negotiated_by_the_599_page() {
    let config = ServiceConfig { release: Release::CUCM_12_5, ..ServiceConfig::default() };
    let mut pair = Pair::with(ClientConfig::new(Credentials::new("axl", "axl")), config);
    pair.run(get("jdoe")).unwrap();
    assert_eq!(pair.received[0].status, Status::WRONG_VERSION);
    assert_eq!((pair.sent.len(), pair.client.version()), (2, Version::V12_0));
    pair.run(get("jdoe")).unwrap();
    assert_eq!(pair.sent.len(), 3);

    let config =
        ClientConfig { spoken: vec![Version::V15_0], ..ClientConfig::new(Credentials::new("axl", "axl")) };
    let mut stubborn = Pair::with(config, pair.service.config().clone());
    let offered = vec![Version::new(10, 0), Version::new(11, 0), Version::V12_0];
    assert_eq!(stubborn.run(get("jdoe")), Err(CallError::WrongVersion { offered }));
}

#[test]
fn a_session_continues_by_cookie_and_is_renewed_when_it_has_expired() {
    let mut pair = Pair::new("axl");
    pair.directory.sessions = true;
    pair.run(get("jdoe")).unwrap();
    pair.run(get("jdoe")).unwrap();
    assert_eq!(pair.directory.logins, 1);
    assert_eq!(pair.sent[1].headers.get("authorization"), None);
    pair.now += Duration::from_secs(31 * 60);
    pair.run(get("jdoe")).unwrap();
    assert_eq!(pair.received[2].status, Status::NOT_FOUND);
    assert_eq!((pair.directory.logins, pair.sent.len()), (2, 4));
}

#[test]
fn a_client_that_sends_password_and_cookie_opens_one_session() {
    let mut pair = Pair::new("axl");
    pair.directory.sessions = true;
    pair.run(get("jdoe")).unwrap();
    let mut request = pair.sent[0].clone();
    let cookie = pair.received[0].headers.get("set-cookie").unwrap().to_owned();
    // Some send back the whole text, attributes and all.
    request.headers.push("Cookie", cookie.clone());
    let both = pair.service.handle(pair.now, &request, &mut pair.directory);
    assert_eq!((both.status, both.headers.get("set-cookie")), (Status::OK, None));
    // Another account with that cookie gets a session of its own, and the password decides.
    let reader = Credentials::new("reader", "reader").to_authorization();
    request.headers = [("Authorization", reader), ("Cookie", cookie)].into_iter().collect();
    let other = pair.service.handle(pair.now, &request, &mut pair.directory);
    assert!(other.headers.get("set-cookie").is_some());
}

#[test]
fn a_11_throttled_writes_wait_and_are_repeated() {
    let mut pair = Pair::new("axl");
    pair.service.set_throttle(Throttle::Writes);
    let started = pair.now;
    let write = Call::remove::<User>(&Key::name("jdoe")).unwrap();
    assert_eq!(pair.run(write), Err(CallError::Throttled));
    assert_eq!(pair.sent.len(), 6);
    // Half of each wait is fixed, half is chance.
    let (waited, most) = (pair.now - started, Duration::from_secs(1 + 2 + 4 + 8 + 16));
    assert!((most / 2..most).contains(&waited), "{waited:?}");
    pair.run(get("jdoe")).unwrap();
}

#[test]
fn a_11_clients_with_other_seeds_wait_otherwise() {
    let wait = |seed: u8| {
        let config = ClientConfig { seed: [seed; 32], ..ClientConfig::new(Credentials::new("axl", "axl")) };
        let mut pair = Pair::with(config, ServiceConfig::default());
        pair.service.set_throttle(Throttle::Writes);
        pair.client.call(Call::remove::<User>(&Key::name("jdoe")).unwrap());
        pair.exchange();
        let deadline = pair.client.poll_timeout().unwrap();
        assert_eq!(deadline.why, Timer::Repeat);
        deadline.at - pair.now
    };
    assert_eq!(wait(1), wait(1), "the same seed, the same wait");
    let waits: Vec<_> = (0..50).map(wait).collect();
    let distinct: std::collections::BTreeSet<_> = waits.iter().collect();
    assert!(distinct.len() > 45, "{waits:?}");
    assert!(waits.iter().all(|wait| (500..1_000).contains(&wait.as_millis())), "{waits:?}");
    // They are spread over the whole half.
    assert!(
        waits.iter().any(|wait| wait.as_millis() < 600) && waits.iter().any(|wait| wait.as_millis() >= 900)
    );
}

#[test]
fn w_16_long_texts_and_wrong_flags_are_named_before_anything_is_sent() {
    let error = |result: Result<Call, UsageError>| result.unwrap_err().to_string();
    let phone = |name: &str| Phone {
        name: name.into(),
        product: "Cisco 8845".into(),
        class: "Phone".into(),
        protocol: "SIP".into(),
        location_name: "Hub_None".into(),
        common_phone_config_name: "Standard Common Phone Profile".into(),
        ..Phone::default()
    };
    // Characters count, not bytes.
    assert!(Call::add(&phone(&"ä".repeat(128))).is_ok());
    assert_eq!(error(Call::add(&phone(&"a".repeat(129)))), "phone/name must be at most 128 characters");
    let tree = |name: &str, text: &str| Element::with_text(name.to_owned(), text);
    let update = |field, text| Call::build("updateUser", vec![tree("userid", "jdoe"), tree(field, text)]);
    assert!(update("enableCti", "True").is_ok() && update("enableCti", "").is_ok());
    assert_eq!(error(update("enableCti", "perhaps")), "enableCti must be true or false");
    assert_eq!(
        error(update("maxDeskPickupWaitTime", "soon")),
        "maxDeskPickupWaitTime must be a whole number"
    );
    let node = |mac: &str| Call::build("updateProcessNode", vec![tree("name", "pub"), tree("mac", mac)]);
    assert!(node("0A0B0c0d0e0f").is_ok());
    assert_eq!(error(node("0A:0B:0C")), "mac must be twelve hexadecimal digits");
    // What returned tags hold means nothing.
    let tags = Element::with_children("returnedTags", vec![tree("enableCti", "perhaps")]);
    assert!(Call::build("getUser", vec![tree("userid", "jdoe"), tags]).is_ok());
}

#[test]
fn a_lost_read_is_repeated_and_a_lost_write_is_not() {
    let mut pair = Pair::new("axl");
    pair.lose = 1;
    pair.run(get("jdoe")).unwrap();
    assert_eq!(pair.directory.calls.len(), 2);
    pair.lose = 1;
    let write = Call::remove::<User>(&Key::name("jdoe")).unwrap();
    assert!(matches!(pair.run(write), Err(CallError::Transport(_))));
    assert_eq!(pair.directory.calls.len(), 3);
}

#[test]
fn a_certificate_that_is_not_believed_is_no_reason_to_try_again() {
    let mut pair = Pair::new("axl");
    for (sent, again) in [(Sent::No, true), (Sent::Refused, false)] {
        pair.client.call(get("jdoe"));
        let Transmit { id, .. } = pair.client.poll_transmit(pair.now).unwrap();
        let error = TransportError { sent, text: "no connection".to_owned() };
        pair.client.handle_failure(pair.now, id, error.clone()).unwrap();
        match pair.client.poll_event() {
            None => assert!(again, "{sent:?}"),
            Some(Event::Done { result, .. }) => {
                assert_eq!((result, again), (Err(CallError::Transport(error)), false))
            }
            Some(other) => panic!("{other:?}"),
        }
    }
}

#[test]
fn memory_shortage_is_repeated_too_many_rows_is_an_error_with_numbers() {
    let mut pair = Pair::new("axl");
    pair.service.set_throttle(Throttle::Everything);
    let Err(CallError::Fault(fault)) = pair.run(get("jdoe")) else { panic!("no fault") };
    assert!(fault.is_memory_shortage());
    assert_eq!(pair.sent.len(), 6);

    let config = ServiceConfig { largest_answer: 4_000, ..ServiceConfig::default() };
    let mut pair = Pair::with(ClientConfig::new(Credentials::new("axl", "axl")), config);
    pair.directory.rows = 1_000;
    let Err(CallError::TooManyRows(rows)) = pair.run(Call::sql_query("select n from t")) else { panic!() };
    assert_eq!(rows.matched, Some(1_000));
    assert!((50..1_000).contains(&rows.suggested), "{rows}");
}

fn all_rows(pair: &mut Pair, first: u64) -> Vec<String> {
    let mut pager = Pager::new(Call::sql_query("select n from t"), Page { skip: 0, first }).unwrap();
    let mut all = Vec::new();
    while let Some(call) = pager.next_call() {
        let result = pair.run(call);
        if let Step::Page(reply) = pager.handle(result).unwrap() {
            all.extend(reply.owned_rows().unwrap().iter().map(|row| row.get("n").unwrap().to_owned()));
        }
    }
    assert_eq!(pager.rows(), all.len() as u64);
    all
}

#[test]
fn pages_shrink_until_the_server_lets_them_through() {
    let config = ServiceConfig { largest_answer: 4_000, ..ServiceConfig::default() };
    let mut pair = Pair::with(ClientConfig::new(Credentials::new("axl", "axl")), config);
    pair.directory.rows = 1_000;
    let expected: Vec<_> = (0..1_000).map(|n| n.to_string()).collect();
    assert_eq!(all_rows(&mut pair, 1_000), expected);
    assert!(pair.received[0].status == Status::FAULT);
}

#[test]
fn a_server_that_ignores_skip_ends_the_list() {
    let mut pair = Pair::new("axl");
    pair.directory.rows = 10;
    pair.directory.ignores_pages = true;
    assert_eq!(all_rows(&mut pair, 4).len(), 10);
    assert_eq!(all_rows(&mut pair, 10).len(), 10);
}

#[test]
fn answers_nobody_waits_for_change_nothing() {
    let mut pair = Pair::new("axl");
    let id = pair.client.call(get("jdoe"));
    let transmit = pair.client.poll_transmit(pair.now).unwrap();
    pair.client.cancel(id);
    let response = pair.service.handle(pair.now, &transmit.request, &mut pair.directory);
    assert_eq!(
        pair.client.handle_response(pair.now, transmit.id, response),
        Err(UsageError::UnknownExchange)
    );
    assert!(pair.client.poll_event().is_none());
    assert_eq!(pair.client.poll_timeout(), None);
}

#[test]
fn a_silent_server_is_given_up() {
    let mut pair = Pair::new("axl");
    pair.client.call(get("jdoe"));
    let transmit = pair.client.poll_transmit(pair.now).unwrap();
    let deadline = pair.client.poll_timeout().unwrap();
    assert_eq!(deadline.why, Timer::Answer);
    pair.client.handle_timeout(deadline.at);
    assert!(matches!(pair.client.poll_event(), Some(Event::GaveUp(id)) if id == transmit.id));
    assert!(matches!(pair.client.poll_event(), Some(Event::Done { result: Err(CallError::TimedOut), .. })));
}

#[test]
fn mistakes_are_named_before_anything_is_sent() {
    let error = |result: Result<Call, UsageError>| result.unwrap_err().to_string();
    assert_eq!(error(Call::build("getuser", vec![])), "axl has no operation getuser; there is getUser");
    assert_eq!(error(Call::build("getUser", vec![])), "getUser needs userid or uuid");
    assert_eq!(
        error(Call::list::<User>(&[("extension", "1%")])),
        "listUser cannot search by extension, only by firstName, lastName, userid, department, customerName"
    );
    let named = Call::list::<User>(&[("userid", "%")]).unwrap();
    assert_eq!(
        error(named.returning(&["displayName"])),
        "the schema has no element returnedTags/displayName here"
    );
    assert_eq!(error(Call::add(&User::default())), "user/lastName is mandatory and has no default");
    let lines = vec![Element::new("line")];
    let update = || Call::update(&Key::name("SEP1"), &Phone::default()).unwrap();
    assert!(update().edit("lines", vec![], lines.clone()).is_ok());
    assert_eq!(
        error(update().edit("speeddials", vec![], lines)),
        "updatePhone replaces speeddials, it cannot edit it"
    );
}

#[test]
fn a_fetched_object_can_be_changed_and_sent_back() {
    let mut pair = Pair::new("axl");
    let mut user: User = pair.run(get("jdoe")).unwrap().object().unwrap();
    user.telephone_number = "+1 555 0100".into();
    user.user_locale = Field::Clear;
    let call =
        Call::update(&Key::uuid(user.extra.uuid.unwrap()), &user).unwrap().rename("userid", "jane").unwrap();
    let names: Vec<_> = call.arguments().iter().map(Element::name).collect();
    assert_eq!(names, ["uuid", "lastName", "newUserid", "userLocale", "telephoneNumber"]);
    assert_eq!(call.argument("userLocale").unwrap().content(), &Content::Nil);
    assert!(matches!(pair.run(call), Err(CallError::Fault(_))));
    let text = String::from_utf8(pair.sent[1].body.to_vec()).unwrap();
    assert!(text.contains("xmlns:xsi=") && text.contains("<userLocale xsi:nil='true'/>"), "{text}");
}

#[test]
fn a_late_refusal_of_an_old_session_leaves_the_new_one() {
    let mut pair = Pair::new("axl");
    pair.directory.sessions = true;
    pair.run(get("jdoe")).unwrap();
    pair.now += Duration::from_secs(31 * 60);
    // Two calls with the cookie that has idled out; the answer to the second one is late.
    pair.client.call(get("jdoe"));
    pair.client.call(get("jdoe"));
    let first = pair.client.poll_transmit(pair.now).unwrap();
    let late = pair.client.poll_transmit(pair.now).unwrap();
    let refused = pair.service.handle(pair.now, &first.request, &mut pair.directory);
    assert_eq!(refused.status, Status::NOT_FOUND);
    pair.client.handle_response(pair.now, first.id, refused.clone()).unwrap();
    pair.exchange();
    pair.client.handle_response(pair.now, late.id, refused).unwrap();
    pair.exchange();
    while pair.client.poll_event().is_some() {}
    let logins = pair.directory.logins;
    pair.run(get("jdoe")).unwrap();
    assert_eq!(pair.directory.logins, logins, "the session that the first call brought goes on");
}

#[test]
fn waits_for_ever_are_no_panic() {
    let config = ClientConfig {
        timeout: Duration::MAX,
        first_wait: Duration::MAX,
        longest_wait: Duration::MAX,
        ..ClientConfig::new(Credentials::new("axl", "axl"))
    };
    let mut pair = Pair::with(config, ServiceConfig::default());
    pair.service.set_throttle(Throttle::Writes);
    pair.client.call(Call::remove::<User>(&Key::name("jdoe")).unwrap());
    pair.exchange();
    assert!(pair.client.poll_timeout().unwrap().at > pair.now + Duration::from_secs(1_000_000));
    let mut verified = Verified::new([1; 32], Duration::MAX, 3);
    verified.remember(pair.now, "jdoe", &Secret::new("x"));
    assert!(verified.knows(pair.now, "jdoe", &Secret::new("x")));
}

#[test]
fn an_answer_that_is_too_large_is_not_asked_for_again() {
    let mut pair = Pair::new("axl");
    pair.client.call(get("jdoe"));
    let Transmit { id, .. } = pair.client.poll_transmit(pair.now).unwrap();
    let error = TransportError { sent: Sent::Answered, text: "too large".to_owned() };
    pair.client.handle_failure(pair.now, id, error.clone()).unwrap();
    let Some(Event::Done { result, .. }) = pair.client.poll_event() else { panic!("the call goes on") };
    assert_eq!(result, Err(CallError::Transport(error)));
}

#[test]
fn repetitions_come_in_their_order_and_a_cancelled_one_not_at_all() {
    let mut pair = Pair::new("axl");
    pair.service.set_throttle(Throttle::Writes);
    let write = || Call::remove::<User>(&Key::name("jdoe")).unwrap();
    let ids: Vec<_> = (0..20).map(|_| pair.client.call(write())).collect();
    pair.exchange();
    pair.exchange();
    pair.sent.clear();
    pair.client.cancel(ids[3]);
    let mut last = pair.now;
    while pair.sent.len() < 19 {
        let deadline = pair.client.poll_timeout().unwrap();
        assert_eq!(deadline.why, Timer::Repeat);
        assert!(deadline.at >= last);
        last = deadline.at;
        pair.client.handle_timeout(last);
        while let Some(Transmit { request, .. }) = pair.client.poll_transmit(last) {
            pair.sent.push(request);
        }
        assert!(pair.sent.len() <= 19);
        if pair.sent.len() == 16 {
            break;
        }
    }
    for id in ids {
        pair.client.cancel(id);
    }
    assert_eq!(pair.client.poll_timeout(), None, "nothing of a cancelled call is left");
}

#[test]
fn characters_beyond_ascii_weigh_three_in_an_answer() {
    let size = |text: &str| {
        let config = ServiceConfig { largest_answer: 3_000, ..ServiceConfig::default() };
        let mut service = Service::new(config);
        let rows = vec![Element::with_children("row", vec![Element::with_text("n", text.repeat(1_000))])];
        let mut pair = Pair::new("axl");
        pair.client.call(Call::sql_query("select n from t"));
        let request = pair.client.poll_transmit(pair.now).unwrap().request;
        service.handle(pair.now, &request, &mut Fixed(Answered::Return(rows))).status
    };
    assert_eq!(size("a"), Status::OK);
    // 2,000 bytes, but 3,000 for AXL, besides the markup.
    assert_eq!(size("ä"), Status::FAULT);
}
