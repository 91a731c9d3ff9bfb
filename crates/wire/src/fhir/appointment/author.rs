//! An Appointment as we write it. The states are a type, so that FHIR's rules between status, times and reason
//! (`app-1` to `app-4`) cannot be broken.

use crate::fhir::codes::{ParticipationStatus, ResourceType};
use crate::fhir::datatypes::{CodeableConcept, Identifier, Meta, Reference};
use crate::fhir::primitives::{Id, london};
use crate::fhir::urls::uk_core;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};
use vocab::care::AppointmentStatus;
use vocab::time::LondonTime;
use vocab::{Coded, Instant};

/// From and to; never to before from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    start: Instant,
    end: Instant,
}

impl Span {
    /// From and to; none when it would end before it starts.
    #[must_use]
    pub fn of(start: LondonTime, end: LondonTime) -> Option<Self> {
        (start.at() <= end.at()).then_some(Self { start: start.at(), end: end.at() })
    }
}

/// Why an appointment cannot be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AppointmentFault {
    /// `app-3`: only a proposed, cancelled or waiting one may be without times.
    #[error("an appointment of this status has a start and an end")]
    TimesMissing,
    /// `app-4` as published: only a cancelled one has a reason; a `noshow` with one fails the official validator.
    #[error("only a cancelled appointment carries a cancellation reason")]
    ReasonOnlyWhenCancelled,
    /// The binding of `status` is required and has no code for "another": nothing valid can be written, and every
    /// code of the list would be a claim.
    #[error("the status is not one that FHIR has: ask the sender to correct it")]
    StatusNotOfFhir,
}

/// The state of an appointment, with the times and the reason that it may have.
#[derive(Debug, Clone, PartialEq)]
pub struct AppointmentState {
    status: AppointmentStatus,
    span: Option<Span>,
    reason: Option<CodeableConcept>,
}

impl AppointmentState {
    /// Puts status, times and reason together.
    ///
    /// # Errors
    /// [`AppointmentFault`] when FHIR does not allow them together.
    pub fn of(
        status: &Coded<AppointmentStatus>,
        span: Option<Span>,
        reason: Option<CodeableConcept>,
    ) -> Result<Self, AppointmentFault> {
        use AppointmentStatus::{Cancelled, Proposed, Waitlist};
        let status = status.known().ok_or(AppointmentFault::StatusNotOfFhir)?;
        if span.is_none() && !matches!(status, Proposed | Cancelled | Waitlist) {
            return Err(AppointmentFault::TimesMissing);
        }
        if reason.is_some() && status != Cancelled {
            return Err(AppointmentFault::ReasonOnlyWhenCancelled);
        }
        Ok(Self { status, span, reason })
    }
}

/// An Appointment that meets UK Core. No clinic name, reason, comment or description: what we give back is what the
/// crossing knows, and the care system keeps the rest.
#[derive(Clone, PartialEq)]
pub struct Appointment {
    id: Id,
    meta: Meta,
    identifier: Vec<Identifier>,
    state: AppointmentState,
    participant: Vec<Participant>,
}
vocab::redacted!(Appointment);

#[derive(Clone, PartialEq, Serialize)]
struct Participant {
    actor: Reference,
    status: ParticipationStatus,
}

impl Appointment {
    /// An appointment of one patient.
    #[must_use]
    pub fn new(id: Id, meta: Meta, state: AppointmentState, patient: Reference) -> Self {
        let patient = Participant { actor: patient, status: ParticipationStatus::Accepted };
        let meta = meta.meets(uk_core!("Appointment"));
        Self { id, meta, identifier: Vec::new(), state, participant: vec![patient] }
    }

    /// With an identifier.
    #[must_use]
    pub fn identified(mut self, identifier: Identifier) -> Self {
        self.identifier.push(identifier);
        self
    }

    /// In a room, and what the prison's list shows of it: accepted once it stands there, declined when the prison
    /// cancelled it, needs-action before.
    #[must_use]
    pub fn held_in(mut self, room: Reference, shown: ParticipationStatus) -> Self {
        self.participant.push(Participant { actor: room, status: shown });
        self
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> &Id {
        &self.id
    }

    /// Its type.
    pub const TYPE: ResourceType = ResourceType::Appointment;
}

#[derive(Serialize)]
struct Moment(#[serde(serialize_with = "london")] Instant);

impl Serialize for Appointment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Appointment", 10)?;
        out.serialize_field("resourceType", "Appointment")?;
        out.serialize_field("id", &self.id)?;
        out.serialize_field("meta", &self.meta)?;
        if !self.identifier.is_empty() {
            out.serialize_field("identifier", &self.identifier)?;
        }
        out.serialize_field("status", Coded::Known(self.state.status).text())?;
        if let Some(reason) = &self.state.reason {
            out.serialize_field("cancelationReason", reason)?;
        }
        if let Some(span) = &self.state.span {
            out.serialize_field("start", &Moment(span.start))?;
            out.serialize_field("end", &Moment(span.end))?;
        }
        out.serialize_field("participant", &self.participant)?;
        out.end()
    }
}
