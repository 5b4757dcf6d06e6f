//! Text: references and line ends (XML 1.0, sections 2.11, 3.3.3 and 4.1).

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr, memmem};

use crate::chars::{Flags, is_char, ncname_end};
use crate::error::{ErrorKind, XmlError};
use crate::swar::{self, WORD};

/// The character a reference stands for, and the bytes after `&` that it takes. `rest` starts after the `&`.
#[inline]
pub(crate) fn reference(rest: &str) -> Result<(char, usize), ErrorKind> {
    match rest.as_bytes() {
        [b'l', b't', b';', ..] => Ok(('<', 3)),
        [b'g', b't', b';', ..] => Ok(('>', 3)),
        [b'a', b'm', b'p', b';', ..] => Ok(('&', 4)),
        [b'q', b'u', b'o', b't', b';', ..] => Ok(('"', 5)),
        [b'a', b'p', b'o', b's', b';', ..] => Ok(('\'', 5)),
        _ => other_reference(rest),
    }
}

#[cold]
fn other_reference(rest: &str) -> Result<(char, usize), ErrorKind> {
    let Some(number) = rest.strip_prefix('#') else {
        let end = ncname_end(rest, 0).ok_or(ErrorKind::Syntax)?;
        let named = rest.as_bytes().get(end) == Some(&b';');
        return Err(if named { ErrorKind::Entity } else { ErrorKind::Syntax });
    };
    let (digits, radix, skipped) = match number.strip_prefix('x') {
        Some(hex) => (hex, 16, 2),
        None => (number, 10, 1),
    };
    let mut code = 0_u32;
    for (at, b) in digits.bytes().enumerate() {
        if b == b';' && at > 0 {
            let c = char::from_u32(code).filter(|&c| is_char(c)).ok_or(ErrorKind::CharRef)?;
            return Ok((c, skipped + at + 1));
        }
        let digit = char::from(b).to_digit(radix).ok_or(ErrorKind::Syntax)?;
        // Any number of zeros may lead; what is beyond the last character stays there.
        code = code.saturating_mul(radix).saturating_add(digit);
    }
    Err(ErrorKind::Syntax)
}

/// Text between tags: references and `]]>` are checked, references replaced, line ends made LF.
#[inline]
pub(crate) fn unescape(text: &str, offset: usize, flags: Flags) -> Result<Cow<'_, str>, XmlError> {
    Ok(unescape_and_tell(text, offset, flags)?.0)
}

/// The same, and what is to be known of the characters of the result, as [`chars::check`](crate::chars::check) would find it or more.
#[inline]
pub(crate) fn unescape_and_tell(
    text: &str,
    offset: usize,
    flags: Flags,
) -> Result<(Cow<'_, str>, Flags), XmlError> {
    if flags.bracket() {
        check_cdata_end(text, offset)?;
    }
    let first = if flags.ampersand() { memchr(b'&', text.as_bytes()) } else { None };
    // The document has one: this text need not.
    let cr = flags.cr() && memchr(b'\r', text.as_bytes()).is_some();
    if first.is_none() && !cr {
        return Ok((Cow::Borrowed(text), flags));
    }
    let (text, found) = if cr { unescape_lines(text, offset)? } else { replace(text, offset)? };
    Ok((Cow::Owned(text), flags.replaced(found)))
}

/// Bytes that are looked at together for references.
const BLOCK: usize = 64;

/// Replaces references. Where they are is found for a block at a time, so that the search for one does not have to wait for what became
/// of the one before it; what is between them is copied in whole steps, as most of it is short: names and values of a document that is
/// text of another one. The output is never longer than the input.
fn replace(text: &str, offset: usize) -> Result<(String, Flags), XmlError> {
    let bytes = text.as_bytes();
    let mut out = vec![0; bytes.len() + STEP];
    let (mut from, mut to, mut found) = (0, 0, Flags::default());
    let (blocks, rest) = bytes.as_chunks::<BLOCK>();
    let mut last = [0; BLOCK];
    last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    let mut start = 0;
    for block in blocks.iter().chain(std::iter::once(&last)) {
        let mut places = swar::places(block, b'&');
        while places != 0 {
            let at = start + places.trailing_zeros() as usize;
            places &= places - 1;
            copy(&mut out, to, bytes, from..at);
            to += at - from;
            let used = match bytes.get(at + 1..).and_then(markup) {
                Some((byte, used)) => {
                    if let Some(room) = out.get_mut(to) {
                        *room = byte;
                    }
                    to += 1;
                    found.add_ampersand(byte == b'&');
                    used
                }
                None => {
                    let (c, used) = reference(text.get(at + 1..).unwrap_or(""))
                        .map_err(|kind| XmlError::new(offset + at, kind))?;
                    to += out.get_mut(to..to + c.len_utf8()).map_or(0, |room| c.encode_utf8(room).len());
                    found.add(c);
                    used
                }
            };
            // There is no `&` in what was used.
            from = at + 1 + used;
        }
        start += BLOCK;
    }
    copy(&mut out, to, bytes, from..bytes.len());
    out.truncate(to + bytes.len().saturating_sub(from));
    // Whole characters only have been put together.
    let out = String::from_utf8(out).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned());
    Ok((out, found))
}

