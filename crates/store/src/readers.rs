//! Reading connections: a few, kept open and lent out.
//!
//! One that does not come cleanly out of its transaction is closed and not lent again: it would show an old state to
//! its next borrower and keep the log from being folded back.

use crate::error::Result;
use crate::folder::connect;
use rusqlite::{Connection, OpenFlags};
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Connections kept open. Reads are short; more of them than cores only hold memory.
const READERS: usize = 8;

/// So long a read waits for a connection before it opens one more, which is closed after it: a borrower who reads
/// inside a read must not wait for himself.
const WAIT: Duration = Duration::from_millis(50);

/// Page cache of each, in KiB.
const CACHE_KIB: i64 = 4_096;

pub(crate) struct Readers {
    path: PathBuf,
    vfs: Option<String>,
    pool: Mutex<Pool>,
    returned: Condvar,
}

#[derive(Default)]
struct Pool {
    idle: Vec<Connection>,
    open: usize,
}

/// A connection on loan.
pub(crate) struct Borrowed<'r> {
    readers: &'r Readers,
    /// Taken out when it is given back.
    conn: Option<Connection>,
}

impl Readers {
    pub(crate) fn new(path: PathBuf, vfs: Option<String>) -> Self {
        Self { path, vfs, pool: Mutex::default(), returned: Condvar::new() }
    }

    pub(crate) fn borrow(&self) -> Result<Borrowed<'_>> {
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        if pool.idle.is_empty() && pool.open >= READERS {
            pool = self.returned.wait_timeout(pool, WAIT).unwrap_or_else(PoisonError::into_inner).0;
        }
        if let Some(conn) = pool.idle.pop() {
            return Ok(Borrowed { readers: self, conn: Some(conn) });
        }
        pool.open += 1;
        drop(pool);
        // From here on the loan's end counts it out again, whether it was opened or not.
        let mut loan = Borrowed { readers: self, conn: None };
        loan.conn = Some(self.fresh()?);
        Ok(loan)
    }

    /// A connection of the reader's own, for what takes long.
    pub(crate) fn fresh(&self) -> Result<Connection> {
        let conn = connect(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY, self.vfs.as_deref())?;
        conn.set_prepared_statement_cache_capacity(256);
        conn.pragma_update(None, "cache_size", -CACHE_KIB)?;
        conn.pragma_update(None, "query_only", true)?;
        Ok(conn)
    }

    /// Closes those that nobody has borrowed.
    pub(crate) fn clear(&self) {
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        pool.open -= pool.idle.len();
        pool.idle.clear();
    }
}

impl Borrowed<'_> {
    /// Gives it back to be lent again. One that is only dropped is closed.
    pub(crate) fn give_back(mut self) {
        let mut pool = self.readers.pool.lock().unwrap_or_else(PoisonError::into_inner);
        if pool.open <= READERS {
            pool.idle.extend(self.conn.take());
            pool.open += 1; // against the one that `drop` counts out
        }
    }
}

impl Drop for Borrowed<'_> {
    fn drop(&mut self) {
        drop(self.conn.take());
        self.readers.pool.lock().unwrap_or_else(PoisonError::into_inner).open -= 1;
        self.readers.returned.notify_one();
    }
}

impl Deref for Borrowed<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        // INVARIANT: it is there from `borrow` to `give_back`, which takes the loan itself.
        self.conn.as_ref().expect("a loan holds its connection")
    }
}
