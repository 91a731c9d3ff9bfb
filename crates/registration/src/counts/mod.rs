//! What commissioners see: how many, by prison, by language, month by month. No person stands in it.
//!
//! It promises: no count of one to four is shown, nor any count from which one could be worked out by adding or taking
//! away what is shown; for every count that is hidden there are at least two numbers that fit everything else. Where
//! all of a group gave one answer, the group's answers are hidden, however many they are: a table that says "all five
//! said no" says it of each.
//!
//! **Zero is shown**, as NHS England's rule for hospital statistics has it (digital.nhs.uk, "Disclosure control
//! methodology for Hospital Episode Statistics": zeroes stand as they are): nobody is there to be known by it, and a page
//! on which every language that nobody speaks is hidden hides what matters with it. That rule hides 1 to 7 and rounds
//! the rest to five; here 1 to 4 are hidden and a second cell with them, as the page is to be added up.
//!
//! It does not promise that a hidden count is far from what somebody guesses, nor that one who knows a group's people
//! learns nothing of the others. A month is counted once, when it is closed ([`Month::is_closed`]), and then kept by the
//! caller: a page that counts anew every day shows by its difference what one person said yesterday. For the same reason
//! each month is decided by itself, and a sum over months is shown only where each of them is.
//!
//! It is one page for everybody. Whoever were given another cut of the same month, of fewer prisons or crossed, could
//! take one from the other: the prisons that are counted together, and whether they are crossed, are decided once.
//!
//! Each family of outcomes counts other people: those received, those whose seventh day it was, those registered,
//! those who left. Within one, each person stands once.
//!
//! Where things are: `cells` a table with its totals · `hide` what is hidden, and the proof · here the words.

mod cells;
mod hide;

use crate::wording::Language;
use cells::Cells;
use jiff::ToSpan as _;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use vocab::place::PrisonCode;
use vocab::registration::Counted;

/// Counts from one to below this are hidden.
pub const HIDDEN_BELOW: u64 = 5;

/// A month is counted once so many days of the next have passed: whoever came on its last day has then been asked, or
/// not in time.
pub const CLOSES_AFTER_DAYS: i32 = 7;

/// A calendar month in London.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// Year.
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
}

impl Month {
    /// The month of a day.
    #[must_use]
    pub fn of(day: Date) -> Self {
        Self { year: day.year(), month: day.month() }
    }

    /// Whether it can be counted: on the eighth day of the next month, and never before.
    #[must_use]
    pub fn is_closed(self, today: Date) -> bool {
        let last = Date::new(self.year, self.month, 1).map(Date::last_of_month);
        let closes = last.and_then(|last| last.checked_add(CLOSES_AFTER_DAYS.days()));
        closes.is_ok_and(|closes| today > closes)
    }
}

/// Which people are counted, and what is told apart of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Of those received in the month: how their asking stood when it was closed.
    Answers,
    /// Of those whose seventh day it was: whether they had been asked.
    Asked,
    /// Of those registered at the prison's practice in the month: whether a yes stood.
    Registered,
    /// Of those who were released in the month: whether they had a GP outside.
    Left,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// How somebody's asking stands.
    Answer(Counted),
    /// Asked by day 7.
    AskedInTime,
    /// Asked later.
    AskedLate,
    /// Put off by day 7, and not asked yet: never counted as late without saying so.
    PutOff,
    /// Not asked.
    NotAsked,
    /// Registered, and a yes stood.
    WithYes,
    /// Registered, and none did.
    AgainstChoice,
    /// Left with a GP outside.
    LeftWithGp,
    /// Left without.
    LeftWithoutGp,
    /// Left, and it is not known.
    LeftNotKnown,
}

impl Family {
    /// All.
    pub const ALL: [Self; 4] = [Self::Answers, Self::Asked, Self::Registered, Self::Left];

    /// Its outcomes: each person has one.
    #[must_use]
    pub const fn outcomes(self) -> &'static [Outcome] {
        use Outcome::{
            AgainstChoice, Answer, AskedInTime, AskedLate, LeftNotKnown, LeftWithGp, LeftWithoutGp, NotAsked,
            PutOff, WithYes,
        };
        match self {
            Self::Answers => &[
                Answer(Counted::Yes),
                Answer(Counted::No),
                Answer(Counted::NotNow),
                Answer(Counted::CouldNotSay),
                Answer(Counted::NotExplained),
                Answer(Counted::TakenBack),
                Answer(Counted::CannotDecide),
                Answer(Counted::NotAsked),
            ],
            Self::Asked => &[AskedInTime, AskedLate, PutOff, NotAsked],
            Self::Registered => &[WithYes, AgainstChoice],
            Self::Left => &[LeftWithGp, LeftWithoutGp, LeftNotKnown],
        }
    }

    /// Whether it says of everybody in a group what they chose, where all have one outcome. The others tell how we
    /// did, and that we did well by all may be seen.
    const fn hides_unanimous(self) -> bool {
        matches!(self, Self::Answers)
    }
}

/// The language in which somebody is spoken with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Spoken {
    /// One of ours.
    In(Language),
    /// Another.
    Other,
    /// Not known.
    NotKnown,
}

