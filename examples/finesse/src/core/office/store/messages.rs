//! Messages of supervisors to their teams.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use finesse_proto::TeamMessage;

use super::Store;
use super::keep::What;

/// A message, until it has been there long enough.
#[derive(Debug, Clone)]
pub(in crate::core::office) struct Message {
    pub(in crate::core::office) record: TeamMessage<'static>,
    pub(in crate::core::office) teams: Vec<u32>,
    /// When it goes.
    pub(in crate::core::office) until: Instant,
}

impl Message {
    /// From its record, as it was made then; `None` if that cannot be read, or it is over.
    pub(super) fn read(record: TeamMessage<'static>, at: Instant, utc: SystemTime) -> Option<Self> {
        let made = UNIX_EPOCH + Duration::from_secs(record.created_at.as_deref()?.parse().ok()?);
        let left = (made + Duration::from_secs(record.duration.parse().ok()?)).duration_since(utc).ok()?;
        let teams = record.teams.iter().map(|team| team.parse()).collect::<Result<_, _>>().ok()?;
        Some(Self { record, teams, until: at + left })
    }
}

impl Store {
    pub(in crate::core::office) fn add_message(&mut self, message: Message) -> u32 {
        let id = self.id();
        self.messages.insert(id, message);
        self.touch(What::Message, id);
        id
    }

    pub(in crate::core::office) fn take_message(&mut self, id: u32) -> Option<Message> {
        let message = self.messages.remove(&id)?;
        self.touch(What::Message, id);
        Some(message)
    }
}
