//! The run: sessions, publishes, accounts.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tokio::io::AsyncWriteExt as _;
use tokio::sync::Semaphore;
use tokio::task::{JoinSet, spawn_local};
use tokio::time::timeout_at;

use crate::options::{Options, Scenario};
use crate::process::Usage;
use crate::publisher::Publisher;
use crate::report::{Published, Report, SetUp};
use crate::rough::RoughSession;
use crate::session::{Session, Wish};
use crate::tally::{Mark, Tally};
use crate::xmpp;

/// How long nothing may come before a closed loop gives up, and before the rest counts as missing.
const PATIENCE: Duration = Duration::from_secs(20);

/// Runs what is asked for. Call it within a `LocalSet`.
///
/// # Errors
///
/// Why it could not be run.
pub async fn run(options: &Options) -> Result<Report, String> {
    let loopback = options.bosh.ip().is_loopback() && options.xmpp.ip().is_loopback();
    if !options.remote && !loopback {
        return Err("an address is not loopback: load only what is yours, and say --remote".to_owned());
    }
    let service = options.pubsub.clone().unwrap_or_else(|| format!("pubsub.{}", options.domain));
    let nodes = Nodes::new(options);
    let mut publisher = None;
    if nodes.count > 0 {
        let opening = Publisher::open(options.xmpp, &options.domain, &options.publisher, &options.password);
        let opened = publisher.insert(opening.await?);
        for number in 0..nodes.count {
            opened.create(&service, number, &nodes.name(number)).await?;
        }
    }
    let tally = Rc::new(Tally::new());
    let (set_up, listeners) = open_sessions(options, &service, &nodes, &tally).await?;
    let mut report = Report { set_up, ..Report::default() };
    if let (Some(publisher), true) = (publisher, report.set_up.live > 0) {
        let publishing = publish(options, publisher, &service, &nodes, report.set_up.live, &tally);
        report.published = Some(publishing.await?);
    }
    let (lost, first) = tally.lost();
    (report.lost, report.first_loss) = (lost as u64, first);
    tally.stop();
    let end = async {
        let mut listeners = listeners;
        while listeners.join_next().await.is_some() {}
    };
    let _ = tokio::time::timeout(Duration::from_secs(10), end).await;
    Ok(report)
}

/// The nodes published to.
struct Nodes {
    count: u64,
    prefix: String,
}

impl Nodes {
    fn new(options: &Options) -> Self {
        let count = match options.scenario {
            Scenario::Fanout => 1,
            Scenario::Nodes => options.sessions,
            Scenario::Idle => 0,
        };
        // A name that earlier runs against the same server did not use.
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { count, prefix: format!("/finesse/api/Load/{}-{}", std::process::id(), since.as_micros()) }
    }

    fn name(&self, number: u64) -> String {
        format!("{}/{}", self.prefix, number % self.count.max(1))
    }
}

async fn open_sessions(
    options: &Options,
    service: &str,
    nodes: &Nodes,
    tally: &Rc<Tally>,
) -> Result<(SetUp, JoinSet<()>), String> {
    let before = options.pid.and_then(Usage::of);
    let begin = Instant::now();
    let ramp = Arc::new(Semaphore::new(options.ramp as usize));
    let mut opening = JoinSet::new();
    for number in 0..options.sessions {
        let place = Arc::clone(&ramp).acquire_owned().await.map_err(|e| e.to_string())?;
        let wish = Wish {
            bosh: options.bosh,
            path: options.path.clone(),
            domain: options.domain.clone(),
            user: format!("{}{number}", options.prefix),
            password: options.password.clone(),
            wait: Duration::from_secs(options.wait),
            subscribe: (nodes.count > 0).then(|| (service.to_owned(), nodes.name(number))),
        };
        let (network, seed) = (options.impairment(), options.seed.wrapping_mul(1 << 20) + number);
        opening.spawn_local(async move {
            let opened = if network.is_none() {
                Session::open(&wish, 1_000_000 + number * 7919).await.map(|s| Any::Smooth(Box::new(s)))
            } else {
                RoughSession::open(&wish, network, seed).await.map(|s| Any::Rough(Box::new(s)))
            };
            drop(place);
            opened
        });
    }
    let mut sessions = Vec::new();
    while let Some(opened) = opening.join_next().await {
        match opened.map_err(|e| e.to_string())? {
            Ok(session) => sessions.push(session),
            Err(why) => tally.lose(why),
        }
    }
    let took = begin.elapsed();
    let live = sessions.len() as u64;
    let cpu = options.pid.and_then(Usage::of);
    let mut listeners = JoinSet::new();
    for session in sessions {
        let tally = Rc::clone(tally);
        listeners.spawn_local(async move {
            match session {
                Any::Smooth(session) => session.listen(tally).await,
                Any::Rough(session) => session.listen(tally).await,
            }
        });
    }
    tokio::time::sleep(Duration::from_millis(options.settle)).await;
    let after = options.pid.and_then(Usage::of);
    let spent = before.zip(cpu).map(|(before, after)| after.cpu.saturating_sub(before.cpu));
    let resident = before.zip(after).map(|(b, a)| (b.resident, a.resident));
    Ok((SetUp { wanted: options.sessions, live, took, spent, resident }, listeners))
}

