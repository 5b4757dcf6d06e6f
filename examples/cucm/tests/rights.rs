//! Who may do what, and for how long: passwords, PINs, locks, sessions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::time::Duration;

use axl_soap::records::{User, UserGroup};
use axl_soap::*;
use cucm::*;
use support::{Lab, account, config};

fn proves(lab: &mut Lab, user: &str, proof: Proof) -> bool {
    lab.run(Call::authenticate(user, &proof)).unwrap().authentication().unwrap().authenticated
}

fn password(text: &str) -> Proof {
    Proof::Password(Secret::new(text))
}

fn pin(text: &str) -> Proof {
    Proof::Pin(Secret::new(text))
}

fn basic(user: &str) -> String {
    Credentials::new(user, "axlpass").to_authorization()
}

const REMOVE: &str = "<removePhone xmlns='http://www.cisco.com/AXL/API/15.0'><name>none</name></removePhone>";
const AGENT1: &str = "<updateUser xmlns='http://www.cisco.com/AXL/API/15.0'><userid>agent1</userid>";

#[test]
fn a_fetched_user_changed_and_sent_back_keeps_password_and_pin() {
    let mut lab = Lab::new();
    let mut user: User = lab.run(Call::get::<User>(&Key::name("agent1")).unwrap()).unwrap().object().unwrap();
    user.department = "Sales".into();
    lab.run(Call::update(&Key::name("agent1"), &user).unwrap()).unwrap();
    assert!(proves(&mut lab, "agent1", password("ciscopsdt")));
    assert!(proves(&mut lab, "agent1", pin("12345")));
    // Clients that send the empty elements back lose nothing either.
    let body = format!(
        "{AGENT1}<password/><pin></pin><digestCredentials xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:nil='true'/></updateUser>"
    );
    assert_eq!(lab.post(&body, &[("Authorization", &basic("axl"))]).status, Status::OK);
    assert!(proves(&mut lab, "agent1", password("ciscopsdt")));
    assert!(proves(&mut lab, "agent1", pin("12345")));
}

#[test]
fn no_credentials_are_shown_to_anybody() {
    let mut lab = Lab::new();
    let user = User {
        digest_credentials: "d1gest".into(),
        mlpp_password: "123456".into(),
        pin: "98765".into(),
        ..User::default()
    };
    lab.run(Call::update(&Key::name("agent1"), &user).unwrap()).unwrap();
    lab.as_user("reader", "axlpass");
    let reply = lab.run(Call::get::<User>(&Key::name("agent1")).unwrap()).unwrap();
    let text = String::from_utf8(reply.body().to_vec()).unwrap();
    for secret in ["d1gest", "123456", "98765"] {
        assert!(!text.contains(secret), "{secret}");
    }
    assert!(text.contains("<digestCredentials/>") && text.contains("<pin/>"), "shown empty");
}

#[test]
fn the_seed_of_the_session_tokens_is_not_printed() {
    let config = Config { seed: [171; 32], ..config() };
    let lab = Lab::with(&config);
    assert!(!format!("{config:?} {:?}", lab.core).contains("171, 171"));
}

/// A session of that account: its cookie.
fn session(lab: &mut Lab, user: &str) -> String {
    let response = lab.post(REMOVE, &[("Authorization", &basic(user))]);
    response.headers.get("set-cookie").expect("a session").split(';').next().unwrap().to_owned()
}

#[test]
fn a_session_ends_when_a_group_gives_other_rights() {
    let mut lab = Lab::with(&Config {
        app_users: vec![account("axl", &[AXL_GROUP]), account("robot", &["Robots"])],
        ..config()
    });
    let role = |name: &str| Element::with_children("userRole", vec![Element::with_text("roleName", name)]);
    let group = vec![
        Element::with_children("userRoles", vec![role("Standard AXL API Access")]),
        Element::with_text("name", "Robots"),
    ];
    let add =
        || Call::build("addUserGroup", vec![Element::with_children("userGroup", group.clone())]).unwrap();
    let update = || Call::update(&Key::name("Robots"), &UserGroup::default()).unwrap();
    let member = || vec![Element::with_children("member", vec![Element::with_text("userId", "robot")])];
    lab.run(add()).unwrap();
    for (what, change) in [
        ("left the group", update().edit("members", member(), vec![]).unwrap()),
        (
            "the group lost its role",
            update().edit("userRoles", vec![role("Standard AXL API Access")], vec![]).unwrap(),
        ),
        ("the group is gone", Call::remove::<UserGroup>(&Key::name("Robots")).unwrap()),
    ] {
        let cookie = session(&mut lab, "robot");
        // Something missing is a fault of who may write.
        assert_eq!(lab.post(REMOVE, &[("Cookie", &cookie)]).status, Status::FAULT, "{what}");
        lab.run(change).unwrap();
        assert_eq!(lab.post(REMOVE, &[("Cookie", &cookie)]).status, Status::NOT_FOUND, "{what}");
        assert_eq!(
            lab.post(REMOVE, &[("Authorization", &basic("robot"))]).status,
            Status::FORBIDDEN,
            "{what}"
        );
        // And back again.
        if what.contains("gone") {
            break;
        }
        let back = if what.contains("left") {
            update().edit("members", vec![], member()).unwrap()
        } else {
            update().edit("userRoles", vec![], vec![role("Standard AXL API Access")]).unwrap()
        };
        lab.run(back).unwrap();
    }
}

