//! The clinic list in: our own form, for a care system that can export a list and nothing else.
//!
//! | column | needed | what |
//! |---|---|---|
//! | `NHS number` | one of the two | ten digits, spaces allowed |
//! | `Prison number` | one of the two | as `A1234BC` |
//! | `Family name`, `Given names`, `Date of birth` | no | they are compared when a link is proposed |
//! | `Clinic` | no | never leaves for the prison |
//! | `Room` | yes | the care system's room; a prison place of the configuration stands for it |
//! | `Date` | yes | `12/11/2026` or `2026-11-12` |
//! | `Start time` | yes | `10:20`, London's wall clock |
//! | `End time` | no | on the same day |
//! | `Status` | no | FHIR's word; blank is `booked` |
//! | `Reference` | no | the care system's own id of the booking: without it a change of time is a new booking |
//!
//! Columns may stand in any order, their names in any case, with spaces, hyphens or underscores; other columns are
//! kept. A byte order mark, either line ending and quoted fields are taken.

use super::{CsvFileError, CsvReason, CsvRefusal, Lines, date, time};
use csv::{ByteRecord, ReaderBuilder};
use vocab::care::AppointmentStatus;
use vocab::code::Coded;
use vocab::id::{NhsNumber, PrisonNumber};
use vocab::name::{Born, FreeText, Name};
use vocab::place::RoomCode;
use vocab::time::LondonTime;

/// Rows of one file: a month of the busiest prison's clinics. More is two files.
pub const ROWS_MAX: usize = 10_000;
/// Columns of one file: the care systems' own exports have under forty.
pub const COLUMNS_MAX: usize = 64;
/// Bytes of one field: the longest real name or clinic is under a hundred; a quote left open swallows the rest.
pub const FIELD_BYTES_MAX: usize = 500;

/// A row of a clinic list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClinicRow {
    /// Where the row begins, from 1.
    pub line: u64,
    /// NHS number.
    pub nhs: Option<NhsNumber>,
    /// Prison number. One of the two is always there.
    pub prison_number: Option<PrisonNumber>,
    /// Name, when the family name is there.
    pub name: Option<Name>,
    /// Date of birth.
    pub born: Option<Born>,
    /// Clinic.
    pub clinic: Option<String>,
    /// Room.
    pub room: RoomCode,
    /// From.
    pub start: LondonTime,
    /// To.
    pub end: Option<LondonTime>,
    /// State.
    pub status: Coded<AppointmentStatus>,
    /// The care system's own id of the booking.
    pub reference: Option<String>,
    /// Other columns by their name, blank ones left out.
    pub others: Vec<(String, FreeText)>,
}

/// A clinic list as far as it could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClinicList {
    /// Rows.
    pub rows: Vec<ClinicRow>,
    /// Why other rows were refused, in order.
    pub refused: Vec<CsvRefusal>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Nhs,
    PrisonNumber,
    Family,
    Given,
    Born,
    Clinic,
    Room,
    Date,
    Start,
    End,
    Status,
    Reference,
}

impl Column {
    const ALL: [Self; 12] = [
        Self::Nhs,
        Self::PrisonNumber,
        Self::Family,
        Self::Given,
        Self::Born,
        Self::Clinic,
        Self::Room,
        Self::Date,
        Self::Start,
        Self::End,
        Self::Status,
        Self::Reference,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Nhs => "NHS number",
            Self::PrisonNumber => "Prison number",
            Self::Family => "Family name",
            Self::Given => "Given names",
            Self::Born => "Date of birth",
            Self::Clinic => "Clinic",
            Self::Room => "Room",
            Self::Date => "Date",
            Self::Start => "Start time",
            Self::End => "End time",
            Self::Status => "Status",
            Self::Reference => "Reference",
        }
    }

    fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| folded(c.name()).eq(folded(text)))
    }
}

/// The names of our columns, in the order of the form: the header of an empty list.
#[must_use]
pub fn header() -> [&'static str; 12] {
    Column::ALL.map(Column::name)
}

fn folded(name: &str) -> impl Iterator<Item = char> + '_ {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

enum Head {
    Ours(Column),
    Other(String),
}

