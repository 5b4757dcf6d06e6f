//! Request ids from a seed.

use crate::http::RequestId;

/// Numbers that do not repeat within one client and hardly between two: a splitmix sequence from the seed. They need not be secret.
#[derive(Debug, Clone)]
pub(super) struct Ids {
    state: u64,
}

impl Ids {
    pub(super) fn new(seed: [u8; 32]) -> Self {
        let state = seed.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self { state }
    }

    fn number(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A text of 32 hexadecimal digits; `None` never happens, but is not worth a panic.
    pub(super) fn next(&mut self) -> Option<RequestId> {
        RequestId::new(format!("{:016x}{:016x}", self.number(), self.number())).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_do_not_repeat_and_depend_on_the_seed() {
        let mut ids = Ids::new([1; 32]);
        let all: std::collections::BTreeSet<_> = (0..1000).filter_map(|_| ids.next()).collect();
        assert_eq!(all.len(), 1000);
        assert_ne!(Ids::new([1; 32]).next(), Ids::new([2; 32]).next());
    }
}
