//! The REST interface and the notifications of Cisco Finesse, as types, routes, events and state machines, for both sides and for both
//! products (Unified CCX and Unified CCE). No sockets, no clock: time and chance are arguments.
//!
//! # How Finesse works
//!
//! A request that changes something is only accepted. Its outcome comes later, on another connection, as an event that names the
//! request; the two race.
//!
//! ```text
//!  client                                   server                        notification service
//!    │  PUT /finesse/api/User/4711            │                                     │
//!    │  requestId: a1                         │                                     │
//!    │  <User><state>READY</state></User>     │                                     │
//!    ├───────────────────────────────────────▶│ rights, syntax, in service?         │
//!    │◀──────────────────── 202, requestId a1 ┤   no: 4xx/5xx with ApiErrors, end   │
//!    │                                        │ CTI: may the agent be ready?        │
//!    │                                        ├── Update (User READY, a1) ─────────▶│
//!    │◀───────────────────────────────────────┼── node /finesse/api/User/4711 ──────┤
//!    │                                        │   or Update (apiErrors, a1)         │
//! ```
//!
//! # A first example
//!
//! Time comes from whoever drives the machine: `now` is an [`Instant`](std::time::Instant).
//!
//! ```
//! use finesse_proto::{AgentState, Client, ClientConfig, Credentials, Event, Outcome, Response, StateRequest};
//!
//! # let now = std::time::Instant::now();
//! let config = ClientConfig::new("4711", Credentials::basic("4711", "secret")?);
//! let mut client = Client::new(config, [7; 32]);
//!
//! // Change one thing …
//! let request_id = client.set_state(now, StateRequest::Ready, None)?;
//! // … then drain: here is a request to send over HTTPS.
//! let transmit = client.poll_transmit().unwrap();
//! assert_eq!(transmit.request.target, "/finesse/api/User/4711");
//! assert_eq!(&transmit.request.body[..], b"<User><state>READY</state></User>");
//!
//! // The answer, and the event from the notification service, in whichever order they come.
//! client.handle_response(now, transmit.ticket, &Response::empty(202))?;
//! let payload = format!(
//!     "<notification xmlns='urn:xmpp:push:0'>&lt;Update>&lt;data>&lt;user>&lt;loginId>4711&lt;/loginId>\
//!      &lt;state>READY&lt;/state>&lt;/user>&lt;/data>&lt;event>PUT&lt;/event>&lt;requestId>{request_id}&lt;/requestId>\
//!      &lt;source>/finesse/api/User/4711&lt;/source>&lt;/Update></notification>"
//! );
//! client.handle_notification(now, payload.as_bytes())?;
//! assert_eq!(client.poll_event(), Some(Event::Settled { id: request_id, outcome: Outcome::Done }));
//! assert_eq!(client.poll_event(), Some(Event::State { from: None, to: AgentState::Ready }));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is where
//!
//! * [`Call`], [`Operation`], [`Body`], [`Answer`]: requests and answers, typed, in both directions.
//! * [`User`], [`Dialog`], [`SystemInfo`] and the other resources: records that read leniently and write as real servers do;
//!   [`ForRelease`] cuts them to what a release and product have.
//! * [`Update`], [`Notification`], [`Node`]: events, and the nodes they come from.
//! * [`ApiErrors`], [`Refusal`], [`CtiFailure`]: errors in both spellings, with the codes behind them.
//! * [`Agent`], [`CallMachine`], [`MediaAgent`]: states of agents, calls and tasks; the tables are in [`states`].
//! * [`Client`]: one user on one server; [`PairClient`]: on whichever of two servers works.
//! * [`Server`] and [`Service`]: a server as a set of methods; [`Presence`] and [`Lockout`]: its timers.
//! * [`Gadget`], [`DesktopLayout`]: documents the desktop is made of.
//! * `tokio` (features `http`, `tls`): requests over sockets.
//!
//! # How a client keeps up
//!
//! ```text
//!               ┌─ Subscribe(node) ─▶ host ─ subscribed ─▶ GET ─ snapshot ─┐
//!  follow(node) ┤                                                          ├─▶ Member, Queue, Dialog, State
//!               └─ updates, from the subscription on ──────────────────────┘
//!                  an update that overtakes the snapshot stands; what the snapshot does not list is gone
//!
//!  OUT_OF_SERVICE │ notifications lost │ `finesse` unavailable
//!        └─▶ SystemInfo of both servers, every 20 s ─▶ Connect ─▶ Use: everything is asked for and subscribed again
//! ```
//!
//! The own calls are those of `/User/{own}/Dialogs`. Tasks, calls of users who are watched, and errors that belong to no request come as
//! [`Event::Update`], so that nothing is lost. An answer about oneself is believed unless an event overtook it, whatever its time: the other
//! server has another clock.
//!
//! # Leniencies in reading
//!
//! Elements in any order; unknown elements kept or skipped; blanks and line breaks round values; `reasonCode` and `ReasonCode`; the
//! first letter of `apiErrors` and its children, and the data element of an update, in either case; `put` for `PUT`; an update as text
//! or as markup, in either namespace or bare; paths with a slash too many at the end, node names with one missing at the front; query
//! parameters that nobody knows; Basic credentials without padding.
//!
//! # Checklist
//!
//! `RULES.md` beside this crate has the rules one by one, each with its test.
//!
//! * [x] REST operations with a confirmed path (126, in 96 rows), errors, request ids, ranges, `Allow`
//! * [x] Notifications in both namespaces and both forms, outcome of a request with the race, time-outs
//! * [x] Agent states of CCX and CCE, rights of supervisors
//! * [x] States and actions of call participants, and who is told of what
//! * [x] Non-voice domains and tasks (CCE)
//! * [x] Client: sign-in, states, calls, teams, queues, polling of a server out of service
//! * [x] Which node of a pair to work with, and moving there
//! * [x] Presence, forced sign-out, lock-out
//! * [x] Gadget specifications and desktop layouts
//! * [x] What releases 11.x, 12.0, 12.5 and 12.6 and the two products write
//! * [ ] Running workflows: most of their words are not confirmed
//! * [ ] Operations whose path or body is not confirmed (23)

