//! What releases and products do not write: every element with a mark in the catalogue, at every release, for both products.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;

use bytes::Bytes;
use finesse_proto::{
    Answer, ApiError, ApiErrors, CtiFailure, Data, ErrorType, ForRelease as _, NotificationNs, Operation,
    Peripheral, Product, Release, Root, Team, Update, UpdateEvent, User,
};
use xml_cursor::{Cursor, Profile};

const RESOURCES: &str = include_str!("data/resources.txt");
const SINCE: &str = include_str!("data/since.txt");
/// 11.5 is the oldest release this crate plays: marks before it are never reached.
const RELEASES: [Release; 5] = [
    Release { major: 11, minor: 5 },
    Release::V11_6,
    Release { major: 12, minor: 0 },
    Release::V12_5,
    Release::V12_6,
];

fn marks() -> impl Iterator<Item = (&'static str, Release, &'static str)> {
    SINCE.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let [path, release, product] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let (major, minor) = release.split_once('.').unwrap();
        (path, Release { major: major.parse().unwrap(), minor: minor.parse().unwrap() }, product)
    })
}

/// The paths of all elements of a document.
fn paths(document: &[u8]) -> BTreeSet<String> {
    fn walk(cursor: &mut Cursor<'_, ()>, path: &str, all: &mut BTreeSet<String>) {
        all.insert(path.to_owned());
        while let Some(child) = cursor.child().unwrap() {
            walk(cursor, &format!("{path}/{}", child.name()), all);
        }
    }
    let mut cursor = Cursor::<()>::new(document, Profile::Document).unwrap();
    let root = cursor.root().unwrap();
    let mut all = BTreeSet::new();
    walk(&mut cursor, root.name(), &mut all);
    all
}

fn root(name: &str) -> Root {
    let rows = Operation::table().iter().map(|row| row.answer);
    rows.into_iter().find(|root| root.name() == name).unwrap()
}

#[test]
fn every_mark_is_kept_at_every_release_and_nothing_else_is_lost() {
    let mut met = BTreeSet::new();
    for line in RESOURCES.lines().filter_map(|line| line.strip_prefix("answer ")) {
        let (name, document) = line.split_once(' ').unwrap();
        if !marks().any(|(path, ..)| path.split('/').next() == Some(name)) {
            continue;
        }
        let whole = paths(document.as_bytes());
        for release in RELEASES {
            for (product, word) in [(Product::Ccx, "CCX"), (Product::Cce, "CCE")] {
                let bytes = Bytes::copy_from_slice(document.as_bytes());
                let mut answer = Answer::read(root(name), &bytes).unwrap();
                answer.for_release(release, product);
                let written = paths(&answer.write());
                for path in &whole {
                    let mark = marks()
                        .find(|(marked, ..)| path == marked || path.starts_with(&format!("{marked}/")));
                    let expected = mark.is_none_or(|(marked, since, only)| {
                        met.insert(marked);
                        release >= since && (only == "-" || only == word)
                    });
                    assert_eq!(written.contains(path), expected, "{path} at {release:?} on {word}");
                }
            }
        }
    }
    let missed: Vec<_> = marks().map(|(path, ..)| path).filter(|path| !met.contains(path)).collect();
    assert!(missed.is_empty(), "no document has {missed:?}");
}

#[test]
fn collections_and_updates_are_cut_like_their_objects() {
    let mut user = User::default();
    user.wrap_up_timer = Some("30".into());
    let data = Data::User(Box::new(user.clone()));
    let mut update = Update::new(UpdateEvent::Put, "/finesse/api/User/1", data);
    update.for_release(Release::V11_6, Product::Ccx);
    assert!(!update.write().contains("wrapUpTimer"));
    let mut users = finesse_proto::Users::default();
    users.users.push(user);
    let mut answer = Answer::from(users);
    answer.for_release(Release::V11_6, Product::Ccx);
    assert!(!String::from_utf8_lossy(&answer.write()).contains("wrapUpTimer"));
}

#[test]
fn the_media_state_of_members_is_for_ccx_only_and_for_every_release() {
    for (product, there) in [(Product::Ccx, true), (Product::Cce, false)] {
        let mut member = User::default();
        member.media_state = Some("IDLE".into());
        let mut team = Team::default();
        team.users = Some(vec![member]);
        let mut answer = Answer::from(team);
        answer.for_release(Release::V11_6, product);
        assert_eq!(String::from_utf8_lossy(&answer.write()).contains("<mediaState>"), there);
    }
}

#[test]
fn what_the_peripheral_said_came_with_12_5() {
    let mut error = ApiError::cti(ErrorType::INVALID_DEVICE, CtiFailure(260));
    let peripheral = Peripheral { code: "10125".into(), ..Peripheral::default() };
    error.peripheral = Some(Box::new(peripheral));
    for (release, there) in [(Release::V11_6, false), (Release::V12_5, true)] {
        let data = Data::Errors(ApiErrors::from(error.clone()));
        let mut update = Update::new(UpdateEvent::Put, "/finesse/api/User/1", data);
        update.for_release(release, Product::Cce);
        assert_eq!(update.write().contains("10125"), there);
        let expected = if there { NotificationNs::Push } else { NotificationNs::Pubsub };
        assert_eq!(NotificationNs::of(release), expected);
    }
}
