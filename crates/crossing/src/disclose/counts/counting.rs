//! Months while they are counted: whoever was followed, where they stand, as the records stood when the month closed.

use super::{Kept, MonthCounts, shown};
use crate::disclose::due::times;
use crate::disclose::{Desk, Result};
use jiff::ToSpan as _;
use jiff::civil::Date;
use registration::asking::counted;
use registration::counts::{Family, Month, Outcome, Published, Show, Spoken, Tally};
use registration::follows::{Follows, Here, follows, last_talk};
use registration::wording::Language;
use std::collections::BTreeMap;
use vocab::Instant;
use vocab::crossing::{Flow, Mode};
use vocab::place::PrisonCode;
use vocab::registration::{Choice, Counted, Followed, Registration, Said, Talk, Told};

/// So many records are read at once.
const BATCH: usize = 500;

/// Months while they are counted. Everything here is of people, and nothing of it is shown.
pub(super) struct Counting {
    prisons: Vec<PrisonCode>,
    tallies: BTreeMap<(Month, Family), Tally>,
    anybody: BTreeMap<Month, bool>,
}

impl Counting {
    pub(super) fn of(desk: &Desk<'_>, months: &[Month]) -> Result<Self> {
        let on = |prison: &PrisonCode| desk.mode(Flow::Registration, *prison) != Mode::Off;
        let prisons: Vec<PrisonCode> = desk.rules().prisons.keys().copied().filter(on).collect();
        let pairs = months.iter().flat_map(|month| Family::ALL.map(|family| (*month, family)));
        let tallies = pairs
            .map(|(month, family)| ((month, family), Tally::new(family, month, prisons.iter().copied())));
        let mut counting = Self {
            tallies: tallies.collect(),
            anybody: months.iter().map(|month| (*month, false)).collect(),
            prisons,
        };
        for prison in counting.prisons.clone() {
            counting.prison(desk, prison)?;
        }
        Ok(counting)
    }

    fn prison(&mut self, desk: &Desk<'_>, prison: PrisonCode) -> Result<()> {
        let mut after = None;
        loop {
            let batch = desk.view.registrations_of(prison, after, BATCH)?;
            let read = batch.len();
            for sealed in batch {
                let registration = desk.open_sealed(sealed);
                after = Some(registration.patient);
                self.person(desk, &registration)?;
            }
            if read < BATCH {
                return Ok(());
            }
        }
    }

    fn person(&mut self, desk: &Desk<'_>, registration: &Registration) -> Result<()> {
        let Some(followed) = &registration.followed else { return Ok(()) };
        let places = places(desk, registration, followed);
        if !places.iter().any(|(family, day)| self.tallies.contains_key(&(Month::of(*day), *family))) {
            return Ok(());
        }
        let patient = registration.patient;
        let empty = Choice { patient, version: 0, lines: Vec::new(), asked_for: None };
        let choice = desk.view.choice(patient)?.map_or(empty, |sealed| desk.open_sealed(sealed));
        let person = desk.person(followed.stay.person)?;
        let speaks = person.as_ref().and_then(|p| p.custody.value.as_ref()?.speaks.as_ref());
        let speaks =
            speaks.map(|speaks| Language::of_nomis(&speaks.language).map_or(Spoken::Other, Spoken::In));
        for (family, day) in places {
            let month = Month::of(day);
            let Some(tally) = self.tallies.get_mut(&(month, family)) else { continue };
            let stood = as_it_stood(&choice, |at| !month.is_closed(at.london_date()));
            let language = spoken(&stood, followed).or(speaks).unwrap_or(Spoken::NotKnown);
            let outcome = match family {
                Family::Answers => Outcome::Answer(answer(&stood, followed)),
                Family::Asked => asked(&stood, followed, day),
                Family::Registered => registered(desk, registration, &choice, followed, day),
                Family::Left => left(desk, registration, month),
            };
            if tally.add(followed.prison, language, outcome, 1) {
                self.anybody.insert(month, true);
            }
        }
        Ok(())
    }

    /// Fit to be shown. A month in which nobody is counted is not kept: what is not there yet may still come.
    pub(super) fn months(self, desk: &Desk<'_>) -> Kept {
        let names = |prison: PrisonCode| {
            desk.rules().prison(prison).map_or_else(|| prison.to_string(), |rules| rules.name.clone())
        };
        let served = desk.rules().prisons.keys().copied();
        let off: Vec<String> = served.filter(|prison| !self.prisons.contains(prison)).map(names).collect();
        let anybody = self.anybody.iter().filter(|(_, anybody)| **anybody).map(|(month, _)| *month);
        let counts = |month: Month| {
            let published = Family::ALL.iter().filter_map(|family| {
                let tally = self.tallies.get(&(month, *family))?;
                Some(shown(&Published::of(tally, Show::Apart), names))
            });
            let first = Date::new(month.year, month.month, 1).unwrap_or_default();
            MonthCounts { month: first, families: published.collect(), off: off.clone() }
        };
        anybody.map(|month| (month, counts(month))).collect()
    }
}

