//! Which hosts serve a domain's clients: the order of SRV records (RFC 2782; RFC 6120, 3.2; XEP-0368).

use std::fmt;

use crate::Jid;
use crate::chance::Chance;

/// One SRV record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SrvRecord {
    /// Lower comes first.
    pub priority: u16,
    /// Share among records of one priority.
    pub weight: u16,
    /// TCP port.
    pub port: u16,
    /// The host's name; `.`: the service is decidedly not offered.
    pub target: String,
}

/// What a domain's two services say. Empty: there are no records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SrvRecords {
    /// Of `_xmpp-client._tcp`: in clear first, then STARTTLS.
    pub starttls: Vec<SrvRecord>,
    /// Of `_xmpps-client._tcp`: TLS from the first byte.
    pub direct: Vec<SrvRecord>,
}

/// A host to try. Its certificate must be good for the *domain* all the same (TLS-4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SrvTarget {
    /// A name or an address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// TLS from the first byte.
    pub direct: bool,
}

/// The domain says that it has no service for clients: there is nobody to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotOffered;

impl fmt::Display for NotOffered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the domain offers no service for clients")
    }
}

impl std::error::Error for NotOffered {}

/// Targets beyond this many are not worth a user's patience.
const MAX_TARGETS: usize = 16;

impl SrvRecords {
    /// The hosts to try, in order: both services together by priority, within one priority by chance in proportion to the
    /// weights. A domain without records for STARTTLS and without a host for direct TLS is tried itself, on port 5222.
    /// `seed` must be random.
    ///
    /// # Errors
    /// [`NotOffered`]: the records say so.
    pub fn targets(&self, domain: &Jid, seed: [u8; 32]) -> Result<Vec<SrvTarget>, NotOffered> {
        let mut chance = Chance::new(seed);
        let usable = |records: &[SrvRecord], direct| -> Vec<_> {
            let named = records.iter().filter(|record| !record.target.trim_end_matches('.').is_empty());
            named.map(|record| (record.clone(), direct)).collect()
        };
        let mut left = usable(&self.starttls, false);
        left.extend(usable(&self.direct, true));
        if left.is_empty() {
            // A record without a host is an answer; none is not.
            let host = domain.domain().trim_start_matches('[').trim_end_matches(']').to_owned();
            let itself = SrvTarget { host, port: 5222, direct: false };
            return if self.starttls.is_empty() { Ok(vec![itself]) } else { Err(NotOffered) };
        }
        // Stable: records of no weight come first among their equals, as RFC 2782 wants.
        left.sort_by_key(|(record, _)| (record.priority, record.weight > 0));
        let mut targets = Vec::new();
        while let Some((first, _)) = left.first()
            && targets.len() < MAX_TARGETS
        {
            let priority = first.priority;
            let equals = left.iter().take_while(|(record, _)| record.priority == priority);
            let weights: Vec<_> = equals.map(|(record, _)| u64::from(record.weight)).collect();
            let drawn = chance.below(weights.iter().sum::<u64>() + 1);
            let mut sum = 0;
            let found = weights.iter().position(|weight| {
                sum += weight;
                sum >= drawn
            });
            let (record, direct) = left.remove(found.unwrap_or(0));
            let host = record.target.trim_end_matches('.').to_owned();
            targets.push(SrvTarget { host, port: record.port, direct });
        }
        Ok(targets)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(priority: u16, weight: u16, target: &str) -> SrvRecord {
        SrvRecord { priority, weight, port: 5222, target: target.to_owned() }
    }

    fn hosts(records: &SrvRecords, seed: [u8; 32]) -> Vec<String> {
        let domain = Jid::new("s.example").unwrap();
        records.targets(&domain, seed).unwrap().into_iter().map(|target| target.host).collect()
    }

    #[test]
    fn srv_lower_priorities_come_first_over_both_services() {
        let records = SrvRecords {
            starttls: vec![record(20, 0, "c."), record(5, 0, "a.")],
            direct: vec![record(10, 9, "b."), record(30, 0, "d.")],
        };
        for seed in 0..20 {
            assert_eq!(hosts(&records, [seed; 32]), ["a", "b", "c", "d"]);
        }
        let domain = Jid::new("s.example").unwrap();
        let direct: Vec<_> =
            records.targets(&domain, [1; 32]).unwrap().iter().map(|target| target.direct).collect();
        assert_eq!(direct, [false, true, false, true]);
    }

    #[test]
    fn srv_weights_are_shares() {
        let records = SrvRecords {
            starttls: vec![record(1, 30, "a"), record(1, 10, "b"), record(1, 0, "c")],
            direct: vec![],
        };
        let mut first = [0; 3];
        for seed in 0..4000_u32 {
            let mut bytes = [0; 32];
            bytes[..4].copy_from_slice(&seed.to_le_bytes());
            let hosts = hosts(&records, bytes);
            assert_eq!(hosts.len(), 3);
            first[["a", "b", "c"].iter().position(|host| *host == hosts[0]).unwrap()] += 1;
        }
        // Of 41 numbers 30 are a's, 10 b's and one is c's.
        assert!((2800..3100).contains(&first[0]), "{first:?}");
        assert!((850..1100).contains(&first[1]), "{first:?}");
        assert!((40..180).contains(&first[2]), "{first:?}");
        assert_eq!(hosts(&records, [3; 32]), hosts(&records, [3; 32]));
    }

    #[test]
    fn srv_without_records_the_domain_itself_is_tried() {
        let itself = |domain: &str| {
            let targets = SrvRecords::default().targets(&Jid::new(domain).unwrap(), [0; 32]).unwrap();
            (targets[0].host.clone(), targets[0].port, targets[0].direct, targets.len())
        };
        assert_eq!(itself("s.example"), ("s.example".to_owned(), 5222, false, 1));
        assert_eq!(itself("[::1]"), ("::1".to_owned(), 5222, false, 1));
        // Only direct TLS is turned down.
        let records = SrvRecords { starttls: vec![], direct: vec![record(0, 0, ".")] };
        assert_eq!(hosts(&records, [0; 32]), ["s.example"]);
    }

    #[test]
    fn srv_a_dot_means_not_offered() {
        let domain = Jid::new("s.example").unwrap();
        let mut records = SrvRecords { starttls: vec![record(0, 0, ".")], direct: vec![] };
        assert_eq!(records.targets(&domain, [0; 32]), Err(NotOffered));
        records.direct = vec![record(0, 0, "d.example.")];
        assert_eq!(hosts(&records, [0; 32]), ["d.example"]);
    }

    #[test]
    fn srv_targets_are_bounded() {
        let starttls = (0..1000).map(|number| record(number, 1, "h")).collect();
        assert_eq!(hosts(&SrvRecords { starttls, direct: vec![] }, [0; 32]).len(), MAX_TARGETS);
    }
}
