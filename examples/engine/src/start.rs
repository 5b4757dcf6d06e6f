//! The engine on tokio: one listener, one task.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::time::{Instant, SystemTime};

use cti_wire::Now;
use cti_wire::tokio::{Control, serve};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::config::Config;
use crate::core::{Core, Hop};

/// Ports that the caller has bound.
#[derive(Debug)]
pub struct Listeners {
    /// CTI; 12028 in a real system.
    pub cti: TcpListener,
}

/// Why the engine does not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// A device of the configuration is not possible.
    Setup(telephony::SetupError),
    /// The listener is of no use.
    Io(io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Setup(error) => write!(f, "configuration: {error}"),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for StartError {}

/// A running engine.
#[derive(Debug)]
pub struct Running {
    /// Where it listens.
    pub cti: SocketAddr,
    controls: mpsc::Sender<Control<Core>>,
    task: JoinHandle<()>,
}

impl Running {
    /// Does something with the machine between two events: changes the role, lets a phone fail, places a call, looks at
    /// an agent. `None` if the engine has ended.
    pub async fn with<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Core, Now) -> T + Send + 'static,
    ) -> Option<T> {
        with(&self.controls, act).await
    }

    /// The same for somebody who shall not keep the engine running.
    #[must_use]
    pub fn remote(&self) -> Remote {
        Remote { controls: self.controls.downgrade() }
    }

    /// Ends all sessions with FAILURE_EVENT, then the engine.
    pub async fn stop(self) {
        let _ = self.with(|core, now| core.set_role(now, cti_wire::server::Role::Offline)).await;
        drop(self.controls);
        let _ = self.task.await;
    }
}

/// Reaches a running engine from elsewhere.
#[derive(Debug, Clone)]
pub struct Remote {
    controls: mpsc::WeakSender<Control<Core>>,
}

impl Remote {
    /// As [`Running::with`].
    pub async fn with<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Core, Now) -> T + Send + 'static,
    ) -> Option<T> {
        with(&self.controls.upgrade()?, act).await
    }
}

async fn with<T: Send + 'static>(
    controls: &mpsc::Sender<Control<Core>>,
    act: impl FnOnce(&mut Core, Now) -> T + Send + 'static,
) -> Option<T> {
    let (answer, result) = oneshot::channel();
    let control: Control<Core> = Box::new(move |core, now| {
        // Whoever asked may have gone.
        let _ = answer.send(act(core, now));
    });
    controls.send(control).await.ok()?;
    result.await.ok()
}

/// Starts an engine on a bound listener.
///
/// # Errors
/// The configuration is not possible, or the listener is of no use.
pub async fn start(config: Config, listeners: Listeners) -> Result<Running, StartError> {
    let core = Core::new(config, now()).map_err(StartError::Setup)?;
    let cti = listeners.cti.local_addr().map_err(StartError::Io)?;
    let (controls, inbox) = mpsc::channel(16);
    let task = tokio::spawn(async move {
        if let Err(error) = serve(listeners.cti, core, inbox).await {
            tracing::error!(%error, "the CTI listener has failed");
        }
    });
    tracing::info!(%cti, "engine listens");
    Ok(Running { cti, controls, task })
}

pub(crate) fn trace(hop: &Hop) {
    tracing::info!(target: "hop", link = hop.link.name(), who = %hop.who, request = "", "{}", hop.text);
}

fn now() -> Now {
    Now { at: Instant::now(), utc: SystemTime::now() }
}
