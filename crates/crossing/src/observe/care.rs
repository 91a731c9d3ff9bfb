//! What care systems send: patients and bookings, as FHIR resources.

use crate::envelope::{CARE_FHIR, Meta, WriteAsk};
use crate::understood::{IncomingBooking, IncomingPatient, PatientNamed, Understood};
use vocab::care::Identifier;
use vocab::crossing::{Feed, QuarantineReason};
use vocab::id::{AppointmentId, LocalPatientId, PatientId};
use vocab::place::{PrisonCode, RoomCode};
use wire::fhir::issue::Issue;
use wire::fhir::{appointment, patient, urls};

/// Feeds of care systems have this beginning.
pub(crate) fn is_care(feed: &Feed) -> bool {
    feed.name() == CARE_FHIR || feed.name().starts_with("care-")
}

/// Reads a resource of a care system.
pub(crate) fn read(body: &[u8], meta: &Meta) -> Understood {
    let ask = meta.write.clone().unwrap_or_default();
    match wire::fhir::recognise::recognise(body) {
        Err(issue) => not_understood(&[issue]),
        Ok(found) if found.resource_type == "Patient" => match patient::read(body) {
            Ok(read) => patient_of(read, &ask, body),
            Err(issues) => not_understood(&issues),
        },
        Ok(found) if found.resource_type == "Appointment" => match appointment::read(body) {
            Ok(read) => booking_of(&read, &ask, meta, body),
            Err(issues) => not_understood(&issues),
        },
        Ok(_) => Understood::Kept(crate::envelope::care_feed(), "a FHIR resource of a type that is not used"),
    }
}

fn not_understood(issues: &[Issue]) -> Understood {
    let detail = issues.first().map_or_else(String::new, |issue| match issue.expression() {
        Some(at) => format!("{at}: {}", issue.details()),
        None => issue.details().to_owned(),
    });
    Understood::NotUnderstood { reason: QuarantineReason::Incomplete, detail, about: Vec::new() }
}

fn incomplete(detail: &str) -> Understood {
    Understood::NotUnderstood {
        reason: QuarantineReason::Incomplete,
        detail: detail.to_owned(),
        about: Vec::new(),
    }
}

/// The care system's own id: the first identifier that is nobody else's number.
fn local_of(local: &[Identifier], id: Option<&str>) -> Option<LocalPatientId> {
    match (local.first(), id) {
        (Some(identifier), _) => Some(LocalPatientId::new(&format!("{}|{}", identifier.system, identifier.value))),
        (None, Some(id)) => Some(LocalPatientId::new(&format!("{}|{id}", urls::LOCAL_PATIENT))),
        (None, None) => None,
    }
}

fn patient_of(read: patient::IncomingPatient, ask: &WriteAsk, body: &[u8]) -> Understood {
    let Some(name) = read.name else { return incomplete("Patient.name: a family name is needed") };
    // An NHS number or a prison number is not the care system's own id, but better than none of its own.
    let own = local_of(&read.numbers.local, read.id.as_deref());
    let by_nhs = || read.numbers.nhs.map(|n| LocalPatientId::new(&format!("{}|{}", urls::NHS_NUMBER, n.text())));
    let by_prison =
        || read.numbers.prison.map(|n| LocalPatientId::new(&format!("{}|{}", urls::PRISON_NUMBER, n.text())));
    let Some(local) = own.or_else(by_nhs).or_else(by_prison) else {
        return incomplete("Patient.identifier: none is there, so the record could not be found again");
    };
    let id = match ask.id.as_deref().map(PatientId::parse) {
        Some(None) => return incomplete("the id in the address is not one of ours"),
        Some(Some(id)) => Some(id),
        None => None,
    };
    Understood::Patient(Box::new(IncomingPatient {
        id,
        if_match: ask.if_match,
        if_none_exist: identifier_of(ask),
        local,
        nhs: read.numbers.nhs,
        prison_number: read.numbers.prison,
        name,
        born: read.born,
        gender: read.gender,
        resource: body.to_vec(),
    }))
}

fn identifier_of(ask: &WriteAsk) -> Option<Identifier> {
    ask.if_none_exist.clone().map(|(system, value)| Identifier { system, value })
}

/// A booking, or why it cannot be one.
fn booking_of(read: &appointment::IncomingAppointment, ask: &WriteAsk, meta: &Meta, body: &[u8]) -> Understood {
    let Some(patient) = patient_named(&read.patient) else {
        return incomplete("Appointment.participant: the patient is named in no way that can be followed here");
    };
    let Some((prison, room)) = place_named(read, meta) else {
        return incomplete(
            "Appointment.participant: name the room by an identifier, and the prison by its code before it (MDI/OPD2) or by your token",
        );
    };
    let id = match ask.id.as_deref().map(AppointmentId::parse) {
        Some(None) => return incomplete("the id in the address is not one of ours"),
        Some(Some(id)) => Some(id),
        None => None,
    };
    Understood::Booking(Box::new(IncomingBooking {
        id,
        if_match: ask.if_match,
        if_none_exist: identifier_of(ask),
        patient,
        prison,
        room,
        clinic: None,
        status: read.status.clone(),
        start: read.start,
        end: read.end,
        identifiers: read.identifiers.clone(),
        resource: body.to_vec(),
    }))
}

fn patient_named(mention: &appointment::PatientMention) -> Option<PatientNamed> {
    // Another server's address names a patient of that server; only a relative one is ours.
    if mention.base.is_none()
        && let Some(id) = mention.id.as_deref().and_then(PatientId::parse)
    {
        return Some(PatientNamed::Id(id));
    }
    let numbers = &mention.numbers;
    if let Some(local) = local_of(&numbers.local, None) {
        return Some(PatientNamed::Local(local));
    }
    numbers.nhs.map(PatientNamed::Nhs).or(numbers.prison.map(PatientNamed::PrisonNumber))
}

/// Prison and room: from `MDI/OPD2`, or a place that is the prison beside one that is the room, or the caller's own
/// prison and the room's own id.
fn place_named(read: &appointment::IncomingAppointment, meta: &Meta) -> Option<(PrisonCode, RoomCode)> {
    let identifiers = || read.places.iter().flat_map(|p| &p.identifiers);
    let said = identifiers().find(|i| i.system == urls::PRISON).and_then(|i| PrisonCode::parse(&i.value).ok());
    let room = identifiers()
        .find(|i| i.system == urls::ROOM)
        .or_else(|| identifiers().find(|i| i.system != urls::PRISON))
        .map(|i| i.value.clone())
        .or_else(|| read.places.iter().find_map(|p| p.display.clone()))?;
    if let Some((prison, room)) = room.split_once('/')
        && let Ok(prison) = PrisonCode::parse(prison)
    {
        return Some((prison, RoomCode::new(room)));
    }
    let prison = said.or_else(|| meta.caller.as_ref().and_then(|c| c.prison))?;
    Some((prison, RoomCode::new(&room)))
}
