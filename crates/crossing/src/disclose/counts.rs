//! How the choice about a GP goes, in numbers, for whoever pays for healthcare and whoever answers for it.
//!
//! It promises that no person stands in it, and that what is hidden cannot be worked out: what is shown of a month is
//! decided by [`registration::counts`] alone, once for everybody, and kept for as long as this process lives. A month is
//! counted as its records stood on the eighth day of the next, whenever somebody first asks; what was written down later
//! is not in it.
//!
//! It does not promise that a month is the same after a restart. Of a person only the newest custody is known: who came
//! back, was moved, or was linked or unlinked since, is then counted elsewhere or not at all. [`WORDS`] says so.

use super::{Desk, Disclosed, Result};
use crate::Crossing;
use crate::context::Context;
use jiff::ToSpan as _;
use jiff::civil::Date;
use policy::Kind;
use registration::asking::counted;
use registration::counts::{
    CLOSES_AFTER_DAYS, Family, Month, Outcome, Published, Show, Shown, Spoken, Tally, over,
};
use registration::follows::{Follows, Here, follows, last_talk};
use registration::wording::Language;
use serde::Serialize;
use std::collections::BTreeMap;
use vocab::Instant;
use vocab::crossing::{Flow, Mode};
use vocab::place::PrisonCode;
use vocab::registration::{Choice, Counted, Followed, Registration, Said, Talk, Told};

/// So many months are shown, the newest that is closed first.
pub const MONTHS: usize = 12;

/// So many records are read at once.
const BATCH: usize = 500;

/// What is said with every page of counts.
pub const WORDS: [&str; 5] = [
    "Fewer than 5 people are never shown: such a count is hidden, and others with it from which it could be worked out. None is shown as 0.",
    "A month is counted on the 8th of the next, from the records as they stood then. What was written down later is not in it.",
    "Whoever is not linked to a care record is in no count.",
    "Of a person the newest custody counts, in the prison where they are or were last. After Gatelodge is started again, a month may differ by those who have come back or moved since.",
    "\"Not now\" is never counted as no.",
];

/// The counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegistrationCounts {
    /// As it stood.
    pub as_at: Instant,
    /// Months in which anybody is counted, the newest first.
    pub months: Vec<MonthCounts>,
    /// The same months beside each other, a part of the question at a time.
    pub over: Vec<OverMonths>,
    /// The day on which the next month is counted.
    pub next: Date,
    /// What must be known to read them.
    pub words: [&'static str; 5],
}

/// A month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MonthCounts {
    /// Its first day.
    pub month: Date,
    /// The parts of the question: each counts other people.
    pub families: Vec<FamilyCounts>,
    /// Prisons where this part was switched off when the month was counted: not in it.
    pub off: Vec<String>,
}

/// A part of the question, in a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FamilyCounts {
    /// Who is counted.
    pub of: &'static str,
    /// What each cell of a row counts.
    pub outcomes: Vec<&'static str>,
    /// Everybody.
    pub all: CountsRow,
    /// By prison.
    pub prisons: Vec<CountsRow>,
    /// By language. One that nobody was asked in is left out.
    pub languages: Vec<CountsRow>,
}

/// A part of the question, month by month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OverMonths {
    /// Who is counted.
    pub of: &'static str,
    /// What each cell of a row counts.
    pub outcomes: Vec<&'static str>,
    /// A row a month, the newest first.
    pub months: Vec<CountsRow>,
    /// All of them together, where each is shown.
    pub sum: CountsRow,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CountsRow {
    /// Of whom.
    pub name: String,
    /// How many people.
    pub people: Cell,
    /// How many of each outcome.
    pub cells: Vec<Cell>,
}

/// A count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Cell {
    /// So many.
    Count(u64),
    /// Small, or one from which a small one could be worked out.
    Hidden,
}

impl From<Shown> for Cell {
    fn from(shown: Shown) -> Self {
        match shown {
            Shown::Count(count) => Self::Count(count),
            Shown::Hidden | Shown::NotHere => Self::Hidden,
        }
    }
}

impl From<Cell> for Shown {
    fn from(cell: Cell) -> Self {
        match cell {
            Cell::Count(count) => Self::Count(count),
            Cell::Hidden => Self::Hidden,
        }
    }
}

/// Months that were counted.
pub(crate) type Kept = BTreeMap<Month, MonthCounts>;

impl Crossing {
    /// How the choice about a GP goes in all prisons that are served, month by month.
    ///
    /// # Errors
    /// [`super::DiscloseError::NotFound`] for whoever sees no counts of it, and for everybody of the prison.
    pub async fn registration_counts(&self, ctx: &Context) -> Result<Disclosed<RegistrationCounts>> {
        self.disclose(ctx, "registration.counts", view).await
    }
}

fn view(desk: &mut Desk<'_>) -> Result<RegistrationCounts> {
    desk.must_general(Kind::RegistrationCounts)?;
    let today = desk.ctx.now.london_date();
    let closed = closed(today);
    let wanted: Vec<Month> = {
        let kept = desk.counted();
        closed.iter().copied().filter(|month| !kept.contains_key(month)).collect()
    };
    let new = if wanted.is_empty() { Kept::new() } else { Counting::of(desk, &wanted)?.months(desk) };
    let mut kept = desk.counted();
    for (month, counts) in new {
        // Whoever asked at the same time may have been first: one of both stands, for everybody.
        kept.entry(month).or_insert(counts);
    }
    let months: Vec<MonthCounts> = closed.iter().filter_map(|month| kept.get(month).cloned()).collect();
    drop(kept);
    Ok(RegistrationCounts {
        as_at: desk.ctx.now,
        over: over_months(&months),
        months,
        next: next(today),
        words: WORDS,
    })
}

