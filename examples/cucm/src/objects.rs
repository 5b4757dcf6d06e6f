//! Adding, changing and removing objects of any type.

use axl_soap::records::{FieldSpec, Kind, RecordSpec};
use axl_soap::{Answered, AxlCode, Call, Content, Element, Fault, FaultCode, Flag, Operation, Verb};

use crate::changes::Action;
use crate::directory::{Directory, Proven};
use crate::groups;
use crate::members::{joined, lower_first, member_spec, same_member};
use crate::project;
use crate::renames;
use crate::store::Stored;

/// Fields whose text is another object's name: the element, and the object.
pub(crate) const REFERENCES: &[(&str, &str)] = &[
    ("callManagerGroupName", "CallManagerGroup"),
    ("callingSearchSpaceName", "Css"),
    ("commonPhoneConfigName", "CommonPhoneConfig"),
    ("devicePoolName", "DevicePool"),
    ("huntListName", "HuntList"),
    ("ipccRoutePartition", "RoutePartition"),
    ("locationName", "Location"),
    ("ownerUserName", "User"),
    ("presenceGroupName", "PresenceGroup"),
    ("regionName", "Region"),
    ("routePartitionName", "RoutePartition"),
];

/// Fields that are taken apart before an object is kept; answers show them empty.
pub(crate) const SECRETS: [&str; 4] = ["password", "pin", "digestCredentials", "mlppPassword"];

/// Arguments of an update: the largest types have some 130 fields.
const MOST_ARGUMENTS: usize = 1_000;
/// Members of a list in an update: each is compared with those there are.
const MOST_MEMBERS: usize = 10_000;
/// Characters of a name, user id or pattern: no longer ones fit into the tables of a CUCM.
const MOST_KEY: usize = 255;

pub(crate) fn internal(error: rusqlite::Error) -> Fault {
    if let rusqlite::Error::SqliteFailure(failure, _) = &error
        && failure.code == rusqlite::ErrorCode::ConstraintViolation
    {
        let text = "Could not insert new row - duplicate value in a UNIQUE INDEX column (Unique Index:).";
        return Fault::new(AxlCode::DUPLICATE, text);
    }
    tracing::error!(%error, "the directory failed");
    Fault::new(AxlCode::UNKNOWN_ERROR, "Unknown error")
}

/// A fault of the client's side.
fn client_fault(code: AxlCode, text: String) -> Fault {
    Fault { code: FaultCode::Client, ..Fault::new(code, text) }
}

/// What goes wrong inside a transaction.
pub(crate) enum Trouble {
    Fault(Fault),
    Store(rusqlite::Error),
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error)
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Trouble> for Fault {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Fault(fault) => fault,
            Trouble::Store(error) => internal(error),
        }
    }
}

/// How an object is named: the element of its name, and whether a partition belongs to it.
pub(crate) fn key_of(object: &str) -> (&'static str, bool) {
    let operation = Operation::of(Verb::Get, object).or_else(|| Operation::of(Verb::Remove, object));
    for mut parts in operation.into_iter().flat_map(Operation::keys) {
        if let Some(first) = parts.next().filter(|part| part.name != "uuid") {
            return (first.name, parts.any(|part| part.name == "routePartitionName"));
        }
    }
    ("name", false)
}

impl Directory {
    /// The object that a call's key means.
    pub(crate) fn find(&self, call: &Call) -> Result<Stored, Fault> {
        let object = call.operation().object();
        self.find_as(object, call)
    }

    /// The object of that type that a call's key means.
    pub(crate) fn find_as(&self, object: &str, call: &Call) -> Result<Stored, Fault> {
        needs_key(call)?;
        let (name, scoped) = key_of(object);
        let uuid = call.argument("uuid").map(Element::text).filter(|text| !text.is_empty());
        let found = match uuid {
            Some(text) => match text.parse() {
                Ok(uuid) => self.store.by_uuid(object, uuid),
                Err(_) => Ok(None),
            },
            None if call.argument(name).is_none() => self.find_by_other_key(object, call),
            None if scoped && call.argument("routePartitionName").is_none() => {
                self.store.by_key_anywhere(object, call.text(name))
            }
            None => self.store.by_key(
                object,
                call.text(name),
                if scoped { call.text("routePartitionName") } else { "" },
            ),
        };
        found.map_err(internal)?.ok_or_else(|| match call.operation().verb() {
            Verb::Update => Fault::new(AxlCode::INVALID_VALUE, format!("{object} not found")),
            // Which of the two forms is used differs by object and verb.
            Verb::Remove if object == "Phone" && !call.text("name").is_empty() => {
                Fault::not_found(call.text("name"))
            }
            _ => Fault::not_found(object),
        })
    }

