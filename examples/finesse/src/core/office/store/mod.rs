//! What an administrator configures, and which teams have what of it; and messages to teams.
//!
//! Every change is noted, so that the host can keep it: see [`Store::take_changes`].

mod books;
mod keep;
mod layouts;
mod messages;
mod reasons;
mod workflows;

use std::collections::{BTreeMap, BTreeSet};

use finesse_proto::{AssignedItem, MediaPropertiesLayout, ReasonCategory, Refusal, Workflow, WorkflowAction};

use crate::core::config::{CoreConfig, Reason};

pub(super) use books::Book;
pub use keep::Object;
use keep::What;
pub(super) use layouts::DESKTOP;
pub(super) use messages::Message;

/// Of ours: the guide says nothing.
const MAX_TEXT: usize = 256;
/// From here the ids of the system's own reason codes lie, which are never given to anything else.
pub(super) const SYSTEM_IDS: u32 = 100_000;
/// Behind them.
const AFTER_SYSTEM_IDS: u32 = 200_000;

/// For whom a configuration object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Scope {
    Everybody,
    /// For the teams it is assigned to.
    Teams,
}

/// What can be assigned to teams.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Reasons(ReasonCategory),
    WrapUps,
    Books,
    Layouts,
    Workflows,
}

impl Kind {
    const fn path(self) -> &'static str {
        match self {
            Self::Reasons(_) => "/finesse/api/ReasonCode/",
            Self::WrapUps => "/finesse/api/WrapUpReason/",
            Self::Books => "/finesse/api/PhoneBook/",
            Self::Layouts => "/finesse/api/MediaPropertiesLayout/",
            Self::Workflows => "/finesse/api/Workflow/",
        }
    }

    /// Most that a team can have.
    const fn most(self) -> usize {
        match self {
            Self::Books => 50,
            Self::Workflows => Workflow::MAX_PER_TEAM,
            Self::Reasons(_) | Self::WrapUps | Self::Layouts => 100,
        }
    }
}

/// The configuration.
#[derive(Debug)]
pub(in crate::core) struct Store {
    pub(super) reasons: BTreeMap<u32, (Reason, Scope)>,
    pub(super) wrap_ups: BTreeMap<u32, (String, Scope)>,
    pub(super) books: BTreeMap<u32, Book>,
    pub(super) layouts: BTreeMap<u32, MediaPropertiesLayout<'static>>,
    pub(super) default_layout: MediaPropertiesLayout<'static>,
    pub(super) workflows: BTreeMap<u32, Workflow<'static>>,
    pub(super) actions: BTreeMap<u32, WorkflowAction<'static>>,
    pub(super) messages: BTreeMap<u32, Message>,
    /// The desktop's layout document, and those of single teams.
    pub(super) desktop: String,
    pub(super) desktops: BTreeMap<u32, String>,
    assigned: BTreeMap<(Kind, u32), BTreeSet<u32>>,
    next: u32,
    /// What the host does not keep yet.
    changed: BTreeSet<(What, u32)>,
}

fn failure(why: &'static str, about: impl AsRef<str>) -> Refusal {
    Refusal::configuration(why, about.as_ref())
}

fn taken(name: &str) -> Refusal {
    Refusal::duplicate_name(name)
}

fn gone(id: u32) -> Refusal {
    failure("no such object", id.to_string())
}

/// "Send only what changes; at least one element."
fn nothing_to_change() -> Refusal {
    Refusal::bad_request("there is nothing to change in the request")
}

/// A text that is there, at most `most` bytes long.
fn need(text: &str, most: usize, name: &'static str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::parameter_missing(name));
    }
    if text.len() > most || text.chars().any(char::is_control) {
        return Err(Refusal::invalid_input(name));
    }
    Ok(text.to_owned())
}

fn scope(for_all: &str) -> Result<Scope, Refusal> {
    match for_all.trim() {
        "true" => Ok(Scope::Everybody),
        "false" => Ok(Scope::Teams),
        "" => Err(Refusal::parameter_missing("forAll")),
        _ => Err(Refusal::invalid_input("forAll")),
    }
}

/// The number behind a path in an address.
fn id_in(uri: &str, path: &str) -> Option<u32> {
    uri.find(path).and_then(|at| uri.get(at + path.len()..)?.parse().ok())
}

