//! What makes a record doubtful: two numbers that were one person, and a stay opened on the wrong one.

use super::Prison;
use super::act::Impossible;
use super::event;
use super::person::{Whereabouts, spelling};
use serde_json::json;
use vocab::Instant;
use vocab::code::MovementType;
use vocab::id::PrisonNumber;

impl Prison {
    /// The removed number's stay shows an administrative release just before it goes: a known artefact, and no
    /// release at all.
    pub(crate) fn merge(
        &mut self,
        kept: PrisonNumber,
        removed: PrisonNumber,
        now: Instant,
    ) -> Result<(), Impossible> {
        if kept == removed || !self.people.contains_key(&kept) {
            return Err(Impossible::Nobody);
        }
        let mut gone = self.people.get(&removed).cloned().ok_or(Impossible::Nobody)?;
        let stay = gone.custody.clone().filter(super::person::Custody::active);
        if let Some(custody) = gone.custody.as_mut() {
            custody.whereabouts = Whereabouts::Released;
            custody.movement = spelling(MovementType::Release).to_owned();
            "MRG".clone_into(&mut custody.reason);
            let prison = custody.prison;
            let details = json!({"reason": "RELEASED", "prisonId": prison});
            self.tell(event::search("released", removed, now, details), now);
        }
        self.people.remove(&removed);
        self.before.insert(removed, gone.clone());
        let survivor = self.change(kept)?;
        survivor.merged.push(removed);
        survivor.merged.append(&mut gone.merged);
        survivor.crn = survivor.crn.take().or(gone.crn.take());
        // Nobody checks the rule of one active alert a code here: two can be left.
        survivor.alerts.append(&mut gone.alerts.clone());
        if survivor.in_care().is_none() && stay.is_some() {
            survivor.custody = stay;
        }
        let booking = self.people.get(&kept).and_then(|p| p.custody.as_ref()).map_or(0, |c| c.booking);
        for target in self.merged_into.values_mut().filter(|t| **t == removed) {
            *target = kept;
        }
        self.merged_into.insert(removed, kept);
        self.diary.repoint(removed, kept, booking);
        if self.outside.limited.remove(&removed) {
            self.outside.limited.insert(kept);
        }
        for apart in &mut self.apart {
            for side in [&mut apart.first, &mut apart.second] {
                if *side == removed {
                    *side = kept;
                }
            }
        }
        self.tell(event::merged(kept, removed, booking, now), now);
        self.tell(event::search("removed", removed, now, json!({})), now);
        let categories = json!({"categoriesChanged": ["IDENTIFIERS", "STATUS"]});
        self.tell(event::search("updated", kept, now, categories), now);
        self.alerts_resync(kept, now)
    }

    /// Everything recorded since the stay began may belong to the other human.
    pub(crate) fn move_booking(
        &mut self,
        from: PrisonNumber,
        to: PrisonNumber,
        now: Instant,
    ) -> Result<(), Impossible> {
        if !self.people.contains_key(&to) {
            return Err(Impossible::Nobody);
        }
        if from == to || self.people.get(&to).is_some_and(|p| p.in_care().is_some()) {
            return Err(Impossible::Elsewhere);
        }
        let custody = self.change(from)?.custody.take().ok_or(Impossible::Elsewhere)?;
        let booking = custody.booking;
        let started = vocab::time::london_midnight(custody.received).plus_seconds(9 * 3600 + 632);
        self.change(to)?.custody = Some(custody);
        self.diary.rebook(booking, from, to);
        self.tell(event::booking_moved(from, to, booking, started, now), now);
        for number in [from, to] {
            let categories = json!({"categoriesChanged": ["STATUS", "LOCATION", "SENTENCE"]});
            self.tell(event::search("updated", number, now, categories), now);
        }
        self.alerts_resync(to, now)
    }
}
