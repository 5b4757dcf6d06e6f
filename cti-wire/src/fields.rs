//! Looking up fields by tag.

use crate::Profile;
use crate::spec::{Kind, Names, When};
use crate::wire::floating::is_ccx;

pub use crate::tables::fields::{AnyField, FIELDS, field};
use crate::tables::tags::TAG_NAMES;

/// A floating field, as data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldSpec {
    /// Tag on the wire.
    pub tag: u16,
    /// Name in the guides.
    pub name: &'static str,
    /// Type on the wire.
    pub kind: Kind,
    /// Names of its values.
    pub names: Option<&'static Names>,
    /// Largest length of the data, with a text's NUL.
    pub max: u16,
    /// Where the tag has this sense.
    pub when: When,
}

/// The field that a tag means in this profile, when its type is known.
#[must_use]
pub fn field_by_tag(tag: u16, profile: &Profile) -> Option<&'static FieldSpec> {
    let first = FIELDS.partition_point(|f| f.tag < tag);
    let same = FIELDS.get(first..)?.iter().take_while(|f| f.tag == tag);
    same.into_iter().find(|f| f.when.holds(profile))
}

/// The name of a tag in the guides: the field's, or that of the list of tags when no layout is known.
#[must_use]
pub fn tag_name(tag: u16, profile: &Profile) -> Option<&'static str> {
    match field_by_tag(tag, profile) {
        Some(field) => Some(field.name),
        None => {
            let ccx = is_ccx(profile);
            TAG_NAMES
                .iter()
                .find(|(t, c, _)| *t == tag && c.is_none_or(|c| c == ccx))
                .map(|(_, _, name)| *name)
        }
    }
}

/// Whether these bytes of a floating part are one empty `Text` with narrow widths.
pub(crate) fn field_is_empty_text(rest: &[u8]) -> bool {
    matches!(rest.last_chunk(), Some([7, 0]))
}
