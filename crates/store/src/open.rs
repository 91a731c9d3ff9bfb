//! Opening a store: the file, its lock, its settings, the lane and the readers.

use crate::committer::{self, CheckpointSink, WAITING_MAX};
use crate::error::{Result, StoreError};
use crate::gate::GateEntry;
use crate::keys::CheckpointKey;
use crate::lane::{Booked, Job, Lane};
use crate::schema::{APPLICATION_ID, BOOKS, DERIVED_TABLES, LAYOUT};
use crate::sealed::Opener;
use crate::unit::{Decide, Input, Receipt};
use crate::view::View;
use rusqlite::{Connection, OpenFlags};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{mpsc, oneshot, watch};
use vocab::id::JournalSeq;
use vocab::seed::Rng;
use vocab::Clock;

/// Reading connections. Reads are short; more connections than cores only hold memory.
const READERS: usize = 4;

/// Page cache of the writing connection and of each reading one, in KiB.
const CACHE_WRITER_KIB: i64 = 32_768;
const CACHE_READER_KIB: i64 = 8_192;

/// What a store is opened with.
pub struct Settings<D> {
    /// The folder that holds it.
    pub folder: PathBuf,
    /// Who decides.
    pub decide: Arc<D>,
    /// The clock that rows are given their times by.
    pub clock: Arc<dyn Clock>,
    /// Where seeds come from.
    pub rng: Arc<dyn Rng>,
    /// Signs checkpoints.
    pub key: CheckpointKey,
    /// Takes checkpoints out of the store.
    pub sink: CheckpointSink,
}

/// A store that is open. Cheap to clone; closes when the last clone is dropped and the lane has come to rest.
pub struct Store<D: Decide> {
    jobs: mpsc::Sender<Job<D>>,
    decide: Arc<D>,
    in_flight: Arc<AtomicUsize>,
    readers: Arc<Readers>,
    head: watch::Receiver<JournalSeq>,
    thread: Arc<LaneThread>,
    restored: bool,
}

impl<D: Decide> Clone for Store<D> {
    fn clone(&self) -> Self {
        Self {
            jobs: self.jobs.clone(),
            decide: Arc::clone(&self.decide),
            in_flight: Arc::clone(&self.in_flight),
            readers: Arc::clone(&self.readers),
            head: self.head.clone(),
            thread: Arc::clone(&self.thread),
            restored: self.restored,
        }
    }
}

