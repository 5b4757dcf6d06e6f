//! The CCX engine: who is signed in where (RmCm), which call goes to whom (queues), and the CTI server that tells.
//!
//! [`Core`] is pure: a telephony provider and a CTI server inside, time as an argument, no socket. [`start()`] runs it on
//! tokio.
//!
//! A sign-in: `SET_AGENT_STATE_REQ` with state login, agent id and instrument → RmCm asks the telephony provider whether
//! it controls a phone of that extension → `SET_AGENT_STATE_CONF` → `AGENT_STATE_EVENT` not ready with reason 32760, to
//! every bridge session and to the agent's own. Or `CONTROL_FAILURE_CONF` with the code of what is wrong.
//!
//! A queued call: `BEGIN_CALL_EVENT`, `CALL_DELIVERED_EVENT` at the route point, `CALL_ESTABLISHED_EVENT` at a port,
//! `CALL_QUEUED_EVENT`; agent reserved, `CALL_DIVERTED_EVENT`, `CALL_DELIVERED_EVENT` at the agent, `CALL_ESTABLISHED_EVENT`,
//! agent talking; `CALL_CONNECTION_CLEARED_EVENT` for each party, `CALL_CLEARED_EVENT`, `END_CALL_EVENT`.
//!
//! - [x] Agent states with all documented refusals, device conflicts, forced sign-out
//! - [x] Configuration download: keys, queues, agents, devices, teams
//! - [x] Agent state queries, snapshots of devices and calls
//! - [x] A queue behind a route point: ports, the agent who has been ready longest, no answer, wrap-up
//! - [x] Call control: make, answer, hold, retrieve, alternate, consult, transfer, conference, clear
//! - [x] Call variables and named variables
//! - [ ] Outbound campaigns, supervisor actions on calls, statistics, recording

mod agent;
mod call_control;
mod call_data;
mod calls;
mod config;
mod core;
mod download;
mod requests;
mod rmcm;
mod routing;
mod start;

pub use agent::{Asked, Decision, Phone, State, decide};
pub use config::{Agent, Config, Queue, Rank, Team};
pub use core::{AgentView, Core, Hop, Link};
pub use start::{Listeners, Remote, Running, StartError, start};
