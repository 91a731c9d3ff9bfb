//! What we author for the Activities and Appointments API: create, change, cancel, bring back, search.
//!
//! Strict: a request that the service would refuse for its form cannot be made. Field names, limits and rules are
//! those of its specification (`AppointmentSeriesCreateRequest` and its like, August 2026). There is no idempotency
//! key and no field for a reference of ours: sending one of these twice makes two appointments.
//!
//! Two different checks are not here: that the words disclose nothing (`crossing` builds them from closed sets),
//! and that the time is not past (the service knows its own clock).

mod minutes;
mod rules;

pub use rules::{
    ATTENDEES_MAX, CUSTOM_NAME_MAX, NOTE_MAX, RequestError, SEARCH_DAYS_MAX, SLIP_NOTE_MAX,
    START_DAYS_AHEAD_MAX, START_DAYS_PAST_MAX,
};

use crate::error::WireError;
use jiff::civil::{Date, Time};
use rules::{check_category, check_length, check_place, check_times, days_between};
use serde::{Deserialize, Serialize};
use vocab::id::PrisonNumber;
use vocab::place::PrisonCode;
use vocab::time::LondonTime;

/// Tier of an appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Tier {
    /// Core: health is of this tier.
    #[serde(rename = "TIER_1")]
    Tier1,
    /// Enrichment.
    #[serde(rename = "TIER_2")]
    Tier2,
    /// Routine.
    Foundation,
}

/// Who organises an appointment of tier 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Organiser {
    /// Prison staff.
    PrisonStaff,
    /// A prisoner.
    Prisoner,
    /// A provider from outside.
    ExternalProvider,
    /// Someone else.
    Other,
}

/// For one or for several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AppointmentType {
    /// One person.
    Individual,
    /// Several.
    Group,
}

/// How far a change, a cancellation or its undoing reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ApplyTo {
    /// This one: the only reach that we author.
    ThisAppointment,
    /// Read from others only.
    ThisAndAllFutureAppointments,
    /// Read from others only.
    AllFutureAppointments,
}

/// An appointment to be made, before it is checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppointmentDraft {
    /// For one or for several.
    pub kind: AppointmentType,
    /// Where.
    pub prison: PrisonCode,
    /// Who.
    pub people: Vec<PrisonNumber>,
    /// Category code.
    pub category: String,
    /// Tier.
    pub tier: Tier,
    /// With tier 2 only.
    pub organiser: Option<Organiser>,
    /// The name that officers see.
    pub custom_name: Option<String>,
    /// The DPS id of the place; none in the cell.
    pub place: Option<String>,
    /// In the cell.
    pub in_cell: bool,
    /// From.
    pub start: LondonTime,
    /// To.
    pub end: LondonTime,
    /// Note for staff.
    pub note: Option<String>,
    /// Note printed for the prisoner.
    pub slip_note: Option<String>,
}

/// A create request that the service takes for its form.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AppointmentSeriesCreateRequest {
    appointment_type: AppointmentType,
    prison_code: String,
    prisoner_numbers: Vec<String>,
    category_code: String,
    tier_code: Tier,
    #[serde(skip_serializing_if = "Option::is_none")]
    organiser_code: Option<Organiser>,
    #[serde(skip_serializing_if = "Option::is_none")]
    custom_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dps_location_id: Option<String>,
    in_cell: bool,
    start_date: Date,
    #[serde(with = "minutes")]
    start_time: Time,
    #[serde(with = "minutes")]
    end_time: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    extra_information: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prisoner_extra_information: Option<String>,
}

/// A change of one appointment. Only what stands in it is changed; the name cannot be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AppointmentChange {
    /// Another time, on one day.
    pub times: Option<(LondonTime, LondonTime)>,
    /// Another place, by its DPS id.
    pub place: Option<String>,
    /// Another category.
    pub category: Option<String>,
    /// Another note for staff.
    pub note: Option<String>,
}

/// A change request that the service takes for its form (PATCH).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AppointmentUpdateRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    category_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dps_location_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    in_cell: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_date: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "minutes::option")]
    start_time: Option<Time>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "minutes::option")]
    end_time: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extra_information: Option<String>,
    apply_to: ApplyTo,
    // Required by their specification, though computed on their side.
    #[serde(default)]
    is_property_update: bool,
}

/// Why an appointment is cancelled. Reasons 3 and 4 delete: they are not ours, since nothing that officers may
/// have printed should vanish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CancelReason {
    /// Hides it: should never have been.
    CreatedInError,
    /// Shows it struck through.
    Cancelled,
}

/// A cancellation (PUT).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AppointmentCancelRequest {
    cancellation_reason_id: i64,
    apply_to: ApplyTo,
}

/// The undoing of a cancellation (PUT).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AppointmentUncancelRequest {
    apply_to: ApplyTo,
}

/// A search (POST), in the words that both the External API and the service itself take.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AppointmentSearchRequest {
    start_date: Date,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_date: Option<Date>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    prisoner_numbers: Vec<String>,
}

vocab::redacted!(AppointmentSeriesCreateRequest, AppointmentUpdateRequest, AppointmentSearchRequest);