struct LaneThread(Mutex<Option<std::thread::JoinHandle<()>>>, #[expect(dead_code, reason = "held for its lock")] File);

struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl<D: Decide> Store<D> {
    /// Opens the store of a folder, making it when it is not there, and starts its lane.
    ///
    /// The [`Opener`] is the only one there will be.
    ///
    /// # Errors
    /// When the folder is in use, the file is not ours or newer, the clock is far behind, or the newest checkpoint is
    /// no longer true.
    pub fn open(settings: Settings<D>) -> Result<(Self, Opener)> {
        let (conn, lock, restored) = open_files(&settings.folder)?;
        let decide = Arc::clone(&settings.decide);
        let lane = Lane::new(conn, settings.decide, settings.clock, settings.rng, settings.key)?;
        let readers = Readers { path: database(&settings.folder), idle: Mutex::new(Vec::new()) };
        readers.give_back(readers.borrow()?);
        let (jobs, waiting) = mpsc::channel(WAITING_MAX);
        let (head_out, head) = watch::channel(JournalSeq(lane.journal.seq));
        let in_flight = Arc::new(AtomicUsize::new(0));
        let flying = Arc::clone(&in_flight);
        let sink = settings.sink;
        let thread = std::thread::Builder::new()
            .name("lane".into())
            .spawn(move || committer::run(lane, waiting, &flying, &head_out, sink))
            .map_err(|e| StoreError::file("cannot start the lane", &settings.folder, e))?;
        let thread = Arc::new(LaneThread(Mutex::new(Some(thread)), lock));
        let readers = Arc::new(readers);
        Ok((Self { jobs, decide, in_flight, readers, head, thread, restored }, Opener::new()))
    }

    /// The store was restored or copied: every flow must stay in shadow until it has been swept.
    #[must_use]
    pub const fn is_restored(&self) -> bool {
        self.restored
    }

    /// Writes an input; answers after the commit. The unit goes on when the caller does not.
    ///
    /// # Errors
    /// When it could not be written: then nothing of it is durable.
    pub async fn write(&self, input: Input) -> Result<Receipt<D::Outcome>> {
        let parsed = self.decide.parse(&input);
        let (reply, answer) = oneshot::channel();
        let job = Job::Unit(Box::new((input, parsed)), reply_to(reply));
        self.send(job).await?;
        let answer = answer.await;
        self.in_flight.fetch_sub(1, Ordering::Relaxed);
        answer.map_err(|_| StoreError::Closed)?
    }

    /// The same, for those who are not async: import, commands.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub fn write_blocking(&self, input: Input) -> Result<Receipt<D::Outcome>> {
        self.write_later(input)?.wait()
    }

    /// Puts an input in the queue and answers at once with the promise of a receipt: for those who have many.
    ///
    /// # Errors
    /// When the store is closed.
    pub fn write_later(&self, input: Input) -> Result<Promise<D::Outcome>> {
        let parsed = self.decide.parse(&input);
        let (reply, answer) = oneshot::channel();
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        let job = Job::Unit(Box::new((input, parsed)), reply_to(reply));
        let sent = self.jobs.blocking_send(job);
        self.in_flight.fetch_sub(1, Ordering::Relaxed);
        sent.map_err(|_| StoreError::Closed)?;
        Ok(Promise(answer))
    }

    /// Books a gate-book row; answers after the commit.
    ///
    /// # Errors
    /// When it could not be written: then the answer must not leave.
    pub async fn book(&self, entry: GateEntry) -> Result<Booked> {
        let (reply, answer) = oneshot::channel();
        self.send(Job::Gate(Box::new(entry), reply_to(reply))).await?;
        let answer = answer.await;
        self.in_flight.fetch_sub(1, Ordering::Relaxed);
        answer.map_err(|_| StoreError::Closed)?
    }

    async fn send(&self, job: Job<D>) -> Result<()> {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        let sent = self.jobs.send(job).await;
        if sent.is_err() {
            self.in_flight.fetch_sub(1, Ordering::Relaxed);
        }
        sent.map_err(|_| StoreError::Closed)
    }

    /// Runs something rare on the writing connection, between groups.
    pub(crate) fn call<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Lane<D>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        let job = Job::Call(Box::new(move |lane| {
            let _ = reply.send(work(lane));
        }));
        self.jobs.blocking_send(job).map_err(|_| StoreError::Closed)?;
        answer.blocking_recv().map_err(|_| StoreError::Closed)?
    }

    /// Reads one state of the store. Short: a long reader keeps the log from being folded back.
    ///
    /// # Errors
    /// Whatever `read` or the database fails with.
    pub fn read<T>(&self, read: impl FnOnce(&View<'_>) -> Result<T>) -> Result<T> {
        let conn = self.readers.borrow()?;
        conn.prepare_cached("begin")?.execute([])?;
        let result = read(&View::new(&conn));
        conn.prepare_cached("commit")?.execute([])?;
        self.readers.give_back(conn);
        result
    }

    /// The journal's head, as it moves.
    #[must_use]
    pub fn head(&self) -> watch::Receiver<JournalSeq> {
        self.head.clone()
    }

    /// The file, for backup and rebuild.
    pub(crate) fn path(&self) -> &Path {
        &self.readers.path
    }

    /// Closes the store: waits until what was sent is durable and the last checkpoint is signed.
    pub fn close(self) {
        let Self { jobs, thread, .. } = self;
        drop(jobs);
        let handle = thread.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(handle) = handle {
            let _ = handle.join();
        }
    }
}

/// A receipt to come.
pub struct Promise<O>(oneshot::Receiver<Result<Receipt<O>>>);

impl<O> Promise<O> {
    /// Waits for it.
    ///
    /// # Errors
    /// When the input could not be written.
    pub fn wait(self) -> Result<Receipt<O>> {
        self.0.blocking_recv().map_err(|_| StoreError::Closed)?
    }
}

