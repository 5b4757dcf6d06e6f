//! Long answers in pages (XEP-0059), and the lists of what an entity has.

use super::super::name::NodeId;
use super::super::refusal::{NO_NODE, Refusal};
use super::super::request::{Answer, Refused, SubscriptionInfo};
use super::super::storage::Storage;
use super::super::words::{Affiliation, Feature};
use super::Service;
use super::config::Limits;
use super::node::NodeKey;
use crate::{Jid, Page, ResultPage};

/// Part of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) skip: usize,
    pub(super) take: usize,
}

/// The part a request asks for of a list of `count`. `position` finds the item a page is to be next to; one that is not
/// there is `item-not-found` (RSM-1).
pub(super) fn part(
    page: &Page,
    count: usize,
    limit: usize,
    position: impl Fn(&str) -> Result<Option<usize>, Refusal>,
) -> Result<Part, Refusal> {
    let max = page.max.map_or(limit, |max| limit.min(max as usize));
    let place = |id: &str| position(id)?.ok_or(NO_NODE);
    let (skip, end) = match (&page.after, &page.before, page.index) {
        (Some(after), ..) => (place(after)? + 1, count),
        (_, Some(before), _) => {
            let end = if before.is_empty() { count } else { place(before)? };
            (end.saturating_sub(max), end)
        }
        (_, _, Some(index)) if index as usize > count => return Err(NO_NODE),
        (_, _, index) => (index.unwrap_or(0) as usize, count),
    };
    Ok(Part { skip, take: max.min(end.saturating_sub(skip)) })
}

/// What an answer says about its part.
pub(super) fn result_page(ends: (Option<String>, Option<String>), skip: usize, count: usize) -> ResultPage {
    let index = ends.0.as_ref().and_then(|_| u32::try_from(skip).ok());
    ResultPage { first: ends.0, first_index: index, last: ends.1, count: u32::try_from(count).ok() }
}

/// What a text takes in XML at most.
pub(super) fn written(text: &str) -> usize {
    text.bytes()
        .map(
            |byte| {
                if matches!(byte, b'<' | b'>' | b'&' | b'"' | b'\'' | b'\t' | b'\n' | b'\r') { 6 } else { 1 }
            },
        )
        .sum()
}

/// How much an answer may still take. The first thing always fits.
#[derive(Debug)]
pub(super) struct Room {
    left: usize,
    empty: bool,
    full: bool,
}

impl Room {
    pub(super) fn new(octets: usize) -> Self {
        Self { left: octets, empty: true, full: false }
    }

    /// Takes so many octets if they fit; after the first that do not, nothing does.
    pub(super) fn takes(&mut self, octets: usize) -> bool {
        self.full |= octets > self.left && !self.empty;
        self.empty = false;
        self.left = self.left.saturating_sub(octets);
        !self.full
    }

    pub(super) fn is_full(&self) -> bool {
        self.full
    }
}

/// Cuts the part a request asks for out of a list whose items have unique names. A list over the limits comes in pages
/// even if that was not asked for. `octets` is what an item takes in the answer. However long the list, no more of it is
/// held than a page.
pub(super) fn cut<T>(
    all: impl Iterator<Item = T> + Clone,
    page: Option<&Page>,
    limits: Limits,
    name: impl Fn(&T) -> String,
    octets: impl Fn(&T) -> usize,
) -> Result<(Vec<T>, Option<ResultPage>), Refusal> {
    let first_page = Page::default();
    let page = match page {
        Some(page) => page,
        None => {
            let (mut room, mut rest) = (Room::new(limits.answer), all.clone());
            let fit = rest.by_ref().take(limits.page).take_while(|item| room.takes(octets(item)));
            let fit: Vec<T> = fit.collect();
            if !room.is_full() && rest.next().is_none() {
                return Ok((fit, None));
            }
            &first_page
        }
    };
    let count = all.clone().count();
    let place = |id: &str| Ok(all.clone().position(|item| name(&item) == id));
    let Part { mut skip, take } = part(page, count, limits.page, place)?;
    let mut part: Vec<T> = all.skip(skip).take(take).collect();
    let mut room = Room::new(limits.answer);
    if page.is_backwards() {
        let fit = part.iter().rev().take_while(|item| room.takes(octets(item))).count();
        skip += part.len() - fit;
        part.drain(..part.len() - fit);
    } else {
        let fit = part.iter().take_while(|item| room.takes(octets(item))).count();
        part.truncate(fit);
    }
    let ends = (part.first().map(&name), part.last().map(&name));
    Ok((part, Some(result_page(ends, skip, count))))
}

/// What an entry with these texts takes in an answer.
pub(super) fn entry(texts: &[&str]) -> usize {
    128 + texts.iter().map(|text| written(text)).sum::<usize>()
}

