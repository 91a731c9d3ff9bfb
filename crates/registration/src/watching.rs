//! What is so, held against what was chosen: the four combinations that hurt. Finding one changes nothing; it says what a
//! person is to do.

use crate::follows::{Follows, Here, follows};
use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};
use std::collections::BTreeSet;
use vocab::Instant;
use vocab::id::OdsCode;
use vocab::registration::{Choice, Harm, NumberTrouble, Registration, Told};

/// What a person is to do about a combination that hurts.
#[must_use]
pub const fn to_do(harm: Harm) -> &'static str {
    match harm {
        Harm::RegisteredWithoutYes => {
            "Registered at the prison's practice, and no yes is recorded. Ask the patient. If they did not want it, help them back to their GP: that is not automatic."
        }
        Harm::YesNotRegistered => {
            "Said yes more than ten working days ago, and the NHS's records do not show it. Ask whoever registers patients; a form may have come back."
        }
        Harm::LeftStillHere => {
            "Has left, and is still on the list of a prison's practice. Help them join a GP where they live now: they cannot be reached otherwise."
        }
        Harm::NoGp => "Has no GP. Offer the choice, and plan a GP for when they leave.",
    }
}

/// What a person is to do about an NHS number.
#[must_use]
pub const fn about_number(trouble: NumberTrouble) -> &'static str {
    match trouble {
        NumberTrouble::Superseded => {
            "The NHS's records have another number for this patient: put the record right in the clinical system."
        }
        NumberTrouble::Invalidated => {
            "The NHS took this patient's number out of use: find out which is theirs."
        }
        NumberTrouble::NotFound => {
            "The NHS's records do not know this patient's number: look whether it was mistyped."
        }
        NumberTrouble::Died => {
            "The NHS's records say that the holder of this patient's number has died, and the prison does not: whose number is it? Ask before anything is sent to anybody."
        }
    }
}

/// Working days within which a registration is usually made; published: three, at most ten.
pub const WORKING_DAYS: u8 = 10;

/// Days on which nobody works in England: weekends, and those of this list.
#[derive(Debug, Clone, Default)]
pub struct Holidays(pub BTreeSet<Date>);

impl Holidays {
    /// The day so many working days after another.
    #[must_use]
    pub fn after(&self, from: Date, working_days: u8) -> Date {
        let mut day = from;
        let mut left = working_days;
        while left > 0 {
            let Ok(next) = day.checked_add(1.days()) else { return day };
            day = next;
            let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
            if !weekend && !self.0.contains(&day) {
                left -= 1;
            }
        }
        day
    }
}

/// The first day on which a registration that was asked for is late.
#[must_use]
pub fn late_on(asked_for: Instant, holidays: &Holidays) -> Date {
    let last = holidays.after(asked_for.london_date(), WORKING_DAYS);
    last.tomorrow().unwrap_or(last)
}

/// What is known of somebody, to be held against what they chose.
#[derive(Debug, Clone, Copy)]
pub struct Watched<'a> {
    /// What they chose.
    pub choice: &'a Choice,
    /// What is so.
    pub registration: &'a Registration,
    /// Where they are, in custody; none once they have left and that has settled.
    pub here: Option<Here>,
    /// That they left has settled; a death, a removal and a secure hospital are no such leaving.
    pub left: bool,
    /// The practice codes of the prison where they are.
    pub own_practices: &'a BTreeSet<OdsCode>,
    /// The practice codes of every prison that is known.
    pub prison_practices: &'a BTreeSet<OdsCode>,
    /// Since when a yes has been waiting to be made so, where one is.
    pub asked_for: Option<Instant>,
    /// Today, in London.
    pub today: Date,
}

/// The combinations that hurt, of one person. Where PDS keeps its word back or was never read, nothing is said of it.
#[must_use]
pub fn harms(watched: &Watched<'_>, holidays: &Holidays) -> Vec<Harm> {
    let Some(pds) = &watched.registration.pds else { return Vec::new() };
    if pds.death.is_some() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let yes = watched.here.is_some_and(|here| {
        matches!(follows(watched.choice, here), Follows::Register(_) | Follows::TellFirst(_))
    });
    match &pds.practice {
        Told::Kept => {}
        Told::None if watched.here.is_some() || watched.left => found.push(Harm::NoGp),
        Told::None => {}
        Told::Is(practice) => {
            if watched.here.is_some() && watched.own_practices.contains(practice) && !yes {
                found.push(Harm::RegisteredWithoutYes);
            }
            if watched.left && watched.prison_practices.contains(practice) {
                found.push(Harm::LeftStillHere);
            }
        }
    }
    let on_pds = pds.practice.is().is_some_and(|practice| watched.own_practices.contains(practice));
    let says = !matches!(pds.practice, Told::Kept);
    if let Some(since) = watched.asked_for.filter(|_| yes && says && !on_pds)
        && watched.today >= late_on(since, holidays)
    {
        found.push(Harm::YesNotRegistered);
    }
    found
}