mod agent;
mod call;
mod client;
mod code;
mod dialog;
mod document;
mod error;
mod http;
mod names;
mod node;
mod operation;
mod payload;
mod release;
mod resource;
mod server;
#[doc = include_str!("../STATES.md")]
pub mod states {}
mod time;
#[cfg(feature = "http")]
#[allow(clippy::disallowed_methods, reason = "adapters may read the clock")]
pub mod tokio;
mod update;
#[cfg(feature = "serde")]
mod wire_serde;

pub use agent::{
    Actor, Agent, AgentState, By, Decision, MediaAgent, MediaDecision, MediaState, OnCall, Product,
    StateRequest, Surprise, TaskRefusal, Transition, WrapUp, after_call, after_wrap_up, decide, decide_media,
    transitions,
};
pub use call::{Call, read_answer};
pub use client::{
    Client, ClientConfig, Correlator, Deadline, Event, Failover, Outcome, PairClient, PairEvent, PeerError,
    Side, Step, Ticket, Timer, Transmit, Trouble,
};
pub use code::{
    CCE_SUPERVISOR, CCX_SUPERVISOR_LOGOUT, CCX_SUPERVISOR_NOT_READY, CONNECTION_FAILURE, CtiFailure,
    MediaFailure, ReasonCategory, SystemReason, ccx_call_type,
};
pub use dialog::{
    Action, CallMachine, DialogState, Notice, ParticipantState, PartyDevice, PartyEvent, PartySurprise,
    Situation, StateCause, allowed, dialog_state, task_after, task_allowed,
};
pub use document::{
    DesktopHeader, DesktopLayout, DesktopPage, DesktopSetting, DesktopTab, EnumValue, Escape, Feature,
    FeatureParam, Gadget, GadgetContent, GadgetGroup, GadgetRef, HeaderColumn, HeaderColumns,
    HeaderComponent, LayoutFault, ModulePrefs, Preferences, RoleLayout, TabColumn, UserPref, WorkflowFault,
    expand_variables, substitute,
};
pub use error::{ApiError, ApiErrors, DecodeError, ErrorType, Peripheral, Refusal, UsageError};
pub use http::{
    Credentials, CredentialsError, Headers, ItemRange, Method, Query, Request, RequestId, Response, Secret,
    Target, decode_component, encode_component,
};
pub use node::Node;
pub use operation::{Access, Operation, Products, Release, Root, Row};
pub use payload::{Answer, Body, from_document};
pub use release::ForRelease;
pub use resource::{
    ActionParam, ActionVariable, AssignedItem, CallVariable, ClientLog, ClusterConfig, Condition,
    ConditionSet, ConfigInfo, ConnectedUsersInfo, Contact, Contacts, Creator, CtiConfig, CtiServer, Device,
    Dialog, DialogIntent, DialogLogoutAction, DialogRequest, Dialogs, EnterpriseDatabaseConfig, HostName,
    InterruptAction, LayoutColumn, LayoutConfig, LayoutEntry, Media, MediaIntent, MediaList, MediaProperties,
    MediaPropertiesLayout, MediaPropertiesLayouts, MediaRequest, MobileAgent, NodeInfo, Participant,
    PhoneBook, PhoneBooks, Queue, QueueStatistics, Queues, ReasonCode, ReasonCodes, RequestedProperties,
    ScheduledCallback, Settings, SystemConfig, SystemInfo, Team, TeamLayoutConfig, TeamMessage, TeamMessages,
    TeamSummary, Teams, Trigger, TriggerSet, User, UserAuthMode, UserIntent, UserRequest, UserSummary, Users,
    Variable, Workflow, WorkflowAction, WorkflowActions, WorkflowParam, Workflows, WrapUpItems, WrapUpReason,
    WrapUpReasons,
};
pub use server::{
    Accepted, Admission, Caller, ConfigService, Context, DialogService, Directory, Forced, Gate, InService,
    Inbound, Lockout, MAX_BODY, MediaService, NodeRole, OnLine, OnLoss, Presence, PresenceConfig,
    QueueService, Realm, Role, Server, Service, SystemService, TeamService, UserService, authorize,
};
pub use time::{format_time, parse_time};
pub use update::{Data, Form, Notification, NotificationNs, Update, UpdateEvent};
pub use xml_cursor::{FromXml, IntoOwned, Raw, ToXml};
