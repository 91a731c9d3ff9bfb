//! Running errands: re-reading what a signal or a sweep says may have changed.
//!
//! An answer that says what is known is not kept again: such readings share one journal row a batch, and move the age
//! on. One that differs is written as it came. A read that fails puts its errand off; it never changes what is known.

use crate::Crossing;
use crate::envelope::{Meta, envelope, slice};
use crate::fact::{Fact, What};
use crate::observe::{CHECKED_PATH, CheckedRecord, split};
use crate::port::{AspectSource, SourceAnswer, SourceError};
use crate::sources::{Sources, Told};
use crate::understood::{Tick, Understood};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::StoreError;
use store::unit::Decide;
use vocab::Instant;
use vocab::crossing::{Errand, Feed};
use vocab::id::PrisonNumber;
use vocab::place::PrisonCode;
use vocab::prison::Aspect;

/// So many errands in one step: few, so that what has just become urgent need not wait for the end of a long one.
const STEP_MAX: usize = 12;

/// So many of them are the oldest, whatever their urgency: what is slow comes later, and it comes.
const OLDEST: usize = 3;

/// At most so many reads at once; a rate is the source's to keep.
const AT_ONCE: usize = 6;

/// While a route is left alone, errands of the others are looked for among so many; then among all.
const LOOKED_THROUGH: [usize; 2] = [512, 1_000_000];

/// The first pause after a failed read; each further one doubles it, up to [`PAUSE_SECONDS_MAX`].
const PAUSE_SECONDS: u32 = 5;
const PAUSE_SECONDS_MAX: u32 = 300;

/// Runs errands over the routes.
pub struct Errands {
    pub(crate) crossing: Arc<Crossing>,
    pub(crate) sources: Arc<Sources>,
}

/// Readings that said what was known, gathered for one row a route.
#[derive(Default)]
pub(crate) struct Batch(BTreeMap<Feed, Readings>);

impl Batch {
    /// Whether something was read of one of these already.
    fn speaks_of(&self, facts: &[Fact]) -> bool {
        let mut readings = self.0.values().flat_map(|of_feed| &of_feed.readings);
        readings.any(|(person, _, _)| facts.iter().any(|fact| fact.person == *person))
    }
}

#[derive(Default)]
struct Readings {
    readings: Vec<(PrisonNumber, Aspect, u64)>,
    asked: Option<Instant>,
}

impl Errands {
    /// Errands over one route.
    #[must_use]
    pub fn new(crossing: Arc<Crossing>, source: Arc<dyn AspectSource>) -> Self {
        let sources = Sources::new(Arc::clone(&crossing.rules), vec![source]);
        Self::over(crossing, Arc::new(sources))
    }

    /// Errands over several.
    #[must_use]
    pub const fn over(crossing: Arc<Crossing>, sources: Arc<Sources>) -> Self {
        Self { crossing, sources }
    }