impl AppointmentDraft {
    /// Checks it, as of a London day.
    ///
    /// # Errors
    /// [`RequestError`]: the first rule that it breaks.
    pub fn checked(self, today: Date) -> Result<AppointmentSeriesCreateRequest, RequestError> {
        let most = if self.kind == AppointmentType::Individual { 1 } else { ATTENDEES_MAX };
        if self.people.is_empty() {
            return Err(RequestError::Nobody);
        }
        if self.people.len() > most {
            return Err(RequestError::TooMany);
        }
        let mut people = self.people.clone();
        people.sort_unstable();
        people.dedup();
        if people.len() != self.people.len() {
            return Err(RequestError::Repeated);
        }
        check_category(&self.category)?;
        match &self.place {
            Some(place) => check_place(place)?,
            None if self.in_cell => {}
            None => return Err(RequestError::NoPlace),
        }
        if self.organiser.is_some() && self.tier != Tier::Tier2 {
            return Err(RequestError::Organiser);
        }
        check_length("customName", self.custom_name.as_deref(), CUSTOM_NAME_MAX)?;
        check_length("extraInformation", self.note.as_deref(), NOTE_MAX)?;
        check_length("prisonerExtraInformation", self.slip_note.as_deref(), SLIP_NOTE_MAX)?;
        check_times(self.start, self.end)?;
        let ahead = days_between(today, self.start.date());
        if !(-START_DAYS_PAST_MAX..=START_DAYS_AHEAD_MAX).contains(&ahead) {
            return Err(RequestError::TooFar);
        }
        Ok(AppointmentSeriesCreateRequest {
            appointment_type: self.kind,
            prison_code: self.prison.text().to_owned(),
            prisoner_numbers: self.people.iter().map(|p| p.text()).collect(),
            category_code: self.category,
            tier_code: self.tier,
            organiser_code: self.organiser,
            custom_name: self.custom_name,
            dps_location_id: self.place,
            in_cell: self.in_cell,
            start_date: self.start.date(),
            start_time: self.start.time(),
            end_time: self.end.time(),
            extra_information: self.note,
            prisoner_extra_information: self.slip_note,
        })
    }
}

impl AppointmentSeriesCreateRequest {
    /// The people on it, as written.
    #[must_use]
    pub fn prisoner_numbers(&self) -> &[String] {
        &self.prisoner_numbers
    }

    /// The name that officers see.
    #[must_use]
    pub fn custom_name(&self) -> Option<&str> {
        self.custom_name.as_deref()
    }

    /// The category.
    #[must_use]
    pub fn category_code(&self) -> &str {
        &self.category_code
    }
}

impl AppointmentChange {
    /// Checks it.
    ///
    /// # Errors
    /// [`RequestError`]: the first rule that it breaks.
    pub fn checked(self) -> Result<AppointmentUpdateRequest, RequestError> {
        if self == Self::default() {
            return Err(RequestError::Nothing);
        }
        if let Some((start, end)) = self.times {
            check_times(start, end)?;
        }
        if let Some(place) = &self.place {
            check_place(place)?;
        }
        if let Some(category) = &self.category {
            check_category(category)?;
        }
        check_length("extraInformation", self.note.as_deref(), NOTE_MAX)?;
        Ok(AppointmentUpdateRequest {
            category_code: self.category,
            // A place given means it is not in the cell.
            in_cell: self.place.as_ref().map(|_| false),
            dps_location_id: self.place,
            start_date: self.times.map(|(start, _)| start.date()),
            start_time: self.times.map(|(start, _)| start.time()),
            end_time: self.times.map(|(_, end)| end.time()),
            extra_information: self.note,
            apply_to: ApplyTo::ThisAppointment,
            is_property_update: true,
        })
    }
}

impl AppointmentCancelRequest {
    /// Cancels one appointment.
    #[must_use]
    pub const fn new(reason: CancelReason) -> Self {
        let cancellation_reason_id = match reason {
            CancelReason::CreatedInError => 1,
            CancelReason::Cancelled => 2,
        };
        Self { cancellation_reason_id, apply_to: ApplyTo::ThisAppointment }
    }
}

impl AppointmentUncancelRequest {
    /// Brings one appointment back.
    #[must_use]
    pub const fn new() -> Self {
        Self { apply_to: ApplyTo::ThisAppointment }
    }
}

impl Default for AppointmentUncancelRequest {
    fn default() -> Self {
        Self::new()
    }
}

impl AppointmentSearchRequest {
    /// Searches days from `first` to `last` for some people, or for all when none is named.
    ///
    /// # Errors
    /// [`RequestError::Span`] for too many days or none.
    pub fn new(first: Date, last: Date, people: &[PrisonNumber]) -> Result<Self, RequestError> {
        if !(0..SEARCH_DAYS_MAX).contains(&days_between(first, last)) {
            return Err(RequestError::Span);
        }
        Ok(Self {
            start_date: first,
            end_date: Some(last),
            prisoner_numbers: people.iter().map(|p| p.text()).collect(),
        })
    }
}

/// A body that we author.
pub trait Authored: Serialize + for<'de> Deserialize<'de> {
    /// The bytes to send.
    fn body(&self) -> Vec<u8> {
        // Strings, numbers and derived structs cannot fail to be written into memory.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Reads such a body back: for the doubles of the other side. It checks form and not rules.
    ///
    /// # Errors
    /// [`WireError::Expected`] when it is not such a body.
    fn read(bytes: &[u8]) -> Result<Self, WireError> {
        serde_json::from_slice(bytes).map_err(|_| WireError::Expected {
            path: "$".to_owned(),
            expected: "a request of the appointments API",
        })
    }
}

impl Authored for AppointmentSeriesCreateRequest {}
impl Authored for AppointmentUpdateRequest {}
impl Authored for AppointmentCancelRequest {}
impl Authored for AppointmentUncancelRequest {}
impl Authored for AppointmentSearchRequest {}
