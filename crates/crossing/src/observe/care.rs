//! What care systems send: patients and bookings, as FHIR resources or as rows of a clinic list.
//!
//! A row of a list says two things, whose and what: it is written down twice, once for each, under the paths
//! [`CSV_PATIENT`] and [`CSV_BOOKING`].

use crate::Context;
use crate::envelope::{CARE_FHIR, Meta, WriteAsk};
use crate::understood::{IncomingBooking, IncomingPatient, PatientNamed, Understood};
use vocab::care::Identifier;
use vocab::crossing::{Feed, QuarantineReason};
use vocab::id::{AppointmentId, LocalPatientId, PatientId};
use vocab::place::{PrisonCode, RoomCode};
use wire::csv_forms::clinic::ClinicRow;
use wire::fhir::issue::Issue;
use wire::fhir::{appointment, patient, urls};

/// A row of a clinic list, read for its patient.
pub const CSV_PATIENT: &str = "clinic-list/patient";
/// The same row, read for its booking.
pub const CSV_BOOKING: &str = "clinic-list/booking";

/// Feeds of care systems have this beginning.
pub(crate) fn is_care(feed: &Feed) -> bool {
    feed.name() == CARE_FHIR || feed.name().starts_with("care-")
}

/// Reads a resource of a care system, and notes which prison's healthcare sent it.
pub(crate) fn read(body: &[u8], meta: &Meta) -> Understood {
    match resource(body, meta) {
        Understood::Patient(mut patient) => {
            patient.kept_at = meta.caller.as_ref().and_then(|c| c.prison);
            Understood::Patient(patient)
        }
        other => other,
    }
}

/// The booking that a body holds, to rule on it before it is written; none for what is no booking, or cannot be read
/// as one.
pub(crate) fn booking_in(body: &[u8], ctx: &Context) -> Option<Box<IncomingBooking>> {
    match read(body, &Meta { caller: Some(ctx.caller.clone()), ..Meta::default() }) {
        Understood::Booking(booking) => Some(booking),
        _ => None,
    }
}

fn resource(body: &[u8], meta: &Meta) -> Understood {
    match meta.path.as_deref() {
        Some(CSV_PATIENT) => return csv_row(body, csv_patient),
        Some(CSV_BOOKING) => return csv_row(body, |row, body| csv_booking(row, meta, body)),
        _ => {}
    }
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

pub(super) fn not_understood(issues: &[Issue]) -> Understood {
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
        (Some(identifier), _) => {
            Some(LocalPatientId::new(&format!("{}|{}", identifier.system, identifier.value)))
        }
        (None, Some(id)) => Some(LocalPatientId::new(&format!("{}|{id}", urls::LOCAL_PATIENT))),
        (None, None) => None,
    }
}

fn patient_of(read: patient::IncomingPatient, ask: &WriteAsk, body: &[u8]) -> Understood {
    let Some(name) = read.name else { return incomplete("Patient.name: a family name is needed") };
    // An NHS number or a prison number is not the care system's own id, but better than none of its own.
    let own = local_of(&read.numbers.local, read.id.as_deref());
    let by_nhs =
        || read.numbers.nhs.map(|n| LocalPatientId::new(&format!("{}|{}", urls::NHS_NUMBER, n.text())));
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
        kept_at: None,
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
fn booking_of(
    read: &appointment::IncomingAppointment,
    ask: &WriteAsk,
    meta: &Meta,
    body: &[u8],
) -> Understood {
    let Some(patient) = patient_named(&read.patient) else {
        return incomplete(
            "Appointment.participant: the patient is named in no way that can be followed here",
        );
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
        upsert: false,
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
    let said =
        identifiers().find(|i| i.system == urls::PRISON).and_then(|i| PrisonCode::parse(&i.value).ok());
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

/// Header and one row, as they came.
fn csv_row(body: &[u8], read: impl FnOnce(&ClinicRow, &[u8]) -> Understood) -> Understood {
    match wire::csv_forms::clinic::read(body) {
        Ok(list) => match (list.rows.as_slice(), list.refused.first()) {
            ([row], None) => read(row, body),
            (_, Some(refusal)) => incomplete(&refusal.to_string()),
            _ => incomplete("a header and one row are expected"),
        },
        Err(error) => incomplete(&error.to_string()),
    }
}

/// The care system's own id of a row's patient: it has none, so the numbers stand for it.
fn csv_local(row: &ClinicRow) -> Option<LocalPatientId> {
    let nhs = row.nhs.map(|n| format!("{}|{}", urls::NHS_NUMBER, n.text()));
    let prison = || row.prison_number.map(|n| format!("{}|{}", urls::PRISON_NUMBER, n.text()));
    nhs.or_else(prison).map(|text| LocalPatientId::new(&text))
}

fn csv_patient(row: &ClinicRow, body: &[u8]) -> Understood {
    let (Some(name), Some(local)) = (&row.name, csv_local(row)) else {
        return Understood::Kept(
            crate::envelope::care_feed(),
            "a row without a name: its patient must be known",
        );
    };
    Understood::Patient(Box::new(IncomingPatient {
        id: None,
        if_match: None,
        if_none_exist: None,
        kept_at: None,
        local,
        nhs: row.nhs,
        prison_number: row.prison_number,
        name: name.clone(),
        born: row.born,
        gender: None,
        resource: body.to_vec(),
    }))
}

fn csv_booking(row: &ClinicRow, meta: &Meta, body: &[u8]) -> Understood {
    let patient = match (csv_local(row), row.nhs, row.prison_number, &row.name) {
        (Some(local), _, _, Some(_)) => PatientNamed::Local(local),
        (_, Some(nhs), _, None) => PatientNamed::Nhs(nhs),
        (_, None, Some(number), None) => PatientNamed::PrisonNumber(number),
        _ => return incomplete("a row names its patient by NHS number or prison number"),
    };
    let (said, room) = match row.room.text().split_once('/') {
        Some((prison, room)) => (PrisonCode::parse(prison).ok(), RoomCode::new(room)),
        None => (None, row.room.clone()),
    };
    let Some(prison) = said.or_else(|| meta.caller.as_ref().and_then(|c| c.prison)) else {
        return incomplete("the prison is not said: write the room as MDI/OPD2, or give --prison");
    };
    let identifiers: Vec<Identifier> = row
        .reference
        .iter()
        .map(|value| Identifier { system: CSV_REFERENCE.to_owned(), value: value.clone() })
        .collect();
    Understood::Booking(Box::new(IncomingBooking {
        id: None,
        if_match: None,
        if_none_exist: identifiers.first().cloned(),
        upsert: true,
        patient,
        prison,
        room,
        clinic: row.clinic.clone(),
        status: row.status.clone(),
        start: Some(row.start),
        end: row.end,
        identifiers,
        resource: body.to_vec(),
    }))
}

/// The naming system of a clinic list's own references.
const CSV_REFERENCE: &str = "https://gatelodge.uk/Id/clinic-list-reference";
