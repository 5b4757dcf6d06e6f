//! Calls against the schema: what is missing, unknown, too much or no value of its type is named before anything is sent.

use std::collections::BTreeSet;

use xml_cursor::is_name;

use super::Call;
use super::schema::{field_of, prefixed};
use crate::catalogue::{Operation, Tags, Verb};
use crate::element::{Content, Element};
use crate::error::UsageError;
use crate::records::{FieldSpec, Kind, RecordSpec};

impl Call {
    pub(super) fn check(&self) -> Result<(), UsageError> {
        let operation = self.operation;
        let spec = RecordSpec::of_object(operation.object());
        self.arguments.iter().try_for_each(|argument| check_xml(argument, &mut Vec::new()))?;
        match operation.verb() {
            Verb::Add => self.check_add(spec)?,
            Verb::Update => self.check_update(spec)?,
            Verb::List if operation.pages() => self.check_list()?,
            Verb::List => self.only(&["startChangeId", "objectList"])?,
            _ => self.check_keyed()?,
        }
        match (self.argument("returnedTags"), spec) {
            (Some(tags), Some(spec)) => check_children(tags, spec, operation.verb(), "returnedTags"),
            (None, _) if operation.tags() == Tags::Required => missing("returnedTags"),
            _ => Ok(()),
        }
    }

    fn check_add(&self, spec: Option<&'static RecordSpec>) -> Result<(), UsageError> {
        let wrapper = self.operation.wrapper().unwrap_or_default();
        let Some(object) = self.argument(wrapper) else { return missing(wrapper) };
        self.only(&[wrapper])?;
        let Some(spec) = spec else { return Ok(()) };
        match spec.fields.iter().find(|field| field.required()) {
            Some(field) if object.children().is_empty() => missing(&format!("{wrapper}/{}", field.name)),
            _ => check_children(object, spec, Verb::Add, wrapper),
        }
    }

    fn check_list(&self) -> Result<(), UsageError> {
        let operation = self.operation;
        self.only(&["searchCriteria", "returnedTags", "skip", "first"])?;
        let Some(search) = self.argument("searchCriteria") else { return missing("searchCriteria") };
        for criterion in search.children() {
            if !operation.criteria().any(|known| known == criterion.name()) {
                return Err(UsageError::Criterion {
                    operation: operation.name(),
                    criterion: criterion.name().to_owned(),
                    known: criteria(operation),
                });
            }
        }
        if search.children().is_empty() && operation.criteria().next().is_some() {
            return Err(UsageError::NoCriterion { operation: operation.name(), known: criteria(operation) });
        }
        no_repeats(search.children().iter().map(Element::name), "searchCriteria/")
    }

    /// Everything but adding, finding and changing: a key, and perhaps returned tags.
    fn check_keyed(&self) -> Result<(), UsageError> {
        self.check_key()?;
        let tags = (self.operation.tags() != Tags::None).then_some("returnedTags");
        let keys = self.operation.keys().flat_map(|parts| parts.map(|part| part.name).collect::<Vec<_>>());
        self.only(&keys.chain(tags).collect::<Vec<_>>())
    }

    fn check_update(&self, spec: Option<&'static RecordSpec>) -> Result<(), UsageError> {
        let operation = self.operation;
        self.check_key()?;
        for list in operation.editable_lists().filter(|list| self.argument(list).is_some()) {
            for prefix in ["remove", "add"] {
                let edit = prefixed(prefix, list);
                if self.argument(&edit).is_some() {
                    return Err(UsageError::Both { one: list.to_owned(), other: edit });
                }
            }
        }
        let Some(spec) = spec else { return Ok(()) };
        no_repeats(self.arguments.iter().map(Element::name), "")?;
        for argument in &self.arguments {
            let name = argument.name();
            if operation.keys().any(|mut parts| parts.any(|part| part.name == name)) {
                continue;
            }
            match field_of(spec, name) {
                None => return unknown(name),
                Some(FieldSpec { kind: Kind::Record(inner), .. }) => {
                    check_children(argument, inner, Verb::Update, name)?;
                }
                Some(field) => check_value(argument, field, name)?,
            }
        }
        Ok(())
    }

