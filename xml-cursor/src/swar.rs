//! Eight bytes at a time, in one word: what lies between two references is too short for a call of `memchr` to pay.

const ONES: u64 = u64::from_ne_bytes([0x01; 8]);
const HIGHS: u64 = u64::from_ne_bytes([0x80; 8]);

pub(crate) const WORD: usize = 8;

/// Eight bytes, the first in the lowest place.
#[inline]
pub(crate) fn word(bytes: &[u8; WORD]) -> u64 {
    u64::from_le_bytes(*bytes)
}

/// Marks bytes that are `byte`. A mark above the lowest one may be wrong.
#[inline]
pub(crate) fn is(word: u64, byte: u8) -> u64 {
    let zero = word ^ (ONES * byte as u64);
    zero.wrapping_sub(ONES) & !zero & HIGHS
}

/// Marks bytes that are `byte` once the bits of `mask` are set off. A mark above the lowest one may be wrong.
#[inline]
pub(crate) fn is_masked(word: u64, byte: u8, mask: u8) -> u64 {
    is(word & (ONES * !mask as u64), byte)
}

/// Marks bytes below `byte`, which is at most 0x80. A mark above the lowest one may be wrong.
#[inline]
pub(crate) fn below(word: u64, byte: u8) -> u64 {
    word.wrapping_sub(ONES * byte as u64) & !word & HIGHS
}

/// How many bytes come before the first marked one.
#[inline]
pub(crate) fn before(marks: u64) -> usize {
    (marks.trailing_zeros() / 8) as usize
}

/// Which of 64 bytes are `byte`: a bit each, the first in the lowest place.
#[inline]
pub(crate) fn places(block: &[u8; 64], byte: u8) -> u64 {
    // One byte each, without branches, of which the compiler makes vector code; then a bit each.
    let same = block.map(|b| u8::from(b == byte));
    let (words, _) = same.as_chunks::<WORD>();
    let bits = |bytes: &[u8; WORD]| word(bytes).wrapping_mul(0x0102_0408_1020_4080) >> 56;
    words.iter().rev().fold(0, |all, bytes| all << WORD | bits(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_places_of_a_byte_in_a_block() {
        assert_eq!(places(&[b'x'; 64], b'&'), 0);
        assert_eq!(places(&[b'&'; 64], b'&'), u64::MAX);
        for at in 0..64 {
            for other in 0..64 {
                let mut block = [0xa6; 64];
                (block[at], block[other]) = (b'&', b'&');
                assert_eq!(places(&block, b'&'), 1 << at | 1 << other);
            }
        }
    }

    #[test]
    fn the_first_mark_is_right_for_every_byte_at_every_place() {
        for at in 0..WORD {
            for byte in 0..=u8::MAX {
                let mut bytes = [b'x'; WORD];
                bytes[at] = byte;
                let w = word(&bytes);
                assert_eq!(before(is(w, b'&')), if byte == b'&' { at } else { WORD });
                assert_eq!(before(below(w, b' ')), if byte < b' ' { at } else { WORD });
                let angle = byte == b'<' || byte == b'>';
                assert_eq!(before(is_masked(w, b'<', 2)), if angle { at } else { WORD });
            }
        }
    }
}