    /// By a key that is not the one the object is kept under: a pickup group by its number.
    fn find_by_other_key(&self, object: &str, call: &Call) -> rusqlite::Result<Option<Stored>> {
        let mut keys = call.operation().keys().map(|parts| parts.map(|part| part.name).collect::<Vec<_>>());
        let given = |parts: &Vec<&str>| {
            parts.first().is_some_and(|first| *first != "uuid" && !call.text(first).is_empty())
        };
        let Some(parts) = keys.find(given) else { return Ok(None) };
        let mut found = None;
        self.store.each(object, |stored| {
            let here = parts
                .iter()
                .filter_map(|name| call.argument(name))
                .all(|wanted| stored.tree.child_text(wanted.name()).eq_ignore_ascii_case(wanted.text()));
            if here {
                found = Some(stored);
            }
            Ok(!here)
        })?;
        Ok(found)
    }

    pub(crate) fn add(&mut self, call: &Call) -> Result<Answered, Fault> {
        let object = call.operation().object();
        let wrapper = call.operation().wrapper().unwrap_or_default();
        let given = call.argument(wrapper).ok_or_else(|| {
            client_fault(AxlCode::UNEXPECTED_ELEMENT, format!("Element <{wrapper}> is missing"))
        })?;
        let mut tree = given.clone();
        if let Some(spec) = RecordSpec::of_object(object) {
            check(&tree, spec, Verb::Add)?;
            for field in spec.fields.iter().filter(|field| field.in_verb(Verb::Add)) {
                let absent = tree.child(field.name).is_none_or(|child| *child.content() == Content::Nil);
                match field.default {
                    Some(default) if absent && !field.repeats => {
                        tree.replace_child(Element::with_text(field.name, default));
                    }
                    None if absent && field.required() && !field.nillable() => {
                        let text = format!("The mandatory element <{}> is missing", field.name);
                        return Err(client_fault(AxlCode::INVALID_VALUE, text));
                    }
                    _ => {}
                }
            }
            if let (Some(product), None) = (tree.child("product"), tree.child("model"))
                && spec.field("model").is_some()
            {
                let model = Element::with_text("model", product.text());
                tree.push(model);
            }
        }
        let (name, scoped) = key_of(object);
        let key = tree.child_text(name).to_owned();
        if key.is_empty() {
            return Err(client_fault(
                AxlCode::INVALID_VALUE,
                format!("The mandatory element <{name}> is missing"),
            ));
        }
        check_key(name, &key)?;
        let uuid = self.store.fresh_uuid();
        let uuid = self.transact(|directory| {
            let scope = if scoped { tree.child_text("routePartitionName").to_owned() } else { String::new() };
            let mut stored = Stored { uuid, key, scope, tree };
            directory.take_secrets(&mut stored)?;
            directory.resolve(object, &mut stored)?;
            groups::take_members(directory, object, &mut stored, None)?;
            directory.store.insert(object, &stored)?;
            project::put(&directory.store, object, &stored)?;
            Ok(stored.uuid)
        })?;
        if object == "UserGroup" {
            self.end_sessions(object, "");
        }
        self.changes.note(object, uuid, Action::Added, Vec::new());
        Ok(Answered::Uuid(uuid))
    }

