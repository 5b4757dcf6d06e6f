//! Messages of supervisors to their teams (12.0).

xml_cursor::records! {
    /// A message to teams.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    TeamMessage<'x> {
        "content" text content;
        /// Seconds since 1970.
        "createdAt" maybe created_at;
        "createdBy" one created_by: Creator<'x>;
        /// Seconds.
        "duration" text duration;
        /// A UUID.
        "id" maybe id;
        /// Ids of teams.
        "teams" list_texts("team") teams;
        "uri" maybe uri;
        /// What later releases add.
        #[cfg_attr(feature = "serde", serde(skip))]
        "*" rest other;
    }
    /// Who wrote a message.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    Creator<'x> {
        "firstName" text first_name;
        "id" text id;
        "lastName" text last_name;
    }
    /// A list of messages.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    TeamMessages<'x> { "TeamMessage" many messages: TeamMessage<'x>; }
}
