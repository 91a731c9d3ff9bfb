//! Keeping a store: backup while it runs, restore with proof, erasure of bodies, and verifying the books.

use crate::books::{self, Verified};
use crate::error::{Result, StoreError};
use crate::lane::Lane;
use crate::open::{Store, database, lock, settle};
use crate::unit::Decide;
use rusqlite::Connection;
use rusqlite::backup::Backup;
use std::path::Path;
use std::time::Duration;
use vocab::id::JournalSeq;

/// Pages copied at a time, with a breath between, so that the lane goes on.
const BACKUP_PAGES: i32 = 2_000;
const BACKUP_BREATH: Duration = Duration::from_millis(2);

impl<D: Decide> Store<D> {
    /// Recomputes both chains and checks every checkpoint, on a reading connection.
    ///
    /// # Errors
    /// Whatever the database fails with; a bad row is not an error but the answer.
    pub fn verify(&self) -> Result<Verified> {
        let conn = Connection::open(self.path())?;
        conn.pragma_update(None, "query_only", true)?;
        conn.execute_batch("begin")?;
        books::verify(&conn)
    }

    /// Copies the store to a file while it runs: one state of it, whole.
    ///
    /// # Errors
    /// When the file is there already or cannot be written.
    pub fn backup(&self, to: &Path) -> Result<()> {
        backup(self.path(), to)
    }

    /// Says that every open mirror was read again after a restore: flows may go back to their modes.
    ///
    /// # Errors
    /// Whatever the database fails with.
    pub fn restored_clear(&self) -> Result<()> {
        self.call(|lane: &mut Lane<D>| crate::lane::meta_put(&lane.conn, "restored", &0u64.to_be_bytes()))
    }
}

/// Copies a store's file.
///
/// # Errors
/// When the target is there already or cannot be written.
pub fn backup(from: &Path, to: &Path) -> Result<()> {
    if to.exists() {
        return Err(StoreError::Refused(format!("{} is there already; a backup never overwrites", to.display())));
    }
    let source = Connection::open(from)?;
    let mut target = Connection::open(to)?;
    Backup::new(&source, &mut target)?.run_to_completion(BACKUP_PAGES, BACKUP_BREATH, None)?;
    target.pragma_update(None, "journal_mode", "delete")?;
    Ok(())
}

/// Verifies a backup, or the closed store of a folder.
///
/// # Errors
/// Whatever the database fails with.
pub fn verify_file(path: &Path) -> Result<Verified> {
    let conn = Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    conn.pragma_update(None, "query_only", true)?;
    let sound: String = conn.query_row("pragma quick_check", [], |row| row.get(0))?;
    if sound != "ok" {
        return Err(StoreError::corrupt("database", path.display(), sound));
    }
    books::verify(&conn)
}

/// Puts a backup in place of an empty folder's store, after verifying it. It opens with every flow in shadow.
///
/// # Errors
/// When the folder holds a store, or the backup does not verify.
pub fn restore(from: &Path, folder: &Path) -> Result<Verified> {
    if database(folder).exists() {
        return Err(StoreError::Refused(format!(
            "{} holds a store already; restore into an empty folder",
            folder.display()
        )));
    }
    let verified = verify_file(from)?;
    if let Some(bad) = &verified.bad {
        return Err(StoreError::Refused(format!("the backup does not verify: {bad}")));
    }
    std::fs::create_dir_all(folder).map_err(|e| StoreError::file("cannot make the store's folder", folder, e))?;
    let _lock = lock(folder)?;
    backup(from, &database(folder))?;
    Ok(verified)
}

/// Deletes the bodies of these rows' parts, with their salts. The act that decides it must be in the journal already,
/// and a rebuild must follow, so that what was derived from them goes with them.
///
/// # Errors
/// When the store is open elsewhere, or the act is not an act.
pub fn erase(folder: &Path, act: JournalSeq, parts: &[(JournalSeq, u8)]) -> Result<u64> {
    let _lock = lock(folder)?;
    let conn = Connection::open(database(folder))?;
    settle(&conn, 4_096)?;
    let row = books::journal_row(&conn, act)?;
    if !row.is_some_and(|r| r.input.kind == crate::unit::Kind::Act) {
        return Err(StoreError::Refused(format!("journal row {} is not the act of an erasure", act.0)));
    }
    conn.execute_batch("begin immediate")?;
    // A deleted salt that stays readable in a free page is not deleted.
    conn.pragma_update(None, "secure_delete", true)?;
    let mut erased = 0;
    for (seq, part) in parts {
        let key = (seq.0 << 8) + u64::from(*part);
        let sql = "update body set salt = null, body = null, person = null where key = ?1 and body is not null";
        erased += conn.execute(sql, [key])?;
    }
    conn.execute_batch("commit")?;
    // Neither is one that stays in the log.
    conn.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))?;
    Ok(u64::try_from(erased).unwrap_or(u64::MAX))
}
