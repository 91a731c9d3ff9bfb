//! The crossing, open: what faces, screens, connectors and commands are given.

use crate::conditions::Conditions;
use crate::context::Context;
use crate::envelope::{self, ACTS, ANSWERS, CARE_FHIR, CHARTER, Meta, TICKS, care_feed, own};
use crate::observe::ActRecord;
use crate::understood::{Act, Answer, Outcome, Tick};
use crate::{Engine, Rules};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use store::unit::{Kind, Receipt};
use store::{Opener, Store, StoreError};
use tokio::sync::watch;
use vocab::Clock;
use vocab::crossing::Feed;
use vocab::id::JournalSeq;
use vocab::seed::Rng;

/// The crossing. Cheap to share behind an `Arc`; it holds the store's one opener and lends it to nobody.
pub struct Crossing {
    pub(crate) store: Store<Engine>,
    pub(crate) opener: Opener,
    pub(crate) policy: Arc<policy::Engine>,
    pub(crate) lists: Arc<policy::Lists>,
    pub(crate) rules: Arc<Rules>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) rng: Arc<dyn Rng>,
    /// Counts switches of flows, so that one that was taken back before anybody looked is not overlooked.
    pub(crate) switches: AtomicU64,
    pub(crate) verified: std::sync::Mutex<Option<crate::disclose::gate_book::BooksVerified>>,
    pub(crate) conditions: Arc<Conditions>,
    /// Months that were counted: each once, for as long as this process lives.
    pub(crate) counted: std::sync::Mutex<crate::disclose::counts::Kept>,
}

/// A receipt of the crossing's.
pub type Written = Receipt<Outcome>;

impl Crossing {
    /// Puts the parts together and writes down the charter, when it is not the one in force.
    ///
    /// # Errors
    /// Whatever the store fails with.
    pub fn open(
        (store, opener): (Store<Engine>, Opener),
        policy: impl Into<Arc<policy::Engine>>,
        lists: impl Into<Arc<policy::Lists>>,
        rules: Arc<Rules>,
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
    ) -> Result<Self, StoreError> {
        let (policy, lists) = (policy.into(), lists.into());
        let (switches, verified) = (AtomicU64::default(), std::sync::Mutex::default());
        let (conditions, counted) = (Arc::default(), std::sync::Mutex::default());
        let crossing =
            Self { store, opener, policy, lists, rules, clock, rng, switches, verified, conditions, counted };
        crossing.charter_write()?;
        Ok(crossing)
    }

    /// The charter's hash: policy, signed words and rules.
    #[must_use]
    pub fn charter_hash(&self) -> store::chain::Hash {
        store::chain::hash(&[
            self.policy.charter_text().as_bytes(),
            self.lists.charter_text().as_bytes(),
            &self.rules.canonical(),
        ])
    }

    fn charter_write(&self) -> Result<(), StoreError> {
        let hash = store::keys::hex(&self.charter_hash());
        let in_force = self.store.read(|view| {
            let row = view.journal_row(view.charter()?)?;
            Ok(row.map(|sealed| sealed.open(&self.opener)))
        })?;
        let same = in_force
            .and_then(|row| row.input.parts.into_iter().next()?.body)
            .is_some_and(|body| serde_json::from_slice::<String>(&body).is_ok_and(|h| h == hash));
        if !same {
            self.store.write_blocking(own(Kind::Charter, CHARTER, &hash, None))?;
        }
        Ok(())
    }

    /// The engine, as the lane has it: to read an input before it is written.
    pub(crate) fn engine(&self) -> Engine {
        Engine::new(Arc::clone(&self.rules))
    }

