//! The desktop's files, built in: kept by browsers, and sent compressed to who takes that (system inventory, F6).

use bytes::Bytes;
use http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LOCATION, VARY,
};
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

/// The pages, and each once more as `gzip`.
pub(super) struct Pages(Vec<Bytes>);

impl Pages {
    pub(super) fn new() -> Self {
        Self(PAGES.iter().map(|page| gzip(page.body).into()).collect())
    }

    /// Answers a request for a page; `None` when the path is none of a page's.
    pub(super) fn answer(&self, method: &Method, path: &str, headers: &HeaderMap) -> Option<Response<Bytes>> {
        if matches!(path, "/" | "/desktop") {
            let mut response = status(StatusCode::FOUND);
            response.headers_mut().insert(LOCATION, HeaderValue::from_static("/desktop/"));
            return Some(response);
        }
        let name = path.strip_prefix("/desktop/")?;
        let name = if name.is_empty() { "index.html" } else { name };
        let (page, packed) = PAGES.iter().zip(&self.0).find(|(page, _)| page.path == name)?;
        if !matches!(*method, Method::GET | Method::HEAD) {
            let mut response = status(StatusCode::METHOD_NOT_ALLOWED);
            response.headers_mut().insert(http::header::ALLOW, HeaderValue::from_static("GET,HEAD"));
            return Some(response);
        }
        let packs = takes_gzip(headers);
        let body = if packs { packed.clone() } else { Bytes::from_static(page.body) };
        // Each form has a tag of its own (RFC 9110, 8.8.3).
        let digest = Sha256::digest(&body);
        let tag: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let tag = HeaderValue::from_str(&format!("\"{tag}\"")).ok()?;
        let known = headers.get(IF_NONE_MATCH).is_some_and(|value| *value == tag);
        let mut response = if known { status(StatusCode::NOT_MODIFIED) } else { Response::new(body) };
        let out = response.headers_mut();
        // Kept by the browser, and asked about every time: a new version is seen at once, an old one costs no transfer.
        out.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        out.insert(ETAG, tag);
        out.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
        if packs && !known {
            out.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        out.insert(CONTENT_TYPE, HeaderValue::from_static(page.kind));
        out.insert("Content-Security-Policy", HeaderValue::from_static(POLICY));
        out.insert("X-Content-Type-Options", HeaderValue::from_static("nosniff"));
        out.insert("Referrer-Policy", HeaderValue::from_static("no-referrer"));
        Some(response)
    }
}

/// Whether `gzip` is among the codings a client takes, with a weight that is not zero (RFC 9110, 12.5.3).
fn takes_gzip(headers: &HeaderMap) -> bool {
    let lists = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|item| {
        let (coding, weight) = item.split_once(';').unwrap_or((item, ""));
        let weight = weight.trim().strip_prefix("q=").unwrap_or("1");
        coding.trim().eq_ignore_ascii_case("gzip") && weight.parse().is_ok_and(|weight: f32| weight > 0.0)
    })
}

/// A `gzip` member (RFC 1952) without name and time.
fn gzip(body: &[u8]) -> Vec<u8> {
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255];
    out.extend(miniz_oxide::deflate::compress_to_vec(body, 9));
    out.extend(crc32(body).to_le_bytes());
    out.extend(u32::try_from(body.len()).unwrap_or_default().to_le_bytes());
    out
}

/// Of the few files of a start only, so bit by bit.
fn crc32(body: &[u8]) -> u32 {
    let step = |crc: u32| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 };
    !body.iter().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc)))
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
        let pages = Pages::new();
        let first = pages.answer(&Method::GET, "/desktop/", &HeaderMap::new()).unwrap();
        assert_eq!((first.status(), first.body().is_empty()), (StatusCode::OK, false));
        let mut headers = HeaderMap::new();
        headers.insert(IF_NONE_MATCH, first.headers()[ETAG].clone());
        let second = pages.answer(&Method::GET, "/desktop/", &headers).unwrap();
        assert_eq!((second.status(), second.body().is_empty()), (StatusCode::NOT_MODIFIED, true));
    }

    #[test]
    fn f6_who_takes_gzip_gets_less() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        let pages = Pages::new();
        let ask = |coding: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(coding));
            pages.answer(&Method::GET, "/desktop/desktop.js", &headers).unwrap()
        };
        let plain = ask("br, gzip;q=0");
        assert!(!plain.headers().contains_key(CONTENT_ENCODING));
        let packed = ask("deflate, GZIP;q=0.5, br");
        assert_eq!(packed.headers()[CONTENT_ENCODING], "gzip");
        assert!(packed.body().len() * 2 < plain.body().len());
        assert_ne!(packed.headers()[ETAG], plain.headers()[ETAG]);
        assert_eq!(packed.headers()[VARY], "Accept-Encoding");
        let deflated = &packed.body()[10..packed.body().len() - 8];
        assert_eq!(miniz_oxide::inflate::decompress_to_vec(deflated).unwrap(), plain.body()[..]);
    }

    #[test]
    fn other_paths_are_no_pages() {
        let pages = Pages::new();
        for path in ["/finesse/api/SystemInfo", "/desktop/../Cargo.toml", "/desktop/none.js", ""] {
            assert!(pages.answer(&Method::GET, path, &HeaderMap::new()).is_none(), "{path}");
        }
        let post = pages.answer(&Method::POST, "/desktop/", &HeaderMap::new()).unwrap();
        assert_eq!(post.status(), StatusCode::METHOD_NOT_ALLOWED);
        let root = pages.answer(&Method::GET, "/", &HeaderMap::new()).unwrap();
        assert_eq!(root.headers()[LOCATION], "/desktop/");
    }
}
