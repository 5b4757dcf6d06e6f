//! What everybody is told: events, whether the server is in service, and who is the master.

use bytes::Bytes;

use super::Server;
use crate::server::config::Role;
use crate::server::event::{Audience, EndReason};
use crate::server::session::State;
use crate::session::{ConnId, Now, Transmit};
use crate::{
    CcxStatus, Dialect, Frame, Message, PgStatus, Profile, StandbyActiveEvent, StatusCode, SystemEvent,
    SystemEventId, UsageError,
};

impl Server {
    /// Sends an event to everybody who may and wants to see it. It is made once for each profile in use, and all
    /// sessions of a profile share those bytes.
    ///
    /// # Errors
    /// `make` failed for a profile; its sessions got nothing, the others did.
    pub fn publish(
        &mut self,
        audience: Audience<'_>,
        mut make: impl FnMut(&Profile) -> Result<Frame, UsageError>,
    ) -> Result<(), UsageError> {
        // Few profiles are in use at one time: a list is the fastest map.
        let mut made: Vec<(Profile, Result<Bytes, UsageError>)> = Vec::new();
        let mut slow = Vec::new();
        for (conn, session) in &mut self.sessions {
            let State::Open(open) = &session.state else { continue };
            if !open.wants(audience) {
                continue;
            }
            let known = made.iter().position(|(profile, _)| *profile == open.profile);
            let index = known.unwrap_or_else(|| {
                let frame = make(&open.profile).and_then(|frame| frame.fits().map(|()| frame.to_bytes()));
                made.push((open.profile, frame));
                made.len() - 1
            });
            let Some((_, Ok(shared))) = made.get(index) else { continue };
            session.unsent += shared.len();
            if session.unsent > self.config.max_output {
                slow.push(*conn);
                continue;
            }
            let transmit = Transmit { to: *conn, head: Bytes::new(), shared: Some(shared.clone()) };
            self.transmits.push_back(transmit);
        }
        for conn in slow {
            self.finish(conn, EndReason::TooSlow);
        }
        made.into_iter().find_map(|(_, result)| result.err()).map_or(Ok(()), Err)
    }

    /// Tells everybody whether the server is in service (SYSTEM_EVENT 3 or 4).
    pub fn set_online(&mut self, now: Now, online: bool) {
        if self.online == online {
            return;
        }
        self.online = online;
        let (pg_status, id) = (self.pg_status(), system_event_id(online));
        // The message has no floating part that could be too long.
        let _ = self.publish(Audience::All, |profile| system_event_frame(now, pg_status, id, profile));
    }

    /// Becomes master, standby or offline. Leaving mastership ends all sessions with FAILURE_EVENT 15; becoming the
    /// master tells the sessions of a standby so (STANDBY_ACTIVE_EVENT), and they are served from then on.
    pub fn set_role(&mut self, now: Now, role: Role) {
        if self.role == role {
            return;
        }
        self.role = role;
        if role == Role::Master {
            return self.activate();
        }
        for conn in self.sessions.keys().copied().collect::<Vec<_>>() {
            // These have been told, and go by themselves.
            if role == Role::Standby && self.is_leaving(conn) {
                continue;
            }
            self.end(now, conn, StatusCode::CTI_SERVER_OFFLINE);
        }
    }

    /// Ends one session with FAILURE_EVENT.
    pub fn end(&mut self, now: Now, conn: ConnId, status: StatusCode) {
        if self.profile(conn).is_none() {
            return;
        }
        self.last_words(conn, status);
        self.linger(now, conn, EndReason::Failed(status));
    }

    fn activate(&mut self) {
        let mut waiting = Vec::new();
        for (conn, session) in &mut self.sessions {
            if let State::Open(open) = &mut session.state
                && std::mem::take(&mut open.standby)
            {
                waiting.push((*conn, open.profile));
            }
        }
        for (conn, profile) in waiting {
            if let Ok(frame) = StandbyActiveEvent::default().build(&profile).finish() {
                self.put(conn, frame.to_bytes());
            }
        }
    }

    pub(super) fn pg_status(&self) -> PgStatus {
        match (self.config.dialect, self.online) {
            (Dialect::Ccx, true) => PgStatus(CcxStatus::IN_SERVICE.0),
            (Dialect::Ccx, false) => PgStatus(CcxStatus::OUT_OF_SERVICE.0),
            (Dialect::Cce, true) => PgStatus::EMPTY,
            (Dialect::Cce, false) => PgStatus::PERIPHERAL_OFFLINE,
        }
    }

    pub(super) fn system_event(&self, now: Now, profile: &Profile) -> Result<Bytes, UsageError> {
        let frame = system_event_frame(now, self.pg_status(), system_event_id(self.online), profile)?;
        Ok(frame.to_bytes())
    }
}

const fn system_event_id(online: bool) -> SystemEventId {
    if online { SystemEventId::PERIPHERAL_ONLINE } else { SystemEventId::PERIPHERAL_OFFLINE }
}

fn system_event_frame(
    now: Now,
    pg_status: PgStatus,
    id: SystemEventId,
    profile: &Profile,
) -> Result<Frame, UsageError> {
    SystemEvent {
        pg_status,
        icm_central_controller_time: now.time(),
        system_event_id: id,
        ..Default::default()
    }
    .build(profile)
    .finish()
}
