//! The queue of domain events: what is due when, what is suppressed, what was sent and not yet taken.
//!
//! Events of movement come twice. The search service says them at once from the difference of two records; the
//! other producer says them 45 minutes later, from the state at that moment, and not at all when it was undone.

use super::Prison;
use super::event::{self, Event};
use super::fault::EventFault;
use super::person::Whereabouts;
use crate::written;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use vocab::Instant;
use vocab::id::PrisonNumber;

vocab::redacted!(Notice);

/// Seconds from a change to the search service's event.
const SEARCH_LAG_SECONDS: i64 = 3;
/// Seconds from a change to an event of any other service that tells at once.
const LAG_SECONDS: i64 = 1;
/// Minutes that `prison-offender-events` waits for second thoughts (its deployed `TOTALDELAYDURATION`).
const SETTLE_SECONDS: i64 = 45 * 60;
/// A notice that was not taken is sent again after this long, doubled at each attempt up to the last.
const RETRY_SECONDS: [i64; 4] = [5, 15, 60, 300];
/// A cap on how many notices are handed out at once: what a consumer holds unacknowledged stays bounded.
const BATCH_MAX: usize = 500;

/// One message on its way to a consumer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Ours, to say what became of it.
    pub ticket: u64,
    /// The SNS message id. A duplicate carries the same.
    pub message_id: String,
    /// The event type.
    pub kind: String,
    /// Whom it is about, when the message says so.
    pub subject: Option<PrisonNumber>,
    /// The SNS body.
    pub body: String,
    attempts: u8,
}

/// A movement that the delayed producer will speak of, if it still stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Movement {
    number: PrisonNumber,
    booking: u64,
    seq: u32,
    came_in: bool,
    reason: String,
    prison: String,
    code: String,
    happened: Instant,
}

impl Movement {
    pub(crate) fn is(&self, number: PrisonNumber, seq: u32) -> bool {
        self.number == number && self.seq == seq
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Waiting {
    Ready(Notice),
    Settling(Movement),
}

/// What is waiting and what is out.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Post {
    next: u64,
    #[serde(with = "written::pairs")]
    waiting: BTreeMap<(Instant, u64), Waiting>,
    out: BTreeMap<u64, Notice>,
}

impl Post {
    fn ticket(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// Everything that was out is due again: at least once, also over a restart.
    pub(crate) fn restarted(&mut self, now: Instant) {
        for (ticket, notice) in std::mem::take(&mut self.out) {
            self.waiting.insert((now, ticket), Waiting::Ready(notice));
        }
    }
}

impl Prison {
    pub(crate) fn tell(&mut self, event: Event, now: Instant) {
        let lag = if event.kind.starts_with("prisoner-offender-search.") {
            SEARCH_LAG_SECONDS
        } else {
            LAG_SECONDS
        };
        let due = now.plus_seconds(lag);
        self.feed_hear(&event, due);
        self.tell_at(&event, due);
    }

    fn tell_at(&mut self, event: &Event, due: Instant) {
        let message_id = self.dice.uuid(due);
        let ticket = self.post.ticket();
        let notice = Notice {
            ticket,
            body: event.wrap(&message_id, due),
            message_id,
            kind: event.kind.clone(),
            subject: event.subject,
            attempts: 0,
        };
        self.post.waiting.insert((due, ticket), Waiting::Ready(notice));
    }

    /// A movement: both producers, each in its time.
    pub(crate) fn tell_movement(
        &mut self,
        number: PrisonNumber,
        came_in: bool,
        reasons: (&str, &str),
        now: Instant,
    ) {
        let Some(custody) = self.people.get(&number).and_then(|p| p.custody.clone()) else { return };
        let kind = if came_in { "received" } else { "released" };
        self.tell(
            event::search(kind, number, now, json!({"reason": reasons.0, "prisonId": custody.prison})),
            now,
        );
        let ticket = self.post.ticket();
        let movement = Movement {
            number,
            booking: custody.booking,
            seq: custody.movement_seq,
            came_in,
            reason: reasons.1.to_owned(),
            prison: custody.prison.text().to_owned(),
            code: custody.reason,
            happened: now,
        };
        let due = now.plus_seconds(SETTLE_SECONDS);
        self.feed_settling(due, &movement);
        self.post.waiting.insert((due, ticket), Waiting::Settling(movement));
    }

