//! Sweeps: everyone is read again in time, so that nothing depends on a signal that never comes.
//!
//! The roll-call of a prison shows who is there and finds who has left; aspects that grow old are read again; the
//! lists of the coming days show what staff typed and what they did to ours.

use crate::Crossing;
use crate::again;
use crate::envelope::{Meta, envelope, slice};
use crate::errands::{Batch, Errands};
use crate::fact::What;
use crate::port::{SourceAnswer, SourceError};
use crate::understood::{Tick, Understood};
use serde_json::value::RawValue;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use store::unit::Decide;
use store::{Modes, StoreError};
use vocab::Instant;
use vocab::crossing::{Flow, Hold, Mirror, PrisonEntry};
use vocab::id::{AppointmentId, PrisonNumber};
use vocab::place::PrisonCode;
use vocab::prison::Aspect;
use vocab::time::london_midnight;

/// Persons that one tick makes due.
const DUE_AT_ONCE: usize = 100;

/// More mirrors than any deployment holds: ten years of every booking of England and Wales would be fewer.
const MIRRORS_MAX: usize = 100_000_000;

/// More errands than any deployment holds: five of everybody in the prisons of England and Wales are fewer.
const ERRANDS_MAX: usize = 1_000_000;

/// A page of a prison's people, when looking for those whose readings are old.
const PAGE: usize = 500;

/// What a sweep could not do.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The source did not answer.
    #[error("the sweep could not read: {0}")]
    Source(#[from] SourceError),
}

/// What a roll-call found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rolled {
    /// Persons on the roll.
    pub on_roll: usize,
    /// Persons whom we had there and the roll does not show: read one by one.
    pub missing: usize,
}

impl Errands {
    /// Calls the roll of a prison.
    ///
    /// # Errors
    /// When the source or the store fails; what was read before that stands.
    pub async fn roll_call(&self, prison: PrisonCode) -> Result<Rolled, SweepError> {
        let mut batch = Batch::default();
        let mut on_roll = BTreeSet::new();
        let (feed, pages) = self.sources.roll(prison, self.crossing.clock().now()).await?;
        for page in pages {
            on_roll.extend(numbers(&page));
            self.take(&feed, page, None, &mut batch).await?;
        }
        self.checked(batch).await?;
        let missing: Vec<PrisonNumber> =
            self.asked_in(prison)?.into_iter().filter(|n| !on_roll.contains(n)).collect();
        self.due_now(&missing, &[Aspect::Place]).await?;
        Ok(Rolled { on_roll: on_roll.len(), missing: missing.len() })
    }

