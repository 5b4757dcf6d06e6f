//! Schema versions: which server has which, and how a client learns it.

use std::fmt;
use std::str::FromStr;

use nom::branch::alt;
use nom::character::complete::{char, u8 as number};
use nom::combinator::{map, value};
use nom::sequence::separated_pair;
use nom::{IResult, Parser};

/// The namespace of an AXL schema, without its version.
const NAMESPACE: &str = "http://www.cisco.com/AXL/API/";

/// The version of an AXL schema. There is no 13.x. The types of 12.5, 14.0 and 15.0 are the same; only values differ.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// Before the dot.
    pub major: u8,
    /// After the dot.
    pub minor: u8,
}

impl Version {
    /// "The oldest schema you have", not a schema of its own.
    pub const OLDEST: Self = Self::new(1, 0);
    /// CUCM 11.5.
    pub const V11_5: Self = Self::new(11, 5);
    /// CUCM 12.0.
    pub const V12_0: Self = Self::new(12, 0);
    /// CUCM 12.5.
    pub const V12_5: Self = Self::new(12, 5);
    /// CUCM 14.
    pub const V14_0: Self = Self::new(14, 0);
    /// CUCM 15.
    pub const V15_0: Self = Self::new(15, 0);

    /// Of these two numbers.
    #[must_use]
    pub const fn new(major: u8, minor: u8) -> Self {
        Self { major, minor }
    }

    /// Reads the version from a namespace such as `http://www.cisco.com/AXL/API/15.0`.
    #[must_use]
    pub fn from_namespace(uri: &str) -> Option<Self> {
        uri.strip_prefix(NAMESPACE)?.parse().ok()
    }

    /// The namespace of the operation element.
    #[must_use]
    pub fn namespace(self) -> String {
        format!("{NAMESPACE}{self}")
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not `number.number`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotVersion;

impl fmt::Display for NotVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a schema version")
    }
}

impl std::error::Error for NotVersion {}

impl FromStr for Version {
    type Err = NotVersion;

    fn from_str(text: &str) -> Result<Self, NotVersion> {
        match version(text) {
            Ok(("", version)) => Ok(version),
            _ => Err(NotVersion),
        }
    }
}

/// `15.0`, or `12.x`, which is read as `12.0`.
pub(crate) fn version(text: &str) -> IResult<&str, Version> {
    let minor = alt((number, value(0, char('x')), value(0, char('X'))));
    map(separated_pair(number, char('.'), minor), |(major, minor)| Version { major, minor }).parse(text)
}

/// A server release and the schemas it still has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Release {
    schemas: &'static [Version],
    oldest: Version,
    sentence: &'static str,
}

impl Release {
    /// CUCM 15.
    pub const CUCM_15: Self = Self {
        schemas: &[Version::V15_0, Version::V14_0, Version::V12_5, Version::V12_0],
        oldest: Version::V12_0,
        sentence: "12.x, 14.0 and 15.0",
    };
    /// CUCM 14.
    pub const CUCM_14: Self = Self {
        schemas: &[Version::V14_0, Version::V12_5, Version::V12_0, Version::V11_5, Version::new(11, 0)],
        oldest: Version::new(11, 0),
        sentence: "11.x, 12.x and 14.0",
    };
    /// CUCM 12.5.
    pub const CUCM_12_5: Self = Self {
        schemas: &[
            Version::V12_5,
            Version::V12_0,
            Version::V11_5,
            Version::new(11, 0),
            Version::new(10, 5),
            Version::new(10, 0),
        ],
        oldest: Version::new(10, 0),
        sentence: "10.x, 11.x and 12.x",
    };

    /// The schemas, newest first.
    #[must_use]
    pub const fn schemas(&self) -> &'static [Version] {
        self.schemas
    }

    /// The schema that answers a request for `asked`: itself, or the oldest for `1.0`; none if the release has it not.
    #[must_use]
    pub fn resolve(&self, asked: Version) -> Option<Version> {
        if asked == Version::OLDEST {
            return Some(self.oldest);
        }
        self.schemas.iter().copied().find(|have| *have == asked)
    }

    /// The sentence of the 599 page; clients negotiate by reading it.
    #[must_use]
    pub fn refusal(&self) -> String {
        format!("Incorrect axl version. Supported axl versions are {}", self.sentence)
    }
}

/// The versions a 599 page lists, in its order: every `number.number` after the word `versions`, whatever the wording.
/// At most 32 are read; a page of thousands is not a list of versions.
#[must_use]
pub fn versions_in_page(page: &str) -> Vec<Version> {
    const MOST: usize = 32;
    // The sentence stands at the start of a short page.
    let page = page.get(..page.floor_char_boundary(64 << 10)).unwrap_or(page);
    // `to_ascii_lowercase` keeps offsets.
    let lower = page.to_ascii_lowercase();
    let Some(rest) = lower.find("versions are").and_then(|at| lower.get(at..)) else { return Vec::new() };
    let sentence = rest.split('<').next().unwrap_or(rest);
    sentence
        .split(|c: char| c.is_whitespace() || c == ',' || c == ';')
        .filter_map(|word| word.trim_end_matches('.').parse().ok())
        .take(MOST)
        .collect()
}

/// The version to speak with a server that has `offered`, of those `spoken`: the highest both have. A server's `12.x` was read
/// as 12.0, the one of them that every server which says so has.
#[must_use]
pub fn agree(offered: &[Version], spoken: &[Version]) -> Option<Version> {
    let exact = spoken.iter().filter(|mine| offered.contains(mine));
    exact.copied().max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn namespaces_carry_the_version() {
        assert_eq!(Version::from_namespace("http://www.cisco.com/AXL/API/15.0"), Some(Version::V15_0));
        assert_eq!(Version::V14_0.namespace(), "http://www.cisco.com/AXL/API/14.0");
        for bad in [
            "http://www.cisco.com/AXL/API/",
            "http://www.cisco.com/AXL/API/15",
            "http://www.cisco.com/AXL/API/15.0/",
            "",
        ] {
            assert_eq!(Version::from_namespace(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_release_has_what_the_table_says() {
        assert_eq!(Release::CUCM_15.resolve(Version::V12_5), Some(Version::V12_5));
        assert_eq!(Release::CUCM_15.resolve(Version::V11_5), None);
        assert_eq!(Release::CUCM_15.resolve(Version::OLDEST), Some(Version::V12_0));
        assert_eq!(Release::CUCM_14.resolve(Version::OLDEST), Some(Version::new(11, 0)));
    }

    #[test]
    fn both_wordings_of_the_page_are_read() {
        let new = format!("<html><body>{}</body></html>", Release::CUCM_15.refusal());
        assert_eq!(versions_in_page(&new), [Version::V12_0, Version::V14_0, Version::V15_0]);
        let old = "The specified version is not available. Available versions are 1.0, 6.0, 6.1, 7.0 and 7.1";
        assert_eq!(versions_in_page(old).len(), 5);
        assert_eq!(versions_in_page("no list"), []);
        assert_eq!(agree(&versions_in_page(&new), &[Version::V12_5, Version::V14_0]), Some(Version::V14_0));
        assert_eq!(agree(&[Version::OLDEST], &[Version::V14_0]), None);
    }
}
