//! `ApiErrors`: what a server answers when it refuses a request, and what an error event carries.
//!
//! The same facts come in two spellings: with capitals in an HTTP body (`ApiErrors/ApiError/ErrorType`), with small first letters in an
//! event (`apiErrors/apiError/errorType`). Both are read by the same code.

use std::borrow::Cow;
use std::fmt;

use crate::code::{CtiFailure, MediaFailure};

/// The kind of an error, open: a live server may send a bare number or a property key here.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ErrorType(pub Cow<'static, str>);

macro_rules! error_types {
    ($( $(#[$doc:meta])* $name:ident = $text:literal; )*) => {
        impl ErrorType {
            $( $(#[$doc])* pub const $name: Self = Self(Cow::Borrowed($text)); )*

            /// Every kind that has a constant.
            pub const ALL: &'static [Self] = &[$( Self::$name, )*];
        }
    };
}

error_types! {
    /// 400: malformed XML or no body.
    BAD_REQUEST = "Bad Request";
    /// 400: a required element is absent.
    PARAMETER_MISSING = "Parameter Missing";
    /// 400: a value that is not known or not allowed.
    INVALID_INPUT = "Invalid Input";
    /// 400: the destination is no place for this call.
    INVALID_DESTINATION = "Invalid Destination";
    /// 400 (and, an oddity of the guide, 401): not possible in the present state. Also in events.
    INVALID_STATE = "Invalid State";
    /// 400: anything else. Also in events.
    GENERIC_ERROR = "Generic Error";
    /// 400: a configuration object that is missing, stale or there twice.
    FINESSE_API_ERROR = "Finesse API Error";
    /// 400: the configuration is full.
    MAXIMUM_EXCEEDED = "Maximum Exceeded";
    /// 400: the name of a configuration object is taken.
    DATABASE_CONSTRAINT = "Database constraint violation";
    /// 400: too many team messages.
    RESOURCE_LIMIT = "System Resource Limit Exceeded";
    /// 401: no or wrong credentials.
    AUTHENTICATION_FAILURE = "Authentication Failure";
    /// 401: no or wrong credentials, or not the role for this.
    AUTHORIZATION_FAILURE = "Authorization Failure";
    /// 401: somebody else's object.
    INVALID_USER = "Invalid Authorization User Specified";
    /// 401: somebody who is neither on the team nor leads it.
    INVALID_AUTHORIZATION = "Invalid Authorization";
    /// 401: the agent is on none of the supervisor's teams.
    INVALID_SUPERVISOR = "Invalid Supervisor";
    /// 403: the secondary node, or an operation that is switched off.
    FORBIDDEN = "Forbidden";
    /// 404: there is no such object.
    NOT_FOUND = "Not Found";
    /// 404: CTI knows no such user.
    USER_NOT_FOUND = "User Not Found";
    /// 404: there is no such call.
    DIALOG_NOT_FOUND = "Dialog Not Found";
    /// 404: there is no such team.
    TEAM_NOT_FOUND = "TeamId Not Found";
    /// 404: there is no such team to give something to; a property key instead of words.
    TEAM_ASSIGNMENT = "finesse.api.team.team_assignment_invalid_team";
    /// 400: the conference bridge is full.
    BRIDGE_FULL = "20700";
    /// 400: the agent is not the controller of the conference.
    NOT_CONTROLLER = "20999";
    /// 405: the path is known, the method is not allowed on it.
    METHOD_NOT_ALLOWED = "Method Not Allowed";
    /// 413: the body is larger than the server takes.
    TOO_LARGE = "Request Entity Too Large";
    /// 416: a range outside 1 to 6000.
    RANGE = "Range Not Satisfiable";
    /// 500: a fault of the server. Also in events.
    INTERNAL = "Internal Server Error";
    /// 501: an operation of the other product.
    NOT_IMPLEMENTED = "Not Implemented";
    /// 503: the server is not in service.
    SERVICE_UNAVAILABLE = "Service Unavailable";
    /// Event: CTI refuses a call operation.
    CALL_OPERATION_FAILURE = "Call Operation Failure";
    /// Event: the extension is not one that can be used.
    INVALID_DEVICE = "Invalid Device";
    /// Event: the extension is in use.
    DEVICE_BUSY = "Device Busy";
    /// Event: the agent is no mobile agent.
    MODE_NOT_ALLOWED = "Mode Not Allowed";
}

impl fmt::Display for ErrorType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One error, of either spelling.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct ApiError {
    /// Its kind.
    #[cfg_attr(feature = "serde", serde(rename = "errorType"))]
    pub kind: ErrorType,
    /// A constant (`UNKNOWN_USER`, `CF_…`) or words for people.
    #[cfg_attr(feature = "serde", serde(rename = "errorMessage", default))]
    pub message: Cow<'static, str>,
    /// What it is about: the name of an element, a user, a CTI failure code; often empty.
    #[cfg_attr(feature = "serde", serde(rename = "errorData", default))]
    pub data: String,
    /// The media routing domain, in errors of media operations.
    #[cfg_attr(
        feature = "serde",
        serde(rename = "errorMedia", default, skip_serializing_if = "Option::is_none")
    )]
    pub media: Option<Box<str>>,
    /// What the peripheral said, in events of 12.5 and later.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub peripheral: Option<Box<Peripheral>>,
}

/// What the peripheral (the engine or the telephone system behind it) said about a failure. Each part may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
pub struct Peripheral {
    /// Its code, for example 10125.
    pub code: String,
    /// Its words for it.
    pub text: String,
    /// The name of its code, `PERERR_…`.
    pub name: String,
}

impl ApiError {
    /// An error without the parts that only some have.
    #[must_use]
    pub fn new(kind: ErrorType, message: impl Into<Cow<'static, str>>, data: impl Into<String>) -> Self {
        Self { kind, message: message.into(), data: data.into(), media: None, peripheral: None }
    }

    /// The error of a request that CTI refused: `errorMessage` is the name of the code, `errorData` the number.
    #[must_use]
    pub fn cti(kind: ErrorType, failure: CtiFailure) -> Self {
        Self::new(kind, failure.name().unwrap_or("CF_GENERIC_UNSPECIFIED"), failure.0.to_string())
    }

    /// The error of a refused media operation.
    #[must_use]
    pub fn media(kind: ErrorType, failure: MediaFailure, domain: impl Into<String>) -> Self {
        let mut error = Self::new(kind, failure.name().unwrap_or_default(), failure.0.to_string());
        error.media = Some(domain.into().into_boxed_str());
        error
    }

    /// The CTI failure code, if the error holds one. A media error does not.
    #[must_use]
    pub fn cti_failure(&self) -> Option<CtiFailure> {
        let number = self.data.trim().parse().ok().map(CtiFailure);
        if self.media.is_some() {
            return None;
        }
        CtiFailure::from_name(self.message.trim()).or(number)
    }
}

/// What an error answer or error event holds: one error, rarely several.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ApiErrors(pub Vec<ApiError>);

impl ApiErrors {
    /// The first error, which is the only one in practice.
    #[must_use]
    pub fn first(&self) -> Option<&ApiError> {
        self.0.first()
    }
}

impl From<ApiError> for ApiErrors {
    fn from(error: ApiError) -> Self {
        Self(vec![error])
    }
}

/// A request the server refuses at once: the HTTP status and its error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status, 400 to 599.
    pub status: u16,
    /// What is wrong.
    pub error: ApiError,
    /// For 405: what the header `Allow` says.
    pub allow: Option<Box<str>>,
}

impl Refusal {
    /// Any refusal.
    #[must_use]
    pub fn new(
        status: u16,
        kind: ErrorType,
        message: impl Into<Cow<'static, str>>,
        data: impl Into<String>,
    ) -> Self {
        Self { status, error: ApiError::new(kind, message, data), allow: None }
    }

    /// 400: malformed XML, a missing body, a wrong document element.
    #[must_use]
    pub fn bad_request(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(400, ErrorType::BAD_REQUEST, message, "")
    }

    /// 400: the element (or query parameter) of this name is absent or empty.
    #[must_use]
    pub fn parameter_missing(name: &str) -> Self {
        Self::new(400, ErrorType::PARAMETER_MISSING, format!("required parameter {name} is missing"), name)
    }

    /// 400: the element of this name has a value that is not known or not allowed.
    #[must_use]
    pub fn invalid_input(name: &str) -> Self {
        Self::new(400, ErrorType::INVALID_INPUT, format!("value of {name} is not known or not allowed"), name)
    }

    /// 400: not possible in the present state; found before CTI is asked.
    #[must_use]
    pub fn invalid_state(state: &str) -> Self {
        Self::new(400, ErrorType::INVALID_STATE, "not possible in the present state", state)
    }

    /// 400: the destination is no place for this call.
    #[must_use]
    pub fn invalid_destination(address: &str) -> Self {
        Self::new(400, ErrorType::INVALID_DESTINATION, "not a destination for this call", address)
    }

    /// 400: a configuration object that is missing, stale or there twice; `data` says which.
    #[must_use]
    pub fn configuration(message: impl Into<Cow<'static, str>>, data: &str) -> Self {
        Self::new(400, ErrorType::FINESSE_API_ERROR, message, data)
    }

    /// 400: the configuration holds as many of these as it can.
    #[must_use]
    pub fn maximum_exceeded(what: &str) -> Self {
        Self::new(400, ErrorType::MAXIMUM_EXCEEDED, "as many as there can be", what)
    }

    /// 400: the name of a configuration object is taken; `data` for example `Duplicate Workflow name.`
    #[must_use]
    pub fn duplicate_name(data: &str) -> Self {
        Self::new(400, ErrorType::DATABASE_CONSTRAINT, "the name is taken", data)
    }

    /// 400: too many team messages are active.
    #[must_use]
    pub fn too_many_messages() -> Self {
        let data = "teammessage.max.limit.exceeded";
        Self::new(400, ErrorType::RESOURCE_LIMIT, "MAX_ACTIVE_MESSAGE_LIMIT_EXCEEDED", data)
    }

    /// 400: to barge in would be one too many for the conference bridge.
    #[must_use]
    pub fn bridge_full(address: &str) -> Self {
        Self::new(400, ErrorType::BRIDGE_FULL, "the conference bridge is full", address)
    }

    /// 400: to barge in, the agent has to be the controller of the conference, and have no other one.
    #[must_use]
    pub fn not_controller(address: &str) -> Self {
        Self::new(400, ErrorType::NOT_CONTROLLER, "not the controller of the conference", address)
    }

    /// 400: anything else.
    #[must_use]
    pub fn generic(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(400, ErrorType::GENERIC_ERROR, message, "")
    }

    /// 401: the guide's oddity, a wrong state with this status: tones on a call that is on hold.
    #[must_use]
    pub fn unauthorized_state(state: &str) -> Self {
        Self::new(401, ErrorType::INVALID_STATE, "not possible in the present state", state)
    }

    /// 401: neither a member nor a supervisor of the team.
    #[must_use]
    pub fn not_member(user: &str) -> Self {
        Self::new(401, ErrorType::INVALID_AUTHORIZATION, "UNAUTHORIZED", user)
    }

    /// 401: no or wrong credentials. The answer of a locked-out user is the same.
    #[must_use]
    pub fn unauthorized(user: &str) -> Self {
        Self::new(401, ErrorType::AUTHORIZATION_FAILURE, "UNAUTHORIZED", user)
    }

    /// 401: the object belongs to somebody else.
    #[must_use]
    pub fn other_user(user: &str) -> Self {
        Self::new(401, ErrorType::INVALID_USER, "UNAUTHORIZED", user)
    }

    /// 401: the agent is on none of the supervisor's teams.
    #[must_use]
    pub fn invalid_supervisor(user: &str) -> Self {
        Self::new(401, ErrorType::INVALID_SUPERVISOR, "UNAUTHORIZED", user)
    }

    /// 403: the secondary node, or an operation that is switched off.
    #[must_use]
    pub fn forbidden() -> Self {
        Self::new(403, ErrorType::FORBIDDEN, "FORBIDDEN", "")
    }

    /// 404: no such path or object.
    #[must_use]
    pub fn not_found(what: &str) -> Self {
        Self::new(404, ErrorType::NOT_FOUND, "NOT_FOUND", what)
    }

    /// 404: CTI knows no such user.
    #[must_use]
    pub fn user_not_found(user: &str) -> Self {
        Self::new(404, ErrorType::USER_NOT_FOUND, "UNKNOWN_USER", user)
    }

    /// 404: there is no such call.
    #[must_use]
    pub fn dialog_not_found(dialog: &str) -> Self {
        Self::new(404, ErrorType::DIALOG_NOT_FOUND, "DIALOG_NOT_FOUND", dialog)
    }

    /// 404: CTI knows no such team.
    #[must_use]
    pub fn team_not_found(team: &str) -> Self {
        Self::new(404, ErrorType::TEAM_NOT_FOUND, "NOT_FOUND", team)
    }

    /// 404: there is no such team to give something to.
    #[must_use]
    pub fn team_assignment() -> Self {
        let kind = ErrorType::TEAM_ASSIGNMENT;
        Self::new(404, kind.clone(), kind.0, "574")
    }

    /// 405, with what is allowed in the header `Allow`.
    #[must_use]
    pub fn method_not_allowed(allow: impl Into<Box<str>>) -> Self {
        let mut refusal = Self::new(405, ErrorType::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", "");
        refusal.allow = Some(allow.into());
        refusal
    }

    /// 413: the body is larger than the server takes.
    #[must_use]
    pub fn too_large() -> Self {
        Self::new(413, ErrorType::TOO_LARGE, "REQUEST_ENTITY_TOO_LARGE", "")
    }

    /// 416: the range lies outside 1 to 6000.
    #[must_use]
    pub fn range(range: &str) -> Self {
        Self::new(416, ErrorType::RANGE, "RANGE_NOT_SATISFIABLE", range)
    }

    /// 500: a fault of the server.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(500, ErrorType::INTERNAL, "RUNTIME_EXCEPTION", "")
    }

    /// 500: the database cannot be asked.
    #[must_use]
    pub fn database() -> Self {
        Self::new(500, ErrorType::INTERNAL, "DB_RUNTIME_EXCEPTION", "")
    }

    /// 500: the database of the administration cannot be reached (CCE).
    #[must_use]
    pub fn administration_unavailable() -> Self {
        Self::new(500, ErrorType::INTERNAL, "AWS_SERVICE_UNAVAILABLE", "")
    }

    /// 501: an operation of the other product, or one this server does not offer.
    #[must_use]
    pub fn not_implemented() -> Self {
        Self::new(501, ErrorType::NOT_IMPLEMENTED, "NOT_IMPLEMENTED", "")
    }

    /// 503: the server is not in service. Every operation but SystemInfo answers so.
    #[must_use]
    pub fn out_of_service() -> Self {
        Self::new(503, ErrorType::SERVICE_UNAVAILABLE, "SERVER_OUT_OF_SERVICE", "")
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.status, self.error.kind, self.error.message)
    }
}

impl std::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cti_refusal_names_its_code() {
        let error = ApiError::cti(ErrorType::INVALID_DEVICE, CtiFailure(260));
        assert_eq!((&*error.message, &*error.data), ("CF_INVALID_LOGON_DEVICE_SPECIFIED", "260"));
        assert_eq!(error.cti_failure(), Some(CtiFailure(260)));
    }

    #[test]
    fn a_media_error_is_not_a_cti_failure() {
        let error = ApiError::media(ErrorType::INVALID_STATE, MediaFailure(36), "5001");
        assert_eq!(error.cti_failure(), None);
        assert_eq!(&*error.message, "E_ARM_STAT_CC_OFFLINE");
    }
}
