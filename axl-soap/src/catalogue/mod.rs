//! What the schema says about each operation.

mod table;

use table::OPERATIONS;

use crate::fault::AxlCode;

/// What an operation does, from the start of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Verb {
    /// Creates an object; the answer is its uuid.
    Add,
    /// Changes the fields that are given.
    Update,
    /// Reads one object by its key.
    Get,
    /// Finds objects by search criteria.
    List,
    /// Deletes an object.
    Remove,
    /// Pushes changed configuration to devices.
    Apply,
    /// Reboots devices.
    Reset,
    /// Makes devices register again.
    Restart,
    /// An action of its own, such as `doAuthenticateUser`.
    Do,
    /// `executeSQLQuery` and its relatives.
    ExecuteSql,
    /// `wipePhone`.
    Wipe,
    /// `lockPhone`.
    Lock,
    /// `assignPresenceUser`.
    Assign,
    /// `unassignPresenceUser`.
    Unassign,
}

impl Verb {
    /// The start of the names of its operations.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Update => "update",
            Self::Get => "get",
            Self::List => "list",
            Self::Remove => "remove",
            Self::Apply => "apply",
            Self::Reset => "reset",
            Self::Restart => "restart",
            Self::Do => "do",
            Self::ExecuteSql => "executeSQL",
            Self::Wipe => "wipe",
            Self::Lock => "lock",
            Self::Assign => "assign",
            Self::Unassign => "unassign",
        }
    }
}

/// Whether a request carries `<returnedTags>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tags {
    /// The schema has no such element here.
    None,
    /// May be left out: everything is answered then.
    Optional,
    /// Must be there (every list, and two gets).
    Required,
}

/// What a successful answer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer {
    /// `<return>` with `{UUID}`, `true` or `false`.
    Uuid,
    /// `<return>` with a number (`getNumDevices`).
    Number,
    /// `<return>` with this child once.
    One(&'static str),
    /// `<return>` with this child any number of times; nothing found is an empty `<return/>`.
    Many(&'static str),
    /// `<return>` with several different children, in this order, divided by spaces (`doAuthenticateUser`).
    Several(&'static str),
    /// These children without a `<return>` around them, divided by spaces.
    Bare(&'static str),
}

/// One operation of the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    name: &'static str,
    verb: Verb,
    keys: &'static str,
    tags: Tags,
    answer: &'static str,
    detail: &'static str,
}

/// One row of the table.
const fn op(
    name: &'static str,
    verb: Verb,
    keys: &'static str,
    tags: Tags,
    answer: &'static str,
    detail: &'static str,
) -> Operation {
    Operation { name, verb, keys, tags, answer, detail }
}

impl Operation {
    /// All 1,068 operations, sorted by name.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &OPERATIONS
    }

    /// The operation of that name; names are case-sensitive.
    #[must_use]
    pub fn find(name: &str) -> Option<&'static Self> {
        at(OPERATIONS.binary_search_by(|op| op.name.cmp(name)))
    }

    /// The operation for a verb and an object, such as `(Verb::Get, "Phone")`.
    #[must_use]
    pub fn of(verb: Verb, object: &str) -> Option<&'static Self> {
        let start = verb.as_str();
        let key = |op: &Self| op.name.get(..start.len()).unwrap_or(op.name).cmp(start);
        let order = |op: &Self| key(op).then_with(|| op.name.get(start.len()..).unwrap_or("").cmp(object));
        at(OPERATIONS.binary_search_by(order)).filter(|op| op.verb == verb)
    }

    /// Up to `limit` names that resemble an unknown one, for an error message.
    #[must_use]
    pub fn similar(name: &str, limit: usize) -> Vec<&'static str> {
        let lower = name.to_ascii_lowercase();
        if let Some(same) = OPERATIONS.iter().find(|op| op.name.eq_ignore_ascii_case(name)) {
            return vec![same.name];
        }
        let near = OPERATIONS.iter().filter(|op| {
            let known = op.name.to_ascii_lowercase();
            known.starts_with(&lower) || lower.starts_with(&known) || one_edit(&known, &lower)
        });
        near.map(|op| op.name).take(limit).collect()
    }

    /// Its name, which is also the name of the request element.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Its verb.
    #[must_use]
    pub const fn verb(&self) -> Verb {
        self.verb
    }

    /// What it acts on: the name without the verb (`Phone`).
    #[must_use]
    pub fn object(&self) -> &'static str {
        self.name.get(self.verb.as_str().len()..).unwrap_or(self.name)
    }

    /// What a request cannot do without, each alternative a list of elements: the ways to name the object (`name` or `uuid`), or
    /// the arguments of an action (`userid` and `password`, or `userid` and `pin`). None for those that need nothing.
    pub fn keys(&self) -> impl Iterator<Item = impl Iterator<Item = KeyPart> + use<>> + use<> {
        self.keys.split('|').filter(|alternative| !alternative.is_empty()).map(|alternative| {
            alternative.split(' ').map(|key| match key.strip_suffix('?') {
                Some(name) => KeyPart { name, optional: true },
                None => KeyPart { name: key, optional: false },
            })
        })
    }

    /// Whether `<returnedTags>` belongs into the request.
    #[must_use]
    pub const fn tags(&self) -> Tags {
        self.tags
    }

    /// The search criteria of a list operation.
    pub fn criteria(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.names_in_detail(Verb::List)
    }

    /// The element that holds the object in an add request.
    #[must_use]
    pub fn wrapper(&self) -> Option<&'static str> {
        (self.verb == Verb::Add).then_some(self.detail)
    }

    /// The lists of an update request that can also be edited: `lines` stands for `removeLines`, `addLines` (in this
    /// order) or `lines`, which replaces all. All other lists can only be replaced.
    pub fn editable_lists(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.names_in_detail(Verb::Update)
    }

    /// The detail of operations of that verb is a list of names.
    fn names_in_detail(&self, verb: Verb) -> impl Iterator<Item = &'static str> + use<> {
        let text = if self.verb == verb { self.detail } else { "" };
        text.split(' ').filter(|name| !name.is_empty())
    }

    /// Whether `<skip>` and `<first>` are understood: every list but `listChange`.
    #[must_use]
    pub fn pages(&self) -> bool {
        self.verb == Verb::List && self.name != "listChange"
    }

    /// What its answer holds.
    #[must_use]
    pub fn answer(&self) -> Answer {
        match self.answer {
            "=" => Answer::Uuid,
            "#" => Answer::Number,
            text => match (text.strip_prefix('!'), text.strip_suffix('*')) {
                (Some(bare), _) => Answer::Bare(bare),
                (None, Some(many)) => Answer::Many(many),
                (None, None) if text.contains(' ') => Answer::Several(text),
                (None, None) => Answer::One(text),
            },
        }
    }

    /// Whether it changes something: a read-only account may not, and a write is never repeated on suspicion.
    #[must_use]
    pub fn writes(&self) -> bool {
        match self.verb {
            Verb::Get | Verb::List => false,
            Verb::ExecuteSql => self.name == "executeSQLUpdate",
            Verb::Do => self.name != "doAuthenticateUser",
            _ => true,
        }
    }

    /// The code of the fault for something missing: reads and removes say 5007, updates 5003.
    #[must_use]
    pub const fn missing_code(&self) -> AxlCode {
        match self.verb {
            Verb::Update => AxlCode::INVALID_VALUE,
            _ => AxlCode::NOT_FOUND,
        }
    }
}

