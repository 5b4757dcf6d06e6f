//! What an administrator configures: reasons, phone books, layouts, and which teams have which of them. Kept in memory.

use std::collections::{BTreeMap, BTreeSet};

use finesse_proto::{
    AssignedItem, Contact, ErrorType, IntoOwned as _, MediaPropertiesLayout, PhoneBook, ReasonCategory,
    ReasonCode, Refusal, WrapUpReason,
};

use crate::core::config::{CoreConfig, Reason};

/// Reason codes for everybody, and for single teams, of each category.
const MAX_REASONS: usize = 100;
/// Wrap-up reasons for everybody, and for single teams.
const MAX_WRAP_UPS: (usize, usize) = (100, 1500);
/// Phone books for everybody, and for single teams.
const MAX_BOOKS: (usize, usize) = (10, 300);
const MAX_CONTACTS: usize = 6_000;
const MAX_ALL_CONTACTS: usize = 50_000;
const MAX_LAYOUTS: usize = 199;
/// Of ours: the guide says nothing.
const MAX_TEXT: usize = 256;
const MAX_DOCUMENT: usize = 512 << 10;

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
}

impl Kind {
    const fn path(self) -> &'static str {
        match self {
            Self::Reasons(_) => "/finesse/api/ReasonCode/",
            Self::WrapUps => "/finesse/api/WrapUpReason/",
            Self::Books => "/finesse/api/PhoneBook/",
            Self::Layouts => "/finesse/api/MediaPropertiesLayout/",
        }
    }
}

/// A phone book.
#[derive(Debug, Clone)]
pub(super) struct Book {
    pub(super) name: String,
    pub(super) scope: Scope,
    pub(super) contacts: BTreeMap<u32, Contact<'static>>,
}

/// The configuration.
#[derive(Debug)]
pub(super) struct Store {
    pub(super) reasons: BTreeMap<u32, (Reason, Scope)>,
    pub(super) wrap_ups: BTreeMap<u32, (String, Scope)>,
    pub(super) books: BTreeMap<u32, Book>,
    pub(super) layouts: BTreeMap<u32, MediaPropertiesLayout<'static>>,
    pub(super) default_layout: MediaPropertiesLayout<'static>,
    /// The desktop's layout document, and those of single teams.
    pub(super) desktop: String,
    pub(super) desktops: BTreeMap<u32, String>,
    assigned: BTreeMap<(Kind, u32), BTreeSet<u32>>,
    next: u32,
}

fn failure(why: &'static str, about: impl Into<String>) -> Refusal {
    Refusal::new(400, ErrorType::FINESSE_API_ERROR, why, about)
}

fn full(what: &str) -> Refusal {
    Refusal::new(400, ErrorType::MAXIMUM_EXCEEDED, "MAXIMUM_EXCEEDED", what)
}

fn taken(name: &str) -> Refusal {
    Refusal::new(400, ErrorType::DATABASE_CONSTRAINT, "the name is taken", name)
}

/// A text that is there, at most `most` long.
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

impl Store {
    pub(super) fn new(config: &CoreConfig) -> Self {
        let reasons = config.reasons.iter().map(|reason| (reason.id, (reason.clone(), Scope::Everybody)));
        let reasons: BTreeMap<_, _> = reasons.collect();
        let next = reasons.keys().next_back().copied().unwrap_or(0).saturating_add(1);
        let wrap_ups = (next..).zip(&config.wrap_up_reasons);
        let wrap_ups: BTreeMap<_, _> =
            wrap_ups.map(|(id, label)| (id, (label.clone(), Scope::Everybody))).collect();
        let next = wrap_ups.keys().next_back().copied().map_or(next, |last| last.saturating_add(1));
        let mut default_layout = MediaPropertiesLayout::default();
        default_layout.kind = Some("DEFAULT".into());
        default_layout.name = Some("Default Layout".into());
        Self {
            reasons,
            wrap_ups,
            books: BTreeMap::new(),
            layouts: BTreeMap::new(),
            default_layout,
            desktop: DESKTOP.to_owned(),
            desktops: BTreeMap::new(),
            assigned: BTreeMap::new(),
            next,
        }
    }