    /// One step: whose the opaque ids are that something was said of, then the most urgent of what is due; the number of
    /// reads that were answered.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn step(&self) -> Result<usize, StoreError> {
        let mut batch = Batch::default();
        let mut answered = self.look_up(&mut batch).await?;
        for group in self.due()?.chunks(AT_ONCE) {
            let mut tasks = tokio::task::JoinSet::new();
            for (errand, prison) in group {
                let (sources, errand, prison) = (Arc::clone(&self.sources), errand.clone(), *prison);
                let now = self.crossing.clock().now();
                tasks.spawn(async move {
                    let answer = sources.read(errand.person, prison, errand.aspect, now).await;
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

    /// What is to be read in this step, the most urgent first, with where the person is. What no route can be asked for
    /// just now waits, and keeps nothing else waiting.
    fn due(&self) -> Result<Vec<(Errand, Option<PrisonCode>)>, StoreError> {
        let now = self.crossing.clock().now();
        let mut due = self.urgent(now, STEP_MAX)?;
        if self.sources.any_held(now) {
            let known = due.len();
            due = self.free(due, now)?;
            for most in LOOKED_THROUGH {
                if due.len() == STEP_MAX || known < STEP_MAX {
                    break;
                }
                due = self.free(self.urgent(now, most)?, now)?;
            }
        } else if due.len() == STEP_MAX {
            let oldest = self.crossing.store.read(|view| view.errands_oldest(now, OLDEST))?;
            let oldest = oldest.into_iter().map(|sealed| sealed.open(&self.crossing.opener));
            let kept: Vec<Errand> = oldest.filter(|e| !due.contains(e)).collect();
            due.truncate(STEP_MAX - kept.len());
            due.extend(kept);
        }
        due.into_iter().map(|errand| Ok((errand.clone(), self.prison_of(errand.person)?))).collect()
    }

    fn urgent(&self, now: Instant, most: usize) -> Result<Vec<Errand>, StoreError> {
        let due = self.crossing.store.read(|view| view.errands_due(now, most))?;
        Ok(due.into_iter().map(|sealed| sealed.open(&self.crossing.opener)).collect())
    }

    /// Those for which some route can be asked.
    fn free(&self, due: Vec<Errand>, now: Instant) -> Result<Vec<Errand>, StoreError> {
        let mut free = Vec::new();
        for errand in due {
            if self.sources.free(self.prison_of(errand.person)?, errand.aspect, now) {
                free.push(errand);
            }
            if free.len() == STEP_MAX {
                break;
            }
        }
        Ok(free)
    }

    /// Asks whose the opaque ids are: without that nobody knows what to read.
    async fn look_up(&self, batch: &mut Batch) -> Result<usize, StoreError> {
        let now = self.crossing.clock().now();
        let due = self.crossing.store.read(|view| view.look_ups_due(now, AT_ONCE))?;
        let mut answered = 0;
        for look_up in due.into_iter().map(|sealed| sealed.open(&self.crossing.opener)) {
            let again_seconds = match self.sources.look_up(&look_up.id, now).await {
                Ok((feed, answer)) => {
                    answered += 1;
                    self.take(&feed, answer, None, batch).await?;
                    // Answered with what tells nothing of the id, it is asked again, and not at once.
                    pause(look_up.failures)
                }
                Err(SourceError::Busy { .. }) => break,
                Err(_) => pause(look_up.failures),
            };
            let tick = Tick::LookUpFailed { id: look_up.id, again_seconds };
            self.crossing.tick_write(&tick).await?;
        }
        Ok(answered)
    }

    fn prison_of(&self, person: PrisonNumber) -> Result<Option<PrisonCode>, StoreError> {
        let person = self.crossing.store.read(|view| view.person(person))?;
        Ok(person.and_then(|sealed| sealed.open(&self.crossing.opener).prison()))
    }

    async fn answered(
        &self,
        errand: &Errand,
        answer: Told<SourceAnswer>,
        batch: &mut Batch,
    ) -> Result<bool, StoreError> {
        if answer.is_ok() {
            self.crossing.conditions.reading_answered(self.crossing.clock().now());
        }
        let again_seconds = match answer {
            Ok((feed, answer)) => {
                if self.take(&feed, answer, Some(errand.person), batch).await?.contains(&errand.aspect) {
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
            // Nothing was asked: it stays due, and the route is left alone for as long as it asks.
            Err(SourceError::Busy { .. }) => return Ok(false),
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
        feed: &Feed,
        answer: SourceAnswer,
        person: Option<PrisonNumber>,
        batch: &mut Batch,
    ) -> Result<BTreeSet<Aspect>, StoreError> {
        let mut meta = Meta::answer(answer.method, &answer.path, answer.status, answer.asked);
        meta.location = answer.location;
        meta.person = person;
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
            spoken.extend(spoken_of(&understood, person));
            if !self.unchanged(feed, &understood, batch, answer.asked)? {
                // What was read of them before this comes before it: that they were there just now keeps an older
                // leaving from settling this one.
                if matches!(&understood, Understood::Facts(_, facts) if batch.speaks_of(facts)) {
                    self.checked(std::mem::take(batch)).await?;
                }
                self.crossing.store.write(input).await?;
            }
        }
        Ok(spoken)
    }

    /// Whether every fact of an answer says what is known; then it joins the batch.
    fn unchanged(
        &self,
        feed: &Feed,
        understood: &Understood,
        batch: &mut Batch,
        asked: Instant,
    ) -> Result<bool, StoreError> {
        let Understood::Facts(_, facts) = understood else { return Ok(false) };
        let mut readings = Vec::with_capacity(facts.len());
        for fact in facts {
            let (Some(aspect), Some(digest)) = (fact.what.aspect(), fact.what.digest()) else {
                // What a search record tells of alerts is a hint; where it differs the reading of alerts tells.
                let hint = match &fact.what {
                    What::AlertsTold(_) => self.alerts_are_read(fact.person)?,
                    What::KnownAs(id) => {
                        self.crossing.store.read(|view| view.is_known_as(fact.person, id))?
                    }
                    _ => false,
                };
                if hint {
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
        let of_feed = batch.0.entry(feed.clone()).or_default();
        of_feed.readings.extend(readings);
        // A batch is as old as its oldest reading.
        of_feed.asked = Some(of_feed.asked.map_or(asked, |a| a.min(asked)));
        Ok(true)
    }

    fn alerts_are_read(&self, person: PrisonNumber) -> Result<bool, StoreError> {
        Ok(self.sources.carries(self.prison_of(person)?, Aspect::Alerts)
            && self.crossing.store.read(|view| view.seen(person, Aspect::Alerts))?.is_some())
    }

    /// Writes a batch of unchanged readings: one row a route.
    pub(crate) async fn checked(&self, batch: Batch) -> Result<(), StoreError> {
        for (feed, Readings { readings, asked }) in batch.0 {
            let Some(asked) = asked.filter(|_| !readings.is_empty()) else { continue };
            self.said_what_was_known(&feed, asked, readings).await?;
        }
        Ok(())
    }

    /// Writes down that a route answered and had nothing new to say.
    pub(crate) async fn heard(&self, feed: &Feed, asked: Instant) -> Result<(), StoreError> {
        self.said_what_was_known(feed, asked, Vec::new()).await
    }

    async fn said_what_was_known(
        &self,
        feed: &Feed,
        asked: Instant,
        readings: Vec<(PrisonNumber, Aspect, u64)>,
    ) -> Result<(), StoreError> {
        let record = CheckedRecord { asked, readings };
        let body = serde_json::to_vec(&record).unwrap_or_default();
        let path = Some(CHECKED_PATH.to_owned());
        let meta = Meta { asked: Some(asked.micros()), path, ..Meta::default() };
        self.crossing.store.write(envelope(feed, body, &meta, None)).await?;
        Ok(())
    }
}

/// The aspects that an answer speaks of, of whoever was asked about: an answer about somebody else is none. A number
/// that was merged away has no other answer to any question.
fn spoken_of(understood: &Understood, person: Option<PrisonNumber>) -> Vec<Aspect> {
    let Understood::Facts(_, facts) = understood else { return Vec::new() };
    let facts: Vec<&Fact> = facts.iter().filter(|fact| person.is_none_or(|p| p == fact.person)).collect();
    if facts.iter().any(|fact| matches!(fact.what, What::MergedInto(_))) {
        return Aspect::ALL.to_vec();
    }
    facts.iter().filter_map(|fact| fact.what.aspect()).collect()
}

fn pause(failures: u32) -> u32 {
    (PAUSE_SECONDS << failures.min(6)).min(PAUSE_SECONDS_MAX)
}
