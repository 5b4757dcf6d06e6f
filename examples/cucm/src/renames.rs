//! When an object gets another name or goes, those that refer to it follow.

use axl_soap::{Element, Fault, Uuid};

use crate::groups::ACCOUNTS;
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

/// Where rows of the documented tables point at an object: the table, its column of the owner, that of the object, and what the
/// owner may be.
const OWNERS: [(&str, &str, &str, &[&str]); 6] = [
    ("enduserdevicemap", "fkenduser", "fkdevice", &["User"]),
    ("applicationuserdevicemap", "fkapplicationuser", "fkdevice", &["AppUser"]),
    ("endusernumplanmap", "fkenduser", "fknumplan", &["User"]),
    ("linegroupnumplanmap", "fklinegroup", "fknumplan", &["LineGroup"]),
    ("devicenumplanmap", "fkdevice", "fknumplan", &project::DEVICES),
    ("device", "pkid", "fkenduser", &project::DEVICES),
];

/// Takes a device, line or user that is about to be removed out of the objects that name it: accounts lose a device, devices and
/// line groups a line, devices their owner, users an extension.
pub(crate) fn forget(store: &Store, object: &str, gone: &Stored) -> Result<(), Trouble> {
    let column = match object {
        "User" => "fkenduser",
        "Line" => "fknumplan",
        _ if project::is_device(object) => "fkdevice",
        _ => return Ok(()),
    };
    for (table, owner, _, kinds) in OWNERS.iter().filter(|(_, _, points, _)| *points == column) {
        for uuid in store.owners(table, owner, column, gone.uuid)? {
            for kind in *kinds {
                let Some(mut stored) = store.by_uuid(kind, uuid)? else { continue };
                forget_in(&mut stored.tree, object, gone);
                store.update(&stored)?;
                project::put(store, kind, &stored)?;
            }
        }
    }
    Ok(())
}

fn forget_in(tree: &mut Element, object: &str, gone: &Stored) {
    let same = |text: &str, name: &str| text.eq_ignore_ascii_case(name);
    let is_line = |element: Option<&Element>| {
        element.is_some_and(|number| {
            same(number.child_text("pattern"), &gone.key)
                && same(number.child_text("routePartitionName"), &gone.scope)
        })
    };
    // A user may name a number without its partition.
    let partition = tree.child_text("ipccRoutePartition");
    let agent = same(tree.child_text("ipccExtension"), &gone.key)
        && (partition.is_empty() || same(partition, &gone.scope));
    tree.retain_children(|child| match (object, child.name()) {
        ("User", "ownerUserName") => false,
        ("Line", "primaryExtension") => !is_line(Some(child)),
        ("Line", "ipccExtension" | "ipccRoutePartition") => !agent,
        _ => true,
    });
    for child in tree.children_mut() {
        match (object, child.name()) {
            ("Line", "lines") => child.retain_children(|line| !is_line(line.child("dirn"))),
            ("Line", "members") => child.retain_children(|line| !is_line(line.child("directoryNumber"))),
            ("Line" | "User", _) => {}
            (_, "associatedDevices") => child.retain_children(|device| !same(device.text(), &gone.key)),
            _ => {}
        }
    }
}

/// An account controls devices that there are.
pub(crate) fn check_devices(store: &Store, object: &str, tree: &Element) -> Result<(), Trouble> {
    if !ACCOUNTS.contains(&object) {
        return Ok(());
    }
    let devices = tree.child("associatedDevices").map(Element::children).unwrap_or_default();
    for device in devices.iter().map(Element::text).filter(|name| !name.is_empty()) {
        if !store.is_device(device)? {
            return Err(Fault::not_found(device).into());
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
