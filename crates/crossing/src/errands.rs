//! Running errands: re-reading what a signal or a sweep says may have changed.
//!
//! An answer that says what is known is not kept again: such readings share one journal row a batch, and move the age
//! on. One that differs is written as it came. A read that fails puts its errand off; it never changes what is known.

use crate::Crossing;
use crate::envelope::{Meta, envelope, slice};
use crate::fact::What;
use crate::observe::{CHECKED_PATH, CheckedRecord, split};
use crate::port::{AspectSource, SourceAnswer, SourceError};
use crate::understood::{Tick, Understood};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::StoreError;
use store::unit::Decide;
use vocab::Instant;
use vocab::crossing::Errand;
use vocab::id::PrisonNumber;
use vocab::prison::Aspect;

/// At most so many errands in one step.
const STEP_MAX: usize = 64;

/// At most so many reads at once; a rate is the source's to keep.
const AT_ONCE: usize = 6;

/// The first pause after a failed read; each further one doubles it, up to [`PAUSE_SECONDS_MAX`].
const PAUSE_SECONDS: u32 = 5;
const PAUSE_SECONDS_MAX: u32 = 300;

/// Runs errands over one source.
pub struct Errands {
    pub(crate) crossing: Arc<Crossing>,
    pub(crate) source: Arc<dyn AspectSource>,
}

/// Readings that said what was known, gathered for one row.
#[derive(Default)]
pub(crate) struct Batch {
    readings: Vec<(PrisonNumber, Aspect, u64)>,
    asked: Option<Instant>,
}

impl Errands {
    /// Errands over a source.
    #[must_use]
    pub fn new(crossing: Arc<Crossing>, source: Arc<dyn AspectSource>) -> Self {
        Self { crossing, source }
    }

