//! Inactivity, pauses, polling, acknowledgements and the end of sessions (XEP-0124 §9–§13, §17).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use bosh::manager::{Acks, Event, Why};
use bosh::{Condition, Payload, Timer};
use support::{EMPTY, NS, Table, attribute, secs, terminated};

#[test]
fn bosh_35_the_manager_acknowledges_requests_unless_told_not_to() {
    let mut table = Table::new(|_| {});
    let mut peer = table.open("ver='1.11' hold='1' wait='60'");
    assert_eq!(attribute(&peer.answer, "ack"), Some("1000"));
    let one = table.post(&peer.next("<a/>"));
    table.post(&peer.next("<b/>"));
    assert_eq!(attribute(table.answer(one), "ack"), Some("1002"));
    let mut table = Table::new(|c| c.acks = Acks::Off);
    let mut peer = table.open_usual();
    assert_eq!(attribute(&peer.answer, "ack"), None);
    let one = table.post(&peer.next("<a/>"));
    table.post(&peer.next("<b/>"));
    assert_eq!(table.answer(one), EMPTY);
}

#[test]
fn bosh_36_answers_are_kept_until_a_client_that_acknowledges_has_them() {
    let mut table = Table::new(|c| c.limits.spare_answers = 0);
    let mut peer = table.open("ver='1.11' ack='1' hold='1' wait='60'");
    // It says with each request that the answer to the creation request is the last it has.
    for _ in 0..5 {
        table.send(&peer, "<b/>");
        let body = peer.next_with("ack='1000'", "<a/>");
        table.post(&body);
    }
    let again = table.post(&peer.body(1001, "ack='1000'", "<a/>"));
    assert_eq!(table.answer(again), format!("<body {NS}><b/></body>"));
    // No ack: all before are there.
    table.post(&peer.next_with("", "<a/>"));
    let gone = table.post(&peer.body(1001, "ack='1000'", "<a/>"));
    assert_eq!(table.answer(gone), terminated("item-not-found"));
}

#[test]
fn bosh_37_an_answer_long_unacknowledged_is_reported_at_once() {
    let mut table = Table::new(|_| {});
    let mut peer = table.open("ver='1.11' ack='1' hold='1' wait='60'");
    let body = peer.next_with("", "<a/>");
    table.post(&body);
    table.send(&peer, "<b/>");
    table.pass(secs(7));
    let next = table.post(&peer.next_with("ack='1000'", "<c/>"));
    assert_eq!(table.answer(next), format!("<body {NS} report='1001' time='7000'/>"));
    // One that crossed the answer on its way is no reason.
    table.send(&peer, "<d/>");
    let crossing = table.post(&peer.next_with("ack='1002'", "<c/>"));
    assert_eq!(table.answer(crossing), format!("<body {NS}><d/></body>"));
    let silent = table.post(&peer.next_with("ack='1002'", "<c/>"));
    assert!(table.is_open(silent));
}

#[test]
fn bosh_38_an_ack_of_what_was_not_answered_is_a_bad_request() {
    let mut table = Table::new(|_| {});
    let mut peer = table.open("ver='1.11' ack='1' hold='1' wait='60'");
    let request = table.post(&peer.next_with("ack='1001'", ""));
    assert_eq!(table.answer(request), terminated("bad-request"));
}

#[test]
fn bosh_38_a_client_that_never_acknowledges_is_bounded() {
    let mut table = Table::new(|c| c.limits.unacknowledged = 10_000);
    let mut peer = table.open("ver='1.11' ack='1' hold='1' wait='60'");
    for _ in 0..20 {
        if table.ended(&peer).is_some() {
            break;
        }
        table.send(&peer, &"<b/>".repeat(250));
        table.post(&peer.next_with("ack='1000'", "<a/>"));
        assert!(table.manager.stats().bytes < 20_000);
    }
    assert_eq!(table.ended(&peer), Some(Why::Peer(Condition::PolicyViolation)));
}

