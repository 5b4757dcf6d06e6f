//! Limits that a host sets for addresses and streams (SEC-4): how many, how often, how much.

use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::ops::Bound;
use std::time::{Duration, Instant};

/// How much in how long: a bucket that holds `burst` and loses `per_second`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// What is allowed for good.
    pub per_second: u32,
    /// What is allowed at once, after a rest.
    pub burst: u32,
}

impl Rate {
    /// So much for good, and so much at once.
    #[must_use]
    pub const fn new(per_second: u32, burst: u32) -> Self {
        Self { per_second, burst }
    }
}

/// How full a [`Rate`]'s bucket is.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Level(f32);

impl Level {
    /// Time has passed.
    pub(crate) fn rest(&mut self, rate: Rate, time: Duration) {
        self.0 = (self.0 - rate.per_second as f32 * time.as_secs_f32()).max(0.0);
    }

    /// `false`: it was too much. It counts all the same.
    pub(crate) fn add(&mut self, rate: Rate, amount: usize) -> bool {
        // Beyond this it is too much whatever comes.
        self.0 = (self.0 + amount as f32).min(2.0 * rate.burst as f32 + 1.0);
        self.0 <= rate.burst as f32
    }

    fn is_empty(self) -> bool {
        self.0 <= 0.0
    }
}

/// What one address may do. An IPv6 address stands for its network of 64 bits.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct DoorLimits {
    /// Connections at once. Default: 256, because a whole office may be behind one address.
    pub connections: usize,
    /// Connections, one after the other. Default: 20 in a second, 200 at once.
    pub attempts: Rate,
    /// Failed logins that are remembered; who has more is not let in. Default: 20.
    pub failures: u32,
    /// How long it takes until a failed login is forgotten. Default: 10 s.
    pub forgiven: Duration,
    /// Addresses that are remembered at once; where there are more, no new one is let in. Default: 65,536.
    pub addresses: usize,
}

impl Default for DoorLimits {
    fn default() -> Self {
        Self {
            connections: 256,
            attempts: Rate::new(20, 200),
            failures: 20,
            forgiven: Duration::from_secs(10),
            addresses: 1 << 16,
        }
    }
}

/// Why somebody is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TurnedAway {
    /// Too many connections from there at once.
    Connections,
    /// Too many connections from there in a short time.
    Attempts,
    /// Too many failed logins from there.
    Failures,
    /// Too many addresses are remembered.
    Crowded,
}

impl fmt::Display for TurnedAway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connections => "too many connections from one address",
            Self::Attempts => "too many connections from one address in a short time",
            Self::Failures => "too many failed logins from one address",
            Self::Crowded => "too many addresses",
        })
    }
}

impl std::error::Error for TurnedAway {}

/// Lets connections in, by where they come from: before anything is spent on them. It knows no sockets; the host, or the
/// gate of the tokio adapter, asks it.
///
/// ```
/// use std::time::{Duration, Instant};
/// use xmpp_pubsub::{DoorLimits, Doorkeeper, TurnedAway};
///
/// # let now = Instant::now();
/// let mut limits = DoorLimits::default();
/// limits.failures = 1;
/// let mut door = Doorkeeper::new(limits);
/// let somebody = "192.0.2.7".parse()?;
/// door.admit(now, somebody)?;
/// door.login_failed(now, somebody);
/// door.login_failed(now, somebody);
/// door.left(somebody);
/// assert_eq!(door.admit(now, somebody), Err(TurnedAway::Failures));
/// assert_eq!(door.admit(now + Duration::from_secs(10), somebody), Ok(()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Doorkeeper {
    limits: DoorLimits,
    guests: BTreeMap<IpAddr, Guest>,
    /// Where the search for those who can be forgotten goes on.
    swept: Option<IpAddr>,
}

#[derive(Debug)]
struct Guest {
    open: usize,
    attempts: Level,
    failures: Level,
    seen: Instant,
}

