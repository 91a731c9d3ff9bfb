//! Tasks with names: what runs, what ended that should not have.

use crate::stop::{Cause, Stop};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio_util::task::TaskTracker;

/// The tasks of a process. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Tasks {
    tracker: TaskTracker,
    running: Arc<Mutex<BTreeMap<&'static str, usize>>>,
    stop: Stop,
}

impl Tasks {
    /// No tasks yet.
    #[must_use]
    pub fn new(stop: Stop) -> Self {
        Self { tracker: TaskTracker::new(), running: Arc::default(), stop }
    }

    /// A task that runs until we stop. When it ends before that, by returning or by a panic, the whole process is
    /// asked to stop and fails: half of it running would look like all of it.
    pub fn spawn(&self, task: &'static str, work: impl Future<Output = ()> + Send + 'static) {
        let (running, stop) = (Running::start(&self.running, task), self.stop.clone());
        let work = tokio::spawn(work);
        self.tracker.spawn(async move {
            let ended = work.await;
            drop(running);
            if let Err(error) = &ended
                && error.is_panic()
            {
                tracing::error!(task, "a task panicked");
            }
            if !stop.is_asked() {
                tracing::error!(task, "a task ended before it was asked to: stopping");
                stop.ask(Cause::TaskEnded(task));
            }
        });
    }

    /// A task that may come to its own end. A panic still asks for the stop.
    pub fn spawn_ending(&self, task: &'static str, work: impl Future<Output = ()> + Send + 'static) {
        let (running, stop) = (Running::start(&self.running, task), self.stop.clone());
        let work = tokio::spawn(work);
        self.tracker.spawn(async move {
            let ended = work.await;
            drop(running);
            if ended.is_err_and(|error| error.is_panic()) {
                tracing::error!(task, "a task panicked: stopping");
                stop.ask(Cause::TaskEnded(task));
            }
        });
    }

    /// The names of those that run.
    #[must_use]
    pub fn running(&self) -> Vec<&'static str> {
        lock(&self.running).keys().copied().collect()
    }

    /// Takes no more, so that waiting can come to an end.
    pub(crate) fn close(&self) {
        self.tracker.close();
    }

    /// Waits until all have ended.
    pub(crate) async fn ended(&self) {
        self.tracker.wait().await;
    }
}

/// One of a name, for as long as it runs.
struct Running(Arc<Mutex<BTreeMap<&'static str, usize>>>, &'static str);

impl Running {
    fn start(all: &Arc<Mutex<BTreeMap<&'static str, usize>>>, task: &'static str) -> Self {
        *lock(all).entry(task).or_default() += 1;
        Self(Arc::clone(all), task)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let mut all = lock(&self.0);
        if let Some(count) = all.get_mut(self.1) {
            *count -= 1;
            if *count == 0 {
                all.remove(self.1);
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // A count survives a panic: it is whole after every statement.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
