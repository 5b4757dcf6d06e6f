//! Request and response values.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;

use super::{Credentials, Target};
use crate::error::UsageError;

/// A request method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Method {
    /// Read; changes nothing.
    Get,
    /// Read without the body.
    Head,
    /// Ask what is allowed.
    Options,
    /// Create in a collection.
    Post,
    /// Replace; the same request twice has the same result.
    Put,
    /// Remove.
    Delete,
    /// Any other method. No operation of the interface uses it, so it is only ever answered 405.
    Other,
}

impl Method {
    /// Reads the method of a request line. Methods are case-sensitive (RFC 9110, 9.1).
    #[must_use]
    pub fn from_token(token: &str) -> Self {
        match token {
            "GET" => Self::Get,
            "HEAD" => Self::Head,
            "OPTIONS" => Self::Options,
            "POST" => Self::Post,
            "PUT" => Self::Put,
            "DELETE" => Self::Delete,
            _ => Self::Other,
        }
    }

    /// The method as it stands in a request line; empty for [`Method::Other`].
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
            Self::Other => "",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Header fields in the order they came. Names are compared without regard to case.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// No fields.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The first value of a field.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }

    /// Adds a field. Line breaks and other control characters would let a value smuggle in a field of its own: such a field is left
    /// out, and the answer is `false`.
    pub fn push(&mut self, name: impl Into<String>, value: impl Into<String>) -> bool {
        let (name, value) = (name.into(), value.into());
        let clean = !name.is_empty()
            && name.bytes().all(|b| b.is_ascii_graphic() && b != b':')
            && value.bytes().all(|b| b == b'\t' || (b >= b' ' && b != 0x7f));
        if clean {
            self.0.push((name, value));
        }
        clean
    }

    /// All fields in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(n, v)| (n.as_str(), v.as_str()))
    }
}

impl fmt::Debug for Headers {
    /// Values of fields that hold credentials are not shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SECRET: [&str; 4] = ["authorization", "proxy-authorization", "cookie", "set-cookie"];
        let shown = self.iter().map(|(name, value)| {
            let secret = SECRET.iter().any(|s| s.eq_ignore_ascii_case(name));
            (name, if secret { "…" } else { value })
        });
        f.debug_map().entries(shown).finish()
    }
}

/// The header `requestId`: a text the client chooses, given back in the answer and in the [`Update`](crate::Update) that the request
/// causes (developer guide, "requestId").
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId(String);

impl RequestId {
    /// Longest text taken. The JavaScript library sends a UUID (36 characters); the bound keeps a table of pending requests small.
    pub const MAX: usize = 256;

    /// Takes visible ASCII of 1 to [`RequestId::MAX`] characters: it travels in a header.
    ///
    /// # Errors
    /// [`UsageError::RequestId`] for any other text.
    pub fn new(text: impl Into<String>) -> Result<Self, UsageError> {
        let text = text.into();
        let fits = (1..=Self::MAX).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
        if fits { Ok(Self(text)) } else { Err(UsageError::RequestId) }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One HTTP request. What of it may be secret is not shown by `Debug`: credentials, tokens in the query, the body.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// What is asked.
    pub method: Method,
    /// Path and query as in the request line, for example `/finesse/api/User/4711?nocache=1`.
    pub target: String,
    /// Header fields.
    pub headers: Headers,
    /// Body; empty when there is none.
    pub body: Bytes,
}

impl Request {
    /// A request without header fields and body.
    #[must_use]
    pub fn new(method: Method, target: impl Into<String>) -> Self {
        Self { method, target: target.into(), headers: Headers::new(), body: Bytes::new() }
    }

    /// The same request with one more header field (left out if it is not clean, see [`Headers::push`]).
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push(name, value);
        self
    }

    /// The same request with this body, sent as `application/xml`.
    #[must_use]
    pub fn xml(mut self, body: impl Into<Bytes>) -> Self {
        self.headers.push("Content-Type", "application/xml");
        self.body = body.into();
        self
    }

