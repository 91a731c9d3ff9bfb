//! What goes wrong between the prison and us, switched on by a test: by chance so many times in a thousand, named for
//! the very next call or event, or for a while of the double's clock ([`Spell`]).
//!
//! Nothing here draws from the prison's dice unless its chance is above nothing: what a seed plays does not change with
//! what could go wrong.

use crate::dice::Dice;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};
use vocab::Instant;

/// What can become of one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CallFault {
    /// Carried out, and the connection dies before a byte of the answer.
    LoseAnswer,
    /// The connection dies, and the write is carried out so many seconds later.
    LateWrite {
        /// How much later.
        seconds: i64,
    },
    /// The connection dies and nothing was done.
    LoseRequest,
    /// Answered, after a while of real time.
    Slow {
        /// How long.
        millis: u64,
    },
    /// 429 with Retry-After.
    TooMany {
        /// How long to wait.
        retry_after_seconds: u32,
    },
    /// 500, 502 or 503: an upstream of theirs failed. Nothing was done.
    Status {
        /// Which.
        status: u16,
    },
    /// 404, though the person is there: filtered.
    NotYours,
    /// A read of the state before the last change.
    Stale,
    /// A list as it was when [`super::Prison::page_keep`] was last called: yesterday's page, from somebody's cache.
    /// Whoever asks for no list, or when no page was kept, is answered as always.
    Yesterday,
    /// Answered, and the line dies after half of the body: under a length that promises all of it, or in chunks.
    Truncated {
        /// In chunks, without a length.
        #[serde(default)]
        chunked: bool,
    },
    /// 200 with a gateway's page, as `text/html`. Nothing was done.
    Html,
    /// The right answer, labelled `text/html`.
    Mislabelled,
}

/// What can become of one call to a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QueueFault {
    /// No such queue (`AWS.SimpleQueueService.NonExistentQueue`), and nothing in it is lost.
    Gone,
    /// The credentials have lapsed (`ExpiredToken`, 403).
    Expired,
    /// `RequestThrottled`.
    Throttled,
    /// 503.
    Unavailable,
    /// Carried out, and the connection dies before a byte of the answer.
    LoseAnswer,
    /// The connection dies and nothing was done.
    LoseRequest,
    /// Answered, after a while of real time.
    Slow {
        /// How long.
        millis: u64,
    },
}

/// A bad while: everything meets this fault from one moment for so many seconds of the double's clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Spell<F> {
    /// What everything meets.
    pub fault: F,
    /// Since when, written in microseconds since 1970; without it, since it was posted to the control face, or since the
    /// first call that meets it.
    #[serde(default)]
    pub from: Option<Instant>,
    /// How long.
    pub seconds: i64,
    /// Only paths that begin so; without it, all.
    #[serde(default)]
    pub only: Option<String>,
}

impl<F: Copy> Spell<F> {
    /// A bad while that begins now.
    #[must_use]
    pub const fn new(fault: F, from: Instant, seconds: i64) -> Self {
        Self { fault, from: Some(from), seconds, only: None }
    }

    /// For paths that begin so.
    #[must_use]
    pub fn only(mut self, path: &str) -> Self {
        self.only = Some(path.to_owned());
        self
    }

    fn meets(&mut self, path: &str, now: Instant) -> Option<F> {
        if self.only.as_ref().is_some_and(|only| !path.starts_with(only.as_str())) {
            return None;
        }
        let from = *self.from.get_or_insert(now);
        (from <= now && now.seconds_since(from) < self.seconds).then_some(self.fault)
    }
}

/// The first spell that is on.
fn spell<F: Copy>(spells: &mut [Spell<F>], path: &str, now: Instant) -> Option<F> {
    spells.iter_mut().find_map(|spell| spell.meets(path, now))
}

/// What goes wrong with one queue: chances in a thousand, and what the next calls to it meet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct QueueFaults {
    /// Answer lost.
    pub lose_answer: u16,
    /// Request lost.
    pub lose_request: u16,
    /// Throttled.
    pub throttled: u16,
    /// 503.
    pub unavailable: u16,
    /// Slow.
    pub slow: u16,
    /// Sent message kept twice, under one id.
    pub duplicate: u16,
    /// Sent message overtaken by later ones.
    pub disorder: u16,
    /// Sent message lost.
    pub lose: u16,
    /// Deletion acknowledged and not done everywhere: the message comes again.
    pub undelete: u16,
    /// What the next calls meet; `None` lets one pass.
    pub next_calls: VecDeque<Option<QueueFault>>,
    /// Bad whiles; their paths are not looked at.
    pub spells: Vec<Spell<QueueFault>>,
}

