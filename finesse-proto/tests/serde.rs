//! Resources as serde types.
#![cfg(feature = "serde")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use finesse_proto::{Dialog, EnterpriseDatabaseConfig, User, from_document};

const RESOURCES: &str = include_str!("data/resources.txt");

fn document(root: &str) -> &'static str {
    let start = format!("answer {root} ");
    RESOURCES.lines().find_map(|line| line.strip_prefix(&start)).unwrap()
}

#[test]
fn resources_go_through_json_and_back() {
    let user: User<'_> = from_document(document("User").as_bytes(), "User").unwrap();
    let json = serde_json::to_string(&user).unwrap();
    assert!(json.contains("\"loginId\":\"R&D loginId\""), "{json}");
    assert_eq!(serde_json::from_str::<User<'_>>(&json).unwrap(), user);
    let dialog: Dialog<'_> = from_document(document("Dialog").as_bytes(), "Dialog").unwrap();
    let json = serde_json::to_string(&dialog).unwrap();
    assert_eq!(serde_json::from_str::<Dialog<'_>>(&json).unwrap(), dialog);
}

#[test]
fn what_is_missing_is_empty_and_secrets_are_left_out() {
    let user: User<'_> = serde_json::from_str("{\"state\":\"READY\"}").unwrap();
    assert_eq!((&*user.state, &*user.login_id), ("READY", ""));
    let root = "EnterpriseDatabaseConfig";
    let config: EnterpriseDatabaseConfig<'_> = from_document(document(root).as_bytes(), root).unwrap();
    assert!(config.password.is_some());
    assert!(!serde_json::to_string(&config).unwrap().contains("password"));
}
