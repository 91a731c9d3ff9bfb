//! Whether the books hold: both chains recomputed from the first row, every body against its digest, every missing
//! body against the act that erased it, every checkpoint against its row and key.
//!
//! Any change to any column of a row of journal, body, erasure, gate or checkpoint shows, and is named by the row it
//! is in or one before it. What cannot show here is the loss of the newest rows together with all that speaks of
//! them, and a rewriting of everything under a new key: against these stand the checkpoints that left the store.

use crate::append::source_key;
use crate::chain::{FIRST, Hash, gate_hash, journal_hash, part_digest, row_digest};
use crate::checkpoint::checkpoints_check;
use crate::error::{Result, StoreError};
use crate::gate;
use crate::keep::{act_body, erasure_name};
use crate::lane::meta_number;
use crate::unit::{Kind, Moment};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, Rows, Statement};
use vocab::id::JournalSeq;
use vocab::{Instant, Seed};

/// What verifying the books found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Journal rows whose chain holds.
    pub journal: u64,
    /// Gate-book rows whose chain holds.
    pub gate: u64,
    /// Checkpoints that hold.
    pub checkpoints: u64,
    /// Parts whose bodies were erased by an act; the chain holds over them.
    pub erased: u64,
    /// The first bad row, in words.
    pub bad: Option<String>,
}

/// What is bad ends the search; what fails in the database does too, and is another thing.
enum Stop {
    Bad(String),
    Failed(StoreError),
}

impl<E: Into<StoreError>> From<E> for Stop {
    fn from(error: E) -> Self {
        match error.into() {
            bad @ StoreError::Corrupt { .. } => Self::Bad(bad.to_string()),
            failed => Self::Failed(failed),
        }
    }
}

fn bad<T>(what: String) -> Result<T, Stop> {
    Err(Stop::Bad(what))
}

/// Verifies the books. The caller holds a read transaction.
pub(crate) fn verify(conn: &Connection) -> Result<Verified> {
    let mut found = Verified { journal: 0, gate: 0, checkpoints: 0, erased: 0, bad: None };
    match journal(conn, &mut found)
        .and_then(|()| gate_book(conn, &mut found))
        .and_then(|()| rest(conn, &mut found))
    {
        Ok(()) => {}
        Err(Stop::Bad(what)) => found.bad = Some(what),
        Err(Stop::Failed(error)) if error.is_damage() => {
            found.bad = Some(format!("journal row {} or a later one: {}", found.journal + 1, error.whole()));
        }
        Err(Stop::Failed(error)) => return Err(error),
    }
    Ok(found)
}

fn journal(conn: &Connection, found: &mut Verified) -> Result<(), Stop> {
    let mut rows = conn.prepare(
        "select j.seq, j.kind, f.name, j.at, j.seed, j.charter, j.source, j.digest, j.hash
         from journal j left join feed f on f.id = j.feed order by j.seq",
    )?;
    let mut rows = rows.query([])?;
    let mut bodies = conn.prepare("select key, person, salt, body, digest from body order by key")?;
    let mut bodies = Bodies { conn, rows: bodies.query([])?, next: None };
    let mut sources = conn.prepare("select 1 from journal_source where key = ?1 and seq = ?2")?;
    bodies.advance()?;
    let (mut previous, mut next, mut charter) = (FIRST, 1u64, 0);
    while let Some(row) = rows.next()? {
        if integer(row, 0) != Some(next.cast_signed()) {
            return bad(format!("journal row {next} is missing"));
        }
        let Some((hash, kind)) = journal_row(row, next, &previous, &mut bodies, &mut sources, found)? else {
            return bad(format!(
                "journal row {next}: its hash is not that of its content and the row before"
            ));
        };
        if kind == Kind::Charter.number() {
            charter = next;
        }
        previous = hash;
        found.journal = next;
        next += 1;
    }
    if let Some(body) = bodies.next {
        return bad(format!("journal row {} is missing: a body of it is there", body.key >> 8));
    }
    if meta_number(conn, "charter")? != charter {
        return bad(format!("journal row {charter} is the charter in force, and the store says another"));
    }
    Ok(())
}

