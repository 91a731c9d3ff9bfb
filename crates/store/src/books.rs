//! Reading the two books back: rows, a person's rows, a caller's.

use crate::error::{Result, StoreError};
use crate::gate::{self, GateEntry, GateRow};
use crate::index::{about_read, caller_key};
use crate::lane::meta_number;
use crate::unit::{Input, Kind, Moment, Part};
use rusqlite::{Connection, Row};
use vocab::crossing::Feed;
use vocab::id::{GateSeq, JournalSeq, PrisonNumber};
use vocab::{Instant, Seed};

/// A journal row as read back: the input, and the place it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalRow {
    /// Where and when.
    pub moment: Moment,
    /// What; bodies that were erased are absent.
    pub input: Input,
    /// Whom it is about, as it was decided.
    pub about: Vec<PrisonNumber>,
}

impl JournalRow {
    /// A part of this row was erased.
    #[must_use]
    pub fn is_erased(&self) -> bool {
        self.input.parts.iter().any(|p| p.body.is_none())
    }
}

const ROW: &str = "select j.seq, j.kind, f.name, j.at, j.seed, j.charter, a.persons from journal j
                   left join feed f on f.id = j.feed left join about a on a.seq = j.seq";

/// One row.
pub(crate) fn journal_row(conn: &Connection, seq: JournalSeq) -> Result<Option<JournalRow>> {
    let mut statement = conn.prepare_cached(&format!("{ROW} where j.seq = ?1"))?;
    let mut rows = statement.query([seq.0])?;
    rows.next()?.map(|row| read_row(conn, row)).transpose()
}

/// Calls `each` with every row from `from` on, in order. A row that is missing is an error: nobody may take what
/// follows for the whole.
pub(crate) fn journal_each(
    conn: &Connection,
    from: JournalSeq,
    mut each: impl FnMut(JournalRow) -> Result<()>,
) -> Result<()> {
    let mut statement = conn.prepare(&format!("{ROW} where j.seq >= ?1 order by j.seq"))?;
    let mut rows = statement.query([from.0])?;
    let mut next = from.0;
    while let Some(row) = rows.next()? {
        let row = read_row(conn, row)?;
        if row.moment.seq.0 != next {
            return Err(StoreError::corrupt("journal", next, "it is missing"));
        }
        each(row)?;
        next += 1;
    }
    Ok(())
}

fn read_row(conn: &Connection, row: &Row<'_>) -> Result<JournalRow> {
    let (seq, kind, feed): (u64, u8, Option<String>) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let kind =
        Kind::from_number(kind).ok_or_else(|| StoreError::corrupt("journal", seq, "its kind is unknown"))?;
    let feed = feed
        .and_then(|name| Feed::parse(&name))
        .ok_or_else(|| StoreError::corrupt("journal", seq, "its feed's name is not a name"))?;
    let about: Option<Vec<u8>> = row.get(6)?;
    let (meta, parts) = parts(conn, seq)?;
    Ok(JournalRow {
        moment: Moment {
            seq: JournalSeq(seq),
            at: Instant::from_micros(row.get(3)?),
            seed: Seed(row.get::<_, i64>(4)?.cast_unsigned()),
            charter: JournalSeq(row.get(5)?),
        },
        input: Input { kind, feed, source: None, meta, parts },
        about: about_read(&about.unwrap_or_default()).filter_map(PrisonNumber::from_packed).collect(),
    })
}

fn parts(conn: &Connection, seq: u64) -> Result<(Vec<u8>, Vec<Part>)> {
    let mut statement =
        conn.prepare_cached("select person, body from body where key >= ?1 and key < ?2 order by key")?;
    let mut rows = statement.query((seq << 8, (seq + 1) << 8))?;
    let (mut meta, mut parts) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        let person: Option<u32> = row.get(0)?;
        let mut body: Option<Vec<u8>> = row.get(1)?;
        if parts.is_empty()
            && let Some(bytes) = &mut body
        {
            let short = || StoreError::corrupt("body", seq, "its meta is cut short");
            let length = bytes.first_chunk::<4>().map(|b| u32::from_be_bytes(*b)).ok_or_else(short)?;
            let end =
                usize::try_from(length).ok().and_then(|n| n.checked_add(4)).filter(|end| *end <= bytes.len());
            let rest = bytes.split_off(end.ok_or_else(short)?);
            meta = bytes.split_off(4);
            *bytes = rest;
        }
        parts.push(Part { person: person.and_then(PrisonNumber::from_packed), body });
    }
    Ok((meta, parts))
}

