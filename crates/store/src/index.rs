//! The indexes of the two books by person and by caller: filled behind, in batches sorted by person.
//!
//! Written with each row they would dirty one page of a large index each; behind, a page takes many. Queries add the
//! tail that is not yet indexed, so nobody sees the difference.

use crate::error::Result;
use crate::gate::GateEntry;
use crate::lane::{Lane, meta_put};
use crate::row::decode;
use crate::unit::Decide;

/// At most so many rows of each book in one pass.
const PASS_ROWS: u64 = 16_384;

impl<D: Decide> Lane<D> {
    /// Indexes what waits, in a transaction of its own.
    pub(crate) fn index_tail(&mut self) -> Result<()> {
        self.conn.execute_batch("begin immediate")?;
        match self.index_write() {
            Ok((journal, gate)) => {
                self.conn.execute_batch("commit")?;
                self.indexed = journal;
                self.gate_indexed = gate;
                Ok(())
            }
            Err(error) => {
                self.conn.execute_batch("rollback")?;
                Err(error)
            }
        }
    }

    fn index_write(&self) -> Result<(u64, u64)> {
        let journal = self.journal.seq.min(self.indexed + PASS_ROWS);
        let mut rows: Vec<(u32, u64)> = Vec::new();
        let mut statement =
            self.conn.prepare_cached("select seq, about from journal where seq > ?1 and seq <= ?2 and about <> x''")?;
        let mut found = statement.query((self.indexed, journal))?;
        while let Some(row) = found.next()? {
            let (seq, about): (u64, Vec<u8>) = (row.get(0)?, row.get(1)?);
            rows.extend(about_read(&about).map(|person| (person, seq)));
        }
        rows.sort_unstable();
        for row in rows {
            self.conn.prepare_cached("insert or ignore into journal_subject values (?1, ?2)")?.execute(row)?;
        }
        meta_put(&self.conn, "journal_indexed", &journal.to_be_bytes())?;

        let gate = self.gate.seq.min(self.gate_indexed + PASS_ROWS);
        let (mut subjects, mut callers) = (Vec::new(), Vec::new());
        let mut statement = self.conn.prepare_cached("select seq, body from gate where seq > ?1 and seq <= ?2")?;
        let mut found = statement.query((self.gate_indexed, gate))?;
        while let Some(row) = found.next()? {
            let seq: u64 = row.get(0)?;
            let entry: GateEntry = decode("gate", row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?)?;
            subjects.extend(entry.subjects.iter().filter_map(|s| Some((s.person?.packed(), seq))));
            callers.push((caller_key(&entry.caller.account), seq));
        }
        subjects.sort_unstable();
        callers.sort_unstable();
        for row in subjects {
            self.conn.prepare_cached("insert or ignore into gate_subject values (?1, ?2)")?.execute(row)?;
        }
        for row in callers {
            self.conn.prepare_cached("insert or ignore into gate_caller values (?1, ?2)")?.execute(row)?;
        }
        meta_put(&self.conn, "gate_indexed", &gate.to_be_bytes())?;
        Ok((journal, gate))
    }
}

/// The key under which a caller's rows are found; a hit is compared whole.
pub(crate) fn caller_key(account: &str) -> i64 {
    let hash = crate::chain::hash(&[account.as_bytes()]);
    i64::from_be_bytes([hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7]])
}

/// The persons of a journal row's `about` column.
pub(crate) fn about_read(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.as_chunks::<4>().0.iter().map(|b| u32::from_be_bytes(*b))
}
