//! The host's answers: to OPEN_REQ, to requests, and messages to one session.

use bytes::BytesMut;

use super::Server;
use crate::server::event::{EndReason, Grant};
use crate::server::open;
use crate::server::session::{Asked, Open, State};
use crate::session::{ConnId, Now, SessionError, has_invoke_id, write_with_id};
use crate::{
    CcxConfigMsgMask, CcxErrorCode, ControlFailureCode, ControlFailureConf, Dialect, Frame, InvokeId,
    Message, OpenConf, Profile, ServiceMask, SessionType, StatusCode, field,
};

impl Server {
    /// Grants the session that [`Event::OpenRequested`](crate::server::Event::OpenRequested) asked for. A bridge
    /// session is told at once whether the server is in service. An agent session takes the device over from an older session of the same client. On a standby it
    /// becomes a standby session; the bit ACTIVE_STANDBY is granted to whoever asked for it.
    ///
    /// # Errors
    /// Nothing was asked on this connection, or the grant does not fit into OPEN_CONF (the client is refused then).
    pub fn grant(&mut self, now: Now, conn: ConnId, grant: Grant) -> Result<(), SessionError> {
        let asked = self.take_asked(conn)?;
        let Asked { invoke_id, idle, mut session } = asked;
        // The role may have changed while the host made up its mind.
        let admission = open::admission(&self.config, self.role, session.profile.version, session.services);
        let session_type = match admission {
            Ok(session_type) => session_type,
            Err(status) => {
                self.answer_failure(conn, &session.profile, invoke_id, status);
                self.linger(now, conn, EndReason::Refused(status));
                return Ok(());
            }
        };
        session.standby = session_type == SessionType::STANDBY;
        session.services = session.services & (grant.services | ServiceMask::ACTIVE_STANDBY);
        session.idle = idle;
        session.heard = now.at;
        let conf = OpenConf {
            invoke_id,
            services_granted: session.services,
            pg_status: self.pg_status(),
            icm_central_controller_time: now.time(),
            peripheral_online: self.online,
            agent_state: grant.agent.as_ref().map_or_else(Default::default, |(_, state)| *state),
            session_type: says_session_type(&session.profile).then_some(session_type),
            ..Default::default()
        };
        let mut builder = conf.build(&session.profile);
        if let Some((device, _)) = &grant.agent {
            builder = builder.with_opt(field::AgentExtension, given(&device.extension));
            builder = match session.profile.dialect {
                Dialect::Ccx => builder.with_opt(field::AgentIdLong, given(&device.id)),
                Dialect::Cce => builder.with_opt(field::AgentId, given(&device.id)),
            };
            builder = builder.with_opt(field::AgentInstrument, given(&device.instrument));
        }
        // The CCX guide: always one peripheral, with both line kinds under control.
        if session.profile.dialect == Dialect::Ccx && session.profile.version >= 14 {
            builder = builder.with(field::NumPeripherals, 1u16);
            builder = builder.with(field::FltPeripheralId, crate::PeripheralId(1));
            builder = builder.with(field::MultilineAgentControl, crate::MultilineAgentControl::MULTI_LINE);
        }
        // Tag 248 came with CCX 18.
        if session.profile.dialect == Dialect::Ccx && session.profile.version >= 18 {
            let granted = session.services.contains(ServiceMask::CONFIG_EVENTS);
            let asked = CcxConfigMsgMask(session.config_mask.0);
            let mask = if granted { asked.without(asked.unknown()) } else { CcxConfigMsgMask::EMPTY };
            builder = builder.with(field::ConfigMsgMaskGranted, u16::try_from(mask.0).unwrap_or(0));
        }
        let frame = match builder.finish() {
            Ok(frame) => frame,
            Err(error) => {
                self.answer_failure(conn, &session.profile, invoke_id, StatusCode::UNSPECIFIED_FAILURE);
                self.linger(now, conn, EndReason::Refused(StatusCode::UNSPECIFIED_FAILURE));
                return Err(error.into());
            }
        };
        session.device = grant.agent.map(|(device, _)| Box::new(device));
        if let Some(status) = self.take_over(now, conn, &session) {
            self.answer_failure(conn, &session.profile, invoke_id, status);
            self.linger(now, conn, EndReason::Refused(status));
            return Ok(());
        }
        let (profile, bridge) = (session.profile, session.services.contains(ServiceMask::ALL_EVENTS));
        if let Some(place) = self.sessions.get_mut(&conn) {
            place.state = State::Open(Box::new(session));
        }
        self.arm(conn);
        self.put(conn, frame.to_bytes());
        if bridge && let Ok(event) = self.system_event(now, &profile) {
            self.put(conn, event);
        }
        Ok(())
    }

