//! What the prison's lists should show of each booking, and why nothing may be sent when nothing may.
//!
//! Desired state follows from four things: the booking, the link, where the person is, and the rules. It is worked out
//! again whenever one of them moves; delivery makes the other side equal.

use crate::rules::{Length, PrisonRules, Rules};
use crate::work::Work;
use vocab::care::{Appointment, AppointmentStatus};
use vocab::crossing::{Entry, Flow, Hold, IdentityLink, LinkState, Mirror, Mode, TaskKey};
use vocab::id::{PatientId, PrisonNumber};
use vocab::place::PrisonCode;
use vocab::prison::{Person, Standing};
use vocab::time::LondonTime;

/// Works out the mirrors of everyone tied to a person.
pub(crate) fn of_person(work: &mut Work<'_>, number: PrisonNumber) {
    let mut patients: Vec<PatientId> =
        work.links().filter(|l| l.person == number).map(|l| l.patient).collect();
    patients.extend(
        work.before
            .mirrors
            .values()
            .filter(|m| {
                m.desired.as_ref().or(m.known.as_ref().map(|k| &k.entry)).is_some_and(|e| e.person == number)
            })
            .filter_map(|m| work.before.appointments.get(&m.appointment).map(|a| a.patient)),
    );
    patients.sort_unstable();
    patients.dedup();
    for patient in patients {
        of_patient(work, patient);
    }
}

/// Works out the mirrors of a patient's coming bookings.
pub(crate) fn of_patient(work: &mut Work<'_>, patient: PatientId) {
    for appointment in work.appointments().filter(|a| a.patient == patient) {
        of_appointment(work, appointment, false);
    }
}

/// Works out one mirror. `rebooked` says that healthcare has just decided anew: what the prison did before is answered.
pub(crate) fn of_appointment(work: &mut Work<'_>, appointment: &Appointment, rebooked: bool) {
    let before = work.mirror(appointment.id).cloned();
    // What has begun is history: nobody's leaving, and no doubt, strikes it through afterwards.
    if !rebooked && appointment.start.is_some_and(|start| start.at() <= work.now()) {
        return;
    }
    let wanted = wanted(work, appointment, before.as_ref(), rebooked);
    let now = work.now();
    let mirror = match before {
        None if wanted.desired.is_none() && wanted.hold.is_none() => return,
        None => Mirror {
            appointment: appointment.id,
            version: 0,
            desired: wanted.desired,
            hold: wanted.hold,
            known: None,
            open: None,
            attempts: 0,
            refused: None,
            due: now,
            mode: wanted.mode,
            adopted: false,
            feedback: None,
            looked: 0,
            looked_at: None,
            answer_lost: None,
            lost: None,
            taken: None,
            late: false,
        },
        Some(mirror) => carry_over(mirror, wanted, rebooked, now),
    };
    let mirror = by_hand(work, mirror);
    raise(work, appointment, &mirror);
    work.mirror_put(mirror);
}

/// Where nothing may be written by us, what the lists do not show waits for staff: no attempt is ever begun for it.
pub(crate) fn by_hand(work: &Work<'_>, mirror: Mirror) -> Mirror {
    match mirror.hold {
        None | Some(Hold::ByHand) => {
            let hold = is_for_staff(work.rules, &mirror).then_some(Hold::ByHand);
            Mirror { hold, ..mirror }
        }
        Some(_) => mirror,
    }
}

/// Whether staff are to do something for a mirror that nothing else holds.
pub(crate) fn is_for_staff(rules: &Rules, mirror: &Mirror) -> bool {
    let stands = mirror.known.as_ref().map(|known| &known.entry).filter(|entry| !entry.cancelled);
    // What stands in another prison is struck through there first.
    let at = stands.or(mirror.desired.as_ref()).map(|entry| entry.prison);
    mirror.mode == Mode::Live && at.is_some_and(|prison| rules.by_hand(prison)) && !mirror.in_step()
}

