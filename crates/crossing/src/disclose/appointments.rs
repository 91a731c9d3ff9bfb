//! Appointments for healthcare: as the care system sent them, and what the prison's lists show of each.

use super::mirror_words::MirrorView;
use super::patients::{PatientIdentifier, PatientView};
use super::search::{Also, Order, Page, SearchNote};
use super::{Desk, DiscloseError, Disclosed, Result};
use crate::Crossing;
use crate::context::Context;
use serde::Serialize;
use vocab::Instant;
use vocab::care::{AppointmentStatus, Identifier};
use vocab::code::Coded;
use vocab::id::{AppointmentId, PatientId};
use vocab::place::{PrisonCode, RoomCode};
use vocab::time::LondonTime;

/// A search of appointments. Each list is of alternatives, an empty one asks nothing; every list must hold.
#[derive(Debug, Clone, Default)]
pub struct AppointmentSearch {
    /// Our ids.
    pub ids: Vec<AppointmentId>,
    /// Patients' ids.
    pub patients: Vec<String>,
    /// Patients by number.
    pub patient_identifiers: Vec<PatientIdentifier>,
    /// Business identifiers.
    pub identifiers: Vec<Identifier>,
    /// Starting from here.
    pub from: Option<Instant>,
    /// Starting before here.
    pub until: Option<Instant>,
    /// States.
    pub statuses: Vec<AppointmentStatus>,
    /// Rooms.
    pub rooms: Vec<RoomCode>,
    /// Whatever else must hold of what may be seen. The mirror and the resource are not there yet when it is asked.
    pub also: Also<AppointmentView>,
    /// Ordered so; by start and id where nothing is said.
    pub order: Order<AppointmentView>,
    /// Bring the patients along.
    pub include_patient: bool,
    /// At most so many on a page.
    pub most: usize,
    /// After this mark of an earlier page.
    pub after: Option<String>,
}

/// An appointment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AppointmentView {
    /// Our id.
    pub id: AppointmentId,
    /// FHIR's version.
    pub version: u32,
    /// When the newest version was received.
    pub updated: Instant,
    /// Whose.
    pub patient: PatientId,
    /// In which prison.
    pub prison: PrisonCode,
    /// In which room.
    pub room: RoomCode,
    /// State.
    pub status: Coded<AppointmentStatus>,
    /// From.
    pub start: Option<LondonTime>,
    /// To.
    pub end: Option<LondonTime>,
    /// Business identifiers.
    pub identifiers: Vec<Identifier>,
    /// The resource as it was received.
    pub resource: String,
    /// What the prison's lists show of it; none to those who may not know.
    pub mirror: Option<MirrorView>,
}

/// A page of appointments, with the patients where they were asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Appointments {
    /// The page.
    pub page: Page<AppointmentView>,
    /// The patients of this page, each once.
    pub patients: Vec<PatientView>,
}

impl Crossing {
    /// Searches appointments of the request's prison.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for a role that may see none; [`DiscloseError::Asked`]; [`DiscloseError::OurFault`].
    pub async fn appointment_search(&self, ctx: &Context, search: AppointmentSearch) -> Result<Disclosed<Appointments>> {
        self.disclose(ctx, "appointment.search", |desk| appointments(desk, &search)).await
    }

    /// Reads one appointment.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for what is not there or not this caller's.
    pub async fn appointment_read(&self, ctx: &Context, id: AppointmentId) -> Result<Disclosed<AppointmentView>> {
        self.disclose(ctx, "appointment.read", |desk| appointment(desk, id)).await
    }
}

fn appointments(_desk: &mut Desk<'_>, _search: &AppointmentSearch) -> Result<Appointments> {
    Err(DiscloseError::NotFound)
}

fn appointment(_desk: &mut Desk<'_>, _id: AppointmentId) -> Result<AppointmentView> {
    Err(DiscloseError::NotFound)
}

#[expect(dead_code, reason = "filled below")]
type Note = SearchNote;
