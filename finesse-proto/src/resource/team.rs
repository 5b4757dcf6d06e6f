//! Teams.

use super::User;

xml_cursor::records! {
    /// A team. In the administrator's list it has address, id and name only.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    Team<'x> {
        "id" text id;
        "name" text name;
        /// `/finesse/api/Team/{id}`.
        "uri" text uri;
        /// Its members in short form: address, names, dialogs, extension, states and reason.
        "users" maybe_list("User") users: User<'x>;
        /// What later releases add.
        #[cfg_attr(feature = "serde", serde(skip))]
        "*" rest other;
    }
    /// A list of teams.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    Teams<'x> { "Team" many teams: Team<'x>; }
}
