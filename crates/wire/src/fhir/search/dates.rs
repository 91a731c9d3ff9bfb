//! Dates in a search: a prefix and a stretch of time as long as the value is precise.
//!
//! A value without a zone is London's. `ap` means that the stretches touch, which FHIR leaves to each server.

use super::query::{Fault, Pair};
use super::values::Value;
use crate::fhir::codes::IssueType;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use vocab::Instant;
use vocab::time::{LondonReading, london, london_midnight};

/// Years that are searched for: the oldest person alive, and what no appointment reaches.
const YEARS: std::ops::RangeInclusive<i16> = 1880..=2200;

/// How a stretch of time is compared (FHIR R4 search, "Prefixes").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prefix {
    /// Wholly inside it.
    Eq,
    /// Not wholly inside it.
    Ne,
    /// Partly after it.
    Gt,
    /// Partly before it.
    Lt,
    /// Partly after it, or wholly inside it.
    Ge,
    /// Partly before it, or wholly inside it.
    Le,
    /// Starts after it.
    Sa,
    /// Ends before it.
    Eb,
    /// Touches it.
    Ap,
}

impl Prefix {
    const ALL: [(Self, &'static str); 9] = [
        (Self::Eq, "eq"),
        (Self::Ne, "ne"),
        (Self::Gt, "gt"),
        (Self::Lt, "lt"),
        (Self::Ge, "ge"),
        (Self::Le, "le"),
        (Self::Sa, "sa"),
        (Self::Eb, "eb"),
        (Self::Ap, "ap"),
    ];

    fn take(text: &str) -> (Self, &str) {
        Self::ALL
            .iter()
            .find_map(|(prefix, word)| text.strip_prefix(word).map(|rest| (*prefix, rest)))
            .unwrap_or((Self::Eq, text))
    }

    fn word(self) -> &'static str {
        Self::ALL.iter().find(|(prefix, _)| *prefix == self).map_or("", |(_, word)| word)
    }

    /// Compares a fact's stretch with the value's; the ends are not part of either. A fact without a start or an end
    /// is open there.
    fn holds<T: Ord>(self, fact: (Option<T>, Option<T>), value: (T, T)) -> bool {
        let (from, until) = fact;
        let (low, high) = value;
        let inside = from.as_ref().is_some_and(|f| *f >= low) && until.as_ref().is_some_and(|u| *u <= high);
        let reaches_after = until.as_ref().is_none_or(|u| *u > high);
        let reaches_before = from.as_ref().is_none_or(|f| *f < low);
        let starts_after = from.as_ref().is_some_and(|f| *f >= high);
        let ends_before = until.as_ref().is_some_and(|u| *u <= low);
        match self {
            Self::Eq => inside,
            Self::Ne => !inside,
            Self::Gt => reaches_after,
            Self::Lt => reaches_before,
            Self::Ge => reaches_after || inside,
            Self::Le => reaches_before || inside,
            Self::Sa => starts_after,
            Self::Eb => ends_before,
            Self::Ap => !starts_after && !ends_before,
        }
    }
}

/// A moment or a stretch of time that is looked for.
#[derive(Clone, PartialEq, Eq)]
pub struct MomentMatch {
    prefix: Prefix,
    from: Instant,
    until: Instant,
    text: String,
}

/// A date, a month or a year that is looked for.
#[derive(Clone, PartialEq, Eq)]
pub struct DayMatch {
    prefix: Prefix,
    first: Date,
    after: Date,
    text: String,
}
// A date of birth is a person's.
vocab::redacted!(DayMatch, MomentMatch);

impl MomentMatch {
    /// How it is compared.
    #[must_use]
    pub const fn prefix(&self) -> Prefix {
        self.prefix
    }

    /// Its first moment.
    #[must_use]
    pub const fn from(&self) -> Instant {
        self.from
    }

    /// The first moment after it.
    #[must_use]
    pub const fn until(&self) -> Instant {
        self.until
    }

    /// Whether a fact's stretch matches; `until` is the first moment after it. None is open.
    #[must_use]
    pub fn matches(&self, from: Option<Instant>, until: Option<Instant>) -> bool {
        self.prefix.holds((from, until), (self.from, self.until))
    }

    /// Whether a moment matches.
    #[must_use]
    pub fn matches_at(&self, at: Instant) -> bool {
        self.matches(Some(at), Some(Instant::from_micros(at.micros().saturating_add(1))))
    }
}

impl DayMatch {
    /// How it is compared.
    #[must_use]
    pub const fn prefix(&self) -> Prefix {
        self.prefix
    }

