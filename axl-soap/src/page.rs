//! The HTML pages a server answers with instead of SOAP.

use crate::http::{Headers, HttpResponse, Status};

/// Title and heading of the page that a GET is answered with; clients test a log-in by it.
const TITLE: &str = "Cisco CallManager: AXL Web Service";

/// The page for `GET /axl/`.
pub(crate) fn welcome() -> HttpResponse {
    let text = "The AXL Web Service is working and accepting requests. Use HTTP POST to send a request.";
    page(Status::OK, TITLE, text)
}

/// A page that says why there is no SOAP answer.
pub(crate) fn refusal(status: Status, text: &str) -> HttpResponse {
    let title = match status {
        Status::UNAUTHORIZED => "401 Unauthorized",
        Status::FORBIDDEN => "403 Forbidden",
        Status::NOT_FOUND => "404 Not Found",
        Status::METHOD_NOT_ALLOWED => "405 Method Not Allowed",
        Status::TOO_LARGE => "413 Request Entity Too Large",
        Status::UNAVAILABLE => "503 Service Unavailable",
        Status::WRONG_VERSION => "599 Incorrect AXL Version",
        _ => "Error",
    };
    page(status, title, text)
}

fn page(status: Status, title: &str, text: &str) -> HttpResponse {
    let body = format!(
        "<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>\n"
    );
    let headers: Headers = [("Content-Type", "text/html;charset=UTF-8")].into_iter().collect();
    HttpResponse { status, headers, body: body.into() }
}

/// The text of a page's title, for an error message; at most 120 bytes.
pub(crate) fn title(body: &[u8]) -> String {
    const MOST: usize = 120;
    let start = body.get(..4096).unwrap_or(body);
    let text = String::from_utf8_lossy(start);
    let lower = text.to_ascii_lowercase();
    let inner = lower.find("<title>").and_then(|at| {
        let from = at + "<title>".len();
        let to = lower.get(from..)?.find('<')? + from;
        text.get(from..to)
    });
    let mut title: String = inner.unwrap_or("").trim().chars().filter(|c| !c.is_control()).collect();
    while title.len() > MOST {
        title.pop();
    }
    title
}
