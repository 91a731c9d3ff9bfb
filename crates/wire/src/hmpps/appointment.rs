//! Appointments as DPS tells them: a search result (the External API's spelling and the internal one), the details,
//! one instance, a series.
//!
//! Times are London's wall clock without a zone: date and time stand apart. Names and notes are texts that staff
//! typed and may disclose: they print redacted and are read only to find out whether they do.

use super::external::Paged;
use super::json::At;
use super::person::{Raw, WrittenNumber, must_written, raw};
use super::{Listed, with_json};
use crate::error::WireError;
use jiff::civil::Time;
use vocab::place::PrisonCode;
use vocab::time::LondonTime;

/// A person on an appointment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attendee {
    /// The instance: one person on one appointment. The External API does not tell it.
    pub instance: Option<i64>,
    /// Who.
    pub number: WrittenNumber,
    /// Attended, as staff marked it. None while nobody has, and where the spelling does not tell it.
    pub attended: Option<bool>,
    /// When they marked it.
    pub recorded: Option<LondonTime>,
    /// The spelling tells attendance: what it does not say here, nobody has marked.
    pub tells_attendance: bool,
    /// Taken off it again.
    pub removed: bool,
}

/// Where an appointment is, in as many of the prison's ids as the spelling has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Venue {
    /// The DPS id.
    pub dps_id: Option<String>,
    /// The older number.
    pub number: Option<i64>,
    /// The External API's code.
    pub code: Option<String>,
    /// What staff call it.
    pub description: Option<String>,
}

/// An appointment of the prison's side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrisonAppointment {
    /// Its id.
    pub id: i64,
    /// The series that it belongs to.
    pub series: Option<i64>,
    /// The prison.
    pub prison: Option<PrisonCode>,
    /// `INDIVIDUAL` or `GROUP`, as it came.
    pub kind: Option<String>,
    /// Who is on it. Less than whole when one could not be read.
    pub attendees: Listed<Attendee>,
    /// Category: it discloses by itself, and the list changes at run time.
    pub category: Option<String>,
    /// The name that officers see.
    pub name: Option<Raw>,
    /// The name that staff gave.
    pub custom_name: Option<Raw>,
    /// Where.
    pub venue: Venue,
    /// In the cell.
    pub in_cell: Option<bool>,
    /// From.
    pub start: LondonTime,
    /// To.
    pub end: Option<LondonTime>,
    /// Struck through. The instance spelling does not tell it.
    pub cancelled: Option<bool>,
    /// Hidden. The External API does not tell it.
    pub deleted: Option<bool>,
    /// Note for staff.
    pub note: Option<Raw>,
    /// Note that is printed on the slip handed to the prisoner.
    pub slip_note: Option<Raw>,
    /// Which account made it.
    pub created_by: Option<Raw>,
    /// When.
    pub created: Option<LondonTime>,
    /// When it was last changed.
    pub updated: Option<LondonTime>,
}

impl PrisonAppointment {
    /// Reads the External API's search result: `data`.
    ///
    /// # Errors
    /// [`WireError`] when it is not JSON or has no list under `data`.
    pub fn read_external_search(bytes: &[u8]) -> Result<Paged<Self>, WireError> {
        with_json(bytes, |at| Paged::from_at(at, Self::from_search))
    }

    /// Reads the internal search result: a bare list.
    ///
    /// # Errors
    /// [`WireError`] when it is not JSON or no list.
    pub fn read_search(bytes: &[u8]) -> Result<Listed<Self>, WireError> {
        with_json(bytes, |at| at.listed(Self::from_search))
    }

    /// Reads the details of one appointment.
    ///
    /// # Errors
    /// [`WireError`] when it is not JSON or an essential field is missing: `id`, `startDate`, `startTime`,
    /// `isCancelled`, `attendees`.
    pub fn read_details(bytes: &[u8]) -> Result<Self, WireError> {
        with_json(bytes, Self::from_details)
    }

    /// Reads one instance: one person on one appointment.
    ///
    /// # Errors
    /// [`WireError`] when it is not JSON or an essential field is missing: `id`, `appointmentId`,
    /// `prisonerNumber`, `appointmentDate`, `startTime`.
    pub fn read_instance(bytes: &[u8]) -> Result<Self, WireError> {
        with_json(bytes, Self::from_instance)
    }

    pub(crate) fn from_search(at: &At<'_, '_>) -> Result<Self, WireError> {
        let attendees = at.must_list("attendees", |a| {
            Ok(Attendee {
                instance: a.whole("appointmentAttendeeId")?,
                number: must_written(a, "prisonerNumber")?,
                attended: None,
                recorded: None,
                tells_attendance: false,
                removed: false,
            })
        })?;
        let cancelled = Some(at.must_flag("isCancelled")?);
        Self::with(at, at.must_whole("appointmentId")?, "startDate", attendees, cancelled)
    }

    pub(crate) fn from_details(at: &At<'_, '_>) -> Result<Self, WireError> {
        let attendees = at.must_list("attendees", |a| {
            Ok(Attendee {
                instance: a.whole("id")?,
                number: must_written(&a.must_object("prisoner")?, "prisonerNumber")?,
                attended: a.flag("attended")?,
                recorded: a.time("attendanceRecordedTime")?,
                tells_attendance: true,
                removed: false,
            })
        })?;
        let cancelled = Some(at.must_flag("isCancelled")?);
        Self::with(at, at.must_whole("id")?, "startDate", attendees, cancelled)
    }