    /// Refuses the session that [`Event::OpenRequested`](crate::server::Event::OpenRequested) asked for; the
    /// connection ends when the client has closed it, or a little later.
    ///
    /// # Errors
    /// Nothing was asked on this connection.
    pub fn refuse(&mut self, now: Now, conn: ConnId, status: StatusCode) -> Result<(), SessionError> {
        let asked = self.take_asked(conn)?;
        self.answer_failure(conn, &asked.session.profile, asked.invoke_id, status);
        self.linger(now, conn, EndReason::Refused(status));
        Ok(())
    }

    /// Answers a request with its confirmation, under the request's id; whatever id the frame holds is replaced.
    ///
    /// # Errors
    /// The session has ended since, or the message confirms nothing, has no invoke id, or is too long.
    pub fn confirm(&mut self, conn: ConnId, invoke_id: InvokeId, frame: &Frame) -> Result<(), SessionError> {
        let profile = self.profile(conn).ok_or(SessionError::NotOpen)?;
        if !has_invoke_id(frame.message_type, profile) {
            return Err(SessionError::NotARequest(frame.message_type));
        }
        let mut out = BytesMut::new();
        write_with_id(frame, invoke_id, &mut out)?;
        self.put(conn, out.freeze());
        Ok(())
    }

    /// Answers a request with FAILURE_CONF.
    ///
    /// # Errors
    /// The session has ended since.
    pub fn fail(
        &mut self,
        conn: ConnId,
        invoke_id: InvokeId,
        status: StatusCode,
    ) -> Result<(), SessionError> {
        let profile = *self.profile(conn).ok_or(SessionError::NotOpen)?;
        self.answer_failure(conn, &profile, invoke_id, status);
        Ok(())
    }

    /// Answers a request with CONTROL_FAILURE_CONF. Only CCX has a place for the text; an empty one is left out.
    ///
    /// # Errors
    /// The session has ended since, or the text is too long.
    pub fn fail_control(
        &mut self,
        conn: ConnId,
        invoke_id: InvokeId,
        failure_code: ControlFailureCode,
        peripheral_error_code: CcxErrorCode,
        text: &str,
    ) -> Result<(), SessionError> {
        let profile = *self.profile(conn).ok_or(SessionError::NotOpen)?;
        let conf =
            ControlFailureConf { invoke_id, failure_code, peripheral_error_code, ..Default::default() };
        let text = given(text).filter(|_| profile.dialect == Dialect::Ccx);
        let frame = conf.build(&profile).with_opt(field::Text, text).finish()?;
        self.put(conn, frame.to_bytes());
        Ok(())
    }

    /// Sends a message to one session: configuration records, TEAM_CONFIG_EVENT.
    ///
    /// # Errors
    /// The session has ended since, or the message is too long.
    pub fn send(&mut self, conn: ConnId, frame: &Frame) -> Result<(), SessionError> {
        self.profile(conn).ok_or(SessionError::NotOpen)?;
        frame.fits()?;
        self.put(conn, frame.to_bytes());
        Ok(())
    }

    fn take_asked(&mut self, conn: ConnId) -> Result<Asked, SessionError> {
        let session = self.sessions.get_mut(&conn).ok_or(SessionError::UnknownConnection)?;
        let State::Asked { deadline, .. } = session.state else {
            return Err(SessionError::UnknownConnection);
        };
        match std::mem::replace(&mut session.state, State::Ending { deadline }) {
            State::Asked { asked, .. } => Ok(*asked),
            State::Fresh { .. } | State::Open(_) | State::Ending { .. } => {
                Err(SessionError::UnknownConnection)
            }
        }
    }

    /// Agent mode: a device has one session. The same client takes it over (11), another is refused (10).
    fn take_over(&mut self, now: Now, conn: ConnId, session: &Open) -> Option<StatusCode> {
        let rivals = self.sessions.iter().filter_map(|(id, other)| {
            let open = other.open().filter(|open| *id != conn && session.competes(open))?;
            Some((*id, open.client_id == session.client_id))
        });
        let rivals: Vec<(ConnId, bool)> = rivals.collect();
        if rivals.iter().any(|(_, same)| !same) {
            return Some(StatusCode::DEVICE_IN_USE);
        }
        for (older, _) in rivals {
            self.end(now, older, StatusCode::NEW_SESSION_OPENED);
        }
        None
    }
}

fn says_session_type(profile: &Profile) -> bool {
    profile.dialect == Dialect::Cce && profile.version >= profile.session_type_since
}

fn given(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}