impl Store {
    /// Nothing but what cannot be taken away.
    fn bare() -> Self {
        let mut default_layout = MediaPropertiesLayout::default();
        default_layout.kind = Some("DEFAULT".into());
        default_layout.name = Some("Default Layout".into());
        Self {
            reasons: BTreeMap::new(),
            wrap_ups: BTreeMap::new(),
            books: BTreeMap::new(),
            layouts: BTreeMap::new(),
            default_layout,
            workflows: BTreeMap::new(),
            actions: BTreeMap::new(),
            messages: BTreeMap::new(),
            desktop: layouts::DESKTOP.to_owned(),
            desktops: BTreeMap::new(),
            assigned: BTreeMap::new(),
            next: 1,
            changed: BTreeSet::new(),
        }
    }

    /// What a server starts with that has kept nothing.
    pub(super) fn new(config: &CoreConfig) -> Self {
        let mut store = Self::bare();
        let reasons = config.reasons.iter();
        store.reasons = reasons.map(|reason| (reason.id, (reason.clone(), Scope::Everybody))).collect();
        store.next = store.reasons.keys().next_back().copied().unwrap_or(0).saturating_add(1);
        for label in &config.wrap_up_reasons {
            let id = store.id();
            store.wrap_ups.insert(id, (label.clone(), Scope::Everybody));
        }
        store.changed.clear();
        store
    }

    /// An id that was never given before.
    fn id(&mut self) -> u32 {
        if (SYSTEM_IDS..AFTER_SYSTEM_IDS).contains(&self.next) {
            self.next = AFTER_SYSTEM_IDS;
        }
        let id = self.next;
        self.next = self.next.saturating_add(1);
        self.touch(What::Next, 0);
        id
    }

    fn touch(&mut self, what: What, id: u32) {
        self.changed.insert((what, id));
    }

    /// Whether a team has an object: it is everybody's, or is assigned to the team.
    pub(super) fn has(&self, kind: Kind, team: u32, id: u32, scope: Scope) -> bool {
        scope == Scope::Everybody || self.assigned(kind, team).any(|assigned| assigned == id)
    }

    /// What is assigned to a team.
    pub(super) fn assigned(&self, kind: Kind, team: u32) -> impl Iterator<Item = u32> {
        self.assigned.get(&(kind, team)).into_iter().flatten().copied()
    }

    /// The whole new list of a team.
    pub(super) fn assign(
        &mut self,
        kind: Kind,
        team: u32,
        items: &[AssignedItem<'_>],
    ) -> Result<(), Refusal> {
        if items.len() > kind.most() {
            return Err(Refusal::maximum_exceeded("item"));
        }
        let mut ids = BTreeSet::new();
        for item in items {
            let uri = item.uri.trim();
            let known = id_in(uri, kind.path()).filter(|id| match kind {
                Kind::Reasons(category) => {
                    self.reasons.get(id).is_some_and(|(r, s)| r.category == category && *s == Scope::Teams)
                }
                Kind::WrapUps => self.wrap_ups.get(id).is_some_and(|(_, s)| *s == Scope::Teams),
                Kind::Books => self.books.get(id).is_some_and(|book| book.scope == Scope::Teams),
                Kind::Layouts => self.layouts.contains_key(id),
                Kind::Workflows => self.workflows.contains_key(id),
            });
            ids.insert(known.ok_or_else(|| failure("no such object for teams", uri))?);
        }
        self.assigned.insert((kind, team), ids);
        self.touch(What::Assigned(kind), team);
        Ok(())
    }

    /// Takes an object away; 404 if it is not there.
    pub(super) fn delete(&mut self, kind: Kind, id: u32) -> Result<(), Refusal> {
        let (was, what) = match kind {
            Kind::Reasons(_) => (self.reasons.remove(&id).is_some(), What::Reason),
            Kind::WrapUps => (self.wrap_ups.remove(&id).is_some(), What::WrapUp),
            Kind::Layouts => (self.layouts.remove(&id).is_some(), What::Layout),
            Kind::Workflows => (self.workflows.remove(&id).is_some(), What::Workflow),
            Kind::Books => {
                let book = self.books.remove(&id);
                for contact in book.iter().flat_map(|book| book.contacts.keys()) {
                    self.changed.insert((What::Contact, *contact));
                }
                (book.is_some(), What::Book)
            }
        };
        if !was {
            return Err(Refusal::not_found(&id.to_string()));
        }
        self.touch(what, id);
        for ((kind, team), ids) in &mut self.assigned {
            if ids.remove(&id) {
                self.changed.insert((What::Assigned(*kind), *team));
            }
        }
        Ok(())
    }
}
