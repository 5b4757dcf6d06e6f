//! A call of the interface: an operation with its body and headers, in both directions.

use crate::error::{DecodeError, Refusal};
use crate::http::{Credentials, ItemRange, Request, RequestId, Response};
use crate::operation::{Operation, Root};
use crate::payload::{Answer, Body};

/// One typed request.
///
/// ```
/// use finesse_proto::{Body, Call, Method, Operation, Request, UserIntent, Product};
///
/// let request = Request::new(Method::Put, "/finesse/api/User/4711?nocache=7")
///     .header("requestId", "a1")
///     .xml("<User><state>LOGIN</state><extension>2801</extension></User>");
/// let call = Call::read(&request)?;
/// assert_eq!(call.operation, Operation::PutUser { id: "4711".into() });
/// let Body::User(body) = &call.body else { panic!() };
/// assert!(matches!(body.intent(Product::Ccx)?, UserIntent::SignIn { extension: "2801", .. }));
/// # Ok::<(), finesse_proto::Refusal>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Call<'x> {
    /// What is asked, of which object.
    pub operation: Operation,
    /// What goes with it.
    pub body: Body<'x>,
    /// The client's id for the request.
    pub request_id: Option<RequestId>,
    /// Which part of a phone book list is wanted.
    pub range: Option<ItemRange>,
}

impl Call<'static> {
    /// A call without body.
    #[must_use]
    pub const fn new(operation: Operation) -> Self {
        Self { operation, body: Body::Nothing, request_id: None, range: None }
    }
}

impl<'x> Call<'x> {
    /// A call with a body.
    #[must_use]
    pub fn with(operation: Operation, body: impl Into<Body<'x>>) -> Self {
        Self { operation, body: body.into(), request_id: None, range: None }
    }

    /// Reads a request.
    ///
    /// # Errors
    /// 404, 405 for its path and method; 400 `Bad Request` for a body that is missing, malformed or has another document element than
    /// the operation's; 416 for a range outside 1 to 6000.
    pub fn read(request: &'x Request) -> Result<Self, Refusal> {
        let operation = Operation::route(request.method, request.target())?;
        Self::read_as(operation, request)
    }

    /// Reads the rest of a request whose operation is known already, so that rights can be checked before the body is looked at.
    ///
    /// # Errors
    /// As [`Call::read`], but for 404 and 405.
    pub fn read_as(operation: Operation, request: &'x Request) -> Result<Self, Refusal> {
        let body = Body::read(operation.row().body, &request.body)
            .map_err(|e| Refusal::bad_request(e.to_string()))?;
        let range = match request.headers.get("Range") {
            Some(text) if operation.row().answer == Root::PhoneBooks => {
                Some(ItemRange::parse(text).ok_or_else(|| Refusal::range(text))?)
            }
            _ => None,
        };
        Ok(Self { operation, body, request_id: request.request_id(), range })
    }

    /// The request to send.
    #[must_use]
    pub fn to_request(&self, credentials: Option<&Credentials>) -> Request {
        let mut request = Request::new(self.operation.method(), self.operation.target());
        if let Some(credentials) = credentials {
            request.headers.push("Authorization", credentials.to_header());
        }
        if let Some(id) = &self.request_id {
            request.headers.push("requestId", id.as_str());
        }
        if let Some(range) = self.range {
            request.headers.push("Range", range.to_string());
        }
        if self.operation.row().answer != Root::Nothing {
            request.headers.push("Accept", "application/xml");
        }
        let body = self.body.write();
        if self.body.is_xml() {
            request = request.xml(body);
        } else {
            request.body = body;
        }
        request
    }
}

/// Reads the body of a successful answer to an operation.
///
/// # Errors
/// See [`DecodeError`].
pub fn read_answer<'x>(operation: &Operation, response: &'x Response) -> Result<Answer<'x>, DecodeError> {
    Answer::read(operation.row().answer, &response.body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Method;

    fn put(body: &'static str) -> Request {
        Request::new(Method::Put, "/finesse/api/User/4711").xml(body)
    }

    #[test]
    fn bodies_that_cannot_be_read_are_a_bad_request() {
        for body in [
            "",
            " \r\n",
            "<User><state>READY</state>",
            "<User/><User/>",
            "<Dialog/>",
            "READY",
            "<!DOCTYPE a><User/>",
            "<User><state>&x;</state></User>",
        ] {
            let refusal = Call::read(&put(body)).unwrap_err();
            assert_eq!((refusal.status, &*refusal.error.kind.0), (400, "Bad Request"), "{body}");
        }
    }

    #[test]
    fn order_is_free_blanks_and_unknown_elements_are_ignored() {
        let request = put(
            "<?xml version='1.0'?>\n<User>\n <x><state>no</state></x><extension> 28\n</extension><state>\nLOGIN\n</state></User>\n",
        );
        let call = Call::read(&request).unwrap();
        let Body::User(user) = call.body else { panic!("no user") };
        assert!(user.intent(crate::Product::Ccx).is_ok());
    }

    #[test]
    fn a_range_is_read_where_it_means_something() {
        let request = Request::new(Method::Get, "/finesse/api/TeamResource/7/PhoneBooks");
        let call = Call::read(&request).unwrap();
        assert_eq!(call.range, None);
        let call_with = request.clone().header("Range", "objects=1-100");
        assert_eq!(Call::read(&call_with).unwrap().range, Some(ItemRange { first: 1, last: 100 }));
        let bad = request.header("Range", "objects=0-9");
        assert_eq!(Call::read(&bad).unwrap_err().status, 416);
        let elsewhere = Request::new(Method::Get, "/finesse/api/User/1").header("Range", "bytes=0-9");
        assert!(Call::read(&elsewhere).is_ok());
    }
}
