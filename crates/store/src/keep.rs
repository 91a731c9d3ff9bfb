//! Keeping a store: backup while it runs, restore with proof, erasure of bodies, and verifying the books.

use crate::chain::{Hash, part_digest};
use crate::error::{Result, StoreError};
use crate::folder::{
    check_records, check_store, connect, database, lock, make_folder, make_private, settle, sync_folder,
};
use crate::lane::meta_put;
use crate::open::Store;
use crate::unit::{Decide, Kind};
use crate::verify::{self, Verified};
use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::time::Duration;
use vocab::id::JournalSeq;

/// Pages copied at a time, with a breath between, so that the disk has room for the lane.
const BACKUP_PAGES: i32 = 2_000;
const BACKUP_BREATH: Duration = Duration::from_millis(1);

impl<D: Decide> Store<D> {
    /// Recomputes both chains and checks every checkpoint, on a reading connection of its own.
    ///
    /// # Errors
    /// Whatever the database fails with; a bad row is not an error but the answer.
    pub fn verify(&self) -> Result<Verified> {
        let conn = self.readers().fresh()?;
        conn.execute_batch("begin")?;
        verify::verify(&conn)
    }

    /// Copies the store to a file while it runs: one state of it, whole.
    ///
    /// # Errors
    /// When the file is there already or cannot be written.
    pub fn backup(&self, to: &Path) -> Result<()> {
        copy(&self.readers().fresh()?, to, place)
    }
}

/// Copies a store's file.
///
/// # Errors
/// When the target is there already or cannot be written.
pub fn backup(from: &Path, to: &Path) -> Result<()> {
    copy(&connect(from, OpenFlags::SQLITE_OPEN_READ_WRITE, None)?, to, place)
}

/// Copies one state of a database beside `to`, and lets `place` put it there.
///
/// The source is held at one state by a read transaction: without one, every commit of the lane would make the copy
/// begin again, and under load it would never end. Meanwhile the log grows; it is cut back afterwards.
fn copy(source: &Connection, to: &Path, place: impl FnOnce(&Path, &Path) -> Result<()>) -> Result<()> {
    if to.exists() {
        return Err(StoreError::Refused(format!(
            "{} is there already; a backup never overwrites",
            to.display()
        )));
    }
    let part = Part::new(to)?;
    source.execute_batch("begin")?;
    check_store(source)?;
    {
        let mut target = connect(&part.0, OpenFlags::SQLITE_OPEN_READ_WRITE, None)?;
        Backup::new(source, &mut target)?.run_to_completion(BACKUP_PAGES, BACKUP_BREATH, None)?;
        target.pragma_update(None, "journal_mode", "delete")?;
        // A copy is of no generation: wherever it is opened, and however it came there, it opens in shadow.
        meta_put(&target, "generation", b"copy")?;
    }
    source.execute_batch("commit")?;
    place(&part.0, to)
}

/// A file that is being written, under another name: a half copy is never taken for a whole one.
struct Part(PathBuf);

impl Part {
    fn new(to: &Path) -> Result<Self> {
        let mut name = to.as_os_str().to_owned();
        name.push(".part");
        let part = PathBuf::from(name);
        match std::fs::remove_file(&part) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                return Err(StoreError::file("cannot remove", &part, e));
            }
            _ => make_private(&part)?,
        }
        Ok(Self(part))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // It is gone when it was put in its place.
        let _ = std::fs::remove_file(&self.0);
    }
}

fn place(part: &Path, to: &Path) -> Result<()> {
    std::fs::File::open(part)
        .and_then(|file| file.sync_all())
        .and_then(|()| std::fs::rename(part, to))
        .map_err(|e| StoreError::file("cannot put the copy in its place", to, e))?;
    match to.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => sync_folder(folder),
        _ => sync_folder(Path::new(".")),
    }
}

/// Verifies a backup, or the store of a folder.
///
/// # Errors
/// Whatever the database fails with.
pub fn verify_file(path: &Path) -> Result<Verified> {
    let conn = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE, None)?;
    conn.pragma_update(None, "query_only", true)?;
    check_store(&conn)?;
    conn.execute_batch("begin")?;
    let sound: String = conn.query_row("pragma quick_check", [], |row| row.get(0))?;
    if sound != "ok" {
        return Err(StoreError::corrupt("database", path.display(), sound));
    }
    verify::verify(&conn)
}

/// Whether what the store of a file made from its journal can be read by this Gatelodge, without opening it to write.
///
/// # Errors
/// [`StoreError::Records`] when it must be made again.
pub fn records_can_be_read(path: &Path) -> Result<()> {
    let conn = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE, None)?;
    conn.pragma_update(None, "query_only", true)?;
    check_store(&conn)?;
    check_records(&conn)
}

