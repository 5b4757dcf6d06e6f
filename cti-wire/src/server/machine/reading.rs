//! What a client's message means, by the state of its session.

use super::{Server, first_id};
use crate::server::config::{Reading, Role};
use crate::server::event::{EndReason, Event};
use crate::server::open;
use crate::server::session::State;
use crate::session::{ConnId, Now, confirmation_of};
use crate::{
    CloseConf, CloseReq, Frame, HeartbeatConf, HeartbeatReq, InvokeId, Message, OpenReq, Profile, Sender,
    StatusCode,
};

impl Server {
    pub(super) fn read(&mut self, now: Now, conn: ConnId, frame: Frame) {
        let Some(session) = self.sessions.get_mut(&conn) else { return };
        match &mut session.state {
            State::Fresh { .. } => self.read_fresh(now, conn, &frame),
            State::Asked { asked, .. } => {
                let profile = asked.session.profile;
                let again = frame.message_type.0 == OpenReq::NUMBER;
                let status =
                    if again { StatusCode::SESSION_ALREADY_OPEN } else { StatusCode::SESSION_NOT_OPEN };
                self.answer_failure(conn, &profile, first_id(&frame, &profile), status);
            }
            State::Open(open) => {
                open.heard = now.at;
                let (profile, standby) = (open.profile, open.standby || self.role != Role::Master);
                self.read_open(now, conn, frame, &profile, standby);
            }
            State::Ending { .. } => {}
        }
    }

    fn read_fresh(&mut self, now: Now, conn: ConnId, frame: &Frame) {
        let own = Profile::new(self.config.dialect, *self.config.versions.end());
        if frame.message_type.0 != OpenReq::NUMBER {
            let id = first_id(frame, &own);
            return self.answer_failure(conn, &own, id, StatusCode::SESSION_NOT_OPEN);
        }
        match open::read(frame, &self.config, self.role, now.at) {
            Ok((asked, request)) => {
                if let Some(session) = self.sessions.get_mut(&conn)
                    && let State::Fresh { deadline } = session.state
                {
                    session.state = State::Asked { deadline, asked: Box::new(asked) };
                }
                self.events.push_back(Event::OpenRequested { conn, request: Box::new(request) });
            }
            Err((invoke_id, status)) => {
                self.answer_failure(conn, &own, invoke_id, status);
                self.linger(now, conn, EndReason::Refused(status));
            }
        }
    }

    fn read_open(&mut self, now: Now, conn: ConnId, frame: Frame, profile: &Profile, standby: bool) {
        let invoke_id = first_id(&frame, profile);
        match frame.message_type.0 {
            OpenReq::NUMBER => {
                self.answer_failure(conn, profile, invoke_id, StatusCode::SESSION_ALREADY_OPEN)
            }
            HeartbeatReq::NUMBER => {
                let status =
                    if self.role == Role::Offline { Some(StatusCode::CTI_SERVER_OFFLINE) } else { None };
                match (status, frame.decode::<HeartbeatReq<'_>>(profile)) {
                    (None, Ok(_)) => {
                        let conf = HeartbeatConf { invoke_id, ..Default::default() };
                        if let Ok(frame) = conf.build(profile).finish() {
                            self.put(conn, frame.to_bytes());
                        }
                    }
                    (Some(status), Ok(_)) => self.answer_failure(conn, profile, invoke_id, status),
                    (_, Err(error)) => self.answer_failure(conn, profile, invoke_id, error.status()),
                }
            }
            CloseReq::NUMBER => match frame.decode::<CloseReq<'_>>(profile) {
                Ok(close) => {
                    let status = close.status;
                    let conf = CloseConf { invoke_id, ..Default::default() };
                    if let Ok(frame) = conf.build(profile).finish() {
                        self.put(conn, frame.to_bytes());
                    }
                    self.linger(now, conn, EndReason::Closed(status));
                }
                Err(error) => self.answer_failure(conn, profile, invoke_id, error.status()),
            },
            _ if self.read_maintenance(now, conn, &frame, profile) => {}
            // The guide says that a standby does not take them and names no status; this one says why.
            _ if standby => self.answer_failure(conn, profile, invoke_id, StatusCode::SERVER_NOT_MASTER),
            _ => self.read_for_host(conn, frame, profile, invoke_id),
        }
    }

    fn read_for_host(&mut self, conn: ConnId, frame: Frame, profile: &Profile, invoke_id: InvokeId) {
        let message = match self.config.reading {
            Reading::Lenient => frame.message(profile),
            Reading::Strict => frame.check(profile),
        };
        let checked = message.map(|message| message.spec().map(|spec| spec.sender));
        let request = confirmation_of(frame.message_type, profile).is_some();
        match checked {
            Err(error) => self.answer_failure(conn, profile, invoke_id, error.status()),
            // A message of the server's, or a type nobody knows.
            Ok(Some(Sender::Server)) | Ok(None) if !request => {
                self.answer_failure(conn, profile, invoke_id, StatusCode::INVALID_MESSAGE_LENGTH);
            }
            Ok(_) if request => self.events.push_back(Event::Request { conn, invoke_id, frame }),
            Ok(_) => self.events.push_back(Event::Message { conn, frame }),
        }
    }
}
