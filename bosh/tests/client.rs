//! The client against a scripted server, in virtual time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

use std::time::{Duration, Instant};

use bosh::client::{Answer, Client, Config, Event, Exchange, Ticket, Transmit, Why};
use bosh::manager::Acks;
use bosh::{Body, Condition, Rid, Timer, UsageError};

const NS: &str = "xmlns='http://jabber.org/protocol/httpbind'";
const TERMS: &str =
    "sid='S' wait='60' hold='1' requests='2' inactivity='30' polling='5' maxpause='90' ver='1.11'";

struct Desk {
    client: Client,
    now: Instant,
    /// Sent and neither answered nor cancelled, in order.
    flying: Vec<(Exchange, String)>,
    cancelled: usize,
    events: Vec<Event>,
}

impl Desk {
    fn new(change: impl FnOnce(&mut Config)) -> Self {
        let now = Instant::now();
        let mut config = Config::new("example.com");
        change(&mut config);
        let client = Client::new(config, [3; 32], now);
        let mut desk = Self { client, now, flying: Vec::new(), cancelled: 0, events: Vec::new() };
        desk.drain();
        desk
    }

    /// With a session open on these terms.
    fn open(terms: &str, change: impl FnOnce(&mut Config)) -> Self {
        let mut desk = Self::new(change);
        desk.answer(0, &format!("<body {NS} {terms}/>"));
        assert!(matches!(desk.events.remove(0), Event::Opened(_)));
        desk
    }

    fn drain(&mut self) {
        while let Some(event) = self.client.poll_event() {
            self.events.push(event);
        }
        while let Some(transmit) = self.client.poll_transmit() {
            match transmit {
                Transmit::Send { exchange, entity } => {
                    let text = String::from_utf8(entity.to_bytes().to_vec()).unwrap();
                    self.flying.push((exchange, text));
                }
                Transmit::Cancel { exchange } => {
                    let before = self.flying.len();
                    self.flying.retain(|(e, _)| *e != exchange);
                    self.cancelled += before - self.flying.len();
                }
                _ => {}
            }
        }
        while let Some(event) = self.client.poll_event() {
            self.events.push(event);
        }
    }

    fn answer(&mut self, at: usize, entity: &str) {
        self.answer_with(at, 200, entity);
    }

    fn answer_with(&mut self, at: usize, status: u16, entity: &str) {
        let (exchange, _) = self.flying.remove(at);
        let answer = Answer { status, entity: entity.to_owned().into() };
        self.client.handle_input(self.now, exchange, answer);
        self.drain();
    }

    fn fail(&mut self, at: usize) {
        let (exchange, _) = self.flying.remove(at);
        self.client.handle_failure(self.now, exchange);
        self.drain();
    }

    fn send(&mut self, payload: &str) {
        self.client.send(payload.to_owned().into()).unwrap();
        self.drain();
    }

    fn pass(&mut self, time: Duration) {
        let end = self.now + time;
        while let Some(deadline) = self.client.poll_timeout().filter(|d| d.at <= end) {
            self.now = self.now.max(deadline.at);
            self.client.handle_timeout(self.now);
            self.drain();
        }
        self.now = end;
    }

    fn rid(&self, at: usize) -> u64 {
        Body::read(self.flying[at].1.as_bytes(), 100).unwrap().attributes.rid.unwrap().get()
    }

    fn text(&self, at: usize) -> &str {
        &self.flying[at].1
    }

    fn received(&self) -> Vec<String> {
        let payloads = self.events.iter().filter_map(|e| match e {
            Event::Received { payload } => Some(payload),
            _ => None,
        });
        payloads.flatten().map(|p| String::from_utf8(p.to_vec()).unwrap()).collect()
    }

    fn ended(&self) -> Option<Why> {
        self.events.iter().find_map(|e| match e {
            Event::Ended { why } => Some(*why),
            _ => None,
        })
    }
}

fn secs(s: u64) -> Duration {
    Duration::from_secs(s)
}

fn empty() -> String {
    format!("<body {NS}/>")
}

#[test]
fn bosh_13_the_first_rid_is_large_and_follows_from_the_seed_and_the_next_is_one_more() {
    let mut desk = Desk::new(|_| {});
    let first = desk.rid(0);
    assert!((1 << 40..1 << 52).contains(&first));
    assert_eq!(first, Desk::new(|_| {}).rid(0));
    desk.answer(0, &format!("<body {NS} {TERMS}/>"));
    assert_eq!(desk.rid(0), first + 1);
    desk.send("<a/>");
    assert_eq!(desk.rid(1), first + 2);
}

