//! Which bits of OPEN_REQ's masks mean something, by dialect and version.

use crate::{
    AgentStateMask, CallMsgMask, CcxAgentStateMask, CcxConfigMsgMask, ConfigMask, Dialect, OpenReq, Profile,
    ServiceMask, StatusCode,
};

/// First protocol version with active and standby sessions (CCE).
pub(super) const ACTIVE_STANDBY_SINCE: u32 = 24;

/// The services that the CCX guide lists.
const CCX_SERVICES: u32 = ServiceMask::CLIENT_EVENTS.0
    | ServiceMask::CALL_DATA_UPDATE.0
    | ServiceMask::CLIENT_CONTROL.0
    | ServiceMask::ALL_EVENTS.0
    | ServiceMask::SUPERVISOR.0
    | ServiceMask::CTI_AGENT_STATE_CONTROL_ONLY.0
    | ServiceMask::CONFIG_EVENTS.0;

/// Call events that CCX has: what its list of bits names, and the bits of the other call events it describes.
const CCX_CALLS: u32 =
    0x0007_FFFF & !(CallMsgMask::CALL_TRANSLATION_ROUTE.0 | CallMsgMask::CALL_REACHED_NETWORK.0);

/// Services that exist in this profile.
pub(super) const fn services(profile: &Profile) -> ServiceMask {
    match profile.dialect {
        Dialect::Ccx => ServiceMask(CCX_SERVICES),
        Dialect::Cce => {
            let all = ServiceMask(!ServiceMask(u32::MAX).unknown().0);
            if profile.version >= ACTIVE_STANDBY_SINCE {
                all
            } else {
                all.without(ServiceMask::ACTIVE_STANDBY)
            }
        }
    }
}

/// The status for the first mask with bits that mean nothing in this profile.
pub(super) fn undefined(open: &OpenReq<'_>, profile: &Profile) -> Option<StatusCode> {
    let (call, agent, config) = (open.call_msg_mask, open.agent_state_mask, open.config_msg_mask);
    let (call, agent, config) = match profile.dialect {
        Dialect::Ccx => {
            let mut config = CcxConfigMsgMask(config.0).unknown();
            if profile.version < 18 {
                config |= CcxConfigMsgMask(open.config_msg_mask.0) & CcxConfigMsgMask::TERMINAL;
            }
            let agent = CcxAgentStateMask(agent.0).unknown();
            (call.without(CallMsgMask(CCX_CALLS)), AgentStateMask(agent.0), ConfigMask(config.0))
        }
        Dialect::Cce => (call.unknown(), agent.unknown(), config.unknown()),
    };
    if !open.services_requested.without(services(profile)).is_empty() {
        Some(StatusCode::INVALID_SERVICE_MASK)
    } else if !call.is_empty() {
        Some(StatusCode::INVALID_CALL_MSG_MASK)
    } else if !agent.is_empty() {
        Some(StatusCode::INVALID_AGENT_STATE_MASK)
    } else if !config.is_empty() {
        Some(StatusCode::INVALID_CONFIG_MSG_MASK)
    } else {
        None
    }
}
