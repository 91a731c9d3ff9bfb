//! What happens in the prison, and what the simulator notes of it.

use super::{Step, Stepped};
use crate::simulation::life::{Slot, draw};
use crate::simulation::truth;
use crate::simulation::world::{World, place_of};
use doubles::prison::Act as PrisonAct;
use std::collections::BTreeSet;
use vocab::id::PrisonNumber;

impl World {
    /// Something happens in the prison.
    pub(super) fn lives(&mut self) -> Step {
        let now = self.now();
        if self.arrived < self.humans.len() && self.dice.permille(60) {
            self.arrived += 1;
        }
        if self.dice.permille(self.weather.opaque) {
            let human = self.dice.index(self.arrived);
            let number = self.humans[human].number;
            self.happens(&PrisonAct::LinkProbation { number, crn: format!("X{:06}", 320_741 + human) }, None);
        }
        let slots = self.slots();
        let humans = &self.humans[..self.arrived];
        let Some(event) = draw(&mut self.dice, (&self.edge, self.prisons), humans, &slots, now) else {
            return Ok(Stepped::Done);
        };
        self.happens(&event.act, event.ties);
        Ok(Stepped::Done)
    }

    /// Carries an act of prison life out, where it can be.
    pub(crate) fn happens(&mut self, act: &PrisonAct, ties: Option<(PrisonNumber, PrisonNumber)>) {
        let now = self.now();
        self.notes_moved(act);
        let done = self.edge.lock().prison.run(act, now);
        self.tell(|_| format!("  prison: {} {done:?}", serde_json::to_string(act).unwrap_or_default()));
        let done = done.is_ok();
        self.history.note(now, &self.edge, &self.humans);
        if !done {
            return;
        }
        let human = |number| self.humans.iter().position(|h| h.number == number);
        if let Some((a, b)) = ties.and_then(|(a, b)| Some((human(a)?, human(b)?))) {
            self.kept.ties.push((a, b));
            let tied = self.tied(&BTreeSet::from([a, b]));
            self.care.shake(&tied, now);
        }
    }

    /// Where an entry stood that staff are about to move.
    fn notes_moved(&mut self, act: &PrisonAct) {
        let PrisonAct::StaffMove { appointment, .. } = act else { return };
        // What our page told them to do is no doing of theirs.
        if self.kept.as_told.get(appointment).is_some_and(|told| told.done == self.now()) {
            return;
        }
        let start = {
            let side = self.edge.lock();
            side.prison.appointments().find(|a| a.id == *appointment).and_then(truth::start)
        };
        self.kept.moved.entry(*appointment).or_default().extend(start);
    }

    /// Humans whose numbers are tied to any of these.
    pub(crate) fn tied(&self, humans: &BTreeSet<usize>) -> BTreeSet<usize> {
        let mut all = humans.clone();
        loop {
            let more: Vec<usize> = self
                .kept
                .ties
                .iter()
                .filter(|(a, b)| all.contains(a) != all.contains(b))
                .flat_map(|(a, b)| [*a, *b])
                .collect();
            if more.is_empty() {
                return all;
            }
            all.extend(more);
        }
    }

    /// Whether two numbers are one, or tied: whoever looks for a number that was merged away is led to the one it became.
    pub(crate) fn leads_to(&self, one: PrisonNumber, other: PrisonNumber) -> bool {
        let human = |number| self.humans.iter().position(|h| h.number == number);
        let tied = |one| human(other).is_some_and(|other| self.tied(&BTreeSet::from([one])).contains(&other));
        one == other || human(one).is_some_and(tied)
    }

    fn slots(&self) -> Vec<Slot> {
        let now = self.now();
        self.care
            .bookings
            .iter()
            .filter(|b| b.held.start > now)
            .filter_map(|b| {
                let person = self.humans[self.care.patients[b.patient].human].number;
                Some(Slot { person, start: b.held.start, end: b.held.end, room: place_of(b.held.clinic)? })
            })
            .collect()
    }
}
