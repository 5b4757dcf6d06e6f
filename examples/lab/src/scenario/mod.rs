//! Flows driven from outside against a running lab, with every hop shown. Each gives whether all happened as it should.

mod report;
mod sign_in;

use std::sync::Arc;

pub use sign_in::sign_in;

use crate::certs::{self, CertError};
use crate::control::Inventory;

/// Trusts the lab that an inventory describes, as a client that knows only the file would.
fn trust(inventory: &Inventory) -> Result<Arc<rustls::ClientConfig>, CertError> {
    certs::client(&inventory.ca_file)
}
