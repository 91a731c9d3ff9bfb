//! What of several stands on a day: periods, as PDS writes them.
//!
//! A period's end is its last day (R4, Period: "the end value includes any matching date"). What cannot be read of a
//! period ends nothing: leaving a practice out because its end is misspelt would say "no GP" of somebody who has one.

use crate::fhir::codes::IssueType;
use crate::fhir::issue::Issue;
use crate::fhir::json::Object;
use crate::fhir::reading::{At, Reading};
use jiff::civil::{Date, date};
use vocab::Instant;

/// Since when something stands on a day; none when it does not. What has no start stands since ever.
pub(super) fn since(
    holder: &Object,
    name: &str,
    on: Date,
    reading: &mut Reading,
    at: &At<'_>,
) -> Option<Date> {
    let Some(period) = reading.object(holder, name, at) else { return Some(Date::MIN) };
    let at = at.name(name);
    let start = bound(period, "start", reading, &at, first_day);
    let end = bound(period, "end", reading, &at, last_day);
    let over = end.is_some_and(|end| end < on);
    let to_come = start.is_some_and(|start| start > on);
    (!over && !to_come).then(|| start.unwrap_or(Date::MIN))
}

fn bound(
    period: &Object,
    name: &str,
    reading: &mut Reading,
    at: &At<'_>,
    day: fn(&str) -> Option<Date>,
) -> Option<Date> {
    let text = reading.short(period, name, at)?;
    let day = day(text);
    if day.is_none() {
        let details = "not a date: taken as if it were not there";
        reading.note(Issue::warning(IssueType::Value, details).at(at.name(name)));
    }
    day
}

fn first_day(text: &str) -> Option<Date> {
    whole(text).or_else(|| month(text)).or_else(|| Some(date(year(text)?, 1, 1)))
}

fn last_day(text: &str) -> Option<Date> {
    whole(text).or_else(|| Some(month(text)?.last_of_month())).or_else(|| Some(date(year(text)?, 12, 31)))
}

/// A day, or the London day of a moment.
fn whole(text: &str) -> Option<Date> {
    if text.contains('T') {
        return Instant::parse_zoned(text).map(Instant::london_date);
    }
    (text.len() == 10).then(|| text.parse().ok()).flatten()
}

fn month(text: &str) -> Option<Date> {
    let (y, m) = text.split_once('-')?;
    (m.len() == 2).then(|| Date::new(year(y)?, m.parse().ok()?, 1).ok()).flatten()
}

fn year(text: &str) -> Option<i16> {
    (text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}