/// Guests that are looked at for each one that comes: more than come, so that those who can be forgotten are.
const SWEEP: usize = 4;

impl Doorkeeper {
    /// Nobody has come yet.
    #[must_use]
    pub fn new(limits: DoorLimits) -> Self {
        Self { limits, guests: BTreeMap::new(), swept: None }
    }

    /// A connection comes. If it is let in, [`left`](Self::left) must follow when it ends.
    ///
    /// # Errors
    /// [`TurnedAway`]: close it.
    pub fn admit(&mut self, now: Instant, address: IpAddr) -> Result<(), TurnedAway> {
        self.sweep(now);
        let address = network(address);
        let crowded = self.guests.len() >= self.limits.addresses && !self.guests.contains_key(&address);
        if crowded {
            return Err(TurnedAway::Crowded);
        }
        let (connections, attempts) = (self.limits.connections, self.limits.attempts);
        let failures = self.limits.failures as f32;
        let guest = self.guest(now, address);
        if !guest.attempts.add(attempts, 1) {
            return Err(TurnedAway::Attempts);
        }
        if guest.failures.0 > failures {
            return Err(TurnedAway::Failures);
        }
        if guest.open >= connections {
            return Err(TurnedAway::Connections);
        }
        guest.open += 1;
        Ok(())
    }

    /// A connection that was let in has ended.
    pub fn left(&mut self, address: IpAddr) {
        if let Some(guest) = self.guests.get_mut(&network(address)) {
            guest.open = guest.open.saturating_sub(1);
        }
    }

    /// Somebody there gave a wrong password, or a name that does not exist:
    /// [`failed_logins`](crate::ServerStream::failed_logins) counts those of a stream.
    pub fn login_failed(&mut self, now: Instant, address: IpAddr) {
        let address = network(address);
        // Only who has been let in can fail.
        if self.guests.contains_key(&address) {
            let rate = Rate::new(0, self.limits.failures);
            self.guest(now, address).failures.add(rate, 1);
        }
    }

    /// Addresses that are remembered.
    #[must_use]
    pub fn remembered(&self) -> usize {
        self.guests.len()
    }

    fn guest(&mut self, now: Instant, address: IpAddr) -> &mut Guest {
        let fresh = Guest { open: 0, attempts: Level::default(), failures: Level::default(), seen: now };
        let guest = self.guests.entry(address).or_insert(fresh);
        guest.rest(&self.limits, now);
        guest
    }

    fn sweep(&mut self, now: Instant) {
        for _ in 0..SWEEP {
            let from = self.swept.map_or(Bound::Unbounded, Bound::Excluded);
            let Some((address, guest)) = self.guests.range_mut((from, Bound::Unbounded)).next() else {
                self.swept = None;
                return;
            };
            let address = *address;
            guest.rest(&self.limits, now);
            self.swept = Some(address);
            if guest.is_forgettable() {
                self.guests.remove(&address);
            }
        }
    }
}

impl Guest {
    fn rest(&mut self, limits: &DoorLimits, now: Instant) {
        let time = now.saturating_duration_since(self.seen);
        self.seen = self.seen.max(now);
        self.attempts.rest(limits.attempts, time);
        let forgiven = time.as_secs_f32() / limits.forgiven.as_secs_f32().max(0.001);
        self.failures.0 = (self.failures.0 - forgiven).max(0.0);
    }

    fn is_forgettable(&self) -> bool {
        self.open == 0 && self.attempts.is_empty() && self.failures.is_empty()
    }
}

