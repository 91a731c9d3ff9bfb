//! The prison's events come in: domain events pushed or from a queue, the External API's own from the consumer's queue.

use super::{Step, Stepped, Stop, driven};
use crate::simulation::flaw::Flaw;
use crate::simulation::fuse::Point;
use crate::simulation::way::Kind;
use crate::simulation::world::{Acknowledged, EVENTS, World};
use crossing::envelope::Meta;
use doubles::prison::Received;
use std::sync::Arc;
use vocab::crossing::Feed;
use vocab::id::JournalSeq;

/// Messages that are asked for at once, as the consumer does.
const AT_ONCE: usize = 10;

impl World {
    /// What every way in has for us.
    pub(crate) fn events(&mut self) -> Step {
        for kind in self.weather.way.kinds() {
            let queued = *kind == Kind::External || self.weather.queued;
            let stepped = if queued { self.polls(*kind)? } else { self.pushed()? };
            if matches!(stepped, Stepped::Died) {
                return Ok(Stepped::Died);
            }
        }
        Ok(Stepped::Done)
    }

    /// Polls a queue until it is empty: what came is written down, then deleted.
    fn polls(&mut self, kind: Kind) -> Step {
        loop {
            let now = self.now();
            let batch = {
                let mut side = self.edge.lock();
                if kind == Kind::Dps {
                    side.prison.queue_fill(kind.queue(), now);
                }
                side.prison.queue_receive(kind.queue(), AT_ONCE, now)
            };
            if batch.is_empty() || self.fails() {
                // An answer that is lost leaves its messages hidden: they come again.
                return Ok(Stepped::Done);
            }
            if matches!(self.poll(kind, &batch)?, Stepped::Died) {
                return Ok(Stepped::Died);
            }
        }
    }

    /// Whether a call to a queue comes to nothing.
    fn fails(&mut self) -> bool {
        !self.edge.lock().calm && self.dice.permille(self.weather.queue_fails)
    }

    fn poll(&mut self, kind: Kind, batch: &[Received]) -> Step {
        self.totals.events += batch.len() as u64;
        self.tell(|_| format!("  {} has {} messages", kind.queue(), batch.len()));
        if self.plan.flaw == Some(Flaw::DeletesBeforeWritten) {
            self.deletes(kind, batch);
        }
        let feed = kind.feed();
        let mut written = Vec::new();
        for message in batch {
            let body = message.body.clone().into_bytes();
            let receipt = driven!(self.drive(|p| p.crossing.receive_event(&feed, body)));
            self.totals.envelopes += u64::from(!receipt.replay);
            written.push(receipt.seq);
        }
        let fuse = Arc::clone(&self.fuse);
        if self.drive(|_| async move { fuse.pass(Point::BeforeDelete).await }).is_none() {
            return Ok(Stepped::Died);
        }
        // A deletion whose request is lost deletes nothing.
        if self.fails() {
            return Ok(Stepped::Done);
        }
        for (message, seq) in batch.iter().zip(written) {
            let Some(said) = said(message.body.as_bytes()) else { continue };
            let source = store::keys::hex(&said);
            self.acknowledged((kind.name().to_owned(), source), seq, said);
        }
        self.deletes(kind, batch);
        Ok(Stepped::Done)
    }

    /// Deletes messages; now and then one is not deleted everywhere, and comes again.
    fn deletes(&mut self, kind: Kind, batch: &[Received]) {
        for message in batch {
            if let Some(said) = said(message.body.as_bytes()) {
                self.kept.deleted.insert((kind.name().to_owned(), said));
            }
            if !self.fails() {
                self.edge.lock().prison.queue_delete(kind.queue(), &message.handle);
            }
        }
    }

    /// The prison's services send what is due; each is sent until it is acknowledged.
    fn pushed(&mut self) -> Step {
        let now = self.now();
        let notices = self.edge.lock().prison.notices_due(now);
        let mut left: Vec<_> = notices.iter().map(|n| n.ticket).collect();
        for notice in notices {
            self.totals.events += 1;
            self.tell(|_| format!("  event: {} {:?}", notice.kind, notice.subject));
            let driven = self.event(&notice.message_id, &notice.body);
            let acknowledged = match driven {
                Ok(Stepped::Done) => !self.edge.lock().calm && self.dice.permille(40),
                other => {
                    for ticket in left {
                        self.edge.lock().prison.undelivered(ticket, now);
                    }
                    return other;
                }
            };
            left.retain(|ticket| *ticket != notice.ticket);
            let mut side = self.edge.lock();
            // An acknowledgement may be lost on its way back, too.
            if acknowledged {
                side.prison.undelivered(notice.ticket, now);
            } else {
                side.prison.delivered(notice.ticket);
            }
        }
        Ok(Stepped::Done)
    }

    fn event(&mut self, message: &str, body: &str) -> Step {
        let feed = Feed::parse(EVENTS).ok_or(Stop::Wrong("setting up", "the feed's name".to_owned()))?;
        let digest = store::chain::hash(&[body.as_bytes()]);
        let key = (EVENTS.to_owned(), message.to_owned());
        if self.plan.flaw == Some(Flaw::AcknowledgesUnwritten) && self.dice.permille(100) {
            let seq = self.kept.acknowledged.values().map(|a| a.seq).max().unwrap_or_default();
            self.kept.acknowledged.entry(key).or_insert(Acknowledged { seq, digest });
            return Ok(Stepped::Done);
        }
        let meta = Meta::default();
        let receipt = driven!(self.drive(|p| p.crossing.receive(
            &feed,
            body.as_bytes().to_vec(),
            &meta,
            Some(message)
        )));
        self.totals.envelopes += u64::from(!receipt.replay);
        self.acknowledged(key, receipt.seq, digest);
        Ok(Stepped::Done)
    }

    pub(super) fn acknowledged(&mut self, key: (String, String), seq: JournalSeq, digest: [u8; 32]) {
        match self.kept.acknowledged.get(&key) {
            Some(before) if before.seq != seq => {
                self.kept
                    .contradictions
                    .push(format!("{} was acknowledged as rows {:?} and {seq:?}", key.1, before.seq));
            }
            Some(_) => {}
            None => {
                self.kept.acknowledged.insert(key, Acknowledged { seq, digest });
            }
        }
    }
}

/// What an event says, without what its queue has wrapped around it: its digest. None for what wraps nothing.
pub(crate) fn said(body: &[u8]) -> Option<[u8; 32]> {
    let outer: serde_json::Value = serde_json::from_slice(body).ok()?;
    let kind = outer["MessageAttributes"]["eventType"]["Value"].as_str()?;
    let message = outer["Message"].as_str()?;
    Some(store::chain::hash(&[kind.as_bytes(), message.as_bytes()]))
}
