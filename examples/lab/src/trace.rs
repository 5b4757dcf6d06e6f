//! Collects the hops that the services report, so that one action can be shown across all of them.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use serde::{Deserialize, Serialize};
use tracing::field::{Field, Visit};
use tracing_subscriber::layer::{Context, Layer};

/// The `tracing` target under which services report a hop.
pub(crate) const TARGET: &str = "hop";

/// How many hops are kept; older ones fall out.
pub(crate) const KEPT: usize = 10_000;

/// Bytes kept of each text of a hop.
const LONGEST: usize = 200;

/// One message on one link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hop {
    /// Counts up from 1; never repeated.
    pub seq: u64,
    /// Microseconds since the lab started.
    pub at_us: u64,
    /// REST, AXL, CTI, JTAPI, XMPP or BOSH.
    pub link: String,
    /// The agent it is about, or empty.
    pub who: String,
    /// The `requestId` it belongs to, or empty.
    pub request: String,
    /// What was said.
    pub what: String,
}

/// A bounded memory of hops; cheap to clone.
#[derive(Debug, Clone)]
pub struct Trace {
    started: Instant,
    kept: Arc<Mutex<Kept>>,
}

#[derive(Debug, Default)]
struct Kept {
    last: u64,
    hops: VecDeque<Hop>,
}

impl Trace {
    /// An empty memory; times count from `started`.
    pub fn new(started: Instant) -> Self {
        Self { started, kept: Arc::default() }
    }

    /// The hops after number `seq`, oldest first.
    pub fn after(&self, seq: u64) -> Vec<Hop> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.hops.iter().filter(|hop| hop.seq > seq).cloned().collect()
    }

    /// The number of the newest hop.
    pub fn last(&self) -> u64 {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).last
    }

    fn push(&self, mut hop: Hop) {
        hop.at_us = u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.last += 1;
        hop.seq = kept.last;
        if kept.hops.len() == KEPT {
            kept.hops.pop_front();
        }
        kept.hops.push_back(hop);
    }
}

impl<S: tracing::Subscriber> Layer<S> for Trace {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == TARGET {
            let mut hop = Collect(Hop {
                seq: 0,
                at_us: 0,
                link: String::new(),
                who: String::new(),
                request: String::new(),
                what: String::new(),
            });
            event.record(&mut hop);
            self.push(hop.0);
        }
    }
}

/// Peers choose names and paths: what is kept of each is bounded as well.
fn cut(text: &str) -> &str {
    text.get(..text.floor_char_boundary(LONGEST)).unwrap_or(text)
}

struct Collect(Hop);

impl Visit for Collect {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "link" => cut(value).clone_into(&mut self.0.link),
            "who" => cut(value).clone_into(&mut self.0.who),
            "request" => cut(value).clone_into(&mut self.0.request),
            "message" => cut(value).clone_into(&mut self.0.what),
            _ => {}
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.record_str(field, &format!("{value:?}"));
    }
}

#[cfg(test)]
mod tests {
    use tracing_subscriber::layer::SubscriberExt as _;

    use super::*;

    #[test]
    fn hops_are_kept_in_order_and_other_logs_are_not() {
        let trace = Trace::new(Instant::now());
        tracing::subscriber::with_default(tracing_subscriber::registry().with(trace.clone()), || {
            tracing::info!(target: TARGET, link = "CTI", who = %"1001", request = "r1", "OPEN_REQ {}", 17);
            tracing::info!("something else");
            tracing::info!(target: TARGET, link = "XMPP", "publish");
        });
        let hops = trace.after(0);
        assert_eq!(hops.len(), 2);
        assert_eq!((&*hops[0].link, &*hops[0].who, &*hops[0].what), ("CTI", "1001", "OPEN_REQ 17"));
        assert_eq!(trace.after(1), hops[1..]);
        assert_eq!(trace.last(), 2);
    }

    #[test]
    fn long_texts_are_cut() {
        let trace = Trace::new(Instant::now());
        tracing::subscriber::with_default(tracing_subscriber::registry().with(trace.clone()), || {
            tracing::info!(target: TARGET, link = "REST", who = %"ä".repeat(1_000), "x");
        });
        assert_eq!(trace.after(0)[0].who.len(), LONGEST);
    }

    #[test]
    fn memory_is_bounded() {
        let trace = Trace::new(Instant::now());
        tracing::subscriber::with_default(tracing_subscriber::registry().with(trace.clone()), || {
            for _ in 0..KEPT + 5 {
                tracing::info!(target: TARGET, link = "BOSH", "x");
            }
        });
        assert_eq!(trace.after(0).len(), KEPT);
        assert_eq!(trace.after(0)[0].seq, 6);
    }
}