#[test]
fn bosh_40_inactivity_runs_from_the_last_answer_while_no_request_is_open() {
    let mut table = Table::new(|_| {});
    let mut peer = table.open("ver='1.11' hold='1' wait='30'");
    for _ in 0..5 {
        table.pass(secs(59));
        table.post(&peer.next(""));
    }
    assert_eq!(table.manager.poll_timeout().unwrap().why, Timer::Wait);
    table.pass(secs(30));
    assert_eq!(table.manager.poll_timeout().unwrap().why, Timer::Inactivity);
    table.pass(secs(59));
    assert_eq!(table.ended(&peer), None);
    table.pass(secs(1));
    assert_eq!(table.ended(&peer), Some(Why::Inactivity));
    let late = table.post(&peer.next(""));
    assert_eq!(table.answer(late), terminated("item-not-found"));
    assert_eq!(table.manager.stats().sessions, 0);
}

#[test]
fn bosh_40_a_broken_connection_does_not_keep_a_session_alive() {
    let mut table = Table::new(|_| {});
    let mut peer = table.open("ver='1.11' hold='1' wait='60'");
    let held = table.post(&peer.next(""));
    table.pass(secs(20));
    table.close(held);
    table.pass(secs(60));
    assert_eq!(table.ended(&peer), Some(Why::Inactivity));
}

#[test]
fn bosh_26_a_request_parked_for_ever_does_not_keep_a_session_alive() {
    let mut table = Table::new(|_| {});
    let peer = table.open("ver='1.11' hold='1' wait='30'");
    let parked = table.post(&peer.body(peer.rid + 2, "", "<a/>"));
    table.pass(secs(89));
    assert_eq!(table.ended(&peer), None);
    table.pass(secs(1));
    assert_eq!(table.ended(&peer), Some(Why::Inactivity));
    assert_eq!(table.answer(parked), terminated("item-not-found"));
}

#[test]
fn bosh_42_an_empty_request_more_than_needed_may_not_come_soon_after_another() {
    let mut table = Table::new(|_| {});
    let mut peer = table.open_usual();
    table.post(&peer.next(""));
    table.pass(secs(5));
    let slow = table.post(&peer.next(""));
    assert!(table.is_open(slow));
    table.pass(secs(1));
    let quick = table.post(&peer.next(""));
    assert_eq!(table.answer(quick), terminated("policy-violation"));
    let mut peer = table.open_usual();
    for _ in 0..9 {
        table.post(&peer.next("<a/>"));
    }
    assert_eq!(table.ended(&peer), None);
}

#[test]
fn bosh_43_a_polling_session_may_not_poll_too_often_for_nothing() {
    for terms in ["wait='0' hold='1'", "wait='60' hold='0'"] {
        let mut table = Table::new(|_| {});
        let mut peer = table.open(&format!("ver='1.11' {terms}"));
        table.post(&peer.next(""));
        table.pass(secs(4));
        table.post(&peer.next(""));
        table.pass(secs(1));
        // Payload in either direction makes the next one welcome.
        table.post(&peer.next("<a/>"));
        table.send(&peer, "<b/>");
        let fetched = table.post(&peer.next(""));
        assert_eq!(table.answer(fetched), format!("<body {NS}><b/></body>"));
        table.post(&peer.next(""));
        assert_eq!(table.ended(&peer), None);
        let quick = table.post(&peer.next(""));
        assert_eq!(table.answer(quick), terminated("policy-violation"), "{terms}");
    }
}

#[test]
fn bosh_43_repeats_do_not_count() {
    let mut table = Table::new(|_| {});
    let mut peer = table.open("ver='1.11' wait='0'");
    let body = peer.next("");
    for _ in 0..5 {
        table.post(&body);
    }
    assert_eq!(table.ended(&peer), None);
}

