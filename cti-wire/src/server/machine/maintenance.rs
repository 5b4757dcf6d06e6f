//! Maintenance (CCE from 24): may this side hand its sessions over to the other?

use std::collections::BTreeSet;
use std::time::Instant;

use super::Server;
use crate::server::config::Role;
use crate::server::event::{EndReason, Event, MaintenanceAnswers};
use crate::server::session::State;
use crate::session::{ConnId, MaintenanceDecision, Now, SessionError};
use crate::{
    ActiveMaintenanceEvent, ActiveMaintenanceReq, ActiveMaintenanceResp, Frame, InvokeId, Message, Profile,
    ServiceMask, StoppingRequestsToThisSideInd,
};

/// A question that was put to clients, until it is decided.
#[derive(Debug)]
pub(super) struct Maintenance {
    invoke_id: InvokeId,
    /// `None`: the host has been told how it went.
    pub(super) deadline: Option<Instant>,
    waiting: BTreeSet<ConnId>,
    answers: MaintenanceAnswers,
}

impl Server {
    /// Asks the clients that understand active and standby servers whether this side may go into maintenance
    /// (ACTIVE_MAINTENANCE_REQ). [`Event::MaintenanceAnswered`] follows when all have answered, or after
    /// `maintenance_timeout`; then say how it goes on with [`decide_maintenance`](Self::decide_maintenance).
    ///
    /// Returns how many are asked. If nobody is, the event comes at once.
    ///
    /// # Errors
    /// This server is not the master, or a question is open already.
    pub fn ask_maintenance(&mut self, now: Now) -> Result<usize, SessionError> {
        if self.role != Role::Master {
            return Err(SessionError::Standby);
        }
        if self.maintenance.is_some() {
            return Err(SessionError::MaintenanceRunning);
        }
        self.last_maintenance = InvokeId(self.last_maintenance.0.wrapping_add(1));
        let invoke_id = self.last_maintenance;
        let asks = |(conn, session): (&ConnId, &super::Session)| {
            let open = session.open().filter(|open| open.services.contains(ServiceMask::ACTIVE_STANDBY))?;
            let request = ActiveMaintenanceReq { invoke_id, ..Default::default() };
            Some((*conn, request.build(&open.profile).finish().ok()?))
        };
        let asked: Vec<(ConnId, Frame)> = self.sessions.iter().filter_map(asks).collect();
        self.maintenance = Some(Maintenance {
            invoke_id,
            deadline: Some(now.at + self.config.maintenance_timeout),
            waiting: asked.iter().map(|(conn, _)| *conn).collect(),
            answers: MaintenanceAnswers::default(),
        });
        let count = asked.len();
        for (conn, frame) in asked {
            self.put(conn, frame.to_bytes());
        }
        self.tell_answers();
        Ok(count)
    }

    /// Tells the clients that were asked how it goes on (ACTIVE_MAINTENANCE_EVENT). It may come before the last answer.
    ///
    /// With [`MaintenanceDecision::Begin`] each of them has `maintenance_timeout` to say that it stops its requests to
    /// this side; its session ends with that message, or when the time is over. Make this server the standby with
    /// [`set_role`](Self::set_role) when the other side takes over: sessions that are leaving are not cut off by it.
    ///
    /// # Errors
    /// No question is open.
    pub fn decide_maintenance(
        &mut self,
        now: Now,
        decision: MaintenanceDecision,
    ) -> Result<(), SessionError> {
        let Some(asked) = self.maintenance.take() else { return Err(SessionError::NotAsked) };
        let MaintenanceAnswers { accepted, refused } = asked.answers;
        let status = decision == MaintenanceDecision::Begin;
        let leave_by = now.at + self.config.maintenance_timeout;
        for conn in accepted.into_iter().chain(refused).chain(asked.waiting) {
            let Some(session) = self.sessions.get_mut(&conn) else { continue };
            let State::Open(open) = &mut session.state else { continue };
            if status {
                open.leave_by = Some(leave_by);
            }
            let event = ActiveMaintenanceEvent { maintenance_mode_status: status, ..Default::default() };
            if let Ok(frame) = event.build(&open.profile).finish() {
                self.put(conn, frame.to_bytes());
            }
            self.arm(conn);
        }
        Ok(())
    }

    /// Takes what belongs to a maintenance; `false`: it does not, and is the host's.
    pub(super) fn read_maintenance(
        &mut self,
        now: Now,
        conn: ConnId,
        frame: &Frame,
        profile: &Profile,
    ) -> bool {
        let number = frame.message_type.0;
        if number == StoppingRequestsToThisSideInd::NUMBER && self.is_leaving(conn) {
            self.linger(now, conn, EndReason::Maintenance);
            return true;
        }
        if number != ActiveMaintenanceResp::NUMBER {
            return false;
        }
        let Some(asked) = &mut self.maintenance else { return false };
        let Ok(answer) = frame.decode::<ActiveMaintenanceResp<'_>>(profile) else { return false };
        if answer.invoke_id != asked.invoke_id || asked.deadline.is_none() || !asked.waiting.remove(&conn) {
            return false;
        }
        let list = match answer.maintenance_mode_accepted {
            true => &mut asked.answers.accepted,
            false => &mut asked.answers.refused,
        };
        list.push(conn);
        self.tell_answers();
        true
    }

    /// Who has not answered in time has refused.
    pub(super) fn end_maintenance_wait(&mut self, now: Now) {
        if let Some(asked) = &mut self.maintenance
            && asked.deadline.is_some_and(|deadline| deadline <= now.at)
        {
            asked.answers.refused.extend(std::mem::take(&mut asked.waiting));
            self.tell_answers();
        }
    }

    /// A session has ended: its answer is of no interest any more.
    pub(super) fn forget_asked(&mut self, conn: ConnId) {
        if let Some(asked) = &mut self.maintenance {
            asked.answers.accepted.retain(|other| *other != conn);
            asked.answers.refused.retain(|other| *other != conn);
            if asked.waiting.remove(&conn) {
                self.tell_answers();
            }
        }
    }

    pub(super) fn is_leaving(&self, conn: ConnId) -> bool {
        let open = self.sessions.get(&conn).and_then(super::Session::open);
        open.is_some_and(|open| open.leave_by.is_some())
    }

    fn tell_answers(&mut self) {
        if let Some(asked) = &mut self.maintenance
            && asked.waiting.is_empty()
            && asked.deadline.take().is_some()
        {
            self.events.push_back(Event::MaintenanceAnswered(asked.answers.clone()));
        }
    }
}