/// Bytes that are copied together.
const STEP: usize = 2 * WORD;

/// Copies a run. In whole steps if it is short: what is written too much is written over, or cut off.
#[inline]
fn copy(out: &mut [u8], to: usize, bytes: &[u8], run: Range<usize>) {
    let len = run.end.saturating_sub(run.start);
    let mut done = 0;
    while done < len && len <= BLOCK {
        let room = out.get_mut(to + done..).and_then(|out| out.first_chunk_mut::<STEP>());
        let piece = bytes.get(run.start + done..).and_then(|bytes| bytes.first_chunk::<STEP>());
        let (Some(room), Some(piece)) = (room, piece) else { break };
        *room = *piece;
        done += STEP;
    }
    if done < len
        && let (Some(room), Some(piece)) = (out.get_mut(to..to + len), bytes.get(run))
    {
        room.copy_from_slice(piece);
    }
}

/// The three references that make up nearly all: what stands behind their `&`, in one comparison each.
#[inline]
fn markup(behind: &[u8]) -> Option<(u8, usize)> {
    const fn word(name: [u8; 4]) -> u32 {
        u32::from_le_bytes(name)
    }
    const THREE: u32 = word([0xff, 0xff, 0xff, 0]);
    let name = u32::from_le_bytes(*behind.first_chunk::<4>()?);
    if name & THREE == word(*b"lt;\0") {
        Some((b'<', 3))
    } else if name & THREE == word(*b"gt;\0") {
        Some((b'>', 3))
    } else if name == word(*b"amp;") {
        Some((b'&', 4))
    } else {
        None
    }
}

/// Replaces references, and makes line ends LF.
fn unescape_lines(text: &str, offset: usize) -> Result<(String, Flags), XmlError> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        let (run, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
        let tail = tail.get(1..).unwrap_or("");
        push_lines(run, &mut out);
        let (c, used) =
            reference(tail).map_err(|kind| XmlError::new(offset + text.len() - tail.len() - 1, kind))?;
        out.push(c);
        rest = tail.get(used..).unwrap_or("");
    }
    push_lines(rest, &mut out);
    let found = Flags::of(out.as_bytes());
    Ok((out, found))
}

/// CR LF and lone CR become LF.
pub(crate) fn push_lines(run: &str, out: &mut String) {
    let mut lines = run.split('\r');
    out.push_str(lines.next().unwrap_or(""));
    for line in lines {
        if !line.starts_with('\n') {
            out.push('\n');
        }
        out.push_str(line);
    }
}

/// Text that nobody wants: the same checks, nothing stored.
pub(crate) fn check(text: &str, offset: usize, flags: Flags) -> Result<(), XmlError> {
    if flags.bracket() {
        check_cdata_end(text, offset)?;
    }
    if flags.ampersand() { check_references(text, offset) } else { Ok(()) }
}

pub(crate) fn check_references(text: &str, offset: usize) -> Result<(), XmlError> {
    let mut from = 0;
    while let Some(at) = text.as_bytes().get(from..).and_then(|rest| memchr(b'&', rest)) {
        let amp = from + at;
        let (_, used) =
            reference(text.get(amp + 1..).unwrap_or("")).map_err(|kind| XmlError::new(offset + amp, kind))?;
        from = amp + 1 + used;
    }
    Ok(())
}

fn check_cdata_end(text: &str, offset: usize) -> Result<(), XmlError> {
    match memmem::find(text.as_bytes(), b"]]>") {
        Some(at) => Err(XmlError::new(offset + at, ErrorKind::CdataEnd)),
        None => Ok(()),
    }
}

/// An attribute's value, whose references have been checked: white space becomes spaces, references their characters.
#[inline]
pub(crate) fn value(raw: &str, flags: Flags) -> Cow<'_, str> {
    if flags.ampersand() || flags.breaks() { attribute(raw) } else { Cow::Borrowed(raw) }
}

pub(crate) fn attribute(raw: &str) -> Cow<'_, str> {
    if is_plain(raw) { Cow::Borrowed(raw) } else { Cow::Owned(normalise(raw)) }
}

/// Whether a value is normalised as it stands.
#[inline]
fn is_plain(raw: &str) -> bool {
    let (words, rest) = raw.as_bytes().as_chunks::<WORD>();
    let marks = |chunk| swar::below(swar::word(chunk), b' ') | swar::is(swar::word(chunk), b'&');
    words.iter().map(marks).fold(0, |all, one| all | one) == 0 && rest.iter().all(|&b| b >= b' ' && b != b'&')
}

