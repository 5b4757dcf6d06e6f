//! Rights.

use super::{NodeRole, Server};
use crate::error::Refusal;
use crate::http::Method;
use crate::operation::{Access, Operation};

/// What somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Takes calls.
    Agent,
    /// Leads teams, and takes calls.
    Supervisor,
    /// An application user: owns the configuration, cannot place calls.
    Administrator,
}

/// Who sent a request, once the credentials were found good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The login id.
    pub user: String,
    /// What the caller is.
    pub role: Role,
}

impl Caller {
    /// Somebody with a role.
    #[must_use]
    pub fn new(user: impl Into<String>, role: Role) -> Self {
        Self { user: user.into(), role }
    }
}

impl Caller {
    /// Who sends a request that needs no credentials.
    #[must_use]
    pub const fn nobody() -> Self {
        Self { user: String::new(), role: Role::Agent }
    }
}

/// What the rights depend on.
pub trait Directory {
    /// What somebody is; `None` for a name that is neither a user of CTI nor an administrator.
    fn role(&self, user: &str) -> Option<Role>;

    /// Whether CTI knows the user in the path of a request.
    fn knows(&self, user: &str) -> bool;

    /// Whether the agent is on one of the supervisor's teams.
    fn supervises(&self, supervisor: &str, agent: &str) -> bool;

    /// Whether the supervisor leads the team. `None`: there is no such team.
    fn leads(&self, supervisor: &str, team: &str) -> Option<bool>;

    /// Whether the user is on the team or leads it. `None`: there is no such team.
    fn belongs(&self, user: &str, team: &str) -> Option<bool>;

    /// Whether the user takes part in the call, or supervises somebody who does. `None`: there is no such call.
    fn takes_part(&self, user: &str, dialog: &str) -> Option<bool>;
}

/// Checks whether a caller may use an operation.
///
/// # Errors
/// 401 `Invalid Authorization User Specified`, `Invalid Supervisor` or `Authorization Failure`; 404 for a user, call or team that does
/// not exist; 403 for configuration written on the secondary node.
pub fn authorize(
    server: &Server,
    directory: &dyn Directory,
    caller: &Caller,
    operation: &Operation,
) -> Result<(), Refusal> {
    let row = operation.row();
    let object = operation.object();
    let reads = row.method == Method::Get;
    let administrator = caller.role == Role::Administrator;
    let no_role = || Refusal::unauthorized(&caller.user);
    match row.access {
        Access::Open | Access::SignedIn => Ok(()),
        Access::Own | Access::OwnOrAdministrator | Access::OwnOrTeam => {
            let user = object.unwrap_or_default();
            if !directory.knows(user) {
                return Err(Refusal::user_not_found(user));
            }
            let own = caller.user == user;
            match (row.access, caller.role) {
                _ if own && !administrator => Ok(()),
                (Access::OwnOrAdministrator, Role::Administrator) => Ok(()),
                (Access::OwnOrTeam, Role::Administrator) if reads => Ok(()),
                (Access::OwnOrTeam, Role::Supervisor) => {
                    if directory.supervises(&caller.user, user) {
                        Ok(())
                    } else {
                        Err(Refusal::invalid_supervisor(&caller.user))
                    }
                }
                _ => Err(Refusal::other_user(&caller.user)),
            }
        }
        Access::Participant => {
            let dialog = object.unwrap_or_default();
            let part = directory
                .takes_part(&caller.user, dialog)
                .ok_or_else(|| Refusal::dialog_not_found(dialog))?;
            if part || (administrator && reads) { Ok(()) } else { Err(Refusal::other_user(&caller.user)) }
        }
        Access::TeamMember | Access::TeamSupervisor => {
            let team = object.unwrap_or_default();
            let part = match row.access {
                Access::TeamMember => directory.belongs(&caller.user, team),
                _ => directory.leads(&caller.user, team),
            };
            let member = row.access == Access::TeamMember;
            let missing = if member { Refusal::team_not_found } else { Refusal::not_found };
            let part = part.ok_or_else(|| missing(team))?;
            match part || (administrator && !member) {
                true => Ok(()),
                false if member => Err(Refusal::not_member(&caller.user)),
                false => Err(Refusal::other_user(&caller.user)),
            }
        }
        Access::Supervisor if caller.role >= Role::Supervisor => Ok(()),
        Access::Administrator if administrator => {
            if !reads && server.node == NodeRole::Secondary {
                Err(Refusal::forbidden())
            } else {
                Ok(())
            }
        }
        Access::Supervisor | Access::Administrator => Err(no_role()),
    }
}
