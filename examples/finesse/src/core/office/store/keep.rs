//! The configuration as objects that a host can keep, each in the words of the interface.

use std::collections::BTreeSet;
use std::str::FromStr as _;
use std::time::{Instant, SystemTime};

use bytes::Bytes;
use finesse_proto::{
    Answer, Body, FromXml, IntoOwned, PhoneBook, ReasonCategory, ReasonCode, TeamMessage, Workflow,
    WorkflowAction, WrapUpReason, from_document,
};

use super::books::reach;
use super::{Book, Kind, Message, Scope, Store, scope};
use crate::core::config::Reason;

/// One object of the configuration. Its kind and number together name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// What it is, for example `reason-code`.
    pub kind: &'static str,
    /// Its number; of what a team has, the team's.
    pub id: u32,
    /// What it holds, mostly XML in the words of the interface; `None`: it is gone.
    pub value: Option<String>,
}

impl Object {
    /// An object that was kept. `None` if there is nothing of that kind.
    #[must_use]
    pub fn new(kind: &str, id: u32, value: String) -> Option<Self> {
        let (kind, _) = NAMES.iter().find(|(name, _)| *name == kind)?;
        Some(Self { kind, id, value: Some(value) })
    }
}

/// The kinds of objects, in the order in which they are read: books before their contacts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    Next,
    Reason,
    WrapUp,
    Book,
    Contact,
    Layout,
    DefaultLayout,
    Action,
    Workflow,
    Desktop,
    TeamDesktop,
    Message,
    Assigned(Kind),
}

const NAMES: [(&str, What); 18] = [
    ("next-id", What::Next),
    ("reason-code", What::Reason),
    ("wrap-up-reason", What::WrapUp),
    ("phone-book", What::Book),
    ("contact", What::Contact),
    ("call-layout", What::Layout),
    ("default-call-layout", What::DefaultLayout),
    ("workflow-action", What::Action),
    ("workflow", What::Workflow),
    ("desktop-layout", What::Desktop),
    ("team-desktop-layout", What::TeamDesktop),
    ("team-message", What::Message),
    ("team-not-ready-reason-codes", What::Assigned(Kind::Reasons(ReasonCategory::NotReady))),
    ("team-sign-out-reason-codes", What::Assigned(Kind::Reasons(ReasonCategory::Logout))),
    ("team-wrap-up-reasons", What::Assigned(Kind::WrapUps)),
    ("team-phone-books", What::Assigned(Kind::Books)),
    ("team-call-layouts", What::Assigned(Kind::Layouts)),
    ("team-workflows", What::Assigned(Kind::Workflows)),
];

impl What {
    fn name(self) -> &'static str {
        NAMES.iter().find(|(_, what)| *what == self).map_or("", |(name, _)| name)
    }
}

fn text(bytes: &Bytes) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn written<'x>(record: impl Into<Body<'x>>) -> String {
    text(&record.into().write())
}

fn read<'x, T: FromXml<'x, ()> + IntoOwned>(value: &'x str, root: &'static str) -> Option<T::Owned> {
    from_document::<T>(value.as_bytes(), root).ok().map(IntoOwned::into_owned)
}

impl Store {
    /// What has changed since last asked.
    pub(in crate::core) fn take_changes(&mut self) -> Vec<Object> {
        let changed = std::mem::take(&mut self.changed);
        changed.into_iter().map(|(what, id)| self.object(what, id)).collect()
    }

    /// Everything.
    pub(in crate::core) fn objects(&self) -> Vec<Object> {
        let mut all: BTreeSet<(What, u32)> =
            [(What::Next, 0), (What::DefaultLayout, 0), (What::Desktop, 0)].into();
        all.extend(self.reasons.keys().map(|id| (What::Reason, *id)));
        all.extend(self.wrap_ups.keys().map(|id| (What::WrapUp, *id)));
        all.extend(self.books.keys().map(|id| (What::Book, *id)));
        all.extend(self.books.values().flat_map(|book| book.contacts.keys()).map(|id| (What::Contact, *id)));
        all.extend(self.layouts.keys().map(|id| (What::Layout, *id)));
        all.extend(self.actions.keys().map(|id| (What::Action, *id)));
        all.extend(self.workflows.keys().map(|id| (What::Workflow, *id)));
        all.extend(self.desktops.keys().map(|id| (What::TeamDesktop, *id)));
        all.extend(self.messages.keys().map(|id| (What::Message, *id)));
        all.extend(self.assigned.keys().map(|(kind, team)| (What::Assigned(*kind), *team)));
        all.into_iter().map(|(what, id)| self.object(what, id)).collect()
    }

    fn object(&self, what: What, id: u32) -> Object {
        Object { kind: what.name(), id, value: self.value(what, id) }
    }

