//! The office as a server of the interface: the methods this server has. What is not here answers 501.

use finesse_proto::{
    Accepted, Answer, Call, ClientLog, ConfigService, Context, DialogService, Dialogs, Directory,
    MediaService, Operation, QueueService, ReasonCategory, ReasonCode, ReasonCodes, Refusal, Role,
    StateRequest, SystemInfo, SystemService, Team, TeamService, Teams, User, UserAuthMode, UserIntent,
    UserService, Users,
};

use super::{Office, Wish};

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

    fn takes_part(&self, _: &str, _: &str) -> Option<bool> {
        None
    }
}

impl Office {
    fn team_row(&self, id: &str) -> Option<(u32, &super::TeamRow)> {
        let id = id.parse().ok()?;
        Some((id, self.teams.get(&id)?))
    }

    fn code(&self, id: &str) -> Result<ReasonCode<'_>, Refusal> {
        let mut codes = self.reason_codes(None).into_iter();
        codes.find(|code| code.id.as_deref() == Some(id)).ok_or_else(|| Refusal::not_found(id))
    }

    fn codes(&self, category: Option<ReasonCategory>) -> ReasonCodes<'_> {
        let mut codes = ReasonCodes::default();
        codes.category = Some(category.map_or("ALL", ReasonCategory::as_str).into());
        codes.codes = self.reason_codes(category);
        codes
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
            UserIntent::SignIn { extension, .. } => Wish {
                user,
                to: StateRequest::Login,
                extension: Some(extension.to_owned()),
                password: self.password.clone(),
                reason: 0,
                request_id,
            },
            UserIntent::Change { to, reason_id, .. } => {
                let reason =
                    if own { self.chosen(to, reason_id)? } else { supervisors_reason(to, reason_id)? };
                Wish { user, to, extension: None, password: None, reason, request_id }
            }
            _ => return Err(Refusal::not_implemented()),
        };
        if self.wishes.len() >= MAX_WISHES {
            return Err(Refusal::internal());
        }
        self.wishes.push_back(wish);
        Ok(Accepted)
    }

    fn user_reason_codes(
        &self,
        _: Context<'_>,
        _: &str,
        category: Option<ReasonCategory>,
    ) -> Result<ReasonCodes<'_>, Refusal> {
        Ok(self.codes(category))
    }

    fn user_reason_code(&self, _: Context<'_>, _: &str, code: &str) -> Result<ReasonCode<'_>, Refusal> {
        self.code(code)
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
    /// The CTI code of the reason an agent chose by its database id.
    fn chosen(&self, to: StateRequest, id: Option<u32>) -> Result<u16, Refusal> {
        let Some(id) = id else { return Ok(0) };
        let category = match to {
            StateRequest::NotReady => ReasonCategory::NotReady,
            StateRequest::Logout => ReasonCategory::Logout,
            StateRequest::Login | StateRequest::Ready => return Ok(0),
        };
        let reason = self.reasons.iter().find(|reason| reason.id == id && reason.category == category);
        reason.map(|reason| reason.code).ok_or_else(|| Refusal::invalid_input("reasonCodeId"))
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

impl DialogService for Office {
    /// Calls come with the telephony issue: the list is empty until then.
    fn dialogs(&self, _: Context<'_>, _: &str) -> Result<Dialogs<'_>, Refusal> {
        Ok(Dialogs::default())
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
        _: &str,
        category: Option<ReasonCategory>,
    ) -> Result<ReasonCodes<'_>, Refusal> {
        Ok(self.codes(category))
    }
}

impl SystemService for Office {
    fn system_info(&self, _: Context<'_>) -> Result<SystemInfo<'_>, Refusal> {
        Ok(self.system())
    }
}

impl ConfigService for Office {
    fn get_config(&self, _: Context<'_>, call: &Call<'_>) -> Result<Answer<'_>, Refusal> {
        match &call.operation {
            Operation::GetTeams {} => {
                let mut teams = Teams::default();
                let bare = |(id, row)| {
                    let mut team = self.team_record(id, row, false);
                    team.users = None;
                    team
                };
                teams.teams = self.teams.iter().map(|(id, row)| bare((*id, row))).collect();
                Ok(teams.into())
            }
            Operation::GetReasonCode { id } => Ok(self.code(id)?.into()),
            Operation::GetReasonCodes { category } | Operation::GetTeamReasonCodes { category, .. } => {
                let category = category.as_deref().and_then(ReasonCategory::parse);
                Ok(self.codes(category).into())
            }
            _ => Err(Refusal::not_implemented()),
        }
    }
}

impl QueueService for Office {}
impl MediaService for Office {}
