//! What gets and lists answer.

use axl_soap::records::{FieldSpec, Kind, RecordSpec};
use axl_soap::{Answered, AxlCode, Call, Element, Fault, TooManyRows, Verb};

use crate::directory::Directory;
use crate::groups;
use crate::objects::{SECRETS, internal, unexpected};
use crate::store::Stored;

impl Directory {
    pub(crate) fn get(&self, call: &Call) -> Result<Answered, Fault> {
        let object = call.operation().object();
        let stored = self.find(call)?;
        let answer = self.show(object, &stored, call).map_err(internal)?;
        Ok(Answered::Return(vec![answer]))
    }

    pub(crate) fn list(&self, call: &Call) -> Result<Answered, Fault> {
        let operation = call.operation();
        let object = operation.object();
        let spec = RecordSpec::of_object(object);
        let criteria = call.argument("searchCriteria").map(Element::children).unwrap_or_default();
        for criterion in criteria {
            if !operation.criteria().any(|known| known == criterion.name()) {
                return Err(unexpected(criterion.name()));
            }
        }
        let mut patterns = Vec::new();
        for criterion in criteria {
            let null = spec
                .and_then(|spec| spec.field(criterion.name()))
                .is_some_and(|field| matches!(field.kind, Kind::Reference));
            patterns.push((criterion.name(), Pattern::new(criterion)?, null));
        }
        let page = call.asked_page();
        let (mut skip, first) = page.map_or((0, u64::MAX), |page| (page.skip, page.first));
        let mut found = Vec::new();
        let (mut matched, mut bytes) = (0_u64, 0_usize);
        self.store
            .each(object, |stored| {
                let matches = patterns.iter().all(|(name, pattern, null)| {
                    match stored.tree.child(name).map(Element::text) {
                        // LIKE never matches NULL; texts without a value are empty, not NULL.
                        None | Some("") if *null => false,
                        value => pattern.matches(value.unwrap_or("")),
                    }
                });
                if !matches {
                    return Ok(true);
                }
                if skip > 0 {
                    skip -= 1;
                    return Ok(true);
                }
                if matched >= first {
                    return Ok(false);
                }
                matched += 1;
                if bytes <= MOST_BYTES {
                    let shown = self.show(object, &stored, call)?;
                    bytes += size(&shown);
                    found.push(shown);
                }
                Ok(true)
            })
            .map_err(internal)?;
        if bytes > MOST_BYTES {
            let suggested = (found.len() as u64 / 2).max(2);
            let rows = TooManyRows { matched: Some(matched), suggested };
            return Err(Fault::new(AxlCode::THROTTLED, rows.to_string()));
        }
        Ok(Answered::Return(found))
    }

    /// An object as a get or list shows it: every field that was asked for, empty where there is no value.
    fn show(&self, object: &str, stored: &Stored, call: &Call) -> rusqlite::Result<Element> {
        let operation = call.operation();
        let wrapper = match operation.answer() {
            axl_soap::Answer::One(name) | axl_soap::Answer::Many(name) => name,
            _ => "return",
        };
        let uuid = stored.uuid.to_axl();
        let Some(spec) = RecordSpec::of_object(object) else {
            let mut tree = stored.tree.clone().with_attribute("uuid", uuid);
            tree.rename(wrapper);
            return Ok(tree);
        };
        let tags = call.argument("returnedTags");
        let mut tree = Element::new(wrapper).with_attribute("uuid", uuid);
        let computed = groups::computed(&self.store, object, stored, tags)?;
        for field in spec.fields.iter().filter(|field| field.in_verb(operation.verb())) {
            let tag = match tags {
                Some(tags) => match tags.child(field.name) {
                    Some(tag) => Some(tag),
                    None => continue,
                },
                None => None,
            };
            if SECRETS.contains(&field.name) {
                tree.push(Element::new(field.name));
                continue;
            }
            if let Some(child) = computed.iter().find(|child| child.name() == field.name) {
                tree.push(pruned(child, field, operation.verb(), tag));
                continue;
            }
            let mut any = false;
            for child in stored.tree.children_named(field.name) {
                tree.push(pruned(child, field, operation.verb(), tag));
                any = true;
            }
            if !any && !field.repeats {
                tree.push(Element::new(field.name));
            }
        }
        Ok(tree)
    }
}

