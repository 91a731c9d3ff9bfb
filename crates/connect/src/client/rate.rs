//! The rate of a consumer: so many calls a second, a few at once after a pause, in the order in which they came.
//!
//! Kept as the time at which the next call's turn comes (the generic cell rate algorithm), so that waiting callers
//! stand in a queue and nobody overtakes.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use vocab::Instant;

const SECOND: i64 = 1_000_000;

/// The turns of one consumer.
pub(super) struct Rate {
    interval_micros: i64,
    ahead_micros: i64,
    next: Mutex<i64>,
}

impl Rate {
    pub(super) fn new(per_second: u32, at_once: u32) -> Self {
        let interval_micros = (SECOND / i64::from(per_second.max(1))).max(1);
        let ahead_micros = interval_micros * (i64::from(at_once.max(1)) - 1);
        Self { interval_micros, ahead_micros, next: Mutex::new(i64::MIN) }
    }

    /// Takes the next turn, unless it comes too late.
    pub(super) fn reserve(&self, now: Instant, wait_max: Duration) -> Option<Instant> {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let at = (*next).max(now.micros());
        let turn = (at - self.ahead_micros).max(now.micros());
        let wait_max = i64::try_from(wait_max.as_micros()).unwrap_or(i64::MAX);
        if turn - now.micros() > wait_max {
            return None;
        }
        *next = at + self.interval_micros;
        Some(Instant::from_micros(turn))
    }
}
