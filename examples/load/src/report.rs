//! What came of it.

use std::fmt;
use std::time::Duration;

use crate::options::{Options, Scenario};
use crate::tally::Sums;

/// What came of a run.
#[derive(Debug, Default, Clone)]
pub struct Report {
    /// The opening of sessions.
    pub set_up: SetUp,
    /// The publishing, if there was any.
    pub published: Option<Published>,
    /// Sessions that ended, or never began.
    pub lost: u64,
    /// What the first of them said.
    pub first_loss: Option<String>,
}

/// The opening of sessions.
#[derive(Debug, Default, Clone, Copy)]
pub struct SetUp {
    /// Sessions asked for.
    pub wanted: u64,
    /// Sessions opened.
    pub live: u64,
    /// How long that took.
    pub took: Duration,
    /// The server's processor time for it.
    pub spent: Option<Duration>,
    /// The server's memory before and after, bytes.
    pub resident: Option<(u64, u64)>,
}

/// The publishing.
#[derive(Debug, Default, Clone, Copy)]
pub struct Published {
    /// Publishes sent.
    pub published: u64,
    /// In how long.
    pub published_for: Duration,
    /// Results and errors they were answered with.
    pub results: (u64, u64),
    /// Events that were to come of them.
    pub wanted: u64,
    /// Until the last came, or nothing came any more.
    pub took: Duration,
    /// What came.
    pub sums: Sums,
    /// Latencies of 50, 90, 99 and 100 of 100 events.
    pub latency: [Duration; 4],
    /// The server's processor time.
    pub spent: Option<Duration>,
    /// Our own.
    pub own: Option<Duration>,
    /// The server's memory before, and the most seen, bytes.
    pub resident: Option<(u64, u64)>,
    /// The closed loop waited in vain.
    pub stalled: bool,
}

impl SetUp {
    /// Sessions opened in a second.
    #[must_use]
    pub fn rate(&self) -> f64 {
        self.live as f64 / self.took.as_secs_f64().max(1e-9)
    }

    /// KiB of the server's memory for each session.
    #[must_use]
    pub fn session_kib(&self) -> Option<f64> {
        self.resident.map(|(a, b)| (b as f64 - a as f64) / 1024.0 / self.live.max(1) as f64)
    }
}

impl Published {
    /// Events in a second.
    #[must_use]
    pub fn rate(&self) -> f64 {
        self.sums.delivered as f64 / self.took.as_secs_f64().max(1e-9)
    }

    /// Events that did not come.
    #[must_use]
    pub const fn missing(&self) -> u64 {
        self.wanted.saturating_sub(self.sums.delivered)
    }

    /// Microseconds of the server's processor for each event.
    #[must_use]
    pub fn cpu_micros(&self) -> Option<f64> {
        self.spent.map(|spent| self.micros_each(spent))
    }

    /// MiB by which the server's memory grew.
    #[must_use]
    pub fn growth_mib(&self) -> Option<f64> {
        self.resident.map(|(a, b)| (b as f64 - a as f64) / f64::from(1 << 20))
    }

    fn micros_each(&self, spent: Duration) -> f64 {
        spent.as_secs_f64() * 1e6 / self.sums.delivered.max(1) as f64
    }
}

impl Report {
    /// What was promised and not kept: nothing lost, repeated or out of order, and the bounds that were stated.
    #[must_use]
    pub fn broken(&self, options: &Options) -> Vec<String> {
        let mut broken = Vec::new();
        let mut bound = |fine: bool, text: String| {
            if !fine {
                broken.push(text);
            }
        };
        let above = |is: f64, least: Option<f64>| least.is_none_or(|least| is >= least);
        let below = |is: f64, most: Option<f64>| most.is_none_or(|most| is <= most);
        bound(self.lost <= options.max_lost, format!("{} sessions lost", self.lost));
        let rate = self.set_up.rate();
        bound(above(rate, options.min_setups), format!("only {rate:.0} sessions opened in a second"));
        if let Some(kib) = self.set_up.session_kib() {
            bound(below(kib, options.max_session), format!("{kib:.1} KiB for each session"));
        }
        let Some(p) = &self.published else {
            if options.scenario != Scenario::Idle {
                broken.push("nothing was published".to_owned());
            }
            return broken;
        };
        let whole = p.missing() == 0 || self.lost > 0 && self.lost <= options.max_lost;
        bound(whole, format!("{} events missing", p.missing()));
        bound(p.sums.repeated == 0, format!("{} events repeated", p.sums.repeated));
        bound(p.sums.skipped == 0, format!("{} events passed over", p.sums.skipped));
        bound(p.results.1 == 0, format!("{} publishes refused", p.results.1));
        bound(!p.stalled, "nothing came any more".to_owned());
        let rate = p.rate();
        bound(above(rate, options.min_rate), format!("only {rate:.0} events in a second"));
        let p99 = p.latency[2].as_secs_f64() * 1e3;
        bound(below(p99, options.max_p99), format!("{p99:.1} ms for 99 of 100 events"));
        if let Some(cpu) = p.cpu_micros() {
            bound(below(cpu, options.max_cpu), format!("{cpu:.1} µs of processor for each event"));
        }
        if let Some(mib) = p.growth_mib() {
            bound(below(mib, options.max_growth), format!("memory grew by {mib:.1} MiB"));
        }
        broken
    }
}

