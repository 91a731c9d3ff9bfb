//! The External API's own events: "go and look", and nothing else.
//!
//! The service listens to the domain events and writes a row for each kind that they make it tell ([`super::poke`]);
//! a row that waits already for the same address and kind is not written again. Who it is about and which prison he
//! is in is read when the domain event is heard, not when the thing happened: after he left that is `TRN` or `OUT`,
//! unless the domain event itself names a prison. Every ten seconds a notifier sends what has waited for five minutes
//! to each consumer that may have it, under a new message id. What fails on the way to one consumer's queue is logged,
//! and that consumer never hears of it.
//!
//! A consumer hears when it has a queue ([`super::Access::queue`]); while none has, nothing is written down.

use super::access::Access;
use super::event::Event;
use super::poke::{POKES, PRISONER_MERGED, Poke, Told};
use super::post::Movement;
use super::{Consumer, Prison, QueueSettings};
use crate::dice::Dice;
use crate::written;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use vocab::Instant;
use vocab::id::PrisonNumber;

vocab::redacted!(Heard, Row, Feed);

/// How long a row waits at least.
const WAIT_SECONDS: i64 = 5 * 60;
/// How often the notifier looks.
const NOTIFIER_SECONDS: i64 = 10;
/// Where the addresses in the events point.
const BASE: &str = "https://integration-api.hmpps.service.justice.gov.uk";

/// A domain event on its way to the service, or a movement of which one will speak if it still stands.
#[derive(Clone, Serialize, Deserialize)]
enum Heard {
    Event { kind: String, subject: Option<PrisonNumber>, details: Value },
    Settling(Movement),
}

/// A row of the service's table.
#[derive(Clone, Serialize, Deserialize)]
struct Row {
    event: u64,
    kind: String,
    hmpps_id: String,
    prison: Option<String>,
    in_custody: bool,
    path: String,
    written: Instant,
}

/// What is heard and not yet told.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Feed {
    dice: Dice,
    heard_count: u64,
    #[serde(with = "written::pairs")]
    heard: BTreeMap<(Instant, u64), Heard>,
    event_last: u64,
    /// By when the notifier takes them.
    #[serde(with = "written::pairs")]
    rows: BTreeMap<(Instant, u64), Row>,
    /// What waits already: address and kind.
    pending: BTreeSet<(String, String)>,
}

impl Feed {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            dice: Dice::labelled(seed, "feed"),
            heard_count: 0,
            heard: BTreeMap::new(),
            event_last: 100_000,
            rows: BTreeMap::new(),
            pending: BTreeSet::new(),
        }
    }

    fn hear(&mut self, due: Instant, heard: Heard) {
        self.heard_count += 1;
        self.heard.insert((due, self.heard_count), heard);
    }
}

impl Default for Feed {
    fn default() -> Self {
        Self::new(0)
    }
}

/// The notifier's first look at or after a moment.
fn look_after(at: Instant) -> Instant {
    let step = NOTIFIER_SECONDS * 1_000_000;
    Instant::from_micros((at.micros() + step - 1).div_euclid(step) * step)
}

/// `2025-10-13T12:42:00.002387`: London's wall clock, and nothing that says so.
fn local_micros(at: Instant) -> String {
    format!("{}.{:06}", at.london().strftime("%Y-%m-%dT%H:%M:%S"), at.micros().rem_euclid(1_000_000))
}

impl Prison {
    /// Gives a consumer a queue of its own, to which its events go from now on, and which only its credentials open.
    pub fn consumer_queue(&mut self, consumer: &str, queue: &str, settings: QueueSettings, now: Instant) {
        let owner = Some(consumer.to_owned());
        self.queue_make(queue, QueueSettings { owner, ..settings }, now);
        self.access(consumer).queue = Some(queue.to_owned());
    }

    fn is_fed(&self) -> bool {
        self.outside.access.values().any(|access| access.queue.is_some())
    }

    /// A domain event that the service will hear.
    pub(crate) fn feed_hear(&mut self, event: &Event, due: Instant) {
        if self.is_fed() {
            let details = event.message["additionalInformation"].clone();
            self.feed.hear(due, Heard::Event { kind: event.kind.clone(), subject: event.subject, details });
        }
    }

    /// A movement that the delayed producer will speak of.
    pub(crate) fn feed_settling(&mut self, due: Instant, movement: &Movement) {
        if self.is_fed() {
            self.feed.hear(due, Heard::Settling(movement.clone()));
        }
    }

    /// It was taken back.
    pub(crate) fn feed_unsettle(&mut self, number: PrisonNumber, seq: u32) {
        self.feed.heard.retain(|_, heard| !matches!(heard, Heard::Settling(m) if m.is(number, seq)));
    }

