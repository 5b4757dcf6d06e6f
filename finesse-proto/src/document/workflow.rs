//! What a server refuses in workflows (facts, section 12). The desktop runs them; most of their words are not confirmed, so only what is
//! known is checked.

use std::fmt;

use crate::resource::{Workflow, WorkflowAction};

/// Why a workflow or one of its actions would be refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum WorkflowFault {
    /// A name is 1 to 40 characters in a workflow, 1 to 64 in an action.
    Name,
    /// More than five conditions.
    Conditions,
    /// Conditions apply all together or any of them: `ALL` or `ANY`.
    ApplyMethod,
    /// More than five actions.
    Actions,
    /// More than five variables in an action.
    Variables,
    /// An action is `BROWSER_POP` or `HTTP_REQUEST`.
    Type,
    /// A parameter of this name is missing or has a value that is not allowed.
    Param(&'static str),
}

impl fmt::Display for WorkflowFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name => f.write_str("name is empty or too long"),
            Self::Conditions => f.write_str("more than five conditions"),
            Self::ApplyMethod => f.write_str("conditions apply ALL or ANY"),
            Self::Actions => f.write_str("more than five actions"),
            Self::Variables => f.write_str("more than five variables"),
            Self::Type => f.write_str("action is neither BROWSER_POP nor HTTP_REQUEST"),
            Self::Param(name) => write!(f, "parameter {name} is missing or not allowed"),
        }
    }
}

fn is_name(text: &str, longest: usize) -> bool {
    (1..=longest).contains(&text.trim().chars().count())
}

impl Workflow<'_> {
    /// Most workflows of a server.
    pub const MAX: usize = 100;
    /// Most workflows of a team.
    pub const MAX_PER_TEAM: usize = 20;
    /// Most conditions, and most actions, of one workflow; most variables of an action.
    pub const MAX_PARTS: usize = 5;

    /// What a server would refuse it for; empty if nothing. Actions are looked at only where they stand here whole: in requests their
    /// addresses are enough.
    #[must_use]
    pub fn faults(&self) -> Vec<WorkflowFault> {
        let mut faults = Vec::new();
        if !is_name(&self.name, 40) {
            faults.push(WorkflowFault::Name);
        }
        if let Some(set) = &self.condition_set {
            if set.conditions.len() > Self::MAX_PARTS {
                faults.push(WorkflowFault::Conditions);
            }
            if !matches!(set.apply_method.trim(), "ALL" | "ANY") {
                faults.push(WorkflowFault::ApplyMethod);
            }
        }
        if self.actions.as_ref().is_some_and(|actions| actions.len() > Self::MAX_PARTS) {
            faults.push(WorkflowFault::Actions);
        }
        faults
    }
}

impl WorkflowAction<'_> {
    /// Most actions of a server.
    pub const MAX: usize = 100;

    /// The value of a parameter.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&str> {
        let params = self.params.as_deref().unwrap_or_default();
        params.iter().find(|param| param.name.trim() == name).map(|param| param.value.trim())
    }

    /// What a server would refuse it for; empty if nothing.
    #[must_use]
    pub fn faults(&self) -> Vec<WorkflowFault> {
        let mut faults = Vec::new();
        if !is_name(&self.name, 64) {
            faults.push(WorkflowFault::Name);
        }
        if self.variables.as_ref().is_some_and(|variables| variables.len() > Workflow::MAX_PARTS) {
            faults.push(WorkflowFault::Variables);
        }
        let mut need = |name: &'static str, allowed: &[&str]| {
            let value = self.param(name).unwrap_or_default();
            if value.is_empty() || (!allowed.is_empty() && !allowed.contains(&value)) {
                faults.push(WorkflowFault::Param(name));
            }
        };
        match self.kind.trim() {
            "BROWSER_POP" => need("path", &[]),
            "HTTP_REQUEST" => {
                need("path", &[]);
                need("method", &["POST", "PUT"]);
                need("location", &["FINESSE", "OTHER"]);
            }
            _ => faults.push(WorkflowFault::Type),
        }
        faults
    }
}
