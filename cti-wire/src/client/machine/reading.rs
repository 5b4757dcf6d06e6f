//! What a server's message means, by the state of the session.

use super::{Client, Closing, Open, Opening, State, failure_status, first_id};
use crate::client::download::Step;
use crate::client::event::{CloseReason, ConfigurationError, Event, Opened, RequestError};
use crate::session::{MaintenanceDecision, PeerError, is_confirmation};
use crate::{
    ActiveMaintenanceEvent, ActiveMaintenanceReq, ControlFailureConf, Dialect, FailureConf, FailureEvent,
    Frame, InvokeId, Message, MessageType, OpenConf, PgStatus, SessionType, StandbyActiveEvent, StatusCode,
    SystemEvent, SystemEventId,
};
use std::time::Instant;

impl Client {
    pub(super) fn read(&mut self, now: Instant) -> Result<(), PeerError> {
        while let Some(frame) = Frame::take(&mut self.input)? {
            match &self.state {
                State::Opening(_) => self.read_opening(now, frame)?,
                State::Open(_) => self.read_open(now, frame)?,
                State::Closing(_) => self.read_closing(&frame),
                State::Closed => break,
            }
        }
        Ok(())
    }

    fn read_opening(&mut self, now: Instant, frame: Frame) -> Result<(), PeerError> {
        let State::Opening(Opening { invoke_id, .. }) = self.state else { return Ok(()) };
        let profile = &self.config.profile;
        let message = frame.message_type;
        match message.0 {
            OpenConf::NUMBER => {
                let conf: OpenConf<'_> = frame.decode(profile)?;
                if conf.invoke_id != invoke_id {
                    return Err(PeerError::WrongInvokeId { message });
                }
                let (services, online) = (conf.services_granted, conf.peripheral_online);
                let agent_state = conf.agent_state;
                let session_type = conf.session_type.unwrap_or_default();
                let standby = session_type == SessionType::STANDBY;
                self.state = State::Open(Open {
                    services,
                    online,
                    standby,
                    asked: None,
                    leave_at: None,
                    heartbeat_due: now + self.config.heartbeat,
                    unanswered: Vec::new(),
                });
                let online = online && !standby;
                self.events.push_back(Event::Opened(Opened {
                    services,
                    online,
                    session_type,
                    agent_state,
                    frame,
                }));
                Ok(())
            }
            FailureConf::NUMBER => {
                let conf: FailureConf<'_> = frame.decode(profile)?;
                let status = failure_status(&conf);
                // A server that could not read OPEN_REQ does not know its id either.
                if conf.invoke_id != invoke_id && conf.invoke_id != InvokeId(0) {
                    return Err(PeerError::WrongInvokeId { message });
                }
                self.end(CloseReason::Refused(status));
                Ok(())
            }
            FailureEvent::NUMBER => {
                let event: FailureEvent<'_> = frame.decode(profile)?;
                let status = event.status;
                self.end(CloseReason::Refused(status));
                Ok(())
            }
            _ => Err(PeerError::Unexpected { message, expected: "OPEN_CONF" }),
        }
    }

    fn read_open(&mut self, now: Instant, frame: Frame) -> Result<(), PeerError> {
        let profile = self.config.profile;
        match frame.message_type.0 {
            crate::HeartbeatConf::NUMBER => {
                let id = first_id(&frame);
                match &mut self.state {
                    // Any of them shows that the server is there, and answers those before it.
                    State::Open(open) if id.is_some_and(|id| open.unanswered.contains(&id)) => {
                        open.unanswered.clear();
                    }
                    _ => self.events.push_back(Event::Stray(frame)),
                }
                Ok(())
            }
            FailureEvent::NUMBER => {
                let event: FailureEvent<'_> = frame.decode(&profile)?;
                let status = event.status;
                if status == StatusCode::AUTO_CONFIG_RESET {
                    self.events.push_back(Event::ConfigurationReset);
                } else {
                    self.end(CloseReason::Server(status));
                }
                Ok(())
            }
            SystemEvent::NUMBER => {
                let event: SystemEvent<'_> = frame.decode(&profile)?;
                // CCE may have several peripherals: one that comes back is not all of them.
                let others =
                    profile.dialect == Dialect::Cce && event.pg_status.contains(PgStatus::PERIPHERAL_OFFLINE);
                let online = match event.system_event_id {
                    SystemEventId::PERIPHERAL_ONLINE if others => None,
                    SystemEventId::PERIPHERAL_ONLINE => Some(true),
                    SystemEventId::PERIPHERAL_OFFLINE => Some(false),
                    _ => None,
                };
                if let (State::Open(open), Some(online)) = (&mut self.state, online)
                    && open.online != online
                {
                    open.online = online;
                    if !open.standby {
                        self.events.push_back(Event::Online(online));
                    }
                }
                self.events.push_back(Event::Message(frame));
                Ok(())
            }
            ActiveMaintenanceReq::NUMBER if ActiveMaintenanceReq::SPEC.reads(&profile) => {
                let request: ActiveMaintenanceReq<'_> = frame.decode(&profile)?;
                let asked = (request.invoke_id, now + self.config.maintenance_timeout);
                if let State::Open(open) = &mut self.state {
                    open.asked = Some(asked);
                    self.events.push_back(Event::MaintenanceAsked);
                }
                Ok(())
            }
            ActiveMaintenanceEvent::NUMBER if ActiveMaintenanceEvent::SPEC.reads(&profile) => {
                let event: ActiveMaintenanceEvent<'_> = frame.decode(&profile)?;
                let begins = event.maintenance_mode_status;
                // A fifth is left for the way: the server counts from when it decided.
                let leave_at = now + self.config.maintenance_timeout.mul_f64(0.8);
                if let State::Open(open) = &mut self.state {
                    open.asked = None;
                    open.leave_at = begins.then_some(leave_at);
                    let decision =
                        if begins { MaintenanceDecision::Begin } else { MaintenanceDecision::Cancel };
                    self.events.push_back(Event::MaintenanceDecided(decision));
                }
                Ok(())
            }
            StandbyActiveEvent::NUMBER if self.is_standby() => {
                if let State::Open(open) = &mut self.state {
                    open.standby = false;
                    self.events.push_back(Event::Active);
                    if open.online {
                        self.events.push_back(Event::Online(true));
                    }
                }
                Ok(())
            }
            OpenConf::NUMBER => Err(PeerError::Unexpected {
                message: frame.message_type,
                expected: "anything but a second OPEN_CONF",
            }),
            _ if is_confirmation(frame.message_type, &profile) => self.read_confirmation(frame),
            _ => {
                self.step_download(now, &frame);
                Ok(())
            }
        }
    }

