//! The `SOAPAction` header field.

use nom::branch::alt;
use nom::bytes::complete::{tag_no_case, take_while1};
use nom::character::complete::{char, multispace0, multispace1};
use nom::combinator::{map, opt};
use nom::sequence::{delimited, preceded};
use nom::{IResult, Parser};

use crate::version::{Version, version};

/// What a `SOAPAction` says. The operation itself is taken from the body; this tells the version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SoapAction<'h> {
    /// The schema version asked for; none when the field is empty or in a form nobody knows.
    pub version: Option<Version>,
    /// The operation, which many clients leave out.
    pub operation: Option<&'h str>,
}

impl<'h> SoapAction<'h> {
    /// Reads a field's value in every form met in the wild: quoted or not, with or without the operation, the operation
    /// in quotes of its own, empty.
    #[must_use]
    pub fn parse(value: &'h str) -> Self {
        let value = value.trim();
        let inner = value.strip_prefix('"').map_or(value, |rest| rest.strip_suffix('"').unwrap_or(rest));
        action(inner).map_or_else(|_| Self::default(), |(_, action)| action)
    }

    /// The value that the schema names for an operation, quotes included.
    #[must_use]
    pub fn for_operation(version: Version, operation: &str) -> String {
        format!("\"CUCM:DB ver={version} {operation}\"")
    }
}

fn action(text: &str) -> IResult<&str, SoapAction<'_>> {
    let prefix = (tag_no_case("CUCM:DB"), multispace1, tag_no_case("ver="));
    let name = |text| take_while1(|c: char| c.is_ascii_alphanumeric())(text);
    let quoted = delimited(char('"'), name, opt(char('"')));
    map(
        (multispace0, preceded(prefix, version), opt(preceded(multispace1, alt((quoted, name))))),
        |(_, version, operation)| SoapAction { version: Some(version), operation },
    )
    .parse(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_met_in_the_wild() {
        let known = |version, operation| SoapAction { version: Some(version), operation };
        for (text, expected) in [
            ("\"CUCM:DB ver=15.0 getUser\"", known(Version::V15_0, Some("getUser"))),
            ("CUCM:DB ver=15.0 getUser", known(Version::V15_0, Some("getUser"))),
            ("\"CUCM:DB ver=10.5\"", known(Version::new(10, 5), None)),
            ("CUCM:DB ver=14.0 \"getCCMVersion\"", known(Version::V14_0, Some("getCCMVersion"))),
            ("\"CUCM:DB ver=14.0 \"getCCMVersion\"\"", known(Version::V14_0, Some("getCCMVersion"))),
            ("\"\"", SoapAction::default()),
            ("", SoapAction::default()),
            ("\"", SoapAction::default()),
            ("urn:other#op", SoapAction::default()),
            ("CUCM:DB ver=x", SoapAction::default()),
        ] {
            assert_eq!(SoapAction::parse(text), expected, "{text}");
        }
        assert_eq!(SoapAction::for_operation(Version::V12_5, "getUser"), "\"CUCM:DB ver=12.5 getUser\"");
    }
}
