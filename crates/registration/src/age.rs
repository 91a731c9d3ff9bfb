//! How old somebody is on a day, by the law's reckoning.

use jiff::civil::{Date, date};
use vocab::name::Born;

/// Whole years on a day: from the beginning of the birthday. Born on 29 February, from 1 March in the years without
/// one. Nobody is less than 0.
#[must_use]
pub fn years(born: Born, today: Date) -> i16 {
    let born = born.date();
    let passed = (today.month(), today.day()) >= (born.month(), born.day());
    (today.year() - born.year() - i16::from(!passed)).max(0)
}

/// The day on which somebody becomes so many years old; none beyond the calendar's end.
#[must_use]
pub fn birthday(born: Born, years: i16) -> Option<Date> {
    let born = born.date();
    let year = born.year().checked_add(years)?;
    Date::new(year, born.month(), born.day())
        .or_else(|_| Date::new(year, 3, 1))
        .ok()
        .filter(|day| *day <= date(9999, 12, 31))
}