/// The hash of one row and its kind; none when the row does not hash to what it holds.
fn journal_row(
    row: &Row<'_>,
    seq: u64,
    previous: &Hash,
    bodies: &mut Bodies<'_>,
    sources: &mut Statement<'_>,
    found: &mut Verified,
) -> Result<Option<(Hash, u8)>, Stop> {
    let Some(digest) = blob(row, 7).and_then(|d| Hash::try_from(d).ok()) else { return Ok(None) };
    if row_digest(&bodies.of_row(seq, found)?) != digest {
        return bad(format!("journal row {seq}: its body is not what was written"));
    }
    let source = match row.get_ref(6)? {
        ValueRef::Null => None,
        ValueRef::Blob(source) => match <[u8; 16]>::try_from(source) {
            Ok(source) => Some(source),
            Err(_) => return Ok(None),
        },
        _ => return Ok(None),
    };
    if let Some(source) = &source
        && !sources.exists((source_key(source), seq))?
    {
        return bad(format!(
            "journal row {seq}: its source is not in the index, a replay of it would not be seen"
        ));
    }
    let (Some(kind), Some(feed), Some(at), Some(seed), Some(charter)) =
        (integer(row, 1), text(row, 2), integer(row, 3), integer(row, 4), integer(row, 5))
    else {
        return Ok(None);
    };
    let Ok(kind) = u8::try_from(kind) else { return Ok(None) };
    let moment = Moment {
        seq: JournalSeq(seq),
        at: Instant::from_micros(at),
        seed: Seed(seed.cast_unsigned()),
        charter: JournalSeq(charter.cast_unsigned()),
    };
    let source = source.as_ref().map(<[u8; 16]>::as_slice);
    let hash = journal_hash(previous, kind, feed, &moment, source, &digest);
    Ok((blob(row, 8) == Some(hash.as_slice())).then_some((hash, kind)))
}

/// The bodies in order of their keys, read beside the rows that they belong to.
struct Bodies<'c> {
    conn: &'c Connection,
    rows: Rows<'c>,
    next: Option<Body>,
}

struct Body {
    key: u64,
    /// Of the part: computed where its body is there, kept where it was erased.
    digest: Option<Hash>,
    is_erased: bool,
}