    /// One key whole, and nothing of another beside it.
    fn check_key(&self) -> Result<(), UsageError> {
        let operation = self.operation;
        if !self.has_key() {
            return Err(UsageError::key(operation));
        }
        let given = |name: &str| self.argument(name).is_some();
        let is_key = |name: &str| operation.keys().any(|mut parts| parts.any(|part| part.name == name));
        let here =
            self.arguments.iter().map(Element::name).filter(|name| is_key(name)).collect::<BTreeSet<_>>();
        let alone = operation.keys().any(|parts| {
            let parts: Vec<_> = parts.collect();
            parts.iter().all(|part| part.optional || given(part.name))
                && here.iter().all(|name| parts.iter().any(|part| part.name == *name))
        });
        if !alone && !here.is_empty() {
            return Err(UsageError::several_keys(operation));
        }
        no_repeats(self.arguments.iter().map(Element::name).filter(|name| is_key(name)), "")
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

    /// No arguments but these, each once.
    fn only(&self, known: &[&str]) -> Result<(), UsageError> {
        match self.arguments.iter().find(|argument| !known.contains(&argument.name())) {
            Some(argument) => unknown(argument.name()),
            None => no_repeats(self.arguments.iter().map(Element::name), ""),
        }
    }
}

fn criteria(operation: &Operation) -> String {
    operation.criteria().collect::<Vec<_>>().join(", ")
}

fn missing<T>(path: &str) -> Result<T, UsageError> {
    Err(UsageError::Missing { path: path.to_owned() })
}

fn unknown<T>(path: &str) -> Result<T, UsageError> {
    Err(UsageError::UnknownElement { path: path.to_owned() })
}

fn no_repeats<'n>(names: impl Iterator<Item = &'n str>, path: &str) -> Result<(), UsageError> {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(UsageError::Repeated { path: format!("{path}{name}") });
        }
    }
    Ok(())
}

/// The children of a record: known, no more and no fewer than the schema wants, their values of their types.
fn check_children(
    element: &Element,
    spec: &'static RecordSpec,
    verb: Verb,
    path: &str,
) -> Result<(), UsageError> {
    let Content::Children(children) = element.content() else { return Ok(()) };
    let request = matches!(verb, Verb::Add | Verb::Update);
    for child in children {
        let at = || format!("{path}/{}", child.name());
        match spec.field(child.name()) {
            Some(field) if field.in_verb(verb) => {
                if let Kind::Record(inner) = field.kind {
                    check_children(child, inner, verb, &at())?;
                } else if request {
                    // The values of returned tags mean nothing.
                    check_value(child, field, &at())?;
                }
            }
            _ => return unknown(&at()),
        }
    }
    if request {
        let given: BTreeSet<_> = children.iter().map(Element::name).collect();
        for field in spec.fields.iter().filter(|field| field.in_verb(verb) && field.required()) {
            if !given.contains(field.name) {
                return missing(&format!("{path}/{}", field.name));
            }
        }
    }
    let repeats = |name: &&str| spec.field(name).is_some_and(|field| field.repeats);
    no_repeats(children.iter().map(Element::name).filter(|name| !repeats(name)), &format!("{path}/"))
}

fn check_value(element: &Element, field: &FieldSpec, path: &str) -> Result<(), UsageError> {
    if field.takes(element.text()) {
        return Ok(());
    }
    Err(UsageError::Value { path: path.to_owned(), wanted: field.wanted() })
}

/// Names must be names, and texts hold what XML can carry: the writer would put something else in their place.
fn check_xml<'e>(element: &'e Element, path: &mut Vec<&'e str>) -> Result<(), UsageError> {
    let plain = |name: &str| is_name(name) && !name.contains(':');
    path.push(element.name());
    if !plain(element.name()) || element.attributes().any(|(name, _)| !plain(name)) {
        return unknown(&path.join("/"));
    }
    let mut texts = element.attributes().map(|(_, value)| value).chain([element.text()]);
    if !texts.all(|text| text.chars().all(is_xml)) {
        return Err(UsageError::Value {
            path: path.join("/"),
            wanted: "a text that XML can carry".to_owned(),
        });
    }
    element.children().iter().try_for_each(|child| check_xml(child, path))?;
    path.pop();
    Ok(())
}

/// `Char` of XML 1.0, section 2.2.
const fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..) && !matches!(c, '\u{fffe}' | '\u{ffff}')
}
