//! Phone books and their contacts.

use std::collections::BTreeMap;

use finesse_proto::{Contact, PhoneBook, Refusal};

use super::keep::What;
use super::{MAX_TEXT, Scope, Store, gone, need, nothing_to_change, taken};

/// Phone books for everybody, and for single teams.
const MAX_BOOKS: (usize, usize) = (10, 300);
const MAX_CONTACTS: usize = 6_000;
const MAX_ALL_CONTACTS: usize = 50_000;
/// Longest number, in bytes.
const MAX_NUMBER: usize = 32;

/// A phone book.
#[derive(Debug, Clone)]
pub(in crate::core::office) struct Book {
    pub(in crate::core::office) name: String,
    pub(in crate::core::office) scope: Scope,
    pub(in crate::core::office) contacts: BTreeMap<u32, Contact<'static>>,
}

pub(super) fn reach(kind: &str) -> Option<Scope> {
    match kind {
        "GLOBAL" => Some(Scope::Everybody),
        "TEAM" => Some(Scope::Teams),
        _ => None,
    }
}

impl Store {
    /// Makes or changes a phone book; gives its id.
    pub(in crate::core::office) fn put_book(
        &mut self,
        id: Option<u32>,
        body: &PhoneBook<'_>,
    ) -> Result<u32, Refusal> {
        let old = match id {
            Some(id) => Some(self.books.get(&id).ok_or_else(|| gone(id))?),
            None => None,
        };
        let (name, kind) = (body.name.trim(), body.kind.trim());
        let name = match old {
            Some(_) if name.is_empty() && kind.is_empty() => return Err(nothing_to_change()),
            Some(book) if name.is_empty() => book.name.clone(),
            _ => need(name, MAX_TEXT, "name")?,
        };
        let scope = match (kind, old) {
            ("", Some(book)) => book.scope,
            ("", None) => return Err(Refusal::parameter_missing("type")),
            (kind, _) => reach(kind).ok_or_else(|| Refusal::invalid_input("type"))?,
        };
        let contacts = old.map(|book| book.contacts.clone()).unwrap_or_default();
        let others = || self.books.iter().filter(|(other, _)| Some(**other) != id).map(|(_, book)| book);
        if others().any(|book| book.name == name) {
            return Err(taken(&name));
        }
        let most = if scope == Scope::Everybody { MAX_BOOKS.0 } else { MAX_BOOKS.1 };
        if others().filter(|book| book.scope == scope).count() >= most {
            return Err(Refusal::maximum_exceeded("PhoneBook"));
        }
        let id = id.unwrap_or_else(|| self.id());
        self.books.insert(id, Book { name, scope, contacts });
        self.touch(What::Book, id);
        Ok(id)
    }

    /// Makes or changes a contact of a book; gives its id.
    pub(in crate::core::office) fn put_contact(
        &mut self,
        book: u32,
        id: Option<u32>,
        body: &Contact<'_>,
    ) -> Result<u32, Refusal> {
        let all: usize = self.books.values().map(|book| book.contacts.len()).sum();
        let row = self.books.get(&book).ok_or_else(|| gone(book))?;
        let old = match id {
            Some(id) => row.contacts.get(&id).cloned().ok_or_else(|| gone(id))?,
            None if row.contacts.len() >= MAX_CONTACTS || all >= MAX_ALL_CONTACTS => {
                return Err(Refusal::maximum_exceeded("Contact"));
            }
            None => Contact::default(),
        };
        let given = [&body.first_name, &body.last_name, &body.description];
        if id.is_some() && body.phone_number.trim().is_empty() && given.iter().all(|text| text.is_none()) {
            return Err(nothing_to_change());
        }
        let mut contact = changed(old, body)?;
        let id = id.unwrap_or_else(|| self.id());
        contact.uri = format!("/finesse/api/PhoneBook/{book}/Contact/{id}").into();
        if let Some(row) = self.books.get_mut(&book) {
            row.contacts.insert(id, contact);
        }
        self.touch(What::Contact, id);
        Ok(id)
    }

    pub(in crate::core::office) fn delete_contact(&mut self, book: u32, id: u32) -> Result<(), Refusal> {
        let contacts = self.books.get_mut(&book).map(|book| &mut book.contacts);
        contacts
            .and_then(|contacts| contacts.remove(&id))
            .ok_or_else(|| Refusal::not_found(&id.to_string()))?;
        self.touch(What::Contact, id);
        Ok(())
    }

