//! AXL, the provisioning API of Cisco Unified CM: SOAP 1.1 over HTTPS, both sides, without sockets and clock.
//!
//! - [`Call`] is a request, checked against the schema before anything is sent: typed for the objects of [`records`], by
//!   name for all 1,068 operations.
//! - [`Client`] is a machine that turns calls into HTTP requests and HTTP responses into [`Reply`]s: Basic
//!   authentication, session cookie, version negotiation, back-off. `tokio::AxlClient` (features `http`, `tls`) drives it.
//! - [`Service`] answers HTTP requests with the help of a [`Dispatcher`]: log-in, roles, sessions, versions, limits, faults.
//! - [`Pager`], [`Rows`], [`Envelope`], [`Element`] are the parts, for whoever needs only one.
//!
//! # Run loop
//!
//! Change one thing, drain the polls, wait for the next input or deadline.
//!
//! ```
//! use std::time::Instant;
//! use axl_soap::*;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let now = Instant::now();
//! let mut client = Client::new(ClientConfig::new(Credentials::new("axl", "secret")));
//! client.call(Call::ccm_version());
//!
//! // The request is yours to send, over whatever HTTP you have.
//! let Transmit { id, request } = client.poll_transmit(now).ok_or("nothing to send")?;
//! assert_eq!(request.path, "/axl/");
//! assert_eq!(request.headers.get("SOAPAction"), Some("\"CUCM:DB ver=15.0 getCCMVersion\""));
//!
//! // This is what a server answers.
//! let body = "<?xml version='1.0' encoding='UTF-8'?>\
//!     <soapenv:Envelope xmlns:soapenv='http://schemas.xmlsoap.org/soap/envelope/'><soapenv:Body>\
//!     <ns:getCCMVersionResponse xmlns:ns='http://www.cisco.com/AXL/API/15.0'><return><componentVersion>\
//!     <version>15.0.1.10000(42)</version></componentVersion></return></ns:getCCMVersionResponse>\
//!     </soapenv:Body></soapenv:Envelope>";
//! let response = HttpResponse { status: Status::OK, headers: Headers::new(), body: body.into() };
//! client.handle_response(now, id, response)?;
//!
//! let Some(Event::Done { result, .. }) = client.poll_event() else { return Err("no result".into()) };
//! assert_eq!(result?.ccm_version()?, "15.0.1.10000(42)");
//! # Ok(())
//! # }
//! ```
//!
//! # Reading leniently, writing strictly
//!
//! Written: schema order, one envelope shape, `true` and `false`, uuids in braces and upper case. Read besides: any prefix,
//! any order, comments, CDATA, children qualified by mistake, `xsi:nil` anywhere, `True` and `1`, uuids without braces, a
//! `sequence` that is no number, headers (unless they must be understood), a fault with status 200, faults in the spelling
//! of SOAP 1.2 and of servers before 8.0, a page of HTML in place of SOAP. Refused: DTDs, foreign entities, nesting beyond
//! 64, requests of more than 100,000 elements, a body with two operations, an envelope of SOAP 1.2 (answered with
//! `VersionMismatch`).
//!
//! # What there is
//!
//! - [x] Envelopes, headers passed through, several body children, faults in every published spelling
//! - [x] All 1,068 operations of schemas 12.5 to 15.0 by name; keys, arguments, criteria, tags and editable lists checked
//! - [x] Typed records of 27 objects, three states a field, defaults and mandatory fields
//! - [x] SQL rows borrowed or owned, `NULL` kept; `doAuthenticateUser`, `getCCMVersion`, `listChange`, `doLdapSync`
//! - [x] Client machine and a hyper adapter; pages through long lists
//! - [x] Service: roles, sessions, versions, throttles
//! - [ ] Typed records of the remaining objects (use [`Element`])
//! - [x] Lengths of texts, flags, numbers, mandatory and repeated fields of typed objects checked before sending, at any depth
//! - [x] A memory of credentials that were right ([`Verified`]), for servers that ask `doAuthenticateUser` for each request
//! - [ ] Values of enumerations are not checked: they are open

mod call;
mod catalogue;
mod client;
mod credentials;
mod element;
mod envelope;
mod error;
mod fault;
mod http;
mod ns;
mod page;
mod pager;
pub mod records;
mod reply;
#[cfg(feature = "serde")]
mod row_serde;
mod rows;
mod service;
mod sessions;
mod soap_action;
#[cfg(feature = "http")]
pub mod tokio;
mod uuid;
mod value;
mod verified;
mod version;

pub use call::{Call, Key, LdapSync, Page, Proof};
pub use catalogue::{Answer, KeyPart, Operation, Tags, Verb};
pub use client::{CallId, Client, ClientConfig, Deadline, Event, ExchangeId, Session, Timer, Transmit};
pub use credentials::{Credentials, Secret, SessionToken};
pub use element::{Content, Element};
pub use envelope::{Envelope, fault_body};
pub use error::{CallError, DecodeError, Sent, TransportError, UsageError};
pub use fault::{AxlCode, AxlError, Fault, FaultCode, TooManyRows};
pub use http::{AXL_PATH, Headers, HttpRequest, HttpResponse, Method, Status};
pub use ns::Ns;
pub use pager::{Pager, Step};
pub use reply::{Authentication, Change, Changes, Reply};
#[cfg(feature = "serde")]
pub use row_serde::RowError;
pub use rows::{Cell, OwnedRow, Row, Rows, Value};
pub use service::{Access, Answered, Caller, Dispatcher, Login, Service, ServiceConfig, Throttle};
pub use soap_action::SoapAction;
pub use uuid::{NotUuid, Uuid};
pub use value::{Field, Flag, Reference};
pub use verified::Verified;
pub use version::{NotVersion, Release, Version, agree, versions_in_page};
