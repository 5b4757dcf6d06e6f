//! Requests and answers in order: window, holding, repeats, lost connections (XEP-0124 §8, §14).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use bosh::manager::Why;
use support::{EMPTY, NS, Table, attribute, secs, terminated};

#[test]
fn bosh_20_payloads_arrive_in_the_order_of_rids_whatever_order_they_are_sent_in() {
    let mut table = Table::new(|_| {});
    let peer = table.open("ver='1.11' wait='60' hold='2'");
    let rid = peer.rid;
    let third = table.post(&peer.body(rid + 3, "", "<c/>"));
    let second = table.post(&peer.body(rid + 2, "", "<b/>"));
    assert_eq!(table.received(&peer), Vec::<String>::new());
    assert!(table.is_open(second) && table.is_open(third));
    let first = table.post(&peer.body(rid + 1, "", "<a/><a2/>"));
    let expected = [format!("<a {NS}/>"), format!("<a2 {NS}/>"), format!("<b {NS}/>"), format!("<c {NS}/>")];
    assert_eq!(table.received(&peer), expected);
    // Two may be held: the oldest makes room.
    assert_eq!(attribute(table.answer(first), "ack"), Some((rid + 3).to_string().as_str()));
    assert!(table.is_open(second) && table.is_open(third));
}

#[test]
fn bosh_21_data_goes_out_at_once_on_the_oldest_held_request() {
    let mut table = Table::new(|_| {});
    let mut peer = table.open("ver='1.11' wait='60' hold='2'");
    let old = table.post(&peer.next(""));
    table.pass(secs(6));
    let young = table.post(&peer.next(""));
    table.send(&peer, "<message/>");
    let ack = peer.rid;
    assert_eq!(table.answer(old), format!("<body {NS} ack='{ack}'><message/></body>"));
    assert!(table.is_open(young));
}

#[test]
fn bosh_22_never_more_than_hold_requests_wait() {
    let mut table = Table::new(|_| {});
    let mut peer = table.open_usual();
    let one = table.post(&peer.next(""));
    let two = table.post(&peer.next("<a/>"));
    assert_eq!(table.answer(one), format!("<body {NS} ack='{}'/>", peer.rid));
    assert!(table.is_open(two));
}

#[test]
fn bosh_23_what_was_queued_goes_out_in_one_body_up_to_a_limit() {
    let mut table = Table::new(|c| c.limits.answer = 10);
    let mut peer = table.open_usual();
    for payload in ["<a/>", "<b/>", "<c/>"] {
        table.send(&peer, payload);
    }
    let one = table.post(&peer.next(""));
    assert_eq!(table.answer(one), format!("<body {NS}><a/><b/></body>"));
    let two = table.post(&peer.next(""));
    assert_eq!(table.answer(two), format!("<body {NS}><c/></body>"));
}

#[test]
fn bosh_24_a_request_waits_for_wait_and_b7_is_answered_with_an_empty_body() {
    let mut table = Table::new(|_| {});
    let mut peer = table.open("ver='1.11' wait='30' hold='1'");
    for _ in 0..10 {
        let held = table.post(&peer.next(""));
        table.pass(secs(29));
        assert!(table.is_open(held));
        table.pass(secs(1));
        assert_eq!(table.answer(held), EMPTY);
    }
    for never in ["wait='0' hold='1'", "wait='60' hold='0'"] {
        let mut peer = table.open(&format!("ver='1.11' {never}"));
        let request = table.post(&peer.next(""));
        assert_eq!(table.answer(request), EMPTY, "{never}");
    }
}

#[test]
fn bosh_25_a_rid_beyond_the_window_ends_the_session() {
    let mut table = Table::new(|_| {});
    let peer = table.open_usual();
    let inside = table.post(&peer.body(peer.rid + 2, "", ""));
    assert!(table.is_open(inside));
    let outside = table.post(&peer.body(peer.rid + 3, "", ""));
    assert_eq!(table.answer(outside), terminated("item-not-found"));
    assert_eq!(table.answer(inside), terminated("other-request"));
    assert_eq!(table.ended(&peer), Some(Why::Peer(bosh::Condition::ItemNotFound)));
}

