//! The one lane: everything that is written passes here, one group after another.
//!
//! A group is one transaction; each unit of it stands in a savepoint, so that one that fails does not sink its
//! neighbours. Nothing is answered before the group has committed. The lane itself has no thread and no channel: the
//! [`crate::committer`] feeds it in service, the simulator by hand.

use crate::chain::{FIRST, Hash, gate_hash, hash, journal_hash, part_digest, row_digest};
use crate::derived::{self, Aftermath};
use crate::error::{Result, StoreError};
use crate::gate::GateEntry;
use crate::keys::{CheckpointKey, verifies};
use crate::reach::{Modes, PersonCache, Reach};
use crate::row::encode;
use crate::unit::{Change, Decide, Input, Kind, Moment, Receipt};
use lru::LruCache;
use rusqlite::{Connection, OptionalExtension as _};
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Arc;
use vocab::crossing::IdentityLink;
use vocab::id::{GateSeq, JournalSeq, PatientId, PrisonNumber};
use vocab::seed::Rng;
use vocab::{Clock, Instant};

/// Persons kept decoded. About 1 kB each: a large prison group's active population, and no more than 20 MB.
const CACHE_PERSONS: NonZeroUsize = NonZeroUsize::new(20_000).expect("not zero");

/// A checkpoint is signed after so many rows of a book, or at the next group after a minute.
const CHECKPOINT_ROWS: u64 = 10_000;
const CHECKPOINT_SECONDS: i64 = 60;

/// The indexes by person and caller are filled when so many rows wait.
pub(crate) const INDEX_BEHIND: u64 = 4_096;

/// A start with a clock further behind than this is refused.
const CLOCK_BEHIND_SECONDS: i64 = 300;

/// The number of each book, in checkpoints.
pub(crate) const JOURNAL: u8 = 1;
pub(crate) const GATE: u8 = 2;

/// What is asked of the lane.
pub(crate) enum Job<D: Decide> {
    /// Write a unit.
    Unit(Box<(Input, D::Parsed)>, Reply<Receipt<D::Outcome>>),
    /// Book a gate-book row.
    Gate(Box<GateEntry>, Reply<Booked>),
    /// Something rare that needs the writing connection, between groups.
    Call(Box<dyn FnOnce(&mut Lane<D>) + Send>),
}

/// Where an answer goes.
pub(crate) type Reply<T> = Box<dyn FnOnce(Result<T>) + Send>;

/// What became of a gate-book row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Booked {
    /// Written and durable.
    At(GateSeq),
    /// A link or the charter moved since the answer was read: read again.
    Moved,
}

/// Where a chain stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Head {
    pub(crate) seq: u64,
    pub(crate) hash: Hash,
    checkpointed: u64,
    checkpointed_at: Instant,
}

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

/// The derived side: what is made from the journal, in service by the lane and in rebuild beside it.
pub(crate) struct Derived {
    pub(crate) cache: PersonCache,
    pub(crate) modes: Modes,
}

impl Derived {
    pub(crate) fn open(conn: &Connection) -> Result<Self> {
        Ok(Self { cache: LruCache::new(CACHE_PERSONS), modes: derived::modes(conn)? })
    }

    /// Gathers, decides and applies one input. The caller holds the savepoint.
    pub(crate) fn decide<D: Decide>(
        &mut self,
        conn: &Connection,
        decide: &D,
        parsed: &D::Parsed,
        moment: &Moment,
        feeds: &BTreeMap<String, i64>,
    ) -> Result<(Change<D::Outcome>, Aftermath)> {
        let subjects = decide.gather(parsed, &mut Reach::new(conn, &mut self.cache, &self.modes))?;
        let mut change = decide.decide(parsed, &subjects, moment);
        let writes = std::mem::take(&mut change.writes);
        let mut feed_id = |name: &str| {
            feeds.get(name).copied().ok_or_else(|| StoreError::Refused(format!("the feed `{name}` is not registered")))
        };
        let after = derived::apply(conn, &mut self.cache, &mut feed_id, writes)?;
        if change.keep_outcome {
            conn.prepare_cached("insert or replace into outcome values (?1, ?2)")?
                .execute((moment.seq.0, encode("outcome", &change.outcome)?))?;
        }
        Ok((change, after))
    }

