//! `Range: objects=1-6000` and `Content-Range` of the phone book lists (facts, TeamResource: 206 and 416).

use std::fmt;

/// A range of items that a client asks for. The first item is 1, and both ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemRange {
    /// First item, from 1.
    pub first: u32,
    /// Last item, not before `first`.
    pub last: u32,
}

impl ItemRange {
    /// Everything the server gives out: contacts of all phone books are cut at 6000.
    pub const ALL: Self = Self { first: 1, last: 6000 };

    /// Reads the value of `Range`. `None` means 416: not of the form `objects=A-B`, or outside 1 to 6000.
    #[must_use]
    pub fn parse(value: &str) -> Option<Self> {
        let (first, last) = value.trim().strip_prefix("objects=")?.split_once('-')?;
        let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
        (Self::ALL.first <= first && first <= last && last <= Self::ALL.last).then_some(Self { first, last })
    }

    /// The items of a list that lie in the range; what lies beyond its end is not missed.
    #[must_use]
    pub fn of<'l, T>(&self, list: &'l [T]) -> &'l [T] {
        let from = usize::try_from(self.first.saturating_sub(1)).unwrap_or(usize::MAX).min(list.len());
        let to = usize::try_from(self.last).unwrap_or(usize::MAX).min(list.len());
        list.get(from..to).unwrap_or_default()
    }
}

impl fmt::Display for ItemRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "objects={}-{}", self.first, self.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_outside_1_to_6000_are_not_satisfiable() {
        assert_eq!(ItemRange::parse("objects=1-6000"), Some(ItemRange::ALL));
        for bad in
            ["objects=0-5", "objects=1-6001", "objects=9-8", "bytes=1-2", "objects=1", "objects=-1-2", ""]
        {
            assert_eq!(ItemRange::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_range_selects_what_is_there() {
        let range = ItemRange { first: 2, last: 3 };
        assert_eq!(range.of(&[1, 2, 3, 4]), [2, 3]);
        assert_eq!(range.of(&[1, 2]), [2]);
        assert!(range.of(&[1]).is_empty());
        assert_eq!(ItemRange::parse(&range.to_string()), Some(range));
    }
}
