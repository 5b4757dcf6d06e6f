//! What a connection manager grants, and its limits.

use std::time::Duration;

/// What the manager grants its sessions. The defaults suit browsers on mobile networks.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Config {
    /// The longest time a request is held, and what a client gets that does not ask (§7.1). Lower it when proxies on
    /// the way cut idle requests earlier. Default 60 s.
    pub max_wait: Duration,
    /// How many requests are held at most (§7.1). More than 1 helps only clients whose every request takes long to
    /// set up. Default 2; a client that does not ask gets 1.
    pub max_hold: u32,
    /// How long a client may be silent (§10). Raise it for bad networks, lower it to notice the loss of a client
    /// sooner. Default 60 s.
    pub inactivity: Duration,
    /// The shortest time between two empty requests that are not held (§11, §12). Default 5 s; zero permits any.
    pub polling: Duration,
    /// How much sooner than `polling` a request may come, because clocks are coarse. Default 1 s.
    pub polling_tolerance: Duration,
    /// The longest pause, if pauses are supported (§10). Default 120 s.
    pub max_pause: Option<Duration>,
    /// Are requests acknowledged (§9.1)? Default [`Acks::On`].
    pub acks: Acks,
    /// An answer that a client has not acknowledged for so long is reported (§9.2). Above the usual round trip, or
    /// each request that crosses an answer causes a report. Default 2 s.
    pub report_after: Duration,
    /// How often one request may be repeated (§14.3). Default 25: a proxy that cuts every 5 s during a `wait` of 60,
    /// twice over.
    pub max_repeats: u32,
    /// How long the host may take to accept a session. Default 30 s.
    pub open_timeout: Duration,
    /// How long the answers of an ended session are kept for repeats; who repeats a request later is told of the end only.
    /// Default 10 s.
    pub linger: Duration,
    /// What is kept at most.
    pub limits: Limits,
}

/// Does the manager acknowledge requests?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acks {
    /// Yes.
    On,
    /// No.
    Off,
}

/// Bounds on what peers can make the manager keep. Beyond a bound the session that asked for more ends.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Limits {
    /// Sessions, ended ones that linger included (the oldest of those make room). Default 100,000.
    pub sessions: usize,
    /// Elements in one body. Default 1,000.
    pub elements: usize,
    /// Bytes queued for one client, and 128 more for each payload. Default 1 MiB.
    pub queue: usize,
    /// Bytes of one session's requests that came too early. Default 512 KiB: two stanzas of 256 KiB.
    pub parked: usize,
    /// Bytes of one session's answers that a client which promised to acknowledge has not. Default 2 MiB.
    pub unacknowledged: usize,
    /// Answers kept although the client has them: a repeat that was long on its way would end the session otherwise
    /// (§14.3). Default 8.
    pub spare_answers: usize,
    /// They are dropped sooner when a session's answers exceed so many bytes. Default 16 KiB.
    pub spare_bytes: usize,
    /// Bytes of payload in one answer; a single larger payload still goes alone. Default 128 KiB, so that one slow answer
    /// does not delay all.
    pub answer: usize,
    /// Bytes of all that, in all sessions. Beyond, those end that keep most. Default 1 GiB.
    pub total: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            max_wait: Duration::from_secs(60),
            max_hold: 2,
            inactivity: Duration::from_secs(60),
            polling: Duration::from_secs(5),
            polling_tolerance: Duration::from_secs(1),
            max_pause: Some(Duration::from_secs(120)),
            acks: Acks::On,
            report_after: Duration::from_secs(2),
            max_repeats: 25,
            open_timeout: Duration::from_secs(30),
            linger: Duration::from_secs(10),
            limits: Limits::default(),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sessions: 100_000,
            elements: 1_000,
            queue: 1 << 20,
            parked: 512 << 10,
            unacknowledged: 2 << 20,
            spare_answers: 8,
            spare_bytes: 16 << 10,
            answer: 128 << 10,
            total: 1 << 30,
        }
    }
}
