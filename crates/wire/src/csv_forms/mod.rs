//! The two CSV forms: the clinic list that comes in ([`clinic`]), the bulk appointments that DPS takes ([`bulk`]).
//!
//! They promise: a row that cannot be read is refused with its line, its column and a reason that its author can act
//! on, and does not sink the others; nothing of a row stands in the reason; what goes out cannot be a formula.
#![deny(clippy::indexing_slicing, clippy::string_slice, clippy::expect_used, clippy::panic)]

pub mod bulk;
pub mod clinic;

use jiff::civil::{Date, Time};
use vocab::id::IdError;
use vocab::time::TimeError;

/// Why a row was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}{}: {reason}", .column.map(|c| format!(", {c}")).unwrap_or_default())]
pub struct CsvRefusal {
    /// Where the row begins, from 1: the header is line 1.
    pub line: u64,
    /// Which column, in our spelling.
    pub column: Option<&'static str>,
    /// Why.
    pub reason: CsvReason,
}

/// What is wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CsvReason {
    /// Not UTF-8.
    #[error("not UTF-8: save the file as \"CSV UTF-8\"")]
    Utf8,
    /// More or fewer fields than the header.
    #[error("it has {found} fields and the header has {expected}: a comma may need quotes around its field")]
    Fields {
        /// How many the header has.
        expected: usize,
        /// How many the row has.
        found: usize,
    },
    /// A field is too long.
    #[error("longer than {most} bytes: a quote may not be closed")]
    Long {
        /// The limit.
        most: usize,
    },
    /// An essential field is blank.
    #[error("blank: it is needed")]
    Blank,
    /// Nobody is named.
    #[error("neither NHS number nor prison number: names alone never say who it is")]
    Nobody,
    /// A number is malformed or mistyped.
    #[error("{0}")]
    Number(IdError),
    /// Not a date.
    #[error("not a date: write 12/11/2026 or 2026-11-12")]
    Date,
    /// Not a time of day.
    #[error("not a time of day: write 10:20, on the 24-hour clock")]
    Time,
    /// A time that London's clocks do not show that day.
    #[error("{0}")]
    Never(TimeError),
    /// The end is not after the start.
    #[error("the end must be after the start")]
    EndBeforeStart,
}

/// Why a whole file was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CsvFileError {
    /// The header is not UTF-8.
    #[error("the header is not UTF-8: save the file as \"CSV UTF-8\"")]
    Utf8,
    /// Nothing in it.
    #[error("the file is empty: its first line must name the columns")]
    Empty,
    /// Columns are missing.
    #[error("the first line lacks {}: columns are separated by commas", .0.join(", "))]
    MissingColumns(Vec<&'static str>),
    /// A column that is read stands twice.
    #[error("the column {0} stands twice")]
    RepeatedColumn(&'static str),
    /// Too many columns.
    #[error("more than {0} columns")]
    TooManyColumns(usize),
    /// Too many rows.
    #[error("more than {0} rows: send the list in parts")]
    TooManyRows(usize),
    /// The CSV reader gave up.
    #[error("not CSV at line {line}")]
    Malformed {
        /// From 1.
        line: u64,
    },
}

/// Counts lines up to a byte. The CSV reader's own count lags by one after CRLF and over blank lines.
struct Lines<'a> {
    bytes: &'a [u8],
    /// How far the breaks are counted.
    counted: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, counted: 0, line: 1 }
    }

    /// The line on which the record begins that the reader found from `byte` on. Bytes are asked for in order.
    fn of(&mut self, byte: u64) -> u64 {
        let from = usize::try_from(byte).unwrap_or(usize::MAX);
        let breaks =
            self.bytes.get(from..).unwrap_or_default().iter().take_while(|b| matches!(b, b'\r' | b'\n'));
        let begin = from.saturating_add(breaks.count());
        let passed = self.bytes.get(self.counted..begin).unwrap_or_default();
        let next = self.bytes.get(begin);
        for (n, b) in passed.iter().enumerate() {
            // CR LF is one break, counted at its LF.
            let followed = passed.get(n + 1).or(next) == Some(&b'\n');
            self.line += u64::from(*b == b'\n' || (*b == b'\r' && !followed));
        }
        self.counted = begin.max(self.counted);
        self.line
    }
}

/// Years that a date of a clinic list or a birth can have; outside it is a keying error.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;

/// Reads `12/11/2026` or `2026-11-12`.
fn date(text: &str) -> Option<Date> {
    let number = |s: &str, most: usize| {
        let good = (1..=most).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
        if good { s.parse::<i16>().ok() } else { None }
    };
    let parts: Vec<&str> =
        if text.contains('/') { text.split('/').rev().collect() } else { text.split('-').collect() };
    let [year, month, day] = parts.as_slice() else { return None };
    let year = number(year, 4).filter(|y| YEARS.contains(y))?;
    Date::new(year, number(month, 2)?.try_into().ok()?, number(day, 2)?.try_into().ok()?).ok()
}

/// Reads `9:20`, `09:20` or `09:20:00`.
fn time(text: &str) -> Option<Time> {
    let number = |s: &str, least: usize| {
        let good = (least..=2).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
        if good { s.parse::<i8>().ok() } else { None }
    };
    let mut parts = text.split(':');
    let (hour, minute) = (number(parts.next()?, 1)?, number(parts.next()?, 2)?);
    let second = parts.next().map_or(Some(0), |s| number(s, 2))?;
    if parts.next().is_some() {
        return None;
    }
    Time::new(hour, minute, second, 0).ok()
}
