//! Nothing exists twice on the other side: never more entries of ours for one person, start and category than
//! healthcare has bookings there; and nothing of ours beside what staff had typed for it long before.

use super::Run;
use crate::simulation::truth::{place, wants};
use crate::simulation::world::CLIENT;
use doubles::prison::Appointment;
use std::collections::BTreeMap;

/// Staff may type what they do not see yet: an entry of ours is a double only of one that stood before it was looked
/// for, with time to be seen.
const TYPED_BEFORE_SECONDS: i64 = 120;

pub(super) fn nothing_exists_twice(run: &Run<'_>) -> Result<(), String> {
    let side = run.world.edge.lock();
    let mut ours: BTreeMap<_, Vec<_>> = BTreeMap::new();
    // Where staff put an entry of ours is theirs to say: two that they moved to one time are not our double.
    let put_there = |a: &Appointment| a.updated.as_ref().is_some_and(|(_, by)| by != CLIENT);
    let ours_standing = |a: &&Appointment| a.created_by == CLIENT && !a.is_cancelled() && !put_there(a);
    for appointment in side.prison.appointments().filter(ours_standing) {
        if let Some(at) = place(appointment) {
            ours.entry((at.person, at.start, appointment.category.clone())).or_default().push(appointment);
        }
    }
    for ((person, start, _), entries) in &ours {
        let booked =
            run.world.care.bookings.iter().filter(|b| b.held.start == *start && wants(&b.held)).count();
        if entries.len() > booked.max(1) {
            let ids: Vec<_> = entries.iter().map(|a| a.id).collect();
            return Err(format!(
                "entries {ids:?} of ours stand for one person at {}",
                start.rfc3339_london()
            ));
        }
        let typed =
            side.prison.appointments().filter(|a| a.created_by != CLIENT && !a.is_cancelled()).find(|a| {
                place(a).is_some_and(|at| at.person == *person && at.start == *start)
                    && entries.iter().any(|e| {
                        e.location == a.location
                            && a.updated.is_none()
                            && e.updated.is_none()
                            && e.created.seconds_since(a.created) > TYPED_BEFORE_SECONDS
                    })
            });
        // Several that staff typed, or one that stands for another booking, are not this one's.
        let mirrored = |id: u64| {
            run.rest
                .mirrors
                .values()
                .any(|m| m.known.as_ref().is_some_and(|k| u64::try_from(k.remote) == Ok(id)))
        };
        if let Some(typed) = typed.filter(|a| !mirrored(a.id)) {
            return Err(format!(
                "entry {} that staff typed is doubled by ours at {}",
                typed.id,
                start.rfc3339_london()
            ));
        }
    }
    Ok(())
}
