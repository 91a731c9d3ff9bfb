//! Nobody got another person's fact: what a panel shows, and whom a write names, belongs to the humans it may.

use super::Run;
use crate::simulation::life::CELL_SHARING_WHY;
use std::collections::BTreeSet;

pub(super) fn nobody_got_another_persons_fact(run: &Run<'_>) -> Result<(), String> {
    panels(run)?;
    writes(run)?;
    links(run)
}

fn panels(run: &Run<'_>) -> Result<(), String> {
    let humans = &run.world.humans;
    for shown in &run.world.kept.shown {
        if shown.text.contains(CELL_SHARING_WHY) {
            return Err(format!("the panel of {} says why somebody may not share a cell", shown.asked_for));
        }
        for (i, human) in humans.iter().enumerate().filter(|(i, _)| !shown.allowed.contains(i)) {
            let marks = human
                .marks()
                .into_iter()
                .chain(human.lines.iter().map(|line| format!("\"name\":\"{line}\"")));
            for mark in marks {
                if shown.text.contains(&mark) {
                    return Err(format!("the panel of {} shows {mark:?} of human {i}", shown.asked_for));
                }
            }
        }
    }
    Ok(())
}

/// Whom a write names, or a line of what staff are to enter, may be the booking's own human, one of their numbers, or one
/// whom a person's act has linked.
fn writes(run: &Run<'_>) -> Result<(), String> {
    let side = run.world.edge.lock();
    for (n, write) in side.log.writes.iter().chain(&run.world.clerk.told).enumerate() {
        let Some(booking) = run.world.care.owner.get(&write.outgoing.start.at()) else {
            // What staff moved is put back from where they put it; its start is not a booking's.
            if write.outgoing.remote.is_some() {
                continue;
            }
            return Err(format!("write {n} makes an entry at a time that nobody booked"));
        };
        let patient = run.world.care.bookings[*booking].patient;
        let mut allowed = BTreeSet::from([run.world.care.patients[patient].human]);
        allowed.extend(run.world.kept.linked.get(&patient).into_iter().flatten());
        let allowed = run.world.tied(&allowed);
        let named = run.world.humans.iter().position(|h| h.number == write.outgoing.person);
        if named.is_none_or(|human| !allowed.contains(&human)) {
            return Err(format!("write {n}, of booking {booking}, names human {named:?}"));
        }
    }
    Ok(())
}

/// What the rule links on its own is one human.
fn links(run: &Run<'_>) -> Result<(), String> {
    use vocab::crossing::{Decider, LinkState};
    for link in &run.rest.links {
        if link.state == LinkState::Confirmed
            && matches!(link.decided_by, Decider::Rule)
            && !run.world.is_same(link)
        {
            return Err(format!("the rule linked two humans: {:?}", link.evidence));
        }
    }
    Ok(())
}
