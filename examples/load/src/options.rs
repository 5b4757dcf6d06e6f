//! What is asked for.

use std::net::SocketAddr;
use std::time::Duration;

use clap::{Parser, ValueEnum};

use crate::impair::Impairment;

/// Loads a BOSH and publish-subscribe service, and says whether it kept its promises.
///
/// Opens many BOSH sessions and one publisher on XMPP over TCP, publishes, and accounts for every event: each subscriber must
/// get each event of its node once and in order. Latency runs from the publish (with --rate: from when it was due, so that
/// a server that stalls is not spared) until the subscriber has read the answer that carries the event.
///
/// The accounts PREFIX0, PREFIX1, … and the publisher must exist, with one password for all. The tool opens as many
/// sessions as it is told, at most 20,000, and runs for at most --seconds and a minute; everything it keeps is bounded by
/// that. It talks to loopback addresses only, unless --remote says otherwise: load only what is yours.
///
/// Exit code: 0, all is well; 1, a delivery guarantee or a stated bound was broken, the report says which; 2, the load
/// could not be run.
#[derive(Parser, Debug, Clone)]
#[command(name = "load", version)]
pub struct Options {
    /// What is done.
    pub scenario: Scenario,

    /// Where BOSH is served, in clear.
    #[arg(long, default_value = "127.0.0.1:7071")]
    pub bosh: SocketAddr,
    /// Its path.
    #[arg(long, default_value = "/http-bind")]
    pub path: String,
    /// Where XMPP over TCP is served, in clear, for the publisher.
    #[arg(long, default_value = "127.0.0.1:5222")]
    pub xmpp: SocketAddr,
    /// Allows addresses that are not loopback.
    #[arg(long)]
    pub remote: bool,
    /// The domain of the accounts.
    #[arg(long, default_value = "localhost")]
    pub domain: String,
    /// The publish-subscribe service; default: pubsub.DOMAIN.
    #[arg(long)]
    pub pubsub: Option<String>,
    /// The account that publishes.
    #[arg(long, default_value = "finesse")]
    pub publisher: String,
    /// The accounts that listen are this and a number.
    #[arg(long, default_value = "u")]
    pub prefix: String,
    /// The password of all accounts.
    #[arg(long, default_value = "secret")]
    pub password: String,

    /// How many sessions.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u64).range(1..=20_000))]
    pub sessions: u64,
    /// How long to publish.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub seconds: u64,
    /// Publishes in a second. Without it, a publish follows as soon as fewer than --in-flight are under way.
    #[arg(long)]
    pub rate: Option<u64>,
    /// Publishes of which not every event has come.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    pub in_flight: u64,
    /// Bytes of an event before it is escaped.
    #[arg(long, default_value_t = 1500, value_parser = clap::value_parser!(u64).range(600..=100_000))]
    pub payload: u64,
    /// Seconds that a request may be held.
    #[arg(long, default_value_t = 60)]
    pub wait: u64,
    /// Sessions being opened at once.
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u64).range(1..=1000))]
    pub ramp: u64,
    /// Milliseconds between the opening of sessions and what follows.
    #[arg(long, default_value_t = 1000)]
    pub settle: u64,
    /// The server's process: its memory and processor time are told.
    #[arg(long)]
    pub pid: Option<u32>,

    /// Milliseconds that each way takes at most.
    #[arg(long, default_value_t = 0, help_heading = "Impairment")]
    pub delay: u64,
    /// Percent of exchanges whose request or answer is lost.
    #[arg(long, default_value_t = 0.0, help_heading = "Impairment")]
    pub loss: f64,
    /// Percent of requests that arrive twice.
    #[arg(long, default_value_t = 0.0, help_heading = "Impairment")]
    pub duplicate: f64,
    /// Percent of requests that later ones overtake.
    #[arg(long, default_value_t = 0.0, help_heading = "Impairment")]
    pub reorder: f64,
    /// Percent of exchanges whose connection is cut while the request is held.
    #[arg(long, default_value_t = 0.0, help_heading = "Impairment")]
    pub cut: f64,
    /// What happens follows from this number.
    #[arg(long, default_value_t = 1, help_heading = "Impairment")]
    pub seed: u64,

    /// Sessions that may be lost.
    #[arg(long, default_value_t = 0, help_heading = "Bounds")]
    pub max_lost: u64,
    /// Events in a second, at least.
    #[arg(long, help_heading = "Bounds")]
    pub min_rate: Option<f64>,
    /// Milliseconds within which 99 of 100 events come.
    #[arg(long, help_heading = "Bounds")]
    pub max_p99: Option<f64>,
    /// Microseconds of the server's processor for each event.
    #[arg(long, help_heading = "Bounds", requires = "pid")]
    pub max_cpu: Option<f64>,
    /// Sessions opened in a second, at least.
    #[arg(long, help_heading = "Bounds")]
    pub min_setups: Option<f64>,
    /// KiB of the server's memory for each session.
    #[arg(long, help_heading = "Bounds", requires = "pid")]
    pub max_session: Option<f64>,
    /// MiB by which the server's memory grows while events are published.
    #[arg(long, help_heading = "Bounds", requires = "pid")]
    pub max_growth: Option<f64>,
}

/// What is done.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scenario {
    /// All sessions subscribe to one node.
    Fanout,
    /// Each session subscribes to a node of its own; publishes go round.
    Nodes,
    /// Sessions only wait.
    Idle,
}

impl Options {
    /// How bad the network is.
    #[must_use]
    pub fn impairment(&self) -> Impairment {
        Impairment {
            delay: Duration::from_millis(self.delay),
            loss: self.loss,
            duplicate: self.duplicate,
            reorder: self.reorder,
            cut: self.cut,
        }
    }
}