    /// Replaces the contacts of a book by those of a form upload. Lines that are no contacts are passed over.
    pub(in crate::core::office) fn import(&mut self, book: u32, upload: &[u8]) -> Result<(), Refusal> {
        let others = self.books.iter().filter(|(id, _)| **id != book);
        let others: usize = others.map(|(_, book)| book.contacts.len()).sum();
        if !self.books.contains_key(&book) {
            return Err(Refusal::not_found(&book.to_string()));
        }
        let table = data_file(upload).ok_or_else(|| Refusal::invalid_input("datafile"))?;
        let mut lines = csv(table);
        if lines.is_empty() {
            return Err(Refusal::invalid_input("datafile"));
        }
        // The first line names the columns.
        let read = lines.drain(..).skip(1).filter_map(|line| {
            let mut cells = line.into_iter();
            let mut cell = || cells.next().unwrap_or_default();
            let mut body = Contact::default();
            body.first_name = Some(cell().into());
            body.last_name = Some(cell().into());
            body.phone_number = cell().into();
            body.description = Some(cell().into());
            changed(Contact::default(), &body).ok()
        });
        let contacts: Vec<Contact<'static>> = read.take(MAX_CONTACTS + 1).collect();
        if contacts.len() > MAX_CONTACTS || others + contacts.len() > MAX_ALL_CONTACTS {
            return Err(Refusal::maximum_exceeded("Contact"));
        }
        let contacts: BTreeMap<u32, Contact<'static>> = contacts
            .into_iter()
            .map(|mut contact| {
                let id = self.id();
                contact.uri = format!("/finesse/api/PhoneBook/{book}/Contact/{id}").into();
                (id, contact)
            })
            .collect();
        for id in contacts.keys() {
            self.changed.insert((What::Contact, *id));
        }
        if let Some(row) = self.books.get_mut(&book) {
            let old = std::mem::replace(&mut row.contacts, contacts);
            self.changed.extend(old.into_keys().map(|id| (What::Contact, id)));
        }
        Ok(())
    }
}

/// A contact after a change.
fn changed(mut contact: Contact<'static>, body: &Contact<'_>) -> Result<Contact<'static>, Refusal> {
    if contact.phone_number.is_empty() || !body.phone_number.trim().is_empty() {
        contact.phone_number = need(&body.phone_number, MAX_NUMBER, "phoneNumber")?.into();
    }
    for (place, given, name) in [
        (&mut contact.first_name, &body.first_name, "firstName"),
        (&mut contact.last_name, &body.last_name, "lastName"),
        (&mut contact.description, &body.description, "description"),
    ] {
        if let Some(text) = given {
            if text.len() > MAX_TEXT || text.chars().any(|c| c.is_control() && c != '\n') {
                return Err(Refusal::invalid_input(name));
            }
            *place = Some(text.trim().to_owned().into());
        }
    }
    Ok(contact)
}

/// The part `datafile` of a form upload (RFC 7578): what stands between its head and the next boundary. The first line of the body is
/// the boundary, so that the header of the request need not be known.
fn data_file(upload: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(upload).ok()?;
    let (boundary, _) =
        text.split_once("\r\n").filter(|(line, _)| line.len() > 2 && line.starts_with("--"))?;
    let parts = text.split(boundary).skip(1);
    parts.filter_map(|part| part.split_once("\r\n\r\n")).find_map(|(head, body)| {
        let names = |line: &str| {
            let (name, rest) = line.split_once(':')?;
            let ours = name.trim().eq_ignore_ascii_case("content-disposition")
                && rest.split(';').any(|item| matches!(item.trim(), "name=\"datafile\"" | "name=datafile"));
            ours.then_some(())
        };
        head.lines().find_map(names)?;
        // The line break before the boundary is not part of the file.
        body.strip_suffix("\r\n")
    })
}

/// Lines of cells, which may be quoted (RFC 4180).
fn csv(text: &str) -> Vec<Vec<String>> {
    let (mut lines, mut line, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut chars = text.strip_prefix('\u{feff}').unwrap_or(text).chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => line.push(std::mem::take(&mut cell)),
            '\r' => {}
            '\n' if !quoted => {
                line.push(std::mem::take(&mut cell));
                lines.push(std::mem::take(&mut line));
            }
            c => cell.push(c),
        }
    }
    if !cell.is_empty() || !line.is_empty() {
        line.push(cell);
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_may_be_quoted_and_hold_commas_quotes_and_line_breaks() {
        let lines = csv("\u{feff}\"First Name\",Last\r\n\"A, \"\"B\"\"\",\"two\nlines\"\n,\nlast");
        let expected =
            [vec!["First Name", "Last"], vec!["A, \"B\"", "two\nlines"], vec!["", ""], vec!["last"]];
        assert_eq!(lines, expected);
        assert!(csv("").is_empty());
    }

    #[test]
    fn the_file_is_found_among_the_parts_of_a_form() {
        let form = "--x\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nno\r\n--x\r\nContent-Type: text/csv\r\n\
                    content-disposition: form-data; name=\"datafile\"; filename=\"a.csv\"\r\n\r\na,b\r\nc,d\r\n\r\n--x--\r\n";
        assert_eq!(data_file(form.as_bytes()), Some("a,b\r\nc,d\r\n"));
        for bad in [&b""[..], b"a,b", b"--x\r\n", b"--\r\n\r\n", &form.as_bytes()[..70], b"\xff\xfe--x\r\n"] {
            assert_eq!(data_file(bad), None, "{bad:?}");
        }
    }
}