    /// Everything up to now, in its order: what is heard, and what is told.
    pub(crate) fn feed_catch_up(&mut self, now: Instant) {
        loop {
            let heard = self.feed.heard.first_key_value().map(|(key, _)| key.0).filter(|at| *at <= now);
            let told = self.feed.rows.first_key_value().map(|(key, _)| key.0).filter(|at| *at <= now);
            match (heard, told) {
                (None, None) => return,
                (Some(heard), told) if told.is_none_or(|told| heard <= told) => {
                    if let Some((_, heard_then)) = self.feed.heard.pop_first() {
                        self.feed_write(heard_then, heard);
                    }
                }
                (_, told) => {
                    if let Some((_, row)) = self.feed.rows.pop_first() {
                        self.feed_tell(&row, told.unwrap_or(now));
                    }
                }
            }
            self.changed();
        }
    }

    fn feed_write(&mut self, heard: Heard, at: Instant) {
        let (kind, subject, details) = match heard {
            Heard::Event { kind, subject, details } => (kind, subject, details),
            Heard::Settling(movement) => {
                let Some(mut event) = self.settled(&movement, at) else { return };
                let details = event.message["additionalInformation"].take();
                (event.kind, event.subject, details)
            }
        };
        let Some(number) = subject else { return };
        let told = Told { kind: &kind, details: &details };
        for poke in POKES.iter().filter(|poke| (poke.told)(&told)) {
            if poke.kind != PRISONER_MERGED || self.outside.merges_told {
                self.feed_row(poke, number, &details, at);
            }
        }
    }

    fn feed_row(&mut self, poke: &Poke, number: PrisonNumber, details: &Value, at: Instant) {
        let person = self.people.get(&number);
        let hmpps_id = if poke.kind == PRISONER_MERGED {
            details["removedNomsNumber"].as_str().unwrap_or_default().to_owned()
        } else {
            person.map_or_else(|| number.text().to_string(), super::Person::hmpps_id)
        };
        let custody = person.and_then(|p| p.custody.as_ref());
        let prison = details["prisonId"]
            .as_str()
            .map(ToOwned::to_owned)
            .or_else(|| custody.map(|c| c.prison_id().to_owned()));
        let mut path = poke.path.replace("{hmppsId}", &hmpps_id);
        if path.contains("{prisonId}") {
            // Without a prison the service finds no address: it logs that, and nothing is told.
            let Some(prison) = &prison else { return };
            path = path.replace("{prisonId}", prison);
        }
        if !self.feed.pending.insert((path.clone(), poke.kind.to_owned())) {
            return;
        }
        self.feed.event_last += 1;
        let event = self.feed.event_last;
        let row = Row {
            event,
            kind: poke.kind.to_owned(),
            hmpps_id,
            prison,
            in_custody: custody.is_some_and(super::Custody::active),
            path,
            written: at,
        };
        self.feed.rows.insert((look_after(at.plus_seconds(WAIT_SECONDS)), event), row);
    }

    fn feed_tell(&mut self, row: &Row, at: Instant) {
        self.feed.pending.remove(&(row.path.clone(), row.kind.clone()));
        let message = json!({
            "eventId": row.event, "hmppsId": row.hmpps_id, "eventType": row.kind, "prisonId": row.prison,
            "url": format!("{BASE}/{}", row.path), "lastModifiedDateTime": local_micros(row.written),
        });
        for consumer in self.settings.consumers.clone() {
            let access = self.access_of(&consumer);
            let Some(queue) = access.queue.clone().filter(|_| row.is_for(&consumer, &access)) else {
                continue;
            };
            let faults = self.faults.pokes.get(&consumer.name).copied().unwrap_or_default();
            if self.feed.dice.permille(faults.lose) {
                continue;
            }
            let times = if self.feed.dice.permille(faults.double) { 2 } else { 1 };
            for _ in 0..times {
                let body = self.feed_body(&row.kind, &message, at);
                self.queue_send(&queue, &body, at);
            }
        }
    }

    fn feed_body(&mut self, kind: &str, message: &Value, at: Instant) -> String {
        let id = self.feed.dice.uuid(at);
        json!({
            "Type": "Notification", "MessageId": id,
            "TopicArn": "arn:aws:sns:eu-west-2:000000000000:cloud-platform-hmpps-integration-api-double",
            "Message": message.to_string(),
            "Timestamp": at.timestamp().strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
            "MessageAttributes": {"eventType": {"Type": "String", "Value": kind}},
        })
        .to_string()
    }
}

impl Row {
    /// Whether a consumer may have it. Without a prison it is for nobody who has a filter of prisons.
    fn is_for(&self, consumer: &Consumer, access: &Access) -> bool {
        let of_prison = consumer.prisons.as_ref().is_none_or(|prisons| {
            self.prison.as_ref().is_some_and(|prison| prisons.iter().any(|p| p.text() == prison))
        });
        !access.suspended
            && access.permits(&self.path)
            && of_prison
            && (self.in_custody || !access.in_custody_only)
    }
}
