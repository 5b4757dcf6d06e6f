//! The desktop's files, built in.

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LOCATION};
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode};
use sha2::{Digest as _, Sha256};

struct Page {
    path: &'static str,
    kind: &'static str,
    body: &'static [u8],
}

macro_rules! pages {
    ($( $path:literal $kind:literal; )*) => {
        &[$( Page { path: $path, kind: $kind, body: include_bytes!(concat!("../../web/", $path)) }, )*]
    };
}

const PAGES: &[Page] = pages! {
    "index.html" "text/html; charset=utf-8";
    "desktop.css" "text/css; charset=utf-8";
    "desktop.js" "text/javascript; charset=utf-8";
    "bosh.js" "text/javascript; charset=utf-8";
    "calls.js" "text/javascript; charset=utf-8";
    "rest.js" "text/javascript; charset=utf-8";
};

/// The page loads nothing from elsewhere, and nobody else may frame it.
const POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; \
                      frame-ancestors 'self'";

/// Answers a request for a page; `None` when the path is none of a page's.
pub(super) fn answer(method: &Method, path: &str, headers: &HeaderMap) -> Option<Response<Bytes>> {
    if matches!(path, "/" | "/desktop") {
        let mut response = status(StatusCode::FOUND);
        response.headers_mut().insert(LOCATION, HeaderValue::from_static("/desktop/"));
        return Some(response);
    }
    let name = path.strip_prefix("/desktop/")?;
    let name = if name.is_empty() { "index.html" } else { name };
    let page = PAGES.iter().find(|page| page.path == name)?;
    if !matches!(*method, Method::GET | Method::HEAD) {
        let mut response = status(StatusCode::METHOD_NOT_ALLOWED);
        response.headers_mut().insert(http::header::ALLOW, HeaderValue::from_static("GET,HEAD"));
        return Some(response);
    }
    let digest = Sha256::digest(page.body);
    let tag: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let tag = HeaderValue::from_str(&format!("\"{tag}\"")).ok()?;
    let known = headers.get(IF_NONE_MATCH).is_some_and(|value| *value == tag);
    let mut response =
        if known { status(StatusCode::NOT_MODIFIED) } else { Response::new(Bytes::from_static(page.body)) };
    let out = response.headers_mut();
    // Kept by the browser, and asked about every time: a new version is seen at once, an old one costs no transfer.
    out.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    out.insert(ETAG, tag);
    out.insert(CONTENT_TYPE, HeaderValue::from_static(page.kind));
    out.insert("Content-Security-Policy", HeaderValue::from_static(POLICY));
    out.insert("X-Content-Type-Options", HeaderValue::from_static("nosniff"));
    out.insert("Referrer-Policy", HeaderValue::from_static("no-referrer"));
    Some(response)
}

fn status(status: StatusCode) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = status;
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_the_page_names_is_there() {
        let index = std::str::from_utf8(PAGES[0].body).unwrap();
        for page in &PAGES[1..3] {
            assert!(index.contains(page.path), "{}", page.path);
        }
        let desktop = std::str::from_utf8(PAGES[2].body).unwrap();
        for page in &PAGES[3..] {
            assert!(desktop.contains(page.path), "{}", page.path);
        }
    }

    #[test]
    fn f6_a_file_that_is_known_is_not_sent_again() {
        let first = answer(&Method::GET, "/desktop/", &HeaderMap::new()).unwrap();
        assert_eq!((first.status(), first.body().is_empty()), (StatusCode::OK, false));
        let mut headers = HeaderMap::new();
        headers.insert(IF_NONE_MATCH, first.headers()[ETAG].clone());
        let second = answer(&Method::GET, "/desktop/", &headers).unwrap();
        assert_eq!((second.status(), second.body().is_empty()), (StatusCode::NOT_MODIFIED, true));
    }

    #[test]
    fn other_paths_are_no_pages() {
        for path in ["/finesse/api/SystemInfo", "/desktop/../Cargo.toml", "/desktop/none.js", ""] {
            assert!(answer(&Method::GET, path, &HeaderMap::new()).is_none(), "{path}");
        }
        let post = answer(&Method::POST, "/desktop/", &HeaderMap::new()).unwrap();
        assert_eq!(post.status(), StatusCode::METHOD_NOT_ALLOWED);
        let root = answer(&Method::GET, "/", &HeaderMap::new()).unwrap();
        assert_eq!(root.headers()[LOCATION], "/desktop/");
    }
}
