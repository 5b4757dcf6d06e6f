//! Configuration: what agents see of it, and what administrators read and write.

use finesse_proto::{
    Answer, Body, Call, ConfigService, Contacts, Context, LayoutConfig, MediaPropertiesLayout,
    MediaPropertiesLayouts, Operation, PhoneBook, PhoneBooks, ReasonCategory, ReasonCode, ReasonCodes,
    Refusal, TeamLayoutConfig, Teams, WorkflowActions, Workflows, WrapUpReason, WrapUpReasons,
};

use super::Office;
use super::records::{for_all, own_code, system_codes};
use super::store::{Book, DESKTOP, Kind, Scope};

fn number(id: &str) -> Result<u32, Refusal> {
    id.parse().map_err(|_| Refusal::not_found(id))
}

impl Office {
    /// Whether one of these teams has an object; without teams, whether it is everybody's.
    fn is_theirs(&self, kind: Kind, teams: &[u32], id: u32, scope: Scope) -> bool {
        scope == Scope::Everybody || teams.iter().any(|team| self.store.has(kind, *team, id, scope))
    }

    fn teams_list(&self, user: &str) -> Vec<u32> {
        self.teams_of(user).collect()
    }

    /// Reason codes of these teams: own ones, then the system's. No category: all.
    fn codes(&self, category: Option<ReasonCategory>, teams: &[u32]) -> ReasonCodes<'_> {
        let mut codes = ReasonCodes::default();
        codes.category = Some(category.map_or("ALL", ReasonCategory::as_str).into());
        let own = self.store.reasons.iter().filter(|(id, (reason, scope))| {
            category.is_none_or(|category| category == reason.category)
                && self.is_theirs(Kind::Reasons(reason.category), teams, **id, *scope)
        });
        codes.codes = own.map(|(_, (reason, scope))| own_code(reason, for_all(*scope))).collect();
        codes.codes.extend(system_codes(category));
        codes
    }

    pub(super) fn user_codes(&self, user: &str, category: Option<ReasonCategory>) -> ReasonCodes<'_> {
        self.codes(category, &self.teams_list(user))
    }

    pub(super) fn team_codes(
        &self,
        team: &str,
        category: Option<ReasonCategory>,
    ) -> Result<ReasonCodes<'_>, Refusal> {
        Ok(self.codes(category, &[number(team)?]))
    }

    /// A reason code, own or the system's.
    pub(super) fn code(&self, id: &str) -> Result<ReasonCode<'_>, Refusal> {
        let own = id.parse().ok().and_then(|id: u32| self.store.reasons.get(&id));
        let own = own.map(|(reason, scope)| own_code(reason, for_all(*scope)));
        own.or_else(|| system_codes(None).find(|code| code.id.as_deref() == Some(id)))
            .ok_or_else(|| Refusal::not_found(id))
    }

    fn wrap_up<'s>(id: u32, label: &'s str, scope: Scope) -> WrapUpReason<'s> {
        let mut reason = WrapUpReason::default();
        (reason.for_all, reason.label) = (for_all(scope), label.into());
        reason.uri = format!("/finesse/api/WrapUpReason/{id}").into();
        reason
    }

    /// A reason code that a user can choose, or the system's.
    pub(super) fn user_code(&self, user: &str, id: &str) -> Result<ReasonCode<'_>, Refusal> {
        let own = number(id).ok().and_then(|id| Some((id, self.store.reasons.get(&id)?)));
        match own {
            Some((number, (reason, scope)))
                if !self.is_theirs(
                    Kind::Reasons(reason.category),
                    &self.teams_list(user),
                    number,
                    *scope,
                ) =>
            {
                Err(Refusal::not_found(id))
            }
            _ => self.code(id),
        }
    }

    /// The CTI code of the reason a user chose by its database id: one of the user's own.
    pub(super) fn chosen_code(&self, user: &str, category: ReasonCategory, id: u32) -> Option<u16> {
        let (reason, scope) = self.store.reasons.get(&id)?;
        let theirs = self.is_theirs(Kind::Reasons(category), &self.teams_list(user), id, *scope);
        (reason.category == category && theirs).then_some(reason.code)
    }

    /// A wrap-up reason that a user can choose.
    pub(super) fn user_wrap_up(&self, user: &str, id: &str) -> Result<WrapUpReason<'_>, Refusal> {
        let reason = self.one_wrap_up(id)?;
        let (number, teams) = (number(id)?, self.teams_list(user));
        let scope = self.store.wrap_ups.get(&number).map_or(Scope::Teams, |(_, scope)| *scope);
        if self.is_theirs(Kind::WrapUps, &teams, number, scope) {
            Ok(reason)
        } else {
            Err(Refusal::not_found(id))
        }
    }

    fn one_wrap_up(&self, id: &str) -> Result<WrapUpReason<'_>, Refusal> {
        let number = number(id)?;
        let (label, scope) = self.store.wrap_ups.get(&number).ok_or_else(|| Refusal::not_found(id))?;
        Ok(Self::wrap_up(number, label, *scope))
    }

    /// The workflows of these teams, their actions whole.
    pub(super) fn workflows_of(&self, teams: &[u32]) -> Workflows<'_> {
        let mut workflows = Workflows::default();
        let theirs = |id: &u32| self.is_theirs(Kind::Workflows, teams, *id, Scope::Teams);
        let rows = self.store.workflows.iter().filter(|(id, _)| theirs(id));
        workflows.workflows = rows.map(|(_, row)| self.store.workflow(row)).collect();
        workflows
    }

    fn wrap_ups(&self, shown: impl Fn(u32, Scope) -> bool) -> WrapUpReasons<'_> {
        let mut reasons = WrapUpReasons::default();
        let rows = self.store.wrap_ups.iter().filter(|(id, (_, scope))| shown(**id, *scope));
        reasons.reasons = rows.map(|(id, (label, scope))| Self::wrap_up(*id, label, *scope)).collect();
        reasons
    }

    pub(super) fn wrap_ups_of(&self, teams: &[u32]) -> WrapUpReasons<'_> {
        self.wrap_ups(|id, scope| self.is_theirs(Kind::WrapUps, teams, id, scope))
    }

    /// A phone book as agents get it, contacts inside; or as administrators do, with the address of the contacts.
    fn book<'s>(id: u32, book: &'s Book, inside: bool) -> PhoneBook<'s> {
        let mut out = PhoneBook::default();
        out.name = book.name.as_str().into();
        out.kind = if book.scope == Scope::Everybody { "GLOBAL" } else { "TEAM" }.into();
        out.uri = format!("/finesse/api/PhoneBook/{id}").into();
        if inside {
            out.inline_contacts = Some(book.contacts.values().cloned().collect());
        } else {
            out.contacts = Some(format!("{}/Contacts", out.uri).into());
        }
        out
    }

    pub(super) fn books_of(&self, teams: &[u32]) -> PhoneBooks<'_> {
        let mut books = PhoneBooks::default();
        let theirs = |(id, book): &(&u32, &Book)| self.is_theirs(Kind::Books, teams, **id, book.scope);
        books.books =
            self.store.books.iter().filter(theirs).map(|(id, book)| Self::book(*id, book, true)).collect();
        books
    }

    fn book_row(&self, id: &str) -> Result<(u32, &Book), Refusal> {
        let id = number(id)?;
        Ok((id, self.store.books.get(&id).ok_or_else(|| Refusal::not_found(&id.to_string()))?))
    }

    pub(super) fn default_layout(&self) -> MediaPropertiesLayout<'_> {
        let mut layout = self.store.default_layout.clone();
        layout.uri = "/finesse/api/MediaPropertiesLayout/default".into();
        layout
    }

    /// The default layout, and those of these teams.
    pub(super) fn layouts_of(&self, teams: &[u32]) -> MediaPropertiesLayouts<'_> {
        let mut layouts = MediaPropertiesLayouts::default();
        layouts.layouts.push(self.default_layout());
        let theirs = |id: &u32| self.is_theirs(Kind::Layouts, teams, *id, Scope::Teams);
        layouts
            .layouts
            .extend(self.store.layouts.iter().filter(|(id, _)| theirs(id)).map(|(_, l)| l.clone()));
        layouts
    }

    /// A team that is given something, or asked what it was given.
    fn assigned_team(&self, id: &str) -> Result<u32, Refusal> {
        let id = id.parse().ok().filter(|id| self.teams.contains_key(id));
        id.ok_or_else(Refusal::team_assignment)
    }

    pub(super) fn teams_of_user(&self, user: &str) -> Vec<u32> {
        self.teams_list(user)
    }
}

