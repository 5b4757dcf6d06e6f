//! The sessions of a service: who continues by cookie, and for how long.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::credentials::SessionToken;
use crate::service::Access;

/// Sessions by token, and the order of their last use.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    by_token: BTreeMap<String, Session>,
    /// Tokens by the turn of their last use, the longest ago first.
    by_turn: BTreeMap<u64, String>,
    turn: u64,
}

#[derive(Debug)]
struct Session {
    user: String,
    access: Access,
    used: Instant,
    turn: u64,
}

impl Sessions {
    pub(crate) const fn new() -> Self {
        Self { by_token: BTreeMap::new(), by_turn: BTreeMap::new(), turn: 0 }
    }

    /// Continues a session, unless it is unknown or has been idle for too long.
    pub(crate) fn resume(
        &mut self,
        now: Instant,
        idle: Duration,
        token: &SessionToken,
    ) -> Option<(&str, Access)> {
        self.expire(now, idle);
        let session = self.by_token.get_mut(token.reveal())?;
        if let Some(token) = self.by_turn.remove(&session.turn) {
            self.turn += 1;
            self.by_turn.insert(self.turn, token);
        }
        (session.turn, session.used) = (self.turn, now);
        Some((&session.user, session.access))
    }

    /// Begins a session; of `most`, the one idle longest makes room.
    pub(crate) fn begin(
        &mut self,
        now: Instant,
        most: usize,
        token: &SessionToken,
        user: &str,
        access: Access,
    ) {
        while self.by_token.len() >= most.max(1) && self.drop_oldest() {}
        self.turn += 1;
        let session = Session { user: user.to_owned(), access, used: now, turn: self.turn };
        if let Some(old) = self.by_token.insert(token.reveal().to_owned(), session) {
            self.by_turn.remove(&old.turn);
        }
        self.by_turn.insert(self.turn, token.reveal().to_owned());
    }

    /// Ends all sessions of an account.
    pub(crate) fn end(&mut self, user: &str) {
        let by_turn = &mut self.by_turn;
        self.by_token.retain(|_, session| {
            let other = !session.user.eq_ignore_ascii_case(user);
            if !other {
                by_turn.remove(&session.turn);
            }
            other
        });
    }

    /// Ends all sessions.
    pub(crate) fn clear(&mut self) {
        self.by_token.clear();
        self.by_turn.clear();
    }

    fn expire(&mut self, now: Instant, idle: Duration) {
        while let Some((_, token)) = self.by_turn.first_key_value() {
            let used = self.by_token.get(token).map(|session| session.used);
            if used.is_some_and(|used| now.saturating_duration_since(used) < idle) {
                return;
            }
            self.drop_oldest();
        }
    }

    fn drop_oldest(&mut self) -> bool {
        let oldest = self.by_turn.pop_first();
        oldest.map(|(_, token)| self.by_token.remove(&token)).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDLE: Duration = Duration::from_secs(60);

    fn token(n: u32) -> SessionToken {
        SessionToken::new(format!("T{n}"))
    }

    #[allow(clippy::disallowed_methods, reason = "any instant will do as the start of virtual time")]
    fn start() -> Instant {
        Instant::now()
    }

    #[test]
    fn the_one_idle_longest_makes_room() {
        let (now, mut sessions) = (start(), Sessions::new());
        for n in 0..3 {
            sessions.begin(now, 3, &token(n), "axl", Access::ReadWrite);
        }
        assert!(sessions.resume(now, IDLE, &token(0)).is_some());
        sessions.begin(now, 3, &token(3), "axl", Access::ReadWrite);
        let left: Vec<_> = (0..4).filter(|n| sessions.resume(now, IDLE, &token(*n)).is_some()).collect();
        assert_eq!(left, [0, 2, 3]);
        assert_eq!(sessions.by_token.len(), sessions.by_turn.len());
    }

    #[test]
    fn idle_sessions_and_those_of_a_changed_account_end() {
        let (now, mut sessions) = (start(), Sessions::new());
        sessions.begin(now, 10, &token(1), "axl", Access::ReadOnly);
        sessions.begin(now, 10, &token(2), "Other", Access::ReadWrite);
        assert_eq!(sessions.resume(now + IDLE / 2, IDLE, &token(1)), Some(("axl", Access::ReadOnly)));
        assert_eq!(sessions.resume(now + IDLE, IDLE, &token(2)), None, "idle");
        assert!(sessions.resume(now + IDLE, IDLE, &token(1)).is_some(), "not idle");
        sessions.end("AXL");
        assert_eq!(sessions.resume(now + IDLE, IDLE, &token(1)), None);
        assert!(sessions.by_turn.is_empty() && sessions.by_token.is_empty());
    }
}
