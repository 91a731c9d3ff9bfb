//! Clocks: the system's, and the demo's own.
//!
//! This is the one place that reads the machine's clock.

use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use vocab::{Clock, Instant};

/// The machine's clock.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the Clock that everything else asks")]
    fn now(&self) -> Instant {
        Instant::from_timestamp(jiff::Timestamp::now())
    }
}

/// The demo's clock: faster than life, and kept with its data. It goes on where it was.
#[derive(Debug)]
pub(crate) struct DemoClock {
    speed: i64,
    /// The demo's time at the moment when this process began to count.
    from: Instant,
    began: Instant,
    /// What it was put forward by since, in microseconds.
    forward: AtomicI64,
    last: AtomicI64,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    now: Instant,
}

impl DemoClock {
    /// Goes on from what is kept beside the data, or begins at `dawn`.
    pub(crate) fn open(file: &Path, dawn: Instant, speed: u32) -> Self {
        let kept = std::fs::read(file).ok().and_then(|bytes| serde_json::from_slice::<Kept>(&bytes).ok());
        let from = kept.map_or(dawn, |kept| kept.now);
        let last = AtomicI64::new(from.micros());
        Self {
            speed: i64::from(speed.max(1)),
            from,
            began: SystemClock.now(),
            forward: AtomicI64::new(0),
            last,
        }
    }

    /// Puts it forward to this time, where it is behind: what was written down then has happened.
    pub(crate) fn not_before(&self, at: Instant) {
        let behind = at.micros() - self.now().micros();
        if behind > 0 {
            self.forward.fetch_add(behind, Ordering::Relaxed);
        }
    }

    /// Keeps the time beside the data.
    pub(crate) fn keep(&self, file: &Path) -> std::io::Result<()> {
        let bytes = serde_json::to_vec(&Kept { now: self.now() })?;
        write_whole(file, &bytes)
    }
}

impl Clock for DemoClock {
    fn now(&self) -> Instant {
        let real = SystemClock.now().micros() - self.began.micros();
        let now = self.from.micros() + real * self.speed + self.forward.load(Ordering::Relaxed);
        // The machine's clock may be set back; the demo's is not.
        Instant::from_micros(self.last.fetch_max(now, Ordering::Relaxed).max(now))
    }
}

/// Writes a file whole or not at all.
pub(crate) fn write_whole(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let aside = file.with_extension("new");
    std::fs::write(&aside, bytes)?;
    std::fs::rename(&aside, file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demos_clock_goes_on_where_it_was_and_never_back() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("clock.json");
        let dawn = Instant::from_micros(1_795_413_600_000_000);
        let clock = DemoClock::open(&file, dawn, 3_600);
        let later = dawn.plus_seconds(7_200);
        clock.not_before(later);
        clock.not_before(dawn);
        assert!(clock.now() >= later && clock.now() < later.plus_seconds(3_600));
        clock.keep(&file).unwrap();
        let again = DemoClock::open(&file, dawn, 1);
        assert!(again.now() >= later, "it goes on from what was kept");
    }
}
