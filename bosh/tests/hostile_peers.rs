//! Peers that mean ill: each ends in the stated condition, costs bounded memory, and disturbs no other session.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

mod support;

use std::time::Instant;

use bosh::manager::{Config, Manager, Request, RequestId, Security, Transmit, Why};
use bosh::{Condition, Rid, UsageError};
use support::{EMPTY, NS, Peer, Table, attribute, secs, terminated};

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
fn a_body_whose_elements_need_long_declarations_is_a_violation() {
    let mut table = Table::new(|_| {});
    let (mut other, mut peer) = (table.open_usual(), table.open_usual());
    // 10 KiB that would become 3 MB, if each element took the declaration along.
    let declaration = format!("xmlns:p='{}'", "x".repeat(3000));
    let many = table.post(&peer.next_with(&declaration, &"<p:a/>".repeat(1000)));
    assert_eq!(table.answer(many), terminated("policy-violation"));
    assert!(table.received(&peer).is_empty() && table.ended(&peer).is_some());
    unharmed(&mut table, &mut other);
}

#[test]
fn endless_repeats_of_one_rid_cost_nothing_and_end_the_session() {
    let violated = Some(Why::Peer(Condition::PolicyViolation));
    // Held, answered, and come too early.
    for kind in 0..3 {
        let mut table = Table::new(|_| {});
        let (mut other, mut peer) = (table.open_usual(), table.open_usual());
        let body = match kind {
            0 => peer.next("<a/>"),
            1 => peer.body(support::FIRST, "", ""),
            _ => peer.body(peer.rid + 2, "", "<a/>"),
        };
        table.post(&body);
        let kept = table.manager.stats().bytes;
        let mut repeats = 0;
        while table.ended(&peer).is_none() {
            repeats += 1;
            assert!(repeats < 30, "{kind}");
            table.post(&body);
            assert!(table.manager.stats().bytes <= kept && table.manager.stats().open_requests <= 1);
        }
        assert_eq!(table.ended(&peer), violated);
        for _ in 0..1000 {
            let ghost = table.post(&body);
            assert_eq!(table.answer(ghost), terminated("item-not-found"));
        }
        assert_eq!(table.received(&peer).len(), usize::from(kind == 0), "processed once at most");
        unharmed(&mut table, &mut other);
    }
}

#[test]
fn the_last_rid_of_all_ends_nothing_but_its_own_session() {
    let mut table = Table::new(|_| {});
    let mut other = table.open_usual();
    let max = Rid::MAX.get();
    // No session begins with it: there would be no next request.
    let request = table.post(&format!("<body {NS} rid='{max}' ver='1.11' to='a'/>"));
    assert_eq!(table.answer(request), terminated("bad-request"));
    let created = table.post(&format!("<body {NS} rid='{}' ver='1.11' to='a'/>", max - 1));
    let sid = attribute(table.answer(created), "sid").unwrap().to_owned();
    let last = format!("<body {NS} rid='{max}' sid='{sid}'/>");
    let (first, again) = (table.post(&last), table.post(&last));
    assert_eq!(table.answer(first), format!("<body {NS} type='error'/>"));
    assert!(table.is_open(again));
    for beyond in [max + 1, u64::MAX] {
        let request = table.post(&format!("<body {NS} rid='{beyond}' sid='{sid}'/>"));
        assert!(table.answer(request).contains("type='terminate'"), "{beyond}");
    }
    assert_eq!(table.answer(again), terminated("other-request"));
    unharmed(&mut table, &mut other);
}

#[test]
fn a_client_that_never_reads_is_ended_when_too_much_waits_for_it() {
    // Many small payloads are no way around the limit: keeping each costs more than its bytes.
    for (payload, most) in [("<e/>".to_owned(), 500), ("<e/>".repeat(2_000), 9)] {
        let mut table = Table::new(|c| c.limits.queue = 64 << 10);
        let (mut other, peer) = (table.open_usual(), table.open_usual());
        let mut sent = 0;
        while table.manager.send(table.now, peer.session, payload.clone().into()).is_ok() {
            sent += 1;
            assert!(sent < most, "{sent} of {}", payload.len());
        }
        table.drain();
        assert_eq!(table.ended(&peer), Some(Why::Overflow));
        unharmed(&mut table, &mut other);
        table.pass(secs(60));
        assert_eq!(table.manager.stats().bytes, 0);
    }
}

#[test]
fn when_all_keep_too_much_those_that_keep_most_end_and_the_others_do_not_notice() {
    let mut table = Table::new(|c| {
        c.limits.total = 100_000;
        c.limits.parked = 30_000;
    });
    let mut others = [table.open_usual(), table.open_usual()];
    let held: Vec<usize> = others.iter_mut().map(|other| table.post(&other.next(""))).collect();
    // Some park, some are sent to and do not read, some do not acknowledge.
    let mut greedy = Vec::new();
    for round in 0..12 {
        let mut peer = table.open("ver='1.11' wait='60' hold='1' ack='1'");
        match round % 3 {
            0 => drop(table.post(&peer.body(peer.rid + 2, "", &format!("<a>{}</a>", "x".repeat(20_000))))),
            1 => drop(table.manager.send(table.now, peer.session, "x".repeat(20_000).into())),
            _ => {
                table.manager.send(table.now, peer.session, "x".repeat(20_000).into()).unwrap();
                let body = peer.next_with("ack='1000'", "<a/>");
                table.post(&body);
            }
        }
        table.drain();
        greedy.push(peer);
        assert!(table.manager.stats().bytes <= 100_000 + 1_000, "{:?}", table.manager.stats());
    }
    assert!(greedy.iter().filter(|peer| table.ended(peer) == Some(Why::Overflow)).count() >= 4);
    for (other, held) in others.iter_mut().zip(held) {
        assert!(table.is_open(held));
        table.send(other, "<here/>");
        assert_eq!(table.answer(held), format!("<body {NS}><here/></body>"));
        unharmed(&mut table, other);
    }
    // A single payload that is more than all may keep is its session's own fault.
    let too_much = table.manager.send(table.now, others[0].session, "x".repeat(200_000).into());
    assert_eq!(too_much, Err(UsageError::QueueFull));
    table.drain();
    assert_eq!(table.ended(&others[1]), None);
}

#[test]
fn a_manager_that_is_full_refuses_at_once_or_forgets_who_has_ended() {
    let mut table = Table::new(|c| c.limits.sessions = 3);
    let mut peers = [table.open_usual(), table.open_usual(), table.open_usual()];
    let refused = table.post(&format!("<body {NS} rid='7' ver='1.11' to='example.com'/>"));
    assert_eq!(table.answer(refused), terminated("internal-server-error"));
    let last = peers[1].next_with("type='terminate'", "");
    table.post(&last);
    // It lingers for repeats, until somebody needs the place.
    let again = table.post(&last);
    assert_eq!(table.answer(again), format!("<body {NS} type='terminate'/>"));
    let mut new = table.open_usual();
    let forgotten = table.post(&last);
    assert_eq!(table.answer(forgotten), terminated("item-not-found"));
    assert_eq!(table.manager.stats().sessions, 3);
    let [mut first, _, mut third] = peers;
    for peer in [&mut first, &mut third, &mut new] {
        unharmed(&mut table, peer);
    }
    let empty = table.post(&first.next(""));
    table.pass(secs(60));
    assert_eq!(table.answer(empty), EMPTY);
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
