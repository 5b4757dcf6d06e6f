//! A bad network: what happens to each exchange, decided from a seed.

use std::time::Duration;

/// How bad the network is. Parts are percent of exchanges.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Impairment {
    /// Each way takes up to so long.
    pub delay: Duration,
    /// Requests or answers that never arrive.
    pub loss: f64,
    /// Requests that arrive twice, over two connections.
    pub duplicate: f64,
    /// Requests that are overtaken by later ones.
    pub reorder: f64,
    /// Connections that break while a request is held.
    pub cut: f64,
}

impl Impairment {
    /// Is this network a good one?
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// What happens to one exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fate {
    /// Before the request is sent.
    pub before: Duration,
    /// Before the answer arrives.
    pub after: Duration,
    /// What else.
    pub twist: Twist,
}

/// What happens to one exchange, besides delay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Twist {
    /// Nothing.
    None,
    /// The request does not arrive.
    RequestLost,
    /// The answer does not arrive.
    AnswerLost,
    /// The request arrives twice.
    Twice,
    /// The connection breaks after this time, if the answer is not there by then.
    CutAfter(Duration),
}

/// Draws fates.
#[derive(Debug, Clone)]
pub struct Dice {
    state: u64,
}

impl Dice {
    /// The same seed gives the same fates.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// A number (splitmix64).
    pub fn number(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn percent(&mut self) -> f64 {
        (self.number() >> 40) as f64 * 100.0 / f64::from(1 << 24)
    }

    fn up_to(&mut self, most: Duration) -> Duration {
        let micros = u64::try_from(most.as_micros()).unwrap_or(u64::MAX);
        if micros == 0 { Duration::ZERO } else { Duration::from_micros(self.number() % micros) }
    }

    /// What happens to the next exchange.
    pub fn fate(&mut self, network: &Impairment) -> Fate {
        let mut before = self.up_to(network.delay);
        let after = self.up_to(network.delay);
        if self.percent() < network.reorder {
            before += Duration::from_millis(20) + self.up_to(Duration::from_millis(200));
        }
        let draw = self.percent();
        let twist = if draw < network.loss / 2.0 {
            Twist::RequestLost
        } else if draw < network.loss {
            Twist::AnswerLost
        } else if draw < network.loss + network.duplicate {
            Twist::Twice
        } else if draw < network.loss + network.duplicate + network.cut {
            Twist::CutAfter(self.up_to(Duration::from_millis(500)))
        } else {
            Twist::None
        };
        Fate { before, after, twist }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fates_follow_from_the_seed_and_come_as_often_as_asked() {
        let network = Impairment { loss: 10.0, duplicate: 20.0, cut: 5.0, ..Impairment::default() };
        let draw = || {
            let mut dice = Dice::new(7);
            (0..10_000).map(|_| dice.fate(&network)).collect::<Vec<_>>()
        };
        let fates = draw();
        assert_eq!(fates, draw());
        let count = |wanted: fn(Twist) -> bool| fates.iter().filter(|f| wanted(f.twist)).count();
        assert!((800..1200).contains(&count(|t| matches!(t, Twist::RequestLost | Twist::AnswerLost))));
        assert!((1700..2300).contains(&count(|t| t == Twist::Twice)));
        assert!((350..650).contains(&count(|t| matches!(t, Twist::CutAfter(_)))));
        assert!(fates.iter().all(|f| f.before.is_zero() && f.after.is_zero()));
    }
}
