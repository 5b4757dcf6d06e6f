//! Escaping: what a reader would take for something else is written as a reference (XML-4, XML-8).

use crate::writer::Sink;

const TEXT: u8 = 1;
const ATTRIBUTE: u8 = 2;

/// Which bytes need a look. 0xEF may begin U+FFFE or U+FFFF.
static SPECIAL: [u8; 256] = {
    let mut table = [0; 256];
    let mut b = 0;
    while b < 256 {
        table[b] = match b as u8 {
            b'\t' | b'\n' | b'\'' | b'"' => ATTRIBUTE,
            0..b' ' | b'<' | b'>' | b'&' | 0xef => TEXT | ATTRIBUTE,
            _ => 0,
        };
        b += 1;
    }
    table
};

#[inline]
pub(crate) fn escape_text(out: &mut impl Sink, text: &str) {
    escape(out, text, TEXT);
}

#[inline]
pub(crate) fn escape_attribute(out: &mut impl Sink, text: &str) {
    escape(out, text, ATTRIBUTE);
}

fn escape(out: &mut impl Sink, text: &str, mask: u8) {
    let mut rest = text;
    let mut from = 0;
    while let Some(at) = special(rest.as_bytes(), from, mask) {
        let (with, len) = match rest.as_bytes().get(at..) {
            Some([b'<', ..]) => ("&lt;", 1),
            Some([b'>', ..]) => ("&gt;", 1),
            Some([b'&', ..]) => ("&amp;", 1),
            Some([b'\'', ..]) => ("&apos;", 1),
            Some([b'"', ..]) => ("&quot;", 1),
            Some([b'\t', ..]) => ("&#9;", 1),
            Some([b'\n', ..]) => ("&#10;", 1),
            Some([b'\r', ..]) => ("&#13;", 1),
            Some([0xef, 0xbf, 0xbe | 0xbf, ..]) => ("\u{fffd}", 3),
            Some([0xef, ..]) => {
                from = at + 3;
                continue;
            }
            _ => ("\u{fffd}", 1),
        };
        let (run, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(run);
        out.push_str(with);
        rest = tail.get(len..).unwrap_or("");
        from = 0;
    }
    out.push_str(rest);
}

/// The next byte that needs a look.
#[inline]
fn special(bytes: &[u8], from: usize, mask: u8) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.iter().position(|&b| SPECIAL[usize::from(b)] & mask != 0).map(|at| from + at)
}