/// What of a child an answer shows: the fields its type has in that verb, and of those what was asked for.
fn pruned(child: &Element, field: &FieldSpec, verb: Verb, tag: Option<&Element>) -> Element {
    let mut child = child.clone();
    if let Kind::Record(spec) = field.kind {
        let asked = tag.filter(|tag| !tag.children().is_empty());
        child.retain_children(|inner| {
            spec.field(inner.name()).is_some_and(|field| field.in_verb(verb))
                && asked.is_none_or(|tag| tag.child(inner.name()).is_some())
        });
        for inner in child.children_mut() {
            if let Some(field) = spec.field(inner.name()) {
                let tag = asked.and_then(|tag| tag.child(inner.name()));
                *inner = pruned(inner, field, verb, tag);
            }
        }
    }
    child
}

/// Where a list stops being put together: twice of what AXL answers at most. What matches beyond is only counted.
const MOST_BYTES: usize = 16 << 20;

/// Bytes of an element on the wire, at most, but for escapes.
fn size(element: &Element) -> usize {
    let attributes: usize = element.attributes().map(|(name, value)| name.len() + value.len() + 4).sum();
    2 * element.name().len()
        + 5
        + attributes
        + element.text().len()
        + element.children().iter().map(size).sum::<usize>()
}

/// SQL's LIKE: `%` any run, `_` one character, without regard to case.
#[derive(Debug)]
struct Pattern(Vec<char>);

impl Pattern {
    /// No longer than the values can be, as each value is compared with it.
    fn new(criterion: &Element) -> Result<Self, Fault> {
        const MOST: usize = 1_024;
        let pattern: Vec<_> =
            criterion.text().chars().take(MOST + 1).map(|c| c.to_ascii_lowercase()).collect();
        if pattern.len() > MOST {
            let text = format!("Invalid value for {}", criterion.name());
            return Err(Fault::new(AxlCode::INVALID_VALUE, text));
        }
        Ok(Self(pattern))
    }

    fn matches(&self, text: &str) -> bool {
        like(&self.0, text)
    }
}

fn like(pattern: &[char], text: &str) -> bool {
    let text: Vec<char> = text.chars().map(|c| c.to_ascii_lowercase()).collect();
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while let Some(&c) = text.get(t) {
        match pattern.get(p) {
            Some('%') => {
                star = Some((p, t));
                p += 1;
            }
            Some(&wanted) if wanted == '_' || wanted == c => {
                p += 1;
                t += 1;
            }
            _ => match star {
                // The last run takes one character more.
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    p = at + 1;
                    t = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern.get(p..).unwrap_or_default().iter().all(|c| *c == '%')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_is_that_of_sql() {
        let like = |pattern: &str, text: &str| {
            Pattern::new(&Element::with_text("name", pattern)).is_ok_and(|pattern| pattern.matches(text))
        };
        for (pattern, text) in
            [("%", ""), ("a%c", "abbc"), ("%b%", "abc"), ("A_c", "abc"), ("%%", "x"), ("", "")]
        {
            assert!(like(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("a", ""), ("_", ""), ("a%c", "abd"), ("", "x"), ("a_", "a")] {
            assert!(!like(pattern, text), "{pattern} {text}");
        }
        // Many runs cost no more than pattern times text.
        assert!(!like(&"%a".repeat(200), &"b".repeat(5_000)));
        assert!(Pattern::new(&Element::with_text("name", "%".repeat(1_025))).is_err());
    }
}