    fn id(&mut self) -> u32 {
        let id = self.next;
        self.next = self.next.saturating_add(1);
        id
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
        let mut ids = BTreeSet::new();
        for item in items {
            let uri = item.uri.trim();
            let id = uri.find(kind.path()).and_then(|at| uri.get(at + kind.path().len()..)?.parse().ok());
            let known = id.filter(|id| match kind {
                Kind::Reasons(category) => {
                    self.reasons.get(id).is_some_and(|(r, s)| r.category == category && *s == Scope::Teams)
                }
                Kind::WrapUps => self.wrap_ups.get(id).is_some_and(|(_, s)| *s == Scope::Teams),
                Kind::Books => self.books.get(id).is_some_and(|book| book.scope == Scope::Teams),
                Kind::Layouts => self.layouts.contains_key(id),
            });
            ids.insert(known.ok_or_else(|| failure("no such object for teams", uri))?);
        }
        let most = if kind == Kind::Books { 50 } else { 100 };
        if ids.len() > most {
            return Err(full("item"));
        }
        self.assigned.insert((kind, team), ids);
        Ok(())
    }

    fn forget(&mut self, id: u32) {
        for ids in self.assigned.values_mut() {
            ids.remove(&id);
        }
    }

    // ---- reasons ----

    /// Makes or changes a reason code; gives its id.
    pub(super) fn put_reason(&mut self, id: Option<u32>, body: &ReasonCode<'_>) -> Result<u32, Refusal> {
        let old = match id {
            Some(id) => Some(self.reasons.get(&id).cloned().ok_or_else(|| gone(id))?),
            None => None,
        };
        let (mut reason, mut reach) = match &old {
            Some((reason, reach)) => (reason.clone(), *reach),
            None => {
                let category = body.category.as_deref().unwrap_or_default();
                let category = ReasonCategory::parse(&need(category, MAX_TEXT, "category")?);
                let category = category.ok_or_else(|| Refusal::invalid_input("category"))?;
                need(&body.code, MAX_TEXT, "code")?;
                need(&body.label, MAX_TEXT, "label")?;
                let reach = scope(body.for_all.as_deref().unwrap_or_default())?;
                (Reason::new(0, category, 0, ""), reach)
            }
        };
        if !body.code.trim().is_empty() {
            let code = body
                .code
                .trim()
                .parse()
                .ok()
                .filter(|code| (1..=999).contains(code) && ![22, 33].contains(code));
            reason.code = code.ok_or_else(|| Refusal::invalid_input("code"))?;
        }
        if !body.label.trim().is_empty() {
            reason.label = need(&body.label, MAX_TEXT, "label")?;
            if reason.label.chars().count() > 40 {
                return Err(Refusal::invalid_input("label"));
            }
        }
        if let Some(for_all) = &body.for_all {
            reach = scope(for_all)?;
        }
        let others = || {
            let same = |(other, (r, _)): &(&u32, &(Reason, Scope))| {
                Some(**other) != id && r.category == reason.category
            };
            self.reasons.iter().filter(same).map(|(_, row)| row)
        };
        if others().any(|(other, _)| other.label == reason.label || other.code == reason.code) {
            return Err(taken(&reason.label));
        }
        if others().filter(|(_, scope)| *scope == reach).count() >= MAX_REASONS {
            return Err(full("ReasonCode"));
        }
        let id = id.unwrap_or_else(|| self.id());
        reason.id = id;
        self.reasons.insert(id, (reason, reach));
        Ok(id)
    }

    /// Makes or changes a wrap-up reason; gives its id.
    pub(super) fn put_wrap_up(&mut self, id: Option<u32>, body: &WrapUpReason<'_>) -> Result<u32, Refusal> {
        let (label, reach) = match id {
            Some(id) => {
                let (label, reach) = self.wrap_ups.get(&id).ok_or_else(|| gone(id))?;
                let label = if body.label.trim().is_empty() {
                    label.clone()
                } else {
                    need(&body.label, 39, "label")?
                };
                (label, if body.for_all.trim().is_empty() { *reach } else { scope(&body.for_all)? })
            }
            None => (need(&body.label, 39, "label")?, scope(&body.for_all)?),
        };
        let others = || self.wrap_ups.iter().filter(|(other, _)| Some(**other) != id).map(|(_, row)| row);
        if others().any(|(other, _)| *other == label) {
            return Err(taken(&label));
        }
        let most = if reach == Scope::Everybody { MAX_WRAP_UPS.0 } else { MAX_WRAP_UPS.1 };
        if others().filter(|(_, scope)| *scope == reach).count() >= most {
            return Err(full("WrapUpReason"));
        }
        let id = id.unwrap_or_else(|| self.id());
        self.wrap_ups.insert(id, (label, reach));
        Ok(id)
    }

