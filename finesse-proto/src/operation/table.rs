//! The operations of the interface, one row each.
//!
//! A row names the variant, its path parameters, its query parameters with their names on the wire, the method and path, what the body
//! and the answer hold, the status of success, the release it came with, the products that have it and who may use it. Rows with a
//! fixed segment stand before rows with a parameter in its place.
//!
//! Not in the table, because the facts do not confirm their path or their body: non-voice and reservation dialog lists, `Devices`,
//! `ScriptSelectors`, a team's list of messages, the list form of `PUT Media`, the XML import and the export of contacts,
//! `ECCVariableConfig`, `ChatConfig`, `CloudConnect`, `SystemVariables`, `RuntimeConfigInfo`, `LockedOutUsers`, maintenance mode, the
//! diagnostic portal, `DesktopConfig`, `Languages` and the single sign-on test. [`Operation::route`] answers 404 for them.

use std::fmt;

use super::row::{Access, Products, Release, Root, Row};
use crate::http::{Method, Query};

fn shown<'v>(name: &str, value: &'v Option<String>) -> Option<&'v str> {
    value.as_deref().map(|value| if name == "refresh-token" { "…" } else { value })
}

macro_rules! operations {
    ($(
        $(#[$doc:meta])*
        $name:ident { $($param:ident),* } { $($query:ident : $wire:literal),* } = $method:ident $path:literal,
            $body:ident => $answer:ident, $status:literal, ($major:literal, $minor:literal), $products:ident, $access:ident;
    )*) => {
        /// One operation with the parameters of its path and query, decoded.
        ///
        /// Several documented operations share a method and a path (sign in, sign out, change state): they differ in the body only.
        #[derive(Clone, PartialEq, Eq)]
        #[non_exhaustive]
        #[allow(missing_docs, reason = "the fields are the parameters of the path shown above them")]
        pub enum Operation { $(
            $(#[$doc])*
            #[doc = concat!("\n\n`", stringify!($path), "`")]
            $name { $($param: String,)* $($query: Option<String>,)* },
        )* }

        /// A token in the query is not shown.
        impl fmt::Debug for Operation {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self { $(
                    Self::$name { $($param,)* $($query,)* } => f
                        .debug_struct(stringify!($name))
                        $( .field(stringify!($param), $param) )*
                        $( .field(stringify!($query), &shown($wire, $query)) )*
                        .finish(),
                )* }
            }
        }

        /// Positions in the table.
        enum At { $( $name, )* }

        static ROWS: &[Row] = &[$(
            Row {
                name: stringify!($name),
                method: Method::$method,
                path: $path,
                body: Root::$body,
                answer: Root::$answer,
                success: $status,
                since: Release { major: $major, minor: $minor },
                products: Products::$products,
                access: Access::$access,
                build: |_params: &mut dyn Iterator<Item = String>, _query: Query<'_>| {
                    Some(Operation::$name {
                        $( $param: _params.next()?, )*
                        $( $query: _query.get($wire).map(std::borrow::Cow::into_owned), )*
                    })
                },
            },
        )*];

        impl Operation {
            /// The row of this operation.
            #[must_use]
            pub fn row(&self) -> &'static Row {
                // One position per row, both made from the same list.
                match self { $( Self::$name { .. } => &ROWS[At::$name as usize], )* }
            }

            /// The whole table.
            #[must_use]
            pub fn table() -> &'static [Row] {
                ROWS
            }

            /// Parameters of the path, in its order.
            pub(super) fn params(&self) -> Vec<&str> {
                match self { $( Self::$name { $($param,)* .. } => vec![$($param,)*], )* }
            }

            /// Query parameters that are given, with their names on the wire.
            pub(super) fn queries(&self) -> Vec<(&'static str, &str)> {
                match self { $(
                    Self::$name { $($query,)* .. } => {
                        let all: &[(&'static str, &Option<String>)] = &[$( ($wire, $query), )*];
                        all.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?))).collect()
                    }
                )* }
            }
        }
    };
}

