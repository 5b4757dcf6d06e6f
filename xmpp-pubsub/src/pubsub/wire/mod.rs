//! Requests and answers as XML.

mod answer_read;
mod answer_write;
mod refusal;
mod request_read;
mod request_write;

pub(super) use answer_read::read_answer;
pub(super) use answer_write::write_answer;
pub(super) use request_read::read_request;
pub(super) use request_write::write_request;

/// Node of the ad-hoc command for pending subscriptions (XEP-0060, 8.7).
pub(super) const GET_PENDING: &str = "http://jabber.org/protocol/pubsub#get-pending";
