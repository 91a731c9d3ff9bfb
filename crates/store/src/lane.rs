//! The one lane: everything that is written passes here, one group after another.
//!
//! A group is one transaction; each unit of it stands in a savepoint, so that one that fails does not sink its
//! neighbours. Nothing is answered before the group has committed. The lane itself has no thread and no channel: the
//! [`crate::committer`] feeds it in service, the simulator by hand.

use crate::append;
use crate::chain::Hash;
use crate::checkpoint::{Checkpoint, GATE, JOURNAL, head};
use crate::derived::{self, Aftermath, Hearing};
use crate::error::{Result, StoreError};
use crate::gate::GateEntry;
use crate::index::{INDEX_BEHIND, Pass};
use crate::keys::CheckpointKey;
use crate::reach::{Modes, PersonCache, Reach};
use crate::row::encode;
use crate::unit::{Change, Decide, Input, Kind, Moment, Receipt};
use lru::LruCache;
use rusqlite::{Connection, OptionalExtension as _};
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use vocab::crossing::IdentityLink;
use vocab::id::{GateSeq, JournalSeq, PatientId, PrisonNumber};
use vocab::seed::Rng;
use vocab::{Clock, Instant};

/// Persons kept decoded. About 1 kB each: a large prison group's active population, and no more than 20 MB.
const CACHE_PERSONS: NonZeroUsize = NonZeroUsize::new(20_000).expect("not zero");

/// A start with a clock further behind than this is refused.
const CLOCK_BEHIND_SECONDS: i64 = 300;

/// What is asked of the lane.
pub(crate) enum Job<D: Decide> {
    /// Write a unit.
    Unit(Box<(Input, D::Parsed)>, Reply<Receipt<D::Outcome>>),
    /// Book a gate-book row.
    Gate(Box<GateEntry>, Reply<Booked>),
    /// Something rare that needs the writing connection, between groups.
    Call(Call<D>),
    /// Take no more, finish what waits, and end.
    Close,
}

/// Work for the writing connection.
pub(crate) type Call<D> = Box<dyn FnOnce(&mut Lane<D>) + Send>;

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
    pub(crate) checkpointed: u64,
    pub(crate) checkpointed_at: Instant,
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
            feeds
                .get(name)
                .copied()
                .ok_or_else(|| StoreError::Refused(format!("the feed `{name}` is not registered")))
        };
        let after = derived::apply(conn, &mut self.cache, &mut feed_id, writes)?;
        if change.keep_outcome {
            conn.prepare_cached("insert or replace into outcome values (?1, ?2)")?
                .execute((moment.seq.0, encode("outcome", &change.outcome)?))?;
        }
        if !change.about.is_empty() {
            let about: Vec<u8> = change.about.iter().flat_map(|n| n.packed().to_be_bytes()).collect();
            conn.prepare_cached("insert into about values (?1, ?2)")?.execute((moment.seq.0, about))?;
        }
        Ok((change, after))
    }

    /// Takes over what a unit has changed, once it is released.
    pub(crate) fn remember(&mut self, after: &mut Aftermath) {
        for (number, person) in std::mem::take(&mut after.persons) {
            self.cache.put(number, person);
        }
        for (flow, prison, mode) in &after.modes {
            self.modes.insert((*flow, *prison), *mode);
        }
    }

    /// Forgets everything that a lost transaction may have left in memory.
    fn forget(&mut self, conn: &Connection) -> Result<()> {
        self.cache.clear();
        self.modes = derived::modes(conn)?;
        Ok(())
    }
}

