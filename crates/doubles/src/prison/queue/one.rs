//! One queue: what waits, what is out and until when, and what its handles do.

use super::QueueSettings;
use crate::dice::hash;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use vocab::Instant;

vocab::redacted!(Held, Received);

/// A message in a queue.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Held {
    pub(super) id: String,
    pub(super) body: String,
    pub(super) md5: String,
    pub(super) sent: Instant,
    pub(super) received_first: Option<Instant>,
    pub(super) received: u32,
    /// Its place in the order; a returning message takes its old place.
    pub(super) rank: u64,
    pub(super) hidden_until: Option<Instant>,
}

/// One queue.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Queue {
    pub(super) settings: QueueSettings,
    pub(super) made: Instant,
    next: u64,
    held: BTreeMap<u64, Held>,
    ready: BTreeSet<(u64, u64)>,
    /// Handed out, and when each comes again.
    hidden: BTreeSet<(Instant, u64)>,
    /// Sent with a delay, and when each is there.
    pub(super) delayed: BTreeSet<(Instant, u64)>,
}

/// A message as handed out.
#[derive(Clone, PartialEq, Eq)]
pub struct Received {
    /// The queue's id of the message.
    pub id: String,
    /// What deletes it, until it is handed out again.
    pub handle: String,
    /// Body.
    pub body: String,
    /// MD5 of the body.
    pub md5: String,
    /// When it was sent.
    pub sent: Instant,
    /// When it was handed out for the first time.
    pub received_first: Instant,
    /// How often it has been handed out, this time included.
    pub count: u32,
}

/// What became of a handle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Handled {
    /// Done, or nothing to do: deleting what is gone is well.
    Done,
    /// Not a handle of this queue.
    NotAHandle,
    /// A later receive has it, or it is not out: its visibility cannot be changed.
    NotInFlight,
}

impl Queue {
    pub(super) fn new(settings: QueueSettings, made: Instant) -> Self {
        Self {
            settings,
            made,
            next: 0,
            held: BTreeMap::new(),
            ready: BTreeSet::new(),
            hidden: BTreeSet::new(),
            delayed: BTreeSet::new(),
        }
    }

    /// How many wait to be handed out (`ApproximateNumberOfMessages`), as of the last time that it was looked at.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.ready.len()
    }

    /// How many are handed out and not deleted (`ApproximateNumberOfMessagesNotVisible`).
    #[must_use]
    pub fn in_flight(&self) -> usize {
        self.hidden.len()
    }

    /// When the oldest message in it was sent: what CloudWatch tells as the age of the oldest, and no attribute does.
    #[must_use]
    pub fn oldest_sent(&self) -> Option<Instant> {
        self.held.values().next().map(|held| held.sent)
    }

    /// Every body in it, in the order of sending: for whoever judges a run.
    pub fn bodies(&self) -> impl Iterator<Item = &str> {
        self.held.values().map(|held| held.body.as_str())
    }

    pub(super) fn put(&mut self, held: Held, delay: i64, now: Instant) {
        self.next += 1;
        let seq = self.next;
        let rank = held.rank + seq;
        if delay > 0 {
            let until = now.plus_seconds(delay);
            self.delayed.insert((until, seq));
            self.held.insert(seq, Held { rank, hidden_until: Some(until), ..held });
        } else {
            self.ready.insert((rank, seq));
            self.held.insert(seq, Held { rank, hidden_until: None, ..held });
        }
    }

    /// What time alone brings: the hidden come again, the oldest go.
    pub(super) fn catch_up(&mut self, now: Instant) {
        for later in [&mut self.hidden, &mut self.delayed] {
            while let Some((until, seq)) = later.first().copied().filter(|(until, _)| *until <= now) {
                later.remove(&(until, seq));
                if let Some(held) = self.held.get_mut(&seq) {
                    held.hidden_until = None;
                    self.ready.insert((held.rank, seq));
                }
            }
        }
        while let Some(entry) = self.held.first_entry() {
            if now.seconds_since(entry.get().sent) <= self.settings.retention_seconds {
                break;
            }
            let seq = *entry.key();
            self.take(seq);
        }
    }

    fn take(&mut self, seq: u64) -> Option<Held> {
        let held = self.held.remove(&seq)?;
        self.ready.remove(&(held.rank, seq));
        if let Some(until) = held.hidden_until {
            self.hidden.remove(&(until, seq));
            self.delayed.remove(&(until, seq));
        }
        Some(held)
    }

    /// Hands out up to `max`. The second are those that were handed out too often: they go to the dead-letter queue.
    pub(super) fn receive(
        &mut self,
        name: &str,
        max: usize,
        hide: i64,
        now: Instant,
    ) -> (Vec<Received>, Vec<Held>) {
        self.catch_up(now);
        let (mut out, mut dead) = (Vec::new(), Vec::new());
        let allowed = self.settings.dead_letter.as_ref().map(|(_, count)| *count);
        while out.len() < max {
            let Some((_, seq)) = self.ready.pop_first() else { break };
            let Some(held) = self.held.get_mut(&seq) else { continue };
            if allowed.is_some_and(|allowed| held.received >= allowed) {
                dead.extend(self.held.remove(&seq));
                continue;
            }
            held.received += 1;
            let first = *held.received_first.get_or_insert(now);
            // With no time to hide it is there again at once, and still not twice in one answer.
            let until = now.plus_seconds(hide.max(0));
            held.hidden_until = Some(until);
            self.hidden.insert((until, seq));
            out.push(Received {
                id: held.id.clone(),
                handle: handle(name, seq, held.received),
                body: held.body.clone(),
                md5: held.md5.clone(),
                sent: held.sent,
                received_first: first,
                count: held.received,
            });
        }
        (out, dead)
    }

    /// Deletes what a handle names; when it is not `done` everywhere, it comes again.
    pub(super) fn delete(&mut self, name: &str, text: &str, done: bool) -> Handled {
        let Some((seq, received)) = handle_read(name, text) else { return Handled::NotAHandle };
        // An older handle deletes nothing, and nobody says so.
        if done && self.held.get(&seq).is_some_and(|held| held.received == received) {
            self.take(seq);
        }
        Handled::Done
    }

    pub(super) fn hide(&mut self, name: &str, text: &str, seconds: i64, now: Instant) -> Handled {
        self.catch_up(now);
        let Some((seq, received)) = handle_read(name, text) else { return Handled::NotAHandle };
        let Some(held) = self.held.get_mut(&seq).filter(|held| held.received == received) else {
            return Handled::NotInFlight;
        };
        let Some(until) = held.hidden_until else { return Handled::NotInFlight };
        self.hidden.remove(&(until, seq));
        let until = now.plus_seconds(seconds.max(0));
        held.hidden_until = Some(until);
        self.hidden.insert((until, seq));
        Handled::Done
    }
}

/// A receipt handle: a new one for each time that a message is handed out.
fn handle(name: &str, seq: u64, received: u32) -> String {
    format!("AQEB{:016x}.{seq:x}.{received:x}", hash(name))
}

fn handle_read(name: &str, text: &str) -> Option<(u64, u32)> {
    let mut parts = text.strip_prefix("AQEB")?.split('.');
    if parts.next()? != format!("{:016x}", hash(name)) {
        return None;
    }
    let seq = u64::from_str_radix(parts.next()?, 16).ok()?;
    Some((seq, u32::from_str_radix(parts.next()?, 16).ok()?))
}
