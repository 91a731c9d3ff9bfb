//! A store that is open: its lane, its readers, and what may be asked of it.

use crate::committer::{self, CheckpointSink, WAITING_MAX};
use crate::error::{Result, StoreError};
use crate::folder::{database, open_files};
use crate::gate::GateEntry;
use crate::keys::CheckpointKey;
use crate::lane::{Booked, Job, Lane, meta_put, panicked};
use crate::readers::Readers;
use crate::sealed::Opener;
use crate::unit::{Decide, Input, Receipt};
use crate::view::View;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use tokio::sync::{mpsc, oneshot, watch};
use vocab::Clock;
use vocab::id::JournalSeq;
use vocab::seed::Rng;

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
    /// The name of an `SQLite` file system that is registered in this process; none for the system's own. The
    /// simulator's file that loses what was not synced is one.
    pub vfs: Option<String>,
}

impl<D> Settings<D> {
    /// Settings with no sink outside the store and the system's own files.
    #[must_use]
    pub fn new(
        folder: impl Into<PathBuf>,
        decide: Arc<D>,
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
        key: CheckpointKey,
    ) -> Self {
        Self { folder: folder.into(), decide, clock, rng, key, sink: Box::new(|_| ()), vfs: None }
    }
}

/// A store that is open. Cheap to clone. Dropping the last clone closes it, as [`Store::close`] does.
pub struct Store<D: Decide> {
    // First, so that the last clone's sender is gone before its lane is waited for.
    jobs: mpsc::Sender<Job<D>>,
    decide: Arc<D>,
    in_flight: Arc<AtomicUsize>,
    groups: Arc<AtomicU64>,
    readers: Arc<Readers>,
    head: watch::Receiver<JournalSeq>,
    restored: Arc<AtomicBool>,
    thread: Arc<LaneThread>,
}

impl<D: Decide> Clone for Store<D> {
    fn clone(&self) -> Self {
        Self {
            jobs: self.jobs.clone(),
            decide: Arc::clone(&self.decide),
            in_flight: Arc::clone(&self.in_flight),
            groups: Arc::clone(&self.groups),
            readers: Arc::clone(&self.readers),
            head: self.head.clone(),
            restored: Arc::clone(&self.restored),
            thread: Arc::clone(&self.thread),
        }
    }
}

/// The lane's thread. It holds the folder's lock until the lane has come to rest.
struct LaneThread(std::sync::Mutex<Option<JoinHandle<()>>>);

impl LaneThread {
    fn wait(&self) {
        let mut handle = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        // A clone that travelled in a job may be dropped on the lane itself: that cannot wait for its own end.
        if let Some(handle) = handle.take_if(|h| h.thread().id() != std::thread::current().id())
            && handle.join().is_err()
        {
            tracing::error!("the lane ended by a panic; the next start reads what is durable");
        }
    }
}

impl Drop for LaneThread {
    fn drop(&mut self) {
        self.wait();
    }
}

/// One caller in flight, for as long as he waits: also when he goes without waiting to the end.
struct Flight(Arc<AtomicUsize>);