    fn read_closing(&mut self, frame: &Frame) {
        let State::Closing(Closing { invoke_id, reason, .. }) = self.state else { return };
        let answers = matches!(frame.message_type.0, crate::CloseConf::NUMBER | FailureConf::NUMBER);
        if answers && first_id(frame) == Some(invoke_id) {
            self.end(reason);
        }
    }

    fn read_confirmation(&mut self, frame: Frame) -> Result<(), PeerError> {
        let profile = &self.config.profile;
        let found = first_id(&frame).and_then(|id| self.pending.take(id).map(|request| (id, request)));
        let Some((invoke_id, request)) = found else {
            // Refusing a heartbeat is how a server says that it goes away (CCX, "Reasons for a connection to fail").
            let State::Open(open) = &self.state else { return Ok(()) };
            let heartbeat = first_id(&frame).is_some_and(|id| open.unanswered.contains(&id));
            if heartbeat && frame.message_type.0 == FailureConf::NUMBER {
                let conf: FailureConf<'_> = frame.decode(profile)?;
                let status = failure_status(&conf);
                self.end(CloseReason::HeartbeatRefused(status));
                return Ok(());
            }
            // Configuration messages have no invoke id: a refusal of none means them.
            let refused =
                frame.message_type.0 == FailureConf::NUMBER && first_id(&frame) == Some(InvokeId(0));
            if refused && self.download.is_some() {
                let conf: FailureConf<'_> = frame.decode(profile)?;
                let status = failure_status(&conf);
                self.end_download(Err(ConfigurationError::Refused(status)));
                return Ok(());
            }
            self.events.push_back(Event::Stray(frame));
            return Ok(());
        };
        let why = match frame.message_type {
            message if message == request.confirmation => {
                self.events.push_back(Event::Confirmed { invoke_id, frame });
                return Ok(());
            }
            MessageType(FailureConf::NUMBER) => match frame.decode::<FailureConf<'_>>(profile) {
                Ok(conf) => RequestError::Status(failure_status(&conf)),
                Err(error) => RequestError::Unreadable(error),
            },
            MessageType(ControlFailureConf::NUMBER) => {
                match frame.decode::<ControlFailureConf<'_>>(profile) {
                    Ok(conf) => RequestError::Control {
                        code: conf.failure_code,
                        peripheral: conf.peripheral_error_code,
                    },
                    Err(error) => RequestError::Unreadable(error),
                }
            }
            other => RequestError::Mismatch(other),
        };
        self.events.push_back(Event::Failed { invoke_id, request: request.message, why });
        Ok(())
    }

    fn step_download(&mut self, now: Instant, frame: &Frame) {
        self.events.push_back(Event::Message(frame.clone()));
        let Some(download) = &mut self.download else { return };
        match download.step(frame, &self.config.profile) {
            Step::None => return,
            Step::Alive => {}
            Step::Send(next) => next.write_to(&mut self.output),
            Step::End(result) => return self.end_download(result),
        }
        download.deadline = now + self.config.configuration_timeout;
        if download.is_empty() {
            self.end_download(Ok(()));
        }
    }
}
