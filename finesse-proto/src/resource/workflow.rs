//! Workflows, which the desktop runs.

use super::AssignedItem;

xml_cursor::records! {
    /// What happens when.
    Workflow<'x> {
        "ConditionSet" one condition_set: ConditionSet<'x>;
        "TriggerSet" one trigger_set: TriggerSet<'x>;
        "description" maybe description;
        /// Media id (12.0); absent means voice.
        "media" maybe media;
        /// At most 40 characters.
        "name" text name;
        "uri" text uri;
        /// At most five; in a request their addresses are enough.
        "workflowActions" maybe_list("WorkflowAction") actions: WorkflowAction<'x>;
        /// What later releases add.
        "*" rest other;
    }
    /// What sets a workflow off.
    TriggerSet<'x> {
        /// 12.0.
        "allowOverlappingCallWorkflow" maybe allow_overlapping;
        /// For example `CALL_ARRIVES`.
        "name" text name;
        "triggers" maybe_list("Trigger") triggers: Trigger<'x>;
        /// `SYSTEM` or `CUSTOM`.
        "type" text kind;
    }
    /// One comparison of a trigger.
    Trigger<'x> {
        "Variable" one variable: Variable<'x>;
        "comparator" text comparator;
        "value" text value;
    }
    /// What has to be true besides.
    ConditionSet<'x> {
        /// `ALL` or `ANY`.
        "applyMethod" text apply_method;
        /// At most five.
        "conditions" list("Condition") conditions: Condition<'x>;
    }
    /// One comparison of a condition.
    Condition<'x> {
        "Variable" one variable: Variable<'x>;
        /// For example `IS_EQUAL`, `IS_IN_LIST`.
        "comparator" text comparator;
        "value" text value;
    }
    /// A value of the dialog.
    Variable<'x> {
        "name" text name;
        /// An XPath into the dialog, for `CUSTOM`.
        "node" maybe node;
        /// `SYSTEM` or `CUSTOM`.
        "type" text kind;
    }
    /// What a workflow does.
    WorkflowAction<'x> {
        /// At most five.
        "actionVariables" maybe_list("ActionVariable") variables: ActionVariable<'x>;
        /// `FINESSE_DESKTOP` or `OTHER`; absent in a summary.
        "handledBy" maybe handled_by;
        /// At most 64 characters.
        "name" text name;
        "params" maybe_list("Param") params: WorkflowParam<'x>;
        /// `BROWSER_POP` or `HTTP_REQUEST`.
        "type" text kind;
        "uri" text uri;
        /// What later releases add.
        "*" rest other;
    }
    /// A parameter: `path`, `windowName`, `method`, `location`, `contentType`, `body`.
    WorkflowParam<'x> {
        "name" text name;
        "value" text value;
    }
    /// A variable that `${name}` in a path or body stands for.
    ActionVariable<'x> {
        "name" text name;
        "node" maybe node;
        "testValue" maybe test_value;
        "type" text kind;
    }
    /// A list of workflows.
    Workflows<'x> {
        "Workflow" many workflows: Workflow<'x>;
        /// In a PUT that assigns workflows to a team.
        "item" many items: AssignedItem<'x>;
    }
    /// A list of actions.
    WorkflowActions<'x> { "WorkflowAction" many actions: WorkflowAction<'x>; }
}