fn carry_over(mirror: Mirror, wanted: Wanted, rebooked: bool, now: vocab::Instant) -> Mirror {
    // What was sent and may stand there is what is looked for, until it is known; then this is worked out again.
    let unsure = mirror.known.is_none() && mirror.answer_lost.is_some();
    let wanted = if unsure { Wanted { desired: mirror.desired.clone(), ..wanted } } else { wanted };
    let moved = mirror.desired != wanted.desired || mirror.hold != wanted.hold || mirror.mode != wanted.mode;
    Mirror {
        due: if moved { now } else { mirror.due },
        // What was looked for at another time or place was not looked for here.
        looked: if mirror.desired == wanted.desired { mirror.looked } else { 0 },
        refused: if moved { None } else { mirror.refused },
        feedback: if rebooked { None } else { mirror.feedback },
        desired: wanted.desired,
        hold: wanted.hold,
        mode: wanted.mode,
        ..mirror
    }
}

/// Some holds ask for a person.
fn raise(work: &mut Work<'_>, appointment: &Appointment, mirror: &Mirror) {
    let before = work.mirror(appointment.id).and_then(|m| m.hold);
    if before == mirror.hold {
        return;
    }
    match before {
        Some(Hold::Left) => work.task_done(TaskKey::PersonLeft(appointment.id), "prison"),
        Some(Hold::PrisonChanged) if mirror.feedback.is_none() => {
            work.task_done(TaskKey::PrisonChanged(appointment.id), "healthcare");
        }
        Some(Hold::AdoptionUnclear) => work.task_done(TaskKey::AdoptionUnclear(appointment.id), "healthcare"),
        Some(Hold::TwoFound) => work.task_done(TaskKey::TwoFound(appointment.id), "healthcare"),
        _ => {}
    }
    let key = match mirror.hold {
        Some(Hold::Left) => TaskKey::PersonLeft(appointment.id),
        Some(Hold::AdoptionUnclear) => TaskKey::AdoptionUnclear(appointment.id),
        Some(Hold::TwoFound) => TaskKey::TwoFound(appointment.id),
        Some(Hold::PrisonChanged) => TaskKey::PrisonChanged(appointment.id),
        _ => return,
    };
    work.task(key, Some(appointment.prison));
}

/// What should be so.
struct Wanted {
    desired: Option<Entry>,
    hold: Option<Hold>,
    mode: Mode,
}

fn wanted(work: &Work<'_>, appointment: &Appointment, before: Option<&Mirror>, rebooked: bool) -> Wanted {
    let mode = work.mode(Flow::Appointments, appointment.prison);
    let stands = before.is_some_and(|m| m.known.as_ref().is_some_and(|k| !k.entry.cancelled));
    let held = |hold| Wanted { desired: before.and_then(|m| m.desired.clone()), hold: Some(hold), mode };
    let nothing = || Wanted { desired: cancelled(before), hold: None, mode };

    if before.is_some_and(|m| m.hold == Some(Hold::TwoFound)) && !rebooked {
        return held(Hold::TwoFound);
    }
    let to_bring = appointment.status.known().is_some_and(AppointmentStatus::is_to_be_brought);
    // A booking that healthcare cancelled is cancelled there too, whatever is in doubt: it was made through a link
    // that stood, and leaving it would bring a man for nothing.
    if !to_bring {
        return nothing();
    }
    let Some((link, person)) = linked(work, appointment) else {
        // Undone links take their entries with them; never linked, there is nothing to take.
        return if stands && !any_link_binds(work, appointment.patient) {
            nothing()
        } else {
            held(Hold::NotLinked)
        };
    };
    if link.state == LinkState::InDoubt && !stands {
        return held(Hold::InDoubt);
    }
    match whereabouts(person, appointment.prison) {
        Whereabouts::Here => {}
        Whereabouts::Dead => return held(Hold::Death),
        Whereabouts::NotKnown => return held(Hold::WhereNotKnown),
        Whereabouts::LeftReported => return held(Hold::Left),
        // Settled: the slot is free, and what stands there is struck through.
        Whereabouts::LeftSettled if stands => return nothing(),
        Whereabouts::LeftSettled => return held(Hold::Left),
    }
    let Some(rules) = work.rules.prison(appointment.prison) else { return held(Hold::NoPlace) };
    let Some(entry) = entry(rules, appointment, person.number) else { return held(Hold::NoPlace) };
    let kept = before.filter(|_| !rebooked);
    let hold = match kept.and_then(|m| m.hold) {
        // What the prison did, and what was found unclear, stand until healthcare or a person answers; nor is what the
        // prison did forgotten while something else held.
        _ if kept.is_some_and(|m| m.feedback.is_some() && !in_step(m, &entry)) => Some(Hold::PrisonChanged),
        // Several could be the one that was looked for; of another time or place nothing was found yet.
        Some(Hold::AdoptionUnclear) if kept.is_some_and(|m| m.desired.as_ref() == Some(&entry)) => {
            Some(Hold::AdoptionUnclear)
        }
        _ if mode == Mode::Off => Some(Hold::Off),
        _ => None,
    };
    Wanted { desired: Some(entry), hold, mode }
}

