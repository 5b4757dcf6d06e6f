//! Requests from pages of other servers (CORS).

use bytes::Bytes;
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
};
use http::{HeaderValue, Method, Request, Response};

use super::start::Cors;

/// The origin of a request to the interface, if it is allowed to use it.
pub(super) fn origin(cors: &Cors, request: &Request<Bytes>) -> Option<HeaderValue> {
    let origin = request.headers().get(ORIGIN)?;
    let allowed = match cors {
        Cors::Off => false,
        Cors::Origins(origins) => origins.iter().any(|known| known.as_bytes() == origin.as_bytes()),
        Cors::All => true,
    };
    let path = request.uri().path();
    let api = path.starts_with("/finesse/api") || path.starts_with("/http-bind");
    (allowed && api).then(|| origin.clone())
}

/// Whether a browser only asks whether it may.
pub(super) fn is_question(request: &Request<Bytes>) -> bool {
    *request.method() == Method::OPTIONS && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

/// Adds the permission to an answer.
pub(super) fn allow(origin: &HeaderValue, mut response: Response<Bytes>) -> Response<Bytes> {
    let headers = response.headers_mut();
    let text = HeaderValue::from_static;
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, text("true"));
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, text("GET, POST, PUT, DELETE, OPTIONS, HEAD"));
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, text("Authorization, Content-Type, Range, requestId"));
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, text("Content-Range, Location, requestId"));
    headers.insert(ACCESS_CONTROL_MAX_AGE, text("600"));
    headers.append(VARY, text("Origin"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(method: Method, path: &str, origin: &str) -> Request<Bytes> {
        let request = Request::builder().method(method).uri(path).header(ORIGIN, origin);
        request.header(ACCESS_CONTROL_REQUEST_METHOD, "PUT").body(Bytes::new()).unwrap()
    }

    #[test]
    fn only_allowed_origins_and_only_the_interface() {
        let (here, there) = ("https://gadgets.test", "https://elsewhere.test");
        let some = Cors::Origins(vec![here.to_owned()]);
        let put = |path: &str, from: &str| asked(Method::PUT, path, from);
        assert!(origin(&some, &put("/finesse/api/User/1", here)).is_some());
        assert!(origin(&some, &put("/finesse/api/User/1", there)).is_none());
        assert!(origin(&Cors::All, &put("/finesse/api/User/1", there)).is_some());
        assert!(origin(&Cors::All, &put("/desktop/", there)).is_none());
        assert!(origin(&Cors::Off, &put("/finesse/api/User/1", here)).is_none());
        assert!(is_question(&asked(Method::OPTIONS, "/finesse/api/User/1", here)));
        assert!(!is_question(&put("/finesse/api/User/1", here)));
        let answer = allow(&HeaderValue::from_static("https://gadgets.test"), Response::new(Bytes::new()));
        assert_eq!(answer.headers()[ACCESS_CONTROL_ALLOW_ORIGIN], here);
        assert_eq!(answer.headers()[VARY], "Origin");
    }
}