/// Reads a clinic list.
///
/// # Errors
/// [`CsvFileError`] when the header cannot be used or a limit is passed: then nothing of the file is.
pub fn read(bytes: &[u8]) -> Result<ClinicList, CsvFileError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let (mut record, mut lines) = (ByteRecord::new(), Lines::new(bytes));
    if !next(&mut reader, &mut record)? {
        return Err(CsvFileError::Empty);
    }
    let heads = heads(&record)?;
    let mut list = ClinicList { rows: Vec::new(), refused: Vec::new() };
    while next(&mut reader, &mut record)? {
        if record.iter().all(<[u8]>::is_empty) {
            // Spreadsheets leave rows of commas behind.
            continue;
        }
        if list.rows.len() + list.refused.len() >= ROWS_MAX {
            return Err(CsvFileError::TooManyRows(ROWS_MAX));
        }
        let line = lines.of(record.position().map_or(0, csv::Position::byte));
        match row(line, &heads, &record) {
            Ok(row) => list.rows.push(row),
            Err(refusal) => list.refused.push(refusal),
        }
    }
    Ok(list)
}

/// A header's bytes, and each row's with the line that it begins on.
pub type Slices<'b> = (&'b [u8], Vec<(u64, &'b [u8])>);

/// The exact bytes of the header and of each row, with the line that it begins on: for those who keep rows one by one.
///
/// # Errors
/// As [`read`], for what makes the file as a whole unreadable.
pub fn slices(bytes: &[u8]) -> Result<Slices<'_>, CsvFileError> {
    read(bytes)?;
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let (mut record, mut lines) = (ByteRecord::new(), Lines::new(bytes));
    let mut starts = Vec::new();
    while next(&mut reader, &mut record)? {
        let blank = record.iter().all(<[u8]>::is_empty);
        starts.push((record.position().map_or(0, csv::Position::byte), blank));
    }
    let ends = starts
        .iter()
        .skip(1)
        .map(|(start, _)| *start)
        .chain([u64::try_from(bytes.len()).unwrap_or(u64::MAX)]);
    let spans = starts.iter().zip(ends).map(|((start, blank), end)| (*start, end, *blank));
    let cut = |from: u64, to: u64| {
        let (from, to) = (usize::try_from(from).unwrap_or(0), usize::try_from(to).unwrap_or(0));
        bytes.get(from..to).unwrap_or_default()
    };
    let mut header: &[u8] = &[];
    let mut rows = Vec::new();
    for (n, (from, to, blank)) in spans.enumerate() {
        if n == 0 {
            header = cut(from, to);
        } else if !blank {
            rows.push((lines.of(from), cut(from, to)));
        }
    }
    Ok((header, rows))
}

fn next(reader: &mut csv::Reader<&[u8]>, record: &mut ByteRecord) -> Result<bool, CsvFileError> {
    let line = reader.position().line();
    let more = reader.read_byte_record(record).map_err(|_| CsvFileError::Malformed { line })?;
    record.trim();
    Ok(more)
}

fn heads(record: &ByteRecord) -> Result<Vec<Head>, CsvFileError> {
    if record.len() > COLUMNS_MAX {
        return Err(CsvFileError::TooManyColumns(COLUMNS_MAX));
    }
    let mut heads = Vec::new();
    let mut seen: Vec<Column> = Vec::new();
    for field in record {
        let name = std::str::from_utf8(field).map_err(|_| CsvFileError::Utf8)?;
        heads.push(match Column::read(name) {
            Some(column) if seen.contains(&column) => {
                return Err(CsvFileError::RepeatedColumn(column.name()));
            }
            Some(column) => {
                seen.push(column);
                Head::Ours(column)
            }
            None => Head::Other(name.to_owned()),
        });
    }
    let mut missing: Vec<_> = [Column::Room, Column::Date, Column::Start]
        .iter()
        .filter(|c| !seen.contains(c))
        .map(|c| c.name())
        .collect();
    if !seen.contains(&Column::Nhs) && !seen.contains(&Column::PrisonNumber) {
        missing.insert(0, "NHS number or Prison number");
    }
    if missing.is_empty() { Ok(heads) } else { Err(CsvFileError::MissingColumns(missing)) }
}

