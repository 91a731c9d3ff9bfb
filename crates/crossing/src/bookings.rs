//! Bookings and patients that care systems send: stored as they came, with FHIR's conditions, and their mirrors.

use crate::reconcile::{links, mirrors};
use crate::understood::{IncomingBooking, IncomingPatient, NotDone, Outcome};
use crate::work::Work;
use store::unit::Write;
use vocab::care::{Appointment, AppointmentStatus, Patient};
use vocab::id::{AppointmentId, PatientId};

/// A patient's record, created or updated.
pub(crate) fn patient(work: &mut Work<'_>, incoming: &IncomingPatient) -> Outcome {
    if incoming.id.is_some_and(|id| !work.before.patients.contains_key(&id)) {
        return Outcome::NotDone(NotDone::NotFound);
    }
    // The gathering read whoever has this id, or this local id: at most one.
    let before = work.before.named.first().and_then(|id| work.before.patients.get(id)).cloned();
    if let (Some(before), Some(_)) = (&before, &incoming.if_none_exist)
        && incoming.id.is_none()
    {
        return Outcome::Patient { id: before.id, version: before.version, created: false };
    }
    if let (Some(before), Some(asked)) = (&before, incoming.if_match)
        && before.version != asked
    {
        return Outcome::NotDone(NotDone::VersionConflict { stands: before.version });
    }
    let patient = Patient {
        id: before.as_ref().map_or_else(|| work.id::<PatientId>(), |b| b.id),
        version: before.as_ref().map_or(0, |b| b.version) + 1,
        local: incoming.local.clone(),
        nhs: incoming.nhs,
        prison_number: incoming.prison_number,
        name: incoming.name.clone(),
        born: incoming.born,
        gender: incoming.gender.clone(),
        updated: work.now(),
    };
    if let Some(number) = patient.prison_number {
        work.about(number);
    }
    let outcome = Outcome::Patient { id: patient.id, version: patient.version, created: before.is_none() };
    if let Some(prison) = incoming.kept_at {
        work.write(Write::PatientAt(patient.id, prison));
    }
    links::patient_changed(work, &patient);
    work.write(Write::Patient { patient: Box::new(patient), resource: Some(incoming.resource.clone()) });
    outcome
}

/// A booking, created, moved, changed or cancelled.
pub(crate) fn booking(work: &mut Work<'_>, incoming: &IncomingBooking) -> Outcome {
    if !work.rules.prisons.contains_key(&incoming.prison) {
        return Outcome::NotDone(NotDone::PrisonNotServed);
    }
    let listed = work.before.existing.first().filter(|_| incoming.upsert).copied();
    let before = incoming.id.or(listed).and_then(|id| work.before.appointments.get(&id)).cloned();
    match (&before, incoming.id, incoming.if_none_exist.is_some(), work.before.existing.as_slice()) {
        (None, Some(_), _, _) => return Outcome::NotDone(NotDone::NotFound),
        (None, None, true, [one]) => {
            let version = work.before.appointments.get(one).map_or(1, |a| a.version);
            return Outcome::Appointment { id: *one, version, created: false };
        }
        (None, None, true, [_, _, ..]) => return Outcome::NotDone(NotDone::SeveralExist),
        _ => {}
    }
    let patient = match work.before.named.as_slice() {
        [] => return Outcome::NotDone(NotDone::PatientNotKnown),
        [one] => *one,
        _ => return Outcome::NotDone(NotDone::SeveralPatients),
    };
    if let Some(refused) = before.as_ref().and_then(|b| conflict(b, incoming, patient)) {
        return Outcome::NotDone(refused);
    }
    let appointment = Appointment {
        id: before.as_ref().map_or_else(|| work.id::<AppointmentId>(), |b| b.id),
        version: before.as_ref().map_or(0, |b| b.version) + 1,
        patient,
        prison: incoming.prison,
        room: incoming.room.clone(),
        clinic: incoming.clinic.clone(),
        status: incoming.status.clone(),
        start: incoming.start,
        end: incoming.end,
        identifiers: incoming.identifiers.clone(),
        updated: work.now(),
    };
    let person = work.links().find(|l| l.patient == patient).map(|l| l.person);
    if let Some(person) = person {
        work.about(person);
    }
    mirrors::of_appointment(work, &appointment, true);
    let outcome =
        Outcome::Appointment { id: appointment.id, version: appointment.version, created: before.is_none() };
    work.write(Write::PatientAt(patient, appointment.prison));
    work.write(Write::Appointment {
        appointment: Box::new(appointment),
        resource: incoming.resource.clone(),
    });
    outcome
}

fn conflict(before: &Appointment, incoming: &IncomingBooking, patient: PatientId) -> Option<NotDone> {
    if incoming.if_match.is_some_and(|asked| asked != before.version) {
        return Some(NotDone::VersionConflict { stands: before.version });
    }
    if before.patient != patient {
        return Some(NotDone::PatientDiffers);
    }
    // What was seen, or never should have been, is not booked again.
    let ended = matches!(
        before.status.known(),
        Some(AppointmentStatus::EnteredInError | AppointmentStatus::Fulfilled)
    );
    let reopened = matches!(
        incoming.status.known(),
        Some(AppointmentStatus::Booked | AppointmentStatus::Pending | AppointmentStatus::Proposed)
    );
    (ended && reopened).then_some(NotDone::Ended)
}
