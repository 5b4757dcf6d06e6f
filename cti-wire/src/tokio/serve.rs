//! Many sessions on a listener.

use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::link::{Link, REPORTS, Report};
use super::{now, sleep_until};
use crate::session::{ConnId, Deadline, Now, PeerError, SessionError, Transmit};

/// What [`serve`] drives: a [`Server`](crate::server::Server) with the host that answers it.
pub trait Machine {
    /// A connection has been accepted.
    ///
    /// # Errors
    /// It is not wanted, and closed at once.
    fn handle_connect(&mut self, now: Now, conn: ConnId) -> Result<(), SessionError>;
    /// Bytes have come.
    ///
    /// # Errors
    /// The client broke the protocol. For the log: `poll_close` tells what to do.
    fn handle_input(&mut self, now: Now, conn: ConnId, bytes: &[u8]) -> Result<(), PeerError>;
    /// A connection has ended.
    fn handle_disconnect(&mut self, now: Now, conn: ConnId);
    /// Time has passed.
    fn handle_timeout(&mut self, now: Now);
    /// Bytes to send.
    #[must_use]
    fn poll_transmit(&mut self) -> Option<Transmit>;
    /// A connection to close once everything for it is written.
    #[must_use]
    fn poll_close(&mut self) -> Option<ConnId>;
    /// When to call `handle_timeout`.
    #[must_use]
    fn poll_timeout(&self) -> Option<Deadline>;
    /// Bytes have been written.
    fn sent(&mut self, conn: ConnId, bytes: usize);
}

/// Time between attempts to accept when there are no descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Something to do with the machine between two events.
pub type Control<M> = Box<dyn FnOnce(&mut M, Now) + Send>;

/// Serves until `controls` is closed, then gives the machine back. Connections end with it.
///
/// # Errors
/// The listener failed for good.
pub async fn serve<M: Machine>(
    listener: TcpListener,
    machine: M,
    controls: mpsc::Receiver<Control<M>>,
) -> io::Result<M> {
    serve_with(listener, machine, controls, |stream| std::future::ready(Ok(stream))).await
}

/// As [`serve`], with a handshake in front of each connection. It runs beside the others and is not waited for longer
/// than the machine waits for the first message.
pub(super) async fn serve_with<M: Machine, S, F>(
    listener: TcpListener,
    mut machine: M,
    mut controls: mpsc::Receiver<Control<M>>,
    handshake: impl Fn(TcpStream) -> F,
) -> io::Result<M>
where
    S: AsyncRead + AsyncWrite + Send + 'static,
    F: Future<Output = io::Result<S>> + Send + 'static,
{
    let (reports, mut inbox) = mpsc::channel(REPORTS);
    let (streams, mut opened) = mpsc::channel(REPORTS);
    let mut links: BTreeMap<ConnId, Link> = BTreeMap::new();
    let mut opening: BTreeMap<ConnId, JoinHandle<()>> = BTreeMap::new();
    let mut last = 0;
    let mut accept_again = None;
    loop {
        drain(&mut machine, &mut links, &mut opening);
        let deadline = machine.poll_timeout().map(|deadline| deadline.at);
        tokio::select! {
            control = controls.recv() => match control {
                Some(control) => control(&mut machine, now()),
                None => break,
            },
            // Out of descriptors, or a connection that died at once: accept again a little later, and serve the others.
            () = sleep_until(accept_again), if accept_again.is_some() => accept_again = None,
            accepted = listener.accept(), if accept_again.is_none() => {
                let Ok((stream, _)) = accepted else {
                    accept_again = Some(now().at + ACCEPT_PAUSE);
                    continue;
                };
                last += 1;
                let conn = ConnId(last);
                if machine.handle_connect(now(), conn).is_ok() {
                    // Small messages that each wait for an answer: the delay would double their time.
                    let _ = stream.set_nodelay(true);
                    let (streams, ready) = (streams.clone(), handshake(stream));
                    let task = async move { drop(streams.send((conn, ready.await)).await) };
                    opening.insert(conn, tokio::spawn(task));
                }
            }
            Some((conn, ready)) = opened.recv() => {
                // Not there any more: the machine has closed it meanwhile.
                if opening.remove(&conn).is_some() {
                    match ready {
                        Ok(stream) => drop(links.insert(conn, Link::start(stream, conn, &reports))),
                        Err(_) => machine.handle_disconnect(now(), conn),
                    }
                }
            }
            Some(report) = inbox.recv() => match report {
                Report::Input(conn, bytes) => {
                    // What follows from an error is told by `poll_close`.
                    let _ = machine.handle_input(now(), conn, &bytes);
                }
                Report::Sent(conn, bytes) => {
                    if let Some(link) = links.get_mut(&conn) {
                        link.sent(bytes);
                    }
                    machine.sent(conn, bytes);
                }
                Report::Gone(conn) => {
                    machine.handle_disconnect(now(), conn);
                    if let Some(link) = links.remove(&conn) {
                        tokio::spawn(link.finish());
                    }
                }
            },
            () = sleep_until(deadline) => machine.handle_timeout(now()),
        }
    }
    drain(&mut machine, &mut links, &mut opening);
    opening.into_values().for_each(|task| task.abort());
    // All at once: each may take its time for last words.
    let ends: Vec<_> = links.into_values().map(|link| tokio::spawn(link.finish())).collect();
    for end in ends {
        let _ = end.await;
    }
    Ok(machine)
}

fn drain<M: Machine>(
    machine: &mut M,
    links: &mut BTreeMap<ConnId, Link>,
    opening: &mut BTreeMap<ConnId, JoinHandle<()>>,
) {
    while let Some(transmit) = machine.poll_transmit() {
        let conn = transmit.to;
        if links.get_mut(&conn).is_some_and(|link| link.send(transmit).is_err()) {
            machine.handle_disconnect(now(), conn);
            // What is queued is not taken: the stream is cut.
            if let Some(link) = links.remove(&conn) {
                tokio::spawn(link.finish());
            }
        }
    }
    while let Some(conn) = machine.poll_close() {
        if let Some(task) = opening.remove(&conn) {
            task.abort();
        }
        if let Some(link) = links.remove(&conn) {
            tokio::spawn(link.finish());
        }
    }
}
