//! What is wrong with a request is named before anything is sent.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use axl_soap::records::{Dirn, Phone, PhoneLine, PhoneLines, Record, User, UserAssociatedDevices};
use axl_soap::*;

fn text(name: &str, text: &str) -> Element {
    Element::with_text(name.to_owned(), text)
}

fn tree(name: &'static str, children: Vec<Element>) -> Element {
    Element::with_children(name, children)
}

fn error(operation: &str, arguments: Vec<Element>) -> String {
    match Call::build(operation, arguments) {
        Err(error) => error.to_string(),
        Ok(call) => panic!("{call:?} was built"),
    }
}

fn names(operation: &str, arguments: Vec<Element>) -> Vec<String> {
    let call = Call::build(operation, arguments).unwrap_or_else(|error| panic!("{operation}: {error}"));
    call.arguments().iter().map(|argument| argument.name().to_owned()).collect()
}

const UUID: &str = "{5D0C8A17-3E62-4B9F-A1D4-7F20C6E83B95}";

#[test]
fn arguments_that_an_operation_has_not_are_named() {
    for (operation, known, stranger) in [
        ("getUser", text("userid", "a"), "shoeSize"),
        ("removeLine", text("pattern", "1"), "usage"),
        ("applyPhone", text("name", "SEP1"), "returnedTags"),
        ("resetPhone", text("name", "SEP1"), "isHardReset"),
        ("getCCMVersion", text("processNodeName", "pub"), "name"),
        ("executeSQLQuery", text("sql", "select 1"), "first"),
        ("getTimeSchedule", text("name", "a"), "description"),
        ("addAarGroup", tree("aarGroup", vec![text("name", "a")]), "name"),
    ] {
        assert!(Call::build(operation, vec![known.clone()]).is_ok(), "{operation}");
        let expected = format!("the schema has no element {stranger} here");
        assert_eq!(error(operation, vec![known, text(stranger, "x")]), expected, "{operation}");
    }
    let search = tree("searchCriteria", vec![text("name", "%")]);
    let list = |more: Element| vec![search.clone(), Element::new("returnedTags"), more];
    assert!(Call::build("listPhone", list(text("first", "1"))).is_ok());
    assert_eq!(error("listPhone", list(text("name", "SEP1"))), "the schema has no element name here");
}

#[test]
fn one_key_is_wanted_neither_none_nor_two() {
    let uuid = || text("uuid", UUID);
    assert_eq!(error("getPhone", vec![]), "getPhone needs name or uuid");
    assert_eq!(
        error("getPhone", vec![text("name", "SEP1"), uuid()]),
        "getPhone takes only one of name or uuid"
    );
    assert_eq!(
        error("updateLine", vec![uuid(), text("routePartitionName", "P")]),
        "updateLine takes only one of uuid or pattern and routePartitionName"
    );
    assert_eq!(
        error("removeUser", vec![text("userid", "a"), text("userid", "b")]),
        "userid may stand only once"
    );
    // Actions have mandatory arguments as well.
    assert_eq!(error("executeSQLQuery", vec![]), "executeSQLQuery needs sql");
    assert_eq!(
        error("doAuthenticateUser", vec![text("userid", "a")]),
        "doAuthenticateUser needs userid and password or userid and pin"
    );
    assert_eq!(
        error("doAuthenticateUser", vec![text("userid", "a"), text("password", "b"), text("pin", "1234")]),
        "doAuthenticateUser takes only one of userid and password or userid and pin"
    );
    assert_eq!(error("doDeviceLogout", vec![]), "doDeviceLogout needs deviceName");
}

#[test]
fn arguments_of_any_operation_are_put_in_order() {
    assert_eq!(
        names("removeLine", vec![text("routePartitionName", "P"), text("pattern", "1")]),
        ["pattern", "routePartitionName"]
    );
    assert_eq!(
        names("doAuthenticateUser", vec![text("pin", "12345"), text("userid", "a")]),
        ["userid", "pin"]
    );
    assert_eq!(
        names(
            "getLine",
            vec![Element::new("returnedTags"), text("routePartitionName", "P"), text("pattern", "1")]
        ),
        ["pattern", "routePartitionName", "returnedTags"]
    );
    assert_eq!(
        names(
            "removeGatewaySubunits",
            vec![text("subunits", "1"), text("unit", "1"), text("gatewayUuid", UUID)]
        ),
        ["gatewayUuid", "unit", "subunits"]
    );
}

#[test]
fn a_list_wants_a_criterion_and_returned_tags() {
    let search = tree("searchCriteria", vec![text("userid", "%")]);
    let tags = || Element::new("returnedTags");
    assert!(Call::build("listUser", vec![search.clone(), tags()]).is_ok());
    assert_eq!(error("listUser", vec![search]), "returnedTags is mandatory and has no default");
    assert_eq!(
        error("listUser", vec![Element::new("searchCriteria"), tags()]),
        "listUser needs a search criterion: one or more of firstName, lastName, userid, department, customerName"
    );
    let none: &[(&str, &str)] = &[];
    assert!(matches!(Call::list::<User>(none), Err(UsageError::NoCriterion { .. })));
}

fn phone(line: PhoneLine) -> Phone {
    Phone {
        name: "SEP0A0B0C0D0E0F".into(),
        product: "Cisco 8845".into(),
        class: "Phone".into(),
        protocol: "SIP".into(),
        location_name: "Hub_None".into(),
        common_phone_config_name: "Standard Common Phone Profile".into(),
        lines: PhoneLines { line: vec![line], ..PhoneLines::default() }.into(),
        ..Phone::default()
    }
}