impl<S: Storage> Service<S> {
    pub(super) fn own_subscriptions(
        &self,
        from: &Jid,
        name: Option<NodeId>,
        page: Option<&Page>,
    ) -> Result<Answer, Refused> {
        self.offers(Feature::RetrieveSubscriptions)?;
        let only = match &name {
            Some(_) => Some(self.find(name.as_ref())?),
            None => None,
        };
        let mut all = Vec::new();
        let account = self.accounts.get(from.bare_str());
        for (peer, keys) in account.into_iter().flat_map(|account| &account.peers) {
            // A filter is looked up, not searched for.
            let keys: Vec<NodeKey> = match only {
                Some(only) => keys.get(&only).copied().into_iter().collect(),
                None => keys.iter().copied().collect(),
            };
            for key in keys {
                let Some(node) = self.nodes.get(key) else { continue };
                let Some(entry) = node.subscribers.get(peer) else { continue };
                all.extend(entry.named(self.multi_subscribe()).iter().map(|one| {
                    let (node, jid) = (node.shown_id(), peer.jid.clone());
                    SubscriptionInfo { node, jid, state: one.state, subid: self.shown_subid(one.id) }
                }));
            }
        }
        let title = |info: &SubscriptionInfo| {
            let (node, subid) = (info.node.as_ref(), info.subid.as_ref());
            format!(
                "{} {} {}",
                subid.map_or("", |subid| subid.as_str()),
                info.jid,
                node.map_or("", NodeId::as_str)
            )
        };
        let octets = |info: &SubscriptionInfo| entry(&[&title(info)]);
        let (part, set) = cut(all.into_iter(), page, self.config.limits, title, octets)?;
        Ok(Answer::Subscriptions(name, part, set))
    }

    pub(super) fn own_affiliations(
        &self,
        from: &Jid,
        name: Option<NodeId>,
        page: Option<&Page>,
    ) -> Result<Answer, Refused> {
        self.offers(Feature::RetrieveAffiliations)?;
        let bare = from.bare_str();
        let all: Vec<(NodeId, Affiliation)> = match &name {
            Some(_) => {
                let node = self.nodes.get(self.find(name.as_ref())?).ok_or(NO_NODE)?;
                vec![(node.id.clone(), node.affiliation(bare))]
            }
            None => {
                let keys = self.accounts.get(bare).into_iter().flat_map(|account| &account.affiliated);
                let nodes = keys.filter_map(|key| self.nodes.get(*key));
                nodes.map(|node| (node.id.clone(), node.affiliation(bare))).collect()
            }
        };
        let all = all.into_iter().filter(|(_, affiliation)| *affiliation != Affiliation::None);
        let octets = |(node, _): &(NodeId, Affiliation)| entry(&[node.as_str()]);
        let (part, set) = cut(all, page, self.config.limits, |(node, _)| node.to_string(), octets)?;
        Ok(Answer::Affiliations(name, part, set))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(max: u32, after: Option<&str>, before: Option<&str>, index: Option<u32>) -> Page {
        Page { max: Some(max), after: after.map(Into::into), before: before.map(Into::into), index }
    }

    fn limits(page: usize, answer: usize) -> Limits {
        Limits { page, answer, ..Limits::default() }
    }

    fn cut_digits(page: &Page) -> Result<(String, ResultPage), Refusal> {
        let (part, set) = cut("0123456789".chars(), Some(page), limits(100, 1000), char::to_string, |_| 10)?;
        Ok((part.into_iter().collect(), set.unwrap()))
    }

    #[test]
    fn rsm_1_pages() {
        let (first, set) = cut_digits(&page(3, None, None, None)).unwrap();
        assert_eq!(first, "012");
        assert_eq!(
            set,
            ResultPage {
                first: Some("0".into()),
                first_index: Some(0),
                last: Some("2".into()),
                count: Some(10)
            }
        );
        assert_eq!(cut_digits(&page(3, Some("2"), None, None)).unwrap().0, "345");
        assert_eq!(cut_digits(&page(3, Some("8"), None, None)).unwrap().0, "9");
        assert_eq!(cut_digits(&page(3, Some("9"), None, None)).unwrap().0, "");
        assert_eq!(cut_digits(&page(3, None, Some(""), None)).unwrap().0, "789");
        assert_eq!(cut_digits(&page(3, None, Some("2"), None)).unwrap().0, "01");
        assert_eq!(cut_digits(&page(3, None, None, Some(4))).unwrap().0, "456");
        assert_eq!(cut_digits(&page(0, None, None, None)).unwrap().1.count, Some(10));
    }

    #[test]
    fn rsm_1_an_unknown_place_is_not_found() {
        assert_eq!(cut_digits(&page(3, Some("x"), None, None)), Err(NO_NODE));
        assert_eq!(cut_digits(&page(3, None, Some("x"), None)), Err(NO_NODE));
        assert_eq!(cut_digits(&page(3, None, None, Some(11))), Err(NO_NODE));
    }

    #[test]
    fn a_list_over_the_limit_comes_in_pages() {
        let (part, set) = cut(0..10, None, limits(4, 1000), i32::to_string, |_| 10).unwrap();
        assert_eq!(part, [0, 1, 2, 3]);
        assert_eq!(set.unwrap().count, Some(10));
        assert_eq!(cut(0..4, None, limits(4, 40), i32::to_string, |_| 10).unwrap().1, None);
    }

    #[test]
    fn an_answer_over_the_limit_of_octets_comes_in_pages() {
        let cut = |page: Option<&Page>| cut(0..10, page, limits(8, 35), i32::to_string, |_| 10).unwrap();
        assert_eq!(cut(None).0, [0, 1, 2]);
        assert_eq!(cut(Some(&page(9, Some("2"), None, None))).0, [3, 4, 5]);
        let (part, set) = cut(Some(&page(9, None, Some(""), None)));
        assert_eq!((part, set.unwrap().first_index), (vec![7, 8, 9], Some(7)));
        // One at least.
        let large = super::cut(0..10, None, limits(8, 35), i32::to_string, |_| 100).unwrap();
        assert_eq!(large.0, [0]);
    }
}