#[test]
fn bosh_25_pause_and_terminate_have_one_more_place() {
    for last_word in ["pause='60'", "type='terminate'"] {
        let mut table = Table::new(|_| {});
        let peer = table.open_usual();
        let requests: Vec<usize> = [("", 2), (last_word, 3), ("", 1)]
            .map(|(a, n)| table.post(&peer.body(peer.rid + n, a, "")))
            .into();
        assert!(requests.iter().all(|r| !table.is_open(*r)), "{last_word}");
        assert_ne!(table.ended(&peer), Some(Why::Peer(bosh::Condition::ItemNotFound)));
        let beyond = table.open_usual();
        let request = table.post(&beyond.body(beyond.rid + 4, last_word, ""));
        assert_eq!(table.answer(request), terminated("item-not-found"));
    }
}

#[test]
fn bosh_26_parked_requests_count_as_open() {
    let mut table = Table::new(|_| {});
    let peer = table.open("ver='1.11' wait='60' hold='2'");
    let rid = peer.rid;
    for n in [1, 2] {
        table.post(&peer.body(rid + n, "", "<a/>"));
    }
    table.post(&peer.body(rid + 4, "", "<a/>"));
    let fourth = table.post(&peer.body(rid + 5, "", "<a/>"));
    assert_eq!(table.answer(fourth), terminated("policy-violation"));
}

#[test]
fn bosh_27_a_repeated_rid_gets_the_same_bytes_and_is_not_processed_again() {
    let mut table = Table::new(|_| {});
    let mut peer = table.open_usual();
    let body = peer.next("<a/>");
    let one = table.post(&body);
    table.send(&peer, "<b/>");
    let answer = table.answer(one).to_owned();
    for _ in 0..3 {
        let again = table.post(&body);
        assert_eq!(table.answer(again), answer);
    }
    assert_eq!(table.received(&peer).len(), 1);
    // The creation response is still among the last two.
    let created = table.post(&peer.body(support::FIRST, "", ""));
    assert_eq!(table.answer(created), peer.answer);
}

#[test]
fn bosh_28_a_repeat_whose_answer_is_gone_ends_the_session() {
    let mut table = Table::new(|c| c.limits.spare_answers = 0);
    let mut peer = table.open_usual();
    for _ in 0..2 {
        table.send(&peer, "<b/>");
        let body = peer.next("<a/>");
        table.post(&body);
    }
    let gone = table.post(&peer.body(support::FIRST, "", ""));
    assert_eq!(table.answer(gone), terminated("item-not-found"));
}

#[test]
fn bosh_28_a_repeat_that_was_long_on_its_way_ends_nothing() {
    for acks in ["", "ack='1'"] {
        let mut table = Table::new(|_| {});
        let mut peer = table.open(&format!("ver='1.11' hold='1' wait='60' {acks}"));
        let late = peer.next("<a/>");
        let first = table.post(&late);
        table.send(&peer, "<b/>");
        for _ in 0..7 {
            table.post(&peer.next("<a/>"));
            table.send(&peer, "<b/>");
        }
        let ghost = table.post(&late);
        assert_eq!(table.answer(ghost), table.answer(first));
        assert_eq!(table.ended(&peer), None);
    }
}

#[test]
fn bosh_29_a_repeat_of_a_held_request_takes_its_place() {
    let mut table = Table::new(|_| {});
    let mut peer = table.open_usual();
    let body = peer.next("<a/>");
    let old = table.post(&body);
    let new = table.post(&body);
    assert_eq!(table.answer(old), format!("<body {NS} type='error'/>"));
    assert!(table.is_open(new));
    table.send(&peer, "<b/>");
    assert_eq!(table.answer(new), format!("<body {NS}><b/></body>"));
    assert_eq!(table.received(&peer).len(), 1);
    // The same for one that is parked.
    let early = peer.body(peer.rid + 2, "", "<c/>");
    let (old, new) = (table.post(&early), table.post(&early));
    assert_eq!(table.answer(old), format!("<body {NS} type='error'/>"));
    assert!(table.is_open(new));
}

