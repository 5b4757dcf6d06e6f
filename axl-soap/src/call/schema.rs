//! Calls in the shape of the schema: order and defaults.

use super::Call;
use crate::catalogue::{Operation, Verb};
use crate::element::{Content, Element};
use crate::records::{FieldSpec, Kind, RecordSpec};

impl Call {
    /// Puts the arguments, and what is in them, into the order of the schema. Unknown ones come last, in their order.
    pub(super) fn arrange(&mut self) {
        let operation = self.operation;
        let spec = RecordSpec::of_object(operation.object());
        match operation.verb() {
            Verb::Add => {
                if let Some(spec) = spec {
                    self.arguments.iter_mut().for_each(|argument| spec.arrange(argument));
                }
            }
            Verb::Update => {
                self.arguments.sort_by_key(|argument| update_rank(operation, spec, argument.name()));
                for argument in &mut self.arguments {
                    if let Some(Kind::Record(inner)) =
                        spec.and_then(|spec| field_of(spec, argument.name())).map(|field| field.kind)
                    {
                        inner.arrange(argument);
                    }
                }
            }
            Verb::Get | Verb::List => {
                const ORDER: [&str; 4] = ["searchCriteria", "returnedTags", "skip", "first"];
                self.arguments.sort_by_key(|argument| {
                    let after = ORDER.iter().position(|name| *name == argument.name());
                    (after.map_or(0, |at| at + 1), key_rank(operation, argument.name()))
                });
                for argument in &mut self.arguments {
                    match (argument.name(), spec) {
                        ("searchCriteria", _) => argument
                            .sort_children_by(|name| operation.criteria().position(|known| known == name)),
                        ("returnedTags", Some(spec)) => spec.arrange(argument),
                        _ => {}
                    }
                }
            }
            _ => self.arguments.sort_by_key(|argument| key_rank(operation, argument.name())),
        }
    }

    /// Gives what the schema wants and the caller left out: mandatory fields their default, or nil where that is allowed;
    /// some returned tags a value, as an empty one is not valid.
    pub(super) fn complete(&mut self) {
        // A list without criteria wants the element all the same.
        let none = self.operation.pages() && self.operation.criteria().next().is_none();
        if none && self.argument("searchCriteria").is_none() {
            self.arguments.insert(0, Element::new("searchCriteria"));
        }
        let Some(spec) = RecordSpec::of_object(self.operation.object()) else { return };
        match self.operation.verb() {
            Verb::Add => self.arguments.iter_mut().for_each(|object| complete(object, spec)),
            Verb::Update => {
                for argument in &mut self.arguments {
                    if let Some(Kind::Record(inner)) = field_of(spec, argument.name()).map(|field| field.kind)
                    {
                        complete(argument, inner);
                    }
                }
            }
            Verb::Get | Verb::List => {
                self.arguments
                    .iter_mut()
                    .filter(|argument| argument.name() == "returnedTags")
                    .for_each(|tags| fill_tags(tags, spec));
            }
            _ => {}
        }
    }
}

/// `removeLines` of `lines`.
pub(super) fn prefixed(prefix: &str, name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    prefix.chars().chain(first).chain(letters).collect()
}

/// The field that an element of an update stands for: itself, or what `newX`, `removeX`, `addX` belong to.
pub(super) fn field_of(spec: &RecordSpec, name: &str) -> Option<&'static FieldSpec> {
    let derived = |prefix: &str| {
        let rest = name.strip_prefix(prefix)?;
        spec.fields.iter().find(|field| prefixed("", field.name) == rest)
    };
    spec.field(name)
        .filter(|field| field.in_verb(Verb::Update))
        .or_else(|| derived("new").filter(|field| field.renames()))
        .or_else(|| derived("remove").filter(|field| field.editable()))
        .or_else(|| derived("add").filter(|field| field.editable()))
}

/// The place of an element in whichever key has it. Others come behind, in their order.
fn key_rank(operation: &'static Operation, name: &str) -> usize {
    operation.keys().find_map(|mut parts| parts.position(|part| part.name == name)).unwrap_or(usize::MAX)
}

fn update_rank(operation: &'static Operation, spec: Option<&RecordSpec>, name: &str) -> (usize, usize) {
    let key = key_rank(operation, name);
    if key != usize::MAX {
        return (0, key);
    }
    let Some(spec) = spec else { return (1, 0) };
    let Some(field) = field_of(spec, name) else { return (2, 0) };
    let at = spec.fields.iter().position(|known| known.name == field.name).unwrap_or(usize::MAX);
    // The schema says remove, then add, then the list itself.
    let step = if name == field.name { 2 } else { usize::from(name.starts_with("add")) };
    (1, at.saturating_mul(4).saturating_add(step))
}

fn complete(object: &mut Element, spec: &RecordSpec) {
    // An empty container stays empty: it replaces by nothing.
    if object.children().is_empty() {
        return;
    }
    for field in spec.fields.iter().filter(|field| field.required()) {
        if object.child(field.name).is_some() {
            continue;
        }
        match field.default {
            Some(default) => object.push(Element::with_text(field.name, default)),
            None if field.nillable() => object.push(Element::nil(field.name)),
            None => {}
        }
    }
    for child in object.children_mut() {
        if let Some(Kind::Record(inner)) = spec.field(child.name()).map(|field| field.kind) {
            complete(child, inner);
        }
    }
    spec.arrange(object);
}

fn fill_tags(tags: &mut Element, spec: &RecordSpec) {
    for child in tags.children_mut() {
        let Some(field) = spec.field(child.name()) else { continue };
        if let Kind::Record(inner) = field.kind {
            fill_tags(child, inner);
        } else if let (Some(text), Content::Empty) = (field.tag_text(), child.content()) {
            child.set_content(Content::Text(text.to_owned()));
        }
    }
}
