//! The configuration download: keys, queues, agents, devices, teams.

use cti_wire::{
    AgentFlags, AgentType, ConfigAgentEvent, ConfigBeginEvent, ConfigDeviceEvent, ConfigDeviceType,
    ConfigEndEvent, ConfigEndStatus, ConfigKeyEvent, ConfigKeyStatus, ConfigMask, ConfigRequestEvent,
    ConfigRequestKeyEvent, ConfigSkillGroupEvent, ConfigType, ConnId, Frame, MemberType, Message,
    PeripheralId, Profile, RecordType, ServiceMask, TeamConfigConf, TeamConfigEvent, TeamConfigParam,
    TeamConfigReq, TeamConfigStatus, TeamOperation, UsageError, field,
};
use telephony::DeviceKind;

use crate::config::Rank;
use crate::core::{Core, Link, Seat};
use crate::requests::Answer;

/// Item classes in the order of CONFIG_REQUEST_EVENT (CCX), which is also the order of sending.
const APPLICATIONS: ConfigMask = ConfigMask(1);
const QUEUES: ConfigMask = ConfigMask(2);
const AGENTS: ConfigMask = ConfigMask(4);
const DEVICES: ConfigMask = ConfigMask(8);
/// Records in one message.
const RECORDS: usize = 10;
/// Queues in one agent's record.
const QUEUES_PER_AGENT: usize = 25;
/// Members in one TEAM_CONFIG_EVENT.
const MEMBERS: usize = 64;

