//! Flows driven from outside against a running lab, with every hop shown. Each gives whether all happened as it should.

mod inbound_call;
mod report;
mod sign_in;

use std::fmt;
use std::sync::Arc;

pub use inbound_call::inbound_call;
pub use sign_in::sign_in;

use crate::certs::{self, CertError};
use crate::control::Inventory;

/// Trusts the lab that an inventory describes, as a client that knows only the file would.
fn trust(inventory: &Inventory) -> Result<Arc<rustls::ClientConfig>, CertError> {
    certs::client(&inventory.ca_file)
}

/// Something was not as it should be.
#[derive(Debug)]
struct Wrong(String);

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn wrong(what: impl fmt::Display) -> Wrong {
    Wrong(what.to_string())
}
