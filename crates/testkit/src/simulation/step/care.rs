//! Healthcare writes.

use super::{Step, Stepped, Stop, driven};
use crate::simulation::world::World;
use crossing::disclose::DiscloseError;
use doubles::clinic::{Clinic, State};
use vocab::Instant;
use vocab::time::{LondonTime, london_midnight};

impl World {
    /// Healthcare writes: what is on its way first, then something new, now and then something old.
    pub(super) fn cares(&mut self) -> Step {
        let waiting = self.care.unanswered();
        if let Some(n) = waiting.filter(|_| self.dice.permille(700)) {
            return self.care_send(n);
        }
        if !self.care.writes.is_empty() && self.dice.permille(100) {
            let n = self.dice.index(self.care.writes.len());
            if self.care.writes[n].answered.is_some() {
                return self.care_send(n);
            }
        }
        self.care_draws();
        match self.care.unanswered() {
            Some(n) => self.care_send(n),
            None => Ok(Stepped::Done),
        }
    }

    /// Sends one write of the care system's.
    pub(crate) fn care_send(&mut self, n: usize) -> Step {
        let now = self.now();
        self.care.sent(n, now);
        let ctx = self.clinic(self.care.writes[n].prison.unwrap_or(self.prisons.here));
        let write = self.care.writes[n].clone();
        let digest = store::chain::hash(&[&write.body]);
        let resource = write.of.resource();
        let (body, ask, request) = (write.body.clone(), write.ask.clone(), write.request.clone());
        let driven = self
            .drive(|p| async move { p.crossing.care_act(&ctx, resource, body, ask, Some(&request)).await });
        self.tell(|_| {
            let answered = driven.as_ref().map(|d| d.as_ref().map(|receipt| &receipt.outcome).ok());
            format!("  care: {} {:?} {:?} {answered:?}", write.request, write.ask, write.of)
        });
        if let Some(Err(DiscloseError::NotFound)) = driven {
            return self.care.refused(n).map(|()| Stepped::Done).map_err(|why| Stop::Wrong("answers", why));
        }
        let receipt = driven!(driven);
        self.totals.envelopes += u64::from(!receipt.replay);
        self.acknowledged(("care-fhir".to_owned(), write.request.clone()), receipt.seq, digest);
        let Some(outcome) = receipt.outcome else {
            return Err(Stop::Wrong("journal", format!("{} was answered without an outcome", write.request)));
        };
        self.care.answered(n, receipt.seq, outcome).map_err(|why| Stop::Wrong("journal", why))?;
        Ok(Stepped::Done)
    }

    fn care_draws(&mut self) {
        let registered = self.care.patients.len();
        if registered < self.arrived && self.dice.permille(if registered < 3 { 800 } else { 200 }) {
            self.care.register(registered, &self.humans, &mut self.dice);
            return;
        }
        let known: Vec<usize> = (0..registered).filter(|p| self.care.patients[*p].id.is_some()).collect();
        if known.is_empty() {
            return;
        }
        let patient = *self.dice.pick(&known);
        if self.dice.permille(40) {
            let number = self.humans[self.care.patients[patient].human].number;
            let now = self.now();
            self.care.mend(patient, number, now);
            return;
        }
        let free: Vec<usize> = (0..self.care.bookings.len())
            .filter(|b| self.care.bookings[*b].id.is_some() && !self.care.is_busy(*b))
            .filter(|b| self.care.bookings[*b].held.state == State::Booked)
            .collect();
        if free.is_empty() || self.dice.permille(450) {
            let prison = if self.dice.permille(850) { self.prisons.here } else { self.prisons.there };
            let (now, span) = (self.now(), self.free_slot());
            if let Some(span) = span {
                self.care.book(patient, prison, span, now, &mut self.dice);
            }
            return;
        }
        let booking = *self.dice.pick(&free);
        self.care_changes(booking);
    }

    fn care_changes(&mut self, booking: usize) {
        let mut held = self.care.bookings[booking].held.clone();
        let stale = self.care.bookings[booking].version > 1 && self.dice.permille(150);
        match self.dice.below(10) {
            0..4 => {
                let Some((start, end)) = self.free_slot() else { return };
                (held.start, held.end) = (start, end);
            }
            4 => held.clinic = *self.dice.pick(&Clinic::ALL),
            5 => {
                // Nobody books in another prison's rooms: it is cancelled here, and booked there by those who may.
                let there =
                    if held.prison == self.prisons.here { self.prisons.there } else { self.prisons.here };
                let (patient, now, span) =
                    (self.care.bookings[booking].patient, self.now(), self.free_slot());
                if let Some(span) = span {
                    self.care.book(patient, there, span, now, &mut self.dice);
                }
                held.state = State::Cancelled;
            }
            6 => held.end = held.end.plus_seconds(300),
            7 => held.state = [State::Noshow, State::Fulfilled][self.dice.index(2)],
            _ => held.state = State::Cancelled,
        }
        self.care.change(booking, held, stale);
    }

    /// A slot in clinic hours of the coming days that no booking of the run has had.
    fn free_slot(&mut self) -> Option<(Instant, Instant)> {
        let now = self.now();
        for _ in 0..8 {
            let mut date = now.london_date();
            for _ in 0..self.dice.below(4) {
                date = date.tomorrow().ok()?;
            }
            let minutes = i64::try_from(8 * 60 + 5 * self.dice.below(108)).ok()?;
            // The hours of a day of 23 or 25 are counted on the wall.
            let noon = LondonTime::from_machine(date.at(12, 0, 0, 0)).ok()?.at();
            let start = noon.plus_seconds(60 * (minutes - 12 * 60));
            if start > now.plus_seconds(60)
                && start > london_midnight(date)
                && !self.care.owner.contains_key(&start)
            {
                let length = 10 + 5 * i64::try_from(self.dice.below(4)).ok()?;
                return Some((start, start.plus_seconds(60 * length)));
            }
        }
        None
    }
}