fn category(text: Option<&str>) -> Result<Option<ReasonCategory>, Refusal> {
    match text {
        None => Err(Refusal::bad_request("query parameter category is missing")),
        Some("ALL") => Ok(None),
        Some(text) => ReasonCategory::parse(text)
            .map(Some)
            .ok_or_else(|| Refusal::bad_request("category is none of NOT_READY, LOGOUT, ALL")),
    }
}

impl ConfigService for Office {
    fn get_config(&self, _: Context<'_>, call: &Call<'_>) -> Result<Answer<'_>, Refusal> {
        Ok(match &call.operation {
            Operation::GetTeams {} => {
                let mut teams = Teams::default();
                let bare = |(id, row)| {
                    let mut team = self.team_record(id, row, false);
                    team.users = None;
                    team
                };
                teams.teams = self.teams.iter().map(|(id, row)| bare((*id, row))).collect();
                teams.into()
            }
            Operation::GetReasonCode { id } => self.code(id)?.into(),
            Operation::GetReasonCodes { category: wanted } => {
                // An administrator sees those of teams too.
                let wanted = category(wanted.as_deref())?;
                let mut codes = self.codes(wanted, &[]);
                let teams = self.store.reasons.values().filter(|(reason, scope)| {
                    *scope == Scope::Teams && wanted.is_none_or(|wanted| wanted == reason.category)
                });
                codes.codes.extend(teams.map(|(reason, scope)| own_code(reason, for_all(*scope))));
                codes.into()
            }
            Operation::GetTeamReasonCodes { team_id, category: wanted } => {
                let team = self.assigned_team(team_id)?;
                let mut codes = ReasonCodes::default();
                let wanted = category(wanted.as_deref())?;
                codes.category = Some(wanted.map_or("ALL", ReasonCategory::as_str).into());
                let assigned = self.store.reasons.iter().filter(|(id, (reason, scope))| {
                    *scope == Scope::Teams
                        && wanted.is_none_or(|wanted| wanted == reason.category)
                        && self.store.has(Kind::Reasons(reason.category), team, **id, *scope)
                });
                codes.codes =
                    assigned.map(|(_, (reason, scope))| own_code(reason, for_all(*scope))).collect();
                codes.into()
            }
            Operation::GetWrapUpReason { id } => self.one_wrap_up(id)?.into(),
            Operation::GetWrapUpReasons {} => self.wrap_ups(|_, _| true).into(),
            Operation::GetTeamWrapUpReasons { team_id } => {
                let team = self.assigned_team(team_id)?;
                let assigned =
                    |id, scope| scope == Scope::Teams && self.store.has(Kind::WrapUps, team, id, scope);
                self.wrap_ups(assigned).into()
            }
            Operation::GetPhoneBook { id } => {
                let (id, book) = self.book_row(id)?;
                Self::book(id, book, false).into()
            }
            Operation::GetPhoneBooks {} => {
                let mut books = PhoneBooks::default();
                books.books =
                    self.store.books.iter().map(|(id, book)| Self::book(*id, book, false)).collect();
                books.into()
            }
            Operation::GetTeamPhoneBooks { team_id } => {
                let team = self.assigned_team(team_id)?;
                let mut books = PhoneBooks::default();
                let rows = self.store.assigned(Kind::Books, team);
                let rows = rows.filter_map(|id| Some((id, self.store.books.get(&id)?)));
                books.books = rows.map(|(id, book)| Self::book(id, book, false)).collect();
                books.into()
            }
            Operation::GetContacts { phone_book_id } => {
                let mut contacts = Contacts::default();
                contacts.contacts = self.book_row(phone_book_id)?.1.contacts.values().cloned().collect();
                contacts.into()
            }
            Operation::GetContact { phone_book_id, contact_id } => {
                let (_, book) = self.book_row(phone_book_id)?;
                let contact = book.contacts.get(&number(contact_id)?);
                contact.cloned().ok_or_else(|| Refusal::not_found(contact_id))?.into()
            }
            Operation::GetMediaPropertiesLayoutDefault {} => self.default_layout().into(),
            Operation::GetMediaPropertiesLayout { id } => {
                let layout = self.store.layouts.get(&number(id)?);
                layout.cloned().ok_or_else(|| Refusal::not_found(id))?.into()
            }
            Operation::GetMediaPropertiesLayouts {} => {
                let mut layouts = MediaPropertiesLayouts::default();
                layouts.layouts.push(self.default_layout());
                layouts.layouts.extend(self.store.layouts.values().cloned());
                layouts.into()
            }
            Operation::GetTeamMediaPropertiesLayouts { team_id } => {
                let team = self.assigned_team(team_id)?;
                let mut layouts = MediaPropertiesLayouts::default();
                let rows = self.store.assigned(Kind::Layouts, team);
                layouts.layouts = rows.filter_map(|id| self.store.layouts.get(&id).cloned()).collect();
                layouts.into()
            }
            Operation::GetLayoutConfigDefault { kind } => {
                let mut layout = LayoutConfig::default();
                let (kind, document) = match kind.as_deref() {
                    None | Some("current") => ("current", self.store.desktop.as_str()),
                    Some("default") => ("default", DESKTOP),
                    Some(_) => return Err(Refusal::bad_request("type is neither current nor default")),
                };
                layout.layout_xml = document.into();
                layout.kind = Some(kind.into());
                layout.uri = "/finesse/api/LayoutConfig/default".into();
                layout.into()
            }
            Operation::GetTeamLayoutConfig { team_id } => {
                let own = self.store.desktops.get(&self.assigned_team(team_id)?);
                let mut layout = TeamLayoutConfig::default();
                layout.layout_xml = own.map_or("", String::as_str).into();
                layout.use_default = if own.is_some() { "false" } else { "true" }.into();
                layout.into()
            }
            Operation::GetWorkflows {} => {
                let mut workflows = Workflows::default();
                workflows.workflows = self.store.workflows.values().map(|w| self.store.workflow(w)).collect();
                workflows.into()
            }
            Operation::GetTeamWorkflows { team_id } => {
                self.workflows_of(&[self.assigned_team(team_id)?]).into()
            }
            Operation::GetWorkflow { id } => {
                let row = self.store.workflows.get(&number(id)?).ok_or_else(|| Refusal::not_found(id))?;
                self.store.workflow(row).into()
            }
            Operation::GetWorkflowActions {} => {
                let mut actions = WorkflowActions::default();
                actions.actions = self.store.actions.values().cloned().collect();
                actions.into()
            }
            Operation::GetWorkflowAction { id } => {
                let row = self.store.actions.get(&number(id)?);
                row.cloned().ok_or_else(|| Refusal::not_found(id))?.into()
            }
            _ => return Err(Refusal::not_implemented()),
        })
    }

    fn change_config(&mut self, _: Context<'_>, call: &Call<'_>) -> Result<Option<String>, Refusal> {
        // The header Location holds an absolute address.
        let address = self.address.clone();
        let created = |path: &str, id: u32| Ok(Some(format!("{address}/finesse/api/{path}/{id}")));
        let changed = |result: Result<u32, Refusal>| result.map(|_| None);
        let known = number;
        let store = &mut self.store;
        match (&call.operation, &call.body) {
            (Operation::PostReasonCode {}, Body::ReasonCode(body)) => {
                created("ReasonCode", store.put_reason(None, body)?)
            }
            (Operation::PutReasonCode { id }, Body::ReasonCode(body)) => {
                changed(store.put_reason(Some(known(id)?), body))
            }
            (Operation::DeleteReasonCode { id }, _) => {
                let kind = Kind::Reasons(ReasonCategory::NotReady);
                store.delete(kind, known(id)?).map(|()| None)
            }
            (Operation::PostWrapUpReason {}, Body::WrapUpReason(body)) => {
                created("WrapUpReason", store.put_wrap_up(None, body)?)
            }
            (Operation::PutWrapUpReason { id }, Body::WrapUpReason(body)) => {
                changed(store.put_wrap_up(Some(known(id)?), body))
            }
            (Operation::DeleteWrapUpReason { id }, _) => {
                store.delete(Kind::WrapUps, known(id)?).map(|()| None)
            }
            (Operation::PostPhoneBook {}, Body::PhoneBook(body)) => {
                created("PhoneBook", store.put_book(None, body)?)
            }
            (Operation::PutPhoneBook { id }, Body::PhoneBook(body)) => {
                changed(store.put_book(Some(known(id)?), body))
            }
            (Operation::DeletePhoneBook { id }, _) => store.delete(Kind::Books, known(id)?).map(|()| None),
            (Operation::PostContact { phone_book_id }, Body::Contact(body)) => {
                let id = store.put_contact(known(phone_book_id)?, None, body)?;
                created(&format!("PhoneBook/{phone_book_id}/Contact"), id)
            }
            (Operation::PutContact { phone_book_id, contact_id }, Body::Contact(body)) => {
                changed(store.put_contact(known(phone_book_id)?, Some(known(contact_id)?), body))
            }
            (Operation::DeleteContact { phone_book_id, contact_id }, _) => {
                store.delete_contact(known(phone_book_id)?, known(contact_id)?).map(|()| None)
            }
            (Operation::PostContactsCsv { id }, Body::Opaque(upload)) => {
                store.import(known(id)?, upload).map(|()| None)
            }
            (Operation::PostWorkflow {}, Body::Workflow(body)) => {
                created("Workflow", store.put_workflow(None, body)?)
            }
            (Operation::PutWorkflow { id }, Body::Workflow(body)) => {
                changed(store.put_workflow(Some(known(id)?), body))
            }
            (Operation::DeleteWorkflow { id }, _) => store.delete(Kind::Workflows, known(id)?).map(|()| None),
            (Operation::PostWorkflowAction {}, Body::WorkflowAction(body)) => {
                created("WorkflowAction", store.put_action(None, body)?)
            }
            (Operation::PutWorkflowAction { id }, Body::WorkflowAction(body)) => {
                changed(store.put_action(Some(known(id)?), body))
            }
            (Operation::DeleteWorkflowAction { id }, _) => store.delete_action(known(id)?).map(|()| None),
            (Operation::PostMediaPropertiesLayout {}, Body::MediaPropertiesLayout(body)) => {
                created("MediaPropertiesLayout", store.put_layout(None, body)?)
            }
            (Operation::PutMediaPropertiesLayout { id }, Body::MediaPropertiesLayout(body)) => {
                changed(store.put_layout(Some(known(id)?), body))
            }
            (Operation::DeleteMediaPropertiesLayout { id }, _) => {
                store.delete(Kind::Layouts, known(id)?).map(|()| None)
            }
            (Operation::PutMediaPropertiesLayoutDefault {}, Body::MediaPropertiesLayout(body)) => {
                store.put_default_layout(body).map(|()| None)
            }
            (Operation::PutLayoutConfigDefault {}, Body::LayoutConfig(body)) => {
                store.put_desktop(None, Some(&body.layout_xml)).map(|()| None)
            }
            (operation, body) => self.change_team(operation, body).map(|()| None),
        }
    }
}