    pub(crate) fn remember(&mut self, after: &Aftermath) {
        for person in &after.persons {
            self.cache.put(person.number, person.clone());
        }
        for (flow, prison, mode) in &after.modes {
            self.modes.insert((*flow, *prison), *mode);
        }
    }

    /// Forgets everything that a lost transaction may have left in memory.
    pub(crate) fn forget(&mut self, conn: &Connection) -> Result<()> {
        self.cache.clear();
        self.modes = derived::modes(conn)?;
        Ok(())
    }
}

/// The lane.
pub(crate) struct Lane<D: Decide> {
    pub(crate) conn: Connection,
    pub(crate) decide: Arc<D>,
    pub(crate) derived: Derived,
    pub(crate) journal: Head,
    pub(crate) gate: Head,
    pub(crate) feeds: BTreeMap<String, i64>,
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
    key: CheckpointKey,
    salt: Vec<u8>,
    last_at: Instant,
    pub(crate) charter: JournalSeq,
    /// The last journal row that moved a link, by either side of it. Only what moved since the start is here; a
    /// snapshot older than the start cannot be asked about, since a snapshot lives in one process.
    moved_person: BTreeMap<PrisonNumber, JournalSeq>,
    moved_patient: BTreeMap<PatientId, JournalSeq>,
    heard: BTreeMap<i64, Instant>,
    pub(crate) indexed: u64,
    pub(crate) gate_indexed: u64,
    fresh_checkpoints: Vec<Checkpoint>,
}

impl<D: Decide> Lane<D> {
    pub(crate) fn new(
        conn: Connection,
        decide: Arc<D>,
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
        key: CheckpointKey,
    ) -> Result<Self> {
        let derived = Derived::open(&conn)?;
        let lane = Self {
            journal: head(&conn, "journal")?,
            gate: head(&conn, "gate")?,
            feeds: feeds(&conn)?,
            last_at: last_at(&conn)?,
            charter: charter(&conn)?,
            salt: source_salt(&conn, rng.as_ref())?,
            indexed: meta_number(&conn, "journal_indexed")?,
            gate_indexed: meta_number(&conn, "gate_indexed")?,
            derived,
            conn,
            decide,
            clock,
            rng,
            key,
            moved_person: BTreeMap::new(),
            moved_patient: BTreeMap::new(),
            heard: BTreeMap::new(),
            fresh_checkpoints: Vec::new(),
        };
        let behind = lane.last_at.seconds_since(lane.clock.now());
        if behind > CLOCK_BEHIND_SECONDS {
            return Err(StoreError::ClockBehind { seconds: behind });
        }
        lane.conn
            .prepare_cached("insert or ignore into signing_key values (?1, ?2)")?
            .execute((lane.key.id(), lane.key.public()))?;
        lane.check_heads()?;
        Ok(lane)
    }

    /// The newest checkpoint of each book must still be true of it: the cheap check at every start.
    fn check_heads(&self) -> Result<()> {
        for (book, table) in [(JOURNAL, "journal"), (GATE, "gate")] {
            let newest: Option<CheckpointRow> = self
                .conn
                .prepare("select head, hash, at, key_id, signature from checkpoint where book = ?1 order by head desc limit 1")?
                .query_row([book], checkpoint_row)
                .optional()?;
            let Some(checkpoint) = newest else { continue };
            checkpoint.check(&self.conn, book, table)?;
        }
        Ok(())
    }

