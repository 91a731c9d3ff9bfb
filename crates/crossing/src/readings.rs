//! Reading records at PDS: whoever is due, the most urgent of each prison in turn.
//!
//! It promises that one prison's thousands keep no other prison waiting; that a reading which was not answered is asked
//! for again under the id it had; and that an answer which says what is known costs no row of its own. It reads, and
//! writes nothing there.

use crate::Crossing;
use crate::envelope::{Meta, envelope, slice};
use crate::observe::{DEMOGRAPHICS_CHECKED_PATH, DemographicsCheckedRecord};
use crate::port::{Demographics, SourceAnswer, SourceError};
use crate::understood::{Tick, Understood};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use store::StoreError;
use store::unit::Decide;
use vocab::Instant;
use vocab::crossing::{Flow, LinkState, Mode};
use vocab::id::{PatientId, TraceId};
use vocab::place::PrisonCode;
use vocab::registration::{Reading, Registration};

/// So many readings in one step: few, so that whoever has just arrived need not wait for the end of a long one.
const STEP_MAX: usize = 10;

/// At most so many at once; the rate is the client's to keep.
const AT_ONCE: usize = 5;

/// The first pause after a reading without an answer; each further one doubles it, up to the longest.
const PAUSE_SECONDS: u32 = 30;
const PAUSE_SECONDS_MAX: u32 = 3_600;

/// A service that asks us to wait and does not say how long is left alone for so many seconds.
const HELD_SECONDS: u32 = 2;

/// Reads records at PDS.
pub struct Readings {
    crossing: Arc<Crossing>,
    source: Arc<dyn Demographics>,
    /// The ids of readings that were not answered yet.
    asking: Mutex<BTreeMap<PatientId, TraceId>>,
    /// Until when the service is left alone.
    held: Mutex<Instant>,
    /// The prison whose turn was last.
    last: Mutex<Option<PrisonCode>>,
}

/// Answers that said what was known, gathered for one row.
#[derive(Default)]
struct Batch {
    readings: Vec<(PatientId, u64)>,
    asked: Option<Instant>,
}

impl Readings {
    /// Readings over a service.
    #[must_use]
    pub fn new(crossing: Arc<Crossing>, source: Arc<dyn Demographics>) -> Self {
        let (asking, held, last) = (Mutex::default(), Mutex::default(), Mutex::default());
        Self { crossing, source, asking, held, last }
    }