impl Spoken {
    /// All.
    pub fn all() -> impl Iterator<Item = Self> {
        Language::ALL.into_iter().map(Self::In).chain([Self::Other, Self::NotKnown])
    }
}

/// Whether prison and language are shown crossed, or each by itself. Crossed, most groups are of a few people, and what
/// has to be hidden for their sake takes the totals with it: of a made-up month of a region of 20 prisons 98 counts were
/// left of 2,094, and apart 153 of 293. Of one prison alone the two are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Show {
    /// By prison, and by language; never both.
    Apart,
    /// Both.
    Crossed,
}

/// One family's counts of one month, as they are: not to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    family: Family,
    month: Month,
    prisons: BTreeSet<PrisonCode>,
    counts: BTreeMap<(PrisonCode, Spoken, Outcome), u64>,
}

impl Tally {
    /// Nothing counted yet, for the prisons that are to be shown.
    #[must_use]
    pub fn new(family: Family, month: Month, prisons: impl IntoIterator<Item = PrisonCode>) -> Self {
        Self { family, month, prisons: prisons.into_iter().collect(), counts: BTreeMap::new() }
    }

    /// Counts people. False, and nothing is counted, for a prison or an outcome that does not belong here.
    pub fn add(&mut self, prison: PrisonCode, language: Spoken, outcome: Outcome, people: u32) -> bool {
        let belongs = self.prisons.contains(&prison) && self.family.outcomes().contains(&outcome);
        if belongs {
            *self.counts.entry((prison, language, outcome)).or_default() += u64::from(people);
        }
        belongs
    }
}

/// A count, as it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shown {
    /// So many: none, or five or more.
    Count(u64),
    /// There is a count, and it is hidden: because it is small, or because a small one could be worked out from it.
    Hidden,
    /// Not on this page: another prison, a family's other outcome, or crossed where it is shown apart.
    NotHere,
}

/// One family's counts of one month, fit to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Which people.
    pub family: Family,
    /// When.
    pub month: Month,
    prisons: Vec<PrisonCode>,
    languages: Vec<Spoken>,
    shown: Vec<Shown>,
    cells: [usize; 3],
}

impl Published {
    /// Decides what of a tally is shown. The same tally gives the same page.
    #[must_use]
    pub fn of(tally: &Tally, show: Show) -> Self {
        let prisons: Vec<PrisonCode> = tally.prisons.iter().copied().collect();
        let languages: Vec<Spoken> = Spoken::all().collect();
        let outcomes = tally.family.outcomes();
        let count = |[prison, language, outcome]: [usize; 3]| {
            let key = (prisons[prison], languages[language], outcomes[outcome]);
            tally.counts.get(&key).copied().unwrap_or_default()
        };
        let lens = [prisons.len(), languages.len(), outcomes.len()];
        let cells = Cells::sum(lens, count);
        let on_page =
            |at: cells::At| show == Show::Crossed || cells.is_summed(at, 0) || cells.is_summed(at, 1);
        let hidden = hide::hidden(&cells, on_page, tally.family.hides_unanimous());
        let shown = cells
            .all()
            .map(|at| match (on_page(at), hidden[cells.place(at)]) {
                (false, _) => Shown::NotHere,
                (true, true) => Shown::Hidden,
                (true, false) => Shown::Count(cells.value(at)),
            })
            .collect();
        Self { family: tally.family, month: tally.month, cells: lens, prisons, languages, shown }
    }

    /// The prisons, in order.
    #[must_use]
    pub fn prisons(&self) -> &[PrisonCode] {
        &self.prisons
    }

    /// A count. None stands for all: of every prison, in every language, of every outcome.
    #[must_use]
    pub fn count(
        &self,
        prison: Option<PrisonCode>,
        language: Option<Spoken>,
        outcome: Option<Outcome>,
    ) -> Shown {
        let prison = prison.map(|one| self.prisons.iter().position(|prison| *prison == one));
        let language = language.map(|one| self.languages.iter().position(|language| *language == one));
        let outcomes = self.family.outcomes();
        let outcome = outcome.map(|one| outcomes.iter().position(|outcome| *outcome == one));
        let shape = Cells::shape(self.cells);
        let at = |axis: usize, asked: Option<Option<usize>>| match asked {
            Some(found) => found,
            None => shape.total(axis),
        };
        match (at(0, prison), at(1, language), at(2, outcome)) {
            (Some(prison), Some(language), Some(outcome)) => {
                self.shown[shape.place([prison, language, outcome])]
            }
            _ => Shown::NotHere,
        }
    }
}

/// A sum over months: shown only where every month of it is, since it would otherwise show the one that is not.
#[must_use]
pub fn over(months: &[Shown]) -> Shown {
    let add = |sum: Shown, month: &Shown| match (sum, month) {
        (Shown::NotHere, _) | (_, Shown::NotHere) => Shown::NotHere,
        (Shown::Hidden, _) | (_, Shown::Hidden) => Shown::Hidden,
        (Shown::Count(sum), Shown::Count(month)) => Shown::Count(sum.saturating_add(*month)),
    };
    if months.is_empty() { Shown::NotHere } else { months.iter().fold(Shown::Count(0), add) }
}
