//! How the Activities API shows appointments. Its keys are all written, empty ones as null.

use super::Prison;
use super::diary::{Appointment, Attendee, hm};
use super::event::local;
use super::person::Person;
use super::reference::{Room, category_description, time_slot};
use serde_json::{Value, json};
use vocab::Instant;

pub(crate) fn room_json(room: &Room) -> Value {
    json!({"id": room.internal_location_id, "dpsLocationId": room.dps_location_id, "prisonCode": room.prison,
        "description": room.description})
}

fn tier_json(code: &Option<String>) -> Value {
    let (id, description) = match code.as_deref() {
        Some("TIER_1") => (1, "Tier 1"),
        Some("TIER_2") => (2, "Tier 2"),
        Some("FOUNDATION") => (3, "Routine activities also called \"Foundation\""),
        _ => return Value::Null,
    };
    json!({"id": id, "code": code, "description": description})
}

fn organiser_json(code: &Option<String>) -> Value {
    let (id, description) = match code.as_deref() {
        Some("PRISON_STAFF") => (1, "Prison staff"),
        Some("PRISONER") => (2, "A prisoner or group of prisoners"),
        Some("EXTERNAL_PROVIDER") => (3, "An external provider"),
        Some("OTHER") => (4, "Someone else"),
        _ => return Value::Null,
    };
    json!({"id": id, "code": code, "description": description})
}

const fn kind(a: &Appointment) -> &'static str {
    if a.group { "GROUP" } else { "INDIVIDUAL" }
}

fn attendee_json(t: &Attendee) -> Value {
    json!({"id": t.id, "prisonerNumber": t.number.text(), "bookingId": t.booking, "addedTime": local(t.added),
        "addedBy": t.added_by, "attended": t.attended,
        "attendanceRecordedTime": t.recorded.as_ref().map(|r| local(r.0)),
        "attendanceRecordedBy": t.recorded.as_ref().map(|r| &r.1),
        "removedTime": t.removed.map(|(at, _)| local(at)), "removalReasonId": t.removed.map(|(_, reason)| reason),
        "removedBy": null})
}

impl Prison {
    pub(crate) fn room_of(&self, a: &Appointment) -> Option<&Room> {
        let id = a.location.as_ref()?;
        self.rooms.iter().find(|r| r.dps_location_id == *id)
    }

    fn appointment_json(&self, a: &Appointment) -> Value {
        let attendees: Vec<_> =
            a.attendees.iter().filter(|t| t.removed.is_none()).map(attendee_json).collect();
        json!({
            "id": a.id, "sequenceNumber": a.sequence, "prisonCode": a.prison, "categoryCode": a.category,
            "tier": tier_json(&a.tier), "organiser": organiser_json(&a.organiser), "customName": a.custom_name,
            "internalLocationId": self.room_of(a).map(|r| r.internal_location_id), "dpsLocationId": a.location,
            "inCell": a.in_cell, "startDate": a.date, "startTime": hm(a.start), "endTime": a.end.map(hm),
            "extraInformation": a.extra, "prisonerExtraInformation": a.prisoner_extra,
            "createdTime": local(a.created), "createdBy": a.created_by,
            "updatedTime": a.updated.as_ref().map(|u| local(u.0)), "updatedBy": a.updated.as_ref().map(|u| &u.1),
            "cancelledTime": a.cancelled.as_ref().map(|c| local(c.at)),
            "cancellationReasonId": a.cancelled.as_ref().map(|c| c.reason),
            "cancelledBy": a.cancelled.as_ref().map(|c| &c.by),
            "isDeleted": a.is_deleted(), "attendees": attendees, "isCancelled": a.is_cancelled(),
        })
    }

    /// The series as its first appointment was asked for, with what stands of the rest.
    pub(crate) fn series_json(&self, id: u64) -> Option<Value> {
        let series = self.diary.series.get(&id)?;
        let first = self.diary.appointments.get(series.appointments.first()?)?;
        let appointments: Vec<_> = series
            .appointments
            .iter()
            .filter_map(|a| self.diary.appointments.get(a))
            .map(|a| self.appointment_json(a))
            .collect();
        Some(json!({
            "id": id, "appointmentType": kind(first), "prisonCode": first.prison, "categoryCode": first.category,
            "tier": tier_json(&first.tier), "organiser": organiser_json(&first.organiser),
            "customName": first.custom_name, "internalLocationId": self.room_of(first).map(|r| r.internal_location_id),
            "dpsLocationId": first.location, "inCell": first.in_cell, "startDate": first.date,
            "startTime": hm(first.start), "endTime": first.end.map(hm),
            "schedule": series.schedule.as_ref().map(|(f, n)| json!({"frequency": f, "numberOfAppointments": n})),
            "extraInformation": first.extra, "prisonerExtraInformation": first.prisoner_extra,
            "createdTime": local(first.created), "createdBy": first.created_by,
            "updatedTime": first.updated.as_ref().map(|u| local(u.0)),
            "updatedBy": first.updated.as_ref().map(|u| &u.1), "appointments": appointments,
        }))
    }

    fn series_count(&self, a: &Appointment) -> usize {
        self.diary.series.get(&a.series).map_or(1, |s| s.appointments.len())
    }