#[test]
fn xb_1_the_creation_request_asks_for_what_is_configured() {
    let desk = Desk::new(|c| c.lang = Some("de".to_owned()));
    let body = Body::read(desk.text(0).as_bytes(), 0).unwrap().attributes;
    assert_eq!((body.to.as_deref(), body.lang.as_deref()), (Some("example.com"), Some("de")));
    assert_eq!((body.wait, body.hold, body.ack), (Some(60), Some(1), Rid::new(1)));
    assert_eq!(body.xmpp_version.map(|v| v.to_string()).as_deref(), Some("1.0"));
    assert_eq!(body.sid, None);
}

#[test]
fn bosh_14_creation_attributes_are_not_repeated() {
    let desk = Desk::open(TERMS, |_| {});
    assert_eq!(desk.text(0), format!("<body {NS} rid='{}' sid='S'/>", desk.rid(0)));
}

#[test]
fn payloads_wait_for_a_place_in_the_window_and_then_go_together() {
    let mut desk = Desk::open(TERMS, |_| {});
    desk.send("<a/>");
    desk.send("<b/>");
    desk.send("<c/>");
    assert_eq!(desk.flying.len(), 2);
    assert!(desk.text(1).ends_with("><a/></body>"));
    desk.answer(0, &empty());
    assert!(desk.text(1).ends_with("><b/><c/></body>"), "{}", desk.text(1));
}

#[test]
fn bosh_32_answers_are_delivered_in_the_order_of_requests() {
    let mut desk = Desk::open(TERMS, |_| {});
    desk.send("<a/>");
    desk.answer(1, &format!("<body {NS}><two xmlns='u'/></body>"));
    assert_eq!(desk.received(), Vec::<String>::new());
    desk.answer(0, &format!("<body {NS}><one xmlns='u'/></body>"));
    assert_eq!(desk.received(), ["<one xmlns='u'/>", "<two xmlns='u'/>"]);
}

#[test]
fn bosh_32_after_a_loss_that_request_and_all_before_it_are_sent_again_byte_for_byte() {
    let mut desk = Desk::open(TERMS, |_| {});
    desk.send("<a/>");
    let texts = [desk.text(0).to_owned(), desk.text(1).to_owned()];
    desk.fail(1);
    assert_eq!(desk.cancelled, 1, "the older attempt is given up");
    assert_eq!([desk.text(0), desk.text(1)], texts);
    // An older one lost leaves the newer alone.
    let newer = desk.flying[1].0;
    desk.fail(0);
    desk.pass(secs(1));
    assert!(desk.flying.iter().any(|(e, _)| *e == newer));
    assert_eq!(desk.flying.len(), 2);
}

#[test]
fn bosh_61_a_recoverable_error_is_answered_by_a_repeat() {
    let mut desk = Desk::open(TERMS, |_| {});
    let text = desk.text(0).to_owned();
    desk.answer(0, &format!("<body {NS} type='error'/>"));
    assert_eq!(desk.text(0), text);
    assert_eq!(desk.ended(), None);
}

#[test]
fn bosh_29_an_answer_to_an_attempt_given_up_counts_for_nothing() {
    let mut desk = Desk::open(TERMS, |_| {});
    let old = desk.flying[0].0;
    desk.pass(secs(72));
    assert_ne!(desk.flying[0].0, old);
    let entity = format!("<body {NS}><a xmlns='u'/></body>");
    let answer = Answer { status: 200, entity: entity.clone().into() };
    desk.client.handle_input(desk.now, old, answer);
    desk.drain();
    assert_eq!(desk.received().len(), 0);
    desk.answer(0, &entity);
    assert_eq!(desk.received().len(), 1);
}

#[test]
fn bosh_33_a_request_may_take_wait_and_a_margin() {
    let mut desk = Desk::open(TERMS, |_| {});
    let sent = desk.now;
    let deadline = desk.client.poll_timeout().unwrap();
    assert_eq!((deadline.at, deadline.why), (sent + secs(60 + 6 + 5), Timer::Answer));
    desk.pass(secs(70));
    assert_eq!(desk.cancelled, 0);
    desk.pass(secs(1));
    assert_eq!(desk.cancelled, 1);
}

#[test]
fn bosh_36_acknowledgements_say_what_has_come_without_a_gap() {
    let mut desk = Desk::open("sid='S' wait='60' hold='2' requests='4' ver='1.11'", |c| c.hold = 2);
    desk.send("<a/>");
    let first = desk.rid(0);
    desk.answer(1, &empty());
    desk.send("<b/>");
    let last = desk.flying.len() - 1;
    let ack = Body::read(desk.text(last).as_bytes(), 9).unwrap().attributes.ack;
    assert_eq!(ack, Rid::new(first - 1));
    let mut desk = Desk::open(TERMS, |_| {});
    desk.answer(0, &empty());
    assert!(!desk.text(0).contains(" ack="), "all were answered");
    let mut desk = Desk::open(TERMS, |c| c.acks = Acks::Off);
    desk.send("<a/>");
    assert!(!desk.text(1).contains(" ack="));
}

