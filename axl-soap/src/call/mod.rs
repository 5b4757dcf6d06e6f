//! Requests: what is asked, checked against the schema before anything is sent.

mod check;
mod schema;

use std::fmt;

use bytes::Bytes;
use xml_cursor::Sink;

use crate::catalogue::{Operation, Tags, Verb};
use crate::element::Element;
use crate::error::{DecodeError, UsageError};
use crate::records::Object;
use crate::uuid::Uuid;
use crate::version::Version;

use schema::prefixed;

/// One operation with its arguments, independent of the schema version.
///
/// Typed constructors for the objects of [`records`](crate::records) and the frequent operations; [`Call::build`] for
/// any of the 1,068 by name. All of them put the arguments in the order of the schema.
#[derive(Clone, PartialEq)]
pub struct Call {
    operation: &'static Operation,
    arguments: Vec<Element>,
    sequence: Option<String>,
}

/// Which object is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Key {
    /// By uuid.
    Uuid(Uuid),
    /// By the one name the object goes by: `name`, `userid`, `pattern`, …, whatever the schema calls it.
    Name(String),
    /// By several elements: a line by `pattern` and `routePartitionName`.
    Elements(Vec<(String, String)>),
}

impl Key {
    /// By name (user id, pattern, …).
    #[must_use]
    pub fn name(name: impl Into<String>) -> Self {
        Self::Name(name.into())
    }

    /// By uuid.
    #[must_use]
    pub const fn uuid(uuid: Uuid) -> Self {
        Self::Uuid(uuid)
    }

    /// By pattern and partition: lines, hunt pilots, translation patterns.
    #[must_use]
    pub fn pattern(pattern: impl Into<String>, partition: impl Into<String>) -> Self {
        Self::Elements(vec![
            ("pattern".to_owned(), pattern.into()),
            ("routePartitionName".to_owned(), partition.into()),
        ])
    }

    fn to_elements(&self, operation: &'static Operation) -> Result<Vec<Element>, UsageError> {
        Ok(match self {
            Self::Uuid(uuid) => vec![Element::with_text("uuid", uuid.to_axl())],
            Self::Name(name) => {
                let first = operation
                    .keys()
                    .filter_map(|mut parts| parts.next())
                    .find(|part| part.name != "uuid")
                    .ok_or_else(|| UsageError::key(operation))?;
                vec![Element::with_text(first.name, name.clone())]
            }
            Self::Elements(parts) => {
                parts.iter().map(|(name, text)| Element::with_text(name.clone(), text.clone())).collect()
            }
        })
    }
}

/// A part of a long list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// How many to leave out at the start.
    pub skip: u64,
    /// How many to answer at most.
    pub first: u64,
}

/// What proves who a user is.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Proof {
    /// A password.
    Password(crate::Secret),
    /// A PIN of four or more digits; end users only.
    Pin(crate::Secret),
}

impl Call {
    /// Any operation by name: finds it, puts the arguments in order, and names what is wrong with them.
    ///
    /// # Errors
    /// An operation the schema does not have; no key, or two; an argument or search criterion that is unknown; returned tags or
    /// search criteria that are missing; a list together with its edits; a text that XML cannot carry. For the objects of
    /// [`records`](crate::records) also, at any depth: an element that is unknown or stands twice, a mandatory one that is
    /// missing and has no default, a value that is not of its type.
    pub fn build(name: &str, arguments: Vec<Element>) -> Result<Self, UsageError> {
        let operation = Operation::find(name).ok_or_else(|| UsageError::unknown_operation(name))?;
        Self { operation, arguments, sequence: None }.shaped()
    }

    /// In the order of the schema, complete, and checked.
    fn shaped(mut self) -> Result<Self, UsageError> {
        self.arrange();
        self.complete();
        self.check()?;
        Ok(self)
    }

    /// Reads the call out of a request's body: in whatever order its arguments came, nothing checked.
    ///
    /// # Errors
    /// Malformed, no envelope of SOAP 1.1, or an operation that the schema does not have.
    pub fn read(body: &[u8]) -> Result<Self, DecodeError> {
        crate::envelope::read_request(body)?.call.ok_or(DecodeError::UnknownOperation)
    }

    /// As it was read from a request: in whatever order, nothing checked.
    pub(crate) const fn received(
        operation: &'static Operation,
        arguments: Vec<Element>,
        sequence: Option<String>,
    ) -> Self {
        Self { operation, arguments, sequence }
    }