    pub(crate) fn from_instance(at: &At<'_, '_>) -> Result<Self, WireError> {
        let attendee = Attendee {
            instance: Some(at.must_whole("id")?),
            number: must_written(at, "prisonerNumber")?,
            attended: None,
            recorded: None,
            tells_attendance: false,
            removed: false,
        };
        let attendees = Listed { items: vec![attendee], refused: Vec::new() };
        Self::with(at, at.must_whole("appointmentId")?, "appointmentDate", attendees, at.flag("isCancelled")?)
    }

    /// One appointment of a series.
    fn from_series(at: &At<'_, '_>) -> Result<Self, WireError> {
        let attendees = at.must_list("attendees", |a| {
            Ok(Attendee {
                instance: a.whole("id")?,
                number: must_written(a, "prisonerNumber")?,
                attended: a.flag("attended")?,
                recorded: a.time("attendanceRecordedTime")?,
                tells_attendance: true,
                removed: a.field("removedTime")?.is_some(),
            })
        })?;
        let cancelled = Some(at.must_flag("isCancelled")?);
        Self::with(at, at.must_whole("id")?, "startDate", attendees, cancelled)
    }

    fn with(
        at: &At<'_, '_>,
        id: i64,
        date_key: &str,
        attendees: Listed<Attendee>,
        cancelled: Option<bool>,
    ) -> Result<Self, WireError> {
        let start = must_clock(at, date_key, "startTime")?;
        let category = match at.object("category")? {
            Some(category) => category.owned("code")?,
            None => at.owned("categoryCode")?,
        };
        let prison = match at.text("prisonCode")? {
            Some(code) => Some(code),
            None => at.text("prisonId")?,
        };
        let series = match at.object("appointmentSeries")? {
            Some(series) => series.whole("id")?,
            None => at.whole("appointmentSeriesId")?,
        };
        Ok(Self {
            id,
            series,
            prison: prison.and_then(|p| PrisonCode::parse(p).ok()),
            kind: at.owned("appointmentType")?,
            attendees,
            category,
            name: raw(at, "appointmentName")?,
            custom_name: raw(at, "customName")?,
            venue: venue(at)?,
            in_cell: at.flag("inCell")?,
            end: clock(at, date_key, "endTime")?,
            start,
            cancelled,
            deleted: at.flag("isDeleted")?,
            note: raw(at, "extraInformation")?,
            slip_note: raw(at, "prisonerExtraInformation")?,
            created_by: raw(at, "createdBy")?,
            created: at.time("createdTime")?,
            updated: at.time("updatedTime")?,
        })
    }
}

fn venue(at: &At<'_, '_>) -> Result<Venue, WireError> {
    Ok(match at.object("internalLocation")? {
        Some(place) => Venue {
            dps_id: place.owned("dpsLocationId")?,
            number: place.whole("id")?,
            code: place.owned("code")?,
            description: place.owned("description")?,
        },
        None => Venue {
            dps_id: at.owned("dpsLocationId")?,
            number: at.whole("internalLocationId")?,
            ..Venue::default()
        },
    })
}

/// A series: what a create, change or cancel answers with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppointmentSeries {
    /// Its id.
    pub id: i64,
    /// Its appointments. Of a long series the rest may still be made by a job.
    pub appointments: Listed<PrisonAppointment>,
}

impl AppointmentSeries {
    /// Reads one.
    ///
    /// # Errors
    /// [`WireError`] when it is not JSON or has no `id` or `appointments`.
    pub fn read(bytes: &[u8]) -> Result<Self, WireError> {
        with_json(bytes, Self::from_at)
    }

    pub(crate) fn from_at(at: &At<'_, '_>) -> Result<Self, WireError> {
        let id = at.must_whole("id")?;
        let mut appointments = at.must_list("appointments", PrisonAppointment::from_series)?;
        for appointment in &mut appointments.items {
            appointment.series = Some(id);
        }
        Ok(Self { id, appointments })
    }
}

/// `HH:MM`, with or without seconds.
fn time_of_day(text: &str) -> Option<Time> {
    // jiff also reads `T10`, `1020` and fractions: no service writes them.
    let digits = text.as_bytes();
    let shaped = matches!(digits, [_, _, b':', _, _] | [_, _, b':', _, _, b':', _, _])
        && digits.iter().all(|b| b.is_ascii_digit() || *b == b':');
    if shaped { text.parse().ok() } else { None }
}

/// Reads a date and a time of day that stand apart.
pub(crate) fn clock(
    at: &At<'_, '_>,
    date_key: &str,
    time_key: &str,
) -> Result<Option<LondonTime>, WireError> {
    let (Some(date), Some(text)) = (at.date(date_key)?, at.text(time_key)?) else { return Ok(None) };
    Ok(time_of_day(text).and_then(|time| LondonTime::from_machine(date.to_datetime(time)).ok()))
}

fn must_clock(at: &At<'_, '_>, date_key: &str, time_key: &str) -> Result<LondonTime, WireError> {
    const DATE: &str = "a date as 2026-11-12";
    const TIME: &str = "a time of day as 10:20, and one that London's clocks show that day";
    let date_text = at.must_text(date_key, DATE)?;
    super::json::date(date_text).ok_or_else(|| at.field_not(date_key, DATE))?;
    at.must_text(time_key, TIME)?;
    clock(at, date_key, time_key)?.ok_or_else(|| at.field_not(time_key, TIME))
}
