//! When an object gets another name, those that refer to it say so too.

use axl_soap::{Element, Uuid};

use crate::objects::{REFERENCES, Trouble, key_of};
use crate::project;
use crate::store::{Store, Stored};

/// What was called otherwise before.
struct Renamed<'r> {
    object: &'r str,
    uuid: Uuid,
    /// Name and partition before.
    old: (&'r str, &'r str),
    /// And now.
    new: (&'r str, &'r str),
}

/// Writes the new name of an object (and partition of a line) wherever the old one stands. Groups are followed by their
/// members on their own.
pub(crate) fn follow(store: &Store, object: &str, old: (&str, &str), now: &Stored) -> Result<(), Trouble> {
    let renamed = Renamed { object, uuid: now.uuid, old, new: (&now.key, &now.scope) };
    if renamed.old == renamed.new || object == "UserGroup" {
        return Ok(());
    }
    // As it stands in a tree.
    let written = Element::with_text("a", old.0).to_xml();
    let written = written.trim_start_matches("<a>").trim_end_matches("</a>");
    for (kind, mut stored) in store.that_mention([&now.uuid.to_axl(), written])? {
        if stored.uuid == now.uuid {
            continue;
        }
        let mut changed = renamed.follow_in(&mut stored.tree);
        // An end user's agent extension is two fields of the user itself.
        changed |= object == "Line"
            && renamed.follow_number(&mut stored.tree, ("ipccExtension", "ipccRoutePartition"));
        if key_of(&kind).1 && stored.scope != stored.tree.child_text("routePartitionName") {
            stored.tree.child_text("routePartitionName").clone_into(&mut stored.scope);
            changed = true;
        }
        if changed {
            store.update(&stored)?;
            project::put(store, &kind, &stored)?;
        }
    }
    Ok(())
}

impl Renamed<'_> {
    /// Whether anything below that element was changed.
    fn follow_in(&self, element: &mut Element) -> bool {
        let devices = element.name() == "associatedDevices" && project::is_device(self.object);
        let mut changed = false;
        for child in element.children_mut() {
            if self.is_reference(child) || (devices && self.is_old(child.text())) {
                let attributes: Vec<_> =
                    child.attributes().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
                let named = Element::with_text(child.name().to_owned(), self.new.0);
                *child = attributes
                    .into_iter()
                    .fold(named, |child, (name, value)| child.with_attribute(name, value));
                changed = true;
            } else {
                if self.object == "Line" {
                    changed |= self.follow_number(child, ("pattern", "routePartitionName"));
                }
                changed |= self.follow_in(child);
            }
        }
        changed
    }

    /// Whether an element is the old name of the object. If there is a uuid, it decides.
    fn is_reference(&self, element: &Element) -> bool {
        let refers =
            REFERENCES.iter().any(|(name, object)| *name == element.name() && *object == self.object);
        refers
            && match element.attribute("uuid").map(str::parse::<Uuid>) {
                Some(Ok(uuid)) => uuid == self.uuid && element.text() != self.new.0,
                _ => self.is_old(element.text()),
            }
    }

    fn is_old(&self, text: &str) -> bool {
        text.eq_ignore_ascii_case(self.old.0)
    }

    /// A line is named by two elements beside each other.
    fn follow_number(
        &self,
        element: &mut Element,
        (pattern, partition): (&'static str, &'static str),
    ) -> bool {
        let here = element.child(pattern).is_some_and(|number| self.is_old(number.text()))
            && element.child_text(partition).eq_ignore_ascii_case(self.old.1);
        if here {
            element.replace_child(Element::with_text(pattern, self.new.0));
            if self.old.1 != self.new.1 {
                element.replace_child(Element::with_text(partition, self.new.1));
            }
        }
        here
    }
}