#[test]
fn bosh_44_a_polling_session_may_be_silent_for_longer_than_it_must_wait() {
    let mut table = Table::new(|c| {
        c.inactivity = secs(10);
        c.polling = secs(15);
    });
    let granted = table.open("ver='1.11' wait='0'").answer;
    assert_eq!(attribute(&granted, "inactivity"), Some("30"));
    let granted = table.open("ver='1.11' wait='30'").answer;
    assert_eq!(attribute(&granted, "inactivity"), Some("10"));
}

#[test]
fn bosh_45_a_pause_answers_everything_and_replaces_inactivity_until_the_next_request() {
    let mut table = Table::new(|_| {});
    let mut peer = table.open("ver='1.11' hold='2' wait='60'");
    let held = table.post(&peer.next(""));
    let pause = table.post(&peer.next_with("pause='100'", ""));
    assert!(!table.is_open(held));
    assert_eq!(table.answer(pause), EMPTY);
    table.send(&peer, "<a/>");
    table.pass(secs(99));
    assert_eq!(table.ended(&peer), None);
    let back = table.post(&peer.next(""));
    assert_eq!(table.answer(back), format!("<body {NS}><a/></body>"));
    table.pass(secs(60));
    assert_eq!(table.ended(&peer), Some(Why::Inactivity));
    // A pause may be shorter than inactivity.
    let mut peer = table.open_usual();
    table.post(&peer.next_with("pause='3'", ""));
    table.pass(secs(3));
    assert_eq!(table.ended(&peer), Some(Why::Inactivity));
}

#[test]
fn bosh_45_a_request_that_comes_too_early_ends_a_pause() {
    let mut table = Table::new(|_| {});
    for early_first in [false, true] {
        let peer = table.open("ver='1.11' hold='2' wait='30'");
        let pause = peer.body(peer.rid + 1, "pause='120'", "");
        let early = peer.body(peer.rid + 3, "", "<a/>");
        for body in if early_first { [&early, &pause] } else { [&pause, &early] } {
            table.post(body);
        }
        // Its own `wait`, and inactivity.
        table.pass(secs(89));
        assert_eq!(table.ended(&peer), None);
        table.pass(secs(1));
        assert_eq!(table.ended(&peer), Some(Why::Inactivity), "{early_first}");
    }
}

#[test]
fn bosh_26_the_news_that_an_early_request_is_gone_is_no_sign_of_life() {
    let mut table = Table::new(|_| {});
    let peer = table.open("ver='1.11' hold='1' wait='30'");
    let early = table.post(&peer.body(peer.rid + 2, "", "<a/>"));
    table.pass(secs(80));
    table.close(early);
    table.pass(secs(9));
    assert_eq!(table.ended(&peer), None);
    table.pass(secs(1));
    assert_eq!(table.ended(&peer), Some(Why::Inactivity));
}

#[test]
fn bosh_45_a_lost_answer_to_a_pause_can_be_had_again() {
    let mut table = Table::new(|_| {});
    let mut peer = table.open_usual();
    let body = peer.next_with("pause='100'", "");
    table.post(&body);
    let again = table.post(&body);
    assert_eq!(table.answer(again), EMPTY);
    table.pass(secs(99));
    assert_eq!(table.ended(&peer), None);
}

#[test]
fn bosh_45_a_pause_longer_than_allowed_is_a_violation() {
    let mut table = Table::new(|_| {});
    let mut peer = table.open_usual();
    let long = table.post(&peer.next_with("pause='121'", ""));
    assert_eq!(table.answer(long), terminated("policy-violation"));
    let mut table = Table::new(|c| c.max_pause = None);
    let mut peer = table.open_usual();
    assert_eq!(attribute(&peer.answer, "maxpause"), None);
    let any = table.post(&peer.next_with("pause='1'", ""));
    assert_eq!(table.answer(any), terminated("policy-violation"));
}