#[test]
fn mandatory_fields_are_looked_for_at_any_depth() {
    let dirn = || Dirn { pattern: "2001".into(), ..Dirn::default() };
    let good = PhoneLine { index: 1.into(), dirn: dirn().into(), ..PhoneLine::default() };
    assert!(Call::add(&phone(good.clone())).is_ok());
    let message = |line: PhoneLine| Call::add(&phone(line)).unwrap_err().to_string();
    let no_index = PhoneLine { index: Field::Absent, ..good.clone() };
    assert_eq!(message(no_index.clone()), "phone/lines/line/index is mandatory and has no default");
    let no_pattern =
        PhoneLine { dirn: Dirn { route_partition_name: "P".into(), ..Dirn::default() }.into(), ..good };
    assert_eq!(message(no_pattern), "phone/lines/line/dirn/pattern is mandatory and has no default");
    // In what an update sends whole as well.
    let lines = Phone { lines: phone(no_index).lines, ..Phone::default() };
    assert_eq!(
        Call::update(&Key::name("SEP1"), &lines).unwrap_err().to_string(),
        "lines/line/index is mandatory and has no default"
    );
}

#[test]
fn what_may_stand_once_stands_once_and_a_list_is_replaced_or_edited() {
    let name = || text("name", "SEP1");
    assert_eq!(
        error("updatePhone", vec![name(), text("description", "a"), text("description", "b")]),
        "description may stand only once"
    );
    let user = vec![
        text("lastName", "a"),
        text("lastName", "b"),
        text("userid", "c"),
        text("presenceGroupName", "d"),
    ];
    assert_eq!(error("addUser", vec![tree("user", user)]), "user/lastName may stand only once");
    // Where many may stand, many may.
    let devices = UserAssociatedDevices { device: vec!["a".into(), "b".into()], ..Default::default() };
    let user = User { associated_devices: devices.into(), ..User::default() };
    assert!(Call::update(&Key::name("a"), &user).is_ok());
    assert_eq!(
        error("updatePhone", vec![name(), Element::new("lines"), Element::new("addLines")]),
        "lines replaces the list and addLines edits it: give one"
    );
    assert!(
        Call::build("updatePhone", vec![name(), Element::new("removeLines"), Element::new("addLines")])
            .is_ok()
    );
}

#[test]
fn another_name_is_checked_as_well() {
    let update = || Call::update(&Key::name("SEP1"), &Phone::default()).unwrap();
    let renamed = update().rename("name", "SEP2").unwrap();
    assert_eq!(renamed.text("newName"), "SEP2");
    assert_eq!(
        update().rename("description", "x").unwrap_err().to_string(),
        "the schema has no element newDescription here"
    );
    assert_eq!(
        update().rename("name", &"a".repeat(129)).unwrap_err().to_string(),
        "newName must be at most 128 characters"
    );
}

#[test]
fn what_xml_cannot_carry_is_named() {
    let group = |name: &str, value: &str| vec![tree("aarGroup", vec![text(name, value)])];
    assert!(Call::build("addAarGroup", group("name", "a\tb\n\u{10ffff}<&>")).is_ok());
    for bad in ["\0", "bell\u{7}", "\u{ffff}"] {
        assert_eq!(
            error("addAarGroup", group("name", bad)),
            "aarGroup/name must be a text that XML can carry"
        );
    }
    for bad in ["", "a b", "x:y", "1st", "a>"] {
        assert_eq!(
            error("addAarGroup", group(bad, "x")),
            format!("the schema has no element aarGroup/{bad} here")
        );
    }
}

#[test]
fn a_fetched_user_sent_back_keeps_password_and_pin() {
    // As a server shows them.
    let shown =
        Element::parse("<user><lastName>Doe</lastName><password/><pin/><digestCredentials/></user>").unwrap();
    let user = User::from_element(&shown);
    assert_eq!(user.password, Field::Clear);
    let call = Call::update(&Key::name("jdoe"), &user).unwrap();
    let sent: Vec<_> = call.arguments().iter().map(Element::name).collect();
    assert_eq!(sent, ["userid", "lastName"]);
    // A new one is sent.
    let changed = User { password: "new".into(), ..user };
    assert_eq!(Call::update(&Key::name("jdoe"), &changed).unwrap().text("password"), "new");
}

#[test]
fn every_verb_of_a_phone_has_a_call() {
    let key = Key::name("SEP1");
    let calls = [
        Call::get::<Phone>(&key),
        Call::remove::<Phone>(&key),
        Call::apply::<Phone>(&key),
        Call::reset::<Phone>(&key),
        Call::restart::<Phone>(&key),
    ];
    let names: Vec<_> = calls.into_iter().map(|call| call.unwrap().operation().name()).collect();
    assert_eq!(names, ["getPhone", "removePhone", "applyPhone", "resetPhone", "restartPhone"]);
    let sync = Call::ldap_sync(&Key::uuid(Uuid([7; 16])), LdapSync::Cancel).unwrap();
    assert_eq!((sync.argument("uuid").is_some(), sync.text("sync")), (true, "false"));
}

#[test]
fn a_list_that_has_no_criteria_gets_its_empty_element() {
    let call = Call::build("listCiscoCloudOnboarding", vec![Element::new("returnedTags")]).unwrap();
    let names: Vec<_> = call.arguments().iter().map(Element::name).collect();
    assert_eq!(names, ["searchCriteria", "returnedTags"]);
}
