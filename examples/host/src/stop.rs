//! Tasks that end together.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

/// How long tasks may take to finish what they owe.
const PATIENCE: Duration = Duration::from_secs(3);

/// Starts tasks, tells them all to stop, and waits for them. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Stop {
    signal: Arc<watch::Sender<bool>>,
    tasks: Arc<Mutex<JoinSet<()>>>,
}

impl Default for Stop {
    fn default() -> Self {
        Self::new()
    }
}

impl Stop {
    /// Nothing runs yet.
    pub fn new() -> Self {
        Self { signal: Arc::new(watch::channel(false).0), tasks: Arc::default() }
    }

    /// Runs a task that [`stop`](Self::stop) waits for; it should end soon after [`requested`](Self::requested).
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        // Finished tasks are taken out here, so that a long-lived listener does not collect them.
        while tasks.try_join_next().is_some() {}
        tasks.spawn(task);
    }

    /// Resolves once somebody asked for the end.
    pub fn requested(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut signal = self.signal.subscribe();
        async move {
            // An error means that nobody can ask any more, which is an end as well.
            let _ = signal.wait_for(|asked| *asked).await;
        }
    }

    /// Asks every task to end, waits a little, and aborts the rest.
    pub async fn stop(&self) {
        self.signal.send_replace(true);
        let mut tasks = std::mem::take(&mut *self.tasks.lock().unwrap_or_else(PoisonError::into_inner));
        let all = async { while tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(PATIENCE, all).await.is_err() {
            tasks.shutdown().await;
        }
    }
}
