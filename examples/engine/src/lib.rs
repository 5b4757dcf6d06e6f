//! The CCX engine: who is signed in where (RmCm), which call goes to whom (queues), and the CTI server that tells.
//!
//! [`Core`] is pure: a telephony provider and a CTI server inside, time as an argument, no socket. [`start`] runs it on
//! tokio.
//!
//! A sign-in: `SET_AGENT_STATE_REQ` with state login, agent id and instrument → RmCm asks the telephony provider whether
//! it controls a phone of that extension → `SET_AGENT_STATE_CONF` → `AGENT_STATE_EVENT` not ready with reason 32760, to
//! every bridge session and to the agent's own. Or `CONTROL_FAILURE_CONF` with the code of what is wrong.
//!
//! - [x] Agent states with all documented refusals, device conflicts, forced sign-out
//! - [x] Configuration download: keys, queues, agents, devices, teams
//! - [x] Agent state and device queries
//! - [ ] Outbound campaigns, supervisor actions on calls, statistics, recording

mod agent;
mod config;
mod core;
mod download;
mod requests;
mod rmcm;
mod start;

pub use agent::{Asked, Decision, Phone, State, decide};
pub use config::{Agent, Config, Queue, Rank, Team};
pub use core::{AgentView, Core, Hop, Link};
pub use start::{Listeners, Running, StartError, start};
