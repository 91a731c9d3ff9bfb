//! What should be so, from the two sides' own truth: worked out here again, with nothing of the engine's but who is
//! linked to whom.

use super::at_rest::AtRest;
use super::edge::Served;
use super::world::{AsTold, CLIENT, STANDARD_MINUTES, World, place_of};
use doubles::clinic::{Booking, State};
use doubles::prison::{Appointment, room_id};
use std::collections::BTreeSet;
use vocab::Instant;
use vocab::crossing::LinkState;
use vocab::id::PrisonNumber;
use vocab::place::PrisonCode;
use vocab::time::LondonTime;

/// Whoever is out of sight for so long is asked for in one hour of each day.
pub(crate) const DAY_SECONDS: i64 = 86_400;

/// What the prison's lists should show of a booking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Should {
    /// Exactly this.
    Stand(Place),
    /// Nothing that is not struck through.
    NotStand(&'static str),
    /// One or none: a person has not answered yet, or its time has come.
    Either(&'static str),
}

/// Where and when somebody is to be brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) person: PrisonNumber,
    pub(crate) prison: PrisonCode,
    pub(crate) room: String,
    pub(crate) start: Instant,
    pub(crate) end: Instant,
}

/// An appointment of the prison's, in those terms.
pub(crate) fn place(appointment: &Appointment) -> Option<Place> {
    let person = appointment.attendees.iter().find(|t| t.removed.is_none())?.number;
    let at = |time: jiff::civil::Time| {
        LondonTime::from_machine(appointment.date.to_datetime(time)).ok().map(LondonTime::at)
    };
    let start = at(appointment.start)?;
    Some(Place {
        person,
        prison: appointment.prison,
        room: appointment.location.clone().unwrap_or_default(),
        start,
        end: appointment.end.and_then(at).unwrap_or(start),
    })
}

/// Healthcare wants the patient brought.
pub(crate) fn wants(held: &Booking) -> bool {
    matches!(held.state, State::Booked | State::Noshow | State::Fulfilled)
}

/// The prison, or its own services, cancelled, deleted or moved an entry of a booking, ours or one that staff typed for
/// it. Each start is one booking's alone, so the start tells whose an entry is: the one it has, or had before staff
/// moved it.
pub(crate) fn touched(world: &World, booking: usize) -> bool {
    let side = world.edge.lock();
    let booked = &world.care.bookings[booking];
    let starts: BTreeSet<Instant> = booked.said.iter().map(|(_, held)| held.start).collect();
    let of_booking = |a: &&Appointment| {
        let moved_from = world.kept.moved.get(&a.id);
        start(a).is_some_and(|at| starts.contains(&at))
            || moved_from.is_some_and(|from| from.iter().any(|at| starts.contains(at)))
    };
    // What our own page told them to do is no doing of theirs. Unless that was no longer so when it was seen: the flow
    // was switched off, or healthcare has decided otherwise since the page was printed.
    let still_so = |told: &AsTold| {
        world.kept.switched_off < told.done && booked.said.iter().all(|(sent, _)| *sent < told.printed)
    };
    let as_told = |a: &Appointment, at: Instant| {
        world.kept.as_told.get(&a.id).is_some_and(|told| told.done == at && still_so(told))
    };
    let by_others = |a: &Appointment| {
        a.cancelled.as_ref().is_some_and(|c| c.by != CLIENT && !as_told(a, c.at))
            || a.updated.as_ref().is_some_and(|u| u.1 != CLIENT && !as_told(a, u.0))
            || a.attendees.iter().any(|t| t.removed.is_some())
            || world.kept.moved.contains_key(&a.id)
    };
    side.prison.appointments_ever().filter(of_booking).any(by_others)
}

/// When an appointment starts.
pub(crate) fn start(appointment: &Appointment) -> Option<Instant> {
    let starts = appointment.date.to_datetime(appointment.start);
    LondonTime::from_machine(starts).ok().map(LondonTime::at)
}

/// What should be so of a booking.
pub(crate) fn should(world: &World, rest: &AtRest, booking: usize) -> Should {
    let booked = &world.care.bookings[booking];
    let held = &booked.held;
    if held.start <= rest.now {
        return Should::Either("its time has come");
    }
    if !wants(held) {
        return Should::NotStand("healthcare cancelled it");
    }
    let Some(patient) = world.care.patients[booked.patient].id else {
        return Should::NotStand("the patient is not known");
    };
    let bound = |state| rest.links.iter().filter(move |l| l.patient == patient && l.state == state);
    let Some(link) = bound(LinkState::Confirmed).next() else {
        return match bound(LinkState::InDoubt).next() {
            Some(_) => Should::Either("who this is is in doubt"),
            None => Should::NotStand("who this is has not been confirmed"),
        };
    };
    if bound(LinkState::Confirmed).count() > 1 {
        return Should::Either("the patient is linked to two");
    }
    let side = world.edge.lock();
    let person = side.prison.person(link.person);
    let died = person.and_then(|p| p.custody.as_ref()).is_some_and(|c| c.legal_before_death.is_some());
    // Over a route that cannot tell a death, they have left like anybody else.
    let read_as_dead = Served::died(side.log.served.iter().rev().filter(|s| s.person == link.person));
    if died && read_as_dead {
        return Should::Either(
            "they have died, and what the prison leaves standing is the prison's to take away",
        );
    }
    let hidden = rest.persons.get(&link.person).and_then(|known| known.custody.not_visible_since);
    if hidden.is_some_and(|since| rest.now.seconds_since(since) >= DAY_SECONDS) {
        return Should::Either("they were out of sight for a day, and are asked for in one hour of each");
    }
    let stands = person.and_then(doubles::prison::Person::in_care).map(|c| c.prison);
    if world.weather.leavers_vanish() && stands.is_none_or(|p| !world.prisons.served().contains(&p)) {
        return Should::Either("they cannot be seen, and nobody knows whether they have left");
    }
    if stands != Some(held.prison) {
        return Should::NotStand("the person is not in that prison");
    }
    let Some(room) = place_of(held.clinic) else { return Should::Either("the room has no place there") };
    let end = if world.weather.real_ends {
        held.end
    } else {
        held.start.plus_seconds(60 * i64::from(STANDARD_MINUTES))
    };
    Should::Stand(Place {
        person: link.person,
        prison: held.prison,
        room: room_id(held.prison, room),
        start: held.start,
        end,
    })
}
