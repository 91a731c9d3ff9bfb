//! Every mirror equals policy applied to its owner, worked out again from the two sides' own truth.

use super::Run;
use crate::simulation::truth::{Place, Should, place, should, touched};
use crate::simulation::world::CLIENT;
use doubles::clinic::State;
use doubles::prison::Appointment;
use std::collections::BTreeSet;
use vocab::Instant;
use vocab::crossing::Hold;

pub(super) fn every_mirror_equals_its_owner(run: &Run<'_>) -> Result<(), String> {
    let adopted: BTreeSet<i64> = run
        .rest
        .mirrors
        .values()
        .filter(|m| m.adopted)
        .filter_map(|m| m.known.as_ref().map(|k| k.remote))
        .collect();
    let standing: Vec<(Appointment, Place)> = {
        let side = run.world.edge.lock();
        side.prison
            .appointments()
            .filter(|a| !a.is_cancelled())
            .filter(|a| a.created_by == CLIENT || i64::try_from(a.id).is_ok_and(|id| adopted.contains(&id)))
            .filter_map(|a| place(a).map(|p| (a.clone(), p)))
            .collect()
    };
    let mut claimed: BTreeSet<u64> = BTreeSet::new();
    for booking in 0..run.world.care.bookings.len() {
        let starts: BTreeSet<Instant> =
            run.world.care.bookings[booking].said.iter().map(|(_, held)| held.start).collect();
        let mut here: Vec<&(Appointment, Place)> =
            standing.iter().filter(|(_, at)| starts.contains(&at.start)).collect();
        claimed.extend(here.iter().map(|(a, _)| a.id));
        let start = run.world.care.bookings[booking].held.start;
        here.retain(|(_, at)| at.start == start || !lies_too_far_back(run, at));
        // Where staff enter, another asks what they were told (`hands`).
        if !run.world.weather.by_hand.contains(&run.world.care.bookings[booking].held.prison) {
            one(run, booking, &here)?;
        }
    }
    // What staff moved of ours stands at a start that no booking has.
    let left = standing.iter().find(|(a, at)| {
        at.start > run.rest.now
            && !claimed.contains(&a.id)
            && a.updated.as_ref().is_none_or(|u| u.1 == CLIENT)
            && !run.world.kept.moved.contains_key(&a.id)
    });
    match left {
        Some((a, _)) => Err(format!("entry {} stands for no booking", a.id)),
        None => Ok(()),
    }
}

fn one(run: &Run<'_>, booking: usize, here: &[&(Appointment, Place)]) -> Result<(), String> {
    let ids: Vec<u64> = here.iter().map(|(a, _)| a.id).collect();
    match should(run.world, run.rest, booking) {
        Should::Either(why) if here.len() > 1 => Err(format!("booking {booking} ({why}) stands as {ids:?}")),
        Should::Either(_) => Ok(()),
        Should::NotStand(why) if here.iter().any(|(_, at)| at.start > run.rest.now) => {
            Err(format!("booking {booking} should not stand ({why}), and stands as {ids:?}"))
        }
        Should::NotStand(_) => Ok(()),
        Should::Stand(wanted) => stands(run, booking, here, &wanted),
    }
}

fn stands(
    run: &Run<'_>,
    booking: usize,
    here: &[&(Appointment, Place)],
    wanted: &Place,
) -> Result<(), String> {
    let mirror = run.world.care.bookings[booking].id.and_then(|id| run.rest.mirrors.get(&id));
    let hold = mirror.and_then(|m| m.hold);
    let ids: Vec<u64> = here.iter().map(|(a, _)| a.id).collect();
    // Where healthcare answers what the prison did, it has answered before the end: nothing may be held for it then.
    let held = &run.world.care.bookings[booking].held;
    let answers = run.world.weather.answers_feedback && held.state == State::Booked;
    let unanswered = hold == Some(Hold::PrisonChanged) && touched(run.world, booking) && !answers
        || hold == Some(Hold::AdoptionUnclear) && typed(run, wanted) > 1;
    if unanswered && here.len() <= 1 {
        return Ok(());
    }
    let adopted = |a: &Appointment| a.created_by != CLIENT;
    let fits = |(a, at): &&&(Appointment, Place)| {
        *at == Place { end: if adopted(a) { at.end } else { wanted.end }, ..wanted.clone() }
    };
    if here.len() == 1 && here.iter().filter(fits).count() == 1 {
        return Ok(());
    }
    Err(format!(
        "booking {booking} should stand once and stands as {ids:?}, held: {hold:?}, wanted {wanted:?}, there {:?}, mirror {mirror:?}",
        here.iter().map(|(_, at)| at).collect::<Vec<_>>()
    ))
}

/// The prison's services let nobody change an entry of more than five days ago ("Cannot update an appointment more than 5
/// days ago"). A booking that is moved from there is entered anew, and the old entry stays on the list of its day.
fn lies_too_far_back(run: &Run<'_>, at: &Place) -> bool {
    const DAYS_BACK: i32 = 5;
    (run.rest.now.london_date() - at.start.london_date()).get_days() > DAYS_BACK
}

/// How many entries staff have typed for the same.
pub(super) fn typed(run: &Run<'_>, wanted: &Place) -> usize {
    let side = run.world.edge.lock();
    let same = |at: &Place| {
        (at.person, at.start, at.prison) == (wanted.person, wanted.start, wanted.prison)
            && at.room == wanted.room
    };
    side.prison
        .appointments()
        .filter(|a| a.created_by != CLIENT && !a.is_cancelled())
        .filter(|a| place(a).as_ref().is_some_and(same))
        .count()
}
