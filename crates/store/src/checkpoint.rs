//! Checkpoints: signed statements of what a book's head was. They are kept in the store and sent out of it.
//!
//! Inside the store they show a slip or a broken disk. What a thief of the machine rewrote only shows against those
//! that had left it before.

use crate::chain::Hash;
use crate::error::{Result, StoreError};
use crate::keys::{hex, verifies};
use crate::lane::{Head, Lane};
use crate::unit::Decide;
use rusqlite::{Connection, OptionalExtension as _};
use vocab::Instant;

/// A checkpoint is signed after so many rows of a book, or at the next group after a minute.
const CHECKPOINT_ROWS: u64 = 10_000;
const CHECKPOINT_SECONDS: i64 = 60;

/// The number of each book, in checkpoints.
pub(crate) const JOURNAL: u8 = 1;
pub(crate) const GATE: u8 = 2;

/// A signed statement of a book's head, for a sink outside the store.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Checkpoint {
    /// 1 the journal, 2 the gate book.
    pub book: u8,
    /// The row.
    pub head: u64,
    /// Its hash, in hexadecimal.
    pub hash: String,
    /// When.
    pub at: String,
    /// The key's id.
    pub key_id: String,
    /// The signature, in hexadecimal.
    pub signature: String,
}

impl<D: Decide> Lane<D> {
    /// Signs what is due, in the group's own transaction.
    pub(crate) fn checkpoint_if_due(&mut self) -> Result<()> {
        let now = self.now();
        for (book, head) in [(JOURNAL, &mut self.journal), (GATE, &mut self.gate)] {
            let rows = head.seq - head.checkpointed;
            let due =
                rows >= CHECKPOINT_ROWS || now.seconds_since(head.checkpointed_at) >= CHECKPOINT_SECONDS;
            if rows == 0 || !due {
                continue;
            }
            let signature = self.key.sign(book, head.seq, &head.hash, now.micros());
            self.conn.prepare_cached("insert into checkpoint values (?1, ?2, ?3, ?4, ?5, ?6)")?.execute((
                book,
                head.seq,
                head.hash.as_slice(),
                now.micros(),
                self.key.id(),
                &signature,
            ))?;
            self.fresh_checkpoints.push(Checkpoint {
                book,
                head: head.seq,
                hash: hex(&head.hash),
                at: now.rfc3339(),
                key_id: self.key.id().to_owned(),
                signature: hex(&signature),
            });
            head.checkpointed = head.seq;
            head.checkpointed_at = now;
        }
        Ok(())
    }

    /// Signs a checkpoint of both books now, whatever is due: at a clean stop.
    pub(crate) fn checkpoint_now(&mut self) -> Result<()> {
        self.begin()?;
        self.journal.checkpointed_at = Instant::default();
        self.gate.checkpointed_at = Instant::default();
        let signed = self.checkpoint_if_due().and_then(|()| Ok(self.conn.execute_batch("commit")?));
        if signed.is_err() {
            self.rollback();
            self.fresh_checkpoints.clear();
        }
        signed
    }

    /// Checkpoints signed since last asked: for the sink outside the store.
    pub(crate) fn checkpoints_take(&mut self) -> Vec<Checkpoint> {
        std::mem::take(&mut self.fresh_checkpoints)
    }

    /// The newest checkpoint of each book must still be true of it: the cheap check at every start.
    pub(crate) fn check_heads(&self) -> Result<()> {
        let sql = "select book, head, hash, at, key_id, signature from checkpoint where book = ?1
                   order by head desc limit 1";
        for book in [JOURNAL, GATE] {
            if let Some(row) = self.conn.prepare(sql)?.query_row([book], Row::read).optional()? {
                row.check(&self.conn)?;
            }
        }
        Ok(())
    }
}

struct Row {
    book: i64,
    head: i64,
    hash: Vec<u8>,
    at: i64,
    key_id: String,
    signature: Vec<u8>,
}

impl Row {
    fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            book: row.get(0)?,
            head: row.get(1)?,
            hash: row.get(2)?,
            at: row.get(3)?,
            key_id: row.get(4)?,
            signature: row.get(5)?,
        })
    }

    /// The signature is the key's, and the row still has the hash that was signed.
    fn check(&self, conn: &Connection) -> Result<()> {
        let (book, table) = match self.book {
            1 => (JOURNAL, "journal"),
            2 => (GATE, "gate"),
            _ => return Err(StoreError::corrupt("checkpoint", self.head, "it is of no book")),
        };
        let wrong = |why: &str| StoreError::corrupt(table, self.head, why);
        let public: Vec<u8> = conn
            .query_row("select public from signing_key where key_id = ?1", [&self.key_id], |row| row.get(0))
            .optional()?
            .ok_or_else(|| wrong("its checkpoint was signed by a key that is not known"))?;
        let hash: Hash =
            self.hash.as_slice().try_into().map_err(|_| wrong("its checkpoint's hash is not 32 bytes"))?;
        let head = u64::try_from(self.head).map_err(|_| wrong("its checkpoint is of no row"))?;
        if !verifies(&public, book, head, &hash, self.at, &self.signature) {
            return Err(wrong("its checkpoint's signature is wrong"));
        }
        let stored: Option<Vec<u8>> = conn
            .query_row(&format!("select hash from {table} where seq = ?1"), [self.head], |row| row.get(0))
            .optional()?;
        if stored.as_deref() == Some(hash.as_slice()) {
            Ok(())
        } else {
            Err(wrong("the book does not hold what its checkpoint signed"))
        }
    }
}

/// Checks every checkpoint; the number of them.
pub(crate) fn checkpoints_check(conn: &Connection) -> Result<u64> {
    let mut statement =
        conn.prepare("select book, head, hash, at, key_id, signature from checkpoint order by book, head")?;
    let mut rows = statement.query([])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        // A column of another type than was written is a broken row, not a failure of the database.
        let row = Row::read(row).map_err(|e| StoreError::corrupt("checkpoint", count + 1, e))?;
        row.check(conn)?;
        count += 1;
    }
    Ok(count)
}

/// Where a book's chain stands.
pub(crate) fn head(conn: &Connection, book: u8) -> Result<Head> {
    let table = if book == JOURNAL { "journal" } else { "gate" };
    let newest: Option<(u64, Vec<u8>)> = conn
        .query_row(&format!("select seq, hash from {table} order by seq desc limit 1"), [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let (checkpointed, at): (u64, i64) = conn.query_row(
        "select coalesce(max(head), 0), coalesce(max(at), 0) from checkpoint where book = ?1",
        [book],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let (seq, bytes) = newest.unwrap_or((0, crate::chain::FIRST.to_vec()));
    let hash = bytes
        .as_slice()
        .try_into()
        .map_err(|_| StoreError::corrupt(table, seq, "its hash is not 32 bytes"))?;
    Ok(Head { seq, hash, checkpointed, checkpointed_at: Instant::from_micros(at) })
}
