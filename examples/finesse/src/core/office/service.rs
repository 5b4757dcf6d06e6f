//! The office as a server of the interface: the methods this server has. What is not here answers 501.

use cti_wire::ForcedFlag;
use finesse_proto::{
    Accepted, ClientLog, Context, Directory, ItemRange, MediaPropertiesLayout, MediaPropertiesLayouts,
    MediaService, PhoneBooks, QueueService, ReasonCategory, ReasonCode, ReasonCodes, Refusal, Role,
    StateRequest, SystemInfo, SystemService, Team, TeamMessage, TeamMessages, TeamService, User,
    UserAuthMode, UserIntent, UserService, Users, Workflows, WrapUpReason, WrapUpReasons,
};

use super::{Office, StateWish, Wish};

/// Wishes that may wait while one is under way.
const MAX_WISHES: usize = 64;

impl Directory for Office {
    fn role(&self, user: &str) -> Option<Role> {
        if self.administrators.contains(user) {
            return Some(Role::Administrator);
        }
        let person = self.people.get(user)?;
        Some(if person.is_supervisor { Role::Supervisor } else { Role::Agent })
    }

    fn knows(&self, user: &str) -> bool {
        self.people.contains_key(user)
    }

    fn supervises(&self, supervisor: &str, agent: &str) -> bool {
        self.teams.values().any(|team| team.supervisors.contains(supervisor) && team.members.contains(agent))
    }

    fn leads(&self, supervisor: &str, team: &str) -> Option<bool> {
        Some(self.team_row(team)?.1.supervisors.contains(supervisor))
    }

    fn belongs(&self, user: &str, team: &str) -> Option<bool> {
        let (_, row) = self.team_row(team)?;
        Some(row.members.contains(user) || row.supervisors.contains(user))
    }

    fn takes_part(&self, user: &str, dialog: &str) -> Option<bool> {
        let (_, row) = self.dialog_row(dialog)?;
        Some(row.users().any(|other| other == user || self.supervises(user, other)))
    }
}

impl Office {
    fn team_row(&self, id: &str) -> Option<(u32, &super::TeamRow)> {
        let id = id.parse().ok()?;
        Some((id, self.teams.get(&id)?))
    }

    fn team_number(&self, id: &str) -> Result<u32, Refusal> {
        self.team_row(id).map(|(id, _)| id).ok_or_else(|| Refusal::not_found(id))
    }
}