    /// Its first day.
    #[must_use]
    pub const fn first(&self) -> Date {
        self.first
    }

    /// The first day after it.
    #[must_use]
    pub const fn after(&self) -> Date {
        self.after
    }

    /// Whether a day matches.
    #[must_use]
    pub fn matches(&self, day: Date) -> bool {
        self.prefix.holds((Some(day), day.tomorrow().ok()), (self.first, self.after))
    }
}

const FORM: Fault = Fault(
    IssueType::Value,
    "not a date or time: write it as 2026-11-12 or 2026-11-12T10:20:00Z, with a prefix if any",
);

/// Reads a year, a month or a day: its first day, and the first one after it.
fn days(text: &str) -> Option<(Date, Date)> {
    let number = |part: &str, digits: usize| {
        (part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()))
            .then(|| part.parse::<i16>().ok())?
    };
    let mut parts = text.split('-');
    let year = number(parts.next()?, 4).filter(|year| YEARS.contains(year))?;
    let small = |part: &str| number(part, 2).and_then(|n| i8::try_from(n).ok());
    let (first, length) = match (parts.next(), parts.next(), parts.next()) {
        (None, _, _) => (Date::new(year, 1, 1).ok()?, 1.year()),
        (Some(month), None, _) => (Date::new(year, small(month)?, 1).ok()?, 1.month()),
        (Some(month), Some(day), None) => (Date::new(year, small(month)?, small(day)?).ok()?, 1.day()),
        _ => return None,
    };
    Some((first, first.checked_add(length).ok()?))
}

impl Value for DayMatch {
    const KIND: &'static str = "date";

    fn read(text: &str, _: &Pair, _: &str) -> Result<Self, Fault> {
        let (prefix, rest) = Prefix::take(text.trim());
        let (first, after) =
            days(rest).ok_or(Fault(IssueType::Value, "not a date: write it as 2002-04-01"))?;
        Ok(Self { prefix, first, after, text: rest.to_owned() })
    }

    fn write(&self) -> String {
        written(self.prefix, &self.text)
    }
}

impl Value for MomentMatch {
    const KIND: &'static str = "date";

    fn read(text: &str, _: &Pair, _: &str) -> Result<Self, Fault> {
        let (prefix, rest) = Prefix::take(text.trim());
        if let Some((first, after)) = days(rest) {
            let (from, until) = (london_midnight(first), london_midnight(after));
            return Ok(Self { prefix, from, until, text: rest.to_owned() });
        }
        // A plus sign that nobody encoded arrives as a space.
        let rest = rest.replace(' ', "+");
        let (from, until) = moment(&rest)?;
        Ok(Self { prefix, from, until, text: rest })
    }

    fn write(&self) -> String {
        written(self.prefix, &self.text)
    }
}

fn written(prefix: Prefix, text: &str) -> String {
    let word = if prefix == Prefix::Eq { "" } else { prefix.word() };
    format!("{word}{text}")
}

/// Reads `YYYY-MM-DDThh:mm[:ss[.fff]][zone]`: its first moment, and the first one after it.
fn moment(text: &str) -> Result<(Instant, Instant), Fault> {
    let (date, time) = text.split_once('T').ok_or(FORM)?;
    days(date).filter(|_| date.len() == 10).ok_or(FORM)?;
    let (clock, zone) = time.find(['Z', '+', '-']).map_or((time, ""), |at| time.split_at(at));
    let formed = clock.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.'));
    let micros: i64 = match clock.len() {
        5 => 60_000_000,
        8 => 1_000_000,
        // A fraction is as wide as its last digit, to the microsecond.
        10..=18 => 10_i64.pow(u32::try_from(6_usize.saturating_sub(clock.len() - 9)).unwrap_or(0)),
        _ => return Err(FORM),
    };
    if !formed {
        return Err(FORM);
    }
    let seconds = if clock.len() == 5 { ":00" } else { "" };
    let whole = format!("{date}T{clock}{seconds}{zone}");
    let (first, last) = if zone.is_empty() {
        match london(whole.parse::<DateTime>().map_err(|_| FORM)?) {
            LondonReading::Once(at) => (at, at),
            LondonReading::Twice { earlier, later } => (earlier, later),
            LondonReading::Never => {
                return Err(Fault(
                    IssueType::Value,
                    "this time does not exist in London: the clocks go forward over it",
                ));
            }
        }
    } else {
        let at = Instant::parse_zoned(&whole).ok_or(FORM)?;
        (at, at)
    };
    Ok((first, Instant::from_micros(last.micros().saturating_add(micros))))
}
