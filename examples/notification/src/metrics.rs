//! What the service has done and what it keeps, as text for monitoring programs.

use std::fmt::Write as _;

use bytes::Bytes;
use host::{HttpServer, Stop};
use http::header::{ALLOW, CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::core::Stats;

/// Serves `GET /metrics`. Numbers only: no name, address or id of anybody.
pub(crate) fn serve(listener: TcpListener, stats: watch::Receiver<Stats>, stop: &Stop) {
    let handler = move |request: Request<Bytes>| {
        let response = respond(&request, &stats.borrow());
        async move { response }
    };
    HttpServer::new(handler).spawn(listener, stop);
}

fn respond(request: &Request<Bytes>, stats: &Stats) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    if request.uri().path() != "/metrics" {
        *response.status_mut() = StatusCode::NOT_FOUND;
    } else if *request.method() != Method::GET && *request.method() != Method::HEAD {
        *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
    } else {
        let text = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
        response.headers_mut().insert(CONTENT_TYPE, text);
        *response.body_mut() = exposition(stats).into();
    }
    response
}

/// The text format of Prometheus, version 0.0.4.
#[must_use]
pub fn exposition(stats: &Stats) -> String {
    let mut out = String::new();
    let mut row = |name: &str, kind: &str, help: &str, value: u64| {
        // Writing to a string does not fail.
        let _ = writeln!(
            out,
            "# HELP notification_{name} {help}\n# TYPE notification_{name} {kind}\nnotification_{name} {value}"
        );
    };
    let bosh = &stats.bosh;
    for (name, help, value) in [
        ("streams", "Streams now, over TCP, WebSocket and BOSH.", stats.streams),
        ("bound", "Addresses bound now.", stats.bound),
        ("nodes", "Publish-subscribe nodes now.", stats.nodes),
        ("bosh_sessions", "BOSH sessions now, those ended that linger for repeats included.", bosh.sessions),
        ("bosh_open_requests", "BOSH requests held or parked now.", bosh.open_requests),
        ("bosh_bytes", "Bytes queued, parked and kept for BOSH sessions now.", bosh.bytes),
    ] {
        row(name, "gauge", help, value as u64);
    }
    for (name, help, value) in [
        ("logins_total", "Logins that were right.", stats.logins),
        ("logins_refused_total", "Logins that were not.", stats.refused),
        ("stanzas_received_total", "Stanzas taken from clients.", stats.received),
        ("notifications_total", "Messages given to clients.", stats.notified),
        ("bosh_sessions_opened_total", "BOSH sessions opened.", bosh.opened),
        ("bosh_sessions_ended_total", "BOSH sessions ended.", bosh.ended),
        ("bosh_requests_total", "BOSH requests received.", bosh.requests),
        ("bosh_repeats_total", "BOSH requests that were repeats.", bosh.repeats),
        ("bosh_parked_total", "BOSH requests that came too early.", bosh.parked),
        ("bosh_refused_total", "BOSH requests without a session, or broken.", bosh.refused),
    ] {
        row(name, "counter", help, value);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_has_its_row_its_type_and_a_word_of_help() {
        let mut stats = Stats::default();
        (stats.bound, stats.logins) = (7, 8);
        let text = exposition(&stats);
        assert!(text.contains("# TYPE notification_bound gauge\nnotification_bound 7\n"), "{text}");
        assert!(
            text.contains("# TYPE notification_logins_total counter\nnotification_logins_total 8\n"),
            "{text}"
        );
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let (name, value) = line.split_once(' ').unwrap();
            assert!(value.parse::<u64>().is_ok(), "{line}");
            assert_eq!(text.matches(&format!("# HELP {name} ")).count(), 1, "{name}");
        }
        assert!(text.ends_with('\n'));
    }
}
