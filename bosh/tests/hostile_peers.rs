//! Peers that mean ill: each ends in the stated condition, costs bounded memory, and disturbs no other session.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

mod support;

use std::time::Instant;

use bosh::manager::{Config, Manager, Request, RequestId, Security, Transmit};
use support::{NS, Peer, Table, terminated};

/// Another session lives and hears what it is told.
fn unharmed(table: &mut Table, other: &mut Peer) {
    let held = table.post(&other.next("<still/>"));
    table.send(other, "<here/>");
    assert!(table.answer(held).contains("<here/>"));
    assert_eq!(table.ended(other), None);
}

#[test]
fn a_body_of_many_small_elements_is_a_violation() {
    let mut table = Table::new(|c| c.limits.elements = 100);
    let (mut other, mut peer) = (table.open_usual(), table.open_usual());
    let fine = table.post(&peer.next(&"<a/>".repeat(100)));
    assert!(table.is_open(fine));
    let many = table.post(&peer.next(&"<a/>".repeat(101)));
    assert_eq!(table.answer(many), terminated("policy-violation"));
    assert_eq!(table.received(&peer).len(), 100);
    assert!(table.ended(&peer).is_some());
    unharmed(&mut table, &mut other);
}

#[test]
fn a_million_unknown_sids_leave_nothing_behind() {
    let now = Instant::now();
    let mut manager = Manager::new(Config::default(), [1; 32], now);
    for number in 0..1_000_000_u64 {
        let entity = format!("<body {NS} rid='7' sid='{number:016x}{number:032x}'/>").into();
        manager.handle_input(now, Request { id: RequestId(number), entity, security: Security::Clear });
        let Some(Transmit::Answer { entity, .. }) = manager.poll_transmit() else { panic!() };
        assert_eq!(entity.len(), terminated("item-not-found").len());
        assert!(manager.poll_event().is_none() && manager.poll_timeout().is_none());
    }
    let stats = manager.stats();
    assert_eq!((stats.sessions, stats.open_requests, stats.bytes, stats.refused), (0, 0, 0, 1_000_000));
}

#[test]
fn games_with_the_window_end_the_session_that_plays_them() {
    let mut table = Table::new(|_| {});
    let mut other = table.open_usual();
    for (ahead, attributes, condition) in [
        (&[3_u64][..], "", "item-not-found"),
        (&[u64::from(u32::MAX)], "", "item-not-found"),
        (&[4], "pause='5'", "item-not-found"),
        (&[4], "type='terminate'", "item-not-found"),
        // The place for the last word is no place for another.
        (&[2, 3], "", "item-not-found"),
        // A gap that never closes: both parked ones count as open.
        (&[2, 3, 3, 4], "pause='5'", "item-not-found"),
    ] {
        let peer = table.open_usual();
        let mut last = 0;
        for step in ahead {
            last = table.post(&peer.body(peer.rid + step, attributes, "<x/>"));
        }
        assert_eq!(table.answer(last), terminated(condition), "{ahead:?} {attributes}");
        assert!(table.ended(&peer).is_some() && table.received(&peer).is_empty());
        unharmed(&mut table, &mut other);
    }
}

#[test]
fn a_session_that_has_ended_takes_nothing_more() {
    let mut table = Table::new(|_| {});
    let (mut other, mut peer) = (table.open_usual(), table.open_usual());
    table.post(&peer.next_with("type='terminate'", ""));
    for _ in 0..200 {
        let request = table.post(&peer.next("<again/>"));
        assert_eq!(table.answer(request), terminated("item-not-found"));
        let resumed = table.post(&peer.body(peer.rid, "xmlns:x='urn:xmpp:xbosh' x:restart='true'", ""));
        assert_eq!(table.answer(resumed), terminated("item-not-found"));
    }
    assert!(table.received(&peer).is_empty());
    assert!(table.manager.stats().bytes < 2_000);
    unharmed(&mut table, &mut other);
}
