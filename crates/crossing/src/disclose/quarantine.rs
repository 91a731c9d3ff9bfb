//! What could not be understood or attributed, with the reason and without its content.

use super::board::counted;
use super::{Desk, Disclosed, Result};
use crate::Crossing;
use crate::context::Context;
use crate::envelope::CARE_FHIR;
use policy::Kind;
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
    /// Can be read again after a fix. Not what was erased, nor what came by the FHIR face: its sender was refused there
    /// and then, and sends it again.
    pub replayable: bool,
}

impl Crossing {
    /// What lies in quarantine.
    ///
    /// # Errors
    /// [`super::DiscloseError::NotFound`] for those who may not; [`super::DiscloseError::OurFault`].
    pub async fn quarantine(&self, ctx: &Context) -> Result<Disclosed<QuarantineList>> {
        self.disclose(ctx, "quarantine.open", quarantine).await
    }
}

/// Rows are shown up to here; the count says how many there are.
const ROWS_MAX: usize = 500;

fn quarantine(desk: &mut Desk<'_>) -> Result<QuarantineList> {
    desk.must_general(Kind::Quarantine)?;
    let lying = desk.view.quarantine(ROWS_MAX)?;
    let reasons = counted(lying.iter().map(|q| q.reason.word().to_owned()));
    let mut rows = Vec::with_capacity(lying.len());
    for row in lying {
        let input = desk.view.journal_row(row.seq)?.map(|sealed| desk.open_sealed(sealed).input);
        let parts = input.as_ref().map(|i| i.parts.as_slice()).unwrap_or_default();
        let feed = input.as_ref().map_or_else(String::new, |i| i.feed.name().to_owned());
        let bytes: Option<usize> = parts.iter().map(|p| p.body.as_ref().map(Vec::len)).sum();
        rows.push(QuarantineRow {
            row: row.seq,
            replayable: bytes.is_some() && feed != CARE_FHIR,
            feed,
            at: row.at,
            reason: row.reason.word(),
            detail: row.detail,
            bytes,
        });
    }
    Ok(QuarantineList { count: desk.view.quarantine_count()?, reasons, rows })
}