/// The newest months that can be counted, the newest first.
fn closed(today: Date) -> Vec<Month> {
    let months = (0..=MONTHS).filter_map(|ago| {
        let ago = i32::try_from(ago).unwrap_or_default();
        today.first_of_month().checked_sub(ago.months()).ok().map(Month::of)
    });
    months.filter(|month| month.is_closed(today)).take(MONTHS).collect()
}

fn next(today: Date) -> Date {
    let day = |months: i32| {
        let first = today.first_of_month().checked_add(months.months());
        first.and_then(|first| first.checked_add(CLOSES_AFTER_DAYS.days())).unwrap_or(today)
    };
    if day(0) > today { day(0) } else { day(1) }
}

/// Months while they are counted. Everything here is of people, and nothing of it is shown.
struct Counting {
    prisons: Vec<PrisonCode>,
    tallies: BTreeMap<(Month, Family), Tally>,
    anybody: BTreeMap<Month, bool>,
}

impl Counting {
    fn of(desk: &Desk<'_>, months: &[Month]) -> Result<Self> {
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
    fn months(self, desk: &Desk<'_>) -> Kept {
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
    let by = super::due::times(desk, followed.prison).asked_by_day;
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

fn shown(published: &Published, names: impl Fn(PrisonCode) -> String) -> FamilyCounts {
    let outcomes = published.family.outcomes();
    let row = |name: String, prison, language| {
        let cell = |outcome| Cell::from(published.count(prison, language, outcome));
        CountsRow { name, people: cell(None), cells: outcomes.iter().map(|o| cell(Some(*o))).collect() }
    };
    let nobody = |row: &CountsRow| row.people == Cell::Count(0);
    FamilyCounts {
        of: family_words(published.family),
        outcomes: outcomes.iter().map(|outcome| outcome_words(*outcome)).collect(),
        all: row("All".to_owned(), None, None),
        prisons: published.prisons().iter().map(|prison| row(names(*prison), Some(*prison), None)).collect(),
        languages: Spoken::all()
            .map(|spoken| row(spoken_words(spoken), None, Some(spoken)))
            .filter(|row| !nobody(row))
            .collect(),
    }
}

fn over_months(months: &[MonthCounts]) -> Vec<OverMonths> {
    let Some(newest) = months.first() else { return Vec::new() };
    let of = |(place, family): (usize, &FamilyCounts)| {
        let rows: Vec<CountsRow> = months
            .iter()
            .filter_map(|month| {
                let all = &month.families.get(place)?.all;
                Some(CountsRow { name: month.month.strftime("%B %Y").to_string(), ..all.clone() })
            })
            .collect();
        let sum = |cell: &dyn Fn(&CountsRow) -> Option<Cell>| {
            let cells: Vec<Shown> = rows.iter().filter_map(cell).map(Shown::from).collect();
            Cell::from(over(&cells))
        };
        let sum = CountsRow {
            name: "Together".to_owned(),
            people: sum(&|row| Some(row.people)),
            cells: (0..family.outcomes.len()).map(|n| sum(&|row| row.cells.get(n).copied())).collect(),
        };
        OverMonths { of: family.of, outcomes: family.outcomes.clone(), months: rows, sum }
    };
    newest.families.iter().enumerate().map(of).collect()
}

const fn family_words(family: Family) -> &'static str {
    match family {
        Family::Answers => "Received in the month: how the question stands",
        Family::Asked => "Whose seventh day it was: asked by then?",
        Family::Registered => "Registered at the prison's practice: had they said yes?",
        Family::Left => "Released: with a GP outside?",
    }
}

const fn outcome_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Answer(answer) => match answer {
            Counted::Yes => "Yes",
            Counted::No => "No",
            Counted::NotNow => "Not now",
            Counted::CouldNotSay => "Could not say",
            Counted::NotExplained => "Explanation not finished",
            Counted::TakenBack => "Taken back",
            Counted::CannotDecide => "Cannot decide now",
            Counted::NotAsked => "Not asked",
        },
        Outcome::AskedInTime => "Asked by day 7",
        Outcome::AskedLate => "Asked later",
        Outcome::PutOff => "Put off, not asked yet",
        Outcome::NotAsked => "Not asked",
        Outcome::WithYes => "With a yes",
        Outcome::AgainstChoice => "Registered against choice: no yes stood",
        Outcome::LeftWithGp => "Left with a GP",
        Outcome::LeftWithoutGp => "Left without a GP",
        Outcome::LeftNotKnown => "Left, not known",
    }
}

fn spoken_words(spoken: Spoken) -> String {
    match spoken {
        Spoken::In(language) => language.english_name().to_owned(),
        Spoken::Other => "Another language".to_owned(),
        Spoken::NotKnown => "Language not known".to_owned(),
    }
}