impl UserService for Office {
    fn user(&self, _: Context<'_>, id: &str) -> Result<User<'_>, Refusal> {
        let (id, person) = self.people.get_key_value(id).ok_or_else(|| Refusal::user_not_found(id))?;
        Ok(self.user(id, person))
    }

    fn users(&self, _: Context<'_>) -> Result<Users<'_>, Refusal> {
        let mut users = Users::default();
        users.users = self.people.iter().map(|(id, person)| self.user(id, person)).collect();
        Ok(users)
    }

    /// Asks the engine for the state, which says what becomes of it. Only what an engine cannot see is refused here.
    fn put_user(&mut self, cx: Context<'_>, id: &str, intent: UserIntent<'_>) -> Result<Accepted, Refusal> {
        let own = cx.caller.user == id;
        let request_id = cx.request_id.cloned();
        let user = id.to_owned();
        let wish = match intent {
            UserIntent::SignIn { .. } if !own => return Err(Refusal::other_user(&cx.caller.user)),
            UserIntent::SignIn { extension, .. } => StateWish {
                user,
                to: StateRequest::Login,
                extension: Some(extension.to_owned()),
                password: self.password.clone(),
                reason: 0,
                forced: ForcedFlag::FALSE,
                request_id,
            },
            UserIntent::Change { to, reason_id, .. } => {
                let reason =
                    if own { self.chosen(id, to, reason_id)? } else { supervisors_reason(to, reason_id)? };
                // A supervisor signs out from every state.
                let forced = !own && to == StateRequest::Logout;
                let forced = if forced { ForcedFlag::TRUE } else { ForcedFlag::FALSE };
                StateWish { user, to, extension: None, password: None, reason, forced, request_id }
            }
            _ => return Err(Refusal::not_implemented()),
        };
        self.wish(Wish::State(wish))
    }

    fn user_reason_codes(
        &self,
        _: Context<'_>,
        id: &str,
        category: Option<ReasonCategory>,
    ) -> Result<ReasonCodes<'_>, Refusal> {
        Ok(self.user_codes(id, category))
    }

    fn user_wrap_up_reasons(&self, _: Context<'_>, id: &str) -> Result<WrapUpReasons<'_>, Refusal> {
        Ok(self.wrap_ups_of(&self.teams_of_user(id)))
    }

    fn user_wrap_up_reason(
        &self,
        _: Context<'_>,
        user: &str,
        reason: &str,
    ) -> Result<WrapUpReason<'_>, Refusal> {
        self.user_wrap_up(user, reason)
    }

    fn user_layout(&self, _: Context<'_>, _: &str) -> Result<MediaPropertiesLayout<'_>, Refusal> {
        Ok(self.default_layout())
    }

    fn user_layouts(&self, _: Context<'_>, id: &str) -> Result<MediaPropertiesLayouts<'_>, Refusal> {
        Ok(self.layouts_of(&self.teams_of_user(id)))
    }

    fn user_phone_books(&self, _: Context<'_>, id: &str) -> Result<PhoneBooks<'_>, Refusal> {
        Ok(self.books_of(&self.teams_of_user(id)))
    }

    fn user_workflows(&self, _: Context<'_>, id: &str) -> Result<Workflows<'_>, Refusal> {
        Ok(self.workflows_of(&self.teams_of_user(id)))
    }

    fn user_reason_code(&self, _: Context<'_>, user: &str, code: &str) -> Result<ReasonCode<'_>, Refusal> {
        self.user_code(user, code)
    }

    fn client_log(&mut self, _: Context<'_>, id: &str, log: &ClientLog<'_>) -> Result<Accepted, Refusal> {
        self.log(id, log.log_data.as_deref().unwrap_or_default());
        Ok(Accepted)
    }

    fn auth_mode(&self, _: Context<'_>, _: &str) -> Result<UserAuthMode<'_>, Refusal> {
        let mut mode = UserAuthMode::default();
        mode.auth_mode = "NON_SSO".into();
        Ok(mode)
    }
}

impl Office {
    pub(super) fn wish(&mut self, wish: Wish) -> Result<Accepted, Refusal> {
        if self.wishes.len() >= MAX_WISHES {
            return Err(Refusal::internal());
        }
        self.wishes.push_back(wish);
        Ok(Accepted)
    }

    /// The CTI code of the reason an agent chose by its database id.
    fn chosen(&self, user: &str, to: StateRequest, id: Option<u32>) -> Result<u16, Refusal> {
        let category = match to {
            StateRequest::NotReady => ReasonCategory::NotReady,
            StateRequest::Logout => ReasonCategory::Logout,
            StateRequest::Login | StateRequest::Ready => return Ok(0),
        };
        let Some(id) = id else { return Ok(0) };
        self.chosen_code(user, category, id).ok_or_else(|| Refusal::invalid_input("reasonCodeId"))
    }
}

/// Supervisors give no reason: the system has its own for them.
fn supervisors_reason(to: StateRequest, id: Option<u32>) -> Result<u16, Refusal> {
    match (to, id) {
        (_, Some(_)) => Err(Refusal::invalid_input("reasonCodeId")),
        (StateRequest::NotReady, None) => Ok(finesse_proto::CCX_SUPERVISOR_NOT_READY),
        (StateRequest::Logout, None) => Ok(finesse_proto::CCX_SUPERVISOR_LOGOUT),
        (StateRequest::Login | StateRequest::Ready, None) => Ok(0),
    }
}

impl TeamService for Office {
    fn team(&self, _: Context<'_>, id: &str, signed_out: bool) -> Result<Team<'_>, Refusal> {
        let (id, row) = self.team_row(id).ok_or_else(|| Refusal::not_found(id))?;
        Ok(self.team_record(id, row, signed_out))
    }

    fn team_reason_codes(
        &self,
        _: Context<'_>,
        id: &str,
        category: Option<ReasonCategory>,
    ) -> Result<ReasonCodes<'_>, Refusal> {
        self.team_codes(id, category)
    }

    fn team_wrap_up_reasons(&self, _: Context<'_>, id: &str) -> Result<WrapUpReasons<'_>, Refusal> {
        Ok(self.wrap_ups_of(&[self.team_number(id)?]))
    }

    fn team_layouts(&self, _: Context<'_>, id: &str) -> Result<MediaPropertiesLayouts<'_>, Refusal> {
        Ok(self.layouts_of(&[self.team_number(id)?]))
    }

    fn team_phone_books(
        &self,
        _: Context<'_>,
        id: &str,
        _: Option<ItemRange>,
    ) -> Result<PhoneBooks<'_>, Refusal> {
        Ok(self.books_of(&[self.team_number(id)?]))
    }

    fn team_workflows(&self, _: Context<'_>, id: &str) -> Result<Workflows<'_>, Refusal> {
        Ok(self.workflows_of(&[self.team_number(id)?]))
    }

    fn post_message(
        &mut self,
        cx: Context<'_>,
        message: &TeamMessage<'_>,
    ) -> Result<TeamMessage<'_>, Refusal> {
        self.write_message(cx, message)
    }

    fn message(&self, cx: Context<'_>, id: &str) -> Result<TeamMessage<'_>, Refusal> {
        self.one_message(cx, id)
    }

    fn messages(&self, cx: Context<'_>) -> Result<TeamMessages<'_>, Refusal> {
        Ok(self.own_messages(cx))
    }

    fn delete_message(&mut self, cx: Context<'_>, id: &str) -> Result<(), Refusal> {
        self.withdraw_message(cx, id)
    }
}

impl SystemService for Office {
    fn system_info(&self, _: Context<'_>) -> Result<SystemInfo<'_>, Refusal> {
        Ok(self.system())
    }
}

/// Queues and non-voice domains are CCE's.
impl QueueService for Office {}
impl MediaService for Office {}
