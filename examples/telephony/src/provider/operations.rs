//! What users of the provider do with calls: check everything first, then change.

use crate::call::{Connection, TerminalConnection};
use crate::device::Number;
use crate::error::{IllegalTransition, TelephonyError};
use crate::event::Cause;
use crate::provider::{CallId, Provider};
use crate::state::{ConnectionState, TerminalConnectionState};

impl Provider {
    /// A device goes off hook on one of its numbers and dials another. A destination that cannot take the call shows as
    /// a failed connection; the caller hears a tone until it hangs up.
    ///
    /// # Errors
    /// [`TelephonyError`]; nothing has changed then.
    pub fn make_call(&mut self, device: &str, from: &str, to: &str) -> Result<CallId, TelephonyError> {
        self.ready()?;
        let entry = self.devices.get(device).ok_or(TelephonyError::UnknownDevice)?;
        let from = entry.device.lines.iter().find(|line| line.as_str() == from).cloned();
        let from = from.ok_or(TelephonyError::UnknownAddress)?;
        self.may_talk(device)?;
        if from.as_str() == to {
            return Err(TelephonyError::InvalidDestination(Cause::Busy));
        }
        let id = self.new_call(from.clone(), Number::from(to))?;
        let others = self.addresses.get(&from).cloned().unwrap_or_default();
        self.add_connection(id, Connection::new(from.clone()))?;
        self.connection_to(id, &from, ConnectionState::Initiated, Cause::NewCall)?;
        for other in others {
            let state = if other.as_str() == device {
                TerminalConnectionState::Talking
            } else {
                TerminalConnectionState::InUse
            };
            if self.registered(other.as_str()) {
                self.add_terminal(id, &from, other, state, Cause::NewCall)?;
            }
        }
        self.connection_to(id, &from, ConnectionState::Dialing, Cause::Normal)?;
        self.connection_to(id, &from, ConnectionState::Established, Cause::Normal)?;
        self.offer(id, Number::from(to), Cause::NewCall)?;
        Ok(id)
    }

    /// Somebody outside calls a number of ours.
    ///
    /// # Errors
    /// [`TelephonyError`]; nothing has changed then.
    pub fn call_from_outside(&mut self, caller: &str, to: &str) -> Result<CallId, TelephonyError> {
        self.ready()?;
        if caller == to {
            return Err(TelephonyError::InvalidDestination(Cause::Busy));
        }
        let id = self.new_call(Number::from(caller), Number::from(to))?;
        self.add_connection(id, Connection::new(Number::from(caller)))?;
        self.connection_to(id, &Number::from(caller), ConnectionState::Established, Cause::NewCall)?;
        self.offer(id, Number::from(to), Cause::NewCall)?;
        Ok(id)
    }

    /// A ringing device answers; other devices of a shared line are bridged.
    ///
    /// # Errors
    /// [`TelephonyError`]; nothing has changed then.
    pub fn answer(&mut self, call: CallId, device: &str) -> Result<(), TelephonyError> {
        self.ready()?;
        let connection = self.find(call)?.connection_of(device).ok_or(TelephonyError::UnknownDevice)?;
        let number = connection.number().clone();
        connection.check(ConnectionState::Established)?;
        let terminal = connection.terminal(device).ok_or(TelephonyError::UnknownDevice)?;
        if terminal.state() != TerminalConnectionState::Ringing {
            let to = TerminalConnectionState::Talking;
            return Err(IllegalTransition::Terminal { from: terminal.state(), to }.into());
        }
        self.may_talk(device)?;
        let devices: Vec<_> = connection.terminals().iter().map(|t| t.device().clone()).collect();
        for name in devices {
            let state = if name.as_str() == device {
                TerminalConnectionState::Talking
            } else {
                TerminalConnectionState::Bridged
            };
            self.terminal_to(call, name.as_str(), state, Cause::Normal)?;
        }
        self.connection_to(call, &number, ConnectionState::Established, Cause::Normal)
    }

    /// Somebody outside answers a call that rings there.
    ///
    /// # Errors
    /// [`TelephonyError`]; nothing has changed then.
    pub fn answer_outside(&mut self, call: CallId, number: &str) -> Result<(), TelephonyError> {
        self.ready()?;
        let connection = self.find(call)?.connection(number).ok_or(TelephonyError::UnknownAddress)?;
        if connection.state() != ConnectionState::Alerting || !self.is_outside(number) {
            let to = ConnectionState::Established;
            return Err(IllegalTransition::Connection { from: connection.state(), to }.into());
        }
        let number = connection.number().clone();
        self.connection_to(call, &number, ConnectionState::Established, Cause::Normal)
    }