    /// Writes one group and answers each job after the commit. Never panics on what a job holds.
    pub(crate) fn commit(&mut self, jobs: Vec<Job<D>>) {
        let mut replies: Vec<Box<dyn FnOnce(Option<&str>) + Send>> = Vec::with_capacity(jobs.len());
        let mut calls = Vec::new();
        let mut failed = self.conn.execute_batch("begin immediate").err().map(StoreError::from);
        for job in jobs {
            match job {
                Job::Unit(unit, reply) => {
                    let result = if failed.is_none() { self.unit(unit.0, &unit.1) } else { Err(StoreError::Closed) };
                    replies.push(answer(result, reply));
                }
                Job::Gate(entry, reply) => {
                    let result = if failed.is_none() { self.book(&entry) } else { Err(StoreError::Closed) };
                    replies.push(answer(result, reply));
                }
                Job::Call(call) => calls.push(call),
            }
        }
        if failed.is_none() {
            failed = self.close_group().err();
        }
        if let Some(error) = &failed {
            let _ = self.conn.execute_batch("rollback");
            self.recover();
            tracing::error!(error = %error, "a group could not be committed; nothing of it is durable");
        }
        let why = failed.map(|e| e.to_string());
        for reply in replies {
            reply(why.as_deref());
        }
        for call in calls {
            call(self);
        }
    }

    fn close_group(&mut self) -> Result<()> {
        let heard = std::mem::take(&mut self.heard);
        derived::heard_put(&self.conn, &heard)?;
        self.checkpoint_if_due()?;
        self.conn.execute_batch("commit")?;
        Ok(())
    }

    /// After a lost transaction: read everything again from what is durable.
    fn recover(&mut self) {
        let read = || -> Result<_> {
            Ok((head(&self.conn, "journal")?, head(&self.conn, "gate")?, last_at(&self.conn)?, charter(&self.conn)?, feeds(&self.conn)?))
        };
        if let Ok((journal, gate, last, charter, feeds)) = read() {
            (self.journal, self.gate, self.last_at, self.charter, self.feeds) = (journal, gate, last, charter, feeds);
        }
        self.heard.clear();
        self.fresh_checkpoints.clear();
        if let Err(error) = self.derived.forget(&self.conn) {
            tracing::error!(error = %error, "the lane could not read its switches again; they stay as they were");
        }
    }

    /// The time that a row is given: the clock's, and never before the last row's.
    fn now(&self) -> Instant {
        self.clock.now().max(self.last_at)
    }

    fn unit(&mut self, input: Input, parsed: &D::Parsed) -> Result<Receipt<D::Outcome>> {
        let source = input.source.as_ref().map(|s| self.source_digest(&input, s));
        if let Some(source) = &source
            && let Some(receipt) = self.replay(source)?
        {
            return Ok(receipt);
        }
        let feed = self.feed_register(input.feed.name())?;
        let moment = Moment {
            seq: JournalSeq(self.journal.seq + 1),
            at: self.now(),
            seed: self.rng.seed(),
            charter: self.charter,
        };
        self.conn.prepare_cached("savepoint unit")?.execute([])?;
        match self.unit_write(&input, parsed, feed, &moment, source.as_ref()) {
            Ok((new_head, change, after)) => {
                self.conn.prepare_cached("release unit")?.execute([])?;
                self.journal.seq = moment.seq.0;
                self.journal.hash = new_head;
                self.last_at = moment.at;
                if input.kind == Kind::Charter {
                    self.charter = moment.seq;
                }
                self.derived.remember(&after);
                self.note_moved(&after.links, moment.seq);
                for (feed, at) in after.heard {
                    let heard = self.heard.entry(feed).or_insert(at);
                    *heard = at.max(*heard);
                }
                Ok(Receipt { seq: moment.seq, at: moment.at, replay: false, outcome: Some(change.outcome) })
            }
            Err(error) => {
                self.conn.execute_batch("rollback to unit; release unit")?;
                self.derived.forget(&self.conn)?;
                Err(error)
            }
        }
    }

