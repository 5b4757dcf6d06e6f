//! The own user as the client knows it: answers over REST and events over the notification service, put together.

use std::collections::VecDeque;
use std::time::SystemTime;

use super::Event;
use crate::agent::AgentState;
use crate::resource::User;
use crate::time::parse_time;

/// The own state, and what is needed to tell an answer that was overtaken by an event from one that is news.
#[derive(Debug, Default)]
pub(super) struct Own {
    state: Option<AgentState>,
    /// Since when, as the server said.
    since: Option<SystemTime>,
    /// Answers that are on their way.
    under_way: u32,
    /// An event has come since the oldest of them was asked for.
    told: bool,
}

impl Own {
    pub(super) const fn state(&self) -> Option<AgentState> {
        self.state
    }

    /// The user is being asked for.
    pub(super) const fn ask(&mut self) {
        self.under_way += 1;
    }

    /// An answer came, or will not come.
    pub(super) const fn give_up(&mut self) {
        self.under_way = self.under_way.saturating_sub(1);
        self.told = self.told && self.under_way > 0;
    }

    /// An event.
    pub(super) fn tell(&mut self, user: User<'static>, events: &mut VecDeque<Event>) {
        self.told = self.under_way > 0;
        self.take(user, events);
    }

    /// An answer. An event that came since it was asked for stands unless the answer is the newer one. Without such an event it is taken
    /// whatever its time: another server has another clock, and a server that was restarted may know an older state.
    pub(super) fn answer(&mut self, user: User<'static>, events: &mut VecDeque<Event>) {
        let newer = || parse_time(&user.state_change_time).zip(self.since).is_some_and(|(a, b)| a >= b);
        if !self.told || newer() {
            self.take(user, events);
        }
        self.give_up();
    }

    fn take(&mut self, user: User<'static>, events: &mut VecDeque<Event>) {
        self.since = parse_time(&user.state_change_time);
        if let Some(to) = user.agent_state() {
            let from = self.state.replace(to);
            if from != Some(to) {
                events.push_back(Event::State { from, to });
            }
        }
        events.push_back(Event::User(Box::new(user)));
    }
}