    /// Makes due what grows old: every aspect that the source carries, read again before its sweep time is over.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn old_again(&self, prison: PrisonCode) -> Result<usize, SweepError> {
        let Some(sweep_seconds) = self.crossing.rules.sweep_seconds(prison) else { return Ok(0) };
        let limit = self.crossing.clock().now().plus_seconds(-sweep_seconds / 2);
        let mut count = 0;
        let waits = self.waiting()?;
        for aspect in Aspect::ALL.into_iter().filter(|a| self.sources.carries(Some(prison), *a)) {
            let mut old = Vec::new();
            // What waits already stays as it is, and is not written down again: a route that is away for a day would
            // cost a row a sweep for everybody.
            for number in self.asked_in(prison)?.into_iter().filter(|n| !waits.contains(&(*n, aspect))) {
                let seen = self.crossing.store.read(|view| view.seen(number, aspect))?;
                if seen.is_none_or(|(_, checked)| checked < limit) {
                    old.push(number);
                }
            }
            count += old.len();
            self.due_now(&old, &[aspect]).await?;
        }
        Ok(count)
    }

    /// Whom we have in a prison and ask for in this sweep. Whoever is no longer ours to see is asked for all the same for
    /// a day, since it may be a slip of theirs, and then in one hour of each day: leavers of years must not use up the
    /// rate. Seen again, they also stand on the roll.
    fn asked_in(&self, prison: PrisonCode) -> Result<Vec<PrisonNumber>, StoreError> {
        let now = self.crossing.clock().now();
        let hour = u32::try_from(now.london().hour()).unwrap_or(0);
        let mut asked = Vec::new();
        for number in self.persons_in(prison)? {
            let hidden = self.crossing.store.read(|view| view.hidden_since(number, Aspect::Place))?;
            let lately = |since: Instant| now.seconds_since(since) < 86_400;
            if hidden.is_none_or(|since| lately(since) || number.packed() % 24 == hour) {
                asked.push(number);
            }
        }
        Ok(asked)
    }

    /// Everything that is to be read, now or later.
    fn waiting(&self) -> Result<BTreeSet<(PrisonNumber, Aspect)>, StoreError> {
        let ever = Instant::from_micros(i64::MAX);
        let all = self.crossing.store.read(|view| view.errands_due(ever, ERRANDS_MAX))?;
        let all = all.into_iter().map(|sealed| sealed.open(&self.crossing.opener));
        Ok(all.map(|errand| (errand.person, errand.aspect)).collect())
    }

    async fn due_now(&self, persons: &[PrisonNumber], aspects: &[Aspect]) -> Result<(), StoreError> {
        for persons in persons.chunks(DUE_AT_ONCE) {
            let tick = Tick::ErrandDue { persons: persons.to_vec(), aspects: aspects.to_vec() };
            self.crossing.tick_write(&tick).await?;
        }
        Ok(())
    }

    fn persons_in(&self, prison: PrisonCode) -> Result<Vec<PrisonNumber>, StoreError> {
        let mut all: Vec<PrisonNumber> = Vec::new();
        loop {
            let page = self.crossing.store.read(|view| view.persons_in(prison, all.last().copied(), PAGE))?;
            let more = page.len() == PAGE;
            all.extend(page);
            if !more {
                return Ok(all);
            }
        }
    }

    /// Reads the lists of a prison for a day: what staff typed, and what they did to ours.
    ///
    /// # Errors
    /// When the source or the store fails.
    pub async fn lists(&self, prison: PrisonCode, date: jiff::civil::Date) -> Result<usize, SweepError> {
        let (feed, answer) = self.sources.entries(prison, date, self.crossing.clock().now()).await?;
        let tomorrow = date.tomorrow().unwrap_or(date);
        let (from, to) = (london_midnight(date), london_midnight(tomorrow));
        let known = self.crossing.store.read(|view| view.prison_entries(prison, (from, to)))?;
        let mut before: BTreeMap<PrisonNumber, Vec<PrisonEntry>> = BTreeMap::new();
        for entry in known.into_iter().map(|sealed| sealed.open(&self.crossing.opener)).filter(|e| !e.gone) {
            before.entry(entry.person).or_default().push(entry);
        }
        let waiting = self.awaited(prison, (from, to))?;
        let Bodies { mut by_person, wrapped, whole } = bodies(&answer.body);
        let mut changed = 0;
        if whole {
            for person in before.keys() {
                by_person.entry(*person).or_default();
            }
        } else {
            // What could not be told apart may be anyone's: nothing is gone for not being seen, and a person looks.
            let meta = Meta::answer(answer.method, &answer.path, answer.status, answer.asked);
            let odd = envelope(&feed, answer.body.clone(), &meta, None);
            self.crossing.store.write(odd).await?;
            changed += 1;
        }
        for (person, items) in by_person {
            // One person's slice has the form of the whole answer: it is read by the path of that.
            let items = items.join(",");
            let body = if wrapped { format!("{{\"data\":[{items}]}}") } else { format!("[{items}]") };
            let body = body.into_bytes();
            let mut meta = Meta::answer(answer.method, &answer.path, answer.status, answer.asked);
            meta.person = Some(person);
            meta.span = whole.then_some((from.micros(), to.micros()));
            let input = slice(&feed, person, body, &meta, None);
            let understood = self.crossing.engine().parse(&input);
            let known = before.get(&person).map_or(&[][..], Vec::as_slice);
            if !same(&understood, known) || self.is_awaited(&waiting, &understood)? {
                self.crossing.store.write(input).await?;
                changed += 1;
            }
        }
        // What was answered and had nothing new is a sign of life all the same.
        if changed == 0 {
            self.heard(&feed, answer.asked).await?;
        }
        Ok(changed)
    }
}

/// Whether an answer shows the entries that are known, ages aside.
fn same(understood: &Understood, known: &[PrisonEntry]) -> bool {
    let Understood::Facts(_, facts) = understood else { return false };
    facts.iter().all(|fact| match &fact.what {
        What::Entries { entries, .. } => {
            entries.len() == known.len()
                && entries.iter().all(|e| {
                    known.iter().any(|k| {
                        let (checked, ours) = (k.checked, k.ours || e.ours);
                        let attendance = e.attendance.or(k.attendance);
                        *k == PrisonEntry { checked, ours, attendance, ..e.clone() }
                    })
                })
        }
        _ => false,
    })
}

fn numbers(page: &SourceAnswer) -> Vec<PrisonNumber> {
    crate::observe::split::numbers(&page.body)
}

/// The exact bytes of each appointment of a search answer, by the person on it.
struct Bodies {
    by_person: BTreeMap<PrisonNumber, Vec<String>>,
    /// The list stands under `data`, as the External API has it.
    wrapped: bool,
    /// Every item is there, and it is said who is on it.
    whole: bool,
}

