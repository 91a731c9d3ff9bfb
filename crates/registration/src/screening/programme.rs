//! The programmes as published: whom each calls, at which ages, with where that stands and when it was read.
//!
//! Ages are in whole years. "To the 75th birthday" is called until the day before it.

use jiff::civil::{Date, date};
use vocab::registration::Check;

/// Whose programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Country {
    /// NHS England's.
    England,
    /// Public Health Wales's.
    Wales,
}

/// Whose need a check is, as a person says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Need {
    /// Everybody of the age.
    Everybody,
    /// Has breasts.
    Breasts,
    /// Has a cervix.
    Cervix,
    /// Was recorded as male at birth.
    RecordedMaleAtBirth,
    /// Has diabetes, other than for the time of a pregnancy.
    Diabetes,
}

/// At which ages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ages {
    /// From a birthday to another.
    Between {
        /// From this birthday.
        from: i16,
        /// To the day before this one; none where there is no end.
        to_birthday: Option<i16>,
        /// Whoever is older may ask for it.
        asks_after: bool,
    },
    /// Once, in the year in which somebody becomes so old. Whoever is older and never had it may ask.
    YearTurning {
        /// So old.
        years: i16,
        /// The programme's year begins on 1 April; otherwise it is the year from the birthday.
        from_april: bool,
    },
}

/// A programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programme {
    /// To which check.
    pub check: Check,
    /// Whose.
    pub country: Country,
    /// Whose need.
    pub need: Need,
    /// Ages.
    pub ages: Ages,
    /// Whom it calls, in words that take nobody for a man or a woman.
    pub whom: &'static str,
    /// Where that is published.
    pub source: &'static str,
    /// Since when it is so, where it was said.
    pub since: Option<Date>,
}

/// The day on which the sources were last read through.
pub const READ: Date = date(2026, 11, 23);

/// The programme that calls to a check in a country.
///
/// # Panics
///
/// Never: a test finds one for each.
#[must_use]
pub fn of(check: Check, country: Country) -> &'static Programme {
    let is = |one: &&Programme| (one.check, one.country) == (check, country);
    PROGRAMMES.iter().find(is).expect("each check has a programme in each country")
}

const fn between(from: i16, to_birthday: i16, asks_after: bool) -> Ages {
    Ages::Between { from, to_birthday: Some(to_birthday), asks_after }
}

/// All of them.
pub static PROGRAMMES: &[Programme] = &[
    Programme {
        check: Check::Bowel,
        country: Country::England,
        need: Need::Everybody,
        ages: between(50, 75, true),
        whom: "everybody aged 50 to 74",
        source: "NHS bowel cancer screening: from 50 throughout England since January 2025; from 75 a kit may be asked for",
        since: Some(date(2025, 1, 14)),
    },
    Programme {
        check: Check::Bowel,
        country: Country::Wales,
        need: Need::Everybody,
        ages: between(50, 75, false),
        whom: "everybody aged 50 to 74",
        source: "Bowel Screening Wales: from 50 since 9 October 2024",
        since: Some(date(2024, 10, 9)),
    },
    Programme {
        check: Check::Breast,
        country: Country::England,
        need: Need::Breasts,
        ages: between(50, 71, true),
        whom: "people with breasts, aged 50 to 70: the first call comes before the 53rd birthday",
        source: "NHS breast screening: every 3 years from 50 to the 71st birthday; from 71 it may be asked for",
        since: None,
    },
    Programme {
        check: Check::Breast,
        country: Country::Wales,
        need: Need::Breasts,
        ages: between(50, 70, true),
        whom: "people with breasts, aged 50 to 69: the first call comes before the 53rd birthday",
        source: "Breast Test Wales, Your invitation: from 50 to the 70th birthday; from 70 it may be asked for",
        since: None,
    },
    Programme {
        check: Check::Cervical,
        country: Country::England,
        need: Need::Cervix,
        ages: between(25, 65, false),
        whom: "people with a cervix, aged 25 to 64: the first letter may come six months before the 25th birthday",
        source: "NHS cervical screening: 25 to 64, every 5 years after a test without HPV since 1 July 2025",
        since: Some(date(2025, 7, 1)),
    },
    Programme {
        check: Check::Cervical,
        country: Country::Wales,
        need: Need::Cervix,
        ages: between(25, 65, false),
        whom: "people with a cervix, aged 25 to 64",
        source: "Cervical Screening Wales: 25 to 64, every 5 years after a test without HPV since 1 January 2022",
        since: Some(date(2022, 1, 1)),
    },
    Programme {
        check: Check::Aaa,
        country: Country::England,
        need: Need::RecordedMaleAtBirth,
        ages: Ages::YearTurning { years: 65, from_april: true },
        whom: "people recorded as male at birth, in the year from 1 April in which they become 65; older people who never had it may ask",
        source: "NHS AAA screening, standard operating procedures, Appendix C, 23 May 2025",
        since: Some(date(2025, 5, 23)),
    },
    Programme {
        check: Check::Aaa,
        country: Country::Wales,
        need: Need::RecordedMaleAtBirth,
        ages: Ages::YearTurning { years: 65, from_april: false },
        whom: "people recorded as male at birth, aged 65; older people who never had it may ask",
        source: "Public Health Wales, AAA screening, Your invitation",
        since: None,
    },
    Programme {
        check: Check::DiabeticEye,
        country: Country::England,
        need: Need::Diabetes,
        ages: Ages::Between { from: 12, to_birthday: None, asks_after: false },
        whom: "people with diabetes, aged 12 or older",
        source: "NHS diabetic eye screening: 12 or older; every 2 years at low risk since October 2023, otherwise every year",
        since: Some(date(2023, 10, 1)),
    },
    Programme {
        check: Check::DiabeticEye,
        country: Country::Wales,
        need: Need::Diabetes,
        ages: Ages::Between { from: 12, to_birthday: None, asks_after: false },
        whom: "people with diabetes, aged 12 or older",
        source: "Diabetic Eye Screening Wales, Your invitation: 12 or older; every 2 years at low risk since 26 June 2023",
        since: Some(date(2023, 6, 26)),
    },
];
