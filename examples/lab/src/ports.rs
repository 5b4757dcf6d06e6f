//! The well-known ports of the system, shifted by `--port-base`, and bound before anything starts.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpListener;

/// A port the lab listens on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Port {
    /// AXL of the CUCM emulator.
    Axl,
    /// CTI server of the engine.
    Cti,
    /// XMPP, plain or STARTTLS.
    Xmpp,
    /// XMPP with TLS from the first byte.
    XmppTls,
    /// BOSH in clear text.
    Bosh,
    /// BOSH over TLS.
    BoshTls,
    /// REST, desktop and administration.
    Finesse,
    /// The lab's own: trace and inventory.
    Control,
}

impl Port {
    /// Every port, in the order of the start-up table.
    pub const ALL: [Self; 8] = [
        Self::Axl,
        Self::Cti,
        Self::Xmpp,
        Self::XmppTls,
        Self::Bosh,
        Self::BoshTls,
        Self::Finesse,
        Self::Control,
    ];

    /// The port the real product uses.
    pub const fn well_known(self) -> u16 {
        match self {
            Self::Axl => 8443,
            Self::Cti => 12028,
            Self::Xmpp => 5222,
            Self::XmppTls => 5223,
            Self::Bosh => 7071,
            Self::BoshTls => 7443,
            Self::Finesse => 8445,
            Self::Control => 8499,
        }
    }

    /// What listens there.
    pub const fn what(self) -> &'static str {
        match self {
            Self::Axl => "CUCM: AXL over TLS",
            Self::Cti => "engine: CTI",
            Self::Xmpp => "notification: XMPP",
            Self::XmppTls => "notification: XMPP over TLS",
            Self::Bosh => "notification: BOSH",
            Self::BoshTls => "notification: BOSH over TLS",
            Self::Finesse => "Finesse: REST and desktop",
            Self::Control => "lab: trace and inventory",
        }
    }
}

/// Where the ports lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ports {
    /// The well-known number plus this.
    Base(u16),
    /// Whatever the system gives: for tests that run side by side.
    Ephemeral,
}

impl Ports {
    /// The largest base that keeps every port below 65,536.
    pub const MAX_BASE: u16 = u16::MAX - Port::Cti.well_known();

    /// The number for `port`; 0 asks the system for a free one.
    pub fn number(self, port: Port) -> u16 {
        match self {
            Self::Base(base) => port.well_known().saturating_add(base),
            Self::Ephemeral => 0,
        }
    }

    /// Binds every port on loopback, or says which one is taken.
    pub async fn bind(self) -> Result<Bound, PortError> {
        let mut listeners = Vec::with_capacity(Port::ALL.len());
        for port in Port::ALL {
            let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.number(port)));
            let listener =
                TcpListener::bind(address).await.map_err(|error| PortError { port, address, error })?;
            listeners.push((port, listener));
        }
        Ok(Bound { listeners })
    }
}

/// Listeners nobody has taken yet.
#[derive(Debug)]
pub struct Bound {
    listeners: Vec<(Port, TcpListener)>,
}

impl Bound {
    /// The address bound for `port`.
    pub fn address(&self, port: Port) -> io::Result<SocketAddr> {
        let found = self.listeners.iter().find(|(p, _)| *p == port);
        found.map_or_else(|| Err(io::ErrorKind::NotFound.into()), |(_, listener)| listener.local_addr())
    }

    /// Hands over the listener of `port`.
    pub fn take(&mut self, port: Port) -> io::Result<TcpListener> {
        let at = self.listeners.iter().position(|(p, _)| *p == port).ok_or(io::ErrorKind::NotFound)?;
        Ok(self.listeners.swap_remove(at).1)
    }
}

/// A port could not be bound.
#[derive(Debug)]
pub struct PortError {
    /// Which one.
    pub port: Port,
    /// The address that was asked for.
    pub address: SocketAddr,
    /// What the system said.
    pub error: io::Error,
}

impl fmt::Display for PortError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { port, address, error } = self;
        if error.kind() == io::ErrorKind::AddrInUse {
            write!(
                f,
                "port {} ({}) is taken: another lab or service listens there; move the whole lab with --port-base, \
                 for example `--port-base 20000`",
                address.port(),
                port.what()
            )
        } else {
            write!(f, "cannot listen on {address} ({}): {error}", port.what())
        }
    }
}

impl std::error::Error for PortError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_taken_port_is_named_with_the_option_that_helps() {
        let taken = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let number = taken.local_addr().unwrap().port();
        let Some(base) = number.checked_sub(Port::Axl.well_known()).filter(|b| *b <= Ports::MAX_BASE) else {
            return;
        };
        let error = Ports::Base(base).bind().await.unwrap_err().to_string();
        assert!(error.contains(&number.to_string()) && error.contains("--port-base"), "{error}");
    }

    #[test]
    fn the_largest_base_keeps_every_port_in_range() {
        for port in Port::ALL {
            assert!(port.well_known() <= u16::MAX - Ports::MAX_BASE);
        }
    }
}
