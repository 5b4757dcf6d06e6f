//! The binary traces of the engine's log.
//!
//! An entry names the header (`MHDR:`) and the body (`MDATA:`), each as a dump: an offset of four hexadecimal digits
//! and a colon, up to 16 bytes, then the same as text. The text can look like bytes, so the number of bytes of a row
//! is taken from the length in the header and never from the row. Line breaks may stand anywhere between words.

use bytes::Bytes;
use cti_wire::{Frame, HEADER, MAX_MESSAGE, MessageType};
use nom::bytes::complete::{tag, take_until, take_while_m_n};
use nom::character::complete::{char, multispace0, space0};
use nom::combinator::{map, map_res};
use nom::multi::count;
use nom::sequence::{delimited, preceded, terminated};
use nom::{IResult, Parser};

/// What stands before a header.
const MHDR: &str = "MHDR:";

/// Bytes of a row.
const ROW: usize = 16;

/// One traced message.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Entry<'t> {
    /// What the log says before the dump: time, facility, direction.
    pub(crate) label: &'t str,
    /// The message.
    pub(crate) frame: Frame,
}

/// Every traced message of a log.
pub(crate) fn entries(mut text: &str) -> impl Iterator<Item = Result<Entry<'_>, String>> {
    std::iter::from_fn(move || {
        let before = take_until::<_, _, nom::error::Error<&str>>(MHDR).parse(text);
        let Ok((at, before)) = before else {
            text = "";
            return None;
        };
        let label = before.lines().last().unwrap_or_default().trim();
        // An entry ends where the next one starts: a header without its body must not take the next one's.
        let end = at.get(MHDR.len()..).and_then(|rest| rest.find(MHDR)).map_or(at.len(), |n| n + MHDR.len());
        let own = at.get(..end).unwrap_or(at);
        match entry(own) {
            Ok((left, frame)) => {
                text = at.get(own.len() - left.len()..).unwrap_or_default();
                Some(Ok(Entry { label, frame }))
            }
            Err(_) => {
                // Go on behind this header: what stands before the next one is its label.
                text = at.get(MHDR.len()..).unwrap_or_default();
                Some(Err(format!("a trace that cannot be read, after {label:?}")))
            }
        }
    })
}

fn entry(text: &str) -> IResult<&str, Frame> {
    let (rest, header) = preceded(tag(MHDR), |i| dump(HEADER, i)).parse(text)?;
    let number = |bytes: &[u8]| bytes.iter().fold(0u32, |n, b| n << 8 | u32::from(*b));
    let (length, ty) = header.split_at(4);
    let len = number(length) as usize;
    if len > MAX_MESSAGE - HEADER {
        return Err(nom::Err::Failure(nom::error::Error::new(text, nom::error::ErrorKind::TooLarge)));
    }
    let message_type = MessageType(number(ty));
    if len == 0 {
        return Ok((rest, Frame { message_type, body: Bytes::new() }));
    }
    let (rest, _) = take_until("MDATA:").parse(rest)?;
    let (rest, body) = preceded(tag("MDATA:"), |i| dump(len, i)).parse(rest)?;
    Ok((rest, Frame { message_type, body: body.into() }))
}

/// `len` bytes in rows.
fn dump(len: usize, mut text: &str) -> IResult<&str, Vec<u8>> {
    let mut bytes = Vec::with_capacity(len);
    while bytes.len() < len {
        // The text column of the row before ends where the next offset starts.
        let offset = format!("{:04x}:", bytes.len());
        let start = find_ignoring_case(text, &offset).unwrap_or(text.len());
        let (rest, _) = preceded(multispace0, offset_of).parse(text.get(start..).unwrap_or_default())?;
        let (rest, row) = count(preceded(multispace0, byte), ROW.min(len - bytes.len())).parse(rest)?;
        bytes.extend(row);
        text = rest;
    }
    Ok((text, bytes))
}

fn find_ignoring_case(text: &str, what: &str) -> Option<usize> {
    text.as_bytes().windows(what.len()).position(|place| place.eq_ignore_ascii_case(what.as_bytes()))
}

