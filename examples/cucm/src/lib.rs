//! A CUCM emulator: a directory of users, phones and lines behind AXL.
//!
//! [`Core`] is synchronous and has no sockets, clock or chance of its own; [`start`] serves it over TLS. Objects of every
//! type AXL can add are really stored: add a phone, list it, find it by SQL.
//!
//! ```
//! use std::time::{Instant, SystemTime};
//! use axl_soap::{Credentials, Headers, HttpRequest, Method, Secret, Status};
//! use cucm::{AXL_GROUP, AppUserSeed, Config, Core, Now};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let axl = AppUserSeed {
//!     userid: "axl".into(),
//!     password: Secret::new("secret"),
//!     groups: vec![AXL_GROUP.into()],
//!     devices: vec![],
//! };
//! let mut core = Core::new(&Config { app_users: vec![axl], ..Config::default() })?;
//! let credentials = Credentials::new("axl", "secret");
//! let request = HttpRequest {
//!     method: Method::Get,
//!     path: "/axl/".into(),
//!     headers: [("Authorization", credentials.to_authorization())].into_iter().collect(),
//!     body: Default::default(),
//! };
//! let now = Now { at: Instant::now(), utc: SystemTime::now() };
//! assert_eq!(core.handle(now, &request).status, Status::OK);
//! # Ok(())
//! # }
//! ```
//!
//! # What differs from a CUCM
//!
//! - SQL is read-only (a write is checked, then refused), over the documented tables of `schema.sql`; numbers of enumerations that are not documented are the
//!   emulator's own, from 10,000 on.
//! - Values of enumerations are not checked, names are compared without case, and removing an object that others refer to is
//!   allowed. References to objects of the eleven types that a contact centre needs must exist; others are taken as they come.
//! - Names have at most 255 characters; texts of the tables that SQL sees are cut at 1 KiB.
//! - A phone that names a line which is not there makes it, as CUCM is commonly reported to do.
//! - Nothing is pushed to devices: apply, reset and restart only check that the object is there.
//! - Passwords are salted fast hashes, which protect nothing but a lab.

mod changes;
mod config;
mod core;
mod dialect;
mod directory;
mod groups;
mod members;
mod objects;
mod project;
mod renames;
mod seed;
mod server;
mod show;
mod sql;
mod store;

pub use config::{
    AXL_GROUP, AXL_READ_GROUP, AppUserSeed, Config, Lockout, SUPER_GROUP, SqlLimits, StorePlace, UserSeed,
    phone_name,
};
pub use core::{Asked, Core, CoreError, Now, Trouble};
pub use server::{Listeners, Running, StartError, start};