impl Bodies<'_> {
    fn advance(&mut self) -> Result<(), Stop> {
        self.next = match self.rows.next()? {
            Some(row) => Some(Body::read(row)?),
            None => None,
        };
        Ok(())
    }

    /// The digests of a row's parts, from 0 on without a gap.
    fn of_row(&mut self, seq: u64, found: &mut Verified) -> Result<Vec<Hash>, Stop> {
        let mut digests = Vec::with_capacity(1);
        while let Some(body) = self.next.take_if(|body| body.key >> 8 <= seq) {
            let place = (seq << 8) + u64::try_from(digests.len()).unwrap_or(u64::MAX);
            let Some(digest) = body.digest.filter(|_| body.key == place) else {
                return bad(format!("journal row {}: a part of it is not what was written", body.key >> 8));
            };
            if body.is_erased {
                if !self.is_covered(body.key)? {
                    return bad(format!("journal row {seq}: a body of it is gone, and no act erased it"));
                }
                found.erased += 1;
            } else if self.conn.prepare_cached(ERASED)?.exists([body.key])? {
                return bad(format!("journal row {seq}: a body of it was erased, and is there"));
            }
            digests.push(digest);
            self.advance()?;
        }
        Ok(digests)
    }

    fn is_covered(&self, key: u64) -> Result<bool, Stop> {
        let mut acts = self.conn.prepare_cached("select act from erasure where key = ?1 order by act")?;
        let mut acts = acts.query([key])?;
        while let Some(act) = acts.next()? {
            let Some(act) = integer(act, 0) else { continue };
            if act_against(self.conn, JournalSeq(act.cast_unsigned()), key)?.is_none() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

const ERASED: &str = "select 1 from erasure where key = ?1";

impl Body {
    fn read(row: &Row<'_>) -> Result<Self, Stop> {
        let Some(key) = integer(row, 0).and_then(|key| u64::try_from(key).ok()) else {
            return bad("journal row 0 has a body".into());
        };
        let (person, kept) = (row.get_ref(1)?, row.get_ref(4)?);
        let digest = match (blob(row, 2), blob(row, 3), person, kept) {
            (Some(salt), Some(body), ValueRef::Integer(person), ValueRef::Null) => {
                Some(part_digest(salt, Some(person), body))
            }
            (Some(salt), Some(body), ValueRef::Null, ValueRef::Null) => Some(part_digest(salt, None, body)),
            (None, None, ValueRef::Null, ValueRef::Blob(kept)) => Hash::try_from(kept).ok(),
            _ => None,
        };
        Ok(Self { key, digest, is_erased: !matches!(kept, ValueRef::Null) })
    }
}

/// Why an act does not decide the erasure of a part; none when it does.
pub(crate) fn act_against(conn: &Connection, act: JournalSeq, key: u64) -> Result<Option<String>> {
    if act.0 <= key >> 8 {
        return Ok(Some(format!("journal row {} does not come after it", act.0)));
    }
    let Some(body) = act_body(conn, act)? else {
        return Ok(Some(format!("journal row {} is not an act", act.0)));
    };
    let name = erasure_name(key);
    let named = body.windows(name.len()).any(|window| window == name.as_bytes());
    Ok((!named).then(|| format!("the act of journal row {} does not name it", act.0)))
}

fn gate_book(conn: &Connection, found: &mut Verified) -> Result<(), Stop> {
    let mut statement = conn.prepare("select seq, at, body, hash from gate order by seq")?;
    let mut rows = statement.query([])?;
    let (mut previous, mut next) = (FIRST, 1u64);
    while let Some(row) = rows.next()? {
        if integer(row, 0) != Some(next.cast_signed()) {
            return bad(format!("gate book row {next} is missing"));
        }
        let hash = match (integer(row, 1), blob(row, 2)) {
            (Some(at), Some(body)) => Some((gate_hash(&previous, next, at, body), body)),
            _ => None,
        };
        let Some((hash, body)) = hash.filter(|(hash, _)| blob(row, 3) == Some(hash.as_slice())) else {
            return bad(format!(
                "gate book row {next}: its hash is not that of its content and the row before"
            ));
        };
        let seen = gate::read(next, body)?.snapshot.0;
        if seen > found.journal {
            return bad(format!(
                "journal row {} is missing: gate book row {next} had read it",
                found.journal + 1
            ));
        }
        previous = hash;
        found.gate = next;
        next += 1;
    }
    Ok(())
}

fn rest(conn: &Connection, found: &mut Verified) -> Result<(), Stop> {
    found.checkpoints = checkpoints_check(conn)?;
    let mut keys = conn.prepare("select key_id, public from signing_key")?;
    let mut keys = keys.query([])?;
    while let Some(row) = keys.next()? {
        if text(row, 0) != blob(row, 1).map(crate::keys::key_id).as_deref() {
            return bad("a signing key is not the one that its id names".into());
        }
    }
    let sql = "select e.key from erasure e left join body b on b.key = e.key where b.key is null limit 1";
    let mut erasures = conn.prepare(sql)?;
    if let Some(row) = erasures.query([])?.next()? {
        return bad(format!("an erasure is of a part that is not there: {:?}", integer(row, 0)));
    }
    let mut acts = conn.prepare("select key, act from erasure order by key, act")?;
    let mut acts = acts.query([])?;
    while let Some(row) = acts.next()? {
        let (Some(key), Some(act)) = (integer(row, 0), integer(row, 1)) else {
            return bad("an erasure does not read".into());
        };
        let (key, act) = (key.cast_unsigned(), act.cast_unsigned());
        if let Some(why) = act_against(conn, JournalSeq(act), key)? {
            return bad(format!("journal row {}: an erasure of it has no ground: {why}", key >> 8));
        }
    }
    Ok(())
}

// A column of another type than was written is a broken row: it reads as nothing and hashes to nothing.

fn integer(row: &Row<'_>, column: usize) -> Option<i64> {
    match row.get_ref(column) {
        Ok(ValueRef::Integer(number)) => Some(number),
        _ => None,
    }
}

fn blob<'r>(row: &'r Row<'_>, column: usize) -> Option<&'r [u8]> {
    match row.get_ref(column) {
        Ok(ValueRef::Blob(bytes)) => Some(bytes),
        _ => None,
    }
}

fn text<'r>(row: &'r Row<'_>, column: usize) -> Option<&'r str> {
    match row.get_ref(column) {
        Ok(ValueRef::Text(bytes)) => std::str::from_utf8(bytes).ok(),
        _ => None,
    }
}
