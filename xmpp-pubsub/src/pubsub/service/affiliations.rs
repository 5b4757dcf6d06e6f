//! Who is what to a node.

use std::collections::BTreeMap;

use super::super::words::Affiliation;
use crate::Jid;

/// Affiliations of one node by bare JID; never `none`.
#[derive(Debug, Default)]
pub(super) struct Affiliations {
    /// In order. Apart from the others, because much is asked of them alone.
    owners: Vec<Jid>,
    others: BTreeMap<Jid, Affiliation>,
    /// How many of the others may not have events.
    shut: usize,
}

impl Affiliations {
    /// Those of a node that is new.
    pub(super) fn of_owner(owner: Jid) -> Self {
        Self { owners: vec![owner], ..Self::default() }
    }

    pub(super) fn len(&self) -> usize {
        self.owners.len() + self.others.len()
    }

    pub(super) fn get(&self, bare: &str) -> Affiliation {
        if self.place(bare).is_ok() {
            return Affiliation::Owner;
        }
        self.others.get(bare).copied().unwrap_or(Affiliation::None)
    }

    pub(super) fn set(&mut self, bare: &Jid, affiliation: Affiliation) {
        if let Ok(place) = self.place(bare.as_str()) {
            self.owners.remove(place);
        }
        let old = self.others.remove(bare.as_str());
        self.shut -= usize::from(old.is_some_and(is_shut));
        match affiliation {
            Affiliation::None => {}
            Affiliation::Owner => {
                let (Ok(place) | Err(place)) = self.place(bare.as_str());
                self.owners.insert(place, bare.clone());
            }
            other => {
                self.shut += usize::from(is_shut(other));
                self.others.insert(bare.clone(), other);
            }
        }
    }

    pub(super) fn owners(&self) -> &[Jid] {
        &self.owners
    }

    /// Whether there is anybody whom the node gives no events, whatever its access model.
    #[cfg_attr(not(feature = "collections"), expect(dead_code, reason = "only collections ask"))]
    pub(super) fn shut_out(&self) -> bool {
        self.shut > 0
    }

    /// All of them, owners first.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Jid, Affiliation)> + Clone {
        let owners = self.owners.iter().map(|jid| (jid, Affiliation::Owner));
        owners.chain(self.others.iter().map(|(jid, affiliation)| (jid, *affiliation)))
    }

    fn place(&self, bare: &str) -> Result<usize, usize> {
        self.owners.binary_search_by(|owner| owner.as_str().cmp(bare))
    }
}

fn is_shut(affiliation: Affiliation) -> bool {
    matches!(affiliation, Affiliation::Outcast | Affiliation::PublishOnly)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ps_aff_1_an_account_has_one_affiliation() {
        let jid = |name: &str| Jid::new(name).unwrap();
        let mut all = Affiliations::of_owner(jid("m@d"));
        for (name, affiliation) in [
            ("z@d", Affiliation::Owner),
            ("a@d", Affiliation::Outcast),
            ("a@d", Affiliation::Owner),
            ("b@d", Affiliation::PublishOnly),
            ("m@d", Affiliation::Member),
            ("z@d", Affiliation::None),
            ("x@d", Affiliation::None),
        ] {
            all.set(&jid(name), affiliation);
            assert_eq!(all.get(name), affiliation);
        }
        let listed: Vec<_> = all.iter().map(|(jid, affiliation)| (jid.as_str(), affiliation)).collect();
        let (owner, only) = (Affiliation::Owner, Affiliation::PublishOnly);
        assert_eq!(listed, [("a@d", owner), ("b@d", only), ("m@d", Affiliation::Member)]);
        assert_eq!((all.len(), all.owners(), all.shut_out()), (3, &[jid("a@d")][..], true));
        all.set(&jid("b@d"), Affiliation::None);
        assert!(!all.shut_out());
    }
}
