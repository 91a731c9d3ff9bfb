//! Custodies, as healthcare may know them: where someone stands, whether that has settled, the cell.

use super::patients::{PatientIdentifier, PatientRef};
use super::person::Place;
use super::search::{Also, Order, Page};
use super::{Ages, Desk, DiscloseError, Disclosed, Result};
use crate::Crossing;
use crate::context::Context;
use serde::Serialize;
use vocab::Instant;
use vocab::id::PersonId;
use vocab::place::PrisonCode;
use vocab::prison::Standing;

/// A search of custodies. Each list is of alternatives, an empty one asks nothing; every list must hold.
#[derive(Debug, Clone, Default)]
pub struct EncounterSearch {
    /// Custodies' ids.
    pub ids: Vec<String>,
    /// Patients' ids.
    pub patients: Vec<String>,
    /// Patients by number.
    pub identifiers: Vec<PatientIdentifier>,
    /// Whatever else must hold of what may be seen: status, date.
    pub also: Also<EncounterView>,
    /// Ordered so; by id where nothing is said.
    pub order: Order<EncounterView>,
    /// At most so many on a page.
    pub most: usize,
    /// After this mark of an earlier page.
    pub after: Option<String>,
}

/// A custody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EncounterView {
    /// Its id: opaque; it changes with each custody.
    pub id: String,
    /// Counts the changes of the person's record.
    pub version: u32,
    /// Whose.
    pub patient: PatientRef,
    /// The person, as our own addresses name them.
    pub person: PersonId,
    /// Where they stand, no more exactly than the caller may know: an absence whose kind is the prison's business is
    /// [`Standing::Out`], a departure [`Standing::Removed`].
    pub standing: Standing,
    /// The newest report has settled.
    pub settled: bool,
    /// The same in words.
    pub place: Place,
    /// When the custody began, where the prison said so.
    pub started: Option<Instant>,
    /// When it ended, once that has settled.
    pub ended: Option<Instant>,
    /// The prison in charge, as far as reported.
    pub prison: Option<PrisonCode>,
    /// Where they sleep.
    pub cell: Option<String>,
    /// How old this is.
    pub ages: Ages,
}

impl Crossing {
    /// Searches custodies.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for a role that may not know where anyone is; [`DiscloseError::Asked`];
    /// [`DiscloseError::OurFault`].
    pub async fn encounter_search(
        &self,
        ctx: &Context,
        search: EncounterSearch,
    ) -> Result<Disclosed<Page<EncounterView>>> {
        self.disclose(ctx, "encounter.search", |desk| encounters(desk, &search)).await
    }

    /// Reads one custody.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for what is not there or not this caller's.
    pub async fn encounter_read(&self, ctx: &Context, id: &str) -> Result<Disclosed<EncounterView>> {
        self.disclose(ctx, "encounter.read", |desk| encounter(desk, id)).await
    }
}

fn encounters(_desk: &mut Desk<'_>, _search: &EncounterSearch) -> Result<Page<EncounterView>> {
    Err(DiscloseError::NotFound)
}

fn encounter(_desk: &mut Desk<'_>, _id: &str) -> Result<EncounterView> {
    Err(DiscloseError::NotFound)
}
