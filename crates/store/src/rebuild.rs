//! Making everything derived again from the journal, beside what there is, and comparing.
//!
//! The journal is replayed into a scratch database by the same [`Decide`] that runs in the lane. Under the same binary
//! and charter the digests are equal; under another the difference is printed before anything is swapped. The gate
//! book is not touched.

use crate::books::{JournalRow, journal_each};
use crate::chain::{Hash, hash};
use crate::derived::Hearing;
use crate::error::{Result, StoreError};
use crate::folder::{check_store, connect, database, lock, make_private, settle};
use crate::index::journal_subjects_again;
use crate::keep::truncate_log;
use crate::lane::{Derived, Lane, meta_number, meta_put, panicked};
use crate::open::Store;
use crate::schema::{DERIVED, DERIVED_TABLES, RECORDS};
use crate::unit::Decide;
use aws_lc_rs::digest::{Context, SHA256};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use vocab::id::JournalSeq;

/// Rows of the scratch database committed at once.
const GROUP_ROWS: u64 = 5_000;

/// What a rebuild made, against what there was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rebuilt {
    /// Journal rows replayed.
    pub rows: u64,
    /// Each derived table: its name, its rows and digest before, and after.
    pub tables: Vec<TableDigest>,
    /// What was rebuilt now stands in the store.
    pub swapped: bool,
}

impl Rebuilt {
    /// Every table came out as it was.
    #[must_use]
    pub fn is_equal(&self) -> bool {
        self.tables.iter().all(|t| t.before == t.after)
    }
}

/// A table before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableDigest {
    /// Its name.
    pub table: &'static str,
    /// Rows and digest before.
    pub before: (u64, Hash),
    /// Rows and digest after.
    pub after: (u64, Hash),
}

/// Rebuilds the closed store of a folder. `swap` says whether what was made replaces what there was; records that have
/// the form of another Gatelodge are replaced in any case.
///
/// # Errors
/// When the store is open elsewhere, a row cannot be replayed, or the database fails.
pub fn rebuild<D: Decide>(
    folder: &Path,
    decide: &D,
    swap: impl FnOnce(&Rebuilt) -> bool,
    mut progress: impl FnMut(u64),
) -> Result<Rebuilt> {
    let _lock = lock(folder)?;
    let books = connect(&database(folder), OpenFlags::SQLITE_OPEN_READ_WRITE, None)?;
    check_store(&books)?;
    settle(&books, 16_384)?;
    let beside = Scratch::new(folder)?;
    let scratch = beside.open()?;
    // What there was is digested while the journal is replayed: the folder is locked, and neither changes it.
    let (rows, before) = std::thread::scope(|scope| {
        let before = scope.spawn(|| digests_before(folder));
        let rows = replay(&books, &scratch, decide, &mut progress);
        (rows, before.join().unwrap_or_else(|_| Err(panicked())))
    });
    let mut rebuilt = Rebuilt { rows: rows?, tables: compare(before?, &scratch)?, swapped: false };
    // What has another form cannot be read, and is not worth keeping.
    if meta_number(&books, "records")? != RECORDS || swap(&rebuilt) {
        drop(scratch);
        swap_in(&books, &beside.0)?;
        rebuilt.swapped = true;
    }
    Ok(rebuilt)
}

impl<D: Decide> Store<D> {
    /// Digests of every derived table as it stands: what a rebuild must come to.
    ///
    /// # Errors
    /// Whatever the database fails with.
    pub fn digests(&self) -> Result<Vec<(&'static str, u64, Hash)>> {
        self.call(|lane: &mut Lane<D>| {
            let tables = DERIVED.iter().map(|(table, _)| *table);
            Ok(tables.zip(digests(&lane.conn)?).map(|(table, (rows, hash))| (table, rows, hash)).collect())
        })
    }
}

