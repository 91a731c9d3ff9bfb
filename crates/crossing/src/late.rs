//! What waits for staff to do by hand, and telling somebody while a telephone can still mend it.

use crate::Crossing;
use crate::reconcile::by_hand;
use crate::sweep::Timekeeper;
use crate::understood::Tick;
use std::collections::BTreeSet;
use std::sync::PoisonError;
use store::{StoreError, View};
use vocab::Instant;
use vocab::crossing::{Hold, Mirror};
use vocab::id::AppointmentId;
use vocab::place::PrisonCode;

/// At most so many bookings of a span: ten times the busiest prison.
const BOOKINGS_MAX: usize = 100_000;

/// How often it is looked: a telephone call takes longer.
const LOOK_EVERY_SECONDS: i64 = 60;

impl Crossing {
    /// Mirrors that wait for staff: of the prison's bookings, and of entries on its lists whose bookings are elsewhere
    /// by now.
    pub(crate) fn waiting_for_staff(
        &self,
        view: &View<'_>,
        prison: PrisonCode,
        span: (Instant, Instant),
    ) -> Result<Vec<Mirror>, StoreError> {
        let opener = &self.opener;
        let mut found = Vec::new();
        let mut seen: BTreeSet<AppointmentId> = BTreeSet::new();
        for sealed in view.appointments_in(prison, span, BOOKINGS_MAX)? {
            let id = sealed.open(opener).0.id;
            seen.insert(id);
            found.extend(view.mirror(id)?.map(|mirror| mirror.open(opener)));
        }
        for sealed in view.prison_entries(prison, span)? {
            let entry = sealed.open(opener);
            if entry.gone || entry.cancelled {
                continue;
            }
            let mirror = view.mirror_by_remote(entry.remote)?.map(|mirror| mirror.open(opener));
            found.extend(mirror.filter(|m| seen.insert(m.appointment)));
        }
        found.retain(|mirror| mirror.hold == Some(Hold::ByHand));
        Ok(found)
    }
}

impl Timekeeper {
    /// Says of each booking once that staff have not done by hand what it asks of them, and its time is near.
    pub(crate) async fn late_by_hand(&self) -> Result<(), StoreError> {
        let crossing = &self.crossing;
        let now = crossing.clock().now();
        let looked = *self.late_looked.lock().unwrap_or_else(PoisonError::into_inner);
        if looked.is_some_and(|at| (0..LOOK_EVERY_SECONDS).contains(&now.seconds_since(at))) {
            return Ok(());
        }
        let span = (now, now.plus_seconds(by_hand::NEAR_SECONDS));
        let mut late = Vec::new();
        for prison in crossing.rules.prisons.keys().filter(|prison| crossing.rules.by_hand(**prison)) {
            let waiting = crossing.store.read(|view| crossing.waiting_for_staff(view, *prison, span))?;
            late.extend(waiting.iter().filter(|m| by_hand::is_late(m, now)).map(|m| m.appointment));
        }
        if !late.is_empty() {
            crossing.tick_write(&Tick::NotDoneByHand { appointments: late.clone() }).await?;
        }
        *self.late_looked.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
        Ok(())
    }
}
