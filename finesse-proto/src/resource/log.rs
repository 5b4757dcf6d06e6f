//! What a desktop logged.

xml_cursor::records! {
    /// A desktop's log, as it sends it.
    ClientLog<'x> {
        /// About 1 MB at most.
        "logData" maybe log_data;
        /// What later releases add.
        "*" rest other;
    }
}
