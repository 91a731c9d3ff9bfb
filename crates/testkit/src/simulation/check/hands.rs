//! Where staff enter: nothing is sent there by us; at rest each entry that is wanted stands on the lists, or the page
//! says that it is to be entered; nothing is on the page that stands, or is not wanted; and no mirror claims an entry of
//! somebody else's, or one that another claims.

use super::Run;
use super::mirrors::typed;
use crate::simulation::clerk::{ToDo, moment};
use crate::simulation::truth::{Place, Should, place, should, touched};
use crate::simulation::world::CLIENT;
use crossing::disclose::by_hand::ByHandAt;
use doubles::clinic::State;
use doubles::prison::{Appointment, room_id};
use std::collections::{BTreeMap, BTreeSet};
use vocab::Instant;
use vocab::crossing::Hold;
use vocab::id::PrisonNumber;
use vocab::place::PrisonCode;

/// A line of the last page.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    to_enter: bool,
    person: PrisonNumber,
    prison: PrisonCode,
    room: String,
    start: Instant,
}

pub(super) fn what_staff_are_told_is_right(run: &Run<'_>) -> Result<(), String> {
    let by_hand = &run.world.weather.by_hand;
    if by_hand.is_empty() {
        return Ok(());
    }
    let sent = {
        let side = run.world.edge.lock();
        side.log.writes.iter().find(|w| by_hand.contains(&w.outgoing.prison)).map(|w| w.path.clone())
    };
    if let Some(path) = sent {
        return Err(format!("{path} was sent to a prison where staff enter"));
    }
    nobodys_entry_is_claimed(run)?;
    let lines = lines(run);
    let mut explained: BTreeSet<Instant> = BTreeSet::new();
    for (booking, booked) in run.world.care.bookings.iter().enumerate() {
        if by_hand.contains(&booked.held.prison) {
            explained.insert(booked.held.start);
            one(run, booking, &lines)?;
        }
    }
    match lines.iter().find(|line| line.to_enter && !explained.contains(&line.start)) {
        Some(line) => Err(format!("the page says to enter what nobody booked: {line:?}")),
        None => nothing_is_entered_twice(run, &lines),
    }
}

fn lines(run: &Run<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    for (prison, page) in &run.world.clerk.last {
        for to_do in page {
            let (to_enter, person, at): (bool, PrisonNumber, &ByHandAt) = match to_do {
                ToDo::Enter(line) => (true, line.number, &line.at),
                ToDo::Change { number, from, .. } => (false, *number, from),
                ToDo::Strike(line) => (false, line.number, &line.at),
            };
            let Some(start) = moment(at, &at.start) else { continue };
            let room = room_id(*prison, &at.place);
            lines.push(Line { to_enter, person, prison: *prison, room, start: start.at() });
        }
    }
    lines
}

/// What stands for a booking: entries that its mirror has taken over.
fn here(run: &Run<'_>, booking: usize) -> Vec<(Appointment, Place)> {
    let booked = &run.world.care.bookings[booking];
    let mirror = booked.id.and_then(|id| run.rest.mirrors.get(&id));
    let known = mirror.and_then(|m| m.known.as_ref()).and_then(|k| u64::try_from(k.remote).ok());
    let side = run.world.edge.lock();
    let stands = side.prison.appointments().filter(|a| !a.is_cancelled() && Some(a.id) == known);
    stands.filter_map(|a| place(a).map(|at| (a.clone(), at))).collect()
}

fn one(run: &Run<'_>, booking: usize, lines: &[Line]) -> Result<(), String> {
    let booked = &run.world.care.bookings[booking];
    let here = here(run, booking);
    let stands = here.first().filter(|(_, at)| at.start > run.rest.now).map(|(_, at)| at);
    let of = |to_enter: bool, at: &Place| {
        lines.iter().any(|line| {
            (line.to_enter, line.prison, line.start) == (to_enter, at.prison, at.start)
                && line.room == at.room
                && (line.person == at.person || !to_enter && run.world.leads_to(line.person, at.person))
        })
    };
    // Where the clerk does everything at the end, a line that is left is one that could not be done.
    let may_wait = !run.world.weather.enters_all;
    match should(run.world, run.rest, booking) {
        Should::Either(_) => Ok(()),
        Should::NotStand(why) => {
            if lines.iter().any(|line| line.to_enter && line.start == booked.held.start) {
                return Err(format!("booking {booking} should not stand ({why}), and is to be entered"));
            }
            match stands {
                Some(at) if !(may_wait && of(false, at)) => Err(format!(
                    "booking {booking} should not stand ({why}), and stands: {at:?}; nobody is told to strike it through"
                )),
                _ => Ok(()),
            }
        }
        Should::Stand(wanted) => {
            let fits = |at: &Place| *at == Place { end: at.end, ..wanted.clone() };
            match stands {
                Some(at) if fits(at) => return Ok(()),
                Some(at) if may_wait && of(false, at) => return Ok(()),
                None if may_wait && of(true, &wanted) => return Ok(()),
                _ => {}
            }
            if is_unanswered(run, booking, &wanted) {
                return Ok(());
            }
            let mirror = booked.id.and_then(|id| run.rest.mirrors.get(&id));
            Err(format!(
                "booking {booking} should stand, wanted {wanted:?}, stands {stands:?}, to enter: {}, mirror {mirror:?}",
                of(true, &wanted)
            ))
        }
    }
}

