//! The routes that are read, and which of them is asked.
//!
//! A prison's routes stand in its rules, the preferred one first. Each aspect is read over the first that carries it and
//! answers; one that does not answer is passed over, and one that asks to be left alone is left alone. "Not yours to
//! see" is the preferred route's to say: the others may not see whom it sees.

use crate::port::{AspectSource, AttendanceCount, SourceAnswer, SourceError};
use crate::rules::Rules;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use vocab::Instant;
use vocab::crossing::Feed;
use vocab::id::{OpaqueId, PrisonNumber};
use vocab::place::PrisonCode;
use vocab::prison::Aspect;

/// A route that asks us to wait and does not say how long is left alone for so many seconds.
const HELD_SECONDS: u32 = 2;

/// An answer, and the route that it came by.
pub(crate) type Told<T> = Result<(Feed, T), SourceError>;

/// The routes that are read.
pub struct Sources {
    rules: Arc<Rules>,
    all: Vec<Arc<dyn AspectSource>>,
    /// Until when a route is left alone, by its place.
    held: Mutex<BTreeMap<usize, Instant>>,
}

impl Sources {
    /// These routes; each is known to the rules by its feed's name.
    #[must_use]
    pub fn new(rules: Arc<Rules>, all: Vec<Arc<dyn AspectSource>>) -> Self {
        Self { rules, all, held: Mutex::default() }
    }

    /// The routes of a prison, the preferred one first. Of nobody's prison, or of one that is not served, all are asked.
    fn of(&self, prison: Option<PrisonCode>) -> Vec<usize> {
        let names: Vec<&str> =
            prison.into_iter().flat_map(|p| self.rules.routes(p)).map(|(name, _)| name).collect();
        let place = |name: &&str| self.all.iter().position(|source| source.feed().name() == *name);
        if names.is_empty() {
            (0..self.all.len()).collect()
        } else {
            names.iter().filter_map(place).collect()
        }
    }

    /// Whether any route of a prison carries an aspect.
    pub(crate) fn carries(&self, prison: Option<PrisonCode>, aspect: Aspect) -> bool {
        self.of(prison).into_iter().any(|place| self.all[place].carries(aspect))
    }

    /// Whether any route is left alone just now.
    pub(crate) fn any_held(&self, now: Instant) -> bool {
        self.held().values().any(|until| *until > now)
    }

    /// Whether an aspect could be asked for now: some route of the prison that carries it is not left alone.
    pub(crate) fn free(&self, prison: Option<PrisonCode>, aspect: Aspect, now: Instant) -> bool {
        let held = self.held();
        let free = |place: &usize| held.get(place).is_none_or(|until| *until <= now);
        let mut carry =
            self.of(prison).into_iter().filter(|place| self.all[*place].carries(aspect)).peekable();
        // What nobody carries is asked all the same: it is how it is found out.
        carry.peek().is_none() || carry.any(|place| free(&place))
    }

    /// Reads one aspect of a person.
    pub(crate) async fn read(
        &self,
        person: PrisonNumber,
        prison: Option<PrisonCode>,
        aspect: Aspect,
        now: Instant,
    ) -> Told<SourceAnswer> {
        let mut first = Err(SourceError::NotCarried);
        for place in self.of(prison) {
            let source = &self.all[place];
            if !source.carries(aspect) {
                continue;
            }
            let answer = self.told(place, source.read(person, prison, aspect).await, now);
            if matches!(&answer, Ok((_, answer)) if answer.status != 404) {
                return answer;
            }
            if matches!(first, Err(SourceError::NotCarried)) {
                first = answer;
            }
        }
        first
    }

    /// Asks whose an opaque id is: of every route that has such ids, since it says nothing of a prison.
    pub(crate) async fn look_up(&self, id: &OpaqueId, now: Instant) -> Told<SourceAnswer> {
        self.first(None, now, |source| source.look_up(id)).await
    }

    /// Everyone of a prison.
    pub(crate) async fn roll(&self, prison: PrisonCode, now: Instant) -> Told<Vec<SourceAnswer>> {
        self.first(Some(prison), now, |source| source.roll(prison)).await
    }

    /// Everything on a prison's lists that starts on a day.
    pub(crate) async fn entries(
        &self,
        prison: PrisonCode,
        date: jiff::civil::Date,
        now: Instant,
    ) -> Told<SourceAnswer> {
        self.first(Some(prison), now, |source| source.entries(prison, date)).await
    }

    /// What was noted of who came to a day's appointments, in numbers.
    pub(crate) async fn attendance(
        &self,
        prison: PrisonCode,
        date: jiff::civil::Date,
        now: Instant,
    ) -> Told<Vec<AttendanceCount>> {
        self.first(Some(prison), now, |source| source.attendance(prison, date)).await
    }

    /// One entry of a prison's lists in full.
    pub(crate) async fn entry(&self, prison: PrisonCode, remote: i64, now: Instant) -> Told<SourceAnswer> {
        self.first(Some(prison), now, |source| source.entry(remote)).await
    }

    /// The first route that answers, or why the preferred one does not.
    async fn first<'a, T>(
        &'a self,
        prison: Option<PrisonCode>,
        now: Instant,
        ask: impl Fn(&'a dyn AspectSource) -> crate::port::Later<'a, Result<T, SourceError>>,
    ) -> Told<T> {
        let mut first = Err(SourceError::NotCarried);
        for place in self.of(prison) {
            let answer = self.told(place, ask(self.all[place].as_ref()).await, now);
            if answer.is_ok() {
                return answer;
            }
            if matches!(first, Err(SourceError::NotCarried)) {
                first = answer;
            }
        }
        first
    }

    /// What a route answered; and whether it is to be left alone.
    fn told<T>(&self, place: usize, answer: Result<T, SourceError>, now: Instant) -> Told<T> {
        match &answer {
            Err(SourceError::Busy { retry_after_seconds }) => {
                let seconds = retry_after_seconds.unwrap_or(HELD_SECONDS).max(1);
                self.held().insert(place, now.plus_seconds(i64::from(seconds)));
            }
            Ok(_) => {
                self.held().remove(&place);
            }
            Err(_) => {}
        }
        answer.map(|answer| (self.all[place].feed().clone(), answer))
    }

    fn held(&self) -> std::sync::MutexGuard<'_, BTreeMap<usize, Instant>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Sources {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.all.iter().map(|source| source.feed().name())).finish()
    }
}
