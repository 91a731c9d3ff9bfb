//! Queues, played: a small Amazon SQS of standard queues, under the double's clock.
//!
//! It promises what SQS promises and no more: at least once, mostly in order. A message that was handed out is hidden
//! for its visibility timeout and comes again, with a rising count, until it is deleted under the newest handle of it;
//! past the count that its queue allows it goes to the dead-letter queue instead. What is not deleted within the
//! retention is gone. Faults that a test switches on ([`super::fault::QueueFaults`]) add the doubled, the overtaken and
//! the lost ones, and the bad days: no such queue, lapsed credentials, throttled, slow, answers that never come.
//!
//! It speaks the JSON 1.0 protocol on the double's socket ([`protocol`]): `POST /` with `X-Amz-Target: AmazonSQS.…`,
//! queues at `/000000000000/{name}`. Signatures are not verified; whose key it is, and whether it lives, is.
//!
//! Nothing here looks at every message: 40,000 waiting ones cost a receive no more than ten.

mod one;
mod protocol;
mod refused;

pub use one::{Queue, Received};

use super::Prison;
use super::face::Shared;
use super::fault::QueueFaults;
use crate::dice::Dice;
use one::{Handled, Held};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;
use vocab::Instant;

/// The account that the queues are in.
pub const ACCOUNT: &str = "000000000000";
/// How many messages one receive hands out at most.
pub const RECEIVED_MAX: usize = 10;
/// A queue of this kind holds so many handed out and not deleted; then it refuses (`OverLimit`).
const IN_FLIGHT_MAX: usize = 120_000;
/// A message that is overtaken stands back behind so many others at most.
const DISORDER_WITHIN: u64 = 50;
/// How often a filler looks for what is due, in real time.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// How a queue is set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct QueueSettings {
    /// How long a message is hidden once it was handed out, unless the receive says otherwise.
    pub visibility_seconds: i64,
    /// How long a receive waits for a message, unless it says otherwise.
    pub wait_seconds: u64,
    /// What is not deleted by then is gone.
    pub retention_seconds: i64,
    /// Where a message goes that was handed out so many times, and how many.
    pub dead_letter: Option<(String, u32)>,
    /// The consumer of the External API whose queue it is: only live credentials of `POST /token` open it. Without an
    /// owner any signed call does.
    pub owner: Option<String>,
}

impl Default for QueueSettings {
    /// As Amazon sets up a queue of which nothing is said: 30 seconds, no waiting, four days.
    fn default() -> Self {
        Self {
            visibility_seconds: 30,
            wait_seconds: 0,
            retention_seconds: 4 * 86_400,
            dead_letter: None,
            owner: None,
        }
    }
}

/// All queues, by name.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Queues {
    dice: Dice,
    by_name: BTreeMap<String, Queue>,
    /// Requests since this process began.
    #[serde(skip)]
    requests: u64,
}

impl Queues {
    pub(crate) fn new(seed: u64) -> Self {
        Self { dice: Dice::labelled(seed, "queue"), by_name: BTreeMap::new(), requests: 0 }
    }
}

impl Default for Queues {
    fn default() -> Self {
        Self::new(0)
    }
}

impl Prison {
    /// A queue of this name, empty; one that is there already keeps its messages and takes the settings.
    pub fn queue_make(&mut self, name: &str, settings: QueueSettings, now: Instant) {
        self.changed();
        let queue = self
            .queues
            .by_name
            .entry(name.to_owned())
            .or_insert_with(|| Queue::new(QueueSettings::default(), now));
        queue.settings = settings;
    }

    /// A queue, to look at.
    #[must_use]
    pub fn queue(&self, name: &str) -> Option<&Queue> {
        self.queues.by_name.get(name)
    }

    /// Sends a body to a queue, with what is set to go wrong. False when there is no such queue.
    pub fn queue_send(&mut self, name: &str, body: &str, now: Instant) -> bool {
        self.queue_put(name, body, 0, now).is_some()
    }

    /// The id and MD5 that the queue gave it.
    fn queue_put(&mut self, name: &str, body: &str, delay: i64, now: Instant) -> Option<(String, String)> {
        let queue = self.queues.by_name.get_mut(name)?;
        let dice = &mut self.queues.dice;
        let id = dice.uuid(now);
        let md5 = format!("{:x}", md5::compute(body));
        let mut copies = 1;
        let mut rank = 0;
        if let Some(faults) = self.faults.queues.get(name) {
            if dice.permille(faults.lose) {
                copies = 0;
            } else if dice.permille(faults.duplicate) {
                copies = 2;
            }
            if dice.permille(faults.disorder) {
                rank = 1 + dice.below(DISORDER_WITHIN);
            }
        }
        for _ in 0..copies {
            let held = Held {
                id: id.clone(),
                body: body.to_owned(),
                md5: md5.clone(),
                sent: now,
                received_first: None,
                received: 0,
                rank,
                hidden_until: None,
            };
            queue.put(held, delay, now);
        }
        self.changed();
        Some((id, md5))
    }

    /// Hands out messages as a receive does.
    pub fn queue_receive(&mut self, name: &str, max: usize, now: Instant) -> Vec<Received> {
        self.catch_up(now);
        let hide = self.queue(name).map_or(0, |q| q.settings.visibility_seconds);
        self.queue_take(name, max, hide, now)
    }

    fn queue_take(&mut self, name: &str, max: usize, hide: i64, now: Instant) -> Vec<Received> {
        let Some(queue) = self.queues.by_name.get_mut(name) else { return Vec::new() };
        let (out, dead) = queue.receive(name, max.min(RECEIVED_MAX), hide, now);
        let letters = queue.settings.dead_letter.as_ref().map(|(name, _)| name.clone());
        if let Some(letters) = letters.and_then(|name| self.queues.by_name.get_mut(&name)) {
            // The dead keep their id and the time that they were sent: their retention goes on.
            for held in dead {
                letters.put(Held { received: 0, received_first: None, rank: 0, ..held }, 0, now);
            }
        }
        out
    }

    /// Deletes a message under its newest handle, and nothing goes wrong. False when the handle is none of this queue.
    pub fn queue_delete(&mut self, name: &str, handle: &str) -> bool {
        self.queues.by_name.get_mut(name).is_some_and(|q| q.delete(name, handle, true) == Handled::Done)
    }

    /// What goes wrong with a queue.
    pub fn queue_faults(&mut self, name: &str) -> &mut QueueFaults {
        self.faults.queues.entry(name.to_owned()).or_default()
    }

    /// Moves the domain events that are due into a queue, each in its SNS wrapping. Returns how many. While the
    /// services are cut off nothing moves; what meets no queue waits.
    pub fn queue_fill(&mut self, name: &str, now: Instant) -> usize {
        let mut moved = 0;
        if self.cut.is_some() || !self.queues.by_name.contains_key(name) {
            return moved;
        }
        loop {
            let batch = self.notices_due(now);
            if batch.is_empty() {
                return moved;
            }
            for notice in batch {
                self.queue_send(name, &notice.body, now);
                self.delivered(notice.ticket);
                moved += 1;
            }
        }
    }
}

/// Moves the domain events that are due into a queue: the other way out than [`super::push::push_due`]. Returns how
/// many. They are handed out once they are kept, as every answer is.
pub fn fill_due(shared: &Shared, name: &str) -> usize {
    let now = shared.now();
    shared.lock().queue_fill(name, now)
}

/// Moves them until the task is dropped.
pub async fn fill_forever(shared: Shared, name: String) {
    loop {
        fill_due(&shared, &name);
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