/// Puts a backup in place of an empty folder's store. What is verified is the copy, as it will be used. It opens with
/// every flow in shadow.
///
/// # Errors
/// When the folder holds a store, or the backup does not verify.
pub fn restore(from: &Path, folder: &Path) -> Result<Verified> {
    let target = database(folder);
    // A log that was left behind would be read into the restored file.
    for left in ["gatelodge.db", "gatelodge.db-wal", "gatelodge.db-journal"].map(|name| folder.join(name)) {
        if left.exists() {
            return Err(StoreError::Refused(format!(
                "{} is there; restore into an empty folder",
                left.display()
            )));
        }
    }
    make_folder(folder)?;
    let _lock = lock(folder)?;
    let mut found = None;
    copy(&connect(from, OpenFlags::SQLITE_OPEN_READ_WRITE, None)?, &target, |part, to| {
        let verified = verify_file(part)?;
        if let Some(bad) = &verified.bad {
            return Err(StoreError::Refused(format!("the backup does not verify: {bad}")));
        }
        found = Some(verified);
        place(part, to)
    })?;
    found.ok_or_else(|| StoreError::Refused("the backup was not verified".into()))
}

/// How an act names a part that it erases: its body must hold this text, `[row,part]`.
pub(crate) fn erasure_name(key: u64) -> String {
    format!("[{},{}]", key >> 8, key & 0xFF)
}

/// Deletes the bodies of these rows' parts, with their salts and persons. The act that decides it must be in the
/// journal already, after the rows, and its body must name each part as `[row,part]`: [`verify_file`] then tells these
/// from bodies that went otherwise. A rebuild must follow, so that what was derived from them goes with them.
///
/// # Errors
/// When the store is open elsewhere, a part is not there, or the act is not an act, does not name a part, or comes
/// before it.
pub fn erase(folder: &Path, act: JournalSeq, parts: &[(JournalSeq, u8)]) -> Result<u64> {
    let _lock = lock(folder)?;
    let mut conn = connect(&database(folder), OpenFlags::SQLITE_OPEN_READ_WRITE, None)?;
    check_store(&conn)?;
    settle(&conn, 4_096)?;
    // A deleted salt that stays readable in a free page is not deleted.
    conn.pragma_update(None, "secure_delete", true)?;
    let whole = conn.transaction()?;
    let mut erased = 0;
    for (seq, part) in parts {
        erased += erase_one(&whole, act, (seq.0 << 8) + u64::from(*part))?;
    }
    meta_put(&whole, "rebuild_due", &1u64.to_be_bytes())?;
    whole.commit()?;
    truncate_log(&conn)?;
    Ok(erased)
}

fn erase_one(conn: &Connection, act: JournalSeq, key: u64) -> Result<u64> {
    use rusqlite::OptionalExtension as _;
    let refused = |why: &str| Err(StoreError::Refused(format!("part {}: {why}", erasure_name(key))));
    if let Some(why) = verify::act_against(conn, act, key)? {
        return refused(&why);
    }
    let rests: bool =
        conn.query_row("select exists (select 1 from erasure where act = ?1)", [key >> 8], |row| row.get(0))?;
    if rests {
        return refused("an erasure rests on this act, so it stays");
    }
    // None: it was erased before, and rests on this act too from now on.
    let digest = |row: &rusqlite::Row<'_>| -> rusqlite::Result<Option<Hash>> {
        let (salt, body): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.get(1)?, row.get(2)?);
        let person = row.get(0)?;
        Ok(salt.zip(body).map(|(salt, body)| part_digest(&salt, person, &body)))
    };
    let sql = "select person, salt, body from body where key = ?1";
    let Some(digest) = conn.query_row(sql, [key], digest).optional()? else {
        return refused("it is not there");
    };
    conn.execute("insert or ignore into erasure values (?1, ?2)", (key, act.0))?;
    let Some(digest) = digest else { return Ok(0) };
    let sql = "update body set person = null, salt = null, body = null, digest = ?2 where key = ?1";
    conn.execute(sql, (key, digest.as_slice()))?;
    Ok(1)
}

/// Folds the whole log back and empties it: what was erased does not stay readable there.
pub(crate) fn truncate_log(conn: &Connection) -> Result<()> {
    let busy: bool = conn.query_row("pragma wal_checkpoint(truncate)", [], |row| row.get(0))?;
    if busy {
        return Err(StoreError::Refused(
            "it is done, but a reader keeps the old log: end it, then start and stop Gatelodge once".into(),
        ));
    }
    Ok(())
}

/// The bytes of an act, or none when there is no such act. Whether they are what was written, the chain says.
pub(crate) fn act_body(conn: &Connection, act: JournalSeq) -> Result<Option<Vec<u8>>> {
    // A number past what a body's key has room for is no row's: someone turned a bit of it.
    if act.0 >= 1 << 55 {
        return Ok(None);
    }
    let is_act = conn
        .prepare_cached("select 1 from journal where seq = ?1 and kind = ?2")?
        .exists((act.0, Kind::Act.number()))?;
    if !is_act {
        return Ok(None);
    }
    let sql = "select body from body where key >= ?1 and key < ?2 and typeof(body) = 'blob' order by key";
    let mut statement = conn.prepare_cached(sql)?;
    let bodies = statement.query_map((act.0 << 8, (act.0 + 1) << 8), |row| row.get::<_, Vec<u8>>(0))?;
    Ok(Some(bodies.collect::<rusqlite::Result<Vec<_>>>()?.concat()))
}