#[test]
fn bosh_37_an_answer_reported_missing_is_asked_for_again() {
    let mut desk = Desk::open("sid='S' wait='60' hold='2' requests='3' ver='1.11'", |c| c.hold = 2);
    let (old, text, rid) = (desk.flying[0].0, desk.text(0).to_owned(), desk.rid(0));
    // The report comes with a later answer, which must wait for the missing one.
    desk.answer(1, &format!("<body {NS} report='{rid}' time='9000'><a xmlns='u'/></body>"));
    assert!(desk.flying.iter().all(|(e, _)| *e != old), "the attempt is given up");
    assert!(desk.flying.iter().any(|(_, t)| *t == text), "and made again");
}

#[test]
fn bosh_43_a_polling_session_is_asked_no_sooner_than_polling_but_sends_at_once() {
    let mut desk =
        Desk::open("sid='S' wait='0' hold='0' requests='1' polling='5' ver='1.11'", |c| c.wait = secs(0));
    assert_eq!(desk.flying.len(), 1, "the first one comes at once");
    desk.answer(0, &empty());
    desk.pass(Duration::from_millis(4999));
    assert_eq!(desk.flying.len(), 0);
    assert_eq!(desk.client.poll_timeout().unwrap().why, Timer::Poll);
    desk.send("<a/>");
    assert_eq!(desk.flying.len(), 1);
    desk.answer(0, &empty());
    desk.pass(secs(5));
    assert_eq!(desk.flying.len(), 1);
}

#[test]
fn bosh_45_bosh_46_a_pause_is_only_what_the_server_allows_and_ends_in_time() {
    let mut desk = Desk::open(TERMS, |_| {});
    assert_eq!(desk.client.pause(secs(91)), Err(UsageError::PauseTooLong { seconds: 90 }));
    desk.client.pause(secs(80)).unwrap();
    desk.drain();
    assert!(desk.text(1).contains(" pause='80'"));
    desk.answer(0, &empty());
    desk.answer(0, &empty());
    assert_eq!(desk.events, [Event::Paused]);
    assert_eq!(desk.flying.len(), 0);
    desk.pass(secs(59));
    assert_eq!(desk.flying.len(), 0);
    desk.pass(secs(1));
    assert_eq!(desk.flying.len(), 1);
    let mut desk = Desk::open("sid='S' wait='60' hold='1'", |_| {});
    assert_eq!(desk.client.pause(secs(1)), Err(UsageError::NoPause));
}

#[test]
fn bosh_45_a_pause_is_counted_in_whole_seconds_from_when_it_was_asked_for() {
    let mut desk = Desk::open(TERMS, |_| {});
    assert_eq!(desk.client.pause(Duration::from_millis(999)), Err(UsageError::PauseTooShort));
    desk.client.pause(Duration::from_millis(8999)).unwrap();
    desk.drain();
    assert!(desk.text(1).contains(" pause='8'"));
    desk.answer(0, &empty());
    // Its answer is lost, and had again three seconds later: the server has counted since the first.
    let body = desk.text(0).to_owned();
    desk.pass(secs(3));
    desk.fail(0);
    assert_eq!(desk.text(0), body);
    desk.answer(0, &empty());
    assert_eq!(desk.events, [Event::Paused]);
    desk.pass(Duration::from_millis(2999));
    assert_eq!(desk.flying.len(), 0);
    desk.pass(Duration::from_millis(1));
    assert_eq!(desk.flying.len(), 1, "six of eight seconds are over");
}

#[test]
fn bosh_45_a_pause_in_a_polling_session_ends_in_time() {
    let terms = "sid='S' wait='0' hold='0' requests='1' polling='5' maxpause='9' inactivity='30' ver='1.11'";
    let mut desk = Desk::open(terms, |c| c.wait = secs(0));
    desk.answer(0, &empty());
    desk.client.pause(secs(4)).unwrap();
    desk.drain();
    desk.answer(0, &empty());
    desk.pass(secs(3));
    assert_eq!(desk.flying.len(), 1, "not only when the next poll would be due, after five seconds");
}

