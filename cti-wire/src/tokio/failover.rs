//! A client of several servers, with its sockets.

use std::collections::BTreeMap;

use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::link::{Link, REPORTS, Report};
use super::{now, sleep_until};
use crate::client::{ConfigRequest, Failover, FailoverConfig, FailoverEvent, Side};
use crate::session::{ConnId, SessionError};
use crate::{Frame, InvokeId, Profile, UsageError};

/// A [`Failover`] with its connections.
///
/// [`next`](Self::next) drives everything and must be awaited often enough for heartbeats. It may be cancelled. Whoever
/// does not take events is not read from.
#[derive(Debug)]
pub struct FailoverConnection {
    addresses: Vec<String>,
    max_output: usize,
    machine: Failover,
    links: BTreeMap<ConnId, Link>,
    connecting: BTreeMap<ConnId, JoinHandle<()>>,
    reports: mpsc::Sender<Report>,
    inbox: mpsc::Receiver<Report>,
    streams: mpsc::Sender<(ConnId, TcpStream)>,
    opened: mpsc::Receiver<(ConnId, TcpStream)>,
}

impl FailoverConnection {
    /// A client of the servers at these addresses (`host:port`), in the order of [`Side`]. The seed spreads reconnects.
    ///
    /// # Errors
    /// The session's configuration does not fit into OPEN_REQ.
    pub fn new(
        addresses: impl IntoIterator<Item = String>,
        config: FailoverConfig,
        seed: [u8; 32],
    ) -> Result<Self, UsageError> {
        let addresses: Vec<String> = addresses.into_iter().collect();
        let config = FailoverConfig { sides: addresses.len(), ..config };
        let max_output = config.session.max_output;
        let machine = Failover::new(config, seed, now().at)?;
        let (reports, inbox) = mpsc::channel(REPORTS);
        let (streams, opened) = mpsc::channel(4);
        let (links, connecting) = (BTreeMap::new(), BTreeMap::new());
        Ok(Self { addresses, max_output, machine, links, connecting, reports, inbox, streams, opened })
    }

    /// What both sides speak.
    #[must_use]
    pub const fn profile(&self) -> &Profile {
        self.machine.profile()
    }

    /// The server that is our master now.
    #[must_use]
    pub fn master(&self) -> Option<Side> {
        self.machine.master()
    }

    /// As [`Failover::request`]; goes out with the next [`next`](Self::next).
    ///
    /// # Errors
    /// As [`Failover::request`], and [`SessionError::OutputFull`] when the connection does not take what was sent before.
    pub fn request(&mut self, frame: &Frame) -> Result<InvokeId, SessionError> {
        self.transmit();
        let waiting: usize = self.links.values().map(Link::unsent).sum();
        if waiting + frame.encoded_len() > self.max_output {
            return Err(SessionError::OutputFull);
        }
        self.machine.request(now().at, frame)
    }

    /// As [`Failover::download_configuration`].
    ///
    /// # Errors
    /// As [`Failover::download_configuration`].
    pub fn download_configuration(&mut self, request: ConfigRequest) -> Result<(), SessionError> {
        self.machine.download_configuration(now().at, request)
    }

    /// As [`Failover::stop`]; go on with [`next`](Self::next) until it gives `None`.
    pub fn stop(&mut self) {
        self.machine.stop(now().at);
    }

    /// The next event; `None` after [`stop`](Self::stop), when everything has ended.
    pub async fn next(&mut self) -> Option<FailoverEvent> {
        loop {
            while let Some(event) = self.machine.poll_event() {
                match event {
                    FailoverEvent::Connect { conn, side } => self.connect(conn, side),
                    FailoverEvent::Disconnect(conn) => self.disconnect(conn),
                    event => return Some(event),
                }
            }
            if self.transmit() {
                continue;
            }
            let deadline = self.machine.poll_timeout().map(|deadline| deadline.at);
            if deadline.is_none() && self.links.is_empty() && self.connecting.is_empty() {
                return None;
            }
            tokio::select! {
                Some((conn, stream)) = self.opened.recv() => {
                    if self.connecting.remove(&conn).is_some() {
                        self.links.insert(conn, Link::start(stream, conn, &self.reports));
                        self.machine.handle_connected(now().at, conn);
                    }
                }
                Some(report) = self.inbox.recv() => match report {
                    // What follows from an error is an event.
                    Report::Input(conn, bytes) => drop(self.machine.handle_input(now().at, conn, &bytes).ok()),
                    Report::Sent(conn, bytes) => {
                        if let Some(link) = self.links.get_mut(&conn) {
                            link.sent(bytes);
                        }
                    }
                    Report::Gone(conn) => {
                        self.connecting.remove(&conn);
                        self.machine.handle_disconnect(now().at, conn);
                    }
                },
                () = sleep_until(deadline) => self.machine.handle_timeout(now().at),
            }
        }
    }

    /// Hands bytes to the connections; whether one of them had to end for it.
    fn transmit(&mut self) -> bool {
        let mut ended = false;
        while let Some(transmit) = self.machine.poll_transmit() {
            let conn = transmit.to;
            if self.links.get_mut(&conn).is_some_and(|link| link.send(transmit).is_err()) {
                self.machine.handle_disconnect(now().at, conn);
                ended = true;
            }
        }
        ended
    }

    fn connect(&mut self, conn: ConnId, side: Side) {
        let address = self.addresses.get(side.0).cloned().unwrap_or_default();
        let (streams, reports) = (self.streams.clone(), self.reports.clone());
        let task = tokio::spawn(async move {
            match TcpStream::connect(address).await {
                Ok(stream) => {
                    let _ = stream.set_nodelay(true);
                    let _ = streams.send((conn, stream)).await;
                }
                Err(_) => drop(reports.send(Report::Gone(conn)).await),
            }
        });
        self.connecting.insert(conn, task);
    }

    fn disconnect(&mut self, conn: ConnId) {
        if let Some(task) = self.connecting.remove(&conn) {
            task.abort();
        }
        if let Some(link) = self.links.remove(&conn) {
            tokio::spawn(link.finish());
        }
    }
}
