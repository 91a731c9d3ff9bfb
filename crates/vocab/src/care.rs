//! What healthcare knows and owns: patients and appointments.

use crate::code::{Coded, code_list};
use crate::id::{AppointmentId, LocalPatientId, NhsNumber, PatientId, PrisonNumber};
use crate::name::{Born, Name};
use crate::place::{PrisonCode, RoomCode};
use crate::time::{Instant, LondonTime};
use serde::{Deserialize, Serialize};

/// A person as one care system knows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patient {
    /// Our id of this care record.
    pub id: PatientId,
    /// Counts the changes.
    pub version: u32,
    /// The care system's own id.
    pub local: LocalPatientId,
    /// NHS number; absent for many, and that is normal.
    pub nhs: Option<NhsNumber>,
    /// The prison number that the care record carries, if any. A claim, not a link.
    pub prison_number: Option<PrisonNumber>,
    /// Name.
    pub name: Name,
    /// Date of birth.
    pub born: Option<Born>,
    /// Administrative gender, FHIR's word.
    pub gender: Option<String>,
    /// When the newest version was received.
    pub updated: Instant,
}

code_list! {
    /// States of an appointment (FHIR R4 `appointmentstatus`).
    AppointmentStatus {
        /// Offered.
        Proposed = "proposed",
        /// Waiting for someone to accept.
        Pending = "pending",
        /// Booked.
        Booked = "booked",
        /// The patient is there.
        Arrived = "arrived",
        /// Seen.
        Fulfilled = "fulfilled",
        /// Cancelled.
        Cancelled = "cancelled",
        /// Did not come, for whatever reason.
        Noshow = "noshow",
        /// Should never have been.
        EnteredInError = "entered-in-error",
        /// Ready to be seen.
        CheckedIn = "checked-in",
        /// Wanted, no time yet.
        Waitlist = "waitlist",
    }
}

impl AppointmentStatus {
    /// Whether the prison should bring the patient for it.
    #[must_use]
    pub const fn is_to_be_brought(self) -> bool {
        matches!(self, Self::Booked | Self::Arrived | Self::CheckedIn | Self::Fulfilled | Self::Noshow)
    }
}

/// A booking that healthcare owns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    /// Our id, and FHIR's logical id on our face.
    pub id: AppointmentId,
    /// FHIR's version, from 1.
    pub version: u32,
    /// Whose.
    pub patient: PatientId,
    /// In which prison.
    pub prison: PrisonCode,
    /// The care system's room.
    pub room: RoomCode,
    /// The clinic's own name for itself. Never leaves for the prison.
    pub clinic: Option<String>,
    /// State.
    pub status: Coded<AppointmentStatus>,
    /// From.
    pub start: Option<LondonTime>,
    /// To.
    pub end: Option<LondonTime>,
    /// Business identifiers, as `system|value`.
    pub identifiers: Vec<Identifier>,
    /// When the newest version was received.
    pub updated: Instant,
}

/// A business identifier.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Identifier {
    /// The naming system; may be empty.
    pub system: String,
    /// The value in it.
    pub value: String,
}
