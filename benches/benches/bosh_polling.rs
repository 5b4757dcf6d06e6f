//! Polling beside long polling: an hour of one agent to whom something happens every 20 s or so, in virtual time, 5 ms each way.
//! Printed: requests an hour, and the delay of events; measured: the processor time of both sides for that hour.
#![allow(missing_docs, clippy::unwrap_used, clippy::disallowed_methods)]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

use bosh::Payload;
use bosh::client::{self, Answer, Client, Exchange};
use bosh::manager::{self, Accept, Event, Manager, Request, RequestId, Security, SessionId, Transmit};
use bytes::Bytes;
use criterion::{Criterion, criterion_group, criterion_main};

const WAY: Duration = Duration::from_millis(5);
const HOUR: Duration = Duration::from_secs(3600);

enum Action {
    Arrive(Exchange, Bytes),
    Answer(Exchange, Answer),
    Say,
}

struct Hour {
    requests: u64,
    delays: Vec<Duration>,
}

/// `wait` of 0 is polling, every `polling`.
fn hour(wait: Duration, polling: Duration) -> Hour {
    let start = Instant::now();
    let (mut now, end) = (start, start + HOUR);
    let mut config = client::Config::new("a");
    config.wait = wait;
    config.hold = u32::from(!wait.is_zero());
    let mut client = Client::new(config, [1; 32], now);
    let mut config = manager::Config::default();
    config.polling = polling;
    let mut manager = Manager::new(config, [1; 32], now);
    let mut agenda: BTreeMap<(Instant, u64), Action> = BTreeMap::new();
    let mut exchanges: BTreeMap<RequestId, Exchange> = BTreeMap::new();
    let (mut next, mut chance, mut session) = (0, 7_u64, None::<SessionId>);
    let (mut said, mut hour) = (Vec::new(), Hour { requests: 0, delays: Vec::new() });
    agenda.insert((start + Duration::from_secs(10), 0), Action::Say);
    loop {
        while let Some(transmit) = client.poll_transmit() {
            if let client::Transmit::Send { exchange, entity } = transmit {
                next += 1;
                hour.requests += 1;
                agenda.insert((now + WAY, next), Action::Arrive(exchange, entity.to_bytes()));
            }
        }
        while let Some(event) = client.poll_event() {
            if let client::Event::Received { payload } = event {
                hour.delays.extend(said.drain(..payload.len()).map(|at| now - at));
            }
        }
        while let Some(event) = manager.poll_event() {
            if let Event::Opened(opened) = event {
                session = Some(opened.session);
                manager.accept(now, opened.session, Accept::default()).unwrap();
            }
        }
        while let Some(Transmit::Answer { to, status, entity, .. }) = manager.poll_transmit() {
            next += 1;
            let answer = Answer { status, entity: entity.to_bytes() };
            agenda.insert((now + WAY, next), Action::Answer(exchanges.remove(&to).unwrap(), answer));
        }
        let timers = [client.poll_timeout(), manager.poll_timeout()].map(|deadline| deadline.map(|d| d.at));
        let first = agenda.first_key_value().map(|((at, _), _)| *at);
        now = timers.into_iter().flatten().chain(first).min().unwrap().max(now);
        if now > end {
            return hour;
        }
        client.handle_timeout(now);
        manager.handle_timeout(now);
        let Some(entry) = agenda.first_entry().filter(|entry| entry.key().0 <= now) else { continue };
        match entry.remove() {
            Action::Arrive(exchange, entity) => {
                let id = RequestId(next);
                next += 1;
                exchanges.insert(id, exchange);
                manager.handle_input(now, Request { id, entity, security: Security::Tls });
            }
            Action::Answer(exchange, answer) => client.handle_input(now, exchange, answer),
            Action::Say => {
                manager.send(now, session.unwrap(), Payload::from("<event xmlns='urn:example'/>")).unwrap();
                said.push(now);
                // xorshift: between 0 and 40 s until the next one.
                chance ^= chance << 13;
                chance ^= chance >> 7;
                chance ^= chance << 17;
                next += 1;
                agenda.insert((now + Duration::from_millis(chance % 40_000), next), Action::Say);
            }
        }
    }
}

fn modes(c: &mut Criterion) {
    let mut group = c.benchmark_group("bosh_polling/hour_of_a_session");
    for (name, wait, polling) in [
        ("long_polling_60s", 60, 5),
        ("long_polling_30s", 30, 5),
        ("polling_1s", 0, 1),
        ("polling_5s", 0, 5),
        ("polling_20s", 0, 20),
    ] {
        let (wait, polling) = (Duration::from_secs(wait), Duration::from_secs(polling));
        let mut told = hour(wait, polling);
        told.delays.sort_unstable();
        let part = |percent: usize| told.delays[(told.delays.len() - 1) * percent / 100];
        println!(
            "{name}: {} requests an hour ({:.0}/s for 1,000 sessions), {} events, delay {:?} (50 of 100), {:?} (99 of 100)",
            told.requests,
            told.requests as f64 / 3.6,
            told.delays.len(),
            part(50),
            part(99),
        );
        group.bench_function(name, |b| b.iter(|| black_box(hour(wait, polling)).requests));
    }
    group.finish();
}

criterion_group!(benches, modes);
criterion_main!(benches);