    /// One step: the most urgent of what is due; the number of reads that were answered.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn step(&self) -> Result<usize, StoreError> {
        let mut due = self.due()?;
        due.sort_by_key(|e| (e.urgency, e.due));
        let mut batch = Batch::default();
        let mut answered = 0;
        for group in due.chunks(AT_ONCE) {
            let mut tasks = tokio::task::JoinSet::new();
            for errand in group {
                let (source, errand) = (Arc::clone(&self.source), errand.clone());
                let prison = self.prison_of(errand.person)?;
                tasks.spawn(async move {
                    let answer = source.read(errand.person, prison, errand.aspect).await;
                    (errand, answer)
                });
            }
            let mut answers = tasks.join_all().await;
            // Written in the order of the errands, whatever order they came in: a run can be replayed.
            answers.sort_by_key(|(errand, _)| (errand.urgency, errand.person, errand.aspect));
            for (errand, answer) in answers {
                answered += usize::from(self.answered(&errand, answer, &mut batch).await?);
            }
        }
        self.checked(batch).await?;
        Ok(answered)
    }

    fn due(&self) -> Result<Vec<Errand>, StoreError> {
        let now = self.crossing.clock().now();
        let due = self.crossing.store.read(|view| view.errands_due(now, STEP_MAX))?;
        let due = due.into_iter().map(|sealed| sealed.open(&self.crossing.opener));
        Ok(due.collect())
    }

    fn prison_of(&self, person: PrisonNumber) -> Result<Option<vocab::place::PrisonCode>, StoreError> {
        let person = self.crossing.store.read(|view| view.person(person))?;
        Ok(person.and_then(|sealed| sealed.open(&self.crossing.opener).prison()))
    }

    async fn answered(
        &self,
        errand: &Errand,
        answer: Result<SourceAnswer, SourceError>,
        batch: &mut Batch,
    ) -> Result<bool, StoreError> {
        let again_seconds = match answer {
            Ok(answer) => {
                if self.take(answer, Some(errand.person), batch).await?.contains(&errand.aspect) {
                    return Ok(true);
                }
                // It was answered, and nothing was said of what was asked for: asked again, but not at once.
                pause(errand.failures)
            }
            Err(SourceError::NotCarried) => {
                let tick = Tick::ErrandDropped { person: errand.person, aspect: errand.aspect };
                self.crossing.tick_write(&tick).await?;
                return Ok(false);
            }
            Err(SourceError::Busy { retry_after_seconds }) => {
                retry_after_seconds.unwrap_or(0).max(pause(errand.failures))
            }
            Err(SourceError::Unreachable | SourceError::Failed(_) | SourceError::NotAllowed(_)) => {
                pause(errand.failures)
            }
        };
        let tick = Tick::ErrandFailed { person: errand.person, aspect: errand.aspect, again_seconds };
        self.crossing.tick_write(&tick).await?;
        Ok(false)
    }

    /// Takes one answer: what says only what is known joins the batch, the rest is written. Returns the aspects that it
    /// spoke of.
    pub(crate) async fn take(
        &self,
        answer: SourceAnswer,
        person: Option<PrisonNumber>,
        batch: &mut Batch,
    ) -> Result<BTreeSet<Aspect>, StoreError> {
        let mut meta = Meta::answer(answer.method, &answer.path, answer.status, answer.asked);
        meta.location = answer.location;
        meta.person = person;
        let feed = self.source.feed();
        let slices =
            if person.is_none() && answer.status == 200 { split::slices(&answer.body) } else { None };
        let inputs = match slices {
            Some(slices) => {
                // A slice is read by its shape: the path is the page's.
                let of_slice = |person| Meta { asked: meta.asked, person: Some(person), ..Meta::default() };
                slices.into_iter().map(|(p, bytes)| slice(feed, p, bytes, &of_slice(p), None)).collect()
            }
            None => vec![envelope(feed, answer.body, &meta, None)],
        };
        let mut spoken = BTreeSet::new();
        for input in inputs {
            let understood = self.crossing.engine().parse(&input);
            spoken.extend(spoken_of(&understood));
            if !self.unchanged(&understood, batch, answer.asked)? {
                self.crossing.store.write(input).await?;
            }
        }
        Ok(spoken)
    }

    /// Whether every fact of an answer says what is known; then it joins the batch.
    fn unchanged(
        &self,
        understood: &Understood,
        batch: &mut Batch,
        asked: Instant,
    ) -> Result<bool, StoreError> {
        let Understood::Facts(_, facts) = understood else { return Ok(false) };
        let mut readings = Vec::with_capacity(facts.len());
        for fact in facts {
            let (Some(aspect), Some(digest)) = (fact.what.aspect(), fact.what.digest()) else {
                // What a search record tells of alerts is a hint; where it differs the reading of alerts tells.
                if matches!(fact.what, What::AlertsTold(_)) && self.alerts_are_read(fact.person)? {
                    continue;
                }
                return Ok(false);
            };
            let seen = self.crossing.store.read(|view| view.seen(fact.person, aspect))?;
            if seen.is_none_or(|(seen, _)| seen != digest) {
                return Ok(false);
            }
            readings.push((fact.person, aspect, digest));
        }
        batch.readings.extend(readings);
        // A batch is as old as its oldest reading.
        batch.asked = Some(batch.asked.map_or(asked, |a| a.min(asked)));
        Ok(true)
    }

    fn alerts_are_read(&self, person: PrisonNumber) -> Result<bool, StoreError> {
        Ok(self.source.carries(Aspect::Alerts)
            && self.crossing.store.read(|view| view.seen(person, Aspect::Alerts))?.is_some())
    }

    /// Writes a batch of unchanged readings: one row.
    pub(crate) async fn checked(&self, batch: Batch) -> Result<(), StoreError> {
        let Some(asked) = batch.asked.filter(|_| !batch.readings.is_empty()) else { return Ok(()) };
        let record = CheckedRecord { asked, readings: batch.readings };
        let body = serde_json::to_vec(&record).unwrap_or_default();
        let meta =
            Meta { asked: Some(asked.micros()), path: Some(CHECKED_PATH.to_owned()), ..Meta::default() };
        self.crossing.store.write(envelope(self.source.feed(), body, &meta, None)).await?;
        Ok(())
    }
}

/// The aspects that an answer speaks of. A number that was merged away has no other answer to any question.
fn spoken_of(understood: &Understood) -> Vec<Aspect> {
    let Understood::Facts(_, facts) = understood else { return Vec::new() };
    if facts.iter().any(|fact| matches!(fact.what, What::MergedInto(_))) {
        return Aspect::ALL.to_vec();
    }
    facts.iter().filter_map(|fact| fact.what.aspect()).collect()
}

fn pause(failures: u32) -> u32 {
    (PAUSE_SECONDS << failures.min(6)).min(PAUSE_SECONDS_MAX)
}
