//! The indexes of the two books by person and by caller: filled behind, in batches sorted by person.
//!
//! Written with each row they would dirty one page of a large index each; behind, a page takes many. Queries add the
//! tail that is not yet indexed, so nobody sees the difference.

use crate::error::Result;
use crate::gate;
use crate::lane::{Lane, meta_put};
use crate::unit::Decide;
use rusqlite::Connection;

/// At most so many rows of each book in one pass.
const PASS_ROWS: u64 = 16_384;

/// Rows taken at once when the whole index is made again: about 16 bytes each in memory.
const WHOLE_ROWS: u64 = 1_000_000;

impl<D: Decide> Lane<D> {
    /// Indexes what waits, in a transaction of its own.
    pub(crate) fn index_tail(&mut self) -> Result<()> {
        self.begin()?;
        let written = self.index_write().and_then(|heads| {
            self.conn.execute_batch("commit")?;
            Ok(heads)
        });
        match written {
            Ok((journal, gate)) => {
                self.indexed = journal;
                self.gate_indexed = gate;
                Ok(())
            }
            Err(error) => {
                self.rollback();
                Err(error)
            }
        }
    }

    fn index_write(&self) -> Result<(u64, u64)> {
        let journal = self.journal.seq.min(self.indexed + PASS_ROWS);
        journal_subjects(&self.conn, self.indexed, journal)?;
        let gate = self.gate.seq.min(self.gate_indexed + PASS_ROWS);
        self.gate_subjects(gate)?;
        Ok((journal, gate))
    }

    fn gate_subjects(&self, to: u64) -> Result<()> {
        if to == self.gate_indexed {
            return Ok(());
        }
        let (mut subjects, mut callers) = (Vec::new(), Vec::new());
        let mut statement =
            self.conn.prepare_cached("select seq, body from gate where seq > ?1 and seq <= ?2")?;
        let mut found = statement.query((self.gate_indexed, to))?;
        while let Some(row) = found.next()? {
            let seq: u64 = row.get(0)?;
            let entry = gate::read(seq, row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?)?;
            subjects.extend(entry.subjects.iter().filter_map(|s| Some((s.person?.packed(), seq))));
            callers.push((caller_key(&entry.caller.account), seq));
        }
        subjects.sort_unstable();
        callers.sort_unstable();
        let mut statement = self.conn.prepare_cached("insert or ignore into gate_subject values (?1, ?2)")?;
        for row in subjects {
            statement.execute(row)?;
        }
        let mut statement = self.conn.prepare_cached("insert or ignore into gate_caller values (?1, ?2)")?;
        for row in callers {
            statement.execute(row)?;
        }
        meta_put(&self.conn, "gate_indexed", &to.to_be_bytes())
    }
}

/// Indexes whom the rows after `from`, up to `to`, are about.
fn journal_subjects(conn: &Connection, from: u64, to: u64) -> Result<()> {
    if to == from {
        return Ok(());
    }
    let mut rows: Vec<(u32, u64)> = Vec::new();
    let mut statement = conn.prepare_cached("select seq, persons from about where seq > ?1 and seq <= ?2")?;
    let mut found = statement.query((from, to))?;
    while let Some(row) = found.next()? {
        let seq: u64 = row.get(0)?;
        let about = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        rows.extend(about_read(about).map(|person| (person, seq)));
    }
    rows.sort_unstable();
    let mut statement = conn.prepare_cached("insert or ignore into journal_subject values (?1, ?2)")?;
    for row in rows {
        statement.execute(row)?;
    }
    meta_put(conn, "journal_indexed", &to.to_be_bytes())
}

/// Makes the index by person again from the first row, after a rebuild. The caller holds the transaction.
pub(crate) fn journal_subjects_again(conn: &Connection) -> Result<()> {
    conn.execute("delete from journal_subject", [])?;
    let head: u64 = conn.query_row("select coalesce(max(seq), 0) from journal", [], |row| row.get(0))?;
    let mut from = 0;
    while from < head {
        let to = head.min(from + WHOLE_ROWS);
        journal_subjects(conn, from, to)?;
        from = to;
    }
    Ok(())
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
