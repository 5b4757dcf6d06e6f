//! What the HTTP side allows.

use std::time::Duration;

use hyper::header::HeaderValue;

/// What the HTTP side allows. The defaults suit a service that is open to the world.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct HttpConfig {
    /// The path served, with and without a slash at its end. Default `/http-bind`.
    pub path: String,
    /// The largest entity, in bytes. Default 260 KiB: one stanza of 256 KiB and its body; more is answered with 413.
    pub entity: usize,
    /// Bytes of all entities above 16 KiB that are being read; one more is refused with 503, which clients take as a reason to try
    /// again. Slow senders on many connections cannot hold more. Default 64 MiB.
    pub reading: usize,
    /// How long an entity may take once its head is there. Default 15 s; longer is answered with 408.
    pub entity_time: Duration,
    /// How long a TLS handshake, and a head, may take; an idle connection is closed after it. Default 75 s, more than the
    /// usual `wait`, so that a client finds its second connection still open.
    pub head_time: Duration,
    /// Connections at once; more wait in the system's queue. Default 20,000.
    pub connections: usize,
    /// Requests without an answer at once; more wait on their connections. Default 65,536.
    pub requests: usize,
    /// Which pages may use the service from a browser. Default `*`: nothing is authenticated by a cookie.
    pub allow_origin: HeaderValue,
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            path: "/http-bind".to_owned(),
            entity: 260 << 10,
            reading: 64 << 20,
            entity_time: Duration::from_secs(15),
            head_time: Duration::from_secs(75),
            connections: 20_000,
            requests: 1 << 16,
            allow_origin: HeaderValue::from_static("*"),
        }
    }
}
