//! The configuration download: one at a time, because its messages carry no invoke id.

use std::time::Instant;

use super::event::ConfigurationError;
use crate::{
    ConfigBeginEvent, ConfigEndEvent, ConfigEndStatus, ConfigKeyEvent, ConfigKeyStatus, ConfigMask,
    ConfigRequestEvent, ConfigRequestKeyEvent, ConfigType, Frame, Message, Profile, UsageError,
};

/// Whether to ask for the configuration keys first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Keys {
    /// CONFIG_REQUEST_KEY_EVENT before CONFIG_REQUEST_EVENT; the answer is a [`Message`](super::Event::Message).
    Ask,
    /// CONFIG_REQUEST_EVENT at once.
    #[default]
    Skip,
}

/// What to download.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConfigRequest {
    /// Item classes, as CONFIG_REQUEST_EVENT counts them. In CCX this order differs from that of OPEN_REQ: application
    /// 1, CSQ 2, agent 4, device 8, terminal 16. With 0 there is no upload, but updates may start.
    pub mask: ConfigMask,
    /// Whether to ask for keys first.
    pub keys: Keys,
}

impl ConfigRequest {
    /// Everything a CCX 17 server has: applications, CSQs, agents, devices.
    pub const CCX: Self = Self { mask: ConfigMask(0x0F), keys: Keys::Ask };
}

#[derive(Debug)]
pub(super) struct Download {
    mask: ConfigMask,
    missing: ConfigMask,
    current: ConfigMask,
    stage: Stage,
    pub(super) deadline: Instant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Keys,
    Records,
}

/// What a message means for the download.
#[derive(Debug)]
pub(super) enum Step {
    /// Nothing.
    None,
    /// The server is at work: wait on.
    Alive,
    /// Send this next.
    Send(Frame),
    /// It has ended.
    End(Result<(), ConfigurationError>),
}

impl Download {
    /// A download and its first message.
    pub(super) fn start(
        request: ConfigRequest,
        profile: &Profile,
        deadline: Instant,
    ) -> Result<(Self, Frame), UsageError> {
        let stage = if request.keys == Keys::Ask { Stage::Keys } else { Stage::Records };
        // Both messages are made now, so that a profile without them is the caller's error.
        let records = records_request(request.mask, profile)?;
        let first = match stage {
            Stage::Keys => ConfigRequestKeyEvent::default().build(profile).finish()?,
            Stage::Records => records,
        };
        let ConfigRequest { mask, .. } = request;
        Ok((Self { mask, missing: mask, current: ConfigMask::EMPTY, stage, deadline }, first))
    }

    /// Whether the download is over once its first message is sent: nothing was asked for.
    pub(super) fn is_empty(&self) -> bool {
        self.mask.is_empty() && self.stage == Stage::Records
    }

    pub(super) fn timed_out(&self) -> ConfigurationError {
        ConfigurationError::Timeout { missing: self.missing }
    }

    pub(super) fn step(&mut self, frame: &Frame, profile: &Profile) -> Step {
        match self.read(frame, profile) {
            Ok(step) => step,
            Err(error) => Step::End(Err(ConfigurationError::Unreadable(error))),
        }
    }

    fn read(&mut self, frame: &Frame, profile: &Profile) -> Result<Step, crate::DecodeError> {
        // Numbers of the current list: the older numbers of the team messages would hide 236 to 238.
        match profile.listed_type(frame.message_type.0) {
            ConfigKeyEvent::NUMBER if self.stage == Stage::Keys => {
                let keys: ConfigKeyEvent<'_> = frame.decode(profile)?;
                if keys.config_key_status != ConfigKeyStatus::SUCCESS
                    && keys.config_key_status != ConfigKeyStatus::NO_KEY_SUPPORT
                {
                    return Ok(Step::End(Err(ConfigurationError::Status(keys.config_key_status.0))));
                }
                self.stage = Stage::Records;
                // Made once already, in `start`.
                Ok(records_request(self.mask, profile).map_or(Step::None, Step::Send))
            }
            ConfigBeginEvent::NUMBER if self.stage == Stage::Records => {
                let begin: ConfigBeginEvent<'_> = frame.decode(profile)?;
                if begin.config_type != ConfigType::UPDATE {
                    self.current = begin.config_information;
                }
                Ok(Step::Alive)
            }
            ConfigEndEvent::NUMBER if self.stage == Stage::Records => {
                let end: ConfigEndEvent<'_> = frame.decode(profile)?;
                let fine = matches!(end.config_end_status, ConfigEndStatus::SUCCESS | ConfigEndStatus::EMPTY);
                if !fine {
                    return Ok(Step::End(Err(ConfigurationError::Status(end.config_end_status.0))));
                }
                self.missing = self.missing.without(self.current);
                self.current = ConfigMask::EMPTY;
                Ok(if self.missing.is_empty() { Step::End(Ok(())) } else { Step::Alive })
            }
            235..=238 | 245 | 254 | 260 | 261 | 276 | 282 if self.stage == Stage::Records => Ok(Step::Alive),
            _ => Ok(Step::None),
        }
    }
}

fn records_request(mask: ConfigMask, profile: &Profile) -> Result<Frame, UsageError> {
    ConfigRequestEvent { config_information: mask, ..Default::default() }.build(profile).finish()
}