/// The lane.
pub(crate) struct Lane<D: Decide> {
    pub(crate) conn: Connection,
    decide: Arc<D>,
    derived: Derived,
    pub(crate) journal: Head,
    pub(crate) gate: Head,
    pub(crate) feeds: BTreeMap<String, i64>,
    clock: Arc<dyn Clock>,
    pub(crate) rng: Arc<dyn Rng>,
    pub(crate) key: CheckpointKey,
    pub(crate) salt: Vec<u8>,
    pub(crate) last_at: Instant,
    pub(crate) charter: JournalSeq,
    /// The last journal row that moved a link, by either side of it. Only what moved since the start is here; a
    /// snapshot older than the start cannot be asked about, since a snapshot lives in one process.
    pub(crate) moved_person: BTreeMap<PrisonNumber, JournalSeq>,
    pub(crate) moved_patient: BTreeMap<PatientId, JournalSeq>,
    heard: BTreeMap<i64, Hearing>,
    pub(crate) indexed: u64,
    pub(crate) gate_indexed: u64,
    /// The pass over the indexes that is under way, how many rows must wait for the next to begin, and when the last
    /// ended, by the rows' own times.
    pub(crate) pass: Option<Pass>,
    pub(crate) index_at: u64,
    pub(crate) index_ended: Instant,
    pub(crate) fresh_checkpoints: Vec<Checkpoint>,
    /// What memory holds may be of a transaction that was lost: it must be read again before anything is written.
    pub(crate) lost: bool,
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
            journal: head(&conn, JOURNAL)?,
            gate: head(&conn, GATE)?,
            feeds: feeds(&conn)?,
            last_at: last_at(&conn)?,
            charter: charter(&conn)?,
            salt: source_salt(&conn, rng.as_ref())?,
            indexed: meta_number(&conn, "journal_indexed")?,
            gate_indexed: meta_number(&conn, "gate_indexed")?,
            pass: None,
            index_at: INDEX_BEHIND,
            index_ended: Instant::default(),
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
            lost: false,
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

    /// Writes one group and answers each job after the commit. Never panics on what a job holds.
    ///
    /// `committed` hears of the new head before any sender does: who was answered finds the head moved.
    pub(crate) fn commit(&mut self, jobs: Vec<Job<D>>, committed: impl FnOnce(JournalSeq)) {
        let mut replies: Vec<Answer> = Vec::with_capacity(jobs.len());
        let mut calls = Vec::new();
        let mut failed = self.begin().err();
        for job in jobs {
            match job {
                Job::Unit(unit, reply) => {
                    let result = self.in_group(&mut failed, |lane| lane.unit(&unit.0, &unit.1));
                    replies.push(answer(result, reply));
                }
                Job::Gate(entry, reply) => {
                    let result = self.in_group(&mut failed, |lane| lane.book(&entry));
                    replies.push(answer(result, reply));
                }
                Job::Call(call) => calls.push(call),
                Job::Close => {}
            }
        }
        if failed.is_none() {
            failed = self.close_group().err();
        }
        let why = failed.map(|error| error.whole());
        if let Some(why) = &why {
            self.lost = true;
            tracing::error!(why, "a group could not be committed; nothing of it is durable");
            self.recover_or_say();
        }
        committed(JournalSeq(self.journal.seq));
        for reply in replies {
            reply(why.as_deref());
        }
        for call in calls {
            self.run_call(call);
        }
    }

    /// Begins to write, from what is durable.
    pub(crate) fn begin(&mut self) -> Result<()> {
        if self.lost {
            self.recover()?;
        }
        self.run("begin immediate")
    }

    /// Runs one job of the group, and sees when it took the whole transaction down with it.
    ///
    /// `SQLite` ends a transaction by itself on some failures (a full disk, a failed write). A savepoint after that
    /// would start a new one and its release would commit it: a part of the group would be durable, and refused.
    fn in_group<T>(
        &mut self,
        failed: &mut Option<StoreError>,
        job: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        if failed.is_some() {
            // Nobody sees this one: a failed group answers every job alike.
            return Err(StoreError::Closed);
        }
        let result = job(self);
        if !self.lost && !self.conn.is_autocommit() && !result.as_ref().is_err_and(StoreError::sinks_group) {
            return result;
        }
        let ended = || StoreError::Refused("the transaction ended by itself".into());
        *failed = Some(result.err().unwrap_or_else(ended));
        Err(StoreError::Closed)
    }

    fn close_group(&mut self) -> Result<()> {
        let heard = std::mem::take(&mut self.heard);
        derived::heard_put(&self.conn, &heard)?;
        self.index_slice()?;
        self.checkpoint_if_due()?;
        self.run("commit")
    }

    /// Something rare, between groups. What it leaves open or breaks does not reach the next group.
    fn run_call(&mut self, call: Call<D>) {
        let ran = catch_unwind(AssertUnwindSafe(|| call(self)));
        if ran.is_err() || !self.conn.is_autocommit() {
            self.lost = true;
            self.recover_or_say();
        }
    }

    /// A statement without values.
    pub(crate) fn run(&self, sql: &str) -> Result<()> {
        self.conn.prepare_cached(sql)?.execute([])?;
        Ok(())
    }

    /// Ends the open transaction without keeping it, if one is open.
    pub(crate) fn rollback(&self) {
        if !self.conn.is_autocommit()
            && let Err(error) = self.run("rollback")
        {
            tracing::error!(why = error.whole(), "a transaction could not be rolled back");
        }
    }

