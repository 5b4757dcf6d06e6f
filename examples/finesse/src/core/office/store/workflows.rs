//! Workflows, which desktops run, and their actions.

use finesse_proto::{IntoOwned as _, Refusal, Workflow, WorkflowAction, WorkflowFault};

use super::keep::What;
use super::{Store, failure, gone, id_in, need, nothing_to_change, taken};

/// Longest description, in characters.
const MAX_DESCRIPTION: usize = 128;
/// Longest value anywhere in a workflow, in bytes; of ours.
const MAX_VALUE: usize = 4 << 10;

impl Store {
    /// Makes or changes a workflow; gives its id. What is not given stays.
    pub(in crate::core::office) fn put_workflow(
        &mut self,
        id: Option<u32>,
        body: &Workflow<'_>,
    ) -> Result<u32, Refusal> {
        let mut body = body.clone().into_owned();
        body.other.clear();
        let old = match id {
            Some(id) => Some(self.workflows.get(&id).cloned().ok_or_else(|| gone(id))?),
            None if self.workflows.len() >= Workflow::MAX => {
                return Err(Refusal::maximum_exceeded("Workflow"));
            }
            None => None,
        };
        let given = !body.name.trim().is_empty()
            || body.description.is_some()
            || body.media.is_some()
            || body.trigger_set.is_some()
            || body.condition_set.is_some()
            || body.actions.is_some();
        if old.is_some() && !given {
            return Err(nothing_to_change());
        }
        if old.is_none() {
            need(&body.name, MAX_VALUE, "name")?;
            if body.trigger_set.is_none() {
                return Err(Refusal::parameter_missing("TriggerSet"));
            }
        }
        let mut workflow = old.unwrap_or_default();
        if !body.name.trim().is_empty() {
            workflow.name = need(&body.name, MAX_VALUE, "name")?.into();
        }
        workflow.description = body.description.or(workflow.description.take());
        workflow.media = body.media.or(workflow.media.take());
        workflow.trigger_set = body.trigger_set.or(workflow.trigger_set.take());
        workflow.condition_set = body.condition_set.or(workflow.condition_set.take());
        if let Some(actions) = body.actions {
            // Only their addresses are kept: what they do is read when the workflow is.
            let known = actions.into_iter().take(Workflow::MAX_PARTS + 1).map(|action| {
                let uri = action.uri.trim();
                let id = id_in(uri, ACTION).filter(|id| self.actions.contains_key(id));
                let id = id.ok_or_else(|| failure("no such action", uri))?;
                let mut action = WorkflowAction::default();
                action.uri = format!("{ACTION}{id}").into();
                Ok(action)
            });
            workflow.actions = Some(known.collect::<Result<_, Refusal>>()?);
        }
        refuse(workflow.faults().first())?;
        if !fits(&workflow) {
            return Err(Refusal::bad_request("a value of the workflow is too long"));
        }
        if self.workflows.iter().any(|(other, row)| Some(*other) != id && row.name == workflow.name) {
            return Err(taken("Duplicate Workflow name."));
        }
        let id = id.unwrap_or_else(|| self.id());
        workflow.uri = format!("/finesse/api/Workflow/{id}").into();
        self.workflows.insert(id, workflow);
        self.touch(What::Workflow, id);
        Ok(id)
    }

