//! `ApiErrors` in XML, both spellings.

use std::borrow::Cow;

use xml_cursor::{Cursor, FromXml, Namespace, Sink, Tag, ToXml, Writer, XmlError};

use super::{ApiError, ApiErrors, ErrorType, Refusal};
use crate::http::Response;

impl<'x, N: Namespace> FromXml<'x, N> for ApiErrors {
    /// Reads `ApiErrors` and `apiErrors`: the first letter of every name may be of either case.
    fn from_xml(_: &Tag<'x, N>, cursor: &mut Cursor<'x, N>) -> Result<Self, XmlError> {
        let mut errors = Self::default();
        while let Some(child) = cursor.child()? {
            if child.name().eq_ignore_ascii_case("apiError") {
                errors.0.push(read_error(cursor)?);
            } else {
                cursor.skip()?;
            }
        }
        Ok(errors)
    }
}

fn read_error<N: Namespace>(cursor: &mut Cursor<'_, N>) -> Result<ApiError, XmlError> {
    let mut error = ApiError::new(ErrorType(Cow::Borrowed("")), "", "");
    while let Some(child) = cursor.child()? {
        let name = child.name();
        let is = |wanted: &str| name.eq_ignore_ascii_case(wanted);
        if !name.is_ascii() {
            cursor.skip()?;
            continue;
        }
        let text = cursor.text()?.trim().to_owned();
        if is("errorType") {
            error.kind = ErrorType(Cow::Owned(text));
        } else if is("errorMessage") {
            error.message = Cow::Owned(text);
        } else if is("errorData") {
            error.data = text;
        } else if is("errorMedia") {
            error.media = Some(text.into());
        } else if is("peripheralErrorCode") {
            error.peripheral.get_or_insert_default().code = text;
        } else if is("peripheralErrorText") {
            error.peripheral.get_or_insert_default().text = text;
        } else if is("peripheralErrorMsg") {
            error.peripheral.get_or_insert_default().name = text;
        }
    }
    Ok(error)
}

/// `ApiErrors` with capitals, as in an HTTP body.
impl ToXml for ApiErrors {
    fn to_xml<O: Sink>(&self, name: &str, w: &mut Writer<'_, O>) {
        w.start(name);
        for error in &self.0 {
            w.start("ApiError");
            w.leaf("ErrorData", &error.data);
            if let Some(media) = &error.media {
                w.leaf("ErrorMedia", media);
            }
            w.leaf("ErrorMessage", &error.message).leaf("ErrorType", &error.kind.0).end("ApiError");
        }
        w.end(name);
    }
}

impl ApiErrors {
    /// Writes `apiErrors` with small first letters, as in an event, in the order live servers use.
    pub fn write_event<O: Sink>(&self, w: &mut Writer<'_, O>) {
        w.start("apiErrors");
        for error in &self.0 {
            w.start("apiError");
            let peripheral = error.peripheral.as_deref();
            if let Some(peripheral) = peripheral {
                w.leaf("peripheralErrorCode", &peripheral.code);
            }
            w.leaf("errorType", &error.kind.0).leaf("errorMessage", &error.message);
            if let Some(peripheral) = peripheral {
                w.leaf("peripheralErrorText", &peripheral.text).leaf("peripheralErrorMsg", &peripheral.name);
            }
            w.leaf("errorData", &error.data);
            if let Some(media) = &error.media {
                w.leaf("errorMedia", media);
            }
            w.end("apiError");
        }
        w.end("apiErrors");
    }

    /// Reads the body of an answer. Whatever is no `ApiErrors` gives an empty list: proxies answer in HTML.
    #[must_use]
    pub fn of_body(body: &[u8]) -> Self {
        let read = || -> Result<Self, XmlError> {
            let mut cursor = Cursor::<()>::new(body, xml_cursor::Profile::Document)?;
            let root = cursor.root()?;
            if !root.name().eq_ignore_ascii_case("ApiErrors") {
                return Ok(Self::default());
            }
            let errors = Self::from_xml(&root, &mut cursor)?;
            cursor.finish()?;
            Ok(errors)
        };
        read().unwrap_or_default()
    }
}

impl Refusal {
    /// The HTTP answer. A 401 carries the challenge that makes clients send Basic credentials.
    #[must_use]
    pub fn to_response(&self) -> Response {
        let body = xml_cursor::to_string(&ApiErrors::from(self.error.clone()), "ApiErrors");
        let mut response = Response::xml(self.status, body);
        if let Some(allow) = &self.allow {
            response.headers.push("Allow", allow.as_ref());
        }
        if self.status == 401 {
            response.headers.push("WWW-Authenticate", "Basic realm=\"Cisco Finesse\"");
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::CtiFailure;
    use crate::error::Peripheral;

    #[test]
    fn the_sample_of_the_facts_is_written_and_read() {
        let response = Refusal::user_not_found("9001").to_response();
        assert_eq!(
            response.body,
            "<ApiErrors><ApiError><ErrorData>9001</ErrorData><ErrorMessage>UNKNOWN_USER</ErrorMessage>\
             <ErrorType>User Not Found</ErrorType></ApiError></ApiErrors>"
        );
        let errors = ApiErrors::of_body(&response.body);
        assert_eq!(errors.first(), Some(&Refusal::user_not_found("9001").error));
    }

    #[test]
    fn an_event_error_is_written_in_live_order_and_read() {
        let mut error = ApiError::cti(ErrorType::INVALID_DEVICE, CtiFailure(260));
        let peripheral =
            Peripheral { code: "10125".into(), text: "no such device".into(), name: "PERERR_X".into() };
        error.peripheral = Some(Box::new(peripheral));
        let errors = ApiErrors::from(error);
        let mut out = String::new();
        errors.write_event(&mut Writer::new(&mut out));
        let names: Vec<_> = out.split('<').filter(|s| s.starts_with(['e', 'p'])).collect();
        let names: Vec<_> = names.iter().filter_map(|s| s.split('>').next()).collect();
        assert_eq!(
            names,
            [
                "peripheralErrorCode",
                "errorType",
                "errorMessage",
                "peripheralErrorText",
                "peripheralErrorMsg",
                "errorData"
            ]
        );
        assert_eq!(ApiErrors::of_body(out.as_bytes()), errors);
    }

    #[test]
    fn bodies_that_are_not_ours_hold_no_errors() {
        for body in ["", "<html><body>502</body></html>", "<ApiErrors><ApiError>", "nonsense"] {
            assert_eq!(ApiErrors::of_body(body.as_bytes()), ApiErrors::default());
        }
    }

    #[test]
    fn a_401_has_a_challenge_and_a_405_says_what_is_allowed() {
        let response = Refusal::unauthorized("4711").to_response();
        assert!(response.headers.get("www-authenticate").unwrap().starts_with("Basic"));
        let response = Refusal::method_not_allowed("GET").to_response();
        assert_eq!(response.headers.get("allow"), Some("GET"));
    }
}
