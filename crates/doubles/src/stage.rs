//! The prison, the clinic and the day together, as the demo plays them, kept between runs.
//!
//! [`Stage::play`] is called again and again with the demo's time: what is due happens in the prison and is written in
//! the clinic's books; [`run_errands`] then runs the clinic's errands. The prison's events are pushed by
//! [`crate::prison::push`] beside it. [`Stage::save`] and [`Stage::restore`] keep all of it, so that a killed demo goes
//! on where it was, with everything that it had told anybody: see [`crate::kept`].

use crate::clinic::client::Round;
use crate::clinic::ledger::Ledger;
use crate::clinic::{Client, SharedLedger};
use crate::day::{Act, Day};
use crate::prison::face::Shared;
use crate::prison::{NotRestored, Prison, Settings};
use serde::{Deserialize, Serialize};
use serde_json::value::to_raw_value;
use std::sync::Arc;
use vocab::{Clock, Instant};

/// Everything that is played.
#[derive(Debug)]
pub struct Stage {
    day: Day,
    /// The prison, shared with its face and its pusher.
    pub prison: Shared,
    /// The clinic's books, shared with its client.
    pub clinic: SharedLedger,
}

#[derive(Serialize, Deserialize)]
struct Saved<D, P, L> {
    day: D,
    prison: P,
    clinic: L,
}

/// What one step did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stepped {
    /// Acts carried out.
    pub acts: usize,
    /// Acts that could not be, since somebody had interfered.
    pub impossible: usize,
}

/// How many errands a round runs: the first morning has some fifteen hundred, and a round should not take minutes.
const ERRANDS_MAX: usize = 200;

impl Stage {
    /// A stage on the first morning.
    #[must_use]
    pub fn new(seed: u64, day: Day, settings: Settings, clock: Arc<dyn Clock>) -> Self {
        let prison = Shared::new(day.prison(settings), clock);
        Self { day, prison, clinic: SharedLedger::new(Ledger::new(seed)) }
    }

    /// The whole state as bytes.
    ///
    /// # Errors
    /// Never in practice: everything in the state can be written.
    pub fn save(&self) -> Result<Vec<u8>, NotRestored> {
        Ok(self.save_counted()?.0)
    }

    /// The same, and up to which change of the prison it goes.
    ///
    /// # Errors
    /// As [`Stage::save`].
    pub fn save_counted(&self) -> Result<(Vec<u8>, u64), NotRestored> {
        // One thing at a time: whoever saves has no business holding up face and client together.
        let (prison, changes) = {
            let prison = self.prison.lock();
            (to_raw_value(&*prison)?, prison.changes())
        };
        let clinic = to_raw_value(&*self.clinic.lock())?;
        Ok((serde_json::to_vec(&Saved { day: &self.day, prison, clinic })?, changes))
    }

    /// Takes a saved stage up again. Events that were on their way are due again.
    ///
    /// # Errors
    /// When the bytes are not a saved stage.
    pub fn restore(bytes: &[u8], clock: Arc<dyn Clock>) -> Result<Self, NotRestored> {
        let saved: Saved<Day, Prison, Ledger> = serde_json::from_slice(bytes)?;
        let mut prison = saved.prison;
        prison.restarted(clock.now());
        Ok(Self {
            day: saved.day,
            prison: Shared::new(prison, clock),
            clinic: SharedLedger::new(saved.clinic),
        })
    }

    /// The day, to look at.
    #[must_use]
    pub const fn day(&self) -> &Day {
        &self.day
    }

    /// Lets happen what is due, without the clinic's errands. Each act has its own time, however long the stride.
    pub fn play(&mut self, now: Instant) -> Stepped {
        let mut out = Stepped::default();
        for (when, act) in self.day.due_timed(now) {
            match act {
                Act::Prison(act) => match self.prison.lock().run(&act, when) {
                    Ok(_) => out.acts += 1,
                    Err(why) => {
                        out.impossible += 1;
                        tracing::debug!(%why, "an act of the day could not be");
                    }
                },
                Act::Clinic(act) => {
                    self.clinic.lock().note(&act, when);
                    // The clinic's wishes are kept with the prison, and before anything is asked for.
                    self.prison.lock().changed();
                    out.acts += 1;
                }
            }
        }
        out
    }
}

/// Runs the clinic's errands, once what they come from is kept. The stage itself is free meanwhile.
pub async fn run_errands(prison: &Shared, clinic: &SharedLedger, client: &Client, now: Instant) -> Round {
    prison.until_kept().await;
    client.run_errands(clinic, ERRANDS_MAX, now).await
}
