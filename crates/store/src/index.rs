//! The indexes of the two books by person and by caller: filled behind, in passes sorted by person.
//!
//! Written with each row they would dirty one page of a large index each; behind, a page takes many. A pass is written
//! in slices, one with each group, so that nobody waits for it. Queries add the tail that is not yet indexed, so nobody
//! sees the difference.

use crate::error::{Result, StoreError};
use crate::gate;
use crate::lane::{Lane, meta_put};
use crate::unit::Decide;
use rusqlite::Connection;

/// The indexes are filled when so many rows wait: the more, the more a page takes at once, and the more a query reads
/// besides.
pub(crate) const INDEX_BEHIND: u64 = 16_384;

/// They are filled with what there is when the last pass ended so long ago.
const INDEX_SECONDS: i64 = 5;

/// At most so many rows of each book in one pass.
const PASS_ROWS: u64 = 32_768;

/// Rows of a pass that are written with one group: a few pages more in a commit that is made anyway, so that nobody
/// waits for a whole pass.
const SLICE_ROWS: usize = 128;

/// Rows taken at once when the whole index is made again: about 16 bytes each in memory.
const WHOLE_ROWS: u64 = 1_000_000;

/// The indexes, in the order in which a pass fills them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Index {
    JournalSubject,
    GateSubject,
    GateCaller,
}

impl Index {
    const fn insert(self) -> &'static str {
        match self {
            Self::JournalSubject => "insert or ignore into journal_subject values (?1, ?2)",
            Self::GateSubject => "insert or ignore into gate_subject values (?1, ?2)",
            Self::GateCaller => "insert or ignore into gate_caller values (?1, ?2)",
        }
    }
}

/// A pass under way: what is still to be written, sorted, and how far both books are indexed once it is.
///
/// It lives in memory alone. One that is lost is begun again: until its end the queries read the rows themselves.
pub(crate) struct Pass {
    journal: u64,
    gate: u64,
    rows: std::vec::IntoIter<(Index, i64, u64)>,
}

impl<D: Decide> Lane<D> {
    /// Begins a pass when enough waits, or has waited long enough, and none is under way.
    pub(crate) fn index_when_due(&mut self) {
        let behind = self.index_behind();
        let due = behind > self.index_at
            || self.index_at == INDEX_BEHIND && self.last_at.seconds_since(self.index_ended) >= INDEX_SECONDS;
        if self.pass.is_some() || behind == 0 || !due {
            return;
        }
        match self.pass_begin() {
            Ok(pass) => self.pass = Some(pass),
            Err(error) => self.index_failed(&error),
        }
    }

    /// Rows of both books that are in no index yet.
    const fn index_behind(&self) -> u64 {
        self.journal.seq - self.indexed + self.gate.seq - self.gate_indexed
    }

    /// Not at every group: what failed once will fail again.
    fn index_failed(&mut self, error: &StoreError) {
        self.pass = None;
        self.index_at = self.index_behind() + INDEX_BEHIND;
        tracing::error!(why = error.whole(), "the books' indexes fall behind; queries read the tail instead");
    }

    /// Writes a slice of the pass under way into the open group. What it fails with leaves the group as it was.
    pub(crate) fn index_slice(&mut self) -> Result<()> {
        if self.pass.is_none() {
            return Ok(());
        }
        self.run("savepoint slice")?;
        let written = self.slice_write(SLICE_ROWS);
        if let Err(error) = &written {
            self.run("rollback to slice")?;
            self.index_failed(error);
        }
        self.run("release slice")
    }

    /// Indexes everything that waits, in a transaction of its own.
    pub(crate) fn index_tail(&mut self) -> Result<()> {
        self.begin()?;
        let written = self.index_write().and_then(|()| self.run("commit"));
        if written.is_err() {
            self.lost = true;
            self.rollback();
        }
        written
    }

    fn index_write(&mut self) -> Result<()> {
        while self.index_behind() > 0 {
            if self.pass.is_none() {
                self.pass = Some(self.pass_begin()?);
            }
            self.slice_write(usize::MAX)?;
        }
        Ok(())
    }