    /// A talking device holds the call.
    ///
    /// # Errors
    /// [`TelephonyError`]; nothing has changed then.
    pub fn hold(&mut self, call: CallId, device: &str) -> Result<(), TelephonyError> {
        self.ready()?;
        self.terminal_to(call, device, TerminalConnectionState::Held, Cause::Normal)
    }

    /// A device takes up a call that it holds.
    ///
    /// # Errors
    /// [`TelephonyError`]; nothing has changed then. [`TelephonyError::DeviceBusy`]: it talks on another call.
    pub fn retrieve(&mut self, call: CallId, device: &str) -> Result<(), TelephonyError> {
        self.ready()?;
        let connection = self.find(call)?.connection_of(device).ok_or(TelephonyError::UnknownDevice)?;
        let state = connection.terminal(device).map(TerminalConnection::state);
        match state.ok_or(TelephonyError::UnknownDevice)? {
            TerminalConnectionState::Held => {}
            from => {
                return Err(IllegalTransition::Terminal { from, to: TerminalConnectionState::Talking }.into());
            }
        }
        self.may_talk(device)?;
        self.terminal_to(call, device, TerminalConnectionState::Talking, Cause::Normal)
    }

    /// A party leaves; with fewer than two left the call ends. Also refuses a call that rings.
    ///
    /// # Errors
    /// [`TelephonyError`]; nothing has changed then.
    pub fn disconnect(&mut self, call: CallId, number: &str) -> Result<(), TelephonyError> {
        self.ready()?;
        let connection = self.find(call)?.connection(number).ok_or(TelephonyError::UnknownAddress)?;
        let state = connection.state();
        if !state.may_disconnect() {
            let to = ConnectionState::Disconnected;
            return Err(IllegalTransition::Connection { from: state, to }.into());
        }
        let number = connection.number().clone();
        self.leave(call, &number, Cause::Normal)
    }

    /// Ends the call for everybody.
    ///
    /// # Errors
    /// [`TelephonyError`]; nothing has changed then.
    pub fn end(&mut self, call: CallId) -> Result<(), TelephonyError> {
        self.ready()?;
        self.find(call)?;
        self.clear(call, Cause::Normal)
    }

    /// Sends a call that stands at one address on to another, which must be able to take it.
    ///
    /// # Errors
    /// [`TelephonyError`]; nothing has changed then.
    pub fn redirect(&mut self, call: CallId, at: &str, to: &str) -> Result<(), TelephonyError> {
        self.ready()?;
        let found = self.find(call)?;
        let connection = found.connection(at).ok_or(TelephonyError::UnknownAddress)?;
        let state = connection.state();
        if !matches!(
            state,
            ConnectionState::Offered
                | ConnectionState::Queued
                | ConnectionState::Alerting
                | ConnectionState::Established
        ) {
            let to = ConnectionState::Disconnected;
            return Err(IllegalTransition::Connection { from: state, to }.into());
        }
        if found.connection(to).is_some() {
            return Err(TelephonyError::InvalidDestination(Cause::Busy));
        }
        self.reach(to, found, Some(connection.number())).map_err(TelephonyError::InvalidDestination)?;
        let at = connection.number().clone();
        self.drop_connection(call, &at, Cause::Redirected)?;
        self.offer(call, Number::from(to), Cause::Redirected)
    }

    /// The device that takes part in both calls leaves them, and its partners talk to each other in `survivor`.
    ///
    /// # Errors
    /// [`TelephonyError`]; nothing has changed then.
    pub fn transfer(&mut self, survivor: CallId, merged: CallId, device: &str) -> Result<(), TelephonyError> {
        self.join(survivor, merged, device, Cause::Transfer)
    }

    /// The device that takes part in both calls brings its partners together in `survivor` and stays.
    ///
    /// # Errors
    /// [`TelephonyError`]; nothing has changed then.
    pub fn conference(
        &mut self,
        survivor: CallId,
        merged: CallId,
        device: &str,
    ) -> Result<(), TelephonyError> {
        self.join(survivor, merged, device, Cause::Conference)
    }
}
