//! Patients, and people who have only a prison record: found by what may be known of them.
//!
//! Whom a caller may see is ruled first and put into the query; totals and pages are of those alone. Another prison's
//! patient and one who does not exist look the same.

use super::search::{Also, Order, Page};
use super::{Ages, Desk, DiscloseError, Disclosed, Result};
use crate::Crossing;
use crate::context::Context;
use crate::disclose::person::PersonHead;
use serde::{Serialize, Serializer};
use vocab::Instant;
use vocab::care::Identifier;
use vocab::id::{LocalPatientId, NhsNumber, PatientId, PersonId, PrisonNumber};
use vocab::name::FamilyName;

/// Who a patient is to us: a care record, or a prison record that is attached to none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PatientRef {
    /// A care record.
    Care(PatientId),
    /// A person of the prison's without one: "prison record only".
    PrisonRecord(PersonId),
}

impl PatientRef {
    /// The opaque id, one space for both: it tells nothing.
    #[must_use]
    pub fn id(self) -> String {
        match self {
            Self::Care(id) => id.to_string(),
            Self::PrisonRecord(id) => id.to_string(),
        }
    }
}

impl Serialize for PatientRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.id())
    }
}

/// A number by which someone is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PatientIdentifier {
    /// NHS number.
    Nhs(NhsNumber),
    /// Prison number.
    PrisonNumber(PrisonNumber),
    /// A care system's own id, as `system|value`.
    Local(LocalPatientId),
}

/// A search of patients. Each list is of alternatives, an empty one asks nothing; every list must hold.
#[derive(Debug, Clone, Default)]
pub struct PatientSearch {
    /// Our ids.
    pub ids: Vec<String>,
    /// Numbers.
    pub identifiers: Vec<PatientIdentifier>,
    /// The family name begins so; case, accents and punctuation aside.
    pub family: Option<FamilyName>,
    /// Born on this day.
    pub born: Option<jiff::civil::Date>,
    /// Whatever else must hold of what may be seen.
    pub also: Also<PatientView>,
    /// Ordered so; by id where nothing is said.
    pub order: Order<PatientView>,
    /// At most so many on a page.
    pub most: usize,
    /// After this mark of an earlier page.
    pub after: Option<String>,
}

/// A patient, as far as a caller may know them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PatientView {
    /// Who.
    pub id: PatientRef,
    /// Counts the changes of the record that is shown.
    pub version: u32,
    /// When the newest version was received, of a care record.
    pub updated: Option<Instant>,
    /// No care record stands behind this: "prison record only, not attached to any health record".
    pub prison_record_only: bool,
    /// Family name.
    pub family: Option<String>,
    /// Given names, separated by spaces.
    pub given: Option<String>,
    /// Date of birth.
    pub born: Option<jiff::civil::Date>,
    /// Administrative gender, FHIR's word; of a prison record the prison's word.
    pub gender: Option<String>,
    /// NHS number, ten digits.
    pub nhs: Option<String>,
    /// The care system's own id.
    pub own: Option<Identifier>,
    /// Prison number of the linked person, or of the prison record.
    pub prison_number: Option<String>,
    /// The word of the link: `confirmed`, `in-doubt`, `none`.
    pub link: &'static str,
    /// The same person as lists and heads show them.
    pub head: PersonHead,
    /// The ages of what the prison says of them.
    pub ages: Ages,
}

impl Crossing {
    /// Searches patients.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for a role that may see no patient; [`DiscloseError::Asked`]; [`DiscloseError::OurFault`].
    pub async fn patient_search(&self, ctx: &Context, search: PatientSearch) -> Result<Disclosed<Page<PatientView>>> {
        self.disclose(ctx, "patient.search", |desk| patients(desk, &search)).await
    }

    /// Reads one patient.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for what is not there or not this caller's; [`DiscloseError::OurFault`].
    pub async fn patient_read(&self, ctx: &Context, id: &str) -> Result<Disclosed<PatientView>> {
        self.disclose(ctx, "patient.read", |desk| one(desk, id)).await
    }
}

fn patients(_desk: &mut Desk<'_>, _search: &PatientSearch) -> Result<Page<PatientView>> {
    Err(DiscloseError::NotFound)
}

fn one(_desk: &mut Desk<'_>, _id: &str) -> Result<PatientView> {
    Err(DiscloseError::NotFound)
}