    /// Decides, applies and appends, inside the unit's savepoint. A decision that panics is a defect of ours: the unit
    /// is refused, its neighbours and the service go on.
    fn unit_write(
        &mut self,
        input: &Input,
        parsed: &D::Parsed,
        feed: i64,
        moment: &Moment,
        source: Option<&[u8; 16]>,
    ) -> Result<(Hash, Change<D::Outcome>, Aftermath)> {
        let decided = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            self.derived.decide(&self.conn, self.decide.as_ref(), parsed, moment, &self.feeds)
        }));
        let (change, after) = decided
            .unwrap_or_else(|_| Err(StoreError::Refused("deciding failed: a defect of ours, see the log".into())))?;
        let hash = self.append(input, feed, moment, source, &change.about)?;
        if input.kind == Kind::Charter {
            meta_put(&self.conn, "charter", &moment.seq.0.to_be_bytes())?;
        }
        Ok((hash, change, after))
    }

    fn note_moved(&mut self, links: &[IdentityLink], seq: JournalSeq) {
        for link in links {
            self.moved_person.insert(link.person, seq);
            self.moved_patient.insert(link.patient, seq);
        }
    }

    /// The digest that makes a second input a replay. Keyed by the store's own salt, so that it does not tell what an
    /// erased body held.
    fn source_digest(&self, input: &Input, source: &[u8]) -> [u8; 16] {
        let digest = hash(&[&self.salt, &[input.kind.number()], input.feed.name().as_bytes(), source]);
        let mut short = [0; 16];
        short.copy_from_slice(&digest[..16]);
        short
    }

    fn replay(&self, source: &[u8; 16]) -> Result<Option<Receipt<D::Outcome>>> {
        let mut statement = self.conn.prepare_cached(
            "select j.seq, j.at, o.outcome from journal_source s join journal j on j.seq = s.seq
             left join outcome o on o.seq = j.seq where s.key = ?1 and j.source = ?2",
        )?;
        let found: Option<(u64, i64, Option<Vec<u8>>)> = statement
            .query_row((source_key(source), source.as_slice()), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        let Some((seq, at, outcome)) = found else { return Ok(None) };
        let outcome = outcome.map(|bytes| crate::row::decode("outcome", &bytes)).transpose()?;
        Ok(Some(Receipt { seq: JournalSeq(seq), at: Instant::from_micros(at), replay: true, outcome }))
    }

    fn feed_register(&mut self, name: &str) -> Result<i64> {
        if let Some(id) = self.feeds.get(name) {
            return Ok(*id);
        }
        self.conn.prepare_cached("insert into feed (name) values (?1)")?.execute([name])?;
        let id = self.conn.last_insert_rowid();
        self.feeds.insert(name.to_owned(), id);
        Ok(id)
    }

    fn append(
        &self,
        input: &Input,
        feed: i64,
        moment: &Moment,
        source: Option<&[u8; 16]>,
        about: &[PrisonNumber],
    ) -> Result<Hash> {
        if input.parts.is_empty() || input.parts.len() > 256 {
            return Err(StoreError::Refused("an input has 1 to 256 parts".into()));
        }
        let mut digests = Vec::with_capacity(input.parts.len());
        for (number, part) in (0u64..).zip(&input.parts) {
            let salt = [self.rng.seed().0.to_be_bytes(), self.rng.seed().0.to_be_bytes()].concat();
            let mut bytes = Vec::new();
            if number == 0 {
                bytes.extend(u32::try_from(input.meta.len()).unwrap_or(u32::MAX).to_be_bytes());
                bytes.extend(&input.meta);
            }
            bytes.extend(part.body.as_deref().unwrap_or_default());
            let digest = part_digest(&salt, &bytes);
            let kept = (input.parts.len() > 1).then_some(digest.as_slice());
            self.conn.prepare_cached("insert into body values (?1, ?2, ?3, ?4, ?5)")?.execute((
                (moment.seq.0 << 8) + number,
                part.person.map(PrisonNumber::packed),
                &salt,
                &bytes,
                kept,
            ))?;
            digests.push(digest);
        }
        let digest = row_digest(&digests);
        let kind = input.kind.number();
        let hash = journal_hash(&self.journal.hash, kind, u32::try_from(feed).unwrap_or(0), moment, &digest);
        self.conn.prepare_cached("insert into journal values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?.execute((
            moment.seq.0,
            kind,
            feed,
            moment.at.micros(),
            moment.seed.0.cast_signed(),
            moment.charter.0,
            source.map(<[u8; 16]>::as_slice),
            digest.as_slice(),
            hash.as_slice(),
            about.iter().flat_map(|n| n.packed().to_be_bytes()).collect::<Vec<u8>>(),
        ))?;
        if let Some(source) = source {
            self.conn
                .prepare_cached("insert into journal_source values (?1, ?2)")?
                .execute((source_key(source), moment.seq.0))?;
        }
        Ok(hash)
    }

    fn book(&mut self, entry: &GateEntry) -> Result<Booked> {
        let moved = |since: Option<&JournalSeq>| since.is_some_and(|seq| *seq > entry.snapshot);
        let shaken = entry.subjects.iter().any(|s| {
            moved(s.person.as_ref().and_then(|p| self.moved_person.get(p)))
                || moved(s.patient.as_ref().and_then(|p| self.moved_patient.get(p)))
        });
        if shaken || entry.charter != self.charter {
            return Ok(Booked::Moved);
        }
        let (seq, at) = (self.gate.seq + 1, self.now());
        let body = encode("gate", entry)?;
        let hash = gate_hash(&self.gate.hash, seq, at.micros(), &body);
        self.conn
            .prepare_cached("insert into gate values (?1, ?2, ?3, ?4)")?
            .execute((seq, at.micros(), body, hash.as_slice()))?;
        self.gate.seq = seq;
        self.gate.hash = hash;
        Ok(Booked::At(GateSeq(seq)))
    }

    fn checkpoint_if_due(&mut self) -> Result<()> {
        let now = self.now();
        for (book, head) in [(JOURNAL, &mut self.journal), (GATE, &mut self.gate)] {
            let rows = head.seq - head.checkpointed;
            let due = rows >= CHECKPOINT_ROWS || now.seconds_since(head.checkpointed_at) >= CHECKPOINT_SECONDS;
            if rows == 0 || !due {
                continue;
            }
            let signature = self.key.sign(book, head.seq, &head.hash, now.micros());
            self.conn.prepare_cached("insert or replace into checkpoint values (?1, ?2, ?3, ?4, ?5, ?6)")?.execute((
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
                hash: crate::keys::hex(&head.hash),
                at: now.rfc3339(),
                key_id: self.key.id().to_owned(),
                signature: crate::keys::hex(&signature),
            });
            head.checkpointed = head.seq;
            head.checkpointed_at = now;
        }
        Ok(())
    }

    /// Signs a checkpoint of both books now, whatever is due: at a clean stop.
    pub(crate) fn checkpoint_now(&mut self) -> Result<()> {
        self.journal.checkpointed_at = Instant::default();
        self.gate.checkpointed_at = Instant::default();
        self.conn.execute_batch("begin immediate")?;
        self.checkpoint_if_due()?;
        self.conn.execute_batch("commit")?;
        Ok(())
    }

    /// Checkpoints signed since last asked: for the sink outside the store.
    pub(crate) fn checkpoints_take(&mut self) -> Vec<Checkpoint> {
        std::mem::take(&mut self.fresh_checkpoints)
    }
}

