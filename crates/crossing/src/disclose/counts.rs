//! How the choice about a GP goes, in numbers, for whoever pays for healthcare and whoever answers for it.
//!
//! It promises that no person stands in it, and that what is hidden cannot be worked out: what is shown of a month is
//! decided by [`registration::counts`] alone, once for everybody, and kept for as long as this process lives. A month is
//! counted as its records stood on the eighth day of the next, whenever somebody first asks; what was written down later
//! is not in it.
//!
//! It does not promise that a month is the same after a restart. Of a person only the newest custody is known: who came
//! back, was moved, or was linked or unlinked since, is then counted elsewhere or not at all. [`WORDS`] says so.

mod counting;

use super::{Desk, Disclosed, Result};
use crate::Crossing;
use crate::context::Context;
use counting::Counting;
use jiff::ToSpan as _;
use jiff::civil::Date;
use policy::Kind;
use registration::counts::{CLOSES_AFTER_DAYS, Family, Month, Outcome, Published, Shown, Spoken, over};
use serde::Serialize;
use std::collections::BTreeMap;
use vocab::Instant;
use vocab::place::PrisonCode;
use vocab::registration::Counted;

/// So many months are shown, the newest that is closed first.
pub const MONTHS: usize = 12;

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
    /// The place of the outcome that says how those did who ask, and not what people chose.
    pub telling: usize,
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

/// A part of the question in a month, in words.
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
        telling: outcomes.iter().position(|outcome| *outcome == telling(published.family)).unwrap_or(0),
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

const fn telling(family: Family) -> Outcome {
    match family {
        Family::Answers => Outcome::Answer(Counted::NotExplained),
        Family::Asked => Outcome::AskedInTime,
        Family::Registered => Outcome::AgainstChoice,
        Family::Left => Outcome::LeftWithoutGp,
    }
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