/// The fields of a row under our columns.
struct Fields<'a> {
    line: u64,
    ours: Vec<(Column, &'a str)>,
}

impl<'a> Fields<'a> {
    fn get(&self, column: Column) -> Option<&'a str> {
        self.ours.iter().find(|(c, text)| *c == column && !text.is_empty()).map(|(_, text)| *text)
    }

    const fn refuse(&self, column: Column, reason: CsvReason) -> CsvRefusal {
        CsvRefusal { line: self.line, column: Some(column.name()), reason }
    }

    fn must(&self, column: Column) -> Result<&'a str, CsvRefusal> {
        self.get(column).ok_or_else(|| self.refuse(column, CsvReason::Blank))
    }

    fn read<T>(
        &self,
        column: Column,
        read: impl FnOnce(&str) -> Result<T, CsvReason>,
    ) -> Result<Option<T>, CsvRefusal> {
        self.get(column).map(read).transpose().map_err(|reason| self.refuse(column, reason))
    }
}

fn row(line: u64, heads: &[Head], record: &ByteRecord) -> Result<ClinicRow, CsvRefusal> {
    let refuse = |column, reason| CsvRefusal { line, column, reason };
    if record.len() != heads.len() {
        return Err(refuse(None, CsvReason::Fields { expected: heads.len(), found: record.len() }));
    }
    let mut fields = Fields { line, ours: Vec::new() };
    let mut others = Vec::new();
    for (head, field) in heads.iter().zip(record) {
        let column = if let Head::Ours(column) = head { Some(column.name()) } else { None };
        if field.len() > FIELD_BYTES_MAX {
            return Err(refuse(column, CsvReason::Long { most: FIELD_BYTES_MAX }));
        }
        let text = std::str::from_utf8(field).map_err(|_| refuse(column, CsvReason::Utf8))?;
        match head {
            Head::Ours(column) => fields.ours.push((*column, text)),
            Head::Other(_) if text.is_empty() => {}
            Head::Other(name) => others.push((name.clone(), FreeText::new(text))),
        }
    }
    booked(&fields, others)
}

fn booked(fields: &Fields<'_>, others: Vec<(String, FreeText)>) -> Result<ClinicRow, CsvRefusal> {
    let nhs = fields.read(Column::Nhs, |t| NhsNumber::parse(t).map_err(CsvReason::Number))?;
    let prison_number =
        fields.read(Column::PrisonNumber, |t| PrisonNumber::parse(t).map_err(CsvReason::Number))?;
    if nhs.is_none() && prison_number.is_none() {
        return Err(CsvRefusal { line: fields.line, column: None, reason: CsvReason::Nobody });
    }
    let room = RoomCode::new(fields.must(Column::Room)?);
    fields.must(Column::Date)?;
    fields.must(Column::Start)?;
    let day = fields.read(Column::Date, |t| date(t).ok_or(CsvReason::Date))?.unwrap_or_default();
    // A list is a machine's export: of two moments the earlier is taken, and marked.
    let at = |t: &str| {
        let clock = time(t).ok_or(CsvReason::Time)?;
        LondonTime::from_machine(day.to_datetime(clock)).map_err(CsvReason::Never)
    };
    let Some(start) = fields.read(Column::Start, at)? else {
        return Err(fields.refuse(Column::Start, CsvReason::Blank));
    };
    let end = fields.read(Column::End, at)?;
    if end.is_some_and(|end| end <= start) {
        return Err(fields.refuse(Column::End, CsvReason::EndBeforeStart));
    }
    Ok(ClinicRow {
        line: fields.line,
        nhs,
        prison_number,
        name: fields
            .get(Column::Family)
            .map(|family| Name::new(family, fields.get(Column::Given).unwrap_or_default())),
        born: fields.read(Column::Born, |t| date(t).map(Born::new).ok_or(CsvReason::Date))?,
        clinic: fields.get(Column::Clinic).map(str::to_owned),
        room,
        start,
        end,
        status: Coded::read(&fields.get(Column::Status).unwrap_or("booked").to_ascii_lowercase()),
        reference: fields.get(Column::Reference).map(str::to_owned),
        others,
    })
}
