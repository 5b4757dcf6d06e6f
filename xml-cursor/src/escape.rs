//! Escaping: what a reader would take for something else is written as a reference (XML-4, XML-8).

use memchr::memchr;

use crate::sink::Sink;
use crate::swar::{self, WORD};

#[inline]
pub(crate) fn escape_text(out: &mut impl Sink, text: &str) {
    escape::<false>(out, text);
}

#[inline]
pub(crate) fn escape_attribute(out: &mut impl Sink, text: &str) {
    escape::<true>(out, text);
}

/// Marks bytes that need a look: markup, controls, and 0xEF, which may begin U+FFFE or U+FFFF.
#[inline]
fn marks<const ATTRIBUTE: bool>(word: u64) -> u64 {
    let quotes = if ATTRIBUTE { swar::is(word, b'"') | swar::is(word, b'\'') } else { 0 };
    // '<' and '>' differ in one bit.
    let markup = swar::is_masked(word, b'<', b'<' ^ b'>') | swar::is(word, b'&');
    markup | quotes | swar::below(word, b' ') | swar::is(word, 0xef)
}

/// How each byte is written: up to seven bytes, and in the eighth how many.
static TEXT: [[u8; WORD]; 256] = table(false);
static ATTRIBUTE: [[u8; WORD]; 256] = table(true);

const fn table(attribute: bool) -> [[u8; WORD]; 256] {
    let mut table = [[0; WORD]; 256];
    let mut byte = 0;
    while byte < 256 {
        let b = byte as u8;
        let own = [b];
        let with: &[u8] = match b {
            b'<' => b"&lt;",
            b'>' => b"&gt;",
            b'&' => b"&amp;",
            b'"' if attribute => b"&quot;",
            b'\'' if attribute => b"&apos;",
            b'\t' if attribute => b"&#9;",
            b'\n' if attribute => b"&#10;",
            b'\r' => b"&#13;",
            b'\t' | b'\n' | b' '.. => &own,
            // U+FFFD
            _ => b"\xef\xbf\xbd",
        };
        let mut at = 0;
        while at < with.len() {
            table[byte][at] = with[at];
            at += 1;
        }
        table[byte][WORD - 1] = with.len() as u8;
        byte += 1;
    }
    table
}

/// Whether a text is written as it is. The last bytes are looked at together with some before them, twice rather than one by one.
#[inline]
fn is_plain<const IN_ATTRIBUTE: bool>(bytes: &[u8]) -> bool {
    let marked = |chunk: &[u8; WORD]| marks::<IN_ATTRIBUTE>(swar::word(chunk)) != 0;
    if let Some(last) = bytes.last_chunk::<WORD>() {
        let (words, _) = bytes.as_chunks::<WORD>();
        return !words.iter().any(marked) && !marked(last);
    }
    let few = match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        (Some(&[a, b, c, d]), Some(&[e, f, g, h])) => [a, b, c, d, e, f, g, h],
        _ => match *bytes {
            [] => return true,
            [a] => [a; WORD],
            [a, .., b] => {
                let middle = bytes.get(1).copied().unwrap_or(a);
                [a, middle, b, a, a, a, a, a]
            }
        },
    };
    !marked(&few)
}

/// Most texts need nothing: they are copied whole.
#[inline]
fn escape<const IN_ATTRIBUTE: bool>(out: &mut impl Sink, text: &str) {
    if is_plain::<IN_ATTRIBUTE>(text.as_bytes()) {
        return out.push_plain(text);
    }
    let table = if IN_ATTRIBUTE { &ATTRIBUTE } else { &TEXT };
    if memchr(0xef, text.as_bytes()).is_none() {
        // To make the room ready costs more than to write a short text.
        return match text.len() {
            ..=24 => rewrite::<256>(out, text.as_bytes(), table),
            _ => rewrite::<1024>(out, text.as_bytes(), table),
        };
    }
    let mut pieces = text.split(['\u{fffe}', '\u{ffff}']);
    rewrite::<1024>(out, pieces.next().unwrap_or("").as_bytes(), table);
    for piece in pieces {
        out.push_str("\u{fffd}");
        rewrite::<1024>(out, piece.as_bytes(), table);
    }
}

/// Each byte without a branch, as what comes next in such texts cannot be foretold; into a buffer, because an output's own growing
/// costs more than what is written.
fn rewrite<const ROOM: usize>(out: &mut impl Sink, bytes: &[u8], table: &[[u8; WORD]; 256]) {
    let mut buffer = [0_u8; ROOM];
    let mut to = 0;
    for &byte in bytes {
        // A piece ends with a character.
        if to > ROOM - 4 * WORD && byte & 0xc0 != 0x80 {
            out.push_utf8(buffer.get(..to).unwrap_or(&[]));
            to = 0;
        }
        let with = &table[usize::from(byte)];
        if let Some(room) = buffer.get_mut(to..).and_then(|buffer| buffer.first_chunk_mut::<WORD>()) {
            *room = *with;
        }
        to += usize::from(with[WORD - 1]);
    }
    out.push_utf8(buffer.get(..to).unwrap_or(&[]));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn simple(text: &str, attribute: bool) -> String {
        text.chars()
            .map(|c| match c {
                '<' => "&lt;".to_owned(),
                '>' => "&gt;".to_owned(),
                '&' => "&amp;".to_owned(),
                '"' if attribute => "&quot;".to_owned(),
                '\'' if attribute => "&apos;".to_owned(),
                '\t' | '\n' if attribute => format!("&#{};", c as u32),
                '\r' => "&#13;".to_owned(),
                c if crate::chars::is_char(c) => c.to_string(),
                _ => "\u{fffd}".to_owned(),
            })
            .collect()
    }

    #[test]
    fn every_byte_at_every_place_of_a_short_text_is_seen() {
        for len in 1..40 {
            for at in 0..len {
                for special in ['<', '>', '&', '\'', '\n', '\0'] {
                    let text: String = (0..len).map(|n| if n == at { special } else { 'x' }).collect();
                    assert_eq!(is_plain::<false>(text.as_bytes()), special == '\'', "{text}");
                    assert!(!is_plain::<true>(text.as_bytes()), "{text}");
                }
            }
            assert!(is_plain::<true>("x".repeat(len).as_bytes()));
        }
        assert!(is_plain::<true>(b""));
    }

    #[test]
    fn every_character_at_every_place_of_a_piece() {
        let specials = "<>&\"'\t\n\r\0\x1f\u{7f}é\u{ffff}\u{ff21}\u{1f600}";
        for before in (0..20).chain(460..530) {
            for c in specials.chars() {
                for unit in ["a", "é", "\u{ff21}", "<"] {
                    let text = format!("{}{c}{}", unit.repeat(before), "b".repeat(before % 17));
                    let (mut string, mut bytes) = (String::new(), Vec::new());
                    escape_text(&mut string, &text);
                    assert_eq!(string, simple(&text, false));
                    escape_attribute(&mut bytes, &text);
                    assert_eq!(String::from_utf8(bytes).unwrap(), simple(&text, true));
                }
            }
        }
    }
}
