//! Teams.

use super::User;

xml_cursor::records! {
    /// A team. In the administrator's list it has address, id and name only.
    Team<'x> {
        "id" text id;
        "name" text name;
        /// `/finesse/api/Team/{id}`.
        "uri" text uri;
        /// Its members in short form: address, names, dialogs, extension, states and reason.
        "users" maybe_list("User") users: User<'x>;
        /// What later releases add.
        "*" rest other;
    }
    /// A list of teams.
    Teams<'x> { "Team" many teams: Team<'x>; }
}
