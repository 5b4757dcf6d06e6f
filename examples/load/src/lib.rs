//! Load for a BOSH and publish-subscribe service, bounded and accounted for: see [`Options`] for what it does and
//! `README.md` for how to use it.
//!
//! [`run()`] opens sessions ([`Session`] on a good network, [`RoughSession`] on one that an [`Impairment`] makes bad), publishes,
//! and gives a [`Report`]; [`Report::broken`] says which promise was not kept. Everything runs in one thread, so that the
//! other cores are the server's.

mod http;
mod impair;
mod options;
mod process;
mod publisher;
mod report;
mod rough;
mod run;
mod session;
mod tally;
mod xmpp;

pub use http::{Http, HttpError};
pub use impair::{Dice, Fate, Impairment, Twist};
pub use options::{Options, Scenario};
pub use process::Usage;
pub use publisher::{Publisher, Results};
pub use report::{Published, Report, SetUp};
pub use rough::RoughSession;
pub use run::run;
pub use session::{Session, Wish};
pub use tally::{Ledger, Mark, Sums, Tally};
