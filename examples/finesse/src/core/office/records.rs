//! The office as the records of the interface.

use std::borrow::Cow;

use finesse_proto::{
    AgentState, NodeInfo, Product, ReasonCategory, ReasonCode, SystemInfo, SystemReason, Team, TeamSummary,
    User, format_time,
};

use super::store::{SYSTEM_IDS, Scope};
use super::{Office, Person, TeamRow};
use crate::core::config::Reason;

impl Office {
    /// A user in full.
    pub(crate) fn user<'s>(&'s self, id: &'s str, person: &'s Person) -> User<'s> {
        let mut user = self.summary(id, person);
        user.login_name = Some(id.into());
        user.media_type = Some("1".into());
        user.roles = if person.is_supervisor {
            vec!["Agent".into(), "Supervisor".into()]
        } else {
            vec!["Agent".into()]
        };
        let team = self.own_team(id);
        user.team_id = Some(team.map(|(team, _)| team.to_string()).unwrap_or_default().into());
        user.team_name = Some(team.map_or("", |(_, row)| row.name.as_str()).into());
        if person.is_supervisor {
            let led = self.teams.iter().filter(|(_, row)| row.supervisors.contains(id));
            user.teams = Some(
                led.map(|(team, row)| {
                    let mut summary = TeamSummary::default();
                    summary.id = team.to_string().into();
                    summary.name = row.name.as_str().into();
                    summary.uri = format!("/finesse/api/Team/{team}").into();
                    summary
                })
                .collect(),
            );
        }
        user
    }

    /// A user in short form, as teams show it.
    pub(crate) fn summary<'s>(&'s self, id: &'s str, person: &'s Person) -> User<'s> {
        let uri = format!("/finesse/api/User/{}", finesse_proto::encode_component(id));
        let mut user = User::default();
        user.dialogs = format!("{uri}/Dialogs").into();
        user.extension = person.seat.as_str().into();
        user.first_name = person.first.as_str().into();
        user.last_name = person.last.as_str().into();
        user.login_id = id.into();
        user.pending_state = person.pending.map_or("", |pending| pending.state().as_str()).into();
        user.state = person.state.as_str().into();
        user.state_change_time = person.since.map(format_time).unwrap_or_default().into();
        user.uri = uri.into();
        if let Some(category) = category(person.state) {
            let reason = self.reason(category, person.reason);
            // Without a chosen reason the id is -1 and the reason is left out.
            user.reason_code_id =
                Some(reason.as_ref().map_or(Cow::Borrowed("-1"), |code| code.id.clone().unwrap_or_default()));
            user.reason_code = reason;
        }
        user
    }

    /// The team a user belongs to; of those who lead only, the first they lead.
    fn own_team(&self, id: &str) -> Option<(u32, &TeamRow)> {
        let member = self.teams.iter().find(|(_, row)| row.members.contains(id));
        member
            .or_else(|| self.teams.iter().find(|(_, row)| row.supervisors.contains(id)))
            .map(|(n, row)| (*n, row))
    }

    fn reason(&self, category: ReasonCategory, code: u16) -> Option<ReasonCode<'_>> {
        if code == 0 {
            return None;
        }
        let own = self.store.reasons.values();
        let own =
            own.filter(|(reason, _)| reason.category == category).find(|(reason, _)| reason.code == code);
        own.map(|(reason, scope)| own_code(reason, for_all(*scope))).or_else(|| {
            let system =
                SystemReason::CCX.iter().find(|reason| reason.category == category && reason.code == code);
            system.map(system_code)
        })
    }

    /// A team with its members; those who are signed out only if asked for.
    pub(crate) fn team_record<'s>(&'s self, id: u32, row: &'s TeamRow, signed_out: bool) -> Team<'s> {
        let mut team = Team::default();
        team.id = id.to_string().into();
        team.name = row.name.as_str().into();
        team.uri = format!("/finesse/api/Team/{id}").into();
        let members = row.members.iter().filter_map(|id| Some((id.as_str(), self.people.get(id)?)));
        let shown = members.filter(|(_, person)| signed_out || person.state.is_signed_in());
        team.users = Some(shown.map(|(id, person)| self.summary(id, person)).collect());
        team
    }

    /// The state of the server.
    pub(crate) fn system(&self) -> SystemInfo<'_> {
        let mut info = SystemInfo::default();
        let heard = self.cti_heard.and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
        info.cti_heartbeat_interval = Some("5".into());
        info.cti_version = Some("17".into());
        info.current_timestamp = format_time(self.clock).into();
        info.deployment_type = Product::Ccx.deployment_type().into();
        info.last_cti_heartbeat_status = Some(if self.cti_up { "success" } else { "failure" }.into());
        info.last_success_cti_heartbeat_time = heard.map(|time| time.as_millis().to_string().into());
        info.license = Some("PREMIUM".into());
        info.peripheral_id = Some("1".into());
        info.primary_node = node(&self.host);
        info.secondary_node = self.other_host.as_deref().map(node);
        info.status = if self.in_service { "IN_SERVICE" } else { "OUT_OF_SERVICE" }.into();
        info.status_reason = Some("".into());
        info.system_auth_mode = Some("NON_SSO".into());
        info.timezone_offset = Some("0".into());
        info.uri = "/finesse/api/SystemInfo".into();
        info.xmpp_domain = self.xmpp_domain.as_str().into();
        info.xmpp_pubsub_domain = format!("pubsub.{}", self.xmpp_domain).into();
        info
    }
}

fn node(host: &str) -> NodeInfo<'_> {
    let mut node = NodeInfo::default();
    node.host = host.into();
    node
}

/// What a state's reason is a reason for.
const fn category(state: AgentState) -> Option<ReasonCategory> {
    match state {
        AgentState::NotReady => Some(ReasonCategory::NotReady),
        AgentState::Logout => Some(ReasonCategory::Logout),
        _ => None,
    }
}

/// The system's own reason codes of a category, or of both.
pub(super) fn system_codes<'s>(category: Option<ReasonCategory>) -> impl Iterator<Item = ReasonCode<'s>> {
    let wanted = move |reason: &&SystemReason| category.is_none_or(|category| category == reason.category);
    SystemReason::CCX.iter().filter(wanted).map(|reason| system_code(reason))
}

/// Whether something is for all teams, in the words of the interface.
pub(super) fn for_all(scope: Scope) -> Cow<'static, str> {
    if scope == Scope::Everybody { "true" } else { "false" }.into()
}

pub(super) fn own_code<'s>(reason: &'s Reason, for_all: Cow<'s, str>) -> ReasonCode<'s> {
    let mut code = code(reason.id, reason.category, reason.code, &reason.label, "false");
    code.for_all = Some(for_all);
    code
}

fn system_code(reason: &SystemReason) -> ReasonCode<'static> {
    let id = SYSTEM_IDS + u32::from(reason.code);
    code(id, reason.category, reason.code, reason.label, "true")
}

fn code<'s>(
    id: u32,
    category: ReasonCategory,
    number: u16,
    label: &'s str,
    system: &'static str,
) -> ReasonCode<'s> {
    let mut code = ReasonCode::default();
    code.category = Some(category.as_str().into());
    code.code = number.to_string().into();
    code.for_all = Some("true".into());
    code.id = Some(id.to_string().into());
    code.label = label.into();
    code.system_code = Some(system.into());
    code.uri = format!("/finesse/api/ReasonCode/{id}").into();
    code
}
