//! What the care system holds, and how it says so in FHIR R4.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use vocab::Instant;
use vocab::id::{NhsNumber, PrisonNumber};
use vocab::name::{Born, Name};
use vocab::place::PrisonCode;

vocab::redacted!(CarePatient, Booking);

/// Prison numbers in FHIR.
pub const PRISON_NUMBER_SYSTEM: &str = "https://gatelodge.uk/Id/prison-number";
/// The clinic's own patients.
pub const PATIENT_SYSTEM: &str = "https://clinic.example/Id/patient";
/// The clinic's own bookings.
pub const APPOINTMENT_SYSTEM: &str = "https://clinic.example/Id/appointment";
/// Rooms, as `MDI/OPD2`: the prison and the clinic's own code of the room.
pub const ROOM_SYSTEM: &str = "https://gatelodge.uk/Id/healthcare-room";

/// A patient as the care system knows them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarePatient {
    /// The care system's id.
    pub local: String,
    /// NHS number, if one was ever found.
    pub nhs: Option<NhsNumber>,
    /// The prison number that somebody typed, if anybody did. Not always the right one.
    pub prison_number: Option<PrisonNumber>,
    /// Name.
    pub name: Name,
    /// Date of birth.
    pub born: Born,
    /// FHIR's administrative gender.
    pub gender: String,
}

impl CarePatient {
    /// As a FHIR Patient.
    #[must_use]
    pub fn fhir(&self) -> Value {
        let mut identifiers = vec![json!({"system": PATIENT_SYSTEM, "value": self.local})];
        if let Some(nhs) = self.nhs {
            identifiers.push(json!({"system": NhsNumber::SYSTEM, "value": nhs.text()}));
        }
        if let Some(number) = self.prison_number {
            identifiers.push(json!({"system": PRISON_NUMBER_SYSTEM, "value": number.text()}));
        }
        let given: Vec<_> = self.name.given.text().split(' ').collect();
        json!({
            "resourceType": "Patient",
            "meta": {"profile": ["https://fhir.hl7.org.uk/StructureDefinition/UKCore-Patient"]},
            "identifier": identifiers,
            "active": true,
            "name": [{"use": "official", "family": self.name.family.text(), "given": given}],
            "gender": self.gender,
            "birthDate": self.born.date(),
        })
    }
}

/// The clinics of a prison health centre. What they are called never leaves for the prison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are the clinics'")]
pub enum Clinic {
    GeneralPractice,
    Dentist,
    SexualHealth,
    MentalHealth,
    SubstanceUse,
    Optician,
}

impl Clinic {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::GeneralPractice,
        Self::Dentist,
        Self::SexualHealth,
        Self::MentalHealth,
        Self::SubstanceUse,
        Self::Optician,
    ];

    /// What the clinic calls itself.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::GeneralPractice => "GP clinic",
            Self::Dentist => "Dental surgery",
            Self::SexualHealth => "GUM clinic",
            Self::MentalHealth => "Mental health review",
            Self::SubstanceUse => "Substance use prescribing review",
            Self::Optician => "Optician",
        }
    }

    /// The clinic's own code of its room.
    #[must_use]
    pub const fn room(self) -> &'static str {
        match self {
            Self::GeneralPractice => "OPD1",
            Self::Dentist => "DENT1",
            Self::SexualHealth => "OPD2",
            Self::MentalHealth => "OPD3",
            Self::SubstanceUse => "OPD4",
            Self::Optician => "OPD5",
        }
    }

    /// Length of a slot.
    #[must_use]
    pub const fn minutes(self) -> i64 {
        match self {
            Self::GeneralPractice | Self::SubstanceUse => 10,
            Self::SexualHealth => 15,
            Self::Dentist | Self::Optician => 20,
            Self::MentalHealth => 30,
        }
    }
}

/// States that the clinic gives a booking, in FHIR's spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// To come.
    Booked,
    /// Seen.
    Fulfilled,
    /// Did not come, for whatever reason.
    Noshow,
    /// Cancelled.
    Cancelled,
}

impl State {
    /// FHIR's spelling.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Booked => "booked",
            Self::Fulfilled => "fulfilled",
            Self::Noshow => "noshow",
            Self::Cancelled => "cancelled",
        }
    }
}

/// A booking as the care system holds it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booking {
    /// The care system's id of it: the same for every attempt to tell of it.
    pub key: String,
    /// The patient, by the care system's id.
    pub patient: String,
    /// Which clinic.
    pub clinic: Clinic,
    /// In which prison.
    pub prison: PrisonCode,
    /// From.
    pub start: Instant,
    /// To.
    pub end: Instant,
    /// State.
    pub state: State,
    /// When it was made.
    pub created: Instant,
}

impl Booking {
    /// As a FHIR Appointment of the patient that the face knows by `patient_id`. On an update, `id` is the face's.
    #[must_use]
    pub fn fhir(&self, patient_id: &str, id: Option<&str>) -> Value {
        let mut out = json!({
            "resourceType": "Appointment",
            "meta": {"profile": ["https://fhir.hl7.org.uk/StructureDefinition/UKCore-Appointment"]},
            "identifier": [{"system": APPOINTMENT_SYSTEM, "value": self.key}],
            "status": self.state.text(),
            "serviceType": [{"text": self.clinic.title()}],
            "description": self.clinic.title(),
            "start": self.start.rfc3339_london(),
            "end": self.end.rfc3339_london(),
            "created": self.created.rfc3339_london(),
            "participant": [
                {"actor": {"reference": format!("Patient/{patient_id}"), "type": "Patient"},
                    "required": "required", "status": "accepted"},
                {"actor": {"type": "Location", "identifier": {"system": ROOM_SYSTEM,
                    "value": format!("{}/{}", self.prison, self.clinic.room())}},
                    "required": "required", "status": "accepted"},
            ],
        });
        if let Some(id) = id {
            out["id"] = json!(id);
        }
        if self.state == State::Cancelled {
            out["cancelationReason"] = json!({"coding": [{
                "system": "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason",
                "code": "prov", "display": "Provider"}]});
        }
        out
    }

    /// True when a resource that the face gave back says the same as this.
    #[must_use]
    pub fn agrees(&self, resource: &Value) -> bool {
        let at = |key: &str| resource[key].as_str().and_then(Instant::parse_zoned);
        resource["status"] == self.state.text()
            && at("start") == Some(self.start)
            && at("end") == Some(self.end)
    }
}