fn normalise(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find(['&', '\t', '\n', '\r']) {
        let (run, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(run);
        rest = match tail.as_bytes() {
            [b'&', ..] => {
                let tail = tail.get(1..).unwrap_or("");
                let (c, used) = reference(tail).unwrap_or(('\u{fffd}', 0));
                out.push(c);
                tail.get(used..).unwrap_or("")
            }
            [b'\r', b'\n', ..] => {
                out.push(' ');
                tail.get(2..).unwrap_or("")
            }
            _ => {
                out.push(' ');
                tail.get(1..).unwrap_or("")
            }
        };
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(raw: &str) -> Result<Cow<'_, str>, XmlError> {
        unescape(raw, 0, crate::chars::check(raw).unwrap())
    }

    #[test]
    fn references_and_line_ends() {
        assert!(matches!(text("plain"), Ok(Cow::Borrowed("plain"))));
        // A CR elsewhere in the document is none here.
        let flags = crate::chars::check("\r&").unwrap();
        assert!(matches!(unescape("plain", 0, flags), Ok(Cow::Borrowed("plain"))));
        assert_eq!(unescape("a&lt;b", 0, flags).unwrap(), "a<b");
        assert_eq!(text("&lt;a&gt;&amp;&quot;&apos;&#65;&#x42;&#x1F600;").unwrap(), "<a>&\"'AB\u{1f600}");
        assert_eq!(text("a\r\nb\rc\r\r\n&#13;d").unwrap(), "a\nb\nc\n\n\rd");
        assert_eq!(text("&#00000000000000000000000065;").unwrap(), "A");
    }

    #[test]
    fn references_at_every_place_of_a_text() {
        let some = [
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&amp;", "&"),
            ("&#65;", "A"),
            ("&#x1F600;", "\u{1f600}"),
            ("&quot;", "\""),
        ];
        for before in 0..40 {
            for between in 0..20 {
                for (one, other) in some.iter().zip(some.iter().cycle().skip(before % 5)) {
                    let text = |a: &str, b: &str| {
                        format!("{}{a}{}{b}{}", "x".repeat(before), "é".repeat(between), "y".repeat(between))
                    };
                    let (replaced, found) = super::replace(&text(one.0, other.0), 0).unwrap();
                    assert_eq!(replaced, text(one.1, other.1));
                    assert_eq!(found.ampersand(), replaced.contains('&'));
                }
            }
        }
    }

    #[test]
    fn what_is_told_of_a_text_is_what_a_look_at_it_finds_or_more() {
        let told = |f: Flags| [f.cr(), f.bracket(), f.ampersand(), f.breaks()];
        for raw in [
            "plain",
            "a]b",
            "&lt;",
            "&amp;",
            "&#93;",
            "&#13;",
            "&#9;x",
            "a\tb&lt;",
            "a\r\nb",
            "a\rb&amp;c",
            "&#38;",
            "]&gt;",
            "\r&#13;",
        ] {
            let (text, found) = unescape_and_tell(raw, 0, crate::chars::check(raw).unwrap()).unwrap();
            let real = crate::chars::check(&text).unwrap();
            for (told, is) in told(found).into_iter().zip(told(real)) {
                assert!(told || !is, "{raw:?}: {found:?} for {real:?}");
            }
            // What is looked for in every text is not told without need.
            assert_eq!((found.cr(), found.ampersand()), (real.cr(), real.ampersand()), "{raw:?}");
        }
    }

    #[test]
    fn xml_1_and_4_bad_references_are_refused_where_they_stand() {
        for (raw, offset, kind) in [
            ("a&b;", 1, ErrorKind::Entity),
            ("&", 0, ErrorKind::Syntax),
            ("&;", 0, ErrorKind::Syntax),
            ("&lt", 0, ErrorKind::Syntax),
            ("&# 65;", 0, ErrorKind::Syntax),
            ("&#;", 0, ErrorKind::Syntax),
            ("&#x;", 0, ErrorKind::Syntax),
            ("&#X41;", 0, ErrorKind::Syntax),
            ("é&#0;", 2, ErrorKind::CharRef),
            ("&#x1F;", 0, ErrorKind::CharRef),
            ("&#xFFFE;", 0, ErrorKind::CharRef),
            ("&#xD800;", 0, ErrorKind::CharRef),
            ("&#99999999999999;", 0, ErrorKind::CharRef),
            ("x]]>", 1, ErrorKind::CdataEnd),
        ] {
            assert_eq!(text(raw), Err(XmlError::new(offset, kind)), "{raw}");
            assert_eq!(
                check(raw, 0, crate::chars::check(raw).unwrap()),
                Err(XmlError::new(offset, kind)),
                "{raw}"
            );
        }
    }

    #[test]
    fn xml_4_attributes_keep_only_referenced_white_space() {
        assert!(matches!(attribute("a b"), Cow::Borrowed("a b")));
        assert_eq!(attribute("a\tb\nc\r\nd\re&#10;f&#9;"), "a b c d e\nf\t");
        for at in 0..20 {
            let (x, y) = ("x".repeat(at), "é".repeat(20 - at));
            for (raw, c) in [("\t", ' '), ("\r", ' '), ("&amp;", '&'), ("&#9;", '\t')] {
                assert_eq!(attribute(&format!("{x}{raw}{y}")), format!("{x}{c}{y}"));
            }
            assert!(is_plain(&format!("{x}{y}")));
        }
    }
}
