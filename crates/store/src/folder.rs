//! A store's folder: the file, the lock, the generation, and the settings that every connection is given.

use crate::error::{Result, StoreError};
use crate::lane::{meta_number, meta_put};
use crate::schema::{APPLICATION_ID, BOOKS, DERIVED_TABLES, LAYOUT, RECORDS};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _};
use std::fs::File;
use std::path::{Path, PathBuf};
use vocab::seed::Rng as _;

/// Page cache of the writing connection, in KiB.
const CACHE_WRITER_KIB: i64 = 32_768;

/// The log is cut back to this after a long reader or a large swap has let it grow.
const LOG_BYTES_KEPT: i64 = 64 << 20;

/// How long a connection waits for another's lock before it fails.
const BUSY: std::time::Duration = std::time::Duration::from_secs(5);

/// The database of a store's folder.
pub(crate) fn database(folder: &Path) -> PathBuf {
    folder.join("gatelodge.db")
}

/// Opens the file of a folder to write, making both when they are not there. With it come the folder's lock and whether
/// the store was restored.
pub(crate) fn open_files(folder: &Path, vfs: Option<&str>) -> Result<(Connection, File, bool)> {
    check_library()?;
    make_folder(folder)?;
    let lock = lock(folder)?;
    let path = database(folder);
    make_private(&path)?;
    let conn = connect(&path, OpenFlags::SQLITE_OPEN_READ_WRITE, vfs)?;
    let is_new = check_file(&conn)?;
    settle(&conn, CACHE_WRITER_KIB)?;
    if is_new {
        make_tables(&conn)?;
    }
    check_records(&conn)?;
    if meta_number(&conn, "rebuild_due")? == 1 {
        tracing::warn!(
            "bodies were erased and what was made from them stands still: run `gatelodge rebuild`"
        );
    }
    let restored = generation(&conn, folder)?;
    Ok((conn, lock, restored))
}

/// Opens a file of the store that is there. A connection stays with one thread at a time.
pub(crate) fn connect(path: &Path, flags: OpenFlags, vfs: Option<&str>) -> Result<Connection> {
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = match vfs {
        Some(vfs) => Connection::open_with_flags_and_vfs(path, flags, vfs)?,
        None => Connection::open_with_flags(path, flags)?,
    };
    conn.busy_timeout(BUSY)?;
    // One plan a statement, whatever is bound: else each binding that a partial index is looked at for plans it again.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(conn)
}

/// Makes a store's folder, for its owner alone, when it is not there.
pub(crate) fn make_folder(folder: &Path) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|e| StoreError::file("cannot make the store's folder", folder, e))
}

/// Makes an empty file that only its owner may read, when it is not there: it will hold people. `SQLite` gives the log
/// beside a database the database's own mode.
pub(crate) fn make_private(path: &Path) -> Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let made = std::fs::OpenOptions::new().create(true).append(true).mode(0o600).open(path);
    made.map(drop).map_err(|e| StoreError::file("cannot make the store's file", path, e))
}

/// Makes what was written under a folder's names durable: a new or renamed file may else be gone after a power cut.
pub(crate) fn sync_folder(folder: &Path) -> Result<()> {
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|e| StoreError::file("cannot make the folder's names durable", folder, e))
}

/// One process a store: a second one would think itself the only lane.
pub(crate) fn lock(folder: &Path) -> Result<File> {
    let path = folder.join("lock");
    let file = File::create(&path).map_err(|e| StoreError::file("cannot make the lock file", &path, e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => {
            Err(StoreError::Locked { path: path.display().to_string() })
        }
        Err(std::fs::TryLockError::Error(e)) => Err(StoreError::file("cannot lock", &path, e)),
    }
}

/// Refuses a library whose write-ahead log can corrupt (fixed in 3.51.3).
fn check_library() -> Result<()> {
    if rusqlite::version_number() >= 3_051_003 {
        Ok(())
    } else {
        Err(StoreError::SqliteTooOld { found: rusqlite::version() })
    }
}

/// Settings that hold for one connection only, and so are made on each that writes.
pub(crate) fn settle(conn: &Connection, cache_kib: i64) -> Result<()> {
    conn.set_prepared_statement_cache_capacity(256);
    let mode: String = conn.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))?;
    if mode != "wal" {
        return Err(StoreError::Refused(format!(
            "this file system allows no write-ahead log (it gives {mode})"
        )));
    }
    conn.pragma_update(None, "synchronous", "full")?;
    conn.pragma_update(None, "wal_autocheckpoint", 1000)?;
    conn.pragma_update(None, "journal_size_limit", LOG_BYTES_KEPT)?;
    conn.pragma_update(None, "cache_size", -cache_kib)?;
    conn.pragma_update(None, "temp_store", "memory")?;
    Ok(())
}

/// Refuses a file that is not ours or newer than we are, before anything in it is touched; true for an empty one.
fn check_file(conn: &Connection) -> Result<bool> {
    let number = |sql: &str| -> Result<i64> { Ok(conn.query_row(sql, [], |row| row.get(0))?) };
    let (application, layout) = (number("pragma application_id")?, number("pragma user_version")?);
    let is_empty = number("select count(*) from sqlite_schema")? == 0;
    if application != APPLICATION_ID && !(application == 0 && is_empty) {
        return Err(StoreError::Refused("this file is another program's database".into()));
    }
    if layout > LAYOUT {
        return Err(StoreError::Layout { found: layout, known: LAYOUT });
    }
    Ok(is_empty)
}

/// Refuses records that have the form of another Gatelodge.
pub(crate) fn check_records(conn: &Connection) -> Result<()> {
    match meta_number(conn, "records")? {
        RECORDS => Ok(()),
        found => Err(StoreError::Records { found, known: RECORDS }),
    }
}

/// Refuses a file that holds no store of ours.
pub(crate) fn check_store(conn: &Connection) -> Result<()> {
    if check_file(conn)? { Err(StoreError::Refused("there is no store in this file".into())) } else { Ok(()) }
}

fn make_tables(conn: &Connection) -> Result<()> {
    conn.execute_batch(&format!(
        "begin immediate; {BOOKS} {DERIVED_TABLES}
         insert into meta values ('records', x'{RECORDS:016x}');
         pragma application_id = {APPLICATION_ID}; pragma user_version = {LAYOUT}; commit;"
    ))?;
    Ok(())
}

/// The generation stands in the store and in a file beside it. A copy or a restored backup has one without the other.
///
/// The file is written first: a stop between the two shows as a restore, which is the safe side. In the store the
/// mark of the restore and the new generation are one commit, or a stop between them would open the flows.
fn generation(conn: &Connection, folder: &Path) -> Result<bool> {
    let path = folder.join("generation");
    let stored: Option<Vec<u8>> =
        conn.query_row("select value from meta where key = 'generation'", [], |row| row.get(0)).optional()?;
    let beside = std::fs::read(&path).ok();
    let restored = stored.is_some() && stored != beside;
    if stored.is_none() || restored {
        let fresh = crate::keys::hex(&crate::keys::SystemRng.seed().0.to_be_bytes());
        std::fs::write(&path, &fresh)
            .and_then(|()| File::open(&path)?.sync_all())
            .map_err(|e| StoreError::file("cannot write the generation file", &path, e))?;
        sync_folder(folder)?;
        let both = conn.unchecked_transaction()?;
        meta_put(&both, "generation", fresh.as_bytes())?;
        if restored {
            meta_put(&both, "restored", &1u64.to_be_bytes())?;
        }
        both.commit()?;
    }
    Ok(restored || meta_number(conn, "restored")? == 1)
}
