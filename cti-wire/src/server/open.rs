//! OPEN_REQ: what is refused before the host is asked.

use std::time::{Duration, Instant};

use super::config::{Config, Masks, Reading, Role};
use super::event::{Device, OpenRequest};
use super::masks;
use super::session::{Asked, Open};
use crate::{Dialect, Frame, InvokeId, OpenReq, Profile, ServiceMask, SessionType, StatusCode, field};

/// Reads and checks OPEN_REQ. The error is the status of FAILURE_CONF, with the invoke id if it could be read.
pub(super) fn read(
    frame: &Frame,
    config: &Config,
    role: Role,
    now: Instant,
) -> Result<(Asked, OpenRequest), (InvokeId, StatusCode)> {
    let mut words = frame.body.chunks_exact(4).map(|w| u32::from_be_bytes([w[0], w[1], w[2], w[3]]));
    let invoke_id = InvokeId(words.next().unwrap_or(0));
    let refuse = |status| (invoke_id, status);
    // The version decides how the rest is read, and lies in front of what it decides.
    let Some(version) = words.next() else { return Err(refuse(StatusCode::BAD_MESSAGE_FORMAT)) };
    // The services lie behind what may be unreadable: here only what the version says.
    admission(config, role, version, ServiceMask(u32::MAX)).map_err(refuse)?;
    if !config.versions.contains(&version) {
        return Err(refuse(StatusCode::INVALID_VERSION));
    }
    let profile = Profile::new(config.dialect, version);
    if config.reading == Reading::Strict {
        frame.check(&profile).map_err(|error| refuse(error.status()))?;
    }
    let open: OpenReq<'_> = frame.decode(&profile).map_err(|error| refuse(error.status()))?;
    let idle = idle_timeout(open.idle_timeout, config).ok_or(refuse(StatusCode::INVALID_TIMEOUT))?;
    let services = open.services_requested;
    admission(config, role, version, services).map_err(refuse)?;
    let (bridge, agent) =
        (services.contains(ServiceMask::ALL_EVENTS), services.contains(ServiceMask::CLIENT_EVENTS));
    if bridge && agent && config.dialect == Dialect::Ccx {
        return Err(refuse(StatusCode::INVALID_SERVICE_MASK));
    }
    if config.masks == Masks::Refuse
        && let Some(status) = masks::undefined(&open, &profile)
    {
        return Err(refuse(status));
    }
    let text =
        |value: Option<crate::Text<'_>>| value.map(|t| t.to_string_lossy().into_owned()).unwrap_or_default();
    let request = (|| {
        Ok::<_, crate::DecodeError>(OpenRequest {
            version,
            client_id: text(open.get::<field::ClientId>()?),
            password: open.get::<field::ClientPassword>()?.map(|p| p.as_bytes().to_vec()).unwrap_or_default(),
            signature: text(open.get::<field::ClientSignature>()?),
            services,
            call_mask: open.call_msg_mask,
            agent_state_mask: open.agent_state_mask,
            config_mask: open.config_msg_mask,
            device: Device {
                extension: text(open.get::<field::AgentExtension>()?),
                id: text(match config.dialect {
                    Dialect::Ccx => open.get::<field::AgentIdLong>()?,
                    Dialect::Cce => open.get::<field::AgentId>()?,
                }),
                instrument: text(open.get::<field::AgentInstrument>()?),
            },
        })
    })()
    .map_err(|error| refuse(error.status()))?;
    if agent && request.device == Device::default() {
        return Err(refuse(StatusCode::REQUIRED_DATA_MISSING));
    }
    let session = Open {
        profile,
        client_id: request.client_id.as_str().into(),
        services: services & masks::services(&profile),
        call_mask: request.call_mask,
        agent_state_mask: request.agent_state_mask,
        config_mask: request.config_mask,
        device: None,
        standby: false,
        leave_by: None,
        idle,
        heard: now,
    };
    Ok((Asked { invoke_id, idle, session }, request))
}

/// As what a server in this role takes a client, or the status with which it refuses it.
pub(super) fn admission(
    config: &Config,
    role: Role,
    version: u32,
    services: ServiceMask,
) -> Result<SessionType, StatusCode> {
    let pairs = config.dialect == Dialect::Cce && *config.versions.end() >= masks::ACTIVE_STANDBY_SINCE;
    match role {
        Role::Master => Ok(SessionType::ACTIVE),
        Role::Offline => Err(StatusCode::CTI_SERVER_OFFLINE),
        Role::Standby if !pairs => Err(StatusCode::SERVER_NOT_MASTER),
        Role::Standby if version < masks::ACTIVE_STANDBY_SINCE => Err(StatusCode::CTI_SERVER_OFFLINE),
        Role::Standby if !services.contains(ServiceMask::ACTIVE_STANDBY) => {
            Err(StatusCode::INVALID_CLIENT_FOR_STANDBY)
        }
        Role::Standby => Ok(SessionType::STANDBY),
    }
}

/// `None`: not acceptable. `Some(None)`: switched off, which only CCE knows.
fn idle_timeout(seconds: u32, config: &Config) -> Option<Option<Duration>> {
    if seconds == u32::MAX && config.dialect == Dialect::Cce {
        return Some(None);
    }
    config.idle_timeout.contains(&seconds).then(|| Some(Duration::from_secs(seconds.into())))
}
