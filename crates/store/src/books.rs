//! Reading the two books back: rows, a person's rows, and whether the chains hold.

use crate::chain::{FIRST, Hash, gate_hash, journal_hash, part_digest, row_digest};
use crate::error::{Result, StoreError};
use crate::gate::{GateEntry, GateRow};
use crate::index::{about_read, caller_key};
use crate::lane::{GATE, JOURNAL, checkpoints_check, meta_number};
use crate::row::decode;
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
    /// Whom it is about.
    pub about: Vec<PrisonNumber>,
}

impl JournalRow {
    /// A part of this row was erased.
    #[must_use]
    pub fn is_erased(&self) -> bool {
        self.input.parts.iter().any(|p| p.body.is_none())
    }
}

const ROW: &str = "select j.seq, j.kind, f.name, j.at, j.seed, j.charter, j.about from journal j join feed f on f.id = j.feed";

/// One row.
pub(crate) fn journal_row(conn: &Connection, seq: JournalSeq) -> Result<Option<JournalRow>> {
    let mut statement = conn.prepare_cached(&format!("{ROW} where j.seq = ?1"))?;
    let mut rows = statement.query([seq.0])?;
    rows.next()?.map(|row| read_row(conn, row)).transpose()
}

/// Calls `each` with every row from `from` on, in order.
pub(crate) fn journal_each(
    conn: &Connection,
    from: JournalSeq,
    mut each: impl FnMut(JournalRow) -> Result<()>,
) -> Result<()> {
    let mut statement = conn.prepare(&format!("{ROW} where j.seq >= ?1 order by j.seq"))?;
    let mut rows = statement.query([from.0])?;
    while let Some(row) = rows.next()? {
        each(read_row(conn, row)?)?;
    }
    Ok(())
}