impl Flight {
    fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(count))
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
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
        let (conn, lock, restored) = open_files(&settings.folder, settings.vfs.as_deref())?;
        let decide = Arc::clone(&settings.decide);
        let lane = Lane::new(conn, settings.decide, settings.clock, settings.rng, settings.key)?;
        let readers = Readers::new(database(&settings.folder), settings.vfs);
        readers.borrow()?.give_back();
        let (jobs, waiting) = mpsc::channel(WAITING_MAX);
        let (head_out, head) = watch::channel(JournalSeq(lane.journal.seq));
        let in_flight = Arc::new(AtomicUsize::new(0));
        let groups = Arc::new(AtomicU64::new(0));
        let (flying, grouping) = (Arc::clone(&in_flight), Arc::clone(&groups));
        let sink = settings.sink;
        let thread = std::thread::Builder::new()
            .name("lane".into())
            .spawn(move || {
                committer::run(lane, waiting, &flying, &grouping, &head_out, sink);
                // Only now may another open the folder.
                drop(lock);
            })
            .map_err(|e| StoreError::file("cannot start the lane", &settings.folder, e))?;
        let thread = Arc::new(LaneThread(std::sync::Mutex::new(Some(thread))));
        let (readers, restored) = (Arc::new(readers), Arc::new(AtomicBool::new(restored)));
        Ok((Self { jobs, decide, in_flight, groups, readers, head, restored, thread }, Opener::new()))
    }

    /// Groups committed since this store was opened: a flush each, besides those by which the write-ahead log is folded
    /// into the database.
    #[must_use]
    pub fn groups(&self) -> u64 {
        self.groups.load(Ordering::Relaxed)
    }

    /// The store was restored or copied: every flow must stay in shadow until it has been swept.
    #[must_use]
    pub fn is_restored(&self) -> bool {
        self.restored.load(Ordering::Relaxed)
    }

    /// Says that every open mirror was read again after a restore: flows may go back to their modes.
    ///
    /// # Errors
    /// Whatever the database fails with.
    pub fn restored_clear(&self) -> Result<()> {
        self.call(|lane: &mut Lane<D>| meta_put(&lane.conn, "restored", &0u64.to_be_bytes()))?;
        self.restored.store(false, Ordering::Relaxed);
        Ok(())
    }

    /// Writes an input; answers after the commit. The unit goes on when the caller does not.
    ///
    /// # Errors
    /// When it could not be written: then nothing of it is durable.
    pub async fn write(&self, input: Input) -> Result<Receipt<D::Outcome>> {
        let unit = self.parsed(input)?;
        let _flight = Flight::new(&self.in_flight);
        let (reply, answer) = oneshot::channel();
        self.jobs.send(Job::Unit(unit, reply_to(reply))).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    /// The same, for those who are not async: import, commands.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub fn write_blocking(&self, input: Input) -> Result<Receipt<D::Outcome>> {
        self.write_later(input)?.wait()
    }

    /// Puts an input in the queue and answers at once with the promise of a receipt: for those who have many. Not for
    /// those who are async: it waits when the queue is full.
    ///
    /// # Errors
    /// When the store is closed.
    pub fn write_later(&self, input: Input) -> Result<Promise<D::Outcome>> {
        let unit = self.parsed(input)?;
        let (reply, answer) = oneshot::channel();
        self.jobs.blocking_send(Job::Unit(unit, reply_to(reply))).map_err(|_| StoreError::Closed)?;
        Ok(Promise(answer))
    }

    /// Books a gate-book row; answers after the commit.
    ///
    /// # Errors
    /// When it could not be written: then the answer must not leave.
    pub async fn book(&self, entry: GateEntry) -> Result<Booked> {
        let _flight = Flight::new(&self.in_flight);
        let (reply, answer) = oneshot::channel();
        let job = Job::Gate(Box::new(entry), reply_to(reply));
        self.jobs.send(job).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    /// Reads an input's bytes as a rebuild will: the journal keeps only a digest of the source, so nobody may see it.
    fn parsed(&self, mut input: Input) -> Result<Box<(Input, D::Parsed)>> {
        let source = input.source.take();
        let parsed = catch_unwind(AssertUnwindSafe(|| self.decide.parse(&input))).map_err(|_| panicked())?;
        input.source = source;
        Ok(Box::new((input, parsed)))
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
        off_runtime(|| {
            self.jobs.blocking_send(job).map_err(|_| StoreError::Closed)?;
            answer.blocking_recv().map_err(|_| StoreError::Closed)?
        })
    }

    /// Reads one state of the store. Short: a long reader keeps the log from being folded back.
    ///
    /// # Errors
    /// Whatever `read` or the database fails with.
    pub fn read<T>(&self, read: impl FnOnce(&View<'_>) -> Result<T>) -> Result<T> {
        let conn = self.readers.borrow()?;
        conn.prepare_cached("begin")?.execute([])?;
        let result = read(&View::new(&conn));
        // Whatever the reading came to, the connection goes back only when it is out of its transaction.
        let ended = conn.prepare_cached("commit").and_then(|mut commit| commit.execute([]));
        match ended {
            Ok(_) => {
                conn.give_back();
                result
            }
            Err(error) => result.and(Err(error.into())),
        }
    }

    /// The journal's head, as it moves.
    #[must_use]
    pub fn head(&self) -> watch::Receiver<JournalSeq> {
        self.head.clone()
    }

    pub(crate) fn readers(&self) -> &Readers {
        &self.readers
    }

    /// Limits the file to so many pages, as a full disk would; none lifts it. For tests of that.
    ///
    /// # Errors
    /// Whatever the database fails with.
    #[doc(hidden)]
    pub fn pages_limit(&self, pages: Option<u32>) -> Result<()> {
        self.call(move |lane: &mut Lane<D>| {
            // SQLite takes the present size when the limit is lower.
            Ok(lane.conn.pragma_update(None, "max_page_count", pages.unwrap_or(u32::MAX - 1))?)
        })
    }

    /// Closes the store: takes no more, from any clone, and waits until what was sent is durable, the last checkpoint
    /// is signed and the folder is free.
    pub fn close(self) {
        let _ = off_runtime(|| self.jobs.blocking_send(Job::Close));
        // The lane's connection must be the last: the last one that may write folds the log back and removes it.
        self.readers.clear();
        self.thread.wait();
    }
}

/// Runs what blocks on a thread of its own: the callers of rare things may be async, and blocking there is refused.
fn off_runtime<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        // INVARIANT: `work` sends and waits; it does not panic.
        scope.spawn(work).join().expect("waiting does not panic")
    })
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
