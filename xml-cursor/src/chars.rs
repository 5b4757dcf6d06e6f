//! Which characters XML allows, and where.

const NAME: u8 = 1;
const START: u8 = 2;
const SPACE: u8 = 4;

static CLASS: [u8; 256] = {
    let mut table = [0; 256];
    let mut b = 0;
    while b < 256 {
        table[b] = match b as u8 {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => NAME | START,
            b'0'..=b'9' | b'-' | b'.' => NAME,
            b' ' | b'\t' | b'\n' | b'\r' => SPACE,
            _ => 0,
        };
        b += 1;
    }
    table
};

/// White space (XML 1.0, production 3).
#[inline]
pub(crate) fn is_space(byte: u8) -> bool {
    CLASS[usize::from(byte)] & SPACE != 0
}

#[inline]
fn has(byte: u8, class: u8) -> bool {
    CLASS[usize::from(byte)] & class != 0
}

/// Whether a name may start with a character whose first byte is this one.
#[inline]
pub(crate) fn may_start_name(byte: u8) -> bool {
    has(byte, START) || !byte.is_ascii()
}

/// A character of XML 1.0 (production 2).
pub(crate) fn is_char(c: char) -> bool {
    !matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}')
}

/// May start a name (production 4), the colon apart.
fn is_name_start(c: char) -> bool {
    matches!(c, 'a'..='z' | 'A'..='Z' | '_' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
        | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}'
        | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
}