/// The answer to one job, held until the group's fate is known.
fn answer<T: Send + 'static>(result: Result<T>, reply: Reply<T>) -> Box<dyn FnOnce(Option<&str>) + Send> {
    Box::new(move |group_failed| {
        reply(match group_failed {
            Some(why) => Err(StoreError::NotWritten { why: why.to_owned() }),
            None => result,
        });
    })
}

fn source_key(source: &[u8; 16]) -> i64 {
    i64::from_be_bytes([source[0], source[1], source[2], source[3], source[4], source[5], source[6], source[7]])
}

struct CheckpointRow {
    head: u64,
    hash: Vec<u8>,
    at: i64,
    key_id: String,
    signature: Vec<u8>,
}

fn checkpoint_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<CheckpointRow> {
    Ok(CheckpointRow {
        head: row.get(0)?,
        hash: row.get(1)?,
        at: row.get(2)?,
        key_id: row.get(3)?,
        signature: row.get(4)?,
    })
}

impl CheckpointRow {
    /// The signature is the key's, and the row still has the hash that was signed.
    fn check(&self, conn: &Connection, book: u8, table: &'static str) -> Result<()> {
        let wrong = |why: &str| StoreError::corrupt(table, self.head, why);
        let public: Vec<u8> = conn
            .query_row("select public from signing_key where key_id = ?1", [&self.key_id], |row| row.get(0))
            .optional()?
            .ok_or_else(|| wrong("its checkpoint was signed by a key that is not known"))?;
        let hash: Hash =
            self.hash.as_slice().try_into().map_err(|_| wrong("its checkpoint's hash is not 32 bytes"))?;
        if !verifies(&public, book, self.head, &hash, self.at, &self.signature) {
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

/// Checks every checkpoint of a book; the number of them.
pub(crate) fn checkpoints_check(conn: &Connection, book: u8, table: &'static str) -> Result<u64> {
    let mut statement =
        conn.prepare("select head, hash, at, key_id, signature from checkpoint where book = ?1 order by head")?;
    let mut count = 0;
    for row in statement.query_map([book], checkpoint_row)? {
        row?.check(conn, book, table)?;
        count += 1;
    }
    Ok(count)
}

fn head(conn: &Connection, table: &str) -> Result<Head> {
    let newest: Option<(u64, Vec<u8>)> = conn
        .query_row(&format!("select seq, hash from {table} order by seq desc limit 1"), [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let book = if table == "journal" { JOURNAL } else { GATE };
    let (checkpointed, at): (u64, i64) = conn.query_row(
        "select coalesce(max(head), 0), coalesce(max(at), 0) from checkpoint where book = ?1",
        [book],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let (seq, bytes) = newest.unwrap_or((0, FIRST.to_vec()));
    let mut hash = FIRST;
    if bytes.len() != hash.len() {
        return Err(StoreError::corrupt("journal", seq, "its hash is not 32 bytes"));
    }
    hash.copy_from_slice(&bytes);
    Ok(Head { seq, hash, checkpointed, checkpointed_at: Instant::from_micros(at) })
}

fn last_at(conn: &Connection) -> Result<Instant> {
    let newest = |table: &str| -> Result<i64> {
        let sql = format!("select at from {table} order by seq desc limit 1");
        Ok(conn.query_row(&sql, [], |row| row.get(0)).optional()?.unwrap_or(0))
    };
    Ok(Instant::from_micros(newest("journal")?.max(newest("gate")?)))
}

fn charter(conn: &Connection) -> Result<JournalSeq> {
    let stored = meta_number(conn, "charter")?;
    Ok(JournalSeq(stored))
}

fn feeds(conn: &Connection) -> Result<BTreeMap<String, i64>> {
    let mut statement = conn.prepare("select name, id from feed")?;
    let feeds = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    Ok(feeds)
}

pub(crate) fn meta_number(conn: &Connection, key: &str) -> Result<u64> {
    let bytes: Option<Vec<u8>> =
        conn.query_row("select value from meta where key = ?1", [key], |row| row.get(0)).optional()?;
    Ok(bytes.and_then(|b| b.try_into().ok()).map_or(0, u64::from_be_bytes))
}

pub(crate) fn meta_put(conn: &Connection, key: &str, value: &[u8]) -> Result<()> {
    conn.prepare_cached("insert or replace into meta values (?1, ?2)")?.execute((key, value))?;
    Ok(())
}

fn source_salt(conn: &Connection, rng: &dyn Rng) -> Result<Vec<u8>> {
    let stored: Option<Vec<u8>> =
        conn.query_row("select value from meta where key = 'source_salt'", [], |row| row.get(0)).optional()?;
    if let Some(salt) = stored {
        return Ok(salt);
    }
    let salt = [rng.seed().0.to_be_bytes(), rng.seed().0.to_be_bytes()].concat();
    meta_put(conn, "source_salt", &salt)?;
    Ok(salt)
}