    pub(crate) fn update(&mut self, call: &Call) -> Result<Answered, Fault> {
        let operation = call.operation();
        let object = operation.object();
        let mut stored = self.find(call)?;
        let uuid = stored.uuid;
        let (old_name, old_scope) = (stored.key.clone(), stored.scope.clone());
        let members = call.arguments().iter().map(|argument| argument.children().len()).max();
        if call.arguments().len() > MOST_ARGUMENTS || members.is_some_and(|members| members > MOST_MEMBERS) {
            return Err(client_fault(AxlCode::INVALID_VALUE, "The update is too large".to_owned()));
        }
        let spec = RecordSpec::of_object(object);
        let (name, scoped) = key_of(object);
        let keys: Vec<_> =
            operation.keys().flat_map(|parts| parts.collect::<Vec<_>>()).map(|part| part.name).collect();
        let mut changed = Vec::new();
        for argument in call.arguments() {
            let given = argument.name();
            if keys.contains(&given) {
                continue;
            }
            let field = |name: &str| spec.and_then(|spec| spec.field(name));
            let known = spec.is_none() || field(given).is_some_and(|field| field.in_verb(Verb::Update));
            let renames = |name: &String| spec.is_none() || field(name).is_some_and(FieldSpec::renames);
            let lists: Vec<_> = operation.editable_lists().collect();
            let edited = |prefix: &str| {
                let list = lists.iter().find(|list| given == joined(prefix, list)).copied();
                list.filter(|list| call.argument(list).is_none())
            };
            if let Some(target) = given.strip_prefix("new").map(lower_first).filter(renames) {
                let mut renamed = argument.clone();
                renamed.rename(target.clone());
                changed.push(target);
                stored.tree.replace_child(renamed);
            } else if let Some(list) = edited("remove") {
                let mut kept =
                    stored.tree.child(list).cloned().unwrap_or_else(|| Element::new(list.to_owned()));
                kept.retain_children(|child| {
                    !argument.children().iter().any(|gone| same_member(child, gone, member_spec(spec, list)))
                });
                changed.push(list.to_owned());
                stored.tree.replace_child(kept);
            } else if let Some(list) = edited("add") {
                let mut more =
                    stored.tree.child(list).cloned().unwrap_or_else(|| Element::new(list.to_owned()));
                argument.children().iter().for_each(|child| more.push(child.clone()));
                changed.push(list.to_owned());
                stored.tree.replace_child(more);
            } else if known {
                let mut child = argument.clone();
                if *child.content() == Content::Nil {
                    child.set_content(Content::Empty);
                }
                changed.push(given.to_owned());
                stored.tree.replace_child(child);
            } else {
                return Err(unexpected(given));
            }
        }
        if let Some(spec) = spec {
            check(&stored.tree, spec, Verb::Add).or_else(|_| check(&stored.tree, spec, Verb::Get))?;
        }
        stored.key = stored.tree.child_text(name).to_owned();
        if scoped {
            stored.scope = stored.tree.child_text("routePartitionName").to_owned();
        }
        if stored.key.is_empty() {
            return Err(client_fault(
                AxlCode::INVALID_VALUE,
                format!("The name of {object} cannot be empty"),
            ));
        }
        check_key(name, &stored.key)?;
        let forgotten = take_resets(&mut stored.tree);
        self.transact(|directory| {
            directory.take_secrets(&mut stored)?;
            directory.resolve(object, &mut stored)?;
            groups::take_members(directory, object, &mut stored, Some((&old_name, call)))?;
            directory.store.update(&stored)?;
            project::put(&directory.store, object, &stored)?;
            renames::follow(&directory.store, object, (&old_name, &old_scope), &stored)?;
            Ok(())
        })?;
        self.end_sessions(object, &old_name);
        forgotten.into_iter().for_each(|proven| self.forget_failures(uuid, proven));
        self.changes.note(object, uuid, Action::Updated, changed);
        Ok(Answered::Uuid(uuid))
    }

    pub(crate) fn remove(&mut self, call: &Call) -> Result<Answered, Fault> {
        let object = call.operation().object();
        let stored = self.find(call)?;
        self.transact(|directory| {
            groups::forget_group(directory, object, &stored.key)?;
            renames::forget(&directory.store, object, &stored)?;
            directory.store.delete(stored.uuid)?;
            project::drop(&directory.store, object, stored.uuid)?;
            Ok(())
        })?;
        self.end_sessions(object, &stored.key);
        self.changes.note(object, stored.uuid, Action::Removed, Vec::new());
        Ok(Answered::Uuid(stored.uuid))
    }

    /// Takes passwords and PINs out of a tree and keeps their hashes. Empty ones are what a get shows: who sends an object back
    /// does not mean to lose them.
    fn take_secrets(&self, stored: &mut Stored) -> Result<(), Trouble> {
        for kind in SECRETS {
            if let Some(child) = stored.tree.child(kind).filter(|child| !child.text().is_empty()) {
                self.store.set_secret(stored.uuid, kind, child.text())?;
            }
        }
        stored.tree.retain_children(|child| !SECRETS.contains(&child.name()));
        Ok(())
    }

    /// Looks up what an object refers to, and notes the uuids. Lines that a new phone names are made, as CUCM is commonly
    /// reported to do.
    fn resolve(&mut self, object: &str, stored: &mut Stored) -> Result<(), Trouble> {
        let Some(spec) = RecordSpec::of_object(object) else { return Ok(()) };
        self.resolve_in(&mut stored.tree, spec)?;
        renames::check_devices(&self.store, object, &stored.tree)?;
        if stored.scope.is_empty() && key_of(object).1 {
            stored.tree.child_text("routePartitionName").clone_into(&mut stored.scope);
        }
        for line in stored.tree.child("lines").map(Element::children).unwrap_or_default() {
            let (pattern, partition) = match line.child("dirn") {
                Some(dirn) => (dirn.child_text("pattern"), dirn.child_text("routePartitionName")),
                None => (line.child_text("directoryNumber"), line.child_text("routePartitionName")),
            };
            if pattern.is_empty() || self.store.by_key("Line", pattern, partition)?.is_some() {
                continue;
            }
            let tree = Element::with_children(
                "line",
                vec![
                    Element::with_text("pattern", pattern),
                    Element::with_text("usage", "Device"),
                    Element::with_text("routePartitionName", partition),
                ],
            );
            let line = Call::build("addLine", vec![tree])
                .map_err(|error| client_fault(AxlCode::INVALID_VALUE, error.to_string()))?;
            self.add(&line)?;
        }
        Ok(())
    }

