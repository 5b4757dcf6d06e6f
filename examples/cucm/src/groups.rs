//! Access control groups: who is in them and which roles they give. Membership is kept with the users.

use axl_soap::{Call, Element};

use crate::directory::Directory;
use crate::objects::Trouble;
use crate::project;
use crate::store::{Store, Stored};

/// The two kinds of accounts.
pub(crate) const ACCOUNTS: [&str; 2] = ["User", "AppUser"];

/// The groups of an account.
pub(crate) fn groups_of(account: &Element) -> impl Iterator<Item = &str> {
    let groups = account.child("associatedGroups").map(Element::children).unwrap_or_default();
    groups.iter().map(|group| group.child_text("name"))
}

/// The roles that a group gives.
pub(crate) fn roles_of(store: &Store, group: &str) -> rusqlite::Result<Vec<String>> {
    let Some(group) = store.by_key("UserGroup", group, "")? else { return Ok(Vec::new()) };
    let roles = group.tree.child("userRoles").map(Element::children).unwrap_or_default();
    Ok(roles.iter().map(|role| role.child_text("roleName").to_owned()).collect())
}

/// Takes the members out of a group's tree and writes them to the users. An update may also rename the group.
pub(crate) fn take_members(
    directory: &mut Directory,
    object: &str,
    group: &mut Stored,
    update: Option<(&str, &Call)>,
) -> Result<(), Trouble> {
    if object != "UserGroup" {
        return Ok(());
    }
    let named = |members: Option<&Element>| -> Vec<String> {
        let members = members.map(Element::children).unwrap_or_default();
        members.iter().map(|member| member.child_text("userId").to_owned()).collect()
    };
    let old = update.map(|(old, _)| old.to_owned());
    let (join, leave, replace) = match update {
        None => (named(group.tree.child("members")), Vec::new(), false),
        Some((_, call)) => match call.argument("members") {
            Some(all) => (named(Some(all)), Vec::new(), true),
            None => (named(call.argument("addMembers")), named(call.argument("removeMembers")), false),
        },
    };
    group.tree.retain_children(|child| child.name() != "members");
    let renamed = old.as_deref().filter(|old| *old != group.key);
    if join.is_empty() && leave.is_empty() && !replace && renamed.is_none() {
        return Ok(());
    }
    let listed = |list: &[String], user: &str| list.iter().any(|name| name.eq_ignore_ascii_case(user));
    let current = old.as_deref().unwrap_or(&group.key).to_owned();
    change_accounts(&directory.store, |account| {
        let inside = groups_of(&account.tree).any(|name| name.eq_ignore_ascii_case(&current));
        let wanted = listed(&join, &account.key) || (inside && !replace && !listed(&leave, &account.key));
        if wanted == inside && renamed.is_none() {
            return false;
        }
        set_member(&mut account.tree, &current, false);
        if wanted {
            set_member(&mut account.tree, &group.key, true);
        }
        wanted || inside
    })?;
    Ok(())
}

/// Takes a group that is removed from all accounts.
pub(crate) fn forget_group(directory: &mut Directory, object: &str, name: &str) -> Result<(), Trouble> {
    if object == "UserGroup" {
        change_accounts(&directory.store, |account| {
            let inside = groups_of(&account.tree).any(|group| group.eq_ignore_ascii_case(name));
            set_member(&mut account.tree, name, false);
            inside
        })?;
    }
    Ok(())
}

fn change_accounts(store: &Store, mut change: impl FnMut(&mut Stored) -> bool) -> rusqlite::Result<()> {
    for object in ACCOUNTS {
        let mut changed = Vec::new();
        store.each(object, |mut account| {
            if change(&mut account) {
                changed.push(account);
            }
            Ok(true)
        })?;
        for account in changed {
            store.update(&account)?;
            project::put(store, object, &account)?;
        }
    }
    Ok(())
}

fn set_member(account: &mut Element, group: &str, member: bool) {
    let mut groups =
        account.child("associatedGroups").cloned().unwrap_or_else(|| Element::new("associatedGroups"));
    groups.retain_children(|known| !known.child_text("name").eq_ignore_ascii_case(group));
    if member {
        groups.push(Element::with_children("userGroup", vec![Element::with_text("name", group)]));
    }
    account.replace_child(groups);
}

/// What an answer shows but no object holds: the members of a group, the roles of an account's groups.
pub(crate) fn computed(
    store: &Store,
    object: &str,
    stored: &Stored,
    tags: Option<&Element>,
) -> rusqlite::Result<Vec<Element>> {
    let asked = |name: &str| tags.is_none_or(|tags| tags.child(name).is_some());
    let mut all = Vec::new();
    if object == "UserGroup" && asked("members") {
        let mut members = Vec::new();
        for kind in ACCOUNTS {
            store.each(kind, |account| {
                if groups_of(&account.tree).any(|name| name.eq_ignore_ascii_case(&stored.key)) {
                    let user = Element::with_text("userId", account.key.clone());
                    members.push(
                        Element::with_children("member", vec![user])
                            .with_attribute("uuid", account.uuid.to_axl()),
                    );
                }
                Ok(true)
            })?;
        }
        all.push(Element::with_children("members", members));
    }
    if ACCOUNTS.contains(&object) && asked("associatedGroups") {
        let mut groups = Vec::new();
        for name in groups_of(&stored.tree) {
            let roles =
                roles_of(store, name)?.into_iter().map(|role| Element::with_text("userRole", role)).collect();
            let children = vec![Element::with_text("name", name), Element::with_children("userRoles", roles)];
            groups.push(Element::with_children("userGroup", children));
        }
        all.push(Element::with_children("associatedGroups", groups));
    }
    Ok(all)
}