/// The row that a search has found.
fn at(found: Result<usize, usize>) -> Option<&'static Operation> {
    found.ok().and_then(|at| OPERATIONS.get(at))
}

/// One element of an alternative of [`Operation::keys`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyPart {
    /// The element's name.
    pub name: &'static str,
    /// Whether the alternative is complete without it.
    pub optional: bool,
}

/// Whether two names differ by one letter (replaced, added, missing).
fn one_edit(a: &str, b: &str) -> bool {
    let (a, b) = if a.len() <= b.len() { (a.as_bytes(), b.as_bytes()) } else { (b.as_bytes(), a.as_bytes()) };
    let front = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let back = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    match b.len() - a.len() {
        0 => front + back + 1 >= a.len(),
        1 => front + back >= a.len(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_complete_and_sorted() {
        assert_eq!(OPERATIONS.len(), 1068);
        assert!(OPERATIONS.is_sorted_by(|a, b| a.name < b.name));
        for op in &OPERATIONS {
            assert!(op.name.starts_with(op.verb.as_str()), "{}", op.name);
            assert_eq!(Operation::find(op.name), Some(op));
            assert_eq!(Operation::of(op.verb, op.object()), Some(op), "{}", op.name);
        }
    }

    #[test]
    fn rows_say_what_the_schema_says() {
        let count = |verb| OPERATIONS.iter().filter(|op| op.verb == verb).count();
        assert_eq!(
            [Verb::Get, Verb::Update, Verb::List, Verb::Add, Verb::Remove].map(count),
            [213, 201, 180, 174, 174]
        );
        assert_eq!(OPERATIONS.iter().filter(|op| op.answer() == Answer::Uuid).count(), 664);
        assert_eq!(OPERATIONS.iter().filter(|op| op.pages()).count(), 179);

        let line = Operation::find("getLine").unwrap();
        let keys: Vec<Vec<_>> = line.keys().map(Iterator::collect).collect();
        assert_eq!(keys[1][1], KeyPart { name: "routePartitionName", optional: true });
        assert_eq!(line.answer(), Answer::One("line"));
        assert_eq!(Operation::find("addSNMPUser").unwrap().wrapper(), Some("user"));
        assert_eq!(
            Operation::find("listUser").unwrap().criteria().collect::<Vec<_>>(),
            ["firstName", "lastName", "userid", "department", "customerName"]
        );
        assert_eq!(Operation::find("listPhone").unwrap().answer(), Answer::Many("phone"));
        assert!(matches!(Operation::find("doAuthenticateUser").unwrap().answer(), Answer::Several(_)));
    }

    #[test]
    fn unknown_names_get_a_hint() {
        assert_eq!(Operation::find("getuser"), None);
        assert!(Operation::similar("getuser", 3).contains(&"getUser"));
        assert!(Operation::similar("lisPhone", 3).contains(&"listPhone"));
        assert!(Operation::similar("", 3).len() <= 3);
    }
}
