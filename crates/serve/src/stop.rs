//! Stopping: asked, then finishing, then hard.
//!
//! *Asked*: no new connection is taken and tasks end their loops. *Finishing* (a moment later): connections close
//! after the answer that they are at; streams end. *Hard*: what is left is dropped. Nothing that was acknowledged is
//! lost by any of them: it is durable.

use crate::limits::SETTLE;
use crate::tasks::Tasks;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Why we stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// A signal: its name.
    Signal(&'static str),
    /// The program came to its own end: a demo's time is over, a test is done.
    Done,
    /// A task ended that should not have: the exit must say that it failed.
    TaskEnded(&'static str),
}

impl Cause {
    /// Nobody asked for it.
    #[must_use]
    pub const fn is_failure(self) -> bool {
        matches!(self, Self::TaskEnded(_))
    }
}

/// The one stop of a process. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Stop {
    asked: CancellationToken,
    finishing: CancellationToken,
    hard: CancellationToken,
    cause: Arc<OnceLock<Cause>>,
}

impl Stop {
    /// One that nobody has asked for yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks to stop. The first cause stays.
    pub fn ask(&self, cause: Cause) {
        let _ = self.cause.set(cause);
        self.asked.cancel();
    }

    /// Why we stop, once we do.
    #[must_use]
    pub fn cause(&self) -> Option<Cause> {
        self.cause.get().copied()
    }

    /// True once it was asked.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.asked.is_cancelled()
    }

    /// Waits until it is asked.
    pub async fn asked(&self) {
        self.asked.cancelled().await;
    }

    /// Waits until connections are to close after the answer that they are at. Streams end by it.
    pub async fn finishing(&self) {
        self.finishing.cancelled().await;
    }

    /// Waits until everything is dropped.
    pub async fn hard(&self) {
        self.hard.cancelled().await;
    }

    /// Asks by SIGTERM or SIGINT; a second one stops hard.
    ///
    /// # Errors
    /// When signals cannot be listened to.
    pub fn on_signals(&self) -> std::io::Result<()> {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        let stop = self.clone();
        // Not one of the tasks: it waits for a second signal while they are waited for, and goes with the process.
        tokio::spawn(async move {
            let mut next = async || {
                tokio::select! {
                    _ = term.recv() => "SIGTERM",
                    _ = int.recv() => "SIGINT",
                }
            };
            let first = next().await;
            tracing::info!(signal = first, "stopping: taking no new work");
            stop.ask(Cause::Signal(first));
            let second = next().await;
            tracing::warn!(signal = second, "stopping at once");
            stop.hard.cancel();
        });
        Ok(())
    }

    /// Waits until it is asked, lets what was begun finish, and stops hard after `most`
    /// ([`crate::limits::DRAIN_MAX`] in service). Answers what had to be
    /// stopped hard, by the tasks' names; nothing when all came to their end.
    pub async fn drain(&self, tasks: &Tasks, most: Duration) -> Vec<&'static str> {
        self.asked().await;
        tokio::time::sleep(SETTLE).await;
        self.finishing.cancel();
        tasks.close();
        let all_ended = async {
            tokio::select! {
                () = tasks.ended() => true,
                () = self.hard() => false,
            }
        };
        let ended = tokio::time::timeout(most, all_ended).await.unwrap_or(false);
        let left = if ended { Vec::new() } else { tasks.running() };
        self.hard.cancel();
        if !left.is_empty() {
            tracing::warn!(tasks = ?left, "stopped hard: these had not ended");
        }
        left
    }
}