/// The file beside the store. It holds people, so it is its owner's alone and goes however the rebuild ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new(folder: &Path) -> Result<Self> {
        let path = folder.join("rebuild.db");
        match std::fs::remove_file(&path) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                return Err(StoreError::file("cannot remove", &path, e));
            }
            _ => make_private(&path)?,
        }
        Ok(Self(path))
    }

    fn open(&self) -> Result<Connection> {
        let conn = connect(&self.0, OpenFlags::SQLITE_OPEN_READ_WRITE, None)?;
        // A scratch file that is lost is made again.
        conn.pragma_update(None, "journal_mode", "off")?;
        conn.pragma_update(None, "synchronous", "off")?;
        conn.pragma_update(None, "cache_size", -65_536)?;
        conn.set_prepared_statement_cache_capacity(256);
        conn.execute_batch(DERIVED_TABLES)?;
        Ok(conn)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn replay<D: Decide>(
    books: &Connection,
    scratch: &Connection,
    decide: &D,
    progress: &mut impl FnMut(u64),
) -> Result<u64> {
    let mut derived = Derived::open(scratch)?;
    let mut statement = books.prepare("select name, id from feed")?;
    let feeds: BTreeMap<String, i64> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    let mut heard: BTreeMap<i64, Hearing> = BTreeMap::new();
    let mut count = 0;
    scratch.execute_batch("begin")?;
    journal_each(books, JournalSeq(1), |row: JournalRow| {
        // With `journal_mode = off` nothing can be taken back, so a row that cannot be decided ends the rebuild.
        let decided = catch_unwind(AssertUnwindSafe(|| {
            let parsed = decide.parse(&row.input);
            derived.decide(scratch, decide, &parsed, &row.moment, &feeds)
        }));
        let (_, mut after) = decided
            .unwrap_or_else(|_| Err(panicked()))
            .map_err(|e| StoreError::corrupt("journal", row.moment.seq.0, e.whole()))?;
        derived.remember(&mut after);
        for (feed, hearing) in after.heard {
            heard.entry(feed).or_default().join(&hearing);
        }
        count += 1;
        if count % GROUP_ROWS == 0 {
            scratch.execute_batch("commit; begin")?;
            progress(count);
        }
        Ok(())
    })?;
    crate::derived::heard_put(scratch, &heard)?;
    scratch.execute_batch("commit")?;
    Ok(count)
}

fn digests_before(folder: &Path) -> Result<Vec<(u64, Hash)>> {
    digests(&connect(&database(folder), OpenFlags::SQLITE_OPEN_READ_ONLY, None)?)
}

fn compare(before: Vec<(u64, Hash)>, scratch: &Connection) -> Result<Vec<TableDigest>> {
    let pairs = before.into_iter().zip(digests(scratch)?);
    Ok(DERIVED
        .iter()
        .zip(pairs)
        .map(|((table, _), (before, after))| TableDigest { table, before, after })
        .collect())
}

/// Rows and digest of every derived table, in their order.
fn digests(conn: &Connection) -> Result<Vec<(u64, Hash)>> {
    DERIVED.iter().map(|(table, key)| digest(conn, table, key)).collect()
}

/// Rows and digest of a table, in the order of its key.
fn digest(conn: &Connection, table: &str, key: &str) -> Result<(u64, Hash)> {
    let mut statement = conn.prepare(&format!("select * from {table} order by {key}"))?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    let mut context = Context::new(&SHA256);
    let mut count = 0;
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            let field = match row.get_ref(column)? {
                ValueRef::Null => hash(&[b"null"]),
                ValueRef::Integer(n) => hash(&[b"integer", &n.to_be_bytes()]),
                ValueRef::Real(x) => hash(&[b"real", &x.to_be_bytes()]),
                ValueRef::Text(text) => hash(&[b"text", text]),
                ValueRef::Blob(bytes) => hash(&[b"blob", bytes]),
            };
            context.update(&field);
        }
        count += 1;
    }
    let mut out = Hash::default();
    out.copy_from_slice(context.finish().as_ref());
    Ok((count, out))
}

fn swap_in(books: &Connection, scratch: &Path) -> Result<()> {
    let path = scratch
        .to_str()
        .ok_or_else(|| StoreError::Refused("the store's folder is not a readable path".into()))?;
    // What was made from an erased body must not stay readable in free pages.
    books.pragma_update(None, "secure_delete", true)?;
    books.execute("attach ?1 as scratch", [path])?;
    let whole = books.unchecked_transaction()?;
    for (table, _) in DERIVED {
        whole.execute_batch(&format!(
            "delete from main.{table}; insert into main.{table} select * from scratch.{table}"
        ))?;
    }
    journal_subjects_again(&whole)?;
    meta_put(&whole, "rebuild_due", &0u64.to_be_bytes())?;
    meta_put(&whole, "records", &RECORDS.to_be_bytes())?;
    whole.commit()?;
    books.execute_batch("detach scratch")?;
    truncate_log(books)
}
