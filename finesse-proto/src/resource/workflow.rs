//! Workflows, which the desktop runs.

use super::AssignedItem;

xml_cursor::records! {
    /// What happens when.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
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
        #[cfg_attr(feature = "serde", serde(skip))]
        "*" rest other;
    }
    /// What sets a workflow off.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
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
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    Trigger<'x> {
        "Variable" one variable: Variable<'x>;
        "comparator" text comparator;
        "value" text value;
    }
    /// What has to be true besides.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    ConditionSet<'x> {
        /// `ALL` or `ANY`.
        "applyMethod" text apply_method;
        /// At most five.
        "conditions" list("Condition") conditions: Condition<'x>;
    }
    /// One comparison of a condition.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    Condition<'x> {
        "Variable" one variable: Variable<'x>;
        /// For example `IS_EQUAL`, `IS_IN_LIST`.
        "comparator" text comparator;
        "value" text value;
    }
    /// A value of the dialog.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    Variable<'x> {
        "name" text name;
        /// An XPath into the dialog, for `CUSTOM`.
        "node" maybe node;
        /// `SYSTEM` or `CUSTOM`.
        "type" text kind;
    }
    /// What a workflow does.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
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
        #[cfg_attr(feature = "serde", serde(skip))]
        "*" rest other;
    }
    /// A parameter: `path`, `windowName`, `method`, `location`, `contentType`, `body`.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    WorkflowParam<'x> {
        "name" text name;
        "value" text value;
    }
    /// A variable that `${name}` in a path or body stands for.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    ActionVariable<'x> {
        "name" text name;
        "node" maybe node;
        "testValue" maybe test_value;
        "type" text kind;
    }
    /// A list of workflows.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    Workflows<'x> {
        "Workflow" many workflows: Workflow<'x>;
        /// In a PUT that assigns workflows to a team.
        "item" many items: AssignedItem<'x>;
    }
    /// A list of actions.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    WorkflowActions<'x> { "WorkflowAction" many actions: WorkflowAction<'x>; }
}