fn in_step(mirror: &Mirror, entry: &Entry) -> bool {
    Mirror { desired: Some(entry.clone()), ..mirror.clone() }.in_step()
}

/// What was wanted before, struck through: a cancelled line stays visible on the prison's lists.
fn cancelled(before: Option<&Mirror>) -> Option<Entry> {
    let entry =
        before.and_then(|m| m.desired.clone().or_else(|| m.known.as_ref().map(|k| k.entry.clone())))?;
    Some(Entry { cancelled: true, ..entry })
}

/// The link that a booking may cross through, and the person at its end.
fn linked<'w>(work: &'w Work<'_>, appointment: &Appointment) -> Option<(&'w IdentityLink, &'w Person)> {
    let link = work
        .links()
        .filter(|l| l.patient == appointment.patient)
        .filter(|l| matches!(l.state, LinkState::Confirmed | LinkState::InDoubt))
        .min_by_key(|l| l.state != LinkState::Confirmed)?;
    Some((link, work.person(link.person)?))
}

fn any_link_binds(work: &Work<'_>, patient: PatientId) -> bool {
    work.links().any(|l| l.patient == patient && matches!(l.state, LinkState::Confirmed | LinkState::InDoubt))
}

/// Where a person is, as a booking in a prison sees it.
enum Whereabouts {
    Here,
    LeftReported,
    LeftSettled,
    Dead,
    NotKnown,
}

fn whereabouts(person: &Person, prison: PrisonCode) -> Whereabouts {
    let Some(custody) = &person.custody.value else { return Whereabouts::NotKnown };
    // What can no longer be seen may have moved: nothing new is sent, and what stands is left standing.
    if person.custody.not_visible_since.is_some() && custody.reported.standing.prison() == Some(prison) {
        return Whereabouts::NotKnown;
    }
    match &custody.reported.standing {
        Standing::Died => Whereabouts::Dead,
        // A custody that was moved to another number leaves nobody here, once that has stood.
        Standing::NotInCustody if custody.is_settled() => Whereabouts::LeftSettled,
        Standing::MergedAway | Standing::NotUnderstood | Standing::NotInCustody => Whereabouts::NotKnown,
        standing if standing.prison() == Some(prison) => Whereabouts::Here,
        _ if custody.is_settled() => Whereabouts::LeftSettled,
        _ => Whereabouts::LeftReported,
    }
}

/// The entry that stands for a booking. Only closed words and the prison's own place are in it.
fn entry(rules: &PrisonRules, appointment: &Appointment, person: PrisonNumber) -> Option<Entry> {
    let room = rules.rooms.get(&appointment.room)?;
    let start = appointment.start?;
    Some(Entry {
        person,
        prison: appointment.prison,
        place: room.place.clone(),
        start,
        end: shown_end(rules.length, start, appointment.end),
        cancelled: false,
    })
}

/// The end that the prison is shown: the real one, or one that tells nothing.
fn shown_end(length: Length, start: LondonTime, end: Option<LondonTime>) -> LondonTime {
    const UNSAID_MINUTES: u16 = 15;
    match (length, end) {
        (Length::Real, Some(end)) => end,
        (Length::Real, None) => later(start, UNSAID_MINUTES),
        (Length::Standard(minutes), _) => later(start, minutes),
    }
}

fn later(start: LondonTime, minutes: u16) -> LondonTime {
    LondonTime::from_instant(start.at().plus_seconds(i64::from(minutes) * 60))
}