    /// One step; the number of readings that were answered.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn step(&self) -> Result<usize, StoreError> {
        if *locked(&self.held) > self.crossing.clock().now() {
            return Ok(0);
        }
        let mut batch = Batch::default();
        let mut answered = 0;
        for group in self.due()?.chunks(AT_ONCE) {
            let mut tasks = tokio::task::JoinSet::new();
            for (place, (patient, reading)) in group.iter().enumerate() {
                let (source, number) = (Arc::clone(&self.source), reading.number);
                let asking = self.asking_of(*patient);
                tasks.spawn(async move { (place, source.read(number, &asking).await) });
            }
            let mut answers = tasks.join_all().await;
            // Written in the order of asking, whatever order they came in: a run can be replayed.
            answers.sort_by_key(|(place, _)| *place);
            for (place, answer) in answers {
                let (patient, reading) = &group[place];
                answered += usize::from(self.took(*patient, reading, answer, &mut batch).await?);
            }
        }
        self.checked(batch).await?;
        Ok(answered)
    }

    /// Who is read in this step: one of each prison in turn, beginning after the one that was last, the most urgent of
    /// it first.
    fn due(&self) -> Result<Vec<(PatientId, Reading)>, StoreError> {
        let now = self.crossing.clock().now();
        let mut last = locked(&self.last);
        let modes = self.crossing.store.read(|view| view.modes())?;
        let on = |prison: &PrisonCode| store::mode(&modes, Flow::Registration, *prison) != Mode::Off;
        let prisons: Vec<PrisonCode> = self.crossing.rules.prisons.keys().copied().filter(on).collect();
        let begin = prisons.iter().position(|prison| Some(*prison) > *last).unwrap_or(0);
        let mut lines = Vec::new();
        for n in 0..prisons.len() {
            let prison = prisons[(begin + n) % prisons.len()];
            let due = self.crossing.store.read(|view| view.readings_due(prison, now, STEP_MAX))?;
            let due = due.into_iter().map(|sealed| sealed.open(&self.crossing.opener));
            lines.push((prison, due.filter_map(of).collect::<Vec<_>>().into_iter()));
        }
        let mut found = Vec::with_capacity(STEP_MAX);
        while found.len() < STEP_MAX {
            let before = found.len();
            for (prison, line) in &mut lines {
                if found.len() < STEP_MAX
                    && let Some(next) = line.next()
                {
                    found.push(next);
                    *last = Some(*prison);
                }
            }
            if found.len() == before {
                break;
            }
        }
        Ok(found)
    }

    fn asking_of(&self, patient: PatientId) -> TraceId {
        let (seed, now) = (self.crossing.rng().seed(), self.crossing.clock().now());
        *locked(&self.asking).entry(patient).or_insert_with(|| TraceId::from(seed.id(now, 0)))
    }

    async fn took(
        &self,
        patient: PatientId,
        reading: &Reading,
        answer: Result<SourceAnswer, SourceError>,
        batch: &mut Batch,
    ) -> Result<bool, StoreError> {
        match answer {
            Ok(answer) => {
                locked(&self.asking).remove(&patient);
                self.take(patient, answer, batch).await?;
                Ok(true)
            }
            // Nothing was asked: it stays due, and the service is left alone for as long as it asks.
            Err(SourceError::Busy { retry_after_seconds }) => {
                let seconds = retry_after_seconds.unwrap_or(HELD_SECONDS).max(1);
                *locked(&self.held) = self.crossing.clock().now().plus_seconds(i64::from(seconds));
                Ok(false)
            }
            Err(_) => {
                let again_seconds = (PAUSE_SECONDS << reading.failures.min(7)).min(PAUSE_SECONDS_MAX);
                let tick = Tick::DemographicsFailed { patient, again_seconds };
                self.crossing.tick_write(&tick).await?;
                Ok(false)
            }
        }
    }

    async fn take(
        &self,
        patient: PatientId,
        answer: SourceAnswer,
        batch: &mut Batch,
    ) -> Result<(), StoreError> {
        let mut meta = Meta::answer(answer.method, &answer.path, answer.status, answer.asked);
        meta.patient = Some(patient);
        let (feed, person) = (self.source.feed(), self.person_of(patient)?);
        // Kept with the person's own rows, so that it goes when they are erased.
        let input = match person {
            Some(person) => slice(feed, person, answer.body, &meta, None),
            None => envelope(feed, answer.body, &meta, None),
        };
        let known = self.crossing.store.read(|view| view.registration(patient))?;
        let seen = known.and_then(|sealed| sealed.open(&self.crossing.opener).seen);
        match self.crossing.engine().parse(&input) {
            Understood::Demographics(told) if told.digest().is_some() && told.digest() == seen => {
                batch.readings.extend(told.digest().map(|digest| (patient, digest)));
                // A batch is as old as its oldest reading.
                batch.asked = Some(batch.asked.map_or(answer.asked, |asked| asked.min(answer.asked)));
            }
            Understood::Demographics(_) => {
                self.crossing.store.write(input).await?;
            }
            // It is kept for whoever looks, and asked again, not at once.
            _ => {
                self.crossing.store.write(input).await?;
                let tick = Tick::DemographicsFailed { patient, again_seconds: PAUSE_SECONDS_MAX };
                self.crossing.tick_write(&tick).await?;
            }
        }
        Ok(())
    }

    fn person_of(&self, patient: PatientId) -> Result<Option<vocab::id::PrisonNumber>, StoreError> {
        let links = self.crossing.store.read(|view| view.links_of_patient(patient))?;
        let mut bound = links.into_iter().filter(|link| link.state == LinkState::Confirmed);
        Ok(bound.next().map(|link| link.person))
    }

    async fn checked(&self, batch: Batch) -> Result<(), StoreError> {
        let Some(asked) = batch.asked else { return Ok(()) };
        let record = DemographicsCheckedRecord { asked, readings: batch.readings };
        let body = serde_json::to_vec(&record).unwrap_or_default();
        let path = Some(DEMOGRAPHICS_CHECKED_PATH.to_owned());
        let meta = Meta { asked: Some(asked.micros()), path, ..Meta::default() };
        self.crossing.store.write(envelope(self.source.feed(), body, &meta, None)).await?;
        Ok(())
    }
}

fn of(registration: Registration) -> Option<(PatientId, Reading)> {
    Some((registration.patient, registration.reading?))
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
