//! The bulk appointments that DPS takes: exactly `Prison number,Start time,End time`, on the 24-hour clock.
//!
//! What its reader does (hmpps-activities-management, `prisonerListCsvParser.ts`) decides the form:
//! - the first row of a file is known by its first cell being `Prison number`, compared as it stands: so no byte
//!   order mark;
//! - times must be `HH:MM` with both digits, or they are silently taken as none;
//! - **of a person who stands twice in a file only the first row is kept, silently**: so such a list becomes several
//!   files, in each of which everybody stands once;
//! - line endings are found out from the first line. We write CRLF: it is RFC 4180's, what a spreadsheet writes on
//!   the same PC, and what the reader takes as well as LF.
//!
//! A file has no date and no place: staff choose both on the screen that takes it. So one file is of one day.
//!
//! No cell can be a formula: a number is a letter, digits and letters, a time is digits and a colon.

use super::{CsvReason, CsvRefusal, Lines, time};
use csv::{ByteRecord, ReaderBuilder};
use jiff::civil::Date;
use vocab::id::PrisonNumber;
use vocab::time::LondonTime;

/// The header, as DPS's own template has it.
pub const HEADER: &str = "Prison number,Start time,End time";

/// Rows of one file. DPS refuses files above 100 kB; a row has 21 bytes, so 4,000 stay well below.
pub const ROWS_MAX: usize = 4_000;

/// One person's appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct BulkEntry {
    /// From.
    pub start: LondonTime,
    /// Who.
    pub person: PrisonNumber,
    /// To.
    pub end: LondonTime,
}

/// Why a list cannot be written. `at` is the entry's place in what was given, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BulkError {
    /// Of another day.
    #[error("entry {at} is of another day: a file is of one day")]
    OtherDay {
        /// Which.
        at: usize,
    },
    /// The end is not after the start on that day.
    #[error("entry {at} does not end after it begins")]
    EndBeforeStart {
        /// Which.
        at: usize,
    },
    /// Seconds, or the second of two equal readings of the clock: the form cannot say it.
    #[error("entry {at} has a time that HH:MM cannot say that day")]
    Unsayable {
        /// Which.
        at: usize,
    },
    /// The same person at the same start: two files would book them twice.
    #[error("entry {at} repeats another: the same person at the same time")]
    Repeated {
        /// Which.
        at: usize,
    },
}

/// Writes the files of one day, each ready to be uploaded; none for no entries.
///
/// # Errors
/// [`BulkError`]: the first entry that cannot be written.
pub fn write(day: Date, entries: &[BulkEntry]) -> Result<Vec<Vec<u8>>, BulkError> {
    let mut sorted: Vec<(usize, BulkEntry)> = entries.iter().copied().enumerate().collect();
    sorted.sort_by_key(|(_, entry)| *entry);
    let mut files: Vec<(Vec<PrisonNumber>, String)> = Vec::new();
    let mut previous: Option<BulkEntry> = None;
    for (at, entry) in sorted {
        check(day, at, entry)?;
        if previous.is_some_and(|p| p.person == entry.person && p.start == entry.start) {
            return Err(BulkError::Repeated { at });
        }
        previous = Some(entry);
        let line = format!("{},{},{}\r\n", entry.person.text(), entry.start.hm(), entry.end.hm());
        match files.iter_mut().find(|(people, _)| people.len() < ROWS_MAX && !people.contains(&entry.person))
        {
            Some((people, text)) => {
                people.push(entry.person);
                text.push_str(&line);
            }
            None => files.push((vec![entry.person], format!("{HEADER}\r\n{line}"))),
        }
    }
    Ok(files.into_iter().map(|(_, text)| text.into_bytes()).collect())
}

fn check(day: Date, at: usize, entry: BulkEntry) -> Result<(), BulkError> {
    if entry.start.date() != day || entry.end.date() != day {
        return Err(BulkError::OtherDay { at });
    }
    if entry.end.civil() <= entry.start.civil() {
        return Err(BulkError::EndBeforeStart { at });
    }
    let sayable = |t: LondonTime| {
        let whole = t.time().second() == 0 && t.time().subsec_nanosecond() == 0;
        whole && LondonTime::from_machine(t.civil()).is_ok_and(|read| read.at() == t.at())
    };
    if sayable(entry.start) && sayable(entry.end) { Ok(()) } else { Err(BulkError::Unsayable { at }) }
}

/// Reads a file as DPS does, for the doubles of the other side: the header anywhere, white space trimmed, the first
/// row of a person only.
///
/// # Errors
/// [`CsvRefusal`]: the first row that cannot be booked.
pub fn read(day: Date, bytes: &[u8]) -> Result<Vec<BulkEntry>, CsvRefusal> {
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let (mut record, mut lines) = (ByteRecord::new(), Lines::new(bytes));
    let mut entries: Vec<BulkEntry> = Vec::new();
    loop {
        let line = lines.of(reader.position().byte());
        let refuse = |column, reason| CsvRefusal { line, column, reason };
        match reader.read_byte_record(&mut record) {
            Ok(true) => record.trim(),
            Ok(false) => return Ok(entries),
            Err(_) => return Err(refuse(None, CsvReason::Utf8)),
        }
        let mut cells = Vec::new();
        for field in &record {
            cells.push(std::str::from_utf8(field).map_err(|_| refuse(None, CsvReason::Utf8))?);
        }
        let (number, start, end) = match cells.as_slice() {
            ["Prison number", ..] | [""] => continue,
            [number, start, end] => (*number, *start, *end),
            other => return Err(refuse(None, CsvReason::Fields { expected: 3, found: other.len() })),
        };
        let person =
            PrisonNumber::parse(number).map_err(|e| refuse(Some("Prison number"), CsvReason::Number(e)))?;
        let clock = |column, text: &str| {
            let clock = if text.len() == 5 { time(text) } else { None };
            let clock = clock.ok_or_else(|| refuse(Some(column), CsvReason::Time))?;
            LondonTime::from_machine(day.to_datetime(clock))
                .map_err(|e| refuse(Some(column), CsvReason::Never(e)))
        };
        let entry = BulkEntry { person, start: clock("Start time", start)?, end: clock("End time", end)? };
        if entry.end <= entry.start {
            return Err(refuse(Some("End time"), CsvReason::EndBeforeStart));
        }
        if !entries.iter().any(|e| e.person == person) {
            entries.push(entry);
        }
    }
}
