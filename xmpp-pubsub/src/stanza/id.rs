//! Ids of stanzas.

use std::fmt;
use std::sync::Arc;

/// Longest id that is kept in place: ids that are made here, and most that others make, need no allocation. With its
/// length it fills the room that a long one takes anyway.
const IN_PLACE: usize = 22;

/// The `id` of a stanza.
#[derive(Clone)]
pub(crate) enum Id {
    Short { len: u8, text: [u8; IN_PLACE] },
    Long(Arc<str>),
}

impl Id {
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Short { len, text } => {
                let text = text.get(..usize::from(*len)).unwrap_or_default();
                std::str::from_utf8(text).unwrap_or_default()
            }
            Self::Long(text) => text,
        }
    }
}

impl From<&str> for Id {
    fn from(id: &str) -> Self {
        let mut text = [0; IN_PLACE];
        match text.get_mut(..id.len()) {
            Some(place) => {
                place.copy_from_slice(id.as_bytes());
                // At most IN_PLACE.
                Self::Short { len: id.len() as u8, text }
            }
            None => Self::Long(id.into()),
        }
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_every_length_are_kept() {
        for len in [0, 1, IN_PLACE - 1, IN_PLACE, IN_PLACE + 1, 1000] {
            let text = "é".repeat(len / 2) + &"x".repeat(len % 2);
            assert_eq!(text.len(), len);
            let id = Id::from(text.as_str());
            assert_eq!(id.as_str(), text);
            assert_eq!(matches!(id, Id::Short { .. }), len <= IN_PLACE);
        }
        assert_eq!(size_of::<Option<Id>>(), 24);
    }
}