    pub(crate) fn search_json(&self, a: &Appointment, now: Instant) -> Value {
        let count = self.series_count(a);
        let attendees: Vec<_> = a
            .attendees
            .iter()
            .filter(|t| t.removed.is_none())
            .map(|t| json!({"appointmentAttendeeId": t.id, "prisonerNumber": t.number.text(), "bookingId": t.booking}))
            .collect();
        json!({
            "appointmentSeriesId": a.series, "appointmentId": a.id, "appointmentType": kind(a),
            "prisonCode": a.prison, "appointmentName": a.name(), "attendees": attendees,
            "category": {"code": a.category, "description": category_description(&a.category)},
            "customName": a.custom_name, "internalLocation": self.room_of(a).map(room_json), "inCell": a.in_cell,
            "startDate": a.date, "startTime": hm(a.start), "endTime": a.end.map(hm),
            "timeSlot": time_slot(a.date.weekday(), a.start), "isRepeat": count > 1, "sequenceNumber": a.sequence,
            "maxSequenceNumber": count, "isEdited": a.updated.is_some(), "isCancelled": a.is_cancelled(),
            "isExpired": a.is_expired(now), "isDeleted": a.is_deleted(), "createdTime": local(a.created),
            "updatedTime": a.updated.as_ref().map(|u| local(u.0)),
            "cancelledTime": a.cancelled.as_ref().map(|c| local(c.at)),
            "cancelledBy": a.cancelled.as_ref().map(|c| &c.by),
            "extraInformation": a.extra, "prisonerExtraInformation": a.prisoner_extra,
        })
    }

    pub(crate) fn details_json(&self, a: &Appointment, now: Instant) -> Value {
        let count = self.series_count(a);
        let attendees: Vec<_> = a
            .attendees
            .iter()
            .filter(|t| t.removed.is_none())
            .map(|t| {
                json!({"id": t.id, "prisoner": self.prisoner_summary(t), "attended": t.attended,
                "attendanceRecordedTime": t.recorded.as_ref().map(|r| local(r.0)),
                "attendanceRecordedBy": t.recorded.as_ref().map(|r| &r.1)})
            })
            .collect();
        let schedule = self.diary.series.get(&a.series).and_then(|s| s.schedule.as_ref());
        json!({
            "id": a.id,
            "appointmentSeries": {"id": a.series, "appointmentCount": count, "scheduledAppointmentCount": count,
                "schedule": schedule.map(|(f, n)| json!({"frequency": f, "numberOfAppointments": n}))},
            "appointmentSet": null, "appointmentType": kind(a), "sequenceNumber": a.sequence, "prisonCode": a.prison,
            "appointmentName": a.name(), "attendees": attendees,
            "category": {"code": a.category, "description": category_description(&a.category)},
            "tier": tier_json(&a.tier), "organiser": organiser_json(&a.organiser), "customName": a.custom_name,
            "internalLocation": self.room_of(a).map(room_json), "inCell": a.in_cell, "startDate": a.date,
            "startTime": hm(a.start), "endTime": a.end.map(hm), "isExpired": a.is_expired(now),
            "extraInformation": a.extra, "prisonerExtraInformation": a.prisoner_extra,
            "createdTime": local(a.created), "createdBy": a.created_by, "isEdited": a.updated.is_some(),
            "updatedTime": a.updated.as_ref().map(|u| local(u.0)), "updatedBy": a.updated.as_ref().map(|u| &u.1),
            "isCancelled": a.is_cancelled(), "isDeleted": a.is_deleted(),
            "cancelledTime": a.cancelled.as_ref().map(|c| local(c.at)),
            "cancelledBy": a.cancelled.as_ref().map(|c| &c.by),
        })
    }

    fn prisoner_summary(&self, t: &Attendee) -> Value {
        let person: Option<&Person> = self.people.get(&t.number);
        let custody = person.and_then(|p| p.custody.as_ref());
        json!({
            "prisonerNumber": t.number.text(), "bookingId": t.booking,
            "firstName": person.map_or("UNKNOWN", Person::first),
            "lastName": person.map_or("UNKNOWN", |p| p.name.family.text()),
            "status": custody.map(super::person::Custody::status),
            "prisonCode": custody.map_or("UNKNOWN", super::person::Custody::prison_id),
            "cellLocation": custody.and_then(|c| c.cell_location()).unwrap_or("UNKNOWN"),
            "category": null,
        })
    }

    pub(crate) fn instance_json(&self, a: &Appointment, t: &Attendee) -> Value {
        json!({
            "id": t.id, "appointmentSeriesId": a.series, "appointmentId": a.id, "appointmentAttendeeId": t.id,
            "appointmentType": kind(a), "prisonCode": a.prison, "prisonerNumber": t.number.text(),
            "bookingId": t.booking, "categoryCode": a.category, "customName": a.custom_name,
            "internalLocationId": self.room_of(a).map(|r| r.internal_location_id), "dpsLocationId": a.location,
            "inCell": a.in_cell, "appointmentDate": a.date, "startTime": hm(a.start), "endTime": a.end.map(hm),
            "extraInformation": a.extra, "prisonerExtraInformation": a.prisoner_extra,
            "createdTime": local(a.created), "createdBy": a.created_by,
            "updatedTime": a.updated.as_ref().map(|u| local(u.0)), "updatedBy": a.updated.as_ref().map(|u| &u.1),
        })
    }
}