operations! {
    /// Sign in · Sign in as mobile agent · Sign out · Change state · Change state with reason code.
    PutUser { id } {} = Put "/finesse/api/User/{id}", User => Nothing, 202, (8, 5), Both, OwnOrTeam;
    /// Get user · Get user id from login name.
    GetUser { id } {} = Get "/finesse/api/User/{id}", Nothing => User, 200, (8, 5), Both, OwnOrTeam;
    /// List users.
    GetUsers {} {} = Get "/finesse/api/Users", Nothing => Users, 200, (8, 5), Both, Administrator;
    /// Get reason code.
    GetUserReasonCode { id, reason_code_id } {} = Get "/finesse/api/User/{id}/ReasonCode/{reasonCodeId}", Nothing => ReasonCode, 200, (9, 0), Both, OwnOrAdministrator;
    /// List reason codes.
    GetUserReasonCodes { id } { category: "category" } = Get "/finesse/api/User/{id}/ReasonCodes", Nothing => ReasonCodes, 200, (9, 0), Both, OwnOrAdministrator;
    /// Get wrap-up reason.
    GetUserWrapUpReason { id, wrap_up_reason_id } {} = Get "/finesse/api/User/{id}/WrapUpReason/{wrapUpReasonId}", Nothing => WrapUpReason, 200, (9, 0), Both, OwnOrAdministrator;
    /// List wrap-up reasons.
    GetUserWrapUpReasons { id } {} = Get "/finesse/api/User/{id}/WrapUpReasons", Nothing => WrapUpReasons, 200, (9, 0), Both, OwnOrAdministrator;
    /// Get default media properties layout.
    GetUserMediaPropertiesLayout { id } {} = Get "/finesse/api/User/{id}/MediaPropertiesLayout", Nothing => MediaPropertiesLayout, 200, (9, 0), Both, OwnOrAdministrator;
    /// List media properties layouts.
    GetUserMediaPropertiesLayouts { id } {} = Get "/finesse/api/User/{id}/MediaPropertiesLayouts", Nothing => MediaPropertiesLayouts, 200, (11, 0), Both, OwnOrAdministrator;
    /// List phone books.
    GetUserPhoneBooks { id } {} = Get "/finesse/api/User/{id}/PhoneBooks", Nothing => PhoneBooks, 200, (9, 1), Both, OwnOrAdministrator;
    /// List workflows.
    GetUserWorkflows { id } {} = Get "/finesse/api/User/{id}/Workflows", Nothing => Workflows, 200, (10, 0), Both, OwnOrAdministrator;
    /// List dialogs (voice by default).
    GetUserDialogs { id } { include_non_voice: "includeNonVoice" } = Get "/finesse/api/User/{id}/Dialogs", Nothing => Dialogs, 200, (8, 5), Both, OwnOrTeam;
    /// List queues of a user.
    GetUserQueues { id } {} = Get "/finesse/api/User/{id}/Queues", Nothing => Queues, 200, (9, 0), Cce, OwnOrAdministrator;

    /// Get dialog.
    GetDialog { dialog_id } {} = Get "/finesse/api/Dialog/{dialogId}", Nothing => Dialog, 200, (8, 5), Both, Participant;
    /// Make a call · Silent monitor · Barge in.
    PostUserDialogs { id } {} = Post "/finesse/api/User/{id}/Dialogs", Dialog => Nothing, 202, (8, 5), Both, OwnOrTeam;
    /// Answer · Hold · Retrieve · Drop · Complete consult transfer · Complete conference · Update call data · Send DTMF · Consult call · Single-step transfer · End silent monitor · End barge · Drop participant from conference · Start recording · Accept, close or reject an outbound preview reservation · Accept, close or reject a direct-preview reservation · Reclassify a direct-preview call · Schedule a callback · Cancel a callback · Non-voice task action.
    PutDialog { dialog_id } {} = Put "/finesse/api/Dialog/{dialogId}", Dialog => Nothing, 202, (8, 5), Both, Participant;

    /// Get queue.
    GetQueue { queue_id } {} = Get "/finesse/api/Queue/{queueId}", Nothing => Queue, 200, (9, 0), Cce, SignedIn;

    /// Get team.
    GetTeam { team_id } { include_logged_out_agents: "includeLoggedOutAgents" } = Get "/finesse/api/Team/{teamId}", Nothing => Team, 200, (9, 0), Both, TeamSupervisor;

    /// Get team ReasonCodes. The path is assumed: the guide prints it for phone books only.
    GetTeamResourceReasonCodes { team_id } { category: "category" } = Get "/finesse/api/TeamResource/{teamId}/ReasonCodes", Nothing => ReasonCodes, 200, (12, 5), Both, TeamMember;
    /// Get team WrapUpReasons. The path is assumed: the guide prints it for phone books only.
    GetTeamResourceWrapUpReasons { team_id } {} = Get "/finesse/api/TeamResource/{teamId}/WrapUpReasons", Nothing => WrapUpReasons, 200, (12, 5), Both, TeamMember;
    /// Get team MediaPropertiesLayouts. The path is assumed: the guide prints it for phone books only.
    GetTeamResourceMediaPropertiesLayouts { team_id } {} = Get "/finesse/api/TeamResource/{teamId}/MediaPropertiesLayouts", Nothing => MediaPropertiesLayouts, 200, (12, 5), Both, TeamMember;
    /// Get team PhoneBooks.
    GetTeamResourcePhoneBooks { team_id } {} = Get "/finesse/api/TeamResource/{teamId}/PhoneBooks", Nothing => PhoneBooks, 200, (12, 5), Both, TeamMember;
    /// Get team Workflows. The path is assumed: the guide prints it for phone books only.
    GetTeamResourceWorkflows { team_id } {} = Get "/finesse/api/TeamResource/{teamId}/Workflows", Nothing => Workflows, 200, (12, 5), Both, TeamMember;

    /// Post client log.
    PostUserClientLog { id } {} = Post "/finesse/api/User/{id}/ClientLog", ClientLog => Nothing, 202, (9, 0), Both, Own;

    /// Sign in to a media routing domain · Change state or sign out · Make routable or not routable · Leave WORK after reconnect.
    PutUserMedia { id, mrd_id } {} = Put "/finesse/api/User/{id}/Media/{mrdId}", Media => Nothing, 202, (11, 5), Cce, OwnOrTeam;
    /// Get media.
    GetUserMedia { id, mrd_id } {} = Get "/finesse/api/User/{id}/Media/{mrdId}", Nothing => Media, 200, (11, 5), Cce, OwnOrTeam;
    /// List media.
    GetUserMediaList { id } {} = Get "/finesse/api/User/{id}/Media", Nothing => MediaList, 200, (11, 5), Cce, OwnOrTeam;

    /// Fetch access token · Refresh access token.
    GetAccessToken {} { cc_username: "cc_username", return_refresh_token: "return_refresh_token", refresh_token: "refresh-token" } = Get "/desktop/sso/token", Nothing => Json, 200, (11, 6), Both, Open;
    /// Get user authentication mode.
    GetUserAuthMode { user_name_or_id } {} = Get "/finesse/api/UserAuthMode/{userNameOrId}", Nothing => UserAuthMode, 200, (12, 5), Both, Open;

    /// TeamMessage: create.
    PostTeamMessage {} {} = Post "/finesse/api/TeamMessage", TeamMessage => TeamMessage, 200, (12, 0), Both, Supervisor;
    /// TeamMessage: delete.
    DeleteTeamMessage { message_id } {} = Delete "/finesse/api/TeamMessage/{messageId}", Nothing => Nothing, 200, (12, 0), Both, Supervisor;
    /// TeamMessage: get.
    GetTeamMessage { message_id } {} = Get "/finesse/api/TeamMessage/{messageId}", Nothing => TeamMessage, 200, (12, 0), Both, Supervisor;
    /// TeamMessage: list own.
    GetTeamMessages {} { created_by: "createdBy" } = Get "/finesse/api/TeamMessages", Nothing => TeamMessages, 200, (12, 0), Both, Supervisor;

    /// SystemConfig: get.
    GetSystemConfig {} {} = Get "/finesse/api/SystemConfig", Nothing => SystemConfig, 200, (9, 0), Cce, Administrator;
    /// SystemConfig: set.
    PutSystemConfig {} {} = Put "/finesse/api/SystemConfig", SystemConfig => Nothing, 200, (9, 0), Cce, Administrator;

    /// ClusterConfig: get.
    GetClusterConfig {} {} = Get "/finesse/api/ClusterConfig", Nothing => ClusterConfig, 200, (9, 0), Cce, Administrator;
    /// ClusterConfig: set.
    PutClusterConfig {} {} = Put "/finesse/api/ClusterConfig", ClusterConfig => Nothing, 200, (9, 0), Cce, Administrator;

    /// EnterpriseDatabaseConfig: get.
    GetEnterpriseDatabaseConfig {} {} = Get "/finesse/api/EnterpriseDatabaseConfig", Nothing => EnterpriseDatabaseConfig, 200, (9, 0), Cce, Administrator;
    /// EnterpriseDatabaseConfig: set.
    PutEnterpriseDatabaseConfig {} {} = Put "/finesse/api/EnterpriseDatabaseConfig", EnterpriseDatabaseConfig => Nothing, 200, (9, 0), Cce, Administrator;

    /// ConfigInfo: get.
    GetConfigInfo {} {} = Get "/finesse/api/ConfigInfo", Nothing => ConfigInfo, 200, (12, 6), Both, Administrator;

    /// LayoutConfig: get default.
    GetLayoutConfigDefault {} { kind: "type" } = Get "/finesse/api/LayoutConfig/default", Nothing => LayoutConfig, 200, (9, 0), Both, Administrator;
    /// LayoutConfig: set default.
    PutLayoutConfigDefault {} {} = Put "/finesse/api/LayoutConfig/default", LayoutConfig => Nothing, 200, (9, 0), Both, Administrator;

    /// ReasonCode: get.
    GetReasonCode { id } {} = Get "/finesse/api/ReasonCode/{id}", Nothing => ReasonCode, 200, (9, 0), Both, Administrator;
    /// ReasonCode: list.
    GetReasonCodes {} { category: "category" } = Get "/finesse/api/ReasonCodes", Nothing => ReasonCodes, 200, (9, 0), Both, Administrator;
    /// ReasonCode: create.
    PostReasonCode {} {} = Post "/finesse/api/ReasonCode", ReasonCode => Nothing, 200, (9, 0), Both, Administrator;
    /// ReasonCode: update.
    PutReasonCode { id } {} = Put "/finesse/api/ReasonCode/{id}", ReasonCode => Nothing, 200, (9, 0), Both, Administrator;
    /// ReasonCode: delete.
    DeleteReasonCode { id } {} = Delete "/finesse/api/ReasonCode/{id}", Nothing => Nothing, 200, (9, 0), Both, Administrator;

    /// WrapUpReason: get.
    GetWrapUpReason { id } {} = Get "/finesse/api/WrapUpReason/{id}", Nothing => WrapUpReason, 200, (9, 0), Both, Administrator;
    /// WrapUpReason: list.
    GetWrapUpReasons {} {} = Get "/finesse/api/WrapUpReasons", Nothing => WrapUpReasons, 200, (9, 0), Both, Administrator;
    /// WrapUpReason: create.
    PostWrapUpReason {} {} = Post "/finesse/api/WrapUpReason", WrapUpReason => Nothing, 200, (9, 0), Both, Administrator;
    /// WrapUpReason: update.
    PutWrapUpReason { id } {} = Put "/finesse/api/WrapUpReason/{id}", WrapUpReason => Nothing, 200, (9, 0), Both, Administrator;
    /// WrapUpReason: delete.
    DeleteWrapUpReason { id } {} = Delete "/finesse/api/WrapUpReason/{id}", Nothing => Nothing, 200, (9, 0), Both, Administrator;

    /// MediaPropertiesLayout: get default.
    GetMediaPropertiesLayoutDefault {} {} = Get "/finesse/api/MediaPropertiesLayout/default", Nothing => MediaPropertiesLayout, 200, (9, 0), Both, Administrator;
    /// MediaPropertiesLayout: update default.
    PutMediaPropertiesLayoutDefault {} {} = Put "/finesse/api/MediaPropertiesLayout/default", MediaPropertiesLayout => Nothing, 200, (9, 0), Both, Administrator;
    /// MediaPropertiesLayout: get.
    GetMediaPropertiesLayout { id } {} = Get "/finesse/api/MediaPropertiesLayout/{id}", Nothing => MediaPropertiesLayout, 200, (9, 0), Both, Administrator;
    /// MediaPropertiesLayout: list.
    GetMediaPropertiesLayouts {} {} = Get "/finesse/api/MediaPropertiesLayouts", Nothing => MediaPropertiesLayouts, 200, (9, 0), Both, Administrator;
    /// MediaPropertiesLayout: create.
    PostMediaPropertiesLayout {} {} = Post "/finesse/api/MediaPropertiesLayout", MediaPropertiesLayout => Nothing, 200, (9, 0), Both, Administrator;
    /// MediaPropertiesLayout: update.
    PutMediaPropertiesLayout { id } {} = Put "/finesse/api/MediaPropertiesLayout/{id}", MediaPropertiesLayout => Nothing, 200, (9, 0), Both, Administrator;
    /// MediaPropertiesLayout: delete.
    DeleteMediaPropertiesLayout { id } {} = Delete "/finesse/api/MediaPropertiesLayout/{id}", Nothing => Nothing, 200, (9, 0), Both, Administrator;

    /// PhoneBook: get.
    GetPhoneBook { id } {} = Get "/finesse/api/PhoneBook/{id}", Nothing => PhoneBook, 200, (9, 1), Both, Administrator;
    /// PhoneBook: list.
    GetPhoneBooks {} {} = Get "/finesse/api/PhoneBooks", Nothing => PhoneBooks, 200, (9, 1), Both, Administrator;
    /// PhoneBook: create.
    PostPhoneBook {} {} = Post "/finesse/api/PhoneBook", PhoneBook => Nothing, 200, (9, 1), Both, Administrator;
    /// PhoneBook: update.
    PutPhoneBook { id } {} = Put "/finesse/api/PhoneBook/{id}", PhoneBook => Nothing, 200, (9, 1), Both, Administrator;
    /// PhoneBook: delete.
    DeletePhoneBook { id } {} = Delete "/finesse/api/PhoneBook/{id}", Nothing => Nothing, 200, (9, 1), Both, Administrator;
    /// PhoneBook: import contacts (csv).
    PostContactsCsv { id } {} = Post "/finesse/api/PhoneBook/{id}/Contacts/csvFileContent", Csv => Nothing, 202, (9, 1), Both, Administrator;

    /// Contact: get.
    GetContact { phone_book_id, contact_id } {} = Get "/finesse/api/PhoneBook/{phoneBookId}/Contact/{contactId}", Nothing => Contact, 200, (9, 1), Both, Administrator;
    /// Contact: list.
    GetContacts { phone_book_id } {} = Get "/finesse/api/PhoneBook/{phoneBookId}/Contacts", Nothing => Contacts, 200, (9, 1), Both, Administrator;
    /// Contact: create.
    PostContact { phone_book_id } {} = Post "/finesse/api/PhoneBook/{phoneBookId}/Contact", Contact => Nothing, 200, (9, 1), Both, Administrator;
    /// Contact: update.
    PutContact { phone_book_id, contact_id } {} = Put "/finesse/api/PhoneBook/{phoneBookId}/Contact/{contactId}", Contact => Nothing, 200, (9, 1), Both, Administrator;
    /// Contact: delete.
    DeleteContact { phone_book_id, contact_id } {} = Delete "/finesse/api/PhoneBook/{phoneBookId}/Contact/{contactId}", Nothing => Nothing, 200, (9, 1), Both, Administrator;

    /// Workflow: get.
    GetWorkflow { id } {} = Get "/finesse/api/Workflow/{id}", Nothing => Workflow, 200, (10, 0), Both, Administrator;
    /// Workflow: list.
    GetWorkflows {} {} = Get "/finesse/api/Workflows", Nothing => Workflows, 200, (10, 0), Both, Administrator;
    /// Workflow: create.
    PostWorkflow {} {} = Post "/finesse/api/Workflow", Workflow => Nothing, 200, (10, 0), Both, Administrator;
    /// Workflow: update.
    PutWorkflow { id } {} = Put "/finesse/api/Workflow/{id}", Workflow => Nothing, 200, (10, 0), Both, Administrator;
    /// Workflow: delete.
    DeleteWorkflow { id } {} = Delete "/finesse/api/Workflow/{id}", Nothing => Nothing, 200, (10, 0), Both, Administrator;

    /// WorkflowAction: get.
    GetWorkflowAction { id } {} = Get "/finesse/api/WorkflowAction/{id}", Nothing => WorkflowAction, 200, (10, 0), Both, Administrator;
    /// WorkflowAction: list.
    GetWorkflowActions {} {} = Get "/finesse/api/WorkflowActions", Nothing => WorkflowActions, 200, (10, 0), Both, Administrator;
    /// WorkflowAction: create.
    PostWorkflowAction {} {} = Post "/finesse/api/WorkflowAction", WorkflowAction => Nothing, 200, (10, 0), Both, Administrator;
    /// WorkflowAction: update.
    PutWorkflowAction { id } {} = Put "/finesse/api/WorkflowAction/{id}", WorkflowAction => Nothing, 200, (10, 0), Both, Administrator;
    /// WorkflowAction: delete.
    DeleteWorkflowAction { id } {} = Delete "/finesse/api/WorkflowAction/{id}", Nothing => Nothing, 200, (10, 0), Both, Administrator;

    /// List teams.
    GetTeams {} {} = Get "/finesse/api/Teams", Nothing => Teams, 200, (9, 0), Both, Administrator;
    /// Get team ReasonCodes.
    GetTeamReasonCodes { team_id } { category: "category" } = Get "/finesse/api/Team/{teamId}/ReasonCodes", Nothing => ReasonCodes, 200, (9, 0), Both, Administrator;
    /// Set team ReasonCodes.
    PutTeamReasonCodes { team_id } { category: "category" } = Put "/finesse/api/Team/{teamId}/ReasonCodes", ReasonCodes => Nothing, 200, (9, 0), Both, Administrator;
    /// Get team WrapUpReasons.
    GetTeamWrapUpReasons { team_id } {} = Get "/finesse/api/Team/{teamId}/WrapUpReasons", Nothing => WrapUpReasons, 200, (9, 0), Both, Administrator;
    /// Set team WrapUpReasons.
    PutTeamWrapUpReasons { team_id } {} = Put "/finesse/api/Team/{teamId}/WrapUpReasons", WrapUpReasons => Nothing, 200, (9, 0), Both, Administrator;
    /// Get team PhoneBooks.
    GetTeamPhoneBooks { team_id } {} = Get "/finesse/api/Team/{teamId}/PhoneBooks", Nothing => PhoneBooks, 200, (9, 0), Both, Administrator;
    /// Set team PhoneBooks.
    PutTeamPhoneBooks { team_id } {} = Put "/finesse/api/Team/{teamId}/PhoneBooks", PhoneBooks => Nothing, 200, (9, 0), Both, Administrator;
    /// Get team LayoutConfig.
    GetTeamLayoutConfig { team_id } {} = Get "/finesse/api/Team/{teamId}/LayoutConfig", Nothing => TeamLayoutConfig, 200, (9, 0), Both, Administrator;
    /// Set team LayoutConfig.
    PutTeamLayoutConfig { team_id } {} = Put "/finesse/api/Team/{teamId}/LayoutConfig", TeamLayoutConfig => Nothing, 200, (9, 0), Both, Administrator;
    /// Get team Workflows.
    GetTeamWorkflows { team_id } {} = Get "/finesse/api/Team/{teamId}/Workflows", Nothing => Workflows, 200, (9, 0), Both, Administrator;
    /// Set team Workflows.
    PutTeamWorkflows { team_id } {} = Put "/finesse/api/Team/{teamId}/Workflows", Workflows => Nothing, 200, (9, 0), Both, Administrator;
    /// Get team MediaPropertiesLayouts.
    GetTeamMediaPropertiesLayouts { team_id } {} = Get "/finesse/api/Team/{teamId}/MediaPropertiesLayouts", Nothing => MediaPropertiesLayouts, 200, (11, 0), Both, Administrator;
    /// Set team MediaPropertiesLayouts.
    PutTeamMediaPropertiesLayouts { team_id } {} = Put "/finesse/api/Team/{teamId}/MediaPropertiesLayouts", MediaPropertiesLayouts => Nothing, 200, (11, 0), Both, Administrator;

    /// SystemInfo: get.
    GetSystemInfo {} {} = Get "/finesse/api/SystemInfo", Nothing => SystemInfo, 200, (8, 5), Both, Open;

    /// ConnectedUsersInfo: get.
    GetConnectedUsersInfo {} {} = Get "/finesse/api/ConnectedUsersInfo", Nothing => ConnectedUsersInfo, 200, (12, 6), Both, Administrator;

    /// Resource URLs.
    GetDesktopResourceURLs {} { kind: "type" } = Get "/desktop/api/ResourceURLs", Nothing => Json, 200, (12, 6), Both, Open;
}
