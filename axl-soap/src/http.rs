//! HTTP messages as plain values: what a machine gives to, and takes from, whoever owns the sockets.

use std::fmt;

use bytes::Bytes;

/// Where the service lies; the trailing slash is required.
pub const AXL_PATH: &str = "/axl/";

/// An HTTP method; only these two mean something to AXL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Asks whether the service is there, and whether the credentials are good.
    Get,
    /// An operation.
    Post,
    /// Anything else; answered with 405.
    Other,
}

impl Method {
    /// As written in a request line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Other => "OTHER",
        }
    }
}

/// An HTTP status code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Status(pub u16);

impl Status {
    /// A SOAP answer.
    pub const OK: Self = Self(200);
    /// No or bad credentials; also a read-only account that tries to write.
    pub const UNAUTHORIZED: Self = Self(401);
    /// A good account without an AXL role.
    pub const FORBIDDEN: Self = Self(403);
    /// A wrong path, or a session cookie that has idled out.
    pub const NOT_FOUND: Self = Self(404);
    /// Neither GET nor POST.
    pub const METHOD_NOT_ALLOWED: Self = Self(405);
    /// A body over the limit.
    pub const TOO_LARGE: Self = Self(413);
    /// A SOAP fault.
    pub const FAULT: Self = Self(500);
    /// Writes are throttled.
    pub const UNAVAILABLE: Self = Self(503);
    /// A schema version the server does not have.
    pub const WRONG_VERSION: Self = Self(599);
}

/// Header fields in their order; names compare without case.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// No fields.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds a field.
    pub fn push(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.push((name.into(), value.into()));
    }

    /// The first field of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v)
    }

    /// Every field of that name.
    pub fn get_all<'h>(&'h self, name: &'h str) -> impl Iterator<Item = &'h str> {
        self.iter().filter(move |(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v)
    }

    /// All fields.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(n, v)| (&**n, &**v))
    }
}

/// Credentials stay out of logs.
impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let secret = |name: &str| {
            ["authorization", "cookie", "set-cookie"].iter().any(|known| name.eq_ignore_ascii_case(known))
        };
        f.debug_map().entries(self.iter().map(|(n, v)| (n, if secret(n) { "…" } else { v }))).finish()
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Headers {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(fields: I) -> Self {
        Self(fields.into_iter().map(|(n, v)| (n.into(), v.into())).collect())
    }
}

/// A request, as far as AXL cares.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// Its method.
    pub method: Method,
    /// Its path without query.
    pub path: String,
    /// Its header fields; length and host are the adapter's.
    pub headers: Headers,
    /// Its body. Holds passwords, so `Debug` shows only its length.
    pub body: Bytes,
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { method, path, headers, body } = self;
        write!(f, "{} {path} {headers:?} ({} bytes)", method.as_str(), body.len())
    }
}

/// A response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpResponse {
    /// Its status.
    pub status: Status,
    /// Its header fields.
    pub headers: Headers,
    /// Its body. Send it with the head in one write: two writes cost some clients 40 ms a call.
    pub body: Bytes,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_names_have_no_case_and_secrets_do_not_print() {
        let headers: Headers =
            [("Soapaction", "x"), ("AUTHORIZATION", "Basic c2VjcmV0")].into_iter().collect();
        assert_eq!(headers.get("SOAPAction"), Some("x"));
        assert!(!format!("{headers:?}").contains("c2VjcmV0"));
    }
}