    /// Path and query, taken apart.
    #[must_use]
    pub fn target(&self) -> Target<'_> {
        Target::new(&self.target)
    }

    /// The header `requestId`, if there is a usable one. Another text is treated as absent: the id is a courtesy to the client.
    #[must_use]
    pub fn request_id(&self) -> Option<RequestId> {
        self.headers.get("requestId").and_then(|text| RequestId::new(text.trim()).ok())
    }

    /// The credentials of the header `Authorization`; `None` when it is absent or not readable.
    #[must_use]
    pub fn credentials(&self) -> Option<Credentials> {
        self.headers.get("Authorization").and_then(|value| Credentials::parse(value).ok())
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut f = f.debug_struct("Request");
        f.field("method", &self.method).field("target", &shown(&self.target)).field("headers", &self.headers);
        f.field("body", &format_args!("{} bytes", self.body.len())).finish()
    }
}

/// A target without the value of what is as good as a password: the token that renews a token.
fn shown(target: &str) -> Cow<'_, str> {
    const SECRET: &str = "refresh-token=";
    match target.find(SECRET).map(|at| target.split_at(at + SECRET.len())) {
        Some((head, tail)) => {
            let rest = tail.find('&').and_then(|at| tail.get(at..)).unwrap_or_default();
            Cow::Owned(format!("{head}…{}", shown(rest)))
        }
        None => Cow::Borrowed(target),
    }
}

/// One HTTP response. `Debug` does not show its body, which may hold a token or a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Response {
    /// Status code, 100 to 599.
    pub status: u16,
    /// Header fields.
    pub headers: Headers,
    /// Body; empty when there is none.
    pub body: Bytes,
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut f = f.debug_struct("Response");
        f.field("status", &self.status).field("headers", &self.headers);
        f.field("body", &format_args!("{} bytes", self.body.len())).finish()
    }
}

impl Response {
    /// Content type of every XML answer (facts, section 3.8).
    pub const XML: &'static str = "application/xml;charset=UTF-8";

    /// An answer without body.
    #[must_use]
    pub const fn empty(status: u16) -> Self {
        Self { status, headers: Headers::new(), body: Bytes::new() }
    }

    /// An XML answer.
    #[must_use]
    pub fn xml(status: u16, body: impl Into<Bytes>) -> Self {
        let mut headers = Headers::new();
        headers.push("Content-Type", Self::XML);
        Self { status, headers, body: body.into() }
    }

    /// The same answer with one more header field (left out if it is not clean, see [`Headers::push`]).
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push(name, value);
        self
    }

    /// The header `requestId` (live servers write it in lower case).
    #[must_use]
    pub fn request_id(&self) -> Option<RequestId> {
        self.headers.get("requestId").and_then(|text| RequestId::new(text.trim()).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_found_in_any_case() {
        let request = Request::new(Method::Get, "/").header("REQUESTID", " 7f ");
        assert_eq!(request.request_id().unwrap().as_str(), "7f");
    }

    #[test]
    fn a_value_cannot_smuggle_in_a_field() {
        let mut headers = Headers::new();
        assert!(!headers.push("requestId", "1\r\nSet-Cookie: a=b"));
        assert!(!headers.push("a:b", "c"));
        assert!(!headers.push("", "c"));
        assert_eq!(headers.iter().count(), 0);
    }

    #[test]
    fn credentials_are_never_shown() {
        let request = Request::new(Method::Get, "/").header("authorization", "Basic czNjcjN0");
        assert!(!format!("{request:?}").contains("czNjcjN0"));
    }

    #[test]
    fn tokens_and_bodies_are_never_shown() {
        let target = "/desktop/sso/token?refresh-token=hush&cc_username=a&refresh-token=hush";
        let request = Request::new(Method::Get, target).xml("<password>hush</password>");
        assert_eq!(
            format!("{request:?}"),
            "Request { method: Get, target: \"/desktop/sso/token?refresh-token=…&cc_username=a&refresh-token=…\", \
             headers: {\"Content-Type\": \"application/xml\"}, body: 25 bytes }"
        );
        let response = Response::xml(200, "{\"token\":\"hush\"}");
        assert!(!format!("{response:?}").contains("hush"));
    }

    #[test]
    fn request_ids_are_bounded() {
        assert!(RequestId::new("").is_err());
        assert!(RequestId::new("a b").is_err());
        assert!(RequestId::new("x".repeat(257)).is_err());
        assert!(RequestId::new("x".repeat(256)).is_ok());
    }

    #[test]
    fn methods_read_as_they_are_written() {
        for method in [Method::Get, Method::Head, Method::Options, Method::Post, Method::Put, Method::Delete]
        {
            assert_eq!(Method::from_token(method.as_str()), method);
        }
        assert_eq!(Method::from_token("get"), Method::Other);
    }
}
