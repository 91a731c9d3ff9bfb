//! What goes wrong between the prison and us, switched on by a test: by chance so many times in a thousand, or
//! named for the very next call or event.

use crate::dice::Dice;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

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
}

/// A slow answer takes this long: longer than a person waits, shorter than a client's time-out.
const SLOW_MILLIS: u64 = 1_500;
/// A late write comes this much later: after the client has given up and looked once.
const LATE_SECONDS: i64 = 20;
/// A delayed event comes this much later at most.
const EVENT_DELAY_SECONDS: u64 = 600;

impl Faults {
    /// What the next call meets.
    pub(crate) fn call(&mut self, dice: &mut Dice, write: bool) -> Option<CallFault> {
        if let Some(named) = self.next_calls.pop_front() {
            return named;
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