#[test]
fn wrong_pins_lock_the_pin_and_wrong_passwords_the_password() {
    let mut lab = Lab::new();
    for _ in 0..5 {
        assert!(!proves(&mut lab, "agent1", pin("00000")));
    }
    assert!(!proves(&mut lab, "agent1", pin("12345")), "locked");
    assert!(proves(&mut lab, "agent1", password("ciscopsdt")), "not locked");
    for _ in 0..5 {
        assert!(!proves(&mut lab, "agent2", password("wrong")));
    }
    assert!(!proves(&mut lab, "agent2", password("ciscopsdt")));
    assert!(proves(&mut lab, "agent2", pin("12345")));
}

#[test]
fn an_administrator_locks_unlocks_and_forgives() {
    let mut lab = Lab::new();
    let credentials = |lab: &mut Lab, field: &str, value: &str| {
        let inner = vec![Element::with_text(field.to_owned(), value)];
        let call = vec![
            Element::with_text("userid", "agent1"),
            Element::with_children("passwordCredentials", inner),
        ];
        lab.run(Call::build("updateUser", call).unwrap()).unwrap();
    };
    credentials(&mut lab, "pwdCredLockedByAdministrator", "true");
    assert!(!proves(&mut lab, "agent1", password("ciscopsdt")));
    assert!(proves(&mut lab, "agent1", pin("12345")));
    lab.pass(Duration::from_secs(24 * 3600));
    assert!(!proves(&mut lab, "agent1", password("ciscopsdt")), "time does not unlock it");
    credentials(&mut lab, "pwdCredLockedByAdministrator", "false");
    assert!(proves(&mut lab, "agent1", password("ciscopsdt")));
    for _ in 0..5 {
        assert!(!proves(&mut lab, "agent1", password("wrong")));
    }
    assert!(!proves(&mut lab, "agent1", password("ciscopsdt")));
    credentials(&mut lab, "pwdResetHackCount", "true");
    assert!(proves(&mut lab, "agent1", password("ciscopsdt")));
    let user: User = lab.run(Call::get::<User>(&Key::name("agent1")).unwrap()).unwrap().object().unwrap();
    let kept = user.password_credentials.into_option().unwrap();
    assert_eq!(kept.pwd_reset_hack_count, Field::Set(false), "a wish, not a state");
}

#[test]
fn a_question_without_a_password_is_a_fault_not_a_wrong_password() {
    let mut lab = Lab::new();
    let ask = "<doAuthenticateUser xmlns='http://www.cisco.com/AXL/API/15.0'><userid>agent1</userid></doAuthenticateUser>";
    for _ in 0..6 {
        let response = lab.post(ask, &[("Authorization", &basic("axl"))]);
        assert_eq!(response.status, Status::FAULT);
    }
    assert!(proves(&mut lab, "agent1", password("ciscopsdt")), "nor does it count as one");
}

#[test]
fn only_who_has_an_account_is_listened_to() {
    let mut lab = Lab::new();
    let ask =
        "<getUser xmlns='http://www.cisco.com/AXL/API/15.0' sequence='7'><userid>agent1</userid></getUser>";
    assert_eq!(lab.post(ask, &[]).status, Status::UNAUTHORIZED);
    assert_eq!(lab.core.take_asked(), None);
    assert_eq!(lab.post(ask, &[("Authorization", &basic("nobody"))]).status, Status::FORBIDDEN);
    assert_eq!(lab.core.take_asked(), None);
    lab.post(ask, &[("Authorization", &basic("reader"))]);
    let asked = lab.core.take_asked().unwrap();
    assert_eq!((asked.operation, &*asked.who, &*asked.sequence), ("getUser", "agent1", "7"));
    assert_eq!(lab.core.take_asked(), None, "told once");
}

#[test]
fn a_6_a_9_every_combination_of_roles_gives_the_access_it_should() {
    const ROLES: [&str; 4] = [
        "Standard AXL API Access",
        "Standard AXL API Users",
        "Standard AXL Read Only API Access",
        "Standard CCM Admin Users",
    ];
    let mut lab = Lab::new();
    for combination in 0..1_usize << ROLES.len() {
        let has = |at: usize| combination >> at & 1 == 1;
        let name = format!("combination{combination}");
        let role = |(_, role): (usize, &&str)| {
            Element::with_children("userRole", vec![Element::with_text("roleName", *role)])
        };
        let roles = ROLES.iter().enumerate().filter(|(at, _)| has(*at)).map(role).collect();
        let group = vec![Element::with_children("userRoles", roles), Element::with_text("name", &*name)];
        let add = Call::build("addUserGroup", vec![Element::with_children("userGroup", group)]).unwrap();
        lab.run(add).unwrap();
        let groups = vec![Element::with_children("userGroup", vec![Element::with_text("name", &*name)])];
        let user = vec![
            Element::with_text("userid", &*name),
            Element::with_text("password", "axlpass"),
            Element::with_children("associatedGroups", groups),
        ];
        let add = Call::build("addAppUser", vec![Element::with_children("appUser", user)]).unwrap();
        lab.run(add).unwrap();
        let expected = match (has(0), has(1) && has(2)) {
            // Something missing is a fault of who may write.
            (true, _) => (Status::OK, Status::FAULT),
            (false, true) => (Status::OK, Status::UNAUTHORIZED),
            (false, false) => (Status::FORBIDDEN, Status::FORBIDDEN),
        };
        let authorization = basic(&name);
        let read = "<getCCMVersion xmlns='http://www.cisco.com/AXL/API/15.0'/>";
        let read = lab.post(read, &[("Authorization", &authorization)]).status;
        let write = lab.post(REMOVE, &[("Authorization", &authorization)]).status;
        assert_eq!((read, write), expected, "{combination:04b}");
    }
}