    fn resolve_in(&self, tree: &mut Element, spec: &'static RecordSpec) -> Result<(), Trouble> {
        spec.arrange(tree);
        for child in tree.children_mut() {
            match spec.field(child.name()).map(|field| field.kind) {
                Some(Kind::Record(inner)) => self.resolve_in(child, inner)?,
                Some(Kind::Reference) => self.resolve_one(child)?,
                // Python clients send `True`, PHP `1`; answers say `true`.
                Some(Kind::Flag) => {
                    if let Some(yes) = Flag::parse(child.text()) {
                        child.set_content(Content::Text(yes.to_string()));
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn resolve_one(&self, child: &mut Element) -> Result<(), Trouble> {
        let Some((_, object)) = REFERENCES.iter().find(|(name, _)| *name == child.name()) else {
            return Ok(());
        };
        let found = match (child.attribute("uuid").map(str::parse), child.text()) {
            // The uuid decides, if both are given.
            (Some(Ok(uuid)), _) => self.store.by_uuid(object, uuid)?.map(|found| (found.key, found.uuid)),
            (_, "") => return Ok(()),
            (_, name) => self.store.uuid_of(object, name)?.map(|uuid| (name.to_owned(), uuid)),
        };
        let Some((name, uuid)) = found else {
            let what = if child.text().is_empty() { object } else { child.text() };
            return Err(Fault::not_found(what).into());
        };
        *child = Element::with_text(child.name().to_owned(), name).with_attribute("uuid", uuid.to_axl());
        Ok(())
    }

    pub(crate) fn transact<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, Trouble>,
    ) -> Result<T, Fault> {
        if !self.store.db.is_autocommit() {
            return work(self).map_err(Fault::from);
        }
        self.forget_accounts();
        self.store.db.execute_batch("begin immediate").map_err(internal)?;
        let mark = self.changes.mark();
        let result = work(self);
        let end = if result.is_ok() { "commit" } else { "rollback" };
        let ended = self.store.db.execute_batch(end);
        if result.is_err() || ended.is_err() {
            self.changes.back_to(mark);
        }
        ended.map_err(internal)?;
        result.map_err(Fault::from)
    }
}

/// The fault for a call that names nothing.
pub(crate) fn needs_key(call: &Call) -> Result<(), Fault> {
    if call.has_key() {
        return Ok(());
    }
    let keys = call.operation().keys();
    let known: Vec<_> =
        keys.map(|parts| parts.map(|part| part.name).collect::<Vec<_>>().join(" and ")).collect();
    let text = format!("{} needs {}", call.operation().name(), known.join(" or "));
    Err(client_fault(AxlCode::INVALID_VALUE, text))
}

fn check_key(name: &str, key: &str) -> Result<(), Fault> {
    if key.chars().take(MOST_KEY + 1).count() > MOST_KEY {
        return Err(client_fault(AxlCode::INVALID_VALUE, format!("Invalid value for {name}")));
    }
    Ok(())
}

/// What shall be forgotten of an account's wrong passwords and PINs. The flag is a wish, not a state.
fn take_resets(account: &mut Element) -> Vec<Proven> {
    let mut wished = Vec::new();
    for proven in [Proven::Password, Proven::Pin] {
        let (_, credentials, _, reset) = proven.fields();
        let Some(mut changed) = account.child(credentials).cloned() else { continue };
        if Flag::parse(changed.child_text(reset)) == Some(true) {
            changed.replace_child(Element::with_text(reset, "false"));
            account.replace_child(changed);
            wished.push(proven);
        }
    }
    wished
}

pub(crate) fn unexpected(name: &str) -> Fault {
    client_fault(AxlCode::UNEXPECTED_ELEMENT, format!("Unexpected element. Found <{name}>"))
}

/// Every element must be known to the type. Their order does not matter here.
fn check(tree: &Element, spec: &RecordSpec, verb: Verb) -> Result<(), Fault> {
    for child in tree.children() {
        match spec.field(child.name()) {
            Some(field) if field.in_verb(verb) || child.name() == "model" => {
                if let Kind::Record(inner) = field.kind {
                    check(child, inner, verb)?;
                } else if !field.takes(child.text()) {
                    let text = format!("Invalid value for {}", field.name);
                    return Err(client_fault(AxlCode::INVALID_VALUE, text));
                }
            }
            _ => return Err(unexpected(child.name())),
        }
    }
    Ok(())
}