#[test]
fn bosh_47_the_payload_of_the_last_request_is_forwarded_before_the_end() {
    let mut table = Table::new(|_| {});
    let mut peer = table.open_usual();
    let held = table.post(&peer.next(""));
    let last = table.post(&peer.next_with("type='terminate'", "<presence type='unavailable'/>"));
    let tail = &table.events[table.events.len() - 2..];
    assert!(matches!(&tail[0], Event::Received { payload, .. } if payload.len() == 1));
    assert!(matches!(tail[1], Event::Ended { why: Why::Client, .. }));
    // BOSH-48: the oldest says so, the others are empty.
    assert_eq!(attribute(table.answer(held), "type"), Some("terminate"));
    assert_eq!(table.answer(last), EMPTY);
    // A repeat of the last word finds its answer, a new request finds nothing.
    let again = table.post(&peer.body(peer.rid, "type='terminate'", ""));
    assert_eq!(table.answer(again), EMPTY);
    let new = table.post(&peer.next(""));
    assert_eq!(table.answer(new), terminated("item-not-found"));
    table.pass(secs(60));
    assert_eq!(table.manager.stats().sessions, 0);
    assert_eq!(table.manager.stats().bytes, 0);
}

#[test]
fn bosh_49_the_end_waits_for_its_turn() {
    let mut table = Table::new(|_| {});
    let peer = table.open_usual();
    let last = table.post(&peer.body(peer.rid + 2, "type='terminate'", "<b/>"));
    assert!(table.is_open(last));
    assert_eq!(table.ended(&peer), None);
    table.post(&peer.body(peer.rid + 1, "", "<a/>"));
    assert_eq!(table.received(&peer).len(), 2);
    assert_eq!(table.ended(&peer), Some(Why::Client));
}

#[test]
fn bosh_60_the_host_ends_a_session_with_a_condition_and_a_last_word() {
    let mut table = Table::new(|_| {});
    let mut peer = table.open("ver='1.11' hold='2' wait='60'");
    let (one, two) = (table.post(&peer.next("<x/>")), table.post(&peer.next("<x/>")));
    table.manager.send(table.now, peer.session, "<a/>".into()).unwrap();
    let error = Payload::from("<stream:error/>").with_stream_prefix();
    let condition = Some(Condition::RemoteStreamError);
    table.manager.terminate(table.now, peer.session, condition, Some(error)).unwrap();
    table.drain();
    let first = table.answer(one);
    assert!(first.contains("type='terminate' condition='remote-stream-error'"), "{first}");
    assert!(first.ends_with("<a/><stream:error/></body>"), "xb_9: {first}");
    assert_eq!(table.answer(two), terminated("other-request"));
    assert_eq!(table.ended(&peer), Some(Why::Host(condition)));
}

#[test]
fn bosh_60_a_client_without_an_open_request_is_told_at_its_next_and_can_ask_again() {
    let mut table = Table::new(|_| {});
    let mut peer = table.open_usual();
    table.manager.terminate(table.now, peer.session, Some(Condition::SystemShutdown), None).unwrap();
    table.drain();
    assert_eq!(table.ended(&peer), Some(Why::Host(Some(Condition::SystemShutdown))));
    assert_eq!(table.manager.send(table.now, peer.session, "<a/>".into()), Err(bosh::UsageError::Over));
    let body = peer.next("<lost/>");
    for _ in 0..2 {
        let next = table.post(&body);
        assert_eq!(table.answer(next), terminated("system-shutdown"));
    }
    assert_eq!(table.received(&peer), Vec::<String>::new());
    let new = table.post(&peer.next(""));
    assert_eq!(table.answer(new), terminated("item-not-found"));
}

#[test]
fn bosh_60_the_last_words_are_heard_although_an_earlier_request_was_lost() {
    let mut table = Table::new(|_| {});
    let mut peer = table.open_usual();
    table.send(&peer, "<last/>");
    table.manager.terminate(table.now, peer.session, Some(Condition::SystemShutdown), None).unwrap();
    table.drain();
    let lost = peer.next("<lost/>");
    let later = table.post(&peer.next(""));
    let told = table.answer(later);
    assert!(told.contains("condition='system-shutdown'") && told.ends_with("<last/></body>"), "{told}");
    let repeated = table.post(&lost);
    assert_eq!(table.answer(repeated), EMPTY, "so that the client can take the answer after it");
}

