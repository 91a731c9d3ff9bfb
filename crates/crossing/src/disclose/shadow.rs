//! What we would have sent beside what staff typed: the page that is looked at before a flow goes live.

use super::{Desk, DiscloseError, Disclosed, Result};
use crate::Crossing;
use crate::context::Context;
use serde::Serialize;
use vocab::place::PrisonCode;

/// The comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShadowComparison {
    /// Which prison.
    pub prison: PrisonCode,
    /// From this day.
    pub from: jiff::civil::Date,
    /// To this day, in it.
    pub to: jiff::civil::Date,
    /// `Of 412 healthcare entries that staff typed this week, 396 match ours, …`
    pub words: String,
    /// Entries that staff typed.
    pub typed: u64,
    /// Those that match ours.
    pub matching: u64,
    /// Those that differ.
    pub differing: u64,
    /// Only staff have these.
    pub only_staff: u64,
    /// Only we have these.
    pub only_ours: u64,
    /// Each that does not match; empty for those who see counts only.
    pub rows: Vec<ShadowRow>,
    /// There are more rows than are shown.
    pub more: u64,
    /// Counts only: nobody's line.
    pub reduced: bool,
}

/// One that does not match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShadowRow {
    /// `differs`, `only staff`, `only ours`.
    pub what: &'static str,
    /// Name.
    pub name: Option<String>,
    /// Prison number.
    pub number: String,
    /// The day and time, as staff have it or else as ours.
    pub start: String,
    /// Field by field, what differs.
    pub fields: Vec<ShadowField>,
    /// The likely cause.
    pub cause: String,
    /// What staff typed tells more than "Healthcare".
    pub discloses: bool,
}

/// A field that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShadowField {
    /// Which.
    pub field: &'static str,
    /// As staff typed it.
    pub staff: String,
    /// As we would have sent it.
    pub ours: String,
}

impl Crossing {
    /// Compares a span of days, both ends in it.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for those who may not; [`DiscloseError::Asked`] for a span that is too long.
    pub async fn shadow_comparison(
        &self,
        ctx: &Context,
        from: jiff::civil::Date,
        to: jiff::civil::Date,
    ) -> Result<Disclosed<ShadowComparison>> {
        self.disclose(ctx, "shadow-comparison.open", |desk| comparison(desk, from, to)).await
    }
}

fn comparison(_desk: &mut Desk<'_>, _from: jiff::civil::Date, _to: jiff::civil::Date) -> Result<ShadowComparison> {
    Err(DiscloseError::NotFound)
}
