//! Making the prison's lists equal to what they should be.
//!
//! One step: find the mirrors that are due, write down that an attempt begins, let out what it sends, send it, write
//! down how it ended. Nothing is sent inside a transaction. A mirror with an attempt open that this process did not
//! begin was left by one that died: its answer is lost, and is looked for.

use crate::Crossing;
use crate::attempts::next_act;
use crate::context::Context;
use crate::disclose::{DiscloseError, Disclosed};
use crate::port::{MirrorTarget, Outgoing};
use crate::understood::{Answer, AttemptEnd, Outcome};
use policy::Kind;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use store::StoreError;
use vocab::crossing::{AttemptAct, Caller, LinkState, Mirror, OpenAttempt, Purpose, RefusalReason, Role};
use vocab::id::{AppointmentId, TraceId};

/// At most so many mirrors in one step.
const STEP_MAX: usize = 64;

/// At most so many requests to the other side at once.
const AT_ONCE: usize = 8;

/// Delivers to one target.
pub struct Delivery {
    crossing: Arc<Crossing>,
    target: Arc<dyn MirrorTarget>,
    /// Attempts that this process has begun and not ended.
    flying: Mutex<BTreeSet<AppointmentId>>,
}

impl Delivery {
    /// A delivery to a target.
    #[must_use]
    pub fn new(crossing: Arc<Crossing>, target: Arc<dyn MirrorTarget>) -> Self {
        Self { crossing, target, flying: Mutex::new(BTreeSet::new()) }
    }

    /// One step; the number of acts that were carried out.
    ///
    /// # Errors
    /// When the store fails: then nothing more was sent.
    pub async fn step(self: &Arc<Self>) -> Result<usize, StoreError> {
        let due = self.due()?;
        let mut acts = 0;
        for group in due.chunks(AT_ONCE) {
            let mut tasks = tokio::task::JoinSet::new();
            for mirror in group {
                let (this, mirror) = (Arc::clone(self), mirror.clone());
                tasks.spawn(async move { this.one(&mirror).await });
            }
            while let Some(done) = tasks.join_next().await {
                acts += usize::from(done.map_err(|_| StoreError::Closed)??);
            }
        }
        Ok(acts)
    }

    /// The same, one after the other in order: for simulations.
    ///
    /// # Errors
    /// As [`Delivery::step`].
    pub async fn step_in_order(&self) -> Result<usize, StoreError> {
        let mut acts = 0;
        for mirror in self.due()? {
            acts += usize::from(self.one(&mirror).await?);
        }
        Ok(acts)
    }

    fn due(&self) -> Result<Vec<Mirror>, StoreError> {
        let now = self.crossing.clock().now();
        let flying = self.flying.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let due = self.crossing.store.read(|view| view.mirrors_due(now, STEP_MAX))?;
        let due = due.into_iter().map(|sealed| sealed.open(&self.crossing.opener));
        Ok(due.filter(|m| !flying.contains(&m.appointment)).collect())
    }

    async fn one(&self, mirror: &Mirror) -> Result<bool, StoreError> {
        let id = mirror.appointment;
        if let Some(open) = &mirror.open {
            self.end(id, open.number, AttemptEnd::Lost).await?;
            return Ok(true);
        }
        let now = self.crossing.clock().now();
        let Some(act) = next_act(mirror, now) else { return Ok(false) };
        self.flying.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
        let done = self.attempt(mirror, act).await;
        self.flying.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
        done
    }

    async fn attempt(&self, mirror: &Mirror, act: AttemptAct) -> Result<bool, StoreError> {
        let started = Answer::Started { appointment: mirror.appointment, version: mirror.version, act };
        let receipt = self.crossing.answer_write(&started).await?;
        let Some(Outcome::Attempt(open)) = receipt.outcome else { return Ok(false) };
        let end = match self.let_out(mirror, &open).await {
            Ok(outgoing) => self.target.act(&outgoing).await,
            Err(DiscloseError::OurFault(error)) => return Err(error),
            // Policy does not let it out: nothing was sent, and the trace says who decided.
            Err(_) => AttemptEnd::Refused {
                reason: RefusalReason::NotAllowed,
                status: None,
                retry_after_seconds: None,
            },
        };
        self.end(mirror.appointment, open.number, end).await?;
        Ok(true)
    }

    /// Rules on what is sent, and books it: the prison's service sees a patient's booking.
    async fn let_out(
        &self,
        mirror: &Mirror,
        open: &OpenAttempt,
    ) -> Result<Disclosed<Outgoing>, DiscloseError> {
        let ctx = self.context(open);
        // What stands there, or may, is followed; anything else is new.
        let may_stand = mirror.known.is_some() || mirror.answer_lost.is_some();
        let kind = if may_stand { Kind::MirrorFollow } else { Kind::MirrorNew };
        self.crossing
            .disclose(&ctx, "mirror.send", |desk| {
                let person = desk.person(open.entry.person)?.ok_or(DiscloseError::NotFound)?;
                let link = desk.link_of_person(person.number)?.map(|l| l.state);
                // What was made through a link that has been undone is cancelled through the same door.
                let link = link.or(may_stand.then_some(LinkState::Confirmed));
                let circumstances = desk.circumstances(&person, link);
                let own_prison = circumstances.own_prison || may_stand;
                desk.must(kind, crate::disclose::Circumstances { own_prison, ..circumstances })?;
                desk.saw(Some(&person), None, false);
                let rules = desk.rules().prison(open.entry.prison).ok_or(DiscloseError::NotFound)?;
                Ok(Outgoing {
                    act: open.act,
                    person: open.entry.person,
                    prison: open.entry.prison,
                    place: open.entry.place.0.clone(),
                    start: open.entry.start,
                    end: open.entry.end,
                    category: rules.category.clone(),
                    remote: mirror.known.as_ref().map(|k| k.remote),
                })
            })
            .await
    }

    fn context(&self, open: &OpenAttempt) -> Context {
        let now = self.crossing.clock().now();
        let prison = Some(open.entry.prison);
        Context {
            caller: Caller { account: "prison-lists".to_owned(), role: Role::PrisonSystem, prison },
            purpose: Purpose::Custody,
            prison,
            now,
            trace: TraceId::from_uuid(self.crossing.rng().seed().id(now, 0)),
        }
    }

    async fn end(
        &self,
        appointment: AppointmentId,
        number: u32,
        result: AttemptEnd,
    ) -> Result<(), StoreError> {
        self.crossing.answer_write(&Answer::Ended { appointment, number, result }).await?;
        Ok(())
    }
}
