//! Lists in updates: whose members are the same, and how their elements are named.

use axl_soap::Element;
use axl_soap::records::{FieldSpec, Kind, RecordSpec};

/// The table of a list's members.
pub(crate) fn member_spec(spec: Option<&RecordSpec>, list: &str) -> Option<&'static RecordSpec> {
    let record = |field: &FieldSpec| match field.kind {
        Kind::Record(inner) => Some(inner),
        _ => None,
    };
    spec.and_then(|spec| spec.field(list)).and_then(record)?.fields.first().and_then(record)
}

/// Whether two members of a list are the same one: a line by its number, others by their names. Their places in the list, and
/// what has a default, do not say who they are.
pub(crate) fn same_member(a: &Element, b: &Element, spec: Option<&RecordSpec>) -> bool {
    let same = |x: &Element, y: &Element| x.text().eq_ignore_ascii_case(y.text());
    if a.children().is_empty() && b.children().is_empty() {
        return same(a, b);
    }
    if let (Some(x), Some(y)) = (a.child("dirn"), b.child("dirn")) {
        return ["pattern", "routePartitionName"]
            .iter()
            .all(|name| x.child_text(name).eq_ignore_ascii_case(y.child_text(name)));
    }
    let names_it = |child: &&Element| {
        let field = spec.and_then(|spec| spec.field(child.name()));
        child.children().is_empty()
            && !child.text().is_empty()
            && field.is_none_or(|field| field.default.is_none() && !matches!(field.kind, Kind::Integer))
    };
    let mut compared = false;
    for child in b.children().iter().filter(names_it) {
        if let Some(other) = a.child(child.name()) {
            compared = true;
            if !same(child, other) {
                return false;
            }
        }
    }
    compared
}

pub(crate) fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|c| c.to_ascii_lowercase()).into_iter().chain(letters).collect()
}

pub(crate) fn joined(prefix: &str, name: &str) -> String {
    let mut letters = name.chars();
    prefix.chars().chain(letters.next().map(|c| c.to_ascii_uppercase())).chain(letters).collect()
}
