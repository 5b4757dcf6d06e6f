//! What a desktop logged.

xml_cursor::records! {
    /// A desktop's log, as it sends it.
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, rename_all = "camelCase"))]
    ClientLog<'x> {
        /// About 1 MB at most.
        "logData" maybe log_data;
        /// What later releases add.
        #[cfg_attr(feature = "serde", serde(skip))]
        "*" rest other;
    }
}