    fn recover_or_say(&mut self) {
        if let Err(error) = self.recover() {
            tracing::error!(
                why = error.whole(),
                "the lane could not read its state again; it tries before it writes"
            );
        }
    }

    /// After a lost transaction: reads everything again from what is durable. Until that succeeds nothing is written.
    fn recover(&mut self) -> Result<()> {
        self.rollback();
        self.heard.clear();
        self.fresh_checkpoints.clear();
        self.pass = None;
        self.journal = head(&self.conn, JOURNAL)?;
        self.gate = head(&self.conn, GATE)?;
        self.last_at = last_at(&self.conn)?;
        self.charter = charter(&self.conn)?;
        self.feeds = feeds(&self.conn)?;
        self.indexed = meta_number(&self.conn, "journal_indexed")?;
        self.gate_indexed = meta_number(&self.conn, "gate_indexed")?;
        self.derived.forget(&self.conn)?;
        // A move that was lost stays a move, of the last durable row: an answer read there may leave, one read before
        // it may not. Left as it was, no answer about these persons could leave before the journal had grown past it.
        let durable = JournalSeq(self.journal.seq);
        for seq in self.moved_person.values_mut().chain(self.moved_patient.values_mut()) {
            *seq = durable.min(*seq);
        }
        self.lost = false;
        Ok(())
    }

    /// The time that a row is given: the clock's, and never before the last row's.
    pub(crate) fn now(&self) -> Instant {
        self.clock.now().max(self.last_at)
    }

    fn unit(&mut self, input: &Input, parsed: &D::Parsed) -> Result<Receipt<D::Outcome>> {
        append::check(input)?;
        let source = input.source.as_ref().map(|s| self.source_digest(input, s));
        if let Some(source) = &source
            && let Some(receipt) = self.replay(source)?
        {
            return Ok(receipt);
        }
        // Outside the savepoint: a feed's name may stand without a row, and then memory and table agree.
        let feed = self.feed_register(input.feed.name())?;
        let moment = Moment {
            seq: JournalSeq(self.journal.seq + 1),
            at: self.now(),
            seed: self.rng.seed(),
            charter: self.charter,
        };
        self.run("savepoint unit")?;
        let written = self.unit_write(input, parsed, feed, &moment, source.as_ref());
        let ended = match &written {
            Ok(_) => self.run("release unit"),
            Err(_) => self.run("rollback to unit").and_then(|()| self.run("release unit")),
        };
        self.lost |= ended.is_err();
        // A failed unit has left nothing in memory either: what it read was so before it, and is so still.
        let (hash, change, mut after) = written?;
        ended?;
        self.journal.seq = moment.seq.0;
        self.journal.hash = hash;
        self.last_at = moment.at;
        if input.kind == Kind::Charter {
            self.charter = moment.seq;
        }
        self.derived.remember(&mut after);
        self.note_moved(&after.links, moment.seq);
        for (feed, hearing) in after.heard {
            self.heard.entry(feed).or_default().join(&hearing);
        }
        Ok(Receipt { seq: moment.seq, at: moment.at, replay: false, outcome: Some(change.outcome) })
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
        let decided = catch_unwind(AssertUnwindSafe(|| {
            self.derived.decide(&self.conn, self.decide.as_ref(), parsed, moment, &self.feeds)
        }));
        let (change, after) = decided.unwrap_or_else(|_| Err(panicked()))?;
        let hash = self.append(input, feed, moment, source)?;
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
}

/// Deciding or parsing panicked.
pub(crate) fn panicked() -> StoreError {
    StoreError::Refused("deciding failed: a defect of ours, see the log".into())
}

/// What a job is told once the group's fate is known: why the group failed, if it did.
type Answer = Box<dyn FnOnce(Option<&str>) + Send>;

fn answer<T: Send + 'static>(result: Result<T>, reply: Reply<T>) -> Answer {
    Box::new(move |group_failed| {
        reply(match group_failed {
            Some(why) => Err(StoreError::NotWritten { why: why.to_owned() }),
            None => result,
        });
    })
}

pub(crate) fn last_at(conn: &Connection) -> Result<Instant> {
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
    let feeds =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
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
    let stored: Option<Vec<u8>> = conn
        .query_row("select value from meta where key = 'source_salt'", [], |row| row.get(0))
        .optional()?;
    if let Some(salt) = stored {
        return Ok(salt);
    }
    let salt = [rng.seed().0.to_be_bytes(), rng.seed().0.to_be_bytes()].concat();
    meta_put(conn, "source_salt", &salt)?;
    Ok(salt)
}