/// Whoever has one address of a network of 64 bits has all of them.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(six) => match six.to_ipv4_mapped() {
            Some(four) => IpAddr::V4(four),
            None => IpAddr::V6(Ipv6Addr::from_bits(six.to_bits() & !u128::from(u64::MAX))),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[allow(clippy::disallowed_methods)]
    fn start() -> Instant {
        Instant::now()
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn sec_4_connections_of_an_address_are_bounded() {
        let limits = DoorLimits { connections: 2, ..DoorLimits::default() };
        let (mut door, now) = (Doorkeeper::new(limits), start());
        let (one, other) = (address("192.0.2.1"), address("192.0.2.2"));
        assert_eq!([door.admit(now, one), door.admit(now, one)], [Ok(()); 2]);
        assert_eq!(door.admit(now, one), Err(TurnedAway::Connections));
        // The same address in other words.
        assert_eq!(door.admit(now, address("::ffff:192.0.2.1")), Err(TurnedAway::Connections));
        assert_eq!(door.admit(now, other), Ok(()));
        door.left(one);
        assert_eq!(door.admit(now, one), Ok(()));
        // A network of 64 bits is one guest.
        assert_eq!(door.admit(now, address("2001:db8::1")), Ok(()));
        assert_eq!(door.admit(now, address("2001:db8::2")), Ok(()));
        assert_eq!(door.admit(now, address("2001:db8::3")), Err(TurnedAway::Connections));
        assert_eq!(door.admit(now, address("2001:db8:0:1::3")), Ok(()));
    }

    #[test]
    fn sec_4_attempts_of_an_address_are_bounded() {
        let limits = DoorLimits { attempts: Rate::new(2, 5), ..DoorLimits::default() };
        let (mut door, mut now) = (Doorkeeper::new(limits), start());
        let one = address("192.0.2.1");
        for _ in 0..5 {
            door.admit(now, one).unwrap();
            door.left(one);
        }
        assert_eq!(door.admit(now, one), Err(TurnedAway::Attempts));
        // Who goes on trying stays out; who rests comes in again.
        let mut admitted = 0;
        for _ in 0..100 {
            now += Duration::from_millis(100);
            admitted += usize::from(door.admit(now, one).is_ok());
        }
        assert!(admitted < 5, "{admitted}");
        now += Duration::from_secs(10);
        assert_eq!(door.admit(now, one), Ok(()));
    }

    #[test]
    fn sec_4_failed_logins_of_an_address_are_bounded() {
        let limits = DoorLimits { failures: 3, ..DoorLimits::default() };
        let (mut door, now) = (Doorkeeper::new(limits), start());
        let one = address("192.0.2.1");
        door.admit(now, one).unwrap();
        (0..3).for_each(|_| door.login_failed(now, one));
        assert_eq!(door.admit(now, one), Ok(()));
        door.login_failed(now, one);
        assert_eq!(door.admit(now, one), Err(TurnedAway::Failures));
        assert_eq!(door.admit(now + Duration::from_secs(9), one), Err(TurnedAway::Failures));
        assert_eq!(door.admit(now + Duration::from_secs(11), one), Ok(()));
        // Who was never here is nobody to remember.
        door.login_failed(now, address("192.0.2.9"));
        assert_eq!(door.remembered(), 1);
    }

    #[test]
    fn sec_4_addresses_are_forgotten_and_bounded() {
        let limits = DoorLimits { addresses: 100, ..DoorLimits::default() };
        let (mut door, mut now) = (Doorkeeper::new(limits), start());
        let guest = |number: u32| IpAddr::V4((0x0a00_0000 + number).into());
        for number in 0..100 {
            door.admit(now, guest(number)).unwrap();
        }
        assert_eq!(door.admit(now, guest(100)), Err(TurnedAway::Crowded));
        assert_eq!(door.admit(now, guest(0)), Ok(()), "known already");
        // Gone, and nothing against them: forgotten as others come, for as long as it goes on.
        (0..100).for_each(|number| door.left(guest(number)));
        door.left(guest(0));
        for number in 200..10_200 {
            now += Duration::from_secs(1);
            door.admit(now, guest(number)).unwrap();
            door.left(guest(number));
            assert!(door.remembered() <= 100);
        }
        assert!(door.remembered() < 10, "{}", door.remembered());
    }
}