/// May stand in a name (production 4a), the colon apart.
fn is_name_char(c: char) -> bool {
    is_name_start(c)
        || matches!(c, '0'..='9' | '-' | '.' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

/// Whether a text can be the name of an element or attribute, without a prefix (Namespaces in XML, production 4).
///
/// The [`Writer`](crate::Writer) takes names as they are, because they nearly always are constants; check those that are not.
#[must_use]
pub fn is_name(name: &str) -> bool {
    !name.is_empty() && ncname_end(name, 0) == Some(name.len())
}

/// The end of the name that starts at `at`: no colon in it. `None`: no name starts there.
#[inline]
pub(crate) fn ncname_end(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let &first = bytes.get(at)?;
    let mut p = at + 1;
    if !has(first, START) {
        let c = (!first.is_ascii())
            .then(|| text.get(at..)?.chars().next())
            .flatten()
            .filter(|&c| is_name_start(c))?;
        p = at + c.len_utf8();
    }
    while let Some(&b) = bytes.get(p) {
        if has(b, NAME) {
            p += 1;
        } else if b.is_ascii() {
            break;
        } else {
            match text.get(p..).and_then(|rest| rest.chars().next()) {
                Some(c) if is_name_char(c) => p += c.len_utf8(),
                _ => break,
            }
        }
    }
    Some(p)
}

/// The length of the prefix, if there is one, and the end of the name that starts at `at`. An error is where there is none.
#[inline]
pub(crate) fn qname(text: &str, at: usize) -> Result<(usize, usize), usize> {
    let bytes = text.as_bytes();
    let mut p = at;
    while bytes.get(p).is_some_and(|&b| has(b, NAME)) {
        p += 1;
    }
    let plain = p > at && bytes.get(at).is_some_and(|&b| has(b, START));
    match bytes.get(p) {
        Some(&b) if plain && b.is_ascii() && b != b':' => Ok((0, p)),
        _ => long_qname(text, at),
    }
}

fn long_qname(text: &str, at: usize) -> Result<(usize, usize), usize> {
    let end = ncname_end(text, at).ok_or(at)?;
    if text.as_bytes().get(end) != Some(&b':') {
        return Ok((0, end));
    }
    Ok((end - at, ncname_end(text, end + 1).ok_or(end + 1)?))
}

/// What one look at all bytes found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Flags(u8);

impl Flags {
    const CONTROL: u8 = 1;
    const CR: u8 = 2;
    const BRACKET: u8 = 4;
    const EF: u8 = 8;
    const AMPERSAND: u8 = 16;
    const BREAK: u8 = 32;

    /// A carriage return, so that line ends need normalisation.
    #[inline]
    pub(crate) fn cr(self) -> bool {
        self.0 & Self::CR != 0
    }

    /// A `]`, so that `]]>` is possible.
    #[inline]
    pub(crate) fn bracket(self) -> bool {
        self.0 & Self::BRACKET != 0
    }

    /// A `&`.
    #[inline]
    pub(crate) fn ampersand(self) -> bool {
        self.0 & Self::AMPERSAND != 0
    }

    /// A tab or line end, so that attribute values may need normalisation.
    #[inline]
    pub(crate) fn breaks(self) -> bool {
        self.0 & Self::BREAK != 0
    }

    /// One more character. (All that is asked about are ASCII.)
    #[inline]
    pub(crate) fn add(&mut self, c: char) {
        if c.is_ascii() {
            self.0 |= Self::of_byte(c as u8);
        }
    }

    /// A `&`, or not.
    #[inline]
    pub(crate) fn add_ampersand(&mut self, is: bool) {
        self.0 |= if is { Self::AMPERSAND } else { 0 };
    }

    /// Of a text whose references have been replaced, and its line ends made LF: what was there, and what has been found in their place.
    #[inline]
    pub(crate) fn replaced(self, found: Self) -> Self {
        Self(self.0 & !(Self::CR | Self::AMPERSAND) | found.0)
    }

    pub(crate) fn of(bytes: &[u8]) -> Self {
        // Lanes without branches, of which the compiler makes vector code.
        let (chunks, rest) = bytes.as_chunks::<32>();
        let mut lanes = [0_u8; 32];
        for chunk in chunks {
            for (lane, &b) in lanes.iter_mut().zip(chunk) {
                *lane |= Self::of_byte(b);
            }
        }
        let all = lanes.into_iter().chain(rest.iter().map(|&b| Self::of_byte(b)));
        Self(all.fold(0, |all, one| all | one))
    }

    #[inline]
    fn of_byte(b: u8) -> u8 {
        let mask = |is: bool, flag: u8| if is { flag } else { 0 };
        let control = mask(b < 0x20, !0);
        let space = mask(b == b'\t', !0) | mask(b == b'\n', !0) | mask(b == b'\r', !0);
        control & !space & Self::CONTROL
            | space & Self::BREAK
            | mask(b == b'\r', Self::CR)
            | mask(b == b']', Self::BRACKET)
            | mask(b == 0xef, Self::EF)
            | mask(b == b'&', Self::AMPERSAND)
    }
}

/// Looks for characters that XML forbids; the offset of the first.
pub(crate) fn check(text: &str) -> Result<Flags, usize> {
    let flags = Flags::of(text.as_bytes());
    if flags.0 & Flags::CONTROL != 0 {
        return Err(first_bad(text));
    }
    // U+FFFE and U+FFFF are EF BF BE and EF BF BF.
    if flags.0 & Flags::EF != 0 && text.contains(['\u{fffe}', '\u{ffff}']) {
        return Err(first_bad(text));
    }
    Ok(flags)
}

#[cold]
fn first_bad(text: &str) -> usize {
    text.find(|c| !is_char(c)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for good in ["a", "_a.b-c9", "été", "x·y", "日本"] {
            assert!(is_name(good), "{good}");
        }
        for bad in ["", "9", "-a", "a:b", "a b", "·x", "a\u{2028}", "a>"] {
            assert!(!is_name(bad), "{bad}");
        }
    }

    #[test]
    fn flags_see_each_byte() {
        let flags = check("plain text\t\nof more than sixteen bytes").unwrap();
        assert!(!flags.cr() && !flags.bracket() && !flags.ampersand());
        assert!(
            check("\r").unwrap().cr() && check("]").unwrap().bracket() && check("&").unwrap().ampersand()
        );
        assert_eq!(check("ab\u{1}").unwrap_err(), 2);
        assert_eq!(check("é\u{ffff}").unwrap_err(), 2);
        assert!(check("\u{feff}\u{fffd}").is_ok());
    }
}
