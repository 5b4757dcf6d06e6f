//! The small steps that operations are made of. Each change of a state is one event.

use crate::call::{Call, Connection, TerminalConnection};
use crate::device::{DeviceKind, DeviceName, Number, Service};
use crate::error::{IllegalTransition, TelephonyError};
use crate::event::{Cause, Event};
use crate::provider::{CallId, Provider};
use crate::state::{CallState, ConnectionState, ProviderState, TerminalConnectionState};

/// Where a call to a number comes to.
pub(super) enum Reach {
    /// It stands there until it is sent on.
    RoutePoint,
    /// These ring.
    Devices(Vec<DeviceName>),
    /// It rings with somebody who has no device here.
    Outside,
}

impl Provider {
    pub(super) fn ready(&self) -> Result<(), TelephonyError> {
        match self.state {
            ProviderState::InService => Ok(()),
            state @ (ProviderState::OutOfService | ProviderState::Shutdown) => {
                Err(TelephonyError::Provider(state))
            }
        }
    }

    pub(super) fn registered(&self, device: &str) -> bool {
        self.device(device).is_some_and(|d| d.service == Service::In)
    }

    pub(super) fn find(&self, call: CallId) -> Result<&Call, TelephonyError> {
        self.calls.get(&call).ok_or(TelephonyError::UnknownCall(call))
    }

    /// A device talks on one call at a time.
    pub(super) fn may_talk(&self, device: &str) -> Result<(), TelephonyError> {
        let entry = self.devices.get(device).ok_or(TelephonyError::UnknownDevice)?;
        if entry.device.service == Service::Out {
            return Err(TelephonyError::DeviceOutOfService);
        }
        let talks = |id: &CallId| {
            let terminal = self.calls.get(id).and_then(|call| call.connection_of(device)?.terminal(device));
            terminal.is_some_and(|t| t.state() == TerminalConnectionState::Talking)
        };
        if entry.calls.iter().any(talks) { Err(TelephonyError::DeviceBusy) } else { Ok(()) }
    }

    /// The devices at which a number can take one more call. A device is in one call once only; `leaving` is a
    /// connection of that call which is about to go.
    pub(super) fn reach(&self, to: &str, call: &Call, leaving: Option<&Number>) -> Result<Reach, Cause> {
        let Some(owners) = self.addresses.get(to) else {
            // Outside, a number takes any number of calls, but each of them once only.
            return match (self.is_outside(to), call.connection(to)) {
                (true, None) => Ok(Reach::Outside),
                (true, Some(_)) => Err(Cause::Busy),
                (false, _) => Err(Cause::DestinationNotObtainable),
            };
        };
        let kind = self.kind_of(to).ok_or(Cause::DestinationNotObtainable)?;
        let mut devices = owners.clone();
        devices.retain(|name| self.registered(name.as_str()));
        if devices.is_empty() {
            return Err(Cause::DestinationNotObtainable);
        }
        if kind == DeviceKind::RoutePoint {
            return Ok(Reach::RoutePoint);
        }
        let here = |id: &CallId| self.calls.get(id).is_some_and(|call| call.connection(to).is_some());
        devices.retain(|name| {
            let inside = call.connection_of(name.as_str()).is_some_and(|c| Some(c.number()) != leaving);
            let calls = self.devices.get(name).map(|entry| entry.calls.iter().filter(|id| here(id)).count());
            !inside && calls.is_some_and(|calls| calls < self.limits.calls_per_address)
        });
        if devices.is_empty() { Err(Cause::Busy) } else { Ok(Reach::Devices(devices)) }
    }

    pub(super) fn new_call(&mut self, calling: Number, called: Number) -> Result<CallId, TelephonyError> {
        if self.calls.len() >= self.limits.calls {
            return Err(TelephonyError::TooManyCalls);
        }
        let id = CallId(self.last_call.checked_add(1).ok_or(TelephonyError::TooManyCalls)?);
        self.last_call = id.0;
        let mut call = Call::new(calling, called);
        call.become_(CallState::Active)?;
        self.calls.insert(id, call);
        self.events.push_back(Event::Call { call: id, state: CallState::Active, cause: Cause::NewCall });
        Ok(id)
    }

