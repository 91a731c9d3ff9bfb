//! Wiring: a data folder becomes an open crossing.

use crate::clock::SystemClock;
use crate::config::Config;
use crossing::{Crossing, Engine};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::keys::{CheckpointKey, SystemRng};
use store::{Settings, Store, StoreError};
use vocab::Clock;

/// Where things lie in a data folder.
#[derive(Debug, Clone)]
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn store(&self) -> PathBuf {
        self.0.join("store")
    }

    pub(crate) fn keys(&self) -> PathBuf {
        self.0.join("keys")
    }

    pub(crate) fn token_keys(&self) -> PathBuf {
        self.keys().join("tokens")
    }

    /// Recordings and films of the conversation, a folder a language.
    pub(crate) fn recordings(&self) -> PathBuf {
        self.0.join("locales")
    }

    /// What the machine's voice made of it: a cache, which may be deleted.
    pub(crate) fn voices(&self) -> PathBuf {
        self.0.join("voices")
    }

    /// Checkpoints as they were signed, outside the store. On a real site this is another machine's.
    pub(crate) fn checkpoints(&self) -> PathBuf {
        self.0.join("checkpoints.jsonl")
    }

    pub(crate) fn demo_clock(&self) -> PathBuf {
        self.0.join("demo-clock.json")
    }

    pub(crate) fn demo_stage(&self) -> PathBuf {
        self.0.join("demo-stage.json")
    }

    pub(crate) fn config(&self) -> PathBuf {
        self.0.join("gatelodge.toml")
    }
}

/// Why the house could not be opened.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HouseError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The configuration.
    #[error(transparent)]
    Config(#[from] crate::config::ConfigError),
    /// The policy does not validate: nothing is let out.
    #[error("the policy does not validate: {0}")]
    Policy(#[from] policy::PolicyError),
    /// The signed words do not read.
    #[error("the signed words do not read: {0}")]
    Lists(#[from] policy::lines::ListError),
    /// A file.
    #[error("{what} {path}: {source}")]
    File {
        /// What was tried.
        what: &'static str,
        /// On which.
        path: String,
        /// Why it failed.
        #[source]
        source: std::io::Error,
    },
}

/// Opens the crossing of a data folder.
pub(crate) fn open(folder: &Folder, config: &Config, clock: Arc<dyn Clock>) -> Result<Crossing, HouseError> {
    let keys = folder.keys();
    std::fs::create_dir_all(&keys).map_err(|source| HouseError::File {
        what: "cannot make",
        path: keys.display().to_string(),
        source,
    })?;
    let rules = Arc::new(config.rules());
    let engine = Arc::new(Engine::new(Arc::clone(&rules)));
    let key = CheckpointKey::open(&keys.join("checkpoint.ed25519"))?;
    let mut settings = Settings::new(folder.store(), engine, Arc::clone(&clock), Arc::new(SystemRng), key);
    settings.sink = sink(folder.checkpoints());
    let opened = Store::open(settings)?;
    let (policy, lists) = (policy::Engine::built_in()?, policy::Lists::built_in()?);
    Ok(Crossing::open(opened, policy, lists, rules, clock, Arc::new(SystemRng))?)
}

/// Each checkpoint is a line of a file outside the store.
fn sink(path: PathBuf) -> store::CheckpointSink {
    Box::new(move |checkpoint| {
        let line = serde_json::to_string(checkpoint).unwrap_or_default();
        let written =
            std::fs::OpenOptions::new().create(true).append(true).open(&path).and_then(|mut file| {
                writeln!(file, "{line}")?;
                file.sync_data()
            });
        if let Err(error) = written {
            tracing::error!(%error, "a checkpoint could not be taken out of the store; the chain stands on the store alone");
        }
    })
}

/// The configuration of a folder: its own file, or the demo's where there is none.
pub(crate) fn config(folder: &Folder, given: Option<&Path>) -> Result<Config, HouseError> {
    let own = folder.config();
    Ok(match given {
        Some(path) => Config::read(path)?,
        None if own.exists() => Config::read(&own)?,
        None => crate::demo::config()?,
    })
}

/// The same, when the files that it names need not be there yet.
pub(crate) fn config_planned(folder: &Folder, given: Option<&Path>) -> Result<Config, HouseError> {
    let own = folder.config();
    Ok(match given {
        Some(path) => Config::planned(path)?,
        None if own.exists() => Config::planned(&own)?,
        None => crate::demo::config()?,
    })
}

/// The clock of a folder: the demo's where it is a demo's, else the machine's.
pub(crate) fn clock(folder: &Folder) -> Arc<dyn Clock> {
    let kept = folder.demo_clock();
    if kept.exists() {
        Arc::new(crate::clock::DemoClock::open(&kept, SystemClock.now(), 1))
    } else {
        Arc::new(SystemClock)
    }
}
