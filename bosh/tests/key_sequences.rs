//! Key sequences (XEP-0124 §15): who heard a session's ids cannot use them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

mod support;

use sha1::{Digest as _, Sha1};
use support::{EMPTY, Peer, Table, secs, terminated};

fn digest(text: &str) -> String {
    Sha1::digest(text).iter().map(|b| format!("{b:02x}")).collect()
}

/// A session with keys: the keys of its requests, in order.
fn open(table: &mut Table) -> (Peer, impl Iterator<Item = String> + use<>) {
    let mut keys = vec![digest("seed")];
    for _ in 0..20 {
        keys.push(digest(keys.last().unwrap()));
    }
    let first = keys.pop().unwrap().to_uppercase();
    let peer = table.open(&format!("ver='1.11' wait='60' hold='1' newkey='{first}'"));
    (peer, keys.into_iter().rev())
}

fn key(keys: &mut impl Iterator<Item = String>) -> String {
    format!("key='{}'", keys.next().unwrap())
}

#[test]
fn bosh_50_requests_with_their_keys_are_processed() {
    let mut table = Table::new(|_| {});
    let (mut peer, mut keys) = open(&mut table);
    for _ in 0..5 {
        let body = peer.next_with(&key(&mut keys), "<a/>");
        table.post(&body);
    }
    assert_eq!(table.received(&peer).len(), 5);
    assert_eq!(table.ended(&peer), None);
}

#[test]
fn bosh_51_a_wrong_or_missing_key_ends_the_session_before_anything_is_processed() {
    for wrong in ["", "key='0'", "key=''", "newkey='1234'"] {
        let mut table = Table::new(|_| {});
        let (mut peer, _) = open(&mut table);
        let request = table.post(&peer.next_with(wrong, "<a/>"));
        assert_eq!(table.answer(request), terminated("item-not-found"), "{wrong}");
        assert!(table.received(&peer).is_empty() && table.ended(&peer).is_some());
    }
}

#[test]
fn bosh_51_parked_requests_prove_their_key_when_their_turn_comes() {
    let mut table = Table::new(|_| {});
    let (peer, mut keys) = open(&mut table);
    let (one, two) = (key(&mut keys), key(&mut keys));
    table.post(&peer.body(peer.rid + 2, &two, "<b/>"));
    table.post(&peer.body(peer.rid + 1, &one, "<a/>"));
    assert_eq!(table.received(&peer).len(), 2);
    // One that takes the place of a parked one must be the same to the last byte.
    let parked = table.post(&peer.body(peer.rid + 4, &key(&mut keys), "<d/>"));
    assert!(table.is_open(parked));
    let thief = table.post(&peer.body(peer.rid + 4, "", ""));
    assert_eq!(table.answer(thief), terminated("item-not-found"));
}

#[test]
fn bosh_52_a_repeat_has_the_key_of_its_first_try() {
    let mut table = Table::new(|_| {});
    let (mut peer, mut keys) = open(&mut table);
    let first = peer.next_with(&key(&mut keys), "");
    let held = table.post(&first);
    table.close(held);
    let again = table.post(&first);
    table.send(&peer, "<event/>");
    assert!(table.answer(again).contains("<event/>"));
    let once_more = table.post(&first);
    assert_eq!(table.answer(once_more), table.answer(again));
    let thief = table.post(&peer.body(peer.rid, "", ""));
    assert_eq!(table.answer(thief), terminated("item-not-found"));
    assert!(table.ended(&peer).is_some());
}

#[test]
fn bosh_52_another_sequence_follows_the_last_key() {
    let mut table = Table::new(|_| {});
    let last = digest("one");
    let mut peer = table.open(&format!("ver='1.11' wait='60' hold='1' newkey='{}'", digest(&last)));
    let (second, third) = (digest("two"), digest("three"));
    let fresh = format!("key='{last}' newkey='{}'", digest(&second));
    table.post(&peer.next_with(&fresh, "<a/>"));
    table.post(&peer.next_with(&format!("key='{second}' newkey='{}'", digest(&third)), "<b/>"));
    table.post(&peer.next_with(&format!("key='{third}'"), "<c/>"));
    assert_eq!(table.received(&peer).len(), 3);
}

#[test]
fn who_has_no_key_is_not_told_what_is_left_to_say() {
    let mut table = Table::new(|_| {});
    let (mut peer, mut keys) = open(&mut table);
    table.send(&peer, "<secret/>");
    table.manager.terminate(table.now, peer.session, None, None).unwrap();
    table.drain();
    let thief = table.post(&peer.body(peer.rid + 1, "", ""));
    assert_eq!(table.answer(thief), terminated("item-not-found"));
    let owner = table.post(&peer.next_with(&key(&mut keys), ""));
    assert!(table.answer(owner).contains("<secret/>"));
}

#[test]
fn a_client_that_begins_no_sequence_needs_none() {
    let mut table = Table::new(|_| {});
    let mut peer = table.open_usual();
    let held = table.post(&peer.next_with("key='anything'", ""));
    table.pass(secs(60));
    assert_eq!(table.answer(held), EMPTY);
}