    /// A movement was taken back before it settled: the delayed producer will not speak of it.
    pub(crate) fn untell_movement(&mut self, number: PrisonNumber, seq: u32) {
        self.post.waiting.retain(|_, w| !matches!(w, Waiting::Settling(m) if m.is(number, seq)));
        self.feed_unsettle(number, seq);
    }

    /// What the delayed producer says, reading the state at the moment of speaking.
    pub(crate) fn settled(&self, movement: &Movement, now: Instant) -> Option<Event> {
        let custody = self.people.get(&movement.number)?.custody.as_ref()?;
        let is_in = custody.whereabouts == Whereabouts::In;
        if custody.booking != movement.booking || is_in != movement.came_in {
            return None;
        }
        let in_care = custody.active();
        let location = match custody.whereabouts {
            Whereabouts::In => "IN_PRISON",
            Whereabouts::Transit { .. } => "BEING_TRANSFERRED",
            _ => "OUTSIDE_PRISON",
        };
        let details = json!({
            "reason": movement.reason,
            "details": format!("Movement reason code {}", movement.code),
            "currentLocation": location,
            "currentPrisonStatus": if in_care { "UNDER_PRISON_CARE" } else { "NOT_UNDER_PRISON_CARE" },
            "prisonId": movement.prison,
            "nomisMovementReasonCode": movement.code,
        });
        let kind = if movement.came_in { "received" } else { "released" };
        let mut event = event::offender(kind, movement.number, now, details);
        event.message["occurredAt"] =
            json!(movement.happened.timestamp().strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
        Some(event)
    }

    /// The notices due now, in order except where a fault says otherwise. Each stays out until [`Prison::delivered`]
    /// or [`Prison::undelivered`] says what became of it.
    pub fn notices_due(&mut self, now: Instant) -> Vec<Notice> {
        self.catch_up(now);
        let mut batch: Vec<Notice> = Vec::new();
        let mut overtaken: Option<Notice> = None;
        while batch.len() < BATCH_MAX {
            let Some(entry) = self.post.waiting.first_entry().filter(|e| e.key().0 <= now) else { break };
            let ((due, _), waiting) = entry.remove_entry();
            let notice = match waiting {
                Waiting::Ready(notice) => notice,
                Waiting::Settling(movement) => {
                    if let Some(event) = self.settled(&movement, due) {
                        self.tell_at(&event, due);
                    }
                    continue;
                }
            };
            // A retry has met its fault already.
            let fault = if notice.attempts == 0 { self.faults.event(&mut self.dice) } else { None };
            match fault {
                Some(EventFault::Drop) => continue,
                Some(EventFault::Delay { seconds }) => {
                    let (ticket, late) = (notice.ticket, Notice { attempts: 1, ..notice });
                    self.post
                        .waiting
                        .insert((now.plus_seconds(seconds.max(1)), ticket), Waiting::Ready(late));
                    continue;
                }
                Some(EventFault::Reorder) if overtaken.is_none() => {
                    overtaken = Some(notice);
                    continue;
                }
                Some(EventFault::Duplicate) => {
                    let twin = Notice { ticket: self.post.ticket(), ..notice.clone() };
                    batch.extend([notice, twin]);
                }
                _ => batch.push(notice),
            }
            batch.extend(overtaken.take());
        }
        batch.extend(overtaken);
        for notice in &batch {
            self.post.out.insert(notice.ticket, notice.clone());
        }
        batch
    }

    /// The consumer took it.
    pub fn delivered(&mut self, ticket: u64) {
        self.post.out.remove(&ticket);
    }

    /// The consumer did not take it, or did not say: it comes again.
    pub fn undelivered(&mut self, ticket: u64, now: Instant) {
        if let Some(mut notice) = self.post.out.remove(&ticket) {
            let wait = RETRY_SECONDS[usize::from(notice.attempts).min(RETRY_SECONDS.len() - 1)];
            notice.attempts = notice.attempts.saturating_add(1);
            self.post.waiting.insert((now.plus_seconds(wait), ticket), Waiting::Ready(notice));
        }
    }

    /// When the next notice is due, if any is waiting.
    #[must_use]
    pub fn notice_next(&self) -> Option<Instant> {
        self.post.waiting.first_key_value().map(|((due, _), _)| *due)
    }
}