fn read_row(conn: &Connection, row: &Row<'_>) -> Result<JournalRow> {
    let (seq, kind, feed): (u64, u8, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let kind = Kind::from_number(kind).ok_or_else(|| StoreError::corrupt("journal", seq, "its kind is unknown"))?;
    let feed = Feed::parse(&feed).ok_or_else(|| StoreError::corrupt("feed", seq, "its feed's name is not a name"))?;
    let about: Vec<u8> = row.get(6)?;
    let (meta, parts) = parts(conn, seq)?;
    Ok(JournalRow {
        moment: Moment {
            seq: JournalSeq(seq),
            at: Instant::from_micros(row.get(3)?),
            seed: Seed(row.get::<_, i64>(4)?.cast_unsigned()),
            charter: JournalSeq(row.get(5)?),
        },
        input: Input { kind, feed, source: None, meta, parts },
        about: about_read(&about).filter_map(PrisonNumber::from_packed).collect(),
    })
}

fn parts(conn: &Connection, seq: u64) -> Result<(Vec<u8>, Vec<Part>)> {
    let mut statement = conn.prepare_cached("select person, body from body where key >= ?1 and key < ?2 order by key")?;
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
            let end = usize::try_from(length).ok().and_then(|n| n.checked_add(4)).filter(|end| *end <= bytes.len());
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
    let mut seqs: Vec<u64> = column(conn, "select seq from journal_subject where person = ?1 order by seq", person.packed())?;
    let indexed = meta_number(conn, "journal_indexed")?;
    let mut statement = conn.prepare_cached("select seq, about from journal where seq > ?1 order by seq")?;
    let mut rows = statement.query([indexed])?;
    while let Some(row) = rows.next()? {
        let about: Vec<u8> = row.get(1)?;
        if about_read(&about).any(|n| n == person.packed()) {
            seqs.push(row.get(0)?);
        }
    }
    Ok(seqs.into_iter().map(JournalSeq).collect())
}

fn column(conn: &Connection, sql: &str, param: impl rusqlite::ToSql) -> Result<Vec<u64>> {
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_map([param], |row| row.get(0))?.collect::<rusqlite::Result<Vec<u64>>>()?;
    Ok(found)
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
    while let Some(row) = rows.next()?
        && found.len() < query.most
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
    let seqs = column(conn, &format!("select seq from {table} = ?1 order by seq desc"), key)?;
    for seq in seqs.into_iter().filter(|s| *s < before && *s <= indexed) {
        if found.len() >= query.most {
            break;
        }
        let mut statement = conn.prepare_cached("select seq, at, body from gate where seq = ?1")?;
        let mut rows = statement.query([seq])?;
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
    let body = row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?;
    Ok(GateRow { seq: GateSeq(row.get(0)?), at: Instant::from_micros(row.get(1)?), entry: decode("gate", body)? })
}

/// What verifying the books found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Journal rows whose chain holds.
    pub journal: u64,
    /// Gate-book rows whose chain holds.
    pub gate: u64,
    /// Checkpoints that hold.
    pub checkpoints: u64,
    /// Parts whose bodies were erased; the chain holds over them.
    pub erased: u64,
    /// The first bad row, in words.
    pub bad: Option<String>,
}

/// Recomputes both chains from the first row and checks every checkpoint.
pub(crate) fn verify(conn: &Connection) -> Result<Verified> {
    let mut found = Verified { journal: 0, gate: 0, checkpoints: 0, erased: 0, bad: None };
    found.bad = verify_journal(conn, &mut found)?;
    if found.bad.is_none() {
        found.bad = verify_gate(conn, &mut found)?;
    }
    if found.bad.is_none() {
        for (book, table) in [(JOURNAL, "journal"), (GATE, "gate")] {
            match checkpoints_check(conn, book, table) {
                Ok(count) => found.checkpoints += count,
                Err(error @ StoreError::Corrupt { .. }) => found.bad = Some(error.to_string()),
                Err(error) => return Err(error),
            }
        }
    }
    Ok(found)
}

fn verify_journal(conn: &Connection, found: &mut Verified) -> Result<Option<String>> {
    let mut statement =
        conn.prepare("select seq, kind, feed, at, seed, charter, digest, hash from journal order by seq")?;
    let mut bodies = conn.prepare("select salt, body, hash from body where key >= ?1 and key < ?2 order by key")?;
    let mut rows = statement.query([])?;
    let (mut previous, mut next) = (FIRST, 1);
    while let Some(row) = rows.next()? {
        let seq: u64 = row.get(0)?;
        if seq != next {
            return Ok(Some(format!("journal row {next} is missing")));
        }
        let stored: Vec<u8> = row.get(6)?;
        let Ok(digest) = Hash::try_from(stored) else {
            return Ok(Some(format!("journal row {seq}: its digest is not 32 bytes")));
        };
        if let Some(bad) = verify_bodies(&mut bodies, seq, &digest, found)? {
            return Ok(Some(bad));
        }
        let moment = Moment {
            seq: JournalSeq(seq),
            at: Instant::from_micros(row.get(3)?),
            seed: Seed(row.get::<_, i64>(4)?.cast_unsigned()),
            charter: JournalSeq(row.get(5)?),
        };
        let hash = journal_hash(&previous, row.get(1)?, row.get(2)?, &moment, &digest);
        if row.get::<_, Vec<u8>>(7)? != hash {
            return Ok(Some(format!("journal row {seq}: its hash is not that of its content and the row before")));
        }
        previous = hash;
        next = seq + 1;
        found.journal += 1;
    }
    Ok(None)
}

fn verify_bodies(
    bodies: &mut rusqlite::Statement<'_>,
    seq: u64,
    digest: &Hash,
    found: &mut Verified,
) -> Result<Option<String>> {
    let mut rows = bodies.query((seq << 8, (seq + 1) << 8))?;
    let mut digests: Vec<Hash> = Vec::new();
    while let Some(row) = rows.next()? {
        let (salt, body, kept): (Option<Vec<u8>>, Option<Vec<u8>>, Option<Vec<u8>>) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        let kept: Option<Hash> = kept.and_then(|k| k.try_into().ok());
        match (salt, body) {
            (Some(salt), Some(body)) => {
                let computed = part_digest(&salt, &body);
                if kept.is_some_and(|k| k != computed) {
                    return Ok(Some(format!("journal row {seq}: a part of it is not what was written")));
                }
                digests.push(computed);
            }
            _ => {
                found.erased += 1;
                // The only part of a row keeps no digest of its own: the row's is it.
                digests.push(kept.unwrap_or(*digest));
            }
        }
    }
    if digests.is_empty() || row_digest(&digests) != *digest {
        return Ok(Some(format!("journal row {seq}: its body is not what was written")));
    }
    Ok(None)
}

fn verify_gate(conn: &Connection, found: &mut Verified) -> Result<Option<String>> {
    let mut statement = conn.prepare("select seq, at, body, hash from gate order by seq")?;
    let mut rows = statement.query([])?;
    let (mut previous, mut next) = (FIRST, 1);
    while let Some(row) = rows.next()? {
        let (seq, at, body): (u64, i64, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if seq != next {
            return Ok(Some(format!("gate book row {next} is missing")));
        }
        let hash = gate_hash(&previous, seq, at, &body);
        if row.get::<_, Vec<u8>>(3)? != hash {
            return Ok(Some(format!("gate book row {seq}: its hash is not that of its content and the row before")));
        }
        previous = hash;
        next = seq + 1;
        found.gate += 1;
    }
    Ok(None)
}
