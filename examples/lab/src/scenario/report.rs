//! Steps and hops on the terminal.

use std::fmt::Display;
use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::control;
use crate::trace::Hop;

/// Tells what happens, and remembers whether anything was wrong.
pub(super) struct Report {
    control: SocketAddr,
    seen: u64,
    passed: bool,
    out: fn(&str),
}

impl Report {
    /// Starts to listen to the trace of the lab at this control address.
    pub(super) async fn new(control: SocketAddr, out: fn(&str)) -> io::Result<Self> {
        let seen = control::hops_after(control, 0).await?.last().map_or(0, |hop| hop.seq);
        Ok(Self { control, seen, passed: true, out })
    }

    /// Runs one step, and shows how it ended and the hops it caused.
    pub(super) async fn step<T, E: Display>(
        &mut self,
        what: &str,
        who: &str,
        step: impl Future<Output = Result<T, E>>,
    ) -> Option<T> {
        let begun = Instant::now();
        let result = step.await;
        let took = begun.elapsed();
        let (verdict, ended) = match &result {
            Ok(_) => ("ok  ", String::new()),
            Err(error) => {
                self.passed = false;
                ("FAIL", format!(": {error}"))
            }
        };
        (self.out)(&format!("{verdict} {what}{ended}  ({})", millis(took)));
        if let Err(error) = self.hops(who).await {
            self.passed = false;
            (self.out)(&format!("FAIL the trace cannot be read: {error}"));
        }
        result.ok()
    }

    /// Whether everything was as it should be so far.
    pub(super) const fn passed(&self) -> bool {
        self.passed
    }

    /// Which links the hops of this agent took since the last look; shows them.
    async fn hops(&mut self, who: &str) -> io::Result<()> {
        let hops = control::hops_after(self.control, self.seen).await?;
        self.seen = hops.last().map_or(self.seen, |hop| hop.seq);
        let ours: Vec<&Hop> = hops.iter().filter(|hop| hop.who == who).collect();
        let Some(first) = ours.first().map(|hop| hop.at_us) else { return Ok(()) };
        for hop in ours {
            let after = Duration::from_micros(hop.at_us.saturating_sub(first));
            let request = hop.request.get(..8).map(|id| format!("  [{id}]")).unwrap_or_default();
            (self.out)(&format!(
                "       {:>10}  {:<5} {}{request}",
                format!("+{}", millis(after)),
                hop.link,
                hop.what
            ));
        }
        Ok(())
    }
}

fn millis(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1_000.0)
}