    // ---- phone books ----

    /// Makes or changes a phone book; gives its id.
    pub(super) fn put_book(&mut self, id: Option<u32>, body: &PhoneBook<'_>) -> Result<u32, Refusal> {
        let old = match id {
            Some(id) => Some(self.books.get(&id).ok_or_else(|| gone(id))?),
            None => None,
        };
        let name = match old {
            Some(book) if body.name.trim().is_empty() => book.name.clone(),
            _ => need(&body.name, MAX_TEXT, "name")?,
        };
        let reach = match (body.kind.trim(), old) {
            ("GLOBAL", _) => Scope::Everybody,
            ("TEAM", _) => Scope::Teams,
            ("", Some(book)) => book.scope,
            ("", None) => return Err(Refusal::parameter_missing("type")),
            _ => return Err(Refusal::invalid_input("type")),
        };
        let contacts = old.map(|book| book.contacts.clone()).unwrap_or_default();
        let others = || self.books.iter().filter(|(other, _)| Some(**other) != id).map(|(_, book)| book);
        if others().any(|book| book.name == name) {
            return Err(taken(&name));
        }
        let most = if reach == Scope::Everybody { MAX_BOOKS.0 } else { MAX_BOOKS.1 };
        if others().filter(|book| book.scope == reach).count() >= most {
            return Err(full("PhoneBook"));
        }
        let id = id.unwrap_or_else(|| self.id());
        self.books.insert(id, Book { name, scope: reach, contacts });
        Ok(id)
    }

    /// Makes or changes a contact of a book; gives its id.
    pub(super) fn put_contact(
        &mut self,
        book: u32,
        id: Option<u32>,
        body: &Contact<'_>,
    ) -> Result<u32, Refusal> {
        let all: usize = self.books.values().map(|book| book.contacts.len()).sum();
        let new = self.next;
        let book_row = self.books.get_mut(&book).ok_or_else(|| gone(book))?;
        let mut contact = match id {
            Some(id) => book_row.contacts.get(&id).cloned().ok_or_else(|| gone(id))?,
            None if book_row.contacts.len() >= MAX_CONTACTS || all >= MAX_ALL_CONTACTS => {
                return Err(full("Contact"));
            }
            None => Contact::default(),
        };
        if id.is_none() || !body.phone_number.trim().is_empty() {
            contact.phone_number = need(&body.phone_number, 32, "phoneNumber")?.into();
        }
        for (place, given, name) in [
            (&mut contact.first_name, &body.first_name, "firstName"),
            (&mut contact.last_name, &body.last_name, "lastName"),
            (&mut contact.description, &body.description, "description"),
        ] {
            if let Some(text) = given {
                if text.len() > MAX_TEXT {
                    return Err(Refusal::invalid_input(name));
                }
                *place = Some(text.trim().to_owned().into());
            }
        }
        let contact_id = id.unwrap_or(new);
        contact.uri = format!("/finesse/api/PhoneBook/{book}/Contact/{contact_id}").into();
        book_row.contacts.insert(contact_id, contact);
        if id.is_none() {
            self.next = self.next.saturating_add(1);
        }
        Ok(contact_id)
    }

    // ---- layouts ----

    /// Makes or changes a layout of call data; gives its id.
    pub(super) fn put_layout(
        &mut self,
        id: Option<u32>,
        body: &MediaPropertiesLayout<'_>,
    ) -> Result<u32, Refusal> {
        let old = match id {
            Some(id) => Some(self.layouts.get(&id).ok_or_else(|| gone(id))?),
            None if self.layouts.len() >= MAX_LAYOUTS => return Err(full("MediaPropertiesLayout")),
            None => None,
        };
        let mut layout = old.cloned().unwrap_or_default();
        merge_layout(&mut layout, body)?;
        let name =
            need(body.name.as_deref().or(layout.name.as_deref()).unwrap_or_default(), MAX_TEXT, "name")?;
        let same = |(other, row): (&u32, &MediaPropertiesLayout<'_>)| {
            Some(*other) != id && row.name.as_deref() == Some(name.as_str())
        };
        if self.layouts.iter().any(same) {
            return Err(taken(&name));
        }
        let id = id.unwrap_or_else(|| self.id());
        layout.name = Some(name.into());
        layout.kind = Some("CUSTOM".into());
        layout.uri = format!("/finesse/api/MediaPropertiesLayout/{id}").into();
        self.layouts.insert(id, layout);
        Ok(id)
    }