enum Any {
    Smooth(Box<Session>),
    Rough(Box<RoughSession>),
}

async fn publish(
    options: &Options,
    publisher: Publisher,
    service: &str,
    nodes: &Nodes,
    live: u64,
    tally: &Rc<Tally>,
) -> Result<Published, String> {
    let each = if options.scenario == Scenario::Fanout { live } else { 1 };
    let event = xmpp::event(options.payload as usize);
    let (mut writer, results) = publisher.split();
    tally.restart();
    let before = options.pid.and_then(Usage::of);
    let own = Usage::of(std::process::id());
    let peak = watch_memory(options.pid);
    let begin = Instant::now();
    let end = begin + Duration::from_secs(options.seconds);
    let mut sent = 0;
    let mut stalled = false;
    let mut text = String::new();
    while Instant::now() < end && !stalled {
        let mut due = Instant::now();
        let mut count = 1;
        if let Some(rate) = options.rate {
            due = begin + Duration::from_secs_f64(sent as f64 / rate.max(1) as f64);
            tokio::time::sleep_until(due.into()).await;
        } else {
            let give_up = Instant::now() + PATIENCE;
            loop {
                let came = tally.sums().delivered + tally.sums().skipped;
                let under_way = (sent * each).saturating_sub(came).div_ceil(each);
                if under_way < options.in_flight {
                    count = options.in_flight - under_way;
                    break;
                }
                if timeout_at(give_up.into(), tally.more.notified()).await.is_err() {
                    stalled = true;
                    count = 0;
                    break;
                }
            }
            due = due.max(Instant::now());
        }
        text.clear();
        for _ in 0..count {
            let mark = Mark { at: tally.clock_at(due), number: sent / nodes.count };
            text += &xmpp::publish(service, sent, &nodes.name(sent), mark, &event);
            sent += 1;
        }
        writer.write_all(text.as_bytes()).await.map_err(|e| format!("publisher: {e}"))?;
    }
    let published_for = begin.elapsed();
    let wanted = sent * each;
    let mut last = tally.sums().delivered;
    let mut give_up = Instant::now() + PATIENCE;
    while tally.sums().delivered + tally.sums().skipped < wanted {
        if timeout_at(give_up.into(), tally.more.notified()).await.is_err() {
            break;
        }
        if tally.sums().delivered > last {
            last = tally.sums().delivered;
            give_up = Instant::now() + PATIENCE;
        }
        // Whoever was lost will not get the rest.
        if tally.lost().0 as u64 >= options.sessions {
            break;
        }
    }
    let took = begin.elapsed();
    let after = options.pid.and_then(Usage::of);
    let spent = |a: Option<Usage>, b: Option<Usage>| a.zip(b).map(|(a, b)| b.cpu.saturating_sub(a.cpu));
    Ok(Published {
        published: sent,
        published_for,
        results: (results.good.get(), results.bad.get()),
        wanted,
        took,
        sums: tally.sums(),
        latency: [0.5, 0.9, 0.99, 1.0].map(|part| tally.latency(part)),
        spent: spent(before, after),
        own: spent(own, Usage::of(std::process::id())),
        resident: before.zip(after).map(|(b, a)| (b.resident, peak.get().max(a.resident))),
        stalled,
    })
}

/// The most memory seen from now on.
fn watch_memory(pid: Option<u32>) -> Rc<Cell<u64>> {
    let peak = Rc::new(Cell::new(0));
    let seen = Rc::clone(&peak);
    if let Some(pid) = pid {
        spawn_local(async move {
            while let Some(usage) = Usage::of(pid) {
                seen.set(seen.get().max(usage.resident));
                tokio::time::sleep(Duration::from_millis(250)).await;
            }
        });
    }
    peak
}
