//! Phone books and their contacts.

use super::AssignedItem;
use crate::http::ItemRange;

xml_cursor::records! {
    /// A phone book.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    PhoneBook<'x> {
        /// The contacts themselves, in the lists of users and teams.
        "Contacts" maybe_list("Contact") inline_contacts: Contact<'x>;
        /// Address of the list of contacts, for an administrator.
        "contacts" maybe contacts;
        "name" text name;
        /// `GLOBAL` or `TEAM`.
        "type" text kind;
        /// `/finesse/api/PhoneBook/{id}`.
        "uri" text uri;
        /// What later releases add.
        #[cfg_attr(feature = "serde", serde(skip))]
        "*" rest other;
    }
    /// A list of phone books.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    PhoneBooks<'x> {
        "PhoneBook" many books: PhoneBook<'x>;
        /// In a PUT that assigns books to a team.
        "item" many items: AssignedItem<'x>;
    }
    /// One entry.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    Contact<'x> {
        "description" maybe description;
        "firstName" maybe first_name;
        "lastName" maybe last_name;
        /// At most 32 characters.
        "phoneNumber" text phone_number;
        "uri" text uri;
        /// What later releases add.
        #[cfg_attr(feature = "serde", serde(skip))]
        "*" rest other;
    }
    /// A list of contacts.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    Contacts<'x> { "Contact" many contacts: Contact<'x>; }
}

/// Cuts the contacts of a list to a range that counts them through all books; books that lose all of theirs are left out. Whether
/// nothing was cut.
pub(crate) fn cut_contacts(books: &mut PhoneBooks<'_>, range: ItemRange) -> bool {
    let (mut number, mut whole) = (0_u32, true);
    for book in &mut books.books {
        let contacts = book.inline_contacts.get_or_insert_default();
        let before = contacts.len();
        contacts.retain(|_| {
            number = number.saturating_add(1);
            (range.first..=range.last).contains(&number)
        });
        whole &= contacts.len() == before;
    }
    if !whole {
        books.books.retain(|book| book.inline_contacts.as_ref().is_some_and(|contacts| !contacts.is_empty()));
    }
    whole
}
