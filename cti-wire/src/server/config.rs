//! What a server is told at its start.

use std::ops::RangeInclusive;
use std::time::Duration;

use crate::Dialect;

/// Whether this server takes sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// It does.
    Master,
    /// Another server is the master.
    ///
    /// CCX, and CCE servers that speak no protocol from 24 on, refuse OPEN_REQ with 92 (SERVER_NOT_MASTER). From 24 on
    /// CCE takes clients that ask for `ServiceMask::ACTIVE_STANDBY`; older versions are refused with 15
    /// (CTI_SERVER_OFFLINE), clients without that bit with 107 (INVALID_CLIENT_FOR_STANDBY). Such a session may send
    /// heartbeats and CLOSE_REQ until STANDBY_ACTIVE_EVENT.
    Standby,
    /// Nothing works: OPEN_REQ is refused with 15 (CTI_SERVER_OFFLINE).
    Offline,
}

/// How closely messages of clients are held against the guides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Reading {
    /// What can be read is taken: unknown and foreign fields are carried, reserved slots may hold anything.
    #[default]
    Lenient,
    /// Whatever the guides have a status code for is refused with it: unknown tags (3), missing fields (6), tags of other
    /// messages (26) or versions (49), lengths (23), reserved slots (7, 22), counters (77, 78), too much data (73).
    Strict,
}

/// What happens to bits of OPEN_REQ's masks that mean nothing in the session's dialect and version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Masks {
    /// OPEN_REQ is refused: services 19, `CallMsgMask` 20, `AgentStateMask` 21, `ConfigMsgMask` 95.
    ///
    /// The codes are those of the CCE guide. The CCX guide lists none of the four and names no other answer; a server
    /// that has to bear clients written for both products takes [`Carry`](Self::Carry).
    #[default]
    Refuse,
    /// They are carried, match no event, and grant nothing.
    Carry,
}

/// Limits and habits of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The product family it plays.
    pub dialect: Dialect,
    /// Protocol versions it speaks; others are refused with 1 (INVALID_VERSION).
    pub versions: RangeInclusive<u32>,
    /// How closely messages are read. The session survives a refused message either way.
    pub reading: Reading,
    /// What happens to bits of OPEN_REQ's masks that mean nothing.
    pub masks: Masks,
    /// Longest wait for OPEN_REQ on a new connection: who connects and says nothing is dropped.
    pub open_timeout: Duration,
    /// `IdleTimeout` values it accepts, in seconds; others are refused with 18 (INVALID_TIMEOUT). In CCE all ones
    /// switch the timer off.
    pub idle_timeout: RangeInclusive<u32>,
    /// How long clients may take to answer ACTIVE_MAINTENANCE_REQ, and later to stop their requests to this side
    /// (guide: 5 s each).
    pub maintenance_timeout: Duration,
    /// How long an ended session may linger until the client has closed the connection.
    pub linger: Duration,
    /// Connections at one time; more are not accepted.
    pub max_connections: usize,
    /// Bytes that may wait for one connection; a client that reads slower is dropped.
    pub max_output: usize,
    /// Whether the server is the master at its start.
    pub role: Role,
    /// Whether it is in service at its start.
    pub online: bool,
}

impl Default for Config {
    /// A CCX engine, protocols 10 to 18, in service.
    fn default() -> Self {
        Self {
            dialect: Dialect::Ccx,
            versions: 10..=18,
            reading: Reading::Lenient,
            masks: Masks::Refuse,
            open_timeout: Duration::from_secs(30),
            idle_timeout: 20..=120,
            maintenance_timeout: Duration::from_secs(5),
            linger: Duration::from_secs(5),
            max_connections: 2_000,
            max_output: 4 << 20,
            role: Role::Master,
            online: true,
        }
    }
}
