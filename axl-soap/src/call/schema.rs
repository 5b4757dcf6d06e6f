//! Calls against the schema: order, defaults, and what is missing or unknown.

use super::Call;
use crate::catalogue::{Operation, Verb};
use crate::element::{Content, Element};
use crate::error::UsageError;
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
                    ORDER.iter().position(|name| *name == argument.name()).map_or(0, |at| at + 1)
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
            _ => {}
        }
    }

    /// Gives what the schema wants and the caller left out: mandatory fields their default, or nil where that is allowed;
    /// some returned tags a value, as an empty one is not valid.
    pub(super) fn complete(&mut self) {
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

    pub(super) fn check(&self) -> Result<(), UsageError> {
        let operation = self.operation;
        let spec = RecordSpec::of_object(operation.object());
        match operation.verb() {
            Verb::Add => {
                let wrapper = operation.wrapper().unwrap_or_default();
                let Some(object) = self.argument(wrapper) else {
                    return Err(UsageError::Missing { path: wrapper.to_owned() });
                };
                if let Some(spec) = spec {
                    for field in spec.fields.iter().filter(|field| field.required()) {
                        if object.child(field.name).is_none() {
                            return Err(UsageError::Missing { path: format!("{wrapper}/{}", field.name) });
                        }
                    }
                    check_children(object, spec, Verb::Add, wrapper)?;
                }
            }
            Verb::List => {
                if let Some(search) = self.argument("searchCriteria") {
                    for criterion in search.children() {
                        if !operation.criteria().any(|known| known == criterion.name()) {
                            return Err(UsageError::Criterion {
                                operation: operation.name(),
                                criterion: criterion.name().to_owned(),
                                known: operation.criteria().collect::<Vec<_>>().join(", "),
                            });
                        }
                    }
                } else if operation.criteria().next().is_some() {
                    return Err(UsageError::Missing { path: "searchCriteria".to_owned() });
                }
            }
            _ => {
                if !self.has_key() {
                    return Err(UsageError::key(operation));
                }
            }
        }
        if let Verb::Update = operation.verb() {
            for argument in &self.arguments {
                let name = argument.name();
                let key = operation.keys().any(|mut parts| parts.any(|part| part.name == name));
                match spec.map(|spec| (field_of(spec, name), spec)) {
                    Some((None, _)) if !key => {
                        return Err(UsageError::UnknownElement { path: name.to_owned() });
                    }
                    Some((Some(FieldSpec { kind: Kind::Record(inner), .. }), _)) if !key => {
                        check_children(argument, inner, Verb::Update, name)?;
                    }
                    Some((Some(field), _)) if !key => check_value(argument, field, name)?,
                    _ => {}
                }
            }
        }
        if let (Some(tags), Some(spec)) = (self.argument("returnedTags"), spec) {
            check_children(tags, spec, operation.verb(), "returnedTags")?;
        }
        Ok(())
    }

    /// Whether one of the operation's keys is complete (operations without keys always are).
    #[must_use]
    pub fn has_key(&self) -> bool {
        let mut any = false;
        for mut parts in self.operation.keys() {
            any = true;
            if parts.all(|part| part.optional || self.argument(part.name).is_some()) {
                return true;
            }
        }
        !any
    }
}

/// `removeLines` of `lines`.
pub(super) fn prefixed(prefix: &str, name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    prefix.chars().chain(first).chain(letters).collect()
}

/// The field that an element of an update stands for: itself, or what `newX`, `removeX`, `addX` belong to.
fn field_of(spec: &RecordSpec, name: &str) -> Option<&'static FieldSpec> {
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

fn update_rank(operation: &'static Operation, spec: Option<&RecordSpec>, name: &str) -> (usize, usize) {
    let keys = operation.keys().flat_map(|parts| parts.collect::<Vec<_>>());
    if let Some(at) = keys.map(|part| part.name).position(|key| key == name) {
        return (0, at);
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

fn check_children(element: &Element, spec: &RecordSpec, verb: Verb, path: &str) -> Result<(), UsageError> {
    let Content::Children(children) = element.content() else { return Ok(()) };
    for child in children {
        let path = format!("{path}/{}", child.name());
        match spec.field(child.name()) {
            Some(field) if field.in_verb(verb) => {
                if let Kind::Record(inner) = field.kind {
                    check_children(child, inner, verb, &path)?;
                } else if matches!(verb, Verb::Add | Verb::Update) {
                    // The values of returned tags mean nothing.
                    check_value(child, field, &path)?;
                }
            }
            _ => return Err(UsageError::UnknownElement { path }),
        }
    }
    Ok(())
}

fn check_value(element: &Element, field: &FieldSpec, path: &str) -> Result<(), UsageError> {
    if field.takes(element.text()) {
        return Ok(());
    }
    Err(UsageError::Value { path: path.to_owned(), wanted: field.wanted() })
}
