//! Local time is a place. "09:00 at Moorland" is a civil time and Europe/London; both are kept beside the instant.
//!
//! A civil time that does not exist (01:30 on the night the clocks go forward) is refused; one that happens twice
//! is asked about where a person types it, and taken as the earlier and marked where a machine sends it. "Today" is
//! London's. Zone rules are built in, so that two machines agree.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// The zone of every prison in England and Wales.
static LONDON: LazyLock<TimeZone> =
    LazyLock::new(|| TimeZone::get("Europe/London").expect("the zone rules are built into the binary"));

/// A moment: microseconds since 1970 in UTC. Ordered, narrow, and without a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Instant(i64);

impl Instant {
    /// From microseconds since 1970.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since 1970.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Milliseconds since 1970.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// The same moment for those who speak jiff.
    #[must_use]
    pub fn timestamp(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }

    /// From jiff, to the microsecond.
    #[must_use]
    pub fn from_timestamp(timestamp: jiff::Timestamp) -> Self {
        Self(timestamp.as_microsecond())
    }

    /// Reads an RFC 3339 text with a zone: `2023-11-20T17:07:58.676141735Z`, `…+01:00`.
    #[must_use]
    pub fn parse_zoned(text: &str) -> Option<Self> {
        text.parse::<jiff::Timestamp>().ok().map(Self::from_timestamp)
    }

    /// RFC 3339 in UTC.
    #[must_use]
    pub fn rfc3339(self) -> String {
        self.timestamp().to_string()
    }

    /// RFC 3339 with London's offset, to the second: what FHIR is given.
    #[must_use]
    pub fn rfc3339_london(self) -> String {
        self.timestamp().to_zoned(LONDON.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    /// The London wall clock at this moment.
    #[must_use]
    pub fn london(self) -> DateTime {
        LONDON.to_datetime(self.timestamp())
    }

    /// London's date at this moment.
    #[must_use]
    pub fn london_date(self) -> Date {
        self.london().date()
    }

    /// `HH:MM` in London.
    #[must_use]
    pub fn london_hm(self) -> String {
        let time = self.london().time();
        format!("{:02}:{:02}", time.hour(), time.minute())
    }

    /// Later by so many seconds.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// Seconds from `earlier` to this, negative when this is before it.
    #[must_use]
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0) / 1_000_000
    }
}

/// What a London wall-clock time stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LondonReading {
    /// One moment.
    Once(Instant),
    /// Two moments an hour apart: the hour that the clocks go back over.
    Twice {
        /// In summer time.
        earlier: Instant,
        /// In winter time.
        later: Instant,
    },
    /// None: the hour that the clocks go forward over.
    Never,
}

/// Why a time was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// The text is not a date and time.
    #[error("not a date and time: write it as 2026-11-12T10:20")]
    Form,
    /// The wall clock never shows this time.
    #[error("this time does not exist: the clocks go forward over it that night")]
    Never,
    /// The wall clock shows it twice and a person must say which.
    #[error("this time happens twice that night: say whether before or after the clocks go back")]
    Twice,
}

/// Reads a London wall-clock time.
#[must_use]
pub fn london(civil: DateTime) -> LondonReading {
    let ambiguous = LONDON.to_ambiguous_timestamp(civil);
    match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { offset } => offset
            .to_timestamp(civil)
            .map_or(LondonReading::Never, |t| LondonReading::Once(Instant::from_timestamp(t))),
        AmbiguousOffset::Gap { .. } => LondonReading::Never,
        AmbiguousOffset::Fold { before, after } => {
            match (before.to_timestamp(civil), after.to_timestamp(civil)) {
                (Ok(earlier), Ok(later)) => LondonReading::Twice {
                    earlier: Instant::from_timestamp(earlier),
                    later: Instant::from_timestamp(later),
                },
                _ => LondonReading::Never,
            }
        }
    }
}

/// A time at a place: the civil reading, the moment, and whether the reading happens twice and was taken as the
/// earlier.
///
/// Two are equal when the moment is; they are ordered by it, so that a night of 25 hours sorts as it was lived.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct LondonTime {
    at: Instant,
    civil: DateTime,
    taken_as_earlier: bool,
}

impl PartialEq for LondonTime {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at
    }
}

impl Eq for LondonTime {}

impl PartialOrd for LondonTime {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for LondonTime {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.at.cmp(&other.at)
    }
}

impl std::hash::Hash for LondonTime {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.at.hash(state);
    }
}

impl LondonTime {
    /// What a machine sent without a zone: of two moments the earlier, marked.
    ///
    /// # Errors
    /// [`TimeError::Never`] when the wall clock skips it.
    pub fn from_machine(civil: DateTime) -> Result<Self, TimeError> {
        match london(civil) {
            LondonReading::Once(at) => Ok(Self { at, civil, taken_as_earlier: false }),
            LondonReading::Twice { earlier, .. } => Ok(Self { at: earlier, civil, taken_as_earlier: true }),
            LondonReading::Never => Err(TimeError::Never),
        }
    }

    /// What a person typed: a repeated time is asked about.
    ///
    /// # Errors
    /// [`TimeError::Never`], [`TimeError::Twice`].
    pub fn from_person(civil: DateTime) -> Result<Self, TimeError> {
        match london(civil) {
            LondonReading::Twice { .. } => Err(TimeError::Twice),
            _ => Self::from_machine(civil),
        }
    }

    /// From a moment: the reading follows.
    #[must_use]
    pub fn from_instant(at: Instant) -> Self {
        Self { at, civil: at.london(), taken_as_earlier: false }
    }