    fn of<T: Object>(verb: Verb) -> Result<&'static Operation, UsageError> {
        Operation::of(verb, T::OBJECT)
            .ok_or_else(|| UsageError::unknown_operation(&format!("{}{}", verb.as_str(), T::OBJECT)))
    }

    /// Reads one object.
    ///
    /// # Errors
    /// The object has no such operation or key.
    pub fn get<T: Object>(key: &Key) -> Result<Self, UsageError> {
        Self::keyed(Self::of::<T>(Verb::Get)?, key)
    }

    /// Deletes one object.
    ///
    /// # Errors
    /// The object has no such operation or key.
    pub fn remove<T: Object>(key: &Key) -> Result<Self, UsageError> {
        Self::keyed(Self::of::<T>(Verb::Remove)?, key)
    }

    /// Pushes an object's changed configuration to its devices.
    ///
    /// # Errors
    /// The object has no such operation or key.
    pub fn apply<T: Object>(key: &Key) -> Result<Self, UsageError> {
        Self::keyed(Self::of::<T>(Verb::Apply)?, key)
    }

    /// Reboots an object's devices.
    ///
    /// # Errors
    /// The object has no such operation or key.
    pub fn reset<T: Object>(key: &Key) -> Result<Self, UsageError> {
        Self::keyed(Self::of::<T>(Verb::Reset)?, key)
    }

    /// Makes an object's devices register again, without a reboot.
    ///
    /// # Errors
    /// The object has no such operation or key.
    pub fn restart<T: Object>(key: &Key) -> Result<Self, UsageError> {
        Self::keyed(Self::of::<T>(Verb::Restart)?, key)
    }

    fn keyed(operation: &'static Operation, key: &Key) -> Result<Self, UsageError> {
        Self::build(operation.name(), key.to_elements(operation)?)
    }

    /// Finds objects: criteria are pairs of a name and a SQL `LIKE` pattern (`%` any run, `_` one character), all of which
    /// must match. Every field that a list can answer is asked for; [`returning`](Self::returning) narrows that.
    ///
    /// # Errors
    /// The object has no list, or not that criterion.
    pub fn list<T: Object>(criteria: &[(&str, &str)]) -> Result<Self, UsageError> {
        let operation = Self::of::<T>(Verb::List)?;
        let mut search = Element::new("searchCriteria");
        for (name, pattern) in criteria {
            search.push(Element::with_text((*name).to_owned(), (*pattern).to_owned()));
        }
        let mut tags = Element::new("returnedTags");
        for field in T::SPEC.fields.iter().filter(|field| field.in_verb(Verb::List)) {
            tags.push(Element::new(field.name));
        }
        Self::build(operation.name(), vec![search, tags])
    }

    /// Creates an object. Mandatory fields that are absent get the default of the schema, where it has one.
    ///
    /// # Errors
    /// A mandatory field without default is absent.
    pub fn add<T: Object>(object: &T) -> Result<Self, UsageError> {
        let operation = Self::of::<T>(Verb::Add)?;
        let wrapper = operation.wrapper().unwrap_or("object");
        Self::build(operation.name(), vec![object.to_element(wrapper, Verb::Add)])
    }

    /// Changes the fields of an object that are not absent. Lists are replaced whole.
    ///
    /// The object's name does not change; see [`rename`](Self::rename).
    ///
    /// # Errors
    /// The object has no such operation or key.
    pub fn update<T: Object>(key: &Key, object: &T) -> Result<Self, UsageError> {
        let operation = Self::of::<T>(Verb::Update)?;
        let mut arguments = key.to_elements(operation)?;
        arguments.extend(object.to_element("update", Verb::Update).into_children());
        Self::build(operation.name(), arguments)
    }

    /// Gives the object of an update another name: `newName`, `newUserid`, `newPattern`, … with `field` one of `name`,
    /// `userid`, `pattern`, `routePartitionName`.
    ///
    /// # Errors
    /// The operation cannot change that field by another name, or not to this value.
    pub fn rename(mut self, field: &str, new: &str) -> Result<Self, UsageError> {
        self.arguments.push(Element::with_text(prefixed("new", field), new.to_owned()));
        self.shaped()
    }

    /// Edits a list of an update in place instead of replacing it: first `remove`, then `add`.
    ///
    /// # Errors
    /// The list of that operation can only be replaced, or its members have no such element.
    pub fn edit(mut self, list: &str, remove: Vec<Element>, add: Vec<Element>) -> Result<Self, UsageError> {
        if !self.operation.editable_lists().any(|known| known == list) {
            return Err(UsageError::NotEditable { operation: self.operation.name(), list: list.to_owned() });
        }
        self.arguments.retain(|argument| argument.name() != list);
        for (prefix, members) in [("remove", remove), ("add", add)] {
            if !members.is_empty() {
                self.arguments.push(Element::with_children(prefixed(prefix, list), members));
            }
        }
        self.shaped()
    }

    /// Asks only for these elements; `lines/line/dirn/pattern` names a nested one.
    ///
    /// # Errors
    /// The operation has no `returnedTags`, or the object no such field in that verb. Lists answer fewer fields than
    /// gets: that is the most common disappointment with AXL.
    pub fn returning(mut self, paths: &[&str]) -> Result<Self, UsageError> {
        if self.operation.tags() == Tags::None {
            return Err(UsageError::NoTags { operation: self.operation.name() });
        }
        let mut tags = Element::new("returnedTags");
        for path in paths {
            let mut at = &mut tags;
            for name in path.split('/') {
                at = at.child_or_insert(name);
            }
        }
        self.arguments.retain(|argument| argument.name() != "returnedTags");
        self.arguments.push(tags);
        self.shaped()
    }

    /// Asks for a part of a list.
    ///
    /// # Errors
    /// The operation has no pages.
    pub fn page(mut self, page: Page) -> Result<Self, UsageError> {
        if !self.operation.pages() {
            return Err(UsageError::NoPages { operation: self.operation.name() });
        }
        self.arguments.retain(|argument| !matches!(argument.name(), "skip" | "first"));
        self.arguments.push(Element::with_text("skip", page.skip.to_string()));
        self.arguments.push(Element::with_text("first", page.first.to_string()));
        Ok(self)
    }

    /// Marks the request; the answer carries the same mark.
    #[must_use]
    pub fn sequence(mut self, number: u64) -> Self {
        self.sequence = Some(number.to_string());
        self
    }

    /// Asks whether a user's password or PIN is right. A wrong one is an ordinary answer, not a fault.
    #[must_use]
    pub fn authenticate(userid: &str, proof: &Proof) -> Self {
        let (name, secret) = match proof {
            Proof::Password(secret) => ("password", secret),
            Proof::Pin(secret) => ("pin", secret),
        };
        let proof = Element::with_text(name, secret.reveal().to_owned());
        Self::known("doAuthenticateUser", vec![Element::with_text("userid", userid.to_owned()), proof])
    }

    /// Asks for the version of the server; the usual first call.
    #[must_use]
    pub fn ccm_version() -> Self {
        Self::known("getCCMVersion", Vec::new())
    }

    /// A query in Informix SQL. Columns come lower case, everything is text.
    #[must_use]
    pub fn sql_query(sql: &str) -> Self {
        Self::known("executeSQLQuery", vec![Element::with_text("sql", sql.to_owned())])
    }

    /// A statement that changes rows.
    #[must_use]
    pub fn sql_update(sql: &str) -> Self {
        Self::known("executeSQLUpdate", vec![Element::with_text("sql", sql.to_owned())])
    }

    /// Asks what has changed: without a start to learn where the queue stands, then always from `nextStartChangeId` of
    /// the answer before. `objects` are names such as `Phone`; none means all.
    #[must_use]
    pub fn list_change(start: Option<(&str, u64)>, objects: &[&str]) -> Self {
        let mut arguments = Vec::new();
        if let Some((queue, id)) = start {
            arguments.push(
                Element::with_text("startChangeId", id.to_string())
                    .with_attribute("queueId", queue.to_owned()),
            );
        }
        if !objects.is_empty() {
            let names = objects.iter().map(|name| Element::with_text("object", (*name).to_owned())).collect();
            arguments.push(Element::with_children("objectList", names));
        }
        Self::known("listChange", arguments)
    }

    /// Starts or cancels the synchronisation of an LDAP directory.
    ///
    /// # Errors
    /// The key is neither a name nor a uuid.
    pub fn ldap_sync(directory: &Key, action: LdapSync) -> Result<Self, UsageError> {
        let operation = Self::known("doLdapSync", Vec::new()).operation;
        let sync = matches!(action, LdapSync::Start);
        let mut arguments = directory.to_elements(operation)?;
        arguments.push(Element::with_text("sync", if sync { "true" } else { "false" }));
        Self::build(operation.name(), arguments)
    }

    fn known(name: &'static str, arguments: Vec<Element>) -> Self {
        // The five names above are in the table; `known_operations_are_in_the_table` proves it.
        let operation = Operation::find(name).expect("a name of the table");
        Self { operation, arguments, sequence: None }
    }

    /// Writes the request's envelope.
    pub fn write(&self, version: Version, out: &mut impl Sink) {
        crate::envelope::write_call(self, version, out);
    }

    /// The request's envelope.
    #[must_use]
    pub fn to_bytes(&self, version: Version) -> Bytes {
        let mut out = Vec::new();
        self.write(version, &mut out);
        out.into()
    }

    /// The operation.
    #[must_use]
    pub const fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The children of the operation element.
    #[must_use]
    pub fn arguments(&self) -> &[Element] {
        &self.arguments
    }

    /// The first argument of that name.
    #[must_use]
    pub fn argument(&self, name: &str) -> Option<&Element> {
        self.arguments.iter().find(|argument| argument.name() == name)
    }

    /// The text of an argument; empty if there is none.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.argument(name).map_or("", Element::text)
    }

    /// The `sequence` attribute as it came: often `?`, left over from a tool.
    #[must_use]
    pub fn sequence_text(&self) -> Option<&str> {
        self.sequence.as_deref()
    }

    /// The part of a list that is asked for; `skip` counts only together with `first`.
    #[must_use]
    pub fn asked_page(&self) -> Option<Page> {
        let first = self.text("first").trim().parse().ok()?;
        Some(Page { skip: self.text("skip").trim().parse().unwrap_or(0), first })
    }

    /// Replaces the SQL statement.
    pub(crate) fn with_sql(&self, sql: String) -> Self {
        Self { arguments: vec![Element::with_text("sql", sql)], ..self.clone() }
    }
}

/// Passwords may be among the arguments, so only their names are shown.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.operation.name())?;
        f.debug_list().entries(self.arguments.iter().map(Element::name)).finish()
    }
}

/// What to do with an LDAP synchronisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LdapSync {
    /// Start it.
    Start,
    /// Cancel the one that runs.
    Cancel,
}
