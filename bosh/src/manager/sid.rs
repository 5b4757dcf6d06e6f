//! Session ids: 192 unpredictable bits.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasherDefault, Hasher};

use super::api::SessionId;
use crate::chance::Chance;

/// A session id as sent: 48 hexadecimal digits. The first 16 find the session, the others prove that the
/// client knows it; only these are compared, and in constant time (§19.3).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Sid([u8; 48]);

impl Sid {
    pub(super) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    fn locator(text: &[u8]) -> Option<u64> {
        let digits = std::str::from_utf8(text.get(..16)?).ok()?;
        // `from_str_radix` takes a sign and upper case, which we never wrote; the comparison below notices.
        u64::from_str_radix(digits, 16).ok()
    }

    fn equals(&self, text: &[u8]) -> bool {
        text.len() == self.0.len() && self.0.iter().zip(text).fold(0, |diff, (a, b)| diff | (a ^ b)) == 0
    }
}

impl fmt::Debug for Sid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sid(..)")
    }
}

/// All session ids.
#[derive(Default)]
pub(super) struct Sids {
    sessions: HashMap<u64, (Sid, SessionId), BuildHasherDefault<Spread>>,
}

impl Sids {
    pub(super) fn create(&mut self, chance: &mut Chance, session: SessionId) -> Sid {
        loop {
            let block = chance.block();
            let mut text = [0; 48];
            for (pair, byte) in text.chunks_exact_mut(2).zip(block) {
                if let [high, low] = pair {
                    (*high, *low) = (digit(byte >> 4), digit(byte & 15));
                }
            }
            let sid = Sid(text);
            let locator = Sid::locator(&text).unwrap_or_default();
            if let std::collections::hash_map::Entry::Vacant(place) = self.sessions.entry(locator) {
                place.insert((sid, session));
                return sid;
            }
        }
    }

    pub(super) fn find(&self, text: &str) -> Option<SessionId> {
        let text = text.as_bytes();
        let (sid, session) = self.sessions.get(&Sid::locator(text)?)?;
        sid.equals(text).then_some(*session)
    }

    pub(super) fn remove(&mut self, sid: &Sid) {
        if let Some(locator) = Sid::locator(&sid.0) {
            self.sessions.remove(&locator);
        }
    }
}

const fn digit(n: u8) -> u8 {
    if n < 10 { b'0' + n } else { b'a' + n - 10 }
}

/// Hashes numbers that we chose ourselves: no peer can make them collide.
#[derive(Default)]
pub(crate) struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, n: u64) {
        // Fibonacci hashing, folded so that both halves of the table index get the high bits.
        let mixed = (self.0 ^ n).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bosh_12_sids_are_long_unique_and_found_only_whole() {
        let (mut sids, mut chance) = (Sids::default(), Chance::new([1; 32]));
        let one = sids.create(&mut chance, SessionId(1));
        let two = sids.create(&mut chance, SessionId(2));
        assert_eq!(one.as_str().len() * 4, 192);
        assert_ne!(one.as_str(), two.as_str());
        assert_eq!(sids.find(one.as_str()), Some(SessionId(1)));
        assert_eq!(sids.find(two.as_str()), Some(SessionId(2)));
        assert_eq!(sids.find(&one.as_str()[..16]), None);
        assert_eq!(sids.find(&format!("{}{}", &one.as_str()[..16], &two.as_str()[16..])), None);
        assert_eq!(sids.find(&one.as_str().to_uppercase()), None);
        assert_eq!(sids.find(""), None);
        sids.remove(&one);
        assert_eq!(sids.find(one.as_str()), None);
        assert_eq!(format!("{two:?}"), "Sid(..)");
    }
}
