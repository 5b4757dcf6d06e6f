//! The configuration: who there is, as the engine tells at the beginning and whenever it changes.

use cti_wire::client::ConfigRequest;
use cti_wire::{
    AgentState as CtiState, AgentStateEvent, AgentType, ConfigAgentEvent, ConfigSkillGroupEvent, DecodeError,
    Frame, Message as _, RecordType, TeamConfigEvent, TeamConfigParam, TeamConfigReq, TeamOperation, field,
};

use super::states::rest_state;
use super::{CtiLink, News, Now, Stage, text};
use crate::core::office::{Office, Person};

impl CtiLink {
    pub(super) fn download(&mut self, now: Now) {
        // A new download replaces what one before it may have left.
        self.people.clear();
        self.teams.clear();
        self.queues.clear();
        match self.client.download_configuration(now.at, ConfigRequest::CCX) {
            Ok(()) => {
                self.stage = Stage::Configuration;
                self.hop("", "CONFIG_REQUEST_EVENT");
            }
            Err(error) => self.give_up(now, format!("configuration: {error}")),
        }
    }

    pub(super) fn ask_for_teams(&mut self, now: Now) {
        let message = TeamConfigReq { config_param: TeamConfigParam::INITIAL, ..Default::default() };
        let frame = message.build(self.client.profile()).finish();
        let sent = frame.map_err(|e| e.to_string());
        match sent.and_then(|frame| self.client.request(now.at, &frame).map_err(|e| e.to_string())) {
            Ok(invoke) => {
                self.stage = Stage::Teams(invoke);
                self.hop("", "TEAM_CONFIG_REQ");
            }
            Err(error) => self.give_up(now, format!("teams: {error}")),
        }
    }

    pub(super) fn message(
        &mut self,
        now: Now,
        office: &mut Office,
        frame: &Frame,
    ) -> Result<(), DecodeError> {
        let profile = *self.client.profile();
        match frame.message_type.0 {
            AgentStateEvent::NUMBER => {
                let event: AgentStateEvent<'_> = frame.decode(&profile)?;
                let user = text(event.get::<field::AgentIdLong>()?);
                let extension = text(event.get::<field::AgentExtension>()?);
                let next = event.get::<field::NextAgentState>()?;
                self.agent_state(now, office, &user, &extension, &event, next);
            }
            ConfigAgentEvent::NUMBER => {
                let event: ConfigAgentEvent<'_> = frame.decode(&profile)?;
                for group in event.groups::<field::RecordType>() {
                    let id = text(group.get::<field::LoginId>()?);
                    let record = group.get::<field::RecordType>()?.unwrap_or_default();
                    let state = group.get::<field::AgentState>()?.unwrap_or(CtiState::LOGOUT);
                    let state = rest_state(state);
                    let extension = text(group.get::<field::Extension>()?);
                    let person = Person {
                        first: text(group.get::<field::FirstName>()?),
                        last: text(group.get::<field::LastName>()?),
                        seat: if state.is_signed_in() { extension } else { String::new() },
                        is_supervisor: group.get::<field::AgentType>()? == Some(AgentType::SUPERVISOR),
                        state,
                        pending: None,
                        reason: 0,
                        since: None,
                    };
                    self.agent_record(office, id, record, person);
                }
            }
            TeamConfigEvent::NUMBER => {
                let event: TeamConfigEvent<'_> = frame.decode(&profile)?;
                let teams = if self.stage == Stage::Ready { &mut office.teams } else { &mut self.teams };
                if event.operation == TeamOperation::REMOVE_TEAM {
                    teams.remove(&event.team_id);
                    return Ok(());
                }
                let team = teams.entry(event.team_id).or_default();
                team.name = text(event.get::<field::TeamName>()?);
                for group in event.groups::<field::AgentIdLong>() {
                    if group.get::<field::MemberType>()? == Some(cti_wire::MemberType::CSQ) {
                        continue;
                    }
                    let id = text(group.get::<field::AgentIdLong>()?);
                    let flags = group.get::<field::AgentFlags>()?.unwrap_or_default();
                    let leads = flags.contains(cti_wire::AgentFlags::SUPERVISOR)
                        || flags.contains(cti_wire::AgentFlags::PRIMARY_SUPERVISOR);
                    let list = if leads { &mut team.supervisors } else { &mut team.members };
                    if group.get::<field::RecordType>()? == Some(RecordType::DELETE) {
                        list.remove(&id);
                    } else {
                        list.insert(id);
                    }
                }
            }
            ConfigSkillGroupEvent::NUMBER => {
                let event: ConfigSkillGroupEvent<'_> = frame.decode(&profile)?;
                let queues = if self.stage == Stage::Ready { &mut office.queues } else { &mut self.queues };
                for group in event.groups::<field::RecordType>() {
                    let number = group.get::<field::PeripheralNumber>()?.unwrap_or_default();
                    if group.get::<field::RecordType>()? == Some(RecordType::DELETE) {
                        queues.remove(&number);
                    } else {
                        queues.insert(number, text(group.get::<field::PeripheralName>()?));
                    }
                }
            }
            _ if self.stage == Stage::Ready => self.call_event(now, office, frame)?,
            _ => {}
        }
        Ok(())
    }

    fn agent_record(&mut self, office: &mut Office, id: String, record: RecordType, mut person: Person) {
        if id.is_empty() {
            return;
        }
        if self.stage != Stage::Ready {
            self.people.insert(id, person);
            return;
        }
        if record == RecordType::DELETE {
            return self.removed(office, id);
        }
        // A change of the configuration is none of the state.
        if let Some(old) = office.people.get(&id) {
            person = Person {
                first: person.first,
                last: person.last,
                is_supervisor: person.is_supervisor,
                ..old.clone()
            };
        }
        office.people.insert(id.clone(), person);
        self.tell_user(office, &id, None);
    }

    fn removed(&mut self, office: &mut Office, id: String) {
        if office.people.contains_key(&id) {
            let notices = office.forget_user(&id);
            self.notify(notices, None);
            self.news.push_back(News::Removed(id));
        }
    }

    /// The download is complete: it replaces what was known, but for the moments of states that have not changed.
    pub(super) fn take_configuration(&mut self, now: Now, office: &mut Office) {
        let mut people = std::mem::take(&mut self.people);
        for (id, person) in &mut people {
            if let Some(old) = office.people.get(id).filter(|old| old.state == person.state) {
                (person.since, person.reason) = (old.since, old.reason);
                if person.state.is_signed_in() {
                    person.seat.clone_from(&old.seat);
                }
            }
        }
        let gone: Vec<String> =
            office.people.keys().filter(|id| !people.contains_key(*id)).cloned().collect();
        for id in gone {
            self.removed(office, id);
        }
        office.people = people;
        office.teams = std::mem::take(&mut self.teams);
        office.queues = std::mem::take(&mut self.queues);
        office.seat_everybody();
        self.stage = Stage::Ready;
        self.hop("", format!("configuration: {} agents, {} teams", office.people.len(), office.teams.len()));
        self.survey(now, office);
    }
}