fn bodies(body: &[u8]) -> Bodies {
    #[derive(serde::Deserialize)]
    struct Attendee {
        #[serde(rename = "prisonerNumber")]
        number: String,
    }
    #[derive(serde::Deserialize)]
    struct Attended {
        attendees: Vec<Attendee>,
    }
    #[derive(serde::Deserialize)]
    struct Wrapped<'a> {
        #[serde(borrow)]
        data: Vec<&'a RawValue>,
    }
    let bare: Option<Vec<&RawValue>> = serde_json::from_slice(body).ok();
    let wrapped = bare.is_none();
    let items = bare.or_else(|| serde_json::from_slice::<Wrapped<'_>>(body).map(|w| w.data).ok());
    let mut whole = items.is_some();
    let items = items.unwrap_or_default();
    let mut by_person: BTreeMap<PrisonNumber, Vec<String>> = BTreeMap::new();
    for item in items {
        let numbers: Option<Vec<PrisonNumber>> = serde_json::from_str::<Attended>(item.get())
            .ok()
            .and_then(|a| a.attendees.iter().map(|t| PrisonNumber::parse(&t.number).ok()).collect());
        whole &= numbers.is_some();
        for number in numbers.into_iter().flatten() {
            by_person.entry(number).or_default().push(item.get().to_owned());
        }
    }
    Bodies { by_person, wrapped, whole }
}

/// What time alone brings: reports that settle, days that begin.
pub struct Timekeeper {
    pub(crate) crossing: Arc<Crossing>,
    /// The switches that every mirror was last seen to follow, and how many there had been: what was switched and back
    /// in between may have left mirrors behind. None since the process began.
    followed: Mutex<Option<(Modes, u64)>>,
    /// When it was last looked for what staff have not done by hand.
    pub(crate) late_looked: Mutex<Option<Instant>>,
    pub(crate) patients_followed: again::Followed,
}

impl Timekeeper {
    /// Keeps time for a crossing.
    #[must_use]
    pub const fn new(crossing: Arc<Crossing>) -> Self {
        Self {
            crossing,
            followed: Mutex::new(None),
            late_looked: Mutex::new(None),
            patients_followed: Mutex::new(None),
        }
    }

    /// Looks at every report whose time to settle has come, lets what was booked and chosen follow a flow that was
    /// switched, tells what staff have not done by hand, and works out what the day brings; the number of reports that
    /// were looked at. What one of them fails with keeps none of the others from its turn.
    ///
    /// # Errors
    /// The first that failed: all of it is due again.
    pub async fn step(&self) -> Result<usize, StoreError> {
        let at = self.crossing.clock().now();
        let due = self.crossing.store.read(|view| view.settles_due(at, 256))?;
        let mut failed = None;
        for person in &due {
            let settled = self.crossing.tick_write(&Tick::Settle { person: *person, at }).await;
            failed = failed.or(settled.err());
        }
        let followed = self.switches_follow().await;
        let late = self.late_by_hand().await;
        let patients = self.patients_follow().await;
        let days = self.days_bring().await;
        let failed = failed.or(followed.err()).or(late.err());
        failed.or(patients.err()).or(days.err()).map_or(Ok(due.len()), Err)
    }

    /// A switch is one act; the bookings follow it in rows of their own, and again from the beginning when the process
    /// died in between: a booking that follows already is left as it is.
    async fn switches_follow(&self) -> Result<(), StoreError> {
        let switches = self.crossing.switches.load(Ordering::SeqCst);
        let now = (self.crossing.store.read(|view| view.modes())?, switches);
        if self.followed.lock().unwrap_or_else(PoisonError::into_inner).as_ref() == Some(&now) {
            return Ok(());
        }
        // A row each: a booking's unit names everybody whom its patient may be, and a unit names few.
        for appointment in self.behind(&now.0)? {
            self.crossing.tick_write(&Tick::Switched { appointments: vec![appointment] }).await?;
        }
        *self.followed.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
        Ok(())
    }

    /// Coming bookings whose mirrors were worked out under another mode than stands.
    fn behind(&self, modes: &Modes) -> Result<Vec<AppointmentId>, StoreError> {
        let now = self.crossing.clock().now();
        let mirrors = self.crossing.store.read(|view| view.mirrors(MIRRORS_MAX))?;
        let mirrors = mirrors.into_iter().map(|sealed| sealed.open(&self.crossing.opener));
        let follows = |mirror: &Mirror| {
            let entry = mirror.desired.as_ref().or(mirror.known.as_ref().map(|k| &k.entry));
            entry.is_some_and(|entry| {
                let mode = store::mode(modes, Flow::Appointments, entry.prison);
                // While it is not known what stands there, what is wanted may be something later than what was sent.
                let unsure = mirror.known.is_none() && mirror.answer_lost.is_some();
                let begun = entry.start.at() <= now && !unsure;
                begun || (mode == mirror.mode && self.is_held_as_written(mirror))
            })
        };
        Ok(mirrors.filter(|m| !follows(m)).map(|m| m.appointment).collect())
    }

    /// Whether a mirror waits for staff exactly where the rules say that nothing may be written by us: they may have
    /// changed since it was worked out.
    fn is_held_as_written(&self, mirror: &Mirror) -> bool {
        match mirror.hold {
            None | Some(Hold::ByHand) => {
                mirror.hold.is_some() == crate::reconcile::mirrors::is_for_staff(&self.crossing.rules, mirror)
            }
            Some(_) => true,
        }
    }

    /// Writes down that a London day began.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn midnight(&self, date: jiff::civil::Date) -> Result<(), StoreError> {
        self.crossing.tick_write(&Tick::Midnight { date }).await?;
        Ok(())
    }
}
