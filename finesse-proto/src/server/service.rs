//! What a server does, as traits with defaults: a server is the set of methods it writes.
//!
//! Every default answers 501 `Not Implemented`. Methods that take effect later return [`Accepted`]: the answer is 202, and the outcome
//! goes out as an [`Update`](crate::Update). Rights are checked before ([`authorize`](super::authorize)), bodies are read and checked.

use std::time::Instant;

use super::{Caller, ConfigService, Directory};
use crate::error::Refusal;
use crate::http::{ItemRange, RequestId};
use crate::resource::{
    ClientLog, Dialog, DialogIntent, Dialogs, Media, MediaList, MediaPropertiesLayout,
    MediaPropertiesLayouts, MediaRequest, PhoneBooks, Queue, Queues, ReasonCode, ReasonCodes, SystemInfo,
    Team, TeamMessage, TeamMessages, User, UserAuthMode, UserIntent, Users, Workflows, WrapUpReason,
    WrapUpReasons,
};

/// The circumstances of a request.
#[derive(Debug, Clone, Copy)]
pub struct Context<'r> {
    /// Who sent it.
    pub caller: &'r Caller,
    /// The client's id, to be put into the update that the request causes.
    pub request_id: Option<&'r RequestId>,
    /// The time.
    pub now: Instant,
}

/// The request was taken; its outcome comes as an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Accepted;

pub(super) fn missing<T>() -> Result<T, Refusal> {
    Err(Refusal::not_implemented())
}

