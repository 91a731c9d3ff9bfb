//! Who came: the attendance of appointments, as an officer notes it and the Activities API tells it.
//!
//! A note is a fact of the service and of nobody else: no domain event tells of it, so whoever wants to know must
//! look (`AppointmentAttendanceService.kt`). Cancelled appointments are noted nowhere: they are a status of their own.

use super::Prison;
use super::act::{Done, Impossible};
use super::appointment_request::{missing, refused};
use super::call::{Call, Reply, Sight, date_of, prison_of};
use super::diary::{Appointment, Attendee, hm};
use serde::Deserialize;
use serde_json::{Value, json};
use vocab::Instant;
use vocab::id::PrisonNumber;

/// Schema `MultipleAppointmentAttendanceRequest`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Noted {
    appointment_id: u64,
    prisoner_numbers: Vec<String>,
}

fn there(a: &Appointment) -> impl Iterator<Item = &Attendee> {
    a.attendees.iter().filter(|t| t.removed.is_none())
}

/// What both lists are narrowed by.
fn wanted(call: &Call, a: &Appointment) -> bool {
    let category = call.query_value("categoryCode");
    let name = call.query_value("customName").map(str::to_lowercase);
    category.is_none_or(|code| code == a.category)
        && name.is_none_or(|name| a.custom_name.as_deref().map(str::to_lowercase) == Some(name))
}

impl Prison {
    /// An officer's note, whoever asks for it. Without `attended` a note is taken back.
    fn note(
        &mut self,
        appointment: u64,
        number: PrisonNumber,
        attended: Option<bool>,
        by: &str,
        now: Instant,
    ) -> bool {
        let Some(a) = self.diary.appointments.get_mut(&appointment).filter(|a| !a.is_deleted()) else {
            return false;
        };
        let Some(attendee) = a.attendees.iter_mut().find(|t| t.number == number && t.removed.is_none())
        else {
            return false;
        };
        attendee.attended = attended;
        attendee.recorded = attended.map(|_| (now, by.to_owned()));
        true
    }

    pub(crate) fn attend(
        &mut self,
        appointment: u64,
        number: PrisonNumber,
        attended: Option<bool>,
        now: Instant,
    ) -> Result<Done, Impossible> {
        let a = self
            .diary
            .standing(appointment)
            .filter(|a| !a.is_cancelled() && a.date <= now.london_date())
            .ok_or(Impossible::Appointment)?;
        let by = format!("{}_STAFF_GEN", a.prison);
        if self.note(appointment, number, attended, &by, now) {
            return Ok(Done { appointment: Some(appointment) });
        }
        Err(Impossible::Nobody)
    }

    /// `PUT /appointments/updateAttendances?action=`.
    pub(crate) fn attendances_put(&mut self, call: &Call, sight: Sight) -> Result<Reply, Reply> {
        let attended = match call.query_value("action") {
            Some("ATTENDED") => Some(true),
            Some("NOT_ATTENDED") => Some(false),
            Some("RESET") => None,
            _ => {
                return Err(Reply::error(
                    400,
                    "Error converting 'action': Method parameter is not an action",
                ));
            }
        };
        let requests: Vec<Noted> = call.read()?;
        for request in &requests {
            let a = self
                .diary
                .standing(request.appointment_id)
                .ok_or_else(|| missing("Appointment", request.appointment_id))?;
            if a.is_cancelled() {
                return Err(refused("Cannot mark attendance for a cancelled appointment"));
            }
            if a.date > sight.now.london_date() {
                return Err(refused("Cannot mark attendance for a future appointment"));
            }
        }
        let client = self.settings.client.clone();
        for request in &requests {
            for number in request.prisoner_numbers.iter().filter_map(|n| PrisonNumber::parse(n).ok()) {
                self.note(request.appointment_id, number, attended, &client, sight.now);
            }
        }
        Ok(Reply { body: bytes::Bytes::new(), ..Reply::json(204, &Value::Null) })
    }

