//! What is the matter with our connections, in words and since when; and how fast reading goes.
//!
//! It lives in memory: a process that starts anew finds out anew. Nobody is in it: a condition names a host, a queue or
//! a file of ours, and never whom something was asked about.

use jiff::civil::Date;
use serde::Serialize;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use vocab::Instant;
use vocab::place::PrisonCode;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Something will be wrong when nobody does anything.
    Soon,
    /// Something is slower or later than it should be.
    Slow,
    /// Something does not work.
    Broken,
}

/// What is the matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Condition {
    /// With what: a connection's name.
    pub with: String,
    /// What, as a sentence that says what to do.
    pub words: String,
    /// How bad it is.
    pub severity: Severity,
    /// Since when.
    pub since: Instant,
}

/// The conditions, each under its connection and a word for what it is of.
#[derive(Debug, Default)]
pub struct Conditions {
    all: Mutex<BTreeMap<(String, String), Condition>>,
    /// When the last readings were answered, the newest last.
    answered: Mutex<VecDeque<Instant>>,
    /// When it was last read of a prison who was noted as having come, and of which day.
    attendance: Mutex<BTreeMap<PrisonCode, (Date, Instant)>>,
}

/// How fast reading goes is told by so many of the last readings.
const READINGS_KEPT: usize = 600;

/// And by those of the last minute, where there are fewer.
const PACE_SECONDS: i64 = 60;

impl Conditions {
    /// Something is the matter. It keeps the time since when, while it stays the same matter.
    pub fn set(&self, with: &str, of: &str, severity: Severity, words: &str, now: Instant) {
        let mut all = lock(&self.all);
        let condition = all.entry((with.to_owned(), of.to_owned())).or_insert_with(|| Condition {
            with: with.to_owned(),
            words: String::new(),
            severity,
            since: now,
        });
        condition.severity = severity;
        words.clone_into(&mut condition.words);
    }

    /// It is over.
    pub fn over(&self, with: &str, of: &str) {
        lock(&self.all).remove(&(with.to_owned(), of.to_owned()));
    }

    /// All of them, the worst first, of those the oldest first.
    #[must_use]
    pub fn all(&self) -> Vec<Condition> {
        let mut all: Vec<Condition> = lock(&self.all).values().cloned().collect();
        all.sort_by(|a, b| b.severity.cmp(&a.severity).then(a.since.cmp(&b.since)));
        all
    }

    /// What officers noted of who came on a day was read.
    pub(crate) fn attendance_read(&self, prison: PrisonCode, date: Date, now: Instant) {
        lock(&self.attendance).insert(prison, (date, now));
    }

    /// When that was last read; none when it was not read of that day since the process began.
    pub(crate) fn attendance_read_at(&self, prison: PrisonCode, date: Date) -> Option<Instant> {
        lock(&self.attendance).get(&prison).filter(|(of, _)| *of == date).map(|(_, at)| *at)
    }

    /// A reading was answered.
    pub(crate) fn reading_answered(&self, now: Instant) {
        let mut answered = lock(&self.answered);
        answered.push_back(now);
        while answered.len() > READINGS_KEPT {
            answered.pop_front();
        }
    }

    /// When so many readings will have been made, at the pace of the last; none when nothing was read lately.
    pub(crate) fn readings_done_at(&self, waiting: u64, now: Instant) -> Option<Instant> {
        let answered = lock(&self.answered);
        let lately = answered.iter().filter(|at| now.seconds_since(**at) <= PACE_SECONDS);
        let (count, first) = (lately.clone().count(), *lately.min()?);
        // From the first of them until now, and at least a second: two in one moment are no pace.
        let micros = (now.micros() - first.micros()).max(1_000_000);
        let each = micros / i64::try_from(count).ok()?.max(1);
        let waiting = i64::try_from(waiting).unwrap_or(i64::MAX);
        Some(Instant::from_micros(now.micros().saturating_add(each.saturating_mul(waiting))))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Instant = Instant::from_micros(1_795_413_600_000_000);

    #[test]
    fn a_condition_keeps_since_when_it_is_so() {
        let conditions = Conditions::default();
        conditions.set("dps", "host", Severity::Broken, "it does not answer", NOW);
        let later = NOW.plus_seconds(600);
        conditions.set("dps", "host", Severity::Broken, "it still does not answer", later);
        conditions.set("dps", "certificate", Severity::Soon, "it ends in 7 days", later);
        let all = conditions.all();
        assert_eq!((all[0].words.as_str(), all[0].since), ("it still does not answer", NOW));
        assert_eq!(all[1].severity, Severity::Soon);
        conditions.over("dps", "host");
        conditions.set("dps", "host", Severity::Broken, "it does not answer", later);
        assert_eq!(conditions.all()[0].since, later);
    }

    #[test]
    fn the_end_of_what_waits_is_told_by_the_pace_of_the_last_minute() {
        let conditions = Conditions::default();
        assert_eq!(conditions.readings_done_at(10, NOW), None);
        // Five a second for a minute.
        for n in 0..300 {
            conditions.reading_answered(Instant::from_micros(NOW.micros() + n * 200_000));
        }
        let now = NOW.plus_seconds(60);
        let end = conditions.readings_done_at(36_000, now).unwrap();
        assert_eq!(end.seconds_since(now), 7_200);
        // Nothing was answered for more than a minute: nobody can say.
        assert_eq!(conditions.readings_done_at(36_000, now.plus_seconds(61)), None);
    }
}
