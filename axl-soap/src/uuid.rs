//! Object identifiers in their two spellings.

use std::fmt;
use std::str::FromStr;

/// An object's uuid. AXL writes `{5D0C8A17-3E62-4B9F-A1D4-7F20C6E83B95}`, SQL `5d0c8a17-3e62-4b9f-a1d4-7f20c6e83b95`;
/// reading takes both, in any case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uuid(pub [u8; 16]);

impl Uuid {
    /// As AXL writes it: braces, upper case. This is also `Display`.
    #[must_use]
    pub fn to_axl(self) -> String {
        format!("{{{self:X}}}")
    }

    /// As `pkid` and `fk…` columns hold it: bare, lower case. An upper-case literal finds nothing.
    #[must_use]
    pub fn to_sql(self) -> String {
        format!("{self:x}")
    }

    fn groups(self) -> [(u64, usize); 5] {
        let wide = u128::from_be_bytes(self.0);
        let part =
            |shift: u32, digits: usize| (((wide >> shift) as u64) & (u64::MAX >> (64 - 4 * digits)), digits);
        [part(96, 8), part(80, 4), part(64, 4), part(48, 4), part(0, 12)]
    }
}

/// The text is not a uuid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotUuid;

impl fmt::Display for NotUuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a uuid")
    }
}

impl std::error::Error for NotUuid {}

impl FromStr for Uuid {
    type Err = NotUuid;

    fn from_str(text: &str) -> Result<Self, NotUuid> {
        let bare = match text.strip_prefix('{') {
            Some(rest) => rest.strip_suffix('}').ok_or(NotUuid)?,
            None => text,
        };
        if bare.len() != 36 {
            return Err(NotUuid);
        }
        let mut wide: u128 = 0;
        for (at, byte) in bare.bytes().enumerate() {
            if matches!(at, 8 | 13 | 18 | 23) {
                if byte != b'-' {
                    return Err(NotUuid);
                }
            } else {
                let digit = char::from(byte).to_digit(16).ok_or(NotUuid)?;
                wide = (wide << 4) | u128::from(digit);
            }
        }
        Ok(Self(wide.to_be_bytes()))
    }
}

impl fmt::LowerHex for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [(a, _), (b, _), (c, _), (d, _), (e, _)] = self.groups();
        write!(f, "{a:08x}-{b:04x}-{c:04x}-{d:04x}-{e:012x}")
    }
}

impl fmt::UpperHex for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [(a, _), (b, _), (c, _), (d, _), (e, _)] = self.groups();
        write!(f, "{a:08X}-{b:04X}-{c:04X}-{d:04X}-{e:012X}")
    }
}

impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{self:X}}}")
    }
}

impl fmt::Debug for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_read_and_two_are_written() {
        let axl = "{5D0C8A17-3E62-4B9F-A1D4-7F20C6E83B95}";
        let sql = "5d0c8a17-3e62-4b9f-a1d4-7f20c6e83b95";
        for text in [axl, sql, &axl.to_lowercase(), &sql.to_uppercase()] {
            let uuid: Uuid = text.parse().unwrap();
            assert_eq!((uuid.to_axl(), uuid.to_sql()), (axl.to_owned(), sql.to_owned()));
        }
        for bad in [
            "",
            "{}",
            "{5D0C8A17-3E62-4B9F-A1D4-7F20C6E83B95",
            "5D0C8A173E624B9FA1D47F20C6E83B95",
            &"é".repeat(18),
        ] {
            assert_eq!(bad.parse::<Uuid>(), Err(NotUuid), "{bad}");
        }
    }
}
