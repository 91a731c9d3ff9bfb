//! Only what settled does what cannot be undone: no entry is cancelled for somebody who has left unless he has stayed
//! away for as long as settling takes; and no entry is cancelled whose time has come, unless healthcare did. Nothing new
//! is sent of somebody who was read as dead.

use super::Run;
use crate::simulation::edge::{Served, WriteCall};
use crate::simulation::truth::wants;
use crate::simulation::world::SETTLE_SECONDS;
use vocab::Instant;
use vocab::crossing::AttemptAct;

pub(super) fn nothing_irreversible_before_it_settled(run: &Run<'_>) -> Result<(), String> {
    let side = run.world.edge.lock();
    // What staff are told to strike through is struck through.
    let all = side.log.writes.iter().chain(&run.world.clerk.told);
    for write in all.filter(|w| w.outgoing.act == AttemptAct::Cancel) {
        let Some(reason) = for_leaving(run, write) else { continue };
        let (booking, person, wanted_then) = reason;
        // Healthcare may have moved it to another time while the entry still stood at the old one: that is its doing.
        if wanted_then && write.outgoing.start.at() <= write.at {
            return Err(format!(
                "booking {booking} had its time, and was cancelled because somebody left later"
            ));
        }
        let prison = write.outgoing.prison;
        let long_ago = write.at.plus_seconds(-SETTLE_SECONDS);
        // What the engine was told within that time, and what was so: either is enough to hold it back.
        let told = (side.log.served.iter().rev())
            .find(|s| s.person == person && s.prison == Some(prison) && s.at <= write.at);
        if let Some(told) = told.filter(|told| told.at > long_ago) {
            return Err(format!(
                "booking {booking} was cancelled for leaving at {}, {} s after the person was read as there",
                write.at.rfc3339_london(),
                write.at.seconds_since(told.at)
            ));
        }
        // The prison's own event tells of what was so 45 minutes ago, whenever we first read it; our clock counts from
        // what we read. One of the two must be as long ago. It may tell of a leaving before the last, with a return in
        // between that nobody read.
        let away = run.world.history.away_since(person, prison, write.at);
        let read_away = (side.log.served.iter())
            .filter(|s| s.person == person && s.at <= write.at && told.is_none_or(|told| s.at > told.at))
            .map(|s| s.at)
            .next();
        let since_told = told.map_or_else(Instant::default, |told| told.at);
        let told_of = run.world.history.left_between(person, prison, since_told, long_ago);
        if away.is_some_and(|at| at > long_ago) && read_away.is_none_or(|at| at > long_ago) && !told_of {
            return Err(format!(
                "booking {booking} was cancelled for leaving at {}, {} s after the person left",
                write.at.rfc3339_london(),
                away.map_or(0, |at| write.at.seconds_since(at))
            ));
        }
        let stood = run.world.history.at(person, write.at);
        if stood.is_some_and(|(_, at)| at == Some(prison)) && told.is_none() {
            return Err(format!("booking {booking} was cancelled for leaving, and nobody had left"));
        }
    }
    drop(side);
    nothing_is_sent_of_the_dead(run)
}

/// A death stops what is to be sent as soon as it was read; what healthcare cancels is cancelled there all the same.
fn nothing_is_sent_of_the_dead(run: &Run<'_>) -> Result<(), String> {
    let side = run.world.edge.lock();
    let all = side.log.writes.iter().chain(&run.world.clerk.told);
    for write in all.filter(|w| w.outgoing.act != AttemptAct::Cancel) {
        let person = write.outgoing.person;
        let told = side.log.served.iter().rev().filter(|s| s.person == person && s.at <= write.at);
        let custody = side.prison.person(person).and_then(|p| p.custody.as_ref());
        // A death that was taken back may have been read as such by a process that died of it.
        let dead = custody.is_some_and(|c| c.legal_before_death.is_some() && c.moved <= write.at);
        if dead && Served::died(told) {
            return Err(format!("{:?} was sent of somebody who was read as dead", write.outgoing.act));
        }
    }
    Ok(())
}

/// The booking and the person, when only leaving can be why an entry was cancelled.
fn for_leaving(run: &Run<'_>, write: &WriteCall) -> Option<(usize, vocab::id::PrisonNumber, bool)> {
    let care = &run.world.care;
    let booking = *care.owner.get(&write.outgoing.start.at())?;
    let said = care.said_at(booking, write.at)?;
    let wanted_there = wants(said) && said.prison == write.outgoing.prison;
    let patient = &care.patients[care.bookings[booking].patient];
    let shaken = patient.shaken.is_some_and(|at| at <= write.at);
    let wanted_then = said.start == write.outgoing.start.at();
    (wanted_there && !shaken).then_some((booking, write.outgoing.person, wanted_then))
}