    /// `GET /appointments/{prisonCode}/attendance-summaries`: schema `AppointmentAttendanceSummary`.
    pub(crate) fn attendance_summaries(&self, call: &Call, prison: &str) -> Result<Reply, Reply> {
        let prison = prison_of(prison)?;
        let date = date_asked(call)?;
        let mut found: Vec<_> = self.diary.on(prison, date).filter(|a| wanted(call, a)).collect();
        found.sort_by_key(|a| (a.start, a.id));
        let rows: Vec<_> = found.into_iter().map(|a| self.summary_json(a)).collect();
        Ok(Reply::json(200, &json!(rows)))
    }

    fn summary_json(&self, a: &Appointment) -> Value {
        let count = |attended: Option<bool>| there(a).filter(|t| t.attended == attended).count();
        let attendees: Vec<_> = there(a)
            .map(|t| json!({"appointmentAttendeeId": t.id, "prisonerNumber": t.number.text(), "bookingId": t.booking}))
            .collect();
        json!({"id": a.id, "prisonCode": a.prison, "appointmentName": a.name(),
            "internalLocation": self.room_of(a).map(super::appointment_view::room_json), "inCell": a.in_cell,
            "startDate": a.date, "startTime": hm(a.start), "endTime": a.end.map(hm),
            "isCancelled": a.is_cancelled(), "attendeeCount": attendees.len(), "attendedCount": count(Some(true)),
            "nonAttendedCount": count(Some(false)), "notRecordedCount": count(None), "attendees": attendees,
            "eventTierType": a.tier})
    }

    /// `GET /appointments/{prisonCode}/{status}/attendance`: schema `AppointmentAttendeeByStatus`.
    pub(crate) fn attendance_by_status(
        &self,
        call: &Call,
        prison: &str,
        status: &str,
    ) -> Result<Reply, Reply> {
        let prison = prison_of(prison)?;
        let date = date_asked(call)?;
        let tier = call.query_value("eventTier");
        let fits = |a: &Appointment, t: &Attendee| match status {
            "ATTENDED" => t.attended == Some(true),
            "NOT_ATTENDED" => t.attended == Some(false),
            "NOT_RECORDED" => t.attended.is_none(),
            "EVENT_TIER" => t.attended == Some(true) && a.tier.as_deref() == tier,
            _ => true,
        };
        if !["ATTENDED", "NOT_ATTENDED", "CANCELLED", "NOT_RECORDED", "EVENT_TIER"].contains(&status) {
            return Err(Reply::error(400, "Error converting 'status': Method parameter is not a status"));
        }
        if status == "EVENT_TIER" && tier.is_none() {
            return Err(refused("event tier filter is required"));
        }
        let number = call.query_value("prisonerNumber");
        let organiser = call.query_value("organiserCode");
        let mut found: Vec<_> = self
            .diary
            .on(prison, date)
            .filter(|a| a.is_cancelled() == (status == "CANCELLED") && wanted(call, a))
            .filter(|a| organiser.is_none_or(|o| a.organiser.as_deref() == Some(o)))
            .flat_map(|a| there(a).filter(|t| fits(a, t)).map(move |t| (a, t)))
            .filter(|(_, t)| number.is_none_or(|n| t.number.text() == *n))
            .collect();
        found.sort_by_key(|(a, t)| (a.start, t.id));
        let rows: Vec<_> = found
            .into_iter()
            .map(|(a, t)| {
                json!({"prisonerNumber": t.number.text(), "bookingId": t.booking, "appointmentId": a.id,
                    "appointmentAttendeeId": t.id, "appointmentName": a.name(), "startDate": a.date,
                    "startTime": hm(a.start), "endTime": a.end.map(hm)})
            })
            .collect();
        Ok(Reply::json(200, &json!(rows)))
    }
}

fn date_asked(call: &Call) -> Result<jiff::civil::Date, Reply> {
    let text = call.query_value("date").ok_or_else(|| {
        Reply::error(
            400,
            "Required request parameter 'date' for method parameter type LocalDate is not present",
        )
    })?;
    date_of(text, "date")
}
