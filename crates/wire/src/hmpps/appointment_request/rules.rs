//! The rules of the service for a request's form, and why a request breaks one.

use jiff::civil::Date;
use vocab::time::LondonTime;

/// `customName`, in characters.
pub const CUSTOM_NAME_MAX: usize = 40;
/// `extraInformation`, in characters.
pub const NOTE_MAX: usize = 4_000;
/// `prisonerExtraInformation`, in characters.
pub const SLIP_NOTE_MAX: usize = 800;
/// A start may be this many days in the past (their validation: "more than 5 days ago").
pub const START_DAYS_PAST_MAX: i32 = 5;
/// And this many ahead. Their code says 370, their production configuration 1826: the narrower holds everywhere.
pub const START_DAYS_AHEAD_MAX: i32 = 370;
/// People on one group appointment: above it the service makes only the first in the call.
pub const ATTENDEES_MAX: usize = 500;
/// A search spans less than one month (their `Period.toTotalMonths() < 1`): 28 days are under it in every month.
pub const SEARCH_DAYS_MAX: i32 = 28;

/// Why a request cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// Nobody on it.
    #[error("an appointment needs at least one person")]
    Nobody,
    /// More than one on an individual appointment, or more than the service makes in one call.
    #[error("too many people: an individual appointment takes one, a group {ATTENDEES_MAX}")]
    TooMany,
    /// The same person twice.
    #[error("the same person stands twice on the appointment")]
    Repeated,
    /// No place, and not in the cell.
    #[error("a place is needed unless the appointment is in the cell")]
    NoPlace,
    /// A place that is no DPS location id.
    #[error("the place is not a DPS location id, a UUID")]
    PlaceForm,
    /// No category.
    #[error("a category code of 1 to 12 letters, digits or underscores is needed")]
    Category,
    /// An organiser beside a tier that has none.
    #[error("an organiser goes with tier 2 only")]
    Organiser,
    /// A text is too long or blank.
    #[error("{field} must have 1 to {most} characters")]
    Length {
        /// Which.
        field: &'static str,
        /// The limit.
        most: usize,
    },
    /// The end is not after the start.
    #[error("the end must be after the start")]
    EndBeforeStart,
    /// The end is on another day: their form has one date.
    #[error("an appointment begins and ends on one day")]
    TwoDays,
    /// The second of two equal readings of the clock: their form has no zone to tell it.
    #[error("this is the second time the clocks show it that night, and the prison's form cannot say so")]
    Twice,
    /// Seconds, which their form does not have.
    #[error("times are whole minutes")]
    Seconds,
    /// Too far in the past or ahead.
    #[error(
        "the start must lie within {START_DAYS_PAST_MAX} days past and {START_DAYS_AHEAD_MAX} days ahead"
    )]
    TooFar,
    /// A change that changes nothing.
    #[error("the change changes nothing")]
    Nothing,
    /// A search that spans too many days, or ends before it begins.
    #[error("a search spans 1 to {SEARCH_DAYS_MAX} days")]
    Span,
}

pub(super) fn check_category(code: &str) -> Result<(), RequestError> {
    let good = (1..=12).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if good { Ok(()) } else { Err(RequestError::Category) }
}

/// Eight, four, four, four and twelve hexadecimal digits.
pub(super) fn check_place(id: &str) -> Result<(), RequestError> {
    let groups: Vec<&str> = id.split('-').collect();
    let good = groups.iter().map(|g| g.len()).eq([8, 4, 4, 4, 12])
        && groups.iter().all(|g| g.bytes().all(|b| b.is_ascii_hexdigit()));
    if good { Ok(()) } else { Err(RequestError::PlaceForm) }
}

pub(super) fn check_length(field: &'static str, text: Option<&str>, most: usize) -> Result<(), RequestError> {
    // Counted as Java counts: a character beyond the basic plane counts twice.
    let good = text.is_none_or(|t| !t.trim().is_empty() && t.encode_utf16().count() <= most);
    if good { Ok(()) } else { Err(RequestError::Length { field, most }) }
}

pub(super) fn check_times(start: LondonTime, end: LondonTime) -> Result<(), RequestError> {
    if [start, end].iter().any(|t| t.time().second() != 0 || t.time().subsec_nanosecond() != 0) {
        return Err(RequestError::Seconds);
    }
    if start.date() != end.date() {
        return Err(if end < start { RequestError::EndBeforeStart } else { RequestError::TwoDays });
    }
    // Their form has the wall clock only, and their clock takes the earlier of two moments.
    let later = |t: LondonTime| LondonTime::from_machine(t.civil()).is_ok_and(|read| read.at() != t.at());
    if later(start) || later(end) {
        return Err(RequestError::Twice);
    }
    if end.civil() <= start.civil() { Err(RequestError::EndBeforeStart) } else { Ok(()) }
}

/// Days from one date to another.
pub(super) fn days_between(from: Date, to: Date) -> i32 {
    from.duration_until(to).as_hours().checked_div(24).and_then(|d| i32::try_from(d).ok()).unwrap_or(i32::MAX)
}
