//! A circuit: a host that does not answer is left alone for a while, then tried by one call.
//!
//! Closed, it counts failures in a row. Open, nothing leaves. When its time is over one call is let out; answered, the
//! circuit is closed, and not answered it is open for twice as long. A jitter of up to a half keeps many clients from
//! coming back at once. A host that asks to be left alone (`Retry-After`) is, whatever the circuit says.

use super::{CallError, Settings};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use vocab::{Instant, Seed};

/// The circuit of one host.
pub(super) struct Circuit {
    failures_max: u32,
    open_seconds: u32,
    open_seconds_max: u32,
    inner: Mutex<Inner>,
    /// Answers in a row that turned us away.
    turned_away: AtomicU32,
}

#[derive(Default)]
struct Inner {
    state: State,
    /// How often it opened since it was last closed.
    opened: u32,
    /// Nothing leaves before, because the host asked so.
    held: Option<Instant>,
}

enum State {
    Closed {
        failures: u32,
    },
    Open {
        until: Instant,
    },
    /// One call is out to see.
    Trying,
}

impl Default for State {
    fn default() -> Self {
        Self::Closed { failures: 0 }
    }
}

impl Circuit {
    pub(super) fn new(settings: &Settings) -> Self {
        Self {
            failures_max: settings.failures_max,
            open_seconds: settings.open_seconds,
            open_seconds_max: settings.open_seconds_max,
            inner: Mutex::default(),
            turned_away: AtomicU32::default(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a call would be let out now.
    pub(super) fn closed(&self, now: Instant) -> Result<(), CallError> {
        self.lock().closed(now)
    }

    /// Lets a call out.
    pub(super) fn enter(self: &Arc<Self>, now: Instant) -> Result<Pass, CallError> {
        let mut inner = self.lock();
        inner.closed(now)?;
        let trying = matches!(inner.state, State::Open { .. });
        if trying {
            inner.state = State::Trying;
        }
        drop(inner);
        Ok(Pass { circuit: Arc::clone(self), trying, entered: now, told: false })
    }

    fn pause(&self, opened: u32, seed: Seed) -> i64 {
        let doubled = u64::from(self.open_seconds) << opened.min(16);
        let seconds = doubled.min(u64::from(self.open_seconds_max)).max(1);
        let jitter = seed.draw(0) % (seconds * 500_000 + 1);
        i64::try_from(seconds * 1_000_000 + jitter).unwrap_or(i64::MAX)
    }
}

impl Inner {
    fn closed(&self, now: Instant) -> Result<(), CallError> {
        if let Some(until) = self.held.filter(|until| *until > now) {
            return Err(CallError::Held { seconds: seconds_until(until, now) });
        }
        match self.state {
            State::Open { until } if until > now => {
                Err(CallError::CircuitOpen { seconds: seconds_until(until, now) })
            }
            State::Trying => Err(CallError::CircuitOpen { seconds: 1 }),
            State::Open { .. } | State::Closed { .. } => Ok(()),
        }
    }
}

/// Whole seconds, rounded up.
fn seconds_until(until: Instant, now: Instant) -> u32 {
    let micros = until.micros().saturating_sub(now.micros());
    u32::try_from((micros.saturating_add(999_999)) / 1_000_000).unwrap_or(u32::MAX)
}

/// One call that was let out.
pub(super) struct Pass {
    circuit: Arc<Circuit>,
    trying: bool,
    entered: Instant,
    told: bool,
}

impl Pass {
    /// The host answered.
    pub(super) fn answered(mut self) {
        self.told = true;
        let mut inner = self.circuit.lock();
        // An answer to a call from before it opened says nothing of the host as it is now.
        if self.trying || matches!(inner.state, State::Closed { .. }) {
            inner.state = State::default();
            inner.opened = 0;
        }
    }

    /// The host did not answer. The seconds for which it is now left alone, when it was not before.
    pub(super) fn failed(mut self, now: Instant, seed: Seed) -> Option<i64> {
        self.told = true;
        let mut inner = self.circuit.lock();
        let failures = match &inner.state {
            State::Closed { failures } => failures + 1,
            State::Trying if self.trying => self.circuit.failures_max,
            State::Trying | State::Open { .. } => return None,
        };
        if failures < self.circuit.failures_max {
            inner.state = State::Closed { failures };
            return None;
        }
        let pause = self.circuit.pause(inner.opened, seed);
        inner.opened = inner.opened.saturating_add(1);
        let until = Instant::from_micros(now.micros().saturating_add(pause));
        inner.state = State::Open { until };
        Some(pause / 1_000_000)
    }

    /// Notes whether the answer turned us away; how many have, in a row.
    pub(super) fn turned_away_in_a_row(&self, turned_away: bool) -> u32 {
        if !turned_away {
            self.circuit.turned_away.store(0, Ordering::SeqCst);
            return 0;
        }
        self.circuit.turned_away.fetch_add(1, Ordering::SeqCst).saturating_add(1)
    }

    /// The host asked to be left alone until then.
    pub(super) fn hold(&self, until: Instant) {
        let mut inner = self.circuit.lock();
        inner.held = Some(inner.held.map_or(until, |held| held.max(until)));
    }
}

impl Drop for Pass {
    /// A call that was given up tells nothing: the next one goes out to see.
    fn drop(&mut self) {
        if self.trying && !self.told {
            self.circuit.lock().state = State::Open { until: self.entered };
        }
    }
}