impl Office {
    fn change_team(&mut self, operation: &Operation, body: &Body<'_>) -> Result<(), Refusal> {
        match (operation, body) {
            (Operation::PutTeamReasonCodes { team_id, category: wanted }, Body::ReasonCodes(body)) => {
                let team = self.assigned_team(team_id)?;
                let wanted = category(wanted.as_deref())?;
                let wanted =
                    wanted.ok_or_else(|| Refusal::bad_request("category is none of NOT_READY, LOGOUT"))?;
                self.store.assign(Kind::Reasons(wanted), team, &body.items)
            }
            (Operation::PutTeamWrapUpReasons { team_id }, Body::WrapUpReasons(body)) => {
                let team = self.assigned_team(team_id)?;
                self.store.assign(Kind::WrapUps, team, &body.items)
            }
            (Operation::PutTeamPhoneBooks { team_id }, Body::PhoneBooks(body)) => {
                let team = self.assigned_team(team_id)?;
                self.store.assign(Kind::Books, team, &body.items)
            }
            (Operation::PutTeamMediaPropertiesLayouts { team_id }, Body::MediaPropertiesLayouts(body)) => {
                let team = self.assigned_team(team_id)?;
                self.store.assign(Kind::Layouts, team, &body.items)
            }
            (Operation::PutTeamWorkflows { team_id }, Body::Workflows(body)) => {
                let team = self.assigned_team(team_id)?;
                self.store.assign(Kind::Workflows, team, &body.items)
            }
            (Operation::PutTeamLayoutConfig { team_id }, Body::TeamLayoutConfig(body)) => {
                let team = self.assigned_team(team_id)?;
                match body.use_default.trim() {
                    "true" => self.store.put_desktop(Some(team), None),
                    "false" => self.store.put_desktop(Some(team), Some(&body.layout_xml)),
                    "" => Err(Refusal::parameter_missing("useDefault")),
                    _ => Err(Refusal::invalid_input("useDefault")),
                }
            }
            _ => Err(Refusal::not_implemented()),
        }
    }
}
