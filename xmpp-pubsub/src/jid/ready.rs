//! Addresses that need no preparation: lower-case ASCII, which nearly all are. One look at each octet.

use super::MAX_PART;

/// May be in a local part: printable, no capital, none of those that RFC 7622, 3.3.1, takes out.
const LOCAL: u8 = 1;
/// A lower-case letter or a digit.
const ALNUM: u8 = 2;
/// What may stand between these in a domain.
const BETWEEN: u8 = 4;
/// Printable: may be in a resource.
const PRINTABLE: u8 = 8;

const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = b' ';
    while byte <= b'~' {
        let mut class = PRINTABLE;
        match byte {
            b'a'..=b'z' | b'0'..=b'9' => class |= LOCAL | ALNUM,
            b'.' | b'-' => class |= LOCAL | BETWEEN,
            b' ' | b'"' | b'&' | b'\'' | b'/' | b':' | b'<' | b'>' | b'@' | b'A'..=b'Z' => {}
            _ => class |= LOCAL,
        }
        classes[byte as usize] = class;
        byte += 1;
    }
    classes
};

fn class(byte: u8) -> u8 {
    // 256 classes for 256 octets.
    CLASSES[usize::from(byte)]
}

/// Octets of the local part (0: there is none), and of all before the resource, of a text that is an address as it is.
/// `None` says nothing: another way must judge.
pub(super) fn lengths(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let local = bytes.iter().position(|byte| class(*byte) & LOCAL == 0);
    // Where there is no local part, these were the domain, or are none.
    let local = local.filter(|at| bytes.get(*at) == Some(&b'@')).unwrap_or(0);
    let start = if local == 0 { 0 } else { local + 1 };
    let (mut last, mut bare) = (BETWEEN, bytes.len());
    for (at, byte) in bytes.iter().enumerate().skip(start) {
        let class = class(*byte) & (ALNUM | BETWEEN);
        // What stands between must have a letter or digit on both sides. Whether two hyphens are right is not for here.
        if class == ALNUM || (class == BETWEEN && last == ALNUM) {
            last = class;
        } else if *byte == b'/' {
            bare = at;
            break;
        } else {
            return None;
        }
    }
    let resource = bytes.get(bare + 1..).unwrap_or(b"");
    let has_resource = bare < bytes.len();
    let fits = local <= MAX_PART && bare - start <= MAX_PART && resource.len() <= MAX_PART;
    let whole = last == ALNUM && fits && (!has_resource || !resource.is_empty());
    (whole && resource.iter().all(|byte| class(*byte) & PRINTABLE != 0)).then_some((local, bare))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Jid, prepare};
    use super::*;

    /// What is said to be ready is what the long way makes of it. Whether it is.
    fn agrees(text: &str) -> bool {
        let Some((local, bare)) = lengths(text) else { return false };
        let long = prepare::the_long_way(text).unwrap_or_else(|error| panic!("{text:?}: {error}"));
        assert_eq!(long.as_str(), text);
        assert_eq!((long.local, long.bare), (local as u16, bare as u16), "{text:?}");
        true
    }

    #[test]
    fn jid_9_ready_are_those_that_prepare_to_themselves() {
        for text in ["agent1@uccx.example", "a.b_c@d-e.f/R s@/t", "pubsub.s", "192.0.2.1/x", "a+b@c"] {
            assert!(agrees(text), "{text}");
        }
        let long = "a".repeat(MAX_PART);
        assert!(agrees(&format!("{long}@{long}/{long}")));
        for text in [
            "",
            "@",
            "/",
            "a@",
            "@a",
            "a/",
            "A@b",
            "a@B",
            "a@b@c",
            "a@b.",
            "a@.b",
            "a@b..c",
            "a@-b",
            "a@b-",
            "a@b-.c",
            "a@b--c",
            "a b@c",
            "a:b@c",
            "a@b/\u{7f}",
            "a@b/\u{e9}",
            "\u{e9}@b",
            "[::1]",
        ] {
            assert!(!agrees(text), "{text}");
        }
        assert!(
            !agrees(&format!("{long}a@b"))
                && !agrees(&format!("a@{long}a"))
                && !agrees(&format!("a/{long}a"))
        );
    }

    #[test]
    fn jid_9_every_octet_in_every_part() {
        let mut ready = 0;
        for byte in 0..=127_u8 {
            let c = char::from(byte);
            for text in
                [format!("a{c}b@d"), format!("{c}@d"), format!("a@d{c}e"), format!("{c}"), format!("a@d/{c}")]
            {
                ready += u32::from(agrees(&text));
            }
        }
        assert!(ready > 250, "{ready}");
    }

    #[test]
    fn jid_9_every_short_text_of_what_matters() {
        let alphabet = ["a", "7", "A", "-", ".", "@", "/", " ", "_", "\u{e9}"];
        let mut texts = vec![String::new()];
        for _ in 0..4 {
            let longer = texts.iter().flat_map(|text| alphabet.map(|piece| format!("{text}{piece}")));
            texts.extend(longer.collect::<Vec<_>>());
            texts.sort_unstable();
            texts.dedup();
        }
        assert_eq!(texts.len(), 11_111);
        let ready = texts.iter().filter(|text| agrees(text)).count();
        assert!(ready > 300, "{ready}");
    }

    proptest! {
        #[test]
        fn jid_9_ready_agrees(text in "[a-c.@/ -]{0,16}|[ -~]{0,16}|[a-z0-9]{1,5}@[a-z.-]{1,9}/[ -~]{1,9}") {
            agrees(&text);
        }

        /// Nobody can tell which way a text has gone.
        #[test]
        fn jid_9_both_ways_give_one_answer(text in "[a-zA-Z0-9@/._ -]{1,16}|\\PC{1,8}") {
            prop_assert_eq!(Jid::new(&text), Jid::prepare(&text));
        }
    }
}