    pub(super) fn put_default_layout(&mut self, body: &MediaPropertiesLayout<'_>) -> Result<(), Refusal> {
        let mut layout = self.default_layout.clone();
        merge_layout(&mut layout, body)?;
        self.default_layout = layout;
        Ok(())
    }

    /// Checks and keeps the desktop's layout document: for everybody, or for a team (`None`: the default again).
    pub(super) fn put_desktop(&mut self, team: Option<u32>, document: Option<&str>) -> Result<(), Refusal> {
        if let Some(document) = document {
            if document.trim().is_empty() {
                return Err(Refusal::parameter_missing("layoutxml"));
            }
            if document.len() > MAX_DOCUMENT || !is_layout(document) {
                return Err(Refusal::invalid_input("layoutxml"));
            }
        }
        match (team, document) {
            (None, Some(document)) => document.clone_into(&mut self.desktop),
            (Some(team), Some(document)) => drop(self.desktops.insert(team, document.to_owned())),
            (Some(team), None) => drop(self.desktops.remove(&team)),
            (None, None) => {}
        }
        Ok(())
    }

    /// Takes an object away; 404 if it is not there.
    pub(super) fn delete(&mut self, kind: Kind, id: u32) -> Result<(), Refusal> {
        let was = match kind {
            Kind::Reasons(_) => self.reasons.remove(&id).is_some(),
            Kind::WrapUps => self.wrap_ups.remove(&id).is_some(),
            Kind::Books => self.books.remove(&id).is_some(),
            Kind::Layouts => self.layouts.remove(&id).is_some(),
        };
        if !was {
            return Err(Refusal::not_found(&id.to_string()));
        }
        self.forget(id);
        Ok(())
    }
}

fn gone(id: u32) -> Refusal {
    failure("no such object", id.to_string())
}

/// Takes over what is given, within the limits: 20 entries, labels of 50 characters.
fn merge_layout(
    layout: &mut MediaPropertiesLayout<'static>,
    body: &MediaPropertiesLayout<'_>,
) -> Result<(), Refusal> {
    let columns = body.header.iter().chain(&body.columns);
    for column in columns {
        let fits = |entry: &finesse_proto::LayoutEntry<'_>| {
            entry.display_name.chars().count() <= 50 && entry.media_property.len() <= MAX_TEXT
        };
        if column.entries.len() > 10 || !column.entries.iter().all(fits) {
            return Err(Refusal::invalid_input("entry"));
        }
    }
    if body.columns.len() > 2 {
        return Err(Refusal::invalid_input("column"));
    }
    let body = body.clone().into_owned();
    layout.description = body.description.or(layout.description.take());
    layout.header = body.header.or(layout.header.take());
    if !body.columns.is_empty() {
        layout.columns = body.columns;
    }
    Ok(())
}

/// Whether a document is well-formed, with the root of a desktop layout. What is in it is the desktop's business.
fn is_layout(document: &str) -> bool {
    let read = || {
        let mut cursor = xml_cursor::Cursor::<()>::new(document.as_bytes(), xml_cursor::Profile::Document)?;
        let root = cursor.root()?.name() == "finesseLayout";
        cursor.skip()?;
        cursor.finish()?;
        Ok::<_, xml_cursor::XmlError>(root)
    };
    read().unwrap_or(false)
}

/// One tab for agents and supervisors, without gadgets.
const DESKTOP: &str = "<finesseLayout xmlns=\"http://www.cisco.com/vtg/finesse\">\
    <layout><role>Agent</role><tabs><tab><id>home</id><label>finesse.container.tabs.agent.homeLabel</label></tab></tabs></layout>\
    <layout><role>Supervisor</role><tabs><tab><id>home</id><label>finesse.container.tabs.supervisor.homeLabel</label></tab></tabs></layout>\
    </finesseLayout>";
