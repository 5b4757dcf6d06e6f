//! Reasons: for being not ready and for signing out, and what agents note about calls.

use finesse_proto::{ReasonCategory, ReasonCode, Refusal, WrapUpReason};

use super::keep::What;
use super::{MAX_TEXT, Scope, Store, gone, need, nothing_to_change, scope, taken};
use crate::core::config::Reason;

/// Reason codes for everybody, and for single teams, of each category.
const MAX_REASONS: usize = 100;
/// Wrap-up reasons for everybody, and for single teams.
const MAX_WRAP_UPS: (usize, usize) = (100, 1500);
/// Longest wrap-up reason, in bytes.
const MAX_LABEL: usize = 39;

impl Store {
    /// Makes or changes a reason code; gives its id.
    pub(in crate::core::office) fn put_reason(
        &mut self,
        id: Option<u32>,
        body: &ReasonCode<'_>,
    ) -> Result<u32, Refusal> {
        let old = match id {
            Some(id) => Some(self.reasons.get(&id).cloned().ok_or_else(|| gone(id))?),
            None => None,
        };
        let category = body.category.as_deref().unwrap_or_default().trim();
        let given = [category, &body.code, &body.label, body.for_all.as_deref().unwrap_or_default()];
        let (mut reason, mut reach) = match &old {
            Some(_) if given.iter().all(|text| text.trim().is_empty()) => return Err(nothing_to_change()),
            Some((reason, reach)) => (reason.clone(), *reach),
            None => {
                need(category, MAX_TEXT, "category")?;
                need(&body.code, MAX_TEXT, "code")?;
                need(&body.label, MAX_TEXT, "label")?;
                let reach = scope(body.for_all.as_deref().unwrap_or_default())?;
                (Reason::new(0, ReasonCategory::NotReady, 0, ""), reach)
            }
        };
        if !category.is_empty() {
            reason.category =
                ReasonCategory::parse(category).ok_or_else(|| Refusal::invalid_input("category"))?;
        }
        if !body.code.trim().is_empty() {
            let code = body.code.trim().parse().ok();
            let code = code.filter(|code| (1..=999).contains(code) && ![22, 33].contains(code));
            reason.code = code.ok_or_else(|| Refusal::invalid_input("code"))?;
        }
        if !body.label.trim().is_empty() {
            reason.label = need(&body.label, MAX_TEXT, "label")?;
            if reason.label.chars().count() > 40 {
                return Err(Refusal::invalid_input("label"));
            }
        }
        if let Some(for_all) = &body.for_all {
            reach = scope(for_all)?;
        }
        let others = || {
            let same = |(other, (r, _)): &(&u32, &(Reason, Scope))| {
                Some(**other) != id && r.category == reason.category
            };
            self.reasons.iter().filter(same).map(|(_, row)| row)
        };
        if others().any(|(other, _)| other.label == reason.label || other.code == reason.code) {
            return Err(taken(&reason.label));
        }
        if others().filter(|(_, scope)| *scope == reach).count() >= MAX_REASONS {
            return Err(Refusal::maximum_exceeded("ReasonCode"));
        }
        let id = id.unwrap_or_else(|| self.id());
        reason.id = id;
        self.reasons.insert(id, (reason, reach));
        self.touch(What::Reason, id);
        Ok(id)
    }

    /// Makes or changes a wrap-up reason; gives its id.
    pub(in crate::core::office) fn put_wrap_up(
        &mut self,
        id: Option<u32>,
        body: &WrapUpReason<'_>,
    ) -> Result<u32, Refusal> {
        let old = match id {
            Some(id) => Some(self.wrap_ups.get(&id).ok_or_else(|| gone(id))?),
            None => None,
        };
        let (label, reach) = match (old, body.label.trim(), body.for_all.trim()) {
            (Some(_), "", "") => return Err(nothing_to_change()),
            (Some((label, _)), "", for_all) => (label.clone(), scope(for_all)?),
            (Some((_, reach)), label, "") => (need(label, MAX_LABEL, "label")?, *reach),
            (_, label, for_all) => (need(label, MAX_LABEL, "label")?, scope(for_all)?),
        };
        let others = || self.wrap_ups.iter().filter(|(other, _)| Some(**other) != id).map(|(_, row)| row);
        if others().any(|(other, _)| *other == label) {
            return Err(taken(&label));
        }
        let most = if reach == Scope::Everybody { MAX_WRAP_UPS.0 } else { MAX_WRAP_UPS.1 };
        if others().filter(|(_, scope)| *scope == reach).count() >= most {
            return Err(Refusal::maximum_exceeded("WrapUpReason"));
        }
        let id = id.unwrap_or_else(|| self.id());
        self.wrap_ups.insert(id, (label, reach));
        self.touch(What::WrapUp, id);
        Ok(id)
    }
}
