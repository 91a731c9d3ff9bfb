//! Kept before it is told: what a double has changed leaves it only when it is on disk.
//!
//! A double that forgets with its process what it acknowledged makes a world that no real service is: an appointment
//! that was made and answered, and was never there. So whoever keeps the state ([`Kept::keep_begins`]) says up to which
//! change it is kept, and everything that goes out waits for that: answers, events, and what the clinic sends. One save
//! serves all who wait. While nobody keeps, nothing waits: tests play without files.
//!
//! Changes are counted from 0 in each process, by [`crate::prison::Prison::changes`].

use tokio::sync::{Notify, watch};

/// Up to which change the state is kept, and who waits for more.
#[derive(Debug)]
pub struct Kept {
    to: watch::Sender<u64>,
    wanted: Notify,
}

/// Nobody keeps: everything counts as kept.
const NOBODY_KEEPS: u64 = u64::MAX;

impl Default for Kept {
    fn default() -> Self {
        Self { to: watch::Sender::new(NOBODY_KEEPS), wanted: Notify::new() }
    }
}

impl Kept {
    /// From now on somebody keeps, and nothing is kept yet.
    pub fn keep_begins(&self) {
        self.to.send_replace(0);
    }

    /// Nobody keeps any more: whoever waits goes on.
    pub fn keep_ends(&self) {
        self.to.send_replace(NOBODY_KEEPS);
    }

    /// The state is kept with this change and all before it.
    pub fn kept(&self, changes: u64) {
        self.to.send_if_modified(|to| {
            let further = *to != NOBODY_KEEPS && *to < changes;
            if further {
                *to = changes;
            }
            further
        });
    }

    /// Returns when this change is kept.
    pub async fn until(&self, changes: u64) {
        let mut to = self.to.subscribe();
        if *to.borrow_and_update() < changes {
            self.wanted.notify_one();
            // The sender lives as long as we do: it cannot go away meanwhile.
            let _ = to.wait_for(|to| *to >= changes).await;
        }
    }

    /// Returns when somebody waits, at once when somebody began to since the last time.
    pub async fn wanted(&self) {
        self.wanted.notified().await;
    }
}