    /// Reads either `2026-11-12T10:20:00Z` (any zone) or `2026-11-12T10:20[:00]` (London's wall clock).
    ///
    /// # Errors
    /// [`TimeError::Form`], [`TimeError::Never`].
    pub fn parse_machine(text: &str) -> Result<Self, TimeError> {
        if let Some(at) = Instant::parse_zoned(text) {
            return Ok(Self::from_instant(at));
        }
        // A bare date is not a time, though jiff would read it as midnight.
        if !text.contains(['T', ' ']) {
            return Err(TimeError::Form);
        }
        text.parse::<DateTime>().map_err(|_| TimeError::Form).and_then(Self::from_machine)
    }

    /// The moment.
    #[must_use]
    pub const fn at(self) -> Instant {
        self.at
    }

    /// The wall-clock reading.
    #[must_use]
    pub const fn civil(self) -> DateTime {
        self.civil
    }

    /// The date on the wall.
    #[must_use]
    pub fn date(self) -> Date {
        self.civil.date()
    }

    /// The time on the wall.
    #[must_use]
    pub fn time(self) -> Time {
        self.civil.time()
    }

    /// `HH:MM` on the wall.
    #[must_use]
    pub fn hm(self) -> String {
        format!("{:02}:{:02}", self.civil.hour(), self.civil.minute())
    }

    /// True when the reading happens twice and the earlier was taken: a screen says so.
    #[must_use]
    pub const fn taken_as_earlier(self) -> bool {
        self.taken_as_earlier
    }
}

/// The first moment of a London day; midnight is never skipped there.
#[must_use]
pub fn london_midnight(date: Date) -> Instant {
    match london(date.at(0, 0, 0, 0)) {
        LondonReading::Once(at) | LondonReading::Twice { earlier: at, .. } => at,
        LondonReading::Never => Instant::from_timestamp(
            date.at(1, 0, 0, 0)
                .to_zoned(LONDON.clone())
                .map_or(jiff::Timestamp::UNIX_EPOCH, |z| z.timestamp()),
        ),
    }
}

/// The clock, as a value: the system's in service, its own in the demo, the simulator's in simulations.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Instant;
}

/// A clock that moves only when told to. For tests and the simulator.
#[derive(Debug, Default)]
pub struct ManualClock(std::sync::atomic::AtomicI64);

impl ManualClock {
    /// A clock that stands at `at`.
    #[must_use]
    pub const fn at(at: Instant) -> Self {
        Self(std::sync::atomic::AtomicI64::new(at.0))
    }

    /// Moves it to `at`.
    pub fn set(&self, at: Instant) {
        self.0.store(at.0, std::sync::atomic::Ordering::SeqCst);
    }

    /// Moves it on.
    pub fn advance_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, std::sync::atomic::Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Instant {
        Instant(self.0.load(std::sync::atomic::Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, datetime};

    #[test]
    fn an_hour_that_happens_twice_is_read_as_both() {
        let LondonReading::Twice { earlier, later } = london(datetime(2026, 10, 25, 1, 30, 0, 0)) else {
            panic!("01:30 on the autumn night happens twice")
        };
        assert_eq!(later.seconds_since(earlier), 3600);
        assert_eq!(LondonTime::from_person(datetime(2026, 10, 25, 1, 30, 0, 0)), Err(TimeError::Twice));
        let taken = LondonTime::from_machine(datetime(2026, 10, 25, 1, 30, 0, 0)).unwrap();
        assert_eq!((taken.at(), taken.taken_as_earlier()), (earlier, true));
    }

    #[test]
    fn an_hour_that_never_happens_is_refused() {
        let civil = datetime(2027, 3, 28, 1, 30, 0, 0);
        assert_eq!(LondonTime::from_person(civil), Err(TimeError::Never));
        assert_eq!(LondonTime::from_machine(civil), Err(TimeError::Never));
        assert_eq!(LondonTime::parse_machine("2027-03-28T01:30"), Err(TimeError::Never));
    }

    #[test]
    fn times_with_and_without_a_zone_are_read() {
        for text in [
            "2026-11-12T10:20:00Z",
            "2026-11-12T10:20",
            "2026-11-12T10:20:00.125533",
            "2026-11-12T10:20:00+00:00",
        ] {
            assert_eq!(LondonTime::parse_machine(text).unwrap().hm(), "10:20", "{text}");
        }
        assert_eq!(LondonTime::parse_machine("2026-07-01T10:20:00Z").unwrap().hm(), "11:20");
        assert_eq!(LondonTime::parse_machine("2026-07-01"), Err(TimeError::Form));
        assert_eq!(LondonTime::parse_machine("soon"), Err(TimeError::Form));
    }

    #[test]
    fn today_is_londons() {
        let late = Instant::parse_zoned("2026-06-30T23:30:00Z").unwrap();
        assert_eq!(late.london_date(), date(2026, 7, 1));
        assert_eq!(london_midnight(date(2026, 7, 1)).rfc3339(), "2026-06-30T23:00:00Z");
        assert_eq!(late.rfc3339_london(), "2026-07-01T00:30:00+01:00");
    }

    #[test]
    fn a_day_of_25_hours_and_one_of_23() {
        let hours = |a, b| london_midnight(b).seconds_since(london_midnight(a)) / 3600;
        assert_eq!(hours(date(2026, 10, 25), date(2026, 10, 26)), 25);
        assert_eq!(hours(date(2027, 3, 28), date(2027, 3, 29)), 23);
    }
}