    pub(super) fn offer(&mut self, id: CallId, to: Number, cause: Cause) -> Result<(), TelephonyError> {
        let reach = self.reach(to.as_str(), self.find(id)?, None);
        self.add_connection(id, Connection::new(to.clone()))?;
        self.connection_to(id, &to, ConnectionState::Offered, cause)?;
        match reach {
            Err(why) => self.connection_to(id, &to, ConnectionState::Failed, why),
            Ok(Reach::RoutePoint) => Ok(()),
            Ok(Reach::Outside) => self.connection_to(id, &to, ConnectionState::Alerting, cause),
            Ok(Reach::Devices(devices)) => {
                self.connection_to(id, &to, ConnectionState::Alerting, cause)?;
                for name in devices {
                    self.add_terminal(id, &to, name, TerminalConnectionState::Ringing, cause)?;
                }
                Ok(())
            }
        }
    }

    pub(super) fn join(
        &mut self,
        survivor: CallId,
        merged: CallId,
        device: &str,
        cause: Cause,
    ) -> Result<(), TelephonyError> {
        self.ready()?;
        let (into, from) = (self.find(survivor)?, self.find(merged)?);
        if survivor == merged {
            return Err(TelephonyError::Parties);
        }
        let here = into.connection_of(device).ok_or(TelephonyError::UnknownDevice)?;
        let there = from.connection_of(device).ok_or(TelephonyError::UnknownDevice)?;
        for connection in [here, there] {
            if connection.state() != ConnectionState::Established {
                let to = ConnectionState::Established;
                return Err(IllegalTransition::Connection { from: connection.state(), to }.into());
            }
            if let Some(from) = connection.terminal(device).map(TerminalConnection::state)
                && !matches!(from, TerminalConnectionState::Talking | TerminalConnectionState::Held)
            {
                return Err(IllegalTransition::Terminal { from, to: TerminalConnectionState::Talking }.into());
            }
        }
        let (at, there) = (here.number().clone(), there.number().clone());
        let moving: Vec<_> = from.connections().iter().filter(|c| *c.number() != there).cloned().collect();
        let joined = into.connections().len() + moving.len();
        if moving.is_empty()
            || joined > self.limits.parties
            || moving.iter().any(|c| into.connection(c.number().as_str()).is_some())
            || moving
                .iter()
                .flat_map(Connection::terminals)
                .any(|t| into.connection_of(t.device().as_str()).is_some())
        {
            return Err(TelephonyError::Parties);
        }
        for connection in &moving {
            let ringing = connection.state() == ConnectionState::Alerting && cause == Cause::Transfer;
            if connection.state() != ConnectionState::Established && !ringing {
                let to = ConnectionState::Established;
                return Err(IllegalTransition::Connection { from: connection.state(), to }.into());
            }
        }
        // Nothing is refused from here on.
        self.events.push_back(Event::Joined { survivor, merged, controller: at.clone(), cause });
        self.drop_connection(merged, &there, cause)?;
        for connection in moving {
            for terminal in connection.terminals() {
                if let Some(entry) = self.devices.get_mut(terminal.device()) {
                    entry.calls.remove(&merged);
                    entry.calls.insert(survivor);
                }
            }
            if let Some(call) = self.calls.get_mut(&merged) {
                call.connections.retain(|c| c.number() != connection.number());
            }
            self.add_connection(survivor, connection)?;
        }
        self.clear(merged, cause)?;
        if cause == Cause::Transfer {
            return self.leave(survivor, &at, cause);
        }
        let held = self
            .find(survivor)?
            .connection_of(device)
            .and_then(|c| c.terminal(device))
            .map(TerminalConnection::state);
        if held == Some(TerminalConnectionState::Held) {
            self.terminal_to(survivor, device, TerminalConnectionState::Talking, cause)?;
        }
        Ok(())
    }

    pub(super) fn lose_device(&mut self, id: CallId, device: &DeviceName) -> Result<(), TelephonyError> {
        let Some(connection) = self.calls.get(&id).and_then(|c| c.connection_of(device.as_str())) else {
            return Ok(());
        };
        let number = connection.number().clone();
        let lost = connection.terminal(device.as_str()).map(TerminalConnection::state);
        let others = connection.terminals().len() > 1;
        if others && !matches!(lost, Some(TerminalConnectionState::Talking | TerminalConnectionState::Held)) {
            self.terminal_to(id, device.as_str(), TerminalConnectionState::Dropped, Cause::OutOfService)?;
            self.forget_terminal(id, device);
            return Ok(());
        }
        self.leave(id, &number, Cause::OutOfService)
    }