impl QueueFaults {
    /// What the next call to the queue meets.
    pub(crate) fn call(&mut self, dice: &mut Dice, now: Instant) -> Option<QueueFault> {
        if let Some(named) = self.next_calls.pop_front() {
            return named;
        }
        if let Some(fault) = spell(&mut self.spells, "", now) {
            return Some(fault);
        }
        let chances = [
            (self.lose_answer, QueueFault::LoseAnswer),
            (self.lose_request, QueueFault::LoseRequest),
            (self.throttled, QueueFault::Throttled),
            (self.unavailable, QueueFault::Unavailable),
            (self.slow, QueueFault::Slow { millis: SLOW_MILLIS }),
        ];
        chances.into_iter().find(|(chance, _)| dice.permille(*chance)).map(|(_, fault)| fault)
    }
}

/// What becomes of the events of the External API on their way to one consumer: chances in a thousand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct PokeFaults {
    /// Never put in the consumer's queue: the failure is logged, and that is all.
    pub lose: u16,
    /// Sent again, with the same event id under another message id.
    pub double: u16,
}

/// What can become of one event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventFault {
    /// Never sent.
    Drop,
    /// Sent twice, under the same message id.
    Duplicate,
    /// Sent later.
    Delay {
        /// How much later.
        seconds: i64,
    },
    /// Sent after the one that follows it.
    Reorder,
}

/// Chances in a thousand, and what the next calls and events will meet for certain.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Faults {
    /// Answer of a write lost.
    pub lose_answer: u16,
    /// Write carried out after the connection died.
    pub late_write: u16,
    /// Request lost.
    pub lose_request: u16,
    /// Answer slow.
    pub slow: u16,
    /// Too many requests.
    pub too_many: u16,
    /// 500, 502, 503.
    pub status: u16,
    /// 404 for someone who is there.
    pub not_yours: u16,
    /// Stale read.
    pub stale: u16,
    /// Event lost.
    pub event_drop: u16,
    /// Event doubled.
    pub event_duplicate: u16,
    /// Event late.
    pub event_delay: u16,
    /// Event overtaken.
    pub event_reorder: u16,
    /// What the next calls meet; `None` lets one pass.
    pub next_calls: VecDeque<Option<CallFault>>,
    /// What the next events meet; `None` lets one pass.
    pub next_events: VecDeque<Option<EventFault>>,
    /// Bad whiles of the services, by the double's clock: all slow, 429 for a while, a gateway's page.
    pub spells: Vec<Spell<CallFault>>,
    /// What goes wrong with queues, by name.
    pub queues: BTreeMap<String, QueueFaults>,
    /// What becomes of the External API's events, by consumer.
    pub pokes: BTreeMap<String, PokeFaults>,
}

/// A slow answer takes this long: longer than a person waits, shorter than a client's time-out.
const SLOW_MILLIS: u64 = 1_500;
/// A late write comes this much later: after the client has given up and looked once.
const LATE_SECONDS: i64 = 20;
/// A delayed event comes this much later at most.
const EVENT_DELAY_SECONDS: u64 = 600;

impl Faults {
    /// What the next call meets.
    pub(crate) fn call(
        &mut self,
        dice: &mut Dice,
        write: bool,
        path: &str,
        now: Instant,
    ) -> Option<CallFault> {
        if let Some(named) = self.next_calls.pop_front() {
            return named;
        }
        if let Some(fault) = spell(&mut self.spells, path, now) {
            return Some(fault);
        }
        let mut hit = |chance: u16| dice.permille(chance);
        if write {
            if hit(self.lose_answer) {
                return Some(CallFault::LoseAnswer);
            }
            if hit(self.late_write) {
                return Some(CallFault::LateWrite { seconds: LATE_SECONDS });
            }
        } else {
            if hit(self.not_yours) {
                return Some(CallFault::NotYours);
            }
            if hit(self.stale) {
                return Some(CallFault::Stale);
            }
        }
        if hit(self.lose_request) {
            return Some(CallFault::LoseRequest);
        }
        if hit(self.slow) {
            return Some(CallFault::Slow { millis: SLOW_MILLIS });
        }
        if hit(self.too_many) {
            return Some(CallFault::TooMany { retry_after_seconds: 2 });
        }
        hit(self.status).then(|| CallFault::Status { status: *dice.pick(&[500, 502, 503]) })
    }

    /// Spells of which nobody said when they begin begin now.
    pub(crate) fn begin(&mut self, now: Instant) {
        for spell in &mut self.spells {
            spell.from.get_or_insert(now);
        }
        for spell in self.queues.values_mut().flat_map(|queue| &mut queue.spells) {
            spell.from.get_or_insert(now);
        }
    }

    /// What the next event meets.
    pub(crate) fn event(&mut self, dice: &mut Dice) -> Option<EventFault> {
        if let Some(named) = self.next_events.pop_front() {
            return named;
        }
        if dice.permille(self.event_drop) {
            Some(EventFault::Drop)
        } else if dice.permille(self.event_duplicate) {
            Some(EventFault::Duplicate)
        } else if dice.permille(self.event_delay) {
            let seconds = 1 + dice.below(EVENT_DELAY_SECONDS);
            Some(EventFault::Delay { seconds: i64::try_from(seconds).unwrap_or(1) })
        } else {
            dice.permille(self.event_reorder).then_some(EventFault::Reorder)
        }
    }
}