/// Where a person is counted, and by which day.
fn places(desk: &Desk<'_>, registration: &Registration, followed: &Followed) -> Vec<(Family, Date)> {
    let mut places = vec![(Family::Answers, followed.since)];
    let by = times(desk, followed.prison).asked_by_day;
    let seventh = followed.since.checked_add(by.days()).unwrap_or(followed.since);
    let left = followed.left.map(Instant::london_date);
    // Whoever left by then had no seventh day here.
    if left.is_none_or(|left| left > seventh) {
        places.push((Family::Asked, seventh));
    }
    let own = desk.rules().practices(followed.prison);
    let ours = registration.practices.iter().find(|was| {
        let here = was.what.is().is_some_and(|practice| own.contains(practice));
        here && was.from.london_date() >= followed.since
    });
    places.extend(ours.map(|was| (Family::Registered, was.from.london_date())));
    if let Some(left) = left.filter(|_| followed.settled) {
        places.push((Family::Left, left));
    }
    places
}

fn as_it_stood(choice: &Choice, then: impl Fn(Instant) -> bool) -> Choice {
    let lines = choice.lines.iter().filter(|line| then(line.at)).cloned().collect();
    Choice { lines, ..choice.clone() }
}

fn here(followed: &Followed) -> Here {
    Here { stay: followed.stay, prison: followed.prison }
}

fn answer(stood: &Choice, followed: &Followed) -> Counted {
    counted(stood, here(followed))
}

/// In which language somebody was last talked with in this custody.
fn spoken(stood: &Choice, followed: &Followed) -> Option<Spoken> {
    let (_, talk) = last_talk(stood).filter(|(_, talk)| talk.stay == followed.stay)?;
    Some(Language::of_tag(&talk.shown.language).map_or(Spoken::Other, Spoken::In))
}

/// Whether somebody was asked by their seventh day. A conversation counts from when it was held.
fn asked(stood: &Choice, followed: &Followed, seventh: Date) -> Outcome {
    let talks = stood.lines.iter().filter_map(|line| match &line.said {
        Said::Talk(talk) if talk.stay == followed.stay => Some(&**talk),
        _ => None,
    });
    let first = talks.map(|talk: &Talk| talk.held.london_date()).min();
    let put_off = || {
        stood.lines.iter().any(|line| match &line.said {
            Said::PutOff { stay, .. } => *stay == followed.stay && line.at.london_date() <= seventh,
            _ => false,
        })
    };
    match first {
        Some(held) if held <= seventh => Outcome::AskedInTime,
        Some(_) => Outcome::AskedLate,
        None if put_off() => Outcome::PutOff,
        None => Outcome::NotAsked,
    }
}

/// Whether a yes stood on the day on which PDS was first seen to name the prison's practice: one that was asked for
/// afterwards does not make it right.
fn registered(
    desk: &Desk<'_>,
    registration: &Registration,
    choice: &Choice,
    followed: &Followed,
    day: Date,
) -> Outcome {
    let own = desk.rules().practices(followed.prison);
    let seen = registration.practices.iter().find(|was| {
        was.from.london_date() == day && was.what.is().is_some_and(|practice| own.contains(practice))
    });
    let stood = as_it_stood(choice, |at| seen.is_some_and(|was| at <= was.from));
    match follows(&stood, here(followed)) {
        Follows::Register(_) | Follows::TellFirst(_) => Outcome::WithYes,
        Follows::Nothing(_) => Outcome::AgainstChoice,
    }
}

/// Whether somebody had a GP outside when the month was counted. On the list of a prison's practice is not one.
fn left(desk: &Desk<'_>, registration: &Registration, month: Month) -> Outcome {
    let then = |was: &&vocab::registration::Was<_>| !month.is_closed(was.from.london_date());
    let practice = registration.practices.iter().rev().find(then).map(|was| &was.what);
    match practice {
        // What was answered under a number in trouble may be somebody else's.
        _ if registration.trouble.is_some() => Outcome::LeftNotKnown,
        Some(Told::Is(practice)) if !desk.rules().is_prison_practice(practice) => Outcome::LeftWithGp,
        Some(Told::Is(_) | Told::None) => Outcome::LeftWithoutGp,
        Some(Told::Kept) | None => Outcome::LeftNotKnown,
    }
}