    /// One party goes; fewer than two cannot stay.
    pub(super) fn leave(&mut self, id: CallId, number: &Number, cause: Cause) -> Result<(), TelephonyError> {
        self.drop_connection(id, number, cause)?;
        let left = self.calls.get(&id).map_or(0, |call| call.connections.len());
        if left < 2 { self.clear(id, cause) } else { Ok(()) }
    }

    pub(super) fn clear(&mut self, id: CallId, cause: Cause) -> Result<(), TelephonyError> {
        while let Some(number) =
            self.calls.get(&id).and_then(|c| c.connections.first()).map(|c| c.number().clone())
        {
            self.drop_connection(id, &number, cause)?;
        }
        if let Some(mut call) = self.calls.remove(&id) {
            call.become_(CallState::Invalid)?;
            self.events.push_back(Event::Call { call: id, state: CallState::Invalid, cause });
        }
        Ok(())
    }

    pub(super) fn drop_connection(
        &mut self,
        id: CallId,
        number: &Number,
        cause: Cause,
    ) -> Result<(), TelephonyError> {
        let connection = self.find(id)?.connection(number.as_str()).ok_or(TelephonyError::UnknownAddress)?;
        let devices: Vec<_> = connection.terminals().iter().map(|t| t.device().clone()).collect();
        for device in devices {
            self.terminal_to(id, device.as_str(), TerminalConnectionState::Dropped, cause)?;
            self.forget_terminal(id, &device);
        }
        self.connection_to(id, number, ConnectionState::Disconnected, cause)?;
        if let Some(call) = self.calls.get_mut(&id) {
            call.connections.retain(|c| c.number() != number);
        }
        Ok(())
    }

    pub(super) fn forget_terminal(&mut self, id: CallId, device: &DeviceName) {
        if let Some(connection) = self.calls.get_mut(&id).and_then(|c| c.connection_of_mut(device.as_str())) {
            connection.terminals.retain(|t| t.device() != device);
        }
        if let Some(entry) = self.devices.get_mut(device) {
            entry.calls.remove(&id);
        }
    }

    pub(super) fn add_connection(
        &mut self,
        id: CallId,
        connection: Connection,
    ) -> Result<(), TelephonyError> {
        let call = self.calls.get_mut(&id).ok_or(TelephonyError::UnknownCall(id))?;
        call.connections.push(connection);
        Ok(())
    }

    pub(super) fn add_terminal(
        &mut self,
        id: CallId,
        number: &Number,
        device: DeviceName,
        state: TerminalConnectionState,
        cause: Cause,
    ) -> Result<(), TelephonyError> {
        let call = self.calls.get_mut(&id).ok_or(TelephonyError::UnknownCall(id))?;
        let connection = call.connection_mut(number.as_str()).ok_or(TelephonyError::UnknownAddress)?;
        connection.terminals.push(TerminalConnection::new(device.clone()));
        if let Some(entry) = self.devices.get_mut(&device) {
            entry.calls.insert(id);
        }
        self.terminal_to(id, device.as_str(), state, cause)
    }

    pub(super) fn connection_to(
        &mut self,
        id: CallId,
        number: &Number,
        state: ConnectionState,
        cause: Cause,
    ) -> Result<(), TelephonyError> {
        let call = self.calls.get_mut(&id).ok_or(TelephonyError::UnknownCall(id))?;
        let connection = call.connection_mut(number.as_str()).ok_or(TelephonyError::UnknownAddress)?;
        connection.become_(state)?;
        self.events.push_back(Event::Connection { call: id, number: number.clone(), state, cause });
        Ok(())
    }

    pub(super) fn terminal_to(
        &mut self,
        id: CallId,
        device: &str,
        state: TerminalConnectionState,
        cause: Cause,
    ) -> Result<(), TelephonyError> {
        let call = self.calls.get_mut(&id).ok_or(TelephonyError::UnknownCall(id))?;
        let connection = call.connection_of_mut(device).ok_or(TelephonyError::UnknownDevice)?;
        let number = connection.number().clone();
        let terminal = connection.terminals.iter_mut().find(|t| t.device().as_str() == device);
        let terminal = terminal.ok_or(TelephonyError::UnknownDevice)?;
        terminal.become_(state)?;
        let device = terminal.device().clone();
        self.events.push_back(Event::Terminal { call: id, number, device, state, cause });
        Ok(())
    }
}
