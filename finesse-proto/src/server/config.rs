//! Configuration: a method per resource and verb.

use super::service::{defaults, missing};
use super::{Accepted, Context};
use crate::call::Call;
use crate::code::ReasonCategory;
use crate::error::Refusal;
use crate::operation::Operation;
use crate::payload::{Answer, Body};
use crate::resource::{
    AssignedItem, ClusterConfig, ConfigInfo, ConnectedUsersInfo, Contact, Contacts, EnterpriseDatabaseConfig,
    LayoutConfig, MediaPropertiesLayout, MediaPropertiesLayouts, PhoneBook, PhoneBooks, ReasonCode,
    ReasonCodes, SystemConfig, TeamLayoutConfig, Teams, Workflow, WorkflowAction, WorkflowActions, Workflows,
    WrapUpReason, WrapUpReasons,
};

/// Configuration, for administrators. What is created is answered with its address, `/finesse/api/ReasonCode/3`, which the methods give
/// back.
///
/// A server writes the methods of the resources it has; [`get_config`](Self::get_config) and
/// [`change_config`](Self::change_config) find them. One that keeps its configuration in one place can write those two instead.
#[allow(unused_variables)]
pub trait ConfigService {
    defaults!(@methods
        /// Every reason code. No category: all.
        reason_codes(get, category: Option<ReasonCategory>) -> ReasonCodes<'_>;
        /// One reason code.
        reason_code(get, id: &str) -> ReasonCode<'_>;
        /// A new reason code.
        create_reason_code(act, new: &ReasonCode<'_>) -> String;
        /// Changes a reason code.
        update_reason_code(act, id: &str, to: &ReasonCode<'_>) -> ();
        /// Deletes a reason code.
        delete_reason_code(act, id: &str) -> ();
        /// Every wrap-up reason.
        wrap_up_reasons(get) -> WrapUpReasons<'_>;
        /// One wrap-up reason.
        wrap_up_reason(get, id: &str) -> WrapUpReason<'_>;
        /// A new wrap-up reason.
        create_wrap_up_reason(act, new: &WrapUpReason<'_>) -> String;
        /// Changes a wrap-up reason.
        update_wrap_up_reason(act, id: &str, to: &WrapUpReason<'_>) -> ();
        /// Deletes a wrap-up reason.
        delete_wrap_up_reason(act, id: &str) -> ();
        /// Every layout of call data.
        layouts(get) -> MediaPropertiesLayouts<'_>;
        /// One layout of call data.
        layout(get, id: &str) -> MediaPropertiesLayout<'_>;
        /// A new layout of call data.
        create_layout(act, new: &MediaPropertiesLayout<'_>) -> String;
        /// Changes a layout of call data.
        update_layout(act, id: &str, to: &MediaPropertiesLayout<'_>) -> ();
        /// Deletes a layout of call data.
        delete_layout(act, id: &str) -> ();
        /// Every phone book.
        phone_books(get) -> PhoneBooks<'_>;
        /// One phone book.
        phone_book(get, id: &str) -> PhoneBook<'_>;
        /// A new phone book.
        create_phone_book(act, new: &PhoneBook<'_>) -> String;
        /// Changes a phone book.
        update_phone_book(act, id: &str, to: &PhoneBook<'_>) -> ();
        /// Deletes a phone book.
        delete_phone_book(act, id: &str) -> ();
        /// Every workflow.
        workflows(get) -> Workflows<'_>;
        /// One workflow.
        workflow(get, id: &str) -> Workflow<'_>;
        /// A new workflow.
        create_workflow(act, new: &Workflow<'_>) -> String;
        /// Changes a workflow.
        update_workflow(act, id: &str, to: &Workflow<'_>) -> ();
        /// Deletes a workflow.
        delete_workflow(act, id: &str) -> ();
        /// Every action of workflows.
        workflow_actions(get) -> WorkflowActions<'_>;
        /// One action of workflows.
        workflow_action(get, id: &str) -> WorkflowAction<'_>;
        /// A new action of workflows.
        create_workflow_action(act, new: &WorkflowAction<'_>) -> String;
        /// Changes a action of workflows.
        update_workflow_action(act, id: &str, to: &WorkflowAction<'_>) -> ();
        /// Deletes a action of workflows.
        delete_workflow_action(act, id: &str) -> ();
        /// The layout of call data for everybody who has no other.
        default_layout(get) -> MediaPropertiesLayout<'_>;
        /// Changes it.
        update_default_layout(act, to: &MediaPropertiesLayout<'_>) -> ();
        /// Takes contacts, one a line, as the form upload brought them.
        import_contacts(act, book: &str, csv: &[u8]) -> Accepted;
        /// The contacts of a phone book.
        contacts(get, book: &str) -> Contacts<'_>;
        /// One contact.
        contact(get, book: &str, id: &str) -> Contact<'_>;
        /// A new contact.
        create_contact(act, book: &str, new: &Contact<'_>) -> String;
        /// Changes a contact.
        update_contact(act, book: &str, id: &str, to: &Contact<'_>) -> ();
        /// Deletes a contact.
        delete_contact(act, book: &str, id: &str) -> ();
        /// Every team.
        teams(get) -> Teams<'_>;
        /// The reason codes of a team. No category: all.
        assigned_reason_codes(get, team: &str, category: Option<ReasonCategory>) -> ReasonCodes<'_>;
        /// Gives a team these and no others.
        assign_reason_codes(act, team: &str, category: Option<ReasonCategory>, items: &[AssignedItem<'_>]) -> ();
        /// The wrap-up reasons of a team.
        assigned_wrap_up_reasons(get, team: &str) -> WrapUpReasons<'_>;
        /// Gives a team these and no others.
        assign_wrap_up_reasons(act, team: &str, items: &[AssignedItem<'_>]) -> ();
        /// The phone books of a team.
        assigned_phone_books(get, team: &str) -> PhoneBooks<'_>;
        /// Gives a team these and no others.
        assign_phone_books(act, team: &str, items: &[AssignedItem<'_>]) -> ();
        /// The workflows of a team.
        assigned_workflows(get, team: &str) -> Workflows<'_>;
        /// Gives a team these and no others.
        assign_workflows(act, team: &str, items: &[AssignedItem<'_>]) -> ();
        /// The layouts of call data of a team.
        assigned_layouts(get, team: &str) -> MediaPropertiesLayouts<'_>;
        /// Gives a team these and no others.
        assign_layouts(act, team: &str, items: &[AssignedItem<'_>]) -> ();
        /// The desktop's layout for everybody: `current`, or the `default` of the product.
        desktop_layout(get, kind: Option<&str>) -> LayoutConfig<'_>;
        /// Changes it.
        set_desktop_layout(act, to: &LayoutConfig<'_>) -> ();
        /// The desktop's layout for a team.
        team_desktop_layout(get, team: &str) -> TeamLayoutConfig<'_>;
        /// Changes it.
        set_team_desktop_layout(act, team: &str, to: &TeamLayoutConfig<'_>) -> ();
        /// Where the CTI servers are (CCE).
        system_config(get) -> SystemConfig<'_>;
        /// Changes it.
        set_system_config(act, to: &SystemConfig<'_>) -> ();
        /// The other node (CCE).
        cluster_config(get) -> ClusterConfig<'_>;
        /// Changes it.
        set_cluster_config(act, to: &ClusterConfig<'_>) -> ();
        /// Where the database is (CCE).
        database_config(get) -> EnterpriseDatabaseConfig<'_>;
        /// Changes it.
        set_database_config(act, to: &EnterpriseDatabaseConfig<'_>) -> ();
        /// How much is configured (12.6).
        config_info(get) -> ConfigInfo<'_>;
        /// Who is connected (12.6).
        connected_users(get) -> ConnectedUsersInfo<'_>;
    );

    /// Any reading operation of the configuration. The answer has to be of the operation's kind.
    ///
    /// # Errors
    /// What is to be answered; 501 for what has no method here.
    fn get_config(&self, context: Context<'_>, call: &Call<'_>) -> Result<Answer<'_>, Refusal> {
        let cx = context;
        Ok(match &call.operation {
            Operation::GetReasonCodes { category } => {
                self.reason_codes(cx, category_or_all(category.as_deref())?)?.into()
            }
            Operation::GetReasonCode { id } => self.reason_code(cx, id)?.into(),
            Operation::GetWrapUpReasons {} => self.wrap_up_reasons(cx)?.into(),
            Operation::GetWrapUpReason { id } => self.wrap_up_reason(cx, id)?.into(),
            Operation::GetMediaPropertiesLayouts {} => self.layouts(cx)?.into(),
            Operation::GetMediaPropertiesLayout { id } => self.layout(cx, id)?.into(),
            Operation::GetPhoneBooks {} => self.phone_books(cx)?.into(),
            Operation::GetPhoneBook { id } => self.phone_book(cx, id)?.into(),
            Operation::GetWorkflows {} => self.workflows(cx)?.into(),
            Operation::GetWorkflow { id } => self.workflow(cx, id)?.into(),
            Operation::GetWorkflowActions {} => self.workflow_actions(cx)?.into(),
            Operation::GetWorkflowAction { id } => self.workflow_action(cx, id)?.into(),
            Operation::GetMediaPropertiesLayoutDefault {} => self.default_layout(cx)?.into(),
            Operation::GetContacts { phone_book_id } => self.contacts(cx, phone_book_id)?.into(),
            Operation::GetContact { phone_book_id, contact_id } => {
                self.contact(cx, phone_book_id, contact_id)?.into()
            }
            Operation::GetTeams {} => self.teams(cx)?.into(),
            Operation::GetTeamReasonCodes { team_id, category } => {
                self.assigned_reason_codes(cx, team_id, category_or_all(category.as_deref())?)?.into()
            }
            Operation::GetTeamWrapUpReasons { team_id } => self.assigned_wrap_up_reasons(cx, team_id)?.into(),
            Operation::GetTeamPhoneBooks { team_id } => self.assigned_phone_books(cx, team_id)?.into(),
            Operation::GetTeamWorkflows { team_id } => self.assigned_workflows(cx, team_id)?.into(),
            Operation::GetTeamMediaPropertiesLayouts { team_id } => {
                self.assigned_layouts(cx, team_id)?.into()
            }
            Operation::GetLayoutConfigDefault { kind } => self.desktop_layout(cx, kind.as_deref())?.into(),
            Operation::GetTeamLayoutConfig { team_id } => self.team_desktop_layout(cx, team_id)?.into(),
            Operation::GetSystemConfig {} => self.system_config(cx)?.into(),
            Operation::GetClusterConfig {} => self.cluster_config(cx)?.into(),
            Operation::GetEnterpriseDatabaseConfig {} => self.database_config(cx)?.into(),
            Operation::GetConfigInfo {} => self.config_info(cx)?.into(),
            Operation::GetConnectedUsersInfo {} => self.connected_users(cx)?.into(),
            _ => return missing(),
        })
    }

    /// Any changing operation of the configuration. What a POST created is answered with its address.
    ///
    /// # Errors
    /// What is to be answered; 501 for what has no method here.
    fn change_config(&mut self, context: Context<'_>, call: &Call<'_>) -> Result<Option<String>, Refusal> {
        let cx = context;
        let none = |(): ()| None;
        match (&call.operation, &call.body) {
            (Operation::PostReasonCode {}, Body::ReasonCode(new)) => {
                self.create_reason_code(cx, new).map(Some)
            }
            (Operation::PutReasonCode { id }, Body::ReasonCode(to)) => {
                self.update_reason_code(cx, id, to).map(none)
            }
            (Operation::DeleteReasonCode { id }, _) => self.delete_reason_code(cx, id).map(none),
            (Operation::PostWrapUpReason {}, Body::WrapUpReason(new)) => {
                self.create_wrap_up_reason(cx, new).map(Some)
            }
            (Operation::PutWrapUpReason { id }, Body::WrapUpReason(to)) => {
                self.update_wrap_up_reason(cx, id, to).map(none)
            }
            (Operation::DeleteWrapUpReason { id }, _) => self.delete_wrap_up_reason(cx, id).map(none),
            (Operation::PostMediaPropertiesLayout {}, Body::MediaPropertiesLayout(new)) => {
                self.create_layout(cx, new).map(Some)
            }
            (Operation::PutMediaPropertiesLayout { id }, Body::MediaPropertiesLayout(to)) => {
                self.update_layout(cx, id, to).map(none)
            }
            (Operation::DeleteMediaPropertiesLayout { id }, _) => self.delete_layout(cx, id).map(none),
            (Operation::PostPhoneBook {}, Body::PhoneBook(new)) => self.create_phone_book(cx, new).map(Some),
            (Operation::PutPhoneBook { id }, Body::PhoneBook(to)) => {
                self.update_phone_book(cx, id, to).map(none)
            }
            (Operation::DeletePhoneBook { id }, _) => self.delete_phone_book(cx, id).map(none),
            (Operation::PostWorkflow {}, Body::Workflow(new)) => self.create_workflow(cx, new).map(Some),
            (Operation::PutWorkflow { id }, Body::Workflow(to)) => self.update_workflow(cx, id, to).map(none),
            (Operation::DeleteWorkflow { id }, _) => self.delete_workflow(cx, id).map(none),
            (Operation::PostWorkflowAction {}, Body::WorkflowAction(new)) => {
                self.create_workflow_action(cx, new).map(Some)
            }
            (Operation::PutWorkflowAction { id }, Body::WorkflowAction(to)) => {
                self.update_workflow_action(cx, id, to).map(none)
            }
            (Operation::DeleteWorkflowAction { id }, _) => self.delete_workflow_action(cx, id).map(none),
            (Operation::PutMediaPropertiesLayoutDefault {}, Body::MediaPropertiesLayout(to)) => {
                self.update_default_layout(cx, to).map(none)
            }
            (Operation::PostContactsCsv { id }, Body::Opaque(csv)) => {
                self.import_contacts(cx, id, csv).map(|Accepted| None)
            }
            (Operation::PostContact { phone_book_id }, Body::Contact(new)) => {
                self.create_contact(cx, phone_book_id, new).map(Some)
            }
            (Operation::PutContact { phone_book_id, contact_id }, Body::Contact(to)) => {
                self.update_contact(cx, phone_book_id, contact_id, to).map(none)
            }
            (Operation::DeleteContact { phone_book_id, contact_id }, _) => {
                self.delete_contact(cx, phone_book_id, contact_id).map(none)
            }
            (Operation::PutTeamReasonCodes { team_id, category }, Body::ReasonCodes(to)) => {
                let category = category_or_all(category.as_deref())?;
                self.assign_reason_codes(cx, team_id, category, &to.items).map(none)
            }
            (Operation::PutTeamWrapUpReasons { team_id }, Body::WrapUpReasons(to)) => {
                self.assign_wrap_up_reasons(cx, team_id, &to.items).map(none)
            }
            (Operation::PutTeamPhoneBooks { team_id }, Body::PhoneBooks(to)) => {
                self.assign_phone_books(cx, team_id, &to.items).map(none)
            }
            (Operation::PutTeamWorkflows { team_id }, Body::Workflows(to)) => {
                self.assign_workflows(cx, team_id, &to.items).map(none)
            }
            (Operation::PutTeamMediaPropertiesLayouts { team_id }, Body::MediaPropertiesLayouts(to)) => {
                self.assign_layouts(cx, team_id, &to.items).map(none)
            }
            (Operation::PutLayoutConfigDefault {}, Body::LayoutConfig(to)) => {
                self.set_desktop_layout(cx, to).map(none)
            }
            (Operation::PutTeamLayoutConfig { team_id }, Body::TeamLayoutConfig(to)) => {
                self.set_team_desktop_layout(cx, team_id, to).map(none)
            }
            (Operation::PutSystemConfig {}, Body::SystemConfig(to)) => {
                self.set_system_config(cx, to).map(none)
            }
            (Operation::PutClusterConfig {}, Body::ClusterConfig(to)) => {
                self.set_cluster_config(cx, to).map(none)
            }
            (Operation::PutEnterpriseDatabaseConfig {}, Body::EnterpriseDatabaseConfig(to)) => {
                self.set_database_config(cx, to).map(none)
            }
            _ => missing(),
        }
    }
}

/// `NOT_READY`, `LOGOUT`, `ALL` or nothing: in the configuration the parameter may be left out.
fn category_or_all(text: Option<&str>) -> Result<Option<ReasonCategory>, Refusal> {
    match text {
        None | Some("ALL" | "") => Ok(None),
        text => super::dispatch::read_category(text),
    }
}
