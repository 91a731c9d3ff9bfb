//! A queue, a consumer of it, and an engine that writes down what comes.

use crate::moorland::{feed, rules};
use connect::client::Base;
use connect::queue::{Consumer, CredentialsError, CredentialsSource, Given, QueueError, Settings};
use crossing::{Crossing, Engine, Rules};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use store::Store;
use store::keys::CheckpointKey;
use vocab::seed::{Rng, SeedStream};
use vocab::time::ManualClock;
use vocab::{Clock, Instant};

/// A consumer that does not wait for a first message.
pub(crate) const AT_ONCE: Settings = Settings { wait: Duration::ZERO, visibility: Duration::from_secs(30) };

/// Credentials from elsewhere, counted.
pub(crate) struct Counted<S> {
    pub(crate) source: S,
    pub(crate) asked: Arc<AtomicUsize>,
}

impl<S: CredentialsSource> Counted<S> {
    pub(crate) fn new(source: S) -> (Arc<Self>, Arc<AtomicUsize>) {
        let asked = Arc::new(AtomicUsize::new(0));
        (Arc::new(Self { source, asked: Arc::clone(&asked) }), asked)
    }
}

impl<S: CredentialsSource> CredentialsSource for Counted<S> {
    fn give(&self) -> crossing::port::Later<'_, Result<Given, CredentialsError>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.source.give()
    }
}

/// An engine, and its folder for as long as it is needed.
pub(crate) struct Polled {
    pub(crate) crossing: Arc<Crossing>,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) folder: tempfile::TempDir,
}

pub(crate) fn morning() -> Arc<ManualClock> {
    Arc::new(ManualClock::at(Instant::parse_zoned("2026-11-10T09:00:00Z").unwrap()))
}

impl Polled {
    pub(crate) async fn open() -> Self {
        let clock = morning();
        Self::by(&clock, clock.clone()).await
    }

    /// With another clock for the engine.
    pub(crate) async fn by(clock: &Arc<ManualClock>, engines: Arc<dyn Clock>) -> Self {
        Self::with(clock, engines, rules()).await
    }

    /// And by other rules.
    pub(crate) async fn with(clock: &Arc<ManualClock>, engines: Arc<dyn Clock>, rules: Rules) -> Self {
        crate::heard::listen();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_owned();
        let opened = tokio::task::spawn_blocking(move || {
            let (rules, rng) = (Arc::new(rules), Arc::new(SeedStream::new(3)) as Arc<dyn Rng>);
            let engine = Arc::new(Engine::new(Arc::clone(&rules)));
            let key = CheckpointKey::ephemeral().unwrap();
            let settings = store::Settings::new(path, engine, Arc::clone(&engines), Arc::clone(&rng), key);
            let (policy, words) = (policy::Engine::built_in().unwrap(), policy::Lists::built_in().unwrap());
            Crossing::open(Store::open(settings).unwrap(), policy, words, rules, engines, rng).unwrap()
        });
        Self { crossing: Arc::new(opened.await.unwrap()), clock: Arc::clone(clock), folder }
    }

    pub(crate) fn consumer(
        &self,
        url: &str,
        region: &str,
        credentials: Arc<dyn CredentialsSource>,
        settings: Settings,
    ) -> Consumer {
        let end = url.find("://").and_then(|at| url[at + 3..].find('/').map(|n| at + 3 + n)).unwrap();
        let endpoint = Base::parse(&url[..end]).unwrap();
        let clock: Arc<dyn Clock> = self.clock.clone();
        Consumer::new(
            Arc::clone(&self.crossing),
            feed(),
            (url, endpoint, region),
            credentials,
            clock,
            settings,
        )
    }

    /// Rows of the journal.
    pub(crate) fn rows(&self) -> u64 {
        self.crossing.store().read(|view| view.snapshot()).unwrap().0
    }

    pub(crate) fn errands(&self) -> u64 {
        self.crossing.store().read(|view| view.errands_count()).unwrap()
    }

    pub(crate) fn quarantined(&self) -> u64 {
        self.crossing.store().read(|view| view.quarantine_count()).unwrap()
    }

    /// The words of what is the matter, with the severity's word, of the queue itself.
    pub(crate) fn told(&self) -> Vec<crossing::conditions::Condition> {
        self.crossing.conditions().all()
    }
}

/// Polls until nothing new comes any more; how many were new.
pub(crate) async fn emptied(consumer: &Consumer) -> Result<usize, QueueError> {
    let mut fresh = 0;
    loop {
        match consumer.step().await? {
            0 => return Ok(fresh),
            n => fresh += n,
        }
    }
}