    /// Makes or changes an action; gives its id. What is not given stays.
    pub(in crate::core::office) fn put_action(
        &mut self,
        id: Option<u32>,
        body: &WorkflowAction<'_>,
    ) -> Result<u32, Refusal> {
        let mut body = body.clone().into_owned();
        body.other.clear();
        let old = match id {
            Some(id) => Some(self.actions.get(&id).cloned().ok_or_else(|| gone(id))?),
            None if self.actions.len() >= WorkflowAction::MAX => {
                return Err(Refusal::maximum_exceeded("WorkflowAction"));
            }
            None => None,
        };
        let words = !body.name.trim().is_empty() || !body.kind.trim().is_empty();
        let parts = body.handled_by.is_some() || body.params.is_some() || body.variables.is_some();
        if old.is_some() && !words && !parts {
            return Err(nothing_to_change());
        }
        if old.is_none() {
            need(&body.name, MAX_VALUE, "name")?;
            need(&body.kind, MAX_VALUE, "type")?;
            need(body.handled_by.as_deref().unwrap_or_default(), MAX_VALUE, "handledBy")?;
            if body.params.is_none() {
                return Err(Refusal::parameter_missing("params"));
            }
        }
        let mut action = old.unwrap_or_default();
        if !body.name.trim().is_empty() {
            action.name = need(&body.name, MAX_VALUE, "name")?.into();
        }
        if !body.kind.trim().is_empty() {
            action.kind = body.kind.trim().to_owned().into();
        }
        action.handled_by = body.handled_by.or(action.handled_by.take());
        action.params = body.params.or(action.params.take());
        action.variables = body.variables.or(action.variables.take());
        if !matches!(action.handled_by.as_deref().unwrap_or_default().trim(), "FINESSE_DESKTOP" | "OTHER") {
            return Err(Refusal::invalid_input("handledBy"));
        }
        refuse(action.faults().first())?;
        let params = action.params.iter().flatten().flat_map(|p| [&p.name, &p.value]);
        let variables = action.variables.iter().flatten();
        let variables =
            variables.flat_map(|v| [Some(&v.name), Some(&v.kind), v.node.as_ref(), v.test_value.as_ref()]);
        let count = action.params.as_ref().map_or(0, Vec::len);
        if count > MAX_PARAMS || params.chain(variables.flatten()).any(|text| text.len() > MAX_VALUE) {
            return Err(Refusal::bad_request("a value of the action is too long"));
        }
        if self.actions.iter().any(|(other, row)| Some(*other) != id && row.name == action.name) {
            return Err(taken("Duplicate WorkflowAction name."));
        }
        let id = id.unwrap_or_else(|| self.id());
        action.uri = format!("{ACTION}{id}").into();
        self.actions.insert(id, action);
        self.touch(What::Action, id);
        Ok(id)
    }

    /// Takes an action away; workflows that have it lose it.
    pub(in crate::core::office) fn delete_action(&mut self, id: u32) -> Result<(), Refusal> {
        self.actions.remove(&id).ok_or_else(|| Refusal::not_found(&id.to_string()))?;
        self.touch(What::Action, id);
        let uri = format!("{ACTION}{id}");
        for (workflow, row) in &mut self.workflows {
            if let Some(actions) = &mut row.actions
                && actions.iter().any(|action| action.uri == uri)
            {
                actions.retain(|action| action.uri != uri);
                self.changed.insert((What::Workflow, *workflow));
            }
        }
        Ok(())
    }

    /// A workflow with its actions whole, as desktops need it, or by name only, as lists of an administrator show it.
    pub(in crate::core::office) fn workflow(&self, workflow: &Workflow<'static>) -> Workflow<'static> {
        let mut workflow = workflow.clone();
        for place in workflow.actions.iter_mut().flatten() {
            if let Some(action) = id_in(&place.uri, ACTION).and_then(|id| self.actions.get(&id)) {
                *place = action.clone();
            }
        }
        workflow
    }
}

const ACTION: &str = "/finesse/api/WorkflowAction/";
/// The parameters with a meaning are six.
const MAX_PARAMS: usize = 20;

/// What is wrong, as the interface says it.
fn refuse(fault: Option<&WorkflowFault>) -> Result<(), Refusal> {
    Err(match fault {
        None => return Ok(()),
        Some(WorkflowFault::Name) => Refusal::invalid_input("name"),
        Some(WorkflowFault::Type) => Refusal::invalid_input("type"),
        Some(WorkflowFault::ApplyMethod) => Refusal::invalid_input("applyMethod"),
        Some(WorkflowFault::Param(name)) => Refusal::invalid_input(name),
        Some(WorkflowFault::Conditions) => Refusal::maximum_exceeded("Condition"),
        Some(WorkflowFault::Actions) => Refusal::maximum_exceeded("WorkflowAction"),
        Some(WorkflowFault::Variables) => Refusal::maximum_exceeded("ActionVariable"),
        Some(fault) => Refusal::bad_request(fault.to_string()),
    })
}

fn fits(workflow: &Workflow<'_>) -> bool {
    let described = workflow.description.as_deref().unwrap_or_default().chars().count() <= MAX_DESCRIPTION;
    let text = finesse_proto::Body::from(workflow.clone()).write();
    described && text.len() <= 16 * MAX_VALUE
}
