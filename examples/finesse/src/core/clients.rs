//! The clients of agents: who is there, and who is to be signed out because nobody is there any more (system inventory, X9).
//!
//! The notification service tells of clients that come and go, and notices those that fall silent; an agent whose last client has gone is
//! signed out 60 s later with reason 255, unless a client comes back. Who never had a client, and works over REST alone, is left alone.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use finesse_proto::{Presence, PresenceConfig, Product};

/// Clients of one agent that are kept apart; the notification service allows fewer.
const MAX_CLIENTS: usize = 64;

/// Clients that are there, by the user's id.
#[derive(Debug)]
pub(super) struct Clients {
    presence: Presence,
    there: BTreeMap<String, BTreeSet<String>>,
    /// To be signed out as soon as the engine can be asked.
    owed: BTreeSet<String>,
}

impl Clients {
    pub(super) fn new() -> Self {
        let mut config = PresenceConfig::new(Product::Ccx);
        // It is the notification service that hears pings. It ends sessions that fall silent, and says so.
        config.silence = Duration::from_secs(100 * 365 * 24 * 60 * 60);
        Self { presence: Presence::new(config), there: BTreeMap::new(), owed: BTreeSet::new() }
    }

    /// A client is there.
    pub(super) fn came(&mut self, now: Instant, user: &str, client: &str) {
        let clients = self.there.entry(user.to_owned()).or_default();
        if clients.len() < MAX_CLIENTS {
            clients.insert(client.to_owned());
        }
        self.owed.remove(user);
        self.presence.available(now, user);
    }

    /// A client has gone.
    pub(super) fn went(&mut self, now: Instant, user: &str, client: &str) {
        let Some(clients) = self.there.get_mut(user) else { return };
        clients.remove(client);
        if clients.is_empty() {
            self.there.remove(user);
            self.presence.unavailable(now, user);
        }
    }

    /// The notification service begins to tell anew who is there: who is not told of has gone.
    pub(super) fn begin(&mut self, now: Instant) {
        for user in std::mem::take(&mut self.there).into_keys() {
            self.presence.unavailable(now, &user);
        }
    }

    /// The user signs in: a client that went before is of no interest any more.
    pub(super) fn signs_in(&mut self, user: &str) {
        if !self.there.contains_key(user) {
            self.presence.forget(user);
            self.owed.remove(user);
        }
    }

    pub(super) fn handle_timeout(&mut self, now: Instant) {
        self.presence.handle_timeout(now);
        while let Some(forced) = self.presence.poll_forced() {
            self.owed.insert(forced.user);
        }
    }

    /// Who is to be signed out now.
    pub(super) fn take_owed(&mut self) -> BTreeSet<String> {
        std::mem::take(&mut self.owed)
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.presence.poll_timeout()
    }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "a test needs some instant to count from")]
mod tests {
    use super::*;

    const GRACE: Duration = Duration::from_secs(60);

    #[test]
    fn x9_the_last_client_that_goes_is_waited_for_a_minute() {
        let (mut now, mut clients) = (Instant::now(), Clients::new());
        clients.came(now, "anna", "desktop");
        clients.came(now, "anna", "bot");
        clients.went(now, "anna", "desktop");
        clients.handle_timeout(now + 2 * GRACE);
        assert!(clients.take_owed().is_empty(), "one is still there");
        clients.went(now, "anna", "bot");
        clients.went(now, "anna", "bot");
        assert_eq!(clients.deadline(), Some(now + GRACE));
        now += GRACE - Duration::from_millis(1);
        clients.handle_timeout(now);
        clients.came(now, "anna", "desktop");
        clients.handle_timeout(now + GRACE);
        assert!(clients.take_owed().is_empty(), "a page that was loaded again");
        clients.went(now, "anna", "desktop");
        clients.handle_timeout(now + GRACE);
        assert_eq!(clients.take_owed().into_iter().collect::<Vec<_>>(), ["anna"]);
        assert!(clients.there.is_empty() && clients.take_owed().is_empty());
    }

    #[test]
    fn who_is_not_there_when_the_service_is_back_has_gone() {
        let (now, mut clients) = (Instant::now(), Clients::new());
        clients.came(now, "anna", "a");
        clients.came(now, "bert", "b");
        clients.begin(now);
        clients.came(now, "bert", "b");
        clients.handle_timeout(now + GRACE);
        assert_eq!(clients.take_owed().into_iter().collect::<Vec<_>>(), ["anna"]);
    }

    #[test]
    fn who_signs_in_anew_is_not_signed_out_for_a_former_client() {
        let (now, mut clients) = (Instant::now(), Clients::new());
        clients.came(now, "anna", "a");
        clients.went(now, "anna", "a");
        clients.signs_in("anna");
        clients.handle_timeout(now + GRACE);
        assert!(clients.take_owed().is_empty() && clients.deadline().is_none());
    }
}
