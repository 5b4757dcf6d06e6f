//! Configuration records: a download replaces a class of items as a whole, an update changes single ones.

use std::collections::BTreeSet;

use super::{Agent, Change, Device, Queue, State, text};
use crate::{
    AnyMessage, ConfigAgentEvent, ConfigDeviceEvent, ConfigEndStatus, ConfigMask, ConfigSkillGroupEvent,
    ConfigType, DecodeError, Floating, MemberType, RecordType, TeamConfigEvent, TeamOperation, field,
};

/// The class that is being downloaded, and what of it was there before and has not come again.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Download {
    agents: Option<BTreeSet<String>>,
    queues: Option<BTreeSet<u32>>,
    devices: Option<BTreeSet<String>>,
}

impl State {
    pub(super) fn apply_config(&mut self, message: &AnyMessage<'_>) -> Result<Option<Change>, DecodeError> {
        match message {
            AnyMessage::ConfigBeginEvent(begin) => {
                if begin.config_type != ConfigType::UPDATE {
                    self.begin(begin.config_information);
                }
                Ok(None)
            }
            AnyMessage::ConfigEndEvent(end) => {
                // After a download that failed, what has not come is not known to be gone.
                match end.config_end_status {
                    ConfigEndStatus::SUCCESS | ConfigEndStatus::EMPTY => self.end(),
                    _ => self.download = Download::default(),
                }
                Ok(Some(Change::Configuration))
            }
            AnyMessage::ConfigAgentEvent(event) => self.agents_event(event).map(Some),
            AnyMessage::ConfigSkillGroupEvent(event) => self.queues_event(event).map(Some),
            AnyMessage::ConfigDeviceEvent(event) => self.devices_event(event).map(Some),
            AnyMessage::TeamConfigEvent(event) => self.team_event(event).map(Some),
            _ => Ok(None),
        }
    }

    fn begin(&mut self, mask: ConfigMask) {
        // A class without its end is not complete.
        self.download = Download::default();
        if mask.contains(ConfigMask::AGENT) {
            self.download.agents = Some(self.agents.keys().cloned().collect());
        }
        if mask.contains(ConfigMask::SKILL_GROUP) {
            self.download.queues = Some(self.queues.keys().copied().collect());
        }
        if mask.contains(ConfigMask::DEVICE) {
            self.download.devices = Some(self.devices.keys().cloned().collect());
        }
    }

    /// What has not come again is gone.
    fn end(&mut self) {
        for id in self.download.agents.take().into_iter().flatten() {
            self.agents.remove(&id);
        }
        for id in self.download.queues.take().into_iter().flatten() {
            self.queues.remove(&id);
        }
        for extension in self.download.devices.take().into_iter().flatten() {
            self.devices.remove(&extension);
        }
    }

    fn agents_event(&mut self, event: &ConfigAgentEvent<'_>) -> Result<Change, DecodeError> {
        for record in event.groups::<field::RecordType>() {
            let id = text(record.get::<field::LoginId>()?);
            let kind = record.get::<field::RecordType>()?;
            if let Some(left) = &mut self.download.agents {
                left.remove(&id);
            }
            let old = text(record.get::<field::OldLoginId>()?);
            let before = self.agents.remove(if old.is_empty() { &id } else { &old });
            if kind == Some(RecordType::DELETE) {
                continue;
            }
            let mut agent = before.unwrap_or_default();
            read_agent(&record, &mut agent)?;
            self.agents.insert(id, agent);
        }
        Ok(Change::Configuration)
    }

    fn queues_event(&mut self, event: &ConfigSkillGroupEvent<'_>) -> Result<Change, DecodeError> {
        for record in event.groups::<field::RecordType>() {
            let Some(id) = record.get::<field::PeripheralNumber>()? else { continue };
            if let Some(left) = &mut self.download.queues {
                left.remove(&id);
            }
            if record.get::<field::RecordType>()? == Some(RecordType::DELETE) {
                self.queues.remove(&id);
                continue;
            }
            let name = text(record.get::<field::PeripheralName>()?);
            let auto_work = record.get::<field::AutoWork>()?.unwrap_or_default();
            self.queues.insert(id, Queue { name, auto_work });
        }
        Ok(Change::Configuration)
    }

    fn devices_event(&mut self, event: &ConfigDeviceEvent<'_>) -> Result<Change, DecodeError> {
        for record in event.groups::<field::RecordType>() {
            let extension = text(record.get::<field::Extension>()?);
            if let Some(left) = &mut self.download.devices {
                left.remove(&extension);
            }
            if record.get::<field::RecordType>()? == Some(RecordType::DELETE) {
                self.devices.remove(&extension);
                continue;
            }
            let kind = record.get::<field::DeviceType>()?.unwrap_or_default();
            let description = text(record.get::<field::Description>()?);
            self.devices.insert(extension, Device { kind, description });
        }
        Ok(Change::Configuration)
    }

    fn team_event(&mut self, event: &TeamConfigEvent<'_>) -> Result<Change, DecodeError> {
        if event.operation == TeamOperation::REMOVE_TEAM {
            self.teams.remove(&event.team_id);
            return Ok(Change::Configuration);
        }
        if event.operation == TeamOperation::ADD_TEAM {
            self.teams.remove(&event.team_id);
        }
        let team = self.teams.entry(event.team_id).or_default();
        team.name = text(event.get::<field::TeamName>()?);
        for member in event.groups::<field::AgentIdLong>() {
            let id = text(member.get::<field::AgentIdLong>()?);
            let gone = member.get::<field::RecordType>()? == Some(RecordType::DELETE);
            let queue = member.get::<field::MemberType>()? == Some(MemberType::CSQ);
            let flags = member.get::<field::AgentFlags>()?.unwrap_or_default();
            match (queue, gone) {
                (true, true) => drop(team.queues.remove(&id)),
                (true, false) => drop(team.queues.insert(id)),
                (false, true) => drop(team.members.remove(&id)),
                (false, false) => drop(team.members.insert(id, flags)),
            }
        }
        Ok(Change::Configuration)
    }
}

fn read_agent(record: &Floating<'_>, agent: &mut Agent) -> Result<(), DecodeError> {
    agent.first = text(record.get::<field::FirstName>()?);
    agent.last = text(record.get::<field::LastName>()?);
    agent.extension = text(record.get::<field::Extension>()?);
    agent.rank = record.get::<field::AgentType>()?.unwrap_or(agent.rank);
    agent.queues.clear();
    for skill in record.groups::<field::SkillGroupNumber>() {
        let mut competences = skill.elements::<field::SkillGroupPriority>();
        for queue in skill.elements::<field::SkillGroupNumber>() {
            agent.queues.push((queue?, competences.next().transpose()?.unwrap_or_default()));
        }
    }
    Ok(())
}
