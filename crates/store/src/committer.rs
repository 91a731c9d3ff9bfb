//! The thread that feeds the lane: drains what waits into one group, commits it, and answers.
//!
//! The batch forms by itself while the last flush runs. With more than one in flight it lingers about a millisecond,
//! since a group of two costs the same flush as a group of two hundred.

use crate::checkpoint::Checkpoint;
use crate::lane::{Job, Lane};
use crate::unit::Decide;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use vocab::id::JournalSeq;

/// At most so many jobs in one group: past that, the group's latency grows more than its throughput.
const GROUP_MAX: usize = 512;

/// So many jobs may wait before senders do.
pub(crate) const WAITING_MAX: usize = 4_096;

/// How long a group waits for company when more than one is in flight.
const LINGER: Duration = Duration::from_micros(900);

/// Takes signed checkpoints out of the store, to where whoever may rewrite the store may not. The lane waits for it.
pub type CheckpointSink = Box<dyn FnMut(&Checkpoint) + Send>;

/// Runs until the last sender is gone or the store is closed, then signs a last checkpoint and drops the lane.
pub(crate) fn run<D: Decide>(
    mut lane: Lane<D>,
    mut jobs: mpsc::Receiver<Job<D>>,
    in_flight: &Arc<AtomicUsize>,
    groups: &Arc<AtomicU64>,
    head: &watch::Sender<JournalSeq>,
    mut sink: CheckpointSink,
) {
    let mut group = Vec::with_capacity(GROUP_MAX);
    while let Some(first) = jobs.blocking_recv() {
        take(first, &mut jobs, &mut group);
        drain(&mut jobs, &mut group);
        if group.len() < GROUP_MAX && in_flight.load(Ordering::Relaxed) > 1 {
            std::thread::sleep(LINGER);
            drain(&mut jobs, &mut group);
        }
        let jobs_of_group = std::mem::replace(&mut group, Vec::with_capacity(GROUP_MAX));
        lane.commit(jobs_of_group, |seq| {
            head.send_if_modified(|known| std::mem::replace(known, seq) != seq);
        });
        groups.fetch_add(1, Ordering::Relaxed);
        send_out(&mut lane, &mut sink);
        lane.index_when_due();
    }
    if let Err(error) = lane.index_tail().and_then(|()| lane.checkpoint_now()) {
        tracing::error!(
            why = error.whole(),
            "the last checkpoint could not be signed; the next start signs one"
        );
    }
    send_out(&mut lane, &mut sink);
}

/// A sink that panics must not take the lane with it.
fn send_out<D: Decide>(lane: &mut Lane<D>, sink: &mut CheckpointSink) {
    for checkpoint in lane.checkpoints_take() {
        if catch_unwind(AssertUnwindSafe(|| sink(&checkpoint))).is_err() {
            tracing::error!(book = checkpoint.book, "a checkpoint did not leave the store: its sink failed");
        }
    }
}

fn take<D: Decide>(job: Job<D>, jobs: &mut mpsc::Receiver<Job<D>>, group: &mut Vec<Job<D>>) {
    if matches!(job, Job::Close) {
        jobs.close();
    } else {
        group.push(job);
    }
}

fn drain<D: Decide>(jobs: &mut mpsc::Receiver<Job<D>>, group: &mut Vec<Job<D>>) {
    while group.len() < GROUP_MAX {
        match jobs.try_recv() {
            Ok(job) => take(job, jobs, group),
            Err(_) => break,
        }
    }
}