/// What staff did of their own accord waits for healthcare; which of several they mean, for themselves.
fn is_unanswered(run: &Run<'_>, booking: usize, wanted: &Place) -> bool {
    let booked = &run.world.care.bookings[booking];
    let mirror = booked.id.and_then(|id| run.rest.mirrors.get(&id));
    let hold = mirror.and_then(|m| m.hold);
    // What stood in a file before it was moved is one that they may mean, too.
    let filed = mirror.and_then(|m| m.taken.as_ref()).map(|taken| Place {
        person: taken.entry.person,
        prison: taken.entry.prison,
        room: taken.entry.place.0.clone(),
        start: taken.entry.start.at(),
        end: taken.entry.end.at(),
    });
    let filed = filed.filter(|at| *at != Place { end: at.end, ..wanted.clone() });
    let several = || typed(run, wanted) + filed.map_or(0, |at| typed(run, &at)) > 1;
    let answers = run.world.weather.answers_feedback && booked.held.state == State::Booked;
    hold == Some(Hold::PrisonChanged) && touched(run.world, booking) && !answers
        || hold == Some(Hold::AdoptionUnclear) && several()
}

/// Two mirrors never claim one entry, and none claims what stands for somebody else.
fn nobodys_entry_is_claimed(run: &Run<'_>) -> Result<(), String> {
    let side = run.world.edge.lock();
    let entries: BTreeMap<u64, &Appointment> = side.prison.appointments_ever().map(|a| (a.id, a)).collect();
    let mut claimed: BTreeMap<u64, usize> = BTreeMap::new();
    for (booking, booked) in run.world.care.bookings.iter().enumerate() {
        let mirror = booked.id.and_then(|id| run.rest.mirrors.get(&id));
        let Some(known) = mirror.and_then(|m| m.known.as_ref()) else { continue };
        let Some(entry) = u64::try_from(known.remote).ok().and_then(|id| entries.get(&id)) else {
            return Err(format!("booking {booking} claims entry {}, which never was", known.remote));
        };
        if let Some(other) = claimed.insert(entry.id, booking) {
            return Err(format!("bookings {other} and {booking} both claim entry {}", entry.id));
        }
        let human = |number| run.world.humans.iter().position(|h| h.number == number);
        let mut allowed = BTreeSet::from([run.world.care.patients[booked.patient].human]);
        allowed.extend(run.world.kept.linked.get(&booked.patient).into_iter().flatten());
        let allowed = run.world.tied(&allowed);
        let theirs = |number| human(number).is_some_and(|human| allowed.contains(&human));
        if !entry.attendees.iter().any(|attendee| theirs(attendee.number)) {
            return Err(format!("booking {booking} claims entry {} of somebody else", entry.id));
        }
    }
    Ok(())
}

/// What stands on the lists once, since before they were last read, is found, and not to be entered again.
fn nothing_is_entered_twice(run: &Run<'_>, lines: &[Line]) -> Result<(), String> {
    let side = run.world.edge.lock();
    let claimed: BTreeSet<u64> =
        (run.rest.mirrors.values()).filter_map(|m| u64::try_from(m.known.as_ref()?.remote).ok()).collect();
    for line in lines.iter().filter(|line| line.to_enter) {
        let same = |a: &&Appointment| {
            !a.is_cancelled()
                && a.created_by != CLIENT
                && !claimed.contains(&a.id)
                && a.created < run.world.kept.swept
                && a.updated.as_ref().is_none_or(|(at, _)| *at < run.world.kept.swept)
                && place(a).is_some_and(|at| {
                    (at.person, at.prison, at.start) == (line.person, line.prison, line.start)
                        && at.room == line.room
                })
        };
        if let Some(entry) = side.prison.appointments().find(same) {
            return Err(format!("entry {} stands on the lists, and is to be entered: {line:?}", entry.id));
        }
    }
    Ok(())
}