#[test]
fn payloads_are_spread_over_requests_that_servers_take() {
    let mut desk = Desk::open(TERMS, |_| {});
    for _ in 0..1_200 {
        desk.client.send("<a/>".into()).unwrap();
    }
    let mut counts = Vec::new();
    while counts.iter().sum::<usize>() < 1_200 {
        desk.drain();
        let body = desk.flying.len() - 1;
        counts.push(Body::read(desk.text(body).as_bytes(), 1_000).unwrap().payload.len());
        desk.answer(0, &empty());
    }
    assert_eq!(counts, [500, 500, 200]);
}

#[test]
fn a_payload_of_many_elements_counts_as_many() {
    let mut desk = Desk::open(TERMS, |_| {});
    for _ in 0..8 {
        desk.client.send("<a/>".repeat(240).into()).unwrap();
    }
    let mut counts = Vec::new();
    while counts.iter().sum::<usize>() < 8 * 240 {
        desk.drain();
        let body = desk.flying.len() - 1;
        counts.push(Body::read(desk.text(body).as_bytes(), 1_000).unwrap().payload.len());
        desk.answer(0, &empty());
    }
    assert_eq!(counts, [480; 4]);
}

#[test]
fn bosh_33_the_time_of_a_request_runs_from_its_sending_however_long_nothing_happened_before() {
    let mut desk = Desk::open(TERMS, |_| {});
    desk.now += secs(50);
    // The time was told last 50 s ago.
    desk.send("<a/>");
    assert!(desk.client.poll_timeout().unwrap().at <= desk.now, "it wants to be told the time");
    desk.client.handle_timeout(desk.now);
    desk.answer(0, &empty());
    assert_eq!(desk.client.poll_timeout().unwrap().at, desk.now + secs(71));
}

#[test]
fn a_session_that_is_being_created_is_ended_properly() {
    let mut desk = Desk::new(|_| {});
    desk.client.terminate(None).unwrap();
    desk.drain();
    assert_eq!((desk.ended(), desk.flying.len()), (None, 1));
    desk.answer(0, &format!("<body {NS} {TERMS}/>"));
    assert!(desk.text(0).contains(" type='terminate'"), "{}", desk.text(0));
    desk.answer(0, &format!("<body {NS} type='terminate'/>"));
    assert_eq!(desk.ended(), Some(Why::Closed));
    // Not tried again, and not waited for.
    let mut desk = Desk::new(|_| {});
    desk.client.terminate(None).unwrap();
    desk.fail(0);
    assert_eq!((desk.ended(), desk.flying.len()), (Some(Why::Closed), 0));
    let mut desk = Desk::new(|_| {});
    desk.client.terminate(None).unwrap();
    desk.drain();
    desk.pass(secs(5));
    assert_eq!((desk.ended(), desk.flying.len()), (Some(Why::Closed), 0));
    // The server has not heard of it.
    let mut client = Client::new(Config::new("example.com"), [3; 32], desk.now);
    client.terminate(None).unwrap();
    assert!(client.is_over() && client.poll_transmit().is_none());
}

#[test]
fn nothing_is_tried_so_late_that_the_server_would_know_later_than_we() {
    let mut desk = Desk::open(TERMS, |c| c.retry_most = secs(1));
    let start = desk.now;
    let mut last = desk.now;
    while desk.ended().is_none() {
        while !desk.flying.is_empty() {
            last = desk.now;
            desk.fail(0);
        }
        desk.pass(Duration::from_millis(50));
    }
    // `wait` and `inactivity` are 90 s, the margin is 5 s.
    assert!((secs(78)..=secs(80)).contains(&(last - start)), "{:?}", last - start);
    assert!((secs(85)..secs(86)).contains(&(desk.now - start)), "{:?}", desk.now - start);
}

#[test]
fn bosh_47_the_end_goes_out_with_the_last_payload_and_even_when_the_window_is_full() {
    let mut desk = Desk::open(TERMS, |_| {});
    desk.send("<a/>");
    desk.client.terminate(Some("<presence type='unavailable'/>".into())).unwrap();
    desk.drain();
    assert_eq!(desk.flying.len(), 2, "a payload needs a place");
    desk.answer(0, &empty());
    assert!(desk.text(1).contains(" type='terminate'"), "{}", desk.text(1));
    assert_eq!(desk.client.send("<x/>".into()), Err(UsageError::Over));
    desk.answer(0, &format!("<body {NS} type='terminate'/>"));
    assert_eq!(desk.ended(), Some(Why::Closed));
    assert_eq!(desk.flying.len(), 0);
    let mut desk = Desk::open(TERMS, |_| {});
    desk.send("<a/>");
    desk.client.terminate(None).unwrap();
    desk.drain();
    assert_eq!(desk.flying.len(), 3, "the last word has a place of its own");
}

