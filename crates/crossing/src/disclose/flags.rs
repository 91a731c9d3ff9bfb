//! Warnings that cross, one by one: the lines of the panel, each under a stable name that tells nothing.

use super::patients::{PatientIdentifier, PatientRef};
use super::search::{Also, Order, Page};
use super::{Ages, Desk, DiscloseError, Disclosed, Result};
use crate::Crossing;
use crate::context::Context;
use serde::Serialize;

/// Kinds of warnings, as healthcare may know them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FlagKind {
    /// What to do before opening the door.
    SafetyAction,
    /// The suicide and self-harm case.
    SuicideAndSelfHarm,
    /// What the patient needs.
    Need,
    /// A medical hold.
    MedicalHold,
    /// To be kept apart from somebody.
    KeepApart,
    /// Something that is not recognised: ask security.
    NotRecognised,
}

/// A search of warnings. Each list is of alternatives, an empty one asks nothing; every list must hold.
#[derive(Debug, Clone, Default)]
pub struct FlagSearch {
    /// Flags' ids.
    pub ids: Vec<String>,
    /// Patients' ids.
    pub patients: Vec<String>,
    /// Patients by number.
    pub identifiers: Vec<PatientIdentifier>,
    /// Only these kinds.
    pub kinds: Vec<FlagKind>,
    /// Only active ones (`Some(true)`), only ended ones (`Some(false)`). Ended warnings do not cross: there are none.
    pub active: Option<bool>,
    /// Whatever else must hold of what may be seen.
    pub also: Also<FlagView>,
    /// Ordered so; by patient and harm where nothing is said.
    pub order: Order<FlagView>,
    /// At most so many on a page.
    pub most: usize,
    /// After this mark of an earlier page.
    pub after: Option<String>,
}

/// One warning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FlagView {
    /// Its id: stable for this person and line, and opaque.
    pub id: String,
    /// Whose.
    pub patient: PatientRef,
    /// The line's own name, as `two-officers`: a code, never the alert's.
    pub name: String,
    /// The request, in the prison's signed words.
    pub words: String,
    /// Its kind.
    pub kind: FlagKind,
    /// Since when, to those who may know.
    pub since: Option<jiff::civil::Date>,
    /// Words are a draft that nobody signed for this prison.
    pub draft: bool,
    /// How old this is.
    pub ages: Ages,
}

impl Crossing {
    /// Searches warnings.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for a role not entitled to risk; [`DiscloseError::Asked`]; [`DiscloseError::OurFault`].
    pub async fn flag_search(&self, ctx: &Context, search: FlagSearch) -> Result<Disclosed<Page<FlagView>>> {
        self.disclose(ctx, "flag.search", |desk| flags(desk, &search)).await
    }

    /// Reads one warning.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for what is not there, no longer there, or not this caller's.
    pub async fn flag_read(&self, ctx: &Context, id: &str) -> Result<Disclosed<FlagView>> {
        self.disclose(ctx, "flag.read", |desk| flag(desk, id)).await
    }
}

fn flags(_desk: &mut Desk<'_>, _search: &FlagSearch) -> Result<Page<FlagView>> {
    Err(DiscloseError::NotFound)
}

fn flag(_desk: &mut Desk<'_>, _id: &str) -> Result<FlagView> {
    Err(DiscloseError::NotFound)
}
