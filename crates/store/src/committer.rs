//! The thread that feeds the lane: drains what waits into one group, commits it, and answers.
//!
//! The batch forms by itself while the last flush runs. With more than one in flight it lingers about a millisecond,
//! since a group of two costs the same flush as a group of two hundred.

use crate::lane::{Checkpoint, INDEX_BEHIND, Job, Lane};
use crate::unit::Decide;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use vocab::id::JournalSeq;

/// At most so many jobs in one group: past that, the group's latency grows more than its throughput.
const GROUP_MAX: usize = 512;

/// So many jobs may wait before senders do.
pub(crate) const WAITING_MAX: usize = 4_096;

/// How long a group waits for company when more than one is in flight.
const LINGER: Duration = Duration::from_micros(900);

/// Takes signed checkpoints out of the store, to where whoever may rewrite the store may not.
pub type CheckpointSink = Box<dyn FnMut(&Checkpoint) + Send>;

/// Runs until the last sender is gone, then checkpoints and returns the lane's connection to rest.
pub(crate) fn run<D: Decide>(
    mut lane: Lane<D>,
    mut jobs: mpsc::Receiver<Job<D>>,
    in_flight: &Arc<AtomicUsize>,
    head: &watch::Sender<JournalSeq>,
    mut sink: CheckpointSink,
) {
    let mut group = Vec::with_capacity(GROUP_MAX);
    while let Some(first) = jobs.blocking_recv() {
        group.push(first);
        drain(&mut jobs, &mut group);
        if group.len() < GROUP_MAX && in_flight.load(Ordering::Relaxed) > 1 {
            std::thread::sleep(LINGER);
            drain(&mut jobs, &mut group);
        }
        lane.commit(std::mem::take(&mut group));
        head.send_replace(JournalSeq(lane.journal.seq));
        for checkpoint in lane.checkpoints_take() {
            sink(&checkpoint);
        }
        if lane.journal.seq - lane.indexed + lane.gate.seq - lane.gate_indexed > INDEX_BEHIND
            && let Err(error) = lane.index_tail()
        {
            tracing::error!(error = %error, "the books' indexes fall behind; queries read the tail instead");
        }
    }
    if let Err(error) = lane.index_tail().and_then(|()| lane.checkpoint_now()) {
        tracing::error!(error = %error, "the last checkpoint could not be signed; the next start signs one");
    }
    for checkpoint in lane.checkpoints_take() {
        sink(&checkpoint);
    }
}

fn drain<D: Decide>(jobs: &mut mpsc::Receiver<Job<D>>, group: &mut Vec<Job<D>>) {
    while group.len() < GROUP_MAX {
        match jobs.try_recv() {
            Ok(job) => group.push(job),
            Err(_) => break,
        }
    }
}