/// The rows about a person, oldest first: the index, and the tail that is not in it yet.
pub(crate) fn journal_of(conn: &Connection, person: PrisonNumber) -> Result<Vec<JournalSeq>> {
    let indexed = meta_number(conn, "journal_indexed")?;
    let mut statement =
        conn.prepare_cached("select seq from journal_subject where person = ?1 and seq <= ?2 order by seq")?;
    let mut seqs = statement
        .query_map((person.packed(), indexed), |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<u64>>>()?;
    let mut statement = conn.prepare_cached("select seq, persons from about where seq > ?1 order by seq")?;
    let mut rows = statement.query([indexed])?;
    while let Some(row) = rows.next()? {
        let about = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        if about_read(about).any(|n| n == person.packed()) {
            seqs.push(row.get(0)?);
        }
    }
    Ok(seqs.into_iter().map(JournalSeq).collect())
}

/// Which gate-book rows are asked for.
#[derive(Debug, Clone, Default)]
pub struct GateQuery {
    /// Only of this person.
    pub person: Option<PrisonNumber>,
    /// Only by this account.
    pub account: Option<String>,
    /// Only before this row: for paging back.
    pub before: Option<GateSeq>,
    /// At most so many.
    pub most: usize,
}

/// Gate-book rows, newest first.
pub(crate) fn gate_rows(conn: &Connection, query: &GateQuery) -> Result<Vec<GateRow>> {
    let indexed = meta_number(conn, "gate_indexed")?;
    let before = query.before.map_or(i64::MAX.cast_unsigned(), |s| s.0);
    let wanted = |entry: &GateEntry| {
        query.person.is_none_or(|p| entry.subjects.iter().any(|s| s.person == Some(p)))
            && query.account.as_ref().is_none_or(|a| entry.caller.account == *a)
    };
    let mut found = Vec::new();
    // The tail, or the whole book when nothing narrows it.
    let narrowed = query.person.is_some() || query.account.is_some();
    let from = if narrowed { indexed } else { 0 };
    let mut statement =
        conn.prepare_cached("select seq, at, body from gate where seq > ?1 and seq < ?2 order by seq desc")?;
    let mut rows = statement.query((from, before))?;
    while found.len() < query.most
        && let Some(row) = rows.next()?
    {
        let row = gate_row(row)?;
        if wanted(&row.entry) {
            found.push(row);
        }
    }
    let (table, key) = match (query.person, &query.account) {
        (Some(person), _) => ("gate_subject where person", i64::from(person.packed())),
        (None, Some(account)) => ("gate_caller where caller", caller_key(account)),
        (None, None) => return Ok(found),
    };
    // Newest first and no further than asked: an account may have millions.
    let sql = format!("select seq from {table} = ?1 and seq < ?2 and seq <= ?3 order by seq desc");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut seqs = statement.query((key, before, indexed))?;
    let mut statement = conn.prepare_cached("select seq, at, body from gate where seq = ?1")?;
    while found.len() < query.most
        && let Some(seq) = seqs.next()?
    {
        let mut rows = statement.query([seq.get::<_, u64>(0)?])?;
        if let Some(row) = rows.next()? {
            let row = gate_row(row)?;
            if wanted(&row.entry) {
                found.push(row);
            }
        }
    }
    Ok(found)
}

fn gate_row(row: &Row<'_>) -> Result<GateRow> {
    let (seq, body) = (row.get(0)?, row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?);
    Ok(GateRow { seq: GateSeq(seq), at: Instant::from_micros(row.get(1)?), entry: gate::read(seq, body)? })
}
