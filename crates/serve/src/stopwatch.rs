//! How long something took. It decides nothing: what is decided by time is decided by the Clock.

use std::time::{Duration, Instant};

/// A running stopwatch.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts one.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "measures how long an answer took for logs and metrics; the demo's Clock runs at sixty times the machine's"
    )]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// Since it was started.
    #[must_use]
    pub fn read(self) -> Duration {
        self.0.elapsed()
    }
}
