//! A call, its connections and their terminal connections. States change here only, and only along the model's arrows.

use crate::device::{DeviceName, Number};
use crate::error::IllegalTransition;
use crate::state::{CallState, ConnectionState, TerminalConnectionState};

/// One connection at one device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TerminalConnection {
    device: DeviceName,
    state: TerminalConnectionState,
}

impl TerminalConnection {
    pub(crate) const fn new(device: DeviceName) -> Self {
        Self { device, state: TerminalConnectionState::Idle }
    }

    /// The device.
    #[must_use]
    pub const fn device(&self) -> &DeviceName {
        &self.device
    }

    /// Its state.
    #[must_use]
    pub const fn state(&self) -> TerminalConnectionState {
        self.state
    }

    pub(crate) const fn check(&self, to: TerminalConnectionState) -> Result<(), IllegalTransition> {
        if self.state.may_become(to) {
            Ok(())
        } else {
            Err(IllegalTransition::Terminal { from: self.state, to })
        }
    }

    pub(crate) fn become_(&mut self, to: TerminalConnectionState) -> Result<(), IllegalTransition> {
        self.check(to)?;
        self.state = to;
        Ok(())
    }
}

/// One call at one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    number: Number,
    state: ConnectionState,
    pub(crate) terminals: Vec<TerminalConnection>,
}

impl Connection {
    pub(crate) const fn new(number: Number) -> Self {
        Self { number, state: ConnectionState::Idle, terminals: Vec::new() }
    }

    /// The address.
    #[must_use]
    pub const fn number(&self) -> &Number {
        &self.number
    }

    /// Its state.
    #[must_use]
    pub const fn state(&self) -> ConnectionState {
        self.state
    }

    /// Its devices; none for a caller from outside and for a route point.
    #[must_use]
    pub fn terminals(&self) -> &[TerminalConnection] {
        &self.terminals
    }

    /// The terminal connection at this device.
    #[must_use]
    pub fn terminal(&self, device: &str) -> Option<&TerminalConnection> {
        self.terminals.iter().find(|t| t.device.as_str() == device)
    }

    pub(crate) const fn check(&self, to: ConnectionState) -> Result<(), IllegalTransition> {
        if self.state.may_become(to) {
            Ok(())
        } else {
            Err(IllegalTransition::Connection { from: self.state, to })
        }
    }

    pub(crate) fn become_(&mut self, to: ConnectionState) -> Result<(), IllegalTransition> {
        self.check(to)?;
        self.state = to;
        Ok(())
    }
}

/// One telephone call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    state: CallState,
    calling: Number,
    called: Number,
    pub(crate) connections: Vec<Connection>,
}

impl Call {
    pub(crate) const fn new(calling: Number, called: Number) -> Self {
        Self { state: CallState::Idle, calling, called, connections: Vec::new() }
    }

    /// Its state.
    #[must_use]
    pub const fn state(&self) -> CallState {
        self.state
    }

    /// Who placed it.
    #[must_use]
    pub const fn calling(&self) -> &Number {
        &self.calling
    }

    /// The number that was dialled first.
    #[must_use]
    pub const fn called(&self) -> &Number {
        &self.called
    }

    /// The connections that live.
    #[must_use]
    pub fn connections(&self) -> &[Connection] {
        &self.connections
    }

    /// The connection at this address.
    #[must_use]
    pub fn connection(&self, number: &str) -> Option<&Connection> {
        self.connections.iter().find(|c| c.number.as_str() == number)
    }

    /// The connection that this device belongs to.
    #[must_use]
    pub fn connection_of(&self, device: &str) -> Option<&Connection> {
        self.connections.iter().find(|c| c.terminal(device).is_some())
    }

    pub(crate) fn connection_mut(&mut self, number: &str) -> Option<&mut Connection> {
        self.connections.iter_mut().find(|c| c.number.as_str() == number)
    }

    pub(crate) fn connection_of_mut(&mut self, device: &str) -> Option<&mut Connection> {
        self.connections.iter_mut().find(|c| c.terminal(device).is_some())
    }

    pub(crate) fn become_(&mut self, to: CallState) -> Result<(), IllegalTransition> {
        if self.state.may_become(to) {
            self.state = to;
            Ok(())
        } else {
            Err(IllegalTransition::Call { from: self.state, to })
        }
    }
}