fn offset_of(text: &str) -> IResult<&str, ()> {
    map(terminated(hex_digits(4, 8), char(':')), drop).parse(text)
}

fn byte(text: &str) -> IResult<&str, u8> {
    map_res(delimited(space0, hex_digits(2, 2), space0), |digits| u8::from_str_radix(digits, 16)).parse(text)
}

fn hex_digits<'t>(
    min: usize,
    max: usize,
) -> impl Parser<&'t str, Output = &'t str, Error = nom::error::Error<&'t str>> {
    take_while_m_n(min, max, |c: char| c.is_ascii_hexdigit())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use cti_wire::{BeginCallEvent, CallId, CallType, Profile, field};

    use super::*;

    /// The bytes of the CCX guide's example trace, with text columns that look like bytes.
    const DUMP: &str = "MHDR:
        0000: 00 00 00 36 00 00 00 17  ...6....
        MDATA:
        0000: 00 00 00 00 00 00 00 01 00 15 00 00 00 00 00 00  ................
        0010: 00 01 00 00 01 00 01 10 00 00 08 05 32 30 30 36  ............2006
        0020: 00 0B 05 37 30 30 30 00 19 05 39 30 32 36 00 0A  ...7000...9026..
        0030: 05 37 30 30 30 00                                .7000.";

    fn check(log: &str) {
        let entry = entries(log).next().unwrap().unwrap();
        assert!(entry.label.ends_with("writing..."), "{}", entry.label);
        assert_eq!(entry.frame.body.len(), 54);
        let m: BeginCallEvent<'_> = entry.frame.decode(&Profile::ccx(17)).unwrap();
        assert_eq!((m.call_type, m.connection_call_id), (CallType::ACD_IN, CallId(16_777_488)));
        assert_eq!(m.get::<field::DialedNumber>().unwrap().unwrap(), "7000");
    }

    #[test]
    fn rows_may_stand_on_lines_or_in_one_line() {
        let log =
            format!("1: Nov 20 10:43:59.435 %MIVR-ICD_CTI-7-UNK:writing... {DUMP}\n2: something else\n");
        check(&log);
        check(&log.replace('\n', " ").replace("        ", " "));
    }

    #[test]
    fn a_broken_trace_does_not_hide_the_next() {
        let log = format!("a: reading... MHDR: 0000: 00 00 zz\nb: writing... {DUMP}");
        let found: Vec<_> = entries(&log).collect();
        assert_eq!(found[0], Err("a trace that cannot be read, after \"a: reading...\"".to_owned()));
        assert_eq!(found[1].as_ref().unwrap().label, "b: writing...");
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn a_header_without_its_body_does_not_take_the_next_ones() {
        let log = format!("a: writing... MHDR: 0000: 00 00 00 36 00 00 00 1e\nb: writing... {DUMP}");
        let found: Vec<_> = entries(&log).collect();
        assert_eq!(found[0], Err("a trace that cannot be read, after \"a: writing...\"".to_owned()));
        let entry = found[1].as_ref().unwrap();
        assert_eq!((entry.label, entry.frame.message_type.0, found.len()), ("b: writing...", 23, 2));
    }

    #[test]
    fn offsets_may_be_written_large() {
        let row = |n: usize| format!("{n:04X}: {}", "41 ".repeat(16));
        let body: Vec<String> = (0..11).map(|n| row(n * 16)).collect();
        let log = format!("x: writing... MHDR: 0000: 00 00 00 B0 00 00 00 1E MDATA: {}", body.join(" "));
        let found = entries(&log).next().unwrap().unwrap();
        assert_eq!((&found.frame.body[..], found.frame.message_type.0), (&[0x41; 176][..], 30));
    }

    #[test]
    fn a_message_without_body_has_no_data() {
        let log = "writing... MHDR: 0000: 00 00 00 00 00 00 01 15 ........\nwriting... MHDR: 0000: 00 00 00 04 00 00 00 05\nMDATA: 0000: 00 00 00 09";
        let types: Vec<_> = entries(log).map(|e| e.unwrap().frame.message_type).collect();
        assert_eq!(types, [MessageType::STANDBY_ACTIVE_EVENT, MessageType::HEARTBEAT_REQ]);
    }
}
