//! Bytes: frames, cursors, values.

pub(crate) mod floating;
pub(crate) mod frame;
pub(crate) mod named;
pub(crate) mod reader;
pub(crate) mod text;
pub(crate) mod value;