    /// Writes so many rows of the pass; with the last of them the books are indexed that far.
    fn slice_write(&mut self, most: usize) -> Result<()> {
        let Some(pass) = &mut self.pass else { return Ok(()) };
        for (index, key, seq) in pass.rows.by_ref().take(most) {
            self.conn.prepare_cached(index.insert())?.execute((key, seq))?;
        }
        if pass.rows.len() > 0 {
            return Ok(());
        }
        meta_put(&self.conn, "journal_indexed", &pass.journal.to_be_bytes())?;
        meta_put(&self.conn, "gate_indexed", &pass.gate.to_be_bytes())?;
        (self.indexed, self.gate_indexed, self.index_at) = (pass.journal, pass.gate, INDEX_BEHIND);
        (self.pass, self.index_ended) = (None, self.last_at);
        Ok(())
    }

    /// Reads what waits, at most a pass of it.
    fn pass_begin(&self) -> Result<Pass> {
        let journal = self.journal.seq.min(self.indexed + PASS_ROWS);
        let gate = self.gate.seq.min(self.gate_indexed + PASS_ROWS);
        let mut rows: Vec<(Index, i64, u64)> = Vec::new();
        let journal_of = |person, seq| (Index::JournalSubject, i64::from(person), seq);
        subjects_each(&self.conn, (self.indexed, journal), |person, seq| rows.push(journal_of(person, seq)))?;
        self.gate_subjects(gate, &mut rows)?;
        rows.sort_unstable();
        Ok(Pass { journal, gate, rows: rows.into_iter() })
    }

    fn gate_subjects(&self, to: u64, rows: &mut Vec<(Index, i64, u64)>) -> Result<()> {
        let mut statement =
            self.conn.prepare_cached("select seq, body from gate where seq > ?1 and seq <= ?2")?;
        let mut found = statement.query((self.gate_indexed, to))?;
        while let Some(row) = found.next()? {
            let seq: u64 = row.get(0)?;
            let entry = gate::read(seq, row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?)?;
            let persons = entry.subjects.iter().filter_map(|s| s.person);
            rows.extend(persons.map(|person| (Index::GateSubject, i64::from(person.packed()), seq)));
            rows.push((Index::GateCaller, caller_key(&entry.caller.account), seq));
        }
        Ok(())
    }
}

/// Whom the rows after `from`, up to `to`, are about.
fn subjects_each(conn: &Connection, (from, to): (u64, u64), mut each: impl FnMut(u32, u64)) -> Result<()> {
    let mut statement = conn.prepare_cached("select seq, persons from about where seq > ?1 and seq <= ?2")?;
    let mut found = statement.query((from, to))?;
    while let Some(row) = found.next()? {
        let seq: u64 = row.get(0)?;
        let about = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        about_read(about).for_each(|person| each(person, seq));
    }
    Ok(())
}

/// Makes the index by person again from the first row, after a rebuild. The caller holds the transaction.
pub(crate) fn journal_subjects_again(conn: &Connection) -> Result<()> {
    conn.execute("delete from journal_subject", [])?;
    let head: u64 = conn.query_row("select coalesce(max(seq), 0) from journal", [], |row| row.get(0))?;
    let mut from = 0;
    while from < head {
        let to = head.min(from + WHOLE_ROWS);
        let mut rows: Vec<(u32, u64)> = Vec::new();
        subjects_each(conn, (from, to), |person, seq| rows.push((person, seq)))?;
        rows.sort_unstable();
        let mut statement = conn.prepare_cached(Index::JournalSubject.insert())?;
        for row in rows {
            statement.execute(row)?;
        }
        from = to;
    }
    meta_put(conn, "journal_indexed", &head.to_be_bytes())
}

/// The key under which a caller's rows are found; a hit is compared whole.
pub(crate) fn caller_key(account: &str) -> i64 {
    let hash = crate::chain::hash(&[account.as_bytes()]);
    i64::from_be_bytes([hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7]])
}

/// The persons of an `about` row.
pub(crate) fn about_read(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.as_chunks::<4>().0.iter().map(|b| u32::from_be_bytes(*b))
}