#[test]
fn bosh_29_a_repeat_does_not_put_the_answer_off() {
    let mut table = Table::new(|_| {});
    let mut peer = table.open_usual();
    let body = peer.next("");
    let mut last = table.post(&body);
    for _ in 0..5 {
        table.pass(secs(10));
        last = table.post(&body);
    }
    table.pass(secs(10));
    assert_eq!(table.answer(last), EMPTY);
}

#[test]
fn bosh_30_endless_repeats_of_one_rid_end_the_session() {
    let mut table = Table::new(|c| c.max_repeats = 5);
    let mut held = table.open_usual();
    let body = held.next("");
    for _ in 0..6 {
        table.post(&body);
    }
    let last = table.post(&body);
    assert_eq!(table.answer(last), terminated("policy-violation"));
    assert_eq!(table.ended(&held), Some(Why::Peer(bosh::Condition::PolicyViolation)));
    let answered = table.open_usual();
    for _ in 0..6 {
        table.post(&answered.body(support::FIRST, "", ""));
    }
    assert_eq!(table.ended(&answered), Some(Why::Peer(bosh::Condition::PolicyViolation)));
}

#[test]
fn bosh_31_a_request_whose_connection_broke_is_answered_when_it_is_repeated() {
    let mut table = Table::new(|_| {});
    let mut peer = table.open_usual();
    let body = peer.next("<a/>");
    let lost = table.post(&body);
    table.close(lost);
    table.send(&peer, "<b/>");
    table.send(&peer, "<c/>");
    let again = table.post(&body);
    assert_eq!(table.answer(again), format!("<body {NS}><b/><c/></body>"));
    assert!(table.is_open(lost), "nobody is there to answer");
    assert_eq!(table.received(&peer).len(), 1);
}

#[test]
fn bosh_31_an_answer_that_fell_due_with_nobody_there_is_kept() {
    let mut table = Table::new(|c| c.inactivity = secs(300));
    let mut peer = table.open_usual();
    let body = peer.next("");
    let lost = table.post(&body);
    table.close(lost);
    table.pass(secs(60));
    table.send(&peer, "<b/>");
    let again = table.post(&body);
    assert_eq!(table.answer(again), EMPTY);
    let next = table.post(&peer.next(""));
    assert_eq!(table.answer(next), format!("<body {NS}><b/></body>"));
}

#[test]
fn a_rid_near_the_end_of_the_numbers_is_no_trouble() {
    let mut table = Table::new(|_| {});
    let max = bosh::Rid::MAX.get();
    let created = table.post(&format!("<body {NS} rid='{}' ver='1.11' to='a'/>", max - 1));
    let sid = attribute(table.answer(created), "sid").unwrap().to_owned();
    let last = table.post(&format!("<body {NS} rid='{max}' sid='{sid}'/>"));
    assert!(table.is_open(last));
    let beyond = table.post(&format!("<body {NS} rid='{}' sid='{sid}'/>", max + 1));
    assert_eq!(table.answer(beyond), terminated("bad-request"));
}

#[test]
fn what_is_parked_is_bounded() {
    let mut table = Table::new(|c| c.limits.parked = 1000);
    let peer = table.open_usual();
    let large = "<a/>".repeat(250);
    let request = table.post(&peer.body(peer.rid + 2, "", &large));
    assert_eq!(table.answer(request), terminated("policy-violation"));
    assert_eq!(table.manager.stats().bytes, 0);
}

#[test]
fn what_is_queued_for_a_client_that_does_not_read_is_bounded() {
    let mut table = Table::new(|c| c.limits.queue = 1000);
    let mut peer = table.open_usual();
    let other = table.open_usual();
    // Each counts 128 bytes more than it has.
    let payload = bosh::Payload::from("<a/>".repeat(90));
    table.manager.send(table.now, peer.session, payload.clone()).unwrap();
    table.manager.send(table.now, peer.session, payload.clone()).unwrap();
    let full = table.manager.send(table.now, peer.session, payload);
    assert_eq!(full, Err(bosh::UsageError::QueueFull));
    table.drain();
    assert_eq!(table.ended(&peer), Some(Why::Overflow));
    let request = table.post(&peer.next(""));
    assert!(table.answer(request).contains("type='terminate' condition='policy-violation'"));
    assert_eq!(table.ended(&other), None);
}