#[test]
fn bosh_60_who_does_not_know_where_the_session_is_is_not_told_the_last_words() {
    let mut table = Table::new(|_| {});
    let mut peer = table.open_usual();
    table.send(&peer, "<last/>");
    table.manager.terminate(table.now, peer.session, None, None).unwrap();
    table.drain();
    let guess = table.post(&peer.body(peer.rid + 4, "", ""));
    assert_eq!(table.answer(guess), terminated("item-not-found"));
    let next = table.post(&peer.next(""));
    assert!(table.answer(next).contains("<last/>"));
}

#[test]
fn bosh_60_who_asks_for_an_old_answer_long_after_the_end_is_told_of_it_at_once() {
    let mut table = Table::new(|c| c.linger = secs(10));
    for (after, told) in [(10, false), (11, true)] {
        let mut peer = table.open_usual();
        let body = peer.next("<a/>");
        table.post(&body);
        table.send(&peer, "<b/>");
        table.manager.terminate(table.now, peer.session, Some(Condition::HostGone), None).unwrap();
        table.drain();
        assert_eq!(table.manager.untold(), 1);
        table.pass(secs(after));
        let again = table.post(&body);
        let expected = if told { terminated("host-gone") } else { format!("<body {NS}><b/></body>") };
        assert_eq!(table.answer(again), expected);
        let next = table.post(&peer.next(""));
        assert_eq!(table.answer(next), terminated(if told { "item-not-found" } else { "host-gone" }));
        assert_eq!(table.manager.untold(), 0);
    }
}

#[test]
fn bosh_81_an_unknown_sid_and_a_wrong_rid_look_the_same() {
    let mut table = Table::new(|_| {});
    let peer = table.open_usual();
    let unknown = table.post(&format!("<body {NS} sid='nobody' rid='5'/>"));
    let wrong = table.post(&peer.body(5, "", ""));
    assert_eq!(table.answer(unknown), table.answer(wrong));
    assert_eq!(table.answer(wrong), terminated("item-not-found"));
}

#[test]
fn bosh_82_any_connection_may_carry_on_a_session() {
    let mut table = Table::new(|_| {});
    let mut peer = table.open_usual();
    for _ in 0..3 {
        let request = table.post(&peer.next("<a/>"));
        table.close(request);
    }
    assert_eq!(table.received(&peer).len(), 3);
    assert_eq!(table.ended(&peer), None);
}

#[test]
fn xb_6_a_restart_is_an_event_and_its_payload_is_ignored() {
    let mut table = Table::new(|_| {});
    let mut peer = table.open_usual();
    let attributes = "xmlns:xmpp='urn:xmpp:xbosh' xmpp:restart='true' to='example.com' xml:lang='en'";
    let request = table.post(&peer.next_with(attributes, "<a/>"));
    let (to, lang) = (Some("example.com".to_owned()), Some("en".to_owned()));
    assert_eq!(table.events.last(), Some(&Event::Restart { session: peer.session, to, lang }));
    assert_eq!(table.received(&peer), Vec::<String>::new());
    table.send(&peer, "<f/>");
    assert_eq!(table.answer(request), format!("<body {NS}><f/></body>"));
}

#[test]
fn shutting_down_ends_all_sessions() {
    let mut table = Table::new(|_| {});
    let mut peers = [table.open_usual(), table.open_usual()];
    let held = table.post(&peers[0].next(""));
    table.manager.shutdown(table.now);
    table.drain();
    assert_eq!(table.answer(held), terminated("system-shutdown"));
    assert_eq!(table.manager.untold(), 1);
    let next = table.post(&peers[1].next(""));
    assert_eq!(table.answer(next), terminated("system-shutdown"));
    assert_eq!(table.manager.untold(), 0);
}
