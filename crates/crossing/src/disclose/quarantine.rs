//! What could not be understood or attributed, with the reason and without its content.

use super::{Desk, DiscloseError, Disclosed, Result};
use crate::Crossing;
use crate::context::Context;
use serde::Serialize;
use vocab::Instant;
use vocab::id::JournalSeq;

/// What lies in quarantine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuarantineList {
    /// How many lie there.
    pub count: u64,
    /// By reason, most first.
    pub reasons: Vec<super::board::Counted>,
    /// The newest first.
    pub rows: Vec<QuarantineRow>,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuarantineRow {
    /// The journal row.
    pub row: JournalSeq,
    /// By which feed.
    pub feed: String,
    /// When it was put there.
    pub at: Instant,
    /// Why, from a list.
    pub reason: &'static str,
    /// What was expected, without any value.
    pub detail: String,
    /// How many bytes it has; none once it was erased.
    pub bytes: Option<usize>,
}

impl Crossing {
    /// What lies in quarantine.
    ///
    /// # Errors
    /// [`DiscloseError::NotFound`] for those who may not; [`DiscloseError::OurFault`].
    pub async fn quarantine(&self, ctx: &Context) -> Result<Disclosed<QuarantineList>> {
        self.disclose(ctx, "quarantine.open", quarantine).await
    }
}

fn quarantine(_desk: &mut Desk<'_>) -> Result<QuarantineList> {
    Err(DiscloseError::NotFound)
}