impl Core {
    pub(crate) fn message(&mut self, conn: ConnId, frame: &Frame) {
        let Some(profile) = self.server.profile(conn).copied() else { return };
        let granted = self.needs(conn, ServiceMask::CONFIG_EVENTS).is_ok();
        let frames = match frame.message_type.0 {
            ConfigRequestKeyEvent::NUMBER => self.keys(&profile, granted).map(|frame| vec![frame]),
            ConfigRequestEvent::NUMBER => match frame.decode::<ConfigRequestEvent<'_>>(&profile) {
                Ok(request) if granted => self.records(request.config_information, &profile),
                Ok(_) => end(ConfigEndStatus::NO_SERVICE_PROVIDER, &profile).map(|frame| vec![frame]),
                Err(_) => end(ConfigEndStatus::INVALID, &profile).map(|frame| vec![frame]),
            },
            _ => return,
        };
        let frames = frames.or_else(|_| end(ConfigEndStatus::INVALID, &profile).map(|frame| vec![frame]));
        self.hop(Link::Cti, "", format!("{} answered", frame.message_type));
        for frame in frames.unwrap_or_default() {
            // Only a session that has ended takes none.
            let _ = self.server.send(conn, &frame);
        }
    }

    /// CONFIG_KEY_EVENT: a key is a digest of the class, and never 0, which would mean "upload needed".
    fn keys(&self, profile: &Profile, granted: bool) -> Result<Frame, UsageError> {
        if !granted {
            let status = ConfigKeyStatus::SERVICE_PROVIDER;
            return ConfigKeyEvent { config_key_status: status, ..Default::default() }
                .build(profile)
                .finish();
        }
        let key = |frames: Result<Vec<Frame>, UsageError>| frames.map(|frames| digest(&frames));
        let queues = key(self.queue_records(profile))?;
        let agents = key(self.agent_records(profile))?;
        let devices = key(self.device_records(profile))?;
        ConfigKeyEvent { config_key_status: ConfigKeyStatus::SUCCESS, ..Default::default() }
            .build(profile)
            .with(field::ServiceConfigKey, &digest(&[])[..])
            .with(field::SkillGroupConfigKey, &queues[..])
            .with(field::AgentConfigKey, &agents[..])
            .with(field::DeviceConfigKey, &devices[..])
            .finish()
    }

    fn records(&self, mask: ConfigMask, profile: &Profile) -> Result<Vec<Frame>, UsageError> {
        let mut out = Vec::new();
        for class in [APPLICATIONS, QUEUES, AGENTS, DEVICES] {
            if !mask.contains(class) {
                continue;
            }
            let records = match class {
                QUEUES => self.queue_records(profile)?,
                AGENTS => self.agent_records(profile)?,
                DEVICES => self.device_records(profile)?,
                _ => Vec::new(),
            };
            let begin = ConfigBeginEvent {
                config_type: ConfigType::SOLICITED,
                config_information: class,
                ..Default::default()
            };
            out.push(begin.build(profile).finish()?);
            let status = if records.is_empty() { ConfigEndStatus::EMPTY } else { ConfigEndStatus::SUCCESS };
            out.extend(records);
            out.push(end(status, profile)?);
        }
        Ok(out)
    }

    fn queue_records(&self, profile: &Profile) -> Result<Vec<Frame>, UsageError> {
        let message = |queues: &[crate::Queue]| {
            let mut event = ConfigSkillGroupEvent::default().build(profile);
            for queue in queues {
                event = event
                    .with(field::RecordType, RecordType::ADD)
                    .with(field::PeripheralNumber, queue.id)
                    .with(field::SkillGroupSkillTargetId, queue.id)
                    .with(field::AutoWork, queue.wrap_up.is_some())
                    .with(field::Extension, queue.route_point.as_str())
                    .with(field::PeripheralName, queue.name.as_str())
                    .with(field::FltMrDomainId, 0u32);
            }
            event.finish()
        };
        self.queues.chunks(RECORDS).map(message).collect()
    }

    fn agent_records(&self, profile: &Profile) -> Result<Vec<Frame>, UsageError> {
        let seats: Vec<&Seat> = self.agents.values().collect();
        let message = |seats: &[&Seat]| {
            let mut event = ConfigAgentEvent::default().build(profile);
            for seat in seats {
                let agent = &seat.agent;
                let rank =
                    if agent.rank == Rank::Supervisor { AgentType::SUPERVISOR } else { AgentType::AGENT };
                let queues = agent.queues.get(..QUEUES_PER_AGENT).unwrap_or(&agent.queues);
                event = event
                    .with(field::RecordType, RecordType::ADD)
                    .with(field::FltPeripheralId, PeripheralId(1))
                    .with(field::AgentType, rank)
                    .with(field::LoginId, agent.id.as_str())
                    .with(field::LoginName, agent.id.as_str())
                    .with(field::LastName, agent.last.as_str())
                    .with(field::FirstName, agent.first.as_str())
                    .with(field::Extension, agent.extension.as_str())
                    .with(field::AgentState, seat.state.wire())
                    .with(field::NumSkills, u16::try_from(queues.len()).unwrap_or(0));
                for (queue, competence) in queues {
                    event = event
                        .with(field::SkillGroupNumber, *queue)
                        .with(field::SkillGroupPriority, *competence);
                }
            }
            event.finish()
        };
        seats.chunks(RECORDS).map(message).collect()
    }

    fn device_records(&self, profile: &Profile) -> Result<Vec<Frame>, UsageError> {
        let rows: Vec<_> = self
            .provider
            .devices()
            .flat_map(|device| device.lines.iter().map(move |line| (device, line)))
            .collect();
        let message = |rows: &[(&telephony::Device, &telephony::Number)]| {
            let mut event = ConfigDeviceEvent::default().build(profile);
            for (device, line) in rows {
                let kind = match device.kind {
                    DeviceKind::Phone => ConfigDeviceType::AGENT_DEVICE_EXTENSION,
                    DeviceKind::CtiPort => ConfigDeviceType::CTI_PORT,
                    DeviceKind::RoutePoint => ConfigDeviceType::ROUTE_POINT,
                };
                event = event
                    .with(field::RecordType, RecordType::ADD)
                    .with(field::DeviceType, kind)
                    .with(field::Extension, line.as_str())
                    .with(field::Description, device.name.as_str());
            }
            event.finish()
        };
        rows.chunks(RECORDS).map(message).collect()
    }

    /// TEAM_CONFIG_REQ: a TEAM_CONFIG_EVENT for each team, then the confirmation that is returned.
    pub(crate) fn team_config(
        &mut self,
        conn: ConnId,
        frame: &Frame,
        profile: &Profile,
    ) -> Result<Frame, Answer> {
        let request: TeamConfigReq<'_> = frame.decode(profile)?;
        self.needs(conn, ServiceMask::SUPERVISOR)?;
        if request.config_param != TeamConfigParam::UPDATES_ONLY {
            for event in self.team_events(profile)? {
                // Only a session that has ended takes none.
                let _ = self.server.send(conn, &event);
            }
        }
        self.hop(Link::Cti, "", "TEAM_CONFIG_REQ answered");
        Ok(TeamConfigConf { status: TeamConfigStatus::SUCCESS, ..Default::default() }
            .build(profile)
            .finish()?)
    }

    fn team_events(&self, profile: &Profile) -> Result<Vec<Frame>, UsageError> {
        let mut out = Vec::new();
        for team in &self.teams {
            let mut members: Vec<(&str, AgentFlags)> = Vec::new();
            for (n, id) in team.supervisors.iter().enumerate() {
                let primary = if n == 0 { AgentFlags::PRIMARY_SUPERVISOR } else { AgentFlags::EMPTY };
                members.push((id, AgentFlags::SUPERVISOR | primary));
            }
            let agents = self.agents.values().filter(|seat| seat.agent.team == team.id);
            let own = agents.filter(|seat| !team.supervisors.contains(&seat.agent.id));
            members.extend(own.map(|seat| (seat.agent.id.as_str(), AgentFlags::EMPTY)));
            let mut operation = TeamOperation::ADD_TEAM;
            // A team without members is one message too; a large one goes on as a change.
            let mut rest = members.as_slice();
            loop {
                let (some, after) = rest.split_at(rest.len().min(MEMBERS));
                let event = TeamConfigEvent { team_id: team.id, operation, ..Default::default() };
                let mut event = event.build(profile).with(field::TeamName, team.name.as_str());
                for (id, flags) in some {
                    event = event
                        .with(field::AgentIdLong, *id)
                        .with(field::AgentFlags, *flags)
                        .with(field::RecordType, RecordType::ADD)
                        .with(field::MemberType, MemberType::AGENT_OR_SUPERVISOR);
                }
                out.push(event.finish()?);
                if after.is_empty() {
                    break;
                }
                rest = after;
                operation = TeamOperation::CHANGE_TEAM;
            }
        }
        Ok(out)
    }
}

fn end(status: ConfigEndStatus, profile: &Profile) -> Result<Frame, UsageError> {
    ConfigEndEvent { config_end_status: status, ..Default::default() }.build(profile).finish()
}

/// FNV-1a over the bodies: changes whenever a record changes.
fn digest(frames: &[Frame]) -> [u8; 8] {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in frames.iter().flat_map(|frame| frame.body.iter()) {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash.max(1).to_be_bytes()
}
