//! HTTP as plain values: a request and a response, their headers, the target and the credentials.
//!
//! Nothing here moves bytes. A host that has an HTTP library turns its types into these and back; the adapter behind the feature
//! `http` does so with hyper.

mod credentials;
mod message;
mod range;
mod target;

pub use credentials::{Credentials, CredentialsError, Secret};
pub use message::{Headers, Method, Request, RequestId, Response};
pub use range::ItemRange;
pub use target::{Query, Target, decode_component, encode_component};