fn reply_to<T: Send + 'static>(sender: oneshot::Sender<Result<T>>) -> Box<dyn FnOnce(Result<T>) + Send> {
    Box::new(move |result| {
        // Nobody waits any more when the caller has gone; the unit stands all the same.
        let _ = sender.send(result);
    })
}

impl Readers {
    fn borrow(&self) -> Result<Connection> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| reader(&self.path), Ok)
    }

    fn give_back(&self, conn: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < READERS {
            idle.push(conn);
        }
    }
}

/// The database of a store's folder.
pub(crate) fn database(folder: &Path) -> PathBuf {
    folder.join("gatelodge.db")
}

fn open_files(folder: &Path) -> Result<(Connection, File, bool)> {
    std::fs::create_dir_all(folder).map_err(|e| StoreError::file("cannot make the store's folder", folder, e))?;
    let lock = lock(folder)?;
    check_library()?;
    let path = database(folder);
    let conn = Connection::open(&path)?;
    settle(&conn, CACHE_WRITER_KIB)?;
    make_tables(&conn)?;
    let restored = generation(&conn, folder)?;
    Ok((conn, lock, restored))
}

/// One process a store: a second one would think itself the only lane.
pub(crate) fn lock(folder: &Path) -> Result<File> {
    let path = folder.join("lock");
    let file = File::create(&path).map_err(|e| StoreError::file("cannot make the lock file", &path, e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(StoreError::Locked { path: path.display().to_string() }),
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

/// Settings that hold for one connection only, and so are made on each.
pub(crate) fn settle(conn: &Connection, cache_kib: i64) -> Result<()> {
    conn.set_prepared_statement_cache_capacity(256);
    conn.pragma_update(None, "journal_mode", "wal")?;
    conn.pragma_update(None, "synchronous", "full")?;
    conn.pragma_update(None, "wal_autocheckpoint", 1000)?;
    conn.pragma_update(None, "cache_size", -cache_kib)?;
    conn.pragma_update(None, "busy_timeout", 5000)?;
    conn.pragma_update(None, "temp_store", "memory")?;
    Ok(())
}

fn reader(path: &Path) -> Result<Connection> {
    let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    conn.set_prepared_statement_cache_capacity(256);
    conn.pragma_update(None, "cache_size", -CACHE_READER_KIB)?;
    conn.pragma_update(None, "busy_timeout", 5000)?;
    conn.pragma_update(None, "query_only", true)?;
    Ok(conn)
}

fn make_tables(conn: &Connection) -> Result<()> {
    let application: i64 = conn.query_row("pragma application_id", [], |row| row.get(0))?;
    let layout: i64 = conn.query_row("pragma user_version", [], |row| row.get(0))?;
    if application != 0 && application != APPLICATION_ID {
        return Err(StoreError::Refused("this file is another program's database".into()));
    }
    if layout > LAYOUT {
        return Err(StoreError::Layout { found: layout, known: LAYOUT });
    }
    conn.execute_batch(&format!(
        "begin immediate; {BOOKS} {DERIVED_TABLES}
         pragma application_id = {APPLICATION_ID}; pragma user_version = {LAYOUT}; commit;"
    ))?;
    Ok(())
}

/// The generation stands in the store and in a file beside it. A copy or a restored backup has one without the other.
fn generation(conn: &Connection, folder: &Path) -> Result<bool> {
    use rusqlite::OptionalExtension as _;
    let path = folder.join("generation");
    let stored: Option<Vec<u8>> =
        conn.query_row("select value from meta where key = 'generation'", [], |row| row.get(0)).optional()?;
    let beside = std::fs::read(&path).ok();
    let restored = stored.is_some() && stored != beside;
    if stored.is_none() || restored {
        let fresh = crate::keys::hex(&crate::keys::SystemRng.seed().0.to_be_bytes());
        std::fs::write(&path, &fresh).map_err(|e| StoreError::file("cannot write the generation file", &path, e))?;
        crate::lane::meta_put(conn, "generation", fresh.as_bytes())?;
        if restored {
            crate::lane::meta_put(conn, "restored", &1u64.to_be_bytes())?;
        }
    }
    Ok(restored || crate::lane::meta_number(conn, "restored")? == 1)
}