    fn value(&self, what: What, id: u32) -> Option<String> {
        let for_all = |scope: Scope| if scope == Scope::Everybody { "true" } else { "false" };
        Some(match what {
            What::Next => self.next.to_string(),
            What::Reason => {
                let (reason, scope) = self.reasons.get(&id)?;
                let mut record = ReasonCode::default();
                record.category = Some(reason.category.as_str().into());
                record.code = reason.code.to_string().into();
                record.for_all = Some(for_all(*scope).into());
                record.label = reason.label.as_str().into();
                written(record)
            }
            What::WrapUp => {
                let (label, scope) = self.wrap_ups.get(&id)?;
                let mut record = WrapUpReason::default();
                (record.for_all, record.label) = (for_all(*scope).into(), label.as_str().into());
                written(record)
            }
            What::Book => {
                let book = self.books.get(&id)?;
                let mut record = PhoneBook::default();
                record.name = book.name.as_str().into();
                record.kind = if book.scope == Scope::Everybody { "GLOBAL" } else { "TEAM" }.into();
                written(record)
            }
            What::Contact => {
                let contact = self.books.values().find_map(|book| book.contacts.get(&id))?;
                written(contact.clone())
            }
            What::Layout => written(self.layouts.get(&id)?.clone()),
            What::DefaultLayout => written(self.default_layout.clone()),
            What::Action => written(self.actions.get(&id)?.clone()),
            What::Workflow => written(self.workflows.get(&id)?.clone()),
            What::Desktop => self.desktop.clone(),
            What::TeamDesktop => self.desktops.get(&id)?.clone(),
            What::Message => text(&Answer::from(self.messages.get(&id)?.record.clone()).write()),
            What::Assigned(kind) => {
                let ids = self.assigned.get(&(kind, id))?;
                ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
            }
        })
    }

    /// From what was kept; what cannot be read is left out, and named.
    pub(in crate::core::office) fn load(
        objects: &[Object],
        at: Instant,
        utc: SystemTime,
    ) -> (Self, Vec<String>) {
        let mut store = Self::bare();
        let mut named: Vec<(What, &Object)> = Vec::with_capacity(objects.len());
        named.extend(objects.iter().filter_map(|object| {
            NAMES.iter().find(|(name, _)| *name == object.kind).map(|(_, what)| (*what, object))
        }));
        named.sort_by_key(|(what, object)| (*what, object.id));
        let mut unread = Vec::new();
        for (what, object) in named {
            let Some(value) = &object.value else { continue };
            if store.place(what, object.id, value, at, utc).is_none() {
                unread.push(format!("{} {}", object.kind, object.id));
            }
            if !matches!(what, What::TeamDesktop | What::Assigned(_)) {
                store.next = store.next.max(object.id.saturating_add(1));
            }
        }
        store.changed.clear();
        (store, unread)
    }

    fn place(&mut self, what: What, id: u32, value: &str, at: Instant, utc: SystemTime) -> Option<()> {
        match what {
            What::Next => self.next = self.next.max(u32::from_str(value).ok()?),
            What::Reason => {
                let record: ReasonCode<'_> = read::<ReasonCode<'_>>(value, "ReasonCode")?;
                let category = record.reason_category()?;
                let reason = Reason::new(id, category, record.code.parse().ok()?, record.label.into_owned());
                self.reasons.insert(id, (reason, scope(record.for_all.as_deref()?).ok()?));
            }
            What::WrapUp => {
                let record = read::<WrapUpReason<'_>>(value, "WrapUpReason")?;
                self.wrap_ups.insert(id, (record.label.into_owned(), scope(&record.for_all).ok()?));
            }
            What::Book => {
                let record = read::<PhoneBook<'_>>(value, "PhoneBook")?;
                let scope = reach(record.kind.trim())?;
                let book = Book { name: record.name.into_owned(), scope, contacts: Default::default() };
                self.books.insert(id, book);
            }
            What::Contact => {
                let record = read::<finesse_proto::Contact<'_>>(value, "Contact")?;
                let book = record.uri.split('/').nth(4)?.parse().ok()?;
                self.books.get_mut(&book)?.contacts.insert(id, record);
            }
            What::Layout => {
                let record =
                    read::<finesse_proto::MediaPropertiesLayout<'_>>(value, "MediaPropertiesLayout")?;
                self.layouts.insert(id, record);
            }
            What::DefaultLayout => {
                self.default_layout =
                    read::<finesse_proto::MediaPropertiesLayout<'_>>(value, "MediaPropertiesLayout")?;
            }
            What::Action => {
                self.actions.insert(id, read::<WorkflowAction<'_>>(value, "WorkflowAction")?);
            }
            What::Workflow => {
                self.workflows.insert(id, read::<Workflow<'_>>(value, "Workflow")?);
            }
            What::Desktop => value.clone_into(&mut self.desktop),
            What::TeamDesktop => drop(self.desktops.insert(id, value.to_owned())),
            What::Message => {
                let record = read::<TeamMessage<'_>>(value, "TeamMessage")?;
                // One that is over is read as nothing, and is no fault.
                if let Some(message) = Message::read(record, at, utc) {
                    self.messages.insert(id, message);
                }
            }
            What::Assigned(kind) => {
                let ids = value.split_ascii_whitespace().map(str::parse).collect::<Result<_, _>>().ok()?;
                self.assigned.insert((kind, id), ids);
            }
        }
        Some(())
    }
}