    /// The rules.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// What is the matter with our connections: the edges say it, the board shows it.
    #[must_use]
    pub const fn conditions(&self) -> &Arc<Conditions> {
        &self.conditions
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    /// Where seeds come from.
    #[must_use]
    pub fn rng(&self) -> &dyn Rng {
        self.rng.as_ref()
    }

    /// The journal's head, as it moves: for live pages.
    #[must_use]
    pub fn head(&self) -> watch::Receiver<JournalSeq> {
        self.store.head()
    }

    /// Takes an envelope from a feed; answers once it is durable. `source` is the sender's own id, where it has one.
    ///
    /// # Errors
    /// When it could not be written: then the sender must keep it and send it again.
    pub async fn receive(
        &self,
        feed: &Feed,
        body: Vec<u8>,
        meta: &Meta,
        source: Option<&str>,
    ) -> Result<Written, StoreError> {
        self.store.write(envelope::envelope(feed, body, meta, source)).await
    }

    /// Takes an event from a queue; answers once it is durable. It is known again by what its publisher said, whatever
    /// the queue has wrapped around it at this delivery.
    ///
    /// # Errors
    /// As [`Crossing::receive`].
    pub async fn receive_event(&self, feed: &Feed, body: Vec<u8>) -> Result<Written, StoreError> {
        self.store.write(envelope::event(feed, body)).await
    }

    /// The same for those who are not async.
    ///
    /// # Errors
    /// As [`Crossing::receive`].
    pub fn receive_blocking(
        &self,
        feed: &Feed,
        body: Vec<u8>,
        meta: &Meta,
        source: Option<&str>,
    ) -> Result<Written, StoreError> {
        self.store.write_blocking(envelope::envelope(feed, body, meta, source))
    }

    /// A write of a care system, with FHIR's conditions. `request` is its `X-Request-ID`, by which a second one is told
    /// what the first was. Whether the caller may was ruled before: [`Crossing::care_act`] is the door.
    pub(crate) async fn care_write(
        &self,
        ctx: &Context,
        body: Vec<u8>,
        ask: envelope::WriteAsk,
        request: Option<&str>,
    ) -> Result<Written, StoreError> {
        let meta = Meta { caller: Some(ctx.caller.clone()), write: Some(ask), ..Meta::default() };
        // An id of one account's is not another's; and without one, no two writes are the same.
        let source = match request {
            Some(id) => format!("{}\n{id}", ctx.caller.account),
            None => format!("\n{}", self.rng.seed().0),
        };
        self.store.write(envelope::envelope(&care_feed(), body, &meta, Some(&source))).await
    }

    /// A decision of a caller's. Whether they may was ruled before; here it is written down.
    pub(crate) async fn act_write(&self, ctx: &Context, act: Act) -> Result<Written, StoreError> {
        let record = ActRecord { act, at: ctx.now, by: ctx.caller.clone() };
        self.switching(&record.act);
        let written = self.store.write(own(Kind::Act, ACTS, &record, None)).await;
        self.switching(&record.act);
        written
    }

    /// Counted before it is written and after: whoever waits for the second may be gone by then.
    fn switching(&self, act: &Act) {
        if matches!(act, Act::ModeSet { .. }) {
            self.switches.fetch_add(1, Ordering::SeqCst);
        }
    }

    /// How an attempt began or ended.
    pub(crate) async fn answer_write(&self, answer: &Answer) -> Result<Written, StoreError> {
        self.store.write(own(Kind::Answer, ANSWERS, answer, None)).await
    }

    /// Time passed.
    pub(crate) async fn tick_write(&self, tick: &Tick) -> Result<Written, StoreError> {
        self.store.write(own(Kind::Tick, TICKS, tick, None)).await
    }

    /// A command's decision, made at the console by whoever may run it.
    ///
    /// # Errors
    /// When it could not be written.
    pub fn command(&self, ctx: &Context, act: Act) -> Result<Written, StoreError> {
        let record = ActRecord { act, at: ctx.now, by: ctx.caller.clone() };
        self.switching(&record.act);
        let written = self.store.write_blocking(own(Kind::Act, ACTS, &record, None));
        self.switching(&record.act);
        written
    }

    /// Closes the store: what was written is durable, the last checkpoint signed.
    pub fn close(self) {
        self.store.close();
    }

    /// The newest journal rows as lines, oldest first: number, kind, feed, time, erased or not. No body, no person.
    ///
    /// # Errors
    /// Whatever the store fails with.
    pub fn journal_lines(&self, most: u64) -> Result<Vec<String>, StoreError> {
        self.store.read(|view| {
            let head = view.snapshot()?.0;
            let mut lines = Vec::new();
            for seq in head.saturating_sub(most) + 1..=head {
                let Some(row) = view.journal_row(JournalSeq(seq))?.map(|r| r.open(&self.opener)) else {
                    continue;
                };
                let erased = if row.is_erased() { "  erased" } else { "" };
                let (kind, feed) = (row.input.kind.word(), row.input.feed.name());
                lines.push(format!(
                    "{seq:>9}  {kind:<9} {feed:<20} {}{erased}",
                    row.moment.at.rfc3339_london()
                ));
            }
            Ok(lines)
        })
    }

    /// How many mirrors stand how: in step, waiting, held and why.
    ///
    /// # Errors
    /// Whatever the store fails with.
    pub fn mirror_counts(&self) -> Result<Vec<(String, u64)>, StoreError> {
        let mirrors = self.store.read(|view| view.mirrors(1_000_000))?;
        let mut counts: std::collections::BTreeMap<String, u64> = std::collections::BTreeMap::new();
        for mirror in mirrors.into_iter().map(|sealed| sealed.open(&self.opener)) {
            let word = match (&mirror.hold, mirror.mode, mirror.in_step()) {
                (_, _, true) => "in step".to_owned(),
                (Some(vocab::crossing::Hold::ByHand), ..) => "for staff to enter by hand".to_owned(),
                (Some(hold), ..) => format!("held: {hold:?}"),
                (None, vocab::crossing::Mode::Shadow, _) => "shadow: would be sent".to_owned(),
                (None, ..) => "waiting".to_owned(),
            };
            *counts.entry(word).or_default() += 1;
        }
        Ok(counts.into_iter().collect())
    }

    /// Reads a quarantined envelope again, after a fix; none when that row is not in quarantine, or came by the FHIR
    /// face: its sender was refused there and then, and has sent it again or thought better of it.
    ///
    /// # Errors
    /// Whatever the store fails with.
    pub fn replay_blocking(&self, seq: JournalSeq) -> Result<Option<Written>, StoreError> {
        self.replay_input(seq)?.map(|input| self.store.write_blocking(input)).transpose()
    }

    /// The same for those who are async.
    pub(crate) async fn replay(&self, seq: JournalSeq) -> Result<Option<Written>, StoreError> {
        match self.replay_input(seq)? {
            Some(input) => Ok(Some(self.store.write(input).await?)),
            None => Ok(None),
        }
    }

    /// The same bytes as a new row that names the old, as of when they came: a reading that waited a day is a day old.
    fn replay_input(&self, seq: JournalSeq) -> Result<Option<store::unit::Input>, StoreError> {
        let row = self.store.read(|view| {
            let waits = view.quarantined(seq)?.is_some_and(|q| q.released_by.is_none());
            if waits { view.journal_row(seq) } else { Ok(None) }
        })?;
        let Some(row) = row.map(|sealed| sealed.open(&self.opener)) else { return Ok(None) };
        if row.input.feed.name() == CARE_FHIR {
            return Ok(None);
        }
        let meta = Meta::read(&row.input.meta);
        let asked = meta.asked.or(Some(row.moment.at.micros()));
        let meta = Meta { replays: Some(seq.0), asked, ..meta };
        let Some(body) = row.input.parts.into_iter().next().and_then(|p| p.body) else { return Ok(None) };
        // Each try is a row of its own: the charter may have changed between two.
        let source = format!("replay {} {}", seq.0, self.rng.seed().0);
        Ok(Some(envelope::envelope(&row.input.feed, body, &meta, Some(&source))))
    }

    /// The store, for commands that keep it: backup, verify, digests.
    #[must_use]
    pub const fn store(&self) -> &Store<Engine> {
        &self.store
    }
}