/// Lines of `name=value`, for people and scripts.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let s = &self.set_up;
        write!(
            f,
            "sessions={} wanted={} setup_s={:.2} setups_per_s={:.0}",
            s.live,
            s.wanted,
            s.took.as_secs_f64(),
            s.rate()
        )?;
        if let (Some(spent), Some((before, after))) = (s.spent, s.resident) {
            let ms = spent.as_secs_f64() * 1e3 / s.live.max(1) as f64;
            let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
            write!(f, " setup_cpu_ms={ms:.3} rss_before_MiB={:.1} rss_MiB={:.1}", mib(before), mib(after))?;
            write!(f, " rss_session_KiB={:.1}", s.session_kib().unwrap_or_default())?;
        }
        writeln!(f, " lost={}", self.lost)?;
        if let Some(first) = &self.first_loss {
            writeln!(f, "first_loss={first:?}")?;
        }
        let Some(p) = &self.published else { return Ok(()) };
        let Sums { delivered, skipped, repeated, answers, bytes, reconnects } = p.sums;
        writeln!(
            f,
            "publishes={} publishes_per_s={:.0} results={} errors={}",
            p.published,
            p.published as f64 / p.published_for.as_secs_f64().max(1e-9),
            p.results.0,
            p.results.1
        )?;
        writeln!(
            f,
            "events={delivered} events_per_s={:.0} missing={} skipped={skipped} repeated={repeated} \
             answers={answers} bytes_per_answer={} reconnects={reconnects}{}",
            p.rate(),
            p.missing(),
            bytes / answers.max(1),
            if p.stalled { " stalled=1" } else { "" }
        )?;
        let [p50, p90, p99, max] = p.latency.map(|l| l.as_secs_f64() * 1e3);
        write!(f, "p50_ms={p50:.2} p90_ms={p90:.2} p99_ms={p99:.2} max_ms={max:.2}")?;
        if let Some(cpu) = p.cpu_micros() {
            write!(f, " server_cpu_us={cpu:.1}")?;
        }
        if let Some(own) = p.own {
            write!(f, " own_cpu_us={:.1}", p.micros_each(own))?;
        }
        if let Some(mib) = p.growth_mib() {
            write!(f, " rss_growth_MiB={mib:.1}")?;
        }
        writeln!(f)
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    fn report(change: impl FnOnce(&mut Report, &mut Published)) -> Report {
        let sums = Sums { delivered: 100, ..Sums::default() };
        let ms = Duration::from_millis;
        let mut published = Published {
            published: 10,
            wanted: 100,
            took: ms(100),
            sums,
            latency: [ms(1), ms(2), ms(3), ms(4)],
            spent: Some(ms(2)),
            resident: Some((0, 5 << 20)),
            ..Published::default()
        };
        let set_up =
            SetUp { wanted: 10, live: 10, took: ms(10), resident: Some((0, 102_400)), ..SetUp::default() };
        let mut report = Report { set_up, ..Report::default() };
        change(&mut report, &mut published);
        Report { published: Some(published), ..report }
    }

    fn broken(report: &Report, bounds: &str) -> String {
        let words = "load fanout --pid 1".split(' ').chain(bounds.split_whitespace());
        report.broken(&Options::parse_from(words)).join("; ")
    }

    #[test]
    fn a_run_that_kept_its_promises_breaks_nothing() {
        let bounds =
            "--min-rate 1000 --max-p99 3 --max-cpu 20 --min-setups 1000 --max-session 10 --max-growth 5";
        assert_eq!(broken(&report(|_, _| {}), bounds), "");
    }

    #[test]
    fn each_bound_can_be_broken() {
        let fine = report(|_, _| {});
        for (bound, what) in [
            ("--min-rate 1001", "only 1000 events"),
            ("--max-p99 2.9", "3.0 ms"),
            ("--max-cpu 19", "20.0 µs"),
            ("--min-setups 1001", "only 1000 sessions"),
            ("--max-session 9", "10.0 KiB"),
            ("--max-growth 4", "5.0 MiB"),
        ] {
            assert!(broken(&fine, bound).contains(what), "{bound}: {}", broken(&fine, bound));
        }
    }

    #[test]
    fn what_was_lost_repeated_or_passed_over_is_told_without_being_asked() {
        assert_eq!(broken(&report(|r, _| r.lost = 1), ""), "1 sessions lost");
        assert_eq!(broken(&report(|r, _| r.lost = 1), "--max-lost 1"), "");
        assert_eq!(broken(&report(|_, p| p.wanted = 101), ""), "1 events missing");
        assert_eq!(broken(&report(|_, p| p.sums.repeated = 2), ""), "2 events repeated");
        assert_eq!(broken(&report(|_, p| p.sums.skipped = 3), ""), "3 events passed over");
        assert_eq!(broken(&report(|_, p| p.results.1 = 4), ""), "4 publishes refused");
        assert_eq!(broken(&report(|_, p| p.stalled = true), ""), "nothing came any more");
    }
}