macro_rules! defaults {
    (@methods $( $(#[$doc:meta])* $name:ident($($kind:tt)*) -> $ty:ty; )*) => {
        $( defaults!(@method $(#[$doc])* $name [$($kind)*] $ty); )*
    };
    ($(
        $(#[$tdoc:meta])*
        $trait:ident { $( $(#[$doc:meta])* $name:ident($($kind:tt)*) -> $ty:ty; )* }
    )*) => { $(
        $(#[$tdoc])*
        #[allow(unused_variables)]
        pub trait $trait {
            defaults!(@methods $( $(#[$doc])* $name($($kind)*) -> $ty; )*);
        }
    )* };
    (@method $(#[$doc:meta])* $name:ident [get $(, $arg:ident: $aty:ty)*] $ty:ty) => {
        $(#[$doc])*
        ///
        /// # Errors
        /// What is to be answered; 501 by default.
        fn $name(&self, context: Context<'_> $(, $arg: $aty)*) -> Result<$ty, Refusal> { missing() }
    };
    (@method $(#[$doc:meta])* $name:ident [is] $ty:ty) => {
        $(#[$doc])*
        fn $name(&self) -> $ty { true }
    };
    (@method $(#[$doc:meta])* $name:ident [act $(, $arg:ident: $aty:ty)*] $ty:ty) => {
        $(#[$doc])*
        ///
        /// # Errors
        /// What is to be answered; 501 by default.
        fn $name(&mut self, context: Context<'_> $(, $arg: $aty)*) -> Result<$ty, Refusal> { missing() }
    };
}

pub(super) use defaults;

defaults! {
    /// Users: their states and what is configured for them.
    UserService {
        /// `GET /User/{id}`. On CCE the id may be a login name.
        user(get, id: &str) -> User<'_>;
        /// `GET /Users`.
        users(get) -> Users<'_>;
        /// `PUT /User/{id}`: sign in, change the state, sign out.
        put_user(act, id: &str, intent: UserIntent<'_>) -> Accepted;
        /// `GET /User/{id}/ReasonCodes`. No category: all.
        user_reason_codes(get, id: &str, category: Option<crate::code::ReasonCategory>) -> ReasonCodes<'_>;
        /// `GET /User/{id}/ReasonCode/{reasonCodeId}`.
        user_reason_code(get, id: &str, code: &str) -> ReasonCode<'_>;
        /// `GET /User/{id}/WrapUpReasons`.
        user_wrap_up_reasons(get, id: &str) -> WrapUpReasons<'_>;
        /// `GET /User/{id}/WrapUpReason/{wrapUpReasonId}`.
        user_wrap_up_reason(get, id: &str, reason: &str) -> WrapUpReason<'_>;
        /// `GET /User/{id}/MediaPropertiesLayout`.
        user_layout(get, id: &str) -> MediaPropertiesLayout<'_>;
        /// `GET /User/{id}/MediaPropertiesLayouts`.
        user_layouts(get, id: &str) -> MediaPropertiesLayouts<'_>;
        /// `GET /User/{id}/PhoneBooks`, contacts inline.
        user_phone_books(get, id: &str) -> PhoneBooks<'_>;
        /// `GET /User/{id}/Workflows`.
        user_workflows(get, id: &str) -> Workflows<'_>;
        /// `POST /User/{id}/ClientLog`.
        client_log(act, id: &str, log: &ClientLog<'_>) -> Accepted;
        /// `GET /UserAuthMode/{userNameOrId}`. Needs no credentials: the caller is empty.
        auth_mode(get, name: &str) -> UserAuthMode<'_>;
    }

    /// Calls and tasks.
    DialogService {
        /// `GET /Dialog/{dialogId}`.
        dialog(get, id: &str) -> Dialog<'_>;
        /// `GET /User/{id}/Dialogs`; an empty list is an empty element.
        dialogs(get, user: &str) -> Dialogs<'_>;
        /// `POST /User/{id}/Dialogs`: place a call, listen to one, join one.
        begin_dialog(act, user: &str, intent: DialogIntent<'_>) -> Accepted;
        /// `PUT /Dialog/{dialogId}`.
        put_dialog(act, id: &str, intent: DialogIntent<'_>) -> Accepted;
    }

    /// Teams, what they share, and messages to them.
    TeamService {
        /// `GET /Team/{teamId}`; members who are signed out only if asked for.
        team(get, id: &str, signed_out: bool) -> Team<'_>;
        /// `GET /TeamResource/{teamId}/ReasonCodes`. No category: all.
        team_reason_codes(get, id: &str, category: Option<crate::code::ReasonCategory>) -> ReasonCodes<'_>;
        /// `GET /TeamResource/{teamId}/WrapUpReasons`.
        team_wrap_up_reasons(get, id: &str) -> WrapUpReasons<'_>;
        /// `GET /TeamResource/{teamId}/MediaPropertiesLayouts`.
        team_layouts(get, id: &str) -> MediaPropertiesLayouts<'_>;
        /// `GET /TeamResource/{teamId}/PhoneBooks`, contacts inline; the range counts contacts.
        team_phone_books(get, id: &str, range: Option<ItemRange>) -> PhoneBooks<'_>;
        /// `GET /TeamResource/{teamId}/Workflows`.
        team_workflows(get, id: &str) -> Workflows<'_>;
        /// `POST /TeamMessage`.
        post_message(act, message: &TeamMessage<'_>) -> TeamMessage<'_>;
        /// `GET /TeamMessage/{messageId}`.
        message(get, id: &str) -> TeamMessage<'_>;
        /// `GET /TeamMessages`.
        messages(get) -> TeamMessages<'_>;
        /// `DELETE /TeamMessage/{messageId}`.
        delete_message(act, id: &str) -> ();
        /// Whether the other node knows of the message that was posted or deleted last; if not, the answer is 207. True by default.
        other_node_told(is) -> bool;
    }

    /// Queues (CCE).
    QueueService {
        /// `GET /Queue/{queueId}`.
        queue(get, id: &str) -> Queue<'_>;
        /// `GET /User/{id}/Queues`.
        user_queues(get, user: &str) -> Queues<'_>;
    }

    /// Non-voice domains (CCE).
    MediaService {
        /// `GET /User/{id}/Media/{mrdId}`.
        media(get, user: &str, domain: &str) -> Media<'_>;
        /// `GET /User/{id}/Media`.
        media_list(get, user: &str) -> MediaList<'_>;
        /// `PUT /User/{id}/Media/{mrdId}`. The body has been checked: [`MediaRequest::intent`] says what is asked for.
        put_media(act, user: &str, domain: &str, wish: &MediaRequest<'_>) -> Accepted;
    }

    /// The state of the server.
    SystemService {
        /// `GET /SystemInfo`. Needs no credentials: the caller is empty.
        system_info(get) -> SystemInfo<'_>;
    }
}

/// A whole server.
pub trait Service:
    Directory
    + UserService
    + DialogService
    + TeamService
    + QueueService
    + MediaService
    + SystemService
    + ConfigService
{
}

impl<T> Service for T where
    T: Directory
        + UserService
        + DialogService
        + TeamService
        + QueueService
        + MediaService
        + SystemService
        + ConfigService
{
}