#[test]
fn bosh_60_an_end_said_by_the_server_comes_after_what_it_said_before() {
    let mut desk = Desk::open(TERMS, |_| {});
    desk.send("<a/>");
    desk.answer(
        1,
        &format!("<body {NS} type='terminate' condition='remote-stream-error'><e xmlns='u'/></body>"),
    );
    assert_eq!(desk.ended(), None, "an earlier answer is missing");
    assert_eq!(desk.cancelled, 1, "and is fetched");
    desk.answer(0, &format!("<body {NS}><m xmlns='u'/></body>"));
    assert_eq!(desk.received(), ["<m xmlns='u'/>", "<e xmlns='u'/>"]);
    assert_eq!(desk.ended(), Some(Why::Terminated(Some(Condition::RemoteStreamError))));
}

#[test]
fn bosh_70_http_codes_end_a_session_with_an_old_server_only() {
    let mut desk = Desk::open("sid='S' wait='60' hold='1' requests='2'", |_| {});
    desk.answer_with(0, 404, "");
    assert_eq!(desk.ended(), Some(Why::Terminated(Some(Condition::ItemNotFound))));
    let mut desk = Desk::open(TERMS, |_| {});
    desk.answer_with(0, 404, "");
    assert_eq!(desk.ended(), None);
    assert_eq!(desk.flying.len(), 1);
    let mut desk = Desk::new(|_| {});
    desk.answer_with(0, 403, "");
    assert_eq!(desk.ended(), Some(Why::Refused(403)));
}

#[test]
fn bosh_71_a_broken_proxy_is_no_end_until_the_session_must_be_gone() {
    let mut desk = Desk::open(TERMS, |_| {});
    let (start, text) = (desk.now, desk.text(0).to_owned());
    let mut tries = 0;
    while desk.ended().is_none() {
        while !desk.flying.is_empty() {
            tries += 1;
            assert_eq!(desk.text(0), text);
            let page = if tries % 2 == 0 { (502, "") } else { (200, "<html>Bad gateway") };
            desk.answer_with(0, page.0, page.1);
        }
        desk.pass(Duration::from_millis(100));
    }
    assert_eq!(desk.ended(), Some(Why::Lost));
    // `wait` and `inactivity`, less the margin of 5 s for what was under way.
    assert!((secs(60 + 30 - 5)..secs(60 + 30 - 4)).contains(&(desk.now - start)));
    assert!((10..40).contains(&tries), "{tries} tries: at once at first, then ever more rarely");
}

#[test]
fn xb_6_a_restart_is_alone_in_its_request() {
    let mut desk = Desk::open("sid='S' wait='60' hold='1' requests='4' ver='1.11'", |_| {});
    desk.client.send("<a/>".into()).unwrap();
    desk.client.restart().unwrap();
    desk.client.send("<b/>".into()).unwrap();
    desk.drain();
    assert!(desk.text(1).ends_with("><a/></body>"));
    let restart = Body::read(desk.text(2).as_bytes(), 9).unwrap();
    assert_eq!((restart.attributes.restart, restart.payload.len()), (Some(true), 0));
    assert_eq!(restart.attributes.to.as_deref(), Some("example.com"));
    assert!(desk.text(3).ends_with("><b/></body>"));
}

#[test]
fn xb_13_a_session_is_carried_on_elsewhere() {
    let mut desk = Desk::open(TERMS, |_| {});
    desk.answer(0, &empty());
    let ticket = desk.client.ticket().unwrap();
    assert!(!format!("{ticket:?}").contains("'S'"), "it is a secret");
    let rid = ticket.rid.get();
    for ticket in [ticket, Ticket::new("S", Rid::new(rid).unwrap())] {
        let mut other = Client::resume(Config::new("example.com"), ticket, [9; 32], desk.now);
        let Some(Transmit::Send { entity, .. }) = other.poll_transmit() else { panic!() };
        assert_eq!(entity.to_bytes(), format!("<body {NS} rid='{rid}' sid='S'/>"));
    }
}

#[test]
fn the_queue_is_bounded() {
    let mut desk = Desk::open(TERMS, |c| c.queue = 10);
    desk.send("<a/>");
    desk.send("<b/>");
    desk.send("<c/>");
    assert_eq!(desk.client.send("<d/>".into()), Err(UsageError::QueueFull));
    desk.answer(0, &empty());
    desk.send("<d/>");
}

#[test]
fn a_creation_response_without_sid_is_the_servers_fault() {
    let mut desk = Desk::new(|_| {});
    desk.answer(0, &empty());
    assert!(matches!(desk.ended(), Some(Why::Peer(_))));
}
