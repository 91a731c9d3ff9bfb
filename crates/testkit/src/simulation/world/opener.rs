//! What opens what a store has sealed: made once, since what opens one opens all.

use super::SETTLE_SECONDS;
use crate::simulation::life::Prisons;
use crate::simulation::weather::Weather;
use crate::simulation::{Plan, way};
use crossing::Engine;
use std::sync::{Arc, OnceLock};
use store::keys::CheckpointKey;
use store::{Opener, Store, StoreError};
use tempfile::TempDir;
use vocab::Instant;
use vocab::seed::SeedStream;
use vocab::time::ManualClock;

/// The opener.
///
/// # Panics
/// Where no store can be made in the system's folder for temporary files: then no run can begin, either.
pub(crate) fn shared_opener() -> &'static Opener {
    static OPENER: OnceLock<Opener> = OnceLock::new();
    OPENER.get_or_init(|| made().expect("a store can be made"))
}

fn made() -> Result<Opener, StoreError> {
    let folder = TempDir::new().map_err(|_| StoreError::Closed)?;
    let plan = Plan::of(0);
    let rules = way::rules(&plan, &Weather::of(0), Prisons::new(), SETTLE_SECONDS);
    let settings = store::Settings::new(
        folder.path().join("store"),
        Arc::new(Engine::new(Arc::new(rules))),
        Arc::new(ManualClock::at(Instant::from_micros(1))),
        Arc::new(SeedStream::new(0)),
        CheckpointKey::open(&folder.path().join("checkpoint.key"))?,
    );
    let (store, opener) = Store::open(settings)?;
    store.close();
    Ok(opener)
}
